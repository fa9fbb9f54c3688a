//! The settings of an analysis (敏感性分析设置).

use std::collections::HashSet;

use crate::error::Error;
use crate::numeric::interval::Confidence;

use super::points::{DIMENSIONS, LONGEST};

/// The most factors: the two samples take a dimension of the sequence for each.
const MOST_FACTORS: usize = DIMENSIONS / 2;

/// The fewest rows of a sample.
const FEWEST_SAMPLES: usize = 16;

/// Percentiles of fewer resamples than the least say little; more than the most change no digit anyone reads.
const RESAMPLES: (usize, usize) = (100, 100_000);

/// Sobol' indices of a function of independent factors (索博尔敏感性指数).
///
/// # Formula
/// With samples A and B of N rows each, A_B^i being A with column i from B, and V the variance of f over A and B:
///
/// * S1_i = (1/N) Σ_r f(B)_r (f(A_B^i)_r − f(A)_r) / V  (Saltelli et al. 2010, table 2 (b))
/// * ST_i = (1/2N) Σ_r (f(A)_r − f(A_B^i)_r)² / V  (Jansen 1999; table 2 (f) there)
/// * closed S_ij = (1/N) Σ_r (f(B_A^i)_r f(A_B^j)_r − f(A)_r f(B)_r) / V, the mean of this and of i and j swapped (Saltelli 2002); only
///   [`with_pairs`](Self::with_pairs)
///
/// f is taken less its mean over A and B, which changes no index and keeps large values from drowning the rest.
///
/// # Points
/// A and B are the two halves of the dimensions of one Sobol' sequence with Owen scrambling. Such points are spread evenly only in sets
/// of 2ᵐ: with another N some parts of the space would count more than others (Owen 2020), therefore N must be a power of two.
///
/// # Intervals
/// Percentile bootstrap over rows. It takes the rows for independent draws. Scrambled points are spread better than that, so that the
/// intervals of a smooth function are wider than need be; see `docs/uncertainty.md` for how much.
///
/// # Parameters
/// N = 1024, no pairs, 1000 resamples, 95 %, seed 0. At most 128 factors.
///
/// # Complexity
/// N (d + 2) evaluations, or N (2d + 2) with pairs, kept as numbers; O(N d) for each output and resample.
///
/// # Example
/// ```
/// use governance_efficacy::analysis::sensitivity::Sobol;
///
/// // y = x + 2z: the variances are 1/12 and 4/12, the shares 1/5 and 4/5, and nothing is left for interactions.
/// let indices = Sobol::new(["x", "z"], ["y"])?.run(|point, outputs| {
///     outputs[0] = point[0] + 2.0 * point[1];
///     Ok(())
/// })?;
/// let y = indices.output("y")?;
/// let z = y.factor("z")?.first.ok_or("y varies")?;
/// assert!((z.value - 0.8).abs() < 0.01);
/// assert!(z.interval.is_some_and(|interval| interval.contains(0.8)));
/// assert!(y.first_order_sum.is_some_and(|sum| (sum.value - 1.0).abs() < 0.01));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Reference
/// Saltelli et al. (2010), Variance based sensitivity analysis of model output. Design and estimator for the total sensitivity index,
/// *Computer Physics Communications* 181; Jansen (1999), Analysis of variance designs for model output, *Computer Physics
/// Communications* 117; Saltelli (2002), Making best use of model evaluations to compute sensitivity indices, *Computer Physics
/// Communications* 145; Joe & Kuo (2008), Constructing Sobol sequences with better two-dimensional projections, *SIAM Journal on
/// Scientific Computing* 30; Burley (2020), Practical hash-based Owen scrambling, *Journal of Computer Graphics Techniques* 9; Owen
/// (2020), *On dropping the first Sobol' point*.
#[derive(Debug, Clone, PartialEq)]
pub struct Sobol {
    pub(super) factors: Vec<String>,
    pub(super) outputs: Vec<String>,
    pub(super) samples: usize,
    pub(super) seed: u64,
    pub(super) resamples: usize,
    pub(super) confidence: Confidence,
    pub(super) pairs: bool,
    pub(super) limit: usize,
}

impl Sobol {
    /// An analysis of the named outputs by the named factors.
    ///
    /// # Errors
    /// [`Error::TooFew`] without factors or outputs, [`Error::Duplicate`] if a name occurs twice, [`Error::InvalidSetting`] for more
    /// than 128 factors.
    pub fn new<F, O>(factors: F, outputs: O) -> Result<Self, Error>
    where
        F: IntoIterator<Item: Into<String>>,
        O: IntoIterator<Item: Into<String>>,
    {
        let factors = names("factors", "factor", factors)?;
        if factors.len() > MOST_FACTORS {
            let remedy =
                format!("give at most {MOST_FACTORS}: the points have {DIMENSIONS} dimensions, and each factor takes two");
            return Err(Error::setting("number of factors", factors.len(), remedy));
        }
        Ok(Self {
            factors,
            outputs: names("outputs", "output", outputs)?,
            samples: 1024,
            seed: 0,
            resamples: 1000,
            confidence: Confidence::default(),
            pairs: false,
            limit: 1 << 26,
        })
    }

    /// Sets N, the rows of each sample. The error of an index falls about as 1/√N, of a smooth function faster.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `samples` is a power of two from 16 to 65,536 (2¹⁶, where the sequence ends).
    pub fn with_samples(mut self, samples: usize) -> Result<Self, Error> {
        if !samples.is_power_of_two() || !(FEWEST_SAMPLES..=LONGEST).contains(&samples) {
            let near = samples.clamp(FEWEST_SAMPLES, LONGEST).next_power_of_two();
            let remedy = format!(
                "Sobol' points are spread evenly only in sets of a power of two: give one from {FEWEST_SAMPLES} to {LONGEST}, say {near}"
            );
            return Err(Error::setting("samples", samples, remedy));
        }
        self.samples = samples;
        Ok(self)
    }

    /// Sets the seed of the points and of the resamples.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets how many resamples the intervals stand on; with 0 there are no intervals.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `resamples` is 0 or from 100 to 100,000.
    pub fn with_bootstrap(mut self, resamples: usize) -> Result<Self, Error> {
        let (least, most) = RESAMPLES;
        if resamples != 0 && !(least..=most).contains(&resamples) {
            return Err(Error::setting("resamples", resamples, format!("give 0 for no intervals, or {least} to {most}")));
        }
        self.resamples = resamples;
        Ok(self)
    }

    /// Sets the confidence level of the intervals.
    #[must_use]
    pub fn with_confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Whether to estimate the second-order indices of all pairs of factors too, for N d further evaluations.
    #[must_use]
    pub fn with_pairs(mut self, pairs: bool) -> Self {
        self.pairs = pairs;
        self
    }

    /// Sets how many numbers, evaluations times outputs, may be held at a time; 2²⁶ (512 MiB) unless set.
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }
}

/// At least one name, none twice.
fn names<N>(many: &'static str, one: &'static str, names: N) -> Result<Vec<String>, Error>
where
    N: IntoIterator<Item: Into<String>>,
{
    let names: Vec<String> = names.into_iter().map(Into::into).collect();
    if names.is_empty() {
        return Err(Error::TooFew { what: many, needed: 1 });
    }
    let mut seen = HashSet::new();
    match names.iter().find(|name| !seen.insert(name.as_str())) {
        Some(twice) => Err(Error::Duplicate { what: one, name: twice.clone() }),
        None => Ok(names),
    }
}
