//! One value for all gaps of an indicator (单值插补): mean and median.

use serde::{Deserialize, Serialize};

use crate::numeric::{mean, median};

use super::{Fills, Gappy, fills_of};

/// What the gaps of each column become; none where the rows of the fit have no value.
///
/// Little & Rubin (2002), §4.2: it leaves the mean as it is and makes the spread too small, the more so the more gaps there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Values(Vec<Option<f64>>);

impl Values {
    pub(super) fn means(data: Gappy<'_>) -> Self {
        Self::of(data, mean)
    }

    pub(super) fn medians(data: Gappy<'_>) -> Self {
        Self::of(data, median)
    }

    fn of(data: Gappy<'_>, center: fn(&[f64]) -> f64) -> Self {
        let of_column = |present: Vec<f64>| (!present.is_empty()).then(|| center(&present));
        Self(data.columns.iter().map(|column| of_column(column.iter().flatten().collect())).collect())
    }

    pub(super) fn fills(&self, data: Gappy<'_>) -> Fills {
        fills_of(data, |j, _| self.0.get(j).copied().flatten())
    }

    pub(super) fn is_sound(&self, columns: usize) -> bool {
        self.0.len() == columns && self.0.iter().flatten().all(|x| x.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_finite_value_a_column_is_sound() {
        assert!(Values(vec![Some(1.0), None]).is_sound(2));
        assert!(!Values(vec![Some(1.0)]).is_sound(2) && !Values(vec![Some(1.0), Some(f64::NAN)]).is_sound(2));
    }
}
