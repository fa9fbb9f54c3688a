//! The model document (模型文档): a whole study as one TOML or JSON text.
//!
//! What the text says is read into a tree and resolved here; what is written back is the same study with every default written out.

use std::collections::{HashMap, HashSet};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{Entry, Node, Reader, TableBuilder, Value};
use crate::error::Error;
use crate::indicator::{Direction, Goalposts, Indicator, Normalization, Range, Role, StandardIndicator};
use crate::label::{Key, Label};
use crate::prepare::Preparation;
use crate::score::TIES;
use crate::weight::WeightMethod;

use super::audit::Audit;
use super::hierarchy::{Branch, Children, System, check_depth};
use super::scoring::Scoring;
use super::settings::{DETAIL, Grades, OUTSIDE, Scope, read_label, write_label};
use super::uncertainty::Uncertainty;
use super::veto::Veto;
use super::{Levels, Model, SCHEMA};

impl Model {
    /// Reads a model document in TOML.
    ///
    /// # Errors
    /// [`Error::Syntax`] for what is no TOML, [`Error::Document`] with path and line for what is no model: an unknown field or
    /// method, with its near matches; a value of the wrong kind; a setting that can't be.
    ///
    /// ```
    /// use governance_efficacy::model::Model;
    ///
    /// let text = r#"
    /// schema = 1
    /// name = "Two indicators"
    ///
    /// [[indicator]]
    /// key = "answered"
    ///
    /// [[indicator]]
    /// key = "disputes"
    /// direction = "cost"
    ///
    /// [weights]
    /// method = "entropi"
    /// "#;
    /// let error = Model::from_toml(text).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "in the model document at weights.method (line 13): weighting method \"entropi\" is not known; did you mean \"entropy\"?"
    /// );
    /// assert!(Model::from_toml(&text.replace("entropi", "entropy")).is_ok());
    /// ```
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        Self::from_node(&crate::document::parse_toml(text, "the model document")?)
    }

    /// Reads a model document in JSON.
    ///
    /// # Errors
    /// As [`from_toml`](Model::from_toml); lines are known only for what is no JSON.
    #[cfg(feature = "json")]
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Self::from_node(&crate::document::parse_json(text, "the model document")?)
    }

    /// Writes the model document in TOML, with every default written out.
    ///
    /// # Errors
    /// [`Error::Syntax`] if it can't be written, which no model gives rise to.
    #[cfg(feature = "toml")]
    pub fn to_toml(&self) -> Result<String, Error> {
        crate::document::write_toml(&self.to_document(), "the model document")
    }

    /// Writes the model document in JSON, with every default written out.
    ///
    /// # Errors
    /// [`Error::Syntax`] if it can't be written, which no model gives rise to.
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> Result<String, Error> {
        crate::document::write_json(&self.to_document(), "the model document")
    }

    pub(crate) fn from_node(node: &Node) -> Result<Self, Error> {
        let entry = Entry::root(node);
        let mut reader = entry.table()?;
        let Some(schema) = reader.optional("schema") else {
            return Err(reader.error(Error::setting("schema", "missing", format!("begin the document with schema = {SCHEMA}"))));
        };
        if schema.count()? != SCHEMA {
            return Err(schema.error(Error::setting("schema", schema.count()?, format!("this version reads schema {SCHEMA}"))));
        }
        let name = reader.optional("name").map_or(Ok(""), |name| name.text())?;
        let system = read_system(&mut reader)?;
        let mut model = Self::new(system).with_name(name);
        if let Some(prepare) = reader.optional("prepare") {
            model.preparation = Preparation::read(&prepare)?;
            let indicators = model.system.indicators();
            model.preparation.check(indicators.iter().map(|i| i.key())).map_err(|e| prepare.error(e))?;
        }
        if let Some(weights) = reader.optional("weights") {
            read_levels(&weights, &mut model.weights, WeightMethod::read, WeightMethod::read_fields)?;
        }
        if let Some(score) = reader.optional("score") {
            read_levels(&score, &mut model.scores, Scoring::read, Scoring::read_fields)?;
        }
        if let Some(nodes) = reader.optional("node") {
            let known: HashSet<Key> = model.system.places().into_iter().map(|place| place.branch.key().clone()).collect();
            for (key, entry) in nodes.table()?.all() {
                let key = match Key::new(key).ok().and_then(|key| known.get(&key)) {
                    Some(key) => key.clone(),
                    None => model.node_key(key).map_err(|e| entry.error(e))?,
                };
                let mut reader = entry.table()?;
                if let Some(weights) = reader.optional("weights") {
                    model.weights.set(key.clone(), WeightMethod::read(&weights)?);
                }
                if let Some(score) = reader.optional("score") {
                    model.scores.set(key, Scoring::read(&score)?);
                }
                reader.finish()?;
            }
        }
        if let Some(grades) = reader.optional("grades") {
            model.grades = Some(Grades::read(&grades)?);
        }
        if let Some(vetoes) = reader.optional("veto") {
            model.vetoes = vetoes.list()?.iter().map(Veto::read).collect::<Result<_, _>>()?;
        }
        if let Some(ties) = reader.optional("ties") {
            model.ties = ties.word("policy for ties", &TIES)?;
        }
        if let Some(outside) = reader.optional("outside") {
            model.outside = outside.word("policy for values outside the scale", &OUTSIDE)?;
        }
        if let Some(scope) = reader.optional("fit") {
            model.scope = Scope::read(&scope)?;
        }
        if let Some(detail) = reader.optional("detail") {
            model.detail = detail.word("detail", &DETAIL)?;
        }
        if let Some(uncertainty) = reader.optional("uncertainty") {
            model.uncertainty = Some(Uncertainty::read(&uncertainty)?);
        }
        if let Some(audit) = reader.optional("audit") {
            model.audit = Audit::read(&audit)?;
        }
        reader.finish()?;
        model.check_all().map_err(|wrong| entry.descend(&wrong.steps()).error(wrong.error))?;
        Ok(model)
    }

    /// The model document as a tree, with every default written out.
    pub fn to_document(&self) -> Value {
        let nodes = self.node_table();
        let vetoes: Vec<Value> = self.vetoes.iter().map(Veto::write).collect();
        let table = TableBuilder::default()
            .with("schema", SCHEMA)
            .with("name", self.name.as_str())
            .with("ties", self.ties.name())
            .with("outside", self.outside.name())
            .with("fit", self.scope.write())
            .with("detail", self.detail.name())
            .with("prepare", self.preparation.write())
            .with("weights", write_levels(&self.weights, WeightMethod::write))
            .with("score", write_levels(&self.scores, Scoring::write))
            .with_some("node", (!nodes.is_empty()).then_some(nodes))
            .with_some("grades", self.grades.as_ref().map(Grades::write))
            .with_some("veto", (!vetoes.is_empty()).then_some(vetoes))
            .with_some("uncertainty", self.uncertainty.as_ref().map(Uncertainty::write))
            .with_some("audit", self.audit.write());
        table.and(write_system(&self.system)).into()
    }

    fn node_table(&self) -> TableBuilder {
        let keys = self.system.places().into_iter().map(|place| place.branch.key().clone());
        keys.fold(TableBuilder::default(), |table, key| {
            let weights = self.weights.own(&key).map(WeightMethod::write);
            let score = self.scores.own(&key).map(Scoring::write);
            if weights.is_none() && score.is_none() {
                return table;
            }
            table.with(key.as_str(), TableBuilder::default().with_some("weights", weights).with_some("score", score))
        })
    }
}

impl Serialize for Model {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_document().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Model {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let node = Node::from(Value::deserialize(deserializer)?);
        Self::from_node(&node).map_err(D::Error::custom)
    }
}

/// One method for all nodes, or one for those over nodes (`dimensions`) and one for those over indicators (`indicators`).
fn read_levels<T: Clone>(
    entry: &Entry<'_>,
    levels: &mut Levels<T>,
    read: impl Fn(&Entry<'_>) -> Result<T, Error>,
    read_fields: impl Fn(&mut Reader<'_>) -> Result<T, Error>,
) -> Result<(), Error> {
    let mut reader = entry.table()?;
    if reader.has("method") {
        let method = read_fields(&mut reader)?;
        (levels.dimensions, levels.indicators) = (method.clone(), method);
    }
    if let Some(dimensions) = reader.optional("dimensions") {
        levels.dimensions = read(&dimensions)?;
    }
    if let Some(indicators) = reader.optional("indicators") {
        levels.indicators = read(&indicators)?;
    }
    reader.finish()
}

fn write_levels<T>(levels: &Levels<T>, write: impl Fn(&T) -> Value) -> TableBuilder {
    TableBuilder::default().with("dimensions", write(&levels.dimensions)).with("indicators", write(&levels.indicators))
}

/// A node as the document gives it.
struct Declared {
    key: Key,
    label: Label,
    parent: Option<Key>,
    branches: Vec<usize>,
    indicators: Vec<Indicator>,
}

fn read_system(reader: &mut Reader<'_>) -> Result<System, Error> {
    let root = reader.optional("root");
    let dimensions = reader.optional("dimension");
    let indicators = reader.optional("indicator");
    if let Some(system) = reader.optional("system") {
        if let Some(own) = dimensions.or(indicators).or(root) {
            let problem = "given beside a built-in system";
            return Err(own.error(Error::setting("it", problem, "leave out system = …, or the dimensions and indicators")));
        }
        return system.word("built-in system", &[("standard", ())]).map(|()| System::standard());
    }
    let mut nodes = vec![read_root(root.as_ref())?];
    let dimensions = dimensions.map_or(Ok(Vec::new()), |d| d.list())?;
    for dimension in &dimensions {
        nodes.push(read_dimension(dimension)?);
    }
    let mut places: HashMap<Key, usize> = HashMap::from([(nodes[0].key.clone(), 0)]);
    let twice =
        |key: &Key, entry: &Entry<'_>| entry.error(Error::Duplicate { what: "key in the hierarchy", name: key.to_string() });
    for (at, entry) in dimensions.iter().enumerate() {
        let key = nodes[at + 1].key.clone();
        if places.insert(key.clone(), at + 1).is_some() {
            return Err(twice(&key, entry));
        }
    }
    let keys: Vec<Key> = nodes.iter().map(|node| node.key.clone()).collect();
    let find = |key: &Key, entry: &Entry<'_>| {
        let unknown = || entry.error(Error::unknown("dimension", key.as_str(), keys.iter().map(Key::as_str)));
        places.get(key).copied().ok_or_else(unknown)
    };
    for (at, entry) in dimensions.iter().enumerate() {
        let parent = nodes[at + 1].parent.clone().map_or(Ok(0), |parent| find(&parent, entry))?;
        nodes[parent].branches.push(at + 1);
    }
    let Some(indicators) = indicators else {
        let remedy = "give system = \"standard\", or [[indicator]] tables of your own";
        return Err(reader.error(Error::setting("the hierarchy", "missing", remedy)));
    };
    let mut seen: HashSet<Key> = HashSet::new();
    for entry in indicators.list()? {
        let (indicator, dimension) = read_indicator(&entry)?;
        if places.contains_key(indicator.key()) || !seen.insert(indicator.key().clone()) {
            return Err(twice(indicator.key(), &entry));
        }
        let at = dimension.map_or(Ok(0), |dimension| find(&dimension, &entry))?;
        nodes[at].indicators.push(indicator);
    }
    for (node, entry) in nodes.iter().skip(1).zip(&dimensions) {
        if node.branches.is_empty() && !node.indicators.iter().any(|indicator| indicator.role() == Role::Scored) {
            let error = Error::TooFew { what: "scored children (indicators, or dimensions over some)", needed: 1 };
            return Err(entry.error(error.in_node(node.key.as_str())));
        }
    }
    let mut placed = vec![false; nodes.len()];
    let root = build(&mut nodes, 0, &mut placed, 0).map_err(|e| reader.error(e))?;
    if let Some(at) = placed.iter().position(|placed| !placed) {
        let key = nodes[at].key.to_string();
        return Err(dimensions[at - 1].error(Error::setting(
            "parent",
            format!("a circle through {key:?}"),
            "let it lead to the root",
        )));
    }
    System::new(root).map_err(|e| reader.error(e))
}

/// The branch at `at` with all beneath it. `placed` marks what was reached from the root.
fn build(nodes: &mut [Declared], at: usize, placed: &mut [bool], depth: usize) -> Result<Branch, Error> {
    // Before the hierarchy checks itself: a document may chain more dimensions than a stack holds.
    check_depth(depth)?;
    placed[at] = true;
    let branches = std::mem::take(&mut nodes[at].branches);
    let indicators = std::mem::take(&mut nodes[at].indicators);
    let (key, label) = (nodes[at].key.clone(), nodes[at].label.clone());
    if !branches.is_empty() && !indicators.is_empty() {
        let problem = "over indicators and over further dimensions";
        return Err(Error::setting(format!("{:?}", key.as_str()), problem, "put the indicators into a dimension of their own"));
    }
    let branch = if indicators.is_empty() {
        let children = branches.into_iter().map(|child| build(nodes, child, placed, depth + 1));
        Branch::over(key, children.collect::<Result<Vec<_>, _>>()?)?
    } else {
        Branch::of(key, indicators)?
    };
    Ok(branch.with_label_of(label))
}

fn read_root(entry: Option<&Entry<'_>>) -> Result<Declared, Error> {
    let (mut key, mut label) = (Key::of_standard("overall"), Label::new("Overall", "总体"));
    if let Some(entry) = entry {
        let mut reader = entry.table()?;
        key = reader.required("key")?.key()?;
        label = reader.optional("label").map_or_else(|| Ok(Label::same(key.as_str())), |label| read_label(&label))?;
        reader.finish()?;
    }
    Ok(Declared { key, label, parent: None, branches: Vec::new(), indicators: Vec::new() })
}

fn read_dimension(entry: &Entry<'_>) -> Result<Declared, Error> {
    let mut reader = entry.table()?;
    let key = reader.required("key")?.key()?;
    let label = reader.optional("label").map_or_else(|| Ok(Label::same(key.as_str())), |label| read_label(&label))?;
    let parent = reader.optional("parent").map(|parent| parent.key()).transpose()?;
    reader.finish()?;
    Ok(Declared { key, label, parent, branches: Vec::new(), indicators: Vec::new() })
}

fn read_indicator(entry: &Entry<'_>) -> Result<(Indicator, Option<Key>), Error> {
    let mut reader = entry.table()?;
    let mut indicator = Indicator::of_key(reader.required("key")?.key()?);
    if let Some(label) = reader.optional("label") {
        let label = read_label(&label)?;
        indicator = indicator.with_label(label.en, label.zh);
    }
    if let Some(direction) = reader.optional("direction") {
        indicator = indicator.with_direction(read_direction(&direction)?).map_err(|e| direction.error(e))?;
    } else if let Some(standard) = StandardIndicator::named(indicator.key()) {
        // Whoever takes an indicator of the standard system by its name means the same by it.
        let direction = standard.specification().direction();
        indicator = indicator.with_direction(direction).map_err(|e| reader.error(e))?;
    }
    if let Some(role) = reader.optional("role") {
        indicator = indicator.with_role(role.word("role", &[("scored", Role::Scored), ("diagnostic", Role::Diagnostic)])?);
    }
    if let Some(unit) = reader.optional("unit") {
        indicator = indicator.with_unit(unit.text()?);
    }
    if let Some(range) = reader.optional("range") {
        indicator = indicator.with_range_of(read_range(&range)?);
    }
    if let Some(goalposts) = reader.optional("goalposts") {
        indicator = indicator.with_goalposts(Goalposts::read(&goalposts)?);
    }
    if let Some(normalization) = reader.optional("normalization") {
        let own = Normalization::read(&normalization)?;
        indicator = indicator.with_normalization(own).map_err(|e| normalization.error(e))?;
    }
    let formula = reader.optional("formula").map_or(Ok(""), |formula| formula.text())?;
    let source = reader.optional("source").map_or(Ok(""), |source| source.text())?;
    let dimension = reader.optional("dimension").map(|dimension| dimension.key()).transpose()?;
    reader.finish()?;
    Ok((indicator.with_formula(formula, source), dimension))
}

/// `"benefit"`, `"cost"`, `{ target = 7 }` or `{ band = [10, 20] }`.
fn read_direction(entry: &Entry<'_>) -> Result<Direction, Error> {
    if entry.is_text() {
        return entry.word("direction", &[("benefit", Direction::Benefit), ("cost", Direction::Cost)]);
    }
    let mut reader = entry.table()?;
    let (target, band) = (reader.optional("target"), reader.optional("band"));
    reader.finish()?;
    match (target, band) {
        (Some(target), None) => Direction::target(target.number()?).map_err(|e| entry.error(e)),
        (None, Some(band)) => match band.numbers()?[..] {
            [low, high] => Direction::band(low, high).map_err(|e| entry.error(e)),
            ref ends => Err(band.error(Error::Length { what: "ends of the band".to_owned(), expected: 2, found: ends.len() })),
        },
        _ => Err(entry.error(Error::setting("direction", "neither one nor the other", "give either target or band"))),
    }
}

/// `[0, 1]`, or `{ low = 0 }` and `{ high = 1 }` where the other end is open.
fn read_range(entry: &Entry<'_>) -> Result<Range, Error> {
    let (low, high) = if entry.is_list() {
        let ends = entry.numbers()?;
        let [low, high] = ends[..] else {
            return Err(entry.error(Error::Length { what: "ends of the range".to_owned(), expected: 2, found: ends.len() }));
        };
        (Some(low), Some(high))
    } else {
        let mut reader = entry.table()?;
        let low = reader.optional("low").map(|low| low.number()).transpose()?;
        let high = reader.optional("high").map(|high| high.number()).transpose()?;
        reader.finish()?;
        (low, high)
    };
    Range::new(low, high).map_err(|e| entry.error(e))
}

fn write_range(range: Range) -> Value {
    match (range.low, range.high) {
        (Some(low), Some(high)) => vec![low, high].into(),
        (low, high) => TableBuilder::default().with_some("low", low).with_some("high", high).into(),
    }
}

fn write_direction(direction: Direction) -> Value {
    match direction {
        Direction::Benefit => "benefit".into(),
        Direction::Cost => "cost".into(),
        Direction::Target(target) => TableBuilder::default().with("target", target).into(),
        Direction::Band { low, high } => TableBuilder::default().with("band", vec![low, high]).into(),
    }
}

fn write_system(system: &System) -> TableBuilder {
    let root = system.root();
    let table = TableBuilder::default()
        .with("root", TableBuilder::default().with("key", root.key().as_str()).with("label", write_label(root.label())));
    let mut dimensions: Vec<Value> = Vec::new();
    let mut indicators: Vec<Value> = Vec::new();
    write_branch(root, true, None, &mut dimensions, &mut indicators);
    table.with_some("dimension", (!dimensions.is_empty()).then_some(dimensions)).with("indicator", indicators)
}

fn write_branch(branch: &Branch, is_root: bool, parent: Option<&Key>, dimensions: &mut Vec<Value>, indicators: &mut Vec<Value>) {
    let key = (!is_root).then(|| branch.key());
    if let Some(key) = key {
        let table = TableBuilder::default().with("key", key.as_str()).with("label", write_label(branch.label()));
        dimensions.push(table.with_some("parent", parent.map(Key::as_str)).into());
    }
    match branch.children() {
        Children::Branches(branches) => {
            for child in branches {
                write_branch(child, false, key, dimensions, indicators);
            }
        }
        Children::Indicators(own) => indicators.extend(own.iter().map(|indicator| write_indicator(indicator, key))),
    }
}

fn write_indicator(indicator: &Indicator, dimension: Option<&Key>) -> Value {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    TableBuilder::default()
        .with("key", indicator.key().as_str())
        .with("label", write_label(indicator.label()))
        .with_some("dimension", dimension.map(Key::as_str))
        .with("direction", write_direction(indicator.direction()))
        .with("role", if indicator.role() == Role::Scored { "scored" } else { "diagnostic" })
        .with_some("unit", text(indicator.unit()))
        .with_some("range", indicator.range().map(write_range))
        .with_some("goalposts", indicator.goalposts().map(Goalposts::write))
        .with_some("normalization", indicator.normalization().map(Normalization::write))
        .with_some("formula", text(indicator.formula()))
        .with_some("source", text(indicator.source()))
        .into()
}
