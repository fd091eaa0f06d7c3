//! Elimination, row step by row step, each with its name.

use std::fmt;

use super::{Matrix, entry};
use crate::algebra::{AlgebraError, Fuel};
use crate::expr::{Arena, Expr, Id, Number};

/// What elimination needs of its entries.
pub(super) trait Field {
    /// An entry.
    type Item: Clone;
    /// `a - factor*b`
    fn subtract(
        &mut self,
        a: &Self::Item,
        factor: &Self::Item,
        b: &Self::Item,
    ) -> Result<Self::Item, AlgebraError>;
    /// The product.
    fn multiply(&mut self, a: &Self::Item, b: &Self::Item) -> Result<Self::Item, AlgebraError>;
    /// One divided by an entry that is not 0.
    fn reciprocal(&mut self, a: &Self::Item) -> Result<Self::Item, AlgebraError>;
    /// Whether it is 0, in disguise or not.
    fn is_zero(&mut self, a: &Self::Item) -> Result<bool, AlgebraError>;
    /// Whether it is 1.
    fn is_one(&self, a: &Self::Item) -> bool;
    /// 0.
    fn zero(&mut self) -> Self::Item;
    /// 1.
    fn one(&mut self) -> Self::Item;
    /// Which of several pivots is taken: one of the smallest.
    fn weight(&self, a: &Self::Item) -> usize;
}

/// One row step; rows are counted from 0 here, and from 1 in its text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RowStep<T> {
    /// Two rows change places.
    Swap {
        /// One.
        first: usize,
        /// The other.
        second: usize,
    },
    /// A row is multiplied by a factor other than 0.
    Multiply {
        /// The row.
        row: usize,
        /// The factor.
        factor: T,
    },
    /// A multiple of one row is subtracted from another.
    Subtract {
        /// The row that changes.
        row: usize,
        /// How many times.
        factor: T,
        /// The row that is subtracted.
        from: usize,
    },
}

impl<T> RowStep<T> {
    /// The same step with another kind of factor.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> RowStep<U> {
        match self {
            RowStep::Swap { first, second } => RowStep::Swap { first, second },
            RowStep::Multiply { row, factor } => RowStep::Multiply {
                row,
                factor: change(factor),
            },
            RowStep::Subtract { row, factor, from } => RowStep::Subtract {
                row,
                factor: change(factor),
                from,
            },
        }
    }
}

impl fmt::Display for RowStep<Expr> {
    /// `subtract 2 times row 1 from row 3`; a number is printed without a sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RowStep::Swap { first, second } => {
                write!(f, "swap rows {} and {}", first + 1, second + 1)
            }
            RowStep::Multiply { row, factor } => {
                write!(f, "multiply row {} by {factor}", row + 1)
            }
            RowStep::Subtract { row, factor, from } => {
                let number = factor.as_number();
                let negative = number.as_ref().is_some_and(Number::is_negative);
                let times = match number {
                    Some(number) if number.abs().is_one() => String::new(),
                    Some(_) if negative => format!("{} times ", -factor),
                    _ => format!("{factor} times "),
                };
                let (verb, joint) = if negative {
                    ("add", "to")
                } else {
                    ("subtract", "from")
                };
                write!(f, "{verb} {times}row {} {joint} row {}", from + 1, row + 1)
            }
        }
    }
}

/// A matrix on its way through elimination.
pub(super) struct Rows<T> {
    pub(super) rows: Vec<Vec<T>>,
}

impl<T: Clone> Rows<T> {
    /// Carries out one step.
    pub(super) fn apply<F: Field<Item = T>>(
        &mut self,
        field: &mut F,
        step: &RowStep<T>,
    ) -> Result<(), AlgebraError> {
        match step {
            RowStep::Swap { first, second } => self.rows.swap(*first, *second),
            RowStep::Multiply { row, factor } => {
                if let Some(row) = self.rows.get_mut(*row) {
                    for entry in row.iter_mut() {
                        if !field.is_zero(entry)? {
                            *entry = field.multiply(factor, entry)?;
                        }
                    }
                }
            }
            RowStep::Subtract { row, factor, from } => {
                let other = self.rows.get(*from).cloned().unwrap_or_default();
                if let Some(row) = self.rows.get_mut(*row) {
                    for (entry, other) in row.iter_mut().zip(&other) {
                        if !field.is_zero(other)? {
                            *entry = field.subtract(entry, factor, other)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// What elimination found.
pub(super) struct Eliminated<T> {
    pub(super) rows: Vec<Vec<T>>,
    /// The column of the pivot of each row that has one, in order.
    pub(super) pivots: Vec<usize>,
    /// What was divided by, in order.
    pub(super) divisors: Vec<T>,
    pub(super) steps: Vec<RowStep<T>>,
}

/// Brings rows to reduced echelon form with pivots in the first `columns` columns (what stands
/// right of them is carried along).
///
/// # Cost
/// At most `rows^2 * width` operations on entries.
pub(super) fn eliminate<F: Field>(
    field: &mut F,
    rows: Vec<Vec<F::Item>>,
    columns: usize,
) -> Result<Eliminated<F::Item>, AlgebraError> {
    let mut work = Rows { rows };
    let count = work.rows.len();
    let mut found = Eliminated {
        rows: Vec::new(),
        pivots: Vec::new(),
        divisors: Vec::new(),
        steps: Vec::new(),
    };
    for column in 0..columns {
        let rank = found.pivots.len();
        let mut best: Option<(usize, usize)> = None;
        for row in rank..count {
            let entry = work.rows[row][column].clone();
            if field.is_zero(&entry)? {
                // A 0 in disguise is written as what it is.
                work.rows[row][column] = field.zero();
                continue;
            }
            let weight = field.weight(&entry);
            if best.is_none_or(|(least, _)| weight < least) {
                best = Some((weight, row));
            }
        }
        let Some((_, row)) = best else { continue };
        let mut step = |work: &mut Rows<F::Item>, field: &mut F, step: RowStep<F::Item>| {
            work.apply(field, &step)?;
            found.steps.push(step);
            Ok::<(), AlgebraError>(())
        };
        if row != rank {
            let swap = RowStep::Swap {
                first: rank,
                second: row,
            };
            step(&mut work, field, swap)?;
        }
        let pivot = work.rows[rank][column].clone();
        if !field.is_one(&pivot) {
            let factor = field.reciprocal(&pivot)?;
            step(&mut work, field, RowStep::Multiply { row: rank, factor })?;
            work.rows[rank][column] = field.one();
        }
        for other in 0..count {
            let factor = work.rows[other][column].clone();
            if other == rank || field.is_zero(&factor)? {
                continue;
            }
            let subtract = RowStep::Subtract {
                row: other,
                factor,
                from: rank,
            };
            step(&mut work, field, subtract)?;
            work.rows[other][column] = field.zero();
        }
        found.divisors.push(pivot);
        found.pivots.push(column);
        if found.pivots.len() == count {
            break;
        }
    }
    found.rows = work.rows;
    Ok(found)
}

/// Exact numbers, with fuel for their length.
pub(super) struct Numbers {
    fuel: Fuel,
}

/// The words of numbers that eliminations of numbers may work on, an operation of two long numbers
/// counting their product.
const NUMBER_FUEL: u64 = 1 << 27;

impl Numbers {
    pub(super) fn new() -> Self {
        Numbers {
            fuel: Fuel::new(NUMBER_FUEL),
        }
    }

    fn spend(&mut self, a: &Number, b: &Number) -> Result<(), AlgebraError> {
        let cost = (1 + a.bits() / 64) * (1 + b.bits() / 64);
        self.fuel.spend(cost, ELIMINATION)
    }
}

impl Field for Numbers {
    type Item = Number;

    fn subtract(
        &mut self,
        a: &Number,
        factor: &Number,
        b: &Number,
    ) -> Result<Number, AlgebraError> {
        self.spend(factor, b)?;
        Ok(a.subtract(&factor.multiply(b)))
    }

    fn multiply(&mut self, a: &Number, b: &Number) -> Result<Number, AlgebraError> {
        self.spend(a, b)?;
        Ok(a.multiply(b))
    }

    fn reciprocal(&mut self, a: &Number) -> Result<Number, AlgebraError> {
        a.reciprocal().ok_or(AlgebraError::Singular)
    }

    fn is_zero(&mut self, a: &Number) -> Result<bool, AlgebraError> {
        Ok(a.is_zero())
    }

    fn is_one(&self, a: &Number) -> bool {
        a.is_one()
    }

    fn zero(&mut self) -> Number {
        Number::ZERO
    }

    fn one(&mut self) -> Number {
        Number::ONE
    }

    fn weight(&self, _: &Number) -> usize {
        0
    }
}

/// Expressions, each brought to lowest terms at once.
pub(super) struct Symbolic<'a> {
    pub(super) arena: &'a mut Arena,
    fuel: Fuel,
}

/// The work of one elimination of symbolic entries: about half a second.
const SYMBOLIC_WORK: u64 = 500_000_000;

/// What an operation on two entries costs at least, and so a node of them.
const LEAST: u64 = 2000;

const ELIMINATION: &str = "elimination";

impl<'a> Symbolic<'a> {
    pub(super) fn new(arena: &'a mut Arena) -> Self {
        Symbolic {
            arena,
            fuel: Fuel::new(SYMBOLIC_WORK),
        }
    }

    /// An entry in lowest terms.
    pub(super) fn tidy(&mut self, id: Id) -> Result<Id, AlgebraError> {
        let nodes = self.arena.node_count(&[id]) as u64;
        self.fuel.spend(LEAST * (nodes + 1), ELIMINATION)?;
        let (form, cost) = entry::tidy_within(self.arena, id, self.fuel.left())?;
        self.fuel.spend(cost, ELIMINATION)?;
        Ok(form)
    }
}

impl Field for Symbolic<'_> {
    type Item = Id;

    fn subtract(&mut self, a: &Id, factor: &Id, b: &Id) -> Result<Id, AlgebraError> {
        let product = self.arena.mul(*factor, *b);
        let difference = self.arena.sub(*a, product);
        self.tidy(difference)
    }

    fn multiply(&mut self, a: &Id, b: &Id) -> Result<Id, AlgebraError> {
        let product = self.arena.mul(*a, *b);
        self.tidy(product)
    }

    fn reciprocal(&mut self, a: &Id) -> Result<Id, AlgebraError> {
        let reciprocal = self.arena.recip(*a);
        self.tidy(reciprocal)
    }

    fn is_zero(&mut self, a: &Id) -> Result<bool, AlgebraError> {
        entry::vanishes(self.arena, *a)
    }

    fn is_one(&self, a: &Id) -> bool {
        *a == Id::ONE
    }

    fn zero(&mut self) -> Id {
        Id::ZERO
    }

    fn one(&mut self) -> Id {
        Id::ONE
    }

    fn weight(&self, a: &Id) -> usize {
        match self.arena.as_number(*a) {
            Some(_) => 0,
            None => self.arena.node_count(&[*a]),
        }
    }
}

/// A reduced echelon form with the steps that led to it.
#[derive(Clone, Debug)]
pub struct Echelon {
    /// The reduced matrix.
    pub matrix: Matrix,
    /// The columns of the pivots.
    pub pivots: Vec<usize>,
    /// The steps, in order.
    pub steps: Vec<RowStep<Id>>,
    /// What must not be 0 for the steps to be right: the pivots that are no numbers.
    pub nonzero: Vec<Id>,
}

impl Matrix {
    /// The reduced echelon form, by row steps.
    ///
    /// # Errors
    /// [`AlgebraError::OutOfFuel`] for a large matrix, and [`AlgebraError::Canonical`].
    pub fn echelon(&self, arena: &mut Arena) -> Result<Echelon, AlgebraError> {
        self.echelon_within(arena, self.columns)
    }

    /// The form reduced in the first columns, those right of them carried along.
    pub(super) fn echelon_within(
        &self,
        arena: &mut Arena,
        columns: usize,
    ) -> Result<Echelon, AlgebraError> {
        let given = self.canonical(arena)?;
        if let Some(numbers) = given.numbers(arena) {
            let rows = numbers
                .chunks_exact(self.columns)
                .map(<[Number]>::to_vec)
                .collect();
            let found = eliminate(&mut Numbers::new(), rows, columns)?;
            let matrix = Matrix::of_numbers(
                arena,
                self.rows,
                self.columns,
                found.rows.into_iter().flatten(),
            )?;
            let steps = found
                .steps
                .into_iter()
                .map(|step| step.map(|number| arena.number_node(number)))
                .collect();
            return Ok(Echelon {
                matrix,
                pivots: found.pivots,
                steps,
                nonzero: Vec::new(),
            });
        }
        let rows = given
            .entries
            .chunks_exact(self.columns)
            .map(<[Id]>::to_vec)
            .collect();
        let found = eliminate(&mut Symbolic::new(arena), rows, columns)?;
        let mut nonzero = Vec::new();
        for divisor in found.divisors {
            entry::note_nonzero(arena, divisor, &mut nonzero);
        }
        Ok(Echelon {
            matrix: Matrix::new(self.rows, self.columns, found.rows.concat())?,
            pivots: found.pivots,
            steps: found.steps,
            nonzero,
        })
    }

    /// The matrix after one row step.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] if the step names a row that the matrix has not;
    /// [`AlgebraError::Canonical`].
    pub fn after(&self, arena: &mut Arena, step: &RowStep<Id>) -> Result<Matrix, AlgebraError> {
        let (a, b) = match step {
            RowStep::Swap { first, second } => (*first, *second),
            RowStep::Multiply { row, .. } => (*row, *row),
            RowStep::Subtract { row, from, .. } => (*row, *from),
        };
        if a.max(b) >= self.rows {
            return Err(self.shape_error("a matrix with the rows of the step"));
        }
        let mut work = Rows {
            rows: self
                .canonical(arena)?
                .entries
                .chunks_exact(self.columns)
                .map(<[Id]>::to_vec)
                .collect(),
        };
        work.apply(&mut Symbolic::new(arena), step)?;
        Matrix::new(self.rows, self.columns, work.rows.concat())
    }
}
