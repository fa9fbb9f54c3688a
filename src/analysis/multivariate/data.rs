//! The directed values that the checks work on (检验数据).

use nalgebra::DMatrix;

use crate::indicator::Direction;
use crate::label::Key;
use crate::numeric::correlation::Correlation;
use crate::numeric::{Extrema, Moments};

use super::Reason;

/// The values with more being better: a cost negated, a target or a band as minus the distance from it.
pub(super) fn directed(direction: Direction, values: &[Option<f64>]) -> Vec<Option<f64>> {
    let of = |x: f64| match direction {
        Direction::Benefit => x,
        Direction::Cost => -x,
        // Finite numbers may lie farther apart than the largest.
        Direction::Target(target) => -(x - target).abs().min(f64::MAX),
        Direction::Band { low, high } => -(low - x).max(x - high).clamp(0.0, f64::MAX),
    };
    values.iter().map(|value| value.map(of)).collect()
}

/// The indicators of one node in the rows in which all of them are available.
pub(super) struct Complete<'a> {
    keys: &'a [Key],
    columns: Vec<Vec<f64>>,
    pub(super) rows: usize,
}

impl<'a> Complete<'a> {
    pub(super) fn of(keys: &'a [Key], columns: &[&[Option<f64>]]) -> Self {
        let rows = columns.first().map_or(0, |column| column.len());
        let keep: Vec<usize> = (0..rows).filter(|&row| columns.iter().all(|column| column[row].is_some())).collect();
        let kept = columns.iter().map(|column| keep.iter().filter_map(|&row| column[row]).collect()).collect();
        Self { keys, columns: kept, rows: keep.len() }
    }

    /// Correlations and standard deviations, where every indicator varies.
    pub(super) fn sample(&self) -> Result<Sample<'a>, Reason> {
        let m = self.keys.len();
        if m < 2 {
            return Err(Reason::TooFewIndicators { found: m, needed: 2 });
        }
        if self.rows < 3 {
            return Err(Reason::TooFewRows { found: self.rows, needed: 3 });
        }
        if let Some((key, _)) = self.keys.iter().zip(&self.columns).find(|(_, column)| Extrema::of(column).is_constant()) {
            return Err(Reason::Constant { indicator: key.clone() });
        }
        let mut correlations = DMatrix::identity(m, m);
        for j in 0..m {
            for k in 0..j {
                let r = Correlation::Pearson.coefficient(&self.columns[j], &self.columns[k]).unwrap_or_default();
                (correlations[(j, k)], correlations[(k, j)]) = (r, r);
            }
        }
        // Of a quarter of the values, so that the deviation of the largest numbers is finite.
        let quarter = |column: &Vec<f64>| Moments::of(&column.iter().map(|x| x / 4.0).collect::<Vec<_>>()).standard_deviation(1);
        let deviations = self.columns.iter().map(quarter).collect();
        Ok(Sample { keys: self.keys, rows: self.rows, correlations, deviations })
    }
}

/// What is known of several indicators that all vary.
pub(super) struct Sample<'a> {
    pub(super) keys: &'a [Key],
    pub(super) rows: usize,
    /// Pearson's correlations.
    pub(super) correlations: DMatrix<f64>,
    /// Standard deviations, all in the same proportion to the real ones.
    pub(super) deviations: Vec<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_better_and_huge_values_have_finite_deviations() {
        let of = |direction, x: f64| directed(direction, &[Some(x), None])[0].expect("a value");
        let band = Direction::Band { low: 2.0, high: 5.0 };
        assert_eq!([of(Direction::Benefit, 3.0), of(Direction::Cost, 3.0), of(Direction::Target(5.0), 3.0)], [3.0, -3.0, -2.0]);
        assert_eq!([of(band, 1.0), of(band, 2.0), of(band, 4.0), of(band, 7.0)], [-1.0, 0.0, 0.0, -2.0]);
        assert_eq!(of(Direction::Target(f64::MAX), f64::MIN), -f64::MAX);
        let keys = ["a", "b"].map(|key| Key::new(key).expect("a key"));
        let columns = [[Some(f64::MIN), Some(f64::MAX), Some(f64::MAX)], [Some(1.0), Some(2.0), Some(4.0)]];
        let columns: Vec<&[Option<f64>]> = columns.iter().map(<[_; 3]>::as_slice).collect();
        let sample = Complete::of(&keys, &columns).sample().expect("they vary");
        // A quarter of what they are: of 1, 2 and 4 it is √(7/3).
        assert!((sample.deviations[1] - (7.0_f64 / 3.0).sqrt() / 4.0).abs() < 1e-15);
        assert!(sample.deviations[0].is_finite() && sample.deviations[0] > f64::MAX / 4.0);
    }
}
