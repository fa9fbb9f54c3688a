//! One indicator over all rows, with its gaps and their reasons (列).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::indicator::{Measured, Origin, Unavailable};
use crate::label::Key;
use crate::numeric::Extrema;

use super::values::Values;

/// A set of rows as bits (位图).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Bits {
    words: Vec<u64>,
    ones: usize,
}

impl Bits {
    pub(crate) fn none(length: usize) -> Self {
        Self { words: vec![0; length.div_ceil(64)], ones: 0 }
    }

    pub(crate) fn set(&mut self, at: usize) {
        let word = &mut self.words[at / 64];
        let bit = 1 << (at % 64);
        self.ones += usize::from(*word & bit == 0);
        *word |= bit;
    }

    pub(crate) fn get(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }

    pub(crate) fn count(&self) -> usize {
        self.ones
    }
}

/// One indicator over all rows of a table (指标列): finite values, gaps, and for some cells the reason of a gap or the
/// counts behind a value. Cloning is cheap: the values are shared.
///
/// ```
/// use governance_efficacy::table::Column;
///
/// let column = Column::with_gaps("response_rate".parse()?, vec![Some(0.98), None])?;
/// assert_eq!(column.get(0), Some(0.98));
/// assert_eq!(column.missing(), 1);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ColumnForm", into = "ColumnForm")]
pub struct Column {
    key: Key,
    /// 0 at a gap, never read there.
    values: Arc<Values>,
    gaps: Option<Arc<Bits>>,
    reasons: Arc<BTreeMap<usize, Unavailable>>,
    origins: Arc<BTreeMap<usize, Origin>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnForm {
    key: Key,
    values: Vec<Option<f64>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<(usize, Unavailable)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    origins: Vec<(usize, Origin)>,
}

impl TryFrom<ColumnForm> for Column {
    type Error = Error;

    fn try_from(form: ColumnForm) -> Result<Self, Error> {
        let mut column = Self::with_gaps(form.key, form.values)?;
        for (row, reason) in form.reasons {
            column.set_reason(row, reason)?;
        }
        for (row, origin) in form.origins {
            column.set_origin(row, origin)?;
        }
        Ok(column)
    }
}

impl From<Column> for ColumnForm {
    fn from(column: Column) -> Self {
        Self {
            values: column.iter().collect(),
            reasons: column.reasons.iter().map(|(&row, reason)| (row, reason.clone())).collect(),
            origins: column.origins.iter().map(|(&row, &origin)| (row, origin)).collect(),
            key: column.key,
        }
    }
}

impl Column {
    /// A column without gaps.
    ///
    /// # Errors
    /// [`Error::Value`] for NaN or an infinite value; the place then names the row by its number.
    pub fn complete(key: Key, values: Vec<f64>) -> Result<Self, Error> {
        let values = Values::checked(values).map_err(|(row, value)| not_finite(&key, row, value))?;
        Ok(Self { key, values: Arc::new(values), gaps: None, reasons: Arc::default(), origins: Arc::default() })
    }

    /// A column without rows, for what asks for the name only.
    pub(crate) fn empty(key: Key) -> Self {
        Self { key, values: Arc::default(), gaps: None, reasons: Arc::default(), origins: Arc::default() }
    }

    /// A column with a gap at every `None`.
    ///
    /// # Errors
    /// [`Error::Value`] for NaN or an infinite value; the place then names the row by its number.
    pub fn with_gaps(key: Key, values: Vec<Option<f64>>) -> Result<Self, Error> {
        let mut gaps = Bits::none(values.len());
        for (row, value) in values.iter().enumerate() {
            match value {
                None => gaps.set(row),
                Some(x) if !x.is_finite() => return Err(not_finite(&key, row, *x)),
                Some(_) => {}
            }
        }
        let values = Values::of(values.into_iter().map(Option::unwrap_or_default).collect());
        let gaps = (gaps.count() > 0).then(|| Arc::new(gaps));
        Ok(Self { key, values: Arc::new(values), gaps, reasons: Arc::default(), origins: Arc::default() })
    }

    /// A column of finite values with gaps at the rows `gaps`.
    #[cfg(feature = "csv")]
    pub(super) fn of_cells(key: Key, values: Vec<f64>, gaps: &[usize]) -> Self {
        let mut bits = Bits::none(values.len());
        for &row in gaps {
            bits.set(row);
        }
        let gaps = (!gaps.is_empty()).then(|| Arc::new(bits));
        Self { key, values: Arc::new(Values::of(values)), gaps, reasons: Arc::default(), origins: Arc::default() }
    }

    /// A column of measured values: gaps keep their reason, values the counts they come from.
    ///
    /// # Errors
    /// As [`Column::with_gaps`].
    pub fn measured(key: Key, cells: Vec<Measured>) -> Result<Self, Error> {
        let mut reasons = BTreeMap::new();
        let mut origins = BTreeMap::new();
        let mut values = Vec::with_capacity(cells.len());
        for (row, cell) in cells.into_iter().enumerate() {
            match cell.value {
                Ok(value) => {
                    values.push(Some(value));
                    if let Some(origin) = cell.origin {
                        origins.insert(row, origin);
                    }
                }
                Err(reason) => {
                    values.push(None);
                    reasons.insert(row, reason);
                }
            }
        }
        let mut column = Self::with_gaps(key, values)?;
        column.reasons = Arc::new(reasons);
        column.origins = Arc::new(origins);
        Ok(column)
    }

    /// States why there is no value in `row`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] if there is a value, or no such row.
    pub fn set_reason(&mut self, row: usize, reason: Unavailable) -> Result<(), Error> {
        if row >= self.len() || self.get(row).is_some() {
            return Err(Error::setting(
                format!("reason in row {row}"),
                "given where there is no gap",
                "give reasons for gaps only",
            ));
        }
        Arc::make_mut(&mut self.reasons).insert(row, reason);
        Ok(())
    }

    /// States which counts the value in `row` comes from.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] if there is no value, or the counts are impossible (k > n, n = 0, no exposure).
    pub fn set_origin(&mut self, row: usize, origin: Origin) -> Result<(), Error> {
        let possible = match origin {
            Origin::Binomial { successes, trials } => trials > 0 && successes <= trials,
            Origin::Poisson { exposure, per, .. } => exposure.is_finite() && exposure > 0.0 && per.is_finite() && per > 0.0,
            Origin::Imputed { .. } => true,
        };
        if self.get(row).is_none() || !possible {
            return Err(Error::setting(
                format!("origin of row {row} of {:?}", self.key.as_str()),
                format!("{origin:?}"),
                "give the origin of a value, with k ≤ n, n > 0 and an exposure above 0",
            ));
        }
        Arc::make_mut(&mut self.origins).insert(row, origin);
        Ok(())
    }

    /// The same column with the reasons that `other` has for its gaps, which are the same.
    pub(crate) fn with_reasons_of(self, other: &Self) -> Self {
        Self { reasons: other.reasons.clone(), ..self }
    }

    /// The same column with every value `x` replaced by `within(x)`, which is finite.
    pub(crate) fn clipped(&self, within: impl Fn(f64) -> f64) -> Self {
        let values = Values::of(self.values.iter().map(|&x| within(x)).collect());
        Self { values: Arc::new(values), ..self.clone() }
    }

    /// The same column with every value `x` replaced by `treat(x)`, which is finite. A changed value is no longer what was counted.
    pub(crate) fn treated(&self, treat: impl Fn(f64) -> f64) -> Self {
        let mut column = self.clipped(treat);
        let is_changed = |row: usize| column.values.get(row) != self.values.get(row);
        if self.origins.iter().any(|(&row, origin)| is_changed(row) && !matches!(origin, Origin::Imputed { .. })) {
            let kept = self.origins.iter().filter(|(row, o)| !is_changed(**row) || matches!(o, Origin::Imputed { .. }));
            column.origins = Arc::new(kept.map(|(&row, &origin)| (row, origin)).collect());
        }
        column
    }

    /// The same column with a value in each gap for which `fill` has one, which is finite.
    pub(crate) fn filled(&self, origin: Origin, fill: impl Fn(usize) -> Option<f64>) -> Self {
        if self.gaps.is_none() {
            return self.clone();
        }
        let mut values = self.values.to_vec();
        let (mut origins, mut reasons) = (self.origins.as_ref().clone(), self.reasons.as_ref().clone());
        let mut gaps = Bits::none(values.len());
        for (row, value) in values.iter_mut().enumerate().filter(|(row, _)| self.is_gap(*row)) {
            if let Some(filled) = fill(row) {
                *value = filled;
                origins.insert(row, origin);
                reasons.remove(&row);
            } else {
                gaps.set(row);
            }
        }
        Self {
            key: self.key.clone(),
            values: Arc::new(Values::of(values)),
            gaps: (gaps.count() > 0).then(|| Arc::new(gaps)),
            reasons: Arc::new(reasons),
            origins: Arc::new(origins),
        }
    }

    /// The same column with gaps in the rows for which `is_hidden` is true.
    pub(crate) fn hidden(&self, is_hidden: impl Fn(usize) -> bool) -> Self {
        let mut values = self.values.to_vec();
        let mut gaps = Bits::none(values.len());
        for (row, value) in values.iter_mut().enumerate() {
            if self.is_gap(row) || is_hidden(row) {
                *value = 0.0;
                gaps.set(row);
            }
        }
        let gaps = (gaps.count() > 0).then(|| Arc::new(gaps));
        Self {
            key: self.key.clone(),
            values: Arc::new(Values::of(values)),
            gaps,
            reasons: Arc::default(),
            origins: Arc::default(),
        }
    }

    /// The rows at `keep`, in that order.
    pub(crate) fn select(&self, keep: &[usize]) -> Self {
        let values = Values::of(keep.iter().map(|&row| self.values[row]).collect());
        let mut gaps = Bits::none(keep.len());
        let mut reasons = BTreeMap::new();
        let mut origins = BTreeMap::new();
        for (to, from) in keep.iter().enumerate() {
            if self.is_gap(*from) {
                gaps.set(to);
            }
            if let Some(reason) = self.reasons.get(from) {
                reasons.insert(to, reason.clone());
            }
            if let Some(&origin) = self.origins.get(from) {
                origins.insert(to, origin);
            }
        }
        let gaps = (gaps.count() > 0).then(|| Arc::new(gaps));
        Self { key: self.key.clone(), values: Arc::new(values), gaps, reasons: Arc::new(reasons), origins: Arc::new(origins) }
    }

    /// The indicator.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value in `row`; none at a gap, or beyond the last row.
    pub fn get(&self, row: usize) -> Option<f64> {
        if self.is_gap(row) { None } else { self.values.get(row).copied() }
    }

    /// The values in row order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<f64>> + '_ {
        self.values.iter().enumerate().map(|(row, &x)| (!self.is_gap(row)).then_some(x))
    }

    /// Number of gaps.
    pub fn missing(&self) -> usize {
        self.gaps.as_ref().map_or(0, |gaps| gaps.count())
    }

    /// Why there is no value in `row`, if that is known.
    pub fn reason(&self, row: usize) -> Option<&Unavailable> {
        self.reasons.get(&row)
    }

    /// Whether some value has an origin.
    #[cfg(feature = "uncertainty")]
    pub(crate) fn has_origins(&self) -> bool {
        !self.origins.is_empty()
    }

    /// The counts behind the value in `row`, if it comes from counts.
    pub fn origin(&self, row: usize) -> Option<Origin> {
        self.origins.get(&row).copied()
    }

    /// All values, if there is no gap.
    pub fn as_complete(&self) -> Option<&[f64]> {
        self.gaps.is_none().then_some(&*self.values)
    }

    /// The least and the largest of all values, if there is no gap.
    pub(crate) fn ends(&self) -> Extrema {
        self.values.ends()
    }

    pub(crate) fn is_gap(&self, row: usize) -> bool {
        self.gaps.as_ref().is_some_and(|gaps| gaps.get(row))
    }

    /// The values by row, 0 at a gap.
    pub(crate) fn raw(&self) -> &[f64] {
        &self.values
    }

    pub(crate) fn shared(&self) -> Arc<Values> {
        self.values.clone()
    }
}

fn not_finite(key: &Key, row: usize, value: f64) -> Error {
    Error::Value {
        place: Box::new(crate::error::Place { unit: format!("row {}", row + 1), period: None, indicator: Some(key.clone()) }),
        value,
        problem: "is not finite".to_owned(),
        remedy: "give a number, or leave the cell empty as a gap".to_owned(),
    }
}
