//! Variables in the order of their last use, as a list in both directions.

use super::{NONE, at, set};

/// The variables; what was used last is chosen first.
#[derive(Debug, Default)]
pub struct Queue {
    pub before: Vec<u32>,
    after: Vec<u32>,
    pub stamps: Vec<u64>,
    last: u32,
    /// Whatever is after it has a value.
    pub search: u32,
    stamp: u64,
}

impl Queue {
    /// A new variable, as if it had been used last.
    pub fn add(&mut self) {
        let variable = u32::try_from(self.stamps.len()).unwrap_or(NONE);
        self.before.push(NONE);
        self.after.push(NONE);
        self.stamps.push(0);
        if variable == 0 {
            self.last = NONE;
        }
        self.append(variable);
        self.search = variable;
    }

    fn append(&mut self, variable: u32) {
        self.stamp += 1;
        set(&mut self.stamps, variable as usize, self.stamp);
        set(&mut self.before, variable as usize, self.last);
        set(&mut self.after, variable as usize, NONE);
        set(&mut self.after, self.last as usize, variable);
        self.last = variable;
    }

    /// A variable was used.
    pub fn move_to_front(&mut self, variable: usize, open: bool) {
        let own = u32::try_from(variable).unwrap_or(NONE);
        if own == self.last {
            return;
        }
        let (before, after) = (
            self.before.get(variable).copied().unwrap_or(NONE),
            self.after.get(variable).copied().unwrap_or(NONE),
        );
        if self.search == own {
            self.search = if before == NONE { after } else { before };
        }
        set(&mut self.after, before as usize, after);
        set(&mut self.before, after as usize, before);
        self.append(own);
        if open {
            self.search = own;
        }
    }

    /// A variable is open again.
    pub fn open(&mut self, variable: usize) {
        if at(&self.stamps, variable) > at(&self.stamps, self.search as usize) {
            self.search = u32::try_from(variable).unwrap_or(NONE);
        }
    }

    /// Forgets all variables from one on. None of those that stay has a value any more that it had not before.
    pub fn forget(&mut self, from: usize) {
        for variable in (from..self.stamps.len()).rev() {
            let (before, after) = (
                self.before.get(variable).copied().unwrap_or(NONE),
                self.after.get(variable).copied().unwrap_or(NONE),
            );
            set(&mut self.after, before as usize, after);
            set(&mut self.before, after as usize, before);
            if after == NONE {
                self.last = before;
            }
        }
        self.before.truncate(from);
        self.after.truncate(from);
        self.stamps.truncate(from);
        self.search = self.last;
    }
}
