//! Check digits. Every function takes the compact upper-case form and says whether it is right.

/// Values of `text`'s decimal digits; `None` when it holds anything else.
pub fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

/// ISO/IEC 7812-1, annex B.
pub fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Remainder of a number by 97; letters count 10 to 35 (ISO 13616).
pub fn modulo_97(text: impl Iterator<Item = char>) -> Option<u32> {
    text.map(|c| c.to_digit(36)).try_fold(0, |rest, value| {
        let value = value?;
        Some((rest * if value > 9 { 100 } else { 10 } + value) % 97)
    })
}

/// Italy: sixteen characters, decree of 23 December 1976.
pub fn codice_fiscale(text: &str) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let value = |c: char| c.to_digit(36).map(|value| if value > 9 { value - 10 } else { value } as usize);
    let Some(values) = text.chars().map(value).collect::<Option<Vec<_>>>() else { return false };
    if values.len() != 16 {
        return false;
    }
    let weigh = |(place, value): (usize, &usize)| if place % 2 == 0 { ODD[*value] } else { *value as u32 };
    let sum: u32 = values[..15].iter().enumerate().map(weigh).sum();
    sum % 26 == values[15] as u32 && text.ends_with(|c: char| c.is_ascii_alphabetic())
}

/// Spain: eight digits and a letter; a foreigner's begins with X, Y or Z (Orden INT/2058/2008).
pub fn dni(text: &str) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let number = text.chars().enumerate().take(8).map(|(place, c)| match (place, c) {
        (0, 'X') => Some(0),
        (0, 'Y') => Some(1),
        (0, 'Z') => Some(2),
        _ => c.to_digit(10),
    });
    let Some(number) = number.collect::<Option<Vec<u32>>>() else { return false };
    let number = number.iter().fold(0, |number, digit| number * 10 + digit);
    text.len() == 9 && text.as_bytes()[8] == LETTERS[(number % 23) as usize]
}

/// France: thirteen places and a key of two digits; Corsica's 2A and 2B count as 19 and 18 (INSEE).
pub fn nir(text: &str) -> bool {
    if text.len() != 15 {
        return false;
    }
    let number = match &text[5..7] {
        "2A" => format!("{}19{}", &text[..5], &text[7..13]),
        "2B" => format!("{}18{}", &text[..5], &text[7..13]),
        _ => text[..13].to_owned(),
    };
    let (number, key) = (number.parse::<u64>(), text[13..].parse::<u64>());
    matches!((number, key), (Ok(number), Ok(key)) if key == 97 - number % 97)
}

/// Germany: eleven digits, ISO 7064 MOD 11,10; among the first ten exactly one digit comes two or three times
/// (§ 139b AO, StIdV).
pub fn steuer_id(digits: &[u32]) -> bool {
    if digits.len() != 11 || digits[0] == 0 {
        return false;
    }
    let times = |digit: u32| digits[..10].iter().filter(|other| **other == digit).count();
    let (mut repeated, mut too_often) = (0, false);
    for digit in 0..10 {
        match times(digit) {
            0 | 1 => {}
            2 | 3 => repeated += 1,
            _ => too_often = true,
        }
    }
    let thrice_in_a_row = digits[..10].windows(3).any(|three| three[0] == three[1] && three[1] == three[2]);
    let product = digits[..10].iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum } * 2) % 11
    });
    repeated == 1 && !too_often && !thrice_in_a_row && digits[10] == (11 - product) % 10
}

/// Portugal: nine digits, modulo 11; the first says who it is of.
pub fn nif(digits: &[u32]) -> bool {
    if digits.len() != 9 || matches!(digits[0], 0 | 4) && digits[..2] != [4, 5] {
        return false;
    }
    let sum: u32 = digits[..8].iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    digits[8] == check
}

/// Brazil: eleven digits, the last two modulo 11; eleven equal ones are nobody's.
pub fn cpf(digits: &[u32]) -> bool {
    if digits.len() != 11 || digits.iter().all(|digit| *digit == digits[0]) {
        return false;
    }
    let check = |count: usize| {
        let weights = (2..=count as u32 + 1).rev();
        let sum: u32 = digits[..count].iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
        sum * 10 % 11 % 10
    };
    digits[9] == check(9) && digits[10] == check(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_are_right_and_their_neighbours_wrong() {
        let number = |text: &str| digits(text).unwrap();
        assert!(luhn(&number("4111111111111111")) && !luhn(&number("4111111111111112")));
        assert!(codice_fiscale("RSSMRA85T10A562S") && !codice_fiscale("RSSMRA85T10A562T"));
        assert!(dni("12345678Z") && !dni("12345678A") && dni("X1234567L"));
        assert!(nir("255081416802538") && !nir("255081416802539"));
        assert!(steuer_id(&number("86095742719")) && !steuer_id(&number("86095742710")));
        assert!(nif(&number("123456789")) && !nif(&number("123456788")));
        assert!(cpf(&number("52998224725")) && !cpf(&number("52998224726")));
        assert_eq!(modulo_97("WEST12345698765432GB82".chars()), Some(1));
    }
}
