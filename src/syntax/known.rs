//! The one question that reading asks of the function table.

use crate::function::{FunctionId, lookup};

/// The function that a name stands for, as typed or by its key: `Γ` is `Gamma`, `log_2` is `log2`.
pub fn function_named(name: &str) -> Option<FunctionId> {
    lookup(name).or_else(|| match super::normalise_name(name) {
        std::borrow::Cow::Borrowed(_) => None,
        std::borrow::Cow::Owned(key) => lookup(&key),
    })
}

/// Whether a name stands for a known function, so that `name^2(x)` is a power of a call.
pub(super) fn is_function_name(name: &str) -> bool {
    function_named(name).is_some()
}
