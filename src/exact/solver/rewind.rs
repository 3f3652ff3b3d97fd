//! Going back to an earlier state: what is asked of a copy or of one case leaves nothing behind.

use super::{Lit, Solver};

/// A state that can be gone back to.
#[derive(Debug)]
pub struct Mark {
    variables: usize,
    clauses: usize,
    literals: usize,
    trail: usize,
    followed: usize,
    contradiction: bool,
}

impl Solver {
    /// From here on everything is for a while: what is added, and what is learnt of it, is gone at the [`Solver::end`].
    pub fn begin(&mut self) -> Mark {
        self.back_to(0);
        if let Some(proof) = &mut self.proof {
            proof.begin();
        }
        Mark {
            variables: self.levels.len(),
            clauses: self.clauses.len(),
            literals: self.literals.len(),
            trail: self.trail.len(),
            followed: self.followed,
            contradiction: self.contradiction,
        }
    }

    /// Forgets everything since a mark; marks end in the opposite order of their beginning.
    pub fn end(&mut self, mark: &Mark) {
        self.back_to(0);
        if let Some(proof) = &mut self.proof {
            proof.end();
        }
        self.undo(mark.trail);
        self.followed = self.followed.min(mark.followed);
        self.contradiction = mark.contradiction;
        self.watches.truncate(mark.variables * 2);
        // A clause watches its first two literals.
        let gone = self.clauses.iter().skip(mark.clauses);
        let watched = gone.flat_map(|(start, _)| (*start..).take(2));
        let watched = watched.filter_map(|index| self.literals.get(index as usize).copied());
        let mut watched: Vec<Lit> = watched.filter(|literal| literal.variable() < mark.variables).collect();
        watched.sort_unstable();
        watched.dedup();
        for literal in watched {
            if let Some(list) = self.watches.get_mut(literal.index()) {
                list.retain(|watch| (watch.clause as usize) < mark.clauses);
            }
        }
        self.clauses.truncate(mark.clauses);
        self.literals.truncate(mark.literals);
        self.values.truncate(mark.variables * 2);
        self.levels.truncate(mark.variables);
        self.reasons.truncate(mark.variables);
        self.phases.truncate(mark.variables);
        self.seen.truncate(mark.variables);
        self.queue.forget(mark.variables);
    }
}
