//! Weights as the equilibrium of a game between their sources (博弈论组合赋权).

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use crate::error::Error;
use crate::notice::Notice;

/// A coefficient below this share of the largest is no part in the equilibrium.
const NOTHING: f64 = 1e-12;

/// Products of weights agree within this by rounding alone, relative.
const ROUNDING: f64 = 64.0 * f64::EPSILON;

/// Below this reciprocal condition number the sources can't be told apart.
const CONDITION: f64 = 1e-10;

/// The form of the game (博弈形式).
///
/// The combination `Σ α_k w_k` is to be as near as possible to every source at once, which gives the linear equations
/// `Σ_l α_l (w_k · w_l) = w_k · w_k`. Their solution may have a negative coefficient; what then, differs between authors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Game {
    /// The game in which no player may play a negative coefficient: its equilibrium `α_k = max(0, (w_k·w_k − Σ_{l≠k} α_l w_k·w_l)/
    /// (w_k·w_k))`, divided by Σα. A rejected source gets 0, and a notice says so. Equal weights are always rejected: their product with any
    /// weights is 1/m, so that every other source answers for them in full.
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

    /// One coefficient a source, summing to 1; exactly 0 for a source that has no part.
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
        let mut raw: Vec<f64> = match self {
            Self::NonNegative => equilibrium(&products).unwrap_or_default(),
            Self::Signed | Self::Absolute => {
                let solution = solve(&products, &(0..count).collect::<Vec<_>>()).unwrap_or_default();
                if self == Self::Absolute { solution.iter().map(|a| a.abs()).collect() } else { solution }
            }
        };
        let largest = raw.iter().fold(0.0, |largest: f64, alpha| largest.max(alpha.abs()));
        // What rounding leaves of a coefficient that is 0 grows as the sources come nearer to each other.
        let nothing = NOTHING.max(ROUNDING / condition) * largest;
        for alpha in raw.iter_mut().filter(|alpha| alpha.abs() <= nothing) {
            *alpha = 0.0;
        }
        let total: f64 = raw.iter().sum();
        if !(total.is_finite() && total > 0.0) {
            return Err(Error::Undefined {
                method: "game theory",
                problem: "the coefficients do not sum to a positive number".to_owned(),
                remedy: "use the non-negative form, or the additive rule".to_owned(),
            });
        }
        Ok(raw.iter().map(|alpha| alpha / total).collect())
    }
}

/// The answers of the sources `playing` to each other, the others at 0.
fn solve(products: &DMatrix<f64>, playing: &[usize]) -> Option<Vec<f64>> {
    let among = DMatrix::from_fn(playing.len(), playing.len(), |k, l| products[(playing[k], playing[l])]);
    let own = DVector::from_fn(playing.len(), |k, _| products[(playing[k], playing[k])]);
    Some(among.lu().solve(&own)?.iter().copied().collect())
}

/// The equilibrium with coefficients that are not negative: the least of the strictly convex `½ α'Gα − Σ G_kk α_k` under `α ≥ 0`, by active
/// sets (Lawson & Hanson 1974, ch. 23). Each set of sources is solved exactly and none comes twice, so that it ends.
fn equilibrium(products: &DMatrix<f64>) -> Option<Vec<f64>> {
    let count = products.nrows();
    let mut alpha = vec![0.0; count];
    let mut playing: Vec<usize> = Vec::new();
    // Rounding could bring a set back; no more than a few changes a source are ever needed.
    for _ in 0..100 * count {
        let wish = |k: usize| 1.0 - (0..count).map(|l| alpha[l] * products[(k, l)]).sum::<f64>() / products[(k, k)];
        let waiting = (0..count).filter(|k| !playing.contains(k)).map(|k| (k, wish(k) * products[(k, k)]));
        let waiting = waiting.filter(|&(k, gain)| gain > ROUNDING * products[(k, k)]);
        let Some((next, _)) = waiting.max_by(|a, b| a.1.total_cmp(&b.1)) else {
            return Some(alpha);
        };
        playing.push(next);
        loop {
            let answer = solve(products, &playing)?;
            // How far the way to the answer goes before a source reaches 0.
            let pairs = playing.iter().zip(&answer);
            let steps = pairs.filter(|(_, z)| **z <= 0.0).map(|(&k, z)| alpha[k] / (alpha[k] - z));
            let step = steps.fold(1.0, f64::min);
            let stays: Vec<bool> = answer.iter().map(|z| *z > 0.0).collect();
            for (&k, z) in playing.iter().zip(&answer) {
                alpha[k] += step * (z - alpha[k]);
            }
            if stays.iter().all(|stays| *stays) {
                break;
            }
            let largest = alpha.iter().copied().fold(0.0, f64::max);
            let before = playing.len();
            playing.retain(|&k| alpha[k] > NOTHING * largest);
            if playing.len() == before || playing.is_empty() {
                return None;
            }
            for k in (0..count).filter(|k| !playing.contains(k)) {
                alpha[k] = 0.0;
            }
        }
    }
    Some(alpha)
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
    fn a_rejected_source_gets_nothing() {
        // a·a = .34, a·b = .38, b·b = .66: the equations give α = (−.33, 1.19).
        let (a, b) = ([0.4, 0.3, 0.3], [0.8, 0.1, 0.1]);
        let (alpha, _) = coefficients(Game::NonNegative, &a, &b);
        assert_eq!(alpha, [0.0, 1.0]);
        let (signed, _) = coefficients(Game::Signed, &a, &b);
        assert!(signed[0] < 0.0 && signed[1] > 1.0);
        let (absolute, _) = coefficients(Game::Absolute, &a, &b);
        assert!(absolute[0] > 0.2, "{absolute:?}");
    }

    #[test]
    fn equal_weights_have_no_part_in_any_form() {
        // Their product with every source is 1/m: their own equation says Σα = 1, and that of one other source α = 1.
        let others = [[0.5, 0.3, 0.2], [0.7, 0.2, 0.1], [0.335, 0.333, 0.332]];
        for game in [Game::NonNegative, Game::Signed, Game::Absolute] {
            for other in &others {
                assert_eq!(coefficients(game, &[1.0 / 3.0; 3], other).0, [0.0, 1.0], "{game:?} {other:?}");
            }
        }
    }

    #[test]
    fn sources_that_are_near_alike_get_their_exact_part() {
        // For a, b: α_a : α_b = |b|² a·(a − b) : |a|² b·(b − a). Here a·(a − b) = δ² − .2η + 2δη, and with a − b in the same way
        // b·(b − a) = a·(b − a) + |a − b|².
        let delta: f64 = 1e-3;
        let eta = 0.4 * delta * delta;
        let (a, b) = ([0.4, 0.4 - delta, 0.2 + delta], [0.4 - delta, 0.4 + eta, 0.2 + delta - eta]);
        let toward_a = delta * delta - 0.2 * eta + 2.0 * delta * eta;
        let apart = delta * delta + (delta + eta) * (delta + eta) + eta * eta;
        let square = |w: &[f64]| w.iter().map(|x| x * x).sum::<f64>();
        let (of_a, of_b) = (square(&b) * toward_a, square(&a) * (apart - toward_a));
        let expected = of_a / (of_a + of_b);
        assert!((expected - 0.46022).abs() < 5e-6, "{expected}");
        let (alpha, _) = coefficients(Game::NonNegative, &a, &b);
        assert!((alpha[0] - expected).abs() < 1e-8 && (alpha[0] + alpha[1] - 1.0).abs() < 1e-15, "{alpha:?} {expected}");
    }

    #[test]
    fn no_player_can_do_better_among_many() {
        // Seeded by hand: seven sources of eight weights, of which some are rejected.
        let sources: Vec<Vec<f64>> = (0..7_u32)
            .map(|k| {
                let raw: Vec<f64> = (0..8_u32).map(|j| f64::from((k * k * 7 + j * j * 5 + k * j * 3) % 23 + 1)).collect();
                let total: f64 = raw.iter().sum();
                raw.iter().map(|x| x / total).collect()
            })
            .collect();
        let products = DMatrix::from_fn(7, 7, |k, l| sources[k].iter().zip(&sources[l]).map(|(a, b)| a * b).sum());
        let alpha = equilibrium(&products).expect("an equilibrium");
        assert!(alpha.contains(&0.0), "{alpha:?}");
        for k in 0..7 {
            let others: f64 = (0..7).filter(|&l| l != k).map(|l| alpha[l] * products[(k, l)]).sum();
            let answer = ((products[(k, k)] - others) / products[(k, k)]).max(0.0);
            assert!((answer - alpha[k]).abs() < 1e-10, "{k}: {answer} {alpha:?}");
        }
    }

    #[test]
    fn sources_that_are_the_same_count_equally() {
        let (alpha, notices) = coefficients(Game::NonNegative, &[0.5, 0.5], &[0.5, 0.5]);
        assert_eq!(alpha, [0.5, 0.5]);
        assert!(matches!(notices[..], [Notice::SourcesAlike { .. }]));
    }

    #[test]
    fn no_source_wishes_for_another_part_at_equilibrium() {
        let mut random = crate::numeric::Random::seeded(7);
        let mut rejected = 0;
        for round in 0..200 {
            let count = 2 + round % 5;
            let sources: Vec<Vec<f64>> = (0..count)
                .map(|_| {
                    let raw: Vec<f64> = (0..8).map(|_| random.unit().powi(3)).collect();
                    let total: f64 = raw.iter().sum();
                    raw.iter().map(|x| x / total).collect()
                })
                .collect();
            let products = DMatrix::from_fn(count, count, |k, l| sources[k].iter().zip(&sources[l]).map(|(a, b)| a * b).sum());
            let alpha = equilibrium(&products).expect("an equilibrium");
            for k in 0..count {
                let gain = products[(k, k)] - (0..count).map(|l| alpha[l] * products[(k, l)]).sum::<f64>();
                assert!(alpha[k] >= 0.0, "{alpha:?}");
                if alpha[k] > 0.0 {
                    assert!(gain.abs() < 1e-12, "{round}: source {k} with {} would gain {gain}", alpha[k]);
                } else {
                    rejected += 1;
                    assert!(gain < 1e-12, "{round}: source {k} would gain {gain}");
                }
            }
        }
        assert!(rejected > 50, "{rejected}");
    }
}
