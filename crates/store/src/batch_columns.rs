//! A batch's rows as columns: each statement of a batch takes one array a column.

use aida_protocol::{ToldEvent, WorkflowId};
use chrono::{DateTime, Utc};
use serde_json::value::RawValue;
use tokio_postgres::types::{Json, ToSql};
use uuid::Uuid;

use crate::{ClosedJob, OpenedJob, WorkflowUpdate};

/// A value of a statement.
pub(crate) type Parameter = Box<dyn ToSql + Sync + Send>;

/// One column of a list of rows.
macro_rules! column {
    ($rows:expr, $row:ident => $value:expr) => {
        $rows.iter().map(|$row| $value).collect::<Vec<_>>()
    };
}

/// Parameters of which each is one column of `rows`.
macro_rules! columns {
    ($rows:expr, $row:ident => $($value:expr),+ $(,)?) => {
        vec![$(Box::new(column!($rows, $row => $value)) as Parameter),+]
    };
}

pub(crate) use column;

pub(crate) fn updated_columns(rows: &[WorkflowUpdate]) -> Vec<Parameter> {
    columns!(rows, row =>
        row.id.0,
        row.status.as_str(),
        row.current_step,
        i16::from(row.progress),
        row.message.clone(),
        row.plan.clone(),
        row.cost.ten_thousandths(),
        row.event_seq,
        row.started_at,
        row.status.is_terminal(),
        row.deadline_at,
        row.eta_at,
        row.written_by,
    )
}

pub(crate) fn opened_columns(rows: &[OpenedJob], planner: Uuid, batch: i64) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = vec![Box::new(planner), Box::new(batch)];
    parameters.extend(columns!(rows, row =>
        row.workflow_id.0,
        row.node.to_string(),
        row.attempt,
        row.tenant.as_str().to_owned(),
        row.node.agent().as_str(),
        row.deadline_at,
    ));
    parameters
}

pub(crate) fn closed_columns(rows: &[ClosedJob]) -> Vec<Parameter> {
    columns!(rows, row =>
        row.workflow_id.0,
        row.node.to_string(),
        row.attempt,
        row.status,
        row.model.clone(),
        row.worker.clone(),
        row.seconds,
        row.cost.ten_thousandths(),
        row.error.clone().map(Json),
        row.result.clone().map(Json),
        row.next_attempt_at,
    )
}

pub(crate) fn event_columns(rows: &[ToldEvent], now: DateTime<Utc>) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = vec![Box::new(now)];
    parameters.extend(columns!(rows, row => row.workflow_id.0, row.seq, Json(row.body.clone())));
    parameters
}

pub(crate) fn result_columns(rows: &[(WorkflowId, Box<RawValue>)]) -> Vec<Parameter> {
    columns!(rows, row => row.0.0, Json(row.1.clone()))
}

pub(crate) fn asset_columns(jobs: &[ClosedJob]) -> Vec<Parameter> {
    let rows: Vec<_> = jobs.iter().flat_map(|job| job.assets.iter().map(move |asset| (job, asset))).collect();
    columns!(rows, row =>
        row.0.workflow_id.0,
        row.1.name.clone(),
        row.1.sha256.clone(),
        row.1.bytes as i64,
        row.1.media_type.clone(),
        row.1.source.clone(),
        row.1.licence.clone(),
        row.0.node.to_string(),
    )
}
