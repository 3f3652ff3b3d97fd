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
    let (offset, expected) = stop(text).unwrap_or((invalid.start() - start, Vec::new()));
    let (taken, rest) = text.split_at_checked(offset).unwrap_or((text, ""));
    let trimmed = rest.trim_start();
    let at = match trimmed {
        // Where the item ends, and not where the next begins.
        "" => taken.trim_end().len(),
        _ => text.len() - trimmed.len(),
    };
    let listed = || {
        let with_comma = [taken, ",", trimmed].concat();
        stop(&with_comma).is_none_or(|(reached, _)| reached > taken.len() + 1)
    };
    unexpected(trimmed, start + at, &expected, listed)
}

/// Where the grammar stops in an item, and what it would have taken there; none where it takes all of it.
fn stop(text: &str) -> Option<(usize, Vec<Rule>)> {
    let error = read(Rule::one_item, text, true).err()?;
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let expected = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Some((at, expected))
}

/// `listed` says whether the grammar takes more where a comma stands before the rest.
fn unexpected(rest: &str, at: usize, expected: &[Rule], listed: impl Fn() -> bool) -> Box<Diagnostic> {
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
    let expectation = list_of(expected);
    if word.is_empty() {
        return Diagnostic::new(Code::Unexpected, span, "the item ends too early").saying(expectation);
    }
    if word == "\"" && read(Rule::string, rest, false).is_err() {
        return Diagnostic::new(Code::Unexpected, span, "text that is not closed on its line")
            .help("end it with `\"` on the same line, and write `\\\"` for a quotation mark inside it");
    }
    let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic());
    // Where something else may stand too, the word was hardly meant as a name.
    if is_word && expectation == "expected a name" && read(Rule::name, word, false).is_err() {
        let message = format!("`{word}` is a word of the language and cannot be a name here");
        return Diagnostic::new(Code::ReservedWord, span, message)
            .saying(expectation)
            .help(format!("where a name is meant, choose another, such as `the_{word}`"));
    }
    let diagnostic =
        Diagnostic::new(Code::Unexpected, span, format!("unexpected `{}`", shortened(word))).saying(expectation);
    let mut keywords = expected.iter().map(|rule| rule.words().trim_matches('`'));
    if listed() {
        return diagnostic.help("between the entries of a list stands a comma");
    }
    let mut slips = SLIPS.split('\n').filter_map(|line| line.split_once(' '));
    if let Some((_, advice)) = slips.find(|(slip, _)| word.eq_ignore_ascii_case(slip)) {
        return diagnostic.help(advice);
    }
    match nearest(word, &mut keywords).filter(|near| is_word && word.len() > 2 && *near != word) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).edit(span, near),
        None => diagnostic,
    }
}

/// What people write who do not know the language yet, where it does not belong, and what to write instead: a line each.
const SLIPS: &str = "\
' text stands between double quotation marks
= write a yes/no fact by its name alone, and compare others with `is`
equals compare with `is`
between write `is 10..17`
includes write `has`
contains write `has`
in write `is one of` with the options
ago write `more than 24 hours since` and a moment
if the condition of a rule stands after `when`
but an exception stands after `unless`
except an exception stands after `unless`
requires what a gate asks for stands after `needs`
, `and` and `or` join conditions, outcomes follow each other without a comma
unknown a condition cannot ask whether something is known; a fact says what to presume
with write `within` and a duration
by a deadline is written `within 1 hour of` a fact
judgement this word is kept for what the language cannot say yet
% a unit is one word, such as `percent`";

/// The first 40 letters of a word, so that a message stays readable whatever stands in the file.
fn shortened(word: &str) -> String {
    match word.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", word.get(..end).unwrap_or("")),
        None => word.to_owned(),
    }
}

/// The expected rules in an author's words.
fn list_of(expected: &[Rule]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in expected.iter().map(|rule| rule.words()) {
        if !word.is_empty() && !words.contains(&word) {
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
