//! Principal component weights (主成分赋权法).

use nalgebra::{DMatrix, SymmetricEigen};

use crate::document::{Entry, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::varimax;
use crate::table::Sample;

use super::{Weigh, Weighing, WeighingDetail, spread};

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "pca",
    en: "Principal component weights",
    zh: "主成分赋权法",
    source: "Nicoletti, Scarpetta & Boylaud (2000), OECD Economics Department Working Papers 226; OECD/JRC (2008), Handbook on Constructing Composite Indicators, §6",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// Principal component weights (主成分赋权法), from the correlations of the directed indicators.
///
/// # Formula
/// With the eigenvalues `λ_k` and unit eigenvectors `v_k` of the correlation matrix, the loadings are `l_jk = v_jk √λ_k`.
/// * [`Loadings::Intermediate`] (default), the Handbook's: the chosen components are rotated by varimax (of more than two, the
///   best of eleven starts, since one may end at a lesser summit); `S_k = Σ_j l_jk²`; each indicator takes its largest
///   `l_jk²/S_k · S_k/ΣS` over the components, and the sum is brought to 1.
/// * [`Loadings::First`]: `w_j = v_j1²`.
///
/// Which components are chosen, [`Components`] says: those with `λ > 1` (default), as many as explain a share of the variance, or a number.
///
/// # Edge cases
/// Weights show how indicators move together, not how much they matter; an indicator unrelated to the others gets a small one. No
/// component may have `λ > 1` when no two indicators are related.
///
/// # Errors
/// [`Error::Constant`] for an indicator that is the same everywhere; [`Error::Undefined`] for fewer than two units, for gaps, or if no
/// component is chosen.
///
/// # Reference
/// Nicoletti, Scarpetta & Boylaud (2000), *OECD Economics Department Working Papers* 226; OECD/JRC (2008), *Handbook on Constructing
/// Composite Indicators*, §6; Kaiser (1958), The varimax criterion for analytic rotation in factor analysis, *Psychometrika* 23.
///
/// # Example
/// By hand: two related indicators load on the first component alike.
/// ```
/// use governance_efficacy::weight::{Pca, Weigh};
/// use governance_efficacy::{DecisionMatrix, Direction};
///
/// let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0], [2.0, 1.0], [3.0, 4.0]])?;
/// let weights = Pca::default().weigh(&matrix)?.weights;
/// assert!((weights.as_slice()[0] - 0.5).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pca {
    loadings: Loadings,
    components: Components,
}

/// Which loadings become weights (载荷取法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Loadings {
    /// The squared loadings of the rotated components, through intermediate composites (旋转后载荷平方).
    #[default]
    Intermediate,
    /// The squared loadings of the first component (第一主成分载荷平方).
    First,
}

/// Which components are chosen (主成分个数).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum Components {
    /// Those with an eigenvalue above 1 (特征值大于 1), after Kaiser.
    #[default]
    Kaiser,
    /// As many as explain at least this share of the variance, above 0 and at most 1 (累计方差贡献率).
    Explaining(f64),
    /// The first so many, at least one (固定个数).
    Count(usize),
}

const LOADINGS: [(&str, Loadings); 2] = [("intermediate", Loadings::Intermediate), ("first", Loadings::First)];

impl Pca {
    /// Sets which loadings become weights.
    #[must_use]
    pub fn with_loadings(mut self, loadings: Loadings) -> Self {
        self.loadings = loadings;
        self
    }

    /// Sets which components are chosen.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for a share outside (0, 1], or no component.
    pub fn with_components(mut self, components: Components) -> Result<Self, Error> {
        match components {
            Components::Explaining(share) if !(share > 0.0 && share <= 1.0) => {
                return Err(Error::setting("explained variance", share, "give a share above 0 and at most 1"));
            }
            Components::Count(0) => return Err(Error::setting("number of components", 0, "give at least 1")),
            _ => self.components = components,
        }
        Ok(self)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let loadings = reader.optional("loadings").map(|e| e.word("form of loadings", &LOADINGS)).transpose()?;
        let pca = Self::default().with_loadings(loadings.unwrap_or_default());
        match reader.optional("components") {
            None => Ok(pca),
            Some(entry) => pca.with_components(read_components(&entry)?).map_err(|e| entry.error(e)),
        }
    }

    pub(super) fn write(self) -> TableBuilder {
        let loadings = LOADINGS.iter().find(|(_, l)| *l == self.loadings).map_or("intermediate", |(name, _)| name);
        let components: Value = match self.components {
            Components::Kaiser => "kaiser".into(),
            Components::Explaining(share) => TableBuilder::default().with("explaining", share).into(),
            Components::Count(count) => TableBuilder::default().with("count", count).into(),
        };
        TableBuilder::default().with("loadings", loadings).with("components", components)
    }

    /// The importance of each indicator, and the eigenvalues, largest first.
    fn importance(self, sample: &Sample<'_>) -> Result<(Vec<f64>, Vec<f64>), Error> {
        spread::require_two(INFO.name, sample)?;
        let correlations = spread::correlations(INFO.name, sample)?;
        let m = correlations.nrows();
        if let Components::Count(count) = self.components
            && count > m
        {
            let remedy = format!("give at most {m}, the number of indicators that vary");
            return Err(Error::setting("number of components", count, remedy));
        }
        let SymmetricEigen { eigenvalues, eigenvectors } = SymmetricEigen::new(correlations);
        let mut order: Vec<usize> = (0..m).collect();
        order.sort_by(|&a, &b| eigenvalues[b].total_cmp(&eigenvalues[a]));
        let sorted: Vec<f64> = order.iter().map(|&k| eigenvalues[k].max(0.0)).collect();
        let importance: Vec<f64> = match self.loadings {
            Loadings::First => eigenvectors.column(order[0]).iter().map(|v| v * v).collect(),
            Loadings::Intermediate => {
                let chosen = self.chosen(&sorted);
                if chosen == 0 {
                    return Err(Error::Undefined {
                        method: INFO.name,
                        problem: "no component has an eigenvalue above 1: the indicators are unrelated".to_owned(),
                        remedy: "use equal weights, or set components = { explaining = 0.8 }".to_owned(),
                    });
                }
                let loadings = DMatrix::from_fn(m, chosen, |j, k| eigenvectors[(j, order[k])] * sorted[k].sqrt());
                let rotated = varimax(&loadings);
                let total: f64 = rotated.iter().map(|l| l * l).sum();
                // l²/S_k · S_k/ΣS: the size of the component cancels.
                (0..m).map(|j| rotated.row(j).iter().map(|l| l * l).fold(0.0, f64::max) / total).collect()
            }
        };
        Ok((importance, sorted))
    }

    /// How many of the components with these eigenvalues, largest first, are chosen.
    fn chosen(self, eigenvalues: &[f64]) -> usize {
        match self.components {
            Components::Kaiser => eigenvalues.iter().filter(|&&lambda| lambda > 1.0).count(),
            Components::Explaining(share) => {
                let total: f64 = eigenvalues.iter().sum();
                let mut explained = 0.0;
                let short = eigenvalues.iter().take_while(|&&lambda| {
                    let before = explained;
                    explained += lambda;
                    before < share * total * (1.0 - 1e-12)
                });
                short.count()
            }
            Components::Count(count) => count,
        }
    }
}

/// `"kaiser"`, `{ explaining = 0.8 }` or `{ count = 2 }`.
fn read_components(entry: &Entry<'_>) -> Result<Components, Error> {
    if entry.is_text() {
        return entry.word("choice of components", &[("kaiser", Components::Kaiser)]);
    }
    let mut reader = entry.table()?;
    let (explaining, count) = (reader.optional("explaining"), reader.optional("count"));
    reader.finish()?;
    match (explaining, count) {
        (Some(share), None) => Ok(Components::Explaining(share.number()?)),
        (None, Some(count)) => Ok(Components::Count(count.count()?)),
        _ => Err(entry.error(Error::setting("components", "without one choice", "give either explaining or count"))),
    }
}

impl Weigh for Pca {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        sample.require_complete(INFO.name)?;
        let (importance, eigenvalues) = spread::among_varying(&sample, |varying| self.importance(varying))?;
        let weights = spread::proportional(INFO.name, &sample, &importance)?;
        Ok(Weighing { weights, detail: WeighingDetail::Pca { eigenvalues }, notices: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::table::DecisionMatrix;
    use crate::{Direction, Weights};

    /// Two pairs of columns that know nothing of each other, with correlations 0.6 and 0.28 within.
    fn pairs() -> DecisionMatrix {
        let sign = |row: u8, bit: u8| if row >> bit & 1 == 1 { 1.0 } else { -1.0 };
        let row = |row: u8| {
            let [x, y, z] = [0, 1, 2].map(|bit| sign(row, bit));
            // A product of two signs is orthogonal to each of them.
            vec![x, 0.6 * x + 0.8 * y, z, 0.28 * z + 0.96 * (x * y * z)]
        };
        let rows: Vec<Vec<f64>> = (0..8).map(row).collect();
        DecisionMatrix::from_rows(&["a", "b", "c", "d"].map(|key| (key, Direction::Benefit)), &rows).expect("a matrix")
    }

    fn weights(pca: Pca) -> Vec<f64> {
        pca.weigh(&pairs()).map(|weighing| Weights::as_slice(&weighing.weights).to_vec()).expect("weights")
    }

    #[test]
    fn two_components_by_hand() {
        // Eigenvalues 1.6, 1.28, 0.72 and 0.4; the first two load on one pair each, with squares 0.8 and 0.64.
        let expected = [0.8, 0.8, 0.64, 0.64].map(|square| square / 2.88);
        let two = |components| Pca::default().with_components(components).expect("valid");
        for pca in [Pca::default(), two(Components::Count(2)), two(Components::Explaining(0.72))] {
            let found = weights(pca);
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
        }
        let first = weights(Pca::default().with_loadings(Loadings::First));
        assert!(first.iter().zip([0.5, 0.5, 0.0, 0.0]).all(|(a, b)| (a - b).abs() < 1e-9), "{first:?}");
    }

    #[test]
    fn components_that_can_not_be_are_refused() {
        for wrong in
            [Components::Explaining(0.0), Components::Explaining(1.1), Components::Explaining(f64::NAN), Components::Count(0)]
        {
            assert_eq!(Pca::default().with_components(wrong).unwrap_err().code(), "invalid-setting", "{wrong:?}");
        }
        let of = |count| Pca::default().with_components(Components::Count(count)).expect("some").weigh(&pairs());
        assert!(of(4).is_ok());
        assert_eq!(of(5).unwrap_err().code(), "invalid-setting");
    }

    #[test]
    fn components_are_chosen_by_their_rule() {
        let chosen = |components: Components, eigenvalues: &[f64]| Pca { components, ..Pca::default() }.chosen(eigenvalues);
        assert_eq!(chosen(Components::Kaiser, &[2.4, 0.3, 0.2, 0.1]), 1);
        assert_eq!(chosen(Components::Kaiser, &[1.5, 1.2, 0.3, 0.0]), 2);
        assert_eq!(chosen(Components::Kaiser, &[1.0, 1.0]), 0);
        // 60 %, 90 %, 97.5 %.
        for (share, count) in [(0.5, 1), (0.6, 1), (0.61, 2), (0.9, 2), (0.95, 3), (1.0, 4)] {
            assert_eq!(chosen(Components::Explaining(share), &[2.4, 1.2, 0.3, 0.1]), count, "{share}");
        }
        assert_eq!(chosen(Components::Count(3), &[2.0, 1.0, 0.5, 0.5]), 3);
    }
}
