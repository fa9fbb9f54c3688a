//! Whether units draw together: σ-convergence (σ 收敛).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::Key;
use crate::notice::Notice;
use crate::numeric::Moments;
use crate::numeric::regression::Line;

use super::Panel;

/// The spread of units in each period, and its course (σ 收敛).
///
/// # Formula
/// Per period the standard deviation, over `n − 1`, and the coefficient of variation, the standard deviation over the mean; then the
/// straight line of each through the years. Units draw together if the spread falls. Only units with a value in every period count,
/// so that no one who comes or goes looks like convergence.
///
/// # Input
/// At least two periods and two such units. The coefficient of variation needs a scale on which 0 means none and positive means; the
/// standard deviation doesn't, and on a score with two ends it falls near either.
///
/// # Reference
/// Barro & Sala-i-Martin (1992), Convergence, *Journal of Political Economy* 100(2).
///
/// # Example
/// By hand: 1 and 3 have the standard deviation √2, 1.5 and 2.5 half of that. The third unit lacks a year.
/// ```
/// use governance_efficacy::Period;
/// use governance_efficacy::analysis::panel::{Panel, SigmaConvergence};
///
/// let years = [2022, 2023].map(|year| Period::year(year).unwrap());
/// let rows = [[Some(1.0), Some(1.5)], [Some(3.0), Some(2.5)], [None, Some(9.0)]];
/// let found = SigmaConvergence::of(&Panel::new(["A", "B", "C"], &years, &rows)?)?;
/// assert!((found.periods[0].standard_deviation - 2.0_f64.sqrt()).abs() < 1e-15);
/// assert!((found.deviation_line.slope + 0.5_f64.sqrt()).abs() < 1e-15);
/// assert_eq!(found.left_out, ["C"]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SigmaConvergence {
    /// What the values are of, if that has a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Key>,
    /// Units that count.
    pub units: usize,
    /// Units without a value in some period.
    pub left_out: Vec<String>,
    /// The spread in each period.
    pub periods: Vec<Dispersion>,
    /// The line of the standard deviation through the years from the first period.
    pub deviation_line: Line,
    /// That of the coefficient of variation; none where a mean is not positive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variation_line: Option<Line>,
    /// Where the values are not comparable over all these periods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// The spread of one period (离散程度).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispersion {
    /// The period.
    pub period: Period,
    /// Mean of the units.
    pub mean: f64,
    /// Standard deviation σ, over `n − 1` (标准差).
    pub standard_deviation: f64,
    /// Coefficient of variation (变异系数); none where the mean is not positive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coefficient_of_variation: Option<f64>,
}

impl SigmaConvergence {
    /// The spread of the units of `panel`.
    ///
    /// # Errors
    /// [`Error::TooFew`] with fewer than two periods, or two units with a value in each; [`Error::Undefined`] if values are too large for
    /// their spread.
    pub fn of(panel: &Panel) -> Result<Self, Error> {
        if panel.periods.len() < 2 {
            return Err(Error::TooFew { what: "periods", needed: 2 });
        }
        let is_whole = |values: &Vec<Option<f64>>| values.iter().all(Option::is_some);
        let whole: Vec<&Vec<Option<f64>>> = panel.values.iter().filter(|values| is_whole(values)).collect();
        if whole.len() < 2 {
            return Err(Error::TooFew { what: "units with a value in every period", needed: 2 });
        }
        let left_out =
            panel.units.iter().zip(&panel.values).filter(|(_, values)| !is_whole(values)).map(|(unit, _)| unit.clone());
        let spread = |(at, &period): (usize, &Period)| {
            let values: Vec<f64> = whole.iter().filter_map(|values| values[at]).collect();
            let moments = Moments::of(&values);
            let standard_deviation = moments.standard_deviation(1);
            let relative = (moments.mean > 0.0).then(|| moments.relative_deviation(1)).filter(|x| x.is_finite());
            Dispersion { period, mean: moments.mean, standard_deviation, coefficient_of_variation: relative }
        };
        let periods: Vec<Dispersion> = panel.periods.iter().enumerate().map(spread).collect();
        let years = panel.years();
        let deviations: Vec<f64> = periods.iter().map(|p| p.standard_deviation).collect();
        let variations: Option<Vec<f64>> = periods.iter().map(|p| p.coefficient_of_variation).collect();
        let Some(deviation_line) = Line::through(&years, &deviations).filter(|_| deviations.iter().all(|x| x.is_finite())) else {
            return Err(Error::Undefined {
                method: "σ-convergence",
                problem: "values are too large for their spread".to_owned(),
                remedy: "give them in a larger unit of measurement".to_owned(),
            });
        };
        Ok(Self {
            of: panel.of.clone(),
            units: whole.len(),
            left_out: left_out.collect(),
            deviation_line,
            variation_line: variations.and_then(|values| Line::through(&years, &values)),
            periods,
            notices: panel.notices.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_of_zero_has_no_relative_spread_and_one_unit_has_none() {
        let years: Vec<Period> = (2020..=2022).map(|year| Period::year(year).expect("a year")).collect();
        let panel = |rows: &[[f64; 3]]| {
            let rows: Vec<_> = rows.iter().map(|row| row.map(Some)).collect();
            Panel::new((0..rows.len()).map(|i| format!("u{i}")), &years, &rows).expect("a panel")
        };
        let found = SigmaConvergence::of(&panel(&[[-1.0, 1.0, 2.0], [1.0, 1.0, 4.0]])).expect("two units");
        assert_eq!((found.periods[0].coefficient_of_variation, found.variation_line), (None, None));
        assert_eq!(found.periods[1].standard_deviation, 0.0);
        assert_eq!(SigmaConvergence::of(&panel(&[[1.0; 3]])).unwrap_err().code(), "too-few");
        let huge = SigmaConvergence::of(&panel(&[[f64::MAX; 3], [f64::MIN; 3]]));
        assert!(huge.is_err() || huge.is_ok_and(|found| found.deviation_line.slope.is_finite()));
    }

    #[test]
    fn the_relative_spread_by_hand() {
        let years: Vec<Period> = (2020..=2021).map(|year| Period::year(year).expect("a year")).collect();
        let rows = [[1.0, 2.0], [3.0, 4.0]].map(|row| row.map(Some));
        let found = SigmaConvergence::of(&Panel::new(["A", "B"], &years, &rows).expect("a panel")).expect("two units");
        // √2 over 2, then over 3.
        let relative: Vec<f64> = found.periods.iter().map(|p| p.coefficient_of_variation.expect("a mean above 0")).collect();
        assert!(relative.iter().zip([2.0, 3.0]).all(|(v, mean)| (v * mean - 2.0_f64.sqrt()).abs() < 1e-12), "{relative:?}");
    }
}
