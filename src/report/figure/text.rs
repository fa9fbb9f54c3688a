//! How wide a text is, and where it breaks (文字宽度与换行). No font is read: widths are estimated from above, so that a label
//! of any usual sans-serif font stays within its place.

use unicode_width::UnicodeWidthChar;

/// A name longer than this many characters ends in an ellipsis; its tooltip has the whole of it.
const LONGEST: usize = 160;

/// Height of a line as a multiple of the size of the font.
pub(super) const LEADING: f64 = 1.25;

/// The width of `text` at a font `size`, in the same unit.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The width of one character in ems.
fn advance(c: char) -> f64 {
    match (c.width().unwrap_or(0), c) {
        (0, _) => 0.0,
        (2, _) => 1.0,
        (_, 'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ') => 0.32,
        (_, 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-') => 0.40,
        (_, 'm' | 'w' | 'M' | 'W' | '%' | '@') => 0.92,
        (_, 'A'..='Z' | '&' | '+' | '−' | '=' | '<' | '>') => 0.70,
        // Circles, arrows and the like are drawn full width by East Asian fonts.
        (_, c) if c > '\u{2030}' => 1.0,
        _ => 0.58,
    }
}

/// `text` without what XML can't hold, on one line, and not endless.
pub(super) fn clean(text: &str) -> String {
    let fit = |c: char| match c {
        '\t' | '\n' | '\r' => ' ',
        c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => '\u{fffd}',
        c => c,
    };
    text.chars().map(fit).collect()
}

/// A name as it is written beside a mark: whole, unless it is endless.
pub(super) fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST).chain(['…']).collect()
}

/// `text` in lines of at most `most` wide, broken at spaces and between Chinese characters, elsewhere only where nothing else helps.
pub(super) fn wrap(text: &str, size: f64, most: f64) -> Vec<String> {
    let text = clean(text);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(&text) {
        if width((line.clone() + piece).trim_end(), size) <= most {
            line.push_str(piece);
            continue;
        }
        if !line.trim().is_empty() {
            lines.push(line.trim().to_owned());
        }
        line.clear();
        for c in piece.chars() {
            if !line.is_empty() && width(&line, size) + width(c.encode_utf8(&mut [0; 4]), size) > most {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.trim().is_empty() || lines.is_empty() {
        lines.push(line.trim().to_owned());
    }
    lines
}

/// The parts of `text` between which a line may end.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, c)) {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    const NOT_FIRST: &str = "，。、）】》！？；：」』”’…%)],.;:!? ";
    const NOT_LAST: &str = "（【《「『“‘([";
    if NOT_FIRST.contains(after) || NOT_LAST.contains(before) {
        return false;
    }
    let is_wide = |c: char| c.width() == Some(2);
    before == ' ' || before == '-' || is_wide(before) || is_wide(after)
}

/// A number with so many decimals, a true minus sign, and no negative zero.
pub(super) fn number(x: f64, decimals: usize) -> String {
    let text = format!("{x:.decimals$}");
    match text.strip_prefix('-') {
        Some(size) if size.chars().all(|c| matches!(c, '0' | '.')) => size.to_owned(),
        Some(size) => format!("−{size}"),
        None => text,
    }
}

/// The same, with a plus sign before what is above 0.
pub(super) fn signed(x: f64, decimals: usize) -> String {
    let text = number(x, decimals);
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.'));
    if x > 0.0 && !is_zero { format!("+{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_a_reader_expects_it_and_lose_nothing() {
        assert_eq!(wrap("Resource allocation efficiency", 10.0, 120.0), ["Resource allocation", "efficiency"]);
        assert_eq!(wrap("治理资源配置效率", 10.0, 40.0), ["治理资源", "配置效率"]);
        // A comma doesn't begin a line.
        assert_eq!(wrap("治理资源，配置", 10.0, 40.0), ["治理资", "源，配置"]);
        assert_eq!(wrap("unbreakable", 10.0, 30.0).concat(), "unbreakable");
        assert_eq!(wrap("", 10.0, 30.0), [""]);
    }

    #[test]
    fn numbers_have_one_zero_and_true_signs() {
        assert_eq!((number(-0.0004, 3).as_str(), number(-0.25, 2).as_str()), ("0.000", "−0.25"));
        assert_eq!((signed(0.5, 1).as_str(), signed(0.0, 1).as_str(), signed(-1.0, 0).as_str()), ("+0.5", "0.0", "−1"));
    }
}
