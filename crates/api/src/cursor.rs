//! Opaque cursors of lists: a version and the id of the last item, so that a page stays right while others are added.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

const VERSION: u8 = 1;

/// Everything older than this item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(pub Uuid);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [VERSION; 17];
        bytes[1..].copy_from_slice(self.0.as_bytes());
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "is not a cursor that this API gave";
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| WRONG)?;
        match bytes.split_first() {
            Some((&VERSION, id)) => Ok(Cursor(Uuid::from_slice(id).map_err(|_| WRONG)?)),
            _ => Err(WRONG),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back_and_others_do_not() {
        let cursor = Cursor(Uuid::from_u128(7));
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for wrong in ["", "AA", "!", &URL_SAFE_NO_PAD.encode([2; 17]), &URL_SAFE_NO_PAD.encode([1; 18])] {
            assert!(wrong.parse::<Cursor>().is_err(), "{wrong}");
        }
    }
}
