//! Minima in many variables: where the time goes.
//!
//! ```sh
//! cargo run --release --example many_variables -- grid 100000 newton-sparse
//! ```
//! Problems: `rosenbrock` (extended, pairs of variables) and `grid` (squared differences of
//! neighbours on a square, with quartic and exponential terms); then the number of variables and
//! the method.

use std::error::Error;
use std::fmt::Write;
use std::time::Instant;

use gradus::Expr;
use gradus::optimize::{Direction, Method, Settings, optimize};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let problem = arguments.next().unwrap_or_else(|| "rosenbrock".to_owned());
    let n: usize = arguments.next().as_deref().unwrap_or("10000").parse()?;
    let name = arguments.next();
    let method: Method = name.as_deref().unwrap_or("newton-sparse").parse()?;
    let (text, start) = match problem.as_str() {
        "grid" => grid(n)?,
        _ => rosenbrock(n)?,
    };

    let clock = Instant::now();
    let expr: Expr = text.parse()?;
    println!(
        "parse     {:8.3} s  {} bytes",
        clock.elapsed().as_secs_f64(),
        text.len()
    );
    let clock = Instant::now();
    let names: Vec<String> = (1..=start.len()).map(|at| format!("x{at}")).collect();
    let function = expr.compile(&names)?;
    println!("compile   {:8.3} s", clock.elapsed().as_secs_f64());
    let clock = Instant::now();
    let derivatives = function.derivatives()?;
    println!("gradient  {:8.3} s", clock.elapsed().as_secs_f64());
    if matches!(method, Method::NewtonSparse) {
        let clock = Instant::now();
        let entries = derivatives.curvature()?.places().len();
        println!(
            "hessian   {:8.3} s  {entries} entries",
            clock.elapsed().as_secs_f64()
        );
    }
    let clock = Instant::now();
    let settings = Settings::new(method, Direction::Minimize);
    let report = optimize(&function, &start, &settings)?;
    println!("solve     {:8.3} s", clock.elapsed().as_secs_f64());
    println!(
        "{}: f = {}, gradient {:e}, {} steps, {:?}",
        report.termination, report.f, report.gradient_norm, report.iterations, report.evaluations
    );
    Ok(())
}

/// The extended function of Rosenbrock, and its start.
fn rosenbrock(n: usize) -> Result<(String, Vec<f64>), std::fmt::Error> {
    let mut text = String::new();
    for at in 1..=n / 2 {
        let (a, b) = (2 * at - 1, 2 * at);
        let sign = if at == 1 { "" } else { " + " };
        write!(text, "{sign}100*(x{b} - x{a}^2)^2 + (1 - x{a})^2")?;
    }
    let start = (0..n / 2 * 2).map(|at| if at % 2 == 0 { -1.2 } else { 1.0 });
    Ok((text, start.collect()))
}

/// A square of side sqrt(n), and a start at 0.
fn grid(n: usize) -> Result<(String, Vec<f64>), std::fmt::Error> {
    let side = (n as f64).sqrt().floor() as usize;
    // Without blanks: a formula may have 8 MiB.
    let (mut differences, mut terms) = (String::from("0"), String::from("0"));
    for at in 1..=side * side {
        if at % side != 0 {
            write!(differences, "+(x{at}-x{})^2", at + 1)?;
        }
        if at + side <= side * side {
            write!(differences, "+(x{at}-x{})^2", at + side)?;
        }
        let load = (at * 7919 % 1000) as f64 / 100.0;
        write!(terms, "+x{at}^4/4+exp(x{at})-{load}*x{at}")?;
    }
    let text = format!("({differences})/2+({terms})/100");
    Ok((text, vec![0.0; side * side]))
}
