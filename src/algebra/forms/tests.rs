//! What operations give, as a table.

use super::*;
use crate::Expr;
use crate::algebra::AlgebraError;
use crate::expr::{Arena, Id};

fn apply(text: &str, operation: impl Fn(&mut Arena, Id) -> Result<Id, AlgebraError>) -> String {
    let expr: Expr = text.parse().unwrap();
    let result = expr.with(|arena, id| operation(arena, id));
    match result {
        Ok(id) => expr.sibling(id, Default::default()).to_string(),
        Err(error) => format!("error: {error}"),
    }
}

#[test]
fn together_makes_one_fraction() {
    let cases = [
        ("1/x + 1/y", "(x + y)/(x*y)"),
        ("1/(x + 1) + 1/(x + 2)", "(2*x + 3)/((x + 1)*(x + 2))"),
        (
            "k*p^(k-1)*(1-p)^(n-k) - (n-k)*p^k*(1-p)^(n-k-1)",
            "p^(k - 1)*(1 - p)^(n - k - 1)*(k - n*p)",
        ),
        ("1/sqrt(x^2+1) - x^2/(x^2+1)^(3/2)", "1/(x^2 + 1)^(3/2)"),
        ("sqrt(x) + 1/sqrt(x)", "(x + 1)/sqrt(x)"),
        ("sqrt(x+1) + x/(2*sqrt(x+1))", "(3*x + 2)/(2*sqrt(x + 1))"),
        ("exp(x)*x - 2*exp(2*x)", ""),
        ("exp(a+b) - exp(a)*exp(b)", "0"),
        ("1/(1-x)", "1/(1 - x)"),
        ("x*abs(x)^3 - x^3*abs(x)", "0"),
        ("abs(x)/x - x/abs(x)", "0"),
        ("2^(x+1) - 2*2^x", "0"),
        ("sqrt(2)*x - x*8^(1/2)", "-sqrt(2)*x"),
        ("x/2 + 1/3", ""),
        ("1/((x+1)^2 - x^2 - 2*x - 1)", ""),
        ("sqrt(1+1/x) - sqrt(1+1/x)^3", ""),
        ("sin(x)/cos(x) + cos(x)/sin(x)", ""),
    ];
    for (input, expected) in cases {
        let found = apply(input, |arena, id| together(arena, id, &Limits::default()));
        println!("{input}  ->  {found}   ({expected})");
    }
}
