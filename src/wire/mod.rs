//! The documents that cross the border, for serde: the one contract of the terminal and of the browser.
//!
//! `pkg/index.d.ts` says what each entry holds, and tests hold the documents against it. Nothing else in the library
//! is written or read by serde. Keys stand in a fixed order and lists in the policy's, so that the same case gives the
//! same bytes everywhere.

mod decision;
mod diagnostics;
mod document;
#[cfg(feature = "cli")]
mod exactly;
#[cfg(feature = "cli")]
mod history;
mod raw;
mod schema;
mod tables;

pub use decision::{decision, routes};
#[cfg(feature = "cli")]
pub use diagnostics::diagnostics_of;
pub use diagnostics::{diagnostics, examples, faults, formatted};
pub use document::Document;
#[cfg(feature = "cli")]
pub use exactly::exactly;
#[cfg(feature = "cli")]
pub use history::decided;
pub use raw::{Raw, each, give};
pub use schema::schema;
pub use tables::tables;

use document::object;

use crate::ir;
use crate::value::{Date, Moment};

/// The header of a policy.
fn policy(program: &ir::Program) -> Document<'_> {
    let policy = &program.policy;
    object! {
        name: &policy.name,
        title: &policy.title,
        version: policy.version,
        in_force_from: policy.in_force_from.to_string(),
    }
}

/// What a rule or a gate rests on.
fn citations<'a>(program: &'a ir::Program, because: &'a [ir::Citation]) -> Document<'a> {
    Document::list(because.iter().filter_map(|citation| {
        let source = program.sources.get(citation.source as usize)?;
        Some(object! {
            source: &source.name,
            title: &source.title,
            quote: citation.quote.as_deref(),
            link: source.link.as_deref(),
        })
    }))
}

/// What an alert may say, by name.
fn seen_name(program: &ir::Program, seen: ir::Seen) -> &str {
    match seen {
        ir::Seen::Fact(id) => program.fact(id).map(|fact| fact.name.as_str()),
        ir::Seen::Scale(id) => program.scales.get(id.0 as usize).map(|scale| scale.name.as_str()),
        ir::Seen::Score(id) => program.scores.get(id.0 as usize).map(|score| score.name.as_str()),
        ir::Seen::Reasons => None,
    }
    .unwrap_or("reasons")
}

/// Routes of a partner; one that is for an option of the routing fact names it. At a moment it is known which are open.
fn contacts<'a>(
    program: &'a ir::Program,
    partner: &'a ir::Partner,
    routes: impl Iterator<Item = &'a ir::Route>,
    now: Option<Moment>,
) -> Document<'a> {
    let options = match partner.by.and_then(|by| program.fact(by)).map(|fact| &fact.kind) {
        Some(ir::FactKind::OneOf(options)) => options.as_slice(),
        _ => &[],
    };
    Document::list(routes.map(|route| {
        let option = route.option.and_then(|option| options.get(option as usize));
        let channels = route.channels.iter().map(|way| {
            let hours = way.during.and_then(|calendar| program.calendars.get(calendar as usize));
            object! {
                by: way.by.as_str(),
                address: &way.address,
                hours: hours.map(|hours| hours.name.as_str()),
                open: now.and_then(|now| Some(hours?.is_open(now))),
            }
        });
        object! {
            when: option.map(|option| option.name.as_str()),
            from: (route.days.0 > Date::FIRST).then(|| route.days.0.to_string()),
            channels: Document::list(channels),
        }
    }))
}
