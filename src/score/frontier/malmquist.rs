//! Productivity between two periods (全要素生产率变化).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::Key;

use super::dea::Dea;
use super::production::Production;

/// How productivity changed between two periods (马尔奎斯特指数); above 1 is progress.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Malmquist {
    /// How much nearer to the frontier the unit came (技术效率变化, catch-up).
    pub efficiency_change: f64,
    /// How far the frontier itself moved where the unit is (技术进步, frontier shift); none if a unit lies where the frontier of the other
    /// period doesn't reach, which happens under variable returns only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frontier_shift: Option<f64>,
    /// The product of the two, the change of productivity (全要素生产率变化); none as above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<f64>,
}

impl Dea {
    /// The Malmquist index (马尔奎斯特指数) of every unit from `before` to `after`, which must have the same units, inputs and outputs in the
    /// same order.
    ///
    /// # Formula
    /// With `E^s(t)` the efficiency of what the unit did in period t, measured by the frontier of period s: catch-up `E¹(1)/E⁰(0)`, frontier
    /// shift `√(E⁰(1)/E¹(1) · E⁰(0)/E¹(0))`, and the index is their product.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of units, inputs or outputs; [`Error::Unknown`] for another unit, input or output;
    /// [`Error::Undefined`] if the programme of a unit can't be solved.
    ///
    /// # Reference
    /// Färe, Grosskopf, Norris & Zhang (1994), Productivity growth, technical progress, and efficiency change in industrialized countries,
    /// *American Economic Review* 84(1). Constant returns, the default, are theirs.
    ///
    /// # Example
    /// By hand: A makes 1 of 2, then 2 of 2; B, the frontier, 4 of 4, then 6 of 4. A was ½ of the frontier and is ⅔ of it: 4/3. The frontier
    /// moved from 1 to 1.5. In all A makes twice as much of the same: 4/3 · 1.5 = 2.
    /// ```
    /// use governance_efficacy::score::frontier::{Dea, Production};
    ///
    /// let staff = || [("staff", vec![2.0, 4.0])];
    /// let before = Production::new(["A", "B"], staff(), [("cases", vec![1.0, 4.0])])?;
    /// let after = Production::new(["A", "B"], staff(), [("cases", vec![2.0, 6.0])])?;
    /// let change = Dea::default().malmquist(&before, &after)?[0];
    /// assert!((change.efficiency_change - 4.0 / 3.0).abs() < 1e-12);
    /// assert!((change.frontier_shift.unwrap() - 1.5).abs() < 1e-12);
    /// assert!((change.index.unwrap() - 2.0).abs() < 1e-12);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn malmquist(&self, before: &Production, after: &Production) -> Result<Vec<Malmquist>, Error> {
        same("units", before.rows().unit_names(), after.rows().unit_names())?;
        same("inputs", before.inputs().map(Key::as_str), after.inputs().map(Key::as_str))?;
        same("outputs", before.outputs().map(Key::as_str), after.outputs().map(Key::as_str))?;
        let of = |unit: usize| {
            let by = |frontier: &Production, own: &Production| self.measured_by(frontier, own, unit);
            let own = |production: &Production| {
                by(production, production)?.ok_or_else(|| Error::Undefined {
                    method: "dea",
                    problem: format!(
                        "unit {:?} is not reached by its own frontier",
                        production.rows().unit_names().nth(unit).unwrap_or_default()
                    ),
                    remedy: "look for values that differ by many orders of magnitude".to_owned(),
                })
            };
            let (then, now) = (own(before)?, own(after)?);
            let crossed = by(before, after)?.zip(by(after, before)?);
            let frontier_shift = crossed.map(|(new_by_old, old_by_new)| (new_by_old / now * (then / old_by_new)).sqrt());
            let efficiency_change = now / then;
            Ok(Malmquist { efficiency_change, frontier_shift, index: frontier_shift.map(|shift| efficiency_change * shift) })
        };
        (0..before.rows().len()).map(of).collect()
    }
}

fn same<'a>(
    what: &'static str,
    before: impl Iterator<Item = &'a str>,
    after: impl Iterator<Item = &'a str>,
) -> Result<(), Error> {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.collect(), after.collect());
    if before.len() != after.len() {
        return Err(Error::Length { what: format!("{what} of the later period"), expected: before.len(), found: after.len() });
    }
    match before.iter().zip(&after).find(|(earlier, later)| earlier != later) {
        Some((earlier, _)) => Err(Error::unknown("unit, input or output at its place in the later period", earlier, after)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn production(staff: &[f64], cases: &[f64]) -> Production {
        let names = (0..staff.len()).map(|i| format!("u{i}"));
        Production::new(names, [("staff", staff.to_vec())], [("cases", cases.to_vec())]).expect("positive")
    }

    #[test]
    fn of_one_input_and_one_output_the_index_is_the_change_of_their_ratio() {
        let (staff, then) = ([2.0, 4.0, 5.0, 3.0], [1.0, 4.0, 3.0, 2.0]);
        let (less, now) = ([2.0, 3.0, 5.0, 4.0], [3.0, 4.5, 2.0, 2.0]);
        for dea in [Dea::default(), Dea::default().toward_outputs()] {
            let found = dea.malmquist(&production(&staff, &then), &production(&less, &now)).expect("solved");
            for (unit, change) in found.iter().enumerate() {
                let expected = (now[unit] / less[unit]) / (then[unit] / staff[unit]);
                assert!((change.index.expect("constant returns") - expected).abs() < 1e-9, "{unit}: {change:?}");
            }
        }
    }

    #[test]
    fn nothing_changes_where_nothing_changed_and_reach_is_told() {
        let same = production(&[2.0, 4.0, 5.0], &[1.0, 4.0, 3.0]);
        for change in Dea::default().malmquist(&same, &same).expect("solved") {
            assert!((change.efficiency_change - 1.0).abs() < 1e-9 && (change.index.expect("reached") - 1.0).abs() < 1e-9);
        }
        // With variable returns nobody made as much before.
        let larger = production(&[2.0, 4.0, 5.0], &[1.0, 9.0, 3.0]);
        let found = Dea::default().with_variable_returns().malmquist(&same, &larger).expect("solved");
        assert_eq!((found[1].frontier_shift, found[1].index), (None, None));
        let fewer = production(&[2.0], &[1.0]);
        assert_eq!(Dea::default().malmquist(&same, &fewer).unwrap_err().code(), "length");
    }
}
