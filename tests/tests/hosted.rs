//! The whole product with hosted models: a private fleet, the fake providers, the Italian shoe brief. What the result says
//! was paid is held against the providers' own bill.

#[allow(dead_code, reason = "shared with the tests that make films")]
mod support;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use aida_ffmpeg::ClipEncoder;
use aida_lab::fakes::{Fakes, Fault, KEY, Options};
use aida_protocol::FrameSize;
use bytes::Bytes;
use serde_json::{Value, json};
use support::Fleet;

const BRIEF: &str = "Video Instagram 30s per scarpe eco-friendly, Gen Z, energico";
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

fn brain(system: &str, prompt: &str, _: &Value) -> Value {
    if system.contains("film director") {
        let ids = prompt.lines().filter_map(|line| line.split_once(". (")?.0.trim().parse::<u16>().ok());
        let shot = |id: u16| {
            json!({"scene_id": id, "visual_description": format!("Scarpe verdi su muschio, inquadratura {id}"),
                "camera_movement": "push in", "lighting": "luce morbida del mattino", "mood": "fresco", "shot": "close-up"})
        };
        return json!({"scenes": ids.map(shot).collect::<Vec<_>>()});
    }
    let asked = prompt.split("exactly ").nth(1).and_then(|rest| rest.split(' ').next());
    let scenes =
        asked.and_then(|seconds| seconds.parse::<f64>().ok()).map_or(6, |seconds| (seconds / 5.0) as usize);
    let scene = |(number, narration): (usize, &&str)| {
        json!({"duration": 5, "text": format!("Scarpe ecologiche, scena {}", number + 1), "narration": narration,
            "headline": "Passi leggeri", "kicker": "", "role": "point", "concepts": ["scarpa", "bosco"]})
    };
    let scenes: Vec<Value> = SAID.iter().enumerate().take(scenes).map(scene).collect();
    let post = json!({"title": "Passi leggeri", "description": "Scarpe ecologiche", "tags": ["scarpe"]});
    json!({"scenes": scenes, "post": post})
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

/// The longest way through the graph by the jobs' own times, in seconds.
fn critical_path(told: &Value) -> f64 {
    let jobs = told["jobs"].as_array().expect("jobs");
    let of = |name: &str| -> Vec<(String, f64)> {
        let mine = jobs.iter().filter(|job| {
            job["status"] == "succeeded" && job["node"].as_str().is_some_and(|node| node.starts_with(name))
        });
        mine.map(|job| {
            (job["node"].as_str().expect("a node").to_owned(), job["seconds"].as_f64().expect("seconds"))
        })
        .collect()
    };
    let one = |name: &str| of(name).iter().map(|(_, seconds)| *seconds).fold(0.0, f64::max);
    let drawn = one("director") + one("visual");
    one("writer") + drawn.max(one("audio")) + one("clip") + one("assembly")
}

/// The settings of a fleet that pays the fakes.
fn settings(fakes: &Fakes, folder: &std::path::Path) -> Vec<String> {
    let catalogue = include_str!("../../crates/models/models.toml")
        .replace("https://api.anthropic.com", &fakes.url("anthropic"))
        .replace("https://queue.fal.run", &fakes.url("fal"))
        .replace("https://rest.fal.ai", &fakes.url("fal"));
    let path = folder.join("models.toml");
    std::fs::write(&path, catalogue).expect("a catalogue");
    let set = [
        format!("models.catalogue={}", path.display()),
        format!("models.anthropic_key={KEY}"),
        format!("models.fal_key={KEY}"),
        format!("models.addresses=xtts={}", fakes.url("xtts")),
        "models.voices=xtts=anna".to_owned(),
        "models.poll_ms=200".to_owned(),
        // The same brief twice is two films here.
        "models.reuse_seconds=0".to_owned(),
    ];
    set.into_iter().flat_map(|set| ["--set".to_owned(), set]).collect()
}

/// The finished workflow of `id` as `aida show` tells it.
fn shown(fleet: &Fleet, id: &str) -> Value {
    let output = fleet.aida(&["show", id, "--json"]).success();
    serde_json::from_str(&output.stdout).expect("JSON")
}

fn cents(dollars: &Value) -> i64 {
    (dollars.as_f64().expect("an amount") * 100.0).round() as i64
}

#[test]
fn the_shoe_brief_is_made_by_hosted_models_and_paid_once() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let options = Options { brain: Arc::new(brain), camera: Arc::new(camera), takes: Arc::new(takes) };
    let fakes = runtime.block_on(Fakes::start(options)).expect("a port");
    let (fleet, folder) = (Fleet::new(), tempfile::tempdir().expect("a folder"));
    let set = settings(&fakes, folder.path());
    let mut up: Vec<&str> = set.iter().map(String::as_str).collect();
    up.push("up");
    fleet.aida(&up).success();

    let made = fleet.make(&[BRIEF]);
    assert_eq!(made.json["status"], "completed", "{}", made.json);
    let told = shown(&fleet, made.json["id"].as_str().expect("an id"));
    let metadata = &told["workflow"]["result"]["metadata"];
    let bill = fakes.bill();
    let billed = (bill.micro_usd() as f64 / 1e4).round() as i64;
    println!(
        "{} s; estimated {} USD, paid {} USD, billed {:.4} USD; {} charges",
        made.json["wall_seconds"],
        metadata["cost"]["estimated"],
        metadata["cost"]["actual"],
        bill.micro_usd() as f64 / 1e6,
        bill.charges.len()
    );
    let mut models: Vec<&str> =
        metadata["models_used"].as_array().expect("models").iter().filter_map(Value::as_str).collect();
    models.sort_unstable();
    assert_eq!(models, ["Claude Sonnet 5.5", "FLUX Pro", "Kling 2.5 Pro", "XTTS v2"]);
    assert_eq!(cents(&metadata["cost"]["actual"]), billed, "what was paid");
    let estimate = cents(&metadata["cost"]["estimated"]);
    assert!((estimate - billed).abs() <= 1, "estimated {estimate} cents, billed {billed}");
    assert_eq!(metadata["route"], "hybrid", "the voice is in this network");
    assert!(metadata["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()));
    assert_eq!((bill.of("flux-pro"), bill.of("kling"), bill.of("claude")), (6, 6, 2));
    assert!(made.path("video").exists());
    let (wall, path) = (metadata["time"]["actual"].as_f64().expect("seconds"), critical_path(&told));
    println!("{wall:.1} s from its start to its end; critical path {path:.1} s: {:.3}", wall / path);
    assert!(wall <= path * 1.05, "{wall} s, critical path {path} s");

    let listed = fleet.aida(&["models", "--json"]).success();
    let listed: Value = serde_json::from_str(&listed.stdout).expect("JSON");
    let model = |id: &str| {
        let found = listed.as_array().expect("a list").iter().find(|model| model["id"] == id);
        found.unwrap_or_else(|| panic!("{id} is not listed")).clone()
    };
    assert_eq!(model("Kling 2.5 Pro")["availability"], "available");
    assert_eq!(model("Kling 2.5 Pro")["success_rate"], 1.0);
    assert_eq!(model("Midjourney")["availability"], "not_configured");
    assert_eq!(model("Sora 2")["availability"], "unavailable");
    a_broken_primary_is_fallen_back_from(&fleet, &fakes);
}

fn a_broken_primary_is_fallen_back_from(fleet: &Fleet, fakes: &Fakes) {
    let before = fakes.bill();
    // One lost after it was taken, one that ends with an error.
    fakes.fail("fal.submit", Fault::LoseReply);
    fakes.fail("fal.submit", Fault::CompletedWithError);
    let made = fleet.make(&["Video Instagram 10s per scarpe di sughero, Gen Z, energico"]);
    assert_eq!(made.json["status"], "completed", "{}", made.json);
    let told = shown(fleet, made.json["id"].as_str().expect("an id"));
    let downgrades = told["workflow"]["result"]["downgrades"].as_array().expect("downgrades").clone();
    let reason = |text: &str| {
        downgrades.iter().any(|one| one["reason"].as_str().is_some_and(|reason| reason.contains(text)))
    };
    assert!(downgrades.len() >= 2 && reason("unknown"), "{downgrades:?}");
    let bill = fakes.bill();
    // Two stills and two clips, and the one that was lost; nothing twice.
    let fal =
        |charges: &[aida_lab::fakes::Charge]| charges.iter().filter(|one| one.provider == "fal").count();
    let charged = fal(&bill.charges) - fal(&before.charges);
    // The faults may meet the same still, or stand-ins; then the studio draws, and less is charged.
    assert!((1..=5).contains(&charged), "{charged} charges");
}
