use std::time::Duration;

use lapin::{Connection, ConnectionProperties, uri::AMQPUri};
use tokio::time::timeout;

use crate::{BrokerError, topology};

/// Connecting takes some hundredths of a second. A connection that swallows the greeting, as one does whose path is broken,
/// never tells; the next attempt may find another path.
const FIRST: Duration = Duration::from_millis(1_250);

/// Attempts to connect. Each that takes too long makes the next one more patient: the broker may be slow.
pub(crate) struct Attempts {
    patience: Duration,
    most: Duration,
}

impl Attempts {
    /// None takes longer than `most`.
    pub fn new(most: Duration) -> Self {
        Attempts { patience: FIRST.min(most), most }
    }

    /// `None` when it took too long.
    pub async fn connect(&mut self, uri: &AMQPUri, name: &str) -> Option<Result<Connection, BrokerError>> {
        let attempt = timeout(self.patience, connect(uri, name)).await;
        if attempt.is_err() {
            self.patience = self.patience.saturating_mul(2).min(self.most);
        }
        attempt.ok()
    }
}

/// Connects, and declares the topology before anybody uses the connection.
async fn connect(uri: &AMQPUri, name: &str) -> Result<Connection, BrokerError> {
    let properties = ConnectionProperties::default().with_connection_name(name.into());
    let connection = Connection::connect_uri(uri.clone(), properties).await?;
    topology::declare(&connection).await?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use tokio::{net::TcpListener, time::Instant};

    use super::*;

    #[tokio::test]
    async fn an_attempt_that_nobody_answers_is_given_up_sooner_than_the_last() {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("amqp://{}", silent.local_addr().unwrap());
        let uri: AMQPUri = url.parse().unwrap();
        let most = FIRST.mul_f64(1.5);
        let mut attempts = Attempts::new(most);
        for patience in [FIRST, most, most] {
            let since = Instant::now();
            assert_eq!(attempts.patience, patience);
            assert!(attempts.connect(&uri, "test").await.is_none(), "the listener never answers");
            assert!(since.elapsed() >= patience);
        }
        assert_eq!(Attempts::new(FIRST / 2).patience, FIRST / 2);
    }
}
