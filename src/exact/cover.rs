//! Examples that between them show what a policy does: every rule at work, both sides of every threshold, and each answer
//! deciding alone.
//!
//! Cases are taken over from one aim to the next where they serve, and a neighbour is made of a case that is there before
//! a new one is looked for, so that there are few. All are decided, and each keeps only the answers that it needs.

use std::sync::Arc;

use super::audit::Auditor;
use super::clauses::Clauses;
use super::encode::Worlds;
use super::guarantees::{By, Pair, differing, fixed, owed};
use super::seen::Seen;
use super::solver::Answer;
use super::witness;
use crate::Engine;
use crate::eval::{Case, Kept, Readers, Scratch};
use crate::ir::{self, FactId, FactKind, RuleId, ScaleId};

/// A case that is worth an example, and what it shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The case.
    pub case: Case,
    /// What it was made for, in the policy's own names.
    pub aim: String,
}

/// What a policy is to be shown by.
#[derive(Debug, Default)]
pub struct Cover {
    /// The cases, in the order in which they were found.
    pub cases: Vec<Shown>,
    /// Aims that no case was found for, among them all that no case can reach.
    pub missed: Vec<String>,
    /// How many aims there are.
    pub aims: usize,
}

/// What comes out of a case: the levels, and the duties.
type Outcome = (Vec<i32>, Vec<ir::DutyId>);

/// The facts that a neighbour of a case differs in: one slot, and its other value.
type Step = (u32, i32);

/// Looks for few cases that show everything.
#[must_use]
pub fn cover(engine: &Engine, budget: u64) -> Cover {
    let mut auditor = Auditor::new(engine, budget, false);
    let program = engine.program();
    let mut worlds = Worlds::new(&mut auditor.clauses, program, &[], None);
    auditor.begin(&mut worlds);
    let mut applies = Vec::new();
    for rule in &program.rules {
        applies.push(worlds.truth(&mut auditor.clauses, rule.applies));
    }
    let mut found = Finder {
        engine,
        readers: Arc::clone(worlds.readers()),
        cover: Cover::default(),
        full: Vec::new(),
    };
    for (id, rule) in (0..).map(RuleId).zip(&program.rules) {
        let aim = format!("`{}` at work", rule.name);
        let own = applies.get(id.0 as usize).copied().unwrap_or(super::solver::Lit::FALSE);
        found.rule(&mut auditor, &worlds, id, own, &aim);
    }
    // A protected fact changes nothing.
    let facts = (0..).map(FactId).zip(&program.facts);
    for (id, fact) in facts.filter(|(_, fact)| !fact.protected) {
        for slot in fact.slot..fact.slot + fact.kind.width() {
            let steps = steps(&auditor.clauses, &worlds, fact, slot);
            for (here, there, aim) in steps {
                found.step(&mut auditor, &worlds, id, slot, [here, there], &aim);
            }
        }
    }
    found.times(&auditor.clauses, &worlds);
    found.cover
}

/// Pairs of neighbouring values of a slot that the policy tells apart.
fn steps(clauses: &Clauses, worlds: &Worlds<'_>, fact: &ir::Fact, slot: u32) -> Vec<(i32, i32, String)> {
    let name = &fact.name;
    match (&fact.kind, worlds.number(slot)) {
        (FactKind::YesNo, _) => vec![(0, 1, format!("`{name}` deciding alone"))],
        (FactKind::AnyOf(options), _) => {
            let option = options
                .get((slot - fact.slot) as usize)
                .map_or("", |option| option.name.as_str());
            vec![(0, 1, format!("`{name} has {option}` deciding alone"))]
        }
        (FactKind::Number { .. } | FactKind::Duration { .. }, Some(number)) => {
            let value = |value: i32| crate::eval::value_words(fact, value);
            let bounds = clauses.bounds(number).into_iter();
            let pair = |bound: i32| {
                (
                    bound - 1,
                    bound,
                    format!("`{name}` {} and {}", value(bound - 1), value(bound)),
                )
            };
            bounds.map(pair).collect()
        }
        (FactKind::OneOf(options), Some(_)) => {
            let pairs = (1..).zip(options.windows(2));
            let pair = |(index, pair): (i32, &[ir::Named])| match pair {
                [one, two] => (index - 1, index, format!("`{name}` {} and {}", one.name, two.name)),
                _ => (index - 1, index, String::new()),
            };
            pairs.map(pair).collect()
        }
        _ => Vec::new(),
    }
}

struct Finder<'e> {
    engine: &'e Engine,
    readers: Arc<Readers>,
    cover: Cover,
    /// The cases with all of their answers, by which neighbours are made.
    full: Vec<Case>,
}

impl Finder<'_> {
    fn outcome(&self, case: &Case) -> Outcome {
        let mut scratch = Scratch::default();
        let grade = self.engine.grade(case, &mut scratch);
        let scales = (0..).map(ScaleId).take(self.engine.program().scales.len());
        (
            scales.map(|id| grade.level(id)).collect(),
            owed(self.engine.program(), &grade),
        )
    }

    /// Whether nothing that is left open could change levels and duties.
    fn certain(&self, case: &Case) -> bool {
        let program = self.engine.program();
        let line = Kept::new(program, &self.readers, case);
        let levels = program.scales.iter().map(|scale| scale.level);
        let duties = program.rules.iter().filter(|rule| !rule.duties.is_empty());
        levels
            .chain(duties.map(|rule| rule.applies))
            .all(|reg| line.register(reg).settled())
    }

    /// Takes a case in, with no more answers than it needs to come out as it does and to differ from its neighbours.
    fn take(&mut self, case: Case, aim: &str, keep: Option<FactId>, neighbour: Option<Step>) {
        let outcome = self.outcome(&case);
        let with = |case: &Case| neighbour.map(|(slot, value)| stepped(case, slot, value));
        let beside = with(&case).map(|case| self.outcome(&case));
        let least = witness::smallest(self.engine.program(), &case, keep, |fewer| {
            let same = |case: &Case, wanted: &Outcome| self.outcome(case) == *wanted && self.certain(case);
            same(fewer, &outcome)
                && match (with(fewer), &beside) {
                    (Some(neighbour), Some(wanted)) => same(&neighbour, wanted),
                    _ => true,
                }
        });
        self.full.push(case);
        // Two aims may come to one example.
        let known = |shown: &&mut Shown| shown.case.row() == least.row() && shown.case.now() == least.now();
        match self.cover.cases.iter_mut().find(known) {
            Some(shown) => shown.aim = format!("{}, {aim}", shown.aim),
            None => self.cover.cases.push(Shown {
                case: least,
                aim: aim.to_owned(),
            }),
        }
    }

    fn rule(&mut self, auditor: &mut Auditor<'_>, worlds: &Worlds<'_>, id: RuleId, own: super::solver::Lit, aim: &str) {
        self.cover.aims += 1;
        let engine = self.engine;
        let reads = Arc::clone(&auditor.reads);
        let decides = |case: &Case| {
            let mut seen = Seen::new(engine, &reads);
            seen.look(case);
            seen.mattered.contains(id.0)
        };
        if self.full.iter().any(decides) {
            return;
        }
        let mut scratch = Scratch::default();
        let mut applies = |case: &Case| engine.grade(case, &mut scratch).rules().any(|rule| rule == id);
        let within = auditor.within;
        if auditor.clauses.solver.solve(&[within, own], auditor.budget) == Answer::Yes {
            let start = auditor.start;
            let case = witness::case(&auditor.clauses, worlds, start, &decides)
                .or_else(|| witness::case(&auditor.clauses, worlds, start, &mut applies));
            if let Some(case) = case {
                return self.take(case, aim, None, None);
            }
        }
        self.cover.missed.push(aim.to_owned());
    }

    /// Both sides of a step that changes what comes out.
    fn step(
        &mut self,
        auditor: &mut Auditor<'_>,
        worlds: &Worlds<'_>,
        id: FactId,
        slot: u32,
        [here, there]: [i32; 2],
        aim: &str,
    ) {
        self.cover.aims += 1;
        let near = self.full.iter().find_map(|case| {
            let (one, two) = (stepped(case, slot, here), stepped(case, slot, there));
            (self.outcome(&one) != self.outcome(&two)).then_some([one, two])
        });
        let found = near.or_else(|| {
            let mut pair = match worlds.yes(slot) {
                Some(_) => fixed(worlds, slot, there),
                None => Pair::of(worlds, slot, [here, there]),
            };
            let scales: Vec<ScaleId> = (0..).map(ScaleId).take(self.engine.program().scales.len()).collect();
            let by = By {
                scales: &scales,
                rises: None,
                everything: true,
            };
            let differs = differing(auditor, &mut pair, by);
            let asked = [auditor.within, differs];
            if auditor.clauses.solver.solve(&asked, auditor.budget) != Answer::Yes {
                return None;
            }
            let differ = |case: &Case| self.outcome(case) != self.outcome(&stepped(case, slot, there));
            let case = witness::case(&auditor.clauses, &pair.one, auditor.start, differ)?;
            let other = stepped(&case, slot, there);
            Some([case, other])
        });
        match found {
            Some([one, two]) => {
                self.take(one, aim, Some(id), Some((slot, there)));
                self.take(two, aim, Some(id), Some((slot, here)));
            }
            None => self.cover.missed.push(aim.to_owned()),
        }
    }

    /// Both sides of every length of time that the policy tells apart, made of cases that are there.
    fn times(&mut self, clauses: &Clauses, worlds: &Worlds<'_>) {
        let program = self.engine.program();
        for (id, fact) in (0..).map(FactId).zip(&program.facts) {
            if !matches!(fact.kind, FactKind::Moment) {
                continue;
            }
            for bound in clauses.times_since(worlds, fact.slot) {
                let long = crate::value::Duration { minutes: bound };
                let aim = format!("{long} since `{}`, and a minute less", fact.name);
                self.cover.aims += 1;
                let near = self.full.iter().find_map(|case| {
                    let since = |minutes: i32| stepped(case, fact.slot, case.now().minutes - minutes);
                    let (one, two) = (since(bound - 1), since(bound));
                    (self.outcome(&one) != self.outcome(&two)).then_some([one, two])
                });
                match near {
                    Some([one, two]) => {
                        let at = |case: &Case| case.slot(fact.slot).unwrap_or(0);
                        let (here, there) = (at(&one), at(&two));
                        self.take(one, &aim, Some(id), Some((fact.slot, there)));
                        self.take(two, &aim, Some(id), Some((fact.slot, here)));
                    }
                    None => self.cover.missed.push(aim),
                }
            }
        }
    }
}

fn stepped(case: &Case, slot: u32, value: i32) -> Case {
    let mut other = case.clone();
    other.put(slot, value);
    other
}
