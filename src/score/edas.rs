//! EDAS (基于平均解距离的评价法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::numeric::{Extrema, mean};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "edas",
    en: "EDAS",
    zh: "基于平均解距离的评价法",
    source: "Keshavarz Ghorabaee, Zavadskas, Olfat & Turskis (2015), Multi-criteria inventory classification using EDAS, Informatica 26(3)",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: false,
};

/// EDAS (基于平均解距离的评价法, Evaluation based on Distance from Average Solution): how far above the average a unit is, and how far below.
///
/// # Formula
/// `AV_j` the mean; `PDA_ij = max(0, x_ij − AV_j)/AV_j` and `NDA_ij = max(0, AV_j − x_ij)/AV_j`, for a cost the other way round;
/// `SP_i = Σ_j w_j PDA_ij`, `SN_i = Σ_j w_j NDA_ij`; `AS_i = ½ (SP_i / max SP + 1 − SN_i / max SN)`.
///
/// # Result
/// Appraisal in [0, 1]; higher is better. The series `above` and `below` hold `SP` and `SN`.
///
/// # Edge cases
/// An indicator that is the same everywhere adds nothing. All units the same: `AS = ½` for all, with a notice.
///
/// # Errors
/// [`Error::Undefined`] for an indicator whose mean is not positive.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Keshavarz Ghorabaee, Zavadskas, Olfat & Turskis (2015), Multi-criteria inventory classification using a new method of evaluation based on
/// distance from average solution (EDAS), *Informatica* 26(3), 435–451.
///
/// # Example
/// By hand: the means are 2 and 3, so the first is ½ below in one and ⅓ above in the other, the second the other way round:
/// `SP = ⅙, ¼`, `SN = ¼, ⅙`, and `AS = ½ (⅔ + 0) = ⅓` and `½ (1 + ⅓) = ⅔`.
/// ```
/// use governance_efficacy::score::{Score, Edas};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 4.0], [3.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Edas::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - 1.0 / 3.0).abs() < 1e-12);
/// assert!((scores.as_slice()[1] - 2.0 / 3.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edas {
    normalization: Option<Normalization>,
}

normalization_only!(Edas);

impl Score for Edas {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        self.normalization
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

    /// The mean and what a distance from it is multiplied by: its inverse, or 0 where all values are the same.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        let ends = Extrema::of(criterion.values());
        if ends.is_constant() {
            return Ok(vec![ends.min, 0.0]);
        }
        let mean = mean(criterion.values());
        super::divisor(criterion, mean, "mean").map(|_| vec![mean, 1.0 / mean])
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let n = units.count();
        let (mut above, mut below) = (vec![0.0; n], vec![0.0; n]);
        let references = units.ends();
        units.each_block(|rows, j, values| {
            let (mean, inverse) = references[j];
            let rate = if units.criteria()[j].is_cost() { -weights[j] * inverse } else { weights[j] * inverse };
            for ((plus, minus), x) in above[rows.clone()].iter_mut().zip(&mut below[rows]).zip(values) {
                let gain = (x - mean) * rate;
                *plus += gain.max(0.0);
                *minus += (-gain).max(0.0);
            }
        });
        let largest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        let (most_above, most_below) = (largest(&above), largest(&below));
        if most_above == 0.0 && most_below == 0.0 {
            return Ok(Found::scores(vec![0.5; n]).with_notice(Some(Notice::IdenticalUnits { units: n })));
        }
        let share = |x: f64, most: f64| if most > 0.0 { x / most } else { 0.0 };
        let appraisal = |(plus, minus): (&f64, &f64)| f64::midpoint(share(*plus, most_above), 1.0 - share(*minus, most_below));
        let scores = above.iter().zip(&below).map(appraisal).collect();
        Ok(Found::scores(scores).with_series("above", above).with_series("below", below))
    }
}
