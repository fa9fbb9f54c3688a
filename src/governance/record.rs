//! How a kind of fact becomes a type (记录): one line a field, from which come the struct, its documentation, the columns of its
//! ledger, the data dictionary and the checks. One definition each, so that they can't drift apart.

use crate::label::Key;

use super::period::Period;
use super::vocabulary::Word;

/// Makes a struct of facts from one table.
///
/// `keys` tell one record of a community and period from another; `must` holds what a record can't do without; `facts` are what
/// may be unrecorded, so that absent is never taken for zero. `rules` are relations that hold between recorded facts.
/// A record without keys is the only one of its community and period.
macro_rules! record {
    (
        $(#[$about:meta])*
        $name:ident, $file:literal;
        keys { $( $key:ident: $key_type:ty, $key_en:literal, $key_zh:literal $(, $key_unit:literal)?; )+ }
        $(must { $( $must:ident: $must_type:ty, $must_en:literal, $must_zh:literal $(, $must_unit:literal)?; )+ })?
        facts { $( $fact:ident: $fact_type:ty, $en:literal, $zh:literal $(, $unit:literal)?; )* }
        rules { $( $part:ident $relation:tt $whole:tt; )* }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $( #[doc = concat!($key_en, " (", $key_zh, ")." $(, " Unit: ", $key_unit, ".")?)] pub $key: $key_type, )+
            $( $( #[doc = concat!($must_en, " (", $must_zh, ")." $(, " Unit: ", $must_unit, ".")?)] pub $must: $must_type, )+ )?
            $(
                #[doc = concat!($en, " (", $zh, ")." $(, " Unit: ", $unit, ".")?)]
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $fact: Option<$fact_type>,
            )*
        }

        impl $name {
            /// A record of which only what it is about is known.
            pub fn new($($key: impl Into<$key_type>,)+ $($($must: $must_type),+)?) -> Self {
                Self { $($key: $key.into(),)+ $($($must,)+)? $($fact: None),* }
            }
        }

        $crate::governance::record::record!(@columns $name, $file;
            { $( $key: $key_type, $key_en, $key_zh $(, $key_unit)?; )+ }
            { $( $( $must: $must_type, $must_en, $must_zh $(, $must_unit)?; )+ )? }
            { $( $fact: $fact_type, $en, $zh $(, $unit)?; )* }
            { $( $part $relation $whole; )* });
    };
    (
        $(#[$about:meta])*
        $name:ident, $file:literal;
        facts { $( $fact:ident: $fact_type:ty, $en:literal, $zh:literal $(, $unit:literal)?; )+ }
        rules { $( $part:ident $relation:tt $whole:tt; )* }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Default, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(
                #[doc = concat!($en, " (", $zh, ")." $(, " Unit: ", $unit, ".")?)]
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $fact: Option<$fact_type>,
            )+
        }

        $crate::governance::record::record!(@columns $name, $file; {} {}
            { $( $fact: $fact_type, $en, $zh $(, $unit)?; )+ }
            { $( $part $relation $whole; )* });
    };
    (@columns $name:ident, $file:literal;
        { $( $key:ident: $key_type:ty, $key_en:literal, $key_zh:literal $(, $key_unit:literal)?; )* }
        { $( $must:ident: $must_type:ty, $must_en:literal, $must_zh:literal $(, $must_unit:literal)?; )* }
        { $( $fact:ident: $fact_type:ty, $en:literal, $zh:literal $(, $unit:literal)?; )* }
        { $( $part:ident $relation:tt $whole:tt; )* }
    ) => {
        impl $crate::governance::record::Record for $name {
            const FILE: &'static str = $file;

            fn key(&self) -> String {
                #[allow(unused_imports, reason = "a record that stands alone has no keys")]
                use $crate::governance::record::Cell as _;
                let keys: &[String] = &[$(self.$key.text()),*];
                keys.join("/")
            }

            fn rules() -> &'static [$crate::governance::record::Rule<Self>] {
                use $crate::governance::record::{Cell as _, Relation, Rule};
                &[$(
                    Rule {
                        part: stringify!($part),
                        relation: $crate::governance::record::record!(@relation $relation),
                        whole: stringify!($whole),
                        values: |record| Some((record.$part.number()?, $crate::governance::record::record!(@number record $whole)?)),
                    },
                )*]
            }
        }
    };
    (@relation <=) => { Relation::AtMost };
    (@relation <) => { Relation::Below };
    (@number $record:ident $field:ident) => { $record.$field.number() };
    (@number $record:ident $bound:literal) => { Some(f64::from($bound)) };
}

pub(crate) use record;

/// A kind of record of a community and period.
pub(crate) trait Record: Sized + 'static {
    /// The ledger it stands in.
    const FILE: &'static str;
    /// What tells this record from others of its community and period.
    fn key(&self) -> String;
    /// Relations between its fields that hold wherever both are recorded.
    fn rules() -> &'static [Rule<Self>];
}

/// How the part must stand to the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    AtMost,
    Below,
}

/// A relation between two fields of a record.
pub(crate) struct Rule<R> {
    pub(crate) part: &'static str,
    pub(crate) relation: Relation,
    pub(crate) whole: &'static str,
    pub(crate) values: fn(&R) -> Option<(f64, f64)>,
}

/// What may stand in a field.
pub(crate) trait Cell: Sized {
    /// The value as it stands in a ledger.
    fn text(&self) -> String;
    /// The value, if it is a number that is recorded.
    fn number(&self) -> Option<f64> {
        None
    }
}

impl Cell for u64 {
    fn text(&self) -> String {
        self.to_string()
    }
    fn number(&self) -> Option<f64> {
        Some(*self as f64)
    }
}

impl Cell for f64 {
    fn text(&self) -> String {
        self.to_string()
    }
    fn number(&self) -> Option<f64> {
        Some(*self)
    }
}

impl Cell for bool {
    fn text(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
}

impl Cell for String {
    fn text(&self) -> String {
        self.clone()
    }
}

impl Cell for Key {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Cell for Period {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl<W: Word> Cell for W {
    fn text(&self) -> String {
        self.word().to_owned()
    }
}

impl<C: Cell> Cell for Option<C> {
    fn text(&self) -> String {
        self.as_ref().map_or_else(String::new, Cell::text)
    }
    fn number(&self) -> Option<f64> {
        self.as_ref().and_then(Cell::number)
    }
}
