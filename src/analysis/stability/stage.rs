//! What the weights of one node make of the units: the ground of every question about weights.

use std::sync::Arc;

use crate::error::Error;
use crate::governance::Period;
use crate::label::Key;
use crate::model::Fitted;
use crate::numeric::sum;
use crate::score::{Orientation, Score, ScoreMethod, Ties, Tolerance, rank};
use crate::table::{DecisionMatrix, IndicatorTable, Rows};
use crate::weight::Weights;

type Scoring<'a> = Box<dyn Fn(Weights) -> Result<Vec<Option<f64>>, Error> + 'a>;

/// Units whose scores follow from weights; scales and ideals are held.
pub(super) struct Stage<'a> {
    pub(super) rows: Arc<Rows>,
    pub(super) keys: Vec<Key>,
    /// On the simplex, in the order of the keys.
    pub(super) weights: Vec<f64>,
    /// Whether a score is a sum of what each weight is multiplied by.
    pub(super) is_additive: bool,
    /// Name of the method that ranks.
    pub(super) method: &'static str,
    orientation: Orientation,
    scoring: Scoring<'a>,
}

/// The units of one period from the best to the worst.
pub(super) struct Standing {
    pub(super) period: Option<Period>,
    pub(super) order: Vec<usize>,
    /// Whether each ties with the one after it.
    pub(super) tied: Vec<bool>,
}

/// Whether the score of a unit is a sum over its criteria of the weight times something no weight enters.
pub(super) fn is_additive(method: &ScoreMethod) -> bool {
    matches!(
        method,
        ScoreMethod::WeightedSum(_)
            | ScoreMethod::Mabac(_)
            | ScoreMethod::Mairca(_)
            | ScoreMethod::Moora(_)
            | ScoreMethod::Spotis(_)
    )
}

impl<'a> Stage<'a> {
    /// The units of `matrix` under `method`, which is fitted to them once.
    pub(super) fn of_matrix(method: &ScoreMethod, matrix: &'a DecisionMatrix, weights: &Weights) -> Result<Self, Error> {
        let fitted = method.fit(matrix)?;
        let values = weights.in_order_of(matrix.keys())?;
        let scoring: Scoring<'a> = Box::new(move |weights| {
            Ok(fitted.score(matrix, &weights)?.scores.as_slice().iter().map(|&score| Some(score)).collect())
        });
        Ok(Self {
            rows: matrix.rows().clone(),
            keys: matrix.keys().cloned().collect(),
            weights: on_simplex(values),
            is_additive: is_additive(method),
            method: method.info().name,
            orientation: method.orientation(),
            scoring,
        })
    }

    /// The rows of `table` as `ranked` scores them, under the weights of the children of `node`.
    pub(super) fn of_node(fitted: &'a Fitted, table: &'a IndicatorTable, node: &str, ranked: &'a str) -> Result<Self, Error> {
        let weights = fitted.weights_of(node)?;
        let view = fitted.view(table, ranked)?;
        if !fitted.is_above(ranked, node) {
            let problem = format!("{ranked:?}, which the weights at {node:?} do not enter");
            return Err(Error::setting("the node that ranks", problem, "name the node itself or one above it"));
        }
        let key = fitted.node_key(node)?.clone();
        let varied = key.clone();
        let scoring: Scoring<'a> =
            Box::new(move |weights| Ok(fitted.with_weights_of(&varied, weights)?.view(table, ranked)?.scores));
        Ok(Self {
            rows: view.rows,
            keys: weights.keys().to_vec(),
            weights: on_simplex(weights.as_slice().to_vec()),
            is_additive: fitted.is_additive(table, key.as_str(), ranked, is_additive)?,
            method: view.method,
            orientation: view.orientation,
            scoring,
        })
    }

    /// Scores of which more is better, with `weights`.
    pub(super) fn scores(&self, weights: &[f64]) -> Result<Vec<Option<f64>>, Error> {
        let pairs: Vec<(Key, f64)> = self.keys.iter().cloned().zip(weights.iter().copied()).collect();
        let mut scores = (self.scoring)(pairs.try_into()?)?;
        if self.orientation == Orientation::LowerIsBetter {
            for score in &mut scores {
                *score = score.map(|s| -s);
            }
        }
        Ok(scores)
    }

    /// The weights with `weight` for indicator `j`, the others rescaled in proportion; none if the others have nothing to
    /// rescale.
    pub(super) fn with_weight(&self, j: usize, weight: f64) -> Option<Vec<f64>> {
        let rest: f64 = self.weights.iter().enumerate().filter(|(k, _)| *k != j).map(|(_, w)| w).sum();
        (rest > 0.0).then(|| {
            let scaled = |(k, w): (usize, &f64)| if k == j { weight } else { w / rest * (1.0 - weight) };
            self.weights.iter().enumerate().map(scaled).collect()
        })
    }

    /// All weight on indicator `j`.
    pub(super) fn vertex(&self, j: usize) -> Vec<f64> {
        (0..self.weights.len()).map(|k| f64::from(u8::from(k == j))).collect()
    }

    /// The name of a row, with its period if it has one.
    pub(super) fn name(&self, row: usize) -> String {
        self.rows.get(row).map(|row| row.to_string()).unwrap_or_default()
    }

    /// How the rows with a score stand, period by period.
    pub(super) fn standings(&self, scores: &[Option<f64>]) -> Vec<Standing> {
        let standing = |(period, members): (Option<Period>, Vec<usize>)| {
            let present: Vec<(usize, f64)> = members.into_iter().filter_map(|row| Some((row, scores[row]?))).collect();
            let values: Vec<f64> = present.iter().map(|(_, score)| *score).collect();
            let ranks = rank(&values, Orientation::HigherIsBetter, Ties::Competition);
            let mut order: Vec<usize> = (0..present.len()).collect();
            order.sort_by(|&a, &b| ranks[a].total_cmp(&ranks[b]));
            let tied = order.windows(2).map(|pair| ranks[pair[0]] == ranks[pair[1]]).collect();
            Standing { period, order: order.into_iter().map(|at| present[at].0).collect(), tied }
        };
        self.rows.by_period().into_iter().map(standing).collect()
    }
}

impl Standing {
    /// How many share the first place.
    pub(super) fn leaders(&self) -> usize {
        self.tied.iter().take_while(|&&tied| tied).count() + usize::from(!self.order.is_empty())
    }

    /// Neighbours in the order, and whether they tie.
    pub(super) fn neighbors(&self) -> impl Iterator<Item = (usize, usize, bool)> + '_ {
        self.order.windows(2).zip(&self.tied).map(|(pair, &tied)| (pair[0], pair[1], tied))
    }

    /// The first with every other, and whether the two tie.
    pub(super) fn rivals(&self) -> impl Iterator<Item = (usize, usize, bool)> + '_ {
        let leaders = self.leaders();
        let first = self.order.first().copied();
        self.order.iter().enumerate().skip(1).filter_map(move |(at, &row)| Some((first?, row, at < leaders)))
    }
}

/// Whether two rows that stood so stand so still.
pub(super) fn stands(ahead: f64, behind: f64, tied: bool) -> bool {
    if tied { Tolerance::between(ahead, behind).is_tie(ahead, behind) } else { ahead > behind }
}

/// Given weights sum to 1 within a tolerance; these do but for the last rounding.
fn on_simplex(weights: Vec<f64>) -> Vec<f64> {
    let total = sum(&weights);
    weights.into_iter().map(|w| w / total).collect()
}
