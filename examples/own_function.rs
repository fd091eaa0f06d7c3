//! Functions of one's own: definitions of the language, derived, compiled and called from Rust;
//! and one that is nothing but a name.
//!
//! ```text
//! $ cargo run --example own_function
//! bell(x, m, s) = exp(-(x - m)^2/(2*s^2))/(sqrt(2*pi)*s)
//! at (1, 0, 1) it is 0.241971, its derivative in s 0.000000
//! d/dt log(f(a*t)) = a*f'(a*t)/f(a*t)
//! where f(u) is u^3*exp(u): (a*t + 3)/t
//! ```

use gradus::session::{Outcome, Session, Value};
use gradus::{Expr, Style};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut session = Session::new();
    session.run("bell(x, m, s) = exp(-(x - m)^2/(2*s^2))/(s*sqrt(2*pi))")?;

    // An operation's result is an expression like any other.
    let value: Expr = session.expression("bell(x, m, s)")?;
    let slope: Expr = session.expression("diff(bell(x, m, s), s)")?;
    println!("bell(x, m, s) = {value}");
    let [bell, slope] = [&value, &slope].map(|expr| expr.compile(["x", "m", "s"]));
    let at = [1.0, 0.0, 1.0];
    println!(
        "at (1, 0, 1) it is {:.6}, its derivative in s {:.6}",
        bell?.value(&at),
        slope?.value(&at)
    );

    // A function that is only a name has derivatives all the same; what it is can be said later.
    let Outcome::Value { value, .. } = session.run("diff(log(f(a*t)), t)")? else {
        return Err("not a value".into());
    };
    println!("d/dt log(f(a*t)) = {}", value.print(Style::Text)?);
    session.run("f(u) = u^3*exp(u)")?;
    let Value::Expr(known) = session.evaluate("simplify(diff(log(f(a*t)), t))")? else {
        return Err("not an expression".into());
    };
    println!("where f(u) is u^3*exp(u): {known}");
    Ok(())
}
