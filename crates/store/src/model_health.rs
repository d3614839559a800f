//! The breaker of each hosted model, shared by the fleet, and how models have been doing.

use chrono::{DateTime, Utc};
use deadpool_postgres::Transaction;

use crate::{Store, StoreError};

/// Failures in a row that open a breaker.
const OPENS_AT: i32 = 5;
/// Seconds that it stays open.
const OPEN_SECONDS: f64 = 30.0;
/// Seconds that one probe may take before another is let out.
const PROBE_SECONDS: f64 = 120.0;

/// One model's last hour.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelHealth {
    pub model: String,
    /// `closed`, `open` or `half_open`.
    pub breaker: &'static str,
    pub calls: i64,
    /// Calls of which nobody knows whether they were charged.
    pub unknown: i64,
    /// 0 to 1; absent without calls.
    pub success_rate: Option<f64>,
    /// Middle duration of the calls that succeeded.
    pub p50_seconds: Option<f64>,
}

/// A breaker that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelChange {
    pub model: String,
    /// `closed`, `open` or `half_open`.
    pub state: String,
    pub at: DateTime<Utc>,
}

const MAY_CALL: &str = "-- may call model
SELECT open_until IS NULL FROM model_health WHERE model = $1";

const PROBE: &str = "-- probe model
UPDATE model_health SET probe_until = now() + make_interval(secs => $2)
WHERE model = $1 AND open_until <= now() AND (probe_until IS NULL OR probe_until <= now())";

const SUCCEEDED: &str = "-- model succeeded
WITH after AS (
    UPDATE model_health h SET failures = 0, open_until = NULL, probe_until = NULL
    FROM (SELECT model, open_until FROM model_health WHERE model = $1 FOR UPDATE) before
    WHERE h.model = before.model AND (h.failures > 0 OR h.open_until IS NOT NULL) RETURNING before.open_until
)
INSERT INTO model_change (model, state) SELECT $1, 'closed' FROM after WHERE open_until IS NOT NULL";

const NOT_BEFORE: &str = "-- model waits
INSERT INTO model_health (model, not_before) VALUES ($1, now() + make_interval(secs => $2))
ON CONFLICT (model) DO UPDATE SET not_before = greatest(model_health.not_before, excluded.not_before)";

const CHANGE: &str = "-- model change
INSERT INTO model_change (model, state) VALUES ($1, $2)";

const CHANGES: &str = "-- model changes
SELECT model, state, at FROM model_change ORDER BY id DESC LIMIT 50";

const KNOWN: &str = "-- model known
INSERT INTO model_health (model) VALUES ($1) ON CONFLICT DO NOTHING";

const FAILED: &str = "-- model failed
WITH after AS (
    UPDATE model_health h SET failures = h.failures + 1, probe_until = NULL,
        open_until = CASE WHEN h.failures + 1 >= $2 THEN now() + make_interval(secs => $3) ELSE h.open_until END
    FROM (SELECT model, open_until FROM model_health WHERE model = $1 FOR UPDATE) before
    WHERE h.model = before.model RETURNING before.open_until AS earlier, h.open_until AS later
), changed AS (
    INSERT INTO model_change (model, state) SELECT $1, 'open' FROM after
    WHERE later > now() AND NOT coalesce(earlier > now(), false)
)
SELECT later IS NOT NULL FROM after";

const LATELY: &str = "-- models lately
SELECT coalesce(h.model, c.model) AS model,
       CASE WHEN h.open_until IS NULL THEN 0 WHEN h.open_until > now() THEN 1 ELSE 2 END AS breaker,
       coalesce(c.calls, 0) AS calls, coalesce(c.unknown, 0) AS unknown, c.rate, c.p50
FROM model_health h FULL JOIN (
    SELECT model, count(*) AS calls, count(*) FILTER (WHERE status = 'unknown') AS unknown, avg((status = 'succeeded')::integer)::double precision AS rate,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM settled_at - opened_at)::double precision)
               FILTER (WHERE status = 'succeeded') AS p50
    FROM model_call WHERE settled_at > now() - interval '1 hour' GROUP BY model
) c ON c.model = h.model ORDER BY 1";

/// Whether a call may be made; a half-open breaker's one probe is then taken.
pub(crate) async fn may_call(tx: &Transaction<'_>, model: &str) -> Result<bool, StoreError> {
    let row = tx.query_opt(MAY_CALL, &[&model]).await.map_err(StoreError::query("may call model"))?;
    if row.is_none_or(|row| row.get(0)) {
        return Ok(true);
    }
    let probes = tx.execute(PROBE, &[&model, &PROBE_SECONDS]).await;
    if probes.map_err(StoreError::query("probe model"))? == 0 {
        return Ok(false);
    }
    tx.execute(CHANGE, &[&model, &"half_open"]).await.map_err(StoreError::query("model change"))?;
    Ok(true)
}

impl Store {
    /// Whether the model's breaker lets a call through. Half open it lets one through to find out.
    pub async fn model_may_be_called(&self, model: &str) -> Result<bool, StoreError> {
        let model = model.to_owned();
        self.run_tx("may call model", move |tx| {
            let model = model.clone();
            Box::pin(async move { may_call(tx, &model).await })
        })
        .await
    }

    /// The model asked not to be called for so many seconds.
    pub async fn model_waits(&self, model: &str, seconds: f64) -> Result<(), StoreError> {
        self.execute("model waits", NOT_BEFORE, &[&model, &seconds]).await.map(|_| ())
    }

    /// The last changes of breakers, newest first.
    pub async fn model_changes(&self) -> Result<Vec<ModelChange>, StoreError> {
        let client = self.client().await?;
        let rows = client.query(CHANGES, &[]).await.map_err(StoreError::query("model changes"))?;
        let change = |row: &tokio_postgres::Row| ModelChange {
            model: row.get("model"),
            state: row.get("state"),
            at: row.get("at"),
        };
        Ok(rows.iter().map(change).collect())
    }

    /// Closes the model's breaker.
    pub async fn model_succeeded(&self, model: &str) -> Result<(), StoreError> {
        self.execute("model succeeded", SUCCEEDED, &[&model]).await.map(|_| ())
    }

    /// Counts a failure of the model's own. `true` when its breaker is now open.
    pub async fn model_failed(&self, model: &str) -> Result<bool, StoreError> {
        self.execute("model known", KNOWN, &[&model]).await?;
        let client = self.client().await?;
        let row = client.query_one(FAILED, &[&model, &OPENS_AT, &OPEN_SECONDS]).await;
        Ok(row.map_err(StoreError::query("model failed"))?.get(0))
    }

    /// Breakers and the last hour's calls of every model that was called.
    pub async fn models_lately(&self) -> Result<Vec<ModelHealth>, StoreError> {
        let client = self.client().await?;
        let rows = client.query(LATELY, &[]).await.map_err(StoreError::query("models lately"))?;
        Ok(rows
            .iter()
            .map(|row| ModelHealth {
                model: row.get("model"),
                breaker: ["closed", "open", "half_open"][row.get::<_, i32>("breaker").clamp(0, 2) as usize],
                calls: row.get("calls"),
                unknown: row.get("unknown"),
                success_rate: row.get("rate"),
                p50_seconds: row.get("p50"),
            })
            .collect())
    }
}
