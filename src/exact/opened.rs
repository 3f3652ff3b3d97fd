//! One case among the clauses of its policy: what is known of it is fixed, and what a single moment decides is tied together.
//!
//! The clauses are of all cases at all times, and of sums over several open numbers they say little. Where all but one
//! number of a sum is known, its bounds are bounds of that number; put in order they say all that there is to say.

use super::clauses::{Clauses, NumberId, Part, Sum};
use super::encode::Worlds;
use super::solver::Lit;
use crate::eval::Case;
use crate::ir::{FactKind, Program, Range};
use crate::value::{Calendar, Moment};

/// A number that is not known, and all that is compared with it.
#[derive(Debug)]
struct Open {
    slot: u32,
    range: Range,
    /// From which value on a literal holds.
    steps: Vec<(i32, Lit)>,
}

/// Something that is so because some answers are known.
#[derive(Debug)]
pub struct Fixed {
    /// The slots of the answers; none where it is so by the moment alone.
    pub slots: Vec<u32>,
    /// What is so.
    pub literal: Lit,
}

/// What is known of a number: its value, and the slot of the answer.
type Known = Vec<Option<(i32, Option<u32>)>>;

/// What the known parts of a sum come to, the slots that they are of, and the part that is not known with its weight.
type Total<'s> = (i64, Vec<u32>, Option<(NumberId, &'s Part, i64)>);

/// One case among the clauses, until they are ended.
#[derive(Debug)]
pub struct Opened {
    row: Vec<i32>,
    now: Moment,
    known: Known,
    /// By number, its place among those that are not known.
    places: Vec<Option<usize>>,
    /// Slots of yes or no that are not known.
    truths: Vec<(u32, Lit)>,
    numbers: Vec<Open>,
    /// Whether some sum is of several numbers that are not known, so that a model may mean no case.
    loose: bool,
}

impl Opened {
    /// A case, with what is fixed by what is known of it.
    pub fn of(clauses: &Clauses, worlds: &Worlds<'_>, case: &Case) -> (Opened, Vec<Fixed>) {
        let program = worlds.program();
        let now = case.now();
        let mut fixed = Vec::new();
        let mut known: Known = vec![None; clauses.count()];
        let mut know = |id: NumberId, value: i32, slot: Option<u32>| {
            if let Some(place) = known.get_mut(id.index()) {
                *place = Some((value, slot));
            }
        };
        let fix = |slots: &[u32], literal: Lit| Fixed {
            slots: slots.to_vec(),
            literal,
        };
        if let Some(id) = worlds.time() {
            know(id, now.minutes, None);
            fixed.extend(clauses.around(id, now.minutes).map(|literal| fix(&[], literal)));
        }
        let mut opened = Opened {
            row: case.row().to_vec(),
            now,
            known: Vec::new(),
            places: vec![None; clauses.count()],
            truths: Vec::new(),
            numbers: Vec::new(),
            loose: false,
        };
        for (slot, own) in (0..).zip(&program.slots) {
            match (worlds.yes(slot), worlds.number(slot), case.slot(slot)) {
                (Some(literal), _, Some(value)) => fixed.push(fix(&[slot], literal.when(value == 1))),
                (Some(literal), _, None) => opened.truths.push((slot, literal)),
                (None, Some(id), Some(value)) => {
                    know(id, value, Some(slot));
                    fixed.extend(clauses.around(id, value).map(|literal| fix(&[slot], literal)));
                }
                (None, Some(id), None) => {
                    opened.open(clauses, id, slot, own.full);
                }
                (None, None, _) => {
                    if let (Some(place), Some(value)) = (opened.row.get_mut(slot as usize), worlds.fixed(slot)) {
                        *place = value;
                    }
                }
            }
        }
        opened.known = known;
        for sum in &clauses.sums {
            opened.sum(clauses, sum, &mut fixed);
        }
        (opened, fixed)
    }

    fn open(&mut self, clauses: &Clauses, id: NumberId, slot: u32, range: Range) {
        if self.places.len() <= id.index() {
            self.places.resize(id.index() + 1, None);
        }
        if let Some(place) = self.places.get_mut(id.index()) {
            *place = Some(self.numbers.len());
        }
        self.numbers.push(Open {
            slot,
            range,
            steps: clauses.steps(id).collect(),
        });
    }

    /// Another number for a slot, as a copy of the policy has it, tied as its own would be.
    /// Only sums from a place on are of it.
    pub fn beside(&self, clauses: &mut Clauses, slot: u32, id: NumberId, sums: usize) {
        let mut beside = Opened {
            row: Vec::new(),
            now: self.now,
            known: self.known.clone(),
            places: Vec::new(),
            truths: Vec::new(),
            numbers: Vec::new(),
            loose: false,
        };
        beside.open(clauses, id, slot, clauses.range(id));
        for sum in clauses.sums.iter().skip(sums) {
            beside.sum(clauses, sum, &mut Vec::new());
        }
        beside.tie(clauses);
    }

    /// What is so because of answers of a case, where nothing was known when this one was opened: literals to be assumed.
    pub fn held(&self, clauses: &Clauses, worlds: &Worlds<'_>, case: &Case) -> Vec<Fixed> {
        let mut fixed = Vec::new();
        let fix = |slot: u32, literal: Lit| Fixed {
            slots: vec![slot],
            literal,
        };
        for (slot, literal) in &self.truths {
            if let Some(value) = case.slot(*slot) {
                fixed.push(fix(*slot, literal.when(value == 1)));
            }
        }
        let mut known = self.known.clone();
        for open in &self.numbers {
            let Some(value) = case.slot(open.slot) else { continue };
            if let Some(place) = worlds.number(open.slot).and_then(|id| known.get_mut(id.index())) {
                *place = Some((value, Some(open.slot)));
            }
            let below = open.steps.iter().filter(|(from, _)| *from <= value).max();
            let above = open.steps.iter().filter(|(from, _)| *from > value).min();
            fixed.extend(below.map(|(_, literal)| fix(open.slot, *literal)));
            fixed.extend(above.map(|(_, literal)| fix(open.slot, literal.not())));
        }
        // Sums of several answers follow from all of them together.
        for sum in &clauses.sums {
            if let Some((total, slots, None)) = self.total(sum, &known)
                && slots.len() > 1
            {
                let total = i32::try_from(total).unwrap_or(i32::MAX);
                fixed.extend(clauses.around(sum.number, total).map(|literal| Fixed {
                    slots: slots.clone(),
                    literal,
                }));
            }
        }
        fixed
    }

    /// Values of a slot that is not known, one for each way in which anything tells them apart.
    pub fn values(&self, slot: u32) -> Vec<i32> {
        let Some(open) = self.numbers.iter().find(|open| open.slot == slot) else {
            return vec![0, 1];
        };
        let mut values = vec![open.range.low];
        values.extend(open.steps.iter().map(|(from, _)| *from));
        values.retain(|value| open.range.holds(*value));
        values.sort_unstable();
        values.dedup();
        values
    }

    /// Fixes a sum of what is known, or ties it to the one number that is not.
    fn sum(&mut self, clauses: &Clauses, sum: &Sum, fixed: &mut Vec<Fixed>) {
        let Some((total, slots, only)) = self.total(sum, &self.known) else {
            self.loose = true;
            return;
        };
        let Some((id, part, weight)) = only else {
            let total = i32::try_from(total).unwrap_or(i32::MAX);
            fixed.extend(clauses.around(sum.number, total).map(|literal| Fixed {
                slots: slots.clone(),
                literal,
            }));
            return;
        };
        let places = &self.places;
        let Some(open) = places
            .get(id.index())
            .copied()
            .flatten()
            .and_then(|place| self.numbers.get_mut(place))
        else {
            self.loose = true;
            return;
        };
        let at = |value: i64| total + weight * i64::from(after(part, i32::try_from(value).unwrap_or(i32::MAX)));
        for (bound, literal) in clauses.steps(sum.number) {
            let bound = i64::from(bound);
            let step = if weight >= 0 {
                (first(open.range, |value| at(value) >= bound), literal)
            } else {
                (first(open.range, |value| at(value) < bound), literal.not())
            };
            open.steps.push(step);
        }
    }

    /// What the known parts of a sum come to, the slots that they are of, and the one part that is not known;
    /// none where there are several.
    fn total<'s>(&self, sum: &'s Sum, known: &Known) -> Option<Total<'s>> {
        let (mut total, mut slots, mut only) = (0, Vec::new(), None);
        for (part, weight) in &sum.terms {
            let weight = i64::from(*weight);
            let (id, value) = match part {
                Part::Today => {
                    total += weight * i64::from(self.now.date().days);
                    continue;
                }
                Part::Truth(_) => return None,
                Part::Number(id) | Part::After(id, ..) => (*id, known.get(id.index()).copied().flatten()),
            };
            match value {
                Some((value, slot)) => {
                    total += weight * i64::from(after(part, value));
                    slots.extend(slot);
                }
                None if only.is_none() => only = Some((id, part, weight)),
                None => return None,
            }
        }
        Some((total, slots, only))
    }

    /// Says of every number that is not known in which order its bounds stand.
    pub fn tie(&mut self, clauses: &mut Clauses) {
        for open in &mut self.numbers {
            open.steps.sort_unstable();
            let mut before: Option<(i32, Lit)> = None;
            for (from, literal) in &open.steps {
                if *from <= open.range.low {
                    clauses.solver.clause(&[*literal]);
                } else if *from > open.range.high {
                    clauses.solver.clause(&[literal.not()]);
                } else {
                    if let Some((earlier, other)) = before {
                        clauses.solver.clause(&[literal.not(), other]);
                        if earlier == *from {
                            clauses.solver.clause(&[other.not(), *literal]);
                        }
                    }
                    before = Some((*from, *literal));
                }
            }
        }
    }

    /// The completion that the last model means.
    pub fn completion(&self, clauses: &Clauses, program: &Program) -> Case {
        let mut row = self.row.clone();
        let mut put = |slot: u32, value: i32| {
            if let Some(place) = row.get_mut(slot as usize) {
                *place = value;
            }
        };
        for (slot, literal) in &self.truths {
            put(*slot, i32::from(clauses.solver.holds(*literal)));
        }
        for open in &self.numbers {
            let Range { mut low, mut high } = open.range;
            for (from, literal) in &open.steps {
                if clauses.solver.holds(*literal) {
                    low = low.max(*from);
                } else {
                    high = high.min(from.saturating_sub(1));
                }
            }
            let slot = program.slots.get(open.slot as usize);
            let near = match slot.and_then(|slot| program.fact(slot.fact)).map(|fact| &fact.kind) {
                Some(FactKind::Moment) => self.now.minutes,
                Some(FactKind::Date) => self.now.date().days,
                _ => low,
            };
            put(open.slot, near.min(high).max(low));
        }
        Case::from_row(program, &row, self.now)
    }

    /// Whether a model may mean no case.
    pub fn loose(&self) -> bool {
        self.loose
    }
}

/// What a part of a sum is where its number has a value.
fn after(part: &Part, value: i32) -> i32 {
    match part {
        Part::After(_, period, when, calendar) => {
            let calendars: &[Calendar] = calendar.as_slice();
            when.after(value, *period, calendars)
        }
        Part::Number(_) | Part::Today | Part::Truth(_) => value,
    }
}

/// The first value of a range from which on something holds; one past it where that is nowhere.
fn first(range: Range, holds: impl Fn(i64) -> bool) -> i32 {
    let (mut low, mut high) = (i64::from(range.low), i64::from(range.high) + 1);
    while low < high {
        let middle = low + (high - low).div_euclid(2);
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    i32::try_from(low).unwrap_or(i32::MAX)
}
