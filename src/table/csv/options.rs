//! What to expect of a CSV (读取设置).

use csv::StringRecord;

use crate::document::NOT_UTF8;
use crate::error::{Error, Place};
use crate::governance::Period;
use crate::numeric::written::number;

use super::column_named;

/// How the values are laid out in a CSV (表格形式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvForm {
    /// One row a unit (and period), one column an indicator (宽表).
    #[default]
    Wide,
    /// One row a value, with the columns unit, period (optional), `indicator`, `value` (长表).
    Long,
}

/// What to expect of a CSV (读取设置). The default: wide, units in the first column, periods in a column named `period`, `year`,
/// 年份, 年度, 时期 or 期别, in capitals or not, if there is one, gaps written as an empty cell or `NA`.
///
/// ```
/// use governance_efficacy::IndicatorTable;
/// use governance_efficacy::table::CsvOptions;
///
/// let text = "community,period,response_rate\nEast,2024,0.98\nWest,2024,\n";
/// let table = IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default())?;
/// assert_eq!(table.missing(), 1);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvOptions {
    pub(super) form: CsvForm,
    pub(super) unit: Option<String>,
    pub(super) period: Option<String>,
    pub(super) ignored: Vec<String>,
    pub(super) attributes: Vec<String>,
    gaps: Vec<String>,
    /// Whether a text that stands for a gap could be a number, such as -99.
    has_gap_like_number: bool,
    pub(super) max_cells: usize,
    pub(super) name: String,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self {
            form: CsvForm::Wide,
            unit: None,
            period: None,
            ignored: Vec::new(),
            attributes: Vec::new(),
            gaps: vec![String::new(), "NA".to_owned()],
            has_gap_like_number: false,
            max_cells: 1 << 30,
            name: "the table".to_owned(),
        }
    }
}

impl CsvOptions {
    /// Sets the layout.
    #[must_use]
    pub fn with_form(mut self, form: CsvForm) -> Self {
        self.form = form;
        self
    }

    /// Sets the name of the column that holds the units; the first column if not set.
    #[must_use]
    pub fn with_unit_column(mut self, name: impl Into<String>) -> Self {
        self.unit = Some(name.into());
        self
    }

    /// Sets the name of the column that holds the periods, which must then be there; if not set, it is found by its name.
    #[must_use]
    pub fn with_period_column(mut self, name: impl Into<String>) -> Self {
        self.period = Some(name.into());
        self
    }

    /// Leaves out columns, for example remarks.
    #[must_use]
    pub fn ignoring<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.ignored.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Names columns of a wide table that hold attributes of the rows and no indicators, such as the group of a community or its
    /// population. An empty cell is an attribute that is not known.
    ///
    /// ```
    /// use governance_efficacy::IndicatorTable;
    /// use governance_efficacy::table::CsvOptions;
    ///
    /// let text = "community,group,answered\nEast,old town,0.98\nWest,new town,0.91\n";
    /// let table = IndicatorTable::from_csv(text.as_bytes(), &CsvOptions::default().with_attributes(["group"]))?;
    /// assert_eq!(table.attribute("group")?.values[0].as_deref(), Some("old town"));
    /// assert_eq!(table.columns().len(), 1);
    /// # Ok::<(), governance_efficacy::Error>(())
    /// ```
    #[must_use]
    pub fn with_attributes<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.attributes.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Sets the texts that stand for a gap.
    #[must_use]
    pub fn with_gaps<S: Into<String>>(mut self, texts: impl IntoIterator<Item = S>) -> Self {
        self.gaps = texts.into_iter().map(Into::into).collect();
        self.has_gap_like_number =
            self.gaps.iter().any(|gap| gap.starts_with(|first: char| first.is_ascii_digit() || first == '-'));
        self
    }

    /// Sets the largest number of cells to read; 2³⁰ if not set.
    #[must_use]
    pub fn with_max_cells(mut self, cells: usize) -> Self {
        self.max_cells = cells;
        self
    }

    /// Sets the name of the table in errors.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    pub(super) fn too_many_cells(&self, found: usize) -> Error {
        Error::Limit { what: "number of cells (set by CsvOptions::with_max_cells)", found, limit: self.max_cells }
    }

    pub(super) fn syntax(&self, line: Option<u64>, problem: impl Into<String>) -> Error {
        Error::Syntax {
            what: self.name.clone(),
            format: "CSV",
            line: line.and_then(|l| usize::try_from(l).ok()),
            problem: problem.into(),
        }
    }

    pub(super) fn unreadable(&self, error: &csv::Error, line: Option<u64>) -> Error {
        let line = error.position().map(csv::Position::line).or(line);
        match error.kind() {
            csv::ErrorKind::Utf8 { .. } => self.syntax(line, NOT_UTF8),
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                let problem = format!(
                    "the line has {len} cells and the header {expected_len}; give it as many, and look for a quote that is not closed"
                );
                self.syntax(line, problem)
            }
            csv::ErrorKind::Io(problem) => Error::Io { path: self.name.clone(), problem: problem.to_string() },
            _ => self.syntax(line, error.to_string()),
        }
    }

    /// Where the periods stand, if anywhere.
    pub(super) fn period_column(&self, header: &StringRecord) -> Result<Option<usize>, Error> {
        if let Some(name) = &self.period {
            return column_named(header, name).map(Some);
        }
        let taken = |name: &str| {
            let others = self.ignored.iter().chain(&self.attributes).chain(&self.unit);
            others.into_iter().any(|other| other == name)
        };
        let named: Vec<usize> = (usize::from(self.unit.is_none())..header.len())
            .filter(|&c| header.get(c).is_some_and(|name| Period::is_column_name(name) && !taken(name)))
            .collect();
        match named[..] {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            [first, second, ..] => {
                let name = |at: usize| header.get(at).unwrap_or_default();
                let problem = format!("in the column {:?} and in the column {:?}", name(first), name(second));
                let remedy = "keep one, or tell with CsvOptions::with_period_column and ignoring which it is";
                Err(Error::setting("the period", problem, remedy).in_file(&self.name, Some(1)))
            }
        }
    }

    pub(super) fn number(&self, text: &str, place: impl FnOnce() -> Place, line: Option<u64>) -> Result<Option<f64>, Error> {
        // What begins as a number is no gap, unless a gap is written as a number.
        let begins_as_number = || text.as_bytes().first().is_some_and(|first| first.is_ascii_digit() || *first == b'-');
        if !self.has_gap_like_number
            && begins_as_number()
            && let Some(x) = text.parse::<f64>().ok().filter(|x| x.is_finite())
        {
            return Ok(Some(x));
        }
        if self.gaps.iter().any(|gap| gap == text) {
            return Ok(None);
        }
        match number(text) {
            Ok(x) if x.is_finite() => Ok(Some(x)),
            Ok(x) => Err(Error::Value {
                place: Box::new(place()),
                value: x,
                problem: "is not finite".to_owned(),
                remedy: "give a number, or leave the cell empty as a gap".to_owned(),
            }),
            Err(remedy) => {
                let place = place();
                let problem = format!("{text:?} at {place} is no number; {remedy}, or leave the cell empty");
                Err(self.syntax(line, problem))
            }
        }
    }
}
