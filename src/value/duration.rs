//! Elapsed durations, in whole minutes.

/// An elapsed duration in minutes. A day is 24 hours, also across a clock change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// Minutes; may be negative as the difference of two moments.
    pub minutes: i32,
}

/// A unit of elapsed time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `minute`, `minutes`
    Minutes,
    /// `hour`, `hours`
    Hours,
    /// `day`, `days`: 24 hours each
    Days,
    /// `week`, `weeks`: 168 hours each
    Weeks,
}

impl Unit {
    /// The unit of that name, singular or plural.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Unit> {
        match name {
            "minute" | "minutes" => Some(Unit::Minutes),
            "hour" | "hours" => Some(Unit::Hours),
            "day" | "days" => Some(Unit::Days),
            "week" | "weeks" => Some(Unit::Weeks),
            _ => None,
        }
    }

    /// How many minutes one of it lasts.
    #[must_use]
    pub fn minutes(self) -> i32 {
        match self {
            Unit::Minutes => 1,
            Unit::Hours => 60,
            Unit::Days => 1_440,
            Unit::Weeks => 10_080,
        }
    }
}

impl Duration {
    /// The longest duration that a policy or case may name: 300 years of 365 days, in minutes.
    pub const LONGEST: Duration = Duration {
        minutes: 300 * 365 * 1_440,
    };

    /// `count` units; `None` past [`Duration::LONGEST`] either way.
    #[must_use]
    pub fn of(count: i64, unit: Unit) -> Option<Duration> {
        let minutes = i32::try_from(count.checked_mul(i64::from(unit.minutes()))?).ok()?;
        (minutes.abs() <= Duration::LONGEST.minutes).then_some(Duration { minutes })
    }

    /// Reads `90 minutes`, `12 hours`, `3 days`, `1 week`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Duration> {
        let (count, unit) = text.trim().split_once(' ')?;
        let count = super::Decimal::parse(count).filter(|count| count.places == 0)?;
        Duration::of(count.digits, Unit::from_name(unit.trim_start())?)
    }
}

impl core::fmt::Display for Duration {
    /// As the field says it: `90 minutes`, `24 hours`, `24 hours 30 minutes`, `72 hours`, `4 days`, `2 weeks`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let whole = |unit: i32| self.minutes % unit == 0 && self.minutes != 0;
        let count = |number: i32, unit: &str| format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
        let words = if whole(10_080) {
            count(self.minutes / 10_080, "week")
        } else if whole(1_440) && self.minutes.abs() > 4_320 {
            count(self.minutes / 1_440, "day")
        } else if whole(60) {
            count(self.minutes / 60, "hour")
        } else if self.minutes > 120 {
            format!(
                "{} {}",
                count(self.minutes / 60, "hour"),
                count(self.minutes % 60, "minute")
            )
        } else {
            count(self.minutes, "minute")
        };
        f.write_str(&words)
    }
}
