//! Lets, scores and scales in the order in which they need each other, and the registers of each.
//!
//! A scale has two values. Its base is what the plain rules give; its level is that with the escalations.
//! An escalation reads the base of what it raises, everything else reads levels; so nothing reads itself,
//! and the order of the text never matters.

use super::build::Condition;
use super::linear::Kind;
use super::names::Symbol;
use super::{Checker, id, order};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::list::List as _;
use crate::sorted::Ids;
use crate::source::Span;
use crate::syntax::ast;

/// What is computed before the rules.
#[derive(Clone, Copy)]
enum Node {
    Derived(usize),
    Score(usize),
    Base(usize),
    Level(usize),
}

impl Checker<'_, '_> {
    /// Computes lets, scores and scales; a circle is an error.
    pub fn schedule(&mut self) {
        let items = self.items;
        let nodes: Vec<Node> = (0..items.derived.len())
            .map(Node::Derived)
            .chain((0..items.scores.len()).map(Node::Score))
            .chain((0..items.scales.len()).map(Node::Base))
            .chain((0..items.scales.len()).map(Node::Level))
            .list();
        let needs: Vec<Vec<usize>> = nodes.iter().map(|node| self.needs(*node)).list();
        self.derived = vec![None; items.derived.len()];
        match order::order(&needs) {
            Ok(sequence) => {
                for index in sequence {
                    if let Some(node) = nodes.get(index) {
                        self.compute(*node);
                    }
                }
            }
            Err(circle) => self.refuse_circle(&circle.iter().filter_map(|index| nodes.get(*index).copied()).list()),
        }
    }

    fn number_of(&self, node: Node) -> usize {
        let (derived, scores, scales) = (
            self.items.derived.len(),
            self.items.scores.len(),
            self.items.scales.len(),
        );
        match node {
            Node::Derived(index) => index,
            Node::Score(index) => derived + index,
            Node::Base(index) => derived + scores + index,
            Node::Level(index) => derived + scores + scales + index,
        }
    }

    fn needs(&mut self, node: Node) -> Vec<usize> {
        let items = self.items;
        let mut needed = Vec::new();
        match node {
            Node::Derived(index) => {
                if let Some(derived) = items.derived.get(index) {
                    self.read(&derived.value().reads(), &[], &mut needed);
                }
            }
            Node::Score(index) => {
                if let Some(score) = items.scores.get(index) {
                    self.read(&score.reads(), &[], &mut needed);
                }
            }
            Node::Base(scale) | Node::Level(scale) => {
                let escalations = matches!(node, Node::Level(_));
                if escalations {
                    needed.push(self.number_of(Node::Base(scale)));
                }
                for rule in &items.rules {
                    if rule.escalates() != escalations {
                        continue;
                    }
                    let raises = self.raised_by(*rule);
                    if !raises.contains(&scale) {
                        continue;
                    }
                    let reads = rule.reads();
                    if !escalations {
                        self.refuse_reading_itself(&reads, scale);
                    }
                    self.read(&reads, &raises, &mut needed);
                }
            }
        }
        // A plain rule that reads what it raises is refused by itself, not as a circle.
        if let Node::Base(scale) = node {
            let own = self.number_of(Node::Base(scale));
            needed.retain(|other| *other != own);
        }
        needed
    }

    /// The scales a rule raises; a name that is none is told later.
    pub fn raised_by(&self, rule: ast::RuleItem) -> Vec<usize> {
        rule.raises()
            .filter_map(|raise| match self.names.peek(raise.name()) {
                Some((Symbol::Scale, index)) => Some(index),
                _ => None,
            })
            .list()
    }

    fn read(&self, names: &[ast::Name], raising: &[usize], needed: &mut Vec<usize>) {
        for name in names {
            match self.names.peek(*name) {
                Some((Symbol::Derived, index)) => needed.push(self.number_of(Node::Derived(index))),
                Some((Symbol::Score, index)) => needed.push(self.number_of(Node::Score(index))),
                Some((Symbol::Scale, index)) if raising.contains(&index) => {
                    needed.push(self.number_of(Node::Base(index)))
                }
                Some((Symbol::Scale, index)) => needed.push(self.number_of(Node::Level(index))),
                _ => {}
            }
        }
    }

    fn refuse_reading_itself(&mut self, reads: &[ast::Name], scale: usize) {
        let Some(name) = self.items.scales.get(scale).map(|scale| scale.name().text()) else {
            return;
        };
        if let Some(read) = reads.iter().find(|read| read.text() == name) {
            self.advise(
                Code::ReadsItself,
                read.span(),
                format!("this rule raises `{name}` and reads it"), "say what makes the grade so instead, or write an `escalate`, which reads the grade that the rules gave");
        }
    }

    fn refuse_circle(&mut self, circle: &[Node]) {
        let places: Vec<(String, Span)> = circle.iter().filter_map(|node| self.place(*node)).list();
        let Some((first, span)) = places.first() else { return };
        let round: Vec<String> = places
            .iter()
            .map(|(name, _)| format!("`{name}`"))
            .chain([format!("`{first}`")])
            .list();
        let mut diagnostic = Diagnostic::new(
            Code::Circle,
            *span,
            format!("these need each other in a circle: {}", round.join(" needs ")),
        );
        for (name, span) in places.iter().skip(1) {
            diagnostic = diagnostic.and_at(*span, format!("`{name}` is part of it"));
        }
        self.sink
            .push(diagnostic.help("take one of them out of the condition of the other"));
    }

    fn place(&self, node: Node) -> Option<(String, Span)> {
        let name = match node {
            Node::Derived(index) => self.items.derived.get(index)?.name(),
            Node::Score(index) => self.items.scores.get(index)?.name(),
            Node::Base(index) | Node::Level(index) => self.items.scales.get(index)?.name(),
        };
        Some((name.text().to_owned(), name.span()))
    }

    fn compute(&mut self, node: Node) {
        let items = self.items;
        match node {
            Node::Derived(index) => {
                let Some(derived) = items.derived.get(index) else {
                    return;
                };
                let value = self.lower(derived.value());
                if let Some(place) = self.derived.get_mut(index) {
                    *place = value;
                }
            }
            Node::Score(index) => self.compute_score(index),
            Node::Base(scale) => {
                let mut demands = self.demands_on(scale, false);
                self.demand_instead(scale, &mut demands);
                let reg = self.builder.highest(&demands);
                if let Some(scale) = self.scales.get_mut(scale) {
                    scale.base = reg;
                }
            }
            Node::Level(scale) => {
                let mut demands = self.demands_on(scale, true);
                let Some(base) = self.scales.get(scale).map(|scale| scale.base) else {
                    return;
                };
                let reg = if demands.is_empty() {
                    base
                } else {
                    let plain = self.demands_on(scale, false);
                    demands.extend(plain);
                    self.demand_instead(scale, &mut demands);
                    self.builder.highest(&demands)
                };
                if let Some(scale) = self.scales.get_mut(scale) {
                    scale.level = reg;
                }
            }
        }
    }

    /// Conditions and levels of all rules (or escalations) that raise a scale.
    fn demands_on(&mut self, scale: usize, escalations: bool) -> Vec<(Condition, u8)> {
        let items = self.items;
        let mut demands = Vec::new();
        for (index, rule) in items.rules.iter().enumerate() {
            if rule.escalates() != escalations {
                continue;
            }
            for raise in rule.raises() {
                if self.names.peek(raise.name()) == Some((Symbol::Scale, scale))
                    && let Some(made) = self.scales.get(scale)
                    && let Some(level) = made.levels.iter().position(|known| known.name == raise.level().text())
                    && let Some(applies) = self.applies(index)
                {
                    demands.push((applies, u8::try_from(level).unwrap_or(u8::MAX)));
                }
            }
        }
        demands
    }

    fn compute_score(&mut self, index: usize) {
        let items = self.items;
        let Some(score) = items.scores.get(index) else { return };
        let (mut conditions, mut weights) = (Vec::new(), Vec::new());
        for points in score.points() {
            let number = self.points_literal(points.number());
            let list = match points.reason() {
                ast::PointsFor::Each(counted) => self.counted(counted),
                ast::PointsFor::If(condition) => self.condition(condition).map(|condition| vec![condition]),
            };
            let (Some(number), Some(list)) = (number, list) else {
                continue;
            };
            let number = i64::from(if points.subtract() { -number } else { number });
            weights.extend(list.iter().map(|_| number));
            conditions.extend(list);
        }
        let total = self.total(&conditions, &weights);
        debug_assert_eq!(total.kind, Kind::Number(None));
        let Some((low, high)) = self.builder.sum_range(&total.terms, total.constant) else {
            self.error(
                Code::TooBig,
                score.name().span(),
                "this score can grow past what is counted exactly",
            );
            return;
        };
        let first = score
            .bands()
            .next()
            .zip(self.scores.get(index).and_then(|score| score.bands.first()));
        let last = score
            .bands()
            .last()
            .zip(self.scores.get(index).and_then(|score| score.bands.last()));
        if let (Some((first, from)), Some((last, to))) = (first, last) {
            let gap = if i64::from(from.from) > low {
                Some((first.span(), low))
            } else {
                to.to.filter(|to| i64::from(*to) < high).map(|_| (last.span(), high))
            };
            if let Some((span, points)) = gap {
                self.advise(
                    Code::Bands,
                    span,
                    format!("the score can reach {points}, which no band holds"),
                    "leave the last band open: `16..`",
                );
            }
        }
        if let Some(reg) = self.builder.sum(&total.terms, total.constant)
            && let Some(score) = self.scores.get_mut(index)
        {
            score.points = reg;
        }
    }

    /// The facts that a register depends on, in their order.
    pub fn facts_behind(&self, reg: ir::Reg) -> Vec<ir::FactId> {
        let code = self.builder.code();
        let mut facts = Ids::default();
        for slot in code.slots_behind(reg) {
            if let Some(slot) = self.slots.get(slot as usize) {
                facts.insert(slot.fact.0);
            }
        }
        facts.list().into_iter().map(ir::FactId).list()
    }

    /// An index as a scale's id.
    pub fn scale_id(index: usize) -> ir::ScaleId {
        ir::ScaleId(id(index))
    }
}
