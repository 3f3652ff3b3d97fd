//! Literals and strings.

use super::{Literal, Name, name_of};
use crate::syntax::parse::{Node, Rule, promised};

/// The kinds of literal.
#[derive(Debug, Clone, Copy)]
pub enum LiteralKind<'s> {
    /// `18`, `36.6`, `12 hours`, `18 years`
    Quantity {
        /// The number as written.
        number: &'s str,
        /// The unit's name.
        unit: Option<&'s str>,
    },
    /// `15 working days`, `4 mash hours`
    Kept {
        /// The number as written.
        number: &'s str,
        /// The calendar.
        calendar: Name<'s>,
        /// Hours or days.
        unit: &'s str,
    },
    /// `2016-03-24`
    Date(&'s str),
    /// `2016-03-24 21:00`
    Moment(&'s str),
    /// `21:00`, in examples only
    Time(&'s str),
    /// `yes`, `no`
    YesNo(bool),
}

impl<'s> Literal<'s> {
    /// As written.
    #[must_use]
    pub fn text(self) -> &'s str {
        self.0.str()
    }

    /// What.
    #[must_use]
    pub fn kind(self) -> LiteralKind<'s> {
        let (node, rule) = (self.0, self.0.rule());
        if rule == Rule::quantity {
            let number = node.need(Rule::number).str();
            match node.child(Rule::kept) {
                Some(kept) => LiteralKind::Kept {
                    number,
                    calendar: name_of(kept),
                    unit: kept.need(Rule::kept_unit).str(),
                },
                None => LiteralKind::Quantity {
                    number,
                    unit: node.child(Rule::unit).map(|unit| name_of(unit).text()),
                },
            }
        } else if rule == Rule::number {
            LiteralKind::Quantity {
                number: node.str(),
                unit: None,
            }
        } else if rule == Rule::date {
            LiteralKind::Date(node.str())
        } else if rule == Rule::moment {
            LiteralKind::Moment(node.str())
        } else if rule == Rule::kw_yes || rule == Rule::kw_no {
            LiteralKind::YesNo(rule == Rule::kw_yes)
        } else {
            LiteralKind::Time(node.str())
        }
    }
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

/// The children that are literals.
pub fn literals<'s>(node: Node<'s>) -> impl Iterator<Item = Literal<'s>> {
    node.children().filter(is_literal).map(Literal)
}

/// The first child that is a literal, which the grammar promises.
pub fn literal_of(node: Node<'_>) -> Literal<'_> {
    Literal(promised(node.children().find(is_literal)))
}

/// What stands in quotation marks in a string inside a node.
pub fn string_of(node: Node<'_>) -> String {
    let inside = node.need(Rule::string).str();
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
