//! Things that a picture can show, chosen from what a scene says and from the film's own world.

use aida_protocol::Platform;

use super::{PictureWords, visible::LIKELY};
use crate::{
    draft::{Draft, Role},
    facts,
    noun::Kind,
    recipe::Recipe,
};

/// `scarpe` and `scarpa`, `shoe` and `shoes` are one thing to draw.
pub(super) fn is_same_thing(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let longest = one.chars().count().max(other.chars().count());
    one == other || common >= 3 && longest - common <= 2
}

impl PictureWords<'_, '_, '_> {
    /// One to three things that a picture can show, the most telling first.
    pub(super) fn concepts_of(&mut self, draft: &Draft) -> Vec<String> {
        let film = self.film;
        let mut things: Vec<String> = Vec::new();
        match draft.role {
            Role::Hook => {
                let own = self.subject_things();
                // A name shows nothing; what it offers may.
                let is_name = film.phrase.kind == Kind::Name && film.recipe == Recipe::Advert;
                if is_name && own.iter().all(|thing| self.visible(thing).is_none()) {
                    things.extend(film.must.iter().find_map(|fact| self.visible(fact)));
                }
                things.extend(own);
                things.extend(self.next_of_domains(1));
                things.extend(self.next_of_domains(1));
            }
            Role::Call => {
                // What was offered is seen once more; a link wants its telephone.
                let is_shown = film.recipe.is_offer() && film.brief.platform == Platform::Web;
                things.extend(self.cast().into_iter().next().filter(|_| is_shown));
                things.extend(self.next("call", self.call_list(&film.grammar.cta_show), 2));
            }
            Role::Proof | Role::List | Role::Quote => {
                // A word that nothing shows takes no room from a world that can be seen.
                let noun = |fact: &String| match self.kin.is_empty() {
                    true => self.noun_of(fact),
                    false => self.visible(fact),
                };
                let nouns: Vec<String> = draft.facts.iter().filter_map(noun).take(2).collect();
                // The scene's own things come before the film's.
                let kinds = draft.facts.iter().filter_map(|fact| facts::kind_of(fact, film.grammar));
                let shows: Vec<String> = kinds.flat_map(|kind| kind.show.iter().cloned()).collect();
                // What a price is asked for says more than a coin, and the subject more than its world.
                let sold = |fact: &&String| facts::is_price(fact, film.grammar);
                let sold = draft.facts.iter().filter(sold).find_map(|fact| self.visible(fact));
                // A coin is no picture of the flavours that stand beside the price of a cone.
                let is_thing = shows.is_empty() || sold.is_some() && draft.facts.len() > 1;
                things.extend(sold);
                if is_thing {
                    things.extend(nouns);
                } else {
                    things.extend(shows);
                }
                things.extend(self.cast().into_iter().next());
                things.extend(self.next_of_domains(1));
            }
            Role::Point => {
                for passage in &draft.passages {
                    things.extend(self.nouns_of(&passage.text));
                }
            }
        }
        if draft.view.is_some() {
            self.add_view(draft, &mut things);
        }
        if things.is_empty() {
            things.extend(self.next_of_domains(2));
            things.extend(self.subject_things());
        }
        self.tidy_things(things)
    }

    /// Adds what a side of the subject shows: the subject's own world, since sentences that fit anything speak in figures.
    /// Where that has nothing to show, the things that stand for the side itself.
    fn add_view(&mut self, draft: &Draft, things: &mut Vec<String>) {
        let Some(view) = draft.view else { return };
        // In a tale stand those in front whom it is about, and a quotation's or a greeting's signs speak for themselves.
        let is_told = matches!(self.film.recipe, Recipe::Story | Recipe::Quote);
        let has_world = !self.kin.is_empty() || !self.film.domains.is_empty();
        if is_told || self.film.recipe == Recipe::Greeting || !has_world {
            let own = self.next(view.id, view.show, 2);
            let mut world = self.next_of_domains(1);
            if world.is_empty() {
                let cast = self.cast();
                world = self.next("cast", &cast, 1);
            }
            let front = if is_told && draft.facts.is_empty() { 0 } else { things.len() + own.len() };
            things.extend(own);
            things.splice(front..front, world);
            return;
        }
        let world = self.next_of_domains(2);
        // Beside the subject only what can be touched: the launch of a book is no rocket.
        let code = self.film.language.of_studio().code();
        let is_thing = |word: &str| {
            aida_concepts::look_up_word(code, word).first().is_some_and(|depiction| depiction.is_thing)
        };
        let cast = self.cast().into_iter().enumerate();
        let cast: Vec<String> =
            cast.filter(|(at, word)| *at == 0 || is_thing(word)).map(|(_, word)| word).collect();
        things.extend(world);
        things.extend(self.next("cast", &cast, 1));
    }

    /// What belongs to the world of what the film is about: waves and palms to a surf school.
    pub(super) fn kin_of_subject(&self) -> Vec<String> {
        // A tale brings its own world along.
        if matches!(self.film.recipe, Recipe::Story | Recipe::Quote) {
            return Vec::new();
        }
        let code = self.film.language.of_studio().code();
        // A wish names no thing, but may be sent by a bakery.
        let thing = self.subject_things().into_iter().next().or_else(|| self.word_of_domain());
        let Some(thing) = thing else { return Vec::new() };
        let kin = aida_concepts::kin(code, &thing);
        let is_world = !kin.is_empty();
        std::iter::once(thing).chain(kin.into_iter().map(str::to_owned)).filter(|_| is_world).collect()
    }

    /// Who and what the film is about, as far as it can be seen: its subject, then the other things that its title, its
    /// facts and its quotation name.
    fn cast(&self) -> Vec<String> {
        let film = self.film;
        let texts = std::iter::once(&film.title).chain(&film.must).chain(&film.quote);
        let named = texts.flat_map(|text| text.split([' ', '\'', '’']).filter_map(|word| self.visible(word)));
        let mut cast: Vec<String> = Vec::new();
        for thing in self.subject_things().into_iter().chain(named) {
            let known = cast.iter().any(|other| is_same_thing(other, &thing));
            if !known && self.visible(&thing).is_some() {
                cast.push(thing);
            }
        }
        cast
    }

    fn tidy_things(&mut self, things: Vec<String>) -> Vec<String> {
        let mut kept: Vec<String> = Vec::new();
        for thing in things {
            if !thing.is_empty() && !kept.iter().any(|known| is_same_thing(known, &thing)) {
                kept.push(thing);
            }
        }
        // Two pictures in a row with the same thing in front look like one.
        if kept.len() > 1 && kept[0] == self.before {
            kept.rotate_left(1);
        }
        kept.truncate(3);
        self.before = kept.first().cloned().unwrap_or_default();
        kept
    }

    fn subject_things(&self) -> Vec<String> {
        let film = self.film;
        let occasion = film.occasion.map(|occasion| occasion.show.clone()).unwrap_or_default();
        let head = match film.phrase.kind {
            Kind::Thing => {
                // An "opening" has no picture; the bookshop that opens has.
                let thing = self.thing();
                let whole = || {
                    self.visible_at(&film.title, LIKELY).filter(|_| self.visible_at(&thing, LIKELY).is_none())
                };
                whole().unwrap_or(thing)
            }
            Kind::Name => film.phrase.bare.clone(),
            Kind::Question => {
                let of_domain = self.word_of_domain();
                of_domain.or_else(|| self.noun_of(&film.phrase.bare)).unwrap_or_default()
            }
            Kind::Wish | Kind::Nothing => String::new(),
        };
        let head = head.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        std::iter::once(head).filter(|head| head.chars().count() > 2).chain(occasion).collect()
    }

    fn next_of_domains(&mut self, count: usize) -> Vec<String> {
        let film = self.film;
        if let Some(occasion) = film.occasion {
            return self.next("occasion", &occasion.show, count);
        }
        if !self.kin.is_empty() {
            let kin = self.kin.clone();
            return self.next("kin", &kin, count);
        }
        // Domains take turns, so that "eco" and "shoes" are both seen.
        let turn = self.turn("domains");
        match film.domains.get(turn % film.domains.len().max(1)) {
            Some(domain) => {
                let own = self.word_of_domain().filter(|word| domain.is_about(word));
                // What the film is about belongs to its own world: it comes back between the domain's things.
                let things: Vec<String> = own.into_iter().chain(domain.show.iter().cloned()).collect();
                self.next(&format!("domain {}", domain.id), &things, count)
            }
            None => Vec::new(),
        }
    }

    /// The next things of a list, one after the other, however many a scene takes.
    fn next(&mut self, key: &str, list: &[String], count: usize) -> Vec<String> {
        let count = count.min(list.len());
        let from = self.shown(key, count);
        (from..from + count).map(|at| list[at % list.len()].clone()).collect()
    }

    fn turn(&mut self, key: &str) -> usize {
        self.shown(key, 1)
    }

    /// How many of a list were shown before the next `count`.
    fn shown(&mut self, key: &str, count: usize) -> usize {
        if let Some((_, shown)) = self.turns.iter_mut().find(|(known, _)| known == key) {
            *shown += count;
            return *shown - count;
        }
        self.turns.push((key.to_owned(), count));
        0
    }
}
