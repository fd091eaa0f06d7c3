//! Domains, kinks and rewritten forms against the kernel.

use gradus::Function;
use gradus::function::{FunctionId, Kernel, Row, all};

use super::sampler::Sampler;
use super::{indexed, kernel, read};
use crate::support::Samples;
use crate::tolerance::{VALUE, close_or_within};

const SEED: u64 = 0x7AB1_E003;
const COUNT: usize = 2000;

fn formula(text: &str, row: &Row) -> Function {
    (read(text).compile(row.parameters)).unwrap_or_else(|error| panic!("`{text}`: {error}"))
}

/// Points of all kinds, many at whole numbers and zeros, where domains end.
fn points(sampler: &Sampler, samples: &mut Samples) -> Vec<Vec<f64>> {
    (0..COUNT)
        .map(|round| {
            let mut point = sampler.point(samples);
            let from = usize::from(indexed(sampler.function));
            if round % 3 == 0 {
                point[from..].iter_mut().for_each(|x| *x = x.round());
            } else if round % 7 == 0 {
                point[from..].iter_mut().for_each(|x| *x = 0.0);
            }
            point
        })
        .collect()
}

/// Where IEEE has a value although the function has none: it is the limit from one side.
fn has_a_value_all_the_same(function: FunctionId, point: &[f64]) -> bool {
    match function {
        // IEEE 754: atan2(0, 0) is 0.
        FunctionId::ATAN2 => point == [0.0, 0.0],
        // atan(1/0)
        FunctionId::ACOT => point == [0.0],
        _ => false,
    }
}

#[test]
fn the_kernel_is_defined_on_the_domain_and_nowhere_else() {
    println!("seed {SEED:#x}");
    let mut samples = Samples(SEED);
    for function in all() {
        let (sampler, value) = (Sampler::new(function), kernel(function));
        let (mut inside, mut outside) = (0, 0);
        for point in points(&sampler, &mut samples) {
            let found = value(&point);
            if sampler.in_domain(&point) {
                inside += 1;
                assert!(
                    found.is_finite(),
                    "{}({point:?}) = {found}",
                    function.name()
                );
            } else {
                outside += 1;
                assert!(
                    !found.is_finite() || has_a_value_all_the_same(function, &point),
                    "{}({point:?}) = {found}, outside {}",
                    function.name(),
                    function.row().domain
                );
            }
        }
        assert!(inside > 20, "{}: {inside} points", function.name());
        // The poles of tan and sec are met by no double.
        let met_by_none = [FunctionId::TAN, FunctionId::SEC].contains(&function);
        let whole = function.row().domain.is_empty() || met_by_none;
        assert_eq!(outside == 0, whole, "{}", function.name());
    }
}

#[test]
fn canonical_forms_have_the_value_of_the_kernel() {
    println!("seed {SEED:#x}");
    let mut samples = Samples(SEED);
    let mut rows = 0;
    for function in all() {
        let row = function.row();
        if row.canonical.is_empty() {
            continue;
        }
        rows += 1;
        let (form, value) = (formula(row.canonical, row), kernel(function));
        for point in points(&Sampler::new(function), &mut samples) {
            let (found, expected) = (form.value(&point), value(&point));
            assert!(
                found.is_nan() && expected.is_nan() || close_or_within(found, expected, VALUE, 0.0),
                "{}({point:?}) = {expected}, its form {} = {found}",
                row.name,
                row.canonical
            );
        }
    }
    assert!(rows >= 2);
}

#[test]
fn values_by_sign_are_those_of_the_kernel() {
    println!("seed {SEED:#x}");
    let mut samples = Samples(SEED);
    let mut rows = 0;
    for function in all() {
        let (row, sampler, value) = (function.row(), Sampler::new(function), kernel(function));
        if row.by_sign.is_empty() {
            continue;
        }
        rows += 1;
        assert_eq!(row.by_sign.len(), 3, "{}", row.name);
        let forms: Vec<Function> = row.by_sign.iter().map(|text| formula(text, row)).collect();
        let mut met = [0; 3];
        for mut point in points(&sampler, &mut samples) {
            if point.len() == 2 && samples.below(9) == 0 {
                point[1] = point[0];
            }
            let kink = sampler.kink_values(&point)[0];
            let case = if kink < 0.0 {
                0
            } else {
                1 + usize::from(kink > 0.0)
            };
            met[case] += 1;
            assert_eq!(
                forms[case].value(&point),
                value(&point),
                "{}({point:?}), kink {kink}",
                row.name
            );
        }
        assert!(met.iter().all(|&count| count > 20), "{}: {met:?}", row.name);
    }
    assert!(rows >= 6);
}

/// At a kink the value jumps, or the slope does, or there is no value: nothing that is smooth is
/// called a kink.
#[test]
fn functions_have_a_kink_where_they_say() {
    let unary = [
        (FunctionId::ABS, 0.0),
        (FunctionId::SIGN, 0.0),
        (FunctionId::HEAVISIDE, 0.0),
        (FunctionId::RELU, 0.0),
        (FunctionId::ACOT, 0.0),
        (FunctionId::FLOOR, 3.0),
        (FunctionId::FLOOR, -2.0),
        (FunctionId::CEIL, 3.0),
        (FunctionId::CEIL, -2.0),
        (FunctionId::ROUND, 2.5),
        (FunctionId::ROUND, -2.5),
    ];
    for (function, at) in unary {
        let Kernel::Unary(f) = function.row().kernel else {
            panic!("{}", function.name())
        };
        assert_eq!(
            Sampler::new(function).kink(&[at]),
            0.0,
            "{}",
            function.name()
        );
        let h = 1e-6;
        let jumps = (f(at + h) - f(at - h)).abs() > 0.5;
        let left = (f(at) - f(at - h)) / h;
        let right = (f(at + h) - f(at)) / h;
        assert!(
            jumps || (left - right).abs() > 0.5,
            "{} at {at}",
            function.name()
        );
    }
    let named: Vec<FunctionId> = unary.iter().map(|(function, _)| *function).collect();
    for function in all() {
        let row = function.row();
        let several = row.parameters.len() > 1;
        assert_eq!(
            row.kinks.is_empty(),
            !named.contains(&function) && (!several || row.kinks.is_empty()),
            "{}: is its kink tested here?",
            row.name
        );
    }
    // Several arguments: on these points, and not beside them.
    for (function, on, beside) in [
        (FunctionId::MIN, vec![2.0, 2.0], vec![2.0, 2.5]),
        (FunctionId::MAX, vec![-1.0, -1.0], vec![-1.0, 1.0]),
        (FunctionId::CLAMP, vec![1.0, 1.0, 2.0], vec![1.5, 1.0, 2.0]),
        (FunctionId::CLAMP, vec![2.0, 1.0, 2.0], vec![0.5, 1.0, 2.0]),
        (FunctionId::HYPOT, vec![0.0, 0.0], vec![0.0, 0.5]),
        (FunctionId::ATAN2, vec![0.0, -3.0], vec![0.0, 3.0]),
    ] {
        let sampler = Sampler::new(function);
        assert_eq!(sampler.kink(&on), 0.0, "{}", function.name());
        assert!(sampler.kink(&beside) > 0.0, "{}", function.name());
    }
}
