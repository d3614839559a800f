use std::time::Duration;

/// How the connections behave. The defaults are the product's.
#[derive(Debug, Clone)]
pub struct BrokerOptions {
    /// Seconds between heartbeats; a silent peer is given up after about two of them.
    pub heartbeat_seconds: u16,
    /// How long an attempt to connect may take; the first are given up sooner.
    pub connect_timeout: Duration,
    /// The longest pause between two attempts.
    pub backoff_limit: Duration,
    /// How long the broker may be away before the link closes for good; `None` for ever.
    pub give_up_after: Option<Duration>,
    /// How long a publish may take, reconnecting and resending included.
    pub publish_timeout: Duration,
}

impl Default for BrokerOptions {
    fn default() -> Self {
        BrokerOptions {
            heartbeat_seconds: 2,
            connect_timeout: Duration::from_secs(5),
            backoff_limit: Duration::from_secs(1),
            give_up_after: Some(Duration::from_secs(120)),
            publish_timeout: Duration::from_secs(10),
        }
    }
}
