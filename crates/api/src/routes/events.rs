use std::{convert::Infallible, sync::Arc, time::Duration};

use aida_store::FeedCursor;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode},
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, stream};
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    ApiError, App, Metrics,
    auth::Caller,
    feed::{EventStream, Frame},
    params::{Query, WorkflowPath},
};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// What a client waits before it connects again.
const RETRY: Duration = Duration::from_secs(1);

/// What happens to a workflow, as server-sent events.
///
/// Every event has a number as its `id`, from 1 without gaps; a client that connects again with `Last-Event-ID`
/// goes on after it, without loss and without doubles. `job.progress` tells how far a job is; it is not stored and
/// has no id. The stream ends after `workflow.finished`; who has that already gets 204.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/events",
    operation_id = "watchWorkflow",
    tag = "workflows",
    params(
        ("id" = String, Path, format = Uuid),
        ("after" = Option<i64>, Query, minimum = 0, description = "Number of the last event that is known"),
        ("Last-Event-ID" = Option<i64>, Header, description = "The same; counts when both are given"),
    ),
    responses(
        (status = 200, description = "`event` is the kind, `id` the number, `data` a WorkflowEvent",
            body = ref("#/components/schemas/WorkflowEvent"), content_type = "text/event-stream"),
        (status = 204, description = "The workflow has ended and all its events are known"),
        (status = 401, description = "No valid API key"),
        (status = 404, description = "No such workflow of this tenant"),
        (status = 422, description = "Not the number of an event"),
        (status = 503, description = "Too many streams are open"),
    ),
    security(("key" = [])),
)]
pub async fn events(
    State(app): State<App>,
    caller: Caller,
    WorkflowPath(id): WorkflowPath,
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, ApiError> {
    let asked = query.take_with("after", read_number);
    query.finish()?;
    let (field, after) = match headers.get(&LAST_EVENT_ID) {
        Some(value) => {
            let text = value.to_str().unwrap_or_default();
            ("Last-Event-ID", read_number(text).map_err(|reason| ApiError::field("Last-Event-ID", reason))?)
        }
        None => ("after", asked.unwrap_or(0)),
    };
    let permit = Arc::clone(app.streams()).try_acquire_owned().map_err(|_| ApiError::TooManyStreams)?;
    let fresh = (after == 0).then(|| app.feed().fresh_stream(&caller.tenant, id, app.shutdown())).flatten();
    if let Some(events) = fresh {
        return Ok(answer(&app, events, permit));
    }
    let head = app.store().feed_head(&caller.tenant, id).await?.ok_or(ApiError::NotFound)?;
    if after > head.event_seq {
        return Err(ApiError::field(field, format!("the newest event is {}", head.event_seq)));
    }
    if head.status.is_terminal() && after == head.event_seq {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let cursor = FeedCursor { tenant: caller.tenant, workflow_id: id, after };
    let events = app.feed().stream(cursor, head, app.shutdown().clone());
    Ok(answer(&app, events, permit))
}

fn answer(app: &App, events: EventStream, permit: OwnedSemaphorePermit) -> Response {
    let open = OpenStream::new(Arc::clone(app.metrics()), permit);
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(app.settings().sse_keepalive_seconds));
    let sse = Sse::new(frames(events, open)).keep_alive(keep_alive);
    // Proxies that collect answers would hold events back.
    ([("x-accel-buffering", "no")], sse).into_response()
}

fn read_number(text: &str) -> Result<i64, String> {
    let number = text.trim().parse().ok().filter(|number| *number >= 0);
    number.ok_or_else(|| "is not the number of an event".to_owned())
}

/// Counts a stream as long as it lives, however it ends.
struct OpenStream {
    metrics: Arc<Metrics>,
    _permit: OwnedSemaphorePermit,
}

impl OpenStream {
    fn new(metrics: Arc<Metrics>, permit: OwnedSemaphorePermit) -> Self {
        metrics.streams.inc();
        OpenStream { metrics, _permit: permit }
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.metrics.streams.dec();
    }
}

fn frames(events: EventStream, open: OpenStream) -> impl Stream<Item = Result<Event, Infallible>> {
    let hello = stream::iter([Ok(Event::default().retry(RETRY))]);
    let told = stream::unfold((events, open), async |(mut events, open)| {
        let frame = events.next().await?;
        Some((Ok(as_event(&frame)), (events, open)))
    });
    futures::StreamExt::chain(hello, told)
}

fn as_event(frame: &Frame) -> Event {
    match frame {
        Frame::Event(event) => {
            Event::default().id(event.seq.to_string()).event(&event.event).data(event.body.get())
        }
        Frame::Progress(message) => {
            // Our own type is always JSON.
            let data = serde_json::to_string(&**message).unwrap_or_default();
            Event::default().event("job.progress").data(data)
        }
    }
}
