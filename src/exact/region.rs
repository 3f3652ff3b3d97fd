//! Regions: a few conditions under which something holds for every case.

use super::clauses::{Clauses, NumberId, Part, Sum};
use super::encode::Worlds;
use super::solver::{Answer, Lit};
use crate::eval::value_words;
use crate::ir::{Fact, FactId, FactKind, Program, Range};
use crate::value::{Duration, Moment, Period};

/// What has to hold, in words, one condition each.
pub type Region = Vec<String>;

/// One condition of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// As a clause has it.
    pub literal: Lit,
    /// What it bounds; none of a yes or no.
    number: Option<NumberId>,
    /// What it says, where that is not about one answer or time.
    said: Option<String>,
    /// How much it says: what says least is left out first.
    says: u8,
}

/// Something that says much in few words, such as a level: a literal, and what it says where it holds and where it does not.
#[derive(Debug, Clone)]
pub struct Telling {
    /// As a clause has it.
    pub literal: Lit,
    /// What is said where it holds.
    pub holds: String,
    /// What is said where it does not.
    pub fails: String,
    /// Whether it is said only where nothing else will do.
    pub aside: bool,
}

/// Everything that the last model says: where every answer, every sum and the time lie.
pub fn bounds(clauses: &Clauses, one: &Worlds<'_>, two: &Worlds<'_>, telling: &[Telling]) -> Vec<Bound> {
    let told = telling.iter().map(|telling| {
        let holds = clauses.solver.holds(telling.literal);
        let said = if holds { &telling.holds } else { &telling.fails };
        Bound {
            literal: telling.literal.when(holds),
            number: None,
            said: Some(said.clone()),
            says: if telling.aside { 2 } else { 3 },
        }
    });
    let mut bounds: Vec<Bound> = told.collect();
    let mut numbers: Vec<NumberId> = Vec::new();
    for worlds in [one, two] {
        for (slot, _) in (0..).zip(&worlds.program().slots) {
            if let Some(literal) = worlds.yes(slot) {
                let literal = literal.when(clauses.solver.holds(literal));
                if !bounds.iter().any(|bound| bound.literal == literal) {
                    bounds.push(Bound {
                        literal,
                        number: None,
                        said: None,
                        says: 0,
                    });
                }
            }
            numbers.extend(worlds.number(slot));
        }
    }
    numbers.extend(clauses.sums.iter().map(|sum| sum.number));
    numbers.extend(one.time());
    let mut seen: Vec<NumberId> = Vec::new();
    for id in numbers {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let cell = clauses.cell(id);
        for literal in clauses.ends(id, cell) {
            bounds.push(Bound {
                literal,
                number: Some(id),
                said: None,
                says: 1,
            });
        }
    }
    bounds
}

/// The fewest and widest of some bounds under which something holds in every case: none can be left out, and no bound
/// of a number moved. None where the budget does not reach that far.
pub fn grow(clauses: &mut Clauses, bounds: &[Bound], within: &[Lit], holds: Lit, budget: u64) -> Option<Vec<Bound>> {
    let enough = |clauses: &mut Clauses, bounds: &[Bound]| {
        let mut assumed: Vec<Lit> = bounds.iter().map(|bound| bound.literal).collect();
        assumed.extend_from_slice(within);
        assumed.push(holds.not());
        clauses.solver.solve(&assumed, budget) == Answer::No
    };
    // Once by answers and times alone, which settle everything, and once with what says much. The shorter is told.
    let mut shortest: Option<Vec<Bound>> = None;
    for most in [1, u8::MAX] {
        let mut kept: Vec<Bound> = bounds.iter().filter(|bound| bound.says <= most).cloned().collect();
        if !enough(clauses, &kept) {
            return None;
        }
        let core = clauses.solver.core().to_vec();
        kept.retain(|bound| core.contains(&bound.literal));
        let mut order = kept.clone();
        order.sort_by_key(|bound| bound.says);
        for bound in order {
            let fewer: Vec<Bound> = kept.iter().filter(|other| **other != bound).cloned().collect();
            if enough(clauses, &fewer) {
                kept = fewer;
            }
        }
        if shortest.as_ref().is_none_or(|shortest| kept.len() < shortest.len()) {
            shortest = Some(kept);
        }
    }
    let mut kept = shortest?;
    // Then each bound that is left one step further out, as often as that goes.
    for place in 0..kept.len() {
        while let Some(wider) = kept
            .get(place)
            .and_then(|bound| clauses.wider(bound.number?, bound.literal))
        {
            let mut moved = kept.clone();
            if let Some(bound) = moved.get_mut(place) {
                bound.literal = wider;
            }
            if !enough(clauses, &moved) {
                break;
            }
            kept = moved;
        }
    }
    Some(kept)
}

/// The facts that a region speaks of, where each of its conditions is about answers.
pub fn facts(clauses: &Clauses, worlds: &Worlds<'_>, region: &[Bound]) -> Vec<FactId> {
    let mut numbers: Vec<NumberId> = region.iter().filter_map(|bound| bound.number).collect();
    for sum in clauses
        .sums
        .iter()
        .filter(|sum| region.iter().any(|bound| bound.number == Some(sum.number)))
    {
        numbers.extend(sum.terms.iter().filter_map(|(part, _)| match part {
            Part::Number(id) | Part::After(id, ..) => Some(*id),
            Part::Today | Part::Truth(_) => None,
        }));
    }
    let speaks = |slot: u32| {
        let yes = worlds.yes(slot);
        let yes = |bound: &Bound| yes.is_some_and(|own| own == bound.literal || own == bound.literal.not());
        worlds.number(slot).is_some_and(|id| numbers.contains(&id)) || region.iter().any(yes)
    };
    let facts = (0..).map(FactId).zip(&worlds.program().facts);
    let own = facts.filter(|(_, fact)| (fact.slot..fact.slot + fact.kind.width()).any(speaks));
    own.map(|(id, _)| id).collect()
}

/// A region in words.
pub fn words(clauses: &Clauses, one: &Worlds<'_>, two: &Worlds<'_>, bounds: &[Bound]) -> Region {
    let mut said = Vec::new();
    let mut seen: Vec<NumberId> = Vec::new();
    for bound in bounds {
        if let Some(words) = &bound.said {
            said.push(words.clone());
            continue;
        }
        let Some(id) = bound.number else {
            said.extend([one, two].into_iter().find_map(|worlds| yes_no(worlds, bound.literal)));
            continue;
        };
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let full = clauses.range(id);
        let mut range = full;
        for bound in bounds.iter().filter(|bound| bound.number == Some(id)) {
            match clauses.bound_of(id, bound.literal) {
                Some((low, true)) => range.low = range.low.max(low),
                Some((past, false)) => range.high = range.high.min(past - 1),
                None => {}
            }
        }
        let names = Names { one, two };
        said.push(names.number(clauses, id, range, full));
    }
    said
}

fn yes_no(worlds: &Worlds<'_>, literal: Lit) -> Option<String> {
    for fact in &worlds.program().facts {
        for index in 0..fact.kind.width() {
            let Some(own) = worlds.yes(fact.slot + index) else {
                continue;
            };
            if own != literal && own != literal.not() {
                continue;
            }
            let not = if own == literal { "" } else { "not " };
            return Some(match &fact.kind {
                FactKind::AnyOf(options) => {
                    let option = options.get(index as usize).map_or("", |option| option.name.as_str());
                    format!("{not}{} has {option}", fact.name)
                }
                FactKind::YesNo
                | FactKind::Number { .. }
                | FactKind::OneOf(_)
                | FactKind::Duration { .. }
                | FactKind::Date
                | FactKind::Moment => format!("{not}{}", fact.name),
            });
        }
    }
    None
}

/// The names of numbers in two programs over the same answers.
struct Names<'w, 'p, 'q> {
    one: &'w Worlds<'p>,
    two: &'w Worlds<'q>,
}

impl Names<'_, '_, '_> {
    fn fact(&self, id: NumberId) -> Option<&Fact> {
        let own = |worlds: &Worlds<'_>, program: &Program| {
            program
                .facts
                .iter()
                .position(|fact| worlds.number(fact.slot) == Some(id))
        };
        let here = own(self.one, self.one.program()).and_then(|index| self.one.program().facts.get(index));
        here.or_else(|| own(self.two, self.two.program()).and_then(|index| self.two.program().facts.get(index)))
    }

    fn number(&self, clauses: &Clauses, id: NumberId, range: Range, full: Range) -> String {
        if let Some(fact) = self.fact(id) {
            return fact_words(fact, range, full);
        }
        if self.one.time() == Some(id) {
            return between("now", range, full, |minutes| Moment { minutes }.wall());
        }
        let sum = clauses.sums.iter().find(|sum| sum.number == id);
        sum.map_or_else(String::new, |sum| self.sum(sum, range, full))
    }

    fn sum(&self, sum: &Sum, range: Range, full: Range) -> String {
        let name = |id: &NumberId| match self.fact(*id) {
            Some(fact) => fact.name.clone(),
            None => "now".to_owned(),
        };
        let is_now = |part: &Part| matches!(part, Part::Number(id) if self.one.time() == Some(*id));
        match sum.terms.as_slice() {
            [(now, 1), (Part::Number(of), -1)] | [(Part::Number(of), -1), (now, 1)] if is_now(now) => {
                let what = format!("time since {}", name(of));
                between(&what, range, full, |minutes| Duration { minutes }.to_string())
            }
            [(Part::Today, 1), (Part::Number(of), -1)] => {
                between(&format!("days since {}", name(of)), range, full, |days| {
                    days.to_string()
                })
            }
            [(Part::Today, 1), (Part::After(of, period, ..), -1)] => passed(*period, &name(of), range),
            [(now, 1), (Part::After(of, period, ..), -1)] if is_now(now) => passed(*period, &name(of), range),
            [(Part::Number(one), 1), (Part::Number(two), -1)] => {
                let what = format!("time from {} to {}", name(two), name(one));
                between(&what, range, full, |minutes| Duration { minutes }.to_string())
            }
            terms => {
                let parts: Vec<String> = terms
                    .iter()
                    .map(|(part, weight)| {
                        let part = match part {
                            Part::Number(id) | Part::After(id, ..) => name(id),
                            Part::Today => "today".to_owned(),
                            Part::Truth(literal) => yes_no(self.one, *literal)
                                .or_else(|| yes_no(self.two, *literal))
                                .unwrap_or_default(),
                        };
                        format!("{weight} × {part}")
                    })
                    .collect();
                between(&parts.join(" + "), range, full, |value| value.to_string())
            }
        }
    }
}

fn passed(period: Period, of: &str, range: Range) -> String {
    // Calendars are not named here: a region is about one of them only where the policy has several.
    let long = match period {
        Period::Hours(_, minutes) => format!("{} working hours", minutes / 60),
        Period::Days(_, days) => format!("{days} working days"),
        Period::Elapsed(_) | Period::Months(_) => period.words(&[]),
    };
    if range.low >= 0 {
        format!("{long} since {of} have passed")
    } else {
        format!("{long} since {of} have not passed")
    }
}

fn fact_words(fact: &Fact, range: Range, full: Range) -> String {
    if let FactKind::OneOf(options) = &fact.kind {
        let names: Vec<&str> = (0..)
            .zip(options)
            .filter(|(index, _)| range.holds(*index))
            .map(|(_, option)| option.name.as_str())
            .collect();
        return match names.as_slice() {
            [one] => format!("{} is {one}", fact.name),
            several => format!("{} is one of {}", fact.name, several.join(", ")),
        };
    }
    between(&fact.name, range, full, |value| value_words(fact, value))
}

fn between(what: &str, range: Range, full: Range, words: impl Fn(i32) -> String) -> String {
    match (range.low > full.low, range.high < full.high) {
        (true, true) if range.low == range.high => format!("{what} is {}", words(range.low)),
        (true, true) => format!("{what} is {} to {}", words(range.low), words(range.high)),
        (true, false) => format!("{what} at least {}", words(range.low)),
        (false, true) => format!("{what} at most {}", words(range.high)),
        (false, false) => format!("{what} is anything"),
    }
}
