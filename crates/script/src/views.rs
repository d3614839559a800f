//! From which sides a film shows its subject.

use crate::{
    film::Film,
    lexicon::{Domain, Facet, Need},
    recipe::Recipe,
    seed::Dice,
};

/// One side of the subject, from a domain or a facet of the grammar.
#[derive(Clone, Copy)]
pub struct View {
    pub id: &'static str,
    pub tag: &'static str,
    pub about: &'static str,
    pub show: &'static [String],
    pub head: &'static [String],
    pub say: &'static [String],
}

impl View {
    pub fn of_domain(domain: &'static Domain) -> Self {
        let Domain { id, tag, about, show, head, say, .. } = domain;
        View { id, tag, about, show, head, say }
    }

    pub fn of_facet(facet: &'static Facet) -> Self {
        let Facet { id, tag, about, show, head, say, .. } = facet;
        View { id, tag, about, show, head, say }
    }
}

impl Film<'_> {
    /// The sides from which `count` scenes show the subject. Domains and the recipe's own facets alternate with those
    /// that fit anything; kin and repetitions come when the film is longer than they last.
    pub fn views(&self, count: usize, dice: &mut Dice) -> Vec<View> {
        let families = self.recipe.families();
        let mut own = self.of_family(families[0], dice);
        let mut anything = self.of_family("any", dice);
        let mut views: Vec<View> = Vec::with_capacity(count);
        let domains: Vec<View> = self.spoken_domains().map(|domain| View::of_domain(domain)).collect();
        let lead = domains.len().min(if count < 4 { 1 } else { 2 });
        // A subject's own domain says more than any general side: it comes first, the second one later.
        views.extend(domains.iter().take(lead.min(count)));
        own.reverse();
        anything.reverse();
        // What is offered can be seen from any side: one general side after two of its own. An explanation, a party
        // or a birthday wants its own first.
        let mixes = families[0] == "offer";
        while let Some(view) = own.pop() {
            views.push(view);
            views.extend(own.pop());
            if mixes {
                views.extend(anything.pop());
            }
        }
        let (near, far) = families.split_at(self.recipe.near_families());
        for family in &near[1..] {
            views.extend(self.of_family(family, dice));
        }
        views.extend(anything.into_iter().rev());
        for family in far {
            if views.len() < count {
                views.extend(self.of_family(family, dice));
            }
        }
        let round = views.clone();
        while views.len() < count && !round.is_empty() {
            views.extend(round.iter().take(count - views.len()));
        }
        views.truncate(count);
        self.arrange(views, lead)
    }

    /// The worlds that its sentences may come from. Who is congratulated is not advertised to, and what the user's own
    /// text explains wants no slogans beside it.
    fn spoken_domains(&self) -> impl Iterator<Item = &&'static Domain> {
        let is_told = !self.passages.is_empty() && !self.recipe.is_offer();
        let is_silent = self.recipe == Recipe::Greeting || is_told;
        self.domains.iter().filter(move |_| !is_silent)
    }

    /// Points that build on each other keep the grammar's order; others stay as the dice left them, but a second
    /// domain moves to the middle.
    fn arrange(&self, mut views: Vec<View>, domains: usize) -> Vec<View> {
        if domains == 2 && views.len() > 3 {
            let second = views.remove(1);
            views.insert(views.len() / 2, second);
        }
        if self.recipe.in_order() && views.len() > 2 {
            let order =
                |view: &View| self.grammar.facet.iter().position(|facet| facet.id == view.id).unwrap_or(0);
            let places: Vec<usize> = (0..views.len()).filter(|place| self.is_own(&views[*place])).collect();
            let mut own: Vec<View> = places.iter().map(|place| views[*place]).collect();
            own.sort_by_key(order);
            places.into_iter().zip(own).for_each(|(place, view)| views[place] = view);
        }
        views
    }

    fn of_family(&self, family: &str, dice: &mut Dice) -> Vec<View> {
        let fits = |facet: &&Facet| facet.family == family && self.suits(facet);
        let mut views: Vec<View> = self.grammar.facet.iter().filter(fits).map(View::of_facet).collect();
        dice.shuffle(&mut views);
        views
    }

    /// The views of the recipe's own family and those that fit anything.
    pub fn close_views(&self) -> Vec<View> {
        let own = self.recipe.families()[0];
        let fits = |facet: &&Facet| (facet.family == "any" || facet.family == own) && self.suits(facet);
        self.grammar.facet.iter().filter(fits).map(View::of_facet).collect()
    }

    /// Whether the view is of the recipe's own family.
    pub fn is_own(&self, view: &View) -> bool {
        let own = self.recipe.families()[0];
        self.grammar.facet.iter().any(|facet| facet.id == view.id && facet.family == own)
    }

    /// Whether the view is of the subject's own world.
    pub fn is_of_domain(&self, view: &View) -> bool {
        self.domains.iter().any(|domain| domain.id == view.id)
    }

    fn suits(&self, facet: &Facet) -> bool {
        facet.needs.iter().all(|need| match need {
            Need::Audience => !self.audience.is_empty(),
            Need::Idea => !matches!(self.recipe, Recipe::List | Recipe::Howto),
            Need::NoMaterial => self.passages.is_empty(),
            Need::Gift => self.domains.is_empty() || self.domains.iter().any(|domain| domain.is_gift),
        })
    }

    /// All facets, for a film that has said everything else.
    pub fn all_views(&self) -> Vec<View> {
        let own = self.recipe.families();
        let fits = |facet: &&Facet| {
            (facet.family == "any" || own.contains(&facet.family.as_str())) && self.suits(facet)
        };
        self.grammar.facet.iter().filter(fits).map(View::of_facet).collect()
    }
}
