//! Which path goes with which dimension (路径与维度的关联).
//!
//! The path profile and efficacy are two ledgers; here they are laid side by side and never added. What goes together need not cause each
//! other: association is not effect (相关不等于因果).

use serde::{Deserialize, Serialize};

use crate::analysis::coupling::{CouplingCoordination, CouplingForm};
use crate::error::Error;
use crate::governance::{Dimension, Path, Period};
use crate::indicator::{Measurement, StandardIndicator};
use crate::model::Evaluation;
use crate::numeric::correlation::Correlation;
use crate::numeric::{GENERATOR, Random, false_discovery_rates, fractional_ranks, holm};
use crate::score::grey_relational_grades;

/// Items of the path profile that others make up already.
const MADE_UP: [&str; 1] = ["network_coverage"];

/// The settings of the comparison of paths with dimensions (路径—维度关联分析).
///
/// # Formula
/// The level of a path is the mean of the items of its profile that are available, each a share in [0, 1]; coverage of the network, which the
/// three coverages beside it make up, does not count twice. With the scores of a dimension it is related, over the communities of one period,
/// by
/// * the grey relational grade of both sequences divided by their means, ζ = 0.5;
/// * Spearman's ρ, with a p-value by permutation of the communities, `(b + 1)/(B + 1)` with `b` of `B` at least as far from 0;
/// * that p-value adjusted for all pairs looked at, after Holm (family-wise error) and Benjamini & Hochberg (false discovery rate);
/// * the degree of coupling coordination of the level of the path and the score, as a mean over the communities.
///
/// # Reference
/// Deng (1982) for the grades; Phipson & Smyth (2010), Permutation p-values should never be zero, *Statistical Applications in Genetics and
/// Molecular Biology* 9(1); Holm (1979), A simple sequentially rejective multiple test procedure, *Scandinavian Journal of Statistics* 6;
/// Benjamini & Hochberg (1995), Controlling the false discovery rate, *Journal of the Royal Statistical Society B* 57. The level of a path is
/// this library's own definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathwaySettings {
    period: Option<Period>,
    permutations: usize,
    seed: u64,
    form: CouplingForm,
}

impl Default for PathwaySettings {
    fn default() -> Self {
        Self { period: None, permutations: 9_999, seed: 1, form: CouplingForm::default() }
    }
}

/// How the paths go with the dimensions (路径—维度关联).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pathways {
    /// The period of the communities compared.
    pub period: Period,
    /// Number of permutations.
    pub permutations: usize,
    /// Seed of the permutations.
    pub seed: u64,
    /// Name of the generator.
    pub generator: String,
    /// Formula of the coupling degree.
    pub form: CouplingForm,
    /// The levels of the paths.
    pub levels: Vec<PathLevels>,
    /// Each path with each dimension, path by path.
    pub pairs: Vec<Pathway>,
}

/// The levels of one path (路径水平).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathLevels {
    /// The path.
    pub path: Path,
    /// Items of its profile that count.
    pub items: usize,
    /// The communities, each with the mean of its available items, in [0, 1]; none without any.
    pub levels: Vec<(String, Option<f64>)>,
    /// Share of the items that are available, over all communities.
    pub available: f64,
}

/// One path with one dimension (单对关联).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pathway {
    /// The path.
    pub path: Path,
    /// The dimension.
    pub dimension: Dimension,
    /// Communities with both.
    pub n: usize,
    /// Grey relational grade (灰色关联度), in (0, 1], over the communities that have all four paths and the dimension; none with fewer than
    /// two, or where a mean is 0.
    pub grey_grade: Option<f64>,
    /// The rank correlation; none with fewer than four communities, or where either does not vary.
    pub correlation: Option<RankCorrelation>,
    /// How far both are high and near to each other; none without communities, or where a score lies outside 0 to 1.
    pub coupling: Option<PathwayCoupling>,
}

/// Coupling coordination of a path and a dimension over the communities (路径—维度耦合协调).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathwayCoupling {
    /// Mean coupling degree C, 0 to 1 (平均耦合度).
    pub coupling: f64,
    /// Mean degree of coordination D, 0 to 1 (平均耦合协调度).
    pub degree: f64,
    /// Share of the communities whose path is below the dimension (路径滞后的社区占比).
    pub path_lags: f64,
}

/// A rank correlation with what chance makes of it (等级相关与置换检验).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankCorrelation {
    /// Spearman's ρ.
    pub rho: f64,
    /// Two-sided p-value by permutation.
    pub p_value: f64,
    /// Monte-Carlo standard error of the p-value.
    pub standard_error: f64,
    /// Adjusted after Holm: small if even one false finding among all pairs is improbable.
    pub holm: f64,
    /// Adjusted after Benjamini & Hochberg: the share of false findings to expect among those as small.
    pub false_discovery_rate: f64,
}

impl PathwaySettings {
    /// Compares the communities of `period`; of the latest if not set.
    #[must_use]
    pub fn of_period(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    /// Sets the number of permutations, 99 to 1,000,000; 9,999 if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for fewer, [`Error::Limit`] for more.
    pub fn with_permutations(mut self, permutations: usize) -> Result<Self, Error> {
        const MOST: usize = 1_000_000;
        if permutations < 99 {
            return Err(Error::setting("permutations", permutations, "give at least 99"));
        }
        if permutations > MOST {
            return Err(Error::Limit { what: "permutations", found: permutations, limit: MOST });
        }
        self.permutations = permutations;
        Ok(self)
    }

    /// Sets the seed; 1 if not set.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the formula of the coupling degree; the standard form if not set.
    #[must_use]
    pub fn with_coupling_form(mut self, form: CouplingForm) -> Self {
        self.form = form;
        self
    }

    /// Lays the path profile of `measurement` beside the scores of the dimensions in `evaluation`, which must be of the same facts.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a period or a dimension that is not there.
    ///
    /// ```
    /// # #[cfg(all(feature = "json", feature = "toml"))] {
    /// use governance_efficacy::analysis::pathways::PathwaySettings;
    /// use governance_efficacy::governance::Facts;
    /// use governance_efficacy::indicator::measure;
    /// use governance_efficacy::model::Model;
    ///
    /// // The shipped sample, which is synthetic.
    /// let facts = Facts::from_json(include_str!("../../examples/data/sample/facts.json"))?;
    /// let model = Model::from_toml(include_str!("../../examples/models/standard.toml"))?;
    /// let found = PathwaySettings::default().relate(&measure(&facts), &model.evaluate_facts(&facts)?)?;
    /// assert_eq!(found.pairs.len(), 16);
    /// # }
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    pub fn relate(&self, measurement: &Measurement, evaluation: &Evaluation) -> Result<Pathways, Error> {
        let rows = evaluation.rows();
        let latest = measurement.rows().iter().map(|(_, period)| *period).max();
        let period = self.period.or(latest).ok_or(Error::TooFew { what: "communities", needed: 1 })?;
        let members: Vec<usize> =
            measurement.rows().iter().enumerate().filter(|(_, (_, p))| *p == period).map(|(row, _)| row).collect();
        if members.is_empty() {
            let mut known: Vec<String> = measurement.rows().iter().map(|(_, p)| p.to_string()).collect();
            known.dedup();
            return Err(Error::unknown("period", &period.to_string(), known.iter().map(String::as_str)));
        }
        let levels: Vec<PathLevels> = Path::ALL.iter().map(|&path| levels(measurement, path, &members)).collect();
        let mut random = Random::seeded(self.seed);
        let mut pairs = Vec::new();
        let mut scores_of = Vec::new();
        for &dimension in Dimension::ALL {
            let node = evaluation.node(dimension.key())?;
            // Rows without any value may be left out of an evaluation.
            let score = |&row: &usize| {
                let (unit, period) = &measurement.rows()[row];
                rows.position(unit.as_str(), Some(*period)).and_then(|at| node.scores()[at])
            };
            let scores: Vec<Option<f64>> = members.iter().map(score).collect();
            scores_of.push((dimension, scores));
        }
        for (at, of_path) in levels.iter().enumerate() {
            for (dimension, scores) in &scores_of {
                let both = of_path.levels.iter().zip(scores).filter_map(|((_, x), y)| Some((((*x)?), (*y)?)));
                let (x, y): (Vec<f64>, Vec<f64>) = both.unzip();
                pairs.push(Pathway {
                    path: of_path.path,
                    dimension: *dimension,
                    n: x.len(),
                    grey_grade: grey_grade(&levels, at, scores)?,
                    correlation: self.correlation(&x, &y, &mut random),
                    coupling: self.coupling(&x, &y)?,
                });
            }
        }
        adjust(&mut pairs);
        let generator = GENERATOR.to_owned();
        Ok(Pathways { period, permutations: self.permutations, seed: self.seed, generator, form: self.form, levels, pairs })
    }

    /// Of the levels of a path and the scores of a dimension, community by community.
    fn coupling(&self, path: &[f64], scores: &[f64]) -> Result<Option<PathwayCoupling>, Error> {
        if path.is_empty() || scores.iter().any(|score| !(0.0..=1.0).contains(score)) {
            return Ok(None);
        }
        let coordination = CouplingCoordination::default().with_form(self.form);
        let found = path.iter().zip(scores).map(|(&x, &y)| coordination.of_levels(&[x, y])).collect::<Result<Vec<_>, _>>()?;
        let mean = |values: Vec<f64>| crate::numeric::sum(&values) / path.len() as f64;
        Ok(Some(PathwayCoupling {
            coupling: mean(found.iter().map(|one| one.coupling).collect()),
            degree: mean(found.iter().map(|one| one.degree).collect()),
            path_lags: path.iter().zip(scores).filter(|(x, y)| x < y).count() as f64 / path.len() as f64,
        }))
    }

    fn correlation(&self, x: &[f64], y: &[f64], random: &mut Random) -> Option<RankCorrelation> {
        if x.len() < 4 {
            return None;
        }
        let (x, mut y) = (fractional_ranks(x), fractional_ranks(y));
        let rho = Correlation::Pearson.coefficient(&x, &y)?;
        let mut as_far = 0_usize;
        for _ in 0..self.permutations {
            random.shuffle(&mut y);
            let found = Correlation::Pearson.coefficient(&x, &y).unwrap_or_default();
            // Ranks that are permuted alike give the same ρ but for rounding.
            as_far += usize::from(found.abs() >= rho.abs() - 1e-12);
        }
        let p_value = (as_far + 1) as f64 / (self.permutations + 1) as f64;
        let standard_error = (p_value * (1.0 - p_value) / self.permutations as f64).sqrt();
        Some(RankCorrelation { rho, p_value, standard_error, holm: p_value, false_discovery_rate: p_value })
    }
}

impl Pathways {
    /// One path with one dimension.
    pub fn pair(&self, path: Path, dimension: Dimension) -> Option<&Pathway> {
        self.pairs.iter().find(|pair| pair.path == path && pair.dimension == dimension)
    }
}

fn levels(measurement: &Measurement, path: Path, members: &[usize]) -> PathLevels {
    let counts = |key: &str| !MADE_UP.contains(&key);
    let items: Vec<_> =
        measurement.path_profile().iter().filter(|s| s.group() == path && counts(s.indicator().key().as_str())).collect();
    let mut present = 0;
    let level = |&row: &usize| {
        let values: Vec<f64> = items.iter().filter_map(|item| item.values()[row].value.clone().ok()).collect();
        present += values.len();
        let mean = (!values.is_empty()).then(|| crate::numeric::sum(&values) / values.len() as f64);
        (measurement.rows()[row].0.to_string(), mean)
    };
    let levels = members.iter().map(level).collect();
    let cells = (items.len() * members.len()).max(1);
    PathLevels { path, items: items.len(), levels, available: present as f64 / cells as f64 }
}

/// The grade of one path among all four, over the communities that have all of them and the score.
fn grey_grade(levels: &[PathLevels], at: usize, scores: &[Option<f64>]) -> Result<Option<f64>, Error> {
    let whole: Vec<usize> = (0..scores.len())
        .filter(|&row| scores[row].is_some() && levels.iter().all(|path| path.levels[row].1.is_some()))
        .collect();
    let over_mean = |values: Vec<f64>| {
        let mean = crate::numeric::sum(&values) / values.len() as f64;
        (mean > 0.0).then(|| values.iter().map(|x| x / mean).collect::<Vec<f64>>())
    };
    let reference = over_mean(whole.iter().filter_map(|&row| scores[row]).collect());
    let sequences: Option<Vec<Vec<f64>>> =
        levels.iter().map(|path| over_mean(whole.iter().filter_map(|&row| path.levels[row].1).collect())).collect();
    let Some((reference, sequences)) = reference.zip(sequences).filter(|_| whole.len() >= 2) else { return Ok(None) };
    Ok(grey_relational_grades(&reference, &sequences, 0.5)?.get(at).copied())
}

/// Adjusts the p-values for all pairs that have one.
fn adjust(pairs: &mut [Pathway]) {
    let mut found: Vec<&mut RankCorrelation> = pairs.iter_mut().filter_map(|pair| pair.correlation.as_mut()).collect();
    let p_values: Vec<f64> = found.iter().map(|correlation| correlation.p_value).collect();
    for ((correlation, holm), rate) in found.iter_mut().zip(holm(&p_values)).zip(false_discovery_rates(&p_values)) {
        correlation.holm = holm;
        correlation.false_discovery_rate = rate;
    }
}

/// The items of the path profile that enter the level of `path` (路径水平所含项目).
pub fn items_of(path: Path) -> Vec<&'static str> {
    let of_path = StandardIndicator::path_profile().iter().find(|(p, _)| *p == path);
    let keys = of_path.into_iter().flat_map(|(_, items)| items.iter().map(StandardIndicator::key));
    keys.filter(|key| !MADE_UP.contains(key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_order_of_five_is_rare_among_permutations() {
        let settings = PathwaySettings::default();
        let x = [1.0, 2.0, 3.0, 4.0, 5.0];
        let found = settings.correlation(&x, &x, &mut Random::seeded(3)).expect("varies");
        // 2 of 120 orders are as far from 0.
        assert!((found.rho - 1.0).abs() < 1e-12);
        assert!((found.p_value - 2.0 / 120.0).abs() < 4.0 * found.standard_error + 1e-4, "{found:?}");
        assert!(settings.correlation(&[1.0; 5], &x, &mut Random::seeded(3)).is_none());
        assert!(settings.correlation(&x[..3], &x[..3], &mut Random::seeded(3)).is_none());
    }

    #[test]
    fn coupling_is_the_mean_over_communities() {
        // C of (0.9, 0.1) is 0.6 and D is √(0.6 · 0.5); level ones have C = 1 and D = √0.4.
        let found = PathwaySettings::default().coupling(&[0.1, 0.4], &[0.9, 0.4]).expect("levels").expect("communities");
        assert!((found.coupling - 0.8).abs() < 1e-15, "{found:?}");
        assert!((found.degree - f64::midpoint(0.3_f64.sqrt(), 0.4_f64.sqrt())).abs() < 1e-15, "{found:?}");
        assert_eq!(found.path_lags, 0.5);
        assert_eq!(PathwaySettings::default().coupling(&[], &[]), Ok(None));
        assert_eq!(PathwaySettings::default().coupling(&[0.5], &[1.2]), Ok(None));
    }

    #[test]
    fn every_path_has_items_and_none_counts_twice() {
        for &path in Path::ALL {
            let items = items_of(path);
            assert!(items.len() >= 3, "{path:?}");
            assert!(!items.contains(&"network_coverage"));
        }
    }

    #[test]
    fn a_path_lags_where_its_level_is_the_lower() {
        let lags = |path: &[f64], scores: &[f64]| {
            let found = PathwaySettings::default().coupling(path, scores).expect("levels");
            found.expect("communities").path_lags
        };
        assert_eq!(lags(&[0.1, 0.9, 0.2, 0.3], &[0.9, 0.1, 0.3, 0.4]), 0.75);
        assert_eq!(lags(&[0.4, 0.4, 0.9], &[0.4, 0.4, 0.1]), 0.0);
    }

    #[test]
    fn pairs_are_adjusted_together_and_a_p_value_knows_its_error() {
        let pair = |path, p_value: Option<f64>| Pathway {
            path,
            dimension: Dimension::SubjectSynergy,
            n: 5,
            correlation: p_value.map(|p_value| RankCorrelation {
                rho: 0.9,
                p_value,
                standard_error: 0.0,
                holm: 0.0,
                false_discovery_rate: 0.0,
            }),
            grey_grade: None,
            coupling: None,
        };
        let mut pairs: Vec<Pathway> =
            Path::ALL.iter().zip([Some(0.01), None, Some(0.04), Some(0.03)]).map(|(&path, p)| pair(path, p)).collect();
        adjust(&mut pairs);
        let found = |at: usize| pairs[at].correlation.as_ref().map(|c| (c.holm, c.false_discovery_rate));
        // Three p-values: 0.01 · 3, 0.03 · 2 and no less for 0.04; 0.01 · 3/1, and 0.04 · 3/3 below 0.03 · 3/2.
        for (at, expected) in [(0, (0.03, 0.03)), (2, (0.06, 0.04)), (3, (0.06, 0.04))] {
            let (holm, rate) = found(at).expect("a p-value");
            assert!((holm - expected.0).abs() < 1e-15 && (rate - expected.1).abs() < 1e-15, "{at}: {holm} {rate}");
        }
        assert_eq!(found(1), None);
        let settings = PathwaySettings::default();
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let y = [2.0, 1.0, 4.0, 3.0, 6.0, 5.0];
        let one = settings.correlation(&x, &y, &mut Random::seeded(1)).expect("varies");
        let expected = (one.p_value * (1.0 - one.p_value) / settings.permutations as f64).sqrt();
        assert!(one.p_value > 0.0 && (one.standard_error - expected).abs() < 1e-15, "{one:?}");
    }

    #[test]
    fn a_grey_grade_is_of_shares_of_the_mean() {
        let level = |values: [f64; 3]| PathLevels {
            path: Path::PoliticalLeadership,
            items: 1,
            levels: values.iter().enumerate().map(|(i, &x)| (format!("u{i}"), Some(x))).collect(),
            available: 1.0,
        };
        let scores = [0.2, 0.4, 0.6].map(Some);
        let of = |levels: &[PathLevels], at: usize| grey_grade(levels, at, &scores).expect("grades").expect("three communities");
        // The first goes exactly with the scores, in other units; the second is level: apart by ½, 0 and ½ of the mean.
        let levels = [level([0.1, 0.2, 0.3]), level([0.5; 3])];
        assert_eq!(of(&levels, 0), 1.0);
        // ξ Δmax/(Δ + ξ Δmax) with ξ = ½ and Δmax = ½: ⅓, 1, ⅓.
        assert!((of(&levels, 1) - 5.0 / 9.0).abs() < 1e-12, "{}", of(&levels, 1));
    }
}
