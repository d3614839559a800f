//! Chooses what is said, scene by scene, so that the words fill the film's time.

use crate::{
    budget::Budget,
    clean,
    draft::{Draft, Role},
    ends, facts,
    fill::fill_points,
    film::Film,
    fit, material,
    pool::{Line, Pool},
    recipe::Recipe,
    seed::Dice,
    timing,
};

/// Words that a film's first and last scene need at least.
const HOOK_AND_CALL: usize = 8;

/// The scenes of a narrated film, with their words; facts that found no room are returned too.
pub fn narrated(film: &Film, pool: &mut Pool, dice: &mut Dice) -> (Vec<Draft>, Vec<String>) {
    let budget = Budget::of(film);
    let (mut facts, mut left_out) = facts_that_fit(film, &budget);
    loop {
        let mut new_pool = pool.clone();
        let drafts = telling(film, &mut new_pool, dice, &facts, &budget);
        // A fact that the voice would have to race for is shown instead.
        let longest = (0..facts.len()).max_by_key(|index| film.pace.words(&facts[*index]));
        if let Some(longest) = longest.filter(|_| !fit::fits(film, &drafts)) {
            left_out.push(facts.remove(longest));
            continue;
        }
        *pool = new_pool;
        return (drafts, left_out);
    }
}

/// The scenes of a film that tells `facts`.
fn telling(film: &Film, pool: &mut Pool, dice: &mut Dice, facts: &[String], budget: &Budget) -> Vec<Draft> {
    let tiny =
        facts.is_empty() && film.quote.is_none() && timing::scene_count(film.brief.duration_seconds) == 2;
    if tiny && let Some(pair) = ends::pair(film, pool, dice, budget) {
        return pair;
    }
    let room = budget.most.saturating_sub(facts.iter().map(|fact| film.pace.words(fact)).sum());
    let hook = ends::hook(film, pool, dice, budget.fewest(), budget.hook.min(room / 2));
    let call = ends::call(film, pool, dice, budget.call.min(room.saturating_sub(hook.words())));
    let points = point_count(film, budget, hook.words() + call.words(), facts);
    let told = told(film, budget, hook.words() + call.words(), points, facts);
    let points = match told.is_full {
        true => told.drafts.len() + told.kept,
        // What is general is said in short scenes: nobody looks at one picture for a quarter of a minute.
        false => points.max(told.drafts.len() + told.kept + told.rest.div_ceil(budget.longest())),
    };
    let mut views = film.views(points.saturating_sub(told.drafts.len()), dice);
    let mut drafts = vec![hook];
    told.drafts.iter().flat_map(|draft| &draft.fixed).for_each(|line| pool.say(&line.text));
    // Everything is laid out before the first step.
    if film.recipe == Recipe::Howto && !told.drafts.is_empty() && views.len() > 1 {
        drafts.push(Draft::new(Role::Point, Some(views.remove(0))));
    }
    drafts.extend(told.drafts);
    drafts.extend(views.into_iter().map(|view| Draft::new(Role::Point, Some(view))));
    drafts.push(call);
    introduce(film, pool, dice, &mut drafts);
    quote(film, pool, &mut drafts, budget);
    place_facts(film, pool, dice, &mut drafts, facts);
    fill_points(film, pool, dice, &mut drafts, budget);
    fit::fit(film, pool, dice, &mut drafts, budget);
    drafts
}

/// The points that the user's material makes.
struct Told {
    drafts: Vec<Draft>,
    /// Points that the brief's own facts need.
    kept: usize,
    /// Whether they fill the film, so that nothing general has to be said.
    is_full: bool,
    /// Words that they leave to what is general; none in a film without material.
    rest: usize,
}

fn told(film: &Film, budget: &Budget, ends: usize, points: usize, facts: &[String]) -> Told {
    // A fact takes a few words of ours.
    let stated: usize = facts.iter().map(|fact| film.pace.words(fact) + 3).sum();
    let kept = facts.len().min(points.div_ceil(2));
    let room = budget.ideal.saturating_sub(ends + stated);
    let chosen = material::choose(&film.passages, room, 2 * points.saturating_sub(kept));
    let count = chosen.len().min(points.saturating_sub(kept));
    let words: usize = chosen.iter().map(|passage| passage.words).sum();
    let mut drafts = Vec::with_capacity(count);
    for index in 0..count {
        let group = &chosen[index * chosen.len() / count..(index + 1) * chosen.len() / count];
        let mut draft = Draft::new(Role::Point, None);
        if film.recipe == Recipe::Quote && group.iter().any(|passage| passage.is_quote()) {
            draft.role = Role::Quote;
            draft.facts.extend(group.first().map(|passage| passage.text.clone()));
        }
        draft.fixed.extend(group.iter().map(|passage| Line::new(passage.text.clone(), film.pace)));
        draft.passages.extend_from_slice(group);
        drafts.push(draft);
    }
    let is_full = count > 0 && words * 20 >= room * 17;
    let rest = if count > 0 { room.saturating_sub(words) } else { 0 };
    Told { drafts, kept, is_full, rest }
}

fn facts_that_fit(film: &Film, budget: &Budget) -> (Vec<String>, Vec<String>) {
    let mut room = budget.most.saturating_sub(HOOK_AND_CALL);
    let (mut fitting, mut left_out) = (Vec::new(), Vec::new());
    for fact in &film.must {
        let words = film.pace.words(fact);
        // What our voices cannot say is shown instead.
        if words <= room && clean::is_speakable(fact) {
            room -= words;
            fitting.push(fact.clone());
        } else {
            left_out.push(fact.clone());
        }
    }
    (fitting, left_out)
}

fn point_count(film: &Film, budget: &Budget, ends: usize, facts: &[String]) -> usize {
    let wished = timing::scene_count(film.brief.duration_seconds).saturating_sub(2);
    // A fact that takes long to say leaves less room for other scenes.
    let stated: usize = facts.iter().map(|fact| film.pace.words(fact) + 3).sum();
    let short = stated <= facts.len() * budget.shortest();
    let room = if short {
        budget.ideal.saturating_sub(ends) / budget.shortest()
    } else {
        budget.ideal.saturating_sub(ends + stated) / budget.shortest() + facts.len()
    };
    let fewest = usize::from(!facts.is_empty() && film.brief.duration_seconds >= 7.5);
    wished.min(room).max(fewest.min(wished))
}

/// The second scene names the subject when the hook does not.
fn introduce(film: &Film, pool: &mut Pool, dice: &mut Dice, drafts: &mut [Draft]) {
    let named = film.names_subject(&drafts[0].narration());
    let Some(first) = drafts.get_mut(1).filter(|draft| draft.role == Role::Point && !named) else { return };
    let options = pool.options(&film.grammar.intro);
    if let Some(line) = dice.pick(&options) {
        pool.say(&line.text);
        first.fixed.push(line.clone());
    }
}

fn quote(film: &Film, pool: &mut Pool, drafts: &mut [Draft], budget: &Budget) {
    let Some(quote) = film
        .quote
        .as_ref()
        .filter(|quote| clean::word_count(quote) <= budget.most / 2 && clean::is_speakable(quote))
    else {
        return;
    };
    // A film whose subject it is has said it at once.
    if drafts.first().is_some_and(|hook| facts::holds(&hook.narration(), quote)) {
        return;
    }
    let Some(draft) = drafts.iter_mut().find(|draft| draft.role == Role::Point && draft.passages.is_empty())
    else {
        return;
    };
    let closed = quote.ends_with(['.', '!', '?', '…']);
    let text = clean::capitalised(&if closed { quote.clone() } else { format!("{quote}.") });
    if pool.is_new(&text) {
        pool.say(&text);
        draft.role = Role::Quote;
        draft.fixed.push(Line::new(text, film.pace));
        draft.facts.push(quote.clone());
    }
}

/// Shares the facts out over the points, evenly; without points the last scene takes them.
fn place_facts(film: &Film, pool: &mut Pool, dice: &mut Dice, drafts: &mut [Draft], facts: &[String]) {
    let mut points: Vec<usize> =
        (0..drafts.len()).filter(|place| drafts[*place].role == Role::Point).collect();
    if points.iter().any(|place| drafts[*place].passages.is_empty()) {
        points.retain(|place| drafts[*place].passages.is_empty());
    }
    if points.is_empty() {
        let last = drafts.len() - 1;
        facts.iter().for_each(|fact| state(film, pool, dice, drafts, last, std::slice::from_ref(fact)));
        return;
    }
    let carriers = facts.len().min(points.len());
    for carrier in 0..carriers {
        let group = &facts[carrier * facts.len() / carriers..(carrier + 1) * facts.len() / carriers];
        let place = points[(2 * carrier + 1) * points.len() / (2 * carriers)];
        drafts[place].role = if group.len() > 1 { Role::List } else { Role::Proof };
        state(film, pool, dice, drafts, place, group);
    }
}

/// Says facts in the words of the brief, after a few of ours.
fn state(
    film: &Film,
    pool: &mut Pool,
    dice: &mut Dice,
    drafts: &mut [Draft],
    place: usize,
    facts: &[String],
) {
    let options = stated(film, pool, facts);
    // The words before a fact are new too, while there are any.
    let lead = |line: &Line| line.text.split(':').next().unwrap_or_default().to_owned();
    let is_new =
        |line: &&Line| !drafts.iter().flat_map(|draft| &draft.fixed).any(|said| lead(said) == lead(line));
    let fresh: Vec<Line> = options.iter().filter(is_new).cloned().collect();
    let line = match dice.pick(if fresh.is_empty() { &options } else { &fresh }) {
        Some(line) => line.clone(),
        None => Line::new(ended_once(&format!("{}.", listed(facts, &film.grammar.and))), film.pace),
    };
    pool.say(&line.text);
    drafts[place].fixed.push(line);
    drafts[place].facts.extend(facts.iter().cloned());
}

/// All ways to say facts.
pub fn stated(film: &Film, pool: &Pool, said: &[String]) -> Vec<Line> {
    let slots = pool.slots().with("item", listed(said, &film.grammar.and));
    // A story goes on; it does not advertise.
    if film.recipe == Recipe::Story {
        let options = pool.options_with(&film.grammar.must_story, &slots);
        if !options.is_empty() {
            return options;
        }
    }
    // Dates, prices and addresses have words of their own.
    let kinds: Vec<_> = said.iter().map(|fact| facts::kind_of(fact, film.grammar)).collect();
    let own = match kinds[..] {
        [Some(kind)] => pool.options_with(&kind.lead, &slots),
        _ => Vec::new(),
    };
    let mut options = if own.is_empty() { pool.options_with(&film.grammar.must, &slots) } else { own };
    options.iter_mut().for_each(|line| line.text = ended_once(&line.text));
    options
}

/// A fact may bring its own closing mark.
fn ended_once(text: &str) -> String {
    match text.strip_suffix('.') {
        Some(rest) if rest.ends_with(['!', '?', '…']) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

/// `a, b e c`.
pub fn listed(items: &[String], and: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} {and} {last}", before.join(", ")),
    }
}
