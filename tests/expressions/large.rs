//! Wide, deep and shared expressions: linear in what they are made of, and freed.

use std::time::{Duration, Instant};

use gradus::Expr;
use gradus::expr::{Arena, Id};
use gradus::function::FunctionId;

const DEEP: usize = 100_000;

/// The best of three.
fn best(mut work: impl FnMut()) -> Duration {
    (0..3)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

/// Asserts that the work done twice as often takes about twice as long, far from the four times of
/// a quadratic. Other tests run beside, so a slow measurement is repeated; a quadratic stays one.
fn assert_linear(mut once: impl FnMut(), mut twice: impl FnMut()) {
    let mut ratios = Vec::new();
    for _ in 0..6 {
        let ratio = best(&mut twice).as_secs_f64() / best(&mut once).as_secs_f64();
        if ratio < 3.0 {
            return;
        }
        ratios.push(ratio);
    }
    panic!("twice the work takes {ratios:?} times as long");
}

/// Twice as many terms take about twice as long: far from the four times of a quadratic sum.
#[test]
fn a_sum_made_term_by_term_is_linear() {
    let build = |count: i64| {
        let x = Expr::symbol("x");
        let mut sum = Expr::number(0);
        for term in 0..count {
            sum = sum + x.pow(term % 97) * term;
        }
        sum
    };
    let canonical = |count: i64| {
        let form = build(count).canonical().expect("a form");
        assert!(form.node_count() < 1000);
    };
    canonical(100);
    assert_linear(|| canonical(50_000), || canonical(100_000));
    // Memory: a few nodes for each term.
    let nodes = build(DEEP as i64).with(|arena, _| arena.len());
    assert!(nodes < 4 * DEEP, "{nodes} nodes");
}

#[test]
fn a_sum_of_expressions_made_apart_is_linear() {
    let build = |count: i64| {
        let mut sum = Expr::symbol("x");
        for term in 0..count {
            sum = sum + Expr::symbol("y") * term;
        }
        sum
    };
    assert_linear(|| _ = build(20_000), || _ = build(40_000));
}

/// x, x + sin(x), …: each node is used twice, so a tree of it would have 2^n nodes.
fn doubling(arena: &mut Arena, steps: usize) -> Id {
    let mut id = arena.symbol("x");
    for step in 0..steps {
        let other = arena.call(FunctionId::SIN, &[id]);
        id = match step % 2 {
            0 => arena.mul(id, other),
            _ => arena.add(other, id),
        };
    }
    id
}

#[test]
fn a_doubling_graph_of_a_million_nodes_is_everyday() {
    let mut arena = Arena::new();
    let root = doubling(&mut arena, 500_000);
    let count = arena.node_count(&[root]);
    assert_eq!(count, 1_000_001);
    let symbols = arena.free_symbols(&[root]);
    assert_eq!(symbols.len(), 1);
    let slope = gradus::diff::derivative(&mut arena, root, &symbols).expect("a derivative");
    let nodes = arena.node_count(&[slope]);
    assert!(nodes < 6 * count, "{nodes} nodes");
    let gradient = gradus::diff::gradient(&mut arena, root, &symbols).expect("a gradient");
    assert!(arena.node_count(&gradient) < 6 * count);
    assert_ne!(arena.hash(root), arena.hash(slope));
}

#[test]
fn doubling_sums_collect_their_multiplicities() {
    // ((x + x) + (x + x)) …, and (x*x)*(x*x) …: 2^60 x and x^(2^60).
    let x = Expr::symbol("x");
    let (mut sum, mut product) = (&x + 1, &x + 1);
    for _ in 0..60 {
        sum = &sum + &sum;
        product = &product * &product;
    }
    let many = 1u64 << 60;
    assert_eq!(sum.to_string(), format!("{many}*(x + 1)"));
    assert_eq!(product.to_string(), format!("(x + 1)^{many}"));
    // Fibonacci: each is the sum of the two before.
    let (mut a, mut b) = (x.clone(), Expr::symbol("y"));
    for _ in 0..80 {
        (a, b) = (b.clone(), a + b);
    }
    assert_eq!(b.to_string(), "23416728348467685*x + 37889062373143906*y");
}

/// One more level around an expression, given x.
type Wrap = fn(&mut Arena, Id, Id) -> Id;

#[test]
fn deep_nests_go_through_every_stage() {
    let nests: [(&str, Wrap); 5] = [
        ("sin", |arena, id, _| arena.call(FunctionId::SIN, &[id])),
        ("power", |arena, id, x| arena.pow(x, id)),
        ("quotient", |arena, id, x| {
            let sum = arena.add(x, id);
            arena.div(Id::ONE, sum)
        }),
        ("root", |arena, id, x| {
            let sum = arena.add(x, id);
            arena.call(FunctionId::SQRT, &[sum])
        }),
        ("length", |arena, id, x| {
            arena.call(FunctionId::HYPOT, &[id, x])
        }),
    ];
    for (name, wrap) in nests {
        let mut arena = Arena::new();
        let x = arena.symbol("x");
        let mut id = x;
        for _ in 0..DEEP {
            id = wrap(&mut arena, id, x);
        }
        let form = arena
            .canonical(id)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(arena.canonical(form), Ok(form));
        let slope = gradus::diff::derivative(&mut arena, id, &[x]).expect("a derivative");
        let t = arena.symbol("t");
        let moved = arena.substitute(id, &[(x, t)]);
        assert_eq!(arena.free_symbols(&[moved]), [t], "{name}");
        let copy = Arena::new().import(&arena, &[slope]);
        assert_eq!(copy.len(), 1);
        let expr = Expr::from_arena(arena, id, Default::default());
        assert!(expr.at([("x", 0.5)]).is_ok(), "{name}");
        let clone = expr.compact();
        assert_eq!(clone.structural_hash(), expr.structural_hash(), "{name}");
        drop((expr, clone));
    }
}

/// 1/(7 + 1/(7 + …: an exact fraction that grows by some bits at every step.
#[test]
fn a_long_continued_fraction_is_exact() {
    let build = |steps: usize| {
        let text = format!("{}1{}", "1/(7 + ".repeat(steps), ")".repeat(steps));
        text.parse::<Expr>().expect("an expression")
    };
    assert_eq!(build(3).to_string(), "57/407");
    let long = build(10_000);
    assert_eq!(long, build(10_000));
    let value = long.at::<&str>([]).expect("a number");
    assert!(
        (value - (53f64.sqrt() - 7.0) / 2.0).abs() < 1e-15,
        "{value}"
    );
}

#[test]
fn a_gradient_is_a_few_times_its_function() {
    let gradient_nodes = |count: usize| {
        let mut arena = Arena::new();
        let symbols: Vec<Id> = (0..count)
            .map(|at| arena.symbol(&format!("x{at}")))
            .collect();
        let product = symbols
            .iter()
            .fold(Id::ONE, |product, &x| arena.mul(product, x));
        let gradient = gradus::diff::gradient(&mut arena, product, &symbols).expect("a gradient");
        assert_eq!(gradient.len(), count);
        (arena.node_count(&[product]), arena.node_count(&gradient))
    };
    for count in [1000, 20_000] {
        let (function, gradient) = gradient_nodes(count);
        assert!(gradient <= 4 * function, "{gradient} of {function}");
    }
}

/// Memory of this process, in bytes, where the system tells.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = status.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

#[test]
fn an_arena_goes_with_its_last_handle() {
    let work = |round: usize| {
        let x = Expr::symbol("x");
        let mut sum = Expr::number(0);
        for term in 0..20_000 {
            // New nodes every time, so that nothing that outlives the handle could be reused.
            sum = sum + (&x + (round * 20_000 + term) as i64).sin();
        }
        let slope = sum.diff("x").expect("a derivative");
        assert!(slope.node_count() > 20_000);
    };
    for round in 0..5 {
        work(round);
    }
    let Some(before) = resident() else { return };
    for round in 5..105 {
        work(round);
    }
    // A round is more than 5 MB: 100 rounds would be hundreds. Other tests run beside this one.
    let grown = resident().map_or(0, |after| after.saturating_sub(before));
    assert!(grown < 400_000_000, "{} MB", grown / 1_000_000);
}
