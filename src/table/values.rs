//! Finite numbers that know their ends (列值).

use std::ops::Deref;

use crate::numeric::{BLOCK, Extrema};

/// Finite numbers with the least and the largest of them, which are found where the numbers are checked: nearly every method asks for them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Values {
    all: Vec<f64>,
    ends: Extrema,
}

impl Values {
    /// Of numbers known to be finite.
    pub(crate) fn of(all: Vec<f64>) -> Self {
        Self { ends: Extrema::of(&all), all }
    }

    /// Of numbers that may not be finite; else the place of the first that is not, and the number.
    pub(crate) fn checked(all: Vec<f64>) -> Result<Self, (usize, f64)> {
        let mut ends = Extrema::NONE;
        for (at, block) in all.chunks(BLOCK).enumerate() {
            // All of a block at once, without a branch a number.
            if !block.iter().fold(true, |finite, x| finite & x.is_finite()) {
                let within = block.iter().position(|x| !x.is_finite()).unwrap_or_default();
                return Err((at * BLOCK + within, block[within]));
            }
            ends = ends.and(Extrema::of(block));
        }
        Ok(Self { all, ends })
    }

    /// The least and the largest; of no numbers the ends of nothing.
    pub(crate) fn ends(&self) -> Extrema {
        self.ends
    }
}

impl Default for Values {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

impl Deref for Values {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_those_of_all_blocks() {
        for count in [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5] {
            let mut all: Vec<f64> = (0..count).map(|i| (i % 7) as f64).collect();
            all[count - 1] = -3.0;
            all[count / 2] = 9.0;
            let values = Values::checked(all.clone()).expect("finite");
            assert_eq!(values.ends(), Extrema::of(&all));
            assert_eq!(values, Values::of(all));
        }
    }

    #[test]
    fn the_first_number_that_is_not_finite_is_told() {
        let mut all = vec![1.0; 3 * BLOCK];
        all[2 * BLOCK + 7] = f64::NAN;
        all[2 * BLOCK + 9] = f64::INFINITY;
        let (at, value) = Values::checked(all.clone()).expect_err("not finite");
        assert!(at == 2 * BLOCK + 7 && value.is_nan());
        all[5] = f64::NEG_INFINITY;
        assert_eq!(Values::checked(all), Err((5, f64::NEG_INFINITY)));
    }
}
