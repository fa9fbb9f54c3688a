//! Scores of rows mixed of a row's own values and a baseline's (混合行得分), and what orders of mixing say.

use crate::error::Error;
use crate::model::{Fitted, LeafView};
use crate::numeric::Moments;
use crate::table::Column;

/// Scores of rows mixed of a row's own values and the baseline's.
pub(super) struct Mixing<'a> {
    pub(super) fitted: &'a Fitted,
    pub(super) view: &'a LeafView,
    pub(super) node: &'a str,
    pub(super) columns: &'a [Column],
}

impl Mixing<'_> {
    /// The score of each of `count` coalitions.
    pub(super) fn scores(
        &self,
        count: usize,
        own: &[Option<f64>],
        baseline: &[Option<f64>],
        is_in: impl Fn(usize, usize) -> bool,
    ) -> Result<Vec<f64>, Error> {
        let column = |player: usize| -> Vec<Option<f64>> {
            (0..count).map(|coalition| if is_in(coalition, player) { own[player] } else { baseline[player] }).collect()
        };
        let scores = self.fitted.score_anew(self.view, self.node, (0..own.len()).map(column).collect())?;
        scores.into_iter().map(|score| score.ok_or_else(no_score)).collect()
    }

    pub(super) fn score_of(&self, values: &[Option<f64>]) -> Result<f64, Error> {
        Ok(self.scores(1, values, values, |_, _| true)?[0])
    }
}

fn no_score() -> Error {
    Error::Undefined {
        method: "the contributions",
        problem: "too little is known of the baseline, or of a mixture of a row with it, for a score".to_owned(),
        remedy: "take the mean or the worst values for a baseline, or fill the gaps".to_owned(),
    }
}

/// The mean marginal contribution of each player over pairs of orders.
pub(super) fn sampled(
    mixing: &Mixing<'_>,
    orders: &[Vec<usize>],
    own: &[Option<f64>],
    baseline: &[Option<f64>],
) -> Result<Vec<Moments>, Error> {
    let count = own.len();
    let mut means = vec![Vec::with_capacity(orders.len() / 2); count];
    for pair in orders.chunks(2) {
        let mut marginal = vec![0.0; count];
        for order in pair {
            let mut turn = vec![0; count];
            order.iter().enumerate().for_each(|(at, &player)| turn[player] = at);
            let worth = mixing.scores(count + 1, own, baseline, |coalition, player| turn[player] < coalition)?;
            for (at, &player) in order.iter().enumerate() {
                marginal[player] += 0.5 * (worth[at + 1] - worth[at]);
            }
        }
        means.iter_mut().zip(marginal).for_each(|(means, x)| means.push(x));
    }
    Ok(means.iter().map(|means| Moments::of(means)).collect())
}
