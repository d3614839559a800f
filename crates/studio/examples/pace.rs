//! How fast the studio's voice speaks what the studio's writer wrote: a line for every scene of every brief.
//!
//! ```text
//! pace BRIEFS
//! ```
//!
//! `BRIEFS` is a file with a brief a line, as JSON or as a sentence. Printed, with tabs between: the brief's line, scene,
//! its seconds, the factor of natural speed, what rests before and behind the voice in seconds, and the narration.
//! `AIDA_VOICE` names the voice helper; without it `aida-voice` beside this program's folder is taken.

use std::{env, fs, path::PathBuf, time::SystemTime};

use aida_models::JobContext;
use aida_protocol::{AudioInput, BriefDefaults, BriefInput, ProjectBrief, WriterInput};

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let path = env::args().nth(1).ok_or("usage: pace BRIEFS")?;
    let beside = || env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.join("aida-voice")));
    let voice = env::var_os("AIDA_VOICE").map(PathBuf::from).or_else(beside);
    let voice = voice.ok_or("no voice helper: set AIDA_VOICE")?;
    let scratch = env::temp_dir().join(format!("aida-pace-{}", std::process::id()));
    fs::create_dir_all(&scratch)?;
    for (line, text) in fs::read_to_string(path)?.lines().enumerate() {
        let brief = read(text)?;
        if !brief.narration {
            continue;
        }
        let script = aida_script::write(&WriterInput { brief: brief.clone() }).script;
        let input = AudioInput { brief: ProjectBrief { music: false, ..brief }, script };
        let sound = match aida_sound::speak(&input, &voice, &JobContext::quiet(scratch.clone(), 1)) {
            Ok(sound) => sound,
            Err(error) => {
                println!("{line}\t-\t-\t9.99\t0\t0\t{error}");
                continue;
            }
        };
        for (scene, said) in input.script.scenes.iter().zip(&sound.narration) {
            let (first, last) = (said.words.first(), said.words.last());
            println!(
                "{line}\t{}\t{:.2}\t{:.3}\t{:.2}\t{:.2}\t{}",
                scene.id,
                scene.duration,
                said.speed.unwrap_or_default(),
                first.map_or(0.0, |word| word.start),
                last.map_or(scene.duration, |word| scene.duration - word.end),
                scene.narration
            );
        }
    }
    fs::remove_dir_all(scratch)?;
    Ok(())
}

fn read(text: &str) -> Result<ProjectBrief, Failure> {
    let input: BriefInput = if text.starts_with('{') {
        serde_json::from_str(text)?
    } else {
        let given = BriefInput { text: Some(text.to_owned()), ..BriefInput::default() };
        given.or(aida_nlu::understand(text).input)
    };
    let defaults = BriefDefaults {
        id: "pace".to_owned(),
        user_id: "local".to_owned(),
        now: SystemTime::UNIX_EPOCH.into(),
    };
    input.complete(defaults).map_err(|errors| format!("{text}: {errors:?}").into())
}
