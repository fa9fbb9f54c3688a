//! The HTML report: its numbers are those of the result, its names are shown and not run, and it fetches nothing.
#![cfg(all(feature = "report", feature = "json", feature = "toml", feature = "csv"))]

use governance_efficacy::governance::Facts;
use governance_efficacy::model::{Audit, Detail, Evaluation, Fitted, Model, System};
use governance_efficacy::report::html::{HtmlReport, Page};
use governance_efficacy::report::{Cell, Table, Wording};
use governance_efficacy::{Indicator, IndicatorTable, Label, Language};

struct Study {
    facts: Facts,
    table: IndicatorTable,
    fitted: Fitted,
    evaluation: Evaluation,
}

fn sample() -> Study {
    let facts = Facts::from_json(include_str!("../../examples/data/sample/facts.json")).expect("facts");
    let model = Model::from_toml(include_str!("../../examples/models/standard.toml")).expect("a model");
    let fitted = model.fit_facts(&facts).expect("a fit");
    let evaluation = fitted.score_facts(&facts).expect("scores");
    // What was written and read again is what a reader compares with.
    let evaluation = Evaluation::from_json(&evaluation.to_json().expect("writable")).expect("readable");
    Study { table: IndicatorTable::from_facts(&facts).expect("a table"), facts, fitted, evaluation }
}

/// The report of units with these names and two indicators.
fn of_units(names: &[&str], audit: Audit) -> Vec<Page> {
    let values: Vec<[Option<f64>; 2]> = (0..names.len()).map(|at| [Some(at as f64), Some(((at * 7) % 11) as f64)]).collect();
    let table = IndicatorTable::from_rows(names, &["answered", "solved"], &values).expect("a table");
    let indicators = ["answered", "solved"].map(|key| Indicator::new(key).expect("a key"));
    let model = Model::new(System::flat(indicators).expect("a system")).with_detail(Detail::Full).with_audit(audit);
    let fitted = model.fit(&table).expect("a fit");
    let evaluation = fitted.score(&table).expect("scores");
    HtmlReport::new(&fitted, &table, &evaluation).expect("a report").pages().expect("pages")
}

/// The values of the attribute `name` in `text`.
fn attributes(text: &str, name: &str) -> Vec<String> {
    let start = format!("{name}=\"");
    text.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

fn numbers(text: &str) -> Vec<f64> {
    attributes(text, "data-value").iter().map(|x| x.parse().expect("a number")).collect()
}

#[test]
fn every_score_shown_is_the_one_in_the_result() {
    let Study { facts, table, fitted, evaluation } = sample();
    let report = HtmlReport::new(&fitted, &table, &evaluation).expect("a report").with_facts(&facts);
    let pages = report.pages().expect("pages");
    assert_eq!(pages.len(), 1);
    let page = &pages[0].html;
    let latest = evaluation.rows().periods().last().copied();
    let root = evaluation.root();
    let row_of = |unit: &str| evaluation.rows().position(unit, latest).expect("a row");
    let dimensions: Vec<_> = evaluation.nodes().iter().filter(|node| node.key() != root.key()).collect();
    assert_eq!(dimensions.len(), 4);

    // The ranking: rank, score, then score and rank in each dimension.
    let scores = page.split("id=\"scores\"").nth(1).expect("the ranking").split("</table>").next().expect("its end");
    let mut rows = 0;
    for line in scores.split("<tr>").skip(2) {
        let unit = line.split("<a href=").nth(1).and_then(|rest| rest.split('>').nth(1)?.split('<').next()).expect("a unit");
        let row = row_of(unit);
        let of_dimensions = dimensions.iter().flat_map(|node| [node.scores()[row], node.ranks()[row]]);
        let expected: Vec<f64> = [root.ranks()[row], root.scores()[row]].into_iter().chain(of_dimensions).flatten().collect();
        assert_eq!(numbers(line), expected, "{unit}");
        rows += 1;
    }
    assert_eq!(rows, 24);

    // The page of each community: its score and rank, then each dimension with score, rank, mean and weight; and the indicators.
    let mut articles = 0;
    for article in page.split("<article").skip(1) {
        let unit = article.split("<h3>").nth(1).and_then(|rest| rest.split('<').next()).expect("a unit");
        let row = row_of(unit);
        let headline = article.split("class=\"headline\"").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a headline");
        let expected: Vec<f64> = [root.scores()[row], root.ranks()[row]].into_iter().flatten().collect();
        assert_eq!(numbers(headline), expected, "{unit}");
        let body = article.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next()).expect("dimensions");
        for (line, node) in body.split("<tr>").skip(1).zip(&dimensions) {
            let found = numbers(line);
            let expected: Vec<f64> = [node.scores()[row], node.ranks()[row]].into_iter().flatten().collect();
            assert!(found.starts_with(&expected), "{unit} {}", node.key());
            assert!((found[found.len() - 1] - node.global_weight()).abs() < 1e-15, "{unit} {}", node.key());
        }
        let indicators = article.split("<tbody>").nth(2).and_then(|rest| rest.split("</tbody>").next()).expect("indicators");
        let shown = indicators.split("<tr>").skip(1).count();
        assert_eq!(shown, evaluation.indicators().len(), "{unit}");
        let values: Vec<f64> = numbers(indicators);
        for indicator in evaluation.indicators() {
            if let Some(value) = indicator.cells.as_ref().and_then(|cells| cells.values[row]) {
                assert!(values.contains(&value), "{unit} {}: {value}", indicator.key);
            }
        }
        articles += 1;
    }
    assert_eq!(articles, 24);
    assert!(page.contains("services.resolved"), "traced to the facts");
}

#[test]
fn the_report_fetches_nothing() {
    let Study { facts, table, fitted, evaluation } = sample();
    let report = HtmlReport::new(&fitted, &table, &evaluation).expect("a report").with_facts(&facts);
    let page = &report.with_language(Language::Zh).pages().expect("pages")[0].html;
    for attribute in ["src", "href", "xlink:href"] {
        for to in attributes(page, &format!(" {attribute}")) {
            assert!(to.starts_with('#'), "{to}");
        }
    }
    // The namespace of a figure is a name, and no address that is opened.
    assert!(!page.replace("http://www.w3.org/2000/svg", "").contains("http://") && !page.contains("https://"));
    assert!(!page.contains("@import") && !page.contains("<iframe") && page.contains("default-src 'none'"));
    assert!(page.contains("lang=\"zh-CN\"") && page.len() < 3_000_000, "{}", page.len());
}

#[test]
fn hostile_names_are_shown_and_not_run() {
    let names = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style></script>'&"];
    let page = &of_units(&names, Audit::default())[0].html;
    assert!(!page.contains("<script>alert") && !page.contains("<img"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_eq!(page.matches("<script").count(), 1, "the one that sorts tables");
}

#[test]
fn what_only_people_can_answer_stands_as_not_answered_until_it_is() {
    let page = &of_units(&["A", "B", "C"], Audit::default())[0].html;
    assert_eq!(page.matches("not answered</span>").count(), 12);
    let audit = Audit::default()
        .with_answer("concept", Label::new("Whether <b>all</b> are heard.", "诉求是否得到回应。"))
        .expect("asked");
    let page = &of_units(&["A", "B", "C"], audit)[0].html;
    assert_eq!(page.matches("not answered</span>").count(), 11);
    assert!(page.contains("Whether &lt;b&gt;all&lt;/b&gt; are heard.") && page.contains("诉求是否得到回应。"));
    assert!(page.contains("Intervals were not computed"));
}

#[test]
fn many_communities_stand_in_further_files_and_every_link_arrives() {
    let names: Vec<String> = (0..300).map(|at| format!("C{at}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let pages = of_units(&names, Audit::default());
    assert_eq!(pages.len(), 4, "the report, and 120, 120 and 60 communities");
    for page in &pages {
        for to in attributes(&page.html, " href") {
            let (file, id) = to.split_once('#').unwrap_or((&to, ""));
            let file = if file.is_empty() { page.name.as_str() } else { file };
            let arrived = pages.iter().find(|page| page.name == file).expect("a file of the report");
            assert!(id.is_empty() || arrived.html.contains(&format!("id=\"{id}\"")), "{to}");
        }
    }
}

#[test]
fn the_way_must_be_in_the_result() {
    let table = IndicatorTable::from_rows(["A", "B"], &["answered"], &[[Some(0.9)], [Some(0.6)]]).expect("a table");
    let fitted =
        Model::new(System::flat([Indicator::new("answered").expect("a key")]).expect("a system")).fit(&table).expect("a fit");
    let evaluation = fitted.score(&table).expect("scores");
    let error = HtmlReport::new(&fitted, &table, &evaluation).expect_err("without details").to_string();
    assert!(error.contains("detail = \"full\""), "{error}");
}

#[test]
fn latex_is_escaped() {
    let mut table = Table::new(Label::same("a_b"), [Label::same("50 % & more")]);
    table.push([Cell::text(r"\input{x} $y$ #1 ^ ~")]).expect("one cell");
    let text = table.to_latex(Wording::En);
    assert!(text.contains(r"50 \% \& more") && text.contains(r"a\_b"));
    assert!(!text.contains(r"\input") && text.contains(r"\$y\$") && text.contains(r"\#1"));
}
