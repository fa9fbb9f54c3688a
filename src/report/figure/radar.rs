//! Dimensions of few units on the spokes of a wheel (雷达图).

use crate::error::Error;
use crate::governance::Period;
use crate::label::Language;
use crate::model::{Evaluation, NodeResult};
use crate::score::Orientation;

use super::canvas::{Anchor, Canvas, Font, SIZE};
use super::layout::{Swatch, legend};
use super::numbers::{Line, numbers};
use super::palette::GRID;
use super::ranking::with_period;
use super::scale::Scale;
use super::style::{Figure, INNER, Sheet, Style};
use super::text::{number, wrap};

/// More lines than these can't be told apart.
const MOST: usize = 6;

/// The scores of the dimensions right below the whole for few units (四维雷达图): those named, else the first and the last of the ranking; with
/// the mean of all units of the period.
///
/// The area within a line means nothing: it depends on the order of the spokes. Read the points along each spoke.
///
/// # Example
/// See `docs/gallery` of the repository; a radar needs at least three dimensions:
/// ```
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::report::figure::{Radar, Style};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("answered")?])?);
/// let table = IndicatorTable::from_rows(["A", "B"], &["answered"], &[[Some(0.9)], [Some(0.6)]])?;
/// assert_eq!(Radar::default().draw(&model.evaluate(&table)?, &Style::default()).unwrap_err().code(), "too-few");
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Radar {
    units: Vec<String>,
    period: Option<Period>,
}

impl Radar {
    /// Sets the units, at most five.
    ///
    /// # Errors
    /// [`Error::Limit`] for more.
    pub fn of_units<S: Into<String>>(mut self, units: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        self.units = units.into_iter().map(Into::into).collect();
        if self.units.len() >= MOST {
            return Err(Error::Limit { what: "units on a radar", found: self.units.len(), limit: MOST - 1 });
        }
        Ok(self)
    }

    /// Sets the period; the latest if not set.
    #[must_use]
    pub fn of_period(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    /// Draws the dimensions.
    ///
    /// # Errors
    /// [`Error::TooFew`] with fewer than three dimensions or no score; [`Error::Unknown`] for a unit that is not in the period.
    pub fn draw(&self, evaluation: &Evaluation, style: &Style) -> Result<Figure, Error> {
        let language = style.language();
        let rows = evaluation.rows();
        let period = self.period.or(rows.periods().last().copied());
        let spokes: Vec<&NodeResult> = evaluation.nodes().iter().skip(1).filter(|node| !node.address().contains('/')).collect();
        if spokes.len() < 3 {
            return Err(Error::TooFew { what: "dimensions right below the whole for a radar", needed: 3 });
        }
        let lines = self.lines(evaluation, &spokes, period, style)?;
        let all = lines.iter().flat_map(|(_, values)| values.iter().flatten().copied());
        // Shares are shown from 0 to 1, so that figures compare; other scores within what they are.
        let is_share = all.clone().all(|x| (0.0..=1.0).contains(&x));
        let radius = 170.0;
        let scale = if is_share { Scale::between(0.0, 1.0, 0.0, radius) } else { Scale::over(all, 0.0, radius) };
        let labels: Vec<Vec<String>> = spokes.iter().map(|node| wrap(style.of(node.label()), SIZE, 190.0)).collect();
        let tallest = labels.iter().map(Vec::len).max().unwrap_or(1) as f64 * 15.0;
        let center = (INNER / 2.0, tallest + radius + 18.0);
        let at = |k: usize, r: f64| {
            let angle = std::f64::consts::TAU * k as f64 / spokes.len() as f64 - std::f64::consts::FRAC_PI_2;
            (center.0 + r * angle.cos(), center.1 + r * angle.sin())
        };
        let mut body = Canvas::new();
        for tick in scale.ticks() {
            let ring: Vec<(f64, f64)> = (0..spokes.len()).map(|k| at(k, scale.at(tick))).collect();
            body.curve(&ring, true, GRID, 0.75, "");
        }
        for (k, lines) in labels.iter().enumerate() {
            body.line(center, at(k, radius), GRID, 0.75);
            let (x, y) = at(k, radius + 14.0);
            let lean = (x - center.0) / radius;
            let anchor = if lean > 0.15 {
                Anchor::Start
            } else if lean < -0.15 {
                Anchor::End
            } else {
                Anchor::Middle
            };
            let rise = (y - center.1) / radius * lines.len() as f64 * 7.5;
            body.lines(x, y + rise, lines, anchor, Font::BOLD);
        }
        for (series, (name, values)) in lines.iter().enumerate() {
            let points: Vec<Option<(f64, f64)>> = values.iter().enumerate().map(|(k, x)| x.map(|x| at(k, scale.at(x)))).collect();
            // Across a gap there is no line.
            if let Some(points) = points.iter().copied().collect::<Option<Vec<_>>>() {
                body.polyline(&points, true, series, 2.0);
            } else {
                for k in 0..points.len() {
                    if let (Some(a), Some(b)) = (points[k], points[(k + 1) % points.len()]) {
                        body.polyline(&[a, b], false, series, 2.0);
                    }
                }
            }
            for ((point, value), node) in points.iter().zip(values).zip(&spokes) {
                if let (Some(point), Some(value)) = (point, value) {
                    let tooltip = format!("{name}, {}: {}", style.of(node.label()), number(*value, 3));
                    body.mark(*point, 4.5, series, &tooltip);
                }
            }
        }
        for tick in scale.ticks() {
            let (x, y) = at(0, scale.at(tick));
            body.over_lines(x - 8.0, y + 3.5, &number(tick, scale.decimals()), Anchor::End, Font::AXIS);
        }
        let lowest = (0..spokes.len()).map(|k| at(k, radius).1).fold(center.1, f64::max);
        let mut height = lowest + tallest + 22.0;
        let items: Vec<(Swatch, String)> =
            lines.iter().enumerate().map(|(k, (name, _))| (Swatch::Line(k), name.clone())).collect();
        let (part, part_height) = legend(&items, INNER);
        body.place(part, 0.0, height);
        height += part_height;
        height = numbers(&mut body, height, &labels_of(&spokes, style), &lines);

        let notes = notes(&spokes, &scale, style);
        let title = with_period(style, style.say("Dimensions", "各维度得分"), period);
        let names: Vec<&str> = lines.iter().map(|(name, _)| name.as_str()).collect();
        let description = match language {
            Language::En => {
                format!("Radar of {} dimensions for {}; the numbers stand in the table beneath.", spokes.len(), names.join(", "))
            }
            Language::Zh => format!("{} 个维度的雷达图：{}；数值见图下表格。", spokes.len(), names.join("、")),
        };
        Ok(Sheet { title, description, body, height, notes }.finish(style))
    }

    /// The lines: a name, and a value on each spoke.
    fn lines(
        &self,
        evaluation: &Evaluation,
        spokes: &[&NodeResult],
        period: Option<Period>,
        style: &Style,
    ) -> Result<Vec<Line>, Error> {
        let rows = evaluation.rows();
        let members: Vec<usize> = rows.iter().enumerate().filter(|(_, row)| row.period == period).map(|(at, _)| at).collect();
        let chosen = if self.units.is_empty() {
            let ranks = evaluation.root().ranks();
            let mut ranked: Vec<(f64, usize)> =
                members.iter().filter_map(|&row| Some((ranks.get(row).copied().flatten()?, row))).collect();
            ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut ends: Vec<usize> = ranked.first().into_iter().chain(ranked.last()).map(|(_, row)| *row).collect();
            ends.dedup();
            ends
        } else {
            let row = |unit: &String| {
                let known = members.iter().filter_map(|&row| rows.get(row)).map(|row| row.unit);
                rows.position(unit, period).ok_or_else(|| Error::unknown("unit of the period", unit, known))
            };
            self.units.iter().map(row).collect::<Result<_, Error>>()?
        };
        if chosen.is_empty() {
            return Err(Error::TooFew { what: "units with a rank in the period of the radar", needed: 1 });
        }
        let value = |node: &NodeResult, row: usize| node.scores().get(row).copied().flatten();
        let mut lines: Vec<Line> = chosen
            .iter()
            .filter_map(|&row| Some((rows.get(row)?.unit.to_owned(), spokes.iter().map(|node| value(node, row)).collect())))
            .collect();
        if members.len() > 1 {
            let mean = |node: &&NodeResult| {
                let scores: Vec<f64> = members.iter().filter_map(|&row| value(node, row)).collect();
                (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
            };
            let name = match style.language() {
                Language::En => format!("mean of {}", members.len()),
                Language::Zh => format!("{} 个单元的均值", members.len()),
            };
            lines.push((name, spokes.iter().map(mean).collect()));
        }
        Ok(lines)
    }
}

fn labels_of(spokes: &[&NodeResult], style: &Style) -> Vec<String> {
    spokes.iter().map(|node| style.of(node.label()).to_owned()).collect()
}

/// What a reader of the wheel must know.
fn notes(spokes: &[&NodeResult], scale: &Scale, style: &Style) -> Vec<String> {
    let mut notes = Vec::new();
    if scale.low() != 0.0 {
        notes.push(match style.language() {
            Language::En => format!("The center is {}.", number(scale.low(), scale.decimals())),
            Language::Zh => format!("圆心为 {}。", number(scale.low(), scale.decimals())),
        });
    }
    let lower: Vec<&str> = spokes
        .iter()
        .filter(|node| node.orientation() == Orientation::LowerIsBetter)
        .map(|node| style.of(node.label()))
        .collect();
    if !lower.is_empty() {
        notes.push(match style.language() {
            Language::En => format!("Less is better on: {}.", lower.join(", ")),
            Language::Zh => format!("以下维度越低越好：{}。", lower.join("、")),
        });
    }
    notes.push(
        style
            .say(
                "Read along the spokes: the area within a line means nothing. A dash is no score.",
                "请沿轴线读数：线内面积没有含义。横线表示没有得分。",
            )
            .to_owned(),
    );
    notes
}
