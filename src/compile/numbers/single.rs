//! Single precision.

use super::super::arithmetic::compare;
use super::super::program::Order;
use super::run::Numbers;
use crate::function::FunctionId;

/// Numbers of 32 bits: arithmetic rounds to them, functions are the kernels' doubles rounded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Single;

impl Numbers for Single {
    type Number = f32;

    fn constant(&self, value: f64) -> f32 {
        value as f32
    }

    fn add(&self, a: &f32, b: &f32) -> f32 {
        a + b
    }

    fn sub(&self, a: &f32, b: &f32) -> f32 {
        a - b
    }

    fn mul(&self, a: &f32, b: &f32) -> f32 {
        a * b
    }

    fn div(&self, a: &f32, b: &f32) -> f32 {
        a / b
    }

    fn neg(&self, a: &f32) -> f32 {
        -a
    }

    fn power_integer(&self, a: &f32, n: u32) -> f32 {
        // The same multiplications as in doubles, each rounded to 32 bits.
        if n == 0 {
            return 1.0;
        }
        let mut result = *a;
        let mut bit = 1u32 << (31 - n.leading_zeros());
        while bit > 1 {
            bit >>= 1;
            result *= result;
            if n & bit != 0 {
                result *= a;
            }
        }
        result
    }

    fn power(&self, a: &f32, b: &f32) -> f32 {
        f64::from(*a).powf(f64::from(*b)) as f32
    }

    fn call(&self, function: FunctionId, index: Option<u32>, arguments: &[&f32]) -> f32 {
        let doubles = arguments.iter().map(|&&argument| f64::from(argument));
        let all: Vec<f64> = index.map(f64::from).into_iter().chain(doubles).collect();
        function.value(&all) as f32
    }

    fn sqrt(&self, a: &f32) -> f32 {
        a.sqrt()
    }

    fn compare(&self, order: Order, a: &f32, b: &f32) -> Option<bool> {
        Some(compare(order, f64::from(*a), f64::from(*b)) != 0.0)
    }

    fn either(&self, a: &f32, b: &f32) -> f32 {
        // Never undecided.
        if a.to_bits() == b.to_bits() {
            *a
        } else {
            f32::NAN
        }
    }

    fn double(&self, a: &f32) -> Option<f64> {
        Some(f64::from(*a))
    }
}
