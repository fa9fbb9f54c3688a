//! Numbers (数值基础): one of each reduction, used by indicators, weights, scores and analysis alike.
//!
//! Every reduction runs over blocks of fixed size that are merged in order, so that a result does not depend on how the
//! work was divided.

mod components;
mod concordance;
pub mod correlation;
pub mod diversity;
mod entropy;
mod extrema;
mod gini;
pub mod interval;
pub mod least_squares;
mod moments;
mod multiplicity;
pub mod network;
mod pairs;
mod quantile;
mod random;
mod rank;
pub mod regression;
mod shape;
mod simd;
mod sum;
mod varimax;
#[cfg(feature = "csv")]
pub(crate) mod written;

pub(crate) use components::components;
pub(crate) use concordance::Concordance;
pub(crate) use entropy::{Reading, divergence, excess_sum, shannon_entropy};
pub(crate) use extrema::{Extrema, magnitude, median};
pub(crate) use gini::gini;
pub(crate) use moments::{Moments, mean, pearson};
pub(crate) use multiplicity::{false_discovery_rates, holm};
pub(crate) use pairs::correlations;
pub(crate) use quantile::quantile;
pub(crate) use random::{GENERATOR, Random};
pub(crate) use rank::fractional_ranks;
pub(crate) use shape::DEFINITIONS;
pub use shape::{Shape, ShapeDefinition};
pub(crate) use simd::{Kernel, dispatch};
pub(crate) use sum::{BLOCK, Sum, length, sum, sum_by};
pub(crate) use varimax::varimax;

/// Whether two numbers are the same within the tolerance this crate speaks of everywhere: 10⁻⁹ relative, 10⁻¹² of the scale.
#[cfg(test)]
pub(crate) fn agrees(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs() + 1e-12 * scale
}
