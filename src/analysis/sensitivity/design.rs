//! Which points are evaluated (抽样设计): two independent samples, and one with each factor taken from the other.

use rand_pcg::Pcg64;

use super::points::Points;

/// The samples A and B, then A with one factor from B for each factor, then, for pairs, B with one factor from A (Saltelli 2002).
#[derive(Debug, Clone)]
pub(super) struct Design {
    points: Points,
    pub(super) factors: usize,
    pub(super) samples: usize,
    pub(super) pairs: bool,
}

impl Design {
    /// A takes the first dimensions of one sequence, which are the best spread, and B the others: so the two are independent.
    pub(super) fn draw(factors: usize, samples: usize, pairs: bool, random: &mut Pcg64) -> Self {
        Self { points: Points::draw(2 * factors, random), factors, samples, pairs }
    }

    /// How many points there are.
    pub(super) fn evaluations(&self) -> usize {
        self.samples * (2 + self.factors * if self.pairs { 2 } else { 1 })
    }

    /// Writes the point of one evaluation. All rows of A come first, then all of B, and so on.
    pub(super) fn write(&self, evaluation: usize, point: &mut [f64]) {
        let (sample, row) = (evaluation / self.samples, evaluation % self.samples);
        for (factor, coordinate) in point.iter_mut().enumerate() {
            let from_b = match sample {
                0 => false,
                1 => true,
                mixed if mixed < 2 + self.factors => factor == mixed - 2,
                mixed => factor != mixed - 2 - self.factors,
            };
            *coordinate = self.points.coordinate(row, factor + if from_b { self.factors } else { 0 });
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_pcg::rand_core::SeedableRng as _;

    use super::*;

    #[test]
    fn mixed_samples_take_one_factor_from_the_other() {
        let design = Design::draw(3, 16, true, &mut Pcg64::seed_from_u64(5));
        assert_eq!(design.evaluations(), 16 * 8);
        let point = |evaluation: usize| {
            let mut point = [0.0; 3];
            design.write(evaluation, &mut point);
            point
        };
        let row = 11;
        let (a, b) = (point(row), point(16 + row));
        assert!(a.iter().zip(&b).all(|(a, b)| a != b));
        for factor in 0..3 {
            let (mut ab, mut ba) = (a, b);
            ab[factor] = b[factor];
            ba[factor] = a[factor];
            assert_eq!(point(16 * (2 + factor) + row), ab);
            assert_eq!(point(16 * (5 + factor) + row), ba);
        }
    }
}
