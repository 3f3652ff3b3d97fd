//! `safegrade prove`

use std::path::PathBuf;
use std::process::ExitCode;

use safegrade::Engine;
use safegrade::eval::{Case, Scratch};
use safegrade::exact::{self, Alerted, Audit, Cliff, Decided, Finding, Question, Verdict};
use safegrade::ir::{ClaimKind, Claimed, Fact, Op, Program, Reg, Rule, ScaleId};
use safegrade::source::SourceFile;
use serde_json::{Value, json};

use crate::budget::Budget;
use crate::failure::Failure;
use crate::output::{self, BOLD, FAINT, GREEN, RED, YELLOW, count, styled};
use crate::policy;

/// Ask a policy what holds for all cases: answers not known and all times included
///
/// Its guarantees are proved, or refuted by an example that fails until they hold. Without being asked: whether every
/// rule can apply and ever matters, whether every level is given, whether gates open and shut, and where one step of a
/// number changes a grade by two levels. What is said never to be is proved, and the proof is checked; what is said to be
/// was shown by a case.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy; `-` is standard input
    policy: PathBuf,
    /// Write the findings as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    budget: Budget,
}

/// Audits a policy. A guarantee that does not hold is a failure; other findings are for people to judge.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (source, engine) = policy::load(&args.policy)?;
    let bar = output::progress(0, "{pos} of {len}");
    let audit = exact::audit(&engine, args.budget.conflicts, |done, total| {
        bar.set_length(u64::try_from(total).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
    });
    bar.finish_and_clear();
    let claims = audit
        .guarantees
        .iter()
        .filter_map(|decided| guaranteed(&engine, decided));
    let alerts = audit.alerts.iter().filter_map(|alerted| alerted_only(&engine, alerted));
    let guaranteed: Vec<Guaranteed> = claims.chain(alerts).collect();
    let told: Vec<Told> = audit
        .findings
        .iter()
        .filter_map(|found| told(engine.program(), found))
        .collect();
    if args.json {
        output::json(&document(&source, &audit, &guaranteed, &told))?;
    } else {
        output::print(&report(&source, engine.program(), &audit, &guaranteed, &told))?;
    }
    let broken = guaranteed.iter().any(|guaranteed| guaranteed.verdict != "proved");
    let unsound = broken || audit.findings.iter().any(|found| matches!(found, Finding::Unsound(_)));
    Ok(if unsound {
        ExitCode::from(Failure::DIFFERS)
    } else {
        ExitCode::SUCCESS
    })
}

/// A claim of a guarantee, in words.
struct Guaranteed {
    name: String,
    said: String,
    /// `proved`, `refuted`, `open`.
    verdict: &'static str,
    at: u32,
    /// What shows that it does not hold.
    examples: Vec<String>,
}

fn guaranteed(engine: &Engine, decided: &Decided) -> Option<Guaranteed> {
    let program = engine.program();
    let (index, place) = decided.claim;
    let guarantee = program.guarantees.get(index)?;
    let claim = guarantee.claims.get(place)?;
    let mut examples = Vec::new();
    let verdict = match &decided.verdict {
        Verdict::Proved => "proved",
        Verdict::Open => "open",
        Verdict::Refuted(case, second) => {
            let name = |end: &str| format!("{}{end}", guarantee.name);
            match second {
                None => {
                    let expect = wanted(engine, case, &claim.kind);
                    examples.push(exact::example(program, &name("_refuted"), case, &expect));
                }
                Some(second) => {
                    for (case, end) in [(case, "_before"), (second, "_after")] {
                        examples.push(exact::example(program, &name(end), case, &acted(engine, case)));
                    }
                }
            }
            "refuted"
        }
    };
    Some(Guaranteed {
        name: guarantee.name.clone(),
        said: claim.said.clone(),
        verdict,
        at: claim.span.start,
        examples,
    })
}

/// Whether a duty to a partner depends only on what that partner may see: asked of every policy that says so.
fn alerted_only(engine: &Engine, alerted: &Alerted) -> Option<Guaranteed> {
    let program = engine.program();
    let duty = program.duties.get(alerted.duty.0 as usize)?.written();
    let partner = &program.partners.get(alerted.partner.0 as usize)?.name;
    let rule = program.rules.iter().find(|rule| {
        let mut duties = rule.duties.iter();
        duties.any(|demand| demand.duty == alerted.duty)
    });
    let mut examples = Vec::new();
    let verdict = match &alerted.verdict {
        Verdict::Proved => "proved",
        Verdict::Open => "open",
        Verdict::Refuted(case, second) => {
            let cases = [("with", Some(case)), ("without", second.as_ref())];
            for (end, case) in cases {
                let Some(case) = case else { continue };
                let name = format!("{}_{end}", duty.replace(' ', "_"));
                let expect = if end == "with" {
                    duty.clone()
                } else {
                    format!("no {duty}")
                };
                examples.push(exact::example(program, &name, case, &expect));
            }
            "refuted"
        }
    };
    Some(Guaranteed {
        name: partner.clone(),
        said: format!("{duty} depends only on what `{partner}` may see"),
        verdict,
        at: rule?.span.start,
        examples,
    })
}

/// What would have to come out for a claim to hold, where one expectation can say it; else what does come out.
fn wanted(engine: &Engine, case: &Case, claim: &ClaimKind) -> String {
    let program = engine.program();
    let ClaimKind::Holds(always, claimed, _) = claim else {
        return acted(engine, case);
    };
    match claimed {
        Claimed::Duty(duty) => {
            let Some(duty) = program.duties.get(duty.0 as usize) else {
                return acted(engine, case);
            };
            format!("{}{}", if *always { "" } else { "no " }, duty.written())
        }
        Claimed::Gate(gate, opens) => {
            let name = program.gates.get(gate.0 as usize).map_or("", |gate| gate.name.as_str());
            let word = if opens == always { "opens" } else { "refuses" };
            format!("gate {name} {word}")
        }
        Claimed::Condition(reg) => level_wanted(engine, case, *reg, *always).unwrap_or_else(|| acted(engine, case)),
    }
}

/// The nearest level with which a claim about one scale holds.
fn level_wanted(engine: &Engine, case: &Case, reg: Reg, always: bool) -> Option<String> {
    let program = engine.program();
    let (reg, inside) = match program.code.op(reg) {
        Some(Op::Not(inner)) => (inner, !always),
        _ => (reg, always),
    };
    let Some(Op::Within(of, range)) = program.code.op(reg) else {
        return None;
    };
    let (id, scale) = (0..)
        .map(ScaleId)
        .zip(&program.scales)
        .find(|(_, scale)| scale.level == of)?;
    let level = engine.grade(case, &mut Scratch::default()).level(id);
    let wanted = match (inside, level < range.low) {
        (true, true) => range.low,
        (true, false) => range.high,
        (false, _) if range.low > 0 => range.low - 1,
        (false, _) => range.high + 1,
    };
    let level = scale.levels.get(usize::try_from(wanted).ok()?)?;
    Some(format!("{} {}", scale.name, level.name))
}

/// What comes out now, on every scale.
fn acted(engine: &Engine, case: &Case) -> String {
    let mut scratch = Scratch::default();
    let grade = engine.grade(case, &mut scratch);
    let scales = (0..).map(ScaleId).zip(&engine.program().scales);
    let levels = scales.filter_map(|(id, scale)| {
        let level = scale.levels.get(usize::try_from(grade.level(id)).ok()?)?;
        Some(format!("{} {}", scale.name, level.name))
    });
    levels.collect::<Vec<_>>().join(", ")
}

/// A finding in words.
struct Told {
    kind: &'static str,
    /// What it is about.
    about: String,
    message: String,
    /// Where it is written, where that is one place.
    at: Option<u32>,
    /// An example that shows it.
    example: Option<String>,
}

fn told(program: &Program, finding: &Finding) -> Option<Told> {
    let plain = |kind: &'static str, about: String, message: String, at: Option<u32>| Told {
        kind,
        about,
        message,
        at,
        example: None,
    };
    Some(match finding {
        Finding::NeverApplies(id) => {
            let rule = program.rules.get(id.0 as usize)?;
            plain(
                "never_applies",
                rule.name.clone(),
                "no case makes it apply".to_owned(),
                place(rule),
            )
        }
        Finding::NeverMatters(id) => {
            let rule = program.rules.get(id.0 as usize)?;
            let message = "whenever it applies, other rules demand as much; it only adds its reason".to_owned();
            plain("never_matters", rule.name.clone(), message, place(rule))
        }
        Finding::NeverGiven(scale, level) => {
            let scale = program.scales.get(scale.0 as usize)?;
            let level = &scale.levels.get(usize::from(*level))?.name;
            let about = format!("{} {level}", scale.name);
            plain("never_given", about, format!("no case is graded `{level}`"), None)
        }
        Finding::NeverOpens(id) => {
            let gate = program.gates.get(id.0 as usize)?;
            plain("never_opens", gate.name.clone(), "no case opens it".to_owned(), None)
        }
        Finding::NeverShuts(id) => {
            let gate = program.gates.get(id.0 as usize)?;
            plain(
                "never_shuts",
                gate.name.clone(),
                "it is open in every case".to_owned(),
                None,
            )
        }
        Finding::Cliff(cliff) => self::cliff(program, cliff)?,
        Finding::Open(question) => {
            let (about, asked) = question_words(program, *question)?;
            plain("open", about, format!("not decided within the budget: {asked}"), None)
        }
        Finding::Unsound(question) => {
            let (about, asked) = question_words(program, *question)?;
            let message = format!("a proof did not stand up to its check, please report it: {asked}");
            plain("unsound", about, message, None)
        }
    })
}

fn place(rule: &Rule) -> Option<u32> {
    Some(rule.span.start)
}

fn cliff(program: &Program, cliff: &Cliff) -> Option<Told> {
    let scale = program.scales.get(cliff.scale.0 as usize)?;
    let fact = program.fact(cliff.fact)?;
    let level = |level: u8| {
        scale
            .levels
            .get(usize::from(level))
            .map_or("", |level| level.name.as_str())
    };
    let [(one, here), (two, there)] = cliff.sides;
    let value = |value: i32| safegrade::eval::value_words(fact, value);
    let message = format!(
        "from {} to {} `{}` goes from {} to {}",
        value(one),
        value(two),
        scale.name,
        level(here),
        level(there)
    );
    let name = format!("{}_at_{one}", fact.name);
    let expect = format!("{} {}", scale.name, level(here));
    Some(Told {
        kind: "cliff",
        about: fact.name.clone(),
        message,
        at: None,
        example: Some(exact::example(
            program,
            &name.replace('-', "minus_"),
            &cliff.case,
            &expect,
        )),
    })
}

fn question_words(program: &Program, question: Question) -> Option<(String, String)> {
    let rule = |id: safegrade::ir::RuleId| program.rules.get(id.0 as usize).map(|rule| rule.name.clone());
    let gate = |id: safegrade::ir::GateId| program.gates.get(id.0 as usize).map(|gate| gate.name.clone());
    Some(match question {
        Question::Applies(id) => (rule(id)?, "whether it can apply".to_owned()),
        Question::Matters(id) => (rule(id)?, "whether it ever matters".to_owned()),
        Question::Given(scale, level) => {
            let scale = program.scales.get(scale.0 as usize)?;
            let level = &scale.levels.get(usize::from(level))?.name;
            (scale.name.clone(), format!("whether any case is graded `{level}`"))
        }
        // Told with the guarantee.
        Question::Guarantee => return None,
        Question::Opens(id) => (gate(id)?, "whether it can open".to_owned()),
        Question::Shuts(id) => (gate(id)?, "whether it can be shut".to_owned()),
        Question::Cliff(scale, fact, bound) => {
            let scale = program.scales.get(scale.0 as usize)?;
            let fact: &Fact = program.fact(fact)?;
            let at = safegrade::eval::value_words(fact, bound);
            (
                fact.name.clone(),
                format!("whether `{}` jumps two levels at {at}", scale.name),
            )
        }
    })
}

fn report(source: &SourceFile, program: &Program, audit: &Audit, guaranteed: &[Guaranteed], told: &[Told]) -> String {
    let mut out = String::new();
    for claim in guaranteed {
        let (style, word) = match claim.verdict {
            "proved" => (GREEN, "proved "),
            "refuted" => (RED, "REFUTED"),
            _ => (RED, "open   "),
        };
        let first = format!("{} ", styled(style, word));
        out.push_str(&output::wrap(
            &first,
            "        ",
            &format!("{}: {}", styled(BOLD, &claim.name), claim.said),
        ));
        for example in &claim.examples {
            for line in example.lines() {
                out.push_str(&format!("        {}\n", styled(FAINT, line)));
            }
        }
    }
    if !guaranteed.is_empty() {
        out.push('\n');
    }
    for (kind, title, style) in [
        ("unsound", "A mistake in safegrade", RED),
        ("never_applies", "Never applies", YELLOW),
        ("never_matters", "Never matters", YELLOW),
        ("never_given", "Never given", YELLOW),
        ("never_opens", "Never opens", YELLOW),
        ("never_shuts", "Never refuses", YELLOW),
        ("cliff", "Two levels in one step", YELLOW),
        ("open", "Not decided", RED),
    ] {
        let own: Vec<&Told> = told.iter().filter(|told| told.kind == kind).collect();
        if own.is_empty() {
            continue;
        }
        out.push_str(&format!("{}\n", styled(style, title)));
        for told in own {
            let about = styled(BOLD, &told.about);
            let place = told.at.map_or_else(String::new, |at| {
                let (_, place) = source.position(at);
                styled(FAINT, format!(" (line {})", place.line + 1))
            });
            out.push_str(&output::wrap(
                "  ",
                "    ",
                &format!("{about}{place}: {}", told.message),
            ));
            if let Some(example) = &told.example {
                for line in example.lines() {
                    out.push_str(&format!("      {}\n", styled(FAINT, line)));
                }
            }
        }
        out.push('\n');
    }
    let open = audit.asked.saturating_sub(audit.shown + audit.proved);
    let complete = format!("every case gets a grade on {}", count(program.scales.len(), "scale"));
    let told = format!(
        "{}: {complete}; {} asked: {} shown by a case, {} proved, {open} open",
        source.name(),
        count(audit.asked, "question"),
        audit.shown,
        audit.proved
    );
    out.push_str(&output::wrap(
        "",
        "  ",
        &styled(if open == 0 { GREEN } else { RED }, told),
    ));
    out
}

fn document(source: &SourceFile, audit: &Audit, guaranteed: &[Guaranteed], told: &[Told]) -> Value {
    let claims: Vec<Value> = guaranteed
        .iter()
        .map(|claim| {
            json!({
                "guarantee": claim.name,
                "claim": claim.said,
                "verdict": claim.verdict,
                "line": source.position(claim.at).1.line + 1,
                "examples": claim.examples,
            })
        })
        .collect();
    let findings: Vec<Value> = told
        .iter()
        .map(|told| {
            let place = told.at.map(|at| source.position(at).1);
            json!({
                "kind": told.kind,
                "about": told.about,
                "message": told.message,
                "line": place.map(|place| place.line + 1),
                "example": told.example,
            })
        })
        .collect();
    json!({
        "policy": source.name(),
        "asked": audit.asked,
        "shown": audit.shown,
        "proved": audit.proved,
        "guarantees": claims,
        "findings": findings,
    })
}
