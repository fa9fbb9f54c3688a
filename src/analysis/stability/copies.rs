//! The clone test (克隆检验): an indicator, or a unit, that is there twice.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::indicator::Indicator;
use crate::label::Key;
use crate::model::{Evaluation, Model};
use crate::table::{Column, IndicatorTable, Rows};

use super::leave_out::{Base, Effect};

/// What the ranking of the whole would be with a copy of each indicator and of each unit (克隆检验): what a score rewards that is no
/// performance.
///
/// # Definition
/// A copy of an indicator stands beside it in its node. *Split*, the two share its weight: nothing is said that was not said
/// before, and a weighted sum does not change; a method that squares weights (TOPSIS) or looks for the largest loss (VIKOR) does.
/// *Doubled*, the copy has the full weight of the original before all are rescaled: the double counting of what two indicators
/// both measure. The other weights are those of the full model.
///
/// A copy of a unit has its values in all its periods. The whole model is fitted anew, weights included; ranks are compared among
/// the units that were there before.
///
/// # Edge cases
/// What a method refuses is told as [`Effect::Refused`]. Given weights in the model are those of its own indicators, so no copy
/// unsettles them.
///
/// # Complexity
/// Two fits and evaluations for each indicator, one for each unit.
///
/// # Reference
/// The demand that copies change nothing: Tideman (1987), Independence of clones as a criterion for voting rules, *Social Choice
/// and Welfare* 4(3), 185–206, there for candidates. Double counting: OECD/JRC (2008), *Handbook on Constructing Composite
/// Indicators*, §6.
///
/// # Example
/// By hand: A has `(1, 2/9)` and B `(0.5, 1)` by min-max, so that B leads with equal weights. With x twice it weighs 2/3, and A
/// leads by `(2 + 2/9)/3` to `2/3`. With its weight split nothing changes.
/// ```
/// use governance_efficacy::analysis::stability::{CloneTest, Effect};
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::score::WeightedSum;
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let system = System::flat([Indicator::new("x")?, Indicator::new("y")?])?;
/// let model = Model::new(system).with_indicator_scores(WeightedSum::default());
/// let rows = [[Some(1.0), Some(0.2)], [Some(0.5), Some(0.9)], [Some(0.0), Some(0.0)]];
/// let table = IndicatorTable::from_rows(["A", "B", "C"], &["x", "y"], &rows)?;
///
/// let test = CloneTest::of(&model, &table)?;
/// let Effect::Ranked(doubled) = &test.indicators[0].doubled else { panic!("ranked") };
/// assert_eq!(doubled.winners[0].after, ["A"]);
/// let Effect::Ranked(split) = &test.indicators[0].split else { panic!("ranked") };
/// assert!(split.is_none());
/// assert!(test.units.iter().all(|unit| unit.ties));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloneTest {
    /// With a copy of each indicator that is scored, in the order of the hierarchy.
    pub indicators: Vec<CopiedIndicator>,
    /// With a copy of each unit, in order of first appearance.
    pub units: Vec<CopiedUnit>,
}

/// One indicator that is there twice (重复指标).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopiedIndicator {
    /// Its key.
    pub name: String,
    /// What that does if the two share its weight.
    pub split: Effect,
    /// What that does if each has its weight.
    pub doubled: Effect,
}

/// One unit that is there twice (重复单元).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopiedUnit {
    /// Its name.
    pub name: String,
    /// What that does to the ranking of the units that were there before.
    pub effect: Effect,
    /// Whether the copy scores as the original does, in every period; false if there are no scores.
    pub ties: bool,
}

impl CloneTest {
    /// Copies each indicator and each unit in turn.
    ///
    /// # Errors
    /// As [`Model::evaluate`] of the model as it is.
    pub fn of(model: &Model, table: &IndicatorTable) -> Result<Self, Error> {
        let base = Base::of(model, table)?;
        let indicators = base.scored().map(|key| {
            let with_share = |share: f64| base.effect(with_indicator_twice(model, &base, &key, share));
            CopiedIndicator { split: with_share(0.5), doubled: with_share(1.0), name: key }
        });
        let indicators = indicators.collect();
        let units = base.table.rows().unit_names().map(|unit| {
            let copy = free_name(unit, |name| base.table.rows().unit_names().any(|known| known == name));
            let evaluated = with_unit_twice(&base.table, unit, &copy).and_then(|table| model.evaluate(&table));
            let ties = evaluated.as_ref().is_ok_and(|evaluation| {
                let (rows, scores) = (evaluation.rows(), evaluation.root().scores());
                rows.iter().zip(scores).filter(|(row, _)| row.unit == unit).all(|(row, score)| {
                    rows.position(&copy, row.period).is_some_and(|at| scores[at] == *score && score.is_some())
                })
            });
            CopiedUnit { name: unit.to_owned(), effect: base.effect(evaluated), ties }
        });
        Ok(Self { units: units.collect(), indicators })
    }
}

/// The model evaluated with a copy of indicator `key`, both with `share` of its weight.
fn with_indicator_twice(model: &Model, base: &Base, key: &str, share: f64) -> Result<Evaluation, Error> {
    let original = base.table.column(key)?;
    let is_taken = |name: &str| base.table.keys().any(|k| k == name) || base.fitted.node_keys().any(|k| k == name);
    let copy = Key::new(free_name(key, is_taken))?;
    let mut columns = base.table.columns().to_vec();
    columns.push(Column::with_gaps(copy.clone(), original.iter().collect())?);
    let model = model.with_weights_fixed(&base.fitted, |list| {
        let Some(at) = list.iter().position(|(indicator, _)| indicator.key() == key) else { return };
        list[at].1 *= share;
        let (original, weight) = &list[at];
        let twin = Indicator::of_key(copy.clone()).with_checked_direction(original.direction());
        let twin = original.effective_goalposts().into_iter().fold(twin, Indicator::with_goalposts);
        list.insert(at + 1, (twin, *weight));
    })?;
    model.evaluate(&IndicatorTable::new(base.table.rows().clone(), columns)?)
}

/// The table with the rows of `unit` once more at its end, under the name `copy`.
fn with_unit_twice(table: &IndicatorTable, unit: &str, copy: &str) -> Result<IndicatorTable, Error> {
    let rows = table.rows();
    let own: Vec<usize> = rows.iter().enumerate().filter(|(_, row)| row.unit == unit).map(|(at, _)| at).collect();
    let copied = own.iter().filter_map(|&at| rows.get(at)).map(|row| (copy, row.period));
    let all: Vec<_> = rows.iter().map(|row| (row.unit, row.period)).chain(copied).collect();
    let rows = if rows.has_periods() {
        Rows::panel(all.into_iter().filter_map(|(unit, period)| Some((unit, period?))))
    } else {
        Rows::units(all.into_iter().map(|(unit, _)| unit))
    };
    let columns = table.columns().iter().map(|column| {
        let values = column.iter().chain(own.iter().map(|&at| column.get(at))).collect();
        Column::with_gaps(column.key().clone(), values)
    });
    IndicatorTable::new(rows?, columns.collect::<Result<_, _>>()?)
}

/// A name for a copy of `name` that is not taken.
fn free_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut copy = format!("{name} (copy)");
    while is_taken(&copy) {
        copy.push_str(" (copy)");
    }
    copy
}
