//! Minima: gradient descent step by step, and Newton's method.
//!
//! ```text
//! $ cargo run --example minimize
//! the sauna by gradient descent, rate 0.1:
//!   0  (1.00000, 3.00000)  47.30000
//!   1  (1.48600, 3.09000)  44.46090
//!   2  (2.10880, 3.25817)  39.92672
//!   3  (2.80528, 3.50912)  34.57716
//!   4  (3.42208, 3.76896)  30.86493
//!   5  (3.79814, 3.92669)  29.69144
//!   6  (3.94520, 3.98155)  29.53273
//!   7  (3.98671, 3.99565)  29.52075
//!   8  (3.99688, 3.99899)  29.52004
//!   9  (3.99927, 3.99976)  29.52000
//! exp(x) - log(x) by Newton's method, from 1.75: 0.56714225 in 4 steps
//! exp(-x^2/2) from 1: plain Newton says singular
//! x^4 + 0.8*y^4 - 0.2*x^2*y + 4*x^2 + 2*y^2 - x*y: a minimum, eigenvalues 3.764 and 8.236
//! ```

use gradus::optimize::Method;
use gradus::{Expr, minimize};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sauna: Expr = "50 - 1/50*x^2*(x-6)*y^2*(y-6)".parse()?;
    let walk = minimize(&sauna)
        .start([("x", 1.0), ("y", 3.0)])
        .method(Method::GradientDescent)
        .rate(0.1)
        .max_iterations(9)
        .tolerance(1e-4)
        .trace(true)
        .run()?;
    println!("the sauna by gradient descent, rate 0.1:");
    for (step, point) in walk.trajectory.iter().flatten().enumerate() {
        println!(
            "  {step}  ({:.5}, {:.5})  {:.5}",
            point.x[0], point.x[1], point.f
        );
    }

    let valley: Expr = "exp(x) - log(x)".parse()?;
    let newton = minimize(&valley)
        .start([("x", 1.75)])
        .method(Method::Newton)
        .step_tolerance(1e-4)
        .run()?;
    println!(
        "{valley} by Newton's method, from 1.75: {:.8} in {} steps",
        newton.x[0], newton.iterations
    );

    // The second derivative is 0 at the start. The default method goes on from there.
    let bell: Expr = "exp(-x^2/2)".parse()?;
    let plain = minimize(&bell)
        .start([("x", 1.0)])
        .method(Method::Newton)
        .run()?;
    println!("{bell} from 1: plain Newton says {}", plain.termination);

    let bowl: Expr = "x^4 + 0.8*y^4 + 4*x^2 + 2*y^2 - x*y - 0.2*x^2*y".parse()?;
    let bottom = minimize(&bowl)
        .start([("x", 4.0), ("y", 4.0)])
        .method(Method::Newton)
        .run()?;
    if let Some(kind) = bottom.kind {
        let [low, high] = [bottom.eigenvalues[0], bottom.eigenvalues[1]];
        println!("{bowl}: a {kind}, eigenvalues {low:.3} and {high:.3}");
    }
    Ok(())
}
