//! Least squares on the simplex, by damped Gauss–Newton steps (Levenberg 1944, *Quarterly of Applied Mathematics* 2; Marquardt
//! 1963, *Journal of the Society for Industrial and Applied Mathematics* 11).

use crate::error::Error;

use super::nearest::project;

/// The most steps.
const MAX_ITERATIONS: usize = 500;
/// How far toward a corner a difference quotient looks.
const LOOK: f64 = 1e-7;
/// Values whose sum of squared distances from the target is this small are there.
const ENOUGH: f64 = 1e-26;
/// A step that gains less than this share of the distance is the last.
const NO_GAIN: f64 = 1e-11;
/// Damping relative to the square of the quotients: at first, at least, and at most before the search ends.
const DAMPING: (f64, f64, f64) = (1e-3, 1e-12, 1e12);
/// Steps of the projected gradient in each linear problem.
const INNER: usize = 500;

/// Where the search ended.
pub(super) struct Solved {
    pub(super) point: Vec<f64>,
    pub(super) values: Vec<f64>,
    pub(super) iterations: usize,
    /// Whether it ended because nothing nearer is near, and not at the limit or where points nearby have no values.
    pub(super) is_settled: bool,
}

/// The point of the simplex, from `start` on, where `values` come nearest to `target`.
///
/// # Errors
/// That of `values` at the start; a point where it has none is not taken.
pub(super) fn solve(start: &[f64], target: &[f64], values: impl Fn(&[f64]) -> Result<Vec<f64>, Error>) -> Result<Solved, Error> {
    let residual = |values: &[f64]| -> Vec<f64> { values.iter().zip(target).map(|(v, t)| v - t).collect() };
    let mut best = Solved { point: start.to_vec(), values: values(start)?, iterations: 0, is_settled: true };
    let mut loss = squares(&residual(&best.values));
    let (mut damping, least, most) = DAMPING;
    while best.iterations < MAX_ITERATIONS && loss > ENOUGH {
        best.iterations += 1;
        let Some(slopes) = quotients(&best, &values) else { return Ok(Solved { is_settled: false, ..best }) };
        let from = residual(&best.values);
        let size: f64 = slopes.iter().map(|slope| squares(slope)).sum();
        let before = loss;
        while damping <= most {
            let point = linear(&best.point, &from, &slopes, damping * size);
            let found = values(&point).ok().map(|values| (squares(&residual(&values)), values));
            if let Some((nearer, values)) = found.filter(|(found, _)| *found < loss) {
                (best.point, best.values, loss) = (point, values, nearer);
                damping = (damping / 4.0).max(least);
                break;
            }
            damping *= 4.0;
        }
        if before - loss <= NO_GAIN * before {
            return Ok(best);
        }
    }
    best.is_settled = loss <= ENOUGH;
    Ok(best)
}

/// How the values change on the way to each corner, per unit of the way.
fn quotients(at: &Solved, values: &impl Fn(&[f64]) -> Result<Vec<f64>, Error>) -> Option<Vec<Vec<f64>>> {
    let toward = |corner: usize| {
        let point = at.point.iter().enumerate().map(|(j, w)| w + LOOK * (f64::from(u8::from(j == corner)) - w));
        let there = values(&point.collect::<Vec<f64>>()).ok()?;
        Some(there.iter().zip(&at.values).map(|(there, here)| (there - here) / LOOK).collect())
    };
    (0..at.point.len()).map(toward).collect()
}

/// The least of `|r + Σ_j v_j s_j|² + d |v − w|²` on the simplex, `s_j` being the slope toward corner `j`: the way from `w` to
/// `v` is `Σ_j v_j (e_j − w)`. By projected gradients with momentum (Beck & Teboulle 2009, *SIAM Journal on Imaging Sciences* 2).
fn linear(w: &[f64], residual: &[f64], slopes: &[Vec<f64>], damping: f64) -> Vec<f64> {
    let step = 1.0 / (slopes.iter().map(|slope| squares(slope)).sum::<f64>() + damping).max(f64::MIN_POSITIVE);
    let (mut v, mut ahead, mut momentum) = (w.to_vec(), w.to_vec(), 1.0_f64);
    for _ in 0..INNER {
        let mut there = residual.to_vec();
        for (slope, share) in slopes.iter().zip(&ahead) {
            there.iter_mut().zip(slope).for_each(|(there, s)| *there += share * s);
        }
        let gradient = |j: usize| slopes[j].iter().zip(&there).map(|(s, r)| s * r).sum::<f64>() + damping * (ahead[j] - w[j]);
        let next = project(&(0..w.len()).map(|j| ahead[j] - step * gradient(j)).collect::<Vec<f64>>());
        let faster = f64::midpoint(1.0, (1.0 + 4.0 * momentum * momentum).sqrt());
        let carried = (momentum - 1.0) / faster;
        ahead = next.iter().zip(&v).map(|(next, v)| next + carried * (next - v)).collect();
        (v, momentum) = (next, faster);
    }
    v
}

fn squares(values: &[f64]) -> f64 {
    values.iter().map(|x| x * x).sum()
}
