//! BWM weights (最优最劣法), the linear model.

use serde::{Deserialize, Serialize};

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, named};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "bwm",
    en: "Best-worst method (linear)",
    zh: "最优最劣法",
    source: "Rezaei (2016), Best-worst multi-criteria decision-making method: some properties and a linear model, Omega 64",
    needs: Needs::Names,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Weights by the best-worst method (最优最劣法, BWM), linear model: the analyst names the most and the least important indicator, and
/// says how many times the best is as important as each other, and each other as the worst.
///
/// # Formula
/// `min ξ` subject to `|w_B − a_Bj w_j| ≤ ξ`, `|w_j − a_jW w_W| ≤ ξ` for all j, `Σ w = 1`, `w ≥ 0`.
///
/// The linear program is solved in closed form. Fix ξ = 1 and let the sum of the weights grow instead. Given `w_B` and `w_W` every other
/// weight is largest at `min((w_B + 1)/a_Bj, a_jW w_W + 1)`, and it exists as long as
/// `a_Bj a_jW w_W − a_Bj − 1 ≤ w_B ≤ a_Bj a_jW w_W + a_Bj + 1`. All these lines rise, so that the point of largest `w_W` has the largest
/// `w_B` too, and with them the largest sum: it is the only optimum. There are no other optimal weights to choose from, unlike in the
/// nonlinear model.
///
/// # Result
/// Weights on the simplex; the detail holds ξ, which is the consistency indicator of this model, and two consistency ratios: see
/// [`BwmDetail`]. An input-based ratio above its threshold gives a notice.
///
/// # Edge cases
/// Consistent judgements (`a_Bj a_jW = a_BW` for all j) give ξ = 0 and `w_j ∝ a_jW`. One indicator, which is best and worst, weighs 1.
///
/// # Errors
/// [`Error::Unknown`] for an indicator of the node without judgements. One set of judgements may serve several nodes: each takes its own
/// children in the ratios of their weights among all.
///
/// # Complexity
/// O(m²).
///
/// # Reference
/// Rezaei (2016), *Omega* 64; consistency: Liang, Brunelli & Rezaei (2020), Consistency issues in the best worst method: measurements and
/// thresholds, *Omega* 96.
///
/// # Example
/// By hand: only safety is inconsistent, 3 · 3 = 9 against 8. With ξ = 1, `8 w_W + 1 = 9 w_W − 4`, so that style gets 5, price 41,
/// quality 21, comfort 42/4 and safety 42/3, in sum 91.5.
/// ```
/// use governance_efficacy::weight::{Bwm, Weigh, WeighingDetail};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let judgements =
///     [("quality", 2.0, 4.0), ("price", 1.0, 8.0), ("comfort", 4.0, 2.0), ("safety", 3.0, 3.0), ("style", 8.0, 1.0)];
/// let bwm = Bwm::new("price", "style", judgements)?;
/// let criteria = judgements.map(|(name, ..)| (name, Direction::Benefit));
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0; 5]])?;
/// let weighing = bwm.weigh(&matrix)?;
/// let expected = [21.0, 41.0, 10.5, 14.0, 5.0].map(|w| w / 91.5);
/// assert!(weighing.weights.as_slice().iter().zip(expected).all(|(w, e)| (w - e).abs() < 1e-15));
/// let WeighingDetail::Bwm(detail) = weighing.detail else { unreachable!() };
/// assert!((detail.deviation - 1.0 / 91.5).abs() < 1e-15);
/// assert_eq!(detail.input_ratio, 1.0 / 56.0); // |3 · 3 − 8| / (8² − 8)
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Bwm {
    names: Vec<Key>,
    best: usize,
    worst: usize,
    /// `a_Bj`, each from 1 to `a_BW`.
    over_others: Vec<f64>,
    /// `a_jW`, each from 1 to `a_BW`.
    over_worst: Vec<f64>,
}

/// What BWM found on the way (最优最劣法过程).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BwmDetail {
    /// ξ of the linear model, 0 to 1, at its optimum: itself the indicator of consistency, 0 for full consistency. It is in units of
    /// weight and must not be divided by Rezaei's consistency index, which belongs to the nonlinear model.
    pub deviation: f64,
    /// Input-based consistency ratio `max_j |a_Bj a_jW − a_BW| / (a_BW² − a_BW)`, 0 to 1; 0 where `a_BW = 1`.
    pub input_ratio: f64,
    /// Largest acceptable input-based ratio for `a_BW` and the number of indicators, where Liang, Brunelli & Rezaei (2020, table 3) give
    /// one: for 3 to 9 indicators and a whole `a_BW` of 2 to 9.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_threshold: Option<f64>,
    /// Output-based consistency ratio of the nonlinear model on the same judgements, 0 to 1: its least `ξ` with `|w_B/w_j − a_Bj| ≤ ξ`,
    /// `|w_j/w_W − a_jW| ≤ ξ`, `|w_B/w_W − a_BW| ≤ ξ`, divided by the consistency index `(1 + 2a − √(1 + 8a))/2` at `a = a_BW`, which is
    /// Rezaei's table 0, .44, 1.00, 1.63, 2.30, 3.00, 3.73, 4.47, 5.23 at full precision.
    pub output_ratio: f64,
}

/// Thresholds of the input-based ratio for a best-to-worst judgement of 3 to 9 (rows) and 3 to 9 indicators (columns), Liang, Brunelli &
/// Rezaei (2020), table 3.
const THRESHOLDS: [[f64; 7]; 7] = [
    [0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667],
    [0.1121, 0.1529, 0.1898, 0.2206, 0.2527, 0.2577, 0.2683],
    [0.1354, 0.1994, 0.2306, 0.2546, 0.2716, 0.2844, 0.2960],
    [0.1330, 0.1990, 0.2643, 0.3044, 0.3144, 0.3221, 0.3262],
    [0.1294, 0.2457, 0.2819, 0.3029, 0.3144, 0.3251, 0.3403],
    [0.1309, 0.2521, 0.2958, 0.3154, 0.3408, 0.3620, 0.3657],
    [0.1359, 0.2681, 0.3062, 0.3337, 0.3517, 0.3620, 0.3662],
];

impl Bwm {
    /// The names of the best and the worst indicator, and for each indicator how many times the best is as important as it (`a_Bj`), and
    /// it as the worst (`a_jW`), both from 1 to `a_BW`.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a best or worst that has no judgements; [`Error::InvalidSetting`] for a judgement below 1, above that of the
    /// best over the worst, or not finite, for a best or worst that is not 1 times itself, and if the two judgements of the best over the
    /// worst differ; [`Error::TooFew`], [`Error::InvalidKey`] and [`Error::Duplicate`] for the names.
    pub fn new<K: AsRef<str>>(
        best: &str,
        worst: &str,
        judgements: impl IntoIterator<Item = (K, f64, f64)>,
    ) -> Result<Self, Error> {
        let (keys, pairs): (Vec<K>, Vec<(f64, f64)>) = judgements.into_iter().map(|(key, a, b)| (key, (a, b))).unzip();
        let names = named::keys("indicator with judgements", keys)?;
        let (over_others, over_worst): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let at = |name: &str| {
            let unknown = || Error::unknown("indicator with judgements", name, names.iter().map(Key::as_str));
            names.iter().position(|key| key == name).ok_or_else(unknown)
        };
        let (best, worst) = (at(best)?, at(worst)?);
        let widest = over_others[worst];
        for (j, name) in names.iter().enumerate() {
            let of_best = (format!("judgement of {:?} over {name:?}", names[best]), over_others[j], j == best);
            let of_worst = (format!("judgement of {name:?} over {:?}", names[worst]), over_worst[j], j == worst);
            for (what, a, itself) in [of_best, of_worst] {
                if itself && a != 1.0 {
                    return Err(Error::setting(what, a, "give 1: a thing is as important as itself"));
                }
                if !(a.is_finite() && a >= 1.0) {
                    let remedy = "give a number from 1 to 9, or name another best or worst";
                    return Err(Error::setting(what, a, remedy));
                }
                if a > widest {
                    let remedy = format!(
                        "give at most {widest}, that of the best over the worst, between which all others lie, or name another best or \
                         worst"
                    );
                    return Err(Error::setting(what, a, remedy));
                }
            }
        }
        if over_worst[best] != widest {
            let what = format!("judgement of {:?} over {:?}", names[best], names[worst]);
            let both = format!("{widest} in one list and {} in the other", over_worst[best]);
            return Err(Error::setting(what, both, "give it once, or the same number twice"));
        }
        Ok(Self { names, best, worst, over_others, over_worst })
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.names
    }

    /// `a_Bj` and `a_jW` of each indicator but the best and the worst.
    fn between(&self) -> impl Iterator<Item = (f64, f64)> + Clone + '_ {
        let pairs = self.over_others.iter().copied().zip(self.over_worst.iter().copied());
        pairs.enumerate().filter(|&(j, _)| j != self.best && j != self.worst).map(|(_, pair)| pair)
    }

    /// The weights for ξ = 1, or for ξ = 0 if the judgements allow it, and that ξ.
    fn optimum(&self) -> (Vec<f64>, f64) {
        let widest = self.over_others[self.worst];
        // Slope and height of the line below which w_B must stay over w_W; mirrored at the origin, that above which it must.
        let lines = || std::iter::once((widest, 1.0)).chain(self.between().map(|(a, b)| (a * b, a + 1.0)));
        let crossings = lines().flat_map(|(p, c)| lines().map(move |(q, d)| (q - p, c + d)));
        let largest = crossings.filter(|&(steeper, _)| steeper > 0.0).map(|(steeper, apart)| apart / steeper);
        let of_worst = largest.fold(f64::INFINITY, f64::min);
        if of_worst == f64::INFINITY {
            return (self.over_worst.clone(), 0.0);
        }
        let of_best = lines().map(|(p, c)| p * of_worst + c).fold(f64::INFINITY, f64::min);
        let weight = |j: usize| match j {
            _ if j == self.best => of_best,
            _ if j == self.worst => of_worst,
            _ => ((of_best + 1.0) / self.over_others[j]).min(self.over_worst[j] * of_worst + 1.0),
        };
        ((0..self.names.len()).map(weight).collect(), 1.0)
    }

    fn input_ratio(&self) -> f64 {
        let widest = self.over_others[self.worst];
        let largest = self.between().map(|(a, b)| (a * b - widest).abs()).fold(0.0, f64::max);
        if largest == 0.0 { 0.0 } else { largest / (widest * widest - widest) }
    }

    fn input_threshold(&self) -> Option<f64> {
        let column = self.names.len().checked_sub(3).filter(|&column| column < 7)?;
        let widest = self.over_others[self.worst];
        if widest == 2.0 {
            return Some(0.0);
        }
        (3..=9_u8).zip(&THRESHOLDS).find(|&(a, _)| f64::from(a) == widest).map(|(_, row)| row[column])
    }

    /// In the nonlinear model every weight lets `w_B/w_W` lie in an interval that widens with ξ; the least ξ at which all meet is bisected
    /// to the last digit.
    fn output_ratio(&self) -> f64 {
        let widest = self.over_others[self.worst];
        let meet = |xi: f64| {
            let least = |a: f64| (a - xi).max(0.0);
            let low = self.between().map(|(a, b)| least(a) * least(b)).fold(least(widest), f64::max);
            let high = self.between().map(|(a, b)| (a + xi) * (b + xi)).fold(widest + xi, f64::min);
            low <= high
        };
        if meet(0.0) {
            return 0.0;
        }
        let (mut apart, mut together) = (0.0, widest);
        loop {
            let middle = f64::midpoint(apart, together);
            if middle <= apart || middle >= together {
                break;
            }
            if meet(middle) {
                together = middle;
            } else {
                apart = middle;
            }
        }
        let index = (1.0 + 2.0 * widest - (1.0 + 8.0 * widest).sqrt()) / 2.0;
        (together / index).min(1.0)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let (best, worst) = (reader.required("best")?, reader.required("worst")?);
        let (over_others, over_worst) = (reader.required("best-to-others")?, reader.required("others-to-worst")?);
        let to_worst = named::read_numbers(&over_worst)?;
        let to_others = named::read_numbers(&over_others)?;
        if to_worst.len() != to_others.len() {
            let what = "judgements over the worst".to_owned();
            return Err(over_worst.error(Error::Length { what, expected: to_others.len(), found: to_worst.len() }));
        }
        let join = |(name, a): (_, f64)| {
            let known = || Error::unknown("indicator in others-to-worst", name, to_worst.iter().map(|(name, _)| *name));
            let (_, b) = to_worst.iter().find(|(other, _)| *other == name).ok_or_else(known)?;
            Ok((name, a, *b))
        };
        let judgements = to_others.into_iter().map(join).collect::<Result<Vec<_>, Error>>();
        let judgements = judgements.map_err(|e| over_worst.error(e))?;
        Self::new(best.text()?, worst.text()?, judgements).map_err(|e| over_others.error(e))
    }

    pub(super) fn write(&self) -> TableBuilder {
        TableBuilder::default()
            .with("best", self.names[self.best].as_str())
            .with("worst", self.names[self.worst].as_str())
            .with("best-to-others", named::write_numbers(&self.names, &self.over_others))
            .with("others-to-worst", named::write_numbers(&self.names, &self.over_worst))
    }
}

impl Weigh for Bwm {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let (importance, deviation) = self.optimum();
        let detail = BwmDetail {
            deviation: deviation / importance.iter().sum::<f64>(),
            input_ratio: self.input_ratio(),
            input_threshold: self.input_threshold(),
            output_ratio: self.output_ratio(),
        };
        if ![detail.deviation, detail.input_ratio, detail.output_ratio].iter().all(|x| x.is_finite()) {
            return Err(Error::Undefined {
                method: INFO.name,
                problem: "the judgements are too far apart to compute with".to_owned(),
                remedy: "stay near the scale of 1 to 9".to_owned(),
            });
        }
        let mut weighing = named::weigh(INFO.name, &self.names, &importance, &data.into(), WeighingDetail::Bwm(detail))?;
        if let Some(limit) = detail.input_threshold.filter(|&limit| detail.input_ratio > limit) {
            weighing.notices.push(Notice::Inconsistent { ratio: detail.input_ratio, limit });
        }
        // The scale of the method is the upper half of Saaty's.
        let judgements = std::iter::once(self.over_others[self.worst]).chain(self.between().flat_map(|(a, b)| [a, b]));
        let outside = judgements.filter(|&a| a > 9.0).count();
        if outside > 0 {
            weighing.notices.push(Notice::OutsideSaatyScale { judgements: outside });
        }
        Ok(weighing)
    }
}

#[cfg(test)]
mod tests {
    use microlp::{ComparisonOp, OptimizationDirection, Problem};
    use rand_pcg::Pcg64;
    use rand_pcg::rand_core::{Rng, SeedableRng};

    use super::*;

    /// Best first, worst last.
    fn bwm(over_others: &[f64], over_worst: &[f64]) -> Result<Bwm, Error> {
        let names: Vec<String> = (0..over_others.len()).map(|j| format!("c{j}")).collect();
        let judgements = names.iter().zip(over_others).zip(over_worst).map(|((name, &a), &b)| (name, a, b));
        Bwm::new(&names[0], &names[names.len() - 1], judgements)
    }

    fn weights(bwm: &Bwm) -> (Vec<f64>, f64) {
        let (importance, xi) = bwm.optimum();
        let total: f64 = importance.iter().sum();
        (importance.iter().map(|w| w / total).collect(), xi / total)
    }

    /// The linear program as it is written; `of` is the weight that is minimised or maximised where ξ is at most `xi`.
    fn program(bwm: &Bwm, of: Option<(usize, OptimizationDirection)>, xi: f64) -> (Vec<f64>, f64) {
        let direction = of.map_or(OptimizationDirection::Minimize, |(_, direction)| direction);
        let mut problem = Problem::new(direction);
        let cost = |j: usize| f64::from(of.is_some_and(|(k, _)| k == j));
        let w: Vec<_> = (0..bwm.names.len()).map(|j| problem.add_var(cost(j), (0.0, 1.0))).collect();
        let deviation = problem.add_var(f64::from(of.is_none()), (0.0, xi));
        problem.add_constraint(w.iter().map(|&w| (w, 1.0)), ComparisonOp::Eq, 1.0);
        for j in 0..w.len() {
            for (left, a, right) in [(bwm.best, bwm.over_others[j], j), (j, bwm.over_worst[j], bwm.worst)] {
                for sign in [1.0, -1.0].into_iter().filter(|_| left != right) {
                    let sides = [(w[left], sign), (w[right], -sign * a), (deviation, -1.0)];
                    problem.add_constraint(sides, ComparisonOp::Le, 0.0);
                }
            }
        }
        let solution = problem.solve().expect("a program").into_solution().expect("an optimum");
        (w.iter().map(|&w| solution.var_value(w)).collect(), solution.var_value(deviation))
    }

    #[test]
    fn the_closed_form_is_the_only_optimum_of_the_linear_program() {
        let mut random = Pcg64::seed_from_u64(1);
        let mut draw = |most: u64| random.next_u64() % most + 1;
        for count in [3, 4, 6, 9] {
            for _ in 0..12 {
                let widest = draw(9);
                let mut over_others: Vec<f64> = (0..count).map(|_| draw(widest) as f64).collect();
                let mut over_worst: Vec<f64> = (0..count).map(|_| draw(widest) as f64).collect();
                (over_others[0], over_others[count - 1]) = (1.0, widest as f64);
                (over_worst[0], over_worst[count - 1]) = (widest as f64, 1.0);
                let bwm = bwm(&over_others, &over_worst).expect("valid");
                let (found, xi) = weights(&bwm);
                let (expected, least) = program(&bwm, None, 1.0);
                assert!((xi - least).abs() < 1e-6, "{over_others:?} {over_worst:?}: {xi} {least}");
                for (j, w) in found.iter().enumerate() {
                    assert!((w - expected[j]).abs() < 1e-5, "{over_others:?} {over_worst:?}: {found:?} {expected:?}");
                    for direction in [OptimizationDirection::Minimize, OptimizationDirection::Maximize] {
                        let end = program(&bwm, Some((j, direction)), xi + 1e-9).0[j];
                        assert!((w - end).abs() < 1e-4, "{over_others:?} {over_worst:?}: weight {j} reaches {end} from {w}");
                    }
                }
            }
        }
    }

    #[test]
    fn consistency_of_the_extremes() {
        // Consistent, and as inconsistent as can be: 9 · 9 against 9.
        let consistent = bwm(&[1.0, 2.0, 4.0, 8.0], &[8.0, 4.0, 2.0, 1.0]).expect("valid");
        assert_eq!(weights(&consistent), (vec![8.0 / 15.0, 4.0 / 15.0, 2.0 / 15.0, 1.0 / 15.0], 0.0));
        assert_eq!((consistent.input_ratio(), consistent.output_ratio()), (0.0, 0.0));
        let worst = bwm(&[1.0, 9.0, 9.0], &[9.0, 9.0, 1.0]).expect("valid");
        assert_eq!(worst.input_ratio(), 1.0);
        assert!((worst.output_ratio() - 1.0).abs() < 1e-12);
        assert_eq!(worst.input_threshold(), Some(0.1359));
        // By hand: (1 + ξ)² = 2 − ξ at ξ = (√13 − 3)/2 = 0.303; CI(2) = (5 − √17)/2 = 0.438.
        let two = bwm(&[1.0, 1.0, 2.0], &[2.0, 1.0, 1.0]).expect("valid");
        assert!((two.output_ratio() - (13.0_f64.sqrt() - 3.0) / (5.0 - 17.0_f64.sqrt())).abs() < 1e-12);
        assert_eq!((two.input_threshold(), two.input_ratio()), (Some(0.0), 0.5));
        let equal = bwm(&[1.0, 1.0], &[1.0, 1.0]).expect("valid");
        assert_eq!((equal.input_ratio(), equal.output_ratio(), equal.input_threshold()), (0.0, 0.0, None));
        assert_eq!(bwm(&[1.0], &[1.0]).map(|one| weights(&one)), Ok((vec![1.0], 0.0)));
    }

    #[test]
    fn judgements_that_cannot_be_are_refused_with_their_names() {
        let refused = |over_others: &[f64], over_worst: &[f64], parts: &[&str]| {
            let message = bwm(over_others, over_worst).unwrap_err().to_string();
            assert!(parts.iter().all(|part| message.contains(part)), "{message}");
        };
        refused(&[1.0, 0.5, 4.0], &[4.0, 2.0, 1.0], &["\"c0\" over \"c1\"", "0.5", "another best"]);
        refused(&[1.0, 5.0, 4.0], &[4.0, 2.0, 1.0], &["\"c0\" over \"c1\"", "at most 4"]);
        refused(&[1.0, 2.0, 4.0], &[4.0, f64::NAN, 1.0], &["\"c1\" over \"c2\"", "NaN"]);
        refused(&[2.0, 2.0, 4.0], &[4.0, 2.0, 1.0], &["\"c0\" over \"c0\"", "give 1"]);
        refused(&[1.0, 2.0, 4.0], &[3.0, 2.0, 1.0], &["\"c0\" over \"c2\"", "4 in one list and 3"]);
        assert_eq!(Bwm::new("a", "b", [("a", 1.0, 1.0)]).unwrap_err().code(), "unknown");
        assert_eq!(Bwm::new("a", "a", [("a", 1.0, 1.0), ("a", 1.0, 1.0)]).unwrap_err().code(), "duplicate");
    }

    #[test]
    fn what_is_inconsistent_or_beyond_nine_is_told() {
        let told = |over_others: &[f64], over_worst: &[f64]| {
            let names: Vec<String> = (0..over_others.len()).map(|j| format!("c{j}")).collect();
            let criteria: Vec<(&str, crate::Direction)> =
                names.iter().map(|name| (name.as_str(), crate::Direction::Benefit)).collect();
            let matrix = crate::DecisionMatrix::from_rows(&criteria, &[vec![1.0; names.len()]]).expect("a matrix");
            bwm(over_others, over_worst).expect("valid").weigh(&matrix).expect("weighs").notices
        };
        assert_eq!(told(&[1.0, 2.0, 8.0], &[8.0, 4.0, 1.0]), []);
        let found = told(&[1.0, 8.0, 8.0], &[8.0, 8.0, 1.0]);
        assert!(matches!(found[..], [Notice::Inconsistent { ratio, limit }] if ratio > limit), "{found:?}");
        let found = told(&[1.0, 2.0, 18.0], &[18.0, 9.0, 1.0]);
        assert!(found.contains(&Notice::OutsideSaatyScale { judgements: 1 }), "{found:?}");
    }

    #[test]
    fn judgements_above_nine_are_told_and_nine_is_not() {
        let outside = |most: f64| {
            let method = Bwm::new("a", "c", [("a", 1.0, most), ("b", 3.0, 3.0), ("c", most, 1.0)]).expect("judgements");
            let criteria = ["a", "b", "c"].map(|key| (key, crate::Direction::Benefit));
            let matrix = crate::DecisionMatrix::from_rows(&criteria, &[[1.0; 3]]).expect("a matrix");
            let notices = method.weigh(&matrix).expect("weights").notices;
            notices.iter().find_map(|n| if let Notice::OutsideSaatyScale { judgements } = n { Some(*judgements) } else { None })
        };
        assert_eq!((outside(9.0), outside(10.0)), (None, Some(1)));
    }
}
