//! An improvement plan as text (改进方案文本).

use std::fmt;

use crate::analysis::advice::{COUNTERMEASURES, Optimality, Plan};
use crate::label::Language;

use super::{Align, TextTable};

/// An improvement plan as text for a terminal (改进方案文本). Made by [`Plan::summary`]; it computes nothing.
#[derive(Debug, Clone, Copy)]
pub struct PlanSummary<'a> {
    plan: &'a Plan,
    language: Language,
}

impl Plan {
    /// The plan as text in `language`: the target, what to change, and the countermeasures of the theory that bear on it.
    pub fn summary(&self, language: Language) -> PlanSummary<'_> {
        PlanSummary { plan: self, language }
    }
}

impl fmt::Display for Plan {
    /// The English [`summary`](Plan::summary).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary(Language::En).fmt(f)
    }
}

impl PlanSummary<'_> {
    fn say(&self, en: &'static str, zh: &'static str) -> &'static str {
        match self.language {
            Language::En => en,
            Language::Zh => zh,
        }
    }
}

impl fmt::Display for PlanSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plan = self.plan;
        let unit = plan.period.map_or_else(|| plan.unit.clone(), |period| format!("{} {period}", plan.unit));
        let (before, target, after, cost) = (plan.before, plan.target, plan.after, plan.cost);
        match self.language {
            Language::En => {
                writeln!(f, "{unit}: score {before:.4}, target {target:.4}, after all changes {after:.4}, cost {cost:.4}")?;
            }
            Language::Zh => writeln!(f, "{unit}：得分 {before:.4}，目标 {target:.4}，全部改变后 {after:.4}，成本 {cost:.4}")?,
        }
        match (plan.optimality, self.language) {
            (Optimality::Optimal, _) if plan.cost == 0.0 => {
                writeln!(f, "{}", self.say("The target is reached already.", "目标已经达到。"))?;
            }
            (Optimality::Optimal, _) => writeln!(f, "{}", self.say("No cheaper plan reaches it.", "没有更便宜的方案。"))?,
            (Optimality::Within { lower_bound }, Language::En) => {
                writeln!(f, "A cheaper plan may exist; none costs less than {lower_bound:.4}.")?;
            }
            (Optimality::Within { lower_bound }, Language::Zh) => {
                writeln!(f, "可能有更便宜的方案，但成本不低于 {lower_bound:.4}。")?;
            }
            (Optimality::Unreachable, _) => {
                writeln!(f, "{}", self.say("Out of reach: all changes together are not enough.", "不可达：全部改变仍然不够。"))?;
            }
        }
        let heading = [
            self.say("indicator", "指标"),
            self.say("now", "现值"),
            self.say("to", "改为"),
            self.say("cost", "成本"),
            self.say("gain", "增益"),
            self.say("per unit", "每单位边际"),
            self.say("per cost", "每成本边际"),
        ];
        let mut table = TextTable::new(
            heading.into_iter().enumerate().map(|(at, text)| (text.to_owned(), if at == 0 { Align::Left } else { Align::Right })),
        );
        for change in &plan.changes {
            let number = |x: f64| format!("{x:.4}");
            table.push(vec![
                change.indicator.to_string(),
                number(change.from),
                number(change.to),
                number(change.cost),
                number(change.gain),
                number(change.marginal),
                number(change.marginal_per_cost),
            ]);
        }
        write!(f, "{table}")?;
        let moved = || plan.changes.iter().filter(|change| change.cost > 0.0);
        let known = COUNTERMEASURES.iter().filter(|measure| moved().any(|c| c.countermeasures.iter().any(|k| k == measure.key)));
        let mut known = known.peekable();
        if known.peek().is_some() {
            writeln!(
                f,
                "{}",
                self.say("Countermeasures of the theory that bear on what is changed:", "理论对策（与所改指标相关）：")
            )?;
            for measure in known {
                let on: Vec<&str> = moved()
                    .filter(|change| change.countermeasures.iter().any(|key| key == measure.key))
                    .map(|change| change.indicator.as_str())
                    .collect();
                let text = match self.language {
                    Language::En => measure.en,
                    Language::Zh => measure.zh,
                };
                writeln!(f, "  {text} ({})", on.join(", "))?;
            }
        }
        let caution = self.say(
            "This says what the score would be with other values, not that a measure brings them about: association is not effect.",
            "本方案只说明指标取其他值时得分如何，并不说明某项措施能带来这些取值：相关不等于因果。",
        );
        write!(f, "{caution}")
    }
}
