//! Evaluation of a syntax tree: operations and definitions here, the rest by lowering.

use hashbrown::HashMap;

use super::operations::{self, Argument, Call};
use super::value::{Value, flags};
use super::{Definition, Session, SessionError};
use crate::Error;
use crate::diff;
use crate::expr::lower::{LowerError, Lowering, form};
use crate::expr::{Arena, Expr, Flags, Id, Node, Number};
use crate::function;
use crate::syntax::{Ast, AstId, AstKind, Children, Relation, Span, normalise_name};

/// How deep lists may nest: a matrix is 2 deep, a list of matrices 3.
const MAX_LIST_DEPTH: usize = 16;

impl Session {
    /// The value of a tree; definitions are put in, and operations carried out.
    pub(super) fn evaluate_ast(&self, source: &str, ast: &Ast) -> Result<Value, Error> {
        self.evaluate_tree(source, ast, true)
    }

    /// The value of a definition's right side: names stay names until it is used.
    pub(super) fn evaluate_body(&self, source: &str, ast: &Ast) -> Result<Value, Error> {
        self.evaluate_tree(source, ast, false)
    }

    fn evaluate_tree(&self, source: &str, ast: &Ast, resolve: bool) -> Result<Value, Error> {
        let mut arena = Arena::new();
        let mut evaluation = Evaluation {
            session: self,
            source,
            ast,
            lowering: Lowering::new(source, ast, &mut arena),
            others: HashMap::default(),
            held: held_names(source, ast),
            derivative: false,
            used_definition: false,
        };
        for at in 0..ast.nodes.len() {
            evaluation.node(AstId(at as u32))?;
        }
        let other = evaluation.others.remove(&ast.root);
        let result_flags = Flags {
            derivative: evaluation.derivative,
            ..flags(evaluation.lowering.decimals())
        };
        let held_used = !self.definitions.is_empty() && !evaluation.held.is_empty();
        let value = match other {
            Some(value) => value,
            None => {
                let root = evaluation.lowering.value(ast.root)?;
                if let Some(equation) = equation(source, ast, &mut evaluation.lowering, root) {
                    let Equal(left, right) = equation;
                    settle(&mut evaluation.lowering, &[left, right])?;
                    drop(evaluation);
                    let mut sides =
                        Expr::many_from_arena(arena, [left, right], result_flags).into_iter();
                    match (sides.next(), sides.next()) {
                        (Some(left), Some(right)) => Value::Equation(left, right),
                        _ => Value::List(Vec::new()),
                    }
                } else {
                    settle(&mut evaluation.lowering, &[root])?;
                    drop(evaluation);
                    Value::Expr(Expr::from_arena(arena, root, result_flags))
                }
            }
        };
        let value = if resolve && held_used {
            self.resolve(value)
        } else {
            value
        };
        value.settle()?;
        Ok(value)
    }

    /// Puts the definitions of constants in, until none is left.
    pub(super) fn resolve(&self, value: Value) -> Value {
        value.map(&mut |expr| self.resolve_expr(expr))
    }

    /// Puts definitions in, but not for the names given.
    pub(super) fn resolve_except(&self, expr: Expr, held: &[String]) -> Expr {
        if held.is_empty() {
            return self.resolve_expr(expr);
        }
        self.without(held).resolve_expr(expr)
    }

    /// The session without the definitions of these names.
    pub(super) fn without(&self, names: &[String]) -> Session {
        let mut session = self.clone();
        session
            .definitions
            .retain(|key, _| !names.iter().any(|name| *normalise_name(name) == **key));
        session
    }

    fn resolve_expr(&self, mut expr: Expr) -> Expr {
        // Definitions have no cycles, so every round goes deeper into them, at most once each.
        for _ in 0..=self.definitions.len() {
            let replacements: Vec<(String, Expr)> = expr
                .free_symbols()
                .into_iter()
                .filter_map(|name| match self.definitions.get(&*normalise_name(&name)) {
                    Some(Definition {
                        parameters: None,
                        value: Value::Expr(value),
                        ..
                    }) => Some((name, value.clone())),
                    _ => None,
                })
                .collect();
            let called = self.expand_calls(&expr);
            if replacements.is_empty() && called.is_none() {
                return expr;
            }
            expr = called.unwrap_or(expr);
            let replacements: Vec<(&str, Expr)> = replacements
                .iter()
                .map(|(name, value)| (name.as_str(), value.clone()))
                .collect();
            expr = expr.substitute(&replacements);
        }
        expr
    }

    /// Puts the bodies of defined functions in for their calls; nothing if there is no such call.
    fn expand_calls(&self, expr: &Expr) -> Option<Expr> {
        if !self
            .definitions
            .values()
            .any(|definition| definition.parameters.is_some())
        {
            return None;
        }
        let names = expr.mentioned_names();
        let functions: Vec<(&str, &Definition)> = self
            .definitions
            .iter()
            .filter(|(key, definition)| definition.parameters.is_some() && names.contains(*key))
            .map(|(key, definition)| (key.as_str(), definition))
            .collect();
        if functions.is_empty() {
            return None;
        }
        let bodies: Vec<&Expr> = functions
            .iter()
            .filter_map(|(_, definition)| match &definition.value {
                Value::Expr(body) => Some(body),
                _ => None,
            })
            .collect();
        if bodies.len() != functions.len() {
            return None;
        }
        let (home, id) = expr.with_all(&bodies, |arena, root, bodies| {
            let mut replacements: Vec<(Id, Id)> = Vec::new();
            for call in arena.reachable(&[root]) {
                let Node::Unknown(name, run) = arena.node(call) else {
                    continue;
                };
                let Some(at) = functions
                    .iter()
                    .position(|(key, _)| *key == arena.symbol_key(name))
                else {
                    continue;
                };
                let operands = arena.operands(run).to_vec();
                let (orders, arguments) = operands.split_at(operands.len() / 2);
                let arguments: Vec<Id> = arguments
                    .iter()
                    .map(|argument| arena.substitute(*argument, &replacements))
                    .collect();
                let parameters = functions[at].1.parameters.as_deref().unwrap_or(&[]);
                if let Some(value) = apply(arena, bodies[at], parameters, orders, &arguments) {
                    replacements.push((call, value));
                }
            }
            arena.substitute(root, &replacements)
        });
        (id != home.id()).then(|| home.sibling(id, Flags::default()))
    }
}

/// The body of a function, differentiated and with its parameters replaced; nothing for a wrong
/// number of arguments.
fn apply(
    arena: &mut Arena,
    body: Id,
    parameters: &[String],
    orders: &[Id],
    arguments: &[Id],
) -> Option<Id> {
    if parameters.len() != arguments.len() {
        return None;
    }
    let symbols: Vec<Id> = parameters.iter().map(|name| arena.symbol(name)).collect();
    let mut variables = Vec::new();
    for (&symbol, &order) in symbols.iter().zip(orders) {
        let count = arena.as_number(order).and_then(Number::to_i64).unwrap_or(0);
        variables.extend((0..count).map(|_| symbol));
    }
    let derived = diff::derivative(arena, body, &variables).ok()?;
    let pairs: Vec<(Id, Id)> = symbols.into_iter().zip(arguments.iter().copied()).collect();
    Some(arena.substitute(derived, &pairs))
}

struct Equal(Id, Id);

/// Left and right side, if the whole tree is an equation.
fn equation(_source: &str, ast: &Ast, lowering: &mut Lowering<'_>, root: Id) -> Option<Equal> {
    match ast.nodes.get(ast.root.0 as usize)?.kind {
        AstKind::Compare {
            relation: Relation::Equal,
            ..
        } => match lowering.arena().node(root) {
            Node::Compare(_, left, right) => Some(Equal(left, right)),
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
                            ..
                        } if ast.nodes[left.0 as usize].kind == AstKind::Name => {
                            hold(ast.nodes[left.0 as usize].span);
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
    used_definition: bool,
}

impl<'b> Evaluation<'_, 'b> {
    fn node(&mut self, at: AstId) -> Result<(), Error> {
        let node = self.ast.nodes[at.0 as usize];
        match node.kind {
            AstKind::Name if !self.session.definitions.is_empty() => self.name(at, node.span),
            AstKind::List(children) => self.list(at, children),
            AstKind::Derivative {
                variable,
                order,
                operand,
            } => {
                let expr = self.lowering.value(operand)?;
                let variable = self
                    .lowering
                    .arena()
                    .symbol(super::text(self.source, variable));
                let variables = vec![variable; order as usize];
                let derived = diff::derivative(self.lowering.arena(), expr, &variables)
                    .map_err(|cause| failed("diff", cause.into(), node.span))?;
                self.derivative = true;
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
                    && function::lookup(text).is_none()
                    && let Some(operation) = operations::find(text)
                {
                    return self.operation(at, operation, arguments, node.span);
                }
                let definition = self.session.definitions.get(&*normalise_name(text));
                if let Some(Definition {
                    parameters: Some(parameters),
                    value,
                    ..
                }) = definition
                {
                    return self.defined(
                        at,
                        (text, parameters, value),
                        (primes, orders, arguments),
                        node.span,
                    );
                }
                if primes > 0 && function::lookup(text).is_some() {
                    return self.primed(at, text, primes, arguments, node.span);
                }
                if function::lookup(text).is_none() && operations::is_planned(text) {
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
        let key = normalise_name(super::text(self.source, span));
        match self.session.definitions.get(&*key) {
            Some(Definition {
                parameters: None,
                value,
                ..
            }) if !self.held.iter().any(|held| *held == *key) => {
                self.used_definition = true;
                match self.session.resolve(value.clone()) {
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
            _ => self.lowering.node(at).map_err(Error::from),
        }
    }

    /// Copies an expression into the arena at work.
    fn bring(&mut self, expr: &Expr) -> Id {
        self.lowering.note_decimals(expr.flags().decimals);
        self.derivative |= expr.flags().derivative;
        let arena = self.lowering.arena();
        expr.with(|source, id| arena.import(source, &[id])[0])
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
            let keeps = !self
                .session
                .definitions
                .contains_key(&self.called_name(derivative));
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
            taken.push(Argument {
                value: self.take(node)?,
                name,
                span: place.span,
            });
        }
        let result = operations::run(
            operation,
            Call {
                session: self.session,
                arguments: taken,
                span,
            },
        )?;
        match result {
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

    fn called_name(&mut self, id: Id) -> String {
        let arena = self.lowering.arena();
        match arena.node(id) {
            Node::Unknown(name, _) => arena.symbol_key(name).to_owned(),
            _ => String::new(),
        }
    }

    /// A call of a function that the user defined.
    fn defined(
        &mut self,
        at: AstId,
        (name, parameters, value): (&str, &[String], &Value),
        (primes, orders, arguments): (u32, Children, Children),
        span: Span,
    ) -> Result<(), Error> {
        let nodes = self.children(arguments);
        if nodes.len() != parameters.len() || primes > 0 && orders.len == 0 && nodes.len() > 1 {
            let usage = format!("{name}({})", parameters.join(", "));
            return Err(SessionError::Arity {
                name: name.to_owned(),
                usage,
                span,
            }
            .into());
        }
        let Value::Expr(body) = value else {
            let found = value.kind();
            return Err(SessionError::NotOneExpression { found, span }.into());
        };
        let body = self.bring(body);
        let mut order_ids = Vec::new();
        for node in self.children(orders) {
            order_ids.push(self.lowering.value(node)?);
        }
        if order_ids.is_empty() {
            let order = self.lowering.arena().integer(i64::from(primes));
            order_ids.resize(nodes.len(), order);
        }
        let mut values = Vec::with_capacity(nodes.len());
        for node in nodes {
            values.push(self.lowering.value(node)?);
        }
        self.derivative |= primes > 0;
        // The parameters hide definitions of the same name while the rest of the body is resolved.
        let arena = self.lowering.arena();
        let applied = apply(arena, body, parameters, &order_ids, &values);
        let Some(applied) = applied else {
            let usage = format!("{name}({})", parameters.join(", "));
            return Err(SessionError::Arity {
                name: name.to_owned(),
                usage,
                span,
            }
            .into());
        };
        let mut own = Arena::new();
        let id = own.import(arena, &[applied])[0];
        let expr = Expr::from_arena(own, id, flags(self.lowering.decimals()));
        let resolved = self.session.resolve_except(expr, &self.held);
        let id = self.bring(&resolved);
        self.lowering.set(at, id);
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
        let (Some(function), [argument]) = (function::lookup(name), nodes.as_slice()) else {
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
        let variables = vec![variable; primes as usize];
        let derived = diff::derivative(arena, call, &variables)
            .map_err(|cause| failed("diff", cause.into(), span))?;
        let id = arena.substitute(derived, &[(variable, argument)]);
        self.derivative = true;
        self.lowering.set(at, id);
        Ok(())
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
