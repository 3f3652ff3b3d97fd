//! The date traps of the field, each by hand, by the engine and by the reference's own clocks.

use super::clock::{self, Calendar, Days, Hours};
use super::model::*;
use super::{agree, evaluate, generate, print};

const ENGLAND: usize = 0;
const SCOTLAND: usize = 1;

/// The calendar of overlapping hours below, beside those of the random policies.
const LAPPING: usize = 4;

fn policy(nation: usize, rule: Rule) -> Policy {
    let mut calendars = generate::calendars();
    let hours = |days: Days, from: i64, to: i64| Hours {
        days: vec![days],
        from: from * 60,
        to: to * 60,
    };
    calendars.push(Calendar {
        name: "shifts",
        nation: None,
        // Eleven hours from Monday to Thursday, nineteen on a Friday; what overlaps counts once.
        open: vec![
            hours(Days::Span(0, 4), 9, 17),
            hours(Days::Span(0, 4), 12, 20),
            hours(Days::Span(4, 4), 19, 4),
        ],
        closed: Vec::new(),
    });
    Policy {
        nation,
        calendars,
        settings: Vec::new(),
        presumed: vec![None; FACTS.len()],
        retired: SCALES.map(|(_, levels)| vec![None; levels.len()]).to_vec(),
        lets: Vec::new(),
        scores: Vec::new(),
        early: 0,
        rules: vec![rule],
        gates: Vec::new(),
    }
}

/// A case at a moment, with these facts and No or nothing for all others.
fn case(now: &str, given: &[(usize, i64)]) -> Case {
    let now = clock::minute(now);
    let nothing = |kind: Kind| match kind {
        Kind::Whole(low, _) | Kind::Decimal(low, _) => low,
        Kind::YesNo | Kind::OneOf(_) | Kind::AnyOf(_) | Kind::Duration(..) => 0,
        Kind::Date => clock::shown(now).0,
        Kind::Moment => now,
    };
    let mut facts: Vec<i64> = FACTS.iter().map(|(_, kind)| nothing(*kind)).collect();
    for (fact, value) in given {
        facts[*fact] = *value;
    }
    Case {
        now,
        facts: facts.into_iter().map(Given::Known).collect(),
    }
}

/// What the engine decides, once it agrees with the reference.
fn agreed(policy: &Policy, case: &Case) -> serde_json::Value {
    let text = print::policy(policy);
    let decision = agree::decide(&crate::engine(&text), case);
    let known = |given: &Given| match given {
        Given::Known(value) => *value,
        _ => 0,
    };
    let facts: Vec<i64> = case.facts.iter().map(known).collect();
    let reference = evaluate::Reference::new(policy);
    agree::compare(&reference, &decision, case, &facts).unwrap_or_else(|difference| panic!("{difference}\n{text}"));
    decision
}

#[test]
fn deadlines_fall_when_they_are_said_to() {
    use Length::{Days as Elapsed, Hours as ElapsedHours, Months, OpenHours, Weeks, WorkingDays, Years};
    let rows = [
        // The clocks go forward on 27 March and back on 30 October: 72 hours are an hour more or less by the clock.
        (ENGLAND, ElapsedHours(72), "2016-03-25 10:00", "2016-03-28T11:00+01:00"),
        (ENGLAND, Elapsed(3), "2016-03-25 10:00", "2016-03-28T11:00+01:00"),
        (ENGLAND, ElapsedHours(72), "2016-10-28 10:00", "2016-10-31T09:00+00:00"),
        (ENGLAND, Weeks(1), "2016-10-28 10:00", "2016-11-04T09:00+00:00"),
        (ENGLAND, ElapsedHours(72), "2016-06-10 10:00", "2016-06-13T10:00+01:00"),
        // Good Friday is a bank holiday in both, Easter Monday in England and Wales alone.
        (ENGLAND, WorkingDays(15), "2016-03-18 10:00", "2016-04-12T10:00+01:00"),
        (SCOTLAND, WorkingDays(15), "2016-03-18 10:00", "2016-04-11T10:00+01:00"),
        (ENGLAND, WorkingDays(15), "2018-03-26 16:30", "2018-04-18T16:30+01:00"),
        (SCOTLAND, WorkingDays(15), "2018-03-26 16:30", "2018-04-17T16:30+01:00"),
        // From a Saturday to the end of the next working day.
        (ENGLAND, WorkingDays(1), "2016-04-02 11:00", "2016-04-05T00:00+01:00"),
        (ENGLAND, WorkingDays(1), "2016-03-26 11:00", "2016-03-30T00:00+01:00"),
        // The second of January, and two holidays that fell on a weekend.
        (SCOTLAND, WorkingDays(1), "2014-12-31 09:00", "2015-01-05T09:00+00:00"),
        (ENGLAND, WorkingDays(2), "2016-12-23 09:00", "2016-12-29T09:00+00:00"),
        // A month that has no such day, and a leap day.
        (ENGLAND, Months(1), "2016-01-31 12:00", "2016-02-29T12:00+00:00"),
        (ENGLAND, Months(3), "2015-11-30 12:00", "2016-02-29T12:00+00:00"),
        (ENGLAND, Years(1), "2016-02-29 12:00", "2017-02-28T12:00+00:00"),
        // By the calendar the clock shows the same time, though its offset is another.
        (ENGLAND, Months(1), "2016-03-01 12:00", "2016-04-01T12:00+01:00"),
        // In the hour that is left out an hour later, in the one that comes twice the first time.
        (ENGLAND, Months(1), "2016-02-27 01:30", "2016-03-27T02:30+01:00"),
        (ENGLAND, Months(1), "2016-09-30 01:30", "2016-10-30T01:30+01:00"),
        // Hours that overlap count once, those past midnight also in the morning of their day.
        (
            ENGLAND,
            OpenHours(LAPPING, 11),
            "2016-06-13 09:00",
            "2016-06-13T20:00+01:00",
        ),
        (
            ENGLAND,
            OpenHours(LAPPING, 12),
            "2016-06-13 09:00",
            "2016-06-14T10:00+01:00",
        ),
        (
            ENGLAND,
            OpenHours(LAPPING, 5),
            "2016-06-16 19:30",
            "2016-06-17T09:30+01:00",
        ),
        (
            ENGLAND,
            OpenHours(LAPPING, 19),
            "2016-06-17 00:00",
            "2016-06-18T00:00+01:00",
        ),
        (
            ENGLAND,
            OpenHours(LAPPING, 20),
            "2016-06-17 00:00",
            "2016-06-20T10:00+01:00",
        ),
    ];
    for (nation, length, from, due) in rows {
        let within = Some((length, Some(M)));
        let duty = Demand { kind: 2, to: 0, within };
        let rule = Rule {
            after: None,
            when: None,
            unless: None,
            raises: Vec::new(),
            duties: vec![duty],
        };
        let decision = agreed(&policy(nation, rule), &case(from, &[(M, clock::minute(from))]));
        assert_eq!(decision["duties"][0]["due"], due, "{length:?} from {from}");
    }
}

/// Whoever is a child until the birthday's midnight, also where the birthday is a day that the year does not have.
#[test]
fn a_child_comes_of_age_at_midnight() {
    let rows = [
        ("2000-02-29", 18, "2018-03-01T00:00+00:00"),
        ("2000-02-29", 16, "2016-02-29T00:00+00:00"),
        ("1998-06-20", 18, "2016-06-20T00:00+01:00"),
        ("1998-03-27", 18, "2016-03-27T00:00+00:00"),
        ("1998-10-30", 18, "2016-10-30T00:00+01:00"),
    ];
    for (born, years, of_age) in rows {
        let rule = Rule {
            after: None,
            when: Some(Condition::Since(Bound::FewerThan, Length::Years(years), D)),
            unless: None,
            raises: vec![(0, 3)],
            duties: Vec::new(),
        };
        let policy = policy(ENGLAND, rule);
        let midnight = clock::read_stamp(of_age);
        for (before, level) in [(30 * 60, "high"), (1, "high"), (0, "none_"), (-1, "none_")] {
            let case = case(&clock::wall(midnight - before), &[(D, clock::day_of(born))]);
            let decision = agreed(&policy, &case);
            assert_eq!(
                decision["outcomes"]["risk"]["act"], level,
                "born {born}, {before} minutes before"
            );
            // The episode goes on, and its grade changes by itself.
            let change = &decision["changes"][0];
            if before > 0 {
                assert_eq!(change["at"], of_age, "born {born}");
                assert_eq!(change["outcomes"]["risk"]["to"], "none_");
            } else {
                assert!(change.is_null(), "born {born}: {change}");
            }
        }
    }
}

/// From a date a month that has no such day ends on the next one, as a birthday does.
#[test]
fn months_from_a_date_end_as_birthdays_do() {
    for (from, months, last) in [
        ("2016-01-31", 1, "2016-03-01"),
        ("2015-11-30", 3, "2016-03-01"),
        ("2016-05-31", 1, "2016-07-01"),
    ] {
        let rule = Rule {
            after: None,
            when: Some(Condition::Since(Bound::AtLeast, Length::Months(months), D)),
            unless: None,
            raises: vec![(0, 3)],
            duties: Vec::new(),
        };
        let decision = agreed(
            &policy(ENGLAND, rule),
            &case(&format!("{from} 12:00"), &[(D, clock::day_of(from))]),
        );
        assert!(
            decision["changes"][0]["at"]
                .as_str()
                .is_some_and(|at| at.starts_with(last)),
            "{from}: {}",
            decision["changes"]
        );
    }
}
