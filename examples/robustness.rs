//! How robust the ranking of the Technology Achievement Index is, in the manner of chapter 7 of OECD/JRC (2008): 23 countries, and every choice
//! behind their ranks varied at once.
//!
//! ```text
//! cargo run --release --example robustness
//! ```
//!
//! The output, and what is done otherwise than in the Handbook, stand in `docs/uncertainty.md`.

use std::error::Error;
use std::ops::ControlFlow;

use governance_efficacy::IndicatorTable;
use governance_efficacy::analysis::sensitivity::{Index, Output};
use governance_efficacy::analysis::uncertainty::{Factor, Uncertainty};
use governance_efficacy::model::Model;
use governance_efficacy::prepare::Normalization;
use governance_efficacy::score::{Copeland, GeometricMean, WeightedSum};
use governance_efficacy::table::CsvOptions;
use indicatif::{ProgressBar, ProgressStyle};

/// Countries shown, in the order of the index.
const SHOWN: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let model = Model::from_toml(include_str!("models/tai.toml"))?;
    let table = IndicatorTable::from_csv(include_bytes!("data/tai.csv").as_slice(), &CsvOptions::default())?;
    let evaluation = model.evaluate(&table)?;
    let ranks = evaluation.root().ranks();

    let uncertainty = Uncertainty::of([
        Factor::Normalization(vec![Normalization::GOALPOSTS, Normalization::MinMax, Normalization::Linear]),
        Factor::relative_weights(0.5)?,
        Factor::IndicatorScores(vec![WeightedSum::default().into(), GeometricMean::default().into(), Copeland::default().into()]),
        Factor::LeaveOut,
    ])?
    .with_draws(10_000)?;
    // Shown on a terminal only.
    let bar =
        ProgressBar::new(10_000).with_message("draws").with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}")?);
    let draws = uncertainty.run_with(&model, &table, |progress| {
        bar.set_position(progress.done as u64);
        ControlFlow::Continue(())
    })?;
    bar.finish_and_clear();

    println!("{} draws, seed {}, {}\n", draws.count(), draws.seed(), draws.generator());
    println!("{:<18} {:>4}  {:>6}  {:>8}  {:>6}  {:>17}", "country", "rank", "median", "90 %", "mean", "first in % (s.e.)");
    let mut order: Vec<usize> = (0..table.rows().len()).collect();
    order.sort_by(|&a, &b| ranks[a].unwrap_or(f64::NAN).total_cmp(&ranks[b].unwrap_or(f64::NAN)));
    for &row in order.iter().take(SHOWN) {
        let (Some(name), Some(rank)) = (table.rows().get(row), ranks[row]) else { continue };
        let (Some(span), Some(mean)) = (draws.rank_span(row, 0.9), draws.mean_rank(row)) else { continue };
        let first = draws.acceptability(row, 1);
        let interval = format!("{} – {}", span.low, span.high);
        let first = format!("{:.1} ({:.1})", 100.0 * first.value, 100.0 * first.standard_error);
        println!("{:<18} {rank:>4}  {:>6}  {interval:>8}  {:>6.2}  {first:>17}", name.to_string(), span.median, mean.value);
    }
    if let [first, second, ..] = order[..] {
        let before = draws.before(first, second);
        println!("\nThe first before the second: {:.3} (s.e. {:.3})", before.value, before.standard_error);

        let outputs = [Output::RankShift, Output::Winner, Output::Before(first, second)];
        let indices = uncertainty.sensitivity(&model, &table, &outputs, 1024)?;
        for output in &indices.outputs {
            println!("\n{}: mean {:.3}, standard deviation {:.3}", output.output, output.mean, output.standard_deviation);
            println!("{:<18} {:>16} {:>16}", "factor", "S1 (s.e.)", "ST (s.e.)");
            for factor in &output.factors {
                let shown = |index: &Option<Index>| index.as_ref().map_or_else(|| "–".to_owned(), show);
                println!("{:<18} {:>16} {:>16}", factor.factor, shown(&factor.first), shown(&factor.total));
            }
        }
    }
    Ok(())
}

fn show(index: &Index) -> String {
    format!("{:.3} ({:.3})", index.value, index.standard_error.unwrap_or(f64::NAN))
}
