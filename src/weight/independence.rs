//! Independence weights (独立性权重法).

use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, spread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "independence",
    en: "Independence weights",
    zh: "独立性权重法",
    source: "standard in Chinese practice (SPSSAU, SPSSPRO); the multiple correlation is Pearson's (1914)",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// Independence weights (独立性权重法): an indicator weighs more the less the others together explain it.
///
/// # Formula
/// `R_j` is the multiple correlation of indicator j with all others; `w_j = (1/R_j) / Σ_j (1/R_j)`. With the inverse `P` of the
/// correlation matrix, `R_j² = 1 − 1/P_jj`.
///
/// # Errors
/// [`Error::Constant`] for an indicator that is the same everywhere; [`Error::Undefined`] unless there are more units than indicators
/// and at least two indicators, if an indicator is exactly a combination of the others or has nothing in common with them, for gaps.
///
/// # Reference
/// A standard method of Chinese practice, offered by SPSSAU and SPSSPRO.
///
/// # Example
/// By hand: of two indicators each explains the other equally well.
/// ```
/// use governance_efficacy::weight::{Independence, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0], [2.0, 1.0], [3.0, 4.0], [4.0, 4.0]])?;
/// let weights = Independence.weigh(&matrix)?.weights;
/// assert!((weights.as_slice()[0] - 0.5).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Independence;

super::without_settings!(Independence);

/// `1/R` of each indicator, and `R`.
fn importance(sample: &Sample<'_>) -> Result<(Vec<f64>, Vec<f64>), Error> {
    let (m, n) = (sample.columns().len(), sample.columns().first().map_or(0, |c| c.values().len()));
    let undefined = |problem: String, remedy: &str| Error::Undefined { method: INFO.name, problem, remedy: remedy.to_owned() };
    if m < 2 || n <= m {
        let problem = format!("{n} units and {m} indicators don't determine the multiple correlations");
        return Err(undefined(problem, "give at least two indicators, and more units than indicators"));
    }
    let correlations = spread::correlations(INFO.name, sample)?;
    let exact = |key: &str| undefined(format!("indicator {key:?} is a combination of the others"), "leave one of them out");
    // The square root of the determinant of near-dependent columns is lost in rounding well before the inverse fails.
    let smallest = correlations.clone().symmetric_eigenvalues().min();
    let inverse = correlations.try_inverse().filter(|_| smallest > 1e-12);
    let Some(inverse) = inverse else {
        return Err(exact(sample.keys().next().map_or("", |key| key.as_str())));
    };
    let mut multiple_correlation = Vec::with_capacity(m);
    for (j, key) in sample.keys().enumerate() {
        let squared = 1.0 - 1.0 / inverse[(j, j)];
        if squared <= 1e-24 {
            let problem = format!("indicator {:?} has nothing in common with the others, so that 1/R has no bound", key.as_str());
            return Err(undefined(problem, "use critic weights"));
        }
        multiple_correlation.push(squared.min(1.0).sqrt());
    }
    Ok((multiple_correlation.iter().map(|r| 1.0 / r).collect(), multiple_correlation))
}

impl Weigh for Independence {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        sample.require_complete(INFO.name)?;
        let (importance, multiple_correlation) = spread::among_varying(&sample, importance)?;
        let weights = spread::proportional(INFO.name, &sample, &importance)?;
        Ok(Weighing { weights, detail: WeighingDetail::Independence { multiple_correlation }, notices: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::indicator::Direction;
    use crate::table::DecisionMatrix;

    #[test]
    fn what_the_others_tell_counts_less_by_the_formula_of_three() {
        let rows = [[1.0, 2.0, 7.0], [2.0, 1.0, 3.0], [3.0, 5.0, 8.0], [4.0, 4.0, 1.0], [5.0, 7.0, 6.0], [6.0, 3.0, 2.0]];
        let criteria = ["a", "b", "c"].map(|key| (key, Direction::Benefit));
        let found = Independence.weigh(&DecisionMatrix::from_rows(&criteria, &rows).expect("a matrix")).expect("weights");
        let r = |j: usize, k: usize| {
            let column = |j: usize| rows.iter().map(|row| row[j]).collect::<Vec<f64>>();
            crate::numeric::pearson(&column(j), &column(k)).expect("both vary")
        };
        // R² of one on two others from the three correlations.
        let multiple = |j: usize, k: usize, l: usize| {
            let squared = (r(j, k).powi(2) + r(j, l).powi(2) - 2.0 * r(j, k) * r(j, l) * r(k, l)) / (1.0 - r(k, l).powi(2));
            squared.sqrt()
        };
        let importance = [multiple(0, 1, 2), multiple(1, 0, 2), multiple(2, 0, 1)].map(|of| 1.0 / of);
        let total: f64 = importance.iter().sum();
        for (weight, expected) in found.weights.as_slice().iter().zip(importance) {
            assert!((weight - expected / total).abs() < 1e-12, "{:?} {importance:?}", found.weights);
        }
    }
}
