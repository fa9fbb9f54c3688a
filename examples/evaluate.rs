//! Evaluates a study: a model document and data in, tables and files out.
//!
//! ```text
//! cargo run --release --example evaluate -- --model MODEL --data DATA [--attributes A,B] [--out DIR] [--lang en|zh] [--rows N]
//!     [--each-period] [--compare] [--no-intervals]
//! ```
//!
//! MODEL is a model document, `.toml` or `.json`. DATA is a CSV table; a folder with one CSV a period (`2024.csv`); facts in JSON;
//! or a folder of CSV ledgers. Without arguments the shipped sample is evaluated, which is synthetic.

use std::error::Error;
use std::path::{Path, PathBuf};

use governance_efficacy::governance::{Facts, ledger};
use governance_efficacy::indicator::measure;
use governance_efficacy::model::{Evaluation, Model};
use governance_efficacy::score::ScoreMethod;
use governance_efficacy::table::CsvOptions;
use governance_efficacy::{IndicatorTable, Language};

const HELP: &str = "\
Evaluates a study: a model document and data in, tables and files out.

  evaluate --model MODEL --data DATA [--attributes A,B] [--out DIR] [--lang en|zh] [--rows N] [--each-period]
           [--compare] [--no-intervals]

  --model MODEL   model document, .toml or .json
  --data DATA     a CSV table, a folder with one CSV a period (2024.csv), facts in JSON, or a folder of CSV ledgers
  --attributes A,B  columns of the CSV that hold no indicators but attributes of the units: group,population
  --out DIR       write evaluation.json, scores.csv, weights.csv and indicators.csv into DIR
  --lang LANG     en (default) or zh
  --rows N        rows shown on the terminal at most (default 30)
  --each-period   evaluate each period by itself, on a scale of its own
  --no-intervals  leave out how sure each rank is, which takes many draws
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
    each_period: bool,
    compare: bool,
    intervals: bool,
}

fn main() {
    if let Err(error) = run() {
        eprintln!("evaluate: {error}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let Some(arguments) = parse()? else {
        print!("{HELP}");
        return Ok(());
    };
    let model = match &arguments.model {
        Some(path) => read_model(path)?,
        None => Model::from_toml(include_str!("models/standard.toml"))?,
    };
    let data = match &arguments.data {
        Some(path) => read_data(path, &arguments.attributes)?,
        None => Data::Facts(Facts::from_json(include_str!("data/sample/facts.json"))?),
    };
    if arguments.data.is_none() {
        println!(
            "{}\n",
            match arguments.language {
                Language::En => "The shipped sample, which is synthetic: it describes no real community.",
                Language::Zh => "随库样例，为合成数据，不对应任何真实社区。",
            }
        );
    }
    if arguments.compare {
        let table = match data {
            Data::Table(table) => table,
            Data::Facts(facts) => IndicatorTable::from_measurement(&measure(&facts))?,
        };
        let comparison = model.compare(&table, ScoreMethod::all())?;
        print!("{comparison}");
        if let Some(out) = &arguments.out {
            write_files(out, [("comparison.json", serde_json::to_vec(&comparison)?)])?;
        }
        return Ok(());
    }
    let show = |evaluation: &Evaluation| print!("{}", evaluation.summary(arguments.language).with_rows(arguments.rows));
    if arguments.each_period {
        let evaluations = match data {
            Data::Table(table) => model.evaluate_each_period(&table)?,
            Data::Facts(facts) => model.evaluate_facts_each_period(&facts)?,
        };
        for (period, evaluation) in evaluations {
            show(&evaluation);
            println!();
            if let Some(out) = &arguments.out {
                write(&evaluation, &out.join(period.to_string()), arguments.language)?;
            }
        }
    } else {
        let evaluation = match (data, arguments.intervals) {
            (Data::Table(table), true) => model.evaluate_with_certainty(&table)?,
            (Data::Table(table), false) => model.evaluate(&table)?,
            (Data::Facts(facts), true) => model.evaluate_facts_with_certainty(&facts)?,
            (Data::Facts(facts), false) => model.evaluate_facts(&facts)?,
        };
        show(&evaluation);
        if let Some(out) = &arguments.out {
            write(&evaluation, out, arguments.language)?;
        }
    }
    Ok(())
}

/// What an evaluation can begin with.
enum Data {
    Facts(Facts),
    Table(IndicatorTable),
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
        each_period: false,
        compare: false,
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
            Long("each-period") => arguments.each_period = true,
            Long("no-intervals") => arguments.intervals = false,
            Long("compare") => arguments.compare = true,
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

fn write(evaluation: &Evaluation, out: &Path, language: Language) -> Result<(), Box<dyn Error>> {
    let mut scores = Vec::new();
    evaluation.write_scores_csv(&mut scores, language)?;
    let mut weights = Vec::new();
    evaluation.write_weights_csv(&mut weights)?;
    let mut indicators = Vec::new();
    evaluation.write_indicators_csv(&mut indicators, language)?;
    write_files(
        out,
        [
            ("evaluation.json", evaluation.to_json()?.into_bytes()),
            ("scores.csv", scores),
            ("weights.csv", weights),
            ("indicators.csv", indicators),
        ],
    )
}

fn write_files<const N: usize>(out: &Path, files: [(&str, Vec<u8>); N]) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(out).map_err(|e| format!("{}: {e}", out.display()))?;
    for (name, bytes) in files {
        // Under another name first, so that an interrupted run leaves a whole file or none.
        let (part, whole) = (out.join(format!("{name}.part")), out.join(name));
        std::fs::write(&part, bytes)
            .and_then(|()| std::fs::rename(&part, &whole))
            .map_err(|e| format!("{}: {e}", whole.display()))?;
        println!("written: {}", whole.display());
    }
    Ok(())
}
