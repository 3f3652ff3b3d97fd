//! Reading the straight line: what every register may hold.
//!
//! It is sound, so the truth lies inside, and not exact. Conditions are 0 or 1, or 0 to 1 where they may come out either way.

use super::Case;
use crate::ir::{self, Op, Program, Range, Reg};
use crate::value::Moment;

/// Everything a register may hold: a closed interval that is never too narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interval {
    /// Least.
    pub low: i32,
    /// Most.
    pub high: i32,
}

impl Interval {
    /// One value.
    #[must_use]
    #[inline(always)]
    pub fn exactly(value: i32) -> Interval {
        Interval {
            low: value,
            high: value,
        }
    }

    /// Whether only one value is left.
    #[must_use]
    #[inline(always)]
    pub fn settled(self) -> bool {
        self.low == self.high
    }

    /// `self + weight * value`
    #[must_use]
    #[inline(always)]
    pub fn plus(self, weight: i32, value: Interval) -> Interval {
        let (least, most) = if weight >= 0 {
            (value.low, value.high)
        } else {
            (value.high, value.low)
        };
        // The checker refuses sums that can pass a thousand million, so this never wraps round.
        Interval {
            low: self.low.wrapping_add(least.wrapping_mul(weight)),
            high: self.high.wrapping_add(most.wrapping_mul(weight)),
        }
    }

    /// Whether it lies in a range.
    fn within(self, range: Range) -> Interval {
        let surely = range.low <= self.low && self.high <= range.high;
        let maybe = self.low <= range.high && range.low <= self.high;
        Interval {
            low: i32::from(surely),
            high: i32::from(maybe),
        }
    }

    fn not(self) -> Interval {
        Interval {
            low: self.high ^ 1,
            high: self.low ^ 1,
        }
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

/// What a slot may hold.
#[inline(always)]
pub fn slot(value: i32, slot: &ir::Slot, world: World) -> Interval {
    let range = match (value, world) {
        (value, _) if value > ir::LAST_MARK => return Interval::exactly(value),
        (ir::FAULT, _) | (_, World::Full) => slot.full,
        (_, World::Presumed) => slot.presumed,
    };
    Interval {
        low: range.low,
        high: range.high,
    }
}

/// What every register may hold for a case in a world, at a moment.
pub fn possible(program: &Program, case: &Case, now: Moment, world: World) -> Vec<Interval> {
    let mut registers = Vec::with_capacity(program.code.inputs as usize + program.code.ops.len());
    registers.extend([now.minutes, now.date().days].map(Interval::exactly));
    let slots = case.row.iter().zip(&program.slots);
    registers.extend(slots.map(|(value, given)| slot(*value, given, world)));
    for op in &program.code.ops {
        let value = step(program, *op, &registers);
        registers.push(value);
    }
    registers
}

/// What one operation gives, with the registers before it.
pub fn step(program: &Program, op: Op, registers: &[Interval]) -> Interval {
    let code = &program.code;
    let read = |reg: Reg| registers.get(reg.0 as usize).copied().unwrap_or_default();
    match op {
        Op::Constant(value) => Interval::exactly(value),
        Op::Within(of, range) => read(of).within(range),
        Op::Not(of) => read(of).not(),
        Op::All(run) => run
            .of(&code.args)
            .iter()
            .fold(Interval::exactly(1), |all, arg| Interval {
                low: all.low & read(*arg).low,
                high: all.high & read(*arg).high,
            }),
        Op::Any(run) => run
            .of(&code.args)
            .iter()
            .fold(Interval::exactly(0), |any, arg| Interval {
                low: any.low | read(*arg).low,
                high: any.high | read(*arg).high,
            }),
        Op::Sum(run, constant) => {
            let terms = run.of(&code.terms).iter();
            terms.fold(Interval::exactly(constant), |sum, (reg, weight)| {
                sum.plus(*weight, read(*reg))
            })
        }
        // Later never becomes earlier, so the ends stay the ends.
        Op::After(of, period, when) => {
            let end = |value: i32| when.after(value, period, &program.calendars);
            let of = read(of);
            Interval {
                low: end(of.low),
                high: end(of.high),
            }
        }
        Op::Highest(run) => {
            let demands = run.of(&code.demands).iter();
            demands.fold(Interval::exactly(0), |level, (condition, demanded)| {
                let condition = read(*condition);
                Interval {
                    low: if condition.low != 0 {
                        level.low.max(*demanded)
                    } else {
                        level.low
                    },
                    high: if condition.high != 0 {
                        level.high.max(*demanded)
                    } else {
                        level.high
                    },
                }
            })
        }
    }
}
