//! Whether units that start low catch up: β-convergence (β 收敛).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Place};
use crate::governance::Period;
use crate::label::{Key, Label};
use crate::notice::Notice;
use crate::numeric::least_squares::{Coefficient, LeastSquares};

use super::Panel;

/// What grows with what (β 收敛模型形式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BetaForm {
    /// `ln(y_T/y_0)/T = a + b ln y_0` (对数形式): the usual form, of positive values.
    #[default]
    Logarithmic,
    /// `(y_T − y_0)/T = a + b y_0` (线性形式): for scores, of which some may be 0.
    Linear,
}

impl BetaForm {
    /// Its name for a reader.
    pub fn label(self) -> Label {
        match self {
            Self::Logarithmic => Label::new("logarithmic", "对数形式"),
            Self::Linear => Label::new("linear", "线性形式"),
        }
    }
}

/// The settings of a test of β-convergence (β 收敛检验设定).
///
/// # Formula
/// Least squares over the units with a value in both periods, T years apart: growth a year on the start, and on controls if there are
/// any (conditional convergence). Units that start low catch up if `b < 0`. The speed is `β = −ln(1 + bT)/T` and half of a distance is
/// gone after `ln 2/β` years; for `1 + bT ≤ 0` units cross over and neither exists.
///
/// # Edge cases
/// `b < 0` is necessary for units to draw together and not sufficient (Galton's fallacy): read it with
/// [`SigmaConvergence`](super::SigmaConvergence). Errors of measurement in the start alone make b negative.
///
/// # Reference
/// Barro & Sala-i-Martin (1992), Convergence, *Journal of Political Economy* 100(2); Quah (1993), Galton's fallacy and tests of the
/// convergence hypothesis, *Scandinavian Journal of Economics* 95(4).
///
/// # Example
/// By hand: 0, 2 and 4 become 2, 3 and 4 in two years, growth of 1, ½ and 0 a year: a straight line, which falls by ½ from 0 to 2.
/// ```
/// use governance_efficacy::Period;
/// use governance_efficacy::analysis::panel::{BetaForm, BetaSettings, Panel};
///
/// let years = [2020, 2022].map(|year| Period::year(year).unwrap());
/// let rows = [[Some(0.0), Some(2.0)], [Some(2.0), Some(3.0)], [Some(4.0), Some(4.0)]];
/// let panel = Panel::new(["A", "B", "C"], &years, &rows)?;
/// let found = BetaSettings::default().with_form(BetaForm::Linear).of(&panel)?;
/// assert!((found.slope.estimate + 0.25).abs() < 1e-12);
/// // 1 + bT = 1/2: half of the distance is gone after these two years.
/// assert!((found.half_life.unwrap() - 2.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BetaSettings {
    form: BetaForm,
    between: Option<(Period, Period)>,
    controls: Vec<(String, Vec<(String, f64)>)>,
}

/// What a test of β-convergence found (β 收敛结果). Made by [`BetaSettings::of`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BetaConvergence {
    /// What the values are of, if that has a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Key>,
    /// What grows with what.
    pub form: BetaForm,
    /// The period of the start.
    pub from: Period,
    /// The period of the end.
    pub to: Period,
    /// Units that count.
    pub units: usize,
    /// Units without one of the values needed.
    pub left_out: Vec<String>,
    /// Growth where the start is 0, or its logarithm.
    pub intercept: Coefficient,
    /// The coefficient b of the start.
    pub slope: Coefficient,
    /// The coefficients of the controls.
    pub controls: Vec<(String, Coefficient)>,
    /// Share of the variance of growth that is explained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r_squared: Option<f64>,
    /// Speed of convergence β a year (收敛速度); negative where units draw apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// Years until half of the distance is gone (半程收敛周期); none unless units draw together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_life: Option<f64>,
    /// Where the values are not comparable over all these periods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

impl BetaSettings {
    /// Sets what grows with what; logarithmic if not set.
    #[must_use]
    pub fn with_form(mut self, form: BetaForm) -> Self {
        self.form = form;
        self
    }

    /// Sets start and end; the first and the last period if not set.
    #[must_use]
    pub fn between(mut self, from: Period, to: Period) -> Self {
        self.between = Some((from, to));
        self
    }

    /// Adds a control: a value for each unit, by name (控制变量).
    #[must_use]
    pub fn with_control<S: Into<String>>(mut self, name: impl Into<String>, values: impl IntoIterator<Item = (S, f64)>) -> Self {
        self.controls.push((name.into(), values.into_iter().map(|(unit, x)| (unit.into(), x)).collect()));
        self
    }

    /// Regresses the growth of the units of `panel` on their start.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a period that is not there, [`Error::InvalidSetting`] for an end that is not after the start or a control
    /// that is not finite, [`Error::Value`] with the unit for a value that is not positive in the logarithmic form, [`Error::TooFew`] for
    /// no more units than coefficients, [`Error::Undefined`] where the start or a control does not vary, or one follows from the others.
    pub fn of(&self, panel: &Panel) -> Result<BetaConvergence, Error> {
        let ends = panel.periods.first().copied().zip(panel.periods.last().copied());
        let (from, to) = self.between.or(ends).ok_or(Error::TooFew { what: "periods", needed: 2 })?;
        let (start, end) = (panel.place(from)?, panel.place(to)?);
        if start >= end {
            return Err(Error::setting("the end of growth", to, format!("give a period after {from}")));
        }
        let years = panel.years();
        let span = years[end] - years[start];
        let mut variables: Vec<Vec<f64>> = vec![Vec::new(); 1 + self.controls.len()];
        let of_units: Vec<HashMap<&str, f64>> =
            self.controls.iter().map(|(_, values)| values.iter().map(|(unit, x)| (unit.as_str(), *x)).collect()).collect();
        let (mut growth, mut left_out) = (Vec::new(), Vec::new());
        for (unit, values) in panel.units.iter().zip(&panel.values) {
            let controls: Option<Vec<f64>> = of_units.iter().map(|of_unit| of_unit.get(unit.as_str()).copied()).collect();
            let (Some(before), Some(after), Some(controls)) = (values[start], values[end], controls) else {
                left_out.push(unit.clone());
                continue;
            };
            if let Some((at, odd)) = controls.iter().enumerate().find(|(_, x)| !x.is_finite()) {
                let what = format!("control {:?} of unit {unit:?}", self.controls[at].0);
                return Err(Error::setting(what, odd, "give a finite value"));
            }
            let (level, rate) = match self.form {
                BetaForm::Linear => (before, (after - before) / span),
                BetaForm::Logarithmic => {
                    for (x, period) in [(before, from), (after, to)] {
                        if x <= 0.0 {
                            let place = Place { unit: unit.clone(), period: Some(period), indicator: panel.of.clone() };
                            let problem = "is not positive, which growth in logarithms needs".to_owned();
                            let remedy = "take BetaForm::Linear, or leave the unit out".to_owned();
                            return Err(Error::Value { place: Box::new(place), value: x, problem, remedy });
                        }
                    }
                    (before.ln(), (after.ln() - before.ln()) / span)
                }
            };
            variables[0].push(level);
            variables[1..].iter_mut().zip(controls).for_each(|(column, x)| column.push(x));
            growth.push(rate);
        }
        let needed = variables.len() + 2;
        if growth.len() < needed {
            return Err(Error::TooFew { what: "units with a start, an end and all controls", needed });
        }
        let Some(LeastSquares { coefficients, r_squared }) = LeastSquares::of(&variables, &growth) else {
            return Err(Error::Undefined {
                method: "β-convergence",
                problem: "the start or a control is the same for all units, or follows from the others".to_owned(),
                remedy: "leave that control out, or give units that start apart".to_owned(),
            });
        };
        let [intercept, slope, controls @ ..] = &coefficients[..] else { return Err(Error::TooFew { what: "units", needed }) };
        let kept = 1.0 + slope.estimate * span;
        let speed = (kept > 0.0).then(|| -kept.ln() / span);
        Ok(BetaConvergence {
            of: panel.of.clone(),
            form: self.form,
            from,
            to,
            units: growth.len(),
            left_out,
            intercept: *intercept,
            slope: *slope,
            controls: self.controls.iter().map(|(name, _)| name.clone()).zip(controls.iter().copied()).collect(),
            r_squared,
            notices: panel.breaks_within(from, to),
            speed,
            half_life: speed.filter(|&speed| speed > 0.0).map(|speed| std::f64::consts::LN_2 / speed),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(rows: &[[f64; 2]]) -> Panel {
        let years = [2020, 2025].map(|year| Period::year(year).expect("a year"));
        let rows: Vec<_> = rows.iter().map(|row| row.map(Some)).collect();
        Panel::new((0..rows.len()).map(|i| format!("u{i}")), &years, &rows).expect("a panel")
    }

    #[test]
    fn a_known_speed_is_found_again() {
        // ln y moves a share 1 − e^{−βT} of its way to 2: β = 0.03 in five years.
        let kept = (-0.15_f64).exp();
        let rows: Vec<[f64; 2]> =
            (1..=8).map(|i| f64::from(i) * 0.3).map(|x| [x.exp(), (2.0 + (x - 2.0) * kept).exp()]).collect();
        let found = BetaSettings::default().of(&panel(&rows)).expect("a fit");
        assert!((found.speed.expect("a speed") - 0.03).abs() < 1e-9, "{found:?}");
        assert!((found.half_life.expect("half") - std::f64::consts::LN_2 / 0.03).abs() < 1e-6);
    }

    #[test]
    fn a_control_takes_its_part_and_what_can_not_be_told_is_refused() {
        let rows = [[1.0, 2.0], [2.0, 2.5], [3.0, 4.5], [4.0, 4.0], [5.0, 6.5], [6.0, 5.5]];
        let control = |of: fn(usize) -> f64| (0..6).map(move |i| (format!("u{i}"), of(i)));
        let linear = BetaSettings::default().with_form(BetaForm::Linear);
        // Units 0, 2, 4 grow more than 1, 3, 5.
        let found =
            linear.clone().with_control("even", control(|i| f64::from(u8::from(i % 2 == 0)))).of(&panel(&rows)).expect("a fit");
        assert_eq!(found.controls.len(), 1);
        assert!(found.controls[0].1.estimate > 0.0 && found.r_squared > linear.of(&panel(&rows)).expect("a fit").r_squared);
        let code = |result: Result<BetaConvergence, Error>| result.map_err(|e| e.code()).err();
        assert_eq!(code(linear.clone().with_control("same", control(|_| 1.0)).of(&panel(&rows))), Some("undefined"));
        assert_eq!(code(linear.clone().with_control("odd", control(|_| f64::NAN)).of(&panel(&rows))), Some("invalid-setting"));
        assert_eq!(code(linear.with_control("few", [("u0", 1.0)]).of(&panel(&rows))), Some("too-few"));
        let zero = BetaSettings::default().of(&panel(&[[0.0, 1.0], [1.0, 2.0], [2.0, 3.0]])).unwrap_err().to_string();
        assert!(zero.contains("u0") && zero.contains("Linear"), "{zero}");
    }

    #[test]
    fn growth_counts_from_the_start_of_what_is_asked() {
        // Of three periods the later two: as if the first were not there.
        let years = [2010, 2020, 2025].map(|year| Period::year(year).expect("a year"));
        let of_all: Vec<[Option<f64>; 3]> = (1..=8)
            .map(|i| f64::from(i) * 0.3)
            .map(|x| [Some(9.0), Some(x.exp()), Some((2.0 + (x - 2.0) * 0.5).exp())])
            .collect();
        let all = Panel::new((0..8).map(|i| format!("u{i}")), &years, &of_all).expect("a panel");
        let of_two: Vec<[f64; 2]> = of_all.iter().map(|row| [row[1].expect("a value"), row[2].expect("a value")]).collect();
        let settings = BetaSettings { between: Some((years[1], years[2])), ..BetaSettings::default() };
        let (part, whole) = (settings.of(&all).expect("a fit"), BetaSettings::default().of(&panel(&of_two)).expect("a fit"));
        assert_eq!((part.speed, part.half_life), (whole.speed, whole.half_life));
        assert!((part.speed.expect("a speed") - std::f64::consts::LN_2 / 5.0).abs() < 1e-9, "{part:?}");
    }
}
