//! Coupling coordination as a table (耦合协调表).

use crate::analysis::coupling::Couplings;
use crate::governance::Period;
use crate::label::Label;
use crate::report::{Cell, Table};

use super::{caption, rows_of, unit};

/// Coupling C, development T, coordination D and its class (耦合协调表) of the units of `period`, the latest if none is given, and which
/// subsystems lag.
///
/// # Example
/// By hand: levels 0.81 and 0.81 are alike, so that C = 1, T = 0.81 and D = √0.81 = 0.9.
/// ```
/// use governance_efficacy::IndicatorTable;
/// use governance_efficacy::analysis::coupling::CouplingCoordination;
/// use governance_efficacy::report::{Wording, tables};
///
/// let table = IndicatorTable::from_rows(["East"], &["order", "service"], &[[Some(0.81), Some(0.81)]])?;
/// let found = CouplingCoordination::default().of_table(&table, &["order", "service"])?;
/// assert!(tables::coupling(&found, None).to_markdown(Wording::Zh).contains("| East | 1.000 | 0.810 | 0.900 |"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn coupling(found: &Couplings, period: Option<Period>) -> Table {
    let (period, members) = rows_of(&found.rows, period);
    let header = [
        Label::new("unit", "单元"),
        Label::new("coupling C", "耦合度 C"),
        Label::new("development T", "发展度 T"),
        Label::new("coordination D", "协调度 D"),
        Label::new("class", "协调等级"),
        Label::new("lagging", "滞后子系统"),
    ];
    let rows = members.into_iter().map(|row| {
        let Some(of) = found.coordination.get(row).and_then(Option::as_ref) else {
            return std::iter::once(unit(&found.rows, row)).chain(std::iter::repeat_n(Cell::Missing, 5)).collect();
        };
        let names = |chinese: bool| {
            let lagging = found.subsystems.iter().filter(|subsystem| of.lagging.contains(&subsystem.key));
            let names = lagging.map(|subsystem| if chinese { &*subsystem.label.zh } else { &*subsystem.label.en });
            names.collect::<Vec<_>>().join(if chinese { "、" } else { ", " })
        };
        vec![
            unit(&found.rows, row),
            Cell::number(of.coupling, 3),
            Cell::number(of.development, 3),
            Cell::number(of.degree, 3),
            Cell::Text(of.class.label()),
            Cell::Text(Label::new(names(false), names(true))),
        ]
    });
    let (form, closed) = (found.form.label(), found.closed.label());
    Table::new(caption("Coupling coordination", "耦合协调度", period), header).with_rows(rows.collect::<Vec<_>>()).with_note(
        Label::new(
            format!("Form: {}. Classes: {}.", form.en, closed.en),
            format!("耦合度形式：{}；等级区间：{}。", form.zh, closed.zh),
        ),
    )
}
