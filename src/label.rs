//! Names: keys that address things, labels that people read, the language they read in.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// The key of an indicator or of a node of the hierarchy (键): a non-empty string, in any script,
/// without `/` and without control characters.
///
/// A node is addressed by the path of its keys, `subject_synergy/resolution_delivery`, which is why `/` is refused.
/// Cloning is cheap.
///
/// ```
/// use governance_efficacy::Key;
///
/// let key: Key = "议定事项落实率".parse()?;
/// assert_eq!(key.as_str(), "议定事项落实率");
/// assert!("a/b".parse::<Key>().is_err());
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(Arc<str>);

impl Key {
    /// Checks `text` and makes it a key.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if `text` is empty, has leading or trailing white space, or contains `/` or a control character.
    pub fn new(text: impl AsRef<str>) -> Result<Self, Error> {
        let text = text.as_ref();
        let reason = if text.trim().is_empty() {
            "it is empty"
        } else if text.trim() != text {
            "it begins or ends with white space"
        } else if text.contains('/') {
            "it contains '/', which separates the keys of an address"
        } else if text.chars().any(char::is_control) {
            "it contains a control character"
        } else {
            return Ok(Self(text.into()));
        };
        Err(Error::InvalidKey { key: text.to_owned(), reason })
    }

    /// A key of this library's own, known to be valid.
    pub(crate) fn of_standard(text: &'static str) -> Self {
        debug_assert!(Self::new(text).is_ok(), "{text:?} is no valid key");
        Self(text.into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl FromStr for Key {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl TryFrom<String> for Key {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl TryFrom<&str> for Key {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.as_str().to_owned()
    }
}

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for Key {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Key {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

/// The language a label or a notice is read in (语言).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// English (英文).
    #[default]
    En,
    /// Chinese (中文).
    Zh,
}

/// A name in English and in Chinese (标签). Either may stand alone: the other then repeats it.
///
/// ```
/// use governance_efficacy::{Label, Language};
///
/// let label = Label::new("Service precision", "治理服务精准度");
/// assert_eq!(label.in_language(Language::Zh), "治理服务精准度");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// English name.
    pub en: String,
    /// Chinese name.
    pub zh: String,
}

impl Label {
    /// A label in both languages.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// A label that reads the same in both languages.
    pub fn same(text: impl Into<String>) -> Self {
        let en = text.into();
        Self { zh: en.clone(), en }
    }

    /// The name in `language`.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Self {
        Self::same(text)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.en)
    }
}
/// The first of `keys` that stands there a second time.
pub(crate) fn first_duplicate<'a>(keys: impl ExactSizeIterator<Item = &'a Key> + Clone) -> Option<&'a Key> {
    // Of few keys comparing each with each is quicker than a table of hashes.
    const FEW: usize = 32;
    if keys.len() <= FEW {
        return keys.clone().enumerate().find(|(at, key)| keys.clone().take(*at).any(|other| other == *key)).map(|(_, key)| key);
    }
    let mut seen = HashSet::with_capacity(keys.len());
    keys.into_iter().find(|key| !seen.insert(*key))
}
