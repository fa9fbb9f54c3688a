//! How the words of the theory become types (术语): one line a word, with its key, its English and its Chinese name.

/// Makes an enum of words from one table: variant, key in files, English name, Chinese term.
///
/// The enum can be read from its key or from its Chinese term (`-`, `_`, spaces and case are not told apart), is written as its
/// key, lists all its words in `ALL`, and gives its [`Label`](crate::Label). An unknown word is an error with the near matches.
macro_rules! vocabulary {
    (
        $(#[$about:meta])*
        $name:ident, $what:literal;
        $( $(#[$more:meta])* $word:ident = $key:literal, $en:literal, $zh:literal; )+
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum $name {
            $(
                #[doc = concat!($en, " (", $zh, "), written `", $key, "`.")]
                $(#[$more])*
                $word,
            )+
        }

        impl $name {
            /// Every word, in the order of the theory.
            pub const ALL: &'static [Self] = &[$(Self::$word),+];

            /// The word as it stands in files.
            pub fn key(self) -> &'static str {
                match self { $(Self::$word => $key),+ }
            }

            /// Its name in English and Chinese.
            pub fn label(self) -> $crate::label::Label {
                match self { $(Self::$word => $crate::label::Label::new($en, $zh)),+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.key())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::error::Error;

            fn from_str(text: &str) -> Result<Self, $crate::error::Error> {
                $(
                    if $crate::governance::vocabulary::same_word(text, $key) || text.trim() == $zh {
                        return Ok(Self::$word);
                    }
                )+
                Err($crate::error::Error::unknown($what, text, [$($key, $zh),+]))
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::error::Error;

            fn try_from(text: String) -> Result<Self, $crate::error::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.key().to_owned()
            }
        }

        impl $crate::governance::vocabulary::Word for $name {
            #[cfg(feature = "csv")]
            const WHAT: &'static str = $what;

            #[cfg(feature = "csv")]
            fn words() -> Vec<(&'static str, $crate::label::Label)> {
                vec![$(($key, $crate::label::Label::new($en, $zh))),+]
            }

            fn word(self) -> &'static str {
                self.key()
            }
        }
    };
}

pub(crate) use vocabulary;

/// What records and ledgers need to know of every vocabulary.
pub(crate) trait Word: Copy + std::str::FromStr<Err = crate::error::Error> {
    /// What kind of word it is: "kind of subject".
    #[cfg(feature = "csv")]
    const WHAT: &'static str;

    /// Key and names of every word.
    #[cfg(feature = "csv")]
    fn words() -> Vec<(&'static str, crate::label::Label)>;

    /// The word as it stands in files.
    fn word(self) -> &'static str;
}

/// Whether two words are the same but for case, `-`, `_` and spaces.
pub(crate) fn same_word(a: &str, b: &str) -> bool {
    fn folded(text: &str) -> impl Iterator<Item = char> {
        text.trim().chars().filter(|c| !matches!(c, '-' | '_' | ' ')).map(|c| c.to_ascii_lowercase())
    }
    folded(a).eq(folded(b))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::error::Error;
    use crate::governance::*;

    macro_rules! for_each_vocabulary {
        ($check:ident: $($name:ident)+) => { $( $check!($name); )+ };
    }

    macro_rules! check_words {
        ($name:ident) => {
            let mut names = HashSet::new();
            for word in $name::ALL {
                let label = word.label();
                for text in [word.key().to_owned(), word.key().to_uppercase().replace(['-', '_'], " "), label.zh.clone()] {
                    assert_eq!(text.parse::<$name>().as_ref(), Ok(word), "{text}");
                }
                assert_eq!($name::try_from(String::from(*word)).as_ref(), Ok(word));
                assert!(names.insert(label.en.clone()) && names.insert(label.zh.clone()), "{label} stands twice");
                assert!(!label.en.is_empty() && label.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)));
            }
            assert!(matches!("no such word at all".parse::<$name>(), Err(Error::Unknown { .. })));
        };
    }

    #[test]
    fn every_word_is_read_from_its_key_and_its_chinese_term_and_stands_once() {
        for_each_vocabulary!(check_words:
            Path Dimension SubjectKind GovernanceRole Goal Problem Outcome Layer PublicityChannel NetworkLevel MemberPractice
            MemberActivity RecruitmentPool ResourceSource ResourceChannel ResourceKind PlatformStage ServiceCategory
            TargetGroupKind InstitutionKind OrganKind RightKind IncidentRecord);
    }

    #[test]
    fn the_theory_has_its_numbers_of_terms() {
        assert_eq!((Path::ALL.len(), Dimension::ALL.len(), SubjectKind::ALL.len()), (4, 4, 5));
        assert_eq!(
            (NetworkLevel::ALL.len(), ResourceSource::ALL.len(), PlatformStage::ALL.len(), RightKind::ALL.len()),
            (4, 4, 4, 4)
        );
    }

    #[test]
    fn every_dimension_is_the_inverse_of_a_problem_and_served_by_an_institution() {
        for dimension in Dimension::ALL {
            assert!(Problem::ALL.iter().any(|problem| problem.dimensions().contains(dimension)), "{dimension}");
            assert!(InstitutionKind::ALL.iter().any(|kind| kind.dimensions().contains(dimension)), "{dimension}");
        }
        for path in Path::ALL {
            assert!(InstitutionKind::ALL.iter().any(|kind| kind.paths().contains(path)), "{path}");
        }
    }
}
