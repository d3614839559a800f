//! The words of the pictures: headline, kicker, concepts, and what a scene is about.

mod heads;
mod things;
mod visible;

use std::collections::BTreeSet;

use aida_protocol::Language;

use crate::{
    clean, compose,
    draft::{Draft, Role},
    facts,
    film::Film,
    noun::{self, Kind},
    recipe::Recipe,
    seed::Dice,
    template,
};
use things::is_same_thing;

/// Room of a headline: `Am 5. Juli um 20 Uhr im Schlosspark` is read at a glance.
const HEAD_WORDS: usize = 8;
const HEAD_CHARS: usize = 40;

/// Words that follow articles and prepositions without naming a thing.
const NO_THINGS: &str = "what them this that these those which whom third half least single every each other same first last most
    more many much some four five seven eight nine three quale quali quello quella questo questa loro altro altra altri stesso
    stessa primo prima ultimo ultima ogni quattro cinque sette otto nove dieci molti molte tutti tutte dove lascialo otra otro
    otros mismo misma primer primera cada cuatro cinco siete ocho nueve diez muchos muchas todos todas cela ceux celle celui
    autre autres même première premier chaque quatre cinq sept huit neuf tous toutes plusieurs isso isto aquele outra outro
    mesmo mesma primeira primeiro quatro sete oito nove muitos muitas todos todas quasi minute minutes minuto minuti minutos heure heures ora ore hora horas jour
    giorno giorni settimana settimane mesi anni días semana semanas meses años jours semaine semaines mois dias anos
    days week weeks month months years woche wochen monat monate monaten jahr jahre jahren día tard day hour hours abend morgen minuten stunde stunden grad tag tage tagen gramm quasi circa almeno casi cerca menos presque environ
    moins deux trois fine fines fino almost about nearly made kept heated gennaio febbraio marzo aprile maggio giugno luglio agosto
    settembre ottobre novembre dicembre enero febrero abril mayo junio julio septiembre octubre noviembre diciembre janvier février
    mars avril juin juillet août septembre octobre décembre janeiro fevereiro março maio junho julho setembro outubro dezembro";

/// Whether a word only looks like a thing's name; weeks and days are no calendars.
fn is_no_thing(word: &str) -> bool {
    NO_THINGS.split_whitespace().any(|known| known == word.to_lowercase())
}

pub struct PictureWords<'f, 'a, 'd> {
    film: &'f Film<'a>,
    dice: &'d mut Dice,
    heads: BTreeSet<String>,
    texts: BTreeSet<String>,
    /// How many of each list of things were shown, so that its next turn shows the next thing.
    turns: Vec<(String, usize)>,
    concepts: Vec<String>,
    before: String,
    /// What belongs to the world of the film's subject, as far as pictograms tell; see `aida_concepts::kin`.
    kin: Vec<String>,
}

impl<'f, 'a, 'd> PictureWords<'f, 'a, 'd> {
    pub fn new(film: &'f Film<'a>, dice: &'d mut Dice) -> Self {
        let mut words = PictureWords {
            film,
            dice,
            heads: BTreeSet::new(),
            texts: BTreeSet::new(),
            turns: Vec::new(),
            concepts: Vec::new(),
            before: String::new(),
            kin: Vec::new(),
        };
        words.kin = words.kin_of_subject();
        words
    }

    /// One sentence on what the scene shows. Chooses the scene's concepts on the way.
    pub fn text(&mut self, draft: &Draft) -> String {
        self.concepts = self.concepts_of(draft);
        let grammar = self.film.grammar;
        if let Some(passage) = draft.passages.first() {
            return passage.text.clone();
        }
        let about = match (draft.role, draft.facts.is_empty(), draft.view) {
            (_, false, _) => {
                format!("{}: {}", grammar.must_about, compose::listed(&draft.facts, &grammar.and))
            }
            (Role::Hook, ..) => grammar.hook_about.clone(),
            (Role::Call, ..) => grammar.cta_about.clone(),
            (_, _, Some(view)) => view.about.to_owned(),
            (_, _, None) => grammar.hook_about.clone(),
        };
        let subject = clean::shorten(&self.film.title, 12, 90, &grammar.weak_ends);
        let mut slots = template::Slots::default();
        slots.set("S", if subject.is_empty() { String::new() } else { self.film.phrase.bare.clone() });
        slots.set("about", about.clone());
        slots.set("show", compose::listed(&self.concepts, &grammar.and));
        // A wish or a question cannot be looked at "up close".
        let is_seen = |text: &&String| {
            matches!(self.film.phrase.kind, Kind::Thing | Kind::Name) || !text.starts_with("{S},")
        };
        let mut options: Vec<String> = grammar
            .text
            .iter()
            .filter(is_seen)
            .chain(&grammar.text_plain)
            .filter_map(|text| template::fill(text, &slots))
            .collect();
        if !self.film.phrase.bare.is_empty() {
            // Saying what it shows is better than only naming the theme, while it is new.
            let fresh: Vec<String> =
                options.iter().take(2).filter(|text| !self.texts.contains(*text)).cloned().collect();
            if !fresh.is_empty() {
                options = fresh;
            }
        }
        let fresh: Vec<String> = options.iter().filter(|text| !self.texts.contains(*text)).cloned().collect();
        let text =
            self.dice.pick(&fresh).cloned().unwrap_or_else(|| clean::capitalised(&format!("{about}.")));
        self.texts.insert(text.clone());
        text
    }

    pub fn take_concepts(&mut self) -> Vec<String> {
        std::mem::take(&mut self.concepts)
    }

    /// The few words in the picture, new in every scene as long as the grammar has any.
    pub fn headline(&mut self, draft: &Draft) -> String {
        let film = self.film;
        let recipe_heads = film.grammar.recipe.get(&film.recipe).map_or(&[][..], |words| &words.head);
        let mut options: Vec<String> = match (draft.role, draft.view) {
            (Role::Point, _) if !draft.passages.is_empty() => self.passage_heads(draft),
            (Role::Hook, _) if !film.title.is_empty() => vec![film.headline()],
            (Role::Hook, _) => self.shuffled(recipe_heads),
            (Role::Quote, _) => vec![self.fact_head(draft, 14, 90).unwrap_or_default()],
            (Role::Call, _) => self.shuffled(self.call_list(&film.grammar.cta_head)),
            (Role::Proof | Role::List, _) => {
                let mut heads: Vec<String> =
                    self.fact_head(draft, HEAD_WORDS, HEAD_CHARS).into_iter().collect();
                heads.extend(self.shuffled(&film.grammar.must_head));
                heads
            }
            (Role::Point, Some(view)) => self.shuffled(view.head),
            (Role::Point, None) => self.shuffled(recipe_heads),
        };
        if let Some(view) = draft.view {
            options.extend(self.shuffled(view.head));
            options.push(clean::capitalised(view.about));
            options.extend(view.show.iter().map(|thing| clean::capitalised(thing)));
        }
        options.extend(self.shuffled(recipe_heads));
        options.retain(|head| !head.is_empty());
        if draft.role == Role::Call {
            // The button says it already.
            let tag = self.call_tag().to_lowercase();
            options.retain(|head| head.to_lowercase() != tag);
        }
        let narration = draft.narration();
        let is_new = |head: &&String| {
            !self.heads.contains(&head.to_lowercase())
                // A film opens with its subject, even where the voice says no more than that; half of what a text says is
                // no headline.
                && (draft.role == Role::Hook
                    || !draft.passages.is_empty()
                    || narration.trim_end_matches(['.', '!', '?']) != head.as_str())
        };
        let head = options.iter().find(is_new).or(options.first()).cloned();
        let head = head.unwrap_or_else(|| film.grammar.untitled.clone());
        self.heads.insert(head.to_lowercase());
        head
    }

    /// The nouns of a text as far as small words before them or, in German, capitals tell; in its order.
    fn nouns_of(&self, text: &str) -> Vec<String> {
        let film = self.film;
        let weak = &film.grammar.weak_ends;
        let is_small = |word: &str| {
            let word = word.to_lowercase();
            noun::is_determiner(&word, film.language) || weak.contains(&word) && word != film.grammar.and
        };
        let mut found: Vec<String> = Vec::new();
        let mut before = String::new();
        for word in text.split([' ', '\'', '’']) {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let letters = bare.chars().count();
            let long = bare.chars().all(|c| c.is_alphabetic() || c == '-')
                && (letters > 3 || letters == 3 && self.visible(bare).is_some());
            let capital = bare.chars().next().is_some_and(char::is_uppercase);
            let is_noun = match film.language {
                Language::De => capital && !before.is_empty(),
                _ => is_small(&before),
            };
            let known = found.iter().any(|thing| is_same_thing(thing, bare));
            let long = long && !is_no_thing(bare);
            if long && is_noun && !is_small(bare) && !known {
                found.push(bare.to_owned());
            }
            before = bare.to_owned();
        }
        found
    }

    /// A fact short enough to be read at a glance; in a silent film longer ones too, since nobody says them.
    fn fact_head(&self, draft: &Draft, words: usize, chars: usize) -> Option<String> {
        let (words, chars) = if self.film.is_narrated() { (words, chars) } else { (words + 6, chars + 40) };
        let fits = |fact: &&String| clean::word_count(fact) <= words && fact.chars().count() <= chars;
        let all = draft.facts.join(" · ");
        let fact = std::iter::once(&all).chain(&draft.facts).find(fits).map(|fact| clean::capitalised(fact));
        if self.film.is_narrated() || fact.is_some() {
            return fact
                .or_else(|| draft.facts.iter().find_map(|fact| facts::core_of(fact, self.film.grammar)));
        }
        let first = draft.facts.first()?;
        Some(clean::capitalised(&clean::shorten(first, words, chars, &self.film.grammar.weak_ends)))
    }

    pub fn kicker(&mut self, draft: &Draft, index: usize) -> String {
        let film = self.film;
        match (draft.role, draft.view) {
            (Role::Hook, _) => {
                let poster_fact = draft
                    .facts
                    .iter()
                    .find(|fact| clean::word_count(fact) <= 4 && fact.chars().count() <= 28);
                if let Some(fact) = poster_fact {
                    return fact.clone();
                }
                let green = film.domains.iter().find(|domain| domain.id == "nature");
                let tag = green.or(film.domains.first()).map(|domain| domain.tag.as_str());
                let audience = film.audience.to_uppercase();
                let audience =
                    (!audience.is_empty() && audience.chars().count() <= 18).then_some(audience.as_str());
                tag.into_iter().chain(audience).collect::<Vec<_>>().join(" · ")
            }
            (Role::Call, _) => self.call_tag(),
            (Role::Proof | Role::List, view) if film.recipe == Recipe::Story => {
                view.map_or_else(String::new, |view| view.tag.to_owned())
            }
            (Role::Proof | Role::List, _) => {
                let kind = draft.facts.first().and_then(|fact| facts::kind_of(fact, film.grammar));
                kind.map_or_else(|| film.grammar.must_tag.clone(), |kind| kind.tag.clone())
            }
            (Role::Quote, _) => String::new(),
            // Not over every picture: a line that is always there is never read.
            (Role::Point, Some(view)) if !index.is_multiple_of(3) => view.tag.to_owned(),
            (Role::Point, _) => String::new(),
        }
    }

    /// What the button of the last scene says.
    fn call_tag(&self) -> String {
        let tag = self.film.calls().iter().find_map(|call| self.film.grammar.cta_tag.get(*call));
        tag.cloned().unwrap_or_default()
    }

    fn call_list<'g>(&self, lists: &'g std::collections::BTreeMap<String, Vec<String>>) -> &'g [String] {
        let calls = self.film.calls();
        calls.iter().find_map(|call| lists.get(*call)).map_or(&[], Vec::as_slice)
    }

    fn shuffled(&mut self, list: &[String]) -> Vec<String> {
        let mut list = list.to_vec();
        self.dice.shuffle(&mut list);
        list
    }
}
