//! Grey relational analysis (灰色关联分析).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_choice};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "grey-relational",
    en: "Grey relational analysis",
    zh: "灰色关联分析",
    source: "Deng (1982), Control problems of grey systems, Systems & Control Letters 1(5)",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Grey relational analysis (灰色关联分析, GRA): how near a unit runs to the ideal sequence.
///
/// # Formula
/// `Δ_ij = r⁺_j − r_ij`, `r` by default `min-max`, `r⁺` the best value; `ξ_ij = (Δmin + ζ Δmax)/(Δ_ij + ζ Δmax)` with the least and the largest
/// `Δ` of the whole matrix; grade `Γ_i = Σ_j w_j ξ_ij`. `ζ = 0.5` is the distinguishing coefficient (分辨系数). As the best unit of each indicator
/// is in the matrix, `Δmin = 0`.
///
/// # Options
/// [`with_zeta`](Self::with_zeta), in a document `zeta`.
///
/// # Result
/// Grade in (0, 1]; higher is better. With `min-max` it can't fall below `ζ/(1 + ζ)`, a third by default: grades are an order more than an amount.
///
/// # Edge cases
/// `Δmax = 0`, all units the same: grade 1 for all, with a notice.
///
/// # Errors
/// What the normalisation refuses.
///
/// # Complexity
/// O(n m), one pass after the fit.
///
/// # Reference
/// Deng (1982), Control problems of grey systems, *Systems & Control Letters* 1(5), 288–294; Deng (1989), Introduction to grey system theory,
/// *The Journal of Grey System* 1.
///
/// # Example
/// By hand: the first unit is 1 from the ideal in one indicator (`ξ = ½/(1 + ½) = ⅓`) and 0 in the other (`ξ = 1`): `(⅓ + 1)/2 = ⅔`.
/// ```
/// use governance_efficacy::score::{Score, GreyRelational};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 3.0], [4.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = GreyRelational::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - 2.0 / 3.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GreyRelational {
    normalization: Option<Normalization>,
    zeta: f64,
}

impl Default for GreyRelational {
    fn default() -> Self {
        Self { normalization: None, zeta: 0.5 }
    }
}

normalization_choice!(GreyRelational);

impl GreyRelational {
    /// Sets the distinguishing coefficient `ζ`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless 0 < ζ ≤ 1.
    pub fn with_zeta(mut self, zeta: f64) -> Result<Self, Error> {
        if !(zeta > 0.0 && zeta <= 1.0) {
            return Err(Error::setting("zeta", zeta, "give a number above 0 and at most 1"));
        }
        self.zeta = zeta;
        Ok(self)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let method = Self { normalization: super::read_normalization(reader)?, ..Self::default() };
        super::read_number(reader, "zeta", method, Self::with_zeta)
    }

    pub(super) fn write(&self) -> TableBuilder {
        super::write_normalization(self.normalization).with("zeta", self.zeta)
    }
}

impl Score for GreyRelational {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::MinMax))
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

    fn measures_distance(&self) -> bool {
        true
    }

    /// Best and worst value.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        Ok(criterion.ends().to_vec())
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let ends = units.ends();
        // Over the whole matrix, not indicator by indicator.
        let largest = ends.iter().map(|(best, worst)| best - worst).fold(0.0, f64::max);
        if largest == 0.0 {
            let notice = Notice::IdenticalUnits { units: units.count() };
            return Ok(Found::scores(vec![1.0; units.count()]).with_notice(Some(notice)));
        }
        let reach = self.zeta * largest;
        Ok(Found::scores(units.sums(|j, r| weights[j] * reach / ((ends[j].0 - r).abs() + reach))))
    }
}
