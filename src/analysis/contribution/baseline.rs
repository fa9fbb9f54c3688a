//! With what a row is compared (基准).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::indicator::Direction;
use crate::model::{Leaf, LeafView};
use crate::numeric::sum;

use super::super::coupling::row_of;

/// With what a row is compared (基准).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Baseline {
    /// The foot of the scale, where every normalised value is 0 (标尺零点); for additive scores only. Contributions sum to the score.
    Foot,
    /// The mean of each indicator over all rows that are scored (均值).
    #[default]
    Mean,
    /// The worst value of each indicator over all rows that are scored (最差值).
    Worst,
    /// One row (指定行).
    Row {
        /// Its unit.
        unit: String,
        /// Its period, if the rows have periods.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        period: Option<Period>,
    },
}

impl Baseline {
    /// The baseline's value of each indicator; none for the foot of the scale.
    pub(super) fn values(&self, view: &LeafView) -> Result<Option<Vec<Option<f64>>>, Error> {
        let of_present = |summary: &dyn Fn(&[f64], Direction) -> f64| {
            let value = |leaf: &Leaf| {
                let present: Vec<f64> = leaf.column.iter().flatten().collect();
                (!present.is_empty()).then(|| summary(&present, leaf.terms.direction))
            };
            view.leaves.iter().map(value).collect()
        };
        Ok(match self {
            Self::Foot => None,
            Self::Mean => Some(of_present(&|values, _| sum(values) / values.len() as f64)),
            Self::Worst => Some(of_present(&worst)),
            Self::Row { unit, period } => {
                let row = row_of(&view.rows, unit, *period)?;
                Some(view.leaves.iter().map(|leaf| leaf.column.get(row)).collect())
            }
        })
    }
}

/// The worst of some values.
fn worst(values: &[f64], direction: Direction) -> f64 {
    let badness = |x: f64| match direction {
        Direction::Benefit => -x,
        Direction::Cost => x,
        Direction::Target(target) => (x - target).abs(),
        Direction::Band { low, high } => (low - x).max(x - high).max(0.0),
    };
    values.iter().copied().fold(values[0], |worst, x| if badness(x) > badness(worst) { x } else { worst })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_is_the_farthest_on_the_worse_side() {
        let values = [3.0, 8.0, 5.0, 1.0];
        let of = |direction| worst(&values, direction);
        assert_eq!([of(Direction::Benefit), of(Direction::Cost)], [1.0, 8.0]);
        assert_eq!([of(Direction::Target(5.0)), of(Direction::Target(2.0)), of(Direction::Target(7.0))], [1.0, 8.0, 1.0]);
        assert_eq!(of(Direction::Band { low: 2.0, high: 5.0 }), 8.0);
        assert_eq!(of(Direction::Band { low: 5.0, high: 7.0 }), 1.0);
        // Above a narrow band by 3.5, below it by 3: what lies above counts by its distance, not by its share.
        assert_eq!(worst(&[1.0, 8.0], Direction::Band { low: 4.0, high: 4.5 }), 8.0);
        // Of two as bad the first.
        assert_eq!(worst(&[4.0, 6.0], Direction::Target(5.0)), 4.0);
    }
}
