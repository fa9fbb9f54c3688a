//! Atkinson's index (阿特金森指数).

use serde::{Deserialize, Serialize};

use crate::error::Error;

use super::amounts::Amounts;

/// Atkinson's index, with the equality it would cost (阿特金森指数结果).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Atkinson {
    /// Aversion to inequality (不平等厌恶参数), above 0: the greater, the more the lowest amounts count.
    pub epsilon: f64,
    /// 0 for equal amounts, at most 1: the share of the mean that could be given up for equality.
    pub value: f64,
    /// The equal amount that would be as good (均等分配等价值): the mean times one less the index.
    pub equivalent: f64,
}

/// Atkinson's index (阿特金森指数): what share of the mean is lost, to one with the aversion `epsilon` to inequality, by its distribution.
///
/// # Formula
/// `A = 1 − (Σ π x^{1−ε})^{1/(1−ε)} / μ`, and `1 − exp(Σ π ln x)/μ` at ε = 1: one less a power mean over the mean.
///
/// # Input
/// ε above 0; 0.5, 1 and 2 are usual. Amounts of 0 or more on a ratio scale, above 0 from ε = 1 on.
///
/// # Errors
/// [`Error::InvalidSetting`] for an ε that is not positive and finite, [`Error::Value`] with the unit for a negative amount, or 0 where ε
/// is 1 or more; [`Error::Undefined`] if all are 0.
///
/// # Reference
/// Atkinson (1970), On the measurement of inequality, *Journal of Economic Theory* 2(3).
///
/// # Example
/// By hand: of 1 and 3 the geometric mean is √3, the harmonic 3/2, the mean 2.
/// ```
/// use governance_efficacy::analysis::distribution::{Amounts, atkinson};
///
/// let amounts = Amounts::new(&[1.0, 3.0])?;
/// assert!((atkinson(&amounts, 1.0)?.value - (1.0 - 3.0_f64.sqrt() / 2.0)).abs() < 1e-15);
/// assert!((atkinson(&amounts, 2.0)?.value - 0.25).abs() < 1e-15);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn atkinson(amounts: &Amounts, epsilon: f64) -> Result<Atkinson, Error> {
    if !(epsilon.is_finite() && epsilon > 0.0) {
        return Err(Error::setting("epsilon", epsilon, "give a number above 0, such as 0.5, 1 or 2"));
    }
    let parts = amounts.checked("Atkinson's index", epsilon >= 1.0)?;
    let mean = parts.mean();
    let power = 1.0 - epsilon;
    // Powers of what lies above 1 for ε < 1 and of what lies below 1 for ε > 1 would overflow in turn: so the unit is the mean, or
    // the least amount.
    let unit = if epsilon < 1.0 { mean } else { parts.values.iter().copied().fold(f64::INFINITY, f64::min) };
    let equivalent = if epsilon == 1.0 {
        unit * parts.expect(|x| (x / unit).ln()).exp()
    } else {
        unit * parts.expect(|x| (x / unit).powf(power)).powf(1.0 / power)
    };
    let value = (1.0 - equivalent / mean).clamp(0.0, 1.0);
    Ok(Atkinson { epsilon, value, equivalent: equivalent / parts.unit })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;

    #[test]
    fn greater_aversion_finds_more_inequality_up_to_the_least_amount() {
        let amounts = Amounts::new(&[10.0, 12.0, 20.0, 5.0, 8.0]).expect("finite");
        let of = |epsilon| atkinson(&amounts, epsilon).expect("positive").value;
        let found = [0.1, 0.5, 0.999_999, 1.0, 1.000_001, 2.0, 50.0, 5_000.0].map(of);
        assert!(found.windows(2).all(|w| w[0] < w[1]), "{found:?}");
        // In the limit the least counts alone: 1 − 5/11.
        assert!((found[7] - 6.0 / 11.0).abs() < 1e-3, "{found:?}");
    }

    #[test]
    fn zero_is_taken_below_one_and_refused_from_there() {
        let amounts = Amounts::new(&[0.0, 1.0]).expect("finite");
        // (½ √0 + ½ √1)² = ¼, over the mean ½.
        assert!(agrees(atkinson(&amounts, 0.5).expect("no negative amount").value, 0.5, 1.0));
        assert_eq!(atkinson(&amounts, 1.0).unwrap_err().code(), "value");
        for epsilon in [0.0, -1.0, f64::NAN] {
            assert_eq!(atkinson(&amounts, epsilon).unwrap_err().code(), "invalid-setting");
        }
    }

    #[test]
    fn the_equivalent_stands_in_the_unit_of_the_amounts() {
        // √(1 · 3) for ε = 1, whatever the unit.
        for unit in [1.0, 1e6, 1e-6, 1e200] {
            let found = atkinson(&Amounts::new(&[unit, 3.0 * unit]).expect("finite"), 1.0).expect("positive");
            assert!((found.equivalent / unit - 3.0_f64.sqrt()).abs() < 1e-12, "{unit}: {found:?}");
        }
    }
}
