//! Weighted sum (线性加权法).

use serde::{Deserialize, Serialize};

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::normalize::normalization_setting;
use crate::prepare::{Normalization, Scale};
use crate::table::{DecisionMatrix, Sample};
use crate::weight::Weights;

use super::{BLOCK, FittedScore, Orientation, Outcome, Score, ScoreDetail, Scores, fit_scales};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "weighted-sum",
    en: "Weighted sum",
    zh: "线性加权法",
    source: "Fishburn (1967), Additive utilities with incomplete product sets, Operations Research 15",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Weighted sum (线性加权法, SAW/WSM), the weighted arithmetic mean of normalised indicators.
///
/// # Formula
/// `S_i = Σ_j w_j r_ij`, `r` normalised to benefit orientation, by default with `min-max`.
///
/// # Result
/// With `min-max` or goalposts in [0, 1]; higher is better. Full compensation: a point lost in one indicator is made good by a point
/// gained in another, at the rate of their weights.
///
/// # Edge cases
/// One unit, or an indicator that is the same everywhere, has no range: choose goalposts, or `sum`, `vector`, `max`.
///
/// # Errors
/// What the normalisation refuses.
///
/// # Complexity
/// O(n m), one pass after the fit.
///
/// # Reference
/// Fishburn (1967), Additive utilities with incomplete product sets, *Operations Research* 15; OECD/JRC (2008), *Handbook on
/// Constructing Composite Indicators*, §7.
///
/// # Example
/// Climbing a mountain, after the data of Opricovic & Tzeng (2004): a low risk and a great height count equally. By hand: risk
/// `(5 − 2)/(5 − 1) = 0.75` and height `(3750 − 3000)/1500 = 0.5` give the second 0.625.
/// ```
/// use governance_efficacy::score::{Score, WeightedSum};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("risk", Direction::Cost), ("altitude", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 3000.0], [2.0, 3750.0], [5.0, 4500.0]])?;
/// let weights = Weights::new([("risk", 0.5), ("altitude", 0.5)])?;
/// let outcome = WeightedSum::default().score(&matrix, &weights)?;
/// assert_eq!(outcome.scores.as_slice(), [0.5, 0.625, 0.5]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WeightedSum {
    normalization: Option<Normalization>,
}

normalization_setting!(WeightedSum, "Sets the normalisation; `min-max` if not set.");

impl WeightedSum {
    /// The normalisation it uses.
    pub fn normalization(&self) -> Normalization {
        self.normalization.unwrap_or(Normalization::MinMax)
    }
}

impl Score for WeightedSum {
    type Fitted = FittedWeightedSum;

    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn fit<'a>(&self, data: impl Into<Sample<'a>>) -> Result<FittedWeightedSum, Error> {
        Ok(FittedWeightedSum { scales: fit_scales(self.normalization(), &data.into())? })
    }
}

/// A weighted sum that has learned its scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedWeightedSum {
    scales: Vec<Scale>,
}

impl FittedScore for FittedWeightedSum {
    fn score(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Outcome, Error> {
        let weights = super::matched(matrix, weights, &self.scales)?;
        let mut scores = vec![0.0; matrix.rows().len()];
        let mut normalized = [0.0; BLOCK];
        for (block, totals) in scores.chunks_mut(BLOCK).enumerate() {
            let from = block * BLOCK;
            for ((scale, criterion), &w) in self.scales.iter().zip(matrix.criteria()).zip(&weights) {
                let raw = &criterion.values()[from..from + totals.len()];
                scale.apply_into(raw, &mut normalized);
                for (total, r) in totals.iter_mut().zip(&normalized) {
                    *total += w * r;
                }
            }
        }
        super::refuse_overflow(matrix, &scores)?;
        let scores = Scores::of_rows(matrix.rows().clone(), scores, Orientation::HigherIsBetter);
        Ok(Outcome { scores, detail: ScoreDetail::Plain {}, notices: Vec::new() })
    }

    fn restrict(&self, columns: &[usize]) -> Self {
        Self { scales: columns.iter().map(|&c| self.scales[c].clone()).collect() }
    }

    fn scales(&self) -> &[Scale] {
        &self.scales
    }
}
