use aida_protocol::{SceneSlot, Script};

/// Where the scenes of a script lie in the film.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Scene, start and length in seconds.
    scenes: Vec<(u16, f64, f64)>,
}

impl Timeline {
    pub fn of(script: &Script) -> Timeline {
        let mut start = 0.0;
        let scenes = script
            .scenes
            .iter()
            .map(|scene| {
                let here = start;
                start += scene.duration;
                (scene.id, here, scene.duration)
            })
            .collect();
        Timeline { scenes }
    }

    /// Seconds of the whole film.
    pub fn film(&self) -> f64 {
        self.scenes.last().map_or(0.0, |(_, start, duration)| start + duration)
    }

    /// Seconds before the scene; 0 for a scene that the film does not have.
    pub fn start_of(&self, scene: u16) -> f64 {
        self.scenes.iter().find(|(id, ..)| *id == scene).map_or(0.0, |(_, start, _)| *start)
    }

    pub fn slot_of(&self, scene: u16) -> SceneSlot {
        SceneSlot { of: self.scenes.len() as u16, start: self.start_of(scene), film: self.film() }
    }

    /// Frames of the whole film.
    pub fn frames(&self) -> u64 {
        self.scenes.last().map_or(0, |(_, start, duration)| {
            u64::from(SceneSlot { of: 1, start: *start, film: 0.0 }.frames(*duration).end)
        })
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::Scene;

    use super::*;

    #[test]
    fn scenes_follow_each_other() {
        let scene = |id, duration| Scene { id, duration, ..Scene::default() };
        let script = Script { scenes: vec![scene(1, 2.52), scene(2, 3.01)], ..Script::default() };
        let timeline = Timeline::of(&script);
        assert_eq!((timeline.start_of(2), timeline.start_of(9)), (2.52, 0.0));
        assert_eq!(timeline.frames(), 166);
        assert!((timeline.slot_of(1).film - 5.53).abs() < 1e-9);
    }
}
