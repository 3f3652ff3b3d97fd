//! What each column of a table means for a case.

use crate::eval::{Answer, Case, Fault, FaultKind, read_text, unknown_fact};
use crate::ir::{FactKind, Program};
use crate::value::Moment;

/// The columns of a table, in its order.
#[derive(Debug, Clone)]
pub struct Columns {
    targets: Vec<Target>,
    names: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
enum Target {
    /// A fact of one slot, by index.
    Fact(usize),
    /// All options of an any-of fact, by index.
    Options(usize),
    /// One option of an any-of fact: its slot.
    Option(u32),
    /// The moment decided for.
    Now,
    /// The grade recorded at the time.
    Recorded,
    /// Not part of the case.
    Ignored,
}

/// What reading one row found beside the case itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Read<'r> {
    /// The recorded grade; empty where none was.
    pub recorded: &'r str,
    /// Whether something in it was not known.
    pub unknown: bool,
}

impl Columns {
    /// Gives each heading its meaning: a fact, `fact.option`, `now`, the recorded column, or one to be ignored
    /// (`id` always is).
    ///
    /// # Errors
    /// A fault for each heading that means nothing or stands twice.
    pub fn new(
        program: &Program,
        headings: &[&str],
        recorded: Option<&str>,
        ignored: &[String],
    ) -> Result<Columns, Vec<Fault>> {
        let mut targets = Vec::new();
        let mut faults = Vec::new();
        for (index, heading) in headings.iter().enumerate() {
            let heading = heading.trim_start_matches('\u{feff}').trim();
            if headings.iter().take(index).any(|earlier| earlier.trim() == heading) {
                let message = format!("the column `{heading}` stands twice");
                faults.push(Fault {
                    kind: FaultKind::NotReadable,
                    fact: heading.to_owned(),
                    message,
                    help: None,
                });
            }
            let target = if Some(heading) == recorded {
                Some(Target::Recorded)
            } else if heading == "id" || ignored.iter().any(|name| name == heading) {
                Some(Target::Ignored)
            } else if heading == "now" {
                Some(Target::Now)
            } else {
                target(program, heading)
            };
            match target {
                Some(target) => targets.push(target),
                None => faults.push(unknown_fact(program, heading)),
            }
        }
        if let Some(recorded) = recorded.filter(|recorded| !headings.iter().any(|heading| heading.trim() == *recorded))
        {
            let message = format!("there is no column `{recorded}` with the recorded grade");
            faults.push(Fault {
                kind: FaultKind::NotReadable,
                fact: recorded.to_owned(),
                message,
                help: None,
            });
        }
        let names = headings.iter().map(|heading| heading.trim().to_owned()).collect();
        if faults.is_empty() {
            Ok(Columns { targets, names })
        } else {
            Err(faults)
        }
    }

    /// Whether a column says the moment decided for.
    #[must_use]
    pub fn has_now(&self) -> bool {
        self.targets.iter().any(|target| matches!(target, Target::Now))
    }

    /// The heading of a column.
    #[must_use]
    pub fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// Reads a row into a case, which is emptied first. Blank is not asked, never No.
    /// What is wrong is told to `fault` with its column; the fact then counts at its worst.
    pub fn read<'r>(
        &self,
        program: &Program,
        case: &mut Case,
        now: Option<Moment>,
        fields: impl Iterator<Item = &'r [u8]>,
        mut fault: impl FnMut(usize, FaultKind),
    ) -> Read<'r> {
        // Without a moment the first that can be named stands in, and the fault says so.
        case.clear(now.unwrap_or(Moment::FIRST));
        let mut read = Read::default();
        let mut dated = now.is_some();
        for (column, (target, field)) in self.targets.iter().zip(fields).enumerate() {
            if let Target::Ignored = target {
                continue;
            }
            let text = match core::str::from_utf8(field) {
                Ok(text) => text,
                Err(_) => {
                    fault(column, FaultKind::NotReadable);
                    "\u{fffd}"
                }
            };
            let wrong = match *target {
                Target::Fact(index) => {
                    let Some(fact) = program.facts.get(index) else { continue };
                    match read_text(&fact.kind, text) {
                        Ok(value) => {
                            case.put(fact.slot, value);
                            None
                        }
                        Err(kind) => {
                            case.put(fact.slot, crate::ir::FAULT);
                            Some(kind)
                        }
                    }
                }
                Target::Option(slot) => match read_text(&FactKind::YesNo, text) {
                    Ok(value) => {
                        case.put(slot, value);
                        None
                    }
                    Err(kind) => {
                        case.put(slot, crate::ir::FAULT);
                        Some(kind)
                    }
                },
                Target::Options(index) => {
                    let Some(fact) = program.facts.get(index) else { continue };
                    let before = case.faults().len();
                    case.give(program, &fact.name, &Answer::Text(text.to_owned()));
                    case.faults().get(before).map(|fault| fault.kind)
                }
                Target::Now => match Moment::parse(text.trim()) {
                    Ok(moment) => {
                        case.set_now(moment);
                        dated = true;
                        None
                    }
                    Err(_) => Some(FaultKind::ImpossibleDate),
                },
                Target::Recorded => {
                    read.recorded = text.trim();
                    None
                }
                Target::Ignored => None,
            };
            if let Some(kind) = wrong {
                fault(column, kind);
            }
        }
        if !dated {
            // No moment, no elapsed time: whatever hangs on time is at its worst.
            case.lose_time(program);
        }
        read.unknown = !case.all_known();
        read
    }
}

fn target(program: &Program, heading: &str) -> Option<Target> {
    if let Some(index) = program.facts.iter().position(|fact| fact.name == heading) {
        let options = matches!(program.facts.get(index)?.kind, FactKind::AnyOf(_));
        return Some(if options {
            Target::Options(index)
        } else {
            Target::Fact(index)
        });
    }
    let (fact, option) = heading.split_once('.')?;
    let (_, fact) = program.fact_named(fact)?;
    match &fact.kind {
        FactKind::AnyOf(options) => {
            let index = options.iter().position(|known| known.name == option)?;
            Some(Target::Option(fact.slot + u32::try_from(index).ok()?))
        }
        FactKind::YesNo
        | FactKind::Number { .. }
        | FactKind::OneOf(_)
        | FactKind::Duration { .. }
        | FactKind::Date
        | FactKind::Moment => None,
    }
}
