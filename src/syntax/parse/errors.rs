//! What the grammar did not take, in an author's words.

use pest::error::{ErrorVariant, InputLocation};

use super::grammar::{Rule, read};
use super::tree::{Node, Tree};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Span;

/// Says where inside an item the grammar stopped, and what it would have taken there.
pub fn why_invalid(tree: &Tree<'_>, invalid: Node<'_>, previous: Option<Node<'_>>) -> Box<Diagnostic> {
    // A rest without an item word of its own belongs to the item before it.
    let starts_item = read(Rule::item_word, invalid.str(), false).is_ok();
    let start = match previous {
        Some(previous) if !starts_item => previous.start(),
        _ => invalid.start(),
    };
    let text = tree.text().get(start..invalid.end()).unwrap_or("");
    let (offset, expected) = match read(Rule::one_item, text, true) {
        Err(error) => {
            let offset = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            let expected = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => positives,
                ErrorVariant::CustomError { .. } => Vec::new(),
            };
            (offset, expected)
        }
        Ok(_) => (invalid.start() - start, Vec::new()),
    };
    let rest = text.get(offset..).unwrap_or("");
    let trimmed = rest.trim_start();
    let at = start + offset + (rest.len() - trimmed.len());
    unexpected(trimmed, at, &expected)
}

fn unexpected(rest: &str, at: usize, expected: &[Rule]) -> Box<Diagnostic> {
    let word: &str = {
        let length = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let length = if length == 0 {
            rest.chars().next().map_or(0, char::len_utf8)
        } else {
            length
        };
        rest.get(..length).unwrap_or("")
    };
    let span = Span::new(at, at + word.len());
    if word.is_empty() {
        return Diagnostic::new(Code::Unexpected, span, "the item ends too early").saying(list_of(expected));
    }
    if word == "\"" && read(Rule::string, rest, false).is_err() {
        return Diagnostic::new(Code::Unexpected, span, "text that is not closed on its line")
            .help("end it with `\"` on the same line, and write `\\\"` for a quotation mark inside it");
    }
    let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_word && expected.contains(&Rule::name) && read(Rule::name, word, false).is_err() {
        let message = format!("`{word}` is a word of the language and cannot be a name here");
        return Diagnostic::new(Code::ReservedWord, span, message)
            .saying(list_of(expected))
            .help(format!("choose another name, such as `{word}_`"));
    }
    let diagnostic =
        Diagnostic::new(Code::Unexpected, span, format!("unexpected `{}`", shortened(word))).saying(list_of(expected));
    let mut keywords = expected.iter().filter_map(|rule| rule.as_keyword());
    if let Some((_, advice)) = SLIPS.iter().find(|(slip, _)| word.eq_ignore_ascii_case(slip)) {
        return diagnostic.help(*advice);
    }
    match nearest(word, &mut keywords).filter(|near| is_word && word.len() > 2 && *near != word) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).edit(span, near),
        None => diagnostic,
    }
}

/// What people write who do not know the language yet, where it does not belong, and what to write instead.
const SLIPS: &[(&str, &str)] = &[
    ("'", "text stands between double quotation marks"),
    (
        "=",
        "write a yes/no fact by its name alone, and compare others with `is`",
    ),
    ("equals", "compare with `is`"),
    ("between", "write `is 10..17`"),
    ("includes", "write `has`"),
    ("contains", "write `has`"),
    ("in", "write `is one of` with the options"),
    ("ago", "write `more than 24 hours since` and a moment"),
    ("if", "the condition of a rule stands after `when`"),
    ("but", "an exception stands after `unless`"),
    ("except", "an exception stands after `unless`"),
    ("requires", "what a gate asks for stands after `needs`"),
    (",", "outcomes follow each other without a comma"),
    (
        "unknown",
        "a condition cannot ask whether something is known; a fact says what to presume",
    ),
    ("with", "write `within` and a duration"),
    ("%", "a unit is one word, such as `percent`"),
];

/// The first 40 letters of a word, so that a message stays readable whatever stands in the file.
fn shortened(word: &str) -> String {
    match word.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", word.get(..end).unwrap_or("")),
        None => word.to_owned(),
    }
}

/// Rules that an author knows by other words than their names.
const WORDS: &[(&[Rule], &str)] = &[
    (
        &[
            Rule::item,
            Rule::policy,
            Rule::source,
            Rule::scale,
            Rule::setting,
            Rule::calendar,
            Rule::fact,
            Rule::derived,
            Rule::score,
            Rule::rule_item,
            Rule::escalation,
            Rule::gate,
            Rule::partner,
            Rule::guarantee,
            Rule::example,
            Rule::one_item,
        ],
        "an item such as `rule`",
    ),
    (&[Rule::name, Rule::given_yes, Rule::given_not], "a name"),
    (&[Rule::string, Rule::text], "text in quotation marks"),
    (
        &[
            Rule::condition,
            Rule::negation,
            Rule::comparison,
            Rule::sum,
            Rule::amounts,
            Rule::grouped,
            Rule::quantified,
            Rule::count,
            Rule::counted,
        ],
        "a condition",
    ),
    (
        &[Rule::relation, Rule::ordered, Rule::is, Rule::is_one_of, Rule::has],
        "a comparison",
    ),
    (&[Rule::quantity, Rule::number, Rule::presumed_range], "a number"),
    (&[Rule::unit, Rule::kept], "a unit"),
    (&[Rule::duty, Rule::raise, Rule::duty_kind], "an outcome"),
    (&[Rule::higher], "`<`"),
    (&[Rule::equals], "`=`"),
    (&[Rule::welsh], "`cy`"),
    (
        &[Rule::hours, Rule::day_span, Rule::weekday],
        "days such as `monday to friday`",
    ),
    (&[Rule::plus], "`+`"),
    (&[Rule::minus], "`-`"),
    (&[Rule::time, Rule::clock], "a time"),
    (&[Rule::bound], "`at least`"),
];

/// A rule in an author's words; none where nobody writes it.
fn in_words(rule: Rule) -> Option<String> {
    if matches!(rule, Rule::EOI | Rule::WHITESPACE | Rule::COMMENT | Rule::invalid) {
        return None;
    }
    let name = rule.in_grammar();
    Some(
        if let Some((_, words)) = WORDS.iter().find(|(rules, _)| rules.contains(&rule)) {
            (*words).to_owned()
        } else if name.starts_with("type_") {
            "a type such as `yes/no`".to_owned()
        } else if name.starts_with("expect_") {
            "an expectation".to_owned()
        } else if let Some(keyword) = rule.as_keyword() {
            format!("`{keyword}`")
        } else {
            format!("`{}`", name.replace('_', " "))
        },
    )
}

/// The expected rules in an author's words.
fn list_of(expected: &[Rule]) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in expected.iter().filter_map(|rule| in_words(*rule)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    const MOST: usize = 7;
    if words.len() > MOST {
        words.truncate(MOST);
        return format!("expected {} or other words", words.join(", "));
    }
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => format!("expected {last}"),
        Some((last, before)) => format!("expected {} or {last}", before.join(", ")),
    }
}
