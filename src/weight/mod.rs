//! Weights (赋权): one file a method.

pub mod ahp;
pub mod combine;
mod entropy;
mod equal;
mod given;
mod weights;

use serde::{Deserialize, Serialize};

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::method::MethodInfo;
use crate::notice::Notice;
use crate::prepare::Normalization;
use crate::table::Sample;

pub use ahp::{Ahp, JudgementMatrix};
pub use combine::{Combined, Rule};
pub use entropy::Entropy;
pub use equal::Equal;
pub use given::Given;
pub use weights::Weights;

/// A way to find weights (赋权方法).
pub trait Weigh {
    /// What the method tells of itself.
    fn info(&self) -> &'static MethodInfo;

    /// The weights of the indicators of `data`, a [`DecisionMatrix`](crate::DecisionMatrix) or a [`Sample`].
    ///
    /// # Errors
    /// What the method can't answer; each says so in its own documentation.
    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error>;
}

/// Weights and how they came about (赋权结果).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weighing {
    /// The weights.
    pub weights: Weights,
    /// What the method found on the way.
    pub detail: WeighingDetail,
    /// What the reader must know.
    pub notices: Vec<Notice>,
}

/// What a weighting method found on the way (赋权过程). Lists are in the order of the weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum WeighingDetail {
    /// Equal weights.
    Equal {},
    /// Given weights.
    Given {},
    /// Entropy weights.
    Entropy {
        /// Name of the normalisation of the data, `none` for the raw data.
        normalization: String,
        /// Entropy `e`, 0 to 1.
        entropy: Vec<f64>,
        /// Divergence `d = 1 − e`, without the cancellation of that subtraction.
        divergence: Vec<f64>,
    },
    /// AHP.
    Ahp(ahp::Consistency),
    /// Weights combined from several sources.
    Combined {
        /// Name of the rule.
        rule: String,
        /// The coefficient of each source; empty for rules that have none.
        coefficients: Vec<f64>,
        /// How far each source moved: half the sum of absolute differences, 0 to 1.
        moved: Vec<f64>,
        /// The sources.
        sources: Vec<Weighing>,
    },
}

/// A weighting method of this library, as a model document names it (赋权方法).
///
/// ```
/// use governance_efficacy::weight::{Entropy, Weigh, WeightMethod};
///
/// let method = WeightMethod::from(Entropy::default());
/// assert_eq!(method.info().name, "entropy");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum WeightMethod {
    /// Equal weights.
    Equal(Equal),
    /// Given weights.
    Given(Given),
    /// AHP.
    Ahp(Ahp),
    /// Entropy weights.
    Entropy(Entropy),
    /// Weights combined from several sources.
    Combined(Combined),
}

impl Default for WeightMethod {
    fn default() -> Self {
        Self::Equal(Equal)
    }
}

/// Calls the same function of whichever method it is.
macro_rules! of_each {
    ($self:expr, $method:ident => $call:expr) => {
        match $self {
            WeightMethod::Equal($method) => $call,
            WeightMethod::Given($method) => $call,
            WeightMethod::Ahp($method) => $call,
            WeightMethod::Entropy($method) => $call,
            WeightMethod::Combined($method) => $call,
        }
    };
}

macro_rules! from_method {
    ($($method:ident),+) => {
        $(impl From<$method> for WeightMethod {
            fn from(method: $method) -> Self {
                Self::$method(method)
            }
        })+
    };
}

from_method!(Equal, Given, Ahp, Entropy, Combined);

impl Weigh for WeightMethod {
    fn info(&self) -> &'static MethodInfo {
        of_each!(self, method => method.info())
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        of_each!(self, method => method.weigh(data))
    }
}

impl WeightMethod {
    /// What every weighting method tells of itself, in the order of the documentation.
    pub const INFOS: [&'static MethodInfo; 5] = [&equal::INFO, &given::INFO, &ahp::INFO, &entropy::INFO, &combine::INFO];

    /// The method, with `normalization` where it takes one and names none of its own.
    pub(crate) fn with_default_normalization(&self, normalization: Normalization) -> Self {
        match self {
            Self::Entropy(method) => Self::Entropy(method.with_default_normalization(normalization)),
            Self::Combined(method) => Self::Combined(method.with_default_normalization(normalization)),
            other => other.clone(),
        }
    }

    /// The keys it names itself, if it does.
    pub(crate) fn named_keys(&self) -> Vec<Key> {
        match self {
            Self::Given(given) => given.keys().cloned().collect(),
            Self::Combined(combined) => combined.sources().iter().flat_map(Self::named_keys).collect(),
            _ => Vec::new(),
        }
    }

    /// The number of children its judgements are about, if it is made of judgements.
    pub(crate) fn order(&self) -> Option<usize> {
        match self {
            Self::Ahp(ahp) => Some(ahp.judgements().order()),
            Self::Combined(combined) => combined.sources().iter().find_map(Self::order),
            _ => None,
        }
    }

    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let method = Self::read_fields(&mut reader)?;
        reader.finish()?;
        Ok(method)
    }

    /// Reads the method from a table that may hold other entries too.
    pub(crate) fn read_fields(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let name = reader.required("method")?;
        let names = Self::INFOS.map(|info| (info.name, info.name));
        Ok(match name.word("weighting method", &names)? {
            "given" => Given::read(reader)?.into(),
            "ahp" => Ahp::read(reader)?.into(),
            "entropy" => Entropy::read(reader)?.into(),
            "combined" => Combined::read(reader)?.into(),
            _ => Equal.into(),
        })
    }

    pub(crate) fn write(&self) -> Value {
        let fields = of_each!(self, method => method.write());
        TableBuilder::default().with("method", self.info().name).and(fields).into()
    }
}
