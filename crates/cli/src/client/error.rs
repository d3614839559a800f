use std::{error::Error as _, path::PathBuf};

use aida_protocol::{FieldError, Problem};

use crate::exit::Exit;

#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No answer, or one that broke off.
    #[error("the API cannot be reached: {}", causes(.0))]
    Unreachable(#[source] reqwest::Error),
    /// The API said no.
    #[error("{}", words(.0))]
    Problem(Box<Problem>),
    #[error("the API's answer cannot be read: {0}")]
    Answer(#[source] serde_json::Error),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
}

impl ClientError {
    pub fn exit(&self) -> Exit {
        match self {
            ClientError::Unreachable(_) => Exit::Unreachable,
            ClientError::Problem(problem) if problem.status >= 500 || problem.status == 429 => {
                Exit::Unreachable
            }
            ClientError::Problem(_) => Exit::BadInput,
            ClientError::Answer(_) => Exit::Error,
            ClientError::File { .. } => Exit::BadInput,
        }
    }

    /// Whether asking again later may help.
    pub fn is_passing(&self) -> bool {
        matches!(self.exit(), Exit::Unreachable)
    }

    pub fn fields(&self) -> &[FieldError] {
        match self {
            ClientError::Problem(problem) => &problem.errors,
            _ => &[],
        }
    }
}

/// The innermost cause says what happened; the outer ones repeat the address.
fn causes(error: &reqwest::Error) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    match error.url() {
        Some(url) => format!("{}: {inner}", url.origin().ascii_serialization()),
        None => match error.source() {
            Some(_) => inner.to_string(),
            None => error.to_string(),
        },
    }
}

fn words(problem: &Problem) -> String {
    let mut text = problem.title.clone();
    if !problem.detail.is_empty() && problem.detail != problem.title {
        text.push_str(": ");
        text.push_str(&problem.detail);
    }
    for FieldError { field, reason } in &problem.errors {
        text.push_str("\n  ");
        if !field.is_empty() {
            text.push_str(field);
            text.push_str(": ");
        }
        text.push_str(reason);
    }
    text
}
