//! What several figures share (共用版式): rows with names, legends, keys, labels beside points.

use super::canvas::{Anchor, Canvas, Font, SIZE, SMALL};
use super::palette::MUTED;
use super::scale::whole;
use super::text::{LEADING, short, width, wrap};

/// Space between a name and what is drawn beside it.
const BESIDE: f64 = 8.0;
/// Space left for what is not shown between the first and the last rows.
const GAP: f64 = 22.0;

/// Names under each other, each as high as its lines need.
#[derive(Debug)]
pub(super) struct Names {
    lines: Vec<Vec<String>>,
    /// From the left edge to where drawing begins.
    pub(super) width: f64,
    tops: Vec<f64>,
    heights: Vec<f64>,
    pub(super) height: f64,
    gap: Option<(f64, String)>,
}

impl Names {
    /// Names in a column at most `most` wide, in rows at least `least` high.
    pub(super) fn new<S: AsRef<str>>(names: &[S], most: f64, least: f64, gap: Option<&(usize, String)>) -> Self {
        let lines: Vec<Vec<String>> = names.iter().map(|name| wrap(&short(name.as_ref()), SIZE, most)).collect();
        let widest = lines.iter().flatten().map(|line| width(line, SIZE)).fold(0.0, f64::max);
        let heights: Vec<f64> = lines.iter().map(|lines| (lines.len() as f64 * SIZE * LEADING + 4.0).max(least)).collect();
        let (mut tops, mut top, mut gap_at) = (Vec::new(), 0.0, None);
        for (k, height) in heights.iter().enumerate() {
            if let Some((_, text)) = gap.filter(|(after, _)| *after == k) {
                gap_at = Some((top + GAP / 2.0, text.clone()));
                top += GAP;
            }
            tops.push(top);
            top += height;
        }
        Self { lines, width: widest + BESIDE, tops, heights, height: top, gap: gap_at }
    }

    pub(super) fn count(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn top(&self, at: usize) -> f64 {
        self.tops.get(at).copied().unwrap_or(self.height)
    }

    pub(super) fn row_height(&self, at: usize) -> f64 {
        self.heights.get(at).copied().unwrap_or(0.0)
    }

    pub(super) fn middle(&self, at: usize) -> f64 {
        self.top(at) + self.row_height(at) / 2.0
    }

    /// Writes the names to end where drawing begins, from `x` on and `y` down.
    pub(super) fn draw(&self, canvas: &mut Canvas, x: f64, y: f64) {
        for (at, lines) in self.lines.iter().enumerate() {
            canvas.lines(x + self.width - BESIDE, y + self.middle(at), lines, Anchor::End, Font::TEXT);
        }
        if let Some((middle, text)) = &self.gap {
            let font = Font { color: MUTED, ..Font::TEXT };
            canvas.text(x + self.width, y + middle + 4.0, text, Anchor::Start, font);
        }
    }
}

/// What stands beside a name in a legend.
#[derive(Debug, Clone)]
pub(super) enum Swatch {
    /// A fill.
    Fill(String),
    /// The mark of a series, filled so.
    Mark(usize, String),
    /// Line and mark of a series.
    Line(usize),
    /// Line, dash and thickness of their own.
    Stroke(&'static str, &'static str, f64),
}

/// Names with what they are drawn as, in as many lines as they need; and the height of it all.
pub(super) fn legend(items: &[(Swatch, String)], most: f64) -> (Canvas, f64) {
    const LINE: f64 = 20.0;
    const SWATCH: f64 = 26.0;
    let mut canvas = Canvas::new();
    let (mut x, mut y) = (0.0, 0.0);
    for (swatch, name) in items {
        let lines = wrap(&short(name), SIZE, most - SWATCH - 6.0);
        let wide = SWATCH + 6.0 + lines.iter().map(|line| width(line, SIZE)).fold(0.0, f64::max);
        if x > 0.0 && x + wide > most {
            (x, y) = (0.0, y + LINE);
        }
        let middle = y + LINE / 2.0;
        match swatch {
            Swatch::Fill(fill) => canvas.rect((x + 4.0, middle - 6.0), (SWATCH - 6.0, 12.0), fill, MUTED, ""),
            Swatch::Mark(k, fill) => canvas.shape((x + SWATCH / 2.0, middle), 5.0, *k, fill, ""),
            Swatch::Line(k) => {
                canvas.polyline(&[(x, middle), (x + SWATCH, middle)], false, *k, 2.0);
                canvas.mark((x + SWATCH / 2.0, middle), 4.0, *k, "");
            }
            Swatch::Stroke(color, dash, thickness) => {
                canvas.curve(&[(x, middle), (x + SWATCH, middle)], false, color, *thickness, dash);
            }
        }
        let extra = (lines.len() as f64 - 1.0) * SIZE * LEADING;
        canvas.lines(x + SWATCH + 6.0, middle + extra / 2.0, &lines, Anchor::Start, Font::TEXT);
        y += extra;
        x += wide + 18.0;
    }
    (canvas, if items.is_empty() { 0.0 } else { y + LINE + 6.0 })
}

/// Numbered names in columns; and the height of it all.
pub(super) fn key(items: &[(String, String)], most: f64) -> (Canvas, f64) {
    let number = items.iter().map(|(number, _)| width(number, SIZE)).fold(0.0, f64::max) + 8.0;
    let widest = items.iter().map(|(_, name)| width(&short(name), SIZE)).fold(0.0, f64::max) + number + 20.0;
    let columns = (most / widest).floor().clamp(1.0, 4.0);
    let column = most / columns;
    let lines: Vec<Vec<String>> = items.iter().map(|(_, name)| wrap(&short(name), SIZE, column - number - 16.0)).collect();
    let per_column = whole((items.len() as f64 / columns).ceil().max(1.0));
    let mut canvas = Canvas::new();
    let mut tallest: f64 = 0.0;
    for (c, (items, lines)) in items.chunks(per_column).zip(lines.chunks(per_column)).enumerate() {
        let (x, mut y) = (c as f64 * column, 0.0);
        for ((number_text, _), lines) in items.iter().zip(lines) {
            canvas.text(x + number - 8.0, y + SIZE, number_text, Anchor::End, Font::BOLD);
            for (k, line) in lines.iter().enumerate() {
                canvas.text(x + number, y + SIZE + k as f64 * SIZE * LEADING, line, Anchor::Start, Font::TEXT);
            }
            y += lines.len() as f64 * SIZE * LEADING + 3.0;
        }
        tallest = tallest.max(y);
    }
    (canvas, tallest)
}

/// Points along a text from `x` on, for labels to keep off.
pub(super) fn along(x: f64, y: f64, wide: f64) -> impl Iterator<Item = (f64, f64)> {
    (0..=whole(wide / 10.0)).map(move |step| (x + 10.0 * step as f64, y))
}

/// Writes a text beside each point, off all points, texts and the places `others`; a line leads to what stands farther away.
pub(super) fn label_points(
    canvas: &mut Canvas,
    points: &[(f64, f64)],
    texts: &[String],
    others: impl Iterator<Item = (f64, f64)>,
    within: (f64, f64, f64, f64),
) {
    let sizes: Vec<(f64, f64)> = texts.iter().map(|text| (width(text, SMALL) + 2.0, 11.0)).collect();
    let all: Vec<(f64, f64)> = points.iter().copied().chain(others).collect();
    for ((place, text), point) in beside_points(&all, &sizes, within).iter().zip(texts).zip(points) {
        let Some((x, y)) = place else { continue };
        if (x - point.0).hypot(y - point.1) > 24.0 {
            canvas.line(*point, (*x, *y), MUTED, 0.5);
        }
        canvas.over_lines(*x, y + 3.8, text, Anchor::Middle, Font::VALUE);
    }
}

/// For each point a place for the middle of its label, of the size given, where it hides no point and no other label; farther away where it
/// is crowded. What finds no place within the box is none.
fn beside_points(points: &[(f64, f64)], sizes: &[(f64, f64)], within: (f64, f64, f64, f64)) -> Vec<Option<(f64, f64)>> {
    const RADIUS: f64 = 5.5;
    let (left, top, right, bottom) = within;
    let mut taken: Vec<(f64, f64, f64, f64)> =
        points.iter().map(|(x, y)| (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS)).collect();
    let mut places = Vec::with_capacity(points.len());
    for (&(x, y), &(w, h)) in points.iter().zip(sizes) {
        let place = (0..10).flat_map(|ring| (0..12).map(move |step| (ring, step))).find_map(|(ring, step)| {
            // Right, left, above, below and so on: each twelfth of a turn, the upper right first.
            let angle = f64::from([0, 6, 9, 3, 11, 1, 7, 5, 10, 2, 8, 4][step]) * std::f64::consts::FRAC_PI_6;
            let away = f64::from(ring) * 9.0 + RADIUS + 2.0;
            let (cx, cy) = (x + angle.cos() * (away + w / 2.0), y + angle.sin() * (away + h / 2.0));
            let (l, t, r, b) = (cx - w / 2.0, cy - h / 2.0, cx + w / 2.0, cy + h / 2.0);
            let is_free = taken.iter().all(|o| r <= o.0 || l >= o.2 || b <= o.1 || t >= o.3);
            (l >= left && t >= top && r <= right && b <= bottom && is_free).then_some((cx, cy))
        });
        if let Some((cx, cy)) = place {
            taken.push((cx - w / 2.0, cy - h / 2.0, cx + w / 2.0, cy + h / 2.0));
        }
        places.push(place);
    }
    places
}
