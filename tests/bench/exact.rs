//! How long exact answers take: a policy's clauses, what is still possible of half-known cases, and whole interviews.
//! Run by run.mjs; prints one JSON document.

#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    reason = "a benchmark reads the clock and fails by panicking"
)]

use std::time::{Duration, Instant};

use safegrade::Engine;
use safegrade::eval::Case;
use safegrade::exact::Completions;
use safegrade::ir;
use safegrade::source::SourceFile;
use safegrade::value::Moment;
use safegrade::wire::{self, Raw};
use serde_json::{Value, json};

const BUDGET: u64 = 20_000;
const CASES: usize = 60;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut text = || {
        let path = arguments.next().expect("a policy and a file of cases");
        std::fs::read_to_string(path).expect("a file")
    };
    let (policy, cases) = (text(), text());
    let interviews = arguments
        .next()
        .map_or(20, |count| count.parse().expect("how many interviews"));
    let engine = safegrade::compile(&SourceFile::new("policy", &policy))
        .engine
        .expect("it compiles");
    let cases: Vec<Case> = cases.lines().take(CASES).map(|line| read(&engine, line)).collect();
    let (mut all, encoded) = timed(|| Completions::new(&engine, false));
    let mut document = json!({ "encode_ms": milliseconds(encoded) });
    for tenths in [0, 5, 9] {
        let mut times = Vec::new();
        for (index, case) in cases.iter().enumerate() {
            let half = known(&engine, case, index, tenths);
            times.push(timed(|| all.possible(&half, BUDGET)).1);
        }
        times.sort_unstable();
        document[format!("possible_{tenths}")] = json!({
            "median_ms": milliseconds(times[times.len() / 2]),
            "worst_ms": milliseconds(times[times.len() - 1]),
        });
    }
    let mut times = Vec::new();
    document["facts"] = json!(engine.program().facts.len());
    for (name, order) in [
        ("ranked", Order::Ranked),
        ("rules", Order::Rules),
        ("file", Order::File),
    ] {
        let asked = cases.iter().take(interviews);
        let asked: Vec<usize> = asked
            .map(|case| interview(&mut all, &engine, case, order, &mut times))
            .collect();
        document[format!("asked_{name}")] = json!({
            "mean": asked.iter().sum::<usize>() as f64 / asked.len().max(1) as f64,
            "worst": asked.iter().max(),
        });
    }
    times.sort_unstable();
    document["question"] = json!({
        "median_ms": times.get(times.len() / 2).map(|time| milliseconds(*time)),
        "worst_ms": times.last().map(|time| milliseconds(*time)),
    });
    println!("{document}");
}

/// Which question comes next.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    /// The one that can really change something and leaves least open.
    Ranked,
    /// The one that most open rules mention, as far as evaluation alone knows.
    Rules,
    /// The next in the file.
    File,
}

/// Asks until no answer changes a level or a duty any more: how many questions that took.
fn interview(
    all: &mut Completions<'_>,
    engine: &Engine,
    full: &Case,
    order: Order,
    times: &mut Vec<Duration>,
) -> usize {
    let program = engine.program();
    let mut case = engine.case(full.now());
    for asked in 0.. {
        let possible = all.possible(&case, BUDGET);
        if possible.settled() {
            return asked;
        }
        let mut decision = engine.decide(&case);
        let next = match order {
            Order::File => program.facts.iter().find(|fact| case.slot(fact.slot).is_none()),
            Order::Ranked | Order::Rules => {
                if order == Order::Ranked {
                    let ranked = || all.questions(&case, &possible, &mut decision, BUDGET);
                    times.push(timed(ranked).1);
                }
                decision
                    .questions
                    .first()
                    .and_then(|question| program.fact(question.fact))
            }
        };
        let fact = next.expect("what is not settled has a question");
        for slot in fact.slot..fact.slot + fact.kind.width() {
            case.put(slot, full.slot(slot).expect("a full case"));
        }
    }
    0
}

fn read(engine: &Engine, line: &str) -> Case {
    let document: Value = serde_json::from_str(line).expect("a case");
    let now = Moment::parse_now(document["now"].as_str().expect("a moment")).expect("a moment");
    let mut case = engine.case(now);
    let Raw(facts) = serde_json::from_str(&document["facts"].to_string()).expect("facts");
    wire::give(engine.program(), &mut case, &facts);
    case
}

/// The case with so many tenths of its facts, others of another case.
fn known(engine: &Engine, case: &Case, index: usize, tenths: usize) -> Case {
    let mut half = case.clone();
    for (place, fact) in engine.program().facts.iter().enumerate() {
        if (place * 7 + index * 3 + place / 10) % 10 >= tenths {
            (fact.slot..fact.slot + fact.kind.width()).for_each(|slot| half.put(slot, ir::NOT_ASKED));
        }
    }
    half
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = run();
    (result, start.elapsed())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
