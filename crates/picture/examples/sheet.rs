//! Draws layouts beside each other, to be looked at: contact sheets for a shape of frame.
//!
//! `cargo run --release -p aida-picture --example sheet -- FOLDER [SHAPE] [LAYOUTS] [PALETTES]`, where SHAPE is
//! `9:16`, `16:9`, `1:1` or `4:5` and the lists are names with commas between; `-` or nothing means all. A row is a
//! layout, a column another palette and scene.

use std::{
    env,
    error::Error,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use aida_models::JobContext;
use aida_picture::{LAYOUTS, PALETTES, draw};
use aida_protocol::{Aspect, SceneSlot, Shot, Tone, VisualInput};
use resvg::tiny_skia::{FilterQuality, Pixmap, PixmapPaint, Transform};

#[path = "../tests/common/mod.rs"]
mod common;

/// Pixels between pictures.
const GAP: f32 = 10.0;
const COLUMNS: usize = 6;
/// Rows of a sheet; more go onto the next.
const ROWS: usize = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    let folder = words.first().ok_or("which folder?")?;
    let shape = words.get(1).map_or("9:16", String::as_str);
    let aspect = Aspect::ALL.into_iter().find(|aspect| aspect.as_str() == shape).ok_or("which shape?")?;
    let layouts = chosen(words.get(2), &LAYOUTS);
    let palettes = chosen(words.get(3), &PALETTES);
    fs::create_dir_all(folder)?;
    let frame = aspect.frame_size();
    let scale = if frame.width > frame.height { 0.17 } else { 0.25 };
    let (width, height) = (frame.width as f32 * scale + GAP, frame.height as f32 * scale + GAP);
    let mut spent = Duration::ZERO;
    for (number, page) in layouts.chunks(ROWS).enumerate() {
        let mut sheet = Pixmap::new((width * COLUMNS as f32) as u32, (height * page.len() as f32) as u32)
            .ok_or("too large")?;
        for (at, layout) in page.iter().enumerate() {
            for column in 0..COLUMNS {
                let input = input(aspect, layout, &palettes, number * ROWS + at, column);
                let begin = Instant::now();
                let drawn = draw(&input, &JobContext::quiet(Path::new(folder).to_owned(), 1))?;
                spent += begin.elapsed();
                let cell = Pixmap::decode_png(&fs::read(drawn.image.path)?)?;
                let place =
                    Transform::from_row(scale, 0.0, 0.0, scale, width * column as f32, height * at as f32);
                let paint = PixmapPaint { quality: FilterQuality::Bicubic, ..PixmapPaint::default() };
                sheet.draw_pixmap(0, 0, cell.as_ref(), &paint, place, None);
            }
        }
        sheet.save_png(Path::new(folder).join(format!("sheet-{}-{number}.png", shape.replace(':', "x"))))?;
    }
    println!("{shape}: {} ms a picture", (spent / (layouts.len() * COLUMNS) as u32).as_millis());
    Ok(())
}

fn chosen(wanted: Option<&String>, all: &[&str]) -> Vec<String> {
    match wanted.map(String::as_str) {
        None | Some("-") => all.iter().map(|name| (*name).to_owned()).collect(),
        Some(list) => list.split(',').map(str::to_owned).collect(),
    }
}

fn input(aspect: Aspect, layout: &str, palettes: &[String], row: usize, column: usize) -> VisualInput {
    let scenes = common::scenes();
    let (mut language, mut scene) = scenes[(row * 3 + column) % scenes.len()].clone();
    let numbers = ["number", "counter", "bar", "timeline", "calendar"].contains(&layout);
    if numbers {
        let with_digits =
            scenes.iter().filter(|(_, scene)| scene.headline.contains(|c: char| c.is_ascii_digit()));
        let found: Vec<_> = with_digits.collect();
        (language, scene) = found[(row + column) % found.len()].clone();
    }
    scene.id = column as u16 + 1;
    if layout == "cta_button" {
        scene.role = "call_to_action".to_owned();
    }
    let mut brief = common::brief(language, aspect, &scene.text);
    brief.tone = Tone::ALL[(row + column) % Tone::ALL.len()];
    let palette = palettes[(row * 5 + column) % palettes.len()].clone();
    let shot = Shot { layout: layout.to_owned(), palette, ..Shot::default() };
    let slot = SceneSlot { of: 1, start: 0.0, film: 4.0 };
    VisualInput { brief, scene, slot, shot, frame: aspect.frame_size() }
}
