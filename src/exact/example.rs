//! A case as an example that can be pasted into its policy.

use crate::eval::{Case, value_words};
use crate::ir::{Fact, FactKind, LAST_MARK, Program};
use crate::value::Duration;

/// The example: what is known of the case, its moment, and what is expected of it.
#[must_use]
pub fn example(program: &Program, name: &str, case: &Case, expect: &str) -> String {
    let given: Vec<String> = program.facts.iter().filter_map(|fact| given(fact, case)).collect();
    let given = if given.is_empty() {
        String::new()
    } else {
        format!("  given  {}\n", given.join(",\n         "))
    };
    format!(
        "example {name}\n{given}  at     {}\n  expect {expect}\n",
        case.now().wall()
    )
}

fn given(fact: &Fact, case: &Case) -> Option<String> {
    let slot = |index: u32| {
        case.row()
            .get((fact.slot + index) as usize)
            .copied()
            .filter(|value| *value > LAST_MARK)
    };
    let name = &fact.name;
    Some(match &fact.kind {
        FactKind::YesNo if slot(0)? == 0 => format!("not {name}"),
        FactKind::YesNo => name.clone(),
        FactKind::AnyOf(options) => {
            let mut present = Vec::new();
            for (index, option) in (0..).zip(options) {
                if slot(index)? == 1 {
                    present.push(option.name.as_str());
                }
            }
            if present.is_empty() {
                format!("{name} none")
            } else {
                format!("{name} ({})", present.join(", "))
            }
        }
        // The unit is the fact's own.
        FactKind::Number { places, .. } => {
            let number = crate::value::Decimal {
                digits: i64::from(slot(0)?),
                places: *places,
            };
            format!("{name} {number}")
        }
        FactKind::Duration { .. } => format!("{name} {}", minutes(Duration { minutes: slot(0)? })),
        FactKind::OneOf(_) | FactKind::Date | FactKind::Moment => format!("{name} {}", value_words(fact, slot(0)?)),
    })
}

fn minutes(duration: Duration) -> String {
    format!("{} minutes", duration.minutes)
}
