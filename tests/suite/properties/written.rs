//! What is written is read.

use super::*;

pub(crate) fn finite() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![3 => -1e6..1e6, 1 => POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO]
}

/// Texts that make trouble in files, beside any others.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let nasty = [
        "unit",
        "period",
        "indicator",
        "value",
        "NA",
        "nan",
        "a,b",
        "a\"b",
        "\"",
        "a;b",
        "#a",
        "a\nb",
        "a\r\nb",
        "-",
        "=1+1",
        "2024",
        "\u{feff}a",
        "甲社区",
        "a b",
        "𝒳",
        "[a]",
        "a.b",
        "true",
        "null",
        "'",
        "\\",
        "1e5",
    ];
    prop_oneof![1 => prop::sample::select(nasty.to_vec()).prop_map(str::to_owned), 1 => "(?s).{1,6}", 1 => "\\PC{1,8}"]
}

pub(crate) fn any_key() -> impl Strategy<Value = Key> {
    any_text().prop_filter_map("no key", |text| Key::new(text).ok())
}

pub(crate) fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        (1..=9999_i16).prop_map(|y| Period::year(y).expect("valid")),
        (1..=9999_i16, 1..=2_u8).prop_map(|(y, h)| Period::half_year(y, h).expect("valid")),
        (1..=9999_i16, 1..=4_u8).prop_map(|(y, q)| Period::quarter(y, q).expect("valid")),
        (1..=9999_i16, 1..=12_u8).prop_map(|(y, m)| Period::month(y, m).expect("valid")),
    ]
}

/// A table that the crate accepts, with periods or without.
pub(crate) fn any_table() -> impl Strategy<Value = IndicatorTable> {
    let units = prop::collection::btree_set(any_text(), 1..5);
    let keys = prop::collection::btree_set(any_key(), 1..4);
    (units, keys, prop::collection::vec(prop::option::weighted(0.8, finite()), 40), any::<bool>()).prop_filter_map(
        "refused by the table",
        |(units, keys, cells, dated)| {
            let years = [2023, 2024].map(|y| Period::year(y).expect("valid"));
            let rows = if dated {
                Rows::panel(units.iter().flat_map(|unit| years.map(|year| (unit.clone(), year)))).ok()?
            } else {
                Rows::units(&units).ok()?
            };
            let mut cells = cells.into_iter().cycle();
            let columns = keys.into_iter().map(|key| Column::with_gaps(key, cells.by_ref().take(rows.len()).collect()).ok());
            let columns: Option<Vec<Column>> = columns.collect();
            IndicatorTable::new(rows, columns?).ok()
        },
    )
}

pub(crate) fn bits(table: &IndicatorTable) -> Vec<Vec<Option<u64>>> {
    table.columns().iter().map(|column| column.iter().map(|x| x.map(f64::to_bits)).collect()).collect()
}

#[test]
fn a_normalization_that_is_set_is_read_told_and_written() {
    let mut known = Vec::new();
    for info in ScoreMethod::INFOS {
        for name in ["min-max", "max", "sum", "vector"] {
            let text = format!(
                "schema = 1\nindicator = [{{ key = \"a\" }}, {{ key = \"b\" }}]\n[score]\nmethod = {:?}\nnormalization = {name:?}",
                info.name
            );
            // A method with a scale of its own refuses it.
            let Ok(model) = Model::from_toml(&text) else { continue };
            let cells = [[4.0, 1.0], [1.0, 5.0], [3.0, 2.0], [2.0, 3.0]].map(|row| row.map(Some));
            let table = IndicatorTable::from_rows(["A", "B", "C", "D"], &["a", "b"], &cells).expect("a table");
            // The least of a range is no number for a product.
            if let Ok(evaluation) = model.evaluate(&table) {
                assert_eq!(evaluation.root().normalization(), name, "{}", info.name);
            }
            let written = model.to_toml().expect("writes");
            assert!(written.contains(&format!("normalization = {name:?}")), "{}: {written}", info.name);
            assert_eq!(Model::from_toml(&written).as_ref(), Ok(&model), "{}", info.name);
            known.push(info.name);
        }
    }
    known.dedup();
    assert!(["weighted-sum", "topsis", "moora", "electre-1", "electre-3"].iter().all(|name| known.contains(name)), "{known:?}");
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn a_table_survives_csv(table in any_table()) {
        let mut text = Vec::new();
        if let Err(error) = table.to_csv(&mut text) {
            // The only names that would be read as something else.
            let periods = ["period", "year", "年份", "年度", "时期", "期别"];
            let is_period = |key: &Key| periods.iter().any(|name| key.as_str().eq_ignore_ascii_case(name));
            prop_assert!(table.keys().any(is_period), "{}", error);
            return Ok(());
        }
        let again = IndicatorTable::from_csv(text.as_slice(), &CsvOptions::default());
        let again = again.map_err(|e| TestCaseError::fail(format!("{e}\n{}", String::from_utf8_lossy(&text))))?;
        prop_assert_eq!(&again, &table);
        prop_assert_eq!(bits(&again), bits(&table));
        prop_assert_eq!(again.checksum(), table.checksum());
    }

    #[test]
    fn a_table_survives_json(table in any_table()) {
        let text = serde_json::to_string(&table).expect("writes");
        let again: IndicatorTable = serde_json::from_str(&text).expect("reads");
        prop_assert_eq!(&again, &table);
        prop_assert_eq!(bits(&again), bits(&table));
    }

    #[test]
    fn long_csv_tells_the_same_as_wide(table in any_table()) {
        // Written here by hand: one line a value, gaps too, so that every row and column is named.
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let dated = table.rows().has_periods();
        let mut text = if dated { "unit,period,indicator,value\n" } else { "unit,indicator,value\n" }.to_owned();
        for (at, row) in table.rows().iter().enumerate() {
            for column in table.columns() {
                let value = column.get(at).map_or_else(String::new, |x| x.to_string());
                let period = row.period.map_or_else(String::new, |p| format!("{p},"));
                writeln!(text, "{},{period}{},{value}", quoted(row.unit), quoted(column.key().as_str())).expect("a text");
            }
        }
        let again = IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default().with_form(CsvForm::Long));
        prop_assert_eq!(again.map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?, table);
    }

    #[test]
    fn a_period_survives_text_and_json(period in any_period(), other in any_period()) {
        prop_assert_eq!(period.to_string().parse::<Period>().expect("reads"), period);
        let text = serde_json::to_string(&period).expect("writes");
        prop_assert_eq!(serde_json::from_str::<Period>(&text).expect("reads"), period);
        prop_assert_eq!(period == other, period.to_string() == other.to_string());
        if let Some(following) = period.following() {
            prop_assert!(following > period && following.granularity() == period.granularity());
        }
        prop_assert!(period.months().all(|month| period.contains(month)));
    }

    #[test]
    fn weights_survive_json(importance in prop::collection::vec(1e-12..1.0, 1..8)) {
        let total: f64 = importance.iter().sum();
        let weights = weights(&importance.iter().map(|w| w / total).collect::<Vec<_>>());
        let text = serde_json::to_string(&weights).expect("writes");
        prop_assert_eq!(serde_json::from_str::<Weights>(&text).expect("reads"), weights);
    }
}

#[test]
fn stacked_tables_keep_the_attributes_of_their_rows() {
    use governance_efficacy::table::Attribute;
    let year = |y: i16| Period::year(y).expect("valid");
    let part = |attribute: Option<&str>| {
        let table = IndicatorTable::from_rows(["A", "B"], &["x"], &[[Some(1.0)], [Some(2.0)]]).expect("valid");
        match attribute {
            None => table,
            Some(name) => {
                let values = vec![Some("old".to_owned()), None];
                table.with_attribute(Attribute { name: name.parse().expect("a key"), values }).expect("as long")
            }
        }
    };
    let parts = [(year(2023), part(Some("group"))), (year(2024), part(None)), (year(2025), part(Some("group")))];
    let table = IndicatorTable::stack(&parts).expect("valid");
    let values: Vec<Option<&str>> = table.attribute("group").expect("there").values.iter().map(Option::as_deref).collect();
    assert_eq!(values, [Some("old"), None, None, None, Some("old"), None]);
    assert_eq!(table.attribute("gruop").unwrap_err().code(), "unknown");
    assert_ne!(table.checksum(), IndicatorTable::stack(&parts[1..]).expect("valid").checksum());
    let without = IndicatorTable::stack(&[2023, 2024, 2025].map(|y| (year(y), part(None)))).expect("valid");
    assert_ne!(table.checksum(), without.checksum(), "what is known of the rows is part of the data");
}

#[test]
fn stacked_tables_have_gaps_where_a_period_lacks_an_indicator() {
    let [first, second] = [2023, 2024].map(|y| Period::year(y).expect("valid"));
    let part = |units: [&str; 2], keys: [&str; 2], cells: [[Option<f64>; 2]; 2]| {
        IndicatorTable::from_rows(units, &keys, &cells).expect("valid")
    };
    let table = IndicatorTable::stack(&[
        (first, part(["A", "B"], ["x", "y"], [[Some(1.0), Some(2.0)], [None, Some(4.0)]])),
        (second, part(["B", "C"], ["z", "y"], [[Some(5.0), Some(6.0)], [Some(7.0), Some(8.0)]])),
    ]);
    let table = table.expect("stacks");
    let rows: Vec<String> = table.rows().iter().map(|row| row.to_string()).collect();
    assert_eq!(rows, ["A 2023", "B 2023", "B 2024", "C 2024"]);
    let column = |key: &str| table.column(key).expect("there").iter().collect::<Vec<_>>();
    assert_eq!(column("x"), [Some(1.0), None, None, None]);
    assert_eq!(column("y"), [Some(2.0), Some(4.0), Some(6.0), Some(8.0)]);
    assert_eq!(column("z"), [None, None, Some(5.0), Some(7.0)]);
    assert_eq!(table.missing(), 5);
    assert_eq!(table.in_periods(&[second]).expect("there").column("x").expect("there").missing(), 2);
}

pub(crate) fn any_normalization() -> impl Strategy<Value = Normalization> {
    use governance_efficacy::indicator::Goalposts;
    let bounds = prop::option::of((-1e3..1e3, 1e-3..1e3).prop_map(|(low, span)| Goalposts::new(low, low + span).expect("valid")));
    prop_oneof![
        prop::sample::select(every_normalization()),
        Just(Normalization::ZScore { ddof: 0 }),
        Just(Normalization::None),
        (bounds, any::<bool>()).prop_map(|(bounds, clip)| Normalization::Goalposts { bounds, clip }),
    ]
}

/// A weighting method over `children`, with any of its settings.
pub(crate) fn any_weights(children: Vec<String>) -> impl Strategy<Value = WeightMethod> {
    let count = children.len();
    let importance = prop::collection::vec(0.05..1.0, count);
    let single = (0..4_u8, importance, prop::option::of(any_normalization()), 0..3_usize, any::<[bool; 2]>(), 0.01..0.9)
        .prop_map(move |(kind, importance, normalization, priority, [named, alonso], limit)| {
            let total: f64 = importance.iter().sum();
            let shares = importance.iter().map(|w| w / total);
            match kind {
                0 => Equal.into(),
                1 => Given::new(children.iter().zip(shares)).expect("names").into(),
                2 => {
                    let priority = [Priority::Eigenvector, Priority::GeometricMean, Priority::ColumnMean][priority];
                    let ahp = Ahp::new(judgements(&importance)).with_priority(priority).with_limit(limit).expect("positive");
                    let ahp = match (alonso, named) {
                        (true, true) => ahp.with_random_index(RandomIndex::AlonsoLamata2006),
                        (true, false) => ahp.with_random_index(RandomIndex::Simulated { seed: 9, draws: 100 }),
                        (false, _) => ahp,
                    };
                    if named { ahp.with_names(&children).expect("names").into() } else { ahp.into() }
                }
                _ => normalization.map_or(Entropy::default(), |n| Entropy::default().with_normalization(n)).into(),
            }
        });
    let single = single.boxed();
    let rule = prop_oneof![
        Just(Rule::Additive { coefficients: None }),
        (0.0..=1.0).prop_map(|alpha| Rule::Additive { coefficients: Some(vec![alpha, 1.0 - alpha]) }),
        Just(Rule::Multiplicative),
        Just(Rule::GeometricMean),
        prop::sample::select(vec![Game::NonNegative, Game::Signed, Game::Absolute]).prop_map(Rule::GameTheory),
        prop::option::of(any_normalization()).prop_map(|normalization| Rule::MaximumDeviation { normalization }),
    ];
    let combined =
        (rule, single.clone(), single.clone()).prop_map(|(rule, a, b)| Combined::new(rule, [a, b]).expect("two sources").into());
    prop_oneof![3 => single, 1 => combined]
}

pub(crate) fn any_score() -> impl Strategy<Value = ScoreMethod> {
    (any::<bool>(), prop::option::of(any_normalization())).prop_map(|(sum, normalization)| match (sum, normalization) {
        (true, None) => WeightedSum::default().into(),
        (true, Some(n)) => WeightedSum::default().with_normalization(n).into(),
        (false, None) => Topsis::default().into(),
        (false, Some(n)) => Topsis::default().with_normalization(n).into(),
    })
}

pub(crate) fn any_indicator(key: Key) -> impl Strategy<Value = Indicator> {
    use governance_efficacy::indicator::Goalposts;
    let span = || prop::option::of((-1e3..1e3, 1e-3..1e3).prop_map(|(low, span)| (low, low + span)));
    let own = prop::option::of(any_normalization());
    (direction(), any::<bool>(), any::<[String; 5]>(), span(), span(), 0..4, own).prop_map(
        move |(direction, diagnostic, [en, zh, unit, formula, source], range, goalposts, open, own)| {
            let mut indicator = Indicator::of_key(key.clone())
                .with_label(en, zh)
                .with_direction(direction)
                .expect("finite")
                .with_unit(unit)
                .with_formula(formula, source);
            if diagnostic {
                indicator = indicator.with_role(Role::Diagnostic);
            }
            if let Some(own) = own {
                indicator = indicator.with_normalization(own).expect("sound");
            }
            if let Some((low, high)) = range {
                indicator = indicator.with_range(low, high).expect("ordered");
            }
            if let Some((low, high)) = goalposts {
                indicator = indicator.with_goalposts(Goalposts::new(low, high).expect("ordered"));
            }
            // A range that is open at one end comes from the standard system or from a file.
            let range = [None, Some(serde_json::json!({ "low": 0.0 })), Some(serde_json::json!({ "high": 1.5 })), None];
            if let Some(range) = range[usize::try_from(open).expect("small")].clone() {
                let mut text = serde_json::to_value(&indicator).expect("writes");
                text["range"] = range;
                indicator = serde_json::from_value(text).expect("reads");
            }
            indicator
        },
    )
}

/// A model with any of its settings over a hierarchy of three levels, `root / (a / (x, y), b / z)`, with keys of any script.
pub(crate) fn any_model() -> impl Strategy<Value = Model> {
    prop::collection::btree_set(any_key(), 9..=9)
        .prop_flat_map(|keys| {
            // Another order than that of the alphabet.
            let keys: Vec<Key> = reordered(&keys.into_iter().collect::<Vec<_>>(), &order(9, 77));
            let text = |at: usize| keys[at].to_string();
            let (node_a, node_b) = (any_weights(vec![text(2), text(3)]), any_weights(vec![text(5), text(6)]));
            let settings = (
                any_text(),
                prop_oneof![
                    Just(Missing::Error),
                    Just(Missing::DropUnit),
                    Just(Missing::DropIndicator),
                    Just(Missing::Mean),
                    Just(Missing::Median),
                    (0.01..=1.0).prop_map(|coverage| Missing::Renormalize { coverage }),
                    prop::sample::select(filling()),
                    prop::sample::subsequence(filling(), 1..4).prop_map(|turns| Missing::in_turn(turns).expect("they fill")),
                    Just(Missing::in_turn([Missing::PanelLatest, Missing::DropUnit]).expect("the last may drop")),
                ],
                prop::sample::select(vec![OnConstant::Error, OnConstant::Drop, OnConstant::Midpoint]),
                prop::option::of(any_normalization()),
                prop::sample::select(vec![Ties::Competition, Ties::Dense, Ties::Ordinal, Ties::Fractional]),
                prop::sample::select(vec![Outside::Clip, Outside::Extend, Outside::Error]),
                (any::<[bool; 4]>(), any::<[bool; 4]>(), prop::sample::select(treatments())),
                prop::collection::vec(any_period(), 1..3),
            );
            let indicators = (any_indicator(keys[5].clone()), any_indicator(keys[6].clone()), any_indicator(keys[7].clone()));
            (Just(keys), settings, node_a, node_b, any_score(), any_score(), any_score(), indicators, finite())
        })
        .prop_map(|(keys, settings, node_a, node_b, over, under, own, (x, y, z), limit)| {
            let (name, missing, on_constant, normalization, ties, outside, (flags, steps, treatment), scope) = settings;
            let ([full, periods, graded, reversed], [screened, divided, treated, tried]) = (flags, steps);
            let spare = Indicator::of_key(keys[8].clone());
            let branches = [
                Branch::over(
                    &keys[2],
                    [Branch::of(&keys[4], [x.with_role(Role::Scored), y.with_role(Role::Scored)]).expect("a key")],
                ),
                Branch::of(&keys[3], [z, spare]),
            ];
            let root = Branch::over(&keys[1], branches.map(|b| b.expect("a key"))).expect("a key").with_label("Whole", "总体");
            let mut preparation = Preparation::default().with_missing(missing).with_on_constant(on_constant);
            if screened {
                preparation = preparation.with_screen(Screen::default().of(Screened::Units).with_nonzero(0.25).expect("a share"));
            }
            if divided {
                let denominator = Denominator::new(&keys[7], &keys[0]).and_then(|d| d.with_per(1000.0)).expect("valid");
                preparation = preparation.with_denominator(denominator);
            }
            if treated {
                preparation = preparation.with_treatment(treatment.with_indicators([&keys[5], &keys[7]]).expect("keys"));
            }
            if !tried {
                preparation = preparation.without_held_out();
            }
            if let Some(normalization) = normalization {
                preparation = preparation.with_normalization(normalization);
            }
            let mut model = Model::new(System::new(root).expect("valid"))
                .with_name(name)
                .with_preparation(preparation)
                .with_ties(ties)
                .with_outside(outside)
                .with_dimension_scores(over)
                .with_indicator_scores(under)
                .with_detail(if full { Detail::Full } else { Detail::Scores });
            if periods {
                model = model.with_scope(Scope::Periods(scope));
            }
            if graded {
                let grades = Grades::new(vec![0.2, 0.7], ["差", "中", "优"]).expect("ascending");
                model = model.with_grades(grades).with_veto(Veto::above(&keys[7], limit).expect("finite"));
            }
            // Exceptions in either order: the result must not depend on it.
            let set_first = |model: Model| model.with_node_weights(keys[1].as_str(), node_a.clone()).expect("a node");
            let set_second = |model: Model| {
                let model = model.with_node_weights(keys[4].as_str(), node_b.clone()).expect("a node");
                model.with_node_score(keys[3].as_str(), own.clone()).expect("a node")
            };
            if reversed { set_first(set_second(model)) } else { set_second(set_first(model)) }
        })
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn a_model_document_survives_both_formats(model in any_model()) {
        let toml = model.to_toml().expect("writes");
        let again = Model::from_toml(&toml).map_err(|e| TestCaseError::fail(format!("{e}\n{toml}")))?;
        prop_assert_eq!(&again, &model, "{}", toml);
        prop_assert_eq!(again.to_toml().expect("writes"), toml);
        let json = model.to_json().expect("writes");
        let again = Model::from_json(&json).map_err(|e| TestCaseError::fail(format!("{e}\n{json}")))?;
        prop_assert_eq!(&again, &model, "{}", json);
        let value = serde_json::to_value(&model).expect("writes");
        prop_assert_eq!(serde_json::from_value::<Model>(value).expect("reads"), model);
    }
}
