//! What facts and answers are made of: exact numbers, dates, moments, durations, and the words shown to people.
//!
//! Everything here is total: no operation panics, rounds in silence or reads a clock.
//! A value of any type fits one 32-bit slot, so that a case is a flat row of integers.

mod calendar;
mod decimal;
mod duration;
mod holidays;
mod period;

pub use calendar::{DAY, Date, MissingDay, Moment, MomentError};
pub use decimal::Decimal;
pub use duration::{Duration, Unit};
pub use holidays::{NATIONS, Nation};
pub use period::{Calendar, Hours, Period};

/// Words shown to people, in English and, where the author gave it, in Welsh.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// English.
    pub en: String,
    /// Welsh.
    pub cy: Option<String>,
}

impl Text {
    /// English words without Welsh.
    #[must_use]
    pub fn english(words: impl Into<String>) -> Text {
        Text {
            en: words.into(),
            cy: None,
        }
    }

    /// A name such as `still_missing` as words: `still missing`.
    #[must_use]
    pub fn from_name(name: &str) -> Text {
        Text::english(name.replace('_', " "))
    }
}
