//! What must be done: by when, how to reach who is told, and why.

use safegrade::eval::{Due, Duty};
use safegrade::ir::{self, DutyKind};
use safegrade::wire;

use super::Report;
use crate::output::{BOLD, CYAN, FAINT, GREEN, RED, YELLOW, styled};
use crate::words::{self, Lang, capital};

impl Report<'_> {
    pub(super) fn duties(&mut self) {
        self.heading("To do");
        let mut duties: Vec<&Duty> = self.decision.duties.iter().collect();
        if duties.is_empty() {
            self.line("  ", "  ", "No rule demands anything.");
        }
        duties.sort_by_key(|duty| duty.due);
        for duty in duties {
            self.duty(duty);
        }
    }

    fn duty(&mut self, found: &Duty) {
        let Some(duty) = self.program.duties.get(found.duty.0 as usize) else {
            return;
        };
        let partner = duty
            .partner
            .and_then(|partner| self.program.partners.get(partner.0 as usize));
        let what = title(duty, partner, self.lang);
        let doubt = if found.certain { "" } else { " (not certain)" };
        self.line(
            "  - ",
            "    ",
            &format!("{}{}", styled(BOLD, what), styled(CYAN, doubt)),
        );
        if let Some(due) = self.due(found) {
            self.line("    ", "    ", &due);
        }
        let routes = partner.map(|partner| wire::routes(self.program, self.case, partner));
        for route in routes.into_iter().flatten() {
            let ways: Vec<String> = route
                .channels
                .iter()
                .map(|way| format!("{} {}{}", way.by.as_str(), way.address, self.hours(way)))
                .collect();
            let area = route
                .option
                .and_then(|option| self.option(partner?, option))
                .map(|words| format!("{words}: "))
                .unwrap_or_default();
            self.line("    ", "      ", &styled(GREEN, format!("{area}{}", ways.join(", "))));
        }
        let because: Vec<String> = found.rules.iter().map(|rule| self.sentence(*rule)).collect();
        let allowed = found.from.and_then(|deadline| {
            Some(format!(
                " ({} from: {})",
                deadline.words(&self.program.calendars),
                words::name(&self.program.fact(deadline.from)?.name)
            ))
        });
        self.line(
            "    ",
            "      ",
            &styled(
                FAINT,
                format!("because: {}{}", because.join("; "), allowed.unwrap_or_default()),
            ),
        );
    }

    /// When somebody is there, and whether that is now.
    fn hours(&self, way: &ir::Way) -> String {
        let calendar = way
            .during
            .and_then(|calendar| self.program.calendars.get(calendar as usize));
        calendar.map_or_else(String::new, |calendar| {
            let open = if calendar.is_open(self.case.now()) {
                "open now"
            } else {
                "closed now"
            };
            format!(" ({}: {open})", words::name(&calendar.name))
        })
    }

    /// The words of an option that chooses a route.
    fn option(&self, partner: &ir::Partner, option: u32) -> Option<&str> {
        let fact = self.program.fact(partner.by?)?;
        let ir::FactKind::OneOf(options) = &fact.kind else {
            return None;
        };
        Some(self.lang.of(&options.get(option as usize)?.text))
    }

    fn due(&self, duty: &Duty) -> Option<String> {
        let at = match duty.due {
            Due::None => return None,
            Due::Unknown => {
                let from = duty.from.and_then(|deadline| self.program.fact(deadline.from));
                let why = from
                    .map(|fact| format!(", as this is not known: {}", words::name(&fact.name)))
                    .unwrap_or_default();
                return Some(format!("{}{why}", styled(RED, "at once")));
            }
            Due::At(at) => at,
        };
        let minutes = at.minutes.saturating_sub(self.decision.now.minutes);
        let by = format!("by {}", words::moment(at));
        Some(match minutes {
            ..0 => styled(RED, format!("{by}, OVERDUE by {}", words::elapsed(-minutes))),
            0 => styled(RED, format!("{by}, due this minute")),
            1..60 => styled(YELLOW, format!("{by}, in {}", words::elapsed(minutes))),
            _ => format!("{by}, in {}", words::elapsed(minutes)),
        })
    }
}

/// A duty in words: `Alert Children's social care: A child is missing`.
pub fn title(duty: &ir::Duty, partner: Option<&ir::Partner>, lang: Lang) -> String {
    let to = partner.map_or_else(|| words::name(&duty.to), |partner| lang.of(&partner.text).to_owned());
    let text = lang.of(&duty.text);
    let verb = match duty.kind {
        DutyKind::Alert => "Alert ",
        DutyKind::Refer => "Refer to ",
        DutyKind::Tell => "Tell ",
        DutyKind::Do => return capital(text),
    };
    // Without words of its own a duty carries its name again.
    let more = if duty.text.en == words::name(&duty.to) {
        String::new()
    } else {
        format!(": {text}")
    };
    format!("{verb}{to}{more}")
}
