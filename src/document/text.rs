//! Documents as TOML and JSON text (文本读写).

#[cfg(feature = "json")]
use serde::Serialize;

#[cfg(any(feature = "json", feature = "toml"))]
use super::value::Value;
#[cfg(any(feature = "json", feature = "toml"))]
use crate::error::Error;

/// The largest text that is read: a study fits in a few kilobytes.
#[cfg(any(feature = "json", feature = "toml"))]
const MAX_BYTES: usize = 16 << 20;

#[cfg(any(feature = "json", feature = "toml"))]
fn check_size(text: &str) -> Result<(), Error> {
    if text.len() > MAX_BYTES {
        return Err(Error::Limit { what: "size of the document in bytes", found: text.len(), limit: MAX_BYTES });
    }
    Ok(())
}

/// The text without the byte order mark that editors on Windows put before it.
#[cfg(any(feature = "json", feature = "toml"))]
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

#[cfg(feature = "json")]
pub(super) fn json_error(what: &str, error: &serde_json::Error) -> Error {
    let line = (error.line() > 0).then(|| error.line());
    Error::Syntax { what: what.to_owned(), format: "JSON", line, problem: error.to_string() }
}

/// Parses JSON text; `what` names it in errors.
#[cfg(feature = "json")]
pub(crate) fn parse_json(text: &str, what: &str) -> Result<super::value::Node, Error> {
    check_size(text)?;
    serde_json::from_str::<Value>(without_mark(text)).map(Into::into).map_err(|e| json_error(what, &e))
}

/// Writes a value as JSON text on one line, for what is long; `what` names it in errors.
#[cfg(feature = "json")]
pub(crate) fn write_compact_json(value: &impl Serialize, what: &str) -> Result<String, Error> {
    let mut text = serde_json::to_string(value).map_err(|e| json_error(what, &e))?;
    text.push('\n');
    Ok(text)
}

/// Writes a value as indented JSON text; `what` names it in errors.
#[cfg(feature = "json")]
pub(crate) fn write_json(value: &impl Serialize, what: &str) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(value).map_err(|e| json_error(what, &e))?;
    text.push('\n');
    Ok(text)
}

/// Parses TOML text; `what` names it in errors.
#[cfg(feature = "toml")]
pub(crate) fn parse_toml(text: &str, what: &str) -> Result<super::value::Node, Error> {
    check_size(text)?;
    super::value::from_toml::parse(without_mark(text), what)
}

/// Writes a document as TOML text.
#[cfg(feature = "toml")]
pub(crate) fn write_toml(value: &Value, what: &str) -> Result<String, Error> {
    toml::to_string(value).map_err(|e| Error::Syntax {
        what: what.to_owned(),
        format: "TOML",
        line: None,
        problem: e.to_string(),
    })
}
