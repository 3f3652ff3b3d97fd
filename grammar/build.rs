//! Turns `safegrade.pest` into tables when the crate is built.
//!
//! pest's derive writes a function or more for every rule of a grammar, which in a browser's module is more code than
//! all the rest of safegrade. Here pest's own reader and optimiser prepare the grammar and it is kept as data;
//! `src/syntax/parse/grammar.rs` reads texts by it with pest's parser.

#![expect(
    clippy::expect_used,
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

struct Tables<'g> {
    rules: &'g [OptimizedRule],
    by_name: BTreeMap<&'g str, &'g OptimizedRule>,
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

impl<'g> Tables<'g> {
    fn new(rules: &'g [OptimizedRule]) -> Tables<'g> {
        let by_name = rules.iter().map(|rule| (rule.name.as_str(), rule)).collect();
        Tables { rules, by_name }
    }

    fn write(&self) -> String {
        let mut names = String::new();
        let mut rows = String::new();
        for rule in self.rules {
            writeln!(names, "    {},", rule.name).expect("text can be written");
            let kind = match rule.ty {
                RuleType::Normal => "Kind::Node",
                RuleType::Silent => "Kind::Silent",
                RuleType::Atomic => "Kind::Atomic",
                RuleType::CompoundAtomic | RuleType::NonAtomic => {
                    panic!("`{}`: only plain, `_` and `@` rules are read", rule.name)
                }
            };
            let first = self.first(&rule.expr, 0);
            let first = if first.open { u128::MAX } else { first.ascii };
            writeln!(
                rows,
                "    Definition {{ kind: {kind}, first: {first:#x}, expr: {} }},",
                self.expr(&rule.expr)
            )
            .expect("text can be written");
        }
        format!(
            "#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = \"named as in the grammar\")]\n\
             pub enum Rule {{\n{names}    EOI,\n}}\n\n\
             static DEFINITIONS: &[Definition] = &[\n{rows}    Definition {{ kind: Kind::Node, first: u128::MAX, expr: Expr::End }},\n];\n"
        )
    }

    fn expr(&self, expr: &OptimizedExpr) -> String {
        match expr {
            OptimizedExpr::Str(text) => format!("Expr::Text({text:?})"),
            OptimizedExpr::Range(from, to) => format!("Expr::Range({:?}, {:?})", character(from), character(to)),
            OptimizedExpr::Ident(name) => match name.as_str() {
                "ANY" => "Expr::Any".to_owned(),
                "SOI" => "Expr::Start".to_owned(),
                "EOI" => "Expr::Rule(Rule::EOI)".to_owned(),
                "ASCII_DIGIT" => "Expr::Range('0', '9')".to_owned(),
                "ASCII_ALPHA" => "Expr::Choice(&[Expr::Range('a', 'z'), Expr::Range('A', 'Z')])".to_owned(),
                "ASCII_ALPHANUMERIC" => {
                    "Expr::Choice(&[Expr::Range('a', 'z'), Expr::Range('A', 'Z'), Expr::Range('0', '9')])".to_owned()
                }
                "NEWLINE" => r#"Expr::Choice(&[Expr::Text("\n"), Expr::Text("\r\n"), Expr::Text("\r")])"#.to_owned(),
                name if self.by_name.contains_key(name) => format!("Expr::Rule(Rule::{name})"),
                name => panic!("`{name}` is not read"),
            },
            OptimizedExpr::PosPred(inner) => format!("Expr::Ahead(&{})", self.expr(inner)),
            OptimizedExpr::NegPred(inner) => format!("Expr::NotAhead(&{})", self.expr(inner)),
            OptimizedExpr::Seq(..) => format!("Expr::Sequence(&[{}])", self.list(expr)),
            OptimizedExpr::Choice(..) => format!("Expr::Choice(&[{}])", self.list(expr)),
            OptimizedExpr::Opt(inner) => format!("Expr::Optional(&{})", self.expr(inner)),
            OptimizedExpr::Rep(inner) => format!("Expr::Repeat(&{})", self.expr(inner)),
            OptimizedExpr::Skip(texts) => format!("Expr::Until(&{texts:?})"),
            OptimizedExpr::RestoreOnErr(inner) => self.expr(inner),
            other => panic!("not read: {other:?}"),
        }
    }

    /// The parts of a chain, which the optimiser nests to the right.
    fn list(&self, mut expr: &OptimizedExpr) -> String {
        let sequence = matches!(expr, OptimizedExpr::Seq(..));
        let mut parts = Vec::new();
        loop {
            match expr {
                OptimizedExpr::Seq(left, right) if sequence => {
                    parts.push(self.expr(left));
                    expr = right;
                }
                OptimizedExpr::Choice(left, right) if !sequence => {
                    parts.push(self.expr(left));
                    expr = right;
                }
                last => {
                    parts.push(self.expr(last));
                    return parts.join(", ");
                }
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
                name => self.by_name.get(name).map_or(OPEN, |rule| inner(&rule.expr)),
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

fn either(left: First, right: First) -> First {
    First {
        ascii: left.ascii | right.ascii,
        open: left.open || right.open,
    }
}

fn character(text: &str) -> char {
    text.chars().next().expect("an end of a range is one character")
}
