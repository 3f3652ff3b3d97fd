//! The tree of a policy text: names are text, every node has its span, nothing is resolved.
//!
//! Variants show the surface they stand for. The checker turns this tree into `ir`; the formatter goes by the nodes instead.

mod expr;
#[cfg(feature = "cli")]
mod guarantee;

pub use expr::{Bound, Counted, Expr, ExprKind, Literal, LiteralKind, Relation};
#[cfg(feature = "cli")]
pub use guarantee::{Claim, ClaimKind, Claimed, Growth, Guarantee, Way};

use crate::source::Span;
use crate::value::Text;

/// A whole file.
#[derive(Debug, Clone, Default)]
pub struct Module<'s> {
    /// Items in the order they were written; broken ones are left out, their errors are in the sink.
    pub items: Vec<Item<'s>>,
}

/// A name as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'s> {
    /// The name.
    pub text: &'s str,
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
pub enum Item<'s> {
    /// `policy dorset …`
    Policy(Policy<'s>),
    /// `source dfe "…"`
    Source(Source<'s>),
    /// `scale risk: low < high`
    Scale(Scale<'s>),
    /// `setting review = 12 hours`
    Setting(Setting<'s>),
    /// `calendar office open monday to friday 09:00..17:00`
    Calendar(Calendar<'s>),
    /// `fact age: whole 0..120 years`
    Fact(Fact<'s>),
    /// `let child = age < 18`
    Derived(Derived<'s>),
    /// `score seraf add …`
    Score(Score<'s>),
    /// `rule … when … then …` and `escalate … after … then …`
    Rule(Rule<'s>),
    /// `gate … needs …`
    Gate(Gate<'s>),
    /// `guarantee … always … when …`; read only where it is proved
    #[cfg(feature = "cli")]
    Guarantee(Guarantee<'s>),
    /// `partner …` and `contact …`
    Partner(Partner<'s>),
    /// `example … given … at … expect …`
    Example(Example<'s>),
}

/// `policy NAME title … version … in force from …`
#[derive(Debug, Clone)]
pub struct Policy<'s> {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name<'s>,
    /// Its clauses in the order written.
    pub clauses: Vec<PolicyClause<'s>>,
}

/// A clause of the header.
#[derive(Debug, Clone)]
pub enum PolicyClause<'s> {
    /// `title "…"`
    Title(Words),
    /// `version 3`
    Version(Literal<'s>),
    /// `in force from 2015-05-01`
    InForce(Literal<'s>),
    /// `nation england_and_wales`
    Nation(Name<'s>),
    /// `builds on national_missing_people`
    BuildsOn(Name<'s>),
}

impl<'s> Policy<'s> {
    /// The policy that it builds on.
    #[must_use]
    pub fn builds_on(&self) -> Option<&Name<'s>> {
        self.clauses.iter().find_map(|clause| {
            if let PolicyClause::BuildsOn(name) = clause {
                Some(name)
            } else {
                None
            }
        })
    }
}

/// `source NAME "…" link "…"`
#[derive(Debug, Clone)]
pub struct Source<'s> {
    /// Its name.
    pub name: Name<'s>,
    /// Its title.
    pub title: Words,
    /// Where to read it.
    pub link: Option<String>,
}

/// A name with words: a level, an option.
#[derive(Debug, Clone)]
pub struct Labelled<'s> {
    /// The name.
    pub name: Name<'s>,
    /// Its words, where given.
    pub words: Option<Words>,
    /// `retired from 2017-01-01`: of a level, the first day on which no case is graded so.
    pub retired: Option<Literal<'s>>,
}

/// `scale NAME: level < level`
#[derive(Debug, Clone)]
pub struct Scale<'s> {
    /// Its name.
    pub name: Name<'s>,
    /// Lowest first.
    pub levels: Vec<Labelled<'s>>,
}

/// `setting NAME = literal, overlays may shorten`
#[derive(Debug, Clone)]
pub struct Setting<'s> {
    /// Its name.
    pub name: Name<'s>,
    /// Its value.
    pub value: Literal<'s>,
    /// Which way an overlay may change it, if at all.
    pub overlays: Option<Change>,
}

/// Which way a setting may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Higher or longer.
    Raise,
    /// Lower or shorter.
    Lower,
}

/// `calendar NAME nation … open … closed …`
#[derive(Debug, Clone)]
pub struct Calendar<'s> {
    /// Its name.
    pub name: Name<'s>,
    /// Whose bank holidays count; more than one is an error of the checker.
    pub nations: Vec<Name<'s>>,
    /// When it is open; none is all of Monday to Friday.
    pub open: Vec<Hours<'s>>,
    /// Days on which it is closed.
    pub closed: Vec<Literal<'s>>,
}

/// `monday to friday and bank holidays 08:30..17:15`
#[derive(Debug, Clone)]
pub struct Hours<'s> {
    /// Where.
    pub span: Span,
    /// The kinds of day, as bits: Monday is 1, Sunday 64, a bank holiday 128.
    pub days: u8,
    /// From and to; none is all day.
    pub times: Option<(Literal<'s>, Literal<'s>)>,
}

/// `fact NAME: TYPE ask … if unknown presume …`
#[derive(Debug, Clone)]
pub struct Fact<'s> {
    /// Its name.
    pub name: Name<'s>,
    /// Its type.
    pub kind: FactKind<'s>,
    /// The type's place.
    pub kind_span: Span,
    /// The question; more than one is an error of the checker.
    pub ask: Vec<Words>,
    /// The presumptions; more than one is an error of the checker.
    pub presume: Vec<Presume<'s>>,
    /// `protected`: nothing may depend on it; more than one is an error of the checker.
    pub protected: Vec<Span>,
}

/// The type of a fact as written.
#[derive(Debug, Clone)]
pub enum FactKind<'s> {
    /// `yes/no`
    YesNo,
    /// `whole 0..120 years`
    Whole(Literal<'s>, Literal<'s>, Option<Name<'s>>),
    /// `decimal 30.0..45.0 degrees`
    Decimal(Literal<'s>, Literal<'s>, Option<Name<'s>>),
    /// `one of a, b`
    OneOf(Vec<Labelled<'s>>),
    /// `any of a, b`
    AnyOf(Vec<Labelled<'s>>),
    /// `duration 0 hours..90 days`
    Duration(Literal<'s>, Literal<'s>),
    /// `date`
    Date,
    /// `moment`
    Moment,
}

/// `if unknown presume …`
#[derive(Debug, Clone)]
pub struct Presume<'s> {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: PresumeKind<'s>,
}

/// What is presumed.
#[derive(Debug, Clone)]
pub enum PresumeKind<'s> {
    /// `yes`, `no`
    YesNo(bool),
    /// `none`, `all` of the options
    Every(bool),
    /// `0..17`, `15`
    Range(Literal<'s>, Option<Literal<'s>>),
    /// `missing, found`
    Names(Vec<Name<'s>>),
}

/// `let NAME = condition`
#[derive(Debug, Clone)]
pub struct Derived<'s> {
    /// Its name.
    pub name: Name<'s>,
    /// What it stands for.
    pub value: Expr<'s>,
}

/// `score NAME add … band …`
#[derive(Debug, Clone)]
pub struct Score<'s> {
    /// Its name.
    pub name: Name<'s>,
    /// Its words.
    pub words: Option<Words>,
    /// What it adds up.
    pub points: Vec<Points<'s>>,
    /// Its bands.
    pub bands: Vec<Band<'s>>,
    /// Its citations.
    pub because: Vec<Because<'s>>,
}

/// `add 1 for each of X`, `subtract 2 if C`
#[derive(Debug, Clone)]
pub struct Points<'s> {
    /// `subtract`
    pub subtract: bool,
    /// How many.
    pub number: Literal<'s>,
    /// For what.
    pub reason: PointsFor<'s>,
}

/// What points are given for.
#[derive(Debug, Clone)]
pub enum PointsFor<'s> {
    /// `for each of X`
    Each(Counted<'s>),
    /// `if C`
    If(Expr<'s>),
}

/// `band 6..10 cat_2 "mild risk"`
#[derive(Debug, Clone)]
pub struct Band<'s> {
    /// Where.
    pub span: Span,
    /// From.
    pub from: Literal<'s>,
    /// To, inclusive; none is open.
    pub to: Option<Literal<'s>>,
    /// Its name and words.
    pub name: Labelled<'s>,
}

/// `rule … when … unless … then … because …`, or an escalation with `after`
#[derive(Debug, Clone)]
pub struct Rule<'s> {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name<'s>,
    /// Its sentence.
    pub words: Option<Words>,
    /// Its condition; none is `always`.
    pub when: Option<Expr<'s>>,
    /// Its exception.
    pub unless: Option<Expr<'s>>,
    /// `after 24 hours since reported_at`: makes it an escalation.
    pub after: Option<After<'s>>,
    /// Its condition, exception and time as written, on one line.
    pub condition: String,
    /// What it demands.
    pub outcomes: Vec<Outcome<'s>>,
    /// Its citations.
    pub because: Vec<Because<'s>>,
}

/// `after DURATION since MOMENT`
#[derive(Debug, Clone)]
pub struct After<'s> {
    /// How long.
    pub duration: Expr<'s>,
    /// Since which fact.
    pub since: Name<'s>,
}

/// What a rule demands.
#[derive(Debug, Clone)]
pub enum Outcome<'s> {
    /// `risk at least medium`
    Raise {
        /// The scale.
        scale: Name<'s>,
        /// The level.
        level: Name<'s>,
    },
    /// `alert social_care within 1 hour of reported_at`
    Duty {
        /// Where.
        span: Span,
        /// What kind.
        kind: DutyKind,
        /// To whom, or what to do.
        to: Name<'s>,
        /// Its words.
        words: Option<Words>,
        /// Its deadline.
        within: Option<Within<'s>>,
    },
}

/// `within DURATION of MOMENT`
#[derive(Debug, Clone)]
pub struct Within<'s> {
    /// Where.
    pub span: Span,
    /// How long.
    pub duration: Expr<'s>,
    /// Of which fact; in an escalation none means the moment of escalation.
    pub of: Option<Name<'s>>,
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
pub struct Because<'s> {
    /// The source.
    pub source: Name<'s>,
    /// What it says.
    pub quote: Option<String>,
}

/// `gate NAME needs … refuse with … because …`
#[derive(Debug, Clone)]
pub struct Gate<'s> {
    /// Its name.
    pub name: Name<'s>,
    /// What it is in the way of, in words.
    pub words: Option<Words>,
    /// What must hold.
    pub needs: Vec<Need<'s>>,
    /// What it says while it is shut.
    pub refuse: Option<Words>,
    /// Its citations.
    pub because: Vec<Because<'s>>,
}

/// `needs CONDITION "…"`
#[derive(Debug, Clone)]
pub struct Need<'s> {
    /// What must hold.
    pub condition: Expr<'s>,
    /// The same as written, on one line.
    pub said: String,
    /// Its words.
    pub words: Option<Words>,
}

/// `partner NAME "…" by area …`, `contact NAME "…" phone "…"`
#[derive(Debug, Clone)]
pub struct Partner<'s> {
    /// `contact`: for people to ring, never alerted.
    pub contact: bool,
    /// Its name.
    pub name: Name<'s>,
    /// Its words.
    pub words: Option<Words>,
    /// The fact that chooses the route.
    pub by: Option<Name<'s>>,
    /// The routes; without `by` at most one of a day, without option.
    pub routes: Vec<Route<'s>>,
    /// What an alert to it may say; none where the policy does not say.
    pub may_see: Option<Vec<Name<'s>>>,
}

/// `poole phone "…"`
#[derive(Debug, Clone)]
pub struct Route<'s> {
    /// The day from which it holds, with the others of that day in place of those before.
    pub from: Option<Literal<'s>>,
    /// Which option of the routing fact.
    pub option: Option<Name<'s>>,
    /// How to reach them.
    pub channels: Vec<Channel<'s>>,
}

/// `phone "…" during office_hours`
#[derive(Debug, Clone)]
pub struct Channel<'s> {
    /// How.
    pub kind: ChannelKind,
    /// Where.
    pub address: String,
    /// The calendar of its hours.
    pub during: Option<Name<'s>>,
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
pub struct Example<'s> {
    /// Whole item.
    pub span: Span,
    /// Its name.
    pub name: Name<'s>,
    /// Its words.
    pub words: Option<Words>,
    /// The case.
    pub given: Vec<Given<'s>>,
    /// The moment.
    pub at: Literal<'s>,
    /// What must come out.
    pub expect: Vec<Expect<'s>>,
}

/// One thing given in an example.
#[derive(Debug, Clone)]
pub struct Given<'s> {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: GivenKind<'s>,
}

/// The kinds of given.
#[derive(Debug, Clone)]
pub enum GivenKind<'s> {
    /// `everything else no`
    RestNo,
    /// `in_care`, `not in_care`
    YesNo(Name<'s>, bool),
    /// `age unknown`
    Unknown(Name<'s>),
    /// `age 15`, `reported_at 2016-03-24 21:00`
    Literal(Name<'s>, Literal<'s>),
    /// `status missing`
    Option(Name<'s>, Name<'s>),
    /// `indicators (a, b)`, `indicators none`
    Options(Name<'s>, Vec<Name<'s>>),
}

/// One thing expected in an example.
#[derive(Debug, Clone)]
pub struct Expect<'s> {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: ExpectKind<'s>,
}

/// The kinds of expectation.
#[derive(Debug, Clone)]
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
