//! How long units are on their way between levels (平均首达时间).

use nalgebra::{DMatrix, DVector};

/// The mean number of moves from each level until a unit is first at each, from a level to itself until it is there again: `m_ij = 1 + Σ_{k ≠ j}
/// p_ik m_kj` (Kemeny & Snell 1960, ch. 4). None towards a level to which not every level leads.
pub(super) fn first_passage(p: &[Vec<f64>], reaches: &[Vec<bool>]) -> Vec<Vec<Option<f64>>> {
    let count = p.len();
    let mut moves = vec![vec![None; count]; count];
    for to in (0..count).filter(|&to| (0..count).all(|from| from == to || reaches[from][to])) {
        // (I − P with the column of the level left empty) m = 1.
        let system = DMatrix::from_fn(count, count, |i, k| f64::from(u8::from(i == k)) - if k == to { 0.0 } else { p[i][k] });
        let Some(means) = system.lu().solve(&DVector::from_element(count, 1.0)) else { continue };
        for (row, &mean) in moves.iter_mut().zip(&means) {
            row[to] = Some(mean).filter(|mean| mean.is_finite());
        }
    }
    moves
}
