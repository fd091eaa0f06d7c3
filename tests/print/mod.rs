//! Deep, wide and shared expressions have a text, or are refused with its length.

mod round_trip;

use gradus::expr::{Arena, Id, PrintOptions, Style, TooLong, print};
use gradus::function::lookup;

const DEEP: usize = 100_000;

fn text(arena: &Arena, id: Id) -> String {
    print(arena, id, &PrintOptions::default()).expect("a text within the limit")
}

#[test]
fn nested_calls() {
    let mut arena = Arena::new();
    let sin = lookup("sin").expect("a function");
    let mut id = arena.symbol("x");
    for _ in 0..DEEP {
        id = arena.call(sin, &[id]);
    }
    let found = text(&arena, id);
    assert_eq!(found.len(), 5 * DEEP + 1);
    assert!(found.ends_with(&")".repeat(DEEP)));
    for style in [Style::Unicode, Style::Latex] {
        let options = PrintOptions {
            style,
            ..PrintOptions::default()
        };
        assert!(print(&arena, id, &options).is_ok());
    }
}

#[test]
fn towers_of_powers() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let (mut up, mut down) = (x, x);
    for _ in 0..DEEP {
        up = arena.pow(x, up);
        down = arena.pow(down, x);
    }
    assert!(text(&arena, up).starts_with("x^(x^(x^(x^("));
    assert!(text(&arena, down).ends_with(")^x)^x)^x)^x"));
}

#[test]
fn long_sums_and_products() {
    let mut arena = Arena::new();
    let symbols: Vec<Id> = (0..DEEP)
        .map(|at| arena.symbol(&format!("x{at}")))
        .collect();
    let (mut sum, mut product) = (symbols[0], symbols[0]);
    for &symbol in &symbols[1..] {
        sum = arena.sub(sum, symbol);
        product = arena.mul(product, symbol);
    }
    assert!(text(&arena, sum).starts_with("x0 - x1 - x2 - x3 - "));
    let found = text(&arena, product);
    assert!(found.starts_with("x0*x1*x2*x3*"), "{}", &found[..40]);
    assert!(!found.contains('('));
}

#[test]
fn shared_expressions_are_measured() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let sin = lookup("sin").expect("a function");
    let mut id = x;
    let mut characters = 1u128;
    for _ in 0..60 {
        let call = arena.call(sin, &[id]);
        let two = arena.pow(id, x);
        id = arena.add(call, two);
        // sin(a) + a^x, where a is bracketed unless it is a symbol.
        let brackets = if characters == 1 { 0 } else { 2 };
        characters = (5 + characters) + 3 + (characters + brackets + 2);
    }
    let found = print(&arena, id, &PrintOptions::default());
    assert_eq!(found, Err(TooLong { characters }));
}

#[test]
fn the_limit_is_exact() {
    let mut arena = Arena::new();
    let (x, y) = (arena.symbol("x"), arena.symbol("σ"));
    let sum = arena.add(x, y);
    let limited = |limit| {
        let options = PrintOptions {
            limit,
            ..PrintOptions::default()
        };
        print(&arena, sum, &options)
    };
    assert_eq!(limited(6).as_deref(), Ok("x + σ"));
    assert_eq!(limited(5), Err(TooLong { characters: 5 }));
}
