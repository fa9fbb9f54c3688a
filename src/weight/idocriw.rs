//! IDOCRIW weights (综合客观赋权法).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::table::Sample;

use super::{Cilos, Entropy, Weigh, Weighing, WeighingDetail, spread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "idocriw",
    en: "IDOCRIW weights",
    zh: "综合客观赋权法",
    source: "Zavadskas & Podvezko (2016), Integrated determination of objective criteria weights in MCDM, International Journal of Information Technology & Decision Making 15",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale],
    streamable: false,
};

/// IDOCRIW weights (综合客观赋权法), the Integrated Determination of Objective CRIteria Weights: entropy and CILOS multiplied.
///
/// # Formula
/// `w_j ∝ W_j q_j`, with the entropy weight `W_j` of the raw data and the CILOS weight `q_j`.
///
/// # Errors
/// Those of [`Entropy`] and [`Cilos`].
///
/// # Reference
/// Zavadskas & Podvezko (2016), *International Journal of Information Technology & Decision Making* 15(2).
///
/// # Example
/// With equal CILOS weights the entropy weights remain.
/// ```
/// use governance_efficacy::weight::{Entropy, Idocriw, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 6.0], [2.0, 3.0]])?;
/// let (both, entropy) = (Idocriw::default().weigh(&matrix)?.weights, Entropy::default().weigh(&matrix)?.weights);
/// assert!((both.as_slice()[0] - entropy.as_slice()[0]).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Idocriw {
    cilos: Cilos,
}

impl Idocriw {
    /// Takes the first of several units in which an indicator is best, as [`Cilos::with_first_best`].
    #[must_use]
    pub fn with_first_best(mut self) -> Self {
        self.cilos = self.cilos.with_first_best();
        self
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self { cilos: Cilos::read(reader)? })
    }

    pub(super) fn write(self) -> TableBuilder {
        self.cilos.write()
    }
}

impl Weigh for Idocriw {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        let entropy = Entropy::default().weigh(sample.clone())?;
        let (impact, ()) = spread::among_varying(&sample, |varying| Ok((self.cilos.impact(varying)?, ())))?;
        let product: Vec<f64> = entropy.weights.as_slice().iter().zip(&impact).map(|(w, q)| w * q).collect();
        let weights = spread::proportional(INFO.name, &sample, &product)?;
        let detail = WeighingDetail::Idocriw { entropy: entropy.weights.as_slice().to_vec(), impact };
        Ok(Weighing { weights, detail, notices: entropy.notices })
    }
}
