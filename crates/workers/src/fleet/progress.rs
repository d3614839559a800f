use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use aida_broker::Publisher;
use aida_protocol::{
    JobMessage, MESSAGE_VERSION, ProgressMessage,
    routing::{TELEMETRY_EXCHANGE, progress_key},
};

/// At most five words a second from each job.
const PAUSE: Duration = Duration::from_millis(200);

/// What a model tells of its progress to: percent and a few words.
pub type Listener = Arc<dyn Fn(u8, &str) + Send + Sync>;

/// Says how far `job` is, to whoever listens.
pub fn of(publisher: Publisher, job: &JobMessage) -> Listener {
    let key = progress_key(job.workflow_id);
    let silent = ProgressMessage {
        version: MESSAGE_VERSION,
        workflow_id: job.workflow_id,
        tenant: job.tenant.clone(),
        node: job.node,
        attempt: job.attempt,
        percent: 0,
        message: String::new(),
        traceparent: job.traceparent.clone(),
    };
    let pace = Pace::default();
    Arc::new(move |percent, message| {
        if pace.may_speak(Instant::now()) {
            let progress = ProgressMessage { percent, message: message.to_owned(), ..silent.clone() };
            publisher.announce(TELEMETRY_EXCHANGE, &key, &progress);
        }
    })
}

#[derive(Default)]
struct Pace {
    last: Mutex<Option<Instant>>,
}

impl Pace {
    fn may_speak(&self, now: Instant) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| now.duration_since(last) < PAUSE) {
            return false;
        }
        *last = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_words_a_second_at_most() {
        let (pace, start) = (Pace::default(), Instant::now());
        let spoken =
            (0..1000).filter(|millis| pace.may_speak(start + Duration::from_millis(*millis))).count();
        assert_eq!(spoken, 5);
    }
}
