//! The versions of one policy over time: the one in force at a case's moment decides it.
//!
//! A version is a whole policy with a name, a number and the day from which it decides; nothing is merged.
//! Source: the headers (`policy NAME … version N … in force from DATE`), days being London's.

use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{Engine, written};
use crate::eval::{Case, Decision, Fault, FaultKind};
use crate::ir::ScaleId;
use crate::source::{SourceFile, Span};
use crate::syntax::ast;
use crate::value::Moment;

/// One version: its text and what it compiled to.
#[derive(Debug, Clone)]
pub struct Version {
    /// The text, for the places of messages.
    pub source: SourceFile,
    /// The engine.
    pub engine: Engine,
}

/// All versions of a policy, the earliest first; there is at least one.
#[derive(Debug, Clone)]
pub struct History {
    first: Version,
    later: Vec<Version>,
}

/// The version that decides at a moment.
#[derive(Debug, Clone, Copy)]
pub struct InForce<'h> {
    /// Which.
    pub version: &'h Version,
    /// Its index, the earliest version being 0.
    pub index: usize,
    /// Whether no version was in force yet, so that the earliest stands in.
    pub early: bool,
}

/// A case decided by the version of its moment.
#[derive(Debug, Clone)]
pub struct Decided<'h> {
    /// The version that decided.
    pub version: &'h Version,
    /// The case as that version reads it.
    pub case: Case,
    /// What it decided, up to the moment at which another version takes over.
    pub decision: Decision,
    /// The version that takes over.
    pub next: Option<Coming<'h>>,
}

/// The next version, and what it makes of the case at its first moment if the facts stay as they are.
#[derive(Debug, Clone)]
pub struct Coming<'h> {
    /// Which.
    pub version: &'h Version,
    /// The midnight with which its first day begins.
    pub at: Moment,
    /// By scale of that version the level to act on.
    pub levels: Vec<(ScaleId, u8)>,
}

impl Version {
    /// The moment from which it decides.
    #[must_use]
    pub fn begins(&self) -> Moment {
        Moment::in_london(self.engine.program().policy.in_force_from, 0)
    }

    fn number(&self) -> u32 {
        self.engine.program().policy.version
    }
}

impl History {
    /// Puts versions into the order in which they come into force; none where there are none.
    ///
    /// # Errors
    /// What keeps them from being one history, by version in the order given: see [`misfits`].
    pub fn new(mut versions: Vec<Version>) -> Result<Option<History>, Vec<Vec<Diagnostic>>> {
        let found = misfits(&versions.iter().collect::<Vec<_>>());
        if found.iter().any(|found| !found.is_empty()) {
            return Err(found);
        }
        versions.sort_by_key(Version::begins);
        let mut versions = versions.into_iter();
        Ok(versions.next().map(|first| History {
            first,
            later: versions.collect(),
        }))
    }

    /// The versions, the earliest first.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        core::iter::once(&self.first).chain(&self.later)
    }

    /// The version in force at a moment: the latest that began by then. Where none had, the earliest.
    #[must_use]
    pub fn at(&self, now: Moment) -> InForce<'_> {
        let begun = (0..)
            .zip(self.versions())
            .filter(|(_, version)| version.begins() <= now);
        match begun.last() {
            Some((index, version)) => InForce {
                version,
                index,
                early: false,
            },
            None => InForce {
                version: &self.first,
                index: 0,
                early: true,
            },
        }
    }

    /// The version that decides where no moment is known: the newest, by which a case of today would be decided.
    #[must_use]
    pub fn newest(&self) -> InForce<'_> {
        InForce {
            version: self.later.last().unwrap_or(&self.first),
            index: self.later.len(),
            early: false,
        }
    }

    /// Decides a case by the version of its moment. `read` gives the case as an engine understands it.
    pub fn decide(&self, now: Moment, read: impl Fn(&Engine, Moment) -> Case) -> Decided<'_> {
        let in_force = self.at(now);
        let version = in_force.version;
        let case = read(&version.engine, now);
        let mut decision = version.engine.decide(&case);
        if in_force.early {
            decision.faults.push(early(version, now));
        }
        let next = self.later.get(in_force.index).map(|next| {
            let at = next.begins();
            // From then on these rules decide nothing, so what they would change is no change that comes.
            decision.changes.retain(|change| change.at < at);
            decision.changes_until = Some(decision.changes_until.map_or(at, |until| until.min(at)));
            let then = next.engine.decide(&read(&next.engine, at));
            let levels = then.outcomes.iter().map(|outcome| (outcome.scale, outcome.act));
            Coming {
                version: next,
                at,
                levels: levels.collect(),
            }
        });
        Decided {
            version,
            case,
            decision,
            next,
        }
    }
}

/// That a case is from before the first version. It is decided all the same: without a grade a child would wait, and the
/// usual cause is a slip in the date; but nobody may take it for the rules of that time.
fn early(version: &Version, now: Moment) -> Fault {
    let from = version.engine.program().policy.in_force_from;
    Fault {
        kind: FaultKind::NotInForce,
        fact: "now".to_owned(),
        message: format!(
            "the case is of {}, and the first version came into force on {from}",
            now.date()
        ),
        help: Some(format!(
            "it was decided by version {}, whose rules need not be those of that day",
            version.number()
        )),
    }
}

/// What keeps versions from being one history, by version in the order given: another name than the first has, a day from
/// which two of them decide, numbers that run otherwise than the days. A header without a day does not compile.
#[must_use]
pub fn misfits(versions: &[&Version]) -> Vec<Vec<Diagnostic>> {
    let found = versions.iter().enumerate().map(|(index, version)| {
        let earlier = versions.get(..index).unwrap_or(&[]);
        let policy = &version.engine.program().policy;
        let misfit = |part: Part, message: String, help: &str| {
            let span = header(&version.source, part);
            vec![*Diagnostic::new(Code::Versions, span, message).help(help)]
        };
        let place = |other: &Version, part: Part| {
            let line = other.source.position(header(&other.source, part).start).1.line + 1;
            format!("in {}, line {line}", other.source.name())
        };
        if let Some(first) = earlier.first()
            && first.engine.program().policy.name != policy.name
        {
            let message = format!(
                "`{}` is another policy than `{}` {}",
                policy.name,
                first.engine.program().policy.name,
                place(first, Part::Name)
            );
            return misfit(Part::Name, message, "the versions of one policy have one name");
        }
        // Policies of another name are no versions that this one could stand beside or not.
        let mut earlier = earlier
            .iter()
            .filter(|other| other.engine.program().policy.name == policy.name);
        let same = earlier.clone().find(|other| other.begins() == version.begins());
        if let Some(other) = same {
            let message = format!(
                "version {} is in force from {}, as is version {} {}",
                policy.version,
                policy.in_force_from,
                other.number(),
                place(other, Part::InForce)
            );
            return misfit(
                Part::InForce,
                message,
                "give each version a day of its own, so that one of them decides",
            );
        }
        // A slip in a year would let the wrong version decide and be noticed by nobody.
        let runs_back = |other: &&&Version| {
            (other.begins() < version.begins() && other.number() >= policy.version)
                || (other.begins() > version.begins() && other.number() <= policy.version)
        };
        if let Some(other) = earlier.find(runs_back) {
            let order = if other.begins() < version.begins() {
                "after"
            } else {
                "before"
            };
            let message = format!(
                "version {} comes into force {order} version {} {}",
                policy.version,
                other.number(),
                place(other, Part::Number)
            );
            return misfit(
                Part::Number,
                message,
                "number versions in the order in which they come into force, or mend a date",
            );
        }
        Vec::new()
    });
    found.collect()
}

/// A part of the header.
#[derive(Clone, Copy)]
enum Part {
    Name,
    Number,
    InForce,
}

/// Where a part of the header stands.
fn header(source: &SourceFile, part: Part) -> Span {
    written(source, |module| {
        // Of several that build on one another, the last.
        let policy = module.items.iter().rev().find_map(|item| {
            let ast::Item::Policy(policy) = item else { return None };
            Some(policy)
        });
        let Some(policy) = policy else { return Span::default() };
        let clause = policy.clauses().find_map(|clause| match clause {
            ast::PolicyClause::Version(literal) => matches!(part, Part::Number).then_some(literal.span()),
            ast::PolicyClause::InForce(literal) => matches!(part, Part::InForce).then_some(literal.span()),
            ast::PolicyClause::Title(_) | ast::PolicyClause::Nation(_) | ast::PolicyClause::BuildsOn(_) => None,
        });
        clause.unwrap_or(policy.name().span())
    })
}
