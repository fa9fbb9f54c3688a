//! Leaving one indicator or one unit out (逐一剔除).

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::model::{Evaluation, Fitted, Model};
use crate::table::{IndicatorTable, Row};

use super::shifts::{RankShifts, Ranking};

/// What the ranking of the whole would be without each indicator and without each unit (逐一剔除分析).
///
/// # Definition
/// Without an indicator, the weights are those of the full model, the others of its node rescaled to sum to 1; a node that held
/// no other is left out, and so on upward. Scales, ideals and the ranges by which scores climb are learned anew. Without a unit,
/// in all its periods, the whole model is fitted anew to the other units, weights included: ranks that change among those who
/// stay are *rank reversals*, which a score with a frozen scale and given weights can't have.
///
/// # Edge cases
/// What a method refuses without the indicator or unit, such as a single unit left for min-max, is told as [`Effect::Refused`].
/// Under `missing = "drop-unit"` the rows are those of the full model throughout.
///
/// # Complexity
/// A fit and an evaluation for each indicator and each unit.
///
/// # Reference
/// Saisana, Saltelli & Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for the quality assessment of
/// composite indicators, *Journal of the Royal Statistical Society A* 168(2), for the inclusion of indicators as a source of
/// uncertainty and the mean shift in rank; Belton & Gear (1983), On a short-coming of Saaty's method of analytic hierarchies,
/// *Omega* 11(3), for units that reverse others.
///
/// # Example
/// By hand: by min-max A has `(1, 2/9)`, B `(0.5, 1)`, C `(0, 0)`, so that B leads with 0.75 before A with 0.61. Without y A is
/// first: both move by one place, and C by none, 2/3 on average. Without C A has `(1, 0)` and B `(0, 1)`: they tie at rank 1.5.
/// ```
/// use governance_efficacy::analysis::stability::{Effect, LeaveOneOut};
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::score::WeightedSum;
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let system = System::flat([Indicator::new("x")?, Indicator::new("y")?])?;
/// let model = Model::new(system).with_indicator_scores(WeightedSum::default());
/// let rows = [[Some(1.0), Some(0.2)], [Some(0.5), Some(0.9)], [Some(0.0), Some(0.0)]];
/// let table = IndicatorTable::from_rows(["A", "B", "C"], &["x", "y"], &rows)?;
///
/// let out = LeaveOneOut::of(&model, &table)?;
/// assert_eq!(out.ranks, [Some(2.0), Some(1.0), Some(3.0)]);
/// let Effect::Ranked(without_y) = &out.indicators[1].effect else { panic!("x ranks") };
/// assert_eq!(without_y.mean_absolute_shift, 2.0 / 3.0);
/// assert_eq!(without_y.winners[0].after, ["A"]);
/// let Effect::Ranked(without_c) = &out.units[2].effect else { panic!("A and B are ranked") };
/// assert_eq!((without_c.moved[0].from, without_c.moved[0].to), (2.0, 1.5));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveOneOut {
    /// The rows, with their periods.
    pub rows: Vec<String>,
    /// The rank of each row by the full model, within its period, 1 the best; tied rows share their mean rank.
    pub ranks: Vec<Option<f64>>,
    /// Without each indicator that is scored, in the order of the hierarchy.
    pub indicators: Vec<LeftOut>,
    /// Without each unit, in order of first appearance.
    pub units: Vec<LeftOut>,
}

/// One indicator or unit left out (剔除项).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Key of the indicator, or name of the unit.
    pub name: String,
    /// What that does to the ranking.
    pub effect: Effect,
}

/// What a change does to the ranking (影响).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Effect {
    /// The units are ranked, and differ from before like this (名次变动).
    Ranked(RankShifts),
    /// There is no ranking (无法排序).
    Refused {
        /// What was refused.
        reason: String,
    },
}

impl LeaveOneOut {
    /// Leaves out each indicator and each unit in turn.
    ///
    /// # Errors
    /// As [`Model::evaluate`] of the full model.
    pub fn of(model: &Model, table: &IndicatorTable) -> Result<Self, Error> {
        let base = Base::of(model, table)?;
        let indicators = base.scored().map(|key| {
            let without = model.with_weights_fixed(&base.fitted, |list| list.retain(|(i, _)| i.key() != key.as_str()));
            LeftOut { effect: base.effect(without.and_then(|model| model.evaluate(&base.table))), name: key }
        });
        let indicators = indicators.collect();
        let rows = base.table.rows();
        let units = rows.unit_names().map(|unit| {
            let kept: Vec<usize> = rows.iter().enumerate().filter(|(_, row)| row.unit != unit).map(|(at, _)| at).collect();
            let evaluated = base.table.select_rows(&kept).and_then(|table| model.evaluate(&table));
            LeftOut { name: unit.to_owned(), effect: base.effect(evaluated) }
        });
        let scored: Vec<bool> = base.ranking.scores.iter().map(Option::is_some).collect();
        let ranks = base.ranking.ranks(&scored).into_iter().zip(&scored).map(|(rank, there)| there.then_some(rank));
        Ok(Self {
            rows: base.ranking.rows.iter().map(|row| row.to_string()).collect(),
            ranks: ranks.collect(),
            units: units.collect(),
            indicators,
        })
    }
}

/// The full model on the rows it scores.
pub(super) struct Base {
    pub(super) table: IndicatorTable,
    pub(super) fitted: Fitted,
    evaluation: Evaluation,
    ranking: Ranking,
}

impl Base {
    pub(super) fn of(model: &Model, table: &IndicatorTable) -> Result<Self, Error> {
        let fitted = model.fit(table)?;
        let evaluation = fitted.score(table)?;
        let scored: HashSet<Row<'_>> = evaluation.rows().iter().collect();
        let kept = table.rows().iter().enumerate().filter(|(_, row)| scored.contains(row)).map(|(at, _)| at);
        let table = table.select_rows(&kept.collect::<Vec<usize>>())?;
        Ok(Self { table, fitted, ranking: Ranking::of(&evaluation), evaluation })
    }

    /// The indicators that are scored.
    pub(super) fn scored(&self) -> impl Iterator<Item = String> + '_ {
        let is_scored = |key: &str| {
            self.fitted
                .node_keys()
                .any(|node| self.fitted.weights_of(node.as_str()).is_ok_and(|weights| weights.get(key).is_some()))
        };
        let keys = self.evaluation.indicators().iter().map(|indicator| indicator.key.to_string());
        keys.filter(move |key| is_scored(key))
    }

    /// What an evaluation of the same or fewer units does to the ranking.
    pub(super) fn effect(&self, evaluated: Result<Evaluation, Error>) -> Effect {
        match evaluated.and_then(|evaluation| self.ranking.shifts(&Ranking::of(&evaluation))) {
            Ok(shifts) => Effect::Ranked(shifts),
            Err(error) => Effect::Refused { reason: error.to_string() },
        }
    }
}
