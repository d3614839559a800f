//! Budgets: what is reserved and spent by the fleet and each tenant in a day, and by a workflow.

use aida_protocol::{TenantId, Usd, WorkflowId};
use chrono::NaiveDate;
use deadpool_postgres::Transaction;
use uuid::Uuid;

use crate::{Store, StoreError};

/// What may be spent; absent is unlimited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// By the whole fleet in a day.
    pub fleet_day: Option<Usd>,
    /// By one tenant in a day.
    pub tenant_day: Option<Usd>,
    pub workflow: Option<Usd>,
}

/// What counts against a budget.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spend {
    pub reserved: Usd,
    pub spent: Usd,
}

const RESERVE: &str = "-- reserve spend
INSERT INTO spend (scope, reserved) SELECT $1::text, $2::bigint WHERE $2::bigint <= $3::bigint
ON CONFLICT (scope) DO UPDATE SET reserved = spend.reserved + $2::bigint
WHERE spend.reserved + spend.spent + $2::bigint <= $3::bigint";

const SETTLE: &str = "-- settle spend
UPDATE spend SET reserved = reserved - $2, spent = spent + $3 WHERE scope = $1";

const READ: &str = "-- read spend
SELECT reserved, spent FROM spend WHERE scope = $1";

fn scopes(workflow: Uuid, tenant: &str, day: NaiveDate) -> [(&'static str, String); 3] {
    // Always in this order, so that two calls never wait for each other.
    [
        ("fleet", format!("fleet:{day}")),
        ("tenant", format!("tenant:{tenant}:{day}")),
        ("workflow", format!("workflow:{workflow}")),
    ]
}

/// # Errors
/// `OverBudget` with the scope whose limit it would pass; the caller's transaction is then to be rolled back.
pub(crate) async fn reserve(
    tx: &Transaction<'_>,
    workflow: WorkflowId,
    tenant: &TenantId,
    day: NaiveDate,
    amount: i64,
    limits: &Limits,
) -> Result<(), StoreError> {
    let most = [limits.fleet_day, limits.tenant_day, limits.workflow];
    for ((name, scope), limit) in scopes(workflow.0, tenant.as_str(), day).into_iter().zip(most) {
        let limit = limit.map_or(i64::MAX / 4, Usd::ten_thousandths);
        let done = tx.execute(RESERVE, &[&scope, &amount, &limit]).await;
        if done.map_err(StoreError::query("reserve spend"))? == 0 {
            return Err(StoreError::OverBudget { scope: name });
        }
    }
    Ok(())
}

pub(crate) async fn settle(
    tx: &Transaction<'_>,
    workflow: Uuid,
    tenant: &str,
    day: NaiveDate,
    reserved: i64,
    spent: i64,
) -> Result<(), StoreError> {
    for (_, scope) in scopes(workflow, tenant, day) {
        tx.execute(SETTLE, &[&scope, &reserved, &spent]).await.map_err(StoreError::query("settle spend"))?;
    }
    Ok(())
}

const TODAY: &str = "-- spend today
SELECT scope LIKE 'fleet:%' AS of_fleet, reserved, spent FROM spend
WHERE scope IN ('fleet:' || current_date, 'tenant:' || $1 || ':' || current_date)";

impl Store {
    /// What the fleet and a tenant have reserved and spent today.
    pub async fn spend_today(&self, tenant: &TenantId) -> Result<(Spend, Spend), StoreError> {
        let client = self.client().await?;
        let rows =
            client.query(TODAY, &[&tenant.as_str()]).await.map_err(StoreError::query("spend today"))?;
        let of = |fleet: bool| {
            let row = rows.iter().find(|row| row.get::<_, bool>("of_fleet") == fleet);
            row.map_or_else(Spend::default, read)
        };
        Ok((of(true), of(false)))
    }

    /// What a scope such as `workflow:<id>` or `tenant:local:2026-11-21` has reserved and spent.
    pub async fn spend_of(&self, scope: &str) -> Result<Spend, StoreError> {
        let client = self.client().await?;
        let row = client.query_opt(READ, &[&scope]).await.map_err(StoreError::query("read spend"))?;
        Ok(row.as_ref().map_or_else(Spend::default, read))
    }
}

fn read(row: &tokio_postgres::Row) -> Spend {
    let money = |name| Usd::from_ten_thousandths(row.get(name));
    Spend { reserved: money("reserved"), spent: money("spent") }
}
