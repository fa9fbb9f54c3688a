//! CRITIC weights (CRITIC 权重法).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::Moments;
use crate::numeric::correlation::Correlation;
use crate::prepare::Normalization;
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, Weights, spread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "critic",
    en: "CRITIC weights",
    zh: "CRITIC 权重法",
    source: "Diakoulaki, Mavrotas & Papayannakis (1995), Determining objective weights in multiple criteria problems: the CRITIC method, Computers & Operations Research 22",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// CRITIC weights (CRITIC 权重法), CRiteria Importance Through Intercriteria Correlation: an indicator weighs more the more it varies
/// and the less it repeats the others.
///
/// # Formula
/// On `min-max` data toward the ideal: `C_j = σ_j Σ_k (1 − ρ_jk)`, `w_j = C_j / Σ_j C_j`. ρ is Pearson's correlation; Spearman's and
/// Kendall's are options. Direction counts: several libraries ignore it, which turns conflict into agreement.
///
/// # Errors
/// [`Error::Constant`] for an indicator that is the same everywhere; [`Error::Undefined`] for one unit, for gaps, or when all
/// indicators rank the units alike.
///
/// # Complexity
/// O(n m²) with Pearson's correlation, O(n log n · m²) with the others.
///
/// # Reference
/// Diakoulaki, Mavrotas & Papayannakis (1995), *Computers & Operations Research* 22.
///
/// # Example
/// By hand: two indicators with equal spread that contradict each other, and weigh the same.
/// ```
/// use governance_efficacy::weight::{Critic, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 30.0], [2.0, 20.0], [3.0, 10.0]])?;
/// assert_eq!(Critic::default().weigh(&matrix)?.weights.as_slice(), [0.5, 0.5]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Critic {
    correlation: Correlation,
}

impl Critic {
    /// Sets the correlation; Pearson's if not set.
    #[must_use]
    pub fn with_correlation(mut self, correlation: Correlation) -> Self {
        self.correlation = correlation;
        self
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let names = Correlation::ALL.map(|correlation| (correlation.name(), correlation));
        let correlation = reader.optional("correlation").map(|e| e.word("correlation", &names)).transpose()?;
        Ok(Self { correlation: correlation.unwrap_or_default() })
    }

    pub(super) fn write(self) -> TableBuilder {
        TableBuilder::default().with("correlation", self.correlation.name())
    }
}

impl Weigh for Critic {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        sample.require_complete(INFO.name)?;
        spread::require_two(INFO.name, &sample)?;
        let columns = spread::columns(Normalization::MinMax, &sample)?;
        let m = columns.len();
        let mut conflict = vec![0.0; m];
        for j in 0..m {
            for k in 0..j {
                // An indicator that doesn't vary, at the midpoint by request, has no deviation: its conflict counts for nothing.
                let apart = 1.0 - self.correlation.coefficient(&columns[j], &columns[k]).unwrap_or(1.0);
                conflict[j] += apart;
                conflict[k] += apart;
            }
        }
        let deviation: Vec<f64> = columns.iter().map(|x| Moments::of(x).standard_deviation(1)).collect();
        let information: Vec<f64> = deviation.iter().zip(&conflict).map(|(s, c)| s * c).collect();
        let weights = if m == 1 {
            Weights::equal(sample.keys().cloned())?
        } else {
            spread::proportional(INFO.name, &sample, &information)?
        };
        let correlation = self.correlation.name().to_owned();
        Ok(Weighing { weights, detail: WeighingDetail::Critic { correlation, deviation, conflict }, notices: Vec::new() })
    }
}
