//! Random draws: seeded streams, and the few distributions the model needs.

use rand_distr::{Binomial, Distribution, Gamma, Poisson, StandardNormal, StandardUniform};
use rand_pcg::Pcg64;
use rand_pcg::rand_core::SeedableRng;

/// One stream of random numbers.
pub(crate) struct Draw(Pcg64);

impl Draw {
    /// A stream of its own for `parts`, so that a change to one part of the model leaves all other parts as they are.
    pub(crate) fn stream(seed: u64, parts: [u64; 3]) -> Self {
        let seed = parts.iter().fold(seed, |seed, part| {
            let mut rng = Pcg64::seed_from_u64(seed.wrapping_add(*part));
            StandardUniform.sample(&mut rng)
        });
        Self(Pcg64::seed_from_u64(seed))
    }

    /// A number between two others.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        let share: f64 = StandardUniform.sample(&mut self.0);
        low + (high - low) * share
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn whole(&mut self, low: u64, high: u64) -> u64 {
        whole(self.between(low as f64, (high + 1) as f64).floor()).min(high)
    }

    /// A standard normal number.
    pub(crate) fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// Whether something happens that has this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.between(0.0, 1.0) < probability
    }

    /// How many of `trials` succeed, each with probability `share`.
    pub(crate) fn of(&mut self, trials: u64, share: f64) -> u64 {
        Binomial::new(trials, share.clamp(0.0, 1.0)).expect("a probability").sample(&mut self.0)
    }

    /// A number of events of which `mean` are expected.
    pub(crate) fn events(&mut self, mean: f64) -> u64 {
        if mean <= 0.0 {
            return 0;
        }
        whole(Poisson::new(mean).expect("a positive mean").sample(&mut self.0))
    }

    /// The same, if the mean itself varies with a coefficient of variation of `clumping`.
    pub(crate) fn clumped_events(&mut self, mean: f64, clumping: f64) -> u64 {
        let variance = clumping * clumping;
        let factor: f64 = Gamma::new(1.0 / variance, variance).expect("a positive shape").sample(&mut self.0);
        self.events(mean * factor)
    }
}

/// What lasts of a part of a community over the years, and what passes: the same share is a little better in one community than
/// in its equal, every year, and a little better in one year than in another.
pub(crate) struct Hand {
    lasting: Draw,
    passing: Draw,
}

impl Hand {
    /// The hand for one part of one community in one year, years counted from 1.
    pub(crate) fn new(seed: u64, community: u64, part: u64, year: u64) -> Self {
        Self { lasting: Draw::stream(seed, [community, part, 0]), passing: Draw::stream(seed, [community, part, year]) }
    }

    /// A share between `low` and `high`: near `low` for a bad `quality`, in the middle for 0, near `high` for a good one.
    pub(crate) fn share(&mut self, low: f64, high: f64, quality: f64) -> f64 {
        low + (high - low) * squash(self.level(quality))
    }

    /// A quality near another one.
    pub(crate) fn level(&mut self, quality: f64) -> f64 {
        quality + 0.7 * self.lasting.normal() + 0.25 * self.passing.normal()
    }

    /// Draws that come out the same every year, as long as a part asks for the same ones every year.
    pub(crate) fn lasting(&mut self) -> &mut Draw {
        &mut self.lasting
    }

    /// Draws of this year.
    pub(crate) fn passing(&mut self) -> &mut Draw {
        &mut self.passing
    }

    /// What makes a community have more or less of something than its size tells.
    pub(crate) fn lasting_factor(&mut self) -> f64 {
        self.lasting.between(0.75, 1.25)
    }

    /// How many events there are where `mean` are usual for a community of its size.
    pub(crate) fn lasting_events(&mut self, mean: f64) -> u64 {
        let factor = self.lasting_factor();
        self.passing.events(mean * factor)
    }

    /// How many of `trials` succeed at a [share](Self::share) of this quality.
    pub(crate) fn of(&mut self, trials: u64, low: f64, high: f64, quality: f64) -> u64 {
        let share = self.share(low, high, quality);
        self.passing.of(trials, share)
    }

    /// How many of `trials` succeed at about this share, of the community as a whole.
    pub(crate) fn near(&mut self, trials: u64, share: f64) -> u64 {
        let share = share + 0.03 * self.lasting.normal() + 0.02 * self.passing.normal();
        self.passing.of(trials, share.clamp(0.005, 0.995))
    }

    /// How many events there are if `mean` are expected.
    pub(crate) fn events(&mut self, mean: f64) -> u64 {
        self.passing.events(mean)
    }
}

/// From any number to one between 0 and 1, by arithmetic that is the same on every machine: −2 → 0.15, 0 → 0.5, 1 → 0.72, 2 → 0.85.
pub(crate) fn squash(quality: f64) -> f64 {
    0.5 + 0.25 * quality / (1.0 + 0.25 * quality * quality).sqrt()
}

/// The nearest whole number; 0 for what is negative.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded, and never negative")]
pub(crate) fn whole(number: f64) -> u64 {
    number.round().max(0.0) as u64
}

/// Divides `total` in proportion to `parts`; what rounding leaves over goes to the last.
pub(crate) fn divide(total: u64, parts: &[f64]) -> Vec<u64> {
    let sum: f64 = parts.iter().sum();
    let mut given = 0;
    let mut done = 0.0;
    parts
        .iter()
        .map(|part| {
            done += part;
            let until = whole(total as f64 * done / sum).min(total);
            let mine = until.saturating_sub(given);
            given += mine;
            mine
        })
        .collect()
}
