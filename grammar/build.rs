//! Turns `safegrade.pest` into tables when the crate is built.
//!
//! pest's derive writes a function or more for every rule of a grammar, which in a browser's module is more code than
//! all the rest of safegrade. Here pest's own reader and optimiser prepare the grammar and it is kept as data;
//! `src/syntax/parse/grammar.rs` reads texts by it with pest's parser.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "a grammar that cannot be read must stop the build, and stop it here"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use pest_meta::ast::RuleType;
use pest_meta::optimizer::{OptimizedExpr, OptimizedRule};

fn main() {
    println!("cargo:rerun-if-changed=grammar/safegrade.pest");
    println!("cargo:rerun-if-changed=grammar/build.rs");
    let text = fs::read_to_string("grammar/safegrade.pest").expect("the grammar is in grammar/safegrade.pest");
    let (_, rules) = pest_meta::unwrap_or_report(pest_meta::parse_and_optimize(&text));
    let out =
        Path::new(&env::var_os("OUT_DIR").expect("cargo names a folder for what is generated")).join("grammar.rs");
    fs::write(out, Tables::new(&rules).write()).expect("the tables can be written");
}

/// What messages call the rules that authors know by other words than those they begin with.
/// A rule that begins with a word of the language needs no row; any other that leaves a node does.
const WORDS: &[(&str, &[&str])] = &[
    // Nobody is told to write these.
    (
        "",
        &[
            "file",
            "invalid",
            "item_word",
            "rest_of_line",
            "plain",
            "WHITESPACE",
            "COMMENT",
        ],
    ),
    (
        "an item such as `rule`",
        &[
            "item",
            "one_item",
            "policy",
            "source",
            "scale",
            "setting",
            "calendar",
            "fact",
            "derived",
            "score",
            "rule_item",
            "escalation",
            "gate",
            "partner",
            "guarantee",
            "example",
        ],
    ),
    (
        "a name",
        &[
            "name",
            "level",
            "option",
            "presumed_names",
            "route",
            "growth",
            "given_yes",
            "given_not",
            "given_unknown",
            "given_value",
        ],
    ),
    ("text in quotation marks", &["string", "text"]),
    (
        "a condition",
        &[
            "condition",
            "negation",
            "comparison",
            "sum",
            "amounts",
            "grouped",
            "quantified",
            "count",
            "counted",
        ],
    ),
    ("a comparison", &["relation", "ordered", "is", "is_one_of", "has"]),
    ("a number", &["quantity", "number", "presumed_range"]),
    ("a unit", &["unit", "kept"]),
    ("`hours` or `days`", &["kept_unit"]),
    ("a date", &["date"]),
    ("a moment", &["moment"]),
    ("a time", &["time"]),
    ("an outcome", &["duty", "raise", "duty_kind", "claimed_duty"]),
    ("a claim", &["claim_holds", "claim_steady", "claim_unmoved"]),
    ("days such as `monday to friday`", &["hours", "day_span", "weekday"]),
    ("`<`", &["higher"]),
    ("`=`", &["equals"]),
    ("`+`", &["plus"]),
    ("`-`", &["minus"]),
    ("`at least`", &["bound"]),
    ("`in force from`", &["in_force"]),
    ("`everything else no`", &["given_rest"]),
    ("`if unknown presume`", &["presume"]),
    ("`retired from`", &["retired"]),
    ("`from` and a day", &["dated", "since_day"]),
    ("`add`", &["points"]),
    ("`phone`, `web` or `email`", &["channel"]),
    ("a list in brackets", &["given_list"]),
];

/// A rule in an author's words.
fn words(rule: &OptimizedRule) -> String {
    let name = rule.name.as_str();
    let row = WORDS.iter().find(|(_, rules)| rules.contains(&name));
    let first = match &rule.expr {
        OptimizedExpr::Seq(first, _) => first,
        expr => expr,
    };
    if let Some((words, _)) = row {
        (*words).to_owned()
    } else if matches!(rule.ty, RuleType::Silent) {
        String::new()
    } else if name.starts_with("type_") {
        "a type such as `yes/no`".to_owned()
    } else if name.starts_with("expect_") {
        "an expectation".to_owned()
    } else if let Some(word) = name.strip_prefix("kw_") {
        format!("`{word}`")
    } else if let OptimizedExpr::Ident(first) = first
        && let Some(word) = first.strip_prefix("kw_")
    {
        format!("`{word}`")
    } else {
        panic!("`{name}` could stand in a message by its name: give it words in grammar/build.rs")
    }
}

struct Tables<'g> {
    rules: &'g [OptimizedRule],
    by_name: BTreeMap<&'g str, usize>,
    texts: Vec<String>,
    stops: Vec<Vec<String>>,
    firsts: Vec<u128>,
}

/// The characters that something can begin with.
#[derive(Clone, Copy)]
struct First {
    /// One bit for each ASCII character.
    ascii: u128,
    /// It may be empty, or looks at more than one character: then nothing is known.
    open: bool,
}

const OPEN: First = First { ascii: 0, open: true };

/// The operations, in the order of the constants that are written out for the reader.
const OPERATIONS: [&str; 13] = [
    "TEXT",
    "RANGE",
    "ANY",
    "START",
    "END",
    "RULE",
    "SEQUENCE",
    "CHOICE",
    "OPTIONAL",
    "REPEAT",
    "AHEAD",
    "NOT_AHEAD",
    "UNTIL",
];

fn operation(name: &str) -> u8 {
    let position = OPERATIONS.iter().position(|known| *known == name);
    position
        .and_then(|position| u8::try_from(position).ok())
        .expect("a known operation")
}

/// An operation with the index of what it speaks of.
fn with_index(name: &str, index: usize, out: &mut Vec<u8>) {
    out.push(operation(name));
    number(index, out);
}

/// A number in one byte, or from 128 on in two: its lower seven bits with a mark, and the others.
fn number(number: usize, out: &mut Vec<u8>) {
    let byte = |number: usize| u8::try_from(number).expect("the grammar is small enough for two bytes");
    if number < 128 {
        out.push(byte(number));
    } else {
        out.extend([byte(number % 128 + 128), byte(number / 128)]);
    }
}

impl<'g> Tables<'g> {
    fn new(rules: &'g [OptimizedRule]) -> Tables<'g> {
        let by_name = rules
            .iter()
            .enumerate()
            .map(|(index, rule)| (rule.name.as_str(), index))
            .collect();
        Tables {
            rules,
            by_name,
            texts: Vec::new(),
            stops: Vec::new(),
            firsts: Vec::new(),
        }
    }

    fn write(mut self) -> String {
        let mut rules = String::new();
        let mut rows = String::new();
        let mut program = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            writeln!(rules, "    pub const {}: Rule = Rule({index});", rule.name).expect("text can be written");
            let keyword = keyword(rule);
            let kind = match rule.ty {
                _ if keyword.is_some() => "Kind::Keyword",
                RuleType::Normal => "Kind::Node",
                RuleType::Silent => "Kind::Silent",
                RuleType::Atomic => "Kind::Atomic",
                RuleType::CompoundAtomic | RuleType::NonAtomic => {
                    panic!("`{}`: only plain, `_` and `@` rules are read", rule.name)
                }
            };
            let first = self.first(&rule.expr, 0);
            let first = number_of(&mut self.firsts, if first.open { u128::MAX } else { first.ascii });
            let start = program.len();
            match keyword {
                Some(text) => number(number_of(&mut self.texts, text.to_owned()), &mut program),
                None => self.expr(&rule.expr, &mut program),
            }
            writeln!(
                rows,
                "    Definition {{ kind: {kind}, first: {first}, start: {start} }},"
            )
            .expect("text can be written");
        }
        let first = number_of(&mut self.firsts, u128::MAX);
        writeln!(
            rows,
            "    Definition {{ kind: Kind::Node, first: {first}, start: {} }},",
            program.len()
        )
        .expect("text can be written");
        program.push(operation("END"));
        let mut constants = String::new();
        for (index, name) in OPERATIONS.iter().enumerate() {
            writeln!(constants, "const {name}: u8 = {index};").expect("text can be written");
        }
        format!(
            "#[expect(non_upper_case_globals, dead_code, reason = \"named as in the grammar\")]\n\
             impl Rule {{\n{rules}    pub const EOI: Rule = Rule({});\n}}\n\n{constants}\n\
             static WORDS: &str = {:?};\n\
             static DEFINITIONS: &[Definition] = &[\n{rows}];\n\
             static PROGRAM: &[u8] = &{program:?};\n\
             static TEXTS: &[&str] = &{:?};\n\
             static STOPS: &[&[&str]] = &[{}];\n\
             static FIRSTS: &[u128] = &{:?};\n",
            self.rules.len(),
            self.rules.iter().map(words).collect::<Vec<_>>().join("\n"),
            self.texts,
            self.stops
                .iter()
                .map(|stops| format!("&{stops:?}"))
                .collect::<Vec<_>>()
                .join(", "),
            self.firsts,
        )
    }

    fn expr(&mut self, expr: &OptimizedExpr, out: &mut Vec<u8>) {
        match expr {
            OptimizedExpr::Str(text) => self.text(text, out),
            OptimizedExpr::Range(from, to) => range(character(from), character(to), out),
            OptimizedExpr::Ident(name) => match name.as_str() {
                "ANY" => out.push(operation("ANY")),
                "SOI" => out.push(operation("START")),
                "EOI" => with_index("RULE", self.rules.len(), out),
                "ASCII_DIGIT" => range('0', '9', out),
                "ASCII_ALPHA" => one_of(&[('a', 'z'), ('A', 'Z')], out),
                "ASCII_ALPHANUMERIC" => one_of(&[('a', 'z'), ('A', 'Z'), ('0', '9')], out),
                "NEWLINE" => {
                    let parts = ["\n", "\r\n", "\r"].map(|text| {
                        let mut part = Vec::new();
                        self.text(text, &mut part);
                        part
                    });
                    chain("CHOICE", &parts, out);
                }
                name => {
                    let rule = self.by_name.get(name).unwrap_or_else(|| panic!("`{name}` is not read"));
                    with_index("RULE", *rule, out);
                }
            },
            OptimizedExpr::PosPred(inner) => self.around("AHEAD", inner, out),
            OptimizedExpr::NegPred(inner) => self.around("NOT_AHEAD", inner, out),
            OptimizedExpr::Opt(inner) => self.around("OPTIONAL", inner, out),
            OptimizedExpr::Rep(inner) => self.around("REPEAT", inner, out),
            OptimizedExpr::Seq(..) => {
                let parts = self.parts(expr);
                chain("SEQUENCE", &parts, out);
            }
            OptimizedExpr::Choice(..) => {
                let parts = self.parts(expr);
                chain("CHOICE", &parts, out);
            }
            OptimizedExpr::Skip(texts) => {
                let index = number_of(&mut self.stops, texts.clone());
                with_index("UNTIL", index, out);
            }
            OptimizedExpr::RestoreOnErr(inner) => self.expr(inner, out),
            other => panic!("not read: {other:?}"),
        }
    }

    fn text(&mut self, text: &str, out: &mut Vec<u8>) {
        let index = number_of(&mut self.texts, text.to_owned());
        with_index("TEXT", index, out);
    }

    fn around(&mut self, name: &str, inner: &OptimizedExpr, out: &mut Vec<u8>) {
        out.push(operation(name));
        self.expr(inner, out);
    }

    /// The parts of a chain, which the optimiser nests to the right.
    fn parts(&mut self, mut expr: &OptimizedExpr) -> Vec<Vec<u8>> {
        let sequence = matches!(expr, OptimizedExpr::Seq(..));
        let mut parts = Vec::new();
        loop {
            let (part, rest) = match expr {
                OptimizedExpr::Seq(left, right) if sequence => (left.as_ref(), Some(right)),
                OptimizedExpr::Choice(left, right) if !sequence => (left.as_ref(), Some(right)),
                last => (last, None),
            };
            let mut bytes = Vec::new();
            self.expr(part, &mut bytes);
            parts.push(bytes);
            match rest {
                Some(rest) => expr = rest,
                None => return parts,
            }
        }
    }

    fn first(&self, expr: &OptimizedExpr, depth: usize) -> First {
        let range = |from: char, to: char| First {
            ascii: (from..=to)
                .filter(char::is_ascii)
                .fold(0, |set, character| set | 1 << (character as u32)),
            open: !to.is_ascii(),
        };
        if depth > 50 {
            return OPEN;
        }
        let inner = |expr| self.first(expr, depth + 1);
        match expr {
            OptimizedExpr::Str(text) => text.chars().next().map_or(OPEN, |first| range(first, first)),
            OptimizedExpr::Range(from, to) => range(character(from), character(to)),
            OptimizedExpr::Ident(name) => match name.as_str() {
                "ASCII_DIGIT" => range('0', '9'),
                "ASCII_ALPHA" => either(range('a', 'z'), range('A', 'Z')),
                "ASCII_ALPHANUMERIC" => either(range('0', '9'), either(range('a', 'z'), range('A', 'Z'))),
                "NEWLINE" => either(range('\n', '\n'), range('\r', '\r')),
                name => self
                    .by_name
                    .get(name)
                    .map_or(OPEN, |rule| inner(&self.rules[*rule].expr)),
            },
            OptimizedExpr::Seq(left, right) => match left.as_ref() {
                // What may be absent leaves the choice to what follows; what is only looked at narrows nothing.
                OptimizedExpr::Opt(maybe) | OptimizedExpr::Rep(maybe) => either(inner(maybe), inner(right)),
                OptimizedExpr::PosPred(_) | OptimizedExpr::NegPred(_) => inner(right),
                first => inner(first),
            },
            OptimizedExpr::Choice(left, right) => either(inner(left), inner(right)),
            OptimizedExpr::RestoreOnErr(expr) => inner(expr),
            _ => OPEN,
        }
    }
}

/// The index of something in a table, where it is put if it is new.
fn number_of<T: PartialEq>(table: &mut Vec<T>, item: T) -> usize {
    table.iter().position(|known| *known == item).unwrap_or_else(|| {
        table.push(item);
        table.len() - 1
    })
}

/// A chain: how many parts there are, and the length of each before it.
fn chain(name: &str, parts: &[Vec<u8>], out: &mut Vec<u8>) {
    with_index(name, parts.len(), out);
    for part in parts {
        number(part.len(), out);
        out.extend(part);
    }
}

/// The text of a rule `@{ "text" ~ !word_char }`.
fn keyword(rule: &OptimizedRule) -> Option<&str> {
    let OptimizedExpr::Seq(text, end) = &rule.expr else {
        return None;
    };
    let (OptimizedExpr::Str(text), OptimizedExpr::NegPred(end)) = (text.as_ref(), end.as_ref()) else {
        return None;
    };
    let ends = matches!(end.as_ref(), OptimizedExpr::Ident(name) if name == "word_char");
    (ends && rule.ty == RuleType::Atomic).then_some(text)
}

fn one_of(ranges: &[(char, char)], out: &mut Vec<u8>) {
    let parts: Vec<Vec<u8>> = ranges
        .iter()
        .map(|(from, to)| {
            let mut part = Vec::new();
            range(*from, *to, &mut part);
            part
        })
        .collect();
    chain("CHOICE", &parts, out);
}

fn range(from: char, to: char, out: &mut Vec<u8>) {
    let ascii = |end: char| u8::try_from(end).expect("ranges are of ASCII characters");
    out.extend([operation("RANGE"), ascii(from), ascii(to)]);
}

fn either(left: First, right: First) -> First {
    First {
        ascii: left.ascii | right.ascii,
        open: left.open || right.open,
    }
}

fn character(text: &str) -> char {
    text.chars().next().expect("an end of a range is one character")
}
