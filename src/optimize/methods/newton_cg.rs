//! Newton's method without a Hessian: conjugate gradients in a trust region, by products of the
//! Hessian with vectors.
//!
//! Sources: Steihaug, "The conjugate gradient method and trust regions in large scale
//! optimization", SIAM J. Numer. Anal. 20 (1983); Nocedal and Wright, "Numerical Optimization",
//! 2nd ed., algorithm 7.2.

use crate::optimize::guided::{Patience, exhausted, fixed, leave, respect_bounds};
use crate::optimize::linear::{difference, dot, largest, norm, sum};
use crate::optimize::products::Products;
use crate::optimize::report::Termination;
use crate::optimize::walk::Walk;

/// The least share of the promised decrease that a step must keep.
const WORTHWHILE: f64 = 1e-4;
/// Below this share the model is trusted less far, above the other farther.
const POOR: f64 = 0.25;
const GOOD: f64 = 0.75;
/// A promised decrease of up to this share of |f| is lost in its rounding.
const ROUNDING: f64 = 16.0 * f64::EPSILON;
/// Curvature below minus this share of the largest seen is negative in earnest.
const NEGATIVE: f64 = 1e-9;
/// The most products in one step, and in a look for negative curvature.
const MOST_PRODUCTS: usize = 1000;
const LOOKS: usize = 60;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    let mut products = Products::new(walk);
    let mut radius = largest(&walk.x).max(1.0);
    let steepest = walk.gradient_norm;
    let mut patience = Patience::new(walk);
    let mut promise = f64::INFINITY;
    loop {
        let fixed = fixed(walk);
        products.look(walk);
        if walk.gradient_is_small() {
            match lowest(walk, &mut products, &fixed) {
                None => return Termination::Converged,
                Some((direction, curvature)) => {
                    if let Some(end) = leave(walk, direction, curvature) {
                        return end;
                    }
                    continue;
                }
            }
        }
        let forcing = (walk.gradient_norm / steepest).sqrt().clamp(1e-8, 0.01);
        let before = walk.f;
        if let Some(end) = advance(
            walk,
            &mut products,
            &fixed,
            &mut radius,
            forcing,
            &mut promise,
        ) {
            return end;
        }
        if patience.is_lost(walk, before - walk.f) {
            return exhausted(walk, promise);
        }
    }
}

/// A step within the radius, and what is known of it.
struct Step {
    vector: Vec<f64>,
    /// Whether it is the minimum of the model, not held back by the radius.
    inside: bool,
}

/// Takes one step, shortening the radius until one is worth taking.
fn advance(
    walk: &mut Walk,
    products: &mut Products,
    fixed: &[bool],
    radius: &mut f64,
    forcing: f64,
    promise: &mut f64,
) -> Option<Termination> {
    loop {
        if walk.interrupted() {
            return Some(Termination::Interrupted);
        }
        let step = truncated(walk, products, fixed, *radius, forcing);
        let mut vector = step.vector.clone();
        respect_bounds(walk, &mut vector, fixed);
        let mut x = sum(&walk.x, &vector);
        walk.project(&mut x);
        // A step that bounds cut short is not the one that the model asked for.
        let cut = (x.iter().zip(sum(&walk.x, &step.vector)).zip(fixed))
            .any(|((x, asked), fixed)| !fixed && *x != asked);
        let moved = difference(&x, &walk.x);
        let length = norm(&moved);
        if !length.is_finite() {
            *radius *= 0.25;
            if *radius == 0.0 {
                return Some(Termination::NotFinite);
            }
            continue;
        }
        if let Some(end) = walk.is_over_before(&moved) {
            return Some(end);
        }
        let image = products.times(walk, &moved);
        *promise = -(dot(&walk.gradient, &moved) + 0.5 * dot(&moved, &image));
        let promise = *promise;
        if cut && promise <= 0.0 {
            // What is left of it leads nowhere; a shorter one is cut less.
            *radius = 0.25 * length;
            continue;
        }
        let trial = walk.try_at(x);
        if trial.f == f64::NEG_INFINITY {
            return Some(Termination::Unbounded);
        }
        if !trial.is_finite() {
            *radius = 0.25 * length;
            continue;
        }
        // The model promises less than f can show: the gradient, which still has digits, decides.
        if step.inside && !cut && promise <= ROUNDING * walk.f.abs() {
            if norm(&trial.gradient) < 0.5 * norm(&walk.gradient) {
                return walk.accept(trial);
            }
            return Some(exhausted(walk, promise));
        }
        let fall = walk.f - trial.f;
        let kept = if promise > 0.0 && fall > 0.0 {
            fall / promise
        } else {
            -1.0
        };
        // Where there is no promise (a product that is not finite) any fall is welcome.
        let kept = if promise.is_nan() && fall > 0.0 {
            POOR
        } else {
            kept
        };
        if kept < POOR {
            *radius = 0.25 * length;
        } else if kept > GOOD && !step.inside {
            *radius = (2.0 * *radius).min(f64::MAX.sqrt());
        }
        if kept > WORTHWHILE {
            return walk.accept(trial);
        }
    }
}

/// The minimum of the model within the radius, as far as conjugate gradients find it: until the
/// gradient of the model is reduced by `forcing`, the radius is met, or the model curves down.
fn truncated(
    walk: &Walk,
    products: &mut Products,
    fixed: &[bool],
    radius: f64,
    forcing: f64,
) -> Step {
    let n = walk.x.len();
    let mut vector = vec![0.0; n];
    let mut residual: Vec<f64> = (walk.gradient.iter().zip(fixed))
        .map(|(g, fixed)| if *fixed { 0.0 } else { *g })
        .collect();
    // Divided by its size, so that squares stay in the range of doubles.
    let size = norm(&residual);
    let mut inside = true;
    if size > 0.0 {
        residual.iter_mut().for_each(|r| *r /= size);
        let mut direction: Vec<f64> = residual.iter().map(|r| -r).collect();
        let mut square = dot(&residual, &residual);
        let reach = radius / size;
        for _ in 0..MOST_PRODUCTS.min(2 * n + 10) {
            if walk.interrupted() {
                break;
            }
            let mut image = products.times(walk, &direction);
            restrict(&mut image, fixed);
            let curvature = dot(&direction, &image);
            let rate = square / curvature;
            let next: Vec<f64> = (vector.iter().zip(&direction))
                .map(|(v, d)| v + rate * d)
                .collect();
            let length = norm(&next);
            let falls = curvature.is_nan() || curvature <= 0.0;
            if falls || length.is_nan() || length >= reach {
                to_the_edge(&mut vector, &direction, reach);
                inside = false;
                break;
            }
            vector = next;
            for (r, i) in residual.iter_mut().zip(&image) {
                *r += rate * i;
            }
            let last = square;
            square = dot(&residual, &residual);
            if square.sqrt() <= forcing {
                break;
            }
            for (d, r) in direction.iter_mut().zip(&residual) {
                *d = square / last * *d - r;
            }
        }
        vector.iter_mut().for_each(|v| *v *= size);
    }
    Step { vector, inside }
}

fn restrict(vector: &mut [f64], fixed: &[bool]) {
    for (v, fixed) in vector.iter_mut().zip(fixed) {
        if *fixed {
            *v = 0.0;
        }
    }
}

/// Goes on along a direction to where the radius ends.
fn to_the_edge(vector: &mut [f64], direction: &[f64], radius: f64) {
    let (a, b) = (dot(direction, direction), dot(vector, direction));
    let rest = (radius * radius - dot(vector, vector)).max(0.0);
    // Without cancellation: the root of a t^2 + 2 b t - rest that is positive.
    let root = (b * b + a * rest).sqrt();
    let rate = if b > 0.0 {
        rest / (b + root)
    } else {
        (root - b) / a
    };
    if rate.is_finite() {
        for (v, d) in vector.iter_mut().zip(direction) {
            *v += rate * d;
        }
    }
}

/// A direction of length 1 that curves down in earnest, with its curvature, if a few dozen
/// conjugate directions from a vector with parts in all directions meet one.
fn lowest(walk: &Walk, products: &mut Products, fixed: &[bool]) -> Option<(Vec<f64>, f64)> {
    let n = walk.x.len();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut residual: Vec<f64> = (0..n)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
        })
        .collect();
    restrict(&mut residual, fixed);
    let mut direction: Vec<f64> = residual.iter().map(|r| -r).collect();
    let mut square = dot(&residual, &residual);
    let begun = square;
    let mut most: f64 = 0.0;
    for _ in 0..LOOKS.min(n) {
        let mut image = products.times(walk, &direction);
        restrict(&mut image, fixed);
        let curvature = dot(&direction, &image);
        let length = norm(&direction);
        most = most.max(norm(&image) / length);
        let share = curvature / (length * length);
        if !share.is_finite() {
            return None;
        }
        if share < -NEGATIVE * most {
            direction.iter_mut().for_each(|d| *d /= length);
            return Some((direction, share));
        }
        if share <= NEGATIVE * most {
            return None;
        }
        let rate = square / curvature;
        for (r, i) in residual.iter_mut().zip(&image) {
            *r += rate * i;
        }
        let last = square;
        square = dot(&residual, &residual);
        if square <= 1e-24 * begun {
            return None;
        }
        for (d, r) in direction.iter_mut().zip(&residual) {
            *d = square / last * *d - r;
        }
    }
    None
}
