use aida_protocol::{Agent, TenantId};
use aida_store::{LetterFilter, LetterScope, LetterState, LetterVerb};
use axum::{Json, extract::State, http::StatusCode};

use crate::{
    ApiError, App,
    auth::Caller,
    body::ApiJson,
    cursor::Cursor,
    letters::{DeadLetterAction, DeadLetterActionResult, DeadLetterDetail, DeadLetterList},
    params::{Query, WorkflowPath},
};

const DEFAULT_LIMIT: usize = 20;
const MAX_LIMIT: usize = 100;

/// A tenant sees its own letters. Those that name no tenant (nobody could read them) are for the tenant of
/// this machine.
fn scope(caller: &Caller) -> LetterScope<'_> {
    LetterScope { tenant: &caller.tenant, nobodys: caller.tenant == TenantId::local() }
}

/// Lists dead letters, newest first.
#[utoipa::path(
    get,
    path = "/v1/dead-letters",
    operation_id = "listDeadLetters",
    tag = "dead letters",
    params(
        ("agent" = Option<String>, Query, description = "Whose job it was"),
        ("reason" = Option<String>, Query, description = "`attempts`, `crashed`, `delivery_limit`, `rejected`, …"),
        ("state" = Option<String>, Query, description = "`dead`, `replaying`, `replayed` or `discarded`"),
        ("workflow" = Option<String>, Query, format = Uuid, description = "Of this workflow"),
        ("since" = Option<String>, Query, format = DateTime, description = "Kept then or later"),
        ("until" = Option<String>, Query, format = DateTime, description = "Kept earlier"),
        ("text" = Option<String>, Query, description = "In the error, the reason or the queue's name"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "20 without it"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "One page", body = ref("#/components/schemas/DeadLetterList"),
            content_type = "application/json"),
        (status = 401, description = "No valid API key"),
        (status = 422, description = "A parameter was refused"),
    ),
    security(("key" = [])),
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    mut query: Query,
) -> Result<Json<DeadLetterList>, ApiError> {
    let limit = query.take_with("limit", read_limit).unwrap_or(DEFAULT_LIMIT);
    let filter = LetterFilter {
        agent: query.take::<Agent>("agent"),
        reason: query.take("reason"),
        state: query.take_with("state", read_state),
        workflow_id: query.take("workflow"),
        since: query.take("since"),
        until: query.take("until"),
        text: query.take("text"),
    };
    let before = query.take::<Cursor>("cursor").map(|Cursor(id)| id);
    query.finish()?;
    // One more than asked tells whether there is a next page.
    let mut rows = app.store().list_dead_letters(scope(&caller), &filter, before, limit as i64 + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| more).map(|last| Cursor(last.id).to_string());
    Ok(Json(DeadLetterList { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
}

/// One dead letter: its body, every attempt of its job, who did what to it.
#[utoipa::path(
    get,
    path = "/v1/dead-letters/{id}",
    operation_id = "getDeadLetter",
    tag = "dead letters",
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, description = "All of it", body = ref("#/components/schemas/DeadLetterDetail"),
            content_type = "application/json"),
        (status = 401, description = "No valid API key"),
        (status = 404, description = "No such letter of this tenant"),
    ),
    security(("key" = [])),
)]
pub async fn one(
    State(app): State<App>,
    caller: Caller,
    WorkflowPath(id): WorkflowPath,
    query: Query,
) -> Result<Json<DeadLetterDetail>, ApiError> {
    query.finish()?;
    let found = app.store().dead_letter(scope(&caller), id.0).await?;
    found.map(|detail| Json(detail.into())).ok_or(ApiError::NotFound)
}

/// Replays dead letters.
///
/// A job's workflow is reopened at that job and keeps what was finished; any other message goes back to its
/// queue. Asking twice replays once. What dies again is another letter.
#[utoipa::path(
    post,
    path = "/v1/dead-letters/replay",
    operation_id = "replayDeadLetters",
    tag = "dead letters",
    request_body(
        content = ref("#/components/schemas/DeadLetterAction"),
        content_type = "application/json",
        example = json!({"filter": {"agent": "visual"}, "dry_run": true})
    ),
    responses(
        (status = 202, description = "Taken, or with `dry_run` what would be",
            body = ref("#/components/schemas/DeadLetterActionResult"), content_type = "application/json"),
        (status = 400, description = "Not one JSON object"),
        (status = 401, description = "No valid API key"),
        (status = 422, description = "A field was refused"),
    ),
    security(("key" = [])),
)]
pub async fn replay(
    State(app): State<App>,
    caller: Caller,
    ApiJson(action): ApiJson<DeadLetterAction>,
) -> Result<(StatusCode, Json<DeadLetterActionResult>), ApiError> {
    act(&app, &caller, action, |per_second| LetterVerb::Replay { per_second }).await
}

/// Discards dead letters: they are kept, and replayed no more.
#[utoipa::path(
    post,
    path = "/v1/dead-letters/discard",
    operation_id = "discardDeadLetters",
    tag = "dead letters",
    request_body(
        content = ref("#/components/schemas/DeadLetterAction"),
        content_type = "application/json",
        example = json!({"ids": ["0192f0c1-2d3e-7abc-8def-0123456789ab"]})
    ),
    responses(
        (status = 202, description = "Discarded, or with `dry_run` what would be",
            body = ref("#/components/schemas/DeadLetterActionResult"), content_type = "application/json"),
        (status = 400, description = "Not one JSON object"),
        (status = 401, description = "No valid API key"),
        (status = 422, description = "A field was refused"),
    ),
    security(("key" = [])),
)]
pub async fn discard(
    State(app): State<App>,
    caller: Caller,
    ApiJson(action): ApiJson<DeadLetterAction>,
) -> Result<(StatusCode, Json<DeadLetterActionResult>), ApiError> {
    act(&app, &caller, action, |_| LetterVerb::Discard).await
}

async fn act(
    app: &App,
    caller: &Caller,
    action: DeadLetterAction,
    verb: impl FnOnce(f64) -> LetterVerb,
) -> Result<(StatusCode, Json<DeadLetterActionResult>), ApiError> {
    let (letters, dry_run, per_second) = action.read()?;
    let verb = verb(per_second);
    let ids = if dry_run {
        app.store().chosen_letters(scope(caller), &letters).await?
    } else {
        app.store().act_on_letters(scope(caller), &letters, verb, &caller.actor).await?
    };
    let (action, count) = (verb.as_str(), ids.len());
    tracing::info!(tenant = %caller.tenant, actor = caller.actor, action, count, dry_run, "dead letters");
    Ok((
        StatusCode::ACCEPTED,
        Json(DeadLetterActionResult { action: action.to_owned(), dry_run, count, ids }),
    ))
}

fn read_limit(text: &str) -> Result<usize, String> {
    let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| format!("must be 1 to {MAX_LIMIT}"))
}

fn read_state(text: &str) -> Result<String, String> {
    let known = LetterState::ALL.iter().any(|state| state.as_str() == text);
    known.then(|| text.to_owned()).ok_or_else(|| "must be dead, replaying, replayed or discarded".to_owned())
}
