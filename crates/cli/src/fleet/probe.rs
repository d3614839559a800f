//! Whether a process answers, asked the shortest way over loopback.

use std::{io, net::Ipv4Addr, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

const LIMIT: Duration = Duration::from_millis(800);
const ANSWER_BYTES: u64 = 16_384;

/// How a process says that it is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// It listens.
    Port(u16),
    /// PostgreSQL asks for a password.
    Postgres(u16),
    /// RabbitMQ opens an AMQP connection.
    Amqp(u16),
    /// `/readyz` answers 200.
    Http(u16),
    /// `/-/ready` answers 200.
    Prometheus(u16),
}

impl Probe {
    /// `Err` says in a few words why it is not ready.
    pub async fn ask(self) -> Result<(), String> {
        let answer = async {
            match self {
                Probe::Port(port) => connect(port).await.map(|_| Ok(())),
                Probe::Postgres(port) => postgres(port).await,
                Probe::Amqp(port) => amqp(port).await,
                Probe::Http(port) => ready(port, "/readyz").await,
                Probe::Prometheus(port) => ready(port, "/-/ready").await,
            }
        };
        match timeout(LIMIT, answer).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                Err("does not listen yet".to_owned())
            }
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("does not answer".to_owned()),
        }
    }
}

async fn connect(port: u16) -> io::Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await
}

/// Sends the start of a session. A server that is up asks for a password (`R`), one that starts answers an error (`E`).
async fn postgres(port: u16) -> io::Result<Result<(), String>> {
    const PROTOCOL_3: u32 = 196_608;
    let parameters = b"user\0aida\0database\0aida\0\0";
    let mut message = ((8 + parameters.len()) as u32).to_be_bytes().to_vec();
    message.extend(PROTOCOL_3.to_be_bytes());
    message.extend(parameters);
    let mut stream = connect(port).await?;
    stream.write_all(&message).await?;
    Ok(match first_byte(&mut stream).await? {
        b'R' => Ok(()),
        _ => Err("starts up".to_owned()),
    })
}

/// Reads all of the answer that is there: closing over unread bytes would reset the connection, which servers log.
async fn first_byte(stream: &mut TcpStream) -> io::Result<u8> {
    let mut answer = [0u8; 4096];
    match stream.read(&mut answer).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(answer[0]),
    }
}

/// A broker that is up answers the protocol header with a method frame (1).
async fn amqp(port: u16) -> io::Result<Result<(), String>> {
    let mut stream = connect(port).await?;
    stream.write_all(b"AMQP\x00\x00\x09\x01").await?;
    Ok(match first_byte(&mut stream).await? {
        1 => Ok(()),
        _ => Err("speaks another protocol".to_owned()),
    })
}

async fn ready(port: u16, path: &str) -> io::Result<Result<(), String>> {
    let (status, body) = get(port, path).await?;
    if status == 200 {
        return Ok(Ok(()));
    }
    Ok(Err(why_not_ready(&body).unwrap_or_else(|| format!("{path} answers {status}"))))
}

/// The first failed check of a readiness report.
fn why_not_ready(body: &str) -> Option<String> {
    let report: aida_ops::health::ReadinessReport = serde_json::from_str(body).ok()?;
    let check = report.checks.into_iter().find(|check| !check.ok)?;
    Some(format!("{}: {}", check.name, check.reason))
}

/// Status and body of a plain GET.
pub async fn get(port: u16, path: &str) -> io::Result<(u16, String)> {
    let mut stream = connect(port).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| io::Error::other("speaks another protocol"))?;
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
    Ok((status, body))
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// A listener that answers the first connection with `answer`.
    async fn answering(answer: &'static [u8]) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0u8; 512];
            let _ = stream.read(&mut request).await;
            stream.write_all(answer).await.unwrap();
        });
        port
    }

    #[tokio::test]
    async fn probes_tell_ready_from_not_ready() {
        assert_eq!(Probe::Postgres(answering(b"R....").await).ask().await, Ok(()));
        assert_eq!(Probe::Postgres(answering(b"E....").await).ask().await, Err("starts up".into()));
        assert_eq!(Probe::Amqp(answering(b"\x01\x00").await).ask().await, Ok(()));
        let http = b"HTTP/1.1 503 Service Unavailable\r\n\r\n\
            {\"ready\":false,\"checks\":[{\"name\":\"broker\",\"ok\":false,\"reason\":\"refused\"}]}";
        assert_eq!(Probe::Http(answering(http).await).ask().await, Err("broker: refused".into()));
        assert_eq!(Probe::Http(answering(b"HTTP/1.1 200 OK\r\n\r\n").await).ask().await, Ok(()));
        let gone = { TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port() };
        assert_eq!(Probe::Port(gone).ask().await, Err("does not listen yet".into()));
    }
}
