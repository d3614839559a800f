//! A private PostgreSQL for tests: one server for all test processes of a user, a fresh database for each test.
//!
//! The first test starts the server below the temporary folder. Every test process holds a shared lock on
//! `users`; a watcher beside the server stops it and removes its files once nobody has held that lock for a
//! while, so that nothing is left behind however the tests end.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::PermissionsExt,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use rustix::fs::{FlockOperation, flock};
use uuid::Uuid;

use crate::{Store, StoreOptions};

/// How long a test's own connections wait for anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// A migrated database of its own, dropped with the server.
pub struct TestDatabase {
    pub url: String,
    pub store: Store,
}

impl TestDatabase {
    /// # Panics
    /// When PostgreSQL is not installed or does not start: a test that needs a database fails without one.
    pub async fn new() -> TestDatabase {
        let server = tokio::task::spawn_blocking(server).await.expect("starting PostgreSQL panicked");
        let name = format!("t_{}", Uuid::now_v7().simple());
        let (client, connection) = tokio_postgres::connect(&server.url("postgres"), tokio_postgres::NoTls)
            .await
            .expect("connecting to the test server");
        let connection = tokio::spawn(connection);
        client
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE aida_template"))
            .await
            .expect("creating the test's database");
        drop(client);
        connection.await.expect("connection task").expect("connection");
        let url = server.url(&name);
        // On a machine that is busy otherwise two hundred jobs of one test wait long for eight connections.
        let options = StoreOptions {
            wait: PATIENCE,
            statement_timeout: PATIENCE,
            idle_in_transaction_timeout: PATIENCE,
            ..StoreOptions::new(&url, "test")
        };
        let store = Store::new(&options).expect("store");
        TestDatabase { url, store }
    }
}

/// The database `name` of the test server, empty: for testing migrations.
pub async fn empty_database() -> String {
    let server = tokio::task::spawn_blocking(server).await.expect("starting PostgreSQL panicked");
    let name = format!("e_{}", Uuid::now_v7().simple());
    let (client, connection) = tokio_postgres::connect(&server.url("postgres"), tokio_postgres::NoTls)
        .await
        .expect("connecting to the test server");
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("creating the test's database");
    server.url(&name)
}

/// Applies the migrations up to `version`.
pub async fn migrate_to(url: &str, version: u32) {
    let (mut client, connection) =
        tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("connecting to the test server");
    tokio::spawn(connection);
    crate::migrate::up_to(&mut client, version).await.expect("migrating");
}

/// Runs plain SQL.
pub async fn execute(url: &str, sql: &str) {
    let (client, connection) =
        tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("connecting to the test server");
    tokio::spawn(connection);
    client.batch_execute(sql).await.expect("the statements");
}

struct Server {
    port: u16,
    _users: File,
}

impl Server {
    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| start_or_join().expect("a PostgreSQL server for tests"))
}

fn start_or_join() -> io::Result<Server> {
    let uid = rustix::process::getuid().as_raw();
    let folder = std::env::temp_dir().join(format!("aida-test-postgres-{uid}-{}", schema_digest()));
    fs::create_dir_all(&folder)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
    let start = open_lock(&folder.join("start"))?;
    flock(&start, FlockOperation::LockExclusive)?;
    let users = open_lock(&folder.join("users"))?;
    flock(&users, FlockOperation::LockShared)?;
    let port_file = folder.join("port");
    let running = fs::read_to_string(&port_file).ok().and_then(|text| text.trim().parse().ok());
    if let Some(port) = running.filter(|port| accepts(*port)) {
        return Ok(Server { port, _users: users });
    }
    let port = free_port()?;
    start_server(&folder, port)?;
    let server = Server { port, _users: users };
    make_template(&server)?;
    fs::write(&port_file, port.to_string())?;
    flock(&start, FlockOperation::Unlock)?;
    Ok(server)
}

/// Servers of different schemas do not meet.
fn schema_digest() -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for migration in crate::migrate::texts() {
        migration.hash(&mut hasher);
    }
    format!("{:x}", hasher.finish())
}

fn open_lock(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(path)
}

fn accepts(port: u16) -> bool {
    std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
}

/// Below the ephemeral range, where a connecting client could take the port itself.
fn free_port() -> io::Result<u16> {
    let first = 20_000 + (std::process::id() % 10_000) as u16;
    (first..32_000)
        .find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .ok_or_else(|| io::Error::other("no free port below 32000"))
}

fn start_server(folder: &Path, port: u16) -> io::Result<()> {
    let binaries = newest_postgres()?;
    let data = folder.join("data");
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    fs::create_dir(&data)?;
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700))?;
    let as_root = rustix::process::getuid().is_root();
    if as_root {
        run(Command::new("chown").arg("-R").arg("postgres:").arg(&data))?;
    }
    let mut initdb = as_server_user(&binaries.join("initdb"), as_root);
    initdb.arg("-D").arg(&data).args([
        "-A",
        "trust",
        "-U",
        "postgres",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]);
    run(&mut initdb)?;
    let script = format!(
        "{server} -D {data} -p {port} -k '' -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300 \
         -c shared_buffers=64MB >{log} 2>&1 & server=$!; idle=0; \
         while [ $idle -lt 15 ] && kill -0 $server 2>/dev/null; do sleep 2; \
         if flock -n -x {users} true; then idle=$((idle+1)); else idle=0; fi; done; \
         kill -INT $server; wait $server; rm -rf {folder}",
        server = binaries.join("postgres").display(),
        data = data.display(),
        log = folder.join("data/server.log").display(),
        users = folder.join("users").display(),
        folder = folder.display(),
    );
    let mut watcher = as_server_user(Path::new("sh"), as_root);
    watcher.args(["-c", &script]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    watcher.process_group(0).current_dir("/").spawn()?;
    let patience = Instant::now() + Duration::from_secs(30);
    while !accepts(port) {
        if Instant::now() > patience {
            return Err(io::Error::other(format!("PostgreSQL did not start, see {}", data.display())));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn newest_postgres() -> io::Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql")?;
    let numbers = versions.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let newest = numbers.max().ok_or_else(|| io::Error::other("PostgreSQL is not installed"))?;
    Ok(PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin")))
}

/// PostgreSQL refuses to run as root.
fn as_server_user(program: &Path, as_root: bool) -> Command {
    if !as_root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
    command.current_dir("/");
    command
}

fn run(command: &mut Command) -> io::Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))))
}

fn make_template(server: &Server) -> io::Result<()> {
    // A thread and runtime of its own: the caller may already be inside one.
    let admin = server.url("postgres");
    let template = server.url("aida_template");
    let made = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async move {
            let (client, connection) = connect_patiently(&admin).await?;
            let connection = tokio::spawn(connection);
            client.batch_execute("CREATE DATABASE aida_template").await.map_err(io::Error::other)?;
            drop(client);
            connection.await.map_err(io::Error::other)?.map_err(io::Error::other)?;
            let store = Store::new(&StoreOptions::new(&template, "template")).map_err(io::Error::other)?;
            store.migrate().await.map_err(io::Error::other)?;
            store.close();
            Ok::<_, io::Error>(())
        })
    });
    made.join().map_err(|_| io::Error::other("migrating the template panicked"))?
}

type Connection = tokio_postgres::Connection<tokio_postgres::Socket, tokio_postgres::tls::NoTlsStream>;

/// A server that accepts connections may still say for a moment that it is starting up.
async fn connect_patiently(url: &str) -> io::Result<(tokio_postgres::Client, Connection)> {
    let patience = Instant::now() + Duration::from_secs(30);
    loop {
        match tokio_postgres::connect(url, tokio_postgres::NoTls).await {
            Ok(connected) => return Ok(connected),
            Err(error) if Instant::now() > patience => return Err(io::Error::other(error)),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}
