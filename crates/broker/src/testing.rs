//! A private RabbitMQ node in a folder of its own, for tests. It needs the system's `rabbitmq-server`
//! package, neither root nor a running service.

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream},
    path::Path,
    process::{self, Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

const SERVER: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const ELECT: &str = include_str!("../../../infra/rabbitmq/elect.erl");
const START_LIMIT: Duration = Duration::from_secs(90);
const STOP_LIMIT: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// One node; stopped and removed when dropped.
pub struct PrivateBroker {
    folder: TempDir,
    ports: Ports,
    server: Option<Child>,
}

/// Below 32768, where no outgoing connection can take them.
struct Ports {
    amqp: u16,
    distribution: u16,
    epmd: u16,
}

impl PrivateBroker {
    /// Starts a node and waits until it takes connections. Panics when it does not: a test that needs a
    /// broker fails without one.
    pub fn start() -> Self {
        assert!(Path::new(SERVER).exists(), "{SERVER} is missing: install the package rabbitmq-server");
        let folder = tempfile::Builder::new().prefix("aida-broker-").tempdir().expect("a temporary folder");
        fs::write(folder.path().join("plugins"), "[].").expect("the list of plugins");
        let ports = Ports::free();
        let config = format!(
            "listeners.tcp.1 = 127.0.0.1:{}\nloopback_users = none\nvm_memory_high_watermark.absolute = 512MB\n\
             disk_free_limit.absolute = 50MB\nraft.wal_max_size_bytes = 16777216\n",
            ports.amqp
        );
        fs::write(folder.path().join("rabbitmq.conf"), config).expect("the node's configuration");
        fs::write(folder.path().join("elect.erl"), ELECT).expect("what the node evaluates at its start");
        let mut broker = PrivateBroker { folder, ports, server: None };
        broker.start_again();
        broker
    }

    pub fn url(&self) -> String {
        format!("amqp://guest:guest@127.0.0.1:{}/%2f", self.ports.amqp)
    }

    /// Starts the stopped node with what it had on its disk.
    pub fn start_again(&mut self) {
        assert!(self.server.is_none(), "the node is running");
        self.server = Some(self.command().spawn().expect("starting rabbitmq-server"));
        let since = Instant::now();
        while !self.answers() {
            let server = self.server.as_mut().expect("just started");
            let gone = server.try_wait().expect("asking for the node's state");
            assert!(
                gone.is_none() && since.elapsed() < START_LIMIT,
                "the node did not start: {}",
                self.output()
            );
            thread::sleep(LOOK_EVERY);
        }
    }

    /// Stops the node as its operator would.
    pub fn stop(&mut self) {
        self.end(Signal::TERM);
    }

    /// Stops the node as a power cut would.
    pub fn kill(&mut self) {
        self.end(Signal::KILL);
    }

    fn end(&mut self, signal: Signal) {
        let Some(mut server) = self.server.take() else { return };
        let pid = Pid::from_child(&server);
        // It may have gone by itself.
        let _ = kill_process(pid, signal);
        let since = Instant::now();
        while matches!(server.try_wait(), Ok(None)) {
            if since.elapsed() > STOP_LIMIT {
                let _ = server.kill();
            }
            thread::sleep(LOOK_EVERY);
        }
    }

    /// Whether the node answers the AMQP greeting with its first method.
    fn answers(&self) -> bool {
        let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, self.ports.amqp);
        let Ok(mut stream) = TcpStream::connect_timeout(&address.into(), Duration::from_secs(1)) else {
            return false;
        };
        let mut first = [0; 1];
        stream.set_read_timeout(Some(Duration::from_secs(2))).is_ok()
            && stream.write_all(b"AMQP\0\0\x09\x01").is_ok()
            && stream.read_exact(&mut first).is_ok()
    }

    fn command(&self) -> Command {
        let folder = self.folder.path();
        let output = fs::File::create(folder.join("output")).expect("the node's output");
        let errors = output.try_clone().expect("the node's output");
        let mut command = Command::new(SERVER);
        command
            // Where a node that does not start leaves its dump.
            .current_dir(folder)
            .env("HOME", folder)
            // Has the script become the node, so that the child's id is the node's.
            .env("RUNNING_UNDER_SYSTEMD", "1")
            .env("RABBITMQ_NODENAME", "test@localhost")
            .env("RABBITMQ_NODE_PORT", self.ports.amqp.to_string())
            .env("RABBITMQ_DIST_PORT", self.ports.distribution.to_string())
            .env("ERL_EPMD_PORT", self.ports.epmd.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_MNESIA_BASE", folder.join("mnesia"))
            .env("RABBITMQ_LOG_BASE", folder.join("log"))
            .env("RABBITMQ_PID_FILE", folder.join("pid"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", folder.join("plugins"))
            .env("RABBITMQ_CONFIG_FILE", folder.join("rabbitmq.conf"))
            .env("RABBITMQ_GENERATED_CONFIG_DIR", folder.join("generated"))
            .env("RABBITMQ_CONF_ENV_FILE", "/dev/null")
            .env(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                "+S 2:2 +stbt u -kernel inet_dist_use_interface {127,0,0,1} -eval file:eval(\"elect.erl\")",
            )
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors);
        command
    }

    fn output(&self) -> String {
        fs::read_to_string(self.folder.path().join("output")).unwrap_or_default()
    }
}

impl Drop for PrivateBroker {
    fn drop(&mut self) {
        self.kill();
        // The node started a port mapper of its own, which outlives it.
        let _ = Command::new("epmd")
            .args(["-port", &self.ports.epmd.to_string(), "-kill"])
            .env("ERL_EPMD_RELAXED_COMMAND_CHECK", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

impl Ports {
    /// Three that nobody listens on. Processes, and the nodes of one process, start their search apart from each other:
    /// a node takes its ports long after they were found free.
    fn free() -> Self {
        static NODES: AtomicUsize = AtomicUsize::new(0);
        let apart = process::id() as usize * 7 + NODES.fetch_add(1, Ordering::Relaxed) * 97;
        let first = 20_000 + apart % 12_000;
        let mut free = (first..32_700)
            .chain(20_000..first)
            .map(|port| port as u16)
            .filter(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok());
        let mut next = || free.next().expect("a free port");
        Ports { amqp: next(), distribution: next(), epmd: next() }
    }
}
