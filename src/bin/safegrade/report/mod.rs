//! A decision for people at a terminal: what to do first, why, what is open, what comes.

mod duties;

use safegrade::eval::{Case, Change, Decision, Due, FaultKind, Gate, Outcome, Question, Reason, ScoreOutcome, State};
use safegrade::exact::Exactly;
use safegrade::history::Coming;
use safegrade::ir::{self, Program};

use crate::exactly;
use crate::output::{BOLD, CYAN, FAINT, GREEN, RED, YELLOW, count, styled, wrap};
use crate::words::{self, Lang, capital};

/// What a decision is told with.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    /// What is exactly known, where that was asked for.
    pub exactly: Option<&'a Exactly>,
    /// The version of the policy that decides next.
    pub next: Option<&'a Coming<'a>>,
}

/// The whole decision.
pub fn decision(program: &Program, case: &Case, decision: &Decision, beside: Beside<'_>, lang: Lang) -> String {
    let mut report = Report {
        program,
        case,
        decision,
        exactly: beside.exactly,
        lang,
        out: String::new(),
    };
    report.header();
    report.faults();
    decision.outcomes.iter().for_each(|outcome| report.outcome(outcome));
    report.scores();
    report.duties();
    decision.gates.iter().for_each(|gate| report.gate(gate));
    report.questions();
    report.changes(beside.next);
    report.out
}

struct Report<'a> {
    program: &'a Program,
    case: &'a Case,
    decision: &'a Decision,
    exactly: Option<&'a Exactly>,
    lang: Lang,
    out: String,
}

impl Report<'_> {
    fn line(&mut self, first: &str, rest: &str, text: &str) {
        self.out.push_str(&wrap(first, rest, text));
    }

    fn heading(&mut self, text: &str) {
        self.out.push('\n');
        self.line("", "  ", &styled(BOLD, text));
    }

    fn header(&mut self) {
        let policy = &self.program.policy;
        let from = words::date(policy.in_force_from);
        self.line("", "", &styled(BOLD, self.lang.of(&policy.title)));
        self.line(
            "",
            "",
            &format!(
                "version {}, in force from {from}; decided for {}",
                policy.version,
                words::moment(self.decision.now)
            ),
        );
        if self.decision.now.date() < policy.in_force_from {
            self.line(
                "",
                "",
                &styled(
                    YELLOW,
                    format!("This policy was not in force then: it is from {from} on."),
                ),
            );
        }
    }

    fn faults(&mut self) {
        let faults = &self.decision.faults;
        if faults.is_empty() {
            return;
        }
        self.out.push('\n');
        let found = if faults.len() == 1 {
            "A FAULT IN THE CASE".to_owned()
        } else {
            format!("{} FAULTS IN THE CASE", faults.len())
        };
        let unusable = faults.iter().any(|fault| fault.kind != FaultKind::NotInForce);
        let unusable = if unusable {
            " What could not be used counts as not known."
        } else {
            ""
        };
        self.line("", "", &format!("{}{unusable}", styled(RED, format!("{found}."))));
        for fault in faults {
            let help = fault.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            let text = words::harmless(&format!("{}{help}", fault.message));
            self.line(&format!("  {} ", styled(RED, "!")), "    ", &text);
        }
    }

    fn level(&self, scale: &ir::Scale, level: u8) -> String {
        scale
            .levels
            .get(usize::from(level))
            .map_or_else(String::new, |level| self.lang.of(&level.text).to_owned())
    }

    fn outcome(&mut self, outcome: &Outcome) {
        let Some(scale) = self.program.scales.get(outcome.scale.0 as usize) else {
            return;
        };
        let style = match usize::from(outcome.act) {
            0 => GREEN,
            top if top + 1 == scale.levels.len() => RED,
            _ => YELLOW,
        };
        self.heading(&format!(
            "{}: {}",
            capital(&words::name(&scale.name)),
            styled(style, capital(&self.level(scale, outcome.act)))
        ));
        if let Some(open) = self.possible(scale, outcome) {
            self.line("  ", "  ", &open);
        }
        if let Some(exactly) = self.exactly {
            for said in exactly::said(self.program, self.case, exactly, outcome, self.lang) {
                self.line("  ", "    ", &styled(CYAN, said));
            }
        }
        if let Some(level) = outcome.instead_of
            && let Some(Some(from)) = scale.retired.get(usize::from(level))
        {
            let text = format!(
                "The rules come to a level that is retired from {} on, so the next above it counts: {}.",
                words::date(*from),
                self.level(scale, level)
            );
            self.line("  ", "  ", &text);
        }
        if outcome.reasons.is_empty() {
            self.line("  ", "  ", "No rule demands more.");
        }
        let (deciding, others): (Vec<&Reason>, Vec<&Reason>) =
            outcome.reasons.iter().partition(|reason| reason.decides);
        for reason in deciding {
            self.reason(reason);
        }
        if !others.is_empty() {
            self.line("  ", "  ", &styled(FAINT, "and, for less:"));
        }
        for reason in others {
            let Some(rule) = self.rule(reason.rule) else { continue };
            let text = format!(
                "{} ({})",
                self.lang.of(&rule.sentence),
                self.level(scale, reason.demands)
            );
            self.line("  - ", "    ", &styled(FAINT, text));
        }
    }

    /// What is still possible where it is not settled.
    fn possible(&self, scale: &ir::Scale, outcome: &Outcome) -> Option<String> {
        let (low, high) = (self.level(scale, outcome.lowest), self.level(scale, outcome.highest));
        let (lower, higher) = (outcome.lowest < outcome.act, outcome.highest > outcome.act);
        if outcome.exact && outcome.highest < outcome.act {
            // What is acted on was bounded by evaluation alone, on the safe side.
            let said = if low == high {
                format!("It will turn out lower: {low}.")
            } else {
                format!("It will turn out lower, anything from: {low}, to: {high}.")
            };
            return Some(styled(CYAN, said));
        }
        let said = match (lower, higher, outcome.exact) {
            (false, false, _) => return None,
            (true, false, true) => format!("It may still turn out as low as: {low}."),
            (false, true, true) => format!("It may still turn out as high as: {high}."),
            (true, true, true) => format!("It may still turn out anything from: {low}, to: {high}."),
            (true, _, false) if outcome.lowest == 0 && !higher => "It may still turn out lower.".to_owned(),
            (true, false, false) => format!("It will not turn out lower than: {low}."),
            (false, true, false) => format!("It will not turn out higher than: {high}."),
            (true, true, false) => format!("It will turn out between: {low}, and: {high}."),
        };
        Some(styled(CYAN, said))
    }

    fn rule(&self, id: ir::RuleId) -> Option<&ir::Rule> {
        self.program.rules.get(id.0 as usize)
    }

    fn sentence(&self, id: ir::RuleId) -> String {
        self.rule(id)
            .map_or_else(String::new, |rule| self.lang.of(&rule.sentence).to_owned())
    }

    fn reason(&mut self, reason: &Reason) {
        let faulty: Vec<&str> = self.decision.faults.iter().map(|fault| fault.fact.as_str()).collect();
        let Some(rule) = self.rule(reason.rule).cloned() else {
            return;
        };
        let doubt = if reason.certain { "" } else { " (not certain)" };
        self.line(
            "  - ",
            "    ",
            &format!("{}{}", self.lang.of(&rule.sentence), styled(CYAN, doubt)),
        );
        let known = words::known(self.program, self.case, &reason.known, self.lang);
        if !known.is_empty() {
            self.line("    ", "      ", &known.join("; "));
        }
        let assumed = words::assumed(self.program, &reason.assumed, &faulty, self.lang);
        if !assumed.is_empty() {
            self.line(
                &format!("    {} ", styled(CYAN, "not known:")),
                "      ",
                &assumed.join("; "),
            );
        }
        self.citations(&rule.because);
    }

    fn citations(&mut self, because: &[ir::Citation]) {
        for citation in because {
            let Some(source) = self.program.sources.get(citation.source as usize) else {
                continue;
            };
            let quote = citation
                .quote
                .as_ref()
                .map(|quote| format!(": {quote}"))
                .unwrap_or_default();
            self.line(
                "    ",
                "      ",
                &styled(FAINT, format!("{}{quote}", self.lang.of(&source.title))),
            );
        }
    }

    fn scores(&mut self) {
        for outcome in &self.decision.scores {
            let Some(score) = self.program.scores.get(outcome.score.0 as usize) else {
                continue;
            };
            let said = self.points(score, outcome);
            self.heading(&format!("{}: {said}", capital(self.lang.of(&score.text))));
            let (low, high) = (outcome.possible.low, outcome.possible.high);
            if low != high {
                let said = if outcome.exact {
                    format!("It may still turn out anything from {low} to {high}.")
                } else {
                    format!("It will turn out something from {low} to {high}, and need not reach either.")
                };
                self.line("  ", "  ", &styled(CYAN, said));
            }
        }
    }

    fn points(&self, score: &ir::Score, outcome: &ScoreOutcome) -> String {
        let band = score.band(outcome.act).and_then(|band| score.bands.get(band));
        let band = band
            .map(|band| format!(", {}", self.lang.of(&band.name.text)))
            .unwrap_or_default();
        let points = if outcome.act == 1 {
            "1 point".to_owned()
        } else {
            format!("{} points", outcome.act)
        };
        format!("{points}{band}")
    }

    fn gate(&mut self, found: &Gate) {
        let Some(gate) = self.program.gates.get(found.gate.0 as usize) else {
            return;
        };
        let stands = if found.open() {
            styled(GREEN, "Open")
        } else {
            styled(RED, "Refused")
        };
        self.heading(&format!("{}: {stands}", capital(self.lang.of(&gate.text))));
        if found.open() {
            self.line("  ", "  ", "Everything that it needs is so.");
            return;
        }
        if let Some(words) = &gate.refuse {
            self.line("  ", "  ", self.lang.of(words));
        }
        for missing in &found.missing {
            let Some(need) = gate.needs.get(missing.need as usize) else {
                continue;
            };
            let state = if missing.known {
                styled(YELLOW, "no")
            } else {
                styled(CYAN, "not known")
            };
            self.line(
                "  - ",
                "    ",
                &format!("{}: {state}", capital(self.lang.of(&need.text))),
            );
        }
        self.citations(&gate.because);
    }

    fn questions(&mut self) {
        let questions = &self.decision.questions;
        if let Some(exactly) = self.exactly {
            self.settled(exactly);
        }
        if questions.is_empty() {
            self.heading("Still to ask");
            self.line("  ", "  ", "Nothing: no other answer changes anything now.");
            return;
        }
        self.heading(&format!(
            "Still to ask: {}, the most useful first",
            count(questions.len(), "question")
        ));
        if let Some(waited) = self
            .exactly
            .map(|exactly| questions.len().saturating_sub(exactly.changing))
            .filter(|waited| *waited > 0)
        {
            let which = match waited {
                1 if questions.len() == 1 => "This is for".to_owned(),
                1 => "The last is for".to_owned(),
                all if all == questions.len() => "These are for".to_owned(),
                some => format!("The last {some} are for"),
            };
            let changes = if waited == 1 { "changes" } else { "change" };
            let said = format!("{which} deadlines, gates, scores or whom to reach, and {changes} no level.");
            self.line("  ", "  ", &styled(FAINT, said));
        }
        let wide = questions.len().to_string().len();
        for (index, question) in questions.iter().enumerate() {
            self.question(&format!("  {:>wide$}. ", index + 1), &" ".repeat(wide + 4), question);
        }
    }

    /// Whether any answer can still change what to do.
    fn settled(&mut self, exactly: &Exactly) {
        if !exactly.decided() {
            self.heading("Not all decided");
            self.line(
                "  ",
                "  ",
                "The search gave up within its budget, so more is shown as possible than may be.",
            );
        }
        if exactly.changing == 0 && exactly.possible.settled() {
            self.heading("Settled");
            self.line(
                "  ",
                "  ",
                "No further answer changes a level or whether something is to do.",
            );
        }
    }

    fn question(&mut self, first: &str, rest: &str, question: &Question) {
        let Some(fact) = self.program.fact(question.fact) else {
            return;
        };
        let state = match question.state {
            State::NotAsked => "",
            State::Unknown => ", asked, nobody can say",
            State::Fault => ", the answer could not be used",
        };
        let text = format!(
            "{} {}",
            self.lang.of(&fact.ask),
            styled(FAINT, format!("[{}{state}]", fact.name))
        );
        self.line(first, rest, &text);
    }

    fn changes(&mut self, next: Option<&Coming<'_>>) {
        self.heading("If nothing else is done or learnt");
        for change in &self.decision.changes {
            self.change(change);
        }
        if let Some(next) = next {
            self.next_version(next);
            if self.decision.changes_until == Some(next.at) {
                return;
            }
        }
        match (self.decision.changes_until, self.decision.changes.is_empty()) {
            (Some(until), _) => self.line(
                "  ",
                "  ",
                &styled(FAINT, format!("Looked for up to {}.", words::moment(until))),
            ),
            (None, true) => self.line("  ", "  ", "Nothing changes as time passes."),
            (None, false) => {}
        }
    }

    /// From that moment on other rules decide, so what they make of the case is told and no later change.
    fn next_version(&mut self, next: &Coming<'_>) {
        let program = next.version.engine.program();
        self.line("  ", "  ", &styled(BOLD, format!("at {}", words::moment(next.at))));
        let text = format!("version {} of the policy comes into force", program.policy.version);
        self.line("    - ", "      ", &styled(YELLOW, text));
        for (scale, level) in &next.levels {
            let Some(scale) = program.scales.get(scale.0 as usize) else {
                continue;
            };
            let text = format!(
                "{} by it: {}",
                capital(&words::name(&scale.name)),
                self.level(scale, *level)
            );
            self.line("    - ", "      ", &text);
        }
    }

    fn change(&mut self, change: &Change) {
        let mut told = Vec::new();
        for (scale, from, to) in &change.outcomes {
            let Some(scale) = self.program.scales.get(scale.0 as usize) else {
                continue;
            };
            let style = if to > from { RED } else { GREEN };
            let verb = if to > from { "rises to" } else { "falls to" };
            told.push(format!(
                "{} {verb} {}",
                capital(&words::name(&scale.name)),
                styled(style, self.level(scale, *to))
            ));
        }
        let mut duties = change.duties.clone();
        duties.sort_by_key(|(_, due)| *due);
        for (duty, due) in duties {
            let Some(duty) = self.program.duties.get(duty.0 as usize) else {
                continue;
            };
            let partner = duty
                .partner
                .and_then(|partner| self.program.partners.get(partner.0 as usize));
            let by = match due {
                Due::At(at) => format!(", by {}", words::moment(at)),
                Due::Unknown => ", at once".to_owned(),
                Due::None => String::new(),
            };
            told.push(format!("{}{by}", duties::title(duty, partner, self.lang)));
        }
        for (word, rules) in [("because", &change.begins), ("no longer", &change.ceases)] {
            if !rules.is_empty() {
                let sentences: Vec<String> = rules.iter().map(|rule| self.sentence(*rule)).collect();
                told.push(styled(FAINT, format!("{word}: {}", sentences.join("; "))));
            }
        }
        for (gates, style, verb) in [(&change.opens, GREEN, "opens"), (&change.shuts, RED, "is refused")] {
            for gate in gates.iter().filter_map(|gate| self.program.gates.get(gate.0 as usize)) {
                told.push(format!("{} {}", capital(self.lang.of(&gate.text)), styled(style, verb)));
            }
        }
        if told.is_empty() {
            told.push("What is still possible changes.".to_owned());
        }
        self.line("  ", "  ", &styled(BOLD, format!("at {}", words::moment(change.at))));
        for text in told {
            self.line("    - ", "      ", &text);
        }
    }
}
