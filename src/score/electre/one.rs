//! ELECTRE I (消去与选择转换法 I).

use crate::document::{Reader, TableBuilder};
use crate::error::Error;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::numeric::{components, mean};
use crate::prepare::Normalization;
use crate::score::{Aggregation, Findings, Found, Score, ScoreRange, Units, normalization_choice};
use crate::table::DecisionMatrix;
use crate::weight::Weights;

use super::pairs::Pairs;

/// Sums of weights that meet a threshold but for rounding do meet it.
const TOLERANCE: f64 = 1e-12;

pub(in crate::score) const INFO: MethodInfo = MethodInfo {
    name: "electre-1",
    en: "ELECTRE I",
    zh: "消去与选择转换法 I",
    source: "Roy (1968), Classement et choix en présence de points de vue multiples (la méthode ELECTRE), RIRO 2(8)",
    needs: Needs::CompleteMatrix,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder, Invariance::Scale, Invariance::Shift],
    streamable: false,
};

/// ELECTRE I (消去与选择转换法 I, ÉLimination Et Choix Traduisant la REalité): a unit outranks another if enough of the weight agrees and no
/// criterion objects too much.
///
/// # Formula
/// Concordance `c(a, b)` is the weight of the criteria in which `a` is at least as good as `b`; discordance `d(a, b) = max_j g_j(a, b)/r_j`,
/// `g_j` how far `b` is ahead in criterion `j` (0 if it is not) and `r_j` the range of `j`. `a` outranks `b` if `c(a, b) ≥ ĉ` and
/// `d(a, b) ≤ d̂`.
///
/// # Options
/// [`with_concordance`](Self::with_concordance) and [`with_discordance`](Self::with_discordance) set `ĉ` and `d̂`; one that is not set is the
/// mean over all ordered pairs, after Hwang & Yoon (1981).
/// [`with_common_range`](Self::with_common_range) divides all gaps by the one largest range, as Roy did, whose criteria are on one scale;
/// with the range of each, the default, no unit of measurement matters. In a model document `concordance = 0.65`, `discordance = 0.35`,
/// `common-range = true`.
///
/// # Result
/// The method chooses, it does not measure. [`Findings::Electre1`] holds the kernel (核): no unit in it outranks another in it, and each
/// unit outside is outranked by one in it. Units that outrank each other in a circle count as one, since else there may be no kernel or
/// several: such a circle is in the kernel as a whole or not at all. The score, **only an order**, is the number of units a unit outranks
/// minus the number of those that outrank it; the series `outranks` and `outranked-by` hold both.
///
/// # Edge cases
/// A constant criterion agrees with every pair and objects to none. Units that are all the same outrank each other: all in the kernel,
/// all with a score of 0.
///
/// # Errors
/// [`Error::TooFew`] for one unit, [`Error::Limit`] for more than 5,000.
///
/// # Complexity
/// O(m n²) time, O(n²) memory for the relation.
///
/// # Reference
/// Roy (1968), Classement et choix en présence de points de vue multiples (la méthode ELECTRE), *Revue française d'informatique et de
/// recherche opérationnelle* 2(8), 57–75; thresholds by the mean: Hwang & Yoon (1981), *Multiple Attribute Decision Making*, Springer.
///
/// # Example
/// By hand, no published value checked: three units, weights 0.6 and 0.4. The first is ahead of the second by `a` (0.6) and behind by `b`
/// with a quarter of its range: it outranks it. The third is behind the first by `a` with the whole range, and the first behind the third
/// by `b` with the whole range: neither outranks the other. Between the second and the third the weight of `a` says the second, but by `b`
/// it is behind with ¾ of the range. So nothing outranks the first and the third.
/// ```
/// use governance_efficacy::score::{Electre1, Findings, Score};
/// use governance_efficacy::{DecisionMatrix, Direction, Weights};
///
/// let criteria = ["a", "b"].map(|name| (name, Direction::Benefit));
/// let matrix = DecisionMatrix::from_rows(&criteria, &[[10.0, 1.0], [9.0, 2.0], [6.0, 5.0]])?;
/// let weights = Weights::new([("a", 0.6), ("b", 0.4)])?;
/// let outcome = Electre1::default().with_concordance(0.6)?.with_discordance(0.5)?.score(&matrix, &weights)?;
/// assert_eq!(outcome.scores.as_slice(), [1.0, -1.0, 0.0]);
/// let Some(Findings::Electre1 { kernel, .. }) = outcome.detail.findings else { panic!() };
/// assert_eq!(kernel, [0, 2]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Electre1 {
    normalization: Option<Normalization>,
    concordance: Option<f64>,
    discordance: Option<f64>,
    common_range: bool,
}

normalization_choice!(Electre1);

/// How each unit compares with each other (级别高于关系), row by row: `[a][b]` is of `a` over `b`. The diagonals are 0 and false.
#[derive(Debug, Clone, PartialEq)]
pub struct Outranking {
    /// The weight that agrees, from 0 to 1.
    pub concordance: Vec<Vec<f64>>,
    /// The greatest objection, from 0 to 1.
    pub discordance: Vec<Vec<f64>>,
    /// Whether the one outranks the other.
    pub outranks: Vec<Vec<bool>>,
}

impl Electre1 {
    /// Sets the least concordance `ĉ`; the mean of all pairs if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless it is from 0 to 1.
    pub fn with_concordance(mut self, least: f64) -> Result<Self, Error> {
        self.concordance = Some(crate::score::share("concordance", least)?);
        Ok(self)
    }

    /// Sets the greatest discordance `d̂`; the mean of all pairs if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless it is from 0 to 1.
    pub fn with_discordance(mut self, greatest: f64) -> Result<Self, Error> {
        self.discordance = Some(crate::score::share("discordance", greatest)?);
        Ok(self)
    }

    /// Divides the gaps of all criteria by the largest range: the form of 1968, for criteria on one scale.
    #[must_use]
    pub fn with_common_range(mut self) -> Self {
        self.common_range = true;
        self
    }

    /// Concordance, discordance and outranking of every pair of units.
    ///
    /// # Errors
    /// As [`Score::score`].
    pub fn outranking(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Outranking, Error> {
        self.fit(matrix)?.with_units(matrix, weights, |units, weights| {
            let pairs = Pairs::of(units, weights, self.common_range)?;
            let (least, greatest) = self.thresholds(&pairs);
            let n = units.count();
            let mut found = Outranking { concordance: Vec::new(), discordance: Vec::new(), outranks: Vec::new() };
            for a in 0..n {
                let (mut concordance, mut discordance) = (vec![0.0; n], vec![0.0; n]);
                pairs.compare(a, &mut concordance, &mut discordance);
                concordance[a] = 0.0;
                let outranks = (0..n).map(|b| a != b && agrees(concordance[b], discordance[b], least, greatest)).collect();
                found.concordance.push(concordance);
                found.discordance.push(discordance);
                found.outranks.push(outranks);
            }
            Ok(found)
        })
    }

    /// The thresholds, where they are not set the means over all ordered pairs.
    fn thresholds(&self, pairs: &Pairs) -> (f64, f64) {
        if let (Some(least), Some(greatest)) = (self.concordance, self.discordance) {
            return (least, greatest);
        }
        let n = pairs.units();
        let (mut concordance, mut discordance) = (vec![0.0; n], vec![0.0; n]);
        let (mut concordances, mut discordances) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for a in 0..n {
            pairs.compare(a, &mut concordance, &mut discordance);
            // Of a unit with itself neither counts.
            concordance[a] = 0.0;
            concordances.push(mean(&concordance));
            discordances.push(mean(&discordance));
        }
        let of_pairs = |means: &[f64]| mean(means) * n as f64 / (n - 1) as f64;
        (self.concordance.unwrap_or(of_pairs(&concordances)), self.discordance.unwrap_or(of_pairs(&discordances)))
    }

    pub(in crate::score) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut method = Self { normalization: crate::score::read_normalization(reader)?, ..Self::default() };
        if let Some(entry) = reader.optional("concordance") {
            method = method.with_concordance(entry.number()?).map_err(|e| entry.error(e))?;
        }
        if let Some(entry) = reader.optional("discordance") {
            method = method.with_discordance(entry.number()?).map_err(|e| entry.error(e))?;
        }
        method.common_range = reader.optional("common-range").map_or(Ok(false), |entry| entry.truth())?;
        Ok(method)
    }

    pub(in crate::score) fn write(&self) -> TableBuilder {
        crate::score::write_normalization(self.normalization)
            .with_some("concordance", self.concordance)
            .with_some("discordance", self.discordance)
            .with_some("common-range", self.common_range.then_some(true))
    }
}

fn agrees(concordance: f64, discordance: f64, least: f64, greatest: f64) -> bool {
    concordance >= least - TOLERANCE && discordance <= greatest + TOLERANCE
}

impl Score for Electre1 {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    fn range(&self) -> ScoreRange {
        ScoreRange::Ordinal
    }

    fn aggregation(&self) -> Aggregation {
        Aggregation::Outranking
    }

    fn evaluate(&self, units: &Units<'_>, weights: &[f64]) -> Result<Found, Error> {
        let n = units.count();
        let pairs = Pairs::of(units, weights, self.common_range)?;
        let (least, greatest) = self.thresholds(&pairs);
        let mut outranks = vec![false; n * n];
        let (mut given, mut taken) = (vec![0.0; n], vec![0.0; n]);
        let (mut concordance, mut discordance) = (vec![0.0; n], vec![0.0; n]);
        for (a, row) in outranks.chunks_exact_mut(n).enumerate() {
            pairs.compare(a, &mut concordance, &mut discordance);
            for b in (0..n).filter(|&b| b != a && agrees(concordance[b], discordance[b], least, greatest)) {
                row[b] = true;
                given[a] += 1.0;
                taken[b] += 1.0;
            }
        }
        let classes = components(n, |a, b| outranks[a * n + b]);
        let kernel = kernel(&classes, |a, b| outranks[a * n + b]);
        let cycles = classes.into_iter().filter(|class| class.len() > 1).collect();
        let scores = given.iter().zip(&taken).map(|(given, taken)| given - taken).collect();
        let findings = Findings::Electre1 { concordance: least, discordance: greatest, kernel, cycles };
        Ok(Found::scores(scores).with_series("outranks", given).with_series("outranked-by", taken).with_findings(findings))
    }
}

/// The units of the classes that no class of the kernel outranks; each class stands before those it outranks.
fn kernel(classes: &[Vec<usize>], outranks: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut kernel: Vec<usize> = Vec::new();
    for class in classes {
        if !kernel.iter().any(|&a| class.iter().any(|&b| outranks(a, b))) {
            kernel.extend(class);
        }
    }
    kernel.sort_unstable();
    kernel
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Direction;

    #[test]
    fn a_kernel_outranks_all_others_and_none_of_its_own() {
        // 0 → 1 → 2, 2 ⇄ 3, and 4 by itself: 0 is in, 1 is not, so that 2 and 3 together are.
        let arcs = [(0, 1), (1, 2), (2, 3), (3, 2)];
        let leads = |a: usize, b: usize| arcs.contains(&(a, b));
        assert_eq!(kernel(&components(5, leads), leads), [0, 2, 3, 4]);
    }

    #[test]
    fn the_mean_is_the_threshold_that_is_not_set() {
        // By hand: a beats b by both criteria; c = 1, 0, and d = 0, 1: means of ½, so that a outranks b and b not a.
        let matrix = DecisionMatrix::from_rows(&["x", "y"].map(|key| (key, Direction::Benefit)), &[[2.0, 9.0], [1.0, 7.0]]);
        let weights = Weights::new([("x", 0.7), ("y", 0.3)]).expect("weights");
        let outcome = Electre1::default().score(&matrix.expect("valid"), &weights).expect("scores");
        let findings = Findings::Electre1 { concordance: 0.5, discordance: 0.5, kernel: vec![0], cycles: Vec::new() };
        assert_eq!(outcome.detail.findings, Some(findings));
        assert_eq!(outcome.scores.as_slice(), [1.0, -1.0]);
    }

    #[test]
    fn units_that_are_all_the_same_are_one_circle() {
        let matrix = DecisionMatrix::from_rows(&[("x", Direction::Cost)], &[[3.0]; 3]).expect("valid");
        let outcome = Electre1::default().score(&matrix, &Weights::new([("x", 1.0)]).expect("weights")).expect("scores");
        assert_eq!(outcome.scores.as_slice(), [0.0; 3]);
        let Some(Findings::Electre1 { kernel, cycles, .. }) = outcome.detail.findings else { panic!("no findings") };
        assert_eq!((kernel, cycles), (vec![0, 1, 2], vec![vec![0, 1, 2]]));
    }
}
