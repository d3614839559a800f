//! The fake providers' side of a film, and a fleet that pays them.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use aida_ffmpeg::ClipEncoder;
use aida_lab::fakes::{Fakes, KEY, Options, film};
use aida_protocol::FrameSize;
use bytes::Bytes;
use serde_json::Value;

use crate::support::Fleet;

/// How much faster the fakes are than what they stand for.
const HASTE: u32 = 20;

const SAID: [&str; 6] = [
    "Il passo che non pesa sul pianeta.",
    "Ogni scarpa nasce da ciò che c'era già.",
    "Bottiglie, reti e sughero diventano suole.",
    "Leggere come l'aria, forti come la strada.",
    "Le indossi al mattino e corri fino a sera.",
    "Cammina con noi: il futuro è ai tuoi piedi.",
];

/// In Dutch, which the studio does not know.
const GEZEGD: [&str; 6] = [
    "De stap die de aarde niet belast.",
    "Elke schoen komt uit wat er al was.",
    "Flessen, netten en kurk worden zolen.",
    "Licht als lucht, sterk als de straat.",
    "Je draagt ze van de ochtend tot de avond.",
    "Loop met ons mee naar morgen.",
];

/// As many scenes as the prompt wants, in its language.
fn brain(system: &str, prompt: &str, _: &Value) -> Value {
    if let Some(storyboard) = film::storyboard(system, prompt) {
        return storyboard;
    }
    let number = |after: &str| -> Option<f64> {
        let rest = prompt.split_once(after)?.1.trim_start_matches("exactly ");
        rest.split(' ').next()?.parse().ok()
    };
    let said = if system.contains("in Dutch") { &GEZEGD } else { &SAID };
    let (seconds, scenes) = (number("add up to ").unwrap_or(30.0), number("Use ").unwrap_or(6.0));
    let scenes = scenes.clamp(1.0, said.len() as f64);
    film::script(&said[..scenes as usize], seconds / scenes)
}

/// A clip in which a gradient moves.
fn camera(seconds: u32) -> Bytes {
    static CLIPS: Mutex<Option<HashMap<u32, Bytes>>> = Mutex::new(None);
    let mut clips = CLIPS.lock().expect("clips");
    let clip = clips.get_or_insert_default().entry(seconds).or_insert_with(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("clip.mp4");
        let mut encoder =
            ClipEncoder::start(&path, FrameSize { width: 256, height: 448 }, 1).expect("an encoder");
        for number in 0..seconds * 30 {
            let mut frame = vec![128; 256 * 448 * 3 / 2];
            for (place, pixel) in frame[..256 * 448].iter_mut().enumerate() {
                *pixel = (place as u32 / 256 / 2 + number) as u8 / 2 + 40;
            }
            encoder.write_frame(&frame).expect("a frame");
        }
        encoder.finish().expect("a clip");
        Bytes::from(std::fs::read(&path).expect("its bytes"))
    });
    clip.clone()
}

/// Seconds of a usual call before it is made faster: of the text, the pictures and all clips side by side.
fn takes(endpoint: &str) -> Duration {
    let seconds = match endpoint {
        "submit" => 0,
        claude if claude.contains("claude") => 8,
        kling if kling.contains("image-to-video") => 180,
        _ => 12,
    };
    Duration::from_secs(seconds) / HASTE
}

pub fn options() -> Options {
    Options { brain: Arc::new(brain), camera: Arc::new(camera), takes: Arc::new(takes) }
}

/// The settings of a fleet that pays the fakes.
pub fn settings(fakes: &Fakes, folder: &Path) -> Vec<String> {
    let catalogue = include_str!("../../../crates/models/models.toml")
        .replace("https://api.anthropic.com", &fakes.url("anthropic"))
        .replace("https://queue.fal.run", &fakes.url("fal"))
        .replace("https://rest.fal.ai", &fakes.url("fal"))
        .replace("https://api.kie.ai", &fakes.url("kie"))
        .replace("https://kieai.redpandaai.co", &fakes.url("kie"))
        .replace("id = \"FLUX Pro\"\n", "id = \"FLUX Pro\"\nretired_on = \"2099-12-31\"\n");
    let path = folder.join("models.toml");
    std::fs::write(&path, catalogue).expect("a catalogue");
    let set = [
        format!("models.catalogue={}", path.display()),
        format!("models.anthropic_key={KEY}"),
        format!("models.fal_key={KEY}"),
        format!("models.kie_key={KEY}"),
        format!("models.addresses=xtts={}", fakes.url("xtts")),
        "models.voices=xtts=anna".to_owned(),
        "models.poll_ms=200".to_owned(),
        // The same brief twice is two films here, and all pictures of the fakes are the same picture.
        "models.reuse_seconds=0".to_owned(),
        "models.reuse_files_seconds=0".to_owned(),
    ];
    set.into_iter().flat_map(|set| ["--set".to_owned(), set]).collect()
}

/// The finished workflow of `id` as `aida show` tells it.
pub fn shown(fleet: &Fleet, id: &str) -> Value {
    let output = fleet.aida(&["show", id, "--json"]).success();
    serde_json::from_str(&output.stdout).expect("JSON")
}
