//! What each column of a table means for a case, and how a field of it is read.

use super::quick::Quick;
use crate::eval::{Fault, FaultKind, option_names, read_text, unknown_heading};
use crate::ir::{self, FactKind, Named, Program};

/// The columns of a table, in its order.
#[derive(Debug, Clone)]
pub struct Columns<'p> {
    columns: Vec<Column<'p>>,
    /// Slots that no column fills.
    unasked: Vec<u32>,
}

/// One column.
#[derive(Debug, Clone)]
pub(super) struct Column<'p> {
    name: String,
    pub(super) target: Target<'p>,
    pub(super) quick: Quick,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'p> {
    /// One slot: a fact, or an option of an any-of fact.
    Slot(u32, &'p FactKind),
    /// All options of an any-of fact, from that slot on.
    Options(u32, &'p [Named]),
    /// The moment decided for.
    Now,
    /// The grade recorded at the time.
    Recorded,
    /// Not part of the case.
    Ignored,
}

impl<'p> Columns<'p> {
    /// Gives each heading its meaning: a fact, `fact.option`, `now`, the recorded column, or one to be ignored
    /// (`id` always is).
    ///
    /// # Errors
    /// A fault for each heading that means nothing or whose meaning another has already.
    pub fn new(
        program: &'p Program,
        headings: &[&str],
        recorded: Option<&str>,
        ignored: &[String],
    ) -> Result<Columns<'p>, Vec<Fault>> {
        let mut columns: Vec<Column<'p>> = Vec::new();
        let mut faults = Vec::new();
        let mut unasked: Vec<u32> = (0..).take(program.slots.len()).collect();
        for heading in headings {
            let heading = heading.trim_start_matches('\u{feff}').trim();
            let target = if Some(heading) == recorded {
                Some(Target::Recorded)
            } else if heading == "id" || ignored.iter().any(|name| name == heading) {
                Some(Target::Ignored)
            } else if heading == "now" {
                Some(Target::Now)
            } else {
                target(program, heading)
            };
            let Some(target) = target else {
                faults.push(unknown_heading(program, heading));
                continue;
            };
            let slots = target.slots();
            if columns.iter().any(|earlier| earlier.name == heading) {
                faults.push(unusable(heading, format!("the column `{heading}` stands twice")));
            } else if slots.clone().any(|slot| unasked.binary_search(&slot).is_err()) {
                let message = format!("the column `{heading}` says again what an earlier column says");
                faults.push(unusable(heading, message));
            }
            unasked.retain(|slot| !slots.contains(slot));
            columns.push(Column {
                name: heading.to_owned(),
                target,
                quick: Quick::new(target),
            });
        }
        if let Some(recorded) = recorded.filter(|name| !columns.iter().any(|column| column.name == *name)) {
            let message = format!("there is no column `{recorded}` with the recorded grade");
            faults.push(unusable(recorded, message));
        }
        if faults.is_empty() {
            Ok(Columns { columns, unasked })
        } else {
            Err(faults)
        }
    }

    /// Whether a heading means something to a policy.
    #[must_use]
    pub fn knows(program: &Program, heading: &str) -> bool {
        target(program, heading).is_some()
    }

    /// The column that says the moment decided for.
    pub(super) fn moment(&self) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| matches!(column.target, Target::Now))
    }

    /// Whether a column says the moment decided for.
    #[must_use]
    pub fn has_now(&self) -> bool {
        self.moment().is_some()
    }

    /// Whether a column has the recorded grade.
    pub(super) fn has_recorded(&self) -> bool {
        self.columns
            .iter()
            .any(|column| matches!(column.target, Target::Recorded))
    }

    /// The heading of a column.
    #[must_use]
    pub fn name(&self, column: usize) -> &str {
        self.columns.get(column).map_or("", |column| column.name.as_str())
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Column<'p>] {
        &self.columns
    }

    /// Slots that no column fills.
    pub(super) fn unasked(&self) -> &[u32] {
        &self.unasked
    }
}

impl Target<'_> {
    /// The slots that it fills.
    pub(super) fn slots(self) -> core::ops::Range<u32> {
        match self {
            Target::Slot(slot, _) => slot..slot + 1,
            Target::Options(slot, options) => slot..slot.saturating_add(u32::try_from(options.len()).unwrap_or(0)),
            Target::Now | Target::Recorded | Target::Ignored => 0..0,
        }
    }

    /// Reads a field of any spelling into the slots, each of which it puts a value or mark into.
    ///
    /// # Errors
    /// What is wrong with it; nothing is put then.
    pub(super) fn read(self, text: &str, mut put: impl FnMut(u32, i32)) -> Result<(), FaultKind> {
        match self {
            Target::Slot(slot, kind) => put(slot, read_text(kind, text)?),
            Target::Options(slot, options) => {
                let (mark, names) = match text.trim() {
                    "" => (Some(ir::NOT_ASKED), ""),
                    "unknown" => (Some(ir::UNKNOWN), ""),
                    "none" => (None, ""),
                    names => (None, names),
                };
                let named = || option_names(names).filter(|_| !names.is_empty());
                if named().any(|name| options.iter().all(|option| option.name != name)) {
                    return Err(FaultKind::UnknownOption);
                }
                for (slot, option) in (slot..).zip(options) {
                    put(
                        slot,
                        mark.unwrap_or_else(|| i32::from(named().any(|name| option.name == name))),
                    );
                }
            }
            Target::Now | Target::Recorded | Target::Ignored => {}
        }
        Ok(())
    }
}

fn unusable(heading: &str, message: String) -> Fault {
    Fault {
        kind: FaultKind::NotReadable,
        fact: heading.to_owned(),
        message,
        help: None,
    }
}

fn target<'p>(program: &'p Program, heading: &str) -> Option<Target<'p>> {
    if let Some((_, fact)) = program.fact_named(heading) {
        return Some(if let FactKind::AnyOf(options) = &fact.kind {
            Target::Options(fact.slot, options)
        } else {
            Target::Slot(fact.slot, &fact.kind)
        });
    }
    let (fact, option) = heading.split_once('.')?;
    let (_, fact) = program.fact_named(fact)?;
    match &fact.kind {
        FactKind::AnyOf(options) => {
            let index = options.iter().position(|known| known.name == option)?;
            Some(Target::Slot(fact.slot + u32::try_from(index).ok()?, &FactKind::YesNo))
        }
        FactKind::YesNo
        | FactKind::Number { .. }
        | FactKind::OneOf(_)
        | FactKind::Duration { .. }
        | FactKind::Date
        | FactKind::Moment => None,
    }
}
