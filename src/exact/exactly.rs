//! A decision with all that is exactly known: what is possible, what to ask, why it is so and what would change it.

use std::sync::Arc;

use super::bounds::{Completions, Possible, Reach};
use super::reasons::Reasons;
use crate::eval::{Case, Decision};
use crate::ir::{FactId, ScaleId};

/// What is exactly known of a case.
#[derive(Debug)]
pub struct Exactly {
    /// What is still possible.
    pub possible: Possible,
    /// By scale, in their order, how its ends come about.
    pub ends: Vec<Ends>,
    /// Why each scale comes out as it does.
    pub reasons: Vec<Reasons>,
    /// How many of the decision's questions can change a level or whether a duty is demanded; they come first.
    pub changing: usize,
}

/// How the ends of a scale come about; none where it is settled, or where that was not decided.
#[derive(Debug)]
pub struct Ends {
    /// What brings it to its lowest.
    pub lowest: Option<End>,
    /// What brings it to its highest.
    pub highest: Option<End>,
}

/// One end of what is possible.
#[derive(Debug)]
pub struct End {
    /// A completion that comes to it.
    pub completion: Arc<Case>,
    /// The facts, not known yet, whose answers in the completion are enough for it.
    pub facts: Vec<FactId>,
}

impl Exactly {
    /// Whether everything that was asked was decided, so that nothing possible is shown that is not.
    #[must_use]
    pub fn decided(&self) -> bool {
        let mut levels = self.possible.scales.iter().flat_map(|scale| &scale.levels);
        let mut duties = self.possible.duties.iter();
        levels.all(Reach::decided) && duties.all(|duty| duty.demanded.decided() && duty.spared.decided())
    }
}

impl Completions<'_> {
    /// Decides a case, and says exactly what is possible, each question within a budget of conflicts.
    pub fn exactly(&mut self, case: &Case, budget: u64) -> (Decision, Exactly) {
        let mut decision = self.engine.decide(case);
        let possible = self.possible(case, budget);
        possible.tell(&mut decision);
        let changing = self.questions(case, &possible, &mut decision, budget);
        let reasons = self.reasons(case, &possible, budget);
        let mut ends = Vec::new();
        for (id, found) in (0..).map(ScaleId).zip(&possible.scales) {
            let (low, high) = found.ends();
            let end = |level: u8, up: bool| match found.levels.get(usize::from(level)) {
                Some(Reach::Shown(completion)) if low < high => Some(End {
                    completion: Arc::clone(completion),
                    facts: self.deciding(case, completion, id, up),
                }),
                _ => None,
            };
            ends.push(Ends {
                lowest: end(low, false),
                highest: end(high, true),
            });
        }
        let exactly = Exactly {
            possible,
            ends,
            reasons,
            changing,
        };
        (decision, exactly)
    }
}
