//! The largest obstacles as a table (主要障碍因子表).

use crate::analysis::obstacle::{Obstacle, Obstacles};
use crate::governance::Period;
use crate::label::Label;
use crate::report::table::fixed;
use crate::report::{Cell, Table};

use super::{caption, rows_of, unit};

/// The `k` largest obstacles of each unit in `period` (主要障碍因子表), the latest if none is given, with their degrees in percent.
///
/// # Example
/// By hand: losses 0.125 and 0.375, so that service is three quarters of what is missing.
/// ```
/// use governance_efficacy::analysis::obstacle::Obstacles;
/// use governance_efficacy::report::{Wording, tables};
/// use governance_efficacy::{IndicatorTable, Weights};
///
/// let table = IndicatorTable::from_rows(["East"], &["order", "service"], &[[Some(0.75), Some(0.25)]])?;
/// let found = Obstacles::of_table(&table, &Weights::new([("order", 0.5), ("service", 0.5)])?)?;
/// let text = tables::obstacles(&found, None, 2).to_markdown(Wording::En);
/// assert!(text.contains("| East | service (75.0) | order (25.0) |"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn obstacles(found: &Obstacles, period: Option<Period>, k: usize) -> Table {
    let (period, members) = rows_of(&found.rows, period);
    let places = (1..=k).map(|place| Label::new(format!("obstacle {place}"), format!("第 {place} 障碍")));
    let header = std::iter::once(Label::new("unit", "单元")).chain(places);
    let cell = |found: Option<&(&Obstacle, f64)>| {
        found.map_or(Cell::Missing, |(of, degree)| {
            let degree = fixed(100.0 * degree, 1);
            Cell::Text(Label::new(format!("{} ({degree})", of.label.en), format!("{}（{degree}）", of.label.zh)))
        })
    };
    let rows = members.into_iter().map(|row| {
        let name = found.rows.get(row).map(|row| row.unit).unwrap_or_default();
        let top = found.top(name, period, k).unwrap_or_default();
        std::iter::once(unit(&found.rows, row)).chain((0..k).map(|place| cell(top.get(place)))).collect()
    });
    Table::new(caption("Largest obstacles", "主要障碍因子", period), header).with_rows(rows.collect::<Vec<Vec<_>>>()).with_note(
        Label::new(
            "In brackets the obstacle degree: the share of the loss in all losses of the unit, %.",
            "括号内为障碍度：该指标损失占本单元全部损失的百分比。",
        ),
    )
}
