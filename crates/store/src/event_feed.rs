//! Reading the events of workflows, in the order of their `seq`.

use aida_protocol::{TenantId, ToldEvent, WorkflowEvent, WorkflowId, WorkflowStatus};
use tokio_postgres::{Row, types::Json};

use crate::{Store, StoreError, rows::read_status};

/// How far a workflow's events go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedHead {
    pub status: WorkflowStatus,
    /// `seq` of the newest event; 0 when there is none.
    pub event_seq: i64,
}

/// A workflow of which everything after `after` is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedCursor {
    pub tenant: TenantId,
    pub workflow_id: WorkflowId,
    pub after: i64,
}

const FEED_HEAD: &str = "-- feed head
SELECT status, event_seq FROM workflow WHERE id = $1 AND tenant = $2";

const EVENTS_AFTER: &str = "-- events after
SELECT e.workflow_id, e.seq, e.at, e.body
FROM event e JOIN workflow w ON w.id = e.workflow_id
WHERE e.workflow_id = $1 AND w.tenant = $2 AND e.seq > $3
ORDER BY e.seq LIMIT $4";

// The workflow's own counter tells which have news, so that quiet ones cost one probe.
const EVENTS_OF_WATCHED: &str = "-- events of watched
SELECT e.workflow_id, e.seq, e.at, e.body
FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS watched (id, tenant, after)
JOIN workflow w ON w.id = watched.id AND w.tenant = watched.tenant AND w.event_seq > watched.after
JOIN event e ON e.workflow_id = w.id AND e.seq > watched.after
ORDER BY e.workflow_id, e.seq LIMIT $4";

impl Store {
    /// `None` when there is no such workflow of this tenant.
    pub async fn feed_head(
        &self,
        tenant: &TenantId,
        workflow: WorkflowId,
    ) -> Result<Option<FeedHead>, StoreError> {
        let client = self.client().await?;
        let statement = client.prepare_cached(FEED_HEAD).await.map_err(StoreError::query("feed head"))?;
        let row = client
            .query_opt(&statement, &[&workflow.0, &tenant.as_str()])
            .await
            .map_err(StoreError::query("feed head"))?;
        row.map(|row| Ok(FeedHead { status: read_status(&row)?, event_seq: row.get("event_seq") }))
            .transpose()
    }

    /// At most `limit` events of one workflow that come after `cursor.after`.
    pub async fn events_after(&self, cursor: &FeedCursor, limit: i64) -> Result<Vec<ToldEvent>, StoreError> {
        let client = self.client().await?;
        let statement =
            client.prepare_cached(EVENTS_AFTER).await.map_err(StoreError::query("events after"))?;
        let rows = client
            .query(&statement, &[&cursor.workflow_id.0, &cursor.tenant.as_str(), &cursor.after, &limit])
            .await
            .map_err(StoreError::query("events after"))?;
        rows.iter().map(read_event).collect()
    }

    /// At most `limit` events of all these workflows; what is there of each workflow has no gap.
    pub async fn events_of_watched(
        &self,
        watched: &[FeedCursor],
        limit: i64,
    ) -> Result<Vec<ToldEvent>, StoreError> {
        let ids: Vec<_> = watched.iter().map(|cursor| cursor.workflow_id.0).collect();
        let tenants: Vec<_> = watched.iter().map(|cursor| cursor.tenant.as_str()).collect();
        let after: Vec<_> = watched.iter().map(|cursor| cursor.after).collect();
        let client = self.client().await?;
        let statement =
            client.prepare_cached(EVENTS_OF_WATCHED).await.map_err(StoreError::query("events of watched"))?;
        let rows = client
            .query(&statement, &[&ids, &tenants, &after, &limit])
            .await
            .map_err(StoreError::query("events of watched"))?;
        rows.iter().map(read_event).collect()
    }
}

/// The columns are the truth for what the body repeats.
fn read_event(row: &Row) -> Result<ToldEvent, StoreError> {
    let Json(event): Json<WorkflowEvent> =
        row.try_get("body").map_err(|error| StoreError::corrupt("event", "body", error))?;
    let event = WorkflowEvent {
        workflow_id: WorkflowId(row.get("workflow_id")),
        seq: row.get("seq"),
        at: row.get("at"),
        ..event
    };
    ToldEvent::of(&event).map_err(|error| StoreError::corrupt("event", "body", error))
}
