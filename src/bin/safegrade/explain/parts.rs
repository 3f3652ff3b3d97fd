//! What a policy is made of besides its rules: scales, questions, numbers, definitions, scores, partners, working time.

use safegrade::ast::{self, Item as Written, Module, PointsFor, PolicyClause};
use safegrade::ir::{self, Channel, Fact, FactKind, Named};
use safegrade::value::{Date, Decimal, Hours, NATIONS};

use super::conditions::Speaker;
use super::document::{Block, Item, Line, Row, Section, Style, Target};
use super::phrases::{self, Phrase};
use super::{of, plain_rules, rules, section};
use crate::words::{self, Lang};

/// What stands under the title.
pub fn about(speaker: &Speaker<'_>, module: &Module<'_>) -> Vec<Block> {
    let program = speaker.program;
    let mut items: Vec<Item> = match edition(speaker) {
        Block::List { items, .. } => items,
        Block::Paragraph(_) | Block::Table { .. } | Block::Section(_) | Block::Signature { .. } => Vec::new(),
    };
    for item in &module.items {
        if let Written::Policy(policy) = item {
            for clause in policy.clauses() {
                if let PolicyClause::Nation(nation) = clause {
                    let nation = Line::text(phrases::nation(speaker.lang, nation.text()));
                    items.push(speaker.say(phrases::NATION, &[&nation]).into());
                }
            }
            if let Some(base) = policy.builds_on() {
                let base = Line::styled(base.text(), Style::Code);
                items.push(speaker.say(phrases::BUILDS_ON, &[&base]).into());
            }
        }
    }
    let escalations = program.rules.len() - plain_rules(program);
    let counts = [
        (plain_rules(program), "rule"),
        (escalations, "escalation"),
        (program.gates.len(), "gate"),
        (program.scores.len(), "score"),
        (program.sources.len(), "source"),
        (program.examples.len(), "example"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| phrases::quantity(speaker.lang, &number.to_string(), what))
        .collect();
    items.push(speaker.say(phrases::HOLDS, &[&Line::text(counts.join(", "))]).into());
    vec![Block::list(items)]
}

/// Which version of which policy.
pub fn edition(speaker: &Speaker<'_>) -> Block {
    let policy = &speaker.program.policy;
    let name = Line::styled(&policy.name, Style::Code);
    Block::list(vec![
        speaker
            .say(phrases::VERSION, &[&Line::text(policy.version.to_string())])
            .into(),
        speaker
            .say(
                phrases::IN_FORCE,
                &[&Line::text(phrases::date(speaker.lang, policy.in_force_from))],
            )
            .into(),
        speaker.say(phrases::NAME_IN_FILE, &[&name]).into(),
    ])
}

/// The scales with their levels.
pub fn scales(speaker: &Speaker<'_>) -> Option<Section> {
    let mut blocks = vec![Block::Paragraph(speaker.say(phrases::SCALES_INTRO, &[]))];
    for scale in &speaker.program.scales {
        let levels = scale.levels.iter().zip(&scale.retired).map(|(level, retired)| {
            let mut line = speaker.text(&level.text);
            if let Some(from) = retired {
                let from = Line::text(phrases::date(speaker.lang, *from));
                line.extend(&speaker.say(phrases::RETIRED, &[&from]));
            }
            line.into()
        });
        blocks.push(Block::Section(Section {
            id: format!("scale-{}", scale.name),
            title: speaker.name(&words::capital(&scale.name)),
            card: true,
            blocks: vec![
                Block::Paragraph(speaker.say(phrases::SCALE, &[])),
                Block::List {
                    numbered: true,
                    items: levels.collect(),
                },
            ],
        }));
    }
    section(speaker, "scales", phrases::SCALES, blocks)
}

/// The questions; of one rule alone, those that it leads to.
pub fn facts(speaker: &Speaker<'_>, wanted: impl Fn(&str) -> bool) -> Option<Section> {
    let facts = speaker.program.facts.iter();
    let facts = facts.filter(|fact| wanted(&format!("fact-{}", fact.name)));
    let rows = facts.map(|fact| {
        let unknown = match &fact.presume {
            Some(presume) => {
                let presumed = presumed(fact, presume, speaker.lang);
                speaker.say(phrases::PRESUMED, &[&Line::text(presumed)])
            }
            None => speaker.say(phrases::WORST, &[]),
        };
        let unknown = if fact.protected {
            speaker.say(phrases::PROTECTED, &[])
        } else {
            unknown
        };
        Row {
            id: Some(format!("fact-{}", fact.name)),
            cells: vec![
                vec![speaker.text(&fact.ask).shown(Style::Strong)],
                vec![answers(speaker, fact)],
                vec![unknown.capital()],
                vec![speaker.name(&fact.name).shown(Style::Term)],
            ],
        }
    });
    let rows: Vec<Row> = rows.collect();
    if rows.is_empty() {
        return None;
    }
    let head = [
        phrases::QUESTION,
        phrases::ANSWERS,
        phrases::WHILE_UNKNOWN,
        phrases::IN_RULES,
    ];
    let blocks = vec![
        Block::Paragraph(speaker.say(phrases::FACTS_INTRO, &[])),
        table(speaker, phrases::FACTS_CAPTION, &head, rows),
    ];
    section(speaker, "facts", phrases::FACTS, blocks)
}

/// A table with fixed words above it.
pub fn table(speaker: &Speaker<'_>, caption: Phrase, head: &[Phrase], rows: Vec<Row>) -> Block {
    Block::Table {
        caption: speaker.say(caption, &[]),
        head: head.iter().map(|phrase| speaker.say(*phrase, &[])).collect(),
        rows,
    }
}

/// What may be answered.
fn answers(speaker: &Speaker<'_>, fact: &Fact) -> Line {
    let options = |options: &[Named]| {
        let words: Vec<Line> = options.iter().map(|option| speaker.text(&option.text)).collect();
        Line::joined(&words, "; ")
    };
    let range = |low: String, high: String| speaker.say(phrases::FROM_TO, &[&Line::text(low), &Line::text(high)]);
    match &fact.kind {
        FactKind::YesNo => speaker.say(phrases::YES_OR_NO, &[]),
        FactKind::Number {
            low,
            high,
            places,
            unit,
        } => {
            let number = |digits: i32| {
                let digits = i64::from(digits);
                Decimal {
                    digits,
                    places: *places,
                }
                .to_string()
            };
            let high = match unit {
                Some(unit) => phrases::quantity(speaker.lang, &number(*high), unit),
                None => number(*high),
            };
            range(number(*low), high)
        }
        FactKind::OneOf(list) => speaker.say(phrases::ONE_OF, &[&options(list)]),
        FactKind::AnyOf(list) => speaker.say(phrases::SOME_OF, &[&options(list)]),
        FactKind::Duration { low, high } => {
            let said = |length: &str| {
                let (number, unit) = length.split_once(' ').unwrap_or((length, ""));
                phrases::quantity(speaker.lang, number, unit)
            };
            range(said(&low.to_string()), said(&high.to_string()))
        }
        FactKind::Date => speaker.say(phrases::A_DATE, &[]),
        FactKind::Moment => speaker.say(phrases::A_MOMENT, &[]),
    }
}

/// A presumption: `yes` and `0 to 17` in the document's words, options in the policy's.
fn presumed(fact: &Fact, presume: &str, lang: Lang) -> String {
    let fixed = match presume {
        "yes" => Some(phrases::YES),
        "no" => Some(phrases::NO),
        "none" => Some(phrases::NOTHING),
        "all" => Some(phrases::EVERYTHING),
        _ => None,
    };
    if let Some(fixed) = fixed {
        return fixed.of(lang).to_owned();
    }
    let FactKind::Number { unit, .. } = &fact.kind else {
        return words::presumed(fact, presume, lang);
    };
    let (low, high) = presume.split_once("..").unwrap_or(("", presume));
    let high = match unit {
        Some(unit) if !high.contains(' ') => phrases::quantity(lang, high, unit),
        Some(_) | None => high.to_owned(),
    };
    if low.is_empty() {
        return high;
    }
    phrases::FROM_TO.of(lang).replace("{0}", low).replace("{1}", &high)
}

/// The settings.
pub fn settings(speaker: &Speaker<'_>, module: &Module<'_>) -> Option<Section> {
    let mut rows = Vec::new();
    for (index, item) in module.items.iter().enumerate() {
        if let Written::Setting(setting) = item {
            // Where an overlay gives a setting again, its value counts.
            let given = setting.name().text();
            let mut later = module.items.iter().skip(index + 1);
            if later.any(|item| matches!(item, Written::Setting(again) if again.name().text() == given)) {
                continue;
            }
            let name = speaker.name(&words::capital(given));
            rows.push(Row {
                id: None,
                cells: vec![vec![name], vec![speaker.literal(setting.value(), None)]],
            });
        }
    }
    if rows.is_empty() {
        return None;
    }
    let head = [phrases::SETTING, phrases::VALUE];
    let blocks = vec![table(speaker, phrases::SETTINGS_CAPTION, &head, rows)];
    section(speaker, "settings", phrases::SETTINGS, blocks)
}

/// The definitions; of one rule alone, those that it leads to.
pub fn lets(speaker: &Speaker<'_>, module: &Module<'_>, wanted: impl Fn(&str) -> bool) -> Option<Section> {
    let items: Vec<Item> = module
        .items
        .iter()
        .filter_map(|item| {
            if let Written::Derived(derived) = item {
                Some(meaning(speaker, *derived))
            } else {
                None
            }
        })
        .filter(|item| item.id.as_deref().is_some_and(&wanted))
        .collect();
    let blocks = if items.is_empty() {
        Vec::new()
    } else {
        vec![Block::list(items)]
    };
    section(speaker, "words", phrases::LETS, blocks)
}

fn meaning(speaker: &Speaker<'_>, derived: ast::Derived<'_>) -> Item {
    let name = speaker.name(derived.name().text()).shown(Style::Strong);
    let Item { line, inner, .. } = speaker.item(derived.value());
    let end = if inner.is_empty() { "" } else { ":" };
    Item {
        line: speaker.say(phrases::MEANS, &[&name, &line]).and(end),
        inner,
        id: Some(format!("let-{}", derived.name().text())),
    }
}

/// A definition by itself.
pub fn definition(speaker: &Speaker<'_>, derived: ast::Derived<'_>) -> Section {
    let Item { line, inner, .. } = speaker.item(derived.value());
    let mut blocks = vec![Block::Paragraph(line.capital().and(if inner.is_empty() {
        "."
    } else {
        ":"
    }))];
    if !inner.is_empty() {
        blocks.push(Block::list(inner));
    }
    Section {
        id: format!("let-{}", derived.name().text()),
        title: speaker.name(&words::capital(derived.name().text())),
        card: true,
        blocks,
    }
}

/// The scores; of one rule alone, those that it leads to.
pub fn scores(speaker: &Speaker<'_>, module: &Module<'_>, wanted: impl Fn(&str) -> bool) -> Option<Section> {
    let mut blocks = Vec::new();
    for item in &module.items {
        if let Written::Score(written) = item {
            let score = score(speaker, *written).filter(|score| wanted(&score.id));
            blocks.extend(score.map(Block::Section));
        }
    }
    section(speaker, "scores", phrases::SCORES, blocks)
}

/// A score with its points and bands.
pub fn score(speaker: &Speaker<'_>, written: ast::Score<'_>) -> Option<Section> {
    let score = of(&speaker.program.scores, written.name().text(), |score| &score.name)?;
    let points = written.points().map(|points| {
        let number = speaker.literal(points.number(), Some("points"));
        let add = if points.subtract() {
            phrases::SUBTRACT
        } else {
            phrases::ADD
        };
        let add = speaker.say(add, &[&number]);
        match points.reason() {
            PointsFor::Each(counted) => speaker.say(phrases::ADD_EACH, &[&add, &speaker.list(counted)]).into(),
            PointsFor::If(condition) => {
                let Item { line, inner, .. } = speaker.item(condition);
                let end = if inner.is_empty() { "" } else { ":" };
                Item {
                    line: speaker.say(phrases::ADD_IF, &[&add, &line]).and(end),
                    inner,
                    id: None,
                }
            }
        }
    });
    let mut blocks = vec![Block::list(points.collect())];
    if !score.bands.is_empty() {
        let rows = score.bands.iter().map(|band| {
            let from = Line::text(band.from.to_string());
            let range = match band.to {
                Some(to) => speaker.say(phrases::FROM_TO, &[&from, &Line::text(to.to_string())]),
                None => speaker.say(phrases::AND_MORE, &[&from]),
            };
            Row {
                id: None,
                cells: vec![vec![range], vec![speaker.text(&band.name.text)]],
            }
        });
        let head = [phrases::BAND_POINTS, phrases::BAND_NAME];
        blocks.push(table(speaker, phrases::BANDS, &head, rows.collect()));
    }
    blocks.extend(rules::citations(speaker, written.because(), None));
    Some(Section {
        id: format!("score-{}", score.name),
        title: rules::title(&speaker.text(&score.text), &score.name),
        card: true,
        blocks,
    })
}

/// Partners and contacts.
pub fn partners(speaker: &Speaker<'_>) -> Option<Section> {
    let rows: Vec<Row> = speaker
        .program
        .partners
        .iter()
        .map(|own| partner(speaker, own))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let head = [phrases::WHO, phrases::HOW];
    let blocks = vec![table(speaker, phrases::PARTNERS_CAPTION, &head, rows)];
    section(speaker, "partners", phrases::PARTNERS, blocks)
}

fn partner(speaker: &Speaker<'_>, partner: &ir::Partner) -> Row {
    let options = match partner
        .by
        .and_then(|by| speaker.program.fact(by))
        .map(|fact| &fact.kind)
    {
        Some(FactKind::OneOf(options)) => options.as_slice(),
        Some(
            FactKind::YesNo
            | FactKind::Number { .. }
            | FactKind::AnyOf(_)
            | FactKind::Duration { .. }
            | FactKind::Date
            | FactKind::Moment,
        )
        | None => &[],
    };
    let mut how = Vec::new();
    for route in &partner.routes {
        let ways: Vec<Line> = route
            .channels
            .iter()
            .map(|way| {
                let line = channel(speaker, way.by, &way.address);
                let calendar = way
                    .during
                    .and_then(|calendar| speaker.program.calendars.get(calendar as usize));
                match calendar {
                    Some(calendar) => speaker.say(phrases::DURING, &[&line, &Line::text(words::name(&calendar.name))]),
                    None => line,
                }
            })
            .collect();
        if ways.is_empty() {
            continue;
        }
        let ways = Line::joined(&ways, ", ");
        let line = match route.option.and_then(|option| options.get(option as usize)) {
            Some(option) => speaker.say(phrases::ROUTE, &[&speaker.text(&option.text), &ways]),
            None => ways,
        };
        let day = |date: Date| Line::text(phrases::date(speaker.lang, date));
        how.push(match route.days {
            (Date::FIRST, Date::LAST) => line,
            (Date::FIRST, until) => speaker.say(phrases::UNTIL_DAY, &[&line, &day(until)]),
            (from, Date::LAST) => speaker.say(phrases::FROM_DAY, &[&line, &day(from)]),
            (from, until) => speaker.say(phrases::FROM_DAY_UNTIL, &[&line, &day(from), &day(until)]),
        });
    }
    if how.is_empty() {
        how.push(speaker.say(phrases::NO_ROUTE, &[]));
    }
    if partner.contact {
        how.push(speaker.say(phrases::CONTACT, &[]));
    }
    if let Some(seen) = &partner.may_see {
        let names: Vec<Line> = seen.iter().map(|seen| seen_words(speaker, *seen)).collect();
        how.push(speaker.say(phrases::MAY_SEE, &[&Line::joined(&names, ", ")]));
    }
    Row {
        id: Some(format!("partner-{}", partner.name)),
        cells: vec![vec![speaker.text(&partner.text).shown(Style::Strong)], how],
    }
}

fn seen_words(speaker: &Speaker<'_>, seen: ir::Seen) -> Line {
    let program = speaker.program;
    let name = match seen {
        ir::Seen::Fact(id) => program.fact(id).map(|fact| &fact.name),
        ir::Seen::Scale(id) => program.scales.get(id.0 as usize).map(|scale| &scale.name),
        ir::Seen::Score(id) => program.scores.get(id.0 as usize).map(|score| &score.name),
        ir::Seen::Reasons => return speaker.say(phrases::THE_REASONS, &[]),
    };
    name.map_or_else(Line::default, |name| speaker.name(name))
}

fn channel(speaker: &Speaker<'_>, by: Channel, to: &str) -> Line {
    let name = match by {
        Channel::Phone => phrases::PHONE,
        Channel::Web => phrases::WEB,
        Channel::Email => phrases::EMAIL,
    };
    let mut address = Line::text(to);
    if by == Channel::Web {
        address = address.to(&Target::Address(to.to_owned()));
    }
    speaker.say(phrases::CHANNEL, &[&speaker.say(name, &[]), &address])
}

/// The calendars.
pub fn calendars(speaker: &Speaker<'_>) -> Option<Section> {
    let lang = speaker.lang;
    let items = speaker.program.calendars.iter().map(|calendar| {
        let name = match calendar.name.as_str() {
            "working" => speaker.say(phrases::WORKING_DAYS, &[]),
            name => speaker.name(&words::capital(name)),
        };
        let open: Vec<String> = calendar.open.iter().map(|own| hours(lang, *own)).collect();
        let mut line = speaker.say(
            phrases::OPEN,
            &[&name.shown(Style::Strong), &Line::text(open.join("; "))],
        );
        let nation = calendar
            .nation
            .and_then(|own| NATIONS.iter().find(|(_, nation)| *nation == own));
        if let Some((nation, _)) = nation {
            let nation = Line::text(phrases::nation(lang, nation));
            line = speaker.say(phrases::BANK_HOLIDAYS_OF, &[&line, &nation]);
        }
        if !calendar.closed.is_empty() {
            let closed: Vec<String> = calendar.closed.iter().map(|day| phrases::date(lang, *day)).collect();
            line = speaker.say(phrases::CLOSED_ON, &[&line, &Line::text(closed.join(", "))]);
        }
        line.and(".").into()
    });
    let items: Vec<Item> = items.collect();
    let blocks = if items.is_empty() {
        Vec::new()
    } else {
        vec![Block::list(items)]
    };
    section(speaker, "calendars", phrases::CALENDARS, blocks)
}

/// Opening hours: `Monday to Thursday 08:30 to 17:15`.
fn hours(lang: Lang, hours: Hours) -> String {
    let from_to = |from: &str, to: &str| phrases::FROM_TO.of(lang).replace("{0}", from).replace("{1}", to);
    let day = |day: Option<&usize>| {
        let phrase = day.and_then(|day| phrases::DAYS.get(*day));
        phrase.map_or("", |phrase| phrase.of(lang)).to_owned()
    };
    let named: Vec<usize> = (0..phrases::DAYS.len())
        .filter(|day| hours.days >> day & 1 == 1)
        .collect();
    let runs = named.chunk_by(|day, next| day + 1 == *next);
    let mut days: Vec<String> = runs
        .map(|run| match run {
            [one] => day(Some(one)),
            run => from_to(&day(run.first()), &day(run.last())),
        })
        .collect();
    if hours.days >> phrases::DAYS.len() & 1 == 1 {
        days.push(phrases::BANK_HOLIDAYS.of(lang).to_owned());
    }
    let clock = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
    let times = match (hours.from, hours.to) {
        (0, 1_440) => phrases::ALL_DAY.of(lang).to_owned(),
        (from, to) => from_to(&clock(from), &clock(to)),
    };
    format!("{} {times}", days.join(phrases::AND.of(lang)))
}
