//! VIKOR (多准则妥协解排序法).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::{Extrema, Kernel, dispatch};
use crate::prepare::Normalization;

use super::{Aggregation, Findings, Found, Learning, Orientation, Score, ScoreRange, Units, normalization_choice};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "vikor",
    en: "VIKOR",
    zh: "多准则妥协解排序法",
    source: "Opricovic & Tzeng (2004), Compromise solution by MCDM methods, European Journal of Operational Research 156(2)",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// VIKOR (多准则妥协解排序法, VIseKriterijumska Optimizacija I Kompromisno Resenje), a compromise between the many and the single worst
/// criterion.
///
/// # Formula
/// `d_ij = w_j (f*_j − f_ij)/(f*_j − f⁻_j)`, `f*` the best and `f⁻` the worst value; group utility `S_i = Σ_j d_ij`, individual regret
/// `R_i = max_j d_ij`; `Q_i = v (S_i − S*)/(S⁻ − S*) + (1 − v)(R_i − R*)/(R⁻ − R*)`, `*` the least and `⁻` the largest over the units. A
/// criterion that is the same everywhere adds 0, and so does a term of `Q` whose range is 0.
///
/// # Options
/// [`with_strategy`](Self::with_strategy): the weight `v` of the majority, 0.5 if not set. With a normalisation `d_ij = w_j (r*_j − r_ij)`.
///
/// # Result
/// `Q` in [0, 1], **lower is better**. The series `group-utility` and `individual-regret` hold `S` and `R`;
/// [`Findings::Vikor`] the compromise: the first by `Q` alone if its advantage over the second is at least `1/(n − 1)` and it is also first
/// by `S` or `R`; the first two if only the latter fails; else all units nearer to the first than that.
///
/// # Edge cases
/// All units the same: `Q = 0` for all. Units are judged against each other, so that there is no frozen scale, and a further unit may
/// change the order of the others.
///
/// # Errors
/// [`Error::TooFew`] for one unit.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Opricovic & Tzeng (2004), Compromise solution by MCDM methods: A comparative analysis of VIKOR and TOPSIS, *European Journal of
/// Operational Research* 156(2), 445–455.
///
/// # Example
/// The paper's mountain climbing: risk and altitude of three routes, weighted equally. By hand: risk lies at 0, ¼, 1 and altitude at 1, ½,
/// 0 of their ranges, so `S = ½, ⅜, ½` and `R = ½, ¼, ½`: the second is best in both, and `Q = 1, 0, 1`.
/// ```
/// use governance_efficacy::score::{Findings, Score, Vikor};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("risk", Direction::Cost), ("altitude", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 3000.0], [2.0, 3750.0], [5.0, 4500.0]])?;
/// let weights = Weights::new([("risk", 0.5), ("altitude", 0.5)])?;
/// let outcome = Vikor::default().score(&matrix, &weights)?;
/// assert_eq!(outcome.scores.as_slice(), [1.0, 0.0, 1.0]);
/// assert_eq!(outcome.detail.series("group-utility").unwrap(), [0.5, 0.375, 0.5]);
/// let Some(Findings::Vikor { compromise, .. }) = outcome.detail.findings else { panic!() };
/// assert_eq!(compromise, [1]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Vikor {
    normalization: Option<Normalization>,
    strategy: f64,
}

impl Default for Vikor {
    fn default() -> Self {
        Self { normalization: None, strategy: 0.5 }
    }
}

normalization_choice!(Vikor);

impl Vikor {
    /// Sets the weight `v` of the strategy of the majority of criteria, against that of the individual regret.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless 0 ≤ v ≤ 1.
    pub fn with_strategy(mut self, v: f64) -> Result<Self, Error> {
        self.strategy = super::share("v", v)?;
        Ok(self)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let method = Self { normalization: super::read_normalization(reader)?, ..Self::default() };
        super::read_number(reader, "v", method, Self::with_strategy)
    }

    pub(super) fn write(&self) -> TableBuilder {
        super::write_normalization(self.normalization).with("v", self.strategy)
    }
}

impl Score for Vikor {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Unit
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Reference
    }

    fn orientation(&self) -> Orientation {
        Orientation::LowerIsBetter
    }

    fn reference_length(&self) -> usize {
        2
    }

    /// Best and worst value.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        Ok(criterion.ends().to_vec())
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let n = units.count();
        if n < 2 {
            return Err(Error::TooFew { what: "units for VIKOR, which compares them", needed: 2 });
        }
        // From the value to the weighted distance from the best: (value − best) · rate, of which the sign of the rate makes a loss.
        let lines: Vec<(f64, f64)> = units
            .ends()
            .into_iter()
            .zip(weights)
            .map(|((best, worst), w)| match self.normalization {
                Some(_) => (best, -w),
                None if best == worst => (best, 0.0),
                None => (best, w / (worst - best)),
            })
            .collect();
        let [utility, regret] = units.fold(
            |j, values, [utility, regret]| {
                let (best, rate) = lines[j];
                dispatch(Losses { values, best, rate, utility, regret });
            },
            |_| {},
        );
        let share = |values: &[f64]| {
            let ends = Extrema::of(values);
            let span = ends.range();
            move |x: f64| if span > 0.0 { (x - ends.min) / span } else { 0.0 }
        };
        let (of_utility, of_regret) = (share(&utility), share(&regret));
        let v = self.strategy;
        let scores: Vec<f64> = utility.iter().zip(&regret).map(|(&s, &r)| v * of_utility(s) + (1.0 - v) * of_regret(r)).collect();
        let findings = compromise(&scores, &utility, &regret);
        Ok(Found::scores(scores)
            .with_series("group-utility", utility)
            .with_series("individual-regret", regret)
            .with_findings(findings))
    }
}

/// Which units are the compromise, and by which of the two conditions.
fn compromise(scores: &[f64], utility: &[f64], regret: &[f64]) -> Findings {
    let (first, second) = least_two(scores);
    let advantage = 1.0 / (scores.len() - 1) as f64;
    let has_advantage = scores[second] - scores[first] >= advantage;
    let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
    let is_stable = utility[first] <= least(utility) || regret[first] <= least(regret);
    let mut compromise = match (has_advantage, is_stable) {
        (true, true) => vec![first],
        (true, false) => vec![first, second],
        (false, _) => (0..scores.len()).filter(|&unit| scores[unit] - scores[first] < advantage).collect(),
    };
    compromise.sort_unstable();
    Findings::Vikor { acceptable_advantage: has_advantage, acceptable_stability: is_stable, compromise }
}

/// Where the least and the next to it are, of at least two; of equals the earlier one.
fn least_two(scores: &[f64]) -> (usize, usize) {
    let (mut first, mut second) = if scores[1] < scores[0] { (1, 0) } else { (0, 1) };
    for (at, &score) in scores.iter().enumerate().skip(2) {
        if score < scores[first] {
            (first, second) = (at, first);
        } else if score < scores[second] {
            second = at;
        }
    }
    (first, second)
}

/// Adds the losses of one criterion and keeps the largest.
struct Losses<'a> {
    values: &'a [f64],
    best: f64,
    rate: f64,
    utility: &'a mut [f64],
    regret: &'a mut [f64],
}

impl Kernel for Losses<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for ((s, r), x) in self.utility.iter_mut().zip(self.regret).zip(self.values) {
            let loss = (x - self.best) * self.rate;
            *s += loss;
            // A comparison, not f64::max: finite numbers need no NaN rule, and this form vectorises.
            *r = if loss > *r { loss } else { *r };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Direction;
    use crate::table::DecisionMatrix;
    use crate::weight::Weights;

    fn outcome(rows: &[[f64; 2]]) -> Result<super::super::Outcome, Error> {
        let matrix = DecisionMatrix::from_rows(&[("a", Direction::Benefit), ("b", Direction::Benefit)], rows)?;
        Vikor::default().score(&matrix, &Weights::new([("a", 0.5), ("b", 0.5)])?)
    }

    #[test]
    fn constant_criteria_add_nothing_and_equal_units_are_all_best() {
        let same = outcome(&[[1.0, 2.0], [1.0, 2.0]]).expect("defined");
        assert_eq!(same.scores.as_slice(), [0.0, 0.0]);
        let one_constant = outcome(&[[1.0, 2.0], [3.0, 2.0], [2.0, 2.0]]).expect("defined");
        assert_eq!(one_constant.scores.as_slice(), [1.0, 0.0, 0.5]);
        assert_eq!(outcome(&[[1.0, 2.0]]).unwrap_err().code(), "too-few");
    }

    #[test]
    fn each_condition_decides_the_compromise() {
        // Q = 0, 0.1, 1; the advantage asked for is 1/2.
        let near = compromise(&[0.0, 0.1, 1.0], &[0.2, 0.3, 0.9], &[0.1, 0.2, 0.5]);
        assert_eq!(near, Findings::Vikor { acceptable_advantage: false, acceptable_stability: true, compromise: vec![0, 1] });
        let unstable = compromise(&[0.0, 0.6, 1.0], &[0.3, 0.2, 0.9], &[0.2, 0.1, 0.5]);
        assert_eq!(unstable, Findings::Vikor { acceptable_advantage: true, acceptable_stability: false, compromise: vec![0, 1] });
        let clear = compromise(&[1.0, 0.0, 0.6], &[0.9, 0.2, 0.3], &[0.5, 0.1, 0.2]);
        assert_eq!(clear, Findings::Vikor { acceptable_advantage: true, acceptable_stability: true, compromise: vec![1] });
    }

    #[test]
    fn the_advantage_that_is_asked_for_is_one_over_one_less_than_the_units() {
        let of = |second: f64| compromise(&[0.0, second, 0.9, 1.0], &[0.0, 0.5, 0.6, 1.0], &[0.0, 0.5, 0.6, 1.0]);
        let Findings::Vikor { acceptable_advantage, compromise, .. } = of(0.34) else { panic!("of VIKOR") };
        assert!(acceptable_advantage && compromise == [0]);
        let Findings::Vikor { acceptable_advantage, compromise, .. } = of(0.33) else { panic!("of VIKOR") };
        assert!(!acceptable_advantage && compromise == [0, 1]);
    }

    #[test]
    fn one_of_the_two_measures_is_enough_and_the_least_two_are_found_anywhere() {
        // First by Q and by the utility of the group, not by the regret; and the other way about.
        for (utility, regret) in [([0.2, 0.3, 0.9], [0.2, 0.1, 0.5]), ([0.3, 0.2, 0.9], [0.1, 0.2, 0.5])] {
            let Findings::Vikor { acceptable_stability, .. } = compromise(&[0.0, 0.6, 1.0], &utility, &regret) else {
                panic!("of VIKOR")
            };
            assert!(acceptable_stability);
        }
        assert_eq!(least_two(&[3.0, 1.0, 2.0, 0.5, 0.7]), (3, 4));
        assert_eq!(least_two(&[1.0, 3.0, 2.0]), (0, 2));
        assert_eq!(least_two(&[1.0, 1.0, 1.0]), (0, 1));
    }
}
