//! What the other indicators of a row let expect (条件期望插补): regression, and the same by maximum likelihood.

use std::collections::BTreeMap;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::numeric::{Extrema, Moments, Random};
use crate::table::Column;

use super::{Fills, Gappy, likelihood};

/// Means and covariances of the columns, from which a gap becomes its expectation given what the row has: the linear regression of the
/// missing indicators on the available ones, whatever they are. Little & Rubin (2002), §§4.2 and 8.2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Normal {
    /// Zero and unit in which each column is measured here; the unit is 0 where it doesn't vary.
    units: Vec<(f64, f64)>,
    /// Mean of each column that varies, in those units.
    means: Vec<f64>,
    /// Their covariances, row by row.
    covariances: Vec<Vec<f64>>,
}

/// Rows with the same columns available: those that are, those that are not, and the rows.
pub(super) type Pattern = (Vec<usize>, Vec<usize>, Vec<usize>);

impl Normal {
    /// From the rows without gaps.
    pub(super) fn of_complete_rows(data: Gappy<'_>) -> Result<Self, Error> {
        let units = units(data);
        let varying = varying(&units);
        let rows: Vec<Vec<f64>> = measured(data, &units).into_iter().filter_map(|row| row.into_iter().collect()).collect();
        let needed = varying.len() + 2;
        if rows.len() < needed {
            return Err(Error::Undefined {
                method: "missing = \"regression\"",
                problem: format!("{} rows are complete, and {} indicators vary", rows.len(), varying.len()),
                remedy: format!(
                    "give at least {needed} complete rows, or set missing = \"expectation-maximization\" or \"nearest\""
                ),
            });
        }
        let n = rows.len() as f64;
        let means: Vec<f64> = (0..varying.len()).map(|j| rows.iter().map(|row| row[j]).sum::<f64>() / n).collect();
        let covariance =
            |j: usize, k: usize| rows.iter().map(|row| (row[j] - means[j]) * (row[k] - means[k])).sum::<f64>() / (n - 1.0);
        let covariances = (0..varying.len()).map(|j| (0..varying.len()).map(|k| covariance(j, k)).collect()).collect();
        Ok(Self { units, means, covariances })
    }

    /// From all rows, by maximum likelihood.
    pub(super) fn of_greatest_likelihood(data: Gappy<'_>) -> Result<Self, Error> {
        let units = units(data);
        let varying = varying(&units);
        let rows = measured(data, &units);
        likelihood::require_identified(data, &varying, &rows)?;
        let (means, covariances) = likelihood::estimate(&rows, varying.len())?;
        Ok(Self { units, means, covariances })
    }

    pub(super) fn fills(&self, data: Gappy<'_>) -> Fills {
        self.filled(data, None)
    }

    /// The same with a draw from what is left over, instead of none.
    pub(super) fn drawn(&self, data: Gappy<'_>, random: &mut Random) -> Fills {
        self.filled(data, Some(random))
    }

    fn filled(&self, data: Gappy<'_>, mut random: Option<&mut Random>) -> Fills {
        let varying = varying(&self.units);
        let rows = measured(data, &self.units);
        let covariance = self.covariance();
        let mut fills: Fills = data
            .columns
            .iter()
            .zip(&self.units)
            .map(|(column, &(zero, unit))| if unit == 0.0 { gaps(column).map(|row| (row, zero)).collect() } else { Vec::new() })
            .collect();
        for (observed, missing, members) in patterns(&rows, varying.len()) {
            if missing.is_empty() {
                continue;
            }
            let slopes = slopes(&covariance, &observed, &missing);
            let spread = random.is_some().then(|| root(&residual(&covariance, &slopes, &observed, &missing)));
            for row in members {
                let noise = match (&spread, random.as_deref_mut()) {
                    (Some(root), Some(random)) => {
                        root * DMatrix::from_iterator(missing.len(), 1, (0..missing.len()).map(|_| random.normal()))
                    }
                    _ => DMatrix::zeros(missing.len(), 1),
                };
                for (at, &j) in missing.iter().enumerate() {
                    let from_observed = observed.iter().enumerate().map(|(o, &k)| {
                        // What is observed has a value.
                        slopes[(o, at)] * (rows[row][k].unwrap_or(self.means[k]) - self.means[k])
                    });
                    let z = self.means[j] + from_observed.sum::<f64>() + noise[(at, 0)];
                    let (zero, unit) = self.units[varying[j]];
                    fills[varying[j]].push((row, zero + z * unit));
                }
            }
        }
        for column in &mut fills {
            column.sort_by_key(|&(row, _)| row);
        }
        fills
    }

    /// Whether the columns that vary are those of `data`.
    pub(super) fn varies_as(&self, data: Gappy<'_>) -> bool {
        varying(&self.units) == varying(&units(data))
    }

    fn covariance(&self) -> DMatrix<f64> {
        DMatrix::from_fn(self.means.len(), self.means.len(), |j, k| self.covariances[j][k])
    }

    pub(super) fn is_sound(&self, columns: usize) -> bool {
        let finite = |numbers: &[f64]| numbers.iter().all(|x| x.is_finite());
        let order = self.means.len();
        self.units.len() == columns
            && self.units.iter().all(|(zero, unit)| zero.is_finite() && unit.is_finite() && *unit >= 0.0)
            && varying(&self.units).len() == order
            && finite(&self.means)
            && self.covariances.len() == order
            && self.covariances.iter().all(|row| row.len() == order && finite(row))
            && (0..order).all(|j| (0..j).all(|k| self.covariances[j][k] == self.covariances[k][j]))
    }
}

fn gaps(column: &Column) -> impl Iterator<Item = usize> + '_ {
    (0..column.len()).filter(|&row| column.is_gap(row))
}

/// Mean and standard deviation of what each column has.
fn units(data: Gappy<'_>) -> Vec<(f64, f64)> {
    let unit = |column: &Column| {
        let present: Vec<f64> = column.iter().flatten().collect();
        if present.is_empty() {
            return (0.0, 0.0);
        }
        let moments = Moments::of(&present);
        let deviation = moments.standard_deviation(1);
        let varies = !Extrema::of(&present).is_constant() && deviation.is_normal();
        (moments.mean, if varies { deviation } else { 0.0 })
    };
    data.columns.iter().map(unit).collect()
}

/// The columns that vary.
fn varying(units: &[(f64, f64)]) -> Vec<usize> {
    (0..units.len()).filter(|&j| units[j].1 > 0.0).collect()
}

/// The rows over the columns that vary, in their units.
fn measured(data: Gappy<'_>, units: &[(f64, f64)]) -> Vec<Vec<Option<f64>>> {
    let columns: Vec<_> = data.columns.iter().zip(units).filter(|(_, (_, unit))| *unit > 0.0).collect();
    let cell = |row: usize, (column, (zero, unit)): &(&Column, &(f64, f64))| {
        // Halves, so that numbers far apart have a difference.
        Some((column.get(row)? / 2.0 - zero / 2.0) / (unit / 2.0))
    };
    (0..data.rows.len()).map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect()
}

/// The rows by what is available in them.
pub(super) fn patterns(rows: &[Vec<Option<f64>>], columns: usize) -> Vec<Pattern> {
    let mut groups: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        groups.entry(row.iter().map(Option::is_some).collect()).or_default().push(at);
    }
    let split = |(available, rows): (Vec<bool>, Vec<usize>)| {
        let (observed, missing) = (0..columns).partition(|&j| available[j]);
        (observed, missing, rows)
    };
    groups.into_iter().map(split).collect()
}

/// The regression of `missing` on `observed`: one column of slopes for each of the missing. Where the observed are linearly dependent,
/// the slopes of least length.
pub(super) fn slopes(covariance: &DMatrix<f64>, observed: &[usize], missing: &[usize]) -> DMatrix<f64> {
    const SINGULAR: f64 = 1e-10;
    let among = covariance.select_rows(observed).select_columns(observed);
    let across = covariance.select_rows(observed).select_columns(missing);
    if observed.is_empty() || missing.is_empty() {
        return across;
    }
    if let Some(cholesky) = among.clone().cholesky() {
        let diagonal: Vec<f64> = cholesky.l_dirty().diagonal().iter().copied().collect();
        let ends = Extrema::of(&diagonal);
        if ends.min * ends.min > SINGULAR * ends.max * ends.max {
            return cholesky.solve(&across);
        }
    }
    let eigen = among.symmetric_eigen();
    let largest = eigen.eigenvalues.iter().copied().fold(0.0, f64::max);
    let inverse = eigen.eigenvalues.map(|value| if value > SINGULAR * largest { 1.0 / value } else { 0.0 });
    &eigen.eigenvectors * DMatrix::from_diagonal(&inverse) * eigen.eigenvectors.transpose() * across
}

/// The covariance of `missing` that `observed` leaves over.
pub(super) fn residual(covariance: &DMatrix<f64>, slopes: &DMatrix<f64>, observed: &[usize], missing: &[usize]) -> DMatrix<f64> {
    let among = covariance.select_rows(missing).select_columns(missing);
    among - slopes.transpose() * covariance.select_rows(observed).select_columns(missing)
}

/// A matrix whose product with its transpose is `covariance`, which may be singular.
fn root(covariance: &DMatrix<f64>) -> DMatrix<f64> {
    let eigen = covariance.clone().symmetric_eigen();
    let roots = eigen.eigenvalues.map(|value| value.max(0.0).sqrt());
    &eigen.eigenvectors * DMatrix::from_diagonal(&roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_dependent_has_the_slopes_of_least_length() {
        let of = |r: f64, across: [f64; 2]| {
            let covariance = DMatrix::from_row_slice(3, 3, &[1.0, r, across[0], r, 1.0, across[1], across[0], across[1], 1.0]);
            slopes(&covariance, &[0, 1], &[2]).column(0).iter().copied().collect::<Vec<f64>>()
        };
        let near = |found: &[f64], expected: [f64; 2]| found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6);
        // 0.5 = b₁ + b₂, of the same length; apart by a rounding it is still the same line.
        assert!(near(&of(1.0, [0.5, 0.5]), [0.25, 0.25]), "{:?}", of(1.0, [0.5, 0.5]));
        assert!(near(&of(1.0 - 1e-13, [0.5, 0.5 + 1e-12]), [0.25, 0.25]), "{:?}", of(1.0 - 1e-13, [0.5, 0.5 + 1e-12]));
        // b = (0.6 − 0.5 · 0.3)/(1 − 0.25), (0.3 − 0.5 · 0.6)/(1 − 0.25).
        assert!(near(&of(0.5, [0.6, 0.3]), [0.6, 0.0]), "{:?}", of(0.5, [0.6, 0.3]));
    }
}
