//! Whether neighbours are alike in all: Moran's I (全局莫兰指数).

use serde::{Deserialize, Serialize};
use statrs::function::erf::erfc;

use crate::error::{Error, Place};
use crate::notice::Notice;
use crate::numeric::{GENERATOR, Random, mean, sum};

use super::SpatialWeights;
use super::by_name::of_islands;

/// The settings of Moran's tests (莫兰检验设定).
///
/// # Formula
/// With `z = x − x̄` over the n units that have a neighbour and `S₀ = Σ w_ij`: `I = (n/S₀) Σ_i Σ_j w_ij z_i z_j / Σ z²`, by chance
/// `−1/(n − 1)` on average. The p-value is of random permutations of the values over the places: `2 (b + 1)/(B + 1)`, where b of B are as
/// far out on the nearer side, at most 1; so it is two-sided, twice what programs print that look at one side. Beside it stands the normal
/// deviate by the moments under randomisation (Cliff & Ord).
///
/// # Input
/// One finite value a unit of the [`SpatialWeights`], in their order. Islands take no part.
///
/// # Reference
/// Moran (1950), Notes on continuous stochastic phenomena, *Biometrika* 37; Cliff & Ord (1981), *Spatial Processes*; Phipson & Smyth (2010)
/// for `b + 1`.
///
/// # Example
/// By hand: on a street of four, 1, 1, 3, 3 lie −1, −1, 1, 1 from their mean. The six products of neighbours, both ways, are 1, −1, 1 twice:
/// in sum 2; `I = 4/6 · 2/4 = 1/3`. Of the six ways to lay them out, 1, 1, 3, 3 and its reverse have that I and none has more.
/// ```
/// use governance_efficacy::analysis::space::{MoranTest, SpatialWeights};
///
/// let street = SpatialWeights::of_pairs(["A", "B", "C", "D"], [("A", "B"), ("B", "C"), ("C", "D")])?;
/// let found = MoranTest::default().global(&street, &[1.0, 1.0, 3.0, 3.0])?;
/// assert!((found.statistic - 1.0 / 3.0).abs() < 1e-15);
/// assert!((found.expected + 1.0 / 3.0).abs() < 1e-15);
/// assert!((found.p_value - 2.0 / 3.0).abs() < 0.05);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoranTest {
    pub(super) permutations: usize,
    pub(super) seed: u64,
}

impl Default for MoranTest {
    fn default() -> Self {
        Self { permutations: 999, seed: 1 }
    }
}

/// Moran's I with its tests (全局莫兰指数). Made by [`MoranTest::global`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moran {
    /// I: above its expectation where neighbours are alike, below it where they differ.
    pub statistic: f64,
    /// `−1/(n − 1)`.
    pub expected: f64,
    /// Standard deviation of I under randomisation; none with fewer than four units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_deviation: Option<f64>,
    /// `(I − expected)/standard deviation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub z: Option<f64>,
    /// Two-sided p-value of z by the normal distribution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normal_p_value: Option<f64>,
    /// Two-sided p-value by permutation.
    pub p_value: f64,
    /// Monte-Carlo standard error of the p-value.
    pub standard_error: f64,
    /// Units with a neighbour.
    pub units: usize,
    /// Units without, which took no part (孤岛).
    pub islands: Vec<String>,
    /// Number of permutations.
    pub permutations: usize,
    /// Their seed.
    pub seed: u64,
    /// The generator of random numbers.
    pub generator: String,
    /// What took no part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

impl MoranTest {
    /// Sets the number of permutations, 99 to 1,000,000; 999 if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for fewer, [`Error::Limit`] for more.
    pub fn with_permutations(mut self, permutations: usize) -> Result<Self, Error> {
        const MOST: usize = 1_000_000;
        if permutations < 99 {
            return Err(Error::setting("permutations", permutations, "give at least 99"));
        }
        if permutations > MOST {
            return Err(Error::Limit { what: "permutations", found: permutations, limit: MOST });
        }
        self.permutations = permutations;
        Ok(self)
    }

    /// Sets the seed; 1 if not set.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Whether neighbours are alike in all.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one value a unit, [`Error::Value`] with the unit for one that is not finite, [`Error::TooFew`] with
    /// fewer than three units that have a neighbour, [`Error::Undefined`] if all values are the same.
    ///
    /// # Complexity
    /// O(B (n + pairs of neighbours)).
    pub fn global(&self, weights: &SpatialWeights, values: &[f64]) -> Result<Moran, Error> {
        let Field { mut z, places, islands, square } = Field::of(weights, values)?;
        let n = z.len() as f64;
        let total: f64 = places.iter().flatten().map(|(_, w)| w).sum();
        let statistic_of = |z: &[f64]| {
            let products: Vec<f64> =
                places.iter().zip(z).map(|(row, z_i)| z_i * row.iter().map(|&(j, w)| w * z[j]).sum::<f64>()).collect();
            n / total * sum(&products) / square
        };
        let statistic = statistic_of(&z);
        let expected = -1.0 / (n - 1.0);
        let standard_deviation = randomised_variance(&z, &places, total).filter(|variance| *variance > 0.0).map(f64::sqrt);
        let deviate = standard_deviation.map(|deviation| (statistic - expected) / deviation);
        let mut random = Random::seeded(self.seed);
        let mut tails = Tails::default();
        for _ in 0..self.permutations {
            random.shuffle(&mut z);
            tails.count(statistic_of(&z), statistic);
        }
        let (p_value, standard_error) = tails.p_value(self.permutations);
        Ok(Moran {
            statistic,
            expected,
            standard_deviation,
            z: deviate,
            normal_p_value: deviate.map(|z| erfc(z.abs() / std::f64::consts::SQRT_2)),
            p_value,
            standard_error,
            units: z.len(),
            notices: of_islands(&islands),
            islands,
            permutations: self.permutations,
            seed: self.seed,
            generator: GENERATOR.to_owned(),
        })
    }
}

/// The units that have a neighbour.
pub(super) struct Field {
    /// Distance from the mean, in units of the largest.
    pub(super) z: Vec<f64>,
    /// The neighbours of each among them.
    pub(super) places: Vec<Vec<(usize, f64)>>,
    pub(super) islands: Vec<String>,
    /// Σ z²
    pub(super) square: f64,
}

impl Field {
    pub(super) fn of(weights: &SpatialWeights, values: &[f64]) -> Result<Self, Error> {
        if values.len() != weights.units.len() {
            return Err(Error::Length { what: "values".to_owned(), expected: weights.units.len(), found: values.len() });
        }
        if let Some((unit, &value)) = weights.units.iter().zip(values).find(|(_, x)| !x.is_finite()) {
            let place = Place { unit: unit.clone(), period: None, indicator: None };
            let (problem, remedy) =
                ("is not finite".to_owned(), "give a number, or leave the unit out of the weights".to_owned());
            return Err(Error::Value { place: Box::new(place), value, problem, remedy });
        }
        let linked = weights.linked();
        let kept: Vec<usize> = (0..values.len()).filter(|&at| linked[at]).collect();
        if kept.len() < 3 {
            return Err(Error::TooFew { what: "units with a neighbour", needed: 3 });
        }
        let mut place = vec![0; values.len()];
        kept.iter().enumerate().for_each(|(to, &from)| place[from] = to);
        // A neighbour is no island, so that every place is there.
        let row = |&at: &usize| -> Vec<(usize, f64)> { weights.rows[at].iter().map(|&(j, w)| (place[j], w)).collect() };
        let places: Vec<Vec<(usize, f64)>> = kept.iter().map(row).collect();
        let half: Vec<f64> = kept.iter().map(|&at| values[at] / 2.0).collect();
        let center = mean(&half);
        let z: Vec<f64> = half.iter().map(|x| x - center).collect();
        let largest = z.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        // Below this the differences are the rounding of the mean.
        let size = half.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        if largest <= size * 1e-15 || half.iter().all(|&x| x == half[0]) {
            return Err(Error::Undefined {
                method: "Moran's I",
                problem: "all values are the same".to_owned(),
                remedy: "there is nothing to be alike in; leave it out".to_owned(),
            });
        }
        let z: Vec<f64> = z.iter().map(|x| x / largest).collect();
        let square = sum(&z.iter().map(|x| x * x).collect::<Vec<_>>());
        let islands = weights.islands().into_iter().map(str::to_owned).collect();
        Ok(Self { z, places, islands, square })
    }
}

/// How many permutations lie on either side of what was found.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tails {
    above: usize,
    below: usize,
}

impl Tails {
    pub(super) fn count(&mut self, permuted: f64, found: f64) {
        // Layouts that are alike give the same statistic but for rounding.
        let near = 1e-12 * found.abs().max(permuted.abs());
        self.above += usize::from(permuted >= found - near);
        self.below += usize::from(permuted <= found + near);
    }

    /// The two-sided p-value and its standard error.
    pub(super) fn p_value(self, permutations: usize) -> (f64, f64) {
        let side = (self.above.min(self.below) + 1) as f64 / (permutations + 1) as f64;
        ((2.0 * side).min(1.0), 2.0 * (side * (1.0 - side) / permutations as f64).sqrt())
    }
}

/// The variance of I if every permutation is as likely as any other (Cliff & Ord 1981, p. 46); none with fewer than four units.
fn randomised_variance(z: &[f64], places: &[Vec<(usize, f64)>], s0: f64) -> Option<f64> {
    let n = z.len() as f64;
    if z.len() < 4 {
        return None;
    }
    let mut columns = vec![0.0; z.len()];
    let mut s1 = 0.0;
    for (i, row) in places.iter().enumerate() {
        for &(j, w) in row {
            columns[j] += w;
            let back = places[j].binary_search_by_key(&i, |&(at, _)| at).map_or(0.0, |at| places[j][at].1);
            // Pairs that count one way only stand once in this sum, the others twice.
            s1 += if back == 0.0 { w * w } else { (w + back) * (w + back) / 2.0 };
        }
    }
    let s2: f64 =
        places.iter().zip(&columns).map(|(row, column)| (row.iter().map(|(_, w)| w).sum::<f64>() + column).powi(2)).sum();
    let power = |exponent: i32| z.iter().map(|z| z.powi(exponent)).sum::<f64>() / n;
    let kurtosis = power(4) / (power(2) * power(2));
    let first = n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0);
    let second = kurtosis * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let expected = -1.0 / (n - 1.0);
    Some((first - second) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0) - expected * expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every layout of `values` over a field.
    fn layouts(values: &mut Vec<f64>, from: usize, visit: &mut dyn FnMut(&[f64])) {
        if from == values.len() {
            visit(values);
        }
        for at in from..values.len() {
            values.swap(from, at);
            layouts(values, from + 1, visit);
            values.swap(from, at);
        }
    }

    #[test]
    fn moments_and_p_value_are_those_of_all_permutations() {
        let names = ["A", "B", "C", "D", "E", "F"];
        let pairs = [("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("E", "F"), ("A", "C")];
        let places = [(0.0, 0.0), (1.0, 0.1), (2.1, 0.0), (3.3, 0.2), (4.0, 1.0), (9.0, 9.0)];
        let values = [1.0, 2.0, 2.5, 7.0, 5.0, 6.0];
        let nearest = SpatialWeights::nearest(names.into_iter().zip(places), 2, super::super::Distance::Planar).expect("places");
        for weights in [SpatialWeights::of_pairs(names, pairs).expect("pairs").row_standardized(), nearest] {
            let found =
                MoranTest::default().with_permutations(20_000).expect("enough").global(&weights, &values).expect("varies");
            let statistic = |x: &[f64]| MoranTest { permutations: 0, seed: 1 }.global(&weights, x).expect("varies").statistic;
            let mut all = Vec::new();
            layouts(&mut values.to_vec(), 0, &mut |layout| all.push(statistic(layout)));
            let mean = all.iter().sum::<f64>() / 720.0;
            let variance = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 720.0;
            assert!((mean - found.expected).abs() < 1e-12, "{mean} {found:?}");
            assert!((variance.sqrt() - found.standard_deviation.expect("six units")).abs() < 1e-12, "{variance} {found:?}");
            let above = all.iter().filter(|x| **x >= found.statistic - 1e-12).count();
            let below = all.iter().filter(|x| **x <= found.statistic + 1e-12).count();
            let exact = (2.0 * above.min(below) as f64 / 720.0).min(1.0);
            assert!((found.p_value - exact).abs() < 4.0 * found.standard_error + 1e-3, "{exact} {found:?}");
        }
    }

    #[test]
    fn islands_take_no_part_and_place_and_unit_make_no_difference() {
        let weights = SpatialWeights::of_pairs(["A", "B", "C", "D", "E"], [("A", "B"), ("B", "C"), ("C", "D")]).expect("pairs");
        let of = |values: &[f64]| MoranTest::default().global(&weights, values).expect("varies");
        let found = of(&[1.0, 1.0, 3.0, 3.0, 1e9]);
        assert_eq!((found.islands.as_slice(), found.units), (["E".to_owned()].as_slice(), 4));
        assert!((found.statistic - 1.0 / 3.0).abs() < 1e-15);
        let other = of(&[1e6 + 2.0, 1e6 + 2.0, 1e6 + 6.0, 1e6 + 6.0, 0.0]);
        assert!((found.statistic - other.statistic).abs() < 1e-9 && found.p_value == other.p_value);
        let code = |values: &[f64]| MoranTest::default().global(&weights, values).map_err(|e| e.code()).err();
        assert_eq!(code(&[2.0; 5]), Some("undefined"));
        assert_eq!(code(&[2.0; 4]), Some("length"));
        assert_eq!(code(&[f64::NAN; 5]), Some("value"));
        assert!(of(&[f64::MAX, f64::MIN, f64::MAX, f64::MIN, 0.0]).statistic.is_finite());
    }

    #[test]
    fn the_deviate_is_from_the_expectation_and_needs_four_units() {
        use statrs::distribution::{ContinuousCDF as _, Normal};
        let line = |names: &[&'static str]| {
            let pairs: Vec<_> = names.windows(2).map(|pair| (pair[0], pair[1])).collect();
            SpatialWeights::of_pairs(names.iter().copied(), pairs).expect("pairs")
        };
        let of = |names: &[&'static str], values: &[f64]| MoranTest::default().global(&line(names), values).expect("varies");
        let three = of(&["A", "B", "C"], &[1.0, 2.0, 4.0]);
        assert_eq!((three.standard_deviation, three.z), (None, None));
        let four = of(&["A", "B", "C", "D"], &[1.0, 2.0, 4.0, 3.0]);
        let (deviation, z) = (four.standard_deviation.expect("four units"), four.z.expect("four units"));
        assert!((four.expected + 1.0 / 3.0).abs() < 1e-15);
        assert!((z * deviation - (four.statistic - four.expected)).abs() < 1e-12, "{four:?}");
        let p_value = four.normal_p_value.expect("four units");
        let both_tails = 2.0 * Normal::standard().cdf(-z.abs());
        assert!((p_value - both_tails).abs() < 1e-9, "{four:?} {both_tails}");
    }

    #[test]
    fn tails_count_what_is_the_same_on_both_sides() {
        let mut tails = Tails::default();
        for permuted in [0.5, 0.5 * (1.0 + 1e-15), 0.5 * (1.0 - 1e-15), 0.6, 0.7, -0.5, 0.5 + 1e-9] {
            tails.count(permuted, 0.5);
        }
        assert_eq!((tails.above, tails.below), (6, 4));
        // (4 + 1)/(99 + 1) on the smaller side.
        let (p_value, error) = tails.p_value(99);
        assert!(
            (p_value - 0.1).abs() < 1e-15 && (error - 2.0 * (0.05 * 0.95 / 99.0_f64).sqrt()).abs() < 1e-15,
            "{p_value} {error}"
        );
        let (all, _) = Tails { above: 99, below: 99 }.p_value(99);
        assert_eq!(all, 1.0);
        let mut negative = Tails::default();
        for permuted in [-0.5, -0.4, -0.6] {
            negative.count(permuted, -0.5);
        }
        assert_eq!((negative.above, negative.below), (2, 2));
    }

    #[test]
    fn differences_of_rounding_are_none_and_small_ones_count() {
        let weights = SpatialWeights::of_pairs(["A", "B", "C"], [("A", "B"), ("B", "C")]).expect("pairs");
        let of = |values: [f64; 3]| MoranTest::default().global(&weights, &values).map(|found| found.statistic);
        assert_eq!(of([0.1, 0.1, 0.1 + 1e-17]).map_err(|e| e.code()), Err("undefined"));
        // One rounding apart at 1, a thousand times what is taken for rounding at 1e3.
        assert!((of([1e-3, 1e-3, 2e-3]).expect("varies") - of([1.0, 1.0, 2.0]).expect("varies")).abs() < 1e-9);
        assert!(of([1e3, 1e3, 1e3 + 1e-9]).is_ok());
    }

    #[test]
    fn permutations_have_limits() {
        let of = |count: usize| MoranTest::default().with_permutations(count).map(|test| test.permutations).map_err(|e| e.code());
        assert_eq!([98, 99, 1_000_000, 1_000_001].map(of), [Err("invalid-setting"), Ok(99), Ok(1_000_000), Err("limit")]);
    }
}
