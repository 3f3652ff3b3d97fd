//! Random policies and cases.

use proptest::prelude::*;
use proptest::sample::select;

use super::clock::{self, Calendar, Day, Days, Hours, Minute};
use super::model::*;

/// How large a policy is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub lets: usize,
    pub rules: (usize, usize),
    pub depth: u32,
}

pub const SMALL: Size = Size {
    lets: 4,
    rules: (1, 9),
    depth: 3,
};
/// More rules, lets and conditions than one machine word has bits.
pub const LARGE: Size = Size {
    lets: 70,
    rules: (66, 90),
    depth: 1,
};

/// How many settings, and how many lets read scores and scales too.
const SETTINGS: usize = 3;
const LATE: usize = 2;

/// What a condition may read: so many lets, scores and scales.
#[derive(Debug, Clone, Copy)]
struct Scope {
    lets: usize,
    scores: usize,
    scales: usize,
}

pub fn policy(size: Size) -> impl Strategy<Value = Policy> {
    let lets: Vec<_> = (0..size.lets + LATE)
        .map(|index| {
            let late = index >= size.lets;
            let scope = Scope {
                lets: index,
                scores: if late { SCORES.len() } else { 0 },
                scales: if late { SCALES.len() } else { 0 },
            };
            // A chain: each reads the one before now and then.
            let own = condition(scope, size.depth);
            if index == 0 {
                own.boxed()
            } else {
                prop_oneof![
                    2 => own.clone(),
                    1 => own.prop_map(move |own| Condition::Any(vec![Condition::Let(index - 1), own])),
                ]
                .boxed()
            }
        })
        .collect();
    let scores = prop::collection::vec(score(size.lets), SCORES.len());
    let scope = Scope {
        lets: size.lets + LATE,
        scores: SCORES.len(),
        scales: SCALES.len(),
    };
    let gates = prop::collection::vec(prop::collection::vec(condition(scope, size.depth), 1..3), 0..3);
    (
        0..clock::NATIONS.len(),
        prop::collection::vec(length(true), SETTINGS),
        FACTS.map(|(_, kind)| presumption(kind)).to_vec(),
        SCALES.map(|(_, levels)| retired(levels.len()).boxed()).to_vec(),
        lets,
        scores,
        prop::collection::vec(rule(size), size.rules.0..size.rules.1),
        gates,
    )
        .prop_map(
            move |(nation, settings, presumed, retired, lets, scores, rules, gates)| Policy {
                nation,
                calendars: calendars(),
                settings,
                presumed,
                retired,
                lets,
                scores,
                early: size.lets,
                rules,
                gates,
            },
        )
}

/// Office hours, nights past midnight, hours that overlap, days alone, and a calendar of another nation.
pub fn calendars() -> Vec<Calendar> {
    let hours = |days: &[Days], from, to| Hours {
        days: days.to_vec(),
        from,
        to,
    };
    let week = Days::Span(0, 4);
    vec![
        Calendar {
            name: "office",
            nation: None,
            open: vec![
                hours(&[Days::Span(0, 3)], 510, 1_035),
                hours(&[Days::Span(4, 4)], 510, 1_005),
            ],
            closed: vec![clock::day(2016, 12, 28)],
        },
        Calendar {
            name: "duty",
            nation: None,
            open: vec![
                hours(&[week], 1_020, 540),
                hours(&[Days::Weekends, Days::BankHolidays], 0, 1_440),
            ],
            closed: Vec::new(),
        },
        Calendar {
            name: "lapping",
            nation: Some(1),
            open: vec![
                hours(&[Days::Daily], 30, 150),
                hours(&[week], 60, 200),
                hours(&[Days::Span(2, 2)], 0, 1_440),
            ],
            closed: vec![clock::day(2016, 3, 30)],
        },
        Calendar {
            name: "plain",
            nation: None,
            open: Vec::new(),
            closed: vec![clock::day(2016, 3, 24)],
        },
    ]
}

/// A length of time from a moment, or from a date, where hours mean nothing.
fn length(moment: bool) -> BoxedStrategy<Length> {
    let days = prop_oneof![
        (0..6i64).prop_map(Length::Days),
        (0..3i64).prop_map(Length::Weeks),
        (0..5i64).prop_map(Length::Months),
        (0..19i64).prop_map(Length::Years),
        (0..17i64).prop_map(Length::WorkingDays),
        (0..4usize, 0..4i64).prop_map(|(calendar, days)| Length::OpenDays(calendar, days)),
    ];
    if !moment {
        return days.boxed();
    }
    prop_oneof![
        1 => (0..200i64).prop_map(Length::Minutes),
        2 => (0..80i64).prop_map(Length::Hours),
        2 => days,
        1 => (0..4usize, 0..20i64).prop_map(|(calendar, hours)| Length::OpenHours(calendar, hours)),
    ]
    .boxed()
}

fn time() -> impl Strategy<Value = Length> {
    prop_oneof![3 => length(true), 1 => (0..SETTINGS).prop_map(Length::Setting)]
}

pub fn relation() -> impl Strategy<Value = Relation> {
    use Relation::*;
    select(vec![Less, AtMost, More, AtLeast, Is, IsNot])
}

pub fn bound() -> impl Strategy<Value = Bound> {
    use Bound::*;
    select(vec![AtLeast, AtMost, MoreThan, FewerThan, Exactly])
}

/// Moments and days on which clocks change or nobody works, and a plain one.
pub fn moments() -> Vec<Minute> {
    let moments = [
        "2016-03-24 17:00",
        "2016-03-27 02:30",
        "2016-10-29 09:15",
        "2016-06-15 12:00",
        "2016-12-23 16:40",
        "2017-01-01 00:00",
        "2016-02-29 10:00",
        "2016-10-30 01:30",
    ]
    .map(clock::minute);
    // The hour that comes twice, both times.
    let twice = *moments.last().expect("the last") + 60;
    [&moments[..], &[twice]].concat()
}

/// Moments that can be written in a policy: in the afternoon every reading of London's clocks is one.
fn literal() -> impl Strategy<Value = Minute> {
    (select(moments()), -3..4i64).prop_map(|(moment, days)| clock::at(clock::shown(moment).0 + days, 15 * 60 + 7))
}

fn day() -> impl Strategy<Value = Day> {
    (select(moments()), -4..5i64).prop_map(|(moment, days)| clock::shown(moment).0 + days)
}

fn atom(scope: Scope) -> BoxedStrategy<Condition> {
    let plain = prop_oneof![
        3 => (0..3usize).prop_map(Condition::Yes),
        1 => (select(vec![(N, 0, 60), (W, 358, 368)]), relation(), 0..10i64).prop_map(|((fact, low, high), is, step)| {
            Condition::Sum(vec![(true, Term::Fact(fact))], is, low + (high - low) * step / 10)
        }),
        1 => (any::<bool>(), prop::collection::vec(0..3usize, 1..3))
            .prop_map(|(positive, among)| Condition::Option(K, positive, among)),
        1 => (0..3usize).prop_map(|option| Condition::Has(G, option)),
        1 => (bound(), 0..4i64).prop_map(|(how, number)| Condition::Counted(how, number, vec![Item::Options(G)])),
        1 => (relation(), 0..7i64).prop_map(|(is, halves)| Condition::Lasts(L, is, halves * 30)),
        3 => (bound(), time(), select(vec![M, T])).prop_map(|(how, time, from)| Condition::Since(how, time, from)),
        1 => (bound(), length(false)).prop_map(|(how, time)| Condition::Since(how, time, D)),
        1 => (bound(), select(vec![M, T])).prop_map(|(how, from)| Condition::Since(how, Length::Fact(L), from)),
        1 => (select(vec![M, T]), relation()).prop_map(|(from, is)| Condition::Passed(from, L, is)),
        1 => (relation(), literal()).prop_map(|(is, moment)| Condition::Now(is, moment)),
        1 => (relation(), day()).prop_map(|(is, day)| Condition::Today(is, day)),
        1 => (relation(), day()).prop_map(|(is, day)| Condition::Born(D, is, day)),
    ];
    let mut all = plain.boxed();
    if scope.lets > 0 {
        all = prop_oneof![4 => all, 1 => (0..scope.lets).prop_map(Condition::Let)].boxed();
    }
    if scope.scores > 0 {
        let points = (0..scope.scores, relation(), -3..8i64)
            .prop_map(|(score, is, number)| Condition::Points(score, is, number));
        let band =
            (0..scope.scores, relation(), 0..3usize).prop_map(|(score, is, band)| Condition::Band(score, is, band));
        all = prop_oneof![8 => all, 1 => points, 1 => band].boxed();
    }
    if scope.scales > 0 {
        let level = (0..scope.scales, relation(), any::<prop::sample::Index>())
            .prop_map(|(scale, is, level)| Condition::Level(scale, is, level.index(SCALES[scale].1.len())));
        all = prop_oneof![5 => all, 1 => level].boxed();
    }
    all
}

fn condition(scope: Scope, depth: u32) -> BoxedStrategy<Condition> {
    atom(scope)
        .prop_recursive(depth, 12, 3, |inner| {
            let items = || {
                let item = prop_oneof![3 => inner.clone().prop_map(Item::Condition), 1 => Just(Item::Options(G))];
                prop::collection::vec(item, 2..4)
            };
            let few = || prop::collection::vec(inner.clone(), 2..4);
            let term = prop_oneof![
                3 => select(vec![N, W]).prop_map(Term::Fact),
                1 => items().prop_map(Term::Count),
                1 => (-20..21i64).prop_map(Term::Constant),
            ];
            let terms = || prop::collection::vec((any::<bool>(), term.clone()), 2..4);
            prop_oneof![
                3 => few().prop_map(Condition::All),
                3 => few().prop_map(Condition::Any),
                2 => inner.clone().prop_map(|part| Condition::Not(Box::new(part))),
                1 => (bound(), 0..5i64, items()).prop_map(|(how, number, items)| Condition::Counted(how, number, items)),
                1 => (select(vec![Quantity::Any, Quantity::None, Quantity::All]), items())
                    .prop_map(|(quantity, items)| Condition::Quantified(quantity, items)),
                1 => (terms(), relation(), -50..100i64).prop_map(|(terms, is, number)| Condition::Sum(terms, is, number)),
                1 => (terms(), -50..50i64, 0..50i64).prop_map(|(terms, low, width)| Condition::Between(terms, low, low + width)),
            ]
        })
        .boxed()
}

fn score(lets: usize) -> impl Strategy<Value = Score> {
    let scope = Scope {
        lets,
        scores: 0,
        scales: 0,
    };
    let one = (-2..5i64, condition(scope, 1)).prop_map(|(number, of)| Points {
        number,
        each: false,
        items: vec![Item::Condition(of)],
    });
    let item = prop_oneof![condition(scope, 0).prop_map(Item::Condition), Just(Item::Options(G))];
    let each = (-1..3i64, prop::collection::vec(item, 1..4)).prop_map(|(number, items)| Points {
        number,
        each: true,
        items,
    });
    (prop::collection::vec(prop_oneof![one, each], 1..5), -1..3i64, 1..4i64).prop_map(|(points, second, width)| Score {
        points,
        bands: [second, second + width],
    })
}

fn presumption(kind: Kind) -> BoxedStrategy<Option<(i64, i64)>> {
    let range =
        |low: i64, high: i64| (low..=high, low..=high).prop_map(|(one, other)| (one.min(other), one.max(other)));
    let some = match kind {
        Kind::YesNo => (0..2i64).prop_map(|value| (value, value)).boxed(),
        Kind::AnyOf(options) => (0..1i64 << options.len()).prop_map(|value| (value, value)).boxed(),
        Kind::Whole(low, high) | Kind::Decimal(low, high) | Kind::Duration(low, high) => {
            // A single value as often as a range.
            prop_oneof![range(low, high), (low..=high).prop_map(|value| (value, value))].boxed()
        }
        Kind::OneOf(options) => range(0, options.len() as i64 - 1).boxed(),
        Kind::Date | Kind::Moment => return Just(None).boxed(),
    };
    prop_oneof![1 => Just(None), 2 => some.prop_map(Some)].boxed()
}

/// Days from which levels are given up; never of the highest.
fn retired(levels: usize) -> impl Strategy<Value = Vec<Option<Day>>> {
    let from = prop_oneof![2 => Just(None), 1 => day().prop_map(Some)];
    prop::collection::vec(from, levels - 1).prop_map(|mut days| {
        days.push(None);
        days
    })
}

fn demand(escalates: bool) -> impl Strategy<Value = Demand> {
    let of = if escalates {
        prop::option::of(select(vec![M, T])).boxed()
    } else {
        select(vec![M, T]).prop_map(Some).boxed()
    };
    (0..DUTIES.len(), 0..2usize, prop::option::weighted(0.8, (time(), of))).prop_map(|(kind, to, within)| Demand {
        kind,
        to,
        within,
    })
}

fn rule(size: Size) -> impl Strategy<Value = Rule> {
    (any::<bool>(), any::<bool>(), 0..SCALES.len() + 1).prop_flat_map(move |(one, other, first)| {
        let escalates = one && other;
        // A rule reads scales below those that it raises, an escalation also the lowest of its own, and one that raises
        // none all of them.
        let raises = if first == SCALES.len() {
            Just(Vec::new()).boxed()
        } else {
            let raise = (first..SCALES.len(), any::<prop::sample::Index>())
                .prop_map(|(scale, level)| (scale, level.index(SCALES[scale].1.len())));
            let own = any::<prop::sample::Index>().prop_map(move |level| (first, level.index(SCALES[first].1.len())));
            (own, prop::collection::vec(raise, 0..2))
                .prop_map(|(own, more)| [vec![own], more].concat())
                .boxed()
        };
        let none = first == SCALES.len();
        let scope = Scope {
            lets: size.lets + if none { LATE } else { 0 },
            scores: SCORES.len(),
            scales: if none { first } else { first + usize::from(escalates) },
        };
        let after = if escalates {
            (time(), select(vec![M, T])).prop_map(Some).boxed()
        } else {
            Just(None).boxed()
        };
        (
            after,
            prop::option::weighted(0.95, condition(scope, size.depth)),
            prop::option::weighted(0.3, condition(scope, size.depth)),
            raises,
            prop::collection::vec(demand(escalates), usize::from(none)..3),
        )
            .prop_map(|(after, when, unless, mut raises, mut duties)| {
                // No rule demands the same twice.
                raises.sort_by_key(|(scale, _)| *scale);
                raises.dedup_by_key(|(scale, _)| *scale);
                duties.sort_by_key(|duty| (duty.kind, duty.to));
                duties.dedup_by_key(|duty| (duty.kind, duty.to));
                Rule {
                    after,
                    when,
                    unless,
                    raises,
                    duties,
                }
            })
    })
}

/// A complete set of facts for a moment.
fn facts(now: Minute) -> impl Strategy<Value = Vec<i64>> {
    let value = move |(_, kind): (&str, Kind)| match kind {
        Kind::YesNo => (0..2i64).boxed(),
        Kind::Whole(low, high) | Kind::Decimal(low, high) => (low..=high).boxed(),
        Kind::Duration(low, high) => {
            prop_oneof![low..=high, (low / 30..=high / 30).prop_map(|halves| halves * 30)].boxed()
        }
        Kind::OneOf(options) => (0..options.len() as i64).boxed(),
        Kind::AnyOf(options) => (0..1i64 << options.len()).boxed(),
        Kind::Date => {
            let today = clock::shown(now).0;
            let leap_day = clock::day(2000, 2, 29);
            prop_oneof![
                today - 40..today + 9,
                (6_000..7_000i64).prop_map(move |days| today - days),
                Just(leap_day)
            ]
            .boxed()
        }
        Kind::Moment => prop_oneof![
            3 => (-9..100i64, -1..2i64).prop_map(move |(hours, minutes)| now - hours * 60 - minutes),
            1 => (0..300_000i64).prop_map(move |minutes| now - minutes),
            1 => select(moments()),
        ]
        .boxed(),
    };
    FACTS.map(value).to_vec()
}

/// A case, the facts that it would have if all were known, and another set of facts.
pub fn case() -> impl Strategy<Value = (Case, Vec<i64>, Vec<i64>)> {
    let now = (select(moments()), -2_000..2_000i64).prop_map(|(moment, minutes)| moment + minutes);
    let asked = |kind: Kind| {
        let part = if let Kind::AnyOf(_) = kind { 2 } else { 0 };
        prop_oneof![8 => Just(0), 3 => Just(1), 3 => Just(2), 1 => Just(3), part => Just(4)]
    };
    let style = prop_oneof![2 => Just(0), 2 => Just(1), 2 => Just(2)];
    (now.clone(), style)
        .prop_flat_map(move |(now, style)| {
            let asked = FACTS.map(|(_, kind)| asked(kind)).to_vec();
            (Just(now), Just(style), facts(now), facts(now), asked, 0..8i64)
        })
        .prop_map(|(now, style, facts, other, asked, mask)| {
            let given = facts.iter().zip(&asked).enumerate().map(|(fact, (value, asked))| {
                let time = matches!(FACTS[fact].1, Kind::Date | Kind::Moment);
                match (style, asked) {
                    // All known; all known but what may be presumed; anything.
                    (0, _) | (_, 0) => Given::Known(*value),
                    (1, _) if time => Given::Known(*value),
                    (_, 1) => Given::NotAsked,
                    (_, 2) => Given::Unknown,
                    (_, 4) => Given::Part(mask, value & mask),
                    (1, _) => Given::Unknown,
                    _ => Given::Faulty,
                }
            });
            (
                Case {
                    now,
                    facts: given.collect(),
                },
                facts,
                other,
            )
        })
}
