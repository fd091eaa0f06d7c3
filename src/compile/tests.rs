//! Tests that need nodes which only the crate can make, or the values between the passes.

use std::collections::HashMap;

use super::arithmetic::{compare, number, power, power_integer, terms, truth};
use super::graph::{Graph, Op, Scope, Value};
use super::*;
use crate::expr::Number;
use crate::function::{FunctionId, Kernel};
use crate::syntax::Relation;

/// A small generator with a seed that failures print.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below
    }

    fn real(&mut self) -> f64 {
        self.next(2001) as f64 / 250.0 - 4.0
    }
}

fn function(arena: &Arena, output: Id, inputs: &[Id]) -> Function {
    Function::compile(arena, &[output], inputs, &CompileOptions::default()).unwrap()
}

fn piecewise(arena: &mut Arena, condition: Id, first: Id, second: Id) -> Id {
    arena.piecewise_node(&[condition, first, second])
}

/// Only what is chosen runs: the listing shows the branches.
#[test]
fn pieces_become_branches() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let condition = arena.compare_node(Relation::Less, x, Id::ZERO);
    let exp = arena.call(FunctionId::EXP, &[x]);
    let log = arena.call(FunctionId::LOG, &[x]);
    let shared = arena.call(FunctionId::SIN, &[x]);
    let first = arena.add(exp, shared);
    let second = arena.add(log, shared);
    let choice = piecewise(&mut arena, condition, first, second);
    let f = function(&arena, choice, &[x]);
    insta::assert_snapshot!(f.program().to_string(), @"
         s0 = input 0
         s1 = 0
       0 s2 = s0 < s1
       1 s3 = sin(s0)
       2 if not s2 go to 6
       3 s4 = exp(s0)
       4 s2 = s4 + s3
       5 go to 8
       6 s4 = log(s0)
       7 s2 = s3 + s4
         return s2
    ");
    assert_eq!(f.value(&[-1.0]), (-1f64).exp() + (-1f64).sin());
    assert_eq!(f.value(&[2.0]), 2f64.ln() + 2f64.sin());
    assert_eq!(f.instructions_at(&[-1.0]), Ok(6));
    assert_eq!(f.instructions_at(&[2.0]), Ok(5));
}

/// Branches that compute nothing select, without a jump.
#[test]
fn free_branches_select() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let y = arena.symbol("y");
    let condition = arena.compare_node(Relation::LessEqual, x, y);
    let choice = piecewise(&mut arena, condition, x, y);
    let square = arena.pow(choice, Id::TWO);
    let f = function(&arena, square, &[x, y]);
    insta::assert_snapshot!(f.program().to_string(), @"
         s0 = input 0
         s1 = input 1
       0 s2 = s0 <= s1
       1 s2 = if s2 then s0 else s1
       2 s2 = s2 * s2
         return s2
    ");
    // A NaN in a condition is false.
    assert_eq!(f.value(&[f64::NAN, 3.0]), 9.0);
    let condition = arena.compare_node(Relation::NotEqual, x, y);
    let choice = piecewise(&mut arena, condition, Id::ONE, Id::TWO);
    let f = function(&arena, choice, &[x, y]);
    assert_eq!(f.value(&[f64::NAN, 3.0]), 2.0);
    assert_eq!(f.value(&[4.0, 3.0]), 1.0);
}

#[test]
fn conditions_combine_and_no_piece_is_nan() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let above = arena.compare_node(Relation::Greater, x, Id::ZERO);
    let below = arena.compare_node(Relation::Less, x, Id::TWO);
    let one = arena.compare_node(Relation::Equal, x, Id::ONE);
    let both = arena.and_node(above, below);
    let not = arena.not_node(one);
    let condition = arena.and_node(both, not);
    let either = arena.or_node(condition, one);
    let piece = arena.piecewise_node(&[condition, x, either, Id::TWO]);
    let f = function(&arena, piece, &[x]);
    assert_eq!(f.value(&[0.5]), 0.5);
    assert_eq!(f.value(&[1.0]), 2.0);
    assert!(f.value(&[3.0]).is_nan());
}

/// A thousand choices inside each other, in either branch or all over, stay linear.
#[test]
fn nested_pieces_stay_linear() {
    for shape in 0..3 {
        let mut arena = Arena::new();
        let x = arena.symbol("x");
        let mut value = arena.call(FunctionId::SIN, &[x]);
        for at in 0..1000 {
            let bound = arena.integer(at);
            let condition = arena.compare_node(Relation::Less, x, bound);
            let cosine = arena.mul(bound, value);
            let other = arena.call(FunctionId::COS, &[cosine]);
            let scaled = arena.add(x, bound);
            let far = arena.call(FunctionId::EXP, &[scaled]);
            value = match shape {
                0 => piecewise(&mut arena, condition, value, far),
                1 => piecewise(&mut arena, condition, far, value),
                _ => piecewise(&mut arena, condition, value, other),
            };
        }
        let f = function(&arena, value, &[x]);
        let size = f.program().code().len();
        assert!(size < 8000, "shape {shape}: {size} instructions");
        assert!(f.program().slot_count() < 2100);
        if shape == 0 {
            // The outermost condition is 999: all true for -1, all false for 2000.
            assert_eq!(f.value(&[-1.0]), (-1f64).sin());
            assert!(f.instructions_at(&[2000.0]).unwrap() < 10);
        }
        if shape == 1 {
            assert_eq!(f.value(&[998.5]), (998.5f64 + 999.0).exp());
            assert!(f.instructions_at(&[998.5]).unwrap() < 10);
        }
    }
}

/// Choices nested a hundred thousand deep compile: no recursion, no quadratic search.
#[test]
fn choices_nest_deep() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let mut value = x;
    for at in 0..100_000 {
        let bound = arena.integer(at);
        let condition = arena.compare_node(Relation::Greater, x, bound);
        let next = arena.add(value, Id::HALF);
        let root = arena.call(FunctionId::SQRT, &[next]);
        value = piecewise(&mut arena, condition, root, value);
    }
    let f = function(&arena, value, &[x]);
    assert!(f.program().code().len() < 700_000);
    assert_eq!(f.value(&[-1.0]), -1.0);
}

#[test]
fn sums_over_an_index() {
    let mut arena = Arena::new();
    let (i, n, x) = (arena.symbol("i"), arena.symbol("n"), arena.symbol("x"));
    let power = arena.pow(x, Id::TWO);
    let sine = arena.call(FunctionId::SIN, &[power]);
    let term = arena.mul(sine, i);
    let sum = arena.index_sum_node([term, i, Id::ONE, n]);
    let f = function(&arena, sum, &[n, x]);
    insta::assert_snapshot!(f.program().to_string(), @"
         s0 = input 0
         s1 = input 1
         s2 = 1
       0 s3 = s1 * s1
       1 s3 = sin(s3)
       2 s4 = 0; for s5 from s2 to s0, end at 5
       3 s6 = s5 * s3
       4 s4 = s4 + s6; again from 3
         return s4
    ");
    let expected: f64 = (1..=10).map(|i| 0.25f64.sin() * f64::from(i)).sum();
    assert_eq!(f.value(&[10.0, 0.5]), expected);
    assert_eq!(f.value(&[0.0, 0.5]), 0.0);
    assert!(f.value(&[1.5, 0.5]).is_nan());
    assert!(f.value(&[1e8, 0.5]).is_nan());
    assert!(f.value(&[f64::INFINITY, 0.5]).is_nan());
    assert!(f.value(&[f64::NAN, 0.5]).is_nan());
}

/// The same nodes under two indices, an index that is an input outside, and sums inside sums.
#[test]
fn sums_share_and_nest() {
    let mut arena = Arena::new();
    let (i, j, x) = (arena.symbol("i"), arena.symbol("j"), arena.symbol("x"));
    let three = arena.integer(3);
    let square = arena.pow(i, Id::TWO);
    let first = arena.index_sum_node([square, i, Id::ONE, three]);
    let plus = arena.add(square, i);
    let second = arena.index_sum_node([plus, i, Id::ZERO, Id::TWO]);
    let free = arena.add(square, x);
    let total = arena.add(first, second);
    let total = arena.add(total, free);
    let f = function(&arena, total, &[i, x]);
    assert_eq!(
        f.value(&[5.0, 0.5]),
        14.0 + (0.0 + 2.0 + 6.0) + (25.0 + 0.5)
    );

    let product = arena.mul(i, j);
    let inner = arena.index_sum_node([product, j, Id::ONE, i]);
    let invariant = {
        let shifted = arena.add(j, x);
        arena.index_sum_node([shifted, j, Id::ONE, three])
    };
    let body = arena.add(inner, invariant);
    let outer = arena.index_sum_node([body, i, Id::ONE, three]);
    let f = function(&arena, outer, &[x]);
    let invariant: f64 = (1..=3).map(|j| f64::from(j) + 0.5).sum();
    let expected: f64 = (1..=3)
        .map(|i| (1..=i).map(|j| f64::from(i * j)).sum::<f64>() + invariant)
        .sum();
    assert_eq!(f.value(&[0.5]), expected);
    // The inner sum that knows nothing of `i` stands outside.
    assert_eq!(f.program().loops()[0].level, 0);
    assert_eq!(
        f.program().loops().iter().map(|l| l.level).max(),
        Some(1),
        "{}",
        f.program()
    );

    // The same symbol bound twice: the inner binding wins.
    let inner = arena.index_sum_node([i, i, Id::ONE, i]);
    let outer = arena.index_sum_node([inner, i, Id::ONE, three]);
    let f = function(&arena, outer, &[]);
    assert_eq!(f.value(&[]), 1.0 + 3.0 + 6.0);
}

#[test]
fn sums_are_bounded() {
    let mut arena = Arena::new();
    let (i, x) = (arena.symbol("i"), arena.symbol("x"));
    let mut body = arena.mul(i, x);
    for _ in 0..150 {
        body = arena.call(FunctionId::SIN, &[body]);
    }
    // More than 10^9 instructions are refused at once.
    let many = arena.integer(10_000_000);
    let sum = arena.index_sum_node([body, i, Id::ONE, many]);
    let f = function(&arena, sum, &[x]);
    assert!(f.value(&[1.0]).is_nan());
    assert_eq!(f.instructions_at(&[1.0]), Ok(1));

    let mut value = arena.symbol("x");
    for depth in 0..20 {
        let index = arena.symbol(&format!("k{depth}"));
        let body = arena.add(value, index);
        value = arena.index_sum_node([body, index, Id::ONE, Id::TWO]);
    }
    let x = arena.symbol("x");
    let f = Function::compile(&arena, &[value], &[x], &CompileOptions::default());
    assert_eq!(
        f.unwrap_err(),
        CompileError::SumsTooDeep {
            limit: Graph::MAX_DEPTH
        }
    );
}

#[test]
fn canonical_nodes() {
    let mut arena = Arena::new();
    let (x, y) = (arena.symbol("x"), arena.symbol("y"));
    let minus_half = arena.number_node(Number::ratio(-1, 2).unwrap());
    let minus_two = arena.integer(-2);
    let product = arena.product_node(&[x, Id::TWO, y, minus_half]);
    let three = arena.integer(3);
    let sum = arena.sum_node(&[minus_two, product, three, Id::ONE, Id::ONE, x]);
    let as_written = CompileOptions {
        accuracy: Accuracy::Naive,
        ..CompileOptions::default()
    };
    let f = Function::compile(&arena, &[sum], &[x, y], &as_written).unwrap();
    insta::assert_snapshot!(f.program().to_string(), @"
         s0 = input 0
         s1 = input 1
         s2 = 3
         s3 = 2
       0 s4 = s0 * s0
       1 s5 = sqrt(s1)
       2 s5 = s4 / s5
       3 s5 = s2 - (s5 * s3)
       4 s5 = s0 + s5
         return s5
    ");
    assert_eq!(f.value(&[3.0, 4.0]), 3.0 - 2.0 * (9.0 / 2.0) + 3.0);
    let e = arena.constant(crate::expr::Constant::E);
    let exponential = arena.product_node(&[e, x, y, Id::MINUS_ONE]);
    let f = function(&arena, exponential, &[x, y]);
    assert_eq!(f.value(&[3.0, 4.0]), 3f64.exp() / 4.0);
    let alone = arena.sum_node(&[three, x]);
    assert_eq!(function(&arena, alone, &[x]).value(&[2.0]), 6.0);
}

#[test]
fn data_and_unknown_functions_are_errors() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let sum = arena.row_sum_node(x);
    let options = CompileOptions::default();
    let error = compile(&arena, &[sum], &[x], &options).unwrap_err();
    assert_eq!(error, CompileError::NeedsData);
    let name = arena.symbol_id("f");
    let unknown = arena.unknown_node(name, &[Id::ZERO], &[x]);
    let error = compile(&arena, &[unknown], &[x], &options).unwrap_err();
    assert_eq!(error, CompileError::UnknownFunction { name: "f".into() });
    assert_eq!(
        error.to_string(),
        "the function `f` has no definition; define it first"
    );
}

/// A plain evaluator of values: what the passes after the first must agree with.
struct Plain<'a> {
    graph: &'a Graph,
    point: &'a [f64],
    indices: HashMap<Scope, f64>,
}

impl Plain<'_> {
    fn value(&mut self, value: Value) -> f64 {
        let graph = self.graph;
        match graph.op(value) {
            Op::Constant(bits) => f64::from_bits(bits),
            Op::Input(at) => self.point[at as usize],
            Op::Index(scope) => self.indices[&scope],
            Op::Add(a, b) => self.value(a) + self.value(b),
            Op::Sub(a, b) => self.value(a) - self.value(b),
            Op::Mul(a, b) => self.value(a) * self.value(b),
            Op::Div(a, b) => self.value(a) / self.value(b),
            Op::Neg(a) => -self.value(a),
            Op::Recip(a) => 1.0 / self.value(a),
            Op::PowInt(a, n) => power_integer(self.value(a), n),
            Op::Pow(a, b) => power(self.value(a), self.value(b)),
            Op::Sqrt(a) => self.value(a).sqrt(),
            Op::Unary(function, a) => match function.row().kernel {
                Kernel::Unary(kernel) => kernel(self.value(a)),
                _ => unreachable!(),
            },
            Op::Binary(function, a, b) => match function.row().kernel {
                Kernel::Binary(kernel) => kernel(self.value(a), self.value(b)),
                _ => unreachable!(),
            },
            Op::Compare(relation, a, b) => compare(relation.into(), self.value(a), self.value(b)),
            Op::And(a, b) => number(truth(self.value(a)) & truth(self.value(b))),
            Op::Or(a, b) => number(truth(self.value(a)) | truth(self.value(b))),
            Op::Not(a) => number(!truth(self.value(a))),
            Op::Choose(condition, a, b) => {
                if truth(self.value(condition)) {
                    self.value(a)
                } else {
                    self.value(b)
                }
            }
            Op::Loop(scope, [first, last, body]) => {
                let (first, last) = (self.value(first), self.value(last));
                let Some(count) = terms(first, last) else {
                    return f64::NAN;
                };
                let mut total = 0.0;
                for at in 0..count {
                    self.indices.insert(scope, first + f64::from(at));
                    total += self.value(body);
                }
                total
            }
            Op::Ternary(..) | Op::Indexed(..) | Op::Step(..) => unreachable!(),
        }
    }
}

fn random_expression(arena: &mut Arena, random: &mut Random, size: usize) -> (Vec<Id>, Vec<Id>) {
    let inputs: Vec<Id> = ["x", "y", "z"].map(|name| arena.symbol(name)).to_vec();
    let indices: Vec<Id> = ["i", "j"].map(|name| arena.symbol(name)).to_vec();
    let mut pool = inputs.clone();
    pool.extend(&indices);
    for at in 0..size {
        let recent = pool.len().min(8);
        let mut pick = || {
            if random.next(4) == 0 {
                pool[random.next(pool.len())]
            } else {
                pool[pool.len() - 1 - random.next(recent)]
            }
        };
        let (a, b, c, d) = (pick(), pick(), pick(), pick());
        let node = match random.next(16) {
            0 | 1 => arena.add(a, b),
            2 => arena.sub(a, b),
            3 | 4 => arena.mul(a, b),
            5 => arena.div(a, b),
            6 => arena.call(FunctionId::SIN, &[a]),
            7 => arena.call(FunctionId::MAX, &[a, b, c]),
            8 => {
                let exponent = arena.integer(random.next(9) as i64 - 4);
                arena.pow(a, exponent)
            }
            9..=13 => {
                let relation = [Relation::Less, Relation::GreaterEqual][random.next(2)];
                let mut condition = arena.compare_node(relation, a, b);
                if random.next(4) == 0 {
                    let other = arena.compare_node(Relation::NotEqual, c, d);
                    condition = if random.next(2) == 0 {
                        arena.and_node(condition, other)
                    } else {
                        arena.or_node(condition, other)
                    };
                }
                arena.piecewise_node(&[condition, c, d])
            }
            14 if at % 5 == 0 => {
                let index = indices[random.next(2)];
                let last = arena.integer(random.next(4) as i64);
                arena.index_sum_node([a, index, Id::ONE, last])
            }
            _ => arena.number_node(Number::ratio(random.next(9) as i64 - 4, 4).unwrap()),
        };
        pool.push(node);
    }
    // Outputs are closed: the indices are bound.
    let outputs = (0..1 + random.next(3))
        .map(|_| {
            let body = pool[pool.len() - 1 - random.next(4)];
            let inner = arena.index_sum_node([body, indices[0], Id::ONE, Id::TWO]);
            arena.index_sum_node([inner, indices[1], Id::ZERO, Id::ONE])
        })
        .collect();
    (outputs, inputs)
}

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

/// Branches, loops and re-used slots change no bit of what the values are.
#[test]
fn programs_compute_their_values() {
    for seed in 1..=2000u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut arena = Arena::new();
        let size = 3 + random.next(22);
        let (outputs, inputs) = random_expression(&mut arena, &mut random, size);
        let options = CompileOptions::default();
        let (graph, _, values) = lower::lower(&arena, &outputs, &inputs, &options, false).unwrap();
        let f = Function::compile(&arena, &outputs, &inputs, &options).unwrap();
        for _ in 0..4 {
            let point = [random.real(), random.real(), random.real()];
            let mut out = vec![0.0; outputs.len()];
            f.outputs_into(&point, &mut out).unwrap();
            let mut plain = Plain {
                graph: &graph,
                point: &point,
                indices: HashMap::new(),
            };
            for (&value, &found) in values.iter().zip(&out) {
                let expected = plain.value(value);
                assert!(
                    same(expected, found),
                    "seed {seed}: {expected} but {found} at {point:?}\n{}",
                    f.program()
                );
            }
        }
        let text = serde_json::to_string(&f).unwrap();
        let loaded: Function = serde_json::from_str(&text).unwrap();
        assert_eq!(loaded.program().to_string(), f.program().to_string());
    }
}

/// Every evaluator returns the bits of the scalar call.
#[test]
fn evaluators_agree() {
    for seed in 1..=200u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut arena = Arena::new();
        let size = 3 + random.next(30);
        let (sums, inputs) = random_expression(&mut arena, &mut random, size);
        // With and without the sums around: blocks leave loops to the scalar interpreter.
        let body = |id: Id| match arena.node(id) {
            crate::expr::Node::IndexSum(run) => arena.operand(run, 0),
            _ => id,
        };
        let bodies: Vec<Id> = sums.iter().map(|&id| body(body(id))).collect();
        let mut all = inputs.clone();
        all.extend(["i", "j"].map(|name| arena.find_symbol(name).unwrap()));
        for outputs in [sums, bodies] {
            let options = CompileOptions::default();
            let f = Function::compile(&arena, &outputs, &all, &options).unwrap();
            let rows = 1 + random.next(400);
            let sorted = random.next(2) == 0;
            let columns: Vec<Vec<f64>> = all
                .iter()
                .enumerate()
                .map(|(at, _)| {
                    let rows = if at == 1 { 1 } else { rows };
                    let mut column: Vec<f64> = (0..rows).map(|_| random.real()).collect();
                    if sorted {
                        column.sort_by(f64::total_cmp);
                    }
                    column
                })
                .collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            for &evaluator in Evaluator::ALL {
                let mut found = vec![vec![0.0; rows]; outputs.len()];
                let mut places: Vec<&mut [f64]> = found.iter_mut().map(Vec::as_mut_slice).collect();
                f.columns_with(evaluator, &columns, &mut places).unwrap();
                let mut out = vec![0.0; outputs.len()];
                for row in 0..rows {
                    let point: Vec<f64> = columns
                        .iter()
                        .map(|column| column.get(row).copied().unwrap_or(column[0]))
                        .collect();
                    f.outputs_into(&point, &mut out).unwrap();
                    for (column, &expected) in found.iter().zip(&out) {
                        assert!(
                            same(column[row], expected),
                            "seed {seed}, {evaluator:?}, row {row}"
                        );
                    }
                }
            }
        }
    }
}
