//! Scores of one part of a stream (分块得分).

use std::sync::Arc;

use crate::error::Error;
use crate::label::Label;
use crate::model::evaluation::graded;
use crate::model::fitted::{Fitted, check_ranges};
use crate::notice::Notice;
use crate::score::{Orientation, Score, rank};
use crate::table::{Column, IndicatorTable, Rows};

/// The scores of one part of a table (分块得分), node by node, without ranks.
#[derive(Debug, Clone)]
pub struct ScoredChunk {
    rows: Arc<Rows>,
    /// The root last.
    nodes: Vec<Column>,
    grades: Option<Vec<Option<Label>>>,
    notices: Vec<Notice>,
}

impl ScoredChunk {
    /// The rows.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The score of each row at every node, the root last.
    pub fn nodes(&self) -> &[Column] {
        &self.nodes
    }

    /// The score of each row at the root; none where too little of it is available.
    pub fn root(&self) -> &Column {
        // A fitted model has a root.
        &self.nodes[self.nodes.len() - 1]
    }

    /// The score of each row at the node `key`.
    ///
    /// # Errors
    /// [`Error::Unknown`] if there is no such node.
    pub fn node(&self, key: &str) -> Result<&Column, Error> {
        let known = || self.nodes.iter().map(|node| node.key().as_str());
        self.nodes.iter().find(|node| *node.key() == *key).ok_or_else(|| Error::unknown("node", key, known()))
    }

    /// The grade of each row that has a score, if the model has grades.
    pub fn grades(&self) -> Option<&[Option<Label>]> {
        self.grades.as_deref()
    }

    /// What a reader must know of this part.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }
}

impl Fitted {
    /// The ranks of scores of the whole, gathered from all parts of one period; none for a row without a score. Ties go as the model says.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for a score that is not finite.
    pub fn ranks_of(&self, scores: &[Option<f64>]) -> Result<Vec<Option<f64>>, Error> {
        let present: Vec<f64> = scores.iter().copied().flatten().collect();
        if let Some(stray) = present.iter().find(|score| !score.is_finite()) {
            return Err(Error::setting("a score", stray, "give the scores as they came from the parts"));
        }
        let orientation = self.nodes.last().map_or(Orientation::HigherIsBetter, |root| root.score.method().orientation());
        let mut ranks = rank(&present, orientation, self.model.ties).into_iter();
        Ok(scores.iter().map(|score| score.and_then(|_| ranks.next())).collect())
    }

    /// Scores one part of a table on the frozen scale.
    ///
    /// # Errors
    /// As [`score`](Self::score).
    pub fn score_chunk(&self, part: &IndicatorTable) -> Result<ScoredChunk, Error> {
        check_ranges(&self.model, part)?;
        let prepared = self.preparation.apply(part)?;
        let scored = self.score_nodes(&prepared, self.others(&prepared.rows))?;
        let mut notices = prepared.notices.clone();
        let of_nodes = scored.iter().flat_map(|(_, node)| &node.notices);
        // Periods that meet in one part say nothing of the whole.
        notices.extend(of_nodes.filter(|notice| !matches!(notice, Notice::BreakInSeries { .. })).cloned());
        let grades = match self.model.grades.as_ref().zip(scored.last()) {
            Some((grades, (_, root))) => Some(graded(&self.model, grades, &root.shares, part, &prepared.rows, &mut notices)?),
            None => None,
        };
        let nodes = scored.into_iter().map(|(_, node)| node.scores).collect();
        Ok(ScoredChunk { rows: prepared.rows, nodes, grades, notices })
    }
}
