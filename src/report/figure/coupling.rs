//! Coupling against development (耦合协调散点图).

use crate::analysis::coupling::Couplings;
use crate::error::Error;
use crate::governance::Period;
use crate::label::Language;

use super::canvas::{AXIS, Anchor, Canvas, Font, SMALL};
use super::choice::Ends;
use super::layout::{Swatch, along, key, label_points, legend};
use super::palette::SERIES;
use super::ranking::with_period;
use super::scale::Scale;
use super::style::{Figure, INNER, Sheet, Style};
use super::text::{number, width};

/// Up to as many points have a number and a name.
const NAMED: usize = 40;

/// Coupling C and level of development T of each unit of a period (耦合协调散点图), with the curves on which the degree of coordination
/// `D = √(C T)` has the bounds of its classes. Units are numbered by D, the best first; of many, the first ten and the last ten.
///
/// ```
/// use governance_efficacy::IndicatorTable;
/// use governance_efficacy::analysis::coupling::CouplingCoordination;
/// use governance_efficacy::report::figure::{CouplingScatter, Style};
///
/// // Levels alike: C = 1 and T = 0.64, so that D = 0.8.
/// let table = IndicatorTable::from_rows(["East"], &["order", "service"], &[[Some(0.64), Some(0.64)]])?;
/// let found = CouplingCoordination::default().of_table(&table, &["order", "service"])?;
/// let figure = CouplingScatter::default().draw(&found, &Style::default())?;
/// assert!(figure.element().contains("East 0.800"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CouplingScatter {
    period: Option<Period>,
}

impl CouplingScatter {
    /// Sets the period; the latest if not set.
    #[must_use]
    pub fn of_period(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    /// Draws the rows of one period.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a period the result lacks; [`Error::TooFew`] if no row of it has a degree.
    pub fn draw(&self, found: &Couplings, style: &Style) -> Result<Figure, Error> {
        let language = style.language();
        let period = self.period.or(found.rows.periods().last().copied());
        let of = |row: usize| found.coordination.get(row).and_then(Option::as_ref);
        let everyone = Ends { first: usize::MAX / 2, last: 0 };
        let shown = everyone.choose(&found.rows, period, |row| of(row).map(|of| -of.degree), language)?;
        let points: Vec<_> =
            shown.rows.iter().filter_map(|&row| Some((found.rows.get(row)?.unit.to_owned(), of(row)?))).collect();

        let (left, right, top) = (48.0, INNER - 16.0, 26.0);
        let bottom = top + 430.0;
        let x = axis(points.iter().map(|(_, of)| of.coupling), left, right);
        let y = axis(points.iter().map(|(_, of)| of.development), bottom, top);
        let mut body = Canvas::new();
        body.x_axis(&x, top, bottom, style.say("coupling C", "耦合度 C"));
        body.y_axis(&y, left, right, style.say("level of development T", "综合发展水平 T"));
        let written = curves(&mut body, &x, &y);
        let places: Vec<(f64, f64)> = points.iter().map(|(_, of)| (x.at(of.coupling), y.at(of.development))).collect();
        let count = points.len();
        // One mark a class, the best first.
        let mut classes: Vec<_> = points.iter().map(|(_, of)| of.class).collect();
        classes.dedup();
        let series = |k: usize| (k + 2) % SERIES.len();
        for ((name, of), place) in points.iter().zip(&places) {
            let k = classes.iter().position(|class| *class == of.class).unwrap_or(0);
            let tooltip = format!(
                "{name}: C {}, T {}, D {}, {}",
                number(of.coupling, 3),
                number(of.development, 3),
                number(of.degree, 3),
                style.of(&of.class.label())
            );
            body.mark(*place, if count > 300 { 2.5 } else { 4.5 }, series(k), &tooltip);
        }
        let numbered: Vec<usize> = (0..count).filter(|k| count <= NAMED || *k < 10 || *k + 10 >= count).collect();
        let texts: Vec<String> = numbered.iter().map(|k| (k + 1).to_string()).collect();
        let at: Vec<(f64, f64)> = numbered.iter().map(|&k| places[k]).collect();
        // A label also keeps off the points that have none, and off what is written.
        let others = (0..count).filter(|k| !numbered.contains(k)).map(|k| places[k]).chain(written);
        label_points(&mut body, &at, &texts, others, (left, top, right, bottom));
        let mut height = bottom + AXIS + 4.0;
        let items: Vec<(Swatch, String)> = classes
            .iter()
            .enumerate()
            .map(|(k, class)| (Swatch::Mark(series(k), SERIES[series(k)].to_owned()), style.of(&class.label()).to_owned()))
            .collect();
        let (part, part_height) = legend(&items, INNER);
        body.place(part, 0.0, height);
        height += part_height;
        let named: Vec<(String, String)> = numbered
            .iter()
            .zip(&texts)
            .map(|(&k, text)| (text.clone(), format!("{} {}", points[k].0, number(points[k].1.degree, 3))))
            .collect();
        let (part, part_height) = key(&named, INNER);
        body.place(part, 0.0, height);
        height += part_height;
        let form = found.form.label();
        let mut notes = vec![match language {
            Language::En => format!(
                "Numbered by the degree of coordination D, which stands beside the name. C: {}; {}.",
                style.of(&form),
                style.of(&found.closed.label())
            ),
            Language::Zh => {
                format!("按耦合协调度 D 编号，D 列于名称之后。C：{}；{}。", style.of(&form), style.of(&found.closed.label()))
            }
        }];
        if count > NAMED {
            notes.push(match language {
                Language::En => format!("Named: the first 10 and the last 10 of {count}."),
                Language::Zh => format!("共 {count} 个，只标出前 10 个与后 10 个。"),
            });
        }
        notes.extend(shown.note);
        let title = with_period(style, style.say("Coupling and development", "耦合协调"), period);
        let (best, worst) = (&points[0], &points[count - 1]);
        let description = match language {
            Language::En => format!(
                "Scatter of {count} units. D is from {} ({}) to {} ({}).",
                number(worst.1.degree, 3),
                worst.0,
                number(best.1.degree, 3),
                best.0
            ),
            Language::Zh => format!(
                "{count} 个单元的散点图。D 从 {}（{}）到 {}（{}）。",
                number(worst.1.degree, 3),
                worst.0,
                number(best.1.degree, 3),
                best.0
            ),
        };
        Ok(Sheet { title, description, body, height, notes }.finish(style))
    }
}

/// An axis in tenths around the values, so that units near each other stand apart, within 0 to 1.
fn axis(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Scale {
    let (low, high) = values.fold((1.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
    let (low, high) = (((low - 0.02) * 10.0).floor() / 10.0, ((high + 0.02) * 10.0).ceil() / 10.0);
    Scale::between(low.max(0.0), high.min(1.0), from, to)
}

/// Draws the curves of equal coordination with their degrees, and gives the places where something is written.
fn curves(body: &mut Canvas, x: &Scale, y: &Scale) -> Vec<(f64, f64)> {
    let mut written = Vec::new();
    let top = y.at(y.high());
    for tenth in 1..10 {
        let degree = f64::from(tenth) / 10.0;
        let curve: Vec<(f64, f64)> = (0..=80)
            .map(|k| x.low() + (x.high() - x.low()) * f64::from(k) / 80.0)
            .map(|c| (c, degree * degree / c.max(1e-9)))
            .filter(|(_, t)| (y.low()..=y.high()).contains(t))
            .map(|(c, t)| (x.at(c), y.at(t)))
            .collect();
        if curve.len() > 1 {
            body.curve(&curve, false, "#8C8C8C", 0.9, "5 4");
        }
        // At the left: levels alike crowd at the right, where C is 1.
        if let Some((cx, cy)) = curve.first().filter(|_| curve.len() > 12) {
            let text = format!("D = {}", number(degree, 1));
            let place = (cx + 6.0, cy.max(top + 10.0) + 3.5);
            body.over_lines(place.0, place.1, &text, Anchor::Start, Font::AXIS);
            written.extend(along(place.0, place.1 - 4.0, width(&text, SMALL)));
        }
    }
    written
}
