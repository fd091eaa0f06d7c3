//! Printing owned expressions.

use super::super::graph::Value;
use super::super::logistic::derivable;
use super::super::lower::{lower, lower_for_print};
use super::super::options::CompileOptions;
use super::cost::{Cost, Operations};
use super::target::Results;
use super::{Code, CodeError, CodeOptions, Language, Lowered, With, print};
use crate::analysis::validity;
use crate::expr::{Arena, Expr, Id};

/// The most entries of a Hessian that are printed, those that are 0 included.
const MOST_ENTRIES: usize = 1_000_000;

impl Expr {
    /// The expression as source code: a function of the named variables.
    ///
    /// # Shape
    /// A function of as many numbers as there are names. With the gradient or Hessian, what they
    /// share is computed once; Rust, Python and Julia return a tuple, JavaScript an object, and C
    /// writes them, row by row, to arrays that it is given. In SQL it is one expression for each
    /// output (the lower triangle of a Hessian), over columns of the variables' names, or, where
    /// expressions would be long, a query over a table `points`.
    ///
    /// # Domain
    /// That of the compiled function: 0^0 is 1, comparisons with NaN are false. In Rust and C all
    /// results of arithmetic and square roots have the same bits (in C with
    /// `-ffp-contract=off`); those of other functions are as good as the language's own. In SQL,
    /// what is outside the domain is NULL or an error, as the data base has it.
    ///
    /// # Errors
    /// A free symbol that is not named, what has no derivative, and what a language can't say.
    ///
    /// # Examples
    /// ```
    /// use gradus::{Expr, compile::{CodeOptions, Language, With}};
    ///
    /// let f: Expr = "x^2*sin(y)".parse()?;
    /// let code = f.code(["x", "y"], Language::Rust, &CodeOptions::default())?;
    /// assert_eq!(
    ///     code.to_string(),
    ///     "pub fn f(x: f64, y: f64) -> f64 {\n    x * x * y.sin()\n}\n",
    /// );
    ///
    /// let options = CodeOptions { with: With::Gradient, ..CodeOptions::default() };
    /// let code = f.code(["x", "y"], Language::C, &options)?;
    /// assert!(code.function.starts_with("double f(double x, double y, double gradient[2])"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn code<N: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = N>,
        language: Language,
        options: &CodeOptions,
    ) -> Result<Code, CodeError> {
        let names: Vec<String> = names
            .into_iter()
            .map(|name| name.as_ref().to_owned())
            .collect();
        if language == Language::Cost {
            let cost = self.cost(&names, &options.compile)?;
            return Ok(plain(cost.to_string()));
        }
        // A constant is computed exactly as far as that goes, as in a compiled function.
        let exact = (names.is_empty() && options.with == With::Value)
            .then(|| self.sibling(self.with(Arena::constant_form), self.flags()));
        printed(
            &[exact.as_ref().unwrap_or(self)],
            false,
            &names,
            language,
            options,
        )
    }

    /// [`Expr::code`] of several expressions, as one function with a list of results; with
    /// the gradients, their matrix.
    ///
    /// # Errors
    /// As [`Expr::code`]; [`CodeError::SeveralHessians`] with the Hessian.
    pub fn code_all<N: AsRef<str>>(
        outputs: &[&Expr],
        names: impl IntoIterator<Item = N>,
        language: Language,
        options: &CodeOptions,
    ) -> Result<Code, CodeError> {
        if options.with == With::Hessian || language == Language::Cost {
            return Err(CodeError::SeveralHessians);
        }
        let names: Vec<String> = names
            .into_iter()
            .map(|name| name.as_ref().to_owned())
            .collect();
        printed(outputs, true, &names, language, options)
    }

    /// What the expression and its derivatives cost as compiled functions, without compiling them.
    ///
    /// # Cost
    /// That of deriving them.
    ///
    /// # Errors
    /// As [`Expr::code`].
    ///
    /// # Examples
    /// ```
    /// use gradus::{Expr, compile::CompileOptions};
    ///
    /// let f: Expr = "exp(x)*y".parse()?;
    /// let cost = f.cost(["x", "y"], &CompileOptions::default())?;
    /// assert_eq!(cost.value.multiplications, 1);
    /// assert_eq!(cost.nonzeros, 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cost<N: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = N>,
        options: &CompileOptions,
    ) -> Result<Cost, CodeError> {
        derivable(self, options).with(|arena, id| {
            let inputs: Vec<Id> = names
                .into_iter()
                .map(|name| arena.symbol(name.as_ref()))
                .collect();
            let derivative = CompileOptions {
                derivative: true,
                values: usize::from(!options.derivative),
                ..*options
            };
            let count = |arena: &Arena, outputs: &[Id], options: &CompileOptions| {
                let (graph, _, values) = lower(arena, outputs, &inputs, options, false)?;
                Ok::<_, CodeError>(Operations::of(&graph, &values, inputs.len()))
            };
            let value = count(arena, &[id], options)?;
            let mut outputs = vec![id];
            outputs.extend(validity::gradient(arena, id, &inputs)?);
            let gradient = count(arena, &outputs, &derivative)?;
            let entries = validity::hessian(arena, id, &inputs)?;
            let nonzeros = entries
                .iter()
                .map(|entry| if entry.row == entry.column { 1 } else { 2 })
                .sum();
            outputs.extend(entries.iter().map(|entry| entry.value));
            let hessian = count(arena, &outputs, &derivative)?;
            Ok(Cost {
                variables: inputs.len(),
                value,
                gradient,
                hessian,
                nonzeros,
            })
        })
    }
}

fn plain(function: String) -> Code {
    Code {
        head: String::new(),
        helpers: Vec::new(),
        function,
    }
}

/// Derives, lowers and prints.
fn printed(
    outputs: &[&Expr],
    several: bool,
    names: &[String],
    language: Language,
    options: &CodeOptions,
) -> Result<Code, CodeError> {
    let entries = names.len().saturating_mul(names.len().max(outputs.len()));
    if options.with != With::Value && entries > MOST_ENTRIES {
        return Err(CodeError::TooLarge {
            what: "derivatives",
            limit: MOST_ENTRIES,
        });
    }
    let derivable = outputs
        .iter()
        .map(|output| derivable(output, &options.compile));
    let derivable: Vec<Expr> = derivable.collect();
    let Some((first, rest)) = derivable.split_first() else {
        return Ok(plain(String::new()));
    };
    let rest: Vec<&Expr> = rest.iter().collect();
    let flags = outputs.iter().map(|output| output.flags().derivative);
    let more = (options.with != With::Value).then_some(true);
    let compile = options.compile.for_outputs(flags.chain(more));
    let (_, code) = first.with_all(&rest, |arena, id, others| {
        let inputs: Vec<Id> = names.iter().map(|name| arena.symbol(name)).collect();
        let mut functions = vec![id];
        functions.extend_from_slice(others);
        let mut ids = functions.clone();
        // The places of results among the ids.
        let mut shape: Vec<Results<usize>> = vec![if several {
            Results::List((0..ids.len()).collect())
        } else {
            Results::One(0)
        }];
        if options.with != With::Value {
            let mut rows = Vec::new();
            for &function in &functions {
                let start = ids.len();
                ids.extend(validity::gradient(arena, function, &inputs)?);
                rows.push((start..ids.len()).collect());
            }
            shape.push(if several {
                Results::Rows(rows)
            } else {
                Results::List(rows.pop().unwrap_or_default())
            });
        }
        if options.with == With::Hessian {
            let zero = ids.len();
            ids.push(Id::ZERO);
            let mut rows = vec![vec![zero; inputs.len()]; inputs.len()];
            for entry in validity::hessian(arena, id, &inputs)? {
                for (row, column) in [(entry.row, entry.column), (entry.column, entry.row)] {
                    if let Some(place) = rows.get_mut(row).and_then(|row| row.get_mut(column)) {
                        *place = ids.len();
                    }
                }
                ids.push(entry.value);
            }
            shape.push(Results::Rows(rows));
        }
        if language == Language::Tape {
            let program = crate::compile::compile(arena, &ids, &inputs, &compile)?;
            return Ok(plain(program.to_string()));
        }
        let (graph, values) = lower_for_print(arena, &ids, &inputs, &compile)?;
        let lowered = Lowered {
            graph,
            results: shape
                .iter()
                .map(|result| result.map(|&at| values.get(at).copied().unwrap_or(Value(0))))
                .collect(),
            inputs: names.to_vec(),
        };
        print(&lowered, language, &options.name)
    });
    code
}
