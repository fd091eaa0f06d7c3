//! A formula that is known at run time, called like a function.
//!
//! ```text
//! $ cargo run --example compile_and_call
//! f(3, 4) = 5
//! value and gradient at (3, 4): [5.0, 0.6, 0.8]
//! f(0, 0), f(1, 0), f(2, 0): [0.0, 1.0, 2.0]
//! one value for two inputs? the function takes 2 inputs and got 1
//! ```

use gradus::Expr;
use gradus::compile::CompileOptions;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let f: Expr = "sqrt(x^2 + y^2)".parse()?;
    let variables = ["x", "y"];

    let function = f.compile(variables)?;
    println!("f(3, 4) = {}", function.value(&[3.0, 4.0]));

    // Several outputs make one program, in which what they share is computed once.
    let gradient = f.gradient(variables)?;
    let outputs = [&f, &gradient[0], &gradient[1]];
    let all = Expr::compile_all(&outputs, variables, &CompileOptions::default())?;
    let mut out = [0.0; 3];
    all.outputs_into(&[3.0, 4.0], &mut out)?;
    println!("value and gradient at (3, 4): {out:?}");

    // Columns: a number for each point, or one for all points.
    let mut values = [0.0; 3];
    function.values(&[&[0.0, 1.0, 2.0], &[0.0]], &mut values)?;
    println!("f(0, 0), f(1, 0), f(2, 0): {values:?}");

    // `value` answers NaN to a wrong length; `try_value` says why.
    assert!(function.value(&[3.0]).is_nan());
    if let Err(error) = function.try_value(&[3.0]) {
        println!("one value for two inputs? {error}");
    }
    Ok(())
}
