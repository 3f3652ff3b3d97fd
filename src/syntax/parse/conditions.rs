//! Conditions and sums: chains come out flat.

use super::{Node, Rule, each, literal, name, name_of};
use crate::syntax::ast;

fn boxed(expr: ast::Expr) -> Box<ast::Expr> {
    Box::new(expr)
}

/// A chain of one connective is one flat node. In a mixed chain `and` binds first and the tree keeps
/// an ungrouped `All` inside an `Any`, which the checker refuses.
pub fn condition(node: Node<'_>) -> Option<ast::Expr> {
    let mut groups: Vec<Vec<ast::Expr>> = vec![Vec::new()];
    for child in node.children() {
        if child.rule() == Rule::kw_or {
            groups.push(Vec::new());
        } else if child.rule() == Rule::negation {
            groups.last_mut()?.push(negation(child)?);
        }
    }
    let mut any: Vec<ast::Expr> = groups
        .into_iter()
        .filter_map(|group| chain(group, ast::ExprKind::All))
        .collect();
    if any.len() == 1 {
        any.pop()
    } else {
        chain(any, ast::ExprKind::Any)
    }
}

fn chain(mut parts: Vec<ast::Expr>, kind: fn(Vec<ast::Expr>) -> ast::ExprKind) -> Option<ast::Expr> {
    let span = parts.first()?.span.to(parts.last()?.span);
    if parts.len() == 1 {
        parts.pop()
    } else {
        Some(ast::Expr {
            span,
            kind: kind(parts),
        })
    }
}

fn negation(node: Node<'_>) -> Option<ast::Expr> {
    let inner = comparison(node.child(Rule::comparison)?)?;
    if node.has(Rule::kw_not) {
        return Some(ast::Expr {
            span: node.span(),
            kind: ast::ExprKind::Not(boxed(inner)),
        });
    }
    Some(inner)
}

fn comparison(node: Node<'_>) -> Option<ast::Expr> {
    let mut children = node.children();
    let left = sum(children.next()?)?;
    let Some(tail) = children.next() else { return Some(left) };
    let rule = tail.rule();
    let positive = !tail.has(Rule::kw_not);
    let mut sums = tail.all(Rule::sum);
    let left = boxed(left);
    let kind = if rule == Rule::is_one_of {
        ast::ExprKind::IsOneOf(left, positive, each(tail, Rule::name, name)?)
    } else if rule == Rule::is {
        let from = boxed(sum(sums.next()?)?);
        match sums.next() {
            Some(to) => ast::ExprKind::IsWithin(left, positive, from, boxed(sum(to)?)),
            None => ast::ExprKind::Is(left, positive, from),
        }
    } else if rule == Rule::has {
        ast::ExprKind::Has(left, name_of(tail)?)
    } else if rule == Rule::ordered {
        let sign = tail.child(Rule::relation)?;
        let relation = match sign.str() {
            "<" => ast::Relation::Less,
            "<=" => ast::Relation::AtMost,
            ">" => ast::Relation::More,
            ">=" => ast::Relation::AtLeast,
            _ if sign.has(Rule::kw_least) => ast::Relation::AtLeast,
            _ => ast::Relation::AtMost,
        };
        ast::ExprKind::Ordered(left, relation, boxed(sum(sums.next()?)?))
    } else {
        return None;
    };
    Some(ast::Expr {
        span: node.span(),
        kind,
    })
}

pub fn sum(node: Node<'_>) -> Option<ast::Expr> {
    let mut terms: Vec<(bool, ast::Expr)> = Vec::new();
    let mut minus = false;
    for child in node.children() {
        let rule = child.rule();
        if rule == Rule::plus || rule == Rule::minus {
            minus = rule == Rule::minus;
        } else {
            terms.push((minus, primary(child)?));
        }
    }
    if terms.len() == 1 {
        return terms.pop().map(|(_, term)| term);
    }
    Some(ast::Expr {
        span: node.span(),
        kind: ast::ExprKind::Sum(terms),
    })
}

fn primary(node: Node<'_>) -> Option<ast::Expr> {
    let rule = node.rule();
    let kind = if rule == Rule::quantified {
        quantified(node)?
    } else if rule == Rule::grouped {
        ast::ExprKind::Group(boxed(condition(node.child(Rule::condition)?)?))
    } else if rule == Rule::count {
        ast::ExprKind::Count(counted(node.child(Rule::counted)?)?)
    } else if rule == Rule::kw_now {
        ast::ExprKind::Now
    } else if rule == Rule::kw_today {
        ast::ExprKind::Today
    } else if rule == Rule::name {
        ast::ExprKind::Name(node.str().to_owned())
    } else {
        ast::ExprKind::Literal(literal(node)?)
    };
    Some(ast::Expr {
        span: node.span(),
        kind,
    })
}

fn quantified(node: Node<'_>) -> Option<ast::ExprKind> {
    let Some(bound_node) = node.child(Rule::bound) else {
        let bound = if node.has(Rule::kw_any) {
            ast::Bound::Any
        } else if node.has(Rule::kw_none) {
            ast::Bound::None
        } else {
            ast::Bound::All
        };
        return Some(ast::ExprKind::Quantified(bound, counted(node.child(Rule::counted)?)?));
    };
    let mut sums = node.all(Rule::amounts);
    let number = boxed(sum(sums.next()?)?);
    let bound = if bound_node.has(Rule::kw_least) {
        ast::Bound::AtLeast(number)
    } else if bound_node.has(Rule::kw_most) {
        ast::Bound::AtMost(number)
    } else if bound_node.has(Rule::kw_more) {
        ast::Bound::MoreThan(number)
    } else if bound_node.has(Rule::kw_exactly) {
        ast::Bound::Exactly(number)
    } else {
        ast::Bound::FewerThan(number)
    };
    Some(match node.child(Rule::counted) {
        Some(items) => ast::ExprKind::Quantified(bound, counted(items)?),
        None => ast::ExprKind::Since(bound, boxed(sum(sums.next()?)?)),
    })
}

pub fn counted(node: Node<'_>) -> Option<ast::Counted> {
    let span = node.span();
    if let Some(fact) = node.child(Rule::name) {
        let items = vec![ast::Expr {
            span,
            kind: ast::ExprKind::Name(fact.str().to_owned()),
        }];
        return Some(ast::Counted {
            span,
            items,
            listed: false,
        });
    }
    Some(ast::Counted {
        span,
        items: each(node, Rule::condition, condition)?,
        listed: true,
    })
}
