//! What is printed is read back to the same expression: over the corpora, as typed, in canonical
//! form and raw, in both styles that are read.

use std::path::Path;

use gradus::{Expr, Style};

/// The `expr` fields of a file of JSON lines; nothing where there is no such file.
fn expressions(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/corpora")
        .join(name);
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|case| Some(case.get("expr")?.as_str()?.to_owned()))
        .collect()
}

/// Says what is wrong with an expression's texts.
fn faults(source: &str) -> Vec<String> {
    let Ok(read) = source.parse::<Expr>() else {
        return vec![format!("{source}: not read")];
    };
    if read.canonical().is_err() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for style in [Style::Text, Style::Unicode] {
        for raw in [false, true] {
            let printed = if raw {
                read.print_raw(style)
            } else {
                read.print(style)
            };
            let Ok(text) = printed else {
                continue;
            };
            match text.parse::<Expr>() {
                Err(error) => faults.push(format!("{source}\n  {text}\n  {error:?}")),
                Ok(again) if again != read => {
                    let other = again.print(style).unwrap_or_default();
                    faults.push(format!("{source}\n  {text} (raw: {raw})\n  {other}"));
                }
                Ok(again) if !raw && again.print(style).as_ref() != Ok(&text) => {
                    let other = again.print(style).unwrap_or_default();
                    faults.push(format!("{source}\n  {text}\n  is printed as {other}"));
                }
                Ok(_) => {}
            }
        }
    }
    faults
}

#[test]
fn corpora() {
    let mut found = Vec::new();
    for name in [
        "derivatives-sympy.jsonl",
        "derivatives-rubi.jsonl",
        "gradients-feynman.jsonl",
    ] {
        for source in expressions(name) {
            found.extend(faults(&source));
        }
    }
    let sample = found.iter().take(20).cloned().collect::<Vec<_>>();
    assert!(found.is_empty(), "{}:\n{}", found.len(), sample.join("\n"));
}

#[test]
fn forms() {
    let sources = [
        "0.1/3 + x/2",
        "-x^2 + (-x)^2 + (-2)^x + (3/2)^x + x^(1/3)",
        "sqrt(6)*x + sqrt(2)/2 + 2^(1/3) + sqrt(2*pi) + 1/sqrt(2*pi)",
        "exp(-x)*x + e*x + x*exp(-1) + exp(x)^y",
        "(x + 1)! + x!^2 + x^(y!) + (x!)! + (-x)!",
        "|x*|y| - |z - |x||| + abs(x)^2",
        "piecewise(x < 0, -x, 0 <= x and x != 1 or not (y > 2 and x = 3), x, 2)",
        "sum((x + i)^2, i, 1, n)^2/3 + mean(x*y) - 2*sum(x + 1)",
        "f(x) + f'(x)^2 + f'[4](x) + g(x, y) + g'[1, 0](2*x, y)",
        "x_1*m_e/σ_2^2 + alpha*w_1_12 - n_rho",
        "d/dx2 + d*y/dz - d/dw",
        "x^(-k)*(x^2)^y/(b*c)^(3/2)",
        "a/b/c*d - a/(b*c)/(d/e2)",
        "(x - 1)*(x + 1)*(x^2 + 1)*(1 - p)^(n - k - 1)",
    ];
    let found: Vec<String> = sources.iter().flat_map(|source| faults(source)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
