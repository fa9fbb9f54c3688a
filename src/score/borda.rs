//! Borda count (波达计数法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::fractional_ranks;
use crate::prepare::Normalization;

use super::{Aggregation, Found, Score, ScoreRange, Units, normalization_only};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "borda",
    en: "Borda count",
    zh: "波达计数法",
    source: "Borda (1784), Mémoire sur les élections au scrutin, Histoire de l'Académie royale des sciences 1781",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// Borda count (波达计数法): each criterion gives a unit a point for every unit behind it.
///
/// # Formula
/// `b_ij` is the number of units that are worse than `i` in criterion `j`, a tie counting half; `S_i = Σ_j w_j b_ij/(n − 1)`.
///
/// # Result
/// The weighted share of the others that a unit leaves behind, in [0, 1]; higher is better. The series `points` holds `Σ_j w_j b_ij`. The
/// score is `(1 + φ)/2` of the net flow `φ` of [`Promethee`](super::Promethee) with its usual preference.
///
/// # Edge cases
/// A constant criterion gives each unit half of the points. Distances don't count, and a further unit may change the order of the others.
///
/// # Errors
/// [`Error::TooFew`] for one unit.
///
/// # Complexity
/// O(m n log n).
///
/// # Reference
/// Borda (1784), Mémoire sur les élections au scrutin, *Histoire de l'Académie royale des sciences* for 1781; OECD/JRC (2008), *Handbook on
/// Constructing Composite Indicators*, on non-compensatory aggregation.
///
/// # Example
/// The Handbook's 21 voters on four candidates: 3 say a, b, c, d, 5 say a, c, b, d, 7 say b, d, c, a and 6 say c, b, d, a. It prints the
/// points 24, 44, 38, 20, here divided by the 21 voters.
/// ```
/// use governance_efficacy::score::{Borda, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let places = [("x", Direction::Cost), ("y", Direction::Cost), ("z", Direction::Cost), ("w", Direction::Cost)];
/// let matrix = DecisionMatrix::from_rows(&places, &[[1.0, 1.0, 4.0, 4.0], [2.0, 3.0, 1.0, 2.0], [3.0, 2.0, 3.0, 1.0], [4.0, 4.0, 2.0, 3.0]])?;
/// let weights = Weights::new([("x", 3.0 / 21.0), ("y", 5.0 / 21.0), ("z", 7.0 / 21.0), ("w", 6.0 / 21.0)])?;
/// let outcome = Borda::default().score(&matrix, &weights)?;
/// let points: Vec<f64> = outcome.detail.series("points").unwrap().iter().map(|points| (points * 21.0).round()).collect();
/// assert_eq!(points, [24.0, 44.0, 38.0, 20.0]);
/// // The second has 44 of the 63 points it could have.
/// assert!((outcome.scores.as_slice()[1] - 44.0 / 63.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Borda {
    normalization: Option<Normalization>,
}

normalization_only!(Borda);

impl Score for Borda {
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
        Aggregation::Outranking
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let n = units.count();
        if n < 2 {
            return Err(Error::TooFew { what: "units for the Borda count, which compares them", needed: 2 });
        }
        let mut points = vec![0.0; n];
        for (j, weight) in weights.iter().enumerate() {
            for (points, rank) in points.iter_mut().zip(fractional_ranks(&units.oriented(j))) {
                *points += weight * (rank - 1.0);
            }
        }
        let scores = points.iter().map(|points| points / (n - 1) as f64).collect();
        Ok(Found::scores(scores).with_series("points", points))
    }
}
