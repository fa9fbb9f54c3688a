//! A plan reaches its target when the model is computed again, and no cheaper one does.
#![cfg(all(feature = "json", feature = "toml"))]

use governance_efficacy::analysis::advice::{Improvement, Lever, Optimality, Plan, Target};
use governance_efficacy::governance::Facts;
use governance_efficacy::model::{Branch, Grades, Model, System};
use governance_efficacy::prepare::{Normalization, Preparation};
use governance_efficacy::score::{GeometricMean, ScoreMethod, Topsis, Vikor, WeightedSum};
use governance_efficacy::{Direction, Indicator, IndicatorTable, Key, Language};

fn indicator(key: &str, direction: Direction) -> Indicator {
    Indicator::new(key).and_then(|i| i.with_direction(direction)).expect("an indicator")
}

/// Two nodes of two indicators each, one of them a cost.
fn model(below: impl Into<ScoreMethod>, above: impl Into<ScoreMethod>) -> Model {
    let order = Branch::of("order", [indicator("disputes", Direction::Cost), indicator("settled", Direction::Benefit)]);
    let service = Branch::of("service", [indicator("answered", Direction::Benefit), indicator("solved", Direction::Benefit)]);
    let whole = Branch::over("whole", [order.expect("a node"), service.expect("a node")]).expect("a node");
    Model::new(System::new(whole).expect("a hierarchy"))
        .with_preparation(Preparation::default().with_normalization(Normalization::MinMax))
        .with_indicator_scores(below)
        .with_dimension_scores(above)
}

fn table() -> IndicatorTable {
    let rows = [
        [5.4, 0.85, 0.95, 0.60],
        [3.1, 0.92, 0.98, 0.81],
        [2.2, 0.70, 0.91, 0.76],
        [7.9, 0.61, 0.88, 0.69],
        [4.0, 0.8, 0.9, 0.9],
    ];
    let rows: Vec<[Option<f64>; 4]> = rows.iter().map(|row| row.map(Some)).collect();
    IndicatorTable::from_rows(["A", "B", "C", "D", "E"], &["disputes", "settled", "answered", "solved"], &rows).expect("a table")
}

fn levers() -> Vec<Lever> {
    [("disputes", 2.2, 1.0), ("settled", 0.92, 10.0), ("answered", 0.98, 40.0), ("solved", 0.90, 12.0)]
        .map(|(key, limit, cost)| Lever::new(key, limit, cost).expect("a lever"))
        .to_vec()
}

/// Branch and bound ends early, as debug builds are slow.
fn improvement() -> Improvement {
    Improvement::new(levers()).and_then(|i| i.with_effort(3_000)).expect("levers")
}

/// The table in which `unit` has the values of the plan.
fn applied(table: &IndicatorTable, plan: &Plan) -> IndicatorTable {
    let row = table.rows().position(&plan.unit, plan.period).expect("the unit");
    let keys: Vec<Key> = table.keys().cloned().collect();
    let rows: Vec<Vec<Option<f64>>> = (0..table.rows().len())
        .map(|at| {
            let value = |key: &Key| match plan.changes.iter().find(|change| change.indicator == *key) {
                Some(change) if at == row => Some(change.to),
                _ => table.value(at, key.as_str()).expect("a column"),
            };
            keys.iter().map(value).collect()
        })
        .collect();
    IndicatorTable::from_rows(table.rows().unit_names(), &keys, &rows).expect("a table")
}

fn methods() -> Vec<(&'static str, ScoreMethod, ScoreMethod)> {
    vec![
        ("sums", WeightedSum::default().into(), WeightedSum::default().into()),
        ("topsis under a sum", Topsis::default().into(), WeightedSum::default().into()),
        ("a geometric mean", WeightedSum::default().into(), GeometricMean::default().into()),
    ]
}

#[test]
fn a_plan_reaches_its_target_when_the_model_is_computed_again() {
    for (name, below, above) in methods() {
        let (model, table) = (model(below, above), table());
        let fitted = model.fit(&table).expect("fits");
        let improvement = improvement();
        for unit in ["A", "D", "E"] {
            let row = table.rows().position(unit, None).expect("there");
            let before = fitted.score(&table).expect("scores").root().scores()[row].expect("a score");
            for more in [0.02, 0.1, 0.2] {
                let plan = improvement.plan(&fitted, &table, unit, None, &Target::Score(before + more)).expect("a plan");
                assert_eq!(plan.before, before, "{name}");
                if plan.optimality == Optimality::Unreachable {
                    assert!(plan.after < plan.target, "{name}: {plan}");
                    continue;
                }
                let after = fitted.score(&applied(&table, &plan)).expect("scores").root().scores()[row].expect("a score");
                assert!(after >= before + more, "{name} {unit} {more}: {after} after {before}");
                assert_eq!(after, plan.after, "{name}");
                let cost: f64 = plan.changes.iter().map(|change| change.cost).sum();
                assert!((plan.cost - cost).abs() < 1e-12 && cost > 0.0, "{name}");
                assert!(plan.changes.iter().all(|change| change.gain >= -1e-12 && change.marginal >= -1e-9), "{name}: {plan}");
                let text = serde_json::to_string(&plan).expect("writes");
                assert_eq!(serde_json::from_str::<Plan>(&text).expect("reads"), plan);
            }
        }
    }
}

#[test]
fn no_plan_on_a_grid_is_cheaper() {
    for (name, below, above) in methods() {
        let (model, table) = (model(below, above), table());
        let fitted = model.fit(&table).expect("fits");
        // Branch and bound needs few levers to come to an end soon.
        let (levers, parts) = if name == "sums" { (levers(), 12_usize) } else { (levers()[2..].to_vec(), 100) };
        let improvement = Improvement::new(levers.clone()).and_then(|i| i.with_effort(3_000)).expect("levers");
        let before = fitted.score(&table).expect("scores").root().scores()[0].expect("a score");
        let needed = before + 0.15;
        let plan = improvement.plan(&fitted, &table, "A", None, &Target::Score(needed)).expect("a plan");
        let bound = match plan.optimality {
            Optimality::Optimal => plan.cost * (1.0 - 1e-3),
            Optimality::Within { lower_bound } => lower_bound,
            Optimality::Unreachable => panic!("{name}: {plan}"),
        };
        assert!(bound > 0.95 * plan.cost, "{name}: {plan:?}");
        let ends: Vec<(f64, f64)> = [(2.2, 1.0), (0.92, 10.0), (0.98, 40.0), (0.90, 12.0)][4 - levers.len()..].to_vec();
        let mut cheapest = f64::INFINITY;
        for at in 0..(parts + 1).pow(u32::try_from(levers.len()).expect("few")) {
            let mut other = plan.clone();
            let mut rest = at;
            let mut cost = 0.0;
            for (change, (limit, unit)) in other.changes.iter_mut().zip(&ends) {
                let share = (rest % (parts + 1)) as f64 / parts as f64;
                rest /= parts + 1;
                change.to = change.from + share * (limit - change.from);
                cost += (change.to - change.from).abs() * unit;
            }
            // Far dearer plans need no look.
            if cost < cheapest.min(1.2 * plan.cost) {
                let after = fitted.score(&applied(&table, &other)).expect("scores").root().scores()[0].expect("a score");
                if after >= needed {
                    cheapest = cost;
                }
            }
        }
        assert!(cheapest >= bound, "{name}: {cheapest} on the grid, {plan}");
        assert!(cheapest < 1.2 * plan.cost, "{name}: the grid has plans of the kind");
    }
}

/// Numbers of no pattern, in [0, 1).
fn scattered(seed: u32) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1_u32 << 24)
    }
}

#[test]
fn no_plan_of_whole_steps_is_cheaper() {
    let keys = ["disputes", "settled", "answered", "solved"];
    for (name, below, above) in methods() {
        for seed in 1..=12 {
            let mut next = scattered(seed);
            let rows: Vec<[Option<f64>; 4]> = (0..5).map(|_| [(); 4].map(|()| Some(0.1 + 0.8 * next()))).collect();
            let table = IndicatorTable::from_rows(["A", "B", "C", "D", "E"], &keys, &rows).expect("a table");
            let fitted = model(below.clone(), above.clone()).fit(&table).expect("fits");
            // Three, four, five and three steps to the limit, or a little less than another one.
            let counts = [3_u32, 4, 5, 3];
            let mut costs = [0.0; 4];
            let mut steps = [0.0; 4];
            let mut levers = Vec::new();
            for (j, key) in keys.iter().enumerate() {
                let from = rows[0][j].expect("a value");
                let limit = if j == 0 { from - 0.05 - 0.3 * next() } else { from + 0.05 + 0.5 * next() };
                steps[j] = (limit - from) / (f64::from(counts[j]) + 0.4);
                let unit_cost = 1.0 + 30.0 * next().powi(3);
                costs[j] = unit_cost * steps[j].abs();
                levers.push(Lever::new(*key, limit, unit_cost).and_then(|l| l.with_step(steps[j].abs())).expect("a lever"));
            }
            let score = |taken: &[u32; 4]| {
                let moved = |j: usize| rows[0][j].map(|from| from + f64::from(taken[j]) * steps[j]);
                let mut rows = rows.clone();
                rows[0] = std::array::from_fn(moved);
                let table = IndicatorTable::from_rows(["A", "B", "C", "D", "E"], &keys, &rows).expect("a table");
                fitted.score(&table).expect("scores").root().scores()[0].expect("a score")
            };
            let (least, most) = (score(&[0; 4]), score(&counts));
            let needed = least + (most - least) * (0.3 + 0.5 * next());
            let mut cheapest = f64::INFINITY;
            for at in 0..4 * 5 * 6 * 4 {
                let taken = [at % 4, at / 4 % 5, at / 20 % 6, at / 120];
                let cost: f64 = taken.iter().zip(costs).map(|(&n, cost)| f64::from(n) * cost).sum();
                if cost < cheapest && score(&taken) >= needed {
                    cheapest = cost;
                }
            }
            let improvement = Improvement::new(levers).and_then(|i| i.with_effort(200_000)).expect("levers");
            let plan = improvement.plan(&fitted, &table, "A", None, &Target::Score(needed)).expect("a plan");
            assert_eq!(plan.optimality, Optimality::Optimal, "{name} {seed}: {plan}");
            assert!((plan.cost / cheapest - 1.0).abs() < 1.1e-3, "{name} {seed}: {cheapest}, and not {plan}");
            let reached = improvement.plan(&fitted, &table, "A", None, &Target::Score(most - 1e-12)).expect("a plan");
            assert_eq!(reached.optimality, Optimality::Optimal, "{name} {seed}: all levers at their ends reach {most}");
            let beyond = improvement.plan(&fitted, &table, "A", None, &Target::Score(most + 1e-6)).expect("a plan");
            assert_eq!(beyond.optimality, Optimality::Unreachable, "{name} {seed}");
            assert!((beyond.after - most).abs() < 1e-12, "{name} {seed}: {beyond}");
        }
    }
}

#[test]
fn what_each_change_gains_is_what_is_lost_without_it() {
    let table = table();
    for (name, below, above) in methods() {
        let fitted = model(below, above).fit(&table).expect("fits");
        let before = fitted.score(&table).expect("scores").root().scores()[0].expect("a score");
        let plan = improvement().plan(&fitted, &table, "A", None, &Target::Score(before + 0.15)).expect("a plan");
        assert!(plan.changes.iter().any(|change| change.gain > 0.0), "{name}: {plan}");
        for (j, unit_cost) in [1.0, 10.0, 40.0, 12.0].into_iter().enumerate() {
            let change = &plan.changes[j];
            let mut without = plan.clone();
            without.changes[j].to = change.from;
            let score = fitted.score(&applied(&table, &without)).expect("scores").root().scores()[0].expect("a score");
            assert!((change.gain - (plan.after - score)).abs() < 1e-12, "{name}: {change:?}");
            assert!((change.marginal_per_cost * unit_cost - change.marginal).abs() <= 1e-12 * change.marginal, "{name}");
            assert!((change.cost - (change.to - change.from).abs() * unit_cost).abs() < 1e-12, "{name}: {change:?}");
        }
    }
}

#[test]
fn steps_are_whole() {
    let (model, table) = (model(WeightedSum::default(), WeightedSum::default()), table());
    let fitted = model.fit(&table).expect("fits");
    let stepped = [
        Lever::new("disputes", 2.2, 1.0).and_then(|l| l.with_step(0.5)).expect("a lever"),
        Lever::new("solved", 0.90, 12.0).and_then(|l| l.with_step(0.1)).expect("a lever"),
    ];
    let before = fitted.score(&table).expect("scores").root().scores()[0].expect("a score");
    let plan = Improvement::new(stepped)
        .and_then(|i| i.plan(&fitted, &table, "A", None, &Target::Score(before + 0.11)))
        .expect("a plan");
    assert_eq!(plan.optimality, Optimality::Optimal);
    assert!(plan.after >= before + 0.11);
    let steps = |change: usize, step: f64| (plan.changes[change].to - plan.changes[change].from).abs() / step;
    for (change, step) in [(0, 0.5), (1, 0.1)] {
        assert!((steps(change, step) - steps(change, step).round()).abs() < 1e-9, "{plan}");
    }
    // By hand: a step of disputes gives 0.25 · 0.5/5.7 = 0.0219 for 0.5, one of solved 0.25 · 0.1/0.3 = 0.0833 for 1.2. Six of disputes reach
    // 0.132 for 3.0, of which five do not; one of solved and two of disputes reach 0.127 for 2.2; two of solved 0.167 for 2.4.
    assert!((plan.cost - 2.2).abs() < 1e-9, "{plan}");
}

#[test]
fn a_rank_and_a_grade_are_targets_too() {
    let table = table();
    let grades = Grades::new(vec![0.4, 0.7], ["low", "middle", "high"]).expect("grades");
    let model = model(WeightedSum::default(), WeightedSum::default()).with_grades(grades);
    let fitted = model.fit(&table).expect("fits");
    let improvement = improvement();
    let ranked = improvement.plan(&fitted, &table, "A", None, &Target::Rank(1)).expect("a plan");
    let after = fitted.score(&applied(&table, &ranked)).expect("scores");
    assert_eq!(after.root().ranks()[0], Some(1.0), "{ranked}");
    let graded = improvement.plan(&fitted, &table, "A", None, &Target::Grade("high".to_owned())).expect("a plan");
    let after = fitted.score(&applied(&table, &graded)).expect("scores");
    assert_eq!(after.grades().expect("grades")[0].as_ref().map(|label| label.en.as_str()), Some("high"), "{graded}");
    let reached = improvement.plan(&fitted, &table, "B", None, &Target::Rank(5)).expect("a plan");
    assert_eq!((reached.cost, reached.optimality), (0.0, Optimality::Optimal));
}

#[test]
fn what_can_not_be_planned_says_why() {
    let table = table();
    let fitted = model(WeightedSum::default(), WeightedSum::default()).fit(&table).expect("fits");
    let one = |key: &str, limit: f64| Improvement::new([Lever::new(key, limit, 1.0).expect("a lever")]).expect("one");
    let refused = |improvement: &Improvement, unit: &str, target: &Target| {
        improvement.plan(&fitted, &table, unit, None, target).expect_err("refused").to_string()
    };
    let target = Target::Score(0.9);
    assert!(refused(&one("settled", 0.9), "Z", &target).contains("\"Z\""));
    assert!(refused(&one("setled", 0.9), "A", &target).contains("\"settled\""));
    assert!(refused(&one("disputes", 9.0), "A", &target).contains("disputes goes from 5.4 to 9"));
    assert!(refused(&one("settled", 0.9), "A", &Target::Rank(0)).contains("ranks begin at 1"));
    assert!(refused(&one("settled", 0.9), "A", &Target::Grade("high".into())).contains("grade"));
    assert!(Lever::new("settled", 0.9, 0.0).is_err() && Lever::new("settled", f64::NAN, 1.0).is_err());
    assert_eq!(Improvement::new([]).unwrap_err().code(), "too-few");
    assert_eq!(improvement().with_gap(0.01).map(|_| ()), Ok(()));
    for wrong in [0.0, -0.01, f64::NAN, f64::INFINITY] {
        assert_eq!(improvement().with_gap(wrong).unwrap_err().code(), "invalid-setting", "{wrong}");
    }
    assert_eq!(Improvement::new(vec![levers()[0].clone(); 2]).unwrap_err().code(), "duplicate");
    let relative = model(Vikor::default(), WeightedSum::default()).fit(&table).expect("fits");
    let error = one("settled", 0.9).plan(&relative, &table, "A", None, &target).unwrap_err();
    assert!(error.to_string().contains("compares every unit"), "{error}");
}

#[test]
fn a_target_is_a_limit_that_can_be_planned_and_what_lies_past_it_is_not() {
    let staff = indicator("staff", Direction::Target(10.0));
    let system = System::flat([staff, indicator("settled", Direction::Benefit)]).expect("a hierarchy");
    let model = Model::new(system).with_indicator_scores(WeightedSum::default());
    let rows = [[Some(4.0), Some(0.5)], [Some(10.0), Some(0.9)], [Some(18.0), Some(0.1)]];
    let table = IndicatorTable::from_rows(["A", "B", "C"], &["staff", "settled"], &rows).expect("a table");
    let fitted = model.fit(&table).expect("fits");
    let plan = |limit: f64| {
        let lever = Improvement::new([Lever::new("staff", limit, 1.0).expect("a lever")]).expect("one");
        lever.plan(&fitted, &table, "A", None, &Target::Score(0.6))
    };
    let up_to_target = plan(10.0).expect("rises all the way");
    // A way of 6 brings staff from 2 of 8 to the whole, which is half of the score: 0.75/2 over 6 for each.
    assert!((up_to_target.changes[0].marginal - 0.0625).abs() < 1e-6, "{up_to_target:?}");
    assert!(up_to_target.after >= 0.6 && up_to_target.changes[0].to <= 10.0, "{up_to_target:?}");
    // It rises to 10 and falls from there, in the last of eight steps.
    let error = plan(10.7).expect_err("falls at the end").to_string();
    assert!(error.contains("staff goes from 4 to 10.7"), "{error}");
}

#[test]
fn the_sample_gets_advice_with_the_countermeasures_of_the_theory() {
    let facts = Facts::from_json(include_str!("../../examples/data/sample/facts.json")).expect("facts");
    let model = Model::from_toml(include_str!("../../examples/models/standard.toml")).expect("a model");
    let table = IndicatorTable::from_facts(&facts).expect("a table");
    let fitted = model.fit(&table).expect("fits");
    let levers = [("mediation_success", 1.0, 30.0), ("resolution_rate", 1.0, 20.0), ("resident_participation", 0.6, 50.0)];
    let improvement =
        Improvement::new(levers.map(|(key, limit, cost)| Lever::new(key, limit, cost).expect("a lever"))).expect("three");
    let period = "2024".parse().expect("a period");
    let row = table.rows().position("SYN-08", Some(period)).expect("in the sample");
    let before = fitted.score(&table).expect("scores").root().scores()[row].expect("a score");
    let plan = improvement.plan(&fitted, &table, "SYN-08", Some(period), &Target::Score(before + 0.01)).expect("a plan");
    assert!(plan.after >= before + 0.01, "{plan}");
    let text = plan.summary(Language::Zh).to_string();
    assert!(text.contains("相关不等于因果"), "{text}");
    println!("{plan}\n\n{text}");
}

#[test]
fn the_paths_of_the_sample_stand_beside_its_dimensions() {
    use governance_efficacy::analysis::pathways::{PathwaySettings, Pathways};
    use governance_efficacy::indicator::measure;

    let facts = Facts::from_json(include_str!("../../examples/data/sample/facts.json")).expect("facts");
    let model = Model::from_toml(include_str!("../../examples/models/standard.toml")).expect("a model");
    let (measurement, evaluation) = (measure(&facts), model.evaluate_facts(&facts).expect("evaluates"));
    let found = PathwaySettings::default().relate(&measurement, &evaluation).expect("relates");
    assert_eq!((found.levels.len(), found.pairs.len()), (4, 16));
    for levels in &found.levels {
        assert!(levels.levels.iter().flat_map(|(_, level)| level).all(|level| (0.0..=1.0).contains(level)), "{levels:?}");
        assert!(levels.available > 0.5 && levels.available <= 1.0);
    }
    for pair in &found.pairs {
        let correlation = pair.correlation.expect("24 communities");
        assert!(pair.n >= 20 && correlation.rho.abs() <= 1.0);
        assert!(correlation.p_value <= correlation.false_discovery_rate && correlation.false_discovery_rate <= correlation.holm);
        let coupling = pair.coupling.expect("scores within 0 to 1");
        assert!(coupling.degree <= 1.0 && coupling.degree <= coupling.coupling.sqrt(), "{coupling:?}");
        assert!(pair.grey_grade.is_some_and(|grade| grade > 0.0 && grade <= 1.0));
    }
    let text = serde_json::to_string(&found).expect("writes");
    assert_eq!(serde_json::from_str::<Pathways>(&text).expect("reads"), found);
    assert_eq!(PathwaySettings::default().relate(&measurement, &evaluation).expect("relates"), found, "one seed, one result");
    let absent = PathwaySettings::default().of_period("1999".parse().expect("a period"));
    assert_eq!(absent.relate(&measurement, &evaluation).unwrap_err().code(), "unknown");
    println!("{found}\n\n{}", found.summary(Language::Zh));
}
