//! Derivatives as the language asks for them, and how they come about.

use super::operations::{self, Argument, Call, Derived, Remarks};
use super::{Session, Value, ast_span, text};
use crate::Error;
use crate::analysis::validity::Meeting;
use crate::diff::DiffError;
use crate::diff::derivation::{Context, Depth, Derivation, MOST_BETWEEN};
use crate::expr::Expr;
use crate::syntax::{Ast, AstId, AstKind, Span, normalise_name};

use super::SessionError;

/// What is to be derived.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Problem {
    /// The derivative in variables, one after the other.
    Derivative {
        /// The function.
        function: Expr,
        /// The variables.
        variables: Vec<String>,
    },
    /// The partials.
    Gradient {
        /// The function.
        function: Expr,
        /// The variables.
        variables: Vec<String>,
    },
    /// The second partials.
    Hessian {
        /// The function.
        function: Expr,
        /// The variables.
        variables: Vec<String>,
    },
    /// The partials of several functions.
    Jacobian {
        /// The functions.
        functions: Vec<Expr>,
        /// The variables.
        variables: Vec<String>,
    },
    /// The derivative along a direction.
    Directional {
        /// The function.
        function: Expr,
        /// The variables.
        variables: Vec<String>,
        /// The direction, a component for each variable.
        direction: Vec<Expr>,
    },
    /// The derivative of an unknown that an equation makes a function of a variable.
    Implicit {
        /// The sides of the equation.
        sides: (Expr, Expr),
        /// The unknown.
        unknown: String,
        /// The variable.
        variable: String,
    },
    /// The derivative along a curve.
    Total {
        /// The function.
        function: Expr,
        /// The curve's parameter.
        parameter: String,
        /// What variables are along the curve.
        curve: Vec<(String, Expr)>,
    },
    /// The derivative of the inverse function, at the value of the function.
    Inverse {
        /// The function.
        function: Expr,
        /// The variable.
        variable: String,
    },
    /// Where a step of gradient descent leads.
    DescentStep {
        /// The function.
        function: Expr,
        /// The step length over the gradient's.
        rate: Expr,
        /// The variables.
        variables: Vec<String>,
    },
    /// What Newton's method takes away from the point.
    NewtonStep {
        /// The function.
        function: Expr,
        /// The variables.
        variables: Vec<String>,
    },
}

impl Problem {
    /// The function whose derivatives are taken, and the variables, one step after the other.
    pub fn derived(&self) -> Option<Derived> {
        let (function, steps) = match self {
            Problem::Derivative {
                function,
                variables,
            } => (
                function,
                variables.iter().map(|name| vec![name.clone()]).collect(),
            ),
            Problem::Gradient {
                function,
                variables,
            } => (function, vec![variables.clone()]),
            _ => return None,
        };
        Some(Derived {
            function: function.clone(),
            steps,
        })
    }
}

/// How a derivative is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// By the rules.
    #[default]
    Rules,
    /// By the derivative of the logarithm.
    Logarithmic,
}

impl Strategy {
    /// All of them, with the words for them.
    pub const ALL: [(&'static str, Strategy); 2] = [
        ("rules", Strategy::Rules),
        ("logarithmic", Strategy::Logarithmic),
    ];

    /// The strategy of a word.
    pub fn named(name: &str) -> Option<Strategy> {
        let found = Self::ALL.iter().find(|(word, _)| *word == name);
        found.map(|(_, strategy)| *strategy)
    }
}

/// A derivation, as it was asked for.
#[derive(Clone, Debug)]
pub struct Steps {
    /// The derivation with all its steps.
    pub derivation: Derivation,
    /// How much of it is shown.
    pub depth: Depth,
}

impl Session {
    /// The derivative in several variables, one after the other. Between two of them the
    /// derivative is brought into the form in which it is shown, as a person would.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn derivative<N: AsRef<str>>(
        &self,
        function: &Expr,
        variables: &[N],
    ) -> Result<Expr, DiffError> {
        let Some((last, first)) = variables.split_last() else {
            return function.derivative(variables);
        };
        let mut derivative = function.clone();
        for variable in first {
            derivative = derivative.derivative([variable])?;
            if derivative.node_count() <= MOST_BETWEEN {
                derivative = self.shown(derivative);
            }
        }
        derivative.derivative([last])
    }

    /// The partials. Those of a small function are derived one by one, as their derivations say;
    /// those of a large one together, which costs less.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn gradient<N: AsRef<str>>(
        &self,
        function: &Expr,
        variables: &[N],
    ) -> Result<Vec<Expr>, DiffError> {
        if !is_small(function, variables.len()) {
            return function.gradient(variables);
        }
        let partial = |variable: &N| function.derivative([variable]);
        variables.iter().map(partial).collect()
    }

    /// The matrix of second partials, of a small function one by one.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn hessian<N: AsRef<str>>(
        &self,
        function: &Expr,
        variables: &[N],
    ) -> Result<Vec<Vec<Expr>>, DiffError> {
        if !is_small(function, variables.len()) {
            return function.hessian(variables);
        }
        let mut rows: Vec<Vec<Expr>> = Vec::new();
        for (row, second) in variables.iter().enumerate() {
            let first = self.shown(function.derivative([second])?);
            let mut entries = Vec::new();
            for variable in &variables[..=row] {
                entries.push(first.derivative([variable])?);
            }
            for (above, entry) in rows.iter_mut().zip(&entries) {
                above.push(entry.clone());
            }
            rows.push(entries);
        }
        Ok(matrix(rows))
    }

    /// The matrix of partials: a row for each function. Those of small functions are derived one by
    /// one.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn jacobian<N: AsRef<str>>(
        &self,
        functions: &[Expr],
        variables: &[N],
    ) -> Result<Vec<Vec<Expr>>, DiffError> {
        let count = functions.len().saturating_mul(variables.len());
        if functions.iter().all(|function| is_small(function, count)) {
            let row = |function: &Expr| self.gradient(function, variables);
            let rows: Result<Vec<Vec<Expr>>, DiffError> = functions.iter().map(row).collect();
            return rows.map(matrix);
        }
        Expr::jacobian(functions, variables)
    }

    /// What a problem comes to.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn solution(&self, problem: &Problem) -> Result<Value, DiffError> {
        Ok(match problem {
            Problem::Derivative {
                function,
                variables,
            } => self.derivative(function, variables)?.into(),
            Problem::Gradient {
                function,
                variables,
            } => self.gradient(function, variables)?.into(),
            Problem::Hessian {
                function,
                variables,
            } => self.hessian(function, variables)?.into(),
            Problem::Jacobian {
                functions,
                variables,
            } => self.jacobian(functions, variables)?.into(),
            Problem::Directional {
                function,
                variables,
                direction,
            } => function.directional(variables, direction)?.into(),
            // The others are worked out as their derivations are.
            _ => Value::from(&self.derivation(problem, Strategy::default())?),
        })
    }

    /// How a result comes about.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn derivation(
        &self,
        problem: &Problem,
        strategy: Strategy,
    ) -> Result<Derivation, DiffError> {
        let context = Context {
            rules: self.rules.as_ref(),
            assumptions: &self.assumptions,
            seams: Meeting::boxed,
        };
        let derivation = match problem {
            Problem::Derivative {
                function,
                variables,
            } if strategy == Strategy::Logarithmic => match variables.as_slice() {
                [variable] => Derivation::of_logarithmic(function, variable, context)?,
                _ => return Err(DiffError::OneVariable),
            },
            _ if strategy == Strategy::Logarithmic => return Err(DiffError::OneVariable),
            Problem::Derivative {
                function,
                variables,
            } => Derivation::of_derivative(function, variables, context)?,
            Problem::Gradient {
                function,
                variables,
            } => Derivation::of_gradient(function, variables, context)?,
            Problem::Hessian {
                function,
                variables,
            } => Derivation::of_hessian(function, variables, context)?,
            Problem::Jacobian {
                functions,
                variables,
            } => Derivation::of_jacobian(functions, variables, context)?,
            Problem::Directional {
                function,
                variables,
                direction,
            } => Derivation::of_directional(function, variables, direction, context)?,
            Problem::Implicit {
                sides: (left, right),
                unknown,
                variable,
            } => Derivation::of_implicit((left, right), unknown, variable, context)?,
            Problem::Total {
                function,
                parameter,
                curve,
            } => {
                let curve: Vec<(&str, &Expr)> = (curve.iter())
                    .map(|(name, expr)| (name.as_str(), expr))
                    .collect();
                Derivation::of_total(function, parameter, &curve, context)?
            }
            Problem::Inverse { function, variable } => {
                Derivation::of_inverse(function, variable, context)?
            }
            Problem::DescentStep {
                function,
                rate,
                variables,
            } => Derivation::of_descent_step(function, variables, rate, context)?,
            Problem::NewtonStep {
                function,
                variables,
            } => Derivation::of_newton_step(function, variables, context)?,
        };
        Ok(derivation)
    }

    /// How the result of a text comes about: of a call such as `diff(f, x)`, or of an expression,
    /// which is differentiated in `variables` (in its only one, if none is named).
    ///
    /// # Errors
    /// An [`Error`] of the stage that refused it.
    pub fn problem(&self, source: &str, variables: &[String]) -> Result<(Problem, Remarks), Error> {
        let ast = crate::syntax::parse_expression(source)?;
        let (problem, remarks) = self.problem_at(source, &ast, ast.root)?;
        match problem {
            Some(problem) if variables.is_empty() => Ok((problem, remarks)),
            _ => {
                let (function, remarks) = self.expression_with_remarks(source)?;
                let mut arguments = vec![Argument::from(Value::from(function))];
                arguments.extend(variables.iter().map(|name| Argument::name(name)));
                let span = ast_span(&ast);
                let problem = self.problem_of("diff", arguments, span)?;
                Ok((problem, remarks))
            }
        }
    }

    fn problem_of(
        &self,
        name: &str,
        arguments: Vec<Argument>,
        span: Span,
    ) -> Result<Problem, Error> {
        let mut remarks = Remarks::default();
        let call = Call {
            session: self,
            arguments,
            span,
            remarks: &mut remarks,
        };
        match operations::problem(name, call) {
            Some(problem) => problem,
            None => Err(SessionError::NoSteps {
                name: name.to_owned(),
                span,
            }
            .into()),
        }
    }

    /// The problem of a node that is a call of an operation with a derivation.
    fn problem_at(
        &self,
        source: &str,
        ast: &Ast,
        at: AstId,
    ) -> Result<(Option<Problem>, Remarks), Error> {
        let mut remarks = Remarks::default();
        let Some((name, arguments)) = called(source, ast, at) else {
            return Ok((None, remarks));
        };
        if !operations::has_problem(name) {
            return Ok((None, remarks));
        }
        let values = self.arguments(source, ast, arguments, &mut remarks)?;
        let span = ast.nodes[at.0 as usize].span;
        Ok((Some(self.problem_of(name, values, span)?), remarks))
    }

    /// The values of a call's arguments. Names that stand alone stay names, in the others too.
    fn arguments(
        &self,
        source: &str,
        ast: &Ast,
        arguments: &[AstId],
        remarks: &mut Remarks,
    ) -> Result<Vec<Argument>, Error> {
        let node = |at: &AstId| ast.nodes[at.0 as usize];
        let mut held: Vec<String> = Vec::new();
        for argument in arguments.iter().skip(1) {
            let name = match node(argument).kind {
                AstKind::Name => *argument,
                AstKind::Compare { left, .. } if node(&left).kind == AstKind::Name => left,
                _ => continue,
            };
            held.push(normalise_name(text(source, node(&name).span)).into_owned());
        }
        let mut values: Vec<Argument> = Vec::new();
        for argument in arguments {
            let span = node(argument).span;
            let piece = text(source, span);
            values.push(
                if node(argument).kind == AstKind::Name && !values.is_empty() {
                    Argument {
                        span,
                        ..Argument::name(piece)
                    }
                } else {
                    // Spaces in front keep places what they are in the whole line.
                    let padded = " ".repeat(span.start as usize) + piece;
                    let tree = crate::syntax::parse_expression(&padded)?;
                    let value = self.evaluate_body(&padded, &tree, &held)?;
                    remarks.notes.extend(self.notes(&padded, &tree));
                    Argument {
                        span,
                        ..Argument::from(self.resolved(value, &held, span)?)
                    }
                },
            );
        }
        Ok(values)
    }

    /// The derivation of `steps(diff(f, x))`, `steps(f, x)`, both perhaps with a depth or a
    /// strategy behind; nothing for any other tree.
    pub(super) fn steps(&self, source: &str, ast: &Ast) -> Result<Option<(Steps, Remarks)>, Error> {
        let Some((STEPS, arguments)) = called(source, ast, ast.root) else {
            return Ok(None);
        };
        let span = ast_span(ast);
        let Some((&first, rest)) = arguments.split_first() else {
            return Ok(None);
        };
        let (mut depth, mut strategy) = (Depth::default(), Strategy::default());
        let mut variables = Vec::new();
        for argument in rest {
            let node = ast.nodes[argument.0 as usize];
            let word = text(source, node.span);
            if let Some(named) = Depth::named(word) {
                depth = named;
            } else if let Some(named) = Strategy::named(word) {
                strategy = named;
            } else {
                variables.push(*argument);
            }
        }
        let (called, mut remarks) = self.problem_at(source, ast, first)?;
        let problem = match called {
            Some(problem) if variables.is_empty() => problem,
            _ => {
                variables.insert(0, first);
                let values = self.arguments(source, ast, &variables, &mut remarks)?;
                self.problem_of("diff", values, span)?
            }
        };
        let derivation = self
            .derivation(&problem, strategy)
            .map_err(|cause| super::evaluate::failed(STEPS, cause.into(), span))?;
        remarks.derived.extend(problem.derived());
        self.complete(&mut remarks);
        Ok(Some((Steps { derivation, depth }, remarks)))
    }
}

/// Rows of one length whose entries share an arena.
fn matrix(rows: Vec<Vec<Expr>>) -> Vec<Vec<Expr>> {
    let columns = rows.first().map_or(0, Vec::len).max(1);
    let entries: Vec<Expr> = rows.into_iter().flatten().collect();
    let entries = Expr::in_one_arena(&entries);
    entries.chunks(columns).map(<[Expr]>::to_vec).collect()
}

/// Whether the partials of a function are derived one by one.
fn is_small(function: &Expr, variables: usize) -> bool {
    const NODES: usize = 300;
    const VARIABLES: usize = 12;
    variables <= VARIABLES && function.node_count() <= NODES
}

/// The name of the operation.
pub(super) const STEPS: &str = "steps";

/// The name and the arguments of a call.
fn called<'a>(source: &'a str, ast: &'a Ast, at: AstId) -> Option<(&'a str, &'a [AstId])> {
    let AstKind::Call {
        name,
        primes: 0,
        arguments,
        ..
    } = ast.nodes.get(at.0 as usize)?.kind
    else {
        return None;
    };
    let start = arguments.start as usize;
    let children = ast.children.get(start..start + arguments.len as usize)?;
    Some((text(source, name), children))
}
