//! Rank-sum ratio (秩和比法).

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::numeric::regression::Line;
use crate::numeric::{Extrema, fractional_ranks};
use crate::prepare::Normalization;

use super::{Aggregation, Findings, Found, Orientation, Score, ScoreRange, Ties, Units, normalization_choice, rank};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "rank-sum-ratio",
    en: "Rank-sum ratio",
    zh: "秩和比法",
    source: "Tian Fengtiao (1993), 秩和比法及其应用, 中国统计出版社",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// Rank-sum ratio (秩和比法, RSR): the weighted mean rank, its distribution straightened by probits, and grades by them.
///
/// # Formula
/// `RSR_i = (1/n) Σ_j w_j R_ij`, `R` the rank of the unit in each indicator, 1 the worst and n the best, equal values sharing their mean
/// rank. The distinct ratios in ascending order, each with the mean place `R̄` of its units among all, have the cumulative frequency
/// `R̄/n`, the last one `1 − 1/(4n)`; the probit is its normal quantile plus 5. The line `RSR = a + b · probit` gives the fitted ratio.
///
/// # Options
/// [`with_interpolated_ranks`](Self::with_interpolated_ranks): non-integral ranks (非整秩次), `1 + (n − 1)(x − min)/(max − min)`, which keep
/// the distances. Grades begin at the probits 4 and 6, three in number, or [elsewhere](Self::with_cuts), or are
/// [equally probable](Self::with_equal_grades). In a model document: `ranks = "interpolated"`, `cuts = [4, 6]` or `equal-grades = 4`.
///
/// # Result
/// `RSR` in [1/n, 1], higher is better. The series `probit` and `fitted` hold both for each unit and `grade` its grade, 1 the lowest;
/// [`Findings::RankSumRatio`] the frequency table, the regression and the ratios at which grades begin. A unit belongs to the higher
/// grade from its probit on; as the line rises, to grade by the fitted ratio is the same.
///
/// # Edge cases
/// An indicator that is the same everywhere gives all the middle rank. If all units have one ratio there is no distribution: scores
/// alone, with a notice. Ratios that differ by rounding are one group. There is no frozen scale, and a further unit moves all.
///
/// # Errors
/// [`Error::TooFew`] for one unit.
///
/// # Complexity
/// O(m n log n).
///
/// # Reference
/// Tian Fengtiao (1993), *秩和比法及其应用*, 中国统计出版社.
///
/// # Example
/// By hand: ranks (1, 2), (2, 3), (3, 1) with weights ¾ and ¼ give `RSR = 1.25/3, 2.25/3, 2.5/3`. Cumulative frequencies 1/3, 2/3 and, the
/// last, 1 − 1/12; the quantile of 1/3 is −0.4307.
/// ```
/// use governance_efficacy::score::{RankSumRatio, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("answered", Direction::Benefit), ("disputes", Direction::Cost)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[0.5, 6.0], [0.7, 3.0], [0.8, 9.0]])?;
/// let outcome = RankSumRatio::default().score(&matrix, &Weights::new([("answered", 0.75), ("disputes", 0.25)])?)?;
/// let rounded = |values: &[f64]| values.iter().map(|x| (x * 1e4).round() / 1e4).collect::<Vec<_>>();
/// assert_eq!(rounded(outcome.scores.as_slice()), [0.4167, 0.75, 0.8333]);
/// assert_eq!(rounded(outcome.detail.series("probit").unwrap()), [4.5693, 5.4307, 6.383]);
/// assert_eq!(outcome.detail.series("grade").unwrap(), [2.0, 2.0, 3.0]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RankSumRatio {
    normalization: Option<Normalization>,
    interpolated: bool,
    cuts: Vec<f64>,
}

/// One line of the frequency table of the rank-sum ratio (秩和比频数分布): units with the same ratio.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatioGroup {
    /// The ratio.
    pub ratio: f64,
    /// How many units have it.
    pub units: usize,
    /// How many have it or a lower one.
    pub cumulative: usize,
    /// Mean place of its units over the number of all; for the last group `1 − 1/(4n)`.
    pub frequency: f64,
    /// The normal quantile of the frequency, plus 5.
    pub probit: f64,
    /// The ratio on the line at this probit.
    pub fitted: f64,
}

impl Default for RankSumRatio {
    fn default() -> Self {
        Self { normalization: None, interpolated: false, cuts: vec![4.0, 6.0] }
    }
}

normalization_choice!(RankSumRatio);

impl RankSumRatio {
    /// Takes non-integral ranks, by linear interpolation between the worst and the best value.
    #[must_use]
    pub fn with_interpolated_ranks(mut self) -> Self {
        self.interpolated = true;
        self
    }

    /// Sets the probits at which the second and each further grade begins: one fewer than there are grades.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless there is one at least and they ascend.
    pub fn with_cuts(mut self, cuts: Vec<f64>) -> Result<Self, Error> {
        let ascends = cuts.iter().all(|cut| cut.is_finite()) && cuts.windows(2).all(|pair| pair[0] < pair[1]);
        if cuts.is_empty() || !ascends {
            return Err(Error::setting("cuts", format!("{cuts:?}"), "give probits in ascending order, such as [4, 6]"));
        }
        self.cuts = cuts;
        Ok(self)
    }

    /// Sets so many grades, each as probable as the others under the normal distribution.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless there are 2 to 100.
    pub fn with_equal_grades(self, count: usize) -> Result<Self, Error> {
        if !(2..=100).contains(&count) {
            return Err(Error::setting("equal-grades", count, "give a number of grades from 2 to 100"));
        }
        self.with_cuts((1..count).map(|k| probit(k as f64 / count as f64)).collect())
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut method = Self { normalization: super::read_normalization(reader)?, ..Self::default() };
        if let Some(entry) = reader.optional("ranks") {
            method.interpolated = entry.word("kind of ranks", &[("integral", false), ("interpolated", true)])?;
        }
        match (reader.optional("cuts"), reader.optional("equal-grades")) {
            (None, None) => Ok(method),
            (Some(entry), None) => method.with_cuts(entry.numbers()?).map_err(|e| entry.error(e)),
            (None, Some(entry)) => method.with_equal_grades(entry.count()?).map_err(|e| entry.error(e)),
            (Some(_), Some(entry)) => Err(entry.error(Error::setting("equal-grades", "given with cuts", "give one of the two"))),
        }
    }

    pub(super) fn write(&self) -> TableBuilder {
        super::write_normalization(self.normalization)
            .with_some("ranks", self.interpolated.then_some("interpolated"))
            .with("cuts", self.cuts.clone())
    }

    /// Ranks of the values of a criterion, the best highest.
    fn ranks(&self, values: &[f64], is_cost: bool) -> Vec<f64> {
        let n = values.len() as f64;
        let ascending = if self.interpolated { interpolated(values) } else { fractional_ranks(values) };
        ascending.into_iter().map(|r| if is_cost { n + 1.0 - r } else { r }).collect()
    }

    fn grade(&self, probit: f64) -> f64 {
        (1 + self.cuts.partition_point(|&cut| cut <= probit)) as f64
    }
}

/// The normal quantile plus 5 (概率单位).
fn probit(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p) + 5.0
}

/// `1 + (n − 1)(x − min)/(max − min)`; the middle rank where nothing varies.
fn interpolated(values: &[f64]) -> Vec<f64> {
    let ends = Extrema::of(values);
    // Another unit where the range overflows; elsewhere it would cost digits of the smallest numbers.
    let unit = if ends.range().is_finite() { 1.0 } else { 0.5 };
    let span = ends.max * unit - ends.min * unit;
    let share = |x: f64| if span > 0.0 { (x * unit - ends.min * unit) / span } else { 0.5 };
    values.iter().map(|&x| 1.0 + (values.len() - 1) as f64 * share(x)).collect()
}

/// The frequency table of `ratios` and the line through it, with the group of each unit; none if all are the same.
fn distribution(ratios: &[f64]) -> Option<(Vec<RatioGroup>, Line, Vec<usize>)> {
    let n = ratios.len() as f64;
    let dense = rank(ratios, Orientation::LowerIsBetter, Ties::Dense);
    let places = rank(ratios, Orientation::LowerIsBetter, Ties::Fractional);
    let mut order: Vec<usize> = (0..ratios.len()).collect();
    order.sort_by(|&a, &b| ratios[a].total_cmp(&ratios[b]));
    let mut groups: Vec<RatioGroup> = Vec::new();
    let mut group_of = vec![0; ratios.len()];
    let mut last = 0.0;
    for (before, &unit) in order.iter().enumerate() {
        if dense[unit] > last {
            last = dense[unit];
            let frequency = places[unit] / n;
            groups.push(RatioGroup { ratio: ratios[unit], units: 0, cumulative: before, frequency, probit: 0.0, fitted: 0.0 });
        }
        group_of[unit] = groups.len() - 1;
        let group = groups.last_mut()?;
        group.units += 1;
        group.cumulative += 1;
    }
    groups.last_mut()?.frequency = 1.0 - 1.0 / (4.0 * n);
    for group in &mut groups {
        group.probit = probit(group.frequency);
    }
    let (x, y): (Vec<f64>, Vec<f64>) = groups.iter().map(|group| (group.probit, group.ratio)).unzip();
    let line = Line::through(&x, &y)?;
    for group in &mut groups {
        group.fitted = line.at(group.probit);
    }
    Some((groups, line, group_of))
}

impl Score for RankSumRatio {
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
        Aggregation::Linear
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let n = units.count();
        if n < 2 {
            return Err(Error::TooFew { what: "units for the rank-sum ratio, which compares them", needed: 2 });
        }
        let mut ratios = vec![0.0; n];
        for (j, (criterion, w)) in units.criteria().iter().zip(weights).enumerate() {
            for (ratio, r) in ratios.iter_mut().zip(self.ranks(&units.column(j), criterion.is_cost())) {
                *ratio += w * (r / n as f64);
            }
        }
        let Some((table, regression, group_of)) = distribution(&ratios) else {
            return Ok(Found::scores(ratios).with_notice(Some(Notice::IdenticalUnits { units: n })));
        };
        let of_units = |value: &dyn Fn(&RatioGroup) -> f64| group_of.iter().map(|&g| value(&table[g])).collect();
        let cut_ratios = self.cuts.iter().map(|&cut| regression.at(cut)).collect();
        Ok(Found::scores(ratios)
            .with_series("probit", of_units(&|group| group.probit))
            .with_series("fitted", of_units(&|group| group.fitted))
            .with_series("grade", of_units(&|group| self.grade(group.probit)))
            .with_findings(Findings::RankSumRatio { table, regression, cuts: self.cuts.clone(), cut_ratios }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Direction;
    use crate::table::DecisionMatrix;
    use crate::weight::Weights;

    fn outcome(method: &RankSumRatio, rows: &[[f64; 2]]) -> Result<super::super::Outcome, Error> {
        let matrix = DecisionMatrix::from_rows(&[("a", Direction::Benefit), ("b", Direction::Cost)], rows)?;
        method.score(&matrix, &Weights::new([("a", 0.5), ("b", 0.5)])?)
    }

    #[test]
    fn ties_share_their_mean_rank_and_their_place() {
        // Ranks of a: 1.5, 1.5, 3, 4; of b, a cost: 2.5, 2.5, 4, 1. Ratios 4/8, 4/8, 7/8, 5/8.
        let found = outcome(&RankSumRatio::default(), &[[1.0, 5.0], [1.0, 5.0], [2.0, 1.0], [3.0, 9.0]]).expect("defined");
        assert_eq!(found.scores.as_slice(), [0.5, 0.5, 0.875, 0.625]);
        let Some(Findings::RankSumRatio { table, .. }) = found.detail.findings else { panic!("{:?}", found.detail) };
        // Places 1 and 2 have the mean 1.5 of 4; then 3 of 4; the last is 1 − 1/16.
        let frequencies: Vec<f64> = table.iter().map(|group| group.frequency).collect();
        assert_eq!(frequencies, [0.375, 0.75, 0.9375]);
        assert_eq!(table.iter().map(|group| (group.units, group.cumulative)).collect::<Vec<_>>(), [(2, 2), (1, 3), (1, 4)]);
    }

    #[test]
    fn interpolated_ranks_keep_distances() {
        // a: (x − 1)/4 · 2 + 1 = 1, 1.5, 3; b, a cost: 3, 1, 2.
        let method = RankSumRatio::default().with_interpolated_ranks();
        let found = outcome(&method, &[[1.0, 0.0], [2.0, 10.0], [5.0, 5.0]]).expect("defined");
        let expected = [4.0 / 6.0, 2.5 / 6.0, 5.0 / 6.0];
        assert!(found.scores.as_slice().iter().zip(expected).all(|(x, e)| (x - e).abs() < 1e-15), "{:?}", found.scores);
        // A range beyond the largest number.
        assert_eq!(interpolated(&[-1.7e308, 1.7e308, 0.0]), [1.0, 3.0, 2.0]);
        assert_eq!(interpolated(&[4.0; 3]), [2.0; 3]);
    }

    #[test]
    fn grades_begin_at_their_cuts() {
        let method = RankSumRatio::default();
        assert_eq!([3.9, 4.0, 5.9, 6.0].map(|p| method.grade(p)), [1.0, 2.0, 2.0, 3.0]);
        // Half of a normal distribution lies below its middle.
        assert_eq!(method.clone().with_equal_grades(2).expect("two").cuts, [5.0]);
        for cuts in [vec![], vec![6.0, 4.0], vec![f64::NAN]] {
            assert_eq!(method.clone().with_cuts(cuts).unwrap_err().code(), "invalid-setting");
        }
        assert_eq!(method.with_equal_grades(1).unwrap_err().code(), "invalid-setting");
    }

    #[test]
    fn units_that_are_all_the_same_have_scores_and_no_distribution() {
        let found = outcome(&RankSumRatio::default(), &[[1.0, 2.0], [1.0, 2.0]]).expect("defined");
        assert_eq!(found.scores.as_slice(), [0.75, 0.75]);
        assert_eq!(found.notices, [Notice::IdenticalUnits { units: 2 }]);
        assert_eq!(found.detail, super::super::ScoreDetail::default());
        assert_eq!(outcome(&RankSumRatio::default(), &[[1.0, 2.0]]).unwrap_err().code(), "too-few");
    }
}
