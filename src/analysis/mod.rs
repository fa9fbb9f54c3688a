//! What lies behind a result (分析): whether the indicators hold together.

pub mod multivariate;
