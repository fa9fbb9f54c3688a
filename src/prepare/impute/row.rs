//! As good as the row's other indicators (行内插补): over the whole row, or within a dimension.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::indicator::{Direction, Normalization};
use crate::numeric::Extrema;
use crate::prepare::Scale;
use crate::table::{Sample, Terms};

use super::{Facet, Fills, Gappy, fills_of};

/// A gap becomes the value that is, by the ranges of the fit, as good as the mean of the row's other indicators: they are normalised
/// first, so that units of measurement and directions don't matter. For a target or a band no single value has a given closeness: its
/// gaps are left as they are.
///
/// Under a weighted arithmetic mean with equal weights it gives the score that would come of leaving the indicator out (OECD/JRC 2008,
/// §3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct RowMeans(Vec<RowColumn>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowColumn {
    /// To [0, 1]; none for an indicator that doesn't vary, which tells nothing.
    scale: Option<Scale>,
    /// The worst and the best value, where there is one of each.
    ends: Option<(f64, f64)>,
    /// Indicators of the same part fill each other's gaps.
    part: usize,
}

impl RowMeans {
    pub(super) fn fit(data: Gappy<'_>, facets: &[Facet], within_dimensions: bool) -> Result<Self, Error> {
        let of_column = |(column, facet): (&crate::table::Column, &Facet)| {
            let sample = Sample::of_columns(data.rows, [(column, Terms::from(facet.direction))]);
            let part = if within_dimensions { facet.dimension } else { 0 };
            let values = sample.columns().first().map(crate::table::SampleColumn::values).unwrap_or_default();
            if values.is_empty() {
                return Ok(RowColumn { scale: None, ends: None, part });
            }
            let range = Extrema::of(values);
            let ends = match facet.direction {
                Direction::Benefit => Some((range.min, range.max)),
                Direction::Cost => Some((range.max, range.min)),
                Direction::Target(_) | Direction::Band { .. } => range.is_constant().then_some((range.min, range.min)),
            };
            let scale = match Scale::fit(Normalization::MinMax, &sample, &sample.columns()[0]) {
                Ok(scale) => Some(scale),
                Err(Error::Constant { .. }) => None,
                Err(error) => return Err(error),
            };
            Ok(RowColumn { scale, ends, part })
        };
        data.columns.iter().zip(facets).map(of_column).collect::<Result<_, Error>>().map(Self)
    }

    pub(super) fn fills(&self, data: Gappy<'_>) -> Fills {
        fills_of(data, |j, row| {
            let own = self.0.get(j)?;
            let (worst, best) = own.ends?;
            if worst == best {
                return Some(worst);
            }
            let (mut sum, mut count) = (0.0, 0_u32);
            for (other, column) in self.0.iter().zip(data.columns).filter(|(other, _)| other.part == own.part) {
                if let (Some(scale), Some(x)) = (&other.scale, column.get(row)) {
                    sum += scale.apply(x);
                    count += 1;
                }
            }
            let share = sum / f64::from(count);
            (count > 0).then_some(worst * (1.0 - share) + best * share)
        })
    }

    pub(super) fn is_sound(&self, columns: usize) -> bool {
        self.0.len() == columns
            && self.0.iter().all(|column| {
                column.scale.as_ref().is_none_or(Scale::is_sound)
                    && column.ends.is_none_or(|(worst, best)| worst.is_finite() && best.is_finite())
            })
    }
}
