//! What is uncertain in a study, as its document says it (不确定性设置). [`analysis::uncertainty`](crate::analysis) computes it.

mod factor;

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;

pub use factor::{DataNoise, Factor, WeightNoise};

/// How to find out how sure a ranking is (不确定性分析设置).
///
/// # Default
/// 1,000 draws of what is uncertain in any study: the weights of every node, each times a number between 0.75 and 1.25 and rescaled, and the
/// values that come from counts, from the posterior of those counts.
///
/// # Example
/// Two units and two indicators; each is better in one. If nothing is known of the weights each is first half of the time.
/// ```
/// use governance_efficacy::analysis::uncertainty::{Factor, Uncertainty, WeightNoise};
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("a")?, Indicator::new("b")?])?);
/// let rows = [[Some(1.0), Some(0.0)], [Some(0.0), Some(1.0)]];
/// let table = IndicatorTable::from_rows(["East", "West"], &["a", "b"], &rows)?;
///
/// let unknown = Factor::Weights { nodes: Vec::new(), noise: WeightNoise::Uniform };
/// let draws = Uncertainty::of([unknown])?.with_draws(4000)?.run(&model, &table)?;
/// let first = draws.acceptability(0, 1);
/// assert!((first.value - 0.5).abs() < 4.0 * first.standard_error);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertainty {
    factors: Vec<Factor>,
    draws: usize,
    seed: u64,
    precision: Option<f64>,
}

impl Default for Uncertainty {
    fn default() -> Self {
        let weights = Factor::Weights { nodes: Vec::new(), noise: WeightNoise::Relative { share: 0.25 } };
        Self { factors: vec![weights, Factor::Data(DataNoise::Counting)], draws: 1_000, seed: 1, precision: None }
    }
}

impl Uncertainty {
    /// These factors and no others.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a factor, [`Error::InvalidSetting`] for a setting that can't be.
    pub fn of(factors: impl IntoIterator<Item = Factor>) -> Result<Self, Error> {
        let factors: Vec<Factor> = factors.into_iter().collect();
        if factors.is_empty() {
            return Err(Error::TooFew { what: "factors that vary", needed: 1 });
        }
        factors.iter().try_for_each(Factor::check)?;
        Ok(Self { factors, ..Self::default() })
    }

    /// Sets the number of draws, or the most there may be with a [precision](Self::with_precision).
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for fewer than 2, [`Error::Limit`] for more than ten million.
    pub fn with_draws(mut self, draws: usize) -> Result<Self, Error> {
        const MOST: usize = 10_000_000;
        if draws < 2 {
            return Err(Error::setting("draws", draws, "give at least 2"));
        }
        if draws > MOST {
            return Err(Error::Limit { what: "number of draws", found: draws, limit: MOST });
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

    /// Stops as soon as the standard error of every rank acceptability is this small, looked at after every 1,024 draws.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless it is above 0 and finite.
    pub fn with_precision(mut self, standard_error: f64) -> Result<Self, Error> {
        self.precision = Some(positive("precision", standard_error)?);
        Ok(self)
    }

    /// The factors.
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The most draws there are.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The standard error at which it stops.
    pub fn precision(&self) -> Option<f64> {
        self.precision
    }

    pub(crate) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let mut uncertainty = match reader.optional("factor") {
            Some(factors) => {
                let factors = factors.list()?.iter().map(Factor::read).collect::<Result<Vec<_>, _>>()?;
                Self::of(factors).map_err(|e| entry.error(e))?
            }
            None => Self::default(),
        };
        if let Some(draws) = reader.optional("draws") {
            uncertainty = uncertainty.with_draws(draws.count()?).map_err(|e| draws.error(e))?;
        }
        if let Some(seed) = reader.optional("seed") {
            uncertainty.seed = seed.count()? as u64;
        }
        if let Some(precision) = reader.optional("precision") {
            uncertainty = uncertainty.with_precision(precision.number()?).map_err(|e| precision.error(e))?;
        }
        reader.finish()?;
        Ok(uncertainty)
    }

    pub(crate) fn write(&self) -> Value {
        let factors: Vec<Value> = self.factors.iter().map(Factor::write).collect();
        TableBuilder::default()
            .with("draws", self.draws)
            .with("seed", usize::try_from(self.seed).unwrap_or(usize::MAX))
            .with_some("precision", self.precision)
            .with("factor", factors)
            .into()
    }
}

/// A setting above 0.
fn positive(name: &str, value: f64) -> Result<f64, Error> {
    if value > 0.0 && value.is_finite() { Ok(value) } else { Err(Error::setting(name, value, "give a finite number above 0")) }
}
