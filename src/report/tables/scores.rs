//! Scores and ranks as a table (得分与名次表).

use crate::governance::Period;
use crate::label::Label;
use crate::model::Evaluation;
use crate::report::{Cell, Table};

use super::{caption, dimensions, rows_of, unit};

/// Scores and ranks (得分与名次表) of `period`, the latest if none is given, the best first: rank with its interval, unit, score with its
/// interval, grade, and score and rank in each dimension. Intervals stand there if they were computed, and a note says from what.
///
/// # Example
/// See [the module](self::super).
pub fn scores(evaluation: &Evaluation, period: Option<Period>) -> Table {
    let (root, others, certainty) = (evaluation.root(), dimensions(evaluation), evaluation.certainty());
    let (period, mut members) = rows_of(evaluation.rows(), period);
    let rank = |row: usize| root.ranks()[row].unwrap_or(f64::INFINITY);
    members.sort_by(|&a, &b| rank(a).total_cmp(&rank(b)));
    let percent = certainty.map(|c| (c.level * 100.0).round());
    let interval = |en: &str, zh: &str| percent.map(|p| Label::new(format!("{p} % of {en}"), format!("{zh} {p} % 区间")));
    let mut header = vec![Label::new("rank", "名次")];
    header.extend(interval("ranks", "名次"));
    header.extend([Label::new("unit", "单元"), root.label().clone()]);
    header.extend(interval("scores", "得分"));
    header.extend(evaluation.grades().map(|_| Label::new("grade", "等级")));
    for node in &others {
        let name = node.label();
        header.extend([name.clone(), Label::new(format!("{} rank", name.en), format!("{}名次", name.zh))]);
    }
    let rows = members.into_iter().map(|row| {
        let mut cells = vec![shown_rank(root.ranks()[row])];
        cells.extend(certainty.map(|c| span(c.ranks[row].map(|s| (s.low, s.high)), 0)));
        cells.extend([unit(evaluation.rows(), row), Cell::number(root.scores()[row], 3)]);
        cells.extend(certainty.map(|c| span(c.scores[row].map(|s| (s.low, s.high)), 3)));
        cells.extend(evaluation.grades().map(|grades| grades[row].clone().map_or(Cell::Missing, Cell::Text)));
        cells.extend(others.iter().flat_map(|node| [Cell::number(node.scores()[row], 3), shown_rank(node.ranks()[row])]));
        cells
    });
    let note = match certainty {
        Some(c) => Label::new(
            format!("Intervals from {} draws, seed {}, {}.", c.draws, c.seed, c.generator),
            format!("区间由 {} 次抽样得出，种子 {}，随机数发生器 {}。", c.draws, c.seed, c.generator),
        ),
        None => Label::new("Intervals were not computed.", "未计算区间。"),
    };
    Table::new(caption("Scores and ranks", "得分与名次", period), header).with_rows(rows).with_note(note)
}

/// A rank: whole, or half where tied ranks are averaged.
pub(crate) fn shown_rank(rank: Option<f64>) -> Cell {
    rank.map_or(Cell::Missing, |rank| Cell::number(rank, usize::from(rank.fract() != 0.0)))
}

/// An interval, or a dash.
pub(crate) fn span(ends: Option<(f64, f64)>, decimals: usize) -> Cell {
    let of = |(low, high): (f64, f64)| {
        let decimals = if decimals == 0 && (low.fract() != 0.0 || high.fract() != 0.0) { 1 } else { decimals };
        Cell::Interval { low, high, decimals }
    };
    ends.map_or(Cell::Missing, of)
}
