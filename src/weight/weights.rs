//! Weights on the simplex (权重).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::{Key, first_duplicate};
use crate::numeric::sum;

/// How far from 1 the sum of given weights may be by rounding.
const SUM_TOLERANCE: f64 = 1e-9;

/// Non-negative weights that sum to 1, one for each indicator (权重).
///
/// ```
/// use governance_efficacy::Weights;
///
/// let weights = Weights::new([("quality", 0.7), ("price", 0.3)])?;
/// assert_eq!(weights.get("price"), Some(0.3));
/// assert!(Weights::new([("quality", 0.7), ("price", 0.2)]).is_err()); // they sum to 0.9
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(Key, f64)>", into = "Vec<(Key, f64)>")]
pub struct Weights {
    keys: Vec<Key>,
    values: Vec<f64>,
}

impl TryFrom<Vec<(Key, f64)>> for Weights {
    type Error = Error;

    fn try_from(pairs: Vec<(Key, f64)>) -> Result<Self, Error> {
        let (keys, values) = pairs.into_iter().unzip();
        Self::checked(keys, values)
    }
}

impl From<Weights> for Vec<(Key, f64)> {
    fn from(weights: Weights) -> Self {
        weights.keys.into_iter().zip(weights.values).collect()
    }
}

impl Weights {
    /// Weights that sum to 1 within 10⁻⁹.
    ///
    /// # Errors
    /// [`Error::Weights`] for a negative or non-finite weight or another sum, [`Error::Duplicate`] and [`Error::InvalidKey`] for
    /// the names, [`Error::TooFew`] without any.
    pub fn new<K: AsRef<str>>(pairs: impl IntoIterator<Item = (K, f64)>) -> Result<Self, Error> {
        let mut keys = Vec::new();
        let mut values = Vec::new();
        for (key, value) in pairs {
            keys.push(Key::new(key)?);
            values.push(value);
        }
        Self::checked(keys, values)
    }

    /// The same weight for each of `keys`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without any.
    pub fn equal(keys: impl IntoIterator<Item = Key>) -> Result<Self, Error> {
        let keys: Vec<Key> = keys.into_iter().collect();
        let share = 1.0 / keys.len().max(1) as f64;
        let values = vec![share; keys.len()];
        Self::checked(keys, values)
    }

    /// Weights in proportion to non-negative `importance`, which `method` computed.
    pub(crate) fn proportional(method: &'static str, keys: Vec<Key>, importance: &[f64]) -> Result<Self, Error> {
        let total = sum(importance);
        if !(total > 0.0 && total.is_finite()) {
            return Err(Error::Undefined {
                method,
                problem: "no indicator tells the units apart".to_owned(),
                remedy: "use equal or given weights".to_owned(),
            });
        }
        let values = importance.iter().map(|x| x / total).collect();
        Self::checked(keys, values)
    }

    fn checked(keys: Vec<Key>, values: Vec<f64>) -> Result<Self, Error> {
        if keys.is_empty() {
            return Err(Error::TooFew { what: "weights", needed: 1 });
        }
        if let Some(key) = first_duplicate(keys.iter()) {
            return Err(Error::Duplicate { what: "weight of", name: key.to_string() });
        }
        let invalid = |problem: String, remedy: &str| Err(Error::Weights { problem, remedy: remedy.to_owned() });
        if let Some((key, value)) = keys.iter().zip(&values).find(|(_, w)| !w.is_finite() || **w < 0.0) {
            return invalid(format!("{key:?} has {value}"), "give a finite weight that is not negative");
        }
        let total = sum(&values);
        if (total - 1.0).abs() > SUM_TOLERANCE {
            return invalid(format!("they sum to {total}"), "let them sum to 1");
        }
        Ok(Self { keys, values })
    }

    /// Number of weights.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Always false: there is at least one.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The keys, in order.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The weights, in the order of the keys.
    pub fn as_slice(&self) -> &[f64] {
        &self.values
    }

    /// Key and weight, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Key, f64)> {
        self.keys.iter().zip(self.values.iter().copied())
    }

    /// The weight of `key`.
    pub fn get(&self, key: &str) -> Option<f64> {
        self.keys.iter().position(|k| k == key).map(|at| self.values[at])
    }

    /// The weights of `keys` only, rescaled to sum to 1: what is left when indicators drop out.
    pub(crate) fn rescaled_to<'a>(&self, keys: impl ExactSizeIterator<Item = &'a Key>) -> Result<Self, Error> {
        if keys.len() == self.len() {
            return Ok(self.clone());
        }
        let kept: Vec<(Key, f64)> = keys.filter_map(|key| Some((key.clone(), self.get(key.as_str())?))).collect();
        let (keys, importance): (Vec<Key>, Vec<f64>) = kept.into_iter().unzip();
        Self::proportional("rescaling the weights of what is left", keys, &importance)
    }

    /// The weights in the order of `keys`, which must be the same names.
    pub(crate) fn in_order_of<'a>(&self, keys: impl ExactSizeIterator<Item = &'a Key>) -> Result<Vec<f64>, Error> {
        if keys.len() != self.len() {
            return Err(Error::Length { what: "weights".to_owned(), expected: keys.len(), found: self.len() });
        }
        let missing = |key: &Key| Error::unknown("indicator in the weights", key.as_str(), self.keys.iter().map(Key::as_str));
        let mut places: Option<HashMap<&Key, usize>> = None;
        keys.enumerate()
            .map(|(at, key)| {
                // The common case: the same order.
                if self.keys[at] == *key {
                    return Ok(self.values[at]);
                }
                let places = places.get_or_insert_with(|| self.keys.iter().zip(0..).collect());
                places.get(key).map(|&place| self.values[place]).ok_or_else(|| missing(key))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_on_the_simplex_is_refused() {
        let code = |pairs: &[(&str, f64)]| Weights::new(pairs.iter().copied()).unwrap_err().code();
        assert_eq!(code(&[]), "too-few");
        assert_eq!(code(&[("a", 0.5), ("b", 0.4)]), "weights");
        assert_eq!(code(&[("a", 1.5), ("b", -0.5)]), "weights");
        assert_eq!(code(&[("a", f64::NAN), ("b", 1.0)]), "weights");
        assert_eq!(code(&[("a", 0.5), ("a", 0.5)]), "duplicate");
        assert_eq!(code(&[("a/b", 1.0)]), "invalid-key");
    }

    #[test]
    fn they_follow_their_names() {
        let weights = Weights::new([("a", 0.25), ("b", 0.75)]).expect("valid");
        let keys = [Key::of_standard("b"), Key::of_standard("a")];
        assert_eq!(weights.in_order_of(keys.iter()).expect("same names"), [0.75, 0.25]);
        let other = [Key::of_standard("b"), Key::of_standard("c")];
        assert_eq!(weights.in_order_of(other.iter()).unwrap_err().code(), "unknown");
    }
}
