//! Every text that a decision, a form or a document shows and that has no Welsh.
//!
//! What has no words is shown by its name, as words, and then in English too. Examples and guarantees are for authors.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{self, DutyKind, FactKind, Item, Labelled, Name, Outcome, PolicyClause, Words};

/// The texts, in the order written.
#[must_use]
pub fn without_welsh(module: &ast::Module<'_>) -> Vec<Diagnostic> {
    let mut found = Found::default();
    for item in &module.items {
        found.item(item);
    }
    for (_, name, worded) in &found.todo {
        if !worded {
            let span = name.span();
            found
                .list
                .push(shown_by_name(name.text(), span, "after the name of what is to be done"));
        }
    }
    found.list.sort_by_key(|found| found.primary.span);
    found.list
}

#[derive(Default)]
struct Found<'a> {
    list: Vec<Diagnostic>,
    /// What is to be done, where it is first named, and whether some rule gives it words: one is enough for all.
    todo: Vec<(&'a str, Name<'a>, bool)>,
}

impl<'a> Found<'a> {
    fn item(&mut self, item: &Item<'a>) {
        match item {
            Item::Policy(policy) => {
                let title = policy.clauses().find_map(|clause| match clause {
                    PolicyClause::Title(words) => Some(words),
                    PolicyClause::Version(_)
                    | PolicyClause::InForce(_)
                    | PolicyClause::Nation(_)
                    | PolicyClause::BuildsOn(_) => None,
                });
                self.named(policy.name(), title, "as a `title`");
            }
            Item::Source(source) => self.words(source.title()),
            Item::Scale(scale) => self.labels(scale.levels()),
            Item::Fact(fact) => {
                self.named(fact.name(), fact.ask().next(), "as a question after `ask`");
                match fact.kind() {
                    FactKind::OneOf(options) | FactKind::AnyOf(options) => self.labels(options.each()),
                    FactKind::YesNo
                    | FactKind::Whole(..)
                    | FactKind::Decimal(..)
                    | FactKind::Duration(..)
                    | FactKind::Date
                    | FactKind::Moment => {}
                }
            }
            Item::Score(score) => {
                self.named(score.name(), score.words(), AFTER_NAME);
                for band in score.bands() {
                    self.named(band.label().name(), band.label().words(), AFTER_NAME);
                }
            }
            Item::Rule(rule) => {
                self.named(rule.name(), rule.words(), AFTER_NAME);
                rule.outcomes().for_each(|outcome| self.outcome(outcome));
            }
            Item::Gate(gate) => {
                self.named(gate.name(), gate.words(), AFTER_NAME);
                for need in gate.needs() {
                    self.shown(
                        &need.said(),
                        need.condition().span(),
                        need.words(),
                        "after the condition",
                    );
                }
                gate.refuse().into_iter().for_each(|words| self.words(words));
            }
            Item::Partner(partner) => self.named(partner.name(), partner.words(), AFTER_NAME),
            Item::Setting(_) | Item::Calendar(_) | Item::Derived(_) | Item::Guarantee(_) | Item::Example(_) => {}
        }
    }

    fn outcome(&mut self, outcome: Outcome<'a>) {
        let Outcome::Duty(duty) = outcome else {
            return;
        };
        let (to, words) = (duty.name(), duty.words());
        words.into_iter().for_each(|words| self.words(words));
        // Who is alerted or told is named by the partner, or by a rank that has no words of its own.
        if duty.kind() == DutyKind::Do {
            match self.todo.iter_mut().find(|(known, ..)| *known == to.text()) {
                Some((.., worded)) => *worded |= words.is_some(),
                None => self.todo.push((to.text(), to, words.is_some())),
            }
        }
    }

    fn labels<'l>(&mut self, labels: impl Iterator<Item = Labelled<'l>>) {
        for label in labels {
            self.named(label.name(), label.words(), AFTER_NAME);
        }
    }

    fn named(&mut self, name: Name<'_>, words: Option<Words<'_>>, place: &str) {
        self.shown(name.text(), name.span(), words, place);
    }

    fn shown(&mut self, said: &str, span: Span, words: Option<Words<'_>>, place: &str) {
        match words {
            Some(words) => self.words(words),
            None => self.list.push(shown_by_name(said, span, place)),
        }
    }

    fn words(&mut self, words: Words<'_>) {
        if words.text().cy.is_none() {
            let found = Diagnostic::new(Code::NoWelsh, words.span(), "this text has no Welsh");
            self.list.push(*found.help("write `cy \"…\"` after it"));
        }
    }
}

const AFTER_NAME: &str = "after the name";

fn shown_by_name(said: &str, span: Span, place: &str) -> Diagnostic {
    let message = format!("`{said}` is shown as it stands, without Welsh");
    *Diagnostic::new(Code::NoWelsh, span, message).help(format!("give it words, {place}: `\"…\" cy \"…\"`"))
}
