//! Settings of a model beside its methods (模型设置): grades, ranks, frozen scale, rows of the fit, detail.

use serde::{Deserialize, Serialize};

use crate::document::{Entry, TableBuilder, Value};
use crate::error::Error;
use crate::governance::Period;
use crate::label::Label;

/// What to do about a value outside the frozen scale (超出冻结标尺的处理).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outside {
    /// It counts as the nearest value of the fit, and a notice counts it (截断).
    #[default]
    Clip,
    /// It is scored beyond the scale, and a notice counts it (外推).
    Extend,
    /// It is an error (报错).
    Error,
}

pub(super) const OUTSIDE: [(&str, Outside); 3] =
    [("clip", Outside::Clip), ("extend", Outside::Extend), ("error", Outside::Error)];

impl Outside {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        OUTSIDE.iter().find(|(_, outside)| *outside == self).map_or("clip", |(name, _)| name)
    }
}

/// How much of the way a result holds (结果详略).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// Scores, ranks and weights (得分、名次、权重).
    #[default]
    Scores,
    /// Also raw and normalised values and distances (全部中间结果).
    Full,
}

pub(super) const DETAIL: [(&str, Detail); 2] = [("scores", Detail::Scores), ("full", Detail::Full)];

impl Detail {
    /// Its name in a model document.
    pub fn name(self) -> &'static str {
        DETAIL.iter().find(|(_, detail)| *detail == self).map_or("scores", |(name, _)| name)
    }
}

/// The rows a model learns its scale from (拟合范围).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All rows together (混合样本).
    #[default]
    Pooled,
    /// The rows of these periods (基期).
    Periods(Vec<Period>),
}

impl Scope {
    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        if entry.is_text() {
            return entry.word("scope of the fit", &[("pooled", ())]).map(|()| Self::Pooled);
        }
        let items = entry.list()?;
        let periods = items.iter().map(|item| item.text()?.parse().map_err(|e| item.error(e)));
        let periods = periods.collect::<Result<Vec<Period>, Error>>()?;
        if periods.is_empty() {
            return Err(entry.error(Error::TooFew { what: "periods", needed: 1 }));
        }
        Ok(Self::Periods(periods))
    }

    pub(super) fn write(&self) -> Value {
        match self {
            Self::Pooled => "pooled".into(),
            Self::Periods(periods) => periods.iter().map(Period::to_string).collect::<Vec<_>>().into(),
        }
    }
}

/// Grades by cut points (等级划分): a score at a cut belongs to the higher grade.
///
/// ```
/// use governance_efficacy::model::Grades;
///
/// let grades = Grades::new(vec![0.4, 0.6, 0.8], ["weak", "fair", "good", "excellent"])?;
/// assert_eq!(grades.of(0.6).en, "good");
/// assert!(Grades::new(vec![0.5, 0.5], ["a", "b", "c"]).is_err());
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Grades {
    cuts: Vec<f64>,
    labels: Vec<Label>,
}

impl Grades {
    /// `labels` from the lowest grade to the highest, with the `cuts` between them, ascending.
    ///
    /// # Errors
    /// [`Error::Length`] unless there is one label more than cuts; [`Error::InvalidSetting`] unless the cuts are finite and ascend.
    pub fn new<L: Into<Label>>(cuts: Vec<f64>, labels: impl IntoIterator<Item = L>) -> Result<Self, Error> {
        let labels: Vec<Label> = labels.into_iter().map(Into::into).collect();
        if labels.len() != cuts.len() + 1 {
            return Err(Error::Length { what: "grades".to_owned(), expected: cuts.len() + 1, found: labels.len() });
        }
        if cuts.iter().any(|c| !c.is_finite()) || cuts.windows(2).any(|w| w[0] >= w[1]) {
            return Err(Error::setting("the cuts between grades", format!("{cuts:?}"), "give finite cuts that ascend"));
        }
        Ok(Self { cuts, labels })
    }

    /// The grade of `score`.
    pub fn of(&self, score: f64) -> &Label {
        let at = self.cuts.partition_point(|&cut| cut <= score);
        &self.labels[at]
    }

    /// The lowest grade.
    pub fn lowest(&self) -> &Label {
        &self.labels[0]
    }

    /// The cuts, ascending.
    pub fn cuts(&self) -> &[f64] {
        &self.cuts
    }

    /// The grades, from the lowest to the highest.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Error> {
        let mut reader = entry.table()?;
        let cuts = reader.required("cuts")?.numbers()?;
        let labels = reader.required("labels")?.list()?.iter().map(read_label).collect::<Result<Vec<_>, _>>()?;
        reader.finish()?;
        Self::new(cuts, labels).map_err(|e| entry.error(e))
    }

    pub(super) fn write(&self) -> Value {
        let labels: Vec<Value> = self.labels.iter().map(write_label).collect();
        TableBuilder::default().with("cuts", self.cuts.clone()).with("labels", labels).into()
    }
}

/// A label: one text, or `{ en, zh }`.
pub(super) fn read_label(entry: &Entry<'_>) -> Result<Label, Error> {
    if entry.is_text() {
        return Ok(Label::same(entry.text()?));
    }
    let mut reader = entry.table()?;
    let label = Label::new(reader.required("en")?.text()?, reader.required("zh")?.text()?);
    reader.finish()?;
    Ok(label)
}

pub(super) fn write_label(label: &Label) -> Value {
    if label.en == label.zh {
        label.en.as_str().into()
    } else {
        TableBuilder::default().with("en", label.en.as_str()).with("zh", label.zh.as_str()).into()
    }
}
