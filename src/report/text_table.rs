//! Aligned text tables, wide characters counted as wide (文本表格).

use std::fmt;

use unicode_width::UnicodeWidthStr;

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Words of a column's name go to a further line beyond this width, if its cells are no wider.
const HEADER_WIDTH: usize = 14;

/// A table of text cells, each column as wide as its widest cell.
#[derive(Debug)]
pub(crate) struct TextTable {
    header: Vec<String>,
    aligns: Vec<Align>,
    lines: Vec<Vec<String>>,
}

impl TextTable {
    pub(crate) fn new(header: impl IntoIterator<Item = (String, Align)>) -> Self {
        let (header, aligns) = header.into_iter().unzip();
        Self { header, aligns, lines: Vec::new() }
    }

    /// Adds a line; missing cells are empty.
    pub(crate) fn push(&mut self, cells: impl IntoIterator<Item = String>) {
        self.lines.push(cells.into_iter().collect());
    }

    fn write_line(&self, f: &mut fmt::Formatter<'_>, cells: &[String], widths: &[usize]) -> fmt::Result {
        let mut text = String::new();
        for (column, (align, &width)) in self.aligns.iter().zip(widths).enumerate() {
            let cell = cells.get(column).map_or("", String::as_str);
            let padding = " ".repeat(width.saturating_sub(cell.width()));
            match align {
                Align::Left => text.extend(["  ", cell, &padding]),
                Align::Right => text.extend(["  ", &padding, cell]),
            }
        }
        writeln!(f, "{}", text.trim_end())
    }
}

impl fmt::Display for TextTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = |column: usize| self.lines.iter().filter_map(move |line| line.get(column)).map(|cell| cell.width());
        let header: Vec<Vec<String>> = self
            .header
            .iter()
            .enumerate()
            .map(|(column, name)| wrap(name, cells(column).max().unwrap_or_default().max(HEADER_WIDTH)))
            .collect();
        let widths: Vec<usize> = header
            .iter()
            .enumerate()
            .map(|(column, name)| cells(column).chain(name.iter().map(|part| part.width())).max().unwrap_or_default())
            .collect();
        let height = header.iter().map(Vec::len).max().unwrap_or_default();
        for at in 0..height {
            // Names stand on the rule, so that a short one is not far from its column.
            let part = |name: &Vec<String>| (at + name.len()).checked_sub(height).and_then(|k| name.get(k)).cloned();
            let line: Vec<String> = header.iter().map(|name| part(name).unwrap_or_default()).collect();
            self.write_line(f, &line, &widths)?;
        }
        let rule: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
        writeln!(f, "  {}", rule.join("  "))?;
        self.lines.iter().try_for_each(|line| self.write_line(f, line, &widths))
    }
}

/// A p-value with three digits, or below what they show.
pub(crate) fn p_value(p: f64) -> String {
    if p < 0.000_5 { "<0.001".to_owned() } else { format!("{p:.3}") }
}

/// `text` in lines of whole words, none wider than `width` unless a word is.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        let mut table = TextTable::new([("单元".to_owned(), Align::Left), ("score".to_owned(), Align::Right)]);
        table.push(["东".to_owned(), "0.5".to_owned()]);
        table.push(["West".to_owned(), "0.25".to_owned()]);
        assert_eq!(table.to_string(), "  单元  score\n  ────  ─────\n  东      0.5\n  West   0.25\n");
    }

    #[test]
    fn long_names_of_columns_are_wrapped() {
        let mut table =
            TextTable::new([("Resource allocation efficiency".to_owned(), Align::Right), ("n".to_owned(), Align::Right)]);
        table.push(["0.5".to_owned(), "7".to_owned()]);
        assert_eq!(table.to_string(), "    Resource\n  allocation\n  efficiency  n\n  ──────────  ─\n         0.5  7\n");
    }
}
