//! What a measure of inequality looks at: an amount a unit, how much each unit counts, and the group it belongs to.

use std::collections::HashMap;

use crate::error::{Error, Place};
use crate::governance::Period;
use crate::label::Key;
use crate::numeric::{magnitude, sum};

/// One amount a unit, with the weight of the unit and its group where given (数值、人口权重与分组).
///
/// # Input
/// Finite amounts in any one unit of measurement. Weights are non-negative, not all 0, and count in shares: residents, or anything
/// that says how much a unit counts; a unit of weight 0 takes no part. Without weights every unit counts the same. Groups are names.
///
/// ```
/// use governance_efficacy::analysis::distribution::Amounts;
///
/// let amounts = Amounts::new(&[0.5, 0.8])?.with_units(["East", "West"])?.with_weights(&[4_000.0, 1_000.0])?;
/// assert_eq!(amounts.mean(), 0.56);
/// assert!(Amounts::new(&[0.5, f64::NAN]).is_err());
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Amounts {
    units: Vec<String>,
    values: Vec<f64>,
    /// Shares that sum to 1.
    shares: Vec<f64>,
    is_weighted: bool,
    /// Names of the groups in order of first appearance, and the group of each unit.
    pub(super) groups: Option<(Vec<String>, Vec<usize>)>,
    period: Option<Period>,
    of: Option<Key>,
}

impl Amounts {
    /// The amounts of units that are named by their number, from 1.
    ///
    /// # Errors
    /// [`Error::TooFew`] without values, [`Error::Value`] for one that is not finite.
    pub fn new(values: &[f64]) -> Result<Self, Error> {
        let units = (1..=values.len()).map(|number| number.to_string()).collect();
        Self::named(units, values.to_vec(), None, None)
    }

    pub(crate) fn named(units: Vec<String>, values: Vec<f64>, period: Option<Period>, of: Option<Key>) -> Result<Self, Error> {
        if values.is_empty() {
            return Err(Error::TooFew { what: "values", needed: 1 });
        }
        let shares = vec![1.0 / values.len() as f64; values.len()];
        let amounts = Self { units, values, shares, is_weighted: false, groups: None, period, of };
        match amounts.values.iter().position(|x| !x.is_finite()) {
            Some(at) => Err(amounts.refuse(at, "is not finite", "give a finite value")),
            None => Ok(amounts),
        }
    }

    /// The same with the names of the units.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one name a value.
    pub fn with_units<S: Into<String>>(mut self, units: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        self.units = units.into_iter().map(Into::into).collect();
        self.same_length("names of units", self.units.len())?;
        Ok(self)
    }

    /// The same with the weight of each unit, such as its residents.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one weight a value; [`Error::Weights`] for a negative or infinite one, or if all are 0.
    pub fn with_weights(mut self, weights: &[f64]) -> Result<Self, Error> {
        self.same_length("weights of units", weights.len())?;
        let remedy = || "give the residents of each unit, or another weight that is not negative".to_owned();
        if let Some((unit, weight)) = self.units.iter().zip(weights).find(|(_, w)| !(w.is_finite() && **w >= 0.0)) {
            return Err(Error::Weights { problem: format!("that of unit {unit:?} is {weight}"), remedy: remedy() });
        }
        let largest = weights.iter().fold(0.0_f64, |most, &w| most.max(w));
        if largest == 0.0 {
            return Err(Error::Weights { problem: "all are 0".to_owned(), remedy: remedy() });
        }
        let scaled: Vec<f64> = weights.iter().map(|w| w / largest).collect();
        let total = sum(&scaled);
        self.shares = scaled.iter().map(|w| w / total).collect();
        self.is_weighted = true;
        Ok(self)
    }

    /// The same with the group of each unit, such as its district.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one group a value.
    pub fn with_groups<S: AsRef<str>>(mut self, groups: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        let mut names: Vec<String> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut of_unit = Vec::with_capacity(self.values.len());
        for group in groups {
            let group = group.as_ref();
            let at = known.get(group).copied().unwrap_or_else(|| {
                known.insert(group.to_owned(), names.len());
                names.push(group.to_owned());
                names.len() - 1
            });
            of_unit.push(at);
        }
        self.same_length("groups of units", of_unit.len())?;
        self.groups = Some((names, of_unit));
        Ok(self)
    }

    /// Names of the units.
    pub fn units(&self) -> &[String] {
        &self.units
    }

    /// The amount of each unit.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How much each unit counts: its weight over the sum of weights.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// Whether weights were given.
    pub fn is_weighted(&self) -> bool {
        self.is_weighted
    }

    /// Whether groups were given.
    pub fn has_groups(&self) -> bool {
        self.groups.is_some()
    }

    /// The period the amounts are of, where they came from a panel.
    pub fn period(&self) -> Option<Period> {
        self.period
    }

    /// What the amounts are of, where they came from a panel: the key of a node or an indicator.
    pub fn subject(&self) -> Option<&Key> {
        self.of.as_ref()
    }

    /// The mean, weighted.
    pub fn mean(&self) -> f64 {
        let products: Vec<f64> = self.values.iter().zip(&self.shares).map(|(x, share)| x * share).collect();
        sum(&products)
    }

    /// Amounts and shares of the units that count, the amounts multiplied by a power of two so that none overflows in a sum.
    ///
    /// Refuses negative amounts, zeros where `positive`, and a mean of 0.
    pub(super) fn checked(&self, method: &'static str, positive: bool) -> Result<Parts, Error> {
        let counts = |at: &usize| self.shares[*at] > 0.0;
        let kept: Vec<usize> = (0..self.values.len()).filter(counts).collect();
        let bad = kept.iter().find(|&&at| self.values[at] < 0.0 || (positive && self.values[at] == 0.0));
        if let Some(&at) = bad {
            let what = if positive { "is not positive" } else { "is negative" };
            return Err(self.refuse(
                at,
                &format!("{what}, which {method} needs"),
                "leave the unit out, or measure it on a scale where 0 means none and scores lie above it",
            ));
        }
        let largest = kept.iter().fold(0.0_f64, |most, &at| most.max(self.values[at]));
        if largest == 0.0 {
            return Err(Error::Undefined {
                method,
                problem: "every amount is 0".to_owned(),
                remedy: "there is nothing to divide; leave this period or indicator out".to_owned(),
            });
        }
        let unit = 1.0 / magnitude(largest);
        let shares = kept.iter().map(|&at| self.shares[at]).collect();
        Ok(Parts { unit, values: kept.iter().map(|&at| self.values[at] * unit).collect(), shares, kept })
    }

    /// The groups with a unit that counts: name and which of `parts` belong to it. None without groups.
    pub(super) fn grouped(&self, parts: &Parts) -> Option<Vec<(String, Parts)>> {
        let (names, of_unit) = self.groups.as_ref()?;
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
        for (at, &row) in parts.kept.iter().enumerate() {
            members[of_unit[row]].push(at);
        }
        let there = names.iter().zip(members).filter(|(_, members)| !members.is_empty());
        Some(there.map(|(name, members)| (name.clone(), parts.select(&members))).collect())
    }

    fn same_length(&self, what: &str, found: usize) -> Result<(), Error> {
        let expected = self.values.len();
        if found == expected { Ok(()) } else { Err(Error::Length { what: what.to_owned(), expected, found }) }
    }

    fn refuse(&self, at: usize, problem: &str, remedy: &str) -> Error {
        let unit = self.units.get(at).cloned().unwrap_or_default();
        let place = Place { unit, period: self.period, indicator: self.of.clone() };
        Error::Value { place: Box::new(place), value: self.values[at], problem: problem.to_owned(), remedy: remedy.to_owned() }
    }
}

/// The units that count.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    /// By what the amounts were multiplied.
    pub(super) unit: f64,
    pub(super) values: Vec<f64>,
    /// Of the whole population, also in a group.
    pub(super) shares: Vec<f64>,
    kept: Vec<usize>,
}

impl Parts {
    fn select(&self, at: &[usize]) -> Self {
        Self {
            unit: self.unit,
            values: at.iter().map(|&i| self.values[i]).collect(),
            shares: at.iter().map(|&i| self.shares[i]).collect(),
            kept: at.iter().map(|&i| self.kept[i]).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// Share of the population.
    pub(super) fn population(&self) -> f64 {
        sum(&self.shares)
    }

    /// Mean of the amounts, as multiplied.
    pub(super) fn mean(&self) -> f64 {
        self.expect(|x| x)
    }

    /// The weighted mean of `f` over the units here.
    pub(super) fn expect(&self, f: impl Fn(f64) -> f64) -> f64 {
        let products: Vec<f64> = self.values.iter().zip(&self.shares).map(|(&x, share)| f(x) * share).collect();
        sum(&products) / self.population()
    }

    /// The units in ascending order of amounts.
    pub(super) fn sorted(&self) -> Self {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|&a, &b| self.values[a].total_cmp(&self.values[b]));
        self.select(&order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_distribution_is_refused_with_its_unit() {
        let code = |result: Result<Amounts, Error>| result.map_err(|e| e.code()).err();
        let two = || Amounts::new(&[1.0, 2.0]).expect("finite");
        assert_eq!(code(Amounts::new(&[])), Some("too-few"));
        assert_eq!(code(Amounts::new(&[1.0, f64::INFINITY])), Some("value"));
        assert_eq!(code(two().with_units(["A"])), Some("length"));
        assert_eq!(code(two().with_weights(&[1.0])), Some("length"));
        assert_eq!(code(two().with_weights(&[1.0, -1.0])), Some("weights"));
        assert_eq!(code(two().with_weights(&[0.0, 0.0])), Some("weights"));
        assert_eq!(code(two().with_groups(["g"; 3])), Some("length"));
        let named = Amounts::new(&[1.0, -2.0]).and_then(|a| a.with_units(["East", "West"])).expect("finite");
        let error = named.checked("Gini", false).unwrap_err().to_string();
        assert!(error.contains("\"West\"") && error.contains("-2"), "{error}");
        assert_eq!(
            Amounts::new(&[0.0, 0.0]).expect("finite").checked("Gini", false).map(|_| ()).unwrap_err().code(),
            "undefined"
        );
    }

    #[test]
    fn a_unit_without_weight_takes_no_part_whatever_its_amount() {
        let amounts = Amounts::new(&[1.0, -5.0, 3.0]).and_then(|a| a.with_weights(&[1.0, 0.0, 1.0])).expect("weights");
        assert_eq!(amounts.checked("Gini", true).expect("positive").len(), 2);
        assert_eq!(amounts.mean(), 2.0);
    }
}
