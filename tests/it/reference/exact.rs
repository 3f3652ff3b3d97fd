//! Where no fact is read twice, nothing hides behind an interval: what is called possible is what some completion gives.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;
use serde_json::Value;

use super::evaluate::Reference;
use super::model::*;
use super::{agree, clock, config, generate, print, worlds};

/// A condition on each fact but those of time, in any order.
fn atoms() -> impl Strategy<Value = Vec<Condition>> {
    let tenths = |fact: usize, low: i64, high: i64, step: usize| {
        let numbers: Vec<i64> = (low..=high).step_by(step).collect();
        (generate::relation(), select(numbers))
            .prop_map(move |(is, number)| Condition::Sum(vec![(true, Term::Fact(fact))], is, number))
            .boxed()
    };
    let atoms = vec![
        Just(Condition::Yes(0)).boxed(),
        Just(Condition::Yes(1)).boxed(),
        Just(Condition::Yes(2)).boxed(),
        tenths(N, 0, 50, 10),
        tenths(W, 360, 366, 1),
        (any::<bool>(), 0..3usize)
            .prop_map(|(positive, option)| Condition::Option(K, positive, vec![option]))
            .boxed(),
        (generate::bound(), 0..4i64)
            .prop_map(|(how, number)| Condition::Counted(how, number, vec![Item::Options(G)]))
            .boxed(),
        (generate::relation(), 0..7i64)
            .prop_map(|(is, halves)| Condition::Lasts(L, is, halves * 30))
            .boxed(),
    ];
    atoms.prop_shuffle()
}

/// Rules that share the conditions out among them.
fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let shares = prop::collection::vec((any::<bool>(), any::<bool>(), 0..3usize, 1..3usize), 4);
    (atoms(), shares, 1..4usize).prop_map(|(atoms, shares, each)| {
        let groups = atoms.chunks(each).zip(shares.into_iter().cycle());
        let rule = |(parts, (all, unless, scale, level)): (&[Condition], (bool, bool, usize, usize))| {
            let parts = parts.to_vec();
            let condition = match (parts.as_slice(), all) {
                ([only], _) => only.clone(),
                (_, true) => Condition::All(parts),
                (_, false) => Condition::Any(parts),
            };
            let (when, unless) = if unless {
                (None, Some(condition))
            } else {
                (Some(condition), None)
            };
            Rule {
                after: None,
                when,
                unless,
                raises: vec![(scale, level)],
                duties: Vec::new(),
            }
        };
        groups.map(rule).collect()
    })
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn what_reads_each_fact_once_is_exact(policy in generate::policy(generate::SMALL), rules in rules(), cases in prop::collection::vec(generate::case(), 10)) {
        let gate = rules.iter().flat_map(|rule| rule.when.clone()).collect();
        let policy = Policy { rules, lets: Vec::new(), early: 0, scores: Vec::new(), gates: vec![gate], ..policy };
        let reference = Reference::new(&policy);
        let text = print::policy(&policy);
        let engine = crate::engine(&text);
        for (mut case, facts, _) in cases {
            // So few facts that are not known that every completion can be looked at.
            let open = (0..FACTS.len()).filter(|fact| !matches!(case.facts[*fact], Given::Known(_)));
            for fact in open.skip(3).chain([D, M, T, S]).collect::<Vec<_>>() {
                case.facts[fact] = Given::Known(facts[fact]);
            }
            exact(&reference, &agree::decide(&engine, &case), &case)
                .map_err(|what| TestCaseError::fail(format!("{what} at {} {}\n{text}", clock::stamp(case.now), print::case(&case))))?;
        }
    }
}

fn exact(reference: &Reference<'_>, decision: &Value, case: &Case) -> Result<(), String> {
    let worlds = worlds::worlds(reference, case, usize::MAX);
    for (scale, (name, levels)) in SCALES.iter().enumerate() {
        let full: BTreeSet<usize> = worlds.full.iter().map(|(_, state)| state.levels[scale]).collect();
        let act = worlds.presumed.iter().map(|(_, state)| state.levels[scale]).max();
        for (end, level) in [
            ("lowest", full.first()),
            ("highest", full.last()),
            ("act", act.as_ref()),
        ] {
            let told = decision["outcomes"][*name][end].as_str();
            agree::same(&format!("{name} {end}"), &told, &level.map(|level| levels[*level]))?;
        }
    }
    for (index, gate) in agree::list(decision, "gates").iter().enumerate() {
        // By need whether it never holds, or may and may not.
        let needs = (0..reference.policy.gates[index].len()).filter_map(|need| {
            let met: BTreeSet<bool> = worlds.full.iter().map(|(_, state)| state.gates[index][need]).collect();
            (met != BTreeSet::from([true])).then(|| if met.contains(&true) { "not_known" } else { "no" })
        });
        let missing = agree::list(gate, "missing")
            .iter()
            .filter_map(|need| need["state"].as_str());
        agree::same("what a gate misses", &missing.collect(), &needs.collect::<Vec<_>>())?;
    }
    Ok(())
}
