//! The natural order of names: runs of digits compare by value.

use std::cmp::Ordering;

/// Compares names so that `x2` comes before `x10`.
///
/// # Examples
/// ```
/// use gradus::expr::natural_order;
/// let mut names = ["x10", "y", "x2", "x"];
/// names.sort_by(|a, b| natural_order(a, b));
/// assert_eq!(names, ["x", "x2", "x10", "y"]);
/// ```
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    while let (Some(&x), Some(&y)) = (left.first(), right.first()) {
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (run_x, rest_x) = digits(left);
            let (run_y, rest_y) = digits(right);
            // Without leading zeros a longer run is a larger number.
            match run_x.len().cmp(&run_y.len()).then_with(|| run_x.cmp(run_y)) {
                Ordering::Equal => (left, right) = (rest_x, rest_y),
                unequal => return unequal,
            }
        } else if x != y {
            return x.cmp(&y);
        } else {
            (left, right) = (&left[1..], &right[1..]);
        }
    }
    // `x1` and `x01` differ in leading zeros alone.
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// Splits off a run of digits, without its leading zeros.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    let (run, rest) = text.split_at(end);
    let start = run
        .iter()
        .position(|&byte| byte != b'0')
        .unwrap_or(run.len());
    (&run[start..], rest)
}
