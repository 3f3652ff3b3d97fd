//! What the examples of a policy never show one way or the other.

use safegrade::Engine;
use safegrade::eval::{Case, Scratch};
use safegrade::ir::Program;
use safegrade::mutate::{Kind, Made, Mutants};
use safegrade::source::SourceFile;
use serde_json::{Value, json};

use crate::output::{self, FAINT, GREEN, YELLOW, styled};

/// What the examples show of a policy.
pub struct Coverage {
    /// How many rules, escalations, exceptions, duties and gates there are.
    parts: usize,
    /// How many of them are seen both ways.
    seen: usize,
    gaps: Vec<Gap>,
}

/// Something that is seen one way only, or not at all.
struct Gap {
    what: &'static str,
    name: String,
    /// Counted from 1; none for what does not stand in one place.
    line: Option<u32>,
    verdict: &'static str,
}

/// In how many examples something is so.
struct Seen {
    so: usize,
    of: usize,
}

impl Seen {
    /// What is to be said where it is never so, or always.
    fn verdict(&self, never: &'static str, always: &'static str) -> Option<&'static str> {
        match self.so {
            0 => Some(never),
            so if so == self.of => Some(always),
            _ => None,
        }
    }
}

/// What became of one example.
struct Shown {
    /// By rule, whether it applied.
    rules: Vec<bool>,
    /// By duty, whether it was demanded.
    duties: Vec<bool>,
    /// By gate, whether it was open.
    gates: Vec<bool>,
}

/// Decides the cases of all examples and looks for what is missing.
pub fn of(source: &SourceFile, engine: &Engine) -> Coverage {
    let program = engine.program();
    let shown = shown(engine);
    let seen = |so: &dyn Fn(&Shown) -> Option<bool>| Seen {
        so: shown.iter().filter(|shown| so(shown) == Some(true)).count(),
        of: shown.len(),
    };
    let mut gaps = Vec::new();
    for (index, rule) in program.rules.iter().enumerate() {
        let verdict = seen(&|shown| shown.rules.get(index).copied());
        // What always applies, by its own words, is not missing a case in which it does not.
        let verdict = verdict
            .verdict("applies in no example", "applies in every example")
            .filter(|_| verdict.so == 0 || rule.condition != "always");
        gaps.extend(verdict.map(|verdict| Gap {
            what: if rule.escalates { "escalation" } else { "rule" },
            name: rule.name.clone(),
            line: Some(source.position(rule.span.start).1.line + 1),
            verdict,
        }));
    }
    let exceptions = exceptions(source, engine, &shown, &mut gaps);
    let mut told = 0;
    for (index, duty) in program.duties.iter().enumerate() {
        // Where every rule that demands it is told of already there is nothing to add.
        let mut demanding = program.rules.iter().filter(|rule| {
            let mut duties = rule.duties.iter();
            duties.any(|demand| demand.duty.0 as usize == index)
        });
        if demanding.all(|rule| gaps.iter().any(|gap| gap.name == rule.name)) {
            told += 1;
            continue;
        }
        let seen = seen(&|shown| shown.duties.get(index).copied());
        let verdict = seen.verdict("is demanded in no example", "is demanded in every example");
        gaps.extend(verdict.map(|verdict| Gap {
            what: "duty",
            name: duty.written(),
            line: None,
            verdict,
        }));
    }
    for (index, gate) in program.gates.iter().enumerate() {
        let verdict = seen(&|shown| shown.gates.get(index).copied());
        let verdict = verdict.verdict("opens in no example", "refuses in no example");
        gaps.extend(verdict.map(|verdict| Gap {
            what: "gate",
            name: gate.name.clone(),
            line: None,
            verdict,
        }));
    }
    let parts = program.rules.len() + exceptions + program.duties.len() + program.gates.len();
    Coverage {
        parts,
        seen: parts.saturating_sub(gaps.len() + told),
        gaps,
    }
}

/// Decides the cases of the examples.
fn shown(engine: &Engine) -> Vec<Shown> {
    let program = engine.program();
    let decided = program.examples.iter().map(|example| {
        let case = Case::from_row(program, &example.row, example.now);
        let decision = engine.decide(&case);
        let demanded = |index: usize| decision.duties.iter().any(|duty| duty.duty.0 as usize == index);
        Shown {
            rules: applied(engine, program, &case),
            duties: (0..program.duties.len()).map(demanded).collect(),
            gates: decision.gates.iter().map(|gate| gate.open()).collect(),
        }
    });
    decided.collect()
}

/// By rule, whether it is acted on.
fn applied(engine: &Engine, program: &Program, case: &Case) -> Vec<bool> {
    let mut scratch = Scratch::default();
    let grade = engine.grade(case, &mut scratch);
    let rules: Vec<usize> = grade.rules().map(|rule| rule.0 as usize).collect();
    (0..program.rules.len()).map(|index| rules.contains(&index)).collect()
}

/// Tells each `unless` without which all examples would come out alike, and says how many there are.
fn exceptions(source: &SourceFile, engine: &Engine, shown: &[Shown], gaps: &mut Vec<Gap>) -> usize {
    let program = engine.program();
    let mut mutants = Mutants::new(source, engine);
    let mut list = mutants.list().to_vec();
    list.retain(|mutant| mutant.kind == Kind::Unless);
    for mutant in &list {
        let differs = |other: &Engine| {
            program.examples.iter().zip(shown).any(|(example, shown)| {
                let case = Case::from_row(other.program(), &example.row, example.now);
                applied(other, other.program(), &case) != shown.rules
            })
        };
        if !matches!(mutants.make(mutant), Made::Other(other) if differs(&other)) {
            gaps.push(Gap {
                what: "unless",
                name: mutant.name.clone(),
                line: Some(source.position(mutant.span.start).1.line + 1),
                verdict: "makes no difference in any example",
            });
        }
    }
    list.len()
}

impl Coverage {
    /// In words, below the results of the examples.
    pub fn report(&self) -> String {
        let mut out = String::from("\n");
        for gap in &self.gaps {
            let line = gap.line.map_or_else(String::new, |line| format!("line {line}"));
            let line = styled(FAINT, format!("{line:<9}"));
            let what = if gap.what == "unless" { "`unless` of" } else { gap.what };
            let said = format!("{what} `{}` {}", gap.name, gap.verdict);
            out.push_str(&output::wrap(&format!("  {line} "), "            ", &said));
        }
        let verdict = format!("{} of {} seen both ways", self.seen, self.parts);
        let verdict = if self.gaps.is_empty() {
            styled(GREEN, verdict)
        } else {
            styled(YELLOW, verdict)
        };
        out.push_str(&format!("rules, exceptions, duties and gates: {verdict}\n"));
        out
    }

    /// As documents, one for each gap.
    pub fn document(&self, source: &SourceFile) -> Value {
        let gaps: Vec<Value> = self
            .gaps
            .iter()
            .map(|gap| json!({ "what": gap.what, "name": gap.name, "line": gap.line, "verdict": gap.verdict }))
            .collect();
        json!({ "policy": source.name(), "parts": self.parts, "seen_both_ways": self.seen, "gaps": gaps })
    }
}
