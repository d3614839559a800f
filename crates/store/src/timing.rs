//! How long the steps' jobs take, as a moving average.

use std::collections::HashMap;

use crate::{Store, StoreError};

const TIMINGS: &str = "-- step timings
SELECT step, seconds FROM step_timing";

/// The first twenty jobs count alike; from then on a new job weighs a twentieth.
const OBSERVE: &str = "-- observe step timings
INSERT INTO step_timing AS t (step, seconds, jobs)
SELECT step, sum(seconds) / count(*), count(*)
FROM unnest($1::text[], $2::double precision[]) AS o (step, seconds) GROUP BY step
ON CONFLICT (step) DO UPDATE SET
    seconds = t.seconds + (excluded.seconds - t.seconds)
        * least(1, excluded.jobs::double precision / least(t.jobs + excluded.jobs, 20)),
    jobs = t.jobs + excluded.jobs";

impl Store {
    /// Average seconds of each step that has been done before.
    pub async fn step_timings(&self) -> Result<HashMap<String, f64>, StoreError> {
        let client = self.client().await?;
        let rows = client.query(TIMINGS, &[]).await.map_err(StoreError::query("step timings"))?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    /// Adds finished jobs to the averages.
    pub async fn observe_timings(&self, jobs: &[(&'static str, f64)]) -> Result<(), StoreError> {
        let steps: Vec<&str> = jobs.iter().map(|(step, _)| *step).collect();
        let seconds: Vec<f64> = jobs.iter().map(|(_, seconds)| *seconds).collect();
        self.execute("observe step timings", OBSERVE, &[&steps, &seconds]).await.map(|_| ())
    }
}
