//! Scores (综合评价): one file a method.

pub mod agreement;
mod ranking;
mod topsis;
mod weighted_sum;

use serde::{Deserialize, Serialize};

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::method::MethodInfo;
use crate::notice::Notice;
use crate::prepare::{Normalization, Scale};
use crate::table::{DecisionMatrix, Sample};
use crate::weight::Weights;

pub use ranking::{Orientation, Scores, Ties};
pub(crate) use ranking::{TIES, rank};
pub use topsis::{FittedTopsis, Topsis};
pub use weighted_sum::{FittedWeightedSum, WeightedSum};

/// A way to score units (评价方法).
///
/// ```
/// use governance_efficacy::score::{Score, WeightedSum};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("quality", Direction::Benefit), ("price", Direction::Cost)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[7.0, 20.0], [9.0, 30.0]])?;
/// let weights = Weights::new([("quality", 0.6), ("price", 0.4)])?;
/// let outcome = WeightedSum::default().score(&matrix, &weights)?;
/// assert_eq!(outcome.scores.as_slice(), [0.4, 0.6]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub trait Score {
    /// What it becomes once it has seen data.
    type Fitted: FittedScore;

    /// What the method tells of itself.
    fn info(&self) -> &'static MethodInfo;

    /// Learns the scale from `data`, a [`DecisionMatrix`] or a [`Sample`]. Weights come later, so that one fit serves many weights.
    ///
    /// # Errors
    /// What the normalisation refuses.
    fn fit<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Self::Fitted, Error>;

    /// Scores the units of `matrix` on the scale of that same matrix.
    ///
    /// # Errors
    /// As [`fit`](Score::fit); [`Error::Length`] and [`Error::Unknown`] unless the weights name the criteria of the matrix.
    fn score(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Outcome, Error> {
        self.fit(matrix)?.score(matrix, weights)
    }
}

/// A score method that has learned its scale (已拟合的评价方法): it scores the units it learned from or others, on the frozen scale.
pub trait FittedScore: Sized {
    /// Scores the units of `matrix`, whose criteria are those it was fitted on, in their order.
    ///
    /// # Errors
    /// [`Error::Length`] and [`Error::Unknown`] unless the weights name the criteria of the matrix.
    fn score(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Outcome, Error>;

    /// The same scale for some of the criteria only: those at `columns`.
    #[must_use]
    fn restrict(&self, columns: &[usize]) -> Self;

    /// The scale of each criterion.
    fn scales(&self) -> &[Scale];

    /// The values of criterion `column` the method was fitted on, or for a target or a band their distances from it, where beyond
    /// them it extrapolates.
    fn bounds(&self, column: usize) -> Option<(f64, f64)> {
        self.scales().get(column).and_then(Scale::bounds)
    }

    /// `x` where criterion `column` was fitted on values as good and as bad; else the nearest value that is.
    fn within(&self, column: usize, x: f64) -> f64 {
        self.scales().get(column).map_or(x, |scale| scale.within(x))
    }
}

/// Scores and how they came about (评价结果).
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The scores.
    pub scores: Scores,
    /// What the method found on the way.
    pub detail: ScoreDetail,
    /// What the reader must know.
    pub notices: Vec<Notice>,
}

/// What a score method found on the way (评价过程). Lists are in row order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ScoreDetail {
    /// Nothing beside the scores.
    Plain {},
    /// TOPSIS: distances to the ideal and the anti-ideal point.
    Distances {
        /// Distance `d⁺` to the ideal.
        to_ideal: Vec<f64>,
        /// Distance `d⁻` to the anti-ideal.
        to_anti_ideal: Vec<f64>,
    },
}

/// A score method of this library, as a model document names it (评价方法).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ScoreMethod {
    /// Weighted sum.
    WeightedSum(WeightedSum),
    /// TOPSIS.
    Topsis(Topsis),
}

/// A score method of this library that has learned its scale (已拟合的评价方法).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum FittedScoreMethod {
    /// Weighted sum.
    WeightedSum(FittedWeightedSum),
    /// TOPSIS.
    Topsis(FittedTopsis),
}

impl Default for ScoreMethod {
    fn default() -> Self {
        Self::Topsis(Topsis::default())
    }
}

impl From<WeightedSum> for ScoreMethod {
    fn from(method: WeightedSum) -> Self {
        Self::WeightedSum(method)
    }
}

impl From<Topsis> for ScoreMethod {
    fn from(method: Topsis) -> Self {
        Self::Topsis(method)
    }
}

impl Score for ScoreMethod {
    type Fitted = FittedScoreMethod;

    fn info(&self) -> &'static MethodInfo {
        match self {
            Self::WeightedSum(method) => method.info(),
            Self::Topsis(method) => method.info(),
        }
    }

    fn fit<'a>(&self, data: impl Into<Sample<'a>>) -> Result<FittedScoreMethod, Error> {
        Ok(match self {
            Self::WeightedSum(method) => FittedScoreMethod::WeightedSum(method.fit(data)?),
            Self::Topsis(method) => FittedScoreMethod::Topsis(method.fit(data)?),
        })
    }
}

impl FittedScore for FittedScoreMethod {
    fn score(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Outcome, Error> {
        match self {
            Self::WeightedSum(fitted) => fitted.score(matrix, weights),
            Self::Topsis(fitted) => fitted.score(matrix, weights),
        }
    }

    fn restrict(&self, columns: &[usize]) -> Self {
        match self {
            Self::WeightedSum(fitted) => Self::WeightedSum(fitted.restrict(columns)),
            Self::Topsis(fitted) => Self::Topsis(fitted.restrict(columns)),
        }
    }

    fn scales(&self) -> &[Scale] {
        match self {
            Self::WeightedSum(fitted) => fitted.scales(),
            Self::Topsis(fitted) => fitted.scales(),
        }
    }

    fn bounds(&self, column: usize) -> Option<(f64, f64)> {
        match self {
            Self::WeightedSum(fitted) => fitted.bounds(column),
            Self::Topsis(fitted) => fitted.bounds(column),
        }
    }

    fn within(&self, column: usize, x: f64) -> f64 {
        match self {
            Self::WeightedSum(fitted) => fitted.within(column, x),
            Self::Topsis(fitted) => fitted.within(column, x),
        }
    }
}

impl FittedScoreMethod {
    /// Name of the method, as in a model document.
    pub fn name(&self) -> &'static str {
        match self {
            Self::WeightedSum(_) => weighted_sum::INFO.name,
            Self::Topsis(_) => topsis::INFO.name,
        }
    }

    /// Whether what was read from a file can be used for `columns` criteria.
    pub(crate) fn is_sound(&self, columns: usize) -> bool {
        self.scales().len() == columns
            && self.scales().iter().all(Scale::is_sound)
            && match self {
                Self::WeightedSum(_) => true,
                Self::Topsis(fitted) => fitted.is_sound(),
            }
    }
}

impl ScoreMethod {
    /// What every score method tells of itself, in the order of the documentation.
    pub const INFOS: [&'static MethodInfo; 2] = [&weighted_sum::INFO, &topsis::INFO];

    /// The method, with `normalization` if it names none of its own.
    pub(crate) fn with_default_normalization(&self, normalization: Normalization) -> Self {
        match self {
            Self::WeightedSum(method) => Self::WeightedSum(method.with_default_normalization(normalization)),
            Self::Topsis(method) => Self::Topsis(method.with_default_normalization(normalization)),
        }
    }

    /// The normalisation it uses.
    pub fn normalization(&self) -> Normalization {
        match self {
            Self::WeightedSum(method) => method.normalization(),
            Self::Topsis(method) => method.normalization(),
        }
    }

    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let method = Self::read_fields(&mut reader)?;
        reader.finish()?;
        Ok(method)
    }

    /// Reads the method from a table that may hold other entries too.
    pub(crate) fn read_fields(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let names = Self::INFOS.map(|info| (info.name, info.name));
        match reader.required("method")?.word("score method", &names)? {
            "weighted-sum" => Ok(WeightedSum::read(reader)?.into()),
            _ => Ok(Topsis::read(reader)?.into()),
        }
    }

    pub(crate) fn write(&self) -> Value {
        let fields = match self {
            Self::WeightedSum(method) => method.write(),
            Self::Topsis(method) => method.write(),
        };
        TableBuilder::default().with("method", self.info().name).and(fields).into()
    }
}

/// The scales of all criteria of a sample.
fn fit_scales(normalization: Normalization, sample: &Sample<'_>) -> Result<Vec<Scale>, Error> {
    if sample.columns().is_empty() {
        return Err(Error::TooFew { what: "indicators", needed: 1 });
    }
    sample.columns().iter().map(|column| Scale::fit(normalization, sample, column)).collect()
}

/// Rows worked on at a time: their partial results stay in the first-level cache while the columns pass by.
const BLOCK: usize = 1024;

/// The weights in the order of the criteria, which must be as many as there are scales.
fn matched(matrix: &DecisionMatrix, weights: &Weights, scales: &[Scale]) -> Result<Vec<f64>, Error> {
    let (_, criteria) = matrix.shape();
    if criteria != scales.len() {
        return Err(Error::Length { what: "criteria of the matrix".to_owned(), expected: scales.len(), found: criteria });
    }
    weights.in_order_of(matrix.keys())
}

/// Finite values far enough beyond a frozen scale can still overflow.
fn refuse_overflow(matrix: &DecisionMatrix, scores: &[f64]) -> Result<(), Error> {
    match scores.iter().position(|s| !s.is_finite()) {
        None => Ok(()),
        Some(row) => Err(Error::Undefined {
            method: "the score",
            problem: format!(
                "the values of {} are out of reach of the scale",
                matrix.rows().get(row).map_or("a unit", |r| r.unit)
            ),
            remedy: "set outside = \"clip\", or look for a value in the wrong unit".to_owned(),
        }),
    }
}
