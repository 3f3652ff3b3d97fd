//! A program as clauses: what every register may hold, over all answers and times at once.
//!
//! Conditions become gates. Sums over numbers of few values become decision diagrams of "still needed so much"; what
//! runs with a clock is a function of one moment where the other is fixed.
//! A sum of which nothing better is known becomes a number of its own. That allows more than can be: what is proved so
//! is proved, and a case found so must be tried, which is what `witness` is for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::clauses::{Clauses, NumberId, Part};
use super::solver::Lit;
use crate::eval::Readers;
use crate::ir::{self, Op, Program, Range, Reg};
use crate::value::{Date, Moment, Period};

/// A number with more values than this is not taken apart value by value.
const FEW: i64 = 400;
/// No sum passes this: the checker refuses it.
const FAR: i32 = 1_000_000_000;
/// How many nodes the diagram of one sum may take.
const MOST_NODES: usize = 20_000;

/// What a register is while it is being encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    /// A fixed number.
    Fixed(i32),
    /// A condition: 1 where it holds.
    Truth(Lit),
    /// A number that may be anything in its range.
    Free(NumberId),
    /// The date of a moment that is not fixed.
    Today,
    /// Something computed.
    Computed(Op),
}

/// One program over answers and a time that are not all fixed.
#[derive(Debug)]
pub struct Worlds<'p> {
    program: &'p Program,
    /// By slot.
    slots: Vec<Value>,
    now: Value,
    /// By register, the condition in it, once it was asked for.
    truths: Vec<Option<Lit>>,
    nodes: BTreeMap<(Reg, usize, i64), Lit>,
    /// By register, those that read it, once that was asked for.
    readers: Arc<OnceLock<Arc<Readers>>>,
}

impl<'p> Worlds<'p> {
    /// All cases at a moment, or at any: a slot that has a value in the row has that one, another any in its range.
    #[must_use]
    pub fn new(clauses: &mut Clauses, program: &'p Program, row: &[i32], now: Option<Moment>) -> Worlds<'p> {
        let slots = program.slots.iter().enumerate().map(|(index, slot)| {
            match row.get(index).copied().filter(|value| *value > ir::LAST_MARK) {
                Some(value) => Value::Fixed(value),
                None => free(clauses, slot.full),
            }
        });
        let slots = slots.collect();
        let all = Range::new(Moment::FIRST.minutes, Moment::LAST.minutes);
        let now = now.map_or_else(|| Value::Free(clauses.number(all)), |now| Value::Fixed(now.minutes));
        Worlds::of(program, slots, now)
    }

    fn of(program: &'p Program, slots: Vec<Value>, now: Value) -> Worlds<'p> {
        Worlds {
            program,
            slots,
            now,
            truths: vec![None; program.code.inputs as usize + program.code.ops.len()],
            nodes: BTreeMap::new(),
            readers: Arc::default(),
        }
    }

    /// The same answers and time but for one slot, which is what `other` says.
    #[must_use]
    pub fn but(&self, slot: u32, other: NumberId) -> Worlds<'p> {
        let mut slots = self.slots.clone();
        if let Some(own) = slots.get_mut(slot as usize) {
            *own = Value::Free(other);
        }
        self.with(slot, slots)
    }

    /// The same program over other slots: what does not read the one that differs is taken over.
    fn with(&self, slot: u32, slots: Vec<Value>) -> Worlds<'p> {
        let readers = self.readers();
        let mut truths = self.truths.clone();
        let mut differs = vec![false; truths.len()];
        let mut open = vec![Reg(ir::FIRST_SLOT.saturating_add(slot))];
        while let Some(reg) = open.pop() {
            let index = reg.0 as usize;
            let Some(own) = differs.get_mut(index).filter(|own| !**own) else {
                continue;
            };
            *own = true;
            if let Some(truth) = truths.get_mut(index) {
                *truth = None;
            }
            open.extend(readers.of(reg));
        }
        Worlds {
            truths,
            readers: Arc::clone(&self.readers),
            ..Worlds::of(self.program, slots, self.now)
        }
    }

    /// The same answers and time but for one slot, which holds that value.
    #[must_use]
    pub fn at(&self, slot: u32, value: i32) -> Worlds<'p> {
        let mut slots = self.slots.clone();
        if let Some(own) = slots.get_mut(slot as usize) {
            *own = Value::Fixed(value);
        }
        self.with(slot, slots)
    }

    /// Another program over the same answers: for each of its slots the slot here that it is.
    #[must_use]
    pub fn shared<'q>(&self, clauses: &mut Clauses, other: &'q Program, same: &[Option<u32>]) -> Worlds<'q> {
        let slots = other.slots.iter().enumerate().map(|(index, slot)| {
            let here = same.get(index).copied().flatten();
            let here = here.and_then(|here| self.slots.get(here as usize)).copied();
            here.unwrap_or_else(|| free(clauses, slot.full))
        });
        Worlds::of(other, slots.collect(), self.now)
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// By register, those that read it.
    #[must_use]
    pub fn readers(&self) -> &Arc<Readers> {
        self.readers.get_or_init(|| Arc::new(Readers::new(self.program)))
    }

    /// The number in a slot; none where it is fixed or a condition.
    #[must_use]
    pub fn number(&self, slot: u32) -> Option<NumberId> {
        match self.slots.get(slot as usize) {
            Some(Value::Free(id)) => Some(*id),
            Some(Value::Fixed(_) | Value::Truth(_) | Value::Today | Value::Computed(_)) | None => None,
        }
    }

    /// The moment; none where it is fixed.
    #[must_use]
    pub fn time(&self) -> Option<NumberId> {
        match self.now {
            Value::Free(id) => Some(id),
            Value::Fixed(_) | Value::Truth(_) | Value::Today | Value::Computed(_) => None,
        }
    }

    /// The value of a slot that has one.
    #[must_use]
    pub fn fixed(&self, slot: u32) -> Option<i32> {
        match self.slots.get(slot as usize) {
            Some(Value::Fixed(value)) => Some(*value),
            Some(Value::Free(_) | Value::Truth(_) | Value::Today | Value::Computed(_)) | None => None,
        }
    }

    /// The condition in a slot of yes or no.
    #[must_use]
    pub fn yes(&self, slot: u32) -> Option<Lit> {
        match self.slots.get(slot as usize) {
            Some(Value::Truth(literal)) => Some(*literal),
            Some(Value::Fixed(_) | Value::Free(_) | Value::Today | Value::Computed(_)) | None => None,
        }
    }

    fn value(&mut self, clauses: &mut Clauses, reg: Reg) -> Value {
        match self.program.code.op(reg) {
            Some(Op::Constant(value)) => Value::Fixed(value),
            Some(Op::Within(..) | Op::Not(_) | Op::All(_) | Op::Any(_)) => Value::Truth(self.condition(clauses, reg)),
            Some(op @ (Op::Sum(..) | Op::Highest(_) | Op::After(..))) => Value::Computed(op),
            None if reg == ir::NOW => self.now,
            None if reg == ir::TODAY => match self.now {
                Value::Fixed(minutes) => Value::Fixed(Moment { minutes }.date().days),
                Value::Free(_) | Value::Truth(_) | Value::Today | Value::Computed(_) => Value::Today,
            },
            None => {
                let slot = reg.0.checked_sub(ir::FIRST_SLOT);
                let found = slot.and_then(|slot| self.slots.get(slot as usize));
                found.copied().unwrap_or(Value::Fixed(0))
            }
        }
    }

    /// Whether a condition holds.
    pub fn truth(&mut self, clauses: &mut Clauses, reg: Reg) -> Lit {
        // Earlier registers first, so that nothing below goes deeper than one step, however long a chain of lets is.
        let mut open = vec![reg];
        let mut needed = BTreeSet::new();
        while let Some(reg) = open.pop() {
            if let Some(op) = self.program.code.op(reg)
                && self.known(reg).is_none()
                && needed.insert(reg)
            {
                open.extend(self.program.code.reads(op));
            }
        }
        for reg in needed {
            // Numbers are looked at when something compares them.
            if !matches!(self.program.code.op(reg), Some(Op::Sum(..) | Op::After(..))) {
                self.condition(clauses, reg);
            }
        }
        self.condition(clauses, reg)
    }

    fn condition(&mut self, clauses: &mut Clauses, reg: Reg) -> Lit {
        if let Some(literal) = self.known(reg) {
            return literal;
        }
        let literal = match self.program.code.op(reg) {
            Some(Op::Not(of)) => self.condition(clauses, of).not(),
            Some(Op::All(run)) => {
                let parts = self.truths(clauses, run);
                clauses.all(&parts)
            }
            Some(Op::Any(run)) => {
                let parts = self.truths(clauses, run);
                clauses.any(&parts)
            }
            Some(Op::Within(of, range)) => {
                let low = self.at_least(clauses, of, i64::from(range.low));
                let high = self.at_least(clauses, of, i64::from(range.high) + 1);
                clauses.and(low, high.not())
            }
            // A level of two can stand for a condition.
            Some(Op::Constant(_) | Op::Sum(..) | Op::Highest(_) | Op::After(..)) | None => {
                self.at_least(clauses, reg, 1)
            }
        };
        if let Some(place) = self.truths.get_mut(reg.0 as usize) {
            *place = Some(literal);
        }
        literal
    }

    /// The condition in a register, where it was asked for before.
    fn known(&self, reg: Reg) -> Option<Lit> {
        self.truths.get(reg.0 as usize).copied().flatten()
    }

    fn truths(&mut self, clauses: &mut Clauses, run: ir::Run) -> Vec<Lit> {
        let args = run.of(&self.program.code.args).iter();
        args.map(|arg| self.condition(clauses, *arg)).collect()
    }

    /// Whether a level is no less than a bound.
    pub fn level(&mut self, clauses: &mut Clauses, reg: Reg, bound: i64) -> Lit {
        self.truth(clauses, reg);
        self.at_least(clauses, reg, bound)
    }

    /// What a register can hold at all; none where that is not known.
    pub fn reach(&mut self, clauses: &mut Clauses, reg: Reg) -> Option<Range> {
        self.truth(clauses, reg);
        self.range(clauses, reg)
    }

    /// Whether a register holds no less than a bound.
    fn at_least(&mut self, clauses: &mut Clauses, reg: Reg, bound: i64) -> Lit {
        match self.value(clauses, reg) {
            Value::Fixed(value) => Lit::TRUE.when(i64::from(value) >= bound),
            Value::Truth(literal) => match bound {
                i64::MIN..=0 => Lit::TRUE,
                1 => literal,
                2.. => Lit::FALSE,
            },
            Value::Free(id) => clauses.at_least(id, bound),
            Value::Today => {
                // A day begins at its midnight.
                let day = bound.clamp(i64::from(Date::FIRST.days), i64::from(Date::LAST.days) + 1);
                let midnight = i32::try_from(day).map(|days| Moment::in_london(Date { days }, 0).minutes);
                self.at_least(clauses, ir::NOW, midnight.map_or(i64::MAX, i64::from))
            }
            Value::Computed(Op::Highest(run)) => {
                if bound <= 0 {
                    return Lit::TRUE;
                }
                let demands = run.of(&self.program.code.demands).iter();
                let high = demands.filter(|(_, level)| i64::from(*level) >= bound);
                let high: Vec<Lit> = high.map(|(condition, _)| self.condition(clauses, *condition)).collect();
                clauses.any(&high)
            }
            Value::Computed(Op::Sum(run, constant)) => {
                let terms = run.of(&self.program.code.terms);
                self.sum_at_least(clauses, reg, terms, bound - i64::from(constant))
            }
            Value::Computed(Op::After(of, period, when)) => {
                let program = self.program;
                let later = |value: i64| {
                    let value = i32::try_from(value).unwrap_or(0);
                    i64::from(when.after(value, period, &program.calendars))
                };
                match self.range(clauses, of) {
                    Some(range) => {
                        let first = first_reaching(range, bound, later);
                        self.at_least(clauses, of, first)
                    }
                    None => self.own_at_least(clauses, &[(reg, 1)], bound),
                }
            }
            Value::Computed(Op::Constant(_) | Op::Within(..) | Op::Not(_) | Op::All(_) | Op::Any(_)) => Lit::FALSE,
        }
    }

    /// `sum of weight * x >= bound`
    fn sum_at_least(&mut self, clauses: &mut Clauses, reg: Reg, terms: &[(Reg, i32)], bound: i64) -> Lit {
        let mut wide = Vec::new();
        let mut fixed = 0;
        for (term, weight) in terms {
            let range = match self.value(clauses, *term) {
                Value::Fixed(value) => {
                    fixed += i64::from(value) * i64::from(*weight);
                    continue;
                }
                Value::Truth(_) => Range::new(0, 1),
                Value::Free(_) | Value::Today | Value::Computed(_) => self.range(clauses, *term).unwrap_or_default(),
            };
            if i64::from(range.high) - i64::from(range.low) >= FEW {
                wide.push((*term, *weight));
            }
        }
        match wide.as_slice() {
            [] => self
                .node(clauses, reg, terms, 0, bound)
                .unwrap_or_else(|| self.own_at_least(clauses, terms, bound)),
            // A function of one number, which rises or falls with it.
            [(only, weight)]
                if terms
                    .iter()
                    .all(|(term, _)| term == only || self.is_fixed(clauses, *term)) =>
            {
                let (weight, left) = (i64::from(*weight), bound - fixed);
                if weight > 0 {
                    let bound = -(-left).div_euclid(weight);
                    self.at_least(clauses, *only, bound)
                } else {
                    let most = (-left).div_euclid(-weight);
                    self.at_least(clauses, *only, most + 1).not()
                }
            }
            _ => self.own_at_least(clauses, terms, bound),
        }
    }

    /// A sum as a number of its own, where nothing better is known of it.
    fn own_at_least(&mut self, clauses: &mut Clauses, terms: &[(Reg, i32)], bound: i64) -> Lit {
        let mut parts = Vec::new();
        let (mut low, mut high, mut fixed) = (0, 0, 0);
        for (term, weight) in terms {
            let weight_here = i64::from(*weight);
            if let Value::Fixed(value) = self.value(clauses, *term) {
                fixed += i64::from(value) * weight_here;
                continue;
            }
            let range = self.range(clauses, *term).unwrap_or(Range::new(-FAR, FAR));
            let (a, b) = (i64::from(range.low) * weight_here, i64::from(range.high) * weight_here);
            (low, high) = (low + a.min(b), high + a.max(b));
            parts.push((self.part(clauses, *term), *weight));
        }
        let far = i64::from(FAR);
        let end = |value: i64| i32::try_from(value.clamp(-far, far)).unwrap_or(FAR);
        let id = clauses.sum(parts, Range::new(end(low), end(high)));
        clauses.at_least(id, bound - fixed)
    }

    fn part(&mut self, clauses: &mut Clauses, reg: Reg) -> Part {
        match self.value(clauses, reg) {
            Value::Free(id) => Part::Number(id),
            Value::Truth(literal) => Part::Truth(literal),
            Value::Today => Part::Today,
            Value::Computed(Op::After(of, period, when)) => {
                let of = self.part(clauses, of);
                let calendar = match period {
                    Period::Hours(index, _) | Period::Days(index, _) => self.program.calendars.get(index as usize),
                    Period::Elapsed(_) | Period::Months(_) => None,
                };
                // Calendars are told apart by what they are, not by where they stand.
                let period = match period {
                    Period::Hours(_, minutes) => Period::Hours(0, minutes),
                    Period::Days(_, days) => Period::Days(0, days),
                    Period::Elapsed(_) | Period::Months(_) => period,
                };
                match of {
                    Part::Number(id) => Part::After(id, period, when, calendar.cloned()),
                    Part::Today | Part::After(..) | Part::Truth(_) => {
                        Part::Number(clauses.number(Range::new(-FAR, FAR)))
                    }
                }
            }
            // A number that nothing is known of.
            Value::Fixed(_) | Value::Computed(_) => Part::Number(clauses.number(Range::new(-FAR, FAR))),
        }
    }

    fn is_fixed(&mut self, clauses: &mut Clauses, reg: Reg) -> bool {
        matches!(self.value(clauses, reg), Value::Fixed(_))
    }

    /// Whether the terms from one on still come to so much: each value of a number leaves the less to the others.
    fn node(&mut self, clauses: &mut Clauses, reg: Reg, terms: &[(Reg, i32)], from: usize, need: i64) -> Option<Lit> {
        let Some((term, weight)) = terms.get(from) else {
            return Some(Lit::TRUE.when(need <= 0));
        };
        let (mut least, mut most) = (0, 0);
        for (term, weight) in terms.get(from..).unwrap_or(&[]) {
            let range = self.range(clauses, *term)?;
            let (a, b) = (
                i64::from(range.low) * i64::from(*weight),
                i64::from(range.high) * i64::from(*weight),
            );
            least += a.min(b);
            most += a.max(b);
        }
        if need <= least {
            return Some(Lit::TRUE);
        }
        if need > most {
            return Some(Lit::FALSE);
        }
        let key = (reg, from, need);
        if let Some(literal) = self.nodes.get(&key) {
            return Some(*literal);
        }
        if self.nodes.len() > MOST_NODES {
            return None;
        }
        let range = self.range(clauses, *term)?;
        let weight = i64::from(*weight);
        let mut ways = Vec::new();
        for value in range.low..=range.high {
            let value = i64::from(value);
            // No less than a value, or no more, whichever way brings the sum up.
            let reached = if weight >= 0 {
                self.at_least(clauses, *term, value)
            } else {
                self.at_least(clauses, *term, value + 1).not()
            };
            let others = self.node(clauses, reg, terms, from + 1, need - weight * value)?;
            ways.push(clauses.and(reached, others));
        }
        let literal = clauses.any(&ways);
        self.nodes.insert(key, literal);
        Some(literal)
    }

    /// What a register can hold at all; none where that is not known.
    fn range(&mut self, clauses: &mut Clauses, reg: Reg) -> Option<Range> {
        Some(match self.value(clauses, reg) {
            Value::Fixed(value) => Range::new(value, value),
            Value::Truth(_) => Range::new(0, 1),
            Value::Free(id) => clauses.range(id),
            Value::Today => Range::new(Date::FIRST.days, Date::LAST.days),
            Value::Computed(Op::Highest(run)) => {
                let levels = run.of(&self.program.code.demands).iter().map(|(_, level)| *level);
                Range::new(0, levels.max().unwrap_or(0))
            }
            Value::Computed(Op::Sum(run, constant)) => {
                let (mut low, mut high) = (i64::from(constant), i64::from(constant));
                for (term, weight) in run.of(&self.program.code.terms) {
                    let range = self.range(clauses, *term)?;
                    let (a, b) = (
                        i64::from(range.low) * i64::from(*weight),
                        i64::from(range.high) * i64::from(*weight),
                    );
                    low += a.min(b);
                    high += a.max(b);
                }
                Range::new(i32::try_from(low).ok()?, i32::try_from(high).ok()?)
            }
            Value::Computed(Op::After(of, period, when)) => {
                let range = self.range(clauses, of)?;
                let end = |value| when.after(value, period, &self.program.calendars);
                Range::new(end(range.low), end(range.high))
            }
            Value::Computed(Op::Constant(_) | Op::Within(..) | Op::Not(_) | Op::All(_) | Op::Any(_)) => return None,
        })
    }
}

fn free(clauses: &mut Clauses, range: Range) -> Value {
    if range == Range::new(0, 1) {
        Value::Truth(clauses.solver.variable())
    } else if range.low == range.high {
        Value::Fixed(range.low)
    } else {
        Value::Free(clauses.number(range))
    }
}

/// The least value of a range at which what never falls reaches a bound; one past the range where none does.
fn first_reaching(range: Range, bound: i64, rises: impl Fn(i64) -> i64) -> i64 {
    let (mut low, mut high) = (i64::from(range.low), i64::from(range.high) + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if rises(middle) >= bound {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
