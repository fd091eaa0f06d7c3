//! The one question that reading asks of the function table.

/// Whether a name stands for a known function, so that `name^2(x)` is a power of a call.
pub(super) fn is_function_name(name: &str) -> bool {
    crate::function::lookup(&super::normalise_name(name)).is_some()
}
