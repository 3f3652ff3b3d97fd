//! Builds the straight line: equal operations are made once, constants fold, and every register's range is known,
//! so that nothing the program computes can overflow.

use crate::list::List as _;

use super::linear::Terms;
use crate::ir;
use crate::sorted::{Ids, Index, hash_of};
use crate::value::{Calendar, Period};

/// A condition on the way to a register: settled, or computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Always or never true.
    Settled(bool),
    /// 0 or 1 in a register.
    Computed(ir::Reg),
}

/// The largest size of a computed number. Sums are refused at checking where they could pass it.
pub const LARGEST: i64 = 1_000_000_000;

/// The program line under construction.
#[derive(Debug)]
pub struct Builder {
    code: ir::Code,
    /// The values each register can have.
    ranges: Vec<ir::Range>,
    /// What each operation was made of, in their order.
    made: Vec<Made>,
    index: Index,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Made {
    Constant(i32),
    Within(ir::Reg, ir::Range),
    Not(ir::Reg),
    All(Vec<ir::Reg>),
    Any(Vec<ir::Reg>),
    Sum(Vec<(ir::Reg, i32)>, i32),
    Highest(Vec<(ir::Reg, i32)>),
    After(ir::Reg, Period, ir::When),
    Query(u32, ir::Reg),
}

impl Builder {
    /// A line over slots of those ranges.
    pub fn new(slots: &[ir::Slot]) -> Builder {
        let now = ir::Range::new(crate::value::Moment::FIRST.minutes, crate::value::Moment::LAST.minutes);
        let today = ir::Range::new(crate::value::Date::FIRST.days, crate::value::Date::LAST.days);
        let ranges: Vec<ir::Range> = [now, today]
            .into_iter()
            .chain(slots.iter().map(|slot| slot.full))
            .list();
        let inputs = u32::try_from(ranges.len()).unwrap_or(u32::MAX);
        Builder {
            code: ir::Code {
                inputs,
                ..ir::Code::default()
            },
            ranges,
            made: Vec::new(),
            index: Index::default(),
        }
    }

    /// The finished line.
    pub fn finish(self) -> ir::Code {
        self.code
    }

    /// The line so far.
    pub fn code(&self) -> &ir::Code {
        &self.code
    }

    /// What a register can hold.
    pub fn range(&self, reg: ir::Reg) -> ir::Range {
        self.ranges.get(reg.0 as usize).copied().unwrap_or_default()
    }

    fn make(&mut self, key: Made, range: ir::Range) -> ir::Reg {
        let hash = hash_of(&key);
        if let Some(made) = self.index.find(hash, &mut |place| self.made.get(place) == Some(&key)) {
            return self.reg_of(made);
        }
        let op = match &key {
            Made::Constant(value) => ir::Op::Constant(*value),
            Made::Within(of, range) => ir::Op::Within(*of, *range),
            Made::Not(of) => ir::Op::Not(*of),
            Made::All(args) => ir::Op::All(append(&mut self.code.args, args)),
            Made::Any(args) => ir::Op::Any(append(&mut self.code.args, args)),
            Made::Sum(terms, constant) => ir::Op::Sum(append(&mut self.code.terms, terms), *constant),
            Made::Highest(demands) => ir::Op::Highest(append(&mut self.code.demands, demands)),
            Made::After(of, period, when) => ir::Op::After(*of, *period, *when),
            Made::Query(query, list) => ir::Op::Query(*query, *list),
        };
        let reg = self.reg_of(self.made.len());
        self.code.ops.push(op);
        self.ranges.push(range);
        self.made.push(key);
        self.index.push(hash);
        reg
    }

    /// The register of an operation; those of the inputs come first.
    fn reg_of(&self, operation: usize) -> ir::Reg {
        let operation = u32::try_from(operation).unwrap_or(u32::MAX);
        ir::Reg(self.code.inputs.saturating_add(operation))
    }

    /// A fixed value in a register.
    pub fn constant(&mut self, value: i32) -> ir::Reg {
        self.make(Made::Constant(value), ir::Range::new(value, value))
    }

    /// The register of a condition.
    pub fn reg(&mut self, condition: Condition) -> ir::Reg {
        match condition {
            Condition::Settled(truth) => self.constant(i32::from(truth)),
            Condition::Computed(reg) => reg,
        }
    }

    /// `low <= x <= high`
    pub fn within(&mut self, of: ir::Reg, low: i64, high: i64) -> Condition {
        let range = self.range(of);
        let (from, to) = (low.max(i64::from(range.low)), high.min(i64::from(range.high)));
        if from > to {
            return Condition::Settled(false);
        }
        if from == i64::from(range.low) && to == i64::from(range.high) {
            return Condition::Settled(true);
        }
        let Some(wanted) = narrow(from, to) else {
            return Condition::Settled(false);
        };
        if range == BIT && wanted == ir::Range::new(1, 1) {
            return Condition::Computed(of);
        }
        if range == BIT {
            return self.not(Condition::Computed(of));
        }
        Condition::Computed(self.make(Made::Within(of, wanted), BIT))
    }

    /// `not x`
    pub fn not(&mut self, condition: Condition) -> Condition {
        match condition {
            Condition::Settled(truth) => Condition::Settled(!truth),
            Condition::Computed(reg) => match self.code.op(reg) {
                Some(ir::Op::Not(inner)) => Condition::Computed(inner),
                _ => Condition::Computed(self.make(Made::Not(reg), BIT)),
            },
        }
    }

    /// `x and y and …`
    pub fn all(&mut self, parts: &[Condition]) -> Condition {
        self.join(parts, true)
    }

    /// `x or y or …`
    pub fn any(&mut self, parts: &[Condition]) -> Condition {
        self.join(parts, false)
    }

    /// Flattens, sorts and settles a chain; a part beside its own negation settles it, so `child or not child` is true.
    fn join(&mut self, parts: &[Condition], all: bool) -> Condition {
        let mut regs = Ids::default();
        for part in parts {
            match part {
                Condition::Settled(truth) if *truth == all => {}
                Condition::Settled(truth) => return Condition::Settled(*truth),
                Condition::Computed(reg) => match self.code.op(*reg) {
                    Some(ir::Op::All(run)) if all => insert(&mut regs, run.of(&self.code.args)),
                    Some(ir::Op::Any(run)) if !all => insert(&mut regs, run.of(&self.code.args)),
                    _ => insert(&mut regs, &[*reg]),
                },
            }
        }
        let list: Vec<ir::Reg> = regs.list().into_iter().map(ir::Reg).list();
        for reg in &list {
            if let Some(ir::Op::Not(inner)) = self.code.op(*reg)
                && regs.contains(inner.0)
            {
                return Condition::Settled(!all);
            }
        }
        match list.as_slice() {
            [] => Condition::Settled(all),
            [only] => Condition::Computed(*only),
            _ if all => Condition::Computed(self.make(Made::All(list), BIT)),
            _ => Condition::Computed(self.make(Made::Any(list), BIT)),
        }
    }

    /// The range of a weighted sum; none where it can pass [`LARGEST`].
    pub fn sum_range(&self, terms: &Terms, constant: i64) -> Option<(i64, i64)> {
        let (mut low, mut high) = (constant, constant);
        for (reg, weight) in terms.iter() {
            let range = self.range(*reg);
            let (a, b) = (
                weight.checked_mul(i64::from(range.low))?,
                weight.checked_mul(i64::from(range.high))?,
            );
            low = low.checked_add(a.min(b))?;
            high = high.checked_add(a.max(b))?;
        }
        (low >= -LARGEST && high <= LARGEST).then_some((low, high))
    }

    /// A weighted sum in a register; none where it can grow past [`LARGEST`].
    pub fn sum(&mut self, terms: &Terms, constant: i64) -> Option<ir::Reg> {
        let (low, high) = self.sum_range(terms, constant)?;
        let range = narrow(low, high)?;
        let constant = i32::try_from(constant).ok()?;
        let mut list = Vec::new();
        for (reg, weight) in terms.iter() {
            if *weight != 0 {
                list.push((*reg, i32::try_from(*weight).ok()?));
            }
        }
        match list.as_slice() {
            [] => Some(self.constant(constant)),
            [(reg, 1)] if constant == 0 => Some(*reg),
            _ => Some(self.make(Made::Sum(list, constant), range)),
        }
    }

    /// What is that long after a moment or date.
    pub fn after(&mut self, of: ir::Reg, period: Period, when: ir::When, calendars: &[Calendar]) -> ir::Reg {
        let range = self.range(of);
        // Later never becomes earlier, so the ends stay the ends.
        let end = |value: i32| when.after(value, period, calendars);
        self.make(
            Made::After(of, period, when),
            ir::Range::new(end(range.low), end(range.high)),
        )
    }

    /// What is asked of the list in a slot.
    pub fn query(&mut self, query: u32, list: ir::Reg, range: ir::Range) -> ir::Reg {
        self.make(Made::Query(query, list), range)
    }

    /// The highest level whose condition holds, or 0.
    pub fn highest(&mut self, demands: &[(Condition, u8)]) -> ir::Reg {
        let mut list: Vec<(ir::Reg, i32)> = Vec::new();
        let (mut low, mut high) = (0, 0);
        for (condition, level) in demands {
            let level = i32::from(*level);
            match condition {
                Condition::Settled(false) => continue,
                Condition::Settled(true) => low = low.max(level),
                Condition::Computed(_) => {}
            }
            high = high.max(level);
            let reg = self.reg(*condition);
            list.push((reg, level));
        }
        if low == high {
            return self.constant(low);
        }
        self.make(Made::Highest(list), ir::Range::new(low, high))
    }
}

/// The range of a condition.
const BIT: ir::Range = ir::Range { low: 0, high: 1 };

fn narrow(low: i64, high: i64) -> Option<ir::Range> {
    Some(ir::Range::new(i32::try_from(low).ok()?, i32::try_from(high).ok()?))
}

fn insert(set: &mut Ids, regs: &[ir::Reg]) {
    for reg in regs {
        set.insert(reg.0);
    }
}

fn append<T: Copy>(table: &mut Vec<T>, items: &[T]) -> ir::Run {
    let start = u32::try_from(table.len()).unwrap_or(u32::MAX);
    table.extend_from_slice(items);
    ir::Run {
        start,
        length: u32::try_from(items.len()).unwrap_or(u32::MAX),
    }
}
