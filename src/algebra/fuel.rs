//! Budgets: how much work an operation may do.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::AlgebraError;

thread_local! {
    /// What stops the work of this thread.
    static STOP: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// Does work whose budgets are all spent as soon as another thread sets a flag.
///
/// # Examples
/// ```
/// use std::sync::{Arc, atomic::AtomicBool};
/// use gradus::algebra::{Fuel, stoppable};
///
/// let flag = Arc::new(AtomicBool::new(true));
/// assert!(stoppable(&flag, || Fuel::new(10).spend(1, "factoring")).is_err());
/// assert!(Fuel::new(10).spend(1, "factoring").is_ok());
/// ```
pub fn stoppable<T>(flag: &Arc<AtomicBool>, work: impl FnOnce() -> T) -> T {
    let before = STOP.replace(Some(Arc::clone(flag)));
    let done = work();
    STOP.set(before);
    done
}

/// Whether the work of this thread is to end.
pub(crate) fn is_stopped() -> bool {
    STOP.with_borrow(|stop| {
        stop.as_ref()
            .is_some_and(|flag| flag.load(Ordering::Relaxed))
    })
}

/// How much work may still be done. A unit is about one operation on machine words, so a second is
/// some 10^9 units.
///
/// # Examples
/// ```
/// use gradus::algebra::Fuel;
///
/// let mut fuel = Fuel::new(10);
/// assert!(fuel.spend(7, "factoring").is_ok());
/// assert!(fuel.spend(7, "factoring").is_err());
/// assert_eq!(fuel.left(), 0);
/// ```
#[derive(Clone, Debug)]
pub struct Fuel {
    left: u64,
}

impl Fuel {
    /// A budget of so many units.
    pub fn new(units: u64) -> Self {
        Fuel { left: units }
    }

    /// What is left.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// Takes units out; `what` says what for, as in `factoring`.
    ///
    /// # Errors
    /// When less is left, or the work is to end ([`stoppable`]). Then nothing is left afterwards.
    pub fn spend(&mut self, units: u64, what: &'static str) -> Result<(), AlgebraError> {
        match self.left.checked_sub(units).filter(|_| !is_stopped()) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(AlgebraError::OutOfFuel { what })
            }
        }
    }

    /// A budget of its own for a part of the work: at most `units`, taken out of this one.
    pub fn part(&mut self, units: u64) -> Fuel {
        let units = units.min(self.left);
        self.left -= units;
        Fuel::new(units)
    }

    /// Puts back what a part has left.
    pub fn put_back(&mut self, part: Fuel) {
        self.left = self.left.saturating_add(part.left);
    }
}

impl Default for Fuel {
    /// About two seconds.
    fn default() -> Self {
        Fuel::new(2_000_000_000)
    }
}
