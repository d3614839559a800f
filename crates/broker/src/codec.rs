use aida_protocol::MESSAGE_VERSION;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{DecodeError, PublishError};

/// The largest body that is published or taken.
pub const BODY_LIMIT_BYTES: usize = 256 * 1024;

#[derive(Deserialize)]
struct Envelope {
    version: u16,
}

/// The JSON of a message, not over [`BODY_LIMIT_BYTES`].
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, PublishError> {
    let body = serde_json::to_vec(message)?;
    if body.len() > BODY_LIMIT_BYTES {
        return Err(PublishError::TooLarge { bytes: body.len(), limit: BODY_LIMIT_BYTES });
    }
    Ok(body)
}

/// Reads a message that carries a `version`: our own or the one before.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    if body.len() > BODY_LIMIT_BYTES {
        return Err(DecodeError::TooLarge { bytes: body.len(), limit: BODY_LIMIT_BYTES });
    }
    if holds_nul(body) {
        return Err(DecodeError::Nul);
    }
    let version = match begins_with_ours(body) {
        true => MESSAGE_VERSION,
        false => serde_json::from_slice::<Envelope>(body)?.version,
    };
    if version == 0 || version > MESSAGE_VERSION || version + 1 < MESSAGE_VERSION {
        return Err(DecodeError::UnknownVersion { version });
    }
    Ok(serde_json::from_slice(body)?)
}

/// Whether the version is what our own messages begin with; saves reading nearly all of them twice.
fn begins_with_ours(body: &[u8]) -> bool {
    let rest = body.strip_prefix(b"{\"version\":").unwrap_or_default();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    rest.get(digits) == Some(&b',')
        && std::str::from_utf8(&rest[..digits]).is_ok_and(|text| text.parse() == Ok(MESSAGE_VERSION))
}

/// Whether JSON text holds a NUL, bare or written `\u0000`. A backslash escapes the byte after it, so
/// `\\u0000` is no NUL.
fn holds_nul(body: &[u8]) -> bool {
    // Nearly no message has a backslash or a zero byte; looking for single bytes is fast.
    if !body.contains(&0) && !body.contains(&b'\\') {
        return false;
    }
    let mut bytes = body.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            0 => return true,
            b'\\' if body[at + 1..].starts_with(b"u0000") => return true,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Note {
        version: u16,
        text: String,
    }

    #[test]
    fn our_own_beginning_is_known_and_no_other() {
        let ours = format!("{{\"version\":{MESSAGE_VERSION},\"text\":\"\"}}");
        assert!(begins_with_ours(ours.as_bytes()));
        for other in
            [format!("{{\"version\":{MESSAGE_VERSION}0,"), "{\"version\":,".into(), "{\"text\":1".into()]
        {
            assert!(!begins_with_ours(other.as_bytes()), "{other}");
        }
        let reordered = format!("{{\"text\":\"a\",\"version\":{MESSAGE_VERSION}}}");
        assert_eq!(decode::<Note>(reordered.as_bytes()).unwrap(), note("a"));
    }

    fn note(text: &str) -> Note {
        Note { version: MESSAGE_VERSION, text: text.to_owned() }
    }

    #[test]
    fn a_message_reads_back_with_backslashes_and_quotes() {
        for text in ["è così", r"\u0000", r"C:\", "\"", "\u{1}", r"\\u0000 twice"] {
            let body = encode(&note(text)).unwrap();
            assert_eq!(decode::<Note>(&body).unwrap(), note(text), "{text:?}");
        }
    }

    #[test]
    fn nul_is_refused_bare_and_escaped() {
        for text in ["\0", "a\\\0", "end\0"] {
            let body = encode(&note(text)).unwrap();
            assert!(matches!(decode::<Note>(&body), Err(DecodeError::Nul)), "{text:?}");
        }
        assert!(matches!(decode::<Note>(b"{\0}"), Err(DecodeError::Nul)));
    }

    #[test]
    fn oversize_is_refused_both_ways() {
        let large = note(&"x".repeat(BODY_LIMIT_BYTES));
        assert!(matches!(encode(&large), Err(PublishError::TooLarge { .. })));
        let body = serde_json::to_vec(&large).unwrap();
        assert!(matches!(decode::<Note>(&body), Err(DecodeError::TooLarge { .. })));
    }

    #[test]
    fn versions_from_the_future_are_named_even_when_their_shape_is_new() {
        let body = serde_json::to_vec(&json!({"version": MESSAGE_VERSION + 1, "words": []})).unwrap();
        assert!(matches!(decode::<Note>(&body), Err(DecodeError::UnknownVersion { .. })));
        let none = serde_json::to_vec(&json!({"text": "a"})).unwrap();
        assert!(matches!(decode::<Note>(&none), Err(DecodeError::Json(_))));
    }
}
