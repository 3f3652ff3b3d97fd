//! Guarantees: types are checked as those of rules are; whether they hold is for `exact`.

use super::declare::words_or_name;
use super::names::Symbol;
use super::{Checker, id};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::list::List as _;
use crate::syntax::ast::{self, ClaimKind, Way};

impl Checker<'_, '_> {
    /// Checks every guarantee and adds it to the program. They read final levels, and nothing reads them.
    pub fn guarantees(&mut self) -> Vec<ir::Guarantee> {
        let items = self.items;
        let checked = items.guarantees.iter().map(|guarantee| ir::Guarantee {
            name: guarantee.name().text().to_owned(),
            text: words_or_name(guarantee.words(), guarantee.name()),
            claims: guarantee.claims().filter_map(|claim| self.claim(claim)).list(),
            because: self.citations(guarantee.because()),
        });
        checked.list()
    }

    fn claim(&mut self, claim: ast::Claim) -> Option<ir::Claim> {
        let kind = match claim.kind() {
            ClaimKind::Holds(always, claimed, when) => {
                let claimed = self.claimed(claimed);
                let when = match when {
                    Some(when) => Some(self.condition(when)?),
                    None => None,
                };
                let when = when.map(|when| self.builder.reg(when));
                ir::ClaimKind::Holds(always, claimed?, when)
            }
            ClaimKind::Steady(scale, rises, growths) => {
                let scale = self.named_as(Symbol::Scale, scale)?;
                let mut changes = Vec::new();
                for growth in growths {
                    changes.push(self.growth(growth)?);
                }
                ir::ClaimKind::Steady(ir::ScaleId(id(scale)), rises, changes)
            }
            ClaimKind::Unmoved(fact, scale) => {
                let fact = self.named_as(Symbol::Fact, fact)?;
                let scale = match scale {
                    Some(scale) => Some(self.named_as(Symbol::Scale, scale)?),
                    None => None,
                };
                ir::ClaimKind::Unmoved(ir::FactId(id(fact)), scale.map(|scale| ir::ScaleId(id(scale))))
            }
        };
        Some(ir::Claim {
            said: claim.said(),
            span: claim.span(),
            kind,
        })
    }

    fn claimed(&mut self, claimed: ast::Claimed) -> Option<ir::Claimed> {
        Some(match claimed {
            ast::Claimed::Condition(expr) => {
                let condition = self.condition(expr)?;
                ir::Claimed::Condition(self.builder.reg(condition))
            }
            ast::Claimed::Duty(kind, to) => match self.known_duty(kind, to) {
                Some(duty) => ir::Claimed::Duty(duty),
                None => {
                    let message = format!("no rule demands this of `{}`", to.text());
                    let diagnostic = Diagnostic::new(Code::UnknownName, to.span(), message);
                    let known = self.duties.iter().map(|duty| duty.to.clone()).list();
                    self.sink
                        .push(diagnostic.suggest(to.span(), to.text(), &mut known.iter().map(String::as_str)));
                    return None;
                }
            },
            ast::Claimed::Gate(gate, opens) => {
                let gate = self.named_as(Symbol::Gate, gate)?;
                ir::Claimed::Gate(ir::GateId(id(gate)), opens)
            }
        })
    }

    fn growth(&mut self, growth: ast::Growth) -> Option<(ir::FactId, ir::Change)> {
        let index = self.named_as(Symbol::Fact, growth.name())?;
        let fact = self.facts.get(index)?;
        let change = match (&fact.kind, growth.way()) {
            (ir::FactKind::YesNo, Way::Becomes(to)) => Some(ir::Change::Becomes(to)),
            (ir::FactKind::AnyOf(_), Way::More) => Some(ir::Change::More),
            (
                ir::FactKind::Number { .. } | ir::FactKind::Duration { .. } | ir::FactKind::Date | ir::FactKind::Moment,
                way @ (Way::More | Way::Less),
            ) => Some(if way == Way::More {
                ir::Change::More
            } else {
                ir::Change::Less
            }),
            _ => None,
        };
        if change.is_none() {
            let message = format!("`{}` does not change like this", fact.name);
            let help = match &fact.kind {
                ir::FactKind::YesNo => "a yes/no fact `becomes yes` or `becomes no`",
                ir::FactKind::AnyOf(_) => "more options of an `any of` fact apply when it `grows`",
                ir::FactKind::OneOf(_) => "the options of a `one of` fact have no order",
                ir::FactKind::Number { .. }
                | ir::FactKind::Duration { .. }
                | ir::FactKind::Date
                | ir::FactKind::Moment => "a number, duration, date or moment `rises` or `falls`",
            };
            self.advise(Code::WrongType, growth.span(), message, help);
        }
        Some((ir::FactId(id(index)), change?))
    }
}
