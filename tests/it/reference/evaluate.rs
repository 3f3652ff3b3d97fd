//! What a policy says of a case of which everything is known, read off the model as the reference words it.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::clock::{self, Calendar, Day, Days, Hours, Minute};
use super::model::*;

/// A policy with the moments that were worked out before: counting minutes takes its time.
pub struct Reference<'p> {
    pub policy: &'p Policy,
    later: RefCell<BTreeMap<(Length, Minute), Minute>>,
}

/// All that follows from a complete set of facts at a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    pub lets: Vec<bool>,
    pub scores: Vec<i64>,
    /// By scale what the plain rules give.
    base: Vec<usize>,
    /// By scale the outcome.
    pub levels: Vec<usize>,
    pub rules: Vec<bool>,
    pub gates: Vec<Vec<bool>>,
}

/// By when something is due; the order is that of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    AtOnce,
    By(Minute),
    Whenever,
}

/// A duty is its kind and whom it goes to.
pub type Duty = (usize, usize);

/// Where a condition is read: the facts, the moment, what was computed before, and the scales that an escalation raises.
struct Scene<'a> {
    facts: &'a [i64],
    now: Minute,
    state: &'a State,
    raises: &'a [(usize, usize)],
}

impl<'p> Reference<'p> {
    pub fn new(policy: &'p Policy) -> Reference<'p> {
        Reference {
            policy,
            later: RefCell::default(),
        }
    }

    /// Everything in the order in which it is needed: lets and scores, then scale by scale, then the rest.
    pub fn state(&self, facts: &[i64], now: Minute) -> State {
        let policy = self.policy;
        let mut state = State::default();
        let today = clock::shown(now).0;
        let read = |state: &State, condition: &Condition| {
            let scene = Scene {
                facts,
                now,
                state,
                raises: &[],
            };
            self.holds(&scene, condition)
        };
        for derived in &policy.lets[..policy.early] {
            let holds = read(&state, derived);
            state.lets.push(holds);
        }
        for score in &policy.scores {
            let scene = Scene {
                facts,
                now,
                state: &state,
                raises: &[],
            };
            let points = score
                .points
                .iter()
                .map(|points| points.number * self.count(&scene, &points.items))
                .sum();
            state.scores.push(points);
        }
        for scale in 0..SCALES.len() {
            let highest = |state: &State, escalations: bool| {
                let demands = policy.rules.iter().filter(|rule| escalations || rule.after.is_none());
                let demands = demands.flat_map(|rule| rule.raises.iter().map(move |raise| (rule, raise)));
                let own = demands.filter(|(rule, (of, _))| *of == scale && self.applies(facts, now, state, rule));
                let levels = own.map(|(_, (_, level))| *level);
                levels
                    .chain([0])
                    .map(|level| self.counts_as(scale, level, today))
                    .max()
                    .expect("the lowest")
            };
            let base = highest(&state, false);
            state.base.push(base);
            // No rule reads the level before it stands, but for escalations, which read the base.
            let level = highest(&state, true);
            state.levels.push(level);
        }
        for derived in &policy.lets[policy.early..] {
            let holds = read(&state, derived);
            state.lets.push(holds);
        }
        state.rules = policy
            .rules
            .iter()
            .map(|rule| self.applies(facts, now, &state, rule))
            .collect();
        let gate = |needs: &Vec<Condition>| needs.iter().map(|need| read(&state, need)).collect();
        state.gates = policy.gates.iter().map(gate).collect();
        state
    }

    /// The level that counts where one is demanded: that one, or the next above it that is not given up.
    pub fn counts_as(&self, scale: usize, mut level: usize, today: Day) -> usize {
        while self.policy.retired[scale][level].is_some_and(|from| from <= today) {
            level += 1;
        }
        level
    }

    fn applies(&self, facts: &[i64], now: Minute, state: &State, rule: &Rule) -> bool {
        let raises = if rule.after.is_some() { &rule.raises[..] } else { &[] };
        let scene = Scene {
            facts,
            now,
            state,
            raises,
        };
        rule.when.as_ref().is_none_or(|when| self.holds(&scene, when))
            && !rule.unless.as_ref().is_some_and(|unless| self.holds(&scene, unless))
            && rule
                .after
                .is_none_or(|(after, since)| self.later(after, facts[since], facts) <= now)
    }

    fn holds(&self, scene: &Scene<'_>, condition: &Condition) -> bool {
        let facts = scene.facts;
        match condition {
            Condition::Yes(fact) => facts[*fact] == 1,
            Condition::Let(index) => scene.state.lets[*index],
            Condition::Not(inner) => !self.holds(scene, inner),
            Condition::All(parts) => parts.iter().all(|part| self.holds(scene, part)),
            Condition::Any(parts) => parts.iter().any(|part| self.holds(scene, part)),
            Condition::Sum(terms, is, number) => is.holds(self.sum(scene, terms).cmp(number)),
            Condition::Between(terms, low, high) => (*low..=*high).contains(&self.sum(scene, terms)),
            Condition::Option(fact, positive, among) => {
                let named = among.iter().any(|option| *option as i64 == facts[*fact]);
                named == *positive
            }
            Condition::Has(fact, option) => facts[*fact] >> option & 1 == 1,
            Condition::Counted(bound, number, items) => bound.holds(self.count(scene, items).cmp(number)),
            Condition::Quantified(quantity, items) => {
                let all: i64 = items.iter().map(|item| item.width()).sum();
                let count = self.count(scene, items);
                match quantity {
                    Quantity::Any => count > 0,
                    Quantity::None => count == 0,
                    Quantity::All => count == all,
                }
            }
            Condition::Since(bound, length, fact) => {
                let from = facts[*fact];
                if FACTS[*fact].1 == Kind::Date {
                    bound.holds(clock::shown(scene.now).0.cmp(&self.day_later(*length, from)))
                } else {
                    bound.holds(scene.now.cmp(&self.later(*length, from, facts)))
                }
            }
            Condition::Lasts(fact, is, minutes) => is.holds(facts[*fact].cmp(minutes)),
            Condition::Passed(moment, duration, is) => is.holds((facts[*moment] + facts[*duration]).cmp(&scene.now)),
            Condition::Now(is, moment) => is.holds(scene.now.cmp(moment)),
            Condition::Today(is, day) => is.holds(clock::shown(scene.now).0.cmp(day)),
            Condition::Born(fact, is, day) => is.holds(facts[*fact].cmp(day)),
            Condition::Level(scale, is, level) => {
                let raised = scene.raises.iter().any(|(own, _)| own == scale);
                let read = if raised {
                    scene.state.base[*scale]
                } else {
                    scene.state.levels[*scale]
                };
                is.holds(read.cmp(level))
            }
            Condition::Points(score, is, number) => is.holds(scene.state.scores[*score].cmp(number)),
            Condition::Band(score, is, band) => is.holds(self.band(*score, scene.state.scores[*score]).cmp(band)),
        }
    }

    pub fn band(&self, score: usize, points: i64) -> usize {
        self.policy.scores[score]
            .bands
            .iter()
            .filter(|from| **from <= points)
            .count()
    }

    fn count(&self, scene: &Scene<'_>, items: &[Item]) -> i64 {
        let item = |item: &Item| match item {
            Item::Options(fact) => i64::from(scene.facts[*fact].count_ones()),
            Item::Condition(condition) => i64::from(self.holds(scene, condition)),
        };
        items.iter().map(item).sum()
    }

    /// A sum in tenths.
    fn sum(&self, scene: &Scene<'_>, terms: &[(bool, Term)]) -> i64 {
        let mut sum = 0;
        for (index, (plus, term)) in terms.iter().enumerate() {
            let value = match term {
                Term::Fact(fact) if matches!(FACTS[*fact].1, Kind::Decimal(..)) => scene.facts[*fact],
                Term::Fact(fact) => scene.facts[*fact] * 10,
                Term::Count(items) => self.count(scene, items) * 10,
                Term::Constant(value) => *value,
            };
            sum += if index == 0 || *plus { value } else { -value };
        }
        sum
    }

    /// When a length of time after a moment has passed.
    pub fn later(&self, length: Length, from: Minute, facts: &[i64]) -> Minute {
        if let Length::Fact(fact) = length {
            return from + facts[fact];
        }
        if let Some(known) = self.later.borrow().get(&(length, from)) {
            return *known;
        }
        let later = self.work_out(length, from);
        self.later.borrow_mut().insert((length, from), later);
        later
    }

    fn work_out(&self, length: Length, from: Minute) -> Minute {
        let nation = self.policy.nation;
        let calendar = |index: usize| &self.policy.calendars[index];
        let (day, minute) = clock::shown(from);
        match length {
            Length::Minutes(number) => from + number,
            Length::Hours(number) => from + number * 60,
            Length::Days(number) => from + number * 1_440,
            Length::Weeks(number) => from + number * 7 * 1_440,
            Length::Months(number) => clock::at(clock::months_later(day, number), minute),
            Length::Years(number) => clock::at(clock::months_later(day, number * 12), minute),
            Length::WorkingDays(number) => working().days_later(from, number, nation),
            Length::OpenHours(index, number) => calendar(index).hours_later(from, number * 60, nation),
            Length::OpenDays(index, number) => calendar(index).days_later(from, number, nation),
            Length::Setting(index) => self.work_out(self.policy.settings[index], from),
            Length::Fact(_) => unreachable!("added before"),
        }
    }

    /// The day on which a length of time after a date has passed.
    pub fn day_later(&self, length: Length, from: Day) -> Day {
        let nation = self.policy.nation;
        match length {
            Length::Days(number) => from + number,
            Length::Weeks(number) => from + number * 7,
            Length::Months(number) => clock::birthday(from, number),
            Length::Years(number) => clock::birthday(from, number * 12),
            Length::WorkingDays(number) => working().day_later(from, number, nation),
            Length::OpenDays(index, number) => self.policy.calendars[index].day_later(from, number, nation),
            Length::Setting(index) => self.day_later(self.policy.settings[index], from),
            Length::Minutes(_) | Length::Hours(_) | Length::OpenHours(..) | Length::Fact(_) => {
                unreachable!("hours count from a moment only")
            }
        }
    }

    /// What must be done where these rules apply, by when, and because of which of them. A moment not among `known` is not.
    pub fn duties(&self, rules: &[bool], facts: &[i64], known: &[bool]) -> BTreeMap<Duty, (Due, BTreeSet<usize>)> {
        let mut duties: BTreeMap<Duty, (Due, BTreeSet<usize>)> = BTreeMap::new();
        for (index, rule) in self.policy.rules.iter().enumerate().filter(|(index, _)| rules[*index]) {
            for demand in &rule.duties {
                let due = self.due(rule, demand, facts, known);
                let duty = duties.entry((demand.kind, demand.to)).or_insert((due, BTreeSet::new()));
                duty.0 = duty.0.min(due);
                duty.1.insert(index);
            }
        }
        duties
    }

    fn due(&self, rule: &Rule, demand: &Demand, facts: &[i64], known: &[bool]) -> Due {
        let Some((within, of)) = demand.within else {
            return Due::Whenever;
        };
        let (from, first) = match (of, rule.after) {
            (Some(of), _) => (of, Length::Minutes(0)),
            (None, Some((after, since))) => (since, after),
            (None, None) => unreachable!("a deadline that counts from nowhere"),
        };
        if !known[from] {
            return Due::AtOnce;
        }
        Due::By(self.later(within, self.later(first, facts[from], facts), facts))
    }

    /// Every minute at which time may turn something, and those beside it.
    pub fn turns(&self, facts: &[i64]) -> BTreeSet<Minute> {
        let mut found = BTreeSet::new();
        let mut day = |day: Day| found.extend([clock::at(day, 0), clock::at(day + 1, 0)]);
        let mut minutes = Vec::new();
        self.policy
            .retired
            .iter()
            .flatten()
            .flatten()
            .for_each(|from| day(*from));
        let mut open = self.policy.conditions();
        while let Some(condition) = open.pop() {
            match condition {
                Condition::Not(inner) => open.push(inner),
                Condition::All(parts) | Condition::Any(parts) => open.extend(parts),
                Condition::Counted(_, _, items) | Condition::Quantified(_, items) => open.extend(inner(items)),
                Condition::Sum(terms, ..) | Condition::Between(terms, ..) => {
                    for (_, term) in terms {
                        if let Term::Count(items) = term {
                            open.extend(inner(items));
                        }
                    }
                }
                Condition::Since(_, length, fact) if FACTS[*fact].1 == Kind::Date => {
                    day(self.day_later(*length, facts[*fact]));
                }
                Condition::Since(_, length, fact) => minutes.push(self.later(*length, facts[*fact], facts)),
                Condition::Passed(moment, duration, _) => minutes.push(facts[*moment] + facts[*duration]),
                Condition::Now(_, moment) => minutes.push(*moment),
                Condition::Today(_, today) => day(*today),
                Condition::Yes(_)
                | Condition::Let(_)
                | Condition::Option(..)
                | Condition::Has(..)
                | Condition::Lasts(..)
                | Condition::Born(..)
                | Condition::Level(..)
                | Condition::Points(..)
                | Condition::Band(..) => {}
            }
        }
        for (after, since) in self.policy.rules.iter().filter_map(|rule| rule.after) {
            minutes.push(self.later(after, facts[since], facts));
        }
        let days: Vec<Minute> = found.iter().copied().collect();
        for minute in minutes.into_iter().chain(days) {
            found.extend([minute - 1, minute, minute + 1]);
        }
        found
    }
}

fn inner(items: &[Item]) -> impl Iterator<Item = &Condition> {
    items.iter().filter_map(|item| match item {
        Item::Condition(condition) => Some(condition),
        Item::Options(_) => None,
    })
}

/// Working days: Monday to Friday but for the bank holidays of the policy's nation.
fn working() -> Calendar {
    Calendar {
        name: "working",
        nation: None,
        open: vec![Hours {
            days: vec![Days::Span(0, 4)],
            from: 0,
            to: 1_440,
        }],
        closed: Vec::new(),
    }
}

impl Item {
    fn width(&self) -> i64 {
        match self {
            Item::Options(fact) => FACTS[*fact].1.options(),
            Item::Condition(_) => 1,
        }
    }
}

impl Kind {
    /// How many options there are.
    pub fn options(self) -> i64 {
        match self {
            Kind::OneOf(options) | Kind::AnyOf(options) => options.len() as i64,
            Kind::YesNo | Kind::Whole(..) | Kind::Decimal(..) | Kind::Duration(..) | Kind::Date | Kind::Moment => 0,
        }
    }
}

impl Relation {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Relation::Less => order.is_lt(),
            Relation::AtMost => order.is_le(),
            Relation::More => order.is_gt(),
            Relation::AtLeast => order.is_ge(),
            Relation::Is => order.is_eq(),
            Relation::IsNot => order.is_ne(),
        }
    }
}

impl Bound {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Bound::AtLeast => order.is_ge(),
            Bound::AtMost => order.is_le(),
            Bound::MoreThan => order.is_gt(),
            Bound::FewerThan => order.is_lt(),
            Bound::Exactly => order.is_eq(),
        }
    }
}
