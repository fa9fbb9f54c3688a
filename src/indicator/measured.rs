//! The value of an indicator as it was measured: a number with its origin, or the reason why there is none (指标取值).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::label::{Label, Language};
use crate::numeric::interval::{self, Confidence, Interval};

/// Why a value is not available (不可得原因). It is never replaced by 0 or 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason", deny_unknown_fields)]
#[non_exhaustive]
pub enum Unavailable {
    /// Nothing is recorded for it (无记录).
    NotRecorded {
        /// The fact that is missing, as the path of its field.
        fact: String,
    },
    /// The denominator is zero, so that there is nothing to take a share of (分母为零).
    ZeroDenominator {
        /// The fact that is zero, as the path of its field.
        fact: String,
    },
    /// Too few observations (观测不足).
    TooFew {
        /// What there is too little of.
        what: Label,
        /// How many there are.
        found: u64,
        /// How many are needed.
        needed: u64,
    },
    /// The time in which it could be observed is not over (尚不可观测).
    NotYetObservable {
        /// What has to pass first.
        because: Label,
    },
    /// It was computed elsewhere, for the set of communities as a whole (另行计算).
    CrossSectional {
        /// Where it is computed.
        place: Label,
    },
}

impl Unavailable {
    /// The reason as a sentence in `language`.
    pub fn text(&self, language: Language) -> String {
        match (self, language) {
            (Self::NotRecorded { fact }, Language::En) => format!("{fact} is not recorded"),
            (Self::NotRecorded { fact }, Language::Zh) => format!("未记录 {fact}"),
            (Self::ZeroDenominator { fact }, Language::En) => format!("{fact} is zero"),
            (Self::ZeroDenominator { fact }, Language::Zh) => format!("{fact} 为零"),
            (Self::TooFew { what, found, needed }, Language::En) => {
                format!("{}: {found} where {needed} are needed", what.en)
            }
            (Self::TooFew { what, found, needed }, Language::Zh) => format!("{}：仅 {found}，至少需要 {needed}", what.zh),
            (Self::NotYetObservable { because }, Language::En) => format!("not yet observable: {}", because.en),
            (Self::NotYetObservable { because }, Language::Zh) => format!("尚不可观测：{}", because.zh),
            (Self::CrossSectional { place }, Language::En) => {
                format!("computed for all communities together, in {}", place.en)
            }
            (Self::CrossSectional { place }, Language::Zh) => format!("须对全部社区一并计算，见{}", place.zh),
        }
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

/// Where a value comes from (数据来源): the counts behind it, from which its sampling error follows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "origin", deny_unknown_fields)]
#[non_exhaustive]
pub enum Origin {
    /// `successes` out of `trials` (二项计数): a proportion.
    Binomial {
        /// The counted part, k.
        successes: u64,
        /// The whole, n ≥ k, n > 0.
        trials: u64,
    },
    /// `events` over an `exposure` (泊松计数): a rate, `events / exposure · per`.
    Poisson {
        /// The number of events.
        events: u64,
        /// What they are counted over, for example resident-years; greater than 0.
        exposure: f64,
        /// The unit of the rate, for example 1,000 residents.
        per: f64,
    },
    /// Filled in by the stated method, not measured (插补值).
    Imputed {
        /// The method.
        by: Imputation,
    },
}

impl Origin {
    /// The sampling interval of the value (抽样区间): Wilson's for a proportion, Garwood's exact Poisson interval for a rate, in the
    /// unit of the value; none for what was not counted.
    pub fn interval(self, confidence: Confidence) -> Option<Interval> {
        match self {
            Self::Binomial { successes, trials } => interval::wilson(successes, trials, confidence).ok().flatten(),
            Self::Poisson { events, exposure, per } => interval::poisson(events, confidence).scaled(per / exposure),
            Self::Imputed { .. } => None,
        }
    }

    /// The least non-zero count behind the value (最小非零计数): of a proportion the part or, where that is 0, the whole. None if no
    /// count stands behind it, or only zeros.
    pub fn smallest_count(self) -> Option<u64> {
        let counts = match self {
            Self::Binomial { successes, trials } => [successes, trials],
            Self::Poisson { events, .. } => [events, 0],
            Self::Imputed { .. } => [0, 0],
        };
        counts.into_iter().filter(|&count| count > 0).min()
    }
}

/// A method that filled a gap (插补方法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Imputation {
    /// Mean of the available values of the indicator (均值).
    Mean,
    /// Median of the available values of the indicator (中位数).
    Median,
    /// Mean of the indicator in the same group (分组均值).
    GroupMean,
    /// Median of the indicator in the same group (分组中位数).
    GroupMedian,
    /// As good as the unit's other indicators (行均值).
    RowMean,
    /// As good as the unit's other indicators of the same dimension (维度内均值).
    DimensionMean,
    /// The unit's latest earlier value (前值结转).
    PanelLatest,
    /// On the line between an earlier and a later value of the unit (线性内插).
    PanelLinear,
    /// Mean of the nearest rows (K 近邻).
    Nearest,
    /// Linear regression on the unit's other indicators (回归).
    Regression,
    /// The same by maximum likelihood (期望最大化).
    ExpectationMaximization,
    /// Drawn at random, one of several draws (多重插补).
    Drawn,
}

/// What limits a value that is available (取值备注). It becomes a [`Notice`](crate::Notice) where community and period are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "remark", deny_unknown_fields)]
#[non_exhaustive]
pub enum Remark {
    /// Only a part of the records could be used, because the others lack a field (部分记录).
    PartlyRecorded {
        /// Records that the value comes from.
        used: u64,
        /// Records that there are, or that there should be, such as the months of the period.
        expected: u64,
    },
    /// Nothing happened in any of the months, so that the value is so by definition (全期零事件).
    NoIncidents {
        /// Months looked at.
        months: u64,
    },
}

/// One measured value (测得值).
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The value, or why there is none.
    pub value: Result<f64, Unavailable>,
    /// The counts behind it, if it comes from counts.
    pub origin: Option<Origin>,
    /// What limits it.
    pub remark: Option<Remark>,
}

impl Measured {
    /// The share `successes / trials` with its counts; not available if `trials` is zero. `fact` names the denominator.
    ///
    /// That `successes ≤ trials` is checked where the facts are read.
    pub fn share(successes: u64, trials: u64, fact: &str) -> Self {
        if trials == 0 {
            return Self::unavailable(Unavailable::ZeroDenominator { fact: fact.to_owned() });
        }
        Self { value: Ok(successes as f64 / trials as f64), origin: Some(Origin::Binomial { successes, trials }), remark: None }
    }

    /// The rate `events / exposure · per` with its counts; not available if `exposure` is zero. `fact` names the exposure.
    pub fn rate(events: u64, exposure: f64, per: f64, fact: &str) -> Self {
        if exposure <= 0.0 {
            return Self::unavailable(Unavailable::ZeroDenominator { fact: fact.to_owned() });
        }
        Self { value: Ok(events as f64 / exposure * per), origin: Some(Origin::Poisson { events, exposure, per }), remark: None }
    }

    /// The sampling interval of the value; none if it is not available or does not come from one count ([`Origin::interval`]).
    ///
    /// ```
    /// use governance_efficacy::indicator::Measured;
    /// use governance_efficacy::numeric::interval::Confidence;
    ///
    /// // 15 of 148, a case of Newcombe (1998): 0.0624 to 0.1605.
    /// let measured = Measured::share(15, 148, "closed");
    /// let interval = measured.interval(Confidence::default()).expect("a proportion");
    /// assert!((interval.low() - 0.0624).abs() < 5e-5 && (interval.high() - 0.1605).abs() < 5e-5);
    /// ```
    pub fn interval(&self, confidence: Confidence) -> Option<Interval> {
        self.origin.filter(|_| self.value.is_ok())?.interval(confidence)
    }

    /// A value that does not come from one count.
    pub fn value(value: f64) -> Self {
        Self { value: Ok(value), origin: None, remark: None }
    }

    /// No value, for the stated reason.
    pub fn unavailable(reason: Unavailable) -> Self {
        Self { value: Err(reason), origin: None, remark: None }
    }

    /// The same, with what limits it; a value that is not available has its reason instead.
    #[must_use]
    pub(crate) fn with_remark(mut self, remark: Option<Remark>) -> Self {
        self.remark = remark.filter(|_| self.value.is_ok());
        self
    }

    /// No value, because `fact` is not recorded.
    pub fn not_recorded(fact: &str) -> Self {
        Self::unavailable(Unavailable::NotRecorded { fact: fact.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;

    #[test]
    fn a_rate_carries_its_poisson_interval_in_its_own_unit() {
        // 10 incidents in half a year among 4,000: exposure 2,000 resident-years, 5 per 1,000; Garwood 4.7954 to 18.3904 events.
        let rate = Measured::rate(10, 2_000.0, 1_000.0, "population");
        assert_eq!(rate.value, Ok(5.0));
        let interval = rate.interval(Confidence::default()).expect("a rate");
        assert_relative_eq!(interval.low(), 4.795_388_696_132_434 / 2.0, max_relative = 1e-9);
        assert_relative_eq!(interval.high(), 18.390_356_042_017_775 / 2.0, max_relative = 1e-9);
    }

    #[test]
    fn what_is_not_available_or_not_counted_has_no_interval() {
        for measured in [Measured::share(0, 0, "due"), Measured::value(0.5), Measured::rate(1, 0.0, 1.0, "population")] {
            assert_eq!(measured.interval(Confidence::default()), None);
        }
    }

    #[test]
    fn the_smallest_count_is_the_least_that_is_not_zero() {
        let smallest = |measured: Measured| measured.origin.and_then(Origin::smallest_count);
        assert_eq!(smallest(Measured::share(3, 200, "n")), Some(3));
        assert_eq!(smallest(Measured::share(197, 200, "n")), Some(197));
        assert_eq!(smallest(Measured::share(0, 7, "n")), Some(7));
        assert_eq!(smallest(Measured::rate(4, 9.0, 1.0, "n")), Some(4));
        assert_eq!(smallest(Measured::rate(0, 9.0, 1.0, "n")), None);
    }
}
