//! What may vary (不确定性因素).

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::prepare::{Missing, MultipleImputation, Normalization};
use crate::score::ScoreMethod;
use crate::weight::Weights;

use super::positive;

/// Something that could as well have been otherwise (不确定性因素): each draw takes one of its values, independently of the other factors.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Factor {
    /// The weights of nodes (权重).
    Weights {
        /// The nodes whose weights vary; all if empty.
        nodes: Vec<Key>,
        /// How.
        noise: WeightNoise,
    },
    /// The normalisation of the table, for methods that name none of their own (无量纲化).
    Normalization(Vec<Normalization>),
    /// The score method of nodes over indicators (指标合成方法).
    IndicatorScores(Vec<ScoreMethod>),
    /// The score method of nodes over further nodes (维度合成方法).
    DimensionScores(Vec<ScoreMethod>),
    /// The policy for missing data (缺失数据处理).
    Missing(Vec<Missing>),
    /// The gaps drawn several times from what the other indicators say, each table as likely (多重插补).
    Imputations(MultipleImputation),
    /// Each indicator left out, or none, all as likely (剔除指标); the weights of its node are rescaled.
    LeaveOut,
    /// The data themselves (数据误差).
    Data(DataNoise),
}

/// How weights vary (权重扰动).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum WeightNoise {
    /// Each times a number between `1 − share` and `1 + share`, then rescaled (相对扰动).
    Relative {
        /// 0 < share ≤ 1.
        share: f64,
    },
    /// Dirichlet with the weights as mean (狄利克雷分布): the larger the concentration, the nearer.
    Dirichlet {
        /// The sum of the parameters, above 0; a weight `w` has the variance `w(1 − w)/(concentration + 1)`.
        concentration: f64,
    },
    /// Uniform on the simplex: nothing is known (单纯形均匀分布).
    Uniform,
    /// Uniform on the part of the simplex that agrees with what is known (有序约束).
    Constrained {
        /// Children from the most important to the least; those not named may weigh anything.
        order: Vec<Key>,
        /// Least and largest weight of some children.
        bounds: Vec<(Key, f64, f64)>,
    },
    /// One of several sources, each as likely (权重来源).
    Sources(Vec<Weights>),
    /// One expert of the group whose judgements an AHP holds, each as likely, the same number at all nodes with as many experts (专家权重).
    Experts,
    /// Each pairwise judgement of an AHP with an error, so that `ln a_ij` is normal around what was judged (判断误差).
    Judgements {
        /// The standard deviation of `ln a_ij`: with 0.2, two judgements in three lie between 18 % less and 22 % more.
        deviation: f64,
    },
}

/// How data vary (数据扰动).
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum DataNoise {
    /// Values that come from counts are drawn from their posterior, Beta for a share and Gamma for a rate, under Jeffreys' prior; other
    /// values stay (计数误差). Small communities vary more than large ones.
    Counting,
    /// Each value plus a normal error (正态误差).
    Normal {
        /// The standard deviation of the error, in standard deviations of the indicator.
        deviation: f64,
    },
    /// Each value times one plus a normal error (相对误差).
    Relative {
        /// The standard deviation of the error, as a share of the value.
        deviation: f64,
    },
    /// The scale is learned from as many rows drawn with repetition (自助法); the rows scored stay.
    Bootstrap,
}

impl Factor {
    /// Weights of all nodes, each times a number between `1 − share` and `1 + share`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless 0 < share ≤ 1.
    pub fn relative_weights(share: f64) -> Result<Self, Error> {
        let factor = Self::Weights { nodes: Vec::new(), noise: WeightNoise::Relative { share } };
        factor.check().map(|()| factor)
    }

    /// Refuses settings that can't be.
    pub(super) fn check(&self) -> Result<(), Error> {
        let some = |what: &'static str, count: usize| if count > 0 { Ok(()) } else { Err(Error::TooFew { what, needed: 1 }) };
        match self {
            Self::Weights { noise, .. } => match noise {
                WeightNoise::Relative { share } if *share > 0.0 && *share <= 1.0 => Ok(()),
                WeightNoise::Relative { share } => Err(Error::setting("share", share, "give a number above 0 and at most 1")),
                WeightNoise::Dirichlet { concentration } => positive("concentration", *concentration).map(drop),
                WeightNoise::Sources(sources) => some("sources of weights", sources.len()),
                WeightNoise::Constrained { bounds, .. } => bounds.iter().try_for_each(|(key, low, high)| {
                    if 0.0 <= *low && low <= high && *high <= 1.0 {
                        return Ok(());
                    }
                    Err(Error::setting(format!("bounds of {key}"), format!("[{low}, {high}]"), "give 0 ≤ low ≤ high ≤ 1"))
                }),
                WeightNoise::Judgements { deviation } => positive("deviation", *deviation).map(drop),
                WeightNoise::Uniform | WeightNoise::Experts => Ok(()),
            },
            Self::Normalization(choices) => some("normalisations to choose from", choices.len()),
            Self::IndicatorScores(choices) | Self::DimensionScores(choices) => {
                some("score methods to choose from", choices.len())
            }
            Self::Missing(choices) => some("policies to choose from", choices.len()),
            Self::Data(DataNoise::Normal { deviation } | DataNoise::Relative { deviation }) => {
                positive("deviation", *deviation).map(drop)
            }
            Self::Data(_) | Self::LeaveOut | Self::Imputations(_) => Ok(()),
        }
    }

    /// Its name in a document.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Weights { .. } => "weights",
            Self::Normalization(_) => "normalization",
            Self::IndicatorScores(_) => "indicator-scores",
            Self::DimensionScores(_) => "dimension-scores",
            Self::Missing(_) => "missing",
            Self::Imputations(_) => "imputations",
            Self::LeaveOut => "leave-out",
            Self::Data(_) => "data",
        }
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        const NAMES: [&str; 8] =
            ["weights", "normalization", "indicator-scores", "dimension-scores", "missing", "imputations", "leave-out", "data"];
        let mut reader = entry.table()?;
        let vary = reader.required("vary")?;
        let factor = match vary.word("factor", &NAMES.map(|name| (name, name)))? {
            "weights" => {
                let nodes = reader.optional("nodes").map_or(Ok(Vec::new()), |nodes| nodes.list())?;
                let nodes = nodes.iter().map(Entry::key).collect::<Result<_, _>>()?;
                let noise = reader.required("noise")?;
                let names = ["relative", "dirichlet", "uniform", "constrained", "sources", "experts", "judgements"];
                let noise = match noise.word("noise of weights", &names.map(|name| (name, name)))? {
                    "relative" => WeightNoise::Relative { share: reader.required("share")?.number()? },
                    "dirichlet" => WeightNoise::Dirichlet { concentration: reader.required("concentration")?.number()? },
                    "uniform" => WeightNoise::Uniform,
                    "experts" => WeightNoise::Experts,
                    "judgements" => WeightNoise::Judgements { deviation: reader.required("deviation")?.number()? },
                    "sources" => {
                        let sources = reader.required("of")?.list()?;
                        WeightNoise::Sources(sources.iter().map(read_weights).collect::<Result<_, _>>()?)
                    }
                    _ => {
                        let order = reader.optional("order").map_or(Ok(Vec::new()), |order| order.list())?;
                        let order = order.iter().map(Entry::key).collect::<Result<_, _>>()?;
                        let bounds = reader.optional("bounds").map_or(Ok(Vec::new()), |bounds| read_bounds(&bounds))?;
                        WeightNoise::Constrained { order, bounds }
                    }
                };
                Self::Weights { nodes, noise }
            }
            "normalization" => {
                let of = reader.required("of")?.list()?;
                Self::Normalization(of.iter().map(Normalization::read).collect::<Result<_, _>>()?)
            }
            name @ ("indicator-scores" | "dimension-scores") => {
                let of = reader.required("of")?.list()?;
                let methods = of.iter().map(ScoreMethod::read).collect::<Result<_, _>>()?;
                if name == "indicator-scores" { Self::IndicatorScores(methods) } else { Self::DimensionScores(methods) }
            }
            "missing" => {
                let of = reader.required("of")?.list()?;
                Self::Missing(of.iter().map(Missing::read).collect::<Result<_, _>>()?)
            }
            "imputations" => Self::Imputations(MultipleImputation::read(&mut reader)?),
            "leave-out" => Self::LeaveOut,
            _ => {
                let names = ["counting", "normal", "relative", "bootstrap"];
                Self::Data(match reader.required("noise")?.word("noise of data", &names.map(|name| (name, name)))? {
                    "counting" => DataNoise::Counting,
                    "normal" => DataNoise::Normal { deviation: reader.required("deviation")?.number()? },
                    "relative" => DataNoise::Relative { deviation: reader.required("deviation")?.number()? },
                    _ => DataNoise::Bootstrap,
                })
            }
        };
        reader.finish()?;
        factor.check().map_err(|e| entry.error(e))?;
        Ok(factor)
    }

    pub(super) fn write(&self) -> Value {
        let table = TableBuilder::default().with("vary", self.name());
        match self {
            Self::Weights { nodes, noise } => {
                let nodes: Vec<Value> = nodes.iter().map(|key| key.as_str().into()).collect();
                let table = table.with_some("nodes", (!nodes.is_empty()).then_some(nodes));
                match noise {
                    WeightNoise::Relative { share } => table.with("noise", "relative").with("share", *share),
                    WeightNoise::Dirichlet { concentration } => {
                        table.with("noise", "dirichlet").with("concentration", *concentration)
                    }
                    WeightNoise::Uniform => table.with("noise", "uniform"),
                    WeightNoise::Experts => table.with("noise", "experts"),
                    WeightNoise::Judgements { deviation } => table.with("noise", "judgements").with("deviation", *deviation),
                    WeightNoise::Constrained { order, bounds } => {
                        let order: Vec<Value> = order.iter().map(|key| key.as_str().into()).collect();
                        let bounds = bounds
                            .iter()
                            .fold(TableBuilder::default(), |table, (key, low, high)| table.with(key.as_str(), vec![*low, *high]));
                        table.with("noise", "constrained").with("order", order).with("bounds", bounds)
                    }
                    WeightNoise::Sources(sources) => {
                        let sources: Vec<Value> = sources.iter().map(write_weights).collect();
                        table.with("noise", "sources").with("of", sources)
                    }
                }
            }
            Self::Normalization(choices) => table.with("of", choices.iter().map(|n| n.write()).collect::<Vec<Value>>()),
            Self::IndicatorScores(choices) | Self::DimensionScores(choices) => {
                table.with("of", choices.iter().map(|m| m.fields().into()).collect::<Vec<Value>>())
            }
            Self::Missing(choices) => table.with("of", choices.iter().map(Missing::write).collect::<Vec<Value>>()),
            Self::Imputations(imputation) => imputation.write(table),
            Self::LeaveOut => table,
            Self::Data(noise) => match noise {
                DataNoise::Counting => table.with("noise", "counting"),
                DataNoise::Normal { deviation } => table.with("noise", "normal").with("deviation", *deviation),
                DataNoise::Relative { deviation } => table.with("noise", "relative").with("deviation", *deviation),
                DataNoise::Bootstrap => table.with("noise", "bootstrap"),
            },
        }
        .into()
    }
}

fn read_weights(entry: &Entry<'_>) -> Result<Weights, Error> {
    let weights = entry.table()?.all().into_iter().map(|(key, weight)| Ok((key, weight.number()?)));
    Weights::new(weights.collect::<Result<Vec<_>, Error>>()?).map_err(|e| entry.error(e))
}

fn write_weights(weights: &Weights) -> Value {
    weights.iter().fold(TableBuilder::default(), |table, (key, weight)| table.with(key.as_str(), weight)).into()
}

fn read_bounds(entry: &Entry<'_>) -> Result<Vec<(Key, f64, f64)>, Error> {
    let bounds = entry.table()?.all().into_iter().map(|(key, ends)| match ends.numbers()?[..] {
        [low, high] => Ok((Key::new(key).map_err(|e| ends.error(e))?, low, high)),
        ref found => Err(ends.error(Error::Length { what: "bounds".to_owned(), expected: 2, found: found.len() })),
    });
    bounds.collect()
}
