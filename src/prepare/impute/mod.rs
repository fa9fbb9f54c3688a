//! Filling gaps (缺失值插补): one file a method.

mod group;
mod held_out;
mod likelihood;
mod multiple;
mod nearest;
mod normal;
mod panel;
mod row;
mod value;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::indicator::{Direction, Imputation, Origin};
use crate::label::Key;
use crate::table::{Attribute, Column, Rows};

use super::Missing;

pub use held_out::{HeldOut, ImputationResult};
pub use multiple::{Completed, DrawnCell, Draws, MultipleImputation};

/// For each column what its gaps become, by row.
type Fills = Vec<Vec<(usize, f64)>>;

/// Columns with gaps over their rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gappy<'a> {
    pub(super) rows: &'a Rows,
    pub(super) attributes: &'a [Attribute],
    pub(super) columns: &'a [Column],
}

/// What is known of a column beside its values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Facet {
    pub(super) direction: Direction,
    /// The number of the dimension it belongs to.
    pub(super) dimension: usize,
}

/// What one method learned from the rows of the fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum FittedMethod {
    Values(value::Values),
    Groups(group::Groups),
    Row(row::RowMeans),
    Panel(panel::Panel),
    Nearest(nearest::Nearest),
    Normal(normal::Normal),
}

/// What the methods of a policy learned from the rows of the fit, in turn (已拟合的插补).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct FittedImputation(Vec<(Imputation, FittedMethod)>);

impl FittedMethod {
    fn fit(policy: &Missing, data: Gappy<'_>, facets: &[Facet]) -> Result<Option<(Imputation, Self)>, Error> {
        Ok(Some(match policy {
            Missing::Mean => (Imputation::Mean, Self::Values(value::Values::means(data))),
            Missing::Median => (Imputation::Median, Self::Values(value::Values::medians(data))),
            Missing::GroupMean { by } => (Imputation::GroupMean, Self::Groups(group::Groups::means(data, by)?)),
            Missing::GroupMedian { by } => (Imputation::GroupMedian, Self::Groups(group::Groups::medians(data, by)?)),
            Missing::RowMean => (Imputation::RowMean, Self::Row(row::RowMeans::fit(data, facets, false)?)),
            Missing::DimensionMean => (Imputation::DimensionMean, Self::Row(row::RowMeans::fit(data, facets, true)?)),
            Missing::PanelLatest => (Imputation::PanelLatest, Self::Panel(panel::Panel::fit(data, panel::Panel::Latest)?)),
            Missing::PanelLinear => (Imputation::PanelLinear, Self::Panel(panel::Panel::fit(data, panel::Panel::Linear)?)),
            Missing::Nearest { k } => (Imputation::Nearest, Self::Nearest(nearest::Nearest::fit(data, *k)?)),
            Missing::Regression => (Imputation::Regression, Self::Normal(normal::Normal::of_complete_rows(data)?)),
            Missing::ExpectationMaximization => {
                (Imputation::ExpectationMaximization, Self::Normal(normal::Normal::of_greatest_likelihood(data)?))
            }
            Missing::Error | Missing::DropUnit | Missing::DropIndicator | Missing::Renormalize { .. } | Missing::InTurn(_) => {
                return Ok(None);
            }
        }))
    }

    /// What the gaps become.
    fn fills(&self, data: Gappy<'_>) -> Result<Fills, Error> {
        match self {
            Self::Values(values) => Ok(values.fills(data)),
            Self::Groups(groups) => groups.fills(data),
            Self::Row(means) => Ok(means.fills(data)),
            Self::Panel(panel) => panel.fills(data),
            Self::Nearest(nearest) => Ok(nearest.fills(data)),
            Self::Normal(normal) => Ok(normal.fills(data)),
        }
    }

    /// Whether what was read from a file can be used for `columns` columns.
    fn is_sound(&self, columns: usize) -> bool {
        match self {
            Self::Values(values) => values.is_sound(columns),
            Self::Groups(groups) => groups.is_sound(columns),
            Self::Row(means) => means.is_sound(columns),
            Self::Panel(_) => true,
            Self::Nearest(nearest) => nearest.is_sound(columns),
            Self::Normal(normal) => normal.is_sound(columns),
        }
    }
}

impl FittedImputation {
    /// Learns from what was measured; no method sees what another filled in.
    pub(super) fn fit(policy: &Missing, data: Gappy<'_>, facets: &[Facet]) -> Result<Self, Error> {
        let fitted = policy.filling().iter().filter_map(|policy| FittedMethod::fit(policy, data, facets).transpose());
        fitted.collect::<Result<_, _>>().map(Self)
    }

    /// The columns with their gaps filled, where some method has an answer.
    pub(super) fn fill(&self, data: Gappy<'_>) -> Result<Vec<Column>, Error> {
        let mut columns = Cow::Borrowed(data.columns);
        for (by, method) in &self.0 {
            if columns.iter().all(|column| column.missing() == 0) {
                break;
            }
            let data = Gappy { columns: &columns, ..data };
            let filled = columns.iter().zip(method.fills(data)?).map(|(column, fills)| {
                if let Some(&(row, value)) = fills.iter().find(|(_, value)| !value.is_finite()) {
                    return Err(out_of_reach(data.rows, row, column.key(), value));
                }
                let fill = |row: usize| fills.binary_search_by_key(&row, |(at, _)| *at).ok().map(|found| fills[found].1);
                Ok(column.filled(Origin::Imputed { by: *by }, fill))
            });
            columns = Cow::Owned(filled.collect::<Result<_, Error>>()?);
        }
        Ok(columns.into_owned())
    }

    /// Whether it does nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether what was read from a file is what `policy` gives for `columns` columns.
    pub(super) fn is_sound(&self, policy: &Missing, columns: usize) -> bool {
        let is_of = |policy: &Missing, by: Imputation, method: &FittedMethod| match (policy, method) {
            (Missing::Mean, FittedMethod::Values(_)) => by == Imputation::Mean,
            (Missing::Median, FittedMethod::Values(_)) => by == Imputation::Median,
            (Missing::GroupMean { by: name }, FittedMethod::Groups(groups)) => by == Imputation::GroupMean && groups.is_by(name),
            (Missing::GroupMedian { by: name }, FittedMethod::Groups(groups)) => {
                by == Imputation::GroupMedian && groups.is_by(name)
            }
            (Missing::RowMean, FittedMethod::Row(_)) => by == Imputation::RowMean,
            (Missing::DimensionMean, FittedMethod::Row(_)) => by == Imputation::DimensionMean,
            (Missing::PanelLatest, FittedMethod::Panel(panel)) => by == Imputation::PanelLatest && *panel == panel::Panel::Latest,
            (Missing::PanelLinear, FittedMethod::Panel(panel)) => by == Imputation::PanelLinear && *panel == panel::Panel::Linear,
            (Missing::Nearest { .. }, FittedMethod::Nearest(_)) => by == Imputation::Nearest,
            (Missing::Regression, FittedMethod::Normal(_)) => by == Imputation::Regression,
            (Missing::ExpectationMaximization, FittedMethod::Normal(_)) => by == Imputation::ExpectationMaximization,
            _ => false,
        };
        self.0.len() == policy.filling().len()
            && self.0.iter().zip(policy.filling()).all(|((by, method), policy)| is_of(policy, *by, method))
            && self.0.iter().all(|(_, method)| method.is_sound(columns))
    }
}

/// The gaps of each column, each with what `fill` makes of it.
fn fills_of(data: Gappy<'_>, mut fill: impl FnMut(usize, usize) -> Option<f64>) -> Fills {
    let of_column = |(j, column): (usize, &Column)| {
        if column.missing() == 0 {
            return Vec::new();
        }
        (0..column.len()).filter(|&row| column.is_gap(row)).filter_map(|row| Some((row, fill(j, row)?))).collect()
    };
    data.columns.iter().enumerate().map(of_column).collect()
}

/// Values that are far apart can have a difference that is no number.
fn out_of_reach(rows: &Rows, row: usize, indicator: &Key, value: f64) -> Error {
    Error::Value {
        place: Box::new(rows.place(row, indicator)),
        value,
        problem: "would be imputed, which is no finite number".to_owned(),
        remedy: "rescale the indicators, or set missing = \"median\"".to_owned(),
    }
}

/// The share of the way from `low` to `high` at which `x` lies; the halves keep it finite whatever the numbers.
fn share_of_way(x: f64, low: f64, high: f64) -> f64 {
    (x / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0)
}
