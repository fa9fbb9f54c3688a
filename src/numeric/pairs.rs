//! Correlations of all pairs of columns (两两相关).

use std::convert::Infallible;
use std::ops::Range;

use crate::threads;

use super::moments::Moments;
use super::simd::{Kernel, dispatch};
use super::sum::{Lanes, Sum};

/// Rows of all columns worked on at a time: they stay in the second-level cache while the pairs pass by.
const ROWS: usize = 256;

/// Rows a thread takes at a time.
const PIECE: usize = 16 * ROWS;

/// Pearson's correlations of the columns, all of one length: of the second with the first, of the third with the first and the second, …; none
/// where either does not vary.
pub(crate) fn correlations(columns: &[&[f64]]) -> Vec<Option<f64>> {
    let rows = columns.first().map_or(0, |column| column.len());
    if rows == 0 {
        return vec![None; columns.len() * columns.len().saturating_sub(1) / 2];
    }
    let Ok(moments) = threads::map(columns, rows * columns.len(), |column| Ok::<_, Infallible>(Moments::of(column)));
    let pieces: Vec<Range<usize>> = (0..rows).step_by(PIECE).map(|from| from..(from + PIECE).min(rows)).collect();
    let of_piece = |rows: &Range<usize>| Ok::<_, Infallible>(products(columns, &moments, rows.clone()));
    let Ok(of_pieces) = threads::map(&pieces, rows * columns.len(), of_piece);
    let mut totals = vec![Sum::default(); columns.len() * (columns.len() - 1) / 2];
    for sums in of_pieces {
        totals.iter_mut().zip(sums).for_each(|(total, sum)| total.merge(sum));
    }
    let pairs = (0..columns.len()).flat_map(|j| (0..j).map(move |k| (j, k)));
    let of_pair = |((j, k), total): ((usize, usize), Sum)| {
        (moments[j].varies() && moments[k].varies()).then(|| total.value().clamp(-1.0, 1.0))
    };
    pairs.zip(totals).map(of_pair).collect()
}

/// The products of the unit deviations of each pair, summed over some rows.
fn products(columns: &[&[f64]], moments: &[Moments], rows: Range<usize>) -> Vec<Sum> {
    let mut totals = vec![Sum::default(); columns.len() * (columns.len() - 1) / 2];
    let mut deviations = vec![0.0; columns.len() * ROWS];
    for from in rows.clone().step_by(ROWS) {
        let count = ROWS.min(rows.end - from);
        for ((column, moments), deviations) in columns.iter().zip(moments).zip(deviations.chunks_mut(ROWS)) {
            moments.unit_deviations(&column[from..from + count], deviations);
        }
        dispatch(OfPairs { deviations: &deviations, count, totals: &mut totals });
    }
    totals
}

/// Adds the products of some rows, of which `deviations` holds the columns one after the other.
struct OfPairs<'a> {
    deviations: &'a [f64],
    count: usize,
    totals: &'a mut [Sum],
}

impl Kernel for OfPairs<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mut totals = self.totals.iter_mut();
        for (j, x) in self.deviations.chunks(ROWS).enumerate() {
            for (y, total) in self.deviations.chunks(ROWS).take(j).zip(&mut totals) {
                let mut lanes = Lanes::default();
                lanes.add_products(&x[..self.count], &y[..self.count]);
                total.add(lanes.total());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{agrees, pearson};

    #[test]
    fn each_pair_is_that_of_the_two_columns_alone() {
        for rows in [2, 3, ROWS, 3 * PIECE + 77] {
            let column =
                |j: usize| -> Vec<f64> { (0..rows).map(|i| 1e3 + ((i * (2 * j + 3)) % 17) as f64 + 0.1 * i as f64).collect() };
            let mut columns: Vec<Vec<f64>> = (0..5).map(column).collect();
            columns[3] = vec![0.3; rows];
            let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let mut found = correlations(&slices).into_iter();
            for (j, x) in slices.iter().enumerate() {
                for y in &slices[..j] {
                    match (found.next().expect("one a pair"), pearson(x, y)) {
                        (Some(r), Some(expected)) => assert!(agrees(r, expected, 1.0), "{r} {expected}"),
                        (r, expected) => assert_eq!(r, expected),
                    }
                }
            }
            assert_eq!(found.next(), None);
        }
        assert!(correlations(&[]).is_empty() && correlations(&[&[1.0, 2.0]]).is_empty());
    }
}
