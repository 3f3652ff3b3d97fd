//! The program as text, for snapshots and for those who want to see what runs.

use core::fmt::Write;

use super::{NOW, Op, Program, Reg, TODAY};

/// One line for each slot, operation, scale and rule.
#[must_use]
pub fn print(program: &Program) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_program(program, &mut out);
    out
}

fn write_program(program: &Program, out: &mut String) -> core::fmt::Result {
    let code = &program.code;
    for (index, slot) in (super::FIRST_SLOT..).zip(&program.slots) {
        let name = program.fact(slot.fact).map_or("", |fact| fact.name.as_str());
        writeln!(
            out,
            "{} slot {name} {}..{} presumed {}..{}",
            reg(Reg(index)),
            slot.full.low,
            slot.full.high,
            slot.presumed.low,
            slot.presumed.high
        )?;
    }
    for (index, op) in (code.inputs..).zip(&code.ops) {
        write!(out, "{} = ", reg(Reg(index)))?;
        match *op {
            Op::Constant(value) => write!(out, "{value}")?,
            Op::Within(of, range) => write!(out, "{} in {}..{}", reg(of), range.low, range.high)?,
            Op::Not(of) => write!(out, "not {}", reg(of))?,
            Op::After(of, period, _) => write!(out, "{} and {}", reg(of), period.words(&program.calendars))?,
            Op::Query(query, list) => write!(out, "query {query} of {}", reg(list))?,
            Op::All(run) => write!(
                out,
                "all {}",
                run.of(&code.args)
                    .iter()
                    .map(|arg| reg(*arg))
                    .collect::<Vec<_>>()
                    .join(" ")
            )?,
            Op::Any(run) => write!(
                out,
                "any {}",
                run.of(&code.args)
                    .iter()
                    .map(|arg| reg(*arg))
                    .collect::<Vec<_>>()
                    .join(" ")
            )?,
            Op::Sum(run, constant) => {
                for (term, weight) in run.of(&code.terms) {
                    write!(out, "{weight}*{} + ", reg(*term))?;
                }
                write!(out, "{constant}")?;
            }
            Op::Highest(run) => {
                write!(out, "highest")?;
                for (condition, level) in run.of(&code.demands) {
                    write!(out, " {}:{level}", reg(*condition))?;
                }
            }
        }
        writeln!(out)?;
    }
    for scale in &program.scales {
        writeln!(
            out,
            "scale {} base {} level {}",
            scale.name,
            reg(scale.base),
            reg(scale.level)
        )?;
    }
    for rule in &program.rules {
        writeln!(out, "rule {} applies {}", rule.name, reg(rule.applies))?;
    }
    for gate in &program.gates {
        for need in &gate.needs {
            writeln!(out, "gate {} needs {}", gate.name, reg(need.applies))?;
        }
    }
    Ok(())
}

fn reg(reg: Reg) -> String {
    match reg {
        NOW => "now".to_owned(),
        TODAY => "today".to_owned(),
        Reg(number) => format!("r{number}"),
    }
}
