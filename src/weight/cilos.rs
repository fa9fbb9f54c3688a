//! CILOS weights (准则影响损失法).

use nalgebra::{DMatrix, DVector};

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::indicator::Direction;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::Extrema;
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, spread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "cilos",
    en: "CILOS weights",
    zh: "准则影响损失法",
    source: "Zavadskas & Podvezko (2016), Integrated determination of objective criteria weights in MCDM, International Journal of Information Technology & Decision Making 15",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: false,
};

/// CILOS weights (准则影响损失法), the Criterion Impact LOSs: an indicator weighs more the less the others lose when it is at its best.
///
/// # Formula
/// A cost becomes `min/x`. `k_i` is the unit in which indicator i is best. Relative loss of j there:
/// `F_ij = (x_(k_j) j − x_(k_i) j) / x_(k_j) j` for i ≠ j, `F_jj = −Σ_(i≠j) F_ij`. The weights solve `F q = 0`, `Σ q = 1`.
///
/// # Edge cases
/// Where several units are best, their mean is taken, so that the order of the units doesn't matter; [`with_first_best`](Self::with_first_best)
/// takes the first, as the published examples do.
///
/// # Errors
/// [`Error::Constant`] for an indicator that is the same everywhere, which would take all the weight; [`Error::Value`] for a value that
/// is not positive; [`Error::Undefined`] if a unit is best everywhere, for gaps, for a target or band.
///
/// # Reference
/// Zavadskas & Podvezko (2016), *International Journal of Information Technology & Decision Making* 15(2).
///
/// # Example
/// By hand: where each is best the other loses a half, so both weigh the same.
/// ```
/// use governance_efficacy::weight::{Cilos, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 6.0], [2.0, 3.0]])?;
/// let weights = Cilos::default().weigh(&matrix)?.weights;
/// assert!((weights.as_slice()[0] - 0.5).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cilos {
    first_best: bool,
}

impl Cilos {
    /// Takes the first of several units in which an indicator is best, as the published examples do; the mean of all if not set.
    #[must_use]
    pub fn with_first_best(mut self) -> Self {
        self.first_best = true;
        self
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self { first_best: reader.optional("first-best").map_or(Ok(false), |e| e.truth())? })
    }

    pub(super) fn write(self) -> TableBuilder {
        TableBuilder::default().with("first-best", self.first_best)
    }

    /// The weights `q`, one a column.
    pub(super) fn impact(self, sample: &Sample<'_>) -> Result<Vec<f64>, Error> {
        sample.require_complete(INFO.name)?;
        spread::require_positive(INFO.name, sample)?;
        let columns = benefits(sample)?;
        let m = columns.len();
        if m == 1 {
            return Ok(vec![1.0]);
        }
        // Row i: the values of all indicators where i is at its best.
        let best_rows: Vec<Vec<usize>> = columns.iter().map(|column| self.best(column)).collect();
        let at_best = |i: usize, j: usize| {
            let rows = &best_rows[i];
            rows.iter().map(|&row| columns[j][row]).sum::<f64>() / rows.len() as f64
        };
        let mut loss = DMatrix::zeros(m, m);
        for j in 0..m {
            let best = at_best(j, j);
            for i in (0..m).filter(|&i| i != j) {
                loss[(i, j)] = (best - at_best(i, j)) / best;
            }
            loss[(j, j)] = -loss.column(j).sum();
        }
        // Every column of F sums to zero, so that one equation says nothing new: Σ q = 1 takes its place.
        let mut system = loss.clone();
        system.row_mut(m - 1).fill(1.0);
        let mut right = DVector::zeros(m);
        right[m - 1] = 1.0;
        let solution = system.lu().solve(&right).filter(|q| {
            let residual = (&loss * q).amax();
            q.iter().all(|&x| x.is_finite() && x >= -1e-12) && residual <= 1e-9
        });
        solution.map(|q| q.iter().map(|&x| x.max(0.0)).collect()).ok_or_else(|| Error::Undefined {
            method: INFO.name,
            problem: "nothing is lost where some indicator is at its best, so that the weights are not determined".to_owned(),
            remedy: "use entropy or critic weights".to_owned(),
        })
    }

    fn best(self, column: &[f64]) -> Vec<usize> {
        let max = Extrema::of(column).max;
        let rows = (0..column.len()).filter(|&row| column[row] == max);
        if self.first_best { rows.take(1).collect() } else { rows.collect() }
    }
}

/// The columns as benefits: a cost becomes `min/x`.
fn benefits(sample: &Sample<'_>) -> Result<Vec<Vec<f64>>, Error> {
    sample
        .columns()
        .iter()
        .map(|column| {
            let ends = column.ends();
            if ends.is_constant() {
                let value = column.values().first().copied().unwrap_or_default();
                return Err(Error::Constant { indicator: column.key().clone(), value, method: INFO.name });
            }
            match column.direction() {
                Direction::Benefit => Ok(column.values().to_vec()),
                Direction::Cost => Ok(column.values().iter().map(|x| ends.min / x).collect()),
                Direction::Target(_) | Direction::Band { .. } => Err(Error::Undefined {
                    method: INFO.name,
                    problem: format!("indicator {:?} has a target or a band", column.key().as_str()),
                    remedy: "use entropy, critic or standard-deviation weights".to_owned(),
                }),
            }
        })
        .collect()
}

impl Weigh for Cilos {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        let (impact, ()) = spread::among_varying(&sample, |varying| Ok((self.impact(varying)?, ())))?;
        let weights = spread::proportional(INFO.name, &sample, &impact)?;
        Ok(Weighing { weights, detail: WeighingDetail::Cilos {}, notices: Vec::new() })
    }
}
