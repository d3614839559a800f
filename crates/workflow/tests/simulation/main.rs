//! A seeded world around the pure core: planners and workers that crash between any two steps, a broker that doubles,
//! delays and loses, a clock that jumps. After every step nothing may be lost, doubled or forgotten.
//!
//! `AIDA_SEED=7` plays one seed, `AIDA_SEEDS=100000` plays so many from 0 on.

#[path = "../core/common.rs"]
#[allow(dead_code, reason = "shared with the tests of the core")]
mod common;

mod broker;
mod database;
mod deciding;
mod planner;
mod play;
mod random;
mod sabotage;
mod worker;
mod world;

use std::{
    env,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use play::{EVENTS, play};
use sabotage::Sabotage;

/// Seeds of the usual run.
const SEEDS: u64 = 4_000;
/// Every rule is missed within so many seeds.
const SABOTAGED_SEEDS: u64 = 3_000;

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|error| panic!("{variable}={text}: {error}")))
}

#[test]
fn no_seed_loses_doubles_or_forgets() {
    if let Some(seed) = number("AIDA_SEED") {
        let events = play(seed, None).unwrap_or_else(|broken| panic!("AIDA_SEED={seed}: {broken:?}"));
        println!("{events} events");
        return;
    }
    let seeds = number("AIDA_SEEDS").unwrap_or(SEEDS);
    let (next, events) = (AtomicU64::new(0), AtomicU64::new(0));
    let play_some = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds {
                return;
            }
            match play(seed, None) {
                Ok(decided) => {
                    assert!(decided >= EVENTS, "AIDA_SEED={seed}: only {decided} events");
                    events.fetch_add(decided as u64, Ordering::Relaxed);
                }
                Err(broken) => panic!("AIDA_SEED={seed}: {broken:?}"),
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(play_some);
        }
    });
    println!("{seeds} seeds, {} events", events.into_inner());
}

/// A rule whose absence nobody notices would not be tested.
#[test]
fn every_rule_that_is_switched_off_is_missed() {
    thread::scope(|scope| {
        for rule in Sabotage::ALL {
            scope.spawn(move || {
                let broken =
                    (0..SABOTAGED_SEEDS).find_map(|seed| Some((seed, play(seed, Some(rule)).err()?)));
                let (seed, broken) = broken.unwrap_or_else(|| panic!("nobody misses {rule:?}"));
                println!("{rule:?}: seed {seed}: {broken:?}");
            });
        }
    });
}

#[test]
fn a_seed_is_played_the_same_way_again() {
    for seed in [1, 17, 4_242] {
        assert_eq!(play(seed, None), play(seed, None));
        let rule = Some(Sabotage::NoTakeover);
        assert_eq!(play(seed, rule), play(seed, rule));
    }
}
