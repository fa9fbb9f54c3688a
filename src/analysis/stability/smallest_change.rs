//! The smallest change of weights that brings one unit level with another (最小权重变动).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::Key;
use crate::model::Fitted;
use crate::numeric::{length, sum_by};
use crate::score::ScoreMethod;
use crate::table::{DecisionMatrix, IndicatorTable, Row};
use crate::weight::Weights;

use super::nearest::{city_block, euclidean};
use super::stage::Stage;

/// How the change of weights is measured (变动度量).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Norm {
    /// `√Σ(v − w)²` (欧氏距离): many weights change a little.
    #[default]
    Euclidean,
    /// `Σ|v − w|` (城市街区距离): few weights change; half of it is the weight that was moved.
    CityBlock,
}

/// The smallest change of the weights, all of them free, after which one unit scores at least as high as another (最小权重变动).
///
/// # Formula
/// With a weighted sum the lead of unit `i` over unit `k` is `Σ_j c_j w_j`, `c_j = s_ij − s_kj` being the difference where all
/// weight is on `j`. Sought is the point `v` of the simplex nearest to `w` with `Σ_j c_j v_j ≥ 0`: by the Euclidean distance a
/// quadratic program, solved exactly along its multiplier; by the city-block distance a linear program, in which weight moves
/// from where `i` loses most to where it gains most.
///
/// # Result
/// [`Reach::Possible`] holds the weights, at which the two tie. [`Reach::Impossible`] if the other is ahead on every indicator,
/// so that no weights do it. The Euclidean answer is unique; the city-block distance is, its weights need not be.
///
/// # Errors
/// [`Error::Undefined`] for a score that is no weighted sum of its indicators; [`Error::Unknown`] for a unit that is not there.
///
/// # Complexity
/// O(m²) after m + 1 passes over the units, one for each indicator.
///
/// # Reference
/// Wolters & Mareschal (1995), Novel types of sensitivity analysis for additive MCDM methods, *European Journal of Operational
/// Research* 81(2), 281–290, for the least change of weights under which a unit comes first.
///
/// # Example
/// By hand: East leads West by `c = (0.2, −0.3, −0.4)`, with the weights `(0.5, 0.3, 0.2)` by −0.07. Moving weight from the third
/// to the first gains 0.6 a unit, so 0.07/0.6 must move. In Euclidean terms the change is along `c` less its mean −1/6, `(11, −4,
/// −7)/30`, whose squares sum to 186/900, so its length is `0.07/√(186/900)`.
/// ```
/// use governance_efficacy::analysis::stability::{Norm, Reach, SmallestChange};
/// use governance_efficacy::prepare::Normalization;
/// use governance_efficacy::score::WeightedSum;
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = ["a", "b", "c"].map(|key| (key, Direction::Benefit));
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[0.7, 0.3, 0.2], [0.5, 0.6, 0.6]])?.with_units(["East", "West"])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.3), ("c", 0.2)])?;
/// let sum = WeightedSum::default().with_normalization(Normalization::None);
///
/// let least = SmallestChange::of_matrix(sum.clone(), &matrix, &weights, ("East", "West"), None, Norm::CityBlock)?;
/// let Reach::Possible { weights: moved, distance } = least.reach else { panic!("East is ahead in a") };
/// assert!((distance - 2.0 * 0.07 / 0.6).abs() < 1e-12);
/// assert!((moved.as_slice()[2] - (0.2 - 0.07 / 0.6)).abs() < 1e-12 && moved.as_slice()[1] == 0.3);
///
/// let least = SmallestChange::of_matrix(sum, &matrix, &weights, ("East", "West"), None, Norm::Euclidean)?;
/// let Reach::Possible { distance, .. } = least.reach else { panic!("East is ahead in a") };
/// assert!((distance - 0.07 / (186.0_f64 / 900.0).sqrt()).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmallestChange {
    /// The unit that is to draw level.
    pub unit: String,
    /// The unit it is compared with.
    pub over: String,
    /// How the change is measured.
    pub norm: Norm,
    /// The weights as they are.
    pub before: Weights,
    /// Score of the unit less that of the other, with the weights as they are, in terms of which more is better.
    pub lead: f64,
    /// For all weight on each indicator in turn, score of the unit less that of the other.
    pub lead_by: Vec<(Key, f64)>,
    /// What it takes.
    pub reach: Reach,
}

/// Whether and where a unit draws level (能否追平).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reach", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Reach {
    /// It scores as high with the weights as they are (已不落后).
    Already {},
    /// With these weights the two tie (可追平).
    Possible {
        /// The weights.
        weights: Weights,
        /// How far they are from those before.
        distance: f64,
    },
    /// With no weights: the other is ahead on every indicator (被支配，无法追平).
    Impossible {
        /// The indicator on which it is least behind.
        indicator: Key,
        /// How far it is behind even with all weight there.
        behind: f64,
    },
}

impl SmallestChange {
    /// For a pair of units of `matrix`: the one that is to draw level, and the one it is compared with. `period` is theirs, if
    /// the matrix has periods.
    ///
    /// # Errors
    /// Those above, and what `method` refuses.
    pub fn of_matrix(
        method: impl Into<ScoreMethod>,
        matrix: &DecisionMatrix,
        weights: &Weights,
        pair: (&str, &str),
        period: Option<Period>,
        norm: Norm,
    ) -> Result<Self, Error> {
        Self::of_stage(&Stage::of_matrix(&method.into(), matrix, weights)?, pair, period, norm)
    }

    /// For a pair of units of `table`, in the ranking by the whole, if the weights of the children of `node` may change.
    ///
    /// # Errors
    /// Those above, and as [`WeightStability::of_node`](super::WeightStability::of_node).
    pub fn of_node(
        fitted: &Fitted,
        table: &IndicatorTable,
        node: &str,
        pair: (&str, &str),
        period: Option<Period>,
        norm: Norm,
    ) -> Result<Self, Error> {
        Self::of_stage(&Stage::of_node(fitted, table, node, fitted.root().as_str())?, pair, period, norm)
    }

    fn of_stage(stage: &Stage<'_>, pair: (&str, &str), period: Option<Period>, norm: Norm) -> Result<Self, Error> {
        if !stage.is_additive {
            return Err(Error::Undefined {
                method: stage.method,
                problem:
                    "the score is no weighted sum of what these weights belong to, so that their least change has no exact answer"
                        .to_owned(),
                remedy:
                    "use weighted-sum, mabac, mairca, moora or spotis without gaps, or look at the intervals of single weights"
                        .to_owned(),
            });
        }
        let (unit, over) = (row_of(stage, pair.0, period)?, row_of(stage, pair.1, period)?);
        let lead = |weights: &[f64]| -> Result<f64, Error> {
            let scores = stage.scores(weights)?;
            let score = |row: usize| scores.get(row).copied().flatten().unwrap_or_default();
            Ok(score(unit) - score(over))
        };
        let now = lead(&stage.weights)?;
        let by = (0..stage.keys.len()).map(|j| lead(&stage.vertex(j))).collect::<Result<Vec<f64>, Error>>()?;
        let most = (0..by.len()).reduce(|most, j| if by[j] > by[most] { j } else { most }).unwrap_or_default();
        let reach = if now >= 0.0 {
            Reach::Already {}
        } else if by[most] < 0.0 {
            Reach::Impossible { indicator: stage.keys[most].clone(), behind: -by[most] }
        } else {
            // In units of the largest, whose squares neither overflow nor vanish.
            let largest = by.iter().fold(0.0_f64, |most, c| most.max(c.abs()));
            let c: Vec<f64> = by.iter().map(|c| c / largest).collect();
            let values = match norm {
                Norm::Euclidean => euclidean(&stage.weights, &c),
                Norm::CityBlock => city_block(&stage.weights, &c),
            };
            let moved: Vec<f64> = values.iter().zip(&stage.weights).map(|(v, w)| v - w).collect();
            let distance = match norm {
                Norm::Euclidean => length(&moved),
                Norm::CityBlock => sum_by(&moved, f64::abs),
            };
            Reach::Possible { weights: weights_of(stage, &values)?, distance }
        };
        Ok(Self {
            unit: stage.name(unit),
            over: stage.name(over),
            norm,
            before: weights_of(stage, &stage.weights)?,
            lead: now,
            lead_by: stage.keys.iter().cloned().zip(by).collect(),
            reach,
        })
    }
}

fn weights_of(stage: &Stage<'_>, values: &[f64]) -> Result<Weights, Error> {
    stage.keys.iter().cloned().zip(values.iter().copied()).collect::<Vec<_>>().try_into()
}

fn row_of(stage: &Stage<'_>, unit: &str, period: Option<Period>) -> Result<usize, Error> {
    let known = || stage.rows.unit_names();
    stage.rows.position(unit, period).ok_or_else(|| match period {
        None if stage.rows.has_periods() => Error::setting("the period", "not given", "name the period of the two units"),
        Some(period) if known().any(|name| name == unit) => {
            let name = Row { unit, period: Some(period) }.to_string();
            let rows: Vec<String> = stage.rows.iter().map(|row| row.to_string()).collect();
            Error::unknown("unit and period", &name, rows.iter().map(String::as_str))
        }
        _ => Error::unknown("unit", unit, known()),
    })
}
