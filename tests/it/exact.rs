//! The exact analysis against trying everything.

#![expect(
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use safegrade::Engine;
use safegrade::eval::{self, Answer, Case, Scratch};
use safegrade::exact::{self, Completions, Finding, Kind, Possible, Reach, Verdict};
use safegrade::ir::{DutyId, FactId, LAST_MARK, NOT_ASKED};

use crate::semantics::{NAMES, answers, build, case, now, policy};

/// More conflicts than any of these takes.
const BUDGET: u64 = 100_000;

/// Every completion of a case over what of `a`, `b`, `c`, `n`, `k` and `g` is not known.
fn completions(engine: &Engine, case: &Case) -> Vec<Case> {
    let yes_no = [Answer::YesNo(false), Answer::YesNo(true)];
    let numbers: Vec<Answer> = (0..=20).map(|n| Answer::Number(n.to_string())).collect();
    let options = ["x", "y", "z"].map(|k| Answer::Text(k.to_owned()));
    let sets: Vec<Answer> = (0..8u8)
        .map(|set| {
            let names = (0..3).filter(|bit| set >> bit & 1 == 1);
            Answer::List(names.map(|bit| Answer::Text(format!("p{}", bit + 1))).collect())
        })
        .collect();
    let choices: [&[Answer]; 6] = [&yes_no, &yes_no, &yes_no, &numbers, &options, &sets];
    let mut cases = vec![case.clone()];
    for (name, choices) in NAMES.iter().zip(choices) {
        let (_, fact) = engine.program().fact_named(name).expect("a fact");
        if case.slot(fact.slot).is_some() {
            continue;
        }
        let each = |case: &Case| -> Vec<Case> {
            let filled = choices.iter().map(|answer| {
                let mut filled = case.clone();
                filled.give(engine.program(), name, answer);
                filled
            });
            filled.collect()
        };
        cases = cases.iter().flat_map(each).collect();
    }
    cases
}

/// The levels to act on, as the decision has them.
fn levels(engine: &Engine, case: &Case) -> Vec<i32> {
    let levels = eval::levels(engine.program(), case).into_iter();
    levels.map(|(act, ..)| i32::from(act)).collect()
}

/// The duties that are demanded of a case of which all is known, as the decision has them.
fn owed(engine: &Engine, case: &Case) -> Vec<DutyId> {
    let program = engine.program();
    let demanding = program.rules.iter().filter(|rule| !rule.duties.is_empty());
    let applying = demanding.filter(|rule| eval::register(program, case, rule.applies).high != 0);
    applying
        .flat_map(|rule| &rule.duties)
        .map(|demand| demand.duty)
        .collect()
}

/// What is called possible is shown by completions that come to it, and what is not known is never called decided.
fn is_shown(engine: &Engine, start: &Case, found: &Possible) {
    assert!(!found.unsound, "a proof does not stand");
    let completes = |case: &Case| {
        assert_eq!(case.now(), start.now());
        assert!(case.all_known());
        for (own, given) in case.row().iter().zip(start.row()) {
            assert!(
                *given <= LAST_MARK || own == given,
                "a completion has another answer than the case"
            );
        }
    };
    for (index, scale) in found.scales.iter().enumerate() {
        for (level, reach) in (0..).zip(&scale.levels) {
            let Reach::Shown(case) = reach else { continue };
            completes(case);
            assert_eq!(levels(engine, case)[index], level);
        }
    }
    for duty in &found.duties {
        for (reach, is) in [(&duty.demanded, true), (&duty.spared, false)] {
            let Reach::Shown(case) = reach else { continue };
            completes(case);
            assert_eq!(owed(engine, case).contains(&duty.duty), is);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is called possible is what some completion comes to, no more and no less, and the witnesses show it:
    /// for one case after the other, asked of the same clauses.
    #[test]
    fn what_is_possible_is_that_of_trying_everything(rules in policy(), cases in prop::collection::vec((answers(), any::<u8>()), 3)) {
        let engine = build(&rules);
        let mut all = Completions::new(&engine, true);
        for (answers, known) in cases {
            let start = case(&engine, &answers, known | 0b1100_0000);
            let tried = completions(&engine, &start);
            let found: Vec<(Vec<i32>, Vec<DutyId>)> = tried.iter().map(|case| (levels(&engine, case), owed(&engine, case))).collect();
            let possible = all.possible(&start, BUDGET);
            is_shown(&engine, &start, &possible);
            let mut settled = true;
            for (index, scale) in possible.scales.iter().enumerate() {
                let reached = |level: i32| found.iter().any(|(levels, _)| levels[index] == level);
                settled &= scale.levels.iter().filter(|reach| reach.may()).count() == 1;
                for (level, reach) in (0..).zip(&scale.levels) {
                    prop_assert!(reach.decided());
                    prop_assert_eq!(reach.may(), reached(level), "scale {}, level {}", index, level);
                }
            }
            for duty in &possible.duties {
                let demands = |is: bool| found.iter().any(|(_, owed)| owed.contains(&duty.duty) == is);
                settled &= !(demands(true) && demands(false));
                prop_assert_eq!((duty.demanded.decided(), duty.spared.decided()), (true, true));
                prop_assert_eq!((duty.demanded.may(), duty.spared.may()), (demands(true), demands(false)));
            }
            prop_assert_eq!(possible.settled(), settled);
            let mut decision = engine.decide(&start);
            possible.tell(&mut decision);
            for (index, outcome) in decision.outcomes.iter().enumerate() {
                let own = || found.iter().map(|(levels, _)| levels[index]);
                prop_assert!(outcome.exact);
                prop_assert_eq!(own().min(), Some(i32::from(outcome.lowest)));
                prop_assert_eq!(own().max(), Some(i32::from(outcome.highest)));
            }
        }
    }

    /// With moments and dates open too, everything is decided, and no completion comes to anything else.
    #[test]
    fn what_is_possible_holds_for_open_moments(rules in policy(), answers in answers(), others in prop::collection::vec(answers(), 10), known in any::<u8>()) {
        let engine = build(&rules);
        let start = case(&engine, &answers, known);
        let possible = Completions::new(&engine, true).possible(&start, BUDGET);
        is_shown(&engine, &start, &possible);
        for other in &others {
            let mixed: Vec<Answer> = (0..8).map(|index| if known >> index & 1 == 1 { answers[index].clone() } else { other[index].clone() }).collect();
            let full = case(&engine, &mixed, u8::MAX);
            for (scale, level) in possible.scales.iter().zip(levels(&engine, &full)) {
                prop_assert!(scale.levels[usize::try_from(level).expect("a level")].may());
            }
            let owed = owed(&engine, &full);
            for duty in &possible.duties {
                let reach = if owed.contains(&duty.duty) { &duty.demanded } else { &duty.spared };
                prop_assert!(reach.may());
            }
        }
        for reach in possible.scales.iter().flat_map(|scale| &scale.levels) {
            prop_assert!(reach.decided(), "nothing here couples two moments, so every level is decided");
        }
        for duty in &possible.duties {
            prop_assert!(duty.demanded.decided() && duty.spared.decided());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// The questions that come first are of the facts that change something in some completion, all of them and no other,
    /// and there are none exactly where the case is settled.
    #[test]
    fn questions_are_those_that_change_something(rules in policy(), answers in answers(), known in any::<u8>()) {
        let engine = build(&rules);
        let start = case(&engine, &answers, known | 0b1100_0000);
        let mut all = Completions::new(&engine, true);
        let possible = all.possible(&start, BUDGET);
        let mut decision = engine.decide(&start);
        let count = all.questions(&start, &possible, &mut decision, BUDGET);
        prop_assert_eq!(count == 0, possible.settled());
        let asked: Vec<&str> = decision.questions.iter().take(count).map(|question| engine.program().facts[question.fact.0 as usize].name.as_str()).collect();
        let come_to = |case: &Case| {
            let mut owed = owed(&engine, case);
            owed.sort_unstable();
            owed.dedup();
            (levels(&engine, case), owed)
        };
        let tried: Vec<_> = completions(&engine, &start).into_iter().map(|case| (come_to(&case), case)).collect();
        for (index, name) in NAMES.iter().enumerate().take(6).filter(|(index, _)| known >> index & 1 == 0) {
            let fact = engine.program().fact_named(name).expect("a fact").1;
            // What comes out by all other answers: one thing, unless this one makes a difference.
            let mut first = BTreeMap::new();
            let differs = tried.iter().any(|(outcome, case)| {
                let mut others = case.row().to_vec();
                (fact.slot..fact.slot + fact.kind.width()).for_each(|slot| others[slot as usize] = NOT_ASKED);
                first.entry(others).or_insert(outcome) != &outcome
            });
            prop_assert_eq!(asked.contains(name), differs, "{} of {}", name, index);
        }
    }

    /// Reasons force what they are given for, and none of their facts can be left out; a change is a case, and no smaller will do.
    #[test]
    fn reasons_are_smallest(rules in policy(), answers in answers(), known in any::<u8>()) {
        let rules: Vec<String> = rules.into_iter().filter(|rule| !rule.contains("since")).collect();
        let engine = build(&rules);
        let start = case(&engine, &answers, known | 0b1100_0000);
        let mut all = Completions::new(&engine, true);
        let possible = all.possible(&start, BUDGET);
        // Moments and dates are in no condition here.
        let every = completions(&engine, &case(&engine, &answers, 0b1100_0000)).into_iter();
        let every: Vec<(Case, Vec<i32>)> = every.map(|case| (case.clone(), levels(&engine, &case))).collect();
        let fits = |case: &Case, facts: &[FactId]| facts.iter().all(|fact| same(&engine, case, &start, *fact));
        for (index, reasons) in all.reasons(&start, &possible, BUDGET).iter().enumerate() {
            let (low, high) = possible.scales[index].ends();
            let (low, high) = (i32::from(low), i32::from(high));
            let level = |case: &Case| levels(&engine, case)[index];
            let forces = |facts: &[FactId], holds: &dyn Fn(i32) -> bool| every.iter().all(|(case, levels)| holds(levels[index]) || !fits(case, facts));
            let top = i32::try_from(engine.program().scales[index].levels.len()).expect("few") - 1;
            prop_assert_eq!((reasons.at_least.is_some(), reasons.at_most.is_some()), (low > 0, high < top));
            let checks: [(_, Holds<'_>); 2] = [(&reasons.at_least, &|level| level >= low), (&reasons.at_most, &|level| level <= high)];
            for (facts, holds) in checks {
                let Some(facts) = facts else { continue };
                prop_assert!(forces(facts, holds));
                for out in facts {
                    let fewer: Vec<FactId> = facts.iter().copied().filter(|fact| fact != out).collect();
                    prop_assert!(!forces(&fewer, holds), "one can be left out");
                }
            }
            let changes: [(_, Holds<'_>); 2] = [(&reasons.raise, &|level| level > high), (&reasons.lower, &|level| level < low)];
            for (change, holds) in changes {
                let differs = |case: &Case| (0..6).filter(|index| known >> index & 1 == 1).map(FactId).filter(|fact| !same(&engine, case, &start, *fact)).collect::<Vec<_>>();
                let fewest = every.iter().filter(|(_, levels)| holds(levels[index])).map(|(case, _)| differs(case).len()).min();
                prop_assert_eq!(change.as_ref().map(|change| change.facts.len()), fewest);
                let Some(change) = change else { continue };
                prop_assert!(change.fewest);
                prop_assert_eq!(&differs(&change.case), &change.facts);
                prop_assert!(holds(level(&change.case)) && level(&change.case) == i32::from(change.level));
            }
        }
    }

    /// With times too, what is said to be enough for a level is: nothing else brings it there or away.
    #[test]
    fn reasons_hold_for_open_moments(rules in policy(), answers in answers(), others in prop::collection::vec(answers(), 20), known in any::<u8>()) {
        let engine = build(&rules);
        let start = case(&engine, &answers, known);
        let mut all = Completions::new(&engine, true);
        let possible = all.possible(&start, BUDGET);
        for (index, reasons) in all.reasons(&start, &possible, BUDGET).iter().enumerate() {
            let (low, high) = possible.scales[index].ends();
            let (low, high) = (i32::from(low), i32::from(high));
            prop_assert_eq!(reasons.at_least.is_some(), low > 0, "nothing here couples two moments");
            for (facts, up) in [(&reasons.at_least, true), (&reasons.at_most, false)] {
                let Some(facts) = facts else { continue };
                for other in &others {
                    let mut mixed = case(&engine, other, u8::MAX);
                    for fact in facts {
                        let fact = &engine.program().facts[fact.0 as usize];
                        for slot in fact.slot..fact.slot + fact.kind.width() {
                            mixed.put(slot, start.slot(slot).expect("a reason is known"));
                        }
                    }
                    let level = levels(&engine, &mixed)[index];
                    prop_assert!(up && level >= low || !up && level <= high);
                }
            }
            for (change, up) in [(&reasons.raise, true), (&reasons.lower, false)] {
                let Some(change) = change else { continue };
                let level = levels(&engine, &change.case)[index];
                prop_assert!(up && level > high || !up && level < low);
                for (place, fact) in engine.program().facts.iter().enumerate() {
                    let id = FactId(u32::try_from(place).expect("few"));
                    let known = start.slot(fact.slot).is_some();
                    prop_assert!(!known || change.facts.contains(&id) || same(&engine, &change.case, &start, id));
                }
            }
        }
    }

    /// What is shown to decide an end is enough for it, whatever else is answered.
    #[test]
    fn what_decides_an_end_does(rules in policy(), answers in answers(), others in prop::collection::vec(answers(), 20), known in any::<u8>()) {
        let engine = build(&rules);
        let start = case(&engine, &answers, known);
        let mut all = Completions::new(&engine, true);
        let possible = all.possible(&start, BUDGET);
        for (index, scale) in possible.scales.iter().enumerate() {
            for (level, reach) in (0..).zip(&scale.levels) {
                let Reach::Shown(completion) = reach else { continue };
                for up in [true, false] {
                    let facts = all.deciding(&start, completion, scale.scale, up);
                    for other in &others {
                        let mut mixed = case(&engine, other, u8::MAX);
                        for (place, fact) in (0..).zip(&engine.program().facts) {
                            for slot in fact.slot..fact.slot + fact.kind.width() {
                                let own = facts.contains(&FactId(place)) || start.slot(slot).is_some();
                                if own {
                                    mixed.put(slot, completion.slot(slot).expect("all is known"));
                                }
                            }
                        }
                        let found = levels(&engine, &mixed)[index];
                        prop_assert!(up && found >= level || !up && found <= level);
                    }
                }
            }
        }
    }
}

/// What is said of a level.
type Holds<'a> = &'a dyn Fn(i32) -> bool;

/// Whether a fact has the same answer in two cases.
fn same(engine: &Engine, one: &Case, two: &Case, fact: FactId) -> bool {
    let fact = &engine.program().facts[fact.0 as usize];
    (fact.slot..fact.slot + fact.kind.width()).all(|slot| one.slot(slot) == two.slot(slot))
}

/// What is out of budget is told as not decided, and never as a bound that is known.
#[test]
fn out_of_budget_is_not_decided() {
    // One more pigeon than holes, as yes and no: no completion is free of a clash, which takes a search to see.
    let pair = |hole: usize, one: usize, two: usize| format!("(p{one}_{hole} and p{two}_{hole})");
    let mut text =
        "policy p\n  version 1\n  in force from 2016-01-01\nsource s \"S\"\nscale risk: low < high\n".to_owned();
    for pigeon in 0..8 {
        for hole in 0..7 {
            text.push_str(&format!("fact p{pigeon}_{hole}: yes/no\n"));
        }
    }
    let clashes = (0..7).flat_map(|hole| (0..8).flat_map(move |two| (0..two).map(move |one| pair(hole, one, two))));
    for (index, clash) in clashes.enumerate() {
        text.push_str(&format!(
            "rule c{index} when {clash} then risk at least high because s\n"
        ));
    }
    for pigeon in 0..8 {
        let places: Vec<String> = (0..7).map(|hole| format!("not p{pigeon}_{hole}")).collect();
        text.push_str(&format!(
            "rule out{pigeon} when {} then risk at least high because s\n",
            places.join(" and ")
        ));
    }
    let engine = crate::engine(&text);
    let start = engine.case(now());
    let hasty = Completions::new(&engine, true).possible(&start, 20);
    assert!(hasty.scales[0].levels[0].may() && !hasty.scales[0].levels[0].decided());
    assert!(!hasty.scales[0].exact() && !hasty.settled());
    let mut decision = engine.decide(&start);
    hasty.tell(&mut decision);
    assert_eq!((decision.outcomes[0].lowest, decision.outcomes[0].exact), (0, false));
    let patient = Completions::new(&engine, true).possible(&start, BUDGET);
    assert_eq!(
        (patient.scales[0].ends(), patient.scales[0].exact(), patient.settled()),
        ((1, 1), true, true)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Nothing that is said never to be is ever seen, and every cliff is one.
    #[test]
    fn audits_hold(rules in policy(), cases in prop::collection::vec(answers(), 20)) {
        let engine = build(&rules);
        let audit = exact::audit(&engine, BUDGET, |_, _| {});
        // All known: where something is not, a rule is acted on that only may apply, and intervals allow too much.
        let seen: Vec<_> = cases.iter().map(|answers| {
            let case = case(&engine, answers, u8::MAX);
            let mut scratch = Scratch::default();
            let rules: Vec<_> = engine.grade(&case, &mut scratch).rules().collect();
            (rules, levels(&engine, &case), engine.decide(&case).gates)
        }).collect();
        for finding in &audit.findings {
            match finding {
                Finding::NeverApplies(rule) => prop_assert!(seen.iter().all(|(rules, ..)| !rules.contains(rule))),
                Finding::NeverMatters(rule) => {
                    // Without it, everything comes out as before.
                    let mut fewer = rules.clone();
                    let name = &engine.program().rules[rule.0 as usize].name;
                    fewer.retain(|text| !text.contains(&format!(" {name} ")));
                    let without = build(&fewer);
                    for answers in &cases {
                        let (one, two) = (case(&engine, answers, u8::MAX), case(&without, answers, u8::MAX));
                        prop_assert_eq!(levels(&engine, &one), levels(&without, &two));
                    }
                }
                Finding::NeverGiven(scale, level) => {
                    prop_assert!(seen.iter().all(|(_, levels, _)| levels[scale.0 as usize] != i32::from(*level)));
                }
                Finding::NeverOpens(gate) => prop_assert!(seen.iter().all(|(.., gates)| !gates[gate.0 as usize].open())),
                Finding::NeverShuts(gate) => prop_assert!(seen.iter().all(|(.., gates)| gates[gate.0 as usize].open())),
                Finding::Cliff(cliff) => {
                    let fact = engine.program().fact(cliff.fact).expect("a fact");
                    for (value, level) in cliff.sides {
                        let mut case = cliff.case.clone();
                        case.put(fact.slot, value);
                        let outcome = &engine.decide(&case).outcomes[cliff.scale.0 as usize];
                        prop_assert_eq!((outcome.lowest, outcome.highest), (level, level));
                    }
                }
                Finding::Open(_) => {}
                Finding::Unsound(question) => prop_assert!(false, "a proof does not stand: {question:?}"),
            }
        }
        let open = audit.findings.iter().filter(|found| matches!(found, Finding::Open(_))).count();
        prop_assert_eq!(audit.asked, audit.shown + audit.proved + open);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, failure_persistence: None, ..ProptestConfig::default() })]

    /// A policy in another order, under other names and with its conditions said in another way is the same policy.
    #[test]
    fn rewriting_shows_nothing(rules in policy()) {
        let other: Vec<String> = rules.iter().rev().map(|rule| {
            let renamed = rule.replace("rule r", "rule renamed_").replace("escalate e", "escalate also_");
            renamed.replace("n >= 5", "not (n < 5)").replace("k is x", "k is not one of y, z").replace(" a ", " (a and (a or b)) ")
        }).collect();
        let (one, two) = (build(&rules), build(&other));
        let found = exact::diff(&one, &two, BUDGET);
        prop_assert!(found.changes.is_empty() && !found.unsound, "{:?}", found.changes);
    }

    /// Whatever two policies grade differently is told, and what is told is so.
    #[test]
    fn differences_are_told_and_are_so(rules in policy(), other in policy(), keep in any::<u8>(), cases in prop::collection::vec(answers(), 20)) {
        // Most rules stay.
        let mixed: Vec<String> = rules.iter().enumerate().map(|(index, rule)| {
            let swapped = other.iter().find(|other| other.split(' ').nth(1) == rule.split(' ').nth(1));
            if keep >> (index % 8) & 3 == 0 { swapped.unwrap_or(rule).clone() } else { rule.clone() }
        }).collect();
        let (one, two) = (build(&rules), build(&mixed));
        let diff = exact::diff(&one, &two, BUDGET);
        prop_assert!(!diff.unsound);
        let told = |scale: &str, level: &str, raised: bool| {
            let kinds = diff.changes.iter().map(|change| &change.kind).chain(&diff.open);
            kinds.clone().any(|kind| matches!(kind, Kind::Level(own, named, up, _) if own == scale && named == level && *up == raised))
        };
        for answers in &cases {
            let (here, there) = (levels(&one, &case(&one, answers, u8::MAX)), levels(&two, &case(&two, answers, u8::MAX)));
            for ((scale, was), is) in one.program().scales.iter().zip(here).zip(there) {
                let name = |level: i32| scale.levels[usize::try_from(level).expect("a level")].name.as_str();
                if was > is {
                    prop_assert!(told(&scale.name, name(was), false), "{} {} -> {}", scale.name, was, is);
                }
                if was < is {
                    prop_assert!(told(&scale.name, name(is), true), "{} {} -> {}", scale.name, was, is);
                }
            }
        }
        for change in &diff.changes {
            let Kind::Level(scale, level, raised, _) = &change.kind else { continue };
            let index = one.program().scales.iter().position(|own| own.name == *scale).expect("a scale");
            let place = one.program().scales[index].levels.iter().position(|own| own.name == *level);
            let there = exact::translated(one.program(), two.program(), &change.case);
            let (was, is) = (one.decide(&change.case), two.decide(&there));
            let (was, is) = (usize::from(was.outcomes[index].act), usize::from(is.outcomes[index].act));
            let (at, elsewhere) = if *raised { (is, was) } else { (was, is) };
            prop_assert!(Some(at) == place && elsewhere < at);
        }
    }
}

/// A claim, with whether a case of which all is known, or it and the same with one answer changed, breaks it.
type Broken = fn(&Engine, &[Answer]) -> bool;

fn risk(engine: &Engine, answers: &[Answer]) -> i32 {
    levels(engine, &case(engine, answers, u8::MAX))[0]
}

fn but(answers: &[Answer], index: usize, answer: Answer) -> Vec<Answer> {
    let mut other = answers.to_vec();
    other[index] = answer;
    other
}

fn number(answer: &Answer) -> i32 {
    match answer {
        Answer::Number(digits) => digits.parse().expect("a number"),
        other => panic!("{other:?}"),
    }
}

fn grown(answers: &[Answer]) -> Vec<Vec<Answer>> {
    let Answer::List(list) = &answers[5] else {
        panic!("options")
    };
    let more = ["p1", "p2", "p3"].map(|name| {
        let mut list = list.clone();
        list.push(Answer::Text(name.to_owned()));
        but(answers, 5, Answer::List(list))
    });
    more.to_vec()
}

const CLAIMS: [(&str, Broken); 7] = [
    ("always risk at least low when a and n >= 5", |engine, answers| {
        answers[0] == Answer::YesNo(true) && number(&answers[3]) >= 5 && risk(engine, answers) < 1
    }),
    ("never risk is high when k is x", |engine, answers| {
        answers[4] == Answer::Text("x".to_owned()) && risk(engine, answers) == 3
    }),
    ("risk never falls when a becomes yes", |engine, answers| {
        let yes_no = |truth| risk(engine, &but(answers, 0, Answer::YesNo(truth)));
        yes_no(true) < yes_no(false)
    }),
    ("risk never falls when n rises", |engine, answers| {
        let more = (number(&answers[3])..21).map(|n| risk(engine, &but(answers, 3, Answer::Number(n.to_string()))));
        more.min() < Some(risk(engine, answers))
    }),
    ("risk never rises when g grows", |engine, answers| {
        grown(answers)
            .iter()
            .any(|other| risk(engine, other) > risk(engine, answers))
    }),
    ("k never changes risk", |engine, answers| {
        ["x", "y", "z"]
            .iter()
            .any(|k| risk(engine, &but(answers, 4, Answer::Text((*k).to_owned()))) != risk(engine, answers))
    }),
    ("b never changes risk", |engine, answers| {
        let yes_no = |truth| risk(engine, &but(answers, 1, Answer::YesNo(truth)));
        yes_no(true) != yes_no(false)
    }),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is proved no case breaks; what is refuted the case shown breaks.
    #[test]
    fn guarantees_are_decided_rightly(rules in policy(), cases in prop::collection::vec(answers(), 30)) {
        let claims: String = CLAIMS.iter().map(|(claim, _)| format!("  {claim}\n")).collect();
        let mut rules = rules;
        rules.push(format!("guarantee g\n{claims}  because s\n"));
        let engine = build(&rules);
        let audit = exact::audit(&engine, BUDGET, |_, _| {});
        prop_assert_eq!(audit.guarantees.len(), CLAIMS.len());
        for (decided, (claim, broken)) in audit.guarantees.iter().zip(CLAIMS) {
            match &decided.verdict {
                Verdict::Proved => {
                    prop_assert!(!cases.iter().any(|answers| broken(&engine, answers)), "{claim} is proved and broken");
                }
                Verdict::Refuted(case, second) => {
                    let found = levels(&engine, case)[0];
                    let then = second.as_ref().map(|case| levels(&engine, case)[0]);
                    let wrong = match then {
                        Some(then) if claim.contains("falls when") => then < found,
                        Some(then) if claim.contains("rises when g") => then > found,
                        Some(then) => then != found,
                        None if claim.contains("high") => found == 3,
                        None => found < 1,
                    };
                    prop_assert!(wrong, "{claim} is refuted by what does not break it");
                }
                Verdict::Open => {}
            }
        }
        prop_assert!(!audit.findings.iter().any(|found| matches!(found, Finding::Unsound(_))));
    }
}
