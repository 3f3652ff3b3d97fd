//! The model as a policy's text, and a case as a host's document.

use serde_json::{Map, Value, json};

use super::clock::{self, Days, NATIONS, WEEKDAYS};
use super::model::*;

pub fn policy(policy: &Policy) -> String {
    let mut text = format!(
        "policy p version 1 in force from 2015-01-01 nation {}\nsource s_ \"S\"\n",
        NATIONS[policy.nation]
    );
    for calendar in &policy.calendars {
        text += &format!("calendar {}\n", calendar.name);
        if let Some(nation) = calendar.nation {
            text += &format!("  nation {}\n", NATIONS[nation]);
        }
        let hours: Vec<String> = calendar.open.iter().map(hours).collect();
        if !hours.is_empty() {
            text += &format!("  open {}\n", hours.join(", "));
        }
        for day in &calendar.closed {
            text += &format!("  closed {}\n", clock::date(*day));
        }
    }
    for (index, setting) in policy.settings.iter().enumerate() {
        text += &format!("setting len{index} = {}\n", length(policy, *setting));
    }
    for ((name, kind), presumed) in FACTS.iter().zip(&policy.presumed) {
        text += &format!("fact {name}: {}", kind_words(*kind));
        if let Some(presumed) = presumed {
            text += &format!(" if unknown presume {}", presumption(*kind, *presumed));
        }
        text += if *name == FACTS[S].0 { " protected\n" } else { "\n" };
    }
    for (name, by, routes) in PARTNERS {
        text += &format!("partner {name}");
        if let Some(by) = by {
            text += &format!(" by {}", FACTS[by].0);
            for (option, number) in options(by).iter().zip(routes) {
                text += &format!(" {option} phone \"{number}\"");
            }
        }
        text += "\n";
    }
    for ((name, levels), retired) in SCALES.iter().zip(&policy.retired) {
        let level = |(level, from): (&&str, &Option<i64>)| match from {
            Some(day) => format!("{level} retired from {}", clock::date(*day)),
            None => (*level).to_owned(),
        };
        let levels: Vec<String> = levels.iter().zip(retired).map(level).collect();
        text += &format!("scale {name}: {}\n", levels.join(" < "));
    }
    for (index, derived) in policy.lets.iter().enumerate() {
        text += &format!("let let{index} = {}\n", condition(policy, derived));
    }
    for (name, score) in SCORES.iter().zip(&policy.scores) {
        text += &format!("score {name}\n");
        let mut least = 0;
        for points in &score.points {
            let sign = if points.number < 0 { "subtract" } else { "add" };
            let number = points.number.abs();
            let reason = match (points.each, points.items.as_slice()) {
                (false, [Item::Condition(only)]) => format!("if {}", condition(policy, only)),
                (_, items) => format!("for each of {}", counted(policy, items)),
            };
            text += &format!("  {sign} {number} {reason}\n");
            let most: i64 = points
                .items
                .iter()
                .map(|item| if let Item::Options(_) = item { 3 } else { 1 })
                .sum();
            least += points.number.min(0) * most;
        }
        let [second, third] = score.bands;
        let (first, second_to) = (least.min(second - 1), third - 1);
        text += &format!(
            "  band {first}..{} {} band {second}..{second_to} {} band {third}.. {} because s_\n",
            second - 1,
            BANDS[0],
            BANDS[1],
            BANDS[2]
        );
    }
    for (index, rule) in policy.rules.iter().enumerate() {
        text += &rule_text(policy, index, rule);
    }
    for (index, needs) in policy.gates.iter().enumerate() {
        if needs.is_empty() {
            continue;
        }
        let needs: Vec<String> = needs
            .iter()
            .map(|need| format!("needs {}", condition(policy, need)))
            .collect();
        text += &format!("gate g{index} {} because s_\n", needs.join(" "));
    }
    text
}

fn rule_text(policy: &Policy, index: usize, rule: &Rule) -> String {
    let word = if rule.after.is_some() { "escalate" } else { "rule" };
    let mut text = format!("{word} {}\n", policy.rule_name(index));
    match &rule.when {
        Some(when) => text += &format!("  when {}\n", condition(policy, when)),
        None => text += "  always\n",
    }
    if let Some(unless) = &rule.unless {
        text += &format!("  unless {}\n", condition(policy, unless));
    }
    if let Some((after, since)) = rule.after {
        text += &format!("  after {} since {}\n", length(policy, after), FACTS[since].0);
    }
    text += "  then";
    for (scale, level) in &rule.raises {
        let (name, levels) = SCALES[*scale];
        text += &format!(" {name} at least {}", levels[*level]);
    }
    for duty in &rule.duties {
        let (kind, to) = DUTIES[duty.kind];
        let preposition = if kind == "refer" { " to" } else { "" };
        text += &format!(" {kind}{preposition} {}", to[duty.to]);
        if let Some((within, of)) = duty.within {
            text += &format!(" within {}", length(policy, within));
            if let Some(of) = of {
                text += &format!(" of {}", FACTS[of].0);
            }
        }
    }
    text + " because s_\n"
}

fn options(fact: usize) -> &'static [&'static str] {
    match FACTS[fact].1 {
        Kind::OneOf(options) | Kind::AnyOf(options) => options,
        _ => &[],
    }
}

fn kind_words(kind: Kind) -> String {
    match kind {
        Kind::YesNo => "yes/no".to_owned(),
        Kind::Whole(low, high) => format!("whole {low}..{high}"),
        Kind::Decimal(low, high) => format!("decimal {}..{}", tenths(low, true), tenths(high, true)),
        Kind::OneOf(options) => format!("one of {}", options.join(", ")),
        Kind::AnyOf(options) => format!("any of {}", options.join(", ")),
        Kind::Duration(low, high) => format!("duration {low} minutes..{high} minutes"),
        Kind::Date => "date".to_owned(),
        Kind::Moment => "moment".to_owned(),
    }
}

fn presumption(kind: Kind, (low, high): (i64, i64)) -> String {
    match kind {
        Kind::YesNo => if low == 1 { "yes" } else { "no" }.to_owned(),
        Kind::Whole(..) if low == high => low.to_string(),
        Kind::Whole(..) => format!("{low}..{high}"),
        Kind::Decimal(..) => format!("{}..{}", tenths(low, true), tenths(high, true)),
        Kind::OneOf(options) => (low..=high)
            .map(|index| options[usize::try_from(index).expect("an option")])
            .collect::<Vec<_>>()
            .join(", "),
        Kind::AnyOf(options) if low == 0 || low == (1 << options.len()) - 1 => {
            if low == 0 { "none" } else { "all" }.to_owned()
        }
        Kind::AnyOf(options) => bits(options, low).join(", "),
        Kind::Duration(..) => format!("{low} minutes..{high} minutes"),
        Kind::Date | Kind::Moment => unreachable!("never presumed"),
    }
}

fn bits(options: &[&'static str], value: i64) -> Vec<&'static str> {
    let held = |(index, option): (usize, &&'static str)| (value >> index & 1 == 1).then_some(*option);
    options.iter().enumerate().filter_map(held).collect()
}

/// A number in tenths, with its point where it needs one or is wanted.
fn tenths(value: i64, point: bool) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, tenth) = (value.abs() / 10, value.abs() % 10);
    if tenth == 0 && !point {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{tenth}")
    }
}

fn hours(hours: &clock::Hours) -> String {
    let days = hours.days.iter().map(|days| match days {
        Days::Span(from, to) if from == to => WEEKDAYS[*from].to_owned(),
        Days::Span(from, to) => format!("{} to {}", WEEKDAYS[*from], WEEKDAYS[*to]),
        Days::Daily => "daily".to_owned(),
        Days::Weekends => "weekends".to_owned(),
        Days::BankHolidays => "bank holidays".to_owned(),
    });
    let days = days.collect::<Vec<_>>().join(" and ");
    if (hours.from, hours.to) == (0, 1_440) {
        return format!("{days} all day");
    }
    let time = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{days} {}..{}", time(hours.from), time(hours.to))
}

fn length(policy: &Policy, length: Length) -> String {
    let count = |number: i64, unit: &str| format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
    match length {
        Length::Minutes(number) => count(number, "minute"),
        Length::Hours(number) => count(number, "hour"),
        Length::Days(number) => count(number, "day"),
        Length::Weeks(number) => count(number, "week"),
        Length::Months(number) => count(number, "month"),
        Length::Years(number) => count(number, "year"),
        Length::WorkingDays(number) => count(number, "working day"),
        Length::OpenHours(calendar, number) => count(number, &format!("{} hour", policy.calendars[calendar].name)),
        Length::OpenDays(calendar, number) => count(number, &format!("{} day", policy.calendars[calendar].name)),
        Length::Setting(index) => format!("len{index}"),
        Length::Fact(fact) => FACTS[fact].0.to_owned(),
    }
}

fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Less => "<",
        Relation::AtMost => "<=",
        Relation::More => ">",
        Relation::AtLeast => "at least",
        Relation::Is => "is",
        Relation::IsNot => "is not",
    }
}

fn bound(bound: Bound, time: bool) -> &'static str {
    match bound {
        Bound::AtLeast => "at least",
        Bound::AtMost => "at most",
        Bound::MoreThan => "more than",
        Bound::FewerThan if time => "less than",
        Bound::FewerThan => "fewer than",
        Bound::Exactly => "exactly",
    }
}

fn counted(policy: &Policy, items: &[Item]) -> String {
    let item = |item: &Item| match item {
        Item::Options(fact) => FACTS[*fact].0.to_owned(),
        Item::Condition(part) => condition(policy, part),
    };
    match items {
        [only @ Item::Options(_)] => item(only),
        items => format!("({})", items.iter().map(item).collect::<Vec<_>>().join(", ")),
    }
}

fn sum(policy: &Policy, terms: &[(bool, Term)]) -> String {
    let mut text = String::new();
    for (index, (plus, term)) in terms.iter().enumerate() {
        text += match (index, plus) {
            (0, _) => "",
            (_, true) => " + ",
            (_, false) => " - ",
        };
        text += &match term {
            Term::Fact(fact) => FACTS[*fact].0.to_owned(),
            Term::Count(items) => format!("count of {}", counted(policy, items)),
            Term::Constant(value) => tenths(*value, false),
        };
    }
    text
}

fn condition(policy: &Policy, of: &Condition) -> String {
    let chain = |parts: &[Condition], word: &str| {
        let parts: Vec<String> = parts.iter().map(|part| condition(policy, part)).collect();
        format!("({})", parts.join(word))
    };
    match of {
        Condition::Yes(fact) => FACTS[*fact].0.to_owned(),
        Condition::Let(index) => format!("let{index}"),
        Condition::Not(inner) => format!("(not {})", condition(policy, inner)),
        Condition::All(parts) => chain(parts, " and "),
        Condition::Any(parts) => chain(parts, " or "),
        Condition::Sum(terms, is, number) => {
            format!("({} {} {})", sum(policy, terms), relation(*is), tenths(*number, false))
        }
        Condition::Between(terms, low, high) => {
            format!(
                "({} is {}..{})",
                sum(policy, terms),
                tenths(*low, false),
                tenths(*high, false)
            )
        }
        Condition::Option(fact, positive, among) => {
            let names: Vec<&str> = among.iter().map(|index| options(*fact)[*index]).collect();
            let not = if *positive { "" } else { " not" };
            let one_of = if names.len() == 1 { "" } else { " one of" };
            // A list of options ends with the bracket.
            format!("({} is{not}{one_of} {})", FACTS[*fact].0, names.join(", "))
        }
        Condition::Has(fact, option) => format!("({} has {})", FACTS[*fact].0, options(*fact)[*option]),
        Condition::Counted(how, number, items) => {
            format!("({} {number} of {})", bound(*how, false), counted(policy, items))
        }
        Condition::Quantified(quantity, items) => {
            let word = match quantity {
                Quantity::Any => "any",
                Quantity::None => "none",
                Quantity::All => "all",
            };
            format!("({word} of {})", counted(policy, items))
        }
        Condition::Since(how, time, fact) => {
            format!(
                "({} {} since {})",
                bound(*how, true),
                length(policy, *time),
                FACTS[*fact].0
            )
        }
        Condition::Lasts(fact, is, minutes) => format!("({} {} {minutes} minutes)", FACTS[*fact].0, relation(*is)),
        Condition::Passed(moment, duration, is) => {
            format!("({} + {} {} now)", FACTS[*moment].0, FACTS[*duration].0, relation(*is))
        }
        Condition::Now(is, moment) => format!("(now {} {})", relation(*is), clock::wall(*moment)),
        Condition::Today(is, day) => format!("(today {} {})", relation(*is), clock::date(*day)),
        Condition::Born(fact, is, day) => format!("({} {} {})", FACTS[*fact].0, relation(*is), clock::date(*day)),
        Condition::Level(scale, is, level) => {
            let (name, levels) = SCALES[*scale];
            format!("({name} {} {})", relation(*is), levels[*level])
        }
        Condition::Points(score, is, number) => format!("({} {} {number})", SCORES[*score], relation(*is)),
        Condition::Band(score, is, band) => format!("({} {} {})", SCORES[*score], relation(*is), BANDS[*band]),
    }
}

/// A case as a document, as a host would give it.
pub fn case(case: &Case) -> Value {
    let mut document = Map::new();
    for ((name, kind), given) in FACTS.iter().zip(&case.facts) {
        let value = match given {
            Given::NotAsked => continue,
            Given::Unknown => Value::Null,
            Given::Faulty => faulty(*kind),
            Given::Known(value) => known(*kind, *value),
            Given::Part(known, held) => part(*kind, *known, *held),
        };
        document.insert((*name).to_owned(), value);
    }
    Value::Object(document)
}

fn known(kind: Kind, value: i64) -> Value {
    match kind {
        Kind::YesNo => json!(value == 1),
        Kind::Whole(..) => json!(value),
        Kind::Decimal(..) => json!(tenths(value, true)),
        Kind::OneOf(options) => json!(options[usize::try_from(value).expect("an option")]),
        Kind::AnyOf(options) => json!(bits(options, value)),
        Kind::Duration(..) => json!(format!("{value} minutes")),
        Kind::Date => json!(clock::date(value)),
        Kind::Moment => {
            let wall = clock::wall(value);
            // The second of the hour that comes twice needs its offset.
            json!(if clock::minute(&wall) == value {
                wall
            } else {
                clock::stamp(value)
            })
        }
    }
}

fn part(kind: Kind, known: i64, held: i64) -> Value {
    let Kind::AnyOf(options) = kind else {
        unreachable!("only of any-of facts")
    };
    let answer = |(index, option): (usize, &&str)| {
        let value = (known >> index & 1 == 1).then_some(held >> index & 1 == 1);
        ((*option).to_owned(), json!(value))
    };
    Value::Object(options.iter().enumerate().map(answer).collect())
}

fn faulty(kind: Kind) -> Value {
    match kind {
        Kind::YesNo => json!("perhaps"),
        Kind::Whole(..) | Kind::Decimal(..) => json!(999),
        Kind::OneOf(_) => json!("nonsense"),
        Kind::AnyOf(_) => json!(["p1", "nonsense"]),
        Kind::Duration(..) => json!("900 hours"),
        Kind::Date => json!("2015-02-29"),
        // In the hour that is left out.
        Kind::Moment => json!("2016-03-27 01:30"),
    }
}
