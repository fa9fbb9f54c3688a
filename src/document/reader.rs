//! Reading typed entries from a tree (读取器).

use crate::error::Error;
use crate::label::Key;

use super::value::{Node, Value};

/// One step into a document.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'a> {
    /// To the entry of this name.
    Name(&'a str),
    /// To this item of a list.
    At(usize),
}

/// One entry of a document and the path it stands at.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    node: &'a Node,
    path: String,
}

impl<'a> Entry<'a> {
    pub(crate) fn root(node: &'a Node) -> Self {
        Self { node, path: String::new() }
    }

    /// `error`, found here.
    pub(crate) fn error(&self, error: Error) -> Error {
        error.at(self.path.clone(), self.node.line)
    }

    /// The entry that these names and places in lists lead to, or the last one on the way there.
    pub(crate) fn descend(&self, steps: &[Step<'_>]) -> Self {
        let Some((step, rest)) = steps.split_first() else { return self.clone() };
        let next = match (step, &self.node.value) {
            (Step::Name(name), Value::Table(entries)) => entries.iter().find(|(n, _)| n == name).map(|(_, node)| {
                let path = if self.path.is_empty() { (*name).to_owned() } else { format!("{}.{name}", self.path) };
                Self { node, path }
            }),
            (Step::At(at), Value::List(items)) => items.get(*at).map(|node| Self { node, path: format!("{}[{at}]", self.path) }),
            _ => None,
        };
        next.map_or_else(|| self.clone(), |next| next.descend(rest))
    }

    fn wrong_kind(&self, expected: &str) -> Error {
        self.error(Error::setting("it", self.node.value.kind(), format!("give {expected}")))
    }

    pub(crate) fn text(&self) -> Result<&'a str, Error> {
        match &self.node.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong_kind("a text")),
        }
    }

    pub(crate) fn truth(&self) -> Result<bool, Error> {
        match self.node.value {
            Value::Bool(x) => Ok(x),
            _ => Err(self.wrong_kind("true or false")),
        }
    }

    pub(crate) fn number(&self) -> Result<f64, Error> {
        match self.node.value {
            Value::Integer(x) => Ok(x as f64),
            Value::Float(x) => Ok(x),
            _ => Err(self.wrong_kind("a number")),
        }
    }

    pub(crate) fn count(&self) -> Result<usize, Error> {
        match self.node.value {
            Value::Integer(x) => {
                usize::try_from(x).map_err(|_| self.error(Error::setting("it", x, "give a whole number that is not negative")))
            }
            _ => Err(self.wrong_kind("a whole number")),
        }
    }

    pub(crate) fn key(&self) -> Result<Key, Error> {
        Key::new(self.text()?).map_err(|e| self.error(e))
    }

    pub(crate) fn list(&self) -> Result<Vec<Self>, Error> {
        match &self.node.value {
            Value::List(items) => {
                Ok(items.iter().enumerate().map(|(at, node)| Self { node, path: format!("{}[{at}]", self.path) }).collect())
            }
            _ => Err(self.wrong_kind("a list")),
        }
    }

    pub(crate) fn numbers(&self) -> Result<Vec<f64>, Error> {
        self.list()?.iter().map(Self::number).collect()
    }

    pub(crate) fn table(&self) -> Result<Reader<'a>, Error> {
        match &self.node.value {
            Value::Table(entries) => Ok(Reader { entries, path: self.path.clone(), line: self.node.line, known: Vec::new() }),
            _ => Err(self.wrong_kind("a table")),
        }
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self.node.value, Value::Text(_))
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.node.value, Value::List(_))
    }

    /// The word of `words` that stands here; `what` is the kind of word, for the error.
    pub(crate) fn word<T: Copy>(&self, what: &'static str, words: &[(&str, T)]) -> Result<T, Error> {
        let text = self.text()?;
        words
            .iter()
            .find(|(word, _)| *word == text)
            .map(|&(_, value)| value)
            .ok_or_else(|| self.error(Error::unknown(what, text, words.iter().map(|&(word, _)| word))))
    }
}

/// Reads the entries of a table one by one, and at the end refuses those nobody asked for.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    entries: &'a [(String, Node)],
    path: String,
    line: Option<usize>,
    known: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    fn child(&self, name: &str, node: &'a Node) -> Entry<'a> {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Entry { node, path }
    }

    pub(crate) fn optional(&mut self, name: &'static str) -> Option<Entry<'a>> {
        self.known.push(name);
        self.entries.iter().find(|(n, _)| n == name).map(|(n, node)| self.child(n, node))
    }

    /// Whether there is an entry `name`.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|(n, _)| n == name)
    }

    pub(crate) fn required(&mut self, name: &'static str) -> Result<Entry<'a>, Error> {
        self.optional(name).ok_or_else(|| self.error(Error::setting(name, "missing", format!("give {name:?}"))))
    }

    /// Every entry, whatever its name.
    pub(crate) fn all(&self) -> Vec<(&'a str, Entry<'a>)> {
        self.entries.iter().map(|(name, node)| (name.as_str(), self.child(name, node))).collect()
    }

    /// `error`, found in this table.
    pub(crate) fn error(&self, error: Error) -> Error {
        error.at(self.path.clone(), self.line)
    }

    /// Refuses entries that were not asked for.
    pub(crate) fn finish(self) -> Result<(), Error> {
        match self.entries.iter().find(|(name, _)| !self.known.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, node)) => Err(self.child(name, node).error(Error::unknown("field", name, self.known.iter().copied()))),
        }
    }
}
