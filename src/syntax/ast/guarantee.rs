//! Guarantees: what a policy says of all cases, for a prover to decide.

use super::{Because, DutyKind, Expr, Name, Words};
use crate::source::Span;

/// `guarantee NAME "…" always … when … because …`
#[derive(Debug, Clone)]
pub struct Guarantee<'s> {
    /// Its name.
    pub name: Name<'s>,
    /// Its words.
    pub words: Option<Words>,
    /// What it says.
    pub claims: Vec<Claim<'s>>,
    /// Its citations.
    pub because: Vec<Because<'s>>,
}

/// One thing that a guarantee says.
#[derive(Debug, Clone)]
pub struct Claim<'s> {
    /// Where.
    pub span: Span,
    /// As written, on one line.
    pub said: String,
    /// What.
    pub kind: ClaimKind<'s>,
}

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
#[derive(Debug, Clone)]
pub enum Claimed<'s> {
    /// `risk at least medium`
    Condition(Expr<'s>),
    /// `alert social_care`
    Duty(DutyKind, Name<'s>),
    /// `gate close opens`, or refuses
    Gate(Name<'s>, bool),
}

/// How a fact changes.
#[derive(Debug, Clone, Copy)]
pub struct Growth<'s> {
    /// The fact.
    pub fact: Name<'s>,
    /// Where.
    pub span: Span,
    /// How.
    pub way: Way,
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
