//! Who rises and falls (趋势): Sen's slope and the Mann–Kendall test.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::{Key, Label};
use crate::notice::Notice;
use crate::numeric::correlation::Correlation;
use crate::numeric::{false_discovery_rates, median};

use super::Panel;

/// Fewer values show no trend.
const LEAST: usize = 3;

/// The trend of every unit of a panel (趋势分析).
///
/// # Formula
/// The slope is Sen's: the median of `(x_s − x_t)/(s − t)` over all pairs of periods, in units of the value a year, so that one odd period
/// moves it little. Whether there is a trend is Kendall's test of the values against time (Mann's): the exact distribution up to 50
/// values without ties, else the normal one with the variance for ties and without a correction for continuity. The p-values of all units
/// are adjusted after Benjamini & Hochberg.
///
/// # Input
/// Values on one scale, at least three a unit. Periods may be missing and need not be evenly spaced. Values of one unit that depend on
/// each other from period to period make p-values too small.
///
/// # Complexity
/// O(t²) a unit of t periods.
///
/// # Reference
/// Mann (1945), Nonparametric tests against trend, *Econometrica* 13; Sen (1968), Estimates of the regression coefficient based on
/// Kendall's tau, *Journal of the American Statistical Association* 63; Benjamini & Hochberg (1995).
///
/// # Example
/// By hand: 1, 2, 4, 5, 9 rises at every pair; the ten slopes 1, 1, 4/3, 3/2, 3/2, 2, 2, 7/3, 5/2, 4 have the median `(3/2 + 2)/2`. Of the
/// 120 orders of five values two are as far from no trend, p = 1/60.
/// ```
/// use governance_efficacy::Period;
/// use governance_efficacy::analysis::panel::{Course, Panel, Trends};
///
/// let years: Vec<Period> = (2019..=2023).map(|year| Period::year(year).unwrap()).collect();
/// let found = Trends::of(&Panel::new(["East"], &years, &[[1.0, 2.0, 4.0, 5.0, 9.0].map(Some)])?)?;
/// let east = &found.trends[0];
/// assert_eq!((east.slope, east.tau), (1.75, Some(1.0)));
/// assert!((east.p_value.unwrap() - 1.0 / 60.0).abs() < 1e-12);
/// assert_eq!(east.course(0.05), Course::Rising);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trends {
    /// What the values are of, if that has a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Key>,
    /// The units with at least three values, in the order of the panel.
    pub trends: Vec<Trend>,
    /// Units with fewer.
    pub too_short: Vec<String>,
    /// Where the values are not comparable over all these periods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// The trend of one unit (单元趋势).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trend {
    /// The unit.
    pub unit: String,
    /// The period of its first value.
    pub first: Period,
    /// The period of its last value.
    pub last: Period,
    /// Number of values.
    pub values: usize,
    /// Sen's slope, a year (年均变化).
    pub slope: f64,
    /// Kendall's τ-b of values and time; none if all values are the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tau: Option<f64>,
    /// Two-sided p-value of no trend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_value: Option<f64>,
    /// The p-value adjusted for all units looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub false_discovery_rate: Option<f64>,
}

/// Which way a value goes (走向).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Course {
    /// Up (上升).
    Rising,
    /// Down (下降).
    Falling,
    /// Neither is shown (趋势不显著).
    Unclear,
}

impl Course {
    /// Its name for a reader.
    pub fn label(self) -> Label {
        match self {
            Self::Rising => Label::new("rising", "上升"),
            Self::Falling => Label::new("falling", "下降"),
            Self::Unclear => Label::new("no clear trend", "趋势不显著"),
        }
    }
}

impl Trend {
    /// Which way it goes, if the p-value, adjusted for all units, is at most `level`, for example 0.05.
    pub fn course(&self, level: f64) -> Course {
        match (self.false_discovery_rate, self.tau) {
            (Some(p), Some(tau)) if p <= level && tau > 0.0 => Course::Rising,
            (Some(p), Some(tau)) if p <= level && tau < 0.0 => Course::Falling,
            _ => Course::Unclear,
        }
    }
}

impl Trends {
    /// The trend of every unit of `panel`.
    ///
    /// # Errors
    /// [`Error::TooFew`] if no unit has three values.
    pub fn of(panel: &Panel) -> Result<Self, Error> {
        let years = panel.years();
        let (mut trends, mut too_short) = (Vec::new(), Vec::new());
        for (unit, values) in panel.units.iter().zip(&panel.values) {
            let there: Vec<usize> = (0..values.len()).filter(|&at| values[at].is_some()).collect();
            // At least three.
            let [first, _, .., last] = there[..] else {
                too_short.push(unit.clone());
                continue;
            };
            let times: Vec<f64> = there.iter().map(|&at| years[at]).collect();
            let values: Vec<f64> = values.iter().copied().flatten().collect();
            let test = Correlation::Kendall.associate(&times, &values);
            trends.push(Trend {
                unit: unit.clone(),
                first: panel.periods[first],
                last: panel.periods[last],
                values: values.len(),
                slope: sen_slope(&times, &values),
                tau: test.map(|test| test.coefficient),
                p_value: test.and_then(|test| test.p_value),
                false_discovery_rate: None,
            });
        }
        if trends.is_empty() {
            return Err(Error::TooFew { what: "periods with a value of the same unit", needed: LEAST });
        }
        let tested: Vec<usize> = (0..trends.len()).filter(|&at| trends[at].p_value.is_some()).collect();
        let p_values: Vec<f64> = tested.iter().filter_map(|&at| trends[at].p_value).collect();
        for (at, rate) in tested.into_iter().zip(false_discovery_rates(&p_values)) {
            trends[at].false_discovery_rate = Some(rate);
        }
        Ok(Self { of: panel.of.clone(), trends, too_short, notices: panel.notices.clone() })
    }
}

/// Of at least two values in ascending order of time.
fn sen_slope(times: &[f64], values: &[f64]) -> f64 {
    let mut slopes = Vec::with_capacity(times.len() * (times.len() - 1) / 2);
    for later in 1..times.len() {
        // Halves, so that no difference of finite values overflows.
        slopes.extend((0..later).map(|at| (values[later] / 2.0 - values[at] / 2.0) / (times[later] - times[at])));
    }
    slopes.sort_unstable_by(f64::total_cmp);
    (median(&slopes) * 2.0).clamp(f64::MIN, f64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(count: i16) -> Vec<Period> {
        (0..count).map(|at| Period::year(2010 + at).expect("a year")).collect()
    }

    #[test]
    fn gaps_and_spacing_count_in_years() {
        let rows =
            [vec![Some(1.0), None, None, Some(4.0), Some(5.0)], vec![Some(2.0); 5], vec![None, Some(1.0), None, None, Some(2.0)]];
        let found = Trends::of(&Panel::new(["A", "B", "C"], &years(5), &rows).expect("a panel")).expect("trends");
        assert_eq!(found.too_short, ["C"]);
        // (4 − 1)/3, (5 − 1)/4, (5 − 4)/1: all 1 a year.
        assert_eq!((found.trends[0].slope, found.trends[0].values), (1.0, 3));
        assert_eq!((found.trends[1].slope, found.trends[1].tau, found.trends[1].course(1.0)), (0.0, None, Course::Unclear));
        let quarters: Vec<Period> = (1..=4).map(|q| Period::quarter(2020, q).expect("a quarter")).collect();
        let panel = Panel::new(["A"], &quarters, &[[4.0, 3.0, 2.0, 1.0].map(Some)]).expect("a panel");
        // One less a quarter is four less a year.
        let falling = &Trends::of(&panel).expect("a trend").trends[0];
        assert_eq!((falling.slope, falling.course(1.0)), (-4.0, Course::Falling));
        assert_eq!((found.trends[0].course(1.0), found.trends[0].course(0.001)), (Course::Rising, Course::Unclear));
    }

    #[test]
    fn what_has_no_trend_says_so() {
        let panel = Panel::new(["A"], &years(2), &[[Some(1.0), Some(2.0)]]).expect("a panel");
        assert_eq!(Trends::of(&panel).unwrap_err().code(), "too-few");
        let rows = [[f64::MIN, f64::MAX, 0.0].map(Some)];
        assert!(Trends::of(&Panel::new(["A"], &years(3), &rows).expect("finite")).expect("a trend").trends[0].slope.is_finite());
        assert!(Panel::new(["A", "A"], &years(1), &[[Some(1.0)], [Some(2.0)]]).is_err());
        assert_eq!(Panel::new(["A"], &years(1), &[[Some(f64::NAN)]]).unwrap_err().code(), "value");
        assert_eq!(Panel::new(["A"], &years(2), &[[Some(1.0)]]).unwrap_err().code(), "length");
    }
}
