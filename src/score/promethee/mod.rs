//! PROMETHEE I and II (偏好顺序结构评估法).

mod flows;
mod preference;

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::prepare::Normalization;

use super::per_criterion::PerCriterion;
use super::ranking::{Orientation, is_tie};
use super::relation::{Relation, relation, undominated};
use super::{Aggregation, Findings, Found, Score, ScoreDetail, ScoreRange, Units, normalization_choice};

use flows::Flows;
pub use preference::Preference;

/// Names of the flows in the detail.
const POSITIVE: &str = "positive-flow";
const NEGATIVE: &str = "negative-flow";

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "promethee",
    en: "PROMETHEE I and II",
    zh: "偏好顺序结构评估法",
    source: "Brans & Vincke (1985), A preference ranking organisation method, Management Science 31(6)",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// PROMETHEE I and II (偏好顺序结构评估法, Preference Ranking Organization METHod for Enrichment Evaluations): units are compared pair by
/// pair, and a difference counts as far as a preference function says.
///
/// # Formula
/// `π(a, b) = Σ_j w_j P_j(d_j(a, b))`, `d_j` the difference in favour of `a` and `P_j` the [`Preference`] of criterion `j`; positive flow
/// `φ⁺(a) = Σ_b π(a, b)/(n − 1)`, negative flow `φ⁻(a) = Σ_b π(b, a)/(n − 1)`, net flow `φ = φ⁺ − φ⁻`.
///
/// # Options
/// [`with_preference`](Self::with_preference) for all criteria, [`with_preference_of`](Self::with_preference_of) for one. Where none is
/// given it is the usual one, without thresholds: nobody but the analyst can say which difference matters. In a model document
/// `preference = { shape = "linear", q = 1, p = 5 }` and `preferences = { price = { shape = "u-shape", q = 2 } }`; with a normalisation the
/// thresholds are in normalised units.
///
/// # Result
/// PROMETHEE II: the net flow in [−1, 1], higher is better; flows that tie make it 0. The series `positive-flow` and `negative-flow` are
/// what PROMETHEE I goes by: [`relation`](Self::relation) tells of a pair which is preferred, or that they can't be compared, and
/// [`Findings::Promethee`] the units to which no other is preferred.
///
/// # Edge cases
/// A constant criterion adds nothing; units that are all the same have flows of 0. Units are judged against each other, so that there is
/// no frozen scale, and a further unit may change the order of the others.
///
/// # Errors
/// [`Error::TooFew`] for one unit; [`Error::Unknown`] for a preference of a criterion that is not there.
///
/// # Complexity
/// O(m n log n) by sorting; with the Gaussian shape O(m n²) time for units no more than 8.7 `s` apart. O(n) memory.
///
/// # Reference
/// Brans & Vincke (1985), A preference ranking organisation method, *Management Science* 31(6), 647–656; Brans, Vincke & Mareschal (1986),
/// How to select and how to rank projects: the PROMETHEE method, *European Journal of Operational Research* 24(2), 228–238.
///
/// # Example
/// Papathanasiou & Ploskas (2018, *Multiple Criteria Decision Aid*, Springer) rank six sites by four criteria, all with the linear
/// preference of `q = 1` and `p = 2`, and print the net flows.
/// ```
/// use governance_efficacy::score::{Preference, Promethee, Relation, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = ["a", "b", "c", "d"].map(|name| (name, Direction::Benefit));
/// let rows = [
///     [8.0, 7.0, 2.0, 1.0],
///     [5.0, 3.0, 7.0, 5.0],
///     [7.0, 5.0, 6.0, 4.0],
///     [9.0, 9.0, 7.0, 3.0],
///     [11.0, 10.0, 3.0, 7.0],
///     [6.0, 9.0, 5.0, 4.0],
/// ];
/// let matrix = DecisionMatrix::from_rows(&criteria, &rows)?;
/// let weights = Weights::new([("a", 0.4), ("b", 0.3), ("c", 0.1), ("d", 0.2)])?;
/// let outcome = Promethee::default().with_preference(Preference::linear(1.0, 2.0)?).score(&matrix, &weights)?;
/// let rounded: Vec<f64> = outcome.scores.as_slice().iter().map(|flow| (flow * 100.0).round() / 100.0).collect();
/// assert_eq!(rounded, [-0.26, -0.52, -0.22, 0.36, 0.70, -0.06]);
/// assert_eq!(Promethee::relation(&outcome.detail, 4, 3), Some(Relation::Preferred));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Promethee {
    normalization: Option<Normalization>,
    preferences: PerCriterion<Preference>,
}

normalization_choice!(Promethee);

impl Promethee {
    /// Sets the preference function of all criteria that have none of their own; the usual one if not set.
    #[must_use]
    pub fn with_preference(mut self, preference: Preference) -> Self {
        self.preferences.all = preference;
        self
    }

    /// Sets the preference function of the criterion `key`.
    #[must_use]
    pub fn with_preference_of(mut self, key: Key, preference: Preference) -> Self {
        self.preferences.set(key, preference);
        self
    }

    /// What PROMETHEE I says of unit `a` beside unit `b`, rows counted from 0: preferred if `a` is better in one of the two flows and no
    /// worse in the other. None for a row that is not there, or a detail of another method.
    pub fn relation(detail: &ScoreDetail, a: usize, b: usize) -> Option<Relation> {
        relation(orders(detail.series(POSITIVE)?, detail.series(NEGATIVE)?), a, b)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self {
            normalization: super::read_normalization(reader)?,
            preferences: PerCriterion::read(reader, "preference", "preferences", Preference::read)?,
        })
    }

    pub(super) fn write(&self) -> TableBuilder {
        super::write_normalization(self.normalization).and(self.preferences.write("preference", "preferences", Preference::write))
    }
}

fn orders<'a>(positive: &'a [f64], negative: &'a [f64]) -> [(&'a [f64], Orientation); 2] {
    [(positive, Orientation::HigherIsBetter), (negative, Orientation::LowerIsBetter)]
}

impl Score for Promethee {
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

    fn named_keys(&self) -> Vec<Key> {
        self.preferences.keys()
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        if units.count() < 2 {
            return Err(Error::TooFew { what: "units for PROMETHEE, which compares them", needed: 2 });
        }
        let Flows { positive, negative } = Flows::of(units, weights, |j| self.preferences.of(units.key(j)));
        let net = |(&plus, &minus): (&f64, &f64)| if is_tie(plus, minus) { 0.0 } else { plus - minus };
        let scores = positive.iter().zip(&negative).map(net).collect();
        let undominated = undominated(orders(&positive, &negative));
        Ok(Found::scores(scores)
            .with_series(POSITIVE, positive)
            .with_series(NEGATIVE, negative)
            .with_findings(Findings::Promethee { undominated }))
    }
}
