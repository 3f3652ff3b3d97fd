//! The decision as a document: ids become names and words, in the policy's order.

use crate::list::List as _;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{Citation, Contact, Fault, Policy, Text, citations, contacts, faults, policy};
use crate::eval::{self, Due, State, value_words};
use crate::ir::{self, Program};

/// The whole decision.
#[derive(Debug, Clone, Serialize)]
pub struct Decision<'a> {
    /// The policy that decided.
    pub policy: Policy<'a>,
    /// The moment decided for.
    pub now: String,
    /// By scale.
    pub outcomes: Keyed<'a, Outcome<'a>>,
    /// By score.
    pub scores: Keyed<'a, ScoreOutcome<'a>>,
    /// What must be done.
    pub duties: Vec<Duty<'a>>,
    /// What can still change something.
    pub questions: Vec<Question<'a>>,
    /// What will change by itself.
    pub changes: Vec<Change<'a>>,
    /// Up to where changes were looked for; null where there can be no more.
    pub changes_until: Option<String>,
    /// What is refused and what is open.
    pub gates: Vec<Gate<'a>>,
    /// What was wrong with the case.
    pub faults: Vec<Fault<'a>>,
}

/// An object whose keys stand in the order of the policy.
#[derive(Debug, Clone)]
pub struct Keyed<'a, T>(pub Vec<(&'a str, T)>);

impl<T: Serialize> Serialize for Keyed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// What a scale comes out as.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome<'a> {
    /// The level to act on.
    pub act: &'a str,
    /// The least that is still possible.
    pub lowest: &'a str,
    /// The most that is still possible.
    pub highest: &'a str,
    /// Whether both ends are reached.
    pub exact: bool,
    /// The retired level in whose place it is; null: none.
    pub instead_of: Option<&'a str>,
    /// Why.
    pub reasons: Vec<Reason<'a>>,
}

/// Why a scale comes out as it does.
#[derive(Debug, Clone, Serialize)]
pub struct Reason<'a> {
    /// The rule.
    pub rule: &'a str,
    /// What it says.
    pub sentence: Text<'a>,
    /// The level it demands.
    pub demands: &'a str,
    /// Whether that is the level acted on.
    pub decides: bool,
    /// Whether it applies whatever is not known.
    pub certain: bool,
    /// Known facts that were enough.
    pub facts: Vec<FactValue>,
    /// Unknown facts presumed or taken at their worst.
    pub assumed: Vec<String>,
    /// What it rests on.
    pub because: Vec<Citation<'a>>,
}

/// A fact and its value in words.
#[derive(Debug, Clone, Serialize)]
pub struct FactValue {
    /// The fact, with its option after a point where it is an any-of fact.
    pub fact: String,
    /// Its value.
    pub value: String,
}

/// What a score comes out as.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreOutcome<'a> {
    /// What to act on.
    pub act: Points<'a>,
    /// The least that is still possible.
    pub lowest: Points<'a>,
    /// The most that is still possible.
    pub highest: Points<'a>,
    /// Whether both ends are reached.
    pub exact: bool,
}

/// Points and the band that holds them.
#[derive(Debug, Clone, Serialize)]
pub struct Points<'a> {
    /// Points.
    pub points: i32,
    /// Band.
    pub band: Option<&'a str>,
}

/// Something to do.
#[derive(Debug, Clone, Serialize)]
pub struct Duty<'a> {
    /// `alert`, `refer`, `do`, `tell`.
    pub kind: &'static str,
    /// To whom, or what.
    pub to: &'a str,
    /// By when; null is no deadline, or at once where `from` is given.
    pub due: Option<String>,
    /// The rules that demand it.
    pub rules: Vec<&'a str>,
    /// In words.
    pub text: Text<'a>,
    /// The fact whose moment the deadline counts from.
    pub from: Option<&'a str>,
    /// The time allowed, in words.
    pub within: Option<String>,
    /// Whether the deadline has passed; null where there is none or it is not known.
    pub overdue: Option<bool>,
    /// Whether it is demanded whatever is not known.
    pub certain: bool,
    /// How to reach the addressee.
    pub contacts: Vec<Contact<'a>>,
}

/// A fact to ask.
#[derive(Debug, Clone, Serialize)]
pub struct Question<'a> {
    /// The fact.
    pub fact: &'a str,
    /// The question.
    pub ask: Text<'a>,
    /// Why it is not known.
    pub state: &'static str,
    /// The rules that wait for it.
    pub rules: Vec<&'a str>,
    /// The gates that wait for it.
    pub gates: Vec<&'a str>,
}

/// A coming change.
#[derive(Debug, Clone, Serialize)]
pub struct Change<'a> {
    /// When.
    pub at: String,
    /// By scale.
    pub outcomes: Keyed<'a, FromTo<'a>>,
    /// Duties added.
    pub duties: Vec<ChangedDuty<'a>>,
    /// Rules that begin to apply.
    pub begins: Vec<&'a str>,
    /// Rules that cease to apply.
    pub ceases: Vec<&'a str>,
    /// Gates that open.
    pub opens: Vec<&'a str>,
    /// Gates that shut.
    pub shuts: Vec<&'a str>,
}

/// A gate.
#[derive(Debug, Clone, Serialize)]
pub struct Gate<'a> {
    /// Its name.
    pub gate: &'a str,
    /// What it is in the way of.
    pub text: Text<'a>,
    /// Whether every need holds, whatever is not known.
    pub open: bool,
    /// What it says; null where it is open or has no words.
    pub refuse: Option<Text<'a>>,
    /// The needs that do not certainly hold.
    pub missing: Vec<Missing<'a>>,
    /// What it rests on.
    pub because: Vec<Citation<'a>>,
}

/// A need that does not certainly hold.
#[derive(Debug, Clone, Serialize)]
pub struct Missing<'a> {
    /// The condition, as the policy writes it.
    pub need: &'a str,
    /// In words.
    pub text: Text<'a>,
    /// `no`, `not_known`.
    pub state: &'static str,
}

/// A level and the one that follows.
#[derive(Debug, Clone, Serialize)]
pub struct FromTo<'a> {
    /// Before.
    pub from: &'a str,
    /// After.
    pub to: &'a str,
}

/// A duty added by a change.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedDuty<'a> {
    /// Its kind.
    pub kind: &'static str,
    /// To whom, or what.
    pub to: &'a str,
    /// By when.
    pub due: Option<String>,
}

/// A decision as a document. `case` is the one it was made for: its known facts choose contact routes and fill the reasons.
#[must_use]
pub fn decision<'a>(program: &'a Program, case: &'a eval::Case, decision: &'a eval::Decision) -> Decision<'a> {
    let writer = Writer {
        program,
        case,
        decision,
    };
    Decision {
        policy: policy(program),
        now: decision.now.to_string(),
        outcomes: Keyed(decision.outcomes.iter().map(|outcome| writer.outcome(outcome)).list()),
        scores: Keyed(decision.scores.iter().filter_map(|score| writer.score(score)).list()),
        duties: decision.duties.iter().filter_map(|duty| writer.duty(duty)).list(),
        questions: decision
            .questions
            .iter()
            .filter_map(|question| writer.question(question))
            .list(),
        changes: decision.changes.iter().map(|change| writer.change(change)).list(),
        changes_until: decision.changes_until.map(|until| until.to_string()),
        gates: decision.gates.iter().filter_map(|gate| writer.gate(gate)).list(),
        faults: faults(&decision.faults),
    }
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

    fn rules(&self, rules: &[ir::RuleId]) -> Vec<&'a str> {
        rules
            .iter()
            .filter_map(|rule| self.program.rules.get(rule.0 as usize))
            .map(|rule| rule.name.as_str())
            .list()
    }

    fn gates(&self, gates: &[ir::GateId]) -> Vec<&'a str> {
        gates
            .iter()
            .filter_map(|gate| self.program.gates.get(gate.0 as usize))
            .map(|gate| gate.name.as_str())
            .list()
    }

    fn gate(&self, found: &eval::Gate) -> Option<Gate<'a>> {
        let gate = self.program.gates.get(found.gate.0 as usize)?;
        let missing = found.missing.iter().filter_map(|missing| {
            let need = gate.needs.get(missing.need as usize)?;
            Some(Missing {
                need: &need.condition,
                text: Text::from(&need.text),
                state: if missing.known { "no" } else { "not_known" },
            })
        });
        Some(Gate {
            gate: &gate.name,
            text: Text::from(&gate.text),
            open: found.open(),
            refuse: gate.refuse.as_ref().filter(|_| !found.open()).map(Text::from),
            missing: missing.list(),
            because: citations(self.program, &gate.because),
        })
    }

    fn outcome(&self, outcome: &eval::Outcome) -> (&'a str, Outcome<'a>) {
        let level = |level| self.level(outcome.scale, level);
        let document = Outcome {
            act: level(outcome.act),
            lowest: level(outcome.lowest),
            highest: level(outcome.highest),
            exact: outcome.exact,
            instead_of: outcome.instead_of.map(level),
            reasons: outcome
                .reasons
                .iter()
                .filter_map(|reason| self.reason(outcome.scale, reason))
                .list(),
        };
        (self.scale(outcome.scale), document)
    }

    fn reason(&self, scale: ir::ScaleId, reason: &eval::Reason) -> Option<Reason<'a>> {
        let rule = self.program.rules.get(reason.rule.0 as usize)?;
        let facts = reason
            .known
            .iter()
            .filter_map(|slot| {
                Some(FactValue {
                    fact: self.slot_name(*slot)?,
                    value: self.slot_value(*slot)?,
                })
            })
            .list();
        let mut assumed: Vec<String> = reason.assumed.iter().filter_map(|slot| self.slot_name(*slot)).list();
        assumed.dedup();
        Some(Reason {
            rule: &rule.name,
            sentence: Text::from(&rule.sentence),
            demands: self.level(scale, reason.demands),
            decides: reason.decides,
            certain: reason.certain,
            facts,
            assumed,
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
            | ir::FactKind::Moment
            | ir::FactKind::List(_) => fact.name.clone(),
        })
    }

    fn slot_value(&self, slot: u32) -> Option<String> {
        let fact = self.program.fact(self.program.slots.get(slot as usize)?.fact)?;
        let value = self.case.slot(slot)?;
        Some(match self.case.records_of(fact) {
            Some(1) => "1 record".to_owned(),
            Some(records) => format!("{records} records"),
            None => value_words(fact, value),
        })
    }

    fn score(&self, outcome: &eval::ScoreOutcome) -> Option<(&'a str, ScoreOutcome<'a>)> {
        let score = self.program.scores.get(outcome.score.0 as usize)?;
        let points = |points: i32| Points {
            points,
            band: score
                .band(points)
                .and_then(|band| score.bands.get(band))
                .map(|band| band.name.name.as_str()),
        };
        let document = ScoreOutcome {
            act: points(outcome.act),
            lowest: points(outcome.possible.low),
            highest: points(outcome.possible.high),
            exact: outcome.exact,
        };
        Some((&score.name, document))
    }

    fn duty(&self, found: &eval::Duty) -> Option<Duty<'a>> {
        let duty = self.program.duties.get(found.duty.0 as usize)?;
        let partner = duty
            .partner
            .and_then(|partner| self.program.partners.get(partner.0 as usize));
        let contacts = partner.map_or_else(Vec::new, |partner| {
            let known = partner
                .by
                .and_then(|by| self.case.slot(self.program.fact(by)?.slot))
                .and_then(|option| u32::try_from(option).ok());
            contacts(self.program, partner, known)
        });
        let overdue = match found.due {
            Due::At(at) => Some(at < self.decision.now),
            Due::None | Due::Unknown => None,
        };
        Some(Duty {
            kind: duty.kind.as_str(),
            to: &duty.to,
            due: due(found.due),
            rules: self.rules(&found.rules),
            text: Text::from(&duty.text),
            from: found
                .from
                .and_then(|deadline| self.program.fact(deadline.from))
                .map(|fact| fact.name.as_str()),
            within: found.from.map(|deadline| deadline.words(&self.program.calendars)),
            overdue,
            certain: found.certain,
            contacts,
        })
    }

    fn question(&self, question: &eval::Question) -> Option<Question<'a>> {
        let fact = self.program.fact(question.fact)?;
        let state = match question.state {
            State::NotAsked => "not_asked",
            State::Unknown => "unknown",
            State::Fault => "fault",
        };
        Some(Question {
            fact: &fact.name,
            ask: Text::from(&fact.ask),
            state,
            rules: self.rules(&question.rules),
            gates: self.gates(&question.gates),
        })
    }

    fn change(&self, change: &eval::Change) -> Change<'a> {
        let outcomes = change.outcomes.iter().map(|(scale, from, to)| {
            (
                self.scale(*scale),
                FromTo {
                    from: self.level(*scale, *from),
                    to: self.level(*scale, *to),
                },
            )
        });
        let duties = change.duties.iter().filter_map(|(id, when)| {
            let duty = self.program.duties.get(id.0 as usize)?;
            Some(ChangedDuty {
                kind: duty.kind.as_str(),
                to: &duty.to,
                due: due(*when),
            })
        });
        Change {
            at: change.at.to_string(),
            outcomes: Keyed(outcomes.list()),
            duties: duties.list(),
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
