//! `aida-voice`: speaks text with espeak-ng and tells when each word is spoken.
//!
//! ```text
//!   request (JSON, stdin) ──▶ libespeak-ng.so.1 ──▶ WAV at the path of the request
//!                                     └───────────▶ events (JSON lines, stdout)
//! ```
//!
//! A process of its own, under GPL-3.0-or-later, because libespeak-ng is under that licence; the rest of
//! AIDA only ever talks to it through pipes. The shapes of request and events are in this crate's README.

mod error;
mod espeak;
mod request;
mod speak;

use std::{
    io::{self, BufWriter, Read, Write},
    process::ExitCode,
};

use error::VoiceError;
use espeak::Espeak;
use request::{LANGUAGES, Request};

/// More than any film's narration; what is longer is not a request.
const MAX_REQUEST_BYTES: u64 = 4 << 20;

const USAGE: &str = "usage: aida-voice [--probe]   (without --probe: one JSON request on standard input)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => serve(),
        ["--probe"] => probe(),
        _ => Err(VoiceError::Usage(USAGE)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("aida-voice: {error}");
            ExitCode::from(error.exit_status())
        }
    }
}

fn serve() -> Result<(), VoiceError> {
    let mut text = Vec::new();
    io::stdin().lock().take(MAX_REQUEST_BYTES + 1).read_to_end(&mut text).map_err(VoiceError::Input)?;
    if text.len() as u64 > MAX_REQUEST_BYTES {
        return Err(VoiceError::Request(format!("it is longer than {MAX_REQUEST_BYTES} bytes")));
    }
    let request: Request =
        serde_json::from_slice(&text).map_err(|error| VoiceError::Request(error.to_string()))?;
    request.check()?;
    let mut espeak = Espeak::open()?;
    let mut events = BufWriter::new(io::stdout().lock());
    speak::speak(&mut espeak, &request, &mut events)?;
    events.flush().map_err(VoiceError::Events)
}

/// Prints the library's version and, for each of our languages, whether a voice for it is there.
fn probe() -> Result<(), VoiceError> {
    let mut espeak = Espeak::open()?;
    let voices: serde_json::Map<String, serde_json::Value> = LANGUAGES
        .iter()
        .map(|(code, voice)| (code.to_string(), espeak.set_voice(voice).is_ok().into()))
        .collect();
    let missing = voices.values().filter(|found| **found == false).count();
    println!("{}", serde_json::json!({ "library": espeak.version(), "voices": voices }));
    match missing {
        0 => Ok(()),
        _ => Err(VoiceError::NoVoice("some of it, en, es, fr, de, pt".to_owned())),
    }
}
