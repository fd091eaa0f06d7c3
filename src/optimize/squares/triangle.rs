//! The triangle of an orthogonal factorisation of `[J r]`, from rows that come block by block.

use crate::compile::{subtract_multiple, sum_of_products};

/// The upper triangle `T` of `[J r] = QT`, kept while rows are added: all that a Gauss-Newton step
/// and the statistics of a fit need, without the digits that `J'J` loses.
///
/// # Source
/// Golub and Van Loan, "Matrix Computations", 4th ed., sections 5.1 and 6.5.
#[derive(Clone, Debug, PartialEq)]
pub struct Triangle {
    width: usize,
    /// Row by row; what lies below the diagonal is 0.
    entries: Vec<f64>,
}

impl Triangle {
    /// The triangle of no rows, for so many unknowns; the residuals are one column more.
    pub fn new(unknowns: usize) -> Self {
        let width = unknowns + 1;
        Triangle {
            width,
            entries: vec![0.0; width * width],
        }
    }

    /// What stands for a triangle that could not be computed.
    pub fn unknown(unknowns: usize) -> Self {
        let mut triangle = Triangle::new(unknowns);
        triangle.entries.fill(f64::NAN);
        triangle
    }

    /// The number of unknowns.
    pub fn unknowns(&self) -> usize {
        self.width - 1
    }

    /// An entry of row `i` and column `j`.
    pub fn at(&self, i: usize, j: usize) -> f64 {
        self.entries[i * self.width + j]
    }

    /// Adds rows, which are given as columns of equal length and used up.
    ///
    /// # Shape
    /// A column for each unknown, then the residuals.
    ///
    /// # Cost
    /// About `2 w^2` operations a row for `w` columns.
    pub fn absorb<C: AsMut<[f64]> + AsRef<[f64]>>(&mut self, columns: &mut [C]) {
        let width = self.width;
        for j in 0..width.min(columns.len()) {
            let (head, tail) = columns.split_at_mut(j + 1);
            let Some(column) = head.last().map(AsRef::as_ref) else {
                continue;
            };
            let below = sum_of_products(column, column);
            if below == 0.0 {
                continue;
            }
            let corner = self.entries[j * width + j];
            let length = (corner * corner + below).sqrt();
            let turned = if corner > 0.0 { -length } else { length };
            let lead = corner - turned;
            let square = lead * lead + below;
            self.entries[j * width + j] = turned;
            for (k, other) in tail.iter_mut().enumerate() {
                let other = other.as_mut();
                let place = j * width + j + 1 + k;
                let along = lead * self.entries[place] + sum_of_products(column, other);
                let share = 2.0 * along / square;
                self.entries[place] -= share * lead;
                subtract_multiple(other, share, column);
            }
        }
    }

    /// Adds the rows of another triangle.
    pub fn join(&mut self, other: &Triangle) {
        let width = self.width;
        let mut columns: Vec<Vec<f64>> = (0..width)
            .map(|j| {
                (0..=j)
                    .map(|i| other.at(i, j))
                    .chain((j + 1..width).map(|_| 0.0))
                    .collect()
            })
            .collect();
        self.absorb(&mut columns);
    }

    /// `J'r`.
    pub fn gradient(&self) -> Vec<f64> {
        let last = self.width - 1;
        (0..last)
            .map(|j| (0..=j).map(|k| self.at(k, j) * self.at(k, last)).sum())
            .collect()
    }

    /// The entry of `J'J` in row `i` and column `j`.
    pub fn product(&self, i: usize, j: usize) -> f64 {
        (0..=i.min(j)).map(|k| self.at(k, i) * self.at(k, j)).sum()
    }

    /// The length of a column of `J`.
    pub fn length(&self, j: usize) -> f64 {
        let column: f64 = (0..=j).map(|k| self.at(k, j) * self.at(k, j)).sum();
        column.sqrt()
    }

    /// The square of the length of `Js`.
    pub fn image(&self, s: &[f64]) -> f64 {
        (0..self.unknowns())
            .map(|k| {
                (k..self.unknowns())
                    .map(|j| self.at(k, j) * s[j])
                    .sum::<f64>()
            })
            .map(|part| part * part)
            .sum()
    }

    /// What is left of the sum of squares where all unknowns have their best values.
    pub fn rest(&self) -> f64 {
        let corner = self.at(self.width - 1, self.width - 1);
        corner * corner
    }

    /// The sum of the squares of the residuals.
    pub fn square(&self) -> f64 {
        let last = self.width - 1;
        (0..=last)
            .map(|k| self.at(k, last) * self.at(k, last))
            .sum()
    }

    /// Whether all entries are finite.
    pub fn is_finite(&self) -> bool {
        self.entries.iter().all(|entry| entry.is_finite())
    }

    /// The same with the unknowns in another order, those of `order` alone; the rest are left out.
    #[must_use]
    pub fn select(&self, order: &[usize]) -> Self {
        let last = self.width - 1;
        let mut columns: Vec<Vec<f64>> = order
            .iter()
            .chain([&last])
            .map(|&j| (0..self.width).map(|k| self.at(k, j)).collect())
            .collect();
        let mut selected = Triangle::new(order.len());
        selected.absorb(&mut columns);
        selected
    }
}
