//! Means and covariances of greatest likelihood from rows with gaps (期望最大化).

use nalgebra::{DMatrix, DVector};

use crate::error::Error;

use super::Gappy;
use super::normal::{Pattern, patterns, residual, slopes};

const METHOD: &str = "missing = \"expectation-maximization\"";

/// Refuses rows from which the covariances don't follow: fewer than there are indicators, or two that no row has both of.
pub(super) fn require_identified(data: Gappy<'_>, varying: &[usize], rows: &[Vec<Option<f64>>]) -> Result<(), Error> {
    let remedy = "leave indicators out, or set missing = \"nearest\" or \"median\"";
    let refused = |problem: String| Err(Error::Undefined { method: METHOD, problem, remedy: remedy.to_owned() });
    let filled = rows.iter().filter(|row| row.iter().any(Option::is_some)).count();
    if filled <= varying.len() {
        return refused(format!("{filled} rows have values, and {} indicators vary", varying.len()));
    }
    for j in 0..varying.len() {
        for k in 0..j {
            if !rows.iter().any(|row| row[j].is_some() && row[k].is_some()) {
                let key = |at: usize| data.columns[varying[at]].key().as_str();
                return refused(format!("no row has both {:?} and {:?}", key(k), key(j)));
            }
        }
    }
    Ok(())
}

/// Means and covariances by expectation and maximisation in turn (Dempster, Laird & Rubin 1977, *Journal of the Royal Statistical
/// Society B* 39; Little & Rubin 2002, §11.2), from the means and variances of what is available, until a round changes no number by
/// more than 10⁻⁹ of a standard deviation. The rounds are extrapolated by the third scheme of Varadhan & Roland (2008, *Scandinavian
/// Journal of Statistics* 35), without which indicators that begin late take many thousands of them.
pub(super) fn estimate(rows: &[Vec<Option<f64>>], columns: usize) -> Result<(Vec<f64>, Vec<Vec<f64>>), Error> {
    const STILL: f64 = 1e-9;
    const MAX_ROUNDS: usize = 6_000;
    // A row without values tells nothing.
    let rows: Vec<Vec<Option<f64>>> = rows.iter().filter(|row| row.iter().any(Option::is_some)).cloned().collect();
    let round = Round { patterns: patterns(&rows, columns), rows: &rows, columns };
    // In the units of the columns the available values have mean 0 and variance 1.
    let mut now = Moments { means: DVector::zeros(columns), covariance: DMatrix::identity(columns, columns) };
    for _ in 0..MAX_ROUNDS / 3 {
        let first = round.after(&now);
        let step = first.minus(&now);
        if step.largest() <= STILL {
            return Ok(first.into_parts());
        }
        let second = round.after(&first);
        let curve = second.minus(&first).minus(&step);
        // No curve, no way to extrapolate.
        let mut length = Some(step.length() / curve.length()).filter(|l| l.is_finite()).map_or(1.0, |l| l.max(1.0));
        now = loop {
            let far = now.plus(&step, 2.0 * length).plus(&curve, length * length);
            // Too far is where it is no covariance any more; the shortest way is that of the two rounds.
            if far.is_definite() {
                break round.after(&far);
            }
            if length < 1.01 {
                break second;
            }
            length = f64::midpoint(length, 1.0);
        };
        if !now.length().is_finite() {
            break;
        }
    }
    Err(Error::Undefined {
        method: METHOD,
        problem: format!("means and covariances still change after {MAX_ROUNDS} rounds"),
        remedy: "leave out the indicators with the most gaps, or set missing = \"nearest\" or \"median\"".to_owned(),
    })
}

/// Means and covariances.
#[derive(Debug, Clone)]
struct Moments {
    means: DVector<f64>,
    covariance: DMatrix<f64>,
}

impl Moments {
    fn minus(&self, other: &Self) -> Self {
        self.plus(other, -1.0)
    }

    fn plus(&self, other: &Self, times: f64) -> Self {
        Self { means: &self.means + &other.means * times, covariance: &self.covariance + &other.covariance * times }
    }

    fn length(&self) -> f64 {
        self.means.norm().hypot(self.covariance.norm())
    }

    fn largest(&self) -> f64 {
        self.means.amax().max(self.covariance.amax())
    }

    fn is_definite(&self) -> bool {
        self.length().is_finite() && self.covariance.clone().cholesky().is_some()
    }

    fn into_parts(self) -> (Vec<f64>, Vec<Vec<f64>>) {
        let covariances = self.covariance.row_iter().map(|row| row.iter().copied().collect()).collect();
        (self.means.iter().copied().collect(), covariances)
    }
}

/// One expectation and one maximisation.
struct Round<'a> {
    patterns: Vec<Pattern>,
    rows: &'a [Vec<Option<f64>>],
    columns: usize,
}

impl Round<'_> {
    fn after(&self, now: &Moments) -> Moments {
        let columns = self.columns;
        let mut sums = DVector::zeros(columns);
        let mut products = DMatrix::zeros(columns, columns);
        let mut expected = vec![0.0; columns];
        for (observed, missing, members) in &self.patterns {
            let slopes = slopes(&now.covariance, observed, missing);
            for &row in members {
                for &k in observed {
                    expected[k] = self.rows[row][k].unwrap_or_default();
                }
                for (at, &j) in missing.iter().enumerate() {
                    let own = slopes.column(at);
                    let from_observed = observed.iter().zip(own.iter()).map(|(&k, slope)| slope * (expected[k] - now.means[k]));
                    expected[j] = now.means[j] + from_observed.sum::<f64>();
                }
                for (k, &y) in expected.iter().enumerate() {
                    sums[k] += y;
                    let line = &mut products.as_mut_slice()[k * columns..=k * columns + k];
                    line.iter_mut().zip(&expected).for_each(|(product, x)| *product += x * y);
                }
            }
            let residual = residual(&now.covariance, &slopes, observed, missing);
            for (b, &k) in missing.iter().enumerate() {
                for (a, &j) in missing.iter().enumerate().take(b + 1) {
                    products[(j, k)] += members.len() as f64 * residual[(a, b)];
                }
            }
        }
        let n = self.rows.len() as f64;
        let means = sums / n;
        for k in 0..columns {
            for j in 0..=k {
                let value = products[(j, k)] / n - means[j] * means[k];
                (products[(j, k)], products[(k, j)]) = (value, value);
            }
        }
        Moments { means, covariance: products }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The log-likelihood of pairs with gaps, from the densities of one and of two normal variables.
    fn likelihood(rows: &[Vec<Option<f64>>], [m, n, v, w, c]: [f64; 5]) -> f64 {
        let one = |x: f64, mean: f64, variance: f64| -(variance.ln() + (x - mean) * (x - mean) / variance) / 2.0;
        let both = |x: f64, y: f64| {
            let determinant = v * w - c * c;
            let (a, b) = (x - m, y - n);
            -(determinant.ln() + (w * a * a - 2.0 * c * a * b + v * b * b) / determinant) / 2.0
        };
        let of_row = |row: &Vec<Option<f64>>| match row[..] {
            [Some(x), Some(y)] => both(x, y),
            [Some(x), None] => one(x, m, v),
            [None, Some(y)] => one(y, n, w),
            _ => 0.0,
        };
        rows.iter().map(of_row).sum()
    }

    #[test]
    fn no_step_away_from_the_estimate_is_more_likely() {
        let pairs = [
            (Some(0.3), Some(0.1)),
            (Some(-1.2), Some(-0.7)),
            (Some(1.1), None),
            (None, Some(1.4)),
            (Some(0.4), Some(1.0)),
            (Some(-0.5), None),
            (None, Some(-1.1)),
            (Some(1.7), Some(0.9)),
            (Some(-0.9), Some(-1.3)),
            (None, None),
        ];
        let rows: Vec<Vec<Option<f64>>> = pairs.iter().map(|&(x, y)| vec![x, y]).collect();
        let (means, covariances) = estimate(&rows, 2).expect("it converges");
        let found = [means[0], means[1], covariances[0][0], covariances[1][1], covariances[0][1]];
        let most = likelihood(&rows, found);
        for at in 0..found.len() {
            for step in [-1e-3, 1e-3] {
                let mut moved = found;
                moved[at] += step;
                assert!(likelihood(&rows, moved) < most, "{at} {step}: {found:?}");
            }
        }
    }
}
