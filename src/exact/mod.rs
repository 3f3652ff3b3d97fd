//! Exact analysis: what holds for all cases, answers not known and times included.

mod alerts;
mod asked;
mod audit;
mod bounds;
mod clauses;
mod cliff;
mod cover;
mod diff;
mod encode;
mod exactly;
mod example;
mod guarantees;
mod matching;
mod opened;
mod questions;
mod reasons;
mod region;
mod rup;
mod seen;
mod solver;
mod witness;

pub use alerts::Alerted;
pub use audit::{Audit, Cliff, Finding, Question, audit};
pub use bounds::{Completions, Levels, Owed, Possible, Reach};
pub use cover::{Cover, Shown, cover};
pub use diff::{Change, Diff, Kind, diff};
pub use exactly::{End, Ends, Exactly};
pub use example::example;
pub use guarantees::{Decided, Verdict};
pub use matching::translated;
pub use reasons::{Otherwise, Reasons};
pub use region::Region;
