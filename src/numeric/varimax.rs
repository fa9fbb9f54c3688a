//! Varimax rotation (方差最大旋转).

use nalgebra::DMatrix;

/// Rotates loadings (variables × factors) so that each factor's squared loadings vary as much as can be (Kaiser 1958), with rows
/// brought to length 1 during the rotation (Kaiser's normalisation). Planes are rotated in turn until none turns any more.
pub(crate) fn varimax(loadings: &DMatrix<f64>) -> DMatrix<f64> {
    const MAX_ROUNDS: usize = 1_000;
    const STILL: f64 = 1e-15;
    let (rows, factors) = loadings.shape();
    let lengths: Vec<f64> = loadings.row_iter().map(|row| row.norm()).collect();
    let mut rotated = loadings.clone();
    for (mut row, &length) in rotated.row_iter_mut().zip(&lengths) {
        if length > 0.0 {
            row /= length;
        }
    }
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
                let (sin, cos) = angle.sin_cos();
                for j in 0..rows {
                    let (x, y) = (rotated[(j, p)], rotated[(j, q)]);
                    rotated[(j, p)] = x * cos + y * sin;
                    rotated[(j, q)] = y * cos - x * sin;
                }
            }
        }
        if turned <= STILL {
            break;
        }
    }
    for (mut row, &length) in rotated.row_iter_mut().zip(&lengths) {
        row *= length;
    }
    rotated
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
}
