//! Slips with powers that reading folds away: `x^2*x^3` is one power before anything looks at it,
//! so these are looked for in what was typed.

use super::{Case, Finds, Slip};
use crate::session::check::compare::{Agreement, compare};
use crate::syntax::{self, Ast, AstId, AstKind, Binary};

#[rustfmt::skip]
pub(super) static TEXTS: &[Slip] = &[
    Slip { name: "exponents of a product multiplied", says: "the exponents of powers that are multiplied are added, not multiplied",
           example: ["x^2*x^3 + x", "= x^6 + x"], finds: Finds::Whole },
    Slip { name: "exponents of a power added", says: "the exponents of a power of a power are multiplied, not added",
           example: ["(x^2)^3 + x", "= x^5 + x"], finds: Finds::Whole },
    Slip { name: "exponents of a quotient divided", says: "the exponents of powers that are divided are subtracted, not divided",
           example: ["x^6/x^2 + x", "= x^3 + x"], finds: Finds::Whole },
];

/// How many places are tried.
const MOST: usize = 40;

/// The slip that leads from the text of the line before to the claim.
pub(super) fn find(case: &Case<'_>) -> Option<&'static Slip> {
    let source = case.typed?;
    let tree = syntax::parse_expression(source).ok()?;
    let [multiplied, added, divided] = TEXTS else {
        return None;
    };
    let mut tried = 0;
    for node in &tree.nodes {
        let AstKind::Binary {
            operator,
            left,
            right,
            ..
        } = node.kind
        else {
            continue;
        };
        let (slip, base, exponent) = match operator {
            Binary::Multiply | Binary::Divide => {
                let ((base, m), (other, n)) =
                    (power(&tree, source, left)?, power(&tree, source, right)?);
                if base != other {
                    continue;
                }
                match operator {
                    Binary::Multiply => (multiplied, base, format!("({m})*({n})")),
                    _ => (divided, base, format!("({m})/({n})")),
                }
            }
            Binary::Power => {
                let Some((base, m)) = power(&tree, source, left) else {
                    continue;
                };
                if !matches!(kind(&tree, left), Some(AstKind::Binary { .. })) {
                    continue;
                }
                let n = text(&tree, source, right)?;
                (added, base, format!("({m}) + ({n})"))
            }
            _ => continue,
        };
        tried += 1;
        if tried > MOST {
            return None;
        }
        // Brackets around the operands are outside their spans, so the place is widened to them.
        let (start, end) = bracketed(source, node.span.start as usize, node.span.end as usize);
        let (before, after) = (source.get(..start)?, source.get(end..)?);
        let wrong = format!("{before}(({base})^({exponent})){after}");
        let Ok(wrong) = case.session.expression(&wrong) else {
            continue;
        };
        let same = compare(case.session, case.ground, &wrong, &case.claim.full, false);
        if same
            .is_ok_and(|found| matches!(found.agreement, Agreement::Sampled(points) if points > 7))
        {
            return Some(slip);
        }
    }
    None
}

fn kind(tree: &Ast, id: AstId) -> Option<AstKind> {
    tree.nodes.get(id.0 as usize).map(|node| node.kind)
}

fn text<'a>(tree: &Ast, source: &'a str, id: AstId) -> Option<&'a str> {
    let span = tree.nodes.get(id.0 as usize)?.span;
    source.get(span.start as usize..span.end as usize)
}

/// Base and exponent as typed; a name is its own first power.
fn power<'a>(tree: &Ast, source: &'a str, id: AstId) -> Option<(&'a str, &'a str)> {
    match kind(tree, id)? {
        AstKind::Binary {
            operator: Binary::Power,
            left,
            right,
            ..
        } => Some((text(tree, source, left)?, text(tree, source, right)?)),
        _ => Some((text(tree, source, id)?, "1")),
    }
}

/// A range widened until its brackets match.
fn bracketed(source: &str, mut start: usize, mut end: usize) -> (usize, usize) {
    let bytes = source.as_bytes();
    loop {
        let inside = bytes.get(start..end).unwrap_or_default();
        let count = |sign: u8| inside.iter().filter(|&&byte| byte == sign).count();
        let (open, close) = (count(b'('), count(b')'));
        if close > open && start > 0 {
            start -= 1;
        } else if open > close && end < bytes.len() {
            end += 1;
        } else {
            return (start, end);
        }
    }
}
