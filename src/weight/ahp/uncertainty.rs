//! What uncertain judgements leave certain of the weights (判断不确定性).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::numeric::{GENERATOR, Moments, Random};

use super::judgement::JudgementMatrix;
use super::priority::Priority;
#[cfg(feature = "uncertainty")]
use super::{Group, IncompleteJudgements, Judgements};

/// How many draws at least and at most, and how many judgements they may come to.
const LEAST_DRAWS: usize = 100;
const MOST_DRAWS: usize = 1_000_000;
const MOST_JUDGEMENTS: usize = 100_000_000;

/// The largest standard deviation of `ln a_ij`: more than all of Saaty's scale on either side, ln 9 = 2.2.
const WIDEST: f64 = 3.0;

/// Two weights nearer than this, relative, tie for the first place.
const TIE: f64 = 1e-12;

/// Judgements that are not certain, and how the weights follow from them (判断不确定性): each judgement is drawn at random and
/// independently, and the priorities are found for each draw.
///
/// # Formula
/// [`around`](Self::around) a matrix: `ln a_ij` normal with mean `ln a_ij` as judged and one standard deviation σ for all, so that σ = 0.2
/// lets two judgements in three lie between 18 % less and 22 % more than was said. [`within`](Self::within) intervals: `ln a_ij` uniform between the
/// logarithms of the ends. `a_ji = 1/a_ij` always.
///
/// # Result
/// A [`WeightDistribution`], with its Monte-Carlo standard errors. The same seed gives the same numbers.
///
/// # Complexity
/// One set of priorities a draw: 10,000 draws of order 10 take some 40 ms.
///
/// # Reference
/// The stochastic view of judgements: Saaty & Vargas (1987), Uncertainty and rank order in the analytic hierarchy process, *European
/// Journal of Operational Research* 32.
///
/// # Example
/// By hand, of two: `w = a/(1 + a)` grows with `a`, which is 1 as judged. The first is ahead in half of the draws, and with σ = 0.5 its
/// weight lies between `1/(1 + e^0.822)` = 0.305 and 0.695 in nine of ten, since 0.822 = 1.645 σ.
/// ```
/// use governance_efficacy::weight::JudgementMatrix;
/// use governance_efficacy::weight::ahp::JudgementUncertainty;
///
/// let judgements = JudgementMatrix::from_upper(&[vec![1.0]])?;
/// let distribution = JudgementUncertainty::around(&judgements, 0.5)?.with_draws(20_000)?.with_seed(7).distribution()?;
/// let first = distribution.items[0];
/// assert!((first.first - 0.5).abs() < 4.0 * first.first_standard_error);
/// assert!((first.low - 0.305).abs() < 0.005 && (first.high - 0.695).abs() < 0.005);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct JudgementUncertainty {
    order: usize,
    spread: Spread,
    priority: Priority,
    draws: usize,
    seed: u64,
}

/// The logarithms of the judgements above the diagonal, row by row, and how they vary.
#[derive(Debug, Clone, PartialEq)]
enum Spread {
    Normal { logs: Vec<f64>, deviation: f64 },
    Uniform { low: Vec<f64>, high: Vec<f64> },
}

/// How the weights are distributed (权重分布).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightDistribution {
    /// Name of the priority method.
    pub priority: String,
    /// Name of the generator.
    pub generator: String,
    /// Seed of the draws.
    pub seed: u64,
    /// Number of draws.
    pub draws: usize,
    /// Each thing compared, in the order of the judgements.
    pub items: Vec<WeightSpread>,
}

/// How one weight is distributed (单项权重分布).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightSpread {
    /// Mean weight; the means sum to 1.
    pub mean: f64,
    /// Monte-Carlo standard error of the mean.
    pub standard_error: f64,
    /// Standard deviation of the weight.
    pub standard_deviation: f64,
    /// The weight that 5 % of the draws stay below.
    pub low: f64,
    /// The weight that 95 % of the draws stay below.
    pub high: f64,
    /// Share of the draws in which its weight is the largest; of a tie each has an equal part, so that the shares sum to 1.
    pub first: f64,
    /// Monte-Carlo standard error of that share.
    pub first_standard_error: f64,
}

impl JudgementUncertainty {
    /// Judgements that vary around those of a matrix, `deviation` being the standard deviation σ of `ln a_ij`, 0 to 3.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for another deviation.
    pub fn around(judgements: &JudgementMatrix, deviation: f64) -> Result<Self, Error> {
        if !(0.0..=WIDEST).contains(&deviation) {
            let remedy = "give a number from 0 to 3; 0.2 stands for some 20 % either way";
            return Err(Error::setting("standard deviation of ln a_ij", deviation, remedy));
        }
        Ok(Self::of(judgements.order(), Spread::Normal { logs: logs(judgements), deviation }))
    }

    /// Judgements that lie anywhere within intervals `(low, high)`: the rows of the upper triangle, without the diagonal.
    ///
    /// # Errors
    /// As [`JudgementMatrix::from_upper`], and [`Error::Judgement`] for an interval whose ends are not in order.
    pub fn within<R: AsRef<[(f64, f64)]>>(upper: &[R]) -> Result<Self, Error> {
        let end = |of: fn(&(f64, f64)) -> f64| {
            let rows: Vec<Vec<f64>> = upper.iter().map(|row| row.as_ref().iter().map(of).collect()).collect();
            JudgementMatrix::from_upper(&rows)
        };
        let (low, high) = (end(|interval| interval.0)?, end(|interval| interval.1)?);
        for (i, row) in upper.iter().enumerate() {
            if let Some(k) = row.as_ref().iter().position(|(low, high)| low > high) {
                let (low, high) = row.as_ref()[k];
                return Err(Error::Judgement {
                    row: i + 1,
                    column: i + k + 2,
                    problem: format!("the interval from {low} to {high} is the wrong way round"),
                    remedy: "give the smaller end first".to_owned(),
                });
            }
        }
        Ok(Self::of(low.order(), Spread::Uniform { low: logs(&low), high: logs(&high) }))
    }

    fn of(order: usize, spread: Spread) -> Self {
        Self { order, spread, priority: Priority::default(), draws: 10_000, seed: 1 }
    }

    /// Sets how the priorities follow from the judgements; the eigenvector if not set.
    #[must_use]
    pub fn with_priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// Sets the number of draws, 100 to 1,000,000; 10,000 if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for fewer, [`Error::Limit`] for more, or if draws × order² is over 100,000,000.
    pub fn with_draws(mut self, draws: usize) -> Result<Self, Error> {
        if draws < LEAST_DRAWS {
            return Err(Error::setting("draws of the judgements", draws, format!("give at least {LEAST_DRAWS}")));
        }
        let judgements = draws.saturating_mul(self.order * self.order);
        for (what, found, limit) in [
            ("number of draws", draws, MOST_DRAWS),
            ("number of judgements to draw (draws × order²)", judgements, MOST_JUDGEMENTS),
        ] {
            if found > limit {
                return Err(Error::Limit { what, found, limit });
            }
        }
        self.draws = draws;
        Ok(self)
    }

    /// Sets the seed; 1 if not set.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Draws the judgements and finds the distribution of the weights.
    ///
    /// # Errors
    /// [`Error::Undefined`] if a draw spans more than a float can hold; [`Error::Limit`] for an order so large that 10,000 draws, where no
    /// other number is set, are too many.
    pub fn distribution(&self) -> Result<WeightDistribution, Error> {
        let draws = self.clone().with_draws(self.draws)?.draws;
        let mut random = Random::seeded(self.seed);
        let mut weights = vec![Vec::with_capacity(draws); self.order];
        let mut firsts = vec![0.0; self.order];
        for _ in 0..draws {
            let w = self.priority.of(&self.draw(&mut random)?)?;
            let largest = w.iter().copied().fold(0.0, f64::max);
            let leads = |x: f64| x >= largest * (1.0 - TIE);
            let leaders = w.iter().filter(|&&x| leads(x)).count() as f64;
            for ((of_item, first), x) in weights.iter_mut().zip(&mut firsts).zip(w) {
                of_item.push(x);
                *first += if leads(x) { 1.0 / leaders } else { 0.0 };
            }
        }
        let items = weights.into_iter().zip(firsts).map(|(weights, firsts)| spread(weights, firsts)).collect();
        let (priority, generator) = (self.priority.name().to_owned(), GENERATOR.to_owned());
        Ok(WeightDistribution { priority, generator, seed: self.seed, draws, items })
    }

    fn draw(&self, random: &mut Random) -> Result<JudgementMatrix, Error> {
        let logs: Vec<f64> = match &self.spread {
            Spread::Normal { logs, deviation } => logs.iter().map(|log| log + deviation * random.normal()).collect(),
            Spread::Uniform { low, high } => low.iter().zip(high).map(|(low, high)| low + (high - low) * random.unit()).collect(),
        };
        let mut judgements = logs.into_iter().map(f64::exp);
        let upper: Vec<Vec<f64>> = (1..self.order).rev().map(|count| judgements.by_ref().take(count).collect()).collect();
        JudgementMatrix::from_upper(&upper)
    }
}

#[cfg(feature = "uncertainty")]
impl Judgements {
    /// The same judgements with `normal` times `deviation` added to each `ln a_ij`; each expert of a group errs on their own.
    pub(super) fn perturbed(&self, deviation: f64, normal: &mut dyn FnMut() -> f64) -> Result<Self, Error> {
        let mut moved = |a: f64| (a.ln() + deviation * normal()).exp();
        let mut incomplete = |judgements: &IncompleteJudgements| {
            let upper = judgements.upper().into_iter().map(|row| row.into_iter().map(|a| a.map(&mut moved)).collect());
            IncompleteJudgements::from_upper(&upper.collect::<Vec<Vec<_>>>())
        };
        Ok(match self {
            Self::Complete(matrix) => {
                let upper: Vec<Vec<f64>> =
                    matrix.upper().into_iter().map(|row| row.into_iter().map(&mut moved).collect()).collect();
                Self::Complete(JudgementMatrix::from_upper(&upper)?)
            }
            Self::Incomplete(judgements, completion) => Self::Incomplete(incomplete(judgements)?, *completion),
            Self::Group(group, aggregation) => {
                let experts = group.experts().map(incomplete).collect::<Result<Vec<_>, _>>()?;
                let group =
                    Group::new(experts.into_iter().zip(group.weights().iter().copied()))?.with_completion(group.completion());
                Self::Group(group, *aggregation)
            }
        })
    }
}

fn logs(judgements: &JudgementMatrix) -> Vec<f64> {
    judgements.upper().into_iter().flatten().map(f64::ln).collect()
}

fn spread(mut weights: Vec<f64>, firsts: f64) -> WeightSpread {
    let draws = weights.len() as f64;
    let moments = Moments::of(&weights);
    let (standard_deviation, first) = (moments.standard_deviation(1), firsts / draws);
    weights.sort_unstable_by(f64::total_cmp);
    WeightSpread {
        mean: moments.mean,
        standard_error: standard_deviation / draws.sqrt(),
        standard_deviation,
        low: quantile(&weights, 1),
        high: quantile(&weights, 19),
        first,
        first_standard_error: (first * (1.0 - first)).max(0.0).sqrt() / draws.sqrt(),
    }
}

/// The quantile of so many twentieths of sorted values: linear between the neighbours of `(n − 1) p` (type 7 of Hyndman & Fan 1996).
fn quantile(sorted: &[f64], twentieths: usize) -> f64 {
    let at = (sorted.len() - 1) * twentieths;
    let (below, beyond) = (at / 20, (at % 20) as f64 / 20.0);
    let next = sorted[(below + 1).min(sorted.len() - 1)];
    sorted[below] + beyond * (next - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> JudgementMatrix {
        JudgementMatrix::from_upper(&[vec![2.0, 4.0], vec![2.0]]).expect("valid")
    }

    #[test]
    fn certain_judgements_give_the_weights_themselves() {
        let certain = JudgementUncertainty::around(&three(), 0.0).expect("valid").with_draws(100).expect("enough");
        let distribution = certain.distribution().expect("drawn");
        for (item, (weight, first)) in distribution.items.iter().zip([(4.0, 1.0), (2.0, 0.0), (1.0, 0.0)]) {
            let near = |x: f64| (x - weight / 7.0).abs() < 1e-14;
            assert!(near(item.mean) && near(item.low) && near(item.high) && item.standard_deviation < 1e-14, "{item:?}");
            assert_eq!((item.first, item.first_standard_error), (first, 0.0));
        }
        let equal = JudgementMatrix::from_upper(&[vec![1.0, 1.0], vec![1.0]]).expect("valid");
        let tied = JudgementUncertainty::around(&equal, 0.0).and_then(|u| u.distribution()).expect("drawn");
        assert!(tied.items.iter().all(|item| (item.first - 1.0 / 3.0).abs() < 1e-12), "{tied:?}");
    }

    #[test]
    fn the_mean_weights_sum_to_one_and_the_seed_decides() {
        let uncertain = JudgementUncertainty::around(&three(), 0.4).expect("valid").with_draws(2_000).expect("enough");
        let distribution = uncertain.distribution().expect("drawn");
        assert!((distribution.items.iter().map(|item| item.mean).sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((distribution.items.iter().map(|item| item.first).sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(distribution.items.iter().all(|item| item.low < item.mean && item.mean < item.high));
        assert_eq!(uncertain.distribution(), Ok(distribution.clone()));
        let other = uncertain.with_seed(2).distribution().expect("drawn");
        assert_ne!(other.items, distribution.items);
        for (a, b) in other.items.iter().zip(&distribution.items) {
            assert!((a.mean - b.mean).abs() < 4.0 * a.standard_error.hypot(b.standard_error), "{a:?} {b:?}");
        }
    }

    #[test]
    fn two_things_within_an_interval_by_hand() {
        // ln a uniform from ln ½ to ln 8, four steps of ln 2: the first leads in three of four draws, and 5 % lie below a = ½ · 16^0.05.
        let uncertain = JudgementUncertainty::within(&[[(0.5, 8.0)]]).expect("valid").with_priority(Priority::GeometricMean);
        let first = uncertain.distribution().expect("drawn").items[0];
        assert!((first.first - 0.75).abs() < 4.0 * first.first_standard_error, "{first:?}");
        let low = 0.5 * 16.0_f64.powf(0.05);
        assert!((first.low - low / (1.0 + low)).abs() < 0.01, "{first:?}");
    }

    #[test]
    fn quantiles_by_hand() {
        let sorted: Vec<f64> = (0..=20).map(f64::from).collect();
        assert_eq!((quantile(&sorted, 1), quantile(&sorted, 19)), (1.0, 19.0));
        assert_eq!(quantile(&[0.0, 1.0], 19), 0.95);
        assert_eq!(quantile(&[3.0], 1), 3.0);
    }

    #[test]
    fn settings_that_cannot_be_are_refused() {
        assert_eq!(JudgementUncertainty::around(&three(), -0.1).unwrap_err().code(), "invalid-setting");
        assert_eq!(JudgementUncertainty::around(&three(), f64::NAN).unwrap_err().code(), "invalid-setting");
        assert_eq!(JudgementUncertainty::within(&[[(2.0, 1.0)]]).unwrap_err().code(), "judgement");
        assert_eq!(JudgementUncertainty::within(&[[(0.0, 1.0)]]).unwrap_err().code(), "judgement");
        let draws = |draws| JudgementUncertainty::around(&three(), 0.1).and_then(|u| u.with_draws(draws)).unwrap_err().code();
        assert_eq!((draws(99), draws(1_000_001)), ("invalid-setting", "limit"));
    }

    #[test]
    fn the_error_of_a_share_of_draws_by_hand() {
        let spread = spread((0..100).map(f64::from).collect(), 20.0);
        assert!((spread.first - 0.2).abs() < 1e-15 && (spread.first_standard_error - 0.04).abs() < 1e-15);
        assert!((spread.standard_error - spread.standard_deviation / 10.0).abs() < 1e-12);
    }

    #[test]
    fn an_interval_the_wrong_way_round_is_told_with_its_place_and_draws_have_a_limit() {
        let error = JudgementUncertainty::within(&[vec![(1.0, 2.0), (1.0, 3.0)], vec![(3.0, 2.0)]]).unwrap_err();
        assert!(matches!(error, Error::Judgement { row: 2, column: 3, .. }), "{error}");
        let error = JudgementUncertainty::within(&[vec![(1.0, 2.0), (3.0, 1.0)], vec![(2.0, 3.0)]]).unwrap_err();
        assert!(matches!(error, Error::Judgement { row: 1, column: 3, .. }), "{error}");
        let wide: Vec<Vec<f64>> = (1..12).rev().map(|k| vec![1.0; k]).collect();
        let wide = JudgementUncertainty::around(&JudgementMatrix::from_upper(&wide).expect("valid"), 0.1).expect("valid");
        // 144 judgements a draw.
        assert!(wide.clone().with_draws(694_444).is_ok());
        assert!(matches!(wide.with_draws(694_445), Err(Error::Limit { found: 100_000_080, .. })));
    }
}
