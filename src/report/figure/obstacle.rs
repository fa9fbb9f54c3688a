//! The largest obstacles (障碍度图).

use crate::analysis::obstacle::{Obstacle, Obstacles};
use crate::error::Error;
use crate::governance::Period;
use crate::label::Language;

use super::canvas::{AXIS, Anchor, Canvas, Font};
use super::layout::Names;
use super::palette::{INK, SERIES};
use super::ranking::with_period;
use super::scale::Scale;
use super::style::{Figure, INNER, Sheet, Style};
use super::text::number;

/// The indicators with the largest obstacle degrees (障碍度条形图), of one unit or as the mean over the units of a period.
///
/// ```
/// use governance_efficacy::analysis::obstacle::Obstacles;
/// use governance_efficacy::report::figure::{ObstacleBars, Style};
/// use governance_efficacy::{IndicatorTable, Weights};
///
/// let table = IndicatorTable::from_rows(["East"], &["order", "service"], &[[Some(0.75), Some(0.25)]])?;
/// let found = Obstacles::of_table(&table, &Weights::new([("order", 0.5), ("service", 0.5)])?)?;
/// // Losses 0.125 and 0.375: service is three quarters of what is missing.
/// let figure = ObstacleBars::default().of_unit("East").draw(&found, &Style::default())?;
/// assert!(figure.element().contains("75.0 %"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ObstacleBars {
    unit: Option<String>,
    period: Option<Period>,
    top: usize,
}

impl Default for ObstacleBars {
    /// The ten largest on average over the latest period.
    fn default() -> Self {
        Self { unit: None, period: None, top: 10 }
    }
}

impl ObstacleBars {
    /// Sets the unit; the mean over all units of the period if not set.
    #[must_use]
    pub fn of_unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// Sets the period; the latest if not set.
    #[must_use]
    pub fn of_period(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    /// Sets how many obstacles are shown at most; 10 if not set.
    #[must_use]
    pub fn with_top(mut self, top: usize) -> Self {
        self.top = top;
        self
    }

    /// Draws the obstacles.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a unit or period that is not there; [`Error::TooFew`] if nothing holds the unit back.
    pub fn draw(&self, found: &Obstacles, style: &Style) -> Result<Figure, Error> {
        let language = style.language();
        let period = self.period.or(found.rows.periods().last().copied());
        if let Some(period) = period.filter(|period| !found.rows.periods().contains(period)) {
            let known: Vec<String> = found.rows.periods().iter().map(ToString::to_string).collect();
            return Err(Error::unknown("period of the result", &period.to_string(), known.iter().map(String::as_str)));
        }
        let largest: Vec<(&Obstacle, f64)> = match &self.unit {
            Some(unit) => found.top(unit, period, found.indicators.len())?,
            None => found.top_on_average(period, found.indicators.len()),
        };
        let count = largest.len();
        let largest: Vec<(&Obstacle, f64)> = largest.into_iter().take(self.top).collect();
        if largest.is_empty() {
            return Err(Error::TooFew { what: "obstacles with a degree above 0 to draw", needed: 1 });
        }
        let labels: Vec<&str> = largest.iter().map(|(of, _)| style.of(&of.label)).collect();
        let names = Names::new(&labels, 280.0, 24.0, None);
        let (top, left) = (4.0, names.width);
        let bottom = top + names.height + 4.0;
        let scale = Scale::over(largest.iter().map(|(_, x)| 100.0 * x).chain([0.0]), left, INNER - 60.0);
        let mut body = Canvas::new();
        let axis = style.say("obstacle degree, % of all that is missing", "障碍度，占全部损失的百分比");
        body.x_axis(&scale, top, bottom, axis);
        names.draw(&mut body, 0.0, top);
        for (at, (_, degree)) in largest.iter().enumerate() {
            let (y, end) = (top + names.middle(at), scale.at(100.0 * degree));
            let text = format!("{} %", number(100.0 * degree, 1));
            body.rect((left, y - 7.5), (end - left, 15.0), SERIES[4], INK, &format!("{}: {text}", labels[at]));
            body.text(end + 6.0, y + 3.5, &text, Anchor::Start, Font::VALUE);
        }
        body.line((left, top), (left, bottom), INK, 1.0);
        let sum: f64 = largest.iter().map(|(_, degree)| degree).sum();
        let notes = vec![match (language, &self.unit) {
            (Language::En, Some(_)) => {
                format!("The {} largest of {count} obstacles: {} % of what is missing.", largest.len(), number(100.0 * sum, 1))
            }
            (Language::Zh, Some(_)) => {
                format!("{count} 项障碍中最大的 {} 项，合计占损失的 {} %。", largest.len(), number(100.0 * sum, 1))
            }
            (Language::En, None) => format!("The {} largest of {count} obstacles, mean degrees over the units.", largest.len()),
            (Language::Zh, None) => format!("{count} 项障碍中最大的 {} 项，为各单元障碍度的均值。", largest.len()),
        }];
        let what = match (language, &self.unit) {
            (Language::En, Some(unit)) => format!("Obstacles of {unit}"),
            (Language::Zh, Some(unit)) => format!("{unit}的障碍因子"),
            (Language::En, None) => "Obstacles on average".to_owned(),
            (Language::Zh, None) => "平均障碍因子".to_owned(),
        };
        let title = with_period(style, &what, period);
        let description = match language {
            Language::En => format!("Bars of obstacle degrees; the largest is {}.", labels[0]),
            Language::Zh => format!("障碍度条形图，最大的是{}。", labels[0]),
        };
        Ok(Sheet { title, description, body, height: bottom + AXIS, notes }.finish(style))
    }
}
