//! What a decision may never do, over random policies and cases.

use proptest::prelude::*;
use safegrade::Engine;
use safegrade::eval::{Answer, Batch, Scratch};
use safegrade::ir;
use safegrade::value::Moment;

const HEAD: &str = "policy p\n  version 1\n  in force from 2016-01-01\nsource s \"S\"\nscale risk: none_ < low < medium < high\nscale response: slow < fast\n\
fact a: yes/no\nfact b: yes/no\nfact c: yes/no if unknown presume no\nfact n: whole 0..20\nfact k: one of x, y, z\nfact g: any of p1, p2, p3\nfact m: moment\n";

const NAMES: [&str; 7] = ["a", "b", "c", "n", "k", "g", "m"];

fn atom() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("c".to_owned()),
        (0..21).prop_map(|n| format!("n >= {n}")),
        (0..20i32, 1..5i32).prop_map(|(n, w)| format!("n is {n}..{}", (n + w).min(20))),
        "[xyz]".prop_map(|k| format!("k is {k}")),
        Just("k is one of x, z".to_owned()),
        (1..4).prop_map(|n| format!("at least {n} of g")),
        (0..4).prop_map(|n| format!("at most {n} of (g, a, b)")),
        (1..60).prop_map(|h| format!("at least {h} hours since m")),
        (1..60).prop_map(|h| format!("less than {h} hours since m")),
        (1..4).prop_map(|i| format!("g has p{i}")),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    atom().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("(not ({part}))")),
        ]
    })
}

fn rule() -> impl Strategy<Value = String> {
    let level = prop_oneof![Just("low"), Just("medium"), Just("high")];
    prop_oneof![
        3 => (condition(), level.clone()).prop_map(|(when, level)| format!("when {when} then risk at least {level} because s")),
        1 => (condition(), condition(), level.clone()).prop_map(|(when, unless, level)| format!("when {when} unless {unless} then risk at least {level} because s")),
        1 => level.clone().prop_map(|level| format!("when risk at least {level} then response at least fast because s")),
        1 => (condition(), 1..50).prop_map(|(when, hours)| format!("when {when} then do something within {hours} hours of m because s")),
    ]
}

fn policy() -> impl Strategy<Value = Vec<String>> {
    (prop::collection::vec(rule(), 1..8), prop::collection::vec((condition(), 1..60), 0..3)).prop_map(|(rules, escalations)| {
        let rules = rules.into_iter().enumerate().map(|(index, rule)| format!("rule r{index} {rule}\n"));
        let escalations = escalations.into_iter().enumerate().map(|(index, (when, hours))| format!("escalate e{index} when risk is low and {when} after {hours} hours since m then risk at least high because s\n"));
        rules.chain(escalations).collect()
    })
}

/// One answer for each fact, all known.
fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let bit = || any::<bool>().prop_map(Answer::YesNo);
    (bit(), bit(), bit(), 0..21i32, "[xyz]", any::<[bool; 3]>(), 0..80i32).prop_map(|(a, b, c, n, k, g, hours)| {
        let options = (1..4usize)
            .filter(|i| g.get(i - 1) == Some(&true))
            .map(|i| Answer::Text(format!("p{i}")))
            .collect();
        vec![
            a,
            b,
            c,
            Answer::Number(n.to_string()),
            Answer::Text(k),
            Answer::List(options),
            Answer::Text(moment(-hours)),
        ]
    })
}

const NOW: &str = "2016-06-15 12:00";

fn now() -> Moment {
    Moment::parse(NOW).expect("a moment")
}

fn moment(hours: i32) -> String {
    now().plus(hours * 60).to_string()
}

fn build(rules: &[String]) -> Engine {
    crate::engine(&format!("{HEAD}{}", rules.concat()))
}

fn case(engine: &Engine, answers: &[Answer], known: u8) -> safegrade::eval::Case {
    let mut case = engine.case(now());
    for (index, (name, answer)) in NAMES.iter().zip(answers).enumerate() {
        if known & (1 << index) != 0 {
            case.give(engine.program(), name, answer);
        }
    }
    case
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// The truth lies within what is called possible, whatever was not known; knowing more never widens it.
    #[test]
    fn ranges_are_sound(rules in policy(), answers in answers(), known in 0u8..128, more in 0u8..128) {
        let engine = build(&rules);
        let truth = engine.decide(&case(&engine, &answers, 127));
        let part = engine.decide(&case(&engine, &answers, known));
        let fuller = engine.decide(&case(&engine, &answers, known | more));
        for ((truth, part), fuller) in truth.outcomes.iter().zip(&part.outcomes).zip(&fuller.outcomes) {
            prop_assert!(truth.exact && truth.lowest == truth.act && truth.highest == truth.act);
            prop_assert!(part.lowest <= truth.act && truth.act <= part.highest);
            prop_assert!(part.lowest <= fuller.lowest && fuller.highest <= part.highest);
            prop_assert!(part.lowest <= part.act && part.act <= part.highest);
        }
        if part.questions.is_empty() {
            for (truth, part) in truth.outcomes.iter().zip(&part.outcomes) {
                prop_assert_eq!(truth.act, part.act, "nothing left to ask, and it still changed");
            }
        }
    }

    /// The order of rules never matters.
    #[test]
    fn order_never_matters(rules in policy(), answers in answers(), known in 0u8..128, turn in 0usize..8) {
        let mut turned = rules.clone();
        turned.reverse();
        let length = turned.len();
        turned.rotate_left(turn % length);
        let (one, two) = (build(&rules), build(&turned));
        let (one, two) = (one.decide(&case(&one, &answers, known)), two.decide(&case(&two, &answers, known)));
        for (one, two) in one.outcomes.iter().zip(&two.outcomes) {
            prop_assert_eq!((one.act, one.lowest, one.highest), (two.act, two.lowest, two.highest));
        }
        let dues = |decision: &safegrade::eval::Decision| decision.duties.iter().map(|duty| duty.due).collect::<Vec<_>>();
        prop_assert_eq!(dues(&one), dues(&two));
        let moments = |decision: &safegrade::eval::Decision| decision.changes.iter().map(|change| change.at).collect::<Vec<_>>();
        prop_assert_eq!(moments(&one), moments(&two));
    }

    /// One more rule never lowers anything.
    #[test]
    fn outcomes_only_rise(rules in policy(), more in condition(), answers in answers(), known in 0u8..128) {
        let mut longer = rules.clone();
        longer.push(format!("rule extra when {more} then response at least fast because s\n"));
        let (short, long) = (build(&rules), build(&longer));
        let (short, long) = (short.decide(&case(&short, &answers, known)), long.decide(&case(&long, &answers, known)));
        for (short, long) in short.outcomes.iter().zip(&long.outcomes) {
            prop_assert!(short.act <= long.act && short.lowest <= long.lowest && short.highest <= long.highest);
        }
    }

    /// A fault is acted on as the worst case, also where something kinder is presumed of the unknown.
    #[test]
    fn faults_fail_upwards(rules in policy(), answers in answers(), faulty in 0usize..7) {
        let engine = build(&rules);
        let truth = engine.decide(&case(&engine, &answers, 127));
        let mut broken = case(&engine, &answers, 127);
        broken.give(engine.program(), NAMES[faulty], &Answer::Unusable("rubbish".to_owned()));
        let decision = engine.decide(&broken);
        prop_assert_eq!(decision.faults.len(), 1);
        for (truth, found) in truth.outcomes.iter().zip(&decision.outcomes) {
            prop_assert!(found.act >= truth.act);
        }
    }

    /// The changes told are all there are: between two of them nothing changes, and each is one.
    #[test]
    fn changes_are_complete(rules in policy(), answers in answers(), known in 0u8..128, step in 1i32..4_000) {
        let engine = build(&rules);
        let start = case(&engine, &answers, known);
        let decision = engine.decide(&start);
        let mut later = engine.case(now().plus(step));
        for (index, (name, answer)) in NAMES.iter().zip(&answers).enumerate() {
            if known & (1 << index) != 0 {
                later.give(engine.program(), name, answer);
            }
        }
        let then = engine.decide(&later);
        let passed = decision.changes.iter().filter(|change| change.at <= now().plus(step));
        let mut acts: Vec<u8> = decision.outcomes.iter().map(|outcome| outcome.act).collect();
        for change in passed {
            for (scale, from, to) in &change.outcomes {
                prop_assert_eq!(acts[scale.0 as usize], *from);
                acts[scale.0 as usize] = *to;
            }
        }
        let found: Vec<u8> = then.outcomes.iter().map(|outcome| outcome.act).collect();
        prop_assert_eq!(acts, found);
    }

    /// Many cases at once are acted on as each by itself.
    #[test]
    fn a_batch_agrees_with_the_grades(rules in policy(), cases in prop::collection::vec((answers(), 0u8..128, 0u8..128), 1..65)) {
        let engine = build(&rules);
        let program = engine.program();
        let mut batch = Batch::new(program);
        let mut all = Vec::new();
        for (answers, known, faulty) in &cases {
            let mut case = case(&engine, answers, *known);
            let broken = |index: usize| faulty & known & (1 << index) != 0;
            for (_, name) in NAMES.iter().enumerate().filter(|(index, _)| broken(*index)) {
                case.give(program, name, &Answer::Unusable("rubbish".to_owned()));
            }
            // What is put into a case that is then forgotten leaves nothing behind.
            for forgotten in [true, false] {
                batch.put_now(Some(now()));
                for (index, slot) in (0..).zip(&program.slots) {
                    let mark = if forgotten || broken(slot.fact.0 as usize) { ir::FAULT } else { ir::NOT_ASKED };
                    batch.put(index, case.slot(index).filter(|_| !forgotten).unwrap_or(mark));
                }
                if forgotten {
                    batch.forget();
                }
            }
            batch.done();
            all.push(case);
        }
        batch.run();
        let mut scratch = Scratch::default();
        for (lane, case) in all.iter().enumerate() {
            let grade = engine.grade(case, &mut scratch);
            prop_assert_eq!(batch.unknown() >> lane & 1 == 0, grade.all_known());
            let registers = program.scales.iter().map(|scale| scale.level).chain(program.rules.iter().map(|rule| rule.applies));
            for reg in registers {
                prop_assert_eq!(batch.acted(reg, grade.act(reg)) >> lane & 1, 1);
            }
        }
    }

    /// The cheap grade acts as the whole decision does, and each reason's facts are enough for it.
    #[test]
    fn the_grade_and_the_reasons_agree_with_the_decision(rules in policy(), answers in answers(), known in 0u8..128) {
        let engine = build(&rules);
        let case = case(&engine, &answers, known);
        let decision = engine.decide(&case);
        let mut scratch = Scratch::default();
        let grade = engine.grade(&case, &mut scratch);
        for (scale, outcome) in engine.program().scales.iter().zip(&decision.outcomes) {
            prop_assert_eq!(grade.act(scale.level), i32::from(outcome.act));
            for reason in outcome.reasons.iter().filter(|reason| reason.certain && reason.assumed.is_empty()) {
                // Only the named facts known: the rule still surely applies.
                let mut fewer = engine.case(now());
                for (index, fact) in engine.program().facts.iter().enumerate() {
                    if reason.known.iter().any(|slot| engine.program().slots[*slot as usize].fact.0 as usize == index) {
                        fewer.give(engine.program(), &fact.name, &answers[index]);
                    }
                }
                let again = engine.decide(&fewer);
                let kept = again.outcomes[outcome.scale.0 as usize].reasons.iter().any(|other| other.rule == reason.rule && other.certain);
                prop_assert!(kept, "the facts named were not enough");
            }
        }
    }
}

#[test]
fn unknown_is_never_false() {
    let engine = crate::engine(&format!(
        "{HEAD}rule r when a or not a then risk at least high because s"
    ));
    assert_eq!(engine.decide(&engine.case(now())).outcomes[0].lowest, 3);
    let engine = crate::engine(&format!("{HEAD}rule r when not a then risk at least high because s"));
    let decision = engine.decide(&engine.case(now()));
    assert_eq!(
        (
            decision.outcomes[0].act,
            decision.outcomes[0].lowest,
            decision.outcomes[0].highest
        ),
        (3, 0, 3)
    );
}
