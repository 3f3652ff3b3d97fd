//! Dates and moments, exact and without a clock.
//!
//! A date is a day number, a moment is a minute number; both fit a slot and compare as integers.
//! The day arithmetic is our own because it stands on the path of every replayed case
//! and because a date library's parser and printer would cost more than the evaluator; the tests hold it against `jiff`.

use core::fmt;

/// Minutes in a day on which the clocks stand still.
pub const DAY: i32 = 1_440;

/// A day of the Gregorian calendar, 1900 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Days since 1970-01-01.
    pub days: i32,
}

/// A minute in time, written and read as Europe/London wall time, 1900 to 2199.
/// Seconds are dropped: every rule of the field counts in minutes or more, and dropping makes a deadline earlier, never later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Minutes since 1970-01-01 00:00 UTC.
    pub minutes: i32,
}

/// Why a text is no moment or date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MomentError {
    /// It is not of the form `YYYY-MM-DD HH:MM` or `YYYY-MM-DD`.
    Shape,
    /// It is of that form, but no such day, hour or minute exists, or the year is outside 1900 to 2199.
    Impossible,
}

/// What stands for a day that a month does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingDay {
    /// The last day before: for deadlines.
    Last,
    /// The first day after: for birthdays, so that nobody born on 29 February is of age too early.
    Next,
}

impl Date {
    /// The first day that can be named.
    pub const FIRST: Date = Date { days: -25_567 };
    /// The last day that can be named, 2199-12-31.
    pub const LAST: Date = Date { days: 84_005 };

    /// The date of that year, month and day; `None` where there is none or the year is outside 1900 to 2199.
    #[must_use]
    pub fn new(year: i32, month: i32, day: i32) -> Option<Date> {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let length = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        if !(1900..=2199).contains(&year) || day < 1 || day > length {
            return None;
        }
        // Counting years from March puts the leap day last, so that months follow one linear rule.
        let year = if month <= 2 { year - 1 } else { year };
        let month = (month + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + day - 1;
        let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468;
        Some(Date { days })
    }

    /// Year, month and day.
    #[must_use]
    pub fn civil(self) -> (i32, i32, i32) {
        let days = self.days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month, day)
    }

    /// The day of the week, from Monday, 0, to Sunday, 6.
    #[must_use]
    pub fn weekday(self) -> i32 {
        // 1970-01-01 was a Thursday.
        (self.days + 3).rem_euclid(7)
    }

    /// The day that many days later, held within what can be named.
    #[must_use]
    pub fn plus(self, days: i32) -> Date {
        Date {
            days: self.days.saturating_add(days).clamp(Date::FIRST.days, Date::LAST.days),
        }
    }

    /// The day of the same number that many months later. Where that month has no such day it is the month's last,
    /// the corresponding date of Dodds v Walker [1981] 1 WLR 1027, or the first day after it.
    #[must_use]
    pub fn plus_months(self, months: i32, missing: MissingDay) -> Date {
        let (year, month, day) = self.civil();
        let months = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        let (Ok(year), Ok(month)) = (
            i32::try_from(months.div_euclid(12)),
            i32::try_from(months.rem_euclid(12)),
        ) else {
            return Date::LAST;
        };
        for back in 0..=3 {
            if let Some(date) = Date::new(year, month + 1, day - back) {
                return date.plus(i32::from(back > 0 && missing == MissingDay::Next));
            }
        }
        if year < 1900 { Date::FIRST } else { Date::LAST }
    }

    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// [`MomentError::Shape`] for another form, [`MomentError::Impossible`] for a day that does not exist.
    pub fn parse(text: &str) -> Result<Date, MomentError> {
        let bytes: [u8; 10] = text.as_bytes().try_into().map_err(|_| MomentError::Shape)?;
        date_of(bytes)
    }

    /// The last Sunday of a month of 31 days, as a day number.
    fn last_sunday(year: i32, month: i32) -> i32 {
        let last = Date::new(year, month, 31).map_or(0, |date| date.days);
        // 1970-01-01 was a Thursday, so a Sunday's number is 3 modulo 7.
        last - (last - 3).rem_euclid(7)
    }
}

fn digits<const N: usize>(bytes: [u8; N]) -> Option<i32> {
    let mut number = 0;
    for byte in bytes {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i32::from(byte - b'0');
    }
    Some(number)
}

fn date_of(bytes: [u8; 10]) -> Result<Date, MomentError> {
    let [y1, y2, y3, y4, dash, m1, m2, dash2, d1, d2] = bytes;
    if dash != b'-' || dash2 != b'-' {
        return Err(MomentError::Shape);
    }
    let year = digits([y1, y2, y3, y4]).ok_or(MomentError::Shape)?;
    let month = digits([m1, m2]).ok_or(MomentError::Shape)?;
    let day = digits([d1, d2]).ok_or(MomentError::Shape)?;
    Date::new(year, month, day).ok_or(MomentError::Impossible)
}

impl Moment {
    /// The first moment that can be named.
    pub const FIRST: Moment = Moment {
        minutes: Date::FIRST.days * DAY,
    };
    /// The last moment that can be named.
    pub const LAST: Moment = Moment {
        minutes: Date::LAST.days * DAY + DAY - 1,
    };

    /// Whether London has summer time at a moment of that month: the rule of the European directive, in force since 1996
    /// and used here for every year: from 01:00 UTC on the last Sunday of March to that of October.
    /// Years before 1996, which changed back on other Sundays, are a known simplification.
    fn summer(year: i32, month: i32, minutes: i32) -> bool {
        match month {
            4..=9 => true,
            3 => minutes >= Date::last_sunday(year, 3) * DAY + 60,
            10 => minutes < Date::last_sunday(year, 10) * DAY + 60,
            _ => false,
        }
    }

    /// Minutes that London's clocks are ahead of UTC at a moment.
    fn ahead(minutes: i32) -> i32 {
        let (year, month, _) = Date {
            days: minutes.div_euclid(DAY),
        }
        .civil();
        if Moment::summer(year, month, minutes) { 60 } else { 0 }
    }

    /// The moment at which London's clocks show that date and minute of the day.
    /// In the hour that comes twice it is the first; in the hour that is left out, the clocks' next reading an hour later.
    #[must_use]
    pub fn in_london(date: Date, minute: i32) -> Moment {
        let wall = date.days * DAY + minute;
        let summer = wall - 60;
        Moment {
            minutes: if Moment::ahead(summer) == 60 { summer } else { wall },
        }
        .clamped()
    }

    fn clamped(self) -> Moment {
        Moment {
            minutes: self.minutes.clamp(Moment::FIRST.minutes, Moment::LAST.minutes),
        }
    }

    /// The moment that many minutes later, held within what can be named.
    #[must_use]
    pub fn plus(self, minutes: i32) -> Moment {
        Moment {
            minutes: self.minutes.saturating_add(minutes),
        }
        .clamped()
    }

    /// The date on which it falls in London.
    #[must_use]
    pub fn date(self) -> Date {
        Date {
            days: (self.minutes + Moment::ahead(self.minutes)).div_euclid(DAY),
        }
    }

    /// The minute of the day that London's clocks show.
    #[must_use]
    pub fn minute(self) -> i32 {
        (self.minutes + Moment::ahead(self.minutes)).rem_euclid(DAY)
    }

    /// Reads `YYYY-MM-DD HH:MM`, also with `T`, with seconds (dropped), and with `Z` or an offset; without one it is London time.
    ///
    /// # Errors
    /// [`MomentError::Shape`] for another form, [`MomentError::Impossible`] for a day or time that does not exist.
    pub fn parse(text: &str) -> Result<Moment, MomentError> {
        let bytes = text.as_bytes();
        let (date, rest) = bytes.split_first_chunk::<10>().ok_or(MomentError::Shape)?;
        let (&[separator, h1, h2, colon, m1, m2], rest) = rest.split_first_chunk::<6>().ok_or(MomentError::Shape)?;
        if !matches!(separator, b' ' | b'T') || colon != b':' {
            return Err(MomentError::Shape);
        }
        let hour = digits([h1, h2]).ok_or(MomentError::Shape)?;
        let minute = digits([m1, m2]).ok_or(MomentError::Shape)?;
        let zone = match rest {
            [b':', s1, s2, rest @ ..] => {
                if digits([*s1, *s2]).ok_or(MomentError::Shape)? > 59 {
                    return Err(MomentError::Impossible);
                }
                match rest {
                    [b'.', rest @ ..] => {
                        let fraction = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                        if fraction == 0 {
                            return Err(MomentError::Shape);
                        }
                        rest.get(fraction..).unwrap_or(&[])
                    }
                    rest => rest,
                }
            }
            rest => rest,
        };
        let date = date_of(*date)?;
        if hour > 23 || minute > 59 {
            return Err(MomentError::Impossible);
        }
        let minute = hour * 60 + minute;
        let behind = match *zone {
            [] => {
                let moment = Moment::in_london(date, minute);
                // In the hour that the clocks leave out they show something else.
                let shown = moment.minutes + Moment::ahead(moment.minutes) == date.days * DAY + minute;
                return if shown {
                    Ok(moment)
                } else {
                    Err(MomentError::Impossible)
                };
            }
            [b'Z'] => 0,
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] | [sign @ (b'+' | b'-'), h1, h2, m1, m2] => {
                let hours = digits([h1, h2]).ok_or(MomentError::Shape)?;
                let minutes = digits([m1, m2]).ok_or(MomentError::Shape)?;
                if hours > 18 || minutes > 59 {
                    return Err(MomentError::Impossible);
                }
                let offset = hours * 60 + minutes;
                if sign == b'+' { offset } else { -offset }
            }
            _ => return Err(MomentError::Shape),
        };
        Ok(Moment {
            minutes: date.days * DAY + minute - behind,
        }
        .clamped())
    }

    /// Reads the moment that a case is decided for: as [`Moment::parse`], but in the hour that comes twice it is the
    /// second, so that from a fact in that hour, which is the first, the longer time has passed.
    ///
    /// # Errors
    /// As [`Moment::parse`].
    pub fn parse_now(text: &str) -> Result<Moment, MomentError> {
        let moment = Moment::parse(text)?;
        let zone = text.ends_with('Z') || text.get(16..).unwrap_or("").contains(['+', '-']);
        Ok(if zone { moment } else { moment.second() })
    }

    /// The same reading of London's clocks an hour later, in the hour that comes twice; else the moment itself.
    #[must_use]
    pub fn second(self) -> Moment {
        let later = self.minutes.saturating_add(60);
        if Moment::ahead(self.minutes) - Moment::ahead(later) == 60 {
            return Moment { minutes: later };
        }
        self
    }

    /// Reads London time in its usual form, `YYYY-MM-DD HH:MM` or with `T`; none also where it does not exist.
    /// As [`Moment::parse`], but several times as fast, because the month is not worked out of the minutes again.
    #[must_use]
    pub fn parse_usual(bytes: &[u8; 16]) -> Option<Moment> {
        let [
            y1,
            y2,
            y3,
            y4,
            b'-',
            m1,
            m2,
            b'-',
            d1,
            d2,
            b' ' | b'T',
            h1,
            h2,
            b':',
            n1,
            n2,
        ] = *bytes
        else {
            return None;
        };
        let (year, month) = (digits([y1, y2, y3, y4])?, digits([m1, m2])?);
        let date = Date::new(year, month, digits([d1, d2])?)?;
        let (hour, minute) = (digits([h1, h2])?, digits([n1, n2])?);
        if hour > 23 || minute > 59 {
            return None;
        }
        let wall = date.days * DAY + hour * 60 + minute;
        // UTC may still be in the month before. That does no harm: no month begins with a change of the clocks.
        let summer = Moment::summer(year, month, wall - 60);
        if !summer && Moment::summer(year, month, wall) {
            return None;
        }
        let minutes = if summer { wall - 60 } else { wall };
        Some(Moment { minutes }.clamped())
    }

    /// `YYYY-MM-DD HH:MM` in London time, as policies write it.
    #[must_use]
    pub fn wall(self) -> String {
        let local = self.minutes + Moment::ahead(self.minutes);
        let minute = local.rem_euclid(DAY);
        format!(
            "{} {:02}:{:02}",
            Date {
                days: local.div_euclid(DAY)
            },
            minute / 60,
            minute % 60
        )
    }
}

impl fmt::Display for Date {
    /// `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for Moment {
    /// `YYYY-MM-DDTHH:MM±HH:MM`, London time with its offset, as documents carry it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ahead = Moment::ahead(self.minutes);
        let local = self.minutes + ahead;
        let minute = local.rem_euclid(DAY);
        let date = Date {
            days: local.div_euclid(DAY),
        };
        write!(f, "{date}T{:02}:{:02}+{:02}:00", minute / 60, minute % 60, ahead / 60)
    }
}
