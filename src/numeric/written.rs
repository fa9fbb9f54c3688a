//! Numbers as a spreadsheet writes them (数字的写法): read where there is no doubt what is meant, else refused with what to write.

use std::borrow::Cow;

/// The text with full-width digits and signs as ASCII: `１２．５` is `12.5`.
pub(crate) fn half_width(text: &str) -> Cow<'_, str> {
    let plain = |sign: char| match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        '\u{2212}' => '-',
        other => other,
    };
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.chars().map(plain).collect()) }
}

/// A number without white space around it; else what to write. Infinities and what is no number are left to the caller.
///
/// Commas between groups of three digits are left out: columns are separated by commas only where the decimal sign is a point. A per
/// cent sign is refused, since nothing tells whether the indicator counts shares of one or per cents.
pub(crate) fn number(text: &str) -> Result<f64, &'static str> {
    if let Ok(number) = text.parse() {
        return Ok(number);
    }
    let plain = half_width(text);
    if let Some(number) = without_groups(&plain).and_then(|digits| digits.parse().ok()) {
        return Ok(number);
    }
    Err(if plain.ends_with(['%', '‰']) {
        "write the whole column in one unit without the sign, as a share (0.125) or in per cent (12.5), as the model expects it"
    } else if plain.contains(',') {
        "write it with '.' and no separators: a comma may only part groups of three digits (1,234.5)"
    } else {
        "write it with '.' and no separators or unit"
    })
}

/// A whole number of at least 0 in digits, also full-width or in groups of three.
pub(crate) fn digits(text: &str) -> Option<String> {
    let digits = without_groups(&half_width(text))?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// The text without the commas between its groups of three digits; none if they stand elsewhere.
fn without_groups(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let fits = (1..=3).contains(&first.len())
        && is_digits(first)
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && is_digits(group))
        && is_digits(fraction);
    fits.then(|| text.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_doubt_is_read() {
        for (text, value) in [
            ("12.5", 12.5),
            ("１２．５", 12.5),
            ("－３", -3.0),
            ("\u{2212}3", -3.0),
            ("1,234", 1234.0),
            ("-1,234,567.25", -1_234_567.25),
            ("１，２３４", 1234.0),
            ("1e3", 1000.0),
        ] {
            assert_eq!(number(text), Ok(value), "{text}");
        }
        assert_eq!(digits("１，２３４").as_deref(), Some("1234"));
    }

    #[test]
    fn what_may_mean_two_things_is_refused() {
        for text in [
            "12,5",
            "0,125",
            "1,23,456",
            "12,34",
            ",123",
            "1,234e5",
            "1234,567",
            "1,234,",
            "12.5%",
            "１２％",
            "5‰",
            "1.2万",
            "(3)",
            "",
        ] {
            assert!(number(text).is_err(), "{text}");
        }
        for text in ["-3", "+3", "1.5", "", "1,23", "三"] {
            assert_eq!(digits(text), None, "{text}");
        }
    }
}
