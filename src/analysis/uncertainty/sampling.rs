//! Random weights and data (抽样). One generator a draw, so that a draw is the same whoever computes it.

use rand_distr::{Beta, Distribution, Exp1, Gamma, StandardNormal, StandardUniform};
use rand_pcg::Pcg64;

use crate::indicator::Origin;

/// Name and version of the generator, as a result tells it.
pub(super) const GENERATOR: &str = "Pcg64 (rand_pcg 0.10, rand_distr 0.6)";

/// The next number of SplitMix64 (Steele, Lea & Flood 2014), which turns a seed and the number of a draw into a state.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The random numbers of one draw.
#[derive(Debug, Clone)]
pub(super) struct Generator(Pcg64);

impl Generator {
    /// Each draw begins at a state and on a stream of its own. Places in one sequence that are a power of two apart would not do: the lower
    /// half of the state is then the same in every draw.
    pub(super) fn of_draw(seed: u64, draw: u64) -> Self {
        let (mut of_seed, mut of_draw) = (seed, draw);
        let mut state = split_mix(&mut of_seed).rotate_left(32) ^ split_mix(&mut of_draw);
        let mut wide = || u128::from(split_mix(&mut state)) << 64 | u128::from(split_mix(&mut state));
        Self(Pcg64::new(wide(), wide()))
    }

    /// The generator of one factor in one draw, or at one coordinate.
    pub(super) fn of_factor(seed: u64, factor: usize, draw: u64) -> Self {
        let mut mixed = seed ^ (factor as u64).rotate_left(40);
        Self::of_draw(split_mix(&mut mixed), draw)
    }

    /// In [0, 1).
    pub(super) fn uniform(&mut self) -> f64 {
        StandardUniform.sample(&mut self.0)
    }

    /// One of `count` numbers from 0, each as likely.
    pub(super) fn choice(&mut self, count: usize) -> usize {
        share_of(self.uniform(), count)
    }

    pub(super) fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// Uniform on the simplex: exponentials over their sum (Devroye 1986), never uniforms over theirs.
    pub(super) fn simplex(&mut self, count: usize) -> Vec<f64> {
        let draws: Vec<f64> = (0..count).map(|_| Exp1.sample(&mut self.0)).collect();
        normalized(draws)
    }

    /// Dirichlet around `base` with the sum of parameters `concentration`; a weight of 0 stays 0.
    pub(super) fn dirichlet(&mut self, base: &[f64], concentration: f64) -> Vec<f64> {
        let draws = base.iter().map(|w| self.gamma(w * concentration)).collect();
        let draws = normalized(draws);
        // Very small parameters can all vanish below the least number.
        if draws.iter().any(|w| w.is_nan()) { base.to_vec() } else { draws }
    }

    /// Each weight times a number between `1 − share` and `1 + share`, rescaled to sum to 1.
    pub(super) fn scaled(&mut self, base: &[f64], share: f64) -> Vec<f64> {
        normalized(base.iter().map(|w| w * (1.0 + share * (2.0 * self.uniform() - 1.0))).collect())
    }

    /// Uniform on the part of the simplex where weights don't ascend in the order given and lie within `bounds`.
    pub(super) fn ordered(&mut self, order: &[usize], bounds: &[(f64, f64)]) -> Option<Vec<f64>> {
        const TRIES: usize = 100_000;
        for _ in 0..TRIES {
            let mut draws = self.simplex(bounds.len());
            // Exchangeable coordinates, sorted, are uniform on the ordered part; the places without an order keep theirs.
            let mut ranked: Vec<f64> = order.iter().map(|&at| draws[at]).collect();
            ranked.sort_by(|a, b| b.total_cmp(a));
            for (&at, w) in order.iter().zip(ranked) {
                draws[at] = w;
            }
            if draws.iter().zip(bounds).all(|(w, (low, high))| (low..=high).contains(&w)) {
                return Some(draws);
            }
        }
        None
    }

    /// A value from the posterior of the counts behind it, under Jeffreys' prior; none for what was not counted.
    pub(super) fn posterior(&mut self, origin: Origin) -> Option<f64> {
        match origin {
            Origin::Binomial { successes, trials } => {
                let failures = trials.saturating_sub(successes);
                Beta::new(successes as f64 + 0.5, failures as f64 + 0.5).ok().map(|beta| beta.sample(&mut self.0))
            }
            Origin::Poisson { events, exposure, per } => Some(self.gamma(events as f64 + 0.5) / exposure * per),
            _ => None,
        }
    }

    /// `count` numbers below it, with repetition.
    pub(super) fn resample(&mut self, count: usize) -> Vec<usize> {
        (0..count).map(|_| self.choice(count)).collect()
    }

    fn gamma(&mut self, shape: f64) -> f64 {
        Gamma::new(shape, 1.0).map_or(0.0, |gamma| gamma.sample(&mut self.0))
    }
}

/// Which of `count` equal parts of the unit interval `u` lies in, from 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // not negative, and cut to the last part
pub(super) fn share_of(u: f64, count: usize) -> usize {
    // The product of a number below 1 and the count may round up to the count.
    ((u * count as f64) as usize).min(count.saturating_sub(1))
}

fn normalized(mut weights: Vec<f64>) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    for weight in &mut weights {
        *weight /= total;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: u64 = 20_000;

    /// Means and variances of each weight over many draws.
    fn moments(draw: impl Fn(&mut Generator) -> Vec<f64>) -> Vec<(f64, f64)> {
        let draws: Vec<Vec<f64>> = (0..DRAWS).map(|i| draw(&mut Generator::of_draw(7, i))).collect();
        (0..draws[0].len())
            .map(|j| {
                let mean = draws.iter().map(|w| w[j]).sum::<f64>() / DRAWS as f64;
                (mean, draws.iter().map(|w| (w[j] - mean).powi(2)).sum::<f64>() / (DRAWS - 1) as f64)
            })
            .collect()
    }

    /// Within five standard errors of the mean; variances within a twentieth.
    fn assert_moments(found: &[(f64, f64)], expected: &[(f64, f64)]) {
        for ((mean, variance), (right, spread)) in found.iter().zip(expected) {
            assert!((mean - right).abs() < 5.0 * (spread / DRAWS as f64).sqrt(), "{found:?}");
            assert!((variance / spread - 1.0).abs() < 0.05, "{found:?}");
        }
    }

    #[test]
    fn the_uniform_simplex_has_its_known_moments() {
        // Mean 1/m, variance (m − 1)/(m²(m + 1)).
        let expected = [(0.25, 3.0 / 80.0); 4];
        assert_moments(&moments(|g| g.simplex(4)), &expected);
    }

    #[test]
    fn a_dirichlet_keeps_its_mean_and_narrows_with_its_concentration() {
        let base = [0.5, 0.3, 0.2, 0.0];
        let found = moments(|g| g.dirichlet(&base, 20.0));
        assert_eq!(found[3], (0.0, 0.0));
        // Variance w(1 − w)/(c + 1).
        let expected: Vec<(f64, f64)> = base[..3].iter().map(|w| (*w, w * (1.0 - w) / 21.0)).collect();
        assert_moments(&found[..3], &expected);
    }

    #[test]
    fn ordered_weights_have_the_means_of_the_rank_order_centroid() {
        // (1 + 1/2 + 1/3)/3, (1/2 + 1/3)/3, (1/3)/3.
        let found = moments(|g| g.ordered(&[2, 0, 1], &[(0.0, 1.0); 3]).expect("no bounds"));
        let means: Vec<f64> = found.iter().map(|(mean, _)| *mean).collect();
        for (mean, right) in means.iter().zip([5.0 / 18.0, 2.0 / 18.0, 11.0 / 18.0]) {
            assert!((mean - right).abs() < 0.005, "{means:?}");
        }
        let bounded = Generator::of_draw(1, 1).ordered(&[], &[(0.4, 0.5), (0.0, 0.3), (0.0, 1.0)]).expect("not empty");
        assert!((0.4..=0.5).contains(&bounded[0]) && bounded[1] <= 0.3);
        assert!(Generator::of_draw(1, 1).ordered(&[], &[(0.9, 1.0), (0.9, 1.0)]).is_none());
    }

    #[test]
    fn posteriors_have_the_moments_of_beta_and_gamma() {
        let share = Origin::Binomial { successes: 3, trials: 10 };
        let rate = Origin::Poisson { events: 4, exposure: 2.0, per: 10.0 };
        let found = moments(|g| vec![g.posterior(share).expect("counted"), g.posterior(rate).expect("counted")]);
        // Beta(3.5, 7.5): mean 3.5/11, variance 3.5·7.5/(121·12). Gamma(4.5)·5: mean 22.5, variance 112.5.
        assert_moments(&found, &[(3.5 / 11.0, 26.25 / 1452.0), (22.5, 112.5)]);
    }

    #[test]
    fn every_order_of_the_weights_is_as_likely() {
        let mut counts = std::collections::BTreeMap::new();
        for draw in 0..24_000 {
            let weights = Generator::of_draw(11, draw).simplex(4);
            let mut order = [0, 1, 2, 3];
            order.sort_by(|&a, &b| weights[a].total_cmp(&weights[b]));
            *counts.entry(order).or_insert(0) += 1;
        }
        // Of 24 orders each has the mean 1,000 and the standard deviation 31.
        assert!(counts.len() == 24 && counts.values().all(|c| (845..1155).contains(c)), "{counts:?}");
    }

    #[test]
    fn draws_do_not_depend_on_each_other_or_on_order() {
        let first = Generator::of_draw(3, 5).simplex(3);
        let _ = Generator::of_draw(3, 4).simplex(100);
        assert_eq!(Generator::of_draw(3, 5).simplex(3), first);
        assert_ne!(Generator::of_draw(3, 6).simplex(3), first);
        assert_ne!(Generator::of_draw(4, 5).simplex(3), first);
        let counts = (0..3000).fold([0; 3], |mut counts, i| {
            counts[Generator::of_draw(9, i).choice(3)] += 1;
            counts
        });
        assert!(counts.iter().all(|&c| (900..1100).contains(&c)), "{counts:?}");
    }

    #[test]
    fn every_factor_has_numbers_of_its_own_under_any_seed() {
        for seed in [0, 1, 1 << 40, u64::MAX] {
            let of = |factor: usize| Generator::of_factor(seed, factor, 3).uniform();
            assert!(of(0) != of(1) && of(1) != of(2) && of(0) != of(2), "{seed}");
        }
    }
}
