//! What lies behind a result (分析): how sure it is.

pub mod stability;
