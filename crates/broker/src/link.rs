use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::{Duration, Instant},
};

use futures::StreamExt;
use lapin::{Channel, Connection, Event, uri::AMQPUri};
use tokio::{
    sync::{Notify, watch},
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{BrokerError, BrokerOptions, answer, attempts::Attempts};

const FIRST_BACKOFF: Duration = Duration::from_millis(50);
/// A connection that ended without an event is noticed after at most this long.
const WATCH_EVERY: Duration = Duration::from_millis(250);
/// When so many connections in a row lasted no longer than this, one of their ends may be too slow for the heartbeat: the
/// next has twice the time. One or two are more often a broker that was killed, and twice the time to notice the next.
const SHORT: Duration = Duration::from_secs(10);
const TOO_SHORT: u32 = 3;
/// The largest frame that we ask for. The client library holds two buffers of 32 frames for each connection, all of it
/// resident: with the broker's usual 128 KiB that is 16 MiB of every process. Longer messages take more frames.
const FRAME_BYTES: u32 = 32 << 10;

/// One connection that is made again whenever it is lost.
pub(crate) struct Link {
    state: watch::Receiver<State>,
    suspicion: Arc<Notify>,
    stop: CancellationToken,
}

#[derive(Clone)]
enum State {
    Down,
    Up(Arc<Connection>),
    Closed,
}

struct Supervisor {
    name: String,
    addresses: Vec<AMQPUri>,
    options: BrokerOptions,
    state: watch::Sender<State>,
    suspicion: Arc<Notify>,
    stop: CancellationToken,
}

impl Link {
    /// Returns at once; the supervisor connects meanwhile.
    pub(crate) fn start(urls: &str, name: String, options: &BrokerOptions) -> Result<Arc<Link>, BrokerError> {
        let addresses = addresses(urls, options)?;
        let (sender, state) = watch::channel(State::Down);
        let (suspicion, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let supervisor = Supervisor {
            name,
            addresses,
            options: options.clone(),
            state: sender,
            suspicion: Arc::clone(&suspicion),
            stop: stop.clone(),
        };
        tokio::spawn(supervisor.run());
        Ok(Arc::new(Link { state, suspicion, stop }))
    }

    /// The connection, when it is there now.
    pub(crate) fn current(&self) -> Option<Arc<Connection>> {
        match &*self.state.borrow() {
            State::Up(connection) if connection.status().connected() => Some(Arc::clone(connection)),
            _ => None,
        }
    }

    /// Waits for a connection; fails when there will be none.
    pub(crate) async fn connection(&self) -> Result<Arc<Connection>, BrokerError> {
        let mut state = self.state.clone();
        loop {
            match &*state.borrow_and_update() {
                State::Up(connection) if connection.status().connected() => {
                    return Ok(Arc::clone(connection));
                }
                State::Up(_) => self.suspicion.notify_one(),
                State::Down => {}
                State::Closed => return Err(BrokerError::Closed),
            }
            if state.changed().await.is_err() {
                return Err(BrokerError::Closed);
            }
        }
    }

    /// A new channel, on the connection of now or the next.
    pub(crate) async fn channel(&self) -> Result<Channel, BrokerError> {
        answer::channel(&*self.connection().await?).await
    }

    /// Has the supervisor look at the connection now.
    pub(crate) fn suspect(&self) {
        self.suspicion.notify_one();
    }

    pub(crate) fn is_blocked(&self) -> bool {
        self.current().is_some_and(|connection| connection.status().blocked())
    }

    pub(crate) async fn closed(&self) {
        // An error means that the supervisor is gone, which is the same.
        let _ = self.state.clone().wait_for(|state| matches!(state, State::Closed)).await;
    }

    pub(crate) async fn close(&self) {
        self.stop.cancel();
        self.closed().await;
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Supervisor {
    async fn run(self) {
        let stop = self.stop.clone();
        if stop.run_until_cancelled(self.keep_connected()).await.is_none()
            && let State::Up(connection) = self.state.send_replace(State::Down)
        {
            // A connection that is gone already needs no farewell.
            let _ = timeout(self.options.connect_timeout, connection.close(200, "OK".into())).await;
        }
        self.state.send_replace(State::Closed);
    }

    /// Returns when the broker stayed away for too long.
    async fn keep_connected(&self) {
        let mut short = 0;
        while let Some(connection) = self.connect_again(short >= TOO_SHORT).await {
            let (connection, since) = (Arc::new(connection), Instant::now());
            self.state.send_replace(State::Up(Arc::clone(&connection)));
            self.until_broken(&connection).await;
            self.state.send_replace(State::Down);
            short = if since.elapsed() < SHORT { short + 1 } else { 0 };
            warn!(link = self.name, "lost the connection to the broker");
        }
    }

    async fn connect_again(&self, patient: bool) -> Option<Connection> {
        let since = Instant::now();
        let mut backoff = FIRST_BACKOFF;
        let mut attempts = Attempts::new(self.options.connect_timeout);
        let mut told = false;
        for uri in self.addresses.iter().cycle() {
            let uri = if patient { with_patience(uri) } else { uri.clone() };
            match attempts.connect(&uri, &self.name).await {
                Some(Ok(connection)) => {
                    info!(
                        link = self.name,
                        seconds = since.elapsed().as_secs_f64(),
                        "connected to the broker"
                    );
                    return Some(connection);
                }
                Some(Err(error)) if !told => {
                    warn!(link = self.name, error = %Chain(&error), "cannot connect to the broker; trying on");
                    told = true;
                }
                Some(Err(_)) | None => {}
            }
            if self.options.give_up_after.is_some_and(|limit| since.elapsed() >= limit) {
                warn!(link = self.name, seconds = since.elapsed().as_secs_f64(), "gave the broker up");
                return None;
            }
            sleep(jittered(backoff)).await;
            backoff = (backoff * 2).min(self.options.backoff_limit);
        }
        None
    }

    async fn until_broken(&self, connection: &Connection) {
        let mut events = Box::pin(connection.events_listener());
        let mut tick = interval(WATCH_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while connection.status().connected() {
            tokio::select! {
                event = events.next() => match event {
                    Some(Event::ConnectionBlocked(reason)) => {
                        warn!(link = self.name, reason, "the broker blocks publishers");
                    }
                    Some(Event::ConnectionUnblocked) => info!(link = self.name, "the broker takes messages again"),
                    None => return,
                    // An error may be one channel's alone; the status decides.
                    Some(_) => {}
                },
                _ = tick.tick() => {}
                () = self.suspicion.notified() => {}
            }
        }
    }
}

fn with_patience(uri: &AMQPUri) -> AMQPUri {
    let mut uri = uri.clone();
    uri.query.heartbeat = uri.query.heartbeat.map(|seconds| seconds.saturating_mul(2));
    uri
}

/// One or several addresses of one cluster, separated by commas.
pub(crate) fn addresses(urls: &str, options: &BrokerOptions) -> Result<Vec<AMQPUri>, BrokerError> {
    let parse = |url: &str| {
        // The parser's message may repeat the address with its password.
        let mut uri: AMQPUri = url
            .trim()
            .parse()
            .map_err(|_| BrokerError::Address("not an amqp:// or amqps:// URL".to_owned()))?;
        uri.query.heartbeat.get_or_insert(options.heartbeat_seconds);
        uri.query.connection_timeout.get_or_insert(options.connect_timeout.as_millis() as u64);
        uri.query.frame_max.get_or_insert(FRAME_BYTES);
        Ok(uri)
    };
    urls.split(',').map(parse).collect()
}

/// Between half of `pause` and all of it, so that a fleet does not return in step.
fn jittered(pause: Duration) -> Duration {
    let random = RandomState::new().hash_one(Instant::now()) as f64 / u64::MAX as f64;
    pause.mul_f64(0.5 + random / 2.0)
}

/// An error with all that caused it, in one line.
struct Chain<'a>(&'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_get_our_heartbeat_and_errors_keep_the_password() {
        let options = BrokerOptions::default();
        let uris = addresses("amqp://a:1,amqp://b:2/%2f?heartbeat=9", &options).unwrap();
        let seen: Vec<_> = uris.iter().map(|uri| (uri.authority.port, uri.query.heartbeat)).collect();
        assert_eq!(seen, [(1, Some(options.heartbeat_seconds)), (2, Some(9))]);
        let slow: Vec<_> = uris.iter().map(|uri| with_patience(uri).query.heartbeat).collect();
        assert_eq!(slow, [Some(2 * options.heartbeat_seconds), Some(18)]);
        let frames = addresses("amqp://a,amqp://a/%2f?frame_max=65536", &options).unwrap();
        let frames: Vec<_> = frames.iter().map(|uri| uri.query.frame_max).collect();
        assert_eq!(frames, [Some(FRAME_BYTES), Some(65_536)]);
        let error = addresses("http://user:hunter2@host", &options).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn jitter_never_lengthens_a_pause() {
        let pause = Duration::from_secs(1);
        for _ in 0..100 {
            let jittered = jittered(pause);
            assert!(jittered >= pause / 2 && jittered <= pause, "{jittered:?}");
        }
    }
}
