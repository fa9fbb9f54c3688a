//! What is measured (指标): the specification of an indicator, its measured value, and the standard system.

mod measured;
mod specification;

pub use measured::{Imputation, Measured, Origin, Unavailable};
pub use specification::{Direction, Goalposts, Indicator, Range, Role};
