//! The time a fact or a score belongs to (期).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;
#[cfg(feature = "csv")]
use crate::numeric::written::half_width;

/// How long a period is (期别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granularity {
    /// A month (月).
    Month,
    /// A quarter (季度).
    Quarter,
    /// A half-year (半年).
    HalfYear,
    /// A year (年).
    Year,
}

impl Granularity {
    /// Months in such a period: 1, 3, 6 or 12.
    pub fn months(self) -> u8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
        }
    }
}

/// A year, half-year, quarter or month (年、半年、季度、月), ordered in time.
///
/// Written `2024`, `2024-H1`, `2024-Q3`, `2024-07`. Periods order by the month they begin in; of two that begin together the
/// shorter comes first. A table holds one granularity only.
///
/// ```
/// use governance_efficacy::Period;
///
/// let spring: Period = "2024-Q2".parse()?;
/// assert_eq!(spring, Period::quarter(2024, 2)?);
/// assert!(spring < Period::quarter(2024, 3)?);
/// assert_eq!(spring.following(), Some(Period::quarter(2024, 3)?));
/// assert_eq!(spring.years(), 0.25);
/// assert!("2024-13".parse::<Period>().is_err());
/// # Ok::<(), governance_efficacy::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    // The field order gives the ordering in time.
    year: i16,
    /// First month of the period, 0 to 11.
    start: u8,
    granularity: Granularity,
}

impl Period {
    /// Whether a column of this name holds periods.
    #[cfg(feature = "csv")]
    pub(crate) fn is_column_name(name: &str) -> bool {
        ["period", "year", "年份", "年度", "时期", "期别"].iter().any(|known| name.eq_ignore_ascii_case(known))
    }

    /// Reads a period as spreadsheets and offices write it, where there is no doubt which it is: beside the forms of [`FromStr`] also
    /// `2024年`, `2024年3月`, `2024年第一季度`, `2024年上半年`, `2024Q1`, `2024/03`, and full-width digits.
    #[cfg(feature = "csv")]
    pub(crate) fn written(text: &str) -> Result<Self, Error> {
        let plain = half_width(text.trim());
        plain.parse().or_else(|_| Self::as_office_writes(&plain).ok_or_else(|| Error::InvalidPeriod { text: text.to_owned() }))
    }

    #[cfg(feature = "csv")]
    fn as_office_writes(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let year: i16 = year.bytes().all(|b| b.is_ascii_digit()).then(|| year.parse().ok())??;
        let rest = rest.trim_start();
        let quarter_or_half = |rest: &str| {
            // Letter and digit as in the forms of `FromStr`.
            format!("{year:04}-{rest}").parse().ok().filter(|period: &Self| period.granularity != Granularity::Month)
        };
        if let Some(month) = rest.strip_prefix('/') {
            // One digit may be a quarter.
            return (month.len() == 2).then(|| number_up_to(month, 12)).flatten().and_then(|month| Self::month(year, month).ok());
        }
        let Some(part) = rest.strip_prefix('年').map(str::trim_start) else { return quarter_or_half(rest) };
        match part {
            "" | "度" | "全年" => Self::year(year).ok(),
            "上半年" => Self::half_year(year, 1).ok(),
            "下半年" => Self::half_year(year, 2).ok(),
            _ => {
                if let Some(month) = part.strip_suffix("月份").or_else(|| part.strip_suffix('月')) {
                    return number_up_to(month, 12).and_then(|month| Self::month(year, month).ok());
                }
                let Some(quarter) = part.strip_suffix("季度").or_else(|| part.strip_suffix('季')) else {
                    return quarter_or_half(part);
                };
                let quarter = quarter.strip_prefix('第').unwrap_or(quarter);
                let number = ["一", "二", "三", "四"].iter().position(|&sign| sign == quarter);
                let number = number.and_then(|at| u8::try_from(at + 1).ok()).or_else(|| number_up_to(quarter, 4))?;
                Self::quarter(year, number).ok()
            }
        }
    }

    /// What to write instead of a text that [`written`](Self::written) refuses.
    #[cfg(feature = "csv")]
    pub(crate) fn remedy(text: &str) -> &'static str {
        let plain = half_width(text.trim());
        let parts: Vec<&str> = plain.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let starts_with_year = parts.first().is_some_and(|part| part.len() == 4);
        match parts[..] {
            [_, _, _] if starts_with_year => {
                "a day does not tell how long its period is: write the year 2024, half-year 2024-H1, quarter 2024-Q1 or month 2024-03"
            }
            [only] if only.len() == 8 && only.len() == plain.len() => {
                "a day does not tell how long its period is: write the year 2024, half-year 2024-H1, quarter 2024-Q1 or month 2024-03"
            }
            [_, one] if starts_with_year && one.len() == 1 && plain.ends_with(one) => {
                "one digit may be a month, a quarter or a half-year: write 2024-03, 2024-Q3 or 2024-H1"
            }
            _ => "write a year 2024, half-year 2024-H1, quarter 2024-Q3 or month 2024-07",
        }
    }

    /// The calendar year `year`, 1 to 9999.
    ///
    /// # Errors
    /// [`Error::InvalidPeriod`] outside that range.
    pub fn year(year: i16) -> Result<Self, Error> {
        Self::part(year, 1, Granularity::Year)
    }

    /// Half-year 1 or 2.
    ///
    /// # Errors
    /// [`Error::InvalidPeriod`] for any other half.
    pub fn half_year(year: i16, half: u8) -> Result<Self, Error> {
        Self::part(year, half, Granularity::HalfYear)
    }

    /// Quarter 1 to 4.
    ///
    /// # Errors
    /// [`Error::InvalidPeriod`] for any other quarter.
    pub fn quarter(year: i16, quarter: u8) -> Result<Self, Error> {
        Self::part(year, quarter, Granularity::Quarter)
    }

    /// Month 1 to 12.
    ///
    /// # Errors
    /// [`Error::InvalidPeriod`] for any other month.
    pub fn month(year: i16, month: u8) -> Result<Self, Error> {
        Self::part(year, month, Granularity::Month)
    }

    fn part(year: i16, number: u8, granularity: Granularity) -> Result<Self, Error> {
        let parts = 12 / granularity.months();
        if (1..=9999).contains(&year) && (1..=parts).contains(&number) {
            let start = (number - 1) * granularity.months();
            Ok(Self { year, start, granularity })
        } else {
            let text = match granularity {
                Granularity::Year => format!("{year}"),
                Granularity::HalfYear => format!("{year}-H{number}"),
                Granularity::Quarter => format!("{year}-Q{number}"),
                Granularity::Month => format!("{year}-{number:02}"),
            };
            Err(Error::InvalidPeriod { text })
        }
    }

    /// Whether it is a year, half-year, quarter or month.
    pub fn granularity(self) -> Granularity {
        self.granularity
    }

    /// The calendar year it lies in.
    pub fn calendar_year(self) -> i16 {
        self.year
    }

    /// Its number within the year: month 1–12, quarter 1–4, half-year 1–2, year 1.
    pub fn number(self) -> u8 {
        self.start / self.granularity.months() + 1
    }

    /// Its length in years: 1, 0.5, 0.25 or 1/12, the exposure by which rates are annualised.
    pub fn years(self) -> f64 {
        f64::from(self.granularity.months()) / 12.0
    }

    /// Months from the start of year 0 to its start.
    pub(crate) fn start_in_months(self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.start)
    }

    /// The period of the same granularity that follows; none after the year 9999.
    pub fn following(self) -> Option<Self> {
        let start = self.start + self.granularity.months();
        if start < 12 {
            Some(Self { start, ..self })
        } else {
            (self.year < 9999).then_some(Self { year: self.year + 1, start: 0, ..self })
        }
    }

    /// The months it covers, in order.
    pub fn months(self) -> impl Iterator<Item = Self> {
        (self.start..self.start + self.granularity.months()).map(move |start| Self {
            year: self.year,
            start,
            granularity: Granularity::Month,
        })
    }

    /// Whether `other` lies wholly within this period.
    pub fn contains(self, other: Self) -> bool {
        self.year == other.year
            && self.start <= other.start
            && other.start + other.granularity.months() <= self.start + self.granularity.months()
    }
}

/// A number of one or two digits from 1 to `most`.
#[cfg(feature = "csv")]
fn number_up_to(text: &str, most: u8) -> Option<u8> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && (1..=most).contains(number))
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, number) = (self.year, self.number());
        f.pad(&match self.granularity {
            Granularity::Year => format!("{year:04}"),
            Granularity::HalfYear => format!("{year:04}-H{number}"),
            Granularity::Quarter => format!("{year:04}-Q{number}"),
            Granularity::Month => format!("{year:04}-{number:02}"),
        })
    }
}

impl FromStr for Period {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refused = || Error::InvalidPeriod { text: text.to_owned() };
        let (year, part) = match text.trim().split_once('-') {
            Some((year, part)) => (year, Some(part)),
            None => (text.trim(), None),
        };
        let digits = |s: &str, length: usize| s.len() == length && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) {
            return Err(refused());
        }
        let year: i16 = year.parse().map_err(|_| refused())?;
        let Some(part) = part else {
            return Self::year(year).map_err(|_| refused());
        };
        let (number, granularity) = if let Some(half) = part.strip_prefix(['H', 'h']) {
            (half, Granularity::HalfYear)
        } else if let Some(quarter) = part.strip_prefix(['Q', 'q']) {
            (quarter, Granularity::Quarter)
        } else {
            (part, Granularity::Month)
        };
        let length = if granularity == Granularity::Month { 2 } else { 1 };
        if !digits(number, length) {
            return Err(refused());
        }
        let number = number.parse().map_err(|_| refused())?;
        Self::part(year, number, granularity).map_err(|_| refused())
    }
}

impl TryFrom<String> for Period {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_and_orders_in_time() {
        let written = ["2023", "2023-12", "2024-01", "2024-Q1", "2024-H1", "2024", "2024-02", "2024-H2"];
        let mut periods: Vec<Period> = written.iter().map(|t| t.parse().expect("valid")).collect();
        assert!(periods.windows(2).all(|w| w[0] < w[1]), "{periods:?}");
        let again: Vec<String> = periods.drain(..).map(String::from).collect();
        assert_eq!(again, written);
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in
            ["", "24", "2024-", "2024-0", "2024-00", "2024-13", "2024-Q5", "2024-H0", "2024-7", "0000", "２０２４", "2024-Q٣"]
        {
            assert!(matches!(text.parse::<Period>(), Err(Error::InvalidPeriod { .. })), "{text:?}");
        }
    }

    #[cfg(feature = "csv")]
    #[test]
    fn what_offices_write_is_read_where_it_is_beyond_doubt() {
        for (text, period) in [
            ("2024", "2024"),
            ("２０２４", "2024"),
            ("2024年", "2024"),
            ("2024年度", "2024"),
            ("2024年3月", "2024-03"),
            ("２０２４年０３月", "2024-03"),
            ("2024年12月份", "2024-12"),
            ("2024/03", "2024-03"),
            ("2024Q1", "2024-Q1"),
            ("2024 q4", "2024-Q4"),
            ("2024年Q1", "2024-Q1"),
            ("2024年第一季度", "2024-Q1"),
            ("2024年4季度", "2024-Q4"),
            ("2024年上半年", "2024-H1"),
            ("2024H2", "2024-H2"),
        ] {
            assert_eq!(Period::written(text).map(String::from), Ok(period.to_owned()), "{text}");
        }
    }

    #[cfg(feature = "csv")]
    #[test]
    fn a_day_and_a_lone_digit_are_refused_with_what_to_write() {
        for (text, part) in [
            ("2024-03-31", "a day"),
            ("2024/3/31", "a day"),
            ("2024年3月31日", "a day"),
            ("20240331", "a day"),
            ("2024-3", "one digit"),
            ("2024/3", "one digit"),
            ("2024.1", "one digit"),
            ("2024年13月", "write a year"),
            ("2024年第五季度", "write a year"),
            ("2024/13", "write a year"),
            ("Mar-24", "write a year"),
            ("202403", "write a year"),
            ("45382", "write a year"),
            ("2023-2024", "write a year"),
            ("年2024", "write a year"),
            ("去年", "write a year"),
            ("2024年+3月", "write a year"),
            ("", "write a year"),
        ] {
            assert!(Period::written(text).is_err(), "{text}");
            assert!(Period::remedy(text).starts_with(part), "{text}: {}", Period::remedy(text));
        }
    }

    #[test]
    fn a_year_is_twelve_months_it_contains() {
        let year = Period::year(2024).expect("valid");
        let months: Vec<Period> = year.months().collect();
        assert_eq!(months.len(), 12);
        assert!(months.iter().all(|&m| year.contains(m) && !m.contains(year)));
        assert!(!year.contains(Period::month(2025, 1).expect("valid")));
        assert_eq!(months[11].following(), Period::month(2025, 1).ok());
    }
}
