//! Rules and escalations: when they apply, what they demand, what they cite.

use super::build::Condition;
use super::declare::words_or_name;
use super::linear::Terms;
use super::names::Symbol;
use super::{Checker, id};
use crate::diagnostic::Code;
use crate::ir;
use crate::list::List as _;
use crate::syntax::ast;
use crate::value::{Duration, Period, Text};

impl<'a> Checker<'a, '_> {
    /// When a rule applies: its condition, not its exception, and for an escalation its time passed. Computed once.
    pub fn applies(&mut self, index: usize) -> Option<Condition> {
        if let Some(Some(known)) = self.applies.get(index) {
            return Some(*known);
        }
        let items = self.items;
        let rule = *items.rules.get(index)?;
        if rule.escalates() {
            self.raising = self.raised_by(rule);
        }
        let mut parts = Vec::new();
        if let Some(when) = rule.when() {
            parts.push(self.condition(when));
        }
        if let Some(unless) = rule.unless() {
            let unless = self.condition(unless);
            parts.push(unless.map(|unless| self.builder.not(unless)));
        }
        if let Some(after) = rule.after() {
            parts.push(self.time_passed(after));
        }
        self.raising = Vec::new();
        // A part in error settles the rule for the rest of the check; the program is refused anyway.
        let parts: Vec<Condition> = parts
            .into_iter()
            .map(|part| part.unwrap_or(Condition::Settled(true)))
            .list();
        let applies = self.builder.all(&parts);
        if let Some(place) = self.applies.get_mut(index) {
            *place = Some(applies);
        }
        Some(applies)
    }

    fn time_passed(&mut self, after: ast::After) -> Option<Condition> {
        let period = self.period(after.duration())?;
        let since = self.moment_fact(after.name())?;
        let since = ir::Reg(self.facts.get(since.0 as usize)?.slot + ir::FIRST_SLOT);
        let (from, least) = match period {
            Period::Elapsed(duration) => (since, duration.minutes),
            Period::Months(_) | Period::Hours(..) | Period::Days(..) => {
                (self.builder.after(since, period, ir::When::Moment, &self.calendars), 0)
            }
        };
        let mut terms = Terms::default();
        terms.add(ir::NOW, 1)?;
        terms.add(from, -1)?;
        let passed = self.builder.sum(&terms, 0)?;
        Some(self.builder.within(passed, i64::from(least), i64::from(i32::MAX)))
    }

    fn moment_fact(&mut self, name: ast::Name) -> Option<ir::FactId> {
        let index = self.named_as(Symbol::Fact, name)?;
        if !matches!(self.facts.get(index)?.kind, ir::FactKind::Moment) {
            self.error(
                Code::WrongType,
                name.span(),
                format!("`{}` is not a moment", name.text()),
            );
            return None;
        }
        Some(ir::FactId(id(index)))
    }

    /// Checks every rule and adds it to the program.
    pub fn rules(&mut self) {
        let items = self.items;
        for (index, rule) in items.rules.iter().enumerate() {
            let applies = self.applies(index).unwrap_or(Condition::Settled(true));
            let applies = self.builder.reg(applies);
            let (mut demands, mut duties) = (Vec::new(), Vec::new());
            for raise in rule.raises() {
                if let Some(scale) = self.named_as(Symbol::Scale, raise.name())
                    && let Some(level) = self.level_named(scale, raise.level())
                {
                    demands.push((Self::scale_id(scale), u8::try_from(level).unwrap_or(u8::MAX)));
                }
            }
            for demand in rule.duties() {
                let deadline = match demand.within() {
                    Some(within) => self.deadline(within, rule.after()),
                    None => None,
                };
                if let Some(duty) = self.duty(demand) {
                    if duties.iter().any(|demand: &ir::Demand| demand.duty == duty) {
                        self.error(Code::Repeated, demand.span(), "this rule demands the same twice");
                    }
                    duties.push(ir::Demand { duty, deadline });
                }
            }
            let because = self.citations(rule.because());
            let facts = self.facts_behind(applies);
            self.rules.push(ir::Rule {
                name: rule.name().text().to_owned(),
                sentence: words_or_name(rule.words(), rule.name()),
                escalates: rule.escalates(),
                applies,
                condition: rule.said(),
                demands,
                duties,
                because,
                facts,
                span: rule.span(),
            });
        }
        for score in &items.scores {
            self.citations(score.because());
        }
    }

    /// What a rule or gate cites.
    pub fn citations(&mut self, list: impl Iterator<Item = ast::Because<'a>>) -> Vec<ir::Citation> {
        let mut because = Vec::new();
        for citation in list {
            if let Some(source) = self.named_as(Symbol::Source, citation.name()) {
                because.push(ir::Citation {
                    source: id(source),
                    quote: citation.quote(),
                });
            }
        }
        because
    }

    fn deadline(&mut self, within: ast::Within, after: Option<ast::After>) -> Option<ir::Deadline> {
        let allowed = self.period(within.duration())?;
        match (within.of(), after) {
            (Some(name), _) => Some(ir::Deadline {
                from: self.moment_fact(name)?,
                after: None,
                within: allowed,
            }),
            (None, Some(after)) => {
                // Told as the whole time since the named moment, so that nobody counts it from the wrong one.
                let waited = self.period(after.duration())?;
                let from = self.moment_fact(after.name())?;
                let (after, within) = match (waited, allowed) {
                    (Period::Elapsed(waited), Period::Elapsed(allowed)) => {
                        let minutes = waited.minutes.saturating_add(allowed.minutes);
                        (None, Period::Elapsed(Duration { minutes }))
                    }
                    _ => (Some(waited), allowed),
                };
                Some(ir::Deadline { from, after, within })
            }
            (None, None) => {
                self.advise(
                    Code::NoAnchor,
                    within.span(),
                    "this deadline does not say from which moment it counts",
                    "name a fact of type `moment`: `within 1 hour of reported_at`",
                );
                None
            }
        }
    }

    /// The duty of that kind and addressee, made once.
    fn duty(&mut self, demand: ast::Duty) -> Option<ir::DutyId> {
        let (kind, to, words) = (duty_kind(demand.kind()), demand.name(), demand.words());
        let partner = match kind {
            ir::DutyKind::Alert | ir::DutyKind::Refer => {
                let index = self.named_as(Symbol::Partner, to)?;
                if self.partners.get(index)?.contact {
                    self.advise(
                        Code::WrongKind,
                        to.span(),
                        format!("`{}` is a contact, which nobody is told through", to.text()),
                        "declare it as a `partner`",
                    );
                    return None;
                }
                Some(ir::PartnerId(id(index)))
            }
            // Told is a partner or somebody within the force, such as an inspector.
            ir::DutyKind::Tell => {
                let mut partners = self.partners.iter();
                let named = partners.position(|partner| !partner.contact && partner.name == to.text());
                named.map(|index| ir::PartnerId(id(index)))
            }
            ir::DutyKind::Do => None,
        };
        if let Some(found) = self
            .duties
            .iter()
            .position(|duty| duty.kind == kind && duty.to == to.text())
        {
            self.reword(found, to, words);
            return Some(ir::DutyId(id(found)));
        }
        let text = match (words, partner.and_then(|partner| self.partners.get(partner.0 as usize))) {
            (Some(words), _) => words.text(),
            (None, Some(partner)) => partner.text.to_owned(),
            (None, None) => Text::from_name(to.text()),
        };
        if words.is_some() {
            self.worded.push(to.text().to_owned());
        }
        self.duties.push(ir::Duty {
            kind,
            to: to.text().to_owned(),
            text,
            partner,
        });
        Some(ir::DutyId(id(self.duties.len() - 1)))
    }

    /// Gives a duty the words of another rule that demands it. Two different wordings would leave it to the order
    /// of the rules which one is shown, so they are an error.
    fn reword(&mut self, duty: usize, to: ast::Name, words: Option<ast::Words>) {
        let (Some(words), Some(duty)) = (words, self.duties.get_mut(duty)) else {
            return;
        };
        if !self.worded.contains(&duty.to) {
            self.worded.push(duty.to.clone());
            duty.text = words.text();
        } else if duty.text != words.text() {
            let message = format!("`{}` has other words in another rule: \"{}\"", to.text(), duty.text.en);
            self.advise(
                Code::Repeated,
                words.span(),
                message,
                "a duty has one wording, whichever rule demands it; leave the words out here",
            );
        }
    }

    /// The duty of that kind and addressee, where any rule demands it.
    pub fn known_duty(&self, kind: ast::DutyKind, to: ast::Name) -> Option<ir::DutyId> {
        let kind = duty_kind(kind);
        self.duties
            .iter()
            .position(|duty| duty.kind == kind && duty.to == to.text())
            .map(|index| ir::DutyId(id(index)))
    }
}

fn duty_kind(kind: ast::DutyKind) -> ir::DutyKind {
    match kind {
        ast::DutyKind::Alert => ir::DutyKind::Alert,
        ast::DutyKind::Refer => ir::DutyKind::Refer,
        ast::DutyKind::Do => ir::DutyKind::Do,
        ast::DutyKind::Tell => ir::DutyKind::Tell,
    }
}
