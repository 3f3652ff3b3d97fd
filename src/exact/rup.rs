//! Certificates: a check, sharing nothing with the solver's search, that what it learnt follows step by step.
//!
//! A learnt clause follows by reverse unit propagation (Goldberg and Novikov, 2003): with all of its literals false,
//! clauses that have one literal left force it until one has none.

use super::solver::Lit;

/// The clauses that were given and learnt, in order.
#[derive(Debug, Default)]
pub struct Proof {
    steps: Vec<(bool, Vec<Lit>)>,
}

impl Proof {
    /// A clause of the problem.
    pub fn given(&mut self, clause: &[Lit]) {
        self.steps.push((true, clause.to_vec()));
    }

    /// A clause that is said to follow.
    pub fn learnt(&mut self, clause: &[Lit]) {
        self.steps.push((false, clause.to_vec()));
    }
}

/// Checks proofs as they grow: what was checked once is not checked again.
#[derive(Debug, Default)]
pub struct Checker {
    /// Each clause watches its first two literals for becoming false.
    clauses: Vec<Vec<Lit>>,
    /// By literal, the clauses that watch it.
    watching: Vec<Vec<usize>>,
    /// By literal, whether it holds.
    holds: Vec<bool>,
    /// What holds, in order: first what always does.
    trail: Vec<Lit>,
    /// How much of that has been followed.
    followed: usize,
    /// How many steps were taken in.
    taken: usize,
    /// The clauses contradict each other, so that anything follows.
    contradiction: bool,
    /// A step did not follow.
    refused: bool,
}

impl Checker {
    /// Whether every learnt clause follows, and with them that some literals cannot hold together.
    pub fn checks(&mut self, proof: &Proof, together: &[Lit]) -> bool {
        for (given, clause) in proof.steps.iter().skip(self.taken) {
            self.refused |= !given && !self.follows(clause);
            self.add(clause);
            self.taken += 1;
        }
        let refuted: Vec<Lit> = together.iter().map(|literal| literal.not()).collect();
        !self.refused && self.follows(&refuted)
    }

    fn add(&mut self, clause: &[Lit]) {
        let mut clause = clause.to_vec();
        clause.sort_unstable();
        clause.dedup();
        for literal in &clause {
            let most = literal.index().max(literal.not().index());
            if self.holds.len() <= most {
                self.holds.resize(most + 1, false);
                self.watching.resize_with(most + 1, Vec::new);
            }
        }
        // What can still hold is watched.
        clause.sort_by_key(|literal| self.is(literal.not()));
        let open = clause.iter().filter(|literal| !self.is(literal.not())).count();
        let first = clause.first().copied();
        for literal in clause.iter().take(2) {
            if let Some(list) = self.watching.get_mut(literal.index()) {
                list.push(self.clauses.len());
            }
        }
        self.clauses.push(clause);
        match (open, first) {
            (0, _) | (_, None) => self.contradiction = true,
            (1, Some(only)) => {
                self.force(only);
                self.contradiction |= !self.follow();
            }
            _ => {}
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
        for literal in self.trail.split_off(always) {
            if let Some(place) = self.holds.get_mut(literal.index()) {
                *place = false;
            }
        }
        self.followed = followed;
        broken
    }

    fn force(&mut self, literal: Lit) {
        let most = literal.index().max(literal.not().index());
        if self.holds.len() <= most {
            self.holds.resize(most + 1, false);
            self.watching.resize_with(most + 1, Vec::new);
        }
        if let Some(place) = self.holds.get_mut(literal.index()) {
            *place = true;
        }
        self.trail.push(literal);
    }

    /// Follows what was forced. False where a clause cannot hold any more.
    fn follow(&mut self) -> bool {
        while let Some(literal) = self.trail.get(self.followed).copied() {
            self.followed += 1;
            let lost = literal.not();
            let list = self
                .watching
                .get_mut(lost.index())
                .map(core::mem::take)
                .unwrap_or_default();
            let mut kept = Vec::with_capacity(list.len());
            let mut sound = true;
            for clause in list {
                if !sound || self.stays(clause, lost, &mut sound) {
                    kept.push(clause);
                }
            }
            if let Some(list) = self.watching.get_mut(lost.index()) {
                list.append(&mut kept);
            }
            if !sound {
                return false;
            }
        }
        true
    }

    /// Whether a clause goes on watching a literal that was lost; forces what is left of it, where that is one literal.
    fn stays(&mut self, index: usize, lost: Lit, sound: &mut bool) -> bool {
        let holds = &self.holds;
        let is = |literal: Lit| holds.get(literal.index()) == Some(&true);
        let Some(clause) = self.clauses.get_mut(index) else {
            return false;
        };
        let (first, second, rest) = match clause.as_mut_slice() {
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
        if is(*first) {
            return true;
        }
        if let Some(other) = rest.iter_mut().find(|other| !is(other.not())) {
            core::mem::swap(second, other);
            let place = second.index();
            if let Some(list) = self.watching.get_mut(place) {
                list.push(index);
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
