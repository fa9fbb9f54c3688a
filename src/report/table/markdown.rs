//! Tables as Markdown (Markdown 表).

use std::fmt::Write as _;

use super::{Table, Wording};

impl Table {
    /// The table as Markdown, with what the syntax would read otherwise escaped.
    ///
    /// # Example
    /// See [`Table`].
    pub fn to_markdown(&self, wording: Wording) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = format!("**{}**\n\n", escaped(&wording.of(&self.caption)));
        text += &line(self.header.iter().map(|name| escaped(&wording.of(name))).collect());
        text += &line(self.numeric().into_iter().map(|right| if right { "--:" } else { ":--" }.to_owned()).collect());
        for row in &self.rows {
            text += &line(row.iter().map(|cell| escaped(&cell.shown(wording))).collect());
        }
        for note in self.foot() {
            let _ = writeln!(text, "\n{}", escaped(&wording.of(&note)));
        }
        text
    }
}

/// `text` as itself: no emphasis, no code, no links, no tags, one line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '~' | '$' => escaped.extend(['\\', c]),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
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
    fn a_name_can_not_be_read_as_markup() {
        assert_eq!(escaped("a|b_<script>\n[x](y)"), "a\\|b\\_&lt;script&gt; \\[x\\](y)");
    }
}
