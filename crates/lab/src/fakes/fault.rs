use std::collections::{HashMap, VecDeque};

use axum::{http::HeaderValue, response::Response};
use serde_json::Value;

use super::answer;

/// A way in which a request goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// This status at once; nothing is charged.
    Status(u16),
    /// 429 with `Retry-After`.
    RateLimited { seconds: u32 },
    /// Taken and charged, and the answer never comes.
    Hang,
    /// Taken and charged, and the connection is cut inside the answer.
    LoseReply,
    /// Content policy.
    Refuse,
    /// A whole answer that is no JSON, or JSON that was not asked for.
    BadAnswer,
    /// The queue says `COMPLETED`, with an error.
    CompletedWithError,
    /// A file of another type than its name says.
    WrongType,
    /// Half a file.
    Truncated,
    /// A webhook comes from somebody else.
    Forge,
    /// A webhook is an old one, sent once more.
    Replay,
    /// A webhook comes twice.
    Double,
    /// A webhook never comes.
    Silence,
}

/// Which requests will go wrong.
#[derive(Debug, Default)]
pub struct Faults {
    next: HashMap<String, VecDeque<Fault>>,
    always: HashMap<String, Fault>,
}

impl Faults {
    pub(super) fn next(&mut self, point: &str, fault: Fault) {
        self.next.entry(point.to_owned()).or_default().push_back(fault);
    }

    pub(super) fn always(&mut self, point: &str, fault: Fault) {
        self.always.insert(point.to_owned(), fault);
    }

    pub(super) fn clear(&mut self) {
        self.next.clear();
        self.always.clear();
    }

    pub(super) fn take(&mut self, point: &str) -> Option<Fault> {
        // `fal.submit@flux-pro` concerns the endpoints whose name holds the word.
        let named = point.split_once('@').and_then(|(place, endpoint)| {
            let concerns = |key: &String| {
                key.split_once('@').is_some_and(|(at, word)| at == place && endpoint.contains(word))
            };
            let next = self.next.iter_mut().find(|(key, queue)| concerns(key) && !queue.is_empty());
            let next = next.and_then(|(_, queue)| queue.pop_front());
            next.or_else(|| self.always.iter().find(|(key, _)| concerns(key)).map(|(_, fault)| *fault))
        });
        if named.is_some() {
            return named;
        }
        let point = point.split('@').next().unwrap_or(point);
        let next = self.next.get_mut(point).and_then(VecDeque::pop_front);
        next.or_else(|| self.always.get(point).copied())
    }
}

impl Fault {
    /// The answer to a request that is not taken at all; `body` is the provider's envelope for a status.
    pub(super) fn refusal(self, body: impl Fn(u16) -> Value) -> Option<Response> {
        match self {
            Fault::Status(status) => Some(answer(status, body(status))),
            Fault::RateLimited { seconds } => {
                let mut response = answer(429, body(429));
                response.headers_mut().insert("retry-after", HeaderValue::from(seconds));
                Some(response)
            }
            _ => None,
        }
    }
}
