//! Examples: a case, and what must come out.

use super::literal::{literal_of, literals};
use super::rules::{DutyKind, duty_kind};
use super::{Example, Expect, Given, Literal, Name, Names};
use crate::syntax::parse::Rule;

/// The kinds of given.
#[derive(Debug, Clone, Copy)]
pub enum GivenKind<'s> {
    /// `everything else no`
    RestNo,
    /// `in_care`, `not in_care`
    YesNo,
    /// `age unknown`
    Unknown,
    /// `age 15`, `reported_at 2016-03-24 21:00`
    Literal(Literal<'s>),
    /// `status missing`
    Option(Name<'s>),
    /// `indicators (a, b)`, `indicators none`
    Options(Names<'s>),
}

/// The kinds of expectation.
#[derive(Debug, Clone, Copy)]
pub enum ExpectKind<'s> {
    /// `risk medium`, `seraf cat_2`
    Level(Name<'s>, Name<'s>),
    /// `risk may be low..high`
    Range(Name<'s>, Name<'s>, Name<'s>),
    /// `seraf 7`
    Points(Name<'s>, Literal<'s>),
    /// `because RULE`, `not because RULE`
    Because(Name<'s>, bool),
    /// `alert P by 22:00`
    Duty(DutyKind, Name<'s>, Option<Literal<'s>>),
    /// `no alert P`
    NoDuty(DutyKind, Name<'s>),
    /// `ask FACT`
    Ask(Name<'s>),
    /// `gate close opens`, `gate close refuses`
    Gate(Name<'s>, bool),
    /// `settled`
    Settled,
    /// `next change at M to LEVEL`
    Change(Literal<'s>, Option<Name<'s>>),
    /// `no change`
    NoChange,
}

impl<'s> Example<'s> {
    /// The case.
    pub fn given(self) -> impl Iterator<Item = Given<'s>> {
        let given = self.0.child(Rule::given);
        let items = given.into_iter().flat_map(|given| given.children());
        items.filter(|node| node.rule() != Rule::kw_given).map(Given)
    }

    /// The moment.
    #[must_use]
    pub fn at(self) -> Literal<'s> {
        literal_of(self.0.need(Rule::at))
    }

    /// What must come out.
    pub fn expect(self) -> impl Iterator<Item = Expect<'s>> {
        let items = self.0.need(Rule::expect).children();
        items.filter(|node| node.rule() != Rule::kw_expect).map(Expect)
    }
}

impl<'s> Given<'s> {
    /// The yes or no that it says, as `in_care` or `in_care yes`.
    #[must_use]
    pub fn truth(self) -> Option<bool> {
        let yes = self.0.rule() == Rule::given_yes || self.0.has(Rule::kw_yes);
        (yes || self.0.has(Rule::kw_not) || self.0.has(Rule::kw_no)).then_some(yes)
    }

    /// What.
    #[must_use]
    pub fn kind(self) -> GivenKind<'s> {
        let (node, rule) = (self.0, self.0.rule());
        if rule == Rule::given_rest {
            GivenKind::RestNo
        } else if rule == Rule::given_unknown {
            GivenKind::Unknown
        } else if rule == Rule::given_value {
            if let Some(list) = node.child(Rule::given_list) {
                GivenKind::Options(Names(list))
            } else if let Some(option) = node.all(Rule::name).nth(1) {
                GivenKind::Option(Name(option))
            } else {
                GivenKind::Literal(literal_of(node))
            }
        } else {
            GivenKind::YesNo
        }
    }
}

impl<'s> Expect<'s> {
    /// What.
    #[must_use]
    pub fn kind(self) -> ExpectKind<'s> {
        let (node, rule) = (self.0, self.0.rule());
        let mut names = node.all(Rule::name);
        if rule == Rule::expect_no_change {
            return ExpectKind::NoChange;
        } else if rule == Rule::expect_change {
            return ExpectKind::Change(literal_of(node), names.next().map(Name));
        } else if rule == Rule::expect_settled {
            return ExpectKind::Settled;
        }
        let first = Name(names.need());
        if rule == Rule::expect_ask {
            ExpectKind::Ask(first)
        } else if rule == Rule::expect_gate {
            ExpectKind::Gate(first, node.has(Rule::kw_opens))
        } else if rule == Rule::expect_because || rule == Rule::expect_not_because {
            ExpectKind::Because(first, rule == Rule::expect_because)
        } else if rule == Rule::expect_no_duty {
            ExpectKind::NoDuty(duty_kind(node), first)
        } else if rule == Rule::expect_duty {
            ExpectKind::Duty(duty_kind(node), first, literals(node).next())
        } else if rule == Rule::expect_range {
            ExpectKind::Range(first, Name(names.need()), Name(names.need()))
        } else if rule == Rule::expect_number {
            ExpectKind::Points(first, literal_of(node))
        } else {
            ExpectKind::Level(first, Name(names.need()))
        }
    }
}
