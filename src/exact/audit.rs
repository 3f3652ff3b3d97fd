//! What is asked of every policy without being told to: that each rule can apply and matters, that each level is given,
//! that gates open and shut, and where one step of a number takes a grade up or down by two.
//!
//! What is said never to be rests on a certificate that was checked; what is said to be is shown by a case that was decided.

use std::collections::BTreeMap;

use super::clauses::Clauses;
use super::encode::Worlds;
use super::rup::Checker;
use super::solver::{Answer, Lit};
use super::witness;
use crate::Engine;
use crate::eval::{Case, Scratch};
use crate::ir::{self, Demand, FactId, FactKind, GateId, Range, RuleId, ScaleId};
use crate::value::Moment;

/// What was asked, and what was found.
#[derive(Debug, Default)]
pub struct Audit {
    /// What somebody should look at.
    pub findings: Vec<Finding>,
    /// How many questions were put.
    pub asked: usize,
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

struct Auditor<'e> {
    engine: &'e Engine,
    clauses: Clauses,
    checker: Checker,
    budget: u64,
    audit: Audit,
    /// From here on the policy decides.
    start: Moment,
    within: Lit,
}

/// Asks everything of a policy, each question within a budget of conflicts.
#[must_use]
pub fn audit(engine: &Engine, budget: u64, mut progress: impl FnMut(usize, usize)) -> Audit {
    let program = engine.program();
    let mut clauses = Clauses::new(true);
    let mut worlds = Worlds::new(&mut clauses, program, &[], None);
    let start = Moment::in_london(program.policy.in_force_from, 12 * 60);
    let midnight = Moment::in_london(program.policy.in_force_from, 0);
    let within = worlds.level(&mut clauses, ir::NOW, i64::from(midnight.minutes));
    let mut auditor = Auditor {
        engine,
        clauses,
        checker: Checker::default(),
        budget,
        audit: Audit::default(),
        start,
        within,
    };
    let total = program.rules.len() + program.scales.len() + program.gates.len() + program.facts.len();
    let mut done = 0;
    let mut step = || {
        done += 1;
        progress(done, total);
    };
    for id in (0..).map(RuleId).take(program.rules.len()) {
        auditor.rule(&mut worlds, id);
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
            auditor.cliffs(&mut worlds, id, fact);
        }
        step();
    }
    auditor.audit
}

impl Auditor<'_> {
    /// Whether something can be, at any time at which the policy decides: a case that shows it, that it cannot, or neither.
    fn can(
        &mut self,
        worlds: &Worlds<'_>,
        question: Question,
        literals: &[Lit],
        shows: impl FnMut(&Case) -> bool,
    ) -> Option<Option<Case>> {
        self.audit.asked += 1;
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
                let found = witness::case(&self.clauses, worlds, self.start, shows);
                if found.is_some() {
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

    fn rule(&mut self, worlds: &mut Worlds<'_>, id: RuleId) {
        let engine = self.engine;
        let Some(rule) = engine.program().rules.get(id.0 as usize) else {
            return;
        };
        let applies = worlds.truth(&mut self.clauses, rule.applies);
        let mut scratch = Scratch::default();
        let shows = |case: &Case| engine.grade(case, &mut scratch).rules().any(|rule| rule == id);
        match self.can(worlds, Question::Applies(id), &[applies], shows) {
            Some(None) => self.audit.findings.push(Finding::NeverApplies(id)),
            Some(Some(_)) => self.matters(worlds, id, applies),
            None => {}
        }
    }

    /// Whether the rule is ever the only one to demand something.
    fn matters(&mut self, worlds: &mut Worlds<'_>, id: RuleId, applies: Lit) {
        let engine = self.engine;
        let program = engine.program();
        let Some(rule) = program.rules.get(id.0 as usize) else {
            return;
        };
        let others = || {
            (0..)
                .map(RuleId)
                .zip(&program.rules)
                .filter(move |(other, _)| *other != id)
        };
        let mut alone = Vec::new();
        for (scale, level) in &rule.demands {
            let as_much = |other: &&ir::Rule| other.demands.iter().any(|(own, least)| own == scale && least >= level);
            let rivals: Vec<&ir::Rule> = others().map(|(_, other)| other).filter(as_much).collect();
            alone.push(self.none_of(worlds, &rivals));
        }
        for demand in &rule.duties {
            let as_soon = |other: &&ir::Rule| {
                let same = other.duties.iter().find(|own| own.duty == demand.duty);
                same.is_some_and(|own| covers(own, demand))
            };
            let rivals: Vec<&ir::Rule> = others().map(|(_, other)| other).filter(as_soon).collect();
            alone.push(self.none_of(worlds, &rivals));
        }
        let any = self.clauses.any(&alone);
        let mut scratch = Scratch::default();
        let shows = |case: &Case| {
            let applied: Vec<RuleId> = engine.grade(case, &mut scratch).rules().collect();
            let beside = || {
                others()
                    .filter(|(other, _)| applied.contains(other))
                    .map(|(_, other)| other)
            };
            let lone = |(scale, level): &(ScaleId, u8)| {
                let rival = |(own, least): &(ScaleId, u8)| own == scale && least >= level;
                !beside().any(|other| other.demands.iter().any(rival))
            };
            let owed = |demand: &Demand| {
                let rival = |own: &Demand| own.duty == demand.duty && covers(own, demand);
                !beside().any(|other| other.duties.iter().any(rival))
            };
            applied.contains(&id) && (rule.demands.iter().any(lone) || rule.duties.iter().any(owed))
        };
        if let Some(None) = self.can(worlds, Question::Matters(id), &[applies, any], shows) {
            self.audit.findings.push(Finding::NeverMatters(id));
        }
    }

    fn none_of(&mut self, worlds: &mut Worlds<'_>, rules: &[&ir::Rule]) -> Lit {
        let mut literals = Vec::new();
        for rule in rules {
            literals.push(worlds.truth(&mut self.clauses, rule.applies).not());
        }
        self.clauses.all(&literals)
    }

    fn level(&mut self, worlds: &mut Worlds<'_>, id: ScaleId, reg: ir::Reg, level: u8) {
        let engine = self.engine;
        let no_less = worlds.level(&mut self.clauses, reg, i64::from(level));
        let more = worlds.level(&mut self.clauses, reg, i64::from(level) + 1);
        let mut scratch = Scratch::default();
        let shows = |case: &Case| engine.grade(case, &mut scratch).level(id) == i32::from(level);
        if let Some(None) = self.can(worlds, Question::Given(id, level), &[no_less, more.not()], shows) {
            self.audit.findings.push(Finding::NeverGiven(id, level));
        }
    }

    fn gate(&mut self, worlds: &Worlds<'_>, id: GateId, open: Lit) {
        let engine = self.engine;
        let opens = |case: &Case| {
            engine
                .decide(case)
                .gates
                .get(id.0 as usize)
                .map(crate::eval::Gate::open)
        };
        if let Some(None) = self.can(worlds, Question::Opens(id), &[open], |case| opens(case) == Some(true)) {
            self.audit.findings.push(Finding::NeverOpens(id));
        }
        if let Some(None) = self.can(worlds, Question::Shuts(id), &[open.not()], |case| {
            opens(case) == Some(false)
        }) {
            self.audit.findings.push(Finding::NeverShuts(id));
        }
    }

    /// Two copies of the policy that agree on all but one number, on both sides of each of its bounds.
    fn cliffs(&mut self, worlds: &mut Worlds<'_>, id: FactId, fact: &ir::Fact) {
        let Some(number) = worlds.number(fact.slot) else { return };
        let range = self.clauses.range(number);
        let other = self.clauses.number(range);
        let mut beyond = worlds.but(fact.slot, other);
        let bounds = self.clauses.bounds(number);
        let mut told: BTreeMap<ScaleId, Vec<(u8, u8)>> = BTreeMap::new();
        for bound in bounds {
            let sides = [(number, bound - 1), (other, bound)];
            let mut literals = Vec::new();
            for (number, value) in sides {
                literals.push(self.clauses.within(number, Range::new(value, value)));
            }
            for (scale_id, scale) in (0..).map(ScaleId).zip(&self.engine.program().scales) {
                let top = u8::try_from(scale.levels.len()).unwrap_or(u8::MAX).saturating_sub(1);
                let mut two_apart = Vec::new();
                for level in 0..top.saturating_sub(1) {
                    let (low, high) = (i64::from(level) + 1, i64::from(level) + 2);
                    let here = [low, high].map(|bound| worlds.level(&mut self.clauses, scale.level, bound));
                    let there = [low, high].map(|bound| beyond.level(&mut self.clauses, scale.level, bound));
                    let ([above, two_above], [other_above, other_two_above]) = (here, there);
                    two_apart.push(self.clauses.and(above.not(), other_two_above));
                    two_apart.push(self.clauses.and(two_above, other_above.not()));
                }
                let any = self.clauses.any(&two_apart);
                let mut asked = literals.clone();
                asked.push(any);
                let found = std::cell::RefCell::new(None);
                let engine = self.engine;
                let mut scratch = Scratch::default();
                let shows = |case: &Case| {
                    let mut case = case.clone();
                    let levels = [bound - 1, bound].map(|value| {
                        case.put(fact.slot, value);
                        (
                            value,
                            u8::try_from(engine.grade(&case, &mut scratch).level(scale_id)).unwrap_or(0),
                        )
                    });
                    let apart = levels[0].1.abs_diff(levels[1].1) >= 2;
                    found.replace(apart.then_some(levels));
                    apart
                };
                let question = Question::Cliff(scale_id, id, bound);
                let case = self.can(worlds, question, &asked, shows).flatten();
                if let (Some(case), Some(sides)) = (case, found.into_inner()) {
                    let levels = (sides[0].1, sides[1].1);
                    // One of a kind is enough: a threshold that many rules have would be told again and again.
                    let told = told.entry(scale_id).or_default();
                    if !told.contains(&levels) {
                        told.push(levels);
                        let settled = |case: &Case| {
                            sides.iter().all(|(value, level)| {
                                let mut case = case.clone();
                                case.put(fact.slot, *value);
                                let outcome = engine.decide(&case).outcomes.into_iter().nth(scale_id.0 as usize);
                                outcome.is_some_and(|found| found.exact && found.act == *level)
                            })
                        };
                        let case = witness::smallest(engine.program(), &case, Some(id), settled);
                        let cliff = Cliff {
                            scale: scale_id,
                            fact: id,
                            sides,
                            case,
                        };
                        self.audit.findings.push(Finding::Cliff(Box::new(cliff)));
                    }
                }
            }
        }
    }
}

/// Whether a duty as one rule demands it is due no later than as another does, as far as that can be seen without a case.
fn covers(one: &Demand, other: &Demand) -> bool {
    one.deadline == other.deadline || other.deadline.is_none()
}
