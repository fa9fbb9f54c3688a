//! A model over a Parquet file: passes, then scores, written whole or not at all.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::error::DataFusionError;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::logical_expr::ident;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::prelude::{DataFrame, ParquetReadOptions, SessionContext};
use futures::StreamExt;
use governance_efficacy::model::stream::{ColumnTally, FitInPasses, Tally, Task};
use governance_efficacy::model::{Model, Scope};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::Failure;
use crate::gather::gather;
use crate::recipe::{Recipe, SCORES, not_said};

/// What to run.
pub struct Run {
    pub model: PathBuf,
    pub data: PathBuf,
    pub out: PathBuf,
    /// The column that names the units.
    pub unit: String,
    /// How long one pass may take.
    pub limit: Duration,
    /// Where the scheduler is, HOST:PORT; none on this machine alone.
    pub scheduler: Option<String>,
}

/// Fits and scores; says how long each pass took.
pub async fn run(context: &SessionContext, run: &Run) -> Result<(), Failure> {
    let text = std::fs::read_to_string(&run.model).map_err(|e| format!("{}: {e}", run.model.display()))?;
    let is_json = run.model.extension().is_some_and(|ending| ending == "json");
    let model = if is_json { Model::from_json(&text)? } else { Model::from_toml(&text)? };
    let document: Value = serde_json::from_str(&model.to_json()?)?;
    refuse_methods(&document, "the model")?;
    if !matches!(model.scope(), Scope::Pooled) {
        return Err("the model learns from some periods only, and rows over Parquet have none; fit it on all rows".into());
    }
    let mut fit = FitInPasses::new(&model)?;

    let data = open(context, run, &model).await?;
    let begun = Instant::now();
    let progress = ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{spinner} {elapsed_precise} {msg}")?);
    progress.enable_steady_tick(Duration::from_millis(120));
    let root = model.system().root().key().clone();
    let part = Part(PathBuf::from(format!("{}.{}.part", run.out.display(), std::process::id())));
    let mut number = 0;
    while let Some(pass) = fit.pass() {
        number += 1;
        let of_root = |task: &Task| matches!(task, Task::ScoreEnds { key } if *key == root);
        let started = Instant::now();
        let whole = if let [task] = pass.tasks()
            && of_root(task)
        {
            // The last pass over the scores of the root is the one that writes them.
            progress.set_message("scores");
            let score = Recipe::of(pass.learned())?.score(root.as_str())?;
            let scored = data.clone().select(vec![ident(&run.unit), score.alias("score")])?;
            let whole = within(run, write(scored, &part, &progress)).await?;
            progress.println(format!("scores of {} rows in {:.2} s", whole.rows(), started.elapsed().as_secs_f64()));
            whole
        } else {
            progress.set_message(format!("pass {number}: {} columns", pass.tasks().len()));
            let whole = within(run, gather(&data, pass)).await?;
            progress.println(format!(
                "pass {number}: {} columns of {} rows in {:.2} s",
                pass.tasks().len(),
                whole.rows(),
                started.elapsed().as_secs_f64()
            ));
            whole
        };
        fit.complete(&whole)?;
    }
    let fitted = fit.finish()?;
    std::fs::rename(&part.0, &run.out)?;
    progress.finish_and_clear();
    println!("{} rows fitted and scored in {:.2} s: {}", fitted.row_count(), begun.elapsed().as_secs_f64(), run.out.display());
    Ok(())
}

/// The sum of each column, and no more: what reading the file costs. The ends alone would be told from what the file says of itself.
pub async fn plain(context: &SessionContext, file: &Path) -> Result<(), Failure> {
    let started = Instant::now();
    let data = context.read_parquet(path_of(file)?, ParquetReadOptions::default()).await?;
    let numbers: Vec<_> = data.schema().fields().iter().filter(|field| *field.data_type() == DataType::Float64).collect();
    let sums = numbers.iter().map(|field| sum(ident(field.name()))).collect();
    let columns = numbers.len();
    data.clone().aggregate(vec![], sums)?.collect().await?;
    println!("the sums of {columns} columns in {:.2} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// The file as a table, with a whole number or a real one in each column the model reads.
async fn open(context: &SessionContext, run: &Run, model: &Model) -> Result<DataFrame, Failure> {
    let data = context.read_parquet(path_of(&run.data)?, ParquetReadOptions::default()).await?;
    let schema = data.schema();
    let keys = model.system().indicators();
    for name in keys.iter().map(|indicator| indicator.key().as_str()).chain([run.unit.as_str()]) {
        let Ok(field) = schema.field_with_unqualified_name(name) else {
            let known: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            return Err(format!("{} has no column {name:?}; its columns are {}", run.data.display(), known.join(", ")).into());
        };
        if name != run.unit && !field.data_type().is_numeric() {
            return Err(format!("the column {name:?} holds {} and no numbers", field.data_type()).into());
        }
    }
    Ok(data)
}

/// Every executor reads the file by this path, so that it must not depend on where a program was started.
fn path_of(file: &Path) -> Result<String, Failure> {
    let whole = file.canonicalize().map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(whole.to_str().ok_or_else(|| format!("{}: not a path in UTF-8", whole.display()))?.to_owned())
}

/// A file that is not whole yet; what is left of it goes when something fails.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // After the file got its name there is nothing to remove.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Writes the scores as they come and gathers their ends and sum on the way.
async fn write(scored: DataFrame, part: &Part, progress: &ProgressBar) -> Result<Tally, Failure> {
    let mut stream = scored.execute_stream().await?;
    let file = File::create(&part.0).map_err(|e| format!("{}: {e}", part.0.display()))?;
    // Scores hardly ever come again: a dictionary of them would be built for nothing.
    let properties = WriterProperties::builder().set_dictionary_enabled(false).build();
    let mut writer = ArrowWriter::try_new(file, stream.schema(), Some(properties))?;
    let (mut rows, mut whole) = (0, ColumnTally::default());
    while let Some(batch) = stream.next().await {
        let batch = batch?;
        let scores = batch.column_by_name("score").ok_or("the scores came back without their column")?;
        let scores = scores.as_primitive_opt::<Float64Type>().ok_or("the scores came back as no numbers")?;
        if scores.null_count() > 0 || scores.values().iter().any(|score| !score.is_finite()) {
            return Err("a row got no score; the file may have changed between two passes".into());
        }
        rows += batch.num_rows();
        if let Some(&first) = scores.values().first() {
            let (low, high) = scores.values().iter().fold((first, first), |(low, high), &x| (low.min(x), high.max(x)));
            whole.merge(&ColumnTally::of_parts(scores.len(), Some((low, high)), [scores.values().iter().sum(), 0.0]));
        }
        writer.write(&batch)?;
        progress.set_message(format!("scores: {rows} rows"));
    }
    writer.into_inner()?.sync_all()?;
    Ok(Tally::new(rows, [], vec![whole]))
}

/// No pass waits for ever: a cluster without executors, or one that lost them, would. What the engine of a cluster tells of a lost executor is
/// about connections, so that it gets words for whoever started the program.
async fn within<T>(run: &Run, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let done = tokio::time::timeout(run.limit, work).await.map_err(|_| {
        format!("a pass took more than {} s: see whether executors are running, or give --limit SECONDS", run.limit.as_secs())
    })?;
    done.map_err(|failure| match &run.scheduler {
        Some(address) if failure.is::<DataFusionError>() => format!(
            "the cluster at {address} broke off a pass, so that nothing was written; see whether all executors are running, and run again \
             ({failure})"
        )
        .into(),
        _ => failure,
    })
}

/// Looks through the document for score methods that are no expressions, before any row is read.
fn refuse_methods(document: &Value, place: &str) -> Result<(), Failure> {
    let Value::Object(entries) = document else {
        return document.as_array().into_iter().flatten().try_for_each(|part| refuse_methods(part, place));
    };
    let place = entries.get("key").and_then(Value::as_str).unwrap_or(place);
    for (name, part) in entries {
        if name == "score" {
            let methods = [&part["method"], &part["dimensions"]["method"], &part["indicators"]["method"]];
            for method in methods.into_iter().filter_map(Value::as_str) {
                if !SCORES.contains(&method) {
                    return Err(not_said(method, place));
                }
            }
        }
        refuse_methods(part, place)?;
    }
    Ok(())
}
