//! Targets and bands.

use super::*;

#[test]
fn targets_and_bands_by_hand() {
    let scale = |direction, values: &[f64]| {
        let matrix = DecisionMatrix::from_columns(&[("x", direction)], vec![values.to_vec()]).expect("valid");
        let sample = matrix.sample();
        Scale::fit(Normalization::MinMax, &sample, &sample.columns()[0]).expect("varies")
    };
    // Target 7: distances 2, 0, 1; the farthest is 0, the nearest 1.
    let target = scale(Direction::Target(7.0), &[5.0, 7.0, 8.0]);
    for (x, expected) in [(5.0, 0.0), (7.0, 1.0), (8.0, 0.5), (6.0, 0.5), (9.0, 0.0), (8.5, 0.25)] {
        assert!((target.apply(x) - expected).abs() < 1e-12, "{x}: {} {expected}", target.apply(x));
    }
    // Band 10 to 20: beyond it by 4, 0, 0, 2.
    let band = scale(Direction::Band { low: 10.0, high: 20.0 }, &[6.0, 10.0, 15.0, 22.0]);
    for (x, expected) in [(6.0, 0.0), (10.0, 1.0), (20.0, 1.0), (22.0, 0.5), (8.0, 0.5), (24.0, 0.0)] {
        assert!((band.apply(x) - expected).abs() < 1e-12, "{x}: {} {expected}", band.apply(x));
    }
}

#[test]
fn a_target_on_a_frozen_scale_by_hand() {
    let model = |direction| {
        let indicator = Indicator::new("x").expect("a key").with_direction(direction).expect("finite");
        Model::new(System::flat([indicator]).expect("valid")).with_indicator_scores(WeightedSum::default())
    };
    let table = |values: &[f64]| {
        let cells: Vec<[Option<f64>; 1]> = values.iter().map(|&x| [Some(x)]).collect();
        IndicatorTable::from_rows((0..values.len()).map(|i| format!("u{i}")), &["x"], &cells).expect("valid")
    };
    let check = |direction, base: &[f64], cases: &[(f64, f64)]| {
        let fitted = model(direction).fit(&table(base)).expect("fits");
        for &(x, expected) in cases {
            let evaluation = fitted.score(&table(&[x])).expect("scores");
            let found = evaluation.root().scores()[0].expect("scored");
            assert!((found - expected).abs() < 1e-12, "{direction:?}: {x} scores {found}, expected {expected}");
        }
    };
    // Distances of the fit to 7: 2, 0, 1. What is farther than 2 is as bad as 2; 8.5 is not as good as 8.
    check(Direction::Target(7.0), &[5.0, 7.0, 8.0], &[(8.5, 0.25), (9.0, 0.0), (9.5, 0.0), (4.0, 0.0), (6.5, 0.75)]);
    // Beyond the band of 10 to 20 by 4, 2, 0. A value above the band is not in it for lying above all values of the fit.
    check(
        Direction::Band { low: 10.0, high: 20.0 },
        &[6.0, 8.0, 12.0],
        &[(15.0, 1.0), (20.0, 1.0), (22.0, 0.5), (24.0, 0.0), (30.0, 0.0), (4.0, 0.0), (9.0, 0.75)],
    );
    // No value of the fit is at the target: distances 1, 2, 3. Better than the best of the fit counts as the best of it.
    check(Direction::Target(0.0), &[1.0, 2.0, 3.0], &[(0.0, 1.0), (0.5, 1.0), (-1.0, 1.0), (-2.0, 0.5), (-9.0, 0.0)]);
}

#[test]
fn a_target_within_its_scale_is_not_refused_as_outside() {
    let indicator = Indicator::new("x").expect("a key").with_direction(Direction::Target(7.0)).expect("finite");
    let model = Model::new(System::flat([indicator]).expect("valid")).with_outside(Outside::Error);
    let table = |x: f64| IndicatorTable::from_rows(["a"], &["x"], &[[Some(x)]]).expect("valid");
    let base = IndicatorTable::from_rows(["a", "b", "c"], &["x"], &[[Some(5.0)], [Some(7.0)], [Some(8.0)]]).expect("valid");
    let fitted = model.fit(&base).expect("fits");
    // The scale is the distance to 7, from 0 to 2: 8.5 lies on it, above every value of the fit though it is.
    assert!(fitted.score(&table(8.5)).is_ok(), "{:?}", fitted.score(&table(8.5)));
    let refused = fitted.score(&table(9.5)).unwrap_err();
    assert_eq!(refused.root().code(), "value", "{refused}");
}
