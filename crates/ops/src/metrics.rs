//! Metrics of one process, in a registry that is passed and never global.
//!
//! Names are `aida_<what>_<unit>`, with `_total` at the end of what only grows. Labels have few values:
//! agents, outcomes, models; never ids.

use prometheus::{
    Counter, CounterVec, Encoder as _, Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter,
    IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder, core::Collector,
};

/// Upper bounds of histograms, so that the same thing is measured alike everywhere.
pub mod buckets {
    /// Seconds of a database transaction, a message or an HTTP request.
    pub const REQUEST_SECONDS: &[f64] =
        &[0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
    /// Seconds of a job, a wait in a queue or a workflow.
    pub const JOB_SECONDS: &[f64] = &[
        0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0,
    ];
    /// How many things were taken at once.
    pub const COUNTS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 4096.0];
    /// Bytes of bodies and files.
    pub const BYTES: &[f64] = &[1e3, 4e3, 16e3, 64e3, 256e3, 1e6, 4e6, 16e6, 64e6, 256e6, 1e9];
}

/// A name was given twice, or is no metric's name: faults of ours that show at the start.
#[derive(Debug, thiserror::Error)]
#[error("metric {name}: {source}")]
pub struct MetricsError {
    pub name: String,
    pub source: prometheus::Error,
}

/// Where metrics are registered and read. Cheap to clone; clones are the same registry.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
}

/// Registers `made` and hands it back.
macro_rules! register {
    ($self:ident, $name:expr, $made:expr) => {{
        let made = $made.map_err(|source| MetricsError { name: $name.to_owned(), source })?;
        $self.register($name, made)
    }};
}

impl Metrics {
    /// A registry with `aida_build_info` and, on Linux, the process's own `process_*`.
    pub fn new(program: &str) -> Result<Self, MetricsError> {
        let metrics = Metrics { registry: Registry::new() };
        let name = "aida_build_info";
        let info =
            metrics.gauges(name, "1 for the program and version that runs", &["program", "version"])?;
        info.with_label_values(&[program, crate::version()]).set(1);
        #[cfg(target_os = "linux")]
        metrics
            .registry
            .register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))
            .map_err(|source| MetricsError { name: "process".to_owned(), source })?;
        Ok(metrics)
    }

    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// A whole number that only grows.
    pub fn counter(&self, name: &str, help: &str) -> Result<IntCounter, MetricsError> {
        register!(self, name, IntCounter::new(name, help))
    }

    pub fn counters(&self, name: &str, help: &str, labels: &[&str]) -> Result<IntCounterVec, MetricsError> {
        register!(self, name, IntCounterVec::new(Opts::new(name, help), labels))
    }

    /// An amount that only grows, such as money.
    pub fn sum(&self, name: &str, help: &str) -> Result<Counter, MetricsError> {
        register!(self, name, Counter::new(name, help))
    }

    pub fn sums(&self, name: &str, help: &str, labels: &[&str]) -> Result<CounterVec, MetricsError> {
        register!(self, name, CounterVec::new(Opts::new(name, help), labels))
    }

    /// A whole number that comes and goes.
    pub fn gauge(&self, name: &str, help: &str) -> Result<IntGauge, MetricsError> {
        register!(self, name, IntGauge::new(name, help))
    }

    pub fn gauges(&self, name: &str, help: &str, labels: &[&str]) -> Result<IntGaugeVec, MetricsError> {
        register!(self, name, IntGaugeVec::new(Opts::new(name, help), labels))
    }

    /// An amount that comes and goes, such as seconds.
    pub fn level(&self, name: &str, help: &str) -> Result<Gauge, MetricsError> {
        register!(self, name, Gauge::new(name, help))
    }

    pub fn levels(&self, name: &str, help: &str, labels: &[&str]) -> Result<GaugeVec, MetricsError> {
        register!(self, name, GaugeVec::new(Opts::new(name, help), labels))
    }

    /// Observations in [`buckets`].
    pub fn histogram(&self, name: &str, help: &str, bounds: &[f64]) -> Result<Histogram, MetricsError> {
        register!(self, name, Histogram::with_opts(HistogramOpts::new(name, help).buckets(bounds.to_vec())))
    }

    pub fn histograms(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
        bounds: &[f64],
    ) -> Result<HistogramVec, MetricsError> {
        let options = HistogramOpts::new(name, help).buckets(bounds.to_vec());
        register!(self, name, HistogramVec::new(options, labels))
    }

    /// Registers a collector of the caller's own.
    pub fn register<C: Collector + Clone + 'static>(&self, name: &str, made: C) -> Result<C, MetricsError> {
        self.registry
            .register(Box::new(made.clone()))
            .map_err(|source| MetricsError { name: name.to_owned(), source })?;
        Ok(made)
    }

    /// All metrics in Prometheus' text format.
    pub fn text(&self) -> Result<String, prometheus::Error> {
        let mut bytes = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_registered_once_and_shown() {
        let metrics = Metrics::new("aida-test").unwrap();
        let jobs = metrics.counters("aida_jobs_total", "jobs", &["agent"]).unwrap();
        jobs.with_label_values(&["visual"]).inc();
        let text = metrics.text().unwrap();
        assert!(text.contains("aida_jobs_total{agent=\"visual\"} 1"), "{text}");
        assert!(text.contains("aida_build_info{program=\"aida-test\""), "{text}");
        let error = metrics.counter("aida_jobs_total", "again").unwrap_err();
        assert_eq!(error.name, "aida_jobs_total");
        Metrics::new("aida-test").unwrap().counter("aida_jobs_total", "another registry").unwrap();
    }
}
