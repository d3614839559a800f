//! Tone, look and sound: how the film shall be.

use aida_protocol::{Gender, Language, StylePreferencesInput, VoiceProfile, limits};

use crate::{
    draft::{ASK, Draft, Field, shorten},
    lexicon::Match,
    tables::Sense,
    token::Kind,
};

const TONE: Field = "tone";
const KEYWORDS: Field = "quality_keywords";
const STYLE: Field = "style_preferences";
const VOICE: Field = "voice";
const MOST_KEYWORDS: usize = 12;
/// Words of one look: `colori blu e oro`.
const MOST_STYLE_WORDS: usize = 5;

/// Takes what has no noun beside it: sound, voice, and what only asks.
pub fn find_plain(draft: &mut Draft, matches: &[Match]) {
    for found in matches {
        let tokens = found.start..found.end();
        let field = match found.sense {
            Sense::NoVoice => {
                draft.input.narration = Some(false);
                "narration"
            }
            Sense::NoMusic => {
                draft.input.music = Some(false);
                "music"
            }
            Sense::NoSound => {
                draft.input.narration = Some(false);
                draft.input.music = Some(false);
                "narration"
            }
            Sense::NoCaptions => {
                draft.input.captions = Some(false);
                "captions"
            }
            Sense::Voice(gender) => {
                set_gender(draft, gender);
                VOICE
            }
            Sense::Ask if is_asking(draft, found) => ASK,
            _ => continue,
        };
        if draft.is_free(tokens.clone()) {
            draft.take(tokens, field);
        }
    }
}

/// What asks at the end of a sentence.
const POLITE: &[&str] = &[
    "bitte",
    "please",
    "grazie",
    "thanks",
    "gracias",
    "merci",
    "svp",
    "stp",
    "obrigado",
    "obrigada",
    "danke",
    "machen",
    "erstellen",
    "produzieren",
];

/// Sizes, of a film only where one follows.
const SMALL: &[&str] = &["petit", "petite", "joli", "jolie", "belle", "court", "courte"];

/// `how to make bread` asks for nothing: what asks begins its phrase or stands before the film itself.
fn is_asking(draft: &Draft, found: &Match) -> bool {
    let mut after = found.end();
    while draft.is_article(after) {
        after += 1;
    }
    let polite = POLITE.contains(&draft.fold_at(found.start)) && draft.is_break(found.end());
    let before_film = draft.taken.get(after).is_some_and(Option::is_some);
    // `une petite fille` is no small film.
    if SMALL.contains(&draft.fold_at(found.start)) && found.len == 1 {
        return before_film;
    }
    polite || draft.is_apart_before(found.start) || before_film
}

fn set_gender(draft: &mut Draft, gender: Gender) {
    draft.input.voice.get_or_insert_with(VoiceProfile::default).gender = gender;
}

/// Takes words that speak of a length only where there is one: `lungo`, `max`, `circa`.
pub fn find_length_words(draft: &mut Draft, matches: &[Match]) {
    if draft.input.duration_seconds.is_none() {
        return;
    }
    // From right to left, so that several words before one length are all beside it.
    for found in matches.iter().rev().filter(|found| found.sense == Sense::LengthIntro) {
        let taken = |at: usize| draft.taken.get(at).copied().flatten() == Some("duration_seconds");
        let mut after = found.end();
        while draft.is_small(after) || draft.fold_at(after) == ":" {
            after += 1;
        }
        let before = draft.before(found.start).is_some_and(taken);
        if taken(after) || before {
            draft.take(found.start..found.end(), "duration_seconds");
        }
    }
}

/// Takes words of tone and quality. A weak one that stands beside a noun (`scarpe eleganti`) is the noun's.
pub fn find_tone(draft: &mut Draft, matches: &[Match]) {
    // Twice, because in `elegante e raffinato` one word makes the other stand apart.
    for _ in 0..2 {
        for found in matches {
            let tone = match found.sense {
                Sense::Tone(tone) => Some(tone),
                Sense::Quality => None,
                _ => continue,
            };
            if !draft.is_free(found.start..found.end()) || is_the_noun_s(draft, found) {
                continue;
            }
            if let Some(tone) = tone {
                draft.input.tone.get_or_insert(tone);
            }
            add_keyword(draft, found);
            draft.take(found.start..found.end(), if tone.is_some() { TONE } else { KEYWORDS });
        }
    }
}

fn is_the_noun_s(draft: &Draft, found: &Match) -> bool {
    if draft.is_joined_before(found.start) {
        return true;
    }
    let apart_before = draft.is_apart_before(found.start);
    let apart_after = draft.is_apart_after(found.end());
    if found.weak {
        let before = draft.before(found.start);
        // `La Sportiva` is a name; `un elegante video` is not.
        let name = draft.tokens[found.start].is_capital(draft.text)
            && draft.language != Language::De
            && before.is_some_and(|before| !draft.is_break(before) && draft.taken[before].is_none());
        let article = before.is_some_and(|before| draft.is_article(before));
        let film_after = draft.taken.get(found.end()).is_some_and(Option::is_some);
        return name || !(apart_before && apart_after) || article && !film_after;
    }
    // `energetic workout` at least begins or ends what it stands in.
    !(apart_before || apart_after)
}

fn add_keyword(draft: &mut Draft, found: &Match) {
    let word = draft.words(found.start..found.end(), limits::LINE_CHARS);
    let keywords = draft.input.quality_keywords.get_or_insert_default();
    if keywords.len() < MOST_KEYWORDS && !keywords.contains(&word) {
        keywords.push(word);
    }
}

/// Takes looks: `stile minimal`, `colori blu e oro`, `pastel colours`, `in bianco e nero`.
pub fn find_style(draft: &mut Draft, matches: &[Match]) {
    let mut looks: Vec<String> = Vec::new();
    for found in matches {
        if !draft.is_free(found.start..found.end()) {
            continue;
        }
        let tokens = match found.sense {
            Sense::StyleWord => match beside_style_word(draft, found, matches) {
                Some(tokens) if tokens.len() > found.len => tokens,
                // `stile elegante`: the tone is left for itself.
                Some(tokens) => {
                    draft.take(tokens, ASK);
                    continue;
                }
                None => continue,
            },
            Sense::Style if !is_the_noun_s(draft, found) => found.start..found.end(),
            _ => continue,
        };
        looks.push(draft.words(tokens.clone(), limits::LINE_CHARS));
        draft.take(tokens, STYLE);
    }
    if !looks.is_empty() {
        let description = shorten(&looks.join(", "), limits::LINE_CHARS);
        draft.input.style_preferences =
            Some(StylePreferencesInput { custom_description: Some(description), ..Default::default() });
    }
}

/// The style word with what describes it: after it, or, when nothing follows, before it.
fn beside_style_word(draft: &Draft, found: &Match, matches: &[Match]) -> Option<std::ops::Range<usize>> {
    let free_word = |at: usize| {
        draft.tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Number))
            && draft.taken[at].is_none()
    };
    let mut end = found.end();
    while end < found.end() + MOST_STYLE_WORDS {
        let joins = draft.is_conjunction(end) && free_word(end + 1) && !draft.is_preposition(end + 1);
        let plain =
            free_word(end) && !draft.is_small(end) || draft.fold_at(end) == "-" && draft.tokens[end].glued;
        let says_more = matches.iter().any(|other| {
            other.start == end && matches!(other.sense, Sense::About | Sense::People | Sense::MustIntro)
        });
        if !(plain || joins) || says_more {
            break;
        }
        end += 1;
    }
    // A tone beside the word stays a tone: `stile elegante`.
    let only_tone = end > found.end()
        && (found.end()..end).all(|at| {
            draft.is_conjunction(at)
                || matches.iter().any(|other| other.start == at && matches!(other.sense, Sense::Tone(_)))
        });
    if only_tone {
        return Some(found.start..found.end());
    }
    if end > found.end() {
        return Some(found.start..end);
    }
    let before = draft.before(found.start).filter(|at| free_word(*at) && !draft.is_small(*at))?;
    // `blue and white colours`
    let mut start = before;
    if let Some(and) = draft.before(start).filter(|and| draft.is_conjunction(*and))
        && let Some(other) = draft.before(and).filter(|other| free_word(*other) && !draft.is_small(*other))
    {
        start = other;
    }
    let adjective = draft.before(start).filter(|at| free_word(*at) && !draft.is_small(*at));
    start = adjective.filter(|at| draft.is_apart_before(*at)).unwrap_or(start);
    Some(start..found.end())
}
