//! Every figure of the report, drawn from the shipped sample, which is synthetic.

use governance_efficacy::analysis::contribution::{Attribution, ImportancePerformance};
use governance_efficacy::analysis::coupling::CouplingCoordination;
use governance_efficacy::analysis::multivariate;
use governance_efficacy::analysis::obstacle::Obstacles;
use governance_efficacy::analysis::uncertainty::{Draws, Factor, Uncertainty};
use governance_efficacy::governance::Facts;
use governance_efficacy::model::{Evaluation, Fitted, Model};
use governance_efficacy::prepare::Normalization;
use governance_efficacy::report::figure::{
    AcceptabilityMap, ContributionBars, CorrelationMap, CouplingScatter, Figure, IndicatorHeatMap, ObstacleBars, PriorityMap,
    Radar, Ranking, Slope, Style, WeightBars,
};
use governance_efficacy::score::{Topsis, WeightedSum};
use governance_efficacy::weight::{Entropy, Equal, StandardDeviation, WeightMethod};
use governance_efficacy::{Error, IndicatorTable, Key, Label, Language, Role, Weights};

/// Draws behind the map of ranks: few, so that the gallery is made in a moment.
const DRAWS: usize = 300;

/// What the figures are drawn from.
#[derive(Debug)]
pub(crate) struct Study {
    facts: Facts,
    model: Model,
    pub(crate) table: IndicatorTable,
    pub(crate) fitted: Fitted,
    pub(crate) evaluation: Evaluation,
    pub(crate) draws: Draws,
}

impl Study {
    /// The standard model on the sample, with the 90 % intervals the command line gives it, and draws over normalisations, score methods and
    /// weights.
    pub(crate) fn new() -> Result<Self, Error> {
        let facts = Facts::from_json(include_str!("../data/sample/facts.json"))?;
        let model = Model::from_toml(include_str!("../models/standard.toml"))?;
        let fitted = model.fit_facts(&facts)?;
        let table = IndicatorTable::from_facts(&facts)?;
        let uncertainty = Uncertainty::of([
            Factor::Normalization(vec![Normalization::MinMax, Normalization::Vector]),
            Factor::IndicatorScores(vec![Topsis::default().into(), WeightedSum::default().into()]),
            Factor::relative_weights(0.25)?,
        ])?
        .with_draws(DRAWS)?;
        let draws = uncertainty.run(&model, &table)?;
        let evaluation = model.evaluate_facts_with_certainty(&facts)?;
        Ok(Self { facts, model, table, fitted, evaluation, draws })
    }

    /// Weights in the whole by other methods at the indicators.
    fn weights(&self) -> Result<Vec<(Label, Weights)>, Error> {
        let methods: [(Label, WeightMethod); 3] = [
            (Label::new("equal", "等权"), Equal.into()),
            (Label::new("entropy", "熵权"), Entropy::default().into()),
            (Label::new("standard deviation", "标准差法"), StandardDeviation::default().into()),
        ];
        let standard = weights_of(&self.evaluation)?;
        let mut weights = vec![(Label::new("standard model", "标准模型"), standard)];
        for (name, method) in methods {
            let evaluation = self.model.clone().with_indicator_weights(method).evaluate_facts(&self.facts)?;
            weights.push((name, weights_of(&evaluation)?));
        }
        Ok(weights)
    }

    /// The figures, each with the name of its file.
    pub(crate) fn figures(&self, language: Language) -> Result<Vec<(&'static str, Figure)>, Error> {
        let Self { model, table, fitted, evaluation, draws, .. } = self;
        let style = |id: &str| {
            let source = Label::new("synthetic sample of 24 communities; no real community", "24 个社区的合成样本，非真实社区");
            Style::new(language).with_source(source).with_id(id)
        };
        let period = evaluation.rows().periods().last().copied();
        let labels: Vec<(Key, Label)> = evaluation.indicators().iter().map(|of| (of.key.clone(), of.label.clone())).collect();
        let contributions = Attribution::default().of(fitted, table)?;
        let obstacles = Obstacles::of_model(fitted, table)?;
        let couplings = CouplingCoordination::default().of_evaluation(evaluation)?;
        let map = ImportancePerformance::of(fitted, table, period)?;
        let checked = multivariate::check(table, model.system())?;
        Ok(vec![
            ("ranking", Ranking::default().draw(evaluation, &style("ranking")?)?),
            ("contributions", ContributionBars::default().draw(&contributions, &style("contributions")?)?),
            ("radar", Radar::default().draw(evaluation, &style("radar")?)?),
            ("indicators", IndicatorHeatMap::default().draw(fitted, table, &style("indicators")?)?),
            ("slope", Slope::default().draw(evaluation, &style("slope")?)?),
            ("acceptability", AcceptabilityMap::default().draw(draws, &style("acceptability")?)?),
            ("weights", WeightBars::default().with_labels(labels).draw(&self.weights()?, &style("weights")?)?),
            ("coupling", CouplingScatter::default().draw(&couplings, &style("coupling")?)?),
            ("obstacles", ObstacleBars::default().draw(&obstacles, &style("obstacles")?)?),
            ("priorities", PriorityMap::default().draw(&map, &style("priorities")?)?),
            ("correlations", CorrelationMap::default().draw(&checked, &style("correlations")?)?),
        ])
    }
}

/// The weights of the scored indicators in the whole, 0 for what a method left out.
fn weights_of(evaluation: &Evaluation) -> Result<Weights, Error> {
    let scored = evaluation.indicators().iter().filter(|of| of.role == Role::Scored);
    Weights::new(scored.map(|of| (of.key.clone(), of.global_weight)))
}

/// The name of the file of a figure in a language.
pub(crate) fn file_name(name: &str, language: Language) -> String {
    match language {
        Language::En => format!("{name}.svg"),
        Language::Zh => format!("{name}.zh.svg"),
    }
}
