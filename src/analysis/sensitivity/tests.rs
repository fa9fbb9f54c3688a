//! Functions whose indices are known by formula or by hand.

use std::f64::consts::PI;
use std::ops::ControlFlow;

use rand_pcg::Pcg64;
use rand_pcg::rand_core::SeedableRng as _;

use super::design::Design;
use super::{NoIndices, OutputIndices, Progress, Sobol, SobolIndices, choose};
use crate::error::Error;

/// Exact S1 and ST of each factor.
type Exact = Vec<(f64, f64)>;

/// sin x1 + a sin² x2 + b x3⁴ sin x1 with x between −π and π (Ishigami & Homma 1990).
fn ishigami(point: &[f64]) -> f64 {
    let x: Vec<f64> = point.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
    x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
}

/// By integration. E[sin²] = 1/2, Var[sin²] = 1/8, E[x⁴] = π⁴/5, E[x⁸] = π⁸/9:
/// V1 = ½(1 + bπ⁴/5)², V2 = a²/8, V13 = ½ b² Var[x⁴] = ½ b²π⁸(1/9 − 1/25), all others 0.
fn ishigami_exact() -> Exact {
    let (a, b) = (7.0_f64, 0.1_f64);
    let v1 = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
    let v2 = a * a / 8.0;
    let v13 = 0.5 * b * b * PI.powi(8) * (1.0 / 9.0 - 1.0 / 25.0);
    let v = v1 + v2 + v13;
    vec![(v1 / v, (v1 + v13) / v), (v2 / v, v2 / v), (0.0, v13 / v)]
}

const G: [f64; 6] = [0.0, 0.5, 3.0, 9.0, 99.0, 99.0];

/// ∏ (|4u − 2| + a)/(1 + a) (Sobol' 1993; Saltelli & Sobol' 1995).
fn g_function(point: &[f64]) -> f64 {
    point.iter().zip(G).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
}

/// Each factor of the product has mean 1 and variance V_i = (1/3)/(1 + a_i)², so that V = ∏(1 + V_i) − 1, the variance by the factor
/// alone is V_i and the one with all others V_i ∏_{j≠i}(1 + V_j).
fn g_exact() -> Exact {
    let alone = G.map(|a| 1.0 / (3.0 * (1.0_f64 + a).powi(2)));
    let product: f64 = alone.iter().map(|v| 1.0 + v).product();
    alone.iter().map(|v| (v / (product - 1.0), v * product / (1.0 + v) / (product - 1.0))).collect()
}

fn factors(count: usize) -> Vec<String> {
    (1..=count).map(|factor| format!("x{factor}")).collect()
}

fn run(count: usize, settings: impl Fn(Sobol) -> Result<Sobol, Error>, function: fn(&[f64]) -> f64) -> OutputIndices {
    let analysis = Sobol::new(factors(count), ["y"]).and_then(|sobol| settings(sobol.with_bootstrap(100)?)).expect("settings");
    let mut indices = analysis.run(|point, outputs| {
        outputs[0] = function(point);
        Ok(())
    });
    indices.as_mut().expect("a result").outputs.remove(0)
}

fn estimates(output: &OutputIndices) -> Exact {
    output.factors.iter().map(|f| (f.first.expect("S1").value, f.total.expect("ST").value)).collect()
}

/// The root of the mean square error over all indices.
fn error(estimates: &Exact, exact: &Exact) -> f64 {
    let squares: f64 = estimates.iter().zip(exact).map(|(e, x)| (e.0 - x.0).powi(2) + (e.1 - x.1).powi(2)).sum();
    (squares / (2.0 * exact.len() as f64)).sqrt()
}

#[test]
fn the_formulas_give_the_known_digits() {
    let rounded = |exact: Exact| exact.iter().map(|(s1, st)| (format!("{s1:.4}"), format!("{st:.4}"))).collect::<Vec<_>>();
    let pair = |s1: &str, st: &str| (s1.to_owned(), st.to_owned());
    assert_eq!(rounded(ishigami_exact()), [pair("0.3139", "0.5576"), pair("0.4424", "0.4424"), pair("0.0000", "0.2437")]);
}

#[test]
fn known_functions_are_met_within_the_standard_errors() {
    for (function, exact) in [(ishigami as fn(&[f64]) -> f64, ishigami_exact()), (g_function, g_exact())] {
        let output = run(exact.len(), |sobol| sobol.with_samples(4096)?.with_seed(11).with_bootstrap(200), function);
        let mut first_order_sum = 0.0;
        for (factor, (s1, st)) in output.factors.iter().zip(&exact) {
            first_order_sum += s1;
            for (index, exact) in [(factor.first, *s1), (factor.total, *st)] {
                let index = index.expect("the output varies");
                let error = index.standard_error.expect("a bootstrap");
                assert!((index.value - exact).abs() <= 3.0 * error, "{}: {index:?}, exactly {exact}", factor.factor);
                assert!(index.interval.expect("a bootstrap").contains(index.value));
                assert!(error < 0.05);
            }
        }
        let sum = output.first_order_sum.expect("the output varies");
        assert!((sum.value - first_order_sum).abs() <= 3.0 * sum.standard_error.expect("a bootstrap"));
    }
}

#[test]
fn more_samples_come_nearer() {
    for (function, exact) in [(ishigami as fn(&[f64]) -> f64, ishigami_exact()), (g_function, g_exact())] {
        let errors = [64, 512, 4096].map(|samples| {
            let one = |seed| {
                let output = run(exact.len(), |sobol| sobol.with_samples(samples)?.with_seed(seed).with_bootstrap(0), function);
                error(&estimates(&output), &exact)
            };
            (0..10).map(one).sum::<f64>() / 10.0
        });
        // Random points would gain a factor of 2.8 a step.
        assert!(errors[0] > 2.0 * errors[1] && errors[1] > 2.0 * errors[2] && errors[2] < 0.01, "{errors:?}");
    }
}

#[test]
fn a_sum_shares_its_variance_as_its_terms_do() {
    // x1 + 2 x2 + 3 x3: variances as 1 : 4 : 9 of 14, the same alone and in total. The offset must not drown them.
    let output = run(3, |sobol| Ok(sobol.with_pairs(true)), |x| 1e6 + x[0] + 2.0 * x[1] + 3.0 * x[2]);
    for (factor, share) in output.factors.iter().zip([1.0 / 14.0, 4.0 / 14.0, 9.0 / 14.0]) {
        assert!((factor.first.expect("S1").value - share).abs() < 1e-3, "{factor:?}");
        assert!((factor.total.expect("ST").value - share).abs() < 1e-3, "{factor:?}");
    }
    // Mean 10⁶ + 3, variance 14/12.
    assert!((output.mean - 1_000_003.0).abs() < 1e-2 && (output.standard_deviation - (14.0_f64 / 12.0).sqrt()).abs() < 1e-3);
    assert!(output.pairs.iter().all(|pair| pair.interaction.is_some_and(|s| s.value.abs() < 1e-2)), "{:?}", output.pairs);
}

#[test]
fn a_product_about_the_middle_is_all_interaction() {
    // (x1 − ½)(x2 − ½): knowing one factor alone leaves the mean at 0; the two together are everything. x3 does nothing at all.
    let output = run(3, |sobol| Ok(sobol.with_pairs(true)), |x| (x[0] - 0.5) * (x[1] - 0.5));
    for (found, (s1, st)) in estimates(&output).into_iter().zip([(0.0, 1.0), (0.0, 1.0), (0.0, 0.0)]) {
        assert!((found.0 - s1).abs() < 0.03 && (found.1 - st).abs() < 0.03, "{output:?}");
    }
    assert_eq!(output.factors[2].total.map(|st| st.value), Some(0.0));
    for (pair, share) in output.pairs.iter().zip([1.0, 0.0, 0.0]) {
        let (closed, interaction) = (pair.closed.expect("closed"), pair.interaction.expect("interaction"));
        assert!((closed.value - share).abs() < 0.05 && (interaction.value - share).abs() < 0.05, "{pair:?}");
        assert!(closed.standard_error.is_some_and(|error| (closed.value - share).abs() <= 3.0 * error), "{pair:?}");
    }
    let names: Vec<[&str; 2]> = output.pairs.iter().map(|pair| pair.factors.each_ref().map(String::as_str)).collect();
    assert_eq!(names, [["x1", "x2"], ["x1", "x3"], ["x2", "x3"]]);
}

#[test]
fn a_choice_stands_beside_a_continuous_factor() {
    // One of 0, 1, 2 (variance 2/3) plus x2 (variance 1/12): 8/9 and 1/9.
    let output = run(2, Ok, |x| choose(x[0], 3).expect("a coordinate") as f64 + x[1]);
    for (found, share) in estimates(&output).into_iter().zip([8.0 / 9.0, 1.0 / 9.0]) {
        assert!((found.0 - share).abs() < 0.01 && (found.1 - share).abs() < 0.01, "{output:?}");
    }
}

#[test]
fn a_constant_has_no_indices_and_says_so() {
    for value in [0.0, 0.3, -1.7e308] {
        let indices =
            Sobol::new(["x"], ["fixed", "free"]).and_then(|s| s.with_bootstrap(100)).expect("settings").with_pairs(true).run(
                |x, y| {
                    // What rounding does to a constant is no variance.
                    y[0] = if x[0] < 0.5 { value } else { value * (1.0 + f64::EPSILON) };
                    y[1] = x[0];
                    Ok(())
                },
            );
        let indices = indices.expect("a result");
        let fixed = indices.output("fixed").expect("it is there");
        assert!(
            matches!(fixed.without, Some(NoIndices::Constant { value: found }) if (found - value).abs() <= 1e-15 * value.abs())
        );
        assert!(fixed.factors[0].first.is_none() && fixed.factors[0].total.is_none() && fixed.first_order_sum.is_none());
        assert_eq!(fixed.standard_deviation, 0.0);
        let free = indices.output("free").expect("it is there");
        assert_eq!(free.without, None);
        assert!(free.factors[0].first.is_some_and(|s1| (s1.value - 1.0).abs() < 1e-2));
    }
}

#[test]
fn rare_and_huge_outputs_give_no_nan() {
    let tiny_corner = |x: &[f64]| x.iter().all(|&u| u < 0.25);
    let indices = Sobol::new(["x1", "x2"], ["rare", "huge", "small", "wild"]).and_then(|s| s.with_samples(16)).expect("settings");
    let indices = indices.run(|x, y| {
        y[0] = if tiny_corner(x) { 1.0 } else { 0.0 };
        y[1] = 1.7e308 * (2.0 * x[0] - 1.0);
        y[2] = 5e-324 * (x[0] * 8.0).floor();
        y[3] = if tiny_corner(x) { f64::MAX } else { 1e-300 * x[1] };
        Ok(())
    });
    let indices = indices.expect("a result");
    let numbers = |output: &OutputIndices| -> Vec<f64> {
        let index = |index: &Option<super::Index>| index.map_or(vec![], |i| vec![i.value, i.standard_error.unwrap_or_default()]);
        let mut numbers = vec![output.mean, output.standard_deviation];
        output.factors.iter().for_each(|f| numbers.extend([index(&f.first), index(&f.total)].concat()));
        numbers
    };
    for output in &indices.outputs {
        assert!(numbers(output).into_iter().all(f64::is_finite), "{output:?}");
        assert_eq!(output.without.is_some(), output.factors[0].first.is_none());
    }
    for output in ["huge", "small"] {
        let x1 = &indices.output(output).expect("it is there").factors[0];
        assert!(x1.first.is_some_and(|s1| (s1.value - 1.0).abs() < 0.3), "{x1:?}");
    }
}

#[test]
fn an_output_the_base_points_miss_asks_for_more_of_them() {
    let analysis = Sobol::new(["x1", "x2"], ["y"]).and_then(|s| s.with_samples(16)).expect("settings");
    let nothing = analysis.run(|_, y| {
        y[0] = 0.0;
        Ok(())
    });
    assert!(matches!(nothing.expect("a result").outputs[0].without, Some(NoIndices::Constant { value: 0.0 })));
    // The first point of A with x1 from B is neither in A nor in B.
    let mut only = [0.0; 2];
    Design::draw(2, 16, false, &mut Pcg64::seed_from_u64(analysis.seed)).write(32, &mut only);
    let found = analysis.run(|x, y| {
        y[0] = f64::from(u8::from(x == only));
        Ok(())
    });
    let y = &found.expect("a result").outputs[0];
    assert_eq!((y.without, y.factors[0].total, y.standard_deviation), (Some(NoIndices::TooRare), None, 0.0));
}

fn two_outputs(seed: u64) -> SobolIndices {
    let analysis = Sobol::new(factors(3), ["y", "z"]).and_then(|s| s.with_samples(256)?.with_bootstrap(100));
    let indices = analysis.expect("settings").with_seed(seed).with_pairs(true).run(|x, y| {
        y[0] = ishigami(x);
        y[1] = x[0] * x[1];
        Ok(())
    });
    indices.expect("a result")
}

#[test]
fn one_seed_gives_the_same_bytes_and_comes_back_from_a_file() {
    let text = |seed| serde_json::to_string(&two_outputs(seed)).expect("it can be written");
    assert_eq!(text(7), text(7));
    assert_ne!(text(7), text(8));
    let read: SobolIndices = serde_json::from_str(&text(7)).expect("it can be read");
    assert_eq!(read, two_outputs(7));
    assert_eq!((read.samples, read.evaluations, read.resamples, read.seed), (256, 256 * 8, 100, 7));
    assert!(read.generator.contains("sobol_burley 0.5") && read.generator.contains("pcg64"));
    assert!(serde_json::from_str::<SobolIndices>(&text(7).replace("\"seed\"", "\"sed\"")).is_err());
}

#[test]
fn an_output_does_not_depend_on_those_beside_it() {
    let alone = run(3, |s| Ok(s.with_samples(256)?.with_bootstrap(100)?.with_seed(7).with_pairs(true)), ishigami);
    assert_eq!(two_outputs(7).outputs[0], alone);
}

#[test]
fn settings_that_cannot_be_are_refused() {
    let analysis = || Sobol::new(["x"], ["y"]).expect("names");
    for samples in [0, 1, 8, 17, 1000, 65_537, 131_072, usize::MAX] {
        let error = analysis().with_samples(samples).unwrap_err();
        assert_eq!(error.code(), "invalid-setting");
        assert!(error.to_string().contains("power of two"), "{error}");
    }
    assert!(analysis().with_samples(1000).unwrap_err().to_string().ends_with("say 1024"));
    assert!(analysis().with_samples(16).is_ok() && analysis().with_samples(65_536).is_ok());
    assert!(analysis().with_bootstrap(99).is_err() && analysis().with_bootstrap(100_001).is_err());
    assert_eq!(Sobol::new([""; 0], ["y"]).unwrap_err().code(), "too-few");
    assert_eq!(Sobol::new(["x"], [""; 0]).unwrap_err().code(), "too-few");
    assert_eq!(Sobol::new(["x", "x"], ["y"]).unwrap_err().code(), "duplicate");
    assert!(Sobol::new(factors(128), ["y"]).is_ok());
    assert!(Sobol::new(factors(129), ["y"]).unwrap_err().to_string().contains("at most 128"));
    let limited = analysis().with_limit(1024 * 3 - 1).run(|_, _| Ok(()));
    assert_eq!(limited.unwrap_err().code(), "limit");
}

#[test]
fn the_most_factors_and_no_bootstrap_work() {
    let output = run(128, |s| s.with_samples(16)?.with_bootstrap(0), |x| x[127]);
    let last = output.factors[127].total.expect("ST");
    assert!((last.value - 1.0).abs() < 0.3 && last.interval.is_none() && last.standard_error.is_none());
    assert_eq!(output.factors[0].total.map(|st| st.value), Some(0.0));
}

#[test]
fn errors_of_the_function_and_numbers_that_are_none_end_it() {
    let analysis = Sobol::new(["x"], ["y", "z"]).expect("names");
    let own = analysis.run(|_, _| Err(Error::TooFew { what: "rows", needed: 1 }));
    assert_eq!(own.unwrap_err().code(), "too-few");
    for z in [None, Some(f64::NAN), Some(f64::INFINITY)] {
        let error = analysis.run(|x, y| {
            y[0] = x[0];
            if let Some(z) = z {
                y[1] = z;
            }
            Ok(())
        });
        let error = error.unwrap_err();
        assert_eq!(error.code(), "undefined");
        assert!(error.to_string().contains("output \"z\""), "{error}");
    }
    assert_eq!(two_outputs(1).output("zz").unwrap_err().code(), "unknown");
    assert_eq!(two_outputs(1).outputs[0].factor("x9").unwrap_err().code(), "unknown");
}

#[test]
fn progress_is_told_and_can_end_it() {
    let analysis = Sobol::new(["x"], ["y", "z"]).and_then(|s| s.with_bootstrap(100)).expect("settings");
    let function = |x: &[f64], y: &mut [f64]| {
        y.fill(x[0]);
        Ok(())
    };
    let mut told = Vec::new();
    let whole = analysis.run_with(function, |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    });
    assert_eq!(whole, analysis.run(function));
    let of = 1024 * 3;
    let evaluated = (1..=12).map(|block| Progress::Evaluated { done: block * 256, of });
    let expected: Vec<Progress> = evaluated.chain((1..=2).map(|done| Progress::Estimated { done, of: 2 })).collect();
    assert_eq!(told, expected);

    let end_at = |last: Progress| {
        let end = |progress| if progress == last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        analysis.run_with(function, end).map(|_| ())
    };
    let cancelled = |work, done, of| Err(Error::Cancelled { work, done, of });
    assert_eq!(end_at(Progress::Evaluated { done: 512, of }), cancelled("the evaluation of the points", 512, of));
    assert_eq!(end_at(Progress::Estimated { done: 1, of: 2 }), cancelled("the estimation of the indices", 1, 2));
}
