//! Maximum deviation between the units (离差最大化).

use crate::error::Error;
use crate::prepare::Normalization;
use crate::table::Sample;

use super::super::spread;

/// One coefficient a source, summing to 1: `Σ_j Σ_i Σ_l |r_ij − r_lj| Σ_k α_k w_kj` is largest, for `Σ α_k² = 1`, at `α_k` in proportion to
/// `s_k = Σ_j w_kj V_j` with `V_j = Σ_i Σ_l |r_ij − r_lj|`.
pub(super) fn coefficients(normalization: Normalization, sample: &Sample<'_>, sources: &[Vec<f64>]) -> Result<Vec<f64>, Error> {
    let deviation: Vec<f64> = spread::columns(normalization, sample)?.into_iter().map(mean_absolute_difference).collect();
    let along = |w: &Vec<f64>| -> f64 { w.iter().zip(&deviation).map(|(w, v)| w * v).sum() };
    let reached: Vec<f64> = sources.iter().map(along).collect();
    let total: f64 = reached.iter().sum();
    if !(total > 0.0 && total.is_finite()) {
        return Err(Error::Undefined {
            method: "maximum deviation",
            problem: "no indicator to which a source gives weight tells the units apart".to_owned(),
            remedy: "use the additive rule".to_owned(),
        });
    }
    Ok(reached.into_iter().map(|s| s / total).collect())
}

/// `Σ_i Σ_l |x_i − x_l| / n²`: the mean and not the sum, so that an indicator with gaps doesn't count for less. Each gap between neighbours
/// in order is part of the difference of all pairs on either side of it.
fn mean_absolute_difference(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len();
    let pairs = values.windows(2).enumerate().map(|(k, x)| ((k + 1) * (n - k - 1)) as f64 * (x[1] - x[0]));
    2.0 * pairs.sum::<f64>() / (n * n) as f64
}

#[cfg(test)]
mod tests {
    use super::super::super::{Combined, Entropy, Given, Rule, Weigh, WeighingDetail};
    use super::*;
    use crate::{DecisionMatrix, Direction};

    #[test]
    fn four_units_by_hand() {
        // min-max gives a = (0, 0, 0, 1) with V = 2 · 3 and b, a cost, (0, 0, 1, 1) with V = 2 · 4. Equal weights reach 7, (¼, ¾) 7.5:
        // α = (14, 15)/29, w_a = (½ · 14 + ¼ · 15)/29.
        let criteria = [("a", Direction::Benefit), ("b", Direction::Cost)];
        let rows = [[1.0, 8.0], [1.0, 8.0], [1.0, 4.0], [3.0, 4.0]];
        let matrix = DecisionMatrix::from_rows(&criteria, &rows).expect("valid");
        let given = |a: f64| Given::new([("a", a), ("b", 1.0 - a)]).expect("weights").into();
        let rule = Rule::MaximumDeviation { normalization: None };
        let weighing = Combined::new(rule, [given(0.5), given(0.25)]).expect("two").weigh(&matrix).expect("weights");
        assert!((weighing.weights.as_slice()[0] - 10.75 / 29.0).abs() < 1e-15);
        let WeighingDetail::Combined { coefficients, .. } = weighing.detail else { panic!() };
        assert!((coefficients[0] - 14.0 / 29.0).abs() < 1e-15);
    }

    #[test]
    fn it_needs_data_in_which_units_differ() {
        let rule = Rule::MaximumDeviation { normalization: Some(Normalization::Max) };
        let weights = crate::Weights::new([("a", 1.0)]).expect("one");
        let error = Combined::of_weights(&rule, &[weights.clone(), weights]).unwrap_err();
        assert!(error.to_string().contains("data"), "{error}");
        let given = || Given::new([("a", 1.0), ("b", 0.0)]).expect("weights").into();
        let combined = Combined::new(rule, [given(), given()]).expect("two");
        let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
        let matrix = DecisionMatrix::from_rows(&criteria, &[[2.0, 1.0], [2.0, 3.0]]).expect("valid");
        // What varies, b, has no weight in either source.
        assert_eq!(combined.weigh(&matrix).unwrap_err().code(), "undefined");
        let with_entropy = Combined::new(Rule::MaximumDeviation { normalization: None }, [given(), Entropy::default().into()]);
        assert_eq!(with_entropy.expect("two").weigh(&matrix).unwrap_err().code(), "constant");
    }
}
