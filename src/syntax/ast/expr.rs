//! Literals, and the conditions and numbers that are made of them.

use super::Name;
use crate::source::Span;

/// A value as written, not yet checked.
#[derive(Debug, Clone, Copy)]
pub struct Literal<'s> {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: LiteralKind<'s>,
}

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

/// A condition or a number.
#[derive(Debug, Clone)]
pub struct Expr<'s> {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: ExprKind<'s>,
}

/// The kinds of expression. Chains are flat, so that no text makes the tree deeper than its brackets.
#[derive(Debug, Clone)]
pub enum ExprKind<'s> {
    /// `a and b and c`
    All(Vec<Expr<'s>>),
    /// `a or b or c`
    Any(Vec<Expr<'s>>),
    /// `not a`
    Not(Box<Expr<'s>>),
    /// `(a)`
    Group(Box<Expr<'s>>),
    /// `a < b`, `a at least b`
    Ordered(Box<Expr<'s>>, Relation, Box<Expr<'s>>),
    /// `a is b`, `a is not b`
    Is(Box<Expr<'s>>, bool, Box<Expr<'s>>),
    /// `reported_at within 90 days before now`: what lies where, how far, on which side, of what
    Window(Box<Expr<'s>>, Box<Expr<'s>>, Side, Box<Expr<'s>>),
    /// `age is 16..17`
    IsWithin(Box<Expr<'s>>, bool, Box<Expr<'s>>, Box<Expr<'s>>),
    /// `status is one of a, b`
    IsOneOf(Box<Expr<'s>>, bool, Vec<Name<'s>>),
    /// `indicators has a`
    Has(Box<Expr<'s>>, Name<'s>),
    /// `at least 2 of (…)`, `any of X`
    Quantified(Bound<'s>, Counted<'s>),
    /// `at least 24 hours since M`
    Since(Bound<'s>, Box<Expr<'s>>),
    /// `count of (…)`
    Count(Counted<'s>),
    /// `latest reported_at of episodes with …`; the flag says earliest
    Latest(bool, Name<'s>, Name<'s>, Option<Box<With<'s>>>),
    /// `a + b - c`; the flag says minus
    Sum(Vec<(bool, Expr<'s>)>),
    /// A literal.
    Literal(Literal<'s>),
    /// `now`
    Now,
    /// `today`
    Today,
    /// A name: of a fact, a let, a setting, a score, a scale, or, beside one, of an option.
    Name(&'s str),
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

/// On which side of a moment or date a window lies. Both its ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// `before`
    Before,
    /// `after`
    After,
    /// `of`
    Either,
}

/// A bound on a count or on an elapsed time.
#[derive(Debug, Clone)]
pub enum Bound<'s> {
    /// `at least 2`
    AtLeast(Box<Expr<'s>>),
    /// `at most 2`
    AtMost(Box<Expr<'s>>),
    /// `more than 2`
    MoreThan(Box<Expr<'s>>),
    /// `fewer than 2`, `less than 24 hours`
    FewerThan(Box<Expr<'s>>),
    /// `exactly 2`
    Exactly(Box<Expr<'s>>),
    /// `any of`
    Any,
    /// `none of`
    None,
    /// `all of`
    All,
}

/// What is counted.
#[derive(Debug, Clone)]
pub struct Counted<'s> {
    /// The things counted; an any-of fact counts with each of its options.
    pub items: Vec<Expr<'s>>,
    /// Which records of a list are meant; without it all of them.
    pub with: Option<Box<With<'s>>>,
}

/// `with found_with_adult`
#[derive(Debug, Clone)]
pub struct With<'s> {
    /// Where.
    pub span: Span,
    /// What must hold of a record.
    pub condition: Expr<'s>,
    /// Whether brackets stand round it.
    pub brackets: bool,
}

impl<'s> Expr<'s> {
    /// The `with` that the expression ends in, where no brackets end it.
    pub fn open_with(&self) -> Option<&With<'s>> {
        let mut last = self;
        loop {
            last = match &last.kind {
                ExprKind::Not(inner)
                | ExprKind::Ordered(_, _, inner)
                | ExprKind::Is(_, _, inner)
                | ExprKind::IsWithin(_, _, _, inner)
                | ExprKind::Window(_, _, _, inner) => inner,
                ExprKind::Sum(terms) => &terms.last()?.1,
                ExprKind::Quantified(_, Counted { with, .. })
                | ExprKind::Count(Counted { with, .. })
                | ExprKind::Latest(_, _, _, with) => return with.as_deref().filter(|with| !with.brackets),
                ExprKind::All(_)
                | ExprKind::Any(_)
                | ExprKind::Group(_)
                | ExprKind::IsOneOf(..)
                | ExprKind::Has(..)
                | ExprKind::Since(..)
                | ExprKind::Literal(_)
                | ExprKind::Now
                | ExprKind::Today
                | ExprKind::Name(_) => return None,
            };
        }
    }
}
