//! Copeland's rule (科普兰法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;
use crate::table::DecisionMatrix;
use crate::weight::Weights;

use super::majority::{Votes, verdict};
use super::{Aggregation, Findings, Found, Score, ScoreRange, Units, normalization_only};

/// Units whose values, of a few dozen criteria, stay in the second-level cache while all others pass by.
const BLOCK: usize = 1024;

/// Units beyond which the support of every pair is not drawn up.
const MAX_UNITS: usize = 5_000;

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "copeland",
    en: "Copeland's rule",
    zh: "科普兰法",
    source: "Copeland (1951), A reasonable social welfare function, University of Michigan",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// Copeland's rule (科普兰法): a unit beats another if more of the weight says so, and who beats most is first.
///
/// # Formula
/// `a` beats `b` if the weight of the criteria in which `a` is better exceeds that of those in which `b` is. The score is the number of
/// units a unit beats, minus the number of those that beat it.
///
/// # Result
/// A whole number from `−(n − 1)` to `n − 1`, higher is better. The series `wins` and `losses` hold both numbers; [`Findings::Copeland`] the
/// Condorcet winner (孔多塞胜者), who beats every other, if there is one. [`support`](Self::support) gives the weights behind it.
///
/// # Edge cases
/// Weights that balance but for rounding are a tie, which counts on neither side. Distances don't count, and a further unit may change the
/// order of the others.
///
/// # Errors
/// [`Error::TooFew`] for one unit.
///
/// # Complexity
/// O(m n²) time in blocks that stay in the cache, O(n) memory beside the values.
///
/// # Reference
/// Copeland (1951), A reasonable social welfare function, University of Michigan seminar on applications of mathematics to the social
/// sciences; OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, on non-compensatory aggregation.
///
/// # Example
/// Five countries by the eight indicators of the Handbook's Technology Achievement Index. Its table 36 prints the support of every pair:
/// Finland and the United States tie, Sweden ties with the United States and beats Finland by 0.625, all three beat Japan and Korea, and
/// Japan beats Korea by 0.75. So Sweden wins three and loses none, Finland wins two and loses one.
/// ```
/// use governance_efficacy::score::{Copeland, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = ["patents", "royalties", "internet", "exports", "telephones", "electricity", "schooling", "university"];
/// let matrix = DecisionMatrix::from_rows(
///     &criteria.map(|name| (name, Direction::Benefit)),
///     &[
///         [187.0, 125.6, 200.2, 50.7, 3.08, 4.15, 10.0, 27.4],
///         [289.0, 130.0, 179.1, 66.2, 3.00, 4.07, 12.0, 13.9],
///         [271.0, 156.6, 125.8, 59.7, 3.10, 4.14, 11.4, 15.3],
///         [994.0, 64.6, 49.0, 80.8, 3.00, 3.86, 9.5, 10.0],
///         [779.0, 9.8, 4.8, 66.7, 2.97, 3.65, 10.8, 23.2],
///     ],
/// )?;
/// let weights = Weights::equal(matrix.keys().cloned())?;
/// assert_eq!(Copeland::default().support(&matrix, &weights)?[0], [0.0, 0.5, 0.375, 0.75, 0.625]);
/// let outcome = Copeland::default().score(&matrix, &weights)?;
/// assert_eq!(outcome.scores.as_slice(), [1.0, 2.0, 3.0, -2.0, -4.0]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Copeland {
    normalization: Option<Normalization>,
}

normalization_only!(Copeland);

impl Copeland {
    /// The weight in favour of each unit over each other (两两支持度), the outranking matrix of OECD/JRC (2008): `[a][b]` is the weight of the
    /// criteria in which `a` is better than `b`, and half of that in which they tie. The diagonal is 0.
    ///
    /// # Errors
    /// As [`Score::score`], and [`Error::Limit`] for more than 5,000 units.
    pub fn support(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Vec<Vec<f64>>, Error> {
        self.fit(matrix)?.with_units(matrix, weights, |units, weights| {
            let n = units.count();
            if n > MAX_UNITS {
                return Err(Error::Limit { what: "number of units that are compared pair by pair", found: n, limit: MAX_UNITS });
            }
            let votes = Votes::of(units, weights);
            let rows = (0..n).map(|a| {
                let mut row = vec![0.0; n];
                votes.margins(a, 0..n, &mut row);
                for margin in &mut row {
                    *margin = f64::midpoint(1.0, *margin);
                }
                row[a] = 0.0;
                row
            });
            Ok(rows.collect())
        })
    }
}

impl Score for Copeland {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Open
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Outranking
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let n = units.count();
        if n < 2 {
            return Err(Error::TooFew { what: "units for Copeland's rule, which compares them", needed: 2 });
        }
        let votes = Votes::of(units, weights);
        let (mut wins, mut losses) = (vec![0.0; n], vec![0.0; n]);
        let mut margins = [0.0; BLOCK];
        for from in (0..n).step_by(BLOCK) {
            let to = (from + BLOCK).min(n);
            // Each pair once: a unit against those of the block that come after it.
            for unit in 0..to - 1 {
                let others = from.max(unit + 1)..to;
                let margins = &mut margins[..others.len()];
                votes.margins(unit, others.clone(), margins);
                let (mut won, mut lost) = (0.0, 0.0);
                for ((&mut margin, wins), losses) in margins.iter_mut().zip(&mut wins[others.clone()]).zip(&mut losses[others]) {
                    let verdict = verdict(margin);
                    let (ahead, behind) = (f64::from(u8::from(verdict.is_gt())), f64::from(u8::from(verdict.is_lt())));
                    (won, *losses) = (won + ahead, *losses + ahead);
                    (lost, *wins) = (lost + behind, *wins + behind);
                }
                wins[unit] += won;
                losses[unit] += lost;
            }
        }
        let scores = wins.iter().zip(&losses).map(|(wins, losses)| wins - losses).collect();
        let winner = wins.iter().position(|&wins| wins == (n - 1) as f64);
        let found = Found::scores(scores).with_series("wins", wins).with_series("losses", losses);
        Ok(found.with_findings(Findings::Copeland { winner }))
    }
}
