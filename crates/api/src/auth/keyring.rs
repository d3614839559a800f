use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use aida_store::{ApiKeyRow, Store, StoreError};
use subtle::ConstantTimeEq as _;

use super::{ApiKey, Caller, Pepper};

/// How long an answer of the database counts: a revoked key works no longer than this.
const FRESH: Duration = Duration::from_secs(1);
/// Answers kept; when there are more, the old ones go.
const KEPT: usize = 4_096;

/// Checks keys against the database, asking for each at most once a second.
pub struct Keyring {
    store: Store,
    pepper: Pepper,
    seen: Mutex<HashMap<String, Seen>>,
    has_keys: Mutex<Option<(Instant, bool)>>,
}

#[derive(Clone)]
struct Seen {
    /// Taken before the question was sent.
    at: Instant,
    row: Option<ApiKeyRow>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Keyring {
    pub fn new(store: Store, pepper: Pepper) -> Self {
        Keyring { store, pepper, seen: Mutex::default(), has_keys: Mutex::default() }
    }

    /// Whose key it is; `None` when it is unknown, wrong or revoked. All three do the same work.
    pub async fn check(&self, key: &ApiKey) -> Result<Option<Caller>, StoreError> {
        let row = self.row(key.id()).await?;
        let digest = self.pepper.digest(key.secret());
        let stored = row.as_ref().map_or([0; 32].as_slice(), |row| row.digest.as_slice());
        let matches = bool::from(digest.as_slice().ct_eq(stored));
        let valid = row.filter(|row| matches && row.revoked_at.is_none());
        Ok(valid.map(|row| Caller { tenant: row.tenant, actor: row.id }))
    }

    async fn row(&self, id: &str) -> Result<Option<ApiKeyRow>, StoreError> {
        let now = Instant::now();
        if let Some(seen) = lock(&self.seen).get(id).filter(|seen| now - seen.at < FRESH) {
            return Ok(seen.row.clone());
        }
        let row = self.store.api_key(id).await?;
        let mut seen = lock(&self.seen);
        if seen.len() >= KEPT {
            seen.retain(|_, seen| now.saturating_duration_since(seen.at) < FRESH);
        }
        if seen.len() < KEPT {
            seen.insert(id.to_owned(), Seen { at: now, row: row.clone() });
        }
        Ok(row)
    }

    /// Whether any key was ever made.
    pub async fn has_keys(&self) -> Result<bool, StoreError> {
        let now = Instant::now();
        let known = *lock(&self.has_keys);
        match known {
            // Keys do not go away.
            Some((_, true)) => Ok(true),
            Some((at, false)) if now - at < FRESH => Ok(false),
            _ => {
                let has_keys = self.store.has_api_keys().await?;
                *lock(&self.has_keys) = Some((now, has_keys));
                Ok(has_keys)
            }
        }
    }
}
