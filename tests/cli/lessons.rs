//! Numbers of published course material, from the command.

use serde_json::{Value, json};

use super::gradus;

/// Runs `batch` with one request.
fn ask(request: &Value) -> Value {
    let run = gradus(&["batch"], format!("{request}\n").as_bytes());
    serde_json::from_str(run.out.trim()).expect("a reply is JSON")
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

#[track_caller]
fn near(value: &Value, expected: f64, tolerance: f64) {
    let value = number(value);
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not {expected}"
    );
}

fn trajectory(reply: &Value) -> &[Value] {
    reply["trajectory"].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn derivatives_of_the_first_lesson() {
    assert_eq!(
        gradus(&["diff", "3x^2 + 2x + 10", "x", "--at", "x=2"], b"").out,
        "6*x + 2\n14\n"
    );
    let gradient = gradus(&["gradient", "-x1^2 - 1/2 x2^2", "--at", "x1=2,x2=1"], b"");
    assert_eq!(gradient.out, "[-2*x1, -x2]\n[-4, -1]\n");
}

#[test]
fn ascent_keeps_every_point() {
    let reply = ask(&json!({
        "op": "maximize", "expr": "-(x^2 + y^2) + 4", "start": {"x": 1, "y": 1},
        "method": "gradient-descent", "rate": 0.1, "max_iterations": 10, "trace": true,
    }));
    let points = trajectory(&reply);
    assert_eq!(points.len(), 11);
    near(&points[1]["x"], 0.8, 1e-15);
    near(&points[2]["y"], 0.64, 1e-15);
    assert_eq!(
        number(&points[10]["x"]).to_bits(),
        0.107_374_182_400_000_03_f64.to_bits()
    );
    assert_eq!(reply["status"], json!("iterations"));
}

const SAUNA: &str = "50 - 1/50*x^2*(x - 6)*y^2*(y - 6)";

#[test]
fn descent_in_the_sauna() {
    let descend = |rate: f64, steps: usize| {
        ask(&json!({
            "op": "minimize", "expr": SAUNA, "start": {"x": 1, "y": 3}, "method": "gradient-descent",
            "rate": rate, "max_iterations": steps, "tolerance": 1e-4, "trace": true,
        }))
    };
    let slow = descend(0.1, 9);
    let points = trajectory(&slow);
    assert_eq!(points.len(), 10);
    near(&points[1]["x"], 1.486, 1e-12);
    near(&points[1]["y"], 3.09, 1e-12);
    near(&points[9]["x"], 3.999_274_76, 5e-9);
    near(&points[9]["y"], 3.999_764_63, 5e-9);

    let fast = descend(0.3, 19);
    assert_eq!(trajectory(&fast).len(), 20);
    near(&fast["x"]["x"], 2.749_145_36, 5e-9);
    near(&fast["x"]["y"], 3.925_168_86, 5e-9);
    near(&fast["f"], 34.2919, 5e-5);
}

#[test]
fn descent_among_several_minima() {
    let expr = "10 - (10/(3+3*(x-0.5)^2+3*(y-0.5)^2) + 2/(1+2*(x-3)^2+2*(y-1.5)^2) + 3/(1+0.5*(x-3.5)^2+0.5*(y-4)^2))";
    for (start, count, x, y, f) in [
        (1.0, 34, 2.980_641_09, 1.540_880_6, 6.882_06),
        (1.2, 32, 3.478_869_58, 3.947_485, 6.702_78),
        (0.6, 35, 0.523_027_22, 0.516_985_82, 6.276_90),
    ] {
        let reply = ask(&json!({
            "op": "minimize", "expr": expr, "start": {"x": start, "y": 3}, "method": "gradient-descent",
            "rate": 0.2, "max_iterations": 49, "tolerance": 1e-4, "trace": true,
        }));
        assert_eq!(trajectory(&reply).len(), count, "from {start}");
        assert_eq!(reply["status"], json!("converged"));
        near(&reply["x"]["x"], x, 5e-8);
        near(&reply["x"]["y"], y, 5e-8);
        near(&reply["f"], f, 5e-6);
    }
}

fn newton(expr: &str, start: &Value) -> Value {
    ask(&json!({
        "op": "minimize", "expr": expr, "start": start, "method": "newton",
        "tolerance": 0, "step_tolerance": 1e-4, "trace": true,
    }))
}

#[test]
fn newton_in_one_variable() {
    let reply = newton("exp(x) - log(x)", &json!({"x": 1.75}));
    let points = trajectory(&reply);
    let expected = [0.897_663_13, 0.535_036_08, 0.566_093_45, 0.567_142_25];
    assert_eq!(reply["iterations"], json!(4));
    for (point, expected) in points.iter().skip(1).zip(expected) {
        near(&point["x"], expected, 5e-9);
    }
    for (expr, kind) in [("x^2", "minimum"), ("-x^2", "maximum")] {
        let reply = newton(expr, &json!({"x": 1.75}));
        assert_eq!(
            (&reply["iterations"], &reply["kind"]),
            (&json!(1), &json!(kind)),
            "{reply}"
        );
    }
}

#[test]
fn newton_where_the_second_derivative_is_zero() {
    let bell = "exp(-x^2/2)/sqrt(2*pi)";
    let plain = newton(bell, &json!({"x": 1}));
    assert_eq!(plain["status"], json!("singular"), "{plain}");
    let safe = ask(&json!({"op": "maximize", "expr": bell, "start": {"x": 1}}));
    assert_eq!(safe["kind"], json!("maximum"), "{safe}");
    near(&safe["x"]["x"], 0.0, 1e-6);
}

#[test]
fn newton_in_two_variables() {
    let reply = newton("2x^2 + 3y^2 - x*y", &json!({"x": 1, "y": 3}));
    assert_eq!(
        (&reply["iterations"], &reply["kind"]),
        (&json!(1), &json!("minimum")),
        "{reply}"
    );
    near(&reply["x"]["x"], 0.0, 1e-12);
    let hessian = gradus(&["hessian", "2x^2 + 3y^2 - x*y"], b"");
    assert_eq!(hessian.out, "[[4, -1], [-1, 6]]\n");

    let reply = ask(&json!({
        "op": "minimize", "expr": "x^4 + 0.8*y^4 + 4*x^2 + 2*y^2 - x*y - 0.2*x^2*y",
        "start": {"x": 4, "y": 4}, "method": "newton", "tolerance": 0, "step_tolerance": 1e-4,
    }));
    assert_eq!(
        (&reply["iterations"], &reply["kind"]),
        (&json!(7), &json!("minimum")),
        "{reply}"
    );
    near(&reply["x"]["y"], 0.0, 1e-4);
}
