//! The decision of a history as a document: that of the version that decided, and the version that comes next.

use super::document::{Document, object};
use super::{decision, policy};
use crate::history::{Coming, Decided};

/// A decision by the version of its moment. `pkg/history.js` writes the same.
#[must_use]
pub fn decided<'a>(decided: &'a Decided<'a>) -> Document<'a> {
    let program = decided.version.engine.program();
    let mut document = decision(program, &decided.case, &decided.decision);
    if let Document::Object(entries) = &mut document {
        let next = decided.next.as_ref().map(coming);
        entries.push(("next_version", next.map_or(Document::None, |next| next)));
    }
    document
}

fn coming<'a>(next: &'a Coming<'a>) -> Document<'a> {
    let program = next.version.engine.program();
    let outcomes = next.levels.iter().filter_map(|(scale, level)| {
        let scale = program.scales.get(scale.0 as usize)?;
        let level = scale.levels.get(usize::from(*level))?;
        Some((scale.name.as_str(), Document::Text(&level.name)))
    });
    object! {
        policy: policy(program),
        at: next.at.to_string(),
        outcomes: Document::Object(outcomes.collect()),
    }
}
