//! Normalisation (无量纲化): raw values of any unit and direction to benefit-oriented numbers without a unit.
//!
//! | name | benefit | cost | needs | leaves the result when an indicator is |
//! |---|---|---|---|---|
//! | `min-max` | (x − min)/(max − min) | (max − x)/(max − min) | not constant | scaled or shifted |
//! | `min-max-shifted` | min-max · (1 − ε) + ε | the same | not constant, 0 < ε < 1 | scaled or shifted |
//! | `min-max-plus` | min-max + ε | the same | not constant, ε > 0 | scaled or shifted |
//! | `goalposts` | min-max with bounds of the analyst | the same | low < high | — |
//! | `vector` | x/√Σx² | 1 − x/√Σx² | not all zero | scaled |
//! | `sum` | x/Σx | (1/x)/Σ(1/x) | positive | scaled |
//! | `max` | x/max | 1 − x/max | max > 0 | scaled |
//! | `linear` | x/max | min/x | positive | scaled |
//! | `logarithmic` | ln x/Σ ln x | (1 − ln x/Σ ln x)/(n − 1) | at least 1 | — |
//! | `zavadskas-turskis` | 1 − (max − x)/max | 1 − (x − min)/min, may be negative | positive | scaled |
//! | `z-score` | (x − mean)/sd | (mean − x)/sd | not constant | scaled or shifted |
//! | `rank` | rank, 1 the worst | the same | not constant | scaled or shifted |
//! | `percentile` | (rank − 1)/(n − 1) | the same | not constant | scaled or shifted |
//! | `borda` | number worse + half of those equal | the same | not constant | scaled or shifted |
//! | `distance-to-reference` | 1 + (x − r)/r, r the mean, the median or given | 1 − (x − r)/r, may be negative | r > 0 | scaled |
//! | `distance-to-max` | the same, r the largest value | the same, r the smallest | r > 0 | scaled |
//! | `categorical` | share of the cut points reached | share not exceeded | not constant, or cuts given as values | scaled or shifted, if the cuts are shares |
//! | `none` | x | — | no cost indicator | — |
//!
//! A target (适度型) becomes `1 − |x − t| / max |x − t|` and a band (区间型) `1 − max(low − x, x − high, 0) / max(…)` first,
//! which are benefits; then the benefit formula applies.
//!
//! An indicator may name its own normalisation, [`Indicator::with_normalization`](crate::Indicator::with_normalization); it stands in
//! for whatever normalisation the model or a method would use for that indicator.
//!
//! On a frozen scale of ranks, a later value between two values of the fit counts as the middle of both, and one beyond the ends as
//! the end. The vector normalisation without a complement, `x/√Σx²` for a cost too, is none of these: its cost is not oriented. TOPSIS
//! gives the same closeness with `vector`.
//!
//! References: Hwang & Yoon (1981), *Multiple Attribute Decision Making*, ch. 2; OECD/JRC (2008), *Handbook on Constructing
//! Composite Indicators*, §5; Zavadskas & Turskis (2008), A new logarithmic normalization method in games theory, *Informatica* 19;
//! Jahan & Edwards (2015), A state-of-the-art survey on the influence of normalization techniques in ranking, *Materials & Design* 65.

mod fitting;
mod map;
mod orientation;
mod ranks;
mod scale;

pub use crate::indicator::{Cuts, Normalization, Reference, TiedRanks};
pub(crate) use orientation::oriented;
pub use scale::Scale;

/// The setting of a method that normalises: a field `normalization` of which none means the default of its paper.
macro_rules! normalization_setting {
    ($method:ident, $doc:literal) => {
        impl $method {
            #[doc = $doc]
            #[must_use]
            pub fn with_normalization(mut self, normalization: Normalization) -> Self {
                self.normalization = Some(normalization);
                self
            }

            /// The same method, with `normalization` if it names none of its own.
            pub(super) fn with_default_normalization(self, normalization: Normalization) -> Self {
                Self { normalization: self.normalization.or(Some(normalization)) }
            }

            pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
                Ok(Self { normalization: reader.optional("normalization").map(|e| Normalization::read(&e)).transpose()? })
            }

            pub(super) fn write(self) -> TableBuilder {
                TableBuilder::default().with_some("normalization", self.normalization.map(Normalization::write))
            }
        }
    };
}
pub(crate) use normalization_setting;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::indicator::{Direction, Goalposts};
    use crate::numeric::agrees;
    use crate::table::DecisionMatrix;

    /// One indicator of the given direction, normalised.
    fn normalized(normalization: Normalization, direction: Direction, values: &[f64]) -> Result<Vec<f64>, Error> {
        let matrix = DecisionMatrix::from_columns(&[("x", direction)], vec![values.to_vec()])?;
        let sample = matrix.sample();
        let scale = Scale::fit(normalization, &sample, &sample.columns()[0])?;
        let mut out = vec![0.0; values.len()];
        scale.apply_into(values, &mut out);
        assert!(values.iter().zip(&out).all(|(&x, &y)| scale.apply(x) == y), "one value and a slice of them must agree");
        Ok(out)
    }

    fn expect(normalization: Normalization, direction: Direction, values: &[f64], expected: &[f64]) {
        let found = normalized(normalization, direction, values).expect("defined");
        let same = found.iter().zip(expected).all(|(x, y)| agrees(*x, *y, 1.0));
        assert!(same && found.len() == expected.len(), "{normalization:?} {direction:?}: {found:?}, expected {expected:?}");
    }

    #[test]
    fn each_formula_by_hand() {
        use Direction::{Benefit, Cost};
        // 1, 2, 5: range 4, sum 8, length √30, Σ1/x = 1.7, mean 8/3, Σ(x − mean)² = 26/3.
        let x = [1.0, 2.0, 5.0];
        let (length, sd) = (30.0_f64.sqrt(), (26.0_f64 / 6.0).sqrt());
        expect(Normalization::MinMax, Benefit, &x, &[0.0, 0.25, 1.0]);
        expect(Normalization::MinMax, Cost, &x, &[1.0, 0.75, 0.0]);
        expect(Normalization::Vector, Benefit, &x, &[1.0 / length, 2.0 / length, 5.0 / length]);
        expect(Normalization::Vector, Cost, &x, &[1.0 - 1.0 / length, 1.0 - 2.0 / length, 1.0 - 5.0 / length]);
        expect(Normalization::Sum, Benefit, &x, &[0.125, 0.25, 0.625]);
        expect(Normalization::Sum, Cost, &x, &[1.0 / 1.7, 0.5 / 1.7, 0.2 / 1.7]);
        expect(Normalization::Max, Benefit, &x, &[0.2, 0.4, 1.0]);
        expect(Normalization::Max, Cost, &x, &[0.8, 0.6, 0.0]);
        expect(Normalization::Linear, Benefit, &x, &[0.2, 0.4, 1.0]);
        expect(Normalization::Linear, Cost, &x, &[1.0, 0.5, 0.2]);
        let z = |x: f64| (x - 8.0 / 3.0) / sd;
        expect(Normalization::ZScore { ddof: 1 }, Benefit, &x, &[z(1.0), z(2.0), z(5.0)]);
        expect(Normalization::ZScore { ddof: 1 }, Cost, &x, &[-z(1.0), -z(2.0), -z(5.0)]);
        expect(Normalization::None, Benefit, &x, &x);
    }

    #[test]
    fn each_formula_of_ranges_logarithms_and_references_by_hand() {
        use Direction::{Benefit, Cost};
        let x = [1.0, 2.0, 5.0];
        let shifted = Normalization::MinMaxShifted { epsilon: 0.1 };
        expect(shifted, Benefit, &x, &[0.1, 0.325, 1.0]);
        expect(shifted, Cost, &x, &[1.0, 0.775, 0.1]);
        expect(Normalization::MinMaxPlus { epsilon: 0.1 }, Benefit, &x, &[0.1, 0.35, 1.1]);
        expect(Normalization::MinMaxPlus { epsilon: 0.1 }, Cost, &x, &[1.1, 0.85, 0.1]);
        // Logarithms of 1, 2, 4 in units of ln 2: 0, 1, 2, in sum 3.
        let powers = [1.0, 2.0, 4.0];
        expect(Normalization::Logarithmic, Benefit, &powers, &[0.0, 1.0 / 3.0, 2.0 / 3.0]);
        expect(Normalization::Logarithmic, Cost, &powers, &[0.5, 1.0 / 3.0, 1.0 / 6.0]);
        for leader in [Normalization::ZavadskasTurskis, Normalization::DISTANCE_TO_MAX] {
            expect(leader, Benefit, &x, &[0.2, 0.4, 1.0]);
            expect(leader, Cost, &x, &[1.0, 0.0, -3.0]);
        }
        let to = |reference| Normalization::DistanceToReference { reference };
        expect(to(Reference::Mean), Benefit, &x, &[0.375, 0.75, 1.875]);
        expect(to(Reference::Mean), Cost, &x, &[1.625, 1.25, 0.125]);
        expect(to(Reference::Median), Benefit, &x, &[0.5, 1.0, 2.5]);
        expect(to(Reference::Value(4.0)), Cost, &x, &[1.75, 1.5, 0.75]);
    }

    #[test]
    fn each_formula_of_ranks_and_classes_by_hand() {
        use Direction::{Benefit, Cost};
        let x = [5.0, 1.0, 2.0, 2.0];
        let rank = |ties| Normalization::Rank { ties };
        expect(rank(TiedRanks::Mean), Benefit, &x, &[4.0, 1.0, 2.5, 2.5]);
        expect(rank(TiedRanks::Lowest), Cost, &x, &[1.0, 4.0, 2.0, 2.0]);
        expect(Normalization::Percentile, Benefit, &x, &[1.0, 0.0, 0.5, 0.5]);
        expect(Normalization::Percentile, Cost, &x, &[0.0, 1.0, 0.5, 0.5]);
        expect(Normalization::Borda, Benefit, &x, &[3.0, 0.0, 1.5, 1.5]);
        expect(Normalization::Borda, Cost, &x, &[0.0, 3.0, 1.5, 1.5]);
        let values = Normalization::Categorical { cuts: Cuts::values(&[2.0, 4.0]).expect("ascending") };
        expect(values, Benefit, &x, &[1.0, 0.0, 0.5, 0.5]);
        expect(values, Cost, &x, &[0.0, 1.0, 1.0, 1.0]);
        // The quantile for three quarters of 0, 1, 2, 3, 4 is 3, that for one quarter 1.
        let upper = Normalization::Categorical { cuts: Cuts::shares(&[0.75]).expect("a share") };
        expect(upper, Benefit, &[0.0, 1.0, 2.0, 3.0, 4.0], &[0.0, 0.0, 0.0, 1.0, 1.0]);
        expect(upper, Cost, &[0.0, 1.0, 2.0, 3.0, 4.0], &[1.0, 1.0, 0.0, 0.0, 0.0]);
        // A target: closeness 1, 0.5, 0 becomes its rank.
        expect(Normalization::Percentile, Direction::Target(7.0), &[7.0, 8.0, 9.0], &[1.0, 0.5, 0.0]);
    }

    #[test]
    fn goalposts_count_what_lies_beyond_them_as_the_end() {
        let bounds = Goalposts::new(0.0, 4.0).ok();
        let clipped = Normalization::Goalposts { bounds, clip: true };
        expect(clipped, Direction::Benefit, &[-1.0, 1.0, 5.0], &[0.0, 0.25, 1.0]);
        expect(clipped, Direction::Cost, &[-1.0, 1.0, 5.0], &[1.0, 0.75, 0.0]);
        let open = Normalization::Goalposts { bounds, clip: false };
        expect(open, Direction::Benefit, &[-1.0, 5.0], &[-0.25, 1.25]);
        let own = normalized(Normalization::GOALPOSTS, Direction::Benefit, &[1.0]).unwrap_err();
        assert!(own.to_string().contains("\"x\" has no goalposts"), "{own}");
    }

    #[test]
    fn a_target_and_a_band_become_closeness() {
        // Distances to 7: 1, 0, 3.
        expect(Normalization::None, Direction::Target(7.0), &[6.0, 7.0, 10.0], &[1.0 - 1.0 / 3.0, 1.0, 0.0]);
        // Beyond 10 to 20: 4, 0, 0, 1.
        let band = Direction::Band { low: 10.0, high: 20.0 };
        expect(Normalization::None, band, &[6.0, 10.0, 15.0, 21.0], &[0.0, 1.0, 1.0, 0.75]);
        // All inside.
        expect(Normalization::None, band, &[11.0, 12.0], &[1.0, 1.0]);
    }

    #[test]
    fn a_frozen_target_clips_what_is_farther_away() {
        let matrix = DecisionMatrix::from_columns(&[("x", Direction::Target(0.0))], vec![vec![-2.0, 1.0]]).expect("valid");
        let sample = matrix.sample();
        let scale = Scale::fit(Normalization::None, &sample, &sample.columns()[0]).expect("defined");
        assert_eq!(scale.apply(9.0), 0.0);
        assert_eq!(scale.bounds(), Some((1.0, 2.0)));
        // As near as 1 and as far as 2 on either side.
        let within = [-9.0, -1.5, -0.5, 0.0, 0.5, 1.5, 9.0].map(|x| scale.within(x));
        assert_eq!(within, [-2.0, -1.5, -1.0, 1.0, 1.0, 1.5, 2.0]);
    }

    #[test]
    fn a_frozen_band_clips_by_the_distance_from_it() {
        let direction = Direction::Band { low: 10.0, high: 20.0 };
        let matrix = DecisionMatrix::from_columns(&[("x", direction)], vec![vec![6.0, 8.0, 12.0]]).expect("valid");
        let sample = matrix.sample();
        let scale = Scale::fit(Normalization::MinMax, &sample, &sample.columns()[0]).expect("varies");
        assert_eq!([1.0, 7.0, 15.0, 20.0, 22.0, 30.0].map(|x| scale.within(x)), [6.0, 7.0, 15.0, 20.0, 22.0, 24.0]);
    }

    #[test]
    fn what_a_formula_cannot_take_is_refused_with_its_place() {
        let code = |normalization, direction, values: &[f64]| normalized(normalization, direction, values).unwrap_err().code();
        for normalization in [Normalization::Sum, Normalization::Linear] {
            assert_eq!(code(normalization, Direction::Benefit, &[1.0, 0.0]), "value");
            assert_eq!(code(normalization, Direction::Cost, &[1.0, -1.0]), "value");
        }
        assert_eq!(code(Normalization::Max, Direction::Benefit, &[-1.0, -2.0]), "value");
        assert_eq!(code(Normalization::Vector, Direction::Benefit, &[0.0, 0.0]), "undefined");
        assert_eq!(code(Normalization::None, Direction::Cost, &[1.0, 2.0]), "undefined");
        assert_eq!(code(Normalization::ZavadskasTurskis, Direction::Cost, &[1.0, 0.0]), "value");
        assert_eq!(code(Normalization::Logarithmic, Direction::Benefit, &[2.0, 0.5]), "value");
        assert_eq!(code(Normalization::Logarithmic, Direction::Benefit, &[1.0, 1.0]), "undefined");
        assert_eq!(code(Normalization::Logarithmic, Direction::Cost, &[2.0]), "undefined");
        let to_mean = Normalization::DistanceToReference { reference: Reference::Mean };
        assert_eq!(code(to_mean, Direction::Benefit, &[1.0, -1.0]), "undefined");
        for epsilon in [0.0, 1.0, f64::NAN] {
            assert_eq!(code(Normalization::MinMaxShifted { epsilon }, Direction::Benefit, &[1.0, 2.0]), "invalid-setting");
        }
        for normalization in [
            Normalization::Rank { ties: TiedRanks::Mean },
            Normalization::Percentile,
            Normalization::Borda,
            Normalization::MinMaxPlus { epsilon: 0.1 },
            Normalization::Categorical { cuts: Cuts::HANDBOOK },
        ] {
            assert_eq!(code(normalization, Direction::Benefit, &[3.0, 3.0]), "constant");
            assert_eq!(code(normalization, Direction::Benefit, &[3.0]), "constant");
        }
        for normalization in [Normalization::MinMax, Normalization::ZScore { ddof: 1 }, Normalization::ZScore { ddof: 0 }] {
            assert_eq!(code(normalization, Direction::Benefit, &[3.0, 3.0]), "constant");
        }
        // The range of these is more than a float holds.
        assert_eq!(code(Normalization::MinMax, Direction::Benefit, &[-1.7e308, 1.7e308]), "value");
    }

    #[test]
    fn a_vector_of_very_small_or_large_numbers_keeps_its_length() {
        for unit in [1e-200, 1e200] {
            expect(Normalization::Vector, Direction::Benefit, &[3.0 * unit, 4.0 * unit], &[0.6, 0.8]);
        }
    }
}
