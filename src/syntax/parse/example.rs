//! Examples: a case, and what must come out.

use super::tree::Node;
use super::{Rule, duty_kind, each_but, literal, literal_in, literals_in, name, name_of, words};
use crate::list::List as _;
use crate::syntax::ast;

pub fn example(node: Node<'_>) -> ast::Example<'_> {
    let list = node.child(Rule::given);
    ast::Example {
        span: node.span(),
        name: name_of(node),
        words: words(node),
        given: list.map_or_else(Vec::new, |list| each_but(list, Rule::kw_given, given)),
        at: literal_in(node.need(Rule::at)),
        expect: each_but(node.need(Rule::expect), Rule::kw_expect, expectation),
    }
}

fn given(node: Node<'_>) -> ast::Given<'_> {
    let rule = node.rule();
    let kind = if rule == Rule::given_rest {
        ast::GivenKind::RestNo
    } else if rule == Rule::given_unknown {
        ast::GivenKind::Unknown(name_of(node))
    } else if rule == Rule::given_value {
        let mut names = node.all(Rule::name);
        let fact = name(names.need());
        if let Some(list) = node.child(Rule::given_list) {
            ast::GivenKind::Entries(fact, each_but(list, Rule::kw_none, entry))
        } else if let Some(option) = names.next() {
            ast::GivenKind::Option(fact, name(option))
        } else {
            ast::GivenKind::Literal(fact, literal_in(node))
        }
    } else {
        ast::GivenKind::YesNo(name_of(node), rule == Rule::given_yes)
    };
    ast::Given {
        span: node.span(),
        kind,
    }
}

fn entry(node: Node<'_>) -> ast::Entry<'_> {
    let rule = node.rule();
    if rule == Rule::name {
        ast::Entry::Name(name(node))
    } else if rule == Rule::record {
        ast::Entry::Record(node.span(), node.children().map(given).list())
    } else {
        ast::Entry::Literal(literal(node))
    }
}

fn expectation(node: Node<'_>) -> ast::Expect<'_> {
    let rule = node.rule();
    let mut names = node.all(Rule::name);
    let kind = if rule == Rule::expect_no_change {
        ast::ExpectKind::NoChange
    } else if rule == Rule::expect_change {
        ast::ExpectKind::Change(literal_in(node), names.next().map(name))
    } else if rule == Rule::expect_settled {
        ast::ExpectKind::Settled
    } else {
        let first = name(names.need());
        if rule == Rule::expect_ask {
            ast::ExpectKind::Ask(first)
        } else if rule == Rule::expect_gate {
            ast::ExpectKind::Gate(first, node.has(Rule::kw_opens))
        } else if rule == Rule::expect_because || rule == Rule::expect_not_because {
            ast::ExpectKind::Because(first, rule == Rule::expect_because)
        } else if rule == Rule::expect_no_duty {
            ast::ExpectKind::NoDuty(duty_kind(node), first)
        } else if rule == Rule::expect_duty {
            ast::ExpectKind::Duty(duty_kind(node), first, literals_in(node).next())
        } else if rule == Rule::expect_range {
            ast::ExpectKind::Range(first, name(names.need()), name(names.need()))
        } else if rule == Rule::expect_number {
            ast::ExpectKind::Points(first, literal_in(node))
        } else {
            ast::ExpectKind::Level(first, name(names.need()))
        }
    };
    ast::Expect {
        span: node.span(),
        kind,
    }
}
