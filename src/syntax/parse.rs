//! Text to tree: the only file that knows pest.
//!
//! Each function takes the node of one grammar rule and is named after it.
//! A node that is not of the shape the grammar promises gives `None`, which becomes an error at its item: nothing is dropped in silence.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;

use super::{ast, screen};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::{SourceFile, Span};
use crate::value::Text;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/safegrade.pest"]
struct Grammar;

/// Reads a policy text. Total: what cannot be read is in the sink, and the items around it still come back.
pub fn parse(source: &SourceFile, sink: &mut Diagnostics) -> ast::Module {
    let mut module = ast::Module::default();
    if !screen::screen(source.text(), sink) {
        return module;
    }
    let body = source.text().strip_prefix('\u{feff}').unwrap_or(source.text());
    let shift = source.text().len() - body.len();
    let Ok(mut pairs) = Grammar::parse(Rule::file, body) else {
        // `invalid` takes whatever no item takes, so the grammar cannot fail.
        sink.push(Diagnostic::new(Code::Unexpected, Span::new(shift, source.text().len()), "the file could not be read"));
        return module;
    };
    let Some(file) = pairs.next() else { return module };
    let mut previous: Option<Pair<'_, Rule>> = None;
    for pair in file.into_inner() {
        let node = Node { pair: pair.clone(), shift };
        if pair.as_rule() == Rule::COMMENT {
            module.comments.push(node.span());
            continue;
        }
        if pair.as_rule() == Rule::invalid {
            if !pair.as_str().trim().is_empty() {
                sink.push(why_invalid(body, shift, &pair, previous.as_ref()));
            }
            previous = None;
            continue;
        }
        if pair.as_rule() == Rule::item {
            comments_within(&node, &mut module.comments);
            match item(&node) {
                Some(item) => module.items.push(item),
                None => sink.push(Diagnostic::new(Code::Unexpected, node.span(), "this item could not be read")),
            }
            previous = Some(pair);
        }
    }
    module
}

// ---- errors -----------------------------------------------------------------------------------

/// Says where inside an item the grammar stopped, and what it would have taken there.
fn why_invalid(body: &str, shift: usize, invalid: &Pair<'_, Rule>, previous: Option<&Pair<'_, Rule>>) -> Diagnostic {
    let span = invalid.as_span();
    // A rest without an item word of its own belongs to the item before it.
    let starts_item = Grammar::parse(Rule::item_word, invalid.as_str()).is_ok();
    let start = match previous {
        Some(previous) if !starts_item => previous.as_span().start(),
        _ => span.start(),
    };
    let text = body.get(start..span.end()).unwrap_or("");
    let (offset, expected) = match Grammar::parse(Rule::one_item, text) {
        Err(error) => {
            let offset = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            let expected = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => positives,
                ErrorVariant::CustomError { .. } => Vec::new(),
            };
            (offset, expected)
        }
        Ok(_) => (span.start() - start, Vec::new()),
    };
    let rest = text.get(offset..).unwrap_or("");
    let trimmed = rest.trim_start();
    let at = shift + start + offset + (rest.len() - trimmed.len());
    unexpected(trimmed, at, &expected)
}

fn unexpected(rest: &str, at: usize, expected: &[Rule]) -> Diagnostic {
    let word: &str = {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = if length == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
        rest.get(..length).unwrap_or("")
    };
    let span = Span::new(at, at + word.len());
    if word.is_empty() {
        return Diagnostic::new(Code::Unexpected, span, "the item ends too early").saying(list_of(expected));
    }
    if word == "\"" {
        return Diagnostic::new(Code::Unexpected, span, "text that is not closed on its line").help("end it with `\"` on the same line, and write `\\\"` for a quotation mark inside it");
    }
    let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_word && expected.contains(&Rule::name) && Grammar::parse(Rule::name, word).is_err() {
        let message = format!("`{word}` is a word of the language and cannot be a name here");
        return Diagnostic::new(Code::ReservedWord, span, message).saying(list_of(expected)).help(format!("choose another name, such as `{word}_`"));
    }
    let diagnostic = Diagnostic::new(Code::Unexpected, span, format!("unexpected `{word}`")).saying(list_of(expected));
    let words: Vec<String> = expected.iter().map(|rule| format!("{rule:?}")).collect();
    let keywords = words.iter().filter_map(|word| word.strip_prefix("kw_"));
    match nearest(word, keywords).filter(|near| is_word && word.len() > 2 && *near != word) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).edit(span, near),
        None if word == "'" => diagnostic.help("text stands between double quotation marks"),
        None => diagnostic,
    }
}

/// The expected rules in an author's words.
fn list_of(expected: &[Rule]) -> String {
    let mut words: Vec<String> = Vec::new();
    for rule in expected {
        let name = format!("{rule:?}");
        let word = match name.as_str() {
            "EOI" | "WHITESPACE" | "COMMENT" | "invalid" => continue,
            "item" | "policy" | "source" | "scale" | "setting" | "fact" | "derived" | "score" | "rule_item" | "escalation"
            | "partner" | "example" | "one_item" => "an item such as `rule`".to_owned(),
            "name" | "given_yes" | "given_not" => "a name".to_owned(),
            "string" | "text" => "text in quotation marks".to_owned(),
            "condition" | "negation" | "comparison" | "sum" | "amounts" | "grouped" | "quantified" | "count" | "counted" => "a condition".to_owned(),
            "relation" | "ordered" | "is" | "is_one_of" | "has" => "a comparison".to_owned(),
            "quantity" | "number" | "presumed_range" => "a number".to_owned(),
            "unit" => "a unit".to_owned(),
            "duty" | "raise" | "duty_kind" => "an outcome".to_owned(),
            "plus" => "`+`".to_owned(),
            "minus" => "`-`".to_owned(),
            "time" | "clock" => "a time".to_owned(),
            "bound" => "`at least`".to_owned(),
            other => match other.strip_prefix("kw_") {
                Some(keyword) => format!("`{keyword}`"),
                None => match other.strip_prefix("type_") {
                    Some(_) => "a type such as `yes/no`".to_owned(),
                    None if other.starts_with("expect_") => "an expectation".to_owned(),
                    None => format!("`{}`", other.replace('_', " ")),
                },
            },
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    const MOST: usize = 7;
    if words.len() > MOST {
        words.truncate(MOST);
        return format!("expected {} or other words", words.join(", "));
    }
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => format!("expected {last}"),
        Some((last, before)) => format!("expected {} or {last}", before.join(", ")),
    }
}

// ---- nodes ------------------------------------------------------------------------------------

/// A grammar node, with the distance of its text from the start of the file.
#[derive(Clone)]
struct Node<'i> {
    pair: Pair<'i, Rule>,
    shift: usize,
}

impl<'i> Node<'i> {
    fn rule(&self) -> Rule {
        self.pair.as_rule()
    }

    fn str(&self) -> &'i str {
        self.pair.as_str()
    }

    /// The node's place without the white space and comments that were tried before an optional part.
    fn span(&self) -> Span {
        let start = self.pair.as_span().start();
        let mut length = self.pair.as_str().trim_end().len();
        if self.rule() != Rule::COMMENT && self.pair.as_str().contains('#') {
            let comments: Vec<_> = self.pair.clone().into_inner().flatten().filter(|pair| pair.as_rule() == Rule::COMMENT).collect();
            for comment in comments.iter().rev() {
                if comment.as_span().start() + comment.as_str().trim_end().len() == start + length {
                    let before = self.pair.as_str().get(..comment.as_span().start() - start).unwrap_or("");
                    length = before.trim_end().len();
                }
            }
        }
        Span::new(start + self.shift, start + length + self.shift)
    }

    /// All children but comments.
    fn children(&self) -> impl Iterator<Item = Node<'i>> {
        let shift = self.shift;
        self.pair.clone().into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT).map(move |pair| Node { pair, shift })
    }

    fn all(&self, rule: Rule) -> impl Iterator<Item = Node<'i>> {
        self.children().filter(move |node| node.rule() == rule)
    }

    fn child(&self, rule: Rule) -> Option<Node<'i>> {
        self.all(rule).next()
    }

    fn has(&self, rule: Rule) -> bool {
        self.child(rule).is_some()
    }
}

fn comments_within(node: &Node<'_>, comments: &mut Vec<Span>) {
    for pair in node.pair.clone().into_inner().flatten() {
        if pair.as_rule() == Rule::COMMENT {
            comments.push(Node { pair, shift: node.shift }.span());
        }
    }
}

/// Every child of one rule, converted; `None` as soon as one cannot be.
fn each<T>(node: &Node<'_>, rule: Rule, read: impl Fn(&Node<'_>) -> Option<T>) -> Option<Vec<T>> {
    node.all(rule).map(|child| read(&child)).collect()
}

/// The optional child of one rule: `Some(None)` where it is absent, `None` where it cannot be read.
fn maybe<T>(node: &Node<'_>, rule: Rule, read: impl Fn(&Node<'_>) -> Option<T>) -> Option<Option<T>> {
    match node.child(rule) {
        Some(child) => read(&child).map(Some),
        None => Some(None),
    }
}

// ---- words and literals -------------------------------------------------------------------------

fn name(node: &Node<'_>) -> Option<ast::Name> {
    Some(ast::Name { text: node.str().to_owned(), span: node.span() })
}

fn name_of(node: &Node<'_>) -> Option<ast::Name> {
    name(&node.child(Rule::name)?)
}

fn string(node: &Node<'_>) -> Option<String> {
    let inside = node.str().strip_prefix('"')?.strip_suffix('"')?;
    let mut plain = String::with_capacity(inside.len());
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        plain.push(if character == '\\' { characters.next()? } else { character });
    }
    Some(plain)
}

fn text(node: &Node<'_>) -> Option<ast::Words> {
    let mut strings = node.all(Rule::string);
    let en = string(&strings.next()?)?;
    let cy = match strings.next() {
        Some(welsh) => Some(string(&welsh)?),
        None => None,
    };
    Some(ast::Words { text: Text { en, cy }, span: node.span() })
}

fn words(node: &Node<'_>) -> Option<Option<ast::Words>> {
    maybe(node, Rule::text, text)
}

fn literal(node: &Node<'_>) -> Option<ast::Literal> {
    let rule = node.rule();
    let kind = if rule == Rule::quantity {
        let unit = node.child(Rule::unit).map(|unit| unit.str().trim_end().to_owned());
        ast::LiteralKind::Quantity { number: node.child(Rule::number)?.str().to_owned(), unit }
    } else if rule == Rule::number {
        ast::LiteralKind::Quantity { number: node.str().to_owned(), unit: None }
    } else if rule == Rule::date {
        ast::LiteralKind::Date(node.str().to_owned())
    } else if rule == Rule::moment {
        ast::LiteralKind::Moment(node.str().to_owned())
    } else if rule == Rule::time {
        ast::LiteralKind::Time(node.str().to_owned())
    } else if rule == Rule::kw_yes || rule == Rule::kw_no {
        ast::LiteralKind::YesNo(rule == Rule::kw_yes)
    } else {
        return None;
    };
    Some(ast::Literal { span: node.span(), kind })
}

/// The first child that is a literal.
fn literal_in(node: &Node<'_>) -> Option<ast::Literal> {
    node.children().find_map(|child| literal(&child))
}

fn labelled(node: &Node<'_>) -> Option<ast::Labelled> {
    Some(ast::Labelled { name: name_of(node)?, words: words(node)? })
}

// ---- items --------------------------------------------------------------------------------------

fn item(node: &Node<'_>) -> Option<ast::Item> {
    let node = node.children().next()?;
    let rule = node.rule();
    let node = &node;
    Some(if rule == Rule::policy {
        ast::Item::Policy(policy(node)?)
    } else if rule == Rule::source {
        ast::Item::Source(source(node)?)
    } else if rule == Rule::scale {
        ast::Item::Scale(ast::Scale { span: node.span(), name: name_of(node)?, levels: each(node, Rule::level, labelled)? })
    } else if rule == Rule::setting {
        ast::Item::Setting(ast::Setting { span: node.span(), name: name_of(node)?, value: literal_in(node)? })
    } else if rule == Rule::fact {
        ast::Item::Fact(fact(node)?)
    } else if rule == Rule::derived {
        ast::Item::Derived(ast::Derived { span: node.span(), name: name_of(node)?, value: condition(&node.child(Rule::condition)?)? })
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

fn policy(node: &Node<'_>) -> Option<ast::Policy> {
    let mut clauses = Vec::new();
    for clause in node.children() {
        let rule = clause.rule();
        if rule == Rule::policy_title {
            clauses.push(ast::PolicyClause::Title(text(&clause.child(Rule::text)?)?));
        } else if rule == Rule::version {
            clauses.push(ast::PolicyClause::Version(literal_in(&clause)?));
        } else if rule == Rule::in_force {
            clauses.push(ast::PolicyClause::InForce(literal_in(&clause)?));
        }
    }
    Some(ast::Policy { span: node.span(), name: name_of(node)?, clauses })
}

fn source(node: &Node<'_>) -> Option<ast::Source> {
    let link = maybe(node, Rule::link, |link| string(&link.child(Rule::string)?))?;
    Some(ast::Source { span: node.span(), name: name_of(node)?, title: text(&node.child(Rule::text)?)?, link })
}

fn fact(node: &Node<'_>) -> Option<ast::Fact> {
    let kind_node = node.children().find(|child| format!("{:?}", child.rule()).starts_with("type_"))?;
    Some(ast::Fact {
        span: node.span(),
        name: name_of(node)?,
        kind: fact_kind(&kind_node)?,
        kind_span: kind_node.span(),
        ask: each(node, Rule::ask, |ask| text(&ask.child(Rule::text)?))?,
        presume: each(node, Rule::presume, presume)?,
    })
}

fn fact_kind(node: &Node<'_>) -> Option<ast::FactKind> {
    let rule = node.rule();
    let mut ends = node.children().filter_map(|child| literal(&child));
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

fn presume(node: &Node<'_>) -> Option<ast::Presume> {
    let kind = if let Some(range) = node.child(Rule::presumed_range) {
        let mut ends = range.children().filter_map(|child| literal(&child));
        ast::PresumeKind::Range(ends.next()?, ends.next())
    } else if let Some(names) = node.child(Rule::presumed_names) {
        ast::PresumeKind::Names(each(&names, Rule::name, name)?)
    } else if node.has(Rule::kw_none) || node.has(Rule::kw_all) {
        ast::PresumeKind::Every(node.has(Rule::kw_all))
    } else {
        ast::PresumeKind::YesNo(node.has(Rule::kw_yes))
    };
    Some(ast::Presume { span: node.span(), kind })
}

fn score(node: &Node<'_>) -> Option<ast::Score> {
    Some(ast::Score {
        span: node.span(),
        name: name_of(node)?,
        words: words(node)?,
        points: each(node, Rule::points, points)?,
        bands: each(node, Rule::band, band)?,
        because: each(node, Rule::because, because)?,
    })
}

fn points(node: &Node<'_>) -> Option<ast::Points> {
    let reason = match node.child(Rule::for_each) {
        Some(each) => ast::PointsFor::Each(counted(&each.child(Rule::counted)?)?),
        None => ast::PointsFor::If(condition(&node.child(Rule::points_if)?.child(Rule::condition)?)?),
    };
    Some(ast::Points { span: node.span(), subtract: node.has(Rule::kw_subtract), number: literal_in(node)?, reason })
}

fn band(node: &Node<'_>) -> Option<ast::Band> {
    let mut ends = node.children().filter_map(|child| literal(&child));
    Some(ast::Band { span: node.span(), from: ends.next()?, to: ends.next(), name: labelled(node)? })
}

fn rule_item(node: &Node<'_>) -> Option<ast::Rule> {
    let then = node.child(Rule::then)?;
    let within = |child: &Node<'_>| condition(&child.child(Rule::condition)?);
    let outcomes: Option<Vec<ast::Outcome>> =
        then.children().filter(|child| child.rule() != Rule::kw_then).map(|child| outcome(&child)).collect();
    Some(ast::Rule {
        span: node.span(),
        name: name_of(node)?,
        words: words(node)?,
        when: maybe(node, Rule::when, within)?,
        unless: maybe(node, Rule::unless, within)?,
        after: maybe(node, Rule::after, after)?,
        outcomes: outcomes?,
        because: each(node, Rule::because, because)?,
    })
}

fn after(node: &Node<'_>) -> Option<ast::After> {
    Some(ast::After { span: node.span(), duration: sum(&node.child(Rule::sum)?)?, since: name_of(node)? })
}

fn outcome(node: &Node<'_>) -> Option<ast::Outcome> {
    if node.rule() == Rule::raise {
        let mut names = node.all(Rule::name);
        return Some(ast::Outcome::Raise { scale: name(&names.next()?)?, level: name(&names.next()?)? });
    }
    Some(ast::Outcome::Duty {
        span: node.span(),
        kind: duty_kind(&node.child(Rule::duty_kind)?)?,
        to: name_of(node)?,
        words: words(node)?,
        within: maybe(node, Rule::within, within)?,
    })
}

fn duty_kind(node: &Node<'_>) -> Option<ast::DutyKind> {
    let kinds = [
        (Rule::kw_alert, ast::DutyKind::Alert),
        (Rule::kw_refer, ast::DutyKind::Refer),
        (Rule::kw_do, ast::DutyKind::Do),
        (Rule::kw_tell, ast::DutyKind::Tell),
    ];
    kinds.into_iter().find(|(rule, _)| node.has(*rule)).map(|(_, kind)| kind)
}

fn within(node: &Node<'_>) -> Option<ast::Within> {
    Some(ast::Within { span: node.span(), duration: sum(&node.child(Rule::sum)?)?, of: maybe(node, Rule::name, name)? })
}

fn because(node: &Node<'_>) -> Option<ast::Because> {
    Some(ast::Because { source: name_of(node)?, quote: maybe(node, Rule::string, string)? })
}

fn partner(node: &Node<'_>) -> Option<ast::Partner> {
    let by = maybe(node, Rule::routed_by, name_of)?;
    let channels = each(node, Rule::channel, channel)?;
    let mut routes = each(node, Rule::route, |route| {
        Some(ast::Route { option: Some(name_of(route)?), channels: each(route, Rule::channel, channel)? })
    })?;
    if !channels.is_empty() {
        routes.push(ast::Route { option: None, channels });
    }
    Some(ast::Partner { span: node.span(), contact: node.has(Rule::kw_contact), name: name_of(node)?, words: words(node)?, by, routes })
}

fn channel(node: &Node<'_>) -> Option<(ast::ChannelKind, String)> {
    let kind = if node.has(Rule::kw_phone) {
        ast::ChannelKind::Phone
    } else if node.has(Rule::kw_web) {
        ast::ChannelKind::Web
    } else {
        ast::ChannelKind::Email
    };
    Some((kind, string(&node.child(Rule::string)?)?))
}

// ---- examples -----------------------------------------------------------------------------------

fn example(node: &Node<'_>) -> Option<ast::Example> {
    let given = match node.child(Rule::given) {
        Some(given_node) => given_node.children().filter(|child| child.rule() != Rule::kw_given).map(|child| given(&child)).collect::<Option<Vec<_>>>()?,
        None => Vec::new(),
    };
    let expect = node.child(Rule::expect)?.children().filter(|child| child.rule() != Rule::kw_expect).map(|child| expectation(&child)).collect::<Option<Vec<_>>>()?;
    Some(ast::Example { span: node.span(), name: name_of(node)?, words: words(node)?, given, at: literal_in(&node.child(Rule::at)?)?, expect })
}

fn given(node: &Node<'_>) -> Option<ast::Given> {
    let rule = node.rule();
    let mut names = node.all(Rule::name);
    let kind = if rule == Rule::given_rest {
        ast::GivenKind::RestNo
    } else if rule == Rule::given_not || rule == Rule::given_yes {
        ast::GivenKind::YesNo(name_of(node)?, rule == Rule::given_yes)
    } else if rule == Rule::given_unknown {
        ast::GivenKind::Unknown(name_of(node)?)
    } else if rule == Rule::given_value {
        let fact = name(&names.next()?)?;
        if let Some(list) = node.child(Rule::given_list) {
            ast::GivenKind::Options(fact, each(&list, Rule::name, name)?)
        } else if let Some(option) = names.next() {
            ast::GivenKind::Option(fact, name(&option)?)
        } else {
            ast::GivenKind::Literal(fact, literal_in(node)?)
        }
    } else {
        return None;
    };
    Some(ast::Given { span: node.span(), kind })
}

fn expectation(node: &Node<'_>) -> Option<ast::Expect> {
    let rule = node.rule();
    let mut names = node.all(Rule::name);
    let mut next = || name(&names.next()?);
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
        ast::ExpectKind::NoDuty(duty_kind(&node.child(Rule::duty_kind)?)?, next()?)
    } else if rule == Rule::expect_duty {
        ast::ExpectKind::Duty(duty_kind(&node.child(Rule::duty_kind)?)?, next()?, literal_in(node))
    } else if rule == Rule::expect_range {
        ast::ExpectKind::Range(next()?, next()?, next()?)
    } else if rule == Rule::expect_number {
        ast::ExpectKind::Points(next()?, literal_in(node)?)
    } else if rule == Rule::expect_level {
        ast::ExpectKind::Level(next()?, next()?)
    } else {
        return None;
    };
    Some(ast::Expect { span: node.span(), kind })
}

// ---- conditions ---------------------------------------------------------------------------------

fn boxed(expr: ast::Expr) -> Box<ast::Expr> {
    Box::new(expr)
}

/// A chain of one connective is one flat node. In a mixed chain `and` binds first and the tree keeps
/// an ungrouped `All` inside an `Any`, which the checker refuses.
fn condition(node: &Node<'_>) -> Option<ast::Expr> {
    let mut groups: Vec<Vec<ast::Expr>> = vec![Vec::new()];
    for child in node.children() {
        if child.rule() == Rule::kw_or {
            groups.push(Vec::new());
        } else if child.rule() == Rule::negation {
            groups.last_mut()?.push(negation(&child)?);
        }
    }
    let mut any: Vec<ast::Expr> = groups.into_iter().filter_map(|group| chain(group, ast::ExprKind::All)).collect();
    if any.len() == 1 { any.pop() } else { chain(any, ast::ExprKind::Any) }
}

fn chain(mut parts: Vec<ast::Expr>, kind: fn(Vec<ast::Expr>) -> ast::ExprKind) -> Option<ast::Expr> {
    let span = parts.first()?.span.to(parts.last()?.span);
    if parts.len() == 1 { parts.pop() } else { Some(ast::Expr { span, kind: kind(parts) }) }
}

fn negation(node: &Node<'_>) -> Option<ast::Expr> {
    let inner = comparison(&node.child(Rule::comparison)?)?;
    if node.has(Rule::kw_not) {
        return Some(ast::Expr { span: node.span(), kind: ast::ExprKind::Not(boxed(inner)) });
    }
    Some(inner)
}

fn comparison(node: &Node<'_>) -> Option<ast::Expr> {
    let mut children = node.children();
    let left = sum(&children.next()?)?;
    let Some(tail) = children.next() else { return Some(left) };
    let rule = tail.rule();
    let positive = !tail.has(Rule::kw_not);
    let mut sums = tail.all(Rule::sum);
    let left = boxed(left);
    let kind = if rule == Rule::is_one_of {
        ast::ExprKind::IsOneOf(left, positive, each(&tail, Rule::name, name)?)
    } else if rule == Rule::is {
        let from = boxed(sum(&sums.next()?)?);
        match sums.next() {
            Some(to) => ast::ExprKind::IsWithin(left, positive, from, boxed(sum(&to)?)),
            None => ast::ExprKind::Is(left, positive, from),
        }
    } else if rule == Rule::has {
        ast::ExprKind::Has(left, name_of(&tail)?)
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
        ast::ExprKind::Ordered(left, relation, boxed(sum(&sums.next()?)?))
    } else {
        return None;
    };
    Some(ast::Expr { span: node.span(), kind })
}

fn sum(node: &Node<'_>) -> Option<ast::Expr> {
    let mut terms: Vec<(bool, ast::Expr)> = Vec::new();
    let mut minus = false;
    for child in node.children() {
        let rule = child.rule();
        if rule == Rule::plus || rule == Rule::minus {
            minus = rule == Rule::minus;
        } else {
            terms.push((minus, primary(&child)?));
        }
    }
    if terms.len() == 1 {
        return terms.pop().map(|(_, term)| term);
    }
    Some(ast::Expr { span: node.span(), kind: ast::ExprKind::Sum(terms) })
}

fn primary(node: &Node<'_>) -> Option<ast::Expr> {
    let rule = node.rule();
    let kind = if rule == Rule::quantified {
        quantified(node)?
    } else if rule == Rule::grouped {
        ast::ExprKind::Group(boxed(condition(&node.child(Rule::condition)?)?))
    } else if rule == Rule::count {
        ast::ExprKind::Count(counted(&node.child(Rule::counted)?)?)
    } else if rule == Rule::kw_now {
        ast::ExprKind::Now
    } else if rule == Rule::kw_today {
        ast::ExprKind::Today
    } else if rule == Rule::name {
        ast::ExprKind::Name(node.str().to_owned())
    } else {
        ast::ExprKind::Literal(literal(node)?)
    };
    Some(ast::Expr { span: node.span(), kind })
}

fn quantified(node: &Node<'_>) -> Option<ast::ExprKind> {
    let Some(bound_node) = node.child(Rule::bound) else {
        let bound = if node.has(Rule::kw_any) {
            ast::Bound::Any
        } else if node.has(Rule::kw_none) {
            ast::Bound::None
        } else {
            ast::Bound::All
        };
        return Some(ast::ExprKind::Quantified(bound, counted(&node.child(Rule::counted)?)?));
    };
    let mut sums = node.all(Rule::amounts);
    let number = boxed(sum(&sums.next()?)?);
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
        Some(items) => ast::ExprKind::Quantified(bound, counted(&items)?),
        None => ast::ExprKind::Since(bound, boxed(sum(&sums.next()?)?)),
    })
}

fn counted(node: &Node<'_>) -> Option<ast::Counted> {
    let span = node.span();
    if let Some(fact) = node.child(Rule::name) {
        let items = vec![ast::Expr { span, kind: ast::ExprKind::Name(fact.str().to_owned()) }];
        return Some(ast::Counted { span, items, listed: false });
    }
    Some(ast::Counted { span, items: each(node, Rule::condition, condition)?, listed: true })
}
