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

/// Grey relational grades of sequences with a reference sequence (灰色关联度), such as of investments with an output over years.
///
/// # Formula
/// `Δ_ik = |x_0(k) − x_i(k)|`, `Γ_i = (1/K) Σ_k (Δmin + ζ Δmax)/(Δ_ik + ζ Δmax)`, the least and the largest over all sequences and points. The
/// sequences must be on one scale: divide each by its first value (初值化) or by its mean (均值化).
///
/// # Errors
/// [`Error::TooFew`] without points, [`Error::Length`] for a sequence of another length than the reference, [`Error::InvalidSetting`] for a
/// number that is not finite and unless 0 < ζ ≤ 1.
///
/// # Example
/// By hand: the first sequence is the reference; the second is 1 away at one of two points, `(1 + ½/(1 + ½))/2 = ⅔`.
/// ```
/// use governance_efficacy::score::grey_relational_grades;
///
/// let grades = grey_relational_grades(&[1.0, 2.0], &[[1.0, 2.0], [1.0, 3.0]], 0.5)?;
/// assert_eq!(grades[0], 1.0);
/// assert!((grades[1] - 2.0 / 3.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn grey_relational_grades<S: AsRef<[f64]>>(reference: &[f64], sequences: &[S], zeta: f64) -> Result<Vec<f64>, Error> {
    let zeta = GreyRelational::default().with_zeta(zeta)?.zeta;
    if reference.is_empty() {
        return Err(Error::TooFew { what: "points of the reference sequence", needed: 1 });
    }
    let mut distances = Vec::with_capacity(sequences.len());
    for (at, sequence) in sequences.iter().map(AsRef::as_ref).enumerate() {
        if sequence.len() != reference.len() {
            let what = format!("points of sequence {}", at + 1);
            return Err(Error::Length { what, expected: reference.len(), found: sequence.len() });
        }
        let of_sequence: Vec<f64> = reference.iter().zip(sequence).map(|(x0, x)| (x0 - x).abs()).collect();
        if let Some(point) = of_sequence.iter().position(|d| !d.is_finite()) {
            let problem = format!("not finite at point {}", point + 1);
            return Err(Error::setting(format!("sequence {}", at + 1), problem, "give finite numbers"));
        }
        distances.push(of_sequence);
    }
    let all = || distances.iter().flatten().copied();
    let (least, largest) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
    let grade = |d: &f64| if largest > 0.0 { (least + zeta * largest) / (d + zeta * largest) } else { 1.0 };
    Ok(distances.iter().map(|of_sequence| of_sequence.iter().map(grade).sum::<f64>() / reference.len() as f64).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_that_cannot_be_compared_are_refused() {
        let code =
            |reference: &[f64], sequence: &[f64], zeta| grey_relational_grades(reference, &[sequence], zeta).unwrap_err().code();
        assert_eq!(code(&[], &[], 0.5), "too-few");
        assert_eq!(code(&[1.0], &[1.0, 2.0], 0.5), "length");
        assert_eq!(code(&[1.0], &[f64::NAN], 0.5), "invalid-setting");
        assert_eq!(code(&[f64::MAX], &[f64::MIN], 0.5), "invalid-setting");
        assert_eq!(code(&[1.0], &[1.0], 0.0), "invalid-setting");
        assert_eq!(grey_relational_grades(&[2.0], &[[2.0]], 0.5).expect("defined"), [1.0]);
    }
}
