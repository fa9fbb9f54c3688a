//! Importance against performance (重要性—绩效图).

use crate::analysis::contribution::{ImportancePerformance, Quadrant};
use crate::error::Error;
use crate::label::Language;

use super::canvas::{AXIS, Anchor, Canvas, Font, SIZE};
use super::layout::{along, key, label_points};
use super::palette::{INK, MUTED, SERIES};
use super::ranking::with_period;
use super::scale::Scale;
use super::style::{Figure, INNER, Sheet, Style};
use super::text::{number, width};

/// Importance and performance of each indicator (重要性—绩效图), numbered in the order of the hierarchy, with the cuts between the quadrants.
///
/// ```
/// use governance_efficacy::analysis::contribution::ImportancePerformance;
/// use governance_efficacy::model::{Model, System};
/// use governance_efficacy::report::figure::{PriorityMap, Style};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// let model = Model::new(System::flat([Indicator::new("order")?, Indicator::new("service")?])?);
/// let table = IndicatorTable::from_rows(["A", "B"], &["order", "service"], &[[Some(1.0), Some(4.0)], [Some(3.0), Some(2.0)]])?;
/// let map = ImportancePerformance::of(&model.fit(&table)?, &table, None)?;
/// let figure = PriorityMap::default().draw(&map, &Style::default())?;
/// assert!(figure.element().contains("order: 0.500, 0.500"));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PriorityMap {}

impl PriorityMap {
    /// Draws the map.
    ///
    /// # Errors
    /// [`Error::TooFew`] for a map without indicators.
    pub fn draw(&self, map: &ImportancePerformance, style: &Style) -> Result<Figure, Error> {
        let language = style.language();
        if map.items.is_empty() {
            return Err(Error::TooFew { what: "indicators on the map", needed: 1 });
        }
        let (left, right, top) = (54.0, INNER - 16.0, 26.0);
        let bottom = top + 440.0;
        let x = Scale::over(map.items.iter().map(|item| item.performance).chain([map.performance_cut]), left, right);
        let y = Scale::over(map.items.iter().map(|item| item.importance).chain([map.importance_cut]), bottom, top);
        let mut body = Canvas::new();
        body.x_axis(
            &x,
            top,
            bottom,
            style.say("performance: mean position, 0 the worst to 1 the best", "绩效：平均位置，0 最差，1 最好"),
        );
        body.y_axis(&y, left, right, style.say("importance: weight in the whole", "重要性：总体权重"));
        let cut = (x.at(map.performance_cut), y.at(map.importance_cut));
        body.dashed((cut.0, top), (cut.0, bottom), INK, 1.0);
        body.dashed((left, cut.1), (right, cut.1), INK, 1.0);
        let quadrants = [Quadrant::Concentrate, Quadrant::KeepUp, Quadrant::LowPriority, Quadrant::PossibleOverkill];
        let corners =
            [(left + 6.0, top + 16.0), (right - 6.0, top + 16.0), (left + 6.0, bottom - 8.0), (right - 6.0, bottom - 8.0)];
        let points: Vec<(f64, f64)> = map.items.iter().map(|item| (x.at(item.performance), y.at(item.importance))).collect();
        let count = points.len();
        let texts: Vec<String> = (1..=count).map(|k| k.to_string()).collect();
        let mut written = Vec::new();
        for ((quadrant, corner), k) in quadrants.iter().zip(corners).zip(0..) {
            let anchor = if k % 2 == 0 { Anchor::Start } else { Anchor::End };
            let name = quadrant.label();
            let name = style.of(&name);
            body.text(corner.0, corner.1, name, anchor, Font { color: MUTED, ..Font::BOLD });
            // Labels keep off the names of the quadrants.
            let wide = width(name, SIZE);
            let start = if k % 2 == 0 { corner.0 } else { corner.0 - wide };
            written.extend(along(start, corner.1 - 4.0, wide));
        }
        let series = |quadrant: Quadrant| quadrants.iter().position(|of| *of == quadrant).map_or(0, |k| [5, 2, 7, 4][k]);
        for (item, point) in map.items.iter().zip(&points) {
            let tooltip = format!("{}: {}, {}", style.of(&item.label), number(item.importance, 3), number(item.performance, 3));
            body.shape(*point, 4.5, series(item.quadrant), SERIES[series(item.quadrant)], &tooltip);
        }
        label_points(&mut body, &points, &texts, written.into_iter(), (left, top, right, bottom));
        let items: Vec<(String, String)> =
            texts.iter().zip(&map.items).map(|(text, item)| (text.clone(), style.of(&item.label).to_owned())).collect();
        let mut height = bottom + AXIS + 8.0;
        let (part, part_height) = key(&items, INNER);
        body.place(part, 0.0, height);
        height += part_height;
        let cuts = (number(map.importance_cut, 3), number(map.performance_cut, 3));
        let notes = vec![match language {
            Language::En => format!("Cuts at the means: importance {}, performance {}.", cuts.0, cuts.1),
            Language::Zh => format!("以均值为界：重要性 {}，绩效 {}。", cuts.0, cuts.1),
        }];
        let title = with_period(style, style.say("Importance and performance", "重要性与绩效"), map.period);
        let first: Vec<&str> =
            map.items.iter().filter(|item| item.quadrant == Quadrant::Concentrate).map(|item| style.of(&item.label)).collect();
        let description = match language {
            Language::En => format!("Map of {count} indicators. Important and low: {}.", first.join("; ")),
            Language::Zh => format!("{count} 项指标的重要性—绩效图。重要而绩效低的：{}。", first.join("；")),
        };
        Ok(Sheet { title, description, body, height, notes }.finish(style))
    }
}
