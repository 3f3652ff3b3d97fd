//! Conditions: on one line, or broken at `and`, `or`, signs and commas, each part below the first.

use super::literal;
use super::page::{Page, Part, WIDTH};
use crate::source::Span;
use crate::syntax::ast::{Bound, Counted, Expr, ExprKind, Relation};

/// A condition on one line.
#[must_use]
pub fn condition_text(expr: &Expr) -> String {
    let mut flat = Flat {
        text: String::new(),
        source: None,
        limit: usize::MAX,
    };
    flat.expr(expr);
    flat.text
}

// ---- on one line ------------------------------------------------------------------------------

/// Writes on one line and gives up soon after its limit. Conditions are ASCII, so bytes are characters.
struct Flat<'a> {
    text: String,
    /// Where two spellings mean the same, the source tells which one was written.
    source: Option<&'a str>,
    limit: usize,
}

impl Flat<'_> {
    fn expr(&mut self, expr: &Expr) {
        if self.text.len() > self.limit {
            return;
        }
        match &expr.kind {
            ExprKind::All(parts) => self.list(parts, " and "),
            ExprKind::Any(parts) => self.list(parts, " or "),
            ExprKind::Not(inner) => {
                self.text.push_str("not ");
                self.expr(inner);
            }
            ExprKind::Group(inner) => {
                self.text.push('(');
                self.expr(inner);
                self.text.push(')');
            }
            ExprKind::Ordered(left, relation, right) => {
                self.expr(left);
                self.text.push_str(ordered(left, *relation, right, self.source));
                self.expr(right);
            }
            ExprKind::Is(left, positive, right) => {
                self.expr(left);
                self.text.push_str(is(*positive));
                self.expr(right);
            }
            ExprKind::IsWithin(left, positive, from, to) => {
                self.expr(left);
                self.text.push_str(is(*positive));
                self.expr(from);
                self.text.push_str("..");
                self.expr(to);
            }
            ExprKind::IsOneOf(left, positive, names) => {
                self.expr(left);
                self.text.push_str(is(*positive));
                self.text.push_str("one of ");
                for (index, name) in names.iter().enumerate() {
                    self.text.push_str(if index > 0 { ", " } else { "" });
                    self.text.push_str(name.text);
                }
            }
            ExprKind::Has(left, name) => {
                self.expr(left);
                self.text.push_str(" has ");
                self.text.push_str(name.text);
            }
            ExprKind::Quantified(bound, counted) => {
                self.bound(expr, bound);
                self.text.push_str(" of ");
                self.counted(counted);
            }
            ExprKind::Since(bound, moment) => {
                self.bound(expr, bound);
                self.text.push_str(" since ");
                self.expr(moment);
            }
            ExprKind::Count(counted) => {
                self.text.push_str("count of ");
                self.counted(counted);
            }
            ExprKind::Sum(terms) => {
                for (index, (minus, term)) in terms.iter().enumerate() {
                    if self.text.len() > self.limit {
                        return;
                    }
                    self.text.push_str(match (index, minus) {
                        (0, _) => "",
                        (_, true) => " - ",
                        (_, false) => " + ",
                    });
                    self.expr(term);
                }
            }
            ExprKind::Literal(value) => self.text.push_str(&literal(value)),
            ExprKind::Now => self.text.push_str("now"),
            ExprKind::Today => self.text.push_str("today"),
            ExprKind::Name(name) => self.text.push_str(name),
        }
    }

    fn list(&mut self, parts: &[Expr], between: &str) {
        for (index, part) in parts.iter().enumerate() {
            if self.text.len() > self.limit {
                return;
            }
            self.text.push_str(if index > 0 { between } else { "" });
            self.expr(part);
        }
    }

    fn counted(&mut self, counted: &Counted) {
        self.text.push_str(if counted.listed { "(" } else { "" });
        self.list(&counted.items, ", ");
        self.text.push_str(if counted.listed { ")" } else { "" });
    }

    fn bound(&mut self, expr: &Expr, bound: &Bound) {
        let (words, number) = bound_words(expr, bound, self.source);
        self.text.push_str(words);
        if let Some(number) = number {
            self.text.push(' ');
            self.expr(number);
        }
    }
}

fn ordered(left: &Expr, relation: Relation, right: &Expr, source: Option<&str>) -> &'static str {
    let gap = source.map_or("", |source| {
        Span {
            start: left.span.end,
            end: right.span.start,
        }
        .of(source)
    });
    let sign = gap
        .split(['\n', '\r'])
        .any(|line| line.trim_start().starts_with(['<', '>']));
    match relation {
        Relation::Less => " < ",
        Relation::More => " > ",
        Relation::AtMost if sign => " <= ",
        Relation::AtMost => " at most ",
        Relation::AtLeast if sign => " >= ",
        Relation::AtLeast => " at least ",
    }
}

fn is(positive: bool) -> &'static str {
    if positive { " is " } else { " is not " }
}

fn bound_words<'e>(expr: &Expr, bound: &'e Bound<'e>, source: Option<&str>) -> (&'static str, Option<&'e Expr<'e>>) {
    match bound {
        Bound::AtLeast(number) => ("at least", Some(number)),
        Bound::AtMost(number) => ("at most", Some(number)),
        Bound::MoreThan(number) => ("more than", Some(number)),
        Bound::FewerThan(number) => {
            let less = match source {
                Some(source) => expr.span.of(source).starts_with("less"),
                None => matches!(expr.kind, ExprKind::Since(..)),
            };
            (if less { "less than" } else { "fewer than" }, Some(number))
        }
        Bound::Exactly(number) => ("exactly", Some(number)),
        Bound::Any => ("any", None),
        Bound::None => ("none", None),
        Bound::All => ("all", None),
    }
}

// ---- on the page ------------------------------------------------------------------------------

impl Page<'_> {
    /// Writes a condition, broken where it is too long or has comments between its parts.
    pub fn expr(&mut self, expr: &Expr) {
        self.expr_before(expr, 0);
    }

    /// Writes a condition that so many characters must follow on its last line.
    fn expr_before(&mut self, expr: &Expr, tail: usize) {
        if self.fits(expr, tail) {
            return self.flat(expr);
        }
        match &expr.kind {
            ExprKind::All(parts) => self.chain(parts.iter().map(|part| ("and ", part))),
            ExprKind::Any(parts) => self.chain(parts.iter().map(|part| ("or ", part))),
            ExprKind::Sum(terms) => self.chain(
                terms
                    .iter()
                    .map(|(minus, term)| (if *minus { "- " } else { "+ " }, term)),
            ),
            ExprKind::Not(inner) => {
                self.push("not ");
                self.expr(inner);
            }
            ExprKind::Group(inner) => {
                self.push("(");
                self.expr(inner);
                self.push(")");
            }
            ExprKind::Ordered(left, relation, right) => {
                let words = ordered(left, *relation, right, Some(self.comments.source()));
                self.expr_before(left, words.len() + self.unbreakable(right));
                self.push(words);
                self.expr(right);
            }
            ExprKind::Is(left, positive, right) => {
                self.expr_before(left, is(*positive).len() + self.unbreakable(right));
                self.push(is(*positive));
                self.expr(right);
            }
            ExprKind::IsWithin(left, positive, from, to) => {
                self.expr(left);
                self.push(is(*positive));
                self.expr(from);
                self.push("..");
                self.expr(to);
            }
            ExprKind::IsOneOf(left, positive, names) => {
                self.expr(left);
                self.push(is(*positive));
                self.push("one of ");
                self.fill(&names.iter().map(Part::name).collect::<Vec<_>>(), self.hang());
            }
            ExprKind::Has(left, name) => {
                self.expr(left);
                self.push(" has ");
                self.unit(name.span, name.text);
            }
            ExprKind::Quantified(bound, counted) => {
                self.bound(expr, bound);
                self.push(" of ");
                self.counted(counted);
            }
            ExprKind::Since(bound, moment) => {
                self.bound(expr, bound);
                self.push(" since ");
                self.expr(moment);
            }
            ExprKind::Count(counted) => {
                self.push("count of ");
                self.counted(counted);
            }
            ExprKind::Literal(_) | ExprKind::Now | ExprKind::Today | ExprKind::Name(_) => self.flat(expr),
        }
        self.set_end(expr.span.end);
    }

    /// Writes what is counted.
    pub fn counted(&mut self, counted: &Counted) {
        let mut flat = Flat {
            text: String::new(),
            source: Some(self.comments.source()),
            limit: self.room(),
        };
        flat.counted(counted);
        if !counted.listed || (flat.text.len() <= flat.limit && !self.keeps_counted(counted)) {
            return self.unit(counted.span, &flat.text);
        }
        self.push("(");
        let hang = self.hang();
        let names: Option<Vec<Part>> = counted.items.iter().map(bare_name).collect();
        if let Some(names) = names {
            self.fill(&names, hang);
        } else {
            for (index, item) in counted.items.iter().enumerate() {
                if index > 0 {
                    self.push(",");
                    self.line(hang, item.span.start);
                }
                self.expr(item);
            }
        }
        self.push(")");
        self.set_end(counted.span.end);
    }

    /// Whether a condition can stand on this line beside so many more characters.
    pub fn fits(&self, expr: &Expr, beside: usize) -> bool {
        let Some(limit) = self.room().checked_sub(beside) else {
            return false;
        };
        let mut flat = Flat {
            text: String::new(),
            source: Some(self.comments.source()),
            limit,
        };
        flat.expr(expr);
        flat.text.len() <= limit && !self.keeps(expr)
    }

    /// A condition on one line, in the spelling of the source.
    pub fn flat_text(&self, expr: &Expr) -> String {
        let mut flat = Flat {
            text: String::new(),
            source: Some(self.comments.source()),
            limit: usize::MAX,
        };
        flat.expr(expr);
        flat.text
    }

    fn flat(&mut self, expr: &Expr) {
        let text = self.flat_text(expr);
        self.unit(expr.span, &text);
    }

    /// How long a condition is that cannot be broken.
    fn unbreakable(&self, expr: &Expr) -> usize {
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Now | ExprKind::Today | ExprKind::Name(_) => self.flat_text(expr).len(),
            ExprKind::All(_)
            | ExprKind::Any(_)
            | ExprKind::Not(_)
            | ExprKind::Group(_)
            | ExprKind::Ordered(..)
            | ExprKind::Is(..)
            | ExprKind::IsWithin(..)
            | ExprKind::IsOneOf(..)
            | ExprKind::Has(..)
            | ExprKind::Quantified(..)
            | ExprKind::Since(..)
            | ExprKind::Count(_)
            | ExprKind::Sum(_) => 0,
        }
    }

    fn room(&self) -> usize {
        WIDTH.saturating_sub(self.column())
    }

    fn chain<'e>(&mut self, parts: impl Iterator<Item = (&'static str, &'e Expr<'e>)>) {
        let hang = self.hang();
        for (index, (joiner, part)) in parts.enumerate() {
            if index > 0 {
                self.line(hang, part.span.start);
                self.push(joiner);
            }
            self.expr(part);
        }
    }

    fn bound(&mut self, expr: &Expr, bound: &Bound) {
        let (words, number) = bound_words(expr, bound, Some(self.comments.source()));
        self.push(words);
        if let Some(number) = number {
            self.push(" ");
            self.expr(number);
        }
    }

    /// Whether a comment will stay inside the condition: one that stands behind the first part of a list, however deep.
    /// Any other goes above the line, and the condition may stay on one.
    /// This mirrors how `expr` breaks; if it did not, laying out the result again would give another one.
    fn keeps(&self, expr: &Expr) -> bool {
        if !self.pending(expr.span.end) {
            return false;
        }
        match &expr.kind {
            ExprKind::All(parts) | ExprKind::Any(parts) => self.keeps_list(parts.first(), expr.span.end),
            ExprKind::Sum(terms) => self.keeps_list(terms.first().map(|(_, term)| term), expr.span.end),
            ExprKind::Not(inner) | ExprKind::Group(inner) | ExprKind::Has(inner, _) => self.keeps(inner),
            ExprKind::Ordered(left, _, right) | ExprKind::Is(left, _, right) => self.keeps(left) || self.keeps(right),
            ExprKind::IsWithin(left, _, from, to) => self.keeps(left) || self.keeps(from) || self.keeps(to),
            ExprKind::IsOneOf(left, _, names) => {
                let first = names.first().map_or(expr.span.end, |name| name.span.end);
                self.comments.any(first, expr.span.end) || self.keeps(left)
            }
            ExprKind::Quantified(bound, counted) => self.keeps_bound(bound) || self.keeps_counted(counted),
            ExprKind::Since(bound, moment) => self.keeps_bound(bound) || self.keeps(moment),
            ExprKind::Count(counted) => self.keeps_counted(counted),
            ExprKind::Literal(_) | ExprKind::Now | ExprKind::Today | ExprKind::Name(_) => false,
        }
    }

    fn keeps_counted(&self, counted: &Counted) -> bool {
        counted.listed && self.keeps_list(counted.items.first(), counted.span.end)
    }

    fn keeps_list(&self, first: Option<&Expr>, end: u32) -> bool {
        first.is_some_and(|first| self.comments.any(first.span.end, end) || self.keeps(first))
    }

    fn keeps_bound(&self, bound: &Bound) -> bool {
        match bound {
            Bound::AtLeast(number)
            | Bound::AtMost(number)
            | Bound::MoreThan(number)
            | Bound::FewerThan(number)
            | Bound::Exactly(number) => self.keeps(number),
            Bound::Any | Bound::None | Bound::All => false,
        }
    }
}

fn bare_name(item: &Expr) -> Option<Part> {
    let ExprKind::Name(name) = &item.kind else { return None };
    Some(Part::new(item.span, (*name).to_owned()))
}
