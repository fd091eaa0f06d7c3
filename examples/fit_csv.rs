//! A model fitted to a table: parameters with their errors, and what follows from them.
//!
//! ```text
//! $ cargo run --example fit_csv
//! 14 rows of y and x
//! b1 = 2.389421e2 +- 2.7e0
//! b2 = 5.501564e-4 +- 7.3e-6
//! squares of the residuals: 0.124551
//! at x = 500 the model is 57.463 +- 0.073 (95 %), a new measurement +- 0.234
//! ```

use std::path::Path;

use gradus::Expr;
use gradus::data::Table;
use gradus::optimize::fit;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/nist/Misra1a.csv");
    let table = Table::open(path)?;
    let response: Expr = "y".parse()?;
    let model: Expr = "b1*(1 - exp(-b2*x))".parse()?;
    let data = table.columns(&table.mentioned([&response, &model]))?;
    println!("{} rows of {}", data.rows(), data.names().join(" and "));

    // `b1` needs no start: the model is linear in it.
    let found = fit(&response, &model, &data).start([("b2", 1e-4)]).run()?;
    for name in ["b1", "b2"] {
        if let (Some(value), Some(error)) = (found.value(name), found.error(name)) {
            println!("{name} = {value:.6e} +- {error:.1e}");
        }
    }
    println!("squares of the residuals: {:.6}", found.rss());
    if let Some(there) = found.predict(&[("x", 500.0)]) {
        println!(
            "at x = 500 the model is {:.3} +- {:.3} (95 %), a new measurement +- {:.3}",
            there.value, there.confidence, there.prediction
        );
    }
    Ok(())
}
