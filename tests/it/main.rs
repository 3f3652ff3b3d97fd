//! One test crate; most tests are data beside it.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod bad_input;
mod calendar;
mod cli;
mod clocks;
mod docs;
mod exact;
mod explain;
mod generate;
mod history;
mod layers;
mod messages;
mod mutate;
mod overlay;
mod partners;
mod pasted;
mod reference;
mod replay;
mod semantics;
mod syntax;
mod worst;
mod z3;

use safegrade::source::SourceFile;
use safegrade::{Compiled, Engine};

/// Compiles a policy from text.
pub fn compile(text: &str) -> Compiled {
    safegrade::compile(&SourceFile::new("test.rules", text))
}

/// Compiles a policy that must have no errors.
pub fn engine(text: &str) -> Engine {
    let compiled = compile(text);
    let errors: Vec<String> = compiled
        .diagnostics
        .iter()
        .map(|found| format!("{} {}", found.code, found.message))
        .collect();
    compiled.engine.unwrap_or_else(|| panic!("{errors:?}\n{text}"))
}

/// The codes of all messages of a policy.
pub fn codes(text: &str) -> Vec<&'static str> {
    compile(text)
        .diagnostics
        .iter()
        .map(|found| found.code.as_str())
        .collect()
}

/// The codes of what keeps two policies from being versions of one.
pub fn misfits(first: &str, second: &str) -> Vec<&'static str> {
    let versions = [first, second].map(|text| safegrade::history::Version {
        source: SourceFile::new("test.rules", text),
        engine: engine(text),
    });
    let found = safegrade::history::misfits(&versions.iter().collect::<Vec<_>>());
    found.iter().flatten().map(|found| found.code.as_str()).collect()
}
