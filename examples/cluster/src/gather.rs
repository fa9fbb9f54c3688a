//! One pass of a fit as one aggregate over the file.

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::{Float64Type, Int64Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::functions::expr_fn::ln;
use datafusion::functions_aggregate::expr_fn::{count, max, min, sum};
use datafusion::logical_expr::{Expr, lit};
use datafusion::prelude::DataFrame;
use governance_efficacy::model::Model;
use governance_efficacy::model::stream::{ColumnTally, Pass, Tally, Task};

use crate::Failure;
use crate::recipe::{Recipe, on_scale, value_of};

/// What is added to a share before its logarithm is taken: nothing to any number but 0, of which it makes 0 · ln 0 = 0.
const NEXT_TO_NOTHING: f64 = 1e-300;

/// Gathers what the pass asks for: one aggregate, of which the engine merges the parts.
pub async fn gather(data: &DataFrame, pass: &Pass) -> Result<Tally, Failure> {
    let recipe = Recipe::of(pass.learned())?;
    let mut asked: Vec<Expr> = vec![count(lit(1_i64)).alias("rows")];
    for (j, task) in pass.tasks().iter().enumerate() {
        let (x, sums) = of(task, &recipe)?;
        let named = |expr: Expr, name: &str| expr.alias(format!("{name}_{j}"));
        if task.asks_for_ends() {
            asked.push(named(count(x.clone()), "count"));
            asked.push(named(min(x.clone()), "min"));
            asked.push(named(max(x), "max"));
        }
        for (k, term) in sums.into_iter().enumerate() {
            asked.push(named(sum(term), &format!("sum{k}")));
        }
    }
    let found = data.clone().aggregate(vec![], asked)?.collect().await?;
    let [batch] = &found.iter().filter(|batch| batch.num_rows() > 0).collect::<Vec<_>>()[..] else {
        return Err("the aggregate came back without its one row".into());
    };
    let rows = whole(batch, "rows")?;
    let mut columns = Vec::new();
    for (j, task) in pass.tasks().iter().enumerate() {
        let key = task.key();
        // Gaps were refused in the first pass.
        let values = if task.asks_for_ends() { whole(batch, &format!("count_{j}"))? } else { rows };
        if values < rows {
            return Err(format!(
                "{} of {rows} rows have no value of {key}; gaps can't be treated over Parquet: fill them or leave those rows out",
                rows - values
            )
            .into());
        }
        let end = |name: &str| if task.asks_for_ends() { real(batch, &format!("{name}_{j}")) } else { Ok(None) };
        let ends = end("min")?.zip(end("max")?);
        if let (Task::Ends { key }, Some(ends)) = (task, ends) {
            refuse_out_of_range(pass.learned().model(), key.as_str(), ends)?;
        }
        let mut sums = [0.0; 2];
        for (k, to) in sums.iter_mut().enumerate() {
            let name = format!("sum{k}_{j}");
            // A task that asks for one sum leaves the other at 0.
            if batch.column_by_name(&name).is_some() {
                *to = real(batch, &name)?.unwrap_or(0.0);
            }
        }
        columns.push(ColumnTally::of_parts(values, ends, sums));
    }
    Ok(Tally::new(rows, [], columns))
}

/// Refuses what an indicator can't be, as the crate does row by row.
fn refuse_out_of_range(model: &Model, key: &str, (least, largest): (f64, f64)) -> Result<(), Failure> {
    // An end may be missed by the rounding of a sum or a share.
    const ROUNDING: f64 = 1e-9;
    let slack = |end: f64| ROUNDING * end.abs().max(1.0);
    let indicators = model.system().indicators();
    let Some(range) = indicators.iter().find(|one| *one.key() == *key).and_then(|one| one.range()) else { return Ok(()) };
    // What is no number is refused with the tally.
    let beyond = range.low.filter(|&low| least < low - slack(low)).map(|_| least);
    let beyond = beyond.or_else(|| range.high.filter(|&high| largest > high + slack(high)).map(|_| largest));
    beyond.map_or(Ok(()), |value| {
        Err(format!("{key} is {value} in some row, outside its range; correct the value or its unit (85 % is 0.85)").into())
    })
}

/// The value a task is about, and what is summed of it.
fn of(task: &Task, recipe: &Recipe) -> Result<(Expr, Vec<Expr>), Failure> {
    Ok(match task {
        Task::Ends { key } => (value_of(key.as_str()), vec![value_of(key.as_str())]),
        Task::ScoreEnds { key } => {
            let score = recipe.score(key.as_str())?;
            (score.clone(), vec![score])
        }
        Task::Deviations { key, center } => {
            let x = recipe.input(key.as_str())?;
            let apart = x.clone() - lit(*center);
            (x, vec![apart.clone(), apart.clone() * apart])
        }
        Task::Divergence { key, scale, mean, .. } => {
            let x = recipe.input(key.as_str())?;
            let share = on_scale(x.clone(), &serde_json::to_value(scale)?)?.over(*mean);
            // (1 + u) ln(1 + u) − u with the share v = 1 + u.
            let term = share.clone() * ln(share.clone() + lit(NEXT_TO_NOTHING)) - (share - lit(1.0));
            (x, vec![term])
        }
        other => return Err(format!("a pass asks for {other:?}, which this program does not know how to gather").into()),
    })
}

fn whole(batch: &RecordBatch, name: &str) -> Result<usize, Failure> {
    let column = batch.column_by_name(name).ok_or_else(|| format!("the aggregate lacks {name}"))?;
    let column = column.as_primitive_opt::<Int64Type>().ok_or_else(|| format!("{name} is no count"))?;
    Ok(usize::try_from(column.value(0))?)
}

fn real(batch: &RecordBatch, name: &str) -> Result<Option<f64>, Failure> {
    let column = batch.column_by_name(name).ok_or_else(|| format!("the aggregate lacks {name}"))?;
    let column = column.as_primitive_opt::<Float64Type>().ok_or_else(|| format!("{name} is no number"))?;
    Ok((!column.is_null(0)).then(|| column.value(0)))
}
