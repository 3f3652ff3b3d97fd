//! What a host needs once to write rows of slots and read packed grades by itself.

use serde::Serialize;

use super::schema::{Named, named};
use super::{Citation, Text, citations};
use crate::eval::{self, Packer};
use crate::ir::{self, FactKind, Program};

/// The tables.
#[derive(Debug, Clone, Serialize)]
pub struct Tables {
    /// How to encode each fact.
    pub facts: Vec<Slots>,
    /// Slot value: not asked.
    pub not_asked: i32,
    /// Slot value: asked and not known.
    pub unknown: i32,
    /// In place of a deadline: none, or counted from a moment that is not known.
    pub no_deadlines: [i32; 2],
    /// Scales with their levels.
    pub scales: Vec<Levels>,
    /// Reasons by index.
    pub reasons: Vec<Reason>,
    /// Duties by index.
    pub duties: Vec<Duty>,
    /// Rule names by index.
    pub rules: Vec<String>,
}

/// Where a fact's answer goes.
#[derive(Debug, Clone, Serialize)]
pub struct Slots {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its first slot.
    pub slot: u32,
    /// The lowest value a slot may hold.
    pub low: i32,
    /// The highest.
    pub high: i32,
    /// Options by index.
    pub options: Vec<String>,
}

/// A scale and its levels.
#[derive(Debug, Clone, Serialize)]
pub struct Levels {
    /// Its name.
    pub name: String,
    /// Its levels.
    pub levels: Vec<Named>,
}

/// A reason as a graded case tells it.
#[derive(Debug, Clone, Serialize)]
pub struct Reason {
    /// The rule.
    pub rule: String,
    /// What it says.
    pub sentence: Text,
    /// The level it demands.
    pub demands: String,
    /// What it rests on.
    pub because: Vec<Citation>,
}

/// A duty.
#[derive(Debug, Clone, Serialize)]
pub struct Duty {
    /// Its kind.
    pub kind: &'static str,
    /// To whom, or what.
    pub to: String,
}

/// The tables of a program.
#[must_use]
pub fn tables(program: &Program, packer: &Packer) -> Tables {
    let slots = |fact: &ir::Fact| {
        let (slot, range) = eval::slot_range(program, fact);
        let options = match &fact.kind {
            FactKind::OneOf(options) | FactKind::AnyOf(options) => {
                options.iter().map(|option| option.name.clone()).collect()
            }
            FactKind::YesNo
            | FactKind::Number { .. }
            | FactKind::Duration { .. }
            | FactKind::Date
            | FactKind::Moment => Vec::new(),
        };
        Slots {
            name: fact.name.clone(),
            kind: super::schema::kind_name(&fact.kind),
            slot,
            low: range.low,
            high: range.high,
            options,
        }
    };
    let reason = |(scale, rule, level): &(ir::ScaleId, ir::RuleId, u8)| {
        let rule = program.rules.get(rule.0 as usize)?;
        let level = program.scales.get(scale.0 as usize)?.levels.get(usize::from(*level))?;
        Some(Reason {
            rule: rule.name.clone(),
            sentence: Text::from(&rule.sentence),
            demands: level.name.clone(),
            because: citations(program, &rule.because),
        })
    };
    Tables {
        facts: program.facts.iter().map(slots).collect(),
        not_asked: ir::NOT_ASKED,
        unknown: ir::UNKNOWN,
        no_deadlines: [eval::NO_DEADLINE, eval::UNKNOWN_DEADLINE],
        scales: program
            .scales
            .iter()
            .map(|scale| Levels {
                name: scale.name.clone(),
                levels: scale.levels.iter().map(named).collect(),
            })
            .collect(),
        reasons: packer.reasons().iter().filter_map(reason).collect(),
        duties: program
            .duties
            .iter()
            .map(|duty| Duty {
                kind: duty.kind.as_str(),
                to: duty.to.clone(),
            })
            .collect(),
        rules: program.rules.iter().map(|rule| rule.name.clone()).collect(),
    }
}
