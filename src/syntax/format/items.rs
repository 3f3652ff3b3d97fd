//! Each item as an author should see it: a heading and its clauses below, two spaces in.

use super::page::{CELL, Page, Part, WIDE_CELL, WIDTH};
use super::{literal, quoted};
use crate::source::Span;
use crate::syntax::ast;

/// Where clauses begin.
const CLAUSE: usize = 2;
/// Where outcomes begin: behind `then`.
const OUTCOME: usize = 7;
/// Where what belongs to a clause, or to the heading, goes on.
const FURTHER: usize = 4;

impl Page<'_> {
    /// Writes an item, but does not end its last line.
    pub fn item(&mut self, item: &ast::Item) {
        self.begin(0);
        match item {
            ast::Item::Policy(item) => self.policy(item),
            ast::Item::Source(item) => self.source(item),
            ast::Item::Scale(item) => self.scale(item),
            ast::Item::Setting(item) => {
                self.heading("setting", &item.name, None);
                self.push(" ");
                self.cell(CELL);
                self.push("= ");
                self.unit(item.value.span, &literal(&item.value));
            }
            ast::Item::Fact(item) => self.fact(item),
            ast::Item::Derived(item) => {
                self.heading("let", &item.name, None);
                self.push(" =");
                if self.pending(item.value.span.start) || !self.fits(&item.value, 1) {
                    self.line(CLAUSE, item.value.span.start);
                } else {
                    self.push(" ");
                }
                self.expr(&item.value);
            }
            ast::Item::Score(item) => self.score(item),
            ast::Item::Rule(item) => self.rule(item),
            ast::Item::Partner(item) => self.partner(item),
            ast::Item::Example(item) => self.example(item),
        }
    }

    fn heading(&mut self, keyword: &str, name: &ast::Name, words: Option<&ast::Words>) {
        self.push(keyword);
        self.push(" ");
        self.unit(name.span, name.text);
        if let Some(words) = words {
            self.words(words, CLAUSE);
        }
    }

    /// Begins a clause whose first word with a place stands there.
    fn clause(&mut self, start: u32, words: &str) {
        self.line(CLAUSE, start);
        self.push(words);
    }

    // ---- words --------------------------------------------------------------------------------

    /// Words after something else on the line.
    fn words(&mut self, words: &ast::Words, hang: usize) {
        let en = self.comments.string_from(words.span.start);
        self.piece(en, &quoted(&words.text.en), hang);
        if let Some((span, cy)) = self.welsh(words, en) {
            self.piece(span, &format!("cy {cy}"), hang);
        }
    }

    /// Words in a table; Welsh that does not fit stands below the English, behind so many cells.
    /// `wider` is how much wider the table makes the cells before the words.
    fn words_in_table(&mut self, words: &ast::Words, hang: usize, cells: usize, wider: usize) {
        let en = self.comments.string_from(words.span.start);
        self.cell(WIDE_CELL);
        self.unit(en, &quoted(&words.text.en));
        if let Some((span, cy)) = self.welsh(words, en) {
            if self.pending(span.start) || self.column() + wider + 4 + cy.chars().count() > WIDTH {
                self.line(hang, span.start);
                (0..cells).for_each(|_| self.cell(WIDE_CELL));
            } else {
                self.push(" ");
                self.cell(CELL);
            }
            self.unit(span, &format!("cy {cy}"));
        }
    }

    /// A clause of words, Welsh on a line of its own.
    fn clause_of_words(&mut self, keyword: &str, words: &ast::Words) {
        let en = self.comments.string_from(words.span.start);
        self.clause(en.start, keyword);
        self.push(" ");
        self.unit(en, &quoted(&words.text.en));
        if let Some((span, cy)) = self.welsh(words, en) {
            self.clause(span.start, &format!("{:width$} ", "cy", width = keyword.len()));
            self.unit(span, &cy);
        }
    }

    fn welsh(&self, words: &ast::Words, en: Span) -> Option<(Span, String)> {
        let cy = words.text.cy.as_deref()?;
        Some((self.comments.string_from(en.end), quoted(cy)))
    }

    // ---- declarations -------------------------------------------------------------------------

    fn policy(&mut self, item: &ast::Policy) {
        self.heading("policy", &item.name, None);
        for clause in &item.clauses {
            match clause {
                ast::PolicyClause::Title(words) => self.clause_of_words("title", words),
                ast::PolicyClause::Version(value) => self.clause_of_literal("version ", value),
                ast::PolicyClause::InForce(value) => self.clause_of_literal("in force from ", value),
            }
        }
    }

    fn clause_of_literal(&mut self, words: &str, value: &ast::Literal) {
        self.clause(value.span.start, words);
        self.unit(value.span, &literal(value));
    }

    fn source(&mut self, item: &ast::Source) {
        self.heading("source", &item.name, None);
        let lines = self.lines.len();
        if self.pending(item.title.span.start) {
            self.words(&item.title, CLAUSE);
        } else {
            self.words_in_table(&item.title, CLAUSE, 0, 0);
        }
        if let Some(link) = &item.link {
            let span = self.comments.string_from(self.end());
            self.closing_piece(span, &format!("link {}", quoted(link)), CLAUSE, lines);
        }
    }

    fn scale(&mut self, item: &ast::Scale) {
        self.heading("scale", &item.name, None);
        self.push(":");
        let Some((first, rest)) = item.levels.split_first() else {
            return;
        };
        let span = first.name.span.to(rest.last().map_or(label_end(first), label_end));
        let flat = item.levels.iter().map(label).collect::<Vec<_>>().join(" < ");
        if !self.pending(span.end) && self.column() + 1 + flat.chars().count() <= WIDTH {
            self.push(" ");
            return self.unit(span, &flat);
        }
        let widest = widest_name(&item.levels);
        self.line(FURTHER, first.name.span.start);
        self.label_in_table(first, widest);
        for level in rest {
            self.clause(level.name.span.start, "< ");
            self.label_in_table(level, widest);
        }
    }

    fn label_in_table(&mut self, label: &ast::Labelled, widest: usize) {
        self.unit(label.name.span, label.name.text);
        if let Some(words) = &label.words {
            let wider = widest.saturating_sub(label.name.text.len());
            self.words_in_table(words, FURTHER, 1, wider);
        }
    }

    fn fact(&mut self, item: &ast::Fact) {
        self.heading("fact", &item.name, None);
        self.push(": ");
        let unit = |unit: &Option<ast::Name>| unit.as_ref().map_or(String::new(), |unit| format!(" {}", unit.text));
        match &item.kind {
            ast::FactKind::YesNo => self.unit(item.kind_span, "yes/no"),
            ast::FactKind::Whole(from, to, name) => {
                self.unit(
                    item.kind_span,
                    &format!("whole {}..{}{}", literal(from), literal(to), unit(name)),
                );
            }
            ast::FactKind::Decimal(from, to, name) => {
                self.unit(
                    item.kind_span,
                    &format!("decimal {}..{}{}", literal(from), literal(to), unit(name)),
                );
            }
            ast::FactKind::OneOf(options) => self.options("one of", options, item.kind_span),
            ast::FactKind::AnyOf(options) => self.options("any of", options, item.kind_span),
            ast::FactKind::Duration(from, to) => {
                self.unit(item.kind_span, &format!("duration {}..{}", literal(from), literal(to)));
            }
            ast::FactKind::Date => self.unit(item.kind_span, "date"),
            ast::FactKind::Moment => self.unit(item.kind_span, "moment"),
        }
        let mut asks = item.ask.iter().peekable();
        let mut presumes = item.presume.iter().peekable();
        loop {
            let next = presumes.peek().map_or(u32::MAX, |presume| presume.span.start);
            if let Some(ask) = asks.next_if(|ask| ask.span.start < next) {
                self.clause_of_words("ask", ask);
            } else if let Some(presume) = presumes.next() {
                self.presume(presume);
            } else {
                break;
            }
        }
    }

    fn options(&mut self, words: &str, options: &[ast::Labelled], span: Span) {
        let flat = format!("{words} {}", options.iter().map(label).collect::<Vec<_>>().join(", "));
        let kept = self.comments.any(span.start, span.end);
        if !kept && self.column() + flat.chars().count() <= WIDTH {
            return self.unit(span, &flat);
        }
        self.push(words);
        self.set_end(span.start);
        if !kept && options.iter().all(|option| option.words.is_none()) {
            self.push(" ");
            return self.fill(
                &options
                    .iter()
                    .map(|option| Part::name(&option.name))
                    .collect::<Vec<_>>(),
                FURTHER,
            );
        }
        let widest = widest_name(options);
        for (index, option) in options.iter().enumerate() {
            if index > 0 {
                self.push(",");
            }
            self.line(FURTHER, option.name.span.start);
            self.label_in_table(option, widest);
        }
    }

    fn presume(&mut self, presume: &ast::Presume) {
        self.line(CLAUSE, presume.span.start);
        let what = match &presume.kind {
            ast::PresumeKind::YesNo(value) => if *value { "yes" } else { "no" }.to_owned(),
            ast::PresumeKind::Every(value) => if *value { "all" } else { "none" }.to_owned(),
            ast::PresumeKind::Range(from, None) => literal(from),
            ast::PresumeKind::Range(from, Some(to)) => format!("{}..{}", literal(from), literal(to)),
            ast::PresumeKind::Names(names) => {
                self.push("if unknown presume ");
                return self.fill(&names.iter().map(Part::name).collect::<Vec<_>>(), FURTHER);
            }
        };
        self.unit(presume.span, &format!("if unknown presume {what}"));
    }

    fn score(&mut self, item: &ast::Score) {
        self.heading("score", &item.name, item.words.as_ref());
        for points in &item.points {
            self.clause(points.span.start, if points.subtract { "subtract " } else { "add " });
            self.unit(points.number.span, &literal(&points.number));
            match &points.reason {
                ast::PointsFor::Each(counted) => {
                    self.push(" for each of ");
                    self.counted(counted);
                }
                ast::PointsFor::If(condition) => {
                    self.push(" if ");
                    self.expr(condition);
                }
            }
        }
        for band in &item.bands {
            let span = band.from.span.to(band.to.as_ref().map_or(band.from.span, |to| to.span));
            self.clause(band.span.start, "band ");
            self.unit(
                span,
                &format!(
                    "{}..{}",
                    literal(&band.from),
                    band.to.as_ref().map_or(String::new(), literal)
                ),
            );
            self.cell(WIDE_CELL);
            self.unit(band.name.name.span, band.name.name.text);
            if let Some(words) = &band.name.words {
                self.words_in_table(words, CLAUSE, 2, 0);
            }
        }
        self.because(&item.because);
    }

    fn partner(&mut self, item: &ast::Partner) {
        self.heading(if item.contact { "contact" } else { "partner" }, &item.name, None);
        let lines = self.lines.len();
        if let Some(words) = &item.words {
            self.words(words, CLAUSE);
        }
        if let Some(by) = &item.by {
            self.closing_piece(by.span, &format!("by {}", by.text), CLAUSE, lines);
        }
        for route in &item.routes {
            let flat: usize = route
                .channels
                .iter()
                .map(|(kind, to)| 2 + channel(*kind).len() + quoted(to).chars().count())
                .sum();
            let fits = self.lines.len() == lines && self.column() + flat <= WIDTH;
            let one_line = route.option.is_none() && fits && !self.pending(item.span.end);
            if let Some(option) = &route.option {
                self.clause(option.span.start, "");
                self.unit(option.span, option.text);
            }
            for (index, (kind, to)) in route.channels.iter().enumerate() {
                let span = self.comments.string_from(self.end());
                if one_line {
                    self.piece(span, &format!("{} {}", channel(*kind), quoted(to)), CLAUSE);
                    continue;
                }
                if index > 0 || route.option.is_none() {
                    self.clause(span.start, "");
                }
                if route.option.is_some() {
                    self.cell(WIDE_CELL);
                }
                self.push(channel(*kind));
                self.push(" ");
                self.cell(CELL);
                self.unit(span, &quoted(to));
            }
        }
    }

    // ---- rules and examples -------------------------------------------------------------------

    fn rule(&mut self, item: &ast::Rule) {
        self.heading(
            if item.after.is_some() { "escalate" } else { "rule" },
            &item.name,
            item.words.as_ref(),
        );
        if let Some(when) = &item.when {
            self.clause(when.span.start, "when ");
            self.expr(when);
        } else {
            let start = self.comments.code_from(self.end());
            self.clause(start, "");
            self.unit(Span { start, end: start + 6 }, "always");
        }
        if let Some(unless) = &item.unless {
            self.clause(unless.span.start, "unless ");
            self.expr(unless);
        }
        if let Some(after) = &item.after {
            self.clause(after.span.start, "");
            let text = format!("after {} since {}", self.flat_text(&after.duration), after.since.text);
            self.unit(after.span, &text);
        }
        for (index, outcome) in item.outcomes.iter().enumerate() {
            let (ast::Outcome::Raise {
                scale: ast::Name { span, .. },
                ..
            }
            | ast::Outcome::Duty { span, .. }) = outcome;
            if index == 0 {
                self.clause(span.start, "then ");
            } else {
                self.line(OUTCOME, span.start);
            }
            self.outcome(outcome);
        }
        self.because(&item.because);
    }

    fn outcome(&mut self, outcome: &ast::Outcome) {
        let hang = OUTCOME + CLAUSE;
        match outcome {
            ast::Outcome::Raise { scale, level } => {
                self.unit(
                    scale.span.to(level.span),
                    &format!("{} at least {}", scale.text, level.text),
                );
            }
            ast::Outcome::Duty {
                kind,
                to,
                words,
                within,
                ..
            } => {
                self.unit(to.span, &format!("{} {}", duty(*kind), to.text));
                let lines = self.lines.len();
                if let Some(words) = words {
                    self.words(words, hang);
                }
                if let Some(within) = within {
                    let of = within
                        .of
                        .as_ref()
                        .map_or(String::new(), |of| format!(" of {}", of.text));
                    let text = format!("within {}{of}", self.flat_text(&within.duration));
                    self.closing_piece(within.span, &text, hang, lines);
                }
            }
        }
    }

    fn because(&mut self, list: &[ast::Because]) {
        for because in list {
            self.clause(because.source.span.start, "because ");
            self.unit(because.source.span, because.source.text);
            if let Some(quote) = &because.quote {
                let span = self.comments.string_from(self.end());
                self.piece(span, &quoted(quote), FURTHER);
            }
        }
    }

    fn example(&mut self, item: &ast::Example) {
        self.heading("example", &item.name, item.words.as_ref());
        if let Some(first) = item.given.first() {
            self.clause(first.span.start, "given ");
            let hang = self.column();
            let mut parts: Vec<Part> = Vec::new();
            for given in &item.given {
                let after_list = parts.last().is_some_and(|part| part.further > 0);
                let from = parts.len();
                parts.extend(self.given(given, WIDTH - hang));
                let list = parts.len() > from + 1;
                if let Some(first) = parts.get_mut(from) {
                    first.fresh = after_list || list;
                }
            }
            self.fill(&parts, hang);
        }
        self.clause(item.at.span.start, if item.given.is_empty() { "at " } else { "at    " });
        self.unit(item.at.span, &literal(&item.at));
        if let Some(first) = item.expect.first() {
            self.clause(first.span.start, "expect ");
            let hang = self.column();
            let parts = item
                .expect
                .iter()
                .map(|expect| Part::new(expect.span, expected(expect)));
            self.fill(&parts.collect::<Vec<_>>(), hang);
        }
    }

    /// What is given, in one part, or in several where a list of options is too long or has comments between them.
    fn given(&self, given: &ast::Given, room: usize) -> Vec<Part> {
        let text = match &given.kind {
            ast::GivenKind::RestNo => "everything else no".to_owned(),
            ast::GivenKind::YesNo(name, true) => name.text.to_owned(),
            ast::GivenKind::YesNo(name, false) => format!("not {}", name.text),
            ast::GivenKind::Unknown(name) => format!("{} unknown", name.text),
            ast::GivenKind::Literal(name, value) => format!("{} {}", name.text, literal(value)),
            ast::GivenKind::Option(name, option) => format!("{} {}", name.text, option.text),
            ast::GivenKind::Options(name, options) => {
                let Some(first) = options.first() else {
                    return vec![Part::new(given.span, format!("{} none", name.text))];
                };
                let list: Vec<&str> = options.iter().map(|option| option.text).collect();
                let flat = format!("{} ({})", name.text, list.join(", "));
                if flat.len() > room || self.comments.any(first.span.end, given.span.end) {
                    return given_options(given.span, name, options);
                }
                flat
            }
        };
        vec![Part::new(given.span, text)]
    }
}

fn given_options(span: Span, name: &ast::Name, options: &[ast::Name]) -> Vec<Part> {
    let mut parts: Vec<Part> = options.iter().map(Part::name).collect();
    for option in parts.iter_mut().skip(1) {
        option.further = CLAUSE;
    }
    if let Some(first) = parts.first_mut() {
        first.text.insert_str(0, &format!("{} (", name.text));
        first.span.start = span.start;
    }
    if let Some(last) = parts.last_mut() {
        last.text.push(')');
        last.span.end = span.end;
    }
    parts
}

fn expected(expect: &ast::Expect) -> String {
    match &expect.kind {
        ast::ExpectKind::Level(name, level) => format!("{} {}", name.text, level.text),
        ast::ExpectKind::Range(name, from, to) => format!("{} may be {}..{}", name.text, from.text, to.text),
        ast::ExpectKind::Points(name, value) => format!("{} {}", name.text, literal(value)),
        ast::ExpectKind::Because(rule, true) => format!("because {}", rule.text),
        ast::ExpectKind::Because(rule, false) => format!("not because {}", rule.text),
        ast::ExpectKind::Duty(kind, to, None) => format!("{} {}", duty(*kind), to.text),
        ast::ExpectKind::Duty(kind, to, Some(by)) => format!("{} {} by {}", duty(*kind), to.text, literal(by)),
        ast::ExpectKind::NoDuty(kind, to) => format!("no {} {}", duty(*kind), to.text),
        ast::ExpectKind::Ask(fact) => format!("ask {}", fact.text),
        ast::ExpectKind::Settled => "settled".to_owned(),
        ast::ExpectKind::Change(at, None) => format!("next change at {}", literal(at)),
        ast::ExpectKind::Change(at, Some(level)) => format!("next change at {} to {}", literal(at), level.text),
        ast::ExpectKind::NoChange => "no change".to_owned(),
    }
}

fn duty(kind: ast::DutyKind) -> &'static str {
    match kind {
        ast::DutyKind::Alert => "alert",
        ast::DutyKind::Refer => "refer to",
        ast::DutyKind::Do => "do",
        ast::DutyKind::Tell => "tell",
    }
}

fn channel(kind: ast::ChannelKind) -> &'static str {
    match kind {
        ast::ChannelKind::Phone => "phone",
        ast::ChannelKind::Web => "web",
        ast::ChannelKind::Email => "email",
    }
}

/// A name with its words, on one line.
fn label(label: &ast::Labelled) -> String {
    let mut text = label.name.text.to_owned();
    if let Some(words) = &label.words {
        text.push(' ');
        text.push_str(&quoted(&words.text.en));
        if let Some(cy) = &words.text.cy {
            text.push_str(" cy ");
            text.push_str(&quoted(cy));
        }
    }
    text
}

/// How long the longest name is that has words; names are ASCII.
fn widest_name(labels: &[ast::Labelled]) -> usize {
    let named = labels.iter().filter(|label| label.words.is_some());
    named.map(|label| label.name.text.len()).max().unwrap_or(0)
}

fn label_end(label: &ast::Labelled) -> Span {
    label.words.as_ref().map_or(label.name.span, |words| words.span)
}
