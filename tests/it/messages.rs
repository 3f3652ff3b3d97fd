//! What is said of a text that the grammar does not take: in an author's words, and with the advice that fits the place.

const HEAD: &str = "policy p\n  version 1\n  in force from 2016-01-01\nsource guide \"G\"\nscale risk: low < high\nfact a: yes/no\n\
fact m: moment\nfact signs: any of x, y, z\nfact s: one of p, q, w\n";

/// The first message of a policy with one more item: what is underlined, the message, what was expected, the advice.
fn told(item: &str) -> [String; 4] {
    let text = format!("{HEAD}{item}\n");
    let compiled = crate::compile(&text);
    let found = compiled
        .diagnostics
        .first()
        .unwrap_or_else(|| panic!("{item}: nothing is told"));
    [
        found.primary.span.of(&text).to_owned(),
        found.message.clone(),
        found.primary.message.clone(),
        found.help.clone().unwrap_or_default(),
    ]
}

const COMMA: &str = "between the entries of a list stands a comma";

#[test]
fn a_forgotten_comma_is_told_where_one_would_help() {
    for (item, word) in [
        ("fact k: one of b c, d", "c"),
        ("fact k: any of b, c d", "d"),
        ("fact k: one of b \"B\" cy \"C\" d \"D\"\n  ask \"K?\"", "d"),
        ("rule r when s is one of p q then do it", "q"),
        ("rule r when at least 2 of (a signs has x, a) then do it", "signs"),
        (
            "example e given a, signs (x y) at 2016-01-01 10:00 expect risk low",
            "y",
        ),
        (
            "example e given a, m 2016-01-01 10:00 s p at 2016-01-01 10:00 expect risk low",
            "s",
        ),
        (
            "example e given a, s p not a at 2016-01-01 10:00 expect risk low",
            "not",
        ),
        (
            "example e given a at 2016-01-01 10:00 expect risk low settled",
            "settled",
        ),
        ("calendar c open monday 09:00..10:00 friday 09:00..10:00", "friday"),
    ] {
        let [place, message, _, help] = told(item);
        assert_eq!(
            (place.as_str(), message, help.as_str()),
            (word, format!("unexpected `{word}`"), COMMA),
            "{item}"
        );
    }
    for item in [
        "rule r when a signs has x then do it",
        "rule r whenn a then do it",
        "rule r when a then do it do",
        "fact k: whole 0..3 4",
        "scale k low < high",
        "example e given a, at 2016-01-01 10:00 expect risk low",
    ] {
        assert_ne!(told(item)[3], COMMA, "{item}");
    }
}

#[test]
fn what_was_expected_is_said_in_words_of_the_language() {
    for (item, expected) in [
        ("score k", "expected `add` or text in quotation marks"),
        ("score k add 1", "expected `if` or `for`"),
        ("partner k by s p", "expected `phone`, `web` or `email`"),
        ("partner k by", "expected a name"),
        ("guarantee k", "expected a claim, text in quotation marks or a name"),
        ("setting k =", "expected a number, a date, a moment, `yes` or `no`"),
        ("calendar k closed monday", "expected a date"),
        ("example k given a at", "expected a moment"),
        (
            "rule k when at least 2 working",
            "expected `+`, `-`, `hours` or `days`, `of` or `since`",
        ),
        ("fact k: yes/no if unknown", "expected `presume`"),
    ] {
        assert_eq!(told(item)[2], expected, "{item}");
    }
}

#[test]
fn an_item_that_ends_too_early_is_told_where_it_ends() {
    let text = format!("{HEAD}gate k   \n\n\nrule r when a then do it\n");
    let found = crate::compile(&text).diagnostics;
    let place = found.first().map(|found| found.primary.span.start as usize);
    assert_eq!(place, text.find("k   \n").map(|at| at + 1));
}

#[test]
fn a_word_of_the_language_is_no_name_only_where_a_name_is_meant() {
    for (item, code, help) in [
        (
            "fact by: yes/no",
            "SG007",
            "where a name is meant, choose another, such as `the_by`",
        ),
        (
            "fact k: one of b, since",
            "SG007",
            "where a name is meant, choose another, such as `the_since`",
        ),
        // A deadline was meant, and a name may stand there too.
        (
            "rule r when a then tell k by 22:00",
            "SG001",
            "a deadline is written `within 1 hour of` a fact",
        ),
        ("rule r when a then risk at least high within 3 hours", "SG001", ""),
        ("example e given a expect risk low", "SG001", ""),
        (
            "judgement risk\n  raise by anyone",
            "SG001",
            "this word is kept for what the language cannot say yet",
        ),
        (
            "rule r when a then do it\njudgement risk",
            "SG001",
            "this word is kept for what the language cannot say yet",
        ),
        (
            "rule r when a, s is p then do it",
            "SG001",
            "`and` and `or` join conditions, outcomes follow each other without a comma",
        ),
    ] {
        let found = crate::codes(&format!("{HEAD}{item}\n"));
        assert_eq!(
            (found.first().copied(), told(item)[3].as_str()),
            (Some(code), help),
            "{item}"
        );
    }
}
