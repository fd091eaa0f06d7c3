//! Compiled functions: numbers in, numbers out.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::column::Column;
use super::compile;
use super::derivatives::Source;
use super::error::{CompileError, EvalError, LoadError};
use super::evaluator::Evaluator;
use super::numbers::Accurate;
use super::options::{Accuracy, CompileOptions};
use super::program::Program;
use super::scalar::evaluate;
use super::stable::Form;
use super::stored::StoredProgram;
#[cfg(feature = "jit")]
use super::tier::Tier;
use crate::expr::{Arena, Expr, Id, Node};

/// A compiled function of named inputs.
///
/// It is immutable and cheap to clone, can be shared by threads, and can be stored.
///
/// # Examples
/// ```
/// use gradus::compile::{CompileOptions, Function};
/// use gradus::expr::{Arena, Id};
///
/// let mut arena = Arena::new();
/// let x = arena.symbol("x");
/// let square = arena.pow(x, Id::TWO);
/// let f = Function::compile(&arena, &[square], &[x], &CompileOptions::default())?;
/// assert_eq!(f.value(&[3.0]), 9.0);
/// assert!(f.value(&[3.0, 4.0]).is_nan());
/// # Ok::<(), gradus::compile::CompileError>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "StoredFunction", into = "StoredFunction")]
pub struct Function(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    names: Vec<String>,
    program: Program,
    /// What derivatives are made of, if it is known.
    source: Option<Source>,
    /// What corrects values, in the mode that watches its own error. A stored function has lost it.
    accurate: Option<Accurate>,
    #[cfg(feature = "jit")]
    tier: Tier,
}

impl Inner {
    fn new(names: Vec<String>, program: Program, options: &CompileOptions) -> Self {
        #[cfg(not(feature = "jit"))]
        let _ = options;
        Inner {
            names,
            program,
            source: None,
            accurate: None,
            #[cfg(feature = "jit")]
            tier: Tier::new(options.native_after),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoredFunction {
    names: Vec<String>,
    program: StoredProgram,
}

impl From<Function> for StoredFunction {
    fn from(function: Function) -> Self {
        StoredFunction {
            names: function.0.names.clone(),
            program: StoredProgram::from(&function.0.program),
        }
    }
}

impl TryFrom<StoredFunction> for Function {
    type Error = LoadError;

    fn try_from(stored: StoredFunction) -> Result<Self, LoadError> {
        let program = Program::try_from(stored.program)?;
        if stored.names.len() != program.input_count() {
            return Err(LoadError::BadTable { table: "inputs" });
        }
        Ok(Function(Arc::new(Inner::new(
            stored.names,
            program,
            &CompileOptions::default(),
        ))))
    }
}

impl Function {
    /// Compiles `outputs` as one function of `inputs`; what they share is computed once.
    ///
    /// # Cost
    /// Linear in the nodes (times the logarithm of the nesting of pieces).
    ///
    /// # Errors
    /// Those of [`compile`].
    pub fn compile(
        arena: &Arena,
        outputs: &[Id],
        inputs: &[Id],
        options: &CompileOptions,
    ) -> Result<Self, CompileError> {
        let program = compile(arena, outputs, inputs, options)?;
        let names: Vec<String> = inputs
            .iter()
            .map(|&input| match arena.node(input) {
                Node::Symbol(symbol) => arena.symbol_spelling(symbol).to_owned(),
                _ => String::new(),
            })
            .collect();
        let accurate = match options.accuracy {
            Accuracy::Accurate => Some(Accurate::compile(arena, outputs, inputs, options)?),
            Accuracy::Naive | Accuracy::Stable => None,
        };
        Ok(Function(Arc::new(Inner {
            accurate,
            ..Inner::new(names, program, options)
        })))
    }

    /// The same function, which can derive and compile its gradient and Hessian.
    pub(super) fn with_source(self, expr: Expr, options: CompileOptions) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => Function(Arc::new(Inner {
                source: Some(Source::new(expr, options)),
                ..inner
            })),
            // A function that is shared already stays as it is.
            Err(shared) => Function(shared),
        }
    }

    #[cfg(feature = "jit")]
    pub(super) fn tier(&self) -> &Tier {
        &self.0.tier
    }

    pub(super) fn source(&self) -> Option<&Source> {
        self.0.source.as_ref()
    }

    /// The names of the inputs, in order.
    pub fn inputs(&self) -> &[String] {
        &self.0.names
    }

    /// How many inputs it has.
    pub fn input_count(&self) -> usize {
        self.0.names.len()
    }

    /// How many outputs it has.
    pub fn output_count(&self) -> usize {
        self.0.program.output_count()
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.0.program
    }

    /// The stable forms that were chosen where operations as they are written lose digits.
    ///
    /// # Examples
    /// ```
    /// let function = "exp(x) - 1".parse::<gradus::Expr>()?.compile(["x"])?;
    /// assert_eq!(function.forms()[0].name, "expm1-form");
    /// assert_eq!(function.value(&[1e-20]), 1e-20);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn forms(&self) -> &[Form] {
        self.0.program.forms()
    }

    /// The first output at a point; NaN if the point has a wrong length.
    ///
    /// # Cost
    /// The program once; nothing is allocated, but for a thread's first run of a program with
    /// more than 64 slots.
    #[inline]
    pub fn value(&self, point: &[f64]) -> f64 {
        let mut out = [f64::NAN];
        if point.len() == self.0.names.len() {
            #[cfg(feature = "jit")]
            if self.0.accurate.is_none()
                && let Some(native) = self.0.tier.call(&self.0.program)
            {
                return native.value(point);
            }
            evaluate::<false>(&self.0.program, point, &mut out);
            self.correct(point, &mut out);
        }
        out[0]
    }

    /// The first output at a point.
    ///
    /// # Errors
    /// A wrong length, or no output.
    pub fn try_value(&self, point: &[f64]) -> Result<f64, EvalError> {
        self.check_point(point)?;
        if self.output_count() == 0 {
            return Err(EvalError::NoOutput);
        }
        Ok(self.value(point))
    }

    /// All outputs at a point.
    ///
    /// # Errors
    /// A wrong length of `point` or `out`.
    #[inline]
    pub fn outputs_into(&self, point: &[f64], out: &mut [f64]) -> Result<(), EvalError> {
        self.check_point(point)?;
        if out.len() != self.output_count() {
            return Err(EvalError::OutputLength {
                expected: self.output_count(),
                found: out.len(),
            });
        }
        self.evaluate(point, out);
        Ok(())
    }

    /// All outputs at a point, whose lengths are right.
    #[inline]
    pub(super) fn evaluate(&self, point: &[f64], out: &mut [f64]) {
        #[cfg(feature = "jit")]
        if let Some(native) = self.0.tier.call(&self.0.program) {
            native.evaluate(point, out);
            return self.correct(point, out);
        }
        evaluate::<false>(&self.0.program, point, out);
        self.correct(point, out);
    }

    /// Puts right what doubles have computed, in the mode that watches its own error.
    #[inline]
    fn correct(&self, point: &[f64], out: &mut [f64]) {
        if let Some(accurate) = &self.0.accurate {
            accurate.correct(point, out);
        }
    }

    /// [`correct`](Self::correct) for the rows from `start` on.
    pub(super) fn correct_rows(
        &self,
        columns: &[Column<'_>],
        start: usize,
        outs: &mut [&mut [f64]],
    ) {
        let Some(accurate) = &self.0.accurate else {
            return;
        };
        let mut point = vec![f64::NAN; self.input_count()];
        let mut outputs = vec![f64::NAN; outs.len()];
        for row in 0..outs.first().map_or(0, |out| out.len()) {
            for (place, column) in point.iter_mut().zip(columns) {
                *place = column.at(start + row);
            }
            for (place, out) in outputs.iter_mut().zip(outs.iter()) {
                *place = out[row];
            }
            accurate.correct(&point, &mut outputs);
            for (out, &output) in outs.iter_mut().zip(&outputs) {
                out[row] = output;
            }
        }
    }

    /// Whether values are put right after doubles have computed them.
    pub(super) fn is_corrected(&self) -> bool {
        self.0.accurate.is_some()
    }

    /// How many instructions run at a point, in the branches that are taken and the rounds of
    /// loops.
    ///
    /// # Errors
    /// A wrong length.
    pub fn instructions_at(&self, point: &[f64]) -> Result<u64, EvalError> {
        self.check_point(point)?;
        Ok(evaluate::<true>(&self.0.program, point, &mut []))
    }

    /// The function as a closure.
    ///
    /// # Examples
    /// ```
    /// # use gradus::compile::{CompileOptions, Function};
    /// # use gradus::expr::{Arena, Id};
    /// # let mut arena = Arena::new();
    /// # let x = arena.symbol("x");
    /// # let square = arena.pow(x, Id::TWO);
    /// # let f = Function::compile(&arena, &[square], &[x], &CompileOptions::default())?;
    /// let square = f.closure();
    /// std::thread::spawn(move || assert_eq!(square(&[3.0]), 9.0)).join().unwrap();
    /// # Ok::<(), gradus::compile::CompileError>(())
    /// ```
    pub fn closure(&self) -> impl Fn(&[f64]) -> f64 + Send + Sync + Clone + 'static {
        let function = self.clone();
        move |point| function.value(point)
    }

    /// The first output for each row of columns.
    ///
    /// # Shape
    /// One column for each input, each as long as `out`, or of length 1 for all rows.
    ///
    /// # Errors
    /// Wrong lengths, or no output.
    pub fn values(&self, columns: &[&[f64]], out: &mut [f64]) -> Result<(), EvalError> {
        if self.output_count() == 0 {
            return Err(EvalError::NoOutput);
        }
        self.run(Evaluator::default(), columns, &mut [out])
    }

    /// All outputs for each row of columns.
    ///
    /// # Shape
    /// One column for each input, each as long as those of `outs`, or of length 1 for all rows;
    /// one column in `outs` for each output, all of one length.
    ///
    /// # Errors
    /// Wrong lengths.
    pub fn columns_into(
        &self,
        columns: &[&[f64]],
        outs: &mut [&mut [f64]],
    ) -> Result<(), EvalError> {
        self.columns_with(Evaluator::default(), columns, outs)
    }

    /// [`columns_into`](Self::columns_into) by a given evaluator. All return the same bits.
    ///
    /// # Errors
    /// Wrong lengths.
    pub fn columns_with(
        &self,
        evaluator: Evaluator,
        columns: &[&[f64]],
        outs: &mut [&mut [f64]],
    ) -> Result<(), EvalError> {
        if outs.len() != self.output_count() {
            return Err(EvalError::OutputLength {
                expected: self.output_count(),
                found: outs.len(),
            });
        }
        self.run(evaluator, columns, outs)
    }

    fn run(
        &self,
        evaluator: Evaluator,
        columns: &[&[f64]],
        outs: &mut [&mut [f64]],
    ) -> Result<(), EvalError> {
        let columns: Vec<Column<'_>> = columns.iter().map(|&column| column.into()).collect();
        self.batch().evaluator(evaluator).run(&columns, outs)
    }

    #[inline]
    fn check_point(&self, point: &[f64]) -> Result<(), EvalError> {
        if point.len() == self.input_count() {
            return Ok(());
        }
        Err(EvalError::InputLength {
            expected: self.input_count(),
            found: point.len(),
        })
    }
}
