//! From a model of the clauses to a case: one value in each cell, so that every sum comes out where the model has it.
//!
//! A case is only ever a proposal. Whoever asked for it decides it with the evaluator before saying anything of it.

use super::clauses::{Clauses, NumberId, Part, Sum};
use super::encode::Worlds;
use super::solver::Lit;
use crate::eval::Case;
use crate::ir::{self, Fact, FactId, Program, Range};
use crate::value::{Calendar, Date, Moment};

/// Moments that are tried before a case is given up.
const MOST_MOMENTS: i32 = 400;

/// Cases that the last model may mean, at several moments where the moment is open: the first that is accepted.
pub fn case(
    clauses: &Clauses,
    worlds: &Worlds<'_>,
    preferred: Moment,
    mut accept: impl FnMut(&Case) -> bool,
) -> Option<Case> {
    let program = worlds.program();
    let cell = match worlds.time() {
        Some(id) => clauses.cell(id),
        None => Range::new(preferred.minutes, preferred.minutes),
    };
    let first = preferred.minutes.clamp(cell.low, cell.high);
    // Around the clock and the week first, in steps of an hour and a bit; then the ends.
    let steps = (0..MOST_MOMENTS).map(|step| first.saturating_add(step * 61));
    let moments = steps.chain([cell.low, cell.high]).take_while(|at| *at <= cell.high);
    let mut last = None;
    for minutes in moments {
        if last.replace(minutes) == Some(minutes) {
            continue;
        }
        let now = Moment { minutes };
        let Some(row) = row(clauses, worlds, now) else { continue };
        let case = Case::from_row(program, &row, now);
        if accept(&case) {
            return Some(case);
        }
    }
    None
}

/// A completion of a case that the last model may mean.
pub fn completion(clauses: &Clauses, worlds: &Worlds<'_>, case: &Case) -> Option<Case> {
    let now = case.now();
    let numbers = (0..).zip(&worlds.program().slots);
    let known = numbers.filter_map(|(slot, _)| Some((worlds.number(slot)?, case.slot(slot)?)));
    let row = filled(clauses, worlds, now, known.collect())?;
    let given = row.iter().zip(case.row());
    let row: Vec<i32> = given
        .map(|(found, own)| if *own > ir::LAST_MARK { *own } else { *found })
        .collect();
    Some(Case::from_row(worlds.program(), &row, now))
}

/// A value for every slot, at a moment.
fn row(clauses: &Clauses, worlds: &Worlds<'_>, now: Moment) -> Option<Vec<i32>> {
    filled(clauses, worlds, now, Vec::new())
}

/// A value for every slot, at a moment, with some numbers chosen.
fn filled(clauses: &Clauses, worlds: &Worlds<'_>, now: Moment, mut chosen: Vec<(NumberId, i32)>) -> Option<Vec<i32>> {
    if let Some(id) = worlds.time() {
        chosen.push((id, now.minutes));
    }
    let mut row = Vec::new();
    for (slot, _) in (0..).zip(&worlds.program().slots) {
        let value = if let Some(literal) = worlds.yes(slot) {
            i32::from(clauses.solver.holds(literal))
        } else if let Some(id) = worlds.number(slot) {
            let value = match chosen.iter().find(|(known, _)| *known == id) {
                Some((_, value)) => *value,
                None => choose(clauses, id, &chosen, now),
            };
            chosen.push((id, value));
            value
        } else {
            worlds.fixed(slot)?
        };
        row.push(value);
    }
    Some(row)
}

/// A value of a number in its cell with which every sum that is otherwise settled comes out in its own.
fn choose(clauses: &Clauses, id: NumberId, chosen: &[(NumberId, i32)], now: Moment) -> i32 {
    let mut cell = clauses.cell(id);
    for sum in &clauses.sums {
        let settled = |part: &Part| match part {
            Part::Number(number) | Part::After(number, ..) => {
                *number == id || chosen.iter().any(|(known, _)| known == number)
            }
            Part::Today | Part::Truth(_) => true,
        };
        let own = |part: &Part| matches!(part, Part::Number(number) | Part::After(number, ..) if *number == id);
        if sum.terms.iter().any(|(part, _)| own(part)) && sum.terms.iter().all(|(part, _)| settled(part)) {
            // Sums of which the question says nothing may stand as no case has them: those are let go.
            cell = narrowed(clauses, sum, id, chosen, now, cell).unwrap_or(cell);
        }
    }
    // Near the moment where it is one, else as small as can be.
    if cell.high > Date::LAST.days * 2 {
        now.minutes.clamp(cell.low, cell.high)
    } else {
        cell.low
    }
}

fn narrowed(
    clauses: &Clauses,
    sum: &Sum,
    id: NumberId,
    chosen: &[(NumberId, i32)],
    now: Moment,
    cell: Range,
) -> Option<Range> {
    let wanted = clauses.cell(sum.number);
    let total = |value: i32| -> i64 {
        let of = |number: NumberId| {
            let known = chosen.iter().find(|(known, _)| *known == number);
            if number == id {
                value
            } else {
                known.map_or(0, |(_, value)| *value)
            }
        };
        let parts = sum.terms.iter().map(|(part, weight)| {
            let part = match part {
                Part::Number(number) => of(*number),
                Part::Today => now.date().days,
                Part::After(number, period, when, calendar) => {
                    let calendars: &[Calendar] = calendar.as_slice();
                    when.after(of(*number), *period, calendars)
                }
                Part::Truth(literal) => i32::from(clauses.solver.holds(*literal)),
            };
            i64::from(part) * i64::from(*weight)
        });
        parts.sum()
    };
    // It rises or falls with the number, so those that fit stand together.
    let rises = total(cell.low) <= total(cell.high);
    let reached = |value: i32, bound: i64| {
        if rises {
            total(value) >= bound
        } else {
            total(value) <= bound
        }
    };
    let (near, far) = if rises {
        (i64::from(wanted.low), i64::from(wanted.high) + 1)
    } else {
        (i64::from(wanted.high), i64::from(wanted.low) - 1)
    };
    let low = first(cell, |value| reached(value, near))?;
    let high = first(cell, |value| reached(value, far)).map_or(cell.high, |past| past.saturating_sub(1));
    (low <= high).then(|| Range::new(low, high))
}

/// The first value of a range from which on something holds.
fn first(range: Range, holds: impl Fn(i32) -> bool) -> Option<i32> {
    let (mut low, mut high) = (range.low, range.high);
    if !holds(high) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

/// The facts of which some literals speak.
pub fn facts(clauses: &Clauses, worlds: &Worlds<'_>, literals: &[Lit]) -> Vec<FactId> {
    let mut found = Vec::new();
    let speaks = |literal: Lit| literals.contains(&literal) || literals.contains(&literal.not());
    for (id, fact) in (0..).map(FactId).zip(&worlds.program().facts) {
        let mut slots = fact.slot..fact.slot + fact.kind.width();
        let spoken = slots.any(|slot| {
            let number = worlds.number(slot);
            let cell = number
                .map(|number| clauses.ends(number, clauses.cell(number)))
                .unwrap_or_default();
            worlds.yes(slot).is_some_and(speaks) || cell.into_iter().any(speaks)
        });
        if spoken {
            found.push(id);
        }
    }
    found
}

/// The same case with nothing said but some facts, where that is accepted.
pub fn only(program: &Program, case: &Case, facts: &[FactId], mut accept: impl FnMut(&Case) -> bool) -> Option<Case> {
    let mut fewer = case.clone();
    let all = (0..).map(FactId).zip(&program.facts);
    for (_, fact) in all.filter(|(id, _)| !facts.contains(id)) {
        for slot in fact.slot..fact.slot + fact.kind.width() {
            fewer.put(slot, ir::NOT_ASKED);
        }
    }
    accept(&fewer).then_some(fewer)
}

/// The same case with as little said as is enough: facts are left out one by one while it is still accepted,
/// all but one of which it speaks. Whoever accepts a case must accept one that says more.
pub fn smallest(program: &Program, case: &Case, but: Option<FactId>, mut accept: impl FnMut(&Case) -> bool) -> Case {
    let facts = (0..).map(FactId).zip(&program.facts).filter(|(id, _)| Some(*id) != but);
    let said = facts.filter(|(_, fact)| slots(fact).any(|slot| case.slot(slot).is_some()));
    let said: Vec<&Fact> = said.map(|(_, fact)| fact).collect();
    let mut least = case.clone();
    // Where many can go, as most can, they go at once: what is accepted without all of them is accepted without each.
    let mut open = vec![said.as_slice()];
    while let Some(facts) = open.pop() {
        let mut fewer = least.clone();
        for slot in facts.iter().flat_map(|fact| slots(fact)) {
            fewer.put(slot, ir::NOT_ASKED);
        }
        if accept(&fewer) {
            least = fewer;
        } else if facts.len() > 1 {
            let (first, second) = facts.split_at(facts.len() / 2);
            open.extend([second, first]);
        }
    }
    least
}

fn slots(fact: &Fact) -> std::ops::Range<u32> {
    fact.slot..fact.slot + fact.kind.width()
}
