//! What the shipped folder says of itself, with the seed, the special communities and the gaps as they are in the code.

use std::fmt::Write;

use super::community::{
    COMMUNITIES, DESERTED, DISTURBED, HASTY, LARGEST, REFORMED, SMALLEST, WITHOUT_SOCIAL_ORGANIZATIONS, YEARS, name,
};
use super::gaps::GAPS;
use super::{GENERATOR, order, synergy};

/// The text of `README.md` beside the facts that belong to `seed`.
pub(crate) fn readme(seed: u64) -> String {
    let [first, last] = [YEARS[0], YEARS[YEARS.len() - 1]];
    let mut gaps = String::new();
    for gap in GAPS {
        let communities: Vec<String> = gap.communities.iter().copied().map(name).collect();
        let years = match gap.years {
            [only] => only.to_string(),
            [from, .., until] => format!("{from}–{until}"),
            [] => String::new(),
        };
        let [en, zh] = gap.what;
        // Writing to a text can't fail.
        let _ = writeln!(gaps, "| {} | {years} | {en} | {zh} |", communities.join(", "));
    }
    format!(
        "\
# SYNTHETIC sample: {COMMUNITIES} communities, {first}–{last} · 合成样本：{COMMUNITIES} 个社区，{first}—{last} 年

**No real community is described here, and nothing is drawn from the records of one.** Every number was made by a seeded generator, so
that the examples and the documentation have something to compute. Conclusions about the world can't be drawn from it.

**本数据为合成数据，不描述任何真实社区，也未取自任何真实台账。** 全部数字由带种子的生成器产生，仅供示例与文档使用，不得据此得出任何现实结论。

| | |
|---|---|
| generator 生成器 | `{GENERATOR}` |
| seed 种子 | `{seed}` |
| again 重新生成 | `cargo run --example generate_sample -- --out DIR --seed {seed}` |
| `facts.json` | all facts, one record a line · 全部事实，每行一条记录 |
| `ledgers/` | the same facts as CSV ledgers; both read to equal facts · 同一事实的 CSV 台账，两者读入后完全相同 |

The same seed gives the same bytes; a test of the repository checks that. Communities are called `{from}` to `{to}`, and their group
begins with “Synthetic”. 同一种子生成的文件逐字节相同。社区编号为 `{from}` 至 `{to}`，分组名以“Synthetic 合成”开头。

## How it was made · 生成方式

Each community has four qualities that no ledger shows: organisation, resources, service, order. They go together in part, differ by
type of community, improve slowly and meet passing shocks. Shares and rates depend on them, with a deviation of each community and
of each year; counts are binomial or Poisson draws around these, incidents with months that differ more than chance. So better
communities look better, within the error that counts of their size have. Sizes and levels were chosen to be plausible, not
estimated from data.

每个社区有四项台账之外的潜在能力：组织、资源、服务、秩序。四者部分相关，因社区类型而异，逐年缓慢提高，并有暂时冲击。
各比率由潜在能力及社区、年度偏差决定；计数为二项或泊松抽样，治安事件按月过度离散。规模与水平仅求合理，并非由真实数据估计。

## Communities to look at · 值得关注的社区

| | English | 中文 |
|---|---|---|
| {smallest} | about 800 residents: small counts, wide intervals, small-count notices | 约 800 人：计数小、区间宽，触发小计数提示 |
| {largest} | about 20,000 residents | 约 20,000 人 |
| {hasty} | closes early: high resolution and mediation success, many repeated requests and reopened disputes | \
重办结轻实效：解决率与调解成功率高，重复诉求与纠纷复发也高 |
| {disturbed} | order is disturbed in 2023 | 2023 年秩序受到冲击 |
| {reformed} | services are reformed in 2024 | 2024 年服务改革 |
| {deserted} | loses its organisers in 2024 | 2024 年组织力量流失 |
| {self_reported} | incidents are reported by the community itself | 治安事件为社区自报 |

## Gaps left on purpose · 有意留出的缺失

What is missing is not recorded, never zero. 缺失表示未记录，绝不等于零。

| | years 年份 | English | 中文 |
|---|---|---|---|
{gaps}
Beyond these, what a community does not have has no record: an owners' assembly, social organisations, a service category it does
not offer, a target group of which it keeps no register. {without} has no social organisation, says so, and has none of their
services. A policy that was brought down has no price, and so no value. Only {by_command} record the layers of leadership and information.

除此之外，社区没有的事项不设记录：如业主大会、社会组织、未开展的服务类别、未建档的重点群体。{without} 没有社会组织（已注明），也无其服务。下沉的政策无法折价，故无折算价值。仅 {by_command} 记录统筹指挥与信息互通两层。
",
        from = name(1),
        to = name(COMMUNITIES),
        smallest = name(SMALLEST),
        largest = name(LARGEST),
        hasty = name(HASTY),
        disturbed = name(DISTURBED),
        reformed = name(REFORMED),
        deserted = name(DESERTED),
        without = name(WITHOUT_SOCIAL_ORGANIZATIONS),
        self_reported = order::SELF_REPORTED.map(name).join(", "),
        by_command = synergy::ALL_LAYERS.map(name).join(", "),
    )
}
