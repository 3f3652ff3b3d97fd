//! Conditions and sums: chains come out flat.

use super::{Node, Rule, each, literal, name, name_of};
use crate::source::Span;
use crate::syntax::ast::{self, Bound, Expr, ExprKind};

fn expr(span: Span, kind: ExprKind) -> Expr {
    Expr { span, kind }
}

fn boxed(node: Node<'_>) -> Box<Expr<'_>> {
    Box::new(sum(node))
}

/// A chain of one connective is one flat node. In a mixed chain `and` binds first and the tree keeps
/// an ungrouped `All` inside an `Any`, which the checker refuses.
pub fn condition(node: Node<'_>) -> Expr<'_> {
    let mut any = Vec::new();
    let mut all = Vec::new();
    for child in node.children() {
        if child.rule() == Rule::kw_or {
            any.push(chain(node, core::mem::take(&mut all), ExprKind::All));
        } else if child.rule() == Rule::negation {
            all.push(negation(child));
        }
    }
    any.push(chain(node, all, ExprKind::All));
    chain(node, any, ExprKind::Any)
}

/// The only part, or all of them as one node.
fn chain<'s>(node: Node<'s>, mut parts: Vec<Expr<'s>>, kind: fn(Vec<Expr<'s>>) -> ExprKind<'s>) -> Expr<'s> {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return only;
    }
    let span = match (parts.first(), parts.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => node.nothing().span(),
    };
    expr(span, kind(parts))
}

fn negation(node: Node<'_>) -> Expr<'_> {
    let inner = comparison(node.need(Rule::comparison));
    if node.has(Rule::kw_not) {
        return expr(node.span(), ExprKind::Not(Box::new(inner)));
    }
    inner
}

fn comparison(node: Node<'_>) -> Expr<'_> {
    let mut children = node.children();
    let left = sum(children.need());
    let Some(tail) = children.next() else { return left };
    let rule = tail.rule();
    let positive = !tail.has(Rule::kw_not);
    let mut sums = tail.all(Rule::sum);
    let left = Box::new(left);
    let kind = if rule == Rule::is_one_of {
        ExprKind::IsOneOf(left, positive, each(tail, Rule::name, name))
    } else if rule == Rule::has {
        ExprKind::Has(left, name_of(tail))
    } else if rule == Rule::window {
        let side = if tail.has(Rule::kw_before) {
            ast::Side::Before
        } else if tail.has(Rule::kw_after) {
            ast::Side::After
        } else {
            ast::Side::Either
        };
        ExprKind::Window(left, boxed(sums.need()), side, boxed(sums.need()))
    } else if rule == Rule::ordered {
        ExprKind::Ordered(left, relation(tail.need(Rule::relation)), boxed(sums.need()))
    } else {
        let from = boxed(sums.need());
        match sums.next() {
            Some(to) => ExprKind::IsWithin(left, positive, from, boxed(to)),
            None => ExprKind::Is(left, positive, from),
        }
    };
    expr(node.span(), kind)
}

fn relation(sign: Node<'_>) -> ast::Relation {
    match sign.str() {
        "<" => ast::Relation::Less,
        "<=" => ast::Relation::AtMost,
        ">" => ast::Relation::More,
        ">=" => ast::Relation::AtLeast,
        _ if sign.has(Rule::kw_least) => ast::Relation::AtLeast,
        _ if sign.has(Rule::kw_most) => ast::Relation::AtMost,
        _ if sign.has(Rule::kw_more) => ast::Relation::More,
        _ => ast::Relation::Less,
    }
}

pub fn sum(node: Node<'_>) -> Expr<'_> {
    let mut terms: Vec<(bool, Expr)> = Vec::new();
    let mut minus = false;
    for child in node.children() {
        let rule = child.rule();
        if rule == Rule::plus || rule == Rule::minus {
            minus = rule == Rule::minus;
        } else {
            terms.push((minus, primary(child)));
        }
    }
    if terms.len() == 1
        && let Some((_, only)) = terms.pop()
    {
        return only;
    }
    expr(node.span(), ExprKind::Sum(terms))
}

fn primary(node: Node<'_>) -> Expr<'_> {
    let rule = node.rule();
    let kind = if rule == Rule::quantified {
        quantified(node)
    } else if rule == Rule::grouped {
        ExprKind::Group(Box::new(condition(node.need(Rule::condition))))
    } else if rule == Rule::count {
        ExprKind::Count(counted(node.need(Rule::counted)))
    } else if rule == Rule::latest {
        latest(node)
    } else if rule == Rule::kw_now {
        ExprKind::Now
    } else if rule == Rule::kw_today {
        ExprKind::Today
    } else if rule == Rule::name {
        ExprKind::Name(node.str())
    } else {
        ExprKind::Literal(literal(node))
    };
    expr(node.span(), kind)
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
        return ExprKind::Quantified(bound, counted(node.need(Rule::counted)));
    };
    let mut amounts = node.all(Rule::amounts);
    let number = boxed(amounts.need());
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
        Some(items) => ExprKind::Quantified(bound, counted(items)),
        None => ExprKind::Since(bound, boxed(amounts.need())),
    }
}

pub fn counted(node: Node<'_>) -> ast::Counted<'_> {
    let items = match node.child(Rule::name) {
        Some(fact) => vec![expr(fact.span(), ExprKind::Name(fact.str()))],
        None => each(node, Rule::condition, condition),
    };
    ast::Counted {
        items,
        with: with(node),
    }
}

fn with(node: Node<'_>) -> Option<Box<ast::With<'_>>> {
    let with = node.child(Rule::with)?;
    let brackets = with.child(Rule::grouped);
    Some(Box::new(ast::With {
        span: with.span(),
        condition: match brackets {
            Some(inner) => condition(inner.need(Rule::condition)),
            None => negation(with.need(Rule::negation)),
        },
        brackets: brackets.is_some(),
    }))
}

fn latest(node: Node<'_>) -> ExprKind<'_> {
    let mut names = node.all(Rule::name).map(name);
    let (field, list) = (names.next(), names.next());
    let name = |found: Option<_>| found.unwrap_or_else(|| name(node.nothing()));
    ExprKind::Latest(node.has(Rule::kw_earliest), name(field), name(list), with(node))
}
