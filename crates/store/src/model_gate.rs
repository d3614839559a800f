//! Whether a new call may be made now: the provider's rate and its calls under way, the model's own word, the retry
//! budget, the breaker. All of it is counted in the database, so that it holds for the whole fleet.

use deadpool_postgres::Transaction;

use crate::{
    Store, StoreError,
    model_call::{NewCall, OpenedCall},
    model_health,
};

/// How often a provider may be called by the whole fleet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProviderRate {
    pub per_minute: u32,
    /// Calls that may be under way.
    pub concurrent: u32,
}

impl Default for ProviderRate {
    fn default() -> Self {
        ProviderRate { per_minute: u32::MAX, concurrent: u32::MAX }
    }
}

/// Calls that follow a failed one with the same input, as a share of a provider's calls of the last hour.
const RETRY_SHARE: f64 = 0.1;
/// Seconds after which to look again for a call that has ended.
const PLACE_SECONDS: f64 = 0.25;

const NOT_BEFORE: &str = "-- model not before
SELECT extract(epoch FROM not_before - clock_timestamp())::double precision FROM model_health
WHERE model = $1 AND not_before > clock_timestamp()";

const RETRIES: &str = "-- retries of provider
SELECT (count(*) FILTER (WHERE try > 1) + 1)::double precision <= $2 * count(*)::double precision FROM model_call
WHERE provider = $1 AND opened_at > now() - interval '1 hour'";

const KNOWN: &str = "-- provider gate
INSERT INTO provider_gate (provider) VALUES ($1) ON CONFLICT DO NOTHING";

const LOCK: &str = "-- lock provider gate
SELECT 1 FROM provider_gate WHERE provider = $1 FOR UPDATE";

const RECENT: &str = "-- recent calls of provider
SELECT count(*), extract(epoch FROM min(opened_at) + interval '1 minute' - clock_timestamp())::double precision
FROM model_call WHERE provider = $1 AND opened_at > clock_timestamp() - interval '1 minute'";

const UNDER_WAY: &str = "-- calls of provider under way
SELECT count(*) FROM model_call WHERE provider = $1 AND status IN ('open', 'submitted')
AND opened_at > now() - interval '1 hour'";

/// What stands in the way of a call; `None` when it may be made. `number` is its try.
pub(crate) async fn pass(
    tx: &Transaction<'_>,
    call: &NewCall,
    number: i32,
) -> Result<Option<OpenedCall>, StoreError> {
    let wait = tx.query_opt(NOT_BEFORE, &[&call.model]).await;
    if let Some(row) = wait.map_err(StoreError::query("model not before"))? {
        return Ok(Some(OpenedCall::Busy { seconds: row.get(0), why: "retry_after" }));
    }
    if number > 1 {
        let row = tx.query_one(RETRIES, &[&call.provider, &RETRY_SHARE]).await;
        if !row.map_err(StoreError::query("retries of provider"))?.get::<_, bool>(0) {
            return Ok(Some(OpenedCall::NoRetry));
        }
    }
    tx.execute(KNOWN, &[&call.provider]).await.map_err(StoreError::query("provider gate"))?;
    tx.execute(LOCK, &[&call.provider]).await.map_err(StoreError::query("lock provider gate"))?;
    let recent = tx.query_one(RECENT, &[&call.provider]).await;
    let recent = recent.map_err(StoreError::query("recent calls of provider"))?;
    if recent.get::<_, i64>(0) >= i64::from(call.rate.per_minute) {
        let seconds = recent.get::<_, Option<f64>>(1).unwrap_or(1.0).max(0.0);
        return Ok(Some(OpenedCall::Busy { seconds, why: "rate" }));
    }
    let under_way = tx.query_one(UNDER_WAY, &[&call.provider]).await;
    let under_way: i64 = under_way.map_err(StoreError::query("calls of provider under way"))?.get(0);
    if under_way >= i64::from(call.rate.concurrent) {
        return Ok(Some(OpenedCall::Busy { seconds: PLACE_SECONDS, why: "concurrent" }));
    }
    // Last, since it lets out the one probe.
    let passes = model_health::may_call(tx, &call.model).await?;
    Ok((!passes).then_some(OpenedCall::Broken))
}

impl Store {
    /// Whether another call of the provider may follow a failed one.
    pub async fn may_retry(&self, provider: &str) -> Result<bool, StoreError> {
        let client = self.client().await?;
        let row = client.query_one(RETRIES, &[&provider, &RETRY_SHARE]).await;
        Ok(row.map_err(StoreError::query("retries of provider"))?.get(0))
    }
}
