//! Sampling error of counts (计数的抽样误差): the Wilson interval of a proportion, the exact Poisson interval of a count.
//!
//! Counts that cluster (several seats of one body, several complaints of one household) vary more than independent ones, so
//! that these intervals are then too narrow.

use serde::{Deserialize, Serialize};
use statrs::distribution::{Continuous, ContinuousCDF, Gamma, Normal};

use crate::error::Error;

/// A confidence level (置信水平), strictly between 0 and 1; 0.95 unless stated.
///
/// ```
/// use governance_efficacy::numeric::interval::Confidence;
///
/// assert_eq!(Confidence::default().level(), 0.95);
/// assert!(Confidence::new(95.0).is_err());
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Confidence(f64);

impl Confidence {
    /// A confidence level.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless `0 < level < 1`.
    pub fn new(level: f64) -> Result<Self, Error> {
        if level > 0.0 && level < 1.0 {
            Ok(Self(level))
        } else {
            Err(Error::setting("confidence", level, "give a level between 0 and 1, for example 0.95"))
        }
    }

    /// The level, between 0 and 1.
    pub fn level(self) -> f64 {
        self.0
    }

    /// The probability left out on either side, `(1 − level)/2`.
    fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }

    /// The standard normal deviate that leaves [`Confidence::tail`] above it: 1.96 for 0.95.
    fn deviate(self) -> f64 {
        // The lower tail keeps its digits where 1 − tail has lost them.
        -Normal::standard().inverse_cdf(self.tail())
    }
}

impl Default for Confidence {
    fn default() -> Self {
        Self(0.95)
    }
}

impl TryFrom<f64> for Confidence {
    type Error = Error;

    fn try_from(level: f64) -> Result<Self, Error> {
        Self::new(level)
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> Self {
        confidence.0
    }
}

/// An interval (区间), `low ≤ high`, both ends finite and in the unit of the value they enclose.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Ends")]
pub struct Interval {
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
#[serde(rename = "Interval", deny_unknown_fields)]
struct Ends {
    low: f64,
    high: f64,
}

impl TryFrom<Ends> for Interval {
    type Error = Error;

    fn try_from(Ends { low, high }: Ends) -> Result<Self, Error> {
        Self::new(low, high)
    }
}

impl Interval {
    /// The interval from `low` to `high`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] unless both are finite and `low ≤ high`.
    pub fn new(low: f64, high: f64) -> Result<Self, Error> {
        if low.is_finite() && high.is_finite() && low <= high {
            Ok(Self { low, high })
        } else {
            Err(Error::setting("interval", format!("[{low}, {high}]"), "give two finite ends, the lower first"))
        }
    }

    /// Its lower end.
    pub fn low(self) -> f64 {
        self.low
    }

    /// Its upper end.
    pub fn high(self) -> f64 {
        self.high
    }

    /// Whether `value` lies in it, the ends included.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The interval of a quantity `factor` times as large; none if `factor` is not positive or an end leaves the finite numbers.
    pub(crate) fn scaled(self, factor: f64) -> Option<Self> {
        (factor > 0.0).then(|| Self::new(self.low * factor, self.high * factor).ok()).flatten()
    }
}

/// The score interval of a proportion (威尔逊区间).
///
/// # Formula
/// `(p̂ + z²/2n ± z·√(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n)` with `p̂ = k/n`.
///
/// # Input
/// `successes` k out of `trials` n.
///
/// # Result
/// Ends within 0 and 1. With k = 0 the lower end is exactly 0, with k = n the upper end exactly 1.
///
/// # Edge cases
/// Without trials there is nothing to take a share of: `None`.
///
/// # Errors
/// [`Error::Undefined`] if k > n.
///
/// # Reference
/// Wilson (1927), Probable inference, the law of succession, and statistical inference, *Journal of the American Statistical
/// Association* 22(158): 209–212; recommended and tabulated by Newcombe (1998), Two-sided confidence intervals for the single
/// proportion: comparison of seven methods, *Statistics in Medicine* 17(8): 857–872.
///
/// # Example
/// 81 of 263, a case of Newcombe (1998): 0.2553 to 0.3662.
///
/// ```
/// use governance_efficacy::numeric::interval::{Confidence, wilson};
///
/// let interval = wilson(81, 263, Confidence::default())?.expect("there are trials");
/// assert!((interval.low() - 0.2553).abs() < 5e-5);
/// assert!((interval.high() - 0.3662).abs() < 5e-5);
/// assert_eq!(wilson(0, 0, Confidence::default())?, None);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
pub fn wilson(successes: u64, trials: u64, confidence: Confidence) -> Result<Option<Interval>, Error> {
    if successes > trials {
        return Err(Error::Undefined {
            method: "the Wilson interval",
            problem: format!("{successes} successes in {trials} trials"),
            remedy: "count successes among the trials".to_owned(),
        });
    }
    if trials == 0 {
        return Ok(None);
    }
    let n = trials as f64;
    let p = successes as f64 / n;
    let z = confidence.deviate();
    let shrink = 1.0 + z * z / n;
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let high = if successes == trials { 1.0 } else { ((p + z * z / (2.0 * n) + half) / shrink).min(1.0) };
    // The ends are the roots of a quadratic whose product is p̂²/(1 + z²/n); the difference "centre − half" would cancel.
    let low = if successes == 0 { 0.0 } else { (p * p / (shrink * high)).min(p) };
    Ok(Some(Interval { low, high: high.max(p) }))
}

/// The exact interval of a count's expectation (泊松精确区间).
///
/// # Formula
/// `[χ²(α/2; 2k)/2, χ²(1 − α/2; 2k + 2)/2]`, in other words the α/2 quantile of the gamma distribution of shape k and the
/// 1 − α/2 quantile of that of shape k + 1. For a rate, divide both ends by the exposure.
///
/// # Input
/// `events` k.
///
/// # Result
/// The interval of the expected number of events. With k = 0 the lower end is exactly 0. Relative accuracy 1e-11 or better.
///
/// # Reference
/// Garwood (1936), Fiducial limits for the Poisson distribution, *Biometrika* 28(3/4): 437–442.
///
/// # Example
/// Ten events at 95 %: 4.795 to 18.390.
///
/// ```
/// use governance_efficacy::numeric::interval::{Confidence, poisson};
///
/// let interval = poisson(10, Confidence::default());
/// assert!((interval.low() - 4.795).abs() < 5e-4 && (interval.high() - 18.390).abs() < 5e-4);
/// ```
pub fn poisson(events: u64, confidence: Confidence) -> Interval {
    let k = events as f64;
    let low = if events == 0 { 0.0 } else { gamma_quantile(k, Tail::Lower, confidence) };
    let high = gamma_quantile(k + 1.0, Tail::Upper, confidence);
    // With a level near 0 both quantiles close in on k; rounding must not carry them past it.
    Interval { low: low.min(k), high: high.max(k) }
}

#[derive(Clone, Copy, PartialEq)]
enum Tail {
    Lower,
    Upper,
}

/// From this shape on the Cornish–Fisher expansion is exact to the last digits (3e-14 at 0.95, 3e-12 at 1 − 1e-10), while the
/// series of the distribution function takes ever longer and its logarithms cancel.
const EXPANSION_FROM: f64 = 1e4;

/// The quantile of the gamma distribution (unit scale, shape ≥ 1) that leaves the tail of `confidence` beyond it.
fn gamma_quantile(shape: f64, tail: Tail, confidence: Confidence) -> f64 {
    let deviate = if tail == Tail::Lower { -confidence.deviate() } else { confidence.deviate() };
    if shape >= EXPANSION_FROM {
        return cornish_fisher(shape, deviate);
    }
    let Ok(gamma) = Gamma::new(shape, 1.0) else { return shape };
    let probability = confidence.tail();
    // The library stops at a relative step near 1e-9 and has few digits left in the upper tail, so its answer is the start of a
    // few Newton steps on the logarithm of the smaller tail. Both tails are log-concave: the steps cannot run away.
    let mut x = match tail {
        Tail::Lower => gamma.inverse_cdf(probability),
        Tail::Upper => gamma.inverse_cdf((1.0 - probability).min(1.0 - f64::EPSILON)),
    };
    for _ in 0..20 {
        let (mass, sign) = match tail {
            Tail::Lower => (gamma.cdf(x), -1.0),
            Tail::Upper => (gamma.sf(x), 1.0),
        };
        let next = x + sign * (mass / probability).ln() * mass / gamma.pdf(x);
        if !(next.is_finite() && next > 0.0) {
            break;
        }
        let step = (next - x).abs();
        x = next;
        if step <= 1e-14 * x {
            break;
        }
    }
    x
}

/// The asymptotic expansion of a gamma quantile about the normal deviate `z` (Cornish & Fisher 1937, Moments and cumulants in the
/// specification of distributions, *Revue de l'Institut International de Statistique* 5(4): 307–320).
fn cornish_fisher(shape: f64, z: f64) -> f64 {
    let root = shape.sqrt();
    let z2 = z * z;
    shape + z * root + (z2 - 1.0) / 3.0 + z * (z2 - 7.0) / (36.0 * root) - (z2 * (3.0 * z2 + 7.0) - 16.0) / (810.0 * shape)
        + z * (z2 * (9.0 * z2 + 256.0) - 433.0) / (38_880.0 * shape * root)
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    use super::*;

    fn level(level: f64) -> Confidence {
        Confidence::new(level).expect("valid")
    }

    #[test]
    fn wilson_agrees_with_newcombe_1998() {
        // Newcombe (1998), table I, method 3: r/n and the 95 % interval to four places.
        for (k, n, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let interval = wilson(k, n, Confidence::default()).expect("k ≤ n").expect("n > 0");
            assert!((interval.low() - low).abs() < 6e-5 && (interval.high() - high).abs() < 6e-5, "{k}/{n}: {interval:?}");
        }
    }

    #[test]
    fn wilson_keeps_its_digits_for_a_rare_event_and_reaches_the_ends_exactly() {
        // 1 of 10⁶ at 95 %, computed with 40 digits: z = 1.959963984540054…
        let rare = wilson(1, 1_000_000, Confidence::default()).expect("k ≤ n").expect("n > 0");
        assert_relative_eq!(rare.low(), WILSON_RARE.0, max_relative = 1e-13);
        assert_relative_eq!(rare.high(), WILSON_RARE.1, max_relative = 1e-13);
        let none = wilson(0, 7, Confidence::default()).expect("k ≤ n").expect("n > 0");
        let all = wilson(7, 7, Confidence::default()).expect("k ≤ n").expect("n > 0");
        assert_eq!((none.low(), all.high()), (0.0, 1.0));
        // k = 0: the upper end is z²/(n + z²) = 3.8414588/10.8414588; k = n mirrors it.
        assert_relative_eq!(none.high(), 3.841_458_820_694_124 / 10.841_458_820_694_124, max_relative = 1e-14);
        assert_relative_eq!(all.low(), 1.0 - none.high(), max_relative = 1e-14);
    }

    #[test]
    fn a_share_of_nothing_is_none_and_more_than_all_is_an_error() {
        assert_eq!(wilson(0, 0, Confidence::default()), Ok(None));
        let error = wilson(4, 3, Confidence::default()).expect_err("4 of 3");
        assert_eq!(error.code(), "undefined");
    }

    #[test]
    fn poisson_agrees_with_a_reference_implementation() {
        for &(confidence, k, low, high) in POISSON {
            let interval = poisson(k, level(confidence));
            assert_relative_eq!(interval.low(), low, max_relative = 1e-11);
            assert_relative_eq!(interval.high(), high, max_relative = 1e-11);
        }
    }

    #[test]
    fn poisson_without_events_has_a_closed_form() {
        // Shape 1 is the exponential distribution: the upper end is −ln(α/2), 3.688879 for 95 %.
        for confidence in [1e-9, 0.5, 0.95, 0.999_999, 1.0 - f64::EPSILON / 2.0] {
            let interval = poisson(0, level(confidence));
            assert_eq!(interval.low().to_bits(), 0);
            assert_relative_eq!(interval.high(), -((1.0 - confidence) / 2.0).ln(), max_relative = 1e-11);
        }
    }

    #[test]
    fn the_two_branches_of_the_gamma_quantile_meet() {
        for tail in [Tail::Lower, Tail::Upper] {
            let below = gamma_quantile(EXPANSION_FROM - 1.0, tail, Confidence::default());
            let z = Confidence::default().deviate() * if tail == Tail::Lower { -1.0 } else { 1.0 };
            assert_relative_eq!(below, cornish_fisher(EXPANSION_FROM - 1.0, z), max_relative = 1e-12);
        }
    }

    #[test]
    fn a_confidence_level_lies_strictly_between_0_and_1() {
        for wrong in [0.0, 1.0, -0.1, 95.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Confidence::new(wrong).map_err(|e| e.code()), Err("invalid-setting"));
        }
        assert!(serde_json::from_str::<Confidence>("1.5").is_err());
        assert!(serde_json::from_str::<Interval>(r#"{"low":2.0,"high":1.0}"#).is_err());
    }

    proptest! {
        #[test]
        fn intervals_enclose_their_estimate_and_widen_with_confidence(
            n in 1..5_000_000_u64, part in 0.0..=1.0_f64, c in 0.01..0.998_f64,
        ) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of n")]
            let k = ((n as f64 * part) as u64).min(n);
            let narrow = wilson(k, n, level(c)).expect("k ≤ n").expect("n > 0");
            let wide = wilson(k, n, level(c + 0.001)).expect("k ≤ n").expect("n > 0");
            prop_assert!(0.0 <= narrow.low() && narrow.high() <= 1.0);
            prop_assert!(narrow.contains(k as f64 / n as f64));
            prop_assert!(wide.low() <= narrow.low() && narrow.high() <= wide.high());
            let narrow = poisson(k, level(c));
            let wide = poisson(k, level(c + 0.001));
            prop_assert!(0.0 <= narrow.low() && narrow.high().is_finite() && narrow.contains(k as f64));
            prop_assert!(wide.low() <= narrow.low() && narrow.high() <= wide.high());
        }
    }

    #[test]
    fn the_largest_counts_take_no_time_and_stay_finite() {
        let interval = poisson(u64::MAX, level(1.0 - f64::EPSILON / 2.0));
        assert!(interval.low() > 1.8e19 && interval.high().is_finite());
        assert!(wilson(u64::MAX - 1, u64::MAX, Confidence::default()).is_ok());
    }

    /// Level, k, lower and upper end, from SciPy 1.17 (`gamma.ppf(a, k)`, `gamma.isf(a, k + 1)`), checked to 40 digits for k ≤ 1000.
    const POISSON: &[(f64, u64, f64, f64)] = &[
        (0.5, 0, 0.0, 1.386_294_361_119_890_6),
        (0.5, 1, 0.287_682_072_451_780_9, 2.692_634_528_889_695_6),
        (0.5, 2, 0.961_278_763_114_777_1, 3.920_402_060_292_56),
        (0.5, 5, 3.368_600_385_977_321, 7.422_701_835_520_089),
        (0.5, 10, 7.725_886_769_523_863, 13.019_632_514_082_508),
        (0.5, 50, 45.066_609_873_169_66, 55.618_243_378_532_93),
        (0.5, 100, 93.085_833_837_121_74, 107.584_792_559_868_9),
        (0.5, 1000, 978.492_966_494_692_8, 1_022.154_351_784_381_8),
        (0.5, 9999, 9_931.373_937_498_724, 10_067.266_062_388_988),
        (0.5, 10_000, 9_932.370_564_904_188, 10_068.269_434_814_592),
        (0.5, 1_000_000, 999_325.328_684_587_1, 1_000_675.308_276_969_8),
        (0.8, 0, 0.0, std::f64::consts::LN_10),
        (0.8, 1, 0.105_360_515_657_826_28, 3.889_720_169_867_429_5),
        (0.8, 2, 0.531_811_608_389_612, 5.322_320_337_834_21),
        (0.8, 5, 2.432_591_025_962_664_4, 9.274_673_893_351_622),
        (0.8, 10, 6.221_304_605_225_033, 15.406_641_171_976_519),
        (0.8, 50, 41.179_067_906_178_574, 60.339_440_147_354_31),
        (0.8, 100, 87.417_636_499_593_66, 114.074_537_130_674_53),
        (0.8, 1000, 959.693_932_728_833_3, 1_041.754_569_077_643_7),
        (0.8, 9999, 9_871.067_283_063_09, 10_128.367_373_674_177),
        (0.8, 10_000, 9_872.060_875_049_736, 10_129.373_781_367_218),
        (0.8, 1_000_000, 998_718.662_749_980_2, 1_001_282.766_140_396_7),
        (0.95, 0, 0.0, 3.688_879_454_113_935_4),
        (0.95, 1, 0.025_317_807_984_289_897, 5.571_643_390_938_897),
        (0.95, 2, 0.242_209_278_543_965, 7.224_687_667_723_96),
        (0.95, 5, 1.623_486_390_118_420_9, 11.668_332_079_322_669),
        (0.95, 10, 4.795_388_696_132_434, 18.390_356_042_017_78),
        (0.95, 50, 37.110_963_737_461_866, 65.918_766_664_336_81),
        (0.95, 100, 81.363_991_250_923_15, 121.626_793_792_426_38),
        (0.95, 1000, 938.973_018_407_695_2, 1_063.952_136_016_302),
        (0.95, 9999, 9_803.962_267_410_414, 10_196.941_824_999_883),
        (0.95, 10_000, 9_804.952_467_260_184, 10_197.951_624_661_473),
        (0.95, 1_000_000, 998_040.983_340_293_9, 1_001_961.911_945_432_2),
        (0.99, 0, 0.0, 5.298_317_366_548_035),
        (0.99, 1, 0.005_012_541_823_544_286, 7.430_129_500_280_121),
        (0.99, 2, 0.103_494_546_748_091_08, 9.273_792_089_255_544),
        (0.99, 5, 1.077_928_240_652_319_6, 14.149_759_411_023_014),
        (0.99, 10, 3.716_922_131_467_118, 21.397_827_499_654_27),
        (0.99, 50, 33.663_781_652_739_594, 71.266_088_475_451_08),
        (0.99, 100, 76.120_495_843_689_18, 128.760_580_120_102_45),
        (0.99, 1000, 920.424_046_163_359_2, 1_084.372_868_064_389_2),
        (0.99, 9999, 9_743.308_489_052_508, 10_259.460_948_034_013),
        (0.99, 10_000, 9_744.295_609_572_955, 10_260.473_826_873_618),
        (0.99, 1_000_000, 997_426.049_021_240_8, 1_002_578.708_864_006_3),
        (0.999, 0, 0.0, 7.600_902_459_542_081),
        (0.999, 1, 0.000_500_125_041_682_298_4, 9.998_677_497_623_802),
        (0.999, 2, 0.031_961_022_255_958_864, 12.051_399_497_491_744),
        (0.999, 5, 0.632_491_040_332_194_3, 17.410_637_318_237_18),
        (0.999, 10, 2.699_033_106_032_810_5, 25.255_559_379_265_975),
        (0.999, 50, 29.947_828_993_282_144, 77.814_690_731_085_3),
        (0.999, 100, 70.330_225_159_508_09, 137.375_293_720_575_48),
        (0.999, 1000, 899.208_683_119_187_1, 1_108.394_021_157_005_2),
        (0.999, 9999, 9_673.236_085_484_776, 10_332.331_976_553_147),
        (0.999, 10_000, 9_674.219_632_619_846, 10_333.348_428_605_632),
        (0.999, 1_000_000, 996_712.748_773_537, 1_003_294.804_581_490_2),
    ];
    const WILSON_RARE: (f64, f64) = (1.765_245_767_453_715_2e-07, 5.664_911_804_311_441e-06);
}
