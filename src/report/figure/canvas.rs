//! What figures are drawn with (绘图原语): few kinds of shapes, places rounded to hundredths.

use svg::node::element::{Group, Line, Path, Rectangle, Text, Title};

use super::palette::{DASHES, GRID, INK, MUTED, PAPER, SERIES, mark};
use super::scale::Scale;
use super::text::{LEADING, clean, number, width};

/// Size of ordinary text.
pub(super) const SIZE: f64 = 12.0;
/// Size of numbers on axes and in cells.
pub(super) const SMALL: f64 = 10.5;

/// Where a text stands to its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Font<'a> {
    pub(super) size: f64,
    pub(super) color: &'a str,
    pub(super) is_bold: bool,
}

impl Font<'_> {
    pub(super) const TEXT: Font<'static> = Font { size: SIZE, color: INK, is_bold: false };
    pub(super) const BOLD: Font<'static> = Font { size: SIZE, color: INK, is_bold: true };
    pub(super) const AXIS: Font<'static> = Font { size: SMALL, color: MUTED, is_bold: false };
    pub(super) const VALUE: Font<'static> = Font { size: SMALL, color: INK, is_bold: false };
    pub(super) const INVERSE: Font<'static> = Font { size: SMALL, color: PAPER, is_bold: false };
}

/// Hundredths are finer than any print, and hide the last bits in which machines differ.
pub(super) fn round(x: f64) -> f64 {
    let hundredths = (x * 100.0).round() / 100.0;
    if hundredths == 0.0 { 0.0 } else { hundredths }
}

/// A part of a figure, drawn from its own corner.
#[derive(Debug, Clone)]
pub(super) struct Canvas(Group);

impl Canvas {
    pub(super) fn new() -> Self {
        Self(Group::new())
    }

    pub(super) fn into_group(self) -> Group {
        self.0
    }

    fn add(&mut self, node: impl Into<Box<dyn svg::Node>>) {
        // The builder of the library takes itself by value.
        self.0 = std::mem::replace(&mut self.0, Group::new()).add(node);
    }

    /// Puts `part` with its corner at a place.
    pub(super) fn place(&mut self, part: Self, x: f64, y: f64) {
        self.add(part.0.set("transform", format!("translate({} {})", round(x), round(y))));
    }

    pub(super) fn text(&mut self, x: f64, y: f64, text: &str, anchor: Anchor, font: Font<'_>) {
        self.add(text_node(x, y, text, anchor, font));
    }

    /// A text over lines, kept readable by a rim of paper.
    pub(super) fn over_lines(&mut self, x: f64, y: f64, text: &str, anchor: Anchor, font: Font<'_>) {
        let node = text_node(x, y, text, anchor, font);
        self.add(node.set("stroke", PAPER).set("stroke-width", 3).set("paint-order", "stroke").set("stroke-linejoin", "round"));
    }

    /// A text that rises to the right from a place.
    pub(super) fn rising(&mut self, x: f64, y: f64, text: &str, font: Font<'_>) {
        let turn = format!("rotate(-55 {} {})", round(x), round(y));
        self.add(text_node(x, y, text, Anchor::Start, font).set("transform", turn));
    }

    /// Lines of text whose middle is at `y`.
    pub(super) fn lines(&mut self, x: f64, y: f64, lines: &[String], anchor: Anchor, font: Font<'_>) {
        let height = font.size * LEADING;
        let first = y - height * (lines.len() as f64 - 1.0) / 2.0 + 0.35 * font.size;
        for (k, line) in lines.iter().enumerate() {
            self.text(x, first + height * k as f64, line, anchor, font);
        }
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), color: &str, thickness: f64) {
        self.add(line_node(from, to, color, thickness));
    }

    pub(super) fn dashed(&mut self, from: (f64, f64), to: (f64, f64), color: &str, thickness: f64) {
        self.add(line_node(from, to, color, thickness).set("stroke-dasharray", "4 3"));
    }

    /// A filled rectangle with what a reader is told who points at it.
    pub(super) fn rect(&mut self, corner: (f64, f64), size: (f64, f64), fill: &str, stroke: &str, tooltip: &str) {
        let rect = Rectangle::new()
            .set("x", round(corner.0))
            .set("y", round(corner.1))
            .set("width", round(size.0.max(0.0)))
            .set("height", round(size.1.max(0.0)))
            .set("fill", fill)
            .set("stroke", stroke)
            .set("stroke-width", 0.75);
        self.add(if tooltip.is_empty() { rect } else { rect.add(Title::new(clean(tooltip))) });
    }

    /// A line through points in the manner of series `k`.
    pub(super) fn polyline(&mut self, points: &[(f64, f64)], is_closed: bool, k: usize, thickness: f64) {
        self.curve(points, is_closed, SERIES[k % SERIES.len()], thickness, DASHES[k % DASHES.len()]);
    }

    pub(super) fn curve(&mut self, points: &[(f64, f64)], is_closed: bool, color: &str, thickness: f64, dash: &str) {
        let text: Vec<String> = points.iter().map(|(x, y)| format!("{} {}", round(*x), round(*y))).collect();
        let path = Path::new()
            .set("d", format!("M{}{}", text.join("L"), if is_closed { "Z" } else { "" }))
            .set("fill", "none")
            .set("stroke", color)
            .set("stroke-width", thickness)
            .set("stroke-linejoin", "round");
        self.add(if dash.is_empty() { path } else { path.set("stroke-dasharray", dash) });
    }

    /// The mark of series `k`, with what a reader is told who points at it.
    pub(super) fn mark(&mut self, place: (f64, f64), radius: f64, k: usize, tooltip: &str) {
        self.shape(place, radius, k, SERIES[k % SERIES.len()], tooltip);
    }

    pub(super) fn shape(&mut self, place: (f64, f64), radius: f64, k: usize, fill: &str, tooltip: &str) {
        let path = Path::new()
            .set("d", mark(k, place.0, place.1, radius))
            .set("fill", fill)
            .set("stroke", INK)
            .set("stroke-width", 0.75);
        self.add(if tooltip.is_empty() { path } else { path.add(Title::new(clean(tooltip))) });
    }

    /// An axis beneath a plot with lines of the grid up from it, and its name.
    pub(super) fn x_axis(&mut self, scale: &Scale, top: f64, bottom: f64, name: &str) {
        let mut free = f64::NEG_INFINITY;
        for tick in scale.ticks() {
            let (x, text) = (scale.at(tick), number(tick, scale.decimals()));
            self.line((x, top), (x, bottom), GRID, 0.75);
            // Long numbers don't run into each other.
            let half = width(&text, SMALL) / 2.0;
            if x - half >= free {
                self.text(x, bottom + 14.0, &text, Anchor::Middle, Font::AXIS);
                free = x + half + 4.0;
            }
        }
        let middle = f64::midpoint(scale.at(scale.low()), scale.at(scale.high()));
        self.text(middle, bottom + 31.0, name, Anchor::Middle, Font::AXIS);
    }

    /// An axis left of a plot with lines of the grid from it, and its name above.
    pub(super) fn y_axis(&mut self, scale: &Scale, left: f64, right: f64, name: &str) {
        for tick in scale.ticks() {
            let y = scale.at(tick);
            self.line((left, y), (right, y), GRID, 0.75);
            self.text(left - 6.0, y + 3.5, &number(tick, scale.decimals()), Anchor::End, Font::AXIS);
        }
        self.text(left, scale.at(scale.high()) - 12.0, name, Anchor::Start, Font::AXIS);
    }
}

/// Height of an axis beneath a plot, with its name.
pub(super) const AXIS: f64 = 38.0;

fn text_node(x: f64, y: f64, text: &str, anchor: Anchor, font: Font<'_>) -> Text {
    let node = Text::new(clean(text)).set("x", round(x)).set("y", round(y)).set("font-size", font.size).set("fill", font.color);
    let node = if font.is_bold { node.set("font-weight", "bold") } else { node };
    match anchor {
        Anchor::Start => node,
        Anchor::Middle => node.set("text-anchor", "middle"),
        Anchor::End => node.set("text-anchor", "end"),
    }
}

fn line_node(from: (f64, f64), to: (f64, f64), color: &str, thickness: f64) -> Line {
    Line::new()
        .set("x1", round(from.0))
        .set("y1", round(from.1))
        .set("x2", round(to.0))
        .set("y2", round(to.1))
        .set("stroke", color)
        .set("stroke-width", thickness)
}
