//! Ordered weighted average (有序加权平均).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::sum;
use crate::prepare::Normalization;

use super::{Aggregation, Found, Score, ScoreRange, Units, normalization_choice};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "owa",
    en: "Ordered weighted average",
    zh: "有序加权平均",
    source: "Yager (1988), On ordered weighted averaging aggregation operators in multicriteria decisionmaking, IEEE Transactions on Systems, Man, and Cybernetics 18(1); Yager (1996), Quantifier guided aggregation",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: true,
};

/// Ordered weighted average (有序加权平均, OWA): the weight goes to the place in a unit's own order, best first, so that one number leads from its
/// best indicator to its worst.
///
/// # Formula
/// `b_i1 ≥ … ≥ b_im` the normalised values of a unit, `u_ik` the importance of the indicator in place `k`;
/// `S_i = Σ_k [Q(u_i1 + … + u_ik) − Q(u_i1 + … + u_i,k−1)] b_ik` with the quantifier `Q(t) = t^α` (Yager 1996). `α = 1` is the weighted mean, a large
/// `α` goes to the minimum ("all"), a small one to the maximum ("at least one"); `α = 2`, "most", if not set. With given weights of the places
/// `S_i = Σ_k v_k b_ik`, and the importance of the indicators plays no part (Yager 1988).
///
/// # Options
/// [`with_quantifier`](Self::with_quantifier), in a document `alpha`; [`with_places`](Self::with_places), in a document `places = [0.5, 0.3, 0.2]`.
///
/// # Result
/// Within the range of the normalised values; higher is better.
///
/// # Errors
/// What the normalisation refuses; [`Error::Length`] for another number of places than indicators.
///
/// # Complexity
/// O(n m log m).
///
/// # Reference
/// Yager (1988), On ordered weighted averaging aggregation operators in multicriteria decisionmaking, *IEEE Transactions on Systems, Man, and
/// Cybernetics* 18(1), 183–190; Yager (1996), Quantifier guided aggregation using OWA operators, *International Journal of Intelligent Systems* 11,
/// 49–73.
///
/// # Example
/// By hand: both have 1 and 0 in their order, and with `α = 2` the first half of the importance counts `(½)² = ¼`.
/// ```
/// use governance_efficacy::score::{Score, Owa};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 4.0], [3.0, 2.0]])?;
/// let weights = Weights::new([("a", 0.5), ("b", 0.5)])?;
/// let scores = Owa::default().score(&matrix, &weights)?.scores;
/// assert_eq!(scores.as_slice(), [0.25, 0.25]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Owa {
    normalization: Option<Normalization>,
    order: Order,
}

impl Default for Owa {
    fn default() -> Self {
        Self { normalization: None, order: Order::Quantifier(2.0) }
    }
}

normalization_choice!(Owa);

/// What the weight of a place comes from.
#[derive(Debug, Clone, PartialEq)]
enum Order {
    Quantifier(f64),
    Places(Vec<f64>),
}

impl Owa {
    /// Sets the exponent `α` of the quantifier.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless α is finite and above 0.
    pub fn with_quantifier(mut self, alpha: f64) -> Result<Self, Error> {
        if !(alpha > 0.0 && alpha.is_finite()) {
            return Err(Error::setting(
                "alpha",
                alpha,
                "give a finite number above 0: 1 for the mean, more to let the worst count more",
            ));
        }
        self.order = Order::Quantifier(alpha);
        Ok(self)
    }

    /// Sets the weights of the places, best place first.
    ///
    /// # Errors
    /// [`Error::Weights`] unless they are not negative and sum to 1 within 10⁻⁹.
    pub fn with_places(mut self, places: impl Into<Vec<f64>>) -> Result<Self, Error> {
        let places = places.into();
        let invalid = |problem: String, remedy: &str| Err(Error::Weights { problem, remedy: remedy.to_owned() });
        if let Some(at) = places.iter().position(|v| !v.is_finite() || *v < 0.0) {
            return invalid(format!("place {} has {}", at + 1, places[at]), "give a finite weight that is not negative");
        }
        let total = sum(&places);
        if (total - 1.0).abs() > 1e-9 {
            return invalid(format!("those of the places sum to {total}"), "let them sum to 1");
        }
        self.order = Order::Places(places);
        Ok(self)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let method = Self { normalization: super::read_normalization(reader)?, ..Self::default() };
        match reader.optional("places") {
            Some(entry) => method.with_places(entry.numbers()?).map_err(|e| entry.error(e)),
            None => super::read_number(reader, "alpha", method, Self::with_quantifier),
        }
    }

    pub(super) fn write(&self) -> TableBuilder {
        let table = super::write_normalization(self.normalization);
        match &self.order {
            Order::Quantifier(alpha) => table.with("alpha", *alpha),
            Order::Places(places) => table.with("places", places.clone()),
        }
    }
}

impl Score for Owa {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        Some(self.normalization.unwrap_or(Normalization::MinMax))
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::of_mean(self.normalization())
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Geometric
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        if let Order::Places(places) = &self.order
            && places.len() != weights.len()
        {
            return Err(Error::Length { what: "places".to_owned(), expected: weights.len(), found: places.len() });
        }
        let mut scores = Vec::with_capacity(units.count());
        let mut order: Vec<usize> = (0..weights.len()).collect();
        units.each_row(|_, values| {
            order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
            let (mut score, mut seen, mut counted) = (0.0, 0.0, 0.0);
            for (place, &j) in order.iter().enumerate() {
                let share = match &self.order {
                    Order::Places(places) => places[place],
                    Order::Quantifier(alpha) => {
                        seen += weights[j];
                        // The importances sum to 1 but for rounding.
                        let up_to = if place + 1 == order.len() { 1.0 } else { f64::powf(seen, *alpha) };
                        up_to - std::mem::replace(&mut counted, up_to)
                    }
                };
                score += share * values[j];
            }
            scores.push(score);
            Ok(())
        })?;
        Ok(Found::scores(scores))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_places_sum_to_one() {
        assert!(Owa::default().with_places([0.5, 0.3, 0.2]).is_ok());
        for wrong in [&[0.5, 0.3][..], &[0.0, 0.0], &[0.7, 0.7], &[1.5, -0.5], &[f64::NAN, 1.0]] {
            assert_eq!(Owa::default().with_places(wrong).unwrap_err().code(), "weights", "{wrong:?}");
        }
    }

    #[test]
    fn the_exponent_leads_from_the_best_to_the_worst() {
        use crate::indicator::Direction;
        use crate::table::DecisionMatrix;
        use crate::weight::Weights;
        let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
        let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]).expect("a matrix");
        let weights = Weights::new([("a", 0.25), ("b", 0.75)]).expect("weights");
        let scores = |alpha: f64| {
            let method = Owa::default().with_quantifier(alpha).expect("above 0");
            method.score(&matrix, &weights).expect("scores").scores.as_slice().to_vec()
        };
        // Best place first: a quarter of the importance counts ¼^α, three quarters ¾^α.
        for alpha in [0.5, 1.0, 2.0, 3.0] {
            let expected = [0.25_f64.powf(alpha), 0.5, 0.75_f64.powf(alpha)];
            assert!(scores(alpha).iter().zip(expected).all(|(s, e)| (s - e).abs() < 1e-12), "{alpha}: {:?}", scores(alpha));
        }
        assert_eq!(Owa::default().with_quantifier(2.0), Ok(Owa::default()));
        for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Owa::default().with_quantifier(wrong).unwrap_err().code(), "invalid-setting", "{wrong}");
        }
    }
}
