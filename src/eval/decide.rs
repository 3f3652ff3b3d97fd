//! The whole decision: ranges, reasons, duties, questions and changes.

use super::decision::{Decision, Due, Duty, Outcome, Reason, ScoreOutcome};
use super::line::{Interval, World, possible};
use super::{Case, changes, gates, questions, reasons};
use crate::ir::{self, DutyId, Program, Reg, RuleId, ScaleId, ScoreId};
use crate::list::List as _;
use crate::sorted::sorted_by_key;
use crate::value::Moment;

/// Decides a case. Total: what was wrong with it is part of the decision.
#[must_use]
pub fn decide(program: &Program, case: &Case) -> Decision {
    let view = View::at(program, case, case.now);
    let duties = view.duties();
    let gates = gates::gates(&view);
    let (changes, changes_until) = changes::changes(&view, &duties, &gates);
    Decision {
        now: case.now,
        outcomes: view.outcomes(),
        scores: view.scores(),
        questions: questions::questions(&view, &duties, &gates),
        duties,
        changes,
        changes_until,
        gates,
        faults: case.faults.clone(),
    }
}

/// A case at a moment: every register, as presumed and in full.
pub struct View<'a> {
    /// The program.
    pub program: &'a Program,
    /// The case.
    pub case: &'a Case,
    /// The moment.
    pub now: Moment,
    /// What every register may hold under the presumptions.
    pub presumed: Vec<Interval>,
    /// What every register may hold at all.
    pub full: Vec<Interval>,
}

impl<'a> View<'a> {
    /// Reads the line for a moment in both worlds.
    pub fn at(program: &'a Program, case: &'a Case, now: Moment) -> View<'a> {
        let presumed = possible(program, case, now, World::Presumed);
        let full = if case.all_known() {
            presumed.clone()
        } else {
            possible(program, case, now, World::Full)
        };
        View {
            program,
            case,
            now,
            presumed,
            full,
        }
    }

    /// What a register may hold under the presumptions.
    pub fn presumed(&self, reg: Reg) -> Interval {
        self.presumed.get(reg.0 as usize).copied().unwrap_or_default()
    }

    /// What a register may hold at all.
    pub fn full(&self, reg: Reg) -> Interval {
        self.full.get(reg.0 as usize).copied().unwrap_or_default()
    }

    /// Whether a slot's value is known.
    pub fn known(&self, slot: u32) -> bool {
        self.case
            .row
            .get(slot as usize)
            .is_some_and(|value| *value > ir::LAST_MARK)
    }

    /// Rules with their ids.
    pub fn rules(&self) -> impl Iterator<Item = (RuleId, &'a ir::Rule)> {
        (0..).map(RuleId).zip(&self.program.rules)
    }

    /// Whether a rule is acted on.
    pub fn applies(&self, rule: &ir::Rule) -> bool {
        self.presumed(rule.applies).high != 0
    }

    /// The level of a scale: to act on, lowest, highest.
    pub fn levels(&self, scale: &ir::Scale) -> (u8, u8, u8) {
        let level = |value: i32| u8::try_from(value).unwrap_or(u8::MAX);
        let full = self.full(scale.level);
        (
            level(self.presumed(scale.level).high),
            level(full.low),
            level(full.high),
        )
    }

    fn outcomes(&self) -> Vec<Outcome> {
        (0..)
            .map(ScaleId)
            .zip(&self.program.scales)
            .map(|(id, scale)| self.outcome(id, scale))
            .list()
    }

    fn outcome(&self, id: ScaleId, scale: &ir::Scale) -> Outcome {
        let (act, lowest, highest) = self.levels(scale);
        let today = self.now.date();
        let mut most = 0;
        let mut reasons: Vec<Reason> = Vec::new();
        for (rule_id, rule) in self.rules() {
            let demanded = rule
                .demands
                .iter()
                .filter(|(scale, _)| *scale == id)
                .map(|(_, level)| *level)
                .max();
            let Some(demands) = demanded.filter(|level| *level > 0 && self.applies(rule)) else {
                continue;
            };
            most = most.max(demands);
            let (known, assumed) = reasons::support(self, rule.applies);
            reasons.push(Reason {
                rule: rule_id,
                demands,
                decides: scale.counts_as(demands, today) == act,
                certain: self.full(rule.applies).low != 0,
                known,
                assumed,
            });
        }
        let reasons = sorted_by_key(reasons, |reason| {
            [
                u32::from(u8::MAX - reason.demands),
                u32::from(!reason.certain),
                reason.rule.0,
            ]
        });
        Outcome {
            scale: id,
            act,
            lowest,
            highest,
            exact: lowest == highest,
            instead_of: (most != act).then_some(most),
            reasons,
        }
    }

    fn scores(&self) -> Vec<ScoreOutcome> {
        (0..)
            .map(ScoreId)
            .zip(&self.program.scores)
            .map(|(id, score)| self.score(id, score))
            .list()
    }

    fn score(&self, id: ScoreId, score: &ir::Score) -> ScoreOutcome {
        let possible = self.full(score.points);
        ScoreOutcome {
            score: id,
            act: self.presumed(score.points).high,
            possible,
            exact: possible.settled(),
        }
    }

    /// The duties of all rules acted on, each at its earliest deadline.
    pub fn duties(&self) -> Vec<Duty> {
        let mut list: Vec<Option<Duty>> = vec![None; self.program.duties.len()];
        for (rule_id, rule) in self.rules() {
            if rule.duties.is_empty() || !self.applies(rule) {
                continue;
            }
            let certain = self.full(rule.applies).low != 0;
            for demand in &rule.duties {
                let Some(place) = list.get_mut(demand.duty.0 as usize) else {
                    continue;
                };
                let due = due(self.program, self.case, demand.deadline.as_ref());
                let from = demand.deadline;
                let duty = place.get_or_insert_with(|| Duty {
                    duty: demand.duty,
                    due,
                    from,
                    certain: false,
                    rules: Vec::new(),
                });
                duty.rules.push(rule_id);
                duty.certain |= certain;
                if due < duty.due {
                    duty.due = due;
                    duty.from = from;
                }
            }
        }
        list.into_iter().flatten().list()
    }
}

/// When a deadline falls for a case.
pub fn due(program: &Program, case: &Case, deadline: Option<&ir::Deadline>) -> Due {
    let Some(deadline) = deadline else { return Due::None };
    let slot = program.fact(deadline.from).map_or(u32::MAX, |fact| fact.slot);
    match case.row.get(slot as usize) {
        Some(value) if *value > ir::LAST_MARK => Due::At(deadline.at(Moment { minutes: *value }, &program.calendars)),
        _ => Due::Unknown,
    }
}

/// The duty of that id as a pair with its deadline, for comparing two moments.
pub fn duty_key(duty: &Duty) -> (DutyId, Due) {
    (duty.duty, duty.due)
}
