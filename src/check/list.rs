//! Lists: their declaration, and what is asked of their records.
//!
//! What stands behind `with` becomes a line of its own, over the slots of one record. It reads the record's fields,
//! settings and the clock, and no fact of the case, so that each record can be looked at by itself.

use super::build::Builder;
use super::linear::{Kind, Linear};
use super::lower::Value;
use super::names::Symbol;
use super::{Checker, id};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, Which};
use crate::source::Span;
use crate::syntax::ast::{self, Counted, ExprKind, LiteralKind, With};
use crate::value::Text;

/// How many records a list has at most where the policy does not say.
const USUAL_MOST: i32 = 100;
/// How many it may say.
const MOST: i32 = 1000;

impl Checker<'_, '_> {
    /// `list of up to 50 { reported_at: moment, … }`
    pub fn list_kind(&mut self, most: Option<&ast::Literal>, fields: &[ast::Field]) -> ir::FactKind {
        let mut list = ir::List {
            index: id(self.lists),
            fields: Vec::new(),
            slots: Vec::new(),
            most: most.and_then(|most| self.most(most)).unwrap_or(USUAL_MOST),
        };
        self.lists += 1;
        for field in fields {
            if list.fields.iter().any(|other| other.name == field.name.text) {
                let message = format!("`{}` is declared twice", field.name.text);
                self.error(Code::DuplicateName, field.name.span, message);
                continue;
            }
            let kind = self
                .fact_kind(&field.kind, field.kind_span)
                .unwrap_or(ir::FactKind::YesNo);
            let full = super::declare::full_range(&kind);
            list.slots.push(ir::Slot {
                fact: ir::FactId(id(list.fields.len())),
                full,
                presumed: full,
            });
            list.fields.push(ir::Fact {
                name: field.name.text.to_owned(),
                ask: Text::from_name(field.name.text),
                slot: id(list.fields.len()),
                kind,
                presume: None,
                protected: false,
            });
        }
        ir::FactKind::List(Box::new(list))
    }

    fn most(&mut self, literal: &ast::Literal) -> Option<i32> {
        let number = match &literal.kind {
            LiteralKind::Quantity { number, unit: None } => number.parse::<i32>().ok(),
            LiteralKind::Quantity { .. }
            | LiteralKind::Kept { .. }
            | LiteralKind::Date(_)
            | LiteralKind::Moment(_)
            | LiteralKind::Time(_)
            | LiteralKind::YesNo(_) => None,
        };
        let number = number.filter(|number| (1..=MOST).contains(number));
        if number.is_none() {
            let message = format!("a list has 1 to {MOST} records at most");
            self.error(Code::BadNumber, literal.span, message);
        }
        number
    }

    /// How many records are meant, where a list is counted; none where something else is.
    pub fn count_records(&mut self, counted: &Counted) -> Option<Option<Linear>> {
        let [item] = counted.items.as_slice() else { return None };
        let ExprKind::Name(name) = item.kind else { return None };
        let is_list = |index: usize| matches!(self.facts.get(index)?.kind, ir::FactKind::List(_)).then_some(index);
        let list = match self.names.peek(name) {
            Some((Symbol::Fact, index)) if self.outside.is_none() => is_list(index)?,
            _ => return None,
        };
        // For the lint of what is not used.
        self.names.value(name, item.span, self.sink);
        let reg = self.query(list, Which::Count, counted.with.as_deref());
        Some(reg.map(|reg| Linear::register(reg, 0, Kind::Number(None))))
    }

    /// `latest reported_at of episodes with …`
    pub fn latest(
        &mut self,
        earliest: bool,
        field: &ast::Name,
        list: &ast::Name,
        with: Option<&With>,
    ) -> Option<Value> {
        if self.outside.is_some() {
            self.error(Code::WrongType, list.span, "no list stands inside a list");
            return None;
        }
        let index = self.names.of_kind(Symbol::Fact, list, self.sink)?;
        let fact = self.facts.get(index)?;
        let ir::FactKind::List(records) = &fact.kind else {
            let message = format!("`{}` is no list", list.text);
            self.error(Code::WrongType, list.span, message);
            return None;
        };
        let Some(found) = records.fields.iter().find(|own| own.name == field.text) else {
            let names = &mut records.fields.iter().map(|own| own.name.as_str());
            let message = format!("`{}` has no field `{}`", list.text, field.text);
            let diagnostic = Diagnostic::new(Code::UnknownName, field.span, message);
            self.sink.push(diagnostic.suggest(field.span, field.text, names));
            return None;
        };
        let (places, kind) = match &found.kind {
            ir::FactKind::Number { places, unit, .. } => (*places, Kind::Number(unit.clone())),
            ir::FactKind::Duration { .. } => (0, Kind::Duration),
            ir::FactKind::Date => (0, Kind::Date),
            ir::FactKind::Moment => (0, Kind::Moment),
            ir::FactKind::YesNo | ir::FactKind::OneOf(_) | ir::FactKind::AnyOf(_) | ir::FactKind::List(_) => {
                let message = format!("`{}` is neither earlier nor later than another", field.text);
                let diagnostic = Diagnostic::new(Code::WrongType, field.span, message);
                self.sink
                    .push(diagnostic.help("numbers, durations, dates and moments have a latest"));
                return None;
            }
        };
        let slot = found.slot;
        let which = if earliest {
            Which::Earliest(slot)
        } else {
            Which::Latest(slot)
        };
        let reg = self.query(index, which, with)?;
        let count = self.query(index, Which::Count, with)?;
        let any = self.builder.within(count, 1, i64::from(MOST));
        let any = self.builder.reg(any);
        Some(Value::Number(Linear {
            needs: vec![any],
            ..Linear::register(reg, places, kind)
        }))
    }

    /// The register of what is asked of a list.
    fn query(&mut self, list: usize, which: Which, with: Option<&With>) -> Option<ir::Reg> {
        let fact = self.facts.get(list)?;
        let slot = ir::Reg(fact.slot + ir::FIRST_SLOT);
        let ir::FactKind::List(records) = &fact.kind else {
            return None;
        };
        let range = match which {
            Which::Count => ir::Range::new(0, records.most),
            Which::Latest(slot) | Which::Earliest(slot) => records.slots.get(slot as usize)?.full,
        };
        let (fields, slots) = (records.fields.clone(), Builder::new(&records.slots));
        self.outside = Some((
            core::mem::replace(&mut self.facts, fields),
            core::mem::replace(&mut self.builder, slots),
        ));
        let meant = match with {
            Some(with) => self.condition(&with.condition, &[]),
            None => Some(super::build::Condition::Settled(true)),
        };
        let holds = meant.map(|meant| self.builder.reg(meant));
        let (facts, builder) = self.outside.take()?;
        self.facts = facts;
        let code = core::mem::replace(&mut self.builder, builder).finish();
        let query = ir::Query {
            fact: ir::FactId(id(list)),
            which,
            code,
            holds: holds?,
            range,
        };
        let known = self.queries.iter().position(|other| *other == query);
        let index = known.unwrap_or_else(|| {
            self.queries.push(query);
            self.queries.len() - 1
        });
        Some(self.builder.query(id(index), slot, range))
    }

    /// What a name inside a `with` stands for; none outside of one.
    pub fn field(&mut self, name: &str, span: Span) -> Option<Option<Value>> {
        self.outside.as_ref()?;
        if let Some(index) = self.facts.iter().position(|field| field.name == name) {
            return Some(self.fact_value(index));
        }
        if let Some((Symbol::Setting, index)) = self.names.peek(name) {
            self.names.value(name, span, self.sink);
            return Some(self.settings.get(index).cloned().flatten());
        }
        let message = format!("the records have no field `{name}`");
        let mut diagnostic = Diagnostic::new(Code::UnknownName, span, message).suggest(
            span,
            name,
            &mut self.facts.iter().map(|field| field.name.as_str()),
        );
        if self.names.peek(name).is_some() {
            diagnostic = diagnostic
                .help("inside `with` stand the record's own fields, settings, `now` and `today`; say the rest outside");
        }
        self.sink.push(diagnostic);
        Some(None)
    }

    /// Says that `with` goes with lists.
    pub fn only_lists(&mut self, span: Span) {
        let diagnostic = Diagnostic::new(Code::WrongType, span, "`with` chooses among the records of a list");
        self.sink
            .push(diagnostic.help("for conditions write `and`, and put brackets round what belongs together"));
    }
}
