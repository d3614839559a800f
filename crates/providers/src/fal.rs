//! fal.ai's queue: submit, poll by the addresses it returns, fetch. `COMPLETED` does not mean success.

use std::path::Path;

use async_trait::async_trait;
use reqwest::{Method, RequestBuilder, Url};
use serde_json::{Value, json};

use crate::{
    CallError, CallErrorKind, Charged, Http, MediaFile, MediaKind, address,
    caller::Endpoint,
    http::Answer,
    media,
    queue::{Making, Picture, Polled, QueuedModel, Ticket},
};

pub(crate) struct Fal {
    pub http: Http,
    pub at: Endpoint,
    /// Where pictures are handed over; without it they go inside the request.
    pub upload: Option<Endpoint>,
}

impl Fal {
    fn signed(&self, call: RequestBuilder) -> RequestBuilder {
        call.header("authorization", format!("Key {}", self.at.key()))
    }

    async fn send(&self, method: Method, url: Url, body: Option<&Value>) -> Result<Answer, CallError> {
        let call = self.signed(self.http.request(method, url));
        let call = body.into_iter().fold(call, RequestBuilder::json);
        self.http.send(call, self.http.options.json_cap).await
    }

    /// One of the ticket's addresses. Only the queue's own get the key.
    fn named(&self, address: Option<&String>) -> Result<Url, CallError> {
        let missing = || CallError::invalid("the ticket names no address of the queue");
        let url = address::check(address.ok_or_else(missing)?, self.at.base())?;
        if address::same_origin(&url, self.at.base()) { Ok(url) } else { Err(missing()) }
    }
}

#[async_trait]
impl QueuedModel for Fal {
    async fn upload(&self, picture: &Picture) -> Result<String, CallError> {
        let Some(upload) = &self.upload else {
            return Ok(picture.as_data_url());
        };
        let mut url = upload.path("storage/upload/initiate")?;
        url.set_query(Some("storage_type=fal-cdn-v3"));
        let ending = picture.media_type.rsplit('/').next().unwrap_or("png");
        let body = json!({"content_type": picture.media_type, "file_name": format!("picture.{ending}")});
        let answer = self.send(Method::POST, url, Some(&body)).await?;
        if !answer.ok() {
            return Err(failure(&answer));
        }
        let answer = answer.json()?;
        let text = |name: &str| {
            answer[name].as_str().ok_or_else(|| CallError::invalid("the upload's answer names no address"))
        };
        let (put, file) = (address::check(text("upload_url")?, upload.base())?, text("file_url")?.to_owned());
        let call = self.http.request_named(Method::PUT, put, upload.base());
        let call = call.header("content-type", picture.media_type).body(picture.bytes.clone());
        let answer = self.http.send(call, self.http.options.json_cap).await?;
        if answer.ok() { Ok(file) } else { Err(failure(&answer)) }
    }

    async fn submit(&self, making: &Making, webhook: Option<&str>) -> Result<Ticket, CallError> {
        let mut url = self.at.path(&making.endpoint)?;
        if let Some(webhook) = webhook {
            url.query_pairs_mut().append_pair("fal_webhook", webhook);
        }
        let sent = self.send(Method::POST, url, Some(&making.input)).await;
        let unknown = |error: CallError| error.charged(Charged::Unknown);
        let answer = sent.map_err(|error| match error.kind {
            CallErrorKind::ReplyLost | CallErrorKind::InvalidOutput => unknown(error),
            _ => error,
        })?;
        if !answer.ok() {
            return Err(failure(&answer));
        }
        // It was taken; without its id nobody can ask for it again.
        let body = answer.json().map_err(unknown)?;
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        let request_id = text("request_id")
            .filter(|id| !id.is_empty())
            .ok_or_else(|| unknown(CallError::invalid("the queue's answer has no request_id")))?;
        Ok(Ticket {
            request_id,
            status_url: text("status_url"),
            response_url: text("response_url"),
            cancel_url: text("cancel_url"),
        })
    }

    /// Of an endpoint's name the queue's addresses keep owner and alias.
    fn ticket(&self, endpoint: &str, request_id: &str) -> Ticket {
        let app: Vec<&str> = endpoint.split('/').take(2).collect();
        let at = self.at.path(&format!("{}/requests/{request_id}", app.join("/"))).map(String::from).ok();
        let below = |part: &str| at.as_ref().map(|at| format!("{at}/{part}"));
        Ticket {
            request_id: request_id.to_owned(),
            status_url: below("status"),
            cancel_url: below("cancel"),
            response_url: at,
        }
    }

    async fn poll(&self, ticket: &Ticket) -> Result<Polled, CallError> {
        let answer = self.send(Method::GET, self.named(ticket.status_url.as_ref())?, None).await?;
        if !answer.ok() {
            return Err(failure(&answer));
        }
        // A status that cannot be read says nothing about the request; the next one may.
        let unread = |_| CallError::new(CallErrorKind::Unavailable, "the status is no JSON");
        let status = answer.json().map_err(unread)?;
        match status["status"].as_str() {
            Some("COMPLETED") => {}
            Some("IN_QUEUE" | "IN_PROGRESS") => {
                return Ok(Polled::Working(status["queue_position"].as_u64().map(|place| place as u32)));
            }
            _ => return Err(CallError::new(CallErrorKind::Unavailable, "an unknown status")),
        }
        if !status["error"].is_null() {
            let name = status["error_type"].as_str().unwrap_or("COMPLETED with an error");
            return Err(CallError::new(CallErrorKind::Failed, crate::error::plain(name)));
        }
        let answer = self.send(Method::GET, self.named(ticket.response_url.as_ref())?, None).await?;
        if !answer.ok() {
            return Err(result_failure(&answer));
        }
        let result = answer.json().map_err(|error| error.charged(Charged::Yes(None)))?;
        let address =
            [&result["video"]["url"], &result["images"][0]["url"]].into_iter().find_map(Value::as_str);
        let none = || CallError::invalid("the result names no file").charged(Charged::Yes(None));
        address.map(|address| Polled::Done(address.to_owned())).ok_or_else(none)
    }

    async fn cancel(&self, ticket: &Ticket) -> Result<(), CallError> {
        self.send(Method::PUT, self.named(ticket.cancel_url.as_ref())?, None).await.map(|_| ())
    }

    async fn fetch(
        &self,
        address: &str,
        kind: MediaKind,
        folder: &Path,
        name: &str,
    ) -> Result<MediaFile, CallError> {
        media::fetch(&self.http, address, self.at.base(), kind, folder, name).await
    }
}

fn failure(answer: &Answer) -> CallError {
    let body = answer.json().unwrap_or_default();
    let detail = body["detail"][0]["type"].as_str();
    let name = body["error_type"].as_str().or(detail).unwrap_or_default();
    if name == "content_policy_violation" {
        return CallError::new(CallErrorKind::Refused, "content_policy_violation");
    }
    answer.error(name)
}

/// The failure of a request that was worked on. It is final; nothing is charged for a 5xx.
fn result_failure(answer: &Answer) -> CallError {
    let error = failure(answer);
    match error.kind {
        CallErrorKind::Unavailable => CallError { kind: CallErrorKind::Failed, ..error },
        CallErrorKind::Rejected if answer.status == 404 => CallError { kind: CallErrorKind::Failed, ..error },
        _ => error,
    }
}
