//! `safegrade explain`: the policy as a document that those who answer for it read and sign.
//!
//! `parts`, `rules` and `gaps` say what stands in it, in the fixed words of `phrases` and the sentences of `conditions`;
//! `document` holds it, and `markdown` and `html` give it its form.

mod conditions;
mod document;
mod gaps;
mod html;
mod markdown;
mod parts;
mod phrases;
mod rules;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use safegrade::ast::{Item as Written, Module};
use safegrade::diagnostic::nearest;
use safegrade::ir::Program;
use safegrade::source::SourceFile;

use crate::failure::Failure;
use crate::words::{self, Lang};
use crate::{output, policy};
use conditions::Speaker;
use document::{Block, Document, Line, Section};

/// Write a policy out as a document to read and sign
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The policy; `-` is standard input
    policy: PathBuf,
    /// Only this rule, escalation, gate, score or definition
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,
    /// English or Welsh; where the policy has no Welsh, its English stands in
    #[arg(long, value_enum, default_value = "en")]
    lang: Lang,
    /// Markdown, or a page of HTML that needs nothing else
    #[arg(long, value_enum, default_value = "markdown")]
    format: Format,
}

/// The form of the document.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// Markdown
    Markdown,
    /// HTML
    Html,
}

/// Explains a policy, or one thing in it.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (source, engine) = policy::load(&args.policy)?;
    let document = safegrade::written(&source, |module| {
        let speaker = Speaker::new(engine.program(), module, args.lang);
        match &args.rule {
            Some(name) => one(&speaker, module, &source, name),
            None => Ok(whole(&speaker, module)),
        }
    })?;
    output::print(&match args.format {
        Format::Markdown => markdown::print(&document),
        Format::Html => html::print(&document),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn whole(speaker: &Speaker<'_>, module: &Module<'_>) -> Document {
    let sections = [
        parts::scales(speaker),
        parts::facts(speaker, |_| true),
        parts::settings(speaker, module),
        parts::lets(speaker, module, |_| true),
        parts::scores(speaker, module, |_| true),
        rules::rules(speaker, module),
        rules::escalations(speaker, module),
        rules::gates(speaker, module),
        rules::guarantees(speaker),
        parts::partners(speaker),
        rules::duties(speaker, module),
        parts::calendars(speaker),
        Some(gaps::gaps(speaker, module)),
        Some(signature(speaker)),
    ];
    Document {
        contents: true,
        lang: speaker.lang,
        title: speaker.text(&speaker.program.policy.title),
        about: parts::about(speaker, module),
        sections: sections.into_iter().flatten().collect(),
    }
}

/// All that goes by a name, as a rule and a gate may share one, with the definitions and questions that it rests on.
fn one(speaker: &Speaker<'_>, module: &Module<'_>, source: &SourceFile, name: &str) -> Result<Document, Failure> {
    let mut sections: Vec<Section> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for item in &module.items {
        let (own, section) = match *item {
            Written::Rule(rule) => (rule.name().text(), rules::rule(speaker, rule, None)),
            Written::Gate(gate) => (gate.name().text(), rules::gate(speaker, gate)),
            Written::Score(score) => (score.name().text(), parts::score(speaker, score)),
            Written::Derived(derived) => (derived.name().text(), Some(parts::definition(speaker, derived))),
            Written::Policy(_)
            | Written::Source(_)
            | Written::Scale(_)
            | Written::Setting(_)
            | Written::Calendar(_)
            | Written::Fact(_)
            | Written::Partner(_)
            | Written::Guarantee(_)
            | Written::Example(_) => continue,
        };
        names.push(own);
        if own == name {
            sections.extend(section);
        }
    }
    if sections.is_empty() {
        let near = nearest(name, &mut names.into_iter());
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(Failure::usage(format!(
            "{} has no rule, gate, score or definition `{}`{hint}",
            source.name(),
            words::harmless(name)
        )));
    }
    let own: BTreeSet<String> = sections.iter().map(|section| section.id.clone()).collect();
    let mut wanted = BTreeSet::new();
    // A definition may lead to others, and a score too: round by round, until a round finds nothing more.
    loop {
        let needed = |id: &str| wanted.contains(id) && !own.contains(id);
        let lets = parts::lets(speaker, module, needed);
        let scores = parts::scores(speaker, module, needed);
        let found = sections.iter().chain(&lets).chain(&scores).flat_map(Section::targets);
        let found: BTreeSet<String> = found.map(str::to_owned).collect();
        if found == wanted {
            sections.extend(lets.into_iter().chain(scores));
            break;
        }
        wanted = found;
    }
    sections.extend(parts::facts(speaker, |id| wanted.contains(id)));
    Ok(Document {
        contents: false,
        lang: speaker.lang,
        title: speaker.text(&speaker.program.policy.title),
        about: vec![parts::edition(speaker)],
        sections,
    })
}

fn signature(speaker: &Speaker<'_>) -> Section {
    let policy = &speaker.program.policy;
    let line = speaker.say(
        phrases::SIGNED,
        &[
            &speaker.text(&policy.title),
            &Line::text(policy.version.to_string()),
            &Line::text(phrases::date(speaker.lang, policy.in_force_from)),
        ],
    );
    let blanks = [
        phrases::BLANK_NAME,
        phrases::BLANK_ROLE,
        phrases::BLANK_SIGNATURE,
        phrases::BLANK_DATE,
    ];
    Section {
        id: "signature".to_owned(),
        title: speaker.say(phrases::SIGNATURE, &[]),
        card: false,
        blocks: vec![Block::Signature {
            line,
            blanks: blanks.iter().map(|blank| speaker.say(*blank, &[])).collect(),
        }],
    }
}

/// The program's part that goes by a name: what was written and what was compiled have the same names.
fn of<'p, T>(list: &'p [T], name: &str, named: fn(&T) -> &str) -> Option<&'p T> {
    list.iter().find(|item| named(item) == name)
}

/// A section that is left out where it would be empty.
fn section(program: &Speaker<'_>, id: &str, title: phrases::Phrase, blocks: Vec<Block>) -> Option<Section> {
    (!blocks.is_empty()).then(|| Section {
        id: id.to_owned(),
        title: program.say(title, &[]),
        card: false,
        blocks,
    })
}

/// How many rules that are no escalations there are.
fn plain_rules(program: &Program) -> usize {
    program.rules.iter().filter(|rule| !rule.escalates).count()
}
