//! The clocks of the language, counted in the plainest way: minute by minute and day by day.
//!
//! A minute is counted from 1970 in UTC, a day from 1970 by the calendar. What London's clocks show comes from jiff, the
//! bank holidays from a list made by others.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

pub type Minute = i64;
pub type Day = i64;

pub const NATIONS: [&str; 3] = ["england_and_wales", "scotland", "northern_ireland"];
pub const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

static LONDON: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/London").expect("the database"));

/// The years that are looked up; asking jiff for each minute would take too long.
const TABLE: (i16, i16) = (2015, 2020);

/// By hour of those years how far London is ahead. Its clocks change on the hour.
static AHEAD: LazyLock<Vec<i64>> = LazyLock::new(|| {
    let hours = (table_start()..day(TABLE.1, 1, 1) * 1_440).step_by(60);
    hours.map(ask_ahead).collect()
});

fn table_start() -> Minute {
    day(TABLE.0, 1, 1) * 1_440
}

fn ask_ahead(minute: Minute) -> i64 {
    let at = Timestamp::from_second(minute * 60).expect("a moment");
    i64::from(LONDON.to_offset(at).seconds()) / 60
}

fn ahead(minute: Minute) -> i64 {
    let hour = usize::try_from((minute - table_start()).div_euclid(60)).ok();
    match hour.and_then(|hour| AHEAD.get(hour)) {
        Some(ahead) => *ahead,
        None => ask_ahead(minute),
    }
}

pub fn day(year: i16, month: i8, day: i8) -> Day {
    day_number(civil::date(year, month, day))
}

fn day_number(date: civil::Date) -> Day {
    i64::from((date - civil::date(1970, 1, 1)).get_days())
}

fn civil(day: Day) -> civil::Date {
    civil::date(1970, 1, 1) + day.days()
}

/// The day and the minute of it that London's clocks show.
pub fn shown(minute: Minute) -> (Day, i64) {
    let local = minute + ahead(minute);
    (local.div_euclid(1_440), local.rem_euclid(1_440))
}

/// When London's clocks show that: the first time in the hour that comes twice, an hour later in the one left out.
pub fn at(day: Day, minute: i64) -> Minute {
    let reading = civil(day).to_datetime(civil::Time::midnight()) + minute.minutes();
    let zoned = reading.to_zoned_datetime(LONDON.clone()).expect("a moment");
    zoned.timestamp().as_second().div_euclid(60)
}

/// `2016-03-24 21:00`, as policies write it.
pub fn wall(minute: Minute) -> String {
    let (day, of_day) = shown(minute);
    format!("{} {:02}:{:02}", date(day), of_day / 60, of_day % 60)
}

/// `2016-03-24T21:00+00:00`, as documents carry it.
pub fn stamp(minute: Minute) -> String {
    let (day, of_day) = shown(minute);
    let hours = ahead(minute) / 60;
    format!("{}T{:02}:{:02}+{hours:02}:00", date(day), of_day / 60, of_day % 60)
}

pub fn date(day: Day) -> String {
    civil(day).to_string()
}

/// Reads `2016-03-24 21:00`.
pub fn minute(text: &str) -> Minute {
    let shown = minute_of(text);
    at(shown.div_euclid(1_440), shown.rem_euclid(1_440))
}

/// Reads `2016-03-24T21:00+00:00`.
pub fn read_stamp(text: &str) -> Minute {
    minute_of(&text[..16]) - text[17..19].parse::<i64>().expect("hours") * 60
}

/// The minute that clocks in UTC show so.
fn minute_of(text: &str) -> Minute {
    let reading: civil::DateTime = text.parse().expect("a moment");
    day_number(reading.date()) * 1_440 + i64::from(reading.hour()) * 60 + i64::from(reading.minute())
}

/// Reads `2016-03-24`.
pub fn day_of(text: &str) -> Day {
    day_number(text.parse().expect("a date"))
}

/// Some months after a day: on the day of the same number, or on the last of a month that has no such day.
pub fn months_later(from: Day, months: i64) -> Day {
    day_number(civil(from) + months.months())
}

/// The same for a birthday: where there is no such day, on the next.
pub fn birthday(from: Day, months: i64) -> Day {
    let later = months_later(from, months);
    if civil(later).day() == civil(from).day() {
        later
    } else {
        later + 1
    }
}

/// The kinds of day that opening hours name.
#[derive(Debug, Clone, Copy)]
pub enum Days {
    /// From a weekday to another, Monday being 0.
    Span(usize, usize),
    Daily,
    Weekends,
    BankHolidays,
}

/// Opening hours, in minutes of the day; they may pass midnight.
#[derive(Debug, Clone)]
pub struct Hours {
    pub days: Vec<Days>,
    pub from: i64,
    pub to: i64,
}

/// When something is open.
#[derive(Debug, Clone)]
pub struct Calendar {
    pub name: &'static str,
    /// Its own nation, where it is not that of the policy.
    pub nation: Option<usize>,
    pub open: Vec<Hours>,
    pub closed: Vec<Day>,
}

static BANK_HOLIDAYS: LazyLock<Vec<BTreeSet<Day>>> = LazyLock::new(|| {
    let lines = || {
        include_str!("../bank-holidays.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
    };
    let of = |nation: &str| {
        let own = lines().filter(|line| line.split(' ').any(|word| word == nation));
        own.map(|line| day_of(&line[..10])).collect()
    };
    NATIONS.map(of).to_vec()
});

fn weekday(day: Day) -> usize {
    usize::try_from(civil(day).weekday().to_monday_zero_offset()).expect("0 to 6")
}

impl Hours {
    fn name(&self, day: Day, bank_holiday: bool) -> bool {
        let weekday = weekday(day);
        self.days.iter().any(|days| match days {
            Days::Span(from, to) => !bank_holiday && (*from..=*to).contains(&weekday),
            Days::Weekends => !bank_holiday && weekday >= 5,
            Days::Daily => true,
            Days::BankHolidays => bank_holiday,
        })
    }

    /// Hours that pass midnight hold for the evening and for the morning of each of the days named.
    fn hold(&self, minute: i64) -> bool {
        if self.from < self.to {
            self.from <= minute && minute < self.to
        } else {
            minute < self.to || self.from <= minute
        }
    }
}

impl Calendar {
    /// The hours of a day, for a policy of that nation. Without any said it is open all day from Monday to Friday.
    fn hours(&self, day: Day, nation: usize) -> Vec<Hours> {
        let bank_holiday = BANK_HOLIDAYS[self.nation.unwrap_or(nation)].contains(&day);
        let mut open = self.open.clone();
        if open.is_empty() {
            let (from, to) = (0, 1_440);
            open.push(Hours {
                days: vec![Days::Span(0, 4)],
                from,
                to,
            });
        }
        open.retain(|hours| hours.name(day, bank_holiday) && !self.closed.contains(&day));
        open
    }

    /// The end of the last of so many open minutes.
    pub fn hours_later(&self, from: Minute, minutes: i64, nation: usize) -> Minute {
        let (mut now, mut left) = (from, minutes);
        let mut today = (shown(from).0, self.hours(shown(from).0, nation));
        while left > 0 {
            let (day, minute) = shown(now);
            if day != today.0 {
                today = (day, self.hours(day, nation));
            }
            if today.1.iter().any(|hours| hours.hold(minute)) {
                left -= 1;
            }
            now += 1;
        }
        now
    }

    /// So many open days later: from a moment of an open day at the same time of day, else to the end of the last.
    pub fn days_later(&self, from: Minute, days: i64, nation: usize) -> Minute {
        let (day, minute) = shown(from);
        if days == 0 {
            return from;
        }
        let last = self.day_later(day, days, nation);
        if self.hours(day, nation).is_empty() {
            at(last + 1, 0)
        } else {
            at(last, minute)
        }
    }

    /// So many open days after a day, its own not counted.
    pub fn day_later(&self, from: Day, days: i64, nation: usize) -> Day {
        let (mut day, mut left) = (from, days);
        while left > 0 {
            day += 1;
            if !self.hours(day, nation).is_empty() {
                left -= 1;
            }
        }
        day
    }
}
