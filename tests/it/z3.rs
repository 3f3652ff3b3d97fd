//! The exact analysis against z3, which is given the program and not the clauses.
//!
//! It needs the program `z3`: the one that `SAFEGRADE_Z3` names, or one that is found as `z3`. Where there is none, the
//! test says so and has compared nothing.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a test reads the environment, and fails by panicking"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use safegrade::Engine;
use safegrade::eval::Case;
use safegrade::exact::{self, Completions, Finding};
use safegrade::ir::{self, Op, Program, Reg};
use safegrade::value::Moment;

/// More conflicts than any of these takes.
const BUDGET: u64 = 100_000;

/// Numbers that look random and are the same everywhere.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(bound).expect("small")).expect("small")
    }

    fn condition(&mut self, depth: usize) -> String {
        if depth > 0 && self.below(3) > 0 {
            let word = if self.below(3) == 0 { " or " } else { " and " };
            let parts: Vec<String> = (0..2 + self.below(2)).map(|_| self.condition(depth - 1)).collect();
            let not = if self.below(6) == 0 { "not " } else { "" };
            return format!("({not}({}))", parts.join(word));
        }
        match self.below(8) {
            0..=2 => format!("b{}", self.below(14)),
            3 => format!("n{} >= {}", self.below(3), 1 + self.below(20)),
            4 => format!("k{} is {}", self.below(2), ["x", "y", "z"][self.below(3)]),
            5 => format!("at least {} of g", 1 + self.below(4)),
            6 => format!("points >= {}", 1 + self.below(12)),
            _ => format!("at least {} hours since m{}", 1 + self.below(48), self.below(2)),
        }
    }

    fn policy(&mut self, rules: usize) -> String {
        let mut text = "policy p\n  version 1\n  in force from 2016-01-01\nsource s \"S\"\nscale risk: none_ < low < medium < high\nscale response: slow < fast\n".to_owned();
        (0..14).for_each(|index| text.push_str(&format!("fact b{index}: yes/no\n")));
        (0..3).for_each(|index| text.push_str(&format!("fact n{index}: whole 0..20\n")));
        text.push_str("fact k0: one of x, y, z\nfact k1: one of x, y, z\nfact g: any of p1, p2, p3, p4, p5\nfact m0: moment\nfact m1: moment\n");
        text.push_str("score points\n  add 2 for each of g\n  add 3 if b0\n  add 1 if n0 >= 7\n");
        for index in 0..rules {
            let when = self.condition(2);
            let level = ["low", "medium", "high"][self.below(3)];
            let then = match self.below(5) {
                0 => format!("do task{}", self.below(4)),
                1 => "response at least fast".to_owned(),
                _ => format!("risk at least {level}"),
            };
            writeln!(text, "rule r{index} when {when} then {then} because s").expect("text");
        }
        for index in 0..rules / 10 {
            let when = self.condition(1);
            writeln!(text, "escalate e{index} when risk is low and {when} after {} hours since m0 then risk at least high because s", 1 + self.below(60)).expect("text");
        }
        text
    }
}

/// The program as terms over `r0`, `r1` and so on: conditions are truths, all else whole numbers.
fn smt(program: &Program, case: Option<&Case>) -> String {
    let mut text = "(set-logic QF_LIA)\n".to_owned();
    let code = &program.code;
    let is_truth = |reg: Reg| {
        matches!(
            code.op(reg),
            Some(Op::Within(..) | Op::Not(_) | Op::All(_) | Op::Any(_))
        )
    };
    let number = |reg: &Reg| {
        if is_truth(*reg) {
            format!("(ite r{} 1 0)", reg.0)
        } else {
            format!("r{}", reg.0)
        }
    };
    let truth = |reg: &Reg| {
        if is_truth(*reg) {
            format!("r{}", reg.0)
        } else {
            format!("(>= r{} 1)", reg.0)
        }
    };
    let signed = |value: i64| {
        if value < 0 {
            format!("(- {})", -value)
        } else {
            value.to_string()
        }
    };
    let between = |reg: u32, low: i32, high: i32| {
        format!(
            "(assert (and (<= {} r{reg}) (<= r{reg} {})))\n",
            signed(low.into()),
            signed(high.into())
        )
    };
    text.push_str("(declare-const r0 Int)\n(declare-const r1 Int)\n");
    match case {
        Some(case) => text.push_str(&between(0, case.now().minutes, case.now().minutes)),
        None => {
            let start = Moment::in_london(program.policy.in_force_from, 0);
            text.push_str(&between(0, start.minutes, Moment::LAST.minutes));
        }
    }
    for (slot, own) in (0..).zip(&program.slots) {
        let reg = ir::FIRST_SLOT + slot;
        writeln!(text, "(declare-const r{reg} Int)").expect("text");
        let known = case.and_then(|case| case.slot(slot));
        text.push_str(&between(
            reg,
            known.unwrap_or(own.full.low),
            known.unwrap_or(own.full.high),
        ));
    }
    for (reg, op) in (code.inputs..).zip(&code.ops) {
        let (sort, term) = match *op {
            Op::Constant(value) => ("Int", signed(value.into())),
            Op::Within(of, range) => {
                let of = number(&of);
                let (low, high) = (signed(range.low.into()), signed(range.high.into()));
                ("Bool", format!("(and (<= {low} {of}) (<= {of} {high}))"))
            }
            Op::Not(of) => ("Bool", format!("(not {})", truth(&of))),
            Op::All(run) => {
                let parts: Vec<String> = run.of(&code.args).iter().map(truth).collect();
                ("Bool", format!("(and true {})", parts.join(" ")))
            }
            Op::Any(run) => {
                let parts: Vec<String> = run.of(&code.args).iter().map(truth).collect();
                ("Bool", format!("(or false {})", parts.join(" ")))
            }
            Op::Sum(run, constant) => {
                let terms = run.of(&code.terms).iter();
                let parts: Vec<String> = terms
                    .map(|(reg, weight)| format!("(* {} {})", signed((*weight).into()), number(reg)))
                    .collect();
                ("Int", format!("(+ {} 0 {})", signed(constant.into()), parts.join(" ")))
            }
            Op::Highest(run) => {
                let mut demands = run.of(&code.demands).to_vec();
                demands.sort_by_key(|(_, level)| *level);
                let highest = demands.iter().fold("0".to_owned(), |lower, (reg, level)| {
                    format!("(ite {} {level} {lower})", truth(reg))
                });
                ("Int", highest)
            }
            Op::After(..) => panic!("no clock but the moment itself is in these policies"),
        };
        writeln!(text, "(define-fun r{reg} () {sort} {term})").expect("text");
    }
    text
}

/// z3's answers to questions, each asked by itself: whether it can be.
fn ask(z3: &str, program: &str, questions: &[String]) -> Vec<bool> {
    let mut text = program.to_owned();
    for question in questions {
        writeln!(text, "(push)\n(assert {question})\n(check-sat)\n(pop)").expect("text");
    }
    let mut child = Command::new(z3)
        .args(["-in", "-smt2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("it ends").expect("it reads");
    let output = String::from_utf8(output.stdout).expect("text");
    let answers: Vec<bool> = output
        .lines()
        .map(|line| match line {
            "sat" => true,
            "unsat" => false,
            other => panic!("z3 says {other}"),
        })
        .collect();
    assert_eq!(answers.len(), questions.len());
    answers
}

fn z3() -> Option<String> {
    let name = std::env::var("SAFEGRADE_Z3").unwrap_or_else(|_| "z3".to_owned());
    let found = Command::new(&name).arg("--version").stdout(Stdio::null()).status();
    found.is_ok_and(|status| status.success()).then_some(name)
}

/// That a scale stands at a level.
fn at(program: &Program, scale: usize, level: usize) -> String {
    format!("(= r{} {level})", program.scales[scale].level.0)
}

fn truth(program: &Program, reg: Reg) -> String {
    match program.code.op(reg) {
        Some(Op::Within(..) | Op::Not(_) | Op::All(_) | Op::Any(_)) => format!("r{}", reg.0),
        _ => format!("(>= r{} 1)", reg.0),
    }
}

#[test]
fn z3_agrees() {
    let Some(z3) = z3() else {
        // Not by the macro, whose words a passing test keeps to itself.
        let said =
            b"NOT COMPARED with z3: there is none here; `pip install z3-solver` has one, and SAFEGRADE_Z3 names it\n";
        std::io::stderr().write_all(said).expect("it is told");
        return;
    };
    let mut draw = Draw(5);
    let mut seen: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for rules in [20, 40, 80, 160] {
        for _ in 0..3 {
            let engine = crate::engine(&draw.policy(rules));
            whole_policy(&z3, &engine, &mut seen);
            cases(&z3, &engine, &mut draw, &mut seen);
        }
    }
    // Both answers of every kind of question were met, so that agreement means something.
    for kind in ["applies", "level of a case", "duty of a case", "no duty of a case"] {
        for can in [true, false] {
            assert!(
                seen.get(&(kind, can)).is_some_and(|count| *count > 3),
                "{kind} {can}: {seen:?}"
            );
        }
    }
}

/// What is said of all cases and times.
fn whole_policy(z3: &str, engine: &Engine, seen: &mut BTreeMap<(&str, bool), usize>) {
    let program = engine.program();
    let audit = exact::audit(engine, BUDGET, |_, _| {});
    let never = |wanted: &dyn Fn(&Finding) -> bool| audit.findings.iter().any(wanted);
    let mut questions = Vec::new();
    let mut said = Vec::new();
    for (id, rule) in (0..).map(ir::RuleId).zip(&program.rules) {
        questions.push(truth(program, rule.applies));
        said.push((
            "applies",
            !never(&|found| matches!(found, Finding::NeverApplies(own) if *own == id)),
            never(&|found| matches!(found, Finding::Open(exact::Question::Applies(own)) if *own == id)),
        ));
    }
    for (id, scale) in (0..).map(ir::ScaleId).zip(&program.scales) {
        for (level, _) in (0u8..).zip(&scale.levels) {
            questions.push(at(program, id.0 as usize, level.into()));
            said.push(("given", !never(&|found| matches!(found, Finding::NeverGiven(own, named) if (*own, *named) == (id, level))), never(&|found| matches!(found, Finding::Open(exact::Question::Given(own, named)) if (*own, *named) == (id, level)))));
        }
    }
    let answers = ask(z3, &smt(program, None), &questions);
    for (((kind, can, open), answer), question) in said.into_iter().zip(answers).zip(questions) {
        assert!(open || can == answer, "{kind}: {question} is {answer} by z3");
        *seen.entry((kind, answer)).or_default() += 1;
    }
}

/// What is said of half-known cases.
fn cases(z3: &str, engine: &Engine, draw: &mut Draw, seen: &mut BTreeMap<(&str, bool), usize>) {
    let program = engine.program();
    let mut all = Completions::new(engine, true);
    for known in [0, 3, 6, 8, 9] {
        let now = Moment::parse("2016-06-15 12:00").expect("a moment");
        let mut case = engine.case(now);
        for (slot, own) in (0..).zip(&program.slots) {
            if draw.below(10) < known {
                let span = usize::try_from(own.full.high - own.full.low).expect("a range") + 1;
                let value = if span > 1000 {
                    now.minutes - i32::try_from(draw.below(70 * 60)).expect("small")
                } else {
                    own.full.low + i32::try_from(draw.below(span)).expect("small")
                };
                case.put(slot, value);
            }
        }
        let possible = all.possible(&case, BUDGET);
        assert!(!possible.unsound);
        let (mut questions, mut said) = (Vec::new(), Vec::new());
        for (index, scale) in possible.scales.iter().enumerate() {
            for (level, reach) in scale.levels.iter().enumerate() {
                questions.push(at(program, index, level));
                said.push(("level of a case", reach));
            }
        }
        for duty in &possible.duties {
            let own = program
                .rules
                .iter()
                .filter(|rule| rule.duties.iter().any(|own| own.duty == duty.duty));
            let demanding: Vec<String> = own.map(|rule| truth(program, rule.applies)).collect();
            questions.push(format!("(or false {})", demanding.join(" ")));
            said.push(("duty of a case", &duty.demanded));
            questions.push(format!("(not (or false {}))", demanding.join(" ")));
            said.push(("no duty of a case", &duty.spared));
        }
        let answers = ask(z3, &smt(program, Some(&case)), &questions);
        for (((kind, reach), answer), question) in said.into_iter().zip(answers).zip(questions) {
            assert!(reach.decided(), "{question}");
            assert_eq!(reach.may(), answer, "{kind}: {question} is {answer} by z3");
            *seen.entry((kind, answer)).or_default() += 1;
        }
    }
}
