//! Rules of one's own: read from a text, tried at many points, and used.
//!
//! ```text
//! $ cargo run --example own_rule
//! f(3*x + 2*y) - 3*f(x) = 2*f(y)
//! careless: with ?a = -3 the left side is 3 and the right side -3
//! g(x + 1)/g(x) = x
//! refused: this rule is not true of all real numbers: with ?a = -3 the left side is 3 and the right side -3
//! ```

use gradus::Expr;
use gradus::session::Session;
use gradus::simplify::Simplify;
use gradus::simplify::facts::Assumptions;
use gradus::simplify::rules::RuleSet;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What the function `f` stands for is nobody's business but the rules'.
    let rules = RuleSet::standard().with_text(
        "additive: f(?a + ?b) => f(?a) + f(?b)\n\
         linear:   f(?n*?a) => ?n*f(?a) where number(?n)",
    )?;
    let expr: Expr = "f(3*x + 2*y) - 3*f(x)".parse()?;
    let (simpler, _) = expr.simplified(&Simplify::default(), &rules, &Assumptions::new())?;
    println!("{expr} = {simpler}");

    // Where a rule can be tried, it is: at random points at which its conditions hold.
    let careless = RuleSet::empty().with_text("careless: sqrt(?a^2) => ?a")?;
    for rule in careless.rules() {
        match rule.sample(1) {
            Ok(()) => println!("{}: no point speaks against it", rule.name()),
            Err(wrong) => println!("{}: {wrong}", rule.name()),
        }
    }

    // A session has rules too, and refuses what it finds wrong.
    let mut session = Session::new();
    session.run("rule shift: g(?a + 1) => ?a*g(?a)")?;
    println!(
        "g(x + 1)/g(x) = {}",
        session.expression("simplify(g(x + 1)/g(x))")?
    );
    if let Err(error) = session.run("rule careless: sqrt(?a^2) => ?a") {
        println!("refused: {error}");
    }
    Ok(())
}
