//! Pairs of instructions into one: the last pass.
//!
//! Where an operation takes the result of the one just before it and nothing else does, both become
//! one instruction, which is read once and keeps the result between them out of the slots. Each
//! operation still rounds, so no result changes.

use super::program::{First, Instr, Loop, Second, Slot};

/// Fuses what can be fused; jumps and loops lead where they led.
pub(crate) fn fuse(code: &mut Vec<Instr>, loops: &mut [Loop]) {
    let mut entered = vec![false; code.len() + 1];
    for &instr in code.iter() {
        match instr {
            Instr::Jump { target } | Instr::JumpIfNot { target, .. } => {
                entered[target as usize] = true;
            }
            Instr::LoopStart { at } => {
                entered[loops[at as usize].start as usize] = true;
                entered[loops[at as usize].end as usize] = true;
            }
            _ => {}
        }
    }
    // Where each instruction has gone.
    let mut places = Vec::with_capacity(code.len() + 1);
    let mut kept = 0;
    let mut at = 0;
    while at < code.len() {
        places.push(kept as u32);
        let mut instr = code[at];
        if let Some(&next) = code.get(at + 1)
            && !entered[at + 1]
            && let Some(pair) = pair(instr, next)
        {
            instr = pair;
            places.push(kept as u32);
            at += 1;
        }
        code[kept] = instr;
        kept += 1;
        at += 1;
    }
    places.push(kept as u32);
    code.truncate(kept);
    for instr in code {
        if let Instr::Jump { target } | Instr::JumpIfNot { target, .. } = instr {
            *target = places[*target as usize];
        }
    }
    for entry in loops {
        entry.start = places[entry.start as usize];
        entry.end = places[entry.end as usize];
    }
}

/// Both as one, if the second takes the place and the only use of the first's result.
fn pair(one: Instr, two: Instr) -> Option<Instr> {
    let (first, result, a, b) = match one {
        Instr::Add { to, a, b } => (First::Add, to, a, b),
        Instr::Sub { to, a, b } => (First::Sub, to, a, b),
        Instr::Mul { to, a, b } => (First::Mul, to, a, b),
        _ => return None,
    };
    let (second, to, c) = match two {
        Instr::Add { to, a, b } => (Second::Add, to, other(result, a, b)?),
        Instr::Mul { to, a, b } => (Second::Mul, to, other(result, a, b)?),
        Instr::Sub { to, a, b } if a == result && b != result => (Second::Sub, to, b),
        Instr::Sub { to, a, b } if b == result && a != result => (Second::SubFrom, to, a),
        Instr::Div { to, a, b } if a == result && b != result => (Second::Div, to, b),
        Instr::Div { to, a, b } if b == result && a != result => (Second::DivInto, to, a),
        _ => return None,
    };
    (to == result).then_some(Instr::Fused {
        first,
        second,
        to,
        a,
        b,
        c,
    })
}

/// The operand that is not the result, if just one is.
fn other(result: Slot, a: Slot, b: Slot) -> Option<Slot> {
    match (a == result, b == result) {
        (true, false) => Some(b),
        (false, true) => Some(a),
        _ => None,
    }
}
