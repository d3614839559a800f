//! The fake providers as a program, for clients of other languages: `tests/sdk/check.sh`.
//!
//! Prints the address of each provider, one a line; then takes a line `point fault` from its input, such as
//! `fal.submit rate_limited`, and lets the next request there go wrong. At the end of its input it prints its bill and ends.

use std::{sync::Arc, time::Duration};

use aida_lab::fakes::{Fakes, Fault, Options};
use bytes::Bytes;
use serde_json::json;

const PROVIDERS: [&str; 9] =
    ["anthropic", "openai", "fal", "kie", "xtts", "coqui", "openai-speech", "elevenlabs", "piper"];

fn fault(name: &str) -> Option<Fault> {
    Some(match name {
        "rate_limited" => Fault::RateLimited { seconds: 1 },
        "refuse" => Fault::Refuse,
        "bad_answer" => Fault::BadAnswer,
        "truncated" => Fault::Truncated,
        "completed_with_error" => Fault::CompletedWithError,
        "lose_reply" => Fault::LoseReply,
        status => Fault::Status(status.parse().ok()?),
    })
}

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let options = Options {
        brain: Arc::new(|_, _, _| json!({"title": "Passi leggeri", "scenes": 6})),
        // The head of an MP4: clients hand bytes on as they are.
        camera: Arc::new(|_| Bytes::from_static(b"\0\0\0\x18ftypisom\0\0\0\0isomiso2")),
        takes: Arc::new(|what| Duration::from_millis(if what == "submit" { 0 } else { 300 })),
    };
    let fakes = runtime.block_on(Fakes::start(options))?;
    for provider in PROVIDERS {
        println!("{provider} {}", fakes.url(provider));
    }
    println!("ready");
    for line in std::io::stdin().lines() {
        let line = line?;
        match line.split_once(' ').and_then(|(point, name)| Some((point, fault(name)?))) {
            Some((point, fault)) => {
                fakes.fail(point, fault);
                println!("ok");
            }
            None => println!("unknown"),
        }
    }
    let bill = fakes.bill();
    println!("{} charges, {} millionths of a dollar", bill.charges.len(), bill.micro_usd());
    Ok(())
}
