//! What a score is made of (贡献分解): how much each indicator adds to it, or to its distance from a baseline; where a unit is strong or
//! weak among its peers; which indicators matter and lag.

mod baseline;
mod change;
mod game;
mod map;
mod mixing;
mod peers;
mod result;

use crate::error::Error;
use crate::governance::Period;
use crate::label::Key;
use crate::model::{Fitted, LeafView};
use crate::numeric::{GENERATOR, Random};
use crate::table::{Column, IndicatorTable};

use super::coupling::row_of;
use game::Players;
use mixing::{Mixing, sampled};

pub use baseline::Baseline;
pub use change::{Change, ChangeItem};
pub use map::{ImportancePerformance, MapItem, Quadrant};
pub use peers::{PeerComparison, PeerItem, Peers};
pub use result::{Contribution, Contributions, Decomposition, Drawn};

/// Takes scores apart into what each indicator contributes (贡献分解).
///
/// # Formula
/// * A score that is a weighted sum all the way up: `w_j r_ij` less that of the baseline, exact for any number of rows.
/// * Any other: the Owen value (1977) along the hierarchy, Winter's (1989) where it has more than two levels; or the Shapley value
///   (1953) if asked for. Coalition S is worth the score of the row's own values in S and the baseline's in the others. Where a group has
///   at most 12 members and there are at most 65,536 coalitions it is exact; else the mean over random orders, each with its
///   reverse, and with the standard error that leaves.
///
/// Contributions sum to the score less that of the baseline, to within 10⁻⁹.
///
/// # Edge cases
/// A gap is part of a row: an indicator known here and not in the baseline contributes by the weight it takes from the others.
///
/// # Errors
/// Those of [`Fitted::score`]; [`Error::Unknown`] for a row or node that is not there; [`Error::InvalidSetting`] for the foot of the
/// scale where the score is not additive; [`Error::Undefined`] for a method that compares every unit with every other, and where
/// the baseline or a mixture with it has no score.
///
/// # Complexity
/// O(n m) if additive; else, for each row, as many scores as there are coalitions, or indicators times orders.
///
/// # Reference
/// Shapley (1953), A value for n-person games, *Contributions to the Theory of Games* II; Owen (1977), Values of games with a priori
/// unions, in *Mathematical Economics and Game Theory*; Winter (1989), A value for cooperative games with levels structure of
/// cooperation, *International Journal of Game Theory* 18.
///
/// # Example
/// By hand: 0.6 and 0.4 of the way up with weights 0.75 and 0.25. Against the foot of the scale 0.45 and 0.1, which sum to the score.
/// ```
/// use governance_efficacy::analysis::contribution::{Attribution, Baseline, Decomposition};
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::score::WeightedSum;
/// use governance_efficacy::weight::Given;
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("order")?, Indicator::new("service")?])?)
///     .with_indicator_weights(Given::new([("order", 0.75), ("service", 0.25)])?)
///     .with_indicator_scores(WeightedSum::default());
/// let rows = [[Some(0.0), Some(0.0)], [Some(0.6), Some(0.4)], [Some(1.0), Some(1.0)]];
/// let table = IndicatorTable::from_rows(["A", "B", "C"], &["order", "service"], &rows)?;
/// let found = Attribution::default().with_baseline(Baseline::Foot).of(&model.fit(&table)?, &table)?;
/// assert_eq!(found.decomposition, Decomposition::Additive);
/// let of_b = found.of("B", None)?;
/// assert!((of_b[0].1 - 0.45).abs() < 1e-12 && (of_b[1].1 - 0.1).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    baseline: Baseline,
    node: Option<Key>,
    decomposition: Option<Decomposition>,
    pairs: usize,
    seed: u64,
    unit: Option<(String, Option<Period>)>,
}

impl Default for Attribution {
    fn default() -> Self {
        Self { baseline: Baseline::default(), node: None, decomposition: None, pairs: 256, seed: 1, unit: None }
    }
}

impl Attribution {
    /// Sets with what a row is compared; the mean if not set.
    #[must_use]
    pub fn with_baseline(mut self, baseline: Baseline) -> Self {
        self.baseline = baseline;
        self
    }

    /// Sets the node whose score is taken apart; the whole if not set.
    #[must_use]
    pub fn with_node(mut self, node: Key) -> Self {
        self.node = Some(node);
        self
    }

    /// Sets how the score is taken apart; if not set, additively where the score is a sum and else by Owen values.
    #[must_use]
    pub fn with_decomposition(mut self, decomposition: Decomposition) -> Self {
        self.decomposition = Some(decomposition);
        self
    }

    /// Sets how many pairs of an order and its reverse are drawn where there are too many for all; 256 if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for less than 2, which leave no standard error; [`Error::Limit`] for more than 100,000.
    pub fn with_pairs(mut self, pairs: usize) -> Result<Self, Error> {
        const MOST: usize = 100_000;
        if pairs > MOST {
            return Err(Error::Limit { what: "pairs of orders", found: pairs, limit: MOST });
        }
        if pairs < 2 {
            return Err(Error::setting("pairs of orders", pairs, "draw at least 2"));
        }
        self.pairs = pairs;
        Ok(self)
    }

    /// Sets the seed of random orders; 1 if not set.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Looks at one row only: `unit` in `period`.
    #[must_use]
    pub fn of_unit(mut self, unit: impl Into<String>, period: impl Into<Option<Period>>) -> Self {
        self.unit = Some((unit.into(), period.into()));
        self
    }

    /// Takes apart the scores that `fitted` gives the rows of `table`.
    ///
    /// # Errors
    /// See [`Attribution`].
    pub fn of(&self, fitted: &Fitted, table: &IndicatorTable) -> Result<Contributions, Error> {
        let node = self.node.as_ref().unwrap_or_else(|| fitted.root()).clone();
        let view = fitted.scored_leaf_view(table, node.as_str())?;
        let columns: Vec<Column> = view.leaves.iter().map(|leaf| leaf.column.clone()).collect();
        let rows = match &self.unit {
            Some((unit, period)) => vec![row_of(&view.rows, unit, *period)?],
            None => (0..view.rows.len()).collect(),
        };
        let baseline = self.baseline.values(&view)?;
        let addends = match self.decomposition {
            None | Some(Decomposition::Additive) => fitted.addends(&view, node.as_str(), &columns),
            Some(_) => None,
        };
        if addends.is_none() && self.decomposition == Some(Decomposition::Additive) {
            let remedy = "leave the decomposition open, or score every node by a weighted sum";
            return Err(Error::setting("decomposition", "additive, where the score is no weighted sum", remedy));
        }
        let mut found = Contributions {
            decomposition: Decomposition::Additive,
            baseline: self.baseline.clone(),
            baseline_score: 0.0,
            rows: if self.unit.is_some() { view.rows.select(&rows)? } else { view.rows.as_ref().clone() },
            scores: rows.iter().map(|&row| view.scores[row]).collect(),
            indicators: view
                .leaves
                .iter()
                .map(|leaf| {
                    let (dimension, dimension_label) = leaf.dimension();
                    let (key, label) = (leaf.key().clone(), leaf.label.clone());
                    Contribution { key, label, dimension, dimension_label, values: Vec::new(), standard_errors: Vec::new() }
                })
                .collect(),
            drawn: None,
            node: node.clone(),
        };
        let mixing = Mixing { fitted, view: &view, node: node.as_str(), columns: &columns };
        match (addends, baseline) {
            (Some(addends), None) => {
                for (of, addends) in found.indicators.iter_mut().zip(addends) {
                    of.values = if self.unit.is_none() { addends } else { rows.iter().map(|&row| addends[row]).collect() };
                }
            }
            (Some(addends), Some(baseline)) => {
                let single = view.leaves.iter().zip(&baseline).map(|(leaf, &x)| Column::with_gaps(leaf.key().clone(), vec![x]));
                let single: Vec<Column> = single.collect::<Result<_, _>>()?;
                found.baseline_score = mixing.score_of(&baseline)?;
                let base = fitted.addends(&view, node.as_str(), &single).unwrap_or_default();
                for ((of, addends), base) in found.indicators.iter_mut().zip(addends).zip(base) {
                    let base = base.first().copied().flatten().unwrap_or(0.0);
                    let value = |&row: &usize| view.scores[row].map(|_| addends[row].unwrap_or(0.0) - base);
                    of.values = rows.iter().map(value).collect();
                }
            }
            (None, None) => {
                let remedy = "take the worst values, the mean or a row: only a weighted sum has parts above 0";
                return Err(Error::setting("baseline", "the foot of the scale, where the score is not additive", remedy));
            }
            (None, Some(baseline)) => {
                found.baseline_score = mixing.score_of(&baseline)?;
                let pairs: Vec<Pair<'_>> = rows.iter().map(|&row| Pair { row, baseline: &baseline }).collect();
                let games = self.by_games(&mixing, &pairs)?;
                (found.decomposition, found.drawn) = (games.decomposition, games.drawn);
                for (of, OfLeaf { values, standard_errors }) in found.indicators.iter_mut().zip(games.of_leaf) {
                    (of.values, of.standard_errors) = (values, standard_errors);
                }
            }
        }
        Ok(found)
    }

    /// Values of the game that each pair is: a row's own values against those of its baseline.
    fn by_games(&self, mixing: &Mixing<'_>, pairs: &[Pair<'_>]) -> Result<Games, Error> {
        let count = mixing.columns.len();
        let decomposition = self.decomposition.unwrap_or(Decomposition::Owen);
        let players = match decomposition {
            Decomposition::Shapley => Players::Group((0..count).map(Players::One).collect()),
            _ => grouped(mixing.view, 0, &(0..count).collect::<Vec<_>>()),
        };
        let plan = players.plan(count);
        let orders = if plan.is_some() { Vec::new() } else { self.orders(&players) };
        let drawn = plan.is_none().then(|| Drawn { pairs: self.pairs, seed: self.seed, generator: GENERATOR.to_owned() });
        let mut of_leaf = vec![OfLeaf::default(); count];
        for &Pair { row, baseline } in pairs {
            if mixing.view.scores[row].is_none() {
                for of in &mut of_leaf {
                    of.values.push(None);
                    if plan.is_none() {
                        of.standard_errors.push(None);
                    }
                }
                continue;
            }
            let own: Vec<Option<f64>> = mixing.columns.iter().map(|column| column.get(row)).collect();
            if let Some(plan) = &plan {
                let is_in = |coalition: usize, player: usize| plan.coalitions[coalition] >> player & 1 == 1;
                let worth = mixing.scores(plan.coalitions.len(), &own, baseline, is_in)?;
                let found = plan.values(count, &worth);
                of_leaf.iter_mut().zip(found).for_each(|(of, value)| of.values.push(Some(value)));
            } else {
                for (of, moments) in of_leaf.iter_mut().zip(sampled(mixing, &orders, &own, baseline)?) {
                    of.values.push(Some(moments.mean));
                    of.standard_errors.push(Some(moments.standard_deviation(1) / (self.pairs as f64).sqrt()));
                }
            }
        }
        Ok(Games { decomposition, drawn, of_leaf })
    }

    /// Random orders, each followed by its reverse; the same for every row.
    fn orders(&self, players: &Players) -> Vec<Vec<usize>> {
        let mut random = Random::seeded(self.seed);
        let mut orders = Vec::with_capacity(2 * self.pairs);
        for _ in 0..self.pairs {
            let mut order = Vec::new();
            players.order(&mut random, &mut order);
            let reverse = order.iter().rev().copied().collect();
            orders.extend([order, reverse]);
        }
        orders
    }
}

/// A row and the prepared values it is compared with.
#[derive(Debug, Clone, Copy)]
struct Pair<'a> {
    row: usize,
    baseline: &'a [Option<f64>],
}

/// The values of games: of each leaf one a pair, with standard errors where orders were drawn.
struct Games {
    decomposition: Decomposition,
    drawn: Option<Drawn>,
    of_leaf: Vec<OfLeaf>,
}

/// Of one leaf the value of each game; standard errors where orders were drawn.
#[derive(Debug, Clone, Default)]
struct OfLeaf {
    values: Vec<Option<f64>>,
    standard_errors: Vec<Option<f64>>,
}

/// The hierarchy beneath a node as groups of players, `depth` nodes down.
fn grouped(view: &LeafView, depth: usize, players: &[usize]) -> Players {
    let mut groups: Vec<(Option<&Key>, Vec<usize>)> = Vec::new();
    for &player in players {
        let key = view.leaves[player].path.get(depth).map(|(key, _)| key);
        match groups.iter_mut().find(|(known, _)| key.is_some() && *known == key) {
            Some((_, members)) => members.push(player),
            None => groups.push((key, vec![player])),
        }
    }
    let group = |(key, members): (Option<&Key>, Vec<usize>)| match (key, members.as_slice()) {
        (None, [player]) => Players::One(*player),
        _ => grouped(view, depth + 1, &members),
    };
    Players::Group(groups.into_iter().map(group).collect())
}
