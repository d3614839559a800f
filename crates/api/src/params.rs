//! Paths and queries. An id that is none names nothing: 404. A query that is not understood: 422.

use std::{collections::BTreeMap, fmt::Display, str::FromStr};

use aida_protocol::{FieldError, WorkflowId};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::request::Parts,
};

use crate::ApiError;

/// The workflow that the path names.
pub struct WorkflowPath(pub WorkflowId);

impl<S: Send + Sync> FromRequestParts<S> for WorkflowPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        let Path(segments) = path.map_err(|_| ApiError::NotFound)?;
        let id = segments.get("id").and_then(|text| parse_id(text));
        id.map(WorkflowPath).ok_or(ApiError::NotFound)
    }
}

/// Only the usual form: other ways to write the same UUID are not names of ours.
fn parse_id(text: &str) -> Option<WorkflowId> {
    let id: WorkflowId = text.parse().ok()?;
    (id.to_string() == text).then_some(id)
}

/// A body that says nothing: none, or an empty object. What a client puts elsewhere would be lost without a word.
pub struct NoBody;

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let body = Bytes::from_request(request, state).await.unwrap_or_else(|_| Bytes::from_static(b"?"));
        if matches!(body.trim_ascii(), b"" | b"{}") {
            return Ok(NoBody);
        }
        let reason = "this route takes no body; what it takes stands in the query";
        Err(ApiError::Invalid(vec![FieldError::new("body", reason)]))
    }
}

/// The query's parameters; each may be given once.
#[derive(Debug, Default)]
pub struct Query {
    given: BTreeMap<String, String>,
    errors: Vec<FieldError>,
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Ok(Query::read(parts.uri.query().unwrap_or_default()))
    }
}

impl Query {
    fn read(text: &str) -> Self {
        let mut query = Query::default();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if query.given.insert(name.to_string(), value.into_owned()).is_some() {
                query.errors.push(FieldError::new(name, "is given more than once"));
            }
        }
        query
    }

    /// The parameter `name`, if it was given; what cannot be read is remembered for [`Query::finish`].
    pub fn take<T>(&mut self, name: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        self.take_with(name, |text| text.parse().map_err(|error: T::Err| error.to_string()))
    }

    pub fn take_with<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.given.remove(name)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.errors.push(FieldError::new(name, reason));
                None
            }
        }
    }

    /// # Errors
    /// Everything that could not be read, and everything that nobody took.
    pub fn finish(mut self) -> Result<(), ApiError> {
        let unknown = self.given.into_keys().map(|name| FieldError::new(name, "unknown parameter"));
        self.errors.extend(unknown);
        if self.errors.is_empty() { Ok(()) } else { Err(ApiError::Invalid(self.errors)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_parameter_is_named() {
        let mut query = Query::read("limit=x&after=3&after=4&since=2026-01-01T00%3A00%3A00Z&odd=1");
        assert_eq!(query.take::<u32>("limit"), None);
        assert_eq!(query.take::<i64>("after"), Some(4));
        assert!(query.take::<chrono::DateTime<chrono::Utc>>("since").is_some());
        let Err(ApiError::Invalid(errors)) = query.finish() else { panic!("accepted") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["after", "limit", "odd"]);
    }

    #[test]
    fn ids_have_one_form() {
        let id = "0192f0c1-2d3e-7abc-8def-0123456789ab";
        assert!(parse_id(id).is_some());
        for other in ["", "1", &id.to_uppercase(), &id.replace('-', ""), &format!("{{{id}}}")] {
            assert!(parse_id(other).is_none(), "{other}");
        }
    }
}
