//! Scores and ranks with their intervals (排名图).

use crate::error::Error;
use crate::governance::Period;
use crate::label::Language;
use crate::model::Evaluation;
use crate::score::Orientation;

use super::canvas::{AXIS, Anchor, Canvas, Font, SIZE, SMALL};
use super::choice::{Ends, choice_of_rows};
use super::layout::{Names, Swatch, legend};
use super::palette::{GRID, INK, SERIES};
use super::scale::Scale;
use super::style::{Figure, INNER, Sheet, Style};
use super::text::{number, width};

/// Scores as bars, ranks with the intervals they may fall in (排名图), the best on top. Where no intervals were computed the figure says so.
///
/// ```
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::report::figure::{Ranking, Style};
/// use governance_efficacy::{Indicator, IndicatorTable, Language};
///
/// let model = Model::new(System::flat([Indicator::new("answered")?])?);
/// let table = IndicatorTable::from_rows(["A", "B", "C"], &["answered"], &[[Some(0.9)], [Some(0.6)], [Some(0.3)]])?;
/// let figure = Ranking::default().with_first(1).with_last(1).draw(&model.evaluate(&table)?, &Style::new(Language::En))?;
/// assert!(figure.to_svg().contains("Shown: the first 1 and the last 1 of 3."));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    ends: Ends,
    period: Option<Period>,
}

choice_of_rows!(Ranking, 20, 10);

impl Ranking {
    /// Draws the scores and ranks of the whole.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a period the result lacks; [`Error::TooFew`] if no row of it has a score.
    pub fn draw(&self, evaluation: &Evaluation, style: &Style) -> Result<Figure, Error> {
        let language = style.language();
        let (rows, root) = (evaluation.rows(), evaluation.root());
        let period = self.period.or(rows.periods().last().copied());
        let rank = |row: usize| root.ranks().get(row).copied().flatten();
        let score = |row: usize| root.scores().get(row).copied().flatten();
        let shown = self.ends.choose(rows, period, rank, language)?;
        let names: Vec<&str> = shown.rows.iter().filter_map(|&row| rows.get(row)).map(|row| row.unit).collect();
        let names = Names::new(&names, 220.0, 21.0, shown.gap.as_ref());
        let certainty = evaluation.certainty();

        let mut body = Canvas::new();
        let top = 26.0;
        let bottom = top + names.height + 4.0;
        // Ranks of many units, and halves of ties, are wide.
        let ranks = shown.rows.iter().filter_map(|&row| rank(row)).map(|rank| width(&rank.to_string(), SIZE));
        let ranks = ranks.fold(26.0, f64::max);
        let left = ranks + 8.0 + names.width;
        let scores: Vec<f64> = shown.rows.iter().filter_map(|&row| score(row)).collect();
        // Bars begin at 0, and leave room for the numbers at their ends.
        let bars_end = if certainty.is_some() { left + (INNER - left) * 0.42 } else { INNER - 10.0 };
        let widest = scores.iter().map(|score| width(&number(*score, 3), SMALL)).fold(36.0, f64::max);
        let scale = Scale::over(scores.iter().copied().chain([0.0]), left, bars_end - widest - 8.0);
        body.x_axis(&scale, top, bottom, &score_name(style, root.orientation()));
        body.text(ranks, top - 8.0, style.say("rank", "名次"), Anchor::End, Font::AXIS);
        names.draw(&mut body, ranks + 8.0, top);
        let zero = scale.at(0.0);
        for (at, &row) in shown.rows.iter().enumerate() {
            let (Some(score), Some(rank), Some(place)) = (score(row), rank(row), rows.get(row)) else { continue };
            let middle = top + names.middle(at);
            body.text(ranks, middle + 4.0, &rank.to_string(), Anchor::End, Font::TEXT);
            let end = scale.at(score);
            let tooltip = format!("{place}: {}", number(score, 3));
            body.rect((zero.min(end), middle - 6.0), ((end - zero).abs(), 12.0), SERIES[4], INK, &tooltip);
            let (x, anchor) = if score < 0.0 { (zero + 4.0, Anchor::Start) } else { (end + 4.0, Anchor::Start) };
            body.text(x, middle + 3.5, &number(score, 3), anchor, Font::VALUE);
        }
        body.line((zero, top), (zero, bottom), INK, 1.0);

        let mut notes: Vec<String> = shown.note.into_iter().collect();
        let mut height = bottom + AXIS;
        if let Some(certainty) = certainty {
            let count = rows.iter().zip(root.ranks()).filter(|(row, rank)| row.period == period && rank.is_some()).count();
            let ends = Scale::between(1.0, (count as f64).max(2.0), bars_end + 26.0, INNER - 10.0);
            let ticks = rank_ticks(count);
            for &tick in &ticks {
                let x = ends.at(tick);
                body.line((x, top), (x, bottom), GRID, 0.75);
                body.text(x, bottom + 14.0, &number(tick, 0), Anchor::Middle, Font::AXIS);
            }
            let percent = number((certainty.level * 100.0).round(), 0);
            let axis = match language {
                Language::En => format!("rank, with the {percent} % interval"),
                Language::Zh => format!("名次及其 {percent} % 区间"),
            };
            body.text(f64::midpoint(bars_end + 26.0, INNER - 10.0), bottom + 31.0, &axis, Anchor::Middle, Font::AXIS);
            for (at, &row) in shown.rows.iter().enumerate() {
                let (Some(rank), Some(place)) = (rank(row), rows.get(row)) else { continue };
                let y = top + names.middle(at);
                if let Some(span) = certainty.ranks.get(row).copied().flatten() {
                    body.line((ends.at(span.low), y), (ends.at(span.high), y), INK, 1.5);
                    for end in [span.low, span.high] {
                        body.line((ends.at(end), y - 4.0), (ends.at(end), y + 4.0), INK, 1.5);
                    }
                    let tooltip = format!("{place}: {} – {}", span.low, span.high);
                    body.shape((ends.at(span.median), y), 4.5, 3, "#FFFFFF", &tooltip);
                }
                body.shape((ends.at(rank), y), 3.5, 0, SERIES[0], &format!("{place}: {rank}"));
            }
            let items = [
                (Swatch::Mark(0, SERIES[0].to_owned()), style.say("rank of the result", "结果名次").to_owned()),
                (Swatch::Mark(3, "#FFFFFF".to_owned()), style.say("median of the draws", "抽样中位名次").to_owned()),
                (
                    Swatch::Stroke(INK, "", 1.5),
                    match language {
                        Language::En => format!("{percent} % of the draws"),
                        Language::Zh => format!("{percent} % 的抽样"),
                    },
                ),
            ];
            let (part, part_height) = legend(&items, INNER);
            body.place(part, 0.0, height);
            height += part_height;
            notes.push(match language {
                Language::En => {
                    format!("Intervals from {} draws, seed {}, {}.", certainty.draws, certainty.seed, certainty.generator)
                }
                Language::Zh => {
                    format!("区间由 {} 次抽样得出，种子 {}，{}。", certainty.draws, certainty.seed, certainty.generator)
                }
            });
        } else {
            notes.push(
                style
                    .say(
                        "Rank intervals were not computed: near ranks may change places with other, equally good choices.",
                        "未计算名次区间：在其他同样合理的选择下，相近的名次可能互换。",
                    )
                    .to_owned(),
            );
        }
        let title = with_period(style, style.say("Scores and ranks", "得分与名次"), period);
        let description = describe(evaluation, style, &shown.rows);
        Ok(Sheet { title, description, body, height, notes }.finish(style))
    }
}

/// The name of an axis of scores.
pub(super) fn score_name(style: &Style, orientation: Orientation) -> String {
    match orientation {
        Orientation::HigherIsBetter => style.say("score, more is better", "得分，越高越好"),
        Orientation::LowerIsBetter => style.say("score, less is better", "得分，越低越好"),
    }
    .to_owned()
}

/// A title with the period it is of.
pub(super) fn with_period(style: &Style, title: &str, period: Option<Period>) -> String {
    match (period, style.language()) {
        (None, _) => title.to_owned(),
        (Some(period), Language::En) => format!("{title}, {period}"),
        (Some(period), Language::Zh) => format!("{title}（{period}）"),
    }
}

/// First and last rank and few steps between.
fn rank_ticks(count: usize) -> Vec<f64> {
    let last = (count as f64).max(2.0);
    let scale = Scale::between(0.0, last, 0.0, 1.0);
    let mut ticks: Vec<f64> =
        scale.ticks().into_iter().filter(|x| x.fract() == 0.0 && *x > 1.0 && last - x > last * 0.06).collect();
    ticks.insert(0, 1.0);
    ticks.push(last);
    ticks
}

fn describe(evaluation: &Evaluation, style: &Style, shown: &[usize]) -> String {
    let of = |row: Option<&usize>| -> Option<String> {
        let row = *row?;
        let place = evaluation.rows().get(row)?;
        Some(format!("{} ({})", place.unit, number(evaluation.root().scores().get(row).copied().flatten()?, 3)))
    };
    let (first, last) = (of(shown.first()).unwrap_or_default(), of(shown.last()).unwrap_or_default());
    match style.language() {
        Language::En => format!("Bars of scores, the best on top: from {first} to {last}."),
        Language::Zh => format!("得分条形图，最好的在最上：从 {first} 到 {last}。"),
    }
}
