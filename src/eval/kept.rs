//! The straight line kept up to date while single answers change: only what reads them is worked out again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Case;
use super::line::{Interval, World, possible, slot, step};
use crate::ir::{self, Program, Reg};

/// By register, those that read it.
#[derive(Debug)]
pub struct Readers(Vec<Vec<Reg>>);

impl Readers {
    /// Those of a program.
    #[must_use]
    pub fn new(program: &Program) -> Readers {
        let code = &program.code;
        let mut readers = vec![Vec::new(); code.inputs as usize + code.ops.len()];
        for (reg, op) in (code.inputs..).map(Reg).zip(&code.ops) {
            for read in code.reads(*op) {
                if let Some(own) = readers.get_mut(read.0 as usize) {
                    own.push(reg);
                }
            }
        }
        Readers(readers)
    }

    /// The registers that read one.
    #[must_use]
    pub fn of(&self, reg: Reg) -> &[Reg] {
        self.0.get(reg.0 as usize).map_or(&[], Vec::as_slice)
    }
}

/// What every register may hold at all, whatever is not known, for a case that changes.
#[derive(Debug, Clone)]
pub struct Kept<'p> {
    program: &'p Program,
    readers: Arc<Readers>,
    registers: Vec<Interval>,
    /// What registers held before the changes that may be taken back.
    before: Vec<(Reg, Interval)>,
}

impl<'p> Kept<'p> {
    /// For a case as it is now.
    #[must_use]
    pub fn new(program: &'p Program, readers: &Arc<Readers>, case: &Case) -> Kept<'p> {
        Kept {
            program,
            readers: Arc::clone(readers),
            registers: possible(program, case, case.now, World::Full),
            before: Vec::new(),
        }
    }

    /// What a register may hold.
    #[must_use]
    pub fn register(&self, reg: Reg) -> Interval {
        self.registers.get(reg.0 as usize).copied().unwrap_or_default()
    }

    /// Puts another value or mark into a slot.
    pub fn put(&mut self, place: u32, value: i32) {
        let Some(given) = self.program.slots.get(place as usize) else {
            return;
        };
        let reg = Reg(ir::FIRST_SLOT.saturating_add(place));
        let mut open = BTreeSet::new();
        self.set(reg, slot(value, given, World::Full), &mut open);
        // Each register reads only earlier ones, so in their order each is worked out once.
        while let Some(reg) = open.pop_first() {
            if let Some(op) = self.program.code.op(reg) {
                let value = step(self.program, op, &self.registers);
                self.set(reg, value, &mut open);
            }
        }
    }

    fn set(&mut self, reg: Reg, value: Interval, open: &mut BTreeSet<Reg>) {
        let Some(place) = self.registers.get_mut(reg.0 as usize) else {
            return;
        };
        if *place != value {
            self.before.push((reg, core::mem::replace(place, value)));
            open.extend(self.readers.of(reg));
        }
    }

    /// What was put stays.
    pub fn keep(&mut self) {
        self.before.clear();
    }

    /// Takes back what was put since it last was to stay.
    pub fn back(&mut self) {
        while let Some((reg, value)) = self.before.pop() {
            if let Some(place) = self.registers.get_mut(reg.0 as usize) {
                *place = value;
            }
        }
    }
}
