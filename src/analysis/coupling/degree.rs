//! Coupling and coordination of the levels of one row (耦合度与协调度公式).

use serde::{Deserialize, Serialize};

use crate::label::Label;

/// Which formula of the coupling degree (耦合度公式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CouplingForm {
    /// `C = k (∏ u_i)^{1/k} / Σ u_i`: geometric over arithmetic mean. It crowds near 1 (标准式).
    #[default]
    Standard,
    /// `C = √{[1 − mean |u_i − u_j|] · [∏ (u_i / max u)]^{1/(k−1)}}`, after Wang et al. (2021): it spreads over 0 to 1 (修正式).
    Revised,
}

impl CouplingForm {
    /// Its name in English and Chinese.
    pub fn label(self) -> Label {
        match self {
            Self::Standard => Label::new("standard form", "标准式"),
            Self::Revised => Label::new("revised form (Wang et al. 2021)", "修正式（王淑佳等 2021）"),
        }
    }

    /// The coupling degree of two or more levels within 0 to 1; 0 if one of them is 0.
    pub(super) fn coupling(self, levels: &[f64]) -> f64 {
        let k = levels.len() as f64;
        let most = levels.iter().copied().fold(0.0, f64::max);
        if levels.iter().any(|&u| u <= 0.0) {
            return 0.0;
        }
        // Ratios to the largest make equal levels exactly 1, and their logarithms can't underflow.
        let logarithms: f64 = levels.iter().map(|u| (u / most).ln()).sum();
        let coupling = match self {
            Self::Standard => k * (logarithms / k).exp() / levels.iter().map(|u| u / most).sum::<f64>(),
            Self::Revised => {
                let apart: f64 = (1..levels.len()).flat_map(|i| levels[..i].iter().map(move |u| (levels[i] - u).abs())).sum();
                let near = 1.0 - apart / (k * (k - 1.0) / 2.0);
                (near.max(0.0) * (logarithms / (k - 1.0)).exp()).sqrt()
            }
        };
        coupling.min(1.0)
    }
}

/// `[C, T, D]` of `levels` with `contributions` that sum to 1, `coupled` being the levels as they enter C.
pub(super) fn degrees(form: CouplingForm, levels: &[f64], coupled: &[f64], contributions: &[f64]) -> [f64; 3] {
    let coupling = form.coupling(coupled);
    let development = levels.iter().zip(contributions).map(|(u, a)| u * a).sum::<f64>().min(1.0);
    [coupling, development, (coupling * development).sqrt()]
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_subsystems_by_hand() {
        // Standard: 2 √(0.9 · 0.1)/1 = 0.6. Revised: √{(1 − 0.8) · 0.1/0.9} = √(0.2/9).
        assert_relative_eq!(CouplingForm::Standard.coupling(&[0.9, 0.1]), 0.6, max_relative = 1e-14);
        assert_relative_eq!(CouplingForm::Revised.coupling(&[0.9, 0.1]), (0.2_f64 / 9.0).sqrt(), max_relative = 1e-14);
    }

    #[test]
    fn equal_levels_are_fully_coupled_and_a_zero_not_at_all() {
        for form in [CouplingForm::Standard, CouplingForm::Revised] {
            for level in [1e-10, 0.1, 0.7, 1.0] {
                assert_eq!(form.coupling(&[level; 4]), 1.0);
            }
            assert_eq!(form.coupling(&[0.0, 0.8]), 0.0);
            assert_eq!(form.coupling(&[0.0, 0.0, 0.0]), 0.0);
        }
    }

    proptest! {
        #[test]
        fn degrees_are_shares_whatever_the_order(mut levels in prop::collection::vec(0.0..=1.0_f64, 2..8)) {
            for form in [CouplingForm::Standard, CouplingForm::Revised] {
                let equal = vec![1.0 / levels.len() as f64; levels.len()];
                let found = degrees(form, &levels, &levels, &equal);
                prop_assert!(found.iter().all(|x| (0.0..=1.0).contains(x)), "{found:?}");
                levels.reverse();
                let reversed = degrees(form, &levels, &levels, &equal);
                prop_assert!(found.iter().zip(reversed).all(|(a, b)| (a - b).abs() < 1e-12));
            }
        }

        #[test]
        fn the_standard_form_can_not_tell_a_common_factor(levels in prop::collection::vec(0.1..=1.0_f64, 2..6), by in 0.1..1.0_f64) {
            let scaled: Vec<f64> = levels.iter().map(|u| u * by).collect();
            let form = CouplingForm::Standard;
            prop_assert!((form.coupling(&levels) - form.coupling(&scaled)).abs() < 1e-12);
        }
    }
}
