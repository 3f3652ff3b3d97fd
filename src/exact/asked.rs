//! The kinds of change that two versions are compared by: levels, duties and gates, rule by rule.
//!
//! Asked rule by rule, since one question about everything takes a thousand times as long.

use super::clauses::Clauses;
use super::diff::Kind;
use super::encode::Worlds;
use super::region::Telling;
use super::solver::Lit;
use crate::ir::{self, Program};
use crate::value::Date;

/// A kind of change to look for.
pub struct Asked {
    /// What comes out otherwise.
    pub kind: Kind,
    /// Where it is so.
    pub differs: Lit,
    /// What follows from that and is the same in both versions: said once, and not taken apart.
    pub beside: Option<Telling>,
    /// What may say much in few words.
    pub telling: Vec<Telling>,
    /// The levels on the other side of the change.
    pub others: Vec<(String, Lit)>,
}

/// Every kind of change there can be.
pub fn all(clauses: &mut Clauses, notes: &mut Vec<String>, one: &mut Worlds<'_>, two: &mut Worlds<'_>) -> Vec<Asked> {
    let mut kinds = levels(clauses, notes, one, two);
    kinds.extend(duties(clauses, one, two));
    kinds.extend(gates(clauses, one, two));
    kinds.extend(scores(clauses, notes, one, two));
    kinds
}

/// Where a scale stands at a level.
fn is_level(clauses: &mut Clauses, worlds: &mut Worlds<'_>, reg: ir::Reg, level: i64) -> Lit {
    let no_less = worlds.level(clauses, reg, level);
    let more = worlds.level(clauses, reg, level + 1);
    clauses.and(no_less, more.not())
}

/// Rules that some test picks, with their literals.
type Applying = Vec<(String, Lit)>;

/// `picks` says from which day on a rule counts, where it does.
fn applying(
    clauses: &mut Clauses,
    worlds: &mut Worlds<'_>,
    picks: impl Fn(&Program, &ir::Rule) -> Option<Date>,
) -> Applying {
    let program = worlds.program();
    let rules = program
        .rules
        .iter()
        .filter_map(|rule| Some((rule, picks(program, rule)?)));
    let rules: Vec<(&ir::Rule, Date)> = rules.collect();
    let mut found = Vec::new();
    for (rule, from) in rules {
        let applies = worlds.truth(clauses, rule.applies);
        let counts = worlds.level(clauses, ir::TODAY, i64::from(from.days));
        found.push((rule.name.clone(), clauses.and(applies, counts)));
    }
    found
}

/// The first day on which a level counts as another or more: from the start where it is one, else when it and those
/// between are all given up.
fn counts_from(scale: &ir::Scale, least: u8, level: i64) -> Option<Date> {
    let between = usize::from(least)..usize::try_from(level).ok()?;
    let mut from = Date::FIRST;
    for between in between {
        from = from.max((*scale.retired.get(between)?)?);
    }
    Some(from)
}

/// The rules of one version that the other does not have just so, each with what no rule of the other does but its namesake.
fn changed(
    clauses: &mut Clauses,
    these: &Applying,
    those: &Applying,
    said: &str,
) -> Vec<(String, Lit, Option<Telling>)> {
    let mut found = Vec::new();
    for (name, literal) in these
        .iter()
        .filter(|(_, own)| !those.iter().any(|(_, other)| own == other))
    {
        let others: Vec<Lit> = those
            .iter()
            .filter(|(other, _)| other != name)
            .map(|(_, literal)| *literal)
            .collect();
        let beside = (!others.is_empty()).then(|| Telling {
            literal: clauses.any(&others).not(),
            holds: said.to_owned(),
            fails: String::new(),
            aside: false,
        });
        found.push((name.clone(), *literal, beside));
    }
    found
}

fn any_of(clauses: &mut Clauses, rules: &Applying) -> Lit {
    let literals: Vec<Lit> = rules.iter().map(|(_, literal)| *literal).collect();
    clauses.any(&literals)
}

/// The levels of scales in both versions, which conditions may be told by; of one scale, those of the scales it can read.
fn level_words(clauses: &mut Clauses, one: &mut Worlds<'_>, two: &mut Worlds<'_>, below: Option<&str>) -> Vec<Telling> {
    let mut told = Vec::new();
    let (old, new) = (one.program(), two.program());
    for scale in &new.scales {
        let Some(own) = old.scales.iter().find(|own| own.name == scale.name) else {
            continue;
        };
        let before = |program: &Program, reg: ir::Reg| {
            let named = |name| program.scales.iter().find(|scale| scale.name == name);
            below.is_none_or(|name| named(name).is_some_and(|scale| reg < scale.level))
        };
        if !before(old, own.level) || !before(new, scale.level) {
            continue;
        }
        let escalated = own.base != own.level || scale.base != scale.level;
        let plain = escalated.then(|| (own.base, scale.base, format!("{} before escalation", scale.name)));
        let kinds = [(own.level, scale.level, scale.name.clone())].into_iter().chain(plain);
        for (here, there, name, level, named) in kinds.flat_map(|(here, there, name)| {
            let levels = (0..).zip(&scale.levels).skip(1);
            levels.map(move |(level, named)| (here, there, name.clone(), level, named))
        }) {
            let words = |was: &str, not: &str| format!("{name} {was} {not}at least {}", named.name);
            let was = one.level(clauses, here, level);
            let is = two.level(clauses, there, level);
            if was == is {
                told.push(Telling {
                    literal: was,
                    holds: words("is", ""),
                    fails: words("is", "not "),
                    aside: here != own.level,
                });
                continue;
            }
            told.push(Telling {
                literal: was,
                holds: words("was", ""),
                fails: words("was", "not "),
                aside: here != own.level,
            });
            told.push(Telling {
                literal: is,
                holds: words("is now", ""),
                fails: words("is now", "not "),
                aside: here != own.level,
            });
        }
    }
    told
}

fn levels(clauses: &mut Clauses, notes: &mut Vec<String>, one: &mut Worlds<'_>, two: &mut Worlds<'_>) -> Vec<Asked> {
    let mut kinds = Vec::new();
    let (old, new) = (one.program(), two.program());
    for scale in &new.scales {
        let Some(own) = old.scales.iter().find(|own| own.name == scale.name) else {
            notes.push(format!("`{}` is a new scale", scale.name));
            continue;
        };
        let names = |scale: &ir::Scale| scale.levels.iter().map(|level| level.name.clone()).collect::<Vec<_>>();
        if names(own) != names(scale) {
            notes.push(format!("`{}` has other levels, so it is not compared", scale.name));
            continue;
        }
        let levels = names(scale);
        let telling = level_words(clauses, one, two, Some(&scale.name));
        for (level, name) in (0..).zip(&levels).skip(1) {
            let (was, is) = (
                is_level(clauses, one, own.level, level),
                is_level(clauses, two, scale.level, level),
            );
            let old_reaches = one.level(clauses, own.level, level);
            let new_reaches = two.level(clauses, scale.level, level);
            // One version stays below, so nothing that both have asks for as much.
            let as_much = |program: &Program, rule: &ir::Rule| {
                let demands = rule.demands.iter().filter_map(|(id, least)| {
                    let own = program.scales.get(id.0 as usize).filter(|own| own.name == scale.name)?;
                    counts_from(own, *least, level)
                });
                demands.min()
            };
            let (olds, news) = (applying(clauses, one, as_much), applying(clauses, two, as_much));
            let said = format!("no other rule asks for {name}");
            for raised in [false, true] {
                let (these, those) = if raised { (&news, &olds) } else { (&olds, &news) };
                let differs = if raised {
                    clauses.and(is, old_reaches.not())
                } else {
                    clauses.and(was, new_reaches.not())
                };
                let mut others = Vec::new();
                for (other, named) in (0..level).zip(&levels) {
                    let literal = if raised {
                        is_level(clauses, one, own.level, other)
                    } else {
                        is_level(clauses, two, scale.level, other)
                    };
                    others.push((named.clone(), literal));
                }
                for (rule, applies, beside) in changed(clauses, these, those, &said) {
                    kinds.push(Asked {
                        kind: Kind::Level(scale.name.clone(), name.clone(), raised, rule),
                        differs: clauses.and(differs, applies),
                        beside,
                        telling: telling.clone(),
                        others: others.clone(),
                    });
                }
            }
        }
    }
    let gone = |own: &&ir::Scale| !new.scales.iter().any(|scale| scale.name == own.name);
    for scale in old.scales.iter().filter(gone) {
        notes.push(format!("`{}` is no longer a scale", scale.name));
    }
    kinds
}

/// A duty as a rule demands it, with its deadline: another deadline is another duty.
pub fn duty_words(program: &Program, demand: &ir::Demand) -> String {
    let Some(duty) = program.duties.get(demand.duty.0 as usize) else {
        return String::new();
    };
    let deadline = demand.deadline.map_or_else(String::new, |deadline| {
        let from = program.fact(deadline.from).map_or("", |fact| fact.name.as_str());
        format!(" within {} of {from}", deadline.words(&program.calendars))
    });
    format!("{}{deadline}", duty.written())
}

fn duties(clauses: &mut Clauses, one: &mut Worlds<'_>, two: &mut Worlds<'_>) -> Vec<Asked> {
    let mut words: Vec<String> = Vec::new();
    for program in [one.program(), two.program()] {
        for demand in program.rules.iter().flat_map(|rule| &rule.duties) {
            let said = duty_words(program, demand);
            if !words.contains(&said) {
                words.push(said);
            }
        }
    }
    let telling = level_words(clauses, one, two, None);
    let mut kinds = Vec::new();
    for words in words {
        let demands = |program: &Program, rule: &ir::Rule| {
            let mut duties = rule.duties.iter();
            duties
                .any(|demand| duty_words(program, demand) == words)
                .then_some(Date::FIRST)
        };
        let (olds, news) = (applying(clauses, one, demands), applying(clauses, two, demands));
        let (was, is) = (any_of(clauses, &olds), any_of(clauses, &news));
        for (new, differs) in [(true, clauses.and(was.not(), is)), (false, clauses.and(was, is.not()))] {
            let (these, those) = if new { (&news, &olds) } else { (&olds, &news) };
            for (rule, applies, beside) in changed(clauses, these, those, "no other rule asks for it") {
                kinds.push(Asked {
                    kind: Kind::Duty(words.clone(), new, rule),
                    differs: clauses.and(differs, applies),
                    beside,
                    telling: telling.clone(),
                    others: Vec::new(),
                });
            }
        }
    }
    kinds
}

fn gates(clauses: &mut Clauses, one: &mut Worlds<'_>, two: &mut Worlds<'_>) -> Vec<Asked> {
    let telling = level_words(clauses, one, two, None);
    let mut kinds = Vec::new();
    for gate in &two.program().gates {
        let Some(own) = one.program().gates.iter().find(|own| own.name == gate.name) else {
            continue;
        };
        let needs = |clauses: &mut Clauses, worlds: &mut Worlds<'_>, gate: &ir::Gate| -> Vec<Lit> {
            gate.needs
                .iter()
                .map(|need| worlds.truth(clauses, need.applies))
                .collect()
        };
        let (olds, news) = (needs(clauses, one, own), needs(clauses, two, gate));
        let (was, is) = (clauses.all(&olds), clauses.all(&news));
        let same: Vec<Lit> = olds.iter().copied().filter(|literal| news.contains(literal)).collect();
        for (opens, differs) in [(true, clauses.and(was.not(), is)), (false, clauses.and(was, is.not()))] {
            kinds.push(Asked {
                kind: Kind::Gate(gate.name.clone(), opens),
                differs,
                beside: (!same.is_empty()).then(|| Telling {
                    literal: clauses.all(&same),
                    holds: "its other needs are met".to_owned(),
                    fails: String::new(),
                    aside: false,
                }),
                telling: telling.clone(),
                others: Vec::new(),
            });
        }
    }
    kinds
}

/// Points are compared up to this distance between the fewest and the most; no instrument of the field has more.
const MOST_POINTS: i64 = 500;

fn scores(clauses: &mut Clauses, notes: &mut Vec<String>, one: &mut Worlds<'_>, two: &mut Worlds<'_>) -> Vec<Asked> {
    let mut kinds = Vec::new();
    for score in &two.program().scores {
        let Some(own) = one.program().scores.iter().find(|own| own.name == score.name) else {
            notes.push(format!("`{}` is a new score", score.name));
            continue;
        };
        let ranges = [one.reach(clauses, own.points), two.reach(clauses, score.points)];
        let (low, high) = match ranges {
            [Some(here), Some(there)] => (here.low.min(there.low), here.high.max(there.high)),
            _ => (0, i32::MAX),
        };
        if i64::from(high) - i64::from(low) > MOST_POINTS {
            notes.push(format!("`{}` has too many points, so it is not compared", score.name));
            continue;
        }
        let band = |score: &ir::Score, points: i32| {
            let band = score.band(points).and_then(|band| score.bands.get(band));
            band.map(|band| band.name.name.clone())
        };
        let mut ways = Vec::new();
        for points in low..=high {
            let here = one.level(clauses, own.points, i64::from(points));
            let there = two.level(clauses, score.points, i64::from(points));
            ways.push(clauses.and(here, there.not()));
            ways.push(clauses.and(here.not(), there));
            if band(own, points) != band(score, points) {
                ways.push(is_level(clauses, one, own.points, i64::from(points)));
            }
        }
        kinds.push(Asked {
            kind: Kind::Score(score.name.clone()),
            differs: clauses.any(&ways),
            beside: None,
            telling: Vec::new(),
            others: Vec::new(),
        });
    }
    kinds
}
