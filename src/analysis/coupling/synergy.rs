//! Whether the whole is more than its parts (1+1>2), as far as levels can tell.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::numeric::sum;
use crate::score::is_tie;
use crate::table::Rows;
use crate::weight::Weights;

use super::{CouplingCoordination, Couplings, row_of};

/// From where the subsystems of a row advanced (参照).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reference {
    /// The mean level of each subsystem over the rows of the same period (同期均值).
    Mean,
    /// The least level of each subsystem over the rows of the same period (同期最低).
    Worst,
    /// One row (指定行).
    Row {
        /// Its unit.
        unit: String,
        /// Its period, if the rows have periods.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        period: Option<Period>,
    },
    /// The same unit in this period (同一单元的基期).
    Period(Period),
}

/// What advancing together adds to the degree of coordination beyond what each advance alone does (协同增益，"1+1>2").
///
/// # Formula
/// With `v(S)` the degree D where the subsystems of S are at their own levels and the others at the reference:
/// `gain = [v(all) − v(none)] − Σ_i [v({i}) − v(none)]`. It is positive where the joint advance gives more than the advances give one at
/// a time, zero for a sum of the parts, negative where they get in each other's way or one fell back while another rose. It is the
/// total of all interactions in the sense of cooperative games, and this project's own definition of "the whole exceeds the parts" for a
/// degree of coordination: the theory gives none.
///
/// Two comparisons that suggest themselves say nothing. `D > T` holds wherever `C > T`, so for every balanced low level: it is the
/// square root. And D never exceeds the mean of the degrees of single subsystems, `Σ √u_i / k`, with the standard form and equal
/// contributions, because a geometric mean never exceeds an arithmetic one.
///
/// # Limits
/// D rewards balance by its formula; a gain says that this unit profits from that, not that its subjects caused it. With the standard
/// form and equal contributions the gain cannot be negative where no subsystem fell: there look at its size, or use the revised form.
///
/// # Example
/// By hand, standard form, from (0.0625, 0.0625): there `v = 0.25`. Both at 1: `v = 1`. One at 1: `C T = √0.0625 = 0.25`, `v = 0.5`. So
/// `gain = 0.75 − 2 · 0.25 = 0.25`.
/// ```
/// use governance_efficacy::IndicatorTable;
/// use governance_efficacy::analysis::coupling::{CouplingCoordination, Reference};
///
/// let rows = [[Some(0.0625), Some(0.0625)], [Some(1.0), Some(1.0)]];
/// let table = IndicatorTable::from_rows(["before", "after"], &["order", "service"], &rows)?;
/// let found = CouplingCoordination::default().of_table(&table, &["order", "service"])?;
/// let joint = found.joint_gain(&Reference::Row { unit: "before".into(), period: None })?;
/// let after = joint.gains[1].as_ref().unwrap();
/// assert!((after.joint - 0.75).abs() < 1e-12 && (after.gain - 0.25).abs() < 1e-12);
/// assert!(after.exceeds());
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointGain {
    /// From where the subsystems advanced.
    pub reference: Reference,
    /// The rows.
    pub rows: Rows,
    /// Per row; none where it or its reference lacks a level.
    pub gains: Vec<Option<RowGain>>,
}

/// The gain of one row (单行协同增益).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowGain {
    /// `v(all) − v(none)`: what all advances together change (共同变化).
    pub joint: f64,
    /// `v({i}) − v(none)` per subsystem: what each changes alone (各自变化).
    pub alone: Vec<f64>,
    /// `joint − Σ alone` (协同增益).
    pub gain: f64,
    /// Whether no subsystem is below the reference and at least two are above it.
    pub advanced: bool,
}

impl RowGain {
    /// Whether the whole exceeds the parts: at least two subsystems advanced, none fell, and the gain is positive beyond rounding.
    pub fn exceeds(&self) -> bool {
        self.advanced && self.gain > 1e-12
    }
}

impl Couplings {
    /// What advancing together from `reference` adds, row by row; see [`JointGain`].
    ///
    /// # Errors
    /// [`Error::Unknown`] for a reference row or period that is not there.
    pub fn joint_gain(&self, reference: &Reference) -> Result<JointGain, Error> {
        let coupling =
            CouplingCoordination { form: self.form, zero_replacement: self.zero_replacement, ..CouplingCoordination::default() };
        // A result may have been read from a file.
        if self.subsystems.len() < 2 {
            return Err(Error::TooFew { what: "subsystems to couple", needed: 2 });
        }
        let contributions = Weights::new(self.subsystems.iter().map(|s| (&s.key, s.contribution)))?.as_slice().to_vec();
        let references = self.references(reference)?;
        let gain = |row: usize| {
            let levels = self.levels(row)?;
            let from = references[row].as_ref()?;
            let degree = |levels: &[f64]| coupling.degrees(levels, &contributions)[2];
            let none = degree(from);
            let alone: Vec<f64> = (0..levels.len())
                .map(|i| {
                    let mut mixed = from.clone();
                    mixed[i] = levels[i];
                    degree(&mixed) - none
                })
                .collect();
            let joint = degree(&levels) - none;
            let above = levels.iter().zip(from).filter(|(u, b)| u > b && !is_tie(**u, **b)).count();
            let fell = levels.iter().zip(from).any(|(u, b)| u < b && !is_tie(*u, *b));
            Some(RowGain { joint, gain: joint - sum(&alone), alone, advanced: above >= 2 && !fell })
        };
        let gains = (0..self.rows.len()).map(gain).collect();
        Ok(JointGain { reference: reference.clone(), rows: self.rows.clone(), gains })
    }

    fn levels(&self, row: usize) -> Option<Vec<f64>> {
        self.subsystems.iter().map(|subsystem| subsystem.levels.get(row).copied().flatten()).collect()
    }

    /// The reference levels of each row.
    fn references(&self, reference: &Reference) -> Result<Vec<Option<Vec<f64>>>, Error> {
        let of_groups = |summary: fn(&[f64]) -> f64| {
            let mut references = vec![None; self.rows.len()];
            for (_, members) in self.rows.by_period() {
                let level = |of: &super::Subsystem| {
                    let present: Vec<f64> = members.iter().filter_map(|&row| of.levels.get(row).copied().flatten()).collect();
                    (!present.is_empty()).then(|| summary(&present))
                };
                let levels: Option<Vec<f64>> = self.subsystems.iter().map(level).collect();
                for row in members {
                    references[row].clone_from(&levels);
                }
            }
            references
        };
        Ok(match reference {
            Reference::Mean => of_groups(|levels| sum(levels) / levels.len() as f64),
            Reference::Worst => of_groups(|levels| levels.iter().copied().fold(f64::INFINITY, f64::min)),
            Reference::Row { unit, period } => vec![self.levels(row_of(&self.rows, unit, *period)?); self.rows.len()],
            Reference::Period(period) => {
                if !self.rows.periods().contains(period) {
                    let known: Vec<String> = self.rows.periods().iter().map(ToString::to_string).collect();
                    return Err(Error::unknown("period", &period.to_string(), known.iter().map(String::as_str)));
                }
                let before = |row: crate::table::Row<'_>| self.levels(self.rows.position(row.unit, Some(*period))?);
                self.rows.iter().map(before).collect()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::coupling::CouplingForm;
    use crate::table::IndicatorTable;

    fn gain(form: CouplingForm, from: [f64; 2], to: [f64; 2]) -> RowGain {
        let rows = [from.map(Some), to.map(Some)];
        let table = IndicatorTable::from_rows(["from", "to"], &["a", "b"], &rows).expect("a table");
        let found = CouplingCoordination::default().with_form(form).of_table(&table, &["a", "b"]).expect("levels");
        let joint = found.joint_gain(&Reference::Row { unit: "from".into(), period: None }).expect("a reference");
        joint.gains[1].clone().expect("complete")
    }

    #[test]
    fn one_advance_alone_has_nothing_to_gain_from() {
        let found = gain(CouplingForm::Standard, [0.25, 0.25], [0.81, 0.25]);
        assert!(found.gain.abs() < 1e-12 && !found.advanced && !found.exceeds());
    }

    #[test]
    fn a_fall_beside_a_rise_is_no_gain() {
        // v = (u₁ u₂)^¼, so the gain is the product (1 − √½)(½ − √½) of a rise and a fall.
        let found = gain(CouplingForm::Standard, [0.25, 0.25], [1.0, 0.0625]);
        let half = 0.5_f64.sqrt();
        assert!((found.gain - (1.0 - half) * (0.5 - half)).abs() < 1e-12 && !found.exceeds());
    }

    #[test]
    fn in_the_revised_form_one_that_runs_ahead_costs_more_than_two_together() {
        // Together from (¼, ¼) to (½, ½): C = 1, v = √½, joint √½ − ½. Alone: C = √{(1 − ¼)/2}, T = ⅜.
        let found = gain(CouplingForm::Revised, [0.25, 0.25], [0.5, 0.5]);
        let alone = ((0.75_f64 / 2.0).sqrt() * 0.375).sqrt() - 0.5;
        assert!((found.alone[0] - alone).abs() < 1e-12);
        assert!((found.gain - (0.5_f64.sqrt() - 0.5 - 2.0 * alone)).abs() < 1e-12 && found.exceeds());
    }

    #[test]
    fn two_that_rise_while_a_third_falls_have_not_advanced_together() {
        let advanced = |third: f64| {
            let rows = [[0.25, 0.25, 0.5].map(Some), [0.5, 0.5, third].map(Some)];
            let table = IndicatorTable::from_rows(["from", "to"], &["a", "b", "c"], &rows).expect("a table");
            let found = CouplingCoordination::default().of_table(&table, &["a", "b", "c"]).expect("levels");
            let joint = found.joint_gain(&Reference::Row { unit: "from".into(), period: None }).expect("a reference");
            joint.gains[1].as_ref().expect("complete").advanced
        };
        assert!(!advanced(0.25) && advanced(0.5) && advanced(0.75));
    }
}
