//! Scrambled Sobol' points (扰动 Sobol 序列).

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng as _;
use sobol_burley::parts::{owen_scramble_rev, sobol_rev};

/// How many dimensions the direction numbers cover.
pub(super) const DIMENSIONS: usize = sobol_burley::NUM_DIMENSIONS as usize;

/// How many points a sequence has: its direction numbers are kept for 16 bits of the index.
pub(super) const LONGEST: usize = 1 << 16;

/// The points of a Sobol' sequence, each dimension scrambled at random on its own.
#[derive(Debug, Clone)]
pub(super) struct Points {
    scrambles: Vec<u32>,
}

impl Points {
    /// Draws the scrambles; at most [`DIMENSIONS`].
    pub(super) fn draw(dimensions: usize, random: &mut Pcg64) -> Self {
        debug_assert!(dimensions <= DIMENSIONS);
        Self { scrambles: (0..dimensions).map(|_| (random.next_u64() >> 32) as u32).collect() }
    }

    /// One coordinate of point `index`, which is below [`LONGEST`].
    ///
    /// The library's own samples are `f32` and keep 23 of the 32 bits it computes. Here all are kept, and the middle of the cell of
    /// width 2⁻³² is given, so that a coordinate is never 0 and has no bias.
    #[allow(clippy::cast_possible_truncation)] // index and dimension are far below 2³²
    pub(super) fn coordinate(&self, index: usize, dimension: usize) -> f64 {
        debug_assert!(index < LONGEST);
        let bits = sobol_rev((index as u32).reverse_bits(), dimension as u32);
        let scrambled = owen_scramble_rev(bits, self.scrambles[dimension]).reverse_bits();
        (f64::from(scrambled) + 0.5) / 2.0_f64.powi(32)
    }
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // places in grids
mod tests {
    use rand_pcg::rand_core::SeedableRng as _;

    use super::*;

    fn points(dimensions: usize, seed: u64) -> Points {
        Points::draw(dimensions, &mut Pcg64::seed_from_u64(seed))
    }

    #[test]
    fn every_dimension_is_stratified() {
        let points = points(DIMENSIONS, 3);
        for dimension in 0..DIMENSIONS {
            for n in [16_usize, 1024] {
                let mut strata = vec![0; n];
                for index in 0..n {
                    strata[(points.coordinate(index, dimension) * n as f64) as usize] += 1;
                }
                assert!(strata.iter().all(|&count| count == 1), "dimension {dimension}, {n} points");
            }
        }
    }

    #[test]
    fn all_points_of_the_longest_sequence_differ_and_lie_inside() {
        let points = points(1, 1);
        let mut x: Vec<f64> = (0..LONGEST).map(|index| points.coordinate(index, 0)).collect();
        x.sort_by(f64::total_cmp);
        assert!(x[0] > 0.0 && x[LONGEST - 1] < 1.0);
        assert!(x.windows(2).all(|pair| pair[0] < pair[1]));
    }

    /// 2^m points put one in each of 2^m boxes of any dyadic shape.
    #[test]
    fn the_first_two_dimensions_are_a_net() {
        let points = points(2, 9);
        let m = 8;
        for across in 0..=m {
            let (columns, rows) = (1 << across, 1 << (m - across));
            let mut boxes = vec![0; columns * rows];
            for index in 0..1 << m {
                let column = (points.coordinate(index, 0) * columns as f64) as usize;
                let row = (points.coordinate(index, 1) * rows as f64) as usize;
                boxes[column * rows + row] += 1;
            }
            assert!(boxes.iter().all(|&count| count == 1), "{columns} × {rows}");
        }
    }

    /// Another release of the library, or of the generator, that gives other points must be seen: results would not repeat.
    #[test]
    fn the_points_are_those_of_earlier_versions() {
        let points = points(8, 1);
        let some: Vec<f64> = [(0, 0), (1, 0), (1, 7), (1000, 3), (65_535, 5)]
            .map(|(index, dimension)| points.coordinate(index, dimension) * 2.0_f64.powi(33))
            .to_vec();
        assert_eq!(some, [813_625_935.0, 5_774_329_883.0, 4_895_845_899.0, 4_265_183_777.0, 5_208_780_127.0]);
    }
}
