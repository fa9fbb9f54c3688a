//! Tables larger than memory (流式计算): a fit in several passes over parts of a table, and scores part by part, both in memory that does
//! not grow with the number of rows.
//!
//! A source of parts is [`Chunks`]: something that can be read from its beginning again. [`Model::fit_stream`] learns from it what
//! [`Model::fit`] learns from the whole table, the same to within 10⁻¹²; [`Fitted::score_stream`] scores part after part on that scale.
//!
//! # Which methods
//! Those whose `INFO` says `streamable`: what they learn can be gathered of parts and put together. Of weights these are all that take only
//! judgements or numbers of their own, `entropy`, `standard-deviation`, `coefficient-of-variation`, `angle`, `lopcow`, and combinations of them; of scores
//! those that score one unit by itself on a frozen scale. Medians, ranks, treatment of outliers, imputation and screens need the whole
//! table, and so do targets and bands. Asking for one of these is an error that names those that will do.
//!
//! # Elsewhere
//! The parts may lie on other machines: [`FitInPasses`] says what each pass must gather, and puts it together whoever gathered it.

mod check;
mod learning;
mod pass;
mod scoring;
mod tally;

use crate::error::Error;
use crate::table::IndicatorTable;

use super::{Fitted, Model};

pub use learning::FitInPasses;
pub use pass::{Pass, Task};
pub use scoring::ScoredChunk;
pub use tally::{ColumnTally, Tally};

/// A table in parts that can be read again from the beginning (可重复读取的分块表).
///
/// A closure that opens an iterator of tables is one, and so is a slice of tables. A unit and period must not occur in two parts: that is not
/// looked for.
pub trait Chunks {
    /// Opens it at the beginning.
    ///
    /// # Errors
    /// What keeps it from being opened; each part may hold an error of its own.
    fn open(&self) -> Result<impl Iterator<Item = Result<IndicatorTable, Error>>, Error>;
}

impl<F, I> Chunks for F
where
    F: Fn() -> Result<I, Error>,
    I: Iterator<Item = Result<IndicatorTable, Error>>,
{
    fn open(&self) -> Result<impl Iterator<Item = Result<IndicatorTable, Error>>, Error> {
        self()
    }
}

impl Chunks for [IndicatorTable] {
    fn open(&self) -> Result<impl Iterator<Item = Result<IndicatorTable, Error>>, Error> {
        Ok(self.iter().cloned().map(Ok))
    }
}

#[cfg(feature = "csv")]
impl Chunks for crate::table::CsvFile {
    fn open(&self) -> Result<impl Iterator<Item = Result<IndicatorTable, Error>>, Error> {
        Self::open(self)
    }
}

impl Model {
    /// Learns the scale from a table in parts, in several passes, as [`fit`](Self::fit) does from the whole.
    ///
    /// # Errors
    /// As [`fit`](Self::fit); [`Error::Undefined`] naming a method that needs the whole table, or if the rows change from pass to pass.
    ///
    /// ```
    /// use governance_efficacy::model::{Model, System};
    /// use governance_efficacy::{Indicator, IndicatorTable};
    ///
    /// let model = Model::new(System::flat([Indicator::new("answered")?])?);
    /// let part = |unit: &str, x: f64| IndicatorTable::from_rows([unit], &["answered"], &[[Some(x)]]);
    /// let parts = [part("A", 0.5)?, part("B", 0.9)?, part("C", 0.6)?];
    ///
    /// let fitted = model.fit_stream(&parts[..])?;
    /// let mut scores = Vec::new();
    /// fitted.score_stream(&parts[..], |chunk| {
    ///     scores.extend(chunk.root().iter().flatten());
    ///     Ok(())
    /// })?;
    /// assert_eq!(scores[..2], [0.0, 1.0]);
    /// assert!((scores[2] - 0.25).abs() < 1e-12);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn fit_stream<C: Chunks + ?Sized>(&self, source: &C) -> Result<Fitted, Error> {
        let mut fit = FitInPasses::new(self)?;
        while let Some(pass) = fit.pass() {
            let mut whole = Tally::default();
            for part in source.open()? {
                whole.merge(&pass.tally(&part?)?)?;
            }
            fit.complete(&whole)?;
        }
        fit.finish()
    }
}

impl Fitted {
    /// Scores a table part by part on the frozen scale; `each` gets the scores of every part, in order. Ranks need the scores of all rows: they
    /// are left to whoever gathers them.
    ///
    /// # Errors
    /// As [`score`](Self::score); what `each` gives; [`Error::Undefined`] for a method that compares every unit with every other.
    pub fn score_stream<C: Chunks + ?Sized>(
        &self,
        source: &C,
        mut each: impl FnMut(ScoredChunk) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for part in source.open()? {
            each(self.score_chunk(&part?)?)?;
        }
        Ok(())
    }
}
