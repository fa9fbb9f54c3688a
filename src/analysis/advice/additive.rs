//! The cheapest plan where every change counts in proportion (线性规划).

use crate::error::Error;

use super::improvement::Problem;

/// How far a gain may be from proportional, of the whole gain.
const STRAIGHT: f64 = 1e-9;

/// The shares of an optimal plan; none where the gains are not proportional to the changes.
pub(super) fn solve(problem: &Problem<'_>, needed: f64) -> Result<Option<Vec<f64>>, Error> {
    use microlp::{ComparisonOp, OptimizationDirection, Problem as Program};

    if !problem.is_separable() {
        return Ok(None);
    }
    let Some(gains) = problem.gains()? else { return Ok(None) };
    let mut program = Program::new(OptimizationDirection::Minimize);
    let variables: Vec<_> = problem
        .moves
        .iter()
        .map(|lever| match lever.step {
            None => program.add_var(lever.cost, (0.0, 1.0)),
            // Whole steps are counted.
            Some(step) => {
                let most = whole_number(lever.most() / step);
                program.add_integer_var(lever.cost * step, (0, most))
            }
        })
        .collect();
    let per_variable = gains.iter().zip(&problem.moves).map(|(gain, lever)| gain * lever.step.unwrap_or(1.0));
    // The solver's tolerance is absolute; a gain of 1 is its scale.
    let scale = needed - problem.before;
    let terms = variables.iter().copied().zip(per_variable.map(|gain| gain / scale));
    program.add_constraint(terms, ComparisonOp::Ge, 1.0);
    let Some(solution) = program.solve().ok().and_then(|outcome| outcome.into_solution().ok()) else { return Ok(None) };
    let mut shares: Vec<f64> = Vec::with_capacity(variables.len());
    for (&variable, lever) in variables.iter().zip(&problem.moves) {
        let value = solution.var_value(variable);
        shares.push(lever.step.map_or(value.clamp(0.0, 1.0), |step| value.round() * step));
    }
    problem.reaching(shares, needed).map(Some)
}

impl Problem<'_> {
    /// What the whole way of each lever adds to the score; none if half the way doesn't add half of it, and so on.
    fn gains(&self) -> Result<Option<Vec<f64>>, Error> {
        const PARTS: u32 = 8;
        let mut gains = Vec::with_capacity(self.moves.len());
        for j in 0..self.moves.len() {
            let gain = |share: f64| -> Result<f64, Error> {
                let mut shares = vec![0.0; self.moves.len()];
                shares[j] = share;
                Ok(self.score(&shares)? - self.before)
            };
            let whole = gain(1.0)?;
            for part in 1..PARTS {
                let share = f64::from(part) / f64::from(PARTS);
                if (gain(share)? - share * whole).abs() > STRAIGHT * whole.abs() + 1e-14 {
                    return Ok(None);
                }
            }
            gains.push(whole);
        }
        Ok(Some(gains))
    }

    /// The shares, lengthened by what rounding left missing.
    fn reaching(&self, mut shares: Vec<f64>, needed: f64) -> Result<Vec<f64>, Error> {
        let mut more = 1e-15;
        while self.score(&shares)? < needed && more < 1e-3 {
            for (share, lever) in shares.iter_mut().zip(&self.moves) {
                if lever.step.is_none() && *share > 0.0 {
                    *share = (*share * (1.0 + more)).min(1.0);
                }
            }
            more *= 2.0;
        }
        Ok(shares)
    }
}

/// A count of steps for the solver, which takes no more than an `i32` holds.
#[expect(clippy::cast_possible_truncation, reason = "clamped")]
fn whole_number(steps: f64) -> i32 {
    steps.round().clamp(0.0, f64::from(i32::MAX)) as i32
}
