//! Replay: columns to cases, and counts that lose nothing.

use safegrade::eval::{FaultKind, Scratch};
use safegrade::replay::{Columns, Tally};
use safegrade::value::Moment;

const POLICY: &str = "policy p\n  version 1\n  in force from 2016-01-01\nscale risk: low < medium < high\n\
fact a: yes/no\nfact n: whole 0..20\nfact signs: any of cold, wet\nfact m: moment\n\
rule yes_a when a then risk at least high\nrule many when n > 10 or signs has wet then risk at least medium\n\
rule late when at least 24 hours since m then risk at least medium\n";

fn replay(headings: &[&str], rows: &[&[&str]]) -> (Tally, Vec<(usize, FaultKind)>) {
    let engine = crate::engine(POLICY);
    let program = engine.program();
    let recorded = headings.contains(&"recorded").then_some("recorded");
    let columns = Columns::new(program, headings, recorded, &["note".to_owned()]).expect("columns");
    let mut tally = Tally::new(program, 0);
    let mut case = engine.case(Moment::FIRST);
    let mut scratch = Scratch::default();
    let mut faults = Vec::new();
    let now = Moment::parse("2016-06-15 12:00").ok();
    for row in rows {
        let fields = row.iter().map(|field| field.as_bytes());
        let read = columns.read(program, &mut case, now, fields, |column, kind| {
            faults.push((column, kind))
        });
        let grade = engine.grade(&case, &mut scratch);
        tally.add(program, &grade, recorded.map(|_| read.recorded), read.unknown);
    }
    (tally, faults)
}

const ALL: [&str; 4] = ["a", "n", "signs", "m"];

#[test]
fn blank_is_never_no() {
    let known: &[&str] = &["no", "3", "none", "2016-06-15 11:00"];
    let blank: &[&str] = &["", "3", "none", "2016-06-15 11:00"];
    let asked: &[&str] = &["unknown", "3", "none", "2016-06-15 11:00"];
    let (tally, faults) = replay(&ALL, &[known, blank, asked]);
    assert_eq!(tally.outcomes, [[1, 0, 2]]);
    assert_eq!((tally.unknown, faults), (2, Vec::new()));
}

#[test]
fn a_column_left_out_is_not_known() {
    let (tally, _) = replay(&["n", "signs", "m"], &[&["3", "none", "2016-06-15 11:00"]]);
    assert_eq!(tally.outcomes, [[0, 0, 1]]);
}

#[test]
fn what_cannot_be_read_counts_at_its_worst_and_is_told() {
    let (tally, faults) = replay(&ALL, &[&["perhaps", "99", "cold;dry", "2016-02-30 10:00"]]);
    assert_eq!(tally.outcomes, [[0, 0, 1]]);
    let kinds = [
        FaultKind::WrongType,
        FaultKind::OutOfRange,
        FaultKind::UnknownOption,
        FaultKind::ImpossibleDate,
    ];
    assert_eq!(faults, kinds.into_iter().enumerate().collect::<Vec<_>>());
}

#[test]
fn options_come_in_one_column_or_in_one_each() {
    let (together, _) = replay(&ALL, &[&["no", "3", "cold;wet", "2016-06-15 11:00"]]);
    let (apart, _) = replay(
        &["a", "n", "signs.cold", "signs.wet", "m"],
        &[&["no", "3", "no", "yes", "2016-06-15 11:00"]],
    );
    assert_eq!(
        (together.outcomes, apart.outcomes),
        (vec![vec![0, 1, 0]], vec![vec![0, 1, 0]])
    );
}

#[test]
fn the_matrix_and_the_rules_are_counted() {
    let rows: [&[&str]; 3] = [
        &["yes", "12", "none", "2016-06-15 11:00", "medium", "x"],
        &["no", "12", "none", "2016-06-13 11:00", "medium", "x"],
        &["no", "0", "none", "2016-06-15 11:00", "Low!", "x"],
    ];
    let (tally, _) = replay(&["a", "n", "signs", "m", "recorded", "note"], &rows);
    assert_eq!(tally.recorded["medium"], [0, 1, 1]);
    assert_eq!(tally.recorded["Low!"], [1, 0, 0]);
    let counts: Vec<(u64, u64)> = tally.rules.iter().map(|rule| (rule.fired, rule.decided)).collect();
    assert_eq!(counts, [(1, 1), (2, 1), (1, 1)]);
}

#[test]
fn a_heading_that_means_nothing_is_refused_with_a_suggestion() {
    let engine = crate::engine(POLICY);
    let faults =
        Columns::new(engine.program(), &["a", "signs.colt", "nn", "a"], Some("grade"), &[]).expect_err("faults");
    let words: Vec<&str> = faults.iter().map(|fault| fault.fact.as_str()).collect();
    assert_eq!(words, ["signs.colt", "nn", "a", "grade"]);
    assert_eq!(faults[1].help.as_deref(), Some("did you mean `n`?"));
}
