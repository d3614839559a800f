//! How a film begins and ends: the hook and the call to action.

use crate::{
    clean,
    compose::Budget,
    draft::{Draft, Role},
    film::Film,
    pool::{Line, Pool},
    seed::Dice,
    template, timing,
};

/// A film of a hook and a call: too short for adding and taking away, so every pair is tried.
pub fn pair(film: &Film, pool: &mut Pool, dice: &mut Dice, budget: &Budget) -> Option<Vec<Draft>> {
    let seconds = film.brief.duration_seconds;
    let bounds = |line: &Line, longest: f64| {
        let spoken = line.words as f64 / budget.per_second;
        (timing::least_seconds(spoken), (spoken + timing::LONGEST_SILENCE).min(longest))
    };
    let hooks = hooks(film, pool, budget.hook.max(4));
    let calls: Vec<Line> = calls(film, pool).into_iter().chain(short_calls(film)).collect();
    let mut pairs: Vec<(&Line, &Line)> = Vec::new();
    for hook in &hooks {
        for call in &calls {
            let (first, last) = (bounds(hook, timing::LONGEST_HOOK), bounds(call, f64::MAX));
            let fits = first.0 + last.0 <= seconds && seconds <= first.1 + last.1;
            if fits && pool.is_new(&format!("{} {}", hook.text, call.text)) {
                pairs.push((hook, call));
            }
        }
    }
    let (hook, call) = dice.pick(&pairs)?;
    let mut drafts = vec![Draft::new(Role::Hook, None), Draft::new(Role::Call, None)];
    for (draft, line) in drafts.iter_mut().zip([*hook, *call]) {
        pool.say(&line.text);
        draft.lines.push(line.clone());
    }
    Some(drafts)
}

/// Calls to action of the button's own words, one or two at a time.
pub fn short_calls(film: &Film) -> Vec<Line> {
    let name = film.recipe.calls(film.brief.platform)[0];
    let heads = film.grammar.cta_head.get(name).map_or(&[][..], Vec::as_slice);
    let pairs = heads
        .iter()
        .flat_map(|one| heads.iter().filter(move |other| *other != one).map(move |other| (one, other)));
    let texts = heads
        .iter()
        .map(|head| format!("{head}."))
        .chain(pairs.map(|(one, other)| format!("{one}. {other}.")));
    texts.map(Line::new).filter(|line| line.words >= 4).collect()
}

/// The hooks that can be said with at most `most` words.
fn hooks(film: &Film, pool: &Pool, most: usize) -> Vec<Line> {
    let fits = |line: &Line| (3..=most.max(4)).contains(&line.words);
    let templates = film.grammar.recipe.get(&film.recipe).map_or(&[][..], |words| &words.hook);
    let mut options: Vec<Line> = pool.options(templates).into_iter().filter(fits).collect();
    if options.is_empty() {
        // A shorter name of the subject, without what its articles would say of the longer one.
        let short = clean::shorten(&film.phrase.bare, 3, 28, &film.grammar.weak_ends);
        let mut slots = template::Slots::default();
        slots.set("S", short);
        options = pool.options_with(templates, &slots).into_iter().filter(fits).collect();
    }
    if options.is_empty() {
        options = film.close_views().iter().flat_map(|view| pool.options(view.say)).filter(fits).collect();
    }
    options
}

/// The first scene, of at most `most` words where the grammar has such a hook.
pub fn hook(film: &Film, pool: &mut Pool, dice: &mut Dice, most: usize) -> Draft {
    let options = hooks(film, pool, most);
    let mut draft = Draft::new(Role::Hook, None);
    // Half of the time a hook of the film's own tone, if there is one.
    let in_tone: Vec<Line> = options.iter().filter(|line| line.in_tone).cloned().collect();
    let from = if !in_tone.is_empty() && dice.unit() < 0.6 { &in_tone } else { &options };
    if let Some(line) = dice.pick(from) {
        pool.say(&line.text);
        draft.lines.push(line.clone());
    }
    draft
}

/// The last scene, of at most `most` words where the grammar has such a call.
pub fn call(film: &Film, pool: &mut Pool, dice: &mut Dice, most: usize) -> Draft {
    let all = calls(film, pool);
    let mut options: Vec<Line> = all.iter().filter(|line| line.words <= most).cloned().collect();
    if options.is_empty() {
        options.extend(all.iter().min_by_key(|line| line.words).cloned());
    }
    let in_tone: Vec<Line> = options.iter().filter(|line| line.in_tone).cloned().collect();
    let from = if !in_tone.is_empty() && dice.unit() < 0.6 { &in_tone } else { &options };
    let mut draft = Draft::new(Role::Call, None);
    if let Some(line) = dice.pick(from) {
        pool.say(&line.text);
        draft.lines.push(line.clone());
    }
    draft
}

/// The calls to action that fit recipe, platform and tone.
pub fn calls(film: &Film, pool: &Pool) -> Vec<Line> {
    let names = film.recipe.calls(film.brief.platform);
    names.iter().filter_map(|name| film.grammar.cta.get(*name)).flat_map(|list| pool.options(list)).collect()
}
