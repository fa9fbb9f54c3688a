//! The tree of values (值树).

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How deep a document may nest.
const MAX_DEPTH: usize = 32;

/// A value of a document: what TOML and JSON have in common, in the order in which it was written (文档值).
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number, finite.
    Float(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Entries by name, in order.
    Table(Vec<(String, Node)>),
}

/// A value with the line it stands in, where the format tells (值与行号).
#[derive(Debug, Clone)]
pub struct Node {
    pub(crate) value: Value,
    pub(crate) line: Option<usize>,
}

impl PartialEq for Node {
    /// Where a value stands is no part of what it is.
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        Self { value, line: None }
    }
}

impl Value {
    /// What it is, for an error.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Bool(_) => "true or false",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Value {
    fn from(x: f64) -> Self {
        Self::Float(x)
    }
}

impl From<bool> for Value {
    fn from(x: bool) -> Self {
        Self::Bool(x)
    }
}

impl From<usize> for Value {
    fn from(x: usize) -> Self {
        Self::Integer(i64::try_from(x).unwrap_or(i64::MAX))
    }
}

impl<V: Into<Self>> From<Vec<V>> for Value {
    fn from(values: Vec<V>) -> Self {
        Self::List(values.into_iter().map(|v| v.into().into()).collect())
    }
}

/// Writes a table entry by entry.
#[derive(Debug, Default)]
pub(crate) struct TableBuilder(Vec<(String, Node)>);

impl TableBuilder {
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.push((name.to_owned(), value.into().into()));
        self
    }

    pub(crate) fn with_some(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The entries of `table` after those already there.
    pub(crate) fn and(mut self, table: Self) -> Self {
        self.0.extend(table.0);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<TableBuilder> for Value {
    fn from(builder: TableBuilder) -> Self {
        Self::Table(builder.0)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(x) => serializer.serialize_bool(*x),
            Self::Integer(x) => serializer.serialize_i64(*x),
            Self::Float(x) => serializer.serialize_f64(*x),
            Self::Text(x) => serializer.serialize_str(x),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&item.value)?;
                }
                list.end()
            }
            Self::Table(entries) => {
                let mut table = serializer.serialize_map(Some(entries.len()))?;
                for (name, entry) in entries {
                    table.serialize_entry(name, &entry.value)?;
                }
                table.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::DeserializeSeed::deserialize(Depth(0), deserializer)
    }
}

/// Reads a value that stands this deep in the document.
#[derive(Clone, Copy)]
struct Depth(usize);

impl Depth {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.0 < MAX_DEPTH {
            Ok(Self(self.0 + 1))
        } else {
            Err(E::custom(format_args!("it nests more than {MAX_DEPTH} deep")))
        }
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for Depth {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false, a finite number, a text, a list or a table")
    }

    fn visit_bool<E>(self, x: bool) -> Result<Value, E> {
        Ok(Value::Bool(x))
    }

    fn visit_i64<E>(self, x: i64) -> Result<Value, E> {
        Ok(Value::Integer(x))
    }

    fn visit_u64<E: serde::de::Error>(self, x: u64) -> Result<Value, E> {
        i64::try_from(x).map(Value::Integer).map_err(|_| E::custom(format_args!("the whole number {x} is too large")))
    }

    fn visit_f64<E: serde::de::Error>(self, x: f64) -> Result<Value, E> {
        if x.is_finite() { Ok(Value::Float(x)) } else { Err(E::custom(format_args!("the number {x} is not finite"))) }
    }

    fn visit_str<E>(self, x: &str) -> Result<Value, E> {
        Ok(Value::Text(x.to_owned()))
    }

    fn visit_string<E>(self, x: String) -> Result<Value, E> {
        Ok(Value::Text(x))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(deeper)? {
            items.push(item.into());
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut entries: Vec<(String, Node)> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if !seen.insert(name.clone()) {
                return Err(serde::de::Error::custom(format_args!("{name:?} is given twice")));
            }
            entries.push((name, map.next_value_seed(deeper)?.into()));
        }
        Ok(Value::Table(entries))
    }
}

#[cfg(feature = "toml")]
pub(crate) mod from_toml {
    //! TOML to a tree with lines.

    use toml::de::{DeTable, DeValue};

    use super::{MAX_DEPTH, Node, Value};
    use crate::error::Error;

    /// Parses TOML text; `what` names it in errors.
    pub(crate) fn parse(text: &str, what: &str) -> Result<Node, Error> {
        let syntax =
            |line: Option<usize>, problem: String| Error::Syntax { what: what.to_owned(), format: "TOML", line, problem };
        let table = DeTable::parse(text)
            .map_err(|e| syntax(e.span().map(|span| Lines::of(text).at(span.start)), e.message().to_owned()))?;
        let lines = Lines::of(text);
        let at = |start: usize| lines.at(start);
        Ok(Node { value: table_value(table.get_ref(), &at, 0).map_err(|(line, p)| syntax(Some(line), p))?, line: Some(1) })
    }

    /// Where the lines of a text end. Counting them anew for every entry would take the square of its length.
    struct Lines(Vec<usize>);

    impl Lines {
        fn of(text: &str) -> Self {
            Self(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect())
        }

        fn at(&self, offset: usize) -> usize {
            1 + self.0.partition_point(|&end| end < offset)
        }
    }

    fn table_value(table: &DeTable<'_>, at: &dyn Fn(usize) -> usize, depth: usize) -> Result<Value, (usize, String)> {
        // The map is ordered by name; the document by where each entry stands.
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        let nodes = entries.into_iter().map(|(name, value)| {
            let line = at(name.span().start);
            Ok((name.get_ref().to_string(), Node { value: convert(value.get_ref(), line, at, depth + 1)?, line: Some(line) }))
        });
        Ok(Value::Table(nodes.collect::<Result<_, _>>()?))
    }

    fn convert(value: &DeValue<'_>, line: usize, at: &dyn Fn(usize) -> usize, depth: usize) -> Result<Value, (usize, String)> {
        if depth > MAX_DEPTH {
            return Err((line, format!("it nests more than {MAX_DEPTH} deep")));
        }
        match value {
            DeValue::String(text) => Ok(Value::Text(text.to_string())),
            DeValue::Boolean(x) => Ok(Value::Bool(*x)),
            DeValue::Integer(x) => i64::from_str_radix(x.as_str(), x.radix())
                .map(Value::Integer)
                .map_err(|_| (line, format!("the whole number {} is too large", x.as_str()))),
            DeValue::Float(x) => match x.as_str().parse::<f64>() {
                Ok(x) if x.is_finite() => Ok(Value::Float(x)),
                _ => Err((line, format!("the number {} is not finite", x.as_str()))),
            },
            DeValue::Datetime(x) => Ok(Value::Text(x.to_string())),
            DeValue::Array(items) => {
                let nodes = items.iter().map(|item| {
                    let line = at(item.span().start);
                    Ok(Node { value: convert(item.get_ref(), line, at, depth + 1)?, line: Some(line) })
                });
                Ok(Value::List(nodes.collect::<Result<_, _>>()?))
            }
            DeValue::Table(table) => table_value(table, at, depth),
        }
    }
}
