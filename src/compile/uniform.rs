//! What is the same for all rows of a batch is computed once.
//!
//! Where columns are one number for all rows (the parameters of a model, say), each instruction
//! that depends on nothing else becomes a constant of a program made for the batch. Instructions
//! are only left out, never changed, so no result does.

use super::column::Column;
use super::fuse::fuse;
use super::program::{Access, Instr, Program, Slot};
use super::scalar::evaluate;

/// Marks a constant of the program to be; its place among them is in the other bits.
const CONSTANT: Slot = 1 << 31;

/// So many more slots than twice those of the program are no loss.
const SPARE_SLOTS: usize = 16;

/// Where the number of a slot comes from.
#[derive(Clone, Copy)]
enum Origin {
    /// A slot of the part that is the same for all rows.
    Uniform(Slot),
    /// A slot of the other part.
    Varying(Slot),
}

/// The program for rows that have some of the columns in common; nothing if that saves nothing.
/// Programs with jumps or loops stay as they are.
pub(super) fn specialised(program: &Program, columns: &[Column<'_>]) -> Option<Program> {
    let one = |input: u32| columns.get(input as usize).and_then(Column::one);
    program.loads.iter().find(|&&input| one(input).is_some())?;
    let mut split = Split::new(program, &one);
    for &instr in &program.code {
        match instr.parts() {
            Some(parts) => parts.into_iter().try_for_each(|part| split.take(part))?,
            None => split.take(instr)?,
        }
    }
    split.finish(program, columns)
}

/// A program in two parts.
struct Split {
    /// Where each slot's number is now; nothing for those not yet written.
    origins: Vec<Option<Origin>>,
    /// What depends on nothing that varies: in slots that are written once.
    uniform: Vec<Instr>,
    uniform_slots: Slot,
    /// Those of its slots that the other part reads: its constants.
    constants: Vec<Slot>,
    places: Vec<Option<Slot>>,
    varying: Vec<Instr>,
    /// The slots of the varying part, for each slot of the program that it writes.
    working: Vec<Option<Slot>>,
    slots: Slot,
    loads: Vec<u32>,
}

impl Split {
    fn new(program: &Program, one: &dyn Fn(u32) -> Option<f64>) -> Split {
        let mut origins = vec![None; program.slot_count()];
        let mut loads = Vec::new();
        for (at, &input) in program.loads.iter().enumerate() {
            origins[at] = Some(match one(input) {
                Some(_) => Origin::Uniform(at as Slot),
                None => {
                    loads.push(input);
                    Origin::Varying(loads.len() as Slot - 1)
                }
            });
        }
        let fixed = program.loads.len() + program.constants.len();
        for (at, origin) in origins
            .iter_mut()
            .enumerate()
            .take(fixed)
            .skip(program.loads.len())
        {
            *origin = Some(Origin::Uniform(at as Slot));
        }
        Split {
            origins,
            uniform: Vec::new(),
            uniform_slots: fixed as Slot,
            constants: Vec::new(),
            places: vec![None; fixed],
            varying: Vec::new(),
            working: vec![None; program.slot_count()],
            slots: loads.len() as Slot,
            loads,
        }
    }

    /// Puts an instruction into its part; nothing for jumps and loops.
    fn take(&mut self, instr: Instr) -> Option<()> {
        let mut uniform = true;
        let mut target = None;
        instr.map_slots(|access, slot| {
            match access {
                Access::Read => {
                    let origin = self.origins.get(slot as usize).copied().flatten();
                    uniform &= matches!(origin, Some(Origin::Uniform(_)));
                }
                Access::Write => target = Some(slot),
            }
            slot
        })?;
        let target = target? as usize;
        let mut mapped = instr.map_slots(|access, slot| match access {
            Access::Write => slot,
            Access::Read => match self.origins.get(slot as usize).copied().flatten() {
                Some(Origin::Uniform(slot)) if uniform => slot,
                Some(Origin::Uniform(slot)) => self.constant(slot),
                Some(Origin::Varying(slot)) => slot,
                None => 0,
            },
        })?;
        let to = if uniform {
            self.uniform_slots += 1;
            self.places.push(None);
            let to = self.uniform_slots - 1;
            self.origins[target] = Some(Origin::Uniform(to));
            to
        } else {
            let fresh = self.slots;
            let to = *self.working[target].get_or_insert(fresh);
            self.slots = self.slots.max(to + 1);
            self.origins[target] = Some(Origin::Varying(to));
            to
        };
        mapped = mapped.map_slots(|access, slot| match access {
            Access::Write => to,
            Access::Read => slot,
        })?;
        if uniform {
            self.uniform.push(mapped);
        } else {
            self.varying.push(mapped);
        }
        Some(())
    }

    /// The constant that has the number of a slot of the uniform part.
    fn constant(&mut self, slot: Slot) -> Slot {
        let fresh = self.constants.len() as Slot;
        let place = *self.places[slot as usize].get_or_insert(fresh);
        if place == fresh {
            self.constants.push(slot);
        }
        CONSTANT | place
    }

    /// Both parts as programs; the first is run.
    fn finish(mut self, program: &Program, columns: &[Column<'_>]) -> Option<Program> {
        let outputs: Vec<Slot> = program
            .outputs
            .iter()
            .map(|&slot| match self.origins[slot as usize]? {
                Origin::Uniform(slot) => Some(self.constant(slot)),
                Origin::Varying(slot) => Some(slot),
            })
            .collect::<Option<_>>()?;
        // A slot for each number that is needed later may be more than there were before.
        let slots = self.slots as usize + self.constants.len();
        if self.uniform.is_empty() || slots > 2 * program.slot_count() + SPARE_SLOTS {
            return None;
        }
        let first = Program {
            slots: self.uniform_slots,
            code: self.uniform,
            outputs: self.constants,
            loops: Vec::new(),
            forms: Vec::new(),
            ..program.clone()
        };
        let point: Vec<f64> = columns
            .iter()
            .map(|column| column.one().unwrap_or(f64::NAN))
            .collect();
        let mut constants = vec![f64::NAN; first.outputs.len()];
        evaluate::<false>(&first, &point, &mut constants);
        // The slots of constants stand between those of inputs and the others.
        let (before, between) = (self.loads.len() as Slot, constants.len() as Slot);
        let moved = |slot: Slot| match slot {
            slot if slot & CONSTANT != 0 => before + (slot & !CONSTANT),
            slot if slot < before => slot,
            slot => slot + between,
        };
        let mut code = self.varying;
        for instr in &mut code {
            *instr = instr.map_slots(|_, slot| moved(slot))?;
        }
        fuse(&mut code, &mut []);
        Some(Program {
            loads: self.loads,
            constants,
            slots: self.slots + between,
            code,
            outputs: outputs.into_iter().map(moved).collect(),
            kernels: first.kernels,
            loops: Vec::new(),
            forms: Vec::new(),
            inputs: program.inputs,
        })
    }
}
