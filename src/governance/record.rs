//! How a kind of fact becomes a type (记录): one line a field, from which come the struct, its documentation, the columns of its
//! ledger, the data dictionary and the checks. One definition each, so that they can't drift apart.

use super::contradiction::ContradictionKind;

/// Makes a struct of facts from one table.
///
/// `keys` tell one record of a community and period from another; `must` holds what a record can't do without; `facts` are what
/// may be unrecorded, so that absent is never taken for zero. `rules` hold wherever both sides are recorded: a part is at most its
/// whole, a share at most 1. A record without keys is the only one of its community and period.
///
/// The first line of the documentation is also what the data dictionary says of the ledger. A field is given as its type, its
/// meaning in English and in Chinese, and its unit if it has one.
macro_rules! record {
    (
        #[doc = $about:literal]
        $(#[$more:meta])*
        $name:ident, $file:literal;
        keys { $( $key:ident: $key_type:ty, $key_en:literal, $key_zh:literal $(, $key_unit:literal)?; )+ }
        $(must { $( $must:ident: $must_type:ty, $must_en:literal, $must_zh:literal $(, $must_unit:literal)?; )+ })?
        facts { $( $fact:ident: $fact_type:ty, $en:literal, $zh:literal $(, $unit:literal)?; )* }
        rules { $( $part:ident <= $whole:tt; )* }
    ) => {
        #[doc = $about]
        $(#[$more])*
        #[doc = ""]
        #[doc = concat!("Its ledger is `", $file, "`.")]
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

        $crate::governance::record::record!(@traits $name, $about, $file;
            { $( $key: $key_type, $key_en, $key_zh $(, $key_unit)?; )+ }
            { $( $( $must: $must_type, $must_en, $must_zh $(, $must_unit)?; )+ )? }
            { $( $fact: $fact_type, $en, $zh $(, $unit)?; )* }
            { $( $part <= $whole; )* });
    };
    (
        #[doc = $about:literal]
        $(#[$more:meta])*
        $name:ident, $file:literal;
        facts { $( $fact:ident: $fact_type:ty, $en:literal, $zh:literal $(, $unit:literal)?; )+ }
        rules { $( $part:ident <= $whole:tt; )* }
    ) => {
        #[doc = $about]
        $(#[$more])*
        #[doc = ""]
        #[doc = concat!("Its ledger is `", $file, "`, with one row a community and period.")]
        #[derive(Debug, Clone, PartialEq, Default, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(
                #[doc = concat!($en, " (", $zh, ")." $(, " Unit: ", $unit, ".")?)]
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $fact: Option<$fact_type>,
            )+
        }

        $crate::governance::record::record!(@traits $name, $about, $file; {} {}
            { $( $fact: $fact_type, $en, $zh $(, $unit)?; )+ }
            { $( $part <= $whole; )* });
    };
    (@traits $name:ident, $about:literal, $file:literal;
        { $( $key:ident: $key_type:ty, $key_en:literal, $key_zh:literal $(, $key_unit:literal)?; )* }
        { $( $must:ident: $must_type:ty, $must_en:literal, $must_zh:literal $(, $must_unit:literal)?; )* }
        { $( $fact:ident: $fact_type:ty, $en:literal, $zh:literal $(, $unit:literal)?; )* }
        { $( $part:ident <= $whole:tt; )* }
    ) => {
        impl $crate::governance::record::Record for $name {
            const FILE: &'static str = $file;
            const RULES: &'static [$crate::governance::record::Rule<Self>] = &[$(
                $crate::governance::record::Rule {
                    part: stringify!($part),
                    whole: $crate::governance::record::record!(@whole $whole),
                    values: |record| {
                        let part = $crate::governance::cell::Cell::number(&record.$part)?;
                        Some((part, $crate::governance::record::record!(@number record, $whole)?))
                    },
                },
            )*];

            fn key(&self) -> String {
                let keys: &[String] = &[$($crate::governance::cell::Cell::text(&self.$key)),*];
                keys.join("/")
            }

            fn cells(&self, look: &mut dyn FnMut(&'static str, &dyn $crate::governance::record::Shown)) {
                $( look(stringify!($key), &self.$key); )*
                $( look(stringify!($must), &self.$must); )*
                $( look(stringify!($fact), &self.$fact); )*
            }
        }

        #[cfg(feature = "csv")]
        impl $crate::governance::ledger::Row for $name {
            const ABOUT: &'static str = $about;

            fn columns() -> Vec<$crate::governance::ledger::Column> {
                use $crate::governance::ledger::Column;
                vec![
                    $( Column::of::<$key_type>(stringify!($key), $key_en, $key_zh, concat!($($key_unit)?)), )*
                    $( Column::of::<$must_type>(stringify!($must), $must_en, $must_zh, concat!($($must_unit)?)), )*
                    $( Column::of::<Option<$fact_type>>(stringify!($fact), $en, $zh, concat!($($unit)?)), )*
                ]
            }

            fn read(cells: &mut $crate::governance::ledger::Cells<'_>) -> Option<Self> {
                // Every cell is read before the row is given up, so that all its mistakes are found.
                $( let $key = cells.take::<$key_type>(); )*
                $( let $must = cells.take::<$must_type>(); )*
                $( let $fact = cells.take::<Option<$fact_type>>(); )*
                Some(Self { $($key: $key?,)* $($must: $must?,)* $($fact: $fact.flatten(),)* })
            }
        }
    };
    (@whole $field:ident) => { Some(stringify!($field)) };
    (@whole $one:literal) => { None };
    (@number $record:ident, $field:ident) => { $crate::governance::cell::Cell::number(&$record.$field) };
    (@number $record:ident, $one:literal) => { Some(f64::from($one)) };
}

pub(crate) use record;

/// A kind of record of a community and period.
pub(crate) trait Record: Sized + 'static {
    /// The ledger it stands in.
    const FILE: &'static str;
    /// Relations between its fields that hold wherever both are recorded.
    const RULES: &'static [Rule<Self>];

    /// What tells this record from others of its community and period.
    fn key(&self) -> String;

    /// Shows every field, keys first, in the order of the columns.
    fn cells(&self, look: &mut dyn FnMut(&'static str, &dyn Shown));
}

/// A part that is at most its whole, or at most 1 if no whole is named.
pub(crate) struct Rule<R> {
    pub(crate) part: &'static str,
    pub(crate) whole: Option<&'static str>,
    pub(crate) values: fn(&R) -> Option<(f64, f64)>,
}

/// A field, whatever its type.
pub(crate) trait Shown {
    fn text(&self) -> String;
    fn problem(&self) -> Option<ContradictionKind>;
}

impl<C: super::cell::Cell> Shown for C {
    fn text(&self) -> String {
        super::cell::Cell::text(self)
    }

    fn problem(&self) -> Option<ContradictionKind> {
        super::cell::Cell::problem(self)
    }
}
