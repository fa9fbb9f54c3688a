//! Many methods on the same units (方法比较): how far their rankings agree, and one that stands for them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::label::Label;
use crate::table::{DecisionMatrix, Rows};
use crate::weight::Weights;

use super::agreement::consensus::{Consensus, borda, copeland};
use super::agreement::{Agreement, KendallW, kendall_w};
use super::{Orientation, Score, ScoreMethod, Scores, Ties};

/// Several methods on the same units (方法比较结果), made by [`compare`] or [`Model::compare`](crate::model::Model::compare).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The units that every method scored.
    pub rows: Rows,
    /// The methods that ranked them, in the order they were given.
    pub methods: Vec<Compared>,
    /// The methods that could not, and why.
    pub refused: Vec<Refused>,
    /// How far each ranking (row) agrees with each (column), by each measure.
    pub agreement: Vec<AgreementMatrix>,
    /// How far all rankings agree at once.
    pub kendall_w: KendallW,
    /// The ranking by mean rank.
    pub borda: Consensus,
    /// The ranking by majorities.
    pub copeland: Consensus,
}

/// One method of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// Its name; a second one of the same name has its number behind it.
    pub name: String,
    /// Its name in English and Chinese.
    pub label: Label,
    /// Whether a higher or a lower score is better.
    pub orientation: Orientation,
    /// The score of each unit.
    pub scores: Vec<f64>,
    /// The rank of each unit, 1 the best; tied units share their mean rank.
    pub ranks: Vec<f64>,
}

/// A method without a ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// Its name.
    pub name: String,
    /// What it refused.
    pub reason: String,
}

/// One measure of agreement between all pairs of rankings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementMatrix {
    /// The measure.
    pub measure: Agreement,
    /// Its value, with the row's method as the reference.
    pub values: Vec<Vec<f64>>,
}

/// The measures a comparison holds.
const MEASURES: [Agreement; 3] = [Agreement::Spearman, Agreement::KendallTauB, Agreement::Ws];

/// Scores the units of `matrix` by each of `methods` and compares the rankings (方法比较). A method that can't score these data is not an
/// error: the result names it with its reason.
///
/// # Errors
/// [`Error::TooFew`] unless at least two methods rank at least two units; [`Error::Length`] and [`Error::Unknown`] unless the weights name the
/// criteria of the matrix.
///
/// # Example
/// ```
/// use governance_efficacy::score::{ScoreMethod, Topsis, Vikor, WeightedSum, compare};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = [("risk", Direction::Cost), ("altitude", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 3000.0], [2.0, 3750.0], [5.0, 4500.0]])?;
/// let weights = Weights::new([("risk", 0.5), ("altitude", 0.5)])?;
/// let methods: [ScoreMethod; 3] = [WeightedSum::default().into(), Vikor::default().into(), Topsis::default().into()];
/// let comparison = compare(methods, &matrix, &weights)?;
/// // The sum and the compromise both put the second first and the others level; TOPSIS goes by the vector and puts the first first.
/// assert_eq!(comparison.methods[0].ranks, [2.5, 1.0, 2.5]);
/// assert_eq!(comparison.methods[0].ranks, comparison.methods[1].ranks);
/// assert_eq!(comparison.agreement[0].values[0][1], 1.0);
/// assert_eq!(comparison.borda.ranks[1], 1.0);
/// // Every method of the library in one call.
/// assert!(compare(ScoreMethod::all(), &matrix, &weights)?.methods.len() > 20);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn compare(
    methods: impl IntoIterator<Item = ScoreMethod>,
    matrix: &DecisionMatrix,
    weights: &Weights,
) -> Result<Comparison, Error> {
    weights.in_order_of(matrix.keys())?;
    let scored = methods.into_iter().map(|method| {
        let scores = method.score(matrix, weights).map(|outcome| outcome.scores);
        (method, scores)
    });
    Comparison::of(matrix.rows(), &scored.collect::<Vec<_>>())
}

impl Comparison {
    /// Compares what methods gave for the same rows.
    pub(crate) fn of(rows: &Arc<Rows>, scored: &[(ScoreMethod, Result<Scores, Error>)]) -> Result<Self, Error> {
        let (mut methods, mut refused): (Vec<Compared>, Vec<Refused>) = (Vec::new(), Vec::new());
        for (at, (method, scores)) in scored.iter().enumerate() {
            let info = method.info();
            let earlier = scored[..at].iter().filter(|(other, _)| other.info().name == info.name).count();
            let name = if earlier == 0 { info.name.to_owned() } else { format!("{} {}", info.name, earlier + 1) };
            let ranked = scores.as_ref().map(|scores| (scores, scores.ranking(Ties::Fractional)));
            match ranked {
                Err(error) => refused.push(Refused { name, reason: error.to_string() }),
                Ok((_, ranks)) if ranks.windows(2).all(|pair| pair[0] == pair[1]) => {
                    refused.push(Refused { name, reason: "all units tie, which orders nothing".to_owned() });
                }
                Ok((scores, ranks)) => methods.push(Compared {
                    name,
                    label: Label::new(info.en, info.zh),
                    orientation: scores.orientation(),
                    scores: scores.as_slice().to_vec(),
                    ranks,
                }),
            }
        }
        let rankings: Vec<&[f64]> = methods.iter().map(|method| method.ranks.as_slice()).collect();
        if rankings.len() < 2 {
            return Err(Error::TooFew { what: "methods that rank these units", needed: 2 });
        }
        let matrix = |measure: Agreement| {
            let row = |x: &&[f64]| rankings.iter().map(|y| measure.of(x, y)).collect::<Result<Vec<f64>, Error>>();
            let values = rankings.iter().map(row).collect::<Result<_, _>>()?;
            Ok::<_, Error>(AgreementMatrix { measure, values })
        };
        let agreement = MEASURES.into_iter().map(matrix).collect::<Result<_, _>>()?;
        let (kendall_w, borda, copeland) = (kendall_w(&rankings)?, borda(&rankings)?, copeland(&rankings)?);
        Ok(Self { rows: rows.as_ref().clone(), methods, refused, agreement, kendall_w, borda, copeland })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Direction;
    use crate::score::{Topsis, WeightedProduct, WeightedSum};

    #[test]
    fn a_method_that_refuses_is_named_and_the_others_compared() {
        let matrix = DecisionMatrix::from_rows(&[("a", Direction::Benefit)], &[[0.0], [1.0], [3.0]]).expect("valid");
        let weights = Weights::new([("a", 1.0)]).expect("valid");
        let methods: [ScoreMethod; 4] = [
            WeightedSum::default().into(),
            WeightedProduct::default().into(),
            Topsis::default().into(),
            Topsis::default().into(),
        ];
        let comparison = compare(methods.clone(), &matrix, &weights).expect("three rank");
        let names: Vec<&str> = comparison.methods.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, ["weighted-sum", "topsis", "topsis 2"]);
        assert_eq!(comparison.refused[0].name, "weighted-product");
        assert!(comparison.refused[0].reason.contains("\"a\""), "{:?}", comparison.refused);
        assert_eq!(comparison.borda.ranks, [3.0, 2.0, 1.0]);
        assert_eq!(comparison.kendall_w.w, 1.0);
        let [one, ..] = methods;
        assert_eq!(compare([one], &matrix, &weights).unwrap_err().code(), "too-few");
    }
}
