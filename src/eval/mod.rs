//! Program and case to decision. Total and deterministic: no `Result`, no clock, no float, no hash order.
//!
//! One straight line of operations says what everything means. Deciding reads it in intervals of what is possible;
//! grading, which must be quick, reads the same line turned round; replays read it for many cases at once. What went wrong with a case is part of its decision.
//! May see `source` (spans), `value` and `ir`; never `syntax`, `check` or `diagnostic`.

mod answer;
mod batch;
mod case;
mod changes;
mod conjunctions;
mod decide;
mod decision;
mod examples;
mod gates;
mod grade;
#[cfg(feature = "cli")]
mod kept;
mod line;
mod masks;
mod packed;
mod questions;
mod reasons;

pub use answer::{Answer, option_names, read_text};
pub use batch::{Batch, LANES};
pub use case::{Case, Fault, FaultKind, unknown_heading, value_words};
pub use decide::{decide, levels, open_gates, register};
pub use decision::{Change, Decision, Due, Duty, Gate, Missing, Outcome, Question, Reason, ScoreOutcome, State};
pub use examples::{ExampleResult, run_examples};
pub use grade::{Grade, Grader, Scratch};
#[cfg(feature = "cli")]
pub use kept::{Kept, Readers};
pub use line::Interval;
pub use packed::{NO_DEADLINE, Packer, UNKNOWN_DEADLINE, slot_range};
