//! The coming moments at which a decision changes if the facts stay as they are.
//!
//! Time enters the line only through range tests on sums that contain `now` or `today`, so the moments at which
//! any of them turns can be computed; the decision is read again at each, and what differs is told.

use super::decide::{View, duty_key};
use super::decision::{Change, Due, Duty, Gate};
use super::gates::gates;
use super::line::Interval;
use super::list;
use crate::ir::{self, Code, DutyId, GateId, Op, Range, Reg, RuleId, ScaleId};
use crate::list::List as _;
use crate::sorted::{Ids, sorted_by_key};
use crate::value::{Date, Moment};

/// How many turning moments are looked at for one decision.
const MOST_MOMENTS: usize = 256;
/// How many changes one decision tells.
const MOST_CHANGES: usize = 32;

/// All coming changes, and up to where they were looked for if not to the end.
pub fn changes(view: &View<'_>, duties: &[Duty], now: &[Gate]) -> (Vec<Change>, Option<Moment>) {
    let moments = turning_moments(view);
    let mut found = Vec::new();
    let mut before = State::of(view, duties, now.to_vec());
    for (index, minutes) in moments.iter().enumerate() {
        let at = Moment { minutes: *minutes };
        if index >= MOST_MOMENTS || found.len() >= MOST_CHANGES {
            return (found, Some(at.plus(-1)));
        }
        let then = View::at(view.program, view.case, at);
        let after = State::of(&then, &then.duties(), gates(&then));
        if let Some(change) = before.to(&after, at) {
            found.push(change);
        }
        before = after;
    }
    (found, None)
}

/// What is compared from one moment to the next.
struct State {
    levels: Vec<(u8, u8, u8)>,
    rules: Ids,
    duties: Vec<(DutyId, Due)>,
    gates: Vec<Gate>,
}

impl State {
    fn of(view: &View<'_>, duties: &[Duty], gates: Vec<Gate>) -> State {
        let mut rules = Ids::default();
        for (id, _) in view.rules().filter(|(_, rule)| view.applies(rule)) {
            rules.insert(id.0);
        }
        State {
            levels: view.program.scales.iter().map(|scale| view.levels(scale)).list(),
            rules,
            duties: duties.iter().map(duty_key).list(),
            gates,
        }
    }

    fn to(&self, after: &State, at: Moment) -> Option<Change> {
        let outcomes = (0..)
            .map(ScaleId)
            .zip(self.levels.iter().zip(&after.levels))
            .filter(|(_, (from, to))| from.0 != to.0)
            .map(|(id, (from, to))| (id, from.0, to.0))
            .list();
        let duties: Vec<(DutyId, Due)> = after
            .duties
            .iter()
            .filter(|duty| !self.duties.contains(duty))
            .copied()
            .list();
        let begins = only_in(&after.rules, &self.rules);
        let ceases = only_in(&self.rules, &after.rules);
        let turned = |to_open: bool| -> Vec<GateId> {
            let pairs = self.gates.iter().zip(&after.gates);
            pairs
                .filter(|(before, after)| before.open() != to_open && after.open() == to_open)
                .map(|(before, _)| before.gate)
                .list()
        };
        let (opens, shuts) = (turned(true), turned(false));
        let rules_same = begins.is_empty() && ceases.is_empty();
        let gates_same = opens.is_empty() && shuts.is_empty();
        let same = self.levels == after.levels && duties.is_empty() && rules_same && gates_same;
        (!same).then_some(Change {
            at,
            outcomes,
            duties,
            begins,
            ceases,
            opens,
            shuts,
        })
    }
}

fn only_in(these: &Ids, others: &Ids) -> Vec<RuleId> {
    let here = these.list().into_iter();
    here.filter(|rule| !others.contains(*rule)).map(RuleId).list()
}

/// Every later minute at which some time test may turn, in order.
fn turning_moments(view: &View<'_>) -> Vec<i32> {
    let mut moments = Vec::new();
    for registers in [&view.presumed, &view.full] {
        turning(&view.program.code, registers, view.now, &mut moments);
    }
    for (code, registers) in list::lines(view.program, view.case, view.now) {
        turning(code, &registers, view.now, &mut moments);
    }
    // All lie in the future, so their distance from now orders them.
    let now = view.now.minutes;
    let mut moments = sorted_by_key(moments, |minutes| [minutes.abs_diff(now), 0, 0]);
    moments.dedup();
    moments
}

/// The moments at which the time tests of one line may turn.
fn turning(code: &Code, registers: &[Interval], now: Moment, moments: &mut Vec<i32>) {
    for op in &code.ops {
        let Op::Within(of, range) = *op else { continue };
        let (clock, weight) = match code.op(of) {
            None if of == ir::NOW || of == ir::TODAY => (of, 1),
            Some(Op::Sum(run, _)) => match run
                .of(&code.terms)
                .iter()
                .find(|(reg, _)| *reg == ir::NOW || *reg == ir::TODAY)
            {
                Some((reg, weight)) => (*reg, *weight),
                None => continue,
            },
            _ => continue,
        };
        let value = registers.get(of.0 as usize).copied().unwrap_or_default();
        for value in [value.low, value.high] {
            turns(now, clock, weight, value, range, moments);
        }
    }
}

/// The moments at which a value that runs with a clock enters or leaves a range.
fn turns(now: Moment, clock: Reg, weight: i32, value: i32, range: Range, moments: &mut Vec<i32>) {
    let (value, weight) = (i64::from(value), i64::from(weight));
    // The value enters a range at one end and leaves it one past the other, whichever way it runs.
    for edge in [
        i64::from(range.low),
        i64::from(range.high) + 1,
        i64::from(range.low) - 1,
        i64::from(range.high),
    ] {
        let distance = edge - value;
        if weight == 0 || distance.signum() != weight.signum() {
            continue;
        }
        let steps = (distance.abs() + weight.abs() - 1) / weight.abs();
        let minutes = if clock == ir::NOW {
            i64::from(now.minutes) + steps
        } else {
            let day = i64::from(now.date().days) + steps;
            i32::try_from(day).map_or(i64::MAX, |days| i64::from(Moment::in_london(Date { days }, 0).minutes))
        };
        if minutes > i64::from(now.minutes)
            && minutes <= i64::from(Moment::LAST.minutes)
            && let Ok(minutes) = i32::try_from(minutes)
        {
            moments.push(minutes);
        }
    }
}
