//! The cheapest plan where every change counts in proportion (线性规划、整数规划).

use crate::error::Error;

use super::improvement::Problem;

/// How far a gain may be from proportional, of the whole gain.
const STRAIGHT: f64 = 1e-9;

/// The shares of an optimal plan; none where the gains are not proportional to the changes, or whole steps need a solver that is not there.
pub(super) fn solve(problem: &Problem<'_>, needed: f64) -> Result<Option<Vec<f64>>, Error> {
    if !problem.is_separable() {
        return Ok(None);
    }
    let Some(gains) = problem.gains()? else { return Ok(None) };
    let gap = needed - problem.before;
    let shares = if problem.moves.iter().all(|lever| lever.step.is_none()) {
        Some(by_worth(problem, &gains, gap))
    } else {
        in_steps(problem, &gains, gap)
    };
    let Some(shares) = shares else { return Ok(None) };
    let shares = problem.reaching(shares, needed)?;
    // Whole steps can't be lengthened by what rounding left missing.
    Ok((problem.score(&shares)? >= needed).then_some(shares))
}

/// One constraint and a bound for each lever: going as far as needed with those that bring most for their cost is optimal (Dantzig 1957).
fn by_worth(problem: &Problem<'_>, gains: &[f64], mut gap: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..gains.len()).filter(|&j| gains[j] > 0.0).collect();
    let worth = |j: usize| gains[j] / problem.moves[j].cost;
    order.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)));
    let mut shares = vec![0.0; gains.len()];
    for j in order {
        shares[j] = (gap / gains[j]).clamp(0.0, 1.0);
        gap -= shares[j] * gains[j];
    }
    shares
}

#[cfg(not(feature = "lp"))]
fn in_steps(_: &Problem<'_>, _: &[f64], _: f64) -> Option<Vec<f64>> {
    None
}

/// A mixed-integer program, in which whole steps are counted.
#[cfg(feature = "lp")]
fn in_steps(problem: &Problem<'_>, gains: &[f64], gap: f64) -> Option<Vec<f64>> {
    use microlp::{ComparisonOp, OptimizationDirection, Problem as Program};

    let mut program = Program::new(OptimizationDirection::Minimize);
    let variables: Vec<_> = problem
        .moves
        .iter()
        .map(|lever| match lever.step {
            None => program.add_var(lever.cost, (0.0, 1.0)),
            Some(step) => program.add_integer_var(lever.cost * step, (0, whole_number(lever.most() / step))),
        })
        .collect();
    // The solver's tolerance is absolute: the gap is its unit.
    let per_variable = gains.iter().zip(&problem.moves).map(|(gain, lever)| gain * lever.step.unwrap_or(1.0) / gap);
    program.add_constraint(variables.iter().copied().zip(per_variable), ComparisonOp::Ge, 1.0);
    let solution = program.solve().ok()?.into_solution().ok()?;
    let share = |(&variable, lever): (_, &super::lever::Move)| {
        let value: f64 = solution.var_value(variable);
        lever.step.map_or(value.clamp(0.0, 1.0), |step| value.round() * step)
    };
    Some(variables.iter().zip(&problem.moves).map(share).collect())
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
#[cfg(feature = "lp")]
#[expect(clippy::cast_possible_truncation, reason = "clamped")]
fn whole_number(steps: f64) -> i32 {
    steps.round().clamp(0.0, f64::from(i32::MAX)) as i32
}
