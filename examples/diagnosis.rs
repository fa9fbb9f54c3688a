//! Why a community has its score, on the shipped sample, which is synthetic: coupling of the four dimensions, obstacles, contributions,
//! what changed over the years, inequality within and between groups, and one community traced back to its facts.
//!
//! `cargo run --example diagnosis`, or with `-- zh` in Chinese (中文输出).

use governance_efficacy::analysis::contribution::{Attribution, Baseline, ImportancePerformance, PeerComparison, Peers};
use governance_efficacy::analysis::coupling::{CouplingCoordination, CouplingForm, Reference};
use governance_efficacy::analysis::distribution::Inequality;
use governance_efficacy::analysis::obstacle::Obstacles;
use governance_efficacy::analysis::panel::{Panel, SigmaConvergence};
use governance_efficacy::governance::Facts;
use governance_efficacy::model::Model;
use governance_efficacy::{IndicatorTable, Language, Period};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let language = if std::env::args().any(|arg| arg == "zh") { Language::Zh } else { Language::En };
    let facts = Facts::from_json(include_str!("data/sample/facts.json"))?;
    let model = Model::from_toml(include_str!("models/standard.toml"))?;
    let fitted = model.fit_facts(&facts)?;
    let evaluation = fitted.score_facts(&facts)?;
    let table = IndicatorTable::from_facts(&facts)?;
    let (first, last) = (facts.periods()[0], facts.periods()[facts.periods().len() - 1]);

    // Do the four dimensions develop together?
    let coupling = CouplingCoordination::default().with_form(CouplingForm::Revised).of_evaluation(&evaluation)?;
    println!("{}", coupling.summary(language).with_rows(8));
    println!("{}", coupling.joint_gain(&Reference::Period(first))?.summary(language).with_rows(5));

    // And the five kinds of subject in their joint action?
    println!("{}", CouplingCoordination::default().of_subjects(&facts)?.summary(language).with_rows(5));

    // What holds them back?
    println!("{}", Obstacles::of_model(&fitted, &table)?.summary(language).with_top(3).with_rows(8));

    // What changed from the first year to the last, and how unequal are communities within and between their groups?
    println!("{}", Attribution::default().of_change(&fitted, &table, first, last)?.summary(language));
    let panel = Panel::of_scores(&evaluation, evaluation.root().key().as_str())?;
    let groups = panel.units().iter().map(|unit| group_of(&table, unit, last));
    println!("{}", Inequality::of(&panel.amounts(last)?.with_groups(groups)?)?.summary(language));
    println!("{}", SigmaConvergence::of(&panel)?.summary(language));

    // The last of the ranking: what pulls it below the mean, among its peers, and where that comes from.
    let root = evaluation.root();
    let of_last = evaluation.rows().iter().zip(root.ranks()).filter(|(row, _)| row.period == Some(last));
    let (row, _) =
        of_last.filter_map(|(row, rank)| Some((row, (*rank)?))).max_by(|a, b| a.1.total_cmp(&b.1)).ok_or("no ranks")?;
    let attribution = Attribution::default().of_unit(row.unit, row.period).with_baseline(Baseline::Mean);
    let contributions = attribution.of(&fitted, &table)?;
    println!("{}", contributions.summary(language).with_top(6));
    let peers = PeerComparison::of(&fitted, &table, row.unit, row.period, &Peers::Attribute("group".into()))?;
    println!("{}", peers.summary(language));
    println!("{}", ImportancePerformance::of(&fitted, &table, row.period)?.summary(language));
    println!(
        "{}",
        evaluation.explain(row.unit, row.period)?.with_contributions(&contributions)?.with_facts(&facts)?.summary(language)
    );
    Ok(())
}

/// The group a community belongs to.
fn group_of<'a>(table: &'a IndicatorTable, unit: &str, period: Period) -> &'a str {
    let row = table.rows().position(unit, Some(period));
    let groups = table.attribute("group").ok();
    row.zip(groups).and_then(|(row, groups)| groups.values[row].as_deref()).unwrap_or("none")
}
