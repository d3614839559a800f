//! The listener: HTTP/1.1 with limits that axum's own server does not set.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use aida_ops::Shutdown;
use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// How long a client may take to send the head of a request.
const HEAD_LIMIT: Duration = Duration::from_secs(10);
/// The longest head.
const HEAD_BYTES: usize = 16 * 1024;
const MAX_HEADERS: usize = 64;
/// When no connection can be taken (there are no more files, for instance).
const PAUSE: Duration = Duration::from_millis(100);

/// Serves `router` until the process is asked to end; then takes no more connections and lets the requests
/// in hand finish, for at most `grace`.
pub async fn run(listener: TcpListener, router: Router, shutdown: Shutdown, grace: Duration) {
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = shutdown.requested() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                connections.spawn(serve_connection(stream, peer, router.clone(), shutdown.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(grace, connections.wait()).await.is_err() {
        tracing::warn!(open = connections.len(), "requests were not finished in time");
    }
}

async fn serve_connection(stream: TcpStream, peer: SocketAddr, router: Router, shutdown: Shutdown) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, %peer, "no TCP_NODELAY");
    }
    let service = service_fn(move |request: Request<Incoming>| {
        let answer = router.clone().oneshot(request.map(Body::new));
        async move { answer.await as Result<_, Infallible> }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_LIMIT).max_buf_size(HEAD_BYTES);
    builder.max_headers(MAX_HEADERS);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = shutdown.requested() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        // Clients that go away are no fault.
        tracing::debug!(%error, %peer, "a connection broke off");
    }
}
