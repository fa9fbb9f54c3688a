//! Weights (赋权): one file a method.

pub mod ahp;
mod angle;
mod bwm;
mod cilos;
mod coefficient_of_variation;
pub mod combine;
mod critic;
mod dematel;
mod entropy;
mod equal;
mod gini;
mod given;
mod idocriw;
mod independence;
mod lopcow;
mod merec;
mod named;
mod pca;
mod points;
mod precedence;
mod rank_order;
mod spread;
mod standard_deviation;
mod stepwise;
mod weights;

use serde::{Deserialize, Serialize};

/// Reading and writing of a method that has no settings, in the same shape as of those that have.
macro_rules! without_settings {
    ($method:ident) => {
        impl $method {
            pub(super) fn read(_: &mut crate::document::Reader<'_>) -> Result<Self, Error> {
                Ok(Self)
            }

            pub(super) fn write(self) -> crate::document::TableBuilder {
                crate::document::TableBuilder::default()
            }
        }
    };
}
use without_settings;

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::method::{MethodInfo, Needs};
use crate::notice::Notice;
use crate::prepare::Normalization;
use crate::table::{Gathers, Sample};

pub use crate::numeric::correlation::Correlation;
pub use ahp::{Ahp, FuzzyAhp, JudgementMatrix};
pub use angle::Angle;
pub use bwm::{Bwm, BwmDetail};
pub use cilos::Cilos;
pub use coefficient_of_variation::CoefficientOfVariation;
pub use combine::{Combined, Rule};
pub use critic::Critic;
pub use dematel::{Dematel, Relations};
pub use entropy::Entropy;
pub use equal::Equal;
pub use gini::Gini;
pub use given::Given;
pub use idocriw::Idocriw;
pub use independence::Independence;
pub use lopcow::Lopcow;
pub use merec::Merec;
pub use pca::{Components, Loadings, Pca};
pub use points::Points;
pub use precedence::Precedence;
pub use rank_order::{RankOrder, RankRule};
pub use standard_deviation::StandardDeviation;
pub use stepwise::{Fucom, G1, Swara};
pub use weights::Weights;

/// A way to find weights (赋权方法).
pub trait Weigh {
    /// What the method tells of itself.
    fn info(&self) -> &'static MethodInfo;

    /// What it must know of each indicator to learn from a stream; none if it needs the whole table.
    fn gathers(&self) -> Option<Gathers> {
        (self.info().needs == Needs::Names).then(Gathers::default)
    }

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
    /// Standard deviation weights.
    StandardDeviation {
        /// Name of the normalisation of the data.
        normalization: String,
        /// Sample standard deviations.
        deviation: Vec<f64>,
    },
    /// Coefficient of variation weights.
    CoefficientOfVariation {
        /// Coefficients of variation.
        coefficient: Vec<f64>,
    },
    /// Gini weights.
    Gini {
        /// Gini coefficients, 0 to 1.
        coefficient: Vec<f64>,
    },
    /// Angle weights.
    Angle {
        /// Angles in radians, 0 to π/2.
        angle: Vec<f64>,
    },
    /// CRITIC weights.
    Critic {
        /// Name of the correlation.
        correlation: String,
        /// Sample standard deviations of the `min-max` data.
        deviation: Vec<f64>,
        /// Conflict `Σ_k (1 − ρ_jk)`.
        conflict: Vec<f64>,
    },
    /// MEREC weights.
    Merec {
        /// Removal effects `E`.
        removal_effect: Vec<f64>,
    },
    /// CILOS weights.
    Cilos {},
    /// IDOCRIW weights.
    Idocriw {
        /// Entropy weights.
        entropy: Vec<f64>,
        /// CILOS weights.
        impact: Vec<f64>,
    },
    /// LOPCOW weights.
    Lopcow {
        /// Percentage values `PV`.
        percentage_value: Vec<f64>,
    },
    /// Independence weights.
    Independence {
        /// Multiple correlations `R` with all other indicators.
        multiple_correlation: Vec<f64>,
    },
    /// Principal component weights.
    Pca {
        /// Eigenvalues of the correlation matrix, largest first.
        eigenvalues: Vec<f64>,
    },
    /// AHP.
    Ahp(ahp::AhpDetail),
    /// Fuzzy AHP.
    FuzzyAhp(ahp::FuzzyDetail),
    /// Rank order weights.
    RankOrder {},
    /// Points.
    Points {},
    /// SWARA weights.
    Swara {},
    /// FUCOM weights.
    Fucom {},
    /// G1 weights.
    G1 {},
    /// Weights by precedence chart. Lists are in the order of the names.
    Precedence {
        /// The indicators.
        names: Vec<Key>,
        /// Marks of each, half a mark for itself.
        marks: Vec<f64>,
    },
    /// Weights by the best-worst method.
    Bwm(BwmDetail),
    /// DEMATEL weights. Lists are in the order of the names.
    Dematel {
        /// The factors.
        names: Vec<Key>,
        /// Prominence `r + c`.
        prominence: Vec<f64>,
        /// Relation `r − c`, positive for a cause.
        relation: Vec<f64>,
    },
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

impl WeighingDetail {
    /// Name of the method it comes from, as in a model document.
    pub fn method(&self) -> &'static str {
        match self {
            Self::Equal {} => equal::INFO.name,
            Self::Given {} => given::INFO.name,
            Self::Ahp(_) => ahp::INFO.name,
            Self::FuzzyAhp(_) => ahp::fuzzy::INFO.name,
            Self::Entropy { .. } => entropy::INFO.name,
            Self::StandardDeviation { .. } => standard_deviation::INFO.name,
            Self::CoefficientOfVariation { .. } => coefficient_of_variation::INFO.name,
            Self::Gini { .. } => gini::INFO.name,
            Self::Angle { .. } => angle::INFO.name,
            Self::Critic { .. } => critic::INFO.name,
            Self::Merec { .. } => merec::INFO.name,
            Self::Cilos {} => cilos::INFO.name,
            Self::Idocriw { .. } => idocriw::INFO.name,
            Self::Lopcow { .. } => lopcow::INFO.name,
            Self::Independence { .. } => independence::INFO.name,
            Self::Pca { .. } => pca::INFO.name,
            Self::RankOrder {} => rank_order::INFO.name,
            Self::Points {} => points::INFO.name,
            Self::Bwm(_) => bwm::INFO.name,
            Self::Dematel { .. } => dematel::INFO.name,
            Self::Swara {} => stepwise::SWARA.name,
            Self::Fucom {} => stepwise::FUCOM.name,
            Self::G1 {} => stepwise::G1_INFO.name,
            Self::Precedence { .. } => precedence::INFO.name,
            Self::Combined { .. } => combine::INFO.name,
        }
    }
}

/// Makes the enum of all methods from one list.
macro_rules! weight_methods {
    ($($method:ident $info:path, $doc:literal;)+) => {
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
            $(#[doc = $doc] $method($method),)+
        }

        $(impl From<$method> for WeightMethod {
            fn from(method: $method) -> Self {
                Self::$method(method)
            }
        })+

        impl Weigh for WeightMethod {
            fn info(&self) -> &'static MethodInfo {
                match self {
                    $(Self::$method(method) => method.info(),)+
                }
            }

            fn gathers(&self) -> Option<Gathers> {
                match self {
                    $(Self::$method(method) => method.gathers(),)+
                }
            }

            fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
                match self {
                    $(Self::$method(method) => method.weigh(data),)+
                }
            }
        }

        impl WeightMethod {
            /// What every weighting method tells of itself, in the order of the documentation.
            pub const INFOS: &'static [&'static MethodInfo] = &[$(&$info,)+];

            /// Reads the settings of the method called `name`.
            fn read_named(name: &str, reader: &mut Reader<'_>) -> Result<Option<Self>, Error> {
                $(if name == $info.name {
                    return Ok(Some($method::read(reader)?.into()));
                })+
                Ok(None)
            }

            fn settings(&self) -> TableBuilder {
                match self {
                    $(Self::$method(method) => method.write(),)+
                }
            }
        }
    };
}

weight_methods! {
    Equal equal::INFO, "Equal weights.";
    Given given::INFO, "Given weights.";
    Ahp ahp::INFO, "AHP.";
    FuzzyAhp ahp::fuzzy::INFO, "Fuzzy AHP.";
    Entropy entropy::INFO, "Entropy weights.";
    StandardDeviation standard_deviation::INFO, "Standard deviation weights.";
    CoefficientOfVariation coefficient_of_variation::INFO, "Coefficient of variation weights.";
    Gini gini::INFO, "Gini weights.";
    Angle angle::INFO, "Angle weights.";
    Critic critic::INFO, "CRITIC weights.";
    Merec merec::INFO, "MEREC weights.";
    Cilos cilos::INFO, "CILOS weights.";
    Idocriw idocriw::INFO, "IDOCRIW weights.";
    Lopcow lopcow::INFO, "LOPCOW weights.";
    Independence independence::INFO, "Independence weights.";
    Pca pca::INFO, "Principal component weights.";
    RankOrder rank_order::INFO, "Rank order weights.";
    Points points::INFO, "Points.";
    Swara stepwise::SWARA, "SWARA weights.";
    Fucom stepwise::FUCOM, "FUCOM weights.";
    G1 stepwise::G1_INFO, "G1 weights.";
    Precedence precedence::INFO, "Weights by precedence chart.";
    Bwm bwm::INFO, "Weights by the best-worst method.";
    Dematel dematel::INFO, "DEMATEL weights.";
    Combined combine::INFO, "Weights combined from several sources.";
}

/// Changes an AHP, or leaves it alone.
#[cfg(feature = "uncertainty")]
pub(crate) type ChangeAhp<'a> = dyn FnMut(&Ahp) -> Result<Option<Ahp>, Error> + 'a;

impl Default for WeightMethod {
    fn default() -> Self {
        Self::Equal(Equal)
    }
}

impl WeightMethod {
    /// The method, with `normalization` where it takes one and names none of its own.
    pub(crate) fn with_default_normalization(&self, normalization: Normalization) -> Self {
        match self {
            Self::Entropy(method) => Self::Entropy(method.with_default_normalization(normalization)),
            Self::StandardDeviation(method) => Self::StandardDeviation(method.with_default_normalization(normalization)),
            Self::Combined(method) => Self::Combined(method.with_default_normalization(normalization)),
            other => other.clone(),
        }
    }

    /// The keys it names itself, if it does.
    pub(crate) fn named_keys(&self) -> Vec<Key> {
        match self {
            Self::Given(given) => given.keys().cloned().collect(),
            Self::RankOrder(method) => method.keys().to_vec(),
            Self::Points(method) => method.keys().to_vec(),
            Self::Swara(method) => method.keys().to_vec(),
            Self::Fucom(method) => method.keys().to_vec(),
            Self::G1(method) => method.keys().to_vec(),
            Self::Precedence(method) => method.keys().to_vec(),
            Self::Bwm(method) => method.keys().to_vec(),
            Self::Dematel(method) => method.keys().to_vec(),
            Self::Combined(combined) => combined.sources().iter().flat_map(Self::named_keys).collect(),
            _ => Vec::new(),
        }
    }

    /// The method with its pairwise judgements as `change` makes them, also within a combination; none if it has no such judgements, or
    /// `change` leaves all alone.
    #[cfg(feature = "uncertainty")]
    pub(crate) fn with_judgements(&self, change: &mut ChangeAhp<'_>) -> Result<Option<Self>, Error> {
        match self {
            Self::Ahp(ahp) => Ok(change(ahp)?.map(Self::Ahp)),
            Self::Combined(combined) => {
                let changed = combined.sources().iter().map(|source| source.with_judgements(change));
                let changed = changed.collect::<Result<Vec<_>, _>>()?;
                if changed.iter().all(Option::is_none) {
                    return Ok(None);
                }
                let sources = changed.into_iter().zip(combined.sources()).map(|(new, old)| new.unwrap_or_else(|| old.clone()));
                Ok(Some(Self::Combined(combined.with_sources(sources.collect()))))
            }
            _ => Ok(None),
        }
    }

    /// The number of children its judgements are about, if it is made of judgements.
    pub(crate) fn order(&self) -> Option<usize> {
        match self {
            Self::Ahp(ahp) => Some(ahp.order()),
            Self::FuzzyAhp(fuzzy) => Some(fuzzy.order()),
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
        let entry = reader.required("method")?;
        let name = entry.text()?;
        Self::read_named(name, reader)?
            .ok_or_else(|| entry.error(Error::unknown("weighting method", name, Self::INFOS.iter().map(|info| info.name))))
    }

    pub(crate) fn write(&self) -> Value {
        TableBuilder::default().with("method", self.info().name).and(self.settings()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_tell_the_indicators_they_name() {
        let names = ["a", "b", "c"];
        let methods: [WeightMethod; 9] = [
            Given::new(names.map(|name| (name, 1.0))).expect("weights").into(),
            RankOrder::new(names).expect("an order").into(),
            Points::new(names.map(|name| (name, 1.0))).expect("points").into(),
            Swara::new(names, vec![0.5, 0.2]).expect("steps").into(),
            Fucom::new(names, vec![1.5, 1.2]).expect("steps").into(),
            G1::new(names, vec![1.5, 1.2]).expect("steps").into(),
            Precedence::new(names, &[vec![1.0, 0.5], vec![1.0]]).expect("a chart").into(),
            Bwm::new("a", "c", [("a", 1.0, 4.0), ("b", 2.0, 2.0), ("c", 4.0, 1.0)]).expect("judgements").into(),
            Dematel::new(names, &[[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [3.0, 1.0, 0.0]]).expect("influence").into(),
        ];
        for method in methods {
            let found = method.named_keys();
            assert_eq!(found.iter().map(Key::as_str).collect::<Vec<_>>(), names, "{}", method.info().name);
            let combined = Combined::new(Rule::Additive { coefficients: None }, [Equal.into(), method]).expect("sources");
            assert_eq!(WeightMethod::from(combined).named_keys(), found);
        }
        assert!(WeightMethod::from(Entropy::default()).named_keys().is_empty());
    }
}
