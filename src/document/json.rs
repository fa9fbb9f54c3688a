//! Typed values from JSON text (读取 JSON), with mistakes told by their path and in the words of JSON.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use crate::error::{Error, near, near_matches};

use super::text::{json_error, without_mark};

/// Reads a value from JSON text; `what` names it in errors. Where an object on the way to a mistake has entries of the names
/// `named_by`, these tell a reader which one it is.
pub(crate) fn read_json<T: DeserializeOwned>(text: &str, what: &str, named_by: &[&str]) -> Result<T, Error> {
    let text = without_mark(text);
    serde_json::from_str(text).map_err(|error| match error.classify() {
        // Only a mistake is worth a second reading that keeps the path.
        Category::Data => {
            let told = told::<T>(text, named_by).unwrap_or_else(|| error.to_string());
            let line = (error.line() > 0).then(|| error.line());
            Error::Syntax { what: what.to_owned(), format: "JSON", line, problem: told }
        }
        _ => json_error(what, &error),
    })
}

/// Where the mistake is, what stands there and what to write.
fn told<T: DeserializeOwned>(text: &str, named_by: &[&str]) -> Option<String> {
    let error = serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(text)).err()?;
    let message = error.inner().to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let whole: Option<Value> = serde_json::from_str(text).ok();
    let found = whole.as_ref().map(|whole| Found::at(whole, error.path(), named_by)).unwrap_or_default();
    let place = |field: Option<&str>| {
        let parent = found.path.is_empty();
        let field = field.map(|name| if parent { name.to_owned() } else { format!(".{name}") }).unwrap_or_default();
        let path = format!("{}{field}", found.path);
        let path = if path.is_empty() { "the whole".to_owned() } else { path };
        if found.names.is_empty() { path } else { format!("{path} ({})", found.names.join(", ")) }
    };
    Some(if let Some(field) = quoted_after(message, "missing field ") {
        format!("{} is missing; give it", place(Some(field)))
    } else if let Some(field) = quoted_after(message, "duplicate field ") {
        format!("{} is given twice; keep one", place(Some(field)))
    } else if let Some(name) = quoted_after(message, "unknown field ") {
        let known = message.rsplit_once("expected ").map_or("", |(_, known)| known);
        let known = known.split('`').skip(1).step_by(2);
        // The path may already lead to the field itself.
        let field = (found.path != name && !found.path.ends_with(&format!(".{name}"))).then_some(name);
        let near = near_matches(&near(name, known));
        format!("{} is no field that is known{near}; correct or remove it", place(field))
    } else if let Some((_, expected)) = message.rsplit_once(", expected ") {
        let value = found.value.map_or_else(|| "not what it must be".to_owned(), shown);
        format!("{} is {value}; write {}", place(None), in_words_of_json(expected))
    } else {
        format!("{}: {message}", place(None))
    })
}

/// What the path leads to.
#[derive(Default)]
struct Found<'v> {
    path: String,
    value: Option<&'v Value>,
    names: Vec<String>,
}

impl<'v> Found<'v> {
    fn at(whole: &'v Value, path: &Path, named_by: &[&str]) -> Self {
        let mut found = Self { value: Some(whole), ..Self::default() };
        for segment in path {
            let next = match segment {
                Segment::Seq { index } => found.value.and_then(|value| value.get(index)),
                Segment::Map { key } | Segment::Enum { variant: key } => found.value.and_then(|value| value.get(key)),
                Segment::Unknown => None,
            };
            // An unknown field is no place yet: the path ends at the object that has it.
            let Some(next) = next else { break };
            let dot = if found.path.is_empty() { "" } else { "." };
            let step = match segment {
                Segment::Seq { index } => format!("[{index}]"),
                other => format!("{dot}{other}"),
            };
            found.path.push_str(&step);
            found.value = Some(next);
            for &name in named_by {
                if let Some(Value::String(text)) = next.get(name) {
                    found.names.push(format!("{name} {text}"));
                }
            }
        }
        found
    }
}

fn quoted_after<'m>(message: &'m str, start: &str) -> Option<&'m str> {
    message.strip_prefix(start)?.strip_prefix('`')?.split('`').next()
}

/// A value on one short line.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 80;
    let text = value.to_string();
    let cut: String = text.chars().take(LONGEST).collect();
    if cut.len() < text.len() { cut + "…" } else { cut }
}

/// What serde expects, for someone who writes JSON and not Rust.
fn in_words_of_json(expected: &str) -> String {
    let words = match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number of at least 0, without quotes",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number, without quotes",
        "f32" | "f64" => "a number, without quotes",
        "a string" | "string" | "a borrowed string" => "a text in quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list [ … ]",
        "a map" => "an object { … }",
        "unit" => "null",
        struct_ if struct_.starts_with("struct ") => "an object { … }",
        tuple if tuple.starts_with("a tuple of size ") || tuple.starts_with("an array of length ") => {
            let length = tuple.rsplit(' ').next().unwrap_or_default();
            return format!("a list of {length}");
        }
        other if other.contains(" with ") || other.contains("struct ") || other.contains("enum ") => "what the field holds",
        other => other,
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use crate::governance::Facts;

    fn told_of(text: &str) -> String {
        Facts::from_json(text).unwrap_err().to_string()
    }

    #[test]
    fn a_mistake_is_told_with_its_path_its_value_and_what_to_write() {
        let community = |inner: &str| {
            told_of(&format!(
                "{{\"communities\": [{{\"community\": \"West\", \"period\": \"2024\"}},\n{{\"community\": \"东湖\", \"period\": \"2024\", {inner}}}]}}"
            ))
        };
        let here = "(community 东湖, period 2024)";
        for (inner, expected) in [
            (
                r#""profile": {"population": "12"}"#,
                format!("communities[1].profile.population {here} is \"12\"; write a whole number of at least 0, without quotes"),
            ),
            (r#""profile": {"population": -1}"#, format!("communities[1].profile.population {here} is -1; write a whole number")),
            (
                r#""profile": {"population": 1.5}"#,
                format!("communities[1].profile.population {here} is 1.5; write a whole number"),
            ),
            (r#""profile": "big""#, format!("communities[1].profile {here} is \"big\"; write an object {{ … }}")),
            (r#""services": {"legal": 1}"#, format!("communities[1].services {here} is {{\"legal\":1}}; write a list [ … ]")),
            (r#""services": [{"resolved": 1}]"#, format!("communities[1].services[0].category {here} is missing; give it")),
            (
                r#""services": [{"category": "legal", "resolvd": 1}]"#,
                format!("communities[1].services[0].resolvd {here} is no field that is known; did you mean \"resolved\"?"),
            ),
            (
                r#""services": [{"category": "legl"}]"#,
                format!("communities[1].services[0].category {here}: service category \"legl\""),
            ),
            (
                r#""surveys": [{"outcome": "sense-of-gain", "mean": "4"}]"#,
                format!("surveys[0].mean {here} is \"4\"; write a number, without quotes"),
            ),
        ] {
            let message = community(inner);
            assert!(message.contains(&expected), "{message}\n{expected}");
            assert!(message.contains("(line 2)"), "{message}");
            assert!(!message.contains("struct") && !message.contains("u64"), "{message}");
        }
        assert!(told_of("[]").contains("write an object"), "{}", told_of("[]"));
        assert!(told_of("{}").contains("communities is missing"), "{}", told_of("{}"));
        let period = told_of(r#"{"communities": [{"community": "West", "period": 2024}]}"#);
        assert!(period.contains("communities[0].period") && period.contains("is 2024; write a text in quotes"), "{period}");
    }
}
