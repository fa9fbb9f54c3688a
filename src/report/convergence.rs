//! Convergence as text (收敛性文本).

use std::fmt;

use crate::analysis::panel::{BetaConvergence, SigmaConvergence};
use crate::label::Language;
use crate::numeric::least_squares::Coefficient;

use super::{Align, TextTable, p_value};

summary! {
    /// The spread of units over time as text for a terminal (σ 收敛摘要). Made by [`SigmaConvergence::summary`]; it computes nothing.
    SigmaSummary of SigmaConvergence
}

impl fmt::Display for SigmaSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found;
        let of = found.of.as_ref().map_or_else(String::new, |key| format!(": {key}"));
        writeln!(
            f,
            "{}{of}, {} {}\n",
            self.say("σ-convergence", "σ 收敛"),
            found.units,
            self.say("units in every period", "个单元各期均有值")
        )?;
        let mut table = TextTable::new([
            (self.say("period", "时期"), Align::Left),
            (self.say("mean", "均值"), Align::Right),
            (self.say("σ", "标准差 σ"), Align::Right),
            (self.say("CV", "变异系数"), Align::Right),
        ]);
        for of in &found.periods {
            let relative = of.coefficient_of_variation.map_or_else(|| "–".to_owned(), |x| format!("{x:.4}"));
            table.push([of.period.to_string(), format!("{:.4}", of.mean), format!("{:.4}", of.standard_deviation), relative]);
        }
        write!(f, "{table}")?;
        let lines = [
            Some((self.say("σ a year", "σ 年均变化"), found.deviation_line)),
            found.variation_line.map(|line| (self.say("CV a year", "变异系数年均变化"), line)),
        ];
        for (name, line) in lines.into_iter().flatten() {
            let p = line.p.map_or_else(String::new, |p| format!(", p {}", p_value(p)));
            writeln!(f, "  {name}: {:+.5}{p}", line.slope)?;
        }
        Ok(())
    }
}

summary! {
    /// Growth on the start as text for a terminal (β 收敛摘要). Made by [`BetaConvergence::summary`]; it computes nothing.
    BetaSummary of BetaConvergence
}

impl fmt::Display for BetaSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found;
        let of = found.of.as_ref().map_or_else(String::new, |key| format!(": {key}"));
        let form = found.form.label();
        writeln!(
            f,
            "{}{of}, {}, {} → {}, {} {}\n",
            self.say("β-convergence", "β 收敛"),
            form.in_language(self.language),
            found.from,
            found.to,
            found.units,
            self.say("units", "个单元")
        )?;
        let mut table = TextTable::new([
            (self.say("term", "变量"), Align::Left),
            (self.say("estimate", "估计值"), Align::Right),
            (self.say("standard error", "标准误"), Align::Right),
            ("p".to_owned(), Align::Right),
        ]);
        let mut push = |name: String, of: &Coefficient| {
            let error = of.standard_error.map_or_else(|| "–".to_owned(), |x| format!("{x:.5}"));
            let p = of.p_value.map_or_else(|| "–".to_owned(), p_value);
            table.push([name, format!("{:+.5}", of.estimate), error, p]);
        };
        push(self.say("start (b)", "期初水平（b）"), &found.slope);
        found.controls.iter().for_each(|(name, of)| push(name.clone(), of));
        push(self.say("constant", "常数项"), &found.intercept);
        write!(f, "{table}")?;
        if let Some(r_squared) = found.r_squared {
            writeln!(f, "  R² = {r_squared:.3}")?;
        }
        if let Some(speed) = found.speed {
            let half = found
                .half_life
                .map_or_else(String::new, |years| format!(", {} {years:.1}", self.say("years to half", "半程年数")));
            writeln!(f, "  {} {speed:+.4}{half}", self.say("speed β a year", "收敛速度 β"))?;
        }
        Ok(())
    }
}
