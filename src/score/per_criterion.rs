//! A setting for all criteria, and others for some by their key (分准则设置).

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;

/// What holds for every criterion but those that are named.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct PerCriterion<T> {
    pub(super) all: T,
    named: Vec<(Key, T)>,
}

impl<T: Copy + PartialEq + Default> PerCriterion<T> {
    /// What holds for the criterion `key`.
    pub(super) fn of(&self, key: &Key) -> T {
        self.named.iter().find(|(named, _)| named == key).map_or(self.all, |(_, own)| *own)
    }

    pub(super) fn set(&mut self, key: Key, own: T) {
        match self.named.iter_mut().find(|(named, _)| *named == key) {
            Some((_, known)) => *known = own,
            None => self.named.push((key, own)),
        }
    }

    pub(super) fn keys(&self) -> Vec<Key> {
        self.named.iter().map(|(key, _)| key.clone()).collect()
    }

    /// Reads the entry `all`, and `named` with a setting by key.
    pub(super) fn read(
        reader: &mut Reader<'_>,
        all: &'static str,
        named: &'static str,
        read: impl Fn(&Entry<'_>) -> Result<T, Error>,
    ) -> Result<Self, Error> {
        let mut found = Self { all: reader.optional(all).map_or(Ok(T::default()), |entry| read(&entry))?, named: Vec::new() };
        if let Some(entry) = reader.optional(named) {
            for (key, own) in entry.table()?.all() {
                found.set(Key::new(key).map_err(|e| own.error(e))?, read(&own)?);
            }
        }
        Ok(found)
    }

    pub(super) fn write(&self, all: &'static str, named: &'static str, write: impl Fn(T) -> Value) -> TableBuilder {
        let by_key = self.named.iter().fold(TableBuilder::default(), |table, (key, own)| table.with(key.as_str(), write(*own)));
        TableBuilder::default()
            .with_some(all, (self.all != T::default()).then(|| write(self.all)))
            .with_some(named, (!self.named.is_empty()).then_some(by_key))
    }
}
