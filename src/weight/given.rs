//! Given weights (给定权重).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::label::{Key, first_duplicate};
use crate::method::{Invariance, MethodInfo, Needs};
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, Weights, named};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "given",
    en: "Given weights",
    zh: "给定权重",
    source: "the analyst",
    needs: Needs::Names,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Weights the analyst states (给定权重), by key. At each node they must sum to 1 over its children.
///
/// One list may serve several nodes: each takes the weights of its own children.
///
/// ```
/// use governance_efficacy::weight::{Given, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Cost)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0]])?;
/// let given = Given::new([("b", 0.2), ("a", 0.8)])?;
/// assert_eq!(given.weigh(&matrix)?.weights.as_slice(), [0.8, 0.2]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    weights: Vec<(Key, f64)>,
}

impl Given {
    /// Weights by key.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] and [`Error::Duplicate`] for the names. The sum is checked where it is known which of them belong
    /// together.
    pub fn new<K: AsRef<str>>(weights: impl IntoIterator<Item = (K, f64)>) -> Result<Self, Error> {
        let weights = weights.into_iter().map(|(key, weight)| Ok((Key::new(key)?, weight)));
        let weights = weights.collect::<Result<Vec<(Key, f64)>, Error>>()?;
        if let Some(key) = first_duplicate(weights.iter().map(|(key, _)| key)) {
            return Err(Error::Duplicate { what: "weight of", name: key.to_string() });
        }
        Ok(Self { weights })
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.weights.iter().map(|(key, _)| key)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let entry = reader.required("weights")?;
        let pairs = entry.table()?.all().into_iter().map(|(key, value)| Ok((key, value.number()?)));
        Self::new(pairs.collect::<Result<Vec<_>, Error>>()?).map_err(|e| entry.error(e))
    }

    pub(super) fn write(&self) -> TableBuilder {
        let weights = self.weights.iter().fold(TableBuilder::default(), |t, (key, weight)| t.with(key.as_str(), *weight));
        TableBuilder::default().with("weights", weights)
    }
}

impl Weigh for Given {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    /// # Errors
    /// [`Error::Unknown`] for an indicator without a weight, [`Error::Weights`] unless they sum to 1.
    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        let family = sample.family();
        let (keys, values): (Vec<Key>, Vec<f64>) = self.weights.iter().cloned().unzip();
        let own = named::of_family("indicator in the given weights", &keys, &values, &family)?;
        let weights = Weights::new(family.iter().zip(own))?.rescaled_to(sample.keys())?;
        Ok(Weighing { weights, detail: WeighingDetail::Given {}, notices: Vec::new() })
    }
}
