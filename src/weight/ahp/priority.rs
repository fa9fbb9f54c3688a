//! Priorities of a judgement matrix (优先权重).

use crate::error::Error;

use super::judgement::JudgementMatrix;

/// How the priorities follow from the judgements (排序方法). For a consistent matrix all agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Priority {
    /// The principal eigenvector (特征向量法), Saaty's own.
    #[default]
    Eigenvector,
    /// The geometric mean of each row (几何平均法), which is the logarithmic least-squares solution (Crawford & Williams 1985).
    GeometricMean,
    /// The mean of the columns divided by their sums (和积法), an approximation for work by hand.
    ColumnMean,
}

pub(super) const NAMES: [(&str, Priority); 3] =
    [("eigenvector", Priority::Eigenvector), ("geometric-mean", Priority::GeometricMean), ("column-mean", Priority::ColumnMean)];

/// Relative change at which the iteration has arrived, and how many rounds of three steps it may take. Convergence is
/// certain for a positive matrix (Perron 1907); it takes some seven rounds for judgements a person would make.
const ARRIVED: f64 = 1e-14;
const MAX_ROUNDS: usize = 7_000;

impl Priority {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, priority)| *priority == self).map_or("eigenvector", |(name, _)| name)
    }

    /// The priorities: positive, summing to 1.
    ///
    /// # Errors
    /// [`Error::Undefined`] if the judgements span more than a float can hold.
    pub(super) fn of(self, judgements: &JudgementMatrix) -> Result<Vec<f64>, Error> {
        let priorities = match self {
            Self::Eigenvector => eigenvector(judgements),
            Self::GeometricMean => Some(geometric_mean(judgements)),
            Self::ColumnMean => Some(column_mean(judgements)),
        };
        priorities.filter(|w| w.iter().all(|x| x.is_finite() && *x > 0.0)).ok_or_else(|| Error::Undefined {
            method: "ahp",
            problem: "the judgements are too far apart to compute with".to_owned(),
            remedy: "stay near Saaty's scale of 1/9 to 9".to_owned(),
        })
    }
}

pub(super) fn normalize(w: &mut [f64]) {
    let total: f64 = w.iter().sum();
    for x in w {
        *x /= total;
    }
}

fn geometric_mean(judgements: &JudgementMatrix) -> Vec<f64> {
    let n = judgements.order() as f64;
    let mut w: Vec<f64> = judgements.rows().map(|row| (row.iter().map(|a| a.ln()).sum::<f64>() / n).exp()).collect();
    normalize(&mut w);
    w
}

fn column_mean(judgements: &JudgementMatrix) -> Vec<f64> {
    let mut sums = vec![0.0; judgements.order()];
    for row in judgements.rows() {
        for (total, a) in sums.iter_mut().zip(row) {
            *total += a;
        }
    }
    let mut w: Vec<f64> = judgements.rows().map(|row| row.iter().zip(&sums).map(|(a, total)| a / total).sum()).collect();
    normalize(&mut w);
    w
}

fn eigenvector(judgements: &JudgementMatrix) -> Option<Vec<f64>> {
    principal_eigenvector(judgements.order(), judgements.values())
}

/// The principal eigenvector of a square matrix, given row by row, of non-negative numbers that is irreducible with a positive diagonal,
/// summing to 1: power iteration from the row sums, which are one step in already.
pub(super) fn principal_eigenvector(order: usize, values: &[f64]) -> Option<Vec<f64>> {
    match order {
        0..=4 => on_stack::<4>(order, values),
        5..=8 => on_stack::<8>(order, values),
        9..=12 => on_stack::<12>(order, values),
        13..=16 => on_stack::<16>(order, values),
        _ => {
            let times = |row: &[f64], w: &[f64]| row.iter().zip(w).map(|(a, x)| a * x).sum();
            let step = |w: &Vec<f64>| values.chunks_exact(order).map(|row| times(row, w)).collect();
            iterate(order, step(&vec![1.0; order]), step)
        }
    }
}

/// The same for a matrix that people judge: column by column and padded with zeros to `LANES` rows, so that a step adds whole columns side
/// by side, whose number the compiler knows.
fn on_stack<const LANES: usize>(order: usize, values: &[f64]) -> Option<Vec<f64>> {
    let mut columns = [[0.0; LANES]; LANES];
    for (i, row) in values.chunks_exact(order).enumerate() {
        for (column, &a) in columns.iter_mut().zip(row) {
            column[i] = a;
        }
    }
    let step = |w: &[f64; LANES]| {
        let mut product = [0.0; LANES];
        for (column, x) in columns[..order].iter().zip(w) {
            for (y, a) in product.iter_mut().zip(column) {
                *y += a * x;
            }
        }
        product
    };
    iterate(order, step(&[1.0; LANES]), step).map(|w| w[..order].to_vec())
}

/// Takes steps from `w` until its first `order` numbers no longer change, divided by their sum.
fn iterate<V: AsRef<[f64]> + AsMut<[f64]>>(order: usize, mut w: V, step: impl Fn(&V) -> V) -> Option<V> {
    let mut last_change = f64::INFINITY;
    normalize(&mut w.as_mut()[..order]);
    for _ in 0..MAX_ROUNDS {
        // To look at the change costs more than a step.
        let mut next = step(&step(&step(&w)));
        normalize(&mut next.as_mut()[..order]);
        let pairs = w.as_ref()[..order].iter().zip(&next.as_ref()[..order]);
        let change = pairs.map(|(x, y)| (y / x - 1.0).abs()).fold(0.0, f64::max);
        w = next;
        // At the floor of rounding the change stops shrinking.
        if change <= ARRIVED || (change < 1e-12 && change >= last_change) {
            return Some(w);
        }
        if !change.is_finite() {
            return None;
        }
        last_change = change;
    }
    None
}

/// `λ_max` as the mean of `(A w)_i / w_i`: exact for the principal eigenvector.
pub(super) fn lambda_max(values: &[f64], w: &[f64]) -> f64 {
    let rows = values.chunks_exact(w.len());
    let ratios = rows.zip(w).map(|(row, w_i)| row.iter().zip(w).map(|(a, x)| a * x).sum::<f64>() / w_i);
    ratios.sum::<f64>() / w.len() as f64
}
