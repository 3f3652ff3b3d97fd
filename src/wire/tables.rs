//! What a host needs beside the schema to write rows of slots and read packed grades by itself.
//! Everything is named by its index in the schema.

use super::document::{Document, object};
use crate::eval::{self, Packer};
use crate::ir::{self, Program};

/// The tables of a program.
#[must_use]
pub fn tables<'a>(program: &'a Program, packer: &Packer) -> Document<'a> {
    let slots = |fact| {
        let (slot, range) = eval::slot_range(program, fact);
        Document::from(vec![slot.into(), range.low.into(), range.high.into()])
    };
    let reason = |(scale, rule, level): &(ir::ScaleId, ir::RuleId, u8)| {
        Document::from(vec![scale.0.into(), rule.0.into(), u32::from(*level).into()])
    };
    let duty = |duty: &'a ir::Duty| Document::from(vec![duty.kind.as_str().into(), (&duty.to).into()]);
    object! {
        // Of each fact its first slot, and the lowest and the highest value that a slot may hold.
        facts: Document::list(program.facts.iter().map(slots)),
        // Slot value: asked and not known.
        unknown: ir::UNKNOWN,
        // In place of a deadline: none, or counted from a moment that is not known.
        no_deadlines: vec![eval::NO_DEADLINE.into(), eval::UNKNOWN_DEADLINE.into()],
        // Of each reason the scale, the rule and the level that it demands.
        reasons: Document::list(packer.reasons().iter().map(reason)),
        // Of each duty its kind, and to whom or what.
        duties: Document::list(program.duties.iter().map(duty)),
    }
}
