//! What rests on nothing: what cites no source, what no rule cites, and what has no Welsh.

use safegrade::ast::{Item as Written, Module};
use safegrade::ir::{Duty, DutyKind, FactKind, Program};
use safegrade::value::Text;

use super::conditions::Speaker;
use super::document::{Block, Item, Line, Section, Style, Target};
use super::phrases::{self, Phrase};
use super::{of, rules};
use crate::words::Lang;

/// The section; it is always there, so that its reader need not wonder.
pub fn gaps(speaker: &Speaker<'_>, module: &Module<'_>) -> Section {
    let mut blocks = Vec::new();
    put(
        speaker,
        &mut blocks,
        "uncited",
        phrases::UNCITED,
        None,
        uncited(speaker, module),
    );
    put(
        speaker,
        &mut blocks,
        "unused",
        phrases::UNUSED,
        None,
        unused(speaker, module),
    );
    if blocks.is_empty() {
        blocks.push(Block::Paragraph(speaker.say(phrases::NO_GAPS, &[])));
    }
    if speaker.lang == Lang::Cy {
        let mut texts = Vec::new();
        for (kind, text) in texts_of(speaker.program, module) {
            let kind = Line::styled(kind, Style::Code).and(" ");
            let mut line = kind;
            line.extend(&Line::text(&text.en).in_english(true));
            let item = Item::from(line);
            if text.cy.is_none() && !texts.contains(&item) {
                texts.push(item);
            }
        }
        if texts.is_empty() {
            blocks.push(Block::Paragraph(speaker.say(phrases::ALL_WELSH, &[])));
        }
        put(
            speaker,
            &mut blocks,
            "no-welsh",
            phrases::NO_WELSH,
            Some(phrases::NO_WELSH_INTRO),
            texts,
        );
    }
    Section {
        id: "gaps".to_owned(),
        title: speaker.say(phrases::GAPS, &[]),
        card: false,
        blocks,
    }
}

fn put(
    speaker: &Speaker<'_>,
    blocks: &mut Vec<Block>,
    id: &str,
    title: Phrase,
    intro: Option<Phrase>,
    items: Vec<Item>,
) {
    if items.is_empty() {
        return;
    }
    let mut inner = Vec::new();
    inner.extend(intro.map(|intro| Block::Paragraph(speaker.say(intro, &[]))));
    inner.push(Block::list(items));
    blocks.push(Block::Section(Section {
        id: id.to_owned(),
        title: speaker.say(title, &[]),
        card: false,
        blocks: inner,
    }));
}

fn uncited(speaker: &Speaker<'_>, module: &Module<'_>) -> Vec<Item> {
    let program = speaker.program;
    let mut found = Vec::new();
    let mut put = |phrase: Phrase, id: String, text: &Text| {
        let text = speaker.text(text).to(&Target::Here(id));
        found.push(speaker.say(phrase, &[&text]).into());
    };
    for rule in program.rules.iter().filter(|rule| rule.because.is_empty()) {
        let phrase = if rule.escalates {
            phrases::ESCALATION_REF
        } else {
            phrases::RULE_REF
        };
        put(phrase, format!("rule-{}", rule.name), &rule.sentence);
    }
    for gate in program.gates.iter().filter(|gate| gate.because.is_empty()) {
        put(phrases::GATE_REF, format!("gate-{}", gate.name), &gate.text);
    }
    for item in &module.items {
        if let Written::Score(score) = item
            && score.because().next().is_none()
            && let Some(known) = of(&program.scores, score.name().text(), |score| &score.name)
        {
            put(phrases::SCORE_REF, format!("score-{}", known.name), &known.text);
        }
    }
    found
}

fn unused(speaker: &Speaker<'_>, module: &Module<'_>) -> Vec<Item> {
    let program = speaker.program;
    let mut found = Vec::new();
    for (index, source) in (0..).zip(&program.sources) {
        let rules = program.rules.iter().flat_map(|rule| &rule.because);
        let gates = program.gates.iter().flat_map(|gate| &gate.because);
        if rules.chain(gates).any(|citation| citation.source == index) {
            continue;
        }
        let scored = module.items.iter().any(|item| {
            matches!(item, Written::Score(score)
                if score.because().any(|own| own.name().text() == source.name))
        });
        let mut title = speaker.text(&source.title);
        if let Some(link) = &source.link {
            title = title.to(&Target::Address(link.clone()));
        }
        if scored {
            title = speaker.say(phrases::SCORE_ONLY, &[&title]);
        }
        found.push(title.into());
    }
    found
}

/// Every text of the policy that can have Welsh, with the word that it stands after.
fn texts_of(program: &Program, module: &Module<'_>) -> Vec<(&'static str, Text)> {
    let mut texts: Vec<(&'static str, Text)> = vec![("title", program.policy.title.clone())];
    texts.extend(program.sources.iter().map(|source| ("source", source.title.clone())));
    for scale in &program.scales {
        texts.extend(scale.levels.iter().map(|level| ("scale", level.text.clone())));
    }
    for fact in &program.facts {
        texts.push(("ask", fact.ask.clone()));
        match &fact.kind {
            FactKind::OneOf(options) | FactKind::AnyOf(options) => {
                texts.extend(options.iter().map(|option| ("fact", option.text.clone())));
            }
            FactKind::YesNo
            | FactKind::Number { .. }
            | FactKind::Duration { .. }
            | FactKind::Date
            | FactKind::Moment => {}
        }
    }
    for score in &program.scores {
        texts.push(("score", score.text.clone()));
        texts.extend(score.bands.iter().map(|band| ("band", band.name.text.clone())));
    }
    texts.extend(program.rules.iter().map(|rule| {
        let word = if rule.escalates { "escalate" } else { "rule" };
        (word, rule.sentence.clone())
    }));
    let worded = |duty: &&Duty| duty.kind == DutyKind::Do || rules::has_words(program, duty);
    texts.extend(
        program
            .duties
            .iter()
            .filter(worded)
            .map(|duty| ("then", duty.text.clone())),
    );
    for item in &module.items {
        if let Written::Gate(gate) = item {
            let needs = gate.needs().filter_map(|need| need.words());
            texts.extend(needs.map(|words| ("needs", words.text())));
        }
    }
    for gate in &program.gates {
        texts.push(("gate", gate.text.clone()));
        texts.extend(gate.refuse.iter().map(|refuse| ("refuse with", refuse.clone())));
    }
    texts.extend(program.partners.iter().map(|partner| ("partner", partner.text.clone())));
    texts
}
