//! Slips of the people who give cases: none of them lowers a grade.

use safegrade::Engine;
use safegrade::replay::{Columns, Replay};
use safegrade::value::Moment;
use safegrade::wire;

const KIND: &str = "policy p\n  version 1\n  in force from 2016-01-01\nscale risk: low < medium < high\n\
fact a: yes/no if unknown presume no\nfact money: whole 0..120 if unknown presume 0\n\
rule a_yes when a then risk at least high\nrule young when money < 18 and money > 0 then risk at least medium\n";

fn graded(engine: &Engine, json: &str) -> (String, Vec<&'static str>) {
    let (document, faults) = crate::decided(engine, json);
    let act = document
        .pointer("/outcomes/risk/act")
        .and_then(serde_json::Value::as_str)
        .expect("a level")
        .to_owned();
    (act, faults)
}

#[test]
fn a_number_keeps_every_digit() {
    let engine = crate::engine(KIND);
    for (digits, act, faults) in [
        ("17", "medium", &[][..]),
        ("17.0", "medium", &[]),
        ("1.7e1", "medium", &[]),
        ("170E-1", "medium", &[]),
        ("18", "low", &[]),
        ("-0", "low", &[]),
        ("0.0", "low", &[]),
        ("17.9999999999999999", "medium", &["wrong_type"]),
        ("18446744073709551634", "medium", &["wrong_type"]),
        ("1e400", "medium", &["wrong_type"]),
        ("-1e-400", "medium", &["wrong_type"]),
        ("-1", "medium", &["out_of_range"]),
    ] {
        let found = graded(&engine, &format!("{{\"a\": false, \"money\": {digits}}}"));
        assert_eq!(found, (act.to_owned(), faults.to_vec()), "{digits}");
    }
}

#[test]
fn a_misspelt_name_may_be_meant_for_the_fact_that_is_not_answered() {
    let engine = crate::engine(KIND);
    assert_eq!(graded(&engine, "{\"money\": 20}").0, "low");
    assert_eq!(
        graded(&engine, "{\"A\": true, \"money\": 20}"),
        ("high".to_owned(), vec!["unknown_fact"])
    );
    assert_eq!(graded(&engine, "{\"A\": true, \"a\": false, \"money\": 20}").0, "low");
    assert_eq!(graded(&engine, "{\"a\": false, \"A\": true, \"money\": 20}").0, "low");
    assert_eq!(graded(&engine, "{\"weather\": true, \"money\": 20}").0, "low");
}

#[test]
fn a_fact_given_twice_counts_at_its_worst() {
    let engine = crate::engine(KIND);
    assert_eq!(
        graded(&engine, "{\"a\": false, \"money\": 20, \"a\": false}"),
        ("high".to_owned(), vec!["not_readable"])
    );
    assert_eq!(graded(&engine, "{\"x1\": 1, \"x2\": 2, \"x1\": 3}").1.len(), 3);
}

#[test]
fn a_row_of_the_wrong_length_counts_at_its_worst_whatever_is_presumed() {
    let engine = crate::engine(KIND);
    let program = engine.program();
    for row in [&["yes"][..], &["no", "20", "more"], &[]] {
        let columns = Columns::new(program, &["a", "money"], None, &[]).expect("columns");
        let mut replay = Replay::new(program, columns, Moment::parse("2016-03-24 22:00").ok(), 0);
        replay.fields(row.iter().map(|field| field.as_bytes()));
        let (_, tally) = replay.tally();
        assert_eq!(tally.outcomes, [[0, 0, 1]], "{row:?}");
    }
}

#[test]
fn the_order_of_rules_chooses_no_reason() {
    let rules = [
        "rule first when b and c then risk at least high\n",
        "rule second when (a and c) or (b and c) then risk at least high\n",
    ];
    let facts = "policy p\n  version 1\n  in force from 2016-01-01\nscale risk: low < high\nfact a: yes/no\nfact b: yes/no\nfact c: yes/no\n";
    let reasons = |text: &str| {
        let engine = crate::engine(text);
        let mut case = engine.case(Moment::FIRST);
        let all = serde_json::from_str("{\"a\": true, \"b\": true, \"c\": true}").expect("JSON");
        wire::give(engine.program(), &mut case, &all);
        let decision = engine.decide(&case);
        let document = serde_json::to_value(wire::decision(engine.program(), &case, &decision)).expect("a document");
        let mut list = document
            .pointer("/outcomes/risk/reasons")
            .and_then(serde_json::Value::as_array)
            .expect("a list")
            .clone();
        list.sort_by_key(|reason| reason.get("rule").map(ToString::to_string));
        list
    };
    let [one, two] = rules;
    assert_eq!(
        reasons(&format!("{facts}{one}{two}")),
        reasons(&format!("{facts}{two}{one}"))
    );
}
