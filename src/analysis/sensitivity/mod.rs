//! Variance-based sensitivity analysis (基于方差的敏感性分析): how much of what varies in an output comes from which factor.
//!
//! A *factor* is anything that could have been otherwise: a weight, a measurement, the choice of a normalisation.
//! [`Uncertainty::sensitivity`](crate::model::Uncertainty::sensitivity) takes those of a model. [`Sobol`] knows nothing of models: a factor is a coordinate between 0 and 1, spread evenly, and an output is any number a function makes of one point. Read
//! the coordinate by the inverse of a distribution function for a continuous factor, and by [`choose`] for one with a few choices.
//!
//! * The *first-order* index S1 of a factor is the share of the output's variance that would vanish, on average, if that factor alone
//!   were known.
//! * The *total* index ST is the share that would remain, on average, if all others were known. It counts what the factor does
//!   together with others too: ST ≥ S1, and a factor with ST = 0 can be fixed anywhere.
//! * 1 − Σ S1 is the share of interactions. Where it is near 0, the output is nearly a sum of functions of one factor each.
//!
//! All this holds for factors that are independent of each other, as the coordinates are.
//!
//! # Example
//! The function of Ishigami & Homma (1990): the third factor does nothing alone, and a quarter of the variance together with the first.
//! ```
//! use std::f64::consts::PI;
//!
//! use governance_efficacy::analysis::sensitivity::Sobol;
//!
//! let ishigami = |point: &[f64], outputs: &mut [f64]| {
//!     let x: Vec<f64> = point.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
//!     outputs[0] = x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin();
//!     Ok(())
//! };
//! let indices = Sobol::new(["x1", "x2", "x3"], ["y"])?.with_samples(4096)?.run(ishigami)?;
//! assert_eq!(indices.evaluations, 4096 * 5);
//!
//! // With V = 7²/8 + π⁴/50 + π⁸/1800 + 1/2 = 13.8446, by integration:
//! //   S1 = (½(1 + π⁴/50)², 7²/8, 0)/V = (0.3139, 0.4424, 0),   ST = S1 + (1, 0, 1) · 8π⁸/22500/V = (0.5576, 0.4424, 0.2437)
//! let y = indices.output("y")?;
//! for (factor, first, total) in [("x1", 0.3139, 0.5576), ("x2", 0.4424, 0.4424), ("x3", 0.0, 0.2437)] {
//!     let factor = y.factor(factor)?;
//!     assert!(factor.first.is_some_and(|s1| (s1.value - first).abs() < 0.02));
//!     assert!(factor.total.is_some_and(|st| (st.value - total).abs() < 0.02));
//! }
//! # Ok::<(), governance_efficacy::Error>(())
//! ```
//!
//! # References
//! Sobol' (1993), Sensitivity estimates for nonlinear mathematical models, *Mathematical Modelling and Computational Experiments* 1;
//! Homma & Saltelli (1996), Importance measures in global sensitivity analysis of nonlinear models, *Reliability Engineering and System
//! Safety* 52; Saisana, Saltelli & Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for the quality assessment
//! of composite indicators, *Journal of the Royal Statistical Society A* 168.

mod choice;
mod design;
mod estimate;
mod of_model;
mod points;
mod result;
mod run;
mod sobol;
#[cfg(test)]
mod tests;

pub use choice::choose;
pub use of_model::Output;
pub use result::{FactorIndices, Index, NoIndices, OutputIndices, PairIndices, SobolIndices};
pub use run::Progress;
pub use sobol::Sobol;
