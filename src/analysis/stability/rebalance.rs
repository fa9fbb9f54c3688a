//! Weights under which each indicator counts for what it should (按目标重要性调整权重).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::Key;
use crate::model::Fitted;
use crate::numeric::pearson;
use crate::score::ScoreMethod;
use crate::table::{DecisionMatrix, IndicatorTable};
use crate::weight::Weights;

use super::gauss_newton::solve;
use super::importance::{Pairs, Values, shares, values_of_matrix, values_of_node};
use super::local_linear::{Abscissa, Smoother};
use super::stage::Stage;

/// The largest gap between an importance and its target at which the targets count as reached.
const REACHED: f64 = 1e-6;

/// Which importance is to meet the targets (重要性度量).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The squared correlation with the score.
    #[default]
    Linear,
    /// The correlation ratio, each indicator's bandwidth held at the one chosen for the weights at the start, so that it changes
    /// smoothly.
    MainEffect,
}

/// Weights, never negative, under which the shares of importance are as near as could be found to targets (按目标重要性调整权重).
///
/// # Method
/// Sought is the least of `Σ (share_j − target_j)²` on the simplex, by damped Gauss–Newton steps (Levenberg–Marquardt): the
/// shares are taken to be linear around the weights, by difference quotients toward each corner of the simplex; the point of the
/// simplex where these lines come nearest to the targets is the next, if it is nearer indeed, and else is sought closer by. No
/// step goes farther away or leaves the simplex. There are at most 500 steps.
///
/// # Result
/// [`Ending::Reached`] if no share is farther than 10⁻⁶ from its target. Correlated indicators often make that impossible without
/// negative weights, as the paper finds: then [`Ending::Nearest`], where no small step brings the shares nearer, with the gaps
/// that are left. It is a local optimum; another start may end elsewhere.
///
/// # Errors
/// As [`Importance`](super::Importance); [`Error::Length`] and [`Error::Unknown`] unless the targets name the indicators.
///
/// # Reference
/// Paruolo, Saisana & Saltelli (2013), *Journal of the Royal Statistical Society A* 176(3), 609–634, on whether weights can be
/// found; Becker, Saisana, Paruolo & Vandecasteele (2017), Weights and importance in composite indicators: closing the gap,
/// *Ecological Indicators* 80, 12–22, on finding them by numerical search.
///
/// # Example
/// No published value is at hand. By hand: of two uncorrelated indicators of one variance the importances go with the squares of
/// weights, so that shares of 0.6 and 0.4 take weights in proportion to `√0.6` and `√0.4`.
/// ```
/// use governance_efficacy::analysis::stability::{Balanced, Ending, Measure};
/// use governance_efficacy::score::WeightedSum;
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("x", Direction::Benefit), ("y", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])?;
/// let weights = Weights::new([("x", 0.6), ("y", 0.4)])?;
/// // Without targets of their own, the weights are what the importances should be.
/// let balanced = Balanced::of_matrix(WeightedSum::default(), &matrix, &weights, Measure::Linear, None)?;
/// assert_eq!(balanced.ending, Ending::Reached);
/// let expected = 0.6_f64.sqrt() / (0.6_f64.sqrt() + 0.4_f64.sqrt());
/// assert!((balanced.weights.as_slice()[0] - expected).abs() < 1e-6);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balanced {
    /// The node whose weights they are; none for a matrix.
    pub node: Option<Key>,
    /// The importance that was to meet the targets.
    pub measure: Measure,
    /// What the shares should be.
    pub targets: Weights,
    /// The weights that were found.
    pub weights: Weights,
    /// The shares of importance under these weights, in their order.
    pub shares: Vec<f64>,
    /// The largest of `|share − target|` under these weights.
    pub largest_gap: f64,
    /// The same with the weights at the start.
    pub largest_gap_before: f64,
    /// How the search ended.
    pub ending: Ending,
    /// How many steps were taken, at most 500.
    pub iterations: usize,
}

/// How a search for weights ended (求解结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// Every share is within 10⁻⁶ of its target (达到目标).
    Reached,
    /// No small step brings the shares nearer: from here the targets can't be reached (最接近).
    Nearest,
    /// The limit of 500 steps came first, or the method refuses weights nearby (未收敛).
    Stopped,
}

impl Balanced {
    /// For the criteria of `matrix`, beginning with `weights`; `targets` are the weights themselves if not given.
    ///
    /// # Errors
    /// Those above, and what `method` refuses.
    pub fn of_matrix(
        method: impl Into<ScoreMethod>,
        matrix: &DecisionMatrix,
        weights: &Weights,
        measure: Measure,
        targets: Option<&Weights>,
    ) -> Result<Self, Error> {
        let stage = Stage::of_matrix(&method.into(), matrix, weights)?;
        Self::of_stage(None, &stage, &values_of_matrix(matrix), measure, targets)
    }

    /// For the children of `node` and its own score, beginning with the fitted weights.
    ///
    /// # Errors
    /// Those above, and as [`Importance::of_node`](super::Importance::of_node).
    pub fn of_node(
        fitted: &Fitted,
        table: &IndicatorTable,
        node: &str,
        measure: Measure,
        targets: Option<&Weights>,
    ) -> Result<Self, Error> {
        let stage = Stage::of_node(fitted, table, node, node)?;
        let values = values_of_node(fitted, table, node)?;
        Self::of_stage(Some(fitted.node_key(node)?), &stage, &values, measure, targets)
    }

    fn of_stage(
        node: Option<&Key>,
        stage: &Stage<'_>,
        values: &[Values],
        measure: Measure,
        targets: Option<&Weights>,
    ) -> Result<Self, Error> {
        let target = match targets {
            Some(targets) => targets.in_order_of(stage.keys.iter())?,
            None => stage.weights.clone(),
        };
        let scores = stage.scores(&stage.weights)?;
        let pairs = values.iter().map(|(key, values)| Pairs::of(key, values, &scores)).collect::<Result<Vec<_>, _>>()?;
        let places: Vec<Option<Abscissa>> = pairs.iter().map(|pairs| Abscissa::of(&pairs.x)).collect();
        let smooth = |(place, pairs): (&'_ Option<Abscissa>, &Pairs)| place.as_ref().map(|x| x.bandwidth(&pairs.y));
        let smoothers: Vec<Option<Smoother<'_>>> = match measure {
            Measure::Linear => Vec::new(),
            Measure::MainEffect => {
                let bandwidths: Vec<Option<f64>> = places.iter().zip(&pairs).map(smooth).collect();
                places.iter().zip(bandwidths).map(|(x, h)| Some(x.as_ref()?.smoother(h?))).collect()
            }
        };
        let measured = Shares { stage, pairs: &pairs, smoothers: &smoothers };
        let largest_gap_before = gap(&measured.at(&stage.weights)?, &target);
        let found = solve(&stage.weights, &target, |weights| measured.at(weights))?;
        let largest_gap = gap(&found.values, &target);
        let ending = match found.is_settled {
            _ if largest_gap <= REACHED => Ending::Reached,
            true => Ending::Nearest,
            false => Ending::Stopped,
        };
        let named = |values: &[f64]| -> Result<Weights, Error> {
            stage.keys.iter().cloned().zip(values.iter().copied()).collect::<Vec<_>>().try_into()
        };
        Ok(Self {
            node: node.cloned(),
            measure,
            targets: named(&target)?,
            weights: named(&found.point)?,
            shares: found.values,
            largest_gap,
            largest_gap_before,
            ending,
            iterations: found.iterations,
        })
    }
}

/// The importances of the indicators under given weights.
struct Shares<'a> {
    stage: &'a Stage<'a>,
    pairs: &'a [Pairs],
    /// None under the linear measure.
    smoothers: &'a [Option<Smoother<'a>>],
}

impl Shares<'_> {
    fn at(&self, weights: &[f64]) -> Result<Vec<f64>, Error> {
        let scores = self.stage.scores(weights)?;
        let importance = self.pairs.iter().enumerate().map(|(j, pairs)| {
            // Weights under which a row loses its score are not taken.
            let y: Vec<f64> = pairs.rows.iter().map(|&row| scores.get(row).copied().flatten()).collect::<Option<_>>()?;
            Some(match self.smoothers.get(j) {
                Some(smoother) => smoother.as_ref().map_or(0.0, |smoother| smoother.curve(&y).share),
                None => pearson(&pairs.x, &y).map_or(0.0, |r| r * r),
            })
        });
        let importance = importance.collect::<Option<Vec<f64>>>();
        shares(&importance.ok_or(Error::TooFew { what: "rows with a score", needed: 3 })?)
    }
}

fn gap(shares: &[f64], target: &[f64]) -> f64 {
    shares.iter().zip(target).map(|(share, target)| (share - target).abs()).fold(0.0, f64::max)
}
