//! No small text can ask for much memory: hostile documents, tables, facts and judgements go through each door, and an allocator counts
//! what it costs. The counter is of the whole process, so that there is one test only.
#![cfg(all(feature = "csv", feature = "json", feature = "toml", feature = "uncertainty"))]

use std::alloc::System;

use governance_efficacy::analysis::contribution::Attribution;
use governance_efficacy::analysis::distribution::NaturalBreaks;
use governance_efficacy::analysis::sensitivity::Sobol;
use governance_efficacy::governance::{Facts, ledger};
use governance_efficacy::model::{Evaluation, Fitted, Model, Uncertainty};
use governance_efficacy::prepare::{Missing, MultipleImputation};
use governance_efficacy::score::RankSumRatio;
use governance_efficacy::table::{CsvForm, CsvOptions};
use governance_efficacy::weight::ahp::{JudgementMatrix, JudgementSheet, JudgementUncertainty, RandomIndex};
use governance_efficacy::{Error, IndicatorTable};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What `docs/limits.md` states: reading a text allocates at most so much, and so many bytes for each of its own.
const BASE: usize = 2 << 20;
const PER_BYTE: usize = 200;

/// What the evaluation of a few rows with a thousand draws may allocate in all.
const EVALUATED: usize = 32 << 20;

/// What stands in the place of `what`, and all that was ever allocated on the way, freed or not: never less than the peak.
fn counted<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let region = Region::new(COUNTED);
    let result = work();
    let change = region.change();
    (result, change.bytes_allocated)
}

fn within_bound<T>(what: &str, length: usize, read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    within(what, length, BASE + PER_BYTE * length, read)
}

fn within<T>(what: &str, length: usize, most: usize, read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let (result, bytes) = counted(read);
    let told = result.as_ref().err().map(Error::to_string).unwrap_or_default();
    println!("{what}: {length} bytes, {bytes} allocated: {}", told.chars().take(160).collect::<String>());
    assert!(bytes <= most, "{what}: {length} bytes of text allocate {bytes}");
    assert!(told.len() < 20_000, "{what}: an error of {} bytes", told.len());
    result
}

/// Texts that ask for depth, width or size, in TOML or JSON.
fn hostile() -> Vec<(&'static str, String)> {
    let many = 100_000;
    vec![
        ("deep list", format!("schema = 1\nname = {}", "[".repeat(many))),
        ("deep inline table", format!("schema = 1\nx = {}", "{a=".repeat(many))),
        ("deep header", format!("schema = 1\n[a{}]\n", ".a".repeat(many))),
        ("deep key", format!("a{} = 1\n", ".a".repeat(many))),
        ("wide header", (0..20_000).fold(String::new(), |text, at| text + &format!("[node.d{at}.weights]\n"))),
        ("long key", format!("schema = 1\n[[indicator]]\nkey = \"{}\"\n", "k".repeat(1 << 20))),
        ("long word", format!("schema = 1\n{} = 1\n", "w".repeat(1 << 20))),
        ("huge number", format!("schema = {}\n", "9".repeat(many))),
        ("huge exponent", "schema = 1\nfit = 1e999999999\n".to_owned()),
        ("open quote", format!("schema = 1\nname = \"{}", "q".repeat(1 << 20))),
        ("deep JSON list", "[".repeat(many)),
        ("deep JSON object", "{\"a\":".repeat(many)),
        ("deep JSON value", format!("{{\"schema\": 1, \"communities\": {}", "[".repeat(many))),
        ("long JSON key", format!("{{\"{}\": 1}}", "k".repeat(1 << 20))),
        ("huge JSON number", format!("{{\"schema\": {}}}", "9".repeat(many))),
        ("huge JSON exponent", "{\"schema\": 1e999999999}".to_owned()),
        ("wide JSON list", format!("{{\"communities\": [{}]}}", vec!["0"; many].join(","))),
        ("zeros", "\0".repeat(many)),
    ]
}

const FEW: &str = "schema = 1\n[[indicator]]\nkey = \"a\"\n[[indicator]]\nkey = \"b\"\n";

const FILLED: &str = "schema = 1\nprepare = { missing = \"median\" }\n[[indicator]]\nkey = \"a\"\n[[indicator]]\nkey = \"b\"\n";

/// Five rows of two indicators, with gaps.
fn table() -> IndicatorTable {
    let rows = [[Some(1.0), None], [Some(3.0), Some(2.0)], [Some(2.0), Some(5.0)], [None, Some(4.0)], [Some(6.0), Some(1.0)]];
    IndicatorTable::from_rows(["A", "B", "C", "D", "E"], &["a", "b"], &rows).expect("valid")
}

fn texts() {
    for (what, text) in hostile() {
        let length = text.len();
        let _ = within_bound(what, length, || Model::from_toml(&text));
        let _ = within_bound(what, length, || Model::from_json(&text));
        let _ = within_bound(what, length, || Facts::from_json(&text));
        let _ = within_bound(what, length, || Fitted::from_json(&text));
        let _ = within_bound(what, length, || Evaluation::from_json(&text));
        let _ = within_bound(what, length, || IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default()));
        let _ = within_bound(what, length, || JudgementSheet::from_csv(text.as_bytes()));
        let _ = within_bound(what, length, || ledger::read([("communities.csv", &text)]));
    }
}

fn tables() {
    let long = CsvOptions::default().with_form(CsvForm::Long);
    let sparse = (0..20_000).fold("unit,indicator,value\n".to_owned(), |text, at| text + &format!("u{at},i{at},1\n"));
    let refused = within_bound("sparse long table", sparse.len(), || IndicatorTable::from_csv(sparse.as_bytes(), &long));
    assert!(refused.expect_err("refused").to_string().contains("so few values"));
    for (what, text) in [
        ("commas", ",".repeat(1 << 20)),
        ("many columns", (0..100_000).fold("unit".to_owned(), |text, at| text + &format!(",c{at}")) + "\nX\n"),
        ("open quote", format!("unit,a\n\"{}", "q".repeat(1 << 20))),
        ("long number", format!("unit,a\nX,{}\n", "9".repeat(1 << 20))),
        ("long groups", format!("unit,a\nX,\"1{}\"\n", ",000".repeat(1 << 18))),
        ("long period", format!("unit,period,a\nX,{},1\n", "2024".repeat(1 << 18))),
    ] {
        let _ = within_bound(what, text.len(), || IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default()));
        let _ = within_bound(what, text.len(), || ledger::read([("communities.csv", &text)]));
        let _ = within_bound(what, text.len(), || JudgementSheet::from_csv(text.as_bytes()));
    }
    let many = (0..300).fold("item".to_owned(), |text, at| text + &format!(",i{at}")) + "\n";
    let _ = within_bound("many items", many.len(), || JudgementSheet::from_csv(many.as_bytes()));
}

/// A text that tells at each reading how much memory is in use.
struct Watched<'a> {
    text: &'a [u8],
    region: Region<'static, System>,
    peak: usize,
}

impl std::io::Read for &mut Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let change = self.region.change();
        self.peak = self.peak.max(change.bytes_allocated.saturating_sub(change.bytes_deallocated));
        self.text.read(buffer)
    }
}

/// A table takes a small multiple of what it holds while it is read, and a part of a table no more than the part.
fn reading() {
    let (height, width) = (20_000, 20);
    let line =
        |row: usize| format!("u{row}{}\n", (0..width).fold(String::new(), |text, j| text + &format!(",0.{:06}", row * 37 + j)));
    let header = (0..width).fold("unit".to_owned(), |text, j| text + &format!(",i{j}")) + "\n";
    let text = (0..height).fold(header, |text, row| text + &line(row));
    let mut watched = Watched { text: text.as_bytes(), region: Region::new(COUNTED), peak: 0 };
    let table = IndicatorTable::from_csv(&mut watched, &CsvOptions::default()).expect("valid");
    let holds = height * width * 8;
    println!("{} bytes of CSV, {holds} of values, {} at the peak of reading", text.len(), watched.peak);
    assert_eq!(table.rows().len(), height);
    assert!(watched.peak > holds / 2 && watched.peak <= 3 * holds, "{} for {holds}", watched.peak);
    drop(table);

    let mut watched = Watched { text: text.as_bytes(), region: Region::new(COUNTED), peak: 0 };
    let parts = IndicatorTable::csv_chunks(&mut watched, &CsvOptions::default(), 100).expect("valid");
    assert_eq!(parts.map(|part| part.expect("valid").rows().len()).sum::<usize>(), height);
    assert!(watched.peak < 1 << 19, "{}", watched.peak);
}

/// Counts that a document of a few lines can ask for.
fn counts() {
    let table = table();
    let huge = i64::MAX;
    let wide = (0..40).fold("schema = 1\nprepare = { missing = \"median\" }\n".to_owned(), |text, at| {
        text + &format!("[[indicator]]\nkey = \"i{at}\"\n")
    });
    let keys: Vec<String> = (0..40).map(|at| format!("i{at}")).collect();
    let rows: Vec<Vec<Option<f64>>> =
        (0..5_u32).map(|i| (0..40_u32).map(|j| Some(f64::from((i * 7 + j * 3) % 5))).collect()).collect();
    let of_wide = IndicatorTable::from_rows(["A", "B", "C", "D", "E"], &keys, &rows).expect("valid");
    let of_three = IndicatorTable::from_rows(
        ["A", "B"],
        &["a", "b", "c"],
        &[[Some(1.0), Some(2.0), Some(3.0)], [Some(2.0), Some(3.0), Some(1.0)]],
    )
    .expect("valid");
    let vary = "[[uncertainty.factor]]\nvary = \"weights\"\nnoise = \"uniform\"\n";
    for (what, text, table, told) in [
        ("draws", format!("{FEW}[uncertainty]\ndraws = {huge}\n{vary}"), &table, "over the limit of 10000000"),
        ("draws of wide", format!("{wide}[uncertainty]\ndraws = 10000000\n{vary}"), &of_wide, "over the limit of 40000000"),
        (
            "imputations",
            format!("{FEW}[[uncertainty.factor]]\nvary = \"imputations\"\ndraws = {huge}\n"),
            &table,
            "over the limit of 1000",
        ),
        (
            "neighbors of imputations",
            format!("{FILLED}[[uncertainty.factor]]\nvary = \"imputations\"\ndraws = 5\nnearest = {huge}\n"),
            &table,
            "",
        ),
        ("neighbors", format!("{FEW}[prepare]\nmissing = {{ policy = \"nearest\", k = {huge} }}\n"), &table, ""),
        (
            "components",
            format!("{FILLED}[weights.indicators]\nmethod = \"pca\"\ncomponents = {{ count = {huge} }}\n"),
            &table,
            "",
        ),
        ("equal grades", format!("{FEW}[score.indicators]\nmethod = \"rank-sum-ratio\"\nequal-grades = {huge}\n"), &table, ""),
        (
            "seed",
            format!(
                "{FEW}[weights.indicators]\nmethod = \"ahp\"\nupper = [[2]]\nrandom-index = {{ method = \"simulated\", seed = {huge} }}\n"
            ),
            &table,
            "",
        ),
        (
            "draws of the random index",
            format!(
                "{FEW}[[indicator]]\nkey = \"c\"\n[weights.indicators]\nmethod = \"ahp\"\nupper = [[2, 3], [2]]\n\
                 random-index = {{ method = \"simulated\", draws = {huge} }}\n"
            ),
            &of_three,
            "over the limit of 10000000",
        ),
        (
            "decimals",
            format!("{FEW}[weights.indicators]\nmethod = \"ahp\"\nmatrix = [[1, 2], [0.5, 1]]\ndecimals = {huge}\n"),
            &table,
            "1 to 15",
        ),
        (
            "order of judgements",
            format!("{FEW}[weights.indicators]\nmethod = \"ahp\"\nupper = [{}]\n", vec!["[1]"; 400].join(",")),
            &table,
            "",
        ),
        (
            "crossed choices",
            format!(
                "{FILLED}{}",
                "[[uncertainty.factor]]\nvary = \"normalization\"\nof = [\"min-max\", \"linear\", \"sum\", \"vector\"]\n"
                    .repeat(12)
            ),
            &table,
            "over the limit of 1000",
        ),
        (
            "levels",
            format!(
                "{}[[indicator]]\nkey = \"a\"\ndimension = \"d40\"\n",
                (0..40).fold("schema = 1\n[[dimension]]\nkey = \"d0\"\n".to_owned(), |text, at| {
                    text + &format!("[[dimension]]\nkey = \"d{}\"\nparent = \"d{at}\"\n", at + 1)
                })
            ),
            &table,
            "depth of the hierarchy",
        ),
    ] {
        let result = within(what, text.len(), EVALUATED, || Model::from_toml(&text)?.evaluate_with_certainty(table));
        let message = result.map(|_| ()).map_err(|error| error.to_string());
        if !told.is_empty() {
            let message = message.expect_err(what);
            assert!(message.contains(told), "{what}: {message}");
        }
    }
}

/// The same counts, asked for from Rust.
fn builders() {
    let limited = |what: &str, refused: Result<(), Error>| {
        assert!(
            matches!(refused.as_ref().map_err(Error::root), Err(Error::Limit { .. } | Error::InvalidSetting { .. })),
            "{what}: {refused:?}"
        );
    };
    let most = usize::MAX;
    let ((), bytes) = counted(|| {
        limited("imputations", MultipleImputation::new(most, 1).map(drop));
        limited("pairs", Attribution::default().with_pairs(most).map(drop));
        limited("draws", Uncertainty::default().with_draws(most).map(drop));
        limited(
            "draws of judgements",
            JudgementMatrix::from_upper(&[[2.0]]).and_then(|a| JudgementUncertainty::around(&a, 0.2)?.with_draws(most)).map(drop),
        );
        limited("random index", RandomIndex::simulate(0, 1, most).map(drop));
        limited("random index", RandomIndex::simulate(1, 1, most).map(drop));
        limited("random index", RandomIndex::simulate(most, 1, 100).map(drop));
        limited("Sobol' points", Sobol::new(["a", "b"], ["y"]).and_then(|sobol| sobol.with_samples(most)).map(drop));
        limited("resamples", Sobol::new(["a", "b"], ["y"]).and_then(|sobol| sobol.with_bootstrap(most)).map(drop));
        limited("grades", RankSumRatio::default().with_equal_grades(most).map(drop));
    });
    assert!(bytes < BASE, "{bytes}");
    assert!(Missing::nearest(most).is_ok(), "more neighbors than rows are all rows");

    let values: Vec<f64> = (0..20_000).map(f64::from).collect();
    let (breaks, bytes) = counted(|| NaturalBreaks::of(&values, 10_000));
    assert!(matches!(breaks, Err(Error::Limit { found: 200_000_000, .. })) && bytes < BASE, "{bytes}");
}

#[test]
fn no_small_text_asks_for_much_memory() {
    texts();
    tables();
    reading();
    counts();
    builders();
}
