//! What a program does, as text: two programs of the same essence answer every case alike.

use core::fmt::Write;

use crate::ir::{Code, FIRST_SLOT, Op, Program, Reg, Rule, Run};

/// The essence. Operations that nothing reads are left out and the others counted anew, so that what was only left
/// behind makes no difference.
pub fn essence(program: &Program) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(program, &mut out);
    out
}

fn write(program: &Program, out: &mut String) -> core::fmt::Result {
    let code = &program.code;
    let numbers = numbers(program);
    let reg = |reg: Reg| numbers.get(reg.0 as usize).copied().unwrap_or(u32::MAX);
    let regs = |run: Run| run.of(&code.args).iter().map(|arg| reg(*arg)).collect::<Vec<u32>>();
    let pairs = |run: Run, table: &[(Reg, i32)]| {
        let pairs = run.of(table).iter().map(|(of, number)| (reg(*of), *number));
        pairs.collect::<Vec<(u32, i32)>>()
    };
    for (own, op) in (code.inputs..).map(Reg).zip(&code.ops) {
        if reg(own) == u32::MAX {
            continue;
        }
        match *op {
            Op::Constant(value) => writeln!(out, "{value}")?,
            Op::Within(of, range) => writeln!(out, "within {} {range:?}", reg(of))?,
            Op::Not(of) => writeln!(out, "not {}", reg(of))?,
            Op::All(run) => writeln!(out, "all {:?}", regs(run))?,
            Op::Any(run) => writeln!(out, "any {:?}", regs(run))?,
            Op::Sum(run, constant) => writeln!(out, "sum {constant} {:?}", pairs(run, &code.terms))?,
            Op::Highest(run) => {
                let mut demands = pairs(run, &code.demands);
                demands.retain(|(_, level)| *level > 0);
                writeln!(
                    out,
                    "{}",
                    if demands.is_empty() {
                        "0".to_owned()
                    } else {
                        format!("highest {demands:?}")
                    }
                )?;
            }
            Op::After(of, period, when) => writeln!(out, "after {} {period:?} {when:?}", reg(of))?,
        }
    }
    for slot in &program.slots {
        writeln!(out, "slot {slot:?}")?;
    }
    for scale in &program.scales {
        let (base, level) = (reg(scale.base), reg(scale.level));
        writeln!(out, "scale {base} {level} {:?}", scale.retired)?;
    }
    for score in &program.scores {
        let bands: Vec<(i32, Option<i32>)> = score.bands.iter().map(|band| (band.from, band.to)).collect();
        writeln!(out, "score {} {bands:?}", reg(score.points))?;
    }
    for (index, rule) in program.rules.iter().enumerate().filter(|(_, rule)| says(code, rule)) {
        let demands: Vec<_> = rule.demands.iter().filter(|(_, level)| *level > 0).collect();
        write!(out, "rule {index} {} {demands:?}", reg(rule.applies))?;
        for demand in &rule.duties {
            let duty = program.duties.get(demand.duty.0 as usize);
            let duty = duty.map(|duty| (duty.kind, &duty.to));
            write!(out, " {duty:?} {:?}", demand.deadline)?;
        }
        writeln!(out)?;
    }
    for gate in &program.gates {
        // A need that always holds is none.
        let needs = gate
            .needs
            .iter()
            .filter(|need| code.op(need.applies) != Some(Op::Constant(1)));
        writeln!(
            out,
            "gate {:?}",
            needs.map(|need| reg(need.applies)).collect::<Vec<_>>()
        )?;
    }
    writeln!(out, "{:?}", program.calendars)
}

/// Whether a rule may be said of any case: one that never applies, or demands nothing, is of none.
fn says(code: &Code, rule: &Rule) -> bool {
    let demands = rule.demands.iter().any(|(_, level)| *level > 0) || !rule.duties.is_empty();
    demands && code.op(rule.applies) != Some(Op::Constant(0))
}

/// What an operation reads that can make a difference: the lowest level is there without being demanded.
fn reads(code: &Code, op: Op) -> Vec<Reg> {
    match op {
        Op::Highest(run) => {
            let demands = run.of(&code.demands).iter().filter(|(_, level)| *level > 0);
            demands.map(|(reg, _)| *reg).collect()
        }
        Op::Constant(_) | Op::Within(..) | Op::Not(_) | Op::All(_) | Op::Any(_) | Op::Sum(..) | Op::After(..) => {
            code.reads(op)
        }
    }
}

/// By register its new number; the highest number of all for those that nothing reads.
fn numbers(program: &Program) -> Vec<u32> {
    let code = &program.code;
    let mut read = vec![false; code.inputs as usize + code.ops.len()];
    let mut mark = |reg: Reg| {
        if let Some(read) = read.get_mut(reg.0 as usize) {
            *read = true;
        }
    };
    (0..FIRST_SLOT + u32::try_from(program.slots.len()).unwrap_or(0)).for_each(|input| mark(Reg(input)));
    program.scales.iter().for_each(|scale| {
        mark(scale.base);
        mark(scale.level);
    });
    program.scores.iter().for_each(|score| mark(score.points));
    let rules = program.rules.iter().filter(|rule| says(code, rule));
    rules.for_each(|rule| mark(rule.applies));
    program
        .gates
        .iter()
        .flat_map(|gate| &gate.needs)
        .for_each(|need| mark(need.applies));
    follow(code, &mut read);
    let mut next = 0;
    let number = |read: bool| {
        next += u32::from(read);
        if read { next - 1 } else { u32::MAX }
    };
    read.into_iter().map(number).collect()
}

/// Marks what is read by what is marked: operations read only earlier ones, so once from the end is enough.
fn follow(code: &Code, read: &mut [bool]) {
    for (index, op) in code.ops.iter().enumerate().rev() {
        if read.get(code.inputs as usize + index) == Some(&true) {
            for reg in reads(code, *op) {
                if let Some(read) = read.get_mut(reg.0 as usize) {
                    *read = true;
                }
            }
        }
    }
}
