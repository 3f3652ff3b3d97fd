//! One test crate; most tests are data beside it.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod bad_input;
mod calendar;
mod cli;
mod docs;
mod generate;
mod layers;
mod lists;
mod replay;
mod semantics;
mod syntax;
mod worst;

use safegrade::source::SourceFile;
use safegrade::value::Moment;
use safegrade::wire::{self, Raw};
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

/// The document of a decision on a JSON case at 22:00 on 24 March 2016, and the kinds of its faults.
pub fn decided(engine: &Engine, json: &str) -> (serde_json::Value, Vec<&'static str>) {
    let document: Raw = serde_json::from_str(json).expect("JSON");
    let mut case = engine.case(Moment::parse("2016-03-24 22:00").expect("a moment"));
    wire::give(engine.program(), &mut case, &document);
    let decision = engine.decide(&case);
    let document = serde_json::to_value(wire::decision(engine.program(), &case, &decision)).expect("a document");
    (
        document,
        case.faults().iter().map(|fault| fault.kind.as_str()).collect(),
    )
}
