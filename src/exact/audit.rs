//! What is asked of every policy without being told to: that each rule can apply and matters, that each level is given,
//! that gates open and shut, and where one step of a number takes a grade up or down by two.
//!
//! What is said never to be rests on a certificate that was checked; what is said to be is shown by a case that was decided.

use std::sync::Arc;

use super::alerts::{Alerted, alerts};
use super::clauses::Clauses;
use super::cliff::cliffs;
use super::encode::Worlds;
use super::guarantees::{Decided, guarantees};
use super::rup::Checker;
use super::seen::{Reads, Seen, covers};
use super::solver::{Answer, Lit};
use super::witness;
use crate::Engine;
use crate::eval::{Case, Scratch, open_gates};
use crate::ir::{self, FactId, FactKind, GateId, RuleId, ScaleId};
use crate::value::Moment;

/// What was asked, and what was found.
#[derive(Debug, Default)]
pub struct Audit {
    /// What somebody should look at.
    pub findings: Vec<Finding>,
    /// How many questions were put.
    pub asked: usize,
    /// What became of the policy's guarantees.
    pub guarantees: Vec<Decided>,
    /// What became of the duties to partners that may not see everything.
    pub alerts: Vec<Alerted>,
    /// How many of them a case answered that was decided and bears it out.
    pub shown: usize,
    /// How many were answered by a proof, all of which were checked.
    pub proved: usize,
}

/// Something found.
#[derive(Debug, Clone)]
pub enum Finding {
    /// No case makes the rule apply.
    NeverApplies(RuleId),
    /// Whenever the rule applies, others demand as much.
    NeverMatters(RuleId),
    /// No case comes to this level.
    NeverGiven(ScaleId, u8),
    /// The gate cannot open.
    NeverOpens(GateId),
    /// The gate is always open.
    NeverShuts(GateId),
    /// One step of a number changes a grade by two levels or more.
    Cliff(Box<Cliff>),
    /// It could not be told within the budget, or only for times and answers that were not found together.
    Open(Question),
    /// A proof did not stand up to its check: a mistake in safegrade, to be reported.
    Unsound(Question),
}

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Whether a rule can apply.
    Applies(RuleId),
    /// Whether a rule ever makes a difference.
    Matters(RuleId),
    /// Whether a level is ever given.
    Given(ScaleId, u8),
    /// Whether a gate can open.
    Opens(GateId),
    /// Whether a gate can be shut.
    Shuts(GateId),
    /// Whether a guarantee holds; told with the guarantee.
    Guarantee,
    /// Whether a number has a cliff there.
    Cliff(ScaleId, FactId, i32),
}

/// A cliff: the same case with a number one step apart.
#[derive(Debug, Clone)]
pub struct Cliff {
    /// The scale.
    pub scale: ScaleId,
    /// The number.
    pub fact: FactId,
    /// The values on both sides, and the levels there.
    pub sides: [(i32, u8); 2],
    /// A case that shows it, with the first value.
    pub case: Case,
}

/// An audit under way.
pub(super) struct Auditor<'e> {
    pub engine: &'e Engine,
    pub clauses: Clauses,
    checker: Checker,
    pub budget: u64,
    pub audit: Audit,
    /// From here on the policy decides.
    pub start: Moment,
    pub within: Lit,
    seen: Seen<'e>,
    /// What each rule follows on.
    pub reads: Arc<Reads>,
}

/// Cases that are looked at before anything is asked.
const SAMPLE: usize = 2_000;

/// Asks everything of a policy, each question within a budget of conflicts.
#[must_use]
pub fn audit(engine: &Engine, budget: u64, mut progress: impl FnMut(usize, usize)) -> Audit {
    let program = engine.program();
    let mut auditor = Auditor::new(engine, budget, true);
    let mut worlds = Worlds::new(&mut auditor.clauses, program, &[], None);
    auditor.begin(&mut worlds);
    let start = auditor.start;
    // Everything is encoded first, so that the sample knows all bounds.
    let mut applies = Vec::new();
    for rule in &program.rules {
        applies.push(worlds.truth(&mut auditor.clauses, rule.applies));
    }
    auditor.seen.sample(&auditor.clauses, &worlds, start, SAMPLE);
    let total = program.rules.len() + program.scales.len() + program.gates.len() + program.facts.len();
    let mut done = 0;
    let mut step = || {
        done += 1;
        progress(done, total);
    };
    guarantees(&mut auditor, &mut worlds);
    alerts(&mut auditor, &mut worlds);
    for id in (0..).map(RuleId).take(program.rules.len()) {
        auditor.rule(&worlds, id, &applies);
        step();
    }
    for (id, scale) in (0..).map(ScaleId).zip(&program.scales) {
        for level in (0..).zip(&scale.levels).map(|(level, _)| level) {
            auditor.level(&mut worlds, id, scale.level, level);
        }
        step();
    }
    for (id, gate) in (0..).map(GateId).zip(&program.gates) {
        let needs: Vec<Lit> = gate
            .needs
            .iter()
            .map(|need| worlds.truth(&mut auditor.clauses, need.applies))
            .collect();
        let open = auditor.clauses.all(&needs);
        auditor.gate(&worlds, id, open);
        step();
    }
    for (id, fact) in (0..).map(FactId).zip(&program.facts) {
        if matches!(fact.kind, FactKind::Number { .. }) {
            cliffs(&mut auditor, &mut worlds, id, fact);
        }
        step();
    }
    auditor.audit
}

impl<'e> Auditor<'e> {
    /// Nothing asked yet. With `certify`, everything learnt is kept for the checker.
    pub fn new(engine: &'e Engine, budget: u64, certify: bool) -> Auditor<'e> {
        let reads = Arc::new(Reads::of(engine.program()));
        Auditor {
            engine,
            clauses: Clauses::new(certify),
            checker: Checker::default(),
            budget,
            audit: Audit::default(),
            start: Moment::in_london(engine.program().policy.in_force_from, 12 * 60),
            within: Lit::TRUE,
            seen: Seen::new(engine, &reads),
            reads,
        }
    }

    /// Says that only times count at which the policy decides.
    pub fn begin(&mut self, worlds: &mut Worlds<'_>) {
        let midnight = Moment::in_london(self.engine.program().policy.in_force_from, 0);
        self.within = worlds.level(&mut self.clauses, ir::NOW, i64::from(midnight.minutes));
    }

    /// Whether something can be, at any time at which the policy decides: a case that shows it, that it cannot, or neither.
    pub fn can(
        &mut self,
        worlds: &Worlds<'_>,
        question: Question,
        literals: &[Lit],
        mut shows: impl FnMut(&Clauses, &Case) -> bool,
    ) -> Option<Option<Case>> {
        let mut assumed = vec![self.within];
        assumed.extend_from_slice(literals);
        match self.clauses.solver.solve(&assumed, self.budget) {
            Answer::No => {
                let core = self.clauses.solver.core().to_vec();
                if self
                    .clauses
                    .solver
                    .proof()
                    .is_some_and(|proof| self.checker.checks(proof, &core))
                {
                    self.audit.proved += 1;
                    Some(None)
                } else {
                    self.audit.findings.push(Finding::Unsound(question));
                    None
                }
            }
            Answer::Yes => {
                let found = witness::case(&self.clauses, worlds, self.start, |case| shows(&self.clauses, case));
                if let Some(case) = &found {
                    self.seen.look(case);
                    self.audit.shown += 1;
                    return Some(found);
                }
                self.audit.findings.push(Finding::Open(question));
                None
            }
            Answer::Unknown => {
                self.audit.findings.push(Finding::Open(question));
                None
            }
        }
    }

    fn rule(&mut self, worlds: &Worlds<'_>, id: RuleId, applies: &[Lit]) {
        let own = applies.get(id.0 as usize).copied().unwrap_or(Lit::FALSE);
        self.audit.asked += 2;
        if self.seen.mattered.contains(id.0) {
            self.audit.shown += 2;
            return;
        }
        if self.seen.applied.contains(id.0) {
            self.audit.shown += 1;
        } else {
            let engine = self.engine;
            let mut scratch = Scratch::default();
            let shows = |_: &Clauses, case: &Case| engine.grade(case, &mut scratch).rules().any(|rule| rule == id);
            match self.can(worlds, Question::Applies(id), &[own], shows) {
                Some(Some(_)) => {}
                found => {
                    // What never applies never matters, and what is not known to apply is not asked further.
                    self.audit.asked -= 1;
                    if found.is_some() {
                        self.audit.findings.push(Finding::NeverApplies(id));
                    }
                    return;
                }
            }
        }
        if self.seen.mattered.contains(id.0) {
            self.audit.shown += 1;
        } else {
            self.matters(worlds, id, applies);
        }
    }

    /// Whether the rule is ever the only one to demand something: asked for each thing that it demands, until one shows it.
    fn matters(&mut self, worlds: &Worlds<'_>, id: RuleId, applies: &[Lit]) {
        let engine = self.engine;
        let Some(rule) = engine.program().rules.get(id.0 as usize) else {
            return;
        };
        let reads = Arc::clone(&self.reads);
        // Who only follows on what this rule raises is no rival.
        let others = || {
            (0_u32..)
                .zip(&engine.program().rules)
                .filter(|(other, _)| *other != id.0)
                .filter(|(other, _)| reads.apart(RuleId(*other), rule))
                .map(|(other, rule)| (other as usize, rule))
        };
        let mut rivals: Vec<Vec<Lit>> = Vec::new();
        let literal = |index: usize| applies.get(index).copied().unwrap_or(Lit::FALSE).not();
        for (scale, level) in &rule.demands {
            let as_much = |other: &ir::Rule| other.demands.iter().any(|(own, least)| own == scale && least >= level);
            rivals.push(
                others()
                    .filter(|(_, other)| as_much(other))
                    .map(|(index, _)| literal(index))
                    .collect(),
            );
        }
        for demand in &rule.duties {
            let as_soon = |other: &ir::Rule| {
                other
                    .duties
                    .iter()
                    .any(|own| own.duty == demand.duty && covers(own, demand))
            };
            rivals.push(
                others()
                    .filter(|(_, other)| as_soon(other))
                    .map(|(index, _)| literal(index))
                    .collect(),
            );
        }
        let (asked, found) = (self.audit.asked, self.audit.findings.len());
        let (shown, proved) = (self.audit.shown, self.audit.proved);
        let mut never = true;
        for mut literals in rivals {
            literals.push(literal(id.0 as usize).not());
            let shows = |_: &Clauses, case: &Case| {
                let mut seen = Seen::new(engine, &reads);
                seen.look(case);
                seen.mattered.contains(id.0)
            };
            match self.can(worlds, Question::Matters(id), &literals, shows) {
                Some(None) => {}
                Some(Some(_)) => {
                    // One is enough, and what was not decided before it counts no more.
                    self.audit.findings.truncate(found);
                    (self.audit.asked, self.audit.shown, self.audit.proved) = (asked, shown + 1, proved);
                    return;
                }
                None => never = false,
            }
        }
        (self.audit.asked, self.audit.shown, self.audit.proved) = (asked, shown, proved);
        if never {
            self.audit.proved += 1;
            self.audit.findings.push(Finding::NeverMatters(id));
        } else {
            // Told once, however many of its demands stayed open.
            self.audit.findings.truncate(found + 1);
        }
    }

    fn level(&mut self, worlds: &mut Worlds<'_>, id: ScaleId, reg: ir::Reg, level: u8) {
        self.audit.asked += 1;
        if self
            .seen
            .given
            .get(id.0 as usize)
            .is_some_and(|given| given.contains(u32::from(level)))
        {
            self.audit.shown += 1;
            return;
        }
        let engine = self.engine;
        let no_less = worlds.level(&mut self.clauses, reg, i64::from(level));
        let more = worlds.level(&mut self.clauses, reg, i64::from(level) + 1);
        let mut scratch = Scratch::default();
        let shows = |_: &Clauses, case: &Case| engine.grade(case, &mut scratch).level(id) == i32::from(level);
        if let Some(None) = self.can(worlds, Question::Given(id, level), &[no_less, more.not()], shows) {
            self.audit.findings.push(Finding::NeverGiven(id, level));
        }
    }

    fn gate(&mut self, worlds: &Worlds<'_>, id: GateId, open: Lit) {
        self.audit.asked += 2;
        let engine = self.engine;
        let is = |case: &Case, open: bool| open_gates(engine.program(), case).get(id.0 as usize) == Some(&open);
        if let Some(None) = self.can(worlds, Question::Opens(id), &[open], |_, case| is(case, true)) {
            self.audit.findings.push(Finding::NeverOpens(id));
        }
        if let Some(None) = self.can(worlds, Question::Shuts(id), &[open.not()], |_, case| is(case, false)) {
            self.audit.findings.push(Finding::NeverShuts(id));
        }
    }
}
