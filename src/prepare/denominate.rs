//! Denominators (分母换算): counts become rates by what they are counted over.

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::table::{Column, IndicatorTable, attribute_named};

/// Divides an indicator by another column of the table (分母换算), so that large units and small ones can be compared: disputes per 1,000
/// residents, spending per head.
///
/// # Formula
/// `x / denominator · per`. The denominator is a column of the table that need not be an indicator of the model, or else an attribute
/// of the rows, such as `population`.
///
/// # Edge cases
/// A gap stays a gap. Goalposts, targets and bands of the indicator are those of the rate.
///
/// # Errors
/// A denominator that is missing, no number or not above 0 where the indicator has a value, with the unit; one that the table lacks.
///
/// # Frozen
/// Every table is divided by its own denominators.
///
/// # Reference
/// OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, §2, on scaling by an appropriate size measure.
///
/// # Example
/// ```
/// use governance_efficacy::prepare::{Denominator, Preparation};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let rows = [[Some(30.0), Some(6_000.0)], [Some(10.0), Some(800.0)]];
/// let table = IndicatorTable::from_rows(["East", "West"], &["disputes", "residents"], &rows)?;
/// let preparation = Preparation::default().with_denominator(Denominator::new("disputes", "residents")?.with_per(1_000.0)?);
/// let matrix = preparation.matrix(&table, &[Indicator::new("disputes")?])?;
/// assert_eq!(matrix.criteria()[0].values(), [5.0, 12.5]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Denominator {
    indicator: Key,
    by: Key,
    per: f64,
}

impl Denominator {
    /// Divides `indicator` by `by`.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] for what is no key.
    pub fn new(indicator: impl AsRef<str>, by: impl AsRef<str>) -> Result<Self, Error> {
        Ok(Self { indicator: Key::new(indicator)?, by: Key::new(by)?, per: 1.0 })
    }

    /// Sets the size of the denominator that counts as one, such as 1,000 residents; 1 if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless it is finite and above 0.
    pub fn with_per(mut self, per: f64) -> Result<Self, Error> {
        if !(per > 0.0 && per.is_finite()) {
            return Err(Error::setting("per", per, "give a finite number above 0"));
        }
        self.per = per;
        Ok(self)
    }

    /// The indicator that is divided.
    pub fn indicator(&self) -> &Key {
        &self.indicator
    }

    /// What it is divided by.
    pub fn by(&self) -> &Key {
        &self.by
    }

    /// The size of the denominator that counts as one.
    pub fn per(&self) -> f64 {
        self.per
    }

    /// `column` of `table`, divided.
    pub(super) fn divided(&self, table: &IndicatorTable, column: &Column) -> Result<Column, Error> {
        let own = |row: usize| table.rows().place(row, &self.by);
        let divisor: Box<dyn Fn(usize) -> Result<Option<f64>, Error>> = if let Ok(by) = table.column(self.by.as_str()) {
            Box::new(move |row| Ok(by.get(row)))
        } else {
            let by = attribute_named(table.attributes(), self.by.as_str()).map_err(|_| {
                let known = table.keys().chain(table.attributes().iter().map(|a| &a.name));
                Error::unknown("column or attribute to divide by", self.by.as_str(), known.map(Key::as_str))
            })?;
            Box::new(move |row| match by.values.get(row).and_then(Option::as_ref) {
                None => Ok(None),
                Some(text) => match text.parse::<f64>() {
                    Ok(x) if x.is_finite() => Ok(Some(x)),
                    _ => Err(self.undefined(&format!("{} is {text:?}, which is no finite number", own(row)))),
                },
            })
        };
        let rates = column.iter().enumerate().map(|(row, cell)| {
            let Some(x) = cell else { return Ok(None) };
            let by = divisor(row)?.ok_or_else(|| self.undefined(&format!("there is no value at {}", own(row))))?;
            let refused = |value: f64, problem: String, remedy: &str| {
                let place = Box::new(own(row));
                Err(Error::Value { place, value, problem, remedy: remedy.to_owned() })
            };
            if by <= 0.0 {
                let problem = format!("is not above 0, so that {:?} can't be divided by it", self.indicator.as_str());
                return refused(by, problem, "correct it, or leave the unit out");
            }
            let rate = x / by * self.per;
            if rate.is_finite() {
                Ok(Some(rate))
            } else {
                refused(by, format!("makes too large a number of {:?}", self.indicator.as_str()), "look for a wrong unit")
            }
        });
        Column::with_gaps(column.key().clone(), rates.collect::<Result<_, Error>>()?).map(|rates| rates.with_reasons_of(column))
    }

    fn undefined(&self, problem: &str) -> Error {
        Error::Undefined {
            method: "the denominator",
            problem: format!("{problem}, by which {:?} is to be divided", self.indicator.as_str()),
            remedy: "give a number above 0, or leave the unit out".to_owned(),
        }
    }

    /// `{ disputes = { by = "residents", per = 1000 } }`
    pub(super) fn read_all(entry: &Entry<'_>) -> Result<Vec<Self>, Error> {
        let read = |(name, entry): (&str, Entry<'_>)| {
            let mut reader = entry.table()?;
            let by = reader.required("by")?.key()?;
            let denominator = Self { indicator: Key::new(name).map_err(|e| entry.error(e))?, by, per: 1.0 };
            let denominator = match reader.optional("per") {
                Some(per) => denominator.with_per(per.number()?).map_err(|e| per.error(e))?,
                None => denominator,
            };
            reader.finish()?;
            Ok(denominator)
        };
        entry.table()?.all().into_iter().map(read).collect()
    }

    pub(super) fn write_all(denominators: &[Self]) -> Value {
        let write = |table: TableBuilder, one: &Self| {
            table.with(one.indicator.as_str(), TableBuilder::default().with("by", one.by.as_str()).with("per", one.per))
        };
        denominators.iter().fold(TableBuilder::default(), write).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_told() {
        let of = Denominator::new("disputes", "population").and_then(|of| of.with_per(10_000.0)).expect("above 0");
        assert_eq!((of.indicator().as_str(), of.by().as_str(), of.per()), ("disputes", "population", 10_000.0));
    }
}
