//! Programs of ours beside those of a fleet, on the fleet's services.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::Value;

use crate::support::{self, Fleet};

/// The folder of the fleet's data, logs and secrets.
fn home(fleet: &Fleet) -> PathBuf {
    Path::new(fleet.out()).with_file_name("home")
}

/// The program `name`, told where the fleet's services are.
pub fn program(fleet: &Fleet, name: &str) -> Command {
    let home = home(fleet);
    let mut command = Command::new(support::aida().with_file_name(name));
    command
        .current_dir(&home)
        .env("AIDA_DATABASE__URL_FILE", home.join("secrets/database-url"))
        .env("AIDA_BROKER__URL_FILE", home.join("secrets/broker-url"))
        .env("AIDA_API__KEY_PEPPER_FILE", home.join("secrets/key-pepper"))
        .env("AIDA_ASSETS__URL", format!("file://{}", home.join("assets").display()))
        .env("AIDA_METRICS__LISTEN", "127.0.0.1:0")
        .env("AIDA_WORKER__SCRATCH", home.join("scratch"))
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

pub fn secret(fleet: &Fleet, name: &str) -> String {
    fs::read_to_string(home(fleet).join("secrets").join(name)).expect("a secret of the fleet")
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address").port()
}

/// Whether somebody listens at `http://host:port`.
pub fn answers(url: &str) -> bool {
    std::net::TcpStream::connect(url.strip_prefix("http://").unwrap_or(url)).is_ok()
}

/// Submits a short film under an idempotency key; its id when it was accepted.
pub fn submit(url: &str, key: &str, subject: &str) -> Result<String, String> {
    let brief = serde_json::json!({
        "content_type": "video", "language": "en", "subject": subject, "duration_seconds": 6
    });
    submit_brief(url, &format!("Idempotency-Key: {key}"), &brief)
}

/// Submits `brief` with one header more; its id when it was accepted.
pub fn submit_brief(url: &str, header: &str, brief: &Value) -> Result<String, String> {
    use std::io::{Read as _, Write as _};
    let address = url.strip_prefix("http://").unwrap_or(url);
    let body = brief.to_string();
    let failed = |error: std::io::Error| error.to_string();
    let mut stream = std::net::TcpStream::connect(address).map_err(failed)?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).map_err(failed)?;
    write!(
        stream,
        "POST /v1/workflows HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         {header}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .map_err(failed)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(failed)?;
    let accepted = answer.starts_with("HTTP/1.1 202");
    let json = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
    let id = serde_json::from_str::<Value>(json).ok().and_then(|json| Some(json["id"].as_str()?.to_owned()));
    id.filter(|_| accepted).ok_or_else(|| answer.lines().next().unwrap_or("no answer").to_owned())
}
