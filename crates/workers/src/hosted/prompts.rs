//! Prompts: templates in files, each known by its hash.

use aida_models::WorkPlan;
use aida_protocol::{ContentType, ProjectBrief, Script};
use minijinja::{Environment, Value, context};
use sha2::{Digest, Sha256};

/// The system's text and the question, and the hash of the templates they were made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    pub system: String,
    pub question: String,
    pub hash: String,
}

const WRITER: [&str; 2] = [include_str!("prompts/writer_system.j2"), include_str!("prompts/writer.j2")];
const DIRECTOR: [&str; 2] = [include_str!("prompts/director_system.j2"), include_str!("prompts/director.j2")];

/// Characters a second that a voice can say without hurry.
pub const CHARACTERS_PER_SECOND: f64 = 15.0;

pub fn writer(brief: &ProjectBrief, fault: Option<&str>) -> Result<Prompt, minijinja::Error> {
    let values = context! {
        language => brief.language.name(),
        concepts => brief.language.of_studio().name(),
        brief => brief_text(brief),
        seconds => brief.duration_seconds,
        scenes => WorkPlan::of_brief(brief).scenes.len(),
        pictures => brief.content_type == ContentType::Image,
        longest => brief.duration_seconds.min(10.0),
        rate => CHARACTERS_PER_SECOND as u32,
        narrated => brief.narration,
        fault => fault.unwrap_or_default(),
    };
    render(WRITER, &values)
}

pub fn director(
    brief: &ProjectBrief,
    script: &Script,
    fault: Option<&str>,
) -> Result<Prompt, minijinja::Error> {
    let values = context! {
        language => brief.language.name(),
        brief => brief_text(brief),
        script => script_text(script),
        scenes => script.scenes.len(),
        fault => fault.unwrap_or_default(),
    };
    render(DIRECTOR, &values)
}

fn render([system, question]: [&str; 2], values: &Value) -> Result<Prompt, minijinja::Error> {
    let environment = Environment::new();
    let hash = Sha256::new().chain_update(system).chain_update([0]).chain_update(question).finalize();
    Ok(Prompt {
        system: environment.render_str(system, values)?,
        question: environment.render_str(question, values)?,
        hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

/// All of the user's own words in a brief: what a model may read, and what is looked through before it may.
pub fn brief_text(brief: &ProjectBrief) -> String {
    let mut lines = vec![format!("Subject: {}", brief.subject)];
    let mut add = |name: &str, text: &str| {
        if !text.trim().is_empty() {
            lines.push(format!("{name}: {}", text.trim()));
        }
    };
    add("Asked", &brief.requirements.join(" / "));
    add("Audience", &brief.audience);
    add("Tone", brief.tone.as_str());
    add("Manner", &brief.quality_keywords.join(", "));
    add("Must appear", &brief.must_have.join(" / "));
    add("Look", brief.style_preferences.custom_description.as_deref().unwrap_or_default());
    for material in &brief.material {
        add("Material", &format!("{}\n{}", material.title, material.text));
    }
    lines.join("\n")
}

pub fn script_text(script: &Script) -> String {
    let scene = |scene: &aida_protocol::Scene| {
        format!("{}. ({} s) {} — {}", scene.id, scene.duration, scene.text, scene.narration)
    };
    script.scenes.iter().map(scene).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use aida_models::{Quantity, WorkPlan};
    use aida_protocol::{BriefDefaults, BriefInput};

    use super::*;
    use crate::hosted::answers;

    /// The estimate is made elsewhere, without the templates; it has to follow them.
    #[test]
    fn estimates_know_how_long_the_prompts_are() {
        let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: chrono::Utc::now() };
        let text = "Video Instagram 30s per scarpe eco-friendly, Gen Z, energico";
        let input = BriefInput {
            subject: Some("scarpe eco-friendly".into()),
            requirements: Some(vec![text.into()]),
            duration_seconds: Some(30.0),
            ..BriefInput::default()
        };
        let brief = input.complete(defaults).expect("a brief");
        let scene = |id: u16| aida_protocol::Scene {
            id,
            duration: 5.0,
            text: "Scarpe ecologiche nella città del mattino".into(),
            narration: "Ogni scarpa nasce da ciò che era già qui, leggera come l'aria.".into(),
            ..aida_protocol::Scene::default()
        };
        let script = Script { scenes: (1..=6).map(scene).collect(), ..Script::default() };
        let plan = WorkPlan::of_script(&brief, &script);
        let tokens = |prompt: Prompt, schema: serde_json::Value| {
            ((prompt.system.len() + prompt.question.len() + schema.to_string().len()) / 4) as f64
        };
        let asked = [
            (tokens(writer(&brief, None).expect("a prompt"), answers::script_schema()), plan.script_call()),
            (
                tokens(director(&brief, &script, None).expect("a prompt"), answers::storyboard_schema()),
                plan.storyboard_call(),
            ),
        ];
        for (tokens, Quantity { input_tokens, .. }) in asked {
            let off = input_tokens as f64 / tokens - 1.0;
            assert!(off.abs() < 0.1, "estimated {input_tokens} tokens, the prompt has {tokens}");
        }
    }
}
