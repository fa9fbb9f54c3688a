//! What years of scores tell: trends, what changed, inequality, convergence, moves between levels; for any model document and any folder of
//! tables, one of each period.
//!
//! `cargo run --release --example panel -- MODEL.toml FOLDER [zh]`; without them the shipped sample, which is synthetic (中文输出：zh).

use governance_efficacy::analysis::contribution::Attribution;
use governance_efficacy::analysis::distribution::Inequality;
use governance_efficacy::analysis::panel::{BetaForm, BetaSettings, Levels, Panel, SigmaConvergence, Transitions, Trends};
use governance_efficacy::governance::Facts;
use governance_efficacy::model::Model;
use governance_efficacy::table::CsvOptions;
use governance_efficacy::{IndicatorTable, Language};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let language = if arguments.last().is_some_and(|last| last == "zh") { Language::Zh } else { Language::En };
    arguments.retain(|argument| argument != "zh");
    let (model, table) = match &arguments[..] {
        [] => {
            println!("the shipped sample: synthetic, of no real place (合成数据，非真实社区)\n");
            let facts = Facts::from_json(include_str!("data/sample/facts.json"))?;
            (Model::from_toml(include_str!("models/standard.toml"))?, IndicatorTable::from_facts(&facts)?)
        }
        [model, folder] => {
            let document = std::fs::read_to_string(model).map_err(|e| format!("{model}: {e}"))?;
            (Model::from_toml(&document)?, IndicatorTable::read_csv_folder(folder, &CsvOptions::default())?)
        }
        _ => return Err("give a model document in TOML and a folder of tables, or nothing".into()),
    };
    let fitted = model.fit(&table)?;
    let evaluation = fitted.score(&table)?;
    let panel = Panel::of_scores(&evaluation, evaluation.root().key().as_str())?;
    let [first, .., last] = *panel.periods() else { return Err("give two periods or more".into()) };

    println!("{}\n", Trends::of(&panel)?.summary(language));
    println!("{}\n", Attribution::default().of_change(&fitted, &table, first, last)?.summary(language));
    for period in [first, last] {
        println!("{}\n", Inequality::of(&panel.amounts(period)?)?.summary(language));
    }
    println!("{}\n", SigmaConvergence::of(&panel)?.summary(language));
    println!("{}\n", BetaSettings::default().with_form(BetaForm::Linear).of(&panel)?.summary(language));
    println!("{}", Transitions::of(&panel, &Levels::default())?.summary(language));
    Ok(())
}
