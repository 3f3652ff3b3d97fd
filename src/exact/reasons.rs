//! Which known answers force a level, and which fewest of them would have to be otherwise for another.
//!
//! What forces a level is read off the assumptions that cannot hold together with another level, and then left out one
//! by one while they still cannot. What would change it is a case with as many of the known answers as can be kept.

use super::bounds::{Completions, Possible};
use super::clauses::Clauses;
use super::opened::{Fixed, Opened};
use super::solver::{Answer, Lit};
use crate::eval::{Case, Kept};
use crate::ir::{FactId, LAST_MARK, Program, ScaleId};
use crate::sorted::Ids;

/// Changes of more answers than this are not looked for one by one.
const MOST_CHANGED: usize = 6;

/// Why a scale cannot come out otherwise.
#[derive(Debug, Clone)]
pub struct Reasons {
    /// The scale.
    pub scale: ScaleId,
    /// The known facts that keep it from being lower; none where it is at its lowest or that was not decided.
    /// None of them can be left out.
    pub at_least: Option<Vec<FactId>>,
    /// The known facts that keep it from being higher; none where it is at its highest or that was not decided.
    /// None of them can be left out.
    pub at_most: Option<Vec<FactId>>,
    /// What would raise it above all that is possible.
    pub raise: Option<Otherwise>,
    /// What would lower it below all that is possible.
    pub lower: Option<Otherwise>,
}

/// Known answers that would have to be otherwise.
#[derive(Debug, Clone)]
pub struct Otherwise {
    /// Whose answers.
    pub facts: Vec<FactId>,
    /// A case with all other known answers, in which they are.
    pub case: Case,
    /// What it comes to.
    pub level: u8,
    /// Whether it was proved that fewer will not do.
    pub fewest: bool,
}

/// Something that is so because of the answers to some facts.
struct Held {
    facts: Vec<FactId>,
    literal: Lit,
}

impl Completions<'_> {
    /// Why each scale comes out as it does, each question within a budget of conflicts.
    pub fn reasons(&mut self, case: &Case, possible: &Possible, budget: u64) -> Vec<Reasons> {
        let program = self.engine.program();
        self.clauses.begin();
        // Nothing is fixed but the moment, so that every answer can be let go.
        let (mut opened, fixed) = Opened::of(&self.clauses, &self.worlds, &Case::new(program, case.now()));
        opened.tie(&mut self.clauses);
        for Fixed { literal, .. } in fixed {
            self.clauses.solver.clause(&[literal]);
        }
        let held = opened.held(&self.clauses, &self.worlds, case).into_iter();
        let held: Vec<Held> = held
            .map(|Fixed { slots, literal }| Held {
                facts: facts(program, &slots),
                literal,
            })
            .collect();
        let mut reasons = Vec::new();
        for (id, found) in (0..).map(ScaleId).zip(&possible.scales) {
            let (low, high) = found.ends();
            let levels = self.levels.get(id.0 as usize).cloned().unwrap_or_default();
            let least = levels.get(usize::from(low)).copied().filter(|_| low > 0);
            let more = levels.get(usize::from(high) + 1).copied();
            let mut forced = |goal: Lit| self.forced(&held, goal, budget);
            let at_least = least.and_then(&mut forced);
            let at_most = more.and_then(|more| forced(more.not()));
            let mut change = |goal: Lit, up: bool| {
                let fits = |level: u8| if up { level > high } else { level < low };
                self.change(&opened, &held, case, (id, goal), fits, budget)
            };
            reasons.push(Reasons {
                scale: id,
                at_least,
                at_most,
                raise: more.and_then(|more| change(more, true)),
                lower: least.and_then(|least| change(least.not(), false)),
            });
        }
        self.clauses.end();
        reasons
    }

    /// Facts whose answers force something, none of which can be left out.
    fn forced(&mut self, held: &[Held], goal: Lit, budget: u64) -> Option<Vec<FactId>> {
        let mut kept: Ids = Ids::default();
        held.iter().flat_map(|held| &held.facts).for_each(|fact| {
            kept.insert(fact.0);
        });
        kept = self.enough(held, &kept, goal, budget)?;
        for fact in kept.list() {
            let mut fewer = Ids::default();
            kept.list()
                .into_iter()
                .filter(|other| *other != fact)
                .for_each(|other| {
                    fewer.insert(other);
                });
            // What goes with it when it is left out need not be tried any more, but trying does no harm.
            if let Some(found) = self.enough(held, &fewer, goal, budget) {
                kept = found;
            }
        }
        Some(kept.list().into_iter().map(FactId).collect())
    }

    /// Of some facts those that were needed to force something, where all of them do.
    fn enough(&mut self, held: &[Held], kept: &Ids, goal: Lit, budget: u64) -> Option<Ids> {
        let own = held
            .iter()
            .filter(|held| held.facts.iter().all(|fact| kept.contains(fact.0)));
        let mut assumed: Vec<Lit> = own.map(|held| held.literal).collect();
        assumed.push(goal.not());
        if self.clauses.solver.solve(&assumed, budget) != Answer::No || !self.certified() {
            return None;
        }
        let core = self.clauses.solver.core();
        let mut needed = Ids::default();
        for held in held.iter().filter(|held| core.contains(&held.literal)) {
            // The same may follow from other answers too: those that were not kept do not count.
            if held.facts.iter().all(|fact| kept.contains(fact.0)) {
                held.facts.iter().for_each(|fact| {
                    needed.insert(fact.0);
                });
            }
        }
        Some(needed)
    }

    /// A case that comes to another level with as few known answers otherwise as can be.
    fn change(
        &mut self,
        opened: &Opened,
        held: &[Held],
        case: &Case,
        (scale, goal): (ScaleId, Lit),
        fits: impl Fn(u8) -> bool,
        budget: u64,
    ) -> Option<Otherwise> {
        let program = self.engine.program();
        self.clauses.begin();
        let mut kept: Vec<(FactId, Lit)> = Vec::new();
        for (id, fact) in (0..).map(FactId).zip(&program.facts) {
            if (fact.slot..fact.slot + fact.kind.width()).any(|slot| case.slot(slot).is_some()) {
                let own = held.iter().filter(|held| held.facts == [id]);
                let own: Vec<Lit> = own.map(|held| held.literal).collect();
                kept.push((id, self.clauses.all(&own)));
            }
        }
        let literals: Vec<Lit> = kept.iter().map(|(_, literal)| *literal).collect();
        let mut best: Option<Otherwise> = None;
        let mut open = false;
        if self.clauses.solver.preferring(&[goal], &literals, budget) == Answer::Yes {
            best = self.changed(opened, &kept, case, scale, &fits);
            let most = best.as_ref().map_or(0, |best| best.facts.len());
            for count in 1..most {
                let few = if count <= MOST_CHANGED {
                    at_most(&mut self.clauses, &literals, count)
                } else {
                    Lit::FALSE
                };
                match self.clauses.solver.preferring(&[goal, few], &literals, budget) {
                    Answer::No if count <= MOST_CHANGED && self.certified() => {}
                    Answer::No | Answer::Unknown => {
                        open = true;
                        break;
                    }
                    Answer::Yes => {
                        match self.changed(opened, &kept, case, scale, &fits) {
                            Some(fewer) => best = Some(fewer),
                            None => open = true,
                        }
                        break;
                    }
                }
            }
        }
        self.clauses.end();
        best.map(|best| Otherwise { fewest: !open, ..best })
    }

    /// What the last model changes, where the case that it means comes to what was looked for.
    fn changed(
        &self,
        opened: &Opened,
        kept: &[(FactId, Lit)],
        case: &Case,
        scale: ScaleId,
        fits: &impl Fn(u8) -> bool,
    ) -> Option<Otherwise> {
        let program = self.engine.program();
        let mut other = opened.completion(&self.clauses, program);
        let mut facts = Vec::new();
        for (id, literal) in kept {
            let fact = program.fact(*id)?;
            if !self.clauses.solver.holds(*literal) {
                facts.push(*id);
                continue;
            }
            for slot in fact.slot..fact.slot + fact.kind.width() {
                case.slot(slot).into_iter().for_each(|value| other.put(slot, value));
            }
        }
        let reg = program.scales.get(scale.0 as usize)?.level;
        let level = Kept::new(program, self.worlds.readers(), &other).register(reg).high;
        let level = u8::try_from(level).ok().filter(|level| fits(*level))?;
        Some(Otherwise {
            facts,
            case: other,
            level,
            fewest: false,
        })
    }

    /// The facts that a case does not know and whose answers in a completion are enough for a level, or for no less than
    /// it, or for no more: none can be left out without evaluation losing sight of it.
    #[must_use]
    pub fn deciding(&self, case: &Case, completion: &Case, scale: ScaleId, up: bool) -> Vec<FactId> {
        let program = self.engine.program();
        let Some(reg) = program.scales.get(scale.0 as usize).map(|scale| scale.level) else {
            return Vec::new();
        };
        let mut line = Kept::new(program, self.worlds.readers(), completion);
        let wanted = line.register(reg);
        let mut needed = Vec::new();
        for (id, fact) in (0..).map(FactId).zip(&program.facts) {
            let slots = (fact.slot..fact.slot + fact.kind.width()).filter(|slot| case.slot(*slot).is_none());
            let slots: Vec<u32> = slots.collect();
            for slot in &slots {
                let own = case.row().get(*slot as usize).copied().unwrap_or(LAST_MARK);
                line.put(*slot, own);
            }
            let found = line.register(reg);
            if if up {
                found.low >= wanted.low
            } else {
                found.high <= wanted.high
            } {
                line.keep();
            } else {
                line.back();
                needed.push(id);
            }
        }
        needed
    }
}

/// That of some literals all hold but so many.
fn at_most(clauses: &mut Clauses, literals: &[Lit], but: usize) -> Lit {
    // That no less than so many do not hold of those so far, for each count up to one too many.
    let mut reached = vec![Lit::FALSE; but + 1];
    for literal in literals {
        let mut below = Lit::TRUE;
        for place in &mut reached {
            let one_more = clauses.and(below, literal.not());
            below = std::mem::replace(place, clauses.any(&[*place, one_more]));
        }
    }
    reached.last().map_or(Lit::TRUE, |many| many.not())
}

fn facts(program: &Program, slots: &[u32]) -> Vec<FactId> {
    let own = slots.iter().filter_map(|slot| program.slots.get(*slot as usize));
    let mut facts: Vec<FactId> = own.map(|slot| slot.fact).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}
