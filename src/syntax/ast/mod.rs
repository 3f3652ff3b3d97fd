//! What was written, by its parts: names are text, every part has its place, nothing is resolved.
//!
//! A part is a node of the grammar under the name of what it says, two words that are copied; it finds what is inside it
//! when asked, and nothing is kept twice. Enums show the surface they stand for. The checker turns this into `ir`; the
//! formatter goes by the nodes themselves.

mod declare;
mod example;
mod expr;
#[cfg(feature = "cli")]
mod guarantee;
mod literal;
mod rules;

pub use declare::{Change, FactKind, PointsFor, PolicyClause, PresumeKind};
pub use example::{ExpectKind, GivenKind};
pub use expr::{Bound, ExprKind, Parts, Relation};
#[cfg(feature = "cli")]
pub use guarantee::{ClaimKind, Claimed, Way};
pub use literal::LiteralKind;
pub use rules::{ChannelKind, DutyKind, Outcome};

use super::parse::{Node, Rule};
use crate::source::Span;
use crate::value::Text;
use literal::{literal_of, string_of};

/// A whole file.
#[derive(Debug)]
pub struct Module<'s> {
    /// Items in the order they were written; broken ones are left out, their errors are in the sink.
    pub items: Vec<Item<'s>>,
}

/// Names kinds of node after what they say, and what is asked of several kinds alike.
macro_rules! parts {
    ($($(#[$meaning:meta])* $part:ident $(: $($asked:ident)+)?;)*) => {$(
        $(#[$meaning])*
        #[derive(Debug, Clone, Copy)]
        pub struct $part<'s>(pub(in crate::syntax) Node<'s>);

        impl<'s> $part<'s> {
            /// Where.
            #[must_use]
            pub fn span(self) -> Span {
                self.0.span()
            }
            $($(asked!($asked);)+)?
        }
    )*};
}

macro_rules! asked {
    (name) => {
        /// Its name, or the name that it speaks of.
        #[must_use]
        pub fn name(self) -> Name<'s> {
            name_of(self.0)
        }
    };
    (words) => {
        /// Its words, where given.
        #[must_use]
        pub fn words(self) -> Option<Words<'s>> {
            self.0.child(Rule::text).map(Words)
        }
    };
    (because) => {
        /// Its citations.
        pub fn because(self) -> impl Iterator<Item = Because<'s>> {
            self.0.all(Rule::because).map(Because)
        }
    };
}

parts! {
    /// A name as written.
    Name;
    /// `"words" cy "geiriau"`
    Words;
    /// Names one after another.
    Names;
    /// `policy NAME title … version … in force from …`
    Policy: name;
    /// `source NAME "…" link "…"`
    Source: name;
    /// `scale NAME: level < level`
    Scale: name;
    /// A name with words: a level, an option, a band.
    Labelled: name words;
    /// `setting NAME = literal, overlays may shorten`
    Setting: name;
    /// `calendar NAME nation … open … closed …`
    Calendar: name;
    /// `monday to friday and bank holidays 08:30..17:15`
    Hours;
    /// `fact NAME: TYPE ask … if unknown presume …`
    Fact: name;
    /// `one of a, b`: options
    Options;
    /// `0..120 years`: two literals, and what they count
    Ends;
    /// `if unknown presume …`
    Presume;
    /// `let NAME = condition`
    Derived: name;
    /// `score NAME add … band …`
    Score: name words because;
    /// `add 1 for each of X`, `subtract 2 if C`
    Points;
    /// `band 6..10 cat_2 "mild risk"`
    Band;
    /// `rule … when … unless … then … because …`, or an escalation with `after`
    RuleItem: name words because;
    /// `after DURATION since MOMENT`: the moment's name
    After: name;
    /// `risk at least medium`: the scale's name
    Raise: name;
    /// `alert social_care within 1 hour of reported_at`: to whom, or what to do
    Duty: name words;
    /// `within DURATION of MOMENT`
    Within;
    /// `because SOURCE "quote"`: the source's name
    Because: name;
    /// `gate NAME needs … refuse with … because …`
    Gate: name words because;
    /// `needs CONDITION "…"`
    Need: words;
    /// `partner NAME "…" by area …`, `contact NAME "…" phone "…"`
    Partner: name words;
    /// The routes of a partner, or those from a day on: `from 2019-04-01 …`
    Routes;
    /// `poole phone "…"`
    Route;
    /// `phone "…" during office_hours`
    Channel;
    /// `example NAME given … at … expect …`
    Example: name words;
    /// One thing given in an example: the fact's name
    Given: name;
    /// One thing expected in an example.
    Expect;
    /// A condition or a number. Chains are flat, so that no text makes it deeper than its brackets.
    Expr;
    /// What is counted.
    Counted;
    /// A value as written, not yet checked.
    Literal;
}

#[cfg(feature = "cli")]
parts! {
    /// `guarantee NAME "…" always … when … because …`: what a policy says of all its cases, for a prover to decide
    Guarantee: name words because;
    /// One thing that a guarantee says.
    Claim;
    /// `signs grow`: how a fact changes
    Growth: name;
}

/// One item of a file.
#[derive(Debug, Clone, Copy)]
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
    Rule(RuleItem<'s>),
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

impl<'s> Item<'s> {
    pub(in crate::syntax) fn of(node: Node<'s>) -> Item<'s> {
        let rule = node.rule();
        #[cfg(feature = "cli")]
        if rule == Rule::guarantee {
            return Item::Guarantee(Guarantee(node));
        }
        if rule == Rule::policy {
            Item::Policy(Policy(node))
        } else if rule == Rule::source {
            Item::Source(Source(node))
        } else if rule == Rule::scale {
            Item::Scale(Scale(node))
        } else if rule == Rule::setting {
            Item::Setting(Setting(node))
        } else if rule == Rule::calendar {
            Item::Calendar(Calendar(node))
        } else if rule == Rule::fact {
            Item::Fact(Fact(node))
        } else if rule == Rule::derived {
            Item::Derived(Derived(node))
        } else if rule == Rule::score {
            Item::Score(Score(node))
        } else if rule == Rule::gate {
            Item::Gate(Gate(node))
        } else if rule == Rule::partner {
            Item::Partner(Partner(node))
        } else if rule == Rule::example {
            Item::Example(Example(node))
        } else {
            Item::Rule(RuleItem(node))
        }
    }
}

fn name_of(node: Node<'_>) -> Name<'_> {
    Name(node.need(Rule::name))
}

fn condition_of(node: Node<'_>) -> Expr<'_> {
    Expr::of(node.need(Rule::condition))
}

/// Every name inside a node that a condition reads: not those of options, units and calendars.
fn names_read(node: Node<'_>) -> Vec<Name<'_>> {
    let mut names = Vec::new();
    let mut passed = 0;
    for inside in node.all_within() {
        let rule = inside.rule();
        if [Rule::has, Rule::is_one_of, Rule::quantity].contains(&rule) {
            passed = inside.end();
        } else if rule == Rule::name && inside.start() >= passed {
            names.push(Name(inside));
        }
    }
    names
}

impl<'s> Name<'s> {
    /// The name.
    #[must_use]
    pub fn text(self) -> &'s str {
        self.0.str()
    }
}

impl<'s> Names<'s> {
    /// Each of them.
    pub fn each(self) -> impl Iterator<Item = Name<'s>> {
        self.0.all(Rule::name).map(Name)
    }
}

impl Words<'_> {
    /// The words, unescaped.
    #[must_use]
    pub fn text(self) -> Text {
        Text {
            en: string_of(self.0),
            cy: self.0.child(Rule::welsh).map(string_of),
        }
    }
}

impl<'s> Labelled<'s> {
    /// `retired from 2017-01-01`: of a level, the first day on which no case is graded so.
    #[must_use]
    pub fn retired(self) -> Option<Literal<'s>> {
        self.0.child(Rule::retired).map(literal_of)
    }
}
