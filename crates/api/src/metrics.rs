use aida_ops::{MetricsError, buckets};
use prometheus::{HistogramVec, IntCounter, IntCounterVec, IntGauge};

/// What the API counts. Labels: route templates, methods, classes of status; never ids.
pub struct Metrics {
    pub requests: IntCounterVec,
    pub seconds: HistogramVec,
    pub in_flight: IntGauge,
    pub submitted: IntCounterVec,
    pub refused: IntCounterVec,
    pub publish_failures: IntCounter,
    pub streams: IntGauge,
    pub uploaded_bytes: IntCounter,
    pub broker_connected: IntGauge,
    pub webhooks: IntCounterVec,
}

impl Metrics {
    pub fn register(ops: &aida_ops::Metrics) -> Result<Self, MetricsError> {
        let labels = &["route", "method", "status"];
        let metrics = Metrics {
            requests: ops.counters("aida_http_requests_total", "HTTP requests answered", labels)?,
            seconds: ops.histograms(
                "aida_http_request_seconds",
                "Time from a request's head to its answer's head",
                &["route", "method"],
                buckets::REQUEST_SECONDS,
            )?,
            in_flight: ops.gauge("aida_http_requests_in_flight", "HTTP requests without an answer yet")?,
            submitted: ops.counters(
                "aida_workflows_submitted_total",
                "Workflows accepted and stored",
                &["content_type"],
            )?,
            refused: ops.counters(
                "aida_workflows_refused_total",
                "Briefs that were not accepted",
                &["reason"],
            )?,
            publish_failures: ops.counter(
                "aida_brief_publish_failures_total",
                "Accepted briefs that the broker was not told of; the planner's sweeper finds them",
            )?,
            streams: ops.gauge("aida_sse_connections", "Event streams that are open")?,
            uploaded_bytes: ops.counter("aida_uploaded_bytes_total", "Bytes of accepted uploads")?,
            broker_connected: ops.gauge("aida_api_broker_connected", "1 while the broker is connected")?,
            webhooks: ops.counters(
                "aida_webhooks_total",
                "Webhooks of providers: taken, doubled, forged, stale, of another request, of nobody, without keys to check",
                &["provider", "outcome"],
            )?,
        };
        for content_type in aida_protocol::ContentType::ALL {
            metrics.submitted.with_label_values(&[content_type.as_str()]);
        }
        for reason in ["invalid", "tenant_full", "fleet_full"] {
            metrics.refused.with_label_values(&[reason]);
        }
        Ok(metrics)
    }
}
