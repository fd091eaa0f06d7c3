//! Strings in, strings out.
//!
//! ```text
//! $ cargo run --example strings
//! d/dx x^2*sin(y) = 2*x*sin(y)
//! gradient = [2*x*sin(y), x^2*cos(y)]
//! hessian = [2*sin(y), 2*x*cos(y)]
//!           [2*x*cos(y), -x^2*sin(y)]
//! second derivative of exp(-x^2/2) = x^2*exp(-x^2/2) - exp(-x^2/2)
//! a mistake: this `(` is not closed: expected `)`, found the end (byte 7)
//! ```

use gradus::Expr;

fn main() -> Result<(), gradus::Error> {
    let formula = "x^2*sin(y)";
    println!("d/dx {formula} = {}", gradus::diff(formula, "x")?);
    let gradient = gradus::gradient(formula, ["x", "y"])?;
    println!("gradient = [{}]", gradient.join(", "));
    for (row, entries) in gradus::hessian(formula, ["x", "y"])?.iter().enumerate() {
        let label = if row == 0 { "hessian =" } else { "" };
        println!("{label:9} [{}]", entries.join(", "));
    }

    let bell: Expr = "exp(-x^2/2)".parse()?;
    let second = bell.derivative(["x", "x"])?;
    println!("second derivative of {bell} = {second}");

    if let Err(error) = gradus::diff("2 + sin(x", "x") {
        let place = error.span().map_or(0, |span| span.start);
        println!("a mistake: {error} (byte {place})");
    }
    Ok(())
}
