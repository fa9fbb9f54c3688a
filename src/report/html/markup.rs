//! What every page is made of (页面元素): terms in two languages, tables, figures.

use maud::{Markup, PreEscaped, html};

use crate::error::Error;
use crate::label::{Label, Language};
use crate::report::figure::{Figure, Style};
use crate::report::{Cell, Table, Wording};

use super::HtmlReport;

/// A text in both languages, of which one is shown.
pub(super) fn say(en: &str, zh: &str) -> Markup {
    html! {
        @if en == zh { (en) } @else { span.en lang="en" { (en) } span.zh lang="zh-CN" { (zh) } }
    }
}

/// A name in both languages.
pub(super) fn term(label: &Label) -> Markup {
    say(&label.en, &label.zh)
}

/// A paragraph in both languages.
pub(super) fn paragraph(en: &str, zh: &str) -> Markup {
    html! { p { (say(en, zh)) } }
}

/// A number with its full value beside.
pub(super) fn number(value: Option<f64>, decimals: usize) -> Markup {
    cell(&Cell::number(value, decimals))
}

/// A cell of a table with the full value of a number beside.
pub(super) fn cell(cell: &Cell) -> Markup {
    match cell {
        Cell::Text(label) => term(label),
        Cell::Number { value, .. } => html! { span data-value=(value) { (cell.shown(Wording::En)) } },
        Cell::Interval { low, high, .. } => html! { span data-low=(low) data-high=(high) { (cell.shown(Wording::En)) } },
        other => html! { (other.shown(Wording::En)) },
    }
}

/// A table with sortable columns; `link` says where the first text of a row leads, by its place.
pub(super) fn table(id: Option<&str>, table: &Table, link: impl Fn(usize) -> Option<String>) -> Markup {
    let numeric = table.numeric();
    let class = |at: usize| numeric.get(at).copied().unwrap_or_default().then_some("n");
    let first_text = |row: &[Cell]| row.iter().position(|cell| matches!(cell, Cell::Text(_)));
    html! {
        div.scroll {
            table.sortable id=[id] {
                caption { (term(table.caption())) }
                thead { tr { @for (at, name) in table.header().iter().enumerate() { th scope="col" class=[class(at)] { (term(name)) } } } }
                tbody {
                    @for (place, row) in table.rows().iter().enumerate() {
                        tr {
                            @for (at, of) in row.iter().enumerate() {
                                td class=[class(at)] {
                                    @match link(place).filter(|_| first_text(row) == Some(at)) {
                                        Some(to) => a href=(to) { (cell(of)) },
                                        None => (cell(of)),
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        @for line in table.foot() { p.note { (term(&line)) } }
    }
}

/// A figure in both languages, or why there is none.
pub(super) fn figure(report: &HtmlReport<'_>, id: &str, draw: impl Fn(&Style) -> Result<Figure, Error>) -> Markup {
    let style = |language: Language, id: String| {
        let style = Style::new(language).with_id(id)?;
        Ok::<_, Error>(report.source.clone().map_or(style.clone(), |source| style.with_source(source)))
    };
    let drawn = |language, suffix: &str| style(language, format!("{id}-{suffix}")).and_then(|style| draw(&style));
    match (drawn(Language::En, "en"), drawn(Language::Zh, "zh")) {
        (Ok(en), Ok(zh)) => html! {
            figure.en { (PreEscaped(en.to_svg())) }
            figure.zh { (PreEscaped(zh.to_svg())) }
        },
        (Err(error), _) | (_, Err(error)) => html! {
            p.note { (say("Not drawn: ", "未绘制：")) (error.to_string()) }
        },
    }
}

/// A share as a bar, with the number beside.
pub(super) fn bar(share: Option<f64>) -> Markup {
    html! {
        @if let Some(share) = share {
            span.bar aria-hidden="true" { span style=(format!("width:{:.1}%", 100.0 * share.clamp(0.0, 1.0))) {} }
            " " (number(Some(share), 2))
        } @else { "–" }
    }
}
