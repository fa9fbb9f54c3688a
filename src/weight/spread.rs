//! What the methods that weigh by spread share (离散程度).

use nalgebra::DMatrix;

use crate::error::Error;
use crate::label::Key;
use crate::numeric::{self, Moments};
use crate::prepare::{Normalization, Scale};
use crate::table::{Gathers, Sample, SampleColumn};

use super::Weights;

/// The values of `column` as `normalization` gives them; raw, whatever the direction, under [`Normalization::None`].
pub(super) fn values(normalization: Normalization, sample: &Sample<'_>, column: &SampleColumn<'_>) -> Result<Vec<f64>, Error> {
    if normalization == Normalization::None {
        return Ok(column.values().to_vec());
    }
    let scale = Scale::fit(normalization, sample, column)?;
    let mut normalized = vec![0.0; column.values().len()];
    scale.apply_into(column.values(), &mut normalized);
    Ok(normalized)
}

/// What is asked of a stream: mean and standard deviation.
pub(super) const GATHERS: Gathers = Gathers { deviations: true, divergences: Vec::new() };

/// Mean and squared deviations of every column as `normalization` gives it.
pub(super) fn moments(normalization: Normalization, sample: &Sample<'_>) -> Result<Vec<Moments>, Error> {
    let of_column = |column: &SampleColumn<'_>| match column.statistics() {
        None => values(normalization, sample, column).map(|values| Moments::of(&values)),
        Some(statistics) if normalization == Normalization::None => Ok(statistics.moments()),
        Some(statistics) => Scale::fit(normalization, sample, column)?.moments(statistics.moments()),
    };
    sample.columns().iter().map(of_column).collect()
}

/// The values of every column as `normalization` gives them.
pub(super) fn columns(normalization: Normalization, sample: &Sample<'_>) -> Result<Vec<Vec<f64>>, Error> {
    sample.columns().iter().map(|column| values(normalization, sample, column)).collect()
}

/// Refuses a sample of fewer than two units, where nothing is spread.
pub(super) fn require_two(method: &'static str, sample: &Sample<'_>) -> Result<(), Error> {
    match sample.columns().iter().find(|c| c.count() < 2) {
        None => Ok(()),
        Some(column) => Err(Error::Undefined {
            method,
            problem: format!("indicator {:?} has a value for {} unit", column.key().as_str(), column.count()),
            remedy: "give at least two units".to_owned(),
        }),
    }
}

/// Refuses values that are not positive, where `method` takes logarithms or ratios.
pub(super) fn require_positive(method: &'static str, sample: &Sample<'_>) -> Result<(), Error> {
    for column in sample.columns() {
        if let Some(at) = column.values().iter().position(|&x| x <= 0.0) {
            let problem = format!("is not positive, as {method} needs");
            return Err(sample.value_error(
                column,
                at,
                problem,
                "use a method that takes any values, such as critic or standard-deviation",
            ));
        }
    }
    Ok(())
}

/// Weights in proportion to `importance`, one number a column.
pub(super) fn proportional(method: &'static str, sample: &Sample<'_>, importance: &[f64]) -> Result<Weights, Error> {
    let keys: Vec<Key> = sample.keys().cloned().collect();
    Weights::proportional(method, keys, importance)
}

/// Pearson's correlations of the directed indicators.
pub(super) fn correlations(method: &'static str, sample: &Sample<'_>) -> Result<DMatrix<f64>, Error> {
    let columns = columns(Normalization::ZScore { ddof: 1 }, sample).map_err(|error| match error {
        Error::Constant { indicator, value, .. } => Error::Constant { indicator, value, method },
        other => other,
    })?;
    let mut matrix = DMatrix::identity(columns.len(), columns.len());
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let pairs = (0..columns.len()).flat_map(|j| (0..j).map(move |k| (j, k)));
    for ((j, k), r) in pairs.zip(numeric::correlations(&slices)) {
        let r = r.unwrap_or_default();
        (matrix[(j, k)], matrix[(k, j)]) = (r, r);
    }
    Ok(matrix)
}

/// What `importance` makes of the indicators that vary, and 0 for those that don't and stand at the midpoint by request: they tell no units
/// apart.
pub(super) fn among_varying<'a, T: Default>(
    sample: &Sample<'a>,
    importance: impl Fn(&Sample<'a>) -> Result<(Vec<f64>, T), Error>,
) -> Result<(Vec<f64>, T), Error> {
    let varies = |column: &SampleColumn<'_>| !column.at_midpoint();
    let count = sample.columns().iter().filter(|column| varies(column)).count();
    if count == sample.columns().len() {
        return importance(sample);
    }
    let (found, detail) = match count {
        0 => (Vec::new(), T::default()),
        1 => (vec![1.0], T::default()),
        _ => importance(&sample.only(varies))?,
    };
    let mut found = found.into_iter();
    let all = sample.columns().iter().map(|column| if varies(column) { found.next().unwrap_or_default() } else { 0.0 });
    Ok((all.collect(), detail))
}
