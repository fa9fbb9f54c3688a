//! Measures how well communities are governed (社区治理效能评价).

mod error;
pub mod governance;
pub mod indicator;
mod label;
pub mod numeric;

pub use error::{Error, Place};
pub use governance::{Granularity, Period};
pub use indicator::{Direction, Indicator, Role};
pub use label::{Key, Label, Language};
