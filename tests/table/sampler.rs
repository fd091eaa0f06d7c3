//! Points of a function's domain, found by its row's own condition.

use gradus::Function;
use gradus::function::FunctionId;

use super::{indexed, kernel, read};
use crate::support::Samples;

/// A row's conditions, compiled: is a point in the domain, and how far are the kinks?
pub struct Sampler {
    pub function: FunctionId,
    domain: Option<Function>,
    kinks: Vec<Function>,
}

fn compile(formula: &str, parameters: &[&str]) -> Function {
    (read(formula).compile(parameters)).unwrap_or_else(|error| panic!("`{formula}`: {error}"))
}

impl Sampler {
    pub fn new(function: FunctionId) -> Self {
        let row = function.row();
        let condition = format!("piecewise({}, 1, 0)", row.domain);
        Sampler {
            function,
            domain: (!row.domain.is_empty()).then(|| compile(&condition, row.parameters)),
            kinks: (row.kinks.iter())
                .map(|kink| compile(kink, row.parameters))
                .collect(),
        }
    }

    pub fn in_domain(&self, point: &[f64]) -> bool {
        (self.domain.as_ref()).is_none_or(|domain| domain.value(point) == 1.0)
    }

    /// The smallest size of a kink formula; infinite without kinks.
    pub fn kink(&self, point: &[f64]) -> f64 {
        (self.kinks.iter()).fold(f64::INFINITY, |least, kink| {
            least.min(kink.value(point).abs())
        })
    }

    pub fn kink_values(&self, point: &[f64]) -> Vec<f64> {
        self.kinks.iter().map(|kink| kink.value(point)).collect()
    }

    /// Any point, of a size at which something happens.
    pub fn point(&self, samples: &mut Samples) -> Vec<f64> {
        let mut point: Vec<f64> = (self.function.row().parameters.iter())
            .map(|_| match samples.below(3) {
                0 => samples.between(-1.0, 1.0),
                1 => samples.between(-4.0, 4.0),
                _ => samples.between(-20.0, 20.0),
            })
            .collect();
        if indexed(self.function) {
            point[0] = samples.below(5) as f64;
        }
        point
    }

    /// A point such that all points within `room` of it in each direction (times the size of the
    /// coordinate, if that is larger than 1) are in the domain, and away from kinks and poles.
    pub fn smooth_point(&self, samples: &mut Samples, room: f64) -> Vec<f64> {
        let value = kernel(self.function);
        for _ in 0..10_000 {
            let point = self.point(samples);
            let good = (0..point.len()).all(|at| {
                if indexed(self.function) && at == 0 {
                    return true;
                }
                (-10..=10).all(|step| {
                    let mut near = point.clone();
                    near[at] += f64::from(step) / 10.0 * room;
                    let value = value(&near);
                    self.in_domain(&near)
                        && value.is_finite()
                        && value.abs() < 1e6
                        && (value == 0.0 || value.abs() > 1e-6)
                        && self.kink(&near) > 1.5 * room
                })
            });
            if good {
                return point;
            }
        }
        panic!("{}: no smooth point found", self.function.name());
    }
}
