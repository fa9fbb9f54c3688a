//! Discrete factors (离散因子): a coordinate picks one of several choices.

use crate::error::Error;

/// Which of `choices` equally likely choices the coordinate `u` picks, counted from 0 (等概率离散选择).
///
/// # Formula
/// ⌊u c⌋: choice k takes the coordinates from k/c up to (k + 1)/c.
///
/// The coordinates of [`Sobol`](super::Sobol) are the middles of 2³² cells, so that the shares of two choices differ by at most one cell.
/// The N points of one sample take a choice N/c times to within two; exactly, where c is a power of two up to N. A factor with choices
/// and one that is continuous stand side by side in one point.
///
/// # Errors
/// [`Error::InvalidSetting`] for no choice, or if `u` is not at least 0 and below 1.
///
/// # Example
/// ```
/// use governance_efficacy::analysis::sensitivity::choose;
///
/// let normalization = ["min-max", "z-score", "vector"][choose(0.5, 3)?]; // 0.5 lies between 1/3 and 2/3
/// assert_eq!(normalization, "z-score");
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // not negative, and below the number of choices
pub fn choose(u: f64, choices: usize) -> Result<usize, Error> {
    if choices == 0 {
        return Err(Error::setting("choices", choices, "give at least one choice"));
    }
    if !(0.0..1.0).contains(&u) {
        return Err(Error::setting("coordinate", u, "give a coordinate of at least 0 and below 1"));
    }
    // At most 1 − 2⁻⁵³, so that the product rounds to less than the number of choices.
    Ok((u * choices as f64) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_belong_to_the_choice_above_them() {
        assert_eq!(choose(0.0, 3), Ok(0));
        assert_eq!(choose(0.25, 4), Ok(1));
        assert_eq!(choose(0.25_f64.next_down(), 4), Ok(0));
        assert_eq!(choose(1.0_f64.next_down(), 3), Ok(2));
        assert_eq!(choose(1.0_f64.next_down(), 7), Ok(6));
        assert_eq!(choose(0.7, 1), Ok(0));
        for choices in (1..200).chain([1_000_003, 4_294_967_296, 9_007_199_254_740_992]) {
            assert!(choose(1.0_f64.next_down(), choices).expect("a choice") < choices, "{choices}");
        }
    }

    #[test]
    fn nothing_to_choose_and_no_coordinate_are_refused() {
        for (u, choices) in [(0.5, 0), (1.0, 2), (-0.1, 2), (f64::NAN, 2), (f64::INFINITY, 2)] {
            assert_eq!(choose(u, choices).unwrap_err().code(), "invalid-setting", "{u} of {choices}");
        }
    }

    #[test]
    fn choices_share_the_cells_to_within_one() {
        // On a grid of 2¹² midpoints instead of 2³²: 4096 = 7 · 585 + 1.
        let cells = 4096;
        for choices in [2, 3, 5, 7, 64] {
            let mut taken = vec![0; choices];
            for cell in 0..cells {
                taken[choose((f64::from(cell) + 0.5) / f64::from(cells), choices).expect("a coordinate")] += 1;
            }
            let ends = (taken.iter().min(), taken.iter().max());
            assert!(ends.1.zip(ends.0).is_some_and(|(most, least)| most - least <= 1), "{choices}: {taken:?}");
        }
    }
}
