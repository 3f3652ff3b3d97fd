//! What comes in: any document of plain values, read without loss.

use core::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::eval::{Answer, Case, Fault, FaultKind};
use crate::ir::Program;
use crate::sorted::Ids;

/// An answer as serde reads it: any plain value, numbers with the digits they were written with.
#[derive(Debug, Clone, PartialEq)]
pub struct Raw(pub Answer);

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a plain value")
    }
    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw(Answer::Unknown))
    }
    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw(Answer::Unknown))
    }
    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw(Answer::YesNo(value)))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw(Answer::Number(value.to_string())))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw(Answer::Number(value.to_string())))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        // The shortest digits that give the same number: what was written, for all that can be held exactly.
        Ok(Raw(Answer::Number(value.to_string())))
    }
    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw(Answer::Text(value.to_owned())))
    }
    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw(Answer::Text(value)))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(Raw(item)) = access.next_element()? {
            list.push(item);
        }
        Ok(Raw(Answer::List(list)))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut pairs = Vec::new();
        while let Some((key, Raw(value))) = access.next_entry()? {
            pairs.push((key, value));
        }
        // How serde_json hands over a number with all of its digits.
        match pairs.as_slice() {
            [(key, Answer::Text(digits))] if key == EVERY_DIGIT => Ok(Raw(Answer::Number(plain_digits(digits)))),
            _ => Ok(Raw(each(pairs))),
        }
    }
}

const EVERY_DIGIT: &str = "$serde_json::private::Number";
/// A number with more digits than this is not written out; no fact holds one.
const MOST_DIGITS: usize = 40;

/// A number as JSON writes it, without its exponent and without zeros at the end of its fraction, as JavaScript writes it.
fn plain_digits(written: &str) -> String {
    let (mantissa, exponent) = written.split_once(['e', 'E']).unwrap_or((written, "0"));
    let Some(exponent) = exponent
        .parse::<i32>()
        .ok()
        .filter(|exponent| exponent.unsigned_abs() as usize <= MOST_DIGITS)
    else {
        return written.to_owned();
    };
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = format!("{whole}{fraction}");
    let Some(mut point) = i32::try_from(whole.len()).ok().map(|length| length + exponent) else {
        return written.to_owned();
    };
    while point <= 0 {
        digits.insert(0, '0');
        point += 1;
    }
    let point = usize::try_from(point).unwrap_or(0);
    while digits.len() < point {
        digits.push('0');
    }
    let (whole, fraction) = digits.split_at_checked(point).unwrap_or((&digits, ""));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if whole == "0" && fraction.is_empty() { "" } else { sign };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

/// The key under which an encoder passes on what it could not read: a function, a cycle, a getter that threw.
const UNUSABLE: &str = "\u{0}unusable";

/// An object as an answer, its pairs in order, also double ones.
pub fn each(mut pairs: Vec<(String, Answer)>) -> Answer {
    if let [(key, Answer::Text(words))] = pairs.as_mut_slice()
        && key == UNUSABLE
    {
        return Answer::Unusable(core::mem::take(words));
    }
    Answer::Each(pairs)
}

/// Gives a case all answers of a document: an object of fact and answer. Whatever is wrong becomes a fault of the case.
pub fn give(program: &Program, case: &mut Case, document: &Answer) {
    let Answer::Each(pairs) = document else {
        let message = "a case is an object with one entry for each fact".to_owned();
        case.add_fault(Fault {
            kind: FaultKind::NotReadable,
            fact: String::new(),
            message,
            help: Some("write `{\"age\": 15}`".to_owned()),
        });
        return;
    };
    let mut given = Ids::default();
    for (name, answer) in pairs {
        let again = program.fact_named(name).is_some_and(|(fact, _)| !given.insert(fact.0));
        if again {
            case.give(program, name, &Answer::Unusable("given twice".to_owned()));
        } else {
            case.give(program, name, answer);
        }
    }
}
