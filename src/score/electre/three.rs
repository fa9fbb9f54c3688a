//! ELECTRE III (消去与选择转换法 III).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;
use crate::score::per_criterion::PerCriterion;
use crate::score::ranking::Orientation;
use crate::score::relation::{Relation, relation, undominated};
use crate::score::{Aggregation, Findings, Found, Score, ScoreDetail, ScoreRange, Units, normalization_choice};
use crate::table::DecisionMatrix;
use crate::weight::Weights;

use super::distillation::{Degrees, Way};
use super::thresholds::Thresholds;

/// Units beyond which the distillations, O(n³) at worst, are not begun.
const MAX_UNITS: usize = 1_000;

/// Names of the two complete orders in the detail.
const DESCENDING: &str = "descending-rank";
const ASCENDING: &str = "ascending-rank";

pub(in crate::score) const INFO: MethodInfo = MethodInfo {
    name: "electre-3",
    en: "ELECTRE III",
    zh: "消去与选择转换法 III",
    source: "Roy (1978), ELECTRE III: un algorithme de classements fondé sur une représentation floue, Cahiers du CERO 20(1)",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// ELECTRE III (消去与选择转换法 III): outranking by degrees, and a partial order distilled from them.
///
/// # Formula
/// `g_j(a, b)` is how far `b` is ahead of `a` in criterion `j`. Concordance `c(a, b) = Σ_j w_j c_j`, `c_j` 1 up to `g_j = q`, 0 beyond `p`,
/// even between; discordance `d_j` 0 up to `p`, 1 from the veto `v` on, even between; credibility
/// `σ(a, b) = c ∏_{j: d_j > c} (1 − d_j)/(1 − c)`.
///
/// Distillation: λ is the greatest σ among the units that are left, the next level the greatest below `λ − s(λ)`, `s(λ) = 0.30 − 0.15 λ`,
/// else 0. There `a` outranks `b` if `σ(a, b)` is above the level and `σ(a, b) − σ(b, a) > s(σ(a, b))`; the units that outrank most, less
/// those that outrank them, go on to the next level among themselves, until one is left or the level is 0. They are placed, and the rest
/// is distilled again: descending, the best first, and ascending, the worst first.
///
/// # Options
/// [`with_thresholds`](Self::with_thresholds) for all criteria, [`with_thresholds_of`](Self::with_thresholds_of) for one. Where none are
/// given `q` and `p` are 0 and there is no veto. In a model document `threshold = { q = 1, p = 3, v = 8 }` and
/// `thresholds = { price = { p = 5 } }`; with a normalisation they are in normalised units.
///
/// # Result
/// The median of the two ranks of a unit, which of two numbers is their mean: **only an order**, lower is better; units distilled together
/// share their mean rank. The series `descending-rank` and `ascending-rank` hold the two orders, whose intersection is the final partial
/// order: [`relation`](Self::relation) tells of a pair, and [`Findings::Electre3`] the units to which no other is preferred.
///
/// # Edge cases
/// A constant criterion agrees with every pair. Units that are all the same share one rank.
///
/// # Errors
/// [`Error::TooFew`] for one unit, [`Error::Limit`] for more than 1,000, [`Error::Unknown`] for thresholds of a criterion that is not there.
///
/// # Complexity
/// O(m n²) for the degrees, at worst O(n³) for the distillations, O(n²) memory.
///
/// # Reference
/// Roy (1978), ELECTRE III: un algorithme de classements fondé sur une représentation floue des préférences en présence de critères
/// multiples, *Cahiers du Centre d'études de recherche opérationnelle* 20(1), 3–24.
///
/// # Example
/// By hand, no published value checked: one criterion with `q = 1`, `p = 3`. The second is 2 behind the first, so that
/// `σ = (3 − 2)/(3 − 1) = ½` against 1: the first outranks it, since the difference ½ is above `s(1) = 0.15`. The third is 6 behind the
/// first and 4 behind the second, beyond `p`: σ = 0 against 1. So all are told apart, from above and from below.
/// ```
/// use governance_efficacy::score::{Electre3, Relation, Score, Thresholds};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let matrix = DecisionMatrix::from_rows(&[("a", Direction::Benefit)], &[[9.0], [7.0], [3.0]])?;
/// let weights = Weights::new([("a", 1.0)])?;
/// let method = Electre3::default().with_thresholds(Thresholds::new(1.0, 3.0)?);
/// assert_eq!(method.credibility(&matrix, &weights)?.credibility[1], [0.5, 1.0, 1.0]);
/// let outcome = method.score(&matrix, &weights)?;
/// assert_eq!(outcome.scores.as_slice(), [1.0, 2.0, 3.0]);
/// assert_eq!(Electre3::relation(&outcome.detail, 0, 1), Some(Relation::Preferred));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Electre3 {
    normalization: Option<Normalization>,
    thresholds: PerCriterion<Thresholds>,
}

/// How far each unit outranks each other (可信度), row by row: `[a][b]` is of `a` over `b`. The diagonals are 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Credibility {
    /// The weight that agrees, from 0 to 1.
    pub concordance: Vec<Vec<f64>>,
    /// The degree of outranking σ, from 0 to 1: concordance, weakened by objections.
    pub credibility: Vec<Vec<f64>>,
}

normalization_choice!(Electre3);

impl Electre3 {
    /// Sets the thresholds of all criteria that have none of their own; 0 and no veto if not set.
    #[must_use]
    pub fn with_thresholds(mut self, thresholds: Thresholds) -> Self {
        self.thresholds.all = thresholds;
        self
    }

    /// Sets the thresholds of the criterion `key`.
    #[must_use]
    pub fn with_thresholds_of(mut self, key: Key, thresholds: Thresholds) -> Self {
        self.thresholds.set(key, thresholds);
        self
    }

    /// Concordance and credibility of every pair of units.
    ///
    /// # Errors
    /// As [`Score::score`].
    pub fn credibility(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Credibility, Error> {
        self.fit(matrix)?.with_units(matrix, weights, |units, weights| self.degrees(units, weights))
    }

    /// What the final partial order says of unit `a` beside unit `b`, rows counted from 0: preferred if `a` is better in one of the two
    /// orders and no worse in the other. None for a row that is not there, or a detail of another method.
    pub fn relation(detail: &ScoreDetail, a: usize, b: usize) -> Option<Relation> {
        relation(orders(detail.series(DESCENDING)?, detail.series(ASCENDING)?), a, b)
    }

    fn degrees(&self, units: &Units<'_>, weights: &[f64]) -> Result<Credibility, Error> {
        let n = units.count();
        super::check(n, MAX_UNITS)?;
        let criteria: Vec<(Vec<f64>, Thresholds)> =
            (0..weights.len()).map(|j| (units.oriented(j), self.thresholds.of(units.key(j)))).collect();
        let mut found = Credibility { concordance: Vec::with_capacity(n), credibility: Vec::with_capacity(n) };
        for a in 0..n {
            let mut concordance = vec![0.0; n];
            for ((values, thresholds), weight) in criteria.iter().zip(weights) {
                let own = values[a];
                concordance.iter_mut().zip(values).for_each(|(c, other)| *c += weight * thresholds.concordance(other - own));
            }
            // Rounded weights may sum to more than 1.
            for c in &mut concordance {
                *c = c.min(1.0);
            }
            concordance[a] = 1.0;
            let mut credibility = concordance.clone();
            for (values, thresholds) in criteria.iter().filter(|(_, thresholds)| thresholds.has_veto()) {
                let own = values[a];
                for ((degree, c), other) in credibility.iter_mut().zip(&concordance).zip(values) {
                    let d = thresholds.discordance(other - own);
                    if d > *c {
                        *degree *= (1.0 - d) / (1.0 - c);
                    }
                }
            }
            found.concordance.push(concordance);
            found.credibility.push(credibility);
        }
        Ok(found)
    }

    pub(in crate::score) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self {
            normalization: crate::score::read_normalization(reader)?,
            thresholds: PerCriterion::read(reader, "threshold", "thresholds", Thresholds::read)?,
        })
    }

    pub(in crate::score) fn write(&self) -> TableBuilder {
        let thresholds = self.thresholds.write("threshold", "thresholds", Thresholds::write);
        crate::score::write_normalization(self.normalization).and(thresholds)
    }
}

fn orders<'a>(descending: &'a [f64], ascending: &'a [f64]) -> [(&'a [f64], Orientation); 2] {
    [(descending, Orientation::LowerIsBetter), (ascending, Orientation::LowerIsBetter)]
}

impl Score for Electre3 {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Ordinal
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Outranking
    }

    fn orientation(&self) -> Orientation {
        Orientation::LowerIsBetter
    }

    fn named_keys(&self) -> Vec<Key> {
        self.thresholds.keys()
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let Credibility { credibility, .. } = self.degrees(units, weights)?;
        let degrees = Degrees::of(&credibility);
        let [descending, ascending] = [Way::Descending, Way::Ascending].map(|way| degrees.distill(way));
        let scores = descending.iter().zip(&ascending).map(|(&first, &second)| f64::midpoint(first, second)).collect();
        let undominated = undominated(orders(&descending, &ascending));
        Ok(Found::scores(scores)
            .with_series(DESCENDING, descending)
            .with_series(ASCENDING, ascending)
            .with_findings(Findings::Electre3 { undominated }))
    }
}
