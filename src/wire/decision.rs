//! The decision as a document: ids become names and words, in the policy's order.

use super::document::{Document, object};
use super::{citations, contacts, faults, policy, seen_name};
use crate::eval::{self, Due, State, value_words};
use crate::ir::{self, Program};
use crate::list::List as _;
use crate::value::Date;

/// A decision as a document. `case` is the one it was made for: its known facts choose contact routes and fill the reasons.
#[must_use]
pub fn decision<'a>(program: &'a Program, case: &'a eval::Case, decision: &'a eval::Decision) -> Document<'a> {
    let writer = Writer {
        program,
        case,
        decision,
    };
    object! {
        policy: policy(program),
        now: decision.now.to_string(),
        outcomes: Document::Object(decision.outcomes.iter().map(|outcome| writer.outcome(outcome)).list()),
        scores: Document::Object(decision.scores.iter().filter_map(|score| writer.score(score)).list()),
        duties: Document::list(decision.duties.iter().filter_map(|duty| writer.duty(duty))),
        questions: Document::list(decision.questions.iter().filter_map(|question| writer.question(question))),
        changes: Document::list(decision.changes.iter().map(|change| writer.change(change))),
        changes_until: decision.changes_until.map(|until| until.to_string()),
        gates: Document::list(decision.gates.iter().filter_map(|gate| writer.gate(gate))),
        faults: faults(&decision.faults),
    }
}

/// The routes to a partner; where the case settles the routing fact, only those it leaves.
pub fn routes<'a>(
    program: &Program,
    case: &eval::Case,
    partner: &'a ir::Partner,
) -> impl Iterator<Item = &'a ir::Route> + use<'a> {
    let known = partner
        .by
        .and_then(|by| case.slot(program.fact(by)?.slot))
        .and_then(|option| u32::try_from(option).ok());
    let today = case.now().date();
    let open = move |route: &&ir::Route| {
        let (from, until) = route.days;
        (known.is_none() || route.option.is_none() || route.option == known)
            && from <= today
            && (today < until || until == Date::LAST)
    };
    partner.routes.iter().filter(open)
}

struct Writer<'a> {
    program: &'a Program,
    case: &'a eval::Case,
    decision: &'a eval::Decision,
}

impl<'a> Writer<'a> {
    fn level(&self, scale: ir::ScaleId, level: u8) -> &'a str {
        let scale = self.program.scales.get(scale.0 as usize);
        scale
            .and_then(|scale| scale.levels.get(usize::from(level)))
            .map(|level| level.name.as_str())
            .unwrap_or_default()
    }

    fn scale(&self, scale: ir::ScaleId) -> &'a str {
        self.program
            .scales
            .get(scale.0 as usize)
            .map(|scale| scale.name.as_str())
            .unwrap_or_default()
    }

    fn rules(&self, rules: &[ir::RuleId]) -> Document<'a> {
        let rules = rules.iter().filter_map(|rule| self.program.rules.get(rule.0 as usize));
        Document::list(rules.map(|rule| &rule.name))
    }

    fn gates(&self, gates: &[ir::GateId]) -> Document<'a> {
        let gates = gates.iter().filter_map(|gate| self.program.gates.get(gate.0 as usize));
        Document::list(gates.map(|gate| &gate.name))
    }

    fn gate(&self, found: &eval::Gate) -> Option<Document<'a>> {
        let gate = self.program.gates.get(found.gate.0 as usize)?;
        let missing = found.missing.iter().filter_map(|missing| {
            let need = gate.needs.get(missing.need as usize)?;
            Some(object! {
                need: &need.condition,
                text: &need.text,
                state: if missing.known { "no" } else { "not_known" },
            })
        });
        Some(object! {
            gate: &gate.name,
            text: &gate.text,
            open: found.open(),
            refuse: gate.refuse.as_ref().filter(|_| !found.open()),
            missing: Document::list(missing),
            because: citations(self.program, &gate.because),
        })
    }

    fn outcome(&self, outcome: &eval::Outcome) -> (&'a str, Document<'a>) {
        let level = |level| self.level(outcome.scale, level);
        let reasons = outcome
            .reasons
            .iter()
            .filter_map(|reason| self.reason(outcome.scale, reason));
        let document = object! {
            act: level(outcome.act),
            lowest: level(outcome.lowest),
            highest: level(outcome.highest),
            exact: outcome.exact,
            instead_of: outcome.instead_of.map(level),
            reasons: Document::list(reasons),
        };
        (self.scale(outcome.scale), document)
    }

    fn reason(&self, scale: ir::ScaleId, reason: &eval::Reason) -> Option<Document<'a>> {
        let rule = self.program.rules.get(reason.rule.0 as usize)?;
        let facts = reason.known.iter().filter_map(|slot| {
            Some(object! {
                fact: self.slot_name(*slot)?,
                value: self.slot_value(*slot)?,
            })
        });
        let mut assumed: Vec<String> = reason.assumed.iter().filter_map(|slot| self.slot_name(*slot)).list();
        assumed.dedup();
        Some(object! {
            rule: &rule.name,
            sentence: &rule.sentence,
            demands: self.level(scale, reason.demands),
            decides: reason.decides,
            certain: reason.certain,
            facts: Document::list(facts),
            assumed: Document::list(assumed.into_iter()),
            because: citations(self.program, &rule.because),
        })
    }

    fn slot_name(&self, slot: u32) -> Option<String> {
        let fact = self.program.fact(self.program.slots.get(slot as usize)?.fact)?;
        Some(match &fact.kind {
            ir::FactKind::AnyOf(options) => format!("{}.{}", fact.name, options.get((slot - fact.slot) as usize)?.name),
            ir::FactKind::YesNo
            | ir::FactKind::Number { .. }
            | ir::FactKind::OneOf(_)
            | ir::FactKind::Duration { .. }
            | ir::FactKind::Date
            | ir::FactKind::Moment => fact.name.clone(),
        })
    }

    fn slot_value(&self, slot: u32) -> Option<String> {
        let fact = self.program.fact(self.program.slots.get(slot as usize)?.fact)?;
        Some(value_words(fact, self.case.slot(slot)?))
    }

    fn score(&self, outcome: &eval::ScoreOutcome) -> Option<(&'a str, Document<'a>)> {
        let score = self.program.scores.get(outcome.score.0 as usize)?;
        let points = |points: i32| {
            let band = score.band(points).and_then(|band| score.bands.get(band));
            object! { points: points, band: band.map(|band| &band.name.name) }
        };
        let document = object! {
            act: points(outcome.act),
            lowest: points(outcome.possible.low),
            highest: points(outcome.possible.high),
            exact: outcome.exact,
        };
        Some((&score.name, document))
    }

    fn duty(&self, found: &eval::Duty) -> Option<Document<'a>> {
        let duty = self.program.duties.get(found.duty.0 as usize)?;
        let partner = duty
            .partner
            .and_then(|partner| self.program.partners.get(partner.0 as usize));
        let contacts = partner.map_or_else(
            || Document::List(Vec::new()),
            |partner| {
                let routes = routes(self.program, self.case, partner);
                contacts(self.program, partner, routes, Some(self.decision.now))
            },
        );
        let overdue = match found.due {
            Due::At(at) => Some(at < self.decision.now),
            Due::None | Due::Unknown => None,
        };
        let from = found.from.and_then(|deadline| self.program.fact(deadline.from));
        Some(object! {
            kind: duty.kind.as_str(),
            to: &duty.to,
            due: due(found.due),
            rules: self.rules(&found.rules),
            text: &duty.text,
            from: from.map(|fact| &fact.name),
            within: found.from.map(|deadline| deadline.words(&self.program.calendars)),
            overdue: overdue,
            certain: found.certain,
            contacts: contacts,
            shared: partner.and_then(|partner| Some(self.shared(found, partner.may_see.as_ref()?))),
        })
    }

    /// All that an alert says: what its partner may see.
    fn shared(&self, found: &eval::Duty, may_see: &[ir::Seen]) -> Document<'a> {
        let mut shared = Vec::new();
        for seen in may_see {
            let outcome = match *seen {
                ir::Seen::Fact(id) => {
                    let Some(fact) = self.program.fact(id) else { continue };
                    if let ir::FactKind::AnyOf(options) = &fact.kind {
                        let options = (fact.slot..).zip(options);
                        let held = options.filter(|(slot, _)| self.case.slot(*slot) == Some(1));
                        Document::list(held.map(|(_, option)| option.name.as_str()))
                    } else {
                        self.slot_value(fact.slot).into()
                    }
                }
                ir::Seen::Scale(id) => {
                    let act = self
                        .decision
                        .outcomes
                        .get(id.0 as usize)
                        .map_or(0, |outcome| outcome.act);
                    self.level(id, act).into()
                }
                ir::Seen::Score(id) => {
                    let score = self.decision.scores.get(id.0 as usize);
                    score.map(|score| score.act).into()
                }
                ir::Seen::Reasons => {
                    let rules = found.rules.iter();
                    let rules = rules.filter_map(|rule| self.program.rules.get(rule.0 as usize));
                    Document::list(rules.map(|rule| &rule.sentence))
                }
            };
            shared.push((seen_name(self.program, *seen), outcome));
        }
        Document::Object(shared)
    }

    fn question(&self, question: &eval::Question) -> Option<Document<'a>> {
        let fact = self.program.fact(question.fact)?;
        let state = match question.state {
            State::NotAsked => "not_asked",
            State::Unknown => "unknown",
            State::Fault => "fault",
        };
        Some(object! {
            fact: &fact.name,
            ask: &fact.ask,
            state: state,
            rules: self.rules(&question.rules),
            gates: self.gates(&question.gates),
        })
    }

    fn change(&self, change: &eval::Change) -> Document<'a> {
        let outcomes = change.outcomes.iter().map(|(scale, from, to)| {
            let levels = object! { from: self.level(*scale, *from), to: self.level(*scale, *to) };
            (self.scale(*scale), levels)
        });
        let duties = change.duties.iter().filter_map(|(id, when)| {
            let duty = self.program.duties.get(id.0 as usize)?;
            Some(object! { kind: duty.kind.as_str(), to: &duty.to, due: due(*when) })
        });
        object! {
            at: change.at.to_string(),
            outcomes: Document::Object(outcomes.list()),
            duties: Document::list(duties),
            begins: self.rules(&change.begins),
            ceases: self.rules(&change.ceases),
            opens: self.gates(&change.opens),
            shuts: self.gates(&change.shuts),
        }
    }
}

fn due(due: Due) -> Option<String> {
    match due {
        Due::At(at) => Some(at.to_string()),
        Due::None | Due::Unknown => None,
    }
}
