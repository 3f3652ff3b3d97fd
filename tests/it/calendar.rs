//! Our calendar against jiff's, which carries the time-zone database.

use jiff::civil;
use jiff::tz::TimeZone;
use safegrade::value::{Date, Moment, MomentError};

#[test]
fn every_day_is_jiffs_day() {
    let epoch = civil::date(1970, 1, 1);
    let mut day = civil::date(1900, 1, 1);
    let mut expected = Date::FIRST.days;
    while day <= civil::date(2199, 12, 31) {
        let ours = Date::new(day.year().into(), day.month().into(), day.day().into()).expect("a day");
        assert_eq!(ours.days, expected);
        assert_eq!(ours.to_string(), day.to_string());
        assert_eq!(ours.weekday(), i32::from(day.weekday().to_monday_zero_offset()));
        if day.day() == 1 {
            assert_eq!((day - epoch).get_days(), expected);
        }
        expected += 1;
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    assert_eq!(expected, Date::LAST.days + 1);
}

#[test]
fn london_is_jiffs_london_since_1996() {
    let london = TimeZone::get("Europe/London").expect("the database");
    let mut at: i64 = civil::date(1996, 1, 1)
        .to_zoned_datetime(TimeZone::UTC)
        .expect("a moment")
        .timestamp()
        .as_second();
    let end = civil::date(2040, 1, 1)
        .to_zoned_datetime(TimeZone::UTC)
        .expect("a moment")
        .timestamp()
        .as_second();
    while at < end {
        let zoned = jiff::Timestamp::from_second(at)
            .expect("a moment")
            .to_zoned_datetime(london.clone());
        let ours = Moment {
            minutes: i32::try_from(at / 60).expect("fits"),
        };
        let theirs = format!("{}", zoned.strftime("%Y-%m-%dT%H:%M%:z"));
        assert_eq!(ours.to_string(), theirs);
        assert_eq!(Moment::parse(&theirs), Ok(ours));
        assert_eq!(ours.date().to_string(), zoned.date().to_string());
        // Twenty-three minutes past the hour, so that no hour of a clock change is left out.
        at += 3_600 + 60;
    }
}

#[test]
fn the_hour_left_out_does_not_exist() {
    for text in ["2016-03-27 01:00", "2016-03-27T01:30", "2016-03-27 01:59"] {
        assert_eq!(Moment::parse(text), Err(MomentError::Impossible), "{text}");
        assert_eq!(
            Moment::parse_usual(text.as_bytes().first_chunk().expect("16 bytes")),
            None,
            "{text}"
        );
    }
    assert!(Moment::parse("2016-03-27 00:59").is_ok() && Moment::parse("2016-03-27 02:00").is_ok());
}

#[test]
fn of_the_hour_that_comes_twice_a_fact_is_the_first_and_now_the_second() {
    assert_eq!(Moment::parse("2016-10-30 01:30"), Moment::parse("2016-10-30T00:30Z"));
    assert_eq!(
        Moment::parse_now("2016-10-30 01:30"),
        Moment::parse("2016-10-30T01:30Z")
    );
    for text in [
        "2016-10-30T01:30+01:00",
        "2016-10-30T00:30Z",
        "2016-10-30 00:59",
        "2016-10-30 02:00",
        "2016-03-27 00:59",
    ] {
        assert_eq!(Moment::parse_now(text), Moment::parse(text), "{text}");
    }
}

#[test]
fn the_usual_form_is_read_as_any_other() {
    let usual = |text: &str| Moment::parse_usual(text.as_bytes().first_chunk().expect("16 bytes"));
    for days in Date::FIRST.days..=Date::LAST.days {
        let date = Date { days };
        for time in [" 00:00", "T00:59", " 01:00", "T01:59", " 02:00", "T12:34", " 23:59"] {
            let text = format!("{date}{time}");
            assert_eq!(usual(&text), Moment::parse(&text).ok(), "{text}");
        }
    }
    for text in [
        "2016-02-30 10:00",
        "2016-03-24 24:00",
        "2016-03-24 21:60",
        "2016-03-24_21:00",
        "2016-03-24 2a:00",
        "1899-03-24 21:00",
    ] {
        assert_eq!(usual(text), None, "{text}");
    }
}

#[test]
fn bank_holidays_are_those_of_a_list_made_by_others() {
    let mut published = std::collections::BTreeMap::new();
    for line in include_str!("bank-holidays.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let (date, nations) = line.split_once(' ').expect("a date and nations");
        published.insert(date, nations.split(' ').collect::<Vec<_>>());
    }
    let (first, last) = (Date::parse("1996-01-01"), Date::parse("2030-12-31"));
    for days in first.expect("a date").days..=last.expect("a date").days {
        let date = Date { days };
        for (name, nation) in safegrade::value::NATIONS {
            let wanted = published
                .get(date.to_string().as_str())
                .is_some_and(|own| own.contains(&name));
            assert_eq!(nation.bank_holiday(date), wanted, "{date} in {name}");
        }
    }
}

#[test]
fn months_end_where_they_end() {
    use safegrade::value::MissingDay::{Last, Next};
    for (from, months, last, next) in [
        ("2016-01-31", 1, "2016-02-29", "2016-03-01"),
        ("2015-11-30", 3, "2016-02-29", "2016-03-01"),
        ("2000-02-29", 216, "2018-02-28", "2018-03-01"),
        ("2000-02-29", 48, "2004-02-29", "2004-02-29"),
        ("2016-12-31", 2, "2017-02-28", "2017-03-01"),
        ("2016-05-15", 0, "2016-05-15", "2016-05-15"),
        ("2199-12-31", 3600, "2199-12-31", "2199-12-31"),
    ] {
        let date = Date::parse(from).expect("a date");
        assert_eq!(
            date.plus_months(months, Last).to_string(),
            last,
            "{from} and {months} months"
        );
        assert_eq!(
            date.plus_months(months, Next).to_string(),
            next,
            "{from} and {months} months"
        );
    }
}

/// Over Easter 2016: Good Friday everywhere, Easter Monday not in Scotland.
#[test]
fn working_days_are_those_of_the_nation() {
    use safegrade::value::{Calendar, Hours, NATIONS};
    let open = Hours {
        days: 0b1_1111,
        from: 0,
        to: 1_440,
    };
    for (from, days, ends) in [
        (
            "2016-03-18 10:00",
            15,
            ["2016-04-12 10:00", "2016-04-11 10:00", "2016-04-12 10:00"],
        ),
        (
            "2016-03-24 16:30",
            1,
            ["2016-03-29 16:30", "2016-03-28 16:30", "2016-03-29 16:30"],
        ),
        // From a day that is none to the end of the next that is one.
        (
            "2016-03-26 09:00",
            1,
            ["2016-03-30 00:00", "2016-03-29 00:00", "2016-03-30 00:00"],
        ),
        (
            "2016-03-16 10:00",
            1,
            ["2016-03-17 10:00", "2016-03-17 10:00", "2016-03-18 10:00"],
        ),
        ("2016-03-18 10:00", 0, ["2016-03-18 10:00"; 3]),
    ] {
        for ((name, nation), end) in NATIONS.into_iter().zip(ends) {
            let calendar = Calendar {
                name: name.to_owned(),
                nation: Some(nation),
                open: vec![open],
                closed: Vec::new(),
            };
            let from = Moment::parse(from).expect("a moment");
            let wanted = Moment::parse(end).expect("a moment");
            assert_eq!(
                calendar.after_days(from, days),
                wanted,
                "{days} days from {from} in {name}"
            );
        }
    }
}

/// Working time against counting minutes one by one.
#[test]
fn working_time_is_counted_minute_by_minute() {
    use safegrade::value::{Calendar, Hours, Nation};
    let hours = |days, from, to| Hours { days, from, to };
    let calendars = [
        (vec![hours(0b1_1111, 0, 1440)], None),
        (
            vec![hours(0b0_1111, 510, 1035), hours(0b1_0000, 510, 1005)],
            Some(Nation::EnglandAndWales),
        ),
        (
            vec![hours(0b1_1111, 1020, 540), hours(0b1110_0000, 0, 1440)],
            Some(Nation::EnglandAndWales),
        ),
        (
            vec![hours(0b111_1111, 30, 150), hours(0b1111, 60, 200)],
            Some(Nation::Scotland),
        ),
    ];
    for (open, nation) in calendars {
        let calendar = Calendar {
            name: "office".to_owned(),
            nation,
            open,
            closed: vec![Date::parse("2016-03-29").expect("a date")],
        };
        let is_open = |moment: Moment| {
            let date = moment.date();
            let minute = moment.minute();
            let kind = match nation {
                Some(nation) if nation.bank_holiday(date) => 128,
                _ => 1 << date.weekday(),
            };
            let holds = |hours: &Hours| {
                hours.days & kind != 0
                    && if hours.from < hours.to {
                        (hours.from..hours.to).contains(&minute)
                    } else {
                        minute >= hours.from || minute < hours.to
                    }
            };
            date.to_string() != "2016-03-29" && calendar.open.iter().any(holds)
        };
        // Over Easter, both changes of the clocks and the turn of the year.
        for start in [
            "2016-03-23 16:07",
            "2016-10-28 23:30",
            "2016-12-23 09:00",
            "2016-03-27 02:30",
        ] {
            let from = Moment::parse(start).expect("a moment");
            for minutes in [1, 59, 240, 1_441] {
                let (mut at, mut left) = (from, minutes);
                while left > 0 {
                    left -= i32::from(is_open(at));
                    at = at.plus(1);
                }
                assert_eq!(
                    calendar.after_minutes(from, minutes),
                    at,
                    "{minutes} minutes from {start}: {calendar:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_no_moment_is_told_apart() {
    for text in [
        "",
        "2016",
        "2016-03-24",
        "24/03/2016 21:00",
        "2016-03-24 21.00",
        "2016-03-24 21:00 BST",
        "２016-03-24 21:00",
    ] {
        assert_eq!(Moment::parse(text), Err(MomentError::Shape), "{text}");
    }
    for text in [
        "2016-02-30 10:00",
        "2015-02-29 10:00",
        "2016-13-01 10:00",
        "2016-03-24 24:00",
        "9999-12-31 23:59",
        "0016-03-24 10:00",
    ] {
        assert_eq!(Moment::parse(text), Err(MomentError::Impossible), "{text}");
    }
    assert_eq!(
        Moment::parse("2016-03-24T21:00:59.999Z"),
        Moment::parse("2016-03-24 21:00")
    );
}
