//! How scores move from period to period (变化斜率图).

use crate::error::Error;
use crate::label::Language;
use crate::model::Evaluation;
use crate::score::Orientation;

use super::canvas::{Anchor, Canvas, Font, SIZE, SMALL};
use super::palette::{GRID, MUTED, SERIES};
use super::ranking::score_name;
use super::scale::{Scale, spread, whole};
use super::style::{Figure, INNER, Sheet, Style};
use super::text::{LEADING, clean, number, short, signed, width, wrap};

/// More named lines than these are a tangle.
const NAMED: usize = 8;

/// The scores of units over the periods (变化斜率图): few are drawn with names, marks and dashes of their own, the others in the background.
///
/// Named are the units asked for, else those that rose and fell the most from the first to the last period, with their changes. Scores
/// of all periods are on the scale of the fit, and compare.
///
/// ```
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::report::figure::{Slope, Style};
/// use governance_efficacy::table::{Column, Rows};
/// use governance_efficacy::{Indicator, IndicatorTable, Period};
///
/// let (a, b) = (Period::year(2023)?, Period::year(2024)?);
/// let rows = Rows::panel([("East", a), ("West", a), ("East", b), ("West", b)])?;
/// let table = IndicatorTable::new(rows, vec![Column::complete("answered".parse()?, vec![0.2, 0.6, 1.0, 0.6])?])?;
/// let evaluation = Model::new(System::flat([Indicator::new("answered")?])?).evaluate(&table)?;
/// let figure = Slope::default().draw(&evaluation, &Style::default())?;
/// assert!(figure.element().contains("East 1.000 (+1.000)"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slope {
    units: Vec<String>,
}

/// About as many lines stand in the background at most.
const BACKGROUND: usize = 120;

/// A unit with its scores, a period each.
type Course = (String, Vec<Option<f64>>);

impl Slope {
    /// Sets the units that are named, at most eight.
    ///
    /// # Errors
    /// [`Error::Limit`] for more.
    pub fn of_units<S: Into<String>>(mut self, units: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        self.units = units.into_iter().map(Into::into).collect();
        if self.units.len() > NAMED {
            return Err(Error::Limit { what: "units named on a slope chart", found: self.units.len(), limit: NAMED });
        }
        Ok(self)
    }

    /// Draws the scores of the whole.
    ///
    /// # Errors
    /// [`Error::TooFew`] with fewer than two periods or no score; [`Error::Unknown`] for a unit the result lacks.
    pub fn draw(&self, evaluation: &Evaluation, style: &Style) -> Result<Figure, Error> {
        let language = style.language();
        let periods = evaluation.rows().periods();
        if periods.len() < 2 {
            return Err(Error::TooFew { what: "periods for a slope chart", needed: 2 });
        }
        let courses = courses(evaluation);
        let named = self.named(&courses)?;
        let all = courses.iter().flat_map(|(_, scores)| scores.iter().flatten().copied());
        if all.clone().next().is_none() {
            return Err(Error::TooFew { what: "scores for a slope chart", needed: 1 });
        }
        let labels: Vec<(usize, Vec<String>, f64)> = named
            .iter()
            .filter_map(|&at| {
                let (name, scores) = &courses[at];
                let last = scores.iter().rposition(Option::is_some)?;
                let value = scores[last]?;
                let change = scores[0].filter(|_| last + 1 == scores.len()).map(|first| value - first);
                let change = change.map_or_else(String::new, |x| format!(" ({})", signed(x, 3)));
                Some((at, wrap(&format!("{} {}{change}", short(name), number(value, 3)), SIZE, 230.0), value))
            })
            .collect();
        let widest = labels.iter().flat_map(|(_, lines, _)| lines).map(|line| width(line, SIZE)).fold(60.0, f64::max);
        let tallest = labels.iter().map(|(_, lines, _)| lines.len() as f64 * SIZE * LEADING + 2.0).sum::<f64>();
        let ends = Scale::over(all.clone(), 0.0, 1.0);
        let numbers = ends.ticks().into_iter().map(|tick| width(&number(tick, ends.decimals()), SMALL));
        let (left, right) = (numbers.fold(40.0, f64::max) + 8.0, INNER - widest - 40.0);
        let (top, bottom) = (24.0, 24.0 + tallest.max(380.0));
        let scale = Scale::over(all, bottom, top);
        let step = (right - left) / (periods.len() - 1) as f64;
        let x = |k: usize| left + step * k as f64;
        let mut body = Canvas::new();
        body.y_axis(&scale, left, right, &score_name(style, evaluation.root().orientation()));
        let each = whole((width("2024-07 ", SIZE) / step).ceil().max(1.0));
        for (k, period) in periods.iter().enumerate() {
            body.line((x(k), top), (x(k), bottom), GRID, 0.75);
            if (periods.len() - 1 - k).is_multiple_of(each) {
                body.text(x(k), bottom + 17.0, &period.to_string(), Anchor::Middle, Font::TEXT);
            }
        }
        // Of very many lines each of so many is drawn: all would be a block of grey.
        let each_other = courses.len().div_ceil(BACKGROUND);
        for (at, (_, scores)) in courses.iter().enumerate() {
            if !named.contains(&at) && at % each_other == 0 {
                for points in stretches(scores, |k, score| (x(k), scale.at(score))) {
                    body.curve(&points, false, "#BFBFBF", 0.9, "");
                }
            }
        }
        let sizes: Vec<f64> = labels.iter().map(|(_, lines, _)| lines.len() as f64 * SIZE * LEADING + 2.0).collect();
        let wanted: Vec<f64> = labels.iter().map(|(.., value)| scale.at(*value)).collect();
        let places = spread(&wanted, &sizes, top - 8.0, bottom + 10.0);
        for (series, ((at, lines, _), place)) in labels.iter().zip(&places).enumerate() {
            let (name, scores) = &courses[*at];
            for points in stretches(scores, |k, score| (x(k), scale.at(score))) {
                body.polyline(&points, false, series, 2.2);
            }
            for (k, score) in scores.iter().enumerate() {
                let Some(score) = score else { continue };
                body.mark((x(k), scale.at(*score)), 4.5, series, &format!("{name} {}: {}", periods[k], number(*score, 3)));
            }
            let last = scores.iter().rposition(Option::is_some).unwrap_or(0);
            if (wanted[series] - place).abs() > 1.0 || last + 1 < scores.len() {
                body.line((x(last) + 6.0, wanted[series]), (right + 18.0, *place), MUTED, 0.5);
            }
            body.mark((right + 25.0, *place), 4.0, series, "");
            body.lines(right + 34.0, *place, lines, Anchor::Start, Font::TEXT);
        }
        let others = courses.len() - labels.len();
        let mut notes = Vec::new();
        if others > 0 {
            let chosen = if self.units.is_empty() {
                style.say("Named: the greatest rises and falls.", "标名的是升幅与降幅最大的单元。")
            } else {
                ""
            };
            notes.push(match (language, each_other) {
                (Language::En, 1) => format!("{chosen} In grey: {others} others.").trim().to_owned(),
                (Language::Zh, 1) => format!("{chosen}灰线：其余 {others} 个。"),
                (Language::En, k) => {
                    format!("{chosen} In grey: one in {k} of {others} others, by their order.").trim().to_owned()
                }
                (Language::Zh, k) => format!("{chosen}灰线：其余 {others} 个中按顺序每 {k} 个取一个。"),
            });
        }
        if evaluation.root().orientation() == Orientation::LowerIsBetter {
            notes.push(style.say("Less is better.", "得分越低越好。").to_owned());
        }
        let span = (periods[0].to_string(), periods[periods.len() - 1].to_string());
        let title = match language {
            Language::En => format!("Scores from {} to {}", span.0, span.1),
            Language::Zh => format!("得分变化（{}—{}）", span.0, span.1),
        };
        let said: Vec<String> = labels.iter().map(|(_, lines, _)| lines.join(" ")).collect();
        let description = match language {
            Language::En => format!("Lines of scores over {} periods. In the end: {}.", periods.len(), said.join("; ")),
            Language::Zh => format!("{} 期得分折线。期末：{}。", periods.len(), said.join("；")),
        };
        Ok(Sheet { title: clean(&title), description, body, height: bottom + 28.0, notes }.finish(style))
    }

    /// Which courses are named.
    fn named(&self, courses: &[Course]) -> Result<Vec<usize>, Error> {
        if !self.units.is_empty() {
            let known = || courses.iter().map(|(name, _)| name.as_str());
            let find = |unit: &String| known().position(|name| name == unit).ok_or_else(|| Error::unknown("unit", unit, known()));
            return self.units.iter().map(find).collect();
        }
        if courses.len() <= NAMED {
            return Ok((0..courses.len()).collect());
        }
        let change = |course: &Course| Some(course.1.last().copied().flatten()? - course.1.first().copied().flatten()?);
        let mut moved: Vec<(f64, usize)> =
            courses.iter().enumerate().filter_map(|(at, course)| Some((change(course)?, at))).collect();
        moved.sort_by(|a, b| b.0.total_cmp(&a.0));
        let half = NAMED / 2 - 1;
        let falls = moved.iter().rev().take(half.min(moved.len().saturating_sub(half))).rev();
        let named: Vec<usize> = moved.iter().take(half).chain(falls).map(|(_, at)| *at).collect();
        // Where none has a score at both ends, the first few are as good as any.
        Ok(if named.is_empty() { (0..NAMED).collect() } else { named })
    }
}

fn courses(evaluation: &Evaluation) -> Vec<Course> {
    let (rows, scores) = (evaluation.rows(), evaluation.root().scores());
    let of = |unit: &str| -> Vec<Option<f64>> {
        let at = |period| rows.position(unit, Some(period)).and_then(|row| scores.get(row).copied().flatten());
        rows.periods().iter().map(|&period| at(period)).collect()
    };
    rows.unit_names().map(|unit| (unit.to_owned(), of(unit))).collect()
}

/// The parts of a course between its gaps.
fn stretches(scores: &[Option<f64>], at: impl Fn(usize, f64) -> (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let mut parts = vec![Vec::new()];
    for (k, score) in scores.iter().enumerate() {
        match (score, parts.last_mut()) {
            (Some(score), Some(part)) => part.push(at(k, *score)),
            _ => parts.push(Vec::new()),
        }
    }
    parts.retain(|part| part.len() > 1);
    parts
}

const _: () = assert!(NAMED <= SERIES.len());
