//! Compiled derivatives in which a product vanishes beside an infinity or a kink.

use super::{expr, point};

/// Function, the variable, a point, and what the compiled derivative must be there.
#[rustfmt::skip]
const COMPILED: &[(&str, &str, &str, f64)] = &[
    // The branch that is not taken does not count.
    ("sqrt(max(0, x^2 - z^2))", "x", "x=1,z=2", 0.0),
    ("sqrt(max(0, x^2 - z^2))", "z", "x=1,z=2", 0.0),
    ("sqrt(max(0, x^2 - z^2))", "x", "x=5,z=3", 1.25),
    ("sqrt(relu(x))", "x", "x=-1", 0.0),
    ("relu(x)^(1/3)", "x", "x=-1", 0.0),
    ("3*sqrt(relu(2*x - 8))", "x", "x=1", 0.0),
    // Unless the function itself has no value there.
    ("log(relu(x))", "x", "x=-1", f64::NAN),
    ("1/sqrt(relu(x))", "x", "x=-1", f64::NAN),
    ("log(sqrt(relu(x)))", "x", "x=-1", f64::NAN),
    ("1/relu(x)", "x", "x=-1", f64::NAN),
    // x^y in y at 0.
    ("a^b", "b", "a=0,b=1", 0.0),
    ("3*a^b + b", "b", "a=0,b=2", 1.0),
    ("a^b", "b", "a=2,b=1", 2.0*std::f64::consts::LN_2),
    // An outer slope of 0 at a kink.
    ("x*abs(x)", "x", "x=0", 0.0),
    ("relu(x)^2", "x", "x=0", 0.0),
    ("cos(abs(x))", "x", "x=0", 0.0),
    ("abs(x)", "x", "x=0", f64::NAN),
    ("(x + 1)*abs(x)", "x", "x=0", f64::NAN),
    ("sqrt(x^2 + y^2)", "x", "x=0,y=0", f64::NAN),
];

#[test]
fn compiled_derivatives_have_these_values() {
    for &(formula, variable, at, value) in COMPILED {
        let f = expr(formula);
        let (names, values): (Vec<&str>, Vec<f64>) = point(at).into_iter().unzip();
        let forward = f.diff(variable).expect("a derivative");
        let forward = forward.compile(&names).expect("a function").value(&values);
        let place = names
            .iter()
            .position(|name| *name == variable)
            .expect("it is there");
        let reverse = f.compile(&names).expect("a function");
        let reverse = reverse.gradient(&values).expect("a gradient")[place];
        for (mode, found) in [("forward", forward), ("reverse", reverse)] {
            let same = found == value || (found.is_nan() && value.is_nan());
            assert!(
                same || (found - value).abs() < 1e-14,
                "{formula} by {variable} at {at}, {mode}: {found}, not {value}"
            );
        }
    }
}

/// A guarded product is its factors' product wherever that is a number.
#[test]
fn guards_change_nothing_else() {
    let f = expr("sqrt(relu(x - y))*abs(x*y) + max(x, y)^x");
    let gradient = f.gradient(["x", "y"]).expect("a gradient");
    let function = f.compile(["x", "y"]).expect("a function");
    for (x, y) in [(2.0, 1.0), (0.5, -3.0), (3.5, 2.25), (4.0, 3.0)] {
        const STEP: f64 = 1e-6;
        let quotients = [
            (function.value(&[x + STEP, y]) - function.value(&[x - STEP, y])) / (2.0 * STEP),
            (function.value(&[x, y + STEP]) - function.value(&[x, y - STEP])) / (2.0 * STEP),
        ];
        for (partial, quotient) in gradient.iter().zip(quotients) {
            let partial = partial
                .compile(["x", "y"])
                .expect("a function")
                .value(&[x, y]);
            assert!(
                (partial - quotient).abs() < 1e-5 * (1.0 + partial.abs()),
                "at {x}, {y}"
            );
        }
    }
}
