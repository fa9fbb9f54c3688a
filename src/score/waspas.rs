//! WASPAS (加权聚合和积评估法).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;

use super::{Aggregation, Found, Learning, Score, ScoreRange, Units, normalization_choice};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "waspas",
    en: "WASPAS",
    zh: "加权聚合和积评估法",
    source: "Zavadskas, Turskis, Antucheviciene & Zakarevicius (2012), Optimization of weighted aggregated sum product assessment, Elektronika ir Elektrotechnika 122(6)",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

/// WASPAS (加权聚合和积评估法, Weighted Aggregated Sum Product ASsessment), between the weighted sum and the weighted product.
///
/// # Formula
/// `Q_i = λ Σ_j w_j r_ij + (1 − λ) ∏_j r_ij^{w_j}`, `r` by default `linear`, `λ = 0.5`.
///
/// # Options
/// [`with_lambda`](Self::with_lambda), in a document `lambda`: the part of the sum.
///
/// # Result
/// With `linear` in (0, 1]; higher is better.
///
/// # Errors
/// What the normalisation refuses; [`Error::Value`] for a normalised value that is not positive.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// Zavadskas, Turskis, Antucheviciene & Zakarevicius (2012), Optimization of weighted aggregated sum product assessment, *Elektronika ir
/// Elektrotechnika* 122(6), 3–6.
///
/// # Example
/// By hand: the first unit has the ratios ¼ and 1, so the sum is ⅝, the product ½, and half of each makes 9/16.
/// ```
/// use governance_efficacy::score::{Score, Waspas};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0], [4.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Waspas::default().score(&matrix, &weights)?.scores;
/// assert!((scores.as_slice()[0] - 9.0 / 16.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Waspas {
    normalization: Option<Normalization>,
    lambda: f64,
}

impl Default for Waspas {
    fn default() -> Self {
        Self { normalization: None, lambda: 0.5 }
    }
}

normalization_choice!(Waspas);

impl Waspas {
    /// Sets the part `λ` of the weighted sum.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless 0 ≤ λ ≤ 1.
    pub fn with_lambda(mut self, lambda: f64) -> Result<Self, Error> {
        self.lambda = super::share("lambda", lambda)?;
        Ok(self)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let method = Self { normalization: super::read_normalization(reader)?, ..Self::default() };
        super::read_number(reader, "lambda", method, Self::with_lambda)
    }

    pub(super) fn write(&self) -> TableBuilder {
        super::write_normalization(self.normalization).with("lambda", self.lambda)
    }
}

impl Score for Waspas {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::Linear))
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::of_mean(self.normalization())
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Geometric
    }

    /// Nothing, but refuses values that are not positive.
    fn learn(&self, criterion: &Learning<'_>) -> Result<Vec<f64>, Error> {
        criterion.require_positive("WASPAS")?;
        Ok(Vec::new())
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let sums = units.sums(|j, r| weights[j] * r);
        let products = super::product(units, weights, "WASPAS")?;
        let lambda = self.lambda;
        let scores = sums.iter().zip(&products).map(|(sum, product)| lambda * sum + (1.0 - lambda) * product).collect();
        Ok(Found::scores(scores).with_series("sum", sums).with_series("product", products))
    }
}
