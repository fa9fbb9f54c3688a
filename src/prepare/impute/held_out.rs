//! How far a policy for gaps is off (插补误差): values that are known are hidden, filled, and compared.

use serde::{Deserialize, Serialize};

use crate::label::Key;
use crate::numeric::{Extrema, GENERATOR, Moments, Random, mean};
use crate::prepare::Missing;
use crate::table::Column;

use super::{Facet, FittedImputation, Gappy};

/// How far a policy for gaps is off on values that are known (插补误差评估).
///
/// Rows and columns are dealt at random into five parts each. In turn the values of one part of the columns in one part of the rows are
/// hidden, the policy learns from the rest and fills them: in a small table until every known value was hidden once, in a large one
/// five times. What is hidden is hidden at random; gaps with a reason may be filled worse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImputationResult {
    /// The policy, or several in turn.
    pub policy: String,
    /// The generator of random numbers.
    pub generator: String,
    /// Its seed.
    pub seed: u64,
    /// Indicator by indicator.
    pub indicators: Vec<HeldOut>,
}

/// How far the values filled in for one indicator are off (单个指标的插补误差).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldOut {
    /// The indicator.
    pub indicator: Key,
    /// Number of values that were hidden.
    pub hidden: usize,
    /// How many of them the policy filled.
    pub filled: usize,
    /// Root of the mean squared error, in standard deviations of the indicator: 1 is no better than its mean. None if nothing could be
    /// compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<f64>,
    /// Standard error of that, for the values that happened to be compared; none for fewer than two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
}

const SEED: u64 = 1;
const PARTS: usize = 5;
/// Tables of at most so many cells have every known value hidden once.
const SMALL: usize = 5_000;
/// At most so many rows are hidden at a time.
const MOST_ROWS: usize = 10_000;

impl ImputationResult {
    /// Tries `policy` on the known values of `data`.
    pub(in crate::prepare) fn of(policy: &Missing, data: Gappy<'_>, facets: &[Facet]) -> Self {
        let mut random = Random::seeded(SEED);
        let (n, m) = (data.rows.len(), data.columns.len());
        let row_parts = dealt(n, &mut random);
        let column_parts = dealt(m, &mut random);
        let shifts = if n * m <= SMALL { PARTS } else { 1 };
        let mut errors: Vec<Vec<f64>> = vec![Vec::new(); m];
        let mut hidden = vec![0; m];
        let deviations: Vec<f64> = data.columns.iter().map(deviation).collect();
        for round in 0..PARTS * shifts {
            let (row_part, column_part) = (round % PARTS, (round + round / PARTS) % PARTS);
            let rows: Vec<usize> = (0..n).filter(|&row| row_parts[row] == row_part).take(MOST_ROWS).collect();
            let is_hidden = |row: usize| rows.binary_search(&row).is_ok();
            let columns: Vec<Column> = data
                .columns
                .iter()
                .zip(&column_parts)
                .map(|(column, &part)| if part == column_part { column.hidden(is_hidden) } else { column.clone() })
                .collect();
            let part = Gappy { columns: &columns, ..data };
            // What has no answer without the hidden values fills none of them.
            let filled = FittedImputation::fit(policy, part, facets).and_then(|fitted| fitted.fill(part));
            for (j, column) in data.columns.iter().enumerate().filter(|(j, _)| column_parts[*j] == column_part) {
                for &row in &rows {
                    let Some(known) = column.get(row) else { continue };
                    hidden[j] += 1;
                    let found = filled.as_ref().ok().and_then(|filled| filled[j].get(row));
                    errors[j].extend(found.map(|x| (x / 2.0 - known / 2.0) / (deviations[j] / 2.0)));
                }
            }
        }
        let indicators = data.columns.iter().zip(errors.iter().zip(hidden)).map(|(column, (errors, hidden))| {
            let (error, standard_error) = root_mean_square(errors);
            HeldOut { indicator: column.key().clone(), hidden, filled: errors.len(), error, standard_error }
        });
        Self { policy: policy.to_string(), generator: GENERATOR.to_owned(), seed: SEED, indicators: indicators.collect() }
    }
}

/// The part of each of `count` things, at random and of the same size but for one.
fn dealt(count: usize, random: &mut Random) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for at in (1..count).rev() {
        order.swap(at, random.below(at + 1));
    }
    let mut parts = vec![0; count];
    for (at, thing) in order.into_iter().enumerate() {
        parts[thing] = at % PARTS;
    }
    parts
}

fn deviation(column: &Column) -> f64 {
    let present: Vec<f64> = column.iter().flatten().collect();
    if present.is_empty() || Extrema::of(&present).is_constant() { 0.0 } else { Moments::of(&present).standard_deviation(1) }
}

/// With its standard error by the delta method; none of an indicator that doesn't vary, whose errors have no unit.
fn root_mean_square(errors: &[f64]) -> (Option<f64>, Option<f64>) {
    if errors.is_empty() || errors.iter().any(|e| !e.is_finite()) {
        return (None, None);
    }
    let squares: Vec<f64> = errors.iter().map(|e| e * e).collect();
    let root = mean(&squares).sqrt();
    if !root.is_finite() {
        return (None, None);
    }
    let of_mean = Moments::of(&squares).standard_deviation(1) / (errors.len() as f64).sqrt();
    let standard_error = (errors.len() > 1 && root > 0.0).then(|| of_mean / (2.0 * root)).filter(|e| e.is_finite());
    (Some(root), standard_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_root_mean_square_by_hand() {
        // Squares 1 and 9: mean 5, deviation √32, of the mean 4, and 4/(2√5).
        let (root, error) = root_mean_square(&[1.0, 3.0]);
        assert!(
            (root.expect("two") - 5.0_f64.sqrt()).abs() < 1e-15 && (error.expect("two") - 2.0 / 5.0_f64.sqrt()).abs() < 1e-15
        );
        assert_eq!((root_mean_square(&[2.0]), root_mean_square(&[])), ((Some(2.0), None), (None, None)));
        assert_eq!(root_mean_square(&[0.0, 0.0]), (Some(0.0), None));
    }
}
