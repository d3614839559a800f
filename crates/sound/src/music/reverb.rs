//! A small room: parallel combs and all-passes after M. R. Schroeder, two sides of slightly different size.

/// Delays in samples at 48 kHz, without common divisors.
const COMBS: [usize; 6] = [1_493, 1_607, 1_741, 1_867, 1_993, 2_131];
const ALL_PASSES: [usize; 2] = [613, 241];
/// By how much the right side is larger.
const SPREAD: usize = 31;

pub struct Reverb {
    left: Side,
    right: Side,
}

impl Reverb {
    pub fn new() -> Self {
        Reverb { left: Side::new(0), right: Side::new(SPREAD) }
    }

    pub fn run(&mut self, sample: f32) -> (f32, f32) {
        (self.left.run(sample), self.right.run(sample))
    }
}

struct Side {
    combs: Vec<Comb>,
    all_passes: Vec<Delay>,
}

struct Comb {
    delay: Delay,
    /// Highs die sooner than lows.
    damped: f32,
}

impl Side {
    fn new(spread: usize) -> Self {
        let comb = |length: usize| Comb { delay: Delay::new(length + spread), damped: 0.0 };
        Side {
            combs: COMBS.map(comb).into(),
            all_passes: ALL_PASSES.map(|length| Delay::new(length + spread)).into(),
        }
    }

    fn run(&mut self, sample: f32) -> f32 {
        let mut sum = 0.0;
        for comb in &mut self.combs {
            let output = comb.delay.get();
            comb.damped += (output - comb.damped) * 0.6;
            comb.delay.put(sample + comb.damped * 0.80);
            sum += output;
        }
        let mut output = sum / COMBS.len() as f32;
        for delay in &mut self.all_passes {
            let late = delay.get();
            delay.put(output + late * 0.5);
            output = late - output * 0.5;
        }
        output
    }
}

struct Delay {
    samples: Vec<f32>,
    next: usize,
}

impl Delay {
    fn new(length: usize) -> Self {
        Delay { samples: vec![0.0; length], next: 0 }
    }

    fn get(&self) -> f32 {
        self.samples[self.next]
    }

    fn put(&mut self, sample: f32) {
        // Denormal numbers are slow, and nobody hears them.
        self.samples[self.next] = if sample.abs() < 1e-12 { 0.0 } else { sample };
        self.next = if self.next + 1 == self.samples.len() { 0 } else { self.next + 1 };
    }
}
