//! What units use and what they make (投入产出数据).

use std::sync::Arc;

use crate::error::Error;
use crate::label::Key;
use crate::table::{IndicatorTable, Rows};

/// Inputs and outputs of units (投入产出数据), all positive: what efficiency is judged by.
///
/// ```
/// use governance_efficacy::score::frontier::Production;
///
/// let wards = Production::new(["North", "South"], [("staff", vec![4.0, 7.0])], [("cases", vec![20.0, 21.0])])?;
/// assert_eq!(wards.rows().len(), 2);
/// let error = Production::new(["North", "South"], [("staff", vec![4.0, 0.0])], [("cases", vec![20.0, 21.0])]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the value 0 at unit \"South\", indicator \"staff\" is not positive, and efficiency is a ratio; \
///      leave the unit or the indicator out, or measure it from another zero if that means something"
/// );
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Production {
    rows: Arc<Rows>,
    pub(super) inputs: Vec<(Key, Vec<f64>)>,
    pub(super) outputs: Vec<(Key, Vec<f64>)>,
}

impl Production {
    /// Inputs and outputs by name, one value a unit in the order of `units`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without units, inputs or outputs; [`Error::Length`] for another number of values than units; [`Error::Value`] for a
    /// value that is not positive or not finite; [`Error::InvalidKey`] and [`Error::Duplicate`] for the names.
    pub fn new<S: AsRef<str>, K: AsRef<str>>(
        units: impl IntoIterator<Item = S>,
        inputs: impl IntoIterator<Item = (K, Vec<f64>)>,
        outputs: impl IntoIterator<Item = (K, Vec<f64>)>,
    ) -> Result<Self, Error> {
        let keyed = |(key, values): (K, Vec<f64>)| Ok((Key::new(key.as_ref())?, values));
        let inputs = inputs.into_iter().map(keyed).collect::<Result<Vec<_>, Error>>()?;
        let outputs = outputs.into_iter().map(keyed).collect::<Result<Vec<_>, Error>>()?;
        Self::checked(Arc::new(Rows::units(units)?), inputs, outputs)
    }

    /// The columns `inputs` and `outputs` of a table.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a column that is not there, [`Error::Missing`] for a gap, and as [`new`](Self::new).
    pub fn from_table<S: AsRef<str>>(table: &IndicatorTable, inputs: &[S], outputs: &[S]) -> Result<Self, Error> {
        let read = |keys: &[S]| {
            let columns = keys.iter().map(|key| {
                let column = table.column(key.as_ref())?;
                let gap = || (0..column.len()).find(|&row| column.is_gap(row)).unwrap_or_default();
                let values = column.as_complete().ok_or_else(|| Error::Missing {
                    place: Box::new(table.rows().place(gap(), column.key())),
                    further: column.missing() - 1,
                })?;
                Ok((column.key().clone(), values.to_vec()))
            });
            columns.collect::<Result<Vec<_>, Error>>()
        };
        Self::checked(table.shared_rows().clone(), read(inputs)?, read(outputs)?)
    }

    fn checked(rows: Arc<Rows>, inputs: Vec<(Key, Vec<f64>)>, outputs: Vec<(Key, Vec<f64>)>) -> Result<Self, Error> {
        for (what, columns) in [("inputs", &inputs), ("outputs", &outputs)] {
            if columns.is_empty() {
                return Err(Error::TooFew { what, needed: 1 });
            }
        }
        let columns = || inputs.iter().chain(&outputs);
        for (at, (key, values)) in columns().enumerate() {
            if columns().take(at).any(|(known, _)| known == key) {
                return Err(Error::Duplicate { what: "input or output", name: key.to_string() });
            }
            if values.len() != rows.len() {
                let what = format!("values of {:?}", key.as_str());
                return Err(Error::Length { what, expected: rows.len(), found: values.len() });
            }
            if let Some(row) = values.iter().position(|x| !(x.is_finite() && *x > 0.0)) {
                return Err(Error::Value {
                    place: Box::new(rows.place(row, key)),
                    value: values[row],
                    problem: "is not positive, and efficiency is a ratio".to_owned(),
                    remedy: "leave the unit or the indicator out, or measure it from another zero if that means something"
                        .to_owned(),
                });
            }
        }
        Ok(Self { rows, inputs, outputs })
    }

    /// The units.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The names of the inputs, in order.
    pub fn inputs(&self) -> impl ExactSizeIterator<Item = &Key> {
        self.inputs.iter().map(|(key, _)| key)
    }

    /// The names of the outputs, in order.
    pub fn outputs(&self) -> impl ExactSizeIterator<Item = &Key> {
        self.outputs.iter().map(|(key, _)| key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_told_with_how_many_more_there_are() {
        let rows = [[Some(1.0), Some(2.0)], [Some(1.0), None], [Some(1.0), None], [Some(1.0), None]];
        let table = IndicatorTable::from_rows(["A", "B", "C", "D"], &["staff", "solved"], &rows).expect("a table");
        match Production::from_table(&table, &["staff"], &["solved"]) {
            Err(Error::Missing { place, further }) => assert_eq!((place.unit.as_str(), further), ("B", 2)),
            other => panic!("{other:?}"),
        }
    }
}
