//! Reading the straight line in a domain.
//!
//! The domains' operations are always inlined: the module for the browser is compiled for size, where a call each
//! was measured to cost several times the operation.

use crate::ir::{Code, Op, Range, Reg};

/// A way of reading the line: what a register holds, and what each operation does with it.
/// Conditions are 0 or 1, in an interval domain also "0 or 1".
pub trait Domain {
    /// What a register holds.
    type Value: Copy + Default;
    /// A fixed value.
    fn constant(value: i32) -> Self::Value;
    /// Whether a value lies in a range.
    fn within(value: Self::Value, range: Range) -> Self::Value;
    /// Not.
    fn not(value: Self::Value) -> Self::Value;
    /// And.
    fn and(a: Self::Value, b: Self::Value) -> Self::Value;
    /// Or.
    fn or(a: Self::Value, b: Self::Value) -> Self::Value;
    /// Whether more of an `and` (true) or an `or` (false) can still change it.
    fn open(value: Self::Value, and: bool) -> bool;
    /// `sum + weight * value`
    fn add(sum: Self::Value, value: Self::Value, weight: i32) -> Self::Value;
    /// The higher of a level and the level demanded where a condition holds.
    fn demand(level: Self::Value, condition: Self::Value, demanded: i32) -> Self::Value;
}

/// Exact values, for cases of which everything is known.
#[derive(Debug)]
pub struct Exact;

impl Domain for Exact {
    type Value = i32;

    #[inline(always)]
    fn constant(value: i32) -> i32 {
        value
    }
    #[inline(always)]
    fn within(value: i32, range: Range) -> i32 {
        i32::from(range.holds(value))
    }
    #[inline(always)]
    fn not(value: i32) -> i32 {
        value ^ 1
    }
    #[inline(always)]
    fn and(a: i32, b: i32) -> i32 {
        a & b
    }
    #[inline(always)]
    fn or(a: i32, b: i32) -> i32 {
        a | b
    }
    #[inline(always)]
    fn open(value: i32, and: bool) -> bool {
        (value != 0) == and
    }
    #[inline(always)]
    fn add(sum: i32, value: i32, weight: i32) -> i32 {
        // The checker refuses sums that can pass a thousand million, so this never saturates.
        sum.saturating_add(value.saturating_mul(weight))
    }
    #[inline(always)]
    fn demand(level: i32, condition: i32, demanded: i32) -> i32 {
        if condition != 0 { level.max(demanded) } else { level }
    }
}

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
    pub fn exactly(value: i32) -> Interval {
        Interval {
            low: value,
            high: value,
        }
    }

    /// Whether only one value is left.
    #[must_use]
    pub fn settled(self) -> bool {
        self.low == self.high
    }
}

/// Intervals, for cases of which something is not known. Sound: the truth lies inside.
#[derive(Debug)]
pub struct Possible;

impl Domain for Possible {
    type Value = Interval;

    #[inline(always)]
    fn constant(value: i32) -> Interval {
        Interval::exactly(value)
    }
    #[inline(always)]
    fn within(value: Interval, range: Range) -> Interval {
        let surely = range.low <= value.low && value.high <= range.high;
        let maybe = value.low <= range.high && range.low <= value.high;
        Interval {
            low: i32::from(surely),
            high: i32::from(maybe),
        }
    }
    #[inline(always)]
    fn not(value: Interval) -> Interval {
        Interval {
            low: value.high ^ 1,
            high: value.low ^ 1,
        }
    }
    #[inline(always)]
    fn and(a: Interval, b: Interval) -> Interval {
        Interval {
            low: a.low & b.low,
            high: a.high & b.high,
        }
    }
    #[inline(always)]
    fn or(a: Interval, b: Interval) -> Interval {
        Interval {
            low: a.low | b.low,
            high: a.high | b.high,
        }
    }
    #[inline(always)]
    fn open(value: Interval, and: bool) -> bool {
        if and { value.high != 0 } else { value.low == 0 }
    }
    #[inline(always)]
    fn add(sum: Interval, value: Interval, weight: i32) -> Interval {
        let (least, most) = if weight >= 0 {
            (value.low, value.high)
        } else {
            (value.high, value.low)
        };
        Interval {
            low: sum.low.saturating_add(least.saturating_mul(weight)),
            high: sum.high.saturating_add(most.saturating_mul(weight)),
        }
    }
    #[inline(always)]
    fn demand(level: Interval, condition: Interval, demanded: i32) -> Interval {
        Interval {
            low: if condition.low != 0 {
                level.low.max(demanded)
            } else {
                level.low
            },
            high: if condition.high != 0 {
                level.high.max(demanded)
            } else {
                level.high
            },
        }
    }
}

/// Fills the registers after the inputs, which the caller has put there.
#[inline(never)]
pub fn run<D: Domain>(code: &Code, registers: &mut Vec<D::Value>) {
    registers.truncate(code.inputs as usize);
    registers.reserve(code.ops.len());
    for op in &code.ops {
        let value = {
            let read = |reg: Reg| registers.get(reg.0 as usize).copied().unwrap_or_default();
            match *op {
                Op::Constant(value) => D::constant(value),
                Op::Within(of, range) => D::within(read(of), range),
                Op::Not(of) => D::not(read(of)),
                Op::All(args) => {
                    let mut all = D::constant(1);
                    for arg in args.of(&code.args) {
                        all = D::and(all, read(*arg));
                        if !D::open(all, true) {
                            break;
                        }
                    }
                    all
                }
                Op::Any(args) => {
                    let mut any = D::constant(0);
                    for arg in args.of(&code.args) {
                        any = D::or(any, read(*arg));
                        if !D::open(any, false) {
                            break;
                        }
                    }
                    any
                }
                Op::Sum(terms, constant) => {
                    let mut sum = D::constant(constant);
                    for (reg, weight) in terms.of(&code.terms) {
                        sum = D::add(sum, read(*reg), *weight);
                    }
                    sum
                }
                Op::Highest(demands) => {
                    let mut level = D::constant(0);
                    for (condition, demanded) in demands.of(&code.demands) {
                        level = D::demand(level, read(*condition), *demanded);
                    }
                    level
                }
            }
        };
        registers.push(value);
    }
}
