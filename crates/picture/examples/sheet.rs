//! Draws every layout, to be looked at: `cargo run --release -p aida-picture --example sheet -- FOLDER`.

use std::{env, error::Error, path::PathBuf, time::Instant};

use aida_models::JobContext;
use aida_picture::{LAYOUTS, PALETTES, draw};
use aida_protocol::{Aspect, Language, Scene, SceneSlot, Shot, VisualInput};

#[path = "../tests/common/mod.rs"]
mod common;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("which folder?")?);
    let scenes = common::scenes();
    for (a, aspect) in Aspect::ALL.into_iter().enumerate() {
        for (number, layout) in LAYOUTS.into_iter().enumerate() {
            let (language, scene): &(Language, Scene) = &scenes[(number + a) % scenes.len()];
            let brief = common::brief(*language, aspect, &scene.text);
            let palette = PALETTES[(number + a * 5) % PALETTES.len()].to_owned();
            let shot = Shot { layout: layout.to_owned(), palette, ..Shot::default() };
            let slot = SceneSlot { of: 1, start: 0.0, film: 4.0 };
            let input = VisualInput { brief, scene: scene.clone(), slot, shot, frame: aspect.frame_size() };
            let target = folder.join(format!("{:?}-{number:02}-{layout}", aspect));
            std::fs::create_dir_all(&target)?;
            let begin = Instant::now();
            let drawn = draw(&input, &JobContext::quiet(target, 1))?;
            println!("{aspect:?} {layout}: {} ms, {:?}", begin.elapsed().as_millis(), drawn.depicts);
        }
    }
    Ok(())
}
