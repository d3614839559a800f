//! The API as the command line uses it.

mod error;
mod sse;

use std::{path::Path, time::Duration};

use aida_ops::Secret;
use aida_protocol::{
    BriefInput, JobView, NodeId, Picture, Problem, WorkflowId, WorkflowState, WorkflowStatus, WorkflowSummary,
};
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

pub use error::ClientError;
pub use sse::{SseEvent, SseParser};

const CONNECT: Duration = Duration::from_secs(5);
/// Nothing may come for so long; longer than the server's pause between two comments of an event stream.
const SILENCE: Duration = Duration::from_secs(60);

/// One API, with the key for it.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    key: Option<Secret>,
}

/// A page of a list.
#[derive(Debug, Clone, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    #[serde(default)]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Created {
    id: WorkflowId,
}

#[derive(Debug, Deserialize)]
struct Uploaded {
    sha256: String,
}

impl Client {
    /// `base` is the API's address without `/v1`.
    ///
    /// # Errors
    /// When the system's certificates cannot be read.
    pub fn new(base: &str, key: Option<Secret>) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .user_agent(concat!("aida/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(ClientError::Unreachable)?;
        Ok(Client { http, base: base.trim_end_matches('/').to_owned(), key })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.key {
            Some(key) => request.bearer_auth(key.expose()),
            None => request,
        }
    }

    pub async fn create(&self, brief: &BriefInput) -> Result<WorkflowId, ClientError> {
        Ok(json::<Created>(self.request(Method::POST, "/v1/workflows").json(brief)).await?.id)
    }

    pub async fn state(&self, id: WorkflowId) -> Result<WorkflowState, ClientError> {
        json(self.request(Method::GET, &format!("/v1/workflows/{id}"))).await
    }

    pub async fn jobs(&self, id: WorkflowId) -> Result<Vec<JobView>, ClientError> {
        let page: Page<JobView> =
            json(self.request(Method::GET, &format!("/v1/workflows/{id}/jobs"))).await?;
        Ok(page.items)
    }

    /// Newest first.
    pub async fn list(
        &self,
        status: Option<WorkflowStatus>,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<WorkflowSummary>, ClientError> {
        let mut query = vec![("limit", limit.to_string())];
        query.extend(status.map(|status| ("status", status.as_str().to_owned())));
        query.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
        json(self.request(Method::GET, "/v1/workflows").query(&query)).await
    }

    /// Asks for `cancel`, `pause`, `resume`, or `retry` from a node on.
    pub async fn ask(&self, id: WorkflowId, what: &str, from: Option<NodeId>) -> Result<(), ClientError> {
        let query: Vec<_> = from.map(|node| ("from", node.to_string())).into_iter().collect();
        let request = self.request(Method::POST, &format!("/v1/workflows/{id}/{what}"));
        answered(request.query(&query)).await.map(drop)
    }

    /// Newest first; what is in a letter is shown as it comes.
    pub async fn dead_letters(
        &self,
        filter: &[(&'static str, String)],
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<Value>, ClientError> {
        let mut query = filter.to_vec();
        query.push(("limit", limit.to_string()));
        query.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
        json(self.request(Method::GET, "/v1/dead-letters").query(&query)).await
    }

    /// The catalogue of models.
    pub async fn models(&self) -> Result<Value, ClientError> {
        json(self.request(Method::GET, "/v1/catalogue")).await
    }

    pub async fn dead_letter(&self, id: &str) -> Result<Value, ClientError> {
        json(self.request(Method::GET, &format!("/v1/dead-letters/{id}"))).await
    }

    /// `action` is `replay` or `discard`.
    pub async fn act_on_dead_letters(&self, action: &str, body: &Value) -> Result<Value, ClientError> {
        json(self.request(Method::POST, &format!("/v1/dead-letters/{action}")).json(body)).await
    }

    /// Sends a picture; its scene is the next that has none.
    pub async fn upload(&self, file: &Path) -> Result<Picture, ClientError> {
        let named = |source| ClientError::File { path: file.to_owned(), source };
        let bytes = tokio::fs::read(file).await.map_err(named)?;
        let media_type = match file.extension().and_then(|end| end.to_str()).map(str::to_lowercase).as_deref()
        {
            Some("png") => "image/png",
            Some("jpg" | "jpeg") => "image/jpeg",
            Some("webp") => "image/webp",
            _ => "application/octet-stream",
        };
        let request =
            self.request(Method::POST, "/v1/uploads").header(header::CONTENT_TYPE, media_type).body(bytes);
        let uploaded: Uploaded = json(request).await?;
        Ok(Picture { sha256: uploaded.sha256, scene: None })
    }

    /// The event stream from after `last_event` on.
    pub async fn events(&self, id: WorkflowId, last_event: Option<&str>) -> Result<Response, ClientError> {
        let mut request = self
            .request(Method::GET, &format!("/v1/workflows/{id}/events"))
            .header(header::ACCEPT, "text/event-stream");
        if let Some(last) = last_event {
            request = request.header("Last-Event-ID", last);
        }
        answered(request).await
    }

    /// What `url` (a path of the API) holds, piece by piece.
    pub async fn asset(&self, url: &str) -> Result<Response, ClientError> {
        answered(self.request(Method::GET, url)).await
    }
}

async fn json<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ClientError> {
    let response = answered(request).await?;
    let text = response.text().await.map_err(ClientError::Unreachable)?;
    serde_json::from_str(&text).map_err(ClientError::Answer)
}

/// Sends, and makes an error of what is not a success.
async fn answered(request: RequestBuilder) -> Result<Response, ClientError> {
    let response = request.send().await.map_err(ClientError::Unreachable)?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let text = response.text().await.unwrap_or_default();
    Err(problem(status, &text))
}

fn problem(status: StatusCode, text: &str) -> ClientError {
    let known = serde_json::from_str::<Problem>(text).ok();
    ClientError::Problem(Box::new(known.unwrap_or_else(|| Problem {
        kind: "about:blank".to_owned(),
        title: status.canonical_reason().unwrap_or("error").to_owned(),
        status: status.as_u16(),
        detail: String::new(),
        errors: Vec::new(),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_words() {
        let text = r#"{"type": "/problems/invalid-brief", "title": "The brief is not valid", "status": 422,
            "detail": "", "errors": [{"field": "duration_seconds", "reason": "must be 5 to 600"}]}"#;
        let error = problem(StatusCode::UNPROCESSABLE_ENTITY, text);
        assert_eq!(error.to_string(), "The brief is not valid\n  duration_seconds: must be 5 to 600");
        assert_eq!(error.exit(), crate::exit::Exit::BadInput);
        let error = problem(StatusCode::BAD_GATEWAY, "<html>");
        assert_eq!(error.to_string(), "Bad Gateway");
        assert_eq!(error.exit(), crate::exit::Exit::Unreachable);
    }
}
