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
