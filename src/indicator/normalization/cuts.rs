//! Cut points between classes (分级界点).

use crate::error::Error;

/// Cut points between classes (分级界点): values, or shares of the sample at which its quantiles cut. A value at a cut point belongs to
/// the better class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cuts {
    are_shares: bool,
    count: usize,
    /// Ascending; 0 beyond the count.
    at: [f64; Self::MOST],
}

impl Cuts {
    /// The most cut points there may be: ten classes.
    pub const MOST: usize = 9;

    /// The six classes of the OECD/JRC Handbook (2008, §5), which cut at the percentiles 15, 25, 65, 85 and 95.
    pub const HANDBOOK: Self = Self { are_shares: true, count: 5, at: [0.15, 0.25, 0.65, 0.85, 0.95, 0.0, 0.0, 0.0, 0.0] };

    /// Cuts at the quantiles of the sample for `shares`, which ascend between 0 and 1.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for shares that don't ascend or aren't between 0 and 1; [`Error::Length`] for none or more than nine.
    pub fn shares(shares: &[f64]) -> Result<Self, Error> {
        if shares.iter().any(|&share| !(share > 0.0 && share < 1.0)) {
            return Err(Error::setting("shares", format!("{shares:?}"), "give shares above 0 and below 1"));
        }
        Self::new(true, shares)
    }

    /// Cuts at `values` of the indicator, which ascend.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for values that don't ascend or aren't finite; [`Error::Length`] for none or more than nine.
    pub fn values(values: &[f64]) -> Result<Self, Error> {
        Self::new(false, values)
    }

    fn new(are_shares: bool, cuts: &[f64]) -> Result<Self, Error> {
        if cuts.is_empty() || cuts.len() > Self::MOST {
            let what = format!("cut points between classes, of which there may be 1 to {}", Self::MOST);
            return Err(Error::Length { what, expected: cuts.len().clamp(1, Self::MOST), found: cuts.len() });
        }
        if cuts.iter().any(|c| !c.is_finite()) || cuts.windows(2).any(|w| w[0] >= w[1]) {
            return Err(Error::setting("cuts", format!("{cuts:?}"), "give finite numbers that ascend"));
        }
        let mut at = [0.0; Self::MOST];
        at[..cuts.len()].copy_from_slice(cuts);
        Ok(Self { are_shares, count: cuts.len(), at })
    }

    /// The cut points, ascending.
    pub fn as_slice(&self) -> &[f64] {
        &self.at[..self.count]
    }

    /// Whether they are shares of the sample and not values.
    pub fn are_shares(&self) -> bool {
        self.are_shares
    }
}

impl Default for Cuts {
    fn default() -> Self {
        Self::HANDBOOK
    }
}
