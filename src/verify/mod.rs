//! Checks of derivations by nothing but values.
//!
//! A derivation says of each of its steps that one expression equals another. This module believes
//! none of it: it knows no rule of differentiation and no rule of algebra. It reads expressions with
//! the parser, evaluates them with compiled functions, takes derivatives by differences, and compares.
//! Rational steps are compared modulo a prime, where agreement at a random point is a proof up to one
//! chance in 2^50.
//!
//! ```text
//!  text --read--> Document --verify--> Verdict
//!                    each step: before = after; line before = line after; last line = result
//!                                  |
//!                                agree: exact modulo a prime, else at points of doubles
//! ```

mod agreement;
mod check;
mod error;
mod evaluate;
mod exact;
mod field;
mod formula;
mod jet;
mod plan;
mod prepare;
mod random;
mod read;
mod sample;
mod verdict;

pub use agreement::{Agreement, Counterexample, Settings, Undecided, Unsupported};
pub use error::{FormulaError, VerifyError};
pub use formula::expression;
pub use read::{Document, read};
pub use verdict::{Claim, Fault, FaultKind, Outcome, Verdict};

use crate::expr::{Arena, Expr, Id};
use plan::Plan;
use prepare::Pair;
use random::Random;

/// The work of all comparisons of a derivation, in operations.
const FUEL: u64 = 20_000_000_000;

/// What a comparison costs before its first point, in operations.
const START: u64 = 100_000;

/// The numbers of rows that stand for data.
const ROWS: [usize; 2] = [3, 2];

/// Whether two expressions agree wherever the first is real and the conditions hold.
///
/// Both may hold derivatives that are still to be taken (see [`expression`]), unknown functions, for
/// which smooth ones are put in, and sums over rows of data: symbols that occur in such sums only
/// have a value for each row.
///
/// # Cost
/// Bounded, whatever the expressions.
///
/// # Examples
/// ```
/// use gradus::verify::{Agreement, Settings, agree, expression};
/// let settings = Settings::default();
///
/// let (before, after) = (expression("diff(sin(x^2), x)")?, expression("cos(x^2)*diff(x^2, x)")?);
/// assert_eq!(agree(&before, &after, &[], &settings), Agreement::Sampled { points: 8 });
///
/// let (before, after) = (expression("diff(x^2/(x + 1), x)")?, expression("x*(x + 2)/(x + 1)^2")?);
/// assert_eq!(agree(&before, &after, &[], &settings), Agreement::Exact);
///
/// let (before, after) = (expression("sqrt(x^2)")?, expression("x")?);
/// assert!(matches!(agree(&before, &after, &[], &settings), Agreement::Differs(_)));
/// let agreement = agree(&before, &after, &[expression("x > 0")?], &settings);
/// assert_eq!(agreement, Agreement::Sampled { points: 8 });
/// # Ok::<(), gradus::verify::FormulaError>(())
/// ```
pub fn agree(before: &Expr, after: &Expr, conditions: &[Expr], settings: &Settings) -> Agreement {
    let mut fuel = FUEL;
    agree_with(before, after, conditions, &[], settings, &mut fuel)
}

/// [`agree`], where some names are known to have one value for all rows.
fn agree_with(
    before: &Expr,
    after: &Expr,
    conditions: &[Expr],
    parameters: &[String],
    settings: &Settings,
    fuel: &mut u64,
) -> Agreement {
    let pair = joined(before, after, conditions);
    let mut random = Random::new(settings.seed);
    let mut agreed: Option<Agreement> = None;
    for rows in ROWS {
        let mut points = 0;
        let found = match instance(&pair, parameters, rows, settings, &mut random, fuel) {
            Ok((found, true)) => found,
            // Where nothing was chosen, a second time would say the same.
            Ok((found, false)) => return found,
            Err(what) => Agreement::Undecided {
                why: Undecided::Unsupported(what),
            },
        };
        if let (Some(Agreement::Sampled { points: a }), Agreement::Sampled { points: b }) =
            (&agreed, &found)
        {
            points = a + b;
        }
        agreed = Some(match (agreed, points) {
            (_, 1..) => Agreement::Sampled { points },
            (None, _) => found,
            (Some(first), _) => first.and(found),
        });
    }
    agreed.unwrap_or(Agreement::Exact)
}

/// Compares for one choice of the number of rows and of terms, and says whether there was a choice.
fn instance(
    pair: &Pair,
    parameters: &[String],
    rows: usize,
    settings: &Settings,
    random: &mut Random,
    fuel: &mut u64,
) -> Result<(Agreement, bool), Unsupported> {
    *fuel = fuel.saturating_sub(START + pair.arena.len() as u64);
    let mut pair = pair.clone();
    pair.unflatten()?;
    pair.write_out_rows(rows, parameters)?;
    pair.write_out_sums(random)?;
    let exact = exact::compare(&pair.arena, pair.before, pair.after, random, fuel);
    if exact == exact::Outcome::Same {
        let agreement = match pair.instance {
            true => Agreement::Sampled {
                points: settings.points,
            },
            false => Agreement::Exact,
        };
        return Ok((agreement, pair.instance));
    }
    pair.put_in_functions()?;
    let plan = Plan::new(&pair)?;
    let agreement = match (sample::compare(&plan, settings, random, fuel), exact) {
        (sample::Outcome::Differ(found), _) => Agreement::Differs(found),
        // As rational expressions they differ, though by less than doubles show.
        (_, exact::Outcome::Different(found)) if pair.conditions.is_empty() => {
            Agreement::Differs(found)
        }
        (sample::Outcome::Agree(points), _) => Agreement::Sampled { points },
        (sample::Outcome::Open(why), _) => Agreement::Undecided { why },
    };
    Ok((agreement, pair.instance))
}

/// Copies of all in one arena.
fn joined(before: &Expr, after: &Expr, conditions: &[Expr]) -> Pair {
    let mut arena = Arena::new();
    let mut copied = |expr: &Expr| -> Id {
        let ids = expr.with(|source, id| arena.import(source, &[id]));
        ids.first().copied().unwrap_or(Id::ZERO)
    };
    let (before, after) = (copied(before), copied(after));
    let conditions = conditions.iter().map(copied).collect();
    Pair {
        arena,
        before,
        after,
        conditions,
        instance: false,
    }
}
