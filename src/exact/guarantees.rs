//! Guarantees, decided over all cases, answers not known and times included.

use std::sync::Arc;

use super::audit::{Auditor, Finding, Question};
use super::clauses::{Clauses, NumberId};
use super::encode::Worlds;
use super::solver::Lit;
use super::witness;
use crate::Engine;
use crate::eval::{Case, Grade, Kept, Scratch, levels, open_gates};
use crate::ir::{self, Change, Claim, ClaimKind, Claimed, Fact, FactKind, ScaleId};

/// What became of one claim.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The guarantee's index, and the claim's in it.
    pub claim: (usize, usize),
    /// Whether it holds for all cases.
    pub verdict: Verdict,
}

/// Whether a claim holds.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// It does, and the proof was checked.
    Proved,
    /// It does not: a case, or two that differ in one answer only.
    Refuted(Box<Case>, Option<Box<Case>>),
    /// It could not be told within the budget, or only for times and answers that were not found together.
    Open,
}

/// Decides every claim of every guarantee.
pub fn guarantees(auditor: &mut Auditor<'_>, worlds: &mut Worlds<'_>) {
    let engine = auditor.engine;
    for (index, guarantee) in engine.program().guarantees.iter().enumerate() {
        for (place, claim) in guarantee.claims.iter().enumerate() {
            let verdict = decide(auditor, worlds, claim);
            let claim = (index, place);
            auditor.audit.guarantees.push(Decided { claim, verdict });
        }
    }
}

fn decide(auditor: &mut Auditor<'_>, worlds: &mut Worlds<'_>, claim: &Claim) -> Verdict {
    match &claim.kind {
        ClaimKind::Holds(always, claimed, when) => holds(auditor, worlds, *always, *claimed, *when),
        ClaimKind::Steady(scale, rises, changes) => {
            let engine = auditor.engine;
            for (fact, change) in changes {
                let Some(own) = engine.program().fact(*fact) else {
                    continue;
                };
                let by = By {
                    scales: &[*scale],
                    rises: Some(*rises),
                    everything: false,
                };
                for pair in steps(&mut auditor.clauses, worlds, own, *change) {
                    let verdict = compare(auditor, pair, by);
                    if !matches!(verdict, Verdict::Proved) {
                        return verdict;
                    }
                }
            }
            Verdict::Proved
        }
        ClaimKind::Unmoved(fact, scale) => {
            let engine = auditor.engine;
            let Some(own) = engine.program().fact(*fact) else {
                return Verdict::Open;
            };
            let all = (0..).map(ScaleId).zip(&engine.program().scales).map(|(id, _)| id);
            let scales: Vec<ScaleId> = match scale {
                Some(scale) => vec![*scale],
                None => all.collect(),
            };
            let by = By {
                scales: &scales,
                rises: None,
                everything: scale.is_none(),
            };
            for pair in any_other(&mut auditor.clauses, worlds, own) {
                let verdict = compare(auditor, pair, by);
                if !matches!(verdict, Verdict::Proved) {
                    return verdict;
                }
            }
            Verdict::Proved
        }
    }
}

/// `always …`, `never …`: whether any case is otherwise.
fn holds(
    auditor: &mut Auditor<'_>,
    worlds: &mut Worlds<'_>,
    always: bool,
    claimed: Claimed,
    when: Option<ir::Reg>,
) -> Verdict {
    let engine = auditor.engine;
    let found = said(&mut auditor.clauses, worlds, claimed);
    let applies = when.map_or(Lit::TRUE, |when| worlds.truth(&mut auditor.clauses, when));
    let readers = Arc::clone(worlds.readers());
    let shows = |case: &Case| {
        let line = Kept::new(engine.program(), &readers, case);
        let applies = when.is_none_or(|when| line.register(when).low == 1);
        applies && is_so(engine, &line, claimed) == Some(!always)
    };
    let asked = [applies, found.when(!always)];
    auditor.audit.asked += 1;
    match auditor.can(worlds, Question::Guarantee, &asked, |_, case| shows(case)) {
        Some(None) => Verdict::Proved,
        Some(Some(case)) => {
            let case = witness::smallest(engine.program(), &case, None, shows);
            Verdict::Refuted(Box::new(case), None)
        }
        None => open(auditor),
    }
}

/// Takes back what was told of a question that stayed open: the guarantee tells it.
pub(super) fn open(auditor: &mut Auditor<'_>) -> Verdict {
    let unsound = matches!(auditor.audit.findings.last(), Some(Finding::Unsound(_)));
    if !unsound {
        auditor.audit.findings.pop();
    }
    Verdict::Open
}

pub(super) fn said(clauses: &mut Clauses, worlds: &mut Worlds<'_>, claimed: Claimed) -> Lit {
    let program = worlds.program();
    match claimed {
        Claimed::Condition(reg) => worlds.truth(clauses, reg),
        Claimed::Duty(duty) => {
            let mut demanding = Vec::new();
            for rule in &program.rules {
                if rule.duties.iter().any(|demand| demand.duty == duty) {
                    demanding.push(worlds.truth(clauses, rule.applies));
                }
            }
            clauses.any(&demanding)
        }
        Claimed::Gate(gate, opens) => {
            let mut needs = Vec::new();
            for need in program.gates.get(gate.0 as usize).map_or(&[][..], |gate| &gate.needs) {
                needs.push(worlds.truth(clauses, need.applies));
            }
            clauses.all(&needs).when(opens)
        }
    }
}

/// Whether what is claimed certainly is so, or certainly is not; none where that is open.
fn is_so(engine: &Engine, line: &Kept<'_>, claimed: Claimed) -> Option<bool> {
    let certain = |reg: ir::Reg| {
        let found = line.register(reg);
        found.settled().then_some(found.low != 0)
    };
    match claimed {
        Claimed::Condition(reg) => certain(reg),
        Claimed::Duty(duty) => {
            let demanding = engine.program().rules.iter();
            let demanding = demanding.filter(|rule| rule.duties.iter().any(|demand| demand.duty == duty));
            let found: Vec<Option<bool>> = demanding.map(|rule| certain(rule.applies)).collect();
            if found.contains(&Some(true)) {
                Some(true)
            } else {
                found.iter().all(|found| *found == Some(false)).then_some(false)
            }
        }
        Claimed::Gate(gate, opens) => {
            let gate = engine.program().gates.get(gate.0 as usize)?;
            let met: Vec<Option<bool>> = gate.needs.iter().map(|need| certain(need.applies)).collect();
            let open = if met.contains(&Some(false)) {
                Some(false)
            } else {
                met.iter().all(|met| *met == Some(true)).then_some(true)
            };
            open.map(|open| open == opens)
        }
    }
}

/// Two copies of the policy that agree on all but one slot.
pub(super) struct Pair<'p> {
    pub one: Worlds<'p>,
    pub two: Worlds<'p>,
    slot: u32,
    values: Values,
}

impl<'p> Pair<'p> {
    /// Two values in that slot.
    pub fn of(worlds: &Worlds<'p>, slot: u32, [one, two]: [i32; 2]) -> Pair<'p> {
        Pair {
            one: worlds.at(slot, one),
            two: worlds.at(slot, two),
            slot,
            values: Values::Fixed(two),
        }
    }
}

/// What stands in that slot of the two.
#[derive(Clone, Copy)]
enum Values {
    /// One value and another.
    Fixed(i32),
    /// A number and another: higher, lower or any.
    Numbers(NumberId, NumberId, Option<bool>),
}

/// Yes or no in the first, the other in the second.
pub(super) fn fixed<'p>(worlds: &Worlds<'p>, slot: u32, second: i32) -> Pair<'p> {
    Pair::of(worlds, slot, [1 - second, second])
}

fn numbers<'p>(clauses: &mut Clauses, worlds: &Worlds<'p>, slot: u32, up: Option<bool>) -> Option<Pair<'p>> {
    let number = worlds.number(slot)?;
    let other = clauses.number(clauses.range(number));
    Some(Pair {
        one: worlds.but(slot, number),
        two: worlds.but(slot, other),
        slot,
        values: Values::Numbers(number, other, up),
    })
}

/// The ways in which a fact changes so.
fn steps<'p>(clauses: &mut Clauses, worlds: &Worlds<'p>, fact: &Fact, change: Change) -> Vec<Pair<'p>> {
    let slots = fact.slot..fact.slot + fact.kind.width();
    match change {
        Change::Becomes(to) => vec![fixed(worlds, fact.slot, i32::from(to))],
        Change::More if matches!(fact.kind, FactKind::AnyOf(_)) => slots.map(|slot| fixed(worlds, slot, 1)).collect(),
        Change::More | Change::Less => numbers(clauses, worlds, fact.slot, Some(change == Change::More))
            .into_iter()
            .collect(),
    }
}

/// Every other answer to a fact: one slot after the other, since where several change, each of them does.
fn any_other<'p>(clauses: &mut Clauses, worlds: &Worlds<'p>, fact: &Fact) -> Vec<Pair<'p>> {
    let slots = fact.slot..fact.slot + fact.kind.width();
    let pairs = slots.filter_map(|slot| match worlds.yes(slot) {
        Some(_) => Some(fixed(worlds, slot, 1)),
        None => numbers(clauses, worlds, slot, None),
    });
    pairs.collect()
}

/// What two copies are compared by.
#[derive(Clone, Copy)]
pub(super) struct By<'s> {
    pub scales: &'s [ScaleId],
    /// Whether only a rise counts, or only a fall.
    pub rises: Option<bool>,
    /// Whether duties and gates count too.
    pub everything: bool,
}

/// Whether two copies ever differ.
fn compare(auditor: &mut Auditor<'_>, mut pair: Pair<'_>, by: By<'_>) -> Verdict {
    let mut asked = vec![differing(auditor, &mut pair, by)];
    if let Values::Numbers(number, other, Some(up)) = pair.values {
        // Now that all bounds are known: at none of them is the second on the wrong side of the first.
        let mut bounds = auditor.clauses.bounds(number);
        bounds.extend(auditor.clauses.bounds(other));
        for bound in bounds {
            let here = auditor.clauses.at_least(number, i64::from(bound));
            let there = auditor.clauses.at_least(other, i64::from(bound));
            let wrong = if up {
                auditor.clauses.and(here, there.not())
            } else {
                auditor.clauses.and(there, here.not())
            };
            asked.push(wrong.not());
        }
    }
    let engine = auditor.engine;
    let mut second = None;
    auditor.audit.asked += 1;
    let found = auditor.can(&pair.one, Question::Guarantee, &asked, |clauses, case| {
        let mut two = case.clone();
        let value = match pair.values {
            Values::Fixed(value) => value,
            // The far end of its cell, so that it lies beyond the first.
            Values::Numbers(_, other, Some(true)) => clauses.cell(other).high,
            Values::Numbers(_, other, _) => clauses.cell(other).low,
        };
        two.put(pair.slot, value);
        let so = differ(engine, case, &two, by);
        second = so.then_some(two);
        so
    });
    match found {
        Some(None) => Verdict::Proved,
        Some(Some(case)) => {
            let Some(value) = second.and_then(|two| two.slot(pair.slot)) else {
                return open(auditor);
            };
            let with = |case: &Case| {
                let mut two = case.clone();
                two.put(pair.slot, value);
                two
            };
            let settled = |case: &Case| {
                let found = levels(engine.program(), case);
                by.scales
                    .iter()
                    .all(|id| found.get(id.0 as usize).is_some_and(|(_, low, high)| low == high))
            };
            let slots = engine.program().slots.get(pair.slot as usize);
            let case = witness::smallest(engine.program(), &case, slots.map(|slot| slot.fact), |case| {
                let two = with(case);
                settled(case) && settled(&two) && differ(engine, case, &two, by)
            });
            let two = with(&case);
            Verdict::Refuted(Box::new(case), Some(Box::new(two)))
        }
        None => open(auditor),
    }
}

/// Where two copies differ.
pub(super) fn differing(auditor: &mut Auditor<'_>, pair: &mut Pair<'_>, by: By<'_>) -> Lit {
    let program = auditor.engine.program();
    let clauses = &mut auditor.clauses;
    let mut ways = Vec::new();
    for scale in by.scales.iter().filter_map(|id| program.scales.get(id.0 as usize)) {
        for level in 1..i64::try_from(scale.levels.len()).unwrap_or(0) {
            let here = pair.one.level(clauses, scale.level, level);
            let there = pair.two.level(clauses, scale.level, level);
            if by.rises != Some(true) {
                ways.push(clauses.and(here, there.not()));
            }
            if by.rises != Some(false) {
                ways.push(clauses.and(here.not(), there));
            }
        }
    }
    if by.everything {
        let duties = (0..).map(ir::DutyId).take(program.duties.len()).map(Claimed::Duty);
        let gates = (0..).map(ir::GateId).take(program.gates.len());
        for claimed in duties.chain(gates.map(|gate| Claimed::Gate(gate, true))) {
            let here = said(clauses, &mut pair.one, claimed);
            let there = said(clauses, &mut pair.two, claimed);
            ways.push(clauses.and(here, there.not()));
            ways.push(clauses.and(here.not(), there));
        }
    }
    clauses.any(&ways)
}

fn differ(engine: &Engine, one: &Case, two: &Case, by: By<'_>) -> bool {
    let program = engine.program();
    let (mut first, mut second) = (Scratch::default(), Scratch::default());
    let (here, there) = (engine.grade(one, &mut first), engine.grade(two, &mut second));
    let scale = by.scales.iter().any(|id| match by.rises {
        Some(true) => there.level(*id) > here.level(*id),
        Some(false) => there.level(*id) < here.level(*id),
        None => there.level(*id) != here.level(*id),
    });
    scale
        || by.everything
            && (owed(program, &here) != owed(program, &there) || open_gates(program, one) != open_gates(program, two))
}

/// The duties that are demanded.
pub(super) fn owed(program: &ir::Program, grade: &Grade<'_>) -> Vec<ir::DutyId> {
    let rules = grade.rules().filter_map(|rule| program.rules.get(rule.0 as usize));
    let mut duties: Vec<ir::DutyId> = rules.flat_map(|rule| &rule.duties).map(|demand| demand.duty).collect();
    duties.sort_unstable();
    duties.dedup();
    duties
}
