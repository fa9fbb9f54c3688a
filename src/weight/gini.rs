//! Gini weights (基尼系数赋权法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::gini;
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, spread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "gini",
    en: "Gini weights",
    zh: "基尼系数赋权法",
    source: "Gini (1912), Variabilità e mutabilità; as weights Li & Chi (2009)",
    needs: Needs::Columns,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: false,
};

/// Gini weights (基尼系数赋权法): an indicator weighs more the more unequally it is spread over the units.
///
/// # Formula
/// `G_j = Σ_i Σ_k |x_ij − x_kj| / (2 n² mean_j)`, `w_j = G_j / Σ_j G_j`, on raw data.
///
/// # Edge cases
/// Values must not be negative and not all zero. An indicator that is the same everywhere weighs nothing.
///
/// # Errors
/// [`Error::Undefined`] for one unit, a column of zeros, or when no indicator varies; [`Error::Value`] for a negative value.
///
/// # Complexity
/// O(m n log n), by sorting; the pairs are never formed.
///
/// # Reference
/// Gini (1912), *Variabilità e mutabilità*; as weights after Li & Chi (2009).
///
/// # Example
/// By hand: 1, 3 has `G = (2·|1 − 3|)/(2·4·2) = 1/4`; 0, 4 has `(2·4)/(2·4·2) = 1/2`.
/// ```
/// use governance_efficacy::weight::{Gini, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 0.0], [3.0, 4.0]])?;
/// let weights = Gini.weigh(&matrix)?.weights;
/// assert!((weights.as_slice()[1] - 2.0 / 3.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gini;

super::without_settings!(Gini);

impl Weigh for Gini {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        spread::require_two(INFO.name, &sample)?;
        let coefficient = sample.columns().iter().map(|column| {
            let values = column.values();
            if let Some(at) = values.iter().position(|&x| x < 0.0) {
                let problem = "is negative, where the Gini coefficient takes shares of a sum";
                return Err(sample.value_error(column, at, problem, "use standard-deviation weights"));
            }
            if values.iter().all(|&x| x == 0.0) {
                return Err(Error::Undefined {
                    method: INFO.name,
                    problem: format!("indicator {:?} is zero for every unit", column.key().as_str()),
                    remedy: "leave the indicator out".to_owned(),
                });
            }
            Ok(if column.at_midpoint() { 0.0 } else { gini(values).max(0.0) })
        });
        let coefficient = coefficient.collect::<Result<Vec<f64>, Error>>()?;
        let weights = spread::proportional(INFO.name, &sample, &coefficient)?;
        Ok(Weighing { weights, detail: WeighingDetail::Gini { coefficient }, notices: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_zeros_have_a_coefficient_and_zeros_alone_or_below_have_none() {
        let criteria = [("a", crate::Direction::Benefit), ("b", crate::Direction::Benefit)];
        let of = |rows: &[[f64; 2]]| Gini.weigh(&crate::DecisionMatrix::from_rows(&criteria, rows).expect("a matrix"));
        assert!(of(&[[0.0, 1.0], [1.0, 2.0], [3.0, 4.0]]).is_ok());
        assert_eq!(of(&[[0.0, 1.0], [0.0, 2.0]]).map(|_| ()).unwrap_err().code(), "undefined");
        assert_eq!(of(&[[0.0, 1.0], [-1.0, 2.0]]).map(|_| ()).unwrap_err().code(), "value");
    }
}
