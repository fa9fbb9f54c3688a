//! Weights from an order and the steps between neighbours (逐级比较赋权): SWARA, FUCOM and G1.

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, named};

const PROMISES: &[Invariance] = &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift];

/// What SWARA tells of itself.
pub(super) const SWARA: MethodInfo = MethodInfo {
    name: "swara",
    en: "SWARA weights",
    zh: "逐步加权评估比率分析法",
    source: "Keršulienė, Zavadskas & Turskis (2010), Selection of rational dispute resolution method by applying new step-wise weight assessment ratio analysis (SWARA), Journal of Business Economics and Management 11",
    needs: Needs::Names,
    invariances: PROMISES,
    streamable: true,
};

/// What FUCOM tells of itself.
pub(super) const FUCOM: MethodInfo = MethodInfo {
    name: "fucom",
    en: "FUCOM weights",
    zh: "完全一致性法",
    source: "Pamučar, Stević & Sremac (2018), A new model for determining weight coefficients of criteria in MCDM models: full consistency method (FUCOM), Symmetry 10",
    needs: Needs::Names,
    invariances: PROMISES,
    streamable: true,
};

/// What G1 tells of itself.
pub(super) const G1_INFO: MethodInfo = MethodInfo {
    name: "g1",
    en: "G1 order relation weights",
    zh: "序关系分析法",
    source: "Guo Yajun (郭亚军), Theory and Methods of Comprehensive Evaluation (综合评价理论与方法)",
    needs: Needs::Names,
    invariances: PROMISES,
    streamable: true,
};

/// SWARA weights (逐步加权评估比率分析法), the Step-wise Weight Assessment Ratio Analysis: the analyst orders the indicators and says by
/// how much each matters less than the one before.
///
/// # Formula
/// With `s_j ≥ 0` the comparative importance of the j-th against the (j − 1)-th: `q_1 = 1`, `q_j = q_(j−1)/(1 + s_j)`,
/// `w_j = q_j / Σ q`.
///
/// # Errors
/// [`Error::Unknown`] for an indicator of the node that is not in the order. One order may serve several nodes: each takes its own
/// children, between which the steps multiply.
///
/// # Reference
/// Keršulienė, Zavadskas & Turskis (2010), *Journal of Business Economics and Management* 11(2).
///
/// # Example
/// By hand: 1, 1/1.25 = 0.8, 0.8/1 = 0.8.
/// ```
/// use governance_efficacy::weight::{Swara, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = ["a", "b", "c"].map(|key| (key, Direction::Benefit));
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0, 3.0]])?;
/// let weights = Swara::new(["a", "b", "c"], vec![0.25, 0.0])?.weigh(&matrix)?.weights;
/// assert!((weights.as_slice()[0] - 1.0 / 2.6).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Swara {
    order: Vec<Key>,
    steps: Vec<f64>,
}

/// FUCOM weights (完全一致性法), the FUll COnsistency Method: the analyst orders the indicators and says how many times as much each
/// matters as the next.
///
/// # Formula
/// With `φ_k ≥ 1` the comparative priority of the k-th over the next: `w_k / w_(k+1) = φ_k`, `Σ w = 1`. Comparing neighbours only, the
/// conditions of transitivity hold by themselves, so that the deviation from full consistency is 0.
///
/// # Errors
/// [`Error::Unknown`] for an indicator of the node that is not in the order. One order may serve several nodes: each takes its own
/// children, between which the steps multiply.
///
/// # Reference
/// Pamučar, Stević & Sremac (2018), *Symmetry* 10(9), 393.
///
/// # Example
/// By hand: in the ratio 4 : 2 : 1.
/// ```
/// use governance_efficacy::weight::{Fucom, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = ["a", "b", "c"].map(|key| (key, Direction::Benefit));
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0, 3.0]])?;
/// let weights = Fucom::new(["a", "b", "c"], vec![2.0, 2.0])?.weigh(&matrix)?.weights;
/// assert!((weights.as_slice()[0] - 4.0 / 7.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Fucom {
    order: Vec<Key>,
    steps: Vec<f64>,
}

/// G1 weights (序关系分析法, G1 法): the analyst orders the indicators and says how many times as much each matters as the next, on the
/// scale 1.0 (the same), 1.2, 1.4, 1.6, 1.8 (extremely more) and between.
///
/// # Formula
/// With `r_k = w_(k−1)/w_k`, k = m, …, 2: `w_m = 1/(1 + Σ_(k=2)^m Π_(i=k)^m r_i)`, `w_(k−1) = r_k w_k`. Numbers above 1.8 are taken as they
/// are. The weights are those of [`Fucom`] with the same ratios; the scale on which the question is put is what differs.
///
/// # Errors
/// [`Error::Unknown`] for an indicator of the node that is not in the order. One order may serve several nodes: each takes its own
/// children, between which the steps multiply.
///
/// # Reference
/// Guo Yajun (郭亚军), *Theory and Methods of Comprehensive Evaluation* (综合评价理论与方法).
///
/// # Example
/// By hand: r_2 = 1.5, r_3 = 1.2, so that `w_3 = 1/(1 + 1.5 · 1.2 + 1.2) = 1/4`.
/// ```
/// use governance_efficacy::weight::{G1, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = ["a", "b", "c"].map(|key| (key, Direction::Benefit));
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0, 3.0]])?;
/// let weights = G1::new(["a", "b", "c"], vec![1.5, 1.2])?.weigh(&matrix)?.weights;
/// assert!(weights.as_slice().iter().zip([0.45, 0.3, 0.25]).all(|(w, expected)| (w - expected).abs() < 1e-15));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct G1 {
    order: Vec<Key>,
    steps: Vec<f64>,
}

/// An order and one step between each pair of neighbours, not below `least`; `ratio` is what a step divides by.
fn checked<K: AsRef<str>>(
    order: impl IntoIterator<Item = K>,
    steps: &[f64],
    least: f64,
    ratio: fn(&f64) -> f64,
) -> Result<Vec<Key>, Error> {
    let order = named::keys("indicator in the order", order)?;
    if steps.len() + 1 != order.len() {
        return Err(Error::Length { what: "steps between neighbours".to_owned(), expected: order.len() - 1, found: steps.len() });
    }
    if let Some((at, x)) = steps.iter().enumerate().find(|(_, x)| !x.is_finite() || **x < least) {
        let remedy = format!("give a finite number of at least {least}, or put the indicators into the other order");
        return Err(Error::setting(format!("step {} of the order", at + 1), x, remedy));
    }
    // Below the normal numbers a weight has lost its digits.
    if let Some(lost) = divided(steps.iter().map(ratio)).iter().position(|q| !q.is_normal()) {
        let what = format!("step {lost} of the order");
        let remedy = format!("give smaller steps: with this one {:?} has no weight that a number can hold", order[lost].as_str());
        return Err(Error::setting(what, steps[lost - 1], remedy));
    }
    Ok(order)
}

/// Each importance is the one before divided by its step.
fn divided(steps: impl Iterator<Item = f64>) -> Vec<f64> {
    let chain = steps.scan(1.0, |q, step| {
        *q /= step;
        Some(*q)
    });
    std::iter::once(1.0).chain(chain).collect()
}

macro_rules! stepwise {
    ($method:ident, $info:ident, $least:literal, $what:literal, $step:expr) => {
        impl $method {
            #[doc = concat!("The indicators from the most to the least important, and ", $what, ", one fewer than indicators.")]
            ///
            /// # Errors
            /// [`Error::Length`] for another number of steps, [`Error::InvalidSetting`] for a step that is too small, not finite, or so
            /// large that nothing is left for what follows, [`Error::InvalidKey`] and [`Error::Duplicate`] for the names.
            pub fn new<K: AsRef<str>>(order: impl IntoIterator<Item = K>, steps: Vec<f64>) -> Result<Self, Error> {
                Ok(Self { order: checked(order, &steps, $least, $step)?, steps })
            }

            pub(super) fn keys(&self) -> &[Key] {
                &self.order
            }

            pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
                let order = reader.required("order")?;
                let steps = reader.required("steps")?;
                Self::new(named::read_names(&order)?, steps.numbers()?).map_err(|e| steps.error(e))
            }

            pub(super) fn write(&self) -> TableBuilder {
                TableBuilder::default().with("order", named::write_names(&self.order)).with("steps", self.steps.clone())
            }
        }

        impl Weigh for $method {
            fn info(&self) -> &'static MethodInfo {
                &$info
            }

            fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
                let importance = divided(self.steps.iter().map($step));
                named::weigh($info.name, &self.order, &importance, &data.into(), WeighingDetail::$method {})
            }
        }
    };
}

stepwise!(Swara, SWARA, 0.0, "by how much each matters less than the one before (0.2 for 20 %)", |s| 1.0 + s);
stepwise!(Fucom, FUCOM, 1.0, "how many times as much each matters as the next", |phi| *phi);
stepwise!(G1, G1_INFO, 1.0, "how many times as much each matters as the next (1.0 to 1.8)", |r| *r);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_that_cannot_be_are_refused() {
        assert_eq!(Swara::new(["a", "b"], vec![-0.1]).unwrap_err().code(), "invalid-setting");
        assert_eq!(G1::new(["a", "b"], vec![0.9]).unwrap_err().code(), "invalid-setting");
        assert_eq!(Fucom::new(["a", "b"], vec![0.9]).unwrap_err().code(), "invalid-setting");
        let error = Swara::new(["a", "b", "c"], vec![]).unwrap_err();
        assert!(matches!(error, Error::Length { expected: 2, found: 0, .. }), "{error}");
        assert_eq!(Fucom::new(["a"], vec![]).expect("one needs no step").keys().len(), 1);
    }

    #[test]
    fn steps_that_leave_nothing_are_refused_with_their_place() {
        // 1/10^200 can be held, 1/10^400 can't.
        let error = Swara::new(["a", "b", "c"], vec![1e200, 1e200]).unwrap_err().to_string();
        assert!(["step 2", "\"c\"", "smaller"].iter().all(|part| error.contains(part)), "{error}");
        let code = |error: Error| error.code();
        assert_eq!(Swara::new(["a", "b"], vec![1e308]).map_err(code), Err("invalid-setting"));
        assert_eq!(Fucom::new(["a", "b", "c"], vec![1e300, 1e300]).map_err(code), Err("invalid-setting"));
        assert_eq!(G1::new(["a", "b", "c"], vec![1e300, 1e300]).map_err(code), Err("invalid-setting"));
        assert!(Swara::new(["a", "b"], vec![1e300]).is_ok());
    }
}
