use aida_protocol::{Aspect, ContentType, NodeId, ProjectBrief, Step};
use serde::{Deserialize, Serialize};

use crate::{ScenePlan, version};

/// The newest version of the recipes that this program knows. A changed graph is a new version; what older ones say
/// stays, because workflows that were started with them go on. Version 2 has further shapes of the film, and is
/// written only where there are some: a program that knows version 1 alone goes on with all others.
pub const RECIPE_VERSION: u16 = 2;

/// Which jobs a brief needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    #[serde(deserialize_with = "version::known::<_, RECIPE_VERSION>")]
    pub version: u16,
    pub content_type: ContentType,
    /// Whether a script has to be written; false when the user gave one.
    pub script: bool,
    /// Whether there is anything to hear.
    pub sound: bool,
    /// Since version 2: the shapes of the film besides the first, whose nodes bear their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more_aspects: Vec<Aspect>,
}

/// One line of a recipe: a step, what has to be finished before it, and when it is done at all.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub step: Step,
    pub per_scene: bool,
    /// What has to be finished before. The needs of a step that is left out pass to the steps that need it.
    pub needs: &'static [(Step, Which)],
    /// Whose results the job's message carries besides those of `needs`. All of them are finished earlier.
    pub reads: &'static [(Step, Which)],
    /// Whether the step is done: for the recipe, and for one scene once the scenes are known.
    pub when: fn(&Recipe, Option<&ScenePlan>) -> bool,
}

/// Which nodes of a step a line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The only one.
    Once,
    SameScene,
    /// None for the first scene.
    PreviousScene,
    AllScenes,
}

use Which::{AllScenes, Once, PreviousScene, SameScene};

/// In an order in which every line only needs lines above it; it is also the order of the stages that
/// progress, messages and `current_step` tell.
const LINES: &[Line] = &[
    Line { step: Step::Writer, per_scene: false, needs: &[], reads: &[], when: |recipe, _| recipe.script },
    Line {
        step: Step::Director,
        per_scene: false,
        needs: &[(Step::Writer, Once)],
        reads: &[],
        when: |recipe, _| recipe.has_pictures(),
    },
    Line {
        step: Step::Audio,
        per_scene: false,
        needs: &[(Step::Writer, Once)],
        reads: &[],
        when: |recipe, _| recipe.sound && recipe.content_type != ContentType::Image,
    },
    Line {
        step: Step::Visual,
        per_scene: true,
        needs: &[(Step::Director, Once)],
        reads: &[(Step::Writer, Once)],
        when: |recipe, scene| recipe.has_pictures() && !scene.is_some_and(|scene| scene.own_picture),
    },
    Line {
        step: Step::Clip,
        per_scene: true,
        needs: &[(Step::Visual, SameScene), (Step::Visual, PreviousScene), (Step::Audio, Once)],
        reads: &[(Step::Writer, Once), (Step::Director, Once)],
        when: |recipe, _| recipe.has_film(),
    },
    Line {
        step: Step::Assembly,
        per_scene: false,
        needs: &[(Step::Clip, AllScenes), (Step::Audio, Once)],
        reads: &[(Step::Writer, Once), (Step::Director, Once), (Step::Visual, AllScenes)],
        when: |recipe, _| recipe.content_type != ContentType::Image,
    },
];

impl Recipe {
    pub fn of(brief: &ProjectBrief) -> Recipe {
        let seen = brief.content_type != ContentType::Audio;
        let more_aspects: Vec<Aspect> = brief.every_aspect().skip(1).filter(|_| seen).collect();
        Recipe {
            version: if more_aspects.is_empty() { 1 } else { RECIPE_VERSION },
            content_type: brief.content_type,
            script: brief.script.is_none(),
            sound: brief.narration || brief.music,
            more_aspects,
        }
    }

    /// As nodes name them: None for the first shape, then the others.
    pub(crate) fn aspects(&self) -> impl Iterator<Item = Option<Aspect>> + '_ {
        std::iter::once(None).chain(self.more_aspects.iter().copied().map(Some))
    }

    /// The node that ends each shape of a film; none where there is no film.
    pub(crate) fn films(&self) -> impl Iterator<Item = NodeId> + '_ {
        let films = self.aspects().map(|aspect| NodeId::once(Step::Assembly).of_aspect(aspect));
        films.filter(|_| self.has_film())
    }

    /// The lines of this recipe's version, those that are left out included.
    pub fn lines(&self) -> &'static [Line] {
        LINES
    }

    pub(crate) fn line(&self, step: Step) -> Option<&'static Line> {
        self.lines().iter().find(|line| line.step == step)
    }

    fn has_pictures(&self) -> bool {
        self.content_type != ContentType::Audio
    }

    pub(crate) fn has_film(&self) -> bool {
        matches!(self.content_type, ContentType::Video | ContentType::MultiAsset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipe(content_type: ContentType, script: bool, sound: bool) -> Recipe {
        Recipe { version: 1, content_type, script, sound, more_aspects: Vec::new() }
    }

    fn steps(recipe: &Recipe) -> Vec<Step> {
        recipe.lines().iter().filter(|line| (line.when)(recipe, None)).map(|line| line.step).collect()
    }

    #[test]
    fn every_kind_of_brief_has_its_steps() {
        use Step::{Assembly, Audio, Clip, Director, Visual, Writer};
        let all = vec![Writer, Director, Audio, Visual, Clip, Assembly];
        assert_eq!(steps(&recipe(ContentType::Video, true, true)), all);
        assert_eq!(steps(&recipe(ContentType::MultiAsset, true, true)), all);
        assert_eq!(
            steps(&recipe(ContentType::Video, false, false)),
            [Director, Visual, Clip, Assembly],
            "script given, silent"
        );
        assert_eq!(steps(&recipe(ContentType::Image, true, true)), [Writer, Director, Visual]);
        assert_eq!(steps(&recipe(ContentType::Audio, true, true)), [Writer, Audio, Assembly]);
    }

    #[test]
    fn lines_need_only_lines_above_them_and_fit_their_steps() {
        for (index, line) in LINES.iter().enumerate() {
            assert_eq!(line.per_scene, line.step.per_scene());
            for (needed, which) in line.needs.iter().chain(line.reads) {
                let above = LINES[..index].iter().find(|other| other.step == *needed);
                let above = above.unwrap_or_else(|| panic!("{:?} needs {needed:?} below it", line.step));
                assert_eq!(above.per_scene, *which != Once, "{:?} needs {needed:?}", line.step);
                assert!(line.per_scene || !matches!(which, SameScene | PreviousScene));
            }
        }
    }

    #[test]
    fn only_further_shapes_need_the_new_version() {
        let brief = |content_type: &str, aspects: serde_json::Value| -> ProjectBrief {
            serde_json::from_value(serde_json::json!({
                "id": "b", "user_id": "u", "conversation_id": "", "content_type": content_type, "requirements": [],
                "quality_keywords": [], "language": "it", "created_at": "2026-11-20T10:00:00Z", "subject": "scarpe",
                "duration_seconds": 15.0, "aspect": "9:16", "aspects": aspects
            }))
            .unwrap()
        };
        let two = Recipe::of(&brief("video", serde_json::json!(["9:16", "1:1"])));
        assert_eq!((two.version, &two.more_aspects[..]), (2, &[Aspect::Square][..]));
        for one in [brief("video", serde_json::json!([])), brief("audio", serde_json::json!(["9:16", "1:1"]))]
        {
            assert_eq!((Recipe::of(&one).version, Recipe::of(&one).aspects().count()), (1, 1));
        }
    }

    #[test]
    fn a_scene_with_a_picture_of_its_own_needs_no_visual() {
        let line = recipe(ContentType::Video, true, true).line(Step::Visual).copied().unwrap();
        let scene = |own_picture| ScenePlan { duration_ms: 5_000, own_picture };
        assert!((line.when)(&recipe(ContentType::Video, true, true), Some(&scene(false))));
        assert!(!(line.when)(&recipe(ContentType::Video, true, true), Some(&scene(true))));
    }
}
