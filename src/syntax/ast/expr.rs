//! Conditions and the numbers in them.

use super::{Counted, Expr, Literal, Name, Names, condition_of, name_of, names_read};
use crate::syntax::parse::{Children, Node, Rule};

/// The kinds of expression.
#[derive(Debug, Clone)]
pub enum ExprKind<'s> {
    /// `a and b and c`
    All(Parts<'s>),
    /// `a or b or c`; the flag of a part says that `or` stands before it and not `and`, which the checker refuses
    Any(Parts<'s>),
    /// `not a`
    Not(Expr<'s>),
    /// `(a)`
    Group(Expr<'s>),
    /// `a < b`, `a at least b`
    Ordered(Expr<'s>, Relation, Expr<'s>),
    /// `a is b`, `a is not b`
    Is(Expr<'s>, bool, Expr<'s>),
    /// `age is 16..17`
    IsWithin(Expr<'s>, bool, Expr<'s>, Expr<'s>),
    /// `status is one of a, b`
    IsOneOf(Expr<'s>, bool, Names<'s>),
    /// `indicators has a`
    Has(Expr<'s>, Name<'s>),
    /// `at least 2 of (…)`, `any of X`
    Quantified(Bound<'s>, Counted<'s>),
    /// `at least 24 hours since M`
    Since(Bound<'s>, Expr<'s>),
    /// `count of (…)`
    Count(Counted<'s>),
    /// `a + b - c`; the flag of a part says minus
    Sum(Parts<'s>),
    /// A literal.
    Literal(Literal<'s>),
    /// `now`
    Now,
    /// `today`
    Today,
    /// A name: of a fact, a let, a setting, a score, a scale, or, beside one, of an option.
    Name(Name<'s>),
}

/// How numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `<`
    Less,
    /// `<=`, `at most`
    AtMost,
    /// `>`
    More,
    /// `>=`, `at least`
    AtLeast,
}

/// A bound on a count or on an elapsed time.
#[derive(Debug, Clone, Copy)]
pub enum Bound<'s> {
    /// `at least 2`
    AtLeast(Expr<'s>),
    /// `at most 2`
    AtMost(Expr<'s>),
    /// `more than 2`
    MoreThan(Expr<'s>),
    /// `fewer than 2`, `less than 24 hours`
    FewerThan(Expr<'s>),
    /// `exactly 2`
    Exactly(Expr<'s>),
    /// `any of`
    Any,
    /// `none of`
    None,
    /// `all of`
    All,
}

impl<'s> Expr<'s> {
    /// What a node says, out of the nodes around it that say nothing more: chains of one part.
    pub(in crate::syntax) fn of(mut node: Node<'s>) -> Expr<'s> {
        const CHAINS: [Rule; 5] = [
            Rule::condition,
            Rule::negation,
            Rule::comparison,
            Rule::sum,
            Rule::amounts,
        ];
        while CHAINS.contains(&node.rule()) {
            let mut inside = node.children();
            match (inside.next(), inside.next()) {
                (Some(only), None) => node = only,
                _ => break,
            }
        }
        Expr(node)
    }

    /// What.
    #[must_use]
    pub fn kind(self) -> ExprKind<'s> {
        let (node, rule) = (self.0, self.0.rule());
        if rule == Rule::condition {
            let parts = Parts(node.children());
            if node.has(Rule::kw_or) {
                ExprKind::Any(parts)
            } else {
                ExprKind::All(parts)
            }
        } else if rule == Rule::negation {
            ExprKind::Not(Expr::of(node.need(Rule::comparison)))
        } else if rule == Rule::comparison {
            comparison(node)
        } else if rule == Rule::sum || rule == Rule::amounts {
            ExprKind::Sum(Parts(node.children()))
        } else if rule == Rule::quantified {
            quantified(node)
        } else if rule == Rule::grouped {
            ExprKind::Group(condition_of(node))
        } else if rule == Rule::count {
            ExprKind::Count(Counted(node.need(Rule::counted)))
        } else if rule == Rule::kw_now {
            ExprKind::Now
        } else if rule == Rule::kw_today {
            ExprKind::Today
        } else if rule == Rule::name {
            ExprKind::Name(Name(node))
        } else {
            ExprKind::Literal(Literal(node))
        }
    }

    /// The name that it is.
    #[must_use]
    pub fn name(self) -> Option<Name<'s>> {
        (self.0.rule() == Rule::name).then_some(Name(self.0))
    }

    /// Whether it is a name, or anything in brackets.
    #[must_use]
    pub fn is_plain(self) -> bool {
        [Rule::name, Rule::grouped].contains(&self.0.rule())
    }

    /// Every name in it that may be declared somewhere.
    #[must_use]
    pub fn reads(self) -> Vec<Name<'s>> {
        names_read(self.0)
    }
}

/// The parts of a chain, each with what the sign before it says.
#[derive(Debug, Clone)]
pub struct Parts<'s>(Children<'s>);

impl<'s> Iterator for Parts<'s> {
    type Item = (bool, Expr<'s>);

    fn next(&mut self) -> Option<(bool, Expr<'s>)> {
        let mut node = self.0.next()?;
        let turned = [Rule::kw_or, Rule::minus].contains(&node.rule());
        if turned || [Rule::kw_and, Rule::plus].contains(&node.rule()) {
            node = self.0.need();
        }
        Some((turned, Expr::of(node)))
    }
}

fn comparison(node: Node<'_>) -> ExprKind<'_> {
    let mut children = node.children();
    let left = Expr::of(children.need());
    let tail = children.need();
    let rule = tail.rule();
    let positive = !tail.has(Rule::kw_not);
    let mut sums = tail.all(Rule::sum);
    if rule == Rule::is_one_of {
        ExprKind::IsOneOf(left, positive, Names(tail))
    } else if rule == Rule::has {
        ExprKind::Has(left, name_of(tail))
    } else if rule == Rule::ordered {
        ExprKind::Ordered(left, relation(tail.need(Rule::relation)), Expr::of(sums.need()))
    } else {
        let from = Expr::of(sums.need());
        match sums.next() {
            Some(to) => ExprKind::IsWithin(left, positive, from, Expr::of(to)),
            None => ExprKind::Is(left, positive, from),
        }
    }
}

fn relation(sign: Node<'_>) -> Relation {
    match sign.str() {
        "<" => Relation::Less,
        "<=" => Relation::AtMost,
        ">" => Relation::More,
        ">=" => Relation::AtLeast,
        _ if sign.has(Rule::kw_least) => Relation::AtLeast,
        _ => Relation::AtMost,
    }
}

fn quantified(node: Node<'_>) -> ExprKind<'_> {
    let Some(words) = node.child(Rule::bound) else {
        let bound = if node.has(Rule::kw_any) {
            Bound::Any
        } else if node.has(Rule::kw_none) {
            Bound::None
        } else {
            Bound::All
        };
        return ExprKind::Quantified(bound, Counted(node.need(Rule::counted)));
    };
    let mut amounts = node.all(Rule::amounts);
    let number = Expr::of(amounts.need());
    let bound = if words.has(Rule::kw_least) {
        Bound::AtLeast(number)
    } else if words.has(Rule::kw_most) {
        Bound::AtMost(number)
    } else if words.has(Rule::kw_more) {
        Bound::MoreThan(number)
    } else if words.has(Rule::kw_exactly) {
        Bound::Exactly(number)
    } else {
        Bound::FewerThan(number)
    };
    match node.child(Rule::counted) {
        Some(items) => ExprKind::Quantified(bound, Counted(items)),
        None => ExprKind::Since(bound, Expr::of(amounts.need())),
    }
}

impl<'s> Counted<'s> {
    /// The things counted; an any-of fact counts with each of its options.
    pub fn items(self) -> impl Iterator<Item = Expr<'s>> {
        self.0.children().map(Expr::of)
    }
}
