//! Text to tree: the only place that knows pest.
//!
//! Each function takes the node of one grammar rule and is named after it.
//! A node that is not of the shape the grammar promises gives `None`, which becomes an error at its item: nothing is dropped in silence.

mod conditions;
mod errors;
mod grammar;
mod tree;

use super::{ast, screen};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceFile, Span};
use crate::value::Text;
use conditions::{condition, counted, sum};
use errors::why_invalid;
use grammar::Rule;
use tree::{Node, Tree};

/// Reads a policy text. Total: what cannot be read is in the sink, and the items around it still come back.
pub fn parse(source: &SourceFile, sink: &mut Diagnostics) -> ast::Module {
    let mut module = ast::Module::default();
    if !screen::screen(source.text(), sink) {
        return module;
    }
    let body = source.text().strip_prefix('\u{feff}').unwrap_or(source.text());
    let shift = source.text().len() - body.len();
    let Ok(pairs) = grammar::read(Rule::file, body, false) else {
        // `invalid` takes whatever no item takes, so the grammar cannot fail.
        sink.push(Diagnostic::new(
            Code::Unexpected,
            Span::new(shift, source.text().len()),
            "the file could not be read",
        ));
        return module;
    };
    let tree = Tree::new(body, shift, pairs);
    let mut previous: Option<Node<'_>> = None;
    for node in tree.root().children() {
        if node.rule() == Rule::invalid {
            if !node.str().trim().is_empty() {
                sink.push(why_invalid(&tree, node, previous));
            }
            previous = None;
        } else if node.rule() == Rule::item {
            match item(node) {
                Some(item) => module.items.push(item),
                None => sink.push(Diagnostic::new(
                    Code::Unexpected,
                    node.span(),
                    "this item could not be read",
                )),
            }
            previous = Some(node);
        }
    }
    module.comments = tree.comments();
    module
}

/// Every child of one rule, converted; `None` as soon as one cannot be.
fn each<T>(node: Node<'_>, rule: Rule, read: fn(Node<'_>) -> Option<T>) -> Option<Vec<T>> {
    let mut list = Vec::new();
    for child in node.all(rule) {
        list.push(read(child)?);
    }
    Some(list)
}

/// Every child but those of one rule, converted; `None` as soon as one cannot be.
fn each_but<T>(node: Node<'_>, rule: Rule, read: fn(Node<'_>) -> Option<T>) -> Option<Vec<T>> {
    let mut list = Vec::new();
    for child in node.children().filter(|child| child.rule() != rule) {
        list.push(read(child)?);
    }
    Some(list)
}

/// The optional child of one rule: `Some(None)` where it is absent, `None` where it cannot be read.
fn maybe<T>(node: Node<'_>, rule: Rule, read: fn(Node<'_>) -> Option<T>) -> Option<Option<T>> {
    match node.child(rule) {
        Some(child) => read(child).map(Some),
        None => Some(None),
    }
}

// ---- words and literals -------------------------------------------------------------------------

fn name(node: Node<'_>) -> Option<ast::Name> {
    Some(ast::Name {
        text: node.str().to_owned(),
        span: node.span(),
    })
}

fn name_of(node: Node<'_>) -> Option<ast::Name> {
    name(node.child(Rule::name)?)
}

fn string(node: Node<'_>) -> Option<String> {
    let inside = node.str().strip_prefix('"')?.strip_suffix('"')?;
    let mut plain = String::with_capacity(inside.len());
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        plain.push(if character == '\\' {
            characters.next()?
        } else {
            character
        });
    }
    Some(plain)
}

fn text(node: Node<'_>) -> Option<ast::Words> {
    let mut strings = node.all(Rule::string);
    let en = string(strings.next()?)?;
    let cy = match strings.next() {
        Some(welsh) => Some(string(welsh)?),
        None => None,
    };
    Some(ast::Words {
        text: Text { en, cy },
        span: node.span(),
    })
}

fn words(node: Node<'_>) -> Option<Option<ast::Words>> {
    maybe(node, Rule::text, text)
}

fn literal(node: Node<'_>) -> Option<ast::Literal> {
    let rule = node.rule();
    let kind = if rule == Rule::quantity {
        let unit = node.child(Rule::unit).map(|unit| unit.str().trim_end().to_owned());
        ast::LiteralKind::Quantity {
            number: node.child(Rule::number)?.str().to_owned(),
            unit,
        }
    } else if rule == Rule::number {
        ast::LiteralKind::Quantity {
            number: node.str().to_owned(),
            unit: None,
        }
    } else if rule == Rule::date {
        ast::LiteralKind::Date(node.str().to_owned())
    } else if rule == Rule::moment {
        ast::LiteralKind::Moment(node.str().split_whitespace().collect::<Vec<_>>().join(" "))
    } else if rule == Rule::time {
        ast::LiteralKind::Time(node.str().to_owned())
    } else if rule == Rule::kw_yes || rule == Rule::kw_no {
        ast::LiteralKind::YesNo(rule == Rule::kw_yes)
    } else {
        return None;
    };
    Some(ast::Literal {
        span: node.span(),
        kind,
    })
}

/// The first child that is a literal.
fn literal_in(node: Node<'_>) -> Option<ast::Literal> {
    node.children().find_map(|child| literal(child))
}

fn labelled(node: Node<'_>) -> Option<ast::Labelled> {
    Some(ast::Labelled {
        name: name_of(node)?,
        words: words(node)?,
    })
}

// ---- items --------------------------------------------------------------------------------------

fn item(node: Node<'_>) -> Option<ast::Item> {
    let node = node.children().next()?;
    let rule = node.rule();
    Some(if rule == Rule::policy {
        ast::Item::Policy(policy(node)?)
    } else if rule == Rule::source {
        ast::Item::Source(source(node)?)
    } else if rule == Rule::scale {
        ast::Item::Scale(ast::Scale {
            span: node.span(),
            name: name_of(node)?,
            levels: each(node, Rule::level, labelled)?,
        })
    } else if rule == Rule::setting {
        ast::Item::Setting(ast::Setting {
            span: node.span(),
            name: name_of(node)?,
            value: literal_in(node)?,
        })
    } else if rule == Rule::fact {
        ast::Item::Fact(fact(node)?)
    } else if rule == Rule::derived {
        ast::Item::Derived(ast::Derived {
            span: node.span(),
            name: name_of(node)?,
            value: condition(node.child(Rule::condition)?)?,
        })
    } else if rule == Rule::score {
        ast::Item::Score(score(node)?)
    } else if rule == Rule::rule_item || rule == Rule::escalation {
        ast::Item::Rule(rule_item(node)?)
    } else if rule == Rule::partner {
        ast::Item::Partner(partner(node)?)
    } else if rule == Rule::example {
        ast::Item::Example(example(node)?)
    } else {
        return None;
    })
}

fn policy(node: Node<'_>) -> Option<ast::Policy> {
    let mut clauses = Vec::new();
    for clause in node.children() {
        let rule = clause.rule();
        if rule == Rule::policy_title {
            clauses.push(ast::PolicyClause::Title(text(clause.child(Rule::text)?)?));
        } else if rule == Rule::version {
            clauses.push(ast::PolicyClause::Version(literal_in(clause)?));
        } else if rule == Rule::in_force {
            clauses.push(ast::PolicyClause::InForce(literal_in(clause)?));
        }
    }
    Some(ast::Policy {
        span: node.span(),
        name: name_of(node)?,
        clauses,
    })
}

fn source(node: Node<'_>) -> Option<ast::Source> {
    let link = maybe(node, Rule::link, |link| string(link.child(Rule::string)?))?;
    Some(ast::Source {
        span: node.span(),
        name: name_of(node)?,
        title: text(node.child(Rule::text)?)?,
        link,
    })
}

fn fact(node: Node<'_>) -> Option<ast::Fact> {
    let kind_node = node.children().find(|child| is_type(child.rule()))?;
    Some(ast::Fact {
        span: node.span(),
        name: name_of(node)?,
        kind: fact_kind(kind_node)?,
        kind_span: kind_node.span(),
        ask: each(node, Rule::ask, |ask| text(ask.child(Rule::text)?))?,
        presume: each(node, Rule::presume, presume)?,
    })
}

fn is_type(rule: Rule) -> bool {
    [
        Rule::type_yes_no,
        Rule::type_whole,
        Rule::type_decimal,
        Rule::type_one_of,
        Rule::type_any_of,
        Rule::type_duration,
        Rule::type_date,
        Rule::type_moment,
    ]
    .contains(&rule)
}

fn fact_kind(node: Node<'_>) -> Option<ast::FactKind> {
    let rule = node.rule();
    let mut ends = node.children().filter_map(|child| literal(child));
    let unit = maybe(node, Rule::unit, name_of)?;
    Some(if rule == Rule::type_yes_no {
        ast::FactKind::YesNo
    } else if rule == Rule::type_whole {
        ast::FactKind::Whole(ends.next()?, ends.next()?, unit)
    } else if rule == Rule::type_decimal {
        ast::FactKind::Decimal(ends.next()?, ends.next()?, unit)
    } else if rule == Rule::type_one_of {
        ast::FactKind::OneOf(each(node, Rule::option, labelled)?)
    } else if rule == Rule::type_any_of {
        ast::FactKind::AnyOf(each(node, Rule::option, labelled)?)
    } else if rule == Rule::type_duration {
        ast::FactKind::Duration(ends.next()?, ends.next()?)
    } else if rule == Rule::type_date {
        ast::FactKind::Date
    } else if rule == Rule::type_moment {
        ast::FactKind::Moment
    } else {
        return None;
    })
}

fn presume(node: Node<'_>) -> Option<ast::Presume> {
    let kind = if let Some(range) = node.child(Rule::presumed_range) {
        let mut ends = range.children().filter_map(|child| literal(child));
        ast::PresumeKind::Range(ends.next()?, ends.next())
    } else if let Some(names) = node.child(Rule::presumed_names) {
        ast::PresumeKind::Names(each(names, Rule::name, name)?)
    } else if node.has(Rule::kw_none) || node.has(Rule::kw_all) {
        ast::PresumeKind::Every(node.has(Rule::kw_all))
    } else {
        ast::PresumeKind::YesNo(node.has(Rule::kw_yes))
    };
    Some(ast::Presume {
        span: node.span(),
        kind,
    })
}

fn score(node: Node<'_>) -> Option<ast::Score> {
    Some(ast::Score {
        span: node.span(),
        name: name_of(node)?,
        words: words(node)?,
        points: each(node, Rule::points, points)?,
        bands: each(node, Rule::band, band)?,
        because: each(node, Rule::because, because)?,
    })
}

fn points(node: Node<'_>) -> Option<ast::Points> {
    let reason = match node.child(Rule::for_each) {
        Some(each) => ast::PointsFor::Each(counted(each.child(Rule::counted)?)?),
        None => ast::PointsFor::If(condition(node.child(Rule::points_if)?.child(Rule::condition)?)?),
    };
    Some(ast::Points {
        span: node.span(),
        subtract: node.has(Rule::kw_subtract),
        number: literal_in(node)?,
        reason,
    })
}

fn band(node: Node<'_>) -> Option<ast::Band> {
    let mut ends = node.children().filter_map(|child| literal(child));
    Some(ast::Band {
        span: node.span(),
        from: ends.next()?,
        to: ends.next(),
        name: labelled(node)?,
    })
}

fn rule_item(node: Node<'_>) -> Option<ast::Rule> {
    let then = node.child(Rule::then)?;
    let within = |child: Node<'_>| condition(child.child(Rule::condition)?);
    let outcomes = each_but(then, Rule::kw_then, outcome)?;
    Some(ast::Rule {
        span: node.span(),
        name: name_of(node)?,
        words: words(node)?,
        when: maybe(node, Rule::when, within)?,
        unless: maybe(node, Rule::unless, within)?,
        after: maybe(node, Rule::after, after)?,
        outcomes,
        because: each(node, Rule::because, because)?,
    })
}

fn after(node: Node<'_>) -> Option<ast::After> {
    Some(ast::After {
        span: node.span(),
        duration: sum(node.child(Rule::sum)?)?,
        since: name_of(node)?,
    })
}

fn outcome(node: Node<'_>) -> Option<ast::Outcome> {
    if node.rule() == Rule::raise {
        let mut names = node.all(Rule::name);
        return Some(ast::Outcome::Raise {
            scale: name(names.next()?)?,
            level: name(names.next()?)?,
        });
    }
    Some(ast::Outcome::Duty {
        span: node.span(),
        kind: duty_kind(node.child(Rule::duty_kind)?)?,
        to: name_of(node)?,
        words: words(node)?,
        within: maybe(node, Rule::within, within)?,
    })
}

fn duty_kind(node: Node<'_>) -> Option<ast::DutyKind> {
    let kinds = [
        (Rule::kw_alert, ast::DutyKind::Alert),
        (Rule::kw_refer, ast::DutyKind::Refer),
        (Rule::kw_do, ast::DutyKind::Do),
        (Rule::kw_tell, ast::DutyKind::Tell),
    ];
    kinds
        .into_iter()
        .find(|(rule, _)| node.has(*rule))
        .map(|(_, kind)| kind)
}

fn within(node: Node<'_>) -> Option<ast::Within> {
    Some(ast::Within {
        span: node.span(),
        duration: sum(node.child(Rule::sum)?)?,
        of: maybe(node, Rule::name, name)?,
    })
}

fn because(node: Node<'_>) -> Option<ast::Because> {
    Some(ast::Because {
        source: name_of(node)?,
        quote: maybe(node, Rule::string, string)?,
    })
}

fn partner(node: Node<'_>) -> Option<ast::Partner> {
    let by = maybe(node, Rule::routed_by, name_of)?;
    let channels = each(node, Rule::channel, channel)?;
    let mut routes = each(node, Rule::route, |route| {
        Some(ast::Route {
            option: Some(name_of(route)?),
            channels: each(route, Rule::channel, channel)?,
        })
    })?;
    if !channels.is_empty() {
        routes.push(ast::Route { option: None, channels });
    }
    Some(ast::Partner {
        span: node.span(),
        contact: node.has(Rule::kw_contact),
        name: name_of(node)?,
        words: words(node)?,
        by,
        routes,
    })
}

fn channel(node: Node<'_>) -> Option<(ast::ChannelKind, String)> {
    let kind = if node.has(Rule::kw_phone) {
        ast::ChannelKind::Phone
    } else if node.has(Rule::kw_web) {
        ast::ChannelKind::Web
    } else {
        ast::ChannelKind::Email
    };
    Some((kind, string(node.child(Rule::string)?)?))
}

// ---- examples -----------------------------------------------------------------------------------

fn example(node: Node<'_>) -> Option<ast::Example> {
    let given = match node.child(Rule::given) {
        Some(given_node) => each_but(given_node, Rule::kw_given, given)?,
        None => Vec::new(),
    };
    let expect = each_but(node.child(Rule::expect)?, Rule::kw_expect, expectation)?;
    Some(ast::Example {
        span: node.span(),
        name: name_of(node)?,
        words: words(node)?,
        given,
        at: literal_in(node.child(Rule::at)?)?,
        expect,
    })
}

fn given(node: Node<'_>) -> Option<ast::Given> {
    let rule = node.rule();
    let mut names = node.all(Rule::name);
    let kind = if rule == Rule::given_rest {
        ast::GivenKind::RestNo
    } else if rule == Rule::given_not || rule == Rule::given_yes {
        ast::GivenKind::YesNo(name_of(node)?, rule == Rule::given_yes)
    } else if rule == Rule::given_unknown {
        ast::GivenKind::Unknown(name_of(node)?)
    } else if rule == Rule::given_value {
        let fact = name(names.next()?)?;
        if let Some(list) = node.child(Rule::given_list) {
            ast::GivenKind::Options(fact, each(list, Rule::name, name)?)
        } else if let Some(option) = names.next() {
            ast::GivenKind::Option(fact, name(option)?)
        } else {
            ast::GivenKind::Literal(fact, literal_in(node)?)
        }
    } else {
        return None;
    };
    Some(ast::Given {
        span: node.span(),
        kind,
    })
}

fn expectation(node: Node<'_>) -> Option<ast::Expect> {
    let rule = node.rule();
    let mut names = node.all(Rule::name);
    let mut next = || name(names.next()?);
    let kind = if rule == Rule::expect_no_change {
        ast::ExpectKind::NoChange
    } else if rule == Rule::expect_change {
        ast::ExpectKind::Change(literal_in(node)?, next())
    } else if rule == Rule::expect_settled {
        ast::ExpectKind::Settled
    } else if rule == Rule::expect_ask {
        ast::ExpectKind::Ask(next()?)
    } else if rule == Rule::expect_because || rule == Rule::expect_not_because {
        ast::ExpectKind::Because(next()?, rule == Rule::expect_because)
    } else if rule == Rule::expect_no_duty {
        ast::ExpectKind::NoDuty(duty_kind(node.child(Rule::duty_kind)?)?, next()?)
    } else if rule == Rule::expect_duty {
        ast::ExpectKind::Duty(duty_kind(node.child(Rule::duty_kind)?)?, next()?, literal_in(node))
    } else if rule == Rule::expect_range {
        ast::ExpectKind::Range(next()?, next()?, next()?)
    } else if rule == Rule::expect_number {
        ast::ExpectKind::Points(next()?, literal_in(node)?)
    } else if rule == Rule::expect_level {
        ast::ExpectKind::Level(next()?, next()?)
    } else {
        return None;
    };
    Some(ast::Expect {
        span: node.span(),
        kind,
    })
}
