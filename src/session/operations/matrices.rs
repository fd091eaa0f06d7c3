//! Matrices.

use super::super::arithmetic::{Operand, Refusal};
use super::super::evaluate::{failed, refused};
use super::{Argument, Call, Operation};
use crate::Error;
use crate::algebra::matrix::ExprMatrix;
use crate::expr::{Expr, Node};
use crate::session::operations::Field;
use crate::session::{Session, Value};
use crate::simplify::Simplify;
use crate::syntax::Span;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "inverse", signature: "inverse([[a, b], [c, d]])", help: "the inverse of a matrix", takes: &[Field::Expression], run: inverse },
    Operation { name: "det", signature: "det([[a, b], [c, d]])", help: "the determinant of a matrix", takes: &[Field::Expression], run: det },
    Operation { name: "transpose", signature: "transpose([[a, b], [c, d]])", help: "a matrix with rows and columns exchanged", takes: &[Field::Expression], run: transpose },
    Operation { name: "trace", signature: "trace([[a, b], [c, d]])", help: "the sum of a matrix's diagonal", takes: &[Field::Expression], run: trace },
    Operation { name: "rank", signature: "rank([[1, 2], [2, 4]])", help: "how many rows of a matrix are linearly independent", takes: &[Field::Expression], run: rank },
    Operation { name: "rowreduce", signature: "rowreduce([[2, 1, 3], [1, 1, 2]])", help: "the reduced echelon form of a matrix; its row steps are noted", takes: &[Field::Expression], run: rowreduce },
    Operation { name: "rowsteps", signature: "rowsteps([[2, 1, 3], [1, 1, 2]])", help: "the row steps to the reduced echelon form, one a line", takes: &[Field::Expression], run: rowsteps },
    Operation { name: "linsolve", signature: "linsolve([[2, 1], [1, 3]], [3, 5])", help: "the solution x of A*x = b", takes: &[Field::Expression, Field::Second], run: linsolve },
    Operation { name: "eigenvalues", signature: "eigenvalues([[4, -1], [-1, 6]])", help: "the real eigenvalues of a matrix, each as often as it counts", takes: &[Field::Expression], run: eigenvalues },
    Operation { name: "eigenvectors", signature: "eigenvectors([[2, 1], [1, 2]])", help: "eigenvectors of a matrix, in the order of its eigenvalues", takes: &[Field::Expression], run: eigenvectors },
    Operation { name: "quadratic", signature: "quadratic([[4, -1], [-1, 6]], [x, y])", help: "the quadratic form x'*A*x", takes: &[Field::Expression, Field::Second], run: quadratic },
];

/// What a matrix argument must be.
const MATRIX: &str = "a matrix such as [[1, 2], [3, 4]]";

/// What a vector argument must be.
const VECTOR: &str = "a list such as [1, 2]";

/// The most row steps that are noted beside a result.
const MOST_NOTES: usize = 100;

impl Operation {
    /// An argument as vector or matrix. A name alone may stand for one, though it is kept as a
    /// name while the line is evaluated.
    fn operand(&self, call: &Call<'_>, argument: Argument) -> Result<(Operand, Span), Error> {
        let span = argument.span;
        let value = match argument.name {
            Some(_) => call.session.resolved(argument.value, &[], span)?,
            None => argument.value,
        };
        match Operand::new(value) {
            Ok(operand) => Ok((operand, span)),
            Err(Refusal::Kind(_)) => Err(self.wrong(MATRIX, span)),
            Err(refusal) => Err(refused(refusal, span)),
        }
    }

    fn matrix(&self, call: &Call<'_>, argument: Argument) -> Result<ExprMatrix, Error> {
        match self.operand(call, argument)? {
            (Operand::Matrix(matrix), _) => Ok(matrix),
            (_, span) => Err(self.wrong(MATRIX, span)),
        }
    }

    fn vector(&self, call: &Call<'_>, argument: Argument) -> Result<Vec<Expr>, Error> {
        match self.operand(call, argument)? {
            (Operand::Vector(entries), _) => Ok(entries),
            // A column is a vector too.
            (Operand::Matrix(matrix), _) if matrix.columns() == 1 => {
                Ok(matrix.into_rows().into_iter().flatten().collect())
            }
            (_, span) => Err(self.wrong(VECTOR, span)),
        }
    }

    /// The only argument, a matrix.
    fn only_matrix(&self, call: &mut Call<'_>) -> Result<ExprMatrix, Error> {
        let [argument] = <[Argument; 1]>::try_from(std::mem::take(&mut call.arguments))
            .map_err(|_| self.usage(call.span))?;
        self.matrix(call, argument)
    }

    /// The two arguments, a matrix and a vector.
    fn matrix_and_vector(&self, call: &mut Call<'_>) -> Result<(ExprMatrix, Vec<Expr>), Error> {
        let [first, second] = <[Argument; 2]>::try_from(std::mem::take(&mut call.arguments))
            .map_err(|_| self.usage(call.span))?;
        Ok((self.matrix(call, first)?, self.vector(call, second)?))
    }

    fn failed(&self, cause: impl Into<Error>, span: Span) -> Error {
        failed(self.name, cause.into(), span)
    }
}

/// A result in its simpler form, where it has functions or roots: what holds between them, as
/// `sin(t)^2 + cos(t)^2 = 1` does, is more than arithmetic knows.
fn simpler(session: &Session, value: Value) -> Value {
    let entries = value.expressions().len() as u64;
    let whole = Simplify::default();
    let how = Simplify {
        fuel: whole.fuel / entries.max(1),
        ..whole
    };
    value.map(&mut |expr| simpler_expr(session, &how, expr))
}

fn simpler_expr(session: &Session, how: &Simplify, expr: Expr) -> Expr {
    let rational = expr.with(|arena, id| {
        arena
            .reachable(&[id])
            .iter()
            .all(|&node| match arena.node(node) {
                Node::Call(..) | Node::Piecewise(_) => false,
                Node::Number(number) => arena.number(number).is_integer(),
                _ => true,
            })
    });
    if rational {
        return expr;
    }
    match session.simplified(&expr, how) {
        Ok((form, _)) => form,
        Err(_) => expr,
    }
}

/// Notes that these must not be 0.
fn note_nonzero(call: &mut Call<'_>, nonzero: &[Expr]) {
    note_conditions(call, nonzero, "!=");
}

fn note_conditions(call: &mut Call<'_>, subjects: &[Expr], relation: &str) {
    let how = Simplify::derivative();
    for subject in subjects {
        let subject = simpler_expr(call.session, &how, subject.clone());
        // What turns out to be a number is not the wrong one: the algebra has seen to that.
        if subject.as_number().is_some() {
            continue;
        }
        let remarks = &mut call.remarks;
        let condition = format!("{subject} {relation} 0");
        if !remarks.domain.contains(&condition) {
            remarks.domain.push(condition);
        }
    }
}

fn inverse(operation: &Operation, mut call: Call<'_>) -> Result<Value, Error> {
    let matrix = operation.only_matrix(&mut call)?;
    let (inverse, nonzero) = matrix
        .inverse_with_conditions()
        .map_err(|cause| operation.failed(cause, call.span))?;
    note_nonzero(&mut call, &nonzero);
    Ok(simpler(call.session, inverse.into_rows().into()))
}

fn det(operation: &Operation, mut call: Call<'_>) -> Result<Value, Error> {
    let matrix = operation.only_matrix(&mut call)?;
    let value = matrix
        .determinant()
        .map_err(|cause| operation.failed(cause, call.span))?;
    Ok(simpler(call.session, value.into()))
}

fn transpose(operation: &Operation, mut call: Call<'_>) -> Result<Value, Error> {
    let [argument] = <[Argument; 1]>::try_from(std::mem::take(&mut call.arguments))
        .map_err(|_| operation.usage(call.span))?;
    Ok(match operation.operand(&call, argument)? {
        (Operand::Matrix(matrix), _) => matrix.transpose().into_rows().into(),
        (Operand::Vector(entries), _) => {
            let column: Vec<Vec<Expr>> = entries.into_iter().map(|entry| vec![entry]).collect();
            column.into()
        }
        (Operand::Scalar(_), span) => return Err(operation.wrong(MATRIX, span)),
    })
}

fn trace(operation: &Operation, mut call: Call<'_>) -> Result<Value, Error> {
    let matrix = operation.only_matrix(&mut call)?;
    let value = matrix
        .trace()
        .map_err(|cause| operation.failed(cause, call.span))?;
    Ok(simpler(call.session, value.into()))
}

fn rank(operation: &Operation, mut call: Call<'_>) -> Result<Value, Error> {
    let matrix = operation.only_matrix(&mut call)?;
    let rank = matrix
        .rank()
        .map_err(|cause| operation.failed(cause, call.span))?;
    Ok(Expr::number(rank as i64).into())
}

fn rowreduce(operation: &Operation, mut call: Call<'_>) -> Result<Value, Error> {
    let matrix = operation.only_matrix(&mut call)?;
    let echelon = matrix
        .row_reduce()
        .map_err(|cause| operation.failed(cause, call.span))?;
    note_nonzero(&mut call, &echelon.nonzero);
    if echelon.steps.len() <= MOST_NOTES {
        let steps = echelon.steps.iter().map(ToString::to_string);
        call.remarks.notes.extend(steps);
    }
    Ok(echelon.matrix.into_rows().into())
}

fn rowsteps(operation: &Operation, mut call: Call<'_>) -> Result<Value, Error> {
    let matrix = operation.only_matrix(&mut call)?;
    let steps = matrix
        .row_steps()
        .map_err(|cause| operation.failed(cause, call.span))?;
    if steps.is_empty() {
        return Ok(Value::Text("it is reduced as it is".to_owned()));
    }
    let lines: Vec<String> = steps.iter().map(ToString::to_string).collect();
    Ok(Value::Text(lines.join("\n")))
}

fn linsolve(operation: &Operation, mut call: Call<'_>) -> Result<Value, Error> {
    let (matrix, right) = operation.matrix_and_vector(&mut call)?;
    let solution = matrix
        .solutions(&right)
        .map_err(|cause| operation.failed(cause, call.span))?;
    note_nonzero(&mut call, &solution.nonzero);
    let mut taken: Vec<String> = right.iter().flat_map(Expr::free_symbols).collect();
    taken.extend(
        matrix
            .into_rows()
            .iter()
            .flatten()
            .flat_map(Expr::free_symbols),
    );
    let mut names = (1u64..).map(|at| format!("t{at}"));
    let mut point = solution.point;
    for direction in solution.directions {
        // There are more names than symbols.
        let Some(name) = names.find(|name| !taken.contains(name)) else {
            break;
        };
        let parameter = Expr::symbol(&name);
        for (entry, step) in point.iter_mut().zip(&direction) {
            *entry = &*entry + step * &parameter;
        }
        call.remarks.notes.push(format!("`{name}` is any number"));
    }
    Ok(simpler(call.session, point.into()))
}

fn eigenvalues(operation: &Operation, mut call: Call<'_>) -> Result<Value, Error> {
    let matrix = operation.only_matrix(&mut call)?;
    let spectrum = matrix
        .spectrum()
        .map_err(|cause| operation.failed(cause, call.span))?;
    note_conditions(&mut call, &spectrum.nonnegative, ">=");
    if let Some(note) = not_real(spectrum.complex) {
        call.remarks.notes.push(note);
    }
    if !spectrum.exact {
        return Ok(spectrum.values.into());
    }
    Ok(simpler(call.session, spectrum.values.into()))
}

/// What is said of eigenvalues that are left out.
fn not_real(complex: usize) -> Option<String> {
    (complex > 0).then(|| format!("{complex} eigenvalues are not real and left out"))
}

fn eigenvectors(operation: &Operation, mut call: Call<'_>) -> Result<Value, Error> {
    let matrix = operation.only_matrix(&mut call)?;
    let size = matrix.rows();
    let found = matrix
        .eigenvectors()
        .map_err(|cause| operation.failed(cause, call.span))?;
    let vectors: Vec<Vec<Expr>> = found.into_iter().flat_map(|(_, vectors)| vectors).collect();
    if vectors.len() < size {
        let count = vectors.len();
        let note = format!("the matrix has {size} rows and {count} independent real eigenvectors");
        call.remarks.notes.push(note);
    }
    Ok(vectors.into())
}

fn quadratic(operation: &Operation, mut call: Call<'_>) -> Result<Value, Error> {
    let (matrix, point) = operation.matrix_and_vector(&mut call)?;
    let form = matrix
        .quadratic_form(&point)
        .map_err(|cause| operation.failed(cause, call.span))?;
    Ok(form.into())
}
