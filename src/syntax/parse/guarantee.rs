//! Guarantees.

use super::conditions::condition;
use super::tree::Node;
use super::{Rule, because, condition_of, duty_kind, each, name, name_of, words};
use crate::list::List as _;
use crate::syntax::ast;
use crate::syntax::format::one_line;

pub fn guarantee(node: Node<'_>) -> ast::Guarantee<'_> {
    let claims = node
        .children()
        .filter(|child| [Rule::claim_unmoved, Rule::claim_steady, Rule::claim_holds].contains(&child.rule()));
    ast::Guarantee {
        name: name_of(node),
        words: words(node),
        claims: claims.map(claim).list(),
        because: each(node, Rule::because, because),
    }
}

fn claim(node: Node<'_>) -> ast::Claim<'_> {
    let rule = node.rule();
    let mut names = node.all(Rule::name).map(name);
    let kind = if rule == Rule::claim_unmoved {
        let fact = names.next().unwrap_or_else(|| name(node.nothing()));
        ast::ClaimKind::Unmoved(fact, names.next())
    } else if rule == Rule::claim_steady {
        ast::ClaimKind::Steady(
            name_of(node),
            node.has(Rule::kw_rises),
            each(node, Rule::growth, growth),
        )
    } else {
        let claimed = if let Some(gate) = node.child(Rule::expect_gate) {
            ast::Claimed::Gate(name_of(gate), gate.has(Rule::kw_opens))
        } else if let Some(duty) = node.child(Rule::claimed_duty) {
            ast::Claimed::Duty(duty_kind(duty), name_of(duty))
        } else {
            ast::Claimed::Condition(condition(node.need(Rule::condition)))
        };
        ast::ClaimKind::Holds(
            node.has(Rule::kw_always),
            claimed,
            node.child(Rule::when).map(condition_of),
        )
    };
    ast::Claim {
        span: node.span(),
        said: one_line(node),
        kind,
    }
}

fn growth(node: Node<'_>) -> ast::Growth<'_> {
    ast::Growth {
        fact: name_of(node),
        span: node.span(),
        way: if node.has(Rule::kw_becomes) {
            ast::Way::Becomes(node.has(Rule::kw_yes))
        } else if node.has(Rule::kw_falls) {
            ast::Way::Less
        } else {
            ast::Way::More
        },
    }
}
