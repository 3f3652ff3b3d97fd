//! Bank holidays of the nations of the United Kingdom.
//!
//! The days that come every year follow from the Banking and Financial Dealings Act 1971, Schedule 1, and from the
//! proclamations that have been made each year alike; what was moved or given once is listed. Tests hold them against a
//! list of 1996 to 2030 made by others. A day given once that is not known yet makes a deadline earlier, never later.

use super::Date;

/// Whose bank holidays count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nation {
    /// England and Wales share theirs.
    EnglandAndWales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

/// All nations by the name a policy gives.
pub const NATIONS: [(&str, Nation); 3] = [
    ("england_and_wales", Nation::EnglandAndWales),
    ("scotland", Nation::Scotland),
    ("northern_ireland", Nation::NorthernIreland),
];

/// Days given once to all nations: year, month, day.
const ONCE: [(i32, i32, i32); 8] = [
    (1999, 12, 31),
    (2002, 6, 3),
    (2011, 4, 29),
    (2012, 6, 5),
    (2022, 6, 3),
    (2022, 9, 19),
    (2023, 5, 8),
    (1981, 7, 29),
];

/// The early May holiday of these years was moved.
const EARLY_MAY: [(i32, i32, i32); 2] = [(1995, 5, 8), (2020, 5, 8)];

/// The spring holiday of these years was moved.
const SPRING: [(i32, i32, i32); 3] = [(2002, 6, 4), (2012, 6, 4), (2022, 6, 2)];

impl Nation {
    /// Whether a day is a bank holiday there.
    #[must_use]
    pub fn bank_holiday(self, date: Date) -> bool {
        let (year, month, day) = date.civil();
        let weekday = date.weekday();
        let scotland = self == Nation::Scotland;
        let moved = |list: &[(i32, i32, i32)]| list.iter().find(|moved| moved.0 == year).copied();
        let first_monday = weekday == 0 && day <= 7;
        let last_monday = weekday == 0 && day > 24;
        if ONCE.contains(&(year, month, day)) {
            return true;
        }
        match month {
            1 if scotland => two_days(day, weekday, 1),
            1 => fixed(day, weekday, 1),
            3 | 4 if date.days == easter(year) - 2 => true,
            3 | 4 if date.days == easter(year) + 1 => !scotland,
            3 => self == Nation::NorthernIreland && fixed(day, weekday, 17),
            5 if moved(&EARLY_MAY).is_some_and(|moved| moved.1 == 5) && day <= 8 => {
                moved(&EARLY_MAY) == Some((year, month, day))
            }
            5 if last_monday => moved(&SPRING).is_none(),
            5 => first_monday && year >= 1978,
            6 if scotland && (year, day) == (2026, 15) => true,
            6 => moved(&SPRING) == Some((year, month, day)),
            7 => self == Nation::NorthernIreland && fixed(day, weekday, 12),
            8 => {
                if scotland {
                    first_monday
                } else {
                    last_monday
                }
            }
            11 => scotland && year >= 2007 && fixed(day, weekday, 30),
            12 if scotland && year >= 2007 && fixed(day + 30, weekday, 30) => true,
            12 => two_days(day, weekday, 25),
            _ => false,
        }
    }
}

/// Whether a day of the month is a holiday on a fixed day, or the Monday in its place where that is a weekend.
fn fixed(day: i32, weekday: i32, holiday: i32) -> bool {
    match day - holiday {
        0 => weekday < 5,
        1 | 2 => weekday == 0,
        _ => false,
    }
}

/// The same for two days that follow each other.
fn two_days(day: i32, weekday: i32, first: i32) -> bool {
    match day - first {
        0 | 1 => weekday < 5,
        // A Monday or Tuesday in place of a Saturday or Sunday two days before.
        2 => weekday == 0 || weekday == 1,
        3 => weekday == 0 || weekday == 1,
        _ => false,
    }
}

/// Easter Sunday of a year, as a day number: the Gregorian computus of Meeus, Jones and Butcher.
fn easter(year: i32) -> i32 {
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Date::new(year, month, day).map_or(0, |date| date.days)
}
