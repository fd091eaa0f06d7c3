//! Compiling owned expressions.

use super::{CompileError, CompileOptions, Function};
use crate::expr::{Arena, Expr, Id};

impl Expr {
    /// Compiles the expression as a function of the named variables.
    ///
    /// # Cost
    /// Linear in the nodes.
    ///
    /// # Errors
    /// [`CompileError::MissingValue`] for a free symbol that is not named, and the others there.
    ///
    /// # Examples
    /// ```
    /// let [x, y] = gradus::symbols(["x", "y"]);
    /// let function = (&x * &x + &y * &y).sqrt().compile(["x", "y"])?;
    /// assert_eq!(function.value(&[3.0, 4.0]), 5.0);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn compile<N: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = N>,
    ) -> Result<Function, CompileError> {
        self.compile_with(names, &CompileOptions::default())
    }

    /// [`Expr::compile`] with options. Whether it is a derivative is known to the expression.
    ///
    /// # Errors
    /// As [`Expr::compile`].
    pub fn compile_with<N: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = N>,
        options: &CompileOptions,
    ) -> Result<Function, CompileError> {
        let names: Vec<N> = names.into_iter().collect();
        // A constant is computed exactly as far as that goes: sin(pi/6) is 1/2.
        let exact = names
            .is_empty()
            .then(|| self.sibling(self.with(Arena::constant_form), self.flags()));
        let function = Self::compile_all(&[exact.as_ref().unwrap_or(self)], &names, options)?;
        let derivative = options.derivative || self.flags().derivative;
        Ok(function.with_source(
            self.clone(),
            CompileOptions {
                derivative,
                ..*options
            },
        ))
    }

    /// Compiles several expressions as one function with as many outputs; what they share is
    /// computed once.
    ///
    /// # Errors
    /// As [`Expr::compile`].
    pub fn compile_all<N: AsRef<str>>(
        outputs: &[&Expr],
        names: impl IntoIterator<Item = N>,
        options: &CompileOptions,
    ) -> Result<Function, CompileError> {
        let Some((first, rest)) = outputs.split_first() else {
            return Function::compile(&Arena::new(), &[], &[], options);
        };
        let options = options.for_outputs(outputs.iter().map(|output| output.flags().derivative));
        let (_, function) = first.with_all(rest, |arena, id, others| {
            let mut ids: Vec<Id> = vec![id];
            ids.extend_from_slice(others);
            let inputs: Vec<Id> = names
                .into_iter()
                .map(|name| arena.symbol(name.as_ref()))
                .collect();
            Function::compile(arena, &ids, &inputs, &options)
        });
        function
    }
}
