//! What stands behind a result (分析): whether the indicators hold together, and how sure a ranking is.

pub mod multivariate;
#[cfg(feature = "uncertainty")]
pub mod uncertainty;
