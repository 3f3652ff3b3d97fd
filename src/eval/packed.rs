//! The cheap parts of a decision as a row of integers, for hosts that read memory instead of documents.
//!
//! Layout: for each scale the level acted on, how many reasons, and their indices in [`Packer::reasons`];
//! then how many duties, and for each its index, its deadline in minutes (or a mark), how many rules, and their indices.
//! Everything that does not depend on the case stands in tables that a host reads once.

use super::decide::due;
use super::{Case, Due, Grade};
use crate::ir::{self, Deadline, Program, Reg, RuleId, ScaleId};
use crate::sorted::sorted_by_key;

/// In place of a deadline: there is none.
pub const NO_DEADLINE: i32 = i32::MIN;
/// In place of a deadline: the moment it counts from is not known.
pub const UNKNOWN_DEADLINE: i32 = i32::MIN + 1;

/// What packing needs of a program, looked up once.
#[derive(Debug, Clone)]
pub struct Packer {
    /// By scale, its level's register and its reasons, the highest demand first.
    scales: Vec<(Reg, Vec<(Reg, u32)>)>,
    /// Every reason there can be: scale, rule, level demanded.
    reasons: Vec<(ScaleId, RuleId, u8)>,
    /// By duty, the rules that demand it.
    duties: Vec<Vec<(Reg, RuleId, Option<Deadline>)>>,
}

impl Packer {
    /// Looks up what packing needs.
    #[must_use]
    pub fn new(program: &Program) -> Packer {
        let mut reasons = Vec::new();
        let mut scales = Vec::new();
        for (id, scale) in (0..).map(ScaleId).zip(&program.scales) {
            let mut own = Vec::new();
            for (rule_id, rule) in (0..).map(RuleId).zip(&program.rules) {
                let demanded = rule
                    .demands
                    .iter()
                    .filter(|(scale, _)| *scale == id)
                    .map(|(_, level)| *level)
                    .max();
                if let Some(level) = demanded.filter(|level| *level > 0) {
                    own.push((level, rule_id, rule.applies));
                }
            }
            let highest_first = sorted_by_key(own, |(level, rule, _)| [u32::from(u8::MAX - level), rule.0, 0]);
            let mut list = Vec::new();
            for (level, rule, applies) in highest_first {
                list.push((applies, u32::try_from(reasons.len()).unwrap_or(u32::MAX)));
                reasons.push((id, rule, level));
            }
            scales.push((scale.level, list));
        }
        let mut duties = vec![Vec::new(); program.duties.len()];
        for (rule_id, rule) in (0..).map(RuleId).zip(&program.rules) {
            for demand in &rule.duties {
                if let Some(list) = duties.get_mut(demand.duty.0 as usize) {
                    list.push((rule.applies, rule_id, demand.deadline));
                }
            }
        }
        Packer {
            scales,
            reasons,
            duties,
        }
    }

    /// Every reason there can be, by the index that a packed row names it with.
    #[must_use]
    pub fn reasons(&self) -> &[(ScaleId, RuleId, u8)] {
        &self.reasons
    }

    /// The most integers that any case can need.
    #[must_use]
    pub fn most(&self) -> usize {
        let reasons: usize = self.scales.iter().map(|(_, list)| 2 + list.len()).sum();
        let duties: usize = self.duties.iter().map(|list| 3 + list.len()).sum();
        reasons + 1 + duties
    }

    /// Packs what a grading found.
    pub fn pack(&self, program: &Program, case: &Case, grade: &Grade<'_>, out: &mut Vec<i32>) {
        out.clear();
        for (level, reasons) in &self.scales {
            out.push(grade.act(*level));
            counted(
                out,
                reasons
                    .iter()
                    .filter(|(applies, _)| grade.act(*applies) != 0)
                    .map(|(_, reason)| *reason),
            );
        }
        let place = out.len();
        out.push(0);
        let mut count = 0;
        for (index, rules) in (0..).zip(&self.duties) {
            let mut earliest: Option<Due> = None;
            for (applies, _, deadline) in rules {
                if grade.act(*applies) != 0 {
                    let due = due(program, case, deadline.as_ref());
                    earliest = Some(earliest.map_or(due, |earliest| earliest.min(due)));
                }
            }
            let Some(earliest) = earliest else { continue };
            count += 1;
            out.push(index);
            out.push(match earliest {
                Due::At(at) => at.minutes,
                Due::None => NO_DEADLINE,
                Due::Unknown => UNKNOWN_DEADLINE,
            });
            counted(
                out,
                rules
                    .iter()
                    .filter(|(applies, _, _)| grade.act(*applies) != 0)
                    .map(|(_, RuleId(rule), _)| *rule),
            );
        }
        if let Some(place) = out.get_mut(place) {
            *place = count;
        }
    }
}

/// Pushes how many there are, and then each.
fn counted(out: &mut Vec<i32>, items: impl Iterator<Item = u32>) {
    let place = out.len();
    out.push(0);
    out.extend(items.map(|item| i32::try_from(item).unwrap_or(i32::MAX)));
    let count = i32::try_from(out.len() - place - 1).unwrap_or(i32::MAX);
    if let Some(place) = out.get_mut(place) {
        *place = count;
    }
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
