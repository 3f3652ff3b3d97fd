//! Lists: what is wrong in a policy that has them, and what is given of them in a case.

use safegrade::replay::{Columns, Replay};
use safegrade::value::Moment;

const HEAD: &str = "policy p\n  version 1\n  in force from 2016-01-01\nsource s \"S\"\nscale risk: low < medium < high\n\
fact a: yes/no\nfact e: list of up to 3 { left: moment, adult: yes/no, kind: one of x, y }\n\
rule twice when count of e with left within 90 days before now is at least 2 then risk at least medium because s\n\
rule adult when a and any of e with (adult and kind is x) then risk at least high because s\n";

#[test]
fn what_cannot_be_asked_of_a_list_is_refused() {
    for (rest, wanted) in [
        ("rule r when e then risk at least high", "SG201"),
        ("rule r when e is 3 then risk at least high", "SG201"),
        ("rule r when all of e then risk at least high", "SG201"),
        ("rule r when any of a with adult then risk at least high", "SG201"),
        ("rule r when any of (a, e) then risk at least high", "SG201"),
        ("rule r when any of e with a then risk at least high", "SG101"),
        ("rule r when any of e with adlut then risk at least high", "SG101"),
        ("rule r when any of e with kind is z then risk at least high", "SG103"),
        (
            "rule r when any of e with risk is high then risk at least high",
            "SG101",
        ),
        ("rule r when latest adult of e is yes then risk at least high", "SG201"),
        ("rule r when latest gone of e > now then risk at least high", "SG101"),
        ("rule r when latest left of a > now then risk at least high", "SG201"),
        ("rule r when any of e with adult and a then risk at least high", "SG006"),
        (
            "rule r when any of e with (count of e at least 2) then risk at least high",
            "SG101",
        ),
        ("fact f: list of up to 0 { n: yes/no }", "SG009"),
        ("fact f: list of up to 1001 { n: yes/no }", "SG009"),
        ("fact f: list of { n: yes/no, n: date }", "SG102"),
        ("fact f: list of { n: list of { m: yes/no } }", "SG001"),
        ("fact f: list of { }", "SG001"),
        ("fact f: list of { n: yes/no } if unknown presume yes", "SG204"),
        ("example x given e yes at 2016-03-24 22:00 expect risk low", "SG201"),
        ("example x given e (x) at 2016-03-24 22:00 expect risk low", "SG201"),
        (
            "example x given e ({ gone 2016-03-24 22:00 }) at 2016-03-24 22:00 expect risk low",
            "SG101",
        ),
        (
            "example x given e ({ left 5 }) at 2016-03-24 22:00 expect risk low",
            "SG201",
        ),
        (
            "example x given e ({ kind z }) at 2016-03-24 22:00 expect risk low",
            "SG103",
        ),
        (
            "example x given e ({ adult }, { adult }, { adult }, { adult }) at 2016-03-24 22:00 expect risk low",
            "SG201",
        ),
        (
            "example x given e ({ everything else no }) at 2016-03-24 22:00 expect risk low",
            "SG201",
        ),
    ] {
        let found = crate::codes(&format!("{HEAD}{rest}\n"));
        assert!(found.contains(&wanted), "{rest}: {found:?}");
    }
    let deep = format!(
        "{HEAD}rule r when {}a then risk at least high",
        "count of e with ".repeat(100_000)
    );
    assert!(crate::codes(&deep).contains(&"SG001"));
}

#[test]
fn a_list_is_given_whole_and_what_is_wrong_in_it_is_open() {
    let engine = crate::engine(HEAD);
    let at = |left: &str| format!("{{\"left\": \"{left}\", \"adult\": false, \"kind\": \"y\"}}");
    let (one, two) = (at("2016-01-10 20:00"), at("2016-03-01 09:00"));
    let adult = "{\"left\": \"2015-01-10 20:00\", \"adult\": true, \"kind\": \"x\"}";
    for (list, act, range, faults) in [
        ("[]".to_owned(), "low", ("low", "low"), &[][..]),
        ("\"none\"".to_owned(), "low", ("low", "low"), &[]),
        ("null".to_owned(), "high", ("low", "high"), &[]),
        ("\"unknown\"".to_owned(), "high", ("low", "high"), &[]),
        (format!("[{one}]"), "low", ("low", "low"), &[]),
        (format!("[{one}, {two}]"), "medium", ("medium", "medium"), &[]),
        (format!("[{adult}]"), "high", ("high", "high"), &[]),
        // A plain value is that of the first field, and the others are not known.
        ("[\"2015-03-01 09:00\"]".to_owned(), "high", ("low", "high"), &[]),
        (
            "\"2016-03-01 09:00,no,y; 2016-03-02 09:00,yes\"".to_owned(),
            "high",
            ("medium", "high"),
            &[],
        ),
        (
            "\"2016-03-01 09:00,no,y; 2016-03-02 09:00,no,y\"".to_owned(),
            "medium",
            ("medium", "medium"),
            &[],
        ),
        // What is wrong is told, and counts at its worst.
        (
            "[{\"left\": \"2016-02-30 20:00\", \"adult\": false}]".to_owned(),
            "low",
            ("low", "low"),
            &["impossible_date"],
        ),
        (
            format!("[{one}, {{\"left\": 5, \"adult\": false}}]"),
            "medium",
            ("low", "medium"),
            &["wrong_type"],
        ),
        (
            "[{\"adlut\": true, \"kind\": \"x\"}]".to_owned(),
            "high",
            ("low", "high"),
            &["unknown_fact"],
        ),
        (
            "[{\"adult\": true, \"kind\": \"z\"}]".to_owned(),
            "high",
            ("low", "high"),
            &["unknown_option"],
        ),
        ("[true]".to_owned(), "high", ("low", "high"), &["wrong_type"]),
        ("[[]]".to_owned(), "high", ("low", "high"), &["wrong_type"]),
        ("true".to_owned(), "high", ("low", "high"), &["wrong_type"]),
        ("7".to_owned(), "high", ("low", "high"), &["wrong_type"]),
        (
            "{\"left\": \"2016-01-10 20:00\"}".to_owned(),
            "high",
            ("low", "high"),
            &["wrong_type"],
        ),
        (
            "[{}, {}, {}, {}]".to_owned(),
            "high",
            ("low", "high"),
            &["out_of_range"],
        ),
        (
            "\"2016-03-01 09:00,no,y,yes\"".to_owned(),
            "low",
            ("low", "low"),
            &["unknown_fact"],
        ),
    ] {
        let (decision, found) = crate::decided(&engine, &format!("{{\"a\": true, \"e\": {list}}}"));
        let level = |end: &str| decision.pointer(&format!("/outcomes/risk/{end}")).cloned();
        assert_eq!(level("act"), Some(act.into()), "{list}");
        assert_eq!(
            (level("lowest"), level("highest")),
            (Some(range.0.into()), Some(range.1.into())),
            "{list}"
        );
        assert_eq!(found, faults, "{list}");
        let asked = decision.pointer("/questions/0/fact") == Some(&"e".into());
        assert_eq!(
            asked,
            range.0 != range.1,
            "{list}: it is asked for while it can change anything"
        );
    }
}

#[test]
fn a_replay_grades_lists_as_a_decision_does() {
    let engine = crate::engine(HEAD);
    let columns = Columns::new(engine.program(), &["a", "e"], None, &[]).expect("columns");
    let now = Moment::parse("2016-03-24 22:00").expect("a moment");
    let mut replay = Replay::new(engine.program(), columns, Some(now), 0);
    for (row, read) in [
        ("yes,none\n", true),
        ("yes,\n", true),
        ("no,2016-03-01 09:00;2016-03-02 09:00\n", true),
        ("no,rubbish\n", true),
        ("yes,\"2015-03-01 09:00,yes,x\"\n", false),
    ] {
        assert_eq!(replay.line(row.as_bytes()).is_some(), read, "{row}");
        if !read {
            replay.fields([&b"yes"[..], b"2015-03-01 09:00,yes,x"].into_iter());
        }
    }
    let (_, tally) = replay.tally();
    // One without episodes, one not known, one with two of late, one unreadable of which two may be late, one with an adult.
    assert_eq!(tally.outcomes, [[2, 1, 2]]);
}
