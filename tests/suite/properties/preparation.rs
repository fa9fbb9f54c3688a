//! Gaps, outliers, diagnostic indicators.

use super::*;

/// Every policy that fills gaps.
pub(crate) fn filling() -> Vec<Missing> {
    let by: Key = "group".parse().expect("a key");
    vec![
        Missing::Mean,
        Missing::Median,
        Missing::GroupMean { by: by.clone() },
        Missing::GroupMedian { by },
        Missing::RowMean,
        Missing::DimensionMean,
        Missing::PanelLatest,
        Missing::PanelLinear,
        Missing::Nearest { k: 3 },
        Missing::Regression,
        Missing::ExpectationMaximization,
    ]
}

/// A panel of three years with some gaps, in eighths so that changes of unit are exact; each unit in one of two groups.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    /// By row, in eighths; the first years of all units, then the second.
    pub(crate) cells: Vec<Vec<i32>>,
    pub(crate) gaps: Vec<Vec<bool>>,
    pub(crate) is_cost: Vec<bool>,
}

pub(crate) fn panel() -> impl Strategy<Value = Panel> {
    (5..=8_usize, 2..=4_usize).prop_flat_map(|(units, columns)| {
        let rows = units * 3;
        (
            prop::collection::vec(prop::collection::vec(-400..400_i32, columns), rows),
            prop::collection::vec(prop::collection::vec(prop::bool::weighted(0.15), columns), rows),
            prop::collection::vec(any::<bool>(), columns),
        )
            .prop_map(|(cells, gaps, is_cost)| Panel { cells, gaps, is_cost })
    })
}

impl Panel {
    /// The rows in the order `rows`, each indicator in another unit and from another zero.
    pub(crate) fn table(&self, rows: &[usize], factor: f64, shift: f64, with_gaps: bool) -> IndicatorTable {
        use governance_efficacy::table::{Attribute, Column, Rows};
        let units = self.cells.len() / 3;
        let year = |row: usize| Period::year(2020 + i16::try_from(row / units).expect("few")).expect("valid");
        let names = Rows::panel(rows.iter().map(|&row| (format!("U{}", row % units), year(row)))).expect("unique");
        let columns = (0..self.is_cost.len()).map(|j| {
            let cell = |&row: &usize| {
                let is_there = !(with_gaps && self.gaps[row][j]);
                is_there.then(|| f64::from(self.cells[row][j]) / 8.0 * factor + shift)
            };
            Column::with_gaps(keys(self.is_cost.len())[j].parse().expect("a key"), rows.iter().map(cell).collect())
                .expect("finite")
        });
        let values = rows.iter().map(|&row| Some(["old", "new"][row % units % 2].to_owned())).collect();
        let table = IndicatorTable::new(names, columns.collect()).expect("valid");
        table.with_attribute(Attribute { name: "group".parse().expect("a key"), values }).expect("as long")
    }

    pub(crate) fn indicators(&self) -> Vec<Indicator> {
        let direction = |is_cost: &bool| if *is_cost { Direction::Cost } else { Direction::Benefit };
        let named = keys(self.is_cost.len()).into_iter().zip(&self.is_cost);
        named
            .map(|(key, is_cost)| Indicator::new(key).and_then(|i| i.with_direction(direction(is_cost))).expect("valid"))
            .collect()
    }

    /// The columns, filled.
    pub(crate) fn filled(&self, missing: &Missing, table: &IndicatorTable) -> Result<Vec<Vec<f64>>, &'static str> {
        let preparation = Preparation::default().with_missing(missing.clone()).with_on_constant(OnConstant::Midpoint);
        let matrix = preparation.without_held_out().matrix(table, &self.indicators()).map_err(|e| e.code())?;
        Ok(matrix.criteria().iter().map(|criterion| criterion.values().to_vec()).collect())
    }
}

/// Every policy that fills gaps, and what it leaves by the median.
pub(crate) fn filling_all() -> Vec<Missing> {
    filling().into_iter().map(|missing| Missing::in_turn([missing, Missing::Median]).expect("they fill")).collect()
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn filling_a_complete_table_changes_nothing(panel in panel()) {
        let rows: Vec<usize> = (0..panel.cells.len()).collect();
        let table = panel.table(&rows, 1.0, 0.0, false);
        let whole: Vec<Vec<f64>> = table.columns().iter().map(|c| c.iter().flatten().collect()).collect();
        for missing in filling() {
            // A method may refuse to learn from too few rows; what it answers is the table.
            if let Ok(filled) = panel.filled(&missing, &table) {
                prop_assert_eq!(&filled, &whole, "{}", missing);
            }
        }
    }

    #[test]
    fn what_fills_a_gap_depends_on_no_order_and_no_unit(
        panel in panel(),
        seed in any::<u64>(),
        power in -3..4_i32,
        shift in -100..100_i32,
    ) {
        let rows: Vec<usize> = (0..panel.cells.len()).collect();
        let other = order(rows.len(), seed);
        let (factor, shift) = (2.0_f64.powi(power), f64::from(shift));
        for missing in filling_all() {
            let tolerance = if missing.to_string().starts_with("expectation") { 1e-5 } else { 1e-9 };
            let found = panel.filled(&missing, &panel.table(&rows, 1.0, 0.0, true));
            let moved = panel.filled(&missing, &panel.table(&other, 1.0, 0.0, true));
            let remeasured = panel.filled(&missing, &panel.table(&rows, factor, shift, true));
            prop_assert_eq!(found.as_ref().err(), moved.as_ref().err(), "{}", missing);
            prop_assert_eq!(found.as_ref().err(), remeasured.as_ref().err(), "{}", missing);
            let (Ok(found), Ok(moved), Ok(remeasured)) = (found, moved, remeasured) else { continue };
            for (j, column) in found.iter().enumerate() {
                for (at, &row) in other.iter().enumerate() {
                    prop_assert!((moved[j][at] - column[row]).abs() <= tolerance * 50.0, "{}: {} {}", missing, moved[j][at], column[row]);
                    let expected = column[row] * factor + shift;
                    let found = remeasured[j][row];
                    prop_assert!((found - expected).abs() <= tolerance * 50.0 * factor, "{}: {} {}", missing, found, expected);
                    if !panel.gaps[row][j] {
                        prop_assert_eq!(column[row], f64::from(panel.cells[row][j]) / 8.0, "{} touched a value", missing);
                    }
                }
            }
        }
    }
}

/// Every way to treat outliers, by a rule that finds them or everywhere.
pub(crate) fn treatments() -> Vec<Treatment> {
    let methods = [
        TreatmentMethod::Winsorize { points: 3 },
        TreatmentMethod::Log { mirror: true },
        TreatmentMethod::Log { mirror: false },
        TreatmentMethod::BoxCox { lambda: None },
        TreatmentMethod::BoxCox { lambda: Some(-0.5) },
        TreatmentMethod::YeoJohnson { lambda: None },
        TreatmentMethod::YeoJohnson { lambda: Some(1.5) },
        TreatmentMethod::QuantileCap { low: 0.1, high: 0.9 },
    ];
    let single = |method| Treatment::default().with_methods([method]).expect("sound");
    let always = |method| single(method).with_rule(OutlierRule::Always).expect("sound");
    methods.map(always).into_iter().chain(methods.map(single)).chain([Treatment::default()]).collect()
}

/// What a treatment makes of one column, and its line of the treatment table.
pub(crate) fn treated_column(treatment: &Treatment, values: &[f64]) -> (Vec<f64>, TreatmentResult) {
    let rows: Vec<[Option<f64>; 1]> = values.iter().map(|&x| [Some(x)]).collect();
    let table = IndicatorTable::from_rows((0..rows.len()).map(|i| i.to_string()), &["x"], &rows).expect("valid");
    let preparation = Preparation::default().with_treatment(treatment.clone()).with_on_constant(OnConstant::Midpoint);
    let indicator = Indicator::new("x").expect("a key");
    let matrix = preparation.matrix(&table, std::slice::from_ref(&indicator)).expect("treated");
    let model = Model::new(System::flat([indicator]).expect("a system"))
        .with_preparation(preparation)
        .with_indicator_scores(WeightedSum::default());
    let evaluation = model.evaluate(&table).expect("evaluates");
    (matrix.criteria()[0].values().to_vec(), evaluation.preparation().treatment[0].clone())
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn a_treated_column_keeps_its_order_but_for_ties_at_the_caps(
        bulk in prop::collection::vec(-50.0..50.0_f64, 4..20),
        tail in prop::collection::vec(100.0..1e4_f64, 0..3),
        is_low in any::<bool>(),
        seed in any::<u64>(),
        power in -6..7_i32,
        shift in -100..100_i32,
    ) {
        let sign = if is_low { -1.0 } else { 1.0 };
        let values: Vec<f64> = bulk.iter().copied().chain(tail.iter().map(|x| sign * x)).collect();
        let other = order(values.len(), seed);
        for treatment in treatments() {
            let (found, line) = treated_column(&treatment, &values);
            let is_cap = matches!(line.method.as_deref(), Some("winsorize" | "quantile-cap"));
            for (a, x) in values.iter().zip(&found) {
                prop_assert!(x.is_finite());
                for (b, y) in values.iter().zip(&found) {
                    prop_assert!(a < b || x >= y, "{:?}: {} {} became {} {}", line, a, b, x, y);
                    // Where a curve is flat, near values may come as near as rounding.
                    let is_near = (a - b).abs() < 1e-6 * a.abs().max(1.0) || (x - y).abs() <= 1e-12 * x.abs().max(1.0);
                    prop_assert!(is_cap || is_near || a.partial_cmp(b) == x.partial_cmp(y), "{:?}: {} {}", line, a, b);
                }
                if line.method.is_none() {
                    prop_assert_eq!(a, x);
                }
            }
            let capped = values.iter().zip(&found).filter(|(a, x)| is_cap && a != x).count();
            prop_assert_eq!(line.capped.len(), capped);
            if let [TreatmentMethod::Winsorize { points }] = treatment.methods() {
                prop_assert!(capped <= *points);
            }
            // The order of the units does not matter.
            let (moved, moved_line) = treated_column(&treatment, &reordered(&values, &other));
            prop_assert_eq!(&moved_line.method, &line.method);
            let near = moved.iter().zip(reordered(&found, &other)).all(|(a, b)| (a - b).abs() <= 1e-6 * b.abs().max(1.0));
            prop_assert!(near, "{:?}: {:?} {:?}", line, moved, found);
            // Neither does the unit of measurement, for caps and logarithms: min-max gives the same shares.
            if is_cap || line.method.as_deref() == Some("log") {
                let (factor, shift) = (2.0_f64.powi(power), f64::from(shift));
                let remeasured: Vec<f64> = values.iter().map(|x| x * factor + shift).collect();
                let (elsewhere, _) = treated_column(&treatment, &remeasured);
                let shares = |column: &[f64]| {
                    let (low, high) = ends(column);
                    column.iter().map(|x| (x - low) / (high - low)).collect::<Vec<f64>>()
                };
                let near = shares(&elsewhere).iter().zip(shares(&found)).all(|(a, b)| (a - b).abs() < 1e-6);
                prop_assert!(near, "{:?}: {:?} {:?}", line, elsewhere, found);
            }
        }
    }
}

#[test]
fn a_gap_in_a_later_table_is_filled_with_what_the_base_had() {
    let table = |cells: &[[Option<f64>; 2]]| {
        IndicatorTable::from_rows((0..cells.len()).map(|i| format!("u{i}")), &["c1", "c2"], cells).expect("valid")
    };
    let base = table(&[[Some(1.0), Some(10.0)], [Some(2.0), Some(20.0)], [Some(6.0), Some(30.0)]]);
    let later = table(&[[None, Some(10.0)], [Some(100.0), Some(20.0)]]);
    // Of 1, 2, 6 the mean is 3 and the median 2: on the scale of 1 to 6 that is 0.4 and 0.2. The 100 of the later table is no
    // part of it, and counts as 6.
    for (missing, expected) in [(Missing::Mean, 0.4), (Missing::Median, 0.2)] {
        let indicators = ["c1", "c2"].map(|key| Indicator::new(key).expect("a key"));
        let model = Model::new(System::flat(indicators).expect("valid"))
            .with_preparation(Preparation::default().with_missing(missing))
            .with_indicator_scores(WeightedSum::default());
        let evaluation = model.fit(&base).expect("fits").score(&later).expect("scores");
        let found: Vec<f64> = evaluation.root().scores().iter().map(|s| s.expect("scored")).collect();
        crate::common::assert_agree("filled", &found, &[expected / 2.0, 0.75]);
    }
}

#[test]
fn a_diagnostic_indicator_weighs_nothing_and_may_be_absent() {
    let study = Study { rows: vec![vec![1.0, 9.0, 4.0], vec![2.0, 5.0, 4.0], vec![6.0, 7.0, 4.0]], ..mountain() };
    let model = |with_diagnostic: bool| {
        let scored = ["c1", "c2"].map(|key| Indicator::new(key).expect("a key"));
        let diagnostic = with_diagnostic.then(|| Indicator::new("c3").expect("a key").with_role(Role::Diagnostic));
        let model = Model::new(System::flat(scored.into_iter().chain(diagnostic)).expect("valid"));
        model.with_indicator_weights(Entropy::default())
    };
    let whole = crate::common::table(&study.rows);
    let part = crate::common::table(&study.rows.iter().map(|row| row[..2].to_vec()).collect::<Vec<_>>());
    let expected = model(false).evaluate(&whole).expect("evaluates");
    for table in [whole, part] {
        // It is constant too, which would be an error if it were scored.
        let found = model(true).evaluate(&table).expect("evaluates");
        assert_eq!(found.root(), expected.root());
        assert_eq!(found.indicators()[2].global_weight, 0.0);
    }
}

#[test]
fn a_veto_changes_the_grade_and_nothing_else() {
    let indicators = ["c1", "c2"].map(|key| Indicator::new(key).expect("a key"));
    let plain = Model::new(System::flat(indicators).expect("valid")).with_indicator_scores(WeightedSum::default());
    let plain = plain.with_grades(Grades::new(vec![0.5, 0.75], ["weak", "fair", "good"]).expect("ascending"));
    // Scores 1, 0, 0.5 and 0.75: a score at a cut belongs to the higher grade.
    let table = crate::common::table(&[vec![5.0, 5.0], vec![1.0, 1.0], vec![3.0, 3.0], vec![3.0, 5.0]]);
    let graded = |evaluation: &Evaluation| -> Vec<String> {
        evaluation.grades().expect("graded").iter().map(|g| g.as_ref().expect("a grade").en.clone()).collect()
    };
    let before = plain.evaluate(&table).expect("evaluates");
    assert_eq!(graded(&before), ["good", "weak", "fair", "good"]);
    for (veto, expected, strikes) in [
        (Veto::above("c1", 4.0), ["weak", "weak", "fair", "good"], true),
        (Veto::above("c1", 5.0), ["good", "weak", "fair", "good"], false),
        (Veto::below("c2", 5.0), ["good", "weak", "weak", "good"], true),
    ] {
        let after = plain.clone().with_veto(veto.expect("finite")).evaluate(&table).expect("evaluates");
        assert_eq!(graded(&after), expected);
        assert_eq!((after.root().scores(), after.root().ranks()), (before.root().scores(), before.root().ranks()));
        assert_eq!(after.notices().iter().any(|n| n.code() == "vetoed"), strikes);
    }
}

#[test]
fn what_was_learned_about_gaps_is_written_and_read() {
    use governance_efficacy::model::Fitted;
    let cells: Vec<Vec<i32>> = (0..24).map(|at| vec![at * 7 % 23, at * at % 19, (at * 11 + 5) % 17]).collect();
    let gaps = (0..24).map(|at| (0..3).map(|j| at % 3 == j && at % 4 == 1).collect()).collect();
    let panel = Panel { cells, gaps, is_cost: vec![false, true, false] };
    let table = panel.table(&(0..24).collect::<Vec<_>>(), 1.0, 0.0, true);
    for missing in filling_all() {
        let model = Model::new(System::flat(panel.indicators()).expect("a hierarchy"))
            .with_preparation(Preparation::default().with_missing(missing.clone()).without_held_out());
        let fitted = model.fit(&table).expect("fits");
        let text = serde_json::to_string(&fitted).expect("writes");
        let again: Fitted = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{missing}: {error}"));
        assert_eq!(again, fitted, "{missing}");
    }
}
