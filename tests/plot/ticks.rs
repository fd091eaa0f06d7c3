//! Where axes are marked, and with what.

use gradus::plot::{powers, rounded, ticks};

/// The ends, the most marks, the labels, and their factor.
#[rustfmt::skip]
const TICKS: &[(f64, f64, usize, &str, &str)] = &[
    (-6.0, 6.0, 7, "−6 −4 −2 0 2 4 6", ""),
    (0.0, 1.0, 6, "0 0.2 0.4 0.6 0.8 1.0", ""),
    (0.0, 1.0, 5, "0 0.25 0.50 0.75 1.00", ""),
    (0.0, 0.3, 4, "0 0.1 0.2 0.3", ""),
    (-1e-3, 1e-3, 5, "−0.0010 −0.0005 0 0.0005 0.0010", ""),
    (0.0, 1e6, 6, "0 0.2 0.4 0.6 0.8 1.0", "×10⁶"),
    (0.0, 1e-7, 6, "0 0.2 0.4 0.6 0.8 1.0", "×10⁻⁷"),
    (0.0, 99999.0, 5, "0 20000 40000 60000 80000", ""),
    (1e9, 1e9 + 4.0, 5, "0 1 2 3 4", "+ 1×10⁹"),
    (-1.0 - 1e-9, -1.0, 3, "0 0.5 1.0", "×10⁻⁹ − 1.000000001"),
    (1e8 + 0.2, 1e8 + 1.8, 9, "0 0.2 0.4 0.6 0.8 1.0 1.2 1.4 1.6", "+ 1.000000002×10⁸"),
    (-8e307, 8e307, 5, "−5 0 5", "×10³⁰⁷"),
];

#[test]
fn marks_are_round_and_written_alike() {
    let mut wrong = Vec::new();
    for (lower, upper, most, labels, factor) in TICKS {
        let found = ticks(*lower, *upper, *most);
        let written = found.labels.join(" ");
        if written != *labels || found.factor != *factor {
            wrong.push(format!(
                "{lower}..{upper}, {most}: {written} {}",
                found.factor
            ));
        }
        assert!(found.values.len() <= *most, "{lower}..{upper}");
        for value in &found.values {
            let slack = (upper - lower) * 1e-9;
            assert!(
                *value >= lower - slack && *value <= upper + slack,
                "{lower}..{upper}: {value}"
            );
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_range_makes_ticks_panic() {
    for (lower, upper) in [
        (1.0, 1.0),
        (2.0, 1.0),
        (f64::NAN, 1.0),
        (0.0, f64::INFINITY),
        (f64::MIN, f64::MAX),
        (1.0, 1.0 + f64::EPSILON),
        (1e300, 1.0000000000000002e300),
        (0.0, 5e-324),
    ] {
        for most in [0, 1, 2, 50] {
            let found = ticks(lower, upper, most);
            assert_eq!(found.values.len(), found.labels.len());
            powers(lower, upper, most);
        }
    }
}

#[test]
fn powers_of_ten_are_marked_evenly() {
    assert_eq!(powers(1e-6, 1e3, 4).labels, ["10⁻⁶", "10⁻³", "1", "10³"]);
    assert_eq!(powers(0.5, 200.0, 9).labels, ["1", "10", "10²"]);
    assert!(powers(-1.0, 1.0, 5).labels.is_empty());
}

#[test]
fn numbers_are_rounded_as_people_write_them() {
    #[rustfmt::skip]
    let cases = [
        (0.0, "0"), (-1.5, "−1.5"), (2.0 / 3.0, "0.6667"), (29.52, "29.52"), (123456.0, "123500"),
        (1234567.0, "1.235×10⁶"), (2.5e-7, "2.5×10⁻⁷"), (0.00012, "0.00012"), (f64::INFINITY, "∞"),
        (100.0, "100"), (-3.0, "−3"),
    ];
    for (value, text) in cases {
        assert_eq!(rounded(value, 4), text);
    }
}
