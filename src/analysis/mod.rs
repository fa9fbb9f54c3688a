//! What lies behind a result (分析): how sure it is.

#[cfg(feature = "sensitivity")]
pub mod sensitivity;
