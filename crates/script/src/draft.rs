//! A scene while it is being written.

use crate::{material::Passage, pool::Line, views::View};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Hook,
    Point,
    /// Carries one fact of the brief.
    Proof,
    /// Carries several.
    List,
    Quote,
    Call,
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Hook => "hook",
            Role::Point => "point",
            Role::Proof => "proof",
            Role::List => "list",
            Role::Quote => "quote",
            Role::Call => "call_to_action",
        }
    }
}

pub struct Draft {
    pub role: Role,
    pub view: Option<View>,
    /// Said first, and never left out: an introduction, facts, a quotation.
    pub fixed: Vec<Line>,
    /// Said after, and exchanged until everything fits.
    pub lines: Vec<Line>,
    /// The brief's facts that the scene carries.
    pub facts: Vec<String>,
    /// What of the user's material it says.
    pub passages: Vec<Passage>,
}

impl Draft {
    pub fn new(role: Role, view: Option<View>) -> Self {
        Draft { role, view, fixed: Vec::new(), lines: Vec::new(), facts: Vec::new(), passages: Vec::new() }
    }

    pub fn fixed_words(&self) -> usize {
        self.fixed.iter().map(|line| line.words).sum()
    }

    pub fn words(&self) -> usize {
        self.fixed_words() + self.lines.iter().map(|line| line.words).sum::<usize>()
    }

    pub fn narration(&self) -> String {
        self.fixed.iter().chain(&self.lines).map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

pub fn total_words(drafts: &[Draft]) -> usize {
    drafts.iter().map(Draft::words).sum()
}
