//! Compiled functions of parameters over the rows of a table.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use std::collections::HashSet;

use super::error::RowError;
use super::levels::{Levels, RowSum, levels};
use crate::compile::{Column, CompileError, CompileOptions, EvalError, Function};
use crate::data::table::key;
use crate::data::{Block, Data};
use crate::expr::{Arena, Expr, Id, Node};

/// Expressions with sums and means over the rows of a table, compiled as one function of
/// parameters.
///
/// Inside `sum(body)` and `mean(body)` the names of columns are the numbers of the row; every other
/// symbol is a parameter. What the bodies share is computed once a row, and all sums that do not
/// contain one another are made in one pass.
///
/// # Domain
/// Sums are made in a fixed order: the result does not depend on the number of threads, nor on
/// whether the table is in memory. Where a row has no value, the sum is NaN.
///
/// # Cost
/// A pass over the rows for each level of sums that depend on parameters; sums that do not are
/// made once, when the function is compiled.
///
/// # Examples
/// ```
/// use gradus::Expr;
/// use gradus::compile::CompileOptions;
/// use gradus::data::{Data, RowFunction};
///
/// let data = Data::from_columns([("x", vec![1.0, 2.0, 3.0]), ("y", vec![2.0, 4.0, 6.5])])?;
/// let loss: Expr = "sum((y - a*x)^2)".parse()?;
/// let slope = loss.diff("a")?;
/// let function = RowFunction::compile(&[loss, slope], &["a"], &data, &CompileOptions::default())?;
/// let mut out = [0.0; 2];
/// function.evaluate(&[2.0], &mut out)?;
/// assert_eq!(out, [0.25, -3.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RowFunction {
    data: Data,
    parameters: Vec<String>,
    passes: Vec<Pass>,
    /// The outputs, of the parameters and all sums.
    outer: Function,
    /// Whether an output depends on a parameter.
    moves: bool,
    /// The sums as far as they are known before there are parameters.
    sums: Vec<f64>,
    threads: Option<usize>,
    interrupt: Option<Arc<AtomicBool>>,
}

/// The sums of one level.
#[derive(Clone, Debug)]
struct Pass {
    /// The bodies, of the parameters, some columns, and all sums.
    bodies: Function,
    /// The columns that the bodies mention, by their places in the table.
    columns: Vec<usize>,
    /// Which sums are made.
    sums: Vec<usize>,
    /// Whether they depend on parameters.
    moves: bool,
}

impl RowFunction {
    /// Compiles expressions over the rows of `data`.
    ///
    /// # Errors
    /// [`RowError`]: a column outside sums, a parameter that is not named, what can't be compiled;
    /// [`RowError::Data`] if a temporary file can't be read.
    pub fn compile<N: AsRef<str>>(
        outputs: &[Expr],
        parameters: &[N],
        data: &Data,
        options: &CompileOptions,
    ) -> Result<Self, RowError> {
        let derivatives: Vec<bool> = (outputs.iter())
            .map(|output| options.derivative || output.flags().derivative)
            .collect();
        let Some((first, rest)) = outputs.split_first() else {
            return Self::of_nodes(&mut Arena::new(), &[], &[], parameters, data, options);
        };
        let rest: Vec<&Expr> = rest.iter().collect();
        let (_, function) = first.with_all(&rest, |arena, first, rest| {
            let mut ids = vec![first];
            ids.extend_from_slice(rest);
            Self::of_nodes(arena, &ids, &derivatives, parameters, data, options)
        });
        function
    }

    /// Compiles nodes over the rows of `data`; each is a derivative or not.
    pub(crate) fn of_nodes<N: AsRef<str>>(
        arena: &mut Arena,
        outputs: &[Id],
        derivatives: &[bool],
        parameters: &[N],
        data: &Data,
        options: &CompileOptions,
    ) -> Result<Self, RowError> {
        let parameters: Vec<String> = parameters
            .iter()
            .map(|name| name.as_ref().to_owned())
            .collect();
        if let Some(name) = parameters.iter().find(|name| data.position(name).is_some()) {
            return Err(RowError::ParameterIsColumn { name: name.clone() });
        }
        let mut columns: HashSet<Id> = HashSet::new();
        for name in data.names() {
            columns.extend(arena.find_symbol(&key(name)));
        }
        let is_value: Vec<bool> = derivatives.iter().map(|&derivative| !derivative).collect();
        let Levels {
            outputs: outer,
            sums,
            moves,
        } = levels(arena, outputs, &is_value, &columns, data.rows())?;

        let inputs: Vec<Id> = parameters.iter().map(|name| arena.symbol(name)).collect();
        let mut passes = Vec::new();
        for moves in [false, true] {
            let count = sums.iter().filter(|sum| sum.moves == moves);
            let count = count.map(|sum| sum.level + 1).max().unwrap_or(0);
            for level in 0..count {
                let in_level = |sum: &RowSum| sum.moves == moves && sum.level == level;
                passes.push(Pass::compile(
                    arena, &inputs, data, &sums, &in_level, options,
                )?);
            }
        }
        let mut outer_inputs = inputs;
        outer_inputs.extend(sums.iter().map(|sum| sum.symbol));
        let outer = compile(arena, &outer, &outer_inputs, derivatives, options)?;
        let mut function = RowFunction {
            data: data.clone(),
            parameters,
            passes,
            outer,
            moves,
            sums: vec![f64::NAN; sums.len()],
            threads: None,
            interrupt: None,
        };
        let mut still = function.sums.clone();
        let nowhere = vec![f64::NAN; function.parameters.len()];
        function.run(&nowhere, &mut still, false)?;
        function.sums = still;
        Ok(function)
    }

    /// How many threads compute; as many as there are cores unless it is set.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// A flag that ends an evaluation from another thread, with [`EvalError::Interrupted`].
    #[must_use]
    pub fn interrupt(mut self, flag: Arc<AtomicBool>) -> Self {
        self.interrupt = Some(flag);
        self
    }

    /// The names of the parameters, in order.
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// How many outputs it has.
    pub fn output_count(&self) -> usize {
        self.outer.output_count()
    }

    /// How many passes over the rows an evaluation makes.
    pub fn passes(&self) -> usize {
        self.passes.iter().filter(|pass| pass.moves).count()
    }

    /// Whether an output depends on a parameter.
    pub fn moves(&self) -> bool {
        self.moves
    }

    /// The table.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// The outputs at these values of the parameters.
    ///
    /// # Errors
    /// [`EvalError`] for wrong lengths and an interruption, [`RowError::Data`] if a temporary file
    /// can't be read.
    pub fn evaluate(&self, parameters: &[f64], out: &mut [f64]) -> Result<(), RowError> {
        if parameters.len() != self.parameters.len() {
            return Err(RowError::Eval(EvalError::InputLength {
                expected: self.parameters.len(),
                found: parameters.len(),
            }));
        }
        let mut sums = self.sums.clone();
        self.run(parameters, &mut sums, true)?;
        let mut point = parameters.to_vec();
        point.extend_from_slice(&sums);
        self.outer.outputs_into(&point, out)?;
        Ok(())
    }

    /// Makes the sums that depend on parameters, or the others.
    fn run(&self, parameters: &[f64], sums: &mut [f64], moves: bool) -> Result<(), RowError> {
        for pass in self.passes.iter().filter(|pass| pass.moves == moves) {
            let found = self.pass(pass, parameters, sums)?;
            for (&at, found) in pass.sums.iter().zip(found) {
                if let Some(sum) = sums.get_mut(at) {
                    *sum = found;
                }
            }
        }
        Ok(())
    }

    fn pass(&self, pass: &Pass, parameters: &[f64], known: &[f64]) -> Result<Vec<f64>, RowError> {
        let batch = pass.bodies.batch();
        let batch = batch.threads(self.threads);
        let batch = batch.interrupt(self.interrupt.as_deref());
        let mut found = vec![0.0; pass.sums.len()];
        self.data
            .for_each_block(&pass.columns, &mut |block: Block<'_>| {
                let fixed = parameters.iter().map(|&value| Column::One(value));
                let rows = block.columns.iter().map(|&column| Column::Each(column));
                let sums = known.iter().map(|&sum| Column::One(sum));
                let columns: Vec<Column<'_>> = fixed.chain(rows).chain(sums).collect();
                batch.add_sums(&columns, block.rows, &mut found)?;
                Ok::<(), RowError>(())
            })?;
        Ok(found)
    }
}

impl Pass {
    fn compile(
        arena: &mut Arena,
        parameters: &[Id],
        data: &Data,
        sums: &[RowSum],
        in_level: &dyn Fn(&RowSum) -> bool,
        options: &CompileOptions,
    ) -> Result<Self, RowError> {
        // Bodies of values come first: only the others are derivatives.
        let mut chosen: Vec<(usize, &RowSum)> = (sums.iter().enumerate())
            .filter(|(_, sum)| in_level(sum))
            .collect();
        chosen.sort_by_key(|(_, sum)| !sum.in_value);
        let bodies: Vec<Id> = chosen.iter().map(|(_, sum)| sum.body).collect();
        let derivatives: Vec<bool> = chosen.iter().map(|(_, sum)| !sum.in_value).collect();

        let mut columns = Vec::new();
        let mut inputs = parameters.to_vec();
        for symbol in arena.free_symbols(&bodies) {
            if let Node::Symbol(name) = arena.node(symbol)
                && let Some(at) = data.position(arena.symbol_spelling(name))
            {
                columns.push(at);
                inputs.push(symbol);
            }
        }
        inputs.extend(sums.iter().map(|sum| sum.symbol));
        Ok(Pass {
            bodies: compile(arena, &bodies, &inputs, &derivatives, options)?,
            columns,
            sums: chosen.iter().map(|(at, _)| *at).collect(),
            moves: chosen.first().is_some_and(|(_, sum)| sum.moves),
        })
    }
}

/// One program of several outputs, of which the values stand before the derivatives.
fn compile(
    arena: &Arena,
    outputs: &[Id],
    inputs: &[Id],
    derivatives: &[bool],
    options: &CompileOptions,
) -> Result<Function, CompileError> {
    let options = CompileOptions {
        derivative: false,
        ..*options
    };
    let options = options.for_outputs(derivatives.iter().copied());
    Function::compile(arena, outputs, inputs, &options)
}
