//! Brings one fault about, proves that it happened, and says when it was over.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rustix::process::Signal;
use serde::Serialize;

use super::{
    database::Database,
    kinds::{Kind, Service, Who},
    messages::Messages,
    processes::{self, Fleet, Running},
    proxy::{Mode, Proxy},
    random::Random,
};

/// How long a process may take to end, and a service to come back.
const ENDS: Duration = Duration::from_secs(60);
/// How long something to break is looked for.
const LOOKS: Duration = Duration::from_secs(15);
/// How long work is waited for, so that a fault hits some.
const WAITS_FOR_WORK: Duration = Duration::from_secs(5);
/// Messages of longer ago are stale: their workflows have ended.
const STALE: Duration = Duration::from_secs(15);

/// What faults need.
pub struct Tools {
    pub fleet: Fleet,
    pub messages: Messages,
    pub database_url: String,
    pub to_database: Proxy,
    pub to_broker: Proxy,
    /// Open jobs and waiting workflows, as they were counted last.
    pub open: Arc<AtomicU64>,
}

/// A fault that was brought about.
#[derive(Debug, Clone, Serialize)]
pub struct Injected {
    pub kind: String,
    /// It happened, and work was under way.
    pub proven: bool,
    pub note: String,
    /// Open jobs and waiting workflows when it began.
    pub in_flight: u64,
    pub seconds: f64,
    /// From its end until the work moved again; filled in by the runner.
    pub recovery_seconds: f64,
}

/// Whether it happened, and what was seen of it.
type Proof = (bool, String);

impl Tools {
    pub async fn inject(&self, kind: Kind, seed: u64) -> Injected {
        let mut random = Random::new(seed);
        let since = Instant::now();
        while self.open.load(Ordering::Relaxed) == 0 && since.elapsed() < WAITS_FOR_WORK {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let (in_flight, began) = (self.open.load(Ordering::Relaxed), Instant::now());
        let (happened, note) = match self.bring_about(kind, &mut random).await {
            Ok(proof) => proof,
            Err(error) => (false, format!("{error:#}")),
        };
        Injected {
            kind: kind.name(),
            proven: happened && in_flight > 0,
            note,
            in_flight,
            seconds: began.elapsed().as_secs_f64(),
            recovery_seconds: 0.0,
        }
    }

    async fn bring_about(&self, kind: Kind, random: &mut Random) -> anyhow::Result<Proof> {
        Ok(match kind {
            Kind::Kill(who) => self.end(self.one(who, random), &[Signal::KILL]).await,
            Kind::Terminate(who) => self.end(self.one(who, random), &[Signal::TERM]).await,
            Kind::TerminateTwice => {
                let who = if random.between(0, 1) == 0 { Who::Planner } else { Who::Worker };
                self.end(self.one(who, random), &[Signal::TERM, Signal::TERM]).await
            }
            Kind::Freeze(who) => freeze(self.one(who, random), random).await,
            Kind::KillFfmpeg => self.kill_ffmpeg().await,
            Kind::RestartBroker => self.restart_broker(Signal::TERM).await,
            Kind::KillBroker => self.restart_broker(Signal::KILL).await,
            Kind::FreezeBroker => freeze(self.named("rabbitmq"), random).await,
            Kind::Purge => {
                let gone = self.messages.purge(LOOKS).await?;
                (gone > 0, format!("{gone} messages"))
            }
            Kind::RestartDatabase => self.restart_database(Signal::INT).await,
            Kind::ImmediateDatabase => self.restart_database(Signal::QUIT).await,
            Kind::KillDatabase => self.restart_database(Signal::KILL).await,
            Kind::EndSessions => {
                let ended = Database::new(&self.database_url).end_sessions().await?;
                (ended > 0, format!("{ended} sessions"))
            }
            Kind::Double => {
                let sent = self.messages.double(random.between(20, 60) as usize).await?;
                (sent > 0, format!("{sent} messages"))
            }
            Kind::Stale => {
                let (count, since) = (random.between(20, 60) as usize, Instant::now());
                let mut sent = 0;
                while sent == 0 && since.elapsed() < LOOKS + STALE {
                    sent = self.messages.send_old(count, STALE).await?;
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                (sent > 0, format!("{sent} messages"))
            }
            Kind::Cut(service) => {
                let cut = self.proxy(service).cut();
                (cut > 0, format!("{cut} connections"))
            }
            Kind::HalfOpen(service) => self.disturb(service, Mode::Swallow, random).await,
            Kind::LoseAnswers(service) => self.disturb(service, Mode::SwallowAnswers, random).await,
            Kind::Slow(service) => {
                let mode = Mode::Slow(random.between(10, 60));
                self.disturb(service, mode, random).await
            }
        })
    }

    fn proxy(&self, service: Service) -> &Proxy {
        match service {
            Service::Database => &self.to_database,
            Service::Broker => &self.to_broker,
        }
    }

    fn one(&self, who: Who, random: &mut Random) -> Option<Running> {
        let all: Vec<Running> = (self.fleet)().into_iter().filter(|process| who.is(&process.role)).collect();
        random.pick(&all).cloned()
    }

    fn named(&self, name: &str) -> Option<Running> {
        (self.fleet)().into_iter().find(|process| process.name == name)
    }

    async fn end(&self, process: Option<Running>, signals: &[Signal]) -> Proof {
        let Some(Running { name, pid, .. }) = process else { return (false, "nobody runs".to_owned()) };
        let mut sent = true;
        for signal in signals {
            sent &= processes::signal(pid, *signal) || processes::stat(pid).is_none();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        (sent && processes::has_ended(pid, ENDS).await, format!("{name} ({pid})"))
    }

    async fn kill_ffmpeg(&self) -> Proof {
        let since = Instant::now();
        while since.elapsed() < LOOKS {
            let workers = (self.fleet)().into_iter().filter(|process| Who::Worker.is(&process.role));
            let workers: Vec<i32> = workers.map(|process| process.pid).collect();
            if let Some(pid) = processes::children(&workers, "ffmpeg").first().copied() {
                let killed = processes::signal(pid, Signal::KILL);
                return (killed && processes::has_ended(pid, ENDS).await, format!("ffmpeg ({pid})"));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        (false, "no ffmpeg ran".to_owned())
    }

    async fn restart_broker(&self, signal: Signal) -> Proof {
        let (ended, note) = self.end(self.named("rabbitmq"), &[signal]).await;
        let since = Instant::now();
        while ended && !self.messages.answers().await && since.elapsed() < ENDS {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        (ended, note)
    }

    async fn restart_database(&self, signal: Signal) -> Proof {
        let (ended, note) = self.end(self.named("postgres"), &[signal]).await;
        let (since, mut database) = (Instant::now(), Database::new(&self.database_url));
        while ended && !database.answers().await && since.elapsed() < ENDS {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        (ended, note)
    }

    async fn disturb(&self, service: Service, mode: Mode, random: &mut Random) -> Proof {
        let proxy = self.proxy(service);
        let before = proxy.disturbed();
        proxy.set(mode);
        tokio::time::sleep(Duration::from_millis(random.between(1_500, 4_000))).await;
        let bytes = proxy.disturbed() - before;
        proxy.set(Mode::Forward);
        (bytes > 0, format!("{bytes} bytes"))
    }
}

async fn freeze(process: Option<Running>, random: &mut Random) -> Proof {
    let Some(Running { name, pid, .. }) = process else { return (false, "nobody runs".to_owned()) };
    let sent = processes::signal(pid, Signal::STOP);
    let stopped = sent && processes::is_stopped(pid).await;
    tokio::time::sleep(Duration::from_millis(random.between(1_000, 6_000))).await;
    processes::signal(pid, Signal::CONT);
    (stopped, format!("{name} ({pid})"))
}
