//! How often each unit has each rank (名次可接受度图).

use crate::analysis::uncertainty::Draws;
use crate::error::Error;
use crate::governance::Period;
use crate::label::Language;

use super::canvas::{Anchor, Canvas, Font};
use super::cells::{Cell, Field, ramp};
use super::choice::{Ends, choice_of_rows};
use super::layout::Names;
use super::palette::{PAPER, sequential};
use super::ranking::with_period;
use super::style::{Figure, Sheet, Style};
use super::text::number;

/// Up to as many ranks have a column each; beyond it ranks are drawn in bands of equal width.
const COLUMNS: usize = 30;

/// The share of draws in which each unit has each rank (名次可接受度热力图), units by their mean rank. An empty cell never occurred.
///
/// # Example
/// ```
/// use governance_efficacy::analysis::uncertainty::{Factor, Uncertainty};
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::report::figure::{AcceptabilityMap, Style};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("order")?, Indicator::new("service")?])?);
/// // A is better on both: whatever the weights, it is first.
/// let rows = [[Some(2.0), Some(4.0)], [Some(1.0), Some(2.0)]];
/// let table = IndicatorTable::from_rows(["A", "B"], &["order", "service"], &rows)?;
/// let draws = Uncertainty::of([Factor::relative_weights(0.5)?])?.with_draws(100)?.run(&model, &table)?;
/// let figure = AcceptabilityMap::default().draw(&draws, &Style::default())?;
/// assert!(figure.element().contains("A, rank 1: 100.0 %"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AcceptabilityMap {
    ends: Ends,
    period: Option<Period>,
}

choice_of_rows!(AcceptabilityMap, 20, 10);

impl AcceptabilityMap {
    /// Draws the acceptabilities of the ranks of one period.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a period the draws lack; [`Error::TooFew`] if no row of it ever has a rank.
    pub fn draw(&self, draws: &Draws, style: &Style) -> Result<Figure, Error> {
        let language = style.language();
        let rows = draws.rows();
        let period = self.period.or(rows.periods().last().copied());
        let count = rows.iter().filter(|row| row.period == period).count();
        let shown = self.ends.choose(rows, period, |row| draws.mean_rank(row).map(|mean| mean.value), language)?;
        // Bands of ranks, as few as there are columns.
        let band = count.div_ceil(COLUMNS).max(1);
        let columns: Vec<String> = (0..count.div_ceil(band))
            .map(|c| {
                let (from, to) = (c * band + 1, ((c + 1) * band).min(count));
                if from == to { from.to_string() } else { format!("{from}–{to}") }
            })
            .collect();
        let shares: Vec<Vec<f64>> = shown
            .rows
            .iter()
            .map(|&row| {
                let mut counts = vec![0_usize; columns.len()];
                for rank in draws.ranks(row) {
                    if let Some(count) = counts.get_mut((rank as usize).saturating_sub(1) / band) {
                        *count += 1;
                    }
                }
                counts.into_iter().map(|count| count as f64 / draws.count() as f64).collect()
            })
            .collect();
        let most = shares.iter().flatten().copied().fold(0.0, f64::max);
        let labels: Vec<&str> = shown.rows.iter().filter_map(|&row| rows.get(row)).map(|row| row.unit).collect();
        let names = Names::new(&labels, 220.0, 21.0, shown.gap.as_ref());
        let cell = |r: usize, c: usize| {
            let share = *shares.get(r)?.get(c)?;
            let rank = match language {
                Language::En => format!("{}, rank {}: {} %", labels.get(r)?, columns.get(c)?, number(100.0 * share, 1)),
                Language::Zh => format!("{}，第 {} 名：{} %", labels.get(r)?, columns.get(c)?, number(100.0 * share, 1)),
            };
            // What occurred, however rarely, is not empty.
            let (fill, is_dark) = if share > 0.0 { sequential(share) } else { (PAPER.to_owned(), false) };
            let text = match 100.0 * share {
                0.0 => String::new(),
                x if x < 1.0 => "<1".to_owned(),
                x => number(x, 0),
            };
            Some(Cell { fill, over: String::new(), text, is_dark, tooltip: rank })
        };
        let mut body = Canvas::new();
        body.text(names.width - 8.0, 22.0, style.say("rank", "名次"), Anchor::End, Font::AXIS);
        let mut field = Canvas::new();
        let is_plain = band == 1;
        // Bands of ranks rise above the field; its names stand higher then.
        let height =
            Field { rows: &names, columns: &columns, is_numbered: is_plain, breaks: &[], cell: &cell }.draw(&mut field, 0.0);
        body.place(field, 0.0, 8.0);
        let mut height = height + 8.0;
        let (part, part_height) =
            ramp(|x| sequential(x).0, "", style.say("0 % of the draws", "抽样的 0 %"), style.say("100 %", "100 %"));
        body.place(part, names.width, height);
        height += part_height;
        let mut notes = vec![match language {
            Language::En => format!(
                "Percent of {} draws, seed {}, {}; units by mean rank. Standard errors are at most {} points.",
                draws.count(),
                draws.seed(),
                draws.generator(),
                number(worst_error(most, draws.count()), 2)
            ),
            Language::Zh => format!(
                "{} 次抽样中的百分比，种子 {}，{}；单元按平均名次排列。标准误不超过 {} 个百分点。",
                draws.count(),
                draws.seed(),
                draws.generator(),
                number(worst_error(most, draws.count()), 2)
            ),
        }];
        notes.extend(shown.note);
        let title = with_period(style, style.say("How often each unit has each rank", "名次可接受度"), period);
        let likeliest = shares.first().and_then(|of| of.first()).copied().unwrap_or_default();
        let first = labels.first().copied().unwrap_or_default();
        let description = match language {
            Language::En => {
                format!("Heat map of ranks. {first} is in the first column in {} % of the draws.", number(100.0 * likeliest, 1))
            }
            Language::Zh => format!("名次热力图。{first} 在 {} % 的抽样中位于第一列。", number(100.0 * likeliest, 1)),
        };
        Ok(Sheet { title, description, body, height, notes }.finish(style))
    }
}

/// The standard error in percentage points of the share nearest to a half that can be among shares up to `most`.
fn worst_error(most: f64, draws: usize) -> f64 {
    let share = most.min(0.5);
    100.0 * (share * (1.0 - share) / draws.max(1) as f64).sqrt()
}
