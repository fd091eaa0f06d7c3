//! The signs of the eigenvalues of a symmetric matrix of intervals.

use super::area::{magnitude, middle, side};
use super::decorated::PLAIN;
use crate::compile::{Interval, Numbers};
use crate::optimize::Kind;
use crate::optimize::kind::decompose;

/// The kind of critical point that every matrix in these intervals tells of, if it is one kind.
///
/// The eigenvectors of the middle bring the matrix near a diagonal; that does not change the signs
/// of eigenvalues (Sylvester's law of inertia), and Gershgorin's circles then enclose them.
///
/// # Source
/// Horn and Johnson, *Matrix Analysis* (2013), 4.5.8 and 6.1.1.
pub(super) fn kind(matrix: &[Interval<f64>], size: usize) -> Option<Kind> {
    let near: Vec<f64> = matrix.iter().map(middle).collect();
    let vectors = decompose(&near, size)?.eigenvectors;
    let entry = |row: usize, column: usize| side(vectors[(row, column)], vectors[(row, column)]);
    let sum = |terms: &mut dyn Iterator<Item = Interval<f64>>| {
        terms
            .reduce(|a, b| PLAIN.add(&a, &b))
            .unwrap_or_else(|| side(0.0, 0.0))
    };
    let mut half = Vec::with_capacity(size * size);
    for row in 0..size {
        for column in 0..size {
            half.push(sum(&mut (0..size).map(|at| {
                PLAIN.mul(&matrix[row * size + at], &entry(at, column))
            })));
        }
    }
    let (mut positive, mut negative) = (0, 0);
    // The form is positive along one vector, negative along another: that alone makes a saddle.
    let (mut rises, mut falls) = (false, false);
    for row in 0..size {
        let mut circle = side(0.0, 0.0);
        let mut radius = side(0.0, 0.0);
        for column in 0..size {
            let value =
                sum(&mut (0..size).map(|at| PLAIN.mul(&entry(at, row), &half[at * size + column])));
            if row == column {
                circle = value;
            } else {
                let size = magnitude(&value);
                radius = PLAIN.add(&radius, &side(size, size));
            }
        }
        rises |= *circle.lower() > 0.0;
        falls |= *circle.upper() < 0.0;
        let low = PLAIN.sub(&circle, &radius);
        let high = PLAIN.add(&circle, &radius);
        if *low.lower() > 0.0 {
            positive += 1;
        } else if *high.upper() < 0.0 {
            negative += 1;
        }
    }
    match (positive, negative) {
        (p, 0) if p == size => Some(Kind::Minimum),
        (0, n) if n == size => Some(Kind::Maximum),
        _ if rises && falls => Some(Kind::Saddle),
        _ => None,
    }
}
