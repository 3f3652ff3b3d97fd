//! The decision: ids into the program it was made with, so that words are looked up once, where it is written out.

use super::Fault;
use super::line::Interval;
use crate::ir::{DutyId, FactId, GateId, RuleId, ScaleId, ScoreId};
use crate::value::Moment;

/// All that follows from a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The moment decided for.
    pub now: Moment,
    /// By scale, in their order.
    pub outcomes: Vec<Outcome>,
    /// By score, in their order.
    pub scores: Vec<ScoreOutcome>,
    /// What must be done, in the order of the policy.
    pub duties: Vec<Duty>,
    /// What can still change something, the most useful first.
    pub questions: Vec<Question>,
    /// Coming moments at which the decision changes if the facts stay as they are.
    pub changes: Vec<Change>,
    /// Up to where changes were looked for; none where there can be no more.
    pub changes_until: Option<Moment>,
    /// What is refused and what is open, in the order of the policy.
    pub gates: Vec<Gate>,
    /// What was wrong with the case.
    pub faults: Vec<Fault>,
}

/// What a scale comes out as.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Which scale.
    pub scale: ScaleId,
    /// The level to act on.
    pub act: u8,
    /// The least that is still possible.
    pub lowest: u8,
    /// The most that is still possible.
    pub highest: u8,
    /// Whether both ends are reached by some completion; else the truth lies within them.
    pub exact: bool,
    /// The level that the rules demand, where it is retired and another is acted on.
    pub instead_of: Option<u8>,
    /// The rules that say so, the highest demand first.
    pub reasons: Vec<Reason>,
}

/// Why a scale comes out as it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The rule.
    pub rule: RuleId,
    /// The level it demands.
    pub demands: u8,
    /// Whether that is the level acted on, or a retired one in whose place it is.
    pub decides: bool,
    /// Whether it applies whatever the unknown facts turn out to be.
    pub certain: bool,
    /// Slots of known facts that were enough for it.
    pub known: Vec<u32>,
    /// Slots of unknown facts presumed or taken at their worst for it.
    pub assumed: Vec<u32>,
}

/// What a score comes out as.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreOutcome {
    /// Which score.
    pub score: ScoreId,
    /// The points to act on.
    pub act: i32,
    /// What is still possible.
    pub possible: Interval,
    /// Whether both ends are reached by some completion.
    pub exact: bool,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// Which duty.
    pub duty: DutyId,
    /// By when: the earliest of all rules that demand it.
    pub due: Due,
    /// What it counts from, and the time allowed.
    pub from: Option<crate::ir::Deadline>,
    /// Whether some rule demands it whatever the unknown facts turn out to be.
    pub certain: bool,
    /// The rules that demand it.
    pub rules: Vec<RuleId>,
}

/// By when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// The moment it counts from is not known: at once.
    Unknown,
    /// By that moment.
    At(Moment),
    /// No deadline.
    None,
}

/// A fact whose answer can still change something.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Which fact.
    pub fact: FactId,
    /// Why it is not known.
    pub state: State,
    /// The rules that wait for it.
    pub rules: Vec<RuleId>,
    /// The gates that wait for it.
    pub gates: Vec<GateId>,
}

/// Why a fact is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not asked yet.
    NotAsked,
    /// Asked, and nobody can say.
    Unknown,
    /// What was given could not be used.
    Fault,
}

/// A gate: open where nothing is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Which gate.
    pub gate: GateId,
    /// The needs that do not certainly hold.
    pub missing: Vec<Missing>,
}

impl Gate {
    /// Whether every need holds, whatever is not known.
    #[must_use]
    pub fn open(&self) -> bool {
        self.missing.is_empty()
    }
}

/// A need that does not certainly hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// Its index among the needs of its gate.
    pub need: u32,
    /// Whether it is known that it does not hold; else it is not known whether it does.
    pub known: bool,
}

/// A coming moment at which something changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// When.
    pub at: Moment,
    /// Scales whose level to act on changes: from, to.
    pub outcomes: Vec<(ScaleId, u8, u8)>,
    /// Duties added.
    pub duties: Vec<(DutyId, Due)>,
    /// Rules that begin to apply.
    pub begins: Vec<RuleId>,
    /// Rules that cease to apply.
    pub ceases: Vec<RuleId>,
    /// Gates that open.
    pub opens: Vec<GateId>,
    /// Gates that shut.
    pub shuts: Vec<GateId>,
}
