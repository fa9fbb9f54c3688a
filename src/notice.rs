//! What a reader of a result must know (提示): structured values with the numbers that caused them, never printed by the library.

mod coupling;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::governance::Period;
use crate::label::{Key, Language};
use crate::numeric::Shape;

pub use coupling::CouplingNotice;

/// Why an indicator was left out (剔除原因).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum DropReason {
    /// It has gaps, and the policy is to drop such indicators.
    Gaps {
        /// Number of gaps.
        missing: usize,
    },
    /// It has no value in any row of the fit.
    NoValues,
    /// It has too few values, or too many zeros.
    Screened {
        /// Which of the two.
        too_many: TooMany,
        /// The share that is available, or not zero.
        share: f64,
        /// The least share that was asked for.
        limit: f64,
    },
    /// It is the same for every unit, and the policy is to drop such indicators.
    Constant {
        /// The value.
        value: f64,
    },
}

/// What there is too much of to evaluate an indicator or a unit (筛选原因).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TooMany {
    /// Gaps (缺失).
    Gaps,
    /// Zeros (零值).
    Zeros,
}

/// Something a reader of the result must know (提示). An answer was given; this says what limits it.
///
/// ```
/// use governance_efficacy::{Language, Notice};
///
/// let notice = Notice::MissingCells { missing: 7, cells: 700, policy: "median".into() };
/// assert_eq!(notice.code(), "missing-cells");
/// assert_eq!(notice.text(Language::En), "7 of 700 cells (1.0 %) are missing; policy: median");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Notice {
    /// Cells are missing (缺失单元格).
    MissingCells {
        /// How many.
        missing: usize,
        /// Of how many.
        cells: usize,
        /// What was done about them.
        policy: String,
    },
    /// Rows were left out because they lack an indicator (剔除单元).
    UnitsDropped {
        /// The rows.
        rows: Vec<String>,
    },
    /// Rows were left out because they have too few values, or too many zeros (筛除单元).
    UnitsScreened {
        /// The rows, each with the share that is available, or not zero.
        rows: Vec<(String, f64)>,
        /// Which of the two.
        too_many: TooMany,
        /// The least share that was asked for.
        limit: f64,
    },
    /// The values of an indicator with outliers were capped or bent, or no treatment had an answer (离群值处理).
    Treated {
        /// The indicator.
        indicator: Key,
        /// Name of the method; none if none had an answer.
        method: Option<String>,
        /// The rows whose values were capped.
        rows: Vec<String>,
        /// Skewness and kurtosis before.
        before: Option<Shape>,
        /// Skewness and kurtosis after.
        after: Option<Shape>,
        /// Whether outliers are left.
        outlying: bool,
    },
    /// An indicator was left out (剔除指标).
    IndicatorDropped {
        /// The indicator.
        indicator: Key,
        /// Why.
        reason: DropReason,
    },
    /// A node was left out because all beneath it was (剔除维度).
    NodeDropped {
        /// The node.
        node: Key,
    },
    /// Rows have no score at a node, because too little of its weight is available (覆盖不足).
    NotScored {
        /// The rows.
        rows: Vec<String>,
        /// Least share of the weight that must be available.
        coverage: f64,
    },
    /// The indicators available at a node differ between periods, so that its scores are not comparable across them (口径变化).
    BreakInSeries {
        /// The first period with another set than the period before it.
        period: Period,
        /// Children available in it that were not before.
        gained: Vec<Key>,
        /// Children available before that are not in it.
        lost: Vec<Key>,
    },
    /// Values lie outside the frozen scale (超出冻结标尺).
    OutsideScale {
        /// The indicator or child.
        indicator: Key,
        /// Number of values.
        values: usize,
        /// What was done about them: clip or extend.
        policy: String,
    },
    /// The scale was fitted on other rows than those scored (标尺来自其他样本).
    FrozenScale {
        /// Number of rows it was fitted on.
        rows: usize,
        /// Number of rows scored that it was not fitted on.
        others: usize,
    },
    /// The scale was learned from a stream of rows, of which no name was kept (流式拟合): correlations, ceilings and units that alone make a
    /// weight were not looked for.
    LearnedFromStream {
        /// Number of rows it was fitted on.
        rows: usize,
    },
    /// Entropy weights from few units are unstable (单元过少).
    FewUnits {
        /// Number of units.
        units: usize,
        /// From how many on the notice stays away.
        needed: usize,
    },
    /// An indicator is near the top of its range almost everywhere, so that its entropy weight is noise (接近上限).
    NearCeiling {
        /// The indicator.
        indicator: Key,
        /// The share of units within 5 % of the upper end of its range.
        share: f64,
    },
    /// Entropy from range-normalised data erases the difference in spread between indicators (极差标准化抹去离散差异).
    SpreadErased,
    /// One unit alone makes the weight of an indicator (离群值主导权重).
    OutlierMakesWeight {
        /// The indicator.
        indicator: Key,
        /// The unit.
        unit: String,
        /// The weight.
        weight: f64,
        /// The weight without that unit.
        without: f64,
    },
    /// One indicator has most of the weight of its node (权重过于集中).
    DominantWeight {
        /// The child.
        indicator: Key,
        /// Its weight.
        weight: f64,
        /// Above which the notice is given.
        limit: f64,
    },
    /// Two indicators of one node say almost the same (高度相关).
    HighCorrelation {
        /// One indicator.
        first: Key,
        /// The other.
        second: Key,
        /// Pearson's correlation.
        correlation: f64,
    },
    /// The judgements contradict each other more than is acceptable (判断一致性不足).
    Inconsistent {
        /// Consistency ratio CR.
        ratio: f64,
        /// The limit that was set.
        limit: f64,
    },
    /// Judgements lie outside Saaty's scale of 1/9 to 9 (超出九级标度).
    OutsideSaatyScale {
        /// How many, counted above the diagonal.
        judgements: usize,
    },
    /// Two sources of weights are too alike to tell their coefficients apart; they count equally (来源共线).
    SourcesAlike {
        /// The reciprocal condition number of their products.
        condition: f64,
    },
    /// A source of weights got no coefficient in the game (来源被排除).
    SourceRejected {
        /// The number of the source, counted from 1.
        source: usize,
        /// Name of its method.
        method: String,
    },
    /// A veto gave rows the lowest grade (一票否决).
    Vetoed {
        /// The indicator whose line was passed.
        indicator: Key,
        /// The rows.
        rows: Vec<String>,
    },
    /// A count so small that it moves by chance, and that may point at persons (小数提示).
    SmallCount {
        /// The community.
        unit: String,
        /// The period.
        period: Period,
        /// The indicator that rests on the count.
        indicator: Key,
        /// The count, greater than 0.
        count: u64,
        /// The least count that raises no notice.
        threshold: u64,
    },
    /// A value comes from a part of the records only, because the others lack a field (部分记录).
    PartlyRecorded {
        /// The community.
        unit: String,
        /// The period.
        period: Period,
        /// The indicator.
        indicator: Key,
        /// Records that were used.
        used: u64,
        /// Records that there are, or should be.
        expected: u64,
    },
    /// Stability over time is 1 by definition, because nothing happened at all (全期零事件).
    NoIncidents {
        /// The community.
        unit: String,
        /// The period.
        period: Period,
        /// The indicator of stability.
        indicator: Key,
        /// Months looked at.
        months: u64,
    },
    /// What an indicator counts is not recorded independently somewhere: fewer may mean that fewer were written down. It is shown
    /// and not scored (自报数据，仅供诊断).
    SelfReported {
        /// The indicator that became diagnostic.
        indicator: Key,
        /// The rows without an independent record.
        rows: Vec<String>,
    },
    /// A weight or judgements were stated for an indicator that the facts make diagnostic; they were left out and the weights of the
    /// others rescaled (剔除诊断指标的权重).
    WeightLeftOut {
        /// The indicator.
        indicator: Key,
    },
    /// The scores of a node can be any number and enter the node above by the range of the rows of the fit (按极差上卷).
    EntersByRange {
        /// The score that counts as 0.
        worst: f64,
        /// The score that counts as 1.
        best: f64,
    },
    /// The weights are rates of exchange, and the score takes them as importance (权重含义与合成方法不符).
    WeightsAreRates {
        /// Name of the weighting method.
        weights: String,
        /// Name of the score method.
        score: String,
    },
    /// The score finds weights of its own, so that those of the node have no part in it (给定权重未使用).
    WeightsNotUsed {
        /// Name of the score method.
        score: String,
    },
    /// A geometric score of values whose zero is arbitrary: another zero gives another order (零点任意).
    ArbitraryZero {
        /// Name of the score method.
        score: String,
        /// Name of the normalisation.
        normalization: String,
    },
    /// All units are the same at a node, so that they share one score (单元完全相同).
    IdenticalUnits {
        /// Number of units.
        units: usize,
    },
    /// Units that have no neighbours and are none, which took no part in a test over space (孤岛单元).
    Islands {
        /// The units.
        units: Vec<String>,
    },
    /// What limits a degree of coordination (耦合协调提示).
    Coupling(CouplingNotice),
}

impl Notice {
    /// A stable code of the kind of notice.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingCells { .. } => "missing-cells",
            Self::UnitsDropped { .. } => "units-dropped",
            Self::UnitsScreened { .. } => "units-screened",
            Self::Treated { .. } => "treated",
            Self::IndicatorDropped { .. } => "indicator-dropped",
            Self::NodeDropped { .. } => "node-dropped",
            Self::NotScored { .. } => "not-scored",
            Self::BreakInSeries { .. } => "break-in-series",
            Self::OutsideScale { .. } => "outside-scale",
            Self::FrozenScale { .. } => "frozen-scale",
            Self::LearnedFromStream { .. } => "learned-from-stream",
            Self::FewUnits { .. } => "few-units",
            Self::NearCeiling { .. } => "near-ceiling",
            Self::SpreadErased => "spread-erased",
            Self::OutlierMakesWeight { .. } => "outlier-makes-weight",
            Self::DominantWeight { .. } => "dominant-weight",
            Self::HighCorrelation { .. } => "high-correlation",
            Self::Inconsistent { .. } => "inconsistent",
            Self::OutsideSaatyScale { .. } => "outside-saaty-scale",
            Self::SourcesAlike { .. } => "sources-alike",
            Self::SourceRejected { .. } => "source-rejected",
            Self::Vetoed { .. } => "vetoed",
            Self::SmallCount { .. } => "small-count",
            Self::PartlyRecorded { .. } => "partly-recorded",
            Self::NoIncidents { .. } => "no-incidents",
            Self::SelfReported { .. } => "self-reported",
            Self::WeightLeftOut { .. } => "weight-left-out",
            Self::EntersByRange { .. } => "enters-by-range",
            Self::WeightsAreRates { .. } => "weights-are-rates",
            Self::WeightsNotUsed { .. } => "weights-not-used",
            Self::ArbitraryZero { .. } => "arbitrary-zero",
            Self::IdenticalUnits { .. } => "identical-units",
            Self::Islands { .. } => "islands",
            Self::Coupling(_) => "coupling",
        }
    }

    /// The period it is about, if it is about one only.
    pub fn period(&self) -> Option<Period> {
        match self {
            Self::SmallCount { period, .. } | Self::PartlyRecorded { period, .. } | Self::NoIncidents { period, .. } => {
                Some(*period)
            }
            _ => None,
        }
    }

    /// The notice as a sentence in `language`.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::En => self.english(),
            Language::Zh => self.chinese(),
        }
    }

    #[allow(clippy::too_many_lines, reason = "one line or two a notice")]
    fn english(&self) -> String {
        match self {
            Self::MissingCells { missing, cells, policy } => {
                format!("{missing} of {cells} cells ({}) are missing; policy: {policy}", percent(*missing, *cells))
            }
            Self::UnitsDropped { rows } => format!("left out for want of an indicator: {}", list(rows)),
            Self::UnitsScreened { rows, too_many, limit } => {
                let what = if *too_many == TooMany::Gaps { "are available" } else { "are not zero" };
                format!("left out, because less than {limit:.3} of the values {what}: {}", shares(rows))
            }
            Self::Treated { indicator, method, rows, before, after, outlying } => {
                let Some(method) = method else {
                    return format!("{indicator} has outliers ({}), and no treatment had an answer", shape(*before));
                };
                let capped = if rows.is_empty() { String::new() } else { format!(", capped: {}", list(rows)) };
                let left = if *outlying { "; outliers are left" } else { "" };
                format!("{indicator} was treated by {method} ({} → {}{capped}){left}", shape(*before), shape(*after))
            }
            Self::IndicatorDropped { indicator, reason } => match reason {
                DropReason::Gaps { missing } => format!("{indicator} was left out: it has {missing} gaps"),
                DropReason::NoValues => format!("{indicator} was left out: it has no value in any row of the fit"),
                DropReason::Screened { too_many: TooMany::Gaps, share, limit } => {
                    format!("{indicator} was left out: {share:.3} of its values are available, less than {limit:.3}")
                }
                DropReason::Screened { too_many: TooMany::Zeros, share, limit } => {
                    format!("{indicator} was left out: {share:.3} of its values are not zero, less than {limit:.3}")
                }
                DropReason::Constant { value } => format!("{indicator} was left out: it is {value} for every unit"),
            },
            Self::NodeDropped { node } => format!("{node} was left out: nothing beneath it can be scored"),
            Self::NotScored { rows, coverage } => {
                format!("no score, because less than {coverage} of the weight is available: {}", list(rows))
            }
            Self::BreakInSeries { period, gained, lost } => {
                format!("not comparable before and from {period}: {}", change(gained, lost, "gained", "lost", "; "))
            }
            Self::OutsideScale { indicator, values, policy } => {
                format!("{values} values of {indicator} lie outside the frozen scale; policy: {policy}")
            }
            Self::FrozenScale { rows, others } => {
                format!("the scale was fitted on {rows} rows; {others} rows scored are not among them")
            }
            Self::LearnedFromStream { rows } => format!(
                "the scale was learned from a stream of {rows} rows; correlations, ceilings and units that alone make a weight were not \
                 looked for"
            ),
            Self::FewUnits { units, needed } => {
                format!("the entropy weights come from {units} units; below {needed} they are unstable")
            }
            Self::NearCeiling { indicator, share } => {
                format!(
                    "{indicator} is within 5 % of its upper end in {:.0} % of the units, so that its entropy weight is mostly noise",
                    share * 100.0
                )
            }
            Self::SpreadErased => {
                "the entropy weights come from range-normalised data, which hides how much the indicators vary".to_owned()
            }
            Self::OutlierMakesWeight { indicator, unit, weight, without } => {
                format!("{unit} alone makes the weight of {indicator}: {weight:.3}, without it {without:.3}")
            }
            Self::DominantWeight { indicator, weight, limit } => {
                format!("{indicator} has the weight {weight:.3}, above {limit}")
            }
            Self::HighCorrelation { first, second, correlation } => {
                format!("{first} and {second} say almost the same: r = {correlation:.3}")
            }
            Self::Inconsistent { ratio, limit } => format!("the judgements are inconsistent: CR = {ratio:.4}, above {limit}"),
            Self::OutsideSaatyScale { judgements } => format!("{judgements} judgements lie outside 1/9 to 9"),
            Self::SourcesAlike { condition } => {
                format!("the sources of weights are almost the same (reciprocal condition {condition:.1e}) and count equally")
            }
            Self::SourceRejected { source, method } => {
                format!("source {source} of the weights ({method}) has no part in the equilibrium of the game")
            }
            Self::Vetoed { indicator, rows } => format!("lowest grade by the veto on {indicator}: {}", list(rows)),
            Self::SmallCount { unit, period, indicator, count, threshold } => format!(
                "{indicator} of {unit} {period} rests on a count of {count}, below {threshold}: chance alone moves it, and it may \
                 point at persons"
            ),
            Self::PartlyRecorded { unit, period, indicator, used, expected } => {
                format!("{indicator} of {unit} {period} comes from {used} of {expected} records")
            }
            Self::NoIncidents { unit, period, indicator, months } => {
                format!("{indicator} of {unit} {period} is 1 by definition: no incident in {months} months")
            }
            Self::SelfReported { indicator, rows } => {
                format!("{indicator} is shown and not scored, because it is not recorded independently: {}", list(rows))
            }
            Self::WeightLeftOut { indicator } => format!("the weight stated for {indicator} is left out: it is not scored"),
            Self::EntersByRange { worst, best } => {
                format!("the scores enter the node above by the range of the rows of the fit: {worst:.4} as 0, {best:.4} as 1")
            }
            Self::WeightsAreRates { weights, score } => {
                format!("{weights} gives rates of exchange, and {score} takes weights as importance (OECD/JRC 2008, table 4)")
            }
            Self::WeightsNotUsed { score } => {
                format!("{score} finds the weights of each unit itself: the weights here have no part in the scores")
            }
            Self::ArbitraryZero { score, normalization } => {
                format!("{score} needs a ratio scale, and the zero of {normalization} depends on the sample: the order may too")
            }
            Self::IdenticalUnits { units } => format!("all {units} units are the same and share one score"),
            Self::Islands { units } => format!("without neighbours, and so left out: {}", list(units)),
            Self::Coupling(notice) => notice.english(),
        }
    }

    #[allow(clippy::too_many_lines, reason = "one line or two a notice")]
    fn chinese(&self) -> String {
        match self {
            Self::MissingCells { missing, cells, policy } => {
                format!("{cells} 个单元格中缺失 {missing} 个（{}），处理方式：{policy}", percent(*missing, *cells))
            }
            Self::UnitsDropped { rows } => format!("因指标缺失而剔除：{}", list(rows)),
            Self::UnitsScreened { rows, too_many, limit } => {
                let what = if *too_many == TooMany::Gaps { "可得值" } else { "非零值" };
                format!("因{what}不足 {limit:.3} 而筛除：{}", shares(rows))
            }
            Self::Treated { indicator, method, rows, before, after, outlying } => {
                let Some(method) = method else {
                    return format!("{indicator} 有离群值（{}），但没有处理方法可用", shape_in_chinese(*before));
                };
                let capped = if rows.is_empty() { String::new() } else { format!("，截尾：{}", list(rows)) };
                let left = if *outlying { "；仍有离群值" } else { "" };
                let (before, after) = (shape_in_chinese(*before), shape_in_chinese(*after));
                format!("{indicator} 的离群值以 {method} 处理（{before} → {after}{capped}）{left}")
            }
            Self::IndicatorDropped { indicator, reason } => match reason {
                DropReason::Gaps { missing } => format!("剔除指标 {indicator}：缺失 {missing} 个值"),
                DropReason::NoValues => format!("剔除指标 {indicator}：拟合样本中没有任何值"),
                DropReason::Screened { too_many: TooMany::Gaps, share, limit } => {
                    format!("剔除指标 {indicator}：可得值占 {share:.3}，低于 {limit:.3}")
                }
                DropReason::Screened { too_many: TooMany::Zeros, share, limit } => {
                    format!("剔除指标 {indicator}：非零值占 {share:.3}，低于 {limit:.3}")
                }
                DropReason::Constant { value } => format!("剔除指标 {indicator}：所有单元均为 {value}"),
            },
            Self::NodeDropped { node } => format!("剔除 {node}：其下没有可计分的指标"),
            Self::NotScored { rows, coverage } => format!("可用权重不足 {coverage}，以下不计分：{}", list(rows)),
            Self::BreakInSeries { period, gained, lost } => {
                format!("自 {period} 起口径变化，前后不可比：{}", change(gained, lost, "新增", "减少", "；"))
            }
            Self::OutsideScale { indicator, values, policy } => {
                format!("{indicator} 有 {values} 个值超出冻结标尺，处理方式：{policy}")
            }
            Self::FrozenScale { rows, others } => format!("标尺由 {rows} 行拟合，被评价的行中有 {others} 行不在其中"),
            Self::LearnedFromStream { rows } => {
                format!("标尺由 {rows} 行数据流式拟合；未检查指标间相关、上限效应及单个单元决定权重的情形")
            }
            Self::FewUnits { units, needed } => format!("熵权仅由 {units} 个单元得出，少于 {needed} 个时不稳定"),
            Self::NearCeiling { indicator, share } => {
                format!("{:.0} % 的单元在 {indicator} 上距上限不足 5 %，其熵权基本是噪声", share * 100.0)
            }
            Self::SpreadErased => "熵权由极差标准化数据得出，掩盖了指标间离散程度的差异".to_owned(),
            Self::OutlierMakesWeight { indicator, unit, weight, without } => {
                format!("{indicator} 的权重由 {unit} 一个单元决定：{weight:.3}，去掉后为 {without:.3}")
            }
            Self::DominantWeight { indicator, weight, limit } => {
                format!("{indicator} 的权重为 {weight:.3}，高于 {limit}")
            }
            Self::HighCorrelation { first, second, correlation } => {
                format!("{first} 与 {second} 几乎重复：r = {correlation:.3}")
            }
            Self::Inconsistent { ratio, limit } => format!("判断矩阵一致性不足：CR = {ratio:.4}，高于 {limit}"),
            Self::OutsideSaatyScale { judgements } => format!("{judgements} 个判断超出 1/9 至 9 的标度"),
            Self::SourcesAlike { condition } => format!("各权重来源几乎相同（条件数倒数 {condition:.1e}），按等权组合"),
            Self::SourceRejected { source, method } => format!("第 {source} 个权重来源（{method}）在博弈均衡中不占份额"),
            Self::Vetoed { indicator, rows } => format!("因 {indicator} 一票否决，定为最低等级：{}", list(rows)),
            Self::SmallCount { unit, period, indicator, count, threshold } => {
                format!(
                    "{unit} {period} 的 {indicator} 所依据的计数为 {count}，低于 {threshold}：易受偶然波动影响，且可能指向个人"
                )
            }
            Self::PartlyRecorded { unit, period, indicator, used, expected } => {
                format!("{unit} {period} 的 {indicator} 仅由 {expected} 条记录中的 {used} 条得出")
            }
            Self::NoIncidents { unit, period, indicator, months } => {
                format!("{unit} {period} 的 {indicator} 按定义取 1：{months} 个月均无事件")
            }
            Self::SelfReported { indicator, rows } => format!("{indicator} 非独立记录，仅供诊断，不计分：{}", list(rows)),
            Self::WeightLeftOut { indicator } => {
                format!("{indicator} 仅供诊断，不计分：已剔除为其给定的权重，其余权重按比例调整")
            }
            Self::EntersByRange { worst, best } => {
                format!("该节点得分按拟合样本的极差进入上一级：{worst:.4} 记 0，{best:.4} 记 1")
            }
            Self::WeightsAreRates { weights, score } => {
                format!("{weights} 的权重是替代率，而 {score} 将其视为重要性（OECD/JRC 2008 表 4）")
            }
            Self::WeightsNotUsed { score } => format!("{score} 为每个单元自行确定权重，此处权重不参与计分"),
            Self::ArbitraryZero { score, normalization } => {
                format!("{score} 要求比率标度，而 {normalization} 的零点取决于样本，排序可能随之改变")
            }
            Self::IdenticalUnits { units } => format!("全部 {units} 个单元完全相同，得分相同"),
            Self::Islands { units } => format!("无邻居单元，未参与检验：{}", list(units)),
            Self::Coupling(notice) => notice.chinese(),
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

fn percent(part: usize, whole: usize) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

/// The first names, and how many more there are.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown}, … ({})", names.len()) } else { shown }
}

fn shape(shape: Option<Shape>) -> String {
    shape.map_or_else(|| "no shape".to_owned(), |s| format!("skewness {:.2}, kurtosis {:.2}", s.skewness, s.kurtosis))
}

fn shape_in_chinese(shape: Option<Shape>) -> String {
    shape.map_or_else(|| "偏度、峰度不可得".to_owned(), |s| format!("偏度 {:.2}、峰度 {:.2}", s.skewness, s.kurtosis))
}

/// The first names with their shares, and how many more there are.
fn shares(rows: &[(String, f64)]) -> String {
    list(&rows.iter().map(|(row, share)| format!("{row} ({share:.3})")).collect::<Vec<_>>())
}

fn change(gained: &[Key], lost: &[Key], gained_word: &str, lost_word: &str, separator: &str) -> String {
    let part = |word: &str, keys: &[Key]| {
        let keys: Vec<&str> = keys.iter().map(Key::as_str).collect();
        (!keys.is_empty()).then(|| format!("{word} {}", keys.join(", ")))
    };
    [part(gained_word, gained), part(lost_word, lost)].into_iter().flatten().collect::<Vec<_>>().join(separator)
}
