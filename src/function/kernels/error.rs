//! Error functions.

/// Error function.
pub extern "C" fn erf(x: f64) -> f64 {
    pxfm::f_erf(x)
}

/// Complementary error function.
pub extern "C" fn erfc(x: f64) -> f64 {
    pxfm::f_erfc(x)
}
