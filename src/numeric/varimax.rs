//! Varimax rotation (方差最大旋转).

use std::f64::consts::PI;

use nalgebra::{DMatrix, DVectorView};

/// How many other starts are tried where planes in turn may end at a lesser summit.
const OTHER_STARTS: usize = 10;

/// Angles below this end the climb; those of a start that may yet be dropped need not be as small.
const STILL: f64 = 1e-15;
const NEARLY_STILL: f64 = 1e-6;

/// A start replaces the one before only if it is better by more than rounding.
const BETTER: f64 = 1e-9;

/// Rotates loadings (variables × factors) so that each factor's squared loadings vary as much as can be (Kaiser 1958), with rows
/// brought to length 1 during the rotation (Kaiser's normalisation). Planes are rotated in turn until none turns any more.
///
/// Each plane is brought to its best angle, so that two factors need one start. With more the end may be a summit that is not the highest,
/// mostly where the loadings have little structure; the best of several starts is taken, the loadings as they are before all others.
pub(crate) fn varimax(loadings: &DMatrix<f64>) -> DMatrix<f64> {
    let lengths: Vec<f64> = loadings.row_iter().map(|row| row.norm()).collect();
    let mut rotated = loadings.clone();
    for (mut row, &length) in rotated.row_iter_mut().zip(&lengths) {
        if length > 0.0 {
            row /= length;
        }
    }
    let start = rotated.clone();
    climb(&mut rotated, STILL);
    if loadings.ncols() > 2 {
        let mut best = spread(&rotated);
        for at in 1..=OTHER_STARTS {
            let mut other = turned(&start, at);
            climb(&mut other, NEARLY_STILL);
            let found = spread(&other);
            if found > best * (1.0 + BETTER) {
                climb(&mut other, STILL);
                best = spread(&other);
                rotated = other;
            }
        }
    }
    for (mut row, &length) in rotated.row_iter_mut().zip(&lengths) {
        row *= length;
    }
    rotated
}

/// The sum of the variances of the squared loadings of each factor.
fn spread(rotated: &DMatrix<f64>) -> f64 {
    let n = rotated.nrows() as f64;
    let moment = |column: DVectorView<'_, f64>, power: i32| column.iter().map(|x| x.powi(power)).sum::<f64>() / n;
    rotated.column_iter().map(|column| moment(column, 4) - moment(column, 2).powi(2)).sum()
}

/// The loadings with every plane turned by an angle of its own, all spread evenly by the golden ratio.
fn turned(start: &DMatrix<f64>, at: usize) -> DMatrix<f64> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let mut other = start.clone();
    let factors = start.ncols();
    let planes = (0..factors).flat_map(|p| (p + 1..factors).map(move |q| (p, q)));
    for (plane, (p, q)) in planes.enumerate() {
        let share = ((at * factors * factors + plane) as f64 * GOLDEN).fract();
        turn(&mut other, p, q, share * PI);
    }
    other
}

fn turn(rotated: &mut DMatrix<f64>, p: usize, q: usize, angle: f64) {
    let (sin, cos) = angle.sin_cos();
    for j in 0..rotated.nrows() {
        let (x, y) = (rotated[(j, p)], rotated[(j, q)]);
        rotated[(j, p)] = x * cos + y * sin;
        rotated[(j, q)] = y * cos - x * sin;
    }
}

fn climb(rotated: &mut DMatrix<f64>, still: f64) {
    const MAX_ROUNDS: usize = 1_000;
    let (rows, factors) = rotated.shape();
    for _ in 0..MAX_ROUNDS {
        let mut turned: f64 = 0.0;
        for p in 0..factors {
            for q in p + 1..factors {
                let (mut a, mut b, mut c, mut d) = (0.0, 0.0, 0.0, 0.0);
                for j in 0..rows {
                    let (x, y) = (rotated[(j, p)], rotated[(j, q)]);
                    let (u, v) = (x * x - y * y, 2.0 * x * y);
                    a += u;
                    b += v;
                    c += u * u - v * v;
                    d += 2.0 * u * v;
                }
                let n = rows as f64;
                let angle = (d - 2.0 * a * b / n).atan2(c - (a * a - b * b) / n) / 4.0;
                turned = turned.max(angle.abs());
                turn(rotated, p, q, angle);
            }
        }
        if turned <= still {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simple_structure_is_found_again_after_a_turn() {
        let simple = DMatrix::from_row_slice(4, 2, &[0.9, 0.0, 0.8, 0.0, 0.0, 0.7, 0.0, 0.6]);
        let (sin, cos) = 0.5_f64.sin_cos();
        let turn = DMatrix::from_row_slice(2, 2, &[cos, -sin, sin, cos]);
        let found = varimax(&(&simple * turn));
        assert!(found.iter().zip(simple.iter()).all(|(a, b)| (a.abs() - b).abs() < 1e-12), "{found}");
    }

    #[test]
    fn a_rotation_keeps_the_length_of_each_row() {
        let loadings = DMatrix::from_row_slice(3, 2, &[0.5, 0.6, 0.7, -0.2, 0.3, 0.4]);
        let rotated = varimax(&loadings);
        for (before, after) in loadings.row_iter().zip(rotated.row_iter()) {
            assert!((before.norm() - after.norm()).abs() < 1e-12);
        }
    }

    #[test]
    fn no_other_start_ends_higher() {
        use rand_pcg::Pcg64;
        use rand_pcg::rand_core::{Rng, SeedableRng};
        let mut random = Pcg64::seed_from_u64(5);
        let mut draw = || random.next_u64() as f64 / u64::MAX as f64 - 0.5;
        for (variables, factors) in [(6, 3), (10, 4)] {
            for _ in 0..60 {
                let loadings = DMatrix::from_fn(variables, factors, |_, _| draw());
                let lengths: Vec<f64> = loadings.row_iter().map(|row| row.norm()).collect();
                let scaled = |mut rotated: DMatrix<f64>| {
                    rotated.row_iter_mut().zip(&lengths).for_each(|(mut row, length)| row /= *length);
                    rotated
                };
                let best = spread(&scaled(varimax(&loadings)));
                for _ in 0..10 {
                    let turn = DMatrix::from_fn(factors, factors, |_, _| draw()).qr().q();
                    let mut other = scaled(&loadings * turn);
                    climb(&mut other, STILL);
                    assert!(spread(&other) <= best * (1.0 + 1e-6), "{loadings}");
                }
            }
        }
    }
}
