#![doc = include_str!("ARCHITECTURE.md")]

mod list;
mod sorted;
pub mod source;
pub mod value;

pub mod diagnostic;
pub mod ir;
mod syntax;

mod check;
pub mod eval;
#[cfg(feature = "cli")]
mod lint;

#[cfg(feature = "cli")]
pub mod exact;

mod engine;
#[cfg(feature = "cli")]
pub mod history;
pub mod replay;

#[cfg(feature = "cli")]
pub mod mutate;

#[cfg(feature = "wire")]
pub mod wire;

#[cfg(feature = "wasm")]
mod wasm;

#[cfg(feature = "cli")]
pub use engine::without_welsh;
pub use engine::{Compiled, Engine, compile, format, written};
pub use syntax::ast;
