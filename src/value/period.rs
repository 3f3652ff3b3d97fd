//! Lengths of time by the four clocks, and the calendars that two of them are kept by.

use super::{DAY, Date, Duration, MissingDay, Moment, Nation};
use crate::list::List as _;

/// A length of time by one of the four clocks. Counts are 0 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// Elapsed time, whatever the clocks do.
    Elapsed(Duration),
    /// Calendar months; a year has twelve.
    Months(i32),
    /// Open minutes of the calendar of that index.
    Hours(u32, i32),
    /// Open days of the calendar of that index, each from midnight to midnight.
    Days(u32, i32),
}

/// When something is open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Its name.
    pub name: String,
    /// Whose bank holidays count; none has none.
    pub nation: Option<Nation>,
    /// Opening hours.
    pub open: Vec<Hours>,
    /// Days on which it is closed, whatever the hours say.
    pub closed: Vec<Date>,
}

/// Opening hours of some kinds of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// The kinds of day, as bits: Monday is 1, Sunday 64, a bank holiday 128.
    pub days: u8,
    /// From which minute of the day.
    pub from: i32,
    /// To which; before `from` it is open in the evening and in the morning of each of these days.
    pub to: i32,
}

impl Hours {
    /// Whether it speaks of a kind of day.
    fn holds(self, kind: u8) -> bool {
        self.days & kind != 0
    }

    /// The stretches of the day in which it is open; an empty one is none.
    fn stretches(self) -> [(i32, i32); 2] {
        if self.from < self.to {
            [(self.from, self.to), (DAY, DAY)]
        } else {
            [(0, self.to), (self.from, DAY)]
        }
    }
}

impl Calendar {
    /// The kind of a day, as one bit.
    #[must_use]
    pub fn kind(&self, date: Date) -> u8 {
        match self.nation {
            Some(nation) if nation.bank_holiday(date) => 128,
            _ => 1 << date.weekday(),
        }
    }

    /// Whether it is open at any time of a day.
    #[must_use]
    pub fn opens(&self, date: Date) -> bool {
        let kind = self.kind(date);
        !self.closed.contains(&date) && self.open.iter().any(|hours| hours.holds(kind))
    }

    /// Whether it is open at a moment.
    #[must_use]
    pub fn is_open(&self, at: Moment) -> bool {
        let date = at.date();
        let within = |(open, close)| {
            let end = if close == DAY {
                Moment::in_london(date.plus(1), 0)
            } else {
                Moment::in_london(date, close)
            };
            Moment::in_london(date, open) <= at && at < end
        };
        self.stretches(date).into_iter().any(within)
    }

    /// The minutes of a day in which it is open, in order and without overlap.
    #[must_use]
    pub fn stretches(&self, date: Date) -> Vec<(i32, i32)> {
        let mut found: Vec<(i32, i32)> = Vec::new();
        if self.closed.contains(&date) {
            return found;
        }
        let kind = self.kind(date);
        let own = self.open.iter().filter(|hours| hours.holds(kind));
        let mut all: Vec<(i32, i32)> = own.flat_map(|hours| hours.stretches()).list();
        all.retain(|(from, to)| from < to);
        let mut reached = 0;
        // The earliest that is not passed, until there is none: a day has few.
        while let Some((from, to)) = all.iter().filter(|(_, to)| *to > reached).min().copied() {
            let from = from.max(reached);
            match found.last_mut() {
                Some((_, end)) if *end == from => *end = to,
                _ => found.push((from, to)),
            }
            reached = to;
        }
        found
    }

    /// The moment at which that many open minutes have passed.
    #[must_use]
    pub fn after_minutes(&self, from: Moment, minutes: i32) -> Moment {
        let mut left = minutes;
        let mut date = from.date();
        if left <= 0 {
            return from;
        }
        while date < Date::LAST {
            for (open, close) in self.stretches(date) {
                let open = Moment::in_london(date, open).max(from);
                let close = match close {
                    DAY => Moment::in_london(date.plus(1), 0),
                    close => Moment::in_london(date, close),
                };
                let length = close.minutes - open.minutes;
                if length >= left {
                    return open.plus(left);
                }
                left -= length.max(0);
            }
            date = date.plus(1);
        }
        Moment::LAST
    }

    /// The day on which that many open days after a day have come; its own day does not count.
    #[must_use]
    pub fn day_after(&self, from: Date, days: i32) -> Date {
        let (mut date, mut left) = (from, days);
        while left > 0 && date < Date::LAST {
            date = date.plus(1);
            left -= i32::from(self.opens(date));
        }
        date
    }

    /// The moment at which that many open days have passed: at the same time of day, and at the end of the last
    /// where they were counted from a day that is not open.
    #[must_use]
    pub fn after_days(&self, from: Moment, days: i32) -> Moment {
        let date = from.date();
        if days <= 0 {
            return from;
        }
        if self.opens(date) {
            return Moment::in_london(self.day_after(date, days), from.minute());
        }
        Moment::in_london(self.day_after(date, days).plus(1), 0)
    }
}

impl Period {
    /// The moment that long after another.
    #[must_use]
    pub fn after(self, from: Moment, calendars: &[Calendar]) -> Moment {
        let kept = |calendar: u32| calendars.get(calendar as usize);
        match self {
            Period::Elapsed(duration) => from.plus(duration.minutes),
            Period::Months(months) => {
                let date = from.date().plus_months(months, MissingDay::Last);
                Moment::in_london(date, from.minute())
            }
            Period::Hours(calendar, minutes) => kept(calendar).map_or(from, |own| own.after_minutes(from, minutes)),
            Period::Days(calendar, days) => kept(calendar).map_or(from, |own| own.after_days(from, days)),
        }
    }

    /// The day that long after another: for months and years the birthday. Less than a day of elapsed time is none.
    #[must_use]
    pub fn day_after(self, from: Date, calendars: &[Calendar]) -> Date {
        match self {
            Period::Elapsed(duration) => from.plus(duration.minutes / DAY),
            Period::Months(months) => from.plus_months(months, MissingDay::Next),
            Period::Hours(..) => from,
            Period::Days(calendar, days) => calendars
                .get(calendar as usize)
                .map_or(from, |own| own.day_after(from, days)),
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self, calendars: &[Calendar]) -> String {
        let name = |calendar: u32| calendars.get(calendar as usize).map_or("", |own| own.name.as_str());
        let count = |number: i32, calendar: &str, unit: &str| {
            let plural = if number == 1 { "" } else { "s" };
            format!("{number} {calendar}{unit}{plural}")
        };
        match self {
            Period::Elapsed(duration) => duration.to_string(),
            Period::Months(months) if months % 12 == 0 && months > 0 => count(months / 12, "", "year"),
            Period::Months(months) => count(months, "", "month"),
            Period::Hours(calendar, minutes) => count(minutes / 60, &format!("{} ", name(calendar)), "hour"),
            Period::Days(calendar, days) => count(days, &format!("{} ", name(calendar)), "day"),
        }
    }
}
