//! What a host needs once to write rows of slots and read packed grades by itself.

use serde::Serialize;

use super::schema::{Named, named};
use super::{Citation, Text, citations};
use crate::eval::{self, Packer};
use crate::ir::{self, FactKind, Program};

/// The tables.
#[derive(Debug, Clone, Serialize)]
pub struct Tables<'a> {
    /// How to encode each fact.
    pub facts: Vec<Slots<'a>>,
    /// Slot value: not asked.
    pub not_asked: i32,
    /// Slot value: asked and not known.
    pub unknown: i32,
    /// In place of a deadline: none, or counted from a moment that is not known.
    pub no_deadlines: [i32; 2],
    /// Scales with their levels.
    pub scales: Vec<Levels<'a>>,
    /// Reasons by index.
    pub reasons: Vec<Reason<'a>>,
    /// Duties by index.
    pub duties: Vec<Duty<'a>>,
    /// Rule names by index.
    pub rules: Vec<&'a str>,
}

/// Where a fact's answer goes.
#[derive(Debug, Clone, Serialize)]
pub struct Slots<'a> {
    /// Its name.
    pub name: &'a str,
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
    pub options: Vec<&'a str>,
}

/// A scale and its levels.
#[derive(Debug, Clone, Serialize)]
pub struct Levels<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its levels.
    pub levels: Vec<Named<'a>>,
}

/// A reason as a graded case tells it.
#[derive(Debug, Clone, Serialize)]
pub struct Reason<'a> {
    /// The rule.
    pub rule: &'a str,
    /// What it says.
    pub sentence: Text<'a>,
    /// The level it demands.
    pub demands: &'a str,
    /// What it rests on.
    pub because: Vec<Citation<'a>>,
}

/// A duty.
#[derive(Debug, Clone, Serialize)]
pub struct Duty<'a> {
    /// Its kind.
    pub kind: &'static str,
    /// To whom, or what.
    pub to: &'a str,
}

/// The tables of a program.
#[must_use]
pub fn tables<'a>(program: &'a Program, packer: &Packer) -> Tables<'a> {
    let slots = |fact: &'a ir::Fact| {
        let (slot, range) = eval::slot_range(program, fact);
        let options = match &fact.kind {
            FactKind::OneOf(options) | FactKind::AnyOf(options) => {
                options.iter().map(|option| option.name.as_str()).collect()
            }
            FactKind::YesNo
            | FactKind::Number { .. }
            | FactKind::Duration { .. }
            | FactKind::Date
            | FactKind::Moment => Vec::new(),
        };
        Slots {
            name: &fact.name,
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
            rule: &rule.name,
            sentence: Text::from(&rule.sentence),
            demands: &level.name,
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
                name: &scale.name,
                levels: scale.levels.iter().map(named).collect(),
            })
            .collect(),
        reasons: packer.reasons().iter().filter_map(reason).collect(),
        duties: program
            .duties
            .iter()
            .map(|duty| Duty {
                kind: duty.kind.as_str(),
                to: &duty.to,
            })
            .collect(),
        rules: program.rules.iter().map(|rule| rule.name.as_str()).collect(),
    }
}
