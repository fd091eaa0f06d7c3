//! Evaluation of a syntax tree: operations and definitions here, the rest by lowering.
//!
//! The file is long because every kind of tree node that is no plain expression has its case in it.

use hashbrown::HashMap;

use super::arithmetic::{Operand, Refusal};
use super::definitions::Definition;
use super::operations::{self, Argument, Call, Derived, Remarks};
use super::value::{Value, flags};
use super::{Session, SessionError, ast_span};
use crate::Error;
use crate::analysis::validity;
use crate::expr::lower::{LowerError, Lowering, form};
use crate::expr::{Arena, Expr, Flags, Id, Node, PrintOptions, print};
use crate::simplify::facts::{Facts, conditions_of, lost_conditions};
use crate::syntax::{
    Ast, AstId, AstKind, Children, Relation, Span, function_named, normalise_name,
};

/// How deep lists may nest: a matrix is 2 deep, a list of matrices 3.
const MAX_LIST_DEPTH: usize = 16;

impl Session {
    /// The value of a tree; definitions are put in, and operations carried out.
    pub(super) fn evaluate_ast(&self, source: &str, ast: &Ast) -> Result<(Value, Remarks), Error> {
        if let Some((steps, remarks)) = self.steps(source, ast)? {
            return Ok((Value::Steps(Box::new(steps)), remarks));
        }
        self.evaluate_tree(source, ast, None)
    }

    /// The value of a definition's right side: names stay names until it is used.
    pub(super) fn evaluate_body(
        &self,
        source: &str,
        ast: &Ast,
        parameters: &[String],
    ) -> Result<Value, Error> {
        Ok(self.evaluate_tree(source, ast, Some(parameters))?.0)
    }

    /// A value with the definitions put in.
    pub(super) fn resolved(
        &self,
        value: Value,
        held: &[String],
        span: Span,
    ) -> Result<Value, Error> {
        self.definitions
            .resolve(value, held)
            .map_err(|cause| cause.at(span).into())
    }

    fn evaluate_tree(
        &self,
        source: &str,
        ast: &Ast,
        body_of: Option<&[String]>,
    ) -> Result<(Value, Remarks), Error> {
        let resolve = body_of.is_none();
        let mut held = held_names(source, ast);
        held.extend(
            body_of
                .unwrap_or(&[])
                .iter()
                .map(|name| normalise_name(name).into_owned()),
        );
        let mut arena = Arena::new();
        let mut evaluation = Evaluation {
            session: self,
            source,
            ast,
            lowering: Lowering::new(source, ast, &mut arena),
            others: HashMap::default(),
            held,
            derivative: false,
            chosen: false,
            resolve,
            operated: !self.definitions.is_empty(),
            other_value: false,
            remarks: Remarks::default(),
        };
        for at in 0..ast.nodes.len() {
            evaluation.node(AstId(at as u32))?;
        }
        let other = evaluation.others.remove(&ast.root);
        let mut remarks = std::mem::take(&mut evaluation.remarks);
        // What is defined is still to be put in, so that the conditions would be other ones.
        remarks.derived.retain(|derived| {
            let symbols = derived.function.free_symbols();
            (symbols.iter()).all(|name| self.definitions.get(name).is_none())
        });
        self.complete(&mut remarks);
        let operated = evaluation.operated;
        evaluation.lowering.check_denominators()?;
        let result_flags = Flags {
            derivative: evaluation.derivative,
            chosen: evaluation.chosen,
            ..flags(evaluation.lowering.decimals())
        };
        let held_used = !self.definitions.is_empty() && !evaluation.held.is_empty();
        let value = match other {
            Some(value) => value,
            None => {
                let root = evaluation.lowering.value(ast.root)?;
                if let Some([left, right]) = equation(ast, &mut evaluation.lowering, root) {
                    if operated {
                        settle(&mut evaluation.lowering, &[left, right])?;
                    }
                    drop(evaluation);
                    let mut sides =
                        Expr::many_from_arena(arena, [left, right], result_flags).into_iter();
                    match (sides.next(), sides.next()) {
                        (Some(left), Some(right)) => Value::Equation(left, right),
                        _ => Value::List(Vec::new()),
                    }
                } else {
                    if operated {
                        settle(&mut evaluation.lowering, &[root])?;
                    }
                    if resolve && !held_used && !evaluation.other_value {
                        for condition in evaluation.lost(root) {
                            if !remarks.domain.contains(&condition) {
                                remarks.domain.push(condition);
                            }
                        }
                    }
                    drop(evaluation);
                    Value::Expr(Expr::from_arena(arena, root, result_flags))
                }
            }
        };
        let value = if resolve && held_used {
            self.resolved(value, &[], ast_span(ast))?
        } else {
            value
        };
        if operated {
            value.settle()?;
        }
        Ok((value, remarks))
    }
}

/// Left and right side, if the whole tree is an equation.
fn equation(ast: &Ast, lowering: &mut Lowering<'_>, root: Id) -> Option<[Id; 2]> {
    match ast.nodes.get(ast.root.0 as usize)?.kind {
        AstKind::Compare {
            relation: Relation::Equal,
            ..
        } => match lowering.arena().node(root) {
            Node::Compare(_, left, right) => Some([left, right]),
            _ => None,
        },
        _ => None,
    }
}

/// Makes the canonical forms, so that an exact division by zero is found where it stands.
fn settle(lowering: &mut Lowering<'_>, ids: &[Id]) -> Result<(), Error> {
    for &id in ids {
        match lowering.arena().canonical(id) {
            Ok(_) => {}
            // Too large to flatten is no fault of the formula: it stays as it was built.
            Err(crate::expr::CanonicalError::TooLarge { .. }) => {}
            Err(error) => return Err(lowering.locate(error).into()),
        }
    }
    Ok(())
}

/// Names that stay symbols while a statement is evaluated: the variables of its operations and the
/// indices of its sums. What is defined for them is put in at the end.
fn held_names(source: &str, ast: &Ast) -> Vec<String> {
    let mut held = Vec::new();
    let mut hold = |span: Span| {
        let name = normalise_name(super::text(source, span)).into_owned();
        if !held.contains(&name) {
            held.push(name);
        }
    };
    for node in &ast.nodes {
        match node.kind {
            AstKind::Derivative { variable, .. } => hold(variable),
            AstKind::Call {
                name, arguments, ..
            } => {
                let name = super::text(source, name);
                if !operations::is_operation(name) && name != form::SUM {
                    continue;
                }
                let start = arguments.start as usize;
                let arguments = ast
                    .children
                    .get(start..start + arguments.len as usize)
                    .unwrap_or(&[]);
                for argument in arguments.iter().skip(1) {
                    match ast.nodes[argument.0 as usize].kind {
                        AstKind::Name => hold(ast.nodes[argument.0 as usize].span),
                        AstKind::Compare {
                            relation: Relation::Equal,
                            left,
                            right,
                        } if ast.nodes[left.0 as usize].kind == AstKind::Name => {
                            let [left, right] = [left, right].map(|id| ast.nodes[id.0 as usize]);
                            hold(left.span);
                            // `kind = contour` is a word, whatever `contour` is defined as.
                            let setting = super::text(source, left.span);
                            if operations::WORDS.contains(&setting) && right.kind == AstKind::Name {
                                hold(right.span);
                            }
                        }
                        AstKind::List(items) => {
                            let start = items.start as usize;
                            for item in ast
                                .children
                                .get(start..start + items.len as usize)
                                .unwrap_or(&[])
                            {
                                if ast.nodes[item.0 as usize].kind == AstKind::Name {
                                    hold(ast.nodes[item.0 as usize].span);
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    held
}

struct Evaluation<'a, 'b> {
    session: &'a Session,
    source: &'a str,
    ast: &'a Ast,
    lowering: Lowering<'b>,
    /// Values of nodes that are no single expression.
    others: HashMap<AstId, Value, foldhash::fast::FixedState>,
    held: Vec<String>,
    derivative: bool,
    chosen: bool,
    /// Whether anything but reading took part: then an exact 0 may stand below a bar that no text
    /// shows, and the whole form is made to find it.
    operated: bool,
    /// Whether definitions are put in; in the right side of a definition names stay names.
    resolve: bool,
    /// Whether an operation took part whose result is not the value of its argument.
    other_value: bool,
    remarks: Remarks,
}

/// Operations whose result is real where their argument is, and means the same there.
const SAME_VALUE: [&str; 8] = [
    "simplify", "expand", "factor", "collect", "cancel", "together", "apart", "diff",
];

impl<'b> Evaluation<'_, 'b> {
    /// The conditions of what was typed that were lost while it was read, such as `x != 0` in
    /// `x/x`.
    fn lost(&mut self, root: Id) -> Vec<String> {
        const MOST: usize = 2_000;
        let restricted = self.lowering.restricted(MOST);
        if restricted.is_empty() {
            return Vec::new();
        }
        let flags = flags(self.lowering.decimals());
        let arena = self.lowering.arena();
        let kept = arena.reachable(&[root]);
        // What stands in a piece is needed only where the piece is chosen.
        let all = (0..arena.len()).map(|at| Id(at as u32));
        let choices: Vec<Id> = all
            .filter(|id| matches!(arena.node(*id), Node::Piecewise(_)))
            .collect();
        let chosen = arena.reachable(&choices);
        let gone: Vec<Id> = (restricted.into_iter())
            .filter(|id| kept.binary_search(id).is_err() && chosen.binary_search(id).is_err())
            .collect();
        if gone.is_empty() || kept.len() > MOST {
            return Vec::new();
        }
        let facts = Facts::new(arena, &self.session.assumptions).unwrap_or_default();
        let before = conditions_of(arena, &gone, &facts);
        let lost = lost_conditions(arena, &before, root, &facts);
        let options = PrintOptions {
            decimals: flags.decimals,
            ..PrintOptions::default()
        };
        (lost.iter())
            .filter_map(|id| print(arena, *id, &options).ok())
            .collect()
    }

    fn node(&mut self, at: AstId) -> Result<(), Error> {
        let node = self.ast.nodes[at.0 as usize];
        match node.kind {
            AstKind::Name if !self.session.definitions.is_empty() => self.name(at, node.span),
            AstKind::List(children) => self.list(at, children),
            AstKind::Result => self.result(at, node.span),
            AstKind::Text => {
                let text = super::text(self.source, node.span).trim_matches('"');
                self.others.insert(at, Value::Text(text.to_owned()));
                Ok(())
            }
            AstKind::Compare {
                relation: Relation::Equal,
                left,
                right,
            } if self.is_list(right) => self.range(at, left, right),
            AstKind::Negate(operand) if self.is_list(operand) => {
                let operand = self.operand(operand)?;
                self.combined(at, operand.negate())
            }
            AstKind::Binary {
                operator,
                left,
                right,
                ..
            } if self.is_list(left) || self.is_list(right) => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                self.combined(at, left.combine(operator, right))
            }
            AstKind::Derivative {
                variable,
                order,
                operand,
            } => {
                let expr = self.lowering.value(operand)?;
                let symbol = self
                    .lowering
                    .arena()
                    .symbol(super::text(self.source, variable));
                let variables = vec![symbol; order as usize];
                let derived = validity::derivative(self.lowering.arena(), expr, &variables)
                    .map_err(|cause| failed("diff", cause.into(), node.span))?;
                if at == self.ast.root {
                    let name = super::text(self.source, variable).to_owned();
                    let function = self.copied(expr);
                    self.remarks.derived.push(Derived {
                        function,
                        steps: vec![vec![name]; order as usize],
                    });
                }
                self.derivative = true;
                self.chosen = false;
                self.operated = true;
                self.lowering.set(at, derived);
                Ok(())
            }
            AstKind::Call {
                name,
                primes,
                orders,
                arguments,
                ..
            } => {
                let text = super::text(self.source, name);
                if primes == 0
                    && orders.len == 0
                    && function_named(text).is_none()
                    && let Some(operation) = operations::find(text)
                {
                    return self.operation(at, operation, arguments, node.span);
                }
                if let Some(parameters) = self
                    .session
                    .definitions
                    .get(text)
                    .and_then(Definition::parameters)
                    && function_named(text).is_none()
                {
                    return self.defined(
                        at,
                        (text, parameters),
                        (primes, orders, arguments),
                        node.span,
                    );
                }
                if primes > 0 && function_named(text).is_some() {
                    return self.primed(at, text, primes, arguments, node.span);
                }
                if function_named(text).is_none() && operations::is_planned(text) {
                    return Err(SessionError::NotYet {
                        name: text.to_owned(),
                        span: node.span,
                    }
                    .into());
                }
                self.lowering.node(at).map_err(Error::from)
            }
            _ => self.lowering.node(at).map_err(Error::from),
        }
    }

    fn name(&mut self, at: AstId, span: Span) -> Result<(), Error> {
        let name = super::text(self.source, span);
        let held = self.held.iter().any(|held| *held == *normalise_name(name));
        let value = if held || !self.resolve {
            None
        } else {
            self.session
                .definitions
                .constant(name, &self.held)
                .map_err(|cause| cause.at(span))?
        };
        match value {
            Some(Value::Expr(expr)) => {
                let id = self.bring(&expr);
                self.lowering.set(at, id);
                Ok(())
            }
            Some(other) => {
                self.others.insert(at, other);
                Ok(())
            }
            None => self.lowering.node(at).map_err(Error::from),
        }
    }

    /// The result of an earlier line; in the right side of a definition too, where it would come
    /// to mean another one later.
    fn result(&mut self, at: AstId, span: Span) -> Result<(), Error> {
        let name = super::text(self.source, span);
        match self.session.results.get(name, span)? {
            Value::Expr(expr) => {
                let id = self.bring(&expr);
                self.operated = true;
                self.lowering.set(at, id);
            }
            other => {
                self.others.insert(at, other);
            }
        }
        Ok(())
    }

    /// Copies an expression into the arena at work.
    fn bring(&mut self, expr: &Expr) -> Id {
        self.lowering.note_decimals(expr.flags().decimals);
        self.derivative |= expr.flags().derivative;
        self.chosen |= expr.flags().chosen;
        let arena = self.lowering.arena();
        expr.with(|source, id| arena.import(source, &[id])[0])
    }

    /// A node of the arena at work as an expression of its own.
    fn copied(&mut self, id: Id) -> Expr {
        let mut own = Arena::new();
        let ids = own.import(self.lowering.arena(), &[id]);
        Expr::from_arena(own, ids[0], flags(false))
    }

    fn list(&mut self, at: AstId, children: Children) -> Result<(), Error> {
        let items = self
            .children(children)
            .iter()
            .map(|&child| self.take(child))
            .collect::<Result<Vec<Value>, Error>>()?;
        let value = Value::List(items);
        if value.depth() > MAX_LIST_DEPTH {
            let span = self.ast.nodes[at.0 as usize].span;
            return Err(LowerError::NotAnExpression {
                found: "a list nested this deep",
                span,
            }
            .into());
        }
        self.others.insert(at, value);
        Ok(())
    }

    /// `x = [a, b]`: a variable and its bounds.
    fn range(&mut self, at: AstId, left: AstId, right: AstId) -> Result<(), Error> {
        let span = self.ast.nodes[right.0 as usize].span;
        let name = match self.ast.nodes[left.0 as usize].kind {
            AstKind::Name => super::text(self.source, self.ast.nodes[left.0 as usize].span),
            _ => "",
        };
        let ends = match self.take(right)? {
            Value::List(items) => <[Value; 2]>::try_from(items).ok(),
            _ => None,
        };
        match ends {
            Some([Value::Expr(lower), Value::Expr(upper)]) if !name.is_empty() => {
                let range = Value::Range(name.to_owned(), lower, upper);
                self.others.insert(at, range);
                Ok(())
            }
            _ => Err(LowerError::NotAnExpression {
                found: "a list",
                span,
            }
            .into()),
        }
    }

    /// Whether a node's value is a list: a vector or matrix.
    fn is_list(&self, at: AstId) -> bool {
        matches!(self.others.get(&at), Some(Value::List(_))) || self.named_list(at).is_some()
    }

    /// The list that a name stands for in the right side of a definition, where names stay names
    /// otherwise: what an operator makes of it depends on its shape.
    fn named_list(&self, at: AstId) -> Option<Value> {
        let node = self.ast.nodes[at.0 as usize];
        if self.resolve || node.kind != AstKind::Name || self.session.definitions.is_empty() {
            return None;
        }
        let name = super::text(self.source, node.span);
        if self.held.iter().any(|held| *held == *normalise_name(name)) {
            return None;
        }
        let value = self.session.definitions.constant(name, &self.held);
        value.ok()?.filter(|value| matches!(value, Value::List(_)))
    }

    /// The value of a node as an operand of vector and matrix arithmetic.
    fn operand(&mut self, at: AstId) -> Result<Operand, Error> {
        let value = match self.named_list(at) {
            Some(list) => list,
            None => self.take(at)?,
        };
        Operand::new(value).map_err(|refusal| {
            let span = self.ast.nodes[at.0 as usize].span;
            refused(refusal, span)
        })
    }

    /// Sets what arithmetic with a vector or matrix gave.
    fn combined(&mut self, at: AstId, result: Result<Operand, Refusal>) -> Result<(), Error> {
        let span = self.ast.nodes[at.0 as usize].span;
        self.operated = true;
        match Value::from(result.map_err(|refusal| refused(refusal, span))?) {
            Value::Expr(expr) => {
                let id = self.bring(&expr);
                self.lowering.set(at, id);
            }
            other => {
                self.others.insert(at, other);
            }
        }
        Ok(())
    }

    fn children(&self, children: Children) -> Vec<AstId> {
        let start = children.start as usize;
        self.ast
            .children
            .get(start..start + children.len as usize)
            .unwrap_or(&[])
            .to_vec()
    }

    /// The value of a child, as a value of its own.
    fn take(&mut self, at: AstId) -> Result<Value, Error> {
        if let Some(value) = self.others.remove(&at) {
            return Ok(value);
        }
        let id = self.lowering.value(at)?;
        let decimals = self.lowering.decimals();
        let derivative = self.derivative;
        let arena = self.lowering.arena();
        let kept = Flags {
            decimals,
            derivative,
            chosen: self.chosen,
        };
        let copy = |arena: &Arena, ids: &[Id]| {
            let mut own = Arena::new();
            let ids = own.import(arena, ids);
            Expr::many_from_arena(own, ids, kept)
        };
        if let (
            AstKind::Compare {
                relation: Relation::Equal,
                ..
            },
            Node::Compare(_, left, right),
        ) = (self.ast.nodes[at.0 as usize].kind, arena.node(id))
        {
            let mut sides = copy(arena, &[left, right]).into_iter();
            if let (Some(left), Some(right)) = (sides.next(), sides.next()) {
                return Ok(Value::Equation(left, right));
            }
        }
        Ok(copy(arena, &[id])
            .into_iter()
            .next()
            .map_or(Value::List(Vec::new()), Value::Expr))
    }

    fn operation(
        &mut self,
        at: AstId,
        operation: &'static operations::Operation,
        arguments: Children,
        span: Span,
    ) -> Result<(), Error> {
        let nodes = self.children(arguments);
        if operation.name == form::DIFF
            && nodes.len() > 1
            && let Some(derivative) = self.lowering.unknown_derivative(&nodes)
        {
            // Of an unknown function the derivative is itself a call.
            let name = self.called_name(derivative);
            let keeps = self.session.definitions.get(&name).is_none();
            if keeps {
                self.lowering.set(at, derivative);
                return Ok(());
            }
        }
        let mut taken = Vec::with_capacity(nodes.len());
        for node in nodes {
            let place = self.ast.nodes[node.0 as usize];
            let name = matches!(place.kind, AstKind::Name)
                .then(|| super::text(self.source, place.span).to_owned());
            let mut value = self.take(node)?;
            if !self.resolve {
                value = self.session.resolved(value, &self.held, place.span)?;
            }
            taken.push(Argument {
                value,
                name,
                span: place.span,
            });
        }
        self.operated = true;
        self.other_value |= !SAME_VALUE.contains(&operation.name);
        let result = operations::run(
            operation,
            Call {
                session: self.session,
                arguments: taken,
                span,
                remarks: &mut self.remarks,
            },
        )?;
        // Where a derivative exists is told of the derivative itself.
        if at != self.ast.root {
            self.remarks.derived.clear();
        }
        // A series stays one where nothing is done with it.
        let result = if at == self.ast.root {
            result
        } else {
            result.without_series()
        };
        match result {
            Value::Expr(expr) => {
                let id = self.bring(&expr);
                // The last operation decides: the derivative of what was factored is shown as any.
                self.chosen = expr.flags().chosen;
                self.lowering.set(at, id);
            }
            other => {
                self.others.insert(at, other);
            }
        }
        Ok(())
    }

    fn called_name(&mut self, id: Id) -> String {
        let arena = self.lowering.arena();
        match arena.node(id) {
            Node::Unknown(name, _) => arena.symbol_key(name).to_owned(),
            _ => String::new(),
        }
    }

    /// A call of a function that the user defined: an unknown call for now, into which the body is
    /// put unless this is itself the body of a definition.
    fn defined(
        &mut self,
        at: AstId,
        (name, parameters): (&str, &[String]),
        (primes, orders, arguments): (u32, Children, Children),
        span: Span,
    ) -> Result<(), Error> {
        let count = arguments.len as usize;
        if count != parameters.len() || primes > 0 && orders.len == 0 && count > 1 {
            let usage = format!("{name}({})", parameters.join(", "));
            return Err(SessionError::Arity {
                name: name.to_owned(),
                usage,
                span,
            }
            .into());
        }
        self.lowering.node(at)?;
        if self.resolve {
            let call = self.take(at)?;
            match self.session.resolved(call, &self.held, span)? {
                Value::Expr(expr) => {
                    let id = self.bring(&expr);
                    self.lowering.set(at, id);
                }
                other => {
                    self.others.insert(at, other);
                }
            }
        }
        Ok(())
    }

    /// `sin'(x)`: a derivative of a function of the table.
    fn primed(
        &mut self,
        at: AstId,
        name: &str,
        primes: u32,
        arguments: Children,
        span: Span,
    ) -> Result<(), Error> {
        let nodes = self.children(arguments);
        let (Some(function), [argument]) = (function_named(name), nodes.as_slice()) else {
            let usage = format!("{name}'(x)");
            return Err(SessionError::Arity {
                name: name.to_owned(),
                usage,
                span,
            }
            .into());
        };
        let argument = self.lowering.value(*argument)?;
        let arena = self.lowering.arena();
        let variable = arena.symbol("x");
        if function.row().parameters.len() != 1 {
            let usage = format!("{name}({})", function.row().parameters.join(", "));
            return Err(SessionError::Arity {
                name: name.to_owned(),
                usage,
                span,
            }
            .into());
        }
        let call = arena.call(function, &[variable]);
        let id = validity::derivative_at(arena, call, (variable, primes as usize), argument)
            .map_err(|cause| failed("diff", cause.into(), span))?;
        self.derivative = true;
        self.chosen = false;
        self.operated = true;
        self.lowering.set(at, id);
        Ok(())
    }
}

/// The error of arithmetic that is not defined, at its place.
pub(super) fn refused(refusal: Refusal, span: Span) -> Error {
    match refusal {
        Refusal::Kind(found) => LowerError::NotAnExpression { found, span }.into(),
        Refusal::Undefined(why) => SessionError::Undefined { why, span }.into(),
        Refusal::Algebra(error) => failed("matrix", error.into(), span),
    }
}

/// Wraps a lower stage's error with the operation and its place.
pub(super) fn failed(operation: &'static str, cause: Error, span: Span) -> Error {
    SessionError::Failed {
        operation,
        cause: Box::new(cause),
        span,
    }
    .into()
}
