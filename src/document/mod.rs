//! Documents (文档): a tree of values read from TOML or JSON, and readers that report mistakes with their place.
//!
//! A document is parsed to a tree first and resolved afterwards, so that an error names the path of the entry
//! (`weights.indicators.of[1].base`), its line where the format tells, and the names that would have been right.

#[cfg(feature = "json")]
mod json;
mod reader;
#[cfg(feature = "csv")]
mod steady;
mod text;
mod value;

#[cfg(feature = "json")]
pub(crate) use json::read_json;
pub(crate) use reader::{Entry, Reader, Step};
#[cfg(feature = "csv")]
pub(crate) use steady::NOT_UTF8;
#[cfg(feature = "csv")]
pub use steady::SteadyFile;
#[cfg(feature = "json")]
pub(crate) use text::{parse_json, write_compact_json, write_json};
#[cfg(feature = "toml")]
pub(crate) use text::{parse_toml, write_toml};
pub(crate) use value::TableBuilder;
pub use value::{Node, Value};
