//! What holds for every row of the table.

use gradus::function::{FunctionId, Kernel, Notation, Parity, TABLE, all, help, lookup};
use std::collections::HashSet;

#[test]
fn kernel_parameters_and_partials_have_one_arity() {
    for row in TABLE {
        let arity = match row.kernel {
            Kernel::Unary(_) => 1,
            Kernel::Binary(_) | Kernel::Indexed(_) => 2,
            Kernel::Ternary(_) => 3,
        };
        assert_eq!(row.parameters.len(), arity, "{}", row.name);
        assert_eq!(row.partials.len(), arity, "{}", row.name);
        let distinct: HashSet<_> = row.parameters.iter().collect();
        assert_eq!(distinct.len(), arity, "{}", row.name);
        let indexed = matches!(row.kernel, Kernel::Indexed(_));
        for (place, partial) in row.partials.iter().enumerate() {
            assert_eq!(partial.is_empty(), indexed && place == 0, "{}", row.name);
        }
        for (arguments, value) in row.special {
            assert_eq!(
                arguments.split(", ").count(),
                arity,
                "{}({arguments})",
                row.name
            );
            assert!(!value.is_empty(), "{}({arguments})", row.name);
        }
        assert!(!row.variadic || arity == 2, "{}", row.name);
        let one_argument =
            row.parity == Parity::None && row.period.is_empty() && row.step.is_none();
        assert!(arity == 1 || one_argument, "{}", row.name);
        assert!(row.notation == Notation::Call || arity == 1, "{}", row.name);
    }
}

#[test]
fn names_and_aliases_are_distinct_identifiers() {
    let mut seen = HashSet::new();
    for row in TABLE {
        for name in row.aliases.iter().chain([&row.name]) {
            assert!(seen.insert(*name), "{name} twice");
            let mut characters = name.chars();
            assert!(
                characters.next().is_some_and(|c| c.is_ascii_alphabetic()),
                "{name}"
            );
            assert!(characters.all(|c| c.is_ascii_alphanumeric()), "{name}");
            assert!(!["pi", "e"].contains(name), "{name} is a constant");
        }
        assert!(row.aliases.is_sorted(), "{}: {:?}", row.name, row.aliases);
    }
}

#[test]
fn every_name_is_found_and_no_other() {
    for id in all() {
        let row = id.row();
        assert_eq!(FunctionId::from_index(id.index()), Some(id));
        assert_eq!(id.name(), row.name);
        for name in row.aliases.iter().chain([&row.name]) {
            assert_eq!(lookup(name), Some(id), "{name}");
            for near in [
                &name[1..],
                &name[..name.len() - 1],
                &format!("{name}q"),
                &name.to_uppercase(),
            ] {
                let known = TABLE
                    .iter()
                    .any(|row| row.name == near || row.aliases.contains(&near));
                assert_eq!(lookup(near).is_some(), known, "{near}");
            }
        }
    }
    for unheard in ["", "f", "sine", "x", "ψ", &"s".repeat(100_000)] {
        assert_eq!(lookup(unheard), None);
    }
    assert_eq!(FunctionId::from_index(TABLE.len()), None);
    assert_eq!(all().len(), TABLE.len());
}

#[test]
fn constants_name_their_rows() {
    assert_eq!(FunctionId::SIN.name(), "sin");
    assert_eq!(FunctionId::FACTORIAL.name(), "factorial");
    assert_eq!(FunctionId::LOG, lookup("ln").expect("an alias"));
}

#[test]
fn latex_shows_every_argument_and_balances() {
    for row in TABLE {
        for place in 1..=row.parameters.len() {
            assert!(row.latex.contains(&format!("#{place}")), "{}", row.name);
        }
        assert_eq!(
            row.latex.matches('#').count(),
            row.parameters.len(),
            "{}",
            row.name
        );
        let count = |mark: &str| row.latex.matches(mark).count();
        assert_eq!(count(r"\left"), count(r"\right"), "{}", row.name);
        assert_eq!(count("{"), count("}"), "{}", row.name);
        assert!(row.latex.is_ascii(), "{}", row.name);
    }
}

#[test]
fn every_row_is_described() {
    for row in TABLE {
        assert!(
            !row.help.is_empty() && !row.help.ends_with('.'),
            "{}",
            row.name
        );
        assert!(!row.source.is_empty(), "{}", row.name);
        assert!(!row.help.contains('\n'), "{}", row.name);
        assert!(row.range.lower < row.range.upper, "{}", row.name);
        for formula in row.partials.iter().chain(row.kinks).chain([&row.domain]) {
            assert_eq!(
                formula.matches('(').count(),
                formula.matches(')').count(),
                "{formula}"
            );
            assert_eq!(formula.trim(), *formula, "{formula}");
        }
    }
}

#[test]
fn help_tells_the_row() {
    let text = help(FunctionId::ATAN2);
    let expected = "\
atan2(y, x): angle of the point (x, y), between -pi and pi; y comes first
  also       arctan2
  domain     x != 0 or y != 0
  values     -pi < value <= pi
  derivative in y: x/(x^2 + y^2)
  derivative in x: -y/(x^2 + y^2)
  kinks      x + hypot(x, y) = 0
  exact      atan2(0, 1) = 0, atan2(1, 1) = pi/4, atan2(1, 0) = pi/2, atan2(1, -1) = 3*pi/4, atan2(0, -1) = pi, atan2(-1, 1) = -pi/4, ...
  source     IEEE 754-2019, 9.2.1 (atan2)
";
    assert_eq!(text, expected);
    for id in all() {
        let text = help(id);
        assert!(
            text.starts_with(id.name()) && text.contains(id.row().source),
            "{text}"
        );
        assert!(text.lines().all(|line| line.trim_end() == line), "{text}");
    }
}
