//! Linear programmes, solved and polished (线性规划).

use microlp::{ComparisonOp, Error as Failure, OptimizationDirection, Problem, SolveOptions};
use nalgebra::{DMatrix, DVector};

/// A variable below this is none, and a side of a constraint nearer than this to its bound lies on it. Programmes are stated so that
/// their variables are near 1.
const NEAR: f64 = 1e-9;

/// How far from its bounds the solver may stop: the least it takes. Below it the polish goes on.
const FEASIBLE: f64 = 1e-10;

/// How near to its bound a constraint must come that is met.
const EXACT: f64 = 1e-12;

/// What a constraint asks of its left side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::score) enum Side {
    AtMost,
    Equal,
    AtLeast,
}

/// Maximise `goal · x` under linear constraints, `x ≥ 0`.
#[derive(Debug, Clone, Default)]
pub(in crate::score) struct Program {
    goal: Vec<f64>,
    constraints: Vec<(Vec<f64>, Side, f64)>,
}

impl Program {
    pub(in crate::score) fn maximize(goal: Vec<f64>) -> Self {
        Self { goal, constraints: Vec::new() }
    }

    pub(in crate::score) fn minimize(goal: &[f64]) -> Self {
        Self::maximize(goal.iter().map(|c| -c).collect())
    }

    /// `coefficients · x`, as many as there are variables, is at most, equal to or at least `bound`.
    pub(in crate::score) fn add(&mut self, coefficients: Vec<f64>, side: Side, bound: f64) {
        debug_assert_eq!(coefficients.len(), self.goal.len());
        self.constraints.push((coefficients, side, bound));
    }

    /// The best `x`; none if the constraints contradict each other.
    ///
    /// # Errors
    /// What the solver says where it finds no answer it can verify.
    pub(in crate::score) fn solve(&self) -> Result<Option<Vec<f64>>, String> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let variables: Vec<_> = self.goal.iter().map(|&c| problem.add_var(c, (0.0, f64::INFINITY))).collect();
        for (coefficients, side, bound) in &self.constraints {
            let terms = variables.iter().copied().zip(coefficients.iter().copied()).filter(|&(_, c)| c != 0.0);
            let side = match side {
                Side::AtMost => ComparisonOp::Le,
                Side::Equal => ComparisonOp::Eq,
                Side::AtLeast => ComparisonOp::Ge,
            };
            problem.add_constraint(terms, side, *bound);
        }
        let mut options = SolveOptions::default();
        options.tolerances.feasibility = FEASIBLE;
        let solution = match problem.solve_with(options) {
            Ok(outcome) => outcome.into_solution().map_err(|_| "the solver stopped early".to_owned())?,
            Err(Failure::Infeasible) => return Ok(None),
            Err(failure) => return Err(failure.to_string()),
        };
        let found: Vec<f64> = variables.iter().map(|&x| solution.var_value(x).max(0.0)).collect();
        Ok(Some(self.polished(&found).unwrap_or(found)))
    }

    /// `found` moved onto the constraints it lies on, which the solver meets to its tolerance only: the least change of the variables
    /// that are not 0. None if they don't meet in one point, or it lies outside the others.
    fn polished(&self, found: &[f64]) -> Option<Vec<f64>> {
        let found: Vec<f64> = found.iter().map(|&x| if x > NEAR { x } else { 0.0 }).collect();
        let positive: Vec<usize> = (0..found.len()).filter(|&j| found[j] > 0.0).collect();
        let left = |x: &[f64], row: &[f64]| -> f64 { positive.iter().map(|&j| row[j] * x[j]).sum() };
        let met: Vec<&(Vec<f64>, Side, f64)> = self
            .constraints
            .iter()
            .filter(|(row, side, bound)| *side == Side::Equal || (left(&found, row) - bound).abs() <= NEAR)
            .collect();
        if positive.is_empty() || met.is_empty() {
            return None;
        }
        let matrix = DMatrix::from_fn(met.len(), positive.len(), |i, k| met[i].0[positive[k]]);
        let missing = DVector::from_fn(met.len(), |i, _| met[i].2 - left(&found, &met[i].0));
        let change = matrix.svd(true, true).solve(&missing, 1e-12).ok()?;
        let mut moved = found;
        for (&j, change) in positive.iter().zip(change.iter()) {
            moved[j] += change;
        }
        let meets = met.iter().all(|(row, _, bound)| (left(&moved, row) - bound).abs() <= EXACT * (1.0 + bound.abs()));
        let holds = |(row, side, bound): &(Vec<f64>, Side, f64)| match side {
            Side::AtMost => left(&moved, row) <= bound + FEASIBLE,
            Side::AtLeast => left(&moved, row) >= bound - FEASIBLE,
            Side::Equal => true,
        };
        (meets && moved.iter().all(|&x| x >= 0.0) && self.constraints.iter().all(holds)).then_some(moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programme_by_hand() {
        // x + 2y at most 4, 3x + y at most 6: the corner (1.6, 1.2).
        let mut program = Program::maximize(vec![1.0, 1.0]);
        program.add(vec![1.0, 2.0], Side::AtMost, 4.0);
        program.add(vec![3.0, 1.0], Side::AtMost, 6.0);
        let found = program.solve().expect("solved").expect("feasible");
        assert!((found[0] - 1.6).abs() < 1e-15 && (found[1] - 1.2).abs() < 1e-15, "{found:?}");
        program.add(vec![1.0, 1.0], Side::AtLeast, 3.0);
        assert_eq!(program.solve(), Ok(None));
        assert!(Program::maximize(vec![1.0]).solve().is_err(), "without a bound");
    }

    #[test]
    fn the_polish_reaches_the_corner_and_leaves_what_is_worse() {
        let mut program = Program::maximize(vec![1.0, 1.0]);
        program.add(vec![1.0, 2.0], Side::AtMost, 4.0);
        program.add(vec![3.0, 1.0], Side::AtMost, 6.0);
        let moved = program.polished(&[1.6 + 3e-10, 1.2 - 2e-10]).expect("near the corner");
        assert!((moved[0] - 1.6).abs() < 1e-15 && (moved[1] - 1.2).abs() < 1e-15, "{moved:?}");
        assert_eq!(program.polished(&[1.0, 1.0]), None, "no constraint is met");
    }
}
