//! How a figure is written, and the figure (图形样式与图形).

use std::fmt;

use svg::node::element::{Definitions, Description, Rectangle, SVG, Title};

use crate::error::Error;
use crate::label::{Label, Language};

use super::canvas::{Anchor, Canvas, Font, round};
use super::palette::{INK, MUTED, PAPER, SERIES, below_zero, gap, hatch};
use super::text::{clean, wrap};

/// Width of every figure in its own units; a page scales it.
pub(super) const WIDTH: f64 = 800.0;
/// Between the edge and what is drawn.
const MARGIN: f64 = 20.0;
/// Width of what is drawn.
pub(super) const INNER: f64 = WIDTH - 2.0 * MARGIN;

/// Fonts found on most systems with Chinese, before whatever else has no serifs.
const FONTS: &str = "'Noto Sans', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Helvetica Neue', Arial, sans-serif";

/// Language, title, source and ids of a figure (图形样式).
///
/// ```
/// use governance_efficacy::report::figure::Style;
/// use governance_efficacy::{Label, Language};
///
/// let style = Style::new(Language::Zh).with_source(Label::new("made-up data", "虚构数据")).with_id("ranking-2024")?;
/// // An id goes into references within the page: plain letters only.
/// assert!(style.with_id("a b").is_err());
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    language: Language,
    id: String,
    title: Option<Label>,
    source: Option<Label>,
}

impl Default for Style {
    /// English, without a source, ids beginning with `figure`.
    fn default() -> Self {
        Self { language: Language::En, id: "figure".to_owned(), title: None, source: None }
    }
}

impl Style {
    /// A figure in `language`.
    pub fn new(language: Language) -> Self {
        Self { language, ..Self::default() }
    }

    /// Sets what all ids within the figure begin with, so that several figures can stand on one page; `figure` if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless it is a letter from a to z followed by letters, digits, `-` and `_`.
    pub fn with_id(mut self, id: impl Into<String>) -> Result<Self, Error> {
        let id = id.into();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if !id.starts_with(|c: char| c.is_ascii_alphabetic()) || !id.chars().all(is_plain) {
            let remedy = "begin with a letter from a to z, and go on with letters, digits, '-' and '_'";
            return Err(Error::setting("the id of a figure", format!("{id:?}"), remedy));
        }
        self.id = id;
        Ok(self)
    }

    /// Sets the title; each figure has one of its own if not set.
    #[must_use]
    pub fn with_title(mut self, title: Label) -> Self {
        self.title = Some(title);
        self
    }

    /// Sets where the data come from (数据来源), written at the foot; no such line if not set.
    #[must_use]
    pub fn with_source(mut self, source: Label) -> Self {
        self.source = Some(source);
        self
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    pub(super) fn say<'a>(&self, en: &'a str, zh: &'a str) -> &'a str {
        match self.language {
            Language::En => en,
            Language::Zh => zh,
        }
    }

    pub(super) fn of<'a>(&self, label: &'a Label) -> &'a str {
        label.in_language(self.language)
    }

    /// The hatched fill of series `k`.
    pub(super) fn fill(&self, k: usize) -> String {
        format!("url(#{}-fill-{})", self.id, k % SERIES.len())
    }

    /// The fill of what is missing.
    pub(super) fn gap(&self) -> String {
        format!("url(#{}-gap)", self.id)
    }

    /// What is laid over what is below 0.
    pub(super) fn below_zero(&self) -> String {
        format!("url(#{}-below-zero)", self.id)
    }
}

/// A figure (图形): one SVG drawing with title and description.
///
/// # Example
/// See [`Ranking`](super::Ranking).
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    title: String,
    description: String,
    height: f64,
    element: String,
}

impl Figure {
    /// Its title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it shows, for those who can't see it.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Width in its own units.
    pub fn width(&self) -> f64 {
        WIDTH
    }

    /// Height in its own units.
    pub fn height(&self) -> f64 {
        self.height
    }

    /// The `<svg>` element, to stand within an HTML page: as wide as its place, at most as wide as the figure.
    pub fn element(&self) -> &str {
        &self.element
    }

    /// The text of an SVG file.
    pub fn to_svg(&self) -> String {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", self.element)
    }
}

impl fmt::Display for Figure {
    /// The text of an SVG file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_svg())
    }
}

/// What a figure consists of before it stands on its sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    /// The title unless the style has another.
    pub(super) title: String,
    /// What is told of the figure to those who can't see it.
    pub(super) description: String,
    /// The drawing, [`INNER`] wide.
    pub(super) body: Canvas,
    /// Its height.
    pub(super) height: f64,
    /// Notes beneath it.
    pub(super) notes: Vec<String>,
}

impl Sheet {
    /// Title above, notes and source beneath.
    pub(super) fn finish(self, style: &Style) -> Figure {
        let title = clean(style.title.as_ref().map_or(&self.title, |title| title.in_language(style.language)));
        let description = clean(&self.description);
        let mut sheet = Canvas::new();
        let mut y = MARGIN;
        let heading = Font { size: 16.0, color: INK, is_bold: true };
        for line in wrap(&title, heading.size, INNER * 0.95) {
            y += 16.0;
            sheet.text(MARGIN, y, &line, Anchor::Start, heading);
            y += 5.0;
        }
        y += 14.0;
        sheet.place(self.body, MARGIN, y);
        y += self.height + 8.0;
        let source = style.source.as_ref().map(|source| match style.language {
            Language::En => format!("Source: {}", source.en),
            Language::Zh => format!("数据来源：{}", source.zh),
        });
        let small = Font { size: 11.0, color: MUTED, is_bold: false };
        for note in self.notes.iter().chain(&source) {
            for line in wrap(note, small.size, INNER) {
                y += 15.0;
                sheet.text(MARGIN, y, &line, Anchor::Start, small);
            }
        }
        let height = (y + MARGIN * 0.8).ceil();
        let body = sheet.into_group();
        let text = body.to_string();
        let mut definitions = Definitions::new();
        let is_used = |name: &str| text.contains(&format!("#{}-{name})", style.id));
        for k in 0..SERIES.len() {
            if is_used(&format!("fill-{k}")) {
                definitions = definitions.add(hatch(&format!("{}-fill-{k}", style.id), k));
            }
        }
        if is_used("gap") {
            definitions = definitions.add(gap(&format!("{}-gap", style.id)));
        }
        if is_used("below-zero") {
            definitions = definitions.add(below_zero(&format!("{}-below-zero", style.id)));
        }
        let (title_id, description_id) = (format!("{}-title", style.id), format!("{}-description", style.id));
        let element = SVG::new()
            .set("viewBox", (0.0, 0.0, WIDTH, height))
            .set("width", WIDTH)
            .set("height", height)
            .set("style", format!("max-width:{WIDTH}px;width:100%;height:auto"))
            .set("role", "img")
            .set("lang", style.say("en", "zh-CN"))
            .set("aria-labelledby", format!("{title_id} {description_id}"))
            .set("font-family", FONTS)
            .add(Title::new(title.as_str()).set("id", title_id))
            .add(Description::new().set("id", description_id).add(svg::node::Text::new(description.as_str())))
            .add(definitions)
            .add(Rectangle::new().set("width", round(WIDTH)).set("height", height).set("fill", PAPER))
            .add(body);
        Figure { title, description, height, element: element.to_string() }
    }
}
