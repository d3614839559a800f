//! Gathers what is wrong with a brief, field by field.

use std::collections::HashSet;

use super::*;

#[derive(Default)]
pub(super) struct Check {
    pub(super) errors: Vec<FieldError>,
}

impl Check {
    pub(super) fn that(&mut self, holds: bool, field: &str, reason: impl FnOnce() -> String) {
        if !holds {
            self.errors.push(FieldError::new(field, reason()));
        }
    }

    pub(super) fn line(&mut self, field: &str, value: Option<&str>, max_chars: usize) {
        let Some(value) = value else { return };
        self.that(value.chars().count() <= max_chars, field, || {
            format!("is longer than {max_chars} characters")
        });
        let forbidden = value.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        if let Some(forbidden) = forbidden {
            self.errors.push(FieldError::new(
                field,
                format!("holds the control character U+{:04X}", forbidden as u32),
            ));
        }
    }

    pub(super) fn count(&mut self, field: &str, items: usize) {
        self.that(items <= limits::LIST_ITEMS, field, || {
            format!("holds more than {} items", limits::LIST_ITEMS)
        });
    }

    pub(super) fn list(&mut self, field: &str, values: Option<&[String]>) {
        let values = values.unwrap_or_default();
        self.count(field, values.len());
        for (index, value) in values.iter().enumerate().take(limits::LIST_ITEMS) {
            self.line(&format!("{field}[{index}]"), Some(value), limits::LINE_CHARS);
        }
    }

    pub(super) fn language(&mut self, value: Option<&str>) -> Option<Language> {
        match value?.parse() {
            Ok(language) => Some(language),
            Err(reason) => {
                self.errors.push(FieldError::new("language", reason));
                None
            }
        }
    }

    pub(super) fn duration(&mut self, asked: Option<f64>, script: Option<&Script>) -> f64 {
        let scripted = script.map(|script| script.scenes.iter().map(|scene| scene.duration).sum::<f64>());
        let seconds = scripted.or(asked).unwrap_or(30.0);
        let field = if scripted.is_some() { "script.scenes" } else { "duration_seconds" };
        self.that((limits::MIN_SECONDS..=limits::MAX_SECONDS).contains(&seconds), field, || {
            format!("the length must be {} to {} seconds", limits::MIN_SECONDS, limits::MAX_SECONDS)
        });
        seconds
    }

    /// The first shape, and all of them where there are several.
    pub(super) fn aspects(
        &mut self,
        first: Option<Aspect>,
        all: Option<Vec<Aspect>>,
        usual: Aspect,
    ) -> (Aspect, Vec<Aspect>) {
        let Some(mut all) = all else { return (first.unwrap_or(usual), Vec::new()) };
        let different: HashSet<Aspect> = all.iter().copied().collect();
        self.that(!all.is_empty() && different.len() == all.len(), "aspects", || {
            "must name at least one shape, and none twice".to_owned()
        });
        if let Some(first) = first {
            all.retain(|aspect| *aspect != first);
            all.insert(0, first);
        }
        let first = all.first().copied().unwrap_or(usual);
        (first, if all.len() > 1 { all } else { Vec::new() })
    }

    pub(super) fn script(&mut self, script: Option<ScriptInput>) -> Option<Script> {
        let script = script?;
        let scenes = script.scenes;
        self.that((1..=limits::MAX_SCENES).contains(&scenes.len()), "script.scenes", || {
            format!("must hold 1 to {} scenes", limits::MAX_SCENES)
        });
        for (index, scene) in scenes.iter().enumerate().take(limits::MAX_SCENES) {
            let at = format!("script.scenes[{index}]");
            self.that((1.0..=120.0).contains(&scene.duration), &format!("{at}.duration"), || {
                "must be 1 to 120 seconds".to_owned()
            });
            self.line(&format!("{at}.narration"), Some(&scene.narration), limits::NARRATION_CHARS);
            self.line(&format!("{at}.headline"), Some(&scene.headline), limits::LINE_CHARS);
            self.line(&format!("{at}.text"), Some(&scene.text), limits::NARRATION_CHARS);
        }
        let voiceover: Vec<_> =
            scenes.iter().map(|scene| scene.narration.trim()).filter(|text| !text.is_empty()).collect();
        let voiceover = voiceover.join(" ");
        let scenes = (1..).zip(scenes).map(|(id, scene)| Scene {
            id,
            duration: scene.duration,
            text: if scene.text.is_empty() { scene.narration.clone() } else { scene.text },
            narration: scene.narration,
            headline: scene.headline,
            role: "given".to_owned(),
            ..Scene::default()
        });
        Some(Script { scenes: scenes.collect(), voiceover, ..Script::default() })
    }

    pub(super) fn pictures(&mut self, pictures: Vec<Picture>) -> Vec<Picture> {
        self.count("pictures", pictures.len());
        for (index, picture) in pictures.iter().enumerate().take(limits::LIST_ITEMS) {
            self.that(is_sha256(&picture.sha256), &format!("pictures[{index}].sha256"), || {
                "is not the SHA-256 of an upload".to_owned()
            });
            self.that(picture.scene != Some(0), &format!("pictures[{index}].scene"), || {
                "scenes count from 1".to_owned()
            });
        }
        pictures
    }

    /// A picture to take the style of: an upload, or an address that its provider can fetch.
    pub(super) fn reference(&mut self, value: Option<&str>) {
        let Some(value) = value else { return };
        let host = value.strip_prefix("https://").unwrap_or_default();
        let is_address = host.starts_with(|c: char| c.is_ascii_alphanumeric())
            && value.len() <= limits::LINE_CHARS
            && value.bytes().all(|byte| byte.is_ascii_graphic());
        self.that(is_address || is_sha256(value), "style_preferences.reference_image", || {
            "is neither the SHA-256 of an upload nor an https address".to_owned()
        });
    }

    pub(super) fn material(&mut self, material: Vec<Material>) -> Vec<Material> {
        self.that(material.len() <= limits::MATERIAL_ITEMS, "material", || {
            format!("holds more than {} texts", limits::MATERIAL_ITEMS)
        });
        let bytes: usize = material.iter().map(|item| item.title.len() + item.text.len()).sum();
        self.that(bytes <= limits::MATERIAL_BYTES, "material", || {
            format!("holds {bytes} bytes; at most {} in all", limits::MATERIAL_BYTES)
        });
        for (index, item) in material.iter().enumerate().take(limits::MATERIAL_ITEMS) {
            let at = format!("material[{index}]");
            self.line(&format!("{at}.title"), Some(&item.title), limits::LINE_CHARS);
            self.line(&format!("{at}.text"), Some(&item.text), limits::MATERIAL_BYTES);
            self.that(!item.text.trim().is_empty(), &format!("{at}.text"), || "is empty".to_owned());
        }
        material
    }

    pub(super) fn budget(&mut self, budget: Option<&BudgetConstraints>) {
        let negative =
            budget.and_then(|budget| budget.max_cost).is_some_and(|cost| cost.ten_thousandths() < 0);
        self.that(!negative, "budget_constraints.max_cost", || "must not be negative".to_owned());
    }
}
