//! Whatever comes in, a clear message comes out: no panic, no hang, nothing lost.

use safegrade::source::SourceFile;

const HEAD: &str = "policy p\n  version 1\n  in force from 2016-01-01\nscale risk: low < high\nfact a: yes/no\nfact n: whole 0..10\nfact m: moment\n";

fn with(rest: &str) -> Vec<&'static str> {
    crate::codes(&format!("{HEAD}{rest}"))
}

#[test]
fn brackets_65_deep_are_refused_and_64_are_not() {
    let nest = |depth: usize| {
        format!(
            "rule r when {}a{} then risk at least high",
            "(".repeat(depth),
            ")".repeat(depth)
        )
    };
    assert!(with(&nest(65)).contains(&"SG002"));
    assert_eq!(with(&nest(64)).iter().filter(|code| **code < "SG9").count(), 0);
    assert!(with(&nest(100_000)).contains(&"SG002"));
}

#[test]
fn nested_bounds_do_not_take_exponential_time() {
    let text = format!(
        "rule r when {}n >= 1{} then risk at least high",
        "at least 1 of (".repeat(60),
        ")".repeat(60)
    );
    assert_eq!(with(&text).iter().filter(|code| **code < "SG9").count(), 0);
    let open = format!("rule r when {}", "at least 1 of (a and (".repeat(30));
    assert!(with(&open).contains(&"SG001"));
}

#[test]
fn long_chains_are_flat() {
    let text = format!(
        "rule r when {} then risk at least high",
        vec!["(n > 3)"; 50_000].join(" and ")
    );
    assert_eq!(with(&text).iter().filter(|code| **code < "SG9").count(), 0);
    let lets: String = (0..5_000)
        .map(|index| format!("let l{} = not l{index}\n", index + 1))
        .collect();
    assert_eq!(
        with(&format!("let l0 = a\n{lets}"))
            .iter()
            .filter(|code| **code < "SG9")
            .count(),
        0
    );
}

#[test]
fn a_file_of_ten_megabytes_is_refused() {
    assert_eq!(crate::codes(&"# x\n".repeat(2_600_000)), ["SG003"]);
}

#[test]
fn an_empty_file_has_no_header() {
    for text in ["", "\u{feff}", "\r\n\r\n", "# only a comment"] {
        assert_eq!(crate::codes(text), ["SG008"], "{text:?}");
    }
}

#[test]
fn byte_order_mark_and_windows_lines_change_nothing() {
    let text = format!("{HEAD}rule r when a then risk at least high");
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(crate::codes(&text), crate::codes(&windows));
    let source = SourceFile::new(
        "w",
        format!(
            "\u{feff}{}rule r when b then risk at least high",
            HEAD.replace('\n', "\r\n")
        ),
    );
    let compiled = safegrade::compile(&source);
    let unknown = compiled
        .diagnostics
        .iter()
        .find(|found| found.code.as_str() == "SG101")
        .expect("an unknown name");
    let place = source.position(unknown.primary.span.start);
    assert_eq!((place.1.line, place.1.column), (7, 12));
}

#[test]
fn hidden_and_look_alike_characters_are_named() {
    assert!(with("rule r\u{202e} when a then risk at least high").contains(&"SG004"));
    assert!(with("rule r \"bidi \u{2067}\" when a then risk at least high").contains(&"SG004"));
    assert!(with("rule r when \u{430} then risk at least high").contains(&"SG005"));
    let compiled = crate::compile(&format!("{HEAD}rule r when \u{430} then risk at least high"));
    let edit = compiled.diagnostics[0].edit.as_ref().expect("a mend");
    assert_eq!(edit.text, "a");
}

#[test]
fn one_broken_item_is_one_error_and_the_others_are_still_checked() {
    let codes = with(
        "rule one_ whenn a then risk at least high\nrule two when unknown_name then risk at least high\nrule three then then\nrule four when a then risk at least high",
    );
    assert_eq!(codes.iter().filter(|code| **code == "SG001").count(), 2, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == "SG101").count(), 1, "{codes:?}");
}

#[test]
fn numbers_and_dates_that_cannot_be_are_refused() {
    assert!(with("rule r when n < 1e400 then risk at least high").contains(&"SG001"));
    assert!(with("rule r when n < 99999999999999999999 then risk at least high").contains(&"SG009"));
    assert!(with("rule r when m < 2016-02-30 10:00 then risk at least high").contains(&"SG010"));
    assert!(with("setting s = 2016-13-01").contains(&"SG010"));
}

#[test]
fn a_calendar_that_never_opens_would_put_a_deadline_off_for_ever() {
    let rest = "calendar shut open bank holidays all day\nrule r when a then do it within 1 shut hour of m";
    assert!(with(rest).contains(&"SG202"), "{:?}", with(rest));
    let kept = rest.replace("shut open", "shut nation scotland open");
    assert!(!with(&kept).contains(&"SG202"), "{:?}", with(&kept));
}

#[test]
fn an_unclosed_text_does_not_swallow_the_file() {
    let codes = with(
        "rule r \"open\n  when a then risk at least high\nrule s \"never closed\n  when zzz then risk at least high\nrule t when zzz then risk at least high",
    );
    assert!(codes.contains(&"SG101"), "{codes:?}");
}

#[test]
fn every_keyword_is_reserved_and_every_prefix_of_one_is_not() {
    let grammar = include_str!("../../grammar/safegrade.pest");
    let keywords = grammar
        .split_once("keyword = _{")
        .and_then(|(_, rest)| rest.split_once("\n}\n"));
    let keywords: Vec<&str> = keywords
        .expect("the rule of keywords")
        .0
        .split('"')
        .skip(1)
        .step_by(2)
        .collect();
    let mut words = 0;
    for line in grammar.lines().filter(|line| line.starts_with("kw_")) {
        let word = line.split('"').nth(1).expect("a keyword");
        // The words of a few places, such as `monday`, are names everywhere else.
        if !keywords.contains(&word) {
            assert!(
                !with(&format!("fact {word}: yes/no")).iter().any(|code| *code < "SG9"),
                "{word} cannot be a name"
            );
            continue;
        }
        assert!(
            with(&format!("fact {word}: yes/no"))
                .iter()
                .any(|code| *code == "SG007" || *code == "SG001"),
            "{word} can be a name"
        );
        assert!(
            !with(&format!("fact {word}x: yes/no")).iter().any(|code| *code < "SG9"),
            "{word}x cannot be a name"
        );
        words += 1;
    }
    assert!(words > 60);
}

#[test]
fn the_slips_of_beginners_are_met_with_what_to_write() {
    let head =
        "policy p version 1 in force from 2016-01-01 scale risk: low < high fact a: yes/no fact n: whole 0..10\n";
    for (rule, advice) in [
        ("rule r when a = yes then risk at least high", "by its name alone"),
        ("rule r when n between 1 and 3 then risk at least high", "`is 10..17`"),
        ("rule r if a then risk at least high", "after `when`"),
        ("rule r when a but n > 3 then risk at least high", "after `unless`"),
        ("rule r when a then risk at least high, alert boss", "without a comma"),
        ("rule r when a unknown then risk at least high", "cannot ask whether"),
        (
            "rule r when a and 'n' > 3 then risk at least high",
            "double quotation marks",
        ),
        ("gate g requires a", "after `needs`"),
        ("gate g need a", "did you mean `needs`?"),
        ("rule r when n iss 3 then risk at least high", "did you mean `is`?"),
    ] {
        let found = crate::compile(&format!("{head}{rule}\n"));
        let help: Vec<&str> = found
            .diagnostics
            .iter()
            .filter_map(|found| found.help.as_deref())
            .collect();
        assert!(help.iter().any(|help| help.contains(advice)), "{rule}: {help:?}");
    }
}

#[test]
fn nothing_that_decides_depends_on_a_protected_fact() {
    let head = "policy p version 1 in force from 2016-01-01 source s \"S\" scale risk: low < high fact a: yes/no fact k: one of p, q\n\
        fact p: yes/no protected fact m: moment protected let l = a and l2 let l2 = p or a partner care\n";
    let depends = |text: &str| -> Vec<(String, usize)> {
        let found = crate::compile(&format!("{head}{text}\n")).diagnostics;
        let found = found.into_iter().filter(|found| found.code.as_str() < "SG9");
        found
            .map(|found| (format!("{} {}", found.code, found.message), found.secondary.len()))
            .collect()
    };
    for (text, name, fact, places) in [
        ("rule r when p then risk at least high because s", "r", "p", 1),
        ("rule r when a unless l then risk at least high because s", "r", "p", 2),
        (
            "rule r when less than 1 hour since m then risk at least high because s",
            "r",
            "m",
            1,
        ),
        (
            "rule r when a then alert care within 1 hour of m because s",
            "r",
            "m",
            1,
        ),
        (
            "escalate r when a after 1 hour since m then do x because s",
            "r",
            "m",
            1,
        ),
        ("score r add 1 if l2 because s", "r", "p", 2),
        ("score r add 1 for each of (a, p) because s", "r", "p", 1),
        ("gate r needs a needs not p because s", "r", "p", 1),
        // What reads the scale is not told again.
        (
            "rule r when p then risk at least high because s rule r2 when risk is high then do x because s",
            "r",
            "p",
            1,
        ),
    ] {
        let message = format!("SG304 `{name}` depends on `{fact}`, which is protected");
        assert_eq!(depends(text), [(message, places)], "{text}");
    }
    // An option of that name is not the fact, and what is the same for every answer does not depend on it.
    for text in [
        "rule r when k is p then risk at least high because s",
        "rule r when a and (p or not p) then risk at least high because s",
        "example e given p, m 2016-01-01 10:00 at 2016-01-01 10:00 expect risk low, settled",
    ] {
        assert_eq!(depends(text), [], "{text}");
    }
    let found = crate::codes(
        "policy p version 1 in force from 2016-01-01 scale risk: low < high fact a: yes/no protected\nfact b: yes/no protected protected",
    );
    assert_eq!(found, ["SG011"]);
}

#[test]
fn guarantees_are_checked_as_rules_are() {
    let head = "policy p version 1 in force from 2016-01-01 source s \"S\" scale risk: low < high fact a: yes/no fact n: whole 0..10\n\
        fact k: one of p, q fact g: any of x, y partner care phone \"1\" gate close needs a because s rule r when a then alert care because s\n";
    for (claim, wanted) in [
        ("always risk at least hihg", "SG103"),
        ("always risk is high when aa", "SG101"),
        ("always n when a", "SG201"),
        ("always alert car", "SG101"),
        ("always tell care", "SG101"),
        ("never gate clsoe opens", "SG101"),
        ("risk never falls when k grows", "SG201"),
        ("risk never falls when n becomes yes", "SG201"),
        ("risk never falls when a rises", "SG201"),
        ("risk never falls when g falls", "SG201"),
        ("a never falls when g grows", "SG105"),
        ("zz never changes anything", "SG101"),
        ("risk never changes anything", "SG105"),
        ("a never changes n", "SG105"),
        ("always", "SG001"),
        ("risk never falls", "SG001"),
        ("a never changes", "SG001"),
    ] {
        let found = crate::codes(&format!("{head}guarantee promise {claim} because s\n"));
        assert!(found.contains(&wanted), "{claim}: {found:?}");
    }
    let twice = format!("{head}guarantee promise always risk is high guarantee promise never a\n");
    assert!(crate::codes(&twice).contains(&"SG102"));
}
