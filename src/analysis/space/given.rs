//! Weights as a user has them, part of them, and as plain data (给定的空间权重).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::Error;

use super::SpatialWeights;
use super::weights::checked;

/// Weights beyond these overflow in the squares that a test takes.
const BOUNDS: (f64, f64) = (1e-100, 1e100);

/// As it is written: each unit, its neighbour and the weight of that.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    units: Vec<String>,
    weights: Vec<(String, String, f64)>,
    row_standardized: bool,
}

impl TryFrom<Form> for SpatialWeights {
    type Error = Error;

    fn try_from(form: Form) -> Result<Self, Error> {
        let weights = Self::given(form.units, form.weights)?;
        if !form.row_standardized {
            return Ok(weights);
        }
        let total = |row: &[(usize, f64)]| row.iter().map(|(_, weight)| weight).sum::<f64>();
        match weights.units.iter().zip(&weights.rows).find(|(_, row)| !row.is_empty() && (total(row) - 1.0).abs() > 1e-9) {
            Some((unit, row)) => {
                let what = format!("the sum of the row-standardised weights of unit {unit:?}");
                Err(Error::setting(what, total(row), "give weights that sum to 1, or row_standardized = false"))
            }
            None => Ok(Self { is_standardized: true, ..weights }),
        }
    }
}

impl From<SpatialWeights> for Form {
    fn from(of: SpatialWeights) -> Self {
        let name = |at: usize| of.units[at].clone();
        let of_row = |(i, row): (usize, &Vec<(usize, f64)>)| row.iter().map(|&(j, w)| (name(i), name(j), w)).collect::<Vec<_>>();
        let weights = of.rows.iter().enumerate().flat_map(of_row).collect();
        Self { weights, row_standardized: of.is_standardized, units: of.units }
    }
}

impl SpatialWeights {
    /// Weights as given, such as the length of a common border or one over the distance: `(unit, neighbour, weight)`, each direction by
    /// itself (给定权重). A weight of 0 is no neighbour.
    ///
    /// # Errors
    /// As [`of_pairs`](Self::of_pairs); [`Error::Duplicate`] for a pair that occurs twice in the same direction,
    /// [`Error::InvalidSetting`] for a weight that is neither 0 nor from 10⁻¹⁰⁰ to 10¹⁰⁰.
    ///
    /// # Example
    /// ```
    /// use governance_efficacy::analysis::space::SpatialWeights;
    ///
    /// let border = SpatialWeights::given(["A", "B", "C"], [("A", "B", 3.0), ("B", "A", 3.0), ("A", "C", 1.0), ("C", "A", 0.0)])?;
    /// assert_eq!(border.row_standardized().neighbors("A")?, [("B", 0.75), ("C", 0.25)]);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn given<S: Into<String>, A: AsRef<str>, B: AsRef<str>>(
        units: impl IntoIterator<Item = S>,
        weights: impl IntoIterator<Item = (A, B, f64)>,
    ) -> Result<Self, Error> {
        let units = checked(units)?;
        let place: HashMap<&str, usize> = units.iter().enumerate().map(|(at, unit)| (unit.as_str(), at)).collect();
        let find =
            |name: &str| place.get(name).copied().ok_or_else(|| Error::unknown("unit", name, units.iter().map(String::as_str)));
        let mut rows = vec![Vec::new(); units.len()];
        for (from, to, weight) in weights {
            let (from, to) = (from.as_ref(), to.as_ref());
            let (i, j) = (find(from)?, find(to)?);
            if i == j {
                return Err(Error::setting("a pair of neighbours", format!("{from:?} with itself"), "leave it out"));
            }
            if weight != 0.0 && !(BOUNDS.0..=BOUNDS.1).contains(&weight) {
                let remedy = "give 0 or a positive number from 1e-100 to 1e100";
                return Err(Error::setting(format!("the weight of neighbour {to:?} of unit {from:?}"), weight, remedy));
            }
            rows[i].push((j, weight));
        }
        for (unit, row) in units.iter().zip(&mut rows) {
            row.sort_by_key(|&(at, _)| at);
            if let Some(twice) = row.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                return Err(Error::Duplicate { what: "pair of neighbours", name: format!("{unit} – {}", units[twice[0].0]) });
            }
            row.retain(|&(_, weight)| weight != 0.0);
        }
        Ok(Self { units, rows, is_standardized: false })
    }

    /// The weights among `units` only, in their order (子集): for a period in which some have no value. Rows that summed to 1 do so again.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a unit that is not there, [`Error::Duplicate`] for one that occurs twice, [`Error::TooFew`] with fewer than
    /// three.
    ///
    /// # Example
    /// ```
    /// use governance_efficacy::analysis::space::SpatialWeights;
    ///
    /// let street = SpatialWeights::of_pairs(["A", "B", "C", "D"], [("A", "B"), ("B", "C"), ("C", "D")])?.row_standardized();
    /// let part = street.among(["C", "D", "A"])?;
    /// assert_eq!(part.neighbors("C")?, [("D", 1.0)]);
    /// assert_eq!(part.islands(), ["A"]);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn among<S: Into<String>>(&self, units: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        let units = checked(units)?;
        let known: HashMap<&str, usize> = self.units.iter().enumerate().map(|(at, unit)| (unit.as_str(), at)).collect();
        let find = |unit: &String| {
            let at = known.get(unit.as_str()).copied();
            at.ok_or_else(|| Error::unknown("unit in space", unit, self.units.iter().map(String::as_str)))
        };
        let from: Vec<usize> = units.iter().map(find).collect::<Result<_, _>>()?;
        let mut place = vec![None; self.units.len()];
        from.iter().enumerate().for_each(|(to, &at)| place[at] = Some(to));
        let row = |&at: &usize| {
            let mut row: Vec<(usize, f64)> = self.rows[at].iter().filter_map(|&(j, weight)| Some((place[j]?, weight))).collect();
            row.sort_by_key(|&(at, _)| at);
            row
        };
        let part = Self { rows: from.iter().map(row).collect(), units, is_standardized: false };
        Ok(if self.is_standardized { part.row_standardized() } else { part })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::space::MoranTest;

    #[test]
    fn given_weights_are_those_of_pairs_and_bad_ones_are_refused() {
        let names = ["A", "B", "C"];
        let pairs = SpatialWeights::of_pairs(names, [("A", "B"), ("B", "C")]).expect("pairs");
        let both = [("A", "B", 1.0), ("B", "A", 1.0), ("C", "B", 1.0), ("B", "C", 1.0), ("A", "C", 0.0)];
        assert_eq!(SpatialWeights::given(names, both), Ok(pairs));
        let code =
            |weights: &[(&str, &str, f64)]| SpatialWeights::given(names, weights.iter().copied()).map_err(|e| e.code()).err();
        assert_eq!(code(&[("A", "B", -1.0)]), Some("invalid-setting"));
        assert_eq!(code(&[("A", "B", f64::NAN)]), Some("invalid-setting"));
        assert_eq!(code(&[("A", "A", 1.0)]), Some("invalid-setting"));
        assert_eq!(code(&[("A", "X", 1.0)]), Some("unknown"));
        assert_eq!(code(&[("A", "B", 1.0), ("A", "B", 2.0)]), Some("duplicate"));
    }

    #[test]
    fn one_who_has_no_neighbour_and_is_one_is_no_island() {
        // A looks to B and C, C to A; B to no one. I by hand: z = −2, 1, 1: products −2, −2, −2 over S₀ = 3, so 3/3 · −6/6 = −1.
        let one_way = SpatialWeights::given(["A", "B", "C"], [("A", "B", 1.0), ("A", "C", 1.0), ("C", "A", 1.0)]).expect("pairs");
        assert!(one_way.islands().is_empty());
        let found = MoranTest::default().global(&one_way, &[1.0, 4.0, 4.0]).expect("varies");
        assert!((found.statistic + 1.0).abs() < 1e-15, "{found:?}");
        let local = MoranTest::default().local(&one_way, &[1.0, 4.0, 4.0]).expect("varies");
        assert_eq!((local.places[1].statistic, local.places[1].p_value), (0.0, 1.0));
    }

    #[cfg(feature = "json")]
    #[test]
    fn they_survive_json_and_are_checked_on_the_way_back() {
        let street = SpatialWeights::of_pairs(["A", "B", "C", "D"], [("A", "B"), ("B", "C")]).expect("pairs");
        for weights in [street.clone(), street.row_standardized()] {
            let text = serde_json::to_string(&weights).expect("writes");
            assert_eq!(serde_json::from_str::<SpatialWeights>(&text).expect("reads"), weights);
        }
        let odd = r#"{"units":["A","B","C"],"weights":[["A","B",0.5]],"row_standardized":true}"#;
        assert!(serde_json::from_str::<SpatialWeights>(odd).unwrap_err().to_string().contains("unit \"A\""));
    }
}
