//! Examples: a policy's own cases, to rows of slots, and what must come out of them.

use super::declare::words_or_name;
use super::linear::{Kind, Linear};
use super::lower::Value;
use super::names::Symbol;
use super::{Checker, id, overlay};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::list::List as _;
use crate::syntax::ast::{self, ExpectKind, GivenKind, LiteralKind};
use crate::value::{Decimal, Moment, MomentError};

impl Checker<'_, '_> {
    /// Every example that can be understood.
    pub fn examples(&mut self) -> Vec<ir::Example> {
        let items = self.items;
        overlay::own_examples(items)
            .filter_map(|example| self.example(example))
            .list()
    }

    fn example(&mut self, example: ast::Example) -> Option<ir::Example> {
        let mut row = vec![ir::NOT_ASKED; self.slots.len()];
        let mut given: Vec<usize> = Vec::new();
        let mut rest_no = false;
        for item in example.given() {
            if matches!(item.kind(), GivenKind::RestNo) {
                rest_no = true;
                continue;
            }
            let name = item.name();
            let Some(fact) = self.named_as(Symbol::Fact, name) else {
                continue;
            };
            if given.contains(&fact) {
                self.error(Code::Repeated, item.span(), format!("`{}` is given twice", name.text()));
            }
            given.push(fact);
            self.give(fact, item, &mut row);
        }
        if rest_no {
            for (index, fact) in self.facts.iter().enumerate() {
                if !given.contains(&index) && matches!(fact.kind, ir::FactKind::YesNo | ir::FactKind::AnyOf(_)) {
                    slots(fact, &mut row).fill(0);
                }
            }
        }
        let now = self.moment(example.at())?.second();
        let mut expect = Vec::new();
        for item in example.expect() {
            if let Some(kind) = self.expectation(item, now) {
                let span = item.span();
                expect.push(ir::Expect { span, kind });
            }
        }
        let text = words_or_name(example.words(), example.name());
        Some(ir::Example {
            name: example.name().text().to_owned(),
            text,
            row,
            now,
            expect,
            span: example.span(),
        })
    }

    /// Puts one given into the row; what does not fit the fact is an error.
    fn give(&mut self, index: usize, item: ast::Given, row: &mut [i32]) {
        let Some(fact) = self.facts.get(index) else {
            return;
        };
        let slots = slots(fact, row);
        let value = match (&fact.kind, item.kind()) {
            (_, GivenKind::Unknown) => Some(ir::UNKNOWN),
            (ir::FactKind::YesNo, _) if item.truth().is_some() => item.truth().map(i32::from),
            (ir::FactKind::OneOf(_), GivenKind::Option(option)) => self
                .option_named(index, option)
                .and_then(|option| i32::try_from(option).ok()),
            (ir::FactKind::AnyOf(_), GivenKind::Options(options)) => {
                slots.fill(0);
                for option in options.each() {
                    if let Some(option) = self.option_named(index, option)
                        && let Some(slot) = slots.get_mut(option as usize)
                    {
                        *slot = 1;
                    }
                }
                None
            }
            (
                ir::FactKind::Number { .. } | ir::FactKind::Duration { .. } | ir::FactKind::Date | ir::FactKind::Moment,
                GivenKind::Literal(literal),
            ) => self.slot_value(index, literal),
            (kind, _) => {
                let (what, how) = match kind {
                    ir::FactKind::YesNo => ("yes/no", format!("write `{0}` or `not {0}`", fact.name)),
                    ir::FactKind::OneOf(_) => ("one of its options", format!("write `{} OPTION`", fact.name)),
                    ir::FactKind::AnyOf(_) => (
                        "any of its options",
                        format!("write `{0} (a, b)` or `{0} none`", fact.name),
                    ),
                    ir::FactKind::Number { .. } => ("a number", format!("write `{} 15`", fact.name)),
                    ir::FactKind::Duration { .. } => ("a duration", format!("write `{} 12 hours`", fact.name)),
                    ir::FactKind::Date => ("a date", format!("write `{} 2016-03-24`", fact.name)),
                    ir::FactKind::Moment => ("a moment", format!("write `{} 2016-03-24 21:00`", fact.name)),
                };
                let message = format!("`{}` is {what}", fact.name);
                self.advise(Code::WrongType, item.span(), message, how);
                None
            }
        };
        if let Some(value) = value {
            slots.fill(value);
        }
    }

    fn slot_value(&mut self, index: usize, literal: ast::Literal) -> Option<i32> {
        let value = self.literal(literal)?;
        let fact = self.facts.get(index)?;
        let Value::Number(linear) = value else {
            self.error(
                Code::WrongType,
                literal.span(),
                format!("`{}` is not yes or no", fact.name),
            );
            return None;
        };
        let (kind, places) = match &fact.kind {
            ir::FactKind::Number { places, unit, .. } => (Kind::Number(unit.clone()), *places),
            ir::FactKind::Duration { .. } => (Kind::Duration, 0),
            ir::FactKind::Date => (Kind::Date, 0),
            ir::FactKind::YesNo | ir::FactKind::OneOf(_) | ir::FactKind::AnyOf(_) | ir::FactKind::Moment => {
                (Kind::Moment, 0)
            }
        };
        let linear = linear.beside(&Linear::constant(0, 0, kind.clone()));
        if linear.kind != kind {
            self.error(
                Code::WrongType,
                literal.span(),
                format!("`{}` is {}, this is {}", fact.name, kind.words(), linear.kind.words()),
            );
            return None;
        }
        let value = Decimal {
            digits: linear.constant,
            places: linear.places,
        }
        .at_places(places)
        .and_then(|digits| i32::try_from(digits).ok());
        let full = self
            .slots
            .get(fact.slot as usize)
            .map(|slot| slot.full)
            .unwrap_or_default();
        let value = value.filter(|value| full.holds(*value));
        if value.is_none() {
            self.advise(
                Code::WrongType,
                literal.span(),
                format!("this is outside the declared range of `{}`", fact.name),
                "give a value inside the range and with no more places, or widen the range of the fact",
            );
        }
        value
    }

    fn expectation(&mut self, item: ast::Expect, now: Moment) -> Option<ir::ExpectKind> {
        let kind = item.kind();
        Some(match kind {
            ExpectKind::Level(name, _) | ExpectKind::Points(name, _) => {
                let symbol = self.names.value(name, self.sink)?;
                match (symbol, kind) {
                    ((Symbol::Scale, scale), ExpectKind::Level(_, level)) => {
                        ir::ExpectKind::Level(Self::scale_id(scale), self.level_index(scale, level)?)
                    }
                    ((Symbol::Score, score), ExpectKind::Level(_, band)) => {
                        ir::ExpectKind::Band(ir::ScoreId(id(score)), self.band_index(score, band)?)
                    }
                    ((Symbol::Score, score), ExpectKind::Points(_, points)) => {
                        ir::ExpectKind::Points(ir::ScoreId(id(score)), self.points_literal(points)?)
                    }
                    _ => return self.not_expected(name),
                }
            }
            ExpectKind::Range(name, low, high) => {
                let scale = self.named_as(Symbol::Scale, name)?;
                ir::ExpectKind::Range(
                    Self::scale_id(scale),
                    self.level_index(scale, low)?,
                    self.level_index(scale, high)?,
                )
            }
            ExpectKind::Because(rule, wanted) => {
                ir::ExpectKind::Because(ir::RuleId(id(self.named_as(Symbol::Rule, rule)?)), wanted)
            }
            ExpectKind::Duty(kind, to, by) => {
                let duty = self.demanded(kind, to)?;
                let by = match by {
                    Some(by) => Some(self.clock(by, now)?),
                    None => None,
                };
                ir::ExpectKind::Duty(duty, by)
            }
            ExpectKind::NoDuty(kind, to) => ir::ExpectKind::NoDuty(self.demanded(kind, to)),
            ExpectKind::Ask(fact) => ir::ExpectKind::Ask(ir::FactId(id(self.named_as(Symbol::Fact, fact)?))),
            ExpectKind::Gate(gate, opens) => {
                ir::ExpectKind::Gate(ir::GateId(id(self.named_as(Symbol::Gate, gate)?)), opens)
            }
            ExpectKind::Settled => ir::ExpectKind::Settled,
            ExpectKind::Change(at, level) => {
                let at = self.clock(at, now)?;
                let level = match level {
                    Some(name) => Some(self.level_of_any(name)?),
                    None => None,
                };
                ir::ExpectKind::Change(at, level)
            }
            ExpectKind::NoChange => ir::ExpectKind::NoChange,
        })
    }

    /// The duty of that kind and addressee, which some rule must demand.
    fn demanded(&mut self, kind: ast::DutyKind, to: ast::Name) -> Option<ir::DutyId> {
        let duty = self.known_duty(kind, to);
        if duty.is_none() {
            let message = format!("no rule demands this of `{}`", to.text());
            let mut known = self.duties.iter().map(|duty| duty.to.as_str());
            let diagnostic = Diagnostic::new(Code::UnknownName, to.span(), message);
            self.sink.push(diagnostic.suggest(to.span(), to.text(), &mut known));
        }
        duty
    }

    fn not_expected<T>(&mut self, name: ast::Name) -> Option<T> {
        self.advise(
            Code::WrongKind,
            name.span(),
            format!("`{}` is not an outcome", name.text()),
            "expect a scale, a score, a duty, a question or a change",
        );
        None
    }

    fn level_index(&mut self, scale: usize, level: ast::Name) -> Option<u8> {
        u8::try_from(self.level_named(scale, level)?).ok()
    }

    /// The scale that has a level of that name.
    fn level_of_any(&mut self, name: ast::Name) -> Option<(ir::ScaleId, u8)> {
        for (index, scale) in self.scales.iter().enumerate() {
            if let Some(level) = scale.levels.iter().position(|level| level.name == name.text()) {
                return Some((Self::scale_id(index), u8::try_from(level).ok()?));
            }
        }
        let levels = self.scales.iter().flat_map(|scale| &scale.levels);
        let mut known = levels.map(|level| level.name.as_str());
        let diagnostic = Diagnostic::new(
            Code::UnknownOption,
            name.span(),
            format!("`{}` is no level of any scale", name.text()),
        );
        self.sink.push(diagnostic.suggest(name.span(), name.text(), &mut known));
        None
    }

    /// A moment, or a time on the day of the example.
    fn clock(&mut self, literal: ast::Literal, now: Moment) -> Option<Moment> {
        if !matches!(literal.kind(), LiteralKind::Time(_)) {
            return self.moment(literal);
        }
        match Moment::parse(&format!("{} {}", now.date(), literal.text())) {
            Ok(moment) => Some(moment),
            Err(_) => self.impossible(literal, MomentError::Impossible),
        }
    }
}

/// The part of a row that belongs to a fact.
fn slots<'r>(fact: &ir::Fact, row: &'r mut [i32]) -> &'r mut [i32] {
    let slots = fact.slot as usize..(fact.slot + fact.kind.width()) as usize;
    row.get_mut(slots).unwrap_or_default()
}
