//! Skewness and kurtosis (偏度与峰度).

use serde::{Deserialize, Serialize};

use super::extrema::Extrema;
use super::moments::{Moments, mean};

/// Skewness and excess kurtosis of an indicator (偏度与超额峰度); both are 0 for a normal distribution.
///
/// ```
/// use governance_efficacy::prepare::{Shape, ShapeDefinition};
///
/// // By hand: deviations −1, −1, −1, 3 from the mean 1; squares 12, cubes 24, fourth powers 84; so the moments are 3, 6, 21.
/// let shape = Shape::of(&[0.0, 0.0, 0.0, 4.0], ShapeDefinition::Moments).unwrap();
/// assert!((shape.skewness - 6.0 / 27_f64.sqrt()).abs() < 1e-12);
/// assert!((shape.kurtosis - (21.0 / 9.0 - 3.0)).abs() < 1e-12);
/// // Adjusted for a sample: 1.1547 · √12/2 = 2 and 3/2 · (5 · (−2/3) + 6) = 4.
/// let shape = Shape::of(&[0.0, 0.0, 0.0, 4.0], ShapeDefinition::SampleAdjusted).unwrap();
/// assert!((shape.skewness - 2.0).abs() < 1e-12 && (shape.kurtosis - 4.0).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Skewness (偏度): positive with a long tail of high values.
    pub skewness: f64,
    /// Excess kurtosis (超额峰度): positive with tails heavier than the normal distribution's.
    pub kurtosis: f64,
}

/// Which estimator of skewness and kurtosis (偏度与峰度的定义). Joanes & Gill (1998), Comparing measures of sample skewness and kurtosis,
/// *The Statistician* 47, compare them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShapeDefinition {
    /// Adjusted for the size of the sample (样本修正): `G₁ = g₁ √(n(n − 1))/(n − 2)`, `G₂ = ((n + 1) g₂ + 6)(n − 1)/((n − 2)(n − 3))`, as
    /// SAS, SPSS and Excel print them; at least four values.
    #[default]
    SampleAdjusted,
    /// Of the plain moments (矩定义): `g₁ = m₃/m₂^{3/2}`, `g₂ = m₄/m₂² − 3`.
    Moments,
}

pub(crate) const DEFINITIONS: [(&str, ShapeDefinition); 2] =
    [("sample-adjusted", ShapeDefinition::SampleAdjusted), ("moments", ShapeDefinition::Moments)];

impl ShapeDefinition {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        DEFINITIONS.iter().find(|(_, definition)| *definition == self).map_or("sample-adjusted", |(name, _)| name)
    }
}

impl Shape {
    /// The shape of finite `values`; none if they don't vary, or are too few for the definition.
    pub fn of(values: &[f64], definition: ShapeDefinition) -> Option<Self> {
        let least = if definition == ShapeDefinition::SampleAdjusted { 4 } else { 2 };
        if values.len() < least || values.iter().any(|x| !x.is_finite()) || Extrema::of(values).is_constant() {
            return None;
        }
        let moments = Moments::of(values);
        let deviation = moments.standard_deviation(0);
        if !deviation.is_normal() {
            return None;
        }
        // Halves, so that numbers far apart have a difference.
        let scores: Vec<f64> = values.iter().map(|x| (x / 2.0 - moments.mean / 2.0) / (deviation / 2.0)).collect();
        let moment = |power: i32| mean(&scores.iter().map(|z| z.powi(power)).collect::<Vec<_>>());
        let (skewness, kurtosis) = (moment(3), moment(4) - 3.0);
        let n = values.len() as f64;
        let shape = match definition {
            ShapeDefinition::Moments => Self { skewness, kurtosis },
            ShapeDefinition::SampleAdjusted => Self {
                skewness: skewness * (n * (n - 1.0)).sqrt() / (n - 2.0),
                kurtosis: ((n + 1.0) * kurtosis + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0)),
            },
        };
        (shape.skewness.is_finite() && shape.kurtosis.is_finite()).then_some(shape)
    }
}
