//! Empty templates and the data dictionary (空白模板与数据字典), both made from the columns themselves.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::governance::resource::ResourceKind;
use crate::label::Label;

use super::{Column, Holds, ledgers};

/// An empty ledger of each kind, by file name: its header alone.
///
/// ```
/// use governance_efficacy::governance::ledger::templates;
///
/// assert_eq!(templates()["rights.csv"], "community,period,right,due,met\n");
/// ```
pub fn templates() -> BTreeMap<&'static str, String> {
    ledgers()
        .iter()
        .map(|ledger| {
            let names: Vec<&str> = ledger.columns().iter().map(Column::name).collect();
            (ledger.file(), names.join(",") + "\n")
        })
        .collect()
}

/// What every ledger, column and word means, in English and Chinese, as Markdown.
pub fn data_dictionary() -> String {
    let mut text = String::from(INTRODUCTION);
    let mut vocabularies: Vec<(&str, Vec<(&str, Label)>)> = Vec::new();
    for ledger in ledgers() {
        // Writing to a string can't fail.
        let _ = write!(text, "\n## `{}`\n\n{}\n\n{TABLE_HEAD}", ledger.file(), ledger.about());
        for column in ledger.columns() {
            let required = if column.required() { "yes" } else { "" };
            let (meaning, unit, holds) = (column.meaning(), column.unit(), column.holds());
            let _ = writeln!(text, "| `{}` | {required} | {holds} | {unit} | {} | {} |", column.name(), meaning.en, meaning.zh);
            if let Holds::Word { what, words } = holds
                && !vocabularies.iter().any(|(known, _)| known == what)
            {
                vocabularies.push((what, words.clone()));
            }
        }
    }
    text.push_str("\n# Words 用词\n\nEither form may be written: the English word or the Chinese term.\n");
    for (what, words) in vocabularies {
        let _ = write!(text, "\n## {what}\n\n| word 用词 | English | 中文 |\n|---|---|---|\n");
        for (word, name) in words {
            let _ = writeln!(text, "| `{word}` | {} | {} |", name.en, name.zh);
        }
    }
    text.push_str(UNITS_HEAD);
    for kind in ResourceKind::ALL {
        let unit = kind.unit();
        let _ = writeln!(text, "| `{kind}` | {} | {} |", unit.en, unit.zh);
    }
    text
}

const UNITS_HEAD: &str = "\n# Units of the kinds of resource 资源计量单位\n\n| kind 类别 | unit | 单位 |\n|---|---|---|\n";

const TABLE_HEAD: &str = "| column 列名 | required 必填 | holds 取值 | unit 单位 | meaning | 含义 |\n|---|---|---|---|---|---|\n";

const INTRODUCTION: &str = "\
# Ledgers: templates and data dictionary 台账模板与数据字典

Made from the column table of the library; change it there. One file a kind of record, one row a record; the templates in this
folder hold the header alone. Every row names its community and its period. Only `communities.csv` must be there.

* Aggregate counts only: no row, column or cell names a person, an address, an identity number or a score of a person. 只填汇总数，不得填写个人信息。
* An empty cell, like an absent ledger, means *not recorded*; write 0 only for what was counted and is none. 空白表示未记录，0 表示确为零。
* A period is a year `2024`, half-year `2024-H1`, quarter `2024-Q3` or month `2024-07`, of one length in all ledgers. 各台账期别须一致。
* A count is a whole number in digits; an amount may have decimals, with a point; yes or no may be written 是 or 否.
* The order of the columns is free; a column that is not required may be left out; an unknown column or file is refused.
* Save as CSV in UTF-8. 请另存为 CSV UTF-8（逗号分隔）。
";
