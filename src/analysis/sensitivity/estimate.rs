//! The estimators (估计量): indices of one output from what it was at the points of the design, and their bootstrap.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng as _, SeedableRng as _};

use crate::numeric::interval::{Confidence, Interval};
use crate::numeric::{Extrema, Moments, sum};

use super::design::Design;
use super::result::{FactorIndices, Index, NoIndices, OutputIndices, PairIndices};

/// What one output was at the points of the design, in standard deviations from its mean over A and B.
///
/// The indices don't change by that, and the terms that would cancel between large numbers are gone (Sobol' 2001).
struct Responses {
    a: Vec<f64>,
    b: Vec<f64>,
    /// A with each factor from B.
    ab: Vec<Vec<f64>>,
    /// B with each factor from A; empty without pairs.
    ba: Vec<Vec<f64>>,
    mean: f64,
    standard_deviation: f64,
}

impl Responses {
    /// From the values of one output in the order of the design, all finite.
    fn of(design: &Design, values: &[f64]) -> Result<Self, NoIndices> {
        let (base, mixed) = values.split_at(2 * design.samples);
        let (ends, all) = (Extrema::of(base), Extrema::of(values));
        if ends.is_constant() {
            return Err(if all.is_constant() { NoIndices::Constant { value: base[0] } } else { NoIndices::TooRare });
        }
        // In units of the largest, so that no square leaves the finite numbers.
        let unit = ends.min.abs().max(ends.max.abs());
        let moments = Moments::of(&base.iter().map(|y| y / unit).collect::<Vec<_>>());
        let deviation = moments.standard_deviation(0);
        let standard = |values: &[f64]| values.iter().map(|y| (y / unit - moments.mean) / deviation).collect::<Vec<_>>();
        let mut mixed = mixed.chunks_exact(design.samples).map(standard);
        let (a, b) = base.split_at(design.samples);
        Ok(Self {
            a: standard(a),
            b: standard(b),
            ab: mixed.by_ref().take(design.factors).collect(),
            ba: mixed.collect(),
            mean: moments.mean * unit,
            standard_deviation: deviation * unit,
        })
    }

    /// All indices where row `r` counts `weights[r]` times, the weights summing to the number of rows: S1 of each factor, ST of each, Σ S1; then of each pair the closed index and
    /// the interaction. None if the output does not vary in these rows.
    fn indices(&self, weights: &[f64]) -> Option<Vec<f64>> {
        let (a, b) = (&self.a, &self.b);
        let mean = weighted_mean(weights, |r| f64::midpoint(a[r], b[r]));
        let variance = weighted_mean(weights, |r| f64::midpoint((a[r] - mean).powi(2), (b[r] - mean).powi(2)));
        let first = |ab: &Vec<f64>| weighted_mean(weights, |r| (b[r] - mean) * (ab[r] - a[r])) / variance;
        let total = |ab: &Vec<f64>| weighted_mean(weights, |r| (ab[r] - a[r]).powi(2)) / (2.0 * variance);

        let mut indices: Vec<f64> = self.ab.iter().map(first).collect();
        let firsts = indices.clone();
        indices.extend(self.ab.iter().map(total));
        indices.push(sum(&firsts));
        if !self.ba.is_empty() {
            let product = weighted_mean(weights, |r| (a[r] - mean) * (b[r] - mean));
            for (i, j) in pairs(self.ab.len()) {
                // Points of BA with i from A and of AB with j from B share both factors and nothing else; so do the two with i and j swapped.
                let shared = weighted_mean(weights, |r| {
                    let one = (self.ba[i][r] - mean) * (self.ab[j][r] - mean);
                    let other = (self.ba[j][r] - mean) * (self.ab[i][r] - mean);
                    f64::midpoint(one, other)
                });
                let closed = (shared - product) / variance;
                indices.extend([closed, closed - firsts[i] - firsts[j]]);
            }
        }
        // In standard deviations: a variance this small is what rounding leaves of none.
        (variance > 1e-12 && indices.iter().all(|index| index.is_finite())).then_some(indices)
    }
}

/// The mean of `term` over rows of which the weights sum to their number.
fn weighted_mean(weights: &[f64], term: impl Fn(usize) -> f64) -> f64 {
    weights.iter().enumerate().map(|(row, weight)| weight * term(row)).sum::<f64>() / weights.len() as f64
}

/// Each two of `count`, the first below the second.
fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |i| (i + 1..count).map(move |j| (i, j)))
}

/// How often each row is drawn if as many rows as there are, a power of two, are drawn with replacement.
#[allow(clippy::cast_possible_truncation)] // below the number of rows
fn draw_counts(seed: u64, counts: &mut [f64]) {
    let mut random = Pcg64::seed_from_u64(seed);
    let rows = counts.len() as u128;
    counts.fill(0.0);
    for _ in 0..counts.len() {
        let row = (u128::from(random.next_u64()) * rows) >> 64;
        counts[row as usize] += 1.0;
    }
}

/// The indices of one output from its values in the order of the design, all finite. One resample is drawn for each of `seeds`.
pub(super) fn estimate(
    design: &Design,
    output: &str,
    factors: &[String],
    values: &[f64],
    seeds: &[u64],
    confidence: Confidence,
) -> OutputIndices {
    let mut weights = vec![1.0; design.samples];
    let found = Responses::of(design, values)
        .and_then(|responses| responses.indices(&weights).map(|indices| (responses, indices)).ok_or(NoIndices::TooRare));
    match found {
        Ok((responses, indices)) => {
            let resamples: Option<Vec<Vec<f64>>> = seeds
                .iter()
                .map(|&seed| {
                    draw_counts(seed, &mut weights);
                    responses.indices(&weights)
                })
                .collect();
            let resamples = resamples.unwrap_or_default();
            let index = |at: usize| {
                let (interval, standard_error) =
                    spread(resamples.iter().map(|indices| indices[at]).collect(), confidence).unzip();
                Some(Index { value: indices[at], interval: interval.flatten(), standard_error })
            };
            arrange(design, output, factors, (responses.mean, responses.standard_deviation), index, None)
        }
        Err(without) => {
            let base = &values[..2 * design.samples];
            let moments = Moments::of(base);
            let spread = if matches!(without, NoIndices::Constant { .. }) { 0.0 } else { moments.standard_deviation(0) };
            arrange(design, output, factors, (moments.mean, spread), |_| None, Some(without))
        }
    }
}

/// Puts names to the indices, which stand in the order of [`Responses::indices`].
fn arrange(
    design: &Design,
    output: &str,
    factors: &[String],
    (mean, standard_deviation): (f64, f64),
    index: impl Fn(usize) -> Option<Index>,
    without: Option<NoIndices>,
) -> OutputIndices {
    let d = factors.len();
    let of_factor =
        |(at, factor): (usize, &String)| FactorIndices { factor: factor.clone(), first: index(at), total: index(d + at) };
    let of_pair = |(at, (i, j)): (usize, (usize, usize))| PairIndices {
        factors: [factors[i].clone(), factors[j].clone()],
        closed: index(2 * d + 1 + 2 * at),
        interaction: index(2 * d + 2 + 2 * at),
    };
    OutputIndices {
        output: output.to_owned(),
        mean,
        standard_deviation,
        factors: factors.iter().enumerate().map(of_factor).collect(),
        first_order_sum: index(2 * d),
        pairs: if design.pairs { pairs(d).enumerate().map(of_pair).collect() } else { Vec::new() },
        without,
    }
}

/// The interval between the percentiles of a bootstrap that leaves as much beyond either end, and its standard deviation.
fn spread(mut resamples: Vec<f64>, confidence: Confidence) -> Option<(Option<Interval>, f64)> {
    if resamples.is_empty() {
        return None;
    }
    resamples.sort_by(f64::total_cmp);
    let tail = (1.0 - confidence.level()) / 2.0;
    let interval = Interval::new(quantile(&resamples, tail), quantile(&resamples, 1.0 - tail)).ok();
    Some((interval, Moments::of(&resamples).standard_deviation(1)))
}

/// The quantile of a sorted sample, linear between its values (Hyndman & Fan 1996, definition 7).
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // places in the sample
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let below = at.floor();
    let (low, high) = (sorted[below as usize], sorted[at.ceil() as usize]);
    low + (at - below) * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_the_values_beside_them() {
        let sorted = [1.0, 2.0, 4.0, 8.0, 16.0];
        assert_eq!([0.0, 0.125, 0.5, 0.625, 1.0].map(|p| quantile(&sorted, p)), [1.0, 1.5, 4.0, 6.0, 16.0]);
    }

    #[test]
    fn pairs_are_told_once() {
        assert_eq!(pairs(3).collect::<Vec<_>>(), [(0, 1), (0, 2), (1, 2)]);
        assert_eq!(weighted_mean(&[2.0, 0.0, 1.0], |row| [3.0, 7.0, 6.0][row]), 4.0);
    }

    #[test]
    fn indices_are_sums_over_the_rows_as_their_formulas_say() {
        let (a, b) = (vec![1.0, -0.5, 2.0, 0.3], vec![0.2, 1.5, -1.0, 0.7]);
        let ab = vec![vec![0.9, -0.1, 1.1, 0.6], vec![0.4, 0.8, -0.3, 1.2]];
        let ba = vec![vec![0.1, 1.0, -0.4, 0.2], vec![0.7, 0.3, 0.5, -0.6]];
        let responses =
            Responses { a: a.clone(), b: b.clone(), ab: ab.clone(), ba: ba.clone(), mean: 0.0, standard_deviation: 1.0 };
        let found = responses.indices(&[1.0; 4]).expect("varies");
        let mean = a.iter().chain(&b).sum::<f64>() / 8.0;
        let variance = a.iter().chain(&b).map(|y| (y - mean) * (y - mean)).sum::<f64>() / 8.0;
        let over = |of: &dyn Fn(usize) -> f64| (0..4).map(of).sum::<f64>() / 4.0;
        let first: Vec<f64> = ab.iter().map(|mixed| over(&|r| (b[r] - mean) * (mixed[r] - a[r])) / variance).collect();
        let total: Vec<f64> = ab.iter().map(|mixed| over(&|r| (mixed[r] - a[r]).powi(2)) / (2.0 * variance)).collect();
        let shared = over(&|r| f64::midpoint((ba[0][r] - mean) * (ab[1][r] - mean), (ba[1][r] - mean) * (ab[0][r] - mean)));
        let closed = (shared - over(&|r| (a[r] - mean) * (b[r] - mean))) / variance;
        let expected = [first[0], first[1], total[0], total[1], first[0] + first[1], closed, closed - first[0] - first[1]];
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(expected).all(|(x, y)| (x - y).abs() < 1e-12), "{found:?} {expected:?}");
    }
}
