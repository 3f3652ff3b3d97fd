//! Which small mistakes may be made where: one function for each kind of node that has some.

use super::text::{day, edited, flat, short, step};
use super::{Kind, Mutant};
use crate::source::Span;
use crate::syntax::{Node, Rule, Tree};

/// All changes that may be made, item by item.
pub fn changes(tree: &Tree<'_>) -> Vec<Mutant> {
    let items = || tree.root().all(Rule::item).filter_map(|item| item.children().next());
    let mut ladders = Vec::new();
    for item in items() {
        let levels = match item.rule() {
            Rule::scale => item.all_within().filter(|node| node.rule() == Rule::level).collect(),
            Rule::score => item.all(Rule::band).collect(),
            _ => Vec::<Node<'_>>::new(),
        };
        ladders.push(Ladder {
            name: name(item),
            steps: levels.into_iter().map(name).collect(),
        });
    }
    let mut list = Vec::new();
    for item in items() {
        let word = match item.rule() {
            Rule::rule_item => "rule",
            Rule::escalation => "escalation",
            Rule::gate => "gate",
            Rule::score => "score",
            Rule::derived => "let",
            Rule::setting => "setting",
            Rule::fact => "fact",
            Rule::scale => "scale",
            _ => continue,
        };
        let mut maker = Maker {
            item: format!("{word} `{}`", name(item)),
            name: name(item),
            ladders: &ladders,
            around: Vec::new(),
            list: &mut list,
        };
        maker.item(item);
    }
    list
}

/// A scale with its levels or a score with its bands, lowest first.
struct Ladder<'t> {
    name: &'t str,
    steps: Vec<&'t str>,
}

/// Finds what may be changed in one item.
struct Maker<'t, 'l> {
    item: String,
    name: &'t str,
    ladders: &'l [Ladder<'t>],
    /// The nodes around the one that is looked at, the innermost last.
    around: Vec<Node<'t>>,
    list: &'l mut Vec<Mutant>,
}

/// The nodes that are shown whole where something inside them is changed.
const SHOWN: [Rule; 9] = [
    Rule::comparison,
    Rule::quantified,
    Rule::after,
    Rule::within,
    Rule::points,
    Rule::setting,
    Rule::presume,
    Rule::retired,
    Rule::raise,
];

impl<'t> Maker<'t, '_> {
    fn item(&mut self, item: Node<'t>) {
        if matches!(item.rule(), Rule::rule_item | Rule::escalation)
            && let Some(when) = item.child(Rule::when).or_else(|| item.child(Rule::always))
        {
            let span = item.need(Rule::name).span();
            self.push(
                Kind::Rule,
                "left out".to_owned(),
                span,
                vec![(when.span(), "when no".to_owned())],
            );
        }
        for node in item.all_within() {
            while self.around.last().is_some_and(|around| around.end() <= node.start()) {
                self.around.pop();
            }
            self.node(node);
            if !node.is_leaf() {
                self.around.push(node);
            }
        }
    }

    fn node(&mut self, node: Node<'t>) {
        match node.rule() {
            Rule::condition => self.condition(node),
            Rule::negation => self.negation(node),
            Rule::comparison => self.comparison(node),
            Rule::relation => self.relation(node),
            Rule::is => self.is(node),
            Rule::is_one_of => self.left_out(Kind::Part, node.all(Rule::name).collect()),
            Rule::quantified => self.quantified(node),
            Rule::counted => self.left_out(Kind::Part, node.all(Rule::condition).collect()),
            Rule::quantity => self.quantity(node),
            Rule::date => self.date(node),
            Rule::unless => self.without(Kind::Unless, node, node.span()),
            Rule::then => self.then(node),
            Rule::raise => self.raise(node),
            Rule::score => self.score(node),
            Rule::points => self.points(node),
            Rule::needs => self.needs(node),
            Rule::presume => self.presume(node),
            Rule::retired => self.without(Kind::Retired, node, node.span()),
            _ => {}
        }
    }

    // ---- conditions ------------------------------------------------------------------------------------

    fn condition(&mut self, node: Node<'t>) {
        let parts: Vec<Node<'t>> = node.children().collect();
        let joins = || {
            parts
                .iter()
                .filter(|part| matches!(part.rule(), Rule::kw_and | Rule::kw_or))
        };
        let Some(first) = joins().next() else { return };
        for (index, part) in parts
            .iter()
            .enumerate()
            .filter(|(_, part)| part.rule() == Rule::negation)
        {
            let from = index.checked_sub(1).and_then(|before| parts.get(before));
            let span = match (from, parts.get(index + 1), parts.get(index + 2)) {
                (Some(join), ..) => Span {
                    start: join.span().start,
                    ..part.span()
                },
                (None, Some(_), Some(next)) => Span {
                    end: next.span().start,
                    ..part.span()
                },
                _ => continue,
            };
            self.without(Kind::Part, node, span);
        }
        let (old, new) = if first.rule() == Rule::kw_and {
            ("and", "or")
        } else {
            ("or", "and")
        };
        let edits = joins().map(|join| (join.span(), new.to_owned())).collect();
        let words = format!("`{old}` taken as `{new}` in `{}`", shown(node));
        self.push(Kind::Joined, words, first.span(), edits);
    }

    fn negation(&mut self, node: Node<'t>) {
        let Some(not) = node.child(Rule::kw_not) else {
            let start = node.span().start;
            let put = Span { start, end: start };
            return self.taken(Kind::Negation, node, vec![(put, "not ".to_owned())]);
        };
        let end = node.need(Rule::comparison).span().start;
        self.taken(Kind::Negation, node, vec![(Span { end, ..not.span() }, String::new())]);
    }

    /// A level or a band that something is compared with, one step up or down.
    fn comparison(&mut self, node: Node<'t>) {
        let Some(of) = node.child(Rule::sum) else { return };
        for part in node
            .children()
            .filter(|part| matches!(part.rule(), Rule::is | Rule::ordered))
        {
            for level in part.all(Rule::sum) {
                self.next_level(Kind::Threshold, node, of, level);
            }
        }
    }

    /// The end counted in or out.
    fn relation(&mut self, node: Node<'t>) {
        let other = match flat(node.str()).as_str() {
            "<" => "<=",
            "<=" | "at most" => "<",
            ">" => ">=",
            _ => ">",
        };
        self.taken(Kind::Threshold, self.shown(node), vec![(node.span(), other.to_owned())]);
    }

    fn is(&mut self, node: Node<'t>) {
        let edits = match (node.child(Rule::kw_is), node.child(Rule::kw_not)) {
            (_, Some(not)) => vec![(not.span(), String::new())],
            (Some(is), None) => vec![(is.span(), "is not".to_owned())],
            (None, None) => return,
        };
        self.taken(Kind::Negation, self.shown(node), edits);
    }

    fn quantified(&mut self, node: Node<'t>) {
        let Some(first) = node.children().next() else { return };
        let (kind, other) = match flat(first.str()).as_str() {
            "any" => (Kind::Joined, "all"),
            "all" | "none" => (Kind::Joined, "any"),
            "at least" => (Kind::Threshold, "more than"),
            "at most" => (Kind::Threshold, "fewer than"),
            "fewer than" | "less than" => (Kind::Threshold, "at most"),
            _ => (Kind::Threshold, "at least"),
        };
        self.taken(kind, node, vec![(first.span(), other.to_owned())]);
    }

    /// A number one step up and down; where it is time allowed, only up.
    fn quantity(&mut self, node: Node<'t>) {
        let Some(number) = node.child(Rule::number) else { return };
        let inside = |rule: Rule| self.around.iter().any(|around| around.rule() == rule);
        let (kind, steps): (Kind, &[i64]) = match self.around.last().map(|around| around.rule()) {
            Some(Rule::sum) if inside(Rule::within) => (Kind::Deadline, &[1]),
            Some(Rule::sum | Rule::amounts | Rule::setting) => (Kind::Threshold, &[1, -1]),
            Some(Rule::presumed_range) => (Kind::Presumption, self.wider(node)),
            _ => return,
        };
        for by in steps {
            if let Some(stepped) = step(number.str(), *by) {
                let unit = other_unit(node, number.str(), &stepped);
                let edits = [(number.span(), stepped)].into_iter().chain(unit);
                self.taken(kind, self.shown(node), edits.collect());
            }
        }
    }

    /// The steps that widen what is presumed.
    fn wider(&self, node: Node<'t>) -> &'static [i64] {
        let ends: Vec<usize> = match self.around.last() {
            Some(range) => range.all(Rule::quantity).map(Node::start).collect(),
            None => Vec::new(),
        };
        match ends.as_slice() {
            [low, _] if *low == node.start() => &[-1],
            [_, _] => &[1],
            _ => &[1, -1],
        }
    }

    fn date(&mut self, node: Node<'t>) {
        let around = self.around.last().map(|around| around.rule());
        if matches!(around, Some(Rule::sum | Rule::amounts | Rule::setting | Rule::retired)) {
            for stepped in [1, -1].into_iter().filter_map(|by| day(node.str(), by)) {
                self.taken(Kind::Threshold, self.shown(node), vec![(node.span(), stepped)]);
            }
        }
    }

    // ---- outcomes --------------------------------------------------------------------------------------

    fn then(&mut self, node: Node<'t>) {
        let outcomes: Vec<Node<'t>> = node
            .children()
            .filter(|outcome| matches!(outcome.rule(), Rule::raise | Rule::duty))
            .collect();
        if outcomes.len() > 1 {
            for outcome in outcomes {
                let words = match outcome.child(Rule::duty_kind) {
                    Some(kind) => format!("without `{} {}`", flat(kind.str()), name(outcome)),
                    None => format!("without `{}`", shown(outcome)),
                };
                self.push(
                    Kind::Outcome,
                    words,
                    outcome.span(),
                    vec![(outcome.span(), String::new())],
                );
            }
        }
    }

    fn raise(&mut self, node: Node<'t>) {
        let mut names = node.all(Rule::name);
        if let (Some(scale), Some(level)) = (names.next(), names.next()) {
            self.next_level(Kind::Level, node, scale, level);
        }
    }

    /// A level of what is named there, one higher and one lower.
    fn next_level(&mut self, kind: Kind, shown: Node<'t>, of: Node<'t>, level: Node<'t>) {
        let named = |node: Node<'t>| node.str().trim();
        let Some(ladder) = self.ladders.iter().find(|ladder| ladder.name == named(of)) else {
            return;
        };
        let Some(at) = ladder.steps.iter().position(|step| *step == named(level)) else {
            return;
        };
        let next = [at.checked_add(1), at.checked_sub(1)].into_iter().flatten();
        let next: Vec<&str> = next.filter_map(|at| ladder.steps.get(at).copied()).collect();
        for next in next {
            self.taken(kind, shown, vec![(level.span(), next.to_owned())]);
        }
    }

    // ---- scores, gates, facts --------------------------------------------------------------------------

    fn score(&mut self, node: Node<'t>) {
        self.left_out(Kind::Weight, node.all(Rule::points).collect());
        let bands: Vec<Node<'t>> = node.all(Rule::band).collect();
        for pair in bands.windows(2) {
            let [lower, upper] = pair else { continue };
            let ends = lower.all(Rule::number).nth(1).zip(upper.child(Rule::number));
            let Some((to, from)) = ends else { continue };
            for by in [1, -1] {
                if let Some((low, high)) = step(to.str(), by).zip(step(from.str(), by)) {
                    let words = format!(
                        "`{}` ends at {low} and not {}, `{}` begins at {high}",
                        name(*lower),
                        to.str(),
                        name(*upper)
                    );
                    let edits = vec![(to.span(), low), (from.span(), high)];
                    self.push(Kind::Band, words, to.span(), edits);
                }
            }
        }
    }

    fn points(&mut self, node: Node<'t>) {
        let number = node.need(Rule::number);
        for stepped in [1, -1].into_iter().filter_map(|by| step(number.str(), by)) {
            self.taken(Kind::Weight, node, vec![(number.span(), stepped)]);
        }
    }

    fn needs(&mut self, node: Node<'t>) {
        let need = node.need(Rule::condition);
        let words = format!("without `needs {}`", shown(need));
        self.push(Kind::Need, words, node.span(), vec![(need.span(), "yes".to_owned())]);
    }

    fn presume(&mut self, node: Node<'t>) {
        self.without(Kind::Presumption, node, node.span());
        for (answer, other) in [
            (Rule::kw_yes, "no"),
            (Rule::kw_no, "yes"),
            (Rule::kw_none, "all"),
            (Rule::kw_all, "none"),
        ] {
            if let Some(answer) = node.child(answer) {
                self.taken(Kind::Presumption, node, vec![(answer.span(), other.to_owned())]);
            }
        }
    }

    // ---- making ----------------------------------------------------------------------------------------

    /// Each of several entries left out, with what divides it from the one before, or after.
    fn left_out(&mut self, kind: Kind, entries: Vec<Node<'t>>) {
        if entries.len() < 2 {
            return;
        }
        for (index, entry) in entries.iter().enumerate() {
            let own = entry.span();
            let before = index.checked_sub(1).and_then(|before| entries.get(before));
            let span = match (before, entries.get(index + 1)) {
                (Some(before), _) => Span {
                    start: before.span().end,
                    ..own
                },
                (None, Some(next)) => Span {
                    end: next.span().start,
                    ..own
                },
                (None, None) => own,
            };
            let words = match self.around.last() {
                Some(around) if kind == Kind::Part => format!("without `{}` in `{}`", shown(*entry), shown(*around)),
                _ => format!("without `{}`", shown(*entry)),
            };
            self.push(kind, words, own, vec![(span, String::new())]);
        }
    }

    /// A piece of a node left out.
    fn without(&mut self, kind: Kind, node: Node<'t>, span: Span) {
        let text = piece(node, span);
        self.push(
            kind,
            format!("without `{}`", short(text)),
            span,
            vec![(span, String::new())],
        );
    }

    /// Some pieces of a node taken as others, which are few and short.
    fn taken(&mut self, kind: Kind, node: Node<'t>, edits: Vec<(Span, String)>) {
        let Some(place) = edits.first().map(|(span, _)| *span) else {
            return;
        };
        let start = node.span().start;
        let inside = |(span, text): &(Span, String)| {
            let (start, end) = (span.start - start, span.end - start);
            (Span { start, end }, text.clone())
        };
        let old = piece(node, node.span());
        let new = edited(old, &edits.iter().map(inside).collect::<Vec<_>>());
        let (old, new) = (short(old), short(&new));
        let words = match edits.first() {
            // It is past what is shown.
            Some((span, instead)) if old == new => {
                let changed = piece(node, *span);
                format!("`{changed}` taken as `{}` in `{old}`", instead.trim())
            }
            _ => format!("`{old}` taken as `{new}`"),
        };
        self.push(kind, words, place, edits);
    }

    fn push(&mut self, kind: Kind, words: String, span: Span, edits: Vec<(Span, String)>) {
        self.list.push(Mutant {
            kind,
            item: self.item.clone(),
            name: self.name.to_owned(),
            words,
            span,
            edits,
        });
    }

    /// The node around one that shows best what is changed in it.
    fn shown(&self, node: Node<'t>) -> Node<'t> {
        let around = self.around.iter().rev();
        around
            .copied()
            .find(|around| SHOWN.contains(&around.rule()))
            .unwrap_or(node)
    }
}

/// `hours` of what was 1 hour, and `hour` of what is 1.
fn other_unit(quantity: Node<'_>, old: &str, new: &str) -> Option<(Span, String)> {
    let end = quantity.span().end;
    let text = piece(quantity, quantity.span());
    let ends = |with: &str| TIMES.iter().any(|unit| text.ends_with(&format!("{unit}{with}")));
    if old == "1" && ends("") {
        Some((Span { start: end, end }, "s".to_owned()))
    } else if new == "1" && ends("s") {
        Some((Span { start: end - 1, end }, String::new()))
    } else {
        None
    }
}

/// Units whose names have a second form.
const TIMES: [&str; 6] = ["minute", "hour", "day", "week", "month", "year"];

fn name(node: Node<'_>) -> &str {
    node.need(Rule::name).str()
}

/// A node as it is shown.
fn shown(node: Node<'_>) -> String {
    short(piece(node, node.span()))
}

/// The text of a place inside a node.
fn piece(node: Node<'_>, span: Span) -> &str {
    let own = node.span();
    let (start, end) = ((span.start - own.start) as usize, (span.end - own.start) as usize);
    node.str().get(start..end).unwrap_or("")
}
