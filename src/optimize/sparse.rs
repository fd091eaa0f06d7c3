//! A sparse symmetric matrix and its factors `L D L'`.
//!
//! The order of elimination (approximate minimum degree) and the places of the factor's entries
//! are found once; each factorisation after that is numeric work alone, in one thread: row by row
//! of `L`, each a sparse triangular solve along the elimination tree.
//!
//! Sources: Davis, "Algorithm 849: a concise sparse Cholesky factorization package", ACM Trans.
//! Math. Softw. 31 (2005); Amestoy, Davis and Duff, "Algorithm 837: AMD, an approximate minimum
//! degree ordering algorithm", ACM Trans. Math. Softw. 30 (2004).

use super::linear::largest;

/// The most numbers that a factor may have: 3 GiB with their rows.
const MOST_ENTRIES: usize = 1 << 28;

/// A pivot that cancellation left with less than this share of its diagonal is no more than
/// rounding.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

const NONE: u32 = u32::MAX;

/// A symmetric matrix in the order in which it is eliminated: the part above the diagonal, column
/// by column, and the diagonal.
pub(super) struct Sparse {
    /// Which variable is eliminated at each place.
    order: Vec<u32>,
    starts: Vec<usize>,
    rows: Vec<u32>,
    values: Vec<f64>,
    diagonal: Vec<f64>,
    /// The entries in the order in which their places were given, and where each goes: into the
    /// values, or behind them into the diagonal.
    entries: Vec<f64>,
    targets: Vec<usize>,
    /// The elimination tree.
    parents: Vec<u32>,
    factor: Factor,
}

/// The lower triangle `L` without its unit diagonal, column by column, and `D`.
struct Factor {
    starts: Vec<usize>,
    /// How many entries of each column there are already.
    filled: Vec<u32>,
    rows: Vec<u32>,
    values: Vec<f64>,
    pivots: Vec<f64>,
    /// Working space: the row being solved for, which nodes of the tree it has met, and the order
    /// in which its entries are computed.
    row: Vec<f64>,
    met: Vec<u32>,
    path: Vec<u32>,
}

impl Sparse {
    /// A matrix with entries at these places (row and column, on or below the diagonal). Nothing
    /// where the factor would take too much memory.
    pub(super) fn new(n: usize, places: &[(usize, usize)]) -> Option<Self> {
        if n >= NONE as usize || places.iter().any(|&(row, column)| row >= n || column > row) {
            return None;
        }
        let order = elimination(n, places)?;
        let mut position = vec![0_u32; n];
        for (at, &variable) in order.iter().enumerate() {
            position[variable as usize] = at as u32;
        }
        // Each entry above the diagonal: its column is the one that is eliminated later.
        let moved = |&(row, column): &(usize, usize)| {
            let (a, b) = (position[row], position[column]);
            (a.min(b), a.max(b))
        };
        let mut starts = vec![0; n + 1];
        for place in places {
            let (row, column) = moved(place);
            if row < column {
                starts[column as usize + 1] += 1;
            }
        }
        for at in 0..n {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts[n]];
        let targets = (places.iter().map(moved))
            .map(|(row, column)| {
                if row == column {
                    return rows.len() + row as usize;
                }
                let target = next[column as usize];
                next[column as usize] += 1;
                rows[target] = row;
                target
            })
            .collect();
        let (parents, factor) = Factor::new(n, &starts, &rows)?;
        Some(Sparse {
            order,
            values: vec![0.0; rows.len()],
            diagonal: vec![0.0; n],
            entries: vec![0.0; places.len()],
            starts,
            rows,
            targets,
            parents,
            factor,
        })
    }

    /// The entries, in the order of the places given, to be written.
    pub(super) fn entries_mut(&mut self) -> &mut [f64] {
        &mut self.entries
    }

    /// Takes the entries in; rows and columns of fixed variables become those of the identity.
    pub(super) fn restrict(&mut self, fixed: &[bool]) {
        self.values.fill(0.0);
        self.diagonal.fill(0.0);
        let above = self.values.len();
        for (entry, &target) in self.entries.iter().zip(&self.targets) {
            if target < above {
                self.values[target] += *entry;
            } else {
                self.diagonal[target - above] += *entry;
            }
        }
        if !fixed.contains(&true) {
            return;
        }
        for column in 0..fixed.len() {
            let here = fixed[self.order[column] as usize];
            if here {
                self.diagonal[column] = 1.0;
            }
            for place in self.starts[column]..self.starts[column + 1] {
                if here || fixed[self.order[self.rows[place] as usize] as usize] {
                    self.values[place] = 0.0;
                }
            }
        }
    }

    /// The size of the largest entry.
    pub(super) fn largest(&self) -> f64 {
        largest(&self.values).max(largest(&self.diagonal))
    }

    /// Factors the matrix plus `shift` times the identity; false if that is not positive
    /// definite in double precision.
    pub(super) fn factor(&mut self, shift: f64) -> bool {
        let factor = &mut self.factor;
        factor.filled.fill(0);
        factor.met.fill(NONE);
        factor.row.fill(0.0);
        for column in 0..self.diagonal.len() {
            let places = self.starts[column]..self.starts[column + 1];
            let (rows, values) = (&self.rows[places.clone()], &self.values[places]);
            let diagonal = self.diagonal[column] + shift;
            if !factor.add_row(column, rows, values, diagonal, &self.parents) {
                return false;
            }
        }
        true
    }

    /// Solves with the last factor, in place.
    pub(super) fn solve(&mut self, vector: &mut [f64]) {
        let factor = &mut self.factor;
        let x = &mut factor.row;
        for (x, &variable) in x.iter_mut().zip(&self.order) {
            *x = vector[variable as usize];
        }
        let n = x.len();
        for column in 0..n {
            let share = x[column];
            let places = factor.starts[column]..factor.starts[column + 1];
            for (row, value) in factor.rows[places.clone()]
                .iter()
                .zip(&factor.values[places])
            {
                x[*row as usize] -= value * share;
            }
        }
        for (x, pivot) in x.iter_mut().zip(&factor.pivots) {
            *x /= pivot;
        }
        for column in (0..n).rev() {
            let places = factor.starts[column]..factor.starts[column + 1];
            let below: f64 = (factor.rows[places.clone()].iter())
                .zip(&factor.values[places])
                .map(|(row, value)| value * x[*row as usize])
                .sum();
            x[column] -= below;
        }
        for (x, &variable) in x.iter().zip(&self.order) {
            vector[variable as usize] = *x;
        }
    }

    /// The matrix, without shift, times a vector.
    pub(super) fn times(&self, vector: &[f64]) -> Vec<f64> {
        let mut product = vec![0.0; vector.len()];
        for column in 0..vector.len() {
            let own = self.order[column] as usize;
            product[own] += self.diagonal[column] * vector[own];
            for place in self.starts[column]..self.starts[column + 1] {
                let other = self.order[self.rows[place] as usize] as usize;
                product[other] += self.values[place] * vector[own];
                product[own] += self.values[place] * vector[other];
            }
        }
        product
    }
}

/// An order of elimination with little fill.
fn elimination(n: usize, places: &[(usize, usize)]) -> Option<Vec<u32>> {
    // Column by column, diagonals included.
    let mut starts = vec![0_isize; n + 1];
    for &(row, column) in places {
        if row != column {
            starts[column + 1] += 1;
        }
    }
    for at in 0..n {
        starts[at + 1] += starts[at] + 1;
    }
    let mut next: Vec<isize> = starts[..n].to_vec();
    let mut rows = vec![0_isize; places.len() + n];
    let end = usize::try_from(starts[n]).ok()?;
    rows.truncate(end);
    let mut put = |row: usize, column: usize| {
        rows[next[column] as usize] = row as isize;
        next[column] += 1;
    };
    for at in 0..n {
        put(at, at);
    }
    for &(row, column) in places {
        if row != column {
            put(row, column);
        }
    }
    let (order, _, _) = amd::order(n as isize, &starts, &rows, &amd::Control::default()).ok()?;
    order.into_iter().map(|at| u32::try_from(at).ok()).collect()
}

impl Factor {
    /// The elimination tree, and room for the factor.
    fn new(n: usize, starts: &[usize], rows: &[u32]) -> Option<(Vec<u32>, Self)> {
        let mut parents = vec![NONE; n];
        let mut met = vec![NONE; n];
        let mut counts = vec![0_usize; n + 1];
        let mut total = 0;
        for column in 0..n {
            met[column] = column as u32;
            for &row in &rows[starts[column]..starts[column + 1]] {
                let mut at = row as usize;
                while met[at] != column as u32 {
                    if parents[at] == NONE {
                        parents[at] = column as u32;
                    }
                    counts[at + 1] += 1;
                    total += 1;
                    met[at] = column as u32;
                    at = parents[at] as usize;
                }
            }
            if total > MOST_ENTRIES {
                return None;
            }
        }
        for at in 0..n {
            counts[at + 1] += counts[at];
        }
        let factor = Factor {
            starts: counts,
            filled: vec![0; n],
            rows: vec![0; total],
            values: vec![0.0; total],
            pivots: vec![0.0; n],
            row: vec![0.0; n],
            met,
            path: vec![0; n],
        };
        Some((parents, factor))
    }

    /// Computes one row of `L` and its pivot; false if that is not positive.
    fn add_row(
        &mut self,
        place: usize,
        rows: &[u32],
        values: &[f64],
        diagonal: f64,
        parents: &[u32],
    ) -> bool {
        // The entries of the row are the nodes of the tree on the ways from the entries of the
        // matrix; a way's nodes depend on the ones before them alone.
        let mut top = self.path.len();
        self.met[place] = place as u32;
        for (&row, value) in rows.iter().zip(values) {
            self.row[row as usize] += value;
            let mut at = row;
            let mut length = 0;
            while self.met[at as usize] != place as u32 {
                self.met[at as usize] = place as u32;
                self.path[length] = at;
                length += 1;
                at = parents[at as usize];
            }
            while length > 0 {
                length -= 1;
                top -= 1;
                self.path[top] = self.path[length];
            }
        }
        let mut pivot = diagonal;
        for at in top..self.path.len() {
            let column = self.path[at] as usize;
            let share = std::mem::take(&mut self.row[column]);
            let first = self.starts[column];
            let end = first + self.filled[column] as usize;
            let below = self.rows[first..end].iter().zip(&self.values[first..end]);
            for (row, value) in below {
                self.row[*row as usize] -= value * share;
            }
            let entry = share / self.pivots[column];
            pivot -= entry * share;
            self.rows[end] = place as u32;
            self.values[end] = entry;
            self.filled[column] += 1;
        }
        self.pivots[place] = pivot;
        pivot > ROUNDING * diagonal.abs() && pivot.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A random symmetric matrix by its lower triangle, with the given diagonal.
    fn random(n: usize, diagonal: f64, seed: u64) -> (Vec<(usize, usize)>, Vec<f64>) {
        let mut state = seed;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let (mut places, mut entries) = (Vec::new(), Vec::new());
        for row in 0..n {
            for column in 0..=row {
                if row == column || next() < 0.15 {
                    places.push((row, column));
                    entries.push(if row == column {
                        diagonal
                    } else {
                        next() - 0.5
                    });
                }
            }
        }
        (places, entries)
    }

    #[test]
    fn solves_what_it_factors() {
        for (n, seed) in [(1, 1), (2, 2), (7, 3), (40, 4), (150, 5)] {
            let (places, entries) = random(n, 0.5 * n as f64, seed);
            let mut matrix = Sparse::new(n, &places).expect("a small matrix");
            matrix.entries_mut().copy_from_slice(&entries);
            matrix.restrict(&vec![false; n]);
            // Twice, since what a factorisation leaves behind must not matter to the next.
            for shift in [3.0, 0.0] {
                assert!(matrix.factor(shift), "n = {n}, seed {seed}");
                let right: Vec<f64> = (0..n).map(|i| i as f64 - 3.0).collect();
                let mut solution = right.clone();
                matrix.solve(&mut solution);
                let back = matrix.times(&solution);
                for ((back, solution), right) in back.iter().zip(&solution).zip(&right) {
                    let error = (back + shift * solution - right).abs();
                    assert!(error < 1e-10 * n as f64, "n = {n}, seed {seed}: {error}");
                }
            }
        }
    }

    #[test]
    fn indefinite_matrices_have_no_factor() {
        let (places, entries) = random(60, 0.1, 9);
        let mut matrix = Sparse::new(60, &places).expect("a small matrix");
        matrix.entries_mut().copy_from_slice(&entries);
        matrix.restrict(&[false; 60]);
        assert!(!matrix.factor(0.0));
        assert!(matrix.factor(60.0));
        assert!(!matrix.factor(f64::NAN));
        // With all but one variable fixed the rest is a number.
        let mut fixed = [true; 60];
        fixed[17] = false;
        matrix.restrict(&fixed);
        assert!(matrix.factor(0.0));
        let mut solution = [0.0; 60];
        solution[17] = 1.0;
        matrix.solve(&mut solution);
        assert!((solution[17] - 10.0).abs() < 1e-12);
    }
}
