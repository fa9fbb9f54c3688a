//! Judgements from CSV (判断矩阵表).

use std::io::Read;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::document::{NOT_UTF8, SteadyFile};
use crate::error::Error;
use crate::label::Key;

use super::super::named;
use super::group::{Aggregation, Group};
use super::incomplete::{Completion, IncompleteJudgements};
use super::judgement::{JudgementMatrix, parse_judgement};
use super::{Ahp, Judgements};

/// The judgements of one or more experts, as a CSV holds them (判断矩阵表): one block an expert, all of the same items in the same order.
///
/// # Input
/// A block has these lines; empty lines may stand anywhere.
/// * `expert,NAME` (专家) and `weight,NUMBER` (权重), both optional; the weight is 1 if not given.
/// * `item,NAME,NAME,…` (指标), the items compared.
/// * One line an item: its name, then its judgement against each item. Above the diagonal a number, a fraction such as `1/3`, or `?` for a
///   judgement that is missing; on the diagonal 1 or nothing; below it nothing, or the reciprocal, which is then checked.
///
/// # Example
/// Two experts say 2 and 8, one in the upper triangle, one in the whole matrix; their geometric mean is 4.
/// ```
/// use governance_efficacy::weight::ahp::{Aggregation, Completion, JudgementSheet};
///
/// let text = "\
/// expert,Wang
/// weight,1
/// item,quality,price
/// quality,1,2
/// price,,1
///
/// expert,Li
/// item,quality,price
/// quality,1,8
/// price,1/8,1
/// ";
/// let sheet = JudgementSheet::from_csv(text.as_bytes())?;
/// assert_eq!(sheet.experts()[1].name.as_deref(), Some("Li"));
/// let ahp = sheet.into_ahp(Aggregation::Judgements, Completion::LeastSquares)?;
/// let weights = ahp.weigh_names(["price", "quality"])?.weights;
/// assert!((weights.get("quality").unwrap() - 0.8).abs() < 1e-12);
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct JudgementSheet {
    items: Vec<Key>,
    experts: Vec<Expert>,
}

/// One expert's judgements (专家判断).
#[derive(Debug, Clone, PartialEq)]
pub struct Expert {
    /// The expert's name, if the sheet gives one.
    pub name: Option<String>,
    /// The expert's weight, positive; the weights need not sum to 1.
    pub weight: f64,
    /// The judgements, complete or not.
    pub judgements: IncompleteJudgements,
}

/// More experts than any panel has.
const MAX_EXPERTS: usize = 10_000;

impl JudgementSheet {
    /// Reads CSV text in UTF-8.
    ///
    /// # Errors
    /// [`Error::Syntax`] with line, expert and cell for what is no sheet of judgements; [`Error::TooFew`] without an expert;
    /// [`Error::Limit`] beyond 10,000 experts or 256 items.
    pub fn from_csv(reader: impl Read) -> Result<Self, Error> {
        Self::read(reader, "the judgements")
    }

    /// Reads a CSV file in UTF-8.
    ///
    /// # Errors
    /// [`Error::Io`] if the file can't be read, and as [`JudgementSheet::from_csv`].
    pub fn read_csv(path: impl AsRef<Path>) -> Result<Self, Error> {
        let name = path.as_ref().display().to_string();
        Self::read(SteadyFile::open(path.as_ref())?, &name)
    }

    /// The items compared, in order.
    pub fn items(&self) -> &[Key] {
        &self.items
    }

    /// The experts, in order.
    pub fn experts(&self) -> &[Expert] {
        &self.experts
    }

    /// The weighting method these judgements make, with the items as names. One expert counts as such; several become a group. Where
    /// judgements are missing priorities follow by `completion`.
    ///
    /// # Errors
    /// [`Error::Undefined`] if judgements span more than a float can hold.
    pub fn into_ahp(self, aggregation: Aggregation, completion: Completion) -> Result<Ahp, Error> {
        let Self { items, mut experts } = self;
        let judgements = match (experts.pop(), experts.is_empty()) {
            (Some(only), true) => Judgements::of_one(only.judgements, completion),
            (last, _) => {
                let group = experts.into_iter().chain(last).map(|expert| (expert.judgements, expert.weight));
                Judgements::Group(Group::new(group)?.with_completion(completion), aggregation)
            }
        };
        Ahp::of(judgements).with_names(items)
    }

    fn read(reader: impl Read, file: &str) -> Result<Self, Error> {
        let csv = ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(reader);
        let mut lines = Lines { csv, file, expert: None, ordinal: 0, record: StringRecord::new() };
        let (mut items, mut experts): (Vec<Key>, Vec<Expert>) = (Vec::new(), Vec::new());
        while let Some(block) = lines.block()? {
            if experts.is_empty() {
                items.clone_from(&block.0);
            } else if items != block.0 {
                let problem = format!("compares {} where the first expert compares {}", list(&block.0), list(&items));
                return Err(lines.error(&format!("{problem}; give the same items in the same order")));
            }
            experts.push(block.1);
            if experts.len() > MAX_EXPERTS {
                return Err(Error::Limit { what: "number of experts", found: experts.len(), limit: MAX_EXPERTS });
            }
        }
        if experts.is_empty() {
            return Err(Error::TooFew { what: "experts in the sheet", needed: 1 });
        }
        Ok(Self { items, experts })
    }
}

fn list(items: &[Key]) -> String {
    items.iter().map(Key::as_str).collect::<Vec<_>>().join(", ")
}

/// The lines of a sheet, and whose they are.
struct Lines<'a, R> {
    csv: csv::Reader<R>,
    file: &'a str,
    expert: Option<String>,
    /// Number of the expert, counted from 1.
    ordinal: usize,
    record: StringRecord,
}

impl<R: Read> Lines<'_, R> {
    /// `problem`, at the line last read and of the expert it belongs to.
    fn error(&self, problem: &str) -> Error {
        let who = self.expert.as_ref().map_or_else(|| format!("expert {}", self.ordinal), |name| format!("expert {name:?}"));
        let line = self.record.position().and_then(|p| usize::try_from(p.line()).ok());
        Error::Syntax { what: self.file.to_owned(), format: "CSV", line, problem: format!("{who}: {problem}") }
    }

    /// Reads the next line that holds anything; false at the end.
    fn next(&mut self) -> Result<bool, Error> {
        while self.csv.read_record(&mut self.record).map_err(|e| {
            let line = e.position().and_then(|p| usize::try_from(p.line()).ok());
            let problem = match e.kind() {
                csv::ErrorKind::Io(problem) => return Error::Io { path: self.file.to_owned(), problem: problem.to_string() },
                csv::ErrorKind::Utf8 { .. } => NOT_UTF8.to_owned(),
                _ => e.to_string(),
            };
            Error::Syntax { what: self.file.to_owned(), format: "CSV", line, problem }
        })? {
            if self.record.iter().any(|cell| !cell.is_empty()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn cell(&self, at: usize) -> &str {
        // A spreadsheet may put a mark of its encoding before the first cell.
        self.record.get(at).unwrap_or_default().trim_start_matches('\u{feff}')
    }

    /// The items and the expert of the next block; none at the end.
    fn block(&mut self) -> Result<Option<(Vec<Key>, Expert)>, Error> {
        (self.expert, self.ordinal) = (None, self.ordinal + 1);
        let mut weight = None;
        let mut begun = false;
        while self.next()? {
            begun = true;
            match self.cell(0) {
                "expert" | "专家" if self.expert.is_none() && weight.is_none() => self.expert = Some(self.cell(1).to_owned()),
                "weight" | "权重" if weight.is_none() => weight = Some(self.weight()?),
                "item" | "items" | "指标" | "" => {
                    let items = self.items()?;
                    let judgements = self.judgements(&items)?;
                    let expert = Expert { name: self.expert.clone(), weight: weight.unwrap_or(1.0), judgements };
                    return Ok(Some((items, expert)));
                }
                other => {
                    let problem =
                        format!("{other:?} begins no line of a block; write expert, weight, then item and the items compared");
                    return Err(self.error(&problem));
                }
            }
        }
        if begun { Err(self.error("the sheet ends before the items compared")) } else { Ok(None) }
    }

    fn weight(&self) -> Result<f64, Error> {
        let weight = self.cell(1).parse::<f64>().ok().filter(|weight| weight.is_finite() && *weight > 0.0);
        weight.ok_or_else(|| self.error(&format!("the weight is {:?}; give a positive number", self.cell(1))))
    }

    fn items(&self) -> Result<Vec<Key>, Error> {
        let mut names: Vec<&str> = (1..self.record.len()).map(|at| self.cell(at)).collect();
        while names.last().is_some_and(|name| name.is_empty()) {
            names.pop();
        }
        JudgementMatrix::check_order(names.len())?;
        named::keys("item", names).map_err(|e| self.error(&e.to_string()))
    }

    /// The lines of the matrix, one an item.
    fn judgements(&mut self, items: &[Key]) -> Result<IncompleteJudgements, Error> {
        let mut upper: Vec<Vec<Option<f64>>> = Vec::new();
        for (i, item) in items.iter().enumerate() {
            if !self.next()? {
                return Err(self.error(&format!("the sheet ends before the judgements of {:?}", item.as_str())));
            }
            if self.cell(0) != item.as_str() {
                let problem = format!("the line of {:?} is missing: {:?} stands in its place", item.as_str(), self.cell(0));
                return Err(self.error(&problem));
            }
            if let Some(at) = (items.len() + 1..self.record.len()).find(|&at| !self.cell(at).is_empty()) {
                return Err(self.error(&format!("{:?} in cell {} is beyond the last item", self.cell(at), at + 1)));
            }
            let mut row = Vec::new();
            for (j, other) in items.iter().enumerate() {
                let text = self.cell(j + 1);
                let failed = |problem: &str| {
                    self.error(&format!("{:?} against {:?} is {text:?}: {problem}", item.as_str(), other.as_str()))
                };
                let given = if text.is_empty() { None } else { parse_judgement(text).map_err(|e| failed(&e.to_string()))? };
                if given.is_some_and(|a| !(a.is_finite() && a > 0.0 && (1.0 / a).is_finite())) {
                    return Err(failed("give a positive number, such as 3 or 1/3"));
                }
                if i < j {
                    if text.is_empty() {
                        return Err(failed("give the judgement, or ? if it is missing"));
                    }
                    row.push(given);
                } else if i == j {
                    if given.is_some_and(|a| a != 1.0) || text == "?" {
                        return Err(failed("put 1 on the diagonal, or nothing"));
                    }
                } else if let Some(below) = given {
                    let above = upper[j][i - j - 1];
                    if above.is_none_or(|above| (above * below - 1.0).abs() > 1e-9) {
                        return Err(failed(
                            "it is not the reciprocal of what stands above the diagonal; leave the lower half empty",
                        ));
                    }
                }
            }
            upper.push(row);
        }
        upper.pop();
        IncompleteJudgements::from_upper(&upper).map_err(|e| self.error(&e.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<JudgementSheet, Error> {
        JudgementSheet::from_csv(text.as_bytes())
    }

    #[track_caller]
    fn refused(text: &str, line: usize, parts: &[&str]) {
        let error = read(text).unwrap_err();
        assert!(matches!(error, Error::Syntax { line: Some(found), .. } if found == line), "{error}");
        let message = error.to_string();
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }

    #[test]
    fn gaps_fractions_weights_and_chinese_words_are_read() {
        let text = "\u{feff}专家,王\n权重,2\n指标,质量,价格,服务\n质量,1,3,?\n价格,,,1/2\n服务,?,2,1\n\nitem,质量,价格,服务,,\n质量,,1,1\n价格\n服务\n";
        // The second expert says nothing of price against service.
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains("expert 2") && error.contains("价格") && error.contains("服务"), "{error}");
        let sheet = read(&text.replace("价格\n服务\n", "价格,,,4\n服务\n")).expect("a sheet");
        assert_eq!(sheet.items().len(), 3);
        let [wang, second] = sheet.experts() else { panic!("{sheet:?}") };
        assert_eq!((wang.name.as_deref(), wang.weight, second.name.as_deref(), second.weight), (Some("王"), 2.0, None, 1.0));
        assert_eq!(wang.judgements.upper(), [vec![Some(3.0), None], vec![Some(0.5)]]);
        assert_eq!(second.judgements.upper(), [vec![Some(1.0), Some(1.0)], vec![Some(4.0)]]);
        let ahp = sheet.into_ahp(Aggregation::PrioritiesArithmetic, Completion::LeastSquares).expect("a method");
        assert!(ahp.weigh_names(["质量", "价格", "服务"]).is_ok());
    }

    #[test]
    fn one_expert_is_no_group() {
        let ahp =
            |text: &str| read(text).and_then(|s| s.into_ahp(Aggregation::default(), Completion::default())).expect("a method");
        let complete = ahp(",a,b\na,1,4\nb,,1\n");
        assert!(matches!(complete.judgements, Judgements::Complete(_)));
        let incomplete = ahp(",a,b,c\na,1,4,?\nb,,1,2\nc,,,1\n");
        assert!(matches!(incomplete.judgements, Judgements::Incomplete(..)));
        let weights = incomplete.weigh_names(["a", "b", "c"]).expect("weights").weights;
        assert!((weights.as_slice()[0] - 8.0 / 11.0).abs() < 1e-12);
    }

    #[test]
    fn mistakes_are_told_with_line_expert_and_cell() {
        let sheet = |cell: &str, below: &str| format!("expert,Wang\nitem,a,b\na,1,{cell}\nb,{below},1\n");
        refused(&sheet("three", ""), 3, &["\"Wang\"", "\"a\" against \"b\"", "three", "fraction"]);
        refused(&sheet("-3", ""), 3, &["\"Wang\"", "\"-3\"", "positive"]);
        refused(&sheet("1/0", ""), 3, &["\"1/0\"", "positive"]);
        refused(&sheet("", ""), 3, &["\"a\" against \"b\"", "?"]);
        refused(&sheet("3", "0.33"), 4, &["\"b\" against \"a\"", "reciprocal"]);
        refused(&sheet("?", "3"), 4, &["\"b\" against \"a\"", "reciprocal"]);
        refused(&sheet("?", ""), 4, &["\"Wang\"", "{1} and {2}"]);
        refused("item,a,b\na,2,3\nb,,1\n", 2, &["expert 1", "diagonal"]);
        refused("item,a,b\na,1,3,4\nb,,1\n", 2, &["\"4\"", "beyond"]);
        refused("item,a,b\nb,,1\na,1,3\n", 2, &["\"a\" is missing", "\"b\""]);
        refused("item,a,a\na,1,3\na,,1\n", 1, &["\"a\"", "more than once"]);
        refused("expert,Li\nweight,0\nitem,a\na,1\n", 2, &["\"Li\"", "positive"]);
        refused("expert,Li\nvotes,3\n", 2, &["\"votes\"", "item"]);
        // The end is where the next line would be.
        refused("item,a,b\na,1,3\n", 3, &["ends", "\"b\""]);
        refused("expert,Li\n", 2, &["ends"]);
        refused("item,a,b\na,1,3\nb,,1\nitem,b,a\nb,1,3\na,,1\n", 6, &["expert 2", "b, a", "a, b"]);
        assert_eq!(read("\n\n").unwrap_err().code(), "too-few");
        assert_eq!(read(&format!("item{}\n", ",x".repeat(300))).unwrap_err().code(), "limit");
    }
}
