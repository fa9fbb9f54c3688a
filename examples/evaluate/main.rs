//! Evaluates a study: a model document and data in, tables and files out.
//!
//! ```text
//! cargo run --release --example evaluate -- --model MODEL --data DATA [--attributes A,B] [--out DIR] [--lang en|zh] [--rows N]
//!     [--each-period] [--compare] [--no-intervals] [--stream]
//! ```
//!
//! MODEL is a model document, `.toml` or `.json`. DATA is a CSV table; a folder with one CSV a period (`2024.csv`); facts in JSON;
//! or a folder of CSV ledgers. Without arguments the shipped sample is evaluated, which is synthetic.

mod output;
mod stream;

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use governance_efficacy::governance::{Facts, ledger};
use governance_efficacy::model::Model;
use governance_efficacy::report::{Wording, tables};
use governance_efficacy::score::ScoreMethod;
use governance_efficacy::score::agreement::Agreement;
use governance_efficacy::table::CsvOptions;
use governance_efficacy::{IndicatorTable, Label, Language};

use output::Output;

const HELP: &str = "\
Evaluates a study: a model document and data in, tables and files out.

  evaluate --model MODEL --data DATA [--attributes A,B] [--out DIR] [--lang en|zh] [--rows N] [--each-period]
           [--compare] [--no-intervals] [--stream]

  --model MODEL   model document, .toml or .json
  --data DATA     a CSV table, a folder with one CSV a period (2024.csv), facts in JSON, or a folder of CSV ledgers
  --attributes A,B  columns of the CSV that hold no indicators but attributes of the units: group,population
  --out DIR       write evaluation.json, scores.csv, weights.csv, indicators.csv, tables as Markdown and LaTeX, figures as SVG and
                  report.html into DIR
  --lang LANG     en (default) or zh
  --rows N        rows shown on the terminal at most (default 30)
  --each-period   evaluate each period by itself, on a scale of its own
  --no-intervals  leave out how sure each rank is, which takes many draws
  --stream        read a CSV larger than memory in parts, and write scores.csv into DIR; for models that learn from a stream
  --compare       score the whole by every method of the library, and show how far their rankings agree

Without arguments the shipped sample is evaluated.
";

struct Arguments {
    model: Option<PathBuf>,
    data: Option<PathBuf>,
    attributes: Vec<String>,
    out: Option<PathBuf>,
    language: Language,
    rows: usize,
    mode: Mode,
    intervals: bool,
}

/// What is done with the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Whole,
    EachPeriod,
    Compare,
    Stream,
}

fn main() {
    if let Err(error) = run() {
        // Whoever reads the output, such as `head`, may have had enough of it.
        let had_enough = error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
        if !had_enough {
            eprintln!("evaluate: {error}");
            std::process::exit(1);
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut shown = io::stdout().lock();
    let Some(arguments) = parse()? else {
        write!(shown, "{HELP}")?;
        return Ok(());
    };
    let model = match &arguments.model {
        Some(path) => read_model(path)?,
        None => Model::from_toml(include_str!("../models/standard.toml"))?,
    };
    if arguments.mode == Mode::Stream {
        return stream::run(&model, &arguments, &mut shown);
    }
    let data = match &arguments.data {
        Some(path) => read_data(path, &arguments.attributes)?,
        None => Data::Facts(Facts::from_json(include_str!("../data/sample/facts.json"))?),
    };
    if arguments.data.is_none() {
        let synthetic = match arguments.language {
            Language::En => "The shipped sample, which is synthetic: it describes no real community.",
            Language::Zh => "随库样例，为合成数据，不对应任何真实社区。",
        };
        writeln!(shown, "{synthetic}\n")?;
    }
    if arguments.mode == Mode::Compare {
        let comparison = model.compare(&data.table()?, ScoreMethod::all())?;
        write!(shown, "{comparison}")?;
        if let Some(out) = &arguments.out {
            let table = tables::agreement(&comparison, Agreement::Spearman);
            let wording = Wording::from(arguments.language);
            let mut output = Output::new(out, &mut shown)?;
            output.write("comparison.json", &serde_json::to_vec(&comparison)?)?;
            output.write("agreement.md", table.to_markdown(wording).as_bytes())?;
            output.write("agreement.tex", table.to_latex(wording).as_bytes())?;
        }
        return Ok(());
    }
    if arguments.mode == Mode::EachPeriod {
        let evaluations = match &data {
            Data::Table(table) => model.evaluate_each_period(table)?,
            Data::Facts(facts) => model.evaluate_facts_each_period(facts)?,
        };
        for (period, evaluation) in evaluations {
            writeln!(shown, "{}", evaluation.summary(arguments.language).with_rows(arguments.rows))?;
            if let Some(out) = &arguments.out {
                output::numbers(&mut Output::new(&out.join(period.to_string()), &mut shown)?, &evaluation, arguments.language)?;
            }
        }
        return Ok(());
    }
    let progress = output::progress("evaluating");
    let evaluation = match (&data, arguments.intervals) {
        (Data::Table(table), true) => model.evaluate_with_certainty(table)?,
        (Data::Table(table), false) => model.evaluate(table)?,
        (Data::Facts(facts), true) => model.evaluate_facts_with_certainty(facts)?,
        (Data::Facts(facts), false) => model.evaluate_facts(facts)?,
    };
    progress.finish_and_clear();
    write!(shown, "{}", evaluation.summary(arguments.language).with_rows(arguments.rows))?;
    if let Some(out) = &arguments.out {
        let source = arguments.data.is_none().then(|| Label::new("the shipped sample, synthetic", "随库合成样例"));
        output::all(&mut Output::new(out, &mut shown)?, &model, &data, &evaluation, arguments.language, source)?;
    }
    Ok(())
}

/// What an evaluation can begin with.
enum Data {
    Facts(Facts),
    Table(IndicatorTable),
}

impl Data {
    fn table(&self) -> Result<IndicatorTable, governance_efficacy::Error> {
        match self {
            Self::Table(table) => Ok(table.clone()),
            Self::Facts(facts) => IndicatorTable::from_facts(facts),
        }
    }
}

fn parse() -> Result<Option<Arguments>, Box<dyn Error>> {
    use lexopt::prelude::{Long, Short, ValueExt};

    let mut arguments = Arguments {
        model: None,
        data: None,
        attributes: Vec::new(),
        out: None,
        language: Language::En,
        rows: 30,
        mode: Mode::Whole,
        intervals: true,
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("model") => arguments.model = Some(parser.value()?.into()),
            Long("data") => arguments.data = Some(parser.value()?.into()),
            Long("attributes") => {
                let names: String = parser.value()?.parse()?;
                arguments.attributes = names.split(',').map(str::to_owned).collect();
            }
            Long("out") => arguments.out = Some(parser.value()?.into()),
            Long("rows") => arguments.rows = parser.value()?.parse()?,
            Long("lang") => {
                arguments.language = match parser.value()?.to_str() {
                    Some("en") => Language::En,
                    Some("zh") => Language::Zh,
                    _ => return Err("--lang takes en or zh".into()),
                }
            }
            Long("each-period") => arguments.mode = Mode::EachPeriod,
            Long("no-intervals") => arguments.intervals = false,
            Long("compare") => arguments.mode = Mode::Compare,
            Long("stream") => arguments.mode = Mode::Stream,
            Short('h') | Long("help") => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    if arguments.model.is_some() != arguments.data.is_some() {
        return Err("give --model and --data together, or neither for the shipped sample".into());
    }
    Ok(Some(arguments))
}

fn read_text(path: &Path) -> Result<String, Box<dyn Error>> {
    let about = || std::fs::metadata(path).and_then(|about| Ok((about.is_file(), about.len(), about.modified()?)));
    let read = || {
        let before = about()?;
        let bytes = std::fs::read(path)?;
        let changed = before.0 && about()? != before;
        Ok(if changed { Err("it changed while it was read; run again when nothing writes to it") } else { Ok(bytes) })
    };
    let bytes = read().map_err(|e: std::io::Error| format!("{}: {e}", path.display()))?;
    let text = bytes.and_then(|bytes| {
        String::from_utf8(bytes).map_err(|_| "it is not in UTF-8 (maybe GBK or UTF-16); save it as UTF-8 (请另存为 UTF-8)")
    });
    text.map_err(|problem| format!("{}: {problem}", path.display()).into())
}

fn read_model(path: &Path) -> Result<Model, Box<dyn Error>> {
    let text = read_text(path)?;
    let is_json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
    let model = if is_json { Model::from_json(&text) } else { Model::from_toml(&text) };
    model.map_err(|e| format!("{}: {e}", path.display()).into())
}

fn read_data(path: &Path, attributes: &[String]) -> Result<Data, Box<dyn Error>> {
    let options = CsvOptions::default().with_attributes(attributes);
    if path.is_dir() {
        return Ok(if path.join("communities.csv").exists() {
            Data::Facts(ledger::read_folder(path)?)
        } else {
            Data::Table(IndicatorTable::read_csv_folder(path, &options)?)
        });
    }
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
        let facts = Facts::from_json(&read_text(path)?);
        return Ok(Data::Facts(facts.map_err(|e| format!("{}: {e}", path.display()))?));
    }
    Ok(Data::Table(IndicatorTable::read_csv(path, &options)?))
}
