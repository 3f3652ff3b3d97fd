//! Many cases against one policy: columns to slots, and what came of all of them.
//!
//! Pure: files, threads and progress belong to the terminal program. Counts do not depend on the order of cases,
//! so tallies of parts add up to the tally of the whole.

mod columns;
mod tally;

pub use columns::{Columns, Read};
pub use tally::{ColumnFault, RuleCount, Tally};
