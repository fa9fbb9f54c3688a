//! Judgement matrices with gaps (残缺判断矩阵).

use nalgebra::{DMatrix, DVector};

use crate::error::Error;

use super::judgement::JudgementMatrix;
use super::priority::{lambda_max, normalize, principal_eigenvector};

/// A judgement matrix of which some pairs were not judged (残缺判断矩阵). The judgements that are there must connect all things compared.
///
/// ```
/// use governance_efficacy::weight::ahp::{Completion, IncompleteJudgements};
///
/// // Bozóki, Fülöp & Rónyai (2010) print .730297 for the one judgement that is missing.
/// let judgements = IncompleteJudgements::from_upper(&[
///     vec![Some(1.0), Some(5.0), Some(2.0)],
///     vec![Some(3.0), Some(4.0)],
///     vec![None],
/// ])?;
/// let completed = judgements.complete(Completion::LambdaMax)?;
/// assert!((completed.matrix.get(2, 3).unwrap() - 0.730297).abs() < 1e-6);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct IncompleteJudgements {
    order: usize,
    /// Row by row, 0 where nothing was judged.
    values: Vec<f64>,
}

/// How priorities follow from a matrix with gaps (残缺矩阵求解方法). For consistent judgements all agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Completion {
    /// Logarithmic least squares over the pairs that were judged (对数最小二乘法).
    #[default]
    LeastSquares,
    /// Harker's (1987): a missing `a_ij` counts as `w_i/w_j` (Harker 法).
    Harker,
    /// The completion with the smallest `λ_max` (最小特征值法), Bozóki, Fülöp & Rónyai (2010).
    LambdaMax,
}

pub(super) const NAMES: [(&str, Completion); 3] =
    [("least-squares", Completion::LeastSquares), ("harker", Completion::Harker), ("lambda-max", Completion::LambdaMax)];

impl Completion {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, completion)| *completion == self).map_or("least-squares", |(name, _)| name)
    }
}

/// Priorities from a matrix with gaps, and the matrix with its gaps filled (补全结果).
#[derive(Debug, Clone, PartialEq)]
pub struct Completed {
    /// The priorities, positive, summing to 1.
    pub priorities: Vec<f64>,
    /// The judgements with the gaps filled: by `w_i/w_j`, or for `LambdaMax` by the values that make `λ_max` smallest.
    pub matrix: JudgementMatrix,
    /// `λ_max`: of Harker's matrix, of the filled matrix for `LambdaMax`; for least squares the mean of `(A w)_i/w_i`, approximate.
    pub lambda_max: f64,
}

impl From<JudgementMatrix> for IncompleteJudgements {
    fn from(complete: JudgementMatrix) -> Self {
        Self { order: complete.order(), values: complete.values().to_vec() }
    }
}

impl IncompleteJudgements {
    /// From the rows of the upper triangle, without the diagonal, `None` where nothing was judged.
    ///
    /// # Errors
    /// As [`JudgementMatrix::from_upper`]; [`Error::Undefined`] if the judgements fall into parts that are not compared with each other,
    /// which the error names by their numbers from 1.
    pub fn from_upper<R: AsRef<[Option<f64>]>>(upper: &[R]) -> Result<Self, Error> {
        // The checks of a complete matrix, with 1 in the gaps.
        let filled: Vec<Vec<f64>> = upper.iter().map(|row| row.as_ref().iter().map(|a| a.unwrap_or(1.0)).collect()).collect();
        let complete = JudgementMatrix::from_upper(&filled)?;
        let order = complete.order();
        let mut values: Vec<f64> = complete.rows().flatten().copied().collect();
        for (i, row) in upper.iter().enumerate() {
            for (k, judgement) in row.as_ref().iter().enumerate() {
                if judgement.is_none() {
                    let j = i + 1 + k;
                    (values[i * order + j], values[j * order + i]) = (0.0, 0.0);
                }
            }
        }
        let judgements = Self { order, values };
        judgements.refuse_parts()?;
        Ok(judgements)
    }

    /// Number of things compared.
    pub fn order(&self) -> usize {
        self.order
    }

    /// Number of pairs that were not judged.
    pub fn missing(&self) -> usize {
        self.values.iter().filter(|&&a| a == 0.0).count() / 2
    }

    /// The judgements, if none is missing.
    pub fn as_complete(&self) -> Option<JudgementMatrix> {
        (self.missing() == 0).then(|| JudgementMatrix::of_checked(self.order, self.values.clone()))
    }

    /// The judgement of `i` against `j`, counted from 0; none if it was not made.
    pub fn get(&self, i: usize, j: usize) -> Option<f64> {
        if i < self.order && j < self.order { Some(self.at(i, j)).filter(|&a| a > 0.0) } else { None }
    }

    /// The rows of the upper triangle, without the diagonal.
    pub fn upper(&self) -> Vec<Vec<Option<f64>>> {
        (0..self.order - 1).map(|i| (i + 1..self.order).map(|j| self.get(i, j)).collect()).collect()
    }

    /// How many of the judgements made lie outside Saaty's 1/9 to 9.
    pub(super) fn outside_saaty_scale(&self) -> usize {
        self.filled(|_, _| 1.0).map_or(0, |matrix| matrix.outside_saaty_scale())
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.values[i * self.order + j]
    }

    fn refuse_parts(&self) -> Result<(), Error> {
        let mut part: Vec<usize> = (0..self.order).collect();
        // Few enough that following the pairs to the end costs nothing.
        let mut changed = true;
        while changed {
            changed = false;
            for i in 0..self.order {
                for j in 0..self.order {
                    if self.at(i, j) > 0.0 && part[i] < part[j] {
                        part[j] = part[i];
                        changed = true;
                    }
                }
            }
        }
        let mut parts: Vec<(usize, Vec<String>)> = Vec::new();
        for (at, &label) in part.iter().enumerate() {
            match parts.iter_mut().find(|(l, _)| *l == label) {
                Some((_, members)) => members.push((at + 1).to_string()),
                None => parts.push((label, vec![(at + 1).to_string()])),
            }
        }
        if parts.len() == 1 {
            return Ok(());
        }
        let named: Vec<String> = parts.into_iter().map(|(_, members)| format!("{{{}}}", members.join(", "))).collect();
        Err(Error::Undefined {
            method: "ahp",
            problem: format!("the judgements fall into parts that are not compared with each other: {}", named.join(" and ")),
            remedy: "judge at least one pair across the parts".to_owned(),
        })
    }

    /// Priorities and the filled matrix.
    ///
    /// # Errors
    /// [`Error::Undefined`] if the judgements span more than a float can hold.
    pub fn complete(&self, completion: Completion) -> Result<Completed, Error> {
        let completed = match completion {
            Completion::LeastSquares => self.least_squares(),
            Completion::Harker => self.harker(),
            Completion::LambdaMax => self.least_lambda_max(),
        };
        completed.filter(|c| c.lambda_max.is_finite() && c.priorities.iter().all(|w| w.is_finite() && *w > 0.0)).ok_or_else(
            || Error::Undefined {
                method: "ahp",
                problem: "the judgements are too far apart to compute with".to_owned(),
                remedy: "stay near Saaty's scale of 1/9 to 9".to_owned(),
            },
        )
    }

    /// The normal equations of Σ (ln a_ij − ln w_i + ln w_j)², the Laplacian of the comparison graph, with Σ ln w = 0.
    fn least_squares(&self) -> Option<Completed> {
        let n = self.order;
        let mut laplacian = DMatrix::from_element(n, n, 1.0 / n as f64);
        let mut right = DVector::zeros(n);
        for i in 0..n {
            for j in (0..n).filter(|&j| j != i && self.at(i, j) > 0.0) {
                laplacian[(i, i)] += 1.0;
                laplacian[(i, j)] -= 1.0;
                right[i] += self.at(i, j).ln();
            }
        }
        let logs = laplacian.cholesky()?.solve(&right);
        let mut w: Vec<f64> = logs.iter().map(|y| y.exp()).collect();
        normalize(&mut w);
        let matrix = self.filled(|i, j| w[i] / w[j])?;
        let lambda_max = lambda_max(matrix.values(), &w);
        Some(Completed { priorities: w, matrix, lambda_max })
    }

    /// Nothing in the gaps, and on the diagonal one more than the number of gaps in the row.
    fn harker(&self) -> Option<Completed> {
        let n = self.order;
        let mut values = self.values.clone();
        for i in 0..n {
            let gaps = (0..n).filter(|&j| self.at(i, j) == 0.0).count();
            values[i * n + i] = (1 + gaps) as f64;
        }
        let w = self.eigenvector_from(&self.least_squares()?.priorities, &values);
        let lambda_max = lambda_max(&values, &w);
        Some(Completed { matrix: self.filled(|i, j| w[i] / w[j])?, priorities: w, lambda_max })
    }

    /// The principal eigenvector by Noda's inverse iteration (1971): few pairs judged leave the eigenvalues so near each other that powers of
    /// the matrix would take thousands of steps.
    fn eigenvector_from(&self, start: &[f64], values: &[f64]) -> Vec<f64> {
        const MAX_ROUNDS: usize = 100;
        let n = self.order;
        let matrix = DMatrix::from_row_slice(n, n, values);
        let mut w = DVector::from_column_slice(start);
        for _ in 0..MAX_ROUNDS {
            let ratios = (&matrix * &w).component_div(&w);
            let (least, largest) = (ratios.min(), ratios.max());
            if largest - least <= 1e-14 * largest {
                break;
            }
            let shifted = DMatrix::from_diagonal_element(n, n, largest) - &matrix;
            // Singular means that the eigenvalue is met.
            let Some(next) = shifted.lu().solve(&w) else { break };
            let next = &next / next.sum();
            let change = next.zip_map(&w, |x, y| (x / y - 1.0).abs()).max();
            if !next.iter().all(|x| x.is_finite() && *x > 0.0) {
                break;
            }
            w = next;
            if change <= 1e-15 {
                break;
            }
        }
        w.iter().copied().collect()
    }

    /// With left and right eigenvectors u and w, `∂λ/∂ ln a_ij = (u_i a_ij w_j − u_j a_ji w_i)/(u·w)`: at the minimum each missing
    /// `a_ij = √(u_j w_i/(u_i w_j))`. In logarithms λ_max is convex, so that this fixed point is the minimum.
    fn least_lambda_max(&self) -> Option<Completed> {
        const MAX_ROUNDS: usize = 10_000;
        let n = self.order;
        let start = self.least_squares()?;
        let mut values: Vec<f64> = start.matrix.rows().flatten().copied().collect();
        let gaps: Vec<(usize, usize)> =
            (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).filter(|&(i, j)| self.at(i, j) == 0.0).collect();
        // Each round starts from the eigenvectors of the one before: judgements that contradict each other wildly take thousands of rounds,
        // and eigenvalues near each other would take as many steps in each.
        let mut w = start.priorities;
        let mut u: Vec<f64> = w.iter().map(|x| 1.0 / x).collect();
        normalize(&mut u);
        let mut change = f64::INFINITY;
        for _ in 0..MAX_ROUNDS {
            w = self.eigenvector_from(&w, &values);
            let transposed: Vec<f64> = (0..n * n).map(|k| values[(k % n) * n + k / n]).collect();
            u = self.eigenvector_from(&u, &transposed);
            change = 0.0;
            for &(i, j) in &gaps {
                let best = (u[j] * w[i] / (u[i] * w[j])).sqrt();
                change = change.max((best / values[i * n + j]).ln().abs());
                (values[i * n + j], values[j * n + i]) = (best, 1.0 / best);
            }
            if change <= 1e-13 {
                break;
            }
        }
        // Not a number is no answer either.
        if change > 1e-9 || change.is_nan() {
            return None;
        }
        let w = self.eigenvector_from(&w, &values);
        let lambda_max = lambda_max(&values, &w);
        Some(Completed { matrix: self.filled(|i, j| values[i * n + j])?, priorities: w, lambda_max })
    }

    fn filled(&self, gap: impl Fn(usize, usize) -> f64) -> Option<JudgementMatrix> {
        let upper: Vec<Vec<f64>> = (0..self.order - 1)
            .map(|i| (i + 1..self.order).map(|j| self.get(i, j).unwrap_or_else(|| gap(i, j))).collect())
            .collect();
        JudgementMatrix::from_upper(&upper).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consistent_judgements_give_their_weights_whatever_is_missing() {
        // w = (4, 2, 1)/7 with the pair of the first and the third missing.
        let judgements = IncompleteJudgements::from_upper(&[vec![Some(2.0), None], vec![Some(2.0)]]).expect("connected");
        for (name, completion) in NAMES {
            let completed = judgements.complete(completion).expect("defined");
            let off = completed.priorities.iter().zip([4.0, 2.0, 1.0]).map(|(w, e)| (w - e / 7.0).abs()).fold(0.0, f64::max);
            assert!(off < 1e-12 && (completed.lambda_max - 3.0).abs() < 1e-12, "{name}: {completed:?}");
            assert!((completed.matrix.get(0, 2).expect("filled") - 4.0).abs() < 1e-11, "{name}");
        }
    }

    #[test]
    fn a_chain_of_neighbors_gives_its_weights() {
        // Each of 25 is 1.2 times the next; nothing else was judged.
        let upper: Vec<Vec<Option<f64>>> = (0..24).map(|i| (i + 1..25).map(|j| (j == i + 1).then_some(1.2)).collect()).collect();
        let judgements = IncompleteJudgements::from_upper(&upper).expect("connected");
        for (name, completion) in NAMES {
            let w = judgements.complete(completion).unwrap_or_else(|e| panic!("{name}: {e}")).priorities;
            assert!(w.windows(2).all(|pair| (pair[0] / pair[1] - 1.2).abs() < 1e-9), "{name}: {w:?}");
        }
    }

    #[test]
    fn parts_that_are_not_compared_are_named() {
        let upper = [vec![Some(2.0), None, None], vec![None, None], vec![Some(3.0)]];
        let message = IncompleteJudgements::from_upper(&upper).unwrap_err().to_string();
        assert!(message.contains("{1, 2} and {3, 4}"), "{message}");
    }

    #[test]
    fn no_neighbour_has_a_smaller_lambda_max() {
        let upper = [vec![Some(1.0), Some(5.0), Some(2.0)], vec![Some(3.0), None], vec![None]];
        let judgements = IncompleteJudgements::from_upper(&upper).expect("connected");
        let best = judgements.complete(Completion::LambdaMax).expect("defined");
        for (i, j) in [(1, 3), (2, 3)] {
            for factor in [0.99, 1.01] {
                let neighbour = best.matrix.with_judgement(i, j, best.matrix.get(i, j).expect("filled") * factor);
                let w = principal_eigenvector(4, neighbour.values()).expect("positive");
                assert!(lambda_max(neighbour.values(), &w) > best.lambda_max);
            }
        }
    }
}
