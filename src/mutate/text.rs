//! Pieces of text: changed, on one line, cut short, and numbers one step on.

use crate::source::Span;
use crate::value::Date;

/// Text of this many characters is shown whole.
const SHOWN: usize = 60;

/// A text with other text in some places, which are in order.
pub fn edited(text: &str, edits: &[(Span, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, instead) in edits {
        out.push_str(text.get(at..span.start as usize).unwrap_or(""));
        out.push_str(instead);
        at = span.end as usize;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// A piece of text as an author would say it: on one line, without comments.
pub fn flat(text: &str) -> String {
    let bare = text.lines().map(|line| line.split('#').next().unwrap_or(""));
    let bare = bare.collect::<Vec<_>>().join(" ");
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A piece of text on one line, its end left out where it is long.
pub fn short(text: &str) -> String {
    let text = flat(text);
    if text.chars().count() <= SHOWN {
        return text;
    }
    let start: String = text.chars().take(SHOWN).collect();
    let whole = start.rsplit_once(' ').map_or(start.as_str(), |(whole, _)| whole);
    format!("{whole} …")
}

/// A number as written, so many steps of its last place on.
pub fn step(number: &str, by: i64) -> Option<String> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits: i64 = format!("{whole}{part}").parse().ok()?;
    let stepped = digits.checked_add(by)?;
    let sign = if stepped < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", stepped.unsigned_abs(), width = part.len() + 1);
    let (whole, part) = digits.split_at_checked(digits.len() - part.len())?;
    let point = if part.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{part}"))
}

/// A date as written, so many days on.
pub fn day(date: &str, by: i32) -> Option<String> {
    let date = Date::parse(date).ok()?;
    Some(Date { days: date.days + by }.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_step_in_their_last_place() {
        let cases = [
            ("18", 1, "19"),
            ("38.0", 1, "38.1"),
            ("0.1", -1, "0.0"),
            ("0", -1, "-1"),
            ("-0.1", 1, "0.0"),
        ];
        for (number, by, wanted) in cases {
            assert_eq!(step(number, by).as_deref(), Some(wanted));
        }
        assert_eq!(day("2016-02-28", 1).as_deref(), Some("2016-02-29"));
    }
}
