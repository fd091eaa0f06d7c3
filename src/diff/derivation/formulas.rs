//! Derivations of what is made of derivatives: implicit and total derivatives, derivatives of
//! inverse functions, steps of Newton's method and of gradient descent, and logarithmic
//! differentiation.

use super::build::Draft;
use super::deriving::{Work, first_label};
use super::pending::{pending, replaced};
use super::{Context, Depth, Derivation, Shape};
use crate::algebra::matrix::Matrix;
use crate::diff::{DiffError, length, variables};
use crate::expr::{Arena, Constant, Expr, Id, Node, PrintOptions, Relation, Sign, print, sign};
use crate::function::FunctionId;

/// The most variables of a symbolic Newton step: its determinants are written out.
pub const MOST_NEWTON: usize = 4;

impl Derivation {
    /// How a derivative comes about by taking the logarithm first: `f' = f*log(|f|)'`.
    ///
    /// # Domain
    /// Where the function is not 0; a part that is not positive appears in absolute value.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn of_logarithmic(
        function: &Expr,
        name: &str,
        context: Context<'_>,
    ) -> Result<Derivation, DiffError> {
        let (mut work, ids, names) = Work::begin(&[function], [name], context)?;
        let variable = names[0];
        let function = ids[0];
        let arena = &mut work.arena;
        let problem = pending(arena, function, variable);
        let (logarithm, expanded) = logarithms(arena, function);
        let inner = pending(arena, logarithm, variable);
        let started = arena.mul(function, inner);
        let defined = arena.compare_node(Relation::NotEqual, function, Id::ZERO);
        let at = (0, Depth::Summary);
        let mut drafts = vec![Draft {
            conditions: vec![defined],
            ..Draft::whole("logarithmic differentiation", at, (problem, started))
        }];
        let mut current = started;
        if expanded != logarithm {
            current = replaced(arena, started, logarithm, expanded);
            let rule = "logarithm of a product";
            let step = Draft::new(rule, at, (logarithm, expanded), (started, current));
            drafts.push(step);
        }
        let result = work.resolve(current, &mut drafts)?;
        work.finish(None, problem, drafts, result);
        Ok(work.derivation(Shape::One))
    }

    /// How the derivative of y in x comes about, where an equation `left = right` makes y a
    /// function of x.
    ///
    /// # Domain
    /// Where the derivative of `left - right` in y is not 0.
    ///
    /// # Errors
    /// See [`DiffError`]; [`DiffError::Independent`] if y does not occur.
    pub fn of_implicit(
        (left, right): (&Expr, &Expr),
        unknown: &str,
        name: &str,
        context: Context<'_>,
    ) -> Result<Derivation, DiffError> {
        let (mut work, ids, names) = Work::begin(&[left, right], [unknown, name], context)?;
        let (unknown_symbol, variable) = (names[0], names[1]);
        let arena = &mut work.arena;
        let difference = arena.sub(ids[0], ids[1]);
        let symbol = arena.symbol_id(unknown);
        let called = arena
            .reachable(&[difference])
            .into_iter()
            .any(|id| matches!(arena.node(id), Node::Unknown(name, _) if name == symbol));
        if unknown_symbol == variable || called {
            return Err(DiffError::Clash {
                name: unknown.to_owned(),
            });
        }
        if !arena.occurs_free(&[difference], unknown_symbol) {
            return Err(DiffError::Independent {
                name: unknown.to_owned(),
            });
        }
        // Both sides are differentiated with y a function of x.
        let function = arena.unknown_node(symbol, &[Id::ZERO], &[variable]);
        let along = arena.substitute(difference, &[(unknown_symbol, function)]);
        let text = arena.name(variable).to_owned();
        let label = format!("both sides in {text}, where {unknown} is a function of {text}");
        let both = work.derivative(Some(label), along, &[variable])?;
        // What is left is linear in y'.
        let slope = work.arena.unknown_node(symbol, &[Id::ONE], &[variable]);
        let value = work.without_steps(difference, unknown_symbol)?;
        let rest = work.without_steps(difference, variable)?;
        let arena = &mut work.arena;
        let quotient = arena.div(rest, value);
        let problem = arena.neg(quotient);
        let options = PrintOptions::default();
        let equation = print(arena, both, &options).unwrap_or_default();
        let slope = print(arena, slope, &options).unwrap_or_default();
        let label = format!("{equation} = 0, solved for {slope}");
        work.formula(Some(label), problem)?;
        Ok(work.derivation(Shape::One))
    }

    /// How the derivative of a function along a curve comes about, `curve` giving variables as
    /// functions of the parameter.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn of_total(
        function: &Expr,
        parameter: &str,
        curve: &[(&str, &Expr)],
        context: Context<'_>,
    ) -> Result<Derivation, DiffError> {
        let mut expressions = vec![function];
        expressions.extend(curve.iter().map(|(_, expr)| *expr));
        let (mut work, ids, names) = Work::begin(&expressions, [parameter], context)?;
        let time = names[0];
        let names = variables(&mut work.arena, curve.iter().map(|(name, _)| *name))?;
        let (function, along) = (ids[0], &ids[1..]);
        for (at, &name) in names.iter().enumerate() {
            let again = names[..at].contains(&name);
            if again || name == time || work.arena.occurs_free(along, name) {
                return Err(DiffError::Clash {
                    name: work.arena.name(name).to_owned(),
                });
            }
        }
        let pairs: Vec<(Id, Id)> = names.iter().copied().zip(along.iter().copied()).collect();
        let mut problem = Id::ZERO;
        let mut partials: Vec<(Id, Id)> = Vec::new();
        for &(variable, point) in &pairs {
            let label = first_label(&work.arena, variable);
            let partial = work.derivative(Some(label), function, &[variable])?;
            partials.push((partial, point));
        }
        if work.arena.occurs_free(&[function], time) {
            let label = format!("derivative in {parameter} itself");
            let partial = work.derivative(Some(label), function, &[time])?;
            partials.push((partial, time));
        }
        for (partial, point) in partials {
            let built = work.arena.unflatten(&[partial])[0];
            let arena = &mut work.arena;
            let partial = arena.substitute(built, &pairs);
            let speed = match point == time {
                true => Id::ONE,
                false => pending(arena, point, time),
            };
            let term = arena.mul(partial, speed);
            problem = arena.add(problem, term);
        }
        let label = format!("derivative in {parameter} along the curve, by the chain rule");
        work.formula(Some(label), problem)?;
        Ok(work.derivation(Shape::One))
    }

    /// How the derivative of the inverse function comes about, at the point `f(x)`: `1/f'(x)`.
    ///
    /// # Domain
    /// Where the function has an inverse and its derivative is not 0.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn of_inverse(
        function: &Expr,
        name: &str,
        context: Context<'_>,
    ) -> Result<Derivation, DiffError> {
        let (mut work, ids, names) = Work::begin(&[function], [name], context)?;
        let variable = names[0];
        if !work.arena.occurs_free(&ids, variable) {
            return Err(DiffError::Independent {
                name: name.to_owned(),
            });
        }
        let slope = pending(&mut work.arena, ids[0], variable);
        let problem = work.arena.recip(slope);
        let label = "derivative of the inverse function".to_owned();
        work.formula(Some(label), problem)?;
        Ok(work.derivation(Shape::One))
    }

    /// How the derivative along a direction comes about.
    ///
    /// # Errors
    /// As [`Expr::directional`].
    pub fn of_directional<N: AsRef<str>>(
        function: &Expr,
        names: &[N],
        direction: &[Expr],
        context: Context<'_>,
    ) -> Result<Derivation, DiffError> {
        if names.len() != direction.len() {
            return Err(DiffError::Direction {
                variables: names.len(),
                components: direction.len(),
            });
        }
        let mut expressions = vec![function];
        expressions.extend(direction);
        let (mut work, ids, names) = Work::begin(&expressions, names, context)?;
        let length = length(&mut work.arena, &ids[1..])?;
        let mut problem = Id::ZERO;
        for (&variable, &component) in names.iter().zip(&ids[1..]) {
            let arena = &mut work.arena;
            let cosine = arena.div(component, length);
            let slope = pending(arena, ids[0], variable);
            let term = arena.mul(cosine, slope);
            problem = arena.add(problem, term);
        }
        work.formula(None, problem)?;
        Ok(work.derivation(Shape::One))
    }

    /// How one step of gradient descent comes about: `x - rate*f'(x)` for each variable.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn of_descent_step<N: AsRef<str>>(
        function: &Expr,
        names: impl IntoIterator<Item = N>,
        rate: &Expr,
        context: Context<'_>,
    ) -> Result<Derivation, DiffError> {
        let (mut work, ids, variables) = Work::begin(&[function, rate], names, context)?;
        for &variable in &variables {
            let arena = &mut work.arena;
            let slope = pending(arena, ids[0], variable);
            let step = arena.mul(ids[1], slope);
            let problem = arena.sub(variable, step);
            let label = format!("{} after the step", arena.name(variable));
            work.formula(Some(label), problem)?;
        }
        Ok(work.derivation(Shape::List(variables.len())))
    }

    /// How Newton's step comes about: the Hessian's inverse times the gradient, which is taken
    /// away from the point.
    ///
    /// # Errors
    /// See [`DiffError`]; [`DiffError::TooManyVariables`] for more than [`MOST_NEWTON`].
    pub fn of_newton_step<N: AsRef<str>>(
        function: &Expr,
        names: impl IntoIterator<Item = N>,
        context: Context<'_>,
    ) -> Result<Derivation, DiffError> {
        let (mut work, ids, variables) = Work::begin(&[function], names, context)?;
        if variables.len() > MOST_NEWTON {
            return Err(DiffError::TooManyVariables { limit: MOST_NEWTON });
        }
        let mut gradient = Vec::new();
        let size = variables.len();
        let mut hessian = vec![vec![Id::ZERO; size]; size];
        for (row, &variable) in variables.iter().enumerate() {
            let others = &variables[..=row];
            let (first, entries) = work.second_partials(ids[0], variable, others)?;
            gradient.push(first);
            for (column, entry) in entries.into_iter().enumerate() {
                hessian[row][column] = entry;
                hessian[column][row] = entry;
            }
        }
        let found = Matrix::from_rows(&hessian)
            .and_then(|matrix| matrix.determinant(&mut work.arena))
            .map_err(|_| DiffError::TooLarge {
                limit: Arena::MAX_NODES,
            })?;
        if found == Id::ZERO {
            return Err(DiffError::Singular);
        }
        let below = determinant(&mut work.arena, &hessian);
        for (at, &variable) in variables.iter().enumerate() {
            let arena = &mut work.arena;
            let mut replaced = hessian.clone();
            for (row, &slope) in replaced.iter_mut().zip(&gradient) {
                row[at] = slope;
            }
            let above = determinant(arena, &replaced);
            let problem = arena.div(above, below);
            let name = arena.name(variable);
            let label = match size {
                1 => format!("step in {name}: the first derivative over the second"),
                _ => format!("step in {name}, by Cramer's rule"),
            };
            work.formula(Some(label), problem)?;
        }
        Ok(work.derivation(Shape::List(size)))
    }
}

/// The determinant of a small matrix, written out over all permutations, as people do it: brought
/// to a short form it would not show what was put in.
fn determinant(arena: &mut Arena, rows: &[Vec<Id>]) -> Id {
    let size = rows.len();
    let mut sum = Id::ZERO;
    let mut order: Vec<usize> = (0..size).collect();
    loop {
        let mut product = Id::ONE;
        for (row, &column) in rows.iter().zip(&order) {
            product = arena.mul(product, row[column]);
        }
        let inversions = (0..size)
            .flat_map(|a| (a + 1..size).map(move |b| (a, b)))
            .filter(|&(a, b)| order[a] > order[b])
            .count();
        if inversions % 2 == 1 {
            product = arena.neg(product);
        }
        sum = arena.add(sum, product);
        // The next permutation in the order of dictionaries.
        let Some(at) = (1..size).rev().find(|&at| order[at - 1] < order[at]) else {
            return sum;
        };
        let with = (at..size)
            .rev()
            .find(|&with| order[with] > order[at - 1])
            .unwrap_or(at);
        order.swap(at - 1, with);
        order[at..].reverse();
    }
}

/// The logarithm of a function's size, and the same taken apart by factors and powers.
fn logarithms(arena: &mut Arena, function: Id) -> (Id, Id) {
    let whole = logarithm(arena, function);
    let mut sum = Id::ZERO;
    // Factors with the exponents that stand over them.
    let mut stack = vec![(function, Id::ONE)];
    while let Some((factor, times)) = stack.pop() {
        match arena.node(factor) {
            Node::Mul(a, b) => {
                stack.push((b, times));
                stack.push((a, times));
            }
            Node::Pow(base, exponent)
                if !matches!(arena.node(base), Node::Constant(Constant::E)) =>
            {
                let times = arena.mul(exponent, times);
                if arena.as_number(exponent).is_some() {
                    stack.push((base, times));
                } else {
                    // The base is positive where the power is real.
                    let part = arena.call(FunctionId::LOG, &[base]);
                    let term = arena.mul(times, part);
                    sum = arena.add(sum, term);
                }
            }
            Node::Pow(_, exponent) => {
                let term = arena.mul(times, exponent);
                sum = arena.add(sum, term);
            }
            Node::Call(FunctionId::EXP, run) => {
                let exponent = arena.operand(run, 0);
                let term = arena.mul(times, exponent);
                sum = arena.add(sum, term);
            }
            Node::Call(FunctionId::SQRT, run) => {
                let inner = arena.operand(run, 0);
                let times = arena.mul(Id::HALF, times);
                stack.push((inner, times));
            }
            _ => {
                let part = logarithm(arena, factor);
                let term = arena.mul(times, part);
                sum = arena.add(sum, term);
            }
        }
    }
    (whole, sum)
}

/// `log(u)` where u is seen to be positive, else `log(abs(u))`.
fn logarithm(arena: &mut Arena, function: Id) -> Id {
    let power = matches!(arena.node(function), Node::Pow(_, exponent)
        if arena.as_number(exponent).is_none());
    let positive = power
        || match arena.canonical(function) {
            Ok(form) => sign(arena, form) == Sign::Positive,
            Err(_) => false,
        };
    let size = match positive {
        true => function,
        false => arena.call(FunctionId::ABS, &[function]),
    };
    arena.call(FunctionId::LOG, &[size])
}
