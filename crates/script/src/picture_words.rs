//! The words of the pictures: headline, kicker, concepts, and what a scene is about.

use std::collections::BTreeSet;

use aida_protocol::Language;

use crate::{
    clean, compose,
    draft::{Draft, Role},
    facts,
    film::Film,
    lexicon::Domain,
    noun::{self, Kind},
    seed::Dice,
    template,
};

/// Room of a headline.
const HEAD_WORDS: usize = 6;
const HEAD_CHARS: usize = 40;

/// `scarpe` and `scarpa`, `shoe` and `shoes` are one thing to draw.
fn is_same_thing(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let longest = one.chars().count().max(other.chars().count());
    one == other || common >= 3 && longest - common <= 2
}

/// Words that follow articles and prepositions without naming a thing.
const NO_THINGS: &str = "what them this that these those which whom third half least single every each other same first last most
    more many much some four five seven eight nine three quale quali quello quella questo questa loro altro altra altri stesso
    stessa primo prima ultimo ultima ogni quattro cinque sette otto nove dieci molti molte tutti tutte dove lascialo otra otro
    otros mismo misma primer primera cada cuatro cinco siete ocho nueve diez muchos muchas todos todas cela ceux celle celui
    autre autres même première premier chaque quatre cinq sept huit neuf tous toutes plusieurs isso isto aquele outra outro
    mesmo mesma primeira primeiro quatro sete oito nove muitos muitas todos todas";

pub struct PictureWords<'f, 'a, 'd> {
    film: &'f Film<'a>,
    dice: &'d mut Dice,
    heads: BTreeSet<String>,
    texts: BTreeSet<String>,
    /// How often each list of things was drawn from, so that its next turn shows the next thing.
    turns: Vec<(String, usize)>,
    concepts: Vec<String>,
    before: String,
}

impl<'f, 'a, 'd> PictureWords<'f, 'a, 'd> {
    pub fn new(film: &'f Film<'a>, dice: &'d mut Dice) -> Self {
        PictureWords {
            film,
            dice,
            heads: BTreeSet::new(),
            texts: BTreeSet::new(),
            turns: Vec::new(),
            concepts: Vec::new(),
            before: String::new(),
        }
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
        let narration = draft.narration();
        let is_new = |head: &&String| {
            !self.heads.contains(&head.to_lowercase())
                && narration.trim_end_matches(['.', '!', '?']) != head.as_str()
        };
        let head = options.iter().find(is_new).or(options.first()).cloned();
        let head = head.unwrap_or_else(|| film.grammar.untitled.clone());
        self.heads.insert(head.to_lowercase());
        head
    }

    /// The heading that a passage stands under, the things that it speaks of, or its beginning.
    fn passage_heads(&self, draft: &Draft) -> Vec<String> {
        let mut heads = Vec::new();
        for passage in &draft.passages {
            let heading = &passage.heading;
            if (1..=5).contains(&clean::word_count(heading)) && heading.chars().count() <= 34 {
                heads.push(clean::capitalised(heading));
            }
            let things: Vec<String> = self.nouns_of(&passage.text).into_iter().take(2).collect();
            let line = things.join(" · ");
            // English nouns often stand without an article; its sentences begin with what they are about.
            let begins = self.beginning(&passage.text);
            if self.film.language == Language::En && clean::word_count(&begins) >= 2 {
                heads.push(clean::capitalised(&begins));
            }
            if !line.is_empty() && line.chars().count() <= 34 {
                heads.push(clean::capitalised(&line));
            }
            heads.push(clean::capitalised(&begins));
        }
        heads
    }

    /// The first words of a sentence: up to its comma, or five at most, and never a loose end.
    fn beginning(&self, text: &str) -> String {
        const LOOSE: &[&str] =
            &["but", "per", "up", "not", "is", "are", "will", "may", "can", "if", "would", "non", "si", "ne"];
        let grammar = self.film.grammar;
        let first = text.split([',', ';', ':']).next().unwrap_or_default();
        let first = first.split(&format!(" {} ", grammar.and)).next().unwrap_or_default();
        let mut line = clean::shorten(first, 5, 34, &grammar.weak_ends);
        while let Some((rest, last)) = line.rsplit_once(' ') {
            let is_loose = LOOSE.contains(&last.to_lowercase().as_str())
                || grammar.weak_ends.contains(&last.to_lowercase());
            if !is_loose {
                break;
            }
            line = rest.to_owned();
        }
        line.trim_end_matches(['.', '!', '?']).to_owned()
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
            let long = bare.chars().count() > 3 && bare.chars().all(|c| c.is_alphabetic() || c == '-');
            let capital = bare.chars().next().is_some_and(char::is_uppercase);
            let is_noun = match film.language {
                Language::De => capital && !before.is_empty(),
                _ => is_small(&before),
            };
            let known = found.iter().any(|thing| is_same_thing(thing, bare));
            let long = long && !NO_THINGS.split_whitespace().any(|word| word == bare.to_lowercase());
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
        let fact = draft.facts.iter().find(fits).map(|fact| clean::capitalised(fact));
        if self.film.is_narrated() || fact.is_some() {
            return fact;
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
            (Role::Call, _) => {
                let tag = film
                    .recipe
                    .calls(film.brief.platform)
                    .iter()
                    .find_map(|call| film.grammar.cta_tag.get(*call));
                tag.cloned().unwrap_or_default()
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

    fn call_list<'g>(&self, lists: &'g std::collections::BTreeMap<String, Vec<String>>) -> &'g [String] {
        let calls = self.film.recipe.calls(self.film.brief.platform);
        calls.iter().find_map(|call| lists.get(*call)).map_or(&[], Vec::as_slice)
    }

    fn shuffled(&mut self, list: &[String]) -> Vec<String> {
        let mut list = list.to_vec();
        self.dice.shuffle(&mut list);
        list
    }

    /// One to three things that a picture can show, the most telling first.
    fn concepts_of(&mut self, draft: &Draft) -> Vec<String> {
        let film = self.film;
        let mut things: Vec<String> = Vec::new();
        match draft.role {
            Role::Hook => {
                things.extend(self.subject_things());
                things.extend(self.next_of_domains(1));
                things.extend(self.next_of_domains(1));
            }
            Role::Call => things.extend(self.next("call", self.call_list(&film.grammar.cta_show), 2)),
            Role::Proof | Role::List | Role::Quote => {
                let nouns: Vec<String> =
                    draft.facts.iter().filter_map(|fact| self.noun_of(fact)).take(2).collect();
                // The scene's own things come before the film's.
                let kinds = draft.facts.iter().filter_map(|fact| facts::kind_of(fact, film.grammar));
                let shows: Vec<String> = kinds.flat_map(|kind| kind.show.iter().cloned()).collect();
                let is_thing = shows.is_empty();
                things.extend(shows);
                if is_thing {
                    things.extend(nouns);
                }
                things.extend(self.next_of_domains(1));
            }
            Role::Point => {
                for passage in &draft.passages {
                    things.extend(self.nouns_of(&passage.text));
                }
            }
        }
        if let Some(view) = draft.view {
            let own = self.next(view.id, view.show, 2);
            let domain = self.next_of_domains(1);
            // What the scene speaks of stands in front, the subject's world beside it.
            things.extend(own);
            things.extend(domain);
        }
        if things.is_empty() {
            things.extend(self.next_of_domains(2));
            things.extend(self.subject_things());
        }
        self.tidy_things(things)
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
            Kind::Thing => self.thing(),
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

    /// The subject's noun, or the word that says more of what it looks like: `coffee` of a `coffee shop`.
    fn thing(&self) -> String {
        let film = self.film;
        // Of a "surf school" the surf is seen: the first domain says most.
        if film.domains.first().is_some_and(|domain| domain.is_about(&film.phrase.head)) {
            return film.phrase.head.clone();
        }
        self.word_of_domain().unwrap_or_else(|| film.phrase.head.clone())
    }

    /// The subject's word that its domain is known by.
    fn word_of_domain(&self) -> Option<String> {
        let film = self.film;
        let weak = &film.grammar.weak_ends;
        let words: Vec<&str> = film
            .phrase
            .bare
            .split([' ', '\'', '’'])
            .filter(|word| !weak.contains(&word.to_lowercase()) && !word.contains('-'))
            .collect();
        let named = |domain: &&Domain| words.iter().find(|word| domain.is_about(word)).copied();
        film.domains.iter().find_map(named).map(str::to_owned)
    }

    /// The word of a text that a picture can show; else the last long word that is no small word, as a rule its noun.
    fn noun_of(&self, text: &str) -> Option<String> {
        self.visible(text).or_else(|| self.long_word(text))
    }

    /// The word that a pictogram shows best.
    fn visible(&self, text: &str) -> Option<String> {
        const CLEAR: f32 = 0.7;
        let shown = aida_concepts::look_up(self.film.language.code(), text);
        let best = shown.iter().filter(|depiction| depiction.score >= CLEAR);
        let best =
            best.max_by(|one, other| one.score.total_cmp(&other.score).then(std::cmp::Ordering::Greater))?;
        let is_word = |word: &&str| word.to_lowercase() == best.word;
        // As it was written: a name keeps its capital.
        text.split([' ', '\'', '’'])
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .find(is_word)
            .map(str::to_owned)
    }

    fn long_word(&self, text: &str) -> Option<String> {
        let weak = &self.film.grammar.weak_ends;
        let words: Vec<&str> = text
            .split([' ', '\'', '’'])
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|word| word.chars().count() > 3 && word.chars().all(|c| c.is_alphabetic() || c == '-'))
            .filter(|word| !weak.contains(&word.to_lowercase()))
            .collect();
        // Questions and English facts end with their noun, German nouns have a capital, Romance facts lead with theirs.
        let is_question = text == self.film.phrase.bare;
        let capital = words.iter().find(|word| word.chars().next().is_some_and(char::is_uppercase));
        let noun = match self.film.language {
            Language::De if capital.is_some() && !is_question => capital,
            Language::En => words.last(),
            _ if is_question => words.last(),
            _ => words.first(),
        };
        noun.map(|word| (*word).to_owned())
    }

    fn next_of_domains(&mut self, count: usize) -> Vec<String> {
        let film = self.film;
        if let Some(occasion) = film.occasion {
            return self.next("occasion", &occasion.show, count);
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

    fn next(&mut self, key: &str, list: &[String], count: usize) -> Vec<String> {
        let turn = self.turn(key);
        (0..count.min(list.len())).map(|step| list[(turn * count + step) % list.len()].clone()).collect()
    }

    fn turn(&mut self, key: &str) -> usize {
        if let Some((_, turn)) = self.turns.iter_mut().find(|(known, _)| known == key) {
            *turn += 1;
            return *turn;
        }
        self.turns.push((key.to_owned(), 0));
        0
    }
}
