//! A table in parts tells what the whole tells, however it is cut and in whatever order the parts are put together.

use governance_efficacy::model::stream::{FitInPasses, Tally};
use governance_efficacy::score::Orientation;

use super::*;

/// What a stream may be fitted on: benefits and costs.
fn monotone(study: Study) -> Study {
    let directions = study.directions.iter().map(|direction| match direction {
        Direction::Cost => Direction::Cost,
        _ => Direction::Benefit,
    });
    Study { directions: directions.collect(), ..study }
}

/// Two dimensions, the first of which has the first three indicators.
fn system(study: &Study) -> System {
    let indicator = |(key, direction): (String, &Direction)| {
        Indicator::new(key).expect("a key").with_direction(*direction).expect("a direction")
    };
    let all: Vec<Indicator> = study.keys().into_iter().zip(&study.directions).map(indicator).collect();
    let (a, b) = all.split_at(3);
    System::new(Branch::over("whole", [of("first", a), of("second", b)]).expect("a node")).expect("a system")
}

fn of(key: &str, indicators: &[Indicator]) -> Branch {
    Branch::of(key, indicators.to_vec()).expect("a node")
}

fn table(study: &Study, gaps: bool) -> IndicatorTable {
    let units: Vec<String> = (0..study.rows.len()).map(|row| format!("u{row}")).collect();
    let cell =
        |row: usize, j: usize, x: f64| if gaps && (row * 7 + j * 3).is_multiple_of(11) && row > 3 { None } else { Some(x) };
    let cells: Vec<Vec<Option<f64>>> = study
        .rows
        .iter()
        .enumerate()
        .map(|(row, values)| values.iter().enumerate().map(|(j, &x)| cell(row, j, x)).collect())
        .collect();
    IndicatorTable::from_rows(units, &study.keys(), &cells).expect("a table")
}

/// The table cut at `cuts`, the parts in the order of `seed`.
fn parts(table: &IndicatorTable, cuts: &[prop::sample::Index], seed: u64) -> Vec<IndicatorTable> {
    let count = table.rows().len();
    let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(count)).chain([0, count]).collect();
    at.sort_unstable();
    at.dedup();
    let select = |rows: std::ops::Range<usize>| {
        let names: Vec<&str> = rows.clone().map(|row| table.rows().get(row).expect("a row").unit).collect();
        let columns = table.columns().iter().map(|column| {
            Column::with_gaps(column.key().clone(), rows.clone().map(|row| column.get(row)).collect()).expect("finite")
        });
        IndicatorTable::new(Rows::units(names).expect("names"), columns.collect()).expect("a table")
    };
    let mut parts: Vec<IndicatorTable> = at.windows(2).map(|pair| select(pair[0]..pair[1])).collect();
    // Any order will do.
    parts.sort_by_key(|part| part.rows().get(0).map_or(0, |row| row.unit.len() as u64 * seed % 7));
    parts
}

/// A fit of which the tallies are put together in pairs.
fn fit_in_pairs(model: &Model, parts: &[IndicatorTable]) -> Result<Fitted, Error> {
    let mut fit = FitInPasses::new(model)?;
    while let Some(pass) = fit.pass() {
        let mut tallies: Vec<Tally> = parts.iter().map(|part| pass.tally(part)).collect::<Result<_, _>>()?;
        while tallies.len() > 1 {
            let mut merged = Vec::new();
            for pair in tallies.chunks(2) {
                let mut whole = pair[pair.len() - 1].clone();
                if pair.len() == 2 {
                    whole.merge(&pair[0])?;
                }
                merged.push(whole);
            }
            tallies = merged;
        }
        fit.complete(&tallies[0])?;
    }
    fit.finish()
}

/// The fit of the whole and that of its parts give the same weights, scores and ranks, or both give an answer to neither.
fn same_as_whole(model: &Model, table: &IndicatorTable, parts: &[IndicatorTable], what: &str) {
    let whole = model.fit(table);
    for streamed in [model.fit_stream(parts), fit_in_pairs(model, parts)] {
        match (&whole, streamed) {
            (Ok(whole), Ok(streamed)) => {
                assert_eq!(streamed.row_count(), table.rows().len());
                same_evaluation(&whole.score(table).expect("scores"), &streamed.score(table).expect("scores"), what);
                let written = streamed.to_json().expect("writable");
                assert_eq!(Fitted::from_json(&written).expect("readable"), streamed, "{what}");
                same_chunks(&streamed, table, parts, what);
            }
            (Err(a), Err(b)) => assert_eq!(a.root().code(), b.root().code(), "{what}: {a} / {b}"),
            (a, b) => panic!("{what}: {:?} / {:?}", a.as_ref().err(), b.err()),
        }
    }
}

fn same_evaluation(a: &Evaluation, b: &Evaluation, what: &str) {
    for (a, b) in a.nodes().iter().zip(b.nodes()) {
        assert_eq!(a.key(), b.key());
        for ((key, x), (_, y)) in a.weighing().weights.iter().zip(b.weighing().weights.iter()) {
            assert!((x - y).abs() <= 1e-12, "{what}: weight of {key} at {}: {x} {y}", a.key());
        }
        let scale = a.scores().iter().flatten().fold(1.0_f64, |most, x| most.max(x.abs()));
        for (x, y) in a.scores().iter().zip(b.scores()) {
            let same = x.zip(*y).map_or(x.is_none() && y.is_none(), |(x, y)| (x - y).abs() <= 1e-12 * scale);
            assert!(same, "{what}: {}: {x:?} {y:?}", a.key());
        }
        assert_eq!(a.ranks(), b.ranks(), "{what}: {}", a.key());
    }
}

/// Part by part the scores are those of the whole.
fn same_chunks(fitted: &Fitted, table: &IndicatorTable, parts: &[IndicatorTable], what: &str) {
    let whole = fitted.score(table).expect("scores");
    let mut found = Vec::new();
    let score = fitted.score_stream(parts, |chunk| {
        for (at, row) in chunk.rows().iter().enumerate() {
            let place = table.rows().position(row.unit, row.period).expect("a row");
            found.push((place, chunk.root().get(at)));
        }
        Ok(())
    });
    score.expect("scores");
    found.sort_by_key(|(place, _)| *place);
    let scores: Vec<Option<f64>> = found.into_iter().map(|(_, score)| score).collect();
    assert_eq!(scores, whole.root().scores(), "{what}");
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn every_weighting_method_that_streams(
        study in study(8..=30, 6..=6), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6), seed in 0_u64..7, gaps in any::<bool>(),
    ) {
        let study = monotone(study);
        let table = table(&study, gaps);
        let parts = parts(&table, &cuts, seed);
        for info in WeightMethod::INFOS {
            for method in weight_methods(info.name, &study.importance) {
                // Judgements name the indicators of one node.
                if info.needs == Needs::Names && info.name != "equal" {
                    continue;
                }
                let preparation = Preparation::default().with_missing(Missing::renormalize(0.2).expect("a share"));
                let model = Model::new(system(&study)).with_preparation(preparation).with_indicator_weights(method.clone()).with_dimension_weights(method.clone());
                if method.gathers().is_some() {
                    same_as_whole(&model, &table, &parts, info.name);
                } else {
                    let error = model.fit_stream(&parts[..]).expect_err("it needs the whole table").to_string();
                    prop_assert!(error.contains(info.name) && error.contains("whole table") && error.contains("entropy"), "{error}");
                }
            }
        }
    }

    #[test]
    fn every_score_method_that_streams(
        study in study(8..=30, 6..=6), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6), seed in 0_u64..7, gaps in any::<bool>(),
    ) {
        let study = monotone(study);
        let table = table(&study, gaps);
        let parts = parts(&table, &cuts, seed);
        for info in ScoreMethod::INFOS {
            for method in score_methods(info.name) {
                let preparation = Preparation::default().with_missing(Missing::renormalize(0.2).expect("a share"));
                let model = Model::new(system(&study))
                    .with_preparation(preparation)
                    .with_indicator_weights(Entropy::default())
                    .with_indicator_scores(method.clone())
                    .with_dimension_scores(WeightedSum::default());
                let by_rank_or_inverse = model.fit_stream(&parts[..]).is_err_and(|e| e.to_string().contains("normalisation of c"));
                if by_rank_or_inverse {
                    prop_assert!(method.normalization().is_some_and(|one| one != Normalization::MinMax), "{}", info.name);
                } else if info.streamable {
                    same_as_whole(&model, &table, &parts, info.name);
                } else {
                    let error = model.fit_stream(&parts[..]).expect_err("it needs the whole table").to_string();
                    prop_assert!(error.contains("whole table") || error.contains("an order and no scores"), "{}: {error}", info.name);
                }
            }
        }
    }

    #[test]
    fn every_normalization_that_streams(
        study in study(8..=30, 6..=6), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6), seed in 0_u64..7,
    ) {
        let study = monotone(study);
        let table = table(&study, false);
        let parts = parts(&table, &cuts, seed);
        let (mut streamed, mut refused) = (0, 0);
        for normalization in every_normalization() {
            let model = Model::new(system(&study))
                .with_indicator_weights(Entropy::default())
                .with_indicator_scores(WeightedSum::default().with_normalization(normalization));
            match model.fit_stream(&parts[..]) {
                Err(error) if error.to_string().contains("needs the whole table") => refused += 1,
                _ => {
                    streamed += 1;
                    same_as_whole(&model, &table, &parts, normalization.name());
                }
            }
        }
        prop_assert!(streamed >= 8 && refused >= 4, "{streamed} {refused}");
    }

    #[test]
    fn scores_over_leaves_and_scores_where_less_is_better(
        study in study(8..=30, 6..=6), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6), seed in 0_u64..7,
    ) {
        let study = monotone(study);
        let table = table(&study, false);
        let parts = parts(&table, &cuts, seed);
        let over_leaves = governance_efficacy::model::Scoring::from(Topsis::default()).over_leaves();
        let base = Model::new(system(&study)).with_indicator_weights(Entropy::default());
        same_as_whole(&base.clone().with_dimension_scores(over_leaves), &table, &parts, "over leaves");
        let lower = ScoreMethod::INFOS.iter().flat_map(|info| score_methods(info.name));
        for method in lower.filter(|m| m.info().streamable && m.orientation() == Orientation::LowerIsBetter) {
            let model = base.clone().with_indicator_scores(method).with_dimension_weights(Entropy::default());
            same_as_whole(&model, &table, &parts, "lower is better");
        }
    }
}

#[test]
fn a_large_offset_costs_no_digits_in_parts() {
    // A hundred million and a little more: the spread is 10⁻⁸ of the mean.
    let rows: Vec<Vec<f64>> = (0..500_u32)
        .map(|i| vec![1e8 + f64::from(i % 7) * 0.3, f64::from(i % 11), 1e8 - f64::from(i % 5), 1.0, 2.0, 3.0])
        .collect();
    let rows: Vec<Vec<f64>> = rows
        .into_iter()
        .zip(0_u32..)
        .map(|(mut row, i)| {
            (3..6).for_each(|j| row[j] += f64::from(i % 13));
            row
        })
        .collect();
    let study = Study { rows, directions: vec![Direction::Benefit; 6], importance: vec![1.0; 6] };
    let table = table(&study, false);
    let cuts: Vec<prop::sample::Index> = Vec::new();
    let whole = parts(&table, &cuts, 1);
    assert_eq!(whole.len(), 1);
    let by_row: Vec<IndicatorTable> = (0..500)
        .map(|row| {
            let unit = table.rows().get(row).expect("a row").unit;
            let cells: Vec<Option<f64>> = table.columns().iter().map(|column| column.get(row)).collect();
            IndicatorTable::from_rows([unit], &study.keys(), &[cells]).expect("a table")
        })
        .collect();
    for method in [WeightMethod::from(Entropy::default()), CoefficientOfVariation.into()] {
        let model = Model::new(system(&study)).with_indicator_weights(method);
        let (a, b) = (model.fit(&table).expect("a fit"), model.fit_stream(&by_row[..]).expect("a fit"));
        for (a, b) in a.score(&table).expect("scores").nodes().iter().zip(b.score(&table).expect("scores").nodes()) {
            for ((_, x), (_, y)) in a.weighing().weights.iter().zip(b.weighing().weights.iter()) {
                assert!((x - y).abs() <= 1e-12, "{x} {y}");
            }
        }
    }
}

#[test]
fn the_scale_of_a_base_period_streams_too() {
    let study = Study {
        rows: (0..12).map(|i| (0..6).map(|j| f64::from((i * 5 + j * 3) % 11) + 1.0).collect()).collect(),
        directions: vec![Direction::Benefit; 6],
        importance: vec![1.0; 6],
    };
    let year = |year: &str| year.parse::<Period>().expect("a year");
    let part = |of: &str, from: usize| {
        let rows: Vec<(String, Period)> = (0..6).map(|i| (format!("u{i}"), year(of))).collect();
        let columns = study.keys().into_iter().enumerate().map(|(j, key)| {
            Column::complete(Key::new(key).expect("a key"), (from..from + 6).map(|row| study.rows[row][j]).collect())
                .expect("finite")
        });
        IndicatorTable::new(Rows::panel(rows).expect("rows"), columns.collect()).expect("a table")
    };
    let parts = [part("2023", 0), part("2024", 6)];
    let table =
        IndicatorTable::stack(&[(year("2023"), undated(&parts[0])), (year("2024"), undated(&parts[1]))]).expect("a panel");
    let model = Model::new(system(&study)).with_indicator_weights(Entropy::default()).with_outside(Outside::Clip);
    let model = model.with_scope(Scope::Periods(vec![year("2023")]));
    let (whole, streamed) = (model.fit(&table).expect("a fit"), model.fit_stream(&parts[..]).expect("a fit"));
    assert_eq!((whole.row_count(), streamed.row_count()), (6, 6));
    same_evaluation(&whole.score(&table).expect("scores"), &streamed.score(&table).expect("scores"), "base period");
    let absent = model.with_scope(Scope::Periods(vec![year("2022")]));
    let error = absent.fit_stream(&parts[..]).expect_err("not there").to_string();
    assert!(error.contains("2022"), "{error}");
}

fn undated(table: &IndicatorTable) -> IndicatorTable {
    let names: Vec<String> = table.rows().iter().map(|row| row.unit.to_owned()).collect();
    IndicatorTable::new(Rows::units(names).expect("names"), table.columns().to_vec()).expect("a table")
}

#[test]
fn rows_that_change_from_pass_to_pass_are_told() {
    let study = Study {
        rows: (0..8).map(|i| (0..6).map(|j| f64::from((i * 5 + j * 3) % 11) + 1.0).collect()).collect(),
        directions: vec![Direction::Benefit; 6],
        importance: vec![1.0; 6],
    };
    let table = table(&study, false);
    let opened = std::cell::Cell::new(0);
    let source = || {
        opened.set(opened.get() + 1);
        Ok(std::iter::repeat_n(table.clone(), opened.get()).map(Ok))
    };
    let error =
        Model::new(system(&study)).with_indicator_weights(Entropy::default()).fit_stream(&source).expect_err("other rows");
    assert!(error.to_string().contains("8 rows in the passes before and has 16 now"), "{error}");
    let empty = || Ok(std::iter::empty());
    assert_eq!(Model::new(system(&study)).fit_stream(&empty).expect_err("no rows").root().code(), "too-few");
}

#[test]
fn a_study_takes_no_more_passes_than_it_needs() {
    let rows = (0..20).map(|i| (0..6).map(|j| f64::from((i * 5 + j * 3) % 11) + 1.0).collect()).collect();
    let study = Study { rows, directions: vec![Direction::Benefit; 6], importance: vec![1.0; 6] };
    let (parts, system) = ([table(&study, false)], system(&study));
    let opened = std::cell::Cell::new(0);
    let passes = |model: Model| {
        opened.set(0);
        let source = || {
            opened.set(opened.get() + 1);
            Ok(parts.iter().cloned().map(Ok))
        };
        model.fit_stream(&source).expect("a fit");
        opened.get()
    };
    let flat = Model::new(System::flat(system.indicators().into_iter().cloned()).expect("a system"));
    let min_max = || Topsis::default().with_normalization(Normalization::MinMax);
    // The ends of the indicators, then those of the scores.
    assert_eq!(passes(flat.clone().with_indicator_scores(min_max())), 2);
    // Between them the evenness of the values.
    assert_eq!(passes(flat.clone().with_indicator_weights(Entropy::default()).with_indicator_scores(min_max())), 3);
    // The lengths of the columns come in the same pass as the evenness.
    assert_eq!(passes(flat.clone().with_indicator_weights(Entropy::default()).with_indicator_scores(Topsis::default())), 3);
    // Evenness on a scale that comes from the lengths has to wait for them.
    let on_vectors = Entropy::default().with_normalization(Normalization::Vector);
    assert_eq!(passes(flat.with_indicator_weights(on_vectors).with_indicator_scores(Topsis::default())), 4);
    // A level more is a pass more, and another if it weighs by the data.
    let two = Model::new(system).with_indicator_weights(Entropy::default()).with_indicator_scores(min_max());
    assert_eq!(passes(two.clone()), 4);
    assert_eq!(passes(two.with_dimension_weights(Entropy::default())), 5);
}
