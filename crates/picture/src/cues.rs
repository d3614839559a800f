use aida_protocol::{FrameSize, Language, WordTiming};

/// Seconds that a cue stays after its last word, when nothing follows.
const LINGER: f64 = 0.25;
/// Silence after which a cue ends whatever stands in it, in seconds.
const PAUSE: f64 = 0.7;

/// What is on the screen at one time: one or two lines of words.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// Seconds from the start of the scene; covers all its words, never overlaps the next cue.
    pub start: f64,
    pub end: f64,
    pub lines: Vec<Vec<WordTiming>>,
}

impl Cue {
    /// The cue's text with its lines separated by `separator`.
    pub fn text(&self, separator: &str) -> String {
        let line =
            |words: &Vec<WordTiming>| words.iter().map(|word| word.text.trim()).collect::<Vec<_>>().join(" ");
        self.lines.iter().map(line).collect::<Vec<_>>().join(separator)
    }

    /// Number of the word that is spoken at `time`, counted over all lines; the last one begun.
    pub fn word_at(&self, time: f64) -> Option<usize> {
        let words = self.lines.iter().flatten();
        words.enumerate().take_while(|(_, word)| word.start <= time + 1e-6).map(|(number, _)| number).last()
    }
}

/// Most characters of one line of captions.
pub fn caption_width(frame: FrameSize) -> usize {
    if frame.width > frame.height { 42 } else { 30 }
}

/// Cuts what is said in a scene into cues: at most two lines, broken at phrases. Words without text are left out.
pub fn caption_cues(words: &[WordTiming], language: Language, frame: FrameSize) -> Vec<Cue> {
    let width = caption_width(frame);
    let words: Vec<&WordTiming> = words.iter().filter(|word| !word.text.trim().is_empty()).collect();
    let mut cues = Vec::new();
    let mut start = 0;
    for end in 1..=words.len() {
        let last = end == words.len();
        if last || ends_sentence(&words[end - 1].text) || words[end].start - words[end - 1].end > PAUSE {
            for part in parts(&words[start..end], language, width * 9 / 5, width) {
                cues.push(cue(part, language, width));
            }
            start = end;
        }
    }
    close_gaps(&mut cues);
    cues
}

/// Splits a sentence into as few parts as `most` characters allow (a part is one or two lines), at its phrases.
fn parts<'a>(
    words: &'a [&'a WordTiming],
    language: Language,
    most: usize,
    width: usize,
) -> Vec<&'a [&'a WordTiming]> {
    let count = length(words).div_ceil(most).max(1);
    let ideal = length(words) as f64 / count as f64;
    split(words, language, |part, _| {
        let over = length(part) > most.max(width) || !two_lines(part, width);
        let off = (length(part) as f64 - ideal) / ideal;
        if over && part.len() > 1 { None } else { Some(off * off * 7.0) }
    })
}

/// Whether the words fit on one line or on two.
fn two_lines(words: &[&WordTiming], width: usize) -> bool {
    let fits = |part: &[&WordTiming]| length(part) <= width;
    fits(words) || (1..words.len()).any(|at| fits(&words[..at]) && fits(&words[at..]))
}

fn cue(words: &[&WordTiming], language: Language, width: usize) -> Cue {
    let lines: Vec<Vec<WordTiming>> = if length(words) <= width {
        vec![words.iter().map(|word| (*word).clone()).collect()]
    } else {
        let half = length(words) as f64 / 2.0;
        let best = (1..words.len()).min_by(|a, b| {
            let cost = |at: usize| {
                let longest = length(&words[..at]).max(length(&words[at..]));
                let off = (length(&words[..at]) as f64 - half) / half;
                off * off * 10.0 + break_cost(words, at, language) + if longest > width { 1e3 } else { 0.0 }
            };
            cost(*a).total_cmp(&cost(*b))
        });
        let cut = best.unwrap_or(words.len());
        [&words[..cut], &words[cut..]]
            .into_iter()
            .filter(|line| !line.is_empty())
            .map(|line| line.iter().map(|word| (*word).clone()).collect())
            .collect()
    };
    let start = words.first().map_or(0.0, |word| word.start);
    let end = words.iter().map(|word| word.end).fold(start, f64::max);
    Cue { start, end, lines }
}

/// The cheapest way to cut `words` into parts. `cost` is `None` for a part that may not be.
fn split<'a>(
    words: &'a [&'a WordTiming],
    language: Language,
    cost: impl Fn(&[&WordTiming], usize) -> Option<f64>,
) -> Vec<&'a [&'a WordTiming]> {
    let size = words.len();
    let mut best = vec![f64::INFINITY; size + 1];
    let mut cut = vec![0; size + 1];
    best[0] = 0.0;
    for end in 1..=size {
        // A part never has more than this many words; keeps long texts linear.
        for start in end.saturating_sub(40)..end {
            let Some(own) = cost(&words[start..end], start) else { continue };
            let border = if start == 0 { 0.0 } else { 4.0 + 2.0 * break_cost(words, start, language) };
            let total = best[start] + own + border;
            if total < best[end] {
                (best[end], cut[end]) = (total, start);
            }
        }
    }
    let mut parts = Vec::new();
    let mut end = size;
    while end > 0 {
        parts.push(&words[cut[end]..end]);
        end = cut[end];
    }
    parts.reverse();
    parts
}

/// How much it hurts to break before word `at`: little after a comma or before a conjunction, much after an article.
fn break_cost(words: &[&WordTiming], at: usize, language: Language) -> f64 {
    let (before, after) = (words[at - 1].text.trim(), words[at].text.trim());
    if before.ends_with([',', ';', ':', '–', '—', ')', '»', '…']) {
        return 0.0;
    }
    // A number stays with what it counts: `20 Uhr`; a name with itself: `Nonna Rosa`.
    let is_counted = before.ends_with(|letter: char| letter.is_ascii_digit());
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    if is_counted || language != Language::De && at > 1 && is_capital(before) && is_capital(after) {
        return 9.0;
    }
    let (before, after) = (before.to_lowercase(), after.to_lowercase());
    if language == Language::Fr && ["pas", "plus", "jamais", "rien"].contains(&after.as_str()) {
        return 6.0;
    }
    let (leading, binding) = function_words(language);
    if contains(binding, &before) || before.ends_with(['\'', '’']) {
        return 9.0;
    }
    if contains(leading, &after) { 1.0 } else { 3.0 }
}

fn contains(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// Words that begin a phrase, and words that must not end a line (articles, prepositions, possessives).
fn function_words(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::It => (
            "e o ma che perché quando dove con per senza come se anche di a da in su",
            "il lo la i gli le un uno una di a da in con su per tra fra del dello della dei degli delle al allo alla ai agli alle dal dallo dalla dai dagli dalle nel nello nella nei negli nelle sul sullo sulla sui sugli sulle e o che non tuo tua tuoi tue suo sua mio mia ogni questo questa questi queste quel quella più molto",
        ),
        Language::En | Language::Other(_) => (
            "and or but that which when where with for without because if so to from in on at of",
            "a an the of to in on at by for with from and or that not no my your his her its our their this these those every more very",
        ),
        Language::Es => (
            "y o pero que cuando donde con para sin porque si como de a en por",
            "el la los las un una unos unas de a en con por para sin del al y o que no tu tus su sus mi mis cada este esta más muy",
        ),
        Language::Fr => (
            "et ou mais que qui quand où avec pour sans parce si comme de à en dans sur",
            "le la les un une des de du d' l' à au aux en dans avec pour sans sur et ou que ne pas ton ta tes votre vos son sa ses mon ma chaque ce cette ces plus très",
        ),
        Language::De => (
            "und oder aber dass wenn weil wo mit für ohne wie von zu in an auf bei",
            "der die das den dem des ein eine einen einem einer eines von zu zum zur in im an am auf aus bei mit für ohne und oder dass nicht dein deine deinen sein seine ihr ihre unser jeder jede jedes dieser diese sehr mehr",
        ),
        Language::Pt => (
            "e ou mas que quando onde com para sem porque se como de a em por",
            "o a os as um uma uns umas de em com por para sem do da dos das no na nos nas ao à e ou que não seu sua seus suas teu tua meu minha cada este esta mais muito",
        ),
    }
}

/// `5.` before a month is a day, no end; a year or a price may end a sentence.
fn ends_sentence(word: &str) -> bool {
    let is_day = word.strip_suffix('.').is_some_and(|day| day.len() <= 2 && day.parse::<u8>().is_ok());
    if is_day {
        return false;
    }
    word.trim_end_matches(['"', '\'', '”', '’', '»', ')']).ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

fn length(words: &[&WordTiming]) -> usize {
    words.iter().map(|word| word.text.trim().chars().count() + 1).sum::<usize>().saturating_sub(1)
}

/// A cue stays until the next one when that follows soon, and a moment longer when not.
fn close_gaps(cues: &mut [Cue]) {
    for at in 0..cues.len() {
        let next = cues.get(at + 1).map(|cue| cue.start);
        let cue = &mut cues[at];
        cue.end = match next {
            Some(next) if next - cue.end < PAUSE => next.max(cue.start),
            Some(next) => (cue.end + LINGER).min(next),
            None => cue.end + LINGER,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORTRAIT: FrameSize = FrameSize { width: 1080, height: 1920 };

    fn spoken(text: &str) -> Vec<WordTiming> {
        let word = |(number, text): (usize, &str)| {
            let start = 0.3 * number as f64;
            WordTiming { text: text.to_owned(), start, end: start + 0.28 }
        };
        text.split(' ').enumerate().map(word).collect()
    }

    #[test]
    fn cues_hold_every_word_in_time_and_width() {
        let text = "Le tue nuove scarpe nascono dalla plastica raccolta in mare, pesano meno di una mela e ti portano lontano senza lasciare traccia. Corri leggero!";
        let words = spoken(text);
        let cues = caption_cues(&words, Language::It, PORTRAIT);
        assert_eq!(cues.iter().map(|cue| cue.text(" ")).collect::<Vec<_>>().join(" "), text);
        for cue in &cues {
            assert!((1..=2).contains(&cue.lines.len()));
            for line in &cue.lines {
                let length: usize = line.iter().map(|word| word.text.chars().count() + 1).sum();
                assert!(length <= caption_width(PORTRAIT) + 1, "{cue:?}");
                let last = line.last().unwrap().text.to_lowercase();
                assert!(!["di", "una", "le", "dalla", "in", "e"].contains(&last.as_str()), "{cue:?}");
            }
            assert!(
                cue.lines.iter().flatten().all(|word| cue.start <= word.start && word.end <= cue.end + 1e-9)
            );
        }
        assert!(cues.windows(2).all(|pair| pair[0].end <= pair[1].start + 1e-9));
    }

    #[test]
    fn a_day_is_not_torn_from_its_month() {
        let cues = caption_cues(&spoken("Merk dir: am 5. Juli um 20 Uhr."), Language::De, PORTRAIT);
        assert_eq!(cues.len(), 1, "{cues:?}");
    }

    #[test]
    fn the_spoken_word_is_marked() {
        let cues = caption_cues(&spoken("uno due tre"), Language::It, PORTRAIT);
        assert_eq!(cues.len(), 1);
        assert_eq!([0.0, 0.31, 0.65].map(|time| cues[0].word_at(time)), [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn endless_words_and_no_words_are_no_trouble() {
        assert!(caption_cues(&[], Language::En, PORTRAIT).is_empty());
        let long = "x".repeat(300);
        let cues = caption_cues(&spoken(&format!("a {long} b  c")), Language::En, PORTRAIT);
        assert!(cues.iter().any(|cue| cue.text(" ").contains(&long)));
        assert!(caption_cues(&spoken(&"la ".repeat(500)), Language::It, PORTRAIT).len() > 25);
    }

    #[test]
    fn lines_keep_numbers_with_their_units_and_names_whole() {
        for (text, language, whole) in [
            ("am 5. Juli um 20 Uhr im Schlosspark.", Language::De, "20 Uhr"),
            ("Prendre dans ses bras n'a pas besoin de traduction.", Language::Fr, "n'a pas"),
            ("Hoy abre la heladería de la abuela Nonna Rosa aquí.", Language::Es, "Nonna Rosa"),
        ] {
            let cues = caption_cues(&spoken(text), language, PORTRAIT);
            assert!(cues.iter().any(|cue| cue.text(" / ").contains(whole)), "{cues:?}");
        }
    }

    #[test]
    fn cues_break_at_phrases() {
        let broken = |text: &str, language| {
            let cues = caption_cues(&spoken(text), language, PORTRAIT);
            cues.iter().map(|cue| cue.text(" / ")).collect::<Vec<_>>()
        };
        assert_eq!(
            broken("Apri gli occhi: queste scarpe eco-friendly vogliono la tua attenzione!", Language::It),
            ["Apri gli occhi:", "queste scarpe eco-friendly / vogliono la tua attenzione!"]
        );
        assert_eq!(
            broken("La risposta comincia dalle scelte di ogni giorno.", Language::It),
            ["La risposta comincia / dalle scelte di ogni giorno."]
        );
    }
}
