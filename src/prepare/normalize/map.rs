//! From an oriented value to the normalised one (归一映射).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ranks;

/// A frozen map from oriented values to normalised ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Map {
    Identity,
    /// (x − origin)/span, kept within [0, 1] if clipped.
    Affine {
        origin: f64,
        span: f64,
        clip: bool,
    },
    /// (x − origin)/span · factor + offset: the ends come out exact, which they don't when the four are made two.
    Lifted {
        origin: f64,
        span: f64,
        factor: f64,
        offset: f64,
    },
    /// numerator/x
    Ratio {
        numerator: f64,
    },
    /// (ln x − origin)/span
    Logarithm {
        origin: f64,
        span: f64,
    },
    /// What each value of the fit became, in ascending order of the values.
    Ranks(Arc<[(f64, f64)]>),
    /// The share of the cuts that x reaches, or does not exceed.
    Classes {
        cuts: Arc<[f64]>,
        descending: bool,
    },
    /// The same for every unit.
    Constant(f64),
}

impl Map {
    pub(super) fn apply(&self, x: f64) -> f64 {
        match self {
            Self::Identity => x,
            Self::Affine { origin, span, clip } => {
                let y = (x - origin) / span;
                if *clip { y.clamp(0.0, 1.0) } else { y }
            }
            Self::Lifted { origin, span, factor, offset } => (x - origin) / span * factor + offset,
            Self::Ratio { numerator } => numerator / x,
            Self::Logarithm { origin, span } => (x.ln() - origin) / span,
            Self::Ranks(steps) => ranks::at(steps, x),
            Self::Classes { cuts, descending } => {
                let better = if *descending { cuts.partition_point(|&c| c < x) } else { cuts.partition_point(|&c| c <= x) };
                let reached = if *descending { cuts.len() - better } else { better };
                reached as f64 / cuts.len() as f64
            }
            Self::Constant(y) => *y,
        }
    }

    /// Whether only positive values have a place on it.
    pub(super) fn is_of_positive_values(&self) -> bool {
        matches!(self, Self::Ratio { .. } | Self::Logarithm { .. })
    }

    /// Whether every number in it is finite and usable, for one that was read from a file.
    pub(super) fn is_sound(&self) -> bool {
        let finite = |numbers: &[f64]| numbers.iter().all(|x| x.is_finite());
        match self {
            Self::Identity => true,
            Self::Affine { origin, span, .. } | Self::Logarithm { origin, span } => finite(&[*origin, *span]) && *span != 0.0,
            Self::Lifted { origin, span, factor, offset } => finite(&[*origin, *span, *factor, *offset]) && *span != 0.0,
            Self::Ratio { numerator } => finite(&[*numerator]) && *numerator > 0.0,
            Self::Ranks(steps) => ranks::are_sound(steps),
            Self::Classes { cuts, .. } => !cuts.is_empty() && finite(cuts) && cuts.windows(2).all(|w| w[0] <= w[1]),
            Self::Constant(x) => finite(&[*x]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_fit_makes_is_not_sound() {
        let cuts = |cuts: &[f64]| Map::Classes { cuts: cuts.into(), descending: false };
        let sound = [
            Map::Identity,
            Map::Affine { origin: 1.0, span: -2.0, clip: true },
            Map::Ratio { numerator: 1.0 },
            Map::Logarithm { origin: 0.0, span: 1.0 },
            cuts(&[1.0, 1.0, 2.0]),
            Map::Constant(0.5),
        ];
        assert!(sound.iter().all(Map::is_sound));
        let unsound = [
            Map::Affine { origin: f64::NAN, span: 1.0, clip: false },
            Map::Affine { origin: 0.0, span: 0.0, clip: false },
            Map::Lifted { origin: 0.0, span: 1.0, factor: f64::INFINITY, offset: 0.0 },
            Map::Ratio { numerator: 0.0 },
            Map::Ratio { numerator: f64::INFINITY },
            Map::Logarithm { origin: 0.0, span: 0.0 },
            cuts(&[]),
            cuts(&[2.0, 1.0]),
            cuts(&[f64::NAN]),
            Map::Constant(f64::NAN),
        ];
        assert!(unsound.iter().all(|map| !map.is_sound()));
    }
}
