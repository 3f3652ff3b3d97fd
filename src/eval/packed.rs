//! The cheap parts of a decision as a row of integers, for hosts that read memory instead of documents.
//!
//! Layout: for each scale the level acted on, how many reasons, and their indices in [`Packer::reasons`];
//! then how many duties, and for each its index, its deadline in minutes (or a mark), how many rules, and their indices.
//! Everything that does not depend on the case stands in tables that a host reads once.

use super::conjunctions::{Mask, add};
use super::decide::due;
use super::{Case, Due, Grade};
use crate::ir::{self, Deadline, Program, RuleId, ScaleId};

/// In place of a deadline: there is none.
pub const NO_DEADLINE: i32 = i32::MIN;
/// In place of a deadline: the moment it counts from is not known.
pub const UNKNOWN_DEADLINE: i32 = i32::MIN + 1;

/// What packing needs of a program, looked up once.
#[derive(Debug, Clone)]
pub struct Packer {
    /// By scale, the rules of its reasons, the highest demand first: as sets, in the order of the reasons' indices.
    scales: Vec<Mask>,
    /// Every reason there can be: scale, rule, level demanded.
    reasons: Vec<(ScaleId, RuleId, u8)>,
    /// By duty, the rules that demand it, and their deadlines in order.
    duties: Vec<(Mask, Vec<Option<Deadline>>)>,
}

impl Packer {
    /// Looks up what packing needs.
    #[must_use]
    pub fn new(program: &Program) -> Packer {
        let mut packer = Packer {
            scales: Vec::new(),
            reasons: Vec::new(),
            duties: vec![(Mask::new(), Vec::new()); program.duties.len()],
        };
        for (id, scale) in (0..).map(ScaleId).zip(&program.scales) {
            let mut rules = Mask::new();
            // To stand at the lowest level needs no reason.
            for level in (1..scale.levels.len()).rev() {
                let mut tier = Mask::new();
                for (rule_id, rule) in (0..).map(RuleId).zip(&program.rules) {
                    let own = rule.demands.iter().filter(|(scale, _)| *scale == id);
                    if let Some(demanded) = own.map(|(_, level)| *level).max()
                        && usize::from(demanded) == level
                    {
                        add(&mut tier, rule_id.0);
                        packer.reasons.push((id, rule_id, demanded));
                    }
                }
                rules.extend(tier);
            }
            packer.scales.push(rules);
        }
        for (rule_id, rule) in (0..).zip(&program.rules) {
            for demand in &rule.duties {
                if let Some((rules, deadlines)) = packer.duties.get_mut(demand.duty.0 as usize) {
                    add(rules, rule_id);
                    deadlines.push(demand.deadline);
                }
            }
        }
        packer
    }

    /// Every reason there can be, by the index that a packed row names it with.
    #[must_use]
    pub fn reasons(&self) -> &[(ScaleId, RuleId, u8)] {
        &self.reasons
    }

    /// The most integers that any case can need.
    #[must_use]
    pub fn most(&self) -> usize {
        let duties: usize = self.duties.iter().map(|(_, deadlines)| 3 + deadlines.len()).sum();
        2 * self.scales.len() + self.reasons.len() + 1 + duties
    }

    /// Packs what a grading found into a row of [`most`](Self::most) integers.
    pub fn pack(&self, program: &Program, case: &Case, grade: &Grade<'_>, row: &mut [i32]) {
        let mut row = Row { row, end: 0 };
        let mut first = 0;
        for (id, rules) in (0..).map(ScaleId).zip(&self.scales) {
            row.push(grade.level(id));
            let place = row.push(0);
            first = each(rules, grade, first, |_, reason| _ = row.push(number(reason)));
            row.count(place);
        }
        let demanded = row.push(0);
        let mut duties = 0;
        for (index, (rules, deadlines)) in (0..).zip(&self.duties) {
            let start = row.end;
            let mut earliest = Due::None;
            each(rules, grade, 0, |rule, demand| {
                if row.end == start {
                    row.push(index);
                    row.push(NO_DEADLINE);
                    row.push(0);
                }
                row.push(number(rule));
                let deadline = deadlines.get(demand as usize).and_then(Option::as_ref);
                earliest = earliest.min(due(program, case, deadline));
            });
            if row.end == start {
                continue;
            }
            row.count(start + 2);
            row.put(
                start + 1,
                match earliest {
                    Due::At(at) => at.minutes,
                    Due::None => NO_DEADLINE,
                    Due::Unknown => UNKNOWN_DEADLINE,
                },
            );
            duties += 1;
        }
        row.put(demanded, duties);
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

/// Tells of a set of rules those that are acted on: the rule, and its number among all of the set counted from `first`.
/// Gives the number after the set's last.
#[inline(always)]
fn each(rules: &Mask, grade: &Grade<'_>, mut first: u32, mut tell: impl FnMut(u32, u32)) -> u32 {
    for (word, mask) in rules {
        let mut left = grade.word(*word) & mask;
        while left != 0 {
            let bit = left.trailing_zeros();
            let before = mask & ((1 << bit) - 1);
            tell(word * u64::BITS + bit, first + before.count_ones());
            left &= left - 1;
        }
        first += mask.count_ones();
    }
    first
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
