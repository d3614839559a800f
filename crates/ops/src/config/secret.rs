use std::fmt;

const MASK: &str = "***";

/// Text that is never printed: `Debug` and `Display` show `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The text itself, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// A URL whose user part may hold a password. Printed without the password and without its query.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl(String);

impl SecretUrl {
    pub fn new(url: impl Into<String>) -> Self {
        SecretUrl(url.into())
    }

    /// The whole URL, for the call that connects.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The URL without password and query.
    pub fn masked(&self) -> String {
        let Some((scheme, rest)) = self.0.split_once("://") else { return MASK.to_owned() };
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let Some((user, place)) = rest.rsplit_once('@') else { return format!("{scheme}://{rest}") };
        match user.split_once(':') {
            Some((name, _)) => format!("{scheme}://{name}:{MASK}@{place}"),
            None => format!("{scheme}://{user}@{place}"),
        }
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_never_print() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret} {secret:?}"), "*** ***");
        for (url, masked) in [
            (
                "postgres://aida:hunter2@db:5432/aida?sslmode=require&password=x",
                "postgres://aida:***@db:5432/aida",
            ),
            ("postgres://aida:p@ss@db/aida", "postgres://aida:***@db/aida"),
            ("amqp://127.0.0.1:5672", "amqp://127.0.0.1:5672"),
            ("amqp://guest@h/%2f", "amqp://guest@h/%2f"),
            ("hunter2", "***"),
        ] {
            assert_eq!(format!("{:?}", SecretUrl::new(url)), masked);
        }
    }
}
