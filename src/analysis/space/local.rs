//! Where neighbours are alike: local Moran statistics (局部莫兰指数, LISA).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::Label;
use crate::numeric::{GENERATOR, Random, false_discovery_rates};

use super::moran::{Field, Tails};
use super::{MoranTest, SpatialWeights};

/// How a place stands to its neighbours (局部关联类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Association {
    /// High among high (高—高).
    HighHigh,
    /// Low among low (低—低).
    LowLow,
    /// High among low (高—低).
    HighLow,
    /// Low among high (低—高).
    LowHigh,
}

impl Association {
    /// Its name for a reader.
    pub fn label(self) -> Label {
        match self {
            Self::HighHigh => Label::new("high among high", "高—高"),
            Self::LowLow => Label::new("low among low", "低—低"),
            Self::HighLow => Label::new("high among low", "高—低"),
            Self::LowHigh => Label::new("low among high", "低—高"),
        }
    }
}

/// Local Moran statistics (局部莫兰指数). Made by [`MoranTest::local`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalMoran {
    /// The units with a neighbour, in order.
    pub places: Vec<Place>,
    /// Units without, which took no part (孤岛).
    pub islands: Vec<String>,
    /// Number of permutations a place.
    pub permutations: usize,
    /// Their seed.
    pub seed: u64,
    /// The generator of random numbers.
    pub generator: String,
}

/// One place among its neighbours (单元局部关联).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The unit.
    pub unit: String,
    /// `I_i`: positive among its like, negative among others.
    pub statistic: f64,
    /// Which of the four kinds it is.
    pub association: Association,
    /// Two-sided p-value, its own value held and the others laid out at random.
    pub p_value: f64,
    /// The p-value adjusted for all places looked at, after Benjamini & Hochberg.
    pub false_discovery_rate: f64,
}

impl LocalMoran {
    /// The places whose p-value, adjusted for all places, is at most `level`, for example 0.05 (显著集聚区).
    pub fn clusters(&self, level: f64) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |place| place.false_discovery_rate <= level)
    }
}

impl MoranTest {
    /// Where neighbours are alike.
    ///
    /// # Formula
    /// `I_i = z_i Σ_j w_ij z_j / m₂` with `m₂ = Σ z²/n`; a value at the mean counts as high. The p-value is conditional: the unit keeps its
    /// value and its neighbours draw theirs from all others. Without row standardisation a unit with more neighbours has a larger `I_i`.
    ///
    /// # Errors
    /// As [`MoranTest::global`].
    ///
    /// # Complexity
    /// O(B · pairs of neighbours).
    ///
    /// # Reference
    /// Anselin (1995), Local indicators of spatial association – LISA, *Geographical Analysis* 27(2); Benjamini & Hochberg (1995).
    ///
    /// # Example
    /// By hand: on a street of four, 1, 1, 3, 3 lie −1, −1, 1, 1 from their mean and `m₂ = 1`. A has one neighbour like itself: 1 · 1. B
    /// has one like itself and one that is not: 0.
    /// ```
    /// use governance_efficacy::analysis::space::{Association, MoranTest, SpatialWeights};
    ///
    /// let street = SpatialWeights::of_pairs(["A", "B", "C", "D"], [("A", "B"), ("B", "C"), ("C", "D")])?;
    /// let found = MoranTest::default().local(&street, &[1.0, 1.0, 3.0, 3.0])?;
    /// let statistics: Vec<f64> = found.places.iter().map(|place| place.statistic).collect();
    /// assert_eq!(statistics, [1.0, 0.0, 0.0, 1.0]);
    /// assert_eq!(found.places[3].association, Association::HighHigh);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn local(&self, weights: &SpatialWeights, values: &[f64]) -> Result<LocalMoran, Error> {
        let Field { z, places, islands, square } = Field::of(weights, values)?;
        let spread = square / z.len() as f64;
        let names = weights.units.iter().zip(&weights.rows).filter(|(_, row)| !row.is_empty()).map(|(unit, _)| unit);
        let mut random = Random::seeded(self.seed);
        // The values of the others, of which a prefix is drawn anew each time; swaps keep them a permutation.
        let mut others: Vec<f64> = z.clone();
        let mut found: Vec<Place> = Vec::with_capacity(z.len());
        for (i, (unit, row)) in names.zip(&places).enumerate() {
            let lag: f64 = row.iter().map(|&(j, w)| w * z[j]).sum();
            let statistic = z[i] * lag / spread;
            others.clone_from(&z);
            others.swap_remove(i);
            let mut tails = Tails::default();
            for _ in 0..self.permutations {
                let mut drawn = 0.0;
                for (at, &(_, w)) in row.iter().enumerate() {
                    let other = at + random.below(others.len() - at);
                    others.swap(at, other);
                    drawn += w * others[at];
                }
                tails.count(z[i] * drawn / spread, statistic);
            }
            let association = match (z[i] >= 0.0, lag >= 0.0) {
                (true, true) => Association::HighHigh,
                (false, false) => Association::LowLow,
                (true, false) => Association::HighLow,
                (false, true) => Association::LowHigh,
            };
            let (p_value, _) = tails.p_value(self.permutations);
            found.push(Place { unit: unit.clone(), statistic, association, p_value, false_discovery_rate: p_value });
        }
        let rates = false_discovery_rates(&found.iter().map(|place| place.p_value).collect::<Vec<_>>());
        found.iter_mut().zip(rates).for_each(|(place, rate)| place.false_discovery_rate = rate);
        Ok(LocalMoran {
            places: found,
            islands,
            permutations: self.permutations,
            seed: self.seed,
            generator: GENERATOR.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::space::Distance;

    #[test]
    fn local_statistics_sum_to_the_global_one_and_a_cluster_is_found() {
        // A chessboard of 12 × 12 with low values but for a corner of 4 × 4.
        let places: Vec<(f64, f64)> = (0..144).map(|i| (f64::from(i % 12), f64::from(i / 12))).collect();
        let values: Vec<f64> = places
            .iter()
            .enumerate()
            .map(|(i, &(x, y))| if x < 4.0 && y < 4.0 { 10.0 } else { 0.0 } + ((i * 37) % 11) as f64 / 10.0)
            .collect();
        let names = (0..144).map(|i| format!("u{i}"));
        let weights = SpatialWeights::within(names.zip(places), 1.0, Distance::Planar).expect("places").row_standardized();
        let test = MoranTest::default().with_permutations(9_999).expect("enough");
        let (global, local) = (test.global(&weights, &values).expect("varies"), test.local(&weights, &values).expect("varies"));
        let total: f64 = local.places.iter().map(|place| place.statistic).sum();
        // Row-standardised weights sum to n.
        assert!((total / 144.0 - global.statistic).abs() < 1e-12, "{total} {global:?}");
        assert!(global.p_value <= 0.0002 && global.z.expect("many") > 5.0, "{global:?}");
        let corner = local.clusters(0.05).filter(|place| place.association == Association::HighHigh).count();
        assert!((9..=16).contains(&corner), "{corner}");
        assert_eq!(test.local(&weights, &values), Ok(local));
    }
}
