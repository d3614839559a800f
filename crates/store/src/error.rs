use tokio_postgres::error::SqlState;

/// What can go wrong with the database, by cause.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("no database connection: {0}")]
    Pool(#[from] deadpool_postgres::PoolError),
    #[error("{name}: {source}")]
    Query { name: &'static str, source: tokio_postgres::Error },
    #[error("{name}: no answer within {seconds:.0} s")]
    TimedOut { name: &'static str, seconds: f64 },
    #[error("the database URL is not valid: {0}")]
    Url(String),
    #[error("the migration failed: {0}")]
    Migration(#[from] refinery::Error),
    #[error(
        "the database's schema is at version {found}, this program knows up to {known}: start a newer program"
    )]
    SchemaTooNew { found: u32, known: u32 },
    #[error("{table}.{column} holds what this program cannot read: {reason}")]
    Corrupt { table: &'static str, column: &'static str, reason: String },
    #[error("the {scope}'s budget has no room for it")]
    OverBudget { scope: &'static str },
    #[error("the batch has no open transaction to read in")]
    NotOpen,
}

impl StoreError {
    pub(crate) fn query(name: &'static str) -> impl FnOnce(tokio_postgres::Error) -> StoreError {
        move |source| StoreError::Query { name, source }
    }

    pub(crate) fn corrupt(
        table: &'static str,
        column: &'static str,
        reason: impl std::fmt::Display,
    ) -> StoreError {
        StoreError::Corrupt { table, column, reason: reason.to_string() }
    }

    /// Whether the same call may succeed later: the connection or the server failed, not the statement.
    /// A commit whose answer was lost counts too; callers must be able to repeat what may have happened.
    pub fn retryable(&self) -> bool {
        match self {
            StoreError::Pool(_) | StoreError::TimedOut { .. } => true,
            StoreError::Query { source, .. } => source.code().is_none_or(is_passing),
            StoreError::Url(_)
            | StoreError::Migration(_)
            | StoreError::SchemaTooNew { .. }
            | StoreError::Corrupt { .. }
            | StoreError::OverBudget { .. }
            | StoreError::NotOpen => false,
        }
    }

    /// Of a commit: whether it may have happened nevertheless. Only what the server itself has refused did not; a session
    /// that it ended may have ended after the commit.
    pub fn may_have_happened(&self) -> bool {
        match self {
            StoreError::TimedOut { .. } => true,
            StoreError::Query { source, .. } => {
                source.code().is_none_or(|state| matches!(&state.code()[..2], "08" | "57"))
            }
            StoreError::Pool(_)
            | StoreError::Url(_)
            | StoreError::Migration(_)
            | StoreError::SchemaTooNew { .. }
            | StoreError::Corrupt { .. }
            | StoreError::OverBudget { .. }
            | StoreError::NotOpen => false,
        }
    }

    /// Whether the statement took longer than it may.
    pub fn is_statement_timeout(&self) -> bool {
        matches!(self, StoreError::Query { source, .. } if source.code() == Some(&SqlState::QUERY_CANCELED))
    }

    pub fn is_unique_violation(&self) -> bool {
        matches!(self, StoreError::Query { source, .. } if source.code() == Some(&SqlState::UNIQUE_VIOLATION))
    }
}

/// Classes 08 (connection), 40 (rollback), 53 (resources), 57 (operator) and lock timeouts pass by themselves.
fn is_passing(state: &SqlState) -> bool {
    let class = &state.code()[..2];
    matches!(class, "08" | "40" | "53" | "57") || *state == SqlState::LOCK_NOT_AVAILABLE
}
