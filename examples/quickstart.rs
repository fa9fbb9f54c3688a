//! The README's code: a table, a model, a ranking.

use governance_efficacy::model::{Branch, Model, System};
use governance_efficacy::weight::{Ahp, Entropy, JudgementMatrix};
use governance_efficacy::{Direction, Error, Indicator, IndicatorTable};

fn main() -> Result<(), Error> {
    // What is measured: two dimensions, five indicators. Less is better for disputes.
    let system = System::new(Branch::over(
        "governance",
        [
            Branch::of("order", [Indicator::new("disputes")?.with_direction(Direction::Cost)?, Indicator::new("settled")?])?,
            Branch::of("service", [Indicator::new("answered")?, Indicator::new("solved")?, Indicator::new("on_time")?])?,
        ],
    )?)?;

    // How: order counts twice as much as service; within each, the data decide.
    let model = Model::new(system)
        .with_dimension_weights(Ahp::new(JudgementMatrix::from_upper(&[vec![2.0]])?))
        .with_indicator_weights(Entropy::default());

    // Four communities. These numbers are made up.
    let table = IndicatorTable::from_rows(
        ["East", "South", "West", "North"],
        &["disputes", "settled", "answered", "solved", "on_time"],
        &[
            [3.1, 0.92, 0.98, 0.81, 0.90].map(Some),
            [5.4, 0.85, 0.95, 0.88, 0.84].map(Some),
            [2.2, 0.70, 0.91, 0.76, 0.95].map(Some),
            [7.9, 0.61, 0.88, 0.69, 0.71].map(Some),
        ],
    )?;

    println!("{}", model.evaluate(&table)?);
    Ok(())
}
