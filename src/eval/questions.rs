//! Which unknown facts can still change something, the most useful first.
//!
//! A fact is asked for while an open rule waits for it, one that would raise the lowest level still possible or add a duty.
//! A gate waits for what can still open it; where nothing else does, the question comes after all others.
//! Ranked by how much the open rules that mention it could change; scoring by mention was measured to need
//! fewer questions than looking one answer ahead. No fact that can change anything is left out.

use super::decide::View;
use super::decision::{Due, Duty, Gate, Question, State};
use super::list;
use crate::ir::{self, FactId, GateId, Op, Reg, RuleId};
use crate::list::List as _;
use crate::sorted::{Ids, sorted_by_key};

/// The open questions.
pub fn questions(view: &View<'_>, duties: &[Duty], gates: &[Gate]) -> Vec<Question> {
    let program = view.program;
    let count = program.facts.len();
    let mut weights = vec![0u32; count];
    let mut rules: Vec<Vec<RuleId>> = vec![Vec::new(); count];
    let mut ask = |fact: FactId, weight: u32, rule: Option<RuleId>| {
        let index = fact.0 as usize;
        if let (Some(total), Some(list)) = (weights.get_mut(index), rules.get_mut(index)) {
            *total = total.saturating_add(weight);
            list.extend(rule);
        }
    };
    for (rule_id, rule) in view.rules() {
        let open = view.full(rule.applies);
        let rises: u32 = rule
            .demands
            .iter()
            .filter_map(|(scale, level)| {
                let lowest = view.levels(program.scales.get(scale.0 as usize)?).1;
                Some(u32::from(level.saturating_sub(lowest)))
            })
            .sum();
        let tells = rule.duties.iter().any(|demand| {
            !duties
                .iter()
                .any(|duty| duty.duty == demand.duty && duty.certain && demand.deadline.is_none())
        });
        if !open.settled() && (rises > 0 || tells) {
            for fact in open_facts(view, rule.applies) {
                ask(fact, 1 + rises * 2, Some(rule_id));
            }
        }
        if open.high != 0 {
            for deadline in rule.duties.iter().filter_map(|demand| demand.deadline) {
                if super::decide::due(program, view.case, Some(&deadline)) == Due::Unknown {
                    ask(deadline.from, 1, Some(rule_id));
                }
            }
        }
    }
    for score in &program.scores {
        if !view.full(score.points).settled() {
            for fact in open_facts(view, score.points) {
                ask(fact, 1, None);
            }
        }
    }
    for partner in duties
        .iter()
        .filter_map(|duty| program.duties.get(duty.duty.0 as usize)?.partner)
    {
        if let Some(by) = program.partners.get(partner.0 as usize).and_then(|partner| partner.by)
            && program.fact(by).is_some_and(|fact| !view.known(fact.slot))
        {
            ask(by, 1, None);
        }
    }
    let mut waiting_gates: Vec<Vec<GateId>> = vec![Vec::new(); count];
    // What certainly does not hold keeps its gate shut, whatever is answered.
    for found in gates.iter().filter(|gate| !gate.missing.iter().any(|need| need.known)) {
        let Some(gate) = program.gates.get(found.gate.0 as usize) else {
            continue;
        };
        for need in found
            .missing
            .iter()
            .filter_map(|missing| gate.needs.get(missing.need as usize))
        {
            for fact in open_facts(view, need.applies) {
                if let Some(list) = waiting_gates.get_mut(fact.0 as usize) {
                    list.push(found.gate);
                }
            }
        }
    }
    let order: Vec<usize> = (0..count)
        .filter(|fact| {
            weights.get(*fact).is_some_and(|weight| *weight > 0)
                || waiting_gates.get(*fact).is_some_and(|gates| !gates.is_empty())
        })
        .list();
    let order = sorted_by_key(order, |fact| {
        [u32::MAX - weights.get(*fact).copied().unwrap_or(0), 0, 0]
    });
    order
        .into_iter()
        .filter_map(|index| {
            let mut waiting = rules.get(index)?.clone();
            waiting.dedup();
            let mut gates = waiting_gates.get(index)?.clone();
            gates.dedup();
            let fact = FactId(u32::try_from(index).ok()?);
            Some(Question {
                fact,
                state: state(view, fact),
                rules: waiting,
                gates,
            })
        })
        .list()
}

fn state(view: &View<'_>, id: FactId) -> State {
    let Some(fact) = view.program.fact(id) else {
        return State::NotAsked;
    };
    let slots = (fact.slot..fact.slot + fact.kind.width()).filter_map(|slot| view.case.row.get(slot as usize));
    let marks = slots.chain(list::marks(view.program, view.case, id));
    // Of an any-of fact the mark that most needs an answer counts.
    match marks.min() {
        Some(&ir::NOT_ASKED) | None => State::NotAsked,
        Some(&ir::UNKNOWN) => State::Unknown,
        Some(_) => State::Fault,
    }
}

/// Unknown facts behind a register, followed only through what is itself open.
fn open_facts(view: &View<'_>, reg: Reg) -> Vec<FactId> {
    let code = &view.program.code;
    let mut seen = Ids::default();
    let mut open = vec![reg];
    let mut facts = Ids::default();
    while let Some(reg) = open.pop() {
        if view.full(reg).settled() || !seen.insert(reg.0) {
            continue;
        }
        match code.op(reg) {
            // Also where the list was given: then something in its records is not known.
            Some(Op::Query(query, _)) => {
                if let Some(query) = view.program.queries.get(query as usize) {
                    facts.insert(query.fact.0);
                }
            }
            Some(
                op @ (Op::Within(..)
                | Op::Not(_)
                | Op::All(_)
                | Op::Any(_)
                | Op::Sum(..)
                | Op::Highest(_)
                | Op::After(..)
                | Op::Constant(_)),
            ) => open.extend(code.reads(op)),
            None => {
                if let Some(slot) = reg
                    .0
                    .checked_sub(ir::FIRST_SLOT)
                    .and_then(|slot| view.program.slots.get(slot as usize))
                {
                    facts.insert(slot.fact.0);
                }
            }
        }
    }
    facts.list().into_iter().map(FactId).list()
}
