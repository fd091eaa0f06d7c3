//! Whether a program writes each slot before it is read, on every way through it.

use std::collections::BTreeMap;

use super::error::LoadError;
use super::program::{Access, Instr, Program, Slot};

/// The most words of memory for the slots that are written where jumps lead.
const MOST_WORDS: usize = 1 << 24;

/// The slots that are written, a bit each.
type Written = Vec<u64>;

/// Complains of the first instruction that reads what may be unwritten. Jumps and loops must have
/// been checked.
///
/// The index of a loop counts as unwritten behind it.
///
/// # Cost
/// Linear in the instructions; each jump takes a bit a slot more.
pub(super) fn check(program: &Program) -> Result<(), LoadError> {
    let words = (program.slots as usize).div_ceil(64);
    let mut now: Option<Written> = Some(vec![0; words]);
    for slot in 0..program.loads.len() + program.constants.len() {
        set(&mut now, slot as Slot, true);
    }
    // What is written on all ways that lead to an instruction.
    let mut ahead: BTreeMap<usize, Written> = BTreeMap::new();
    for (at, &instr) in program.code.iter().enumerate() {
        meet(&mut now, ahead.remove(&at));
        let Some(written) = &now else {
            continue;
        };
        let mut whole = true;
        instr
            .for_each_slot(&program.loops, |access, slot| {
                whole &= access == Access::Write || has(written, slot);
            })
            .ok_or(LoadError::OutOfBounds { at })?;
        if !whole {
            return Err(LoadError::Unwritten { at });
        }
        // A jump writes nothing, and what a loop writes it leaves written.
        let _ = instr.for_each_slot(&program.loops, |access, slot| {
            if access == Access::Write {
                set(&mut now, slot, true);
            }
        });
        let target = match instr {
            Instr::Jump { target } | Instr::JumpIfNot { target, .. } => {
                let there = now.clone();
                if matches!(instr, Instr::Jump { .. }) {
                    now = None;
                }
                Some((target, there))
            }
            Instr::LoopStart { at } => {
                let entry = program.loops[at as usize];
                let mut there = now.clone();
                set(&mut there, entry.index, false);
                Some((entry.end, there))
            }
            Instr::LoopEnd { at } => {
                set(&mut now, program.loops[at as usize].index, false);
                None
            }
            _ => None,
        };
        if let Some((target, there)) = target {
            if (ahead.len() + 1) * words > MOST_WORDS {
                return Err(LoadError::BadTable { table: "jumps" });
            }
            let mut both = there;
            meet(&mut both, ahead.remove(&(target as usize)));
            ahead.extend(both.map(|both| (target as usize, both)));
        }
    }
    let end = program.code.len();
    meet(&mut now, ahead.remove(&end));
    let ends = |written: Written| program.outputs.iter().all(|&slot| has(&written, slot));
    match now.is_some_and(ends) {
        true => Ok(()),
        false => Err(LoadError::Unwritten { at: end }),
    }
}

fn has(written: &Written, slot: Slot) -> bool {
    let word = written.get(slot as usize / 64);
    word.is_some_and(|word| word & (1 << (slot % 64)) != 0)
}

fn set(written: &mut Option<Written>, slot: Slot, to: bool) {
    let words = written.as_mut();
    if let Some(word) = words.and_then(|words| words.get_mut(slot as usize / 64)) {
        *word = *word & !(1 << (slot % 64)) | u64::from(to) << (slot % 64);
    }
}

/// What is written whichever of two ways is taken; nothing if there is no way.
fn meet(now: &mut Option<Written>, other: Option<Written>) {
    match (now.as_mut(), other) {
        (_, None) => {}
        (None, other) => *now = other,
        (Some(now), Some(other)) => {
            for (now, other) in now.iter_mut().zip(other) {
                *now &= other;
            }
        }
    }
}
