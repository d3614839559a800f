//! Fills the points of a film with the grammar's sentences.

use crate::{
    budget::Budget,
    draft::{Draft, total_words},
    film::Film,
    pool::{self, Line, Pool},
    recipe::Recipe,
    seed::Dice,
    views::View,
};

/// Gives each point the words that its share of the film's time takes.
pub fn fill_points(film: &Film, pool: &mut Pool, dice: &mut Dice, drafts: &mut [Draft], budget: &Budget) {
    let points: Vec<usize> = (1..drafts.len().saturating_sub(1)).collect();
    for (done, place) in points.iter().enumerate() {
        let left = points.len() - done;
        let fixed_ahead: usize = points[done..].iter().map(|place| drafts[*place].fixed_words()).sum();
        let ahead = budget.ideal.saturating_sub(total_words(drafts) - fixed_ahead);
        let jitter = if left == 1 { 1.0 } else { 0.86 + 0.28 * dice.unit() };
        let share = (ahead as f64 / left as f64 * jitter).round() as usize;
        let target = share.saturating_sub(drafts[*place].fixed_words());
        // A scene whose fixed words fill it needs no more.
        if target < 3 && !drafts[*place].fixed.is_empty() || !drafts[*place].passages.is_empty() {
            continue;
        }
        let (view, lines) = if drafts[*place].facts.is_empty() {
            view_that_fits(film, pool, dice, drafts, *place, target)
        } else {
            (drafts[*place].view, lines_after_facts(film, pool, dice, drafts[*place].view, target))
        };
        drafts[*place].view = view;
        for line in lines {
            if pool.is_new(&line.text) {
                pool.say(&line.text);
                drafts[*place].lines.push(line);
            }
        }
    }
}

/// The scene's own view with its lines, or, where they miss the slot by far, a free view whose lines do not.
fn view_that_fits(
    film: &Film,
    pool: &Pool,
    dice: &mut Dice,
    drafts: &[Draft],
    place: usize,
    target: usize,
) -> (Option<View>, Vec<Line>) {
    let own = drafts[place].view;
    let lines = lines_for(film, pool, dice, own, drafts[place].fixed.is_empty(), target);
    let miss = |lines: &[Line]| lines.iter().map(|line| line.words).sum::<usize>().abs_diff(target);
    let mut best = (own, lines);
    // A view of the subject's own world is worth some words.
    let is_domain = own.is_some_and(|view| film.is_of_domain(&view));
    if miss(&best.1) <= if is_domain { 8 } else { 2 } {
        return best;
    }
    let mut least = miss(&best.1);
    for view in free_views(film, drafts) {
        let lines = lines_for(film, pool, dice, Some(view), drafts[place].fixed.is_empty(), target);
        // Sides that fit anything come after the recipe's own.
        let cost = miss(&lines) + if film.is_own(&view) { 1 } else { 3 };
        if cost < least {
            least = cost;
            best = (Some(view), lines);
        }
    }
    best
}

/// What is said after a fact: first what may follow any, and more of the scene's view where the slot is long.
fn lines_after_facts(
    film: &Film,
    pool: &Pool,
    dice: &mut Dice,
    view: Option<View>,
    target: usize,
) -> Vec<Line> {
    let is_tale = film.recipe == Recipe::Story;
    // A tale goes on where an advert would underline.
    let mut options = if is_tale { Vec::new() } else { pool.options(&film.grammar.follow) };
    dice.shuffle(&mut options);
    options.truncate(4);
    if is_tale || target > 9 {
        options.extend(view.map(|view| pool.options(view.say)).unwrap_or_default());
    }
    pool::best_set(&options, target, target + 3, dice)
}

/// The views of the film's recipe that no scene shows.
pub fn free_views(film: &Film, drafts: &[Draft]) -> Vec<View> {
    let taken = |view: &View| drafts.iter().any(|draft| draft.view.is_some_and(|shown| shown.id == view.id));
    film.close_views().into_iter().filter(|view| !taken(view)).collect()
}

fn lines_for(
    film: &Film,
    pool: &Pool,
    dice: &mut Dice,
    view: Option<View>,
    may_point: bool,
    target: usize,
) -> Vec<Line> {
    let Some(view) = view else { return Vec::new() };
    let mut options = pool.options(view.say);
    let enough: usize = options.iter().map(|line| line.words).sum();
    let wants_bridge = enough < target + 2 || target >= 12 && dice.unit() < 0.3;
    // "Let us start here" explains; it does not tell.
    let is_told = matches!(film.recipe, Recipe::Story | Recipe::Quote);
    if wants_bridge && may_point && !is_told {
        let bridges = pool.options_with(&film.grammar.bridges, &pool.slots().with("about", view.about));
        // What the bridge names is not named again right after it.
        options.retain(|line| !line.text.to_lowercase().contains(&view.about.to_lowercase()));
        options.splice(0..0, dice.pick(&bridges).cloned());
    }
    pool::best_set(&options, target, target + 4, dice)
}
