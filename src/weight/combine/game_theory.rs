//! Weights as the equilibrium of a game between their sources (博弈论组合赋权).

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use crate::error::Error;
use crate::notice::Notice;

/// Below this reciprocal condition number the sources can't be told apart.
const CONDITION: f64 = 1e-10;

/// A coefficient of at most this share of the largest is rounding.
const NOTHING: f64 = 1e-12;

/// The form of the game (博弈形式).
///
/// The combination `Σ α_k w_k` is to be as near as possible to every source at once, which gives the linear equations
/// `Σ_l α_l (w_k · w_l) = w_k · w_k`. Their solution may have a negative coefficient; what then, differs between authors.
///
/// Equal weights never win it: with `w = (1/n, …)` every `w · w_k` is 1/n, so that any other source solves the equations alone. They get 0,
/// and a notice; to mix with equal weights take the additive rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Game {
    /// The game in which no player may play a negative coefficient: its equilibrium `α_k = max(0, (w_k·w_k − Σ_{l≠k} α_l w_k·w_l)/
    /// (w_k·w_k))`, divided by Σα. A rejected source gets 0, and a notice says so.
    #[default]
    NonNegative,
    /// The solution of the equations as it is, divided by Σα. The result may leave the span of the sources.
    Signed,
    /// The absolute values of the solution, divided by their sum: the habit of many published applications. It rewards a rejected source.
    Absolute,
}

pub(super) const NAMES: [(&str, Game); 3] =
    [("non-negative", Game::NonNegative), ("signed", Game::Signed), ("absolute", Game::Absolute)];

impl Game {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, game)| *game == self).map_or("non-negative", |(name, _)| name)
    }

    /// One coefficient a source, summing to 1.
    pub(super) fn coefficients(self, sources: &[Vec<f64>], notices: &mut Vec<Notice>) -> Result<Vec<f64>, Error> {
        let count = sources.len();
        let dot = |k: usize, l: usize| -> f64 { sources[k].iter().zip(&sources[l]).map(|(a, b)| a * b).sum() };
        let products = DMatrix::from_fn(count, count, dot);
        let eigenvalues = SymmetricEigen::new(products.clone()).eigenvalues;
        let (least, largest) = (eigenvalues.min(), eigenvalues.max());
        let condition = (least / largest).max(0.0);
        if condition < CONDITION {
            notices.push(Notice::SourcesAlike { condition });
            return Ok(vec![1.0 / count as f64; count]);
        }
        let raw: Vec<f64> = match self {
            Self::NonNegative => equilibrium(&products).unwrap_or_default(),
            Self::Signed | Self::Absolute => {
                let solution = products.clone().lu().solve(&DVector::from(products.diagonal()));
                let solution = solution.map(|alpha| alpha.iter().copied().collect::<Vec<f64>>()).unwrap_or_default();
                if self == Self::Absolute { solution.iter().map(|a| a.abs()).collect() } else { solution }
            }
        };
        let total: f64 = raw.iter().sum();
        if !(total.is_finite() && total > 0.0) {
            return Err(Error::Undefined {
                method: "game theory",
                problem: "the coefficients do not sum to a positive number".to_owned(),
                remedy: "use the non-negative form, or the additive rule".to_owned(),
            });
        }
        let largest = raw.iter().fold(0.0, |largest: f64, alpha| largest.max(*alpha));
        let is_nothing = |alpha: f64| alpha.abs() <= NOTHING * largest;
        for (k, _) in raw.iter().enumerate().filter(|&(_, &alpha)| alpha < 0.0 || is_nothing(alpha)) {
            notices.push(Notice::SourceRejected { source: k + 1 });
        }
        Ok(raw.iter().map(|&alpha| if is_nothing(alpha) { 0.0 } else { alpha / total }).collect())
    }
}

/// The equilibrium is a linear complementarity problem with a positive definite matrix. The players whose coefficient or whose wish to play
/// is wrong change sides, the first of them at a time, which ends (Murty 1974).
fn equilibrium(products: &DMatrix<f64>) -> Option<Vec<f64>> {
    const MAX_ROUNDS: usize = 100_000;
    let count = products.nrows();
    let mut plays = vec![true; count];
    for _ in 0..MAX_ROUNDS {
        let playing: Vec<usize> = (0..count).filter(|&k| plays[k]).collect();
        let among = DMatrix::from_fn(playing.len(), playing.len(), |k, l| products[(playing[k], playing[l])]);
        let goal = DVector::from_fn(playing.len(), |k, _| products[(playing[k], playing[k])]);
        let solution = among.cholesky()?.solve(&goal);
        let mut alpha = vec![0.0; count];
        for (&k, &found) in playing.iter().zip(solution.iter()) {
            alpha[k] = found;
        }
        let largest = alpha.iter().fold(1.0, |largest: f64, a| largest.max(a.abs()));
        let is_wrong = |k: usize| {
            let others: f64 = (0..count).map(|l| alpha[l] * products[(k, l)]).sum();
            let wish = (products[(k, k)] - others) / products[(k, k)];
            if plays[k] { alpha[k] < -NOTHING * largest } else { wish > NOTHING * largest }
        };
        match (0..count).find(|&k| is_wrong(k)) {
            Some(k) => plays[k] = !plays[k],
            None => return Some(alpha),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coefficients(game: Game, a: &[f64], b: &[f64]) -> (Vec<f64>, Vec<Notice>) {
        let mut notices = Vec::new();
        let alpha = game.coefficients(&[a.to_vec(), b.to_vec()], &mut notices).expect("a solution");
        (alpha, notices)
    }

    #[test]
    fn the_forms_agree_when_no_source_is_rejected() {
        let (a, b) = ([0.4, 0.3, 0.2, 0.1], [0.25, 0.2, 0.3, 0.25]);
        let (expected, notices) = coefficients(Game::Signed, &a, &b);
        assert!(notices.is_empty());
        for game in [Game::NonNegative, Game::Absolute] {
            let (found, _) = coefficients(game, &a, &b);
            assert!(found.iter().zip(&expected).all(|(x, y)| (x - y).abs() < 1e-12), "{found:?} {expected:?}");
        }
    }

    #[test]
    fn a_rejected_source_gets_nothing_and_the_reader_is_told() {
        // a·a = .34, a·b = .38, b·b = .66: the equations give α = (−.33, 1.19).
        let (a, b) = ([0.4, 0.3, 0.3], [0.8, 0.1, 0.1]);
        let (alpha, notices) = coefficients(Game::NonNegative, &a, &b);
        assert_eq!(alpha, [0.0, 1.0]);
        assert_eq!(notices, [Notice::SourceRejected { source: 1 }]);
        let (signed, _) = coefficients(Game::Signed, &a, &b);
        assert!(signed[0] < 0.0 && signed[1] > 1.0);
        let (absolute, _) = coefficients(Game::Absolute, &a, &b);
        assert!(absolute[0] > 0.2, "{absolute:?}");
    }

    #[test]
    fn near_alike_sources_are_solved_exactly() {
        // Rational arithmetic gives α = (.46021595…, .53978404…).
        let (d, h) = (1e-3, 0.4e-6);
        let (a, b) = ([0.4, 0.4 - d, 0.2 + d], [0.4 - d, 0.4 + h, 0.2 + d - h]);
        let (alpha, _) = coefficients(Game::NonNegative, &a, &b);
        assert!((alpha[0] - 0.460_215_950).abs() < 1e-6 && (alpha[1] - 0.539_784_050).abs() < 1e-6, "{alpha:?}");
    }

    #[test]
    fn equal_weights_are_rejected_and_the_reader_is_told() {
        for game in [Game::NonNegative, Game::Signed, Game::Absolute] {
            let (alpha, notices) = coefficients(game, &[1.0 / 3.0; 3], &[0.5, 0.3, 0.2]);
            assert_eq!(alpha[0], 0.0);
            assert!((alpha[1] - 1.0).abs() < 1e-12);
            assert_eq!(notices, [Notice::SourceRejected { source: 1 }]);
        }
    }

    #[test]
    fn sources_that_are_the_same_count_equally() {
        let (alpha, notices) = coefficients(Game::NonNegative, &[0.5, 0.5], &[0.5, 0.5]);
        assert_eq!(alpha, [0.5, 0.5]);
        assert!(matches!(notices[..], [Notice::SourcesAlike { .. }]));
    }
}
