//! Numerical building blocks (数值基础): one of each, used by indicators, weights and analysis.

pub mod diversity;
pub mod interval;
pub mod network;
