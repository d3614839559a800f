//! Valid examples, broken a little: random inputs that get past the first check. Reproducible: the same seed breaks them the same way.

/// Pieces that break what reads them without care.
const PIECES: &[&str] = &[
    "\0",
    "\\u0000",
    "\\ud800",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "-0.0",
    "1e-320",
    "18446744073709551616",
    "NaN",
    "999",
    "\r",
    "\n\n",
    "\r\n\r\n",
    "-->",
    "&lt;",
    "<c>",
    "\u{feff}",
    "\u{202e}",
    "\u{2028}",
    "𝒳",
    "e\u{301}",
    "00:00:00,000 --> 00:00:01,000",
    "[[[[[[[[[[[[[[[[",
    "\"version\":2",
    "'",
    "½",
    "٣",
];

/// A xorshift generator.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// 0 to `below` − 1; 0 for nothing to choose from.
    pub fn below(&mut self, below: usize) -> usize {
        (self.next() >> 11) as usize % below.max(1)
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// `example`, changed in one to four places.
pub fn broken(example: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = example.to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + 1 + chance.below(24)).min(bytes.len());
        match chance.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            3 => bytes.truncate(at),
            4 => drop(bytes.splice(at..end, chance.pick(PIECES).bytes())),
            5 => broken_number(&mut bytes, at, chance),
            _ => drop(bytes.splice(at..at, chance.pick(PIECES).bytes())),
        }
    }
    bytes
}

/// Another number in the place of the first at or after `at`.
fn broken_number(bytes: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    const NUMBERS: &[&str] =
        &["-1", "0", "1e308", "-1e308", "4294967296", "9223372036854775808", "0.000001", "65536"];
    let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|found| at + found) else { return };
    let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes.splice(start..start + length, chance.pick(NUMBERS).bytes());
}
