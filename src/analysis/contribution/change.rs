//! What changed a score between two periods (得分变动分解).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::{Key, Label};
use crate::model::Fitted;
use crate::table::{Column, IndicatorTable};

use super::mixing::Mixing;
use super::{Attribution, Decomposition, Drawn, Pair};

/// How much each indicator changed the score of every unit between two periods, on one frozen scale (得分变动分解). Made by
/// [`Attribution::of_change`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The node whose score changed.
    pub node: Key,
    /// How it is taken apart.
    pub decomposition: Decomposition,
    /// The earlier period.
    pub from: Period,
    /// The later period.
    pub to: Period,
    /// The units with a score in both.
    pub units: Vec<String>,
    /// Units without a score in one of them.
    pub left_out: Vec<String>,
    /// The score of each unit in the earlier period.
    pub before: Vec<f64>,
    /// The score of each unit in the later period.
    pub after: Vec<f64>,
    /// The indicators beneath the node, in the order of the hierarchy.
    pub indicators: Vec<ChangeItem>,
    /// How orders were drawn; none if the changes are exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<Drawn>,
}

/// What one indicator changed (单项变动).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeItem {
    /// The indicator.
    pub key: Key,
    /// Its name in English and Chinese.
    pub label: Label,
    /// The dimension right below the node it belongs to; the indicator itself where there is none.
    pub dimension: Key,
    /// The name of the dimension.
    pub dimension_label: Label,
    /// Per unit, in units of the score; over all indicators they sum to what the score changed.
    pub changes: Vec<f64>,
    /// Monte-Carlo standard errors, unit by unit; empty if the changes are exact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standard_errors: Vec<f64>,
}

impl Change {
    /// What each indicator changed the score of `unit`, the largest change first.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a unit that is not there.
    pub fn of(&self, unit: &str) -> Result<Vec<(&ChangeItem, f64)>, Error> {
        let at = self.units.iter().position(|name| name == unit);
        let at = at.ok_or_else(|| Error::unknown("unit", unit, self.units.iter().map(String::as_str)))?;
        let mut items: Vec<(&ChangeItem, f64)> = self.indicators.iter().map(|item| (item, item.changes[at])).collect();
        items.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        Ok(items)
    }
}

impl Attribution {
    /// How much each indicator changed the score of every unit of `table` from one period to another, on the scale of `fitted`. A score
    /// that is a weighted sum changes by `w_j (r_ij − r′_ij)`, exactly; any other by the Owen or Shapley values of the later row
    /// against the earlier one of the same unit. A baseline set before is not looked at.
    ///
    /// # Edge cases
    /// An indicator known in one period only changes the weights of the others where gaps are left out; what it changes is counted as its own
    /// and theirs.
    ///
    /// # Errors
    /// As [`Attribution::of`]; [`Error::Unknown`] for a period that is not there, [`Error::InvalidSetting`] unless `from` is before `to`,
    /// [`Error::TooFew`] if no unit has a score in both.
    ///
    /// # Example
    /// By hand: with weights of 0.75 and 0.25 order falls by 0.4 of its range and service rises by all of it: −0.3 and 0.25.
    /// ```
    /// use governance_efficacy::analysis::contribution::Attribution;
    /// use governance_efficacy::model::{Model, System};
    /// use governance_efficacy::score::WeightedSum;
    /// use governance_efficacy::weight::Given;
    /// use governance_efficacy::{Indicator, IndicatorTable, Period};
    ///
    /// let model = Model::new(System::flat([Indicator::new("order")?, Indicator::new("service")?])?)
    ///     .with_indicator_weights(Given::new([("order", 0.75), ("service", 0.25)])?)
    ///     .with_indicator_scores(WeightedSum::default());
    /// let year = |rows: [[f64; 2]; 2]| IndicatorTable::from_rows(["A", "B"], &["order", "service"], &rows.map(|row| row.map(Some)));
    /// let (before, after) = (Period::year(2023)?, Period::year(2024)?);
    /// let table = IndicatorTable::stack(&[(before, year([[1.0, 0.0], [0.0, 1.0]])?), (after, year([[0.6, 1.0], [0.5, 1.0]])?)])?;
    /// let change = Attribution::default().of_change(&model.fit(&table)?, &table, before, after)?;
    /// let of_a = change.of("A")?;
    /// assert_eq!((of_a[0].0.key.as_str(), of_a[1].0.key.as_str()), ("order", "service"));
    /// assert!((of_a[0].1 + 0.3).abs() < 1e-12 && (of_a[1].1 - 0.25).abs() < 1e-12);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn of_change(&self, fitted: &Fitted, table: &IndicatorTable, from: Period, to: Period) -> Result<Change, Error> {
        let node = self.node.as_ref().unwrap_or_else(|| fitted.root()).clone();
        let view = fitted.scored_leaf_view(table, node.as_str())?;
        for period in [from, to] {
            if !view.rows.periods().contains(&period) {
                let known: Vec<String> = view.rows.periods().iter().map(ToString::to_string).collect();
                return Err(Error::unknown("period", &period.to_string(), known.iter().map(String::as_str)));
            }
        }
        if from >= to {
            return Err(Error::setting("the end of a change", to, format!("give a period after {from}")));
        }
        let columns: Vec<Column> = view.leaves.iter().map(|leaf| leaf.column.clone()).collect();
        let (mut units, mut left_out, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        let mut places: HashMap<&str, [Option<usize>; 2]> = HashMap::new();
        for (at, row) in view.rows.iter().enumerate().filter(|(at, _)| view.scores[*at].is_some()) {
            if let Some(end) = [from, to].iter().position(|&period| row.period == Some(period)) {
                places.entry(row.unit).or_default()[end] = Some(at);
            }
        }
        for unit in view.rows.unit_names().filter(|unit| self.unit.as_ref().is_none_or(|(only, _)| only == unit)) {
            if let Some([Some(earlier), Some(later)]) = places.get(unit) {
                units.push(unit.to_owned());
                rows.push((*earlier, *later));
            } else {
                left_out.push(unit.to_owned());
            }
        }
        if rows.is_empty() {
            return Err(Error::TooFew { what: "units with a score in both periods", needed: 1 });
        }
        let score = |row: usize| view.scores[row].unwrap_or_default();
        let mut change = Change {
            node: node.clone(),
            decomposition: Decomposition::Additive,
            from,
            to,
            before: rows.iter().map(|&(earlier, _)| score(earlier)).collect(),
            after: rows.iter().map(|&(_, later)| score(later)).collect(),
            units,
            left_out,
            indicators: Vec::with_capacity(view.leaves.len()),
            drawn: None,
        };
        let addends = match self.decomposition {
            None | Some(Decomposition::Additive) => fitted.addends(&view, node.as_str(), &columns),
            Some(_) => None,
        };
        if addends.is_none() && self.decomposition == Some(Decomposition::Additive) {
            let remedy = "leave the decomposition open, or score every node by a weighted sum";
            return Err(Error::setting("decomposition", "additive, where the score is no weighted sum", remedy));
        }
        let of_leaf: Vec<(Vec<f64>, Vec<f64>)> = if let Some(addends) = addends {
            let part = |of: &[Option<f64>], row: usize| of[row].unwrap_or(0.0);
            addends
                .iter()
                .map(|of| (rows.iter().map(|&(earlier, later)| part(of, later) - part(of, earlier)).collect(), Vec::new()))
                .collect()
        } else {
            let baselines: Vec<Vec<Option<f64>>> =
                rows.iter().map(|&(earlier, _)| columns.iter().map(|column| column.get(earlier)).collect()).collect();
            let pairs: Vec<Pair<'_>> = rows.iter().zip(&baselines).map(|(&(_, row), baseline)| Pair { row, baseline }).collect();
            let games = self.by_games(&Mixing { fitted, view: &view, node: node.as_str(), columns: &columns }, &pairs)?;
            (change.decomposition, change.drawn) = (games.decomposition, games.drawn);
            let known = |values: Vec<Option<f64>>| values.into_iter().flatten().collect();
            games.of_leaf.into_iter().map(|of| (known(of.values), known(of.standard_errors))).collect()
        };
        for (leaf, (changes, standard_errors)) in view.leaves.iter().zip(of_leaf) {
            let (dimension, dimension_label) = leaf.dimension();
            let (key, label) = (leaf.key().clone(), leaf.label.clone());
            change.indicators.push(ChangeItem { key, label, dimension, dimension_label, changes, standard_errors });
        }
        Ok(change)
    }
}
