//! Treating outliers (离群值处理): indicators with long tails are capped or bent, and the result says which and how.

mod curve;
mod method;
mod power;
mod result;
mod rule;

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::indicator::Direction;
use crate::label::Key;
use crate::numeric::{DEFINITIONS, Extrema};
use crate::prepare::normalize::oriented;
use crate::table::{Column, Rows};

pub use crate::numeric::{Shape, ShapeDefinition};
pub(crate) use curve::Curve;
pub use method::TreatmentMethod;
pub use result::TreatmentResult;
pub use rule::Rule;

/// How outliers are treated (离群值处理设置): by a rule that finds them, and methods in turn, each on the values as they were, until one
/// meets the rule. If none does, the last that has an answer stays, and the result says so.
///
/// # Default
/// An indicator is treated if `|G₁| > 2` and `G₂ > 3.5`, sample-adjusted skewness and excess kurtosis; up to five values are winsorised,
/// and where that is not enough the logarithm is taken.
///
/// # Frozen
/// Limits and exponents are those of the rows of the fit. Goalposts, targets and bands go through the same curve as the values.
///
/// # Reference
/// OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, §§3–5; the limits are those of the JRC's audits of composite
/// indicators.
///
/// # Example
/// ```
/// use governance_efficacy::prepare::{Preparation, Treatment};
/// use governance_efficacy::{Indicator, IndicatorTable};
///
/// // Eight ordinary units and one far away: G₁ = 2.99, G₂ = 8.97. It becomes the next value.
/// let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 200.0];
/// let rows: Vec<[Option<f64>; 1]> = values.iter().map(|&x| [Some(x)]).collect();
/// let table = IndicatorTable::from_rows(["A", "B", "C", "D", "E", "F", "G", "H", "I"], &["x"], &rows)?;
/// let preparation = Preparation::default().with_treatment(Treatment::default());
/// let matrix = preparation.matrix(&table, &[Indicator::new("x")?])?;
/// assert_eq!(matrix.criteria()[0].values(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 8.0]);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Treatment {
    rule: Rule,
    methods: Vec<TreatmentMethod>,
    only: Option<Vec<Key>>,
}

impl Default for Treatment {
    fn default() -> Self {
        let methods = vec![TreatmentMethod::Winsorize { points: 5 }, TreatmentMethod::Log { mirror: true }];
        Self { rule: Rule::default(), methods, only: None }
    }
}

impl Treatment {
    /// Sets which indicators have outliers; `|G₁| > 2` and `G₂ > 3.5` if not set.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for limits that are not finite, or a negative one of the skewness.
    pub fn with_rule(mut self, rule: Rule) -> Result<Self, Error> {
        self.rule = rule.checked()?;
        Ok(self)
    }

    /// Sets the methods, the first to be tried first; winsorising and then the logarithm if not set.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none, [`Error::InvalidSetting`] for settings that can't be.
    pub fn with_methods(mut self, methods: impl IntoIterator<Item = TreatmentMethod>) -> Result<Self, Error> {
        self.methods = methods.into_iter().map(TreatmentMethod::checked).collect::<Result<_, _>>()?;
        if self.methods.is_empty() {
            return Err(Error::TooFew { what: "treatments of outliers", needed: 1 });
        }
        Ok(self)
    }

    /// Treats these indicators only; all if not set.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] for what is no key.
    pub fn with_indicators<K: AsRef<str>>(mut self, keys: impl IntoIterator<Item = K>) -> Result<Self, Error> {
        self.only = Some(keys.into_iter().map(Key::new).collect::<Result<_, _>>()?);
        Ok(self)
    }

    /// Which indicators have outliers.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The methods in turn.
    pub fn methods(&self) -> &[TreatmentMethod] {
        &self.methods
    }

    /// The indicators that are treated; none for all.
    pub fn indicators(&self) -> Option<&[Key]> {
        self.only.as_deref()
    }

    /// What is done to `column` and what to tell of it; nothing of an indicator that is not to be treated.
    pub(super) fn fit(&self, rows: &Rows, column: &Column, direction: Direction) -> Option<(Option<Curve>, TreatmentResult)> {
        if self.only.as_ref().is_some_and(|only| !only.contains(column.key())) {
            return None;
        }
        let values: Vec<f64> = column.iter().flatten().collect();
        let before = self.rule.shape(&values);
        let varies = !values.is_empty() && !Extrema::of(&values).is_constant();
        let mut outlying = varies && self.rule.is_outlying(before);
        let mut result = TreatmentResult {
            indicator: column.key().clone(),
            before,
            method: None,
            lambda: None,
            capped: Vec::new(),
            after: None,
            outlying,
        };
        let mut chosen = None;
        for method in self.methods.iter().filter(|_| outlying) {
            let Some((curve, treated)) = attempt(*method, &values, self.rule, direction) else { continue };
            let after = self.rule.shape(&treated);
            let is_left = self.rule != Rule::Always && self.rule.is_outlying(after);
            chosen = Some((*method, curve, after, is_left));
            if !is_left {
                break;
            }
        }
        let curve = chosen.map(|(method, curve, after, is_left)| {
            outlying = is_left;
            result.method = Some(method.name().to_owned());
            result.after = after;
            match curve {
                Curve::Caps { .. } => {
                    let is_moved = |at: &usize| column.get(*at).is_some_and(|x| curve.apply(x) != x);
                    let moved = (0..column.len()).filter(is_moved).filter_map(|at| rows.get(at));
                    result.capped = moved.map(|row| row.to_string()).collect();
                }
                Curve::BoxCox { lambda, .. } | Curve::YeoJohnson { lambda } => result.lambda = Some(lambda),
                Curve::Logarithm { .. } => {}
            }
            curve
        });
        result.outlying = outlying;
        Some((curve, result))
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let mut treatment = Self::default();
        let rules = [("shape", Rule::default()), ("always", Rule::Always)];
        let mut rule = reader.optional("rule").map_or(Ok(Rule::default()), |e| e.word("rule for outliers", &rules))?;
        if let Rule::Shape { skewness, kurtosis, definition } = &mut rule {
            if let Some(entry) = reader.optional("skewness") {
                *skewness = entry.number()?;
            }
            if let Some(entry) = reader.optional("kurtosis") {
                *kurtosis = entry.number()?;
            }
            if let Some(entry) = reader.optional("definition") {
                *definition = entry.word("definition of skewness and kurtosis", &DEFINITIONS)?;
            }
        }
        treatment = treatment.with_rule(rule).map_err(|e| entry.error(e))?;
        if let Some(methods) = reader.optional("methods") {
            let read = methods.list()?.iter().map(TreatmentMethod::read).collect::<Result<Vec<_>, _>>()?;
            treatment = treatment.with_methods(read).map_err(|e| methods.error(e))?;
        }
        if let Some(indicators) = reader.optional("indicators") {
            treatment.only = Some(indicators.list()?.iter().map(Entry::key).collect::<Result<_, _>>()?);
        }
        reader.finish()?;
        Ok(treatment)
    }

    pub(super) fn write(&self) -> Value {
        let table = TableBuilder::default();
        let table = match self.rule {
            Rule::Always => table.with("rule", "always"),
            Rule::Shape { skewness, kurtosis, definition } => table
                .with("rule", "shape")
                .with("skewness", skewness)
                .with("kurtosis", kurtosis)
                .with("definition", definition.name()),
        };
        let only = self.only.as_ref().map(|keys| keys.iter().map(Key::as_str).collect::<Vec<_>>());
        let methods: Vec<Value> = self.methods.iter().map(|method| method.write()).collect();
        table.with("methods", methods).with_some("indicators", only).into()
    }
}

/// What `method` makes of `values`; none where it has no answer, or would leave nothing to tell units apart by.
fn attempt(method: TreatmentMethod, values: &[f64], rule: Rule, direction: Direction) -> Option<(Curve, Vec<f64>)> {
    let curve = method.fit(values, rule)?;
    let treated: Vec<f64> = values.iter().map(|&x| curve.apply(x)).collect();
    if treated.iter().any(|y| !y.is_finite()) {
        return None;
    }
    let counted = oriented(curve.direction(direction)?, &treated);
    (!Extrema::of(&counted).is_constant()).then_some((curve, treated))
}
