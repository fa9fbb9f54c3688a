//! TOPSIS (逼近理想解排序法).

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::numeric::{Kernel, dispatch};
use crate::prepare::Normalization;

use super::weighted_sum::add_weighted;
use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_choice};

/// Names of the distances in the detail.
const TO_IDEAL: &str = "to-ideal";
const TO_ANTI_IDEAL: &str = "to-anti-ideal";

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "topsis",
    en: "TOPSIS",
    zh: "逼近理想解排序法",
    source: "Hwang & Yoon (1981), Multiple Attribute Decision Making, §3.2",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

/// TOPSIS (逼近理想解排序法), the Technique for Order Preference by Similarity to an Ideal Solution.
///
/// # Formula
/// `v_ij = w_j r_ij`; ideal `v⁺_j = max_i v_ij`, anti-ideal `v⁻_j = min_i v_ij`, after orientation; Euclidean distances `d⁺_i`, `d⁻_i`;
/// closeness `C_i = d⁻_i / (d⁺_i + d⁻_i)`. Since the weights multiply the data, the distance holds their squares: the original form.
/// The default normalisation is `vector`, the paper's; `min-max` is a common variant that ranks otherwise.
///
/// # Options
/// Three change the answer most, so each has a name: where the weights stand ([`with_weights_inside`](Self::with_weights_inside)), the
/// exponent of the distance ([`with_exponent`](Self::with_exponent)), and the points it is measured from ([`with_ideal`](Self::with_ideal)).
/// In a model document: `weights-inside = true`, `exponent = 1`, `ideal = "ends"` or `ideal = { price = [0, 500] }`, best value first.
///
/// # Result
/// Closeness in [0, 1], higher is better; the detail holds the series `to-ideal` and `to-anti-ideal`, and the fitted method the ideal and
/// the anti-ideal of each criterion, normalised and before weighting, as its [`reference`](super::FittedCriterion::reference).
///
/// # Edge cases
/// Units that are all the same have `d⁺ = d⁻ = 0`: closeness 0.5 by definition, with a notice. A frozen scale keeps the ideals of
/// the rows of the fit, so that a new unit moves no other: no rank reversal.
///
/// # Errors
/// What the normalisation refuses.
///
/// # Complexity
/// O(n m), one pass after the fit.
///
/// # Reference
/// Hwang & Yoon (1981), *Multiple Attribute Decision Making*, Springer, §3.2.
///
/// # Example
/// Tzeng & Huang (2011, *Multiple Attribute Decision Making*, CRC) print 0.5037, 0.6581, 0.7482, 0.3340.
/// ```
/// use governance_efficacy::score::{Score, Topsis};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = ["a", "b", "c"].map(|name| (name, Direction::Benefit));
/// let rows = [[5.0, 8.0, 4.0], [7.0, 6.0, 8.0], [8.0, 8.0, 6.0], [7.0, 4.0, 6.0]];
/// let matrix = DecisionMatrix::from_rows(&criteria, &rows)?;
/// let weights = Weights::new([("a", 0.3), ("b", 0.4), ("c", 0.3)])?;
/// let scores = Topsis::default().score(&matrix, &weights)?.scores;
/// let rounded: Vec<f64> = scores.as_slice().iter().map(|c| (c * 1e4).round() / 1e4).collect();
/// assert_eq!(rounded, [0.5037, 0.6581, 0.7482, 0.3340]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Topsis {
    normalization: Option<Normalization>,
    ideal: Ideal,
    exponent: Option<f64>,
    weights_inside: bool,
}

/// The points from which TOPSIS measures distances (理想解).
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Ideal {
    /// The best and the worst value of the rows of the fit (样本极值).
    #[default]
    Sample,
    /// The ends 1 and 0 of the normalised scale (标尺两端): with goalposts, no unit moves another.
    Ends,
    /// Raw values the analyst sets (给定值): key, ideal and anti-ideal of every criterion.
    Given(Vec<(Key, f64, f64)>),
}

normalization_choice!(Topsis);

impl Topsis {
    /// Sets the points from which distances are measured; the best and the worst of the sample if not set.
    #[must_use]
    pub fn with_ideal(mut self, ideal: Ideal) -> Self {
        self.ideal = ideal;
        self
    }

    /// Sets the exponent `p` of the Minkowski distance; 2, Euclid's, if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless 1 ≤ p < ∞.
    pub fn with_exponent(mut self, exponent: f64) -> Result<Self, Error> {
        if !(1.0..f64::INFINITY).contains(&exponent) {
            return Err(Error::setting("exponent", exponent, "give a finite number of at least 1"));
        }
        self.exponent = Some(exponent);
        Ok(self)
    }

    /// Lets a weight count once: it stands inside the distance, `(Σ w |r⁺ − r|^p)^{1/p}`, and not on the data, where the distance raises
    /// it to the power of `p`.
    #[must_use]
    pub fn with_weights_inside(mut self) -> Self {
        self.weights_inside = true;
        self
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut method = Self { normalization: super::read_normalization(reader)?, ..Self::default() };
        if let Some(entry) = reader.optional("ideal") {
            method.ideal = Ideal::read(&entry)?;
        }
        if let Some(entry) = reader.optional("exponent") {
            method = method.with_exponent(entry.number()?).map_err(|e| entry.error(e))?;
        }
        method.weights_inside = reader.optional("weights-inside").map_or(Ok(false), |entry| entry.truth())?;
        Ok(method)
    }

    pub(super) fn write(&self) -> TableBuilder {
        super::write_normalization(self.normalization)
            .with_some("ideal", self.ideal.write())
            .with_some("exponent", self.exponent)
            .with_some("weights-inside", self.weights_inside.then_some(true))
    }
}

impl Ideal {
    fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        if entry.is_text() {
            return Ok(if entry.word("ideal", &[("sample", false), ("ends", true)])? { Self::Ends } else { Self::Sample });
        }
        let points = entry.table()?.all().into_iter().map(|(key, point)| match point.numbers()?[..] {
            [best, worst] => Ok((Key::new(key).map_err(|e| point.error(e))?, best, worst)),
            ref found => {
                Err(point.error(Error::Length { what: "ideal and anti-ideal".to_owned(), expected: 2, found: found.len() }))
            }
        });
        Ok(Self::Given(points.collect::<Result<_, _>>()?))
    }

    fn write(&self) -> Option<Value> {
        match self {
            Self::Sample => None,
            Self::Ends => Some("ends".into()),
            Self::Given(points) => {
                let table = points
                    .iter()
                    .fold(TableBuilder::default(), |table, (key, best, worst)| table.with(key.as_str(), vec![*best, *worst]));
                Some(table.into())
            }
        }
    }

    /// Ideal and anti-ideal of a criterion, normalised.
    fn of(&self, criterion: &Learning<'_>) -> Result<[f64; 2], Error> {
        let [best, worst] = match self {
            Self::Sample => {
                return Ok(criterion.ends());
            }
            Self::Ends => return Ok([1.0, 0.0]),
            Self::Given(points) => {
                let point = points.iter().find(|(key, ..)| key == criterion.key());
                let (_, best, worst) = point.ok_or_else(|| {
                    Error::unknown(
                        "indicator of the ideal",
                        criterion.key().as_str(),
                        points.iter().map(|(key, ..)| key.as_str()),
                    )
                })?;
                [criterion.scale().apply(*best), criterion.scale().apply(*worst)]
            }
        };
        // NaN has no place either.
        if best.is_finite() && worst.is_finite() && best > worst {
            return Ok([best, worst]);
        }
        Err(Error::setting(
            format!("the ideal of {:?}", criterion.key().as_str()),
            "not better than its anti-ideal",
            "give [ideal, anti-ideal] in the unit of the indicator, the better value first",
        ))
    }
}

impl Score for Topsis {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::Vector))
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Unit
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Reference
    }

    fn reference_length(&self) -> usize {
        2
    }

    fn measures_distance(&self) -> bool {
        true
    }

    /// Ideal and anti-ideal, normalised and before weighting.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        Ok(self.ideal.of(criterion)?.to_vec())
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let points = units.ends();
        let [to_ideal, to_anti_ideal, scores] = match self.exponent {
            None => self.distances(units, weights, &points, 2.0, |d| d * d, f64::sqrt),
            Some(p) => self.distances(units, weights, &points, p, |d| d.abs().powf(p), |sum| sum.powf(1.0 / p)),
        };
        let same = to_ideal.iter().chain(&to_anti_ideal).all(|&d| d == 0.0);
        let notice = same.then(|| Notice::IdenticalUnits { units: units.count() });
        let found = Found::scores(scores).with_series(TO_IDEAL, to_ideal).with_series(TO_ANTI_IDEAL, to_anti_ideal);
        Ok(found.with_notice(notice))
    }

    /// The distances of each value from the points are the same under all weights, so that what is left is a weighted sum of their powers.
    fn evaluate_many(&self, units: &Units<'_>, weights: &[f64], scores: &mut [f64]) -> Result<(), Error> {
        // So many rows of all criteria stay in the first-level cache while the weights pass by.
        const ROWS: usize = 128;
        let (n, points) = (units.count(), units.ends());
        let p = self.exponent.unwrap_or(2.0);
        let on_weight = |w: f64| match (self.weights_inside, self.exponent) {
            (true, _) => w,
            (false, None) => w * w,
            (false, Some(p)) => w.powf(p),
        };
        let power = |d: f64| if self.exponent.is_none() { d * d } else { d.abs().powf(p) };
        let root = |sum: f64| if self.exponent.is_none() { sum.sqrt() } else { sum.powf(1.0 / p) };
        let factors: Vec<f64> = weights.iter().map(|&w| on_weight(w)).collect();
        let columns = units.columns();
        for from in (0..n).step_by(ROWS) {
            let rows = from..(from + ROWS).min(n);
            let powers = |to: fn((f64, f64), f64) -> f64| -> Vec<Vec<f64>> {
                let of_column = |(column, &ends): (&Vec<f64>, &(f64, f64))| {
                    column[rows.clone()].iter().map(|&r| power(to(ends, r))).collect()
                };
                columns.iter().zip(&points).map(of_column).collect()
            };
            let (to_ideal, to_anti_ideal) = (powers(|(best, _), r| best - r), powers(|(_, worst), r| r - worst));
            let (mut plus, mut minus) = ([0.0; ROWS], [0.0; ROWS]);
            let (plus, minus) = (&mut plus[..rows.len()], &mut minus[..rows.len()]);
            for (factors, scores) in factors.chunks(points.len()).zip(scores.chunks_mut(n)) {
                plus.fill(0.0);
                minus.fill(0.0);
                add_weighted(&to_ideal, factors, plus);
                add_weighted(&to_anti_ideal, factors, minus);
                for ((score, &plus), &minus) in scores[rows.clone()].iter_mut().zip(&*plus).zip(&*minus) {
                    let (plus, minus) = (root(plus), root(minus));
                    *score = if plus + minus > 0.0 { minus / (plus + minus) } else { 0.5 };
                }
            }
        }
        Ok(())
    }
}

impl Topsis {
    /// Distances of all units to the ideal and the anti-ideal, and the closeness they make.
    fn distances(
        &self,
        units: &Units<'_>,
        weights: &[f64],
        points: &[(f64, f64)],
        p: f64,
        power: impl Fn(f64) -> f64 + Copy + Sync + Send,
        root: impl Fn(f64) -> f64 + Copy + Sync + Send,
    ) -> [Vec<f64>; 3] {
        // A weight inside the distance is its p-th root on the data.
        let weights: Vec<f64> = weights.iter().map(|&w| if self.weights_inside { w.powf(1.0 / p) } else { w }).collect();
        units.fold(
            |j, values, [to_ideal, to_anti_ideal, _]| {
                let (best, worst) = points[j];
                dispatch(Powers { values, weight: weights[j], best, worst, to_ideal, to_anti_ideal, power });
            },
            |[to_ideal, to_anti_ideal, closeness]| {
                for ((plus, minus), closeness) in to_ideal.iter_mut().zip(&mut **to_anti_ideal).zip(&mut **closeness) {
                    (*plus, *minus) = (root(*plus), root(*minus));
                    *closeness = if *plus + *minus > 0.0 { *minus / (*plus + *minus) } else { 0.5 };
                }
            },
        )
    }
}

/// Adds the powers of the weighted distances of one criterion.
struct Powers<'a, F> {
    values: &'a [f64],
    weight: f64,
    best: f64,
    worst: f64,
    to_ideal: &'a mut [f64],
    to_anti_ideal: &'a mut [f64],
    power: F,
}

impl<F: Fn(f64) -> f64> Kernel for Powers<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for ((plus, minus), r) in self.to_ideal.iter_mut().zip(self.to_anti_ideal).zip(self.values) {
            *plus += (self.power)(self.weight * (self.best - r));
            *minus += (self.power)(self.weight * (r - self.worst));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::{Direction, Goalposts};
    use crate::table::DecisionMatrix;
    use crate::weight::Weights;

    #[test]
    fn identical_units_share_one_half_and_a_notice() {
        let matrix = DecisionMatrix::from_rows(&[("a", Direction::Benefit)], &[[3.0], [3.0]]).expect("valid");
        let weights = Weights::new([("a", 1.0)]).expect("valid");
        let outcome = Topsis::default().score(&matrix, &weights).expect("defined");
        assert_eq!(outcome.scores.as_slice(), [0.5, 0.5]);
        assert_eq!(outcome.notices, [Notice::IdenticalUnits { units: 2 }]);
    }

    const CRITERIA: [(&str, Direction); 2] = [("a", Direction::Benefit), ("b", Direction::Cost)];

    fn scores(method: &Topsis, rows: &[[f64; 2]]) -> Vec<f64> {
        let matrix = DecisionMatrix::from_rows(&CRITERIA, rows).expect("valid");
        let weights = Weights::new([("a", 0.25), ("b", 0.75)]).expect("valid");
        method.score(&matrix, &weights).expect("defined").scores.as_slice().to_vec()
    }

    #[test]
    fn a_new_unit_on_the_frozen_scale_moves_no_other() {
        let rows = [[1.0, 5.0], [2.0, 7.0], [3.0, 4.0]];
        let weights = Weights::new([("a", 0.5), ("b", 0.5)]).expect("valid");
        let matrix = DecisionMatrix::from_rows(&CRITERIA, &rows).expect("valid");
        let fitted = Topsis::default().fit(&matrix).expect("fits");
        let before = fitted.score(&matrix, &weights).expect("scores").scores;
        let larger = [&rows[..], &[[100.0, 1.0]]].concat();
        let larger = DecisionMatrix::from_rows(&CRITERIA, &larger).expect("valid");
        let after = fitted.score(&larger, &weights).expect("scores").scores;
        assert_eq!(before.as_slice(), &after.as_slice()[..3]);
    }

    #[test]
    fn with_fixed_ideals_and_goalposts_a_new_unit_moves_no_other() {
        let bounds = Goalposts::new(0.0, 10.0).ok();
        let fixed = Topsis::default().with_normalization(Normalization::Goalposts { bounds, clip: true });
        let key = |name: &str| Key::new(name).expect("a key");
        let given = Ideal::Given(vec![(key("a"), 10.0, 0.0), (key("b"), 0.0, 10.0)]);
        let rows = [[1.0, 5.0], [2.0, 7.0], [3.0, 4.0]];
        let larger = [&rows[..], &[[9.0, 1.0]]].concat();
        for ideal in [Ideal::Ends, given] {
            let method = fixed.clone().with_ideal(ideal);
            assert_eq!(scores(&method, &rows), scores(&method, &larger)[..3]);
        }
        assert_ne!(scores(&fixed, &rows), scores(&fixed, &larger)[..3], "the ideals of the sample do move");
    }

    #[test]
    fn weights_inside_count_once_and_the_exponent_shapes_the_distance() {
        // Normalised to (0, 1), (1, 0): the first is 0.25 from the ideal by a, the second 0.75 by b.
        let rows = [[1.0, 2.0], [3.0, 6.0]];
        let min_max = Topsis::default().with_normalization(Normalization::MinMax);
        assert_eq!(scores(&min_max, &rows), [0.75, 0.25]);
        let (near, far) = (0.25_f64.sqrt(), 0.75_f64.sqrt());
        let inside = scores(&min_max.clone().with_weights_inside(), &rows);
        assert!((inside[0] - far / (near + far)).abs() < 1e-15, "{inside:?}");
        // In the city-block distance it makes no difference where the weights stand.
        let city = min_max.with_exponent(1.0).expect("valid");
        let rows = [[1.0, 2.0], [3.0, 6.0], [2.0, 3.0]];
        let (on_data, inside) = (scores(&city, &rows), scores(&city.clone().with_weights_inside(), &rows));
        assert!(on_data.iter().zip(&inside).all(|(x, y)| (x - y).abs() < 1e-15));
        for p in [0.5, f64::NAN, f64::INFINITY] {
            assert_eq!(Topsis::default().with_exponent(p).unwrap_err().code(), "invalid-setting");
        }
    }
}
