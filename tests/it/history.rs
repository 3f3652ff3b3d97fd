//! Versions of a policy: the one in force at a case's moment decides it, and nothing else about it changes.

use proptest::prelude::*;
use safegrade::Engine;
use safegrade::eval::{Case, FaultKind};
use safegrade::history::{History, Version};
use safegrade::replay::{Columns, Replay, Tally, VersionsReplay};
use safegrade::source::SourceFile;
use safegrade::value::Moment;
use safegrade::wire;

/// A version that alarms after so many hours, from a day on.
fn version(number: u32, from: &str, hours: u32) -> Version {
    let text = format!(
        "policy p version {number} in force from {from}\nscale risk: low < high\nfact m: moment\nfact a: yes/no\n\
         fact a{number}: yes/no\nrule late when at least {hours} hours since m or a{number} then risk at least high\n\
         rule odd when a and at least 1 month since m then do look\n"
    );
    let source = SourceFile::new(format!("{number}.rules"), text.as_str());
    let engine = crate::engine(&text);
    Version { source, engine }
}

fn three() -> [Version; 3] {
    [
        version(1, "2016-01-01", 10),
        version(2, "2016-07-01", 20),
        version(5, "2017-01-01", 40),
    ]
}

fn history() -> History {
    let [first, second, third] = three();
    let history = History::new(vec![third, first, second]).expect("versions");
    history.expect("some")
}

fn at(text: &str) -> Moment {
    Moment::parse_now(text).expect("a moment")
}

fn read(minutes: i32) -> impl Fn(&Engine, Moment) -> Case {
    move |engine, now| {
        let document = wire::Raw(safegrade::eval::Answer::Each(vec![(
            "m".to_owned(),
            safegrade::eval::Answer::Text(Moment { minutes }.to_string()),
        )]));
        let mut case = engine.case(now);
        wire::give(engine.program(), &mut case, &document.0);
        case
    }
}

#[test]
fn the_day_in_london_chooses() {
    let history = history();
    for (now, index, early) in [
        ("2015-12-31 23:59", 0, true),
        ("2016-01-01 00:00", 0, false),
        // Half past midnight in London, while it is still June in UTC.
        ("2016-06-30T23:30Z", 1, false),
        ("2016-06-30T22:59Z", 0, false),
        ("2016-12-31 23:59", 1, false),
        ("2017-01-01 00:00", 2, false),
        ("2199-12-31 23:59", 2, false),
        ("1900-01-01 00:00", 0, true),
    ] {
        let found = history.at(at(now));
        assert_eq!((found.index, found.early), (index, early), "{now}");
    }
    assert_eq!(history.newest().index, 2);
    assert!(History::new(Vec::new()).expect("no misfit").is_none());
}

#[test]
fn a_case_from_before_the_first_version_is_decided_and_told() {
    let history = history();
    let decided = history.decide(at("2015-06-01 12:00"), read(at("2015-06-01 00:00").minutes));
    let faults: Vec<FaultKind> = decided.decision.faults.iter().map(|fault| fault.kind).collect();
    assert_eq!(faults, [FaultKind::NotInForce]);
    assert_eq!(decided.decision.outcomes.first().map(|outcome| outcome.act), Some(1));
}

/// Versions of which none is in order, with the places of what is said.
#[test]
fn what_is_no_history_is_told_where_it_stands() {
    let said = |versions: Vec<Version>| {
        let found = safegrade::history::misfits(&versions.iter().collect::<Vec<_>>());
        let all = found.iter().zip(&versions).flat_map(|(found, version)| {
            found.iter().map(|found| {
                let place = found.primary.span.of(version.source.text());
                format!("{place}: {}", found.message)
            })
        });
        all.collect::<Vec<_>>()
    };
    let [first, second, third] = three();
    assert_eq!(said(vec![third, second, first]), [""; 0]);
    let same = version(3, "2016-07-01", 1);
    let [first, second, _] = three();
    assert_eq!(
        said(vec![first, second, same]),
        ["2016-07-01: version 3 is in force from 2016-07-01, as is version 2 in 2.rules, line 1"]
    );
    for (number, from, message) in [
        (
            1,
            "2018-01-01",
            "1: version 1 comes into force after version 5 in 5.rules, line 1",
        ),
        (
            9,
            "2015-01-01",
            "9: version 9 comes into force before version 5 in 5.rules, line 1",
        ),
    ] {
        let [_, _, third] = three();
        assert_eq!(said(vec![third, version(number, from, 1)]), [message]);
    }
}

/// Counts of rows graded one after another, as a file of lines and as fields.
fn replay(history: &History, rows: &[[String; 3]]) -> Vec<Tally> {
    let columns = || {
        let columns = history.versions().map(|version| {
            let columns = Columns::new(version.engine.program(), &["m", "now", "a"], None, &[]);
            (columns.expect("columns"), 0)
        });
        columns.collect()
    };
    let mut lines = VersionsReplay::new(history, columns(), None);
    let mut fields = VersionsReplay::new(history, columns(), None);
    for row in rows {
        let bytes = row.iter().map(|field| field.as_bytes());
        fields.fields(bytes.clone());
        let line = format!("{}\n", row.join(","));
        if lines.line(line.as_bytes()).is_none() {
            lines.fields(bytes);
        }
    }
    let (lines, fields) = (lines.versions(), fields.versions());
    assert_eq!((lines.early, lines.undated), (fields.early, fields.undated));
    let tallies = |versions: safegrade::replay::Versions<'_>| {
        let tallies = versions.tallies.into_iter().map(|(_, tally)| tally);
        tallies.collect::<Vec<_>>()
    };
    let (lines, fields) = (tallies(lines), tallies(fields));
    assert_eq!(lines, fields);
    fields
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Up to the next version a decision is that of its version alone, and no change is told from then on.
    #[test]
    fn a_history_decides_as_its_version(since in 24_000_000..25_000_000, later in 0..200_000) {
        let history = history();
        let now = Moment { minutes: since + later };
        let decided = history.decide(now, read(since));
        let engine = &decided.version.engine;
        let alone = engine.decide(&read(since)(engine, now));
        prop_assert_eq!(&alone.outcomes, &decided.decision.outcomes);
        prop_assert_eq!(&alone.duties, &decided.decision.duties);
        let end = decided.next.as_ref().map(|next| next.at);
        let kept = alone.changes.iter().filter(|change| end.is_none_or(|end| change.at < end));
        prop_assert_eq!(kept.collect::<Vec<_>>(), decided.decision.changes.iter().collect::<Vec<_>>());
        if let Some(next) = &decided.next {
            let then = history.decide(next.at, read(since));
            let acts = then.decision.outcomes.iter().map(|outcome| (outcome.scale, outcome.act));
            prop_assert_eq!(&acts.collect::<Vec<_>>(), &next.levels);
            prop_assert_eq!(then.version.engine.program().policy.version, next.version.engine.program().policy.version);
        }
    }

    /// Each version counts what it would count of its own rows alone.
    #[test]
    fn a_replay_of_a_history_is_one_of_each_version(
        rows in prop::collection::vec((24_000_000..25_500_000, 0..5_000, 0_usize..8), 0..150),
    ) {
        let history = history();
        let rows: Vec<[String; 3]> = rows.into_iter().map(|(since, later, odd)| {
            let now = match odd {
                0 => "perhaps".to_owned(),
                1 => " 2016-08-01T10:00Z ".to_owned(),
                _ => Moment { minutes: since + later }.wall(),
            };
            [Moment { minutes: since }.wall(), now, ["yes", "no", ""].map(str::to_owned).into_iter().nth(odd % 3).unwrap_or_default()]
        }).collect();
        let tallies = replay(&history, &rows);
        for (index, (version, tally)) in history.versions().zip(&tallies).enumerate() {
            let program = version.engine.program();
            let columns = Columns::new(program, &["m", "now", "a"], None, &[]).expect("columns");
            let mut own = Replay::new(program, columns, None, 0);
            for row in &rows {
                let decides = Moment::parse_now(row[1].trim()).map_or(history.newest(), |now| history.at(now));
                if decides.index == index {
                    own.fields(row.iter().map(|field| field.as_bytes()));
                } else {
                    own.pass();
                }
            }
            prop_assert_eq!(&own.tally().1, tally);
        }
    }
}
