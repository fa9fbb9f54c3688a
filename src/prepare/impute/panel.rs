//! From other periods of the same unit (面板插补).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;

use super::{Fills, Gappy};

/// Where a gap takes its value from. It learns nothing: it looks at the table that is scored.
///
/// OECD/JRC (2008), §3. Latest: the value before it in time, however long ago. Linear: the value on the line between the one before it
/// and the one after it, by the time that lies between their periods; nothing beyond the first and the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Panel {
    Latest,
    Linear,
}

impl Panel {
    /// Refuses a table without periods.
    pub(super) fn fit(data: Gappy<'_>, which: Self) -> Result<Self, Error> {
        which.fills(data).map(|_| which)
    }

    pub(super) fn fills(self, data: Gappy<'_>) -> Result<Fills, Error> {
        if !data.rows.has_periods() {
            let problem = "to fill from other periods, in a table without periods";
            return Err(Error::setting("missing", problem, "give every row its period, or name another policy"));
        }
        let units = units_in_time(data);
        Ok(data
            .columns
            .iter()
            .map(|column| {
                let mut fills = Vec::new();
                if column.missing() == 0 {
                    return fills;
                }
                for unit in &units {
                    let mut before: Option<(f64, f64)> = None;
                    for (at, &(month, row)) in unit.iter().enumerate() {
                        if let Some(x) = column.get(row) {
                            before = Some((month, x));
                            continue;
                        }
                        let filled = match self {
                            Self::Latest => before.map(|(_, x)| x),
                            Self::Linear => {
                                let after = unit[at..].iter().find_map(|&(month, row)| Some((month, column.get(row)?)));
                                before.zip(after).map(|((from, x), (to, y))| {
                                    let way = (month - from) / (to - from);
                                    x * (1.0 - way) + y * way
                                })
                            }
                        };
                        fills.extend(filled.map(|x| (row, x)));
                    }
                }
                fills.sort_by_key(|&(row, _)| row);
                fills
            })
            .collect())
    }
}

/// The rows of each unit in time, each with its month since the year 0.
fn units_in_time(data: Gappy<'_>) -> Vec<Vec<(f64, usize)>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut units: Vec<Vec<(f64, usize)>> = Vec::new();
    for (at, row) in data.rows.iter().enumerate() {
        let Some(period) = row.period else { continue };
        let unit = *places.entry(row.unit).or_insert_with(|| {
            units.push(Vec::new());
            units.len() - 1
        });
        units[unit].push((month(period), at));
    }
    for unit in &mut units {
        unit.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    units
}

fn month(period: Period) -> f64 {
    f64::from(period.calendar_year()) * 12.0 + f64::from((period.number() - 1) * period.granularity().months())
}
