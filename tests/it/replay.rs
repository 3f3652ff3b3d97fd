//! Replay: columns to cases, and counts that lose nothing.

use safegrade::eval::FaultKind;
use safegrade::replay::{Cases, Columns, Replay, Tally};
use safegrade::value::Moment;

const POLICY: &str = "policy p\n  version 1\n  in force from 2016-01-01\nscale risk: low < medium < high\n\
fact a: yes/no\nfact n: whole 0..20\nfact signs: any of cold, wet\nfact m: moment\n\
rule yes_a when a then risk at least high\nrule many when n > 10 or signs has wet then risk at least medium\n\
rule late when at least 24 hours since m then risk at least medium\n";

/// Replays rows as fields, as lines of a file and as cases kept in memory, which must come to the same.
fn replay(headings: &[&str], rows: &[&[&str]]) -> Tally {
    let engine = crate::engine(POLICY);
    let program = engine.program();
    let recorded = headings.contains(&"recorded").then_some("recorded");
    let columns = Columns::new(program, headings, recorded, &["note".to_owned()]).expect("columns");
    let now = Moment::parse("2016-06-15 12:00").ok();
    let mut kept = Cases::default();
    for row in rows {
        kept.read(program, &columns, now, row.iter().map(|field| field.as_bytes()));
    }
    let mut fields = Replay::new(program, columns.clone(), now, 0);
    let mut lines = Replay::new(program, columns, now, 0);
    for row in rows {
        fields.fields(row.iter().map(|field| field.as_bytes()));
        let line = format!("{}\r\n", row.join(","));
        let next = format!("{line}something that is still to be read");
        if lines.line(next.as_bytes()) != Some(line.len()) {
            assert_eq!(lines.line(next.as_bytes()), None);
            lines.fields(row.iter().map(|field| field.as_bytes()));
        }
    }
    let (fields, lines) = (fields.tally().1, lines.tally().1);
    assert_eq!(fields, lines);
    let mut outcomes = vec![0; fields.outcomes.concat().len()];
    for grades in kept.grades(program) {
        let counts = outcomes.iter_mut().zip(grades);
        counts.for_each(|(sum, cases)| *sum += u64::from(cases.count_ones()));
    }
    assert_eq!(outcomes, fields.outcomes.concat());
    fields
}

/// What was wrong, as column and code.
fn faults(tally: &Tally) -> Vec<(usize, &'static str)> {
    tally.faults.keys().copied().collect()
}

const ALL: [&str; 4] = ["a", "n", "signs", "m"];

#[test]
fn blank_is_never_no() {
    let known: &[&str] = &["no", "3", "none", "2016-06-15 11:00"];
    let blank: &[&str] = &["", "3", "none", "2016-06-15 11:00"];
    let asked: &[&str] = &["unknown", "3", "none", "2016-06-15 11:00"];
    let tally = replay(&ALL, &[known, blank, asked]);
    assert_eq!(tally.outcomes, [[1, 0, 2]]);
    assert_eq!((tally.unknown, faults(&tally)), (2, Vec::new()));
}

#[test]
fn a_column_left_out_is_not_known() {
    let tally = replay(&["n", "signs", "m"], &[&["3", "none", "2016-06-15 11:00"]]);
    assert_eq!(tally.outcomes, [[0, 0, 1]]);
}

#[test]
fn what_cannot_be_read_counts_at_its_worst_and_is_told() {
    let tally = replay(&ALL, &[&["perhaps", "99", "cold;dry", "2016-02-30 10:00"]]);
    assert_eq!(tally.outcomes, [[0, 0, 1]]);
    let kinds = [
        FaultKind::WrongType,
        FaultKind::OutOfRange,
        FaultKind::UnknownOption,
        FaultKind::ImpossibleDate,
    ];
    let kinds = kinds.map(FaultKind::as_str);
    assert_eq!(faults(&tally), kinds.into_iter().enumerate().collect::<Vec<_>>());
}

#[test]
fn options_come_in_one_column_or_in_one_each() {
    let together = replay(&ALL, &[&["no", "3", "cold;wet", "2016-06-15 11:00"]]);
    let apart = replay(
        &["a", "n", "signs.cold", "signs.wet", "m"],
        &[&["no", "3", "no", "yes", "2016-06-15 11:00"]],
    );
    assert_eq!(
        (together.outcomes, apart.outcomes),
        (vec![vec![0, 1, 0]], vec![vec![0, 1, 0]])
    );
}

#[test]
fn every_usual_spelling_is_read() {
    let rows: [&[&str]; 6] = [
        &["yes", "0", "cold", "2016-06-15 11:00"],
        &[" YES ", "-0", "none", "2016-06-15T11:00"],
        &["No", "020", "cold|wet", "2016-06-15 11:00:59"],
        &["no", "", "unknown", "2016-06-15T10:00:00Z"],
        &["unknown", "unknown", "", "unknown"],
        &["no", " 7 ", " cold ; wet ", ""],
    ];
    let tally = replay(&ALL, &rows);
    assert_eq!((tally.cases, tally.unknown, faults(&tally)), (6, 3, Vec::new()));
    assert_eq!(tally.outcomes, [[0, 3, 3]]);
}

#[test]
fn batches_add_up() {
    let row: &[&str] = &["yes", "3", "none", "2016-06-15 11:00"];
    let broken: &[&str] = &["yes", "3", "none"];
    for count in [0, 1, 63, 64, 65, 128, 200] {
        let mut rows = vec![row; count];
        rows.push(broken);
        let tally = replay(&ALL, &rows);
        assert_eq!((tally.cases, tally.unknown), (count as u64 + 1, 1));
        assert_eq!(tally.ragged.map(|fault| fault.first), Some(count as u64 + 1));
        assert_eq!(tally.outcomes, [[0, 0, count as u64 + 1]]);
    }
}

#[test]
fn a_line_is_taken_only_whole_and_plain() {
    let engine = crate::engine(POLICY);
    let columns = Columns::new(engine.program(), &ALL, None, &[]).expect("columns");
    let mut replay = Replay::new(engine.program(), columns, Some(Moment::FIRST), 0);
    for line in [
        "",
        "\n",
        "no,3,none,",
        "no,3,none,2016-06-15 11:00",
        "no,3,none\nno,3,none,2016-06-15 11:00\n",
        "no,3,none,2016-06-15 11:00,\n",
        "\"no\",3,none,2016-06-15 11:00\n",
        "no,3,\"cold;wet\",2016-06-15 11:00\n",
    ] {
        assert_eq!(replay.line(line.as_bytes()), None, "{line:?}");
    }
    assert_eq!(replay.tally().1.cases, 0);
}

#[test]
fn a_row_without_its_moment_is_graded_at_its_worst() {
    let engine = crate::engine(POLICY);
    let columns = Columns::new(engine.program(), &["a", "n", "signs", "m", "now"], None, &[]).expect("columns");
    let mut replay = Replay::new(engine.program(), columns, None, 0);
    for now in ["2016-06-15 12:00", "", "2016-06-31 12:00"] {
        let line = format!("no,3,none,2016-06-15 11:00,{now}\n");
        assert!(replay.line(line.as_bytes()).is_some());
    }
    let tally = replay.tally().1;
    assert_eq!(tally.outcomes, [[1, 2, 0]]);
    assert_eq!((tally.unknown, faults(&tally)), (2, vec![(4, "impossible_date")]));
}

#[test]
fn the_matrix_and_the_rules_are_counted() {
    let rows: [&[&str]; 3] = [
        &["yes", "12", "none", "2016-06-15 11:00", "medium", "x"],
        &["no", "12", "none", "2016-06-13 11:00", "medium", "x"],
        &["no", "0", "none", "2016-06-15 11:00", "Low!", "x"],
    ];
    let tally = replay(&["a", "n", "signs", "m", "recorded", "note"], &rows);
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
    let faults = Columns::new(engine.program(), &["signs.wet", "signs"], None, &[]).expect_err("faults");
    assert_eq!(
        faults[0].message,
        "the column `signs` says again what an earlier column says"
    );
}
