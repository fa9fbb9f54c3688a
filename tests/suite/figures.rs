//! Figures: well formed, within their sheet, true to the result, the same bytes as the gallery; and what names and numbers may do to them.
#![cfg(all(feature = "json", feature = "report", feature = "toml", feature = "uncertainty"))]

#[path = "../../examples/figures/mod.rs"]
mod gallery;

use std::collections::HashSet;
use std::error::Error;
use std::sync::LazyLock;

use gallery::{Study, file_name};
use governance_efficacy::analysis::contribution::{Attribution, Baseline, ImportancePerformance};
use governance_efficacy::analysis::coupling::CouplingCoordination;
use governance_efficacy::analysis::multivariate::check;
use governance_efficacy::analysis::obstacle::Obstacles;
use governance_efficacy::model::{Model, System};
use governance_efficacy::prepare::Normalization;
use governance_efficacy::report::figure::{
    ContributionBars, CorrelationMap, CouplingScatter, Figure, IndicatorHeatMap, ObstacleBars, PriorityMap, Radar, Ranking,
    Slope, Style, WeightBars,
};
use governance_efficacy::score::WeightedSum;
use governance_efficacy::table::{Column, Rows};
use governance_efficacy::{Indicator, IndicatorTable, Label, Language, Period, Weights};
use roxmltree::{Document, Node};

type Outcome = Result<(), Box<dyn Error>>;

static STUDY: LazyLock<Study> = LazyLock::new(|| Study::new().unwrap_or_else(|error| panic!("{error}")));

const LANGUAGES: [Language; 2] = [Language::En, Language::Zh];

#[test]
fn the_gallery_is_what_the_figures_are() -> Outcome {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/gallery");
    let is_update = std::env::var_os("UPDATE_GALLERY").is_some();
    let shown = std::fs::read_to_string(format!("{folder}/README.md"))?;
    for language in LANGUAGES {
        for (name, figure) in STUDY.figures(language)? {
            let file = file_name(name, language);
            let path = format!("{folder}/{file}");
            if is_update {
                std::fs::write(&path, figure.to_svg())?;
            }
            let kept = std::fs::read_to_string(&path)?;
            assert!(
                kept == figure.to_svg(),
                "{file} is another drawing; write it anew with UPDATE_GALLERY=1 cargo test --test suite figures"
            );
            assert!(shown.contains(&file), "docs/gallery/README.md doesn't show {file}");
            assert_sound(&figure)?;
        }
    }
    Ok(())
}

/// Well formed, with title and description, ids of its own, nothing from elsewhere, and no text outside the sheet.
fn assert_sound(figure: &Figure) -> Outcome {
    let text = figure.to_svg();
    let document = Document::parse(&text)?;
    let svg = document.root_element();
    let child = |name: &str| svg.children().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name)));
    assert_eq!(child("title").and_then(|node| node.text()).map(str::trim), Some(figure.title().trim()));
    assert_eq!(child("desc").and_then(|node| node.text()).map(str::trim), Some(figure.description().trim()));
    assert!(!figure.title().is_empty() && !figure.description().is_empty());
    assert_eq!(text.matches("http").count(), 1, "nothing but the namespace");
    assert!(!text.contains("NaN") && !text.contains("inf"), "{}", figure.title());
    let mut ids = HashSet::new();
    for node in svg.descendants().filter(Node::is_element) {
        assert!(!matches!(node.tag_name().name(), "script" | "style" | "image" | "a" | "foreignObject" | "use"));
        if let Some(id) = node.attribute("id") {
            assert!(ids.insert(id.to_owned()), "{id} twice");
        }
        if node.has_tag_name(("http://www.w3.org/2000/svg", "text")) {
            let (x, y) = place(node)?;
            let inside = (0.0..=figure.width()).contains(&x) && (0.0..=figure.height()).contains(&y);
            assert!(inside, "{:?} at {x}, {y} in {}", node.text(), figure.title());
        }
    }
    for reference in text.split("url(#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(ids.contains(reference), "{reference} is not defined");
    }
    Ok(())
}

/// Where a text stands on the sheet.
fn place(node: Node<'_, '_>) -> Result<(f64, f64), Box<dyn Error>> {
    let number = |name: &str| node.attribute(name).ok_or("no place")?.parse::<f64>().map_err(Box::<dyn Error>::from);
    let (mut x, mut y) = (number("x")?, number("y")?);
    for above in node.ancestors().skip(1).filter_map(|above| above.attribute("transform")) {
        let inner = above.trim_start_matches("translate(").trim_end_matches(')');
        let (dx, dy) = inner.split_once(' ').ok_or("no shift")?;
        x += dx.parse::<f64>()?;
        y += dy.parse::<f64>()?;
    }
    Ok((x, y))
}

/// All texts of a figure, tooltips included.
fn texts(figure: &Figure) -> Result<Vec<String>, Box<dyn Error>> {
    let text = figure.to_svg();
    let document = Document::parse(&text)?;
    Ok(document.descendants().filter(Node::is_text).filter_map(|node| node.text()).map(|text| text.trim().to_owned()).collect())
}

#[test]
fn numbers_on_figures_are_those_of_the_result() -> Outcome {
    let study = &*STUDY;
    let last = study.evaluation.rows().periods().last().copied();
    let members: Vec<usize> =
        study.evaluation.rows().iter().enumerate().filter(|(_, row)| row.period == last).map(|(at, _)| at).collect();
    let ranking = texts(&Ranking::default().draw(&study.evaluation, &Style::default())?)?;
    let certainty = study.evaluation.certainty().ok_or("intervals")?;
    for &row in &members {
        let (unit, root) = (study.evaluation.rows().get(row).ok_or("row")?, study.evaluation.root());
        let (score, rank) = (root.scores()[row].ok_or("score")?, root.ranks()[row].ok_or("rank")?);
        assert!(ranking.contains(&format!("{unit}: {score:.3}")) && ranking.contains(&format!("{unit}: {rank}")));
        let span = certainty.ranks[row].ok_or("span")?;
        assert!(ranking.contains(&format!("{unit}: {} – {}", span.low, span.high)));
    }
    let (figures, obstacles) = (study.figures(Language::En)?, Obstacles::of_model(&study.fitted, &study.table)?);
    let of = |name: &str| -> Result<Vec<String>, Box<dyn Error>> {
        texts(&figures.iter().find(|(of, _)| *of == name).ok_or("a figure")?.1)
    };
    let bars = of("obstacles")?;
    for (obstacle, degree) in obstacles.top_on_average(last, 10) {
        assert!(bars.contains(&format!("{}: {:.1} %", obstacle.label.en, 100.0 * degree)), "{}", obstacle.label.en);
    }
    let cells = of("acceptability")?;
    for &row in &members {
        let unit = study.evaluation.rows().get(row).ok_or("row")?.unit.to_owned();
        for rank in 1..=u32::try_from(members.len())? {
            let share = 100.0 * study.draws.acceptability(row, rank).value;
            assert!(cells.contains(&format!("{unit}, rank {rank}: {share:.1} %")), "{unit}, {rank}");
        }
    }
    Ok(())
}

/// Two levels with three dimensions, weighted sums of min–max values.
fn model() -> Result<Model, Box<dyn Error>> {
    Ok(Model::from_toml(
        "schema = 1\n[prepare]\nnormalization = \"min-max\"\nmissing = { policy = \"renormalize\", coverage = 0.1 }\non-constant = \"midpoint\"\n\
         [weights.dimensions]\nmethod = \"equal\"\n[weights.indicators]\nmethod = \"equal\"\n[score]\nmethod = \"weighted-sum\"\n\
         [[dimension]]\nkey = \"a\"\n[[dimension]]\nkey = \"b\"\n[[dimension]]\nkey = \"c\"\n\
         [[indicator]]\nkey = \"a1\"\ndimension = \"a\"\n[[indicator]]\nkey = \"b1\"\ndimension = \"b\"\n[[indicator]]\nkey = \"c1\"\ndimension = \"c\"\n",
    )?)
}

/// Every figure of a table of `units`, in two periods, where there is one.
fn all_figures(
    units: &[String],
    value: impl Fn(usize, usize) -> Option<f64>,
    style: &Style,
) -> Result<Vec<Figure>, Box<dyn Error>> {
    let periods = [Period::year(2023)?, Period::year(2024)?];
    let rows = Rows::panel(periods.iter().flat_map(|&period| units.iter().map(move |unit| (unit, period))))?;
    let column = |j: usize, key: &str| Column::with_gaps(key.parse()?, (0..rows.len()).map(|row| value(row, j)).collect());
    let columns = vec![column(0, "a1")?, column(1, "b1")?, column(2, "c1")?];
    let table = IndicatorTable::new(rows, columns)?;
    let model = model()?;
    let fitted = model.fit(&table)?;
    let evaluation = fitted.score(&table)?;
    let contributions = Attribution::default().with_baseline(Baseline::Mean).of(&fitted, &table)?;
    let checked = check(&table, model.system())?;
    let weights = Weights::new([("a1", 0.5), ("b1", 0.5), ("c1", 0.0)])?;
    let mut figures = vec![
        Ranking::default().draw(&evaluation, style)?,
        ContributionBars::default().draw(&contributions, style)?,
        Radar::default().draw(&evaluation, style)?,
        IndicatorHeatMap::default().draw(&fitted, &table, style)?,
        Slope::default().draw(&evaluation, style)?,
        WeightBars::default().draw(&[(Label::same("given"), weights.clone()), (Label::same("again"), weights)], style)?,
        CouplingScatter::default().draw(&CouplingCoordination::default().of_evaluation(&evaluation)?, style)?,
        PriorityMap::default().draw(&ImportancePerformance::of(&fitted, &table, None)?, style)?,
        CorrelationMap::default().draw(&checked, style)?,
    ];
    match ObstacleBars::default().draw(&Obstacles::of_model(&fitted, &table)?, style) {
        Ok(figure) => figures.push(figure),
        Err(error) => assert_eq!(error.code(), "too-few"),
    }
    Ok(figures)
}

#[test]
fn a_name_is_shown_and_never_run() -> Outcome {
    let names = [
        "<script>alert('x')</script>".to_owned(),
        "\"&amp; ]]> <!-- ' onload=".to_owned(),
        "bell\u{7}\u{0}\nline".to_owned(),
        "社区".repeat(300),
        "word ".repeat(100).trim_end().to_owned(),
        "مجتمع 🏘️ e\u{301}".to_owned(),
    ];
    for language in LANGUAGES {
        let style = Style::new(language).with_source(Label::same("</svg><script>")).with_title(Label::same("<b>&"));
        for figure in all_figures(&names, |row, j| Some(((row * 7 + j * 3) % 11) as f64), &style)? {
            assert_sound(&figure)?;
            assert_eq!(figure.title(), "<b>&");
            assert!(!figure.to_svg().contains("<script") && figure.to_svg().contains("&lt;/svg&gt;&lt;script&gt;"));
        }
    }
    Ok(())
}

#[test]
fn unusual_tables_give_sensible_figures() -> Outcome {
    let style = Style::default();
    let units = |count: usize| (1..=count).map(|k| format!("U{k}")).collect::<Vec<_>>();
    for figure in all_figures(&units(1), |row, j| Some((row + j) as f64), &style)? {
        assert_sound(&figure)?;
    }
    for figure in all_figures(&units(4), |_, _| Some(1.0), &style)? {
        assert_sound(&figure)?;
    }
    let gaps =
        |row: usize, j: usize| (row.is_multiple_of(4) || !(row + j).is_multiple_of(3)).then_some((row * 5 % 7) as f64 - 3.0);
    let figures = all_figures(&units(6), gaps, &style)?;
    for figure in &figures {
        assert_sound(figure)?;
    }
    assert!(figures[3].element().contains("not available"));
    Ok(())
}

#[test]
fn of_many_units_the_ends_are_shown_and_told() -> Outcome {
    let names: Vec<String> = (1..=3000).map(|k| format!("社区 {k}")).collect();
    for figure in all_figures(&names, |row, j| Some(((row * 7919 + j * 104_729) % 3001) as f64), &Style::default())? {
        assert_sound(&figure)?;
        assert!(figure.to_svg().len() < 1_500_000 && figure.height() < 1600.0, "{}: {}", figure.title(), figure.to_svg().len());
    }
    let table = IndicatorTable::from_rows(&names, &["x"], &(0..3000).map(|k| [Some(f64::from(k))]).collect::<Vec<_>>())?;
    let evaluation = Model::new(System::flat([Indicator::new("x")?])?).evaluate(&table)?;
    let figure = Ranking::default().draw(&evaluation, &Style::default())?;
    assert!(figure.element().contains("Shown: the first 20 and the last 10 of 3000."));
    assert!(figure.element().contains("… 2970 between them are not shown"));
    assert!(figure.element().contains("Rank intervals were not computed"));
    Ok(())
}

#[test]
fn scores_below_zero_are_drawn_from_zero_on() -> Outcome {
    let rows = [[Some(1.0)], [Some(2.0)], [Some(6.0)]];
    let table = IndicatorTable::from_rows(["A", "B", "C"], &["x"], &rows)?;
    let scoring = WeightedSum::default().with_normalization(Normalization::ZScore { ddof: 1 });
    let evaluation = Model::new(System::flat([Indicator::new("x")?])?).with_indicator_scores(scoring).evaluate(&table)?;
    let figure = Ranking::default().draw(&evaluation, &Style::default())?;
    assert_sound(&figure)?;
    // Mean 3, sample variance (4 + 1 + 9) / 2 = 7: (1 − 3) / √7.
    assert!(texts(&figure)?.contains(&"−0.756".to_owned()));
    Ok(())
}

#[test]
fn what_cannot_be_drawn_is_refused() -> Outcome {
    let table = IndicatorTable::from_rows(["A", "B"], &["x"], &[[Some(1.0)], [Some(2.0)]])?;
    let model = Model::new(System::flat([Indicator::new("x")?])?);
    let evaluation = model.evaluate(&table)?;
    let style = Style::default();
    let year = Period::year(2024)?;
    assert_eq!(Ranking::default().of_period(year).draw(&evaluation, &style).unwrap_err().code(), "unknown");
    assert_eq!(Ranking::default().with_first(0).with_last(1).draw(&evaluation, &style)?.title(), "Scores and ranks");
    assert_eq!(Radar::default().draw(&evaluation, &style).unwrap_err().code(), "too-few");
    assert_eq!(Slope::default().draw(&evaluation, &style).unwrap_err().code(), "too-few");
    assert_eq!(CorrelationMap::default().draw(&check(&table, model.system())?, &style).unwrap_err().code(), "too-few");
    assert_eq!(WeightBars::default().draw(&[], &style).unwrap_err().code(), "too-few");
    let obstacles = Obstacles::of_model(&model.fit(&table)?, &table)?;
    assert_eq!(ObstacleBars::default().of_unit("C").draw(&obstacles, &style).unwrap_err().code(), "unknown");
    // Nothing holds the best back.
    assert_eq!(ObstacleBars::default().of_unit("B").draw(&obstacles, &style).unwrap_err().code(), "too-few");
    assert_eq!(Radar::default().of_units(["1", "2", "3", "4", "5", "6"]).unwrap_err().code(), "limit");
    Ok(())
}

#[test]
fn two_figures_on_a_page_share_no_id() -> Outcome {
    let ids = |id: &str| -> Result<HashSet<String>, Box<dyn Error>> {
        let style = Style::default().with_id(id)?;
        let contributions = Attribution::default().of(&STUDY.fitted, &STUDY.table)?;
        let text = ContributionBars::default().draw(&contributions, &style)?.to_svg();
        let document = Document::parse(&text)?;
        Ok(document.descendants().filter_map(|node| node.attribute("id")).map(str::to_owned).collect())
    };
    let (first, second) = (ids("one")?, ids("two")?);
    assert!(first.len() > 3 && first.is_disjoint(&second));
    Ok(())
}
