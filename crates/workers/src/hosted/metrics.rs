use aida_ops::{Metrics, MetricsError};
use prometheus::{IntCounterVec, IntGaugeVec};

/// What a process counts of hosted models. Labels are the catalogue's names.
#[derive(Clone)]
pub struct HostedMetrics {
    calls: IntCounterVec,
    waits: IntCounterVec,
    retries: IntCounterVec,
    reused: IntCounterVec,
    breaker: IntGaugeVec,
    kept: IntCounterVec,
    told: IntCounterVec,
}

impl HostedMetrics {
    /// # Errors
    /// When they are registered already.
    pub fn new(metrics: &Metrics) -> Result<Self, MetricsError> {
        let counters = |name, help, labels: &[&str]| metrics.counters(name, help, labels);
        Ok(HostedMetrics {
            calls: counters(
                "aida_model_calls_total",
                "Calls of hosted models by how they ended: succeeded, failed, unknown",
                &["model", "outcome"],
            )?,
            waits: counters(
                "aida_model_waits_total",
                "Times that a call had to wait for its provider: rate, concurrent, retry_after",
                &["provider", "why"],
            )?,
            retries: counters(
                "aida_model_retries_total",
                "Repetitions of failed calls: made, or refused for want of budget",
                &["provider", "outcome"],
            )?,
            reused: counters(
                "aida_model_reused_total",
                "Answers that were taken from the ledger instead of a call",
                &["model"],
            )?,
            breaker: metrics.gauges(
                "aida_model_breaker",
                "State of a model's breaker: 0 closed, 1 open, 2 half open",
                &["model"],
            )?,
            kept: counters(
                "aida_model_private_total",
                "Texts by what was decided about their leaving: allow, mask, local_only",
                &["action"],
            )?,
            told: counters(
                "aida_model_told_total",
                "Calls of which a webhook told while a worker waited for them, or after their reply was lost",
                &["provider"],
            )?,
        })
    }

    pub(super) fn called(&self, model: &str, outcome: &str) {
        self.calls.with_label_values(&[model, outcome]).inc();
    }

    pub(super) fn waited(&self, provider: &str, why: &str) {
        self.waits.with_label_values(&[provider, why]).inc();
    }

    pub(super) fn retried(&self, provider: &str, made: bool) {
        self.retries.with_label_values(&[provider, if made { "made" } else { "refused" }]).inc();
    }

    pub(super) fn reused(&self, model: &str) {
        self.reused.with_label_values(&[model]).inc();
    }

    pub(super) fn breaker(&self, model: &str, state: &str) {
        let value = match state {
            "open" => 1,
            "half_open" => 2,
            _ => 0,
        };
        self.breaker.with_label_values(&[model]).set(value);
    }

    pub(super) fn told(&self, provider: &str) {
        self.told.with_label_values(&[provider]).inc();
    }

    pub(super) fn decided(&self, action: &str) {
        self.kept.with_label_values(&[action]).inc();
    }
}
