//! The straight line: one list of operations over registers, each reading only earlier ones.

use super::{FIRST_SLOT, Range, Reg};
use crate::sorted::Ids;
use crate::value::{Calendar, Date, Moment, Period};

/// The straight line.
#[derive(Debug, Clone, Default)]
pub struct Code {
    /// Registers before the first operation: `now`, `today` and the slots.
    pub inputs: u32,
    /// Operation `i` fills register `inputs + i` and reads only earlier ones.
    pub ops: Vec<Op>,
    /// Arguments of `All` and `Any`.
    pub args: Vec<Reg>,
    /// Terms of `Sum`: register and weight.
    pub terms: Vec<(Reg, i32)>,
    /// Demands of `Highest`: condition and level.
    pub demands: Vec<(Reg, i32)>,
}

/// A stretch of one of the tables of [`Code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// First.
    pub start: u32,
    /// How many.
    pub length: u32,
}

impl Run {
    /// The stretch of a table.
    #[must_use]
    #[inline(always)]
    pub fn of<T>(self, table: &[T]) -> &[T] {
        let start = self.start as usize;
        table.get(start..start + self.length as usize).unwrap_or(&[])
    }
}

/// One operation. Conditions are 0 or 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Op {
    /// A fixed value.
    Constant(i32),
    /// `low <= x <= high`: every comparison comes down to it.
    Within(Reg, Range),
    /// `not x`
    Not(Reg),
    /// `x and y and …`
    All(Run),
    /// `x or y or …`
    Any(Run),
    /// Weighted sum and constant: counts, scores, elapsed times.
    Sum(Run, i32),
    /// The highest level whose condition holds, or 0.
    Highest(Run),
    /// The moment, or the day, that long after one.
    After(Reg, Period, When),
}

/// What a period is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// A moment, in minutes.
    Moment,
    /// A date, in days.
    Date,
}

impl When {
    /// That long after a value.
    #[must_use]
    pub fn after(self, value: i32, period: Period, calendars: &[Calendar]) -> i32 {
        match self {
            When::Moment => period.after(Moment { minutes: value }, calendars).minutes,
            When::Date => period.day_after(Date { days: value }, calendars).days,
        }
    }
}

impl Code {
    /// The registers that an operation reads.
    #[must_use]
    pub fn reads(&self, op: Op) -> Vec<Reg> {
        let mut list = Vec::new();
        self.add_reads(op, &mut list);
        list
    }

    fn add_reads(&self, op: Op, list: &mut Vec<Reg>) {
        match op {
            Op::Constant(_) => {}
            Op::Within(of, _) | Op::Not(of) | Op::After(of, ..) => list.push(of),
            Op::All(run) | Op::Any(run) => list.extend(run.of(&self.args)),
            Op::Sum(run, _) => list.extend(run.of(&self.terms).iter().map(|(reg, _)| *reg)),
            Op::Highest(run) => list.extend(run.of(&self.demands).iter().map(|(reg, _)| *reg)),
        }
    }

    /// The slots that a register depends on, in order. Without recursion: chains may be long.
    #[must_use]
    pub fn slots_behind(&self, reg: Reg) -> Vec<u32> {
        let mut seen = Ids::default();
        let mut open = vec![reg];
        let mut slots = Ids::default();
        while let Some(reg) = open.pop() {
            if !seen.insert(reg.0) {
                continue;
            }
            match self.op(reg) {
                Some(op) => self.add_reads(op, &mut open),
                None if reg.0 >= FIRST_SLOT => {
                    slots.insert(reg.0 - FIRST_SLOT);
                }
                None => {}
            }
        }
        slots.list()
    }

    /// The operation that fills a register; none for an input.
    #[must_use]
    pub fn op(&self, reg: Reg) -> Option<Op> {
        self.ops.get(reg.0.checked_sub(self.inputs)? as usize).copied()
    }
}
