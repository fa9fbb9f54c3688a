//! Groups and weights of units out of a table, by the names of the units (表格中的分组与人口).

use std::collections::HashMap;

use crate::error::Error;
use crate::table::IndicatorTable;

use super::amounts::Amounts;

impl Amounts {
    /// The same with the group of each unit, as attribute `name` of `table` has it in the period of the amounts (按表格属性分组).
    ///
    /// Units are found by name, so that one without a value in this period shifts no other. Of amounts without a period the first row of a
    /// unit counts.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an attribute or a unit that is not there, [`Error::InvalidSetting`] for a unit whose attribute is empty.
    ///
    /// # Example
    /// By hand: the group means are 2 and 4, so with `T = Σ π (x/μ) ln(x/μ)` all of it lies between the groups.
    /// ```
    /// use governance_efficacy::analysis::distribution::{Amounts, Theil};
    /// use governance_efficacy::{IndicatorTable, table::CsvOptions};
    ///
    /// let text = "unit,region,score\nA,east,2\nB,west,4\nC,east,2\nD,west,\n";
    /// let table = IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default().with_attributes(["region"]))?;
    /// let amounts = Amounts::new(&[2.0, 2.0, 4.0])?.with_units(["C", "A", "B"])?.grouped_by(&table, "region")?;
    /// let parts = Theil::T.of(&amounts)?.decomposition.expect("there are groups");
    /// assert_eq!((parts.groups[0].name.as_str(), parts.groups[0].units, parts.within), ("east", 2, 0.0));
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn grouped_by(self, table: &IndicatorTable, name: &str) -> Result<Self, Error> {
        let attribute = table.attribute(name)?;
        let found = self.rows_in(table)?.into_iter().zip(self.units()).map(|(row, unit)| {
            let text = attribute.values[row].as_deref().map(str::trim).filter(|text| !text.is_empty());
            text.ok_or_else(|| empty(name, unit, "give the group of every unit"))
        });
        let groups: Vec<&str> = found.collect::<Result<_, _>>()?;
        self.with_groups(groups)
    }

    /// The same with the weight of each unit, such as its residents, as attribute or column `name` of `table` has it in the period of the
    /// amounts (按表格人口加权). Units are found as [`grouped_by`](Self::grouped_by) does.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a name or a unit that is not there, [`Error::InvalidSetting`] for a unit without a number,
    /// [`Error::Weights`] as [`with_weights`](Self::with_weights).
    pub fn weighted_by(self, table: &IndicatorTable, name: &str) -> Result<Self, Error> {
        const REMEDY: &str = "give the number for every unit";
        let rows = self.rows_in(table)?;
        let weight = |(&row, unit): (&usize, &String)| {
            if let Ok(column) = table.column(name) {
                column.get(row).ok_or_else(|| empty(name, unit, REMEDY))
            } else {
                let text = table.attribute(name)?.values[row].as_deref().map_or("", str::trim);
                match text.parse::<f64>() {
                    Ok(weight) => Ok(weight),
                    Err(_) if text.is_empty() => Err(empty(name, unit, REMEDY)),
                    Err(_) => Err(Error::setting(format!("{name:?} of unit {unit:?}"), text, REMEDY)),
                }
            }
        };
        let weights: Vec<f64> = rows.iter().zip(self.units()).map(weight).collect::<Result<_, _>>()?;
        self.with_weights(&weights)
    }

    /// The row of each unit.
    fn rows_in(&self, table: &IndicatorTable) -> Result<Vec<usize>, Error> {
        let mut rows: HashMap<&str, usize> = HashMap::new();
        let in_period = table.rows().iter().enumerate().filter(|(_, row)| self.period().is_none() || row.period == self.period());
        for (at, row) in in_period {
            rows.entry(row.unit).or_insert(at);
        }
        let unknown = |unit: &str| Error::unknown("unit", unit, table.rows().unit_names());
        self.units().iter().map(|unit| rows.get(unit.as_str()).copied().ok_or_else(|| unknown(unit))).collect()
    }
}

fn empty(name: &str, unit: &str, remedy: &str) -> Error {
    Error::setting(format!("{name:?} of unit {unit:?}"), "empty", remedy)
}

#[cfg(all(test, feature = "csv"))]
mod tests {
    use super::*;
    use crate::analysis::distribution::gini;
    use crate::analysis::panel::Panel;
    use crate::governance::Period;
    use crate::table::CsvOptions;

    /// B has no value in 2024, and C moves to another region.
    const PANEL: &str = "unit,period,region,residents,score\n\
        A,2023,east,10,1\nB,2023,west,20,2\nC,2023,west,30,3\n\
        A,2024,east,40,1\nB,2024,west,50,\nC,2024,east,60,3\n";

    fn table(text: &str) -> IndicatorTable {
        let options = CsvOptions::default().with_attributes(["region", "residents"]);
        IndicatorTable::from_csv(text.as_bytes(), &options).expect("a table")
    }

    fn amounts(table: &IndicatorTable, year: i16) -> Amounts {
        let panel = Panel::of_indicator(table, "score").expect("a panel");
        panel.amounts(Period::year(year).expect("a year")).expect("values")
    }

    #[test]
    fn a_gap_shifts_no_other_unit_and_the_period_counts() {
        let table = table(PANEL);
        let found = amounts(&table, 2024).weighted_by(&table, "residents").and_then(|a| a.grouped_by(&table, "region"));
        let found = found.expect("names");
        assert_eq!(found.units(), ["A", "C"]);
        assert!(found.shares().iter().zip([0.4, 0.6]).all(|(a, b)| (a - b).abs() < 1e-15), "{found:?}");
        // One of 40 with 1 and one of 60 with 3: 0.4 · 0.6 · 2/2.2.
        assert!((gini(&found).expect("positive").population - 0.48 / 2.2).abs() < 1e-15);
        assert_eq!(found.groups.map(|(names, _)| names.len()), Some(1));
        let earlier = amounts(&table, 2023).grouped_by(&table, "region").expect("names");
        assert_eq!(earlier.groups.map(|(_, of_unit)| of_unit), Some(vec![0, 1, 1]));
        let by_column = amounts(&table, 2023).weighted_by(&table, "score").expect("a column");
        assert!(by_column.shares().iter().zip([1.0, 2.0, 3.0]).all(|(a, b)| (a - b / 6.0).abs() < 1e-15), "{by_column:?}");
    }

    #[test]
    fn what_is_not_told_is_refused_with_the_unit() {
        let table = table(&PANEL.replace("C,2024,east,60", "C,2024,,many"));
        let error = |result: Result<Amounts, Error>| result.unwrap_err().to_string();
        let now = || amounts(&table, 2024);
        assert!(error(now().grouped_by(&table, "region")).contains("unit \"C\""));
        assert!(error(now().weighted_by(&table, "residents")).contains("many"));
        assert!(error(now().weighted_by(&table, "score").and_then(|a| a.grouped_by(&table, "regoin"))).contains("region"));
        let other = Amounts::new(&[1.0]).and_then(|a| a.with_units(["E"])).expect("finite");
        assert!(error(other.grouped_by(&table, "region")).contains("\"E\""));
    }
}
