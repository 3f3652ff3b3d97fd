//! A document: what leaves the engine, as plain values.
//!
//! One type for all of them, since serde writes out a serialiser for every type and every list of it, which was a tenth of
//! the browser's module.

use core::fmt;

use serde::ser::{Serialize, Serializer};

use crate::list::List as _;
use crate::value;

/// A plain value, as far as it can borrowed from the policy.
#[derive(Debug, Clone)]
pub enum Document<'a> {
    /// Nothing: `null`.
    None,
    /// `true` or `false`.
    YesNo(bool),
    /// A whole number.
    Number(i64),
    /// A text of the policy or of the engine.
    Text(&'a str),
    /// A text made for the document.
    Made(String),
    /// A list.
    List(Vec<Document<'a>>),
    /// Entries in a fixed order.
    Object(Vec<(&'a str, Document<'a>)>),
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Document::None => serializer.serialize_none(),
            Document::YesNo(truth) => serializer.serialize_bool(*truth),
            Document::Number(number) => serializer.serialize_i64(*number),
            Document::Text(text) => serializer.serialize_str(text),
            Document::Made(text) => serializer.serialize_str(text),
            Document::List(list) => serializer.collect_seq(list),
            Document::Object(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl<'a> Document<'a> {
    /// A list of what an iterator gives.
    pub fn list<T: Into<Document<'a>>>(items: impl Iterator<Item = T>) -> Document<'a> {
        Document::List(items.map(Into::into).list())
    }

    /// A text made of what can be written, such as a moment.
    pub fn made(value: impl fmt::Display) -> Document<'a> {
        Document::Made(value.to_string())
    }
}

/// An object of the entries named, each turned into a document.
macro_rules! object {
    ($($key:ident: $value:expr),* $(,)?) => {{
        let mut entries = Vec::with_capacity([$(stringify!($key)),*].len());
        $($crate::wire::document::put(&mut entries, stringify!($key), $value);)*
        $crate::wire::Document::Object(entries)
    }};
}
pub(crate) use object;

/// Adds an entry: a call is less of the module than the entry written in place.
#[inline(never)]
pub fn put<'a, T: Into<Document<'a>>>(entries: &mut Vec<(&'a str, Document<'a>)>, key: &'static str, value: T) {
    entries.push((key, value.into()));
}

impl From<bool> for Document<'_> {
    fn from(truth: bool) -> Self {
        Document::YesNo(truth)
    }
}

impl From<i32> for Document<'_> {
    fn from(number: i32) -> Self {
        Document::Number(i64::from(number))
    }
}

impl From<u32> for Document<'_> {
    fn from(number: u32) -> Self {
        Document::Number(i64::from(number))
    }
}

impl<'a> From<&'a str> for Document<'a> {
    fn from(text: &'a str) -> Self {
        Document::Text(text)
    }
}

impl<'a> From<&'a String> for Document<'a> {
    fn from(text: &'a String) -> Self {
        Document::Text(text)
    }
}

impl From<String> for Document<'_> {
    fn from(text: String) -> Self {
        Document::Made(text)
    }
}

impl<'a, T: Into<Document<'a>>> From<Option<T>> for Document<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Document::None, Into::into)
    }
}

impl<'a> From<Vec<Document<'a>>> for Document<'a> {
    fn from(list: Vec<Document<'a>>) -> Self {
        Document::List(list)
    }
}

/// Words shown to people; `cy` is null where the policy has no Welsh.
impl<'a> From<&'a value::Text> for Document<'a> {
    fn from(text: &'a value::Text) -> Self {
        object! { en: &text.en, cy: text.cy.as_deref() }
    }
}
