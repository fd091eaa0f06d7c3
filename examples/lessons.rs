//! Minima and fits of a course of calculus for optimisation, with the numbers it prints:
//! `cargo run --release --example lessons`.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use gradus::data::{Data, Table};
use gradus::optimize::{Iterate, Method, Minimum, Order, fit, propagate};
use gradus::{Expr, maximize, minimize};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A lesson: what it is about, and what works it out.
pub type Lesson = (&'static str, fn(&mut String) -> Outcome<()>);

/// The lessons, in order.
pub const LESSONS: &[Lesson] = &[
    ("gradient descent in the sauna", sauna),
    ("gradient descent among three wells", wells),
    ("one neuron, squared error", regression),
    ("one neuron, log loss", classification),
    ("Newton's method", newton),
    ("fitting a Gaussian", gaussian),
];

fn point(x: &[f64]) -> String {
    let parts: Vec<String> = x.iter().map(|x| format!("{x:.6}")).collect();
    format!("({})", parts.join(", "))
}

fn trace(minimum: &Minimum) -> &[Iterate] {
    minimum.trajectory.as_deref().unwrap_or(&[])
}

fn sauna(out: &mut String) -> Outcome<()> {
    let temperature: Expr = "50 - 1/50*x^2*(x - 6)*y^2*(y - 6)".parse()?;
    for (rate, steps) in [(0.1, 9), (0.3, 19)] {
        let walk = minimize(&temperature)
            .start([("x", 1.0), ("y", 3.0)])
            .method(Method::GradientDescent)
            .rate(rate)
            .max_iterations(steps)
            .tolerance(1e-4)
            .trace(true)
            .run()?;
        let second = trace(&walk).get(1).map(|iterate| point(&iterate.x));
        let second = second.unwrap_or_default();
        let (end, f) = (point(&walk.x), walk.f);
        writeln!(
            out,
            "rate {rate}: second {second}, last {end}, T = {f:.4}, {}",
            walk.termination
        )?;
    }
    let best = minimize(&temperature)
        .start([("x", 1.0), ("y", 3.0)])
        .run()?;
    writeln!(
        out,
        "by itself: {} at {}, T = {:.2}",
        best.method,
        point(&best.x),
        best.f
    )?;
    Ok(())
}

fn wells(out: &mut String) -> Outcome<()> {
    let wells: Expr = "10 - (10/(3+3*(x-0.5)^2+3*(y-0.5)^2) + 2/(1+2*(x-3)^2+2*(y-1.5)^2) \
                       + 3/(1+0.5*(x-3.5)^2+0.5*(y-4)^2))"
        .parse()?;
    for x in [1.0, 1.2, 0.6] {
        let walk = minimize(&wells)
            .start([("x", x), ("y", 3.0)])
            .method(Method::GradientDescent)
            .rate(0.2)
            .max_iterations(49)
            .tolerance(1e-4)
            .trace(true)
            .run()?;
        let (points, end) = (trace(&walk).len(), point(&walk.x));
        writeln!(
            out,
            "from ({x}, 3): {points} points, {end}, f = {:.5}",
            walk.f
        )?;
    }
    Ok(())
}

/// A table of the lessons.
fn table(name: &str, loss: &Expr) -> Outcome<Data> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lessons");
    let table = Table::open(folder.join(name))?;
    Ok(table.columns(&table.mentioned([loss]))?)
}

fn learn(out: &mut String, loss: &str, file: &str, w: [f64; 2], shown: &[usize]) -> Outcome<()> {
    let loss: Expr = loss.parse()?;
    let data = table(file, &loss)?;
    let walk = minimize(&loss)
        .data(&data)
        .start([("w1", w[0]), ("w2", w[1]), ("b", 0.0)])
        .method(Method::GradientDescent)
        .rate(0.1)
        .tolerance(0.0)
        .value_tolerance(1e-4)
        .trace(true)
        .run()?;
    for &at in shown {
        if let Some(iterate) = trace(&walk).get(at) {
            writeln!(out, "iteration {at}: loss {:.6}", iterate.f)?;
        }
    }
    writeln!(
        out,
        "stopped after {} by {}",
        walk.iterations, walk.termination
    )?;
    let best = minimize(&loss)
        .data(&data)
        .start([("w1", w[0]), ("w2", w[1]), ("b", 0.0)])
        .run()?;
    writeln!(
        out,
        "the best: b, w1, w2 = {}, loss {:.6}, by {}",
        point(&best.x),
        best.f,
        best.method
    )?;
    Ok(())
}

fn regression(out: &mut String) -> Outcome<()> {
    let w = [0.4848663658301438, 0.41658182833414453];
    let loss = "mean((y - (w1*x1 + w2*x2 + b))^2)/2";
    learn(
        out,
        loss,
        "neuron_regression.csv",
        w,
        &[0, 5, 10, 15, 20, 21, 22],
    )
}

fn classification(out: &mut String) -> Outcome<()> {
    let w = [0.08225363323705065, 0.18757349824832092];
    let loss = "-mean(y*log(sigmoid(w1*x1 + w2*x2 + b)) \
                + (1 - y)*log(1 - sigmoid(w1*x1 + w2*x2 + b)))";
    learn(
        out,
        loss,
        "neuron_classification.csv",
        w,
        &[0, 100, 200, 300, 305, 306],
    )
}

fn newton(out: &mut String) -> Outcome<()> {
    let f: Expr = "exp(x) - log(x)".parse()?;
    let walk = minimize(&f)
        .start([("x", 1.75)])
        .method(Method::Newton)
        .step_tolerance(1e-4)
        .tolerance(0.0)
        .trace(true)
        .run()?;
    let steps: Vec<String> = trace(&walk)
        .iter()
        .skip(1)
        .map(|at| format!("{:.8}", at.x[0]))
        .collect();
    writeln!(out, "exp(x) - log(x): {}", steps.join(", "))?;
    for (name, f) in [
        ("x^2", "x^2"),
        ("-x^2", "-x^2"),
        ("bell", "exp(-x^2/2)/sqrt(2*pi)"),
    ] {
        let start = if name == "bell" { 1.0 } else { 1.75 };
        let end = minimize(&f.parse()?)
            .start([("x", start)])
            .method(Method::Newton)
            .run()?;
        writeln!(out, "{name}: {}", end.explanation())?;
    }
    let bell: Expr = "exp(-x^2/2)/sqrt(2*pi)".parse()?;
    let top = maximize(&bell).start([("x", 1.0)]).run()?;
    writeln!(
        out,
        "bell, upwards and safeguarded: {}, x = {:.6}",
        top.explanation(),
        top.x[0]
    )?;
    let quadratic: Expr = "2x^2 + 3y^2 - x*y".parse()?;
    let end = minimize(&quadratic)
        .start([("x", 1.0), ("y", 3.0)])
        .method(Method::Newton)
        .run()?;
    writeln!(
        out,
        "{quadratic}: {} step, eigenvalues {}",
        end.iterations,
        point(&end.eigenvalues)
    )?;
    let quartic: Expr = "x^4 + 0.8*y^4 + 4*x^2 + 2*y^2 - x*y - 0.2*x^2*y".parse()?;
    let end = minimize(&quartic)
        .start([("x", 4.0), ("y", 4.0)])
        .method(Method::Newton)
        .step_tolerance(1e-4)
        .tolerance(0.0)
        .run()?;
    writeln!(
        out,
        "{quartic}: {} steps, eigenvalues {}",
        end.iterations,
        point(&end.eigenvalues)
    )?;
    Ok(())
}

fn gaussian(out: &mut String) -> Outcome<()> {
    let x: Vec<f64> = (0..100).map(f64::from).collect();
    let (mu, sigma) = (49.5, 28.86607004772212);
    let bell: Expr = "b + I/(sigma*sqrt(2*pi))*exp(-(x - mu)^2/(2*sigma^2))".parse()?;
    let exact = bell.compile(["b", "I", "sigma", "mu", "x"])?;
    let y: Vec<f64> = x
        .iter()
        .map(|x| exact.value(&[0.0, 1.0, sigma, mu, *x]))
        .collect();
    let data = Data::from_columns([("x", x), ("y", y)])?;
    let loss: Expr = "sum((y - exp(-(x - mu)^2/(2*sigma^2))/(sigma*sqrt(2*pi)))^2)".parse()?;
    let walk = minimize(&loss)
        .data(&data)
        .start([("mu", 25.0), ("sigma", 3.0)])
        .method(Method::GradientDescent)
        .rate(1000.0)
        .tolerance(0.0)
        .max_iterations(2000)
        .trace(true)
        .run()?;
    for at in [1, 10, 100, 500, 2000] {
        if let Some(iterate) = trace(&walk).get(at) {
            writeln!(
                out,
                "after {at}: mu = {:.4}, sigma = {:.4}",
                iterate.x[0], iterate.x[1]
            )?;
        }
    }
    let start = [("mu", 25.0), ("sigma", 3.0), ("I", 1.0), ("b", 0.0)];
    let found = fit(&"y".parse()?, &bell, &data).start(start).run()?;
    for name in ["mu", "sigma", "I", "b"] {
        writeln!(
            out,
            "fit: {name} = {:.6}",
            found.value(name).unwrap_or(f64::NAN).abs()
        )?;
    }
    let width = propagate(
        &"2*sqrt(2*log(2))*sigma".parse()?,
        &found.parameters(),
        Order::First,
    )?;
    writeln!(out, "width at half height: {:.6}", width.value)?;
    Ok(())
}

/// All lessons as a text.
///
/// # Errors
/// If a table of the lessons is missing.
pub fn report() -> Outcome<String> {
    let mut out = String::new();
    for (title, lesson) in LESSONS {
        writeln!(out, "== {title} ==")?;
        lesson(&mut out)?;
    }
    Ok(out)
}

#[allow(dead_code)]
fn main() -> Outcome<()> {
    print!("{}", report()?);
    Ok(())
}
