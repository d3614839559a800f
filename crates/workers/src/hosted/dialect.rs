//! The director's plain words in the way each model wants to be spoken to.

use aida_models::{Dialect, ModelSpec};
use aida_protocol::{ProjectBrief, Shot};

/// The prompt of a still. Midjourney gets a dense phrase, the others sentences with the important first; what is not
/// wanted is not named, since none of these models takes a "no".
pub fn picture(model: &ModelSpec, shot: &Shot, brief: &ProjectBrief) -> String {
    let style = brief.style_preferences.custom_description.as_deref().unwrap_or_default();
    let manner = brief.quality_keywords.join(", ");
    let parts = [&shot.visual_description, &shot.shot, &shot.lighting, &shot.mood, style, &manner];
    let parts = parts.map(|part| part.trim().trim_end_matches('.'));
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let prompt = match model.dialect {
        Dialect::Midjourney => return cut(&parts.join(", "), model, style_codes(brief).chars().count()),
        _ => format!("{}. Clean photographic image with calm areas.", parts.join(". ")),
    };
    cut(&prompt, model, 0)
}

/// The gallery's styles as Midjourney's parameter, for the end of its prompt.
pub fn style_codes(brief: &ProjectBrief) -> String {
    let styles = brief.style_preferences.gallery_selected.iter();
    let codes: Vec<&str> = styles.map(|style| style.id.as_str()).filter(|id| is_code(id)).collect();
    if codes.is_empty() { String::new() } else { format!(" --sref {}", codes.join(" ")) }
}

/// The prompt of a clip that begins with a picture: what moves, the camera, the light. The picture itself is not
/// described again, except to models that want the whole scene.
pub fn motion(model: &ModelSpec, shot: &Shot, scene_text: &str) -> String {
    let camera = match shot.camera_movement.trim() {
        "" | "static" => "static camera, natural movement of the subject".to_owned(),
        movement => format!("slow {movement} of the camera"),
    };
    let light = shot.lighting.trim();
    let prompt = match model.dialect {
        Dialect::Veo | Dialect::Sora => {
            format!("{} {camera}. {light}. {}. Silent.", shot.visual_description.trim(), shot.mood.trim())
        }
        _ => format!("{scene_text}. {camera}, {light}, smooth continuous motion"),
    };
    cut(&prompt, model, 0)
}

/// A style code of the gallery is digits only; anything else could be another parameter.
fn is_code(id: &str) -> bool {
    (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

fn cut(prompt: &str, model: &ModelSpec, less: usize) -> String {
    let most = model.limits.max_prompt_characters.unwrap_or(usize::MAX).saturating_sub(less);
    // Two hyphens begin a parameter of Midjourney's.
    prompt.replace("--", "–").chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use aida_models::Catalogue;
    use aida_protocol::{BriefDefaults, BriefInput, StyleChoice};

    use super::*;

    #[test]
    fn each_model_is_spoken_to_in_its_own_way() {
        let catalogue = Catalogue::built_in();
        let model = |id: &str| catalogue.model(id).expect("a model");
        let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: chrono::Utc::now() };
        let input = BriefInput { subject: Some("scarpe".into()), ..BriefInput::default() };
        let mut brief = input.complete(defaults).expect("a brief");
        for id in ["2813938774", "1 --v 5"] {
            let choice = StyleChoice { id: id.into(), requires_artistic_model: true };
            brief.style_preferences.gallery_selected.push(choice);
        }
        let shot = Shot {
            visual_description: "Scarpe su muschio --chaos 100.".into(),
            camera_movement: "push in".into(),
            lighting: "soft light".into(),
            ..Shot::default()
        };
        let midjourney = picture(model("Midjourney"), &shot, &brief);
        assert!(midjourney.starts_with("Scarpe su muschio") && !midjourney.contains("--"), "{midjourney}");
        assert_eq!(style_codes(&brief), " --sref 2813938774");
        let flux = picture(model("FLUX Pro"), &shot, &brief);
        assert!(flux.starts_with("Scarpe su muschio") && !flux.contains("--"));
        let kling = motion(model("Kling 2.5 Pro"), &shot, "I passi nel bosco");
        assert!(kling.contains("slow push in of the camera") && !kling.contains("muschio"));
        let long = Shot { visual_description: "a".repeat(9_000), ..shot };
        assert!(motion(model("Veo 3.1"), &long, "").chars().count() <= 2_000);
    }
}
