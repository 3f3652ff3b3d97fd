//! What a policy asks, grades and whom it tells, as a document: enough to draw a form.

use super::document::{Document, object};
use super::{citations, contacts, policy, seen_name};
use crate::ir::{self, FactKind, Program};
use crate::value::{Date, Decimal};

/// The schema of a policy as a document.
#[must_use]
pub fn schema(program: &Program) -> Document<'_> {
    object! {
        policy: policy(program),
        facts: Document::list(program.facts.iter().map(fact)),
        scales: Document::list(program.scales.iter().map(scale)),
        scores: Document::list(program.scores.iter().map(score)),
        rules: Document::list(program.rules.iter().map(|found| rule(program, found))),
        gates: Document::list(program.gates.iter().map(|found| gate(program, found))),
        partners: Document::list(program.partners.iter().map(|found| partner(program, found))),
    }
}

fn fact<'a>(fact: &'a ir::Fact) -> Document<'a> {
    let number = |digits: i32, places: u8| {
        Document::made(Decimal {
            digits: i64::from(digits),
            places,
        })
    };
    let mut unit = None;
    let mut options: &[ir::Named] = &[];
    let (mut lowest, mut highest) = (Document::None, Document::None);
    match &fact.kind {
        FactKind::YesNo | FactKind::Date | FactKind::Moment => {}
        FactKind::Number {
            low,
            high,
            places,
            unit: of,
        } => {
            (lowest, highest) = (number(*low, *places), number(*high, *places));
            unit = of.as_ref();
        }
        FactKind::OneOf(named) | FactKind::AnyOf(named) => options = named,
        FactKind::Duration { low, high } => (lowest, highest) = (number(low.minutes, 0), number(high.minutes, 0)),
    }
    let named = |named: &'a ir::Named| object! { name: &named.name, text: &named.text };
    object! {
        name: &fact.name,
        type: kind_name(&fact.kind),
        ask: &fact.ask,
        lowest: lowest,
        highest: highest,
        unit: unit,
        options: Document::list(options.iter().map(named)),
        presume: fact.presume.as_deref(),
        protected: fact.protected,
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
    }
}

fn scale<'a>(scale: &'a ir::Scale) -> Document<'a> {
    let level = |(level, retired): (&'a ir::Named, &Option<Date>)| {
        object! {
            name: &level.name,
            text: &level.text,
            retired_from: retired.map(|from| from.to_string()),
        }
    };
    object! {
        name: &scale.name,
        levels: Document::list(scale.levels.iter().zip(&scale.retired).map(level)),
    }
}

fn score<'a>(score: &'a ir::Score) -> Document<'a> {
    let band = |band: &'a ir::Band| {
        object! {
            name: &band.name.name,
            text: &band.name.text,
            from: band.from,
            to: band.to,
        }
    };
    object! {
        name: &score.name,
        text: &score.text,
        bands: Document::list(score.bands.iter().map(band)),
    }
}

fn rule<'a>(program: &'a Program, rule: &'a ir::Rule) -> Document<'a> {
    let facts = rule.facts.iter().filter_map(|id| program.fact(*id));
    object! {
        name: &rule.name,
        kind: if rule.escalates { "escalate" } else { "rule" },
        sentence: &rule.sentence,
        condition: &rule.condition,
        facts: Document::list(facts.map(|fact| &fact.name)),
        because: citations(program, &rule.because),
    }
}

fn gate<'a>(program: &'a Program, gate: &'a ir::Gate) -> Document<'a> {
    let needs = gate
        .needs
        .iter()
        .map(|need| object! { condition: &need.condition, text: &need.text });
    object! {
        name: &gate.name,
        text: &gate.text,
        needs: Document::list(needs),
        refuse: gate.refuse.as_ref(),
        because: citations(program, &gate.because),
    }
}

fn partner<'a>(program: &'a Program, partner: &'a ir::Partner) -> Document<'a> {
    let by = partner.by.and_then(|by| program.fact(by));
    object! {
        name: &partner.name,
        kind: if partner.contact { "contact" } else { "partner" },
        text: &partner.text,
        routes: contacts(program, partner, partner.routes.iter(), None),
        may_see: partner.may_see.as_ref().map(|seen| Document::list(seen.iter().map(|seen| seen_name(program, *seen)))),
        by: by.map(|fact| &fact.name),
    }
}
