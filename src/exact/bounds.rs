//! What is still possible for a case: which levels its completions come to and which duties they demand, each with a
//! completion that shows it.

use std::sync::Arc;

use super::clauses::Clauses;
use super::encode::Worlds;
use super::opened::{Fixed, Opened};
use super::rup::Checker;
use super::solver::{Answer, Lit};
use super::witness;
use crate::Engine;
use crate::eval::{Case, Decision, Kept};
use crate::ir::{DutyId, Program, ScaleId};
use crate::sorted::Ids;

/// Whether some completion of a case shows something.
#[derive(Debug, Clone)]
pub enum Reach {
    /// This one does.
    Shown(Arc<Case>),
    /// None does.
    Never,
    /// It was not decided within the budget, or only for answers that no case has together.
    Open,
}

impl Reach {
    /// Whether it may be, as far as is known.
    #[must_use]
    pub fn may(&self) -> bool {
        !matches!(self, Reach::Never)
    }

    /// Whether it is known whether it may be.
    #[must_use]
    pub fn decided(&self) -> bool {
        !matches!(self, Reach::Open)
    }

    fn unshown(&self) -> bool {
        matches!(self, Reach::Open)
    }
}

/// What is still possible for a case.
#[derive(Debug, Clone)]
pub struct Possible {
    /// By scale, in their order.
    pub scales: Vec<Levels>,
    /// By duty, in their order.
    pub duties: Vec<Owed>,
    /// A proof did not stand up to its check: a mistake in safegrade.
    pub unsound: bool,
}

/// What is possible on one scale.
#[derive(Debug, Clone)]
pub struct Levels {
    /// The scale.
    pub scale: ScaleId,
    /// By level, lowest first.
    pub levels: Vec<Reach>,
}

/// What is possible of one duty.
#[derive(Debug, Clone)]
pub struct Owed {
    /// The duty.
    pub duty: DutyId,
    /// Whether some completion demands it.
    pub demanded: Reach,
    /// Whether some completion does not.
    pub spared: Reach,
}

impl Levels {
    /// The lowest level that is not excluded, and the highest.
    #[must_use]
    pub fn ends(&self) -> (u8, u8) {
        let level = |place: Option<usize>| place.and_then(|place| u8::try_from(place).ok()).unwrap_or(0);
        let lowest = self.levels.iter().position(Reach::may);
        let highest = self.levels.iter().rposition(Reach::may);
        (level(lowest), level(highest))
    }

    /// Whether of both ends it is known that they are reached.
    #[must_use]
    pub fn exact(&self) -> bool {
        let mut may = self.levels.iter().filter(|level| level.may());
        let lowest = may.next();
        let highest = may.next_back().or(lowest);
        lowest.is_some_and(Reach::decided) && highest.is_some_and(Reach::decided)
    }
}

impl Possible {
    /// Whether no further answer changes a level, or whether a duty is demanded.
    #[must_use]
    pub fn settled(&self) -> bool {
        let levels = self.scales.iter().map(Levels::ends);
        let mut duties = self.duties.iter();
        levels.into_iter().all(|(low, high)| low == high)
            && duties.all(|duty| !(duty.demanded.may() && duty.spared.may()))
    }

    /// Says in a decision what is exactly possible, where that is known.
    pub fn tell(&self, decision: &mut Decision) {
        for (outcome, found) in decision.outcomes.iter_mut().zip(&self.scales) {
            (outcome.lowest, outcome.highest) = found.ends();
            outcome.exact = found.exact();
        }
        for duty in &mut decision.duties {
            let found = self.duties.get(duty.duty.0 as usize);
            duty.certain |= found.is_some_and(|found| !found.spared.may());
        }
    }
}

/// All completions of cases: a policy's clauses, made once, to be asked about case after case.
#[derive(Debug)]
pub struct Completions<'e> {
    pub(super) engine: &'e Engine,
    pub(super) clauses: Clauses,
    pub(super) worlds: Worlds<'e>,
    /// By scale and by level, that the outcome is no less.
    pub(super) levels: Vec<Vec<Lit>>,
    /// By duty, that some rule demands it.
    duties: Vec<Lit>,
    /// Checks what is said never to be, where that was asked for.
    checker: Option<Checker>,
}

/// The questions about one case, as they are answered.
struct Asking<'c, 'e> {
    all: &'c mut Completions<'e>,
    opened: Opened,
    case: &'c Case,
    budget: u64,
    found: Possible,
}

/// Something to be shown of a completion.
#[derive(Clone, Copy)]
enum Aim {
    Level(usize, usize),
    Demanded(usize),
    Spared(usize),
}

impl<'e> Completions<'e> {
    /// Makes the clauses. With `certify`, whatever is said never to be is checked.
    #[must_use]
    pub fn new(engine: &'e Engine, certify: bool) -> Completions<'e> {
        let program = engine.program();
        let mut clauses = Clauses::new(certify);
        let mut worlds = Worlds::new(&mut clauses, program, &[], None);
        let mut demanding = vec![Vec::new(); program.duties.len()];
        for rule in &program.rules {
            let applies = worlds.truth(&mut clauses, rule.applies);
            for demand in &rule.duties {
                if let Some(own) = demanding.get_mut(demand.duty.0 as usize) {
                    own.push(applies);
                }
            }
        }
        let duties = demanding.iter().map(|rules| clauses.any(rules)).collect();
        let mut levels = Vec::new();
        for scale in &program.scales {
            let own = (0..).zip(&scale.levels);
            let own = own.map(|(level, _)| worlds.level(&mut clauses, scale.level, level));
            levels.push(own.collect());
        }
        Completions {
            engine,
            clauses,
            worlds,
            levels,
            duties,
            checker: certify.then(Checker::default),
        }
    }

    /// What is still possible for a case at its moment, each question within a budget of conflicts.
    /// Evaluation alone bounds it; only what that leaves open is asked.
    pub fn possible(&mut self, case: &Case, budget: u64) -> Possible {
        let program = self.engine.program();
        let line = Kept::new(program, self.worlds.readers(), case);
        let mut found = Possible {
            scales: Vec::new(),
            duties: Vec::new(),
            unsound: false,
        };
        for (id, scale) in (0..).map(ScaleId).zip(&program.scales) {
            let own = line.register(scale.level);
            let levels = (0..).zip(&scale.levels).map(|(level, _)| {
                if own.low <= level && level <= own.high {
                    Reach::Open
                } else {
                    Reach::Never
                }
            });
            let levels = levels.collect();
            found.scales.push(Levels { scale: id, levels });
        }
        let (may, must) = demanded(program, &line);
        for (id, _) in (0..).zip(&program.duties) {
            let reach = |may: bool| if may { Reach::Open } else { Reach::Never };
            found.duties.push(Owed {
                duty: DutyId(id),
                demanded: reach(may.contains(id)),
                spared: reach(!must.contains(id)),
            });
        }
        self.clauses.begin();
        let (mut opened, fixed) = Opened::of(&self.clauses, &self.worlds, case);
        opened.tie(&mut self.clauses);
        for Fixed { literal, .. } in fixed {
            self.clauses.solver.clause(&[literal]);
        }
        let mut asking = Asking {
            all: self,
            opened,
            case,
            budget,
            found,
        };
        asking.all();
        let found = asking.found;
        self.clauses.end();
        found
    }
}

impl Completions<'_> {
    /// Whether the last No stands up to its check, where that was asked for.
    pub(super) fn certified(&mut self) -> bool {
        let solver = &self.clauses.solver;
        match (&mut self.checker, solver.proof()) {
            (Some(checker), Some(proof)) => checker.checks(proof, solver.core()),
            _ => true,
        }
    }
}

impl Asking<'_, '_> {
    fn all(&mut self) {
        // Any completion shows much, and the ones with the most and the least demanded nearly all.
        let open: Vec<usize> = (0..self.found.duties.len()).collect();
        let open = open.into_iter().filter(|duty| {
            let found = self.found.duties.get(*duty);
            found.is_some_and(|found| found.demanded.unshown() && found.spared.unshown())
        });
        let wanted = |duty: usize| self.all.duties.get(duty).copied().unwrap_or(Lit::TRUE);
        let wanted: Vec<Lit> = open.map(wanted).collect();
        let unwanted: Vec<Lit> = wanted.iter().map(|literal| literal.not()).collect();
        for scale in 0..self.found.scales.len() {
            let count = self.found.scales.get(scale).map_or(0, |scale| scale.levels.len());
            for level in (0..count).rev() {
                self.ask(Aim::Level(scale, level), &wanted);
                if matches!(self.reach(Aim::Level(scale, level)), Reach::Shown(_)) {
                    break;
                }
            }
            for level in 0..count {
                self.ask(Aim::Level(scale, level), &unwanted);
            }
        }
        for duty in 0..self.found.duties.len() {
            self.ask(Aim::Demanded(duty), &wanted);
            self.ask(Aim::Spared(duty), &unwanted);
        }
    }

    fn place(&mut self, aim: Aim) -> Option<&mut Reach> {
        match aim {
            Aim::Level(scale, level) => self.found.scales.get_mut(scale)?.levels.get_mut(level),
            Aim::Demanded(duty) => self.found.duties.get_mut(duty).map(|duty| &mut duty.demanded),
            Aim::Spared(duty) => self.found.duties.get_mut(duty).map(|duty| &mut duty.spared),
        }
    }

    fn reach(&mut self, aim: Aim) -> Reach {
        self.place(aim).cloned().unwrap_or(Reach::Never)
    }

    /// Looks for a completion that shows something, unless one did already; others that it may show as well are preferred.
    fn ask(&mut self, aim: Aim, preferred: &[Lit]) {
        if !self.reach(aim).unshown() {
            return;
        }
        let duty = |duty: usize| self.all.duties.get(duty).copied().unwrap_or(Lit::FALSE);
        let asked = match aim {
            Aim::Level(scale, level) => {
                let levels = self.all.levels.get(scale).map_or(&[][..], Vec::as_slice);
                let least = levels.get(level).copied().unwrap_or(Lit::FALSE);
                let more = levels.get(level + 1).copied().unwrap_or(Lit::FALSE);
                vec![least, more.not()]
            }
            Aim::Demanded(place) => vec![duty(place)],
            Aim::Spared(place) => vec![duty(place).not()],
        };
        match self.all.clauses.solver.preferring(&asked, preferred, self.budget) {
            Answer::Unknown => {}
            Answer::No => {
                let stands = self.all.certified();
                self.found.unsound |= !stands;
                if let Some(place) = self.place(aim).filter(|_| stands) {
                    *place = Reach::Never;
                }
            }
            Answer::Yes => {
                let program = self.all.engine.program();
                let case = self.opened.completion(&self.all.clauses, program);
                self.look(case);
                if self.reach(aim).unshown() && self.opened.loose() {
                    // Sums of several open numbers: chosen one after the other, so that they come out as in the model.
                    let case = witness::completion(&self.all.clauses, &self.all.worlds, self.case);
                    case.into_iter().for_each(|case| self.look(case));
                }
            }
        }
    }

    /// Decides a completion and notes all that it shows.
    fn look(&mut self, case: Case) {
        let program = self.all.engine.program();
        let line = Kept::new(program, self.all.worlds.readers(), &case);
        let case = Arc::new(case);
        let show = |place: &mut Reach| {
            if place.unshown() {
                *place = Reach::Shown(Arc::clone(&case));
            }
        };
        let (levels, owed) = outcome(program, &line);
        for (scale, level) in self.found.scales.iter_mut().zip(levels) {
            let level = usize::try_from(level).ok();
            if let Some(place) = level.and_then(|level| scale.levels.get_mut(level)) {
                show(place);
            }
        }
        for found in &mut self.found.duties {
            if owed.contains(found.duty.0) {
                show(&mut found.demanded);
            } else {
                show(&mut found.spared);
            }
        }
    }
}

/// The duties that may be demanded, and those that surely are.
pub(super) fn demanded(program: &Program, line: &Kept<'_>) -> (Ids, Ids) {
    let (mut may, mut must) = (Ids::default(), Ids::default());
    for rule in program.rules.iter().filter(|rule| !rule.duties.is_empty()) {
        let applies = line.register(rule.applies);
        for demand in &rule.duties {
            if applies.high != 0 {
                may.insert(demand.duty.0);
            }
            if applies.low != 0 {
                must.insert(demand.duty.0);
            }
        }
    }
    (may, must)
}

/// What a case of which all is known comes to, as its decision has it: the levels, and the duties that are demanded.
pub(super) fn outcome(program: &Program, line: &Kept<'_>) -> (Vec<i32>, Ids) {
    let levels = program.scales.iter().map(|scale| line.register(scale.level).high);
    let mut owed = Ids::default();
    let rules = program.rules.iter().filter(|rule| !rule.duties.is_empty());
    for rule in rules.filter(|rule| line.register(rule.applies).high != 0) {
        rule.duties.iter().for_each(|demand| {
            owed.insert(demand.duty.0);
        });
    }
    (levels.collect(), owed)
}
