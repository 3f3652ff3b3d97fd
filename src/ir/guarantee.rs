//! What a policy says of all cases.

use super::{Citation, DutyId, FactId, GateId, Reg, ScaleId};
use crate::source::Span;
use crate::value::Text;

/// `guarantee NAME …`
#[derive(Debug, Clone)]
pub struct Guarantee {
    /// Its name.
    pub name: String,
    /// Its words, or its name in words.
    pub text: Text,
    /// What it says.
    pub claims: Vec<Claim>,
    /// What it cites.
    pub because: Vec<Citation>,
}

/// One thing that a guarantee says.
#[derive(Debug, Clone)]
pub struct Claim {
    /// As the formatter writes it on one line.
    pub said: String,
    /// Where it stands.
    pub span: Span,
    /// What.
    pub kind: ClaimKind,
}

/// The kinds of claim.
#[derive(Debug, Clone)]
pub enum ClaimKind {
    /// Always, or never: what, and where that register is 1.
    Holds(bool, Claimed, Option<Reg>),
    /// A scale never falls (or rises, where the flag says so) when any of these facts changes so.
    Steady(ScaleId, bool, Vec<(FactId, Change)>),
    /// A fact changes nothing: on that scale, or at all.
    Unmoved(FactId, Option<ScaleId>),
}

/// What is claimed.
#[derive(Debug, Clone, Copy)]
pub enum Claimed {
    /// 1 where it holds.
    Condition(Reg),
    /// A duty is demanded.
    Duty(DutyId),
    /// A gate is open, or not.
    Gate(GateId, bool),
}

/// How a fact changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A number rises, or more options apply.
    More,
    /// A number falls.
    Less,
    /// An answer becomes yes, or no.
    Becomes(bool),
}
