//! The documents that cross the border, as serde types: the one contract of the terminal and of the browser.
//!
//! `pkg/index.d.ts` describes the same documents for integrators. Nothing else in the library derives serde.
//! Keys stand in a fixed order and lists in the policy's, so that the same case gives the same bytes everywhere.

mod decision;
mod diagnostics;
mod raw;
mod schema;
mod tables;

pub use decision::{Decision, decision};
pub use diagnostics::{Diagnostic, ExampleResult, Fault, diagnostics, examples, faults};
pub use raw::{Raw, give};
pub use schema::{Schema, schema};
pub use tables::{Tables, tables};

use crate::list::List as _;
use serde::Serialize;

use crate::ir;
use crate::value;

/// Words shown to people; `cy` is null where the policy has no Welsh.
#[derive(Debug, Clone, Serialize)]
pub struct Text<'a> {
    /// English.
    pub en: &'a str,
    /// Welsh.
    pub cy: Option<&'a str>,
}

impl<'a> From<&'a value::Text> for Text<'a> {
    fn from(text: &'a value::Text) -> Text<'a> {
        Text {
            en: &text.en,
            cy: text.cy.as_deref(),
        }
    }
}

/// The header of a policy.
#[derive(Debug, Clone, Serialize)]
pub struct Policy<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its title.
    pub title: Text<'a>,
    /// Its version.
    pub version: u32,
    /// `YYYY-MM-DD`.
    pub in_force_from: String,
}

/// What a rule rests on.
#[derive(Debug, Clone, Serialize)]
pub struct Citation<'a> {
    /// The source's name.
    pub source: &'a str,
    /// Its title.
    pub title: Text<'a>,
    /// What it says.
    pub quote: Option<&'a str>,
    /// Where to read it.
    pub link: Option<&'a str>,
}

/// A route to a partner.
#[derive(Debug, Clone, Serialize)]
pub struct Contact<'a> {
    /// The option it is for; null is always.
    pub when: Option<&'a str>,
    /// The ways.
    pub channels: Vec<Channel<'a>>,
}

/// A way of reaching somebody.
#[derive(Debug, Clone, Serialize)]
pub struct Channel<'a> {
    /// `phone`, `web` or `email`.
    pub by: &'static str,
    /// Number or address.
    pub address: &'a str,
}

fn policy(program: &ir::Program) -> Policy<'_> {
    let policy = &program.policy;
    Policy {
        name: &policy.name,
        title: Text::from(&policy.title),
        version: policy.version,
        in_force_from: policy.in_force_from.to_string(),
    }
}

fn citations<'a>(program: &'a ir::Program, because: &'a [ir::Citation]) -> Vec<Citation<'a>> {
    let cite = |citation: &'a ir::Citation| {
        let source = program.sources.get(citation.source as usize)?;
        Some(Citation {
            source: &source.name,
            title: Text::from(&source.title),
            quote: citation.quote.as_deref(),
            link: source.link.as_deref(),
        })
    };
    because.iter().filter_map(cite).list()
}

/// The routes of a partner; where a row of slots settles the routing fact, only that one.
fn contacts<'a>(program: &'a ir::Program, partner: &'a ir::Partner, known: Option<u32>) -> Vec<Contact<'a>> {
    let options = match partner.by.and_then(|by| program.fact(by)).map(|fact| &fact.kind) {
        Some(ir::FactKind::OneOf(options)) => options.as_slice(),
        _ => &[],
    };
    let wanted = partner
        .routes
        .iter()
        .filter(|route| known.is_none() || route.option.is_none() || route.option == known);
    wanted
        .map(|route| Contact {
            when: route
                .option
                .and_then(|option| options.get(option as usize))
                .map(|option| option.name.as_str()),
            channels: route
                .channels
                .iter()
                .map(|(by, address)| Channel {
                    by: by.as_str(),
                    address,
                })
                .list(),
        })
        .list()
}
