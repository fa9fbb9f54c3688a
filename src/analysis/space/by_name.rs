//! Tests of the values of a panel, put to their places by name (面板取值的空间检验).

use std::collections::HashSet;

use crate::analysis::distribution::Amounts;
use crate::error::Error;
use crate::notice::Notice;

use super::{LocalMoran, Moran, MoranTest, SpatialWeights};

impl MoranTest {
    /// Whether neighbours are alike in all, of the amounts of one period: as [`global`](Self::global), with each unit put to its place by
    /// name. Units of the weights without an amount take no part, which a notice says; how much a unit counts is not looked at.
    ///
    /// # Errors
    /// As [`global`](Self::global); [`Error::Unknown`] for a unit that the weights don't know.
    ///
    /// # Example
    /// By hand: without E the street of four remains, on which 1, 1, 3, 3 have I = 1/3 (see [`MoranTest`]).
    /// ```
    /// use governance_efficacy::analysis::panel::Panel;
    /// use governance_efficacy::analysis::space::{MoranTest, SpatialWeights};
    /// use governance_efficacy::{Notice, Period};
    ///
    /// let street = SpatialWeights::of_pairs(["A", "B", "C", "D", "E"], [("A", "B"), ("B", "C"), ("C", "D"), ("D", "E")])?;
    /// let year = Period::year(2024)?;
    /// let panel = Panel::new(["D", "A", "E", "C", "B"], &[year], &[[Some(3.0)], [Some(1.0)], [None], [Some(3.0)], [Some(1.0)]])?;
    /// let found = MoranTest::default().global_of(&street, &panel.amounts(year)?)?;
    /// assert!((found.statistic - 1.0 / 3.0).abs() < 1e-15);
    /// assert_eq!(found.notices, [Notice::UnitsDropped { rows: vec!["E".into()] }]);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn global_of(&self, weights: &SpatialWeights, amounts: &Amounts) -> Result<Moran, Error> {
        let mut found = self.global(&weights.among(amounts.units())?, amounts.values())?;
        found.notices.splice(0..0, without_value(weights, amounts));
        Ok(found)
    }

    /// Where neighbours are alike, of the amounts of one period: as [`local`](Self::local), with each unit put to its place by name, as
    /// [`global_of`](Self::global_of) does.
    ///
    /// # Errors
    /// As [`global_of`](Self::global_of).
    pub fn local_of(&self, weights: &SpatialWeights, amounts: &Amounts) -> Result<LocalMoran, Error> {
        let mut found = self.local(&weights.among(amounts.units())?, amounts.values())?;
        found.notices.splice(0..0, without_value(weights, amounts));
        Ok(found)
    }
}

fn without_value(weights: &SpatialWeights, amounts: &Amounts) -> Option<Notice> {
    let known: HashSet<&str> = amounts.units().iter().map(String::as_str).collect();
    let rows: Vec<String> = weights.units().iter().filter(|unit| !known.contains(unit.as_str())).cloned().collect();
    (!rows.is_empty()).then_some(Notice::UnitsDropped { rows })
}

/// The notice of units without neighbours, if there are any.
pub(super) fn of_islands(islands: &[String]) -> Vec<Notice> {
    if islands.is_empty() { Vec::new() } else { vec![Notice::Islands { units: islands.to_vec() }] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_names_that_are_unknown_are_refused() {
        let names = ["A", "B", "C", "D", "E", "F"];
        let pairs = [("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("A", "C")];
        let weights = SpatialWeights::of_pairs(names, pairs).expect("pairs").row_standardized();
        let values = [1.0, 2.0, 2.5, 7.0, 5.0, 6.0];
        let amounts = |order: [usize; 6]| {
            let of = Amounts::new(&order.map(|at| values[at])).and_then(|a| a.with_units(order.map(|at| names[at])));
            of.expect("finite")
        };
        let test = MoranTest::default();
        let plain = test.global(&weights, &values).expect("varies");
        assert_eq!(test.global_of(&weights, &amounts([0, 1, 2, 3, 4, 5])), Ok(plain.clone()));
        assert_eq!(plain.notices, [Notice::Islands { units: vec!["F".to_owned()] }]);
        let other = test.global_of(&weights, &amounts([4, 2, 5, 0, 1, 3])).expect("varies");
        assert!((other.statistic - plain.statistic).abs() < 1e-12 && other.islands == ["F"], "{other:?}");
        let local = test.local_of(&weights, &amounts([4, 2, 5, 0, 1, 3])).expect("varies");
        let total: f64 = local.places.iter().map(|place| place.statistic).sum();
        assert!((total / 5.0 - plain.statistic).abs() < 1e-12);
        let strange = Amounts::new(&[1.0, 2.0, 3.0]).and_then(|a| a.with_units(["A", "B", "X"])).expect("finite");
        assert!(test.global_of(&weights, &strange).unwrap_err().to_string().contains("\"X\""));
        let twice = Amounts::new(&[1.0, 2.0, 3.0]).and_then(|a| a.with_units(["A", "B", "A"])).expect("finite");
        assert_eq!(test.local_of(&weights, &twice).unwrap_err().code(), "duplicate");
    }
}
