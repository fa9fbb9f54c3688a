//! The facts of communities (社区治理事实): aggregate counts for one community in one period.

mod period;

pub use period::{Granularity, Period};
