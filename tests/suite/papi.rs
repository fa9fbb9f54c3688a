//! The governance of 63 provinces in 14 years (Viet Nam, PAPI 2011–2024) with the gaps a real panel has: the crate beside a naive
//! re-implementation of the formulas, and what each policy for gaps does. The data stand beside the repository, in the folder
//! `papi` of the place that `GOVERNANCE_EFFICACY_SHARED` names; without it these tests say that they were skipped.
#![cfg(all(feature = "csv", feature = "json", feature = "toml"))]

use std::collections::{BTreeMap, BTreeSet};

use crate::common::agrees;
use governance_efficacy::model::{Evaluation, Fitted, Model, NodeResult, Outside, Scope};
use governance_efficacy::prepare::{
    Missing, Normalization, Preparation, Rule, Screen, ShapeDefinition, Treatment, TreatmentMethod,
};
use governance_efficacy::table::{Attribute, CsvOptions};
use governance_efficacy::{Error, Indicator, IndicatorTable, Key, Notice, Period};

const COVERAGE: f64 = 0.5;

/// Empty cells of the panel, counted in the files; and all cells, 63 provinces × 14 years × 29 indicators.
const GAPS: usize = 3_687;
const CELLS: usize = 25_578;

fn model() -> Model {
    Model::from_toml(include_str!("../../examples/models/papi.toml")).expect("the shipped model is valid")
}

/// The panel, once as the crate reads it and once as this file does; none where the data are not at hand.
fn panel(test: &str) -> Option<(IndicatorTable, Naive)> {
    let Some(folder) = crate::common::shared("papi") else {
        println!("{test}: skipped, because GOVERNANCE_EFFICACY_SHARED is not set");
        return None;
    };
    let table = IndicatorTable::read_csv_folder(&folder, &CsvOptions::default()).expect("a readable folder");
    Some((table, Naive::read(&folder)))
}

/// The panel and the formulas once more, as plainly as they can be written and with nothing of the crate.
struct Naive {
    indicators: Vec<String>,
    years: Vec<u16>,
    units: Vec<String>,
    /// By row, then by indicator.
    cells: Vec<Vec<Option<f64>>>,
}

/// What the formulas give over some rows of the panel, by row of the panel.
struct NaiveResult {
    /// By indicator, its weight in its dimension; none where it has no value in the rows of the fit.
    weights: BTreeMap<String, f64>,
    dimensions: BTreeMap<String, Vec<Option<f64>>>,
    overall: Vec<Option<f64>>,
}

impl Naive {
    fn read(folder: &std::path::Path) -> Self {
        let mut naive = Self { indicators: Vec::new(), years: Vec::new(), units: Vec::new(), cells: Vec::new() };
        for year in 2011..=2024_u16 {
            let text = std::fs::read_to_string(folder.join(format!("{year}.csv"))).expect("a file a year");
            let mut lines = text.lines();
            let header: Vec<String> = lines.next().expect("a header").split(',').skip(1).map(str::to_owned).collect();
            if naive.indicators.is_empty() {
                naive.indicators = header;
            } else {
                assert_eq!(naive.indicators, header, "every year has the same columns");
            }
            for line in lines {
                let mut fields = line.split(',');
                naive.units.push(fields.next().expect("a province").to_owned());
                naive.years.push(year);
                let cells: Vec<Option<f64>> =
                    fields.map(|field| (!field.is_empty()).then(|| field.parse().expect("a number"))).collect();
                assert_eq!(cells.len(), naive.indicators.len());
                naive.cells.push(cells);
            }
        }
        naive
    }

    fn rows_of(&self, years: &[u16]) -> Vec<usize> {
        (0..self.years.len()).filter(|&row| years.contains(&self.years[row])).collect()
    }

    /// `SC52` belongs to `C05`.
    fn dimension_of(&self, j: usize) -> String {
        format!("C0{}", &self.indicators[j][2..3])
    }

    fn values(&self, rows: &[usize], j: usize) -> Vec<f64> {
        rows.iter().filter_map(|&row| self.cells[row][j]).collect()
    }

    /// Learns min-max bounds and entropy weights from the rows `base`, scores the rows `scored`. A value beyond the bounds counts
    /// as the nearer of them.
    fn evaluate(&self, base: &[usize], scored: &[usize]) -> NaiveResult {
        let count = self.indicators.len();
        let bounds: Vec<Option<(f64, f64)>> = (0..count)
            .map(|j| {
                let values = self.values(base, j);
                let low = values.iter().copied().fold(f64::INFINITY, f64::min);
                let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                (!values.is_empty()).then_some((low, high))
            })
            .collect();
        let normalized = |row: usize, j: usize| -> Option<f64> {
            let (low, high) = bounds[j]?;
            self.cells[row][j].map(|x| (x.clamp(low, high) - low) / (high - low))
        };
        // d_j = 1 + (1/ln n) Σ p ln p over the available cells of the indicator.
        let divergence: Vec<Option<f64>> = (0..count)
            .map(|j| {
                let r: Vec<f64> = base.iter().filter_map(|&row| normalized(row, j)).collect();
                let total: f64 = r.iter().sum();
                let plogp: f64 = r.iter().map(|x| x / total).filter(|p| *p > 0.0).map(|p| p * p.ln()).sum();
                (!r.is_empty()).then(|| 1.0 + plogp / (r.len() as f64).ln())
            })
            .collect();
        let mut weights = BTreeMap::new();
        let mut dimensions = BTreeMap::new();
        let names: BTreeSet<String> = (0..count).map(|j| self.dimension_of(j)).collect();
        for name in names {
            let own: Vec<usize> = (0..count).filter(|&j| self.dimension_of(j) == name && divergence[j].is_some()).collect();
            if own.is_empty() {
                continue;
            }
            let total: f64 = own.iter().filter_map(|&j| divergence[j]).sum();
            let weight = |j: usize| divergence[j].expect("available") / total;
            weights.extend(own.iter().map(|&j| (self.indicators[j].clone(), weight(j))));
            let mut scores = vec![None; self.years.len()];
            for &row in scored {
                let present: Vec<(f64, f64)> = own.iter().filter_map(|&j| Some((weight(j), normalized(row, j)?))).collect();
                let share: f64 = present.iter().map(|(w, _)| w).sum();
                if present.is_empty() || share < COVERAGE {
                    continue;
                }
                // The ideal is 1 and the anti-ideal 0 in every indicator.
                let to_ideal = present.iter().map(|(w, r)| (w / share * (1.0 - r)).powi(2)).sum::<f64>().sqrt();
                let to_anti_ideal = present.iter().map(|(w, r)| (w / share * r).powi(2)).sum::<f64>().sqrt();
                scores[row] = Some(to_anti_ideal / (to_ideal + to_anti_ideal));
            }
            dimensions.insert(name, scores);
        }
        let overall = (0..self.years.len())
            .map(|row| {
                let present: Vec<f64> = dimensions.values().filter_map(|scores| scores[row]).collect();
                let covered = present.len() as f64 / dimensions.len() as f64 >= COVERAGE;
                covered.then(|| present.iter().sum::<f64>() / present.len() as f64)
            })
            .collect();
        NaiveResult { weights, dimensions, overall }
    }

    /// 1 plus the number of rows of the same year with a higher score.
    fn rank(&self, scores: &[Option<f64>], row: usize) -> Option<f64> {
        let own = scores[row]?;
        let better = (0..scores.len()).filter(|&other| self.years[other] == self.years[row] && scores[other] > Some(own));
        Some(1.0 + better.count() as f64)
    }

    /// Compares an evaluation of the rows `scored`, in their order, with the formulas.
    fn compare(&self, evaluation: &Evaluation, result: &NaiveResult, scored: &[usize]) {
        let rows: Vec<(String, String)> =
            evaluation.rows().iter().map(|r| (r.unit.to_owned(), r.period.expect("dated").to_string())).collect();
        let expected: Vec<(String, String)> =
            scored.iter().map(|&row| (self.units[row].clone(), self.years[row].to_string())).collect();
        assert_eq!(rows, expected, "the rows stand in the order of the table");

        let nodes: BTreeSet<&str> = evaluation.nodes().iter().skip(1).map(|n| n.key().as_str()).collect();
        assert_eq!(nodes, result.dimensions.keys().map(String::as_str).collect(), "the dimensions that can be scored");
        let mut compared = 0;
        for node in evaluation.nodes() {
            let expected = if node.key() == "overall" { &result.overall } else { &result.dimensions[node.key().as_str()] };
            for (at, &row) in scored.iter().enumerate() {
                let place = format!("{} of {} in {}", node.key(), self.units[row], self.years[row]);
                match (node.scores()[at], expected[row]) {
                    (Some(found), Some(expected)) => {
                        assert!(agrees(found, expected, 1.0), "{place}: found {found}, expected {expected}");
                    }
                    (found, expected) => assert_eq!(found, expected, "{place}"),
                }
                assert_eq!(node.ranks()[at], self.rank(expected, row), "the rank in {place}");
                compared += 1;
            }
        }
        assert_eq!(compared, scored.len() * (1 + result.dimensions.len()));

        let mut weighed = 0;
        for (dimension, node) in evaluation.nodes().iter().skip(1).map(|n| (n.key(), n)) {
            assert!(agrees(node.global_weight(), 1.0 / result.dimensions.len() as f64, 1.0), "the weight of {dimension}");
            for (key, weight) in node.weighing().weights.iter() {
                let expected = result.weights[key.as_str()];
                assert!(agrees(weight, expected, 1.0), "the weight of {key}: found {weight}, expected {expected}");
                weighed += 1;
            }
        }
        assert_eq!(weighed, result.weights.len(), "every indicator with a value is weighed");
    }
}

fn year(year: u16) -> Period {
    Period::year(i16::try_from(year).expect("a year of our time")).expect("valid")
}

fn all_years() -> Vec<u16> {
    (2011..=2024).collect()
}

#[test]
fn the_panel_is_read_as_it_is() {
    let Some((table, naive)) = panel("the_panel_is_read_as_it_is") else { return };
    assert_eq!(table.rows().len(), 63 * 14);
    assert_eq!(table.columns().len(), 29);
    assert_eq!(table.rows().periods(), all_years().into_iter().map(year).collect::<Vec<_>>());
    assert_eq!(naive.cells.iter().flatten().filter(|cell| cell.is_none()).count(), GAPS);
    assert_eq!(table.missing(), GAPS);
    assert_eq!(table.rows().len() * table.columns().len(), CELLS);
    for (j, column) in table.columns().iter().enumerate() {
        assert_eq!(column.key(), &naive.indicators[j].as_str());
        let expected: Vec<Option<f64>> = naive.cells.iter().map(|cells| cells[j]).collect();
        assert!(column.iter().eq(expected), "{}", column.key());
    }
}

#[test]
fn the_frozen_scale_over_all_years_is_that_of_the_formulas() {
    let Some((table, naive)) = panel("the_frozen_scale_over_all_years_is_that_of_the_formulas") else { return };
    let every_row = naive.rows_of(&all_years());
    let expected = naive.evaluate(&every_row, &every_row);
    let fitted = model().fit(&table).expect("fits");
    let evaluation = fitted.score(&table).expect("scores");
    naive.compare(&evaluation, &expected, &every_row);
    assert_eq!(model().evaluate(&table).expect("evaluates"), evaluation, "fitting and scoring is evaluating");

    let text = serde_json::to_string(&fitted).expect("writes");
    let again: Fitted = serde_json::from_str(&text).expect("reads");
    assert_eq!(again.score(&table).expect("scores"), evaluation, "a fitted model read back scores the same");
}

#[test]
fn each_year_by_itself_is_that_of_the_formulas() {
    let Some((table, naive)) = panel("each_year_by_itself_is_that_of_the_formulas") else { return };
    let evaluations = model().evaluate_each_period(&table).expect("evaluates");
    assert_eq!(evaluations.iter().map(|(period, _)| *period).collect::<Vec<_>>(), table.rows().periods());
    for (at, (_, evaluation)) in evaluations.iter().enumerate() {
        let rows = naive.rows_of(&[2011 + u16::try_from(at).expect("few")]);
        naive.compare(evaluation, &naive.evaluate(&rows, &rows), &rows);
    }
}

#[test]
fn a_scale_frozen_on_some_years_scores_the_others() {
    let Some((table, naive)) = panel("a_scale_frozen_on_some_years_scores_the_others") else { return };
    let base_years = [2019, 2020];
    let (base, every_row) = (naive.rows_of(&base_years), naive.rows_of(&all_years()));
    let model = model().with_outside(Outside::Clip).with_scope(Scope::Periods(base_years.map(year).to_vec()));
    let fitted = model.fit(&table).expect("fits");
    assert_eq!(fitted.rows().len(), 126);
    let evaluation = fitted.score(&table).expect("scores");
    naive.compare(&evaluation, &naive.evaluate(&base, &every_row), &every_row);

    assert!(evaluation.notices().contains(&Notice::FrozenScale { rows: 126, others: 63 * 12 }), "{:?}", evaluation.notices());
    // Every value beyond the bounds of the base years is counted.
    for (j, key) in naive.indicators.iter().enumerate() {
        let within = naive.values(&base, j);
        let low = within.iter().copied().fold(f64::INFINITY, f64::min);
        let high = within.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let expected = naive.values(&every_row, j).iter().filter(|&&x| x < low || x > high).count();
        let node = evaluation.node(&naive.dimension_of(j)).expect("a dimension");
        let found = node.notices().iter().find_map(|n| match n {
            Notice::OutsideScale { indicator, values, policy } if *indicator == key.as_str() => {
                assert_eq!(policy, "clip");
                Some(*values)
            }
            _ => None,
        });
        assert_eq!(found.unwrap_or_default(), expected, "values of {key} outside the scale");
    }
    let refused = model.clone().with_outside(Outside::Error).fit(&table).expect("fits").score(&table).unwrap_err();
    assert!(matches!(refused.root(), Error::Value { .. }), "{refused}");
    // The first file, first indicator in which some value lies beyond the base years.
    assert!(refused.to_string().contains("outside"), "{refused}");

    // One year after the other on the same scale gives the same numbers as all at once.
    for (at, period) in table.rows().periods().iter().enumerate() {
        let part = table.in_periods(&[*period]).expect("there");
        let alone = fitted.score(&part).expect("scores");
        let span = at * 63..(at + 1) * 63;
        assert_eq!(alone.root().scores(), &evaluation.root().scores()[span.clone()], "{period}");
        assert_eq!(alone.root().ranks(), &evaluation.root().ranks()[span], "{period}");
    }
}

#[test]
fn the_known_gaps_are_told() {
    let Some((table, naive)) = panel("the_known_gaps_are_told") else { return };
    let evaluation = model().evaluate(&table).expect("evaluates");
    assert!(
        evaluation.notices().contains(&Notice::MissingCells { missing: GAPS, cells: CELLS, policy: "renormalize".to_owned() }),
        "{:?}",
        evaluation.notices()
    );

    let unscored = ["P15 2014", "P56 2014", "P14 2021", "P15 2021", "P18 2021", "P14 2023", "P47 2023", "P17 2024", "P52 2024"];
    let without: Vec<String> = rows_without(evaluation.root(), &evaluation);
    assert_eq!(without, unscored, "the rows that are empty have no score");
    assert_eq!(not_scored(evaluation.root()), Some(unscored.map(str::to_owned).to_vec()));
    assert_eq!(evaluation.root().ranks().iter().filter(|rank| rank.is_none()).count(), unscored.len());

    // C07 begins in 2018. So does C08, without SC83 that has most of its weight: its scores begin in 2019.
    for (key, first) in [("C07", 2018), ("C08", 2019)] {
        let node = evaluation.node(key).expect("a dimension");
        for (row, score) in evaluation.rows().iter().zip(node.scores()) {
            let scored = row.period >= Some(year(first)) && !unscored.contains(&row.to_string().as_str());
            // P15 and P18 have a part of 2022 only.
            let in_part = row.period == Some(year(2022)) && ["P15", "P18"].contains(&row.unit);
            assert!(in_part || score.is_some() == scored, "{key} of {row}: {score:?}");
        }
        assert_eq!(not_scored(node).expect("told"), rows_without(node, &evaluation), "{key}");
    }
    let weights = &evaluation.node("C08").expect("a dimension").weighing().weights;
    assert!(weights.get("SC83").expect("weighed") > 1.0 - COVERAGE, "{weights:?}");
    for node in evaluation.nodes() {
        for (row, score) in node.scores().iter().enumerate() {
            assert_eq!(score.is_some(), node.ranks()[row].is_some(), "a rank where there is a score");
            assert!(score.is_none_or(|s| (0.0..=1.0).contains(&s)), "{score:?}");
        }
    }

    let change = |period: u16, gained: &[&str], lost: &[&str]| {
        let keys = |names: &[&str]| names.iter().map(|name| name.parse().expect("a key")).collect();
        Notice::BreakInSeries { period: year(period), gained: keys(gained), lost: keys(lost) }
    };
    let expected = [
        ("overall", vec![change(2018, &["C07"], &[]), change(2019, &["C08"], &[])]),
        ("C01", vec![]),
        ("C02", vec![change(2018, &["SC24"], &[])]),
        ("C03", vec![]),
        ("C04", vec![]),
        ("C05", vec![change(2021, &[], &["SC52"])]),
        ("C06", vec![]),
        ("C07", vec![change(2018, &["SC71", "SC72", "SC73"], &[])]),
        ("C08", vec![change(2018, &["SC81", "SC82"], &[]), change(2019, &["SC83"], &[])]),
    ];
    for (key, expected) in expected {
        assert_eq!(breaks(evaluation.node(key).expect("a node")), expected, "breaks in the series of {key}");
    }
    // They are in the data: what the notices say is what the cells say.
    let available = |years: &[u16], j: usize| !naive.values(&naive.rows_of(years), j).is_empty();
    let at = |key: &str| naive.indicators.iter().position(|k| k == key).expect("an indicator");
    assert!(available(&[2020], at("SC52")) && !available(&[2021, 2022, 2023, 2024], at("SC52")));
    assert!(!available(&[2011, 2012, 2013, 2014, 2015, 2016, 2017], at("SC24")) && available(&[2018], at("SC24")));
}

#[test]
fn a_break_in_the_series_is_told_whatever_rows_the_scale_was_fitted_on() {
    let Some((table, _)) = panel("a_break_in_the_series_is_told_whatever_rows_the_scale_was_fitted_on") else { return };
    let base = Scope::Periods(vec![year(2019)]);
    let evaluation = model().with_outside(Outside::Clip).with_scope(base).evaluate(&table).expect("evaluates");
    let told = breaks(evaluation.node("C05").expect("a dimension"));
    assert_eq!(told.len(), 1, "SC52 ends after 2020 in the rows that were scored: {told:?}");
    // And not where the rows scored have none.
    let fitted = model().fit(&table).expect("fits");
    let complete = fitted.score(&table.in_periods(&[year(2019), year(2020)]).expect("there")).expect("scores");
    for node in complete.nodes() {
        assert!(breaks(node).is_empty(), "2019 and 2020 have the same indicators: {:?}", breaks(node));
    }
}

fn breaks(node: &NodeResult) -> Vec<Notice> {
    node.notices().iter().filter(|n| n.code() == "break-in-series").cloned().collect()
}

fn rows_without(node: &NodeResult, evaluation: &Evaluation) -> Vec<String> {
    let rows = evaluation.rows().iter().zip(node.scores()).filter(|(_, score)| score.is_none());
    rows.map(|(row, _)| row.to_string()).collect()
}

fn not_scored(node: &NodeResult) -> Option<Vec<String>> {
    node.notices().iter().find_map(|n| match n {
        Notice::NotScored { rows, coverage } => {
            assert!((coverage - COVERAGE).abs() < 1e-15);
            Some(rows.clone())
        }
        _ => None,
    })
}

fn indicators(table: &IndicatorTable) -> Vec<Indicator> {
    table.keys().map(|key| Indicator::of_key(key.clone())).collect()
}

/// The shipped model with another policy for gaps; every other setting as it was.
fn with_missing(missing: Missing) -> Model {
    model().with_preparation(Preparation::default().with_normalization(Normalization::MinMax).with_missing(missing))
}

#[test]
fn an_error_on_gaps_names_the_first() {
    let Some((table, naive)) = panel("an_error_on_gaps_names_the_first") else { return };
    // Indicator by indicator, the first row without a value.
    let first = (0..naive.years.len()).find(|&row| naive.cells[row][0].is_none()).expect("a gap");
    for error in [
        Preparation::default().matrix(&table, &indicators(&table)).unwrap_err(),
        with_missing(Missing::Error).evaluate(&table).unwrap_err(),
    ] {
        let Error::Missing { place, further } = error.root() else { panic!("{error}") };
        assert_eq!((place.unit.as_str(), place.period), (naive.units[first].as_str(), Some(year(naive.years[first]))));
        assert_eq!(place.indicator.as_ref().expect("named"), &"SC11");
        assert_eq!(*further, GAPS - 1);
        let message = error.to_string();
        for part in ["P15", "2014", "SC11", "3686 more", "renormalize", "drop-unit"] {
            assert!(message.contains(part), "{message:?} should name {part}");
        }
    }
    let complete = table.in_periods(&[year(2019), year(2020)]).expect("there");
    assert!(with_missing(Missing::Error).evaluate(&complete).is_ok(), "2019 and 2020 have no gaps");
}

#[test]
fn dropping_units_leaves_the_complete_rows() {
    let Some((table, naive)) = panel("dropping_units_leaves_the_complete_rows") else { return };
    let complete: Vec<usize> = (0..naive.years.len()).filter(|&row| naive.cells[row].iter().all(Option::is_some)).collect();
    assert_eq!(complete, naive.rows_of(&[2019, 2020]), "only 2019 and 2020 are complete");
    let matrix = Preparation::default().with_missing(Missing::DropUnit).matrix(&table, &indicators(&table)).expect("a matrix");
    assert_eq!(matrix.shape(), (126, 29));
    for (j, criterion) in matrix.criteria().iter().enumerate() {
        let expected: Vec<f64> = complete.iter().map(|&row| naive.cells[row][j].expect("complete")).collect();
        assert_eq!(criterion.values(), expected, "{}", criterion.key());
    }
    let evaluation = with_missing(Missing::DropUnit).evaluate(&table).expect("evaluates");
    naive.compare(&evaluation, &naive.evaluate(&complete, &complete), &complete);
    let dropped = evaluation.notices().iter().find_map(|n| match n {
        Notice::UnitsDropped { rows } => Some(rows.len()),
        _ => None,
    });
    assert_eq!(dropped, Some(63 * 12), "the rows left out are told");
}

#[test]
fn dropping_indicators_leaves_those_without_gaps() {
    let Some((table, naive)) = panel("dropping_indicators_leaves_those_without_gaps") else { return };
    let policy = Preparation::default().with_missing(Missing::DropIndicator);
    for years in [all_years(), vec![2018], vec![2021, 2022], (2015..=2017).collect(), (2017..=2020).collect(), vec![2019]] {
        let rows = naive.rows_of(&years);
        let left: Vec<&str> = (0..naive.indicators.len())
            .filter(|&j| naive.values(&rows, j).len() == rows.len())
            .map(|j| naive.indicators[j].as_str())
            .collect();
        let part = table.in_periods(&years.iter().copied().map(year).collect::<Vec<_>>()).expect("there");
        let found = policy.matrix(&part, &indicators(&part));
        if left.is_empty() {
            // Whole rows are empty, so that no indicator is without gaps.
            let error = found.unwrap_err();
            assert!(matches!(error, Error::TooFew { .. }), "{years:?}: {error}");
            assert!(error.to_string().contains("indicators left"), "{error}");
        } else {
            let found = found.unwrap_or_else(|e| panic!("{years:?}: {e}"));
            assert_eq!(found.keys().map(Key::as_str).collect::<Vec<_>>(), left, "{years:?}");
            assert_eq!(found.shape(), (rows.len(), left.len()));
        }
    }
    // 2017 to 2020, in which whole dimensions have no indicator without gaps: the model says what it left out.
    let years: Vec<u16> = (2017..=2020).collect();
    let part = table.in_periods(&years.iter().copied().map(year).collect::<Vec<_>>()).expect("there");
    let rows = naive.rows_of(&years);
    let is_whole = |j: usize| naive.values(&rows, j).len() == rows.len();
    let whole: Vec<usize> = (0..29).filter(|&j| is_whole(j)).collect();
    let dimensions: BTreeSet<String> = whole.iter().map(|&j| naive.dimension_of(j)).collect();
    let evaluation = with_missing(Missing::DropIndicator).evaluate(&part).expect("evaluates");
    let told = |code: &str| evaluation.notices().iter().filter(|n| n.code() == code).count();
    assert_eq!(told("indicator-dropped"), 29 - whole.len(), "{:?}", evaluation.notices());
    assert_eq!(told("node-dropped"), 8 - dimensions.len(), "{:?}", evaluation.notices());
    let mut left = copy(&naive);
    for cells in &mut left.cells {
        (0..29).filter(|&j| !is_whole(j)).for_each(|j| cells[j] = None);
    }
    left.compare(&evaluation, &left.evaluate(&rows, &rows), &rows);
}

#[test]
fn mean_and_median_fill_every_gap_and_touch_nothing_else() {
    let Some((table, naive)) = panel("mean_and_median_fill_every_gap_and_touch_nothing_else") else { return };
    let every_row = naive.rows_of(&all_years());
    for policy in [Missing::Mean, Missing::Median] {
        let fill = |values: &[f64]| {
            let mut sorted = values.to_vec();
            sorted.sort_by(f64::total_cmp);
            let n = sorted.len();
            match &policy {
                Missing::Mean => values.iter().sum::<f64>() / n as f64,
                _ if n % 2 == 1 => sorted[n / 2],
                _ => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
            }
        };
        let matrix = Preparation::default().with_missing(policy.clone()).matrix(&table, &indicators(&table)).expect("a matrix");
        let mut filled = 0;
        for (j, criterion) in matrix.criteria().iter().enumerate() {
            let expected = fill(&naive.values(&every_row, j));
            for (row, &value) in criterion.values().iter().enumerate() {
                if let Some(x) = naive.cells[row][j] {
                    assert_eq!(value.to_bits(), x.to_bits(), "{policy:?} leaves a value as it is");
                } else {
                    assert!(agrees(value, expected, expected.abs()), "{policy:?} of {}: {value} {expected}", criterion.key());
                    filled += 1;
                }
            }
        }
        assert_eq!(filled, GAPS);

        let fills: Vec<f64> = (0..29).map(|j| fill(&naive.values(&every_row, j))).collect();
        let mut whole = copy(&naive);
        for (cell, fill) in whole.cells.iter_mut().flat_map(|cells| cells.iter_mut().zip(&fills)) {
            *cell = cell.or(Some(*fill));
        }
        let evaluation = with_missing(policy.clone()).evaluate(&table).expect("evaluates");
        whole.compare(&evaluation, &whole.evaluate(&every_row, &every_row), &every_row);
        assert!(evaluation.notices().contains(&Notice::MissingCells {
            missing: GAPS,
            cells: CELLS,
            policy: policy.name().to_owned()
        }));
    }
}

impl Naive {
    fn median(values: &[f64]) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len();
        if n % 2 == 1 { sorted[n / 2] } else { f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]) }
    }

    fn mean(values: &[f64]) -> Option<f64> {
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    }

    /// The values of a province, by year.
    fn history(&self, row: usize, j: usize) -> Vec<(u16, f64)> {
        let own = (0..self.years.len()).filter(|&other| self.units[other] == self.units[row]);
        own.filter_map(|other| Some((self.years[other], self.cells[other][j]?))).collect()
    }

    /// What the policy called `name` makes of a gap; none where it has no answer.
    fn fill(&self, name: &str, row: usize, j: usize) -> Option<f64> {
        let history = self.history(row, j);
        let values: Vec<f64> = history.iter().map(|(_, x)| *x).collect();
        let year = self.years[row];
        let latest = history.iter().rev().find(|(y, _)| *y < year);
        let next = history.iter().find(|(y, _)| *y > year);
        match name {
            "group-mean" => Self::mean(&values),
            "group-median" => (!values.is_empty()).then(|| Self::median(&values)),
            "panel-latest" => latest.map(|(_, x)| *x),
            "panel-linear" => {
                latest.zip(next).map(|((from, x), (to, y))| x + (y - x) * f64::from(year - from) / f64::from(to - from))
            }
            "dimension-mean" | "row-mean" => {
                let every_row: Vec<usize> = (0..self.years.len()).collect();
                let bounds = |k: usize| {
                    let values = self.values(&every_row, k);
                    let ends = (values.iter().copied().fold(f64::INFINITY, f64::min), values.iter().copied().fold(0.0, f64::max));
                    (ends.0, ends.1 - ends.0)
                };
                let is_beside = |k: &usize| name == "row-mean" || self.dimension_of(*k) == self.dimension_of(j);
                let others = (0..self.indicators.len()).filter(is_beside).filter_map(|k| {
                    let (low, range) = bounds(k);
                    Some((self.cells[row][k]? - low) / range)
                });
                let (low, range) = bounds(j);
                Self::mean(&others.collect::<Vec<f64>>()).map(|share| low + share * range)
            }
            other => panic!("no formula of {other}"),
        }
    }
}

/// The panel with each province as a group of its own.
fn with_provinces(table: IndicatorTable, naive: &Naive) -> IndicatorTable {
    let values = naive.units.iter().cloned().map(Some).collect();
    table.with_attribute(Attribute { name: "group".parse().expect("a key"), values }).expect("as long")
}

#[test]
fn policies_that_fill_some_gaps_fill_them_as_the_formulas_do_and_name_the_first_they_leave() {
    let Some((table, naive)) = panel("policies_that_fill_some_gaps_fill_them_as_the_formulas_do") else { return };
    let table = with_provinces(table, &naive);
    let every_row = naive.rows_of(&all_years());
    let by: Key = "group".parse().expect("a key");
    for policy in [
        Missing::GroupMean { by: by.clone() },
        Missing::GroupMedian { by: by.clone() },
        Missing::RowMean,
        Missing::DimensionMean,
        Missing::PanelLatest,
        Missing::PanelLinear,
    ] {
        let name = policy.name();
        let preparation = |missing| Preparation::default().with_missing(missing).without_held_out();
        // What it leaves is filled by the median; each cell knows by which of the two.
        let mut whole = copy(&naive);
        let medians: Vec<f64> = (0..29).map(|j| Naive::median(&naive.values(&every_row, j))).collect();
        let mut left = Vec::new();
        for (j, median) in medians.iter().enumerate() {
            for &row in every_row.iter().filter(|&&row| naive.cells[row][j].is_none()) {
                let fill = naive.fill(name, row, j);
                if fill.is_none() {
                    left.push((row, j));
                }
                whole.cells[row][j] = fill.or(Some(*median));
            }
        }
        let then_median = Missing::in_turn([policy.clone(), Missing::Median]).expect("they fill");
        let matrix = preparation(then_median.clone()).matrix(&table, &indicators(&table)).expect("a matrix");
        // A matrix has one dimension only; the model below has them all.
        let criteria = if policy == Missing::DimensionMean { &[] } else { matrix.criteria() };
        for (j, criterion) in criteria.iter().enumerate() {
            for (row, &value) in criterion.values().iter().enumerate() {
                let expected = whole.cells[row][j].expect("filled");
                let place = format!("{name}: {} of {} in {}", criterion.key(), naive.units[row], naive.years[row]);
                assert!(agrees(value, expected, expected.abs()), "{place}: found {value}, expected {expected}");
            }
        }
        let evaluation = with_missing(then_median).evaluate(&table).expect("evaluates");
        whole.compare(&evaluation, &whole.evaluate(&every_row, &every_row), &every_row);
        for error in &evaluation.preparation().imputation.as_ref().expect("tried").indicators {
            assert!(error.filled == error.hidden && error.error.is_some_and(|e| e < 3.0), "{name}: {error:?}");
        }

        // By itself it fills all, or names the first gap that it leaves.
        let alone = model().with_preparation(preparation(policy.clone())).evaluate(&table);
        let Some(&(row, j)) = left.first() else {
            assert!(alone.is_ok(), "{name} leaves nothing");
            continue;
        };
        let message = alone.expect_err(name).to_string();
        let place = format!("{:?}, period {}, indicator {:?}", naive.units[row], naive.years[row], naive.indicators[j]);
        for part in [place, format!("and {} more", left.len() - 1), format!("missing = [\"{name}\", \"median\"]")] {
            assert!(message.contains(&part), "{message:?} should say {part:?}");
        }
    }
}

#[test]
fn the_nearest_rows_fill_better_than_the_mean_and_a_regression_on_few_rows_worse() {
    let Some((table, naive)) = panel("the_nearest_rows_fill_better_than_the_mean_and_a_regression_on_few_rows_worse") else {
        return;
    };
    let years = [2018, 2019, 2020, 2021, 2022];
    let part = table.in_periods(&years.map(year)).expect("there");
    let empty = |row: usize| naive.cells[row].iter().all(Option::is_none);
    let rows = naive.rows_of(&years);
    let error_of = |missing: Missing| {
        let evaluation = with_missing(missing.clone()).evaluate(&part).unwrap_or_else(|e| panic!("{missing}: {e}"));
        for node in evaluation.nodes() {
            assert!(node.scores().iter().all(|s| s.is_some_and(|s| (0.0..=1.0).contains(&s))), "{missing}: {}", node.key());
        }
        let tried = evaluation.preparation().imputation.clone().expect("tried");
        let errors: Vec<f64> = tried.indicators.iter().filter_map(|i| i.error).collect();
        errors.iter().sum::<f64>() / errors.len() as f64
    };
    let by_mean = error_of(Missing::Mean);
    assert!((by_mean - 1.0).abs() < 0.1, "the mean is one standard deviation off: {by_mean}");
    let by_neighbors = error_of(Missing::in_turn([Missing::nearest(5).expect("some"), Missing::Median]).expect("they fill"));
    assert!(by_neighbors < 0.9 * by_mean, "{by_neighbors} {by_mean}");
    let by_regression = error_of(Missing::Regression);
    // About a hundred complete rows, all of two years, for 29 indicators: worse than the mean, which the result is there to tell.
    assert!(by_regression > 1.1 * by_mean, "{by_regression} {by_mean}");
    // Whole rows are empty, and share nothing with any other.
    let first = rows.iter().copied().find(|&row| empty(row)).expect("an empty row");
    let message = with_missing(Missing::nearest(5).expect("some")).evaluate(&part).unwrap_err().to_string();
    let place = format!("{:?}, period {}, indicator \"SC11\"", naive.units[first], naive.years[first]);
    assert!(message.contains(&place), "{message:?} should say {place:?}");
}

#[test]
fn the_likelihood_finds_an_answer_although_indicators_begin_and_end_within_the_panel() {
    let Some((table, _)) = panel("the_likelihood_finds_an_answer") else { return };
    let part = table.in_periods(&[2019, 2020, 2021].map(year)).expect("there");
    let preparation = Preparation::default().with_missing(Missing::ExpectationMaximization).without_held_out();
    let matrix = preparation.matrix(&part, &indicators(&part)).expect("a matrix");
    assert_eq!(matrix.shape(), (189, 29));
    // SC52 ends after 2020. What the others let expect of 2021 lies within what it was, and is no constant.
    let (column, at) = (part.column("SC52").expect("there"), part.keys().position(|key| *key == "SC52").expect("there"));
    let known: Vec<f64> = column.iter().flatten().collect();
    let (low, high) = known.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)));
    let expected = &matrix.criteria()[at].values()[126..];
    let half = (high - low) / 2.0;
    assert!(expected.iter().all(|x| (low - half..=high + half).contains(x)), "{low} {high} {expected:?}");
    assert!(expected.iter().any(|x| (x - expected[0]).abs() > 1e-3), "{expected:?}");
}

#[test]
fn a_screen_leaves_the_rows_and_indicators_with_enough_values() {
    let Some((table, naive)) = panel("a_screen_leaves_the_rows_and_indicators_with_enough_values") else { return };
    let every_row = naive.rows_of(&all_years());
    let enough: Vec<usize> = (0..29).filter(|&j| naive.values(&every_row, j).len() as f64 >= 882.0 * 2.0 / 3.0 - 1e-9).collect();
    let is_covered = |row: &usize| {
        let there = enough.iter().filter(|&&j| naive.cells[*row][j].is_some()).count();
        there as f64 / enough.len() as f64 >= 2.0 / 3.0 - 1e-9
    };
    let kept: Vec<usize> = every_row.iter().copied().filter(is_covered).collect();
    assert!(enough.len() < 29 && kept.len() < 882, "the panel has such indicators and such rows");
    let preparation = Preparation::default()
        .with_screen(Screen::default())
        .with_normalization(Normalization::MinMax)
        .with_missing(Missing::renormalize(COVERAGE).expect("a share"));
    let evaluation = model().with_preparation(preparation).evaluate(&table).expect("evaluates");
    let told = |code: &str| evaluation.notices().iter().filter(|n| n.code() == code).cloned().collect::<Vec<_>>();
    assert_eq!(told("indicator-dropped").len(), 29 - enough.len());
    let [Notice::UnitsScreened { rows, .. }] = &told("units-screened")[..] else { panic!("{:?}", evaluation.notices()) };
    assert_eq!(rows.len(), 882 - kept.len());
    let mut left = copy(&naive);
    for cells in &mut left.cells {
        (0..29).filter(|j| !enough.contains(j)).for_each(|j| cells[j] = None);
    }
    left.compare(&evaluation, &left.evaluate(&kept, &kept), &kept);
}

#[test]
fn the_treatment_table_tells_the_shape_of_every_indicator_and_which_rows_were_capped() {
    let Some((table, naive)) = panel("the_treatment_table_tells_the_shape_of_every_indicator") else { return };
    let every_row = naive.rows_of(&all_years());
    // Skewness and excess kurtosis of a sample, from sums of powers.
    let shape = |values: &[f64]| {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let sum = |power: i32| values.iter().map(|x| (x - mean).powi(power)).sum::<f64>();
        let (g1, g2) = (sum(3) / n / (sum(2) / n).powf(1.5), sum(4) / n / (sum(2) / n).powi(2) - 3.0);
        (g1 * (n * (n - 1.0)).sqrt() / (n - 2.0), ((n + 1.0) * g2 + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0)))
    };
    // Limits that some indicators of the panel pass.
    let rule = Rule::Shape { skewness: 0.5, kurtosis: 0.5, definition: ShapeDefinition::SampleAdjusted };
    let methods = [TreatmentMethod::Winsorize { points: 40 }];
    let treatment = Treatment::default().with_rule(rule).and_then(|t| t.with_methods(methods)).expect("sound");
    let preparation = Preparation::default()
        .with_normalization(Normalization::MinMax)
        .with_missing(Missing::renormalize(COVERAGE).expect("a share"))
        .with_treatment(treatment);
    let evaluation = model().with_preparation(preparation).evaluate(&table).expect("evaluates");
    let lines = &evaluation.preparation().treatment;
    assert_eq!(lines.len(), 29);
    let mut treated = 0;
    let mut capped = copy(&naive);
    for (j, line) in lines.iter().enumerate() {
        assert_eq!(line.indicator, naive.indicators[j].as_str());
        let (skewness, kurtosis) = shape(&naive.values(&every_row, j));
        let before = line.before.expect("it varies");
        assert!(agrees(before.skewness, skewness, 1.0) && agrees(before.kurtosis, kurtosis, 1.0), "{line:?}");
        let is_outlying = skewness.abs() > 0.5 && kurtosis > 0.5;
        assert_eq!(is_outlying, line.method.is_some() || line.outlying, "{line:?}");
        if line.method.is_none() {
            continue;
        }
        treated += 1;
        assert!((1..=40).contains(&line.capped.len()), "{line:?}");
        // Those capped are the most extreme, and become the next value.
        let is_capped = |row: usize| line.capped.contains(&format!("{} {}", naive.units[row], naive.years[row]));
        let left: Vec<f64> = every_row.iter().filter(|&&row| !is_capped(row)).filter_map(|&row| naive.cells[row][j]).collect();
        let (low, high) = left.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)));
        for &row in every_row.iter().filter(|&&row| is_capped(row)) {
            let x = naive.cells[row][j].expect("a value");
            assert!(x < low || x > high, "{x} of {} is not beyond {low} to {high}", line.indicator);
            capped.cells[row][j] = Some(x.clamp(low, high));
        }
        let after = line.after.expect("treated");
        let (skewness, kurtosis) = shape(&capped.values(&every_row, j));
        assert!(agrees(after.skewness, skewness, 1.0) && agrees(after.kurtosis, kurtosis, 1.0), "{line:?}");
        assert_eq!(line.outlying, skewness.abs() > 0.5 && kurtosis > 0.5, "{line:?}");
    }
    assert!(treated > 0, "some indicator has outliers by these limits");
    assert_eq!(
        evaluation.notices().iter().filter(|n| n.code() == "treated").count(),
        lines.iter().filter(|l| l.method.is_some() || l.outlying).count()
    );
    capped.compare(&evaluation, &capped.evaluate(&every_row, &every_row), &every_row);
}

fn copy(naive: &Naive) -> Naive {
    Naive {
        indicators: naive.indicators.clone(),
        years: naive.years.clone(),
        units: naive.units.clone(),
        cells: naive.cells.clone(),
    }
}

#[test]
fn coverage_decides_which_rows_are_scored() {
    let Some((table, naive)) = panel("coverage_decides_which_rows_are_scored") else { return };
    let every_row = naive.rows_of(&all_years());
    // With full coverage a row needs every indicator, and the whole needs every dimension.
    let strict = with_missing(Missing::renormalize(1.0).expect("a share")).evaluate(&table).expect("evaluates");
    for (at, &row) in every_row.iter().enumerate() {
        let complete = naive.cells[row].iter().all(Option::is_some);
        assert_eq!(strict.root().scores()[at].is_some(), complete, "{} {}", naive.units[row], naive.years[row]);
    }
    // With next to none, one indicator is enough.
    let lax = with_missing(Missing::renormalize(1e-9).expect("a share")).evaluate(&table).expect("evaluates");
    for (at, &row) in every_row.iter().enumerate() {
        let any = naive.cells[row].iter().any(Option::is_some);
        assert_eq!(lax.root().scores()[at].is_some(), any, "{} {}", naive.units[row], naive.years[row]);
    }
    for coverage in [0.0, -0.5, 1.5, f64::NAN] {
        assert_eq!(Missing::renormalize(coverage).unwrap_err().code(), "invalid-setting");
    }
}
