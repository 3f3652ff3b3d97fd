//! The cheap parts of a decision as a row of integers, for hosts that read memory instead of documents.
//!
//! Layout: for each scale the level acted on, how many reasons, and their indices in [`Packer::reasons`];
//! then how many duties, and for each its index, its deadline in minutes (or a mark), how many rules, and their indices.
//! Everything that does not depend on the case stands in tables that a host reads once.

use super::decide::due;
use super::masks::{Mask, add};
use super::{Case, Due, Grade};
use crate::ir::{self, Deadline, Program, RuleId, ScaleId};

/// In place of a deadline: there is none.
pub const NO_DEADLINE: i32 = i32::MIN;
/// In place of a deadline: the moment it counts from is not known.
pub const UNKNOWN_DEADLINE: i32 = i32::MIN + 1;

/// What packing needs of a program, looked up once.
#[derive(Debug, Clone)]
pub struct Packer {
    /// The rules of each scale's reasons, the highest demand first: as sets, in the order of the reasons' indices.
    scales: Vec<Part>,
    /// Every reason there can be: scale, rule, level demanded.
    reasons: Vec<(ScaleId, RuleId, u8)>,
    /// The rules that demand each duty.
    duties: Vec<Part>,
    /// The deadline by each of them, in order.
    deadlines: Vec<Option<Deadline>>,
}

/// A word of a set of rules.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// Whose set it is.
    of: u32,
    word: u32,
    mask: u64,
    /// How many rules there were in the sets and words before it.
    before: u32,
}

/// Adds a set of rules to others.
fn append(parts: &mut Vec<Part>, of: u32, rules: Mask) {
    for (word, mask) in rules {
        let before = parts.last().map_or(0, |part| part.before + part.mask.count_ones());
        parts.push(Part { of, word, mask, before });
    }
}

impl Packer {
    /// Looks up what packing needs.
    #[must_use]
    pub fn new(program: &Program) -> Packer {
        let mut packer = Packer {
            scales: Vec::new(),
            reasons: Vec::new(),
            duties: Vec::new(),
            deadlines: Vec::new(),
        };
        let rules = || (0..).map(RuleId).zip(&program.rules);
        for (of, scale) in (0..).zip(&program.scales) {
            // To stand at the lowest level needs no reason.
            for level in (1..scale.levels.len()).rev() {
                let mut tier = Mask::new();
                for (rule_id, rule) in rules() {
                    let own = rule.demands.iter().filter(|(scale, _)| scale.0 == of);
                    if let Some(demanded) = own.map(|(_, level)| *level).max()
                        && usize::from(demanded) == level
                    {
                        add(&mut tier, rule_id.0);
                        packer.reasons.push((ScaleId(of), rule_id, demanded));
                    }
                }
                append(&mut packer.scales, of, tier);
            }
        }
        for (of, _) in (0..).zip(&program.duties) {
            let mut demanding = Mask::new();
            for (rule_id, rule) in rules() {
                if let Some(demand) = rule.duties.iter().find(|demand| demand.duty.0 == of) {
                    add(&mut demanding, rule_id.0);
                    packer.deadlines.push(demand.deadline);
                }
            }
            append(&mut packer.duties, of, demanding);
        }
        packer
    }

    /// Every reason there can be, by the index that a packed row names it with.
    #[must_use]
    pub fn reasons(&self) -> &[(ScaleId, RuleId, u8)] {
        &self.reasons
    }

    /// As many integers as any case can need.
    #[must_use]
    pub fn most(&self, program: &Program) -> usize {
        2 * program.scales.len() + self.reasons.len() + 1 + 3 * self.duties.len() + self.deadlines.len()
    }

    /// Packs what a grading found into a row of [`most`](Self::most) integers.
    pub fn pack(&self, program: &Program, case: &Case, grade: &Grade<'_>, row: &mut [i32]) {
        let mut row = Row { row, end: 0 };
        let mut parts = self.scales.as_slice();
        for (id, _) in (0..).zip(&program.scales) {
            row.push(grade.level(ScaleId(id)));
            let place = row.push(0);
            while let Some((part, rest)) = parts.split_first()
                && part.of == id
            {
                parts = rest;
                part.each(grade, |_, reason| _ = row.push(number(reason)));
            }
            row.count(place);
        }
        let demanded = row.push(0);
        let (mut duties, mut of, mut place) = (0, u32::MAX, 0);
        let mut earliest = Due::None;
        for part in &self.duties {
            part.each(grade, |rule, demand| {
                if part.of != of {
                    of = part.of;
                    duties += 1;
                    row.push(number(of));
                    row.push(NO_DEADLINE);
                    place = row.push(0);
                    earliest = Due::None;
                }
                row.push(number(rule));
                let deadline = self.deadlines.get(demand as usize).and_then(Option::as_ref);
                earliest = earliest.min(due(program, case, deadline));
                row.put(place - 1, packed(earliest));
                row.count(place);
            });
        }
        row.put(demanded, duties);
    }
}

impl Part {
    /// Tells of the rules that are acted on: each, and its number among those of all parts.
    #[inline(always)]
    fn each(&self, grade: &Grade<'_>, mut tell: impl FnMut(u32, u32)) {
        let mut left = grade.word(self.word) & self.mask;
        while left != 0 {
            let bit = left.trailing_zeros();
            let before = (self.mask & ((1 << bit) - 1)).count_ones();
            tell(self.word * u64::BITS + bit, self.before + before);
            left &= left - 1;
        }
    }
}

/// A row being filled.
struct Row<'r> {
    row: &'r mut [i32],
    end: usize,
}

impl Row<'_> {
    /// Puts a number at the end and says where that is.
    #[inline(always)]
    fn push(&mut self, number: i32) -> usize {
        let place = self.end;
        if let Some(own) = self.row.get_mut(place) {
            *own = number;
            self.end += 1;
        }
        place
    }

    /// Puts at a place how many numbers follow it.
    #[inline(always)]
    fn count(&mut self, place: usize) {
        let count = i32::try_from(self.end - place - 1).unwrap_or(i32::MAX);
        self.put(place, count);
    }

    fn put(&mut self, place: usize, number: i32) {
        if let Some(own) = self.row.get_mut(place) {
            *own = number;
        }
    }
}

/// A deadline as rows hold it.
fn packed(due: Due) -> i32 {
    match due {
        Due::At(at) => at.minutes,
        Due::None => NO_DEADLINE,
        Due::Unknown => UNKNOWN_DEADLINE,
    }
}

fn number(index: u32) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

/// What a fact may hold, for a host's own encoder: first slot and range.
#[must_use]
pub fn slot_range(program: &Program, fact: &ir::Fact) -> (u32, ir::Range) {
    let range = program
        .slots
        .get(fact.slot as usize)
        .map(|slot| slot.full)
        .unwrap_or_default();
    (fact.slot, range)
}
