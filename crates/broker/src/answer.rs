//! Waiting for the broker's answers. What is asked in the instant in which a connection ends can be lost in the client
//! library, between what it has failed already and what it takes on no more: no answer ever comes, not even an error.

use std::{pin::pin, time::Duration};

use lapin::{Channel, Connection};
use tokio::time::timeout;

use crate::BrokerError;

const LOOK_EVERY: Duration = Duration::from_millis(500);

pub(crate) async fn channel(connection: &Connection) -> Result<Channel, BrokerError> {
    until(connection.create_channel(), || !connection.status().connected()).await
}

/// The answer to what was asked on `channel`, however long it takes; an error once the channel is gone. Not given up before:
/// the library closes the whole connection over an answer that nobody waits for any more.
pub(crate) async fn of<T>(
    channel: &Channel,
    asking: impl Future<Output = lapin::Result<T>>,
) -> Result<T, BrokerError> {
    until(asking, || !channel.status().connected()).await
}

async fn until<T>(
    asking: impl Future<Output = lapin::Result<T>>,
    gone: impl Fn() -> bool,
) -> Result<T, BrokerError> {
    let mut asking = pin!(asking);
    loop {
        match timeout(LOOK_EVERY, &mut asking).await {
            Ok(answer) => return Ok(answer?),
            Err(_) if gone() => return Err(BrokerError::Unanswered),
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::pending,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn waits_as_long_as_the_connection_is_there() {
        let looks = AtomicUsize::new(0);
        let gone = || looks.fetch_add(1, Ordering::Relaxed) == 1;
        let lost = until(pending::<lapin::Result<()>>(), gone).await;
        assert!(matches!(lost, Err(BrokerError::Unanswered)), "{lost:?}");
        assert_eq!(looks.into_inner(), 2);
        assert_eq!(until(async { Ok(7) }, || true).await.unwrap(), 7);
    }
}
