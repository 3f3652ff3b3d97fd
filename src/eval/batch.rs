//! The line read for 64 cases at once, for replays.
//!
//! A condition is two words of 64 bits, whether it surely and whether it possibly holds, so that `and`, `or` and `not`
//! cost one instruction for all cases; a number is 64 least and 64 greatest values, which the compiler turns into
//! vector instructions. A case of which all is known is one whose bounds are equal, so one reading serves both kinds.
//! Interval by interval it is what [`line`](super::line) does one case at a time; a property test holds it to that.

use super::line::World;
use super::{Case, list};
use crate::ir::{self, Op, Program, Range, Reg, Run, When};
use crate::list::List as _;
use crate::value::{Calendar, Moment, Period};

/// Up to 64 cases of one program, and what became of every register for each.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Where each register is.
    places: Vec<Place>,
    slots: Vec<Given>,
    steps: Vec<Step>,
    conditions: Vec<Condition>,
    numbers: Vec<Number>,
    /// How many of the conditions are slots; they stand first.
    given: usize,
    /// How many cases are complete; also the lane that is being filled.
    filled: usize,
    /// The bit of that lane.
    lane: u64,
    /// Lanes of which something is not known.
    unknown: u64,
    /// What working time is kept by.
    calendars: Vec<Calendar>,
    /// Where the answer to each query goes.
    queries: Vec<Place>,
    /// Whether anything reads the date, which costs more to find than the moment.
    dated: bool,
}

/// A slot: where it is, and what it may hold while it is not known.
#[derive(Debug, Clone, Copy)]
struct Given {
    place: Place,
    full: Range,
    presumed: Range,
}

/// Cases in a batch.
pub const LANES: usize = 64;

#[derive(Debug, Clone, Copy)]
enum Place {
    Condition(usize),
    Number(usize),
}

#[derive(Debug, Clone, Copy, Default)]
struct Condition {
    surely: u64,
    maybe: u64,
}

#[derive(Debug, Clone)]
struct Number {
    low: [i32; LANES],
    high: [i32; LANES],
}

/// An operation between places; the last index is where the result goes.
#[derive(Debug, Clone)]
enum Step {
    Within(usize, Range, usize),
    Not(usize, usize),
    All(Vec<usize>, usize),
    Any(Vec<usize>, usize),
    Sum(Vec<(Place, i32)>, i32, usize),
    /// Demands from the lowest level up.
    Highest(Vec<(usize, i32)>, usize),
    After(usize, Period, When, usize),
}

impl Number {
    fn fixed(value: i32) -> Number {
        Number {
            low: [value; LANES],
            high: [value; LANES],
        }
    }
}

impl Batch {
    /// No cases yet.
    #[must_use]
    pub fn new(program: &Program) -> Batch {
        let mut batch = Batch {
            places: Vec::new(),
            slots: Vec::new(),
            steps: Vec::new(),
            conditions: Vec::new(),
            numbers: Vec::new(),
            given: 0,
            filled: 0,
            lane: 1,
            unknown: 0,
            calendars: program.calendars.clone(),
            queries: Vec::new(),
            dated: false,
        };
        batch.queries = program.queries.iter().map(|_| batch.number(0)).list();
        let code = &program.code;
        let inputs = [ir::NOW, ir::TODAY].map(|_| batch.number(0));
        batch.places.extend(inputs);
        for slot in &program.slots {
            let place = if slot.full.low >= 0 && slot.full.high <= 1 {
                batch.condition(Condition::default())
            } else {
                batch.number(0)
            };
            batch.places.push(place);
            batch.slots.push(Given {
                place,
                full: slot.full,
                presumed: slot.presumed,
            });
        }
        batch.given = batch.conditions.len();
        batch.dated = code.ops.iter().any(|op| code.reads(*op).contains(&ir::TODAY));
        for op in &code.ops {
            let place = batch.plan(code, *op);
            batch.places.push(place);
        }
        batch
    }

    // ---- filling ------------------------------------------------------------------------------------

    /// Says for which moment the case being filled is decided; none is any that can be named.
    pub fn put_now(&mut self, now: Option<Moment>) {
        let (first, last) = now.map_or((Moment::FIRST, Moment::LAST), |now| (now, now));
        self.unknown |= if now.is_none() { self.lane } else { 0 };
        self.put_at(self.place(ir::NOW), Range::new(first.minutes, last.minutes));
        if self.dated {
            let days = Range::new(first.date().days, last.date().days);
            self.put_at(self.place(ir::TODAY), days);
        }
    }

    /// Puts a value or mark into a slot of the case being filled. Every slot wants one; only a slot of more than yes
    /// and no takes another instead.
    #[inline]
    pub fn put(&mut self, slot: u32, value: i32) {
        let Some(given) = self.slots.get(slot as usize) else {
            return;
        };
        let (place, range) = if value > ir::LAST_MARK {
            (given.place, Range::new(value, value))
        } else {
            self.unknown |= self.lane;
            let fault = value == ir::FAULT;
            (given.place, if fault { given.full } else { given.presumed })
        };
        self.put_at(place, range);
    }

    /// Puts in what the lists of a case come to, at a moment or at any that can be named.
    pub fn put_lists(&mut self, program: &Program, case: &Case, now: Option<Moment>) {
        for (index, query) in (0..).zip(&program.queries) {
            let range = now.map_or(query.range, |now| {
                let found = list::ask(program, case, index, now, World::Presumed);
                Range::new(found.low, found.high)
            });
            if let Some(place) = self.queries.get(index as usize) {
                self.put_at(*place, range);
            }
        }
    }

    #[inline]
    fn put_at(&mut self, place: Place, range: Range) {
        match place {
            Place::Condition(at) => {
                if let Some(condition) = self.conditions.get_mut(at) {
                    condition.surely |= if range.low != 0 { self.lane } else { 0 };
                    condition.maybe |= if range.high != 0 { self.lane } else { 0 };
                }
            }
            Place::Number(at) => {
                if let Some(number) = self.numbers.get_mut(at) {
                    let bounds = number.low.get_mut(self.filled).zip(number.high.get_mut(self.filled));
                    if let Some((low, high)) = bounds {
                        (*low, *high) = (range.low, range.high);
                    }
                }
            }
        }
    }

    /// Forgets what was put into the case being filled.
    pub fn forget(&mut self) {
        self.keep(self.lane - 1);
    }

    /// Takes the case being filled as complete. True when there is no room for another.
    pub fn done(&mut self) -> bool {
        self.filled += 1;
        self.lane <<= 1;
        self.filled == LANES
    }

    /// Empties the batch.
    pub fn clear(&mut self) {
        (self.filled, self.lane) = (0, 1);
        self.keep(0);
    }

    fn keep(&mut self, lanes: u64) {
        self.unknown &= lanes;
        for condition in self.conditions.iter_mut().take(self.given) {
            condition.surely &= lanes;
            condition.maybe &= lanes;
        }
    }

    // ---- reading off --------------------------------------------------------------------------------

    /// How many cases there are.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.filled
    }

    /// The cases of which something is not known, a bit each.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown & self.lanes()
    }

    /// The cases in which the value to act on is that one, a bit each: as in a [`Grade`](super::Grade), the highest
    /// that is possible under the presumptions.
    #[must_use]
    pub fn acted(&self, reg: Reg, value: i32) -> u64 {
        let found = match self.places.get(reg.0 as usize) {
            Some(Place::Condition(at)) => match (self.conditions.get(*at), value) {
                (Some(condition), 1) => condition.maybe,
                (Some(condition), 0) => !condition.maybe,
                _ => 0,
            },
            Some(Place::Number(at)) => self
                .numbers
                .get(*at)
                .map_or(0, |number| gather(number, |_, high| high == value)),
            None => 0,
        };
        found & self.lanes()
    }

    fn lanes(&self) -> u64 {
        // The bit of the next lane less one; of none when all are filled.
        self.lane.wrapping_sub(1)
    }

    // ---- planning -----------------------------------------------------------------------------------

    fn condition(&mut self, value: Condition) -> Place {
        self.conditions.push(value);
        Place::Condition(self.conditions.len() - 1)
    }

    fn number(&mut self, value: i32) -> Place {
        self.numbers.push(Number::fixed(value));
        Place::Number(self.numbers.len() - 1)
    }

    fn always(&mut self, holds: bool) -> Place {
        let word = if holds { u64::MAX } else { 0 };
        self.condition(Condition {
            surely: word,
            maybe: word,
        })
    }

    /// Adds the step whose result is a new condition, given where that is.
    fn step(&mut self, step: impl FnOnce(usize) -> Step) -> Place {
        let to = self.conditions.len();
        self.steps.push(step(to));
        self.condition(Condition::default())
    }

    fn plan(&mut self, code: &ir::Code, op: Op) -> Place {
        match op {
            Op::Constant(value @ 0..=1) => self.always(value == 1),
            Op::Constant(value) => self.number(value),
            Op::Within(of, range) => match self.place(of) {
                Place::Number(of) => self.step(|to| Step::Within(of, range, to)),
                Place::Condition(of) => match (range.holds(0), range.holds(1)) {
                    (false, true) => Place::Condition(of),
                    (true, false) => self.step(|to| Step::Not(of, to)),
                    (both, _) => self.always(both),
                },
            },
            Op::Not(of) => {
                let of = self.truth(of);
                self.step(|to| Step::Not(of, to))
            }
            Op::All(args) => {
                let args = self.truths(code, args);
                self.step(|to| Step::All(args, to))
            }
            Op::Any(args) => {
                let args = self.truths(code, args);
                self.step(|to| Step::Any(args, to))
            }
            Op::Sum(terms, constant) => {
                let terms = terms.of(&code.terms).iter();
                let terms = terms.map(|(reg, weight)| (self.place(*reg), *weight)).list();
                self.steps.push(Step::Sum(terms, constant, self.numbers.len()));
                self.number(0)
            }
            Op::After(of, period, when) => {
                let Place::Number(of) = self.place(of) else {
                    // Moments and dates are numbers, so this is not reached; it keeps the plan total.
                    return self.number(0);
                };
                self.steps.push(Step::After(of, period, when, self.numbers.len()));
                self.number(0)
            }
            // Put in with the case, see `put_lists`.
            Op::Query(query, _) => self.queries.get(query as usize).copied().unwrap_or(Place::Number(0)),
            Op::Highest(demands) => {
                let demands = demands.of(&code.demands).iter();
                let mut demands: Vec<(usize, i32)> = demands.map(|(reg, level)| (self.truth(*reg), *level)).list();
                demands.sort_by_key(|(_, level)| *level);
                self.steps.push(Step::Highest(demands, self.numbers.len()));
                self.number(0)
            }
        }
    }

    fn place(&self, reg: Reg) -> Place {
        self.places.get(reg.0 as usize).copied().unwrap_or(Place::Number(0))
    }

    fn truth(&mut self, reg: Reg) -> usize {
        match self.place(reg) {
            Place::Condition(at) => at,
            Place::Number(of) => {
                // Conditions are 0 or 1, so this is not reached; it keeps the plan total.
                self.step(|to| Step::Within(of, Range::new(1, i32::MAX), to));
                self.conditions.len() - 1
            }
        }
    }

    fn truths(&mut self, code: &ir::Code, args: Run) -> Vec<usize> {
        args.of(&code.args).iter().map(|reg| self.truth(*reg)).list()
    }

    // ---- running ------------------------------------------------------------------------------------

    /// Fills all registers for the cases there are.
    pub fn run(&mut self) {
        for step in &self.steps {
            let conditions = &mut self.conditions;
            let read = |conditions: &[Condition], at: usize| conditions.get(at).copied().unwrap_or_default();
            let (to, found) = match step {
                Step::Within(of, range, to) => {
                    let Some(number) = self.numbers.get(*of) else { continue };
                    let surely = gather(number, |low, high| (range.low <= low) & (high <= range.high));
                    let maybe = gather(number, |low, high| (low <= range.high) & (range.low <= high));
                    (to, Condition { surely, maybe })
                }
                Step::Not(of, to) => {
                    let Condition { surely, maybe } = read(conditions, *of);
                    let found = Condition {
                        surely: !maybe,
                        maybe: !surely,
                    };
                    (to, found)
                }
                Step::All(args, to) => {
                    let all = args.iter().fold((u64::MAX, u64::MAX), |(surely, maybe), at| {
                        let arg = read(conditions, *at);
                        (surely & arg.surely, maybe & arg.maybe)
                    });
                    (
                        to,
                        Condition {
                            surely: all.0,
                            maybe: all.1,
                        },
                    )
                }
                Step::Any(args, to) => {
                    let any = args.iter().fold((0, 0), |(surely, maybe), at| {
                        let arg = read(conditions, *at);
                        (surely | arg.surely, maybe | arg.maybe)
                    });
                    (
                        to,
                        Condition {
                            surely: any.0,
                            maybe: any.1,
                        },
                    )
                }
                Step::Sum(terms, constant, to) => {
                    let (earlier, own) = self.numbers.split_at_mut(*to);
                    let Some(own) = own.first_mut() else { continue };
                    *own = Number::fixed(*constant);
                    for (place, weight) in terms {
                        add(own, *place, *weight, earlier, conditions);
                    }
                    continue;
                }
                Step::After(of, period, when, to) => {
                    let (earlier, own) = self.numbers.split_at_mut(*to);
                    let (Some(of), Some(own)) = (earlier.get(*of), own.first_mut()) else {
                        continue;
                    };
                    for (own, of) in [(&mut own.low, &of.low), (&mut own.high, &of.high)] {
                        for (own, of) in own.iter_mut().zip(of).take(self.filled) {
                            *own = when.after(*of, *period, &self.calendars);
                        }
                    }
                    continue;
                }
                Step::Highest(demands, to) => {
                    let Some(own) = self.numbers.get_mut(*to) else { continue };
                    *own = Number::fixed(0);
                    for (at, level) in demands {
                        // Levels rise from demand to demand, so that the later one is never the lower.
                        let condition = read(conditions, *at);
                        each(condition.surely, &mut own.low, |value| *value = *level);
                        each(condition.maybe, &mut own.high, |value| *value = *level);
                    }
                    continue;
                }
            };
            if let Some(place) = conditions.get_mut(*to) {
                *place = found;
            }
        }
    }
}

/// Adds a weighted term to a sum. The checker refuses sums that can pass a thousand million, so nothing wraps.
fn add(sum: &mut Number, term: Place, weight: i32, numbers: &[Number], conditions: &[Condition]) {
    let (low, high) = if weight >= 0 {
        (&mut sum.low, &mut sum.high)
    } else {
        (&mut sum.high, &mut sum.low)
    };
    match term {
        Place::Condition(at) => {
            let term = conditions.get(at).copied().unwrap_or_default();
            each(term.surely, low, |value| *value = value.wrapping_add(weight));
            each(term.maybe, high, |value| *value = value.wrapping_add(weight));
        }
        Place::Number(at) => {
            let Some(term) = numbers.get(at) else { return };
            for (sum, term) in [(low, &term.low), (high, &term.high)] {
                for (sum, term) in sum.iter_mut().zip(term) {
                    *sum = sum.wrapping_add(term.wrapping_mul(weight));
                }
            }
        }
    }
}

/// Does something to the lane of every bit that is set; few are.
#[inline(always)]
fn each(mut lanes: u64, values: &mut [i32; LANES], change: impl Fn(&mut i32)) {
    while lanes != 0 {
        if let Some(value) = values.get_mut(lanes.trailing_zeros() as usize) {
            change(value);
        }
        lanes &= lanes - 1;
    }
}

/// A bit for each lane that passes a test.
#[inline(always)]
fn gather(number: &Number, test: impl Fn(i32, i32) -> bool) -> u64 {
    let mut passed = [0u8; LANES];
    for (passed, (low, high)) in passed.iter_mut().zip(number.low.iter().zip(&number.high)) {
        *passed = u8::from(test(*low, *high));
    }
    let (eights, _) = passed.as_chunks::<8>();
    eights.iter().rev().fold(0, |word, eight| {
        // Multiplying moves the lowest bit of each byte into the highest byte, in order.
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word << 8 | bits
    })
}
