//! Results as CSV (结果表).

use std::io::Write;

use csv::Writer;

use crate::error::Error;
use crate::indicator::Role;
use crate::label::Language;
use crate::model::Evaluation;
use crate::numeric::interval::Interval;

impl Evaluation {
    /// Writes scores and ranks as CSV: `unit`, `period` if there are periods, `score`, `rank`, the medians and intervals of both
    /// if they were computed, `grade` if there are grades, then
    /// for each further node its address with its score, and its address with ` rank`. Numbers are in full; a score that could not
    /// be formed is an empty cell.
    ///
    /// # Errors
    /// [`Error::Io`] if the writer fails.
    pub fn write_scores_csv(&self, writer: impl Write, language: Language) -> Result<(), Error> {
        let mut csv = Writer::from_writer(writer);
        let dated = self.rows().has_periods();
        let mut header = vec!["unit".to_owned()];
        header.extend(dated.then(|| "period".to_owned()));
        header.extend(["score".to_owned(), "rank".to_owned()]);
        if self.certainty().is_some() {
            header.extend(["score_low", "score_median", "score_high", "rank_low", "rank_median", "rank_high"].map(str::to_owned));
        }
        header.extend(self.grades().map(|_| "grade".to_owned()));
        let others = &self.nodes()[1..];
        header.extend(others.iter().flat_map(|n| [n.address().to_owned(), format!("{} rank", n.address())]));
        csv.write_record(&header).map_err(|e| failed(&e))?;
        let text = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
        for (at, row) in self.rows().iter().enumerate() {
            let mut record = vec![row.unit.to_owned()];
            record.extend(row.period.map(|p| p.to_string()));
            record.extend([text(self.root().scores()[at]), text(self.root().ranks()[at])]);
            if let Some(certainty) = self.certainty() {
                for span in [certainty.scores[at], certainty.ranks[at]] {
                    let ends = span.map_or([None; 3], |span| [span.low, span.median, span.high].map(Some));
                    record.extend(ends.map(text));
                }
            }
            if let Some(grades) = self.grades() {
                record.push(grades[at].as_ref().map_or_else(String::new, |g| g.in_language(language).to_owned()));
            }
            record.extend(others.iter().flat_map(|n| [text(n.scores()[at]), text(n.ranks()[at])]));
            csv.write_record(&record).map_err(|e| failed(&e))?;
        }
        csv.flush().map_err(|e| failed(&e.into()))
    }

    /// Writes what was measured as CSV, one line a value: `unit`, `period` if there are periods, `ledger` (efficacy, path-profile or
    /// companion), `group` (its node, dimension or path), `indicator`, `role`, `value`, the 95 % interval `low` and `high` where the value
    /// comes from counts, and the `reason` in `language` where there is none. Efficacy indicators are there with `detail = "full"`, the
    /// other ledgers if the evaluation began with facts.
    ///
    /// # Errors
    /// [`Error::Io`] if the writer fails.
    pub fn write_indicators_csv(&self, writer: impl Write, language: Language) -> Result<(), Error> {
        let mut csv = Writer::from_writer(writer);
        let dated = self.rows().has_periods();
        let names = ["ledger", "group", "indicator", "role", "value", "low", "high", "reason"];
        let rows = ["unit", "period"].into_iter().take(1 + usize::from(dated));
        csv.write_record(rows.chain(names)).map_err(|e| failed(&e))?;
        let efficacy = self.indicators().iter().filter_map(|i| {
            let role = if i.role == Role::Scored { "scored" } else { "diagnostic" };
            Some((["efficacy", i.node.as_str(), i.key.as_str(), role], i.cells.as_ref()?))
        });
        let beside = self.beside().into_iter().flat_map(|beside| {
            let profile = beside.path_profile.iter().map(|item| ("path-profile", item));
            profile.chain(beside.companions.iter().map(|item| ("companion", item)))
        });
        let beside = beside.map(|(ledger, i)| ([ledger, i.group.as_str(), i.key.as_str(), "shown"], &i.cells));
        for (of, cells) in efficacy.chain(beside) {
            for (at, row) in self.rows().iter().enumerate() {
                let interval = cells.interval(at);
                let reason = cells.reason(at).map(|reason| reason.text(language));
                let number = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
                let mut record = vec![row.unit.to_owned()];
                record.extend(row.period.map(|p| p.to_string()));
                record.extend(of.map(str::to_owned));
                record.push(number(cells.values.get(at).copied().flatten()));
                record.extend([number(interval.map(Interval::low)), number(interval.map(Interval::high))]);
                record.push(reason.unwrap_or_default());
                csv.write_record(&record).map_err(|e| failed(&e))?;
            }
        }
        csv.flush().map_err(|e| failed(&e.into()))
    }

    /// Writes the weights as CSV: one line a node or indicator with its address, labels, local and global weight and role.
    ///
    /// # Errors
    /// [`Error::Io`] if the writer fails.
    pub fn write_weights_csv(&self, writer: impl Write) -> Result<(), Error> {
        let mut csv = Writer::from_writer(writer);
        let header = ["address", "label_en", "label_zh", "local_weight", "global_weight", "role"];
        csv.write_record(header).map_err(|e| failed(&e))?;
        let local = |key: &str| self.nodes().iter().find_map(|n| n.weighing().weights.get(key));
        let text = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
        let root = self.root().key();
        for node in self.nodes() {
            let key = node.key().as_str();
            let weights = [text(local(key)), node.global_weight().to_string()];
            let record = [node.address(), &node.label().en, &node.label().zh, &weights[0], &weights[1], "node"];
            csv.write_record(record).map_err(|e| failed(&e))?;
            for indicator in self.indicators().iter().filter(|i| i.node == *node.key()) {
                let address =
                    if node.key() == root { indicator.key.to_string() } else { format!("{}/{}", node.address(), indicator.key) };
                let role = match indicator.role {
                    Role::Scored => "scored",
                    Role::Diagnostic => "diagnostic",
                };
                let weights = [text(local(indicator.key.as_str())), indicator.global_weight.to_string()];
                let record = [&address, &indicator.label.en, &indicator.label.zh, &weights[0], &weights[1], role];
                csv.write_record(record).map_err(|e| failed(&e))?;
            }
        }
        csv.flush().map_err(|e| failed(&e.into()))
    }
}

fn failed(error: &csv::Error) -> Error {
    Error::Io { path: "the CSV".to_owned(), problem: error.to_string() }
}
