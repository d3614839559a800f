//! How a film begins and ends: the hook and the call to action.

use crate::{
    budget::Budget,
    draft::{Draft, Role},
    film::Film,
    noun::Kind,
    pool::{Line, Pool},
    seed::Dice,
    template, timing,
};

/// A film of a hook and a call: too short for adding and taking away, so every pair is tried; then every pair with one
/// more sentence before the call.
pub fn pair(film: &Film, pool: &mut Pool, dice: &mut Dice, budget: &Budget) -> Option<Vec<Draft>> {
    let mut hooks = hooks(film, pool, budget.fewest(), (timing::LONGEST_HOOK * budget.per_second) as usize);
    let slot = |line: &Line| timing::least_seconds(film.pace.seconds(&line.text));
    if hooks.iter().all(|hook| slot(hook) > film.brief.duration_seconds / 2.0) {
        hooks.extend(short_hooks(film, pool));
    }
    let calls: Vec<Line> = calls(film, pool).into_iter().chain(short_calls(film)).collect();
    let mut pairs = fitting_pairs(film, pool, &hooks, &calls);
    if pairs.is_empty() {
        let before: Vec<Line> = film.close_views().iter().flat_map(|view| pool.options(view.say)).collect();
        let both = |call: &Line| {
            before.iter().map(|line| Line::new(format!("{} {}", line.text, call.text), film.pace)).collect()
        };
        let longer: Vec<Line> = calls.iter().flat_map(|call| -> Vec<Line> { both(call) }).collect();
        pairs = fitting_pairs(film, pool, &hooks, &longer);
    }
    let (hook, call) = dice.pick(&pairs)?;
    let mut drafts = vec![Draft::new(Role::Hook, None), Draft::new(Role::Call, None)];
    for (draft, line) in drafts.iter_mut().zip([hook, call]) {
        pool.say(&line.text);
        draft.lines.push(line.clone());
    }
    Some(drafts)
}

fn fitting_pairs(film: &Film, pool: &Pool, hooks: &[Line], calls: &[Line]) -> Vec<(Line, Line)> {
    let seconds = film.brief.duration_seconds;
    let bounds = |line: &Line, longest: f64| {
        let spoken = film.pace.seconds(&line.text);
        (timing::least_seconds(spoken), timing::most_seconds(spoken).min(longest))
    };
    let mut pairs = Vec::new();
    for hook in hooks {
        for call in calls {
            let (first, last) = (bounds(hook, timing::LONGEST_HOOK), bounds(call, f64::MAX));
            let is_sound = first.0 <= first.1 && last.0 <= last.1;
            let fits = is_sound && first.0 + last.0 <= seconds && seconds <= first.1 + last.1;
            if fits && pool.is_new(&format!("{} {}", hook.text, call.text)) {
                pairs.push((hook.clone(), call.clone()));
            }
        }
    }
    pairs
}

/// Calls to action of the button's own words, one or two at a time.
pub fn short_calls(film: &Film) -> Vec<Line> {
    let name = film.calls()[0];
    let heads = film.grammar.cta_head.get(name).map_or(&[][..], Vec::as_slice);
    let pairs = heads
        .iter()
        .flat_map(|one| heads.iter().filter(move |other| *other != one).map(move |other| (one, other)));
    let texts = heads
        .iter()
        .map(|head| ended(head))
        .chain(pairs.map(|(one, other)| format!("{} {}", ended(one), ended(other))));
    texts.map(|text| Line::new(text, film.pace)).filter(|line| line.words >= 4).collect()
}

/// The hooks that can be said with `fewest` to `most` words.
fn hooks(film: &Film, pool: &Pool, fewest: usize, most: usize) -> Vec<Line> {
    let fits = |line: &Line| (fewest..=most.max(fewest)).contains(&line.words);
    let templates = film.grammar.recipe.get(&film.recipe).map_or(&[][..], |words| &words.hook);
    let mut options: Vec<Line> = pool.options(templates).into_iter().filter(fits).collect();
    if options.is_empty() {
        let heads = film.grammar.recipe.get(&film.recipe).map_or(&[][..], |words| &words.head);
        let mut whole: Vec<String> = heads.iter().map(|head| format!("{{S}}. {}", ended(head))).collect();
        options = pool.options(&whole).into_iter().filter(fits).collect();
        if options.is_empty() {
            whole = vec!["{S}.".to_owned()];
            options = pool.options(&whole).into_iter().filter(fits).collect();
        }
    }
    if options.is_empty() && film.phrase.kind == Kind::Wish {
        // Whom the wish is for is said, as long as it can be said in time.
        let in_time =
            |line: &Line| timing::least_seconds(film.pace.seconds(&line.text)) <= timing::LONGEST_HOOK;
        options = pool.options(&["{S}.".to_owned()]).into_iter().filter(in_time).collect();
    }
    if options.is_empty() {
        // A shorter name of the subject, without what its articles would say of the longer one.
        let mut slots = template::Slots::default();
        slots.set("S", film.short_name());
        options = pool.options_with(templates, &slots).into_iter().filter(fits).collect();
    }
    if options.is_empty() {
        options = film.close_views().iter().flat_map(|view| pool.options(view.say)).filter(fits).collect();
    }
    if options.is_empty() {
        options = short_hooks(film, pool);
        options.retain(|line| line.words <= most.max(6));
    }
    options
}

/// The subject with the recipe's own words for a picture, or either alone.
fn short_hooks(film: &Film, pool: &Pool) -> Vec<Line> {
    let heads = film.grammar.recipe.get(&film.recipe).map_or(&[][..], |words| &words.head);
    let both = heads.iter().map(|head| format!("{{S}}. {}", ended(head)));
    let alone = std::iter::once("{S}.".to_owned()).chain(heads.iter().map(|head| ended(head)));
    pool.options(&both.chain(alone).collect::<Vec<_>>())
}

/// The first scene, of at most `most` words where the grammar has such a hook.
pub fn hook(film: &Film, pool: &mut Pool, dice: &mut Dice, fewest: usize, most: usize) -> Draft {
    let options = hooks(film, pool, fewest, most);
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
    let names = film.calls();
    names.iter().filter_map(|name| film.grammar.cta.get(*name)).flat_map(|list| pool.options(list)).collect()
}

/// With a closing mark, unless it has one.
fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
