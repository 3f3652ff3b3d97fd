//! The exact analysis against trying everything.

#![expect(
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use safegrade::Engine;
use safegrade::eval::{Answer, Case, Scratch};
use safegrade::exact::{self, Finding, Kind, Verdict};

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

fn levels(engine: &Engine, case: &Case) -> Vec<i32> {
    let mut scratch = Scratch::default();
    let grade = engine.grade(case, &mut scratch);
    let scales = (0..).map(safegrade::ir::ScaleId).zip(&engine.program().scales);
    scales.map(|(id, _)| grade.level(id)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is called possible is what some completion comes to, no more and no less, and the witnesses show it.
    #[test]
    fn bounds_are_those_of_trying_everything(rules in policy(), answers in answers(), known in any::<u8>()) {
        let engine = build(&rules);
        let start = case(&engine, &answers, known | 0b1100_0000);
        let found: Vec<Vec<i32>> = completions(&engine, &start).iter().map(|case| levels(&engine, case)).collect();
        for (index, bounds) in exact::possible(&engine, &start, BUDGET).iter().enumerate() {
            let own = || found.iter().map(|levels| levels[index]);
            prop_assert_eq!(own().min(), Some(i32::from(bounds.lowest.level)));
            prop_assert_eq!(own().max(), Some(i32::from(bounds.highest.level)));
            for end in [&bounds.lowest, &bounds.highest] {
                let witness = end.witness.as_ref().expect("an end that is reached is shown");
                prop_assert_eq!(levels(&engine, witness)[index], i32::from(end.level));
            }
        }
    }

    /// With moments and dates open too, no completion lies outside, and an end with a witness is reached.
    #[test]
    fn bounds_hold_for_open_moments(rules in policy(), answers in answers(), known in any::<u8>(), more in any::<u8>()) {
        let engine = build(&rules);
        let (start, fuller) = (case(&engine, &answers, known), case(&engine, &answers, known | more));
        let bounds = exact::possible(&engine, &start, BUDGET);
        for (index, inside) in exact::possible(&engine, &fuller, BUDGET).iter().enumerate() {
            let own = &bounds[index];
            prop_assert!(own.lowest.level <= inside.lowest.level && inside.highest.level <= own.highest.level);
            for end in [&own.lowest, &own.highest] {
                prop_assert!(end.witness.is_some(), "nothing here couples two moments, so every end is reached");
                if let Some(witness) = &end.witness {
                    prop_assert_eq!(levels(&engine, witness)[index], i32::from(end.level));
                    prop_assert_eq!(witness.now(), now());
                }
            }
        }
    }
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
