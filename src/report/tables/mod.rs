//! The tables of a paper (论文用表), each made from a result of the library; they compute no result of their own.
//!
//! | table | 表 | from |
//! |---|---|---|
//! | [`indicator_system`] | 指标体系 | [`Evaluation`] |
//! | [`descriptive`] | 描述统计 | [`Evaluation`] with `detail = "full"` |
//! | [`weights`] | 权重（主观、客观、组合、一致性） | [`Evaluation`] |
//! | [`scores`] | 得分与名次 | [`Evaluation`] |
//! | [`coupling`] | 耦合协调 | [`Couplings`](crate::analysis::coupling::Couplings) |
//! | [`obstacles`] | 主要障碍因子 | [`Obstacles`](crate::analysis::obstacle::Obstacles) |
//! | [`agreement`] | 方法一致性 | [`Comparison`](crate::score::Comparison) |
//!
//! ```
//! use governance_efficacy::model::{Model, System};
//! use governance_efficacy::report::{Wording, tables};
//! use governance_efficacy::{Indicator, IndicatorTable};
//!
//! let model = Model::new(System::flat([Indicator::new("answered")?])?);
//! let table = IndicatorTable::from_rows(["East", "West"], &["answered"], &[[Some(0.9)], [Some(0.6)]])?;
//! let scores = tables::scores(&model.evaluate(&table)?, None);
//! assert!(scores.to_markdown(Wording::Zh).contains("| 1 | East |"));
//! # Ok::<(), governance_efficacy::Error>(())
//! ```

mod agreement;
mod coupling;
mod descriptive;
mod indicator_system;
mod obstacles;
mod scores;
mod weights;

pub use agreement::agreement;
pub use coupling::coupling;
pub use descriptive::descriptive;
pub use indicator_system::indicator_system;
pub use obstacles::obstacles;
pub use scores::scores;
#[cfg(feature = "report")]
pub(crate) use scores::shown_rank;
pub use weights::weights;

use crate::governance::Period;
use crate::label::Label;
use crate::model::{Evaluation, NodeResult};
use crate::table::Rows;

/// The rows of `period`; of the latest if none is given; all where there are no periods.
fn rows_of(rows: &Rows, period: Option<Period>) -> (Option<Period>, Vec<usize>) {
    let period = period.or(rows.periods().last().copied());
    (period, rows.iter().enumerate().filter(|(_, row)| row.period == period).map(|(at, _)| at).collect())
}

/// A caption with the period it is of.
fn caption(en: &str, zh: &str, period: Option<Period>) -> Label {
    period.map_or_else(|| Label::new(en, zh), |period| Label::new(format!("{en}, {period}"), format!("{zh}（{period}）")))
}

/// The nodes right below the whole.
pub(crate) fn dimensions(evaluation: &Evaluation) -> Vec<&NodeResult> {
    let root = evaluation.root().key();
    evaluation.nodes().iter().filter(|node| node.key() != root && !node.address().contains('/')).collect()
}

/// The name of the unit of row `at`.
fn unit(rows: &Rows, at: usize) -> super::Cell {
    rows.get(at).map_or(super::Cell::Missing, |row| super::Cell::text(row.unit))
}
