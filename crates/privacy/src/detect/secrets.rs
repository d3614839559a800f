//! Passwords and keys.

use super::{Finding, Kind, Lazy, each, pattern};

static PRIVATE_KEY: Lazy = Lazy::new(|| {
    pattern(
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)",
    )
});
/// Keys that say by their beginning whose they are.
static KNOWN_KEY: Lazy = Lazy::new(|| {
    pattern(concat!(
        r"\b(?:sk-(?:ant-|proj-|or-)?[A-Za-z0-9_-]{16,}|(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{30,}",
        r"|github_pat_[A-Za-z0-9_]{40,}|glpat-[A-Za-z0-9_-]{18,}|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{35}",
        r"|hf_[A-Za-z0-9]{30,}|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{40,}|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}",
        r"|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|wh(?:sec|sk)_[A-Za-z0-9+/=]{24,}",
        r"|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
        r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}:[0-9a-f]{32})",
    ))
});
static NAMED_KEY: Lazy = Lazy::new(|| {
    pattern(concat!(
        r#"(?i)\b(?:api[ _-]?key|secret[ _-]?key|access[ _-]?(?:key|token)|auth[ _-]?token|client[ _-]?secret|bearer|"#,
        r#"chiave api|clave api|clé api|api-schlüssel|chave (?:de )?api)\b["']?\s*(?:[:=]|is|è|es|est|ist|é)?\s*["']?(?P<v>[A-Za-z0-9_\-+/=.]{16,})"#,
    ))
});
static PASSWORD: Lazy = Lazy::new(|| {
    pattern(concat!(
        r#"(?i)\b(?:pass ?words?|passwd|pwd|passphrase|passwort|kennwort|contraseña|mot de passe|senha|palavra-passe|"#,
        r#"parola d'ordine|(?:codice |code )?pin)["']?\s*(?:del [^:=\n]{1,30}|for [^:=\n]{1,30}|de [^:=\n]{1,30})?"#,
        r#"(?:\s*[:=]\s*|\s+(?:is|è|es|est|ist|é)\s*:?\s+)["'«„“]?(?P<v>[^\s"'«»„“”]{4,})"#,
    ))
});
static IN_URL: Lazy = Lazy::new(|| pattern(r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:(?P<v>[^\s/@]+)@"));

pub fn detect(text: &str, found: &mut Vec<Finding>) {
    each(text, Kind::PrivateKey, &PRIVATE_KEY, found, |_| true);
    each(text, Kind::ApiKey, &KNOWN_KEY, found, |_| true);
    each(text, Kind::ApiKey, &NAMED_KEY, found, looks_random);
    each(text, Kind::Password, &PASSWORD, found, looks_chosen);
    each(text, Kind::Password, &IN_URL, found, |_| true);
}

/// Letters and digits mixed, as no word has them.
fn looks_random(part: &str) -> bool {
    part.contains(|c: char| c.is_ascii_digit()) && part.contains(|c: char| c.is_ascii_alphabetic())
}

/// More than a word of a sentence: "the password is the name of her dog" tells none.
fn looks_chosen(part: &str) -> bool {
    let part = part.trim_end_matches(['.', ',', ';', '!', '?', ')']);
    part.chars().count() >= 4 && part.contains(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        let mut found = Vec::new();
        detect(text, &mut found);
        found.into_iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn secrets_are_found_and_talk_of_secrets_is_not() {
        for text in [
            "password: hunter2!",
            "La password del wifi è Gatto#42",
            "Passwort = Sommer2026",
            "contraseña: abc.123",
            "postgres://aida:s3cret@db/aida",
        ] {
            assert_eq!(kinds(text), [Kind::Password], "{text}");
        }
        for text in [
            "chiave sk-ant-api03-AbCdEfGhIjKlMnOpQrStUv",
            "AKIAIOSFODNN7EXAMPLE",
            "api_key=9f8a7b6c5d4e3f2a1b0c",
            "Authorization: Bearer abc123def456ghi789",
        ] {
            assert!(kinds(text).contains(&Kind::ApiKey), "{text}");
        }
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----";
        assert_eq!(kinds(key), [Kind::PrivateKey]);
        for text in [
            "The password is the name of her dog.",
            "Una password sicura protegge i tuoi dati.",
            "Get your API key in the dashboard.",
            "La clave es la paciencia.",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }
}
