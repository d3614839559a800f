//! Where the film will be posted and what shape it has.

use std::ops::Range;

use aida_protocol::{Aspect, Language, Platform};

use crate::{
    draft::{Draft, Field, has_word},
    lexicon::Match,
    tables::Sense,
    token::Kind,
};

const PLATFORM: Field = "platform";
const ASPECT: Field = "aspect";

/// How many words may stand between a platform and its `post` or `story`.
const NEAR: usize = 4;

/// Words before a list of two.
const BOTH: &str = "both sia sowohl tanto entrambi";
/// Words between the items of a list, besides the conjunctions.
const JOINS: &str = "che als auch como tambien tambem anche also aussi piu plus und and";

/// `9:16`, `16/9`, `4x5`, `1080x1920`: taken before lengths are looked for, because `1:15` is one.
pub fn find_ratios(draft: &mut Draft) {
    for at in 0..draft.tokens.len() {
        if draft.tokens[at].kind != Kind::Number || draft.taken[at].is_some() {
            continue;
        }
        let Some((ratio, len)) = ratio_at(draft, at) else { continue };
        if let Some(aspect) = ratio {
            draft.input.aspect.get_or_insert(aspect);
            draft.shapes.push((at..at + len, aspect));
        }
        draft.take(at..at + len, ASPECT);
    }
}

/// The aspect, if it is one of ours, and its tokens. Other ratios are ratios too, not lengths.
fn ratio_at(draft: &Draft, at: usize) -> Option<(Option<Aspect>, usize)> {
    let (width, height, len) = sides_at(draft, at)?;
    let aspect = match (width, height) {
        (9, 16) | (1080, 1920) | (720, 1280) | (2160, 3840) => Some(Aspect::Portrait),
        (16, 9) | (1920, 1080) | (1280, 720) | (3840, 2160) => Some(Aspect::Landscape),
        (1, 1) | (1080, 1080) => Some(Aspect::Square),
        (4, 5) | (1080, 1350) => Some(Aspect::Feed),
        (4, 3) | (3, 4) | (2, 3) | (3, 2) | (21, 9) | (5, 4) => None,
        _ => return None,
    };
    Some((aspect, len))
}

fn sides_at(draft: &Draft, at: usize) -> Option<(u32, u32, usize)> {
    let fold = draft.fold_at(at);
    if let Some((width, height)) = fold.split_once(':') {
        return Some((width.parse().ok()?, height.parse().ok()?, 1));
    }
    let width = fold.parse().ok()?;
    let next = draft.tokens.get(at + 1)?;
    let crosses = next.is_mark("/×:") || next.fold == "x";
    let height = draft.tokens.get(at + 2).filter(|height| crosses && height.kind == Kind::Number)?;
    // `1/1` is a day; a slash counts only in the two ratios that are no date.
    let height = height.fold.parse().ok()?;
    let is_date = next.fold == "/" && !matches!((width, height), (16, 9) | (9, 16));
    (!is_date).then_some((width, height, 3))
}

/// Takes platforms and the words for shapes.
pub fn find(draft: &mut Draft, matches: &[Match]) {
    find_platform(draft, matches);
    for found in matches {
        match found.sense {
            Sense::Aspect(aspect) => {
                draft.input.aspect.get_or_insert(aspect);
                draft.take(found.start..found.end(), ASPECT);
                draft.shapes.push((found.start..found.end(), aspect));
            }
            Sense::PlatformAspect(_, aspect) if draft.taken[found.start] == Some(PLATFORM) => {
                draft.input.aspect.get_or_insert(aspect);
            }
            _ => {}
        }
    }
    find_several(draft);
}

/// `verticale e quadrato`, `9:16, 16:9 and 1:1`: shapes in a list are all wanted. Where they stand apart the first one
/// counts, because the other word may mean something else.
fn find_several(draft: &mut Draft) {
    draft.shapes.sort_by_key(|(range, _)| range.start);
    let mut list: Vec<(Range<usize>, Aspect)> = Vec::new();
    for (range, aspect) in draft.shapes.clone() {
        let joined = list.last().is_some_and(|(last, _)| are_both_meant(draft, last.end, range.start));
        if !joined && list.len() > 1 {
            break;
        }
        if !joined {
            list.clear();
        }
        list.push((range, aspect));
    }
    let mut aspects: Vec<Aspect> = Vec::new();
    for (_, aspect) in &list {
        if !aspects.contains(aspect) {
            aspects.push(*aspect);
        }
    }
    let (Some((first, _)), Some((last, _))) = (list.first(), list.last()) else { return };
    if aspects.len() < 2 {
        return;
    }
    let both = first.start.checked_sub(1).filter(|at| has_word(BOTH, draft.fold_at(*at)));
    draft.take(both.unwrap_or(first.start)..last.end, ASPECT);
    draft.input.aspect = Some(aspects[0]);
    draft.input.aspects = Some(aspects);
}

/// Whether only words that join stand between two shapes: `e`, `and`, a comma, the second half of `sia … che`.
fn are_both_meant(draft: &Draft, from: usize, to: usize) -> bool {
    let joins = |at: usize| {
        draft.is_conjunction(at) || draft.tokens[at].is_mark("+,/&") || has_word(JOINS, draft.fold_at(at))
    };
    from < to
        && (from..to)
            .all(|at| joins(at) || draft.is_preposition(at) || has_word("formato format", draft.fold_at(at)))
        && (from..to).any(joins)
}

fn find_platform(draft: &mut Draft, matches: &[Match]) {
    let platforms: Vec<(Match, Platform)> = matches
        .iter()
        .filter_map(|found| match found.sense {
            Sense::Platform(platform) | Sense::PlatformAspect(platform, _) => Some((*found, platform)),
            _ => None,
        })
        .filter(|(found, platform)| *platform != Platform::X || is_x(draft, *found))
        .collect();
    let is_generic =
        |found: &Match| found.len == 1 && matches!(draft.fold_at(found.start), "reel" | "reels" | "shorts");
    let named = platforms.iter().find(|(found, platform)| !is_generic(found) && *platform != Platform::Web);
    let Some((main, platform)) = named.or(platforms.first()).copied() else {
        return find_lone_story(draft);
    };
    let mut platform = platform;
    let youtube = matches!(platform, Platform::Youtube | Platform::YoutubeShorts);
    for (found, _) in &platforms {
        let shorts = draft.fold_at(found.start) == "shorts" && found.len == 1;
        if shorts && platform == Platform::Youtube {
            platform = Platform::YoutubeShorts;
        }
        // Trousers, unless YouTube is spoken of or nothing else is.
        if !shorts || youtube {
            draft.take(found.start..found.end(), PLATFORM);
        }
    }
    draft.input.platform = Some(kind_of_post(draft, main, platform));
}

/// `Story 15s …`: outside English the borrowed word means Instagram's.
fn find_lone_story(draft: &mut Draft) {
    let is_story = |draft: &Draft, at: usize| matches!(draft.fold_at(at), "story" | "stories");
    let story = (0..draft.tokens.len()).find(|at| is_story(draft, *at) && is_post_kind_apart(draft, *at));
    let Some(at) = story.filter(|_| draft.language != Language::En) else { return };
    if draft.is_free(at..at + 1) {
        draft.input.platform = Some(Platform::Instagram);
        draft.take(at..at + 1, PLATFORM);
    }
}

/// `post`, `story` or `feed` near the platform's name.
fn kind_of_post(draft: &mut Draft, main: Match, platform: Platform) -> Platform {
    let near = main.start.saturating_sub(NEAR)..(main.end() + NEAR).min(draft.tokens.len());
    let mut platform = platform;
    for at in near {
        if draft.taken[at].is_some() {
            continue;
        }
        match draft.tokens[at].fold.as_str() {
            "post" | "feed" | "beitrag" | "publicacion" | "publicacao" | "publication" => {
                if platform == Platform::Instagram {
                    platform = Platform::InstagramFeed;
                }
            }
            "story" | "stories" | "storia" | "storie" | "historia" | "historias" => {
                if !is_post_kind_apart(draft, at) {
                    continue;
                }
                if platform == Platform::Facebook {
                    draft.input.aspect.get_or_insert(Aspect::Portrait);
                }
            }
            "stato" | "status" | "statut" | "estado" if platform == Platform::Whatsapp => {}
            "pin" | "pins" if platform == Platform::Pinterest => {}
            // English `a short YouTube video` is no Short.
            "short"
                if platform == Platform::Youtube
                    && (draft.language != Language::En || draft.tokens[at].is_capital(draft.text)) =>
            {
                platform = Platform::YoutubeShorts;
            }
            _ => continue,
        }
        draft.take(at..at + 1, PLATFORM);
    }
    platform
}

/// The story of a brand is a subject; a story by itself is a kind of post.
fn is_post_kind_apart(draft: &Draft, at: usize) -> bool {
    let of = |at: usize| {
        matches!(draft.fold_at(at), "of" | "de" | "di" | "del" | "della" | "dell'" | "da" | "do" | "about")
    };
    draft.is_apart_before(at) && !(of(at + 1) && draft.taken.get(at + 2).is_some_and(Option::is_none))
}

/// The letter alone means the platform only as a capital: `su X`.
fn is_x(draft: &Draft, found: Match) -> bool {
    let letter = (found.start..found.end()).find(|at| draft.fold_at(*at) == "x");
    letter.is_none_or(|at| {
        let token = &draft.tokens[at];
        token.is_capital(draft.text)
            && !draft.tokens.get(at + 1).is_some_and(|next| next.glued && next.fold != ",")
            || draft.tokens.get(at + 1).is_some_and(|next| next.is_break())
    })
}
