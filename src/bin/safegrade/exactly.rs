//! What is exactly known of a scale, in words.

use safegrade::eval::{Case, Outcome};
use safegrade::exact::{Exactly, Otherwise};
use safegrade::ir::{FactId, Program, Scale};

use crate::output::count;
use crate::words::{self, Lang};

/// More facts than this are not named one by one.
const MOST_NAMED: usize = 6;

/// What to say of a scale beside what is possible on it.
pub fn said(program: &Program, case: &Case, exactly: &Exactly, outcome: &Outcome, lang: Lang) -> Vec<String> {
    let place = outcome.scale.0 as usize;
    let Some(scale) = program.scales.get(place) else {
        return Vec::new();
    };
    let words = Words { program, lang };
    let mut said = Vec::new();
    if let Some(ends) = exactly.ends.get(place) {
        for (end, level, far) in [
            (&ends.lowest, outcome.lowest, outcome.lowest < outcome.act),
            (&ends.highest, outcome.highest, outcome.highest > outcome.act),
        ] {
            if let Some(end) = end.as_ref().filter(|end| far && !end.facts.is_empty()) {
                let level = words.level(scale, level);
                said.push(format!("{level} with: {}.", words.facts(&end.completion, &end.facts)));
            }
        }
    }
    if let Some(reasons) = exactly.reasons.get(place) {
        for (word, facts) in [("lower", &reasons.at_least), ("higher", &reasons.at_most)] {
            match facts.as_deref() {
                None => {}
                Some([]) => said.push(format!("Not {word}, whatever is answered.")),
                Some(facts) => said.push(format!("Not {word}, because: {}.", words.facts(case, facts))),
            }
        }
        for change in [&reasons.raise, &reasons.lower].into_iter().flatten() {
            said.push(words.otherwise(scale, change));
        }
    }
    said
}

struct Words<'a> {
    program: &'a Program,
    lang: Lang,
}

impl Words<'_> {
    fn level(&self, scale: &Scale, level: u8) -> String {
        let level = scale.levels.get(usize::from(level));
        level.map_or_else(String::new, |level| self.lang.of(&level.text).to_owned())
    }

    fn facts(&self, case: &Case, facts: &[FactId]) -> String {
        if facts.len() > MOST_NAMED {
            return format!("{} together", count(facts.len(), "answer"));
        }
        let own = facts.iter().filter_map(|id| self.program.fact(*id));
        let slots = own.flat_map(|fact| fact.slot..fact.slot + fact.kind.width());
        let slots: Vec<u32> = slots.filter(|slot| case.slot(*slot).is_some()).collect();
        words::known(self.program, case, &slots, self.lang).join("; ")
    }

    fn otherwise(&self, scale: &Scale, change: &Otherwise) -> String {
        let few = if change.fewest { "" } else { ", perhaps not the fewest" };
        format!(
            "{} if it were: {}{few}.",
            self.level(scale, change.level),
            self.facts(&change.case, &change.facts)
        )
    }
}
