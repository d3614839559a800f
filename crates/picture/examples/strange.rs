//! Draws what people may write in every script, to be looked at: `cargo run --release -p aida-picture --example strange -- FOLDER`.

use std::{env, error::Error, path::PathBuf};

use aida_models::JobContext;
use aida_picture::{LAYOUTS, PALETTES, draw, poster};
use aida_protocol::{Aspect, Language, SceneSlot, Shot, VisualInput};

#[path = "../tests/common/mod.rs"]
mod common;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("which folder?")?);
    let long = "Donaudampfschifffahrt".repeat(10);
    let texts = [
        "שלום עולם, מה שלומך היום",
        "مرحبا بالعالم كيف حالك",
        "你好，世界。这是一个测试",
        "こんにちは世界、元気ですか",
        "नमस्ते दुनिया, कैसे हो",
        "สวัสดีชาวโลก วันนี้เป็นอย่างไร",
        "🎉 Festa! 👨‍👩‍👧‍👦",
        &long,
        "\"quoted\" & <b>bold</b> {braces} 100% 'x'",
        "Ελληνικά και русский текст",
        "iPhone 17 שלום mixed עולם",
        "안녕하세요 세계",
    ];
    for (number, text) in texts.into_iter().enumerate() {
        let scene = common::scene(text, text, text, &["scarpe"]);
        let aspect = Aspect::Portrait;
        let shot = Shot {
            layout: LAYOUTS[number % LAYOUTS.len()].to_owned(),
            palette: PALETTES[number].to_owned(),
            ..Shot::default()
        };
        let slot = SceneSlot { of: 1, start: 0.0, film: 4.0 };
        let brief = common::brief(Language::It, aspect, text);
        let input = VisualInput { brief, scene, slot, shot, frame: aspect.frame_size() };
        let target = folder.join(format!("Strange-{number:02}"));
        std::fs::create_dir_all(&target)?;
        let context = JobContext::quiet(target, 1);
        draw(&input, &context)?;
        poster(&input, &context)?;
    }
    Ok(())
}
