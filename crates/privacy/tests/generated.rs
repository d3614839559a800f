//! Ten thousand generated identifiers of every kind: each is found; with another check digit none is.
//! The check digits are computed here anew, by their published rules, and not by the code under test.

use aida_privacy::{Action, Kind, Policy, classify};
use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore, SeedableRng};

const EACH: usize = 10_000;

struct Chance(ChaCha8Rng);

impl Chance {
    fn below(&mut self, bound: u32) -> u32 {
        self.0.next_u32() % bound
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn letters(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'A' + self.below(26) as u8)).collect()
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u32) as usize]
    }
}

/// `make` gives a right identifier and, where there is a check digit, the same with a wrong one.
fn hold(kind: Kind, mut make: impl FnMut(&mut Chance) -> (String, Option<String>)) {
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(kind as u64));
    let frames = [("", ""), ("Il dato è ", "."), ("value: ", ", thanks"), ("(", ")"), ("x y ", "\nz")];
    for round in 0..EACH {
        let (right, wrong) = make(&mut chance);
        let (before, after) = frames[round % frames.len()];
        let text = format!("{before}{right}{after}");
        let verdict = classify(&text, &Policy::default());
        let place = before.len()..before.len() + right.len();
        // A number can be right for two countries at once; then it goes by the one that comes first.
        let same =
            |found: &Kind| *found == kind || found.usual_action() == kind.usual_action() && *found < kind;
        let found = verdict.findings.iter().find(|found| same(&found.kind) && found.range == place);
        assert!(found.is_some(), "{kind} in {text:?}: {:?}", verdict.findings);
        assert!(verdict.action >= Action::Mask);
        if let Some(wrong) = wrong {
            let verdict = classify(&format!("{before}{wrong}{after}"), &Policy::default());
            assert!(!verdict.kinds().contains(&kind), "{kind} in {wrong:?}: {:?}", verdict.findings);
        }
    }
}

/// Another digit than the last of `text`.
fn other_last(chance: &mut Chance, text: &str) -> String {
    let last = text.chars().last().unwrap().to_digit(10).unwrap();
    let other = (last + 1 + chance.below(9)) % 10;
    format!("{}{other}", &text[..text.len() - 1])
}

fn number(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

fn grouped(text: &str, every: usize, separator: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let groups: Vec<String> = chars.chunks(every).map(|group| group.iter().collect()).collect();
    groups.join(separator)
}

#[test]
fn cards() {
    hold(Kind::Card, |chance| {
        let (prefix, length) =
            [("4", 16), ("51", 16), ("2221", 16), ("34", 15), ("37", 15), ("6011", 16), ("36", 14)]
                [chance.below(7) as usize];
        let body = format!("{prefix}{}", chance.digits(length - 1 - prefix.len()));
        let doubled = number(&body).into_iter().rev().enumerate().map(|(place, digit)| {
            let digit = if place % 2 == 0 { digit * 2 } else { digit };
            digit / 10 + digit % 10
        });
        let right = format!("{body}{}", (10 - doubled.sum::<u32>() % 10) % 10);
        let wrong = other_last(chance, &right);
        let separator = if length == 16 { chance.pick(&["", " ", "-"]) } else { "" };
        (grouped(&right, 4, separator), Some(grouped(&wrong, 4, separator)))
    });
}

#[test]
fn ibans() {
    hold(Kind::Iban, |chance| {
        let (country, body) = match chance.below(6) {
            0 => ("IT", format!("{}{}", chance.letters(1), chance.digits(22))),
            1 => ("ES", chance.digits(20)),
            2 => ("FR", chance.digits(23)),
            3 => ("DE", chance.digits(18)),
            4 => ("PT", chance.digits(21)),
            _ => ("GB", format!("{}{}", chance.letters(4), chance.digits(14))),
        };
        let text: String =
            format!("{body}{country}00").chars().map(|c| c.to_digit(36).unwrap().to_string()).collect();
        let rest = text.chars().fold(0, |rest, c| (rest * 10 + c.to_digit(10).unwrap()) % 97);
        let check = 98 - rest;
        // Two checks that differ by less than 97 cannot both be right.
        let wrong_check = (check - 2 + 1 + chance.below(90)) % 97 + 2;
        let separator = chance.pick(&["", " "]);
        let form = |check: u32| grouped(&format!("{country}{check:02}{body}"), 4, separator);
        (form(check), Some(form(wrong_check)))
    });
}

#[test]
fn codici_fiscali() {
    // Value of a character in an odd place, by its letter or digit.
    const ODD: &str = "A1B0C5D7E9F13G15H17I19J21K2L4M18N20O11P3Q6R8S12T14U16V10W22X25Y24Z23";
    let odd = |c: char| -> u32 {
        let letter = if c.is_ascii_digit() { char::from(b'A' + (c as u8 - b'0')) } else { c };
        let rest = &ODD[ODD.find(letter).unwrap() + 1..];
        rest.split(|c: char| c.is_ascii_alphabetic()).next().unwrap().parse().unwrap()
    };
    let even = |c: char| c.to_digit(10).unwrap_or_else(|| c as u32 - 'A' as u32);
    hold(Kind::CodiceFiscale, |chance| {
        let month = chance.pick(&["A", "B", "C", "D", "E", "H", "L", "M", "P", "R", "S", "T"]);
        let day = 1 + chance.below(31);
        let body = format!(
            "{}{}{month}{day:02}{}{}",
            chance.letters(6),
            chance.digits(2),
            chance.letters(1),
            chance.digits(3)
        );
        let sum: u32 =
            body.chars().enumerate().map(|(place, c)| if place % 2 == 0 { odd(c) } else { even(c) }).sum();
        let letter = |value: u32| char::from(b'A' + (value % 26) as u8);
        let wrong = format!("{body}{}", letter(sum + 1 + chance.below(25)));
        let right = format!("{body}{}", letter(sum));
        if chance.below(2) == 0 {
            (right, Some(wrong))
        } else {
            (right.to_lowercase(), Some(wrong.to_lowercase()))
        }
    });
}

#[test]
fn dni_and_nie() {
    let letters: Vec<char> = "TRWAGMYFPDXBNJZSQVHLCKE".chars().collect();
    hold(Kind::Dni, |chance| {
        let (shown, value) = match chance.below(4) {
            0 => {
                let (first, digits) = (chance.below(3), chance.digits(7));
                (format!("{}{digits}", ["X", "Y", "Z"][first as usize]), format!("{first}{digits}"))
            }
            _ => {
                let digits = chance.digits(8);
                (digits.clone(), digits)
            }
        };
        let place = value.parse::<usize>().unwrap() % 23;
        let separator = chance.pick(&["", "-", " "]);
        let wrong = letters[(place + 1 + chance.below(22) as usize) % 23];
        (format!("{shown}{separator}{}", letters[place]), Some(format!("{shown}{separator}{wrong}")))
    });
}

#[test]
fn nir() {
    hold(Kind::Nir, |chance| {
        let (sex, month) = (1 + chance.below(2), 1 + chance.below(12));
        let department = match chance.below(20) {
            0 => "2A".to_owned(),
            1 => "2B".to_owned(),
            _ => format!("{:02}", 1 + chance.below(95)),
        };
        let (year, place) = (chance.digits(2), chance.digits(6));
        let value =
            |department: &str| format!("{sex}{year}{month:02}{department}{place}").parse::<u64>().unwrap();
        // Corsica counts as 19 before its division, less one or two millions since.
        let value = match department.as_str() {
            "2A" => value("20") - 1_000_000,
            "2B" => value("20") - 2_000_000,
            other => value(other),
        };
        let key = 97 - value % 97;
        let wrong = (key - 1 + 1 + u64::from(chance.below(96))) % 97 + 1;
        let spaced = chance.below(2) == 0;
        let form = |key: u64| {
            if spaced {
                format!("{sex} {year} {month:02} {department} {} {} {key:02}", &place[..3], &place[3..])
            } else {
                format!("{sex}{year}{month:02}{department}{place}{key:02}")
            }
        };
        (form(key), Some(form(wrong)))
    });
}

#[test]
fn steuer_ids() {
    hold(Kind::SteuerId, |chance| {
        let body = loop {
            // Nine different digits and one of them once more.
            let mut digits: Vec<u32> = (0..10).collect();
            for place in (1..10).rev() {
                digits.swap(place, chance.below(place as u32 + 1) as usize);
            }
            digits[9] = digits[chance.below(9) as usize];
            digits.swap(9, chance.below(10) as usize);
            if digits[0] != 0 {
                break digits;
            }
        };
        let mut product = 10;
        for digit in &body {
            let sum = match (digit + product) % 10 {
                0 => 10,
                sum => sum,
            };
            product = sum * 2 % 11;
        }
        let check = match 11 - product {
            10 => 0,
            check => check,
        };
        let right: String = body.iter().chain([&check]).map(u32::to_string).collect();
        let wrong = other_last(chance, &right);
        let spaced = chance.below(2) == 0;
        let form = |text: &str| {
            if spaced { format!("{} {}", &text[..2], grouped(&text[2..], 3, " ")) } else { text.to_owned() }
        };
        (form(&right), Some(form(&wrong)))
    });
}

#[test]
fn nif() {
    hold(Kind::Nif, |chance| {
        let body = format!("{}{}", chance.pick(&["1", "2", "3", "5", "6", "8", "9"]), chance.digits(7));
        let sum: u32 =
            number(&body).iter().enumerate().map(|(place, digit)| digit * (9 - place as u32)).sum();
        let check = 11 - sum % 11;
        let right = format!("{body}{}", if check > 9 { 0 } else { check });
        let wrong = other_last(chance, &right);
        let separator = chance.pick(&["", " "]);
        (grouped(&right, 3, separator), Some(grouped(&wrong, 3, separator)))
    });
}

#[test]
fn cpf() {
    hold(Kind::Cpf, |chance| {
        let mut digits = number(&chance.digits(9));
        for start in [10, 11] {
            let sum: u32 =
                digits.iter().enumerate().map(|(place, digit)| digit * (start - place as u32)).sum();
            digits.push(if sum % 11 < 2 { 0 } else { 11 - sum % 11 });
        }
        let right: String = digits.iter().map(u32::to_string).collect();
        let wrong = other_last(chance, &right);
        let dotted = chance.below(2) == 0;
        let form = |text: &str| {
            if dotted { format!("{}-{}", grouped(&text[..9], 3, "."), &text[9..]) } else { text.to_owned() }
        };
        (form(&right), Some(form(&wrong)))
    });
}

#[test]
fn ssn_has_no_check_digit_but_numbers_that_are_never_given() {
    hold(Kind::Ssn, |chance| {
        let area = loop {
            let area = 1 + chance.below(899);
            if area != 666 {
                break area;
            }
        };
        let (group, serial) = (1 + chance.below(99), 1 + chance.below(9_999));
        let never = match chance.below(4) {
            0 => format!("000-{group:02}-{serial:04}"),
            1 => format!("666-{group:02}-{serial:04}"),
            2 => format!("{area:03}-00-{serial:04}"),
            _ => format!("{area:03}-{group:02}-0000"),
        };
        (format!("{area:03}-{group:02}-{serial:04}"), Some(never))
    });
}

#[test]
fn emails_and_phones() {
    hold(Kind::Email, |chance| {
        let name = chance.letters(6).to_lowercase();
        let separator = chance.pick(&["", ".", "_", "+", "-"]);
        let end = chance.pick(&["it", "com", "co.uk", "com.br", "museum"]);
        (
            format!("{name}{separator}{}@mail-{}.{end}", chance.digits(2), chance.letters(3).to_lowercase()),
            None,
        )
    });
    hold(Kind::Phone, |chance| {
        let phone = match chance.below(8) {
            0 => format!("+39 3{}{} {}", 2 + chance.below(8), chance.digits(1), chance.digits(7)),
            1 => format!("+34 6{} {} {}", chance.digits(2), chance.digits(3), chance.digits(3)),
            2 => format!("+33 {} {}", 1 + chance.below(9), grouped(&chance.digits(8), 2, " ")),
            3 => format!("+49 {} {}", 30 + chance.below(60), chance.digits(7)),
            4 => format!("+351 9{} {} {}", chance.digits(2), chance.digits(3), chance.digits(3)),
            5 => format!("+55 (1{}) 9{}-{}", 1 + chance.below(9), chance.digits(4), chance.digits(4)),
            6 => format!("0{} {}", 1 + chance.below(9), grouped(&chance.digits(8), 2, " ")),
            _ => format!("(2{}) {}-{}", chance.digits(2), chance.digits(3), chance.digits(4)),
        };
        (phone, None)
    });
}
