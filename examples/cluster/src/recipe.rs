//! From what the crate learned to expressions that any engine of the cluster can work out: plain arithmetic, so that no function of ours
//! has to be known there.

use datafusion::arrow::datatypes::DataType;
use datafusion::functions::expr_fn::{ln, sqrt};
use datafusion::logical_expr::{Expr, cast, ident, lit, when};
use governance_efficacy::model::Fitted;
use serde_json::Value;

use crate::Failure;

/// The score methods an expression says.
pub const SCORES: [&str; 2] = ["topsis", "weighted-sum"];

/// How scores are made, as a fitted model writes it.
pub struct Recipe(Value);

impl Recipe {
    /// Of what was learned so far.
    pub fn of(fitted: &Fitted) -> Result<Self, Failure> {
        let recipe = Self(serde_json::from_str(&fitted.to_json()?)?);
        for indicator in items(&recipe.0["preparation"]["indicators"]) {
            if !indicator["curve"].is_null() {
                return Err(format!(
                    "the indicator {} is transformed first, which can't be done over Parquet; transform it when the file is written",
                    text(&indicator["key"])?
                )
                .into());
            }
        }
        Ok(recipe)
    }

    /// The score of the node `key`.
    pub fn score(&self, key: &str) -> Result<Expr, Failure> {
        let node = self.node(key).ok_or_else(|| format!("the node {key:?} has nothing left to score"))?;
        let method = &node["score"]["method"];
        let weights = if node["leaf_weights"].is_null() { &node["weighing"]["weights"] } else { &node["leaf_weights"] };
        let mut criteria = Vec::new();
        for (child, criterion) in items(&node["scored"]).iter().zip(items(&node["score"]["criteria"])) {
            let child = text(child)?;
            let weight = items(weights).iter().find(|pair| pair[0] == child).ok_or_else(|| format!("{child:?} has no weight"))?;
            criteria.push(Criterion {
                value: on_scale(self.input(child)?, &criterion["scale"])?,
                weight: number(&weight[1])?,
                reference: items(&criterion["reference"]).iter().map(number).collect::<Result<_, _>>()?,
            });
        }
        match text(&method["method"])? {
            "weighted-sum" => total(criteria.into_iter().map(|c| lit(c.weight) * c.value.expr())),
            "topsis" => topsis(criteria, method),
            other => Err(not_said(other, key)),
        }
    }

    /// An indicator, or the scores of a node as they enter the node above.
    pub fn input(&self, key: &str) -> Result<Expr, Failure> {
        let Some(node) = self.node(key) else {
            return Ok(value_of(key));
        };
        let score = self.score(key)?;
        let climb = &node["climb"];
        Ok(match climb.as_str() {
            Some("same") => score,
            Some(_) => lit(1.0) - score,
            None => {
                let (worst, best) = (number(&climb["range"]["worst"])?, number(&climb["range"]["best"])?);
                if worst == best { lit(0.5) } else { (score - lit(worst)) / lit(best - worst) }
            }
        })
    }

    fn node(&self, key: &str) -> Option<&Value> {
        items(&self.0["nodes"]).iter().find(|node| node["key"] == key)
    }
}

/// What a node makes a score of.
struct Criterion {
    value: Scaled,
    weight: f64,
    reference: Vec<f64>,
}

/// Values of an indicator.
pub fn value_of(key: &str) -> Expr {
    cast(ident(key), DataType::Float64)
}

/// A value on a scale. Where the scale is a line, what comes after it is worked into the line: engines work out an expression step by step,
/// each step over all rows.
#[derive(Clone)]
pub enum Scaled {
    /// `(x − origin)/span`.
    Line { x: Expr, origin: f64, span: f64 },
    /// Anything else.
    Other(Expr),
}

impl Scaled {
    /// As an expression.
    pub fn expr(self) -> Expr {
        match self {
            Self::Line { x, origin, span } => (x - lit(origin)) / lit(span),
            Self::Other(expr) => expr,
        }
    }

    /// Divided by a number.
    pub fn over(self, divisor: f64) -> Expr {
        match self {
            Self::Line { x, origin, span } if (span * divisor).is_normal() => (x - lit(origin)) / lit(span * divisor),
            other => other.expr() / lit(divisor),
        }
    }

    /// `weight · (value − end)²`.
    fn squared_distance(self, weight: f64, end: f64) -> Expr {
        if let Self::Line { x, origin, span } = &self
            && let (factor, place) = (weight / span / span, origin + end * span)
            && factor.is_normal()
        {
            let apart = x.clone() - lit(place);
            return lit(factor) * apart.clone() * apart;
        }
        let apart = self.expr() - lit(end);
        lit(weight) * apart.clone() * apart
    }
}

/// The value on a scale, as the scale is written.
pub fn on_scale(x: Expr, scale: &Value) -> Result<Scaled, Failure> {
    if scale.is_null() {
        return Ok(Scaled::Other(x));
    }
    if scale["orientation"] != "as-is" {
        return Err("a target or a band can't be scored over Parquet; make it a benefit or a cost first".into());
    }
    let map = &scale["map"];
    if map == "identity" {
        return Ok(Scaled::Other(x));
    }
    if !map["constant"].is_null() {
        return Ok(Scaled::Other(lit(number(&map["constant"])?)));
    }
    let field = |of: &str, name: &str| number(&map[of][name]);
    if !map["ratio"].is_null() {
        return Ok(Scaled::Other(lit(field("ratio", "numerator")?) / x));
    }
    if !map["logarithm"].is_null() {
        return Ok(Scaled::Other((ln(x) - lit(field("logarithm", "origin")?)) / lit(field("logarithm", "span")?)));
    }
    if !map["lifted"].is_null() {
        let part = (x - lit(field("lifted", "origin")?)) / lit(field("lifted", "span")?);
        return Ok(Scaled::Other(part * lit(field("lifted", "factor")?) + lit(field("lifted", "offset")?)));
    }
    if map["affine"].is_null() {
        return Err(format!("a normalisation by {map} can't be said as an expression; use min-max or vector").into());
    }
    let line = Scaled::Line { x, origin: field("affine", "origin")?, span: field("affine", "span")? };
    if map["affine"]["clip"] != true {
        return Ok(line);
    }
    let part = line.expr();
    let clipped = when(part.clone().gt(lit(1.0)), lit(1.0)).when(part.clone().lt(lit(0.0)), lit(0.0)).otherwise(part)?;
    Ok(Scaled::Other(clipped))
}

/// Closeness to the ideal: d⁻/(d⁺ + d⁻), ½ where both are 0.
fn topsis(criteria: Vec<Criterion>, method: &Value) -> Result<Expr, Failure> {
    if !method["exponent"].is_null() {
        return Err("topsis with an exponent of its own can't be run over Parquet; leave the exponent out".into());
    }
    let inside = method["weights-inside"] == true;
    let distance = |end: usize| -> Result<Expr, Failure> {
        let mut squares = Vec::new();
        for criterion in &criteria {
            let end = criterion.reference.get(end).ok_or("topsis without its ideals")?;
            let weight = if inside { criterion.weight } else { criterion.weight * criterion.weight };
            squares.push(criterion.value.clone().squared_distance(weight, *end));
        }
        Ok(sqrt(total(squares.into_iter())?))
    };
    let (plus, minus) = (distance(0)?, distance(1)?);
    let both = plus + minus.clone();
    Ok(when(both.clone().gt(lit(0.0)), minus / both).otherwise(lit(0.5))?)
}

fn total(terms: impl Iterator<Item = Expr>) -> Result<Expr, Failure> {
    Ok(terms.reduce(|a, b| a + b).ok_or("a node without anything to score")?)
}

/// A method that is no expression here.
pub fn not_said(method: &str, node: &str) -> Failure {
    format!("the node {node:?} is scored by {method}, which can't be run over Parquet; use one of {}", SCORES.join(", ")).into()
}

pub fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> Result<&str, Failure> {
    Ok(value.as_str().ok_or_else(|| format!("{value} where a text is due"))?)
}

fn number(value: &Value) -> Result<f64, Failure> {
    Ok(value.as_f64().ok_or_else(|| format!("{value} where a number is due"))?)
}
