//! Scores as what makes them up (贡献堆积图).

use crate::analysis::contribution::{Baseline, Contributions};
use crate::error::Error;
use crate::governance::Period;
use crate::label::Language;
use crate::report::contribution::against;

use super::canvas::{AXIS, Anchor, Canvas, Font, SMALL};
use super::choice::{Ends, choice_of_rows};
use super::layout::{Names, Swatch, legend};
use super::palette::{INK, SERIES};
use super::ranking::with_period;
use super::scale::Scale;
use super::style::{Figure, INNER, Sheet, Style};
use super::text::{number, signed, width};

/// The contributions of the dimensions as stacked bars (贡献堆积图): what lifts a score stands right of the baseline, what lowers it left. Where
/// there are more than eight, the least in size are added up as one.
///
/// ```
/// use governance_efficacy::analysis::contribution::Attribution;
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::report::figure::{ContributionBars, Style};
/// use governance_efficacy::score::WeightedSum;
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("order")?, Indicator::new("service")?])?)
///     .with_indicator_scores(WeightedSum::default());
/// let table = IndicatorTable::from_rows(["A", "B"], &["order", "service"], &[[Some(1.0), Some(4.0)], [Some(3.0), Some(2.0)]])?;
/// let fitted = model.fit(&table)?;
/// let figure = ContributionBars::default().draw(&Attribution::default().of(&fitted, &table)?, &Style::default())?;
/// // Half of the weight each; in service A is half the range above the mean: 0.5 · 0.5.
/// assert!(figure.element().contains("A, service: +0.250"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContributionBars {
    ends: Ends,
    period: Option<Period>,
}

choice_of_rows!(ContributionBars, 20, 10);

/// A name and its values, row by row.
type Series = (String, Vec<Option<f64>>);

impl ContributionBars {
    /// Draws the contributions to the scores of one period.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a period the result lacks; [`Error::TooFew`] if no row of it has a score.
    pub fn draw(&self, found: &Contributions, style: &Style) -> Result<Figure, Error> {
        let language = style.language();
        let period = self.period.or(found.rows.periods().last().copied());
        let score = |row: usize| found.scores.get(row).copied().flatten();
        let series = series(found, style);
        let has_parts = |row: usize| series.iter().any(|(_, values)| values.get(row).copied().flatten().is_some());
        let shown =
            self.ends.choose(&found.rows, period, |row| score(row).filter(|_| has_parts(row)).map(|score| -score), language)?;
        let names: Vec<&str> = shown.rows.iter().filter_map(|&row| found.rows.get(row)).map(|row| row.unit).collect();
        let names = Names::new(&names, 220.0, 23.0, shown.gap.as_ref());

        let items: Vec<(Swatch, String)> =
            series.iter().enumerate().map(|(k, (name, _))| (Swatch::Fill(style.fill(k)), name.clone())).collect();
        let (part, top) = legend(&items, INNER);
        let mut body = Canvas::new();
        body.place(part, 0.0, 0.0);
        let (top, left) = (top + 4.0, names.width);
        let bottom = top + names.height + 4.0;
        let base = found.baseline_score;
        let ends = shown.rows.iter().flat_map(|&row| {
            let of = |is_up: bool| series.iter().filter_map(move |(_, v)| v[row].filter(|x| (*x > 0.0) == is_up)).sum::<f64>();
            [base + of(true), base + of(false), score(row).unwrap_or(base)]
        });
        let widest = shown.rows.iter().filter_map(|&row| score(row)).map(|score| width(&number(score, 3), SMALL));
        let scale = Scale::over(ends.chain([base]), left, INNER - widest.fold(44.0, f64::max) - 12.0);
        let axis = style.say("score", "得分");
        body.x_axis(&scale, top, bottom, axis);
        names.draw(&mut body, 0.0, top);
        for (at, &row) in shown.rows.iter().enumerate() {
            let (Some(place), Some(score)) = (found.rows.get(row), score(row)) else { continue };
            let middle = top + names.middle(at);
            let (mut up, mut down) = (base, base);
            for (k, (name, values)) in series.iter().enumerate() {
                let Some(x) = values[row] else { continue };
                let (from, to) = if x < 0.0 { (down + x, down) } else { (up, up + x) };
                let (start, end) = (scale.at(from), scale.at(to));
                let tooltip = format!("{}, {name}: {}", place.unit, signed(x, 3));
                body.rect((start, middle - 7.5), (end - start, 15.0), &style.fill(k), INK, &tooltip);
                if x < 0.0 { down += x } else { up += x }
            }
            if base != 0.0 || down < base {
                // The bars of both sides add up to the score, which is at neither of their ends.
                body.shape((scale.at(score), middle), 4.0, 3, "#FFFFFF", &format!("{place}: {}", number(score, 3)));
            }
            body.text(scale.at(up).max(scale.at(score)) + 8.0, middle + 3.5, &number(score, 3), Anchor::Start, Font::VALUE);
        }
        body.line((scale.at(base), top), (scale.at(base), bottom), INK, 1.2);
        let what = against(language, &found.decomposition.label(), &found.baseline, base);
        let mut notes = vec![match (language, &found.baseline) {
            (Language::En, Baseline::Foot) => format!("Contributions: {what}. The number is the score."),
            (Language::Zh, Baseline::Foot) => format!("贡献分解：{what}。数字为得分。"),
            (Language::En, _) => format!("Contributions: {what}. Bars begin at the baseline; number and diamond are the score."),
            (Language::Zh, _) => format!("贡献分解：{what}。条形从基准开始；数字与菱形为得分。"),
        }];
        if let Some(drawn) = &found.drawn {
            notes.push(match language {
                Language::En => format!("{} pairs of orders, seed {}, {}.", drawn.pairs, drawn.seed, drawn.generator),
                Language::Zh => format!("{} 对随机次序，种子 {}，{}。", drawn.pairs, drawn.seed, drawn.generator),
            });
        }
        notes.extend(shown.note);
        let title = with_period(style, style.say("What makes up the scores", "得分的构成"), period);
        let parts: Vec<&str> = series.iter().map(|(name, _)| name.as_str()).collect();
        let description = match language {
            Language::En => format!("Stacked bars, the highest score on top, of: {}.", parts.join(", ")),
            Language::Zh => format!("堆积条形图，得分最高的在最上，由以下部分构成：{}。", parts.join("、")),
        };
        debug_assert!(series.len() <= SERIES.len());
        Ok(Sheet { title, description, body, height: bottom + AXIS, notes }.finish(style))
    }
}

/// The dimensions, the least in size as one where there are more than there are fills.
fn series(found: &Contributions, style: &Style) -> Vec<Series> {
    let mut all: Vec<Series> =
        found.dimensions().into_iter().map(|(_, label, values)| (style.of(label).to_owned(), values)).collect();
    if all.len() <= SERIES.len() {
        return all;
    }
    let size = |series: &Series| series.1.iter().flatten().map(|x| x.abs()).sum::<f64>();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| size(&all[b]).total_cmp(&size(&all[a])));
    let mut kept: Vec<usize> = order.into_iter().take(SERIES.len() - 1).collect();
    kept.sort_unstable();
    let others = all.len() - kept.len();
    let mut sum: Vec<Option<f64>> = vec![None; found.rows.len()];
    for (_, values) in all.iter().enumerate().filter(|(at, _)| !kept.contains(at)).map(|(_, series)| series) {
        for (sum, value) in sum.iter_mut().zip(values) {
            *sum = value.map_or(*sum, |value| Some(sum.unwrap_or(0.0) + value));
        }
    }
    let mut at = 0;
    all.retain(|_| {
        at += 1;
        kept.contains(&(at - 1))
    });
    let name = match style.language() {
        Language::En => format!("{others} others"),
        Language::Zh => format!("其余 {others} 项"),
    };
    all.push((name, sum));
    all
}
