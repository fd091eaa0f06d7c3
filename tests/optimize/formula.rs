//! Objectives from formulas, with exact derivatives by hyper-dual numbers.

use gradus::optimize::Objective;
use num_dual::HyperDual64;

pub type D = HyperDual64;

/// A formula of `n` variables.
#[derive(Clone, Copy)]
pub struct Formula {
    pub n: usize,
    pub formula: fn(&[D]) -> D,
}

impl Formula {
    fn at(&self, x: &[f64], first: usize, second: usize) -> D {
        let point: Vec<D> = x
            .iter()
            .enumerate()
            .map(|(i, &x)| {
                let one = |yes: bool| if yes { 1.0 } else { 0.0 };
                D::new(x, one(i == first), one(i == second), 0.0)
            })
            .collect();
        (self.formula)(&point)
    }
}

impl Objective for Formula {
    fn dimension(&self) -> usize {
        self.n
    }
    fn value(&self, x: &[f64]) -> f64 {
        self.at(x, usize::MAX, usize::MAX).re
    }
    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        for (i, entry) in out.iter_mut().enumerate() {
            *entry = self.at(x, i, usize::MAX).eps1;
        }
    }
    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        for i in 0..self.n {
            for j in 0..=i {
                let entry = self.at(x, i, j).eps1eps2;
                out[i * self.n + j] = entry;
                out[j * self.n + i] = entry;
            }
        }
    }
}
