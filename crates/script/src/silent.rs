//! Films without a voice, and posters: what stands in the picture carries everything.

use crate::{
    draft::{Draft, Role},
    film::Film,
    material::{self, Passage},
    seed::Dice,
    timing,
    writer::is_still,
};

/// The scenes of a film that nobody narrates, and the facts that found no place in them.
pub fn silent(film: &Film, dice: &mut Dice) -> (Vec<Draft>, Vec<String>) {
    let count = if is_still(film.brief) {
        usize::from(film.brief.image_count.max(1))
    } else {
        timing::scene_count(film.brief.duration_seconds)
    };
    let has_call = count >= if is_still(film.brief) { 3 } else { 2 };
    let points = count - 1 - usize::from(has_call);
    let mut drafts = vec![Draft::new(Role::Hook, None)];
    drafts.extend(film.views(points, dice).into_iter().map(|view| Draft::new(Role::Point, Some(view))));
    if has_call {
        drafts.push(Draft::new(Role::Call, None));
    }
    quote(film, &mut drafts);
    tell(film, &mut drafts);
    let left_out = place(film, &mut drafts);
    (drafts, left_out)
}

fn quote(film: &Film, drafts: &mut [Draft]) {
    let Some(quote) = &film.quote else { return };
    let place = usize::from(drafts.len() > 2);
    drafts[place].role = Role::Quote;
    drafts[place].facts.push(quote.clone());
}

/// One fact a scene while there are scenes, several where there are not enough; the only picture takes the first
/// short one as its small line.
/// Short passages of the material, one a picture, where the brief's own facts leave room.
fn tell(film: &Film, drafts: &mut [Draft]) {
    let short: Vec<Passage> = film.passages.iter().filter(|passage| passage.words <= 10).cloned().collect();
    let points: Vec<usize> = (0..drafts.len()).filter(|place| drafts[*place].role == Role::Point).collect();
    let free = points.len().saturating_sub(film.must.len());
    let chosen = material::choose(&short, usize::MAX, free);
    for (place, passage) in points.into_iter().zip(chosen) {
        drafts[place].role = if passage.is_quote() { Role::Quote } else { Role::Proof };
        drafts[place].facts.push(passage.text.trim_end_matches('.').to_owned());
        drafts[place].passages.push(passage);
    }
}

fn place(film: &Film, drafts: &mut [Draft]) -> Vec<String> {
    let points: Vec<usize> = (0..drafts.len()).filter(|place| drafts[*place].role == Role::Point).collect();
    if points.is_empty() {
        if let Some(first) = drafts.first_mut() {
            first.facts.extend(film.must.iter().cloned());
        }
        return film.must.iter().skip(1).cloned().collect();
    }
    let carriers = film.must.len().min(points.len());
    for carrier in 0..carriers {
        let group = carrier * film.must.len() / carriers..(carrier + 1) * film.must.len() / carriers;
        let draft = &mut drafts[points[(2 * carrier + 1) * points.len() / (2 * carriers)]];
        draft.role = if group.len() > 1 { Role::List } else { Role::Proof };
        draft.facts.extend_from_slice(&film.must[group]);
    }
    Vec::new()
}
