//! The syntax tree into built expressions.
//!
//! The tree lies flat with children before parents, so lowering is one loop. An upper layer that
//! knows definitions and operations runs the loop itself and hands over the nodes it has no
//! opinion of (see [`Lowering::node`]).
//!
//! The file is long because every kind of tree node is lowered in it, together with what can be
//! wrong with each.

use std::fmt;

use super::arena::Arena;
use super::node::{Constant, Id, Node};
use super::number::Number;
use crate::function::{FunctionId, Kernel};
use crate::syntax::{self, Ast, AstId, AstKind, Binary, Children, Span};

/// Why a formula that reads well makes no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LowerError {
    /// A number is too long to be kept exactly.
    NumberTooLong {
        /// Its place.
        span: Span,
    },
    /// A function has the wrong number of arguments.
    WrongArity {
        /// The function.
        name: String,
        /// How many it takes, in words.
        expected: String,
        /// How many there are.
        found: usize,
        /// The call's place.
        span: Span,
    },
    /// An argument must be a name or a literal integer.
    WrongArgument {
        /// The function.
        name: String,
        /// What the argument must be, in words.
        expected: &'static str,
        /// The argument's place.
        span: Span,
    },
    /// A list or an operation's result stands where one expression must.
    NotAnExpression {
        /// What stands there, in words.
        found: &'static str,
        /// Its place.
        span: Span,
    },
    /// A condition stands where a value must, or a value where a condition must.
    Kind {
        /// What must stand there, in words.
        expected: &'static str,
        /// The place.
        span: Span,
    },
    /// The denominator is exactly 0.
    DivisionByZero {
        /// The denominator's place.
        span: Span,
    },
    /// The exact result is too large to write out.
    TooLarge {
        /// The formula's place.
        span: Span,
    },
}

impl LowerError {
    /// The place in the source.
    pub fn span(&self) -> Span {
        match self {
            LowerError::NumberTooLong { span }
            | LowerError::WrongArity { span, .. }
            | LowerError::WrongArgument { span, .. }
            | LowerError::NotAnExpression { span, .. }
            | LowerError::Kind { span, .. }
            | LowerError::DivisionByZero { span }
            | LowerError::TooLarge { span } => *span,
        }
    }
}

impl fmt::Display for LowerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LowerError::NumberTooLong { .. } => write!(
                f,
                "this number is too long to be exact (more than {} bits)",
                super::number::MAX_BITS
            ),
            LowerError::WrongArity {
                name,
                expected,
                found,
                ..
            } => {
                write!(f, "`{name}` takes {expected}, not {found}")
            }
            LowerError::WrongArgument { name, expected, .. } => {
                write!(f, "this argument of `{name}` must be {expected}")
            }
            LowerError::NotAnExpression { found, .. } => {
                write!(f, "{found} can't stand here; an expression is needed")
            }
            LowerError::Kind { expected, .. } => write!(f, "{expected} is needed here"),
            LowerError::DivisionByZero { .. } => {
                f.write_str("division by zero: this denominator is exactly 0")
            }
            LowerError::TooLarge { .. } => f.write_str(
                "the exact result is too large to write out; ask for the raw form or for numbers",
            ),
        }
    }
}

impl std::error::Error for LowerError {}

type Result<T> = std::result::Result<T, LowerError>;

/// Words of the language that are forms, not functions.
pub mod form {
    /// `piecewise(condition, value, …, otherwise)`
    pub const PIECEWISE: &str = "piecewise";
    /// `sum(body)` and `sum(body, i, a, b)`
    pub const SUM: &str = "sum";
    /// `mean(body)`
    pub const MEAN: &str = "mean";
    /// `diff(f(x), x)` of an unknown function
    pub const DIFF: &str = "diff";
    /// All of them.
    pub const ALL: [&str; 4] = [PIECEWISE, SUM, MEAN, DIFF];
}

/// Reads and lowers a formula of the function table.
pub(crate) fn formula(arena: &mut Arena, text: &str) -> Option<Id> {
    if text.is_empty() {
        return None;
    }
    let ast = syntax::parse_expression(text).ok()?;
    let mut lowering = Lowering::new(text, &ast, arena);
    // The row of polygamma says `polygamma(n + 1, x)`.
    lowering.symbolic_index = true;
    lowering.run().ok()
}

/// One formula on its way into an arena.
pub struct Lowering<'a> {
    source: &'a str,
    ast: &'a Ast,
    arena: &'a mut Arena,
    /// The expression of each tree node that has one.
    values: Vec<Option<Id>>,
    /// Whether a decimal was read.
    decimals: bool,
    /// Denominators that are not plainly nonzero, with their places.
    denominators: Vec<(Id, Span)>,
    /// What is not real everywhere, as typed: calls, and bases with their exponents.
    restricted: Vec<(Id, Option<Id>)>,
    /// Whether an index may be anything, as it is in formulas of the table.
    symbolic_index: bool,
}

impl<'a> Lowering<'a> {
    /// Nothing lowered yet.
    pub fn new(source: &'a str, ast: &'a Ast, arena: &'a mut Arena) -> Self {
        Lowering {
            source,
            ast,
            arena,
            values: vec![None; ast.nodes.len()],
            decimals: false,
            denominators: Vec::new(),
            restricted: Vec::new(),
            symbolic_index: false,
        }
    }

    /// Lowers every node, children first, and returns the root's expression.
    ///
    /// # Errors
    /// A [`LowerError`] with its place.
    pub fn run(&mut self) -> Result<Id> {
        for at in 0..self.ast.nodes.len() {
            self.node(AstId(at as u32))?;
        }
        self.value(self.ast.root)
    }

    /// The arena.
    pub fn arena(&mut self) -> &mut Arena {
        self.arena
    }

    /// Whether a decimal was read so far.
    pub fn decimals(&self) -> bool {
        self.decimals
    }

    /// Notes that a decimal takes part.
    pub fn note_decimals(&mut self, decimals: bool) {
        self.decimals |= decimals;
    }

    /// The source text at a place.
    pub fn text(&self, span: Span) -> &'a str {
        self.source
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Sets the expression of a node that an upper layer made.
    pub fn set(&mut self, at: AstId, value: Id) {
        if let Some(slot) = self.values.get_mut(at.0 as usize) {
            *slot = Some(value);
        }
    }

    /// The expression of a node lowered before, if it has one.
    pub fn known(&self, at: AstId) -> Option<Id> {
        self.values.get(at.0 as usize).copied().flatten()
    }

    /// The expression of a node lowered before.
    ///
    /// # Errors
    /// [`LowerError::NotAnExpression`] for lists and the like.
    pub fn value(&self, at: AstId) -> Result<Id> {
        self.known(at).ok_or_else(|| {
            let node = &self.ast.nodes[at.0 as usize];
            LowerError::NotAnExpression {
                found: match node.kind {
                    AstKind::List(_) => "a list",
                    AstKind::Text => "a text",
                    AstKind::Result => "the result of an earlier line",
                    _ => "the result of an operation",
                },
                span: node.span,
            }
        })
    }

    fn span(&self, at: AstId) -> Span {
        self.ast.nodes[at.0 as usize].span
    }

    /// Whether an expression is a condition.
    fn is_condition(&self, id: Id) -> bool {
        matches!(
            self.arena.node(id),
            Node::Compare(..) | Node::And(..) | Node::Or(..) | Node::Not(..)
        )
    }

    /// The number or function value of a node.
    fn scalar(&self, at: AstId) -> Result<Id> {
        let id = self.value(at)?;
        if self.is_condition(id) {
            return Err(LowerError::Kind {
                expected: "a value, not a condition,",
                span: self.span(at),
            });
        }
        Ok(id)
    }

    fn condition(&self, at: AstId) -> Result<Id> {
        let id = self.value(at)?;
        if !self.is_condition(id) {
            return Err(LowerError::Kind {
                expected: "a condition such as `x < 0`",
                span: self.span(at),
            });
        }
        Ok(id)
    }

    /// Lowers one node whose children are lowered. Lists and `d/dx` get no expression.
    ///
    /// # Errors
    /// A [`LowerError`] with its place.
    pub fn node(&mut self, at: AstId) -> Result<()> {
        let node = self.ast.nodes[at.0 as usize];
        let value = match node.kind {
            AstKind::Number => self.number(node.span)?,
            AstKind::Superscript => self.superscript(node.span)?,
            AstKind::Name => self.name(node.span),
            AstKind::Negate(a) => {
                let a = self.scalar(a)?;
                self.arena.neg(a)
            }
            AstKind::Binary {
                operator,
                left,
                right,
                ..
            } => self.binary(operator, left, right)?,
            AstKind::Factorial(a) => {
                let a = self.scalar(a)?;
                let call = self.arena.call(FunctionId::FACTORIAL, &[a]);
                self.restricted.push((call, None));
                call
            }
            AstKind::Absolute(a) => {
                let a = self.scalar(a)?;
                self.arena.call(FunctionId::ABS, &[a])
            }
            AstKind::Root(a) => {
                let a = self.scalar(a)?;
                let call = self.arena.call(FunctionId::SQRT, &[a]);
                self.restricted.push((call, None));
                call
            }
            AstKind::Call {
                name,
                primes,
                orders,
                power,
                arguments,
            } => {
                let call = self.call(node.span, name, primes, orders, arguments)?;
                match power {
                    Some(power) => {
                        let power = self.scalar(power)?;
                        self.arena.pow(call, power)
                    }
                    None => call,
                }
            }
            AstKind::Compare {
                relation,
                left,
                right,
            } => {
                let (left, right) = (self.scalar(left)?, self.scalar(right)?);
                self.arena.compare_node(relation, left, right)
            }
            AstKind::And(a, b) => {
                let (a, b) = (self.condition(a)?, self.condition(b)?);
                self.arena.and_node(a, b)
            }
            AstKind::Or(a, b) => {
                let (a, b) = (self.condition(a)?, self.condition(b)?);
                self.arena.or_node(a, b)
            }
            AstKind::Not(a) => {
                let a = self.condition(a)?;
                self.arena.not_node(a)
            }
            AstKind::If(children) => self.pieces(children)?,
            AstKind::List(_) | AstKind::Derivative { .. } | AstKind::Result | AstKind::Text => {
                return Ok(());
            }
        };
        self.set(at, value);
        Ok(())
    }

    fn number(&mut self, span: Span) -> Result<Id> {
        let text = self.text(span);
        let number = Number::parse_decimal(text).ok_or(LowerError::NumberTooLong { span })?;
        if !number.is_integer() || text.contains('.') {
            self.decimals = true;
        }
        Ok(match number.to_i64() {
            Some(small) => self.arena.integer(small),
            None => self.arena.number_node(number),
        })
    }

    fn superscript(&mut self, span: Span) -> Result<Id> {
        let digits: String = self
            .text(span)
            .chars()
            .map(|c| match c {
                '⁰' => '0',
                '¹' => '1',
                '²' => '2',
                '³' => '3',
                '⁴' => '4',
                '⁵' => '5',
                '⁶' => '6',
                '⁷' => '7',
                '⁸' => '8',
                '⁹' => '9',
                _ => '-',
            })
            .collect();
        let (negative, digits) = match digits.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, digits.as_str()),
        };
        let number = Number::parse_decimal(digits).ok_or(LowerError::NumberTooLong { span })?;
        Ok(self
            .arena
            .number_node(if negative { number.negate() } else { number }))
    }

    fn name(&mut self, span: Span) -> Id {
        let text = self.text(span);
        match text {
            "e" => self.arena.constant(Constant::E),
            "pi" | "π" => self.arena.constant(Constant::Pi),
            _ => self.arena.symbol(text),
        }
    }

    fn binary(&mut self, operator: Binary, left: AstId, right: AstId) -> Result<Id> {
        let (a, b) = (self.scalar(left)?, self.scalar(right)?);
        Ok(match operator {
            Binary::Add => self.arena.add(a, b),
            Binary::Subtract => self.arena.sub(a, b),
            Binary::Multiply => self.arena.mul(a, b),
            Binary::Divide => {
                self.note_denominator(b, right)?;
                self.restricted.push((b, Some(Id::MINUS_ONE)));
                self.arena.div(a, b)
            }
            Binary::Power => {
                let power = self.arena.as_number(b);
                if power.is_some_and(Number::is_negative) {
                    self.note_denominator(a, left)?;
                }
                let power = self.arena.as_number(b);
                if power.is_none_or(|power| power.is_negative() || !power.is_integer()) {
                    self.restricted.push((a, Some(b)));
                }
                self.arena.pow(a, b)
            }
        })
    }

    /// Remembers where a denominator stands, so that an exact 0 found later has a place.
    fn note_denominator(&mut self, id: Id, at: AstId) -> Result<()> {
        match self.arena.node(id) {
            Node::Number(_) if id == Id::ZERO => Err(LowerError::DivisionByZero {
                span: self.span(at),
            }),
            Node::Number(_) | Node::Symbol(_) | Node::Constant(_) => Ok(()),
            _ => {
                self.denominators.push((id, self.span(at)));
                Ok(())
            }
        }
    }

    /// Looks for a denominator that is exactly 0, such as `x - x`.
    ///
    /// # Errors
    /// [`LowerError::DivisionByZero`] with the place of the first one.
    pub fn check_denominators(&mut self) -> Result<()> {
        for &(id, span) in &self.denominators {
            if self.arena.canonical(id) == Ok(Id::ZERO) {
                return Err(LowerError::DivisionByZero { span });
            }
        }
        Ok(())
    }

    /// Every power and call that was typed and is not real everywhere, whether or not it is left in
    /// the result (`x/x` becomes 1 while it is read). If there are more than `most`, there are none.
    pub fn restricted(&mut self, most: usize) -> Vec<Id> {
        if self.restricted.len() > most {
            return Vec::new();
        }
        let arena = &mut *self.arena;
        (self.restricted.iter())
            .map(|&(id, exponent)| match exponent {
                Some(exponent) => arena.pow(id, exponent),
                None => id,
            })
            .collect()
    }

    /// The error for an expression without canonical form, with the place of the denominator that
    /// is exactly 0.
    pub fn locate(&mut self, error: super::CanonicalError) -> LowerError {
        let whole = self.span(self.ast.root);
        if error == super::CanonicalError::DivisionByZero {
            let zero = std::mem::take(&mut self.denominators)
                .into_iter()
                .find(|(id, _)| self.arena.canonical(*id) == Ok(Id::ZERO));
            return LowerError::DivisionByZero {
                span: zero.map_or(whole, |(_, span)| span),
            };
        }
        LowerError::TooLarge { span: whole }
    }

    fn children(&self, children: Children) -> &'a [AstId] {
        let start = children.start as usize;
        self.ast
            .children
            .get(start..start + children.len as usize)
            .unwrap_or(&[])
    }

    fn pieces(&mut self, children: Children) -> Result<Id> {
        let children = self.children(children);
        let mut run = Vec::with_capacity(children.len());
        let pairs = children.chunks_exact(2);
        let otherwise = pairs.remainder().first();
        for pair in pairs {
            run.push(self.condition(pair[0])?);
            run.push(self.scalar(pair[1])?);
        }
        if let Some(&value) = otherwise {
            run.push(self.scalar(value)?);
        }
        Ok(self.arena.piecewise_node(&run))
    }

    fn arity(
        &self,
        name: &str,
        expected: impl Into<String>,
        found: usize,
        span: Span,
    ) -> LowerError {
        LowerError::WrongArity {
            name: name.to_owned(),
            expected: expected.into(),
            found,
            span,
        }
    }

    fn call(
        &mut self,
        span: Span,
        name: Span,
        primes: u32,
        orders: Children,
        arguments: Children,
    ) -> Result<Id> {
        let name_text = self.text(name);
        let nodes = self.children(arguments);
        if nodes.is_empty() {
            return Err(self.arity(name_text, "at least one argument", 0, span));
        }
        if primes == 0 {
            match name_text {
                form::PIECEWISE if nodes.len() >= 2 => return self.pieces(arguments),
                form::PIECEWISE => {
                    return Err(self.arity(
                        name_text,
                        "a condition, a value, and so on",
                        nodes.len(),
                        span,
                    ));
                }
                form::SUM | form::MEAN => return self.sum(name_text, nodes, span),
                form::DIFF => {
                    if let Some(derivative) = self.unknown_derivative(nodes) {
                        return Ok(derivative);
                    }
                    return Err(LowerError::NotAnExpression {
                        found: "an operation",
                        span,
                    });
                }
                _ => {}
            }
            if let Some(function) = syntax::function_named(name_text) {
                return self.known_function(function, nodes, span);
            }
        }
        let mut values = Vec::with_capacity(nodes.len());
        for &node in nodes {
            values.push(self.scalar(node)?);
        }
        let mut orders_of: Vec<Id> = Vec::with_capacity(nodes.len());
        for &node in self.children(orders) {
            let order = self.scalar(node)?;
            if self
                .arena
                .as_number(order)
                .and_then(Number::to_i64)
                .is_none_or(|order| order < 0)
            {
                return Err(LowerError::WrongArgument {
                    name: name_text.to_owned(),
                    expected: "an order of differentiation: 0, 1, 2, …",
                    span: self.span(node),
                });
            }
            orders_of.push(order);
        }
        if orders_of.is_empty() {
            if primes > 0 && nodes.len() > 1 {
                return Err(self.arity(
                    &format!("{name_text}'"),
                    "one argument (or orders, as in `f'[1, 0](x, y)`)",
                    nodes.len(),
                    span,
                ));
            }
            let order = self.arena.integer(i64::from(primes));
            orders_of.resize(nodes.len(), order);
        } else if orders_of.len() != values.len() {
            return Err(self.arity(
                name_text,
                format!("as many arguments as orders ({})", orders_of.len()),
                values.len(),
                span,
            ));
        }
        if syntax::function_named(name_text).is_some() {
            return Err(LowerError::NotAnExpression {
                found: "a derivative with primes",
                span,
            });
        }
        let symbol = self.arena.symbol_id(name_text);
        Ok(self.arena.unknown_node(symbol, &orders_of, &values))
    }

    fn known_function(&mut self, function: FunctionId, nodes: &[AstId], span: Span) -> Result<Id> {
        let row = function.row();
        let mut values = Vec::with_capacity(nodes.len());
        for &node in nodes {
            values.push(self.scalar(node)?);
        }
        if let (FunctionId::LOG, &[argument, base]) = (function, values.as_slice()) {
            let logarithm = self.arena.call(function, &[argument]);
            let scale = self.arena.call(function, &[base]);
            self.note_denominator(scale, nodes[1])?;
            let inverse = Some(Id::MINUS_ONE);
            self.restricted
                .extend([(logarithm, None), (scale, None), (scale, inverse)]);
            return Ok(self.arena.div(logarithm, scale));
        }
        if row.variadic && values.len() < 2 {
            return Err(self.arity(row.name, "2 or more arguments", values.len(), span));
        }
        if row.variadic {
            let mut folded = values[0];
            for &value in &values[1..] {
                folded = self.arena.call(function, &[folded, value]);
            }
            return Ok(folded);
        }
        if values.len() != row.parameters.len() {
            let expected = match row.parameters.len() {
                1 => format!("1 argument ({})", row.parameters.join(", ")),
                count => format!("{count} arguments ({})", row.parameters.join(", ")),
            };
            return Err(self.arity(row.name, expected, values.len(), span));
        }
        if matches!(row.kernel, Kernel::Indexed(_)) && !self.symbolic_index {
            let index = self.arena.as_number(values[0]).and_then(Number::to_i64);
            if index.is_none_or(|index| u32::try_from(index).is_err()) {
                return Err(LowerError::WrongArgument {
                    name: row.name.to_owned(),
                    expected: "a literal integer: 0, 1, 2, …",
                    span: self.span(nodes[0]),
                });
            }
        }
        let call = self.arena.call(function, &values);
        if !row.domain.is_empty() {
            self.restricted.push((call, None));
        }
        Ok(call)
    }

    fn sum(&mut self, name: &str, nodes: &[AstId], span: Span) -> Result<Id> {
        match *nodes {
            [body] => {
                let body = self.scalar(body)?;
                Ok(if name == form::SUM {
                    self.arena.row_sum_node(body)
                } else {
                    self.arena.row_mean_node(body)
                })
            }
            [body, index, from, to] if name == form::SUM => {
                let [body, from, to] = [self.scalar(body)?, self.scalar(from)?, self.scalar(to)?];
                let index_id = self.scalar(index)?;
                if !matches!(self.arena.node(index_id), Node::Symbol(_)) {
                    return Err(LowerError::WrongArgument {
                        name: name.to_owned(),
                        expected: "the name of the index",
                        span: self.span(index),
                    });
                }
                Ok(self.arena.index_sum_node([body, index_id, from, to]))
            }
            _ if name == form::SUM => Err(self.arity(
                name,
                "a body, or a body, an index and its bounds",
                nodes.len(),
                span,
            )),
            _ => Err(self.arity(name, "1 argument (a body)", nodes.len(), span)),
        }
    }

    /// `diff(f(x, y), x)`, if `f` is unknown and its arguments are different symbols.
    pub fn unknown_derivative(&mut self, nodes: &[AstId]) -> Option<Id> {
        let (&first, variables) = nodes.split_first()?;
        let Node::Unknown(name, run) = self.arena.node(self.known(first)?) else {
            return None;
        };
        let operands = self.arena.operands(run).to_vec();
        let (orders, arguments) = operands.split_at(operands.len() / 2);
        let mut orders = orders.to_vec();
        let distinct = arguments.iter().enumerate().all(|(at, argument)| {
            matches!(self.arena.node(*argument), Node::Symbol(_))
                && !arguments[..at].contains(argument)
        });
        if !distinct || variables.is_empty() {
            return None;
        }
        for &variable in variables {
            let variable = self.known(variable)?;
            let at = arguments
                .iter()
                .position(|&argument| argument == variable)?;
            orders[at] = self.arena.add(orders[at], Id::ONE);
        }
        Some(self.arena.unknown_node(name, &orders, arguments))
    }
}
