//! The front doors: what is wrong in a model document, a table or facts is told where it stands, with what to do.
#![cfg(all(feature = "toml", feature = "json"))]

use std::fmt::Write;

use governance_efficacy::governance::{CommunityFacts, Facts, IncidentRecord, OrderMonth, OrderRecord, Profile};
use governance_efficacy::governance::{Service, ServiceCategory};
use governance_efficacy::model::{Branch, Evaluation, Fitted, Model, System};
use governance_efficacy::weight::{Combined, Entropy, Given, Rule};
use governance_efficacy::{Direction, Error, Indicator, IndicatorTable, Key, Notice, Period};

/// Two dimensions; the first line of text is line 1.
const DOCUMENT: &str = r#"schema = 1
name = "A study"

[[dimension]]
key = "order"

[[dimension]]
key = "service"

[[indicator]]
key = "disputes"
dimension = "order"
direction = "cost"

[[indicator]]
key = "mood"
dimension = "order"
role = "diagnostic"

[[indicator]]
key = "answered"
dimension = "service"
"#;

fn told(text: &str) -> String {
    Model::from_toml(text).expect_err("a mistake").to_string()
}

#[test]
fn a_mistake_in_a_document_is_told_where_it_stands() {
    for (end, parts) in [
        ("\n[[indicator]]\nkey = \"answered\"\n", ["indicator[3] (line 24)", "\"answered\" occurs more than once"]),
        ("\n[[indicator]]\nkey = \"order\"\n", ["indicator[3] (line 24)", "\"order\" occurs more than once"]),
        ("\n[[dimension]]\nkey = \"empty\"\n", ["dimension[2] (line 24)", "in empty: there are no scored children"]),
        (
            "\n[grades]\ncuts = [0.5]\nlabels = [\"low\", \"high\"]\n\n[[veto]]\nindicator = \"disputs\"\nabove = 3\n",
            ["veto[0] (line 28)", "did you mean \"disputes\"?"],
        ),
        ("\n[[veto]]\nindicator = \"disputes\"\nabove = 3\n", ["veto[0] (line 24)", "give grades"]),
        (
            "\n[weights.indicators]\nmethod = \"given\"\nweights = { disputes = 0.6, mood = 0.4, answered = 1.0 }\n",
            ["weights.indicators (line 24)", "the weight of \"mood\" is given to a diagnostic indicator"],
        ),
        (
            "\n[node.order.weights]\nmethod = \"given\"\nweights = { disputes = 0.6, answered = 0.4 }\n",
            ["node.order.weights (line 24)", "\"answered\""],
        ),
        (
            "\n[weights.dimensions]\nmethod = \"ahp\"\nupper = [[2, 3], [2]]\n",
            ["weights.dimensions (line 24)", "by the order of its judgement matrix: expected 3, found 2"],
        ),
        ("\n[prepare]\ndenominate = { stray = { by = \"disputes\" } }\n", ["prepare (line 24)", "stray"]),
    ] {
        let message = told(&format!("{DOCUMENT}{end}"));
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
        assert!(!message.contains("(line 1)"), "{message}");
    }
    let message = told(&DOCUMENT.replace("schema = 1\n", ""));
    assert!(message.contains("begin the document with schema = 1"), "{message}");
}

#[test]
fn a_table_that_does_not_suit_the_document_is_told_why() {
    let rows = [[Some(1.0), Some(2.0), None], [Some(3.0), None, Some(4.0)]];
    let table = IndicatorTable::from_rows(["A", "B"], &["disputes", "mood", "answered"], &rows).expect("valid");
    let with = |settings: &str| Model::from_toml(&DOCUMENT.replacen("schema = 1\n", &format!("schema = 1\n{settings}\n"), 1));
    let refused = |model: Model| model.evaluate(&table).expect_err("refused").to_string();
    let message = refused(with("fit = [\"2022\"]").expect("valid"));
    assert!(message.contains("a table that has no periods") && message.contains("fit = \"pooled\""), "{message}");

    let rows = [[None, Some(2.0), Some(4.0)], [Some(3.0), None, None]];
    let table = IndicatorTable::from_rows(["A", "B"], &["disputes", "mood", "answered"], &rows).expect("valid");
    let model = with("prepare = { missing = \"drop-unit\" }").expect("valid");
    let message = model.evaluate(&table).expect_err("refused").to_string();
    assert!(message.contains("it leaves nobody") && message.contains("\"disputes\" has no value in 1 of 2 rows"), "{message}");
}

#[test]
fn ten_thousand_node_tables_are_read() {
    let mut text = String::from("schema = 1\n");
    for at in 0..10_000 {
        write!(text, "[[dimension]]\nkey = \"d{at}\"\n[[indicator]]\nkey = \"i{at}\"\ndimension = \"d{at}\"\n").expect("text");
    }
    for at in 0..10_000 {
        write!(text, "[node.d{at}.weights]\nmethod = \"equal\"\n").expect("text");
    }
    let model = Model::from_toml(&text).expect("valid");
    assert_eq!(model.system().indicators().len(), 10_000);
}

#[test]
fn many_indicators_are_looked_through_for_outliers() {
    let keys: Vec<String> = (0..600).map(|at| format!("i{at}")).collect();
    // Each indicator has one value far above the others.
    let rows: Vec<Vec<Option<f64>>> = (0..300_u32)
        .map(|row| {
            (0..600_u32).map(|j| Some(f64::from(1 + (row * 7 + j * 13) % 11 + if row == j / 2 { 500 } else { 0 }))).collect()
        })
        .collect();
    let units: Vec<String> = (0..300).map(|row| format!("u{row}")).collect();
    let table = IndicatorTable::from_rows(&units, &keys, &rows).expect("valid");
    let indicators = keys.iter().map(|key| Indicator::new(key).expect("key"));
    let model = Model::new(System::flat(indicators).expect("valid")).with_indicator_weights(Entropy::default());
    let evaluation = model.evaluate(&table).expect("runs");
    assert!(evaluation.all_notices().any(|(_, notice)| matches!(notice, Notice::OutlierMakesWeight { .. })));
}

#[test]
fn a_value_its_indicator_cannot_take_is_refused() {
    let share = Indicator::new("answered").and_then(|i| i.with_range(0.0, 1.0)).expect("valid");
    let model = Model::new(System::flat([share]).expect("valid"));
    let table =
        |values: [f64; 3]| IndicatorTable::from_rows(["A", "B", "C"], &["answered"], &values.map(|x| [Some(x)])).expect("valid");
    let Err(Error::Value { place, value, problem, .. }) = model.evaluate(&table([0.5, 85.0, 0.7])) else { panic!("refused") };
    assert_eq!((place.unit.as_str(), value), ("B", 85.0));
    assert!(place.indicator.is_some_and(|key| key == "answered") && problem.contains("0 to 1"), "{problem}");
    let fitted = model.fit(&table([0.5, 0.9, 1.0 + 1e-12])).expect("an end but for rounding");
    assert_eq!(fitted.score(&table([0.5, -0.1, 0.7])).expect_err("refused").code(), "value");
}

fn community(name: &str, year: i32, incidents: u64, by: IncidentRecord) -> CommunityFacts {
    let month = |month: u32| -> OrderMonth {
        let key: Period = format!("{year}-{month:02}").parse().expect("a month");
        OrderMonth { incidents: Some(if month == 3 { incidents } else { 1 }), disputes: Some(incidents), ..OrderMonth::new(key) }
    };
    let resolved = 150 + incidents;
    let services =
        vec![Service { valid_requests: Some(200), resolved: Some(resolved), ..Service::new(ServiceCategory::Convenience) }];
    CommunityFacts::new(Key::new(name).expect("key"), year.to_string().parse().expect("a year"))
        .with_profile(Profile { population: Some(5_000), households: Some(2_000), ..Profile::default() })
        .with_services(services)
        .with_order((1..=12).map(month).collect())
        .with_order_record(OrderRecord { incident_record: Some(by), settled_cohort: None, reopened: None })
}

fn facts(year: i32, of_west: IncidentRecord) -> Facts {
    let independent = IncidentRecord::Independent;
    let communities = [("East", 4, independent), ("West", 9, of_west), ("North", 15, independent)];
    Facts::new(communities.map(|(name, incidents, by)| community(name, year, incidents, by)).to_vec()).expect("valid")
}

fn standard(key: &str) -> Indicator {
    Indicator::new(key).expect("key")
}

fn two_rates() -> System {
    let cost = |key: &str| standard(key).with_direction(Direction::Cost).expect("valid");
    let indicators = [cost("incidents_per_1000"), standard("temporal_stability"), standard("resolution_rate")];
    System::new(Branch::of("order", indicators).expect("valid")).expect("valid")
}

#[test]
fn a_later_year_in_which_incidents_are_self_reported_is_not_scored_by_them() {
    let fitted = Model::new(two_rates()).fit_facts(&facts(2023, IncidentRecord::Independent)).expect("fits");
    assert!(fitted.score_facts(&facts(2024, IncidentRecord::Independent)).is_ok());
    let refused = fitted.score_facts(&facts(2024, IncidentRecord::SelfReported)).expect_err("refused").to_string();
    assert!(refused.contains("incidents_per_1000") && refused.contains("West 2024"), "{refused}");
}

#[test]
fn a_weight_stated_for_what_becomes_diagnostic_is_left_out_and_told() {
    let given =
        || Given::new([("incidents_per_1000", 0.5), ("temporal_stability", 0.2), ("resolution_rate", 0.3)]).expect("given");
    let combined = Combined::new(Rule::default(), [given().into(), Entropy::default().into()]).expect("valid");
    let models = [
        Model::new(two_rates()).with_indicator_weights(given()),
        Model::new(two_rates()).with_node_weights("order", given()).expect("a node"),
        Model::new(two_rates()).with_indicator_weights(combined),
    ];
    for (at, model) in models.into_iter().enumerate() {
        assert!(model.evaluate_facts(&facts(2023, IncidentRecord::Independent)).is_ok());
        let fitted = model.fit_facts(&facts(2023, IncidentRecord::SelfReported)).expect("the rest is weighed");
        let evaluation = fitted.score_facts(&facts(2023, IncidentRecord::SelfReported)).expect("scored");
        let weights = &evaluation.root().weighing().weights;
        assert_eq!(weights.len(), 2);
        if at < 2 {
            // 0.2 and 0.3 of the half that is left.
            assert!((weights.as_slice()[0] - 0.4).abs() < 1e-15 && (weights.as_slice()[1] - 0.6).abs() < 1e-15);
        }
        let told = |notice: &Notice| matches!(notice, Notice::WeightLeftOut { indicator } if *indicator == "incidents_per_1000");
        assert!(evaluation.root().notices().iter().any(told));
        assert_eq!(Fitted::from_json(&fitted.to_json().expect("text")), Ok(fitted));
    }
}

#[test]
fn an_indicator_by_the_name_of_a_standard_one_has_its_direction() {
    let text = "schema = 1\n[[indicator]]\nkey = \"incidents_per_1000\"\n[[indicator]]\nkey = \"resolution_rate\"\n";
    let directions = |text: &str| -> Vec<Direction> {
        Model::from_toml(text).expect("valid").system().indicators().iter().map(|i| i.direction()).collect()
    };
    assert_eq!(directions(text), [Direction::Cost, Direction::Benefit]);
    let own = text.replacen("1000\"\n", "1000\"\ndirection = \"benefit\"\n", 1);
    assert_eq!(directions(&own), [Direction::Benefit, Direction::Benefit]);
}

#[test]
fn a_result_that_was_tampered_with_is_refused() {
    let rows = [[Some(0.1)], [Some(0.7)], [Some(0.7)], [None]];
    let table = IndicatorTable::from_rows(["A", "B", "C", "D"], &["x"], &rows).expect("valid");
    let text = "schema = 1\nprepare = { missing = \"renormalize\" }\n[[indicator]]\nkey = \"x\"\n";
    let evaluation = Model::from_toml(text).expect("valid").evaluate(&table).expect("scored");
    let text = evaluation.to_json().expect("text");
    assert_eq!(Evaluation::from_json(&text).as_ref(), Ok(&evaluation));
    let ranks = "\"ranks\":[3.0,1.0,1.0,null]";
    assert!(text.contains(ranks), "{text}");
    for (from, to, expected) in [
        (ranks, "\"ranks\":[3.0,1.0,2.0,null]", "the rank of C in \"overall\" is 2"),
        (ranks, "\"ranks\":[3.0,1.0,1.0,4.0]", "the rank of D"),
        (ranks, "\"ranks\":[3.0,1.0,1.0]", "expected 4, found 3"),
        ("\"fitted_rows\":", "\"rows_fitted\":", "rows_fitted is no field that is known"),
    ] {
        let message = Evaluation::from_json(&text.replace(from, to)).expect_err("refused").to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn public_types_can_be_sent_and_shared_between_threads() {
    fn both<T: Send + Sync>() {}
    both::<(Error, Notice, Key, Period, governance_efficacy::Label, governance_efficacy::Place)>();
    both::<(Facts, CommunityFacts, IndicatorTable, governance_efficacy::DecisionMatrix, governance_efficacy::Weights)>();
    both::<(Model, Fitted, Evaluation, System, Indicator)>();
    both::<(governance_efficacy::weight::WeightMethod, governance_efficacy::weight::Weighing)>();
    both::<(governance_efficacy::score::ScoreMethod, governance_efficacy::score::Scores, governance_efficacy::score::Outcome)>();
    both::<(governance_efficacy::prepare::Preparation, governance_efficacy::model::Uncertainty)>();
    both::<governance_efficacy::analysis::multivariate::Multivariate>();
    #[cfg(feature = "uncertainty")]
    both::<governance_efficacy::analysis::uncertainty::Draws>();
}

#[cfg(feature = "csv")]
mod csv {
    use governance_efficacy::governance::ledger;
    use governance_efficacy::table::CsvOptions;
    use governance_efficacy::weight::ahp::JudgementSheet;
    use governance_efficacy::{Error, IndicatorTable, Period};

    fn read(text: impl AsRef<[u8]>) -> Result<IndicatorTable, Error> {
        IndicatorTable::from_csv(text.as_ref(), &CsvOptions::default().with_name("towns.csv"))
    }

    fn utf_16(text: &str, unit: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
        text.encode_utf16().map(unit).fold(if mark { unit(0xfeff).to_vec() } else { Vec::new() }, |mut bytes, pair| {
            bytes.extend(pair);
            bytes
        })
    }

    #[test]
    fn line_ends_and_byte_order_mark_change_nothing() {
        let plain = "unit,period,a\nEast,2024,1\nWest,2024,2\n";
        let table = read(plain).expect("valid");
        let (crlf, cr) = (plain.replace('\n', "\r\n"), plain.replace('\n', "\r"));
        let quoted = "\"unit\",\"period\",\"a\"\r\n\"East\",\"2024\",\"1\"\r\n\"West\",\"2024\",\"2\"";
        for text in [&crlf, &cr, &format!("\u{feff}{plain}"), &format!("\u{feff}{crlf}"), &format!("\u{feff}{quoted}")] {
            assert_eq!(read(text).as_ref(), Ok(&table), "{text:?}");
        }
        let text = "\u{feff}schema = 1\r\n[[indicator]]\r\nkey = \"a\"\r\n";
        assert!(super::Model::from_toml(text).is_ok());
        let json = super::Model::from_toml(text).and_then(|model| model.to_json()).expect("text");
        assert_eq!(super::Model::from_json(&format!("\u{feff}{json}")), super::Model::from_json(&json));
    }

    #[test]
    fn an_encoding_that_is_not_utf_8_is_named_with_what_to_do() {
        let text = "unit,得分\nX,1\n";
        for (unit, mark) in [(u16::to_le_bytes as fn(u16) -> [u8; 2], true), (u16::to_be_bytes, true), (u16::to_le_bytes, false)]
        {
            let message = read(utf_16(text, unit, mark)).expect_err("refused").to_string();
            assert!(message.contains("towns.csv") && message.contains("UTF-16") && message.contains("CSV UTF-8"), "{message}");
        }
        // 社区 and 东湖 as a Chinese spreadsheet saves them: in GBK.
        let gbk: [&[u8]; 2] = [b"\xc9\xe7\xc7\xf8,a\nX,1\n", b"unit,a\n\xb6\xab\xba\xfe,1\n"];
        for bytes in gbk {
            let message = read(bytes).expect_err("refused").to_string();
            assert!(message.contains("GBK") && message.contains("另存为"), "{message}");
            let message = ledger::read([("communities.csv", bytes)]).expect_err("refused").to_string();
            assert!(message.contains("GBK") && message.contains("另存为"), "{message}");
        }
        let message = JudgementSheet::from_csv(gbk[0]).expect_err("refused").to_string();
        assert!(message.contains("GBK"), "{message}");
        let ledger = utf_16("community,period\nEast,2024\n", u16::to_le_bytes, true);
        let message = ledger::read([("communities.csv", ledger)]).expect_err("refused").to_string();
        assert!(message.contains("UTF-16"), "{message}");
    }

    #[test]
    fn numbers_are_read_as_they_are_meant_or_refused() {
        for (cell, value) in
            [("１２．５", 12.5), ("\"1,234\"", 1234.0), ("\"-1,234,567.5\"", -1_234_567.5), ("\u{3000}３ ", 3.0), ("1e3", 1000.0)]
        {
            let table = read(format!("unit,a\nEast,{cell}\n")).expect(cell);
            assert_eq!(table.value(0, "a"), Ok(Some(value)), "{cell}");
        }
        for (cell, remedy) in [
            ("12.5%", "as a share (0.125) or in per cent (12.5)"),
            ("１２％", "as a share (0.125) or in per cent (12.5)"),
            ("\"12,5\"", "groups of three"),
            ("\"0,125\"", "groups of three"),
            ("1.2万", "no separators or unit"),
            ("1 234", "no separators or unit"),
            ("--", "leave the cell empty"),
            ("#DIV/0!", "leave the cell empty"),
            ("NaN", "leave the cell empty"),
            ("inf", "leave the cell empty"),
        ] {
            let message = read(format!("unit,a\nEast,{cell}\n")).expect_err(cell).to_string();
            assert!(["towns.csv", "East", "\"a\"", remedy].iter().all(|part| message.contains(part)), "{cell}: {message}");
        }
        let ledger = |cell: &str| ledger::read([("communities.csv", format!("community,period,population\nEast,2024,{cell}\n"))]);
        let population = |cell: &str| ledger(cell).expect(cell).iter().next().and_then(|c| c.profile.population);
        assert_eq!((population("\"6,200\""), population("６２００")), (Some(6200), Some(6200)));
        for cell in ["12%", "\"62,00\"", "6.2千", "1e3", "－5"] {
            let message = ledger(cell).expect_err(cell).to_string();
            assert!(["communities.csv", "East", "population"].iter().all(|part| message.contains(part)), "{cell}: {message}");
        }
    }

    #[test]
    fn periods_are_read_as_they_are_meant_or_refused() {
        for (cell, period) in [
            ("2024年", "2024"),
            ("２０２４", "2024"),
            ("2024年3月", "2024-03"),
            ("2024/03", "2024-03"),
            ("2024Q1", "2024-Q1"),
            ("2024年第三季度", "2024-Q3"),
            ("2024年上半年", "2024-H1"),
        ] {
            let table = read(format!("unit,period,a\nEast,{cell},1\n")).expect(cell);
            let period: Period = period.parse().expect("a period");
            assert_eq!(table.rows().iter().next().and_then(|row| row.period), Some(period), "{cell}");
            let facts = ledger::read([("communities.csv", format!("community,period\nEast,{cell}\n"))]).expect(cell);
            assert_eq!(facts.iter().next().map(|community| community.period), Some(period), "{cell}");
        }
        for (cell, remedy) in [
            ("2024-03-31", "a day does not tell"),
            ("2024/3/31", "a day does not tell"),
            ("2024年3月31日", "a day does not tell"),
            ("2024-3", "one digit"),
            ("Mar-24", "write a year 2024"),
            ("45382", "write a year 2024"),
        ] {
            let message = read(format!("unit,period,a\nEast,{cell},1\n")).expect_err(cell).to_string();
            assert!(
                ["towns.csv", "line 2", "East", "\"period\"", cell, remedy].iter().all(|part| message.contains(part)),
                "{message}"
            );
            let message =
                ledger::read([("communities.csv", format!("community,period\nEast,{cell}\n"))]).expect_err(cell).to_string();
            assert!(["East", "period", cell, remedy].iter().all(|part| message.contains(part)), "{message}");
        }
        // The same year in two writings is the same row twice.
        let twice = read("unit,period,a\nEast,2024,1\nEast,2024年,2\n").expect_err("refused").to_string();
        assert!(twice.contains("East") && twice.contains("more than once"), "{twice}");
    }
}
