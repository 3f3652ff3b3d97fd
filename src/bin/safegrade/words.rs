//! Values, moments and facts as people say them.

use safegrade::eval::{Case, value_words};
use safegrade::ir::{Fact, FactKind, Named, Program};
use safegrade::value::{Date, Hours, Moment, Text};

/// Which of the policy's words are shown. Where there is no Welsh, English stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// English
    En,
    /// Welsh
    Cy,
}

impl Lang {
    /// The words in this language.
    pub fn of(self, text: &Text) -> &str {
        match (self, &text.cy) {
            (Lang::Cy, Some(welsh)) => welsh,
            (Lang::En | Lang::Cy, _) => &text.en,
        }
    }
}

/// A name such as `still_missing` as words: `still missing`.
pub fn name(name: &str) -> String {
    name.replace('_', " ")
}

/// Words with a capital at the start.
pub fn capital(words: &str) -> String {
    let mut characters = words.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
// 1970-01-01, day 0, was a Thursday.
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// `24 Mar 2016`
pub fn date(date: Date) -> String {
    let (year, month, day) = date.civil();
    let month = usize::try_from(month - 1)
        .ok()
        .and_then(|month| MONTHS.get(month))
        .unwrap_or(&"");
    format!("{day} {month} {year}")
}

/// `22:00 on Thu 24 Mar 2016`
pub fn moment(at: Moment) -> String {
    let wall = at.wall();
    let time = wall.split_once(' ').map_or("", |(_, time)| time);
    let day = usize::try_from(at.date().days.rem_euclid(7))
        .ok()
        .and_then(|day| DAYS.get(day))
        .unwrap_or(&"");
    format!("{time} on {day} {}", date(at.date()))
}

/// Elapsed minutes: `35 minutes`, `1 hour 35 minutes`, `2 days 3 hours`. Past a day the minutes are left out.
pub fn elapsed(minutes: i32) -> String {
    let (days, hours, rest) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    let part =
        |number: i32, one: &str| (number != 0).then(|| format!("{number} {one}{}", if number == 1 { "" } else { "s" }));
    let parts = if days > 0 {
        [part(days, "day"), part(hours, "hour")]
    } else {
        [part(hours, "hour"), part(rest, "minute")]
    };
    let said: Vec<String> = parts.into_iter().flatten().collect();
    if said.is_empty() {
        "0 minutes".to_owned()
    } else {
        said.join(" ")
    }
}

/// What a fact is called, with an option's words where the value is one.
fn value(fact: &Fact, value: i32, lang: Lang) -> String {
    match &fact.kind {
        FactKind::OneOf(options) => usize::try_from(value)
            .ok()
            .and_then(|index| options.get(index))
            .map_or_else(String::new, |option| lang.of(&option.text).to_owned()),
        FactKind::Moment => moment(Moment { minutes: value }),
        FactKind::Date => date(Date { days: value }),
        FactKind::YesNo
        | FactKind::Number { .. }
        | FactKind::AnyOf(_)
        | FactKind::Duration { .. }
        | FactKind::List(_) => value_words(fact, value),
    }
}

/// Known facts and their values: `age: 15 years`, `indicators: Older partner; not 5 others`. One entry for each fact;
/// those answered with no stand together at the end.
pub fn known(program: &Program, case: &Case, slots: &[u32], lang: Lang) -> Vec<String> {
    let mut said = Vec::new();
    let mut denied = Vec::new();
    for fact in &program.facts {
        let own = own_slots(fact, slots);
        let Some(first) = own.first().and_then(|slot| case.slot(*slot)) else {
            continue;
        };
        match &fact.kind {
            FactKind::YesNo if first == 0 => denied.push(name(&fact.name)),
            FactKind::List(_) => said.push(match case.records_of(fact) {
                Some(1) => format!("{}: 1 record", name(&fact.name)),
                records => format!("{}: {} records", name(&fact.name), records.unwrap_or(0)),
            }),
            FactKind::AnyOf(options) => said.push(format!(
                "{}: {}",
                name(&fact.name),
                options_known(fact, options, case, &own, lang)
            )),
            FactKind::YesNo
            | FactKind::Number { .. }
            | FactKind::OneOf(_)
            | FactKind::Duration { .. }
            | FactKind::Date
            | FactKind::Moment => {
                said.push(format!("{}: {}", name(&fact.name), value(fact, first, lang)));
            }
        }
    }
    match denied.as_slice() {
        [] => {}
        [one] => said.push(format!("{one}: no")),
        several => said.push(format!("no to: {}", several.join(", "))),
    }
    said
}

fn options_known(fact: &Fact, options: &[Named], case: &Case, own: &[u32], lang: Lang) -> String {
    let (yes, no): (Vec<u32>, Vec<u32>) = own.iter().partition(|slot| case.slot(**slot) == Some(1));
    let words = |slots: &[u32]| options_words(fact, options, slots, lang);
    match (yes.as_slice(), no.as_slice()) {
        (yes, []) => words(yes),
        ([], no) if no.len() == options.len() => "none".to_owned(),
        ([], no) => format!("not {}", words(no)),
        (yes, no) if no.len() <= 2 => format!("{}; not {}", words(yes), words(no)),
        (yes, no) => format!("{}; not {} others", words(yes), no.len()),
    }
}

fn options_words(fact: &Fact, options: &[Named], slots: &[u32], lang: Lang) -> String {
    let words = slots
        .iter()
        .filter_map(|slot| options.get(usize::try_from(slot.checked_sub(fact.slot)?).ok()?));
    words.map(|option| lang.of(&option.text)).collect::<Vec<_>>().join(", ")
}

/// Facts not known, and what was made of each: `age (presumed 0..17 years)`, `in care (at its worst)`.
pub fn assumed(program: &Program, slots: &[u32], faulty: &[&str], lang: Lang) -> Vec<String> {
    let facts = program.facts.iter().filter_map(|fact| {
        let own = own_slots(fact, slots);
        if own.is_empty() {
            return None;
        }
        let how = match &fact.presume {
            Some(presume) if !faulty.contains(&fact.name.as_str()) => {
                format!("presumed {}", presumed(fact, presume, lang))
            }
            _ => "at its worst".to_owned(),
        };
        Some(match &fact.kind {
            FactKind::AnyOf(options) if own.len() < options.len() => format!(
                "{}: {} ({how})",
                name(&fact.name),
                options_words(fact, options, &own, lang)
            ),
            FactKind::AnyOf(_)
            | FactKind::YesNo
            | FactKind::Number { .. }
            | FactKind::OneOf(_)
            | FactKind::Duration { .. }
            | FactKind::Date
            | FactKind::Moment
            | FactKind::List(_) => {
                format!("{} ({how})", name(&fact.name))
            }
        })
    });
    facts.collect()
}

/// A presumption in words: option names as the policy words them.
pub fn presumed(fact: &Fact, presume: &str, lang: Lang) -> String {
    let list = match &fact.kind {
        FactKind::OneOf(list) | FactKind::AnyOf(list) => list.as_slice(),
        FactKind::YesNo
        | FactKind::Number { .. }
        | FactKind::Duration { .. }
        | FactKind::Date
        | FactKind::Moment
        | FactKind::List(_) => &[],
    };
    let word = |name: &str| {
        list.iter()
            .find(|option| option.name == name)
            .map_or_else(|| name.to_owned(), |option| lang.of(&option.text).to_owned())
    };
    presume
        .split(", ")
        .map(word)
        .collect::<Vec<_>>()
        .join(", ")
        .replace("..", " to ")
}

fn own_slots(fact: &Fact, slots: &[u32]) -> Vec<u32> {
    let all = fact.slot..fact.slot.saturating_add(fact.kind.width());
    slots.iter().copied().filter(|slot| all.contains(slot)).collect()
}

/// Text from a case with what would move the cursor or turn the writing round replaced.
pub fn harmless(text: &str) -> String {
    let turns = |character: char| matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    text.chars()
        .map(|character| {
            if character.is_control() || turns(character) {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}

/// Opening hours: `Monday to Thursday 08:30 to 17:15`.
pub fn hours(hours: &Hours) -> String {
    const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let named: Vec<usize> = (0..DAYS.len()).filter(|day| hours.days >> day & 1 == 1).collect();
    let mut days = Vec::new();
    for run in named.chunk_by(|day, next| day + 1 == *next) {
        let name = |day: Option<&usize>| day.and_then(|day| DAYS.get(*day)).copied().unwrap_or_default();
        days.push(match run {
            [day] => name(Some(day)).to_owned(),
            run => format!("{} to {}", name(run.first()), name(run.last())),
        });
    }
    if hours.days >> DAYS.len() & 1 == 1 {
        days.push("bank holidays".to_owned());
    }
    let clock = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
    let times = match (hours.from, hours.to) {
        (0, 1_440) => "all day".to_owned(),
        (from, to) => format!("{} to {}", clock(from), clock(to)),
    };
    format!("{} {times}", days.join(" and "))
}

/// A nation's name as people write it: `England and Wales`.
pub fn place(name: &str) -> String {
    let words = name.split('_').map(|word| match word {
        "and" => word.to_owned(),
        word => capital(word),
    });
    words.collect::<Vec<_>>().join(" ")
}
