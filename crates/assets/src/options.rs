use std::fmt;

/// What an S3 bucket needs besides its address. What is `None` comes from the environment, as AWS's own
/// tools read it. A local folder needs nothing.
#[derive(Clone, Default)]
pub struct AssetOptions {
    /// Address of a store that is not Amazon's, such as `https://minio:9000`.
    pub endpoint: Option<String>,
    pub region: Option<String>,
    pub access_key: Option<String>,
    pub secret_key: Option<String>,
    /// Whether the endpoint may be plain `http://`.
    pub allow_http: bool,
}

impl fmt::Debug for AssetOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssetOptions")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("allow_http", &self.allow_http)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_not_shown() {
        let options = AssetOptions {
            access_key: Some("AKIAX".to_owned()),
            secret_key: Some("hunter2".to_owned()),
            ..AssetOptions::default()
        };
        let shown = format!("{options:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("AKIAX"), "{shown}");
    }
}
