//! Weights of several methods beside each other (权重比较图).

use crate::error::Error;
use crate::label::{Key, Label, Language};
use crate::weight::Weights;

use super::canvas::{AXIS, Canvas};
use super::layout::{Names, Swatch, legend};
use super::palette::{GRID, SERIES};
use super::scale::Scale;
use super::style::{Figure, INNER, Sheet, Style};
use super::text::number;

/// Weights of the same indicators by several methods (权重比较图): a row an indicator, a mark a method, at most eight.
///
/// ```
/// use governance_efficacy::report::figure::{Style, WeightBars};
/// use governance_efficacy::{Label, Weights};
///
/// let equal = Weights::new([("order", 0.5), ("service", 0.5)])?;
/// let judged = Weights::new([("order", 0.75), ("service", 0.25)])?;
/// let methods = [(Label::new("equal", "等权"), equal), (Label::new("judged", "主观"), judged)];
/// let figure = WeightBars::default().with_labels([("order".parse()?, Label::new("Order", "秩序"))]).draw(&methods, &Style::default())?;
/// assert!(figure.element().contains("Order, judged: 0.7500"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeightBars {
    labels: Vec<(Key, Label)>,
}

impl WeightBars {
    /// Sets names of indicators; what has none is called by its key.
    #[must_use]
    pub fn with_labels(mut self, labels: impl IntoIterator<Item = (Key, Label)>) -> Self {
        self.labels = labels.into_iter().collect();
        self
    }

    /// Draws the weights, each set with the name of its method.
    ///
    /// # Errors
    /// [`Error::TooFew`] without any; [`Error::Limit`] for more than eight; [`Error::Unknown`] or [`Error::Length`] unless all are of the
    /// same indicators.
    pub fn draw(&self, methods: &[(Label, Weights)], style: &Style) -> Result<Figure, Error> {
        let language = style.language();
        let Some((_, first)) = methods.first() else { return Err(Error::TooFew { what: "sets of weights", needed: 1 }) };
        if methods.len() > SERIES.len() {
            return Err(Error::Limit { what: "sets of weights in one figure", found: methods.len(), limit: SERIES.len() });
        }
        let keys = first.keys();
        let values: Vec<Vec<f64>> =
            methods.iter().map(|(_, weights)| weights.in_order_of(keys.iter())).collect::<Result<_, Error>>()?;
        let names: Vec<&str> = keys
            .iter()
            .map(|key| {
                let label = self.labels.iter().find(|(of, _)| of == key);
                label.map_or(key.as_str(), |(_, label)| style.of(label))
            })
            .collect();
        let rows = Names::new(&names, 260.0, 14.0 + 3.0 * methods.len() as f64, None);
        let items: Vec<(Swatch, String)> = methods
            .iter()
            .enumerate()
            .map(|(k, (name, _))| (Swatch::Mark(k, SERIES[k].to_owned()), style.of(name).to_owned()))
            .collect();
        let mut body = Canvas::new();
        let (part, top) = legend(&items, INNER);
        body.place(part, 0.0, 0.0);
        let (top, left) = (top + 2.0, rows.width);
        let bottom = top + rows.height + 2.0;
        let scale = Scale::over(values.iter().flatten().copied().chain([0.0]), left, INNER - 12.0);
        body.x_axis(&scale, top, bottom, style.say("weight; each set sums to 1", "权重，每种方法合计为 1"));
        rows.draw(&mut body, 0.0, top);
        for (at, name) in names.iter().enumerate() {
            let y = top + rows.middle(at);
            let of: Vec<f64> = values.iter().map(|weights| weights[at]).collect();
            let (low, high) = of.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), x| (low.min(*x), high.max(*x)));
            body.line((left, y), (scale.at(low), y), GRID, 0.75);
            body.line((scale.at(low), y), (scale.at(high), y), "#8C8C8C", 2.0);
            for (k, (method, _)) in methods.iter().enumerate() {
                let tooltip = format!("{name}, {}: {}", style.of(method), number(of[k], 4));
                // A little above each other, so that equal weights don't hide.
                let lift = 3.0 * (k as f64 - (methods.len() as f64 - 1.0) / 2.0);
                body.mark((scale.at(of[k]), y + lift), 4.2, k, &tooltip);
            }
        }
        let mut notes = Vec::new();
        if let Some((at, span)) = widest(&values).filter(|(_, span)| *span >= 0.0005) {
            notes.push(match language {
                Language::En => format!("The methods differ most on {}: by {}.", names[at], number(span, 3)),
                Language::Zh => format!("各方法差别最大的是{}：相差 {}。", names[at], number(span, 3)),
            });
        }
        let title = style.say("Weights by method", "各方法权重比较").to_owned();
        let described: Vec<&str> = methods.iter().map(|(name, _)| style.of(name)).collect();
        let description = match language {
            Language::En => format!("Weights of {} indicators by: {}.", names.len(), described.join(", ")),
            Language::Zh => format!("{} 项指标的权重，方法：{}。", names.len(), described.join("、")),
        };
        Ok(Sheet { title, description, body, height: bottom + AXIS, notes }.finish(style))
    }
}

/// The indicator on which the methods differ most, and by how much; none for one method.
fn widest(values: &[Vec<f64>]) -> Option<(usize, f64)> {
    if values.len() < 2 {
        return None;
    }
    let span = |at: usize| {
        let of = values.iter().map(|weights| weights[at]);
        of.clone().fold(0.0, f64::max) - of.fold(f64::INFINITY, f64::min)
    };
    (0..values.first()?.len()).map(|at| (at, span(at))).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
}
