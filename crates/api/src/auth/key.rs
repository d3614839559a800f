//! The text of an API key: `aida_<id>_<secret><checksum>`, so that a leaked one can be found by its form.

use std::{fmt, str::FromStr};

/// Letters of ids, secrets and checksums: base 62.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX: &str = "aida_";
const ID_LENGTH: usize = 12;
/// 32 bytes in base 62: 62^43 is just above 2^256.
const SECRET_LENGTH: usize = 43;
/// 32 bits in base 62.
const CHECKSUM_LENGTH: usize = 6;

/// A key as its owner has it. `Debug` and `Display` show the id only.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    id: String,
    secret: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("not of the form aida_<id>_<secret>")]
    Form,
    #[error("the checksum is wrong: a letter was lost or changed")]
    Checksum,
    #[error("the system gives no random bytes")]
    Random,
}

impl ApiKey {
    /// A new key from the system's randomness.
    pub fn generate() -> Result<Self, KeyError> {
        let (mut id, mut secret) = ([0_u8; 9], [0_u8; 32]);
        getrandom::fill(&mut id).map_err(|_| KeyError::Random)?;
        getrandom::fill(&mut secret).map_err(|_| KeyError::Random)?;
        Ok(ApiKey { id: base62(&id, ID_LENGTH), secret: base62(&secret, SECRET_LENGTH) })
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// What only the owner knows.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The whole key, to be shown once.
    pub fn reveal(&self) -> String {
        let body = format!("{PREFIX}{}_{}", self.id, self.secret);
        let checksum = base62(&crc32(body.as_bytes()).to_be_bytes(), CHECKSUM_LENGTH);
        body + &checksum
    }
}

impl FromStr for ApiKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (id, rest) =
            text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')).ok_or(KeyError::Form)?;
        let well_formed =
            |part: &str, length| part.len() == length && part.bytes().all(|b| DIGITS.contains(&b));
        if !well_formed(id, ID_LENGTH) || !well_formed(rest, SECRET_LENGTH + CHECKSUM_LENGTH) {
            return Err(KeyError::Form);
        }
        let key = ApiKey { id: id.to_owned(), secret: rest[..SECRET_LENGTH].to_owned() };
        if key.reveal() == text { Ok(key) } else { Err(KeyError::Checksum) }
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}_***", self.id)
    }
}

/// `bytes` as one big number in exactly `length` digits; higher digits are lost.
fn base62(bytes: &[u8], length: usize) -> String {
    let mut number = bytes.to_vec();
    let mut digits = vec![DIGITS[0]; length];
    for digit in digits.iter_mut().rev() {
        let mut remainder = 0_u32;
        for byte in &mut number {
            let value = (remainder << 8) | u32::from(*byte);
            *byte = (value / 62) as u8;
            remainder = value % 62;
        }
        *digit = DIGITS[remainder as usize];
    }
    digits.into_iter().map(char::from).collect()
}

/// CRC-32 as in zip and PNG (polynomial 0xEDB88320).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_back_and_typos_do_not() {
        let key = ApiKey::generate().unwrap();
        let text = key.reveal();
        assert_eq!(text.len(), 5 + ID_LENGTH + 1 + SECRET_LENGTH + CHECKSUM_LENGTH);
        assert_eq!(text.parse(), Ok(key.clone()));
        assert_ne!(key, ApiKey::generate().unwrap());
        assert!(!format!("{key:?}").contains(key.secret()));
        let other = if text.ends_with('0') { '1' } else { '0' };
        for at in [6, 20, text.len() - 1] {
            let mut wrong = text.clone();
            let replacement = if &wrong[at..=at] == "x" { "y" } else { "x" };
            wrong.replace_range(at..=at, replacement);
            assert_eq!(wrong.parse::<ApiKey>(), Err(KeyError::Checksum), "{at}");
        }
        for wrong in ["", "aida_", "aida_a_b", &text[1..], &format!("{text}{other}"), &text.replace('_', "-")]
        {
            assert_eq!(wrong.parse::<ApiKey>(), Err(KeyError::Form), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_what_they_are() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(base62(&[0xff; 4], 6), "4gfFC3");
        assert_eq!(base62(&[0], 3), "000");
        assert_eq!(base62(&[62], 3), "010");
    }
}
