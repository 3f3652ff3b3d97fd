//! Protected facts: nothing that decides may depend on one, whatever lies between.
//!
//! Whether it does is read off the line, so what comes out the same for every answer is no dependence;
//! where it does is read off the text.

use super::Checker;
use super::build::Condition;
use super::lower::Value;
use super::names::Symbol;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::FactId;
use crate::list::List as _;
use crate::syntax::ast;

impl Checker<'_, '_> {
    /// Refuses what depends on a protected fact. Called when all else is lowered.
    pub fn protect(&mut self) {
        let items = self.items;
        if !items.facts.iter().any(|fact| fact.is_protected()) {
            return;
        }
        let mut lets = Vec::new();
        for value in &self.derived {
            lets.push(match value {
                Some(Value::Condition(Condition::Computed(reg))) => self.facts_behind(*reg),
                Some(Value::Number(linear)) => {
                    let terms = linear.terms.iter();
                    terms.flat_map(|(reg, _)| self.facts_behind(*reg)).list()
                }
                _ => Vec::new(),
            });
        }
        for (index, rule) in items.rules.iter().enumerate() {
            let Some(made) = self.rules.get(index) else { continue };
            let mut facts = made.facts.clone();
            let mut reads = rule.reads();
            reads.extend(rule.after().map(|after| after.name()));
            for deadline in made.duties.iter().filter_map(|demand| demand.deadline) {
                facts.push(deadline.from);
            }
            for duty in rule.duties() {
                reads.extend(duty.within().and_then(|within| within.of()));
            }
            self.refuse(rule.name(), &reads, &facts, &lets);
        }
        for (index, score) in items.scores.iter().enumerate() {
            let Some(points) = self.scores.get(index).map(|score| score.points) else {
                continue;
            };
            self.refuse(score.name(), &score.reads(), &self.facts_behind(points), &lets);
        }
        for (index, gate) in items.gates.iter().enumerate() {
            let needs = self.gates.get(index).map_or(&[][..], |gate| &gate.needs);
            let facts: Vec<FactId> = needs.iter().flat_map(|need| self.facts_behind(need.applies)).list();
            self.refuse(gate.name(), &gate.reads(), &facts, &lets);
        }
    }

    /// Tells at which of the names that something reads it comes to depend on protected ones of the facts behind it.
    /// What depends on one through a score or a scale only is not told, for that is told itself.
    fn refuse(&mut self, name: ast::Name, reads: &[ast::Name], behind: &[FactId], lets: &[Vec<FactId>]) {
        let items = self.items;
        for (at, id) in behind.iter().enumerate() {
            let Some(fact) = items.facts.get(id.0 as usize) else {
                continue;
            };
            let told = behind.get(..at).is_some_and(|before| before.contains(id));
            if !fact.is_protected() || told || self.sink.full() {
                continue;
            }
            for read in reads {
                let through = match self.names.peek(*read) {
                    Some((Symbol::Fact, index)) if index == id.0 as usize => None,
                    Some((Symbol::Derived, index)) if lets.get(index).is_some_and(|facts| facts.contains(id)) => {
                        items.derived.get(index)
                    }
                    _ => continue,
                };
                let message = format!(
                    "`{}` depends on `{}`, which is protected",
                    name.text(),
                    fact.name().text()
                );
                let mut diagnostic = Diagnostic::new(Code::Protected, read.span(), message);
                if let Some(through) = through {
                    diagnostic = diagnostic.and_at(through.name().span(), "through this");
                }
                self.sink.push(
                    diagnostic
                        .and_at(fact.name().span(), "declared as protected here")
                        .help("take it out, or take `protected` off the fact if it is meant to change what comes out"),
                );
                break;
            }
        }
    }
}
