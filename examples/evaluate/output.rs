//! What `--out` writes: every file under another name first, so that an interrupted run leaves a whole file or none.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use governance_efficacy::analysis::contribution::{Attribution, ImportancePerformance};
use governance_efficacy::analysis::coupling::CouplingCoordination;
use governance_efficacy::analysis::multivariate;
use governance_efficacy::analysis::obstacle::Obstacles;
use governance_efficacy::model::{Detail, Evaluation, Model};
use governance_efficacy::report::figure::{
    ContributionBars, CorrelationMap, CouplingScatter, Figure, IndicatorHeatMap, ObstacleBars, PriorityMap, Radar, Ranking,
    Slope, Style,
};
use governance_efficacy::report::html::HtmlReport;
use governance_efficacy::report::{Table, Wording, tables};
use governance_efficacy::score::ScoreMethod;
use governance_efficacy::score::agreement::Agreement;
use governance_efficacy::{Label, Language};
use indicatif::{ProgressBar, ProgressStyle};

use super::Data;

/// Of more rows no figures and no pages are made: tables of so many lines are for programs.
const READABLE: usize = 20_000;

/// Of more rows what takes a game for each, or every other method, is left out.
const FEW: usize = 300;

/// A folder to write into, and where to tell of it.
pub(crate) struct Output<'a> {
    folder: PathBuf,
    told: &'a mut dyn Write,
}

impl<'a> Output<'a> {
    pub(crate) fn new(folder: &Path, told: &'a mut dyn Write) -> Result<Self, Box<dyn Error>> {
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        Ok(Self { folder: folder.to_owned(), told })
    }

    /// Writes a file as a whole, or not at all.
    pub(crate) fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        let (part, whole) = (self.folder.join(format!("{name}.part")), self.folder.join(name));
        let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, &whole));
        if let Err(error) = written {
            // What is left of it helps nobody; that it can't be removed either adds nothing.
            let _ = std::fs::remove_file(&part);
            return Err(format!("{}: {error}", whole.display()).into());
        }
        writeln!(self.told, "written: {}", whole.display())?;
        Ok(())
    }

    /// A folder within.
    fn within(&mut self, name: &str) -> Result<Output<'_>, Box<dyn Error>> {
        Output::new(&self.folder.join(name), self.told)
    }
}

/// A line on the terminal that shows that work goes on; nothing where the output is no terminal.
pub(crate) fn progress(what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})").unwrap_or_else(|_| ProgressStyle::default_spinner());
    let bar = ProgressBar::new_spinner().with_style(style).with_message(what);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// The numbers, for programs.
pub(crate) fn numbers(output: &mut Output<'_>, evaluation: &Evaluation, language: Language) -> Result<(), Box<dyn Error>> {
    let mut scores = Vec::new();
    evaluation.write_scores_csv(&mut scores, language)?;
    let mut weights = Vec::new();
    evaluation.write_weights_csv(&mut weights)?;
    let mut indicators = Vec::new();
    evaluation.write_indicators_csv(&mut indicators, language)?;
    output.write("evaluation.json", evaluation.to_json()?.as_bytes())?;
    output.write("scores.csv", &scores)?;
    output.write("weights.csv", &weights)?;
    output.write("indicators.csv", &indicators)
}

/// The numbers, then tables, figures and the report, for readers.
pub(crate) fn all(
    output: &mut Output<'_>,
    model: &Model,
    data: &Data,
    evaluation: &Evaluation,
    language: Language,
    source: Option<Label>,
) -> Result<(), Box<dyn Error>> {
    numbers(output, evaluation, language)?;
    if evaluation.rows().len() > READABLE {
        writeln!(output.told, "no tables, figures and pages: more than {READABLE} rows")?;
        return Ok(());
    }
    let bar = progress("writing tables, figures and the report");
    // The report shows the way, whatever the document asks of evaluation.json.
    let full = model.clone().with_detail(Detail::Full);
    let table = data.table()?;
    let (fitted, shown) = match data {
        Data::Table(table) => {
            let fitted = full.fit(table)?;
            let shown = fitted.score(table)?;
            (fitted, shown)
        }
        Data::Facts(facts) => {
            let fitted = full.fit_facts(facts)?;
            let shown = fitted.score_facts(facts)?;
            (fitted, shown)
        }
    };
    let shown = evaluation.certainty().cloned().map_or(Ok(shown.clone()), |certainty| shown.with_certainty(certainty))?;
    let couplings = CouplingCoordination::default().of_evaluation(&shown);
    let obstacles = Obstacles::of_model(&fitted, &table)?;
    // Where no other method gives a ranking there is nothing to compare with.
    let comparison = if table.rows().len() <= FEW { model.compare(&table, ScoreMethod::all()).ok() } else { None };

    let mut made: Vec<(&str, Table)> = vec![
        ("indicator-system", tables::indicator_system(&shown)),
        ("descriptive", tables::descriptive(&shown)?),
        ("weights", tables::weights(&shown)),
        ("scores", tables::scores(&shown, None)),
        ("obstacles", tables::obstacles(&obstacles, None, 3)),
    ];
    if let Ok(couplings) = &couplings {
        made.push(("coupling", tables::coupling(couplings, None)));
    }
    if let Some(comparison) = &comparison {
        made.push(("agreement", tables::agreement(comparison, Agreement::Spearman)));
    }
    let wording = Wording::from(language);
    let mut folder = output.within("tables")?;
    for (name, table) in made {
        let table = source.clone().map_or(table.clone(), |source| table.with_source(source));
        folder.write(&format!("{name}.md"), table.to_markdown(wording).as_bytes())?;
        folder.write(&format!("{name}.tex"), table.to_latex(wording).as_bytes())?;
        let mut csv = Vec::new();
        table.write_csv(&mut csv, wording)?;
        folder.write(&format!("{name}.csv"), &csv)?;
    }

    let style = |id: &str| {
        let style = Style::new(language).with_id(id)?;
        Ok::<_, governance_efficacy::Error>(source.clone().map_or(style.clone(), |source| style.with_source(source)))
    };
    let mut figures: Vec<(&str, Figure)> = vec![
        ("ranking", Ranking::default().draw(&shown, &style("ranking")?)?),
        ("obstacles", ObstacleBars::default().draw(&obstacles, &style("obstacles")?)?),
        ("indicators", IndicatorHeatMap::default().draw(&fitted, &table, &style("indicators")?)?),
    ];
    // What a study has no data for is left out: one dimension has no radar, one period no slope.
    let period = shown.rows().periods().last().copied();
    figures.extend(Radar::default().draw(&shown, &style("radar")?).ok().map(|figure| ("radar", figure)));
    if shown.rows().periods().len() > 1 {
        figures.extend(Slope::default().draw(&shown, &style("slope")?).ok().map(|figure| ("slope", figure)));
    }
    if let Ok(couplings) = &couplings {
        figures.extend(CouplingScatter::default().draw(couplings, &style("coupling")?).ok().map(|figure| ("coupling", figure)));
    }
    if let Ok(map) = ImportancePerformance::of(&fitted, &table, period) {
        figures.extend(PriorityMap::default().draw(&map, &style("priorities")?).ok().map(|figure| ("priorities", figure)));
    }
    if let Ok(checked) = multivariate::check(&table, fitted.model().system()) {
        let drawn = CorrelationMap::default().draw(&checked, &style("correlations")?);
        figures.extend(drawn.ok().map(|figure| ("correlations", figure)));
    }
    if table.rows().len() <= FEW
        && let Ok(contributions) = Attribution::default().of(&fitted, &table)
    {
        let drawn = ContributionBars::default().draw(&contributions, &style("contributions")?);
        figures.extend(drawn.ok().map(|figure| ("contributions", figure)));
    }
    let mut folder = output.within("figures")?;
    for (name, figure) in figures {
        folder.write(&format!("{name}.svg"), figure.to_svg().as_bytes())?;
    }

    let report = HtmlReport::new(&fitted, &table, &shown)?.with_language(language);
    let report = source.map_or(report.clone(), |source| report.with_source(source));
    let report = match data {
        Data::Facts(facts) => report.with_facts(facts),
        Data::Table(_) => report,
    };
    let report = comparison.as_ref().map_or(report.clone(), |comparison| report.with_comparison(comparison));
    for page in report.pages()? {
        output.write(&page.name, page.html.as_bytes())?;
    }
    bar.finish_and_clear();
    Ok(())
}
