//! The engine's whole decision against what the reference says of the same policy and case.

use std::collections::{BTreeMap, BTreeSet};

use safegrade::Engine;
use safegrade::value::Moment;
use safegrade::wire::{self, Raw};
use serde_json::Value;

use super::clock::{self, Minute};
use super::evaluate::{Due, Duty, Reference, State};
use super::model::*;
use super::print;
use super::worlds::{self, Worlds};

/// The engine's decision as its host sees it.
pub fn decide(engine: &Engine, case: &Case) -> Value {
    let Raw(document) = serde_json::from_value(print::case(case)).expect("plain values");
    let now = Moment::parse_now(&clock::stamp(case.now)).expect("a moment");
    let mut own = engine.case(now);
    wire::give(engine.program(), &mut own, &document);
    let decision = engine.decide(&own);
    serde_json::to_value(wire::decision(engine.program(), &own, &decision)).expect("a document")
}

/// Compares everything; what differs is said in words.
pub fn compare(reference: &Reference<'_>, decision: &Value, case: &Case, other: &[i64]) -> Result<(), String> {
    let compare = Compare {
        reference,
        decision,
        case,
    };
    let worlds = worlds::worlds(reference, case, worlds::MOST);
    compare.faults()?;
    compare.contacts()?;
    if worlds.all_known {
        let (facts, state) = worlds.only();
        compare.known(state)?;
        compare.acted(facts, state, &worlds)?;
        compare.changes(facts, true)?;
        compare.support(facts, other)
    } else {
        if worlds.presumed.len() == 1 {
            let (facts, state) = worlds.only();
            compare.acted(facts, state, &worlds)?;
            compare.changes(facts, false)?;
        }
        compare.possible(&worlds)?;
        compare.questions(&worlds)
    }
}

/// Levels, points, duties and open gates.
type Visible = (Vec<usize>, Vec<i64>, Vec<(Duty, Due)>, Vec<bool>);

struct Compare<'a> {
    reference: &'a Reference<'a>,
    decision: &'a Value,
    case: &'a Case,
}

pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, engine: &T, reference: &T) -> Result<(), String> {
    if engine == reference {
        return Ok(());
    }
    Err(format!(
        "{what}: the engine says {engine:?}, the reference {reference:?}"
    ))
}

fn holds(truth: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if truth { Ok(()) } else { Err(what()) }
}

pub fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn names(value: &Value, key: &str) -> BTreeSet<String> {
    list(value, key)
        .iter()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

impl Compare<'_> {
    fn policy(&self) -> &Policy {
        self.reference.policy
    }

    fn level(&self, scale: usize, value: &Value) -> usize {
        let name = value.as_str().expect("a level");
        SCALES[scale]
            .1
            .iter()
            .position(|level| *level == name)
            .expect("a level of the scale")
    }

    fn outcome(&self, scale: usize) -> &Value {
        &self.decision["outcomes"][SCALES[scale].0]
    }

    fn rule(&self, name: &str) -> usize {
        name[1..].parse().expect("a number")
    }

    fn rule_names(&self, rules: impl IntoIterator<Item = usize>) -> BTreeSet<String> {
        rules.into_iter().map(|rule| self.policy().rule_name(rule)).collect()
    }

    /// Each faulty fact is told, and nothing else.
    fn faults(&self) -> Result<(), String> {
        let told: Vec<&str> = list(self.decision, "faults")
            .iter()
            .map(|fault| text(fault, "fact"))
            .collect();
        let faulty = FACTS
            .iter()
            .zip(&self.case.facts)
            .filter(|(_, given)| **given == Given::Faulty);
        // A host's document lists facts in the order of their names.
        let mut faulty: Vec<&str> = faulty.map(|((name, _), _)| *name).collect();
        faulty.sort_unstable();
        same("faults", &told, &faulty)
    }

    /// Only the route that the case settles is shown, all of them where it settles none.
    fn contacts(&self) -> Result<(), String> {
        for duty in list(self.decision, "duties") {
            let Some((_, by, routes)) = PARTNERS.iter().find(|partner| partner.0 == text(duty, "to")) else {
                continue;
            };
            let told: Vec<&str> = list(duty, "contacts")
                .iter()
                .map(|route| text(&route["channels"][0], "address"))
                .collect();
            let wanted = match by.map(|by| &self.case.facts[by]) {
                Some(Given::Known(option)) => vec![routes[usize::try_from(*option).expect("an option")]],
                _ => routes.to_vec(),
            };
            same("contacts", &told, &wanted)?;
        }
        Ok(())
    }

    /// Where all is known there is one outcome and nothing to ask.
    fn known(&self, state: &State) -> Result<(), String> {
        for (scale, level) in state.levels.iter().enumerate() {
            let outcome = self.outcome(scale);
            let found = (
                self.level(scale, &outcome["lowest"]),
                self.level(scale, &outcome["highest"]),
            );
            same(SCALES[scale].0, &found, &(*level, *level))?;
            holds(outcome["exact"] == true, || "not exact, and all is known".to_owned())?;
        }
        for (score, points) in state.scores.iter().enumerate() {
            let found = &self.decision["scores"][SCORES[score]];
            let band = BANDS[self.reference.band(score, *points)];
            for end in ["act", "lowest", "highest"] {
                let told = (found[end]["points"].as_i64(), text(&found[end], "band"));
                same(SCORES[score], &told, &(Some(*points), band))?;
            }
            holds(found["exact"] == true, || {
                "a score is not exact, and all is known".to_owned()
            })?;
        }
        for (gate, met) in self.gates().zip(&state.gates) {
            let missing: Vec<&str> = list(gate, "missing").iter().map(|need| text(need, "state")).collect();
            let wanted = vec!["no"; met.iter().filter(|met| !**met).count()];
            same(text(gate, "gate"), &missing, &wanted)?;
            same(
                text(gate, "gate"),
                &gate["open"].as_bool(),
                &Some(met.iter().all(|met| *met)),
            )?;
        }
        same("gates", &self.gates().count(), &state.gates.len())?;
        same("questions", &list(self.decision, "questions").len(), &0)
    }

    fn gates(&self) -> impl Iterator<Item = &Value> {
        list(self.decision, "gates").iter()
    }

    /// What is acted on, where what is known and presumed leaves one set of facts.
    fn acted(&self, facts: &[i64], state: &State, worlds: &Worlds) -> Result<(), String> {
        let today = clock::shown(self.case.now).0;
        for (scale, level) in state.levels.iter().enumerate() {
            let outcome = self.outcome(scale);
            same(SCALES[scale].0, &self.level(scale, &outcome["act"]), level)?;
            // Every rule that applies and demands a level, and whether that is the one acted on.
            let mut reasons = BTreeSet::new();
            let mut most = 0;
            for (rule, _) in state.rules.iter().enumerate().filter(|(_, applies)| **applies) {
                let raises = self.policy().rules[rule].raises.iter().filter(|(own, _)| *own == scale);
                let demands = raises.map(|(_, level)| *level).max().unwrap_or(0);
                if demands > 0 {
                    most = most.max(demands);
                    let decides = self.reference.counts_as(scale, demands, today) == *level;
                    reasons.insert((rule, demands, decides));
                }
            }
            let told: Vec<(usize, usize, bool)> = list(outcome, "reasons")
                .iter()
                .map(|reason| {
                    let demands = self.level(scale, &reason["demands"]);
                    (self.rule(text(reason, "rule")), demands, reason["decides"] == true)
                })
                .collect();
            holds(told.is_sorted_by(|one, other| one.1 >= other.1), || {
                "reasons are not in their order".to_owned()
            })?;
            same("reasons", &told.into_iter().collect(), &reasons)?;
            let instead = (most != *level).then(|| SCALES[scale].1[most]);
            same("instead_of", &outcome["instead_of"].as_str(), &instead)?;
            if worlds.all_known {
                let certain = list(outcome, "reasons").iter().all(|reason| reason["certain"] == true);
                holds(certain, || "a reason is not certain, and all is known".to_owned())?;
            }
        }
        self.owed(facts, state, worlds)
    }

    fn owed(&self, facts: &[i64], state: &State, worlds: &Worlds) -> Result<(), String> {
        let wanted = self.reference.duties(&state.rules, facts, &worlds.known);
        let duties = list(self.decision, "duties");
        let told: Vec<Duty> = duties.iter().map(duty).collect();
        same(
            "duties",
            &told.iter().copied().collect(),
            &wanted.keys().copied().collect::<BTreeSet<_>>(),
        )?;
        same("duties told twice", &told.len(), &wanted.len())?;
        for (duty, told) in told.iter().zip(duties) {
            let (due, rules) = &wanted[duty];
            let what = format!("{} {}", text(told, "kind"), text(told, "to"));
            same(&what, &told["due"].as_str().map(str::to_owned), &due_words(*due))?;
            same(&what, &told["from"].is_null(), &(*due == Due::Whenever))?;
            same(&what, &list(told, "rules").len(), &rules.len())?;
            same(&what, &names(told, "rules"), &self.rule_names(rules.iter().copied()))?;
            let overdue = match due {
                Due::By(at) => Some(*at < self.case.now),
                Due::AtOnce | Due::Whenever => None,
            };
            same(&what, &told["overdue"].as_bool(), &overdue)?;
            holds(!worlds.all_known || told["certain"] == true, || {
                format!("{what} is not certain")
            })?;
        }
        Ok(())
    }

    /// The coming changes, found by deciding at every minute at which any clock may turn something.
    fn changes(&self, facts: &[i64], gates: bool) -> Result<(), String> {
        let until = self.decision["changes_until"].as_str();
        let mut wanted = Vec::new();
        let known = worlds::known(self.case);
        let mut before = self.reference.state(facts, self.case.now);
        for minute in self.reference.turns(facts).range(self.case.now + 1..) {
            if until.is_some_and(|until| clock::stamp(*minute).as_str() > until) {
                break;
            }
            let after = self.reference.state(facts, *minute);
            let change = self.change(facts, &known, (&before, &after), *minute);
            if change.any(gates) {
                wanted.push(change);
            }
            before = after;
        }
        let told: Vec<Change> = list(self.decision, "changes").iter().map(Change::told).collect();
        // What only widens or narrows the possible is not compared.
        let told: Vec<Change> = told.into_iter().filter(|change| change.any(gates)).collect();
        for (told, wanted) in told.iter().zip(&wanted) {
            same("a change", told, wanted)?;
        }
        same("the number of changes", &told.len(), &wanted.len())
    }

    fn change(&self, facts: &[i64], known: &[bool], (before, after): (&State, &State), at: Minute) -> Change {
        let mut outcomes = BTreeMap::new();
        for (scale, (name, levels)) in SCALES.iter().enumerate() {
            let (from, to) = (before.levels[scale], after.levels[scale]);
            if from != to {
                outcomes.insert((*name).to_owned(), (levels[from].to_owned(), levels[to].to_owned()));
            }
        }
        let duties = |state: &State| -> BTreeSet<(Duty, Option<String>, bool)> {
            let duties = self.reference.duties(&state.rules, facts, known);
            duties
                .into_iter()
                .map(|(duty, (due, _))| (duty, due_words(due), due == Due::AtOnce))
                .collect()
        };
        let (earlier, later) = (duties(before), duties(after));
        let gained = |from: &State, to: &State| {
            let rules = 0..from.rules.len();
            self.rule_names(rules.filter(|rule| !from.rules[*rule] && to.rules[*rule]))
        };
        let open = |state: &State, gate: usize| state.gates[gate].iter().all(|need| *need);
        let turned = |from: &State, to: &State| -> BTreeSet<String> {
            let gates = (0..from.gates.len()).filter(|gate| !open(from, *gate) && open(to, *gate));
            gates.map(|gate| format!("g{gate}")).collect()
        };
        Change {
            at: clock::stamp(at),
            outcomes,
            duties: later
                .difference(&earlier)
                .map(|(duty, due, _)| (*duty, due.clone()))
                .collect(),
            begins: gained(before, after),
            ceases: gained(after, before),
            opens: turned(before, after),
            shuts: turned(after, before),
        }
    }

    /// The facts that a reason names are enough: with all others as in another case its rule still applies.
    fn support(&self, facts: &[i64], other: &[i64]) -> Result<(), String> {
        for scale in 0..SCALES.len() {
            for reason in list(self.outcome(scale), "reasons") {
                let mut mixed = other.to_vec();
                for named in list(reason, "facts") {
                    let (name, option) = text(named, "fact").split_once('.').unwrap_or((text(named, "fact"), ""));
                    let fact = FACTS.iter().position(|(own, _)| *own == name).expect("a fact");
                    let bit = match FACTS[fact].1 {
                        Kind::AnyOf(options) => 1 << options.iter().position(|own| *own == option).expect("an option"),
                        _ => -1,
                    };
                    mixed[fact] = mixed[fact] & !bit | facts[fact] & bit;
                }
                let rule = text(reason, "rule");
                let applies = self.reference.state(&mixed, self.case.now).rules[self.rule(rule)];
                holds(applies, || {
                    format!("{rule} does not apply with {mixed:?}, and the facts named are the same")
                })?;
            }
        }
        Ok(())
    }

    /// Of a case that is partly known, every completion lies within what is told.
    fn possible(&self, worlds: &Worlds) -> Result<(), String> {
        for (scale, (name, _)) in SCALES.iter().enumerate() {
            let outcome = self.outcome(scale);
            let [act, lowest, highest] = ["act", "lowest", "highest"].map(|end| self.level(scale, &outcome[end]));
            holds(lowest <= act && act <= highest, || {
                format!("{name}: {act} is acted on, not {lowest}..{highest}")
            })?;
            for (_, state) in &worlds.full {
                let level = state.levels[scale];
                holds((lowest..=highest).contains(&level), || {
                    format!("{name}: {level} is possible, not {lowest}..{highest}")
                })?;
            }
            for (_, state) in &worlds.presumed {
                holds(state.levels[scale] <= act, || {
                    format!("{name}: {} is presumed and {act} acted on", state.levels[scale])
                })?;
            }
        }
        for (score, name) in SCORES.iter().enumerate() {
            let told = &self.decision["scores"][*name];
            let [act, lowest, highest] =
                ["act", "lowest", "highest"].map(|end| told[end]["points"].as_i64().expect("points"));
            for (_, state) in &worlds.full {
                let points = state.scores[score];
                holds((lowest..=highest).contains(&points), || {
                    format!("{name}: {points} are possible, not {lowest}..{highest}")
                })?;
            }
            for (_, state) in &worlds.presumed {
                holds(state.scores[score] <= act, || {
                    format!("{name}: {} are presumed and {act} acted on", state.scores[score])
                })?;
            }
        }
        for (index, gate) in self.gates().enumerate() {
            let needs = self.policy().gates[index].len();
            let missing: BTreeMap<String, bool> = list(gate, "missing")
                .iter()
                .map(|need| (text(need, "need").to_owned(), text(need, "state") == "no"))
                .collect();
            holds((gate["open"] == true) == missing.is_empty(), || {
                "an open gate misses something".to_owned()
            })?;
            for (_, state) in &worlds.full {
                let met = &state.gates[index];
                let unmet = met.iter().filter(|met| !**met).count();
                holds(gate["open"] != true || unmet == 0, || {
                    format!("g{index} is open on what is not certain")
                })?;
                let surely = missing.values().filter(|known| **known).count();
                holds(surely <= unmet && unmet <= needs, || {
                    format!("g{index}: a need is called unmet that may be met")
                })?;
            }
        }
        self.possible_rules(worlds)
    }

    fn possible_rules(&self, worlds: &Worlds) -> Result<(), String> {
        let mut acted = BTreeSet::new();
        let mut certain = BTreeSet::new();
        for scale in 0..SCALES.len() {
            for reason in list(self.outcome(scale), "reasons") {
                let rule = self.rule(text(reason, "rule"));
                acted.insert(rule);
                if reason["certain"] == true {
                    certain.insert(rule);
                }
            }
        }
        let duties: BTreeMap<Duty, &Value> = list(self.decision, "duties")
            .iter()
            .map(|told| (duty(told), told))
            .collect();
        for (_, state) in &worlds.full {
            for rule in &certain {
                holds(state.rules[*rule], || format!("rule {rule} is called certain"))?;
            }
            let owed = self.reference.duties(&state.rules, &worlds.facts, &worlds.known);
            for (duty, _) in duties.iter().filter(|(_, told)| told["certain"] == true) {
                holds(owed.contains_key(duty), || format!("duty {duty:?} is called certain"))?;
            }
        }
        for (_, state) in &worlds.presumed {
            for (rule, _) in state.rules.iter().enumerate().filter(|(_, applies)| **applies) {
                let told =
                    acted.contains(&rule) || self.policy().rules[rule].raises.iter().all(|(_, level)| *level == 0);
                holds(told, || format!("rule {rule} may apply and is not told"))?;
            }
            for (duty, (due, _)) in self.reference.duties(&state.rules, &worlds.facts, &worlds.known) {
                let told = duties.get(&duty).ok_or(format!("duty {duty:?} is not told"))?;
                let found = match (told["due"].as_str(), told["from"].is_null()) {
                    (Some(at), _) => Due::By(clock::read_stamp(at)),
                    (None, false) => Due::AtOnce,
                    (None, true) => Due::Whenever,
                };
                holds(found <= due, || {
                    format!("duty {duty:?} may be due {due:?} and is told as {found:?}")
                })?;
            }
        }
        Ok(())
    }

    /// A fact that is not asked for changes nothing, whatever it turns out to be.
    fn questions(&self, worlds: &Worlds) -> Result<(), String> {
        let asked: BTreeSet<&str> = list(self.decision, "questions")
            .iter()
            .map(|question| text(question, "fact"))
            .collect();
        for (fact, (name, _)) in FACTS.iter().enumerate() {
            let known = matches!(self.case.facts[fact], Given::Known(_));
            holds(!(known && asked.contains(name)), || {
                format!("{name} is known and asked for")
            })?;
            if known || asked.contains(name) {
                continue;
            }
            for (facts, state) in worlds.full.iter().take(6) {
                let before = self.visible(facts, state);
                for value in worlds::values(self.case, fact, None) {
                    let mut answered = facts.clone();
                    answered[fact] = value;
                    let state = self.reference.state(&answered, self.case.now);
                    let after = self.visible(&answered, &state);
                    same(&format!("{name} is not asked for and"), &before, &after)?;
                }
            }
        }
        Ok(())
    }

    /// What a question may be about.
    fn visible(&self, facts: &[i64], state: &State) -> Visible {
        let duties = self.reference.duties(&state.rules, facts, &[true; FACTS.len()]);
        (
            state.levels.clone(),
            state.scores.clone(),
            duties.into_iter().map(|(duty, (due, _))| (duty, due)).collect(),
            state.gates.iter().map(|needs| needs.iter().all(|met| *met)).collect(),
        )
    }
}

fn duty(told: &Value) -> Duty {
    let kind = DUTIES
        .iter()
        .position(|(kind, _)| *kind == text(told, "kind"))
        .expect("a kind");
    let to = DUTIES[kind]
        .1
        .iter()
        .position(|to| *to == text(told, "to"))
        .expect("somebody");
    (kind, to)
}

fn due_words(due: Due) -> Option<String> {
    match due {
        Due::By(at) => Some(clock::stamp(at)),
        Due::AtOnce | Due::Whenever => None,
    }
}

/// What changes at a moment.
#[derive(Debug, PartialEq)]
struct Change {
    at: String,
    outcomes: BTreeMap<String, (String, String)>,
    duties: BTreeSet<(Duty, Option<String>)>,
    begins: BTreeSet<String>,
    ceases: BTreeSet<String>,
    opens: BTreeSet<String>,
    shuts: BTreeSet<String>,
}

impl Change {
    fn told(value: &Value) -> Change {
        let outcomes = value["outcomes"].as_object().expect("scales").iter();
        let level = |levels: &Value, end: &str| text(levels, end).to_owned();
        Change {
            at: text(value, "at").to_owned(),
            outcomes: outcomes
                .map(|(scale, levels)| (scale.clone(), (level(levels, "from"), level(levels, "to"))))
                .collect(),
            duties: list(value, "duties")
                .iter()
                .map(|told| (duty(told), told["due"].as_str().map(str::to_owned)))
                .collect(),
            begins: names(value, "begins"),
            ceases: names(value, "ceases"),
            opens: names(value, "opens"),
            shuts: names(value, "shuts"),
        }
    }

    /// Whether anything changes; gates count where all is known, as they open on that alone.
    fn any(&self, gates: bool) -> bool {
        let turned = gates && !(self.opens.is_empty() && self.shuts.is_empty());
        turned
            || !(self.outcomes.is_empty() && self.duties.is_empty() && self.begins.is_empty() && self.ceases.is_empty())
    }
}
