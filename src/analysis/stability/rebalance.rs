//! Weights under which each indicator counts for what it should (按目标重要性调整权重).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::Key;
use crate::model::Fitted;
use crate::numeric::pearson;
use crate::score::ScoreMethod;
use crate::table::{DecisionMatrix, IndicatorTable};
use crate::weight::Weights;

use super::importance::{Pairs, Values, shares, values_of_matrix, values_of_node};
use super::local_linear::{Abscissa, Smoother};
use super::stage::Stage;

/// The largest gap between an importance and its target at which the targets count as reached.
const REACHED: f64 = 1e-6;
/// The most times all units are scored.
const MAX_EVALUATIONS: usize = 20_000;
/// The exponent of the first update, exact where importances go with the squares of weights; and the least it is halved to.
const EXPONENT: f64 = 0.5;
const LEAST_EXPONENT: f64 = 1.0 / 64.0;
/// The first and the last amount of weight moved between two indicators.
const FIRST_MOVE: f64 = 0.1;
const LAST_MOVE: f64 = 1e-9;

/// Which importance is to meet the targets (重要性度量).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The squared correlation with the score.
    #[default]
    Linear,
    /// The correlation ratio, each indicator's bandwidth held at the one chosen for the weights at the start, so that it changes smoothly.
    MainEffect,
}

/// Weights, never negative, under which the shares of importance are as near as could be found to targets (按目标重要性调整权重).
///
/// # Method
/// Sought is the least of `Σ (share_j − target_j)²` on the simplex. First weights are multiplied by `(target/share)^½` and rescaled, again and again, with the
/// exponent halved, down to 1/64, as long as that does not bring them nearer. Where this goes no further, amounts of weight from 0.1 down to 10⁻⁹ are moved from
/// one indicator to another wherever that helps. Both steps only ever go nearer, and neither leaves the simplex. At most 20,000 times the
/// units are scored.
///
/// # Result
/// [`Ending::Reached`] if no share is farther than 10⁻⁶ from its target. Correlated indicators often make that impossible without negative weights, as the paper
/// finds: then [`Ending::Nearest`], the end of the search and a local optimum, with the gaps that are left.
///
/// # Errors
/// As [`Importance`](super::Importance); [`Error::Length`] and [`Error::Unknown`] unless the targets name the indicators.
///
/// # Reference
/// Paruolo, Saisana & Saltelli (2013), *Journal of the Royal Statistical Society A* 176(3), §5, on whether weights can be found; Becker, Saisana,
/// Paruolo & Vandecasteele (2017), Weights and importance in composite indicators: closing the gap, *Ecological Indicators* 80, 12–22, on finding
/// them by numerical search.
///
/// # Example
/// No published value is at hand. By hand: of two uncorrelated indicators of one variance the importances go with the squares of weights, so
/// that shares of 0.6 and 0.4 take weights in proportion to `√0.6` and `√0.4`.
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
    /// How many times the units were scored.
    pub evaluations: usize,
}

/// How a search for weights ended (求解结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// Every share is within 10⁻⁶ of its target (达到目标).
    Reached,
    /// No move of weight between two indicators brings the shares nearer: the targets could not be reached (最接近).
    Nearest,
    /// The limit of the search came first (达到计算上限).
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
        let mut search = Solver { stage, pairs: &pairs, smoothers: &smoothers, target: &target, evaluations: 0 };
        let start = search.try_at(stage.weights.clone())?;
        let largest_gap_before = gap(&start.shares, &target);
        let (found, is_done) = search.solve(start);
        let largest_gap = gap(&found.shares, &target);
        let ending = if largest_gap <= REACHED {
            Ending::Reached
        } else if is_done {
            Ending::Nearest
        } else {
            Ending::Stopped
        };
        let named = |values: &[f64]| -> Result<Weights, Error> {
            stage.keys.iter().cloned().zip(values.iter().copied()).collect::<Vec<_>>().try_into()
        };
        Ok(Self {
            node: node.cloned(),
            measure,
            targets: named(&target)?,
            weights: named(&found.weights)?,
            shares: found.shares,
            largest_gap,
            largest_gap_before,
            ending,
            evaluations: search.evaluations,
        })
    }
}

struct Solver<'a> {
    stage: &'a Stage<'a>,
    pairs: &'a [Pairs],
    /// None under the linear measure.
    smoothers: &'a [Option<Smoother<'a>>],
    target: &'a [f64],
    evaluations: usize,
}

/// Weights with what they come to.
#[derive(Clone)]
struct Point {
    weights: Vec<f64>,
    shares: Vec<f64>,
    loss: f64,
}

impl Solver<'_> {
    fn try_at(&mut self, weights: Vec<f64>) -> Result<Point, Error> {
        self.evaluations += 1;
        let scores = self.stage.scores(&weights)?;
        let importance = self.pairs.iter().enumerate().map(|(j, pairs)| {
            // A row that lost its score counts with none: such weights are not taken.
            let y: Vec<f64> = pairs.rows.iter().map(|&row| scores.get(row).copied().flatten()).collect::<Option<_>>()?;
            Some(match self.smoothers.get(j) {
                Some(smoother) => smoother.as_ref().map_or(0.0, |smoother| smoother.curve(&y).share),
                None => pearson(&pairs.x, &y).map_or(0.0, |r| r * r),
            })
        });
        let importance =
            importance.collect::<Option<Vec<f64>>>().ok_or(Error::TooFew { what: "rows with a score", needed: 3 })?;
        let shares = shares(&importance)?;
        let loss = shares.iter().zip(self.target).map(|(share, target)| (share - target).powi(2)).sum();
        Ok(Point { weights, shares, loss })
    }

    /// A point nearer than `best`.
    fn nearer(&mut self, best: &Point, weights: Vec<f64>) -> Option<Point> {
        self.try_at(weights).ok().filter(|point| point.loss < best.loss)
    }

    /// The nearest point found, and whether the search came to its end.
    fn solve(&mut self, start: Point) -> (Point, bool) {
        let mut best = self.multiply(start);
        let mut amount = FIRST_MOVE;
        while gap(&best.shares, self.target) > REACHED && amount >= LAST_MOVE {
            let mut has_moved = false;
            for (from, to) in pairs_of(best.weights.len()) {
                if self.evaluations >= MAX_EVALUATIONS {
                    return (best, false);
                }
                let moved = amount.min(best.weights[from]);
                if moved > 0.0 {
                    let mut weights = best.weights.clone();
                    weights[from] -= moved;
                    weights[to] += moved;
                    if let Some(point) = self.nearer(&best, weights) {
                        (best, has_moved) = (point, true);
                    }
                }
            }
            if !has_moved {
                amount /= 2.0;
            }
        }
        (best, true)
    }

    fn multiply(&mut self, start: Point) -> Point {
        let mut best = start;
        let mut exponent = EXPONENT;
        while gap(&best.shares, self.target) > REACHED && exponent >= LEAST_EXPONENT && self.evaluations < MAX_EVALUATIONS / 10 {
            let factors = best.shares.iter().zip(self.target).map(|(share, target)| {
                // What explains nothing can't be scaled up to explain something.
                if *share > 0.0 { (target / share).powf(exponent) } else { 1.0 }
            });
            let raised: Vec<f64> = best.weights.iter().zip(factors).map(|(w, factor)| w * factor).collect();
            let total: f64 = raised.iter().sum();
            match self.nearer(&best, raised.iter().map(|w| w / total).collect()) {
                Some(point) => best = point,
                None => exponent /= 2.0,
            }
        }
        best
    }
}

fn gap(shares: &[f64], target: &[f64]) -> f64 {
    shares.iter().zip(target).map(|(share, target)| (share - target).abs()).fold(0.0, f64::max)
}

fn pairs_of(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |from| (0..count).filter(move |&to| to != from).map(move |to| (from, to)))
}
