//! Natural breaks (自然断点法).

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::numeric::Sum;

/// The classes with the least sum of squares within (自然断点分级).
///
/// # Definition
/// Of all ways to cut the ordered values into k classes, the one whose sum of squared deviations from the class means is least: found
/// exactly, by dynamic programming. Equal values stay together. Of cuts that are equally good the one with the lower breaks is taken.
///
/// # Edge cases
/// Values that lie evenly have no natural breaks, and a cut is given all the same: read the goodness of fit with it. Breaks are of the
/// sample; for levels that hold over time cut the pooled values once.
///
/// # Complexity
/// O(k n log n), by divide and conquer: the best last break never falls as values are added.
///
/// # Reference
/// Fisher (1958), On grouping for maximum homogeneity, *Journal of the American Statistical Association* 53; Jenks (1977), *Optimal Data
/// Classification for Choropleth Maps*, for maps and the goodness of variance fit.
///
/// # Example
/// By hand: 1, 2 | 8, 9 | 20 leaves 1/2 + 1/2 + 0 of the sum of squares 1 + 4 + 64 + 81 + 400 − 5 · 8² = 230.
/// ```
/// use governance_efficacy::analysis::distribution::NaturalBreaks;
///
/// let found = NaturalBreaks::of(&[9.0, 1.0, 20.0, 2.0, 8.0], 3)?;
/// assert_eq!(found.breaks, [2.0, 9.0]);
/// assert_eq!(found.classes, [1, 0, 2, 0, 1]);
/// assert!((found.goodness - 229.0 / 230.0).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NaturalBreaks {
    /// The largest value of each class but the last, ascending: a class reaches up to its break and holds it.
    pub breaks: Vec<f64>,
    /// The class of each value, 0 the lowest, in the order given.
    pub classes: Vec<usize>,
    /// Number of values in each class.
    pub counts: Vec<usize>,
    /// Goodness of variance fit (方差拟合优度): one less the sum of squares within over that of all; 1 if no class varies.
    pub goodness: f64,
}

/// Where each class may start, for each distinct value and class, is held in memory.
const MOST_PLACES: usize = 50_000_000;

impl NaturalBreaks {
    /// Cuts `values` into so many `classes`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] for fewer than two classes or a value that is not finite, [`Error::Undefined`] for more classes than
    /// distinct values, [`Error::Limit`] for more than 50 million distinct values × classes.
    pub fn of(values: &[f64], classes: usize) -> Result<Self, Error> {
        if classes < 2 {
            return Err(Error::setting("number of classes", classes, "give at least 2"));
        }
        if let Some(odd) = values.iter().find(|x| !x.is_finite()) {
            return Err(Error::setting("a value to be classed", odd, "give finite values"));
        }
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let distinct: Vec<(f64, usize)> = sorted.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect();
        if distinct.len() < classes {
            return Err(Error::Undefined {
                method: "natural breaks",
                problem: format!("there are {} distinct values for {classes} classes", distinct.len()),
                remedy: "ask for fewer classes".to_owned(),
            });
        }
        let places = distinct.len().saturating_mul(classes);
        if places > MOST_PLACES {
            return Err(Error::Limit { what: "distinct values × classes of natural breaks", found: places, limit: MOST_PLACES });
        }
        let squares = Sums::of(&distinct);
        let starts = squares.cut(classes);
        let breaks: Vec<f64> = starts.iter().skip(1).map(|&start| distinct[start - 1].0).collect();
        let classes: Vec<usize> = values.iter().map(|x| breaks.partition_point(|top| top < x)).collect();
        let mut counts = vec![0; breaks.len() + 1];
        for &class in &classes {
            counts[class] += 1;
        }
        let ends = starts.iter().skip(1).copied().chain([distinct.len()]);
        let within: f64 = starts.iter().zip(ends).map(|(&start, end)| squares.between(start, end)).sum();
        let goodness = (1.0 - within / squares.between(0, distinct.len())).clamp(0.0, 1.0);
        Ok(Self { breaks, classes, counts, goodness })
    }
}

/// Sums up to each distinct value, of deviations from the middle of the values in shares of their range.
struct Sums {
    counts: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Sums {
    fn of(distinct: &[(f64, usize)]) -> Self {
        let (low, high) = (distinct[0].0, distinct[distinct.len() - 1].0);
        let (middle, half) = (f64::midpoint(low, high), high / 2.0 - low / 2.0);
        let mut of = Self { counts: vec![0.0], first: vec![0.0], second: vec![0.0] };
        let (mut count, mut sum, mut square) = (0.0, Sum::default(), Sum::default());
        for &(x, times) in distinct {
            let (x, times) = ((x - middle) / half, times as f64);
            count += times;
            sum.add(times * x);
            square.add(times * x * x);
            of.counts.push(count);
            of.first.push(sum.value());
            of.second.push(square.value());
        }
        of
    }

    /// The sum of squared deviations from their mean of the distinct values from `start` up to before `end`.
    fn between(&self, start: usize, end: usize) -> f64 {
        if end - start < 2 {
            return 0.0;
        }
        let sum = self.first[end] - self.first[start];
        (self.second[end] - self.second[start] - sum * sum / (self.counts[end] - self.counts[start])).max(0.0)
    }

    /// Where each class starts.
    fn cut(&self, classes: usize) -> Vec<usize> {
        let n = self.counts.len() - 1;
        // The least of the first `end` values in one class, then in two, …; values that can't fill their classes stand as infinite.
        let mut least: Vec<f64> = (0..=n).map(|end| if end == 0 { f64::INFINITY } else { self.between(0, end) }).collect();
        let mut last_start: Vec<Vec<usize>> = vec![vec![0; n + 1]];
        for class in 1..classes {
            let (mut next, mut starts) = (vec![f64::INFINITY; n + 1], vec![0; n + 1]);
            self.step(&least, (&mut next, &mut starts), (class + 1, n), (class, n - 1));
            least = next;
            last_start.push(starts);
        }
        let mut starts = vec![0; classes];
        let mut end = n;
        for class in (0..classes).rev() {
            starts[class] = last_start[class][end];
            end = starts[class];
        }
        starts
    }

    /// Fills the ends from `ends.0` to `ends.1`, whose best last class starts between `among.0` and `among.1`.
    fn step(&self, least: &[f64], to: (&mut [f64], &mut [usize]), ends: (usize, usize), among: (usize, usize)) {
        if ends.0 > ends.1 {
            return;
        }
        let (next, starts) = to;
        let end = usize::midpoint(ends.0, ends.1);
        let mut best = (f64::INFINITY, among.0);
        for (start, before) in least.iter().enumerate().take(among.1.min(end - 1) + 1).skip(among.0) {
            let found = before + self.between(start, end);
            if found < best.0 {
                best = (found, start);
            }
        }
        (next[end], starts[end]) = best;
        self.step(least, (next, starts), (ends.0, end - 1), (among.0, best.1));
        self.step(least, (next, starts), (end + 1, ends.1), (best.1, among.1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least sum of squares within over all cuts, by trying each.
    fn by_trial(sorted: &[f64], classes: usize) -> f64 {
        let spread = |part: &[f64]| {
            let mean = part.iter().sum::<f64>() / part.len() as f64;
            part.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>()
        };
        if classes == 1 {
            return spread(sorted);
        }
        (classes - 1..sorted.len())
            .map(|at| by_trial(&sorted[..at], classes - 1) + spread(&sorted[at..]))
            .fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn no_cut_is_better() {
        for seed in 1..40_u32 {
            let values: Vec<f64> = (0..11_u32).map(|i| f64::from((i * i * seed + 7 * i) % 53).powi(2)).collect();
            let mut sorted = values.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            for classes in 2..=4 {
                let found = NaturalBreaks::of(&values, classes).expect("distinct values");
                let goodness = 1.0 - by_trial(&sorted, classes) / by_trial(&sorted, 1);
                assert!((found.goodness - goodness).abs() < 1e-12, "{seed} {classes}: {found:?} {goodness}");
                assert_eq!(found.counts.iter().sum::<usize>(), values.len());
                assert!(found.counts.iter().all(|&count| count > 0));
            }
        }
    }

    #[test]
    fn as_many_classes_as_values_leave_nothing_and_more_are_refused() {
        let found = NaturalBreaks::of(&[3.0, 1.0, 1.0, 2.0], 3).expect("three values");
        assert_eq!((found.breaks, found.classes, found.goodness), (vec![1.0, 2.0], vec![2, 0, 0, 1], 1.0));
        assert_eq!(NaturalBreaks::of(&[3.0, 1.0, 1.0, 2.0], 4).unwrap_err().code(), "undefined");
        assert_eq!(NaturalBreaks::of(&[3.0, 1.0], 1).unwrap_err().code(), "invalid-setting");
        assert_eq!(NaturalBreaks::of(&[3.0, f64::NAN], 2).unwrap_err().code(), "invalid-setting");
        let far = NaturalBreaks::of(&[-1.7e308, 1.7e308, 1.6e308], 2).expect("two values");
        assert_eq!(far.classes, [0, 1, 1]);
        let near = NaturalBreaks::of(&[1.0, 1.25, 2.0], 2).expect("three values");
        // The mean is 17/12; within the first class two eighths from their mean, 1/32 of a whole of 13/24.
        assert_eq!(near.classes, [0, 0, 1]);
        assert!((near.goodness - (1.0 - 24.0 / (32.0 * 13.0))).abs() < 1e-12, "{near:?}");
    }

    #[test]
    fn where_values_stand_and_in_what_unit_makes_no_difference() {
        let values: Vec<f64> = (0..200_u32).map(|i| f64::from(i * 7919 % 1009)).collect();
        let shifted: Vec<f64> = values.iter().map(|x| 1e6 + x * 0.25).collect();
        let (a, b) = (NaturalBreaks::of(&values, 5).expect("cut"), NaturalBreaks::of(&shifted, 5).expect("cut"));
        assert_eq!(a.classes, b.classes);
    }
}
