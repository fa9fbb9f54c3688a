//! What a coupling analysis found (耦合协调结果).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::{Key, Label};
use crate::notice::Notice;
use crate::table::Rows;

use super::{ClosedEnd, CoordinationClass, CouplingForm};

/// Coupling and coordination of one row (单行耦合协调).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coordination {
    /// Coupling degree C, 0 to 1 (耦合度): how near the levels are to each other, high or low.
    pub coupling: f64,
    /// Level of development T, 0 to 1 (综合发展水平): the mean of the levels by their contributions.
    pub development: f64,
    /// Degree of coordination `D = √(C T)`, 0 to 1 (耦合协调度).
    pub degree: f64,
    /// The class of D.
    pub class: CoordinationClass,
    /// The subsystems with the least level (滞后子系统); empty if all are level (同步型).
    pub lagging: Vec<Key>,
}

/// One subsystem (子系统).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subsystem {
    /// Its key.
    pub key: Key,
    /// Its name in English and Chinese.
    pub label: Label,
    /// Its part in T; all sum to 1 (贡献系数).
    pub contribution: f64,
    /// Its level in each row, 0 to 1, as it was given; none at a gap.
    pub levels: Vec<Option<f64>>,
}

/// Coupling coordination of subsystems over rows (耦合协调度结果). Made by [`CouplingCoordination`](super::CouplingCoordination).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Couplings {
    /// The formula of C.
    pub form: CouplingForm,
    /// Which end of a class belongs to it.
    pub closed: ClosedEnd,
    /// What stood in for levels of 0 in C; none if nothing did (零值替代).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zero_replacement: Option<f64>,
    /// The subsystems, in order.
    pub subsystems: Vec<Subsystem>,
    /// The rows.
    pub rows: Rows,
    /// Per row; none where a subsystem has no level.
    pub coordination: Vec<Option<Coordination>>,
    /// What the reader must know.
    pub notices: Vec<Notice>,
}

impl Couplings {
    /// The coordination of `unit` in `period`; none if one of its subsystems has no level.
    ///
    /// # Errors
    /// [`Error::Unknown`] if there is no such row.
    pub fn of(&self, unit: &str, period: impl Into<Option<Period>>) -> Result<Option<&Coordination>, Error> {
        let row = row_of(&self.rows, unit, period.into())?;
        Ok(self.coordination.get(row).and_then(Option::as_ref))
    }
}

/// The row of `unit` in `period`, or an error with near matches.
pub(in crate::analysis) fn row_of(rows: &Rows, unit: &str, period: Option<Period>) -> Result<usize, Error> {
    rows.position(unit, period).ok_or_else(|| {
        if !rows.unit_names().any(|name| name == unit) {
            return Error::unknown("unit", unit, rows.unit_names());
        }
        let known: Vec<String> = rows.iter().filter(|row| row.unit == unit).map(|row| row.to_string()).collect();
        let name = period.map_or_else(|| unit.to_owned(), |period| format!("{unit} {period}"));
        Error::Unknown { what: "row", name, near: known.into_iter().take(3).collect() }
    })
}
