//! KIE's Midjourney. It answers HTTP 200 to everything; the JSON's `code` counts. A task gives four pictures, the first is
//! taken. Newer pages of KIE do not show Midjourney any more: expect 404 and 505.

use std::path::Path;

use async_trait::async_trait;
use reqwest::{Method, Url};
use serde_json::{Value, json};

use crate::{
    CallError, CallErrorKind, Charged, Http, MediaFile, MediaKind,
    caller::Endpoint,
    media,
    queue::{Making, Picture, Polled, QueuedModel, Ticket},
};

pub(crate) struct Kie {
    pub http: Http,
    pub at: Endpoint,
    /// Where pictures are handed over.
    pub upload: Option<Endpoint>,
}

impl Kie {
    async fn data(&self, method: Method, url: Url, body: Option<&Value>) -> Result<Value, CallError> {
        let call = self.http.request(method, url).bearer_auth(self.at.key());
        let call = body.into_iter().fold(call, reqwest::RequestBuilder::json);
        let mut answer = self.http.send(call, self.http.options.json_cap).await?;
        if !answer.ok() {
            return Err(answer.error(""));
        }
        let body = answer.json()?;
        let code = body["code"].as_u64().and_then(|code| u16::try_from(code).ok()).unwrap_or(500);
        if code == 200 {
            return Ok(body["data"].clone());
        }
        answer.status = code;
        let error = answer.error("");
        Err(match code {
            455 => CallError { kind: CallErrorKind::Unavailable, ..error },
            501 | 505 => CallError { kind: CallErrorKind::Failed, ..error },
            _ => error,
        })
    }
}

#[async_trait]
impl QueuedModel for Kie {
    /// It is kept for a day; without a name of ours it overwrites no other.
    async fn upload(&self, picture: &Picture) -> Result<String, CallError> {
        let none = || CallError::new(CallErrorKind::Rejected, "the catalogue names no place for pictures");
        let url = self.upload.as_ref().ok_or_else(none)?.path("api/file-base64-upload")?;
        let body = json!({"base64Data": picture.as_data_url(), "uploadPath": "aida"});
        let data = self.data(Method::POST, url, Some(&body)).await?;
        let address = data["downloadUrl"].as_str().map(str::to_owned);
        address.ok_or_else(|| CallError::invalid("the upload's answer names no address"))
    }

    async fn submit(&self, making: &Making, _: Option<&str>) -> Result<Ticket, CallError> {
        let url = self.at.path("api/v1/mj/generate")?;
        let unknown = |error: CallError| error.charged(Charged::Unknown);
        let data =
            self.data(Method::POST, url, Some(&making.input)).await.map_err(|error| match error.kind {
                CallErrorKind::ReplyLost | CallErrorKind::InvalidOutput => unknown(error),
                _ => error,
            })?;
        let id = data["taskId"].as_str().filter(|id| !id.is_empty());
        let request_id =
            id.ok_or_else(|| unknown(CallError::invalid("the answer has no taskId")))?.to_owned();
        Ok(Ticket { request_id, status_url: None, response_url: None, cancel_url: None })
    }

    async fn poll(&self, ticket: &Ticket) -> Result<Polled, CallError> {
        let mut url = self.at.path("api/v1/mj/record-info")?;
        url.query_pairs_mut().append_pair("taskId", &ticket.request_id);
        let data = self.data(Method::GET, url, None).await?;
        match data["successFlag"].as_u64() {
            Some(0) => Ok(Polled::Working(None)),
            Some(1) => {
                // An object here, a plain string in the callback.
                let first = &data["resultInfoJson"]["resultUrls"][0];
                let address = first["resultUrl"].as_str().or(first.as_str());
                let none = || CallError::invalid("the result names no file").charged(Charged::Yes(None));
                address.map(|address| Polled::Done(address.to_owned())).ok_or_else(none)
            }
            _ => Err(CallError::new(CallErrorKind::Failed, "the task failed")),
        }
    }

    async fn cancel(&self, _: &Ticket) -> Result<(), CallError> {
        Ok(())
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
