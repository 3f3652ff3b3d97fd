//! The cheap parts of a decision: what to act on, and which rules say so.
//!
//! Where all is known the line is read exactly; where something is not, in intervals under the presumptions,
//! and the most that is possible there is acted on.

use super::Case;
use super::line::{self, Exact, Interval, Possible};
use crate::ir::{self, Program, Reg};

/// Memory that gradings share, so that none allocates.
#[derive(Debug, Default)]
pub struct Scratch {
    exact: Vec<i32>,
    possible: Vec<Interval>,
}

/// What grading a case found. It reads from the scratch memory.
#[derive(Debug, Clone, Copy)]
pub struct Grade<'s> {
    values: Values<'s>,
}

#[derive(Debug, Clone, Copy)]
enum Values<'s> {
    Exact(&'s [i32]),
    Possible(&'s [Interval]),
}

impl Grade<'_> {
    /// The value to act on: the highest that is possible under the presumptions.
    #[must_use]
    #[inline(always)]
    pub fn act(&self, reg: Reg) -> i32 {
        match self.values {
            Values::Exact(values) => values.get(reg.0 as usize).copied().unwrap_or_default(),
            Values::Possible(values) => values.get(reg.0 as usize).map(|value| value.high).unwrap_or_default(),
        }
    }

    /// Whether everything that matters was known.
    #[must_use]
    pub fn all_known(&self) -> bool {
        matches!(self.values, Values::Exact(_))
    }
}

/// Which part of a slot's range an unknown fact may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum World {
    /// What the author presumes; a faulty fact is never presumed.
    Presumed,
    /// All of it.
    Full,
}

impl Scratch {
    /// Grades a case.
    pub fn grade<'s>(&'s mut self, program: &Program, case: &Case) -> Grade<'s> {
        let known = case.row.iter().all(|value| *value > ir::LAST_MARK);
        if known {
            self.exact.clear();
            self.exact.extend([case.now.minutes, case.now.date().days]);
            self.exact.extend_from_slice(&case.row);
            line::run::<Exact>(&program.code, &mut self.exact);
            return Grade {
                values: Values::Exact(&self.exact),
            };
        }
        Grade {
            values: Values::Possible(self.possible(program, case, case.now, World::Presumed)),
        }
    }

    /// Everything that is possible for a case in a world, at a moment.
    pub fn possible(&mut self, program: &Program, case: &Case, now: crate::value::Moment, world: World) -> &[Interval] {
        self.possible.clear();
        self.possible
            .extend([now.minutes, now.date().days].map(Interval::exactly));
        self.possible
            .extend(case.row.iter().zip(&program.slots).map(|(value, slot)| {
                let range = match (*value, world) {
                    (value, _) if value > ir::LAST_MARK => return Interval::exactly(value),
                    (ir::FAULT, _) | (_, World::Full) => slot.full,
                    (_, World::Presumed) => slot.presumed,
                };
                Interval {
                    low: range.low,
                    high: range.high,
                }
            }));
        line::run::<Possible>(&program.code, &mut self.possible);
        &self.possible
    }
}
