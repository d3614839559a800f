use aida_protocol::{ContentType, WorkflowId, WorkflowStatus};
use aida_store::WorkflowFilter;
use axum::{
    Json,
    extract::{RawQuery, State},
    http::header,
    response::{IntoResponse as _, Response},
};

use crate::{ApiError, App, auth::Caller, cursor::Cursor, params::Query, wire::WorkflowList};

const DEFAULT_LIMIT: usize = 20;
const MAX_LIMIT: usize = 100;

/// Lists workflows, newest first.
#[utoipa::path(
    get,
    path = "/v1/workflows",
    operation_id = "listWorkflows",
    tag = "workflows",
    params(
        ("status" = Option<String>, Query, description = "One status, or several with commas between them"),
        ("content_type" = Option<String>, Query, description = "`image`, `video`, `audio` or `multi_asset`"),
        ("since" = Option<String>, Query, format = DateTime, description = "Accepted then or later"),
        ("until" = Option<String>, Query, format = DateTime, description = "Accepted earlier"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "20 without it"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "One page", body = ref("#/components/schemas/WorkflowList"),
            content_type = "application/json",
            headers(("Link" = String, description = "The next page, `rel=\"next\"`; absent on the last"))),
        (status = 401, description = "No valid API key"),
        (status = 422, description = "A parameter was refused"),
    ),
    security(("key" = [])),
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
    mut query: Query,
) -> Result<Response, ApiError> {
    let limit = query.take_with("limit", read_limit).unwrap_or(DEFAULT_LIMIT);
    let filter = WorkflowFilter {
        statuses: query.take_with("status", read_statuses),
        content_type: query.take_with("content_type", read_content_type),
        since: query.take("since"),
        until: query.take("until"),
        before: query.take::<Cursor>("cursor").map(|Cursor(id)| WorkflowId(id)),
    };
    query.finish()?;
    // One more than asked tells whether there is a next page.
    let mut items = app.store().list_workflows(&caller.tenant, &filter, limit as i64 + 1).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = items.last().filter(|_| more).map(|last| Cursor(last.id.0).to_string());
    let link = next_cursor.as_deref().map(|cursor| {
        let path = format!("/v1/workflows?{}", next_query(raw.as_deref().unwrap_or_default(), cursor));
        [(header::LINK, format!("<{}>; rel=\"next\"", app.link(&path)))]
    });
    let body = Json(WorkflowList { items, next_cursor });
    Ok(match link {
        Some(link) => (link, body).into_response(),
        None => body.into_response(),
    })
}

/// The query that was asked, from the next cursor on.
fn next_query(raw: &str, cursor: &str) -> String {
    let kept = form_urlencoded::parse(raw.as_bytes()).filter(|(name, _)| name != "cursor");
    form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).append_pair("cursor", cursor).finish()
}

fn read_limit(text: &str) -> Result<usize, String> {
    let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    limit.ok_or_else(|| format!("must be 1 to {MAX_LIMIT}"))
}

fn read_statuses(text: &str) -> Result<Vec<WorkflowStatus>, String> {
    text.split(',').map(str::parse).collect()
}

fn read_content_type(text: &str) -> Result<ContentType, String> {
    let known = ContentType::ALL.into_iter().find(|known| known.as_str() == text);
    known.ok_or_else(|| {
        let names: Vec<_> = ContentType::ALL.iter().map(|known| known.as_str()).collect();
        format!("must be one of {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_asks_the_same() {
        assert_eq!(
            next_query("status=failed%2Crunning&cursor=old&limit=2", "new"),
            "status=failed%2Crunning&limit=2&cursor=new"
        );
        assert_eq!(read_statuses("failed,running").unwrap().len(), 2);
        assert!(read_statuses("failed,").is_err() && read_limit("0").is_err() && read_limit("101").is_err());
    }
}
