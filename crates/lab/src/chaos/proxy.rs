//! A TCP proxy between a fleet and one of its services, which cuts, swallows and delays as it is told.

use std::{
    net::{Ipv4Addr, SocketAddrV4},
    sync::{
        Arc,
        atomic::{AtomicU16, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Context as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// What happens to what goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    #[default]
    Forward,
    /// Every piece waits so many milliseconds.
    Slow(u64),
    /// Whatever either side says is taken and lost; nobody is told.
    Swallow,
    /// Only what the service answers is lost.
    SwallowAnswers,
}

/// Listens on a port of its own from its start on; ends with its process.
pub struct Proxy {
    port: u16,
    target: Arc<AtomicU16>,
    mode: watch::Sender<Mode>,
    /// Grows with each cut; connections of before end.
    cuts: watch::Sender<u64>,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    open: AtomicU64,
    cut: AtomicU64,
    /// Bytes that were delayed or swallowed.
    disturbed: AtomicU64,
}

impl Proxy {
    /// # Errors
    /// When no port is free.
    pub async fn start() -> anyhow::Result<Self> {
        let listener =
            TcpListener::bind(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).await.context("a proxy's port")?;
        let port = listener.local_addr()?.port();
        let target = Arc::new(AtomicU16::new(0));
        let (mode, cuts, seen) =
            (watch::Sender::new(Mode::Forward), watch::Sender::new(0), Arc::<Seen>::default());
        let (to, modes, ends, counts) = (target.clone(), mode.subscribe(), cuts.subscribe(), seen.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (to, modes, counts) = (to.load(Ordering::Relaxed), modes.clone(), counts.clone());
                let mut ends = ends.clone();
                ends.mark_unchanged();
                tokio::spawn(async move {
                    counts.open.fetch_add(1, Ordering::Relaxed);
                    let cut = tokio::select! {
                        _ = pass(client, to, &modes, &counts) => false,
                        _ = ends.changed() => true,
                    };
                    counts.open.fetch_sub(1, Ordering::Relaxed);
                    counts.cut.fetch_add(u64::from(cut), Ordering::Relaxed);
                });
            }
        });
        Ok(Proxy { port, target, mode, cuts, seen })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where the service listens; until then every connection is refused.
    pub fn lead_to(&self, port: u16) {
        self.target.store(port, Ordering::Relaxed);
    }

    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }

    /// Breaks all connections; how many there were.
    pub fn cut(&self) -> u64 {
        let open = self.seen.open.load(Ordering::Relaxed);
        self.cuts.send_modify(|cuts| *cuts += 1);
        open
    }

    /// Bytes that were delayed or swallowed so far.
    pub fn disturbed(&self) -> u64 {
        self.seen.disturbed.load(Ordering::Relaxed)
    }
}

async fn pass(client: TcpStream, to: u16, modes: &watch::Receiver<Mode>, seen: &Seen) -> std::io::Result<()> {
    let service = TcpStream::connect((Ipv4Addr::LOCALHOST, to)).await?;
    client.set_nodelay(true)?;
    service.set_nodelay(true)?;
    let (from_client, to_client) = client.into_split();
    let (from_service, to_service) = service.into_split();
    tokio::select! {
        ended = carry(from_client, to_service, modes.clone(), seen, false) => ended,
        ended = carry(from_service, to_client, modes.clone(), seen, true) => ended,
    }
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    modes: watch::Receiver<Mode>,
    seen: &Seen,
    answers: bool,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 16 << 10];
    // What was swallowed once leaves a gap: nothing may follow it.
    let mut broken = false;
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        let mode = *modes.borrow();
        let swallows = broken || mode == Mode::Swallow || answers && mode == Mode::SwallowAnswers;
        if swallows || matches!(mode, Mode::Slow(_)) {
            seen.disturbed.fetch_add(read as u64, Ordering::Relaxed);
        }
        if let Mode::Slow(milliseconds) = mode {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        }
        if swallows {
            broken = true;
        } else {
            to.write_all(&buffer[..read]).await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn echo() -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut peer, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = peer.split();
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                });
            }
        });
        port
    }

    async fn ask(stream: &mut TcpStream) -> std::io::Result<u8> {
        stream.write_all(&[7]).await?;
        let mut byte = [0];
        stream.read_exact(&mut byte).await?;
        Ok(byte[0])
    }

    #[tokio::test]
    async fn it_forwards_swallows_and_cuts() {
        let proxy = Proxy::start().await.unwrap();
        proxy.lead_to(echo().await);
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).await.unwrap();
        assert_eq!(ask(&mut stream).await.unwrap(), 7);
        proxy.set(Mode::SwallowAnswers);
        let answer = tokio::time::timeout(Duration::from_millis(200), ask(&mut stream)).await;
        assert!(answer.is_err() && proxy.disturbed() > 0);
        proxy.set(Mode::Forward);
        assert_eq!(proxy.cut(), 1);
        assert!(ask(&mut stream).await.is_err(), "the old connection is gone");
        let mut next = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).await.unwrap();
        assert_eq!(ask(&mut next).await.unwrap(), 7);
    }
}
