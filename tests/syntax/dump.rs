//! Trees as text.

use gradus::syntax::{Ast, AstId, AstKind, Children, Note, Span, Statement};

fn text(source: &str, span: Span) -> &str {
    &source[span.start as usize..span.end as usize]
}

/// An s-expression, made from the leaves up, so that no depth needs the native stack.
pub fn expression(source: &str, ast: &Ast) -> String {
    let mut texts: Vec<String> = Vec::with_capacity(ast.nodes.len());
    for node in &ast.nodes {
        let of = |id: AstId| texts[id.0 as usize].as_str();
        let run = |run: Children| {
            let ids = &ast.children[run.start as usize..][..run.len as usize];
            ids.iter().map(|&id| of(id)).collect::<Vec<_>>().join(" ")
        };
        let made = match node.kind {
            AstKind::Number
            | AstKind::Name
            | AstKind::Superscript
            | AstKind::Result
            | AstKind::Text => text(source, node.span).to_owned(),
            AstKind::Negate(a) => format!("(neg {})", of(a)),
            AstKind::Factorial(a) => format!("(! {})", of(a)),
            AstKind::Absolute(a) => format!("(abs {})", of(a)),
            AstKind::Root(a) => format!("(root {})", of(a)),
            AstKind::Not(a) => format!("(not {})", of(a)),
            AstKind::And(a, b) => format!("(and {} {})", of(a), of(b)),
            AstKind::Or(a, b) => format!("(or {} {})", of(a), of(b)),
            AstKind::Binary {
                operator,
                left,
                right,
                implicit,
            } => {
                let dot = if implicit { "implicit" } else { "" };
                format!("({operator:?}{dot} {} {})", of(left), of(right))
            }
            AstKind::Compare {
                relation,
                left,
                right,
            } => format!("({relation:?} {} {})", of(left), of(right)),
            AstKind::Call {
                name,
                primes,
                orders,
                power,
                arguments,
            } => {
                let mut head = text(source, name).to_owned();
                head.push_str(&"'".repeat(primes as usize));
                if orders.len > 0 {
                    head += &format!("[{}]", run(orders));
                }
                if let Some(power) = power {
                    head += &format!("^{}", of(power));
                }
                format!("(call {head} {})", run(arguments))
            }
            AstKind::Derivative {
                variable,
                order,
                operand,
            } => format!("(d/d{} {order} {})", text(source, variable), of(operand)),
            AstKind::If(three) => format!("(if {})", run(three)),
            AstKind::List(entries) => format!("[{}]", run(entries)),
        };
        texts.push(made);
    }
    let mut whole = texts[ast.root.0 as usize].clone();
    for note in &ast.notes {
        if let Note::ImplicitAfterDivision { span } = note {
            whole += &format!("   note: `{}` is one factor", text(source, *span));
        }
    }
    whole
}

pub fn statement(source: &str, statement: &Statement) -> String {
    match statement {
        Statement::Empty => "empty".to_owned(),
        Statement::Expression(ast) => expression(source, ast),
        Statement::Definition {
            name,
            parameters,
            body,
        } => {
            let mut head = text(source, *name).to_owned();
            if let Some(parameters) = parameters {
                let names: Vec<_> = parameters.iter().map(|&span| text(source, span)).collect();
                head += &format!("({})", names.join(" "));
            }
            format!("(define {head} {})", expression(source, body))
        }
        Statement::Assume {
            conditions,
            properties,
        } => {
            let mut parts: Vec<_> = conditions
                .iter()
                .map(|ast| expression(source, ast))
                .collect();
            parts.extend(properties.iter().map(|property| {
                format!(
                    "({} {})",
                    text(source, property.word),
                    text(source, property.symbol)
                )
            }));
            format!("(assume {})", parts.join(" "))
        }
    }
}
