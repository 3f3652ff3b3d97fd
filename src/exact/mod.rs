//! Exact analysis: what holds for all cases, answers not known and times included.

mod asked;
mod audit;
mod bounds;
mod clauses;
mod cliff;
mod cover;
mod diff;
mod encode;
mod example;
mod guarantees;
mod matching;
mod region;
mod rup;
mod seen;
mod solver;
mod witness;

pub use audit::{Audit, Cliff, Finding, Question, audit};
pub use bounds::{Bounds, End, possible};
pub use cover::{Cover, Shown, cover};
pub use diff::{Change, Diff, Kind, diff};
pub use example::example;
pub use guarantees::{Decided, Verdict};
pub use matching::translated;
pub use region::Region;
