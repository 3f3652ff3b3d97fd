//! Which facts that are not known can still change a level or a duty, the most useful first; when none can, the case is settled.
//!
//! A fact can change something where two completions that differ in nothing else come out differently. Most facts are
//! shown to by completions that are at hand; of the others it is asked, with two copies of the policy, and a fact of which
//! it is proved that it cannot is not asked for. What cannot be decided is asked for.

use std::sync::Arc;

use super::bounds::{Completions, Possible, Reach, demanded, outcome};
use super::encode::Worlds;
use super::opened::{Fixed, Opened};
use super::solver::{Answer, Lit};
use crate::eval::{Case, Decision, Kept, Question};
use crate::ir::{FactId, FactKind, Program};
use crate::sorted::{Ids, sorted_by_key};

/// Completions of a case in which answers are exchanged before anything is asked of the clauses.
const MOST_COMPLETIONS: usize = 16;
/// What comes out of a case: its levels, and the duties that are demanded.
type Outcome = (Vec<i32>, Ids);

impl<'e> Completions<'e> {
    /// Replaces a decision's questions by those whose answers can really change something: first those that can change a
    /// level or a duty, in the order in which the worst answer leaves least open; then those that something else waits for,
    /// such as a gate, a score or a deadline. How many are of the first kind: where none is, no further answer changes what
    /// to do.
    pub fn questions(&mut self, case: &Case, possible: &Possible, decision: &mut Decision, budget: u64) -> usize {
        let program = self.engine.program();
        let useful = self.useful(case, possible, &decision.questions, budget);
        let ranks = self.ranks(case, possible, &useful);
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        for question in std::mem::take(&mut decision.questions) {
            if let Some(rank) = ranks.iter().find(|(fact, _)| *fact == question.fact) {
                first.push((rank.1, question));
            } else if waited_for(program, possible, decision, &question) {
                rest.push(question);
            }
        }
        let count = first.len();
        let first = sorted_by_key(first, |(rank, _)| [*rank, 0, 0]).into_iter();
        decision.questions = first.map(|(_, question)| question).chain(rest).collect();
        count
    }

    /// The facts of some questions that can change a level or a duty.
    fn useful(&mut self, case: &Case, possible: &Possible, questions: &[Question], budget: u64) -> Vec<FactId> {
        if possible.settled() {
            return Vec::new();
        }
        let program = self.engine.program();
        self.clauses.begin();
        let (mut opened, fixed) = Opened::of(&self.clauses, &self.worlds, case);
        opened.tie(&mut self.clauses);
        for Fixed { literal, .. } in fixed {
            self.clauses.solver.clause(&[literal]);
        }
        let mut shown = Shown::of(self, possible);
        let mut useful = Vec::new();
        for question in questions {
            let Some(fact) = program.fact(question.fact) else {
                continue;
            };
            let mut slots = (fact.slot..fact.slot + fact.kind.width()).filter(|slot| case.slot(*slot).is_none());
            // Where several slots differ, one of them makes a difference by itself.
            let slots: Vec<u32> = slots.by_ref().collect();
            let found = slots
                .iter()
                .any(|slot| shown.differs(self, *slot, &opened.values(*slot)))
                || slots
                    .iter()
                    .any(|slot| self.differs(&opened, possible, *slot, budget, &mut shown));
            if found {
                useful.push(question.fact);
            }
        }
        self.clauses.end();
        useful
    }

    /// Whether two completions that differ in one slot alone may come out differently, as the clauses have it.
    fn differs(&mut self, opened: &Opened, possible: &Possible, slot: u32, budget: u64, shown: &mut Shown<'e>) -> bool {
        self.clauses.begin();
        let sums = self.clauses.sums.len();
        let (mut one, mut two, number) = match self.worlds.number(slot) {
            Some(own) => {
                let other = self.clauses.number(self.clauses.range(own));
                (self.worlds.but(slot, own), self.worlds.but(slot, other), Some(other))
            }
            None => (self.worlds.at(slot, 0), self.worlds.at(slot, 1), None),
        };
        let apart = self.apart(possible, &mut one, &mut two);
        if let Some(number) = number {
            opened.beside(&mut self.clauses, slot, number, sums);
        }
        let differs = match self.clauses.solver.solve(&[apart], budget) {
            Answer::No => !self.certified(),
            Answer::Unknown => true,
            Answer::Yes => {
                // One more completion in which other answers may show that they matter.
                let found = opened.completion(&self.clauses, self.engine.program());
                shown.add(self, found);
                true
            }
        };
        self.clauses.end();
        differs
    }

    /// That two copies come out differently in something that is still open.
    fn apart(&mut self, possible: &Possible, one: &mut Worlds<'_>, two: &mut Worlds<'_>) -> Lit {
        let program = self.engine.program();
        let clauses = &mut self.clauses;
        let mut ways = Vec::new();
        let mut xor = |clauses: &mut super::clauses::Clauses, here: Lit, there: Lit| {
            ways.push(clauses.and(here, there.not()));
            ways.push(clauses.and(here.not(), there));
        };
        for (scale, found) in program.scales.iter().zip(&possible.scales) {
            let (low, high) = found.ends();
            for level in low..high {
                let level = i64::from(level) + 1;
                let (here, there) = (
                    one.level(clauses, scale.level, level),
                    two.level(clauses, scale.level, level),
                );
                xor(clauses, here, there);
            }
        }
        let mut demanding = vec![(Vec::new(), Vec::new()); program.duties.len()];
        for rule in program.rules.iter().filter(|rule| !rule.duties.is_empty()) {
            let (here, there) = (one.truth(clauses, rule.applies), two.truth(clauses, rule.applies));
            for demand in &rule.duties {
                if let Some((own, other)) = demanding.get_mut(demand.duty.0 as usize) {
                    own.push(here);
                    other.push(there);
                }
            }
        }
        for ((here, there), found) in demanding.iter().zip(&possible.duties) {
            if found.demanded.may() && found.spared.may() && here != there {
                let (here, there) = (clauses.any(here), clauses.any(there));
                xor(clauses, here, there);
            }
        }
        clauses.any(&ways)
    }

    /// By useful fact, how much its worst answer leaves open, as evaluation bounds it: levels first, then duties.
    fn ranks(&self, case: &Case, possible: &Possible, useful: &[FactId]) -> Vec<(FactId, u32)> {
        let program = self.engine.program();
        let (opened, _) = Opened::of(&self.clauses, &self.worlds, case);
        let mut line = Kept::new(program, self.worlds.readers(), case);
        let mut ranks = Vec::new();
        for id in useful {
            let Some(fact) = program.fact(*id) else { continue };
            let slots: Vec<u32> = (fact.slot..fact.slot + fact.kind.width()).collect();
            let mut worst = 0;
            if matches!(fact.kind, FactKind::AnyOf(_)) {
                // All of them or none stand for the many answers between.
                for value in [0, 1] {
                    slots.iter().for_each(|slot| line.put(*slot, value));
                    worst = worst.max(left(program, possible, &line));
                    line.back();
                }
            } else {
                for value in opened.values(fact.slot) {
                    line.put(fact.slot, value);
                    worst = worst.max(left(program, possible, &line));
                    line.back();
                }
            }
            ranks.push((*id, worst));
        }
        ranks
    }
}

/// How much is left open: a level weighs as much as all duties.
fn left(program: &Program, possible: &Possible, line: &Kept<'_>) -> u32 {
    let mut levels = 0;
    for (scale, found) in program.scales.iter().zip(&possible.scales) {
        let own = line.register(scale.level);
        let reached = (0..).zip(&found.levels);
        let reached = reached.filter(|(level, reach)| own.low <= *level && *level <= own.high && reach.may());
        levels += u32::try_from(reached.count()).unwrap_or(0).saturating_sub(1);
    }
    let (may, must) = demanded(program, line);
    let open = possible.duties.iter().filter(|found| {
        let id = found.duty.0;
        found.demanded.may() && found.spared.may() && may.contains(id) && !must.contains(id)
    });
    let duties = u32::try_from(open.count()).unwrap_or(0);
    let all = u32::try_from(program.duties.len()).unwrap_or(0);
    levels.saturating_mul(all + 1).saturating_add(duties)
}

/// Whether something but a level or a duty waits for an answer.
fn waited_for(program: &Program, possible: &Possible, decision: &Decision, question: &Question) -> bool {
    let fact = question.fact;
    let demanded = |duty: crate::ir::DutyId| {
        let found = possible.duties.get(duty.0 as usize);
        found.is_some_and(|found| found.demanded.may())
    };
    let dated = question
        .rules
        .iter()
        .filter_map(|rule| program.rules.get(rule.0 as usize));
    let mut dated = dated.flat_map(|rule| &rule.duties);
    let mut routed = decision
        .duties
        .iter()
        .filter_map(|duty| program.duties.get(duty.duty.0 as usize)?.partner);
    let mut scores = decision.scores.iter().filter(|score| !score.exact);
    let own = |slot: u32| program.slots.get(slot as usize).is_some_and(|slot| slot.fact == fact);
    !question.gates.is_empty()
        || dated.any(|demand| demand.deadline.is_some_and(|deadline| deadline.from == fact) && demanded(demand.duty))
        || routed.any(|partner| {
            let partner = program.partners.get(partner.0 as usize);
            partner.is_some_and(|partner| partner.by == Some(fact))
        })
        || scores.any(|score| {
            let score = program.scores.get(score.score.0 as usize);
            score.is_some_and(|score| program.code.slots_behind(score.points).into_iter().any(own))
        })
}

/// Completions that are at hand, with what they come to.
struct Shown<'e> {
    cases: Vec<(Case, Kept<'e>, Outcome)>,
}

impl<'e> Shown<'e> {
    fn of(all: &Completions<'e>, possible: &Possible) -> Shown<'e> {
        let levels = possible.scales.iter().flat_map(|scale| &scale.levels);
        let duties = possible.duties.iter().flat_map(|duty| [&duty.demanded, &duty.spared]);
        let mut found: Vec<&Arc<Case>> = Vec::new();
        for reach in levels.chain(duties) {
            if let Reach::Shown(case) = reach
                && !found.iter().any(|known| Arc::ptr_eq(known, case))
            {
                found.push(case);
            }
        }
        let mut shown = Shown { cases: Vec::new() };
        found.into_iter().for_each(|case| shown.add(all, Case::clone(case)));
        shown
    }

    fn add(&mut self, all: &Completions<'e>, case: Case) {
        if self.cases.len() < MOST_COMPLETIONS {
            let program = all.engine.program();
            let line = Kept::new(program, all.worlds.readers(), &case);
            let found = outcome(program, &line);
            self.cases.push((case, line, found));
        }
    }

    /// Whether another value of a slot changes what one of them comes to.
    fn differs(&mut self, all: &Completions<'_>, slot: u32, values: &[i32]) -> bool {
        let program = all.engine.program();
        self.cases.iter_mut().any(|(case, line, own)| {
            let others = values.iter().filter(|value| Some(**value) != case.slot(slot));
            let mut differs = others.map(|value| {
                line.put(slot, *value);
                let differs = outcome(program, line) != *own;
                line.back();
                differs
            });
            differs.any(|differs| differs)
        })
    }
}
