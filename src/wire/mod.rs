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

use serde::Serialize;

use crate::ir;
use crate::value;

/// Words shown to people; `cy` is null where the policy has no Welsh.
#[derive(Debug, Clone, Serialize)]
pub struct Text {
    /// English.
    pub en: String,
    /// Welsh.
    pub cy: Option<String>,
}

impl From<&value::Text> for Text {
    fn from(text: &value::Text) -> Text {
        Text {
            en: text.en.clone(),
            cy: text.cy.clone(),
        }
    }
}

/// The header of a policy.
#[derive(Debug, Clone, Serialize)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// Its version.
    pub version: u32,
    /// `YYYY-MM-DD`.
    pub in_force_from: String,
}

/// What a rule rests on.
#[derive(Debug, Clone, Serialize)]
pub struct Citation {
    /// The source's name.
    pub source: String,
    /// Its title.
    pub title: Text,
    /// What it says.
    pub quote: Option<String>,
    /// Where to read it.
    pub link: Option<String>,
}

/// A route to a partner.
#[derive(Debug, Clone, Serialize)]
pub struct Contact {
    /// The option it is for; null is always.
    pub when: Option<String>,
    /// The ways.
    pub channels: Vec<Channel>,
}

/// A way of reaching somebody.
#[derive(Debug, Clone, Serialize)]
pub struct Channel {
    /// `phone`, `web` or `email`.
    pub by: &'static str,
    /// Number or address.
    pub address: String,
}

fn policy(program: &ir::Program) -> Policy {
    let policy = &program.policy;
    Policy {
        name: policy.name.clone(),
        title: Text::from(&policy.title),
        version: policy.version,
        in_force_from: policy.in_force_from.to_string(),
    }
}

fn citations(program: &ir::Program, because: &[ir::Citation]) -> Vec<Citation> {
    let cite = |citation: &ir::Citation| {
        let source = program.sources.get(citation.source as usize)?;
        Some(Citation {
            source: source.name.clone(),
            title: Text::from(&source.title),
            quote: citation.quote.clone(),
            link: source.link.clone(),
        })
    };
    because.iter().filter_map(cite).collect()
}

/// The routes of a partner; where a row of slots settles the routing fact, only that one.
fn contacts(program: &ir::Program, partner: &ir::Partner, known: Option<u32>) -> Vec<Contact> {
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
                .map(|option| option.name.clone()),
            channels: route
                .channels
                .iter()
                .map(|(by, address)| Channel {
                    by: by.as_str(),
                    address: address.clone(),
                })
                .collect(),
        })
        .collect()
}
