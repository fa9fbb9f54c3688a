//! Over space (空间维度): whether neighbours are alike, and where.
//!
//! [`SpatialWeights`] says who is a neighbour of whom; [`MoranTest`] asks of any values whether neighbours are alike in all ([`MoranTest::global`])
//! and at which places ([`MoranTest::local`]). Guide: `docs/distribution.md`.

mod local;
mod moran;
mod weights;

pub use local::{Association, LocalMoran, Place};
pub use moran::{Moran, MoranTest};
pub use weights::{Coordinates, Distance, SpatialWeights};
