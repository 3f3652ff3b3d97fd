//! Rules, escalations and gates in sentences, and the duties that follow from them.

use safegrade::ast::{self, Because, DutyKind, Item as Written, Module, Outcome};
use safegrade::ir::{self, Program, Source};
use safegrade::value::Text;

use super::conditions::Speaker;
use super::document::{Block, Item, Line, Row, Section, Style, Target};
use super::phrases::{self, Phrase};
use super::{of, parts, section};

/// The rules that are no escalations, each in full under the first source that it cites.
pub fn rules(speaker: &Speaker<'_>, module: &Module<'_>) -> Option<Section> {
    let plain = || written(module).filter(|rule| !rule.escalates());
    let mut blocks = Vec::new();
    for source in &speaker.program.sources {
        let first = |rule: &ast::RuleItem<'_>| {
            let first = rule.because().next();
            first.is_some_and(|own| own.name().text() == source.name)
        };
        let mut inner: Vec<Block> = plain()
            .filter(first)
            .filter_map(|own| rule(speaker, own, Some(source)))
            .map(Block::Section)
            .collect();
        let also = references(speaker, module, source);
        if !also.is_empty() {
            let phrase = if inner.is_empty() {
                phrases::ONLY_ELSEWHERE
            } else {
                phrases::ALSO
            };
            inner.push(Block::Paragraph(speaker.say(phrase, &[])));
            inner.push(Block::list(also));
        }
        if inner.is_empty() {
            continue;
        }
        if let Some(link) = &source.link {
            let link = Line::text(link).to(&Target::Address(link.clone()));
            inner.insert(0, Block::Paragraph(speaker.say(phrases::READ_AT, &[&link])));
        }
        blocks.push(Block::Section(Section {
            id: format!("source-{}", source.name),
            title: speaker.text(&source.title),
            card: false,
            blocks: inner,
        }));
    }
    let bare = plain().filter(|rule| rule.because().next().is_none());
    let bare: Vec<Block> = bare
        .filter_map(|own| rule(speaker, own, None))
        .map(Block::Section)
        .collect();
    blocks.extend(section(speaker, "bare-rules", phrases::BARE_RULES, bare).map(Block::Section));
    if !blocks.is_empty() {
        blocks.insert(0, Block::Paragraph(speaker.say(phrases::RULES_INTRO, &[])));
    }
    section(speaker, "rules", phrases::RULES, blocks)
}

fn written<'s>(module: &Module<'s>) -> impl Iterator<Item = ast::RuleItem<'s>> {
    module.items.iter().filter_map(|item| {
        if let Written::Rule(rule) = item {
            Some(*rule)
        } else {
            None
        }
    })
}

/// What rests on a source and stands in full elsewhere, with what the source says of it.
fn references(speaker: &Speaker<'_>, module: &Module<'_>, source: &Source) -> Vec<Item> {
    let program = speaker.program;
    let mut found = Vec::new();
    for item in &module.items {
        let (phrase, kind, name, text, because) = if let Written::Rule(rule) = item {
            let first = rule.because().next();
            if first.is_some_and(|own| own.name().text() == source.name) && !rule.escalates() {
                continue;
            }
            let phrase = if rule.escalates() {
                phrases::ESCALATION_REF
            } else {
                phrases::RULE_REF
            };
            let known = of(&program.rules, rule.name().text(), |rule| &rule.name);
            (
                phrase,
                "rule",
                rule.name().text(),
                known.map(|rule| &rule.sentence),
                rule.because().collect::<Vec<_>>(),
            )
        } else if let Written::Gate(gate) = item {
            let known = of(&program.gates, gate.name().text(), |gate| &gate.name);
            (
                phrases::GATE_REF,
                "gate",
                gate.name().text(),
                known.map(|gate| &gate.text),
                gate.because().collect(),
            )
        } else if let Written::Score(score) = item {
            let known = of(&program.scores, score.name().text(), |score| &score.name);
            (
                phrases::SCORE_REF,
                "score",
                score.name().text(),
                known.map(|score| &score.text),
                score.because().collect(),
            )
        } else {
            continue;
        };
        let cited = because.into_iter().filter(|own| own.name().text() == source.name);
        let cited: Vec<Because<'_>> = cited.collect();
        let Some(text) = text.filter(|_| !cited.is_empty()) else {
            continue;
        };
        let text = speaker.text(text).to(&Target::Here(format!("{kind}-{name}")));
        let mut line = speaker.say(phrase, &[&text]);
        for quote in cited.iter().filter_map(|own| own.quote()) {
            line = speaker.say(phrases::CITES, &[&line, &said(speaker, &quote)]);
        }
        found.push(line.into());
    }
    found
}

/// A citation's words; the language of rules has no Welsh for them.
fn said(speaker: &Speaker<'_>, quote: &str) -> Line {
    speaker.say(phrases::QUOTED, &[&Line::text(quote).in_english(true)])
}

/// What is cited: of the source under which it stands only the words.
pub fn citations<'b>(
    speaker: &Speaker<'_>,
    because: impl Iterator<Item = Because<'b>>,
    under: Option<&Source>,
) -> Vec<Block> {
    let mut lines: Vec<Block> = Vec::new();
    for citation in because {
        let Some(source) = of(&speaker.program.sources, citation.name().text(), |source| &source.name) else {
            continue;
        };
        let title = speaker
            .text(&source.title)
            .to(&Target::Here(format!("source-{}", source.name)));
        let quote = citation.quote().map(|quote| said(speaker, &quote));
        let line = match (quote, under.is_some_and(|under| under.name == source.name)) {
            (Some(quote), true) => quote,
            (Some(quote), false) => speaker.say(phrases::CITES, &[&title, &quote]),
            (None, true) => continue,
            (None, false) => title,
        };
        let phrase = if lines.is_empty() {
            phrases::BECAUSE
        } else {
            phrases::ALSO_CITED
        };
        lines.push(Block::Paragraph(speaker.say(phrase, &[&line])));
    }
    lines
}

/// Words, with the name that the rules' author knows them by.
pub fn title(words: &Line, name: &str) -> Line {
    let mut title = words.clone().capital().and(" ");
    title.extend(&Line::styled(name, Style::Code));
    title
}

/// One rule or escalation: when, unless, once, then, because.
pub fn rule(speaker: &Speaker<'_>, written: ast::RuleItem<'_>, under: Option<&Source>) -> Option<Section> {
    let rule = of(&speaker.program.rules, written.name().text(), |rule| &rule.name)?;
    let mut sentence = Sentence::new(speaker);
    match written.when() {
        Some(when) => sentence.clause(phrases::WHEN, speaker.item(when)),
        None => sentence.clause(phrases::WHOLE, speaker.say(phrases::ALWAYS, &[]).into()),
    }
    if let Some(unless) = written.unless() {
        sentence.clause(phrases::UNLESS, speaker.item(unless));
    }
    if let Some(after) = written.after() {
        let since = speaker.named(after.name().text(), None);
        let once = speaker.say(phrases::ONCE, &[&speaker.length(after.duration()), &since]);
        sentence.clause(phrases::WHOLE, once.into());
    }
    let outcomes = written.outcomes().map(|own| outcome(speaker, own));
    sentence.outcomes(outcomes.collect());
    let mut blocks = sentence.blocks;
    blocks.extend(citations(speaker, written.because(), under));
    Some(Section {
        id: format!("rule-{}", rule.name),
        title: title(&speaker.text(&rule.sentence), &rule.name),
        card: true,
        blocks,
    })
}

/// A sentence of clauses, in which a clause may end with a list.
struct Sentence<'a> {
    speaker: &'a Speaker<'a>,
    blocks: Vec<Block>,
    line: Line,
}

impl<'a> Sentence<'a> {
    fn new(speaker: &'a Speaker<'a>) -> Sentence<'a> {
        Sentence {
            speaker,
            blocks: Vec::new(),
            line: Line::default(),
        }
    }

    fn add(&mut self, line: &Line) {
        if !self.line.0.is_empty() {
            self.line.push(", ");
        }
        self.line.extend(line);
    }

    fn end(&mut self, sign: &str) {
        let line = std::mem::take(&mut self.line);
        self.blocks.push(Block::Paragraph(line.capital().and(sign)));
    }

    fn clause(&mut self, phrase: Phrase, clause: Item) {
        let line = self.speaker.say(phrase, &[&clause.line]);
        self.add(&line);
        if !clause.inner.is_empty() {
            self.end(":");
            self.blocks.push(Block::list(clause.inner));
        }
    }

    fn outcomes(&mut self, outcomes: Vec<Line>) {
        if let [only] = outcomes.as_slice() {
            let then = self.speaker.say(phrases::THEN, &[only]);
            self.add(&then);
            self.end(".");
        } else {
            let then = self.speaker.say(phrases::THEN_ALL, &[]);
            self.add(&then);
            self.end("");
            self.blocks
                .push(Block::list(outcomes.into_iter().map(Item::from).collect()));
        }
    }
}

fn outcome(speaker: &Speaker<'_>, outcome: Outcome<'_>) -> Line {
    match outcome {
        Outcome::Raise(raise) => {
            let (scale, level) = (raise.name().text(), raise.level().text());
            let known = of(&speaker.program.scales, scale, |scale| &scale.name);
            let known = known.and_then(|scale| of(&scale.levels, level, |level| &level.name));
            let level = known.map_or_else(|| speaker.name(level), |level| speaker.text(&level.text));
            speaker.say(phrases::RAISE, &[&speaker.scale(scale), &level.shown(Style::Strong)])
        }
        Outcome::Duty(demand) => match demand.within() {
            Some(within) => {
                let deadline = deadline(speaker, within);
                speaker.say(phrases::DUTY_WITHIN, &[&duty(speaker, demand), &deadline])
            }
            None => duty(speaker, demand),
        },
    }
}

/// How long, and since what.
fn deadline(speaker: &Speaker<'_>, within: ast::Within<'_>) -> Line {
    let from = match within.of() {
        Some(fact) => speaker.named(fact.text(), None),
        None => speaker.say(phrases::OF_ESCALATION, &[]),
    };
    speaker.within_of(within.duration(), &from)
}

/// A duty without its deadline. It has the same words in every rule, and need have them in one alone.
fn duty(speaker: &Speaker<'_>, demand: ast::Duty<'_>) -> Line {
    let (kind, to) = (demand.kind(), demand.name().text());
    let compiled = match kind {
        DutyKind::Alert => ir::DutyKind::Alert,
        DutyKind::Refer => ir::DutyKind::Refer,
        DutyKind::Tell => ir::DutyKind::Tell,
        DutyKind::Do => ir::DutyKind::Do,
    };
    let mut duties = speaker.program.duties.iter();
    let Some(duty) = duties.find(|duty| duty.kind == compiled && duty.to == to) else {
        return Line::default();
    };
    let partner = of(&speaker.program.partners, to, |partner| &partner.name);
    let who = partner.map_or_else(|| speaker.name(to), |partner| speaker.text(&partner.text));
    let who = who.to(&Target::Here(format!("partner-{to}")));
    let line = match kind {
        DutyKind::Alert => speaker.say(phrases::ALERT, &[&who]),
        DutyKind::Refer => speaker.say(phrases::REFER, &[&who]),
        DutyKind::Tell => speaker.say(phrases::TELL, &[&speaker.name(to)]),
        DutyKind::Do => return speaker.say(phrases::DO, &[&speaker.quoted(&duty.text)]),
    };
    if has_words(speaker.program, duty) {
        speaker.say(phrases::DUTY_TEXT, &[&line, &speaker.quoted(&duty.text)])
    } else {
        line
    }
}

/// Whether a duty to somebody says more than whom it goes to.
pub fn has_words(program: &Program, duty: &ir::Duty) -> bool {
    let partner = duty
        .partner
        .and_then(|partner| program.partners.get(partner.0 as usize));
    partner.map_or_else(|| Text::from_name(&duty.to), |partner| partner.text.clone()) != duty.text
}

/// The escalations with their clocks.
pub fn escalations(speaker: &Speaker<'_>, module: &Module<'_>) -> Option<Section> {
    let own = written(module).filter(|rule| rule.escalates());
    let mut blocks: Vec<Block> = own
        .filter_map(|own| rule(speaker, own, None))
        .map(Block::Section)
        .collect();
    if !blocks.is_empty() {
        blocks.insert(0, Block::Paragraph(speaker.say(phrases::ESCALATIONS_INTRO, &[])));
    }
    section(speaker, "escalations", phrases::ESCALATIONS, blocks)
}

/// The gates.
pub fn gates(speaker: &Speaker<'_>, module: &Module<'_>) -> Option<Section> {
    let mut blocks = Vec::new();
    for item in &module.items {
        if let Written::Gate(written) = item {
            blocks.extend(gate(speaker, *written).map(Block::Section));
        }
    }
    if !blocks.is_empty() {
        blocks.insert(0, Block::Paragraph(speaker.say(phrases::GATES_INTRO, &[])));
    }
    section(speaker, "gates", phrases::GATES, blocks)
}

/// A gate with its needs and what it says while it is shut.
pub fn gate(speaker: &Speaker<'_>, written: ast::Gate<'_>) -> Option<Section> {
    let gate = of(&speaker.program.gates, written.name().text(), |gate| &gate.name)?;
    let needs = written.needs().map(|need| {
        let Item { line, inner, .. } = speaker.item(need.condition());
        let line = match need.words() {
            Some(words) => speaker.say(
                phrases::NEED,
                &[&speaker.text(&words.text()).shown(Style::Strong), &line],
            ),
            None => line,
        };
        let end = if inner.is_empty() { "" } else { ":" };
        Item {
            line: line.and(end),
            inner,
            id: None,
        }
    });
    let mut blocks = vec![
        Block::Paragraph(speaker.say(phrases::NEEDS, &[])),
        Block::list(needs.collect()),
    ];
    if let Some(words) = &gate.refuse {
        let words = speaker.quoted(words);
        blocks.push(Block::Paragraph(speaker.say(phrases::UNTIL_THEN, &[&words])));
    }
    blocks.extend(citations(speaker, written.because(), None));
    Some(Section {
        id: format!("gate-{}", gate.name),
        title: title(&speaker.text(&gate.text), &gate.name),
        card: true,
        blocks,
    })
}

/// What is said of all cases.
pub fn guarantees(speaker: &Speaker<'_>) -> Option<Section> {
    let mut items = Vec::new();
    for guarantee in &speaker.program.guarantees {
        let claims = guarantee.claims.iter().map(|claim| Item {
            line: speaker.name(&claim.said),
            inner: Vec::new(),
            id: None,
        });
        items.push(Item {
            line: speaker.text(&guarantee.text).shown(Style::Strong),
            inner: claims.collect(),
            id: None,
        });
    }
    if items.is_empty() {
        return None;
    }
    let intro = Block::Paragraph(speaker.say(phrases::GUARANTEES_INTRO, &[]));
    section(
        speaker,
        "guarantees",
        phrases::GUARANTEES,
        vec![intro, Block::list(items)],
    )
}

/// Every duty once, with each deadline and the rules that demand it so.
pub fn duties(speaker: &Speaker<'_>, module: &Module<'_>) -> Option<Section> {
    // By what is said, so that a duty with one deadline in several rules is one row.
    let mut found: Vec<(Line, Line, Vec<Line>)> = Vec::new();
    for rule in written(module) {
        let known = of(&speaker.program.rules, rule.name().text(), |rule| &rule.name);
        let Some(known) = known else {
            continue;
        };
        for outcome in rule.outcomes() {
            let Outcome::Duty(demand) = outcome else {
                continue;
            };
            let what = duty(speaker, demand).capital();
            let when = match demand.within() {
                Some(within) => deadline(speaker, within),
                None => speaker.say(phrases::NO_DEADLINE, &[]),
            };
            let by = speaker
                .text(&known.sentence)
                .to(&Target::Here(format!("rule-{}", known.name)));
            match found
                .iter_mut()
                .find(|(duty, deadline, _)| *duty == what && *deadline == when)
            {
                Some((_, _, rules)) => rules.push(by),
                None => found.push((what, when, vec![by])),
            }
        }
    }
    if found.is_empty() {
        return None;
    }
    let rows = found.into_iter().map(|(what, when, by)| Row {
        id: None,
        cells: vec![vec![what], vec![when.capital()], by],
    });
    let head = [phrases::DUTY, phrases::BY_WHEN, phrases::FROM_RULE];
    let blocks = vec![
        Block::Paragraph(speaker.say(phrases::DUTIES_INTRO, &[])),
        parts::table(speaker, phrases::DUTIES_CAPTION, &head, rows.collect()),
    ];
    section(speaker, "duties", phrases::DUTIES, blocks)
}
