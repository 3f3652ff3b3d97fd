//! Numbers, gates and sums as clauses.
//!
//! A number is cut only where something compares it: `x >= t` is one literal, and those of one number imply each other
//! in order. Gates are made once for equal parts.

use std::collections::BTreeMap;

use super::solver::{Lit, Mark, Solver};
use crate::ir::{Range, When};
use crate::value::{Calendar, Period};

/// The clauses, shared by all worlds that are compared.
#[derive(Debug)]
pub struct Clauses {
    /// The solver that holds them.
    pub solver: Solver,
    gates: BTreeMap<(Lit, Lit), Lit>,
    /// Gates of more than two parts.
    wide: BTreeMap<Vec<Lit>, Lit>,
    numbers: Vec<Number>,
    /// Sums that have become numbers of their own.
    pub(super) sums: Vec<Sum>,
    /// What was made since something began for a while, with the states that it began at.
    made: Vec<Made>,
    begun: Vec<Begun>,
}

/// What is made once.
#[derive(Debug)]
enum Made {
    Gate((Lit, Lit)),
    Wide(Vec<Lit>),
    Step(NumberId, i32),
}

/// Where something began for a while.
#[derive(Debug)]
struct Begun {
    solver: Mark,
    made: usize,
    numbers: usize,
    sums: usize,
}

/// A sum of which no more is known than what is compared with it.
#[derive(Debug)]
pub(super) struct Sum {
    pub number: NumberId,
    /// What is summed, in order, with its weights.
    pub terms: Vec<(Part, i32)>,
}

/// What a sum is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A number: a slot's, or the moment.
    Number(NumberId),
    /// The date of the moment.
    Today,
    /// What is so long after a number. The calendar is its own, so that two programs can mean the same.
    After(NumberId, Period, When, Option<Calendar>),
    /// A condition.
    Truth(Lit),
}

/// A whole number that is not fixed.
#[derive(Debug)]
struct Number {
    range: Range,
    /// By bound, the literal that says that the number is no less.
    steps: BTreeMap<i32, Lit>,
}

/// Index of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberId(usize);

impl NumberId {
    /// Its place among all numbers.
    pub fn index(self) -> usize {
        self.0
    }
}

impl Clauses {
    /// None yet.
    #[must_use]
    pub fn new(certify: bool) -> Clauses {
        Clauses {
            solver: Solver::new(certify),
            gates: BTreeMap::new(),
            wide: BTreeMap::new(),
            numbers: Vec::new(),
            sums: Vec::new(),
            made: Vec::new(),
            begun: Vec::new(),
        }
    }

    /// From here on everything is for a while: what is made until the [`Clauses::end`] is gone then.
    /// Whoever keeps literals over it must not have got them since.
    pub fn begin(&mut self) {
        self.begun.push(Begun {
            solver: self.solver.begin(),
            made: self.made.len(),
            numbers: self.numbers.len(),
            sums: self.sums.len(),
        });
    }

    /// Forgets everything since the last beginning.
    pub fn end(&mut self) {
        let Some(begun) = self.begun.pop() else { return };
        self.solver.end(&begun.solver);
        for made in self.made.drain(begun.made.min(self.made.len())..) {
            match made {
                Made::Gate(key) => {
                    self.gates.remove(&key);
                }
                Made::Wide(key) => {
                    self.wide.remove(&key);
                }
                Made::Step(id, bound) => {
                    if let Some(number) = self.numbers.get_mut(id.0) {
                        number.steps.remove(&bound);
                    }
                }
            }
        }
        self.numbers.truncate(begun.numbers);
        self.sums.truncate(begun.sums);
    }

    fn made(&mut self, made: impl FnOnce() -> Made) {
        if !self.begun.is_empty() {
            self.made.push(made());
        }
    }

    /// The number that a sum is, the same for the same sum.
    pub(super) fn sum(&mut self, terms: Vec<(Part, i32)>, range: Range) -> NumberId {
        if let Some(known) = self.sums.iter().find(|sum| sum.terms == terms) {
            return known.number;
        }
        let number = self.number(range);
        self.sums.push(Sum { number, terms });
        number
    }

    /// A number that may be anything in a range.
    pub fn number(&mut self, range: Range) -> NumberId {
        self.numbers.push(Number {
            range,
            steps: BTreeMap::new(),
        });
        NumberId(self.numbers.len() - 1)
    }

    /// What a number can be at all.
    #[must_use]
    pub fn range(&self, id: NumberId) -> Range {
        self.numbers.get(id.0).map(|number| number.range).unwrap_or_default()
    }

    /// `x >= bound`
    pub fn at_least(&mut self, id: NumberId, bound: i64) -> Lit {
        let Some(number) = self.numbers.get_mut(id.0) else {
            return Lit::FALSE;
        };
        let Range { low, high } = number.range;
        let Some(bound) = i32::try_from(bound)
            .ok()
            .filter(|bound| (low + 1..=high).contains(bound))
        else {
            return if bound <= i64::from(low) { Lit::TRUE } else { Lit::FALSE };
        };
        if let Some(literal) = number.steps.get(&bound) {
            return *literal;
        }
        let literal = self.solver.variable();
        let below = number.steps.range(..bound).next_back().map(|(_, below)| *below);
        let above = number.steps.range(bound..).next().map(|(_, above)| *above);
        number.steps.insert(bound, literal);
        self.made(|| Made::Step(id, bound));
        if let Some(below) = below {
            self.solver.clause(&[literal.not(), below]);
        }
        if let Some(above) = above {
            self.solver.clause(&[above.not(), literal]);
        }
        literal
    }

    /// `x` in a range
    pub fn within(&mut self, id: NumberId, range: Range) -> Lit {
        let low = self.at_least(id, i64::from(range.low));
        let high = self.at_least(id, i64::from(range.high) + 1);
        self.and(low, high.not())
    }

    /// The cell that a number is in, in the last model: between the bounds that anything compares it with.
    #[must_use]
    pub fn cell(&self, id: NumberId) -> Range {
        let Some(number) = self.numbers.get(id.0) else {
            return Range::default();
        };
        let mut cell = number.range;
        for (bound, literal) in &number.steps {
            if self.solver.holds(*literal) {
                cell.low = cell.low.max(*bound);
            } else {
                cell.high = cell.high.min(bound - 1);
            }
        }
        cell
    }

    /// The lengths of time since the moment in a slot that anything is compared with.
    #[must_use]
    pub fn times_since(&self, worlds: &super::encode::Worlds<'_>, slot: u32) -> Vec<i32> {
        let (Some(moment), Some(now)) = (worlds.number(slot), worlds.time()) else {
            return Vec::new();
        };
        let own = [(Part::Number(now), 1), (Part::Number(moment), -1)];
        let sum = self.sums.iter().find(|sum| sum.terms == own);
        let mut bounds = sum.map_or_else(Vec::new, |sum| self.bounds(sum.number));
        bounds.retain(|bound| *bound > 0);
        bounds
    }

    /// The literals that keep a number within a cell.
    #[must_use]
    pub fn ends(&self, id: NumberId, cell: Range) -> Vec<Lit> {
        let Some(number) = self.numbers.get(id.0) else {
            return Vec::new();
        };
        let low = number.steps.get(&cell.low).copied();
        let past = cell.high.checked_add(1).and_then(|past| number.steps.get(&past));
        low.into_iter().chain(past.map(|literal| literal.not())).collect()
    }

    /// What a literal says of a number: the bound, and whether the number is no less than it or less.
    #[must_use]
    pub fn bound_of(&self, id: NumberId, literal: Lit) -> Option<(i32, bool)> {
        let mut steps = self.numbers.get(id.0)?.steps.iter();
        steps.find_map(|(bound, own)| {
            let no_less = *own == literal;
            (no_less || *own == literal.not()).then_some((*bound, no_less))
        })
    }

    /// The next weaker bound on the same side of a number, if there is one.
    #[must_use]
    pub fn wider(&self, id: NumberId, literal: Lit) -> Option<Lit> {
        let (bound, no_less) = self.bound_of(id, literal)?;
        let steps = &self.numbers.get(id.0)?.steps;
        if no_less {
            steps.range(..bound).next_back().map(|(_, own)| *own)
        } else {
            steps.range(bound.saturating_add(1)..).next().map(|(_, own)| own.not())
        }
    }

    /// How many numbers there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.numbers.len()
    }

    /// The bounds that a number is compared with, each with the literal that says that it is no less.
    pub fn steps(&self, id: NumberId) -> impl Iterator<Item = (i32, Lit)> {
        let number = self.numbers.get(id.0);
        let steps = number.into_iter().flat_map(|number| &number.steps);
        steps.map(|(bound, literal)| (*bound, *literal))
    }

    /// The literals on both sides of a value, which settle all others of its number.
    pub fn around(&self, id: NumberId, value: i32) -> impl Iterator<Item = Lit> {
        let steps = self.numbers.get(id.0).map(|number| &number.steps);
        let below = steps.and_then(|steps| steps.range(..=value).next_back());
        let above = steps.and_then(|steps| steps.range(value.saturating_add(1)..).next());
        let above = above.map(|(_, literal)| literal.not());
        below.map(|(_, literal)| *literal).into_iter().chain(above)
    }

    /// The bounds that a number is compared with.
    #[must_use]
    pub fn bounds(&self, id: NumberId) -> Vec<i32> {
        let number = self.numbers.get(id.0);
        number.map_or_else(Vec::new, |number| number.steps.keys().copied().collect())
    }

    /// Both.
    pub fn and(&mut self, a: Lit, b: Lit) -> Lit {
        if a == Lit::FALSE || b == Lit::FALSE || a == b.not() {
            return Lit::FALSE;
        }
        if a == Lit::TRUE || a == b {
            return b;
        }
        if b == Lit::TRUE {
            return a;
        }
        let key = if a < b { (a, b) } else { (b, a) };
        if let Some(gate) = self.gates.get(&key) {
            return *gate;
        }
        let gate = self.solver.variable();
        self.solver.clause(&[gate.not(), a]);
        self.solver.clause(&[gate.not(), b]);
        self.solver.clause(&[gate, a.not(), b.not()]);
        self.gates.insert(key, gate);
        self.made(|| Made::Gate(key));
        gate
    }

    /// All of them.
    pub fn all(&mut self, literals: &[Lit]) -> Lit {
        self.many(literals)
    }

    /// Any of them.
    pub fn any(&mut self, literals: &[Lit]) -> Lit {
        let none: Vec<Lit> = literals.iter().map(|literal| literal.not()).collect();
        self.many(&none).not()
    }

    fn many(&mut self, literals: &[Lit]) -> Lit {
        let mut list: Vec<Lit> = literals
            .iter()
            .copied()
            .filter(|literal| *literal != Lit::TRUE)
            .collect();
        list.sort_unstable();
        list.dedup();
        let never = list.contains(&Lit::FALSE) || list.windows(2).any(|pair| matches!(pair, [a, b] if *b == a.not()));
        if never {
            return Lit::FALSE;
        }
        match list.as_slice() {
            [] => Lit::TRUE,
            [only] => *only,
            [a, b] => self.and(*a, *b),
            _ => {
                if let Some(gate) = self.wide.get(&list) {
                    return *gate;
                }
                let gate = self.solver.variable();
                let mut clause = vec![gate];
                for literal in &list {
                    self.solver.clause(&[gate.not(), *literal]);
                    clause.push(literal.not());
                }
                self.solver.clause(&clause);
                self.made(|| Made::Wide(list.clone()));
                self.wide.insert(list, gate);
                gate
            }
        }
    }
}
