//! What a simplification tells of its work while it works.
//!
//! The search tries much and keeps little. A [`Trace`] is told what was kept, node by node and
//! round by round; [`Silent`] listens to nothing and costs nothing. `replay.rs` makes the list of
//! rewrites out of what [`Record`] has heard.

use hashbrown::HashMap;

use crate::algebra::forms::Way;
use crate::expr::Id;

/// What a rewrite was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A rule, by its place in its set.
    Rule(usize),
    /// A form of algebra.
    Algebra(Way),
    /// Pieces that can't be chosen went.
    Pruned,
}

/// One rewrite of a node.
#[derive(Clone, Debug)]
pub struct Change {
    /// What it was.
    pub reason: Reason,
    /// The canonical node.
    pub before: Id,
    /// What became of it.
    pub after: Id,
    /// Conditions that were lost.
    pub noting: Vec<Id>,
}

/// A node, and whether it was looked at as the whole of a rational expression.
pub(super) type Place = (Id, bool);

/// One pass over an expression.
#[derive(Clone, Debug)]
pub(super) struct Pass {
    pub root: Id,
    pub result: Id,
    /// The rewrites of each node, after its operands had theirs.
    pub changes: HashMap<Place, Vec<Change>, foldhash::fast::FixedState>,
}

/// Listens to a simplification.
pub trait Trace {
    /// The rewrites of one node under way.
    type Log: Default;

    /// A node was rewritten.
    fn rewrote(log: &mut Self::Log, reason: Reason, before: Id, after: Id, noting: &[Id]);

    /// A form was chosen, with the rewrites that followed it.
    fn chose(log: &mut Self::Log, form: Self::Log);

    /// A node is done.
    fn finished(&mut self, node: Id, whole: bool, log: Self::Log);

    /// A pass over the whole is done.
    fn passed(&mut self, root: Id, result: Id);

    /// The passes since the last call of this were taken, or were not.
    fn taken(&mut self, taken: bool);

    /// Pieces that can't be chosen went.
    fn pruned(&mut self, before: Id, after: Id);
}

/// Listens to nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Trace for Silent {
    type Log = ();

    #[inline(always)]
    fn rewrote(_: &mut (), _: Reason, _: Id, _: Id, _: &[Id]) {}
    #[inline(always)]
    fn chose(_: &mut (), _: ()) {}
    #[inline(always)]
    fn finished(&mut self, _: Id, _: bool, _: ()) {}
    #[inline(always)]
    fn passed(&mut self, _: Id, _: Id) {}
    #[inline(always)]
    fn taken(&mut self, _: bool) {}
    #[inline(always)]
    fn pruned(&mut self, _: Id, _: Id) {}
}

/// Remembers what was kept.
#[derive(Clone, Debug, Default)]
pub struct Record {
    changes: HashMap<Place, Vec<Change>, foldhash::fast::FixedState>,
    pending: Vec<Pass>,
    pub(super) passes: Vec<Pass>,
}

impl Trace for Record {
    type Log = Vec<Change>;

    fn rewrote(log: &mut Vec<Change>, reason: Reason, before: Id, after: Id, noting: &[Id]) {
        log.push(Change {
            reason,
            before,
            after,
            noting: noting.to_vec(),
        });
    }

    fn chose(log: &mut Vec<Change>, form: Vec<Change>) {
        log.extend(form);
    }

    fn finished(&mut self, node: Id, whole: bool, log: Vec<Change>) {
        if !log.is_empty() {
            self.changes.insert((node, whole), log);
        }
    }

    fn passed(&mut self, root: Id, result: Id) {
        let changes = std::mem::take(&mut self.changes);
        if root != result {
            self.pending.push(Pass {
                root,
                result,
                changes,
            });
        }
    }

    fn taken(&mut self, taken: bool) {
        if taken {
            self.passes.append(&mut self.pending);
        }
        self.pending.clear();
    }

    fn pruned(&mut self, before: Id, after: Id) {
        if before != after {
            let mut log = Vec::new();
            Record::rewrote(&mut log, Reason::Pruned, before, after, &[]);
            self.finished(before, true, log);
            self.passed(before, after);
            self.taken(true);
        }
    }
}
