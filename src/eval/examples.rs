//! Running a policy's own examples.

use super::decision::{Decision, Due};
use super::{Case, decide};
use crate::ir::{Example, ExpectKind, Program, RuleId, ScaleId};
use crate::list::List as _;
use crate::value::{Moment, Text};

/// What came of one example.
#[derive(Debug, Clone)]
pub struct ExampleResult {
    /// Its name.
    pub name: String,
    /// Its words.
    pub text: Text,
    /// What was expected and did not come, in sentences; empty where it passed.
    pub failures: Vec<String>,
    /// Where it stands.
    pub span: crate::source::Span,
}

/// Runs every example.
#[must_use]
pub fn run_examples(program: &Program) -> Vec<ExampleResult> {
    program.examples.iter().map(|example| run(program, example)).list()
}

fn run(program: &Program, example: &Example) -> ExampleResult {
    let case = Case::from_row(program, &example.row, example.now);
    let decision = decide(program, &case);
    let failures = example
        .expect
        .iter()
        .filter_map(|expect| failure(program, &decision, &expect.kind))
        .list();
    ExampleResult {
        name: example.name.clone(),
        text: example.text.clone(),
        failures,
        span: example.span,
    }
}

/// What is wrong, or none where it came out as expected. Outcomes, scores and gates stand in a decision by their ids.
fn failure(program: &Program, decision: &Decision, expect: &ExpectKind) -> Option<String> {
    let level = |scale: ScaleId, level: u8| {
        let scale = program.scales.get(scale.0 as usize);
        scale
            .and_then(|scale| scale.levels.get(usize::from(level)))
            .map_or("", |level| level.name.as_str())
    };
    match expect {
        ExpectKind::Level(scale, wanted) => {
            let outcome = decision.outcomes.get(scale.0 as usize)?;
            let because: Vec<&str> = outcome
                .reasons
                .iter()
                .filter(|reason| reason.decides)
                .map(|reason| rule_name(program, reason.rule))
                .list();
            let because = if because.is_empty() {
                String::new()
            } else {
                format!(", because of {}", because.join(", "))
            };
            (outcome.act != *wanted).then(|| {
                format!(
                    "expected {} {}, it is {}{because}",
                    scale_name(program, *scale),
                    level(*scale, *wanted),
                    level(*scale, outcome.act)
                )
            })
        }
        ExpectKind::Range(scale, low, high) => {
            let outcome = decision.outcomes.get(scale.0 as usize)?;
            ((outcome.lowest, outcome.highest) != (*low, *high)).then(|| {
                let name = scale_name(program, *scale);
                format!(
                    "expected {name} may be {}..{}, it may be {}..{}",
                    level(*scale, *low),
                    level(*scale, *high),
                    level(*scale, outcome.lowest),
                    level(*scale, outcome.highest)
                )
            })
        }
        ExpectKind::Points(score, wanted) => {
            let outcome = decision.scores.get(score.0 as usize)?;
            let name = program.scores.get(score.0 as usize)?.name.as_str();
            (outcome.act != *wanted).then(|| format!("expected {name} {wanted}, it is {}", outcome.act))
        }
        ExpectKind::Band(score, wanted) => {
            let outcome = decision.scores.get(score.0 as usize)?;
            let score = program.scores.get(score.0 as usize)?;
            let name = |index: usize| score.bands.get(index).map_or("", |band| band.name.name.as_str());
            let band = score.band(outcome.act);
            (band != Some(*wanted as usize)).then(|| {
                format!(
                    "expected {} {}, it is {} ({})",
                    score.name,
                    name(*wanted as usize),
                    band.map_or("none", name),
                    outcome.act
                )
            })
        }
        ExpectKind::Because(rule, wanted) => {
            let applies = decision
                .outcomes
                .iter()
                .any(|outcome| outcome.reasons.iter().any(|reason| reason.rule == *rule))
                || decision.duties.iter().any(|duty| duty.rules.contains(rule));
            (applies != *wanted).then(|| {
                if *wanted {
                    format!("expected `{}` to apply, it does not", rule_name(program, *rule))
                } else {
                    format!("`{}` applies and should not", rule_name(program, *rule))
                }
            })
        }
        ExpectKind::Duty(duty, by) => {
            let name = duty_name(program, duty.0);
            match (decision.duties.iter().find(|found| found.duty == *duty), by) {
                (None, _) => Some(format!("expected {name}, it is not demanded")),
                (Some(_), None) => None,
                (Some(found), Some(by)) => (found.due != Due::At(*by))
                    .then(|| format!("expected {name} by {}, it is due {}", by.wall(), due_words(found.due))),
            }
        }
        ExpectKind::NoDuty(duty) => {
            let found = decision.duties.iter().find(|found| Some(found.duty) == *duty)?;
            let rules: Vec<&str> = found.rules.iter().map(|rule| rule_name(program, *rule)).list();
            Some(format!(
                "{} is demanded by {} and should not be",
                duty_name(program, found.duty.0),
                rules.join(", ")
            ))
        }
        ExpectKind::Ask(fact) => {
            let name = program.fact(*fact)?.name.as_str();
            (!decision.questions.iter().any(|question| question.fact == *fact))
                .then(|| format!("expected `{name}` to be asked, it can change nothing"))
        }
        ExpectKind::Gate(id, opens) => {
            let found = decision.gates.get(id.0 as usize)?;
            let gate = program.gates.get(id.0 as usize)?;
            let missing: Vec<String> = found
                .missing
                .iter()
                .filter_map(|missing| Some((gate.needs.get(missing.need as usize)?, missing.known)))
                .map(|(need, known)| format!("`{}` is {}", need.condition, if known { "no" } else { "not known" }))
                .list();
            (found.open() != *opens).then(|| {
                if *opens {
                    format!("expected the gate `{}` to open, {}", gate.name, missing.join(", "))
                } else {
                    format!("expected the gate `{}` to refuse, it is open", gate.name)
                }
            })
        }
        ExpectKind::Settled => {
            let open: Vec<&str> = decision
                .questions
                .iter()
                .filter_map(|question| program.fact(question.fact))
                .map(|fact| fact.name.as_str())
                .list();
            (!open.is_empty()).then(|| {
                format!(
                    "expected nothing left to ask, {} can still change something",
                    open.join(", ")
                )
            })
        }
        ExpectKind::Change(at, to) => {
            let Some(next) = decision.changes.first() else {
                return Some(format!("expected a change at {}, there is none", at.wall()));
            };
            if next.at != *at {
                return Some(format!(
                    "expected the next change at {}, it is at {}",
                    at.wall(),
                    next.at.wall()
                ));
            }
            let (scale, wanted) = (*to)?;
            let reached = next
                .outcomes
                .iter()
                .find(|(changed, _, _)| *changed == scale)
                .map(|(_, _, to)| *to);
            (reached != Some(wanted)).then(|| {
                let found = reached.map_or_else(
                    || "stays".to_owned(),
                    |reached| format!("changes to {}", level(scale, reached)),
                );
                format!(
                    "expected {} to change to {} at {}, it {found}",
                    scale_name(program, scale),
                    level(scale, wanted),
                    at.wall()
                )
            })
        }
        ExpectKind::NoChange => decision
            .changes
            .first()
            .map(|next| format!("expected no change, there is one at {}", next.at.wall())),
    }
}

fn scale_name(program: &Program, scale: ScaleId) -> &str {
    program
        .scales
        .get(scale.0 as usize)
        .map_or("", |scale| scale.name.as_str())
}

fn rule_name(program: &Program, rule: RuleId) -> &str {
    program.rules.get(rule.0 as usize).map_or("", |rule| rule.name.as_str())
}

fn duty_name(program: &Program, duty: u32) -> String {
    program
        .duties
        .get(duty as usize)
        .map_or_else(String::new, crate::ir::Duty::written)
}

fn due_words(due: Due) -> String {
    match due {
        Due::Unknown => "at once, as the moment it counts from is not known".to_owned(),
        Due::At(at) => by(at),
        Due::None => "at no fixed time".to_owned(),
    }
}

fn by(at: Moment) -> String {
    format!("by {}", at.wall())
}
