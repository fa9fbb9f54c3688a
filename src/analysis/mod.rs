//! What stands behind a ranking (分析): how sure it is, and of what it depends.

#[cfg(feature = "uncertainty")]
pub mod uncertainty;
