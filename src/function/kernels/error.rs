//! Error functions.

/// Error function.
pub fn erf(x: f64) -> f64 {
    pxfm::f_erf(x)
}

/// Complementary error function.
pub fn erfc(x: f64) -> f64 {
    pxfm::f_erfc(x)
}
