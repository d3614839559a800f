//! Voices and masters a film of some length and prints what was measured: `film_sound AIDA-VOICE FOLDER SECONDS TONE`.

#[path = "../tests/common/mod.rs"]
mod common;

use std::{path::Path, time::Instant};

use aida_models::JobContext;
use aida_sound::{master, measure, silent_spans, speak};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [helper, folder, seconds, tone] = &arguments[..] else {
        return Err("usage: film_sound AIDA-VOICE FOLDER SECONDS TONE".into());
    };
    std::fs::create_dir_all(folder)?;
    let mut film = common::italian_film(seconds.parse()?);
    film.brief.tone = serde_json::from_value(tone.as_str().into())?;
    let started = Instant::now();
    let sound = speak(&film, Path::new(helper), &JobContext::quiet(folder.into(), 1))?;
    let spoken = started.elapsed();
    let out = Path::new(folder).join("master.wav");
    let mastered = master(&sound.mix.path, &out, -14.0, -1.0)?;
    println!(
        "speak {:.2} s, master {:.2} s",
        spoken.as_secs_f64(),
        (started.elapsed() - spoken).as_secs_f64()
    );
    println!("{:.2} s of processor, the voice program's included", processor_seconds()?);
    println!("mix {:?}", measure(&sound.mix.path)?);
    if let Some(voice) = &sound.voice {
        println!("voice {:?}", measure(&voice.path)?);
    }
    println!("master {mastered:?}, range {:.1} LU", measure(&out)?.range_lu);
    println!("silent {:?}", silent_spans(&out, -50.0, 0.5)?);
    for scene in &sound.narration {
        if let (Some(first), Some(last)) = (scene.words.first(), scene.words.last()) {
            println!(
                "scene {}: {:.2} to {:.2}, {} words",
                scene.scene_id,
                first.start,
                last.end,
                scene.words.len()
            );
        }
    }
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{}", peak.unwrap_or("no VmHWM"));
    Ok(())
}

/// User and system time of this process and its children, from `/proc/self/stat` (hundredths of a second).
fn processor_seconds() -> Result<f64, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: Result<Vec<f64>, _> =
        behind_name.split_whitespace().skip(11).take(4).map(str::parse).collect();
    Ok(ticks?.iter().sum::<f64>() / 100.0)
}
