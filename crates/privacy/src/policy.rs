use std::{collections::BTreeMap, fmt, str::FromStr};

use crate::Kind;

/// What may happen to a text, from the freest to the strictest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Action {
    /// It may leave as it is.
    #[default]
    Allow,
    /// It may leave with placeholders, which are restored in what comes back.
    Mask,
    /// Only models on this machine or in this network may see it.
    LocalOnly,
}

impl Action {
    pub const fn as_str(self) -> &'static str {
        match self {
            Action::Allow => "allow",
            Action::Mask => "mask",
            Action::LocalOnly => "local_only",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Action {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Action::Allow, Action::Mask, Action::LocalOnly]
            .into_iter()
            .find(|action| action.as_str() == text)
            .ok_or_else(|| format!("{text:?} is none of allow, mask, local_only"))
    }
}

/// Which action each kind asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Strictest action that every text gets, even one in which nothing is found.
    floor: Action,
    changed: BTreeMap<Kind, Action>,
}

impl Policy {
    /// The usual policy with other actions for some kinds.
    pub fn with(mut self, kind: Kind, action: Action) -> Self {
        self.changed.insert(kind, action);
        self
    }

    /// Every kind gets `action`.
    pub fn everything(action: Action) -> Self {
        let changed = Kind::ALL.into_iter().map(|kind| (kind, action)).collect();
        // Nothing to mask is nothing to keep back; "nothing leaves" holds for every text.
        let floor = if action == Action::LocalOnly { Action::LocalOnly } else { Action::Allow };
        Policy { floor, changed }
    }

    /// The stricter of both, kind by kind.
    pub fn and(&self, other: &Policy) -> Policy {
        let kinds = Kind::ALL.into_iter();
        let changed = kinds.map(|kind| (kind, self.action(kind).max(other.action(kind)))).collect();
        Policy { floor: self.floor.max(other.floor), changed }
    }

    pub fn action(&self, kind: Kind) -> Action {
        self.changed.get(&kind).copied().unwrap_or(kind.usual_action())
    }

    pub(crate) fn floor(&self) -> Action {
        self.floor
    }
}

impl FromStr for Policy {
    type Err = String;

    /// `usual`, one action for everything, or changes to the usual: `email=allow,health=local_only`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() || text == "usual" {
            return Ok(Policy::default());
        }
        if !text.contains('=') {
            return text.parse().map(Policy::everything);
        }
        text.split(',').try_fold(Policy::default(), |policy, part| {
            let (kind, action) =
                part.split_once('=').ok_or_else(|| format!("{part:?} is not kind=action"))?;
            Ok(policy.with(kind.trim().parse()?, action.trim().parse()?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_read_and_combined_towards_the_stricter() {
        let open: Policy = "allow".parse().unwrap();
        assert_eq!(open.action(Kind::Card), Action::Allow);
        let mail: Policy = "email=local_only, card=allow".parse().unwrap();
        assert_eq!(
            (mail.action(Kind::Email), mail.action(Kind::Card), mail.action(Kind::Phone)),
            (Action::LocalOnly, Action::Allow, Action::Mask)
        );
        let both = open.and(&mail);
        assert_eq!(
            (both.action(Kind::Email), both.action(Kind::Card), both.action(Kind::Phone)),
            (Action::LocalOnly, Action::Allow, Action::Mask)
        );
        assert!("email=perhaps".parse::<Policy>().is_err() && "poems".parse::<Policy>().is_err());
    }
}
