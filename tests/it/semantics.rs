//! What a decision may never do, over random policies and cases.

use proptest::prelude::*;
use safegrade::Engine;
use safegrade::eval::{Answer, Batch, Scratch};
use safegrade::ir::{self, RuleId, ScaleId};
use safegrade::value::Moment;

const HEAD: &str = "policy p\n  version 1\n  in force from 2016-01-01\n  nation england_and_wales\ncalendar office open monday to friday 09:00..17:00\ncalendar night open monday to sunday 22:00..06:00\nsource s \"S\"\nscale risk: none_ < low < medium < high\nscale response: slow < fast\n\
scale old: zero retired from 2016-06-16 < first retired from 2016-06-17 < two < three retired from 2016-06-15 < four\n\
fact a: yes/no\nfact b: yes/no\nfact c: yes/no if unknown presume no\nfact n: whole 0..20\nfact k: one of x, y, z\nfact g: any of p1, p2, p3\nfact m: moment\nfact d: date\n";

pub const NAMES: [&str; 8] = ["a", "b", "c", "n", "k", "g", "m", "d"];

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
        (period(), "at least|less than|more than|at most").prop_map(|(p, bound)| format!("{bound} {p} since m")),
        (0..3, "working days|days|months|years").prop_map(|(n, unit)| format!("at least {n} {unit} since d")),
    ]
}

/// A length of time by any clock.
fn period() -> impl Strategy<Value = String> {
    prop_oneof![
        (1..60).prop_map(|n| format!("{n} hours")),
        (0..3).prop_map(|n| format!("{n} working days")),
        (0..20).prop_map(|n| format!("{n} office hours")),
        (0..30).prop_map(|n| format!("{n} night hours")),
        (0..3).prop_map(|n| format!("{n} months")),
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
        2 => (condition(), "(first|two|three|four)").prop_map(|(when, level)| format!("when {when} then old at least {level} because s")),
        1 => (condition(), period()).prop_map(|(when, period)| format!("when {when} then do something within {period} of m because s")),
    ]
}

pub fn policy() -> impl Strategy<Value = Vec<String>> {
    let gates = prop::collection::vec(prop::collection::vec(condition(), 1..3), 0..3);
    (prop::collection::vec(rule(), 1..8), prop::collection::vec((condition(), period()), 0..3), gates).prop_map(|(rules, escalations, gates)| {
        let rules = rules.into_iter().enumerate().map(|(index, rule)| format!("rule r{index} {rule}\n"));
        let escalations = escalations.into_iter().enumerate().map(|(index, (when, period))| format!("escalate e{index} when risk is low and {when} after {period} since m then risk at least high because s\n"));
        let gates = gates.into_iter().enumerate().map(|(index, needs)| format!("gate g{index} needs {} because s\n", needs.join(" needs ")));
        rules.chain(escalations).chain(gates).collect()
    })
}

/// One answer for each fact, all known.
pub fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let bit = || any::<bool>().prop_map(Answer::YesNo);
    (
        bit(),
        bit(),
        bit(),
        0..21i32,
        "[xyz]",
        any::<[bool; 3]>(),
        (0..80i32, 0..70i32),
    )
        .prop_map(|(a, b, c, n, k, g, (hours, days))| {
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
                Answer::Text(now().date().plus(-days).to_string()),
            ]
        })
}

const NOW: &str = "2016-06-15 12:00";

pub fn now() -> Moment {
    Moment::parse(NOW).expect("a moment")
}

fn moment(hours: i32) -> String {
    now().plus(hours * 60).to_string()
}

pub fn build(rules: &[String]) -> Engine {
    crate::engine(&format!("{HEAD}{}", rules.concat()))
}

pub fn case(engine: &Engine, answers: &[Answer], known: u8) -> safegrade::eval::Case {
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
    fn ranges_are_sound(rules in policy(), answers in answers(), known in any::<u8>(), more in any::<u8>()) {
        let engine = build(&rules);
        let truth = engine.decide(&case(&engine, &answers, u8::MAX));
        let part = engine.decide(&case(&engine, &answers, known));
        let fuller = engine.decide(&case(&engine, &answers, known | more));
        for ((truth, part), fuller) in truth.outcomes.iter().zip(&part.outcomes).zip(&fuller.outcomes) {
            prop_assert!(truth.exact && truth.lowest == truth.act && truth.highest == truth.act);
            prop_assert!(part.lowest <= truth.act && truth.act <= part.highest);
            prop_assert!(part.lowest <= fuller.lowest && fuller.highest <= part.highest);
            prop_assert!(part.lowest <= part.act && part.act <= part.highest);
        }
        for ((truth, part), fuller) in truth.gates.iter().zip(&part.gates).zip(&fuller.gates) {
            prop_assert!(truth.missing.iter().all(|need| need.known));
            prop_assert!(!part.open() || fuller.open() && truth.open(), "a gate is open on what is not certain");
            for need in part.missing.iter().filter(|need| need.known) {
                prop_assert!(truth.missing.contains(need), "a need is called unmet that may be met");
            }
        }
        if part.questions.is_empty() {
            for (truth, part) in truth.gates.iter().zip(&part.gates) {
                prop_assert_eq!(truth.open(), part.open(), "nothing left to ask, and the gate could still open");
            }
            for (truth, part) in truth.outcomes.iter().zip(&part.outcomes) {
                prop_assert_eq!(truth.act, part.act, "nothing left to ask, and it still changed");
            }
        }
    }

    /// The order of rules never matters.
    #[test]
    fn order_never_matters(rules in policy(), answers in answers(), known in any::<u8>(), turn in 0usize..8) {
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
    fn outcomes_only_rise(rules in policy(), more in condition(), answers in answers(), known in any::<u8>()) {
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
        let truth = engine.decide(&case(&engine, &answers, u8::MAX));
        let mut broken = case(&engine, &answers, u8::MAX);
        broken.give(engine.program(), NAMES[faulty], &Answer::Unusable("rubbish".to_owned()));
        let decision = engine.decide(&broken);
        prop_assert_eq!(decision.faults.len(), 1);
        for (truth, found) in truth.outcomes.iter().zip(&decision.outcomes) {
            prop_assert!(found.act >= truth.act);
        }
        for (truth, found) in truth.gates.iter().zip(&decision.gates) {
            prop_assert!(truth.open() || !found.open(), "a fault opened a gate");
        }
    }

    /// The changes told are all there are: between two of them nothing changes, and each is one.
    #[test]
    fn changes_are_complete(rules in policy(), answers in answers(), known in any::<u8>(), step in 1i32..4_000) {
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
        let mut open: Vec<bool> = decision.gates.iter().map(safegrade::eval::Gate::open).collect();
        for change in passed {
            for (turned, to) in [(&change.opens, true), (&change.shuts, false)] {
                for gate in turned {
                    prop_assert_eq!(open[gate.0 as usize], !to);
                    open[gate.0 as usize] = to;
                }
            }
            for (scale, from, to) in &change.outcomes {
                prop_assert_eq!(acts[scale.0 as usize], *from);
                acts[scale.0 as usize] = *to;
            }
        }
        let found: Vec<u8> = then.outcomes.iter().map(|outcome| outcome.act).collect();
        prop_assert_eq!(acts, found);
        let found: Vec<bool> = then.gates.iter().map(safegrade::eval::Gate::open).collect();
        prop_assert_eq!(open, found);
    }

    /// Many cases at once are acted on as each by itself.
    #[test]
    fn a_batch_agrees_with_the_grades(rules in policy(), cases in prop::collection::vec((answers(), any::<u8>(), any::<u8>()), 1..65)) {
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
            prop_assert_eq!(batch.unknown() >> lane & 1 == 0, case.all_known());
            for (id, scale) in (0..).map(ScaleId).zip(&program.scales) {
                prop_assert_eq!(batch.acted(scale.level, grade.level(id)) >> lane & 1, 1);
            }
            for (id, rule) in (0..).map(RuleId).zip(&program.rules) {
                let applies = grade.rules().any(|rule| rule == id);
                prop_assert_eq!(batch.acted(rule.applies, i32::from(applies)) >> lane & 1, 1);
            }
        }
    }

    /// The cheap grade acts as the whole decision does, and each reason's facts are enough for it.
    #[test]
    fn the_grade_and_the_reasons_agree_with_the_decision(rules in policy(), answers in answers(), known in any::<u8>(), broken in any::<u8>()) {
        let engine = build(&rules);
        let mut case = case(&engine, &answers, known);
        for (index, name) in NAMES.iter().enumerate().filter(|(index, _)| broken & !known & (1 << index) != 0) {
            let rubbish = Answer::Unusable(format!("rubbish {index}"));
            case.give(engine.program(), name, &rubbish);
        }
        let decision = engine.decide(&case);
        let mut scratch = Scratch::default();
        let grade = engine.grade(&case, &mut scratch);
        let told = decision.outcomes.iter().flat_map(|outcome| outcome.reasons.iter().map(|reason| reason.rule));
        let owed = decision.duties.iter().flat_map(|duty| duty.rules.iter().copied());
        let rules: std::collections::BTreeSet<_> = told.chain(owed).collect();
        prop_assert_eq!(grade.rules().collect::<Vec<_>>(), rules.into_iter().collect::<Vec<_>>());
        for outcome in &decision.outcomes {
            prop_assert_eq!(grade.level(outcome.scale), i32::from(outcome.act));
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

/// Rules of one and the same condition, where it is a fact that stands before another that is read.
#[test]
fn rules_of_one_condition_apply_together() {
    let engine = build(&[
        "rule r0 when c then risk at least low because s\n".to_owned(),
        "rule r1 when c then risk at least low because s\n".to_owned(),
        "rule r2 when n >= 5 then risk at least low because s\n".to_owned(),
    ]);
    let mut scratch = Scratch::default();
    for c in [true, false] {
        let mut case = engine.case(now());
        case.give(engine.program(), "c", &Answer::YesNo(c));
        case.give(engine.program(), "n", &Answer::Number("9".to_owned()));
        let rules: Vec<u32> = engine.grade(&case, &mut scratch).rules().map(|rule| rule.0).collect();
        assert_eq!(rules, if c { vec![0, 1, 2] } else { vec![2] });
    }
}

/// More rules and bounds on one fact than one table of masks takes.
#[test]
fn many_rules_on_one_fact_are_graded_as_they_are_decided() {
    let level = |index: i32| ["low", "medium", "high"][usize::try_from(index).expect("positive") % 3];
    let mut rules = "fact p: whole 0..2000\n".to_owned();
    for index in 0..700 {
        let test = if index % 2 == 0 {
            format!("p >= {}", 2 * index + 1)
        } else {
            format!("p is {index}..{}", 2 * index)
        };
        rules += &format!(
            "rule r{index} when {test} and n >= {} then risk at least {} because s\n",
            index % 20,
            level(index)
        );
    }
    let engine = build(&[rules]);
    let mut scratch = Scratch::default();
    for (p, n) in (0..2000)
        .step_by(37)
        .flat_map(|p| [(Some(p), Some(p % 21)), (Some(p), None), (None, Some(p % 21))])
    {
        let mut case = engine.case(now());
        for (name, number) in [("p", p), ("n", n)] {
            let answer = number.map_or(Answer::Unknown, |number: i32| Answer::Number(number.to_string()));
            case.give(engine.program(), name, &answer);
        }
        let decision = engine.decide(&case);
        let grade = engine.grade(&case, &mut scratch);
        let outcome = &decision.outcomes[0];
        let mut told: Vec<_> = outcome.reasons.iter().map(|reason| reason.rule).collect();
        told.sort();
        assert_eq!(grade.level(outcome.scale), i32::from(outcome.act));
        assert_eq!(grade.rules().collect::<Vec<_>>(), told);
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

#[test]
fn a_gate_opens_only_on_what_is_certain() {
    // What is presumed of `c` would open it, and what is presumed opens nothing.
    let engine = crate::engine(&format!("{HEAD}gate close needs not c needs n >= 0 needs a because s"));
    let told = |engine: &Engine, given: &[(&str, Answer)]| {
        let mut case = engine.case(now());
        for (name, answer) in given {
            case.give(engine.program(), name, answer);
        }
        let decision = engine.decide(&case);
        let missing = decision.gates[0].missing.iter().map(|need| (need.need, need.known));
        let asked = decision.questions.iter().map(|question| question.fact.0);
        (missing.collect::<Vec<_>>(), asked.collect::<Vec<_>>())
    };
    let (yes, no) = (Answer::YesNo(true), Answer::YesNo(false));
    assert_eq!(told(&engine, &[]), (vec![(0, false), (2, false)], vec![0, 2]));
    assert_eq!(told(&engine, &[("c", no.clone())]), (vec![(2, false)], vec![0]));
    assert_eq!(
        told(&engine, &[("c", no.clone()), ("a", yes.clone())]),
        (vec![], vec![])
    );
    // What is known not to hold keeps it shut whatever else is answered, so nothing more is asked.
    assert_eq!(told(&engine, &[("a", no)]), (vec![(0, false), (2, true)], vec![]));
    let rubbish = Answer::Unusable("rubbish".to_owned());
    assert_eq!(
        told(&engine, &[("c", rubbish), ("a", yes)]),
        (vec![(0, false)], vec![2])
    );
}

#[test]
fn a_gate_opens_and_shuts_by_time() {
    let engine = crate::engine(&format!(
        "{HEAD}gate later needs at least 5 hours since m because s\ngate soon needs less than 5 hours since m because s"
    ));
    let mut case = engine.case(now());
    case.give(engine.program(), "m", &Answer::Text(moment(-1)));
    let decision = engine.decide(&case);
    assert_eq!(
        decision
            .gates
            .iter()
            .map(safegrade::eval::Gate::open)
            .collect::<Vec<_>>(),
        [false, true]
    );
    let change = &decision.changes[0];
    assert_eq!(change.at, now().plus(4 * 60));
    assert_eq!(
        (change.opens.clone(), change.shuts.clone()),
        (vec![ir::GateId(0)], vec![ir::GateId(1)])
    );
    let turns = decision
        .changes
        .iter()
        .filter(|change| !(change.opens.is_empty() && change.shuts.is_empty()));
    assert_eq!(turns.count(), 1);
}

#[test]
fn a_gate_is_checked_as_a_rule_is() {
    for (text, code) in [
        ("gate g needs nobody because s", "SG101"),
        ("gate g needs n because s", "SG201"),
        ("gate g needs a because t", "SG101"),
        ("gate g needs a because s\ngate g needs b because s", "SG102"),
        ("gate g needs a", "SG902"),
        ("gate g because s", "SG001"),
        (
            "gate g needs a refuse with \"no\" refuse with \"no\" because s",
            "SG001",
        ),
        ("gate g requires a because s", "SG001"),
        ("gate needs needs a because s", "SG007"),
        ("example e at 2016-03-24 22:00 expect gate g opens", "SG101"),
    ] {
        let found = crate::codes(&format!("{HEAD}{text}\n"));
        assert!(found.contains(&code), "{found:?} in {text}");
    }
    // A rule and a gate may have one name, as nothing can mean both.
    crate::engine(&format!(
        "{HEAD}rule g when a then risk at least low because s\ngate g needs a because s"
    ));
    // A broken example is one error, also where one of its lines begins with the word of an item.
    let found = crate::codes(&format!(
        "{HEAD}gate g needs a because s\nexample e at 2016-03-24 22:00\nexpect risk,\n  gate g opens,\n  settled\n"
    ));
    assert_eq!(found.iter().filter(|code| **code < "SG9").count(), 1, "{found:?}");
}

#[test]
fn a_retired_level_gives_way_to_the_next_from_its_day_on() {
    let engine = crate::engine(&format!(
        "{HEAD}rule r when a then old at least first because s\nrule q when b then old at least three because s\nescalate e when old is two after 1 hour since m then old at least four because s"
    ));
    let told = |at: &str, given: &[&str]| {
        let mut case = engine.case(Moment::parse(at).expect("a moment"));
        for name in ["a", "b"] {
            case.give(engine.program(), name, &Answer::YesNo(given.contains(&name)));
        }
        let outcome = engine.decide(&case).outcomes[2].clone();
        let decides: Vec<u32> = outcome
            .reasons
            .iter()
            .filter(|reason| reason.decides)
            .map(|reason| reason.rule.0)
            .collect();
        (outcome.act, outcome.lowest, outcome.instead_of, decides)
    };
    assert_eq!(told("2016-06-14 12:00", &[]), (0, 0, None, vec![]));
    assert_eq!(told("2016-06-15 23:59", &[]), (0, 0, None, vec![]));
    assert_eq!(told("2016-06-16 00:00", &[]), (1, 1, Some(0), vec![]));
    assert_eq!(told("2016-06-14 12:00", &["a"]), (1, 1, None, vec![0]));
    assert_eq!(told("2016-06-16 12:00", &["a"]), (1, 1, None, vec![0]));
    assert_eq!(told("2016-06-14 12:00", &["a", "b"]), (3, 3, None, vec![1]));
    assert_eq!(told("2016-06-15 00:00", &["a", "b"]), (4, 4, Some(3), vec![1]));
    // An escalation reads what the rules gave on that day, and may lead on.
    assert_eq!(told("2016-06-17 00:00", &["a"]).1, 2);
    let change = &engine.decide(&engine.case(now())).changes[0];
    assert_eq!(change.at, Moment::parse("2016-06-16 00:00").expect("a moment"));
    assert_eq!(change.outcomes, []);
}

#[test]
fn retired_levels_are_checked() {
    let codes = |scale: &str, more: &str| {
        crate::codes(&format!(
            "policy p version 1 in force from 2016-01-01 source s \"S\" scale risk: {scale} fact a: yes/no rule r when a then risk at least mid because s\n{more}"
        ))
    };
    assert_eq!(codes("low retired from 2016-01-02 < mid", ""), [] as [&str; 0]);
    assert_eq!(codes("low retired from 2016-01-01 < mid", ""), ["SG905"]);
    assert_eq!(codes("low < mid retired from 2017-01-01", ""), ["SG305"]);
    assert_eq!(codes("low retired from 2016-02-30 < mid", ""), ["SG010"]);
    assert_eq!(codes("low retired < mid", ""), ["SG202", "SG001"]);
    let example = |at: &str, expect: &str| {
        codes(
            "low retired from 2017-01-01 < mid",
            &format!("example e at {at} expect {expect}"),
        )
    };
    assert_eq!(example("2016-12-31 23:59", "risk low"), [] as [&str; 0]);
    assert_eq!(example("2017-01-01 00:00", "risk low"), ["SG905"]);
    assert_eq!(example("2017-01-01 00:00", "risk may be low..mid"), ["SG905"]);
    assert_eq!(
        example("2016-12-31 22:00", "next change at 2017-01-01 00:00 to low"),
        ["SG905"]
    );
}
