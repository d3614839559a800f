//! Fitting a scene's clauses into its slot: how fast to speak, and how long to rest.

use super::clause::Pause;

/// How much slower and faster than natural the voice may speak; a finished film is inspected for it.
pub const SLOWEST: f64 = 0.85;
pub const FASTEST: f64 = 1.20;
/// Our writer sizes its sentences so that they fit. A script that somebody else wrote too long for its own scenes is hurried
/// up to here rather than lost: its film does not pass the inspection, but it has its voice. Beyond, nobody follows.
pub const HURRIED: f64 = 1.6;

/// The rests of a scene, in seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Rests {
    /// Before the first clause.
    pub lead: f64,
    /// Behind each clause but the last.
    pub pauses: Vec<f64>,
    /// Behind the last clause.
    pub tail: f64,
}

impl Rests {
    fn total(&self) -> f64 {
        self.lead + self.pauses.iter().sum::<f64>() + self.tail
    }

    /// Between `self` and `other`; 0 is `self`, 1 is `other`.
    fn towards(&self, other: &Rests, share: f64) -> Rests {
        let between = |from: f64, to: f64| from + (to - from) * share;
        Rests {
            lead: between(self.lead, other.lead),
            pauses: self.pauses.iter().zip(&other.pauses).map(|(from, to)| between(*from, *to)).collect(),
            tail: between(self.tail, other.tail),
        }
    }
}

/// A scene's slot and the signs between its clauses.
#[derive(Debug, Clone)]
pub struct Slot<'a> {
    /// Length of the scene.
    pub seconds: f64,
    /// The film's first scene: the voice comes in at once.
    pub is_hook: bool,
    /// Whether music plays where the voice rests.
    pub music: bool,
    /// Behind each clause, the last one included.
    pub pauses: &'a [Pause],
}

impl Slot<'_> {
    /// The factor of natural speed at which `speech` seconds of natural speech should be spoken.
    pub fn speed(&self, speech: f64) -> f64 {
        let [tightest, tight, natural, relaxed, ..] = self.levels();
        let room = |level: &Rests| (self.seconds - level.total()).max(1e-3);
        if speech > room(&natural) {
            // Some of it comes out of the pauses; all of it only when the fastest speech needs that.
            let easy = speech / room(&natural.towards(&tight, 0.5));
            let hard = speech / room(&tightest);
            return if easy <= FASTEST { easy.max(1.0) } else { hard.clamp(FASTEST.min(easy), FASTEST) };
        }
        (speech / room(&relaxed)).clamp(SLOWEST, 1.0)
    }

    /// The speed after `speed`, at which `needed` seconds were too long: up to the fastest, and only from there beyond.
    pub fn faster(&self, speed: f64, needed: f64) -> f64 {
        let most = if speed < FASTEST { FASTEST } else { HURRIED };
        (speed * needed / self.seconds * 1.02).min(most)
    }

    /// The rests that fill the slot around `speech` seconds of speech as spoken; the seconds needed, when
    /// even the shortest rests do not fit.
    pub fn arrange(&self, speech: f64) -> Result<Rests, f64> {
        let levels = self.levels();
        let room = self.seconds - speech;
        if room < levels[0].total() {
            return Err(speech + levels[0].total());
        }
        for pair in levels.windows(2) {
            let (less, more) = (pair[0].total(), pair[1].total());
            if room <= more {
                let share = if more > less { (room - less) / (more - less) } else { 1.0 };
                return Ok(pair[0].towards(&pair[1], share));
            }
        }
        Ok(self.spread(levels[4].clone(), room))
    }

    /// What is left beyond the longest rests: to the music, or shared out so that no silence grows long.
    fn spread(&self, mut rests: Rests, room: f64) -> Rests {
        let left = room - rests.total();
        if self.music {
            rests.tail += left;
            return rests;
        }
        // One scene's tail and the next one's lead are one rest.
        let share = left / (rests.pauses.len() + 1) as f64;
        rests.lead += share / 2.0;
        rests.tail += share / 2.0;
        rests.pauses.iter_mut().for_each(|pause| *pause += share);
        rests
    }

    /// From the shortest rests that are bearable to the longest that are natural, each no shorter than the one before.
    fn levels(&self) -> [Rests; 5] {
        let lead: f64 = if self.is_hook { 0.06 } else { 0.15 };
        let lead = lead.min(self.seconds * 0.05);
        let tail = 0.35_f64.min(self.seconds * 0.08);
        let inner = &self.pauses[..self.pauses.len().saturating_sub(1)];
        let scaled = |factor: f64| inner.iter().map(|pause| pause.seconds() * factor).collect();
        let toward_longest = |share: f64| {
            let pause = |pause: &Pause| pause.seconds() + (pause.longest() - pause.seconds()) * share;
            inner.iter().map(pause).collect()
        };
        [
            Rests { lead: lead.min(0.03), pauses: scaled(0.3), tail: tail.min(0.04) },
            Rests { lead, pauses: scaled(0.6), tail: tail.min(0.12) },
            Rests { lead, pauses: scaled(1.0), tail },
            Rests { lead, pauses: toward_longest(0.6), tail: tail.max(if self.music { 0.6 } else { 0.45 }) },
            Rests {
                lead: lead.max(if self.is_hook { 0.15 } else { 0.30 }),
                pauses: toward_longest(1.0),
                tail: if self.music { 0.95 } else { 0.60 },
            },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNS: [Pause; 3] = [Pause::Comma, Pause::Sentence, Pause::Sentence];

    fn slot(seconds: f64, music: bool) -> Slot<'static> {
        Slot { seconds, is_hook: false, music, pauses: &SIGNS }
    }

    #[test]
    fn whatever_the_speech_the_slot_is_filled_exactly_or_overflows() {
        for tenths in 1..120 {
            let speech = f64::from(tenths) / 10.0;
            for music in [true, false] {
                let slot = slot(8.0, music);
                let spoken = speech / slot.speed(speech);
                match slot.arrange(spoken) {
                    Ok(rests) => {
                        assert!((rests.total() + spoken - 8.0).abs() < 1e-9, "{speech}");
                        assert!(
                            rests.lead > 0.0 && rests.tail > 0.0 && rests.pauses.iter().all(|p| *p > 0.0)
                        );
                    }
                    Err(needed) => assert!(speech / FASTEST > 7.5 && needed > 8.0, "{speech}"),
                }
            }
        }
    }

    #[test]
    fn speed_stays_natural_while_rests_can_give_way() {
        assert_eq!(slot(8.0, true).speed(6.3), 1.0);
        assert!(slot(8.0, true).speed(8.0) > 1.05);
        assert_eq!(slot(8.0, true).speed(12.0), FASTEST);
        assert_eq!(slot(8.0, true).speed(2.0), SLOWEST);
    }

    #[test]
    fn beyond_the_fastest_it_goes_only_from_the_fastest() {
        let slot = slot(8.0, true);
        assert!((slot.faster(1.0, 8.4) - 1.071).abs() < 1e-9);
        assert_eq!(slot.faster(1.0, 16.0), FASTEST);
        assert!(slot.faster(FASTEST, 8.4) > 1.25);
        assert_eq!(slot.faster(FASTEST, 16.0), HURRIED);
    }

    #[test]
    fn a_narration_near_its_slot_leaves_under_a_second_at_the_end() {
        for tenths in 52..94 {
            let slot = slot(8.0, true);
            let speech = f64::from(tenths) / 10.0;
            let rests = slot.arrange(speech / slot.speed(speech)).unwrap();
            assert!(rests.tail <= 1.0, "{speech}: {}", rests.tail);
        }
    }

    #[test]
    fn without_music_no_rest_takes_all_that_is_left() {
        let rests = slot(8.0, false).arrange(3.0).unwrap();
        assert!(rests.tail < 1.8 && rests.lead > 0.5, "{rests:?}");
    }
}
