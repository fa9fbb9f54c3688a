//! ELECTRE (消去与选择转换法): outranking by concordance, unless discordance is too great.

mod distillation;
mod one;
mod pairs;
mod three;
mod thresholds;

pub(super) use one::INFO as INFO_ONE;
pub use one::{Electre1, Outranking};
pub(super) use three::INFO as INFO_THREE;
pub use three::{Credibility, Electre3};
pub use thresholds::Thresholds;

use crate::error::Error;

/// Refuses a number of units that can't be compared, or whose pairs would take too much time and memory.
fn check(n: usize, limit: usize) -> Result<(), Error> {
    match n {
        0 | 1 => Err(Error::TooFew { what: "units for ELECTRE, which compares them", needed: 2 }),
        _ if n > limit => Err(Error::Limit { what: "number of units that are compared pair by pair", found: n, limit }),
        _ => Ok(()),
    }
}
