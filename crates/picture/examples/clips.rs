//! Draws a few scenes as clips and says what they cost: `cargo run --release -p aida-picture --example clips -- FOLDER`.

use std::{env, error::Error, path::PathBuf, time::Instant};

use aida_models::{ClipFiles, JobContext};
use aida_picture::{LAYOUTS, PALETTES, animate, draw, render_frames};
use aida_protocol::{
    Aspect, AssetRef, ClipInput, PictureRef, SceneNarration, SceneSlot, Shot, VisualInput, WordTiming,
};

#[path = "../tests/common/mod.rs"]
mod common;

const MOVEMENTS: [&str; 6] = ["push in", "pan left", "pull out", "parallax", "tilt up", "static"];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("which folder?")?);
    let count: usize = env::args().nth(2).map_or(Ok(5), |count| count.parse())?;
    let aspect = env::args().nth(3).map_or(Aspect::Portrait, |name| match name.as_str() {
        "16:9" => Aspect::Landscape,
        "1:1" => Aspect::Square,
        "4:5" => Aspect::Feed,
        _ => Aspect::Portrait,
    });
    std::fs::create_dir_all(&folder)?;
    let context = JobContext::quiet(folder, 2);
    let mut before: Option<(PictureRef, PathBuf, PathBuf)> = None;
    for number in 0..count {
        let (language, mut scene) = common::scenes().swap_remove(number % 10);
        scene.id = number as u16 + 1;
        let brief = common::brief(language, aspect, &scene.text);
        let layout = LAYOUTS[(number * 5) % LAYOUTS.len()].to_owned();
        let palette = PALETTES[(number * 3) % PALETTES.len()].to_owned();
        let camera_movement = MOVEMENTS[number % MOVEMENTS.len()].to_owned();
        let shot = Shot { scene_id: scene.id, layout, palette, camera_movement, ..Shot::default() };
        let slot = SceneSlot { of: count as u16, start: 4.0 * number as f64, film: 4.0 * count as f64 };
        let frame = aspect.frame_size();
        let visual =
            VisualInput { brief: brief.clone(), scene: scene.clone(), slot, shot: shot.clone(), frame };
        let begin = Instant::now();
        let drawn = draw(&visual, &context)?;
        let still = begin.elapsed();
        let composition = drawn.composition.ok_or("no composition")?.path;
        let picture =
            PictureRef { image: asset(), composition: Some(asset()), shot, duration: scene.duration };
        let words = scene.narration.split(' ').enumerate().map(|(at, text)| {
            let start = 0.4 + 0.45 * at as f64;
            WordTiming { text: text.to_owned(), start, end: start + 0.4 }
        });
        let narration = SceneNarration { scene_id: scene.id, words: words.collect(), speed: None };
        let previous = before.as_ref().map(|(picture, ..)| picture.clone());
        let files = ClipFiles {
            footage: None,
            image: drawn.image.path.clone(),
            composition: Some(composition.clone()),
            previous_image: before.as_ref().map(|(_, image, _)| image.clone()),
            previous_composition: before.as_ref().map(|(_, _, composition)| composition.clone()),
            narration,
        };
        let input = ClipInput {
            brief,
            scene,
            slot,
            picture: picture.clone(),
            previous,
            narration: Some(asset()),
            frame,
        };
        let (mut ticks, mut prepared) = (Vec::new(), f64::MAX);
        // The quickest of three: others' load is not what is measured.
        for _ in 0..3 {
            let (mut last, mut taken) = (cpu(), Vec::new());
            render_frames(&input, &files, &context, |_| {
                let now = cpu();
                taken.push(now - last);
                last = now;
                Ok(())
            })?;
            prepared = f64::min(prepared, taken.remove(0));
            ticks.resize(taken.len(), f64::MAX);
            ticks.iter_mut().zip(taken).for_each(|(best, taken)| *best = f64::min(*best, taken));
        }
        let mean = ticks.iter().sum::<f64>() / ticks.len() as f64;
        ticks.sort_by(f64::total_cmp);
        println!(
            "  frames: prepared and first {prepared:.0} ms, median {:.1} ms, mean {mean:.1} ms, slowest {:.1} ms (CPU of this thread)",
            ticks[ticks.len() / 2],
            ticks[ticks.len() - 1]
        );
        let begin = Instant::now();
        let clip = animate(&input, &files, &context)?;
        println!(
            "scene {}: {} {}, still {} ms, clip {:.1} s in {} ms",
            input.scene.id,
            input.picture.shot.layout,
            input.picture.shot.camera_movement,
            still.as_millis(),
            clip.duration,
            begin.elapsed().as_millis()
        );
        before = Some((picture, drawn.image.path, composition));
    }
    Ok(())
}

/// Milliseconds that this thread has computed (`/proc/thread-self/schedstat`), which others' load does not change.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

fn asset() -> AssetRef {
    AssetRef {
        name: "a".into(),
        sha256: "0".repeat(64),
        bytes: 1,
        media_type: "image/png".into(),
        source: String::new(),
        licence: None,
    }
}
