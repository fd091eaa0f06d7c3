//! Derivations: their steps lead to what is printed.

use gradus::Expr;
use gradus::diff::derivation::{Depth, Derivation};

fn dump(derivation: &Derivation) -> String {
    let mut out = String::new();
    for part in &derivation.parts {
        out += &format!("{:?} {}\n", part.label, raw(&part.problem));
        for step in &part.steps {
            let pad = "    ".repeat(step.level + 1);
            let parts: Vec<String> = (step.parts.iter())
                .map(|(name, expr)| format!("{name} = {}", raw(expr)))
                .collect();
            let conditions: Vec<String> = step.conditions.iter().map(raw).collect();
            out += &format!(
                "{pad}[{}; {}] {:?} {:?}\n{pad}  {} -> {}\n{pad}  = {}\n",
                step.rule,
                parts.join(", "),
                step.depth,
                conditions,
                raw(&step.before),
                raw(&step.after),
                raw(&step.current)
            );
        }
        out += &format!("result {}\n", part.result);
    }
    out
}

fn raw(expr: &Expr) -> String {
    expr.print_raw(gradus::Style::Text).unwrap_or_default()
}

#[test]
fn try_some() {
    for (f, x) in [
        ("5x^2/(3x+1)", vec!["x"]),
        ("(5x^2)(3x+1)", vec!["x"]),
        ("5(3x+1)^2", vec!["x"]),
        ("exp(3x+1)", vec!["x"]),
        ("p^k*(1-p)^(n-k)", vec!["p"]),
        (
            "-sum(y*log(sigmoid(w*x+b))+(1-y)*log(1-sigmoid(w*x+b)))/m",
            vec!["w"],
        ),
        ("exp(-x^2/2)/sqrt(2*pi)", vec!["x", "x"]),
        ("x^3*cos(x) - x*sin(x)", vec!["x"]),
        ("50 - 1/50*x^2*(x-6)*y^2*(y-6)", vec!["x"]),
        ("piecewise(x < 0, -x, x^2)", vec!["x"]),
        ("f(x^2)*sum(x^i, i, 1, n)", vec!["x"]),
    ] {
        let f: Expr = f.parse().unwrap();
        let d = f.derivation(&x).unwrap();
        println!("{}", dump(&d.at(Depth::Textbook)));
        println!("plain {}\n", d.at(Depth::Textbook).parts[0].steps.len());
    }
}
