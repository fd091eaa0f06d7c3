//! What the operations print.

use gradus::Expr;

use super::apply;

fn check(operation: &str, cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (input, expected) in cases {
        let expr: Expr = input
            .parse()
            .unwrap_or_else(|error| panic!("{input}: {error}"));
        let found = match apply(operation, &expr) {
            Ok(result) => result.to_string(),
            Err(error) => format!("error: {error}"),
        };
        if found != *expected {
            wrong.push(format!(
                "{operation}({input})\n  {found}\n  {expected} expected"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn diff(input: &str, variable: &str) -> Expr {
    input
        .parse::<Expr>()
        .and_then(|expr| Ok(expr.diff(variable)?))
        .expect("a derivative")
}

#[test]
fn derivatives_of_the_lessons_factor() {
    let sauna = "50 - 1/50*x^2*(x-6)*y^2*(y-6)";
    for (input, variable, expected) in [
        ("5x^2", "x", "10*x"),
        ("5x^2*(3x+1)", "x", "5*x*(9*x + 2)"),
        ("5x^2/(3x+1)", "x", "5*x*(3*x + 2)/(3*x + 1)^2"),
        ("5(3x+1)^2", "x", "30*(3*x + 1)"),
        ("exp(3x+1)", "x", "3*exp(3*x + 1)"),
        (
            "p^k*(1-p)^(n-k)",
            "p",
            "p^(k - 1)*(1 - p)^(n - k - 1)*(k - n*p)",
        ),
        (sauna, "x", "-3*x*y^2*(x - 4)*(y - 6)/50"),
        (sauna, "y", "-3*x^2*y*(x - 6)*(y - 4)/50"),
        ("exp(-x^2/2)/sqrt(2*pi)", "x", "-x*exp(-x^2/2)/sqrt(2*pi)"),
        ("x/sqrt(1 + x^2)", "x", "1/(x^2 + 1)^(3/2)"),
        ("x*sqrt(1 - x^2)", "x", "(1 - 2*x^2)/sqrt(1 - x^2)"),
        ("log(x)/x", "x", "(1 - log(x))/x^2"),
        ("x^k/(1 + x^k)", "x", "k*x^(k - 1)/(x^k + 1)^2"),
    ] {
        let found = diff(input, variable).factor().expect("factors").to_string();
        assert_eq!(found, expected, "{input}");
    }
}

#[test]
fn expanded() {
    check(
        "expand",
        &[
            ("(x + 1)^2", "x^2 + 2*x + 1"),
            ("(x + 1)^2*(x - y)", "x^3 - x^2*y + 2*x^2 - 2*x*y + x - y"),
            ("(x + 1)^2/(y + 1)", "x^2/(y + 1) + 2*x/(y + 1) + 1/(y + 1)"),
            ("x/((x + 1)*(x + 2))", "x/(x^2 + 3*x + 2)"),
            ("1/(x + 1)^2", "1/(x^2 + 2*x + 1)"),
            ("2*(x + 1)", "2*x + 2"),
            (
                "sin((x + 1)^2)*(x - 1)",
                "x*sin(x^2 + 2*x + 1) - sin(x^2 + 2*x + 1)",
            ),
            ("(sqrt(x) + 1)^2", "x + 2*sqrt(x) + 1"),
            ("(sqrt(x + 1) + 1)^2", "x + 2*sqrt(x + 1) + 2"),
            ("(exp(x) + 1)^3", "3*exp(x) + 3*exp(2*x) + exp(3*x) + 1"),
            ("exp(a + b)", "exp(a + b)"),
            ("log(a*b)", "log(a*b)"),
            ("(x/2 + 1/3)^2", "x^2/4 + x/3 + 1/9"),
            ("x*(1 + 1/x)", "x + 1"),
            ("(x + 1)*(x - 1)*(x^2 + 1)", "x^4 - 1"),
            ("(0.5*x + 1)^2", "0.25*x^2 + x + 1"),
            ("x^k*(x + 1)", "x^k + x^(k + 1)"),
            ("(x + 1)^k*(x + 1)^2", "(x + 1)^(k + 2)"),
            ("((x + 1)*y + 1)*x", "x^2*y + x*y + x"),
        ],
    );
}

#[test]
fn collected() {
    check(
        "collect x",
        &[
            ("a*x + b*x + c", "x*(a + b) + c"),
            ("(x + a)^3", "a^3 + 3*a^2*x + 3*a*x^2 + x^3"),
            ("x*y + x + y*x^2 + sin(x)*x", "x^2*y + x*(y + sin(x) + 1)"),
            ("a/x + b/x", "(a + b)/x"),
            ("a*x^k + b*x^k", "x^k*(a + b)"),
            ("a*sqrt(x) + sqrt(x) + a", "sqrt(x)*(a + 1) + a"),
        ],
    );
}

#[test]
fn factored() {
    check(
        "factor",
        &[
            ("x^2/2 - 1/8", "(2*x - 1)*(2*x + 1)/8"),
            ("0.8*y^4 - 0.2*y^3", "0.2*y^3*(4*y - 1)"),
            ("x^4 - 1", "(x - 1)*(x + 1)*(x^2 + 1)"),
            ("x^2*y - y", "y*(x - 1)*(x + 1)"),
            ("4*x - x^2", "x*(4 - x)"),
            ("2*x - x^2 - 1", "-(x - 1)^2"),
            ("x^3*y - x*y^3 + x^2 - y^2", "(x - y)*(x + y)*(x*y + 1)"),
            (
                "(x + y + z)^3 - x^3 - y^3 - z^3",
                "3*(x + y)*(x + z)*(y + z)",
            ),
            ("x^2 + 2*x*y + y^2 - 4*z^2", "(x + y - 2*z)*(x + y + 2*z)"),
            ("log(x)^2 - 1", "(log(x) - 1)*(log(x) + 1)"),
            ("sin(x)^2 - cos(x)^2", "(cos(x) + sin(x))*(sin(x) - cos(x))"),
            ("exp(2*x) + 2*exp(x) + 1", "(exp(x) + 1)^2"),
            ("exp(2*x) - 1", "(exp(x) - 1)*(exp(x) + 1)"),
            ("x^(2*k) - 1", "x^(2*k) - 1"),
            ("sqrt(x) - x", "sqrt(x)*(1 - sqrt(x))"),
            ("(x - 1)*sqrt(x)", "sqrt(x)*(x - 1)"),
            ("(x^2 - 1)/(x^2 + 2*x + 1)", "(x - 1)/(x + 1)"),
            ("x^2 + 1", "x^2 + 1"),
            ("x^2 - 2", "x^2 - 2"),
            ("0", "0"),
            ("12", "12"),
            ("f(x)^2 - g(x)^2", "(f(x) - g(x))*(f(x) + g(x))"),
        ],
    );
}

#[test]
fn cancelled() {
    check(
        "cancel",
        &[
            ("1/(x - 1) - 1/(x + 1)", "2/(x^2 - 1)"),
            ("(x^2 - 1)/(x^2 - 2*x + 1)", "(x + 1)/(x - 1)"),
            ("(x^2 - 1)/(x - 1)", "x + 1"),
            ("(x + 1)/(x^2*(x + 2))", "(x + 1)/(x^3 + 2*x^2)"),
            (
                "sqrt(x + 1)*(x + 2)/(y*(y + 1))",
                "sqrt(x + 1)*(x + 2)/(y^2 + y)",
            ),
            ("x/(1 - x)", "x/(1 - x)"),
            ("(2*x + 2)/3", "2*x/3 + 2/3"),
            ("exp(x)*(x + 1)", "x*exp(x) + exp(x)"),
            ("exp(x) - exp(-x)", "exp(x) - exp(-x)"),
            ("1/sqrt(x + 1) + 1", "(sqrt(x + 1) + 1)/sqrt(x + 1)"),
            ("(x - 1)/(sqrt(x) - 1)", "sqrt(x) + 1"),
            ("abs(x)^3/x^2", "abs(x)"),
            ("x/abs(x) - abs(x)/x", "0"),
            ("1/(1 + 1/(1 + 1/x))", "(x + 1)/(2*x + 1)"),
            (
                "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
                "(exp(2*x) - 1)/(exp(2*x) + 1)",
            ),
            ("x^k*x^2/(x^k*x + x^(k + 1))", "x/2"),
            ("(x^k)^2 - x^(2*k)", "0"),
            ("2^(x + 1) - 2*2^x", "0"),
            ("exp(a + b) - exp(a)*exp(b)", "0"),
            ("sqrt(2)*x - x*8^(1/2)", "-sqrt(2)*x"),
            ("(x - y)/(y - x)", "-1"),
            ("sin((x^2 - 1)/(x - 1))", "sin((x^2 - 1)/(x - 1))"),
            ("0.5/(x - 0.5) + 0.5/(x + 0.5)", "4*x/(4*x^2 - 1)"),
        ],
    );
}

#[test]
fn together() {
    check(
        "together",
        &[
            ("1/x + 1/y", "(x + y)/(x*y)"),
            ("1/(x + 1) + 1/(x + 2)", "(2*x + 3)/((x + 1)*(x + 2))"),
            ("1/(x^2 - 1) + 1/(x - 1)", "(x + 2)/((x - 1)*(x + 1))"),
            (
                "k*p^(k - 1)*(1 - p)^(n - k) - (n - k)*p^k*(1 - p)^(n - k - 1)",
                "p^(k - 1)*(1 - p)^(n - k - 1)*(k - n*p)",
            ),
            ("1/sqrt(x^2 + 1) - x^2/(x^2 + 1)^(3/2)", "1/(x^2 + 1)^(3/2)"),
            ("sqrt(x) + 1/sqrt(x)", "(x + 1)/sqrt(x)"),
            (
                "sqrt(x + 1) + x/(2*sqrt(x + 1))",
                "(3*x + 2)/(2*sqrt(x + 1))",
            ),
            ("a/b + c/d", "(a*d + b*c)/(b*d)"),
            ("exp(-x) + 1", "exp(-x) + 1"),
            ("1/(exp(x) + 1) + 1/(exp(-x) + 1)", "1"),
            (
                "(x + 1)^20*(x + 2)^30*20/(x + 1) + 30*(x + 1)^20*(x + 2)^29",
                "10*(x + 1)^19*(x + 2)^29*(5*x + 7)",
            ),
        ],
    );
}

#[test]
fn apart() {
    check(
        "apart x",
        &[
            ("1/(x*(x + 1)^2)", "1/x - 1/(x + 1) - 1/(x + 1)^2"),
            ("x^2/(x^2 - 1)", "1 + 1/(2*(x - 1)) - 1/(2*(x + 1))"),
            (
                "1/((x + a)*(x + b))",
                "1/((a - b)*(b + x)) + 1/((a + x)*(b - a))",
            ),
            (
                "(x^5 + 1)/(x^3*(x^2 + 1)^2)",
                "(2*x + 1)/(x^2 + 1) - 2/x + 1/x^3 + (x - 1)/(x^2 + 1)^2",
            ),
            (
                "1/(x^4 - 1)",
                "1/(4*(x - 1)) - 1/(4*(x + 1)) - 1/(2*(x^2 + 1))",
            ),
            ("a*x/(x^2 - y^2)", "a/(2*(x - y)) + a/(2*(x + y))"),
            (
                "exp(y)/(x^2 - 1)",
                "exp(y)/(2*(x - 1)) - exp(y)/(2*(x + 1))",
            ),
            ("x^2 + 1", "x^2 + 1"),
            ("y", "y"),
            (
                "1/(sin(x) + x)",
                "error: the expression is no polynomial in x",
            ),
        ],
    );
}

#[test]
fn one_variable() {
    let read = |text: &str| text.parse::<Expr>().expect("reads");
    for (a, b, expected) in [
        ("x^2 - y^2", "(x + y)^2", "x + y"),
        ("12", "18", "6"),
        ("x/2", "x/4", "x/4"),
        ("6*x*y", "4*x^2", "2*x"),
        ("x", "0", "x"),
        ("sin(x)^2 - 1", "sin(x)*y + y", "sin(x) + 1"),
    ] {
        assert_eq!(
            read(a).gcd(&read(b)).expect("a divisor").to_string(),
            expected
        );
    }
    for (a, b, quotient, remainder) in [
        ("x^3 + 1", "x^2 + a", "x", "1 - a*x"),
        ("x^3 + x", "2*x + 1", "x^2/2 - x/4 + 5/8", "-5/8"),
        ("x", "x^2", "0", "x"),
        ("x^2", "a*x + 1", "(a*x - 1)/a^2", "1/a^2"),
        ("5", "3", "5/3", "0"),
    ] {
        let (q, r) = read(a).divide_in(&read(b), "x").expect("a quotient");
        assert_eq!([q.to_string(), r.to_string()], [quotient, remainder]);
    }
    for (a, b, expected) in [
        ("x^2 + y^2 - 1", "x - y", "2*y^2 - 1"),
        ("x^2/2 - 1/2", "x + 3", "4"),
        ("x - a", "x - b", "a - b"),
        ("a", "x^2", "a^2"),
        ("2", "3", "1"),
    ] {
        let found = read(a).resultant(&read(b), "x").expect("a resultant");
        assert_eq!(found.to_string(), expected, "{a}, {b}");
    }
    for (a, expected) in [
        ("a*x^2 + b*x + c", "b^2 - 4*a*c"),
        ("x^3 + p*x + q", "-4*p^3 - 27*q^2"),
        ("x^2/2 - 1", "2"),
        ("(x - 1)^2*(x + y)", "0"),
    ] {
        let found = read(a).discriminant("x").expect("a discriminant");
        assert_eq!(found.to_string(), expected, "{a}");
    }
    assert!(
        read("x")
            .divide_in(&read("(x+1)^2 - x^2 - 2*x - 1"), "x")
            .is_err()
    );
    assert_eq!(read("(x+1)^5 - x^5").degree_in("x"), Ok(Some(4)));
    assert_eq!(read("(x+1)^2 - x^2 - 2*x - 1").degree_in("x"), Ok(None));
    assert!(read("sqrt(x)").degree_in("x").is_err());
    assert!(read("1/x").degree_in("x").is_err());
}
