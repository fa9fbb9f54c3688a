//! Several complete tables instead of one (多重插补), so that what is not known shows in the results.

use serde::{Deserialize, Serialize};

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::indicator::{Imputation, Indicator, Origin, Role};
use crate::label::Key;
use crate::numeric::{GENERATOR, Moments, Random};
use crate::table::{Column, IndicatorTable, Rows};

use super::nearest::Nearest;
use super::normal::Normal;
use super::{Fills, Gappy, out_of_reach};

/// Multiple imputation (多重插补): several complete tables, in which each gap is drawn anew. Evaluate each, and the spread of the results
/// says how much the gaps leave open (Rubin 1987).
///
/// # Formula
/// [`Draws::Normal`]: for each draw the rows are resampled, means and covariances found by expectation–maximization, and each gap drawn
/// from its normal distribution given what its row has: the bootstrap of Honaker & King (2010). [`Draws::Nearest`]: each gap becomes
/// the value of one of the nearest rows, at random; real values, for small tables and skewed indicators, but the choice of neighbors is
/// taken as known, so that the spread is somewhat too small.
///
/// # Result
/// The complete tables, with every other column and attribute as it was, and for each gap mean, standard deviation and Monte-Carlo
/// standard error of its draws. The same seed gives the same tables.
///
/// # Errors
/// [`Error::Unknown`] for an indicator the table lacks; [`Error::Undefined`] where there are too few rows, or a gap has no neighbor.
///
/// # References
/// Rubin (1987), *Multiple Imputation for Nonresponse in Surveys*, Wiley; Honaker & King (2010), What to do about missing values in
/// time-series cross-section data, *American Journal of Political Science* 54; OECD/JRC (2008), §3.
///
/// # Example
/// ```
/// use governance_efficacy::prepare::{Draws, MultipleImputation};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let rows = [[Some(1.0), Some(10.0)], [Some(1.1), None], [Some(1.2), Some(14.0)], [Some(9.0), Some(99.0)]];
/// let table = IndicatorTable::from_rows(["A", "B", "C", "D"], &["x", "y"], &rows)?;
/// let indicators = [Indicator::new("x")?, Indicator::new("y")?];
/// let imputation = MultipleImputation::new(50, 7)?.with_draws(Draws::Nearest { k: 2 });
/// let completed = imputation.complete(&table, &indicators)?;
/// // The two nearest have 10 and 14; D is far away.
/// assert!(completed.tables.iter().all(|t| [Some(10.0), Some(14.0)].contains(&t.value(1, "y").unwrap())));
/// assert!((completed.cells[0].mean - 12.0).abs() < 4.0 * completed.cells[0].standard_error);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MultipleImputation {
    count: usize,
    seed: u64,
    draws: Draws,
}

/// How a gap is drawn (抽取方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Draws {
    /// From the normal distribution given the row's other indicators, learned from resampled rows (自助期望最大化).
    #[default]
    Normal,
    /// From one of the nearest rows (近邻热卡).
    Nearest {
        /// How many rows are the nearest; those as far as the last of them count too.
        k: usize,
    },
}

/// Several complete tables (多重插补结果).
#[derive(Debug, Clone, PartialEq)]
pub struct Completed {
    /// The tables, one a draw.
    pub tables: Vec<IndicatorTable>,
    /// What was drawn for each gap, indicator by indicator.
    pub cells: Vec<DrawnCell>,
    /// The generator of random numbers.
    pub generator: &'static str,
    /// Its seed.
    pub seed: u64,
}

/// What was drawn for one gap (单元格抽取结果).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawnCell {
    /// The row, counted from 0.
    pub row: usize,
    /// The indicator.
    pub indicator: Key,
    /// Mean of the draws.
    pub mean: f64,
    /// Their standard deviation: what the gap leaves open.
    pub standard_deviation: f64,
    /// Monte-Carlo standard error of the mean, which more draws make smaller.
    pub standard_error: f64,
}

/// More tables than this tell nothing more.
const MOST: usize = 1_000;

/// So many tables may be made of any table that fits into memory.
const FEW: usize = 20;

/// Cells of all tables, if there are more than a few.
const MOST_CELLS: usize = 10_000_000;

impl MultipleImputation {
    /// So many draws from the stream of `seed`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for fewer than two, which have no spread; [`Error::Limit`] for more than 1,000.
    pub fn new(draws: usize, seed: u64) -> Result<Self, Error> {
        if draws > MOST {
            return Err(Error::Limit { what: "imputations", found: draws, limit: MOST });
        }
        if draws < 2 {
            return Err(Error::setting("draws", draws, "give at least two"));
        }
        Ok(Self { count: draws, seed, draws: Draws::default() })
    }

    /// Sets how a gap is drawn; from the normal distribution if not set.
    #[must_use]
    pub fn with_draws(mut self, draws: Draws) -> Self {
        self.draws = draws;
        self
    }

    /// Number of tables.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The fields that a document says it by.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let count = reader.required("draws")?;
        let seed = reader.optional("seed").map_or(Ok(1), |seed| seed.count())? as u64;
        let imputation = Self::new(count.count()?, seed).map_err(|e| count.error(e))?;
        Ok(match reader.optional("nearest") {
            Some(k) => imputation.with_draws(Draws::Nearest { k: k.count()? }),
            None => imputation,
        })
    }

    pub(crate) fn write(self, table: TableBuilder) -> TableBuilder {
        let nearest = if let Draws::Nearest { k } = self.draws { Some(k) } else { None };
        let seed = usize::try_from(self.seed).unwrap_or(usize::MAX);
        table.with("draws", self.count).with("seed", seed).with_some("nearest", nearest)
    }

    /// The complete tables. Only the scored ones of `indicators` are filled, and help to fill each other.
    ///
    /// # Errors
    /// See [`MultipleImputation`]; [`Error::Limit`] for more than 20 tables that hold more than ten million cells together.
    pub fn complete(&self, table: &IndicatorTable, indicators: &[Indicator]) -> Result<Completed, Error> {
        let scored = indicators.iter().filter(|indicator| indicator.role() == Role::Scored);
        let columns = scored.map(|i| table.column(i.key().as_str()).cloned()).collect::<Result<Vec<Column>, _>>()?;
        let asked = self.count.saturating_mul(table.rows().len()).saturating_mul(columns.len());
        if self.count > FEW && asked > MOST_CELLS {
            return Err(Error::Limit {
                what: "cells of all imputed tables (draws × rows × indicators)",
                found: asked,
                limit: MOST_CELLS,
            });
        }
        let data = Gappy { rows: table.rows(), attributes: table.attributes(), columns: &columns };
        let mut random = Random::seeded(self.seed);
        let mut draws: Vec<Fills> = Vec::with_capacity(self.count);
        match self.draws {
            Draws::Normal => {
                if let Some(column) = columns.iter().find(|c| c.missing() > 0 && c.len() - c.missing() < 2) {
                    return Err(Error::Undefined {
                        method: "multiple imputation",
                        problem: format!("indicator {:?} has gaps and fewer than two values", column.key()),
                        remedy: "leave the indicator out".to_owned(),
                    });
                }
                for _ in 0..self.count {
                    draws.push(resampled(data, &mut random)?.drawn(data, &mut random));
                }
            }
            Draws::Nearest { k } => draws = self.neighbors_drawn(data, k, &mut random)?,
        }
        let mut tables = Vec::with_capacity(self.count);
        for draw in &draws {
            let mut complete = table.clone();
            for (column, fills) in columns.iter().zip(draw) {
                if let Some(&(row, x)) = fills.iter().find(|(_, x)| !x.is_finite()) {
                    return Err(out_of_reach(data.rows, row, column.key(), x));
                }
                let fill = |row: usize| fills.binary_search_by_key(&row, |(at, _)| *at).ok().map(|found| fills[found].1);
                complete = complete.with_column(column.filled(Origin::Imputed { by: Imputation::Drawn }, fill));
            }
            tables.push(complete);
        }
        Ok(Completed { cells: cells(&columns, &draws), tables, generator: GENERATOR, seed: self.seed })
    }

    /// For each draw and column, a value of one of the nearest rows for each gap.
    fn neighbors_drawn(&self, data: Gappy<'_>, k: usize, random: &mut Random) -> Result<Vec<Fills>, Error> {
        let mut draws = vec![vec![Vec::new(); data.columns.len()]; self.count];
        Nearest::fit(data, k)?.for_each_gap(data, |j, row, donors| {
            for draw in &mut draws {
                draw[j].push((row, donors[random.below(donors.len())]));
            }
        });
        let unfilled = data.columns.iter().enumerate().find_map(|(j, column)| {
            let filled = |row: &usize| draws[0][j].binary_search_by_key(row, |&(at, _)| at).is_ok();
            (0..column.len()).find(|row| column.is_gap(*row) && !filled(row)).map(|row| (row, column))
        });
        match unfilled {
            None => Ok(draws),
            Some((row, column)) => Err(no_neighbor(data.rows, row, column.key())),
        }
    }
}

fn no_neighbor(rows: &Rows, row: usize, indicator: &Key) -> Error {
    Error::Undefined {
        method: "multiple imputation",
        problem: format!("no row has the indicator and shares another with {}", rows.place(row, indicator)),
        remedy: "leave the unit out, or the indicator".to_owned(),
    }
}

/// Means and covariances of as many rows, drawn with replacement. A sample from which they don't follow is drawn anew.
fn resampled(data: Gappy<'_>, random: &mut Random) -> Result<Normal, Error> {
    const TRIES: usize = 20;
    let mut refused = None;
    for _ in 0..TRIES {
        let count = data.rows.len();
        let rows: Vec<usize> = (0..count).map(|_| random.below(count)).collect();
        let columns: Vec<Column> = data.columns.iter().map(|column| column.select(&rows)).collect();
        match Normal::of_greatest_likelihood(Gappy { columns: &columns, ..data }) {
            // An indicator that happens not to vary in the sample would be drawn without spread.
            Ok(normal) if normal.varies_as(data) => return Ok(normal),
            Ok(_) => {}
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.unwrap_or_else(|| Error::Undefined {
        method: "multiple imputation",
        problem: "an indicator has almost the same value in every row, so that resampled rows have one value only".to_owned(),
        remedy: "leave the indicator out, or draw from the nearest rows".to_owned(),
    }))
}

fn cells(columns: &[Column], draws: &[Fills]) -> Vec<DrawnCell> {
    let mut cells = Vec::new();
    for (j, column) in columns.iter().enumerate() {
        for (at, &(row, _)) in draws.first().map(|draw| draw[j].as_slice()).unwrap_or_default().iter().enumerate() {
            let values: Vec<f64> = draws.iter().map(|draw| draw[j][at].1).collect();
            let moments = Moments::of(&values);
            let standard_deviation = moments.standard_deviation(1);
            cells.push(DrawnCell {
                row,
                indicator: column.key().clone(),
                mean: moments.mean,
                standard_deviation,
                standard_error: standard_deviation / (values.len() as f64).sqrt(),
            });
        }
    }
    cells
}
