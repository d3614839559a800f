//! The breaker of each hosted model, shared by the fleet, and how models have been doing.

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
    /// 0 to 1; absent without calls.
    pub success_rate: Option<f64>,
    /// Middle duration of the calls that succeeded.
    pub p50_seconds: Option<f64>,
}

const MAY_CALL: &str = "-- may call model
SELECT open_until IS NULL FROM model_health WHERE model = $1";

const PROBE: &str = "-- probe model
UPDATE model_health SET probe_until = now() + make_interval(secs => $2)
WHERE model = $1 AND open_until <= now() AND (probe_until IS NULL OR probe_until <= now())";

const SUCCEEDED: &str = "-- model succeeded
UPDATE model_health SET failures = 0, open_until = NULL, probe_until = NULL
WHERE model = $1 AND (failures > 0 OR open_until IS NOT NULL) RETURNING open_until IS NULL";

const FAILED: &str = "-- model failed
INSERT INTO model_health (model, failures) VALUES ($1, 1)
ON CONFLICT (model) DO UPDATE SET failures = model_health.failures + 1, probe_until = NULL,
    open_until = CASE WHEN model_health.failures + 1 >= $2 THEN now() + make_interval(secs => $3)
                      ELSE model_health.open_until END
RETURNING open_until IS NOT NULL";

const LATELY: &str = "-- models lately
SELECT coalesce(h.model, c.model) AS model,
       CASE WHEN h.open_until IS NULL THEN 0 WHEN h.open_until > now() THEN 1 ELSE 2 END AS breaker,
       coalesce(c.calls, 0) AS calls, c.rate, c.p50
FROM model_health h FULL JOIN (
    SELECT model, count(*) AS calls, avg((status = 'succeeded')::integer)::double precision AS rate,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM settled_at - opened_at)::double precision)
               FILTER (WHERE status = 'succeeded') AS p50
    FROM model_call WHERE settled_at > now() - interval '1 hour' GROUP BY model
) c ON c.model = h.model ORDER BY 1";

impl Store {
    /// Whether the model's breaker lets a call through. Half open it lets one through to find out.
    pub async fn model_may_be_called(&self, model: &str) -> Result<bool, StoreError> {
        let client = self.client().await?;
        let row = client.query_opt(MAY_CALL, &[&model]).await.map_err(StoreError::query("may call model"))?;
        if row.is_none_or(|row| row.get(0)) {
            return Ok(true);
        }
        Ok(self.execute("probe model", PROBE, &[&model, &PROBE_SECONDS]).await? == 1)
    }

    /// Closes the model's breaker.
    pub async fn model_succeeded(&self, model: &str) -> Result<(), StoreError> {
        self.execute("model succeeded", SUCCEEDED, &[&model]).await.map(|_| ())
    }

    /// Counts a failure of the model's own. `true` when its breaker is now open.
    pub async fn model_failed(&self, model: &str) -> Result<bool, StoreError> {
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
                success_rate: row.get("rate"),
                p50_seconds: row.get("p50"),
            })
            .collect())
    }
}
