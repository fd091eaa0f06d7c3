//! The gradient and Hessian of a compiled function, derived and compiled when first asked for.

use std::fmt;
use std::sync::OnceLock;

use super::Function;
use super::error::CompileError;
use super::logistic::derivable;
use super::options::CompileOptions;
use crate::analysis::validity;
use crate::diff::DiffError;
use crate::expr::{Expr, Id, Node};

/// Why a compiled function has no derivatives.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DerivativesError {
    /// The function was compiled from several outputs, or loaded: its expression is not known.
    NoExpression,
    /// There is no derivative.
    Diff(DiffError),
    /// The derivatives can't be compiled.
    Compile(CompileError),
}

impl fmt::Display for DerivativesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DerivativesError::NoExpression => f.write_str(
                "the function's expression is not known any more; compile it from one expression",
            ),
            DerivativesError::Diff(error) => error.fmt(f),
            DerivativesError::Compile(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DerivativesError {}

impl From<DiffError> for DerivativesError {
    fn from(error: DiffError) -> Self {
        DerivativesError::Diff(error)
    }
}

impl From<CompileError> for DerivativesError {
    fn from(error: CompileError) -> Self {
        DerivativesError::Compile(error)
    }
}

/// What derivatives are made of.
#[derive(Debug)]
pub(super) struct Source {
    expr: Expr,
    options: CompileOptions,
    made: OnceLock<Result<Derivatives, DerivativesError>>,
}

impl Source {
    pub(super) fn new(expr: Expr, options: CompileOptions) -> Self {
        Source {
            expr,
            options,
            made: OnceLock::new(),
        }
    }

    pub(super) fn derivatives(&self, names: &[String]) -> Result<&Derivatives, DerivativesError> {
        self.made
            .get_or_init(|| Derivatives::new(&self.expr, names, &self.options))
            .as_ref()
            .map_err(Clone::clone)
    }
}

/// The value with the gradient, and both with the Hessian: each one program, in which what they
/// share is computed once. The Hessian is derived when it is first asked for.
#[derive(Debug)]
pub struct Derivatives {
    expr: Expr,
    names: Vec<String>,
    options: CompileOptions,
    /// The value, then the partials.
    slope: Function,
    curvature: OnceLock<Result<Curvature, DerivativesError>>,
    products: OnceLock<Result<Function, DerivativesError>>,
}

/// The value, gradient and Hessian in one program.
#[derive(Debug)]
pub struct Curvature {
    /// The value, the partials, then the entries of the Hessian on and below its diagonal.
    function: Function,
    /// Row and column of each entry.
    places: Vec<(usize, usize)>,
    constant: bool,
}

impl Curvature {
    /// The function of the value, the partials, and the Hessian's entries.
    pub fn function(&self) -> &Function {
        &self.function
    }

    /// Whether no entry of the Hessian depends on a variable.
    pub fn is_constant(&self) -> bool {
        self.constant
    }

    /// The row and column of each entry on or below the diagonal that is not 0 everywhere.
    pub fn places(&self) -> &[(usize, usize)] {
        &self.places
    }
}

impl Derivatives {
    fn new(
        expr: &Expr,
        names: &[String],
        options: &CompileOptions,
    ) -> Result<Self, DerivativesError> {
        let value = !(options.derivative || expr.flags().derivative);
        let options = CompileOptions {
            derivative: true,
            values: usize::from(value),
            ..*options
        };
        let expr = derivable(expr, &options);
        let slope = expr.with(|arena, id| {
            let variables: Vec<Id> = names.iter().map(|name| arena.symbol(name)).collect();
            let mut outputs = vec![id];
            outputs.extend(validity::gradient(arena, id, &variables)?);
            let function = Function::compile(arena, &outputs, &variables, &options)?;
            Ok::<Function, DerivativesError>(function)
        })?;
        Ok(Derivatives {
            expr,
            names: names.to_vec(),
            options,
            slope,
            curvature: OnceLock::new(),
            products: OnceLock::new(),
        })
    }

    /// The value, gradient and Hessian in one program.
    ///
    /// # Errors
    /// If there are no second derivatives, or if they can't be compiled.
    pub fn curvature(&self) -> Result<&Curvature, DerivativesError> {
        self.curvature
            .get_or_init(|| {
                self.expr.with(|arena, id| {
                    let variables: Vec<Id> =
                        self.names.iter().map(|name| arena.symbol(name)).collect();
                    let mut outputs = vec![id];
                    outputs.extend(validity::gradient(arena, id, &variables)?);
                    let entries = validity::hessian(arena, id, &variables)?;
                    let values: Vec<Id> = entries.iter().map(|entry| entry.value).collect();
                    let reached = arena.reachable(&values);
                    let is_symbol = |id: &Id| matches!(arena.node(*id), Node::Symbol(_));
                    let constant = !reached.iter().any(is_symbol);
                    outputs.extend(values);
                    Ok(Curvature {
                        function: Function::compile(arena, &outputs, &variables, &self.options)?,
                        places: entries
                            .iter()
                            .map(|entry| (entry.row, entry.column))
                            .collect(),
                        constant,
                    })
                })
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The Hessian times a vector, as a function of the point and then the vector: the gradient
    /// of the slope along the vector, which costs a small constant times the function, whatever
    /// the number of variables.
    ///
    /// # Errors
    /// If there are no second derivatives, or if they can't be compiled.
    pub fn products(&self) -> Result<&Function, DerivativesError> {
        self.products
            .get_or_init(|| {
                self.expr.with(|arena, id| {
                    let variables: Vec<Id> =
                        self.names.iter().map(|name| arena.symbol(name)).collect();
                    // The blanks keep these names apart from any that can be typed.
                    let vector: Vec<Id> = (self.names.iter())
                        .map(|name| arena.symbol(&format!("direction of {name}")))
                        .collect();
                    let partials = validity::gradient(arena, id, &variables)?;
                    let mut slope = Id::ZERO;
                    for (partial, along) in partials.into_iter().zip(&vector) {
                        let term = arena.mul(partial, *along);
                        slope = arena.add(slope, term);
                    }
                    let outputs = validity::gradient(arena, slope, &variables)?;
                    let inputs = [variables, vector].concat();
                    let options = CompileOptions {
                        values: 0,
                        ..self.options
                    };
                    Ok(Function::compile(arena, &outputs, &inputs, &options)?)
                })
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The function of the value and the partials.
    pub fn slope(&self) -> &Function {
        &self.slope
    }

    /// The value; the gradient goes to `gradient`. NaN for wrong lengths.
    pub fn value_and_gradient(&self, point: &[f64], gradient: &mut [f64]) -> f64 {
        if point.len() != self.names.len() || gradient.len() != self.names.len() {
            gradient.fill(f64::NAN);
            return f64::NAN;
        }
        with_buffer(self.names.len() + 1, |outputs| {
            self.slope.evaluate(point, outputs);
            gradient.copy_from_slice(&outputs[1..]);
            outputs[0]
        })
    }

    /// The value; gradient and Hessian, row by row, go to the others. NaN for wrong lengths, and
    /// where [`Derivatives::curvature`] is an error.
    pub fn value_gradient_hessian(
        &self,
        point: &[f64],
        gradient: &mut [f64],
        hessian: &mut [f64],
    ) -> f64 {
        let size = self.names.len();
        if point.len() != size || gradient.len() != size || hessian.len() != size * size {
            gradient.fill(f64::NAN);
            hessian.fill(f64::NAN);
            return f64::NAN;
        }
        let Ok(Curvature {
            function, places, ..
        }) = self.curvature()
        else {
            gradient.fill(f64::NAN);
            hessian.fill(f64::NAN);
            return f64::NAN;
        };
        with_buffer(1 + size + places.len(), |outputs| {
            function.evaluate(point, outputs);
            gradient.copy_from_slice(&outputs[1..=size]);
            hessian.fill(0.0);
            for (&(row, column), &entry) in places.iter().zip(&outputs[size + 1..]) {
                hessian[row * size + column] = entry;
                hessian[column * size + row] = entry;
            }
            outputs[0]
        })
    }
}

/// A buffer of this length: on the stack where it is short.
fn with_buffer<T>(length: usize, work: impl FnOnce(&mut [f64]) -> T) -> T {
    let mut short = [f64::NAN; 64];
    match short.get_mut(..length) {
        Some(buffer) => work(buffer),
        None => work(&mut vec![f64::NAN; length]),
    }
}

impl Function {
    /// The gradient and Hessian, which are derived and compiled when first asked for.
    ///
    /// # Errors
    /// See [`DerivativesError`].
    pub fn derivatives(&self) -> Result<&Derivatives, DerivativesError> {
        self.source()
            .ok_or(DerivativesError::NoExpression)?
            .derivatives(self.inputs())
    }

    /// The gradient at a point.
    ///
    /// # Errors
    /// See [`DerivativesError`]. A point of a wrong length gives NaNs.
    ///
    /// # Examples
    /// ```
    /// let [x, y] = gradus::symbols(["x", "y"]);
    /// let f = (&x * &x + &y * &y).sqrt().compile(["x", "y"])?;
    /// assert_eq!(f.gradient(&[3.0, 4.0])?, [0.6, 0.8]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn gradient(&self, point: &[f64]) -> Result<Vec<f64>, DerivativesError> {
        let mut gradient = vec![f64::NAN; self.input_count()];
        self.derivatives()?.value_and_gradient(point, &mut gradient);
        Ok(gradient)
    }

    /// The Hessian at a point.
    ///
    /// # Shape
    /// A row for each input, in order.
    ///
    /// # Errors
    /// As [`Function::gradient`].
    ///
    /// # Examples
    /// ```
    /// let f = "2x^2 + 3y^2 - x*y".parse::<gradus::Expr>()?.compile(["x", "y"])?;
    /// assert_eq!(f.hessian(&[1.0, 3.0])?, [[4.0, -1.0], [-1.0, 6.0]]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn hessian(&self, point: &[f64]) -> Result<Vec<Vec<f64>>, DerivativesError> {
        let size = self.input_count();
        let mut gradient = vec![f64::NAN; size];
        let mut hessian = vec![f64::NAN; size * size];
        self.derivatives()?
            .value_gradient_hessian(point, &mut gradient, &mut hessian);
        Ok(hessian.chunks(size.max(1)).map(<[f64]>::to_vec).collect())
    }
}
