//! Certificates: a check, sharing nothing with the solver's search, that what it learnt follows step by step.
//!
//! A learnt clause follows by reverse unit propagation (Goldberg and Novikov, 2003): with all of its literals false,
//! clauses that have one literal left force it until one has none.

use super::solver::Lit;

/// The clauses that were given and learnt, in order.
#[derive(Debug, Default)]
pub struct Proof {
    steps: Vec<Step>,
    /// The literals of all clauses, one clause after another.
    literals: Vec<Lit>,
}

/// One step.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// A clause of the problem, with where its literals end.
    Given(usize),
    /// A clause that is said to follow.
    Learnt(usize),
    /// What comes now is for a while.
    Begin,
    /// It is gone, with all that was learnt of it.
    End,
}

impl Proof {
    /// A clause of the problem.
    pub fn given(&mut self, clause: &[Lit]) {
        self.literals.extend_from_slice(clause);
        self.steps.push(Step::Given(self.literals.len()));
    }

    /// A clause that is said to follow.
    pub fn learnt(&mut self, clause: &[Lit]) {
        self.literals.extend_from_slice(clause);
        self.steps.push(Step::Learnt(self.literals.len()));
    }

    /// What comes now is for a while.
    pub fn begin(&mut self) {
        self.steps.push(Step::Begin);
    }

    /// What came since the last beginning is gone.
    pub fn end(&mut self) {
        self.steps.push(Step::End);
    }
}

/// Checks proofs as they grow: what was checked once is not checked again.
#[derive(Debug, Default)]
pub struct Checker {
    literals: Vec<Lit>,
    /// Where each clause begins and ends. It watches its first two literals for becoming false.
    clauses: Vec<(usize, usize)>,
    /// By literal, the clauses that watch it, each with another of its literals.
    watching: Vec<Vec<(usize, Lit)>>,
    /// By literal, whether it holds.
    holds: Vec<bool>,
    /// What holds, in order: first what always does.
    trail: Vec<Lit>,
    /// How much of that has been followed.
    followed: usize,
    /// How many steps were taken in, and their literals.
    taken: (usize, usize),
    /// The clauses contradict each other, so that anything follows.
    contradiction: bool,
    /// A step did not follow.
    refused: bool,
    /// What was there when something began for a while: clauses, literals, trail, followed, contradiction.
    begun: Vec<(usize, usize, usize, usize, bool)>,
}

impl Checker {
    /// Whether every learnt clause follows, and with them that some literals cannot hold together.
    pub fn checks(&mut self, proof: &Proof, together: &[Lit]) -> bool {
        let (steps, mut start) = self.taken;
        for step in proof.steps.iter().skip(steps) {
            match *step {
                Step::Given(end) | Step::Learnt(end) => {
                    let clause = proof.literals.get(start..end).unwrap_or(&[]);
                    self.refused |= matches!(step, Step::Learnt(_)) && !self.follows(clause);
                    self.add(clause);
                    start = end;
                }
                Step::Begin => self.begun.push((
                    self.clauses.len(),
                    self.literals.len(),
                    self.trail.len(),
                    self.followed,
                    self.contradiction,
                )),
                Step::End => self.forget(),
            }
        }
        self.taken = (proof.steps.len(), start);
        let refuted: Vec<Lit> = together.iter().map(|literal| literal.not()).collect();
        !self.refused && self.follows(&refuted)
    }

    /// Makes room for a literal and its negation.
    fn know(&mut self, literal: Lit) {
        let most = literal.index().max(literal.not().index());
        if self.holds.len() <= most {
            self.holds.resize(most + 1, false);
            self.watching.resize_with(most + 1, Vec::new);
        }
    }

    fn add(&mut self, clause: &[Lit]) {
        let mut clause = clause.to_vec();
        clause.sort_unstable();
        clause.dedup();
        clause.iter().for_each(|literal| self.know(*literal));
        // What can still hold is watched.
        clause.sort_by_key(|literal| self.is(literal.not()));
        let open = clause.iter().filter(|literal| !self.is(literal.not())).count();
        let (first, second) = (clause.first().copied(), clause.get(1).copied());
        for (watched, other) in [(first, second), (second, first)] {
            if let Some(watched) = watched
                && let Some(list) = self.watching.get_mut(watched.index())
            {
                list.push((self.clauses.len(), other.unwrap_or(watched)));
            }
        }
        let start = self.literals.len();
        self.literals.extend_from_slice(&clause);
        self.clauses.push((start, self.literals.len()));
        match (open, first) {
            (0, _) | (_, None) => self.contradiction = true,
            (1, Some(only)) => {
                self.force(only);
                self.contradiction |= !self.follow();
            }
            _ => {}
        }
    }

    /// Forgets the clauses since the last beginning, and what they forced.
    fn forget(&mut self) {
        let Some((clauses, literals, trail, followed, contradiction)) = self.begun.pop() else {
            // An end of nothing: the proof is not one.
            self.refused = true;
            return;
        };
        let gone = self.clauses.iter().skip(clauses);
        let watched = gone.flat_map(|(start, end)| (*start..*end).take(2));
        let mut watched: Vec<Lit> = watched.filter_map(|index| self.literals.get(index).copied()).collect();
        watched.sort_unstable();
        watched.dedup();
        for literal in watched {
            if let Some(list) = self.watching.get_mut(literal.index()) {
                list.retain(|(clause, _)| *clause < clauses);
            }
        }
        self.clauses.truncate(clauses);
        self.literals.truncate(literals);
        self.unforce(trail);
        self.followed = self.followed.min(followed);
        self.contradiction = contradiction;
    }

    fn unforce(&mut self, trail: usize) {
        for literal in self.trail.drain(trail.min(self.trail.len())..) {
            if let Some(place) = self.holds.get_mut(literal.index()) {
                *place = false;
            }
        }
    }

    fn is(&self, literal: Lit) -> bool {
        self.holds.get(literal.index()) == Some(&true)
    }

    fn follows(&mut self, clause: &[Lit]) -> bool {
        if self.contradiction {
            return true;
        }
        let (always, followed) = (self.trail.len(), self.followed);
        let mut broken = false;
        for literal in clause {
            if self.is(*literal) {
                broken = true;
            } else if !self.is(literal.not()) {
                self.force(literal.not());
            }
        }
        broken = broken || !self.follow();
        self.unforce(always);
        self.followed = followed;
        broken
    }

    fn force(&mut self, literal: Lit) {
        self.know(literal);
        // What holds stands on the trail once, so that taking back the second time does not take back the first.
        if let Some(place) = self.holds.get_mut(literal.index()).filter(|place| !**place) {
            *place = true;
            self.trail.push(literal);
        }
    }

    /// Follows what was forced. False where a clause cannot hold any more.
    fn follow(&mut self) -> bool {
        while let Some(literal) = self.trail.get(self.followed).copied() {
            self.followed += 1;
            let lost = literal.not();
            let Some(list) = self.watching.get_mut(lost.index()) else {
                continue;
            };
            let mut list = core::mem::take(list);
            let mut sound = true;
            list.retain_mut(|(clause, other)| {
                !sound || self.is(*other) || self.stays(*clause, lost, other, &mut sound)
            });
            if let Some(place) = self.watching.get_mut(lost.index()) {
                *place = list;
            }
            if !sound {
                return false;
            }
        }
        true
    }

    /// Whether a clause goes on watching a literal that was lost; forces what is left of it, where that is one literal.
    fn stays(&mut self, index: usize, lost: Lit, other: &mut Lit, sound: &mut bool) -> bool {
        let holds = &self.holds;
        let is = |literal: Lit| holds.get(literal.index()) == Some(&true);
        let (start, end) = self.clauses.get(index).copied().unwrap_or_default();
        let Some(clause) = self.literals.get_mut(start..end) else {
            return false;
        };
        let (first, second, rest) = match clause {
            [first, second, rest @ ..] => (first, second, rest),
            // A clause of one literal that does not hold.
            _ => {
                *sound = false;
                return true;
            }
        };
        if *first == lost {
            core::mem::swap(first, second);
        }
        *other = *first;
        if is(*first) {
            return true;
        }
        if let Some(next) = rest.iter_mut().find(|next| !is(next.not())) {
            core::mem::swap(second, next);
            let (place, first) = (second.index(), *first);
            if let Some(list) = self.watching.get_mut(place) {
                list.push((index, first));
            }
            return false;
        }
        if is(first.not()) {
            *sound = false;
        } else {
            let first = *first;
            self.force(first);
        }
        true
    }
}
