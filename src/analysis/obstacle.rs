//! Obstacle degree (障碍度): what holds a unit back, and by how much.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::governance::Period;
use crate::label::{Key, Label};
use crate::model::Fitted;
use crate::numeric::sum;
use crate::table::{IndicatorTable, Rows};
use crate::weight::Weights;

use super::coupling::row_of;

/// Obstacle degrees of indicators and dimensions (障碍度模型), row by row and on average.
///
/// # Formula
/// * Deviation `I_ij = 1 − r_ij`: how far row i is from the ideal on indicator j.
/// * Loss `L_ij = w_j I_ij` (障碍损失), with the weight in the whole; some books print it as the obstacle degree.
/// * Obstacle degree `O_ij = L_ij / Σ_k L_ik` (障碍度): its share in all that is missing. All at the ideal: all 0.
///
/// Of a dimension the sums over its indicators.
///
/// # Input
/// `r` from 0 to 1, 1 being the ideal. Of a model: as its nodes normalise by min-max, goalposts, percentile or classes; under any other
/// normalisation the place of the value in the range of the fit. The weights are those of the fit.
///
/// # Edge cases
/// A gap has no loss and no degree, and the row's degrees share what is known to be missing. A row without any value has none.
///
/// # Limits
/// It ranks what is missing by the model's own weights: a large weight makes a large obstacle. It is no effect of one indicator on
/// another, and says nothing of what an improvement costs.
///
/// # Complexity
/// O(n m).
///
/// # Reference
/// The form common in Chinese journals, after 雷勋平、邱广华 (2016), 基于熵权TOPSIS模型的区域资源环境承载力评价实证研究, 环境科学学报 36(1).
/// The unnormalised loss as printed by Zhang, *mathmodels-book*, chapter on system evaluation.
///
/// # Example
/// By hand: weights 0.6 and 0.4, r of 0.5 and 0.25. Losses 0.3 and 0.3, so each is half of what is missing.
/// ```
/// use governance_efficacy::analysis::obstacle::Obstacles;
/// use governance_efficacy::{IndicatorTable, Weights};
///
/// let table = IndicatorTable::from_rows(["East"], &["order", "service"], &[[Some(0.5), Some(0.25)]])?;
/// let found = Obstacles::of_table(&table, &Weights::new([("order", 0.6), ("service", 0.4)])?)?;
/// let order = &found.indicators[0];
/// assert!((order.losses[0].unwrap() - 0.3).abs() < 1e-12 && (order.degrees[0].unwrap() - 0.5).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obstacles {
    /// The rows.
    pub rows: Rows,
    /// The indicators, in the order of the hierarchy.
    pub indicators: Vec<Obstacle>,
    /// The dimensions right below the whole; empty where the indicators stand right below it.
    pub dimensions: Vec<Obstacle>,
}

/// What one indicator or dimension holds back (单项障碍度).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obstacle {
    /// Its key.
    pub key: Key,
    /// Its name in English and Chinese.
    pub label: Label,
    /// Its weight in the whole.
    pub weight: f64,
    /// `w_j (1 − r_ij)` per row, 0 to the weight; none at a gap (障碍损失).
    pub losses: Vec<Option<f64>>,
    /// The share of the loss in all losses of the row, 0 to 1; none at a gap (障碍度).
    pub degrees: Vec<Option<f64>>,
}

impl Obstacles {
    /// Of what `fitted` measures of the rows of `table`.
    ///
    /// # Errors
    /// As [`Fitted::score`].
    pub fn of_model(fitted: &Fitted, table: &IndicatorTable) -> Result<Self, Error> {
        let view = fitted.leaf_view(table, fitted.root().as_str())?;
        let leaves = view.leaves.iter().map(|leaf| {
            let losses = leaf.positions().map(|r| r.map(|r| leaf.weight * (1.0 - r))).collect();
            (leaf.dimension(), obstacle(leaf.key().clone(), leaf.label.clone(), leaf.weight, losses))
        });
        Ok(Self::with_degrees(view.rows.as_ref().clone(), leaves.collect()))
    }

    /// Of a table of normalised values `r` with the weights of its columns; there are no dimensions.
    ///
    /// # Errors
    /// [`Error::Value`] for a value outside 0 to 1; [`Error::Length`] and [`Error::Unknown`] unless the weights name the columns.
    pub fn of_table(table: &IndicatorTable, weights: &Weights) -> Result<Self, Error> {
        let values = weights.in_order_of(table.keys())?;
        let column = |(column, weight): (&crate::table::Column, f64)| {
            let losses = column.iter().enumerate().map(|(row, r)| match r {
                Some(r) if !(0.0..=1.0).contains(&r) => Err(Error::Value {
                    place: Box::new(table.rows().place(row, column.key())),
                    value: r,
                    problem: "is not within 0 to 1, so that its distance from the ideal is not known".to_owned(),
                    remedy: "normalise the column first, 1 being the ideal".to_owned(),
                }),
                r => Ok(r.map(|r| weight * (1.0 - r))),
            });
            let (key, losses) = (column.key().clone(), losses.collect::<Result<_, Error>>()?);
            let label = Label::same(key.as_str());
            Ok(((key.clone(), label.clone()), obstacle(key, label, weight, losses)))
        };
        let columns = table.columns().iter().zip(values).map(column).collect::<Result<_, Error>>()?;
        Ok(Self::with_degrees(table.rows().clone(), columns))
    }

    /// Completes the degrees of indicators, each with the dimension it is in, and adds the dimensions.
    fn with_degrees(rows: Rows, leaves: Vec<((Key, Label), Obstacle)>) -> Self {
        let mut totals = vec![0.0; rows.len()];
        for (_, leaf) in &leaves {
            for (total, loss) in totals.iter_mut().zip(&leaf.losses) {
                *total += loss.unwrap_or(0.0);
            }
        }
        let mut indicators = Vec::with_capacity(leaves.len());
        let mut dimensions: Vec<Obstacle> = Vec::new();
        for ((key, label), mut leaf) in leaves {
            if key != leaf.key {
                let at = dimensions.iter().position(|dimension| dimension.key == key).unwrap_or_else(|| {
                    dimensions.push(obstacle(key, label, 0.0, vec![None; rows.len()]));
                    dimensions.len() - 1
                });
                dimensions[at].weight += leaf.weight;
                for (sum, loss) in dimensions[at].losses.iter_mut().zip(&leaf.losses) {
                    *sum = loss.map_or(*sum, |loss| Some(sum.unwrap_or(0.0) + loss));
                }
            }
            leaf.divide_by(&totals);
            indicators.push(leaf);
        }
        for dimension in &mut dimensions {
            dimension.divide_by(&totals);
        }
        Self { rows, indicators, dimensions }
    }

    /// The `k` largest obstacles of `unit` in `period`, the largest first; those without any loss are left out.
    ///
    /// # Errors
    /// [`Error::Unknown`] if there is no such row.
    ///
    /// ```
    /// use governance_efficacy::analysis::obstacle::Obstacles;
    /// use governance_efficacy::{IndicatorTable, Weights};
    ///
    /// let rows = [[Some(0.5), Some(0.25), Some(1.0)]];
    /// let table = IndicatorTable::from_rows(["East"], &["a", "b", "c"], &rows)?;
    /// let found = Obstacles::of_table(&table, &Weights::new([("a", 0.4), ("b", 0.4), ("c", 0.2)])?)?;
    /// // Losses 0.2, 0.3, 0: b is 60 % of what is missing, c is no obstacle.
    /// let top = found.top("East", None, 3)?;
    /// assert_eq!(top.len(), 2);
    /// assert!(top[0].0.key == *"b" && (top[0].1 - 0.6).abs() < 1e-12);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn top(&self, unit: &str, period: impl Into<Option<Period>>, k: usize) -> Result<Vec<(&Obstacle, f64)>, Error> {
        let row = row_of(&self.rows, unit, period.into())?;
        Ok(largest(self.indicators.iter().filter_map(|o| Some((o, o.degrees.get(row).copied().flatten()?))), k))
    }

    /// The `k` indicators with the largest mean degree over the rows of `period`, or over all rows without one, the largest first.
    /// Rows in which an indicator has a gap are left out of its mean.
    pub fn top_on_average(&self, period: Option<Period>, k: usize) -> Vec<(&Obstacle, f64)> {
        largest(self.indicators.iter().filter_map(|o| Some((o, self.mean(o, period)?))), k)
    }

    /// The mean degree of an indicator or dimension over the rows of `period`, or over all rows without one; none if it has no degree in
    /// any.
    pub fn mean(&self, of: &Obstacle, period: Option<Period>) -> Option<f64> {
        let rows = self.rows.iter().zip(&of.degrees).filter(|(row, _)| period.is_none() || row.period == period);
        let degrees: Vec<f64> = rows.filter_map(|(_, degree)| *degree).collect();
        (!degrees.is_empty()).then(|| sum(&degrees) / degrees.len() as f64)
    }
}

impl Obstacle {
    fn divide_by(&mut self, totals: &[f64]) {
        let share = |(loss, &total): (&Option<f64>, &f64)| loss.map(|loss| if total > 0.0 { loss / total } else { 0.0 });
        self.degrees = self.losses.iter().zip(totals).map(share).collect();
    }
}

fn obstacle(key: Key, label: Label, weight: f64, losses: Vec<Option<f64>>) -> Obstacle {
    Obstacle { key, label, weight, losses, degrees: Vec::new() }
}

/// The `k` largest that are not 0; equals stay in order.
fn largest<'a>(degrees: impl Iterator<Item = (&'a Obstacle, f64)>, k: usize) -> Vec<(&'a Obstacle, f64)> {
    let mut degrees: Vec<(&Obstacle, f64)> = degrees.filter(|(_, degree)| *degree > 0.0).collect();
    degrees.sort_by(|a, b| b.1.total_cmp(&a.1));
    degrees.truncate(k);
    degrees
}
