//! Which facts were enough for a condition to hold, or to be possible.
//!
//! Sound, not smallest: with the known facts named here as they are and the unknown ones as assumed, the condition holds.

use super::decide::View;
use super::line::Interval;
use crate::ir::{self, Op, Range, Reg};
use crate::list::List as _;
use crate::sorted::Ids;

/// Slots of known and of unknown facts behind a condition that is acted on.
pub fn support(view: &View<'_>, reg: Reg) -> (Vec<u32>, Vec<u32>) {
    let mut walk = Walk {
        view,
        open: vec![(reg, true)],
        seen: Ids::default(),
        slots: Ids::default(),
    };
    while let Some((reg, wanted)) = walk.open.pop() {
        if walk.seen.insert(reg.0 * 2 + u32::from(wanted)) {
            walk.step(reg, wanted);
        }
    }
    walk.slots.list().into_iter().partition(|slot| view.known(*slot))
}

struct Walk<'v, 'a> {
    view: &'v View<'a>,
    open: Vec<(Reg, bool)>,
    seen: Ids,
    slots: Ids,
}

impl Walk<'_, '_> {
    fn value(&self, reg: Reg) -> Interval {
        self.view.presumed(reg)
    }

    /// Whether a condition may come out as wanted.
    fn may(&self, reg: Reg, wanted: bool) -> bool {
        let value = self.value(reg);
        if wanted { value.high != 0 } else { value.low == 0 }
    }

    fn step(&mut self, reg: Reg, wanted: bool) {
        let code = &self.view.program.code;
        let Some(op) = code.op(reg) else {
            if reg.0 >= ir::FIRST_SLOT {
                self.slots.insert(reg.0 - ir::FIRST_SLOT);
            }
            return;
        };
        match op {
            Op::Constant(_) => {}
            Op::Not(of) => self.open.push((of, !wanted)),
            Op::All(run) if wanted => self.open.extend(run.of(&code.args).iter().map(|arg| (*arg, true))),
            Op::Any(run) if !wanted => self.open.extend(run.of(&code.args).iter().map(|arg| (*arg, false))),
            Op::All(run) | Op::Any(run) => {
                // One part is enough: one that is settled if there is any, else one that may be so.
                // Of several the one that rests on the fewest and first facts, so that the order of rules does not choose.
                let parts = run.of(&code.args).iter().filter(|part| self.may(**part, wanted));
                let part = parts.min_by_key(|part| {
                    let slots = code.slots_behind(**part);
                    (!self.value(**part).settled(), slots.len(), slots)
                });
                self.open.extend(part.map(|part| (*part, wanted)));
            }
            Op::Within(of, range) => self.number(of, range, wanted),
            Op::Sum(..) | Op::Highest(_) | Op::After(..) | Op::Query(..) => self.all_behind(reg),
        }
    }

    /// A number that must lie inside a range, or outside.
    fn number(&mut self, reg: Reg, range: Range, inside: bool) {
        let code = &self.view.program.code;
        match code.op(reg) {
            None | Some(Op::Constant(_)) => self.step(reg, inside),
            Some(Op::Highest(run)) if inside => {
                let demands = run.of(&code.demands);
                let reaching = |demand: &&(Reg, i32)| range.holds(demand.1) && self.may(demand.0, true);
                if range.low > 0
                    && let Some((condition, _)) = demands
                        .iter()
                        .filter(reaching)
                        .max_by_key(|demand| self.value(demand.0).low)
                {
                    self.open.push((*condition, true));
                }
                self.open.extend(
                    demands
                        .iter()
                        .filter(|(_, level)| *level > range.high)
                        .map(|(condition, _)| (*condition, false)),
                );
            }
            Some(Op::Sum(run, constant)) => {
                let terms = run.of(&code.terms);
                let bits = terms.iter().all(|(term, weight)| *weight > 0 && self.is_bit(*term));
                let most = terms
                    .iter()
                    .fold(constant, |sum, (_, weight)| sum.saturating_add(*weight));
                if bits && inside && range.high >= most {
                    // Enough of them: those that hold, whatever the others are.
                    self.all_that_may(terms, true);
                } else if bits && inside && range.low <= constant {
                    self.all_that_may(terms, false);
                } else {
                    self.all_behind(reg);
                }
            }
            Some(_) => self.all_behind(reg),
        }
    }

    fn all_that_may(&mut self, terms: &[(Reg, i32)], wanted: bool) {
        let list: Vec<(Reg, bool)> = terms
            .iter()
            .filter(|(term, _)| self.may(*term, wanted))
            .map(|(term, _)| (*term, wanted))
            .list();
        self.open.extend(list);
    }

    fn all_behind(&mut self, reg: Reg) {
        for slot in self.view.program.code.slots_behind(reg) {
            self.slots.insert(slot);
        }
    }

    fn is_bit(&self, reg: Reg) -> bool {
        match self.view.program.code.op(reg) {
            Some(Op::Within(..) | Op::Not(_) | Op::All(_) | Op::Any(_)) => true,
            Some(Op::Constant(_) | Op::Sum(..) | Op::Highest(_) | Op::After(..) | Op::Query(..)) => false,
            None => {
                let slot = reg
                    .0
                    .checked_sub(ir::FIRST_SLOT)
                    .and_then(|slot| self.view.program.slots.get(slot as usize));
                slot.is_some_and(|slot| slot.full == Range::new(0, 1))
            }
        }
    }
}
