//! Efficiency against the best that others do (前沿方法): with the feature `lp`.
//!
//! [`Dea`] measures units by their inputs and outputs; it takes no weights and is no score method, because it needs to know which is
//! which. [`BenefitOfTheDoubt`](super::BenefitOfTheDoubt) is the same without inputs, as a score.

mod dea;
mod malmquist;
mod production;
mod program;

pub use dea::{Dea, Efficiency, ReturnsToScale, ScaleEfficiency, SuperEfficiency};
pub use malmquist::Malmquist;
pub use production::Production;
pub(super) use program::{Program, Side};
