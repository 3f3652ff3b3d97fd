//! Whether clauses can all hold: conflict-driven search with learning, restarts and assumptions.
//!
//! Deterministic: the same clauses and questions give the same answers, models and effort on every machine.
//! After Marques-Silva and Sakallah (GRASP, 1999), Moskewicz et al. (Chaff, 2001) and Eén and Sörensson (2003);
//! variables are chosen by Biere and Fröhlich's move-to-front (2015), which needs no fractions.

mod queue;
mod rewind;

use crate::exact::rup::Proof;

pub use rewind::Mark;

use queue::Queue;

/// A variable or its negation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lit(u32);

impl Lit {
    /// Always true.
    pub const TRUE: Lit = Lit(0);
    /// Never true.
    pub const FALSE: Lit = Lit(1);

    fn new(variable: usize) -> Lit {
        Lit(u32::try_from(variable * 2).unwrap_or(u32::MAX))
    }

    /// The other truth.
    #[must_use]
    pub fn not(self) -> Lit {
        Lit(self.0 ^ 1)
    }

    /// The same literal, or the other where it is to be false.
    #[must_use]
    pub fn when(self, truth: bool) -> Lit {
        Lit(self.0 ^ u32::from(!truth))
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }

    fn variable(self) -> usize {
        self.index() / 2
    }
}

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// All can hold; the model is one way.
    Yes,
    /// They cannot; the core says which assumptions are enough for that.
    No,
    /// The budget was spent.
    Unknown,
}

/// A clause that waits for a literal to become false.
#[derive(Debug, Clone, Copy)]
struct Watch {
    clause: u32,
    /// Another of its literals: where that holds, there is nothing to do.
    other: Lit,
    /// Whether the clause has no more than these two.
    two: bool,
}

/// No clause, no variable.
const NONE: u32 = u32::MAX;
/// Conflicts between restarts, times the Luby sequence.
const RESTART: u64 = 64;

/// The clauses and all that is known of them.
#[derive(Debug, Default)]
pub struct Solver {
    /// All clauses, one after another.
    literals: Vec<Lit>,
    /// Where each clause begins and ends.
    clauses: Vec<(u32, u32)>,
    /// By literal, the clauses that watch for it to become false.
    watches: Vec<Vec<Watch>>,
    /// By literal: 1 where it holds, -1 where it does not, 0 where that is open.
    values: Vec<i8>,
    levels: Vec<u32>,
    reasons: Vec<u32>,
    /// By variable, the literal it was last.
    phases: Vec<bool>,
    trail: Vec<Lit>,
    /// Where each level begins on the trail.
    starts: Vec<usize>,
    /// How far the trail has been followed.
    followed: usize,
    queue: Queue,
    seen: Vec<bool>,
    contradiction: bool,
    model: Vec<bool>,
    core: Vec<Lit>,
    /// What is decided first where it is open, and how much of it is known not to be.
    preferred: Vec<Lit>,
    decided: usize,
    /// Conflicts that are left.
    budget: u64,
    proof: Option<Proof>,
}

fn at<T: Copy + Default>(list: &[T], index: usize) -> T {
    list.get(index).copied().unwrap_or_default()
}

fn set<T>(list: &mut [T], index: usize, value: T) {
    if let Some(place) = list.get_mut(index) {
        *place = value;
    }
}

impl Solver {
    /// No clauses but that what is true is true. With `certify`, everything learnt is kept for a checker.
    #[must_use]
    pub fn new(certify: bool) -> Solver {
        let mut solver = Solver {
            proof: certify.then(Proof::default),
            ..Solver::default()
        };
        let truth = solver.variable();
        solver.clause(&[truth]);
        solver
    }

    /// A new variable.
    pub fn variable(&mut self) -> Lit {
        let literal = Lit::new(self.levels.len());
        self.levels.push(0);
        self.reasons.push(NONE);
        self.phases.push(false);
        self.seen.push(false);
        self.values.extend([0, 0]);
        self.watches.extend([Vec::new(), Vec::new()]);
        self.queue.add();
        literal
    }

    /// Demands that one of some literals hold.
    pub fn clause(&mut self, literals: &[Lit]) {
        if let Some(proof) = &mut self.proof {
            proof.given(literals);
        }
        self.back_to(0);
        let mut list: Vec<Lit> = literals.to_vec();
        list.sort_unstable();
        list.dedup();
        let both = list
            .windows(2)
            .any(|pair| matches!(pair, [one, two] if *two == one.not()));
        if both || list.iter().any(|literal| self.value(*literal) == 1) {
            return;
        }
        list.retain(|literal| self.value(*literal) == 0);
        self.put(&list);
    }

    /// Adds a clause of which at most the first literal is not false.
    fn put(&mut self, list: &[Lit]) -> u32 {
        match list {
            [] => self.contradiction = true,
            [only] => self.assign(*only, NONE),
            [first, second, ..] => {
                let clause = u32::try_from(self.clauses.len()).unwrap_or(NONE);
                let start = u32::try_from(self.literals.len()).unwrap_or(NONE);
                self.literals.extend_from_slice(list);
                let end = u32::try_from(self.literals.len()).unwrap_or(NONE);
                self.clauses.push((start, end));
                let two = list.len() == 2;
                for (watch, other) in [(first, second), (second, first)] {
                    if let Some(list) = self.watches.get_mut(watch.index()) {
                        list.push(Watch {
                            clause,
                            other: *other,
                            two,
                        });
                    }
                }
                return clause;
            }
        }
        NONE
    }

    fn value(&self, literal: Lit) -> i8 {
        at(&self.values, literal.index())
    }

    fn level(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    fn assign(&mut self, literal: Lit, reason: u32) {
        if self.value(literal) == -1 {
            // Only without a decision: the clauses contradict each other.
            self.contradiction = true;
            return;
        }
        if self.value(literal) == 1 {
            return;
        }
        let variable = literal.variable();
        set(&mut self.values, literal.index(), 1);
        set(&mut self.values, literal.not().index(), -1);
        let level = self.level();
        set(&mut self.levels, variable, level);
        set(&mut self.reasons, variable, reason);
        set(&mut self.phases, variable, literal.0 & 1 == 0);
        self.trail.push(literal);
    }

    fn back_to(&mut self, level: u32) {
        let Some(start) = self.starts.get(level as usize).copied() else {
            return;
        };
        self.undo(start);
        self.starts.truncate(level as usize);
        self.followed = start;
        self.decided = 0;
    }

    /// Takes back what was assigned from a place of the trail on.
    fn undo(&mut self, start: usize) {
        for literal in self.trail.drain(start.min(self.trail.len())..) {
            set(&mut self.values, literal.index(), 0);
            set(&mut self.values, literal.not().index(), 0);
            self.queue.open(literal.variable());
        }
    }

    /// Follows what was assigned; a clause that cannot hold any more, if there is one.
    fn follow(&mut self) -> Option<u32> {
        while let Some(literal) = self.trail.get(self.followed).copied() {
            self.followed += 1;
            let lost = literal.not();
            let Some(list) = self.watches.get_mut(lost.index()) else {
                continue;
            };
            let mut watching = core::mem::take(list);
            let mut conflict = None;
            watching.retain_mut(|watch| {
                if conflict.is_some() {
                    return true;
                }
                let value = self.value(watch.other);
                if value == 1 {
                    return true;
                }
                // Of a clause of two, all is known without looking at it.
                let found = match (watch.two, value) {
                    (false, _) => self.rewatch(watch.clause, lost),
                    (true, -1) => Found::Broken(watch.other),
                    (true, _) => Found::Unit(watch.other),
                };
                match found {
                    Found::Moved => return false,
                    Found::Holds(first) => watch.other = first,
                    Found::Unit(first) => {
                        watch.other = first;
                        self.assign(first, watch.clause);
                    }
                    Found::Broken(first) => {
                        watch.other = first;
                        conflict = Some(watch.clause);
                    }
                }
                true
            });
            if let Some(list) = self.watches.get_mut(lost.index()) {
                *list = watching;
            }
            if conflict.is_some() {
                return conflict;
            }
        }
        None
    }

    fn rewatch(&mut self, clause: u32, lost: Lit) -> Found {
        let (start, end) = at(&self.clauses, clause as usize);
        let values = &self.values;
        let Some(literals) = self.literals.get_mut(start as usize..end as usize) else {
            return Found::Moved;
        };
        let [first, second, rest @ ..] = literals else {
            return Found::Moved;
        };
        if *first == lost {
            core::mem::swap(first, second);
        }
        let first_value = at(values, first.index());
        if first_value == 1 {
            return Found::Holds(*first);
        }
        let found = rest.iter_mut().find(|literal| at(values, literal.index()) != -1);
        match found {
            Some(other) => {
                core::mem::swap(second, other);
                let (watch, first) = (second.index(), *first);
                if let Some(list) = self.watches.get_mut(watch) {
                    list.push(Watch {
                        clause,
                        other: first,
                        two: false,
                    });
                }
                Found::Moved
            }
            None if first_value == -1 => Found::Broken(*first),
            None => Found::Unit(*first),
        }
    }

    fn literals_of(&self, clause: u32) -> &[Lit] {
        let (start, end) = at(&self.clauses, clause as usize);
        self.literals.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// Learns from a conflict: a clause that asserts its first literal at the level that comes with it.
    fn analyse(&mut self, conflict: u32) -> (Vec<Lit>, u32) {
        let mut learnt = vec![Lit::FALSE];
        let mut open = 0;
        let mut place = self.trail.len();
        let mut reason = conflict;
        let mut touched = Vec::new();
        let asserted = loop {
            let (start, end) = at(&self.clauses, reason as usize);
            for index in start..end {
                let literal = self.literals.get(index as usize).copied().unwrap_or(Lit::TRUE);
                let variable = literal.variable();
                // A reason's own literal holds; all others of it do not.
                if self.value(literal) == 1 || at(&self.seen, variable) || at(&self.levels, variable) == 0 {
                    continue;
                }
                set(&mut self.seen, variable, true);
                touched.push(variable);
                if at(&self.levels, variable) == self.level() {
                    open += 1;
                } else {
                    learnt.push(literal);
                }
            }
            let next = loop {
                place = place.saturating_sub(1);
                let Some(literal) = self.trail.get(place).copied() else {
                    break Lit::TRUE;
                };
                if at(&self.seen, literal.variable()) {
                    break literal;
                }
            };
            open -= 1;
            if open <= 0 {
                break next;
            }
            reason = self.reasons.get(next.variable()).copied().unwrap_or(NONE);
        };
        set(&mut learnt, 0, asserted.not());
        // What follows from the rest of the clause needs not to be said.
        let shorter: Vec<Lit> = learnt
            .iter()
            .enumerate()
            .filter(|(index, literal)| *index == 0 || !self.implied(**literal))
            .map(|(_, literal)| *literal)
            .collect();
        let mut learnt = shorter;
        // Bumped in the order of their last use, so that they keep it among themselves.
        touched.sort_unstable_by_key(|variable| at(&self.queue.stamps, *variable));
        for variable in touched {
            set(&mut self.seen, variable, false);
            let open = at(&self.values, Lit::new(variable).index()) == 0;
            self.queue.move_to_front(variable, open);
        }
        let deepest = (1..learnt.len()).max_by_key(|index| {
            let literal = learnt.get(*index).copied().unwrap_or(Lit::TRUE);
            at(&self.levels, literal.variable())
        });
        let back = deepest.map_or(0, |index| {
            learnt.swap(1, index);
            at(&self.levels, learnt.get(1).map_or(0, |literal| literal.variable()))
        });
        (learnt, back)
    }

    /// Whether a literal of a learnt clause follows from others of it.
    fn implied(&self, literal: Lit) -> bool {
        let reason = self.reasons.get(literal.variable()).copied().unwrap_or(NONE);
        reason != NONE
            && self.literals_of(reason).iter().all(|other| {
                *other == literal.not() || at(&self.seen, other.variable()) || at(&self.levels, other.variable()) == 0
            })
    }

    /// Which assumptions a false one rests on.
    fn blame(&mut self, failed: Lit) {
        self.core = vec![failed];
        let mut open = Vec::from([failed.variable()]);
        let mut seen = Vec::new();
        while let Some(variable) = open.pop() {
            if at(&self.seen, variable) || at(&self.levels, variable) == 0 {
                continue;
            }
            set(&mut self.seen, variable, true);
            seen.push(variable);
            let reason = self.reasons.get(variable).copied().unwrap_or(NONE);
            if reason == NONE {
                // A decision, and here every decision is an assumption.
                let literal = Lit::new(variable);
                let held = literal.when(self.value(literal) == 1);
                self.core.push(held);
            } else {
                open.extend(self.literals_of(reason).iter().map(|literal| literal.variable()));
            }
        }
        for variable in seen {
            set(&mut self.seen, variable, false);
        }
    }

    /// As [`Solver::solve`], with a model in which, of some literals, many hold: each does that did not have to give way.
    pub fn preferring(&mut self, assumptions: &[Lit], preferred: &[Lit], budget: u64) -> Answer {
        self.preferred.extend_from_slice(preferred);
        let answer = self.solve(assumptions, budget);
        self.preferred.clear();
        answer
    }

    /// Whether all clauses can hold under some assumptions, within a budget of conflicts.
    pub fn solve(&mut self, assumptions: &[Lit], budget: u64) -> Answer {
        self.back_to(0);
        self.budget = budget;
        self.decided = 0;
        self.core.clear();
        let answer = self.search(assumptions);
        if answer == Answer::Yes {
            self.model.clear();
            let positive = self.values.iter().step_by(2);
            self.model.extend(positive.map(|value| *value == 1));
        }
        if answer == Answer::No
            && let Some(proof) = &mut self.proof
        {
            let refuted: Vec<Lit> = self.core.iter().map(|literal| literal.not()).collect();
            proof.learnt(&refuted);
        }
        self.back_to(0);
        answer
    }

    fn search(&mut self, assumptions: &[Lit]) -> Answer {
        let mut restarts = 0;
        let mut until_restart = RESTART;
        loop {
            if self.contradiction {
                return Answer::No;
            }
            if let Some(conflict) = self.follow() {
                if self.level() == 0 {
                    self.contradiction = true;
                    if let Some(proof) = &mut self.proof {
                        proof.learnt(&[]);
                    }
                    return Answer::No;
                }
                if self.budget == 0 {
                    return Answer::Unknown;
                }
                self.budget -= 1;
                until_restart = until_restart.saturating_sub(1);
                let (learnt, back) = self.analyse(conflict);
                if let Some(proof) = &mut self.proof {
                    proof.learnt(&learnt);
                }
                self.back_to(back);
                let clause = self.put(&learnt);
                if let (Some(first), true) = (learnt.first().copied(), clause != NONE) {
                    self.assign(first, clause);
                }
                continue;
            }
            if until_restart == 0 {
                restarts += 1;
                until_restart = RESTART * luby(restarts);
                self.back_to(0);
                continue;
            }
            let assumed = assumptions.get(self.level() as usize).copied();
            let next = match assumed.or_else(|| self.choose()) {
                None => return Answer::Yes,
                Some(literal) if assumed.is_some() && self.value(literal) == -1 => {
                    self.blame(literal);
                    return Answer::No;
                }
                Some(literal) => literal,
            };
            // An assumption that holds already still takes a level, so that levels count assumptions.
            self.starts.push(self.trail.len());
            if self.value(next) == 0 {
                self.assign(next, NONE);
            }
        }
    }

    fn choose(&mut self) -> Option<Lit> {
        while let Some(literal) = self.preferred.get(self.decided).copied() {
            if self.value(literal) == 0 {
                return Some(literal);
            }
            self.decided += 1;
        }
        loop {
            let variable = self.queue.search as usize;
            let literal = Lit::new(variable);
            if variable >= self.levels.len() {
                return None;
            }
            if self.value(literal) == 0 {
                return Some(literal.when(at(&self.phases, variable)));
            }
            let before = self.queue.before.get(variable).copied().unwrap_or(NONE);
            if before == NONE {
                return None;
            }
            self.queue.search = before;
        }
    }

    /// Whether a literal holds in the last model.
    #[must_use]
    pub fn holds(&self, literal: Lit) -> bool {
        let positive = at(&self.model, literal.variable());
        positive == (literal.0 & 1 == 0)
    }

    /// Assumptions that are enough for the last No.
    #[must_use]
    pub fn core(&self) -> &[Lit] {
        &self.core
    }

    /// What was given and learnt, where that is kept.
    #[must_use]
    pub fn proof(&self) -> Option<&Proof> {
        self.proof.as_ref()
    }
}

/// What became of a clause that lost a literal it watched.
enum Found {
    /// It watches another.
    Moved,
    /// It holds.
    Holds(Lit),
    /// Its last literal must hold.
    Unit(Lit),
    /// None of its literals holds.
    Broken(Lit),
}

/// 1, 1, 2, 1, 1, 2, 4, … (Luby, Sinclair and Zuckerman, 1993).
fn luby(mut index: u64) -> u64 {
    loop {
        let power = (index + 1).next_power_of_two();
        if index + 1 == power {
            return power / 2;
        }
        index -= power / 2 - 1;
    }
}

#[cfg(test)]
mod tests;
