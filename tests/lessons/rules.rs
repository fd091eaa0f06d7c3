//! L1: single- and multivariable derivatives. L2: gradients. L5: the rules.

use super::{decimals, read, says, text};
use gradus::session::Session;

#[test]
fn derivatives_and_gradients() {
    says(&[
        ("diff(3x^2 + 2x + 10, x)", "6*x + 2"),
        ("subs(diff(3x^2 + 2x + 10, x), x, 2)", "14"),
        ("eval(diff(3x^2 + 2x + 10, x), x = 2)", "14"),
        ("f(x) = 3x^2 + 2x + 10", "f(x) = 3*x^2 + 2*x + 10"),
        ("f'(x)", "6*x + 2"),
        ("f'(2)", "14"),
        ("g(x1, x2) = -x1^2 - 1/2 x2^2", "g(x1, x2) = -x1^2 - x2^2/2"),
        ("gradient(g(x1, x2))", "[-2*x1, -x2]"),
        ("subs(gradient(g(x1, x2)), x1 = 2, x2 = 1)", "[-4, -1]"),
        ("gradient(x^2 + y^2)", "[2*x, 2*y]"),
    ]);
    let f = read("3x^2 + 2x + 10").diff("x").expect("a derivative");
    assert_eq!(f.at([("x", 2.0)]), Ok(14.0));
}

#[test]
fn the_directional_derivative_is_largest_along_the_gradient() {
    let f = read("-x1^2 - 1/2 x2^2");
    let names = ["x1", "x2"];
    let at = [("x1", 2.0), ("x2", 1.0)];
    let gradient = f.gradient(names).expect("a gradient");
    let [gx, gy] = [0, 1].map(|at_| gradient[at_].at(at).expect("a number"));
    assert_eq!([gx, gy], [-4.0, -1.0]);
    let length = gx.hypot(gy);
    let slope = |direction: [i64; 2]| {
        let direction = direction.map(gradus::Expr::from);
        let slope = f.directional(names, &direction).expect("a slope");
        slope.at(at).expect("a number")
    };
    // Along the gradient, against it, along the level set, and at angles between.
    decimals(&[slope([-4, -1]), slope([4, 1])], &[length, -length], 14);
    decimals(&[slope([1, -4])], &[0.0], 14);
    for (x, y) in [(1, 0), (3, 4), (-5, 12), (-1, -1)] {
        let found = slope([x, y]);
        let (x, y) = (x as f64, y as f64);
        let cosine = (gx * x + gy * y) / (length * x.hypot(y));
        decimals(&[found], &[length * cosine], 13);
        assert!(found.abs() < length);
    }
}

#[test]
fn rules() {
    says(&[
        ("diff(5x^2, x)", "10*x"),
        ("diff(5x^2 + 3x + 1, x)", "10*x + 3"),
        ("diff(5*(3x + 1)^2, x)", "30*(3*x + 1)"),
        ("diff(exp(3x + 1), x)", "3*exp(3*x + 1)"),
    ]);
    // The product and the quotient factor to these (a later operation); they have their values.
    let mut session = Session::new();
    for (formula, factored) in [
        ("(5x^2)*(3x + 1)", "5*x*(9*x + 2)"),
        ("5x^2/(3x + 1)", "5*x*(3*x + 2)/(3*x + 1)^2"),
        ("5*(3x + 1)^2", "90*x + 30"),
    ] {
        let derivative = text(&mut session, &format!("diff({formula}, x)"));
        for x in [-2.0, -0.5, 0.25, 1.0, 3.0] {
            let [found, expected] =
                [&derivative, factored].map(|text| read(text).at([("x", x)]).expect("a number"));
            decimals(&[found], &[expected], 12);
        }
    }
}
