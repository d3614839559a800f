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
    max_age_seconds: f64,
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
            max_age_seconds: settings.max_waiting_seconds as f64,
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
        if waiting.all >= self.max_all || waiting.oldest_seconds > self.max_age_seconds {
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

/// How long a twentieth of what waits takes to start, by what was started lately: that makes room worth coming
/// back for. As long as nothing starts, by the age of the oldest, since which all others came. An estimate,
/// 1 to 120 seconds.
fn retry_after(waiting: &Waiting) -> u64 {
    let all = if waiting.starts_per_second > 0.0 {
        waiting.all as f64 / waiting.starts_per_second
    } else {
        waiting.oldest_seconds
    };
    (all / 20.0).ceil().clamp(1.0, 120.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_they_wait_the_later_to_come() {
        let still = |oldest_seconds| Waiting { all: 1, of_tenant: 1, oldest_seconds, starts_per_second: 0.0 };
        let after = |oldest_seconds| retry_after(&still(oldest_seconds));
        assert_eq!((after(0.0), after(100.0), after(1e9)), (1, 5, 120));
        let drained = |starts_per_second| Waiting { all: 1_000, starts_per_second, ..still(1e9) };
        assert_eq!((retry_after(&drained(100.0)), retry_after(&drained(5.0))), (1, 10));
    }
}
