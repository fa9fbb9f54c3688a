//! What every method tells of itself (方法说明): its name, where it comes from, what it needs and what it promises.

use crate::label::Language;

/// What a method needs to learn from (所需数据).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Only the names of the indicators; it takes judgements or numbers of its own.
    Names,
    /// Each indicator's values by themselves; gaps are allowed.
    Columns,
    /// Every value of every unit at once.
    CompleteMatrix,
}

/// A change of the data that leaves the result as it was (不变性).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invariance {
    /// The order of the units.
    UnitOrder,
    /// The order of the indicators: weights and contributions follow their indicator.
    IndicatorOrder,
    /// Multiplying an indicator by a positive number, such as another unit of measurement.
    Scale,
    /// Adding a number to an indicator, such as another zero.
    Shift,
}

/// What a method tells of itself: the registry, the documentation and the common tests read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodInfo {
    /// Its name in a model document.
    pub name: &'static str,
    /// Its English name.
    pub en: &'static str,
    /// Its Chinese name.
    pub zh: &'static str,
    /// Author, year and title of the work that defines it.
    pub source: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// What leaves its result, with its default options, as it was.
    pub invariances: &'static [Invariance],
    /// Whether what it learns can be merged from parts of the data.
    pub streamable: bool,
}

impl MethodInfo {
    /// Its name in `language`.
    pub fn label(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Zh => self.zh,
        }
    }

    /// Whether it promises `invariance`.
    pub fn promises(&self, invariance: Invariance) -> bool {
        self.invariances.contains(&invariance)
    }
}
