//! Correlations of the indicators (相关系数图).

use crate::analysis::multivariate::{Multivariate, REDUNDANT};
use crate::error::Error;
use crate::label::Language;
use crate::numeric::correlation::Correlation;

use super::canvas::Canvas;
use super::cells::{Cell, Field, ramp};
use super::layout::Names;
use super::palette::diverging;
use super::style::{Figure, INNER, Sheet, Style};
use super::text::number;

/// The correlations of every two indicators (相关系数热力图), directed to benefit. What is below 0 is hatched over; what has no correlation is
/// hatched in grey.
///
/// ```
/// use governance_efficacy::analysis::multivariate::check;
/// use governance_efficacy::model::System;
/// use governance_efficacy::report::figure::{CorrelationMap, Style};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let system = System::flat([Indicator::new("order")?, Indicator::new("service")?])?;
/// let rows = [[Some(1.0), Some(3.0)], [Some(2.0), Some(2.0)], [Some(3.0), Some(1.0)]];
/// let table = IndicatorTable::from_rows(["A", "B", "C"], &["order", "service"], &rows)?;
/// let figure = CorrelationMap::default().draw(&check(&table, &system)?, &Style::default())?;
/// // One rises as the other falls.
/// assert!(figure.element().contains("order, service: −1.000"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CorrelationMap {
    coefficient: Correlation,
}

impl Default for CorrelationMap {
    /// Pearson's r.
    fn default() -> Self {
        Self { coefficient: Correlation::Pearson }
    }
}

/// More indicators than these make cells that can't be seen.
const MOST: usize = 80;

impl CorrelationMap {
    /// Sets the coefficient: Pearson's, Spearman's or Kendall's τ-b; Pearson's if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for a coefficient that is not among those of a check.
    pub fn with_coefficient(mut self, coefficient: Correlation) -> Result<Self, Error> {
        if coefficient == Correlation::KendallTauA {
            let remedy = "take Kendall's τ-b, which is the same without ties";
            return Err(Error::setting("the coefficient of a correlation map", "Kendall's τ-a", remedy));
        }
        self.coefficient = coefficient;
        Ok(self)
    }

    /// Draws the correlations.
    ///
    /// # Errors
    /// [`Error::TooFew`] with fewer than two indicators; [`Error::Limit`] for more than 80.
    pub fn draw(&self, found: &Multivariate, style: &Style) -> Result<Figure, Error> {
        let language = style.language();
        let count = found.indicators.len();
        if count < 2 {
            return Err(Error::TooFew { what: "indicators for a map of correlations", needed: 2 });
        }
        if count > MOST {
            return Err(Error::Limit { what: "indicators on a map of correlations", found: count, limit: MOST });
        }
        let matrix = found.matrix(|of| match self.coefficient {
            Correlation::Pearson => of.pearson,
            Correlation::Spearman => of.spearman,
            Correlation::Kendall | Correlation::KendallTauA => of.kendall,
        });
        let labels: Vec<&str> = found.indicators.iter().map(|of| style.of(&of.label)).collect();
        let numbered: Vec<String> = labels.iter().enumerate().map(|(k, name)| format!("{name}  {}", k + 1)).collect();
        let names = Names::new(&numbered, 260.0, 18.0, None);
        let columns: Vec<String> = (1..=count).map(|k| k.to_string()).collect();
        let cell = |r: usize, c: usize| {
            // Each pair once.
            if c >= r {
                return None;
            }
            let value = *matrix.get(r)?.get(c)?;
            let about = format!("{}, {}", labels.get(c)?, labels.get(r)?);
            Some(match value {
                Some(x) => {
                    let (fill, is_dark) = diverging(x);
                    // As many digits as a cell has room for: 0.85 as .85.
                    let text = number(x, 2).replacen("0.", ".", 1);
                    let over = if x < 0.0 { style.below_zero() } else { String::new() };
                    Cell { fill, over, text, is_dark, tooltip: format!("{about}: {}", number(x, 3)) }
                }
                None => Cell {
                    fill: style.gap(),
                    over: String::new(),
                    text: String::new(),
                    is_dark: false,
                    tooltip: format!("{about}: {}", style.say("no correlation", "无法计算")),
                },
            })
        };
        let is_new = |at: &usize| found.indicators[*at].node != found.indicators[*at - 1].node;
        let breaks: Vec<usize> = (1..count).filter(is_new).collect();
        let breaks = if breaks.len() + 1 == count { Vec::new() } else { breaks };
        let mut body = Canvas::new();
        let mut height =
            Field { rows: &names, columns: &columns, is_numbered: true, breaks: &breaks, cell: &cell }.draw(&mut body, 0.0);
        let (part, part_height) = ramp(|x| diverging(2.0 * x - 1.0).0, &style.below_zero(), "−1", "1");
        body.place(part, names.width.min(INNER - 240.0), height);
        height += part_height;
        let name = match self.coefficient {
            Correlation::Pearson => style.say("Pearson's r", "皮尔逊相关系数 r"),
            Correlation::Spearman => style.say("Spearman's ρ", "斯皮尔曼相关系数 ρ"),
            Correlation::Kendall | Correlation::KendallTauA => style.say("Kendall's τ-b", "肯德尔 τ-b"),
        };
        let strong =
            matrix.iter().enumerate().flat_map(|(r, row)| row.iter().take(r).flatten()).filter(|x| x.abs() > REDUNDANT).count();
        let mut notes = vec![match language {
            Language::En => {
                format!("{name}; costs are turned round. Hatched: below 0. Grey: none. Pairs beyond ±{REDUNDANT}: {strong}.")
            }
            Language::Zh => {
                format!("{name}，逆向指标已转正。斜线：小于 0；灰色：无法计算。绝对值超过 {REDUNDANT} 的有 {strong} 对。")
            }
        }];
        if !breaks.is_empty() {
            notes.push(style.say("Lines part the dimensions.", "横线分隔维度。").to_owned());
        }
        let title = style.say("Correlations of the indicators", "指标相关系数").to_owned();
        let description = match language {
            Language::En => format!("Heat map of {name} of every two of {count} indicators, over {} rows.", found.rows),
            Language::Zh => format!("{count} 项指标两两之间{name}的热力图，{} 行数据。", found.rows),
        };
        Ok(Sheet { title, description, body, height, notes }.finish(style))
    }
}
