//! `safegrade generate`: believable cases from a seed, for trying replays out. Nobody in them exists.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use safegrade::eval::{Case, Scratch, value_words};
use safegrade::ir::{Fact, FactKind, Program};
use safegrade::value::Moment;

use crate::failure::Failure;
use crate::policy;

/// Write invented cases as CSV, the same for the same seed
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy
    policy: PathBuf,
    /// How many cases
    #[arg(long, value_name = "N", default_value_t = 1000)]
    cases: u64,
    /// Another seed gives other cases
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many answers in a hundred are blank
    #[arg(long, value_name = "PERCENT", default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=100))]
    unknown: u64,
    /// Add a column `recorded`: a grade as people might have given it, mostly the policy's
    #[arg(long)]
    recorded: bool,
}

/// The SplitMix64 generator (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `bound` - 1.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (_, engine) = policy::load(&args.policy)?;
    let program = engine.program();
    let mut random = Random(args.seed);
    let rates: Vec<u64> = program
        .slots
        .iter()
        .map(|_| 3 + Random(random.next()).below(25))
        .collect();
    let mut out = BufWriter::with_capacity(1 << 18, std::io::stdout().lock());
    let mut scratch = Scratch::default();
    let mut write = || -> std::io::Result<()> {
        let mut line: Vec<&str> = program.facts.iter().map(|fact| fact.name.as_str()).collect();
        line.push("now");
        if args.recorded {
            line.push("recorded");
        }
        writeln!(out, "{}", line.join(","))?;
        let start = Moment::in_london(program.policy.in_force_from, 0);
        for _ in 0..args.cases {
            let now = start.plus(i32::try_from(random.below(3 * 525_600)).unwrap_or(0));
            let mut case = engine.case(now);
            for fact in &program.facts {
                fill(program, fact, &rates, now, args.unknown, &mut random, &mut case);
                write!(out, "{},", words(fact, &case))?;
            }
            write!(out, "{}", now.wall())?;
            if args.recorded
                && let Some(scale) = program.scales.first()
            {
                let levels = i32::try_from(scale.levels.len()).unwrap_or(1);
                let noise = match random.below(20) {
                    0 => 1,
                    1..4 => -1,
                    _ => 0,
                };
                let level = (engine.grade(&case, &mut scratch).act(scale.level) + noise).clamp(0, levels - 1);
                let name = usize::try_from(level)
                    .ok()
                    .and_then(|level| scale.levels.get(level))
                    .map_or("", |level| &level.name);
                write!(out, ",{name}")?;
            }
            writeln!(out)?;
        }
        out.flush()
    };
    match write() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::file(Path::new("standard output"), error))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Puts an answer into each slot of a fact, or leaves it blank.
fn fill(
    program: &Program,
    fact: &Fact,
    rates: &[u64],
    now: Moment,
    unknown: u64,
    random: &mut Random,
    case: &mut Case,
) {
    if random.percent(unknown) {
        return;
    }
    for slot in fact.slot..fact.slot + fact.kind.width() {
        let range = program
            .slots
            .get(slot as usize)
            .map(|slot| slot.full)
            .unwrap_or_default();
        let span = u64::try_from(i64::from(range.high) - i64::from(range.low) + 1).unwrap_or(1);
        let offset = |value: u64| range.low.saturating_add(i32::try_from(value).unwrap_or(0));
        let value = match &fact.kind {
            FactKind::YesNo | FactKind::AnyOf(_) => {
                i32::from(random.percent(rates.get(slot as usize).copied().unwrap_or(10)))
            }
            FactKind::OneOf(_) => {
                let (a, b) = (random.below(span), random.below(span));
                offset(a.min(b))
            }
            // Most reports are of the young, most counts are small: the least of three.
            FactKind::Number { .. } | FactKind::Duration { .. } => {
                let (a, b, c) = (random.below(span), random.below(span), random.below(span));
                offset(a.min(b).min(c))
            }
            FactKind::Date => now.date().days - i32::try_from(random.below(9_000)).unwrap_or(0),
            FactKind::Moment => {
                let (a, b) = (random.below(4_320), random.below(4_320));
                now.minutes - i32::try_from(a.min(b)).unwrap_or(0)
            }
        };
        case.put(slot, value);
    }
}

/// A fact's cell.
fn words(fact: &Fact, case: &Case) -> String {
    match &fact.kind {
        FactKind::AnyOf(options) => {
            let values: Option<Vec<i32>> = (fact.slot..fact.slot + fact.kind.width())
                .map(|slot| case.slot(slot))
                .collect();
            let Some(values) = values else { return String::new() };
            let present: Vec<&str> = options
                .iter()
                .zip(values)
                .filter(|(_, value)| *value == 1)
                .map(|(option, _)| option.name.as_str())
                .collect();
            if present.is_empty() {
                "none".to_owned()
            } else {
                present.join(";")
            }
        }
        FactKind::Number { places, .. } => {
            let number = |digits: i32| {
                safegrade::value::Decimal {
                    digits: i64::from(digits),
                    places: *places,
                }
                .to_string()
            };
            case.slot(fact.slot).map(number).unwrap_or_default()
        }
        FactKind::YesNo | FactKind::OneOf(_) | FactKind::Duration { .. } | FactKind::Date | FactKind::Moment => case
            .slot(fact.slot)
            .map(|value| value_words(fact, value))
            .unwrap_or_default(),
    }
}
