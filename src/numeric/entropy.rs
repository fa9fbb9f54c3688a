//! Shannon's entropy without cancellation (香农熵).

use super::simd::{Kernel, dispatch};
use super::sum::{BLOCK, Lanes, Sum};

/// Makes a block of values from another.
type Make<'a> = Box<dyn Fn(&[f64], &mut [f64]) + 'a>;

/// How values are read into a sum of entropy (读数).
pub(crate) enum Reading<'a> {
    /// As they are.
    Plain,
    /// `(x − origin) · factor`.
    Line { origin: f64, factor: f64 },
    /// What is made of them block by block.
    Blocks(Make<'a>),
}

/// `1 − e`, the divergence of a non-negative sample from evenness, where `e = −Σ p ln p / ln n`, `p = y/Σy`, and `y` is how the values are
/// read; none where Σ y is no positive number with all its digits (差异系数).
///
/// The direct form subtracts two numbers near 1 and loses every digit on a near-constant sample. With `v = y/mean` and `u = v − 1`
/// it is `Σ h(u)/(n ln n)`, `h(u) = v ln v − u`, in which nothing cancels; n ≥ 2.
pub(crate) fn divergence(values: &[f64], reading: &Reading<'_>) -> Result<f64, f64> {
    /// Above this mean square of `u` its sum, zero but for rounding, need not be taken out term by term: Σ v ln v keeps 10⁻¹³.
    const WIDE: f64 = 1e-2;
    /// Below this one the rounding of the mean shows.
    const NEAR_CONSTANT: f64 = 1e-6;

    let n = values.len() as f64;
    let [total, squares] = block_sums(values, reading, Powers);
    let rough = total / n;
    // A mean among the subnormal numbers has lost its digits, an infinite one all of them.
    if !(total > 0.0 && rough.is_normal()) {
        return Err(total);
    }
    let spread = squares / total / rough - 1.0;
    let excesses = if spread > WIDE && (1.0 / rough).is_normal() {
        block_sums(values, reading, Products { per_mean: 1.0 / rough })
    } else {
        // The deviations must sum to zero, or the linear term of h returns through the back door.
        let residue = if spread > NEAR_CONSTANT { 0.0 } else { block_sums(values, reading, Deviation(rough))[0] / n };
        let mean = rough + residue;
        block_sums(values, reading, Excess { mean, correction: (rough - mean) + residue, per_mean: 1.0 / mean })
    };
    Ok(excesses[0] / (n * n.ln()))
}

/// `Σ h(u)` over part of a sample of which the mean is known: over the whole, divided by `n ln n`, it is the divergence.
pub(crate) fn excess_sum(values: &[f64], mean: f64, reading: &Reading<'_>) -> f64 {
    block_sums(values, reading, Excess { mean, correction: 0.0, per_mean: 1.0 / mean })[0]
}

/// What is summed over the values.
trait Terms<const K: usize>: Copy {
    fn add(self, block: &[f64], read: impl Fn(f64) -> f64, to: &mut [Lanes; K]);
}

/// The values and their squares.
#[derive(Debug, Clone, Copy)]
struct Powers;

impl Terms<2> for Powers {
    #[inline(always)]
    fn add(self, block: &[f64], read: impl Fn(f64) -> f64, [values, squares]: &mut [Lanes; 2]) {
        values.add(block, &read);
        squares.add(block, |x| read(x) * read(x));
    }
}

/// The distances from a rough mean.
#[derive(Debug, Clone, Copy)]
struct Deviation(f64);

impl Terms<1> for Deviation {
    #[inline(always)]
    fn add(self, block: &[f64], read: impl Fn(f64) -> f64, [deviations]: &mut [Lanes; 1]) {
        deviations.add(block, |x| read(x) - self.0);
    }
}

/// `v ln v`.
#[derive(Debug, Clone, Copy)]
struct Products {
    per_mean: f64,
}

impl Terms<1> for Products {
    #[inline(always)]
    fn add(self, block: &[f64], read: impl Fn(f64) -> f64, [products]: &mut [Lanes; 1]) {
        products.add(block, |x| product(read(x) * self.per_mean));
    }
}

/// `h(u)` of the deviation from the mean, which is given in two parts.
#[derive(Debug, Clone, Copy)]
struct Excess {
    mean: f64,
    correction: f64,
    per_mean: f64,
}

impl Terms<1> for Excess {
    #[inline(always)]
    fn add(self, block: &[f64], read: impl Fn(f64) -> f64, [excesses]: &mut [Lanes; 1]) {
        excesses.add(block, |x| excess(((read(x) - self.mean) - self.correction) * self.per_mean));
    }
}

/// One block after another, in the machine's best instructions.
fn block_sums<const K: usize>(values: &[f64], reading: &Reading<'_>, terms: impl Terms<K>) -> [f64; K] {
    struct OfBlock<'a, T, R>(&'a [f64], T, R);

    impl<const K: usize, T: Terms<K>, R: Fn(f64) -> f64> Kernel for (OfBlock<'_, T, R>, [(); K]) {
        type Output = [f64; K];

        #[inline(always)]
        fn run(self) -> [f64; K] {
            let OfBlock(block, terms, read) = self.0;
            let mut lanes = [Lanes::default(); K];
            terms.add(block, read, &mut lanes);
            lanes.map(Lanes::total)
        }
    }

    let mut made = [0.0; BLOCK];
    let mut totals = [Sum::default(); K];
    for block in values.chunks(BLOCK) {
        let sums = match reading {
            Reading::Plain => dispatch((OfBlock(block, terms, |x| x), [(); K])),
            &Reading::Line { origin, factor } => dispatch((OfBlock(block, terms, move |x| (x - origin) * factor), [(); K])),
            Reading::Blocks(make) => {
                let made = &mut made[..block.len()];
                make(block, made);
                dispatch((OfBlock(made, terms, |x| x), [(); K]))
            }
        };
        totals.iter_mut().zip(sums).for_each(|(total, sum)| total.add(sum));
    }
    totals.map(Sum::value)
}

/// `ln m = s (2 + R(s²))`, `s = (m − 1)/(m + 1)`, √½ ≤ m < √2: the polynomial of FreeBSD's e_log.c (Sun Microsystems 1993).
const R: [f64; 7] = [
    6.666_666_666_666_735e-1,
    3.999_999_999_940_942e-1,
    2.857_142_874_366_239e-1,
    2.222_219_843_214_978_4e-1,
    1.818_357_216_161_805e-1,
    1.531_383_769_920_937_3e-1,
    1.479_819_860_511_658_6e-1,
];

/// `R(z)`, z = s².
#[inline(always)]
fn series(z: f64) -> f64 {
    // In two halves, neither of which waits for the other.
    let w = z * z;
    z * (R[0] + w * (R[2] + w * (R[4] + w * R[6]))) + w * (R[1] + w * (R[3] + w * R[5]))
}

/// `v` as `2^k m`, √½ ≤ m < √2: `k` and `m`; without meaning, but finite, for 0 and below the normal numbers.
#[inline(always)]
fn parts(v: f64) -> (f64, f64) {
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const ONE: u64 = 0x3ff0_0000_0000_0000;
    const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
    // 2⁵², under which a small whole number stands in the mantissa as it is.
    const WHOLE: u64 = 0x4330_0000_0000_0000;

    let shifted = v.to_bits().wrapping_add(ONE - SQRT_HALF);
    let k = f64::from_bits(WHOLE | shifted >> 52) - (4_503_599_627_370_496.0 + 1_023.0);
    (k, f64::from_bits((shifted & MANTISSA).wrapping_add(SQRT_HALF)))
}

/// `v ln v` for `v ≥ 0`, to within a few units in the last place of `v max(|ln v|, 1)`, without a branch.
#[inline(always)]
fn product(v: f64) -> f64 {
    let (k, m) = parts(v);
    let s = (m - 1.0) / (m + 1.0);
    v * (k * std::f64::consts::LN_2 + s * (2.0 + series(s * s)))
}

/// `h(u) = (1 + u) ln(1 + u) − u` for `−1 ≤ u < 2⁵²`, to within a few units in the last place, without a branch.
///
/// With `1 + u = 2^k m` and `f = m − 1` the logarithm is `k ln 2 + f − t`, `t = f²/2 − s (f²/2 + R(s²))`. At k = 0, where f = u exactly,
/// what cancels is taken out by hand: `h = (1 + u) f − u + (1 + u)(k ln 2 − t)`, of which the first two terms are u².
#[inline(always)]
fn excess(u: f64) -> f64 {
    const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

    let v = 1.0 + u;
    let (k, m) = parts(v);
    let is_near = k == 0.0;
    let f = if is_near { u } else { m - 1.0 };
    // v f − u
    let square = if is_near { u * u } else { v * f - u };
    let s = f / (2.0 + f);
    let half_square = 0.5 * f * f;
    let t = half_square - s * (half_square + series(s * s));
    let found = square + v * (k * LN_2_HIGH + (k * LN_2_LOW - t));
    if v > 0.0 { found } else { 1.0 }
}

/// `e = −Σ p ln p / ln n`, for showing beside the divergence.
pub(crate) fn shannon_entropy(divergence: f64) -> f64 {
    (1.0 - divergence).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::agrees;

    fn divergence(values: &[f64]) -> f64 {
        super::divergence(values, &Reading::Plain).expect("a positive sum")
    }

    #[test]
    fn it_equals_the_direct_form_where_that_has_digits() {
        let values = [30.0, 19.0, 19.0, 68.0];
        let total: f64 = values.iter().sum();
        let direct = 1.0 + values.iter().map(|x| x / total * (x / total).ln()).sum::<f64>() / 4.0_f64.ln();
        assert!(agrees(divergence(&values), direct, 1.0));
    }

    #[test]
    fn an_offset_of_a_hundred_million_keeps_nine_digits() {
        // To second order in u, Σ u²/(2 n ln n): u = ±1e-8·{1.5, .5}, the next term is 1e-8 smaller.
        let values = [1e8 - 1.5, 1e8 - 0.5, 1e8 + 0.5, 1e8 + 1.5];
        let expected = (1.5e-8_f64.powi(2) * 2.0 + 0.5e-8_f64.powi(2) * 2.0) / (2.0 * 4.0 * 4.0_f64.ln());
        assert!((divergence(&values) / expected - 1.0).abs() < 1e-9, "{} {expected}", divergence(&values));
    }

    #[test]
    fn the_ends_of_the_scale() {
        assert_eq!(divergence(&[5.0, 5.0, 5.0]), 0.0);
        // All in one unit: p = (1, 0, 0), entropy 0.
        assert!(agrees(divergence(&[9.0, 0.0, 0.0]), 1.0, 1.0));
    }

    #[test]
    fn the_product_is_that_of_the_logarithm() {
        let near = |v: f64| {
            let (found, expected) = (product(v), v * v.ln());
            assert!(
                (found - expected).abs() <= 4.0 * f64::EPSILON * v * v.ln().abs().max(1.0),
                "{v:e}: {found:e}, expected {expected:e}"
            );
        };
        let mut size = f64::MIN_POSITIVE;
        while size < 1e300 {
            (0..200).for_each(|part| near(size * (1.0 + f64::from(part) / 137.0)));
            size *= 1.7;
        }
        for root in [1.0, std::f64::consts::FRAC_1_SQRT_2, std::f64::consts::SQRT_2] {
            [root - f64::EPSILON, root, root + f64::EPSILON].into_iter().for_each(near);
        }
        assert_eq!((product(0.0), product(-0.0), product(1.0)), (0.0, 0.0, 0.0));
        // Below the normal numbers nothing is left that a sum could see.
        assert!(product(5e-324).abs() < 1e-300);
    }

    /// The same sample read in the two ways, on both sides of where they part.
    #[test]
    fn the_sum_of_products_is_that_of_excesses() {
        for step in 1..60 {
            let values: Vec<f64> = (0..5000).map(|i| 1.0 + f64::from(step * i % 4999) / 1e5).collect();
            let mean = crate::numeric::sum(&values) / 5000.0;
            let excesses = excess_sum(&values, mean, &Reading::Plain);
            let products = block_sums(&values, &Reading::Plain, Products { per_mean: 1.0 / mean })[0];
            assert!((excesses / products - 1.0).abs() < 1e-11, "{step}: {excesses:e} {products:e}");
        }
    }

    /// The deviations of a sample from its mean, in units of the mean, from both ends of what there is to the middle.
    #[test]
    fn the_excess_is_that_of_the_logarithm() {
        let closed = |u: f64| if u <= -1.0 { 1.0 } else { (1.0 + u) * u.ln_1p() - u };
        // Σ_{k≥2} (−u)^k/(k (k − 1)), where the closed form cancels.
        let series = |u: f64| (2..60).map(|k| (-u).powi(k) / f64::from(k * (k - 1))).sum::<f64>();
        let expected = |u: f64| if u.abs() < 0.3 { series(u) } else { closed(u) };
        let near = |u: f64| {
            let (found, expected) = (excess(u), expected(u));
            assert!((found - expected).abs() <= 16.0 * f64::EPSILON * expected, "h({u:e}) = {found:e}, expected {expected:e}");
        };
        let mut size = 1.0;
        while size > 1e-150 {
            for part in 0..200 {
                let u = size * (1.0 - f64::from(part) / 300.0);
                near(u);
                near(-u);
            }
            size *= 0.3;
        }
        let mut size = 1.0;
        while size < 1e15 {
            (0..200).for_each(|part| near(size * (1.0 + f64::from(part) / 137.0)));
            size *= 1.7;
        }
        // Where the exponent changes: √½ and √2 and their neighbours, the least above −1, and the ends.
        for root in [std::f64::consts::FRAC_1_SQRT_2, std::f64::consts::SQRT_2, 2.0 * std::f64::consts::SQRT_2] {
            for u in [root - 1.0 - 1e-15, root - 1.0, root - 1.0 + 1e-15] {
                near(u);
            }
        }
        near(-1.0 + f64::EPSILON / 2.0);
        assert_eq!((excess(-1.0), excess(0.0), excess(-0.0)), (1.0, 0.0, 0.0));
    }
}
