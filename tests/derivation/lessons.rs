//! The derivations of the lessons, at all depths, as text and in LaTeX.

use gradus::diff::derivation::Depth;
use gradus::diff::render::Format;

use super::derivation;
use crate::support::snapshot;

/// What each lesson derives.
#[rustfmt::skip]
const LESSONS: &[(&str, &[&str])] = &[
    ("l01_slopes", &[
        "diff(3x^2 + 2x + 10, x)",
        "gradient(-x1^2 - 1/2 x2^2)",
        "directional(-x1^2 - 1/2 x2^2, [3, 4])",
    ]),
    ("l02_fields", &["gradient(x^2 + y^2)"]),
    ("l03_ascent", &["gradient(-(x^2 + y^2) + 4)", "descentstep(x^2 + y^2, r)"]),
    ("l04_common_functions", &[
        "diff(c, x)", "diff(m*x + c, x)", "diff(x^2, x)", "diff(x^3, x)", "diff(1/x, x)",
        "diff(sqrt(x), x)", "diff(exp(x), x)", "diff(log(x), x)", "diff(log10(x), x)",
        "diff(sin(x), x)", "diff(cos(x), x)", "diff(abs(x), x)", "diff(sigmoid(x), x)",
        "diff(relu(x), x)", "diff(tanh(x), x)", "inversediff(exp(x), x)",
    ]),
    ("l05_rules", &[
        "diff(5x^2, x)", "diff(5x^2 + 3x + 1, x)", "diff((5x^2)(3x + 1), x)",
        "diff(5x^2/(3x + 1), x)", "diff(5(3x + 1)^2, x)", "diff(exp(3x + 1), x)",
    ]),
    ("l06_likelihood", &[
        "diff(p^k*(1 - p)^(n - k), p)",
        "diff(k*log(p) + (n - k)*log(1 - p), p)",
    ]),
    ("l07_cost", &["diff(2x^3 - 3x^2 + 5, x)", "diff(exp(-2x) + 3sin(3x), x)"]),
    ("l08_tangent_plane", &["gradient(x^2 + y^2)"]),
    ("l09_sauna", &["gradient(50 - 1/50*x^2*(x - 6)*y^2*(y - 6))"]),
    ("l10_descent", &[
        "diff(10 - (10/(3 + 3*(x - 0.5)^2 + 3*(y - 0.5)^2) + 2/(1 + 2*(x - 3)^2 + 2*(y - 1.5)^2) + 3/(1 + 0.5*(x - 3.5)^2 + 0.5*(y - 4)^2)), x)",
    ]),
    ("l11_squared_error", &[
        "gradient(sum((y - (w1*x1 + w2*x2 + b))^2)/(2*m), w1, w2, b)",
    ]),
    ("l12_log_loss", &[
        "diff(sigmoid(z), z)",
        "gradient(-sum(y*log(sigmoid(w1*x1 + w2*x2 + b)) + (1 - y)*log(1 - sigmoid(w1*x1 + w2*x2 + b)))/m, w1, w2, b)",
    ]),
    ("l13_newton", &[
        "newtonstep(exp(x) - log(x), x)",
        "diff(exp(-x^2/2)/sqrt(2*pi), x, 2)",
        "newtonstep(2x^2 + 3y^2 - x*y)",
        "hessian(x^4 + 0.8*y^4 + 4*x^2 + 2*y^2 - x*y - 0.2*x^2*y)",
    ]),
    ("l14_taylor", &["diff(sin(x), x, 5)"]),
    ("l15_acceleration", &["diff(exp(-x^2/2)/sqrt(2*pi), x, 2)"]),
    ("l16_gaussian", &[
        "gradient(b + I/(sigma*sqrt(2*pi))*exp(-(x - mu)^2/(2*sigma^2)), sigma, mu, I, b)",
        "gradient(sum((y - m*x - c)^2), m, c)",
        "diff((4x^3 - cos(x) + 3*exp(x))/3000, x)",
        "diff(x^3*cos(x) - x*sin(x), x)",
    ]),
];

#[test]
fn the_derivations_of_the_lessons() {
    for (lesson, texts) in LESSONS {
        for (name, depth) in Depth::ALL {
            for format in [Format::Text, Format::Latex] {
                let mut out = String::new();
                for text in *texts {
                    let derivation = derivation(text);
                    for part in &derivation.parts {
                        assert_eq!(part.replay(), Ok(()), "{text}");
                    }
                    let shown = derivation.at(depth).render(format).expect(text);
                    out += &format!("> {text}\n{shown}\n");
                }
                snapshot(&format!("{lesson}_{name}_{}", format.name()), out);
            }
        }
    }
}

#[test]
fn the_log_loss_ends_in_its_cancelled_form() {
    let text = LESSONS
        .iter()
        .find(|lesson| lesson.0 == "l12_log_loss")
        .expect("it")
        .1[1];
    let derivation = derivation(text);
    let results: Vec<String> = (derivation.parts.iter())
        .map(|part| part.result.to_string())
        .collect();
    let p = "sigmoid(w1*x1 + w2*x2 + b)";
    assert_eq!(
        results,
        [
            format!("-sum(x1*(y - {p}))/m"),
            format!("-sum(x2*(y - {p}))/m"),
            format!("-sum(y - {p})/m"),
        ]
    );
}
