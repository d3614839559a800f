use std::time::Duration;

use aida_protocol::{
    EventHint, EventKind, MESSAGE_VERSION, NodeId, ProgressMessage, Step, TenantId, ToldEvent, WorkflowEvent,
    WorkflowId, WorkflowStatus,
};
use axum::{
    body::{Body, BodyDataStream},
    http::{StatusCode, header},
};
use futures::StreamExt as _;
use tower::ServiceExt as _;

use crate::support::{Fixture, get, told};

/// One server-sent event as a client sees it.
#[derive(Debug, Default, Clone, PartialEq)]
struct Told {
    id: Option<i64>,
    event: String,
    data: String,
}

/// An open stream.
struct Client {
    body: BodyDataStream,
    text: String,
}

impl Client {
    async fn open(fixture: &Fixture, id: WorkflowId, last: Option<i64>) -> Self {
        let mut request = get(&format!("/v1/workflows/{id}/events"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = fixture.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        Client { body: response.into_body().into_data_stream(), text: String::new() }
    }

    /// The next event; `None` at the end of the stream.
    async fn next(&mut self) -> Option<Told> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                let told = parse(&block);
                if !told.event.is_empty() {
                    return Some(told);
                }
                continue;
            }
            let chunk = tokio::time::timeout(Duration::from_secs(10), self.body.next()).await;
            let chunk = chunk.expect("an event within ten seconds")?.unwrap();
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

fn parse(block: &str) -> Told {
    let mut told = Told::default();
    for line in block.lines() {
        match line.split_once(": ").unwrap_or((line, "")) {
            ("id", id) => told.id = Some(id.parse().unwrap()),
            ("event", event) => event.clone_into(&mut told.event),
            ("data", data) => data.clone_into(&mut told.data),
            _ => {}
        }
    }
    told
}

fn planned() -> EventKind {
    EventKind::Planned { nodes: vec![NodeId::once(Step::Writer)] }
}

fn finished() -> EventKind {
    EventKind::Finished { status: WorkflowStatus::Completed, agent: None, reason: None }
}

fn hint(fixture: &Fixture, id: WorkflowId) {
    tell(fixture, id, Vec::new());
}

fn tell(fixture: &Fixture, id: WorkflowId, events: Vec<ToldEvent>) {
    fixture.app.feed().hint(EventHint { version: MESSAGE_VERSION, workflow_ids: vec![id], events });
}

fn progress(id: WorkflowId, tenant: TenantId) -> ProgressMessage {
    ProgressMessage {
        version: MESSAGE_VERSION,
        workflow_id: id,
        tenant,
        node: NodeId::once(Step::Writer),
        attempt: 1,
        percent: 40,
        message: "writing".to_owned(),
        traceparent: None,
    }
}

#[tokio::test]
async fn a_stream_of_what_was_just_accepted_begins_without_the_table() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    // Told and not in the table: a look at it would not find the second.
    tell(&fixture, id, vec![told(id, 2, EventKind::Started)]);
    let mut client = Client::open(&fixture, id, None).await;
    let first = client.next().await.unwrap();
    assert_eq!(client.next().await.unwrap().event, "workflow.started");
    tell(&fixture, id, vec![told(id, 3, planned())]);
    assert_eq!(client.next().await.unwrap().id, Some(3));

    let mut second = Client::open(&fixture, id, None).await;
    assert_eq!(second.next().await.unwrap(), first, "as the table has it, to the byte");
}

#[tokio::test]
async fn who_comes_after_a_stream_of_the_table_misses_nothing() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    let mut first = Client::open(&fixture, id, Some(1)).await;
    fixture.happen(id, 2, finished()).await;
    tell(&fixture, id, vec![told(id, 2, finished())]);
    assert_eq!(first.next().await.unwrap().id, Some(2));
    let mut second = Client::open(&fixture, id, None).await;
    assert_eq!(second.next().await.unwrap().id, Some(1));
    assert_eq!(second.next().await.unwrap().id, Some(2));
    assert_eq!(second.next().await, None);
}

#[tokio::test]
async fn stored_events_come_first_then_live_ones_until_the_end() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    fixture.happen(id, 2, EventKind::Started).await;
    let mut client = Client::open(&fixture, id, None).await;
    let first = client.next().await.unwrap();
    assert_eq!((first.id, first.event.as_str()), (Some(1), "workflow.accepted"));
    let event: WorkflowEvent = serde_json::from_str(&first.data).unwrap();
    assert_eq!((event.workflow_id, event.seq, event.kind), (id, 1, EventKind::Accepted));
    assert_eq!(client.next().await.unwrap().event, "workflow.started");
    assert!(fixture.ops.text().unwrap().contains("aida_sse_connections 1"));
    fixture.happen(id, 3, planned()).await;
    hint(&fixture, id);
    assert_eq!(client.next().await.unwrap().id, Some(3));
    // No hint: the feed's own poll finds it.
    fixture.happen(id, 4, finished()).await;
    assert_eq!(client.next().await.unwrap().event, "workflow.finished");
    assert_eq!(client.next().await, None);
    drop(client);
    assert!(fixture.ops.text().unwrap().contains("aida_sse_connections 0"));

    let mut late = Client::open(&fixture, id, Some(2)).await;
    assert_eq!(late.next().await.unwrap().id, Some(3));
    assert_eq!(late.next().await.unwrap().id, Some(4));
    assert_eq!(late.next().await, None);
    let known = fixture.get(&format!("/v1/workflows/{id}/events?after=4")).await;
    assert_eq!(known.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn what_is_told_with_its_events_is_not_read() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    let mut client = Client::open(&fixture, id, None).await;
    assert_eq!(client.next().await.unwrap().id, Some(1));
    // Not in the table: whoever asked the table would not find it.
    tell(&fixture, id, vec![told(id, 2, EventKind::Started)]);
    let second = client.next().await.unwrap();
    assert_eq!((second.id, second.event.as_str()), (Some(2), "workflow.started"));
    let event: WorkflowEvent = serde_json::from_str(&second.data).unwrap();
    assert_eq!((event.seq, event.kind), (2, EventKind::Started));
    // Told twice and out of order: what is missing is read, and nothing comes twice.
    fixture.happen(id, 3, planned()).await;
    fixture.happen(id, 4, planned()).await;
    fixture.happen(id, 5, finished()).await;
    for seq in [4, 3, 4] {
        tell(&fixture, id, vec![told(id, seq, planned())]);
    }
    tell(&fixture, id, vec![told(id, 5, finished())]);
    for seq in 3..=5 {
        assert_eq!(client.next().await.unwrap().id, Some(seq));
    }
    assert_eq!(client.next().await, None);
}

#[tokio::test]
async fn cuts_lose_and_double_nothing() {
    const LAST: i64 = 120;
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    let write = async {
        for seq in 2..=LAST {
            fixture.happen(id, seq, if seq == LAST { finished() } else { planned() }).await;
            hint(&fixture, id);
        }
    };
    // Two clients that are cut again and again at different places, while a third is not.
    let read = async |cut_after: usize| {
        let (mut seen, mut last, mut cuts) = (Vec::new(), None, 0);
        loop {
            let mut client = Client::open(&fixture, id, last).await;
            for _ in 0..cut_after {
                let Some(told) = client.next().await else { return (seen, cuts) };
                last = told.id;
                seen.extend(told.id);
                if told.event == "workflow.finished" {
                    assert_eq!(client.next().await, None);
                    return (seen, cuts);
                }
            }
            cuts += 1;
        }
    };
    let ((), (one, one_cuts), (two, two_cuts), (whole, _)) =
        tokio::join!(write, read(1), read(7), read(usize::MAX));
    let expected: Vec<_> = (1..=LAST).collect();
    assert_eq!(one, expected);
    assert_eq!(two, expected);
    assert_eq!(whole, expected);
    assert!(one_cuts >= 100 && two_cuts >= 10, "{one_cuts} {two_cuts}");
}

#[tokio::test]
async fn a_client_that_does_not_read_loses_nothing() {
    const LAST: i64 = 700;
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    let mut client = Client::open(&fixture, id, None).await;
    assert_eq!(client.next().await.unwrap().id, Some(1));
    for seq in 2..=LAST {
        fixture.happen(id, seq, if seq == LAST { finished() } else { planned() }).await;
        hint(&fixture, id);
    }
    for seq in 2..=LAST {
        assert_eq!(client.next().await.unwrap().id, Some(seq));
    }
    assert_eq!(client.next().await, None);
}

#[tokio::test]
async fn progress_is_passed_on_without_a_number_to_its_tenant_only() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    let mut client = Client::open(&fixture, id, None).await;
    assert_eq!(client.next().await.unwrap().id, Some(1));
    fixture.app.feed().progress(progress(id, "other".parse().unwrap()));
    fixture.app.feed().progress(progress(id, TenantId::local()));
    fixture.happen(id, 2, finished()).await;
    hint(&fixture, id);
    let told = client.next().await.unwrap();
    assert_eq!((told.id, told.event.as_str()), (None, "job.progress"));
    let message: ProgressMessage = serde_json::from_str(&told.data).unwrap();
    assert_eq!((message.percent, message.tenant), (40, TenantId::local()));
    assert_eq!(client.next().await.unwrap().event, "workflow.finished");
}

#[tokio::test]
async fn streams_end_cleanly_when_the_process_does() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    let mut client = Client::open(&fixture, id, None).await;
    assert_eq!(client.next().await.unwrap().id, Some(1));
    fixture.shutdown.request();
    assert_eq!(client.next().await, None);
}

#[tokio::test]
async fn numbers_that_are_none_are_refused() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    for (query, field) in
        [("after=-1", "after"), ("after=x", "after"), ("after=2", "after"), ("from=1", "from")]
    {
        let answer = fixture.get(&format!("/v1/workflows/{id}/events?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(answer.fields(), [field]);
    }
    let path = format!("/v1/workflows/{id}/events");
    let answer = fixture.send(get(&path).header("last-event-id", "abc").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.fields(), ["Last-Event-ID"]);
}
