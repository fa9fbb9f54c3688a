//! One model under many score methods (方法比较).

use std::sync::Arc;

use crate::error::Error;
use crate::score::{Comparison, ScoreMethod, Scores};
use crate::table::IndicatorTable;

use super::{Model, Scoring};

impl Model {
    /// Scores the whole by each of `methods`, over all indicators at once with the weights of the model, and compares the rankings (方法比较).
    /// All rows are ranked together, whatever their period; those without a score under some method are left out.
    ///
    /// # Errors
    /// What preparation and weights refuse; [`Error::TooFew`] unless at least two methods rank at least two rows. A score method that refuses
    /// these data is named in the result.
    ///
    /// ```
    /// use governance_efficacy::model::{Model, System};
    /// use governance_efficacy::score::ScoreMethod;
    /// use governance_efficacy::{Indicator, IndicatorTable};
    ///
    /// let model = Model::new(System::flat([Indicator::new("answered")?, Indicator::new("solved")?])?);
    /// let rows = [[Some(0.9), Some(0.7)], [Some(0.6), Some(0.5)], [Some(0.7), Some(0.4)]];
    /// let table = IndicatorTable::from_rows(["East", "West", "North"], &["answered", "solved"], &rows)?;
    /// let comparison = model.compare(&table, ScoreMethod::all())?;
    /// assert_eq!(comparison.borda.ranks[0], 1.0);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn compare(&self, table: &IndicatorTable, methods: impl IntoIterator<Item = ScoreMethod>) -> Result<Comparison, Error> {
        let root = self.system.root().key().clone();
        // What no score method can mend is an error of the whole.
        self.fit(table)?;
        let evaluated = methods.into_iter().map(|method| {
            let mut model = Self { grades: None, vetoes: Vec::new(), ..self.clone() };
            model.scores.set(root.clone(), Scoring::from(method.clone()).over_leaves());
            (method, model.evaluate(table))
        });
        let evaluated: Vec<_> = evaluated.collect();
        let rows = evaluated.iter().find_map(|(_, e)| e.as_ref().ok().map(|e| e.rows().clone()));
        let rows = rows.ok_or(Error::TooFew { what: "methods that rank these units", needed: 2 })?;
        let has_score = |row: &usize| evaluated.iter().flat_map(|(_, e)| e).all(|e| e.root().scores()[*row].is_some());
        let kept: Vec<usize> = (0..rows.len()).filter(has_score).collect();
        let rows = Arc::new(rows.select(&kept)?);
        let scored = evaluated.into_iter().map(|(method, evaluation)| {
            let scores = evaluation.map(|e| {
                let values = kept.iter().filter_map(|&row| e.root().scores()[row]).collect();
                Scores::of_rows(rows.clone(), values, e.root().orientation())
            });
            (method, scores)
        });
        Comparison::of(&rows, &scored.collect::<Vec<_>>())
    }
}
