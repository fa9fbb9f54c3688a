//! The random index, by which consistency is judged (平均随机一致性指标).

use serde::{Deserialize, Serialize};

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::numeric::{GENERATOR, Moments, Random};

use super::priority::{lambda_max, principal_eigenvector};

/// The mean consistency index of random matrices (平均随机一致性指标 RI), by which the consistency ratio is formed. Several are in
/// circulation, and verdicts near 0.1 depend on the choice, so that the result names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RandomIndex {
    /// Saaty (1980), orders 1 to 15: 0, 0, .58, .90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59.
    #[default]
    Saaty1980,
    /// Alonso & Lamata (2006): the mean λ_max of random matrices lies on the line 2.7699 n − 4.3513, so that
    /// RI = (1.7699 n − 4.3513)/(n − 1), n ≥ 3 of any size.
    AlonsoLamata2006,
    /// The mean of as many random matrices of the order in question, any order from 3 on; see [`RandomIndex::simulate`]. It is drawn anew
    /// each time it is asked for.
    Simulated {
        /// Seed of the draws.
        seed: u32,
        /// Number of matrices, at least 100.
        draws: usize,
    },
}

const NAMES: [(&str, RandomIndex); 2] =
    [("saaty-1980", RandomIndex::Saaty1980), ("alonso-lamata-2006", RandomIndex::AlonsoLamata2006)];

const SIMULATED: &str = "simulated";

const SAATY_1980: [f64; 15] = [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];

/// How many matrices a simulation draws at least, and how many judgements at most; the latter takes seconds.
const LEAST_DRAWS: usize = 100;
const MOST_DRAWS: usize = 10_000_000;
const MOST_JUDGEMENTS: usize = 400_000_000;

/// A random index that was simulated, and how sure it is (模拟随机指标).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimulatedIndex {
    /// The random index: the mean consistency index of the draws.
    pub mean: f64,
    /// Its Monte-Carlo standard error.
    pub standard_error: f64,
    /// Name of the generator.
    pub generator: String,
    /// Seed of the draws.
    pub seed: u32,
    /// Number of matrices.
    pub draws: usize,
}

impl RandomIndex {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, index)| *index == self).map_or(SIMULATED, |(name, _)| name)
    }

    /// RI of matrices of `order`; 0 up to order 2, which is always consistent.
    ///
    /// # Errors
    /// [`Error::Undefined`] for an order the table doesn't reach; those of [`RandomIndex::simulate`].
    pub fn of_order(self, order: usize) -> Result<f64, Error> {
        Ok(self.at(order)?.value)
    }

    /// The random index of `order` from `draws` reciprocal matrices, each judgement above the diagonal as likely as any other on Saaty's
    /// scale of 1/9, 1/8, …, 1/2, 1, 2, …, 9.
    ///
    /// The same seed gives the same index. `draws` = 10,000 is sure to about 0.3 % and takes some 40 ms at order 16.
    ///
    /// ```
    /// use governance_efficacy::weight::ahp::RandomIndex;
    ///
    /// let index = RandomIndex::simulate(4, 1, 2_000)?;
    /// // Saaty (1980) prints .90 from 500 matrices.
    /// assert!((index.mean - 0.90).abs() < 0.05);
    /// assert!(index.standard_error < 0.015);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for fewer than 100 draws; [`Error::Limit`] for more than 10,000,000, or if draws × order² is over
    /// 400,000,000.
    pub fn simulate(order: usize, seed: u32, draws: usize) -> Result<SimulatedIndex, Error> {
        if draws < LEAST_DRAWS {
            let remedy = format!("draw at least {LEAST_DRAWS} matrices; 10000 give three digits");
            return Err(Error::setting("draws of the random index", draws, remedy));
        }
        if draws > MOST_DRAWS {
            return Err(Error::Limit { what: "draws of the random index", found: draws, limit: MOST_DRAWS });
        }
        let judgements = order.saturating_mul(order).saturating_mul(draws);
        if judgements > MOST_JUDGEMENTS {
            let what = "number of judgements to draw for the random index (draws × order²)";
            return Err(Error::Limit { what, found: judgements, limit: MOST_JUDGEMENTS });
        }
        let mut random = Random::seeded(u64::from(seed));
        let mut values = vec![1.0; order * order];
        let mut draw = || {
            for i in 0..order {
                for j in i + 1..order {
                    let a = judgement(random.below(17));
                    (values[i * order + j], values[j * order + i]) = (a, 1.0 / a);
                }
            }
            let w = principal_eigenvector(order, &values).unwrap_or_default();
            index(order, lambda_max(&values, &w))
        };
        let indices: Vec<f64> = (0..draws).map(|_| draw()).collect();
        let moments = Moments::of(&indices);
        Ok(SimulatedIndex {
            mean: moments.mean,
            standard_error: moments.standard_deviation(1) / (draws as f64).sqrt(),
            generator: GENERATOR.to_owned(),
            seed,
            draws,
        })
    }

    /// RI of matrices of `order`, to be asked for once where many are of that order.
    pub(super) fn at(self, order: usize) -> Result<IndexOfOrder, Error> {
        let n = order as f64;
        let mut simulation = None;
        let value = match self {
            _ if order <= 2 => 0.0,
            Self::Saaty1980 => SAATY_1980.get(order - 1).copied().ok_or_else(|| Error::Undefined {
                method: "random index saaty-1980",
                problem: format!("the table ends at order 15 and the matrix has {order}"),
                remedy: "set random-index = \"alonso-lamata-2006\" or { method = \"simulated\" }, or split the node".to_owned(),
            })?,
            Self::AlonsoLamata2006 => (1.7699 * n - 4.3513) / (n - 1.0),
            Self::Simulated { seed, draws } => simulation.insert(Self::simulate(order, seed, draws)?).mean,
        };
        Ok(IndexOfOrder { table: self.name(), value, simulation })
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        if entry.is_text() {
            return entry.word("table of random indices", &NAMES);
        }
        let mut reader = entry.table()?;
        reader.required("method")?.word("random index with settings", &[(SIMULATED, ())])?;
        let seed = reader.optional("seed").map_or(Ok(1), |seed| {
            let given = seed.count()?;
            u32::try_from(given).map_err(|_| seed.error(Error::setting("seed", given, "give at most 4294967295")))
        })?;
        let draws = reader.optional("draws").map_or(Ok(10_000), |draws| draws.count())?;
        reader.finish()?;
        Ok(Self::Simulated { seed, draws })
    }

    pub(super) fn write(self) -> Value {
        match self {
            Self::Simulated { seed, draws } => {
                let table = TableBuilder::default().with("method", SIMULATED);
                table.with("seed", seed as usize).with("draws", draws).into()
            }
            other => other.name().into(),
        }
    }
}

/// A random index of one order.
#[derive(Debug, Clone)]
pub(super) struct IndexOfOrder {
    pub(super) table: &'static str,
    pub(super) value: f64,
    pub(super) simulation: Option<SimulatedIndex>,
}

/// `CI = (λ_max − n)/(n − 1)`. Up to order 2 every reciprocal matrix is consistent; what is left of λ_max − n is rounding.
pub(super) fn index(order: usize, lambda_max: f64) -> f64 {
    let n = order as f64;
    if order <= 2 { 0.0 } else { (lambda_max - n) / (n - 1.0) }
}

/// The judgements of Saaty's scale, by a number from 0 to 16.
fn judgement(at: usize) -> f64 {
    if at < 8 { 1.0 / (9 - at) as f64 } else { (at - 7) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_seventeen_judgements() {
        let scale: Vec<f64> = (0..17).map(judgement).collect();
        assert_eq!((scale[0], scale[7], scale[8], scale[16]), (1.0 / 9.0, 0.5, 1.0, 9.0));
        assert!(scale.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn the_simulation_finds_the_exact_index_of_order_three() {
        // All 17³ matrices of order 3: λ = 1 + t + 1/t with t³ = a_13/(a_12 a_23).
        let scale = || (0..17).map(judgement);
        let mut total = 0.0;
        for a in scale() {
            for b in scale() {
                for c in scale() {
                    let t = (c / (a * b)).cbrt();
                    total += (1.0 + t + 1.0 / t - 3.0) / 2.0;
                }
            }
        }
        let exact = total / 17.0_f64.powi(3);
        let index = RandomIndex::simulate(3, 42, 20_000).expect("simulated");
        assert!((index.mean - exact).abs() < 4.0 * index.standard_error, "{index:?}, exact {exact}");
        assert_eq!(RandomIndex::simulate(3, 42, 20_000), Ok(index));
    }

    #[test]
    #[cfg_attr(miri, ignore = "takes hours there")]
    fn beyond_the_table_it_is_near_the_line_of_alonso_and_lamata() {
        for order in [16, 20] {
            let index = RandomIndex::simulate(order, 1, 300).expect("simulated");
            let line = RandomIndex::AlonsoLamata2006.of_order(order).expect("any order");
            assert!((index.mean - line).abs() < 0.01 * line + 4.0 * index.standard_error, "{index:?}, line {line}");
        }
    }

    #[test]
    fn draws_are_bounded() {
        let code = |order, draws| RandomIndex::simulate(order, 1, draws).unwrap_err().code();
        assert_eq!(code(16, 99), "invalid-setting");
        assert_eq!(code(256, 10_000), "limit");
        assert_eq!(code(usize::MAX, 100), "limit");
        assert_eq!(RandomIndex::Simulated { seed: 1, draws: 0 }.of_order(2), Ok(0.0));
    }

    #[test]
    fn the_error_of_the_simulated_mean_falls_with_the_root_of_the_draws() {
        let of = |draws: usize| RandomIndex::simulate(4, 1, draws).expect("simulates").standard_error;
        let (few, many) = (of(400), of(6_400));
        assert!(few < 0.05 && (few / many - 4.0).abs() < 0.6, "{few} {many}");
    }
}
