//! Lengths that are broken a little: none, or one that a film can have.

#[path = "../../../protocol/tests/mutate/mod.rs"]
mod mutate;

use aida_nlu::understand;
use mutate::{Chance, broken};

const ROUNDS: u64 = 100_000;
/// What no text is taken for, in seconds: over four hours.
const LONGEST: f64 = 4.0 * 3_600.0;

const LENGTHS: &[&str] = &[
    "30s",
    "1 minuto e mezzo",
    "2 min 30",
    "2'30\"",
    "20-30 secondi",
    "1:15",
    "una hora y media",
    "anderthalb Minuten",
    "einminütig",
    "quarenta e cinco segundos",
    "half a minute",
    "un quart d'heure",
    "1 h 2 min 3 s",
];

#[test]
fn a_broken_length_is_none_or_one_that_a_film_can_have() {
    let (mut chance, mut found) = (Chance::new(5), 0);
    for _ in 0..ROUNDS {
        let text = broken(chance.pick(LENGTHS).as_bytes(), &mut chance);
        let text = String::from_utf8_lossy(&text);
        let Some(seconds) = understand(&text).input.duration_seconds else { continue };
        assert!(seconds.is_finite() && seconds > 0.0 && seconds <= LONGEST, "{text:?} is {seconds}");
        found += 1;
    }
    assert!(found > ROUNDS / 10, "too few got through: {found}");
}
