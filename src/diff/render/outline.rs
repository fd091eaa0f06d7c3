//! The order in which a derivation is written.

use super::super::derivation::{Depth, Part, Step};
use super::written;
use crate::expr::Style;

/// What a derivation is written on. An expression comes as its text in the sheet's style.
///
/// A method answers nothing when the sheet is full.
pub(super) trait Sheet {
    /// How expressions are written.
    fn style(&self) -> Style;

    /// What a chain begins with: the problem, or what a step rewrites.
    fn head(&mut self, text: String) -> Option<()>;

    /// What equals what stands before it, by a step if one is shown.
    fn equal(&mut self, text: String, step: Option<&Step>) -> Option<()>;

    /// What a step consists of comes now, as a chain one level deeper. `quiet` if it is for those
    /// who want to see every rewrite.
    fn open(&mut self, quiet: bool) -> Option<()>;

    /// That was it; the step itself follows.
    fn close(&mut self) -> Option<()>;
}

/// Writes the problem of a part, its steps in order, and its result.
pub(super) fn write(part: &Part, sheet: &mut impl Sheet) -> Option<()> {
    let style = sheet.style();
    // The steps whose chains are being written, innermost last.
    let mut open: Vec<&Step> = Vec::new();
    let mut last = written(&part.problem, style)?;
    sheet.head(last.clone())?;
    let mut steps = part.steps.iter().peekable();
    while let Some(step) = steps.next() {
        while let Some(outer) = open.pop_if(|outer| outer.level >= step.level) {
            last = finish(outer, last, sheet)?;
        }
        match steps.peek() {
            Some(first) if first.level > step.level => {
                sheet.open(first.depth == Depth::Full)?;
                let head = written(&step.before, style)?;
                // What the chain outside came to need not be said again.
                if head != last {
                    sheet.head(head.clone())?;
                }
                last = head;
                open.push(step);
            }
            _ => {
                last = written(&step.current, style)?;
                sheet.equal(last.clone(), Some(step))?;
            }
        }
    }
    while let Some(outer) = open.pop() {
        last = finish(outer, last, sheet)?;
    }
    let result = written(&part.result, style)?;
    if result != last {
        sheet.equal(result, None)?;
    }
    Some(())
}

/// Ends a chain: it comes to what its step results in, and the step itself follows.
fn finish(outer: &Step, last: String, sheet: &mut impl Sheet) -> Option<String> {
    let after = written(&outer.after, sheet.style())?;
    if after != last {
        sheet.equal(after, None)?;
    }
    sheet.close()?;
    let current = written(&outer.current, sheet.style())?;
    sheet.equal(current.clone(), Some(outer))?;
    Some(current)
}
