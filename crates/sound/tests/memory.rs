//! Memory does not grow with the film.

mod common;

use aida_models::JobContext;
use aida_sound::{master, speak};

/// What voicing, mixing and mastering a film of any length may hold, in KiB, test program and all.
const BOUND: u64 = 32 * 1024;

/// The most memory this process has held, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn ninety_and_six_hundred_seconds_stay_under_one_bound() {
    for seconds in [90.0, 600.0] {
        let folder = tempfile::tempdir().unwrap();
        let context = JobContext::quiet(folder.path().to_owned(), 2);
        let sound = speak(&common::italian_film(seconds), &common::helper(), &context).unwrap();
        assert_eq!(sound.duration, seconds);
        let mastered = master(&sound.mix.path, &folder.path().join("master.wav"), -14.0, -1.0).unwrap();
        assert!((mastered.integrated_lufs + 14.0).abs() <= 0.3, "{mastered:?}");
        println!("{seconds} s: {} KiB at most", peak());
        assert!(peak() < BOUND, "{seconds} s of film held {} KiB", peak());
    }
}
