//! Tables as LaTeX (LaTeX 表).

use std::fmt::Write as _;

use super::text::room;
use super::{Cell, Table, Wording};

impl Table {
    /// The table as a LaTeX `table` in the manner of a paper: three rules from `booktabs`, numbers aligned by their decimal points, notes
    /// beneath. Names are escaped. The first lines say which packages the document has to load.
    ///
    /// ```
    /// use governance_efficacy::Label;
    /// use governance_efficacy::report::{Cell, Table, Wording};
    ///
    /// let mut table = Table::new(Label::same("50 % & more"), [Label::same("a_b"), Label::same("n")]);
    /// table.push([Cell::text("#1"), Cell::number(2.5, 1)])?;
    /// table.push([Cell::text("{x}"), Cell::number(-10.0, 0)])?;
    /// let text = table.to_latex(Wording::En);
    /// assert!(text.contains(r"\caption{50 \% \& more}") && text.contains(r"a\_b & n \\"));
    /// // Without decimals it leaves their room, so that the points stand in line.
    /// assert!(text.contains(r"\{x\} & $-$10\phantom{.0} \\"));
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn to_latex(&self, wording: Wording) -> String {
        let (numeric, decimals) = (self.numeric(), self.decimals());
        let line = |cells: Vec<String>| format!("{} \\\\\n", cells.join(" & "));
        let columns: String = numeric.iter().map(|&right| if right { 'r' } else { 'l' }).collect();
        let mut text = String::from("% \\usepackage{booktabs}\n");
        if wording != Wording::En {
            text += "% \\usepackage{ctex}\n";
        }
        let _ = writeln!(text, "\\begin{{table}}[htbp]\n\\centering\n\\caption{{{}}}", escaped(&wording.of(&self.caption)));
        let _ = writeln!(text, "\\begin{{tabular}}{{{columns}}}\n\\toprule");
        text += &line(self.header.iter().map(|name| escaped(&wording.of(name))).collect());
        text += "\\midrule\n";
        for row in &self.rows {
            text += &line(row.iter().zip(&decimals).map(|(cell, &most)| set(cell, most, wording)).collect());
        }
        text += "\\bottomrule\n\\end{tabular}\n";
        for note in self.foot() {
            let _ = writeln!(text, "\\par\\smallskip{{\\footnotesize {}}}", escaped(&wording.of(&note)));
        }
        text + "\\end{table}\n"
    }
}

/// One cell in a column with at most `most` decimals.
fn set(cell: &Cell, most: usize, wording: Wording) -> String {
    let shown = cell.shown(wording);
    match cell {
        Cell::Text(_) => escaped(&shown),
        Cell::Number { decimals, .. } => {
            let places = "0".repeat(most - decimals);
            let phantom = match (room(*decimals, most), *decimals) {
                (0, _) => String::new(),
                (_, 0) => format!("\\phantom{{.{places}}}"),
                _ => format!("\\phantom{{{places}}}"),
            };
            format!("{}{phantom}", signed(&shown))
        }
        _ => signed(&shown),
    }
}

/// Numbers with a true minus and a dash between.
fn signed(shown: &str) -> String {
    shown.replace('-', "$-$").replace('–', "--")
}

/// `text` as itself: what is special to LaTeX is escaped, in one line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => escaped.extend(['\\', c]),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '<' => escaped.push_str("\\textless{}"),
            '>' => escaped.push_str("\\textgreater{}"),
            // At the begin of a row LaTeX would read an option of the line before.
            '[' => escaped.push_str("{[}"),
            ']' => escaped.push_str("{]}"),
            '–' => escaped.push_str("--"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn every_special_character_is_escaped() {
        assert_eq!(
            escaped("\\a{b}%&$#_~^<>[c]\n"),
            "\\textbackslash{}a\\{b\\}\\%\\&\\$\\#\\_\\textasciitilde{}\\textasciicircum{}\\textless{}\\textgreater{}{[}c{]} "
        );
    }
}
