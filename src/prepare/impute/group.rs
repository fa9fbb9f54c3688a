//! One value for all gaps of an indicator within a group (分组插补).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::Key;
use crate::numeric::{mean, median};
use crate::table::attribute_named;

use super::{Fills, Gappy, fills_of};

/// What the gaps of each column become, by group. A row of a group that is not known or has no value is left as it is: name a policy for
/// what is left.
///
/// OECD/JRC (2008), §3, on imputation within classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Groups {
    by: Key,
    values: Vec<BTreeMap<String, f64>>,
}

impl Groups {
    pub(super) fn means(data: Gappy<'_>, by: &Key) -> Result<Self, Error> {
        Self::of(data, by, mean)
    }

    pub(super) fn medians(data: Gappy<'_>, by: &Key) -> Result<Self, Error> {
        Self::of(data, by, median)
    }

    fn of(data: Gappy<'_>, by: &Key, center: fn(&[f64]) -> f64) -> Result<Self, Error> {
        let groups = &attribute_named(data.attributes, by.as_str())?.values;
        let values = data.columns.iter().map(|column| {
            let mut present: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
            for (cell, group) in column.iter().zip(groups) {
                if let (Some(x), Some(group)) = (cell, group) {
                    present.entry(group).or_default().push(x);
                }
            }
            present.into_iter().map(|(group, values)| (group.to_owned(), center(&values))).collect()
        });
        Ok(Self { by: by.clone(), values: values.collect() })
    }

    pub(super) fn fills(&self, data: Gappy<'_>) -> Result<Fills, Error> {
        let groups = &attribute_named(data.attributes, self.by.as_str())?.values;
        Ok(fills_of(data, |j, row| self.values.get(j)?.get(groups.get(row)?.as_ref()?).copied()))
    }

    pub(super) fn is_by(&self, name: &Key) -> bool {
        self.by == *name
    }

    pub(super) fn is_sound(&self, columns: usize) -> bool {
        self.values.len() == columns && self.values.iter().flat_map(BTreeMap::values).all(|x| x.is_finite())
    }
}
