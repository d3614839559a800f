use std::{fmt, str::FromStr};

use crate::Action;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Text between `BEGIN PRIVATE KEY` and its end.
    PrivateKey,
    ApiKey,
    Password,
    Iban,
    Card,
    /// Italy.
    CodiceFiscale,
    /// Spain, NIE of foreigners included.
    Dni,
    /// France: the number of the social security.
    Nir,
    /// Germany.
    SteuerId,
    /// Portugal.
    Nif,
    /// Brazil.
    Cpf,
    /// United States.
    Ssn,
    /// A marker such as "strictly confidential".
    Confidential,
    Email,
    Phone,
    Address,
    /// A person's health.
    Health,
    /// A person's money.
    Financial,
}

impl Kind {
    pub const ALL: [Kind; 18] = [
        Kind::PrivateKey,
        Kind::ApiKey,
        Kind::Password,
        Kind::Iban,
        Kind::Card,
        Kind::CodiceFiscale,
        Kind::Dni,
        Kind::Nir,
        Kind::SteuerId,
        Kind::Nif,
        Kind::Cpf,
        Kind::Ssn,
        Kind::Confidential,
        Kind::Email,
        Kind::Phone,
        Kind::Address,
        Kind::Health,
        Kind::Financial,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::PrivateKey => "private_key",
            Kind::ApiKey => "api_key",
            Kind::Password => "password",
            Kind::Iban => "iban",
            Kind::Card => "card",
            Kind::CodiceFiscale => "codice_fiscale",
            Kind::Dni => "dni",
            Kind::Nir => "nir",
            Kind::SteuerId => "steuer_id",
            Kind::Nif => "nif",
            Kind::Cpf => "cpf",
            Kind::Ssn => "ssn",
            Kind::Confidential => "confidential",
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::Address => "address",
            Kind::Health => "health",
            Kind::Financial => "financial",
        }
    }

    /// What happens to it unless a policy says otherwise: secrets, identifiers and confidentiality markers stay here,
    /// the rest is masked.
    pub const fn usual_action(self) -> Action {
        match self {
            Kind::PrivateKey
            | Kind::ApiKey
            | Kind::Password
            | Kind::Iban
            | Kind::Card
            | Kind::CodiceFiscale
            | Kind::Dni
            | Kind::Nir
            | Kind::SteuerId
            | Kind::Nif
            | Kind::Cpf
            | Kind::Ssn
            | Kind::Confidential => Action::LocalOnly,
            Kind::Email | Kind::Phone | Kind::Address | Kind::Health | Kind::Financial => Action::Mask,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Kind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("unknown kind of private data {text:?}"))
    }
}
