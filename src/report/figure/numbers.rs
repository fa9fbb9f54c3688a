//! A small table of numbers beneath a drawing (图下数表).

use super::canvas::{Anchor, Canvas, Font, SIZE};
use super::palette::MUTED;
use super::style::INNER;
use super::text::{number, short, width, wrap};

/// A name, and a value a column.
pub(super) type Line = (String, Vec<Option<f64>>);

/// Writes the numbers from `top` down, a dash where there is none, and gives the place beneath them.
pub(super) fn numbers(body: &mut Canvas, top: f64, columns: &[String], lines: &[Line]) -> f64 {
    let names: Vec<Vec<String>> = lines.iter().map(|(name, _)| wrap(&short(name), SIZE, 200.0)).collect();
    let first = names.iter().flatten().map(|line| width(line, SIZE)).fold(80.0, f64::max) + 16.0;
    let wide = (INNER - first) / columns.len() as f64;
    let heads: Vec<Vec<String>> = columns.iter().map(|name| wrap(name, SIZE - 1.0, wide - 10.0)).collect();
    let head = heads.iter().map(Vec::len).max().unwrap_or(1) as f64 * 15.0 + 6.0;
    for (k, lines) in heads.iter().enumerate() {
        let font = Font { size: SIZE - 1.0, color: MUTED, is_bold: false };
        body.lines(first + wide * (k as f64 + 1.0) - 6.0, top + head / 2.0, lines, Anchor::End, font);
    }
    let mut y = top + head;
    body.line((0.0, y), (INNER, y), MUTED, 0.75);
    for ((_, values), name) in lines.iter().zip(&names) {
        let height = name.len() as f64 * 15.0 + 5.0;
        body.lines(0.0, y + height / 2.0, name, Anchor::Start, Font::TEXT);
        for (k, value) in values.iter().enumerate() {
            let text = value.map_or_else(|| "–".to_owned(), |x| number(x, 3));
            body.text(first + wide * (k as f64 + 1.0) - 6.0, y + height / 2.0 + 4.0, &text, Anchor::End, Font::TEXT);
        }
        y += height;
    }
    y + 4.0
}
