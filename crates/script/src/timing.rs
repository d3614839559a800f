//! How many scenes, how long, and how many words fit.

use aida_protocol::FRAMES_PER_SECOND;

/// Seconds that no scene falls below, where the film's length allows.
pub const SHORTEST_SCENE: f64 = 2.5;
/// A hook that takes longer has lost its viewer.
pub const LONGEST_HOOK: f64 = 4.0;
/// Narration fills its slot to this part when all goes well.
pub const FILL: f64 = 0.94;
/// The same where there is little to tell: slower than an advert, and better than words that say nothing.
pub const FILL_OF_FACTS: f64 = 0.7;
/// More words than this part of the slot's are never written: the voice would have to race.
pub const MOST: f64 = 1.1;
/// What the whole film's narration keeps below, so that single scenes have room.
pub const MOST_IN_ALL: f64 = 0.98;
/// Silence that a scene may hold, in seconds, before it sounds like a fault.
pub const LONGEST_SILENCE: f64 = 0.9;

/// The shortest slot for so many seconds of natural speech. A frame is lost at most where scenes meet; the
/// bound leaves room for it.
pub fn least_seconds(spoken: f64) -> f64 {
    SHORTEST_SCENE.max(spoken / (MOST - 0.03))
}

/// The longest slot for so many seconds of natural speech: spoken a little slower, with a rest that is no fault yet.
pub fn most_seconds(spoken: f64) -> f64 {
    spoken * 1.06 + LONGEST_SILENCE
}

/// How many scenes a film of this length has.
pub fn scene_count(seconds: f64) -> usize {
    const POINTS: [(f64, f64); 8] = [
        (5.0, 2.0),
        (8.0, 3.0),
        (15.0, 4.0),
        (30.0, 6.0),
        (60.0, 9.0),
        (120.0, 15.0),
        (300.0, 33.0),
        (600.0, 60.0),
    ];
    let after = POINTS.iter().position(|(length, _)| seconds <= *length).unwrap_or(POINTS.len() - 1).max(1);
    let ((x0, y0), (x1, y1)) = (POINTS[after - 1], POINTS[after]);
    let share = ((seconds - x0) / (x1 - x0)).clamp(0.0, 1.0);
    let by_curve = (y0 + share * (y1 - y0)).round() as usize;
    // A little more than the shortest, so that sentences find room.
    by_curve.min(((seconds / 2.9).floor() as usize).max(2))
}

/// What a scene asks of time, in seconds.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub seconds: f64,
    pub least: f64,
    pub most: f64,
}

/// Shares `total` seconds out so that each scene is as near to its wish as its bounds allow, in whole
/// frames, the last taking what is left. When the bounds leave no way, wishes rule alone.
pub fn share(wishes: &[Wish], total: f64) -> Vec<f64> {
    let least: f64 = wishes.iter().map(|wish| wish.least).sum();
    let most: f64 = wishes.iter().map(|wish| wish.most).sum();
    let exact = if least <= total && total <= most { bounded(wishes, total) } else { scaled(wishes, total) };
    in_frames(&exact, total)
}

fn scaled(wishes: &[Wish], total: f64) -> Vec<f64> {
    let asked: f64 = wishes.iter().map(|wish| wish.seconds).sum();
    wishes.iter().map(|wish| wish.seconds * total / asked).collect()
}

/// Scales all wishes by one factor, clamped to their bounds, so that they fill the total (found by halving).
fn bounded(wishes: &[Wish], total: f64) -> Vec<f64> {
    let with = |factor: f64| -> Vec<f64> {
        wishes
            .iter()
            .map(|wish| (wish.seconds * factor).clamp(wish.least, wish.most.max(wish.least)))
            .collect()
    };
    let (mut low, mut high) = (0.0, 64.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if with(middle).iter().sum::<f64>() < total { low = middle } else { high = middle }
    }
    with(high)
}

/// Rounds where scenes meet, not how long they are, so that no error adds up.
fn in_frames(exact: &[f64], total: f64) -> Vec<f64> {
    let mut seconds = Vec::with_capacity(exact.len());
    let (mut end, mut used, mut frames_before) = (0.0, 0.0, 0.0);
    for (index, length) in exact.iter().enumerate() {
        end += length;
        let frames = (end * f64::from(FRAMES_PER_SECOND)).round();
        if index + 1 == exact.len() {
            // Kept to what a double can say exactly after adding up the others.
            seconds.push(total - used);
        } else {
            let length = (frames - frames_before) / f64::from(FRAMES_PER_SECOND);
            used += length;
            seconds.push(length);
        }
        frames_before = frames;
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_films_have_more_scenes() {
        for (seconds, scenes) in [(5.0, 2), (8.0, 2), (9.0, 3), (15.0, 4), (30.0, 6), (60.0, 9), (600.0, 60)]
        {
            assert_eq!(scene_count(seconds), scenes, "{seconds}");
        }
    }

    #[test]
    fn shares_add_up_and_keep_their_bounds() {
        let wish = |seconds| Wish { seconds, least: 2.5, most: 8.0 };
        for total in [15.0, 17.33, 30.0, 31.4] {
            let seconds = share(&[wish(1.0), wish(5.0), wish(9.0), wish(4.0)], total);
            assert!((seconds.iter().sum::<f64>() - total).abs() < 1e-9);
            assert!(seconds.iter().all(|s| (2.4..=8.1).contains(s)), "{seconds:?}");
        }
        let impossible = share(&[wish(1.0), wish(1.0)], 3.0);
        assert!((impossible.iter().sum::<f64>() - 3.0).abs() < 1e-9);
    }
}
