//! `safegrade explain`: the policy as a document for those who answer for it.

use std::path::PathBuf;
use std::process::ExitCode;

use safegrade::diagnostic::nearest;
use safegrade::ir::{self, Fact, FactKind, Named, Program, Rule};
use safegrade::source::SourceFile;
use safegrade::value::{Decimal, Text};

use crate::failure::Failure;
use crate::items::Items;
use crate::output::{self, count, wrap};
use crate::words::{self, Lang, capital};
use crate::{policy, report};

/// Write a policy out as a document to read, in Markdown
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy; `-` is standard input
    policy: PathBuf,
    /// Only this rule
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,
    /// The policy's words in English or, where it has them, in Welsh
    #[arg(long, value_enum, default_value = "en")]
    lang: Lang,
}

/// Explains a policy, or one of its rules.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (source, engine) = policy::load(&args.policy)?;
    let program = engine.program();
    let mut document = Document {
        program,
        items: Items::of(&source),
        lang: args.lang,
        out: String::new(),
    };
    match &args.rule {
        Some(name) => document.rule(find(program, &source, name)?, None),
        None => document.whole(),
    }
    output::print(&document.out)?;
    Ok(ExitCode::SUCCESS)
}

fn find<'p>(program: &'p Program, source: &SourceFile, name: &str) -> Result<&'p Rule, Failure> {
    program.rules.iter().find(|rule| rule.name == name).ok_or_else(|| {
        let near = nearest(name, &mut program.rules.iter().map(|rule| rule.name.as_str()));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Failure::usage(format!(
            "{} has no rule `{}`{hint}",
            source.name(),
            words::harmless(name)
        ))
    })
}

struct Document<'a> {
    program: &'a Program,
    items: Items,
    lang: Lang,
    out: String,
}

impl Document<'_> {
    fn whole(&mut self) {
        self.header();
        self.scales();
        self.facts();
        self.definitions();
        self.scores();
        self.rules();
        self.calendars();
        self.gates();
        self.partners();
        self.sources();
    }

    fn line(&mut self, first: &str, rest: &str, text: &str) {
        self.out.push_str(&wrap(first, rest, text));
    }

    fn heading(&mut self, text: &str) {
        self.out.push_str(&format!("\n## {text}\n\n"));
    }

    fn header(&mut self) {
        let policy = &self.program.policy;
        let title = self.lang.of(&policy.title).to_owned();
        self.out.push_str(&format!("# {title}\n\n"));
        let holds = format!(
            "{}, {}",
            count(self.program.rules.len(), "rule"),
            count(self.program.examples.len(), "example")
        );
        let from = words::date(policy.in_force_from);
        self.line(
            "",
            "",
            &format!(
                "Policy `{}`, version {}, in force from {from}: {holds}.",
                policy.name, policy.version
            ),
        );
    }

    fn scales(&mut self) {
        self.heading("What is graded");
        for scale in &self.program.scales {
            let levels = scale.levels.iter().zip(&scale.retired).map(|(level, retired)| {
                let retired = retired.map(|from| format!(" (retired from {} on: the next counts)", words::date(from)));
                format!("{}{}", self.lang.of(&level.text), retired.unwrap_or_default())
            });
            let levels: Vec<String> = levels.collect();
            self.line(
                "- ",
                "  ",
                &format!(
                    "**{}**, from the lowest: {}.",
                    capital(&words::name(&scale.name)),
                    levels.join("; ")
                ),
            );
        }
        self.out.push('\n');
        self.line(
            "",
            "",
            "Rules only raise a level. Where none does, the lowest is the outcome.",
        );
    }

    fn facts(&mut self) {
        self.heading("What is asked");
        let intro =
            "While an answer is not known, the worst it could be is acted on, unless a presumption is named here.";
        self.line("", "", intro);
        self.out.push('\n');
        for fact in &self.program.facts {
            let presume = fact.presume.as_ref().map(|presume| {
                format!(
                    " While it is not known: presumed {}.",
                    words::presumed(fact, presume, self.lang)
                )
            });
            let protected = if fact.protected {
                " Protected: nothing that is decided depends on it."
            } else {
                ""
            };
            let text = format!(
                "**{}** {} (`{}`).{}{protected}",
                self.lang.of(&fact.ask),
                answers(fact, self.lang),
                fact.name,
                presume.unwrap_or_default()
            );
            self.line("- ", "  ", &text);
        }
    }

    fn definitions(&mut self) {
        if !self.items.settings.is_empty() {
            self.heading("Numbers set for this place");
            for (name, value) in self.items.settings.clone() {
                self.line("- ", "  ", &format!("{}: {value}", words::name(&name)));
            }
        }
        if !self.items.lets.is_empty() {
            self.heading("What words mean in the rules");
            for (name, condition) in self.items.lets.clone() {
                self.line(
                    "- ",
                    "  ",
                    &format!("**{}**: {}", words::name(&name), self.items.plain(&condition)),
                );
            }
        }
    }

    fn scores(&mut self) {
        for score in &self.program.scores {
            let title = capital(self.lang.of(&score.text));
            self.heading(&title);
            let points = self.items.points.get(&score.name).cloned().unwrap_or_default();
            for line in points {
                self.line("- ", "  ", &capital(&self.items.plain(&line)));
            }
            if !score.bands.is_empty() {
                self.out.push_str("\nThe sum means:\n\n");
            }
            for band in &score.bands {
                let range = band.to.map_or_else(
                    || format!("{} and more", band.from),
                    |to| format!("{} to {to}", band.from),
                );
                self.line(
                    "- ",
                    "  ",
                    &format!("{range}: {} (`{}`)", self.lang.of(&band.name.text), band.name.name),
                );
            }
        }
    }

    /// Each rule under the first source that it cites.
    fn rules(&mut self) {
        let own = |rule: &Rule| rule.because.first().map(|citation| citation.source);
        for (index, source) in (0..).zip(&self.program.sources) {
            let rules: Vec<&Rule> = self
                .program
                .rules
                .iter()
                .filter(|rule| own(rule) == Some(index))
                .collect();
            if rules.is_empty() {
                continue;
            }
            let title = self.lang.of(&source.title).to_owned();
            self.heading(&format!("Rules from: {title}"));
            for (number, rule) in rules.into_iter().enumerate() {
                self.gap(number);
                self.rule(rule, Some(index));
            }
        }
        let bare: Vec<&Rule> = self
            .program
            .rules
            .iter()
            .filter(|rule| rule.because.is_empty())
            .collect();
        if !bare.is_empty() {
            self.heading("Rules that cite nothing");
            for (number, rule) in bare.into_iter().enumerate() {
                self.gap(number);
                self.rule(rule, None);
            }
        }
    }

    fn gap(&mut self, number: usize) {
        if number > 0 {
            self.out.push('\n');
        }
    }

    /// One rule. Of the source under which it stands only the words are given.
    fn rule(&mut self, rule: &Rule, under: Option<u32>) {
        let kind = if rule.escalates { ", an escalation" } else { "" };
        self.line(
            "",
            "",
            &format!("**{}** (`{}`{kind})", self.lang.of(&rule.sentence), rule.name),
        );
        self.out.push('\n');
        let condition = self.items.plain(&rule.condition);
        let when = if rule.condition == "always" || rule.condition.starts_with("always ") {
            "Applies"
        } else {
            "Applies when"
        };
        self.line("- ", "  ", &format!("{when} {condition}."));
        for (scale, level) in &rule.demands {
            let Some(scale) = self.program.scales.get(scale.0 as usize) else {
                continue;
            };
            let level = scale
                .levels
                .get(usize::from(*level))
                .map_or("", |level| self.lang.of(&level.text));
            self.line(
                "- ",
                "  ",
                &format!("Then {} is at least: {level}.", words::name(&scale.name)),
            );
        }
        for demand in &rule.duties {
            let Some(duty) = self.program.duties.get(demand.duty.0 as usize) else {
                continue;
            };
            let partner = duty
                .partner
                .and_then(|partner| self.program.partners.get(partner.0 as usize));
            let within = demand
                .deadline
                .map(|deadline| self.deadline(&deadline))
                .unwrap_or_default();
            self.line(
                "- ",
                "  ",
                &format!("Then: {}{within}.", report::title(duty, partner, self.lang)),
            );
        }
        self.citations(&rule.because, under);
    }

    fn citations(&mut self, because: &[ir::Citation], under: Option<u32>) {
        for citation in because {
            let Some(source) = self.program.sources.get(citation.source as usize) else {
                continue;
            };
            let title = self.lang.of(&source.title);
            let said = match (&citation.quote, under == Some(citation.source)) {
                (Some(quote), true) => quote.clone(),
                (Some(quote), false) => format!("{title}: {quote}"),
                (None, true) => continue,
                (None, false) => title.to_owned(),
            };
            self.line("- ", "  ", &format!("Because: *{said}*"));
        }
    }

    fn gates(&mut self) {
        if self.program.gates.is_empty() {
            return;
        }
        self.heading("What is refused until it may be done");
        self.line("", "", "What is presumed, or not known, does not meet a need.");
        for gate in &self.program.gates {
            self.out.push('\n');
            self.line("", "", &format!("**{}** (`{}`)", self.lang.of(&gate.text), gate.name));
            self.out.push('\n');
            for need in &gate.needs {
                let condition = self.items.plain(&need.condition);
                let words = self.lang.of(&need.text);
                let said = if need.text == Text::from_name(&need.condition) {
                    condition
                } else {
                    format!("{words} ({condition})")
                };
                self.line("- ", "  ", &format!("Needs: {said}."));
            }
            if let Some(words) = &gate.refuse {
                self.line("- ", "  ", &format!("Until then: {}", self.lang.of(words)));
            }
            self.citations(&gate.because, None);
        }
    }

    fn deadline(&self, deadline: &ir::Deadline) -> String {
        let from = self
            .program
            .fact(deadline.from)
            .map_or_else(String::new, |fact| words::name(&fact.name));
        format!(", within {} of *{from}*", deadline.words(&self.program.calendars))
    }

    fn calendars(&mut self) {
        if self.program.calendars.is_empty() {
            return;
        }
        self.heading("Working time");
        for calendar in &self.program.calendars {
            let open: Vec<String> = calendar.open.iter().map(words::hours).collect();
            let mut text = format!("**{}**: {}", capital(&calendar.name), open.join("; "));
            if let Some(nation) = calendar.nation {
                let nation = safegrade::value::NATIONS
                    .iter()
                    .find(|(_, known)| *known == nation)
                    .map_or("", |(name, _)| name);
                text.push_str(&format!("; bank holidays are those of {}", words::place(nation)));
            }
            let closed: Vec<String> = calendar.closed.iter().map(|date| words::date(*date)).collect();
            if !closed.is_empty() {
                text.push_str(&format!("; closed on {}", closed.join(", ")));
            }
            self.line("- ", "  ", &format!("{text}."));
        }
    }

    fn partners(&mut self) {
        if self.program.partners.is_empty() {
            return;
        }
        self.heading("Who is told, and how to reach them");
        for partner in &self.program.partners {
            let note = if partner.contact {
                " (a number to ring; never told by a rule)"
            } else {
                ""
            };
            let options = match partner.by.and_then(|by| self.program.fact(by)).map(|fact| &fact.kind) {
                Some(FactKind::OneOf(options)) => options.as_slice(),
                _ => &[],
            };
            let ways = |route: &ir::Route| {
                route
                    .channels
                    .iter()
                    .map(|(by, address)| format!("{} {address}", by.as_str()))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let always: Vec<String> = partner
                .routes
                .iter()
                .filter(|route| route.option.is_none())
                .map(ways)
                .filter(|ways| !ways.is_empty())
                .collect();
            let always = if always.is_empty() {
                String::new()
            } else {
                format!(": {}", always.join(", "))
            };
            self.line(
                "- ",
                "  ",
                &format!("**{}**{note}{always}", self.lang.of(&partner.text)),
            );
            for route in &partner.routes {
                if let Some(option) = route.option.and_then(|option| options.get(option as usize)) {
                    self.line(
                        "  - ",
                        "    ",
                        &format!("{}: {}", self.lang.of(&option.text), ways(route)),
                    );
                }
            }
        }
    }

    fn sources(&mut self) {
        if self.program.sources.is_empty() {
            return;
        }
        self.heading("Sources");
        for source in &self.program.sources {
            let link = source
                .link
                .as_ref()
                .map(|link| format!(" <{link}>"))
                .unwrap_or_default();
            self.line("- ", "  ", &format!("{}{link}", self.lang.of(&source.title)));
        }
    }
}

fn options(options: &[Named], lang: Lang) -> String {
    options
        .iter()
        .map(|option| lang.of(&option.text))
        .collect::<Vec<_>>()
        .join("; ")
}

/// What may be answered.
fn answers(fact: &Fact, lang: Lang) -> String {
    match &fact.kind {
        FactKind::YesNo => "Yes or no".to_owned(),
        FactKind::Number {
            low,
            high,
            places,
            unit,
        } => {
            let number = |digits: i32| Decimal {
                digits: i64::from(digits),
                places: *places,
            };
            let unit = unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
            format!("{} to {}{unit}", number(*low), number(*high))
        }
        FactKind::OneOf(list) => format!("One of: {}", options(list, lang)),
        FactKind::AnyOf(list) => format!("Any of: {}", options(list, lang)),
        FactKind::Duration { low, high } => format!("{low} to {high}"),
        FactKind::Date => "A date".to_owned(),
        FactKind::Moment => "A date and time".to_owned(),
        FactKind::List(list) => {
            let fields = list
                .fields
                .iter()
                .map(|field| format!("{} ({})", words::name(&field.name), answers(field, lang).to_lowercase()));
            format!(
                "Up to {} records of: {}",
                list.most,
                fields.collect::<Vec<_>>().join("; ")
            )
        }
    }
}
