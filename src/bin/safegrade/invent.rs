//! Inventing believable cases for any policy: what is rare, what goes together, and what the field sees.
//!
//! Nothing here knows a particular policy. What an answer does is found by grading: the mildest case is looked for, one
//! answer is changed at a time, and an answer that alone leads to the top of a scale is as rare as it must be for about
//! one case in six to get there. What goes together is read off the policy's own examples.

use safegrade::Engine;
use safegrade::eval::{Case, Scratch};
use safegrade::ir::{self, FactKind, Op, Program, Range, ScaleId};
use safegrade::value::{Date, Moment};

use crate::random::Random;

/// A source of cases for one policy.
pub struct Inventor<'e> {
    engine: &'e Engine,
    scratch: Scratch,
    /// By fact: the chance that it is blank.
    blank: Vec<Chance>,
    /// By slot: what may be put into it; none for moments and dates.
    choices: Vec<Vec<Choice>>,
    /// By fact: the slot and value with which, and only with which, the examples give it.
    only_with: Vec<Option<(u32, i32)>>,
    /// Pairs of slots with moments: the first is never after the second.
    order: Vec<(u32, u32)>,
    /// How often an answer comes that alone leads to the top of a scale, in ten thousand.
    grave: u64,
}

/// How often something is so, in ten thousand; none where it alone leads to the top of a scale.
type Chance = Option<u64>;

/// Values of a slot between which the policy makes no difference.
#[derive(Debug, Clone, Copy)]
struct Choice {
    values: Range,
    chance: Chance,
}

impl Choice {
    /// The value nearest to nothing.
    fn near(self) -> i32 {
        0.clamp(self.values.low, self.values.high)
    }
}

const WHOLE: u64 = 10_000;
/// How many cases in a hundred are to be at the top of a scale: reviews of missing-person reports found 16 % high.
const AT_THE_TOP: usize = 15;
/// Cases to look at for that.
const SAMPLE: usize = 1_000;
/// The most answers that are tried together with all others.
const MOST_COMMON: usize = 16;
/// The most answers that are changed to find the mildest case.
const MOST_STEPS: usize = 50;

impl<'e> Inventor<'e> {
    /// Finds out what the policy's answers do. `unknown` is how many answers in a hundred are blank.
    pub fn new(engine: &'e Engine, unknown: u64, random: &mut Random) -> Inventor<'e> {
        let program = engine.program();
        let mut inventor = Inventor {
            engine,
            scratch: Scratch::default(),
            blank: vec![Some(0); program.facts.len()],
            choices: (0..)
                .zip(&program.slots)
                .map(|(slot, _)| choices(program, slot))
                .collect(),
            only_with: given_only_with(program),
            order: order(program),
            grave: WHOLE / 10,
        };
        inventor.weigh(unknown, random);
        // The rarest at which enough cases are grave, by halving.
        let (mut low, mut high) = (1, inventor.grave);
        while low < high {
            inventor.grave = (low + high) / 2;
            if inventor.share_at_the_top(Random::new(random.clone().next())) < AT_THE_TOP {
                low = inventor.grave + 1;
            } else {
                high = inventor.grave;
            }
        }
        inventor.grave = low;
        inventor
    }

    /// Puts answers into an empty case.
    pub fn fill(&self, case: &mut Case, random: &mut Random) {
        let program = self.engine.program();
        let now = case.now();
        // All moments of a case belong to one story: hours, at times weeks.
        let span = random.reach(180, 50, 40_000);
        for (fact, blank) in program.facts.iter().zip(&self.blank) {
            if random.below(WHOLE) < blank.unwrap_or(self.grave) {
                continue;
            }
            if let FactKind::List(list) = &fact.kind {
                let count = random.small(list.most.min(USUAL_RECORDS));
                let records = (0..count).map(|_| record(list, now, random)).collect();
                case.put_records(fact, records);
                continue;
            }
            for slot in fact.slot..fact.slot + fact.kind.width() {
                let value = match &fact.kind {
                    FactKind::Moment => now.plus(-random.small(span)).minutes,
                    FactKind::Date => {
                        let reach = random.reach(30, 75, 30_000);
                        (now.date().days - random.small(reach)).max(Date::FIRST.days)
                    }
                    FactKind::YesNo
                    | FactKind::Number { .. }
                    | FactKind::OneOf(_)
                    | FactKind::AnyOf(_)
                    | FactKind::Duration { .. }
                    | FactKind::List(_) => self.choose(slot, random),
                };
                case.put(slot, value);
            }
        }
        for (fact, only_with) in program.facts.iter().zip(&self.only_with) {
            if only_with.is_some_and(|(slot, value)| case.slot(slot) != Some(value)) {
                case.put(fact.slot, ir::NOT_ASKED);
            }
        }
        // As often as there are pairs is enough for any order.
        for _ in &self.order {
            for (first, second) in &self.order {
                if let (Some(one), Some(two)) = (case.slot(*first), case.slot(*second))
                    && one > two
                {
                    case.put(*first, two);
                    case.put(*second, one);
                }
            }
        }
    }

    fn choose(&self, slot: u32, random: &mut Random) -> i32 {
        let choices = self.choices.get(slot as usize).map_or(&[][..], Vec::as_slice);
        let chance = |choice: &Choice| choice.chance.unwrap_or(self.grave);
        let mut drawn = random.below(choices.iter().map(chance).sum());
        for choice in choices {
            if drawn < chance(choice) {
                // From the value nearest to nothing on, either way where there are both.
                let Range { low, high } = choice.values;
                let near = choice.near();
                let up = near == low || near < high && random.below(2) == 0;
                let span = if up {
                    high.saturating_sub(near)
                } else {
                    near.saturating_sub(low)
                }
                .saturating_add(1);
                let reach = random.reach(span / 8 + 4, 50, span);
                let away = random.small(reach);
                return near.saturating_add(if up { away } else { -away });
            }
            drawn -= chance(choice);
        }
        0
    }

    // ---- what answers do ----------------------------------------------------------------------------

    /// Gives every answer its chance, by what it does alone and together with any common one.
    fn weigh(&mut self, unknown: u64, random: &mut Random) {
        let program = self.engine.program();
        let now = Moment::in_london(program.policy.in_force_from, 720);
        let mut calm = self.calm(now);
        let mut cases = vec![calm.clone()];
        for (slot, choices) in (0..).zip(&self.choices.clone()) {
            let sort = program
                .slots
                .get(slot as usize)
                .and_then(|slot| program.fact(slot.fact));
            let common = sort.is_some_and(|fact| matches!(fact.kind, FactKind::OneOf(_) | FactKind::Number { .. }));
            for choice in choices.iter().filter(|_| common) {
                let rise = self.rise(&mut calm, slot..slot + 1, choice.values.low);
                if rise != Some(0) && cases.len() < MOST_COMMON {
                    let mut case = calm.clone();
                    case.put(slot, choice.values.low);
                    cases.push(case);
                }
            }
        }
        let mut rise = |inventor: &mut Self, slots: core::ops::Range<u32>, value: i32| {
            let rises = cases
                .iter_mut()
                .filter_map(|case| inventor.rise(case, slots.clone(), value));
            rises.min()
        };
        for (index, fact) in program.facts.iter().enumerate() {
            let slots = fact.slot..fact.slot + fact.kind.width();
            let blank = match rise(self, slots.clone(), ir::NOT_ASKED) {
                Some(0) if unknown > 0 => None,
                Some(_) => Some(unknown * 50),
                None => Some(unknown * 100),
            };
            if let Some(place) = self.blank.get_mut(index) {
                *place = blank;
            }
            for slot in slots {
                let mut choices = self.choices.get(slot as usize).cloned().unwrap_or_default();
                let usual = calm.slot(slot);
                let mut rest = WHOLE;
                for choice in &mut choices {
                    choice.chance = match (&fact.kind, rise(self, slot..slot + 1, choice.values.low)) {
                        (_, Some(0)) => None,
                        (FactKind::YesNo, _) if usual == Some(choice.values.low) => Some(WHOLE),
                        (FactKind::AnyOf(_), _) if choice.values.low == 0 => Some(WHOLE),
                        // Every fact and sign is a little commoner or rarer than another.
                        (FactKind::YesNo, rise) => {
                            let most = rise.map_or(2_000, |below| 500 * below.min(3));
                            Some(most * (50 + random.below(100)) / 100)
                        }
                        (FactKind::AnyOf(_), _) => Some(200 + random.below(400)),
                        // Options are mostly written from the usual one on, and small numbers, which stand first, are common.
                        (_, _) => Some(rest.max(200)),
                    };
                    if choice.chance.is_some() {
                        rest /= 3;
                    }
                }
                if let Some(place) = self.choices.get_mut(slot as usize) {
                    *place = choices;
                }
            }
        }
    }

    /// The mildest case that is found by changing one answer at a time, each time the one that helps most.
    fn calm(&mut self, now: Moment) -> Case {
        let program = self.engine.program();
        let mut case = self.engine.case(now);
        for (slot, choices) in (0..).zip(&self.choices) {
            let value = choices.first().map(|choice| choice.values.low);
            let kind = program
                .slots
                .get(slot as usize)
                .and_then(|slot| program.fact(slot.fact));
            let day = kind.is_some_and(|fact| matches!(fact.kind, FactKind::Date));
            case.put(
                slot,
                value.unwrap_or(if day { now.date().days - 1 } else { now.minutes - 60 }),
            );
        }
        let mut best: i32 = self.levels(&case).iter().sum();
        for _ in 0..MOST_STEPS {
            let mut step = None;
            for (slot, choices) in (0..).zip(&self.choices.clone()) {
                let kept = case.slot(slot).unwrap_or_default();
                for choice in choices {
                    case.put(slot, choice.values.low);
                    let found = self.levels(&case).iter().sum();
                    if found < best {
                        best = found;
                        step = Some((slot, choice.values.low));
                    }
                }
                case.put(slot, kept);
            }
            let Some((slot, value)) = step else { break };
            case.put(slot, value);
        }
        case
    }

    /// Where an answer raises any scale of a case: how far below the top it then is, at the nearest.
    fn rise(&mut self, case: &mut Case, slots: core::ops::Range<u32>, value: i32) -> Option<u64> {
        let before = self.levels(case);
        let kept: Vec<Option<i32>> = slots.clone().map(|slot| case.slot(slot)).collect();
        slots.clone().for_each(|slot| case.put(slot, value));
        let after = self.levels(case);
        for (slot, kept) in slots.zip(kept) {
            case.put(slot, kept.unwrap_or(ir::NOT_ASKED));
        }
        let scales = self.engine.program().scales.iter().zip(before.iter().zip(&after));
        scales
            .filter(|(_, (before, after))| after > before)
            .map(|(scale, (_, after))| (scale.levels.len() - 1) as u64 - u64::try_from(*after).unwrap_or(0))
            .min()
    }

    /// The level of each scale to act on.
    fn levels(&mut self, case: &Case) -> Vec<i32> {
        let grade = self.engine.grade(case, &mut self.scratch);
        let scales = (0..).map(ScaleId).zip(&self.engine.program().scales);
        scales.map(|(scale, _)| grade.level(scale)).collect()
    }

    /// How many cases in a hundred are at the top of a scale.
    fn share_at_the_top(&mut self, mut random: Random) -> usize {
        let program = self.engine.program();
        let now = Moment::in_london(program.policy.in_force_from, 720);
        let mut found = 0;
        for _ in 0..SAMPLE {
            let mut case = self.engine.case(now);
            self.fill(&mut case, &mut random);
            let levels = self.levels(&case);
            let mut scales = program.scales.iter().zip(levels);
            found += usize::from(scales.any(|(scale, level)| usize::try_from(level) == Ok(scale.levels.len() - 1)));
        }
        found * 100 / SAMPLE
    }
}

/// Most lists are short.
const USUAL_RECORDS: i32 = 6;

/// A record of a list: what happened within the last months, and any other answer.
fn record(list: &ir::List, now: Moment, random: &mut Random) -> Vec<i32> {
    let fields = list.fields.iter().zip(&list.slots);
    let values = fields.map(|(field, slot)| match &field.kind {
        FactKind::Moment => now.plus(-random.small(300_000)).minutes,
        FactKind::Date => (now.date().days - random.small(300)).max(Date::FIRST.days),
        FactKind::YesNo
        | FactKind::Number { .. }
        | FactKind::OneOf(_)
        | FactKind::AnyOf(_)
        | FactKind::Duration { .. }
        | FactKind::List(_) => {
            slot.full.low + random.small(slot.full.high.saturating_sub(slot.full.low).saturating_add(1))
        }
    });
    values.collect()
}

/// What may be put into a slot, cut where the policy makes a difference.
fn choices(program: &Program, slot: u32) -> Vec<Choice> {
    let Some(Range { low, high }) = program.slots.get(slot as usize).map(|slot| slot.full) else {
        return Vec::new();
    };
    let kind = program
        .slots
        .get(slot as usize)
        .and_then(|slot| program.fact(slot.fact))
        .map(|fact| &fact.kind);
    let mut starts = match kind {
        Some(FactKind::Date | FactKind::Moment | FactKind::List(_)) | None => return Vec::new(),
        Some(FactKind::Number { .. } | FactKind::Duration { .. }) => vec![low],
        Some(FactKind::YesNo | FactKind::OneOf(_) | FactKind::AnyOf(_)) => (low..=high).collect(),
    };
    for op in &program.code.ops {
        if let Op::Within(of, range) = op
            && of.0 == ir::FIRST_SLOT + slot
        {
            starts.extend(
                [range.low, range.high.saturating_add(1)]
                    .into_iter()
                    .filter(|at| low < *at && *at <= high),
            );
        }
    }
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([high]);
    let ranges = starts.iter().zip(ends).map(|(start, end)| Range::new(*start, end));
    let mut choices: Vec<Choice> = ranges
        .map(|values| Choice {
            values,
            chance: Some(0),
        })
        .collect();
    choices.sort_by_key(|choice| choice.near().saturating_abs());
    choices
}

// ---- what the examples show -------------------------------------------------------------------------

fn known(row: &[i32], slot: u32) -> Option<i32> {
    row.get(slot as usize).copied().filter(|value| *value > ir::LAST_MARK)
}

/// For each moment and date: the one answer that stands in exactly the examples that give it.
fn given_only_with(program: &Program) -> Vec<Option<(u32, i32)>> {
    let with = |slot: u32| {
        let given: Vec<bool> = program
            .examples
            .iter()
            .map(|example| known(&example.row, slot).is_some())
            .collect();
        let (some, all) = (given.iter().filter(|given| **given).count(), given.len());
        if some < 2 || some == all {
            return None;
        }
        let answers = program
            .facts
            .iter()
            .filter(|fact| matches!(fact.kind, FactKind::YesNo | FactKind::OneOf(_)));
        answers
            .flat_map(|fact| {
                choices(program, fact.slot)
                    .into_iter()
                    .map(|choice| (fact.slot, choice.values.low))
            })
            .find(|(slot, value)| {
                let mut both = program.examples.iter().zip(&given);
                both.all(|(example, given)| (known(&example.row, *slot) == Some(*value)) == *given)
            })
    };
    let timed = |fact: &ir::Fact| matches!(fact.kind, FactKind::Moment | FactKind::Date);
    program
        .facts
        .iter()
        .map(|fact| with(fact.slot).filter(|_| timed(fact)))
        .collect()
}

/// Pairs of moments of which the first is never after the second in any example, and before it in one at least.
fn order(program: &Program) -> Vec<(u32, u32)> {
    let moments = || {
        program
            .facts
            .iter()
            .filter(|fact| matches!(fact.kind, FactKind::Moment))
            .map(|fact| fact.slot)
    };
    let pairs = moments().flat_map(|first| moments().map(move |second| (first, second)));
    let before = |(first, second): &(u32, u32)| {
        let both = program
            .examples
            .iter()
            .filter_map(|example| known(&example.row, *first).zip(known(&example.row, *second)));
        both.clone().all(|(first, second)| first <= second) && both.clone().any(|(first, second)| first < second)
    };
    pairs.filter(before).collect()
}
