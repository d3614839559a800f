use aida_ops::{Metrics, MetricsError, buckets};
use aida_protocol::{Agent, ErrorKind, Usd};
use prometheus::{CounterVec, HistogramVec, IntCounterVec, IntGaugeVec};

/// How a delivery ended, as the label `outcome` of `aida_worker_jobs_total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Succeeded,
    Failed,
    Cancelled,
    /// Given back at shutdown, or when the reply could not be sent.
    HandedBack,
    /// Nobody waited for it any more, or it was done already.
    Stale,
    /// Not a job's message.
    Undecodable,
}

impl Ended {
    const ALL: [Ended; 6] = [
        Ended::Succeeded,
        Ended::Failed,
        Ended::Cancelled,
        Ended::HandedBack,
        Ended::Stale,
        Ended::Undecodable,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Ended::Succeeded => "succeeded",
            Ended::Failed => "failed",
            Ended::Cancelled => "cancelled",
            Ended::HandedBack => "handed_back",
            Ended::Stale => "stale",
            Ended::Undecodable => "undecodable",
        }
    }
}

const ERROR_KINDS: [ErrorKind; 11] = [
    ErrorKind::Timeout,
    ErrorKind::RateLimited,
    ErrorKind::Unavailable,
    ErrorKind::InvalidOutput,
    ErrorKind::Refused,
    ErrorKind::InvalidInput,
    ErrorKind::Auth,
    ErrorKind::Budget,
    ErrorKind::Exhausted,
    ErrorKind::Cancelled,
    ErrorKind::Internal,
];

/// What a worker counts. Cheap to clone.
#[derive(Clone)]
pub struct WorkerMetrics {
    jobs: IntCounterVec,
    errors: IntCounterVec,
    seconds: HistogramVec,
    queue_wait: HistogramVec,
    permits: IntGaugeVec,
    in_flight: IntGaugeVec,
    cost: CounterVec,
    redelivered: IntCounterVec,
    held_up: IntCounterVec,
    reply_retries: IntCounterVec,
}

impl WorkerMetrics {
    /// # Errors
    /// When they are registered already.
    pub fn new(metrics: &Metrics) -> Result<Self, MetricsError> {
        Ok(WorkerMetrics {
            jobs: metrics.counters(
                "aida_worker_jobs_total",
                "Jobs taken, by how they ended",
                &["agent", "outcome"],
            )?,
            errors: metrics.counters(
                "aida_worker_job_errors_total",
                "Failed jobs by reason",
                &["agent", "kind"],
            )?,
            seconds: metrics.histograms(
                "aida_worker_job_seconds",
                "Seconds from taking a job to its reply",
                &["agent"],
                buckets::JOB_SECONDS,
            )?,
            queue_wait: metrics.histograms(
                "aida_worker_queue_wait_seconds",
                "Seconds between a job's dispatch and its start",
                &["agent"],
                buckets::JOB_SECONDS,
            )?,
            permits: metrics.gauges("aida_worker_permits", "Jobs that may run at once", &["agent"])?,
            in_flight: metrics.gauges("aida_worker_jobs_in_flight", "Jobs that are running", &["agent"])?,
            cost: metrics.sums(
                "aida_worker_cost_usd_total",
                "US dollars paid to models",
                &["agent", "model"],
            )?,
            held_up: metrics.counters(
                "aida_worker_held_up_total",
                "Looks at which a job had to wait because the machine was short of something",
                &["resource"],
            )?,
            redelivered: metrics.counters(
                "aida_worker_redelivered_total",
                "Jobs that came again after a worker or a connection was lost",
                &["agent"],
            )?,
            reply_retries: metrics.counters(
                "aida_worker_reply_retries_total",
                "Replies that had to be published again",
                &["agent"],
            )?,
        })
    }

    /// Shows every label set of an agent from the start, so that rates have their zero.
    pub(crate) fn prepare(&self, agent: Agent, permits: usize, models: &[String]) {
        let agent = agent.as_str();
        for ended in Ended::ALL {
            self.jobs.with_label_values(&[agent, ended.as_str()]);
        }
        for kind in ERROR_KINDS {
            self.errors.with_label_values(&[agent, kind.as_str()]);
        }
        for model in models {
            self.cost.with_label_values(&[agent, model]);
        }
        self.seconds.with_label_values(&[agent]);
        self.queue_wait.with_label_values(&[agent]);
        self.permits.with_label_values(&[agent]).set(permits as i64);
        self.in_flight.with_label_values(&[agent]).set(0);
        self.redelivered.with_label_values(&[agent]);
        self.reply_retries.with_label_values(&[agent]);
    }

    pub(crate) fn started(&self, agent: Agent, queue_wait_seconds: f64) -> InFlight {
        self.queue_wait.with_label_values(&[agent.as_str()]).observe(queue_wait_seconds);
        let gauge = self.in_flight.with_label_values(&[agent.as_str()]);
        gauge.inc();
        InFlight(gauge)
    }

    pub(crate) fn ended(&self, agent: Agent, ended: Ended) {
        self.jobs.with_label_values(&[agent.as_str(), ended.as_str()]).inc();
    }

    pub(crate) fn failed(&self, agent: Agent, kind: ErrorKind) {
        self.errors.with_label_values(&[agent.as_str(), kind.as_str()]).inc();
    }

    pub(crate) fn took(&self, agent: Agent, seconds: f64) {
        self.seconds.with_label_values(&[agent.as_str()]).observe(seconds);
    }

    pub(crate) fn paid(&self, agent: Agent, model: &str, cost: Usd) {
        // A sum cannot shrink, and a model's price list is not ours.
        self.cost.with_label_values(&[agent.as_str(), model]).inc_by(cost.dollars().max(0.0));
    }

    pub(crate) fn waits_for(&self, resource: &str) {
        self.held_up.with_label_values(&[resource]).inc();
    }

    pub(crate) fn redelivered(&self, agent: Agent) {
        self.redelivered.with_label_values(&[agent.as_str()]).inc();
    }

    pub(crate) fn reply_retried(&self, agent: Agent) {
        self.reply_retries.with_label_values(&[agent.as_str()]).inc();
    }
}

/// Counts a job as running while it lives, whatever ends it.
pub(crate) struct InFlight(prometheus::IntGauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_set_is_there_from_the_start() {
        let metrics = Metrics::new("test").unwrap();
        let worker = WorkerMetrics::new(&metrics).unwrap();
        worker.prepare(Agent::Visual, 4, &["studio/illustrator".to_owned()]);
        let running = worker.started(Agent::Visual, 0.5);
        let text = metrics.text().unwrap();
        for line in [
            "aida_worker_jobs_total{agent=\"visual\",outcome=\"handed_back\"} 0",
            "aida_worker_job_errors_total{agent=\"visual\",kind=\"timeout\"} 0",
            "aida_worker_cost_usd_total{agent=\"visual\",model=\"studio/illustrator\"} 0",
            "aida_worker_permits{agent=\"visual\"} 4",
            "aida_worker_jobs_in_flight{agent=\"visual\"} 1",
            "aida_worker_queue_wait_seconds_count{agent=\"visual\"} 1",
        ] {
            assert!(text.contains(line), "{line} is missing in\n{text}");
        }
        drop(running);
        assert!(metrics.text().unwrap().contains("aida_worker_jobs_in_flight{agent=\"visual\"} 0"));
    }
}
