//! Draws layouts beside each other, to be looked at: contact sheets for a shape of frame.
//!
//! `cargo run --release -p aida-picture --example sheet -- FOLDER [SHAPE] [LAYOUTS] [PALETTES]`, where SHAPE is
//! `9:16`, `16:9`, `1:1` or `4:5` and the lists are names with commas between; `-` or nothing means all. A row is a
//! layout, a column another palette and scene. With `@FILE` in place of the shape, the inputs of that file (a line of
//! JSON each, as script's example `visuals` prints them), a film a row.

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
/// Height of a picture on the sheet.
const CELL: f32 = 470.0;
const COLUMNS: usize = 6;
/// Rows of a sheet; more go onto the next.
const ROWS: usize = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    let folder = Path::new(words.first().ok_or("which folder?")?);
    fs::create_dir_all(folder)?;
    let shape = words.get(1).map_or("9:16", String::as_str);
    if let Some(file) = shape.strip_prefix('@') {
        let lines = fs::read_to_string(file)?;
        let inputs = lines.lines().map(serde_json::from_str).collect::<Result<Vec<VisualInput>, _>>()?;
        let films: Vec<&[VisualInput]> = inputs.chunk_by(|one, next| one.scene.id < next.scene.id).collect();
        let rows: Vec<Vec<VisualInput>> = films.into_iter().map(<[VisualInput]>::to_vec).collect();
        return sheets(folder, "films", &rows);
    }
    let aspect = Aspect::ALL.into_iter().find(|aspect| aspect.as_str() == shape).ok_or("which shape?")?;
    let palettes = chosen(words.get(3), &PALETTES);
    let row = |(row, layout): (usize, &String)| {
        (0..COLUMNS).map(|column| input(aspect, layout, &palettes, row, column)).collect()
    };
    let rows: Vec<Vec<VisualInput>> = chosen(words.get(2), &LAYOUTS).iter().enumerate().map(row).collect();
    sheets(folder, &shape.replace(':', "x"), &rows)
}

/// Draws rows of pictures, some rows a sheet.
fn sheets(folder: &Path, name: &str, rows: &[Vec<VisualInput>]) -> Result<(), Box<dyn Error>> {
    let mut spent = Duration::ZERO;
    for (number, page) in rows.chunks(ROWS).enumerate() {
        let columns = page.iter().map(Vec::len).max().unwrap_or(1);
        let width: f32 = page.iter().map(|row| row.iter().map(cell_width).sum::<f32>()).fold(1.0, f32::max);
        let height: f32 = page.iter().map(|row| CELL * row.first().map_or(1.0, shrunk) + GAP).sum();
        let mut sheet = Pixmap::new(width as u32, height as u32).ok_or(format!("{columns} are too many"))?;
        let mut y = 0.0;
        for row in page {
            let mut x = 0.0;
            for input in row {
                let begin = Instant::now();
                let drawn = draw(input, &JobContext::quiet(folder.to_owned(), 1))?;
                spent += begin.elapsed();
                let cell = Pixmap::decode_png(&fs::read(drawn.image.path)?)?;
                let scale = CELL * shrunk(input) / input.frame.height as f32;
                let place = Transform::from_row(scale, 0.0, 0.0, scale, x, y);
                let paint = PixmapPaint { quality: FilterQuality::Bicubic, ..PixmapPaint::default() };
                sheet.draw_pixmap(0, 0, cell.as_ref(), &paint, place, None);
                x += cell_width(input);
            }
            y += CELL * row.first().map_or(1.0, shrunk) + GAP;
        }
        sheet.save_png(folder.join(format!("sheet-{name}-{number}.png")))?;
    }
    let count = rows.iter().map(Vec::len).sum::<usize>().max(1);
    println!("{name}: {} ms a picture", (spent / count as u32).as_millis());
    Ok(())
}

/// Wide pictures are drawn less high.
fn shrunk(input: &VisualInput) -> f32 {
    if input.frame.width > input.frame.height { 0.45 } else { 1.0 }
}

fn cell_width(input: &VisualInput) -> f32 {
    CELL * shrunk(input) * input.frame.width as f32 / input.frame.height as f32 + GAP
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
