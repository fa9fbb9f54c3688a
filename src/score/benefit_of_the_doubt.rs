//! Benefit of the doubt (疑点利益法).

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::numeric::Extrema;
use crate::prepare::Normalization;

use super::frontier::{Program, Side};
use super::{Aggregation, Findings, Found, Score, ScoreRange, Units, normalization_choice};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "benefit-of-the-doubt",
    en: "Benefit of the doubt",
    zh: "疑点利益法",
    source: "Melyn & Moesen (1991), Towards a synthetic indicator of macroeconomic performance, Public Economics Research Paper 17, KU Leuven",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: false,
};

/// How far beyond 1 a score with the weights of another may be before that unit is taken into its programme.
const BEYOND: f64 = 1e-11;

/// Benefit of the doubt (疑点利益法, BoD): every unit is scored with the weights that suit it best, so long as they give no unit more than
/// 1. It is data envelopment analysis without inputs.
///
/// # Formula
/// `S_o = max Σ_j w_oj r_oj` over `w_o ≥ 0` with `Σ_j w_oj r_kj ≤ 1` for every unit k, `r` normalised, by default with `max`.
///
/// # Options
/// [`with_shares`](Self::with_shares): the share `w_oj r_oj / S_o` of each indicator in the score lies between two ends (Wong & Beasley 1990).
/// [`with_weight_bounds`](Self::with_weight_bounds): the share `w_oj / Σ_k w_ok` of each weight does. In a model document
/// `shares = [0.1, 0.5]` for all indicators, or `shares = { answered = [0.2, 0.6] }` for those named; `weight-bounds` likewise.
///
/// # Result
/// In [0, 1], higher is better. Without shares at least one unit has 1. [`Findings::BenefitOfTheDoubt`] holds the weights of each unit and
/// the shares of its indicators.
///
/// # Edge cases
/// **The weights of the node do not enter**; where they are not equal a notice says so. Without bounds a unit is best that is best in a
/// single indicator, and shows nothing of the others: give shares. Where several weights suit a unit equally well, one set is told. A unit
/// with 0 in an indicator that must have a share scores 0. The zero of the scale matters, so that `min-max`, whose zero is the worst unit,
/// gives another order. There is no frozen scale.
///
/// # Errors
/// What the normalisation refuses; [`Error::Value`] for a value that is negative after it; [`Error::InvalidSetting`] for bounds that no
/// shares meet; [`Error::Unknown`] for bounds of another indicator; [`Error::Undefined`] if the programme of a unit can't be solved.
///
/// # Complexity
/// A few linear programmes a unit, of the indicators and the units on the frontier: about a millisecond each for six indicators, more where
/// many units are on the frontier.
///
/// # Reference
/// Melyn & Moesen (1991), Towards a synthetic indicator of macroeconomic performance, *Public Economics Research Paper* 17, KU Leuven;
/// Cherchye, Moesen, Rogge & Van Puyenbroeck (2007), An introduction to 'benefit of the doubt' composite indicators, *Social Indicators
/// Research* 82; Wong & Beasley (1990), Restricting weight flexibility in data envelopment analysis, *Journal of the Operational Research
/// Society* 41.
///
/// # Example
/// By hand: the first two are best in one indicator each. The third, at ¾ of both, would have with weights 2/3 and 2/3 a score of 1, and
/// the others too: `2/3 · 1 + 2/3 · ½ = 1`. The fourth takes those too: `2/3 (0.5 + 0.7) = 0.8`.
/// ```
/// use governance_efficacy::score::{BenefitOfTheDoubt, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("answered", Direction::Benefit), ("settled", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 0.5], [0.5, 1.0], [0.75, 0.75], [0.5, 0.7]])?;
/// let equal = Weights::equal(matrix.keys().cloned())?;
/// let scores = BenefitOfTheDoubt::default().score(&matrix, &equal)?.scores;
/// assert!(scores.as_slice().iter().zip([1.0, 1.0, 1.0, 0.8]).all(|(s, e)| (s - e).abs() < 1e-12));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BenefitOfTheDoubt {
    normalization: Option<Normalization>,
    shares: Option<ShareBounds>,
    weight_bounds: Option<ShareBounds>,
}

/// Between which shares each of several indicators must lie (份额约束): 0 ≤ low ≤ high ≤ 1.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareBounds(Limits);

#[derive(Debug, Clone, PartialEq)]
enum Limits {
    OfAll(f64, f64),
    ByIndicator(Vec<(Key, f64, f64)>),
}

impl ShareBounds {
    /// The same ends for every indicator.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless 0 ≤ low ≤ high ≤ 1.
    pub fn of_all(low: f64, high: f64) -> Result<Self, Error> {
        let (low, high) = ends("bounds", low, high)?;
        Ok(Self(Limits::OfAll(low, high)))
    }

    /// Key, low and high end of those named; the others are free.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless 0 ≤ low ≤ high ≤ 1; [`Error::InvalidKey`] and [`Error::Duplicate`] for the names.
    pub fn by_indicator<K: AsRef<str>>(bounds: impl IntoIterator<Item = (K, f64, f64)>) -> Result<Self, Error> {
        let mut own: Vec<(Key, f64, f64)> = Vec::new();
        for (key, low, high) in bounds {
            let key = Key::new(key.as_ref())?;
            if own.iter().any(|(known, ..)| *known == key) {
                return Err(Error::Duplicate { what: "bounds of", name: key.to_string() });
            }
            let (low, high) = ends(&format!("the bounds of {:?}", key.as_str()), low, high)?;
            own.push((key, low, high));
        }
        Ok(Self(Limits::ByIndicator(own)))
    }

    fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let pair = |entry: &Entry<'_>| match entry.numbers()?[..] {
            [low, high] => Ok((low, high)),
            ref found => Err(entry.error(Error::Length { what: "low and high end".to_owned(), expected: 2, found: found.len() })),
        };
        if entry.is_list() {
            let (low, high) = pair(entry)?;
            return Self::of_all(low, high).map_err(|e| entry.error(e));
        }
        let own = entry.table()?.all().into_iter().map(|(key, bounds)| pair(&bounds).map(|(low, high)| (key, low, high)));
        Self::by_indicator(own.collect::<Result<Vec<_>, Error>>()?).map_err(|e| entry.error(e))
    }

    fn write(&self) -> Value {
        match &self.0 {
            Limits::OfAll(low, high) => vec![*low, *high].into(),
            Limits::ByIndicator(own) => own
                .iter()
                .fold(TableBuilder::default(), |table, (key, low, high)| table.with(key.as_str(), vec![*low, *high]))
                .into(),
        }
    }

    /// The ends for the criteria of `units`, in their order, if shares that sum to 1 can meet them.
    fn of_units(&self, what: &str, units: &Units<'_>) -> Result<Vec<(f64, f64)>, Error> {
        let count = units.criteria().len();
        let own = match &self.0 {
            Limits::OfAll(low, high) => vec![(*low, *high); count],
            Limits::ByIndicator(own) => {
                let keys: Vec<&Key> = (0..count).map(|j| units.key(j)).collect();
                if let Some((stray, ..)) = own.iter().find(|(key, ..)| !keys.contains(&key)) {
                    return Err(Error::unknown("indicator of the bounds", stray.as_str(), keys.iter().map(|key| key.as_str())));
                }
                let of =
                    |key: &Key| own.iter().find(|(known, ..)| known == key).map_or((0.0, 1.0), |(_, low, high)| (*low, *high));
                keys.into_iter().map(of).collect()
            }
        };
        let (low, high) = own.iter().fold((0.0, 0.0), |(low, high), (l, h)| (low + l, high + h));
        if low > 1.0 + 1e-12 {
            return Err(Error::setting(what, format!("at least {low} together"), "let the low ends sum to no more than 1"));
        }
        if high < 1.0 - 1e-12 {
            return Err(Error::setting(what, format!("at most {high} together"), "let the high ends sum to 1 at least"));
        }
        Ok(own)
    }
}

fn ends(what: &str, low: f64, high: f64) -> Result<(f64, f64), Error> {
    if 0.0 <= low && low <= high && high <= 1.0 {
        return Ok((low, high));
    }
    Err(Error::setting(what, format!("[{low}, {high}]"), "give [low, high] with 0 ≤ low ≤ high ≤ 1"))
}

normalization_choice!(BenefitOfTheDoubt);

impl BenefitOfTheDoubt {
    /// ShareBounds the share of each indicator in the score of a unit; any share if not set.
    #[must_use]
    pub fn with_shares(mut self, shares: ShareBounds) -> Self {
        self.shares = Some(shares);
        self
    }

    /// ShareBounds each weight as a share of the sum of the weights, which are those of the normalised values; any weights if not set.
    #[must_use]
    pub fn with_weight_bounds(mut self, bounds: ShareBounds) -> Self {
        self.weight_bounds = Some(bounds);
        self
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self {
            normalization: super::read_normalization(reader)?,
            shares: reader.optional("shares").map(|entry| ShareBounds::read(&entry)).transpose()?,
            weight_bounds: reader.optional("weight-bounds").map(|entry| ShareBounds::read(&entry)).transpose()?,
        })
    }

    pub(super) fn write(&self) -> TableBuilder {
        super::write_normalization(self.normalization)
            .with_some("shares", self.shares.as_ref().map(ShareBounds::write))
            .with_some("weight-bounds", self.weight_bounds.as_ref().map(ShareBounds::write))
    }
}

/// Values by unit, each as a share of the largest of its indicator, and what the weights must keep.
struct Field {
    rows: Vec<Vec<f64>>,
    largest: Vec<f64>,
    shares: Option<Vec<(f64, f64)>>,
    weight_bounds: Option<Vec<(f64, f64)>>,
}

impl Field {
    /// The weights that suit `unit` best, so long as they give no unit of `frontier` more than 1.
    fn best(&self, unit: usize, frontier: &[usize]) -> Result<Vec<f64>, String> {
        let own = &self.rows[unit];
        let mut program = Program::maximize(own.clone());
        for &other in std::iter::once(&unit).chain(frontier.iter().filter(|&&other| other != unit)) {
            program.add(self.rows[other].clone(), Side::AtMost, 1.0);
        }
        // Shares of the score, w r, or of the sum of the weights, w over what the values were divided by.
        let reciprocals: Vec<f64> = self.largest.iter().map(|largest| 1.0 / largest).collect();
        for (bounds, parts) in [(&self.shares, own), (&self.weight_bounds, &reciprocals)] {
            for (j, &(low, high)) in bounds.iter().flatten().enumerate() {
                let apart = |end: f64| {
                    parts.iter().enumerate().map(|(k, part)| if k == j { part - end * part } else { -end * part }).collect()
                };
                if low > 0.0 {
                    program.add(apart(low), Side::AtLeast, 0.0);
                }
                if high < 1.0 {
                    program.add(apart(high), Side::AtMost, 0.0);
                }
            }
        }
        program.solve()?.ok_or_else(|| "no weights meet the bounds".to_owned())
    }

    /// The weights that suit `unit` best; units that stand in the way of better ones join `frontier`. Few ever do, and the programme
    /// stays small.
    fn weights(&self, unit: usize, frontier: &mut Vec<usize>) -> Result<Vec<f64>, String> {
        loop {
            let weights = self.best(unit, frontier)?;
            let score = |row: &[f64]| -> f64 { row.iter().zip(&weights).map(|(r, w)| r * w).sum() };
            let beyond = (0..self.rows.len())
                .map(|k| (k, score(&self.rows[k])))
                .filter(|(k, s)| *s > 1.0 + BEYOND && !frontier.contains(k) && *k != unit);
            match beyond.max_by(|a, b| a.1.total_cmp(&b.1)) {
                Some((most, _)) => frontier.push(most),
                None => return Ok(weights),
            }
        }
    }
}

impl Score for BenefitOfTheDoubt {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::Max))
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Unit
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Linear
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let columns = units.columns();
        for (j, values) in columns.iter().enumerate() {
            if let Some(row) = values.iter().position(|&r| r < 0.0) {
                let problem = "is negative on the scale of the scores";
                return Err(units.error(row, j, problem, "use min-max or goalposts, or leave the indicator out"));
            }
        }
        let largest: Vec<f64> =
            columns.iter().map(|values| Some(Extrema::of(values).max).filter(|&max| max > 0.0).unwrap_or(1.0)).collect();
        let field = Field {
            rows: (0..units.count())
                .map(|i| columns.iter().zip(&largest).map(|(values, max)| values[i] / max).collect())
                .collect(),
            shares: self.shares.as_ref().map(|bounds| bounds.of_units("shares", units)).transpose()?,
            weight_bounds: self.weight_bounds.as_ref().map(|bounds| bounds.of_units("weight-bounds", units)).transpose()?,
            largest,
        };
        let (mut scores, mut own_weights, mut shares) = (Vec::new(), Vec::new(), Vec::new());
        // The largest value of each indicator, 1 here, keeps its weight to 1 at most.
        let mut frontier: Vec<usize> =
            (0..columns.len()).filter_map(|j| field.rows.iter().position(|row| row[j] >= 1.0)).collect();
        frontier.dedup();
        for (unit, row) in field.rows.iter().enumerate() {
            let scaled = field.weights(unit, &mut frontier).map_err(|problem| Error::Undefined {
                method: INFO.name,
                problem: format!("the programme of {} was not solved ({problem})", units.name(unit)),
                remedy: "look for a value in the wrong unit, or set other bounds".to_owned(),
            })?;
            let parts: Vec<f64> = row.iter().zip(&scaled).map(|(r, w)| r * w).collect();
            let score: f64 = parts.iter().sum();
            scores.push(if score > 1.0 - 1e-12 { 1.0 } else { score });
            shares.push(parts.iter().map(|part| if score > 0.0 { part / score } else { 0.0 }).collect());
            own_weights.push(scaled.iter().zip(&field.largest).map(|(w, max)| w / max).collect());
        }
        let unequal = Extrema::of(weights).range() > 1e-9;
        let notice = unequal.then(|| Notice::WeightsNotUsed { score: INFO.name.to_owned() });
        Ok(Found::scores(scores).with_findings(Findings::BenefitOfTheDoubt { weights: own_weights, shares }).with_notice(notice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Direction;
    use crate::table::DecisionMatrix;
    use crate::weight::Weights;

    fn outcome(method: &BenefitOfTheDoubt, rows: &[[f64; 2]]) -> Result<super::super::Outcome, Error> {
        let matrix = DecisionMatrix::from_rows(&[("a", Direction::Benefit), ("b", Direction::Benefit)], rows)?;
        method.clone().with_normalization(Normalization::None).score(&matrix, &Weights::new([("a", 0.5), ("b", 0.5)])?)
    }

    fn near(found: &[f64], expected: &[f64]) -> bool {
        found.len() == expected.len() && found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-12)
    }

    #[test]
    fn every_unit_has_its_own_weights() {
        // Each of the first two is best in one; the third is half of the first in everything.
        let found = outcome(&BenefitOfTheDoubt::default(), &[[4.0, 1.0], [1.0, 2.0], [2.0, 0.5]]).expect("scores");
        assert!(near(found.scores.as_slice(), &[1.0, 1.0, 0.5]), "{:?}", found.scores);
        let Some(Findings::BenefitOfTheDoubt { weights, shares }) = found.detail.findings else { panic!("{:?}", found.detail) };
        for (row, (w, share)) in [[4.0, 1.0], [1.0, 2.0], [2.0, 0.5]].iter().zip(weights.iter().zip(&shares)) {
            let parts = [w[0] * row[0], w[1] * row[1]];
            assert!(near(share, &parts.map(|part| part / (parts[0] + parts[1]))));
        }
        assert!(found.notices.is_empty(), "equal weights leave nothing to tell");
    }

    #[test]
    fn another_zero_gives_another_score() {
        // The third has half of the first in everything; from another zero 12 of 14.
        let third = |rows| outcome(&BenefitOfTheDoubt::default(), rows).expect("scores").scores.as_slice()[2];
        assert!(near(&[third(&[[4.0, 1.0], [1.0, 2.0], [2.0, 0.5]])], &[0.5]));
        assert!(third(&[[14.0, 1.0], [11.0, 2.0], [12.0, 0.5]]) > 0.8);
    }

    #[test]
    fn shares_bind_the_score_of_each_unit() {
        // Half and half: w_a = w_b/10 for the first, and with these the second has 0.1 w_a + 10 w_a = 1; so S = 2 w_a = 2/10.1.
        let shares = BenefitOfTheDoubt::default().with_shares(ShareBounds::of_all(0.5, 0.5).expect("ends"));
        let found = outcome(&shares, &[[1.0, 0.1], [0.1, 1.0]]).expect("scores");
        assert!(near(found.scores.as_slice(), &[2.0 / 10.1; 2]), "{:?}", found.scores);
        let Some(Findings::BenefitOfTheDoubt { shares, .. }) = found.detail.findings else { panic!("{:?}", found.detail) };
        assert!(shares.iter().all(|share| near(share, &[0.5, 0.5])));
        // At least 40 % from b: 0.4 S = w_b and 0.6 S = w_a for the first, which alone bounds it: 0.1 · 0.6 S/1 + 1 · 0.4 S/0.1 ≤ 1.
        let shares = BenefitOfTheDoubt::default().with_shares(ShareBounds::by_indicator([("b", 0.4, 1.0)]).expect("ends"));
        let found = outcome(&shares, &[[1.0, 0.1], [0.1, 1.0]]).expect("scores");
        assert!(near(&found.scores.as_slice()[..1], &[1.0 / 4.06]), "{:?}", found.scores);
        // A unit with nothing of what must have a share has no score to share.
        let found = outcome(&shares, &[[1.0, 0.0], [0.1, 1.0]]).expect("scores");
        assert_eq!(found.scores.as_slice()[0], 0.0);
    }

    #[test]
    fn weights_that_are_all_bound_are_a_weighted_sum() {
        // Equal weights: sums 5, 3, 2.5 of the largest, 5; with ¾ on a: 13/4, 5/4, 13/8 of 13/4.
        let rows = [[4.0, 1.0], [1.0, 2.0], [2.0, 0.5]];
        let equal = BenefitOfTheDoubt::default().with_weight_bounds(ShareBounds::of_all(0.5, 0.5).expect("ends"));
        assert!(near(outcome(&equal, &rows).expect("scores").scores.as_slice(), &[1.0, 0.6, 0.5]));
        let fixed =
            BenefitOfTheDoubt::default().with_weight_bounds(ShareBounds::by_indicator([("a", 0.75, 0.75)]).expect("ends"));
        assert!(near(outcome(&fixed, &rows).expect("scores").scores.as_slice(), &[1.0, 5.0 / 13.0, 0.5]));
    }

    #[test]
    fn what_no_weights_can_meet_is_refused() {
        let rows = [[4.0, 1.0], [1.0, 2.0]];
        let code = |method: &BenefitOfTheDoubt| outcome(method, &rows).unwrap_err().code();
        let default = BenefitOfTheDoubt::default();
        assert_eq!(code(&default.clone().with_shares(ShareBounds::of_all(0.6, 0.8).expect("ends"))), "invalid-setting");
        assert_eq!(code(&default.clone().with_weight_bounds(ShareBounds::of_all(0.1, 0.4).expect("ends"))), "invalid-setting");
        assert_eq!(code(&default.clone().with_shares(ShareBounds::by_indicator([("c", 0.1, 0.4)]).expect("ends"))), "unknown");
        for (low, high) in [(-0.1, 0.5), (0.5, 0.4), (0.5, 1.1), (f64::NAN, 1.0)] {
            assert_eq!(ShareBounds::of_all(low, high).unwrap_err().code(), "invalid-setting");
        }
        assert_eq!(ShareBounds::by_indicator([("a", 0.0, 1.0), ("a", 0.0, 1.0)]).unwrap_err().code(), "duplicate");
        let negative = outcome(&default, &[[4.0, -1.0], [1.0, 2.0]]).unwrap_err();
        assert!(negative.code() == "value" && negative.to_string().contains("\"b\""), "{negative}");
    }

    #[test]
    fn unequal_weights_are_told_to_have_no_part() {
        let matrix =
            DecisionMatrix::from_rows(&[("a", Direction::Benefit), ("b", Direction::Benefit)], &[[4.0, 1.0], [1.0, 2.0]]);
        let weights = Weights::new([("a", 0.9), ("b", 0.1)]).expect("valid");
        let found = BenefitOfTheDoubt::default().score(&matrix.expect("valid"), &weights).expect("scores");
        assert_eq!(found.notices, [Notice::WeightsNotUsed { score: INFO.name.to_owned() }]);
    }
}
