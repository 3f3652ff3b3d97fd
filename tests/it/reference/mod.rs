//! A second evaluator, slow and obvious, written from the reference of the language alone: it shares no code with the
//! engine that decides. Random policies and cases agree on the whole decision.

#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking, and the plainest way to read a model is by place"
)]

mod agree;
mod clock;
mod evaluate;
mod exact;
mod generate;
mod model;
mod print;
mod traps;
mod worlds;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError};

use evaluate::Reference;
use model::{Case, Policy};

/// The same policies and cases at each run.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2016),
        ..ProptestConfig::default()
    }
}

fn agree(policy: &Policy, cases: &[(Case, Vec<i64>, Vec<i64>)]) -> Result<(), TestCaseError> {
    let text = print::policy(policy);
    let engine = crate::engine(&text);
    let reference = Reference::new(policy);
    for (case, _, other) in cases {
        let decision = agree::decide(&engine, case);
        if let Err(difference) = agree::compare(&reference, &decision, case, other) {
            let now = clock::stamp(case.now);
            return Err(TestCaseError::fail(format!(
                "{difference}\nat {now} {}\n{text}",
                print::case(case)
            )));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(250))]

    #[test]
    fn the_engine_agrees_with_the_reference(policy in generate::policy(generate::SMALL), cases in prop::collection::vec(generate::case(), 6)) {
        agree(&policy, &cases)?;
    }
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn large_policies_agree_with_the_reference(policy in generate::policy(generate::LARGE), cases in prop::collection::vec(generate::case(), 4)) {
        agree(&policy, &cases)?;
    }
}
