//! Which normalisation is asked for (无量纲化方法的选择): by an indicator for itself, or by a method for all.

mod cuts;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{Entry, Node, TableBuilder, Value};
use crate::error::Error;

use super::specification::Goalposts;

pub use cuts::Cuts;

/// How raw values become benefit-oriented numbers without a unit (无量纲化方法). The formulas stand in
/// [`prepare::normalize`](crate::prepare::normalize).
///
/// ```
/// use governance_efficacy::prepare::{Cuts, Normalization};
///
/// // Ten classes by deciles.
/// let deciles = Normalization::Categorical { cuts: Cuts::shares(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])? };
/// assert_eq!(deciles.name(), "categorical");
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum Normalization {
    /// By the range of the sample (极差法), to [0, 1].
    #[default]
    MinMax,
    /// By the range of the sample, squeezed to [ε, 1] (极差法压缩平移), so that logarithms and products have no zero to meet.
    MinMaxShifted {
        /// What the worst counts as, 0 < ε < 1.
        epsilon: f64,
    },
    /// By the range of the sample, with ε added (极差法整体平移), to [ε, 1 + ε]: the published habit of “+ 0.0001”.
    MinMaxPlus {
        /// What is added, above 0.
        epsilon: f64,
    },
    /// By bounds the analyst sets (目标值法), UNDP's way; the direction reverses it for a cost.
    Goalposts {
        /// The same bounds for every indicator; if none, each indicator's own.
        bounds: Option<Goalposts>,
        /// Whether values beyond the bounds count as 0 and 1.
        clip: bool,
    },
    /// By the Euclidean length of the column (向量归一化).
    Vector,
    /// By the sum of the column (归一化).
    Sum,
    /// By the largest value, a cost as its complement (最大值法).
    Max,
    /// By the largest value, a cost as the smallest over it (线性比例法).
    Linear,
    /// By the logarithm of the value in the sum of all logarithms (对数归一化).
    Logarithmic,
    /// By the relative distance to the best value (相对偏差法).
    ZavadskasTurskis,
    /// By mean and standard deviation (标准化), with `ddof` degrees of freedom taken off.
    ZScore {
        /// 1 for the sample's standard deviation, 0 for the population's.
        ddof: u8,
    },
    /// By rank, 1 the worst (秩次).
    Rank {
        /// Which rank equal values get.
        ties: TiedRanks,
    },
    /// By percentile rank, from 0 for the worst to 1 for the best (百分位秩).
    Percentile,
    /// By the number of units that are worse, half of those that are equal (博尔达计分).
    Borda,
    /// By the relative distance to a reference (参照值法), which counts as 1.
    DistanceToReference {
        /// What counts as 1.
        reference: Reference,
    },
    /// By classes between cut points (分级赋值), from 0 for the lowest to 1 for the highest.
    Categorical {
        /// The cut points.
        cuts: Cuts,
    },
    /// As it is (不处理), for values that are on one scale already. A cost is refused.
    None,
}

/// Which rank equal values get, 1 being the worst (并列秩次).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TiedRanks {
    /// The mean of their ranks (平均秩): 1, 2.5, 2.5, 4.
    #[default]
    Mean,
    /// The lowest of their ranks (最低秩): 1, 2, 2, 4.
    Lowest,
    /// The highest of their ranks (最高秩): 1, 3, 3, 4.
    Highest,
    /// The next rank without a gap (密集秩): 1, 2, 2, 3.
    Dense,
}

const TIED: [(&str, TiedRanks); 4] =
    [("mean", TiedRanks::Mean), ("lowest", TiedRanks::Lowest), ("highest", TiedRanks::Highest), ("dense", TiedRanks::Dense)];

/// What counts as 1 under [`Normalization::DistanceToReference`] (参照值).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Reference {
    /// The mean of the sample (均值).
    #[default]
    Mean,
    /// The median of the sample (中位数).
    Median,
    /// The leader (最优值): the largest value, of a cost the smallest.
    Best,
    /// A value of the analyst's (给定值), such as that of a model community; above 0.
    Value(f64),
}

/// The normalisations with their default settings.
const NAMES: [(&str, Normalization); 19] = [
    ("min-max", Normalization::MinMax),
    ("min-max-shifted", Normalization::MinMaxShifted { epsilon: 0.01 }),
    ("min-max-plus", Normalization::MinMaxPlus { epsilon: 1e-4 }),
    ("goalposts", Normalization::GOALPOSTS),
    ("vector", Normalization::Vector),
    ("sum", Normalization::Sum),
    ("max", Normalization::Max),
    ("linear", Normalization::Linear),
    ("logarithmic", Normalization::Logarithmic),
    ("zavadskas-turskis", Normalization::ZavadskasTurskis),
    ("z-score", Normalization::ZScore { ddof: 1 }),
    ("z-score-population", Normalization::ZScore { ddof: 0 }),
    ("rank", Normalization::Rank { ties: TiedRanks::Mean }),
    ("percentile", Normalization::Percentile),
    ("borda", Normalization::Borda),
    ("distance-to-reference", Normalization::DistanceToReference { reference: Reference::Mean }),
    ("distance-to-max", Normalization::DISTANCE_TO_MAX),
    ("categorical", Normalization::Categorical { cuts: Cuts::HANDBOOK }),
    ("none", Normalization::None),
];

impl Normalization {
    /// Each indicator's own goalposts; values beyond them count as 0 and 1.
    pub const GOALPOSTS: Self = Self::Goalposts { bounds: None, clip: true };

    /// The distance to the group leader (与最优者之比), who counts as 1.
    pub const DISTANCE_TO_MAX: Self = Self::DistanceToReference { reference: Reference::Best };

    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        match self {
            Self::MinMaxShifted { .. } => "min-max-shifted",
            Self::MinMaxPlus { .. } => "min-max-plus",
            Self::Goalposts { .. } => "goalposts",
            Self::Rank { .. } => "rank",
            Self::DistanceToReference { reference: Reference::Best } => "distance-to-max",
            Self::DistanceToReference { .. } => "distance-to-reference",
            Self::Categorical { .. } => "categorical",
            other => NAMES.iter().find(|(_, n)| *n == other).map_or("z-score", |(name, _)| name),
        }
    }

    /// Whether its scale is the analyst's and not the sample's, so that an indicator need not vary.
    pub(crate) fn is_given(self) -> bool {
        match self {
            Self::Goalposts { .. } | Self::DistanceToReference { reference: Reference::Value(_) } => true,
            Self::Categorical { cuts } => !cuts.are_shares(),
            _ => false,
        }
    }

    /// Refuses settings that were written as a literal and can't be.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        let refused = |what: &str, value: f64, remedy: &str| Err(Error::setting(what, value, remedy));
        match self {
            Self::MinMaxShifted { epsilon } if !(epsilon > 0.0 && epsilon < 1.0) => {
                refused("epsilon", epsilon, "give a number above 0 and below 1")
            }
            Self::MinMaxPlus { epsilon } if !(epsilon > 0.0 && epsilon.is_finite()) => {
                refused("epsilon", epsilon, "give a finite number above 0")
            }
            Self::DistanceToReference { reference: Reference::Value(value) } if !(value > 0.0 && value.is_finite()) => {
                refused("the reference", value, "give a finite number above 0")
            }
            other => Ok(other),
        }
    }

    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        if entry.is_text() {
            return entry.word("normalization", &NAMES);
        }
        let mut reader = entry.table()?;
        let normalization = match reader.required("method")?.word("normalization", &NAMES)? {
            Self::MinMaxShifted { epsilon } => {
                let epsilon = reader.optional("epsilon").map_or(Ok(epsilon), |e| e.number())?;
                Self::MinMaxShifted { epsilon }
            }
            Self::MinMaxPlus { epsilon } => {
                let epsilon = reader.optional("epsilon").map_or(Ok(epsilon), |e| e.number())?;
                Self::MinMaxPlus { epsilon }
            }
            Self::Goalposts { .. } => {
                let bounds = reader.optional("bounds").map(|bounds| Goalposts::read(&bounds)).transpose()?;
                let clip = reader.optional("clip").map_or(Ok(true), |e| e.truth())?;
                Self::Goalposts { bounds, clip }
            }
            Self::Rank { ties } => {
                Self::Rank { ties: reader.optional("ties").map_or(Ok(ties), |e| e.word("rank of equal values", &TIED))? }
            }
            Self::DistanceToReference { reference: Reference::Mean } => {
                let reference = reader.optional("reference").map_or(Ok(Reference::Mean), |e| read_reference(&e))?;
                Self::DistanceToReference { reference }
            }
            Self::Categorical { cuts } => {
                let cuts = match (reader.optional("shares"), reader.optional("values")) {
                    (None, None) => cuts,
                    (Some(shares), None) => Cuts::shares(&shares.numbers()?).map_err(|e| shares.error(e))?,
                    (None, Some(values)) => Cuts::values(&values.numbers()?).map_err(|e| values.error(e))?,
                    (Some(_), Some(values)) => {
                        return Err(values.error(Error::setting("values", "given beside shares", "give either of them")));
                    }
                };
                Self::Categorical { cuts }
            }
            other => other,
        };
        reader.finish()?;
        normalization.checked().map_err(|e| entry.error(e))
    }

    pub(crate) fn write(self) -> Value {
        let table = TableBuilder::default().with("method", self.name());
        match self {
            Self::MinMaxShifted { epsilon } | Self::MinMaxPlus { epsilon } => table.with("epsilon", epsilon).into(),
            Self::Goalposts { bounds, clip } => table.with_some("bounds", bounds.map(Goalposts::write)).with("clip", clip).into(),
            Self::Rank { ties } => {
                let name = TIED.iter().find(|(_, t)| *t == ties).map_or("mean", |(name, _)| name);
                table.with("ties", name).into()
            }
            Self::DistanceToReference { reference: Reference::Mean } => table.with("reference", "mean").into(),
            Self::DistanceToReference { reference: Reference::Median } => table.with("reference", "median").into(),
            Self::DistanceToReference { reference: Reference::Value(value) } => table.with("reference", value).into(),
            Self::Categorical { cuts } => {
                table.with(if cuts.are_shares() { "shares" } else { "values" }, cuts.as_slice().to_vec()).into()
            }
            other => other.name().into(),
        }
    }
}

/// `"mean"`, `"median"`, or a number.
fn read_reference(entry: &Entry<'_>) -> Result<Reference, Error> {
    if entry.is_text() {
        return entry.word("reference", &[("mean", Reference::Mean), ("median", Reference::Median)]);
    }
    entry.number().map(Reference::Value)
}

impl Goalposts {
    /// `[low, high]`
    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        match entry.numbers()?[..] {
            [low, high] => Self::new(low, high).map_err(|e| entry.error(e)),
            ref ends => Err(entry.error(Error::Length { what: "goalposts".to_owned(), expected: 2, found: ends.len() })),
        }
    }

    pub(crate) fn write(self) -> Value {
        vec![self.low(), self.high()].into()
    }
}

impl Serialize for Normalization {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Normalization {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let node: Node = Value::deserialize(deserializer)?.into();
        Self::read(&Entry::root(&node)).map_err(D::Error::custom)
    }
}
