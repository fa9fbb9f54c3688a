//! MARCOS (基于折中解的备选方案测量与排序法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "marcos",
    en: "MARCOS",
    zh: "基于折中解的备选方案测量与排序法",
    source: "Stevic, Pamucar, Puska & Chatterjee (2020), Sustainable supplier selection using MARCOS, Computers & Industrial Engineering 140",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

/// MARCOS (基于折中解的备选方案测量与排序法, Measurement of Alternatives and Ranking according to COmpromise Solution).
///
/// # Formula
/// `S_i = Σ_j w_j r_ij`, `r` by default `linear`, which divides by the ideal; `S_ai` and `S_aai` the same of the ideal and the anti-ideal unit;
/// `K⁻ = S_i/S_aai`, `K⁺ = S_i/S_ai`; utility `f = (K⁺ + K⁻)/(1 + (1 − f⁺)/f⁺ + (1 − f⁻)/f⁻)` with `f⁻ = K⁺/(K⁺ + K⁻)` and `f⁺ = K⁻/(K⁺ + K⁻)`.
///
/// # Result
/// Utility in [0, 1); higher is better. The order is that of the weighted sum: `f` grows with `S`.
///
/// # Errors
/// What the normalisation refuses; [`Error::Undefined`] if the anti-ideal sums to nothing, as it does under `min-max`.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Stević, Pamučar, Puška & Chatterjee (2020), Sustainable supplier selection in healthcare industries using a new MCDM method: Measurement of
/// alternatives and ranking according to COmpromise solution (MARCOS), *Computers & Industrial Engineering* 140, 106231.
///
/// # Example
/// By hand: both units are ideal in one indicator and half of that in the other, `S = ¾`, `S_ai = 1`, `S_aai = ½`: `K⁺ = ¾`, `K⁻ = 3/2`, and
/// `f = (9/4)/(1 + ½ + 2) = 9/14`.
/// ```
/// use governance_efficacy::score::{Score, Marcos};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 4.0], [2.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Marcos::default().score(&matrix, &weights)?.scores;
/// assert!(scores.as_slice().iter().all(|utility| (utility - 9.0 / 14.0).abs() < 1e-12));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marcos {
    normalization: Option<Normalization>,
}

normalization_only!(Marcos);

impl Score for Marcos {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::Linear))
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Unit
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Reference
    }

    fn reference_length(&self) -> usize {
        2
    }

    /// Best and worst value.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        Ok(criterion.ends().to_vec())
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let ends = units.ends();
        let ideal: f64 = ends.iter().zip(weights).map(|((best, _), w)| w * best).sum();
        let anti_ideal: f64 = ends.iter().zip(weights).map(|((_, worst), w)| w * worst).sum();
        if anti_ideal <= 0.0 {
            return Err(Error::Undefined {
                method: INFO.name,
                problem: "the anti-ideal unit sums to nothing, and utilities are ratios to it".to_owned(),
                remedy: "use linear, sum or max normalisation".to_owned(),
            });
        }
        let mut scores = units.sums(|j, r| weights[j] * r);
        for score in &mut scores {
            let (above, below) = (*score / ideal, *score / anti_ideal);
            // (1 − f⁺)/f⁺ = K⁺/K⁻ and (1 − f⁻)/f⁻ = K⁻/K⁺.
            *score = if *score > 0.0 { (above + below) / (1.0 + above / below + below / above) } else { 0.0 };
        }
        Ok(Found::scores(scores))
    }
}
