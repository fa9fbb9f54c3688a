//! Whether a model holds together (模型核查): what no single setting can tell of itself, with the place in a document.

use std::collections::HashMap;

use crate::document::Step;
use crate::error::Error;
use crate::indicator::Role;
use crate::label::Key;
use crate::method::MethodInfo;
use crate::score::{Score, ScoreRange};
use crate::weight::WeightMethod;

use super::Model;
use super::hierarchy::Place;

/// What is wrong, and which entry of a document says it.
#[derive(Debug)]
pub(super) struct Wrong {
    place: Spot,
    pub(super) error: Error,
}

/// An entry of a document that a model may contradict itself by.
#[derive(Debug)]
enum Spot {
    Veto(usize),
    Prepare,
    /// `weights` or `score` of a level: `dimensions` or `indicators`.
    Level(&'static str, &'static str),
    /// `weights` or `score` of one node.
    Node(Key, &'static str),
}

impl Wrong {
    /// The way to the entry.
    pub(super) fn steps(&self) -> Vec<Step<'_>> {
        match &self.place {
            Spot::Veto(at) => vec![Step::Name("veto"), Step::At(*at)],
            Spot::Prepare => vec![Step::Name("prepare")],
            Spot::Level(what, level) => vec![Step::Name(what), Step::Name(level)],
            Spot::Node(key, what) => vec![Step::Name("node"), Step::Name(key.as_str()), Step::Name(what)],
        }
    }
}

impl Model {
    /// What no single setting can check.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.check_all().map_err(|wrong| wrong.error)
    }

    /// The same, with the place in a document.
    pub(super) fn check_all(&self) -> Result<(), Wrong> {
        let places = self.system.places();
        self.check_vetoes()?;
        let indicators = self.system.indicators();
        let prepare = |error| Wrong { place: Spot::Prepare, error };
        self.preparation.check(indicators.iter().map(|i| i.key())).map_err(prepare)?;
        let children: Vec<Key> = places.iter().flat_map(|place| place.branch.scored_children()).collect();
        self.check_named_weights(&places, &children)?;
        places.iter().try_for_each(|place| self.check_order(place))?;
        places.iter().try_for_each(|place| self.check_score(place, &children))
    }

    fn check_vetoes(&self) -> Result<(), Wrong> {
        let Some(first) = self.vetoes.first() else { return Ok(()) };
        let wrong = |at, error| Err(Wrong { place: Spot::Veto(at), error });
        if self.grades.is_none() {
            let setting = format!("the veto on {:?}", first.indicator().as_str());
            return wrong(0, Error::setting(setting, "given without grades", "give grades: a veto means the lowest of them"));
        }
        let known = self.system.indicators();
        for (at, veto) in self.vetoes.iter().enumerate() {
            if !known.iter().any(|i| i.key() == veto.indicator()) {
                let known = known.iter().map(|i| i.key().as_str());
                return wrong(at, Error::unknown("indicator of the veto", veto.indicator().as_str(), known));
            }
        }
        Ok(())
    }

    /// Weights by name name what is scored: somewhere for a whole level, among the children for a node.
    fn check_named_weights(&self, places: &[Place<'_>], children: &[Key]) -> Result<(), Wrong> {
        for (level, method) in [("dimensions", &self.weights.dimensions), ("indicators", &self.weights.indicators)] {
            if let Some(stray) = method.named_keys().iter().find(|key| !children.contains(key)) {
                return Err(Wrong { place: Spot::Level("weights", level), error: self.no_weight(stray, children) });
            }
        }
        let by_key: HashMap<&Key, &Place<'_>> = places.iter().map(|place| (place.branch.key(), place)).collect();
        for (key, method) in &self.weights.nodes {
            let Some(place) = by_key.get(key) else { continue };
            let named = method.named_keys();
            if named.is_empty() {
                continue;
            }
            let own = place.branch.scored_children();
            if let Some(stray) = named.iter().find(|key| !own.contains(key)) {
                let error = self.no_weight(stray, &own).in_node(&place.address);
                return Err(Wrong { place: Spot::Node(key.clone(), "weights"), error });
            }
        }
        Ok(())
    }

    /// The error of a key that takes no weight, where `known` do.
    fn no_weight(&self, key: &Key, known: &[Key]) -> Error {
        let is_diagnostic = self.system.indicators().iter().any(|i| i.key() == key && i.role() == Role::Diagnostic);
        if is_diagnostic {
            let setting = format!("the weight of {:?}", key.as_str());
            return Error::setting(
                setting,
                "given to a diagnostic indicator",
                "leave it out, or give the indicator role = \"scored\"",
            );
        }
        Error::unknown("indicator in the given weights", key.as_str(), known.iter().map(Key::as_str))
    }

    /// A judgement matrix has as many rows as the node children.
    fn check_order(&self, place: &Place<'_>) -> Result<(), Wrong> {
        let method: &WeightMethod = self.weights.of(place.branch);
        let (Some(order), found) = (method.order(), place.branch.scored_children().len()) else { return Ok(()) };
        if order == found {
            return Ok(());
        }
        // The judgements stand, and the children are what doesn't fit them; either may be what is wrong.
        let what = format!("scored children of {:?}, by the order of its judgement matrix", place.branch.key().as_str());
        let error = Error::Length { what, expected: order, found };
        Err(Wrong { place: self.spot(place, "weights"), error: error.in_node(&place.address) })
    }

    fn check_score(&self, place: &Place<'_>, children: &[Key]) -> Result<(), Wrong> {
        let scoring = self.scores.of(place.branch);
        let wrong = |error: Error| Err(Wrong { place: self.spot(place, "score"), error: error.in_node(&place.address) });
        let named = scoring.method().named_keys();
        if !named.is_empty() {
            // A setting for a whole level serves many nodes; one for a node names what that node scores.
            let is_own = self.scores.own(place.branch.key()).is_some() && !scoring.is_over_leaves();
            let own = place.branch.scored_children();
            let known = if is_own { own.as_slice() } else { children };
            if let Some(stray) = named.iter().find(|key| !known.contains(key)) {
                let known = known.iter().map(Key::as_str);
                return wrong(Error::unknown("criterion in the settings of the score", stray.as_str(), known));
            }
        }
        let is_root = place.branch.key() == self.system.root().key();
        if scoring.method().range() == ScoreRange::Ordinal && !(is_root && self.grades.is_none()) {
            let MethodInfo { name, .. } = scoring.method().info();
            let problem = "a method that gives an order and no scores, where scores are needed";
            let remedy = "use it for the whole, without grades, or take another method here";
            return wrong(Error::setting(format!("score.method {name:?}"), problem, remedy));
        }
        Ok(())
    }

    /// The entry that says how `place` is weighed or scored.
    fn spot(&self, place: &Place<'_>, what: &'static str) -> Spot {
        let key = place.branch.key();
        let is_own = if what == "weights" { self.weights.own(key).is_some() } else { self.scores.own(key).is_some() };
        if is_own {
            return Spot::Node(key.clone(), what);
        }
        Spot::Level(what, if place.branch.is_over_indicators() { "indicators" } else { "dimensions" })
    }
}
