//! What only people can answer of a study (需人工回答的审计问题), after the ten steps of the OECD/JRC Handbook.

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::label::Label;

/// One question of the audit (审计问题).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditQuestion {
    /// Its name in a model document.
    pub key: &'static str,
    /// The step of the Handbook it belongs to, 1 to 10.
    pub step: usize,
    /// The question in English.
    pub en: &'static str,
    /// The question in Chinese.
    pub zh: &'static str,
}

/// The ten steps of the Handbook on Constructing Composite Indicators (OECD/JRC 2008, table 1).
pub const AUDIT_STEPS: [(&str, &str); 10] = [
    ("Theoretical framework", "理论框架"),
    ("Data selection", "数据选择"),
    ("Imputation of missing data", "缺失数据插补"),
    ("Multivariate analysis", "多元分析"),
    ("Normalisation", "标准化"),
    ("Weighting and aggregation", "赋权与合成"),
    ("Uncertainty and sensitivity analysis", "不确定性与敏感性分析"),
    ("Back to the data", "回到数据"),
    ("Links to other indicators", "与其他指标的联系"),
    ("Visualisation of the results", "结果呈现"),
];

/// What only people can answer, step by step.
pub const AUDIT_QUESTIONS: [AuditQuestion; 12] = [
    question("concept", 1, "What is measured, and how is it defined?", "测量的概念是什么，如何定义？"),
    question("purpose", 1, "Who will use the result, and for which decision?", "结果由谁使用，用于何种决策？"),
    question("stakeholders", 1, "Who took part in building the framework?", "哪些相关方参与了框架的制定？"),
    question("selection", 2, "By which criteria were the indicators chosen?", "指标按什么标准选取？"),
    question("data-sources", 2, "Where do the data come from, and who checked them?", "数据来自何处，由谁核对？"),
    question("gaps", 3, "Why are values missing, and may those be unlike the rest?", "数据为何缺失，缺失是否可能有偏？"),
    question(
        "structure",
        4,
        "Do the groups of indicators make sense to those who know the field?",
        "指标分组是否得到专业人员认可？",
    ),
    question("scale", 5, "Why are the ends of each scale where they are?", "各指标标尺的两端为何如此确定？"),
    question(
        "judges",
        6,
        "Who gave the judgements behind the weights, and how were they chosen?",
        "权重判断由谁作出，如何选定？",
    ),
    question("compensation", 6, "May a good indicator make up for a bad one?", "指标之间是否允许相互补偿？"),
    question("links", 9, "With which other measures was the result compared?", "结果与哪些其他测量作过对照？"),
    question("dissemination", 10, "How are the results made known, and to whom?", "结果如何公布，向谁公布？"),
];

const fn question(key: &'static str, step: usize, en: &'static str, zh: &'static str) -> AuditQuestion {
    AuditQuestion { key, step, en, zh }
}

/// The answers of those who made a study to what no program can answer (审计答复). What is not answered stands so in the report.
///
/// In a model document a table `[audit]`, each answer one text or `{ en = …, zh = … }`:
///
/// ```
/// use governance_efficacy::model::{Audit, Model};
///
/// let text = r#"
/// schema = 1
/// [[indicator]]
/// key = "answered"
///
/// [audit]
/// concept = { en = "Whether residents are heard.", zh = "居民诉求是否得到回应。" }
/// "#;
/// let model = Model::from_toml(text)?;
/// assert_eq!(model.audit().answer("concept").map(|answer| answer.en.as_str()), Some("Whether residents are heard."));
/// assert_eq!(model.audit().answer("purpose"), None);
/// assert!(Model::from_toml(&text.replace("concept", "consept")).is_err());
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
///
/// # Reference
/// OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, table 1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Audit(Vec<(&'static str, Label)>);

impl Audit {
    /// Answers the question `key`.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a question that is not asked, [`Error::InvalidSetting`] for an empty answer.
    pub fn with_answer(mut self, key: &str, answer: Label) -> Result<Self, Error> {
        let known = AUDIT_QUESTIONS.iter().find(|question| question.key == key);
        let key =
            known.ok_or_else(|| Error::unknown("question of the audit", key, AUDIT_QUESTIONS.map(|question| question.key)))?.key;
        if answer.en.trim().is_empty() || answer.zh.trim().is_empty() {
            return Err(Error::setting(
                format!("the answer {key:?}"),
                "empty",
                "leave the question out to have it stand as not answered",
            ));
        }
        self.0.retain(|(other, _)| *other != key);
        self.0.push((key, answer));
        self.0.sort_by_key(|(key, _)| AUDIT_QUESTIONS.iter().position(|question| question.key == *key));
        Ok(self)
    }

    /// The answer to the question `key`, if there is one.
    pub fn answer(&self, key: &str) -> Option<&Label> {
        self.0.iter().find(|(other, _)| *other == key).map(|(_, answer)| answer)
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        entry.table()?.all().into_iter().try_fold(Self::default(), |audit, (key, answer)| {
            let label = super::settings::read_label(&answer)?;
            audit.with_answer(key, label).map_err(|e| answer.error(e))
        })
    }

    pub(super) fn write(&self) -> Option<Value> {
        let table = self
            .0
            .iter()
            .fold(TableBuilder::default(), |table, (key, label)| table.with(key, super::settings::write_label(label)));
        (!self.0.is_empty()).then(|| table.into())
    }
}
