//! The hierarchy of what is measured (指标体系): dimensions of any depth over indicators.

use std::collections::HashSet;

use crate::error::Error;
use crate::indicator::{Indicator, Role, StandardIndicator};
use crate::label::{Key, Label};

/// How deep a hierarchy may be.
const MAX_DEPTH: usize = 16;

/// Refuses a node at `depth`, the root being at 0, beyond the limit.
pub(super) fn check_depth(depth: usize) -> Result<(), Error> {
    if depth >= MAX_DEPTH {
        return Err(Error::Limit { what: "depth of the hierarchy", found: depth + 1, limit: MAX_DEPTH });
    }
    Ok(())
}

/// A node of the hierarchy: the whole, a dimension, a sub-dimension (维度). Beneath it stand either branches or indicators.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    key: Key,
    label: Label,
    children: Children,
}

/// What stands beneath a node.
#[derive(Debug, Clone, PartialEq)]
pub enum Children {
    /// Further nodes (下级维度).
    Branches(Vec<Branch>),
    /// Indicators (指标).
    Indicators(Vec<Indicator>),
}

impl Branch {
    /// A node over further nodes.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if `key` is no valid [`Key`].
    pub fn over(key: impl AsRef<str>, branches: impl IntoIterator<Item = Self>) -> Result<Self, Error> {
        let key = Key::new(key)?;
        Ok(Self { label: Label::same(key.as_str()), key, children: Children::Branches(branches.into_iter().collect()) })
    }

    /// A node over indicators.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if `key` is no valid [`Key`].
    pub fn of(key: impl AsRef<str>, indicators: impl IntoIterator<Item = Indicator>) -> Result<Self, Error> {
        let key = Key::new(key)?;
        Ok(Self { label: Label::same(key.as_str()), key, children: Children::Indicators(indicators.into_iter().collect()) })
    }

    /// Sets the English and the Chinese label.
    #[must_use]
    pub fn with_label(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.label = Label::new(en, zh);
        self
    }

    pub(crate) fn with_label_of(mut self, label: Label) -> Self {
        self.label = label;
        self
    }

    fn demote(&mut self, keys: &[&Key]) {
        match &mut self.children {
            Children::Branches(branches) => branches.iter_mut().for_each(|branch| branch.demote(keys)),
            Children::Indicators(indicators) => {
                for indicator in indicators.iter_mut().filter(|i| keys.contains(&i.key())) {
                    *indicator = indicator.clone().with_role(Role::Diagnostic);
                }
            }
        }
    }

    /// Its key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Its name in English and Chinese.
    pub fn label(&self) -> &Label {
        &self.label
    }

    /// What stands beneath it.
    pub fn children(&self) -> &Children {
        &self.children
    }

    /// The keys of what is scored beneath it: branches, or indicators that are not merely diagnostic.
    pub(crate) fn scored_children(&self) -> Vec<Key> {
        match &self.children {
            Children::Branches(branches) => branches.iter().map(|b| b.key.clone()).collect(),
            Children::Indicators(indicators) => {
                indicators.iter().filter(|i| i.role() == Role::Scored).map(|i| i.key().clone()).collect()
            }
        }
    }

    /// Whether indicators stand beneath it, rather than further nodes.
    pub fn is_over_indicators(&self) -> bool {
        matches!(self.children, Children::Indicators(_))
    }

    fn visit<'a>(
        &'a self,
        address: &str,
        depth: usize,
        to: &mut dyn FnMut(&'a Self, &str, usize) -> Result<(), Error>,
    ) -> Result<(), Error> {
        to(self, address, depth)?;
        if let Children::Branches(branches) = &self.children {
            for branch in branches {
                let address = if depth == 0 { branch.key.to_string() } else { format!("{address}/{}", branch.key) };
                branch.visit(&address, depth + 1, to)?;
            }
        }
        Ok(())
    }
}

/// A whole hierarchy, checked (指标体系): keys are unique, no node is empty, at least one indicator is scored beneath each.
///
/// ```
/// use governance_efficacy::Indicator;
/// use governance_efficacy::model::{Branch, System};
///
/// let system = System::new(Branch::over("overall", [
///     Branch::of("order", [Indicator::new("disputes")?, Indicator::new("incidents")?])?,
///     Branch::of("service", [Indicator::new("response_rate")?])?,
/// ])?)?;
/// assert_eq!(system.indicators().len(), 3);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    root: Branch,
}

/// One node of a hierarchy with its address.
#[derive(Debug, Clone)]
pub(crate) struct Place<'a> {
    pub(crate) branch: &'a Branch,
    /// Keys from below the root down, joined by `/`; the root's own key for the root.
    pub(crate) address: String,
}

impl System {
    /// Checks a hierarchy.
    ///
    /// # Errors
    /// [`Error::Duplicate`] for a key that occurs twice, [`Error::TooFew`] and [`Error::Node`] for a node with nothing to score
    /// beneath it, [`Error::Limit`] beyond 16 levels.
    pub fn new(root: Branch) -> Result<Self, Error> {
        let mut seen: HashSet<&Key> = HashSet::new();
        let mut claim = |key| {
            if seen.insert(key) { Ok(()) } else { Err(Error::Duplicate { what: "key in the hierarchy", name: key.to_string() }) }
        };
        root.visit(root.key.as_str(), 0, &mut |branch, address, depth| {
            check_depth(depth)?;
            claim(&branch.key)?;
            if let Children::Indicators(indicators) = &branch.children {
                indicators.iter().try_for_each(|indicator| claim(indicator.key()))?;
            }
            if branch.scored_children().is_empty() {
                return Err(
                    Error::TooFew { what: "scored children (indicators, or dimensions over some)", needed: 1 }.in_node(address)
                );
            }
            Ok(())
        })?;
        Ok(Self { root })
    }

    /// One level: a single score over `indicators`.
    ///
    /// # Errors
    /// As [`System::new`].
    pub fn flat(indicators: impl IntoIterator<Item = Indicator>) -> Result<Self, Error> {
        Self::new(Branch::of("overall", indicators)?.with_label("Overall", "总体"))
    }

    /// The standard system of efficacy (标准指标体系): the four dimensions, each over its indicators, those that are diagnostic
    /// included.
    ///
    /// ```
    /// use governance_efficacy::model::System;
    ///
    /// let system = System::standard();
    /// assert_eq!(system.root().label().zh, "治理效能");
    /// assert_eq!(system.indicators().len(), 32);
    /// ```
    pub fn standard() -> Self {
        let dimensions = StandardIndicator::efficacy().iter().map(|(dimension, indicators)| Branch {
            key: Key::of_standard(dimension.key()),
            label: dimension.label(),
            children: Children::Indicators(indicators.iter().map(StandardIndicator::specification).collect()),
        });
        let children = Children::Branches(dimensions.collect());
        Self {
            root: Branch {
                key: Key::of_standard("efficacy"), label: Label::new("Governance efficacy", "治理效能"), children
            },
        }
    }

    /// The same hierarchy in which the indicators `keys` are diagnostic.
    pub(crate) fn with_diagnostic(&self, keys: &[&Key]) -> Result<Self, Error> {
        let mut root = self.root.clone();
        root.demote(keys);
        Self::new(root)
    }

    /// The whole.
    pub fn root(&self) -> &Branch {
        &self.root
    }

    /// All indicators, in order.
    pub fn indicators(&self) -> Vec<&Indicator> {
        let places = self.places();
        let indicators = places.iter().filter_map(|place| match &place.branch.children {
            Children::Indicators(indicators) => Some(indicators),
            Children::Branches(_) => None,
        });
        indicators.flatten().collect()
    }

    /// All nodes, each before those beneath it.
    pub(crate) fn places(&self) -> Vec<Place<'_>> {
        let mut places = Vec::new();
        // Collecting can't fail.
        let _ = self.root.visit(self.root.key.as_str(), 0, &mut |branch, address, _| {
            places.push(Place { branch, address: address.to_owned() });
            Ok(())
        });
        places
    }
}
