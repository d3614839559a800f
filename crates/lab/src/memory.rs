use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::counters;

/// Pause between two looks. Each walks through the pages of all processes: with 150 ms that took 4 % of the machine, and
/// made who wanted memory wait. A film's processes live for seconds.
const PAUSE: Duration = Duration::from_millis(400);

/// Looks at groups of processes until it is stopped.
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Vec<f64>>,
}

impl Watch {
    /// Each group is its processes with all that they have started.
    pub fn start(groups: &[&Vec<i32>]) -> Self {
        let groups: Vec<Vec<i32>> = groups.iter().map(|group| (*group).clone()).collect();
        let stop = Arc::new(AtomicBool::new(false));
        let flag = stop.clone();
        let thread = thread::spawn(move || {
            let mut peaks = vec![0.0_f64; groups.len()];
            while !flag.load(Ordering::Relaxed) {
                for (peak, group) in peaks.iter_mut().zip(&groups) {
                    *peak = peak.max(counters::memory_mb(group));
                }
                thread::sleep(PAUSE);
            }
            peaks
        });
        Watch { stop, thread }
    }

    /// The most that each group had in memory, in 10⁶ bytes; see [`counters::memory_mb`].
    pub fn stop(self) -> Vec<f64> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_moment_stays() {
        let own = vec![std::process::id() as i32];
        let before = counters::memory_mb(&own);
        let watch = Watch::start(&[&own]);
        let mut large = vec![0_u8; 64 << 20];
        while counters::memory_mb(&own) < before + 60.0 {
            large.iter_mut().step_by(4096).for_each(|byte| *byte = byte.wrapping_add(1));
        }
        // Two looks at least.
        thread::sleep(PAUSE * 8);
        drop(large);
        let peaks = watch.stop();
        assert!(peaks[0] >= before + 60.0, "{peaks:?} {before}");
    }
}
