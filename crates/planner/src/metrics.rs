use aida_ops::{Metrics, MetricsError, buckets};
use aida_protocol::{Agent, ErrorKind, WorkflowStatus};
use prometheus::{
    Counter, CounterVec, Gauge, GaugeVec, Histogram, IntCounter, IntCounterVec, IntGauge, IntGaugeVec,
};

/// What the planner counts. Gauges of the whole fleet are read from the database by every planner alike.
#[derive(Clone)]
pub(crate) struct PlannerMetrics {
    pub workflows: IntGaugeVec,
    pub workflows_finished: IntCounterVec,
    pub workflow_seconds: Histogram,
    pub oldest_waiting_seconds: Gauge,
    pub admission_open: IntGauge,
    pub admission_limit_jobs: IntGauge,
    pub admission_limit_workflows: IntGauge,
    pub outstanding_jobs: IntGaugeVec,
    pub oldest_job_seconds: GaugeVec,
    pub jobs_closed: IntCounterVec,
    pub jobs_failed: IntCounterVec,
    pub job_cost: CounterVec,
    pub permits: IntGauge,
    pub unconfirmed: IntGauge,
    pub queue_messages: IntGaugeVec,
    pub queue_consumers: IntGaugeVec,
    pub batch_inputs: Histogram,
    pub batch_seconds: Histogram,
    pub batches: IntCounterVec,
    pub batches_failed: IntCounter,
    pub commits_in_doubt: IntCounter,
    pub inputs: IntCounterVec,
    pub stale_inputs: IntCounter,
    pub violations: IntCounter,
    pub dead_letters: IntCounterVec,
    pub cost: Counter,
    pub workflows_started: IntCounter,
    pub jobs_retried: IntCounterVec,
    pub downgrades: IntCounterVec,
    pub workflows_reopened: IntCounter,
    pub replays: IntCounterVec,
}

impl PlannerMetrics {
    pub fn new(metrics: &Metrics) -> Result<Self, MetricsError> {
        let made = PlannerMetrics {
            workflows: metrics.gauges("aida_workflows", "Unfinished workflows by status", &["status"])?,
            workflows_finished: metrics.counters(
                "aida_workflows_finished_total",
                "Workflows that ended",
                &["status"],
            )?,
            workflow_seconds: metrics.histogram(
                "aida_workflow_duration_seconds",
                "From the start of a workflow to its end",
                buckets::JOB_SECONDS,
            )?,
            oldest_waiting_seconds: metrics.level(
                "aida_workflows_oldest_waiting_seconds",
                "Age of the oldest workflow that waits for a start",
            )?,
            admission_open: metrics
                .gauge("aida_admission_open", "1 while accepted workflows are started at once")?,
            admission_limit_jobs: metrics
                .gauge("aida_admission_limit_jobs", "Outstanding jobs above which nothing is started")?,
            admission_limit_workflows: metrics.gauge(
                "aida_admission_limit_workflows",
                "Running workflows above which nothing is started, by what jobs took lately",
            )?,
            outstanding_jobs: metrics.gauges(
                "aida_jobs_outstanding",
                "Jobs dispatched and not answered",
                &["agent"],
            )?,
            oldest_job_seconds: metrics.levels(
                "aida_jobs_oldest_seconds",
                "Age of the oldest unanswered job",
                &["agent"],
            )?,
            jobs_closed: metrics.counters(
                "aida_jobs_closed_total",
                "Jobs that ended",
                &["agent", "outcome"],
            )?,
            jobs_failed: metrics.counters(
                "aida_jobs_failed_total",
                "Failed jobs by kind of error",
                &["kind"],
            )?,
            job_cost: metrics.sums("aida_jobs_cost_usd_total", "Spent on models", &["agent"])?,
            permits: metrics.gauge("aida_permits", "Jobs that all live workers can do at once")?,
            unconfirmed: metrics
                .gauge("aida_jobs_unconfirmed", "Dispatched jobs without the broker's confirmation")?,
            queue_messages: metrics.gauges("aida_queue_messages", "Messages ready in a queue", &["queue"])?,
            queue_consumers: metrics.gauges("aida_queue_consumers", "Consumers of a queue", &["queue"])?,
            batch_inputs: metrics.histogram(
                "aida_planner_batch_inputs",
                "Inputs of one batch",
                buckets::COUNTS,
            )?,
            batch_seconds: metrics.histogram(
                "aida_planner_batch_seconds",
                "From taking a batch to its commit",
                buckets::REQUEST_SECONDS,
            )?,
            commits_in_doubt: metrics.counter(
                "aida_planner_commits_in_doubt_total",
                "Commits whose answer was lost; their workflows are looked at again",
            )?,
            batches: metrics.counters(
                "aida_planner_batches_total",
                "Batches by how sure their workflows were: locked, remembered, or refused because the memory was wrong",
                &["footing"],
            )?,
            batches_failed: metrics
                .counter("aida_planner_batches_failed_total", "Batches that were not committed")?,
            inputs: metrics.counters(
                "aida_planner_inputs_total",
                "What the planner dealt with",
                &["cause"],
            )?,
            stale_inputs: metrics
                .counter("aida_planner_stale_inputs_total", "Inputs that changed nothing")?,
            violations: metrics
                .counter("aida_planner_violations_total", "Decisions that broke a rule of the core")?,
            dead_letters: metrics.counters(
                "aida_dead_letters_total",
                "Messages that nobody could take",
                &["reason"],
            )?,
            cost: metrics.sum("aida_cost_usd_total", "Spent on models by all jobs")?,
            workflows_started: metrics
                .counter("aida_workflows_started_total", "Workflows that were started")?,
            jobs_retried: metrics.counters(
                "aida_jobs_retried_total",
                "Failed attempts that are followed by another",
                &["agent"],
            )?,
            downgrades: metrics.counters(
                "aida_downgrades_total",
                "Jobs that a simpler model or way had to stand in for",
                &["agent"],
            )?,
            workflows_reopened: metrics
                .counter("aida_workflows_reopened_total", "Workflows that went on after their end")?,
            replays: metrics.counters(
                "aida_dead_letters_replayed_total",
                "Replays of dead letters that were carried out or given up",
                &["outcome"],
            )?,
        };
        made.create_labels();
        Ok(made)
    }

    /// So that dashboards show zero instead of nothing.
    fn create_labels(&self) {
        for status in WorkflowStatus::ALL {
            if status.is_terminal() {
                self.workflows_finished.with_label_values(&[status.as_str()]);
            } else {
                self.workflows.with_label_values(&[status.as_str()]);
            }
        }
        for agent in Agent::ALL {
            self.outstanding_jobs.with_label_values(&[agent.as_str()]);
            self.oldest_job_seconds.with_label_values(&[agent.as_str()]);
            self.job_cost.with_label_values(&[agent.as_str()]);
            self.jobs_retried.with_label_values(&[agent.as_str()]);
            self.downgrades.with_label_values(&[agent.as_str()]);
            for outcome in ["succeeded", "failed", "cancelled"] {
                self.jobs_closed.with_label_values(&[agent.as_str(), outcome]);
            }
        }
        for reason in ["attempts", "crashed", "delivery_limit", "rejected"] {
            self.dead_letters.with_label_values(&[reason]);
        }
        for footing in ["locked", "remembered", "refused"] {
            self.batches.with_label_values(&[footing]);
        }
        for outcome in ["done", "refused"] {
            self.replays.with_label_values(&[outcome]);
        }
        for kind in
            [ErrorKind::Timeout, ErrorKind::Internal, ErrorKind::InvalidOutput, ErrorKind::Unavailable]
        {
            self.jobs_failed.with_label_values(&[kind.as_str()]);
        }
    }
}
