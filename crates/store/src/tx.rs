use std::future::Future;

use deadpool_postgres::Transaction;

use crate::{Store, StoreError};

/// How often a transaction is tried when it lost against another.
const TRIES: u32 = 5;

impl Store {
    /// Runs `work` in a transaction, again when the server rolled it back for another's sake.
    /// A commit whose answer was lost is not repeated: the caller sees the error and decides.
    pub(crate) async fn run_tx<T, F>(&self, name: &'static str, work: F) -> Result<T, StoreError>
    where
        F: for<'a> Fn(&'a Transaction<'a>) -> BoxedWork<'a, T>,
    {
        let mut tried = 0;
        loop {
            tried += 1;
            match self.within(name, self.try_tx(name, &work)).await {
                Err(error) if tried < TRIES && error.is_serialization_failure() => {
                    tracing::debug!(name, tried, "transaction rolled back, trying again");
                }
                outcome => return outcome,
            }
        }
    }

    async fn try_tx<T, F>(&self, name: &'static str, work: &F) -> Result<T, StoreError>
    where
        F: for<'a> Fn(&'a Transaction<'a>) -> BoxedWork<'a, T>,
    {
        let mut client = self.client().await?;
        let transaction = client.transaction().await.map_err(StoreError::query(name))?;
        let value = work(&transaction).await?;
        transaction.commit().await.map_err(StoreError::query(name))?;
        Ok(value)
    }
}

/// What runs inside [`Store::run_tx`].
pub(crate) type BoxedWork<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

impl StoreError {
    fn is_serialization_failure(&self) -> bool {
        use tokio_postgres::error::SqlState;
        matches!(self, StoreError::Query { source, .. } if matches!(
            source.code(),
            Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED)
        ))
    }
}
