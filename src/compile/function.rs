//! Compiled functions: numbers in, numbers out.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::compile;
use super::derivatives::Source;
use super::error::{CompileError, EvalError, LoadError};
use super::evaluator::{Columns, Evaluator, Rows};
use super::numbers::Accurate;
use super::options::{Accuracy, CompileOptions};
use super::program::Program;
use super::scalar::evaluate;
use super::stored::StoredProgram;
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
        Ok(Function(Arc::new(Inner {
            names: stored.names,
            program,
            source: None,
            accurate: None,
        })))
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
        let names = inputs
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
            names,
            program,
            source: None,
            accurate,
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

    /// The first output at a point; NaN if the point has a wrong length.
    ///
    /// # Cost
    /// The program once; nothing is allocated, but for a thread's first run of a program with
    /// more than 64 slots.
    #[inline]
    pub fn value(&self, point: &[f64]) -> f64 {
        let mut out = [f64::NAN];
        if point.len() == self.0.names.len() {
            evaluate::<false>(&self.0.program, point, &mut out);
            if let Some(accurate) = &self.0.accurate {
                accurate.correct(point, &mut out);
            }
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
        evaluate::<false>(&self.0.program, point, out);
        if let Some(accurate) = &self.0.accurate {
            accurate.correct(point, out);
        }
        Ok(())
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

    /// Runs for as many of the outputs as there are columns for.
    fn run(
        &self,
        evaluator: Evaluator,
        columns: &[&[f64]],
        outs: &mut [&mut [f64]],
    ) -> Result<(), EvalError> {
        if columns.len() != self.input_count() {
            return Err(EvalError::InputLength {
                expected: self.input_count(),
                found: columns.len(),
            });
        }
        let rows = outs.first().map_or(0, |out| out.len());
        if let Some(out) = outs.iter().find(|out| out.len() != rows) {
            return Err(EvalError::OutputLength {
                expected: rows,
                found: out.len(),
            });
        }
        for (name, column) in self.0.names.iter().zip(columns) {
            if column.len() != rows && column.len() != 1 {
                return Err(EvalError::ColumnLength {
                    name: name.clone(),
                    expected: rows,
                    found: column.len(),
                });
            }
        }
        let program = &self.0.program;
        evaluator
            .backend()
            .columns(program, Columns(columns), &mut Rows(outs));
        if let Some(accurate) = &self.0.accurate {
            let mut point = vec![0.0; self.input_count()];
            for row in 0..rows {
                Columns(columns).point(row, &mut point);
                let found = outs.iter().filter_map(|out| out.get(row).copied());
                let mut outputs: Vec<f64> = found.collect();
                accurate.correct(&point, &mut outputs);
                Rows(outs).set(row, &outputs);
            }
        }
        Ok(())
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
