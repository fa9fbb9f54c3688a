//! Weights combined from several sources (组合赋权).

mod game_theory;
mod maximum_deviation;

use crate::document::{Reader, TableBuilder, Value};
use crate::error::Error;
use crate::label::Key;
use crate::method::{Invariance, MethodInfo, Needs};
use crate::notice::Notice;
use crate::prepare::Normalization;
use crate::table::{Gathers, Sample};

use super::{Weigh, Weighing, WeighingDetail, WeightMethod, Weights};

pub use game_theory::Game;

pub(super) const INFO: MethodInfo = MethodInfo {
    name: "combined",
    en: "Combined weights",
    zh: "组合赋权",
    source: "each rule names its own",
    needs: Needs::Names,
    invariances: &[Invariance::UnitOrder, Invariance::IndicatorOrder],
    streamable: true,
};

/// How weights from several sources become one (组合规则).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// `Σ_k α_k w_k` (加法合成). Without coefficients each source counts the same.
    Additive {
        /// One coefficient a source, non-negative, summing to 1.
        coefficients: Option<Vec<f64>>,
    },
    /// `∏_k w_k / Σ ∏_k w_k` (乘法合成).
    Multiplicative,
    /// `∏_k w_k^(1/K)`, renormalised (几何平均): for two sources the minimum of relative entropy (最小相对信息熵).
    GeometricMean,
    /// The coefficients are the equilibrium of a game between the sources (博弈论组合赋权).
    GameTheory(Game),
    /// The coefficients that set the units of the data furthest apart (离差最大化): `Σ_j Σ_i Σ_l |r_ij − r_lj| Σ_k α_k w_kj` is largest under
    /// `Σ α_k² = 1`, divided by Σα. It is known by its data only: [`Combined::of_weights`] can't take it.
    MaximumDeviation {
        /// Normalisation of the data `r`; `min-max` if not set.
        normalization: Option<Normalization>,
    },
}

impl Default for Rule {
    fn default() -> Self {
        Self::Additive { coefficients: None }
    }
}

impl Rule {
    /// Its name in a model document.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Additive { .. } => "additive",
            Self::Multiplicative => "multiplicative",
            Self::GeometricMean => "geometric-mean",
            Self::GameTheory(_) => "game-theory",
            Self::MaximumDeviation { .. } => "maximum-deviation",
        }
    }
}

/// Weights combined from two or more sources (组合赋权), usually a subjective and an objective one.
///
/// # Formula
/// The [`Rule`] gives it.
///
/// # Result
/// Weights on the simplex; the detail holds the coefficients, the sources, and how far each moved.
///
/// # Errors
/// Those of the sources; [`Error::Undefined`] if the product of the sources is zero for every indicator, or if maximum deviation finds the
/// units alike.
///
/// # Reference
/// Geometric mean: Kullback's minimum relative entropy with two sources; game theory: see [`Game`]; maximum deviation after Wang
/// Yingming (王应明, 1998).
///
/// # Example
/// ```
/// use governance_efficacy::Weights;
/// use governance_efficacy::weight::{Combined, Rule};
///
/// let subjective = Weights::new([("a", 0.4), ("b", 0.3), ("c", 0.2), ("d", 0.1)])?;
/// let objective = Weights::new([("a", 0.25), ("b", 0.2), ("c", 0.3), ("d", 0.25)])?;
/// let rule = Rule::Additive { coefficients: Some(vec![0.6, 0.4]) };
/// let weighing = Combined::of_weights(&rule, &[subjective, objective])?;
/// let expected = [0.34, 0.26, 0.24, 0.16];
/// assert!(weighing.weights.as_slice().iter().zip(expected).all(|(w, e)| (w - e).abs() < 1e-15));
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Combined {
    rule: Rule,
    sources: Vec<WeightMethod>,
}

impl Combined {
    /// The sources `of`, at least two, combined by `rule`.
    ///
    /// # Errors
    /// [`Error::TooFew`] with fewer than two sources; [`Error::Length`] and [`Error::Weights`] for coefficients that don't fit them.
    pub fn new(rule: Rule, of: impl IntoIterator<Item = WeightMethod>) -> Result<Self, Error> {
        let sources: Vec<WeightMethod> = of.into_iter().collect();
        check(&rule, sources.len())?;
        Ok(Self { rule, sources })
    }

    /// How they are combined.
    pub(crate) fn rule(&self) -> &Rule {
        &self.rule
    }

    /// The sources.
    pub fn sources(&self) -> &[WeightMethod] {
        &self.sources
    }

    /// Weights that are there already, combined by `rule`.
    ///
    /// # Errors
    /// As [`Combined::new`], [`Error::Unknown`] or [`Error::Length`] if the sources don't name the same indicators, and
    /// [`Error::Undefined`] for a rule that needs data.
    pub fn of_weights(rule: &Rule, sources: &[Weights]) -> Result<Weighing, Error> {
        check(rule, sources.len())?;
        let sources = sources.iter().map(|weights| Weighing {
            weights: weights.clone(),
            detail: WeighingDetail::Given {},
            notices: Vec::new(),
        });
        combine(rule, sources.collect(), None)
    }

    /// The same rule over other sources, as many.
    #[cfg(feature = "uncertainty")]
    pub(super) fn with_sources(&self, sources: Vec<WeightMethod>) -> Self {
        Self { rule: self.rule.clone(), sources }
    }

    pub(super) fn with_default_normalization(&self, normalization: Normalization) -> Self {
        let sources = self.sources.iter().map(|s| s.with_default_normalization(normalization)).collect();
        let rule = match &self.rule {
            Rule::MaximumDeviation { normalization: None } => Rule::MaximumDeviation { normalization: Some(normalization) },
            rule => rule.clone(),
        };
        Self { rule, sources }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let of = reader.required("of")?;
        let sources = of.list()?.iter().map(WeightMethod::read).collect::<Result<Vec<_>, _>>()?;
        let rule = reader.required("rule")?;
        let names: [(&str, Rule); 5] = [
            ("additive", Rule::default()),
            ("multiplicative", Rule::Multiplicative),
            ("geometric-mean", Rule::GeometricMean),
            ("game-theory", Rule::GameTheory(Game::default())),
            ("maximum-deviation", Rule::MaximumDeviation { normalization: None }),
        ];
        let at = rule.word("rule of combination", &[0, 1, 2, 3, 4].map(|at| (names[at].0, at)))?;
        let rule = match &names[at].1 {
            Rule::Additive { .. } => match reader.optional("coefficients") {
                None => Rule::default(),
                Some(entry) => {
                    let coefficients = entry.numbers()?;
                    check_coefficients(&coefficients, sources.len()).map_err(|e| entry.error(e))?;
                    Rule::Additive { coefficients: Some(coefficients) }
                }
            },
            Rule::GameTheory(_) => Rule::GameTheory(
                reader.optional("game").map_or(Ok(Game::default()), |game| game.word("form of the game", &game_theory::NAMES))?,
            ),
            Rule::MaximumDeviation { .. } => Rule::MaximumDeviation {
                normalization: reader.optional("normalization").map(|e| Normalization::read(&e)).transpose()?,
            },
            other => other.clone(),
        };
        Self::new(rule, sources).map_err(|e| of.error(e))
    }

    pub(super) fn write(&self) -> TableBuilder {
        let table = TableBuilder::default().with("rule", self.rule.name());
        let table = match &self.rule {
            Rule::Additive { coefficients } => table.with_some("coefficients", coefficients.clone()),
            Rule::GameTheory(game) => table.with("game", game.name()),
            Rule::MaximumDeviation { normalization } => table.with_some("normalization", normalization.map(Normalization::write)),
            Rule::Multiplicative | Rule::GeometricMean => table,
        };
        table.with("of", self.sources.iter().map(WeightMethod::write).collect::<Vec<Value>>())
    }
}

impl Weigh for Combined {
    fn info(&self) -> &'static MethodInfo {
        &INFO
    }

    fn gathers(&self) -> Option<Gathers> {
        // The data themselves decide by which coefficients they are set apart.
        if matches!(self.rule, Rule::MaximumDeviation { .. }) {
            return None;
        }
        self.sources.iter().try_fold(Gathers::default(), |all, source| Some(all.and(source.gathers()?)))
    }

    fn weigh<'a>(&self, data: impl Into<Sample<'a>>) -> Result<Weighing, Error> {
        let sample = data.into();
        let sources = self.sources.iter().map(|source| source.weigh(sample.clone())).collect::<Result<Vec<_>, _>>()?;
        combine(&self.rule, sources, Some(&sample))
    }
}

fn check(rule: &Rule, sources: usize) -> Result<(), Error> {
    if sources < 2 {
        return Err(Error::TooFew { what: "sources of weights", needed: 2 });
    }
    match rule {
        Rule::Additive { coefficients: Some(coefficients) } => check_coefficients(coefficients, sources),
        _ => Ok(()),
    }
}

fn check_coefficients(coefficients: &[f64], sources: usize) -> Result<(), Error> {
    if coefficients.len() != sources {
        return Err(Error::Length { what: "coefficients".to_owned(), expected: sources, found: coefficients.len() });
    }
    // Coefficients are weights of the sources.
    Weights::new(coefficients.iter().enumerate().map(|(k, &alpha)| (format!("source {}", k + 1), alpha))).map(drop)
}

/// `sample` is the data, where there are any.
fn combine(rule: &Rule, sources: Vec<Weighing>, sample: Option<&Sample<'_>>) -> Result<Weighing, Error> {
    let Some(first) = sources.first() else {
        return Err(Error::TooFew { what: "sources of weights", needed: 2 });
    };
    let keys: Vec<Key> = first.weights.keys().to_vec();
    let vectors = sources.iter().map(|s| s.weights.in_order_of(keys.iter())).collect::<Result<Vec<Vec<f64>>, _>>()?;
    let mut notices = Vec::new();
    let coefficients = match rule {
        Rule::Additive { coefficients: Some(given) } => given.clone(),
        Rule::Additive { coefficients: None } => vec![1.0 / sources.len() as f64; sources.len()],
        Rule::GameTheory(game) => game.coefficients(&vectors, &mut notices)?,
        Rule::MaximumDeviation { normalization } => {
            let sample = sample.ok_or_else(|| Error::Undefined {
                method: "maximum deviation",
                problem: "there are weights and no data whose deviation could be measured".to_owned(),
                remedy: "combine methods, and weigh the data with them".to_owned(),
            })?;
            maximum_deviation::coefficients(normalization.unwrap_or(Normalization::MinMax), sample, &vectors)?
        }
        Rule::Multiplicative | Rule::GeometricMean => Vec::new(),
    };
    if matches!(rule, Rule::GameTheory(_)) {
        for (k, _) in coefficients.iter().enumerate().filter(|&(_, &alpha)| alpha <= 0.0) {
            notices.push(Notice::SourceRejected { source: k + 1, method: sources[k].detail.method().to_owned() });
        }
    }
    let along = |j: usize| vectors.iter().map(move |w| w[j]);
    let importance: Vec<f64> = (0..keys.len())
        .map(|j| match rule {
            Rule::Multiplicative => along(j).product(),
            Rule::GeometricMean => along(j).map(|w| w.powf(1.0 / sources.len() as f64)).product(),
            Rule::Additive { .. } | Rule::GameTheory(_) | Rule::MaximumDeviation { .. } => {
                along(j).zip(&coefficients).map(|(w, alpha)| alpha * w).sum()
            }
        })
        .collect();
    // A signed combination may leave the simplex.
    if let Some(j) = importance.iter().position(|&w| w < 0.0) {
        return Err(Error::Undefined {
            method: "combined weights",
            problem: format!("{:?} gets the negative weight {}", keys[j].as_str(), importance[j]),
            remedy: "use the form of the game with non-negative coefficients".to_owned(),
        });
    }
    if rule.name() != "additive" && importance.iter().all(|&w| w == 0.0) {
        return Err(Error::Undefined {
            method: "combined weights",
            problem: "every indicator has weight zero in one of the sources".to_owned(),
            remedy: "use the additive rule".to_owned(),
        });
    }
    let weights = Weights::proportional("combined weights", keys, &importance)?;
    let moved =
        vectors.iter().map(|w| w.iter().zip(weights.as_slice()).map(|(from, to)| (from - to).abs()).sum::<f64>() / 2.0).collect();
    notices.extend(sources.iter().flat_map(|s| s.notices.iter().cloned()));
    let detail = WeighingDetail::Combined { rule: rule.name().to_owned(), coefficients, moved, sources };
    Ok(Weighing { weights, detail, notices })
}

#[cfg(test)]
mod tests {
    use super::super::{Entropy, Equal};
    use super::*;
    use crate::{DecisionMatrix, Direction, Language};

    #[test]
    fn a_source_without_a_part_is_named() {
        let criteria = [("a", Direction::Benefit), ("b", Direction::Benefit)];
        let matrix = DecisionMatrix::from_rows(&criteria, &[[1.0, 2.0], [3.0, 2.5], [9.0, 4.0]]).expect("valid");
        let sources: [WeightMethod; 2] = [Equal.into(), Entropy::default().into()];
        let combined = Combined::new(Rule::GameTheory(Game::default()), sources).expect("two");
        let weighing = combined.weigh(&matrix).expect("weights");
        let WeighingDetail::Combined { coefficients, .. } = &weighing.detail else { panic!() };
        assert_eq!(coefficients, &[0.0, 1.0]);
        let rejected = weighing.notices.iter().find(|notice| notice.code() == "source-rejected").expect("told");
        assert_eq!(rejected, &Notice::SourceRejected { source: 1, method: "equal".into() });
        assert!(rejected.text(Language::En).contains("equal") && rejected.text(Language::Zh).contains("equal"));
    }

    #[cfg(feature = "toml")]
    #[test]
    fn coefficients_that_do_not_fit_are_told_where_they_stand() {
        use crate::model::Model;

        let read = |rest: &str| {
            let head = "schema = 1\n[[indicator]]\nkey = \"a\"\n[[indicator]]\nkey = \"b\"\n[weights]\nmethod = \"combined\"\n";
            Model::from_toml(&format!("{head}rule = \"additive\"\n{rest}")).unwrap_err().to_string()
        };
        let of = "of = [{ method = \"equal\" }, { method = \"entropy\" }]\n";
        for coefficients in ["[0.5, 0.6]", "[1.0]", "[2.0, -1.0]"] {
            let error = read(&format!("coefficients = {coefficients}\n{of}"));
            assert!(error.contains("coefficients") && !error.contains(".of"), "{error}");
        }
        let error = read("of = [{ method = \"equal\" }]\n");
        assert!(error.contains(".of") && error.contains("sources"), "{error}");
    }
}
