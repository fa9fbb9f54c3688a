//! A field of coloured cells (色块矩阵): names of rows at the left, names of columns above.

use super::canvas::{Canvas, Font, SIZE, SMALL};
use super::layout::{Names, key};
use super::palette::{INK, MUTED, PAPER};
use super::style::INNER;
use super::text::{short, width};

/// One cell.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) fill: String,
    /// A hatch over the fill; empty for none.
    pub(super) over: String,
    pub(super) text: String,
    pub(super) is_dark: bool,
    pub(super) tooltip: String,
}

/// Names of rows and columns, and how to make a cell of each.
pub(super) struct Field<'a> {
    pub(super) rows: &'a Names,
    pub(super) columns: &'a [String],
    /// Whether columns are named by numbers that a key tells.
    pub(super) is_numbered: bool,
    /// Rows above which a line parts groups.
    pub(super) breaks: &'a [usize],
    pub(super) cell: &'a dyn Fn(usize, usize) -> Option<Cell>,
}

/// Names of columns longer than this are told by a key beneath.
const LONGEST: f64 = 150.0;
/// The sine and cosine of the angle at which names of columns rise.
const RISE: (f64, f64) = (0.82, 0.574);
/// Cells are no wider than this.
const WIDEST: f64 = 64.0;

impl Field<'_> {
    /// Draws the field `left` from the edge, and gives its height.
    pub(super) fn draw(&self, body: &mut Canvas, left: f64) -> f64 {
        let start = left + self.rows.width;
        let count = self.columns.len().max(1) as f64;
        let longest = self.columns.iter().map(|name| width(name, SIZE)).fold(0.0, f64::max);
        // The last name rises beyond the field.
        let is_keyed = !self.is_numbered && longest > LONGEST;
        let numbers = is_keyed || self.is_numbered;
        let (head, beyond) = if numbers { (20.0, 0.0) } else { (longest * RISE.0 + 16.0, longest * RISE.1) };
        let wide = ((INNER - start - beyond.min(110.0)) / count).min(WIDEST);
        for (c, name) in self.columns.iter().enumerate() {
            let middle = start + wide * (c as f64 + 0.5);
            if numbers {
                let text = (c + 1).to_string();
                // Every name where there is room, else each fifth.
                if wide >= width(&text, SMALL) + 2.0 || (c + 1) % 5 == 0 || c == 0 {
                    body.text(middle, head - 6.0, &text, super::canvas::Anchor::Middle, Font::VALUE);
                }
            } else {
                body.rising(middle, head - 6.0, &short(name), Font::TEXT);
            }
        }
        self.rows.draw(body, left, head);
        for r in 0..self.rows.count() {
            for c in 0..self.columns.len() {
                let Some(cell) = (self.cell)(r, c) else { continue };
                let corner = (start + wide * c as f64, head + self.rows.top(r));
                let size = (wide, self.rows.row_height(r));
                body.rect(corner, size, &cell.fill, PAPER, &cell.tooltip);
                if !cell.over.is_empty() {
                    body.rect(corner, size, &cell.over, "none", "");
                }
                let font = if cell.is_dark { Font::INVERSE } else { Font::VALUE };
                let font = Font { size: if wide < 26.0 { 9.0 } else { SMALL }, ..font };
                if !cell.text.is_empty() && width(&cell.text, font.size) <= wide {
                    let middle = (corner.0 + wide / 2.0, corner.1 + size.1 / 2.0 + 3.5);
                    body.text(middle.0, middle.1, &cell.text, super::canvas::Anchor::Middle, font);
                }
            }
        }
        for row in self.breaks {
            let y = head + self.rows.top(*row);
            body.line((left, y), (start + wide * count, y), INK, 1.0);
        }
        let mut height = head + self.rows.height + 12.0;
        if is_keyed {
            let items: Vec<(String, String)> =
                self.columns.iter().enumerate().map(|(c, name)| ((c + 1).to_string(), name.clone())).collect();
            let (part, part_height) = key(&items, INNER);
            body.place(part, 0.0, height);
            height += part_height + 6.0;
        }
        height
    }
}

/// A band of colours with what its ends mean; and its height.
///
/// `over` is laid over the lower half; empty for nothing.
pub(super) fn ramp(color: impl Fn(f64) -> String, over: &str, low: &str, high: &str) -> (Canvas, f64) {
    const STEPS: usize = 20;
    const STEP: f64 = 8.0;
    let mut canvas = Canvas::new();
    let font = Font { color: MUTED, ..Font::VALUE };
    let start = width(low, SMALL) + 8.0;
    canvas.text(0.0, 12.0, low, super::canvas::Anchor::Start, font);
    for k in 0..STEPS {
        let fill = color(k as f64 / (STEPS - 1) as f64);
        canvas.rect((start + STEP * k as f64, 2.0), (STEP, 12.0), &fill, &fill, "");
    }
    if !over.is_empty() {
        canvas.rect((start, 2.0), (STEP * STEPS as f64 / 2.0, 12.0), over, "none", "");
    }
    canvas.text(start + STEP * STEPS as f64 + 8.0, 12.0, high, super::canvas::Anchor::Start, font);
    (canvas, 22.0)
}
