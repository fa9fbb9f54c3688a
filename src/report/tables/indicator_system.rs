//! The indicator system as a table (指标体系表).

use crate::indicator::{Direction, Role};
use crate::label::Label;
use crate::model::Evaluation;
use crate::report::{Cell, Table};

/// The indicator system (指标体系表): per indicator its dimension, name, which values are good, unit, and weight in the whole.
///
/// # Example
/// See [the module](self::super).
pub fn indicator_system(evaluation: &Evaluation) -> Table {
    let header = [
        Label::new("dimension", "维度"),
        Label::new("indicator", "指标"),
        Label::new("direction", "方向"),
        Label::new("unit", "单位"),
        Label::new("weight", "权重"),
    ];
    let mut before = None;
    let rows = evaluation.indicators().iter().map(|indicator| {
        let is_new = before.replace(&indicator.node) != Some(&indicator.node);
        let node = evaluation.nodes().iter().find(|node| *node.key() == indicator.node && is_new);
        let weight = match indicator.role {
            Role::Diagnostic => Cell::Missing,
            Role::Scored => Cell::number(indicator.global_weight, 4),
        };
        vec![
            node.map_or(Cell::Empty, |node| Cell::Text(node.label().clone())),
            Cell::Text(indicator.label.clone()),
            Cell::Text(direction(indicator.direction)),
            Cell::text(&indicator.unit),
            weight,
        ]
    });
    Table::new(Label::new("Indicator system", "评价指标体系"), header).with_rows(rows.collect::<Vec<_>>()).with_note(Label::new(
        "A dash stands for an indicator that is shown and not scored.",
        "权重为“–”的指标仅供诊断，不计分。",
    ))
}

/// Which values are good, in a few words.
pub(crate) fn direction(direction: Direction) -> Label {
    match direction {
        Direction::Benefit => Label::new("more is better", "正向"),
        Direction::Cost => Label::new("less is better", "逆向"),
        Direction::Target(target) => Label::new(format!("target {target}"), format!("适度，{target}")),
        Direction::Band { low, high } => Label::new(format!("{low} to {high}"), format!("区间，{low}–{high}")),
    }
}
