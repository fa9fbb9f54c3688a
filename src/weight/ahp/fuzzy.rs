//! Fuzzy AHP after Buckley (模糊层次分析法).

use serde::{Deserialize, Serialize};

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::table::Sample;

use super::super::{Weigh, Weighing, WeighingDetail, named};
use super::consistency::Consistency;
use super::judgement::JudgementMatrix;
use super::priority::{Priority, lambda_max};
use super::random_index::{RandomIndex, index};
use super::{DEFAULT_LIMIT, checked_limit};

pub(in super::super) const INFO: MethodInfo = MethodInfo {
    name: "fuzzy-ahp",
    en: "Fuzzy AHP (Buckley)",
    zh: "模糊层次分析法",
    source: "Buckley (1985), Fuzzy hierarchical analysis, Fuzzy Sets and Systems 17",
    needs: Needs::Names,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// A triangular fuzzy number (三角模糊数): `low ≤ mode ≤ high`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triangle {
    /// The least it may be.
    pub low: f64,
    /// What it most likely is.
    pub mode: f64,
    /// The most it may be.
    pub high: f64,
}

impl Triangle {
    /// The centroid `(low + mode + high)/3`.
    pub fn centroid(self) -> f64 {
        (self.low + self.mode + self.high) / 3.0
    }

    /// The graded mean `(low + 4 mode + high)/6`.
    pub fn graded_mean(self) -> f64 {
        (self.low + 4.0 * self.mode + self.high) / 6.0
    }
}

/// Weights from fuzzy pairwise judgements (模糊层次分析法), after Buckley.
///
/// # Formula
/// Judgements are triangular numbers, `a_ji = (1/high, 1/mode, 1/low)`. `r_i` is the geometric mean of row i, part by part;
/// `w_i = (low r_i / Σ high r, mode r_i / Σ mode r, high r_i / Σ low r)`; the weights are the centroids, divided by their sum.
///
/// # Result
/// Weights on the simplex; the detail holds the fuzzy weights and the consistency of the matrix of modes (eigenvector), with that of the
/// graded means beside it, which some libraries print instead. A ratio of the modes above the limit (0.1), and modes outside 1/9 to 9, are
/// told in notices; the ends of a judgement may lie beyond, as in (8, 9, 10).
///
/// # Errors
/// [`Error::Length`] unless there are as many indicators as the matrix has rows; [`Error::Undefined`] for an order the table of random
/// indices doesn't reach.
///
/// # Reference
/// Buckley (1985), *Fuzzy Sets and Systems* 17(3). Chang's extent analysis is left out: it is known to give weights of zero to things that
/// matter.
///
/// # Example
/// Judgements without fuzziness give back the geometric mean priorities.
/// ```
/// use governance_efficacy::weight::ahp::{FuzzyAhp, Triangle};
/// use governance_efficacy::weight::Weigh;
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let crisp = |a: f64| Triangle { low: a, mode: a, high: a };
/// let fuzzy = FuzzyAhp::from_upper(&[vec![crisp(2.0), crisp(4.0)], vec![crisp(2.0)]])?;
/// let criteria = ["a", "b", "c"].map(|key| (key, Direction::Benefit));
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0, 3.0]])?;
/// let weights = fuzzy.weigh(&matrix)?.weights;
/// assert!((weights.as_slice()[0] - 4.0 / 7.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FuzzyAhp {
    /// Of the least, the likeliest and the greatest judgements; not reciprocal each by itself, but for the modes.
    low: Vec<Vec<f64>>,
    modes: JudgementMatrix,
    high: Vec<Vec<f64>>,
    names: Option<Vec<Key>>,
    random_index: RandomIndex,
    limit: f64,
}

/// What fuzzy AHP found on the way (模糊层次分析过程).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FuzzyDetail {
    /// Fuzzy weights, in the order of the weights.
    pub fuzzy_weights: Vec<Triangle>,
    /// Consistency of the modes.
    pub consistency: Consistency,
    /// Consistency ratio of the graded means with the weights found.
    pub graded_consistency_ratio: f64,
}

impl FuzzyAhp {
    /// From the rows of the upper triangle, without the diagonal.
    ///
    /// # Errors
    /// [`Error::Judgement`] for a judgement that is not positive and finite or not ordered, and as [`JudgementMatrix::from_upper`].
    pub fn from_upper<R: AsRef<[Triangle]>>(upper: &[R]) -> Result<Self, Error> {
        let part = |of: fn(&Triangle) -> f64| -> Result<JudgementMatrix, Error> {
            let rows: Vec<Vec<f64>> = upper.iter().map(|row| row.as_ref().iter().map(of).collect()).collect();
            JudgementMatrix::from_upper(&rows)
        };
        let (low, modes, high) = (part(|t| t.low)?, part(|t| t.mode)?, part(|t| t.high)?);
        for (i, row) in upper.iter().enumerate() {
            for (k, t) in row.as_ref().iter().enumerate() {
                if !(t.low <= t.mode && t.mode <= t.high) {
                    return Err(Error::Judgement {
                        row: i + 1,
                        column: i + k + 2,
                        problem: format!("[{}, {}, {}] is not in order", t.low, t.mode, t.high),
                        remedy: "give the least, the likeliest and the greatest value, in that order".to_owned(),
                    });
                }
            }
        }
        // Below the diagonal the reciprocal of the greatest is the least.
        let crossed = |above: &JudgementMatrix, below: &JudgementMatrix| {
            let pick = |i: usize, j: usize| if i <= j { above.get(i, j) } else { below.get(i, j) }.unwrap_or(1.0);
            (0..above.order()).map(|i| (0..above.order()).map(|j| pick(i, j)).collect()).collect()
        };
        Ok(Self {
            low: crossed(&low, &high),
            high: crossed(&high, &low),
            modes,
            names: None,
            random_index: RandomIndex::default(),
            limit: DEFAULT_LIMIT,
        })
    }

    /// Names the rows of the matrix, so that their order need not be that of the indicators.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one name a row; [`Error::Duplicate`] and [`Error::InvalidKey`] for the names.
    pub fn with_names<K: AsRef<str>>(mut self, names: impl IntoIterator<Item = K>) -> Result<Self, Error> {
        let names = named::keys("name in the judgement matrix", names)?;
        if names.len() != self.order() {
            let what = "names of the judgement matrix".to_owned();
            return Err(Error::Length { what, expected: self.order(), found: names.len() });
        }
        self.names = Some(names);
        Ok(self)
    }

    /// Sets the table of random indices.
    #[must_use]
    pub fn with_random_index(mut self, random_index: RandomIndex) -> Self {
        self.random_index = random_index;
        self
    }

    /// Sets the consistency ratio of the modes above which a notice is given.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless it is positive and finite.
    pub fn with_limit(mut self, limit: f64) -> Result<Self, Error> {
        self.limit = checked_limit(limit)?;
        Ok(self)
    }

    /// Number of things compared.
    pub fn order(&self) -> usize {
        self.modes.order()
    }

    fn triangle(&self, i: usize, j: usize) -> Triangle {
        Triangle { low: self.low[i][j], mode: self.modes.get(i, j).unwrap_or(1.0), high: self.high[i][j] }
    }

    fn fuzzy_weights(&self) -> Vec<Triangle> {
        let n = self.order() as f64;
        let mean = |row: &[f64]| (row.iter().map(|a| a.ln()).sum::<f64>() / n).exp();
        let rows = self.low.iter().zip(self.modes.rows()).zip(&self.high);
        let means: Vec<Triangle> =
            rows.map(|((low, mode), high)| Triangle { low: mean(low), mode: mean(mode), high: mean(high) }).collect();
        let total = |of: fn(&Triangle) -> f64| means.iter().map(of).sum::<f64>();
        let (low, mode, high) = (total(|t| t.low), total(|t| t.mode), total(|t| t.high));
        means.iter().map(|t| Triangle { low: t.low / high, mode: t.mode / mode, high: t.high / low }).collect()
    }

    pub(in super::super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let upper = reader.required("upper")?;
        let rows = upper.list()?.iter().map(read_row).collect::<Result<Vec<_>, _>>()?;
        let fuzzy = Self::from_upper(&rows).map_err(|e| upper.error(e))?;
        let table = reader.optional("random-index").map(|e| RandomIndex::read(&e));
        let mut fuzzy = fuzzy.with_random_index(table.transpose()?.unwrap_or_default());
        if let Some(limit) = reader.optional("limit") {
            fuzzy = fuzzy.with_limit(limit.number()?).map_err(|e| limit.error(e))?;
        }
        match reader.optional("names") {
            None => Ok(fuzzy),
            Some(names) => fuzzy.with_names(named::read_names(&names)?).map_err(|e| names.error(e)),
        }
    }

    pub(in super::super) fn write(&self) -> TableBuilder {
        let row = |i: usize| -> Value {
            let cells = (i + 1..self.order()).map(|j| self.triangle(i, j));
            cells.map(|t| vec![t.low, t.mode, t.high].into()).collect::<Vec<Value>>().into()
        };
        let upper: Vec<Value> = (0..self.order() - 1).map(row).collect();
        TableBuilder::default()
            .with("upper", upper)
            .with_some("names", self.names.as_deref().map(named::write_names))
            .with("random-index", self.random_index.write())
            .with("limit", self.limit)
    }
}

/// One row of `[low, mode, high]`.
fn read_row(row: &Entry<'_>) -> Result<Vec<Triangle>, Error> {
    let read = |entry: &Entry<'_>| match entry.numbers()?[..] {
        [low, mode, high] => Ok(Triangle { low, mode, high }),
        ref parts => {
            let what = "parts of a fuzzy judgement [low, mode, high]".to_owned();
            Err(entry.error(Error::Length { what, expected: 3, found: parts.len() }))
        }
    };
    row.list()?.iter().map(read).collect()
}

impl Weigh for FuzzyAhp {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        let family: Vec<Key> = sample.family();
        if family.len() != self.order() {
            let what = "indicators for the judgement matrix".to_owned();
            return Err(Error::Length { what, expected: self.order(), found: family.len() });
        }
        let fuzzy_weights = self.fuzzy_weights();
        let mut centroids: Vec<f64> = fuzzy_weights.iter().map(|t| t.centroid()).collect();
        super::priority::normalize(&mut centroids);
        let consistency = self.modes.priorities(Priority::Eigenvector, self.random_index)?.consistency;
        let pairs = (0..self.order()).flat_map(|i| (0..self.order()).map(move |j| (i, j)));
        let graded: Vec<f64> = pairs.map(|(i, j)| self.triangle(i, j).graded_mean()).collect();
        let graded_index = index(self.order(), lambda_max(&graded, &centroids));
        let graded_consistency_ratio = if self.order() <= 2 { 0.0 } else { graded_index / consistency.random_index };
        let ratio = consistency.consistency_ratio;
        let detail = WeighingDetail::FuzzyAhp(FuzzyDetail { fuzzy_weights, consistency, graded_consistency_ratio });
        let mut weighing = named::weigh(INFO.name, self.names.as_deref().unwrap_or(&family), &centroids, &sample, detail)?;
        if ratio > self.limit {
            weighing.notices.push(Notice::Inconsistent { ratio, limit: self.limit });
        }
        let outside = self.modes.outside_saaty_scale();
        if outside > 0 {
            weighing.notices.push(Notice::OutsideSaatyScale { judgements: outside });
        }
        Ok(weighing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DecisionMatrix, Direction};

    fn notices(fuzzy: &FuzzyAhp) -> Vec<Notice> {
        let criteria = ["a", "b", "c"].map(|key| (key, Direction::Benefit));
        fuzzy.weigh(&DecisionMatrix::from_rows(&criteria, &[[1.0; 3]]).expect("a matrix")).expect("weights").notices
    }

    #[test]
    fn what_is_told_is_told_as_for_crisp_judgements() {
        let wide = |mode: f64| Triangle { low: mode - 1.0, mode, high: mode + 1.0 };
        // 2 · 4 against 8 is consistent; 9 has an end beyond the scale.
        let judged = |a: f64, b: f64, c: f64| FuzzyAhp::from_upper(&[vec![wide(a), wide(b)], vec![wide(c)]]).expect("ordered");
        assert_eq!(notices(&judged(2.0, 8.0, 4.0)), []);
        assert_eq!(notices(&judged(3.0, 9.0, 3.0)), []);
        assert_eq!(notices(&judged(4.0, 12.0, 3.0)), [Notice::OutsideSaatyScale { judgements: 1 }]);
        // 9 · 9 against 2.
        let wild = judged(9.0, 2.0, 9.0);
        assert!(matches!(notices(&wild)[..], [Notice::Inconsistent { limit: DEFAULT_LIMIT, .. }]));
        assert_eq!(notices(&wild.clone().with_limit(10.0).expect("positive")), []);
        assert_eq!(wild.with_limit(0.0).unwrap_err().code(), "invalid-setting");
    }

    #[test]
    fn the_centroid_is_the_mean_and_what_is_out_of_order_is_told_with_its_place() {
        assert_eq!(Triangle { low: 1.0, mode: 2.0, high: 6.0 }.centroid(), 3.0);
        let of = |low: f64, mode: f64, high: f64| Triangle { low, mode, high };
        let right = of(1.0, 2.0, 3.0);
        let error = FuzzyAhp::from_upper(&[vec![right, right], vec![of(2.0, 1.0, 3.0)]]).unwrap_err();
        assert!(matches!(error, Error::Judgement { row: 2, column: 3, .. }), "{error}");
        let error = FuzzyAhp::from_upper(&[vec![right, of(1.0, 4.0, 3.0)], vec![right]]).unwrap_err();
        assert!(matches!(error, Error::Judgement { row: 1, column: 3, .. }), "{error}");
    }
}
