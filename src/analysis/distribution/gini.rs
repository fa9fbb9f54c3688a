//! Gini's coefficient (基尼系数).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::numeric::sum;

use super::amounts::{Amounts, Parts};

/// Gini's coefficient in its two forms (基尼系数).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gini {
    /// Of the units as a whole population (总体形式): 0 for equal amounts, at most `1 − π` with π the weight of the unit that has all.
    pub population: f64,
    /// Of the units as a sample (样本形式): pairs of a unit with itself left out, 0 to 1. None for one unit.
    pub sample: Option<f64>,
    /// Units that count.
    pub units: usize,
}

/// Gini's coefficient: the mean difference of two units over twice the mean (基尼系数).
///
/// # Formula
/// `G = Σ_i Σ_k π_i π_k |x_i − x_k| / (2μ)` with the shares of weight π and the mean μ. The sample form divides it by `1 − Σ π²`, the
/// chance that two draws are different units, which is `(n − 1)/n` without weights.
///
/// # Input
/// Amounts of 0 or more on a ratio scale: a shift of all amounts changes G, a change of unit doesn't.
///
/// # Errors
/// [`Error::Value`] with the unit for a negative amount, [`Error::Undefined`] if all are 0.
///
/// # Complexity
/// O(n log n).
///
/// # Reference
/// Gini (1914), Sulla misura della concentrazione e della variabilità dei caratteri, *Atti del Reale Istituto Veneto* 73; the formula by
/// mean differences: Sen (1973), *On Economic Inequality*, ch. 2.
///
/// # Example
/// By hand: 5, 8, 10, 12, 20 in order, `Σ (2i − 6) x = −20 − 16 + 0 + 24 + 80 = 68`, over `n Σ x = 275`; the sample form is 5/4 of it.
/// ```
/// use governance_efficacy::analysis::distribution::{Amounts, gini};
///
/// let found = gini(&Amounts::new(&[10.0, 12.0, 20.0, 5.0, 8.0])?)?;
/// assert!((found.population - 68.0 / 275.0).abs() < 1e-15);
/// assert!((found.sample.unwrap_or_default() - 85.0 / 275.0).abs() < 1e-15);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn gini(amounts: &Amounts) -> Result<Gini, Error> {
    let parts = amounts.checked("Gini's coefficient", false)?;
    let population = population_form(&parts.sorted());
    let squares: Vec<f64> = parts.shares.iter().map(|share| share * share).collect();
    let sample = (parts.len() > 1).then(|| (population / (1.0 - sum(&squares))).min(1.0));
    Ok(Gini { population, sample, units: parts.len() })
}

/// Of units in ascending order: `Σ π_i x_i (2F_i − π_i − 1)/μ`, F the share of weight up to and with unit i. 0 if all amounts are.
pub(super) fn population_form(sorted: &Parts) -> f64 {
    let (population, mean) = (sorted.population(), sorted.mean());
    if mean == 0.0 {
        return 0.0;
    }
    let mut below = 0.0;
    let terms: Vec<f64> = sorted
        .values
        .iter()
        .zip(&sorted.shares)
        .map(|(x, share)| {
            let share = share / population;
            let term = share * x * (2.0 * below + share - 1.0);
            below += share;
            term
        })
        .collect();
    (sum(&terms) / mean).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;

    fn of(values: &[f64], weights: Option<&[f64]>) -> Gini {
        let amounts = Amounts::new(values).expect("finite");
        gini(&weights.map_or(Ok(amounts.clone()), |w| amounts.with_weights(w)).expect("weights")).expect("an answer")
    }

    #[test]
    fn a_weight_is_so_many_units() {
        let (weighted, long) = (of(&[1.0, 4.0], Some(&[3.0, 1.0])), of(&[1.0, 1.0, 1.0, 4.0], None));
        // Four units, three pairs a way apart by 3: 2·3·3/(2·16·7/4) = 9/28.
        assert!(
            agrees(weighted.population, 9.0 / 28.0, 1.0) && agrees(long.population, 9.0 / 28.0, 1.0),
            "{weighted:?} {long:?}"
        );
    }

    #[test]
    fn the_ends_are_equality_and_one_who_has_all() {
        assert_eq!(of(&[2.0; 7], None).population, 0.0);
        let all = of(&[0.0, 0.0, 0.0, 1.0], None);
        assert!(agrees(all.population, 0.75, 1.0) && agrees(all.sample.expect("a pair"), 1.0, 1.0), "{all:?}");
        assert_eq!(of(&[3.0], None).sample, None);
        for unit in [5e-324, 8e306] {
            let found = of(&[10.0, 12.0, 20.0, 5.0, 8.0].map(|x| x * unit), None);
            assert!(agrees(found.population, 68.0 / 275.0, 1.0), "{unit}: {found:?}");
        }
    }
}
