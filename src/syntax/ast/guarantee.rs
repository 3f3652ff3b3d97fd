//! Guarantees: what a policy says of all cases, for a prover to decide.

use super::rules::{DutyKind, duty_kind};
use super::{Claim, Expr, Growth, Guarantee, Name, condition_of, name_of};
use crate::syntax::format::one_line;
use crate::syntax::parse::Rule;

/// The kinds of claim.
#[derive(Debug, Clone)]
pub enum ClaimKind<'s> {
    /// `always risk at least medium when child`, `never …`
    Holds(bool, Claimed<'s>, Option<Expr<'s>>),
    /// `risk never falls when signs grow`; the flag says that it never rises
    Steady(Name<'s>, bool, Vec<Growth<'s>>),
    /// `sex never changes anything`, `sex never changes risk`
    Unmoved(Name<'s>, Option<Name<'s>>),
}

/// What is claimed to be always, or never.
#[derive(Debug, Clone, Copy)]
pub enum Claimed<'s> {
    /// `risk at least medium`
    Condition(Expr<'s>),
    /// `alert social_care`
    Duty(DutyKind, Name<'s>),
    /// `gate close opens`, or refuses
    Gate(Name<'s>, bool),
}

/// The ways of changing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// `signs grow`, `age rises`
    More,
    /// `age falls`
    Less,
    /// `in_care becomes yes`
    Becomes(bool),
}

impl<'s> Guarantee<'s> {
    /// What it says.
    pub fn claims(self) -> impl Iterator<Item = Claim<'s>> {
        let claims = [Rule::claim_unmoved, Rule::claim_steady, Rule::claim_holds];
        let nodes = self.0.children().filter(move |child| claims.contains(&child.rule()));
        nodes.map(Claim)
    }
}

impl<'s> Claim<'s> {
    /// As written, on one line.
    #[must_use]
    pub fn said(self) -> String {
        one_line(self.0)
    }

    /// What.
    #[must_use]
    pub fn kind(self) -> ClaimKind<'s> {
        let (node, rule) = (self.0, self.0.rule());
        if rule == Rule::claim_unmoved {
            ClaimKind::Unmoved(name_of(node), node.all(Rule::name).nth(1).map(Name))
        } else if rule == Rule::claim_steady {
            let growths = node.all(Rule::growth).map(Growth).collect();
            ClaimKind::Steady(name_of(node), node.has(Rule::kw_rises), growths)
        } else {
            let claimed = if let Some(gate) = node.child(Rule::expect_gate) {
                Claimed::Gate(name_of(gate), gate.has(Rule::kw_opens))
            } else if let Some(duty) = node.child(Rule::claimed_duty) {
                Claimed::Duty(duty_kind(duty), name_of(duty))
            } else {
                Claimed::Condition(condition_of(node))
            };
            let when = node.child(Rule::when).map(condition_of);
            ClaimKind::Holds(node.has(Rule::kw_always), claimed, when)
        }
    }
}

impl Growth<'_> {
    /// How.
    #[must_use]
    pub fn way(self) -> Way {
        if self.0.has(Rule::kw_becomes) {
            Way::Becomes(self.0.has(Rule::kw_yes))
        } else if self.0.has(Rule::kw_falls) {
            Way::Less
        } else {
            Way::More
        }
    }
}
