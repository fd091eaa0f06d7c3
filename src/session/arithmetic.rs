//! Arithmetic with vectors and matrices: what `+ - * / ^` mean where a list takes part.

use super::Value;
use crate::algebra::AlgebraError;
use crate::algebra::matrix::ExprMatrix;
use crate::expr::{Expr, Number};
use crate::syntax::Binary;

/// A value that arithmetic knows.
pub(super) enum Operand {
    /// A number or an expression.
    Scalar(Expr),
    /// A list of scalars.
    Vector(Vec<Expr>),
    /// A list of lists of scalars, all of one length.
    Matrix(ExprMatrix),
}

/// Why arithmetic refuses values.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Refusal {
    /// Something that is no expression, vector or matrix.
    Kind(&'static str),
    /// The algebra's reason.
    Algebra(AlgebraError),
    /// An operation that is not defined between these kinds, in words.
    Undefined(&'static str),
}

impl From<AlgebraError> for Refusal {
    fn from(error: AlgebraError) -> Self {
        Refusal::Algebra(error)
    }
}

impl From<Operand> for Value {
    fn from(operand: Operand) -> Value {
        match operand {
            Operand::Scalar(expr) => Value::Expr(expr),
            Operand::Vector(entries) => Value::from(entries),
            Operand::Matrix(matrix) => Value::from(matrix.into_rows()),
        }
    }
}

impl Operand {
    /// What a value is to arithmetic.
    pub(super) fn new(value: Value) -> Result<Operand, Refusal> {
        match value {
            Value::List(items) if items.iter().any(|item| matches!(item, Value::List(_))) => {
                let rows = items
                    .into_iter()
                    .map(|row| match row {
                        Value::List(entries) => entries.into_iter().map(scalar).collect(),
                        _ => Err(Refusal::Kind("a list of lists and single entries")),
                    })
                    .collect::<Result<Vec<Vec<Expr>>, Refusal>>()?;
                Ok(Operand::Matrix(ExprMatrix::from_rows(rows)?))
            }
            Value::List(items) if items.is_empty() => Err(Refusal::Kind("an empty list")),
            Value::List(items) => Ok(Operand::Vector(
                items.into_iter().map(scalar).collect::<Result<_, _>>()?,
            )),
            other => scalar(other).map(Operand::Scalar),
        }
    }

    /// The operand with the other sign.
    pub(super) fn negate(self) -> Result<Operand, Refusal> {
        Ok(match self {
            Operand::Scalar(expr) => Operand::Scalar(-expr),
            Operand::Vector(entries) => {
                Operand::Vector(entries.into_iter().map(|entry| -entry).collect())
            }
            Operand::Matrix(matrix) => Operand::Matrix(matrix.scale(&Expr::number(-1))?),
        })
    }

    /// What an operator makes of two operands. Two vectors multiply to their inner product; a
    /// vector left of a matrix is a row, right of it a column.
    pub(super) fn combine(self, operator: Binary, other: Operand) -> Result<Operand, Refusal> {
        use Operand::{Matrix, Scalar, Vector};
        match operator {
            Binary::Add | Binary::Subtract => match (self, other) {
                (Vector(a), Vector(b)) => {
                    let sum = entrywise(operator, row(a)?, row(b)?)?;
                    Ok(Vector(sum.into_rows().into_iter().flatten().collect()))
                }
                (Matrix(a), Matrix(b)) => Ok(Matrix(entrywise(operator, a, b)?)),
                (Scalar(a), Scalar(b)) => Ok(Scalar(if operator == Binary::Add {
                    a + b
                } else {
                    a - b
                })),
                (Vector(_), Matrix(_)) | (Matrix(_), Vector(_)) => {
                    Err(Refusal::Undefined("a vector and a matrix can't be added"))
                }
                _ => Err(Refusal::Undefined(
                    "a number can't be added to a vector or matrix",
                )),
            },
            Binary::Multiply => match (self, other) {
                (Scalar(a), Scalar(b)) => Ok(Scalar(a * b)),
                (Scalar(factor), Vector(entries)) | (Vector(entries), Scalar(factor)) => Ok(
                    Vector(entries.iter().map(|entry| &factor * entry).collect()),
                ),
                (Scalar(factor), Matrix(matrix)) | (Matrix(matrix), Scalar(factor)) => {
                    Ok(Matrix(matrix.scale(&factor)?))
                }
                (Vector(a), Vector(b)) => {
                    if a.len() != b.len() {
                        return Err(Refusal::Algebra(AlgebraError::Shapes {
                            what: "multiplied",
                            left: (1, a.len()),
                            right: (b.len(), 1),
                        }));
                    }
                    let product = row(a)?.product(&column(b)?)?;
                    let inner = product.into_rows().into_iter().flatten().next();
                    inner.map(Scalar).ok_or(Refusal::Kind("an empty list"))
                }
                (Matrix(a), Vector(b)) => {
                    let product = a.product(&column(b)?)?;
                    Ok(Vector(product.into_rows().into_iter().flatten().collect()))
                }
                (Vector(a), Matrix(b)) => {
                    let product = row(a)?.product(&b)?;
                    Ok(Vector(product.into_rows().into_iter().flatten().collect()))
                }
                (Matrix(a), Matrix(b)) => Ok(Matrix(a.product(&b)?)),
            },
            Binary::Divide => match (self, other) {
                (Scalar(a), Scalar(b)) => Ok(Scalar(a / b)),
                (Vector(entries), Scalar(divisor)) => Ok(Vector(
                    entries.iter().map(|entry| entry / &divisor).collect(),
                )),
                (Matrix(matrix), Scalar(divisor)) => {
                    Ok(Matrix(matrix.scale(&(Expr::number(1) / divisor))?))
                }
                (_, Matrix(_)) => Err(Refusal::Undefined(
                    "there is no division by a matrix; multiply by its inverse, `A^-1`",
                )),
                (_, Vector(_)) => Err(Refusal::Undefined("there is no division by a vector")),
            },
            Binary::Power => match (self, other) {
                (Scalar(a), Scalar(b)) => Ok(Scalar(a.pow(b))),
                (Matrix(matrix), Scalar(exponent)) => {
                    let exponent = exponent.canonical().map_err(AlgebraError::from)?;
                    match exponent.as_number().as_ref().and_then(Number::to_i64) {
                        Some(exponent) => Ok(Matrix(matrix.power(exponent)?)),
                        None => Err(Refusal::Undefined(
                            "the power of a matrix needs an integer exponent",
                        )),
                    }
                }
                (Vector(_), _) => Err(Refusal::Undefined(
                    "a vector has no powers; `v*v` is its inner product with itself",
                )),
                (_, _) => Err(Refusal::Undefined("an exponent must be an expression")),
            },
        }
    }
}

fn scalar(value: Value) -> Result<Expr, Refusal> {
    match value {
        Value::Expr(expr) => Ok(expr),
        Value::Number(number) => {
            Expr::decimal(number).ok_or(Refusal::Kind("a number that is not finite"))
        }
        other => Err(Refusal::Kind(other.kind())),
    }
}

fn entrywise(operator: Binary, a: ExprMatrix, b: ExprMatrix) -> Result<ExprMatrix, AlgebraError> {
    if operator == Binary::Add {
        a.sum(&b)
    } else {
        a.difference(&b)
    }
}

fn row(entries: Vec<Expr>) -> Result<ExprMatrix, AlgebraError> {
    ExprMatrix::from_rows(vec![entries])
}

pub(super) fn column(entries: Vec<Expr>) -> Result<ExprMatrix, AlgebraError> {
    ExprMatrix::from_rows(entries.into_iter().map(|entry| vec![entry]).collect())
}
