use serde::{Deserialize, Deserializer, de::Error};

/// Refuses versions that this program does not know, so that what a newer one stored is parked, not misread.
pub fn known<'de, D: Deserializer<'de>, const NEWEST: u16>(deserializer: D) -> Result<u16, D::Error> {
    let version = u16::deserialize(deserializer)?;
    if version == 0 || version > NEWEST {
        return Err(Error::custom(format!("version {version} is not known; the newest known is {NEWEST}")));
    }
    Ok(version)
}
