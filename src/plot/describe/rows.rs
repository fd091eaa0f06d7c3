//! Sums over the rows of a table, as functions of parameters.

use super::{Plot, Subject, With, evenly};
use crate::data::{Data, RowFunction};
use crate::expr::Expr;
use crate::plot::{PlotError, Sampled};

/// How many points a curve has.
const EVEN: usize = 401;
/// How many rows are gone through for all points of a picture together.
pub(super) const ROWS_AT_MOST: usize = 100_000_000;
/// How many points a curve has at least.
const LEAST: usize = 41;

impl Plot {
    /// The table that an expression needs for its value.
    pub(super) fn table_of(&self, expr: &Expr) -> Option<&Data> {
        self.rows.as_ref().filter(|_| expr.has_row_sums())
    }

    /// Whether what is drawn over the rows of a table can be.
    ///
    /// # Errors
    /// [`PlotError::Together`] for what a page or a curve of sums over rows does not have.
    pub(super) fn check_sums(&self) -> Result<(), PlotError> {
        let mut all = self.subjects.iter().flat_map(Subject::expressions);
        if !all.any(|expr| self.table_of(expr).is_some()) {
            return Ok(());
        }
        let seconds = [
            // A page has no table to go through again.
            (!self.slides.is_empty()).then_some("a slide"),
            (!self.logarithmic.is_empty()).then_some("a logarithmic axis"),
            (self.with.iter().any(|what| matches!(what, With::Taylor(_))))
                .then_some("a Taylor polynomial"),
            (self.with.contains(&With::Critical)).then_some("critical points"),
            (self.with.contains(&With::Inflections)).then_some("inflections"),
            self.plane_touched(),
        ];
        match seconds.into_iter().flatten().next() {
            None => Ok(()),
            Some(second) => Err(PlotError::Together {
                first: "a sum over the rows of a table",
                second,
            }),
        }
    }

    /// A sum over rows as a function of parameters.
    pub(super) fn row_function(
        &self,
        outputs: &[Expr],
        names: &[&str],
        data: &Data,
    ) -> Result<RowFunction, PlotError> {
        let outputs: Vec<Expr> = outputs.iter().map(|expr| self.settled(expr)).collect();
        let found = RowFunction::compile(&outputs, names, data, &self.options());
        Ok(found?)
    }

    /// Samples of a sum over rows, evenly: one value takes a pass over the table. A jump between
    /// two of them is not looked for.
    ///
    /// # Errors
    /// [`PlotError::Rows`].
    pub(super) fn sampled_rows(
        &self,
        expr: &Expr,
        data: &Data,
        name: &str,
        [lower, upper]: [f64; 2],
    ) -> Result<Sampled, PlotError> {
        let function = self.row_function(std::slice::from_ref(expr), &[name], data)?;
        let count = EVEN.min(ROWS_AT_MOST / data.rows().max(1)).max(LEAST);
        let mut sampled = Sampled::default();
        let mut piece = Vec::new();
        for x in evenly(lower, upper, count) {
            let mut value = [f64::NAN];
            function.evaluate(&[x], &mut value)?;
            match value[0].is_finite() {
                true => piece.push([x, value[0]]),
                false => sampled.pieces.extend(ended(&mut piece)),
            }
        }
        sampled.pieces.extend(ended(&mut piece));
        let values = sampled.pieces.iter().flatten().map(|[_, y]| *y);
        let low = values.clone().fold(f64::INFINITY, f64::min);
        let high = values.fold(f64::NEG_INFINITY, f64::max);
        sampled.range = (low <= high).then_some([low, high]);
        Ok(sampled)
    }

    /// The value and slope of an expression at a place.
    pub(super) fn value_and_slope(
        &self,
        expr: &Expr,
        name: &str,
        at: f64,
    ) -> Result<[f64; 2], PlotError> {
        let slope = expr.diff(name)?;
        let Some(data) = self.table_of(expr) else {
            let parts = [expr, &slope].map(|part| self.compiled(part, &[name]));
            let [value, slope] = parts;
            return Ok([value?.value(&[at]), slope?.value(&[at])]);
        };
        let mut found = [f64::NAN; 2];
        let function = self.row_function(&[expr.clone(), slope], &[name], data)?;
        function.evaluate(&[at], &mut found)?;
        Ok(found)
    }
}

/// A piece that ends here, if it is one.
fn ended(piece: &mut Vec<[f64; 2]>) -> Option<Vec<[f64; 2]>> {
    let piece = std::mem::take(piece);
    (piece.len() > 1).then_some(piece)
}
