//! Inequality as text (不平等测度文本).

use std::fmt;

use crate::analysis::distribution::{Inequality, Measured, TheilIndex};
use crate::label::Language;

use super::{Align, TextTable};

summary! {
    /// Measures of inequality as text for a terminal (不平等测度摘要): each with its parts within and between groups. Made by
    /// [`Inequality::summary`]; it computes nothing.
    InequalitySummary of Inequality
}

impl fmt::Display for InequalitySummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found;
        let weighted = if found.weighted { self.say(", weighted", "，加权") } else { String::new() };
        let of = found.of.as_ref().map_or_else(String::new, |key| format!("{key}, "));
        let period = found.period.map_or_else(String::new, |period| format!("{period}, "));
        let (title, units) = (self.say("Inequality", "不平等测度"), self.say("units", "个单元"));
        writeln!(f, "{title}: {of}{period}{} {units}{weighted}", found.gini.units)?;
        writeln!(f, "{} {:.4}\n", self.say("mean", "均值"), found.mean)?;
        let mut columns = vec![(self.say("measure", "测度"), Align::Left), (self.say("value", "数值"), Align::Right)];
        if found.dagum.is_some() {
            let parts = [("within groups", "组内"), ("between groups", "组间"), ("overlap", "超变密度")];
            columns.extend(parts.map(|(en, zh)| (self.say(en, zh), Align::Right)));
        }
        let mut table = TextTable::new(columns);
        let number = |x: f64| format!("{x:.4}");
        let mut gini = vec![self.say("Gini", "基尼系数"), number(found.gini.population)];
        if let Some(parts) = &found.dagum {
            gini.extend([parts.within, parts.net_between, parts.transvariation].map(number));
        }
        table.push(gini);
        if let Some(sample) = found.gini.sample {
            table.push([self.say("Gini, sample form", "基尼系数（样本形式）"), number(sample)]);
        }
        let theil = |index: &TheilIndex| {
            let mut cells = vec![index.name(self.language), number(index.value)];
            cells.extend(index.decomposition.iter().flat_map(|parts| [parts.within, parts.between].map(number)));
            cells
        };
        table.push(theil(&found.theil_t));
        let mut refused = Vec::new();
        match &found.theil_l {
            Measured::Found(index) => table.push(theil(index)),
            Measured::Refused { reason } => refused.push(reason),
        }
        for measured in &found.atkinson {
            match measured {
                Measured::Found(of) => {
                    table.push([format!("{} ε = {}", self.say("Atkinson", "阿特金森指数"), of.epsilon), number(of.value)]);
                }
                Measured::Refused { reason } => refused.push(reason),
            }
        }
        write!(f, "{table}")?;
        refused.iter().try_for_each(|reason| writeln!(f, "  {reason}"))
    }
}
