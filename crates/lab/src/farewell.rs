use std::time::Duration;

use lapin::Connection;

/// Closes the connection. What was asked over it is known by now: a broker that is being broken, or a client library that
/// stumbles over its own channels, need not be waited for.
pub async fn farewell(connection: &Connection, text: &str) {
    let _ = tokio::time::timeout(Duration::from_secs(1), connection.close(200, text.into())).await;
}
