//! Tables as aligned text (文本表).

use std::fmt::{self, Write as _};

use super::super::{Align, TextTable};
use super::{Cell, Table, Wording};

impl Table {
    /// The table as aligned text for a terminal: numbers stand by their decimal points, wide characters count as two.
    ///
    /// ```
    /// use governance_efficacy::Label;
    /// use governance_efficacy::report::{Cell, Table, Wording};
    ///
    /// let mut table = Table::new(Label::new("Scores", "得分"), [Label::new("unit", "单元"), Label::new("score", "得分")]);
    /// table.push([Cell::text("东"), Cell::number(0.25, 2)])?;
    /// table.push([Cell::text("West"), Cell::number(12.0, 0)])?;
    /// assert_eq!(table.to_text(Wording::Zh), "得分\n\n  单元   得分\n  ────  ─────\n  东     0.25\n  West  12\n");
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn to_text(&self, wording: Wording) -> String {
        let (numeric, decimals) = (self.numeric(), self.decimals());
        let align = |is_number: &bool| if *is_number { Align::Right } else { Align::Left };
        let mut table = TextTable::new(self.header.iter().map(|name| wording.of(name)).zip(numeric.iter().map(align)));
        for row in &self.rows {
            table.push(row.iter().zip(&decimals).map(|(cell, &most)| match cell {
                Cell::Number { decimals, .. } => format!("{}{}", cell.shown(wording), " ".repeat(room(*decimals, most))),
                other => other.shown(wording),
            }));
        }
        let mut text = format!("{}\n\n{table}", wording.of(&self.caption));
        for line in self.foot() {
            let _ = writeln!(text, "  {}", wording.of(&line));
        }
        text
    }
}

/// Places after a number that has fewer decimals than the most of its column; the point is one of them.
pub(super) fn room(decimals: usize, most: usize) -> usize {
    most - decimals + usize::from(decimals == 0 && most > 0)
}

impl fmt::Display for Table {
    /// The English [text](Table::to_text).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(Wording::En))
    }
}
