//! What comes in: any document of plain values, read without loss.

use core::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::eval::{Answer, Case, Fault, FaultKind};
use crate::ir::Program;

/// Any plain value. Objects keep their pairs in order, also double ones, and numbers the digits they were written with.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as its shortest digits.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Raw>),
    /// An object.
    Map(Vec<(String, Raw)>),
}

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
        Ok(Raw::Null)
    }
    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        // The shortest digits that give the same number: what was written, for all that can be held exactly.
        Ok(Raw::Number(value.to_string()))
    }
    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }
    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = access.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = access.next_entry()? {
            pairs.push(pair);
        }
        Ok(Raw::Map(pairs))
    }
}

/// Gives a case all answers of a document: an object of fact and answer. Whatever is wrong becomes a fault of the case.
pub fn give(program: &Program, case: &mut Case, document: &Raw) {
    let Raw::Map(pairs) = document else {
        let message = "a case is an object with one entry for each fact".to_owned();
        case.add_fault(Fault {
            kind: FaultKind::NotReadable,
            fact: String::new(),
            message,
            help: Some("write `{\"age\": 15}`".to_owned()),
        });
        return;
    };
    for (index, (name, value)) in pairs.iter().enumerate() {
        if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
            case.give(program, name, &Answer::Unusable("given twice".to_owned()));
        } else {
            case.give(program, name, &answer(value));
        }
    }
}

fn answer(value: &Raw) -> Answer {
    match value {
        Raw::Null => Answer::Unknown,
        Raw::Bool(truth) => Answer::YesNo(*truth),
        Raw::Number(digits) => Answer::Number(digits.clone()),
        Raw::Text(text) => Answer::Text(text.clone()),
        Raw::List(list) => Answer::List(list.iter().map(answer).collect()),
        Raw::Map(pairs) => match pairs.as_slice() {
            // How the browser hands over what is no plain value: a function, a cycle, a getter that threw.
            [(key, Raw::Text(words))] if key == UNUSABLE => Answer::Unusable(words.clone()),
            _ => Answer::Each(
                pairs
                    .iter()
                    .map(|(name, value)| (name.clone(), answer(value)))
                    .collect(),
            ),
        },
    }
}

/// The key under which an encoder passes on what it could not read.
pub const UNUSABLE: &str = "\u{0}unusable";
