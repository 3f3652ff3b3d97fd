//! What a host needs beside the schema to write rows of slots and read packed grades by itself.
//! Everything is named by its index in the schema.

use crate::list::List as _;
use serde::Serialize;

use crate::eval::{self, Packer};
use crate::ir::{self, Program};

/// The tables.
#[derive(Debug, Clone, Serialize)]
pub struct Tables<'a> {
    /// Of each fact its first slot, and the lowest and the highest value that a slot may hold.
    pub facts: Vec<(u32, i32, i32)>,
    /// Slot value: asked and not known.
    pub unknown: i32,
    /// In place of a deadline: none, or counted from a moment that is not known.
    pub no_deadlines: [i32; 2],
    /// Of each reason the scale, the rule and the level that it demands.
    pub reasons: Vec<(u32, u32, u8)>,
    /// Of each duty its kind, and to whom or what.
    pub duties: Vec<(&'static str, &'a str)>,
}

/// The tables of a program.
#[must_use]
pub fn tables<'a>(program: &'a Program, packer: &Packer) -> Tables<'a> {
    let slots = |fact| {
        let (slot, range) = eval::slot_range(program, fact);
        (slot, range.low, range.high)
    };
    let reason = |(scale, rule, level): &(ir::ScaleId, ir::RuleId, u8)| (scale.0, rule.0, *level);
    let duty = |duty: &'a ir::Duty| (duty.kind.as_str(), duty.to.as_str());
    Tables {
        facts: program.facts.iter().map(slots).list(),
        unknown: ir::UNKNOWN,
        no_deadlines: [eval::NO_DEADLINE, eval::UNKNOWN_DEADLINE],
        reasons: packer.reasons().iter().map(reason).list(),
        duties: program.duties.iter().map(duty).list(),
    }
}
