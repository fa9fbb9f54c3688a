//! Random numbers (随机数): one generator for the whole crate, seeded, with the same stream on every platform.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng as _, SeedableRng as _};
use statrs::distribution::{ContinuousCDF, Normal};

/// The name of the generator, for results.
pub(crate) const GENERATOR: &str = "pcg64";

/// A seeded stream of random numbers.
#[derive(Debug)]
pub(crate) struct Random(Pcg64);

impl Random {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(Pcg64::seed_from_u64(seed))
    }

    /// A whole number below `count`, each as likely as any other to within 2⁻⁶⁴ `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let scaled = u128::from(self.0.next_u64()) * count as u128;
        usize::try_from(scaled >> 64).unwrap_or_default()
    }

    /// Puts `values` in an order of which each is as likely as any other (Fisher & Yates).
    pub(crate) fn shuffle<T>(&mut self, values: &mut [T]) {
        for at in (1..values.len()).rev() {
            values.swap(at, self.below(at + 1));
        }
    }

    /// Uniform between 0 and 1, neither of them reached: one of 2⁵³ midpoints.
    pub(crate) fn unit(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / 2.0_f64.powi(53)
    }

    /// Normal with mean 0 and standard deviation 1, by the inverse of its distribution function.
    pub(crate) fn normal(&mut self) -> f64 {
        Normal::standard().inverse_cdf(self.unit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::Moments;

    #[test]
    fn a_seed_gives_one_stream() {
        let draw = |seed| {
            let mut random = Random::seeded(seed);
            (random.unit(), random.below(17), random.normal())
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn the_moments_are_those_of_the_distributions() {
        let mut random = Random::seeded(1);
        let mut spread = |draw: fn(&mut Random) -> f64| {
            let moments = Moments::of(&(0..20_000).map(|_| draw(&mut random)).collect::<Vec<_>>());
            (moments.mean, moments.standard_deviation(1))
        };
        // Four standard errors of 20,000 draws.
        let (mean, deviation) = spread(Random::normal);
        assert!(mean.abs() < 0.0283 && (deviation - 1.0).abs() < 0.02, "{mean} {deviation}");
        let (mean, deviation) = spread(Random::unit);
        assert!((mean - 0.5).abs() < 0.0082 && (deviation - 12.0_f64.sqrt().recip()).abs() < 0.005, "{mean} {deviation}");
        let (mean, _) = spread(|random| random.below(17) as f64);
        assert!((mean - 8.0).abs() < 0.14, "{mean}");
    }
}
