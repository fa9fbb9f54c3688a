//! What makes a ranking unsure (排名的敏感性): Sobol' indices of the scores and ranks of a model over the factors of its uncertainty.

use crate::analysis::uncertainty::plan::Plan;
use crate::error::Error;
use crate::model::{Model, Uncertainty};
use crate::score::{Orientation, Ties, rank};
use crate::table::{IndicatorTable, Rows};

use super::{Sobol, SobolIndices};

/// A number that a model gives for all rows, or for one, of which the variance is shared out over the factors (敏感性分析的输出).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Output {
    /// Mean over all rows of how far each rank is from that of the evaluation itself (平均名次变动).
    RankShift,
    /// The score of a row, by its number from 0.
    Score(usize),
    /// The rank of a row within its period.
    Rank(usize),
    /// 1 if the rows that are first in the evaluation itself are first, in all periods; else 0.
    Winner,
    /// The share of the first so many ranks of each period that the rows hold which have them in the evaluation itself.
    Top(usize),
    /// 1 if the first row ranks before the second, ½ if they tie, else 0.
    Before(usize, usize),
}

impl Output {
    /// Its name in a result.
    fn name(self, rows: &Rows) -> String {
        let row = |at: usize| rows.get(at).map(|row| row.to_string()).unwrap_or_default();
        match self {
            Self::RankShift => "rank shift".to_owned(),
            Self::Score(at) => format!("score of {}", row(at)),
            Self::Rank(at) => format!("rank of {}", row(at)),
            Self::Winner => "winner".to_owned(),
            Self::Top(count) => format!("top {count}"),
            Self::Before(a, b) => format!("{} before {}", row(a), row(b)),
        }
    }

    /// The rows it names.
    fn rows(self) -> Vec<usize> {
        match self {
            Self::Score(row) | Self::Rank(row) => vec![row],
            Self::Before(a, b) => vec![a, b],
            Self::RankShift | Self::Winner | Self::Top(_) => Vec::new(),
        }
    }

    fn of(self, scores: &[f64], ranks: &[f64], base: &[f64]) -> f64 {
        let share = |holds: &dyn Fn(f64) -> bool| {
            let held = || base.iter().zip(ranks).filter(|(before, _)| holds(**before));
            held().filter(|(_, now)| holds(**now)).count() as f64 / held().count().max(1) as f64
        };
        match self {
            Self::RankShift => base.iter().zip(ranks).map(|(a, b)| (a - b).abs()).sum::<f64>() / base.len() as f64,
            Self::Score(row) => scores[row],
            Self::Rank(row) => ranks[row],
            Self::Winner => f64::from(u8::from(share(&|rank| rank <= 1.0) >= 1.0)),
            Self::Top(count) => share(&|rank| rank <= count as f64),
            Self::Before(a, b) if ranks[a] == ranks[b] => 0.5,
            Self::Before(a, b) => f64::from(u8::from(ranks[a] < ranks[b])),
        }
    }
}

impl Uncertainty {
    /// Sobol' indices of `outputs` over the factors of this uncertainty, from `samples` (a power of two) times the number of factors plus two
    /// replicates of `model` on `table` (敏感性分析). A factor with a few choices is one of them in equal parts; any other is drawn anew at
    /// each of its coordinates, so that its index counts all it can do.
    ///
    /// # Errors
    /// What the model refuses under some choice; [`Error::InvalidSetting`] for a number of samples that is no power of two, and for a row that
    /// is not there; [`Error::Undefined`] for rows without a score.
    ///
    /// # Example
    /// Which matters more for the ranks: the weights, or the normalisation?
    /// ```
    /// use governance_efficacy::analysis::sensitivity::Output;
    /// use governance_efficacy::analysis::uncertainty::{Factor, Uncertainty};
    /// use governance_efficacy::model::{Model, System};
    /// use governance_efficacy::prepare::Normalization;
    /// use governance_efficacy::{Indicator, IndicatorTable};
    ///
    /// let model = Model::new(System::flat([Indicator::new("a")?, Indicator::new("b")?])?);
    /// let rows = [[Some(9.0), Some(1.0)], [Some(5.0), Some(4.0)], [Some(1.0), Some(9.0)]];
    /// let table = IndicatorTable::from_rows(["East", "West", "North"], &["a", "b"], &rows)?;
    ///
    /// let normalization = Factor::Normalization(vec![Normalization::Vector, Normalization::MinMax]);
    /// let uncertainty = Uncertainty::of([Factor::relative_weights(0.5)?, normalization])?;
    /// let indices = uncertainty.sensitivity(&model, &table, &[Output::Score(0)], 256)?;
    /// let score = indices.output("score of East")?;
    /// let total = |factor| score.factor(factor).map(|f| f.total.unwrap().value);
    /// assert!(total("weights")? > total("normalization")?);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn sensitivity(
        &self,
        model: &Model,
        table: &IndicatorTable,
        outputs: &[Output],
        samples: usize,
    ) -> Result<SobolIndices, Error> {
        let evaluation = model.evaluate(table)?;
        let rows = evaluation.rows();
        if let Some(row) = outputs.iter().flat_map(|output| output.rows()).find(|&row| row >= rows.len()) {
            return Err(Error::setting("the row of an output", row, format!("give a number below {}", rows.len())));
        }
        let groups = rows.by_period();
        let ranked = |scores: &[f64], orientation: Orientation| {
            let mut ranks = vec![0.0; scores.len()];
            for (_, members) in &groups {
                let own: Vec<f64> = members.iter().map(|&row| scores[row]).collect();
                for (&row, rank) in members.iter().zip(rank(&own, orientation, Ties::Competition)) {
                    ranks[row] = rank;
                }
            }
            ranks
        };
        let missing = |row: usize| Error::Undefined {
            method: "the sensitivity analysis",
            problem: format!("{} has no score", rows.get(row).map(|row| row.to_string()).unwrap_or_default()),
            remedy: "leave rows with many gaps out, or choose a policy for missing data that fills them".to_owned(),
        };
        let complete = |scores: &mut dyn Iterator<Item = Option<f64>>| {
            scores.enumerate().map(|(row, score)| score.ok_or_else(|| missing(row))).collect::<Result<Vec<f64>, Error>>()
        };
        let base = complete(&mut evaluation.root().scores().iter().copied())?;
        let base = ranked(&base, evaluation.root().orientation());
        let plan = Plan::new(self, model, table)?;
        let names = self.factors().iter().enumerate().map(|(at, factor)| {
            let earlier = self.factors()[..at].iter().filter(|other| other.name() == factor.name()).count();
            if earlier == 0 { factor.name().to_owned() } else { format!("{} {}", factor.name(), earlier + 1) }
        });
        let sobol = Sobol::new(names, outputs.iter().map(|output| output.name(rows)))?;
        sobol.with_samples(samples)?.with_seed(self.seed()).run(|point, values| {
            let replicate = plan.replicate(plan.at(point))?;
            let scores = complete(&mut replicate.scores.iter())?;
            let ranks = ranked(&scores, replicate.orientation);
            for (value, output) in values.iter_mut().zip(outputs) {
                *value = output.of(&scores, &ranks, &base);
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Indicator;
    use crate::model::{Factor, System, WeightNoise};
    use crate::prepare::Normalization;
    use crate::score::WeightedSum;

    fn model() -> Model {
        let indicators = ["a", "b"].map(|key| Indicator::new(key).expect("a key"));
        let sum = WeightedSum::default().with_normalization(Normalization::None);
        Model::new(System::flat(indicators).expect("a hierarchy")).with_indicator_scores(sum)
    }

    fn table() -> IndicatorTable {
        let rows = [[Some(1.0), Some(0.0)], [Some(0.0), Some(1.0)], [Some(0.5), Some(0.5)]];
        IndicatorTable::from_rows(["East", "West", "North"], &["a", "b"], &rows).expect("a table")
    }

    #[test]
    fn what_varies_takes_the_variance_and_what_does_not_takes_none() {
        let weights = Factor::Weights { nodes: Vec::new(), noise: WeightNoise::Uniform };
        let one_choice = Factor::DimensionScores(vec![WeightedSum::default().into()]);
        let uncertainty = Uncertainty::of([weights, one_choice]).expect("factors");
        let outputs = [Output::Score(0), Output::Before(0, 1), Output::RankShift, Output::Winner, Output::Top(2)];
        let indices = uncertainty.sensitivity(&model(), &table(), &outputs, 256).expect("runs");
        for name in ["score of East", "East before West"] {
            let output = indices.output(name).expect("an output");
            let total = |factor| output.factor(factor).expect("a factor").total.expect("it varies").value;
            // Of 256 samples of what is either 0 or 1.
            assert!((total("weights") - 1.0).abs() < 0.2, "{name}: {}", total("weights"));
            assert!(total("dimension-scores").abs() < 1e-12, "{name}");
        }
    }

    #[test]
    fn outputs_by_hand() {
        // The base ranks 1, 2, 3 have become 2, 1, 3.
        let (scores, ranks, base) = ([0.5, 0.6, 0.1], [2.0, 1.0, 3.0], [1.0, 2.0, 3.0]);
        let of = |output: Output| output.of(&scores, &ranks, &base);
        assert_eq!(of(Output::RankShift), 2.0 / 3.0);
        assert_eq!([of(Output::Score(1)), of(Output::Rank(1)), of(Output::Winner)], [0.6, 1.0, 0.0]);
        assert_eq!([of(Output::Top(1)), of(Output::Top(2))], [0.0, 1.0]);
        assert_eq!([of(Output::Before(0, 1)), of(Output::Before(0, 2))], [0.0, 1.0]);
        // Equal ranks: half before each other.
        assert_eq!(Output::Before(0, 1).of(&scores, &[1.5, 1.5, 3.0], &base), 0.5);
        // Two leaders that stay, and one of them that falls.
        let leaders = [1.0, 1.0, 3.0];
        assert_eq!([[1.0, 1.0, 3.0], [1.0, 2.0, 3.0]].map(|ranks| Output::Winner.of(&scores, &ranks, &leaders)), [1.0, 0.0]);
    }

    #[test]
    fn a_row_that_is_not_there_is_refused() {
        let uncertainty = Uncertainty::default();
        let error = uncertainty.sensitivity(&model(), &table(), &[Output::Rank(3)], 64).unwrap_err();
        assert_eq!(error.code(), "invalid-setting");
    }
}
