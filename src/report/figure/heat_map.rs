//! Where units stand on each indicator (指标热力图).

use crate::error::Error;
use crate::governance::Period;
use crate::label::Language;
use crate::model::Fitted;
use crate::table::IndicatorTable;

use super::canvas::Canvas;
use super::cells::{Cell, Field, ramp};
use super::choice::{Ends, choice_of_rows};
use super::layout::Names;
use super::palette::sequential;
use super::ranking::with_period;
use super::style::{Figure, Sheet, Style};
use super::text::number;

/// Where each unit stands on each scored indicator (指标热力图), from 0 at the worst to 1 at the best: indicators as rows in the order of the
/// hierarchy, units as columns, the best at the left. What is not available is hatched.
///
/// ```
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::report::figure::{IndicatorHeatMap, Style};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("order")?, Indicator::new("service")?])?);
/// let rows = [[Some(1.0), Some(4.0)], [Some(3.0), Some(2.0)], [Some(2.0), Some(2.0)]];
/// let table = IndicatorTable::from_rows(["A", "B", "C"], &["order", "service"], &rows)?;
/// let figure = IndicatorHeatMap::default().draw(&model.fit(&table)?, &table, &Style::default())?;
/// // C is half-way between the worst and the best order.
/// assert!(figure.element().contains("C, order: 0.500"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndicatorHeatMap {
    ends: Ends,
    period: Option<Period>,
}

choice_of_rows!(IndicatorHeatMap, 20, 10);

impl IndicatorHeatMap {
    /// Draws what `fitted` measures of the rows of `table`.
    ///
    /// # Errors
    /// As [`Fitted::score`]; [`Error::Unknown`] for a period the table lacks; [`Error::TooFew`] if no row of it has a score.
    pub fn draw(&self, fitted: &Fitted, table: &IndicatorTable, style: &Style) -> Result<Figure, Error> {
        let language = style.language();
        let evaluation = fitted.score(table)?;
        let view = fitted.leaf_view(table, fitted.root().as_str())?;
        let rows = evaluation.rows();
        let period = self.period.or(rows.periods().last().copied());
        let rank = |row: usize| evaluation.root().ranks().get(row).copied().flatten();
        let shown = self.ends.choose(rows, period, rank, language)?;

        let labels: Vec<&str> = view.leaves.iter().map(|leaf| style.of(&leaf.label)).collect();
        let names = Names::new(&labels, 250.0, 19.0, None);
        let columns: Vec<String> = shown.rows.iter().filter_map(|&row| rows.get(row)).map(|row| row.unit.to_owned()).collect();
        let cell = |r: usize, c: usize| {
            let (leaf, row) = (view.leaves.get(r)?, *shown.rows.get(c)?);
            let about = format!("{}, {}", columns.get(c)?, labels.get(r)?);
            Some(match leaf.position_of(row) {
                Some(x) => {
                    let (fill, is_dark) = sequential(x);
                    Cell { fill, over: String::new(), text: number(x, 2), is_dark, tooltip: format!("{about}: {}", number(x, 3)) }
                }
                None => Cell {
                    fill: style.gap(),
                    over: String::new(),
                    text: String::new(),
                    is_dark: false,
                    tooltip: format!("{about}: {}", style.say("not available", "不可得")),
                },
            })
        };
        let is_new = |at: &usize| view.leaves[*at].dimension().0 != view.leaves[*at - 1].dimension().0;
        // Where each indicator is its own dimension there is nothing to part.
        let breaks: Vec<usize> = (1..view.leaves.len()).filter(is_new).collect();
        let breaks = if breaks.len() + 1 == view.leaves.len() { Vec::new() } else { breaks };
        let mut body = Canvas::new();
        let mut height =
            Field { rows: &names, columns: &columns, is_numbered: false, breaks: &breaks, cell: &cell }.draw(&mut body, 0.0);
        let (part, part_height) =
            ramp(|x| sequential(x).0, "", style.say("0, the worst", "0，最差"), style.say("1, the best", "1，最好"));
        body.place(part, names.width, height);
        height += part_height;
        let mut notes = vec![
            style
                .say(
                    "Where each unit stands on each scored indicator; costs are turned round. Units by rank from the left. Hatched: not available.",
                    "各单元在各计分指标上的位置，逆向指标已转正。单元按名次从左到右。斜线：不可得。",
                )
                .to_owned(),
        ];
        if !breaks.is_empty() {
            notes.push(style.say("Lines part the dimensions.", "横线分隔维度。").to_owned());
        }
        notes.extend(shown.note);
        let title = with_period(style, style.say("Indicators by unit", "各单元指标水平"), period);
        let description = match language {
            Language::En => {
                format!("Heat map of {} indicators in {} units, from 0, the worst, to 1, the best.", labels.len(), columns.len())
            }
            Language::Zh => format!("{} 项指标在 {} 个单元的热力图，0 最差，1 最好。", labels.len(), columns.len()),
        };
        Ok(Sheet { title, description, body, height, notes }.finish(style))
    }
}
