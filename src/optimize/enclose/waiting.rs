//! Boxes that wait in a queue.

use std::cmp::Ordering;

use super::area::Area;

/// A box that waits; the most urgent one is taken first.
pub(super) struct Waiting {
    pub(super) urgency: f64,
    pub(super) area: Area,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.urgency.total_cmp(&other.urgency)
    }
}
