//! `--stream`: a CSV larger than memory, in parts. Only the scores of the whole are kept in memory, eight bytes a row, for the ranks.

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};

use governance_efficacy::model::Model;
use governance_efficacy::table::{CsvFile, CsvOptions};

use super::Arguments;
use super::output::{Output, progress};

pub(crate) fn run(model: &Model, arguments: &Arguments, shown: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let (Some(data), Some(out)) = (&arguments.data, &arguments.out) else {
        return Err("--stream takes a CSV by --data and a folder by --out".into());
    };
    let source = CsvFile::new(data, CsvOptions::default().with_attributes(&arguments.attributes));
    let bar = progress("learning the scale");
    let fitted = model.fit_stream(&source)?;
    bar.set_message("scoring");

    // Scores first, then once more with the ranks, which only all of them together give.
    let mut output = Output::new(out, shown)?;
    let unranked = out.join("scores.csv.unranked");
    let mut all: Vec<Option<f64>> = Vec::new();
    let (mut periods, mut notices) = (std::collections::BTreeSet::new(), 0);
    let mut csv = csv::Writer::from_writer(BufWriter::new(File::create(&unranked)?));
    let mut has_header = false;
    let scoring = fitted.score_stream(&source, |chunk| {
        let failed =
            |e: csv::Error| governance_efficacy::Error::Io { path: unranked.display().to_string(), problem: e.to_string() };
        if !has_header {
            let names = chunk.nodes().iter().rev().map(|node| node.key().as_str());
            csv.write_record(["unit", "period"].into_iter().chain(names)).map_err(failed)?;
            has_header = true;
        }
        for (at, row) in chunk.rows().iter().enumerate() {
            let period = row.period.map(|period| period.to_string()).unwrap_or_default();
            let scores = chunk.nodes().iter().rev().map(|node| node.get(at).map(|score| score.to_string()).unwrap_or_default());
            csv.write_record([row.unit.to_owned(), period].into_iter().chain(scores)).map_err(failed)?;
            all.push(chunk.root().get(at));
            periods.extend(row.period);
        }
        notices += chunk.notices().len();
        Ok(())
    });
    scoring?;
    csv.flush()?;
    drop(csv);
    bar.finish_and_clear();

    // Ranks within a period need all rows of it at once, so only a table of one period gets them here.
    let ranks = (periods.len() <= 1).then(|| fitted.ranks_of(&all)).transpose()?;
    match ranks {
        Some(ranks) => {
            let ranked = out.join("scores.csv.part");
            let mut from = csv::Reader::from_reader(BufReader::new(File::open(&unranked)?));
            let mut to = csv::Writer::from_writer(BufWriter::new(File::create(&ranked)?));
            let mut header = from.headers()?.clone();
            header.push_field("rank");
            to.write_record(&header)?;
            for (record, rank) in from.records().zip(ranks) {
                let mut record = record?;
                record.push_field(&rank.map(|rank| rank.to_string()).unwrap_or_default());
                to.write_record(&record)?;
            }
            to.flush()?;
            drop(to);
            std::fs::rename(&ranked, out.join("scores.csv"))?;
            std::fs::remove_file(&unranked)?;
        }
        None => std::fs::rename(&unranked, out.join("scores.csv"))?,
    }
    output.write("fitted.json", fitted.to_json()?.as_bytes())?;
    writeln!(shown, "written: {}", out.join("scores.csv").display())?;
    writeln!(shown, "{} rows; {notices} notices of single parts", fitted.row_count())?;
    Ok(())
}
