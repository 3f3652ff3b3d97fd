//! What a policy asks, grades and whom it tells, as a document: enough to draw a form.

use crate::list::List as _;
use serde::Serialize;

use super::{Citation, Contact, Policy, Text, citations, contacts, policy};
use crate::ir::{self, FactKind, Program};
use crate::value::{Date, Decimal};

/// The schema of a policy.
#[derive(Debug, Clone, Serialize)]
pub struct Schema<'a> {
    /// The header.
    pub policy: Policy<'a>,
    /// What is asked.
    pub facts: Vec<Fact<'a>>,
    /// What is graded.
    pub scales: Vec<Scale<'a>>,
    /// What is added up.
    pub scores: Vec<Score<'a>>,
    /// The rules.
    pub rules: Vec<Rule<'a>>,
    /// What is refused until its needs are met.
    pub gates: Vec<Gate<'a>>,
    /// Whom duties go to, and numbers to ring.
    pub partners: Vec<Partner<'a>>,
}

/// A name with its words.
#[derive(Debug, Clone, Serialize)]
pub struct Named<'a> {
    /// The name.
    pub name: &'a str,
    /// Its words.
    pub text: Text<'a>,
}

/// A fact.
#[derive(Debug, Clone, Serialize)]
pub struct Fact<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The question.
    pub ask: Text<'a>,
    /// Lowest value, for numbers and durations (minutes).
    pub lowest: Option<String>,
    /// Highest value.
    pub highest: Option<String>,
    /// The unit.
    pub unit: Option<&'a str>,
    /// The options.
    pub options: Vec<Named<'a>>,
    /// What each record of a list holds, of which there are `highest` at most.
    pub fields: Vec<Fact<'a>>,
    /// What is presumed while it is not known.
    pub presume: Option<&'a str>,
    /// Whether nothing that decides depends on it.
    pub protected: bool,
}

/// A scale.
#[derive(Debug, Clone, Serialize)]
pub struct Scale<'a> {
    /// Its name.
    pub name: &'a str,
    /// Lowest first.
    pub levels: Vec<Level<'a>>,
}

/// A level.
#[derive(Debug, Clone, Serialize)]
pub struct Level<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its words.
    pub text: Text<'a>,
    /// The first day on which no case is graded so.
    pub retired_from: Option<String>,
}

/// A score.
#[derive(Debug, Clone, Serialize)]
pub struct Score<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its words.
    pub text: Text<'a>,
    /// Its bands.
    pub bands: Vec<Band<'a>>,
}

/// A band.
#[derive(Debug, Clone, Serialize)]
pub struct Band<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its words.
    pub text: Text<'a>,
    /// From.
    pub from: i32,
    /// To, inclusive.
    pub to: Option<i32>,
}

/// A rule.
#[derive(Debug, Clone, Serialize)]
pub struct Rule<'a> {
    /// Its name.
    pub name: &'a str,
    /// `rule` or `escalate`.
    pub kind: &'static str,
    /// Its sentence.
    pub sentence: Text<'a>,
    /// Its condition, as the policy writes it.
    pub condition: &'a str,
    /// The facts it reads.
    pub facts: Vec<&'a str>,
    /// What it rests on.
    pub because: Vec<Citation<'a>>,
}

/// A gate.
#[derive(Debug, Clone, Serialize)]
pub struct Gate<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is in the way of.
    pub text: Text<'a>,
    /// What must hold.
    pub needs: Vec<Need<'a>>,
    /// What it says while it is shut.
    pub refuse: Option<Text<'a>>,
    /// What it rests on.
    pub because: Vec<Citation<'a>>,
}

/// What a gate needs.
#[derive(Debug, Clone, Serialize)]
pub struct Need<'a> {
    /// The condition, as the policy writes it.
    pub condition: &'a str,
    /// In words.
    pub text: Text<'a>,
}

/// A partner or contact.
#[derive(Debug, Clone, Serialize)]
pub struct Partner<'a> {
    /// Its name.
    pub name: &'a str,
    /// `partner` or `contact`.
    pub kind: &'static str,
    /// Its words.
    pub text: Text<'a>,
    /// Its routes.
    pub routes: Vec<Contact<'a>>,
    /// The fact that chooses the route.
    pub by: Option<&'a str>,
}

/// A name with its words as a document.
fn named(named: &ir::Named) -> Named<'_> {
    Named {
        name: &named.name,
        text: Text::from(&named.text),
    }
}

fn fact(fact: &ir::Fact) -> Fact<'_> {
    let range = |low: String, high: String| (Some(low), Some(high));
    let none = (None, None);
    let ((lowest, highest), unit, options): (_, Option<&String>, &[ir::Named]) = match &fact.kind {
        FactKind::YesNo | FactKind::Date | FactKind::Moment => (none, None, &[]),
        FactKind::Number {
            low,
            high,
            places,
            unit,
        } => {
            let number = |digits: i32| {
                Decimal {
                    digits: i64::from(digits),
                    places: *places,
                }
                .to_string()
            };
            (range(number(*low), number(*high)), unit.as_ref(), &[])
        }
        FactKind::OneOf(options) | FactKind::AnyOf(options) => (none, None, options),
        FactKind::List(list) => ((None, Some(list.most.to_string())), None, &[]),
        FactKind::Duration { low, high } => (range(low.minutes.to_string(), high.minutes.to_string()), None, &[]),
    };
    Fact {
        name: &fact.name,
        kind: kind_name(&fact.kind),
        ask: Text::from(&fact.ask),
        lowest,
        highest,
        unit: unit.map(String::as_str),
        options: options.iter().map(named).list(),
        fields: match &fact.kind {
            FactKind::List(list) => list.fields.iter().map(self::fact).list(),
            FactKind::YesNo
            | FactKind::Number { .. }
            | FactKind::OneOf(_)
            | FactKind::AnyOf(_)
            | FactKind::Duration { .. }
            | FactKind::Date
            | FactKind::Moment => Vec::new(),
        },
        presume: fact.presume.as_deref(),
        protected: fact.protected,
    }
}

fn level<'a>((level, retired): (&'a ir::Named, &Option<Date>)) -> Level<'a> {
    Level {
        name: &level.name,
        text: Text::from(&level.text),
        retired_from: retired.map(|from| from.to_string()),
    }
}

fn gate<'a>(program: &'a Program, gate: &'a ir::Gate) -> Gate<'a> {
    let needs = gate.needs.iter().map(|need| Need {
        condition: &need.condition,
        text: Text::from(&need.text),
    });
    Gate {
        name: &gate.name,
        text: Text::from(&gate.text),
        needs: needs.list(),
        refuse: gate.refuse.as_ref().map(Text::from),
        because: citations(program, &gate.because),
    }
}

/// The type's word in documents.
fn kind_name(kind: &FactKind) -> &'static str {
    match kind {
        FactKind::YesNo => "yes_no",
        FactKind::Number { places: 0, .. } => "whole",
        FactKind::Number { .. } => "decimal",
        FactKind::OneOf(_) => "one_of",
        FactKind::AnyOf(_) => "any_of",
        FactKind::Duration { .. } => "duration",
        FactKind::Date => "date",
        FactKind::Moment => "moment",
        FactKind::List(_) => "list",
    }
}

/// The schema of a policy as a document.
#[must_use]
pub fn schema(program: &Program) -> Schema<'_> {
    let name_of = |id: ir::FactId| program.fact(id).map(|fact| fact.name.as_str());
    fn band(band: &ir::Band) -> Band<'_> {
        Band {
            name: &band.name.name,
            text: Text::from(&band.name.text),
            from: band.from,
            to: band.to,
        }
    }
    Schema {
        policy: policy(program),
        facts: program.facts.iter().map(fact).list(),
        scales: program
            .scales
            .iter()
            .map(|scale| Scale {
                name: &scale.name,
                levels: scale.levels.iter().zip(&scale.retired).map(level).list(),
            })
            .list(),
        scores: program
            .scores
            .iter()
            .map(|score| Score {
                name: &score.name,
                text: Text::from(&score.text),
                bands: score.bands.iter().map(band).list(),
            })
            .list(),
        rules: program
            .rules
            .iter()
            .map(|rule| Rule {
                name: &rule.name,
                kind: if rule.escalates { "escalate" } else { "rule" },
                sentence: Text::from(&rule.sentence),
                condition: &rule.condition,
                facts: rule.facts.iter().filter_map(|id| name_of(*id)).list(),
                because: citations(program, &rule.because),
            })
            .list(),
        gates: program.gates.iter().map(|found| gate(program, found)).list(),
        partners: program
            .partners
            .iter()
            .map(|partner| Partner {
                name: &partner.name,
                kind: if partner.contact { "contact" } else { "partner" },
                text: Text::from(&partner.text),
                routes: contacts(program, partner, None),
                by: partner.by.and_then(name_of),
            })
            .list(),
    }
}
