//! Axes (坐标轴): from numbers to places, with round ticks.

/// A linear axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    step: f64,
}

impl Scale {
    /// An axis that holds all `values`, its ends moved out to round numbers, drawn from the place `from` to the place `to`.
    pub(super) fn over(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Self {
        let (mut low, mut high) =
            values.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        // Equal values stand in the middle of an axis that has a length.
        let least = (low.abs().max(high.abs()) * 1e-9).max(f64::MIN_POSITIVE * 1e9);
        if high - low < least {
            let half = if low == 0.0 { 0.5 } else { low.abs() * 0.1 };
            (low, high) = (low - half, high + half);
        }
        let step = round_step((high - low) / 7.0);
        // What rounding makes of a bound that is a tick is that tick.
        let (low, high) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        Self { low, high, from, to, step }
    }

    /// An axis with these very ends.
    pub(super) fn between(low: f64, high: f64, from: f64, to: f64) -> Self {
        Self { low, high, from, to, step: round_step((high - low) / 7.0) }
    }

    /// The place of `x`.
    pub(super) fn at(&self, x: f64) -> f64 {
        self.from + (x - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    pub(super) fn low(&self) -> f64 {
        self.low
    }

    pub(super) fn high(&self) -> f64 {
        self.high
    }

    /// Round numbers along the axis.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let first = (self.low / self.step - 1e-9).ceil();
        let count = whole(((self.high - self.low) / self.step + 1e-6).clamp(0.0, 50.0));
        (0..=count).map(|k| (first + k as f64) * self.step).filter(|x| *x <= self.high + 1e-9 * self.step).collect()
    }

    /// As many decimals as tell the ticks apart.
    pub(super) fn decimals(&self) -> usize {
        whole((-(self.step.log10() + 1e-9).floor()).clamp(0.0, 9.0))
    }
}

/// A count worked out in floats: rounded down, and never below 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a float stops at the ends of the integer")]
pub(super) fn whole(x: f64) -> usize {
    x as usize
}

/// 1, 2 or 5 times a power of ten, at least `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor().clamp(-300.0, 300.0));
    [1.0, 2.0, 5.0].into_iter().map(|k| k * power).find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

/// Moves `places` apart until what stands there, as high as `sizes`, doesn't overlap, within `low` and `high` as far as there is room; their
/// order stays.
pub(super) fn spread(places: &[f64], sizes: &[f64], low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&a, &b| places[a].total_cmp(&places[b]));
    // Where there is not enough room all overlap by the same share.
    let share = ((high - low) / sizes.iter().sum::<f64>()).min(1.0);
    let half = |at: usize| sizes[at] * share / 2.0;
    let mut moved = places.to_vec();
    let mut least = low;
    for &at in &order {
        moved[at] = moved[at].max(least + half(at));
        least = moved[at] + half(at);
    }
    let mut most = high;
    for &at in order.iter().rev() {
        moved[at] = moved[at].min(most - half(at));
        most = moved[at] - half(at);
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_all_values() {
        let scale = Scale::over([0.03, 0.87], 0.0, 100.0);
        assert_eq!((scale.low(), scale.high(), scale.decimals()), (0.0, 1.0, 1));
        assert_eq!(scale.ticks().len(), 6);
        assert!((scale.at(0.5) - 50.0).abs() < 1e-12);
        let negative = Scale::over([-1.3, 0.4], 0.0, 1.0);
        assert_eq!((negative.low(), negative.high()), (-1.5, 0.5));
    }

    #[test]
    fn equal_values_stand_in_the_middle() {
        for x in [0.0, 3.0, -2.0, 1e-200] {
            let scale = Scale::over([x, x], 0.0, 1.0);
            assert!((scale.at(x) - 0.5).abs() < 0.2, "{x}: {scale:?}");
            assert!(scale.ticks().len() >= 2);
        }
    }

    #[test]
    fn places_move_apart_and_keep_their_order() {
        assert_eq!(spread(&[5.0, 5.0, 5.0], &[2.0, 2.0, 4.0], 0.0, 20.0), [5.0, 7.0, 10.0]);
        assert_eq!(spread(&[9.0, 9.5], &[2.0, 2.0], 0.0, 10.0), [7.0, 9.0]);
        // Half of the room there would have to be.
        assert_eq!(spread(&[0.0, 0.0], &[4.0, 4.0], 0.0, 4.0), [1.0, 3.0]);
    }
}
