//! The ten classes of coordination (协调等级).

use serde::{Deserialize, Serialize};

use crate::label::Label;

/// How far below a bound a degree still counts as being at it: what rounding takes away.
const ROUNDING: f64 = 1e-12;

/// Which end of a class belongs to it (区间闭端). Books differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClosedEnd {
    /// `[a, b)`: a degree of 0.5 is barely coordinated (左闭右开).
    #[default]
    Lower,
    /// `(a, b]`: a degree of 0.5 is near disorder (左开右闭).
    Upper,
}

impl ClosedEnd {
    /// How the classes are written.
    pub fn label(self) -> Label {
        match self {
            Self::Lower => Label::new("classes [a, b)", "等级区间左闭右开 [a, b)"),
            Self::Upper => Label::new("classes (a, b]", "等级区间左开右闭 (a, b]"),
        }
    }
}

/// The class of a degree of coordination, in steps of 0.1 (协调等级), from the worst to the best.
///
/// ```
/// use governance_efficacy::analysis::coupling::{ClosedEnd, CoordinationClass};
///
/// let class = CoordinationClass::of(0.66, ClosedEnd::Lower);
/// assert_eq!(class.label().zh, "初级协调");
/// // A bound belongs to the class above it or below it, as is asked for.
/// assert_eq!(CoordinationClass::of(0.5, ClosedEnd::Lower).label().en, "barely coordinated");
/// assert_eq!(CoordinationClass::of(0.5, ClosedEnd::Upper).label().en, "near disorder");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoordinationClass {
    /// 0 to 0.1 (极度失调).
    ExtremeDisorder,
    /// 0.1 to 0.2 (严重失调).
    SevereDisorder,
    /// 0.2 to 0.3 (中度失调).
    ModerateDisorder,
    /// 0.3 to 0.4 (轻度失调).
    MildDisorder,
    /// 0.4 to 0.5 (濒临失调).
    NearDisorder,
    /// 0.5 to 0.6 (勉强协调).
    BarelyCoordinated,
    /// 0.6 to 0.7 (初级协调).
    PrimaryCoordination,
    /// 0.7 to 0.8 (中级协调).
    IntermediateCoordination,
    /// 0.8 to 0.9 (良好协调).
    GoodCoordination,
    /// 0.9 to 1 (优质协调).
    HighQualityCoordination,
}

impl CoordinationClass {
    /// All classes, from the worst to the best.
    pub const ALL: [Self; 10] = [
        Self::ExtremeDisorder,
        Self::SevereDisorder,
        Self::ModerateDisorder,
        Self::MildDisorder,
        Self::NearDisorder,
        Self::BarelyCoordinated,
        Self::PrimaryCoordination,
        Self::IntermediateCoordination,
        Self::GoodCoordination,
        Self::HighQualityCoordination,
    ];

    /// The class of `degree`, 0 to 1; what lies beyond is in the first or the last. Within 10⁻¹² of a bound a degree is at it.
    pub fn of(degree: f64, closed: ClosedEnd) -> Self {
        let reached = (1..10).filter(|&tenths| {
            let bound = f64::from(tenths) / 10.0;
            match closed {
                ClosedEnd::Lower => degree >= bound - ROUNDING,
                ClosedEnd::Upper => degree > bound + ROUNDING,
            }
        });
        Self::ALL[reached.count()]
    }

    /// Its name in English and Chinese.
    pub fn label(self) -> Label {
        let (en, zh) = match self {
            Self::ExtremeDisorder => ("extreme disorder", "极度失调"),
            Self::SevereDisorder => ("severe disorder", "严重失调"),
            Self::ModerateDisorder => ("moderate disorder", "中度失调"),
            Self::MildDisorder => ("mild disorder", "轻度失调"),
            Self::NearDisorder => ("near disorder", "濒临失调"),
            Self::BarelyCoordinated => ("barely coordinated", "勉强协调"),
            Self::PrimaryCoordination => ("primary coordination", "初级协调"),
            Self::IntermediateCoordination => ("intermediate coordination", "中级协调"),
            Self::GoodCoordination => ("good coordination", "良好协调"),
            Self::HighQualityCoordination => ("high-quality coordination", "优质协调"),
        };
        Label::new(en, zh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bound_goes_where_it_is_asked_to() {
        for (at, class) in CoordinationClass::ALL.iter().enumerate() {
            let (low, high) = (at as f64 / 10.0, (at + 1) as f64 / 10.0);
            assert_eq!(CoordinationClass::of(f64::midpoint(low, high), ClosedEnd::Lower), *class);
            assert_eq!(CoordinationClass::of(low, ClosedEnd::Lower), *class);
            assert_eq!(CoordinationClass::of(high, ClosedEnd::Upper), *class);
        }
        assert_eq!(CoordinationClass::of(1.0, ClosedEnd::Lower), CoordinationClass::HighQualityCoordination);
        assert_eq!(CoordinationClass::of(0.0, ClosedEnd::Upper), CoordinationClass::ExtremeDisorder);
        // (0.1 + 0.2) is a little more than 0.3, and 0.3 itself in the sense of the class.
        assert_eq!(CoordinationClass::of(0.1 + 0.2, ClosedEnd::Upper), CoordinationClass::ModerateDisorder);
    }
}
