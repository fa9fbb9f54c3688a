//! What the methods that take the analyst's judgements by name share (按名称给出的判断).

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::label::{Key, first_duplicate};
use crate::table::Sample;

use super::{Weighing, WeighingDetail, Weights};

/// Names, checked to be keys and each to stand once.
pub(super) fn keys<K: AsRef<str>>(what: &'static str, names: impl IntoIterator<Item = K>) -> Result<Vec<Key>, Error> {
    let keys = names.into_iter().map(Key::new).collect::<Result<Vec<Key>, _>>()?;
    if let Some(key) = first_duplicate(keys.iter()) {
        return Err(Error::Duplicate { what, name: key.to_string() });
    }
    if keys.is_empty() {
        return Err(Error::TooFew { what: "indicators", needed: 1 });
    }
    Ok(keys)
}

/// Weights in proportion to `importance`, for the indicators of `sample`, which must have the names `keys`.
pub(super) fn weigh(
    method: &'static str,
    keys: &[Key],
    importance: &[f64],
    sample: &Sample<'_>,
    detail: WeighingDetail,
) -> Result<Weighing, Error> {
    let family = sample.family();
    let weights = Weights::proportional(method, keys.to_vec(), importance)?;
    let values = weights.in_order_of(family.iter())?;
    let weights = Weights::new(family.iter().zip(values))?.rescaled_to(sample.keys())?;
    Ok(Weighing { weights, detail, notices: Vec::new() })
}

/// The list of names at `entry`.
pub(super) fn read_names(entry: &Entry<'_>) -> Result<Vec<Key>, Error> {
    entry.list()?.iter().map(Entry::key).collect()
}

pub(super) fn write_names(keys: &[Key]) -> Value {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().into()
}

/// The table of numbers by name at `entry`.
pub(super) fn read_numbers<'a>(entry: &Entry<'a>) -> Result<Vec<(&'a str, f64)>, Error> {
    entry.table()?.all().into_iter().map(|(name, value)| Ok((name, value.number()?))).collect()
}

pub(super) fn write_numbers(keys: &[Key], numbers: &[f64]) -> TableBuilder {
    keys.iter().zip(numbers).fold(TableBuilder::default(), |table, (key, number)| table.with(key.as_str(), *number))
}
