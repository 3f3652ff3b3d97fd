//! What is given for a fact, from whatever document it came, and how it becomes slots.

use super::case::FaultKind;
use crate::ir::{self, FactKind};
use crate::value::{Date, Decimal, Duration, Moment, MomentError};

/// What a host, a file or a form gives for one fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Asked, and nobody can say.
    Unknown,
    /// Yes or no.
    YesNo(bool),
    /// A number, as its digits, so that nothing is rounded.
    Number(String),
    /// Words: an option, a date, a moment, or any other value as written. Empty is not asked.
    Text(String),
    /// Several: exactly these options of an any-of fact.
    List(Vec<Answer>),
    /// Each option of an any-of fact by itself.
    Each(Vec<(String, Answer)>),
    /// Something no fact can be, in words for the message.
    Unusable(String),
}

impl Answer {
    /// In a few words, for messages.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Answer::Unknown => "not known".to_owned(),
            Answer::YesNo(true) => "yes".to_owned(),
            Answer::YesNo(false) => "no".to_owned(),
            Answer::Number(digits) => format!("the number {}", shortened(digits)),
            Answer::Text(text) => format!("`{}`", shortened(text)),
            Answer::List(_) => "a list".to_owned(),
            Answer::Each(_) => "an object".to_owned(),
            Answer::Unusable(words) => shortened(words),
        }
    }
}

/// The first 40 characters, so that a message stays readable whatever came in.
fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let mut short: String = characters.by_ref().take(40).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}

/// The names in text for an any-of fact that is not blank, `unknown` or `none`.
pub fn option_names(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '|']).map(str::trim)
}

/// The slot value of text for a fact with one slot; blank is not asked, `unknown` is asked and not known.
///
/// # Errors
/// What is wrong with it.
pub fn read_text(kind: &FactKind, text: &str) -> Result<i32, FaultKind> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(ir::NOT_ASKED);
    }
    if text == "unknown" {
        return Ok(ir::UNKNOWN);
    }
    match kind {
        FactKind::YesNo => match text {
            "yes" | "Yes" | "YES" => Ok(1),
            "no" | "No" | "NO" => Ok(0),
            _ => Err(FaultKind::WrongType),
        },
        FactKind::Number { low, high, places, .. } => {
            let number = Decimal::parse(text).ok_or(FaultKind::WrongType)?;
            let digits = number.at_places(*places).ok_or(if number.places > *places {
                FaultKind::WrongType
            } else {
                FaultKind::OutOfRange
            })?;
            i32::try_from(digits)
                .ok()
                .filter(|digits| (*low..=*high).contains(digits))
                .ok_or(FaultKind::OutOfRange)
        }
        FactKind::OneOf(options) => {
            let index = options
                .iter()
                .position(|option| option.name == text)
                .ok_or(FaultKind::UnknownOption)?;
            i32::try_from(index).map_err(|_| FaultKind::UnknownOption)
        }
        FactKind::AnyOf(_) | FactKind::List(_) => Err(FaultKind::WrongType),
        FactKind::Duration { low, high } => {
            let duration = Duration::parse(text).ok_or(FaultKind::WrongType)?;
            if (*low..=*high).contains(&duration) {
                Ok(duration.minutes)
            } else {
                Err(FaultKind::OutOfRange)
            }
        }
        FactKind::Date => Date::parse(text).map(|date| date.days).map_err(moment_fault),
        FactKind::Moment => Moment::parse(text).map(|moment| moment.minutes).map_err(moment_fault),
    }
}

fn moment_fault(error: MomentError) -> FaultKind {
    match error {
        MomentError::Shape => FaultKind::WrongType,
        MomentError::Impossible => FaultKind::ImpossibleDate,
    }
}

/// The slot value of an answer for a fact with one slot.
///
/// # Errors
/// What is wrong with it.
pub fn read_one(kind: &FactKind, answer: &Answer) -> Result<i32, FaultKind> {
    match (kind, answer) {
        (_, Answer::Unknown) => Ok(ir::UNKNOWN),
        (FactKind::YesNo, Answer::YesNo(truth)) => Ok(i32::from(*truth)),
        (FactKind::Number { .. }, Answer::Number(digits)) => read_text(kind, digits),
        (_, Answer::Text(text)) => read_text(kind, text),
        _ => Err(FaultKind::WrongType),
    }
}
