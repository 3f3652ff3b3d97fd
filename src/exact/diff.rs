//! What two versions of a policy differ in: not their texts but what comes out, over all cases and times.
//!
//! Each difference is a region: a few conditions under which every case comes out one way in the one version and another
//! way in the other, grown until no condition can be left out and no bound moved. Regions are found one after the other,
//! each outside of those before, until it is proved that there is none left.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::asked::{self, Asked, duty_words};
use super::clauses::Clauses;
use super::encode::Worlds;
use super::matching::{Matching, translated};
use super::region::{self, Region};
use super::rup::Checker;
use super::solver::{Answer, Lit};
use super::witness;
use crate::Engine;
use crate::eval::{Case, Kept, Readers, Scratch, open_gates, register};
use crate::ir::{self, RuleId, ScaleId};
use crate::value::Moment;

/// Regions that are told for one kind of change.
const MOST_REGIONS: usize = 12;

/// What was found.
#[derive(Debug, Default)]
pub struct Diff {
    /// Every difference.
    pub changes: Vec<Change>,
    /// What cannot be compared, in words.
    pub notes: Vec<String>,
    /// Kinds of change of which it was proved that there is no more than was told.
    pub proved: usize,
    /// Kinds of change of which more may exist.
    pub open: Vec<Kind>,
    /// A proof did not stand up to its check: a mistake in safegrade.
    pub unsound: bool,
}

/// A difference.
#[derive(Debug, Clone)]
pub struct Change {
    /// What comes out otherwise.
    pub kind: Kind,
    /// For a level, those that it comes from or goes to.
    pub others: Vec<String>,
    /// Where.
    pub region: Region,
    /// A case in it, as the old version takes it.
    pub case: Case,
}

/// What comes out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A scale comes to that level from lower ones (true), or goes from it to lower ones, as that rule does.
    Level(String, String, bool, String),
    /// A duty, as it is demanded; true where it is new, false where it is gone, as that rule does.
    Duty(String, bool, String),
    /// A gate; true where it opens now, false where it no longer does.
    Gate(String, bool),
    /// A score comes to other points, or its points to another band.
    Score(String),
}

impl Kind {
    /// Whether it makes anything less strict.
    #[must_use]
    pub fn lowers(&self) -> bool {
        match self {
            Kind::Level(_, _, raised, _) => !raised,
            Kind::Duty(_, new, _) => !new,
            Kind::Gate(_, opens) => *opens,
            // More or fewer points are neither; what hangs on them is told by itself.
            Kind::Score(_) => false,
        }
    }
}

/// Compares two versions, each question within a budget of conflicts.
#[must_use]
pub fn diff(old: &Engine, new: &Engine, budget: u64) -> Diff {
    let mut clauses = Clauses::new(true);
    let mut diff = Diff::default();
    let mut one = Worlds::new(&mut clauses, old.program(), &[], None);
    let same = Matching::of(&mut diff.notes, &one, new.program());
    let mut two = one.shared(&mut clauses, new.program(), &same.slots);
    same.link(&mut clauses, &one, &two);
    // Where both decide.
    let start = old
        .program()
        .policy
        .in_force_from
        .max(new.program().policy.in_force_from);
    let midnight = Moment::in_london(start, 0);
    let within = one.level(&mut clauses, ir::NOW, i64::from(midnight.minutes));
    let kinds = asked::all(&mut clauses, &mut diff.notes, &mut one, &mut two);
    let mut search = Search {
        old: Side::of(old),
        new: Side::of(new),
        clauses,
        checker: Checker::default(),
        within,
        noon: Moment::in_london(start, 12 * 60),
        budget,
        diff,
    };
    for asked in kinds {
        search.regions(&one, &two, &asked);
    }
    search.diff
}

/// One of the two versions, with what is looked up often.
struct Side<'e> {
    engine: &'e Engine,
    readers: Arc<Readers>,
    /// By a duty in words, the rules that demand it so.
    demanding: BTreeMap<String, Vec<RuleId>>,
}

impl<'e> Side<'e> {
    fn of(engine: &'e Engine) -> Side<'e> {
        let program = engine.program();
        let mut demanding: BTreeMap<String, Vec<RuleId>> = BTreeMap::new();
        for (id, rule) in (0..).map(RuleId).zip(&program.rules) {
            for demand in &rule.duties {
                demanding.entry(duty_words(program, demand)).or_default().push(id);
            }
        }
        Side {
            engine,
            readers: Arc::new(Readers::new(program)),
            demanding,
        }
    }

    fn demanding(&self, words: &str) -> &[RuleId] {
        self.demanding.get(words).map_or(&[], Vec::as_slice)
    }
}

struct Search<'e> {
    old: Side<'e>,
    new: Side<'e>,
    clauses: Clauses,
    checker: Checker,
    within: Lit,
    noon: Moment,
    budget: u64,
    diff: Diff,
}

impl Search<'_> {
    fn regions(&mut self, one: &Worlds<'_>, two: &Worlds<'_>, asked: &Asked) {
        let (kind, differs) = (&asked.kind, asked.differs);
        let beside = asked.beside.as_ref().map_or(Lit::TRUE, |beside| beside.literal);
        // Holds while regions of this kind are looked for, and keeps the next outside of those found.
        let outside = self.clauses.solver.variable();
        for _ in 0..MOST_REGIONS {
            match self.clauses.solver.solve(&[self.within, differs, outside], self.budget) {
                Answer::No => {
                    let core = self.clauses.solver.core().to_vec();
                    let proof = self.clauses.solver.proof();
                    self.diff.unsound |= !proof.is_some_and(|proof| self.checker.checks(proof, &core));
                    self.diff.proved += 1;
                    return;
                }
                Answer::Unknown => break,
                Answer::Yes => {}
            }
            let bounds = region::bounds(&self.clauses, one, two, &asked.telling);
            let shows = |case: &Case| self.shows(case, kind);
            let case = witness::case(&self.clauses, one, self.noon, shows);
            let Some(region) = region::grow(&mut self.clauses, &bounds, &[self.within, beside], differs, self.budget)
            else {
                break;
            };
            let literals: Vec<Lit> = region.iter().map(|bound| bound.literal).collect();
            let mut clause: Vec<Lit> = literals.iter().map(|literal| literal.not()).collect();
            clause.push(outside.not());
            self.clauses.solver.clause(&clause);
            match case {
                Some(case) => {
                    let fewer = |case: &Case| self.shows(case, kind) && self.settled(case, kind);
                    let program = self.old.engine.program();
                    // The facts of the region are often enough, and are soon looked through.
                    let facts = region::facts(&self.clauses, one, &region);
                    let near = witness::only(program, &case, &facts, fewer).unwrap_or(case);
                    let case = witness::smallest(program, &near, None, fewer);
                    let mut words = region::words(&self.clauses, one, two, &region);
                    words.extend(asked.beside.iter().map(|beside| beside.holds.clone()));
                    let mut others = Vec::new();
                    for (name, literal) in &asked.others {
                        let mut assumed = literals.clone();
                        assumed.extend([self.within, beside, *literal]);
                        if self.clauses.solver.solve(&assumed, self.budget) != Answer::No {
                            others.push(name.clone());
                        }
                    }
                    self.diff.changes.push(Change {
                        kind: kind.clone(),
                        others,
                        region: words,
                        case,
                    });
                }
                // Only times or answers that do not go together were found: left out, and not called none.
                None => {
                    if !self.diff.open.contains(kind) {
                        self.diff.open.push(kind.clone());
                    }
                }
            }
        }
        if !self.diff.open.contains(kind) {
            self.diff.open.push(kind.clone());
        }
    }

    /// Whether nothing that is left open could change what the change speaks of.
    fn settled(&self, case: &Case, kind: &Kind) -> bool {
        let there = translated(self.old.engine.program(), self.new.engine.program(), case);
        [(&self.old, case), (&self.new, &there)]
            .into_iter()
            .all(|(side, case)| {
                let program = side.engine.program();
                let line = Kept::new(program, &side.readers, case);
                let certain = |reg: ir::Reg| line.register(reg).settled();
                match kind {
                    Kind::Level(scale, ..) => program
                        .scales
                        .iter()
                        .any(|own| own.name == *scale && certain(own.level)),
                    Kind::Score(name) => program
                        .scores
                        .iter()
                        .any(|own| own.name == *name && certain(own.points)),
                    Kind::Duty(words, ..) => {
                        // Also by when, so that an example can say it.
                        let dated = |rule: &ir::Rule| {
                            let deadlines = rule.duties.iter().filter_map(|demand| demand.deadline);
                            let mut anchors = deadlines.filter_map(|deadline| program.fact(deadline.from));
                            anchors.all(|fact| case.slot(fact.slot).is_some())
                        };
                        let rules = side.demanding(words).iter();
                        let mut rules = rules.filter_map(|id| program.rules.get(id.0 as usize));
                        rules.all(|rule| certain(rule.applies) && dated(rule))
                    }
                    Kind::Gate(name, _) => {
                        let gates = program.gates.iter().filter(|gate| gate.name == *name);
                        gates.flat_map(|gate| &gate.needs).all(|need| certain(need.applies))
                    }
                }
            })
    }

    /// Whether both versions, asked to grade, differ as said.
    fn shows(&self, case: &Case, kind: &Kind) -> bool {
        let there = translated(self.old.engine.program(), self.new.engine.program(), case);
        let (old, new) = ((self.old.engine, case), (self.new.engine, &there));
        match kind {
            Kind::Level(scale, named, raised, _) => {
                let (at, elsewhere) = if *raised { (new, old) } else { (old, new) };
                let (at, elsewhere) = (level(at, scale, named), level(elsewhere, scale, named));
                at.is_some_and(|(level, named)| level == named) && elsewhere.is_some_and(|(level, named)| level < named)
            }
            Kind::Duty(words, is_new, _) => {
                owed(&self.old, case, words) != *is_new && owed(&self.new, &there, words) == *is_new
            }
            Kind::Score(name) => points(old, name) != points(new, name),
            Kind::Gate(name, opens) => is_open(old, name) == Some(!*opens) && is_open(new, name) == Some(*opens),
        }
    }
}

/// The level that is acted on, and the place of the one named.
fn level((engine, case): (&Engine, &Case), scale: &str, named: &str) -> Option<(usize, usize)> {
    let program = engine.program();
    let index = program.scales.iter().position(|own| own.name == scale)?;
    let place = program
        .scales
        .get(index)?
        .levels
        .iter()
        .position(|level| level.name == named)?;
    let acted = engine
        .grade(case, &mut Scratch::default())
        .level(ScaleId(u32::try_from(index).ok()?));
    Some((usize::try_from(acted).ok()?, place))
}

fn owed(side: &Side<'_>, case: &Case, words: &str) -> bool {
    let demanding = side.demanding(words);
    let mut scratch = Scratch::default();
    let grade = side.engine.grade(case, &mut scratch);
    let mut rules = grade.rules();
    // Both are in the order of the rules.
    rules.any(|rule| demanding.binary_search(&rule).is_ok())
}

fn is_open((engine, case): (&Engine, &Case), name: &str) -> Option<bool> {
    let index = engine.program().gates.iter().position(|gate| gate.name == name)?;
    open_gates(engine.program(), case).get(index).copied()
}

/// The points of a score, and the name of their band.
fn points((engine, case): (&Engine, &Case), name: &str) -> Option<(i32, Option<String>)> {
    let score = engine.program().scores.iter().find(|score| score.name == name)?;
    let points = register(engine.program(), case, score.points).high;
    let band = score.band(points).and_then(|band| score.bands.get(band));
    Some((points, band.map(|band| band.name.name.clone())))
}
