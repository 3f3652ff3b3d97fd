//! What is exactly known of a case, as a document.

use super::document::{Document, object};
use crate::eval::{self, value_words};
use crate::exact::{End, Exactly, Otherwise, Reach};
use crate::ir::{FactId, FactKind, Program, ScaleId};

/// What is exactly known of a case. `true`, `false` or, where it was not decided, nothing.
#[must_use]
pub fn exactly<'a>(program: &'a Program, case: &eval::Case, exactly: &Exactly) -> Document<'a> {
    let scales = (0..).map(ScaleId).zip(&program.scales);
    let outcomes = scales.map(|(id, scale)| {
        let place = id.0 as usize;
        let level = |level: u8| scale.levels.get(usize::from(level)).map(|level| level.name.as_str());
        let found = exactly.possible.scales.get(place);
        let levels = found.map(|found| {
            let levels = scale.levels.iter().zip(&found.levels);
            let levels = levels.map(|(level, reach)| (level.name.as_str(), Document::from(may(reach))));
            Document::Object(levels.collect())
        });
        let ends = exactly.ends.get(place);
        let end = |end: Option<&End>| end.map(|end| answers(program, &end.completion, &end.facts));
        let reasons = exactly.reasons.get(place);
        let known = |facts: Option<&Vec<FactId>>| facts.map(|facts| answers(program, case, facts));
        let otherwise = |change: Option<&Otherwise>| {
            change.map(|change| {
                object! {
                    level: level(change.level),
                    answers: answers(program, &change.case, &change.facts),
                    fewest: change.fewest,
                }
            })
        };
        let document = object! {
            possible: levels,
            lowest_with: end(ends.and_then(|ends| ends.lowest.as_ref())),
            highest_with: end(ends.and_then(|ends| ends.highest.as_ref())),
            not_lower_because: known(reasons.and_then(|reasons| reasons.at_least.as_ref())),
            not_higher_because: known(reasons.and_then(|reasons| reasons.at_most.as_ref())),
            higher_if: otherwise(reasons.and_then(|reasons| reasons.raise.as_ref())),
            lower_if: otherwise(reasons.and_then(|reasons| reasons.lower.as_ref())),
        };
        (scale.name.as_str(), document)
    });
    let duties = program.duties.iter().zip(&exactly.possible.duties);
    let duties = duties.map(|(duty, found)| {
        object! {
            kind: duty.kind.as_str(),
            to: &duty.to,
            may: may(&found.demanded),
            must: may(&found.spared).map(|spared| !spared),
        }
    });
    object! {
        settled: exactly.possible.settled(),
        decided: exactly.decided(),
        changing: u32::try_from(exactly.changing).unwrap_or(u32::MAX),
        outcomes: Document::Object(outcomes.collect()),
        duties: Document::list(duties),
    }
}

fn may(reach: &Reach) -> Option<bool> {
    reach.decided().then(|| reach.may())
}

/// The answers of a case to some facts.
fn answers<'a>(program: &'a Program, case: &eval::Case, facts: &[FactId]) -> Document<'a> {
    let facts = facts.iter().filter_map(|id| program.fact(*id));
    let answers = facts.map(|fact| {
        let answer = match &fact.kind {
            FactKind::AnyOf(options) => {
                let options = (fact.slot..).zip(options);
                let given = options.filter_map(|(slot, option)| Some((option.name.as_str(), case.slot(slot)? == 1)));
                Document::Object(given.map(|(name, truth)| (name, Document::YesNo(truth))).collect())
            }
            FactKind::YesNo
            | FactKind::Number { .. }
            | FactKind::OneOf(_)
            | FactKind::Duration { .. }
            | FactKind::Date
            | FactKind::Moment => Document::from(case.slot(fact.slot).map(|value| value_words(fact, value))),
        };
        (fact.name.as_str(), answer)
    });
    Document::Object(answers.collect())
}
