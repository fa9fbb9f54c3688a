//! The integration tests as one program, which links once: each file below is one subject. `cargo test --test suite golden` runs one.
//!
//! What counts the allocations of the whole process stands by itself, in `tests/kernels.rs` and `tests/allocation.rs`.

// What the subjects share.
mod common;
#[cfg(feature = "csv")]
mod made;
mod methods;

mod advice;
mod agreement;
mod bad_input;
mod cases;
mod corpus;
mod diagnosis;
mod distribution;
mod doors;
mod facts;
mod figures;
mod golden;
mod ledgers;
mod multivariate;
mod outranking;
mod papi;
mod preparation;
mod properties;
mod report;
mod scoring;
mod shipped;
mod stability;
mod standard;
mod tai;
mod templates;
mod uncertainty;
