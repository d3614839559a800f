//! How many workflows may wait for their start. What is beyond is refused, with an estimate of when to come again.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use aida_ops::config::ApiSettings;
use aida_protocol::TenantId;
use aida_store::{Store, Waiting};

use crate::ApiError;

/// How long a count is used; what this process accepts meanwhile is added to it.
const FRESH: Duration = Duration::from_secs(1);
/// Tenants whose counts are kept.
const KEPT: usize = 4_096;

pub struct Admission {
    store: Store,
    max_all: i64,
    max_of_tenant: i64,
    counts: Mutex<HashMap<TenantId, Count>>,
}

struct Count {
    at: Instant,
    waiting: Waiting,
}

impl Admission {
    pub fn new(store: Store, settings: &ApiSettings) -> Self {
        Admission {
            store,
            max_all: i64::from(settings.max_waiting_workflows),
            max_of_tenant: i64::from(settings.max_waiting_per_tenant),
            counts: Mutex::default(),
        }
    }

    /// # Errors
    /// When the tenant or the fleet has as many waiting as may.
    pub async fn admit(&self, tenant: &TenantId) -> Result<(), ApiError> {
        let waiting = match self.counted(tenant) {
            Some(waiting) => waiting,
            None => self.count(tenant).await?,
        };
        let retry_after_seconds = retry_after(&waiting);
        if waiting.all >= self.max_all {
            return Err(ApiError::FleetIsFull { retry_after_seconds });
        }
        if waiting.of_tenant >= self.max_of_tenant {
            return Err(ApiError::TenantIsFull { retry_after_seconds });
        }
        Ok(())
    }

    /// One more was accepted here.
    pub fn accepted(&self, tenant: &TenantId) {
        let mut counts = self.counts();
        for (other, count) in counts.iter_mut() {
            count.waiting.all += 1;
            count.waiting.of_tenant += i64::from(other == tenant);
        }
    }

    fn counted(&self, tenant: &TenantId) -> Option<Waiting> {
        self.counts().get(tenant).filter(|count| count.at.elapsed() < FRESH).map(|count| count.waiting)
    }

    async fn count(&self, tenant: &TenantId) -> Result<Waiting, ApiError> {
        let at = Instant::now();
        let waiting = self.store.waiting(tenant).await?;
        let mut counts = self.counts();
        if counts.len() >= KEPT {
            counts.retain(|_, count| count.at.elapsed() < FRESH);
        }
        counts.insert(tenant.clone(), Count { at, waiting });
        Ok(waiting)
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<TenantId, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The oldest has waited `oldest_seconds` and all that wait came since: that is how long the present number
/// takes to drain. A twentieth of it makes room worth coming back for. An estimate, 1 to 120 seconds.
fn retry_after(waiting: &Waiting) -> u64 {
    (waiting.oldest_seconds / 20.0).ceil().clamp(1.0, 120.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_they_wait_the_later_to_come() {
        let after = |oldest_seconds| retry_after(&Waiting { all: 1, of_tenant: 1, oldest_seconds });
        assert_eq!((after(0.0), after(100.0), after(1e9)), (1, 5, 120));
    }
}
