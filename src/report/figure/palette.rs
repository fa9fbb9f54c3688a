//! Colours, hatches and marks (配色、填充纹样与标记) that stay apart in grey print and for colour-blind readers.

use super::scale::whole;
use svg::node::element::{Path, Pattern, Rectangle};

/// Okabe and Ito (2008), the darkest and the lightest apart from each other; each also has its own hatch, mark and dash.
pub(super) const SERIES: [&str; 8] = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999"];

/// Dashes of lines, in the order of the series.
pub(super) const DASHES: [&str; 8] = ["", "8 4", "2 3", "10 3 2 3", "5 2", "1 2", "12 4", "6 2 1 2 1 2"];

pub(super) const INK: &str = "#1A1A1A";
pub(super) const MUTED: &str = "#595959";
pub(super) const GRID: &str = "#D9D9D9";
pub(super) const PAPER: &str = "#FFFFFF";

/// From little to much, each step darker than the one before: readable in grey.
const SEQUENTIAL: [[f64; 3]; 5] =
    [[255.0, 250.0, 214.0], [186.0, 222.0, 170.0], [92.0, 175.0, 170.0], [38.0, 110.0, 155.0], [26.0, 44.0, 96.0]];
/// From −1 over 0 to 1. In grey both ends are dark: figures print the sign and hatch what is below 0.
const DIVERGING: [[f64; 3]; 5] =
    [[165.0, 75.0, 0.0], [240.0, 178.0, 110.0], [248.0, 248.0, 246.0], [120.0, 178.0, 218.0], [0.0, 84.0, 140.0]];

/// A colour and whether text on it is to be white.
pub(super) fn sequential(share: f64) -> (String, bool) {
    blend(&SEQUENTIAL, share)
}

/// The colour of a value from −1 to 1, and whether text on it is to be white.
pub(super) fn diverging(value: f64) -> (String, bool) {
    blend(&DIVERGING, f64::midpoint(value, 1.0))
}

fn blend(stops: &[[f64; 3]; 5], share: f64) -> (String, bool) {
    let at = share.clamp(0.0, 1.0) * 4.0;
    // The last stop ends the last stretch.
    let low = whole(at).min(3);
    let (from, to) = (stops[low], stops[low + 1]);
    let rgb = [0, 1, 2].map(|c| (from[c] + (to[c] - from[c]) * (at - low as f64)).round());
    // Relative luminance with the weights of Rec. 709, without its gamma: enough to choose between black and white.
    let light = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    let [r, g, b] = rgb.map(whole);
    (format!("#{r:02X}{g:02X}{b:02X}"), light < 135.0)
}

/// The tile of the hatched fill of series `k`.
pub(super) fn hatch(id: &str, k: usize) -> Pattern {
    const SIZE: f64 = 8.0;
    let lines = match k % SERIES.len() {
        0 => "",
        1 => "M-2 2L2 -2M0 8L8 0M6 10L10 6",
        2 => "M2 2h1M6 6h1",
        3 => "M0 0L8 8M-2 6L2 10M6 -2L10 2",
        4 => "M0 4H8",
        5 => "M4 0V8",
        6 => "M0 0L8 8M0 8L8 0",
        _ => "M0 4H8M4 0V8",
    };
    tile(id, SERIES[k % SERIES.len()], lines, if k % SERIES.len() == 2 { "2" } else { "1.2" }, SIZE)
}

/// The tile of what is missing.
pub(super) fn gap(id: &str) -> Pattern {
    tile(id, "#F7F7F7", "M-2 2L2 -2M0 6L6 0M4 8L8 4", "0.8", 6.0).set("stroke", "#A6A6A6")
}

/// The tile laid over what is below 0.
pub(super) fn below_zero(id: &str) -> Pattern {
    Pattern::new()
        .set("id", id)
        .set("patternUnits", "userSpaceOnUse")
        .set("width", 6)
        .set("height", 6)
        .add(Path::new().set("d", "M-2 2L2 -2M0 6L6 0M4 8L8 4").set("stroke", INK).set("stroke-width", 0.6).set("opacity", 0.45))
}

fn tile(id: &str, color: &str, lines: &str, stroke_width: &str, size: f64) -> Pattern {
    let ground = Rectangle::new().set("width", size).set("height", size).set("fill", color).set("stroke", "none");
    let pattern = Pattern::new()
        .set("id", id)
        .set("patternUnits", "userSpaceOnUse")
        .set("width", size)
        .set("height", size)
        .set("stroke", INK)
        .add(ground);
    if lines.is_empty() {
        return pattern;
    }
    pattern.add(Path::new().set("d", lines).set("fill", "none").set("stroke-width", stroke_width).set("stroke-opacity", 0.75))
}

/// The path of the mark of series `k` around a point.
pub(super) fn mark(k: usize, x: f64, y: f64, r: f64) -> String {
    let polygon = |points: &[(f64, f64)]| {
        let text: Vec<String> = points
            .iter()
            .map(|(dx, dy)| format!("{} {}", super::canvas::round(x + dx * r), super::canvas::round(y + dy * r)))
            .collect();
        format!("M{}Z", text.join("L"))
    };
    match k % SERIES.len() {
        0 => {
            let (left, top, size) = (super::canvas::round(x - r), super::canvas::round(y), super::canvas::round(r));
            let across = super::canvas::round(2.0 * r);
            format!("M{left} {top}a{size} {size} 0 1 0 {across} 0a{size} {size} 0 1 0 -{across} 0Z")
        }
        1 => polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
        2 => polygon(&[(0.0, -1.15), (1.1, 0.8), (-1.1, 0.8)]),
        3 => polygon(&[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)]),
        4 => polygon(&[(0.0, 1.15), (1.1, -0.8), (-1.1, -0.8)]),
        5 => polygon(&[(1.15, 0.0), (-0.8, 1.1), (-0.8, -1.1)]),
        6 => polygon(&[
            (-0.35, -1.1),
            (0.35, -1.1),
            (0.35, -0.35),
            (1.1, -0.35),
            (1.1, 0.35),
            (0.35, 0.35),
            (0.35, 1.1),
            (-0.35, 1.1),
            (-0.35, 0.35),
            (-1.1, 0.35),
            (-1.1, -0.35),
            (-0.35, -0.35),
        ]),
        _ => polygon(&[(-1.15, 0.0), (0.8, 1.1), (0.8, -1.1)]),
    }
}
