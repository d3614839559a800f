//! Adds and takes away sentences until the film's words fill its time.

use crate::{
    budget::Budget,
    compose::stated,
    draft::{Draft, Role, total_words},
    ends::{calls, short_calls},
    fill::free_views,
    film::Film,
    pool::{Line, Pool},
    seed::Dice,
    timing,
    views::View,
};

/// More steps than any film needs; a film that cannot fit stays as near as it came.
const STEPS: usize = 400;

pub fn fit(film: &Film, pool: &mut Pool, dice: &mut Dice, drafts: &mut [Draft], budget: &Budget) {
    fill_empty(film, pool, dice, drafts, budget);
    for _ in 0..STEPS {
        let words = total_words(drafts);
        let moved = if words > budget.most || !fits(film, drafts) {
            let excess = words.saturating_sub(budget.ideal).max(1);
            take_away(pool, drafts, excess, budget)
                || exchange(film, pool, drafts, -(excess as isize), budget)
                || shorten_call(film, pool, drafts)
                || shorten_fixed(film, pool, drafts)
        } else if words < budget.least {
            let missing = budget.ideal.saturating_sub(words).max(1);
            add(film, pool, dice, drafts, budget) || exchange(film, pool, drafts, missing as isize, budget)
        } else {
            return;
        };
        if !moved {
            return;
        }
    }
}

/// Whether the film is long enough for its scenes when each is as short as it may be.
pub fn fits(film: &Film, drafts: &[Draft]) -> bool {
    least_seconds(film, drafts) <= film.brief.duration_seconds
}

fn least_seconds(film: &Film, drafts: &[Draft]) -> f64 {
    drafts.iter().map(|draft| timing::least_seconds(film.pace.seconds(&draft.narration()))).sum()
}

/// A scene without a word would be a hole of silence.
fn fill_empty(film: &Film, pool: &mut Pool, dice: &mut Dice, drafts: &mut [Draft], budget: &Budget) {
    for draft in drafts {
        let least = if draft.role == Role::Hook { 3 } else { budget.fewest() };
        if draft.words() >= least {
            continue;
        }
        let missing = least - draft.words();
        let room = if draft.role == Role::Hook { budget.hook.max(missing) } else { missing + 6 };
        if let Some(line) = nearest(film, pool, dice, draft, missing, room) {
            say(pool, draft, line);
        }
    }
}

fn say(pool: &mut Pool, draft: &mut Draft, line: Line) {
    pool.say(&line.text);
    // A call to action keeps the last word.
    if draft.role == Role::Call { draft.lines.insert(0, line) } else { draft.lines.push(line) }
}

/// Gives a sentence to the scene that has the fewest words.
fn add(film: &Film, pool: &mut Pool, dice: &mut Dice, drafts: &mut [Draft], budget: &Budget) -> bool {
    let words = total_words(drafts);
    let (missing, room) = (budget.ideal.saturating_sub(words).max(1), budget.most - words);
    let mut places: Vec<usize> = (1..drafts.len()).collect();
    // What the material says is not talked over while another scene has room; the last scene is kept short.
    let is_told = unsaid_passages(film, pool).is_empty();
    places.sort_by_key(|place| {
        let draft = &drafts[*place];
        let is_call = draft.role == Role::Call;
        (is_call && draft.lines.len() > 1, is_told && !draft.passages.is_empty(), is_call, draft.words())
    });
    for place in places {
        let Some(line) = nearest(film, pool, dice, &drafts[place], missing, room) else { continue };
        if has_room(film, drafts, place, line.words as isize, budget) {
            say(pool, &mut drafts[place], line);
            return true;
        }
    }
    false
}

/// The unsaid line of at most `room` words that comes nearest to `wanted`: of the scene's own view, else of any that
/// fits the recipe, else one that only points.
fn nearest(
    film: &Film,
    pool: &Pool,
    dice: &mut Dice,
    draft: &Draft,
    wanted: usize,
    room: usize,
) -> Option<Line> {
    let pick = |options: Vec<Line>, dice: &mut Dice| {
        let fitting = options.into_iter().filter(|line| line.words <= room);
        fitting
            .map(|line| (line.words.abs_diff(wanted) * 4 + dice.below(6), line))
            .min_by_key(|(cost, _)| *cost)
            .map(|(_, line)| line)
    };
    if !draft.passages.is_empty()
        && let Some(line) = pick(unsaid_passages(film, pool), dice)
    {
        return Some(line);
    }
    if !draft.facts.is_empty()
        && let Some(line) = pick(pool.options(&film.grammar.follow), dice)
    {
        return Some(line);
    }
    if let Some(line) = draft.view.and_then(|view| pick(pool.options(view.say), dice)) {
        return Some(line);
    }
    let close = film.close_views();
    // The recipe's own sides before those that fit anything.
    for own in [true, false] {
        let views = close.iter().filter(|view| film.is_own(view) == own);
        if let Some(line) = pick(views.flat_map(|view| pool.options(view.say)).collect(), dice) {
            return Some(line);
        }
    }
    let about =
        |view: &View| pool.options_with(&film.grammar.bridges, &pool.slots().with("about", view.about));
    if let Some(line) = pick(close.iter().flat_map(about).collect(), dice) {
        return Some(line);
    }
    // Kin of the recipe are for films so long that all else is said.
    if film.brief.duration_seconds < 100.0 {
        return None;
    }
    let kin = film.all_views();
    pick(kin.iter().flat_map(|view| pool.options(view.say)).collect(), dice)
        .or_else(|| pick(kin.iter().flat_map(about).collect(), dice))
}

/// What of the material is not said yet.
fn unsaid_passages(film: &Film, pool: &Pool) -> Vec<Line> {
    let new = film.passages.iter().filter(|passage| pool.is_new(&passage.text));
    new.map(|passage| Line::new(passage.text.clone(), film.pace)).collect()
}

/// Takes away the line whose loss brings the total nearest to what is wished, where the scene can do without.
fn take_away(pool: &mut Pool, drafts: &mut [Draft], excess: usize, budget: &Budget) -> bool {
    let mut best: Option<(usize, usize, usize)> = None;
    for (place, draft) in drafts.iter().enumerate() {
        for (index, line) in draft.lines.iter().enumerate() {
            let spared = draft.words() - line.words;
            let least = budget.fewest();
            let is_call = draft.role == Role::Call && index + 1 == draft.lines.len();
            if spared < least || is_call {
                continue;
            }
            let distance = line.words.abs_diff(excess);
            if best.is_none_or(|(least, ..)| distance < least) {
                best = Some((distance, place, index));
            }
        }
    }
    let Some((_, place, index)) = best else { return false };
    let line = drafts[place].lines.remove(index);
    pool.unsay(&line.text);
    true
}

/// Gives a point of one line another one, of a view that is free, so that the film's words change by about `wanted`.
fn exchange(film: &Film, pool: &mut Pool, drafts: &mut [Draft], wanted: isize, budget: &Budget) -> bool {
    let mut best: Option<(usize, usize, View, Line)> = None;
    for view in free_views(film, drafts) {
        for line in pool.options(view.say) {
            for (place, draft) in drafts.iter().enumerate() {
                let [only] = &draft.lines[..] else { continue };
                let change = line.words as isize - only.words as isize;
                let is_right = change != 0
                    && (change > 0) == (wanted > 0)
                    && change.unsigned_abs() <= wanted.unsigned_abs() + 2;
                let least = budget.fewest();
                if draft.role != Role::Point
                    || !draft.passages.is_empty()
                    || !is_right
                    || draft.fixed_words() + line.words < least
                {
                    continue;
                }
                // The subject's own world is given up last.
                let own = draft.view.is_some_and(|view| film.is_of_domain(&view));
                let distance = change.abs_diff(wanted) + if own { 8 } else { 0 };
                let better = best.as_ref().is_none_or(|(least, ..)| distance < *least);
                if better && (wanted < 0 || has_room(film, drafts, place, change, budget)) {
                    best = Some((distance, place, view, line.clone()));
                }
            }
        }
    }
    let Some((_, place, view, line)) = best else { return false };
    pool.unsay(&drafts[place].narration());
    drafts[place].fixed.iter().for_each(|line| pool.say(&line.text));
    pool.say(&line.text);
    drafts[place].view = Some(view);
    drafts[place].lines = vec![line];
    true
}

/// Whether the scenes' shortest slots still fit the film when one scene has `change` words more.
fn has_room(film: &Film, drafts: &[Draft], place: usize, change: isize, budget: &Budget) -> bool {
    let slot = |words: usize| timing::least_seconds(words as f64 / budget.per_second);
    let now = drafts[place].words();
    let more = slot(now.saturating_add_signed(change)) - slot(now);
    least_seconds(film, drafts) + more <= film.brief.duration_seconds
}

/// Ends with the next shorter call to action; the shortest are two of the button's own words.
fn shorten_call(film: &Film, pool: &mut Pool, drafts: &mut [Draft]) -> bool {
    let Some(last) = drafts.last_mut().filter(|draft| draft.role == Role::Call) else { return false };
    let Some(now) = last.lines.last().cloned() else { return false };
    let all = calls(film, pool).into_iter().chain(short_calls(film)).filter(|line| line.words < now.words);
    let shorter = all.max_by_key(|line| line.words);
    let Some(line) = shorter else { return false };
    pool.unsay(&now.text);
    pool.say(&line.text);
    last.lines.pop();
    last.lines.push(line);
    true
}

/// Says a fact with fewer words of ours, or does without an introduction.
fn shorten_fixed(film: &Film, pool: &mut Pool, drafts: &mut [Draft]) -> bool {
    for draft in drafts.iter_mut().filter(|draft| draft.role != Role::Quote && draft.passages.is_empty()) {
        if draft.facts.is_empty() && !draft.fixed.is_empty() && !draft.lines.is_empty() {
            let removed: Vec<Line> = draft.fixed.drain(..).collect();
            removed.iter().for_each(|line| pool.unsay(&line.text));
            return true;
        }
        // Only a scene's one fact has its words from a template that can be exchanged alone.
        let (Some(now), [_]) = (draft.fixed.last().cloned(), &draft.facts[..]) else { continue };
        let shorter = stated(film, pool, &draft.facts).into_iter().filter(|line| line.words < now.words);
        let Some(line) = shorter.max_by_key(|line| line.words) else { continue };
        pool.unsay(&now.text);
        pool.say(&line.text);
        draft.fixed.pop();
        draft.fixed.push(line);
        return true;
    }
    false
}
