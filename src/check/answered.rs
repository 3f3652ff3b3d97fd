//! Contact hours: when nobody answers, and when two routes compete.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::source::Span;
use crate::value::{Calendar, DAY, Date};

/// A Monday after which no bank holiday comes for a week, and a bank holiday of all nations.
const PLAIN_MONDAY: i32 = 16_958;
const HOLIDAY: i32 = 17_161;

const DAYS: [&str; 8] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "a bank holiday",
];

impl Checker<'_, '_> {
    /// Warns of the hours of a week in which no way to a partner is open, or two ways of one kind are.
    /// Where one way has no hours somebody always answers.
    pub fn lint_answered(&mut self) {
        let mut found: Vec<(Span, String)> = Vec::new();
        for (item, partner) in self.items.partners.iter().zip(&self.partners) {
            for route in &partner.routes {
                let hours = |way: &ir::Way| self.calendars.get(way.during? as usize);
                let Some(kept) = route.channels.iter().map(hours).collect::<Option<Vec<&Calendar>>>() else {
                    continue;
                };
                if kept.is_empty() {
                    continue;
                }
                let gaps = stretches(&kept, |open| open == 0);
                if let Some(first) = gaps.first() {
                    let message = format!("nobody answers for `{}` {first}{}", partner.name, more(gaps.len()));
                    found.push((item.name().span(), message));
                }
                let ways = || route.channels.iter().zip(&kept);
                for by in [ir::Channel::Phone, ir::Channel::Web, ir::Channel::Email] {
                    let own: Vec<&Calendar> = ways().filter(|(way, _)| way.by == by).map(|(_, kept)| *kept).collect();
                    let both = stretches(&own, |open| open > 1);
                    if let Some(first) = both.first() {
                        let what = by.as_str();
                        let message = format!(
                            "two `{what}` ways to `{}` are open {first}{}",
                            partner.name,
                            more(both.len())
                        );
                        found.push((item.name().span(), message));
                    }
                }
            }
        }
        for (index, (span, message)) in found.iter().enumerate() {
            // Routes that share their hours share the message.
            if found
                .iter()
                .take(index)
                .any(|earlier| earlier == &(*span, message.clone()))
            {
                continue;
            }
            let diagnostic = Diagnostic::new(Code::ContactHours, *span, message.clone());
            self.sink
                .push(diagnostic.help("change the hours of a calendar, or say in a comment why it is so"));
        }
    }
}

fn more(number: usize) -> String {
    match number {
        1 => String::new(),
        2 => ", and once more in the week".to_owned(),
        number => format!(", and {} times more in the week", number - 1),
    }
}

/// The stretches of a week, and of a bank holiday, in which as many are open as is asked for.
fn stretches(calendars: &[&Calendar], wanted: impl Fn(usize) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let holidays = calendars.iter().any(|calendar| calendar.nation.is_some());
    let days = (0..7).map(|day| PLAIN_MONDAY + day).chain(holidays.then_some(HOLIDAY));
    for (name, days) in DAYS.iter().zip(days) {
        let open: Vec<(i32, i32)> = calendars
            .iter()
            .flat_map(|calendar| calendar.stretches(Date { days }))
            .collect();
        let mut turns: Vec<i32> = open
            .iter()
            .flat_map(|(from, to)| [*from, *to])
            .chain([0, DAY])
            .collect();
        turns.sort_unstable();
        turns.dedup();
        let mut last: Option<(i32, i32)> = None;
        for (from, to) in turns.iter().zip(turns.iter().skip(1)) {
            if !wanted(open.iter().filter(|(open, close)| open <= from && to <= close).count()) {
                continue;
            }
            match &mut last {
                Some((_, end)) if end == from => *end = *to,
                _ => {
                    found.extend(last.take().map(|stretch| words(name, stretch)));
                    last = Some((*from, *to));
                }
            }
        }
        found.extend(last.map(|stretch| words(name, stretch)));
    }
    found
}

fn words(day: &str, (from, to): (i32, i32)) -> String {
    let time = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
    if (from, to) == (0, DAY) {
        format!("on {day}, all day")
    } else {
        format!("on {day} from {} to {}", time(from), time(to))
    }
}
