//! When a computed value counts as right: every tolerance of the tests, two-sided, in one place.

// A build without the command leaves out the tests that use some of them.
#![cfg_attr(not(feature = "cli"), allow(dead_code))]

/// Relative tolerance of a value of the corpora, unless its point carries a wider one.
pub const VALUE: f64 = 1e-8;

/// Absolute tolerance where the expected value is 0.
pub const ZERO: f64 = 1e-9;

/// Relative tolerance of an edge case, unless it states its own.
pub const EDGE: f64 = 1e-9;

/// Relative tolerance of a value against the tests' own engine (`support::oracle`), beside
/// [`ROUNDING`] times the error bounds that it carries.
pub const ORACLE: f64 = 1e-10;

/// Relative tolerance of a slope against that engine: it takes some slopes by differences, and its
/// error bounds are those of values.
pub const SLOPE: f64 = 1e-6;

/// How often the first-order error bounds of that engine may be exceeded.
pub const ROUNDING: f64 = 8.0;

/// Relative tolerance of a table's partial against extrapolated differences of the kernel.
pub const PARTIAL: f64 = 1e-8;

/// Is `value` within `relative` of `expect`? An expected 0 has only the absolute [`ZERO`].
pub fn close(value: f64, expect: f64, relative: f64) -> bool {
    let absolute = if expect == 0.0 { ZERO } else { 0.0 };
    close_or_within(value, expect, relative, absolute)
}

/// Is `value` within `relative` of `expect`, or within `absolute`?
pub fn close_or_within(value: f64, expect: f64, relative: f64, absolute: f64) -> bool {
    value.is_finite() && (value - expect).abs() <= (relative * expect.abs()).max(absolute)
}

#[test]
fn tolerances_are_two_sided() {
    for sign in [1.0, -1.0] {
        assert!(close(1.0 + sign * 0.5 * VALUE, 1.0, VALUE));
        assert!(!close(1.0 + sign * 2.0 * VALUE, 1.0, VALUE));
        assert!(close(sign * 0.5 * ZERO, 0.0, VALUE));
        assert!(!close(sign * 2.0 * ZERO, 0.0, VALUE));
    }
    assert!(!close(f64::NAN, 1.0, VALUE));
    assert!(!close(f64::INFINITY, 1.0, VALUE));
}
