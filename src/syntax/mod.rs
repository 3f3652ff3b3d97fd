//! Text to tree and back: screening, parsing, formatting.
//!
//! `parse` is total: whatever the bytes, a module comes back and every trouble is in the sink, one syntax error an item.
//! May see `source`, `value` (for literals and words) and `diagnostic`.

pub mod ast;
mod format;
mod parse;
mod screen;

pub use format::format;
#[cfg(feature = "cli")]
pub use parse::{Node, Rule, Tree};
pub use parse::{parse, read};
