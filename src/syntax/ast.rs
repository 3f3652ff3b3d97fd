//! The tree of a policy text: names are text, every node has its span, nothing is resolved.
//!
//! Variants show the surface they stand for. The formatter prints this tree back; the checker turns it into `ir`.

use crate::source::Span;
use crate::value::Text;

/// A whole file.
#[derive(Debug, Clone, Default)]
pub struct Module {
    /// Items in the order they were written; broken ones are left out, their errors are in the sink.
    pub items: Vec<Item>,
    /// Comments with their places, for the formatter.
    pub comments: Vec<Span>,
}

/// A name as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// `"words" cy "geiriau"`
#[derive(Debug, Clone)]
pub struct Words {
    /// The words, unescaped.
    pub text: Text,
    /// Where.
    pub span: Span,
}

/// One item of a file.
#[derive(Debug, Clone)]
pub enum Item {
    /// `policy dorset …`
    Policy(Policy),
    /// `source dfe "…"`
    Source(Source),
    /// `scale risk: low < high`
    Scale(Scale),
    /// `setting review = 12 hours`
    Setting(Setting),
    /// `fact age: whole 0..120 years`
    Fact(Fact),
    /// `let child = age < 18`
    Derived(Derived),
    /// `score seraf add …`
    Score(Score),
    /// `rule … when … then …` and `escalate … after … then …`
    Rule(Rule),
    /// `partner …` and `contact …`
    Partner(Partner),
    /// `example … given … at … expect …`
    Example(Example),
}

impl Item {
    /// Where the item stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Item::Policy(item) => item.span,
            Item::Source(item) => item.span,
            Item::Scale(item) => item.span,
            Item::Setting(item) => item.span,
            Item::Fact(item) => item.span,
            Item::Derived(item) => item.span,
            Item::Score(item) => item.span,
            Item::Rule(item) => item.span,
            Item::Partner(item) => item.span,
            Item::Example(item) => item.span,
        }
    }
}

/// `policy NAME title … version … in force from …`
#[derive(Debug, Clone)]
pub struct Policy {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its clauses in the order written.
    pub clauses: Vec<PolicyClause>,
}

/// A clause of the header.
#[derive(Debug, Clone)]
pub enum PolicyClause {
    /// `title "…"`
    Title(Words),
    /// `version 3`
    Version(Literal),
    /// `in force from 2015-05-01`
    InForce(Literal),
}

/// `source NAME "…" link "…"`
#[derive(Debug, Clone)]
pub struct Source {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Words,
    /// Where to read it.
    pub link: Option<String>,
}

/// A name with words: a level, an option.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// The name.
    pub name: Name,
    /// Its words, where given.
    pub words: Option<Words>,
}

/// `scale NAME: level < level`
#[derive(Debug, Clone)]
pub struct Scale {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Lowest first.
    pub levels: Vec<Labelled>,
}

/// `setting NAME = literal`
#[derive(Debug, Clone)]
pub struct Setting {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: Literal,
}

/// A value as written, not yet checked.
#[derive(Debug, Clone)]
pub struct Literal {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: LiteralKind,
}

/// The kinds of literal.
#[derive(Debug, Clone)]
pub enum LiteralKind {
    /// `18`, `36.6`, `12 hours`, `18 years`
    Quantity {
        /// The number as written.
        number: String,
        /// The unit's name.
        unit: Option<String>,
    },
    /// `2016-03-24`
    Date(String),
    /// `2016-03-24 21:00`
    Moment(String),
    /// `21:00`, in examples only
    Time(String),
    /// `yes`, `no`
    YesNo(bool),
}

/// `fact NAME: TYPE ask … if unknown presume …`
#[derive(Debug, Clone)]
pub struct Fact {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub kind: FactKind,
    /// The type's place.
    pub kind_span: Span,
    /// The question; more than one is an error of the checker.
    pub ask: Vec<Words>,
    /// The presumptions; more than one is an error of the checker.
    pub presume: Vec<Presume>,
}

/// The type of a fact as written.
#[derive(Debug, Clone)]
pub enum FactKind {
    /// `yes/no`
    YesNo,
    /// `whole 0..120 years`
    Whole(Literal, Literal, Option<Name>),
    /// `decimal 30.0..45.0 degrees`
    Decimal(Literal, Literal, Option<Name>),
    /// `one of a, b`
    OneOf(Vec<Labelled>),
    /// `any of a, b`
    AnyOf(Vec<Labelled>),
    /// `duration 0 hours..90 days`
    Duration(Literal, Literal),
    /// `date`
    Date,
    /// `moment`
    Moment,
}

/// `if unknown presume …`
#[derive(Debug, Clone)]
pub struct Presume {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: PresumeKind,
}

/// What is presumed.
#[derive(Debug, Clone)]
pub enum PresumeKind {
    /// `yes`, `no`
    YesNo(bool),
    /// `none`, `all` of the options
    Every(bool),
    /// `0..17`, `15`
    Range(Literal, Option<Literal>),
    /// `missing, found`
    Names(Vec<Name>),
}

/// `let NAME = condition`
#[derive(Debug, Clone)]
pub struct Derived {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub value: Expr,
}

/// `score NAME add … band …`
#[derive(Debug, Clone)]
pub struct Score {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its words.
    pub words: Option<Words>,
    /// What it adds up.
    pub points: Vec<Points>,
    /// Its bands.
    pub bands: Vec<Band>,
    /// Its citations.
    pub because: Vec<Because>,
}

/// `add 1 for each of X`, `subtract 2 if C`
#[derive(Debug, Clone)]
pub struct Points {
    /// Where.
    pub span: Span,
    /// `subtract`
    pub subtract: bool,
    /// How many.
    pub number: Literal,
    /// For what.
    pub reason: PointsFor,
}

/// What points are given for.
#[derive(Debug, Clone)]
pub enum PointsFor {
    /// `for each of X`
    Each(Counted),
    /// `if C`
    If(Expr),
}

/// `band 6..10 cat_2 "mild risk"`
#[derive(Debug, Clone)]
pub struct Band {
    /// Where.
    pub span: Span,
    /// From.
    pub from: Literal,
    /// To, inclusive; none is open.
    pub to: Option<Literal>,
    /// Its name and words.
    pub name: Labelled,
}

/// `rule … when … unless … then … because …`, or an escalation with `after`
#[derive(Debug, Clone)]
pub struct Rule {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its sentence.
    pub words: Option<Words>,
    /// Its condition; none is `always`.
    pub when: Option<Expr>,
    /// Its exception.
    pub unless: Option<Expr>,
    /// `after 24 hours since reported_at`: makes it an escalation.
    pub after: Option<After>,
    /// What it demands.
    pub outcomes: Vec<Outcome>,
    /// Its citations.
    pub because: Vec<Because>,
}

/// `after DURATION since MOMENT`
#[derive(Debug, Clone)]
pub struct After {
    /// Where.
    pub span: Span,
    /// How long.
    pub duration: Expr,
    /// Since which fact.
    pub since: Name,
}

/// What a rule demands.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// `risk at least medium`
    Raise {
        /// The scale.
        scale: Name,
        /// The level.
        level: Name,
    },
    /// `alert social_care within 1 hour of reported_at`
    Duty {
        /// Where.
        span: Span,
        /// What kind.
        kind: DutyKind,
        /// To whom, or what to do.
        to: Name,
        /// Its words.
        words: Option<Words>,
        /// Its deadline.
        within: Option<Within>,
    },
}

/// `within DURATION of MOMENT`
#[derive(Debug, Clone)]
pub struct Within {
    /// Where.
    pub span: Span,
    /// How long.
    pub duration: Expr,
    /// Of which fact; in an escalation none means the moment of escalation.
    pub of: Option<Name>,
}

/// The kinds of duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DutyKind {
    /// `alert`
    Alert,
    /// `refer to`
    Refer,
    /// `do`
    Do,
    /// `tell`
    Tell,
}

/// `because SOURCE "quote"`
#[derive(Debug, Clone)]
pub struct Because {
    /// The source.
    pub source: Name,
    /// What it says.
    pub quote: Option<String>,
}

/// `partner NAME "…" by area …`, `contact NAME "…" phone "…"`
#[derive(Debug, Clone)]
pub struct Partner {
    /// Whole item.
    pub span: Span,
    /// `contact`: for people to ring, never alerted.
    pub contact: bool,
    /// Its name.
    pub name: Name,
    /// Its words.
    pub words: Option<Words>,
    /// The fact that chooses the route.
    pub by: Option<Name>,
    /// The routes; without `by` at most one, without option.
    pub routes: Vec<Route>,
}

/// `poole phone "…"`
#[derive(Debug, Clone)]
pub struct Route {
    /// Which option of the routing fact.
    pub option: Option<Name>,
    /// How to reach them.
    pub channels: Vec<(ChannelKind, String)>,
}

/// A way of reaching somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// `phone`
    Phone,
    /// `web`
    Web,
    /// `email`
    Email,
}

/// `example NAME given … at … expect …`
#[derive(Debug, Clone)]
pub struct Example {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its words.
    pub words: Option<Words>,
    /// The case.
    pub given: Vec<Given>,
    /// The moment.
    pub at: Literal,
    /// What must come out.
    pub expect: Vec<Expect>,
}

/// One thing given in an example.
#[derive(Debug, Clone)]
pub struct Given {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: GivenKind,
}

/// The kinds of given.
#[derive(Debug, Clone)]
pub enum GivenKind {
    /// `everything else no`
    RestNo,
    /// `in_care`, `not in_care`
    YesNo(Name, bool),
    /// `age unknown`
    Unknown(Name),
    /// `age 15`, `reported_at 2016-03-24 21:00`
    Literal(Name, Literal),
    /// `status missing`
    Option(Name, Name),
    /// `indicators (a, b)`, `indicators none`
    Options(Name, Vec<Name>),
}

/// One thing expected in an example.
#[derive(Debug, Clone)]
pub struct Expect {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: ExpectKind,
}

/// The kinds of expectation.
#[derive(Debug, Clone)]
pub enum ExpectKind {
    /// `risk medium`, `seraf cat_2`
    Level(Name, Name),
    /// `risk may be low..high`
    Range(Name, Name, Name),
    /// `seraf 7`
    Points(Name, Literal),
    /// `because RULE`, `not because RULE`
    Because(Name, bool),
    /// `alert P by 22:00`
    Duty(DutyKind, Name, Option<Literal>),
    /// `no alert P`
    NoDuty(DutyKind, Name),
    /// `ask FACT`
    Ask(Name),
    /// `settled`
    Settled,
    /// `next change at M to LEVEL`
    Change(Literal, Option<Name>),
    /// `no change`
    NoChange,
}

/// A condition or a number.
#[derive(Debug, Clone)]
pub struct Expr {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: ExprKind,
}

/// The kinds of expression. Chains are flat, so that no text makes the tree deeper than its brackets.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// `a and b and c`
    All(Vec<Expr>),
    /// `a or b or c`
    Any(Vec<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `(a)`
    Group(Box<Expr>),
    /// `a < b`, `a at least b`
    Ordered(Box<Expr>, Relation, Box<Expr>),
    /// `a is b`, `a is not b`
    Is(Box<Expr>, bool, Box<Expr>),
    /// `age is 16..17`
    IsWithin(Box<Expr>, bool, Box<Expr>, Box<Expr>),
    /// `status is one of a, b`
    IsOneOf(Box<Expr>, bool, Vec<Name>),
    /// `indicators has a`
    Has(Box<Expr>, Name),
    /// `at least 2 of (…)`, `any of X`
    Quantified(Bound, Counted),
    /// `at least 24 hours since M`
    Since(Bound, Box<Expr>),
    /// `count of (…)`
    Count(Counted),
    /// `a + b - c`; the flag says minus
    Sum(Vec<(bool, Expr)>),
    /// A literal.
    Literal(Literal),
    /// `now`
    Now,
    /// `today`
    Today,
    /// A name: of a fact, a let, a setting, a score, a scale, or, beside one, of an option.
    Name(String),
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

/// A bound on a count or on an elapsed time.
#[derive(Debug, Clone)]
pub enum Bound {
    /// `at least 2`
    AtLeast(Box<Expr>),
    /// `at most 2`
    AtMost(Box<Expr>),
    /// `more than 2`
    MoreThan(Box<Expr>),
    /// `fewer than 2`, `less than 24 hours`
    FewerThan(Box<Expr>),
    /// `exactly 2`
    Exactly(Box<Expr>),
    /// `any of`
    Any,
    /// `none of`
    None,
    /// `all of`
    All,
}

/// What is counted.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Where.
    pub span: Span,
    /// The things counted; an any-of fact counts with each of its options.
    pub items: Vec<Expr>,
    /// Whether they stand in brackets.
    pub listed: bool,
}
