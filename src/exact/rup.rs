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
    clauses: Vec<Vec<Lit>>,
    /// By literal, the clauses that have it.
    with: Vec<Vec<usize>>,
    /// Clauses of one literal (which may stand twice) or none, which force something from the start.
    short: Vec<usize>,
    /// By literal, whether it holds at the moment.
    holds: Vec<bool>,
    /// A step did not follow.
    refused: bool,
}

impl Checker {
    /// Whether every learnt clause follows, and with them that some literals cannot hold together.
    pub fn checks(&mut self, proof: &Proof, together: &[Lit]) -> bool {
        for (given, clause) in proof.steps.iter().skip(self.clauses.len()) {
            self.refused |= !given && !self.follows(clause);
            self.add(clause);
        }
        let refuted: Vec<Lit> = together.iter().map(|literal| literal.not()).collect();
        !self.refused && self.follows(&refuted)
    }

    fn add(&mut self, clause: &[Lit]) {
        let index = self.clauses.len();
        self.clauses.push(clause.to_vec());
        for literal in clause {
            if self.with.len() <= literal.index() {
                self.with.resize_with(literal.index() + 1, Vec::new);
            }
            if let Some(list) = self.with.get_mut(literal.index()) {
                list.push(index);
            }
        }
        if clause.iter().all(|literal| clause.first() == Some(literal)) {
            self.short.push(index);
        }
    }

    fn is(&self, literal: Lit) -> bool {
        self.holds.get(literal.index()) == Some(&true)
    }

    fn follows(&mut self, clause: &[Lit]) -> bool {
        let mut trail: Vec<Lit> = Vec::new();
        let mut broken = clause.iter().any(|literal| !self.force(literal.not(), &mut trail));
        for index in self.short.clone() {
            broken = broken || !self.look(index, &mut trail);
        }
        let mut next = 0;
        while let Some(literal) = trail.get(next).copied() {
            next += 1;
            let lost = Lit::not(literal).index();
            for place in 0..self.with.get(lost).map_or(0, Vec::len) {
                let index = self.with.get(lost).and_then(|list| list.get(place)).copied();
                broken = broken || index.is_some_and(|index| !self.look(index, &mut trail));
            }
            if broken {
                break;
            }
        }
        for literal in trail {
            if let Some(place) = self.holds.get_mut(literal.index()) {
                *place = false;
            }
        }
        broken
    }

    /// Lets a literal hold. False where its opposite does.
    fn force(&mut self, literal: Lit, trail: &mut Vec<Lit>) -> bool {
        if self.is(literal.not()) {
            return false;
        }
        if !self.is(literal) {
            if self.holds.len() <= literal.index() {
                self.holds.resize(literal.index() + 1, false);
            }
            if let Some(place) = self.holds.get_mut(literal.index()) {
                *place = true;
            }
            trail.push(literal);
        }
        true
    }

    /// Forces what is left of a clause, where that is one literal. False where nothing is.
    fn look(&mut self, index: usize, trail: &mut Vec<Lit>) -> bool {
        let clause = self.clauses.get(index).map_or(&[][..], Vec::as_slice);
        if clause.iter().any(|literal| self.is(*literal)) {
            return true;
        }
        let mut left = clause.iter().copied().filter(|literal| !self.is(literal.not()));
        let first = left.next();
        // The same literal may stand twice.
        let second = left.find(|literal| Some(*literal) != first);
        match (first, second) {
            (None, _) => false,
            (Some(literal), None) => self.force(literal, trail),
            (Some(_), Some(_)) => true,
        }
    }
}
