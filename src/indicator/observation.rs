//! From records to one number (从台账到数值): the few ways in which indicators add up counts, and what they do about gaps.
//!
//! A record takes part only if all the fields that an indicator needs are recorded in it: a part without its whole, or the other
//! way round, would bias the share. Records left out for that are told in a [`Remark`].

use crate::governance::{CommunityFacts, OrderMonth};
use crate::label::Label;
use crate::numeric;

use super::measured::{Measured, Remark, Unavailable};

/// What an indicator may look at: a community in a period, and its earlier periods.
pub(super) struct Observation<'a> {
    /// The community in the period that is measured.
    pub(super) facts: &'a CommunityFacts,
    /// The same community in earlier periods, the latest first.
    pub(super) earlier: &'a [&'a CommunityFacts],
}

impl Observation<'_> {
    /// Months of the period.
    pub(super) fn months(&self) -> u64 {
        u64::from(self.facts.period.granularity().months())
    }

    /// A rate of monthly events per `per` resident-years. The exposure is the resident population times the months that are
    /// recorded, so that a missing month lowers the precision and not the rate.
    pub(super) fn rate(&self, events: impl Fn(&OrderMonth) -> Option<u64>, per: f64, fact: &str) -> Measured {
        let counts: Vec<u64> = self.facts.order.iter().filter_map(events).collect();
        if counts.is_empty() {
            return Measured::not_recorded(fact);
        }
        let Some(population) = self.facts.profile.population else { return Measured::not_recorded("profile.population") };
        let used = counts.len() as u64;
        let exposure = population as f64 * used as f64 / 12.0;
        Measured::rate(total(counts), exposure, per, "profile.population").with_remark(partly(used, self.months()))
    }
}

/// Two counts of one record, part and whole.
type Counts = (Option<u64>, Option<u64>);

/// The share `Σ part / Σ whole` over the records in which both are recorded; `expected` records at least should be there.
pub(super) fn ratio<R>(records: &[R], counts: impl Fn(&R) -> Counts, part: &str, whole: &str, expected: u64) -> Measured {
    let (mut parts, mut wholes, mut used, mut found) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut whole_recorded = false;
    for record in records {
        let (p, w) = counts(record);
        found += u64::from(p.is_some() || w.is_some());
        whole_recorded |= w.is_some();
        if let (Some(p), Some(w)) = (p, w) {
            parts = parts.saturating_add(p);
            wholes = wholes.saturating_add(w);
            used += 1;
        }
    }
    if used == 0 {
        return Measured::not_recorded(if whole_recorded { part } else { whole });
    }
    Measured::share(parts, wholes, whole).with_remark(partly(used, found.max(expected)))
}

/// The mean of what was measured for several kinds; `why` there is none if nothing was.
pub(super) fn mean(values: &[f64], why: Unavailable) -> Measured {
    if values.is_empty() {
        return Measured::unavailable(why);
    }
    Measured::value(numeric::sum(values) / values.len() as f64)
}

/// A remark, if fewer records were used than expected.
pub(super) fn partly(used: u64, expected: u64) -> Option<Remark> {
    (used < expected).then_some(Remark::PartlyRecorded { used, expected })
}

/// Σ counts.
pub(super) fn total(counts: impl IntoIterator<Item = u64>) -> u64 {
    counts.into_iter().fold(0, u64::saturating_add)
}

/// Not available, because `fact` is nowhere recorded.
pub(super) fn not_recorded(fact: &str) -> Unavailable {
    Unavailable::NotRecorded { fact: fact.to_owned() }
}

/// Not available, because `fact` is zero.
pub(super) fn zero(fact: &str) -> Unavailable {
    Unavailable::ZeroDenominator { fact: fact.to_owned() }
}

/// Not available, because there are `found` where `needed` are.
pub(super) fn too_few(en: &str, zh: &str, found: usize, needed: u64) -> Unavailable {
    Unavailable::TooFew { what: Label::new(en, zh), found: found as u64, needed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_without_its_whole_does_not_enter_the_share() {
        let share = |records: &[Counts]| ratio(records, |&r| r, "services.resolved", "services.valid_requests", 0);
        // (30 + 8)/(40 + 10); the third record has no part, the fourth nothing at all.
        let measured = share(&[(Some(30), Some(40)), (Some(8), Some(10)), (None, Some(500)), (None, None)]);
        assert_eq!(measured.value, Ok(0.76));
        assert_eq!(measured.remark, Some(Remark::PartlyRecorded { used: 2, expected: 3 }));
        assert_eq!(share(&[(Some(3), Some(4))]).remark, None);
    }

    #[test]
    fn what_is_missing_is_named() {
        let share = |records: &[Counts]| ratio(records, |&r| r, "part", "whole", 0).value;
        assert_eq!(share(&[]), Err(not_recorded("whole")));
        assert_eq!(share(&[(None, Some(4))]), Err(not_recorded("part")));
        assert_eq!(share(&[(Some(4), None)]), Err(not_recorded("whole")));
        assert_eq!(share(&[(Some(0), Some(0))]), Err(zero("whole")));
    }
}
