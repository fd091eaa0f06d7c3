//! Other numbers through the same program.

mod accurate;
mod digits;
mod duals;
mod intervals;

use gradus::Expr;
use gradus::compile::Single;

pub fn parse(text: &str) -> Expr {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Arithmetic rounds to 32 bits in every step, functions once.
#[test]
fn single_precision() {
    let f = parse("x^2*y + sin(x)/3").compile(["x", "y"]).unwrap();
    let (x, y) = (0.3f32, -1.7f32);
    let sine = (f64::from(x).sin() as f32) / 3.0;
    let found = f.program().run_on(&Single, &[x, y]).unwrap();
    // The order of a sum or product does not matter for two operands; the quotient may be a product.
    let expected = x * x * y + sine;
    assert!((found[0] - expected).abs() <= 4.0 * f32::EPSILON * expected.abs());
    let pieces = parse("if x < 0 then -x else sum(x/i, i, 1, 3)")
        .compile(["x"])
        .unwrap();
    assert_eq!(pieces.program().run_on(&Single, &[-2.0]).unwrap(), [2.0]);
    assert_eq!(
        pieces.program().run_on(&Single, &[6.0]).unwrap(),
        [6.0 + 3.0 + 2.0]
    );
    assert!(pieces.program().run_on(&Single, &[]).is_err());
}
