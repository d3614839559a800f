//! How many workflows may wait for their start. What is beyond is refused, with an estimate of when to come again.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use aida_ops::config::ApiSettings;
use aida_protocol::TenantId;
use aida_store::{Store, Waiting};

use crate::ApiError;

/// How long a count is used; what this process accepts meanwhile is added to it.
const FRESH: Duration = Duration::from_secs(1);
/// Longer than the database may take to count.
const REMEMBERED: Duration = Duration::from_secs(10);
/// Tenants whose counts are kept.
const KEPT: usize = 4_096;

pub struct Admission {
    store: Store,
    max_all: i64,
    max_of_tenant: i64,
    max_age_seconds: f64,
    counts: Mutex<Counts>,
}

/// What the database counted, and what this process has accepted since.
#[derive(Default)]
struct Counts {
    of_tenants: HashMap<TenantId, Count>,
    /// What was accepted lately, the oldest first: a count that was on its way does not have it.
    accepted: VecDeque<(Instant, TenantId)>,
}

struct Count {
    /// When the database was asked.
    at: Instant,
    waiting: Waiting,
}

impl Counts {
    /// How many wait, by the last count and what was accepted since. `None` when that count is old.
    fn fresh(&self, tenant: &TenantId, now: Instant) -> Option<Waiting> {
        let count = self.of_tenants.get(tenant).filter(|count| now.duration_since(count.at) < FRESH);
        count.map(|count| self.with_accepted(tenant, count))
    }

    fn accept(&mut self, tenant: &TenantId, now: Instant) {
        while self.accepted.front().is_some_and(|(at, _)| now.duration_since(*at) > REMEMBERED) {
            self.accepted.pop_front();
        }
        self.accepted.push_back((now, tenant.clone()));
    }

    /// Keeps what the database answered when it was asked `at`, unless a later answer is there.
    fn keep(&mut self, tenant: &TenantId, at: Instant, waiting: Waiting, now: Instant) -> Waiting {
        if self.of_tenants.len() >= KEPT {
            self.of_tenants.retain(|_, count| now.duration_since(count.at) < FRESH);
        }
        if self.of_tenants.get(tenant).is_none_or(|known| known.at < at) {
            self.of_tenants.insert(tenant.clone(), Count { at, waiting });
        }
        self.of_tenants.get(tenant).map_or(waiting, |count| self.with_accepted(tenant, count))
    }

    /// What was accepted after the database was asked is added, whether it was counted or not: for a second there is rather
    /// one place too few than one too many.
    fn with_accepted(&self, tenant: &TenantId, count: &Count) -> Waiting {
        let mut waiting = count.waiting;
        for (_, other) in self.accepted.iter().rev().take_while(|(accepted, _)| *accepted >= count.at) {
            waiting.all += 1;
            waiting.of_tenant += i64::from(other == tenant);
        }
        waiting
    }
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
        self.counts().accept(tenant, Instant::now());
    }

    fn counted(&self, tenant: &TenantId) -> Option<Waiting> {
        self.counts().fresh(tenant, Instant::now())
    }

    async fn count(&self, tenant: &TenantId) -> Result<Waiting, ApiError> {
        let at = Instant::now();
        let waiting = self.store.waiting(tenant).await?;
        Ok(self.counts().keep(tenant, at, waiting, Instant::now()))
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
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
    fn a_count_knows_what_was_accepted_while_it_was_on_its_way() {
        let [one, two]: [TenantId; 2] = ["one", "two"].map(|name| name.parse().unwrap());
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let of = |waiting: Waiting| (waiting.all, waiting.of_tenant);
        let mut counts = Counts::default();
        counts.accept(&one, at(1));
        counts.accept(&one, at(3));
        counts.accept(&two, at(4));
        assert_eq!(of(counts.keep(&one, at(2), Waiting::default(), at(5))), (2, 1));
        // An older answer that comes later changes nothing.
        assert_eq!(of(counts.keep(&one, at(0), Waiting { all: 9, ..Waiting::default() }, at(6))), (2, 1));
        counts.accept(&two, at(7));
        assert_eq!(counts.fresh(&one, at(8)).map(of), Some((3, 1)));
        assert_eq!((counts.fresh(&one, at(1_500)), counts.fresh(&two, at(8))), (None, None));
        counts.accept(&one, at(20_000));
        assert_eq!(counts.accepted.len(), 1);
    }

    #[test]
    fn the_longer_they_wait_the_later_to_come() {
        let still = |oldest_seconds| Waiting { all: 1, of_tenant: 1, oldest_seconds, starts_per_second: 0.0 };
        let after = |oldest_seconds| retry_after(&still(oldest_seconds));
        assert_eq!((after(0.0), after(100.0), after(1e9)), (1, 5, 120));
        let drained = |starts_per_second| Waiting { all: 1_000, starts_per_second, ..still(1e9) };
        assert_eq!((retry_after(&drained(100.0)), retry_after(&drained(5.0))), (1, 10));
    }
}
