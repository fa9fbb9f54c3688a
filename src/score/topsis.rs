//! TOPSIS (逼近理想解排序法).

use serde::{Deserialize, Serialize};

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::numeric::Extrema;
use crate::prepare::normalize::normalization_setting;
use crate::prepare::{Normalization, Scale};
use crate::table::{DecisionMatrix, Sample};
use crate::weight::Weights;

use super::{BLOCK, FittedScore, Orientation, Outcome, Score, ScoreDetail, Scores, fit_scales};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "topsis",
    en: "TOPSIS",
    zh: "逼近理想解排序法",
    source: "Hwang & Yoon (1981), Multiple Attribute Decision Making, §3.2",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: true,
};

/// TOPSIS (逼近理想解排序法), the Technique for Order Preference by Similarity to an Ideal Solution.
///
/// # Formula
/// `v_ij = w_j r_ij`; ideal `v⁺_j = max_i v_ij`, anti-ideal `v⁻_j = min_i v_ij`, after orientation; Euclidean distances `d⁺_i`, `d⁻_i`;
/// closeness `C_i = d⁻_i / (d⁺_i + d⁻_i)`. Since the weights multiply the data, the distance holds their squares: the original form.
/// The default normalisation is `vector`, the paper's; `min-max` is a common variant that ranks otherwise.
///
/// # Result
/// Closeness in [0, 1], higher is better; the detail holds both distances.
///
/// # Edge cases
/// Units that are all the same have `d⁺ = d⁻ = 0`: closeness 0.5 by definition, with a notice. A frozen scale keeps the ideals of
/// the rows of the fit, so that a new unit moves no other: no rank reversal.
///
/// # Errors
/// What the normalisation refuses.
///
/// # Complexity
/// O(n m), one pass after the fit.
///
/// # Reference
/// Hwang & Yoon (1981), *Multiple Attribute Decision Making*, Springer, §3.2.
///
/// # Example
/// Tzeng & Huang (2011, *Multiple Attribute Decision Making*, CRC) print 0.5037, 0.6581, 0.7482, 0.3340.
/// ```
/// use governance_efficacy::score::{Score, Topsis};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = ["a", "b", "c"].map(|name| (name, Direction::Benefit));
/// let rows = [[5.0, 8.0, 4.0], [7.0, 6.0, 8.0], [8.0, 8.0, 6.0], [7.0, 4.0, 6.0]];
/// let matrix = DecisionMatrix::from_rows(&criteria, &rows)?;
/// let weights = Weights::new([("a", 0.3), ("b", 0.4), ("c", 0.3)])?;
/// let scores = Topsis::default().score(&matrix, &weights)?.scores;
/// let rounded: Vec<f64> = scores.as_slice().iter().map(|c| (c * 1e4).round() / 1e4).collect();
/// assert_eq!(rounded, [0.5037, 0.6581, 0.7482, 0.3340]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Topsis {
    normalization: Option<Normalization>,
}

normalization_setting!(Topsis, "Sets the normalisation; `vector` if not set.");

impl Topsis {
    /// The normalisation it uses.
    pub fn normalization(&self) -> Normalization {
        self.normalization.unwrap_or(Normalization::Vector)
    }
}

impl Score for Topsis {
    type Fitted = FittedTopsis;

    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn fit<'a>(&self, data: impl Into<Sample<'a>>) -> Result<FittedTopsis, Error> {
        let sample = data.into();
        let scales = fit_scales(self.normalization(), &sample)?;
        let mut normalized = Vec::new();
        let ideals = scales.iter().zip(sample.columns()).map(|(scale, column)| {
            normalized.resize(column.values().len(), 0.0);
            scale.apply_into(column.values(), &mut normalized);
            let ends = Extrema::of(&normalized);
            (ends.max, ends.min)
        });
        let (ideal, anti_ideal) = ideals.unzip();
        Ok(FittedTopsis { scales, ideal, anti_ideal })
    }
}

/// TOPSIS with its scale, ideal and anti-ideal point, in normalised units before weighting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedTopsis {
    scales: Vec<Scale>,
    ideal: Vec<f64>,
    anti_ideal: Vec<f64>,
}

impl FittedTopsis {
    /// The ideal point, per criterion, normalised and before weighting.
    pub fn ideal(&self) -> &[f64] {
        &self.ideal
    }

    /// The anti-ideal point, per criterion, normalised and before weighting.
    pub fn anti_ideal(&self) -> &[f64] {
        &self.anti_ideal
    }

    pub(super) fn is_sound(&self) -> bool {
        let points = self.ideal.iter().zip(&self.anti_ideal);
        self.ideal.len() == self.scales.len()
            && self.anti_ideal.len() == self.scales.len()
            && points.into_iter().all(|(best, worst)| best.is_finite() && worst.is_finite() && best >= worst)
    }
}

impl FittedScore for FittedTopsis {
    fn score(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Outcome, Error> {
        let weights = super::matched(matrix, weights, &self.scales)?;
        let n = matrix.rows().len();
        // Squared distances first, distances at the end of each block.
        let (mut to_ideal, mut to_anti_ideal) = (vec![0.0; n], vec![0.0; n]);
        let mut normalized = [0.0; BLOCK];
        for (block, (plus, minus)) in to_ideal.chunks_mut(BLOCK).zip(to_anti_ideal.chunks_mut(BLOCK)).enumerate() {
            let from = block * BLOCK;
            for (j, (scale, criterion)) in self.scales.iter().zip(matrix.criteria()).enumerate() {
                scale.apply_into(&criterion.values()[from..from + plus.len()], &mut normalized);
                let (w, best, worst) = (weights[j], self.ideal[j], self.anti_ideal[j]);
                for ((p, m), r) in plus.iter_mut().zip(minus.iter_mut()).zip(&normalized) {
                    let (to_best, to_worst) = (w * (best - r), w * (r - worst));
                    *p += to_best * to_best;
                    *m += to_worst * to_worst;
                }
            }
            for d in plus.iter_mut().chain(minus.iter_mut()) {
                *d = d.sqrt();
            }
        }
        let closeness: Vec<f64> = to_ideal
            .iter()
            .zip(&to_anti_ideal)
            .map(|(&plus, &minus)| if plus + minus > 0.0 { minus / (plus + minus) } else { 0.5 })
            .collect();
        for distances in [&to_ideal, &to_anti_ideal] {
            super::refuse_overflow(matrix, distances)?;
        }
        let mut notices = Vec::new();
        if to_ideal.iter().chain(&to_anti_ideal).all(|&d| d == 0.0) {
            notices.push(Notice::IdenticalUnits { units: n });
        }
        let scores = Scores::of_rows(matrix.rows().clone(), closeness, Orientation::HigherIsBetter);
        Ok(Outcome { scores, detail: ScoreDetail::Distances { to_ideal, to_anti_ideal }, notices })
    }

    fn restrict(&self, columns: &[usize]) -> Self {
        Self {
            scales: columns.iter().map(|&c| self.scales[c].clone()).collect(),
            ideal: columns.iter().map(|&c| self.ideal[c]).collect(),
            anti_ideal: columns.iter().map(|&c| self.anti_ideal[c]).collect(),
        }
    }

    fn scales(&self) -> &[Scale] {
        &self.scales
    }

    /// Beyond the ideal, distance would count against a unit; so a value taken as it is has bounds too.
    fn bounds(&self, column: usize) -> Option<(f64, f64)> {
        let scale = self.scales.get(column)?;
        if scale.is_identity() { Some((self.anti_ideal[column], self.ideal[column])) } else { scale.bounds() }
    }

    fn within(&self, column: usize, x: f64) -> f64 {
        match self.scales.get(column) {
            Some(scale) if scale.is_identity() => x.clamp(self.anti_ideal[column], self.ideal[column]),
            Some(scale) => scale.within(x),
            None => x,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Direction;

    #[test]
    fn identical_units_share_one_half_and_a_notice() {
        let matrix = DecisionMatrix::from_rows(&[("a", Direction::Benefit)], &[[3.0], [3.0]]).expect("valid");
        let weights = Weights::new([("a", 1.0)]).expect("valid");
        let outcome = Topsis::default().score(&matrix, &weights).expect("defined");
        assert_eq!(outcome.scores.as_slice(), [0.5, 0.5]);
        assert_eq!(outcome.notices, [Notice::IdenticalUnits { units: 2 }]);
    }

    #[test]
    fn a_new_unit_on_the_frozen_scale_moves_no_other() {
        let criteria = [("a", Direction::Benefit), ("b", Direction::Cost)];
        let rows = [[1.0, 5.0], [2.0, 7.0], [3.0, 4.0]];
        let weights = Weights::new([("a", 0.5), ("b", 0.5)]).expect("valid");
        let matrix = DecisionMatrix::from_rows(&criteria, &rows).expect("valid");
        let fitted = Topsis::default().fit(&matrix).expect("fits");
        let before = fitted.score(&matrix, &weights).expect("scores").scores;
        let larger = [&rows[..], &[[100.0, 1.0]]].concat();
        let larger = DecisionMatrix::from_rows(&criteria, &larger).expect("valid");
        let after = fitted.score(&larger, &weights).expect("scores").scores;
        assert_eq!(before.as_slice(), &after.as_slice()[..3]);
    }
}
