//! Text to tree: the only place that knows pest.
//!
//! Each function takes the node of one grammar rule and is named after it.
//! A node that is not of the shape the grammar promises becomes an error at its item: nothing is dropped in silence.

mod conditions;
mod errors;
mod example;
mod grammar;
#[cfg(feature = "cli")]
mod guarantee;
mod tree;

pub use grammar::Rule;
pub use tree::{Node, Tree};

use super::format::one_line;
use super::{ast, screen};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::list::List as _;
use crate::source::{SourceFile, Span};
use crate::value::Text;
use conditions::{condition, counted, sum};
use errors::why_invalid;
use example::example;

/// Finds the nodes of a policy text; what stops it is in the sink, and then there are none.
pub fn read<'s>(source: &'s SourceFile, sink: &mut Diagnostics) -> Tree<'s> {
    let body = source.text().strip_prefix('\u{feff}').unwrap_or(source.text());
    let shift = source.text().len() - body.len();
    if !screen::screen(source.text(), sink) {
        return Tree::empty(shift);
    }
    match grammar::read(Rule::file, body, false) {
        Ok(pairs) => Tree::new(body, shift, pairs),
        Err(_) => {
            // `invalid` takes whatever no item takes, so the grammar cannot fail.
            sink.push(Diagnostic::new(
                Code::Unexpected,
                Span::new(shift, source.text().len()),
                "the file could not be read",
            ));
            Tree::empty(shift)
        }
    }
}

/// Makes items of the nodes. Total: what cannot be read is in the sink, and the items around it still come back.
pub fn parse<'s>(tree: &'s Tree<'s>, sink: &mut Diagnostics) -> ast::Module<'s> {
    let mut module = ast::Module::default();
    let mut previous: Option<Node<'_>> = None;
    for node in tree.root().children() {
        if node.rule() == Rule::invalid {
            if !node.str().trim().is_empty() {
                sink.push(why_invalid(tree, node, previous));
            }
            previous = None;
        } else if node.rule() == Rule::item {
            previous = Some(node);
            // A guarantee decides nothing. Who proves it reads it; the browser's module reads over it.
            #[cfg(not(feature = "cli"))]
            if node.has(Rule::guarantee) {
                continue;
            }
            let item = item(node);
            if tree.take_broken() {
                sink.push(Diagnostic::new(
                    Code::Unexpected,
                    node.span(),
                    "this item could not be read",
                ));
            } else {
                module.items.push(item);
            }
        }
    }
    module
}

/// Every child of one rule, converted.
fn each<'s, T>(node: Node<'s>, rule: Rule, read: fn(Node<'s>) -> T) -> Vec<T> {
    node.all(rule).map(read).list()
}

/// Every child but those of one rule, converted.
fn each_but<'s, T>(node: Node<'s>, rule: Rule, read: fn(Node<'s>) -> T) -> Vec<T> {
    node.children().filter(|child| child.rule() != rule).map(read).list()
}

// ---- words and literals -------------------------------------------------------------------------

fn name(node: Node<'_>) -> ast::Name<'_> {
    ast::Name {
        text: node.str(),
        span: node.span(),
    }
}

fn name_of(node: Node<'_>) -> ast::Name<'_> {
    name(node.need(Rule::name))
}

fn string(node: Node<'_>) -> String {
    let inside = node.str();
    let inside = inside.get(1..inside.len().saturating_sub(1)).unwrap_or("");
    let mut plain = String::with_capacity(inside.len());
    let mut escaped = false;
    for character in inside.chars() {
        escaped = character == '\\' && !escaped;
        if !escaped {
            plain.push(character);
        }
    }
    plain
}

fn string_of(node: Node<'_>) -> String {
    string(node.need(Rule::string))
}

fn text(node: Node<'_>) -> ast::Words {
    ast::Words {
        text: Text {
            en: string_of(node),
            cy: node.child(Rule::welsh).map(string_of),
        },
        span: node.span(),
    }
}

fn text_of(node: Node<'_>) -> ast::Words {
    text(node.need(Rule::text))
}

fn words(node: Node<'_>) -> Option<ast::Words> {
    node.child(Rule::text).map(text)
}

fn is_literal(node: &Node<'_>) -> bool {
    [
        Rule::quantity,
        Rule::number,
        Rule::date,
        Rule::moment,
        Rule::time,
        Rule::kw_yes,
        Rule::kw_no,
    ]
    .contains(&node.rule())
}

fn literal(node: Node<'_>) -> ast::Literal<'_> {
    let rule = node.rule();
    let kind = if let Some(kept) = node.child(Rule::kept) {
        ast::LiteralKind::Kept {
            number: node.need(Rule::number).str(),
            calendar: name_of(kept),
            unit: kept.need(Rule::kept_unit).str(),
        }
    } else if rule == Rule::quantity {
        ast::LiteralKind::Quantity {
            number: node.need(Rule::number).str(),
            unit: node.child(Rule::unit).map(|unit| unit.str().trim_end()),
        }
    } else if rule == Rule::number {
        ast::LiteralKind::Quantity {
            number: node.str(),
            unit: None,
        }
    } else if rule == Rule::date {
        ast::LiteralKind::Date(node.str())
    } else if rule == Rule::moment {
        ast::LiteralKind::Moment(node.str())
    } else if rule == Rule::time {
        ast::LiteralKind::Time(node.str())
    } else {
        if rule != Rule::kw_yes && rule != Rule::kw_no {
            node.nothing();
        }
        ast::LiteralKind::YesNo(rule == Rule::kw_yes)
    };
    ast::Literal {
        span: node.span(),
        kind,
    }
}

/// The first child that is a literal, which the grammar promises.
fn literal_in(node: Node<'_>) -> ast::Literal<'_> {
    literals_in(node).next().unwrap_or_else(|| literal(node.nothing()))
}

fn literals_in<'s>(node: Node<'s>) -> impl Iterator<Item = ast::Literal<'s>> {
    node.children().filter(is_literal).map(literal)
}

fn labelled(node: Node<'_>) -> ast::Labelled<'_> {
    ast::Labelled {
        name: name_of(node),
        words: words(node),
        retired: node.child(Rule::retired).map(literal_in),
    }
}

// ---- items --------------------------------------------------------------------------------------

fn item(item: Node<'_>) -> ast::Item<'_> {
    let node = item.children().need();
    let rule = node.rule();
    #[cfg(feature = "cli")]
    if rule == Rule::guarantee {
        return ast::Item::Guarantee(guarantee::guarantee(node));
    }
    if rule == Rule::policy {
        ast::Item::Policy(policy(node))
    } else if rule == Rule::source {
        ast::Item::Source(ast::Source {
            name: name_of(node),
            title: text_of(node),
            link: node.child(Rule::link).map(string_of),
        })
    } else if rule == Rule::scale {
        ast::Item::Scale(ast::Scale {
            name: name_of(node),
            levels: node
                .all(Rule::level)
                .chain(node.all(Rule::higher).map(|higher| higher.need(Rule::level)))
                .map(labelled)
                .list(),
        })
    } else if rule == Rule::setting {
        ast::Item::Setting(ast::Setting {
            name: name_of(node),
            value: literal_in(node),
            overlays: node.child(Rule::changeable).map(|way| match way.child(Rule::kw_raise) {
                Some(_) => ast::Change::Raise,
                None => ast::Change::Lower,
            }),
        })
    } else if rule == Rule::calendar {
        ast::Item::Calendar(ast::Calendar {
            name: name_of(node),
            nations: each(node, Rule::nation, name_of),
            open: node
                .all(Rule::opening)
                .flat_map(|open| each(open, Rule::hours, hours))
                .list(),
            closed: each(node, Rule::closed, literal_in),
        })
    } else if rule == Rule::fact {
        ast::Item::Fact(fact(node))
    } else if rule == Rule::derived {
        ast::Item::Derived(ast::Derived {
            name: name_of(node),
            value: condition_of(node),
        })
    } else if rule == Rule::score {
        ast::Item::Score(ast::Score {
            name: name_of(node),
            words: words(node),
            points: each(node, Rule::points, points),
            bands: each(node, Rule::band, band),
            because: each(node, Rule::because, because),
        })
    } else if rule == Rule::gate {
        ast::Item::Gate(gate(node))
    } else if rule == Rule::partner {
        ast::Item::Partner(partner(node))
    } else if rule == Rule::example {
        ast::Item::Example(example(node))
    } else {
        ast::Item::Rule(rule_item(node))
    }
}

fn policy(node: Node<'_>) -> ast::Policy<'_> {
    let mut clauses = Vec::new();
    for clause in node.children() {
        let rule = clause.rule();
        if rule == Rule::policy_title {
            clauses.push(ast::PolicyClause::Title(text_of(clause)));
        } else if rule == Rule::version {
            clauses.push(ast::PolicyClause::Version(literal_in(clause)));
        } else if rule == Rule::in_force {
            clauses.push(ast::PolicyClause::InForce(literal_in(clause)));
        } else if rule == Rule::nation {
            clauses.push(ast::PolicyClause::Nation(name_of(clause)));
        } else if rule == Rule::builds_on {
            clauses.push(ast::PolicyClause::BuildsOn(name_of(clause)));
        }
    }
    ast::Policy {
        span: node.span(),
        name: name_of(node),
        clauses,
    }
}

fn hours(node: Node<'_>) -> ast::Hours<'_> {
    let (from, to) = (literals_in(node).next(), literals_in(node).nth(1));
    ast::Hours {
        span: node.span(),
        days: node.all(Rule::day_span).fold(0, |days, span| days | day_span(span)),
        times: from.zip(to),
    }
}

/// The kinds of day as bits.
fn day_span(node: Node<'_>) -> u8 {
    let mut days = node.all(Rule::weekday).map(weekday);
    match (days.next(), days.next()) {
        (Some(day), None) => 1 << day,
        // From the first round the week to the second.
        (Some(first), Some(last)) => (0..7)
            .filter(|day| (day + 7 - first) % 7 <= (last + 7 - first) % 7)
            .fold(0, |days, day| days | 1 << day),
        (None, _) if node.has(Rule::kw_weekends) => 0b110_0000,
        (None, _) if node.has(Rule::kw_bank) => 0b1000_0000,
        (None, _) => u8::MAX,
    }
}

fn weekday(node: Node<'_>) -> u8 {
    let days = [
        Rule::kw_monday,
        Rule::kw_tuesday,
        Rule::kw_wednesday,
        Rule::kw_thursday,
        Rule::kw_friday,
        Rule::kw_saturday,
    ];
    (0..)
        .zip(days)
        .find(|(_, day)| node.has(*day))
        .map_or(6, |(day, _)| day)
}

fn fact(node: Node<'_>) -> ast::Fact<'_> {
    // The type is what follows the name.
    let kind = node.children().find(|child| is_type(child.rule()));
    let kind = kind.unwrap_or_else(|| node.nothing());
    ast::Fact {
        name: name_of(node),
        kind: fact_kind(kind),
        kind_span: kind.span(),
        ask: each(node, Rule::ask, text_of),
        presume: each(node, Rule::presume, presume),
        protected: each(node, Rule::protected, |clause| clause.span()),
    }
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

fn fact_kind(node: Node<'_>) -> ast::FactKind<'_> {
    let rule = node.rule();
    if rule == Rule::type_whole || rule == Rule::type_decimal || rule == Rule::type_duration {
        let (from, to) = ends(node);
        let unit = node.child(Rule::unit).map(name_of);
        let to = to.unwrap_or_else(|| literal(node.nothing()));
        return if rule == Rule::type_whole {
            ast::FactKind::Whole(from, to, unit)
        } else if rule == Rule::type_decimal {
            ast::FactKind::Decimal(from, to, unit)
        } else {
            ast::FactKind::Duration(from, to)
        };
    }
    if rule == Rule::type_one_of {
        ast::FactKind::OneOf(each(node, Rule::option, labelled))
    } else if rule == Rule::type_any_of {
        ast::FactKind::AnyOf(each(node, Rule::option, labelled))
    } else if rule == Rule::type_date {
        ast::FactKind::Date
    } else if rule == Rule::type_moment {
        ast::FactKind::Moment
    } else {
        ast::FactKind::YesNo
    }
}

/// A literal and, where there is one, the next.
fn ends<'s>(node: Node<'s>) -> (ast::Literal<'s>, Option<ast::Literal<'s>>) {
    (literal_in(node), literals_in(node).nth(1))
}

fn presume(node: Node<'_>) -> ast::Presume<'_> {
    let kind = if let Some(range) = node.child(Rule::presumed_range) {
        let (from, to) = ends(range);
        ast::PresumeKind::Range(from, to)
    } else if let Some(names) = node.child(Rule::presumed_names) {
        ast::PresumeKind::Names(each(names, Rule::name, name))
    } else if node.has(Rule::kw_none) || node.has(Rule::kw_all) {
        ast::PresumeKind::Every(node.has(Rule::kw_all))
    } else {
        ast::PresumeKind::YesNo(node.has(Rule::kw_yes))
    };
    ast::Presume {
        span: node.span(),
        kind,
    }
}

fn points(node: Node<'_>) -> ast::Points<'_> {
    let reason = match node.child(Rule::for_each) {
        Some(each) => ast::PointsFor::Each(counted(each.need(Rule::counted))),
        None => ast::PointsFor::If(condition_of(node.need(Rule::points_if))),
    };
    ast::Points {
        subtract: node.has(Rule::kw_subtract),
        number: literal_in(node),
        reason,
    }
}

fn band(node: Node<'_>) -> ast::Band<'_> {
    let (from, to) = ends(node);
    ast::Band {
        span: node.span(),
        from,
        to,
        name: labelled(node),
    }
}

fn condition_of(node: Node<'_>) -> ast::Expr<'_> {
    condition(node.need(Rule::condition))
}

fn rule_item(node: Node<'_>) -> ast::Rule<'_> {
    ast::Rule {
        span: node.span(),
        name: name_of(node),
        words: words(node),
        when: node.child(Rule::when).map(condition_of),
        unless: node.child(Rule::unless).map(condition_of),
        after: node.child(Rule::after).map(after),
        condition: said(node),
        outcomes: each_but(node.need(Rule::then), Rule::kw_then, outcome),
        because: each(node, Rule::because, because),
    }
}

/// The condition of a rule with its exception and its time, as it is written.
fn said(node: Node<'_>) -> String {
    let clauses = [Rule::when, Rule::always, Rule::unless, Rule::after];
    let mut text = String::new();
    for clause in node.children().filter(|child| clauses.contains(&child.rule())) {
        text.push_str(if text.is_empty() { "" } else { " " });
        text.push_str(&one_line(
            clause
                .child(Rule::condition)
                .filter(|_| clause.rule() == Rule::when)
                .unwrap_or(clause),
        ));
    }
    text
}

fn after(node: Node<'_>) -> ast::After<'_> {
    ast::After {
        duration: sum(node.need(Rule::sum)),
        since: name_of(node),
    }
}

fn outcome(node: Node<'_>) -> ast::Outcome<'_> {
    if node.rule() == Rule::raise {
        let mut names = node.all(Rule::name);
        return ast::Outcome::Raise {
            scale: name(names.need()),
            level: name(names.need()),
        };
    }
    ast::Outcome::Duty {
        span: node.span(),
        kind: duty_kind(node),
        to: name_of(node),
        words: words(node),
        within: node.child(Rule::within).map(within),
    }
}

/// What kind of duty a node speaks of.
fn duty_kind(node: Node<'_>) -> ast::DutyKind {
    let kind = node.need(Rule::duty_kind);
    if kind.has(Rule::kw_alert) {
        ast::DutyKind::Alert
    } else if kind.has(Rule::kw_refer) {
        ast::DutyKind::Refer
    } else if kind.has(Rule::kw_do) {
        ast::DutyKind::Do
    } else {
        ast::DutyKind::Tell
    }
}

fn within(node: Node<'_>) -> ast::Within<'_> {
    ast::Within {
        span: node.span(),
        duration: sum(node.need(Rule::sum)),
        of: node.child(Rule::name).map(name),
    }
}

fn because(node: Node<'_>) -> ast::Because<'_> {
    ast::Because {
        source: name_of(node),
        quote: node.child(Rule::string).map(string),
    }
}

fn gate(node: Node<'_>) -> ast::Gate<'_> {
    ast::Gate {
        name: name_of(node),
        words: words(node),
        needs: each(node, Rule::needs, |needs| ast::Need {
            condition: condition_of(needs),
            said: one_line(needs.need(Rule::condition)),
            words: words(needs),
        }),
        refuse: node.child(Rule::refuse).map(text_of),
        because: each(node, Rule::because, because),
    }
}

fn partner(node: Node<'_>) -> ast::Partner<'_> {
    let mut found = Vec::new();
    routes(node, None, &mut found);
    for dated in node.all(Rule::dated) {
        let from = dated.child(Rule::since_day).map(literal_in);
        routes(dated, from, &mut found);
    }
    ast::Partner {
        contact: node.has(Rule::kw_contact),
        name: name_of(node),
        words: words(node),
        by: node.child(Rule::routed_by).map(name_of),
        routes: found,
        may_see: node.child(Rule::may_see).map(|see| each(see, Rule::seen, name_of)),
    }
}

fn routes<'s>(node: Node<'s>, from: Option<ast::Literal<'s>>, found: &mut Vec<ast::Route<'s>>) {
    // Where there is no routing fact the channels stand by themselves.
    let alone = node.has(Rule::channel).then_some(node);
    for route in node.all(Rule::route).chain(alone) {
        found.push(ast::Route {
            from,
            option: alone.is_none().then(|| name_of(route)),
            channels: each(route, Rule::channel, channel),
        });
    }
}

fn channel(node: Node<'_>) -> ast::Channel<'_> {
    let kind = if node.has(Rule::kw_phone) {
        ast::ChannelKind::Phone
    } else if node.has(Rule::kw_web) {
        ast::ChannelKind::Web
    } else {
        ast::ChannelKind::Email
    };
    ast::Channel {
        kind,
        address: string_of(node),
        during: node.child(Rule::during).map(name_of),
    }
}
