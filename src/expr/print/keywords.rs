//! The words of the forms that are no functions of the table.

/// Conditions and values.
pub(super) const PIECEWISE: &str = "piecewise";
/// A sum over an index or over the rows of data.
pub(super) const SUM: &str = "sum";
/// The mean over the rows of data.
pub(super) const MEAN: &str = "mean";
/// The derivative of an unknown function, and one that is still to be taken.
pub(super) const DIFF: &str = "diff";
