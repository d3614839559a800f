//! What can go wrong.

use super::random::Random;

/// Who is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Api,
    Planner,
    Worker,
}

impl Who {
    pub const fn as_str(self) -> &'static str {
        match self {
            Who::Api => "api",
            Who::Planner => "planner",
            Who::Worker => "worker",
        }
    }

    pub fn is(self, role: &str) -> bool {
        match self {
            Who::Api | Who::Planner => role == self.as_str(),
            Who::Worker => !matches!(role, "api" | "planner" | "postgres" | "rabbitmq" | "epmd"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    Database,
    Broker,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// SIGKILL.
    Kill(Who),
    /// SIGSTOP, a pause, SIGCONT.
    Freeze(Who),
    /// SIGTERM.
    Terminate(Who),
    /// SIGTERM, and at once another.
    TerminateTwice,
    /// SIGKILL to a running ffmpeg.
    KillFfmpeg,
    RestartBroker,
    KillBroker,
    FreezeBroker,
    /// All queues are emptied, and for a moment part of what comes is lost.
    Purge,
    /// A fast restart, as an upgrade does.
    RestartDatabase,
    /// What `pg_ctl stop -m immediate` does.
    ImmediateDatabase,
    KillDatabase,
    /// All its sessions are ended.
    EndSessions,
    /// Messages that are under way come twice.
    Double,
    /// Messages of long ago come again.
    Stale,
    Cut(Service),
    /// The connections live, but nothing gets through any more.
    HalfOpen(Service),
    /// What is said arrives, the answers do not.
    LoseAnswers(Service),
    Slow(Service),
}

impl Kind {
    pub const ALL: [Kind; 28] = [
        Kind::Kill(Who::Api),
        Kind::Kill(Who::Planner),
        Kind::Kill(Who::Worker),
        Kind::Freeze(Who::Api),
        Kind::Freeze(Who::Planner),
        Kind::Freeze(Who::Worker),
        Kind::Terminate(Who::Api),
        Kind::Terminate(Who::Planner),
        Kind::Terminate(Who::Worker),
        Kind::TerminateTwice,
        Kind::KillFfmpeg,
        Kind::RestartBroker,
        Kind::KillBroker,
        Kind::FreezeBroker,
        Kind::Purge,
        Kind::RestartDatabase,
        Kind::ImmediateDatabase,
        Kind::KillDatabase,
        Kind::EndSessions,
        Kind::Double,
        Kind::Stale,
        Kind::Cut(Service::Database),
        Kind::Cut(Service::Broker),
        Kind::HalfOpen(Service::Database),
        Kind::HalfOpen(Service::Broker),
        Kind::LoseAnswers(Service::Database),
        Kind::Slow(Service::Database),
        Kind::Slow(Service::Broker),
    ];

    pub fn name(self) -> String {
        let service = |service| match service {
            Service::Database => "database",
            Service::Broker => "broker",
        };
        match self {
            Kind::Kill(who) => format!("kill-{}", who.as_str()),
            Kind::Freeze(who) => format!("freeze-{}", who.as_str()),
            Kind::Terminate(who) => format!("terminate-{}", who.as_str()),
            Kind::TerminateTwice => "terminate-twice".to_owned(),
            Kind::KillFfmpeg => "kill-ffmpeg".to_owned(),
            Kind::RestartBroker => "restart-broker".to_owned(),
            Kind::KillBroker => "kill-broker".to_owned(),
            Kind::FreezeBroker => "freeze-broker".to_owned(),
            Kind::Purge => "purge-queues".to_owned(),
            Kind::RestartDatabase => "restart-database".to_owned(),
            Kind::ImmediateDatabase => "stop-database-immediately".to_owned(),
            Kind::KillDatabase => "kill-database".to_owned(),
            Kind::EndSessions => "end-sessions".to_owned(),
            Kind::Double => "double-messages".to_owned(),
            Kind::Stale => "stale-messages".to_owned(),
            Kind::Cut(what) => format!("cut-{}", service(what)),
            Kind::HalfOpen(what) => format!("half-open-{}", service(what)),
            Kind::LoseAnswers(what) => format!("lose-answers-{}", service(what)),
            Kind::Slow(what) => format!("slow-{}", service(what)),
        }
    }
}

/// Faults in order, one or two at a time: every kind of `kinds` comes once before any comes again.
pub fn schedule(kinds: &[Kind], count: usize, random: &mut Random) -> Vec<Vec<Kind>> {
    let mut drawn = Vec::new();
    while drawn.len() < count && !kinds.is_empty() {
        let mut round = kinds.to_vec();
        random.shuffle(&mut round);
        drawn.extend(round);
    }
    drawn.truncate(count);
    let mut slots = Vec::new();
    let mut left = drawn.into_iter();
    while let Some(first) = left.next() {
        let mut slot = vec![first];
        if random.between(1, 100) <= 30 {
            slot.extend(left.next());
        }
        slots.push(slot);
    }
    slots
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_comes_before_any_comes_again() {
        let names = |seed, count| -> Vec<String> {
            let slots = schedule(&Kind::ALL, count, &mut Random::new(seed));
            slots.into_iter().flatten().map(Kind::name).collect()
        };
        let all: BTreeSet<String> = names(7, Kind::ALL.len()).into_iter().collect();
        assert_eq!(all.len(), Kind::ALL.len(), "names are not shared");
        assert_eq!(names(7, 66).len(), 66);
        assert_eq!(names(7, 66), names(7, 66));
        assert_ne!(names(7, 66), names(8, 66));
    }
}
