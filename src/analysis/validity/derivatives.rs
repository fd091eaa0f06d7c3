//! The derivatives of owned expressions, their seams set right.

use super::{derivative, gradient, hessian, jacobian};
use crate::diff::{DiffError, length, variables};
use crate::expr::{Expr, Flags, Id};

const TAKEN: Flags = Flags {
    decimals: false,
    derivative: true,
    chosen: false,
};

impl Expr {
    /// The derivative in one variable.
    ///
    /// # Cost
    /// Linear in the nodes.
    ///
    /// # Errors
    /// See [`DiffError`].
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "3x^2 + 2x + 10".parse()?;
    /// let df = f.diff("x")?;
    /// assert_eq!(df.to_string(), "6*x + 2");
    /// assert_eq!(df.at([("x", 2.0)])?, 14.0);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn diff(&self, variable: &str) -> Result<Expr, DiffError> {
        self.derivative([variable])
    }

    /// The derivative in several variables, one after the other: `["x", "x", "y"]` is twice in x
    /// and once in y.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn derivative<N: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = N>,
    ) -> Result<Expr, DiffError> {
        let id = self.with(|arena, id| {
            let variables = variables(arena, names)?;
            derivative(arena, id, &variables)
        })?;
        Ok(self.sibling(id, TAKEN).with_form_chosen(false))
    }

    /// The partials in the given variables.
    ///
    /// # Shape
    /// As many as there are names, in their order.
    ///
    /// # Cost
    /// A small constant times the nodes, whatever the number of variables.
    ///
    /// # Errors
    /// See [`DiffError`].
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "x^2 + y^2".parse()?;
    /// let gradient = f.gradient(["x", "y"])?;
    /// assert_eq!(gradient[1].to_string(), "2*y");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn gradient<N: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = N>,
    ) -> Result<Vec<Expr>, DiffError> {
        let ids = self.with(|arena, id| {
            let variables = variables(arena, names)?;
            gradient(arena, id, &variables)
        })?;
        Ok(ids
            .into_iter()
            .map(|id| self.sibling(id, TAKEN).with_form_chosen(false))
            .collect())
    }

    /// The nonzero second partials on and below the diagonal, as (row, column, entry), row by row.
    ///
    /// # Cost
    /// Linear in the nodes for a sum of terms in few variables each.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn hessian_entries<N: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = N>,
    ) -> Result<Vec<(usize, usize, Expr)>, DiffError> {
        let entries = self.with(|arena, id| {
            let variables = variables(arena, names)?;
            hessian(arena, id, &variables)
        })?;
        Ok(entries
            .into_iter()
            .map(|entry| {
                (
                    entry.row,
                    entry.column,
                    self.sibling(entry.value, TAKEN).with_form_chosen(false),
                )
            })
            .collect())
    }

    /// The matrix of second partials.
    ///
    /// # Shape
    /// n rows of n entries for n names.
    ///
    /// # Errors
    /// See [`DiffError`].
    ///
    /// # Examples
    /// ```
    /// let f: gradus::Expr = "2x^2 + 3y^2 - x*y".parse()?;
    /// let hessian = f.hessian(["x", "y"])?;
    /// assert_eq!(hessian[0][1].to_string(), "-1");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn hessian<N: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = N>,
    ) -> Result<Vec<Vec<Expr>>, DiffError> {
        let names: Vec<N> = names.into_iter().collect();
        let size = names.len();
        let zero = self.sibling(Id::ZERO, TAKEN).with_form_chosen(false);
        let mut rows = vec![vec![zero; size]; size];
        for (row, column, value) in self.hessian_entries(&names)? {
            rows[column][row] = value.clone();
            rows[row][column] = value;
        }
        // A name given twice has its row and column twice.
        for at in 0..size {
            if let Some(first) = names[..at]
                .iter()
                .position(|name| name.as_ref() == names[at].as_ref())
            {
                rows[at] = rows[first].clone();
                for row in &mut rows {
                    row[at] = row[first].clone();
                }
            }
        }
        Ok(rows)
    }

    /// The partials of several functions: a row each.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn jacobian<N: AsRef<str>>(
        functions: &[Expr],
        names: impl IntoIterator<Item = N>,
    ) -> Result<Vec<Vec<Expr>>, DiffError> {
        let Some((first, rest)) = functions.split_first() else {
            return Ok(Vec::new());
        };
        let rest: Vec<&Expr> = rest.iter().collect();
        let (home, rows) = first.with_all(&rest, |arena, id, others| {
            let variables = variables(arena, names)?;
            let mut roots = vec![id];
            roots.extend_from_slice(others);
            jacobian(arena, &roots, &variables)
        });
        let row = |row: Vec<Id>| {
            row.into_iter()
                .map(|id| home.sibling(id, TAKEN).with_form_chosen(false))
                .collect()
        };
        Ok(rows?.into_iter().map(row).collect())
    }

    /// The derivative along a direction, which is normalised to length 1.
    ///
    /// # Errors
    /// [`DiffError::Direction`] for another number of components than names,
    /// [`DiffError::ZeroDirection`] for the zero vector.
    ///
    /// # Examples
    /// ```
    /// use gradus::Expr;
    /// let f: Expr = "x^2 + y^2".parse()?;
    /// let slope = f.directional(["x", "y"], &[3.into(), 4.into()])?;
    /// assert_eq!(slope.to_string(), "6*x/5 + 8*y/5");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn directional<N: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = N>,
        direction: &[Expr],
    ) -> Result<Expr, DiffError> {
        let names: Vec<N> = names.into_iter().collect();
        if names.len() != direction.len() {
            return Err(DiffError::Direction {
                variables: names.len(),
                components: direction.len(),
            });
        }
        let components: Vec<&Expr> = direction.iter().collect();
        let (home, id) = self.with_all(&components, |arena, id, components| {
            let variables = variables(arena, &names)?;
            let partials = gradient(arena, id, &variables)?;
            let length = length(arena, components)?;
            let mut slope = Id::ZERO;
            for (partial, &component) in partials.into_iter().zip(components) {
                let cosine = arena.div(component, length);
                let term = arena.mul(cosine, partial);
                slope = arena.add(slope, term);
            }
            Ok(slope)
        });
        Ok(home.sibling(id?, TAKEN))
    }
}
