//! Two rankings of the same units, and who moved (名次变动).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::model::Evaluation;
use crate::numeric::Concordance;
use crate::score::{Orientation, Ties, rank};
use crate::table::{Row, Rows};

/// How a ranking differs from the one before (名次变动), over the rows that both rank, within each period. Ranks are among these rows
/// alone, so that a unit left out shifts nobody by its mere absence; tied units share their mean rank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankShifts {
    /// Rows that both rank.
    pub compared: usize,
    /// Mean over them of `|rank after − rank before|`.
    pub mean_absolute_shift: f64,
    /// Pairs of rows of one period that changed their order; pairs tied in either ranking are not counted.
    pub reversed_pairs: u64,
    /// The periods in which others are first.
    pub winners: Vec<WinnerChange>,
    /// The rows whose rank changed, in row order; all others have the rank they had.
    pub moved: Vec<Moved>,
}

/// A row whose rank changed (名次变动的单元).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// The unit, with its period if it has one.
    pub unit: String,
    /// Its rank before, 1 the best.
    pub from: f64,
    /// Its rank after.
    pub to: f64,
}

/// Who is first, where that changed (第一名变动).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WinnerChange {
    /// The period; none in a table without periods.
    pub period: Option<Period>,
    /// Who was first; several if they tied.
    pub before: Vec<String>,
    /// Who is first now.
    pub after: Vec<String>,
}

impl RankShifts {
    /// Whether every row has the rank it had.
    pub fn is_none(&self) -> bool {
        self.moved.is_empty()
    }
}

/// The ranking by the whole.
pub(super) struct Ranking {
    pub(super) rows: Rows,
    pub(super) scores: Vec<Option<f64>>,
    orientation: Orientation,
}

impl Ranking {
    pub(super) fn of(evaluation: &Evaluation) -> Self {
        let root = evaluation.root();
        Self { rows: evaluation.rows().clone(), scores: root.scores().to_vec(), orientation: root.orientation() }
    }

    /// Ranks within each period of the rows at `among`, of which each has a score; 0 elsewhere.
    pub(super) fn ranks(&self, among: &[bool]) -> Vec<f64> {
        let mut ranks = vec![0.0; self.scores.len()];
        for (_, members) in self.rows.by_period() {
            let present = members.into_iter().filter(|&row| among[row]);
            let (rows, values): (Vec<usize>, Vec<f64>) = present.filter_map(|row| Some((row, self.scores[row]?))).unzip();
            for (row, rank) in rows.into_iter().zip(rank(&values, self.orientation, Ties::Fractional)) {
                ranks[row] = rank;
            }
        }
        ranks
    }

    /// How `after` differs from this ranking.
    ///
    /// # Errors
    /// [`Error::TooFew`] if they have no row in common.
    pub(super) fn shifts(&self, after: &Self) -> Result<RankShifts, Error> {
        let places: HashMap<Row<'_>, usize> = after.rows.iter().enumerate().map(|(at, row)| (row, at)).collect();
        let found = |(row, score): (Row<'_>, &Option<f64>)| {
            let at = places.get(&row).copied()?;
            (score.is_some() && after.scores[at].is_some()).then_some(at)
        };
        let matched: Vec<Option<usize>> = self.rows.iter().zip(&self.scores).map(found).collect();
        let mut among_after = vec![false; after.scores.len()];
        matched.iter().flatten().for_each(|&at| among_after[at] = true);
        let among: Vec<bool> = matched.iter().map(Option::is_some).collect();
        let (before, now) = (self.ranks(&among), after.ranks(&among_after));
        let name = |row: usize| self.rows.get(row).map(|row| row.to_string()).unwrap_or_default();
        let pair = |row: usize| matched[row].map(|at| (row, before[row], now[at]));
        let compared = among.iter().filter(|&&there| there).count();
        if compared == 0 {
            return Err(Error::TooFew { what: "units that both rankings hold", needed: 1 });
        }
        let (mut reversed_pairs, mut winners) = (0, Vec::new());
        for (period, members) in self.rows.by_period() {
            let pairs: Vec<(usize, f64, f64)> = members.into_iter().filter_map(pair).collect();
            let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|&(_, from, to)| (from, to)).unzip();
            reversed_pairs += Concordance::of(&x, &y).discordant;
            let first = |ranks: &[f64]| -> Vec<String> {
                let best = ranks.iter().copied().fold(f64::INFINITY, f64::min);
                pairs.iter().zip(ranks).filter(|(_, rank)| **rank == best).map(|((row, ..), _)| name(*row)).collect()
            };
            let (was, is) = (first(&x), first(&y));
            if was != is {
                winners.push(WinnerChange { period, before: was, after: is });
            }
        }
        let pairs: Vec<(usize, f64, f64)> = (0..before.len()).filter_map(pair).collect();
        let total: f64 = pairs.iter().map(|(_, from, to)| (to - from).abs()).sum();
        let moved = pairs.into_iter().filter(|(_, from, to)| from != to);
        Ok(RankShifts {
            compared,
            mean_absolute_shift: total / compared as f64,
            reversed_pairs,
            winners,
            moved: moved.map(|(row, from, to)| Moved { unit: name(row), from, to }).collect(),
        })
    }
}
