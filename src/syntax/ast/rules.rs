//! Rules, escalations and gates, and whom duties go to.

use super::literal::string_of;
use super::{
    After, Because, Channel, Duty, Expr, Gate, Literal, Name, Names, Need, Partner, Raise, Route, Routes, RuleItem,
    Within, Words, condition_of, literal_of, name_of,
};
use crate::list::List as _;
use crate::syntax::format::one_line;
use crate::syntax::parse::{Node, Rule, promised};

/// What a rule demands.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'s> {
    /// `risk at least medium`
    Raise(Raise<'s>),
    /// `alert social_care within 1 hour of reported_at`
    Duty(Duty<'s>),
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

impl<'s> RuleItem<'s> {
    /// Its condition; none is `always`.
    #[must_use]
    pub fn when(self) -> Option<Expr<'s>> {
        self.0.child(Rule::when).map(condition_of)
    }

    /// Its exception.
    #[must_use]
    pub fn unless(self) -> Option<Expr<'s>> {
        self.0.child(Rule::unless).map(condition_of)
    }

    /// `after 24 hours since reported_at`: makes it an escalation.
    #[must_use]
    pub fn after(self) -> Option<After<'s>> {
        self.0.child(Rule::after).map(After)
    }

    /// Whether it is an escalation.
    #[must_use]
    pub fn escalates(self) -> bool {
        self.0.rule() == Rule::escalation
    }

    /// Every name that its condition and its exception read.
    #[must_use]
    pub fn reads(self) -> Vec<Name<'s>> {
        let mut names = Vec::new();
        for condition in [self.when(), self.unless()].into_iter().flatten() {
            names.append(&mut condition.reads());
        }
        names
    }

    /// Its condition, exception and time as written, on one line.
    #[must_use]
    pub fn said(self) -> String {
        let clauses = [Rule::when, Rule::always, Rule::unless, Rule::after];
        let mut text = String::new();
        for clause in self.0.children().filter(|child| clauses.contains(&child.rule())) {
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

    /// What it demands of scales.
    pub fn raises(self) -> impl Iterator<Item = Raise<'s>> {
        self.0.need(Rule::then).all(Rule::raise).map(Raise)
    }

    /// The duties that it makes.
    pub fn duties(self) -> impl Iterator<Item = Duty<'s>> {
        self.0.need(Rule::then).all(Rule::duty).map(Duty)
    }

    /// What it demands, in the order written.
    pub fn outcomes(self) -> impl Iterator<Item = Outcome<'s>> {
        let then = self.0.need(Rule::then);
        then.children().filter_map(|node| {
            let rule = node.rule();
            if rule == Rule::raise {
                Some(Outcome::Raise(Raise(node)))
            } else if rule == Rule::duty {
                Some(Outcome::Duty(Duty(node)))
            } else {
                None
            }
        })
    }
}

impl<'s> After<'s> {
    /// How long.
    #[must_use]
    pub fn duration(self) -> Expr<'s> {
        Expr::of(self.0.need(Rule::sum))
    }
}

impl<'s> Raise<'s> {
    /// The level.
    #[must_use]
    pub fn level(self) -> Name<'s> {
        Name(promised(self.0.all(Rule::name).nth(1)))
    }
}

impl<'s> Duty<'s> {
    /// What kind.
    #[must_use]
    pub fn kind(self) -> DutyKind {
        duty_kind(self.0)
    }

    /// Its deadline.
    #[must_use]
    pub fn within(self) -> Option<Within<'s>> {
        self.0.child(Rule::within).map(Within)
    }
}

/// What kind of duty a node speaks of.
pub(super) fn duty_kind(node: Node<'_>) -> DutyKind {
    let kind = node.need(Rule::duty_kind);
    if kind.has(Rule::kw_alert) {
        DutyKind::Alert
    } else if kind.has(Rule::kw_refer) {
        DutyKind::Refer
    } else if kind.has(Rule::kw_do) {
        DutyKind::Do
    } else {
        DutyKind::Tell
    }
}

impl<'s> Within<'s> {
    /// How long.
    #[must_use]
    pub fn duration(self) -> Expr<'s> {
        Expr::of(self.0.need(Rule::sum))
    }

    /// Of which fact; in an escalation none means the moment of escalation.
    #[must_use]
    pub fn of(self) -> Option<Name<'s>> {
        self.0.child(Rule::name).map(Name)
    }
}

impl Because<'_> {
    /// What it says.
    #[must_use]
    pub fn quote(self) -> Option<String> {
        self.0.has(Rule::string).then(|| string_of(self.0))
    }
}

impl<'s> Gate<'s> {
    /// What must hold.
    pub fn needs(self) -> impl Iterator<Item = Need<'s>> {
        self.0.all(Rule::needs).map(Need)
    }

    /// Every name that its needs read.
    #[must_use]
    pub fn reads(self) -> Vec<Name<'s>> {
        self.needs().flat_map(|need| need.condition().reads()).list()
    }

    /// What it says while it is shut.
    #[must_use]
    pub fn refuse(self) -> Option<Words<'s>> {
        let refuse = self.0.child(Rule::refuse)?;
        Some(Words(refuse.need(Rule::text)))
    }
}

impl<'s> Need<'s> {
    /// What must hold.
    #[must_use]
    pub fn condition(self) -> Expr<'s> {
        condition_of(self.0)
    }

    /// The same as written, on one line.
    #[must_use]
    pub fn said(self) -> String {
        one_line(self.0.need(Rule::condition))
    }
}

impl<'s> Partner<'s> {
    /// `contact`: for people to ring, never alerted.
    #[must_use]
    pub fn contact(self) -> bool {
        self.0.has(Rule::kw_contact)
    }

    /// The fact that chooses the route.
    #[must_use]
    pub fn by(self) -> Option<Name<'s>> {
        self.0.child(Rule::routed_by).map(name_of)
    }

    /// Its routes, then those from each later day on.
    pub fn dated(self) -> impl Iterator<Item = Routes<'s>> {
        core::iter::once(self.0).chain(self.0.all(Rule::dated)).map(Routes)
    }

    /// What an alert to it may say; none where the policy does not say.
    #[must_use]
    pub fn may_see(self) -> Option<Names<'s>> {
        self.0.child(Rule::may_see).map(Names)
    }
}

impl<'s> Routes<'s> {
    /// The day from which they hold in place of those before.
    #[must_use]
    pub fn from(self) -> Option<Literal<'s>> {
        self.0.child(Rule::since_day).map(literal_of)
    }

    /// The routes; without `by` at most one, without option.
    pub fn routes(self) -> impl Iterator<Item = Route<'s>> {
        let own = self.0.has(Rule::channel).then_some(self.0);
        self.0.all(Rule::route).chain(own).map(Route)
    }
}

impl<'s> Route<'s> {
    /// Which option of the routing fact.
    #[must_use]
    pub fn option(self) -> Option<Name<'s>> {
        (self.0.rule() == Rule::route).then(|| name_of(self.0))
    }

    /// How to reach them.
    pub fn channels(self) -> impl Iterator<Item = Channel<'s>> {
        self.0.all(Rule::channel).map(Channel)
    }
}

impl<'s> Channel<'s> {
    /// How.
    #[must_use]
    pub fn kind(self) -> ChannelKind {
        if self.0.has(Rule::kw_phone) {
            ChannelKind::Phone
        } else if self.0.has(Rule::kw_web) {
            ChannelKind::Web
        } else {
            ChannelKind::Email
        }
    }

    /// Where.
    #[must_use]
    pub fn address(self) -> String {
        string_of(self.0)
    }

    /// The calendar of its hours.
    #[must_use]
    pub fn during(self) -> Option<Name<'s>> {
        self.0.child(Rule::during).map(name_of)
    }
}
