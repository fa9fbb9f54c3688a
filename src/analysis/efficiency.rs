//! The technical efficiency of communities (技术效率): with the feature `lp`.
//!
//! It compares the communities of one period with each other, so that it stands beside the resource-allocation dimension and never enters it.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::score::frontier::{Dea, Production};
use crate::table::IndicatorTable;

/// The efficiency of the communities of one period (某期技术效率).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodEfficiency {
    /// The period; none in a table without periods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// How many communities have all inputs and outputs.
    pub units: usize,
    /// How many it takes to tell efficient communities from others: `max(m·s, 3(m + s))` for m inputs and s outputs.
    pub needed: usize,
    /// Communities that were left out, because an input or output is missing or not positive.
    pub left_out: Vec<String>,
    /// The communities; none where there are fewer than needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub efficiencies: Option<Vec<UnitEfficiency>>,
}

/// The efficiency of one community (单元技术效率).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitEfficiency {
    /// The community.
    pub unit: String,
    /// In (0, 1], 1 on the frontier.
    pub efficiency: f64,
    /// Those it is measured by, with their weights.
    pub peers: Vec<(String, f64)>,
}

/// The technical efficiency (技术效率) of the communities of each period by their `inputs` and `outputs`, which are columns of `table`, after
/// `dea`.
///
/// # Edge cases
/// With fewer communities than `max(m·s, 3(m + s))` nearly all are efficient: then there are no efficiencies, and the result says how many it
/// takes. A community without some input or output, or with one that is not positive, is left out and named.
///
/// # Errors
/// [`Error::Unknown`] for a column that is not there, [`Error::TooFew`] without inputs or outputs, and as [`Dea::evaluate`].
///
/// # Reference
/// Charnes, Cooper & Rhodes (1978), *European Journal of Operational Research* 2(6); the number of units after Cooper, Seiford & Tone (2007),
/// *Data Envelopment Analysis*, 2nd ed., Springer.
///
/// # Example
/// By hand: six communities use one staff each and solve 1 to 6 cases; the best solves 6, so the others are k/6 as efficient.
/// ```
/// use governance_efficacy::IndicatorTable;
/// use governance_efficacy::analysis::efficiency::technical_efficiency;
/// use governance_efficacy::score::frontier::Dea;
///
/// let rows: Vec<[Option<f64>; 2]> = (1..=6).map(|k| [Some(1.0), Some(f64::from(k))]).collect();
/// let table = IndicatorTable::from_rows(["A", "B", "C", "D", "E", "F"], &["staff", "solved"], &rows)?;
/// let found = technical_efficiency(&table, &["staff"], &["solved"], Dea::default())?;
/// let efficiencies = found[0].efficiencies.as_ref().unwrap();
/// assert!((efficiencies[2].efficiency - 0.5).abs() < 1e-12);
/// assert_eq!(efficiencies[2].peers[0].0, "F");
///
/// // Five are too few for an input and an output.
/// let table = IndicatorTable::from_rows(["A", "B", "C", "D", "E"], &["staff", "solved"], &rows[..5])?;
/// let found = technical_efficiency(&table, &["staff"], &["solved"], Dea::default())?;
/// assert_eq!((found[0].needed, found[0].efficiencies.is_none()), (6, true));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn technical_efficiency<S: AsRef<str>>(
    table: &IndicatorTable,
    inputs: &[S],
    outputs: &[S],
    dea: Dea,
) -> Result<Vec<PeriodEfficiency>, Error> {
    for (what, keys) in [("inputs", inputs), ("outputs", outputs)] {
        if keys.is_empty() {
            return Err(Error::TooFew { what, needed: 1 });
        }
    }
    let columns = |keys: &[S]| {
        keys.iter()
            .map(|key| table.column(key.as_ref()).map(|column| (column.key().clone(), column)))
            .collect::<Result<Vec<_>, _>>()
    };
    let (used, made) = (columns(inputs)?, columns(outputs)?);
    let needed = (used.len() * made.len()).max(3 * (used.len() + made.len()));
    let mut found = Vec::new();
    for (period, members) in table.rows().by_period() {
        let is_whole = |row: usize| used.iter().chain(&made).all(|(_, column)| column.get(row).is_some_and(|x| x > 0.0));
        let (whole, partial): (Vec<usize>, Vec<usize>) = members.into_iter().partition(|&row| is_whole(row));
        let name = |&row: &usize| table.rows().get(row).map(|row| row.unit.to_owned()).unwrap_or_default();
        let (names, left_out): (Vec<String>, Vec<String>) =
            (whole.iter().map(name).collect(), partial.iter().map(name).collect());
        let mut efficiencies = None;
        if whole.len() >= needed {
            let values = |columns: &[(crate::label::Key, &crate::table::Column)]| -> Vec<(crate::label::Key, Vec<f64>)> {
                columns.iter().map(|(key, c)| (key.clone(), whole.iter().filter_map(|&row| c.get(row)).collect())).collect()
            };
            let production = Production::new(&names, values(&used), values(&made))?;
            let of_unit = |(unit, found): (&String, crate::score::frontier::Efficiency)| UnitEfficiency {
                unit: unit.clone(),
                efficiency: found.efficiency,
                peers: found.peers.into_iter().map(|(peer, weight)| (names[peer].clone(), weight)).collect(),
            };
            efficiencies = Some(names.iter().zip(dea.evaluate(&production)?).map(of_unit).collect());
        }
        found.push(PeriodEfficiency { period, units: names.len(), needed, left_out, efficiencies });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_stand_apart_and_gaps_are_named() {
        let cell = |k: u32, last: bool| [Some(f64::from(k)), if last { None } else { Some(2.0) }];
        let of = |period: &str| {
            let rows: Vec<[Option<f64>; 2]> = (1..=7).map(|k| cell(k, k == 7)).collect();
            let names = ["A", "B", "C", "D", "E", "F", "G"];
            (period.parse().expect("a period"), IndicatorTable::from_rows(names, &["staff", "solved"], &rows).expect("a table"))
        };
        let table = IndicatorTable::stack(&[of("2023"), of("2024")]).expect("a panel");
        let found = technical_efficiency(&table, &["staff"], &["solved"], Dea::default()).expect("solved");
        assert_eq!(found.len(), 2);
        for period in &found {
            assert_eq!((period.units, period.needed, period.left_out.as_slice()), (6, 6, &["G".to_owned()][..]));
            let efficiencies = period.efficiencies.as_ref().expect("enough");
            assert!((efficiencies[3].efficiency - 0.25).abs() < 1e-12);
        }
        assert_eq!(technical_efficiency(&table, &["staf"], &["solved"], Dea::default()).unwrap_err().code(), "unknown");
        assert_eq!(technical_efficiency::<&str>(&table, &[], &["solved"], Dea::default()).unwrap_err().code(), "too-few");
    }
}
