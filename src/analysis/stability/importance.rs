//! What each indicator really counts for (实际重要性).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::Key;
use crate::model::Fitted;
use crate::numeric::{Extrema, pearson, sum};
use crate::prepare::normalize::oriented;
use crate::score::ScoreMethod;
use crate::table::{DecisionMatrix, IndicatorTable};
use crate::weight::Weights;

use super::local_linear::Abscissa;
use super::stage::Stage;

/// How much of the variation of a score each indicator explains, against its weight (实际重要性与名义权重).
///
/// A weight is not an importance: an indicator that varies little, or against the others, counts for less than its weight says,
/// one that others move with for more. Two measures, both 0 to 1:
///
/// # Formula
/// * `r²`, the squared correlation of indicator and score: what a straight line explains.
/// * `η² = Var(E(y|x)) / Var(y)`, Pearson's correlation ratio: what any curve explains, so that `η² ≥ r²` in truth. It is the
///   first-order sensitivity index, the main effect, of the indicator.
///
/// Shares are each measure over its sum, to be compared with weights. They are equal to the squares of weights over their sum
/// where indicators have equal variances and no correlation under a weighted sum; even there the larger of two weights counts for
/// more than it says.
///
/// # Estimator
/// `E(y|x)` is a local linear regression with a Gaussian kernel; `η²` is the sum of its squared deviations from its mean over
/// that of the scores. The bandwidth is, of 0.025 to 3.2 standard deviations in steps of a third of an octave and the straight
/// line, the one with the least squared error of units left out in turn, the widest of those within 10⁻⁹ of it. More than 256
/// distinct values are first taken together with neighbors, in groups of equal number. Where the line is chosen `η² = r²`. Bias:
/// the curve follows noise, which adds up to about `(d − 1)/(n − 1) (1 − η²)`, with the stated degrees of freedom `d`; it smooths
/// bends, which takes away. With few units a small `η²` is mostly noise.
///
/// # Input
/// An indicator enters as it is in the table, a target or a band by the closeness to it; a node beneath by its scores as they
/// climb. Rows of all periods are taken together: [`IndicatorTable::in_periods`] chooses. Rows without the value or the score are
/// left out.
///
/// # Edge cases
/// An indicator that doesn't vary explains nothing: both measures are 0.
///
/// # Errors
/// [`Error::TooFew`] for an indicator with fewer than three rows, [`Error::Undefined`] if the score is the same everywhere.
///
/// # Complexity
/// O(m (n log n + 23 g²)), `g` the lesser of n and 256.
///
/// # Reference
/// Paruolo, Saisana & Saltelli (2013), Ratings and rankings: voodoo or science?, *Journal of the Royal Statistical Society A*
/// 176(3), 609–634; Fan & Gijbels (1996), *Local Polynomial Modelling and Its Applications*.
///
/// # Example
/// No published value is at hand. By hand: x and y vary alike and are uncorrelated, so the score `0.6 x + 0.4 y` has the variance
/// `(0.36 + 0.16)/4`, of which x explains `0.36/0.52`. Each has two values only, where every curve is a line, so `η² = r²`.
/// ```
/// use governance_efficacy::analysis::stability::Importance;
/// use governance_efficacy::score::WeightedSum;
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("x", Direction::Benefit), ("y", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])?;
/// let weights = Weights::new([("x", 0.6), ("y", 0.4)])?;
/// let importance = Importance::of_matrix(WeightedSum::default(), &matrix, &weights)?;
/// let x = &importance.indicators[0];
/// assert!((x.linear - 0.36 / 0.52).abs() < 1e-12 && (x.main_effect - x.linear).abs() < 1e-12);
/// assert!((importance.largest_gap - (0.36 / 0.52 - 0.6)).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Importance {
    /// The node whose score is explained; none for a matrix.
    pub node: Option<Key>,
    /// The indicators or children, in order.
    pub indicators: Vec<IndicatorImportance>,
    /// The largest of `|share of η² − weight|`.
    pub largest_gap: f64,
}

/// What one indicator really counts for (单项实际重要性).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorImportance {
    /// The indicator or child.
    pub indicator: Key,
    /// Its nominal weight (名义权重).
    pub weight: f64,
    /// Rows with both the value and the score.
    pub rows: usize,
    /// `r²`, 0 to 1 (线性解释度).
    pub linear: f64,
    /// `r²` over its sum.
    pub linear_share: f64,
    /// `η²`, 0 to 1 (相关比，主效应).
    pub main_effect: f64,
    /// `η²` over its sum.
    pub main_effect_share: f64,
    /// Bandwidth of the curve in standard deviations of the indicator; none for the straight line, or where the indicator doesn't
    /// vary.
    pub bandwidth: Option<f64>,
    /// Degrees of freedom of the curve: 2 for a line, 1 for a mean.
    pub degrees_of_freedom: f64,
}

/// Values of an indicator, with gaps.
pub(super) type Values = (Key, Vec<Option<f64>>);

impl Importance {
    /// Of each criterion of `matrix` for the score by `method` with `weights`.
    ///
    /// # Errors
    /// Those above, what `method` refuses, and [`Error::Length`] and [`Error::Unknown`] unless the weights name the criteria.
    pub fn of_matrix(method: impl Into<ScoreMethod>, matrix: &DecisionMatrix, weights: &Weights) -> Result<Self, Error> {
        let stage = Stage::of_matrix(&method.into(), matrix, weights)?;
        Self::explain(None, &values_of_matrix(matrix), &stage.weights, &stage.scores(&stage.weights)?)
    }

    /// Of each child of `node` for the score of `node`.
    ///
    /// # Errors
    /// Those above, [`Error::Unknown`] if nothing is scored at a node of that name, and as [`Fitted::score`].
    pub fn of_node(fitted: &Fitted, table: &IndicatorTable, node: &str) -> Result<Self, Error> {
        let stage = Stage::of_node(fitted, table, node, node)?;
        let (scores, values) = (stage.scores(&stage.weights)?, values_of_node(fitted, table, node)?);
        Self::explain(Some(fitted.node_key(node)?), &values, &stage.weights, &scores)
    }

    /// Of each indicator for the score of the whole, against its weight in the whole.
    ///
    /// # Errors
    /// Those above, and as [`Fitted::score`].
    pub fn of_model(fitted: &Fitted, table: &IndicatorTable) -> Result<Self, Error> {
        let view = fitted.view(table, fitted.root().as_str())?;
        let leaves = fitted.leaf_columns(table)?;
        let weights: Vec<f64> = leaves.iter().map(|(_, _, weight)| *weight).collect();
        let values: Vec<Values> = leaves.into_iter().map(|(column, direction, _)| values_of_column(&column, direction)).collect();
        Self::explain(Some(fitted.root()), &values, &weights, &view.scores)
    }

    fn explain(node: Option<&Key>, values: &[Values], weights: &[f64], scores: &[Option<f64>]) -> Result<Self, Error> {
        let mut indicators = Vec::with_capacity(values.len());
        for ((key, values), &weight) in values.iter().zip(weights) {
            let pairs = Pairs::of(key, values, scores)?;
            let linear = pearson(&pairs.x, &pairs.y).map_or(0.0, |r| r * r);
            let abscissa = Abscissa::of(&pairs.x);
            let bandwidth = abscissa.as_ref().map(|x| x.bandwidth(&pairs.y));
            let curve = abscissa.as_ref().zip(bandwidth).map(|(x, h)| x.smoother(h).curve(&pairs.y));
            indicators.push(IndicatorImportance {
                indicator: key.clone(),
                weight,
                rows: pairs.x.len(),
                linear,
                linear_share: 0.0,
                main_effect: curve.map_or(0.0, |curve| curve.share),
                main_effect_share: 0.0,
                bandwidth: bandwidth.filter(|h| h.is_finite()),
                degrees_of_freedom: curve.map_or(1.0, |curve| curve.degrees_of_freedom),
            });
        }
        let linear = shares(&indicators.iter().map(|i| i.linear).collect::<Vec<_>>())?;
        let main = shares(&indicators.iter().map(|i| i.main_effect).collect::<Vec<_>>())?;
        for (indicator, (linear, main)) in indicators.iter_mut().zip(linear.into_iter().zip(main)) {
            (indicator.linear_share, indicator.main_effect_share) = (linear, main);
        }
        let largest_gap = indicators.iter().map(|i| (i.main_effect_share - i.weight).abs()).fold(0.0, f64::max);
        Ok(Self { node: node.cloned(), indicators, largest_gap })
    }
}

/// The rows that have both the value and the score.
pub(super) struct Pairs {
    pub(super) rows: Vec<usize>,
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
}

impl Pairs {
    pub(super) fn of(key: &Key, values: &[Option<f64>], scores: &[Option<f64>]) -> Result<Self, Error> {
        let present = values.iter().zip(scores).enumerate().filter_map(|(row, (x, y))| Some((row, (*x)?, (*y)?)));
        let mut pairs = Self { rows: Vec::new(), x: Vec::new(), y: Vec::new() };
        for (row, x, y) in present {
            pairs.rows.push(row);
            pairs.x.push(x);
            pairs.y.push(y);
        }
        if pairs.x.len() < 3 {
            return Err(Error::TooFew { what: "rows with a value and a score", needed: 3 }.in_node(key.as_str()));
        }
        if Extrema::of(&pairs.y).is_constant() {
            return Err(Error::Undefined {
                method: "importance",
                problem: format!(
                    "the score is the same in all rows with a value of {:?}, so that nothing is to be explained",
                    key.as_str()
                ),
                remedy: "score units that differ".to_owned(),
            });
        }
        Ok(pairs)
    }
}

/// Each over their sum.
pub(super) fn shares(importance: &[f64]) -> Result<Vec<f64>, Error> {
    let total = sum(importance);
    if total > 0.0 {
        return Ok(importance.iter().map(|x| x / total).collect());
    }
    Err(Error::Undefined {
        method: "importance",
        problem: "no indicator explains anything of the score".to_owned(),
        remedy: "look for a score that does not depend on these indicators".to_owned(),
    })
}

pub(super) fn values_of_matrix(matrix: &DecisionMatrix) -> Vec<Values> {
    let values = matrix.criteria().iter().map(|criterion| {
        let counted = oriented(criterion.direction(), criterion.values());
        (criterion.key().clone(), counted.iter().map(|&x| Some(x)).collect())
    });
    values.collect()
}

pub(super) fn values_of_node(fitted: &Fitted, table: &IndicatorTable, node: &str) -> Result<Vec<Values>, Error> {
    let children = fitted.children_of(table, node)?;
    Ok(children.iter().map(|(column, direction)| values_of_column(column, *direction)).collect())
}

fn values_of_column(column: &crate::table::Column, direction: crate::indicator::Direction) -> Values {
    let present: Vec<f64> = column.iter().flatten().collect();
    let mut counted = oriented(direction, &present).into_owned().into_iter();
    (column.key().clone(), column.iter().map(|x| x.and_then(|_| counted.next())).collect())
}
