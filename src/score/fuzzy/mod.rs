//! Fuzzy comprehensive evaluation (模糊综合评价法).

mod membership;
mod synthesis;

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;

use super::{Aggregation, Findings, Found, Learning, Score, ScoreRange, Units};

pub use membership::Membership;
use synthesis::OPERATORS;
pub use synthesis::{FuzzyOperator, MembershipMatrix, Synthesis};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "fuzzy-evaluation",
    en: "Fuzzy comprehensive evaluation",
    zh: "模糊综合评价法",
    source: "Wang Peizhuang (1983), 模糊集合论及其应用, 上海科学技术出版社",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Fuzzy comprehensive evaluation (模糊综合评价法): each indicator says how far a unit belongs to each grade, and the weights join what they
/// say.
///
/// # Formula
/// `r_ijk` is the [`Membership`] of the value of unit i in indicator j of grade k; `b_ik` joins `w_j` and `r_ijk` over the indicators by a
/// [`FuzzyOperator`], the weighted mean if not set. The score is the mean of the values of the grades, weighted by `b_ik`, or the value of
/// the grade with the largest.
///
/// # Options
/// Grades go from worst to best. [`new`](Self::new) takes one membership for all indicators, on the normalised scale (`min-max` if not set);
/// [`by_indicator`](Self::by_indicator) one for each in its own unit, for a target or a band in its closeness from 0 to 1. In a model
/// document: `membership = { triangular = [0, 0.5, 1] }` or `memberships = { answered = { triangular = [0.5, 0.8, 0.95] }, disputes = {
/// trapezoid = [9, 6, 5, 2] } }`; `operator = "max-min"`, `"max-product"`, `"sum-min"` or `"sum-product"`; `rule = "maximum-membership"`;
/// `grade-values = [0, 60, 100]`.
///
/// # Result
/// Between the values of the worst and the best grade, 0 and 1 if not set; higher is better. The series `grade-1`, `grade-2`, … hold the
/// memberships, the worst grade first, and `grade` the grade of the largest, of equal ones the worst;
/// [`Findings::FuzzyEvaluation`] how much that largest tells.
///
/// # Edge cases
/// With memberships by indicator nothing is learned from the units: one alone can be evaluated, an indicator may be the same everywhere,
/// and no value lies outside the scale. Where a membership is flat, a better value goes unseen. Only the weighted mean of the values under
/// `sum-product` is sure never to fall when a value gets better: the other operators cut off what lies above a weight, and the largest
/// membership may move from a better grade to a worse when the better one passes on a part of its own.
///
/// # Errors
/// What the normalisation refuses; [`Error::Unknown`] for an indicator without membership; [`Error::InvalidSetting`] for points that
/// ascend where less is better.
///
/// # Complexity
/// O(n m), one pass after the fit.
///
/// # Reference
/// Wang Peizhuang (1983), *模糊集合论及其应用*, 上海科学技术出版社; Zadeh (1965), Fuzzy sets, *Information and Control* 8.
///
/// # Example
/// By hand: 0.7 answered is two thirds of the way from poor (0.5) to fair (0.8), and 4 disputes half of it from fair (6) to good (2).
/// Equally weighted: ⅙ poor, 7/12 fair, ¼ good, worth 7/24 + 1/4 = 13/24.
/// ```
/// use governance_efficacy::score::{FuzzyEvaluation, Membership, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("answered", Direction::Benefit), ("disputes", Direction::Cost)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[0.7, 4.0]])?;
/// let method = FuzzyEvaluation::by_indicator([
///     ("answered", Membership::triangular(vec![0.5, 0.8, 0.95])?),
///     ("disputes", Membership::triangular(vec![9.0, 6.0, 2.0])?),
/// ])?;
/// let outcome = method.score(&matrix, &Weights::new([("answered", 0.5), ("disputes", 0.5)])?)?;
/// assert!((outcome.scores.as_slice()[0] - 13.0 / 24.0).abs() < 1e-12);
/// assert!((outcome.detail.series("grade-2").unwrap()[0] - 7.0 / 12.0).abs() < 1e-12);
/// assert_eq!(outcome.detail.series("grade").unwrap(), [2.0]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FuzzyEvaluation {
    memberships: Memberships,
    operator: FuzzyOperator,
    by_maximum: bool,
    grade_values: Option<Vec<f64>>,
}

/// Whose memberships.
#[derive(Debug, Clone, PartialEq)]
enum Memberships {
    OfAll { membership: Membership, normalization: Option<Normalization> },
    ByIndicator(Vec<(Key, Membership)>),
}

impl Default for FuzzyEvaluation {
    /// The default [`Membership`] on the normalised scale.
    fn default() -> Self {
        Self::of(Memberships::OfAll { membership: Membership::default(), normalization: None })
    }
}

impl FuzzyEvaluation {
    /// The same `membership` for all indicators, on the normalised scale.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless its points ascend: on that scale more is better.
    pub fn new(membership: Membership) -> Result<Self, Error> {
        if !membership.ascends() {
            return Err(Error::setting(
                "membership",
                "descending",
                "give ascending points: on the normalised scale more is better",
            ));
        }
        Ok(Self::of(Memberships::OfAll { membership, normalization: None }))
    }

    /// A membership for each indicator, in its own unit.
    ///
    /// # Errors
    /// [`Error::TooFew`] without any; [`Error::Length`] unless all have the same number of grades; [`Error::InvalidKey`] and
    /// [`Error::Duplicate`] for the names.
    pub fn by_indicator<K: AsRef<str>>(memberships: impl IntoIterator<Item = (K, Membership)>) -> Result<Self, Error> {
        let mut own: Vec<(Key, Membership)> = Vec::new();
        for (key, membership) in memberships {
            let key = Key::new(key.as_ref())?;
            let expected = own.first().map_or(membership.grades(), |(_, first)| first.grades());
            if membership.grades() != expected {
                return Err(Error::Length {
                    what: format!("grades of {:?}", key.as_str()),
                    expected,
                    found: membership.grades(),
                });
            }
            if own.iter().any(|(known, _)| *known == key) {
                return Err(Error::Duplicate { what: "membership of", name: key.to_string() });
            }
            own.push((key, membership));
        }
        if own.is_empty() {
            return Err(Error::TooFew { what: "memberships", needed: 1 });
        }
        Ok(Self::of(Memberships::ByIndicator(own)))
    }

    fn of(memberships: Memberships) -> Self {
        Self { memberships, operator: FuzzyOperator::default(), by_maximum: false, grade_values: None }
    }

    /// Sets how weights and memberships are joined; by the weighted mean if not set.
    #[must_use]
    pub fn with_operator(mut self, operator: FuzzyOperator) -> Self {
        self.operator = operator;
        self
    }

    /// Scores a unit by the grade with the largest membership instead of the weighted mean of all.
    #[must_use]
    pub fn by_maximum_membership(mut self) -> Self {
        self.by_maximum = true;
        self
    }

    /// Sets what each grade is worth, the worst first; evenly spaced from 0 to 1 if not set.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one a grade; [`Error::InvalidSetting`] unless they ascend.
    pub fn with_grade_values(mut self, values: Vec<f64>) -> Result<Self, Error> {
        if values.len() != self.grades() {
            return Err(Error::Length { what: "values of the grades".to_owned(), expected: self.grades(), found: values.len() });
        }
        if values.iter().any(|x| !x.is_finite()) || values.windows(2).any(|pair| pair[0] >= pair[1]) {
            let remedy = "give one value a grade, ascending from the worst to the best";
            return Err(Error::setting("grade-values", format!("{values:?}"), remedy));
        }
        self.grade_values = Some(values);
        Ok(self)
    }

    /// Sets the normalisation before a membership for all, `min-max` if not set; memberships by indicator have none.
    #[must_use]
    pub fn with_normalization(mut self, normalization: Normalization) -> Self {
        if let Memberships::OfAll { normalization: own, .. } = &mut self.memberships {
            *own = Some(normalization);
        }
        self
    }

    /// The same method, with `normalization` if it needs one and names none of its own.
    pub(super) fn with_default_normalization(&self, normalization: Normalization) -> Self {
        match &self.memberships {
            Memberships::OfAll { normalization: None, .. } => self.clone().with_normalization(normalization),
            _ => self.clone(),
        }
    }

    /// How weights and memberships are joined.
    pub fn operator(&self) -> FuzzyOperator {
        self.operator
    }

    /// Number of grades.
    pub fn grades(&self) -> usize {
        match &self.memberships {
            Memberships::OfAll { membership, .. } => membership.grades(),
            Memberships::ByIndicator(own) => own.first().map_or(0, |(_, membership)| membership.grades()),
        }
    }

    fn membership(&self, key: &Key) -> Result<&Membership, Error> {
        match &self.memberships {
            Memberships::OfAll { membership, .. } => Ok(membership),
            Memberships::ByIndicator(own) => match own.iter().find(|(known, _)| known == key) {
                Some((_, membership)) => Ok(membership),
                None => {
                    Err(Error::unknown("indicator of the memberships", key.as_str(), own.iter().map(|(known, _)| known.as_str())))
                }
            },
        }
    }

    fn values(&self) -> Vec<f64> {
        let last = (self.grades() - 1) as f64;
        self.grade_values.clone().unwrap_or_else(|| (0..self.grades()).map(|k| k as f64 / last).collect())
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let normalization = reader.optional("normalization");
        let mut method = match (reader.optional("membership"), reader.optional("memberships")) {
            (Some(entry), None) => Self::new(Membership::read(&entry)?).map_err(|e| entry.error(e))?,
            (None, Some(entry)) => {
                if let Some(stray) = &normalization {
                    let error =
                        Error::setting("normalization", "given", "leave it out: memberships are in the unit of their indicator");
                    return Err(stray.error(error));
                }
                let own = entry.table()?.all().into_iter().map(|(key, entry)| Ok((key, Membership::read(&entry)?)));
                Self::by_indicator(own.collect::<Result<Vec<_>, Error>>()?).map_err(|e| entry.error(e))?
            }
            (None, None) => Self::default(),
            (Some(_), Some(_)) => {
                let remedy = "give \"membership\" for all indicators or \"memberships\" by indicator";
                return Err(reader.error(Error::setting("membership", "given twice", remedy)));
            }
        };
        if let Some(entry) = normalization {
            method = method.with_normalization(Normalization::read(&entry)?);
        }
        method.operator = reader.optional("operator").map_or(Ok(method.operator), |e| e.word("operator", &OPERATORS))?;
        let rules = [("weighted-value", false), ("maximum-membership", true)];
        method.by_maximum = reader.optional("rule").map_or(Ok(false), |e| e.word("rule", &rules))?;
        match reader.optional("grade-values") {
            Some(entry) => method.with_grade_values(entry.numbers()?).map_err(|e| entry.error(e)),
            None => Ok(method),
        }
    }

    pub(super) fn write(&self) -> TableBuilder {
        let table = match &self.memberships {
            Memberships::OfAll { membership, normalization } => {
                super::write_normalization(*normalization).with("membership", membership.write())
            }
            Memberships::ByIndicator(own) => {
                let each =
                    |table: TableBuilder, (key, membership): &(Key, Membership)| table.with(key.as_str(), membership.write());
                TableBuilder::default().with("memberships", own.iter().fold(TableBuilder::default(), each))
            }
        };
        table
            .with("operator", self.operator.name())
            .with_some("rule", self.by_maximum.then_some("maximum-membership"))
            .with_some("grade-values", self.grade_values.clone())
    }
}

impl Score for FuzzyEvaluation {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        match &self.memberships {
            Memberships::OfAll { normalization, .. } => Some(normalization.unwrap_or(Normalization::MinMax)),
            Memberships::ByIndicator(_) => None,
        }
    }

    fn range(&self) -> ScoreRange {
        let values = self.grade_values.iter().flatten();
        if values.into_iter().all(|x| (0.0..=1.0).contains(x)) { ScoreRange::Unit } else { ScoreRange::Open }
    }

    fn aggregation(&self) -> Aggregation {
        if self.operator.sums() { Aggregation::Linear } else { Aggregation::Outranking }
    }

    fn has_given_scale(&self) -> bool {
        matches!(self.memberships, Memberships::ByIndicator(_)) || super::is_given(self.normalization())
    }

    /// Nothing; it sees that each indicator has a membership which runs its way.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        let membership = self.membership(criterion.key())?;
        if membership.ascends() == criterion.is_cost() {
            let (found, order) = if criterion.is_cost() { ("ascending", "descending") } else { ("descending", "ascending") };
            let setting = format!("the membership of {:?}", criterion.key().as_str());
            return Err(Error::setting(setting, found, format!("give {order} points, from the worst grade to the best")));
        }
        Ok(Vec::new())
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let (n, values) = (units.count(), self.values());
        let memberships: Vec<&Membership> =
            (0..weights.len()).map(|j| self.membership(units.key(j))).collect::<Result<_, _>>()?;
        let mut joined = vec![vec![0.0; n]; self.grades()];
        units.each_block(|rows, j, xs| {
            for (row, &x) in rows.zip(xs) {
                memberships[j].for_each(x, |k, r| joined[k][row] = self.operator.add(joined[k][row], weights[j], r));
            }
        });
        let (mut scores, mut grades, mut effectiveness) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..n {
            let whole = Synthesis { memberships: joined.iter().map(|b| b[row]).collect() };
            let grade = whole.grade();
            scores.push(if self.by_maximum { values[grade - 1] } else { whole.mean_of(&values) });
            grades.push(grade as f64);
            effectiveness.push(whole.effectiveness());
        }
        let found = joined.into_iter().enumerate();
        let found = found.fold(Found::scores(scores), |found, (k, b)| found.with_series(&format!("grade-{}", k + 1), b));
        Ok(found.with_series("grade", grades).with_findings(Findings::FuzzyEvaluation { effectiveness }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Direction;
    use crate::table::DecisionMatrix;
    use crate::weight::Weights;

    fn membership(points: &[f64]) -> Membership {
        Membership::triangular(points.to_vec()).expect("ordered")
    }

    fn matrix(rows: &[[f64; 2]]) -> DecisionMatrix {
        DecisionMatrix::from_rows(&[("a", Direction::Benefit), ("b", Direction::Cost)], rows).expect("valid")
    }

    #[test]
    fn for_all_on_the_normalised_scale_by_hand() {
        // Min-max: a 0, 0.25, 1; b 1, 0.75, 0. With grades at 0, ½, 1 the middle unit is half poor, half fair by a, half fair, half good by b.
        let method = FuzzyEvaluation::new(membership(&[0.0, 0.5, 1.0])).expect("ascends");
        let weights = Weights::new([("a", 0.75), ("b", 0.25)]).expect("valid");
        let rows = matrix(&[[0.0, 0.0], [1.0, 1.0], [4.0, 4.0]]);
        let outcome = method.score(&rows, &weights).expect("scores");
        let series = |name: &str| outcome.detail.series(name).expect("there").to_vec();
        assert_eq!(series("grade-1"), [0.75, 0.375, 0.25]);
        assert_eq!(series("grade-2"), [0.0, 0.5, 0.0]);
        assert_eq!(series("grade-3"), [0.25, 0.125, 0.75]);
        assert_eq!(series("grade"), [1.0, 2.0, 3.0]);
        assert_eq!(outcome.scores.as_slice(), [0.25, 0.375, 0.75]);
        // (3 · ½ − 1)/(2 · ⅜ · 2) = ⅓.
        let Some(Findings::FuzzyEvaluation { effectiveness }) = &outcome.detail.findings else { panic!("{:?}", outcome.detail) };
        assert!((effectiveness[1].expect("two grades") - 1.0 / 3.0).abs() < 1e-15);
        let by_maximum = method.by_maximum_membership().with_grade_values(vec![50.0, 75.0, 90.0]).expect("ascend");
        assert_eq!(by_maximum.score(&rows, &weights).expect("scores").scores.as_slice(), [50.0, 75.0, 90.0]);
    }

    #[test]
    fn memberships_must_run_the_way_of_their_indicator() {
        let weights = Weights::new([("a", 0.5), ("b", 0.5)]).expect("valid");
        let code = |memberships: Vec<(&str, Membership)>| {
            let method = FuzzyEvaluation::by_indicator(memberships).expect("memberships");
            method.score(&matrix(&[[1.0, 2.0]]), &weights).unwrap_err().code()
        };
        assert_eq!(code(vec![("a", membership(&[0.0, 1.0])), ("b", membership(&[0.0, 1.0]))]), "invalid-setting");
        assert_eq!(code(vec![("a", membership(&[1.0, 0.0])), ("b", membership(&[1.0, 0.0]))]), "invalid-setting");
        assert_eq!(code(vec![("a", membership(&[0.0, 1.0]))]), "unknown");
        let refused = |memberships: Vec<(&str, Membership)>| FuzzyEvaluation::by_indicator(memberships).unwrap_err().code();
        assert_eq!(refused(vec![]), "too-few");
        assert_eq!(refused(vec![("a", membership(&[0.0, 1.0])), ("b", membership(&[0.0, 1.0, 2.0]))]), "length");
        assert_eq!(refused(vec![("a", membership(&[0.0, 1.0])), ("a", membership(&[0.0, 1.0]))]), "duplicate");
        assert_eq!(FuzzyEvaluation::new(membership(&[1.0, 0.0])).unwrap_err().code(), "invalid-setting");
        let two = FuzzyEvaluation::new(membership(&[0.0, 1.0])).expect("ascends");
        assert_eq!(two.clone().with_grade_values(vec![1.0]).unwrap_err().code(), "length");
        assert_eq!(two.with_grade_values(vec![1.0, 0.0]).unwrap_err().code(), "invalid-setting");
    }

    #[test]
    fn given_memberships_know_no_outside() {
        let method =
            FuzzyEvaluation::by_indicator([("a", membership(&[0.0, 10.0])), ("b", membership(&[10.0, 0.0]))]).expect("valid");
        let weights = Weights::new([("a", 0.5), ("b", 0.5)]).expect("valid");
        let fitted = method.fit(&matrix(&[[5.0, 5.0]])).expect("one unit is enough");
        assert_eq!((fitted.bounds(0), fitted.within(0, 9.0)), (None, 9.0));
        assert_eq!(fitted.score(&matrix(&[[7.5, 2.5]]), &weights).expect("scores").scores.as_slice(), [0.75]);
    }
}
